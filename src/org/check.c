/* Reading a table of units and checking all of it before anything is written.
 * SPDX-License-Identifier: Apache-2.0 */
#include "org/org_in.h"
#include "text/text.h"

#include <assert.h>
#include <stdlib.h>

static const struct column_name {
    const char *name;
    const char *zh;
    bool is_required;
} columns[COLUMN_COUNT] = {
    [COLUMN_CODE] = { "code", "代码", true },
    [COLUMN_PARENT] = { "parent", "上级代码", true },
    [COLUMN_KIND] = { "kind", "类别", true },
    [COLUMN_NAME_ZH] = { "name_zh", "名称", true },
    [COLUMN_NAME_EN] = { "name_en", "英文名称", false },
    [COLUMN_REGION] = { "region_code", "行政区划代码", false },
    [COLUMN_USCC] = { "uscc", "统一社会信用代码", false },
    [COLUMN_LEGAL] = { "legal", "核算单位", false },
    [COLUMN_OPENED] = { "opened", "成立日期", false },
    [COLUMN_CLOSED] = { "closed", "撤销日期", false },
};

static bool no_memory(err *reterr)
{
    return err_set(reterr, ERR_MEMORY, N_("too many units for the memory"));
}

/* ---- the file ------------------------------------------------------------------------------- */

static int64_t line_of(span bytes, size_t offset)
{
    int64_t line = 1;
    for (size_t i = 0; i < offset && i < bytes.size; i++)
        line += bytes.at[i] == '\n';
    return line;
}

/* True if text that is not all UTF-8 was meant to be: then it is damaged, and reading it as
 * GB18030 would give other characters.  In real GB18030 hardly any three bytes in a row look
 * like one character of UTF-8. */
static bool is_broken_utf8(span bytes)
{
    size_t good = 0, bad = 0;
    span rest = bytes;
    while (rest.size > 0) {
        uint32_t rune = 0;
        if (text_rune(&rest, &rune)) {
            good += rune >= 0x800;
            continue;
        }
        bad++;
        rest = span_slice(rest, 1, rest.size);
    }
    return good > bad;
}

/* The bytes as UTF-8.  What is not UTF-8 must be GB18030, as Chinese spreadsheets save it. */
static bool file_decode(arena *a, span bytes, span *ret, err *reterr)
{
    static const span zip = SPAN("PK\x03\x04");
    if (bytes.size > ORG_FILE_SIZE_MAX)
        return err_set(reterr, ERR_LIMIT, N_("The file is larger than %d MB"),
            ORG_FILE_SIZE_MAX / 1024 / 1024);
    if (span_trim(bytes).size == 0)
        return err_set(reterr, ERR_INPUT, N_("The file of units is empty"));
    if (span_starts(bytes, zip)) {
        err_set(reterr, ERR_INPUT, N_("This is a workbook or an archive, not a CSV table"));
        return err_hint(reterr, N_("Save the sheet as CSV and import that."));
    }
    size_t bad = text_utf8_bad(bytes);
    err ignored = { 0 };
    if (bad == bytes.size) {
        *ret = bytes;
        return true;
    }
    if (!is_broken_utf8(bytes) && text_from_gb18030(a, bytes, ret, &ignored))
        return true;
    err_set(reterr, ERR_INPUT, N_("Unreadable text in row %lld of the file of units"),
        (long long)line_of(bytes, bad));
    return err_hint(reterr, N_("Save the table as CSV in UTF-8 and import that."));
}

/* ---- the header ----------------------------------------------------------------------------- */

static bool header_read(check *k, const sheet_row *row, err *reterr)
{
    for (int column = 0; column < COLUMN_COUNT; column++)
        k->places[column] = -1;
    for (size_t i = 0; i < row->count; i++) {
        span name = text_normal(k->home, row->fields[i]);
        for (int column = 0; column < COLUMN_COUNT; column++) {
            if (!span_is(name, columns[column].name) && !span_is(name, columns[column].zh))
                continue;
            if (k->places[column] >= 0) {
                err_set(reterr, ERR_INPUT, N_("The column %.*s stands in the header twice"),
                    SPAN_PRINT(name));
                return err_hint(reterr, N_("Leave one of them."));
            }
            k->places[column] = (int32_t)i;
            k->headers[column] = row->fields[i];
        }
    }
    for (int column = 0; column < COLUMN_COUNT; column++) {
        if (k->places[column] >= 0)
            continue;
        k->headers[column] = span_of(columns[column].name);
        if (!columns[column].is_required)
            continue;
        err_set(reterr, ERR_INPUT, N_("The header has no column %s (%s)"), columns[column].name,
            columns[column].zh);
        return err_hint(reterr, N_("The first row names the columns: code, parent, kind, name_zh, "
                                   "name_en, region_code, "
                                   "uscc, legal, opened, closed."));
    }
    return true;
}

