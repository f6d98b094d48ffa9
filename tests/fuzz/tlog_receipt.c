/* Receipts and PDFs from strangers: what is read is written back to the byte, and no check of it
 * goes outside of its bytes.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tlog/receipt.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char vkey[] =
        "log.example.org/nuan+b090be3b+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
    static arena a; /* opened once: a large block each time would be most of the work */
    tlog_key key = { 0 };
    tlog_receipt r = { 0 };
    err e = { 0 };
    span file = { 0 };
    bool is_ready = (a.start || arena_open(&a, 4 << 20)) && tlog_key_parse(span_of(vkey), &key, &e);
    assert(is_ready);
    arena_reset(&a, 0);
    if (!tlog_receipt_find((span){ (const char *)data, size }, &file) ||
        !tlog_receipt_parse(&a, file, &r, &e))
        return 0;
    buffer b = buffer_in(&a, file.size + 1);
    tlog_proof_file proof = r.file;
    proof.has_extra = false;
    bool is_proven = tlog_receipt_check(&r, &key, &e) == TLOG_RECEIPT_PROVEN;
    bool is_written = tlog_receipt_add(&b, &proof, r.bytes, r.texts, r.disclosure_count, &e);
    assert(is_written || !is_proven);
    assert(!is_written || span_equal(buffer_span(&b), file));
    return 0;
}
