/* One promise with what was given for it, and entering one at the desk.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/staff_match.h"

#include "form_page_html.h"
#include "promise_html.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* ---- one promise ---------------------------------------------------------------------------- */

static bool promise_find(staff *s, campaign *ret_of, promise *ret)
{
    err ignored = { 0 };
    order_code code = { 0 };
    if (staff_campaign(s, s->r->params[0], ret_of) && order_code_parse(s->r->params[1], &code) &&
        promise_get_code(s->r->conn, &s->memory, ret_of->org, code, ret, &ignored) &&
        ret->campaign.value == ret_of->id.value)
        return true;
    staff_absent(s);
    return false;
}

/* Gifts of the same name that nobody has claimed. */
static bool gifts_fill(staff *s, const promise *p, promise_view *v, err *reterr)
{
    match_around *around = ARENA_NEW(&s->memory, match_around, 1);
    beside_item *items = ARENA_NEW(&s->memory, beside_item, MATCH_AROUND_MAX);
    if (!around || !items)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    v->gifts = items;
    if (p->name_key == 0 || promise_rest(p).fen == 0)
        return true;
    around->fact = (match_fact){ .org = p->org };
    around->gift = (match_gift){ .name_key = p->name_key };
    around->asset = LEDGER_CNY;
    if (!match_look(s->r->conn, &s->memory, around, reterr))
        return false;
    for (size_t i = 0; i < around->place.gift_count; i++) {
        const match_gift *gift = &around->place.gifts[i];
        if (gift->campaign.value != p->campaign.value)
            continue;
        items[v->gift_count++] =
            (beside_item){ .url = staff_id_url(s, "/app/donations/", gift->id.value),
                .id = staff_id_text(s, gift->id.value),
                .giver = v->head.giver,
                .day = gift->day,
                .amount = gift->rest };
    }
    return true;
}

static bool links_fill(staff *s, const promise *p, promise_view *v, err *reterr)
{
    match_link links[MATCH_LINKS_MAX];
    if (!match_links_of(s->r->conn, p->org, p->id, links, &v->link_count, reterr) ||
        !link_items_fill(s, links, v->link_count, &v->links, reterr))
        return false;
    for (size_t i = 0; i < v->link_count; i++)
        v->links[i].url = staff_id_url(s, "/app/donations/", links[i].donation.value);
    return true;
}

static bool purpose_fill(staff *s, const promise *p, promise_view *v, err *reterr)
{
    purpose_row *rows = NULL;
    size_t count = 0;
    if (p->purpose == 0)
        return true;
    if (!purpose_list(s->r->conn, &s->memory, p->campaign, &rows, &count, reterr))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].id == p->purpose)
            v->purpose = web_name_in((web_name){ rows[i].name_zh, rows[i].name_en }, s->r->lang);
    }
    return true;
}

static bool promise_fill(
    staff *s, const campaign *of, const promise *p, promise_view *v, err *reterr)
{
    static const char *const donors[] = { N_("not known"), N_("Person"), N_("Organisation"),
        N_("Several people together") };
    static const char *const displays[] = { N_("no choice made"), N_("masked name"),
        N_("full name"), N_("anonymous") };
    if (!promise_item_fill(s, of, p, &v->head, reterr) || !links_fill(s, p, v, reterr) ||
        !purpose_fill(s, p, v, reterr) ||
        !access_name(s->r->conn, &s->memory, p->made_by, &v->made_by, reterr))
        return false;
    v->campaign_url = staff_url(s, "/app/campaigns/%s", of->code);
    v->donor_kind = donors[p->donor];
    v->display = displays[p->display];
    v->may_match = staff_may(s, RIGHT_DONATION_ENTER, p->org);
    if (v->may_match && p->state == PROMISE_OPEN)
        v->withdraw_action =
            staff_url(s, "/app/promises/%s/%.*s/withdraw", of->code, SPAN_PRINT(v->head.code));
    s->view.name = v->head.code;
    return !v->may_match || gifts_fill(s, p, v, reterr);
}

static void promise_page(staff *s, const campaign *of, const promise *p, int status, const err *why)
{
    err broken = { 0 };
    promise_view v = { 0 };
    if (!promise_fill(s, of, p, &v, &broken)) {
        staff_fail(s, &broken);
        return;
    }
    if (why)
        s->view.note = (note_view){ .tone = TONE_BAD, .text = *why };
    else if (span_is(net_query(s->r->net, "done"), "entered")) {
        s->view.note.tone = TONE_OK;
        err_set(&s->view.note.text, ERR_INPUT,
            N_("Kept. The giver writes the order code %.*s into the remark of the payment."),
            SPAN_PRINT(v.head.code));
    }
    v.staff = s->view;
    promise_html(&s->out, &v);
    staff_answer(s, status);
}

