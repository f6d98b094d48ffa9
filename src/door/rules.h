/* Rules of direction as pages, API and command line tell them: with the names behind their ids, and
 * what each caught.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_RULES_H
#define NUAN_DOOR_RULES_H

#include "door/house.h"
#include "flow/import.h"

typedef struct told_rule {
    direction_rule rule;
    campaign to;
    purpose_row purpose;    /* id 0: none */
    span account;           /* code; empty: of any */
    int64_t gifts;          /* that it caught and that are in the books, of all currencies */
    const rule_catch *sums; /* by currency */
    size_t sum_count;
} told_rule;

/* All rules of a unit ({0}: of all), standing ones first.  Owner: `a`. */
WARN_UNUSED bool rules_told(house *h, store_conn *conn, arena *a, org_id unit, told_rule **ret,
    size_t *ret_count, err *reterr);
/* A rule as a person names it, by codes; an empty account or purpose is none. */
typedef struct rule_words {
    span words, campaign, purpose, account;
} rule_words;
/* Its unit is that of the campaign.  Errors: ERR_INPUT with the field: no such campaign or account, or
 * one without an account that money comes in to. */
WARN_UNUSED bool rule_read(
    house *h, store_conn *conn, arena *a, const rule_words *words, rule_change *ret, err *reterr);

#endif
