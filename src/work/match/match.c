/* Links, facts, holds and payers in the store.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/match/match.h"

#include "crypt/crypt.h"
#include "match_sql.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static span kept(arena *a, span s)
{
    return s.size > 0 ? arena_copy(a, s) : (span){ NULL, 0 };
}

static store_value int_or_null(int64_t number)
{
    return number != 0 ? store_int(number) : store_null();
}

static store_value bytes_or_null(span s)
{
    return s.size > 0 ? store_bytes(s) : store_null();
}

int64_t match_payer_key(const uint8_t seal_key[32], span account)
{
    enum { ACCOUNT_SIZE_MAX = 200 };
    unsigned char room[ACCOUNT_SIZE_MAX + 64];
    arena a = { .start = room, .size = sizeof room };
    buffer b = buffer_in(&a, ACCOUNT_SIZE_MAX);
    account = span_trim(account);
    if (account.size == 0 || account.size > ACCOUNT_SIZE_MAX - 20 ||
        span_find(account, '*') < account.size)
        return 0;
    buffer_text(&b, "match.payer_key:");
    for (size_t i = 0; i < account.size; i++) {
        if (account.at[i] != ' ')
            buffer_byte(&b, account.at[i]);
    }
    crypt_hash hash = crypt_hmac_sha256((span){ (const char *)seal_key, 32 }, buffer_span(&b));
    int64_t key = 0;
    memcpy(&key, hash.bytes, sizeof key);
    key &= INT64_MAX;
    return key == 0 ? 1 : key;
}

/* ---- links ---------------------------------------------------------------------------------- */

bool match_link_put(store_txn *txn, const match_link *link, err *reterr)
{
    assert(txn && link && link->donation.value && link->part.fen > 0);
    const store_value row[] = { store_int(link->org.value), store_int(link->donation.value),
        store_int(link->promise.value), store_int(link->part.fen), store_int(link->confidence),
        store_int(link->claims), store_int(link->made_by), store_int(link->made_us) };
    return store_put(txn, &MATCH_LINK_INSERT, row, 8, reterr);
}

bool match_link_grow(store_txn *txn, const match_link *link, money by, err *reterr)
{
    const store_value in[] = { store_int(link->org.value), store_int(link->donation.value),
        store_int(link->promise.value), store_int(by.fen) };
    return store_run(txn, &MATCH_LINK_ADD, in, 4, NULL, reterr);
}

bool match_link_end(store_txn *txn, const match_link *link, err *reterr)
{
    const store_value in[] = { store_int(link->org.value), store_int(link->donation.value),
        store_int(link->promise.value) };
    return store_run(txn, &MATCH_LINK_CUT, in, 3, NULL, reterr);
}

static bool links_take(
    store_rows *rows, org_id org, match_link *into, size_t *ret_count, err *reterr)
{
    *ret_count = 0;
    while (*ret_count < MATCH_LINKS_MAX && store_rows_next(rows)) {
        into[(*ret_count)++] = (match_link){ .org = org,
            .donation = { store_rows_int(rows, 0) },
            .promise = { store_rows_int(rows, 1) },
            .part = { store_rows_int(rows, 2) },
            .confidence = (int32_t)store_rows_int(rows, 3),
            .claims = store_rows_int(rows, 4) == 1,
            .made_by = store_rows_int(rows, 5),
            .made_us = store_rows_int(rows, 6) };
    }
    return store_rows_close(rows, reterr);
}

bool match_links_read(store_txn *txn, org_id org, donation_id donation, match_link *into,
    size_t *ret_count, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_int(donation.value) };
    return store_read(txn, &MATCH_LINKS_OF_GIFT, in, 2, &rows, reterr) &&
           links_take(&rows, org, into, ret_count, reterr);
}

bool match_links_get(store_conn *conn, org_id org, donation_id donation, match_link *into,
    size_t *ret_count, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_int(donation.value) };
    return store_query_open(conn, &MATCH_LINKS_OF_GIFT, in, 2, &rows, reterr) &&
           links_take(&rows, org, into, ret_count, reterr);
}

bool match_links_of(store_conn *conn, org_id org, promise_id promise, match_link *into,
    size_t *ret_count, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_int(promise.value) };
    return store_query_open(conn, &MATCH_LINKS_OF_PROMISE, in, 2, &rows, reterr) &&
           links_take(&rows, org, into, ret_count, reterr);
}

/* ---- facts ---------------------------------------------------------------------------------- */

