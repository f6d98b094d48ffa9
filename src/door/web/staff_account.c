/* One account as who brings its files in sees it: by when its bills come, how they are read, which
 * rules send its gifts elsewhere.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/import_in.h"
#include "door/web/rule_in.h"

#include "account_desk_html.h"
#include "payfile/profile.h"
#include "text/text.h"

#include <stdio.h>

enum { HOURS = 24 };

/* Which form came back with an error. */
typedef enum desk_form { FORM_NONE, FORM_DAILY, FORM_PROFILE } desk_form;

/* ---- which account -------------------------------------------------------------------------- */

/* The account of the address, one that files tell of; answers itself when there is none. */
static bool account_of(staff *s, ledger_account *ret)
{
    err why = { 0 };
    if (!ledger_account_by_code(
            s->r->conn, &s->memory, (org_id){ 0 }, s->r->params[0], ret, &why)) {
        if (why.code == ERR_ABSENT)
            staff_absent(s);
        else
            staff_fail(s, &why);
        return false;
    }
    bool is_told = ret->class == LEDGER_ASSET && staff_sees(s, ret->org) &&
                   (ret->role == LEDGER_CLEARING || ret->role == LEDGER_BANK);
    if (!is_told)
        staff_absent(s);
    return is_told;
}

/* ---- what stands ---------------------------------------------------------------------------- */

static bool balance_fill(staff *s, const ledger_account *a, account_desk_view *v, err *reterr)
{
    ledger_line *lines = NULL;
    size_t count = 0;
    if (!ledger_lines(s->r->conn, &s->memory, a->org, (ledger_view){ 0 }, &lines, &count, reterr))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (lines[i].account.id.value == a->id.value)
            v->balance = (worth){ a->asset, lines[i].debit - lines[i].credit };
    }
    return true;
}

static bool daily_fill(staff *s, const ledger_account *a, account_desk_view *v, err *reterr)
{
    daily_account *rows = NULL;
    size_t count = 0;
    sys_local now = sys_zone_local(house_zone(s->r->house), house_civil_us(s->r->house));
    if (!daily_list(s->r->conn, &s->memory, &rows, &count, reterr))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].account.value != a->id.value)
            continue;
        const daily_gap gap = daily_missing(&rows[i], now.day, now.hour);
        v->is_daily = true;
        v->hour = rows[i].hour;
        v->since = rows[i].since;
        v->last = rows[i].last;
        v->missing_first = gap.first;
        v->missing_last = gap.last;
    }
    return true;
}

/* Choices of profiles of the account's unit, the chosen one marked; *ret_name: its name. */
static bool profiles_fill(staff *s, const ledger_account *a, span chosen, choice_item **ret,
    size_t *ret_count, span *ret_name, err *reterr)
{
    payfile_profiles all = { 0 };
    import_desk desk = house_desk(s->r->house, s->r->conn, &s->r->author);
    if (!import_profiles(&desk, &s->memory, a->org, &all, reterr))
        return false;
    *ret = ARENA_NEW(&s->memory, choice_item, all.count + 1);
    *ret_count = 0;
    for (size_t i = 0; *ret && i < all.count; i++) {
        const payfile_profile *p = all.list[i];
        bool is_chosen = span_equal(p->code, chosen);
        span name = s->r->lang == SAY_ZH ? p->name_zh : p->name_en;
        (*ret)[(*ret_count)++] =
            (choice_item){ .value = p->code, .text = name, .is_chosen = is_chosen };
        if (is_chosen)
            *ret_name = name;
    }
    return *ret || err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
}

static bool profile_fill(staff *s, const ledger_account *a, account_desk_view *v,
    choice_item **ret_choices, size_t *ret_count, err *reterr)
{
    account_profile p = { 0 };
    span name = { NULL, 0 };
    if (!account_profile_find(s->r->conn, &s->memory, a->id, &p, &v->has_profile, reterr) ||
        !profiles_fill(s, a, p.code, ret_choices, ret_count, &name, reterr))
        return false;
    if (!v->has_profile)
        return true;
    v->profile = name.size > 0 ? name : p.code;
    if (name.size > 0)
        v->profile_url = staff_url(s, "/app/profiles/%.*s", SPAN_PRINT(p.code));
    v->profile_us = p.made_us + house_civil_offset(s->r->house);
    v->profile_by = import_maker(s, p.made_by);
    v->tail = arena_copy(&s->memory, span_of(p.tail));
    return true;
}

/* Standing rules of the unit that its files fall under. */
static bool rules_fill(staff *s, const ledger_account *a, account_desk_view *v, err *reterr)
{
    told_rule *rows = NULL;
    size_t count = 0;
    if (!rules_told(s->r->house, s->r->conn, &s->memory, a->org, &rows, &count, reterr))
        return false;
    rule_item *items = ARENA_NEW(&s->memory, rule_item, count + 1);
    for (size_t i = 0; items && i < count; i++) {
        bool is_of = rows[i].rule.account.value == 0 || rows[i].rule.account.value == a->id.value;
        if (is_of && rows[i].rule.ended_us == 0)
            rule_item_fill(s, &rows[i], &items[v->rule_count++]);
    }
    v->rules = items;
    return items || err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
}

/* ---- the page ------------------------------------------------------------------------------- */

static choice_item *hour_choices(staff *s, int64_t chosen)
{
    choice_item *items = ARENA_NEW(&s->memory, choice_item, HOURS);
    for (int hour = 0; items && hour < HOURS; hour++) {
        buffer value = buffer_in(&s->memory, 8);
        buffer text = buffer_in(&s->memory, 8);
        buffer_format(&value, "%d", hour);
        buffer_format(&text, "%d:00", hour);
        items[hour] = (choice_item){
            .value = buffer_span(&value), .text = buffer_span(&text), .is_chosen = hour == chosen
        };
    }
    return items;
}

