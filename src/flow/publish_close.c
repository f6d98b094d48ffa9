/* The closes of a disclosure: directly behind the last entry that it counts, so that they say what
 * it says.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/publish_in.h"

#include "flow_sql.h"

/* What the log holds of a kind; an entry that says so. */
static bool close_add(publisher *p, const disclosure *d, leaf_kind of, date day, entry_list *list,
    log_entry **ret, err *reterr)
{
    log_entry *e = NULL;
    const log_series series = { d->org.value, d->campaign.value, of };
    if (!entry_begin(p, d->org, d->campaign, list, &e, reterr) ||
        !log_total(
            publisher_conn(p), publisher_home(p), &series, &e->what.count, &e->what.sum, reterr))
        return false;
    e->source_id = d->id.value;
    e->what.kind = LEAF_CLOSE;
    e->what.of = of;
    e->what.day = day;
    *ret = e;
    return true;
}

static bool says(const log_entry *e, const disclosure_row *rows, size_t count, disclosure_part part)
{
    int64_t entries = 0;
    int64_t sum = 0;
    disclosure_close(rows, count, part, &entries, &sum);
    return e->what.count == entries && e->what.sum == sum;
}

bool close_entries(
    publisher *p, disclosure_id id, entry_list *list, publish_closes *ret, err *reterr)
{
    disclosure d = { 0 };
    disclosure_row *rows = NULL;
    size_t count = 0;
    log_entry *gifts = NULL;
    log_entry *refunds = NULL;
    store_conn *conn = publisher_conn(p);
    arena *home = publisher_home(p);
    if (!disclosure_get(conn, home, id, &d, reterr))
        return false;
    *ret = (publish_closes){ .org = d.org, .id = id, .log = d.log };
    if (d.log != DISCLOSURE_LOG_WAITS)
        return true;
    date day = publisher_day(p, d.known_us);
    if (!disclosure_rows(conn, home, &d, &rows, &count, reterr) ||
        !close_add(p, &d, LEAF_GIFT, day, list, &gifts, reterr) ||
        !close_add(p, &d, LEAF_REFUND, day, list, &refunds, reterr))
        return false;
    refunds->follows = true;
    ret->is_new = true;
    ret->log = DISCLOSURE_LOG_CLOSED;
    if (!says(gifts, rows, count, DISCLOSURE_GIFTS) ||
        !says(refunds, rows, count, DISCLOSURE_REFUNDS)) {
        ret->log = DISCLOSURE_LOG_DIFFERS;
        list->count -= 2;
    }
    return true;
}

bool closes_write(store_txn *txn, const publish_closes *closes, const log_batch *batch, err *reterr)
{
    int64_t number = 0;
    for (size_t i = 0; closes->log == DISCLOSURE_LOG_CLOSED && i < batch->row_count; i++) {
        if (batch->rows[i].kind != LEAF_CLOSE)
            continue;
        number = batch->rows[i].number;
        break;
    }
    return disclosure_closed(txn, closes->org, closes->id, closes->log, number, reterr);
}
