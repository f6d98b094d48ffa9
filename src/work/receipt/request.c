/* Requests for receipts: rows and their states.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/receipt/receipt.h"

#include "receipt_sql.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const int64_t DAY_US = INT64_C(86400000000);

static span kept(arena *a, span s)
{
    return s.size > 0 ? arena_copy(a, s) : (span){ "", 0 };
}

static receipt_request row_read(store_rows *rows, arena *a)
{
    receipt_request r = { .org = { store_rows_int(rows, 0) },
        .id = store_rows_int(rows, 1),
        .campaign = { store_rows_int(rows, 2) },
        .donation = { store_rows_int(rows, 3) },
        .state = (request_state)store_rows_int(rows, 4),
        .payer = (receipt_payer)store_rows_int(rows, 5),
        .way = (receipt_way)store_rows_int(rows, 6),
        .label = kept(a, store_rows_text(rows, 7)),
        .person = kept(a, store_rows_text(rows, 8)),
        .stated = { store_rows_int(rows, 10) },
        .stated_day = { (int32_t)store_rows_int(rows, 11) },
        .is_exact = store_rows_int(rows, 12) != 0,
        .replaces = store_rows_int(rows, 14),
        .entered_by = store_rows_int(rows, 15),
        .entered_us = store_rows_int(rows, 16),
        .entered_day = { (int32_t)store_rows_int(rows, 17) },
        .due_day = { (int32_t)store_rows_int(rows, 18) },
        .reviewed_by = store_rows_int(rows, 19),
        .reviewed_us = store_rows_int(rows, 20),
        .reason = kept(a, store_rows_text(rows, 21)),
        .receipt = store_rows_int(rows, 22),
        .version = store_rows_int(rows, 23) };
    span no = store_rows_text(rows, 9);
    span picture = store_rows_text(rows, 13);
    r.has_stated = no.size == sizeof r.stated_no;
    if (r.has_stated)
        memcpy(r.stated_no, no.at, sizeof r.stated_no);
    r.has_picture = picture.size == sizeof r.picture.bytes;
    if (r.has_picture)
        memcpy(r.picture.bytes, picture.at, sizeof r.picture.bytes);
    return r;
}

static bool first_read(store_rows *rows, arena *a, receipt_request *ret, err *reterr)
{
    bool is_found = store_rows_next(rows);
    if (is_found)
        *ret = row_read(rows, a);
    return store_rows_close(rows, reterr) &&
           (is_found || err_set(reterr, ERR_ABSENT, N_("No such request for a receipt")));
}

bool request_put(store_txn *txn, change *c, receipt_request *r, err *reterr)
{
    assert(txn && c && r && r->org.value && r->campaign.value && r->state >= REQUEST_OPEN);
    r->id = id_next(c->ids, c->real_us);
    r->entered_by = c->author->id;
    r->entered_us = c->civil_us;
    r->entered_day = c->civil_day;
    r->due_day = receipt_due(c->civil_day);
    r->version = 1;
    const store_value row[] = { store_int(r->org.value), store_int(r->id),
        store_int(r->campaign.value),
        r->donation.value ? store_int(r->donation.value) : store_null(), store_int(r->state),
        store_int(r->payer), store_int(r->way), store_text(r->label), store_bytes(r->person),
        r->has_stated ? store_bytes((span){ (const char *)r->stated_no, sizeof r->stated_no })
                      : store_null(),
        r->has_stated ? store_int(r->stated.fen) : store_null(),
        r->has_stated ? store_int(r->stated_day.day) : store_null(), store_int(r->is_exact),
        r->has_picture
            ? store_bytes((span){ (const char *)r->picture.bytes, sizeof r->picture.bytes })
            : store_null(),
        store_int(r->replaces), store_int(r->entered_by), store_int(r->entered_us),
        store_int(r->entered_day.day), store_int(r->due_day.day), store_int(r->version) };
    c->object_id = r->id;
    return store_put(txn, &REQUEST_INSERT, row, 20, reterr);
}

bool request_read(
    store_txn *txn, arena *a, org_id org, int64_t id, receipt_request *ret, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_int(id) };
    return store_read(txn, &REQUEST_BY_ID, in, 2, &rows, reterr) &&
           first_read(&rows, a, ret, reterr);
}

bool request_get(
    store_conn *conn, arena *a, org_id org, int64_t id, receipt_request *ret, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_int(id) };
    return store_query_open(conn, &REQUEST_BY_ID, in, 2, &rows, reterr) &&
           first_read(&rows, a, ret, reterr);
}

bool request_of_gift(store_txn *txn, org_id org, donation_id gift, int64_t *ret, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_int(gift.value) };
    if (!store_read(txn, &REQUEST_LIVE_OF_GIFT, in, 2, &rows, reterr))
        return false;
    *ret = store_rows_next(&rows) ? store_rows_int(&rows, 0) : 0;
    return store_rows_close(&rows, reterr);
}

static bool one_changed(int64_t changed, err *reterr)
{
    return changed == 1 || err_set(reterr, ERR_STALE, N_("The request changed meanwhile"));
}

bool request_gift_set(
    store_txn *txn, const receipt_request *r, donation_id gift, bool is_exact, err *reterr)
{
    int64_t changed = 0;
    const store_value set[] = { store_int(r->org.value), store_int(r->id), store_int(gift.value),
        store_int(is_exact), store_int(r->version) };
    return store_run(txn, &REQUEST_GIFT_PUT, set, 5, &changed, reterr) &&
           one_changed(changed, reterr);
}

bool request_review(
    store_txn *txn, change *c, const receipt_request *r, request_state to, span reason, err *reterr)
{
    assert(to == REQUEST_REVIEWED || to == REQUEST_REFUSED || to == REQUEST_YEARLY);
    int64_t changed = 0;
    if (c->author->kind != ACTOR_PERSON)
        return err_set(reterr, ERR_DENIED, N_("A person reviews a receipt, not a program"));
    if (r->entered_by == c->author->id)
        return err_set(reterr, ERR_DENIED, N_("You entered this, so someone else reviews it"));
    if (r->state != REQUEST_OPEN && !(r->state == REQUEST_REVIEWED && to == REQUEST_REFUSED))
        return err_set(reterr, ERR_CONFLICT, N_("This request was decided before"));
    if (to == REQUEST_REFUSED && reason.size == 0)
        return err_field(reterr, "reason", N_("Say why"));
    const store_value set[] = { store_int(r->org.value), store_int(r->id), store_int(to),
        store_int(c->author->id), store_int(c->civil_us),
        reason.size > 0 ? store_text(reason) : store_null(), store_int(r->version) };
    return store_run(txn, &REQUEST_REVIEW_PUT, set, 7, &changed, reterr) &&
           one_changed(changed, reterr);
}

bool request_sampled(
    store_txn *txn, const change *c, const int64_t *ids, size_t count, bool *ret, err *reterr)
{
    size_t opened = 0;
    size_t needed = (count + RECEIPT_SAMPLE_OF - 1) / RECEIPT_SAMPLE_OF;
    for (size_t i = 0; i < count && opened < needed; i++) {
        store_rows rows = { 0 };
        const store_value in[] = { store_int(c->org.value), store_int(ids[i]),
            store_int(c->author->id), store_int(c->real_us - DAY_US) };
        if (!store_read(txn, &REQUEST_LOOK_FIND, in, 4, &rows, reterr))
            return false;
        opened += store_rows_next(&rows);
        if (!store_rows_close(&rows, reterr))
            return false;
    }
    *ret = opened >= needed;
    return true;
}

bool request_list(store_conn *conn, arena *a, const request_filter *filter, size_t limit,
    receipt_request **ret_rows, size_t *ret_count, err *reterr)
{
    assert(conn && a && filter && ret_rows && ret_count);
    store_rows rows = { 0 };
    const store_value in[] = { store_int(filter->org.value), store_int(filter->after),
        store_int(filter->campaign.value), store_int(filter->state), store_int(filter->only_exact),
        store_int((int64_t)limit) };
    receipt_request *list = ARENA_NEW(a, receipt_request, limit);
    *ret_rows = list;
    *ret_count = 0;
    if (!list)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!store_query_open(conn, &REQUEST_OLDEST, in, 6, &rows, reterr))
        return false;
    while (*ret_count < limit && store_rows_next(&rows))
        list[(*ret_count)++] = row_read(&rows, a);
    return store_rows_close(&rows, reterr);
}

bool request_count(
    store_conn *conn, org_id org, campaign_id campaign, request_counts *ret, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_int(campaign.value) };
    *ret = (request_counts){ 0 };
    if (!store_query_open(conn, &REQUEST_TALLY, in, 2, &rows, reterr))
        return false;
    while (store_rows_next(&rows)) {
        int64_t state = store_rows_int(&rows, 0);
        int32_t due = (int32_t)store_rows_int(&rows, 3);
        if (state < REQUEST_OPEN || state > REQUEST_REFUSED)
            continue;
        ret->by_state[state] = store_rows_int(&rows, 1);
        if (state == REQUEST_OPEN)
            ret->exact = store_rows_int(&rows, 2);
        if (state <= REQUEST_REVIEWED && (ret->first_due.day == 0 || due < ret->first_due.day))
            ret->first_due.day = due;
    }
    return store_rows_close(&rows, reterr);
}

/* ---- who looked ----------------------------------------------------------------------------- */

static bool apply_look(store_txn *txn, change *c, err *reterr)
{
    const receipt_change_input *in = c->input;
    receipt_request r = { 0 };
    const store_value row[] = { store_int(c->org.value), store_int(in->id),
        store_int(c->author->id), store_int(c->real_us) };
    c->object_id = in->id;
    return request_read(txn, c->home, c->org, in->id, &r, reterr) &&
           store_run(txn, &REQUEST_LOOK_PUT, row, 4, NULL, reterr);
}

const change_kind receipt_look = { 509, "receipt.look", RIGHT_DONOR_SHOW, apply_look };
