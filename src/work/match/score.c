/* The rules of matching, one function a rule.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/match/score.h"

#include <assert.h>

enum {
    ORDER_AND_AMOUNT = 1000,
    CODE_AND_AMOUNT = 990,
    CODE_ALONE = 600,
    PAYER_AND_AMOUNT = 970,
    PAYER_ALONE = 900, /* whose it is, with no promise */
    PAYER_OTHER_AMOUNT = 450,
    NAME_ONLY_ONE = 850,
    NAME_SEVERAL = 500,
    SUM_ONE_WAY = 700,
    SUM_SEVERAL_WAYS = 550,
    LESS_A_DAY = 50, /* of those beyond the near ones */
    LESS_DAYS_MOST = 400,
    LESS_BEFORE = 100,
    LESS_OTHER_CODE = 100,
    LESS_EXPIRED = 120
};

/* ---- reasons -------------------------------------------------------------------------------- */

static const struct reason_row {
    const char *name, *text;
} reasons[MATCH_REASON_COUNT] = {
    [MATCH_BY_ORDER] = { "order-number", N_("The order number is the promise's code") },
    [MATCH_BY_CODE] = { "code-in-remark", N_("The remark has the promise's code") },
    [MATCH_BY_PAYER] = { "known-payer", N_("This payer was matched to this giver before") },
    [MATCH_BY_NAME] = { "same-name", N_("The name is the same") },
    [MATCH_SAME_AMOUNT] = { "same-amount", N_("The amount is the same") },
    [MATCH_NEAR_DAY] = { "near-day", N_("Paid within %lld days of the promise") },
    [MATCH_ONLY_ONE] = { "only-one", N_("Nothing else fits") },
    [MATCH_SUM_OF_GIFTS] = { "sum-of-gifts", N_("%lld gifts together are the promised amount") },
    [MATCH_SUM_OF_PROMISES] = { "sum-of-promises", N_("%lld promises together are this amount") },
    [MATCH_OTHER_AMOUNT] = { "other-amount", N_("The amount is another") },
    [MATCH_NO_CODE] = { "no-code", N_("The remark has no order code") },
    [MATCH_OTHER_CODE] = { "other-code", N_("The remark has another order code") },
    [MATCH_OTHER_NAME] = { "other-name", N_("The name is another") },
    [MATCH_FAR_DAY] = { "far-day", N_("Paid %lld days after the promise") },
    [MATCH_PAID_BEFORE] = { "paid-before", N_("Paid %lld days before the promise") },
    [MATCH_EXPIRED] = { "expired", N_("The promise had expired") },
    [MATCH_SEVERAL] = { "several", N_("Several fit: %lld") },
};

void match_because_say(const match_because *why, err *ret_said)
{
    assert(why && why->reason > 0 && why->reason < MATCH_REASON_COUNT);
    *ret_said = (err){ 0 };
    err_set(ret_said, ERR_INPUT, reasons[why->reason].text, (long long)why->number);
}

const char *match_reason_name(match_reason reason)
{
    assert(reason > 0 && reason < MATCH_REASON_COUNT && reasons[reason].name);
    return reasons[reason].name;
}

const char *match_word(int32_t confidence)
{
    return confidence >= MATCH_VERY_LIKELY ? N_("very likely")
           : confidence >= MATCH_LIKELY    ? N_("likely")
                                           : N_("unsure");
}

/* Reasons for stand before those against. */
static void because(match_suggestion *s, match_reason reason, int64_t number)
{
    if (s->reason_count == MATCH_REASONS_MAX)
        return;
    int place = s->reason_count++;
    bool is_for = reason < MATCH_FIRST_AGAINST;
    for (; is_for && place > 0 && s->reasons[place - 1].reason >= MATCH_FIRST_AGAINST; place--)
        s->reasons[place] = s->reasons[place - 1];
    s->reasons[place] = (match_because){ reason, number };
}

/* ---- what a pair has in common -------------------------------------------------------------- */

typedef struct pair {
    const match_gift *gift;
    const match_promise *promise;
    bool has_order, has_code, is_payer, is_name, is_amount;
    int32_t days; /* from the promise to the payment */
} pair;

