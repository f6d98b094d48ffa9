/* Rows of disclosures and the changes between their states.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/disclosure/disclosure.h"

#include "disclosure_sql.h"
#include "text/text.h"

#include <assert.h>

static const char *const states[DISCLOSURE_STATE_COUNT] = { "", N_("prepared"), N_("reviewed"),
    N_("published"), N_("sent-back"), N_("withdrawn") };

const char *disclosure_state_name(disclosure_state state)
{
    return state > 0 && state < DISCLOSURE_STATE_COUNT ? states[state] : "";
}

bool disclosure_state_parse(span name, disclosure_state *ret)
{
    for (int state = 1; state < DISCLOSURE_STATE_COUNT; state++) {
        if (span_is(name, states[state])) {
            *ret = (disclosure_state)state;
            return true;
        }
    }
    return false;
}

/* ---- rows ------------------------------------------------------------------------------------ */

static disclosure row_take(store_rows *rows, arena *a)
{
    return (disclosure){ .org = { store_rows_int(rows, 0) },
        .id = { store_rows_int(rows, 1) },
        .campaign = { store_rows_int(rows, 2) },
        .from = { (int32_t)store_rows_int(rows, 3) },
        .as_of = { (int32_t)store_rows_int(rows, 4) },
        .known_us = store_rows_int(rows, 5),
        .state = (disclosure_state)store_rows_int(rows, 6),
        .year = (int32_t)store_rows_int(rows, 7),
        .number = store_rows_int(rows, 8),
        .previous = { store_rows_int(rows, 9) },
        .corrects = { store_rows_int(rows, 10) },
        .reason_zh = arena_copy(a, store_rows_text(rows, 11)),
        .reason_en = arena_copy(a, store_rows_text(rows, 12)),
        .log = (disclosure_log)store_rows_int(rows, 13),
        .close = store_rows_int(rows, 14),
        .made_by = store_rows_int(rows, 15),
        .made_us = store_rows_int(rows, 16),
        .reviewed_by = store_rows_int(rows, 17),
        .reviewed_us = store_rows_int(rows, 18),
        .published_by = store_rows_int(rows, 19),
        .published_us = store_rows_int(rows, 20),
        .ended_by = store_rows_int(rows, 21),
        .ended_us = store_rows_int(rows, 22),
        .ended_why = arena_copy(a, store_rows_text(rows, 23)),
        .version = store_rows_int(rows, 24) };
}

/* The first row, or one with id {0}. */
static bool first_take(store_rows *rows, arena *a, disclosure *ret, err *reterr)
{
    *ret = (disclosure){ 0 };
    if (store_rows_next(rows))
        *ret = row_take(rows, a);
    return store_rows_close(rows, reterr);
}

static bool must_be(const disclosure *d, err *reterr)
{
    return d->id.value != 0 || err_set(reterr, ERR_ABSENT, N_("No such disclosure"));
}

static bool figures_take(
    store_rows *rows, arena *a, disclosure_row **ret, size_t *ret_count, err *reterr)
{
    size_t size = 64;
    size_t count = 0;
    disclosure_row *at = ARENA_NEW(a, disclosure_row, size);
    while (at && store_rows_next(rows)) {
        if (count == size) {
            disclosure_row *more = ARENA_NEW(a, disclosure_row, 2 * size);
            for (size_t i = 0; more && i < size; i++)
                more[i] = at[i];
            at = more;
            size *= 2;
        }
        if (at)
            at[count++] = (disclosure_row){ .part = (disclosure_part)store_rows_int(rows, 0),
                .asset = store_rows_int(rows, 1),
                .day = { (int32_t)store_rows_int(rows, 2) },
                .channel = (int32_t)store_rows_int(rows, 3),
                .count = store_rows_int(rows, 4),
                .givers = store_rows_int(rows, 5),
                .amount = store_rows_int(rows, 6) };
    }
    *ret = at;
    *ret_count = count;
    if (!store_rows_close(rows, reterr))
        return false;
    return at || err_set(reterr, ERR_MEMORY, N_("the disclosure is larger than its bound"));
}

/* ---- for apply() ----------------------------------------------------------------------------- */

