/* Proof files and bundles from strangers: a proof file that is accepted is written back to the
 * byte, a bundle that fits is made of its entries and nothing else.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tlog/note.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_bundle(arena *a, span bytes)
{
    span rest = bytes;
    span entry = { 0 };
    uint32_t count = 0;
    buffer b = buffer_in(a, bytes.size + 1);
    while (count < TLOG_TILE_WIDTH && tlog_bundle_next(&rest, &entry)) {
        tlog_bundle_add(&b, entry);
        count++;
    }
    assert(span_starts(bytes, buffer_span(&b)));
    assert(tlog_bundle_fits(bytes, count) == (rest.size == 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char vkey[] =
        "log.example.org/nuan+b090be3b+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
    const span bytes = { (const char *)data, size };
    static arena a; /* opened once: a large block each time would be most of the work */
    tlog_key key = { 0 };
    tlog_proof_file f = { 0 };
    tlog_checkpoint c = { 0 };
    err e = { 0 };
    bool is_ready = (a.start || arena_open(&a, 2 << 20)) && tlog_key_parse(span_of(vkey), &key, &e);
    assert(is_ready);
    arena_reset(&a, 0);
    check_bundle(&a, bytes);
    if (!tlog_proof_file_parse(&a, bytes, &f, &e))
        return 0;
    buffer b = buffer_in(&a, bytes.size + 1);
    tlog_proof_file_add(&b, &f);
    assert(span_equal(buffer_span(&b), bytes));
    crypt_hash leaf = tlog_leaf_hash(span_slice(f.extra, 0, 1000));
    (void)tlog_proof_file_verify(&a, &f, &leaf, &key, &c, &e);
    return 0;
}
