/* Campaigns for staff: list, one with its forms, a new one.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/staff_in.h"

#include "campaign_desk_html.h"
#include "campaigns_html.h"
#include "form_page_html.h"
#include "text/text.h"
#include "web_sql.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* ---- the list ------------------------------------------------------------------------------- */

static void item_fill(staff *s, const campaign *c, const campaign_figures *f, campaign_item *ret)
{
    const kept *k = web_kept_take(web_of(s->r));
    web_campaign_item(s->r, &s->memory, c, f, k, ret);
    web_kept_give(web_of(s->r));
    ret->url = staff_url(s, "/app/campaigns/%s", c->code);
    ret->code = arena_copy(&s->memory, span_of(c->code));
}

void staff_campaigns_get(door_request *r)
{
    STAFF s = { 0 };
    campaign *list = NULL;
    int64_t version = 0;
    campaigns_view v = { 0 };
    if (!staff_begin(&s, r, STAFF_CAMPAIGNS, N_("Campaigns")))
        return;
    campaign_item *items = ARENA_NEW(&s.memory, campaign_item, STAFF_CAMPAIGNS_MAX);
    campaign_figures *f = ARENA_NEW(&s.memory, campaign_figures, 1);
    size_t count = staff_campaigns(&s, &list);
    for (size_t i = 0; items && f && i < count; i++) {
        if (figures_read(house_board(r->house), list[i].id, f, &version))
            item_fill(&s, &list[i], f, &items[v.count++]);
    }
    v.items = items;
    if (door_may(r, RIGHT_CAMPAIGN_EDIT))
        v.new_url = staff_url(&s, "/app/campaigns/new");
    v.staff = s.view;
    campaigns_html(&s.out, &v);
    staff_answer(&s, 200);
}

/* ---- one campaign --------------------------------------------------------------------------- */

static const char *const phase_labels[] = { NULL, N_("In preparation"), N_("Emergency response"),
    N_("Recovery"), N_("Closed") };
enum { PHASES = PHASE_CLOSED, EDIT_INPUTS = 3, PURPOSE_INPUTS = 3 };

static choice_item *phase_choices(staff *s, campaign_phase chosen)
{
    static const span values[] = { SPAN(""), SPAN("1"), SPAN("2"), SPAN("3"), SPAN("4") };
    choice_item *items = ARENA_NEW(&s->memory, choice_item, PHASES);
    for (int phase = PHASE_PREPARING; items && phase <= PHASE_CLOSED; phase++)
        items[phase - 1] = (choice_item){
            .value = values[phase], .said = phase_labels[phase], .is_chosen = phase == (int)chosen
        };
    return items;
}

static span day_text(staff *s, int64_t us)
{
    buffer b = buffer_in(&s->memory, 12);
    if (us != 0)
        text_add_date(&b, web_day(s->r->house, us));
    return buffer_span(&b);
}

static bool accounts_fill(staff *s, const campaign *c, campaign_desk_view *v, err *reterr)
{
    static const char *const classes[] = { NULL, N_("Assets"), N_("Liabilities"), N_("Net assets"),
        N_("Income"), N_("Costs") };
    ledger_line *lines = NULL;
    size_t count = 0;
    if (!ledger_lines(s->r->conn, &s->memory, c->org, (ledger_view){ 0 }, &lines, &count, reterr))
        return false;
    account_item *items = ARENA_NEW(&s->memory, account_item, count + 1);
    if (!items)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    for (size_t i = 0; i < count; i++) {
        const ledger_line *l = &lines[i];
        if (l->account.campaign.value != c->id.value)
            continue;
        bool by_debit = l->account.class == LEDGER_ASSET || l->account.class == LEDGER_COST;
        bool is_told = l->account.role == LEDGER_CLEARING || l->account.role == LEDGER_BANK;
        items[v->account_count++] = (account_item){
            .url = staff_url(s, is_told ? "/app/accounts/%s" : "/accounts/%s", l->account.code),
            .code = span_of(l->account.code),
            .name = web_name_in((web_name){ l->account.name_zh, l->account.name_en }, s->r->lang),
            .class_label = classes[l->account.class],
            .count = l->count,
            .debit = { l->account.asset, l->debit },
            .credit = { l->account.asset, l->credit },
            .balance = { l->account.asset, by_debit ? l->debit - l->credit : l->credit - l->debit }
        };
        v->unclaimed_count += staff_unclaimed(s, l);
    }
    v->accounts = items;
    return true;
}

