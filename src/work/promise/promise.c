/* Keeping promises: the rows, what is given for them, withdrawing, and the keys of names.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/promise/promise.h"

#include "crypt/crypt.h"
#include "promise_sql.h"
#include "sys/sys.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { COLUMNS = 20, CODE_TRIES = 64, NAME_SIZE_MAX = 400 };

static const int64_t DAY_US = INT64_C(86400000000);

static const char *const states[] = { "", "open", "kept", "withdrawn", "expired" };

const char *promise_state_name(promise_state state)
{
    assert(state >= PROMISE_OPEN && state <= PROMISE_EXPIRED);
    return states[state];
}

bool promise_state_parse(span name, promise_state *ret_state)
{
    for (int i = PROMISE_OPEN; i <= PROMISE_EXPIRED; i++) {
        if (span_is(name, states[i])) {
            *ret_state = (promise_state)i;
            return true;
        }
    }
    return false;
}

money promise_rest(const promise *p)
{
    return (money){ p->state == PROMISE_OPEN ? p->amount.fen - p->given.fen : 0 };
}

promise_state promise_state_at(const promise *p, int64_t civil_us)
{
    return p->state == PROMISE_OPEN && p->expires_us <= civil_us ? PROMISE_EXPIRED : p->state;
}

/* ---- keys of names -------------------------------------------------------------------------- */

/* Names that many bear who don't want to be named. */
static bool is_nobody(span folded)
{
    static const char *const nobodies[] = { "匿名", "匿名人士", "匿名捐赠", "匿名网友", "无名氏",
        "爱心人士", "爱心网友", "好心人", "热心市民", "佚名", "anonymous" };
    for (size_t i = 0; i < sizeof nobodies / sizeof *nobodies; i++) {
        if (span_is(folded, nobodies[i]))
            return true;
    }
    return false;
}

/* Blanks, marks without width and the dots in names of several parts. */
static bool is_passed(uint32_t rune)
{
    return rune <= ' ' || rune == '.' || rune == '-' || rune == 0xA0 || rune == 0xB7 ||
           (rune >= 0x2000 && rune <= 0x200F) || rune == 0x2022 || rune == 0x2027 ||
           rune == 0x2060 || rune == 0x3000 || rune == 0x30FB || rune == 0xFEFF || rune == 0xFF65;
}

int64_t promise_name_key(const uint8_t seal_key[32], span name)
{
    static const span about = SPAN("promise.name_key:");
    unsigned char room[NAME_SIZE_MAX + 64];
    arena a = { .start = room, .size = sizeof room };
    buffer b = buffer_in(&a, NAME_SIZE_MAX);
    size_t count = 0;
    uint32_t rune = 0;
    buffer_add(&b, about);
    while (text_rune(&name, &rune)) {
        rune = rune >= 0xFF01 && rune <= 0xFF5E ? rune - 0xFEE0 : rune;
        if (rune == '*' || rune == 0xD7 || rune == '?')
            return 0; /* masked: it stands for many */
        if (is_passed(rune))
            continue;
        text_rune_add(&b, rune >= 'A' && rune <= 'Z' ? rune + ('a' - 'A') : rune);
        count++;
    }
    span folded = buffer_span(&b);
    if (count < 2 || name.size > 0 || b.is_full ||
        is_nobody(span_slice(folded, about.size, folded.size)))
        return 0;
    crypt_hash hash = crypt_hmac_sha256((span){ (const char *)seal_key, 32 }, folded);
    int64_t key = 0;
    memcpy(&key, hash.bytes, sizeof key);
    key &= INT64_MAX;
    return key == 0 ? 1 : key;
}

/* ---- rows ----------------------------------------------------------------------------------- */

static span kept(arena *a, span s)
{
    return s.size > 0 ? arena_copy(a, s) : (span){ NULL, 0 };
}

static promise row_read(store_rows *rows, arena *a)
{
    return (promise){ .org = { store_rows_int(rows, 0) },
        .id = { store_rows_int(rows, 1) },
        .campaign = { store_rows_int(rows, 2) },
        .purpose = store_rows_int(rows, 3),
        .code = { store_rows_int(rows, 4) },
        .amount = { store_rows_int(rows, 5) },
        .donor = (int32_t)store_rows_int(rows, 6),
        .display = (int32_t)store_rows_int(rows, 7),
        .sealed = { .label = kept(a, store_rows_text(rows, 8)),
            .name = kept(a, store_rows_text(rows, 9)),
            .message = kept(a, store_rows_text(rows, 10)) },
        .name_key = store_rows_int(rows, 11),
        .made_by = store_rows_int(rows, 12),
        .made_us = store_rows_int(rows, 13),
        .expires_us = store_rows_int(rows, 14),
        .state = (promise_state)store_rows_int(rows, 15),
        .given = { store_rows_int(rows, 16) },
        .version = store_rows_int(rows, 17),
        .wants_receipt = store_rows_int(rows, 18) == 1,
        .poster = { store_rows_int(rows, 19) } };
}