bool match_fact_put(store_txn *txn, const match_fact *fact, err *reterr)
{
    assert(txn && fact && fact->donation.value && fact->campaign.value && fact->state != 0);
    match_hints_of(txn)->has_facts = true;
    const store_value row[] = { store_int(fact->org.value), store_int(fact->donation.value),
        store_int(fact->campaign.value), int_or_null(fact->code), store_int(fact->is_order),
        int_or_null(fact->payer_key), int_or_null(fact->name_key), bytes_or_null(fact->payer),
        bytes_or_null(fact->remark), store_int(fact->state), store_int(fact->best) };
    return store_put(txn, &MATCH_FACT_INSERT, row, 11, reterr);
}

bool match_fact_move(
    store_txn *txn, const match_fact *fact, match_state to, int32_t best, err *reterr)
{
    const store_value in[] = { store_int(fact->org.value), store_int(fact->donation.value),
        store_int(to), store_int(best) };
    return store_run(txn, &MATCH_FACT_STATE_SET, in, 4, NULL, reterr);
}

bool match_fact_end(store_txn *txn, org_id org, donation_id donation, err *reterr)
{
    const store_value in[] = { store_int(org.value), store_int(donation.value) };
    return !match_hints_of(txn)->has_facts ||
           (store_run(txn, &MATCH_HOLD_CUT, in, 2, NULL, reterr) &&
               store_run(txn, &MATCH_FACT_CUT, in, 2, NULL, reterr));
}

static bool facts_take(store_rows *rows, arena *a, org_id org, match_fact *into, size_t size,
    size_t *ret_count, err *reterr)
{
    *ret_count = 0;
    while (*ret_count < size && store_rows_next(rows)) {
        into[(*ret_count)++] = (match_fact){ .org = org,
            .donation = { store_rows_int(rows, 0) },
            .campaign = { store_rows_int(rows, 1) },
            .code = store_rows_int(rows, 2),
            .is_order = store_rows_int(rows, 3) == 1,
            .payer_key = store_rows_int(rows, 4),
            .name_key = store_rows_int(rows, 5),
            .payer = kept(a, store_rows_text(rows, 6)),
            .remark = kept(a, store_rows_text(rows, 7)),
            .state = (match_state)store_rows_int(rows, 8),
            .best = (int32_t)store_rows_int(rows, 9) };
    }
    return store_rows_close(rows, reterr);
}

static bool fact_take(
    store_rows *rows, arena *a, org_id org, match_fact *ret, bool *ret_found, err *reterr)
{
    size_t count = 0;
    if (!facts_take(rows, a, org, ret, 1, &count, reterr))
        return false;
    *ret_found = count == 1;
    return true;
}

bool match_fact_read(store_txn *txn, arena *a, org_id org, donation_id donation, match_fact *ret,
    bool *ret_found, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_int(donation.value) };
    return store_read(txn, &MATCH_FACT_BY_ID, in, 2, &rows, reterr) &&
           fact_take(&rows, a, org, ret, ret_found, reterr);
}

bool match_fact_get(store_conn *conn, arena *a, org_id org, donation_id donation, match_fact *ret,
    bool *ret_found, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_int(donation.value) };
    return store_query_open(conn, &MATCH_FACT_BY_ID, in, 2, &rows, reterr) &&
           fact_take(&rows, a, org, ret, ret_found, reterr);
}

/* ---- holds ---------------------------------------------------------------------------------- */

bool match_hold_get(store_conn *conn, arena *a, org_id org, donation_id donation, match_hold *ret,
    bool *ret_found, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_int(donation.value) };
    if (!store_query_open(conn, &MATCH_HOLD_FIND, in, 2, &rows, reterr))
        return false;
    *ret_found = store_rows_next(&rows);
    if (*ret_found)
        *ret = (match_hold){ .reason = kept(a, store_rows_text(&rows, 0)),
            .made_by = store_rows_int(&rows, 1),
            .made_us = store_rows_int(&rows, 2) };
    return store_rows_close(&rows, reterr);
}

bool match_hold_put(
    store_txn *txn, const change *c, org_id org, donation_id donation, span reason, err *reterr)
{
    if (reason.size == 0)
        return err_field(reterr, "reason", N_("Say why it is on hold"));
    if (text_length(reason) > MATCH_REASON_RUNES_MAX)
        return err_field(
            reterr, "reason", N_("A reason has at most %d characters"), MATCH_REASON_RUNES_MAX);
    const store_value row[] = { store_int(org.value), store_int(donation.value), store_text(reason),
        store_int(c->author->id), store_int(c->civil_us) };
    return store_put(txn, &MATCH_HOLD_INSERT, row, 5, reterr);
}

