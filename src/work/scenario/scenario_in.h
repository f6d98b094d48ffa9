/* Shared by the files that make bills.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_WORK_SCENARIO_SCENARIO_IN_H
#define NUAN_WORK_SCENARIO_SCENARIO_IN_H

#include "work/scenario/scenario.h"

/* A generator of its own, so that the same seed gives the same bytes everywhere.  Not for secrets.
 * Source: G. Marsaglia, "Xorshift RNGs" (2003), with a multiplication behind it. */
typedef struct dice {
    uint64_t state; /* never 0 */
} dice;

dice dice_make(uint64_t seed, uint64_t stream);
uint64_t dice_next(dice *d);
/* 0 .. below - 1 */
uint32_t dice_below(dice *d, uint32_t below);

/* Fills `into` with `count` amounts of the plan's shape whose sum is exactly `total`. */
WARN_UNUSED bool amounts_make(
    const scenario_plan *plan, dice *d, money total, int64_t *into, int32_t count, err *reterr);

#endif
