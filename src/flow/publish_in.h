/* Inside flow: how entries of the public log are composed.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_FLOW_PUBLISH_IN_H
#define NUAN_FLOW_PUBLISH_IN_H

#include "flow/publish.h"

/* Entries of one step; there is room for two behind PUBLISH_ENTRIES_MAX. */
typedef struct entry_list {
    log_entry *at;
    size_t count;
} entry_list;

store_conn *publisher_conn(const publisher *p);

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

#endif