static void purposes_fill(staff *s, const kept_campaign *k, campaign_desk_view *v)
{
    purpose_item *items = ARENA_NEW(&s->memory, purpose_item, k->purpose_count + 1);
    if (!items)
        return;
    for (size_t i = 0; i < k->purpose_count; i++)
        items[i] =
            (purpose_item){ arena_copy(&s->memory, web_name_in(k->purposes[i].name, s->r->lang)),
                k->purposes[i].gifts, { k->purposes[i].fen } };
    v->purposes = items;
    v->purpose_count = k->purpose_count;
}

static void kept_fill(staff *s, const campaign *c, campaign_desk_view *v)
{
    const kept *k = web_kept_take(web_of(s->r));
    const kept_campaign *own = kept_campaign_find(k, c->id);
    if (own) {
        v->refund_count = own->refunds;
        v->held_count = own->held;
        purposes_fill(s, own, v);
    }
    web_kept_give(web_of(s->r));
}

/* What came by the posters of the reader's own unit: no other one is told. */
static bool poster_fill(staff *s, const campaign *c, campaign_desk_view *v, err *reterr)
{
    store_rows rows = { 0 };
    const org *own = org_find(&s->tree, s->r->session.org);
    if (!own)
        return true;
    const store_value in[] = { store_int(own->id.value), store_int(c->id.value) };
    if (!store_query_open(s->r->conn, &WEB_POSTER_COUNTS, in, 2, &rows, reterr))
        return false;
    if (store_rows_next(&rows)) {
        v->poster_promises = store_rows_int(&rows, 0);
        v->poster_kept = store_rows_int(&rows, 1);
    }
    v->poster_unit = web_name_in((web_name){ own->name_zh, own->name_en }, s->r->lang);
    v->poster_url = staff_url(s, "/c/%s/poster.pdf?from=%.*s", c->code, SPAN_PRINT(own->code));
    return store_rows_close(&rows, reterr);
}

static bool desk_fill(staff *s, const campaign *c, campaign_desk_view *v, err *reterr)
{
    campaign_figures *f = ARENA_NEW(&s->memory, campaign_figures, 1);
    int64_t version = 0;
    if (!f || !figures_read(house_board(s->r->house), c->id, f, &version))
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    item_fill(s, c, f, &v->head);
    kept_fill(s, c, v);
    v->organisation = staff_org_name(s, c->org);
    v->beneficiary = web_name_in((web_name){ c->beneficiary_zh, c->beneficiary_en }, s->r->lang);
    v->surplus = web_name_in((web_name){ c->surplus_zh, c->surplus_en }, s->r->lang);
    v->contact = c->contact;
    v->filing_no = c->filing_no;
    v->filing_due = c->filing_due;
    v->refunds.fen = f->refunded_fen;
    v->fees.fen = f->fees_fen;
    v->unclaimed.fen = f->unclaimed_fen;
    v->public_url = staff_url(s, "/c/%s", c->code);
    v->gifts_url = staff_url(s, "/app/donations?campaign=%s", c->code);
    v->ways_url = staff_url(s, "/app/campaigns/%s/ways", c->code);
    v->seen_url = staff_url(s, "/app/campaigns/%s/seen", c->code);
    if (!poster_fill(s, c, v, reterr))
        return false;
    v->imports_url = staff_url(s, "/app/imports?campaign=%s", c->code);
    s->view.name = v->head.name;
    return accounts_fill(s, c, v, reterr);
}

