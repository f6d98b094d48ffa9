/* Receipts as the doors use them: the desk where they are prepared.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_RECEIPTS_H
#define NUAN_DOOR_RECEIPTS_H

#include "door/house.h"
#include "flow/receipt.h"

/* Owner: the arena holds the tree of units. */
WARN_UNUSED bool receipt_desk_open(
    house *h, store_conn *conn, arena *a, int64_t issuer, receipt_desk *ret, err *reterr);

#endif