/* ---- the rows ------------------------------------------------------------------------------- */

static bool is_blank(const sheet_row *row)
{
    for (size_t i = 0; i < row->count; i++) {
        if (span_trim(row->fields[i]).size > 0)
            return false;
    }
    return true;
}

static check_row row_take(const check *k, const sheet_row *row)
{
    check_row taken = { .draft = { .row = row->number }, .parent = -1, .legal = -1 };
    for (int column = 0; column < COLUMN_COUNT; column++) {
        int32_t place = k->places[column];
        if (place >= 0 && (size_t)place < row->count)
            taken.cells[column] = row->fields[place];
    }
    return taken;
}

/* Upper bound of the rows: no row is shorter than its line break. */
static size_t rows_at_most(span text)
{
    size_t count = 1;
    for (size_t i = 0; i < text.size; i++)
        count += text.at[i] == '\n' || text.at[i] == '\r';
    return count < ORG_ROWS_MAX ? count : ORG_ROWS_MAX;
}

static bool rows_read(check *k, span text, err *reterr)
{
    sheet_csv csv;
    sheet_row row;
    bool has_more = false, has_header = false;
    size_t room = rows_at_most(text);
    k->rows = ARENA_NEW(k->home, check_row, room);
    if (!k->rows)
        return no_memory(reterr);
    sheet_csv_init(&csv, text, sheet_csv_separator(text));
    while (true) {
        if (!sheet_csv_next(&csv, k->home, &row, &has_more, reterr))
            return false;
        if (!has_more)
            break;
        if (is_blank(&row))
            continue;
        if (!has_header) {
            has_header = true;
            if (!header_read(k, &row, reterr))
                return false;
            continue;
        }
        if ((size_t)k->count == room)
            return err_set(reterr, ERR_LIMIT, N_("The file has more than %d units"), ORG_ROWS_MAX);
        check_row *taken = &k->rows[k->count++];
        *taken = row_take(k, &row);
        check_row_read(k, taken);
    }
    return !k->is_full || no_memory(reterr);
}

/* ---- the result ----------------------------------------------------------------------------- */

static int compare_faults(const void *a, const void *b)
{
    const org_fault *x = a, *y = b;
    return (x->row > y->row) - (x->row < y->row);
}

/* Turns the new rows into drafts, parents first; `index_of` tells where a row went. */
static bool drafts_make(check *k)
{
    size_t size = (size_t)k->count + 1;
    int32_t *index_of = ARENA_NEW(k->home, int32_t, size);
    org_draft *drafts = ARENA_NEW(k->home, org_draft, size);
    if (!index_of || !drafts)
        return false;
    int32_t count = 0;
    for (int32_t i = 0; i < k->order_count; i++) {
        const check_row *row = &k->rows[k->order[i]];
        if (row->same)
            continue;
        index_of[k->order[i]] = count;
        drafts[count] = row->draft;
        drafts[count].parent_draft = row->parent >= 0 ? index_of[row->parent] : -1;
        drafts[count].legal_draft = row->legal >= 0 ? index_of[row->legal] : -1;
        count++;
    }
    k->out->drafts = drafts;
    k->out->draft_count = (size_t)count;
    return true;
}

bool org_import_check(
    arena *a, const org_tree *tree, const org_source *source, org_import *ret, err *reterr)
{
    assert(a && tree && source && ret);
    assert(date_is_valid(source->today));
    org_import out = { .faults = ARENA_NEW(a, org_fault, ORG_FAULTS_MAX) };
    check k = { .home = a, .tree = tree, .source = source, .out = &out };
    span text = { 0 };
    if (!out.faults)
        return no_memory(reterr);
    if (!file_decode(a, source->bytes, &text, reterr) || !rows_read(&k, text, reterr))
        return false;
    if (k.count == 0)
        return err_set(reterr, ERR_INPUT, N_("The file has a header but no units"));
    if (!check_link(&k) || !drafts_make(&k))
        return no_memory(reterr);
    out.row_count = (size_t)k.count;
    qsort(out.faults, out.listed_count, sizeof *out.faults, compare_faults);
    *ret = out;
    return true;
}