static bool codes_have(const match_gift *g, int64_t code)
{
    for (int i = 0; i < g->code_count; i++) {
        if (g->codes[i] == code)
            return true;
    }
    return false;
}

static pair pair_of(const match_gift *g, const match_promise *p, match_known payer)
{
    return (pair){ .gift = g,
        .promise = p,
        .has_order = g->order_code != 0 && g->order_code == p->code,
        .has_code = codes_have(g, p->code),
        .is_payer = payer.is_known && payer.name_key != 0 && payer.name_key == p->name_key,
        .is_name = g->name_key != 0 && g->name_key == p->name_key,
        .is_amount = g->rest.fen == p->rest.fen,
        .days = date_to_number(g->day) - date_to_number(p->made) };
}

static bool is_possible(const match_gift *g, const match_promise *p)
{
    return p->rest.fen > 0 && g->rest.fen > 0 && p->campaign.value == g->campaign.value;
}

/* How many promises fit the gift by name and amount, or gifts the promise: whichever are more.  1:
 * nothing else fits. */
static int64_t alike_count(const pair *at, const match_place *place)
{
    int64_t promises = 1;
    int64_t gifts = 1;
    for (size_t i = 0; i < place->promise_count; i++) {
        const match_promise *p = &place->promises[i];
        promises += is_possible(at->gift, p) && p->id.value != at->promise->id.value &&
                    p->name_key == at->promise->name_key && p->rest.fen == at->promise->rest.fen;
    }
    for (size_t i = 0; i < place->gift_count; i++) {
        const match_gift *g = &place->gifts[i];
        gifts += g->id.value != at->gift->id.value && g->name_key == at->promise->name_key &&
                 g->campaign.value == at->promise->campaign.value &&
                 g->rest.fen == at->promise->rest.fen;
    }
    return promises > gifts ? promises : gifts;
}

/* What is taken off for the days between, with the reason. */
static int32_t days_weigh(const pair *at, match_suggestion *s)
{
    int32_t apart = at->days < 0 ? -at->days : at->days;
    int32_t less = apart <= MATCH_DAYS_NEAR ? 0 : (apart - MATCH_DAYS_NEAR) * LESS_A_DAY;
    less = less < LESS_DAYS_MOST ? less : LESS_DAYS_MOST;
    if (at->days < 0) {
        because(s, MATCH_PAID_BEFORE, apart);
        return less + LESS_BEFORE;
    }
    because(s, apart <= MATCH_DAYS_NEAR ? MATCH_NEAR_DAY : MATCH_FAR_DAY,
        apart <= MATCH_DAYS_NEAR ? MATCH_DAYS_NEAR : apart);
    return less;
}

static int32_t expiry_weigh(const pair *at, match_suggestion *s)
{
    if (at->gift->day.day <= at->promise->expires.day)
        return 0;
    because(s, MATCH_EXPIRED, -1);
    return LESS_EXPIRED;
}

/* ---- rules of one promise ------------------------------------------------------------------- */

static int32_t code_rule(const pair *at, match_suggestion *s)
{
    if (!at->has_order && !at->has_code)
        return 0;
    because(s, at->has_order ? MATCH_BY_ORDER : MATCH_BY_CODE, -1);
    because(s, at->is_amount ? MATCH_SAME_AMOUNT : MATCH_OTHER_AMOUNT, -1);
    if (at->is_name)
        because(s, MATCH_BY_NAME, -1);
    else if (at->gift->name_key != 0 && at->promise->name_key != 0)
        because(s, MATCH_OTHER_NAME, -1);
    int32_t confidence = !at->is_amount  ? CODE_ALONE
                         : at->has_order ? ORDER_AND_AMOUNT
                                         : CODE_AND_AMOUNT;
    return confidence - expiry_weigh(at, s);
}

static int32_t payer_rule(const pair *at, const match_place *place, match_suggestion *s)
{
    if (!at->is_payer)
        return 0;
    because(s, MATCH_BY_PAYER, -1);
    because(s, at->is_amount ? MATCH_SAME_AMOUNT : MATCH_OTHER_AMOUNT, -1);
    int64_t alike = at->is_amount ? alike_count(at, place) : 1;
    if (alike > 1)
        because(s, MATCH_SEVERAL, alike);
    int32_t confidence = at->is_amount ? PAYER_AND_AMOUNT : PAYER_OTHER_AMOUNT;
    return confidence - expiry_weigh(at, s) - (at->days < 0 ? days_weigh(at, s) : 0);
}

