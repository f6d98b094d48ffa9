/* What several verbs need of a call: campaigns, units and ids by what was typed, a change by its
 * author.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/cli/verbs_in.h"

#include "text/text.h"

bool call_campaign(verb_call *call, span code, campaign *ret, err *reterr)
{
    if (code.size == 0) {
        err_field(reterr, "campaign", N_("Say which campaign: --campaign CODE"));
        return err_hint(reterr, N_("nuan list campaigns shows their codes."));
    }
    return campaign_find(house_donations(call->house), code, ret) ||
           err_set(reterr, ERR_ABSENT, N_("There is no campaign %.*s"), SPAN_PRINT(code));
}

bool call_org(verb_call *call, span code, org_id *ret, err *reterr)
{
    org_tree tree = { 0 };
    size_t mark = call->home->used;
    if (!org_tree_load(house_conn(call->house), call->home, &tree, reterr))
        return false;
    const org *found = org_find_by_code(&tree, code);
    if (found)
        *ret = found->id;
    arena_reset(call->home, mark);
    return found || err_set(reterr, ERR_ABSENT, N_("There is no unit %.*s"), SPAN_PRINT(code));
}

bool call_id(span text, int64_t *ret, err *reterr)
{
    return text_parse_id(text, ret, reterr);
}

bool call_account(verb_call *call, org_id unit, span code, ledger_account *ret, err *reterr)
{
    return ledger_account_by_code(house_conn(call->house), call->home, unit, code, ret, reterr);
}

bool call_asset(verb_call *call, org_id unit, span code, account_id *ret, err *reterr)
{
    ledger_account account = { 0 };
    if (!call_account(call, unit, code, &account, reterr))
        return false;
    *ret = account.id;
    return account.class == LEDGER_ASSET ||
           err_set(
               reterr, ERR_ABSENT, N_("There is no account %.*s to import to"), SPAN_PRINT(code));
}

bool call_change(
    verb_call *call, const change_kind *kind, org_id unit, void *input, change *ret, err *reterr)
{
    *ret = (change){ .kind = kind, .author = &call->author, .org = unit, .input = input };
    return writer_run(house_writer(call->house), ret, reterr);
}

bool call_limit(verb_call *call, int64_t *ret_limit, err *reterr)
{
    span text = verb_value(call, "limit");
    uint64_t limit = 0;
    *ret_limit = INT64_MAX;
    if (!text.at)
        return true;
    if (!text_parse_uint(text, 1000000000, &limit) || limit == 0)
        return err_field(reterr, "limit", N_("A number of rows, not %.*s"), SPAN_PRINT(text));
    *ret_limit = (int64_t)limit;
    return true;
}

bool call_campaign_or_only(verb_call *call, campaign *ret, err *reterr)
{
    campaign two[2];
    span code = verb_value(call, "campaign");
    if (!code.at && campaign_list(house_donations(call->house), two, 2) == 1) {
        *ret = two[0];
        return true;
    }
    return call_campaign(call, code, ret, reterr);
}

bool call_display(verb_call *call, donation_display *ret, err *reterr)
{
    static const char *const names[] = { [DISPLAY_NONE] = "none",
        [DISPLAY_MASKED] = "masked",
        [DISPLAY_FULL] = "full",
        [DISPLAY_ANONYMOUS] = "anonymous" };
    span text = verb_value(call, "display");
    for (int i = DISPLAY_NONE; i <= DISPLAY_ANONYMOUS; i++) {
        if (!text.at || span_is(text, names[i])) {
            *ret = (donation_display)i;
            return true;
        }
    }
    return err_field(reterr, "display", N_("The display is full, masked, anonymous or none"));
}