bool match_hold_end(store_txn *txn, org_id org, donation_id donation, err *reterr)
{
    const store_value in[] = { store_int(org.value), store_int(donation.value) };
    return store_run(txn, &MATCH_HOLD_CUT, in, 2, NULL, reterr);
}

bool match_follow(
    store_txn *txn, org_id org, donation_id from, donation_id to, campaign_id campaign, err *reterr)
{
    assert(txn && from.value && to.value);
    const store_value in[] = { store_int(org.value), store_int(from.value), store_int(to.value),
        store_int(campaign.value) };
    return store_run(txn, &MATCH_LINKS_FOLLOW, in, 3, NULL, reterr) &&
           store_run(txn, &MATCH_FACT_FOLLOW, in, 4, NULL, reterr) &&
           store_run(txn, &MATCH_HOLD_FOLLOW, in, 3, NULL, reterr) &&
           store_run(txn, &MATCH_PAYER_FOLLOW, in, 3, NULL, reterr);
}

/* ---- payers --------------------------------------------------------------------------------- */

static bool payers_take(store_rows *rows, arena *a, org_id org, match_payer *into, size_t size,
    size_t *ret_count, err *reterr)
{
    *ret_count = 0;
    while (*ret_count < size && store_rows_next(rows)) {
        into[(*ret_count)++] = (match_payer){ .org = org,
            .id = store_rows_int(rows, 0),
            .payer_key = store_rows_int(rows, 1),
            .name_key = store_rows_int(rows, 2),
            .donor = (int32_t)store_rows_int(rows, 3),
            .display = (int32_t)store_rows_int(rows, 4),
            .label = kept(a, store_rows_text(rows, 5)),
            .name = kept(a, store_rows_text(rows, 6)),
            .donation = { store_rows_int(rows, 7) },
            .made_by = store_rows_int(rows, 8),
            .made_us = store_rows_int(rows, 9) };
    }
    return store_rows_close(rows, reterr);
}

static void look_fill(store_value *in, org_id org, const int64_t *keys, size_t count)
{
    assert(count >= 1 && count <= MATCH_LOOK_MAX);
    in[0] = store_int(org.value);
    for (size_t i = 0; i < MATCH_LOOK_MAX; i++)
        in[i + 1] = store_int(keys[i < count ? i : 0]);
}

bool match_payers_read(store_txn *txn, arena *a, org_id org, const int64_t *keys, size_t count,
    match_payer *into, size_t *ret_count, err *reterr)
{
    store_rows rows = { 0 };
    store_value in[MATCH_LOOK_MAX + 1];
    look_fill(in, org, keys, count);
    return store_look(txn, &MATCH_PAYER_BY_KEYS, in, MATCH_LOOK_MAX + 1, &rows, reterr) &&
           payers_take(&rows, a, org, into, MATCH_LOOK_MAX, ret_count, reterr);
}

bool match_payers_get(store_conn *conn, arena *a, org_id org, int64_t key, match_payer *into,
    size_t *ret_count, err *reterr)
{
    store_rows rows = { 0 };
    store_value in[MATCH_LOOK_MAX + 1];
    look_fill(in, org, &key, 1);
    return store_query_open(conn, &MATCH_PAYER_BY_KEYS, in, MATCH_LOOK_MAX + 1, &rows, reterr) &&
           payers_take(&rows, a, org, into, 1, ret_count, reterr);
}

bool match_payer_learn(store_txn *txn, change *c, match_payer *payer, err *reterr)
{
    assert(txn && c && payer && payer->payer_key != 0);
    match_hints_of(txn)->has_payers = true;
    payer->id = id_next(c->ids, c->real_us);
    payer->made_by = c->author->id;
    payer->made_us = c->civil_us;
    const store_value key[] = { store_int(payer->org.value), store_int(payer->payer_key) };
    const store_value row[] = { store_int(payer->org.value), store_int(payer->id),
        store_int(payer->payer_key), int_or_null(payer->name_key), store_int(payer->donor),
        store_int(payer->display), payer->label.size > 0 ? store_text(payer->label) : store_null(),
        bytes_or_null(payer->name), store_int(payer->donation.value), store_int(payer->made_by),
        store_int(payer->made_us) };
    return store_run(txn, &MATCH_PAYER_CUT_KEY, key, 2, NULL, reterr) &&
           store_run(txn, &MATCH_PAYER_INSERT, row, 11, NULL, reterr);
}

bool match_payer_unlearn(store_txn *txn, org_id org, donation_id donation, err *reterr)
{
    const store_value in[] = { store_int(org.value), store_int(donation.value) };
    return !match_hints_of(txn)->has_payers ||
           store_run(txn, &MATCH_PAYER_CUT_GIFT, in, 2, NULL, reterr);
}