static bool last_read(
    store_txn *txn, arena *a, const store_value in[4], disclosure *ret, err *reterr)
{
    store_rows rows = { 0 };
    return store_read(txn, &DISCLOSURE_LAST, in, 4, &rows, reterr) &&
           first_take(&rows, a, ret, reterr);
}

bool disclosure_read_last(
    store_txn *txn, arena *a, org_id org, campaign_id of, disclosure *ret, err *reterr)
{
    const store_value in[] = { store_int(org.value), store_int(of.value),
        store_int(DISCLOSURE_PUBLISHED), store_int(DISCLOSURE_PUBLISHED) };
    return last_read(txn, a, in, ret, reterr);
}

bool disclosure_read_open(
    store_txn *txn, arena *a, org_id org, campaign_id of, disclosure *ret, err *reterr)
{
    const store_value in[] = { store_int(org.value), store_int(of.value),
        store_int(DISCLOSURE_PREPARED), store_int(DISCLOSURE_REVIEWED) };
    return last_read(txn, a, in, ret, reterr);
}

bool disclosure_read(
    store_txn *txn, arena *a, org_id org, disclosure_id id, disclosure *ret, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(id.value) };
    if (!store_read(txn, &DISCLOSURE_BY_ID, in, 1, &rows, reterr) ||
        !first_take(&rows, a, ret, reterr))
        return false;
    if (ret->org.value != org.value)
        *ret = (disclosure){ 0 };
    return must_be(ret, reterr);
}

bool disclosure_read_rows(store_txn *txn, arena *a, const disclosure *d, disclosure_row **ret,
    size_t *ret_count, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(d->org.value), store_int(d->id.value) };
    return store_read(txn, &DISCLOSURE_ROWS_OF, in, 2, &rows, reterr) &&
           figures_take(&rows, a, ret, ret_count, reterr);
}

static store_value id_or_null(disclosure_id id)
{
    return id.value != 0 ? store_int(id.value) : store_null();
}

bool disclosure_put(
    store_txn *txn, const disclosure *d, const disclosure_row *rows, size_t count, err *reterr)
{
    assert(txn && d && d->state == DISCLOSURE_PREPARED && (rows || count == 0));
    const store_value row[] = { store_int(d->org.value), store_int(d->id.value),
        store_int(d->campaign.value), store_int(d->from.day), store_int(d->as_of.day),
        store_int(d->known_us), store_int(d->state), store_int(0), id_or_null(d->previous),
        id_or_null(d->corrects), store_text(d->reason_zh), store_text(d->reason_en),
        store_int(DISCLOSURE_LOG_WAITS), store_int(d->made_by), store_int(d->made_us),
        store_text(span_of("")), store_int(1) };
    if (!store_put(txn, &DISCLOSURE_INSERT, row, 17, reterr))
        return false;
    for (size_t i = 0; i < count; i++) {
        const store_value figure[] = { row[0], row[1], store_int((int64_t)i),
            store_int(rows[i].part), store_int(rows[i].asset), store_int(rows[i].day.day),
            store_int(rows[i].channel), store_int(rows[i].count), store_int(rows[i].givers),
            store_int(rows[i].amount) };
        if (!store_put(txn, &DISCLOSURE_ROW_INSERT, figure, 10, reterr))
            return false;
    }
    return true;
}

bool disclosure_closed(
    store_txn *txn, org_id org, disclosure_id id, disclosure_log log, int64_t close, err *reterr)
{
    assert(txn && log != DISCLOSURE_LOG_WAITS);
    const store_value in[] = { store_int(org.value), store_int(id.value), store_int(log),
        log == DISCLOSURE_LOG_CLOSED ? store_int(close) : store_null() };
    return store_run(txn, &DISCLOSURE_LOG_SET, in, 4, NULL, reterr);
}

/* ---- changes --------------------------------------------------------------------------------- */

static bool state_refuse(const disclosure *d, err *reterr)
{
    switch (d->state) {
    case DISCLOSURE_PREPARED:
        return err_set(reterr, ERR_CONFLICT, N_("A second person has to review it first"));
    case DISCLOSURE_REVIEWED: return err_set(reterr, ERR_CONFLICT, N_("It was reviewed before"));
    case DISCLOSURE_PUBLISHED:
        return err_set(reterr, ERR_CONFLICT, N_("It was published as number %lld of %d"),
            (long long)d->number, d->year);
    case DISCLOSURE_RETURNED:
        return err_set(reterr, ERR_CONFLICT, N_("It was sent back; prepare a new one"));
    default: return err_set(reterr, ERR_CONFLICT, N_("It was withdrawn; prepare a new one"));
    }
}

