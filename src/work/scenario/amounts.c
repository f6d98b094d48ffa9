/* Amounts as people give them, with a sum that is given. Drawn by weight first; then single
 * gifts are drawn again as long as that brings the sum nearer; what is left is put on one or a
 * few gifts that can carry it.  Few gifts are then "odd", as in real lists.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/scenario/scenario_in.h"

#include <assert.h>

enum { DRAWS_PER_GIFT_MAX = 64, SPREAD_MAX = 64 };

dice dice_make(uint64_t seed, uint64_t stream)
{
    uint64_t mixed =
        (seed ^ (stream * UINT64_C(0x9E3779B97F4A7C15))) * UINT64_C(0xD1342543DE82EF95);
    return (dice){ mixed != 0 ? mixed : 1 };
}

uint64_t dice_next(dice *d)
{
    assert(d->state != 0);
    d->state ^= d->state >> 12;
    d->state ^= d->state << 25;
    d->state ^= d->state >> 27;
    return d->state * UINT64_C(0x2545F4914F6CDD1D);
}

uint32_t dice_below(dice *d, uint32_t below)
{
    assert(below > 0);
    return (uint32_t)(((dice_next(d) >> 32) * below) >> 32);
}

static int64_t draw(const scenario_plan *plan, dice *d, uint32_t weights)
{
    int64_t at = dice_below(d, weights);
    int32_t i = 0;
    while (i + 1 < plan->amount_count && at >= plan->amounts[i].weight)
        at -= plan->amounts[i++].weight;
    return plan->amounts[i].amount.fen;
}

static int64_t size_of(int64_t number)
{
    return number < 0 ? -number : number;
}

/* Puts what is missing on random gifts within the bounds of a payment; returns what is still
 * missing. */
static int64_t spread(dice *d, int64_t missing, int64_t *into, int32_t count)
{
    for (int32_t tries = 0; missing != 0 && tries < SPREAD_MAX * count; tries++) {
        int64_t *gift = &into[dice_below(d, (uint32_t)count)];
        int64_t changed = *gift + missing;
        if (changed > SCENARIO_GIFT_FEN_MAX)
            changed = SCENARIO_GIFT_FEN_MAX;
        if (changed < 1)
            changed = 1;
        bool is_calm = changed >= *gift / 2 && changed <= *gift * 2;
        if (!is_calm && tries < SPREAD_MAX * count / 2)
            continue;
        missing -= changed - *gift;
        *gift = changed;
    }
    return missing;
}

bool amounts_make(
    const scenario_plan *plan, dice *d, money total, int64_t *into, int32_t count, err *reterr)
{
    assert(plan && d && into);
    assert(count > 0 && plan->amount_count > 0);
    uint32_t weights = 0;
    for (int32_t i = 0; i < plan->amount_count; i++)
        weights += (uint32_t)plan->amounts[i].weight;
    int64_t missing = total.fen;
    for (int32_t i = 0; i < count; i++) {
        into[i] = draw(plan, d, weights);
        missing -= into[i];
    }
    for (int64_t tries = (int64_t)count * DRAWS_PER_GIFT_MAX; missing != 0 && tries > 0; tries--) {
        int64_t *gift = &into[dice_below(d, (uint32_t)count)];
        int64_t again = draw(plan, d, weights);
        if (size_of(missing - (again - *gift)) >= size_of(missing))
            continue;
        missing -= again - *gift;
        *gift = again;
    }
    return spread(d, missing, into, count) == 0 ||
           err_set(reterr, ERR_INPUT, N_("%lld fen can't be made of %d gifts"),
               (long long)total.fen, count);
}
