/* One row of an import: each cell cleaned, read and held against its rule. Cells are cleaned
 * first (full-width letters, blanks and invisible marks come from word processors and chat
 * apps), so that only what is really wrong is refused.
 * SPDX-License-Identifier: Apache-2.0 */
#include "org/org_in.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>

static void note(check *k, check_row *row, check_column column, const err *rule, bool is_warning)
{
    assert(rule->message);
    org_import *out = k->out;
    if (is_warning)
        out->warning_count++;
    else
        out->fault_count++;
    if (out->listed_count == ORG_FAULTS_MAX)
        return;
    out->faults[out->listed_count++] = (org_fault){ .row = row->draft.row,
        .column = k->headers[column],
        .value = text_head(row->cells[column], ORG_VALUE_MAX),
        .is_warning = is_warning,
        .rule = *rule };
}

void check_fault(check *k, check_row *row, check_column column, const err *rule)
{
    row->is_broken = true;
    note(k, row, column, rule, false);
}

void check_warning(check *k, check_row *row, check_column column, const err *rule)
{
    note(k, row, column, rule, true);
}

check_day check_day_print(date d)
{
    check_day day = { "" };
    snprintf(
        day.text, sizeof day.text, "%04d-%02d-%02d", d.day / 10000, d.day / 100 % 100, d.day % 100);
    return day;
}

static span clean(check *k, span cell)
{
    if (cell.size == 0)
        return (span){ "", 0 };
    span s = text_normal(k->home, cell);
    if (!s.at)
        k->is_full = true;
    return s.at ? s : (span){ "", 0 };
}