/* Which of the two forms came back with an error. */
typedef enum desk_form { FORM_NONE, FORM_EDIT, FORM_PURPOSE } desk_form;

static void desk_page(staff *s, const campaign *c, int status, desk_form failed, const err *why)
{
    err full = { 0 };
    campaign_desk_view v = { 0 };
    input_view edit[EDIT_INPUTS] = {
        { .name = "filing_no",
            .label = N_("Filing number"),
            .kind = INPUT_CODE,
            .is_optional = true,
            .hint = N_("As the civil affairs authority gave it."),
            .value = c->filing_no },
        { .name = "phase",
            .label = N_("Phase"),
            .kind = INPUT_LIST,
            .choices = phase_choices(s, c->phase),
            .choice_count = PHASES },
        { .name = "closes",
            .label = N_("Closes on"),
            .kind = INPUT_DAY,
            .is_optional = true,
            .value = day_text(s, c->closes_us) },
    };
    input_view purpose[PURPOSE_INPUTS] = {
        { .name = "code", .label = N_("Code"), .kind = INPUT_CODE },
        { .name = "name_zh", .label = N_("Name in Chinese"), .kind = INPUT_TEXT },
        { .name = "name_en",
            .label = N_("Name in English"),
            .kind = INPUT_TEXT,
            .is_optional = true },
    };
    if (!desk_fill(s, c, &v, &full)) {
        staff_fail(s, &full);
        return;
    }
    if (staff_may(s, RIGHT_CAMPAIGN_EDIT, c->org)) {
        v.edit = (form_view){ .inputs = edit, .input_count = EDIT_INPUTS };
        v.add_purpose = (form_view){ .inputs = purpose, .input_count = PURPOSE_INPUTS };
        v.edit_action = staff_url(s, "/app/campaigns/%s", c->code);
        v.purpose_action = staff_url(s, "/app/campaigns/%s/purposes", c->code);
    }
    if (failed == FORM_EDIT) {
        staff_form_keep(s, edit, EDIT_INPUTS);
        staff_form_error(s, &v.edit, edit, why);
    } else if (failed == FORM_PURPOSE) {
        staff_form_keep(s, purpose, PURPOSE_INPUTS);
        staff_form_error(s, &v.add_purpose, purpose, why);
    }
    v.staff = s->view;
    campaign_desk_html(&s->out, &v);
    staff_answer(s, status);
}

static bool campaign_of(staff *s, campaign *ret)
{
    if (staff_campaign(s, s->r->params[0], ret))
        return true;
    staff_absent(s);
    return false;
}

void staff_campaign_get(door_request *r)
{
    STAFF s = { 0 };
    campaign c = { 0 };
    if (staff_begin(&s, r, STAFF_CAMPAIGNS, NULL) && campaign_of(&s, &c))
        desk_page(&s, &c, 200, FORM_NONE, NULL);
}

/* The end of a civil day as an instant; 0 for an empty text. */
static bool day_end_read(staff *s, const char *name, int64_t *ret, err *reterr)
{
    date day = { 0 };
    span text = text_normal(&s->memory, staff_field(s, name));
    *ret = 0;
    if (text.size == 0)
        return true;
    if (!text_parse_date(text, &day, reterr)) {
        snprintf(reterr->field, sizeof reterr->field, "%s", name);
        return false;
    }
    const sys_local end = { .day = date_add(day, 1) };
    *ret = sys_zone_instant(house_zone(s->r->house), end) - 1;
    return true;
}

