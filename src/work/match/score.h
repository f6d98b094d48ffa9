/* What speaks for and against a gift being the one that was promised: pure functions, no store.
 * Confidence is per mille.  Every suggestion says its reasons, those against it too.
 * docs/adr/0013 has the table of rules.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_WORK_MATCH_SCORE_H
#define NUAN_WORK_MATCH_SCORE_H

#include "base/err.h"
#include "base/money.h"
#include "record/record.h"

#include <stddef.h>
#include <stdint.h>

enum {
    MATCH_CODES_MAX = 4,
    MATCH_REASONS_MAX = 8,
    MATCH_SET_MAX = 12,        /* promises or gifts that may make up a sum */
    MATCH_AROUND_MAX = 64,     /* promises, gifts that are looked at beside a gift */
    MATCH_SUGGESTIONS_MAX = 8, /* told of one gift */
    MATCH_DAYS_NEAR = 2,
    MATCH_VERY_LIKELY = 850,
    MATCH_LIKELY = 500,
    MATCH_LEAST = 200, /* what is less is no suggestion */
    MATCH_THRESHOLD = 950
};

/* A gift as far as it tells of its giver; 0 where it does not. */
typedef struct match_gift {
    donation_id id;
    campaign_id campaign;
    money rest;                     /* what no link has taken */
    date day;                       /* of payment */
    int64_t order_code;             /* the merchant's order number is this order code */
    int64_t codes[MATCH_CODES_MAX]; /* that stand in its remark */
    int code_count;
    int64_t payer_key, name_key;
} match_gift;

/* A promise that is open in the store. */
typedef struct match_promise {
    promise_id id;
    campaign_id campaign;
    int64_t code, name_key;
    money rest;
    date made, expires; /* civil days; paid on the last day is in time */
} match_promise;

/* What was learnt of the gift's payer before. */
typedef struct match_known {
    bool is_known;
    int64_t name_key; /* of the giver that he stands for; 0: none */
} match_known;

typedef struct match_place {
    const match_promise *promises;
    size_t promise_count;
    const match_gift *gifts; /* others that nobody has claimed, of the same name or payer */
    size_t gift_count;
    match_known payer;
} match_place;

typedef enum match_reason {
    MATCH_BY_ORDER = 1,
    MATCH_BY_CODE,
    MATCH_BY_PAYER,
    MATCH_BY_NAME,
    MATCH_SAME_AMOUNT,
    MATCH_NEAR_DAY,
    MATCH_ONLY_ONE,
    MATCH_SUM_OF_GIFTS,
    MATCH_SUM_OF_PROMISES,
    MATCH_FIRST_AGAINST, /* the rest speak against it */
    MATCH_OTHER_AMOUNT = MATCH_FIRST_AGAINST,
    MATCH_NO_CODE,
    MATCH_OTHER_CODE,
    MATCH_OTHER_NAME,
    MATCH_FAR_DAY,
    MATCH_PAID_BEFORE,
    MATCH_EXPIRED,
    MATCH_SEVERAL,
    MATCH_REASON_COUNT
} match_reason;

typedef struct match_because {
    match_reason reason;
    int64_t number; /* days, how many; -1: none */
} match_because;
/* Says a reason as a message with its number. */
void match_because_say(const match_because *why, err *ret_said);
/* Its name in the API: "same-amount". */
const char *match_reason_name(match_reason reason);

typedef struct match_suggestion {
    int32_t confidence;
    /* places in match_place; none: the giver whom the payer stands for, without a promise */
    size_t promises[MATCH_SET_MAX];
    size_t promise_count;
    size_t gifts[MATCH_SET_MAX]; /* that go with it */
    size_t gift_count;
    match_because reasons[MATCH_REASONS_MAX]; /* for, then against */
    int reason_count;
} match_suggestion;

/* What a gift may be, the likeliest first; returns the count.  A promise of another campaign or
 * without rest is passed over. */
size_t match_suggest(
    const match_gift *gift, const match_place *place, match_suggestion into[MATCH_SUGGESTIONS_MAX]);
/* True if the first suggestion may be made without a person: it reaches the threshold, it is of the
 * gift alone, and no other reaches it, too. */
bool match_is_certain(const match_suggestion *suggestions, size_t count, int32_t threshold);
/* Message id: "very likely", "likely", "unsure". */
const char *match_word(int32_t confidence);

#endif