bool match_payer_end(store_txn *txn, org_id org, int64_t id, int64_t *ret_key, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_int(id) };
    if (!store_read(txn, &MATCH_PAYER_KEY_OF, in, 2, &rows, reterr))
        return false;
    bool is_found = store_rows_next(&rows);
    *ret_key = is_found ? store_rows_int(&rows, 0) : 0;
    if (!store_rows_close(&rows, reterr))
        return false;
    return is_found ? store_run(txn, &MATCH_PAYER_CUT, in, 2, NULL, reterr)
                    : err_set(reterr, ERR_ABSENT, N_("No such payer is remembered"));
}

bool match_payer_list(store_conn *conn, arena *a, org_id org, int64_t before, size_t limit,
    match_payer **ret_rows, size_t *ret_count, err *reterr)
{
    assert(conn && a && ret_rows && ret_count);
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_int(before ? before : INT64_MAX),
        store_int((int64_t)limit) };
    *ret_rows = ARENA_NEW(a, match_payer, limit);
    if (!*ret_rows)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    return store_query_open(conn, &MATCH_PAYER_NEWEST, in, 3, &rows, reterr) &&
           payers_take(&rows, a, org, *ret_rows, limit, ret_count, reterr);
}

/* ---- the writer's memory, the threshold ----------------------------------------------------- */

static size_t hints_mark(void *memory)
{
    const match_hints *h = memory;
    return (size_t)h->threshold;
}

/* That something may be there stays: a hint that is wrong costs a look. */
static void hints_truncate(void *memory, size_t mark)
{
    match_hints *h = memory;
    h->threshold = (int32_t)mark;
}

static void hints_keep(void *memory)
{
    match_hints *h = memory;
    h->threshold_kept = h->threshold;
}

static void hints_drop(void *memory)
{
    match_hints *h = memory;
    h->threshold = h->threshold_kept;
}

batch_part match_hints_part(match_hints *hints)
{
    assert(hints);
    return (batch_part){ .slot = STORE_PART_MATCH,
        .memory = hints,
        .mark = hints_mark,
        .truncate = hints_truncate,
        .keep = hints_keep,
        .drop = hints_drop };
}

match_hints *match_hints_of(store_txn *txn)
{
    return store_txn_part(txn, STORE_PART_MATCH);
}

bool match_hints_load(
    store_conn *conn, arena *home, bool has_promises, match_hints **ret, err *reterr)
{
    assert(conn && home && ret);
    int64_t one = 0;
    match_hints *h = ARENA_NEW(home, match_hints, 1);
    if (!h)
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to open the house"));
    h->has_promises = has_promises;
    *ret = h;
    if (!store_find_int(conn, &MATCH_PAYER_ONE, NULL, 0, &one, &h->has_payers, reterr) ||
        !store_find_int(conn, &MATCH_FACT_ONE, NULL, 0, &one, &h->has_facts, reterr) ||
        !match_threshold(conn, &h->threshold, reterr))
        return false;
    h->threshold_kept = h->threshold;
    return true;
}

static bool threshold_check(int32_t threshold, err *reterr)
{
    return (threshold >= MATCH_THRESHOLD_MIN && threshold <= MATCH_THRESHOLD_MAX) ||
           err_field(reterr, "threshold", N_("The threshold is between 0.500 and 1.001"));
}

bool match_threshold(store_conn *conn, int32_t *ret, err *reterr)
{
    store_rows rows = { 0 };
    uint64_t number = MATCH_THRESHOLD;
    if (!store_query_open(conn, &MATCH_SETTING, NULL, 0, &rows, reterr))
        return false;
    bool is_good = !store_rows_next(&rows) ||
                   text_parse_uint(store_rows_text(&rows, 0), MATCH_THRESHOLD_MAX, &number);
    *ret = (int32_t)number;
    return store_rows_close(&rows, reterr) &&
           (is_good || err_set(reterr, ERR_DAMAGE, N_("the setting match_threshold is no number")));
}

static bool apply_threshold(store_txn *txn, change *c, err *reterr)
{
    const match_threshold_input *in = c->input;
    char text[16];
    snprintf(text, sizeof text, "%d", in->threshold);
    const store_value row[] = { store_text(span_of(text)) };
    if (!threshold_check(in->threshold, reterr) ||
        !store_run(txn, &MATCH_SETTING_PUT, row, 1, NULL, reterr))
        return false;
    match_hints_of(txn)->threshold = in->threshold;
    c->outcome = in->threshold;
    return true;
}

const change_kind match_threshold_set = { 426, "match.threshold", RIGHT_CAMPAIGN_EDIT,
    apply_threshold };