void staff_campaign_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    change change_made = { 0 };
    campaign c = { 0 };
    if (!staff_begin(&s, r, STAFF_CAMPAIGNS, NULL) || !campaign_of(&s, &c))
        return;
    int64_t phase = staff_number(staff_field(&s, "phase"));
    campaign_edit_input in = { .id = c.id,
        .filing_no = text_normal(&s.memory, staff_field(&s, "filing_no")) };
    in.phase = phase >= PHASE_PREPARING && phase <= PHASE_CLOSED ? (campaign_phase)phase
                                                                 : (campaign_phase)0;
    if (day_end_read(&s, "closes", &in.closes_us, &why) &&
        staff_change(&s, &campaign_edit, c.org, &in, &change_made, &why))
        staff_go(&s, "/app/campaigns/%s", c.code);
    else
        desk_page(&s, &c, door_status(why.code), FORM_EDIT, &why);
}

void staff_purpose_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    change change_made = { 0 };
    campaign c = { 0 };
    if (!staff_begin(&s, r, STAFF_CAMPAIGNS, NULL) || !campaign_of(&s, &c))
        return;
    purpose_input in = { .campaign = c.id,
        .code = text_normal(&s.memory, staff_field(&s, "code")),
        .name_zh = text_normal(&s.memory, staff_field(&s, "name_zh")),
        .name_en = text_normal(&s.memory, staff_field(&s, "name_en")) };
    if (staff_change(&s, &campaign_purpose_add, c.org, &in, &change_made, &why)) {
        web_refreshed(web_of(r));
        staff_go(&s, "/app/campaigns/%s#purposes", c.code);
    } else {
        desk_page(&s, &c, door_status(why.code), FORM_PURPOSE, &why);
    }
}

/* ---- a new one ------------------------------------------------------------------------------ */

enum { NEW_INPUTS = 10 };

static size_t org_choices(staff *s, span chosen, choice_item **ret)
{
    enum { CHOICES_MAX = 200 };
    size_t count = 0;
    *ret = ARENA_NEW(&s->memory, choice_item, CHOICES_MAX);
    for (int32_t i = 0; *ret && i < s->tree.count && count < CHOICES_MAX; i++) {
        const org *o = &s->tree.orgs[i];
        bool keeps_books = o->legal.value == o->id.value && o->closed.day == 0;
        if (keeps_books && staff_may(s, RIGHT_CAMPAIGN_EDIT, o->id))
            (*ret)[count++] = (choice_item){ .value = o->code,
                .text = web_name_in((web_name){ o->name_zh, o->name_en }, s->r->lang),
                .is_chosen = span_equal(o->code, chosen) };
    }
    return count;
}

static void new_page(staff *s, const staff_faults *faults)
{
    choice_item *orgs = NULL;
    size_t count = org_choices(s, staff_field(s, "org"), &orgs);
    input_view inputs[NEW_INPUTS] = {
        { .name = "org",
            .label = N_("Fundraiser"),
            .kind = INPUT_LIST,
            .choices = orgs,
            .choice_count = count },
        { .name = "code",
            .label = N_("Code"),
            .kind = INPUT_CODE,
            .hint =
                N_("Stands in addresses and in the public log for ever: a-z, 0-9 and dashes.") },
        { .name = "name_zh", .label = N_("Name in Chinese"), .kind = INPUT_TEXT, .is_half = true },
        { .name = "name_en",
            .label = N_("Name in English"),
            .kind = INPUT_TEXT,
            .is_optional = true,
            .is_half = true },
        { .name = "purpose_zh", .label = N_("Purpose"), .kind = INPUT_LONG },
        { .name = "beneficiary_zh", .label = N_("For"), .kind = INPUT_LONG, .is_optional = true },
        { .name = "surplus_zh",
            .label = N_("What is left over"),
            .kind = INPUT_LONG,
            .is_optional = true },
        { .name = "contact", .label = N_("Contact"), .kind = INPUT_TEXT },
        { .name = "filing_no",
            .label = N_("Filing number"),
            .kind = INPUT_CODE,
            .is_optional = true,
            .is_half = true },
        { .name = "closes",
            .label = N_("Closes on"),
            .kind = INPUT_DAY,
            .is_optional = true,
            .is_half = true },
    };
    staff_form_keep(s, inputs, NEW_INPUTS);
    staff_key_fill(s);
    form_page_view v = { .back_url = staff_url(s, "/app/campaigns"),
        .back = N_("Campaigns"),
        .lead = N_("It is open from the moment it is made; its accounts are opened with it."),
        .form = { .inputs = inputs, .input_count = NEW_INPUTS },
        .action = staff_url(s, "/app/campaigns/new"),
        .submit = N_("Open the campaign"),
        .key = s->key };
    staff_faults_show(s, &v.form, inputs, faults);
    v.staff = s->view;
    form_page_html(&s->out, &v);
    staff_answer(s, staff_faults_status(faults));
}