static bool rows_read(
    store_rows *rows, arena *a, promise *into, size_t size, size_t *ret_count, err *reterr)
{
    *ret_count = 0;
    while (*ret_count < size && store_rows_next(rows))
        into[(*ret_count)++] = row_read(rows, a);
    return store_rows_close(rows, reterr);
}

static bool first_read(store_rows *rows, arena *a, promise *ret, err *reterr)
{
    size_t count = 0;
    return rows_read(rows, a, ret, 1, &count, reterr) &&
           (count == 1 || err_set(reterr, ERR_ABSENT, N_("No such promise")));
}

static store_value sealed_or_null(span sealed)
{
    return sealed.size > 0 ? store_bytes(sealed) : store_null();
}

/* As PROMISE_INSERT takes them.  All columns: of a promise that is kept the store is told the whole
 * row, before and after. */
static void row_values(const promise *p, store_value into[COLUMNS])
{
    const store_value row[COLUMNS] = { store_int(p->org.value), store_int(p->id.value),
        store_int(p->campaign.value), store_int(p->purpose), store_int(p->code.value),
        store_int(p->amount.fen), store_int(p->donor), store_int(p->display),
        p->sealed.label.size > 0 ? store_text(p->sealed.label) : store_null(),
        sealed_or_null(p->sealed.name), sealed_or_null(p->sealed.message),
        p->name_key != 0 ? store_int(p->name_key) : store_null(), store_int(p->made_by),
        store_int(p->made_us), store_int(p->expires_us), store_int(p->state),
        store_int(p->given.fen), store_int(p->version), store_int(p->wants_receipt),
        p->poster.value ? store_int(p->poster.value) : store_null() };
    memcpy(into, row, sizeof row);
}

/* A code that no other promise of the organisation has.  Those that the batch has only buffered are not
 * looked at: two equal draws in one batch are refused by the index, about once in a thousand million
 * batches, and drawn anew as its changes are run one by one. */
static bool code_draw(store_txn *txn, org_id org, order_code *ret, err *reterr)
{
    for (int i = 0; i < CODE_TRIES; i++) {
        uint64_t random = 0;
        sys_random(&random, sizeof random);
        order_code code = order_code_make(random);
        if (code.value == 0)
            continue;
        store_rows rows = { 0 };
        const store_value in[] = { store_int(org.value), store_int(code.value) };
        if (!store_look(txn, &PROMISE_CODE_TAKEN, in, 2, &rows, reterr))
            return false;
        bool is_taken = store_rows_next(&rows);
        if (!store_rows_close(&rows, reterr))
            return false;
        *ret = code;
        if (!is_taken)
            return true;
    }
    return err_set(reterr, ERR_STORE, N_("no order code is free"));
}

/* ---- for apply() ---------------------------------------------------------------------------- */

static bool days_read(store_rows *rows, int32_t *ret_days, err *reterr)
{
    uint64_t days = PROMISE_DAYS;
    bool is_good = !store_rows_next(rows) ||
                   text_parse_uint(store_rows_text(rows, 0), PROMISE_DAYS_MAX, &days);
    *ret_days = (int32_t)days;
    return store_rows_close(rows, reterr) &&
           (is_good || err_set(reterr, ERR_DAMAGE, N_("the setting promise_days is no number")));
}

static bool days_check(int32_t days, err *reterr)
{
    return (days >= 1 && days <= PROMISE_DAYS_MAX) ||
           err_field(reterr, "days", N_("A promise stands 1 to %d days"), PROMISE_DAYS_MAX);
}

static bool expiry_set(store_txn *txn, promise *p, int32_t days, err *reterr)
{
    store_rows rows = { 0 };
    if (days == 0 && (!store_look(txn, &PROMISE_SETTING, NULL, 0, &rows, reterr) ||
                         !days_read(&rows, &days, reterr)))
        return false;
    p->expires_us = p->made_us + days * DAY_US;
    return days_check(days, reterr);
}

bool promise_put(store_txn *txn, change *c, promise *p, int32_t days, err *reterr)
{
    assert(txn && c && p && p->org.value && p->campaign.value);
    if (p->amount.fen <= 0 || p->amount.fen > MONEY_MAX_FEN)
        return err_field(reterr, "amount_fen",
            p->amount.fen <= 0 ? N_("Amount must be more than 0")
                               : N_("The amount is larger than any that can be booked"));
    p->id = (promise_id){ id_next(c->ids, c->real_us) };
    p->made_by = c->author->id;
    p->made_us = c->civil_us;
    p->state = PROMISE_OPEN;
    p->given = (money){ 0 };
    p->version = 1;
    if (!expiry_set(txn, p, days, reterr) || !code_draw(txn, p->org, &p->code, reterr))
        return false;
    store_value row[COLUMNS];
    row_values(p, row);
    return store_put(txn, &PROMISE_INSERT, row, COLUMNS, reterr);
}

