/* Verbs of rules of direction.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/cli/verbs_in.h"

#include "text/text.h"

int run_rule_add(verb_call *call)
{
    err why = { 0 };
    campaign to = { 0 };
    change made = { 0 };
    span account = verb_value(call, "account");
    rule_change in = { .rule.words = call->words[0], .purpose = verb_value(call, "purpose") };
    if (!call_campaign(call, verb_value(call, "campaign"), &to, &why))
        return verb_fail(call, &why);
    in.rule.campaign = to.id;
    if ((account.at && !call_asset(call, to.org, account, &in.rule.account, &why)) ||
        !call_change(call, &rule_add, to.org, &in, &made, &why))
        return verb_fail(call, &why);
    buffer id = buffer_in(call->home, 16);
    text_add_id(&id, made.object_id);
    return verb_answer(call, "rule", buffer_span(&id));
}

/* The unit of --org, or of the only campaign's. */
static bool rule_unit(verb_call *call, org_id *ret, err *reterr)
{
    span code = verb_value(call, "org");
    campaign one = { 0 };
    if (code.at)
        return call_org(call, code, ret, reterr);
    if (campaign_list(house_donations(call->house), &one, 1) == 0)
        return err_set(reterr, ERR_ABSENT, N_("No such campaign"));
    *ret = one.org;
    return true;
}

int run_rule_end(verb_call *call)
{
    err why = { 0 };
    org_id unit = { 0 };
    change done = { 0 };
    rule_change in = { 0 };
    if (!call_id(call->words[0], &in.rule.id, &why) || !rule_unit(call, &unit, &why) ||
        !call_change(call, &rule_end, unit, &in, &done, &why))
        return verb_fail(call, &why);
    return verb_answer(call, "rule", call->words[0]);
}

int run_list_rules(verb_call *call)
{
    static const grid_column columns[] = { { "id", N_("rule"), GRID_ID },
        { "words", N_("words of the remark"), GRID_TEXT },
        { "campaign", N_("campaign"), GRID_TEXT }, { "purpose_id", N_("purpose"), GRID_COUNT } };
    err why = { 0 };
    org_id unit = { 0 };
    direction_rule *rules = NULL;
    size_t count = 0;
    grid g = { 0 };
    if (!rule_unit(call, &unit, &why) ||
        !rule_list(house_conn(call->house), call->home, unit, 0, &rules, &count, &why) ||
        !grid_open(&g, call, columns, 4, &why))
        return verb_fail(call, &why);
    for (size_t i = 0; i < count; i++) {
        campaign to = { 0 };
        (void)campaign_get(house_donations(call->house), rules[i].campaign, &to);
        const grid_cell cells[] = { { .number = rules[i].id }, { .text = rules[i].words },
            { .text = span_of(to.code) }, { .number = rules[i].purpose } };
        if (!grid_row(&g, cells, &why))
            return verb_fail(call, &why);
    }
    return grid_close(&g, &why) ? EXIT_DONE : verb_fail(call, &why);
}
