/* Looking what gifts may be, from the store: for pages and lists.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/match_in.h"

#include "flow_sql.h"

#include <assert.h>
#include <string.h>

enum { ALIKE_MAX = 32, NAMED_MAX = 48 };

static bool memory_short(err *reterr)
{
    return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
}

/* ---- around a gift -------------------------------------------------------------------------- */

static match_gift alike_gift(store_rows *rows)
{
    int64_t code = store_rows_int(rows, 2);
    bool is_order = store_rows_int(rows, 3) == 1;
    return (match_gift){ .id = { store_rows_int(rows, 0) },
        .campaign = { store_rows_int(rows, 1) },
        .order_code = is_order ? code : 0,
        .codes = { is_order ? 0 : code },
        .code_count = !is_order && code != 0,
        .payer_key = store_rows_int(rows, 4),
        .name_key = store_rows_int(rows, 5),
        .rest = { store_rows_int(rows, 8) },
        .day = { (int32_t)store_rows_int(rows, 9) } };
}

/* Gifts that nobody has claimed, of this name or payer; but one. */
static bool alike_read(store_conn *conn, org_id org, const match_gift *like, match_gift *into,
    size_t size, size_t *ret_count, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_int(like->name_key),
        store_int(like->payer_key), store_int((int64_t)size) };
    *ret_count = 0;
    if (like->name_key == 0 && like->payer_key == 0)
        return true;
    if (!store_query_open(conn, &FLOW_MATCH_ALIKE, in, 4, &rows, reterr))
        return false;
    while (*ret_count < size && store_rows_next(&rows)) {
        into[*ret_count] = alike_gift(&rows);
        *ret_count += into[*ret_count].id.value != like->id.value;
    }
    return store_rows_close(&rows, reterr);
}

static bool has_promise(const match_around *around, size_t count, promise_id id)
{
    for (size_t i = 0; i < count; i++) {
        if (around->promises[i].id.value == id.value)
            return true;
    }
    return false;
}

/* Adds open promises of a name. */
static bool named_add(
    store_conn *conn, arena *a, match_around *around, int64_t name_key, size_t *count, err *reterr)
{
    promise named[NAMED_MAX];
    size_t found = 0;
    size_t room = MATCH_AROUND_MAX - *count < NAMED_MAX ? MATCH_AROUND_MAX - *count : NAMED_MAX;
    if (name_key == 0 || room == 0)
        return true;
    if (!promise_of_name(conn, a, around->fact.org, name_key, named, room, &found, reterr))
        return false;
    for (size_t i = 0; i < found; i++) {
        if (!has_promise(around, *count, named[i].id))
            around->promises[(*count)++] = named[i];
    }
    return true;
}

static bool coded_add(
    store_conn *conn, arena *a, match_around *around, int64_t code, size_t *count, err *reterr)
{
    err absent = { 0 };
    promise *into = &around->promises[*count];
    if (code == 0 || *count == MATCH_AROUND_MAX)
        return true;
    if (promise_get_code(conn, a, around->fact.org, (order_code){ code }, into, &absent)) {
        *count += promise_rest(into).fen > 0 && !has_promise(around, *count, into->id);
        return true;
    }
    if (absent.code == ERR_ABSENT)
        return true;
    *reterr = absent;
    return false;
}

static bool promises_read(
    store_conn *conn, arena *a, match_around *around, size_t *ret_count, err *reterr)
{
    const match_gift *gift = &around->gift;
    *ret_count = 0;
    if (!coded_add(conn, a, around, gift->order_code, ret_count, reterr))
        return false;
    for (int i = 0; i < gift->code_count; i++) {
        if (!coded_add(conn, a, around, gift->codes[i], ret_count, reterr))
            return false;
    }
    return named_add(conn, a, around, gift->name_key, ret_count, reterr) &&
           named_add(conn, a, around, around->place.payer.name_key, ret_count, reterr);
}

bool match_look(store_conn *conn, arena *a, match_around *ret, err *reterr)
{
    assert(conn && a && ret && ret->fact.org.value);
    size_t found = 0;
    match_gift *gifts = ARENA_NEW(a, match_gift, ALIKE_MAX);
    match_promise *promises = ARENA_NEW(a, match_promise, MATCH_AROUND_MAX);
    ret->promises = ARENA_NEW(a, promise, MATCH_AROUND_MAX);
    if (!gifts || !promises || !ret->promises)
        return memory_short(reterr);
    ret->place = (match_place){ .promises = promises, .gifts = gifts };
    if (ret->gift.payer_key != 0) {
        if (!match_payers_get(
                conn, a, ret->fact.org, ret->gift.payer_key, &ret->payer, &found, reterr))
            return false;
        ret->place.payer =
            (match_known){ .is_known = found > 0, .name_key = found > 0 ? ret->payer.name_key : 0 };
    }
    /* Promises are of CNY: an amount of another currency is not compared with them. */
    if (ret->asset == LEDGER_CNY &&
        (!alike_read(
             conn, ret->fact.org, &ret->gift, gifts, ALIKE_MAX, &ret->place.gift_count, reterr) ||
            !promises_read(conn, a, ret, &ret->place.promise_count, reterr)))
        return false;
    for (size_t i = 0; i < ret->place.promise_count; i++)
        promises[i] = match_promise_of(&ret->promises[i]);
    ret->count = match_suggest(&ret->gift, &ret->place, ret->suggestions);
    return true;
}

