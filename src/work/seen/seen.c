/* Rows of what was seen at providers.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/seen/seen.h"

#include "seen_sql.h"
#include "text/text.h"

#include <assert.h>

static const int64_t gifts_max = INT64_C(1000000000);

const char *seen_state_name(seen_state state)
{
    static const char *const names[] = { "stands", "later", "booked", "ended" };
    assert(state <= SEEN_ENDED);
    return names[state];
}

const char *seen_state_label(seen_state state)
{
    static const char *const labels[] = { N_("shown"), N_("a later one is shown"),
        N_("the books are here"), N_("taken back") };
    assert(state <= SEEN_ENDED);
    return labels[state];
}

static bool figure_check(const change *c, const seen_figure *f, err *reterr)
{
    if (f->gifts < 0 || f->gifts > gifts_max)
        return err_field(reterr, "gifts", N_("Enter how many gifts the screen shows"));
    if (f->amount.fen < 0 || f->amount.fen > MONEY_MAX_FEN)
        return err_field(reterr, "amount_fen", N_("Enter the amount that the screen shows"));
    if (f->gifts == 0 && f->amount.fen > 0)
        return err_field(reterr, "gifts", N_("An amount without a gift can't be"));
    if (f->as_of_us > c->civil_us)
        return err_field(reterr, "as_of", N_("The time of the screen is still to come"));
    return true;
}

static bool any_read(
    store_txn *txn, const store_query *q, const store_value *in, bool *ret_any, err *reterr)
{
    store_rows rows = { 0 };
    if (!store_read(txn, q, in, 3, &rows, reterr))
        return false;
    *ret_any = store_rows_next(&rows);
    return store_rows_close(&rows, reterr);
}

static bool place_check(store_txn *txn, const seen_figure *f, err *reterr)
{
    bool is_later = false;
    bool is_booked = false;
    const store_value later[] = { store_int(f->org.value), store_int(f->account.value),
        store_int(f->as_of_us) };
    const store_value booked[] = { store_int(f->org.value), store_int(f->account.value),
        store_int(f->day.day) };
    if (!any_read(txn, &SEEN_LATER_AT, later, &is_later, reterr) ||
        !any_read(txn, &SEEN_BOOKED_AT, booked, &is_booked, reterr))
        return false;
    if (is_booked)
        return err_set(reterr, ERR_CONFLICT,
            N_("The books of this account run to that day already: nothing is only seen"));
    return !is_later || err_set(reterr, ERR_CONFLICT,
                            N_("A figure of this account of the same time or later is there"));
}

bool seen_put(store_txn *txn, const change *c, seen_figure *f, err *reterr)
{
    assert(txn && c && f && f->org.value && f->campaign.value && f->account.value);
    if (!figure_check(c, f, reterr) || !place_check(txn, f, reterr))
        return false;
    f->id = id_next(c->ids, c->real_us);
    const store_value row[] = { store_int(f->id), store_int(f->org.value),
        store_int(f->campaign.value), store_int(f->account.value), store_int(f->as_of_us),
        store_int(f->day.day), store_int(f->gifts), store_int(f->amount.fen),
        store_int(c->author->id), store_int(c->civil_us) };
    return store_run(txn, &SEEN_INSERT, row, 10, NULL, reterr);
}

static bool apply_end(store_txn *txn, change *c, err *reterr)
{
    const seen_end_input *in = c->input;
    int64_t changed = 0;
    const store_value set[] = { store_int(in->id), store_int(c->org.value),
        store_int(c->author->id), store_int(c->civil_us) };
    c->object_id = in->id;
    return store_run(txn, &SEEN_END, set, 4, &changed, reterr) &&
           (changed == 1 ||
               err_set(reterr, ERR_ABSENT, N_("There is no such figure, or it was taken back")));
}

const change_kind seen_end = { 448, "seen.end", RIGHT_DONATION_ENTER, apply_end };

bool seen_list(store_conn *conn, arena *a, campaign_id campaign, seen_figure **ret_rows,
    size_t *ret_count, err *reterr)
{
    assert(conn && a && ret_rows && ret_count);
    store_rows rows = { 0 };
    const store_value in[] = { store_int(campaign.value), store_int(SEEN_MAX) };
    *ret_count = 0;
    *ret_rows = ARENA_NEW(a, seen_figure, SEEN_MAX);
    if (!*ret_rows)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!store_query_open(conn, &SEEN_NEWEST, in, 2, &rows, reterr))
        return false;
    while (*ret_count < SEEN_MAX && store_rows_next(&rows)) {
        (*ret_rows)[(*ret_count)++] = (seen_figure){ .id = store_rows_int(&rows, 0),
            .org = { store_rows_int(&rows, 1) },
            .campaign = { store_rows_int(&rows, 2) },
            .account = { store_rows_int(&rows, 3) },
            .as_of_us = store_rows_int(&rows, 4),
            .day = { (int32_t)store_rows_int(&rows, 5) },
            .gifts = store_rows_int(&rows, 6),
            .amount = { store_rows_int(&rows, 7) },
            .made_by = store_rows_int(&rows, 8),
            .made_us = store_rows_int(&rows, 9),
            .account_code = arena_copy(a, store_rows_text(&rows, 10)),
            .account_zh = arena_copy(a, store_rows_text(&rows, 11)),
            .account_en = arena_copy(a, store_rows_text(&rows, 12)),
            .state = (seen_state)store_rows_int(&rows, 13) };
    }
    return store_rows_close(&rows, reterr);
}