static void urls_fill(staff *s, const ledger_account *a, account_desk_view *v)
{
    v->days_url = staff_url(s, "/app/accounts/%s/days", a->code);
    v->ledger_url = staff_url(s, "/accounts/%s", a->code);
    v->rules_url = staff_url(s, "/app/rules");
    if (staff_may(s, RIGHT_CAMPAIGN_EDIT, a->org))
        v->new_rule_url = staff_url(s, "/app/rules/new?account=%s", a->code);
    if (!staff_may(s, RIGHT_STATEMENT_IMPORT, a->org))
        return;
    v->new_import_url = staff_url(s, "/app/imports/new");
    v->daily_action = staff_url(s, "/app/accounts/%s/daily", a->code);
    v->choose_action = staff_url(s, "/app/accounts/%s/profile", a->code);
    if (v->is_daily)
        v->daily_end_action = staff_url(s, "/app/accounts/%s/daily/end", a->code);
    if (v->has_profile)
        v->unchoose_action = staff_url(s, "/app/accounts/%s/profile/end", a->code);
}

static void forms_fill(
    staff *s, account_desk_view *v, input_view inputs[2], choice_item *kinds, size_t kind_count)
{
    inputs[0] = (input_view){ .name = "hour",
        .label = N_("By which hour of the next day"),
        .kind = INPUT_LIST,
        .choices = hour_choices(s, v->is_daily ? v->hour : 10),
        .choice_count = HOURS };
    inputs[1] = (input_view){ .name = "profile",
        .label = N_("Kind of file"),
        .kind = INPUT_LIST,
        .choices = kinds,
        .choice_count = kind_count };
    if (v->daily_action.size == 0)
        return;
    v->daily = (form_view){ .inputs = &inputs[0], .input_count = 1 };
    v->choose = (form_view){ .inputs = &inputs[1], .input_count = 1 };
}

static void account_page(staff *s, const ledger_account *a, desk_form failed, const err *why)
{
    err full = { 0 };
    account_desk_view v = { 0 };
    input_view inputs[2] = { 0 };
    choice_item *kinds = NULL;
    size_t kind_count = 0;
    if (!balance_fill(s, a, &v, &full) || !daily_fill(s, a, &v, &full) ||
        !profile_fill(s, a, &v, &kinds, &kind_count, &full) || !rules_fill(s, a, &v, &full)) {
        staff_fail(s, &full);
        return;
    }
    v.account = web_name_in((web_name){ a->name_zh, a->name_en }, s->r->lang);
    v.code = span_of(a->code);
    v.organisation = staff_org_name(s, a->org);
    urls_fill(s, a, &v);
    forms_fill(s, &v, inputs, kinds, kind_count);
    if (failed == FORM_DAILY)
        staff_form_error(s, &v.daily, &inputs[0], why);
    if (failed == FORM_PROFILE)
        staff_form_error(s, &v.choose, &inputs[1], why);
    s->view.name = v.account;
    v.staff = s->view;
    account_desk_html(&s->out, &v);
    staff_answer(s, failed == FORM_NONE ? 200 : door_status(why->code));
}

void staff_account_get(door_request *r)
{
    STAFF s = { 0 };
    ledger_account a = { 0 };
    if (staff_begin(&s, r, STAFF_IMPORTS, N_("Account")) && account_of(&s, &a))
        account_page(&s, &a, FORM_NONE, NULL);
}

/* ---- what is set ---------------------------------------------------------------------------- */

static void done_go(staff *s, const ledger_account *a)
{
    staff_go(s, "/app/accounts/%s", a->code);
}

static void daily_post(door_request *r, bool is_end)
{
    STAFF s = { 0 };
    err why = { 0 };
    change done = { 0 };
    ledger_account a = { 0 };
    uint64_t hour = 0;
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Account")) || !account_of(&s, &a))
        return;
    bool is_good = is_end || text_parse_uint(staff_field(&s, "hour"), HOURS - 1, &hour) ||
                   err_field(&why, "hour", N_("Choose an hour from 0 to 23"));
    daily_change in = { .account = a.id, .hour = is_end ? DAILY_NONE : (int32_t)hour };
    if (is_good && staff_change(&s, &account_daily, a.org, &in, &done, &why))
        done_go(&s, &a);
    else
        account_page(&s, &a, FORM_DAILY, &why);
}

void staff_account_daily_post(door_request *r)
{
    daily_post(r, false);
}

void staff_account_daily_end_post(door_request *r)
{
    daily_post(r, true);
}

static void profile_post(door_request *r, bool is_end)
{
    STAFF s = { 0 };
    err why = { 0 };
    ledger_account a = { 0 };
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Account")) || !account_of(&s, &a))
        return;
    import_desk desk = house_desk(r->house, r->conn, &r->author);
    account_profile_change in = { .account = a.id };
    bool is_good = true;
    if (!is_end) {
        in.code = staff_field(&s, "profile");
        is_good = in.code.size > 0 || err_field(&why, "profile", N_("Choose a kind of file"));
    }
    if (is_good && import_choice_set(&desk, &s.memory, a.org, &in, &why))
        done_go(&s, &a);
    else
        account_page(&s, &a, FORM_PROFILE, &why);
}

void staff_account_profile_post(door_request *r)
{
    profile_post(r, false);
}

void staff_account_profile_end_post(door_request *r)
{
    profile_post(r, true);
}
