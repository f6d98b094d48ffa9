/* Moved gifts, as pages, API and command line tell of them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/moved.h"

#include "door/put.h"
#include "house_sql.h"

#include <assert.h>

static bool entry_read(
    store_conn *conn, const store_query *q, const store_value in[2], moved_entry *ret, err *reterr)
{
    store_rows rows = { 0 };
    *ret = (moved_entry){ 0 };
    if (!store_query_open(conn, q, in, 2, &rows, reterr))
        return false;
    ret->is_found = store_rows_next(&rows);
    if (ret->is_found) {
        ret->number = store_rows_int(&rows, 0);
        ret->campaign.value = store_rows_int(&rows, 1);
    }
    return store_rows_close(&rows, reterr);
}

bool moved_entries_read(store_conn *conn, org_id org, int64_t source, moved_entry *ret_to,
    moved_entry *ret_from, err *reterr)
{
    assert(conn && ret_to && ret_from);
    const store_value in[] = { store_int(org.value), store_int(source) };
    return entry_read(conn, &HOUSE_MOVED_TO, in, ret_to, reterr) &&
           entry_read(conn, &HOUSE_MOVED_FROM, in, ret_from, reterr);
}

void moved_json(json_writer *w, donation_id id, const move_plan *plan)
{
    const donation_row *d = &plan->facts.gift;
    json_object(w);
    door_put_id(w, "id", id.value);
    door_put_id(w, "moved_from", d->id.value);
    json_put_string(w, "campaign", span_of(plan->facts.to.code));
    json_put_string(
        w, "purpose", plan->to_purpose.id != 0 ? plan->to_purpose.code : (span){ "", 0 });
    json_put_string(w, "currency", span_of(currency_of(d->asset)->code));
    currency_json(w, "amount", d->asset, d->amount.fen);
    door_put_date(w, "day", d->day);
    json_put_int(w, "promises", plan->promise_count);
    if (plan->is_logged)
        json_put_int(w, "log_number", plan->leaf_number);
    json_object_end(w);
}
