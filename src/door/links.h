/* Secret links that staff make for a giver whose gift is there.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_LINKS_H
#define NUAN_DOOR_LINKS_H

#include "door/house.h"

/* Makes a link of a gift; its token is told this once and kept nowhere.  On the thread of `conn`.
 * Errors: ERR_ABSENT no such gift; ERR_DENIED. */
WARN_UNUSED bool link_make(house *h, store_conn *conn, const actor *author, donation_id gift,
    char ret_token[GIVER_TOKEN_SIZE + 1], err *reterr);
/* Ends all links of a gift.  Errors: ERR_ABSENT no such gift, or it has none; ERR_DENIED. */
WARN_UNUSED bool links_end(
    house *h, store_conn *conn, const actor *author, donation_id gift, err *reterr);

#endif
