/* From booked gifts to the public log: what the changes disclose becomes leaves, outside of the
 * writer's thread.
 * Laws: nothing is lost and nothing disclosed twice (the cursor moves in the commit of the leaves);
 * a batch from a file waits for its confirmation; leaves of a batch stand by day and in random
 * order, so that neighbours tell no clock time.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_FLOW_PUBLISH_H
#define NUAN_FLOW_PUBLISH_H

#include "change/writer.h"
#include "log/log.h"
#include "work/donation/donation.h"

typedef struct publisher publisher;

typedef struct publish_desk {
    store_conn *conn; /* for reading, of the sequencer's thread */
    writer *writer;
    donations *donations;
    const log_sequencer *sequencer;
    const uint8_t *seal_key;
    const char *folder; /* attachments */
    const sys_clock *clock;
    const sys_zone *zone;
} publish_desk;

/* Owner: closed with publisher_close; `desk` must outlive it. */
WARN_UNUSED bool publisher_open(const publish_desk *desk, publisher **ret, err *reterr);
void publisher_close(publisher *p);
/* Publishes up to PUBLISH_ENTRIES_MAX leaves of what waits.  *ret_more: there is more to do;
 * *ret_count: leaves.
 * Errors: ERR_STALE the log was restored and waits for log resume; those of the writer. */
enum { PUBLISH_ENTRIES_MAX = 8192 };
WARN_UNUSED bool publish_step(publisher *p, bool *ret_more, int64_t *ret_count, err *reterr);
/* Publishes what waits, until it is all done or `limit` leaves were reached; a confirmed file that
 * is larger than what is left of the limit is not begun.  *ret_left: entries of the file that
 * waits, 0 when none does. */
WARN_UNUSED bool publish_all(publisher *p, int64_t limit, int64_t *ret_left, err *reterr);

#endif
