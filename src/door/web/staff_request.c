/* One request for a receipt: what she wrote, the payment beside it, the review; entering one.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/staff_receipt.h"

#include "form_page_html.h"
#include "request_html.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* The request in the address, in a unit that she sees. */
static bool request_find(staff *s, receipt_request *ret)
{
    int64_t id = 0;
    err ignored = { 0 };
    campaign *list = NULL;
    size_t count = staff_campaigns(s, &list);
    if (staff_id(s, &id)) {
        for (size_t i = 0; i < count; i++) {
            if (request_get(s->r->conn, &s->memory, list[i].org, id, ret, &ignored))
                return true;
            ignored = (err){ 0 };
        }
    }
    staff_absent(s);
    return false;
}

static bool number_fill(
    staff *s, const receipt_request *r, int64_t id, span *ret_number, span *ret_url, err *reterr)
{
    receipt found = { 0 };
    if (id == 0)
        return true;
    if (!receipt_get(s->r->conn, &s->memory, r->org, id, &found, reterr))
        return false;
    *ret_number = receipt_number_text(s, &found);
    *ret_url = staff_url(s, "/app/receipts/%.*s", SPAN_PRINT(*ret_number));
    return true;
}

static bool gift_fill(staff *s, const receipt_request *r, request_view *v, err *reterr)
{
    donation_row gift = { 0 };
    bool is_logged = false;
    int64_t number = 0;
    if (r->donation.value == 0)
        return true;
    if (!donation_get(s->r->conn, r->donation, &gift, reterr) ||
        !log_source_find(s->r->conn, gift.id.value, &number, &is_logged, reterr))
        return false;
    v->gift_url = staff_id_url(s, "/app/donations/", gift.id.value);
    v->gift_id = staff_id_text(s, gift.id.value);
    v->gift_amount = (worth){ gift.asset, gift.amount.fen };
    v->gift_day = gift.day;
    v->gift_seal = (seal_view){ .state = is_logged ? SEAL_PROVEN : SEAL_WAIT, .number = number };
    return true;
}

static void acts_fill(staff *s, const receipt_request *r, request_view *v)
{
    bool may_review = staff_may(s, RIGHT_RECEIPT_REVIEW, r->org);
    bool is_own = r->entered_by == s->r->author.id;
    const char *const path = "/app/receipts/requests/%.*s/%s";
    if (staff_may(s, RIGHT_DONOR_SHOW, r->org))
        v->open_action = staff_url(s, path, SPAN_PRINT(v->id), "open");
    if (may_review && !is_own && r->state <= REQUEST_REVIEWED)
        v->review_action = staff_url(s, path, SPAN_PRINT(v->id), "review");
    if (may_review && is_own && r->state == REQUEST_OPEN)
        v->why_not = N_("You entered this, so someone else reviews it");
    if (staff_may(s, RIGHT_RECEIPT_ENTER, r->org) && r->state == REQUEST_REVIEWED)
        v->issue_action = staff_url(s, path, SPAN_PRINT(v->id), "issue");
}

static bool view_fill(staff *s, receipt_request *r, request_view *v, err *reterr)
{
    date today = sys_zone_local(house_zone(s->r->house), house_civil_us(s->r->house)).day;
    v->id = staff_id_text(s, r->id);
    v->title = r->label;
    v->state = request_mark(r->state);
    v->payer = request_payer_label(r->payer);
    v->way = request_way_label(r->way);
    v->asked = r->entered_day;
    v->due = r->due_day;
    v->is_late = r->state <= REQUEST_REVIEWED && today.day > r->due_day.day;
    v->reason = r->reason;
    v->has_stated = r->has_stated;
    v->stated = r->stated;
    v->stated_day = r->stated_day;
    if (!receipt_gift_look(s->r->conn, r, &r->donation, &r->is_exact, reterr) ||
        (r->entered_by != 0 &&
            !access_person_name(s->r->conn, &s->memory, r->entered_by, &v->asked_by, reterr)) ||
        (r->reviewed_by != 0 &&
            !access_person_name(s->r->conn, &s->memory, r->reviewed_by, &v->reviewed_by, reterr)))
        return false;
    v->is_exact = r->is_exact;
    s->view.name = r->label;
    acts_fill(s, r, v);
    return gift_fill(s, r, v, reterr) &&
           number_fill(s, r, r->receipt, &v->receipt_number, &v->receipt_url, reterr) &&
           number_fill(s, r, r->replaces, &v->replaces_number, &v->replaces_url, reterr);
}

