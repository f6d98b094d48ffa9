/* Leaves and disclosures from an untrusted copy of a log: what is accepted is canonical and written
 * back to the byte.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tlog/leaf.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const span bytes = { (const char *)data, size };
    static arena a; /* opened once: a large block each time would be most of the work */
    leaf l = { 0 };
    leaf_disclosure d = { 0 };
    err e = { 0 };
    bool is_ready = a.start || arena_open(&a, 1 << 20);
    assert(is_ready);
    arena_reset(&a, 0);
    bool is_canonical = leaf_json_is_canonical(bytes);
    (void)leaf_disclosure_parse(&a, bytes, &d, &e);
    if (!leaf_parse(&a, bytes, &l, &e))
        return 0;
    assert(is_canonical);
    buffer b = buffer_in(&a, LEAF_SIZE_MAX);
    bool is_written = leaf_add(&b, &l, &e);
    assert(is_written && span_equal(buffer_span(&b), bytes));
    (void)leaf_discloses(&l, bytes);
    return 0;
}
