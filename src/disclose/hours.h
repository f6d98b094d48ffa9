/* Hours of a campaign as the public may see them: an hour with few gifts is shown together with its
 * neighbours, so that nobody can tell from it when a certain person gave.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DISCLOSE_HOURS_H
#define NUAN_DISCLOSE_HOURS_H

#include "disclose/disclose.h"

enum { HOURS_GIFTS_MIN = 10 };

/* Gifts of some consecutive hours of one day, all channels together. */
typedef struct public_hour {
    date day;
    int hour;  /* first hour, 0..23; 24: of these only the day is known */
    int hours; /* how many, >= 1 */
    int64_t gifts, fen;
} public_hour;

/* Merges hours within their day until each piece has HOURS_GIFTS_MIN gifts; a day with fewer is one
 * piece, for days are public anyway.  Hours without gifts stand only inside a piece.  Returns the
 * number of pieces, at most `size` (FIGURES_HOURS_MAX is always enough). */
size_t hours_public(const campaign_figures *f, public_hour *into, size_t size);

#endif
