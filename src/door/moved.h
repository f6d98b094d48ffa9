/* Moved gifts as all doors tell of them: where an entry of the public log went or came from, and
 * what a move would do.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_MOVED_H
#define NUAN_DOOR_MOVED_H

#include "flow/move.h"
#include "text/json.h"

/* The newest entry of a gift behind a move, and the last one before it. */
typedef struct moved_entry {
    bool is_found;
    int64_t number;
    campaign_id campaign;
} moved_entry;

/* Of the record that an entry discloses.  Both are empty for what was never moved. */
WARN_UNUSED bool moved_entries_read(store_conn *conn, org_id org, int64_t source,
    moved_entry *ret_to, moved_entry *ret_from, err *reterr);

/* {id, moved_from, campaign, purpose, currency, amount.., day, promises, log_number}; id {0}: it
 * was only asked for. */
void moved_json(json_writer *w, donation_id id, const move_plan *plan);

#endif
