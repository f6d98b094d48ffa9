/* Adding ways to give: what a way needs of its campaign.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_FLOW_WAY_H
#define NUAN_FLOW_WAY_H

#include "work/donation/donation.h"
#include "work/way/way.h"

/* way.add.  The input is a way without id, unit and times. */
extern const change_kind way_add;

#endif
