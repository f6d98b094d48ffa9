/* What several domains name: ids, actors, rights, the description of a change.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_RECORD_RECORD_H
#define NUAN_RECORD_RECORD_H

#include "base/arena.h"
#include "base/err.h"
#include "base/money.h"
#include "base/span.h"

#include <stddef.h>
#include <stdint.h>

/* One struct per kind, so that the compiler refuses to mix them.  0 is "none". */
typedef struct org_id {
    int64_t value;
} org_id;
typedef struct person_id {
    int64_t value;
} person_id;
typedef struct account_id {
    int64_t value;
} account_id;
typedef struct campaign_id {
    int64_t value;
} campaign_id;
typedef struct donation_id {
    int64_t value;
} donation_id;
typedef struct statement_id {
    int64_t value;
} statement_id;
typedef struct promise_id {
    int64_t value;
} promise_id;
typedef struct upload_id {
    int64_t value;
} upload_id;
typedef struct transfer_id {
    int64_t value;
} transfer_id;

/* Makes 63-bit ids that sort by time: 41 bits of milliseconds since 2020-01-01, 10 bits of node, 12
 * of sequence.  When the clock goes back the maker goes on from the last millisecond it used. */
typedef struct id_maker {
    int64_t last_ms;
    int32_t node;     /* 0..1023 */
    int32_t sequence; /* next in last_ms */
} id_maker;

/* The next id.  Not for two threads at once: the maker belongs to the writer. */
int64_t id_next(id_maker *m, int64_t real_us);
/* The first of `count` consecutive ids (the legs of one entry); count 1..64. */
int64_t id_next_run(id_maker *m, int64_t real_us, int count);
/* The instant in an id, microseconds since 1970, rounded down to a millisecond. */
int64_t id_instant_us(int64_t id);

#endif