static int32_t name_rule(const pair *at, const match_place *place, match_suggestion *s)
{
    if (!at->is_name || !at->is_amount)
        return 0;
    int64_t alike = alike_count(at, place);
    because(s, MATCH_BY_NAME, -1);
    because(s, MATCH_SAME_AMOUNT, -1);
    int32_t confidence = alike == 1 ? NAME_ONLY_ONE : NAME_SEVERAL;
    confidence -= days_weigh(at, s);
    because(s, alike == 1 ? MATCH_ONLY_ONE : MATCH_SEVERAL, alike == 1 ? -1 : alike);
    bool has_other_code = at->gift->code_count > 0 || at->gift->order_code != 0;
    because(s, has_other_code ? MATCH_OTHER_CODE : MATCH_NO_CODE, -1);
    return confidence - expiry_weigh(at, s) - (has_other_code ? LESS_OTHER_CODE : 0);
}

static bool promise_suggest(
    const match_gift *gift, const match_place *place, size_t index, match_suggestion *ret)
{
    const match_promise *p = &place->promises[index];
    *ret = (match_suggestion){ .promises = { index }, .promise_count = 1 };
    if (!is_possible(gift, p))
        return false;
    const pair at = pair_of(gift, p, place->payer);
    ret->confidence = code_rule(&at, ret);
    if (ret->reason_count == 0)
        ret->confidence = payer_rule(&at, place, ret);
    if (ret->reason_count == 0)
        ret->confidence = name_rule(&at, place, ret);
    return ret->confidence >= MATCH_LEAST;
}

/* ---- sums ----------------------------------------------------------------------------------- */

/* Which of up to MATCH_SET_MAX amounts make up a sum; `ways` counts to two. */
typedef struct subset {
    const int64_t *amounts;
    size_t count;
    uint32_t found;
    int ways;
} subset;

static void subset_search(subset *s, size_t at, int64_t left, uint32_t taken)
{
    if (left == 0) {
        s->found = s->ways++ == 0 ? taken : s->found;
        return;
    }
    if (at == s->count || left < 0 || s->ways > 1)
        return;
    subset_search(s, at + 1, left - s->amounts[at], taken | UINT32_C(1) << at);
    subset_search(s, at + 1, left, taken);
}

static bool is_same_giver(const match_gift *gift, const match_promise *p, match_known payer)
{
    const pair at = pair_of(gift, p, payer);
    return at.is_name || at.is_payer || at.has_code || at.has_order;
}

static int32_t sum_confidence(int ways, match_suggestion *s)
{
    if (ways > 1)
        because(s, MATCH_SEVERAL, ways);
    return ways > 1 ? SUM_SEVERAL_WAYS : SUM_ONE_WAY;
}

/* Several promises of one giver that the gift keeps together. */
static bool promises_suggest(
    const match_gift *gift, const match_place *place, match_suggestion *ret)
{
    int64_t amounts[MATCH_SET_MAX];
    size_t indexes[MATCH_SET_MAX];
    subset s = { .amounts = amounts };
    *ret = (match_suggestion){ 0 };
    for (size_t i = 0; i < place->promise_count && s.count < MATCH_SET_MAX; i++) {
        const match_promise *p = &place->promises[i];
        bool fits = is_possible(gift, p) && p->rest.fen < gift->rest.fen &&
                    is_same_giver(gift, p, place->payer) && gift->day.day <= p->expires.day;
        if (!fits)
            continue;
        indexes[s.count] = i;
        amounts[s.count++] = p->rest.fen;
    }
    if (gift->rest.fen <= 0)
        return false;
    subset_search(&s, 0, gift->rest.fen, 0);
    if (s.ways == 0)
        return false;
    for (size_t i = 0; i < s.count; i++) {
        if (s.found >> i & 1)
            ret->promises[ret->promise_count++] = indexes[i];
    }
    const pair first = pair_of(gift, &place->promises[ret->promises[0]], place->payer);
    because(ret, MATCH_SUM_OF_PROMISES, (int64_t)ret->promise_count);
    because(ret,
        first.is_payer  ? MATCH_BY_PAYER
        : first.is_name ? MATCH_BY_NAME
                        : MATCH_BY_CODE,
        -1);
    ret->confidence = sum_confidence(s.ways, ret);
    return true;
}

