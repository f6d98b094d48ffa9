/* Verbs that administer: users, tokens, campaigns, single gifts.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/cli/verbs_in.h"

#include "crypt/crypt.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static int id_done(verb_call *call, bool is_good, int64_t id, const err *why)
{
    if (!is_good)
        return verb_fail(call, why);
    buffer b = buffer_in(call->home, 32);
    text_add_id(&b, id);
    return verb_answer(call, "id", buffer_span(&b));
}

/* ---- users, tokens -------------------------------------------------------------------------- */

static bool secret_read(verb_call *call, span *ret_encoded, err *reterr)
{
    if (!verb_flag(call, "password-stdin")) {
        err_field(reterr, "password", N_("The password comes on standard input: --password-stdin"));
        return err_hint(reterr, N_("So it stands in no history and no list of processes."));
    }
    span secret = span_slice(call->input, 0, span_find(call->input, '\n'));
    if (secret.size > 0 && secret.at[secret.size - 1] == '\r')
        secret.size--;
    return access_secret_rules(secret, reterr) &&
           crypt_password_hash(call->home, secret, ret_encoded, reterr);
}

int run_user_add(verb_call *call)
{
    err why = { 0 };
    change c = { 0 };
    span role = verb_value(call, "role");
    span name = verb_value(call, "name");
    access_user_input in = { .login = call->words[0], .name = name.at ? name : call->words[0] };
    bool is_good = access_login_check(in.login, &why) &&
                   call_org(call, verb_value(call, "org"), &in.org, &why);
    if (is_good && (!access_role_parse(role, &in.role) || in.role == ACCESS_OPERATOR)) {
        err_field(&why, "role", N_("There is no role %.*s"), SPAN_PRINT(role));
        is_good = err_hint(&why, N_("Roles: administrator, clerk, reviewer, publisher."));
    }
    is_good = is_good && secret_read(call, &in.secret_encoded, &why) &&
              call_change(call, &access_user_add, in.org, &in, &c, &why);
    return id_done(call, is_good, c.object_id, &why);
}

int run_user_end(verb_call *call)
{
    err why = { 0 };
    change c = { 0 };
    person_id person = { 0 };
    bool is_good = access_person_find(house_conn(call->house), call->words[0], &person, &why);
    access_end_input in = { .id = person.value };
    is_good = is_good && call_change(call, &access_user_end, (org_id){ 0 }, &in, &c, &why);
    return id_done(call, is_good, in.id, &why);
}

/* The unit of --org, or of the campaign, or the only fundraiser there is. */
static bool token_org(verb_call *call, org_id *ret, err *reterr)
{
    span code = verb_value(call, "org");
    if (code.at)
        return call_org(call, code, ret, reterr);
    campaign *list = ARENA_NEW(call->home, campaign, CAMPAIGNS_MAX);
    size_t count = list ? campaign_list(house_donations(call->house), list, CAMPAIGNS_MAX) : 0;
    bool is_one = count > 0;
    for (size_t i = 1; i < count; i++)
        is_one &= list[i].org.value == list[0].org.value;
    *ret = is_one ? list[0].org : (org_id){ 0 };
    return is_one || err_field(reterr, "org", N_("Say for which unit: --org CODE"));
}

int run_token_add(verb_call *call)
{
    err why = { 0 };
    change c = { 0 };
    char secret[ACCESS_TOKEN_SIZE + 1];
    span name = verb_value(call, "right");
    span label = verb_value(call, "label");
    access_token_input in = { .label = label.at ? label : name };
    if (!access_right_parse(name, &in.allows)) {
        err_field(&why, "right", N_("There is no right %.*s"), SPAN_PRINT(name));
        err_hint(&why, N_("For payment notifications it is donation.notify."));
        return verb_fail(call, &why);
    }
    access_secret_make(secret, in.digest);
    if (!token_org(call, &in.org, &why) ||
        !call_change(call, &house_token_add, in.org, &in, &c, &why))
        return verb_fail(call, &why);
    return verb_answer(call, "token", span_of(secret));
}

int run_token_end(verb_call *call)
{
    err why = { 0 };
    change c = { 0 };
    access_end_input in = { 0 };
    bool is_good = call_id(call->words[0], &in.id, &why) &&
                   call_change(call, &house_token_end, (org_id){ 0 }, &in, &c, &why);
    return id_done(call, is_good, in.id, &why);
}

/* ---- campaigns ------------------------------------------------------------------------------ */

static bool instant_read(verb_call *call, const char *name, int64_t *ret, err *reterr)
{
    span text = verb_value(call, name);
    date day = { 0 };
    err ignored = { 0 };
    *ret = 0;
    if (!text.at)
        return true;
    if (text_parse_date(text, &day, &ignored)) {
        *ret = sys_zone_instant(house_zone(call->house), (sys_local){ .day = day });
        return true;
    }
    return text_parse_instant(text, ret, reterr);
}

static bool phase_read(span text, campaign_phase *ret, err *reterr)
{
    static const char *const phases[] = { "", "preparing", "response", "recovery", "closed" };
    for (int i = 1; i < 5; i++) {
        if (span_is(text, phases[i]))
            *ret = (campaign_phase)i;
    }
    return *ret != 0 || !text.at ||
           err_field(reterr, "phase",
               N_("The phase is preparing, response, recovery or closed, not %.*s"),
               SPAN_PRINT(text));
}

static span value_or(const verb_call *call, const char *name, span other)
{
    span value = verb_value(call, name);
    return value.at ? value : other;
}