bool promise_read(store_txn *txn, arena *a, org_id org, promise_id id, promise *ret, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_int(id.value) };
    return store_read(txn, &PROMISE_BY_ID, in, 2, &rows, reterr) &&
           first_read(&rows, a, ret, reterr);
}

/* Organisation and keys as the parameters of a look; places without a key get the first one. */
static void look_fill(store_value *in, org_id org, const int64_t *keys, size_t count)
{
    assert(count >= 1 && count <= PROMISE_LOOK_MAX);
    in[0] = store_int(org.value);
    for (size_t i = 0; i < PROMISE_LOOK_MAX; i++)
        in[i + 1] = store_int(keys[i < count ? i : 0]);
}

bool promise_read_codes(store_txn *txn, arena *a, org_id org, const int64_t *codes, size_t count,
    promise *into, size_t size, size_t *ret_count, err *reterr)
{
    store_rows rows = { 0 };
    store_value in[PROMISE_LOOK_MAX + 1];
    look_fill(in, org, codes, count);
    return store_look(txn, &PROMISE_BY_CODES, in, PROMISE_LOOK_MAX + 1, &rows, reterr) &&
           rows_read(&rows, a, into, size, ret_count, reterr);
}

bool promise_read_names(store_txn *txn, arena *a, org_id org, const int64_t *names, size_t count,
    promise *into, size_t size, size_t *ret_count, err *reterr)
{
    store_rows rows = { 0 };
    store_value in[PROMISE_LOOK_MAX + 2];
    look_fill(in, org, names, count);
    in[PROMISE_LOOK_MAX + 1] = store_int((int64_t)size);
    return store_look(txn, &PROMISE_BY_NAMES, in, PROMISE_LOOK_MAX + 2, &rows, reterr) &&
           rows_read(&rows, a, into, size, ret_count, reterr);
}

static bool rest_refuse(const promise *p, err *reterr)
{
    char code[ORDER_CODE_TEXT_SIZE];
    char text[2][TEXT_MONEY_SIZE];
    order_code_write(code, p->code);
    text_money_write(text[0], p->amount);
    text_money_write(text[1], p->given);
    return err_set(reterr, ERR_CONFLICT,
        N_("The promise %s is of %s, and %s of it is given; that is more than is left"), code,
        text[0], text[1]);
}

bool promise_give(store_txn *txn, promise *p, int64_t fen, err *reterr)
{
    assert(txn && p && fen != 0);
    if (fen > 0 && p->state == PROMISE_WITHDRAWN)
        return err_set(reterr, ERR_CONFLICT, N_("The promise was withdrawn"));
    if (fen > p->amount.fen - p->given.fen)
        return rest_refuse(p, reterr);
    assert(p->given.fen + fen >= 0);
    money given = { p->given.fen + fen };
    promise_state state = p->state == PROMISE_WITHDRAWN ? PROMISE_WITHDRAWN
                          : given.fen == p->amount.fen  ? PROMISE_KEPT
                                                        : PROMISE_OPEN;
    const store_value in[] = { store_int(p->org.value), store_int(p->id.value),
        store_int(given.fen), store_int(state), store_int(p->version) };
    int64_t changed = 0;
    if (!store_run(txn, &PROMISE_GIVE_SET, in, 5, &changed, reterr))
        return false;
    if (changed != 1)
        return err_set(reterr, ERR_STALE, N_("The promise changed meanwhile"));
    p->given = given;
    p->state = state;
    p->version++;
    return true;
}

bool promise_keep(store_txn *txn, org_id org, const promise_kept *kept, size_t count, err *reterr)
{
    int64_t codes[PROMISE_LOOK_MAX];
    store_value in[PROMISE_LOOK_MAX + 1];
    store_value before[PROMISE_LOOK_MAX][COLUMNS], after[PROMISE_LOOK_MAX][COLUMNS];
    const store_known rows = { &PROMISE_INSERT, before[0], after[0], (int)count };
    assert(count <= PROMISE_LOOK_MAX);
    for (size_t i = 0; i < count; i++) {
        promise was = *kept[i].at;
        was.given = kept[i].given;
        was.state = PROMISE_OPEN;
        was.version--;
        row_values(&was, before[i]);
        row_values(kept[i].at, after[i]);
        codes[i] = was.code.value;
    }
    look_fill(in, org, codes, count);
    return store_run_known(txn, &PROMISE_KEEP_SET, in, PROMISE_LOOK_MAX + 1, &rows, reterr);
}