/* The gift and others of the same giver that keep one promise together. */
static bool gifts_suggest(
    const match_gift *gift, const match_place *place, size_t index, match_suggestion *ret)
{
    const match_promise *p = &place->promises[index];
    int64_t amounts[MATCH_SET_MAX];
    size_t indexes[MATCH_SET_MAX];
    subset s = { .amounts = amounts };
    *ret = (match_suggestion){ .promises = { index }, .promise_count = 1 };
    if (!is_possible(gift, p) || gift->rest.fen >= p->rest.fen || gift->day.day > p->expires.day ||
        !is_same_giver(gift, p, place->payer))
        return false;
    for (size_t i = 0; i < place->gift_count && s.count < MATCH_SET_MAX; i++) {
        const match_gift *g = &place->gifts[i];
        if (g->id.value == gift->id.value || g->rest.fen <= 0 ||
            g->campaign.value != p->campaign.value)
            continue;
        indexes[s.count] = i;
        amounts[s.count++] = g->rest.fen;
    }
    subset_search(&s, 0, p->rest.fen - gift->rest.fen, 0);
    if (s.ways == 0)
        return false;
    for (size_t i = 0; i < s.count; i++) {
        if (s.found >> i & 1)
            ret->gifts[ret->gift_count++] = indexes[i];
    }
    const pair at = pair_of(gift, p, place->payer);
    because(ret, MATCH_SUM_OF_GIFTS, (int64_t)ret->gift_count + 1);
    because(ret,
        at.has_order  ? MATCH_BY_ORDER
        : at.has_code ? MATCH_BY_CODE
        : at.is_payer ? MATCH_BY_PAYER
                      : MATCH_BY_NAME,
        -1);
    ret->confidence = sum_confidence(s.ways, ret);
    return true;
}

/* ---- all of them ---------------------------------------------------------------------------- */

static void suggestion_add(
    match_suggestion into[MATCH_SUGGESTIONS_MAX], size_t *count, const match_suggestion *s)
{
    size_t place = *count;
    while (place > 0 && into[place - 1].confidence < s->confidence)
        place--;
    if (place == MATCH_SUGGESTIONS_MAX)
        return;
    size_t last = *count < MATCH_SUGGESTIONS_MAX ? (*count)++ : MATCH_SUGGESTIONS_MAX - 1;
    for (size_t i = last; i > place; i--)
        into[i] = into[i - 1];
    into[place] = *s;
}

size_t match_suggest(
    const match_gift *gift, const match_place *place, match_suggestion into[MATCH_SUGGESTIONS_MAX])
{
    assert(gift && place && into);
    size_t count = 0;
    match_suggestion s;
    for (size_t i = 0; i < place->promise_count; i++) {
        if (promise_suggest(gift, place, i, &s))
            suggestion_add(into, &count, &s);
        if (gifts_suggest(gift, place, i, &s))
            suggestion_add(into, &count, &s);
    }
    if (promises_suggest(gift, place, &s))
        suggestion_add(into, &count, &s);
    /* Whose it is, is known; that he promised nothing speaks for no other. */
    if (place->payer.is_known && gift->rest.fen > 0) {
        s = (match_suggestion){ .confidence = PAYER_ALONE };
        because(&s, MATCH_BY_PAYER, -1);
        suggestion_add(into, &count, &s);
    }
    return count;
}

bool match_is_certain(const match_suggestion *suggestions, size_t count, int32_t threshold)
{
    if (count == 0 || suggestions[0].confidence < threshold || suggestions[0].gift_count > 0)
        return false;
    bool is_by_code = suggestions[0].confidence >= CODE_AND_AMOUNT;
    for (size_t i = 1; i < count; i++) {
        /* The payer alone is no rival of one of his promises, and nothing less than a code is one
         * of a code. */
        bool is_rival = suggestions[i].confidence >= threshold &&
                        suggestions[i].promise_count > 0 &&
                        (!is_by_code || suggestions[i].confidence >= CODE_AND_AMOUNT);
        if (is_rival)
            return false;
    }
    return true;
}