static bool log_check(const disclosure *d, err *reterr)
{
    if (d->log == DISCLOSURE_LOG_CLOSED)
        return true;
    if (d->log == DISCLOSURE_LOG_WAITS) {
        err_set(reterr, ERR_CONFLICT,
            N_("The public log doesn't hold yet what this disclosure counts"));
        return err_hint(reterr, N_("Try again in a moment."));
    }
    err_set(reterr, ERR_CONFLICT, N_("The public log holds something else than this disclosure"));
    return err_hint(reterr, N_("Send it back and have the books verified."));
}

static bool must_change(int64_t changed, err *reterr)
{
    return changed == 1 ||
           err_set(reterr, ERR_STALE,
               N_("Somebody changed this meanwhile; your changes aren't saved yet"));
}

static bool apply_review(store_txn *txn, change *c, err *reterr)
{
    const disclosure_input *in = c->input;
    disclosure d = { 0 };
    int64_t changed = 0;
    c->object_id = in->id.value;
    if (!disclosure_read(txn, c->home, c->org, in->id, &d, reterr))
        return false;
    if (d.state != DISCLOSURE_PREPARED)
        return state_refuse(&d, reterr);
    if (d.made_by == c->author->id)
        return err_set(reterr, ERR_DENIED, N_("Who prepared a disclosure can't review it"));
    const store_value set[] = { store_int(d.org.value), store_int(d.id.value),
        store_int(c->author->id), store_int(c->civil_us) };
    return log_check(&d, reterr) &&
           store_run(txn, &DISCLOSURE_REVIEW_SET, set, 4, &changed, reterr) &&
           must_change(changed, reterr);
}

/* The next number of the campaign's year.  This transaction's own publications are seen. */
static bool number_next(
    store_txn *txn, const disclosure *d, int32_t year, int64_t *ret, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(d->org.value), store_int(d->campaign.value),
        store_int(year) };
    if (!store_read(txn, &DISCLOSURE_NUMBER_LAST, in, 3, &rows, reterr))
        return false;
    *ret = (store_rows_next(&rows) ? store_rows_int(&rows, 0) : 0) + 1;
    return store_rows_close(&rows, reterr);
}

static bool apply_publish(store_txn *txn, change *c, err *reterr)
{
    const disclosure_input *in = c->input;
    disclosure d = { 0 };
    disclosure last = { 0 };
    int64_t changed = 0;
    int32_t year = c->civil_day.day / 10000;
    c->object_id = in->id.value;
    if (!disclosure_read(txn, c->home, c->org, in->id, &d, reterr) ||
        !disclosure_read_last(txn, c->home, d.org, d.campaign, &last, reterr))
        return false;
    if (d.state != DISCLOSURE_REVIEWED)
        return state_refuse(&d, reterr);
    if (last.id.value != d.previous.value)
        return err_set(reterr, ERR_STALE,
            N_("Number %lld of %d was published meanwhile; prepare this one anew"),
            (long long)last.number, last.year);
    if (!log_check(&d, reterr) || !number_next(txn, &d, year, &c->outcome, reterr))
        return false;
    const store_value set[] = { store_int(d.org.value), store_int(d.id.value),
        store_int(c->author->id), store_int(c->civil_us), store_int(year), store_int(c->outcome) };
    return store_run(txn, &DISCLOSURE_PUBLISH_SET, set, 6, &changed, reterr) &&
           must_change(changed, reterr);
}

static bool end(store_txn *txn, change *c, const disclosure *d, disclosure_state state, err *reterr)
{
    const disclosure_end_input *in = c->input;
    int64_t changed = 0;
    if (in->why.size == 0 || text_length(in->why) > DISCLOSURE_TEXT_MAX)
        return err_field(
            reterr, "why", N_("Say why, in at most %d characters"), DISCLOSURE_TEXT_MAX);
    if (d->state != DISCLOSURE_PREPARED && d->state != DISCLOSURE_REVIEWED)
        return state_refuse(d, reterr);
    const store_value set[] = { store_int(d->org.value), store_int(d->id.value), store_int(state),
        store_int(c->author->id), store_int(c->civil_us), store_text(in->why) };
    return store_run(txn, &DISCLOSURE_END_SET, set, 6, &changed, reterr) &&
           must_change(changed, reterr);
}