void staff_promise_get(door_request *r)
{
    STAFF s = { 0 };
    campaign of = { 0 };
    promise p = { 0 };
    if (staff_begin(&s, r, STAFF_PROMISES, N_("Promise")) && promise_find(&s, &of, &p))
        promise_page(&s, &of, &p, 200, NULL);
}

void staff_promise_withdraw_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    promise p = { 0 };
    if (!staff_begin(&s, r, STAFF_PROMISES, N_("Promise")) || !promise_find(&s, &of, &p))
        return;
    promise_withdraw_input in = { .promise = p.id };
    if (staff_change(&s, &promise_withdraw, of.org, &in, &c, &why))
        door_redirect(r, 303, promise_url(&s, &of, &p));
    else
        promise_page(&s, &of, &p, door_status(why.code), &why);
}

/* ---- entering one --------------------------------------------------------------------------- */

enum { ENTER_INPUTS = 8 };

static void choose(choice_item *items, size_t count, span value)
{
    for (size_t i = 0; i < count && value.size > 0; i++)
        items[i].is_chosen = span_equal(items[i].value, value);
}

static span days_text(staff *s)
{
    int32_t days = PROMISE_DAYS;
    err ignored = { 0 };
    buffer b = buffer_in(&s->memory, 8);
    if (!promise_days(s->r->conn, &days, &ignored))
        days = PROMISE_DAYS;
    buffer_format(&b, "%d", days);
    return buffer_span(&b);
}

/* Purposes of all campaigns that are open: one that is not of the campaign is refused. */
static size_t purpose_choices(staff *s, choice_item **ret)
{
    enum { CHOICES_MAX = 256 };
    campaign *list = NULL;
    size_t shown = 1;
    err ignored = { 0 };
    size_t count = staff_campaigns(s, &list);
    *ret = ARENA_NEW(&s->memory, choice_item, CHOICES_MAX);
    if (!*ret)
        return 0;
    (*ret)[0] = (choice_item){ .value = SPAN(""), .said = N_("none"), .is_chosen = true };
    for (size_t i = 0; i < count; i++) {
        purpose_row *rows = NULL;
        size_t purposes = 0;
        if (list[i].phase == PHASE_CLOSED ||
            !purpose_list(s->r->conn, &s->memory, list[i].id, &rows, &purposes, &ignored))
            continue;
        for (size_t k = 0; k < purposes && shown < CHOICES_MAX; k++)
            (*ret)[shown++] = (choice_item){ .value = rows[k].code,
                .text = web_name_in((web_name){ rows[k].name_zh, rows[k].name_en }, s->r->lang) };
    }
    choose(*ret, shown, staff_field(s, "purpose"));
    return shown;
}

static bool enter_inputs(staff *s, input_view inputs[ENTER_INPUTS])
{
    static const choice_item donors[] = { { SPAN("1"), { NULL, 0 }, N_("Person"), true },
        { SPAN("2"), { NULL, 0 }, N_("Organisation"), false } };
    static const choice_item displays[] = { { SPAN("0"), { NULL, 0 }, N_("no choice made"), true },
        { SPAN("1"), { NULL, 0 }, N_("masked name"), false },
        { SPAN("2"), { NULL, 0 }, N_("full name"), false },
        { SPAN("3"), { NULL, 0 }, N_("anonymous"), false } };
    enum { DONORS = 2, DISPLAYS = 4 };
    choice_item *campaigns = NULL;
    choice_item *purposes = NULL;
    choice_item *donor = ARENA_NEW(&s->memory, choice_item, DONORS);
    choice_item *display = ARENA_NEW(&s->memory, choice_item, DISPLAYS);
    size_t count = staff_campaign_choices(s, match_said(s, "campaign"), &campaigns);
    size_t purpose_count = purpose_choices(s, &purposes);
    if (!donor || !display || !campaigns || !purposes)
        return false;
    memcpy(donor, donors, sizeof donors);
    memcpy(display, displays, sizeof displays);
    choose(donor, DONORS, staff_field(s, "donor"));
    choose(display, DISPLAYS, staff_field(s, "display"));
    const input_view made[ENTER_INPUTS] = {
        { .name = "campaign",
            .label = N_("Campaign"),
            .kind = INPUT_LIST,
            .choices = campaigns,
            .choice_count = count },
        { .name = "name",
            .label = N_("Person or unit that gives"),
            .kind = INPUT_TEXT,
            .is_optional = true,
            .hint = N_("Kept sealed. With it the payment is found also without its code.") },
        { .name = "amount", .label = N_("Amount (yuan)"), .kind = INPUT_MONEY, .is_half = true },
        { .name = "days",
            .label = N_("Days that it stands"),
            .kind = INPUT_NUMBER,
            .value = days_text(s),
            .is_half = true },
        { .name = "donor",
            .label = N_("Kind of giver"),
            .kind = INPUT_LIST,
            .choices = donor,
            .choice_count = DONORS,
            .is_half = true },
        { .name = "display",
            .label = N_("Shown as"),
            .kind = INPUT_LIST,
            .choices = display,
            .choice_count = DISPLAYS,
            .is_half = true },
        { .name = "purpose",
            .label = N_("Purpose"),
            .kind = INPUT_LIST,
            .choices = purposes,
            .choice_count = purpose_count },
        { .name = "message", .label = N_("Message"), .kind = INPUT_LONG, .is_optional = true },
    };
    memcpy(inputs, made, sizeof made);
    staff_form_keep(s, inputs, ENTER_INPUTS);
    return true;
}

