/* Ways to give as the doors take and tell them.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_WAYS_H
#define NUAN_DOOR_WAYS_H

#include "door/house.h"

/* Fields of a way as text, by their names in the API; empty: not given. */
typedef struct way_words {
    span kind, place, title_zh, title_en, holder, account_no, bank, payload, note_zh, note_en;
} way_words;
/* A way of a campaign from its words.  Owner: `a`.  Errors (ERR_INPUT): names field and rule. */
WARN_UNUSED bool way_read(
    arena *a, const campaign *of, const way_words *words, way *ret, err *reterr);

#endif
