/* Counting disclosures again: one walk over the transfers of each campaign, cut where a disclosure
 * was frozen, so that ten disclosures cost hardly more than one.
 * SPDX-License-Identifier: Apache-2.0 */
#include "disclose/prepare.h"

#include "disclose_sql.h"
#include "text/text.h"

#include <assert.h>
#include <string.h>

/* What the transfers say up to a cut. */
typedef struct recount {
    store_conn *conn;
    org_id org;
    campaign_id of;
    int64_t cut;
    size_t count;
    disclosure_row *rows; /* gifts, in no order */
} recount;

static bool row_sum(recount *r, const disclosure_row *added, int sign, err *reterr)
{
    size_t at = 0;
    while (at < r->count &&
           (r->rows[at].asset != added->asset || r->rows[at].day.day != added->day.day ||
               r->rows[at].channel != added->channel))
        at++;
    if (at == DISCLOSURE_ROWS_MAX)
        return err_set(reterr, ERR_MEMORY, N_("the disclosure is larger than its bound"));
    if (at == r->count)
        r->rows[r->count++] = (disclosure_row){ .part = DISCLOSURE_GIFTS,
            .asset = added->asset,
            .day = added->day,
            .channel = added->channel };
    r->rows[at].count += sign * added->count;
    r->rows[at].amount += sign * added->amount;
    return true;
}

/* Adds what happened between the last cut and the next one. */
static bool walk(recount *r, const store_query *q, int64_t until, int sign, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(r->org.value), store_int(r->of.value), store_int(r->cut),
        store_int(until) };
    if (!store_query_open(r->conn, q, in, 4, &rows, reterr))
        return false;
    bool is_good = true;
    while (is_good && store_rows_next(&rows)) {
        const disclosure_row added = { .day = { (int32_t)store_rows_int(&rows, 0) },
            .channel = (int32_t)store_rows_int(&rows, 1),
            .asset = store_rows_int(&rows, 2),
            .count = store_rows_int(&rows, 3),
            .amount = store_rows_int(&rows, 4) };
        is_good = row_sum(r, &added, sign, reterr);
    }
    err ignored = { 0 };
    return store_rows_close(&rows, is_good ? reterr : &ignored) && is_good;
}

/* How many days and channels differ. */
static int64_t gifts_differ(const recount *r, const disclosure_row *rows, size_t count)
{
    int64_t differences = 0;
    size_t met = 0;
    for (size_t i = 0; i < r->count; i++) {
        const disclosure_row *mine = &r->rows[i];
        const disclosure_row *kept = NULL;
        for (size_t k = 0; k < count && !kept; k++) {
            if (rows[k].part == DISCLOSURE_GIFTS && rows[k].asset == mine->asset &&
                rows[k].day.day == mine->day.day && rows[k].channel == mine->channel)
                kept = &rows[k];
        }
        met += kept != NULL;
        differences += kept ? kept->count != mine->count || kept->amount != mine->amount
                            : mine->count != 0 || mine->amount != 0;
    }
    size_t gifts = 0;
    for (size_t k = 0; k < count; k++)
        gifts += rows[k].part == DISCLOSURE_GIFTS;
    return differences + (int64_t)(gifts - met);
}

/* How many currencies of refunds or fees differ. */
static bool role_differs(const recount *r, const disclosure *d, const disclosure_row *rows,
    size_t count, disclosure_part part, int64_t *ret, err *reterr)
{
    store_rows found = { 0 };
    ledger_role role = part == DISCLOSURE_FEES ? LEDGER_FEE : LEDGER_REFUND;
    const store_value in[] = { store_int(d->org.value), store_int(d->campaign.value),
        store_int(role), store_int(d->id.value) };
    if (!store_query_open(r->conn, &RECOUNT_ROLE, in, 4, &found, reterr))
        return false;
    while (store_rows_next(&found)) {
        disclosure_figures f = { 0 };
        disclosure_sums(rows, count, store_rows_int(&found, 0), d->from, d->as_of, &f);
        int64_t kept = part == DISCLOSURE_FEES ? f.fees.amount : f.refunds.amount;
        *ret += kept != store_rows_int(&found, 1);
    }
    return store_rows_close(&found, reterr);
}

static bool disclosure_verify(
    recount *r, arena *a, const disclosure *d, disclosure_differs *differs, void *self, err *reterr)
{
    disclosure_row *rows = NULL;
    size_t count = 0;
    int64_t roles = 0;
    if (!walk(r, &RECOUNT_GIFTS, d->id.value, 1, reterr) ||
        !walk(r, &RECOUNT_REVERSED, d->id.value, -1, reterr))
        return false;
    r->cut = d->id.value;
    if (!disclosure_rows(r->conn, a, d, &rows, &count, reterr) ||
        !role_differs(r, d, rows, count, DISCLOSURE_REFUNDS, &roles, reterr) ||
        !role_differs(r, d, rows, count, DISCLOSURE_FEES, &roles, reterr))
        return false;
    int64_t gifts = gifts_differ(r, rows, count);
    err what = { 0 };
    unsigned char room[32];
    arena small = { .start = room, .size = sizeof room };
    buffer name = buffer_in(&small, 16);
    text_add_id(&name, d->id.value);
    if (gifts > 0)
        err_set(&what, ERR_DAMAGE,
            N_("disclosure %.*s: days and channels that differ from the transfers: %lld"),
            SPAN_PRINT(buffer_span(&name)), (long long)gifts);
    else if (roles > 0)
        err_set(&what, ERR_DAMAGE, N_("disclosure %.*s: refunds or fees differ from the transfers"),
            SPAN_PRINT(buffer_span(&name)));
    if (gifts > 0 || roles > 0)
        differs(self, d, &what);
    return true;
}

static bool ids_read(store_conn *conn, arena *a, int64_t **ret, size_t *ret_count, err *reterr)
{
    enum { IDS_MAX = 65536 };
    store_rows rows = { 0 };
    int64_t *ids = ARENA_NEW(a, int64_t, IDS_MAX);
    if (!ids)
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to recount the disclosures"));
    if (!store_query_open(conn, &RECOUNT_DISCLOSURES, NULL, 0, &rows, reterr))
        return false;
    *ret = ids;
    *ret_count = 0;
    while (*ret_count < IDS_MAX && store_rows_next(&rows))
        ids[(*ret_count)++] = store_rows_int(&rows, 0);
    return store_rows_close(&rows, reterr);
}

bool disclosures_verify(
    store_conn *conn, arena *a, disclosure_differs *differs, void *self, err *reterr)
{
    assert(conn && a && differs);
    int64_t *ids = NULL;
    size_t count = 0;
    if (!ids_read(conn, a, &ids, &count, reterr))
        return false;
    recount r = { .conn = conn, .rows = ARENA_NEW(a, disclosure_row, DISCLOSURE_ROWS_MAX) };
    if (!r.rows)
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to recount the disclosures"));
    for (size_t i = 0; i < count; i++) {
        size_t mark = a->used;
        disclosure d = { 0 };
        if (!disclosure_get(conn, a, (disclosure_id){ ids[i] }, &d, reterr))
            return false;
        if (d.campaign.value != r.of.value)
            r = (recount){ .conn = conn, .org = d.org, .of = d.campaign, .rows = r.rows };
        if (!disclosure_verify(&r, a, &d, differs, self, reterr))
            return false;
        arena_reset(a, mark);
    }
    return true;
}
