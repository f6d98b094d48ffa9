/* Rows of uploads: made, listed, ended.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/statement/upload.h"

#include "statement_sql.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { COLUMNS = 11 };

static bool apply_add(store_txn *txn, change *c, err *reterr)
{
    upload_add_input *in = c->input;
    assert(in->count > 0);
    upload_id id = { id_next(c->ids, c->real_us) };
    c->object_id = id.value;
    for (int i = 0; i < in->count; i++) {
        upload *u = &in->files[i];
        u->org = c->org;
        u->id = id;
        u->number = i + 1;
        u->campaign = in->campaign;
        u->made_by = c->author->id;
        u->made_us = c->real_us;
        const store_value row[] = { store_int(u->org.value), store_int(u->id.value),
            store_int(u->number), store_int(u->campaign.value),
            store_bytes(crypt_hash_span(&u->digest)), store_text(span_of(u->file_name)),
            store_int(u->file_size), store_text(span_of(u->place)), store_int(u->made_by),
            store_int(u->made_us), store_int(u->ends_us) };
        if (!store_put(txn, &UPLOAD_INSERT, row, COLUMNS, reterr))
            return false;
    }
    return true;
}

static bool apply_end(store_txn *txn, change *c, err *reterr)
{
    const upload_end_input *in = c->input;
    const store_value over[] = { store_int(c->real_us) };
    const store_value one[] = { store_int(c->org.value), store_int(in->id.value) };
    c->object_id = in->id.value;
    if (in->id.value != 0)
        return store_run(txn, &UPLOAD_DROP, one, 2, NULL, reterr);
    if (c->author->kind != ACTOR_PROGRAM)
        return err_set(reterr, ERR_ABSENT, N_("These files are gone; choose them again"));
    return store_run(txn, &UPLOAD_OVER, over, 1, NULL, reterr);
}

const change_kind upload_add = { 361, "upload.add", RIGHT_STATEMENT_IMPORT, apply_add };
const change_kind upload_end = { 362, "upload.end", RIGHT_STATEMENT_IMPORT, apply_end };

static upload row_read(store_rows *rows)
{
    upload u = { .org = { store_rows_int(rows, 0) },
        .id = { store_rows_int(rows, 1) },
        .number = (int)store_rows_int(rows, 2),
        .campaign = { store_rows_int(rows, 3) },
        .file_size = store_rows_int(rows, 6),
        .made_by = store_rows_int(rows, 8),
        .made_us = store_rows_int(rows, 9),
        .ends_us = store_rows_int(rows, 10) };
    span digest = store_rows_text(rows, 4);
    memcpy(u.digest.bytes, digest.at,
        digest.size < sizeof u.digest.bytes ? digest.size : sizeof u.digest.bytes);
    span name = store_rows_text(rows, 5);
    snprintf(u.file_name, sizeof u.file_name, "%.*s", SPAN_PRINT(name));
    span place = store_rows_text(rows, 7);
    snprintf(u.place, sizeof u.place, "%.*s", SPAN_PRINT(place));
    return u;
}

static bool rows_take(
    store_rows *rows, arena *a, size_t limit, upload **ret_files, size_t *ret_count, err *reterr)
{
    upload *files = ARENA_NEW(a, upload, limit);
    *ret_count = 0;
    while (files && *ret_count < limit && store_rows_next(rows))
        files[(*ret_count)++] = row_read(rows);
    *ret_files = files;
    return store_rows_close(rows, reterr) &&
           (files || err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound")));
}

bool upload_get(store_conn *conn, arena *a, upload_id id, int64_t now_us, upload **ret_files,
    size_t *ret_count, err *reterr)
{
    enum { FILES_MAX = 256 };
    assert(conn && a && ret_files && ret_count);
    store_rows rows = { 0 };
    const store_value in[] = { store_int(id.value), store_int(now_us) };
    return store_query_open(conn, &UPLOAD_BY_ID, in, 2, &rows, reterr) &&
           rows_take(&rows, a, FILES_MAX, ret_files, ret_count, reterr) &&
           (*ret_count > 0 ||
               err_set(reterr, ERR_ABSENT, N_("These files are gone; choose them again")));
}

bool upload_list(store_conn *conn, arena *a, int64_t now_us, size_t limit, upload **ret_files,
    size_t *ret_count, err *reterr)
{
    assert(conn && a && ret_files && ret_count && limit > 0);
    store_rows rows = { 0 };
    const store_value in[] = { store_int(now_us), store_int((int64_t)limit) };
    return store_query_open(conn, &UPLOAD_NEWEST, in, 2, &rows, reterr) &&
           rows_take(&rows, a, limit, ret_files, ret_count, reterr);
}

bool upload_over(store_conn *conn, int64_t now_us, bool *ret_any, err *reterr)
{
    assert(conn && ret_any);
    int64_t one = 0;
    const store_value in[] = { store_int(now_us) };
    return store_find_int(conn, &UPLOAD_OVER_ANY, in, 1, &one, ret_any, reterr);
}