static bool is_code(span s)
{
    if (s.size == 0 || s.size > ORG_CODE_MAX || s.at[0] == '-')
        return false;
    for (size_t i = 0; i < s.size; i++) {
        char c = s.at[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
            return false;
    }
    return true;
}

static void take_code(check *k, check_row *row, span cell)
{
    err e = { 0 };
    row->draft.code = cell;
    if (is_code(cell))
        return;
    if (cell.size == 0)
        err_field(&e, "code", N_("Enter the unit's code"));
    else
        err_field(&e, "code",
            N_("A unit's code has 1 to %d characters: a-z, 0-9 and, not first, dashes"),
            ORG_CODE_MAX);
    err_hint(&e, N_("Choose a short code that never changes; it stands in addresses and in the "
                    "public books."));
    check_fault(k, row, COLUMN_CODE, &e);
}

static void take_kind(check *k, check_row *row, span cell)
{
    err e = { 0 };
    if (org_kind_parse(cell, &row->draft.kind))
        return;
    err_field(&e, "kind",
        cell.size == 0 ? N_("Enter the kind of unit") : N_("There is no such kind of unit"));
    err_hint(&e, N_("Use federation, district, industry, bureau, enterprise, university, hospital, "
                    "foundation, centre, "
                    "union or partner."));
    check_fault(k, row, COLUMN_KIND, &e);
}

static void take_name_zh(check *k, check_row *row, span cell)
{
    err e = { 0 };
    row->draft.name_zh = cell;
    if (cell.size == 0)
        err_field(&e, "name_zh", N_("Enter the unit's name"));
    else if (text_length(cell) > ORG_NAME_MAX)
        err_field(&e, "name_zh", N_("A unit's name has at most %d characters"), ORG_NAME_MAX);
    else
        return;
    err_hint(&e, N_("Write the full name as on its seal."));
    check_fault(k, row, COLUMN_NAME_ZH, &e);
}

static void take_name_en(check *k, check_row *row, span cell)
{
    err e = { 0 };
    row->draft.name_en = cell.size > 0 ? cell : row->draft.name_zh;
    if (text_length(cell) <= ORG_NAME_MAX)
        return;
    err_field(&e, "name_en", N_("A unit's name has at most %d characters"), ORG_NAME_MAX);
    err_hint(&e, N_("Shorten it, or leave the English name empty."));
    check_fault(k, row, COLUMN_NAME_EN, &e);
}

/* Provinces of GB/T 2260; the digits behind them change from year to year and are not judged
 * here. */
static bool is_region(span s)
{
    static const char provinces[] =
        "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 "
        "63 64 65 71 81 82";
    if (s.size != 6)
        return false;
    for (size_t i = 0; i < s.size; i++) {
        if (s.at[i] < '0' || s.at[i] > '9')
            return false;
    }
    for (size_t i = 0; i + 1 < sizeof provinces; i += 3) {
        if (provinces[i] == s.at[0] && provinces[i + 1] == s.at[1])
            return true;
    }
    return false;
}

static void take_region(check *k, check_row *row, span cell)
{
    err e = { 0 };
    row->draft.region_code = cell;
    if (cell.size == 0 || is_region(cell))
        return;
    err_field(&e, "region_code", N_("This is no region code of GB/T 2260"));
    err_hint(
        &e, N_("It has six digits, the first two are the province: 110102 is Xicheng in Beijing."));
    check_fault(k, row, COLUMN_REGION, &e);
}

/* Letters that GB 32100 leaves out are a fault, a wrong check character is not: such codes have
 * been issued. */
static bool uscc_fault(span s, err *e)
{
    size_t length = text_length(s);
    if (length != 18) {
        err_field(e, "uscc", N_("The credit code has 18 characters; this one has %zu"), length);
        err_hint(e, N_("Copy it from the certificate of the unit."));
        return true;
    }
    for (size_t i = 0; i < s.size; i++) {
        char c = s.at[i];
        bool is_letter =
            c >= 'A' && c <= 'Z' && c != 'I' && c != 'O' && c != 'S' && c != 'V' && c != 'Z';
        if (is_letter || (c >= '0' && c <= '9'))
            continue;
        err_field(e, "uscc",
            N_("The credit code holds digits and capital letters without I, O, S, V and Z"));
        err_hint(e, N_("Copy it from the certificate of the unit."));
        return true;
    }
    return false;
}

static void take_uscc(check *k, check_row *row, span cell)
{
    err e = { 0 };
    row->draft.uscc = cell;
    if (cell.size == 0)
        return;
    char *upper = arena_take(k->home, cell.size, 1, 1);
    k->is_full = k->is_full || !upper;
    for (size_t i = 0; upper && i < cell.size; i++)
        upper[i] = (char)(cell.at[i] >= 'a' && cell.at[i] <= 'z' ? cell.at[i] - 32 : cell.at[i]);
    if (!upper)
        return;
    row->draft.uscc = (span){ upper, cell.size };
    if (uscc_fault(row->draft.uscc, &e)) {
        check_fault(k, row, COLUMN_USCC, &e);
    } else if (!text_uscc_fits(row->draft.uscc)) {
        err_field(&e, "uscc", N_("The check character of this credit code doesn't fit"));
        err_hint(
            &e, N_("Compare it with the certificate; if it stands there like this, leave it."));
        check_warning(k, row, COLUMN_USCC, &e);
    }
}

static void take_day(check *k, check_row *row, check_column column, date *ret)
{
    err e = { 0 };
    span cell = clean(k, row->cells[column]);
    if (cell.size == 0 || text_parse_date(cell, ret, &e))
        return;
    if (!e.hint)
        err_hint(&e, N_("Write it as 2020-02-03."));
    check_fault(k, row, column, &e);
}

static void take_days(check *k, check_row *row)
{
    err e = { 0 };
    org_draft *d = &row->draft;
    d->opened = k->source->today;
    take_day(k, row, COLUMN_OPENED, &d->opened);
    take_day(k, row, COLUMN_CLOSED, &d->closed);
    if (d->closed.day == 0 || d->closed.day >= d->opened.day)
        return;
    err_field(&e, "closed", N_("The unit was closed before it was opened (%s)"),
        check_day_print(d->opened).text);
    err_hint(&e, N_("Exchange or correct the two days."));
    check_fault(k, row, COLUMN_CLOSED, &e);
}

void check_row_read(check *k, check_row *row)
{
    span *cells = row->cells;
    take_code(k, row, clean(k, cells[COLUMN_CODE]));
    row->draft.parent = clean(k, cells[COLUMN_PARENT]);
    take_kind(k, row, clean(k, cells[COLUMN_KIND]));
    take_name_zh(k, row, clean(k, cells[COLUMN_NAME_ZH]));
    take_name_en(k, row, clean(k, cells[COLUMN_NAME_EN]));
    take_region(k, row, clean(k, cells[COLUMN_REGION]));
    take_uscc(k, row, clean(k, cells[COLUMN_USCC]));
    row->draft.legal = clean(k, cells[COLUMN_LEGAL]);
    take_days(k, row);
}