static void request_page(staff *s, receipt_request *r, bool is_open, int status, const err *why)
{
    err broken = { 0 };
    request_view v = { .is_open = is_open, .error = why };
    if (!view_fill(s, r, &v, &broken) ||
        (is_open && !receipt_person_unseal(
                        &s->memory, house_seal_key(s->r->house), r->person, &v.person, &broken))) {
        staff_fail(s, &broken);
        return;
    }
    staff_key_fill(s);
    v.key = s->key;
    v.staff = s->view;
    request_html(&s->out, &v);
    staff_answer(s, status);
}

void staff_request_get(door_request *r)
{
    STAFF s = { 0 };
    receipt_request of = { 0 };
    if (staff_begin(&s, r, STAFF_RECEIPTS, N_("Request for a receipt")) && request_find(&s, &of))
        request_page(&s, &of, false, 200, NULL);
}

/* Shown on this answer only; the look stays in the audit trail. */
void staff_request_open_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    change c = { 0 };
    receipt_request of = { 0 };
    if (!staff_begin(&s, r, STAFF_RECEIPTS, N_("Request for a receipt")) || !request_find(&s, &of))
        return;
    receipt_change_input in = { .id = of.id };
    if (staff_change(&s, &receipt_look, of.org, &in, &c, &why))
        request_page(&s, &of, true, 200, NULL);
    else
        request_page(&s, &of, false, door_status(why.code), &why);
}

static bool review_read(staff *s, receipt_review_input *in, err *reterr)
{
    span gift = text_normal(&s->memory, staff_field(s, "gift"));
    in->approves = span_is(staff_field(s, "act"), "approve");
    in->reason = text_normal(&s->memory, staff_field(s, "reason"));
    if (!in->approves || gift.size == 0 || text_parse_id(gift, &in->donation.value, reterr))
        return true;
    return err_field(reterr, "gift", N_("This is no number of a gift: %.*s"), SPAN_PRINT(gift));
}

void staff_request_review_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    change c = { 0 };
    receipt_request of = { 0 };
    if (!staff_begin(&s, r, STAFF_RECEIPTS, N_("Request for a receipt")) || !request_find(&s, &of))
        return;
    receipt_review_input in = { .request = of.id };
    if (review_read(&s, &in, &why) && staff_change(&s, &receipt_review, of.org, &in, &c, &why))
        door_redirect(r, 303, staff_id_url(&s, "/app/receipts/requests/", of.id));
    else
        request_page(&s, &of, false, door_status(why.code), &why);
}

void staff_request_issue_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    change c = { 0 };
    receipt given = { 0 };
    receipt_desk desk = { 0 };
    receipt_ready ready = { 0 };
    receipt_request of = { 0 };
    if (!staff_begin(&s, r, STAFF_RECEIPTS, N_("Request for a receipt")) || !request_find(&s, &of))
        return;
    receipt_issue_input in = { .ready = &ready, .count = 1 };
    bool is_good = receipt_desk_open(r->house, r->conn, &s.memory, r->author.id, &desk, &why) &&
                   receipt_prepare(&desk, &s.memory, &of, &ready, &why) &&
                   staff_change(&s, &receipt_issue, of.org, &in, &c, &why) &&
                   receipt_get(r->conn, &s.memory, of.org, c.object_id, &given, &why);
    if (!is_good) {
        request_page(&s, &of, false, door_status(why.code), &why);
        return;
    }
    span number = receipt_number_text(&s, &given);
    staff_go(&s, "/app/receipts/%.*s", SPAN_PRINT(number));
}