/* ---- changes -------------------------------------------------------------------------------- */

bool promise_end(store_txn *txn, const promise *p, err *reterr)
{
    if (p->state != PROMISE_OPEN)
        return err_set(reterr, ERR_CONFLICT,
            p->state == PROMISE_KEPT ? N_("The promise was kept: the money is here")
                                     : N_("The promise was withdrawn before"));
    const store_value set[] = { store_int(p->org.value), store_int(p->id.value) };
    return store_run(txn, &PROMISE_WITHDRAW_SET, set, 2, NULL, reterr);
}

static bool apply_days(store_txn *txn, change *c, err *reterr)
{
    const promise_days_input *in = c->input;
    char text[16];
    snprintf(text, sizeof text, "%d", in->days);
    const store_value row[] = { store_text(span_of(text)) };
    c->outcome = in->days;
    return days_check(in->days, reterr) &&
           store_run(txn, &PROMISE_SETTING_PUT, row, 1, NULL, reterr);
}

const change_kind promise_days_set = { 404, "promise.days", RIGHT_CAMPAIGN_EDIT, apply_days };

/* ---- reading -------------------------------------------------------------------------------- */

bool promise_get(store_conn *conn, arena *a, org_id org, promise_id id, promise *ret, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_int(id.value) };
    return store_query_open(conn, &PROMISE_BY_ID, in, 2, &rows, reterr) &&
           first_read(&rows, a, ret, reterr);
}

bool promise_get_code(
    store_conn *conn, arena *a, org_id org, order_code code, promise *ret, err *reterr)
{
    store_rows rows = { 0 };
    store_value in[PROMISE_LOOK_MAX + 1];
    look_fill(in, org, &code.value, 1);
    return store_query_open(conn, &PROMISE_BY_CODES, in, PROMISE_LOOK_MAX + 1, &rows, reterr) &&
           first_read(&rows, a, ret, reterr);
}

bool promise_list(store_conn *conn, arena *a, const promise_filter *filter, size_t limit,
    promise **ret_rows, size_t *ret_count, err *reterr)
{
    assert(conn && a && filter && ret_rows && ret_count);
    store_rows rows = { 0 };
    bool is_open = filter->state == PROMISE_OPEN;
    bool is_expired = filter->state == PROMISE_EXPIRED;
    const store_value in[] = { store_int(filter->org.value), store_int(filter->campaign.value),
        store_int(filter->before ? filter->before : INT64_MAX),
        store_int(is_expired ? PROMISE_OPEN : filter->state),
        store_int(is_open ? filter->civil_us : INT64_MIN),
        store_int(is_expired ? filter->civil_us : INT64_MAX), store_int((int64_t)limit) };
    promise *list = ARENA_NEW(a, promise, limit);
    if (!list)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    *ret_rows = list;
    return store_query_open(conn, &PROMISE_NEWEST, in, 7, &rows, reterr) &&
           rows_read(&rows, a, list, limit, ret_count, reterr);
}

bool promise_of_name(store_conn *conn, arena *a, org_id org, int64_t name_key, promise *into,
    size_t size, size_t *ret_count, err *reterr)
{
    store_rows rows = { 0 };
    store_value in[PROMISE_LOOK_MAX + 2];
    look_fill(in, org, &name_key, 1);
    in[PROMISE_LOOK_MAX + 1] = store_int((int64_t)size);
    return store_query_open(conn, &PROMISE_BY_NAMES, in, PROMISE_LOOK_MAX + 2, &rows, reterr) &&
           rows_read(&rows, a, into, size, ret_count, reterr);
}

bool promise_of_rest(store_conn *conn, arena *a, org_id org, campaign_id campaign, money rest,
    promise *into, size_t size, size_t *ret_count, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_int(campaign.value), store_int(rest.fen),
        store_int((int64_t)size) };
    return store_query_open(conn, &PROMISE_BY_REST, in, 4, &rows, reterr) &&
           rows_read(&rows, a, into, size, ret_count, reterr);
}

bool promise_days(store_conn *conn, int32_t *ret_days, err *reterr)
{
    store_rows rows = { 0 };
    return store_query_open(conn, &PROMISE_SETTING, NULL, 0, &rows, reterr) &&
           days_read(&rows, ret_days, reterr);
}

bool promise_any(store_conn *conn, bool *ret_any, err *reterr)
{
    int64_t one = 0;
    return store_find_int(conn, &PROMISE_ONE, NULL, 0, &one, ret_any, reterr);
}
