/* Rules of direction as the doors give and take them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/rules.h"

#include <assert.h>

/* What is read once for all rules. */
typedef struct rules_around {
    house *house;
    store_conn *conn;
    arena *home;
    ledger_line *lines;
    rule_catch *catches;
    size_t line_count, catch_count;
} rules_around;

static span account_code(const rules_around *r, account_id id)
{
    for (size_t i = 0; id.value != 0 && i < r->line_count; i++) {
        if (r->lines[i].account.id.value == id.value)
            return span_of(r->lines[i].account.code);
    }
    return (span)SPAN("");
}

static bool purpose_of(
    const rules_around *r, const direction_rule *rule, purpose_row *ret, err *reterr)
{
    purpose_row *rows = NULL;
    size_t count = 0;
    if (rule->purpose == 0)
        return true;
    if (!purpose_list(r->conn, r->home, rule->campaign, &rows, &count, reterr))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].id == rule->purpose)
            *ret = rows[i];
    }
    return true;
}

static bool rule_tell(
    const rules_around *r, const direction_rule *rule, told_rule *ret, err *reterr)
{
    *ret = (told_rule){ .rule = *rule, .account = account_code(r, rule->account) };
    for (size_t i = 0; i < r->catch_count; i++) {
        if (r->catches[i].rule != rule->id)
            continue;
        ret->sums = ret->sum_count++ == 0 ? &r->catches[i] : ret->sums;
        ret->gifts += r->catches[i].gifts;
    }
    (void)campaign_get(house_donations(r->house), rule->campaign, &ret->to);
    return purpose_of(r, rule, &ret->purpose, reterr);
}

bool rules_told(house *h, store_conn *conn, arena *a, org_id unit, told_rule **ret,
    size_t *ret_count, err *reterr)
{
    assert(h && conn && a && ret && ret_count);
    rules_around r = { .house = h, .conn = conn, .home = a };
    direction_rule *rules = NULL;
    size_t count = 0;
    *ret_count = 0;
    if (!rule_all(conn, a, unit, &rules, &count, reterr) ||
        !rule_catches(conn, a, unit, &r.catches, &r.catch_count, reterr) ||
        !ledger_lines(conn, a, unit, (ledger_view){ 0 }, &r.lines, &r.line_count, reterr))
        return false;
    *ret = ARENA_NEW(a, told_rule, count + 1);
    if (!*ret)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    for (; *ret_count < count; ++*ret_count) {
        if (!rule_tell(&r, &rules[*ret_count], &(*ret)[*ret_count], reterr))
            return false;
    }
    return true;
}

bool rule_read(
    house *h, store_conn *conn, arena *a, const rule_words *words, rule_change *ret, err *reterr)
{
    assert(h && conn && a && words && ret);
    campaign to = { 0 };
    ledger_account account = { 0 };
    *ret = (rule_change){ .rule.words = words->words, .purpose = words->purpose };
    if (!campaign_find(house_donations(h), words->campaign, &to))
        return err_field(
            reterr, "campaign", N_("No such campaign: %.*s"), SPAN_PRINT(words->campaign));
    ret->rule.campaign = to.id;
    ret->rule.org = to.org;
    if (words->account.size == 0)
        return true;
    if (!ledger_account_by_code(conn, a, to.org, words->account, &account, reterr) &&
        reterr->code != ERR_ABSENT)
        return false;
    ret->rule.account = account.id;
    return account.class == LEDGER_ASSET ||
           err_field(reterr, "account", N_("There is no account %.*s to import to"),
               SPAN_PRINT(words->account));
}
