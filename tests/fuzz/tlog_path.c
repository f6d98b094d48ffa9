/* Paths of a log: what is accepted is written back to the byte, so each resource has one spelling.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tlog/tlog.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const span path = { (const char *)data, size };
    unsigned char scratch[256];
    arena a = { .start = scratch, .size = sizeof scratch };
    tlog_resource r = { 0 };
    if (!tlog_resource_parse(path, &r))
        return 0;
    buffer b = buffer_in(&a, 128);
    tlog_resource_add(&b, &r);
    assert(!b.is_full && span_equal(buffer_span(&b), path));
    (void)tlog_resource_is_within(&r, TLOG_SIZE_MAX);
    return 0;
}
