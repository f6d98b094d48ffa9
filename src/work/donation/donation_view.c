/* Reading gifts, refunds and purposes from the store.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/donation/donation_in.h"

#include "crypt/crypt.h"
#include "donation_sql.h"

#include <assert.h>
#include <string.h>

static bool list_full(err *reterr)
{
    return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
}

static donation_row row_read(store_rows *rows)
{
    donation_row row = { .org = { store_rows_int(rows, 0) },
        .id = { store_rows_int(rows, 1) },
        .campaign = { store_rows_int(rows, 2) },
        .purpose = store_rows_int(rows, 3),
        .account = { store_rows_int(rows, 4) },
        .amount = { store_rows_int(rows, 5) },
        .day = { (int32_t)store_rows_int(rows, 6) },
        .paid_us = store_rows_is_null(rows, 7) ? INT64_MIN : store_rows_int(rows, 7),
        .channel = (donation_channel)store_rows_int(rows, 8),
        .donor = (donor_kind)store_rows_int(rows, 9),
        .persons = store_rows_int(rows, 10),
        .display = (donation_display)store_rows_int(rows, 11),
        .state = (donation_state)store_rows_int(rows, 12),
        .is_claimed = store_rows_int(rows, 13) == 1,
        .statement = { store_rows_int(rows, 14) },
        .row_number = store_rows_int(rows, 15),
        .version = store_rows_int(rows, 17),
        .asset = store_rows_int(rows, 18),
        .origin = { store_rows_int(rows, 19) },
        .moved_to = { store_rows_int(rows, 20) } };
    span giver = store_rows_text(rows, 21);
    row.has_giver_no = giver.size == sizeof row.giver_no;
    if (row.has_giver_no)
        memcpy(row.giver_no, giver.at, sizeof row.giver_no);
    span key = store_rows_text(rows, 16);
    row.has_entry_key = key.size == sizeof row.entry_key;
    if (row.has_entry_key)
        memcpy(row.entry_key, key.at, sizeof row.entry_key);
    return row;
}

bool donation_list(store_conn *conn, arena *a, const donation_filter *filter, size_t limit,
    donation_row **ret_rows, size_t *ret_count, err *reterr)
{
    assert(conn && a && filter && ret_rows && ret_count && limit > 0);
    *ret_count = 0;
    *ret_rows = ARENA_NEW(a, donation_row, limit);
    if (!*ret_rows)
        return list_full(reterr);
    const store_value in[] = { store_int(filter->before > 0 ? filter->before : INT64_MAX),
        store_int(filter->campaign.value), store_int(filter->statement.value),
        store_int(filter->channel), store_int(filter->only_unclaimed), store_int((int64_t)limit) };
    store_rows rows = { 0 };
    if (!store_query_open(conn, &DONATION_NEWEST, in, 6, &rows, reterr))
        return false;
    while (*ret_count < limit && store_rows_next(&rows))
        (*ret_rows)[(*ret_count)++] = row_read(&rows);
    return store_rows_close(&rows, reterr);
}

bool donation_get(store_conn *conn, donation_id id, donation_row *ret_row, err *reterr)
{
    assert(conn && ret_row);
    store_rows rows = { 0 };
    const store_value in[] = { store_int(id.value) };
    if (!store_query_open(conn, &DONATION_FIND, in, 1, &rows, reterr))
        return false;
    bool is_found = store_rows_next(&rows);
    if (is_found)
        *ret_row = row_read(&rows);
    if (!store_rows_close(&rows, reterr))
        return false;
    return is_found || err_set(reterr, ERR_ABSENT, N_("No such gift"));
}

bool donation_read(store_txn *txn, donation_id id, donation_row *ret_row, err *reterr)
{
    assert(txn && ret_row);
    store_rows rows = { 0 };
    const store_value in[] = { store_int(id.value) };
    if (!store_read(txn, &DONATION_FIND, in, 1, &rows, reterr))
        return false;
    bool is_found = store_rows_next(&rows);
    if (is_found)
        *ret_row = row_read(&rows);
    if (!store_rows_close(&rows, reterr))
        return false;
    return is_found || err_set(reterr, ERR_ABSENT, N_("No such gift"));
}

bool donation_read_origin(
    store_txn *txn, const donation_row *gift, donation_row *ret_row, err *reterr)
{
    assert(gift && ret_row);
    if (gift->origin.value != 0)
        return donation_read(txn, gift->origin, ret_row, reterr);
    *ret_row = *gift;
    return true;
}

bool donation_person_get(store_conn *conn, arena *a, const uint8_t seal_key[32], org_id org,
    donation_id id, span *ret_label, donation_person *ret_person, err *reterr)
{
    assert(conn && a && ret_label && ret_person);
    *ret_label = (span){ NULL, 0 };
    *ret_person = (donation_person){ 0 };
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_int(id.value) };
    if (!store_query_open(conn, &DONATION_PERSON_FIND, in, 2, &rows, reterr))
        return false;
    const struct {
        const char *field;
        span *into;
    } parts[] = { { "donation_person.name", &ret_person->name },
        { "donation_person.message", &ret_person->message },
        { "donation_person.payment_no", &ret_person->payment_no } };
    span sealed[3] = { { NULL, 0 }, { NULL, 0 }, { NULL, 0 } };
    if (store_rows_next(&rows)) {
        *ret_label = arena_copy(a, store_rows_text(&rows, 0));
        for (int i = 0; i < 3; i++)
            sealed[i] = store_rows_is_null(&rows, i + 1)
                            ? sealed[i]
                            : arena_copy(a, store_rows_text(&rows, i + 1));
    }
    if (!store_rows_close(&rows, reterr))
        return false;
    for (int i = 0; i < 3; i++) {
        if (sealed[i].size > 0 &&
            !crypt_unseal(a, seal_key, span_of(parts[i].field), sealed[i], parts[i].into, reterr))
            return false;
    }
    return true;
}

bool donation_sources(store_conn *conn, arena *a, org_id org, donation_id id, source_row **ret_rows,
    size_t *ret_count, err *reterr)
{
    enum { SOURCES_MAX = 64 };
    assert(conn && a && ret_rows && ret_count);
    *ret_count = 0;
    *ret_rows = ARENA_NEW(a, source_row, SOURCES_MAX);
    if (!*ret_rows)
        return list_full(reterr);
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_int(id.value) };
    if (!store_query_open(conn, &DONATION_SOURCE_LIST, in, 2, &rows, reterr))
        return false;
    while (*ret_count < SOURCES_MAX && store_rows_next(&rows)) {
        (*ret_rows)[(*ret_count)++] = (source_row){ .kind = (source_kind)store_rows_int(&rows, 0),
            .source = store_rows_int(&rows, 1),
            .row_number = store_rows_int(&rows, 2),
            .seen_us = store_rows_int(&rows, 3) };
    }
    return store_rows_close(&rows, reterr);
}

bool refund_list(store_conn *conn, arena *a, campaign_id of, refund_state state, int64_t before,
    size_t limit, refund_row **ret_rows, size_t *ret_count, err *reterr)
{
    assert(conn && a && ret_rows && ret_count && limit > 0);
    *ret_count = 0;
    *ret_rows = ARENA_NEW(a, refund_row, limit);
    if (!*ret_rows)
        return list_full(reterr);
    store_rows rows = { 0 };
    const store_value in[] = { store_int(before > 0 ? before : INT64_MAX), store_int(of.value),
        store_int(state), store_int((int64_t)limit) };
    if (!store_query_open(conn, &REFUND_NEWEST, in, 4, &rows, reterr))
        return false;
    while (*ret_count < limit && store_rows_next(&rows)) {
        (*ret_rows)[(*ret_count)++] = (refund_row){ .org = { store_rows_int(&rows, 0) },
            .id = store_rows_int(&rows, 1),
            .campaign = { store_rows_int(&rows, 2) },
            .account = { store_rows_int(&rows, 3) },
            .donation = { store_rows_int(&rows, 4) },
            .amount = { store_rows_int(&rows, 5) },
            .day = { (int32_t)store_rows_int(&rows, 6) },
            .state = (refund_state)store_rows_int(&rows, 7),
            .statement = { store_rows_int(&rows, 8) },
            .row_number = store_rows_int(&rows, 9),
            .asset = store_rows_int(&rows, 10) };
    }
    return store_rows_close(&rows, reterr);
}

bool purpose_list(store_conn *conn, arena *a, campaign_id of, purpose_row **ret_rows,
    size_t *ret_count, err *reterr)
{
    assert(conn && a && ret_rows && ret_count);
    *ret_count = 0;
    *ret_rows = ARENA_NEW(a, purpose_row, PURPOSES_MAX);
    if (!*ret_rows)
        return list_full(reterr);
    store_rows rows = { 0 };
    if (!store_query_open(conn, &PURPOSE_ALL, NULL, 0, &rows, reterr))
        return false;
    while (*ret_count < PURPOSES_MAX && store_rows_next(&rows)) {
        if (store_rows_int(&rows, 1) != of.value)
            continue;
        (*ret_rows)[(*ret_count)++] = (purpose_row){ .id = store_rows_int(&rows, 0),
            .code = arena_copy(a, store_rows_text(&rows, 2)),
            .name_zh = arena_copy(a, store_rows_text(&rows, 3)),
            .name_en = arena_copy(a, store_rows_text(&rows, 4)) };
    }
    return store_rows_close(&rows, reterr);
}