int run_campaign_add(verb_call *call)
{
    err why = { 0 };
    change c = { 0 };
    org_id unit = { 0 };
    span empty = SPAN("");
    span name = verb_value(call, "name");
    span purpose = verb_value(call, "purpose");
    campaign_input in = { .data = { .name_zh = name,
                              .name_en = value_or(call, "name-en", name),
                              .purpose_zh = purpose,
                              .purpose_en = value_or(call, "purpose-en", purpose),
                              .beneficiary_zh = value_or(call, "beneficiaries", empty),
                              .beneficiary_en = empty,
                              .contact = value_or(call, "contact", empty),
                              .surplus_zh = value_or(call, "surplus", empty),
                              .surplus_en = empty,
                              .filing_no = value_or(call, "filing-no", empty),
                              .phase = PHASE_RESPONSE,
                              .is_exercise = house_is_exercise(call->house) } };
    in.data.beneficiary_en = in.data.beneficiary_zh;
    in.data.surplus_en = in.data.surplus_zh;
    snprintf(in.data.code, sizeof in.data.code, "%.*s", SPAN_PRINT(call->words[0]));
    bool is_good = call_org(call, verb_value(call, "org"), &unit, &why) &&
                   instant_read(call, "opened", &in.data.opened_us, &why) &&
                   instant_read(call, "closes", &in.data.closes_us, &why) &&
                   phase_read(verb_value(call, "phase"), &in.data.phase, &why);
    if (in.data.opened_us == 0)
        in.data.opened_us = house_civil_us(call->house);
    in.data.filing_due = date_add(
        sys_zone_local(house_zone(call->house), in.data.opened_us).day, CAMPAIGN_FILING_DAYS);
    is_good = is_good && call_change(call, &campaign_add, unit, &in, &c, &why);
    return id_done(call, is_good, c.object_id, &why);
}

int run_campaign_edit(verb_call *call)
{
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    campaign_edit_input in = { .filing_no = verb_value(call, "filing-no") };
    bool is_good = call_campaign(call, call->words[0], &of, &why) &&
                   instant_read(call, "closes", &in.closes_us, &why) &&
                   phase_read(verb_value(call, "phase"), &in.phase, &why);
    in.id = of.id;
    is_good = is_good && call_change(call, &campaign_edit, of.org, &in, &c, &why);
    return id_done(call, is_good, of.id.value, &why);
}

int run_purpose_add(verb_call *call)
{
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    purpose_input in = { .code = call->words[0],
        .name_zh = verb_value(call, "name"),
        .name_en = verb_value(call, "name-en") };
    bool is_good = call_campaign(call, verb_value(call, "campaign"), &of, &why);
    in.campaign = of.id;
    is_good = is_good && call_change(call, &campaign_purpose_add, of.org, &in, &c, &why);
    return id_done(call, is_good, c.object_id, &why);
}

/* ---- single gifts --------------------------------------------------------------------------- */

static bool cash_read(verb_call *call, cash_input *ret, err *reterr)
{
    span persons = verb_value(call, "persons");
    span day = verb_value(call, "day");
    uint64_t count = 1;
    ret->payer = text_normal(call->home, value_or(call, "payer", (span)SPAN("")));
    ret->message = text_normal(call->home, value_or(call, "message", (span)SPAN("")));
    ret->purpose = value_or(call, "purpose", (span)SPAN(""));
    ret->donor = verb_flag(call, "organisation") ? DONOR_ORGANISATION
                 : persons.at                    ? DONOR_COLLECTIVE
                 : ret->payer.size > 0           ? DONOR_PERSON
                                                 : DONOR_UNKNOWN;
    ret->day = sys_zone_local(house_zone(call->house), house_civil_us(call->house)).day;
    const currency *of = NULL;
    if (!currency_parse(value_or(call, "currency", (span)SPAN("")), &of, reterr))
        return false;
    ret->asset = of->asset;
    if (!currency_amount_parse(verb_value(call, "amount"), of, &ret->amount.fen, reterr) ||
        (day.at && !text_parse_date(day, &ret->day, reterr)))
        return false;
    if (persons.at && !text_parse_uint(persons, 1000000, &count))
        return err_field(
            reterr, "persons", N_("A number of persons, not %.*s"), SPAN_PRINT(persons));
    ret->persons = (int64_t)count;
    const donation_person person = {
        .name = ret->payer, .message = ret->message, .display = ret->display
    };
    return donation_seal(call->home, house_seal_key(call->house), &person, &ret->sealed, reterr);
}

int run_donation_enter(verb_call *call)
{
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    cash_input in = { 0 };
    bool is_good =
        call_campaign(call, verb_value(call, "campaign"), &of, &why) && cash_read(call, &in, &why);
    in.campaign = of.id;
    is_good = is_good && (verb_flag(call, "before-campaign") ||
                             house_day_of(call->house, &of, in.day, "day", &why) ||
                             err_hint(&why, N_("If it is, say --before-campaign as well.")));
    is_good = is_good && call_change(call, &donation_enter, of.org, &in, &c, &why);
    return id_done(call, is_good, c.object_id, &why);
}

int run_donation_refund(verb_call *call)
{
    err why = { 0 };
    change c = { 0 };
    int64_t id = 0;
    donation_row d = { 0 };
    span amount = verb_value(call, "amount");
    bool is_good = call_id(call->words[0], &id, &why) &&
                   donation_get(house_conn(call->house), (donation_id){ id }, &d, &why);
    refund_change_input in = { .donation = d.id, .org = d.org, .amount = d.amount };
    is_good =
        is_good &&
        (!amount.at || currency_amount_parse(amount, currency_of(d.asset), &in.amount.fen, &why)) &&
        call_change(call, &donation_refund, d.org, &in, &c, &why);
    return id_done(call, is_good, c.object_id, &why);
}
