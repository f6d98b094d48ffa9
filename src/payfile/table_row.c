/* One row of a profiled table.  Nothing is guessed: a row that has an amount but can't be read is
 * rejected.
 * SPDX-License-Identifier: Apache-2.0 */
#include "payfile/table_in.h"

#include <string.h>

enum { ACCOUNT_LEAST = 8 }; /* digits by which an account is told beside a name */

/* ---- its currency --------------------------------------------------------------------------- */

void table_currency(table *t, span code)
{
    const currency *of = currency_find(code);
    t->fine = of && of->scale > 2 ? of : NULL;
    t->money = of;
}

static bool row_currency(payfile *p, payfile_row *row)
{
    table *t = &p->table;
    row->currency = t->currency;
    if (t->columns[ROLE_CURRENCY] < 0)
        return true;
    span s = role_normal(p, ROLE_CURRENCY);
    if (s.size > 0)
        row->currency = s;
    if (currency_code(&row->currency)) {
        table_currency(t, row->currency);
        return true;
    }
    table_reject(p, row, t->columns[ROLE_CURRENCY], N_("This currency is not known"));
    return false;
}

/* The currency that stands beside the amount counts where nothing else names one; two that differ
 * are no amount. */
static bool row_currency_said(payfile *p, payfile_row *row)
{
    const table *t = &p->table;
    bool is_told = t->above.currency.size > 0 || role_normal(p, ROLE_CURRENCY).size > 0;
    if (t->is_foreign && !is_told && t->said.size == 0 && row->flow.fen != 0) {
        row_reject(row, (payfile_fault){ .column = (span)SPAN("Currency"),
                            .value = (span)SPAN(""),
                            .rule = N_("No currency is told, and nothing says that it is yuan"),
                            .hint = N_("Add a column Currency to the file") });
        return false;
    }
    if (t->said.size == 0 || currency_agrees(t->said, row->currency))
        return true;
    if (!is_told && !span_is(t->said, "$")) {
        row->currency = t->said;
        return true;
    }
    int column = t->columns[ROLE_AMOUNT] >= 0 ? t->columns[ROLE_AMOUNT]
                 : row->flow.fen < 0          ? t->columns[ROLE_OUT]
                                              : t->columns[ROLE_IN];
    table_reject(p, row, column, N_("The amount names another currency than its row"));
    return false;
}

/* ---- one row -------------------------------------------------------------------------------- */

/* The remarks of a row: of one column as it stands, of several joined. */
static bool notes_join(payfile *p, span *ret, err *reterr)
{
    const table *t = &p->table;
    span one = { "", 0 };
    buffer b = { 0 };
    for (int i = 0; i < t->note_count; i++) {
        span s = cell_normal(&p->source, t->notes[i]);
        if (cell_is_nothing(s) || span_equal(s, one))
            continue;
        if (one.size == 0) {
            one = s;
            continue;
        }
        if (!b.home) {
            b = buffer_in(&p->source.scratch, 256);
            buffer_add(&b, one);
        }
        buffer_text(&b, " ");
        buffer_add(&b, s);
    }
    *ret = b.home ? buffer_span(&b) : one;
    return !b.home || buffer_check(&b, reterr);
}

static bool words_of(payfile *p, row_words *w, err *reterr)
{
    w->state = role_normal(p, ROLE_STATE);
    w->kind = role_normal(p, ROLE_KIND);
    w->payer = role_normal(p, ROLE_PAYER);
    return notes_join(p, &w->note, reterr);
}

static bool row_fee(payfile *p, payfile_row *row)
{
    int64_t mfen = 0;
    int column = p->table.columns[ROLE_FEE];
    if (column < 0 || cell_is_nothing(cell_text(&p->source, column)))
        return true;
    if (!cell_fee(&p->source, column, &mfen)) {
        table_reject(p, row, column, N_("The fee is not an amount"));
        return false;
    }
    mfen = mfen < 0 ? -mfen : mfen;
    row->fee_mfen = row->kind == PAYFILE_REFUND ? -mfen : mfen;
    return true;
}

static void row_balance(payfile *p, payfile_row *row)
{
    bool is_none = true;
    const char *rule = NULL;
    row->has_balance = p->table.columns[ROLE_BALANCE] >= 0 &&
                       role_money(p, ROLE_BALANCE, &is_none, &row->balance, &rule) && !is_none;
}

/* More cells than the header names are a comma in a remark; nothing may shift silently. */
static bool width_check(payfile *p, payfile_row *row)
{
    const sheet_row *from = &p->source.row;
    for (size_t i = (size_t)p->table.count; !p->source.book && i < from->count; i++) {
        if (cell_text(&p->source, (int)i).size > 0) {
            table_reject(p, row, (int)i, N_("The row has more columns than the header"));
            return false;
        }
    }
    return true;
}

static bool is_of_account(char c)
{
    return (c >= '0' && c <= '9') || c == '*';
}

/* Account and name in one cell: 6217000010000000001/王小明, 王小明 6217000010000000001. */
static void payer_part(row_words *w, payfile_row *row)
{
    span s = w->payer, account = { "", 0 };
    size_t at = 0, end = s.size;
    while (at < s.size && is_of_account(s.at[at]))
        at++;
    while (end > 0 && is_of_account(s.at[end - 1]))
        end--;
    if (at >= ACCOUNT_LEAST && at + 1 < s.size && s.at[at] == '/') {
        account = span_slice(s, 0, at);
        w->payer = span_trim(span_slice(s, at + 1, s.size));
    } else if (end > 0 && s.size - end >= ACCOUNT_LEAST) {
        account = span_slice(s, end, s.size);
        w->payer = span_trim(span_slice(s, 0, end));
        if (w->payer.size > 1 && strchr("/|-,", w->payer.at[w->payer.size - 1]))
            w->payer = span_trim(span_slice(w->payer, 0, w->payer.size - 1));
    }
    if (row->payer_account.size == 0)
        row->payer_account = account;
}

bool row_money(payfile *p, payfile_row *row, err *reterr)
{
    row_words w = { 0 };
    if (!width_check(p, row) || !row_when(p, row) || !row_currency(p, row))
        return true;
    way which = row_way(p, row);
    if (which == WAY_BROKEN || !row_currency_said(p, row))
        return true;
    row_balance(p, row);
    if (!words_of(p, &w, reterr))
        return false;
    row->payer_account = role_normal(p, ROLE_PAYER_ACCOUNT);
    payer_part(&w, row);
    row->payer_name = w.payer;
    row->note = w.note.size > 0 ? w.note : w.kind;
    row->account = role_normal(p, ROLE_ACCOUNT);
    if (row->account.size == 0)
        row->account = p->table.above.account;
    balance_add(&p->table.chain, row); /* also of a row that is rejected for what it means */
    if (!row_kind(p, row, which, &w))
        return true;
    bool has_key =
        row->kind != PAYFILE_IGNORED && (row->kind != PAYFILE_SETTLEMENT || row->settles.size > 0);
    return !row_fee(p, row) || !has_key || row_key(p, row, &w, reterr);
}