static bool apply_return(store_txn *txn, change *c, err *reterr)
{
    const disclosure_end_input *in = c->input;
    disclosure d = { 0 };
    c->object_id = in->id.value;
    return disclosure_read(txn, c->home, c->org, in->id, &d, reterr) &&
           end(txn, c, &d, DISCLOSURE_RETURNED, reterr);
}

static bool apply_withdraw(store_txn *txn, change *c, err *reterr)
{
    const disclosure_end_input *in = c->input;
    disclosure d = { 0 };
    c->object_id = in->id.value;
    if (!disclosure_read(txn, c->home, c->org, in->id, &d, reterr))
        return false;
    if (d.made_by != c->author->id)
        return err_set(reterr, ERR_DENIED, N_("Only who prepared a disclosure withdraws it"));
    return end(txn, c, &d, DISCLOSURE_WITHDRAWN, reterr);
}

const change_kind disclosure_review = { 603, "disclosure.review", RIGHT_DISCLOSE_REVIEW,
    apply_review };
const change_kind disclosure_publish = { 604, "disclosure.publish", RIGHT_DISCLOSE, apply_publish };
const change_kind disclosure_return = { 605, "disclosure.return", RIGHT_DISCLOSE_REVIEW,
    apply_return };
const change_kind disclosure_withdraw = { 606, "disclosure.withdraw", RIGHT_READ, apply_withdraw };

/* ---- reading --------------------------------------------------------------------------------- */

bool disclosure_get(store_conn *conn, arena *a, disclosure_id id, disclosure *ret, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(id.value) };
    return store_query_open(conn, &DISCLOSURE_BY_ID, in, 1, &rows, reterr) &&
           first_take(&rows, a, ret, reterr) && must_be(ret, reterr);
}

bool disclosure_find(store_conn *conn, arena *a, campaign_id of, int32_t year, int64_t number,
    disclosure *ret, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(of.value), store_int(year), store_int(number) };
    return store_query_open(conn, &DISCLOSURE_NUMBERED, in, 3, &rows, reterr) &&
           first_take(&rows, a, ret, reterr) && must_be(ret, reterr);
}

bool disclosure_rows(store_conn *conn, arena *a, const disclosure *d, disclosure_row **ret,
    size_t *ret_count, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(d->org.value), store_int(d->id.value) };
    return store_query_open(conn, &DISCLOSURE_ROWS_OF, in, 2, &rows, reterr) &&
           figures_take(&rows, a, ret, ret_count, reterr);
}

bool disclosure_list(store_conn *conn, arena *a, const disclosure_filter *filter, size_t limit,
    disclosure **ret_rows, size_t *ret_count, err *reterr)
{
    assert(conn && a && filter && ret_rows && ret_count);
    store_rows rows = { 0 };
    size_t count = 0;
    const store_value in[] = { store_int(filter->before ? filter->before : INT64_MAX),
        store_int(filter->campaign.value), store_int(filter->state), store_int((int64_t)limit) };
    disclosure *list = ARENA_NEW(a, disclosure, limit);
    if (!list)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!store_query_open(conn, &DISCLOSURE_NEWEST, in, 4, &rows, reterr))
        return false;
    while (count < limit && store_rows_next(&rows))
        list[count++] = row_take(&rows, a);
    *ret_rows = list;
    *ret_count = count;
    return store_rows_close(&rows, reterr);
}

bool disclosure_correction(
    store_conn *conn, arena *a, const disclosure *d, disclosure *ret, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(d->org.value), store_int(d->campaign.value),
        store_int(d->id.value) };
    return store_query_open(conn, &DISCLOSURE_CORRECTS, in, 3, &rows, reterr) &&
           first_take(&rows, a, ret, reterr);
}

bool disclosure_last_us(store_conn *conn, campaign_id of, int64_t *ret_us, err *reterr)
{
    bool is_found = false;
    const store_value in[] = { store_int(of.value) };
    *ret_us = 0;
    return store_find_int(conn, &DISCLOSURE_PUBLISHED_US, in, 1, ret_us, &is_found, reterr);
}
