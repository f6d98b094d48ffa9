/* Disclosures (公示): what a campaign received, frozen, reviewed by a second person, published under
 * a number, and never changed again.
 * Laws: who prepared one never reviews it; it is reviewed and published only with the closes of the
 * public log that say the same; numbers of a campaign's year run 1, 2, 3 without a gap; what is
 * published stands still, and a correction is a new disclosure that names the old one.
 * Source: Charity Law (2023) Art. 72; Order 81 (2025) Art. 16: corrections are published as such.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_WORK_DISCLOSURE_DISCLOSURE_H
#define NUAN_WORK_DISCLOSURE_DISCLOSURE_H

#include "record/change.h"
#include "store/store.h"
#include "work/disclosure/figures.h"

enum {
    DISCLOSURE_ROWS_MAX = 16384, /* frozen rows of one */
    DISCLOSURE_TEXT_MAX = 500,   /* characters of a reason */
    DISCLOSURE_PREPARE = 601,    /* kinds of the change that freezes one: by a publisher .. */
    DISCLOSURE_ENTER = 602       /* .. and by a clerk */
};

typedef struct disclosure_id {
    int64_t value;
} disclosure_id;

typedef enum disclosure_state {
    DISCLOSURE_PREPARED = 1,
    DISCLOSURE_REVIEWED,
    DISCLOSURE_PUBLISHED,
    DISCLOSURE_RETURNED, /* sent back by the reviewer */
    DISCLOSURE_WITHDRAWN,
    DISCLOSURE_STATE_COUNT
} disclosure_state;
const char *disclosure_state_name(disclosure_state state); /* "prepared" */
bool disclosure_state_parse(span name, disclosure_state *ret);

typedef enum disclosure_log {
    DISCLOSURE_LOG_WAITS,  /* its closes are not in the log yet */
    DISCLOSURE_LOG_CLOSED, /* they are, and say what it says */
    DISCLOSURE_LOG_DIFFERS /* the log holds something else: it can't be published */
} disclosure_log;

typedef struct disclosure {
    org_id org;
    disclosure_id id; /* everything entered below this id is counted */
    campaign_id campaign;
    date from, as_of; /* the period */
    int64_t known_us; /* civil: when it was frozen */
    disclosure_state state;
    int32_t year;                     /* 0 before the publication */
    int64_t number;                   /* 0 before it */
    disclosure_id previous, corrects; /* {0}: none */
    span reason_zh, reason_en;
    disclosure_log log;
    int64_t close; /* number of the close of gifts in the log; that of refunds is the next */
    int64_t made_by, made_us, reviewed_by, reviewed_us, published_by, published_us;
    int64_t ended_by, ended_us; /* sent back or withdrawn */
    span ended_why;
    int64_t version;
} disclosure;

/* ---- for apply(), through disclose ----------------------------------------------------------- */

/* The newest published one of a campaign, and one that is on its way to be; id {0}: none.  Owner:
 * the batch's memory. */
WARN_UNUSED bool disclosure_read_last(
    store_txn *txn, arena *a, org_id org, campaign_id of, disclosure *ret, err *reterr);
WARN_UNUSED bool disclosure_read_open(
    store_txn *txn, arena *a, org_id org, campaign_id of, disclosure *ret, err *reterr);
WARN_UNUSED bool disclosure_read(
    store_txn *txn, arena *a, org_id org, disclosure_id id, disclosure *ret, err *reterr);
WARN_UNUSED bool disclosure_read_rows(store_txn *txn, arena *a, const disclosure *d,
    disclosure_row **ret, size_t *ret_count, err *reterr);
/* Adds a prepared one with its frozen rows. */
WARN_UNUSED bool disclosure_put(
    store_txn *txn, const disclosure *d, const disclosure_row *rows, size_t count, err *reterr);

/* ---- for the sequencer ----------------------------------------------------------------------- */

/* Its closes stand in the log from entry `close` on, or would differ. */
WARN_UNUSED bool disclosure_closed(
    store_txn *txn, org_id org, disclosure_id id, disclosure_log log, int64_t close, err *reterr);

/* ---- changes --------------------------------------------------------------------------------- */

typedef struct disclosure_input { /* disclosure.review, .publish */
    disclosure_id id;
} disclosure_input;
typedef struct disclosure_end_input { /* disclosure.return, .withdraw */
    disclosure_id id;
    span why;
} disclosure_end_input;

/* The outcome of a publication is its number. */
extern const change_kind disclosure_review, disclosure_publish, disclosure_return,
    disclosure_withdraw;

/* ---- reading --------------------------------------------------------------------------------- */

/* Owner: `a`.  Errors: ERR_ABSENT. */
WARN_UNUSED bool disclosure_get(
    store_conn *conn, arena *a, disclosure_id id, disclosure *ret, err *reterr);
/* A published one. */
WARN_UNUSED bool disclosure_find(store_conn *conn, arena *a, campaign_id of, int32_t year,
    int64_t number, disclosure *ret, err *reterr);
WARN_UNUSED bool disclosure_rows(store_conn *conn, arena *a, const disclosure *d,
    disclosure_row **ret, size_t *ret_count, err *reterr);

typedef struct disclosure_filter {
    campaign_id campaign;   /* {0}: all */
    disclosure_state state; /* 0: all */
    int64_t before;         /* ids below; 0: the newest */
} disclosure_filter;
/* Newest first. */
WARN_UNUSED bool disclosure_list(store_conn *conn, arena *a, const disclosure_filter *filter,
    size_t limit, disclosure **ret_rows, size_t *ret_count, err *reterr);
/* The one that corrects a published one, if any is published; id {0}: none. */
WARN_UNUSED bool disclosure_correction(
    store_conn *conn, arena *a, const disclosure *d, disclosure *ret, err *reterr);
/* Of all campaigns: civil instant of the last publication; *ret_us 0 for none. */
WARN_UNUSED bool disclosure_last_us(store_conn *conn, campaign_id of, int64_t *ret_us, err *reterr);

#endif
