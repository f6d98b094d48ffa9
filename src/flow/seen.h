/* Entering what a provider's screen shows: what it needs of campaign and account.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_FLOW_SEEN_H
#define NUAN_FLOW_SEEN_H

#include "work/donation/donation.h"
#include "work/seen/seen.h"
#include "work/way/want.h"

/* seen.add: the input is a figure without id, unit, campaign and times of entry. */
extern const change_kind seen_add;
/* want.add: the input is goods without id and unit. */
extern const change_kind want_add;

#endif
