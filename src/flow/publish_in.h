/* Inside flow: how entries of the public log are composed.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_FLOW_PUBLISH_IN_H
#define NUAN_FLOW_PUBLISH_IN_H

#include "flow/publish.h"
#include "work/disclosure/disclosure.h"

/* Entries of one step; there is room for two behind PUBLISH_ENTRIES_MAX. */
typedef struct entry_list {
    log_entry *at;
    size_t count;
} entry_list;

store_conn *publisher_conn(const publisher *p);
arena *publisher_home(publisher *p); /* of this step */
date publisher_day(const publisher *p, int64_t civil_us);
/* An entry with what all leaves of a campaign share. */
WARN_UNUSED bool entry_begin(
    publisher *p, org_id org, campaign_id of, entry_list *list, log_entry **ret, err *reterr);

/* The leaf of a gift, if it lies in the books; `row`: where it stands in the file that is being
 * published, 0 when it comes by the feed. */
WARN_UNUSED bool gift_entry(
    publisher *p, donation_id id, int64_t row, entry_list *list, err *reterr);

/* What a void is about. */
typedef struct void_item {
    org_id org;
    campaign_id campaign;
    int64_t source;
    date day;
    const char *why; /* code */
} void_item;
/* A leaf that takes back the leaf of a record, if it has one that stands. */
WARN_UNUSED bool void_entry(publisher *p, const void_item *item, entry_list *list, err *reterr);

/* The leaf of a record that nothing has taken back. */
WARN_UNUSED bool leaf_standing(
    publisher *p, int64_t source, int64_t *ret_number, bool *ret_found, err *reterr);
/* True if the record has a leaf, or gets one in this step: a payment that is notified again, a
 * refund that went along with a file. */
WARN_UNUSED bool is_disclosed(
    publisher *p, const entry_list *list, int64_t id, bool *ret_is, err *reterr);
bool in_list(const entry_list *list, int64_t id);

/* publish_move.c: what a move discloses, by the gift that it made: the old entry is withdrawn, and
 * directly behind that stands the gift in its new place.  Of several moves that wait together only
 * the last place is told. */
WARN_UNUSED bool move_entries(publisher *p, donation_id id, entry_list *list, err *reterr);

/* What becomes of a disclosure with this step. */
typedef struct publish_closes {
    bool is_new; /* it is to be marked */
    org_id org;
    disclosure_id id;
    disclosure_log log;
} publish_closes;
/* publish_close.c: the closes that a disclosure waits for; none when the log says something else.
 * Nothing that they total stands in the same step. */
WARN_UNUSED bool close_entries(
    publisher *p, disclosure_id id, entry_list *list, publish_closes *ret, err *reterr);
WARN_UNUSED bool closes_write(
    store_txn *txn, const publish_closes *closes, const log_batch *batch, err *reterr);

#endif