/* ---- entering one --------------------------------------------------------------------------- */

enum { ENTER_INPUTS = 11 };

static choice_item *choices_kept(staff *s, const choice_item *from, size_t count, span chosen)
{
    choice_item *items = ARENA_NEW(&s->memory, choice_item, count);
    for (size_t i = 0; items && i < count; i++) {
        items[i] = from[i];
        if (chosen.size > 0)
            items[i].is_chosen = span_equal(items[i].value, chosen);
    }
    return items;
}

static bool enter_inputs(staff *s, input_view inputs[ENTER_INPUTS])
{
    static const choice_item payers[] = { { SPAN("person"), { NULL, 0 }, N_("Person"), true },
        { SPAN("organisation"), { NULL, 0 }, N_("Organisation"), false },
        { SPAN("collective"), { NULL, 0 }, N_("Several people together"), false } };
    static const choice_item ways[] = { { SPAN("link"), { NULL, 0 }, N_("by her link"), true },
        { SPAN("mail"), { NULL, 0 }, N_("by e-mail"), false },
        { SPAN("post"), { NULL, 0 }, N_("by post"), false } };
    choice_item *campaigns = NULL;
    span asked = staff_field(s, "campaign");
    size_t count = staff_campaign_choices(
        s, asked.size > 0 ? asked : net_query(s->r->net, "campaign"), &campaigns);
    const choice_item *payer = choices_kept(s, payers, 3, staff_field(s, "payer"));
    const choice_item *sent_by = choices_kept(s, ways, 3, staff_field(s, "way"));
    if (!campaigns || !payer || !sent_by)
        return false;
    const input_view made[ENTER_INPUTS] = {
        { .name = "campaign",
            .label = N_("Campaign"),
            .kind = INPUT_LIST,
            .choices = campaigns,
            .choice_count = count },
        { .name = "title",
            .label = N_("To whom it is made out"),
            .kind = INPUT_TEXT,
            .hint = N_("As it shall stand on the receipt.") },
        { .name = "payment_no",
            .label = N_("Payment number"),
            .kind = INPUT_CODE,
            .hint = N_("As her app or bank shows it.") },
        { .name = "amount", .label = N_("Amount (yuan)"), .kind = INPUT_MONEY, .is_half = true },
        { .name = "day", .label = N_("Day of the payment"), .kind = INPUT_DAY, .is_half = true },
        { .name = "payer",
            .label = N_("Kind of giver"),
            .kind = INPUT_LIST,
            .is_half = true,
            .choices = payer,
            .choice_count = 3 },
        { .name = "way",
            .label = N_("How it gets there"),
            .kind = INPUT_LIST,
            .is_half = true,
            .choices = sent_by,
            .choice_count = 3 },
        { .name = "email", .label = N_("E-mail"), .kind = INPUT_TEXT, .is_optional = true },
        { .name = "address",
            .label = N_("Postal address"),
            .kind = INPUT_TEXT,
            .is_optional = true },
        { .name = "id_no",
            .label = N_("Number of identity card, or credit code"),
            .kind = INPUT_CODE,
            .is_optional = true,
            .hint = N_("Only if the receipt needs it. It is kept sealed.") },
        { .name = "list",
            .label = N_("Those who gave together"),
            .kind = INPUT_LONG,
            .is_optional = true,
            .hint = N_("A line a person: name, comma, amount. Together they are the gift.") },
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
    form_page_view v = { .back_url = staff_url(s, "/app/receipts"),
        .back = N_("Receipts"),
        .lead = N_("For requests that come by letter, e-mail or telephone. Another person reviews "
                   "it."),
        .form = { .inputs = inputs, .input_count = ENTER_INPUTS },
        .action = staff_url(s, "/app/receipts/requests/new"),
        .submit = N_("Enter the request"),
        .key = s->key };
    if (faults)
        staff_faults_show(s, &v.form, inputs, faults);
    v.staff = s->view;
    form_page_html(&s->out, &v);
    staff_answer(s, status);
}

void staff_request_new_get(door_request *r)
{
    STAFF s = { 0 };
    if (staff_begin(&s, r, STAFF_RECEIPTS, N_("Enter a request")))
        enter_page(&s, 200, NULL);
}

/* A line a person, as typed or pasted from a sheet: the amount stands behind the last comma or tab. */
static span list_lines(staff *s, span text)
{
    buffer b = buffer_in(&s->memory, text.size + 64);
    while (text.size > 0) {
        size_t end = span_find(text, '\n');
        span row = span_trim(span_slice(text, 0, end));
        size_t part = row.size;
        text = span_slice(text, end < text.size ? end + 1 : end, text.size);
        for (size_t i = 0; i < row.size; i++)
            part = row.at[i] == ',' || row.at[i] == '\t' ? i : part;
        if (row.size == 0)
            continue;
        buffer_add(&b, text_normal(&s->memory, span_slice(row, 0, part)));
        buffer_byte(&b, '\t');
        if (part < row.size)
            buffer_add(&b, text_normal(&s->memory, span_slice(row, part + 1, row.size)));
        buffer_byte(&b, '\n');
    }
    return buffer_span(&b);
}

static span clean(staff *s, const char *name)
{
    return text_normal(&s->memory, staff_field(s, name));
}

static void enter_read(staff *s, receipt_request_input *in, campaign *of, staff_faults *faults)
{
    err why = { 0 };
    span code = staff_field(s, "campaign");
    const receipt_person person = { .title = clean(s, "title"),
        .id_no = clean(s, "id_no"),
        .email = clean(s, "email"),
        .address = clean(s, "address"),
        .payment_no = clean(s, "payment_no"),
        .list = list_lines(s, staff_field(s, "list")) };
    if (!staff_campaign(s, code, of)) {
        err_field(&why, "campaign", N_("There is no campaign %.*s"), SPAN_PRINT(code));
        staff_fault(faults, false, &why);
    }
    in->campaign = of->id;
    if (!receipt_payer_parse(staff_field(s, "payer"), &in->payer))
        in->payer = RECEIPT_PERSON;
    if (!receipt_way_parse(staff_field(s, "way"), &in->way))
        in->way = RECEIPT_BY_LINK;
    staff_need(faults, "payment_no", person.payment_no, N_("Enter the payment's number"));
    why = (err){ 0 };
    bool is_amount = text_parse_money(clean(s, "amount"), &in->stated, &why);
    if (!is_amount)
        snprintf(why.field, sizeof why.field, "amount");
    staff_fault(faults, is_amount, &why);
    why = (err){ 0 };
    bool is_day = text_parse_date(clean(s, "day"), &in->stated_day, &why);
    if (!is_day)
        snprintf(why.field, sizeof why.field, "day");
    staff_fault(faults, is_day, &why);
    why = (err){ 0 };
    staff_fault(faults,
        receipt_request_seal(&s->memory, house_seal_key(s->r->house), &person, in, &why), &why);
}

void staff_request_new_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    staff_faults faults = { 0 };
    receipt_request_input in = { 0 };
    if (!staff_begin(&s, r, STAFF_RECEIPTS, N_("Enter a request")))
        return;
    enter_read(&s, &in, &of, &faults);
    if (faults.count == 0 && !staff_change(&s, &receipt_request_enter, of.org, &in, &c, &why))
        staff_fault(&faults, false, &why);
    if (faults.count > 0)
        enter_page(&s, staff_faults_status(&faults), &faults);
    else
        door_redirect(r, 303, staff_id_url(&s, "/app/receipts/requests/", c.object_id));
}
