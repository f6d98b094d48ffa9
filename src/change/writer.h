/* The one path of every write: a bounded queue, one thread, batches that are durable when they are
 * answered.
 * Laws: only the writer begins and commits; a refused change leaves nothing; a change answered as
 * done is on the disk; a key that came before gets its first answer again; every change has an
 * author and a place in the audit chain.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_CHANGE_WRITER_H
#define NUAN_CHANGE_WRITER_H

#include "record/change.h"
#include "store/store.h"
#include "sys/sys.h"

enum {
    WRITER_QUEUE_MAX = 2048,     /* changes that wait; more are refused with ERR_STORE */
    WRITER_BATCH_MAX = 256,      /* changes of one commit */
    WRITER_DECIDE_US_MAX = 5000, /* deciding time of one batch */
    WRITER_PARTS_MAX = STORE_PARTS_MAX
};

typedef struct writer writer;

/* True if the actor holds the right in the organisation's subtree; given by main (access and
 * org). */
typedef bool writer_allows(void *self, const actor *who, right needed, org_id org);

typedef struct writer_plan {
    store *store;
    const sys_clock *clock;
    const sys_zone *zone;
    uint8_t secret[32]; /* installation key: makes digests of bodies that can't be guessed */
    const batch_part *parts;
    int part_count;
    writer_allows *allows;
    void *allows_self;
    /* after all changes of a batch were told: wake whoever waits; may be NULL */
    void (*answered)(void *self);
    void *answered_self;
} writer_plan;

/* Claims the database, reads the last seq and the keys of the last 72 hours, and starts the thread.
 * Owner: `plan` and what it points to must live as long as the writer.
 * Errors: ERR_CONFLICT another writer is at work. */
WARN_UNUSED bool writer_open(const writer_plan *plan, writer **ret_writer, err *reterr);
/* Finishes what waits, then ends the thread. */
void writer_close(writer *w);

/* Puts a change into the queue; its done() is called on the writer's thread.  Errors: ERR_STORE
 * the queue is full. */
WARN_UNUSED bool writer_submit(writer *w, change *c, err *reterr);
/* Submits and waits; false with the change's error when it is refused. */
WARN_UNUSED bool writer_run(writer *w, change *c, err *reterr);
/* The same in two steps, so that the submitter can prepare the next change meanwhile.  A ticket
 * that was begun must be waited for before it or its change goes away. */
typedef struct writer_ticket {
    writer *w;
    change *c;
    bool is_done;
} writer_ticket;
WARN_UNUSED bool writer_begin(writer *w, change *c, writer_ticket *ticket, err *reterr);
/* As writer_begin, but waits while the queue is full: for work that goes on anyway. */
WARN_UNUSED bool writer_begin_patient(writer *w, change *c, writer_ticket *ticket, err *reterr);
WARN_UNUSED bool writer_wait(writer_ticket *ticket, err *reterr);
/* Runs `work` on the writer's thread between two batches, in its own transaction, without an audit
 * row: for what is no change (numbering leaves, serving marks).  Waits for it. */
typedef bool writer_work(void *self, store_txn *txn, err *reterr);
WARN_UNUSED bool writer_exclusive(writer *w, writer_work *work, void *self, err *reterr);
/* The same in two steps.  A task that was begun must be waited for before it or what `self`
 * points to goes away. */
typedef struct writer_task {
    writer *w;
    writer_work *work;
    void *self;
    bool is_done;
    bool is_good;
    err error;
    struct writer_task *next;
} writer_task;
void writer_exclusive_begin(writer *w, writer_work *work, void *self, writer_task *task);
WARN_UNUSED bool writer_exclusive_wait(writer_task *task, err *reterr);

/* Fills key and digest of a change from the Idempotency-Key and the exact body. */
void writer_key(const writer *w, change *c, span key, span body);
/* Last committed seq. */
int64_t writer_seq(const writer *w);
/* Waiting changes, for the metrics. */
int writer_waiting(const writer *w);

#endif
