/* Figures seen at a provider as the doors take them.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_SEENS_H
#define NUAN_DOOR_SEENS_H

#include "door/house.h"

/* As a person or a program writes them. */
typedef struct seen_words {
    span account; /* its code */
    span gifts, amount;
    span as_of; /* 18:40 today, 2020-02-03 18:40, or an instant with its offset */
} seen_words;
/* A figure from its words, and the unit of its account.  Errors (ERR_INPUT): names field and rule. */
WARN_UNUSED bool seen_read(const house *h, store_conn *conn, arena *a, const seen_words *words,
    seen_figure *ret, org_id *ret_org, err *reterr);

#endif
