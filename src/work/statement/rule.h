/* Rules of direction: gifts whose remark holds certain words, perhaps on one account, go to another
 * campaign or to a purpose.  A file is read by the rules that stood when its import began, also
 * when it is gone on with or undone later.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_WORK_STATEMENT_RULE_H
#define NUAN_WORK_STATEMENT_RULE_H

#include "record/change.h"
#include "store/store.h"

enum { RULE_WORDS_MAX = 60, RULES_MAX = 500 }; /* characters; rules of an organisation */

typedef struct direction_rule {
    int64_t id;
    org_id org;
    account_id account; /* {0}: any */
    span words;         /* in normal form */
    campaign_id campaign;
    int64_t purpose; /* 0: none */
    int64_t made_by, made_us, ended_us;
} direction_rule;

/* ---- for apply() ---------------------------------------------------------------------------- */

/* Errors: ERR_INPUT field words: none, or too many characters. */
WARN_UNUSED bool rule_words_check(span words, err *reterr);
/* Keeps a rule; sets its id.  Errors: ERR_INPUT no words, too many; ERR_CONFLICT the same rule
 * stands. */
WARN_UNUSED bool rule_put(store_txn *txn, change *c, direction_rule *rule, err *reterr);
/* It directs no later import.  Errors: ERR_ABSENT. */
WARN_UNUSED bool rule_close(store_txn *txn, change *c, org_id org, int64_t id, err *reterr);

/* What a rule sent elsewhere, in one currency. */
typedef struct rule_catch {
    int64_t rule, asset, gifts, amount;
} rule_catch;
/* Adds to it what one step of a file's booking did; less than 0 when it is undone. */
WARN_UNUSED bool rule_catch_add(
    store_txn *txn, org_id org, statement_id file, const rule_catch *added, err *reterr);

/* ---- reading -------------------------------------------------------------------------------- */

/* The rules that stand at an instant of the real clock (0: now), the longest words first.
 * Owner: `a`. */
WARN_UNUSED bool rule_list(store_conn *conn, arena *a, org_id org, int64_t at_us,
    direction_rule **ret_rules, size_t *ret_count, err *reterr);
/* All rules of a unit ({0}: of all), ended ones, too: standing ones first, the newest first. */
WARN_UNUSED bool rule_all(store_conn *conn, arena *a, org_id org, direction_rule **ret_rules,
    size_t *ret_count, err *reterr);
/* By rule, then currency; rows of 0 are left out. */
WARN_UNUSED bool rule_catches(
    store_conn *conn, arena *a, org_id org, rule_catch **ret_rows, size_t *ret_count, err *reterr);

#endif
