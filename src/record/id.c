/* Ids: time first, so that an index grows at its end; then the node, so that two machines never
 * meet; then a sequence within the millisecond.
 * SPDX-License-Identifier: Apache-2.0 */
#include "record/record.h"

#include <assert.h>

enum { NODE_BITS = 10, SEQUENCE_BITS = 12, RUN_MAX = 64 };

static const int64_t epoch_ms = INT64_C(1577836800000); /* 2020-01-01T00:00:00Z */
static const int64_t last_ms_max = (INT64_C(1) << 41) - 1;

int64_t id_next_run(id_maker *m, int64_t real_us, int count)
{
    assert(m && m->node >= 0 && m->node < 1 << NODE_BITS);
    assert(count >= 1 && count <= RUN_MAX);
    int64_t now_ms = real_us / 1000 - epoch_ms;
    if (now_ms < 1)
        now_ms = 1; /* id 0 is "none" */
    if (now_ms > m->last_ms) {
        m->last_ms = now_ms;
        m->sequence = 0;
    } else if (m->sequence + count > 1 << SEQUENCE_BITS) {
        m->last_ms++;
        m->sequence = 0;
    }
    assert(m->last_ms <= last_ms_max);
    int64_t id =
        m->last_ms << (NODE_BITS + SEQUENCE_BITS) | (int64_t)m->node << SEQUENCE_BITS | m->sequence;
    m->sequence += count;
    return id;
}

int64_t id_next(id_maker *m, int64_t real_us)
{
    return id_next_run(m, real_us, 1);
}

int64_t id_instant_us(int64_t id)
{
    assert(id >= 0);
    return ((id >> (NODE_BITS + SEQUENCE_BITS)) + epoch_ms) * 1000;
}
