/* Running balances: each row's balance must follow from the one before it.  Banks write the oldest
 * row first or the newest; which of both it is, the balances themselves say.
 * SPDX-License-Identifier: Apache-2.0 */
#include "payfile/payfile_in.h"

void balance_add(balance_chain *c, const payfile_row *row)
{
    if (!row->has_balance || !row->has_flow)
        return;
    if (c->count++ == 0) {
        c->first = row->balance;
        c->first_flow = row->flow;
    } else {
        bool rises = c->last.fen + row->flow.fen == row->balance.fen;
        bool falls = row->balance.fen + c->last_flow.fen == c->last.fen;
        if (!rises && c->oldest_break == 0)
            c->oldest_break = row->number;
        if (!falls && c->newest_break == 0)
            c->newest_break = row->number;
        c->oldest_breaks += !rises;
        c->newest_breaks += !falls;
        int64_t step = row->balance.fen - c->last.fen;
        c->oldest_other += !rises && -step != row->flow.fen;
        c->newest_other += !falls && step != c->last_flow.fen;
        c->oldest_turned += !rises && -step == row->flow.fen;
        c->newest_turned += !falls && step == c->last_flow.fen;
    }
    c->last = row->balance;
    c->last_flow = row->flow;
}

static bool is_newest_first(const balance_chain *c)
{
    return c->newest_breaks < c->oldest_breaks;
}

bool balance_fits(const balance_chain *c)
{
    return c->count > 1 && (c->oldest_breaks == 0 || c->newest_breaks == 0);
}

bool balance_turns(const balance_chain *c)
{
    return c->count > 1 && !balance_fits(c) && (c->oldest_other == 0 || c->newest_other == 0);
}

bool balance_turns_all(const balance_chain *c)
{
    int64_t steps = c->count - 1;
    return steps > 0 && !balance_fits(c) &&
           (c->oldest_turned == steps || c->newest_turned == steps);
}

void balance_state(const balance_chain *c, payfile_stated *ret)
{
    bool is_newest = is_newest_first(c);
    ret->balance_count = c->count;
    ret->balance_break = is_newest ? c->newest_break : c->oldest_break;
    ret->is_newest_first = is_newest;
    if (c->count == 0)
        return;
    ret->closing = is_newest ? c->first : c->last;
    ret->opening.fen =
        is_newest ? c->last.fen - c->last_flow.fen : c->first.fen - c->first_flow.fen;
}
