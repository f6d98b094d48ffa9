/* The public log as C2SP resources under /log/: checkpoint, tiles, bundles; and proofs.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/api/api_in.h"

#include "door/moved.h"
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

enum { PROOF_HEADERS = 5 };

/* The proof of a gift that was moved names the proof of its entry in the new place (RFC 5829). */
static bool proof_headers(
    door_request *r, int64_t number, net_pair into[PROOF_HEADERS], size_t *ret_count, err *reterr)
{
    log_row row = { 0 };
    moved_entry to = { 0 };
    moved_entry from = { 0 };
    buffer link = buffer_in(r->memory, 96);
    memcpy(into, log_open_headers, sizeof log_open_headers);
    *ret_count = PROOF_HEADERS - 1;
    if (!log_leaf_read(r->conn, r->memory, number, &row, reterr))
        return false;
    const org_id unit = { row.org_id };
    if (!moved_entries_read(r->conn, unit, row.source_id, &to, &from, reterr))
        return false;
    if (!to.is_found)
        return true;
    buffer_format(&link, "</log/proof/%lld>; rel=\"successor-version\"", (long long)to.number);
    into[(*ret_count)++] = (net_pair){ SPAN("Link"), buffer_span(&link) };
    return true;
}

/* The proof of one leaf, with the leaf itself in it. */
void api_log_proof(door_request *r)
{
    err why = { 0 };
    uint64_t number = 0;
    size_t count = 0;
    span file = { NULL, 0 };
    net_pair headers[PROOF_HEADERS];
    if (!text_parse_uint(r->params[0], INT64_MAX, &number))
        err_set(&why, ERR_ABSENT, N_("There is nothing at this address"));
    else if (log_receipt_read(r->conn, r->memory, (int64_t)number, NULL, 0, &file, &why) &&
             proof_headers(r, (int64_t)number, headers, &count, &why)) {
        door_answer_with(r, 200, headers, count, file);
        return;
    }
    door_error(r, &why);
}
