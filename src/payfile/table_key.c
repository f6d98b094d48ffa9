/* By what a row is told from all others (docs/adr/0012).
 * SPDX-License-Identifier: Apache-2.0 */
#include "payfile/table_in.h"

enum { TAIL_DIGITS = 4, NUMBER_LEAST = 8 };

/* A number of the provider; absent when the cell holds none. */
static bool row_number(payfile *p, payfile_row *row, profile_role role, span *ret)
{
    const char *rule = NULL;
    *ret = (span){ "", 0 };
    int column = p->table.columns[role];
    if (column < 0 || cell_is_nothing(cell_text(&p->source, column)))
        return true;
    if (cell_code(&p->source, column, ret, &rule))
        return true;
    *ret = (span){ "", 0 };
    /* A bank's own number only helps; one that all the world knows must be whole. */
    if (rule == cell_code_missing || p->profile->has_own_numbers)
        return true;
    table_reject(p, row, column, rule);
    return false;
}

/* The last digits of an account's number; empty when they are not told. */
static span account_tail(span account)
{
    size_t from = account.size;
    while (from > 0 && account.at[from - 1] >= '0' && account.at[from - 1] <= '9' &&
           account.size - from < TAIL_DIGITS)
        from--;
    return account.size - from == TAIL_DIGITS ? span_slice(account, from, account.size)
                                              : (span){ "", 0 };
}

/* What tells rows apart whose number does not: with a balance, the balance; else a bank's own
 * number, which may stand in several rows; else all that is said. */
static bool number_make(
    payfile *p, payfile_row *row, const row_words *w, bool has_number, err *reterr)
{
    static const span none = SPAN("");
    const int64_t facts[] = { row->day.day, row->flow.fen,
        row->has_balance ? row->balance.fen : 0 };
    bool by_number = !row->has_balance && has_number;
    bool by_words = !row->has_balance && !has_number;
    const span pieces[] = { { (const char *)facts, sizeof facts }, row->currency, { "", 1 },
        by_number ? row->order_no : none, { "", 1 }, by_words ? w->payer : none, { "", 1 },
        by_words ? row->payer_account : none, { "", 1 }, by_words ? w->note : none };
    const row_facts facts_of = {
        .day = row->day, .pieces = pieces, .count = sizeof pieces / sizeof *pieces
    };
    row->scope = account_tail(row->account);
    return rows_seen_number(&p->table.seen, &p->source.scratch, &facts_of, &row->identity, reterr);
}

/* A refund is told by a number of its own, and names the payment that it gives back. */
static bool refund_key(payfile *p, payfile_row *row, const row_words *w, err *reterr)
{
    bool has_number = row->order_no.size > 0;
    row->is_made = !has_number;
    if (row->refund_no.size > 0 && has_number)
        return true;
    if (!number_make(p, row, w, has_number, reterr))
        return false;
    if (row->refund_no.size == 0)
        row->refund_no = row->identity;
    if (!has_number)
        row->order_no = row->identity;
    row->identity = row->scope = (span){ "", 0 };
    return true;
}

bool row_key(payfile *p, payfile_row *row, const row_words *w, err *reterr)
{
    bool is_well = row_number(p, row, ROLE_NUMBER, &row->order_no) &&
                   row_number(p, row, ROLE_MERCHANT, &row->merchant_no) &&
                   row_number(p, row, ROLE_REFUND_NO, &row->refund_no);
    if (!is_well)
        return true;
    bool is_own = p->profile->has_own_numbers;
    /* A short number of a bank counts its rows; another bank's does, too. */
    if (is_own && row->order_no.size < NUMBER_LEAST)
        row->order_no = (span){ "", 0 };
    if (row->kind == PAYFILE_REFUND)
        return refund_key(p, row, w, reterr);
    row->refund_no = (span){ "", 0 };
    bool has_number = row->order_no.size > 0;
    row->is_made = !has_number;
    if (has_number && !is_own)
        return true;
    if (!number_make(p, row, w, has_number, reterr))
        return false;
    if (!has_number)
        row->order_no = row->identity;
    return true;
}