/* ---- the queue ------------------------------------------------------------------------------ */

static span kept(arena *a, span s)
{
    return s.size > 0 ? arena_copy(a, s) : (span){ NULL, 0 };
}

static match_waiting waiting_read(store_rows *rows, arena *a, org_id org)
{
    return (match_waiting){ .fact = { .org = org,
                                .donation = { store_rows_int(rows, 0) },
                                .campaign = { store_rows_int(rows, 1) },
                                .code = store_rows_int(rows, 2),
                                .is_order = store_rows_int(rows, 3) == 1,
                                .payer_key = store_rows_int(rows, 4),
                                .name_key = store_rows_int(rows, 5),
                                .payer = kept(a, store_rows_text(rows, 6)),
                                .remark = kept(a, store_rows_text(rows, 7)),
                                .state = (match_state)store_rows_int(rows, 8),
                                .best = (int32_t)store_rows_int(rows, 9) },
        .amount = { store_rows_int(rows, 10) },
        .day = { (int32_t)store_rows_int(rows, 11) },
        .paid_us = store_rows_is_null(rows, 12) ? INT64_MIN : store_rows_int(rows, 12),
        .channel = (donation_channel)store_rows_int(rows, 13),
        .statement = { store_rows_int(rows, 14) },
        .row_number = store_rows_int(rows, 15),
        .asset = store_rows_int(rows, 16) };
}

bool match_queue(store_conn *conn, arena *a, const match_filter *filter, size_t limit,
    match_waiting **ret_rows, size_t *ret_count, err *reterr)
{
    assert(conn && a && filter && ret_rows && ret_count);
    store_rows rows = { 0 };
    bool begins = filter->before == 0;
    const store_value in[] = { store_int(filter->org.value), store_int(filter->campaign.value),
        store_int(filter->state), store_int(filter->best_min),
        store_int(filter->best_max != 0 ? filter->best_max : INT32_MAX),
        store_int(begins ? INT32_MAX : filter->before_best),
        store_int(begins ? INT64_MAX : filter->before), store_int((int64_t)limit) };
    *ret_rows = ARENA_NEW(a, match_waiting, limit);
    *ret_count = 0;
    if (!*ret_rows)
        return memory_short(reterr);
    if (!store_query_open(conn, &FLOW_MATCH_QUEUE, in, 8, &rows, reterr))
        return false;
    while (*ret_count < limit && store_rows_next(&rows))
        (*ret_rows)[(*ret_count)++] = waiting_read(&rows, a, filter->org);
    return store_rows_close(&rows, reterr);
}

bool match_count(store_conn *conn, org_id org, campaign_id of, match_counts *ret, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_int(of.value) };
    if (!store_query_open(conn, &FLOW_MATCH_COUNTS, in, 2, &rows, reterr))
        return false;
    *ret = (match_counts){ 0 };
    if (store_rows_next(&rows))
        *ret = (match_counts){ .waiting = store_rows_int(&rows, 0),
            .fen = store_rows_int(&rows, 1),
            .very_likely = store_rows_int(&rows, 2),
            .likely = store_rows_int(&rows, 3),
            .held = store_rows_int(&rows, 4) };
    return store_rows_close(&rows, reterr);
}

bool match_look_waiting(
    store_conn *conn, arena *a, const match_waiting *waiting, match_around *ret, err *reterr)
{
    const match_fact *fact = &waiting->fact;
    *ret = (match_around){ .fact = *fact,
        .asset = waiting->asset,
        .gift = { .id = fact->donation,
            .campaign = fact->campaign,
            .rest = waiting->amount,
            .day = waiting->day,
            .order_code = fact->is_order ? fact->code : 0,
            .codes = { fact->is_order ? 0 : fact->code },
            .code_count = !fact->is_order && fact->code != 0,
            .payer_key = fact->payer_key,
            .name_key = fact->name_key } };
    return match_look(conn, a, ret, reterr);
}