void staff_campaign_new_get(door_request *r)
{
    STAFF s = { 0 };
    if (staff_begin(&s, r, STAFF_CAMPAIGNS, N_("New campaign")))
        new_page(&s, &(staff_faults){ 0 });
}

static span text_field(staff *s, const char *name)
{
    return text_normal(&s->memory, staff_field(s, name));
}

static void new_read(staff *s, campaign *ret, org_id *ret_org, staff_faults *faults)
{
    err why = { 0 };
    span code = text_field(s, "code");
    const org *unit = org_find_by_code(&s->tree, staff_field(s, "org"));
    bool is_seen = unit && staff_sees(s, unit->id);
    staff_fault(faults,
        is_seen || err_field(&why, "org", N_("Choose the unit that raises the funds")), &why);
    staff_need(faults, "code", code, N_("Enter a code"));
    staff_fault(faults,
        code.size <= CAMPAIGN_CODE_MAX ||
            err_field(&why, "code", N_("A code has 1 to %d characters"), CAMPAIGN_CODE_MAX),
        &why);
    *ret_org = is_seen ? unit->id : (org_id){ 0 };
    *ret = (campaign){ .name_zh = text_field(s, "name_zh"),
        .name_en = text_field(s, "name_en"),
        .purpose_zh = text_field(s, "purpose_zh"),
        .beneficiary_zh = text_field(s, "beneficiary_zh"),
        .surplus_zh = text_field(s, "surplus_zh"),
        .contact = text_field(s, "contact"),
        .filing_no = text_field(s, "filing_no"),
        .phase = PHASE_RESPONSE,
        .opened_us = house_civil_us(s->r->house),
        .is_exercise = house_is_exercise(s->r->house) };
    if (ret->name_en.size == 0)
        ret->name_en = ret->name_zh;
    ret->purpose_en = ret->purpose_zh;
    ret->beneficiary_en = ret->beneficiary_zh;
    ret->surplus_en = ret->surplus_zh;
    ret->filing_due = date_add(web_day(s->r->house, ret->opened_us), CAMPAIGN_FILING_DAYS);
    snprintf(ret->code, sizeof ret->code, "%.*s", SPAN_PRINT(code));
    staff_need(faults, "name_zh", ret->name_zh, N_("Enter the name in Chinese"));
    staff_need(faults, "purpose_zh", ret->purpose_zh, N_("Enter what the money is for"));
    staff_need(faults, "contact", ret->contact, N_("Enter whom people can ask"));
    staff_fault(faults, day_end_read(s, "closes", &ret->closes_us, &why), &why);
}

void staff_campaign_new_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    change c = { 0 };
    org_id unit = { 0 };
    campaign_input in = { 0 };
    staff_faults faults = { 0 };
    if (!staff_begin(&s, r, STAFF_CAMPAIGNS, N_("New campaign")))
        return;
    new_read(&s, &in.data, &unit, &faults);
    if (faults.count == 0 &&
        staff_fault(&faults, staff_change(&s, &campaign_add, unit, &in, &c, &why), &why)) {
        web_refreshed(web_of(r));
        staff_go(&s, "/app/campaigns/%s", in.data.code);
    } else {
        new_page(&s, &faults);
    }
}