static void enter_page(staff *s, int status, const staff_faults *faults)
{
    input_view inputs[ENTER_INPUTS];
    err full = { 0 };
    if (!enter_inputs(s, inputs)) {
        err_set(&full, ERR_MEMORY, N_("the answer is larger than its bound"));
        staff_fail(s, &full);
        return;
    }
    staff_key_fill(s);
    form_page_view v = { .back_url = staff_url(s, "/app/promises"),
        .back = N_("Promises"),
        .lead = N_("A gift that somebody announced, by telephone for example. It is in no total "
                   "until its money comes."),
        .form = { .inputs = inputs, .input_count = ENTER_INPUTS },
        .action = staff_url(s, "/app/promises/new"),
        .submit = N_("Keep the promise"),
        .key = s->key };
    if (faults)
        staff_faults_show(s, &v.form, inputs, faults);
    v.staff = s->view;
    form_page_html(&s->out, &v);
    staff_answer(s, status);
}

void staff_promise_new_get(door_request *r)
{
    STAFF s = { 0 };
    if (staff_begin(&s, r, STAFF_PROMISES, N_("Enter a promise")))
        enter_page(&s, 200, NULL);
}

static bool amount_read(staff *s, money *ret, err *reterr)
{
    span text = text_normal(&s->memory, staff_field(s, "amount"));
    if (!text_parse_money(text, ret, reterr)) {
        snprintf(reterr->field, sizeof reterr->field, "amount");
        return false;
    }
    return ret->fen > 0 || err_field(reterr, "amount", N_("Amount must be more than 0"));
}

static bool days_read(staff *s, int32_t *ret, err *reterr)
{
    uint64_t days = 0;
    span text = text_normal(&s->memory, staff_field(s, "days"));
    if (text.size > 0 && (!text_parse_uint(text, PROMISE_DAYS_MAX, &days) || days == 0))
        return err_field(reterr, "days", N_("A promise stands 1 to %d days"), PROMISE_DAYS_MAX);
    *ret = (int32_t)days;
    return true;
}

static void enter_read(staff *s, promise_input *in, campaign *of, staff_faults *faults)
{
    err why = { 0 };
    span code = staff_field(s, "campaign");
    int64_t display = staff_number(staff_field(s, "display"));
    if (!staff_campaign(s, code, of)) {
        err_field(&why, "campaign", N_("There is no campaign %.*s"), SPAN_PRINT(code));
        staff_fault(faults, false, &why);
    }
    in->campaign = of->id;
    in->name = text_normal(&s->memory, staff_field(s, "name"));
    in->message = text_normal(&s->memory, staff_field(s, "message"));
    in->purpose = text_normal(&s->memory, staff_field(s, "purpose"));
    in->donor = in->name.size == 0                                            ? DONOR_UNKNOWN
                : staff_number(staff_field(s, "donor")) == DONOR_ORGANISATION ? DONOR_ORGANISATION
                                                                              : DONOR_PERSON;
    in->display =
        display >= 0 && display <= DISPLAY_ANONYMOUS ? (donation_display)display : DISPLAY_NONE;
    why = (err){ 0 };
    staff_fault(faults, amount_read(s, &in->amount, &why), &why);
    why = (err){ 0 };
    staff_fault(faults, days_read(s, &in->days, &why), &why);
    why = (err){ 0 };
    staff_fault(
        faults, promise_input_seal(&s->memory, house_seal_key(s->r->house), in, &why), &why);
}

void staff_promise_new_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    promise_input in = { 0 };
    staff_faults faults = { 0 };
    char code[ORDER_CODE_TEXT_SIZE];
    if (!staff_begin(&s, r, STAFF_PROMISES, N_("Enter a promise")))
        return;
    enter_read(&s, &in, &of, &faults);
    if (faults.count == 0 && !staff_change(&s, &promise_enter, of.org, &in, &c, &why))
        staff_fault(&faults, false, &why);
    if (faults.count > 0) {
        enter_page(&s, staff_faults_status(&faults), &faults);
        return;
    }
    order_code_write(code, (order_code){ c.outcome });
    staff_go(&s, "/app/promises/%s/%s?done=entered", of.code, code);
}
