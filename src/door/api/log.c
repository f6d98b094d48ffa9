/* The public log as C2SP resources under /log/: checkpoint, tiles, bundles; and proofs.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/api/api_in.h"

#include "text/text.h"
#include "tlog/tlog.h"

#include <assert.h>
#include <string.h>

static const net_pair log_open_headers[] = { { SPAN("Content-Type"),
                                                 SPAN("text/plain; charset=utf-8") },
    { SPAN("Cache-Control"), SPAN("no-cache") }, { SPAN("Access-Control-Allow-Origin"), SPAN("*") },
    { SPAN("X-Content-Type-Options"), SPAN("nosniff") } };
static const net_pair log_fixed_headers[] = { { SPAN("Content-Type"),
                                                  SPAN("application/octet-stream") },
    { SPAN("Cache-Control"), SPAN("public, max-age=31536000, immutable") },
    { SPAN("Access-Control-Allow-Origin"), SPAN("*") },
    { SPAN("X-Content-Type-Options"), SPAN("nosniff") } };

void api_log_get(door_request *r)
{
    err why = { 0 };
    tlog_resource resource = { 0 };
    span bytes = { NULL, 0 };
    if (!tlog_resource_parse(r->params[0], &resource)) {
        err_set(&why, ERR_ABSENT, N_("There is nothing at this address"));
        door_error(r, &why);
        return;
    }
    if (!log_resource_read(r->conn, r->memory, &resource, &bytes, &why)) {
        door_error(r, &why);
        return;
    }
    bool is_open = resource.kind == TLOG_CHECKPOINT;
    door_answer_with(r, 200, is_open ? log_open_headers : log_fixed_headers, 4, bytes);
}

void api_log_vkey(door_request *r)
{
    buffer b = buffer_in(r->memory, 512);
    tlog_key_add(&b, &house_sequencer(r->house)->key);
    buffer_byte(&b, '\n');
    door_answer_with(r, 200, log_open_headers, 4, buffer_span(&b));
}

/* The proof of one leaf, with the leaf itself in it. */
void api_log_proof(door_request *r)
{
    err why = { 0 };
    uint64_t number = 0;
    span file = { NULL, 0 };
    if (!text_parse_uint(r->params[0], INT64_MAX, &number))
        err_set(&why, ERR_ABSENT, N_("There is nothing at this address"));
    else if (log_receipt_read(r->conn, r->memory, (int64_t)number, NULL, 0, &file, &why)) {
        door_answer_with(r, 200, log_open_headers, 4, file);
        return;
    }
    door_error(r, &why);
}
