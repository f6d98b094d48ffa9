/* Inside the API: what looking at a match and acting on it share.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_API_MATCH_IN_H
#define NUAN_DOOR_API_MATCH_IN_H

#include "door/api/api_in.h"
#include "door/matches.h"

/* A file may have to be read for what a gift tells. */
enum { API_PICK_MEMORY = 256 << 20 };

/* The gift of the first parameter, where the author may match.  Errors: ERR_ABSENT; ERR_DENIED. */
WARN_UNUSED bool api_match_gift(door_request *r, donation_row *ret, err *reterr);
/* Answers what the gift is matched with now, and what it may be. */
void api_match_answer(door_request *r, arena *home, donation_id id);

#endif
