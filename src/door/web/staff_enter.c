/* Money that a clerk enters: cash gifts, gifts given back; and the list of refunds.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/staff_in.h"

#include "form_page_html.h"
#include "refunds_html.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static span amount_text(staff *s, const currency *of, money m)
{
    buffer b = buffer_in(&s->memory, 32);
    text_add_amount(&b, of->asset, m.fen);
    return buffer_span(&b);
}

static span day_text(staff *s, date day)
{
    buffer b = buffer_in(&s->memory, 12);
    text_add_date(&b, day);
    return buffer_span(&b);
}

static date today_of(const staff *s)
{
    return web_day(s->r->house, house_civil_us(s->r->house));
}

/* ---- a cash gift ---------------------------------------------------------------------------- */

enum { CASH_INPUTS = 9 };

static void choose(choice_item *items, size_t count, span value)
{
    for (size_t i = 0; i < count; i++)
        items[i].is_chosen = span_equal(items[i].value, value);
}

/* Every currency, CNY first. */
static choice_item *currency_choices(staff *s, size_t *ret_count)
{
    const currency *all = currency_all(ret_count);
    choice_item *items = ARENA_NEW(&s->memory, choice_item, *ret_count);
    span chosen = staff_field(s, "currency");
    for (size_t i = 0; items && i < *ret_count; i++) {
        buffer b = buffer_in(&s->memory, 64);
        buffer_format(&b, "%s · %s", all[i].code, s->r->lang == SAY_EN ? all[i].en : all[i].zh);
        items[i] = (choice_item){ .value = span_of(all[i].code),
            .text = buffer_span(&b),
            .is_chosen = chosen.size > 0 ? span_is(chosen, all[i].code) : i == 0 };
    }
    return items;
}

static bool cash_inputs(staff *s, input_view inputs[CASH_INPUTS])
{
    static const choice_item donors[] = { { SPAN("1"), { NULL, 0 }, N_("Person"), true },
        { SPAN("2"), { NULL, 0 }, N_("Organisation"), false },
        { SPAN("3"), { NULL, 0 }, N_("Several people together"), false } };
    static const choice_item displays[] = { { SPAN("0"), { NULL, 0 }, N_("no choice made"), true },
        { SPAN("1"), { NULL, 0 }, N_("masked name"), false },
        { SPAN("2"), { NULL, 0 }, N_("full name"), false },
        { SPAN("3"), { NULL, 0 }, N_("anonymous"), false } };
    enum { DONORS = 3, DISPLAYS = 4 };
    choice_item *campaigns = NULL;
    choice_item *donor = ARENA_NEW(&s->memory, choice_item, DONORS);
    choice_item *display = ARENA_NEW(&s->memory, choice_item, DISPLAYS);
    size_t count = staff_campaign_choices(s, staff_field(s, "campaign"), &campaigns);
    size_t currency_count = 0;
    choice_item *currencies = currency_choices(s, &currency_count);
    if (!donor || !display || !campaigns || !currencies)
        return false;
    memcpy(donor, donors, sizeof donors);
    memcpy(display, displays, sizeof displays);
    if (staff_field(s, "donor").size > 0)
        choose(donor, DONORS, staff_field(s, "donor"));
    if (staff_field(s, "display").size > 0)
        choose(display, DISPLAYS, staff_field(s, "display"));
    const input_view made[CASH_INPUTS] = {
        { .name = "campaign",
            .label = N_("Campaign"),
            .kind = INPUT_LIST,
            .choices = campaigns,
            .choice_count = count },
        { .name = "payer",
            .label = N_("Person or unit that gives"),
            .kind = INPUT_TEXT,
            .is_optional = true,
            .hint = N_("Kept sealed; shown only as the giver chooses.") },
        { .name = "amount", .label = N_("Amount"), .kind = INPUT_MONEY, .is_half = true },
        { .name = "currency",
            .label = N_("Currency"),
            .kind = INPUT_LIST,
            .choices = currencies,
            .choice_count = currency_count,
            .is_half = true },
        { .name = "day",
            .label = N_("Date received"),
            .kind = INPUT_DAY,
            .is_half = true,
            .value = day_text(s, today_of(s)) },
        { .name = "donor",
            .label = N_("Kind of giver"),
            .kind = INPUT_RADIO,
            .choices = donor,
            .choice_count = DONORS },
        { .name = "persons",
            .label = N_("Number of persons"),
            .kind = INPUT_NUMBER,
            .value = SPAN("1"),
            .is_half = true },
        { .name = "display",
            .label = N_("Shown as"),
            .kind = INPUT_LIST,
            .choices = display,
            .choice_count = DISPLAYS,
            .is_half = true },
        { .name = "message", .label = N_("Message"), .kind = INPUT_LONG, .is_optional = true },
    };
    memcpy(inputs, made, sizeof made);
    staff_form_keep(s, inputs, CASH_INPUTS);
    return true;
}

/* Shows the form; `why` at its field, `warning` to be ticked. */
static void cash_page(staff *s, int status, const err *why, const err *warning)
{
    input_view inputs[CASH_INPUTS];
    err full = { 0 };
    if (!cash_inputs(s, inputs)) {
        err_set(&full, ERR_MEMORY, N_("the answer is larger than its bound"));
        staff_fail(s, &full);
        return;
    }
    staff_key_fill(s);
    form_page_view v = { .back_url = staff_url(s, "/app/donations"),
        .back = N_("Gifts received"),
        .lead = N_("For cash and cheques; payments by code or transfer come with the bill."),
        .form = { .inputs = inputs, .input_count = CASH_INPUTS },
        .action = staff_url(s, "/app/donations/new"),
        .submit = N_("Enter the gift"),
        .key = s->key };
    if (why)
        staff_form_error(s, &v.form, inputs, why);
    if (warning) {
        v.has_warning = true;
        v.warning = *warning;
    }
    v.staff = s->view;
    form_page_html(&s->out, &v);
    staff_answer(s, status);
}

void staff_gift_new_get(door_request *r)
{
    STAFF s = { 0 };
    if (staff_begin(&s, r, STAFF_GIFTS, N_("Enter a gift")))
        cash_page(&s, 200, NULL, NULL);
}

static bool amount_read(span text, const currency *of, money *ret, err *reterr)
{
    if (!currency_amount_parse(text, of, &ret->fen, reterr)) {
        snprintf(reterr->field, sizeof reterr->field, "amount");
        return false;
    }
    return ret->fen > 0 || err_field(reterr, "amount", N_("Amount must be more than 0"));
}

static bool persons_read(staff *s, donor_kind donor, int64_t *ret, err *reterr)
{
    enum { PERSONS_MAX = 1000000 };
    uint64_t count = 1;
    span text = text_normal(&s->memory, staff_field(s, "persons"));
    if (donor == DONOR_COLLECTIVE && (!text_parse_uint(text, PERSONS_MAX, &count) || count == 0))
        return err_field(reterr, "persons", N_("A number of persons, not %.*s"), SPAN_PRINT(text));
    *ret = (int64_t)count;
    return true;
}

static bool cash_read(staff *s, cash_input *ret, campaign *of, err *reterr)
{
    span code = staff_field(s, "campaign");
    int64_t donor = staff_number(staff_field(s, "donor"));
    int64_t display = staff_number(staff_field(s, "display"));
    if (!staff_campaign(s, code, of))
        return err_field(reterr, "campaign", N_("There is no campaign %.*s"), SPAN_PRINT(code));
    ret->campaign = of->id;
    ret->payer = text_normal(&s->memory, staff_field(s, "payer"));
    ret->message = text_normal(&s->memory, staff_field(s, "message"));
    ret->purpose = (span)SPAN("");
    ret->donor =
        donor >= DONOR_PERSON && donor <= DONOR_COLLECTIVE ? (donor_kind)donor : DONOR_UNKNOWN;
    if (ret->donor == DONOR_PERSON && ret->payer.size == 0)
        ret->donor = DONOR_UNKNOWN;
    ret->display =
        display >= 0 && display <= DISPLAY_ANONYMOUS ? (donation_display)display : DISPLAY_NONE;
    const currency *unit = NULL;
    if (!currency_parse(staff_field(s, "currency"), &unit, reterr) ||
        !amount_read(staff_field(s, "amount"), unit, &ret->amount, reterr))
        return false;
    ret->asset = unit->asset;
    if (!text_parse_date(staff_field(s, "day"), &ret->day, reterr)) {
        snprintf(reterr->field, sizeof reterr->field, "day");
        return false;
    }
    if (ret->day.day > today_of(s).day)
        return err_field(reterr, "day", N_("Date received can't be after today (%.*s)"),
            SPAN_PRINT(day_text(s, today_of(s))));
    const donation_person person = {
        .name = ret->payer, .message = ret->message, .display = ret->display
    };
    return persons_read(s, ret->donor, &ret->persons, reterr) &&
           donation_seal(&s->memory, house_seal_key(s->r->house), &person, &ret->sealed, reterr);
}

/* The same amount of the same day may be a second gift or the same one twice: the clerk says
 * which. */
static bool seems_twice(staff *s, const cash_input *in, err *ret_warning)
{
    enum { LOOK = 200 };
    donation_row *rows = NULL;
    size_t count = 0;
    err ignored = { 0 };
    char text[CURRENCY_TEXT_SIZE];
    currency_write(text, in->asset, in->amount.fen);
    const donation_filter filter = { .campaign = in->campaign, .channel = CHANNEL_CASH };
    if (!donation_list(s->r->conn, &s->memory, &filter, LOOK, &rows, &count, &ignored))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].asset != in->asset || rows[i].amount.fen != in->amount.fen ||
            rows[i].day.day != in->day.day || rows[i].state != DONATION_BOOKED)
            continue;
        err_set(ret_warning, ERR_INPUT, N_("The same amount of this day was entered already: %s"),
            text);
        return true;
    }
    return false;
}

void staff_gift_new_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    cash_input in = { 0 };
    if (!staff_begin(&s, r, STAFF_GIFTS, N_("Enter a gift")))
        return;
    bool is_good = cash_read(&s, &in, &of, &why);
    if (is_good && staff_field(&s, "confirm").size == 0 &&
        (!house_day_of(r->house, &of, in.day, "day", &why) || seems_twice(&s, &in, &why))) {
        cash_page(&s, 400, NULL, &why);
        return;
    }
    if (is_good && staff_change(&s, &donation_enter, of.org, &in, &c, &why))
        staff_go(&s, "/app/donations?done=entered");
    else
        cash_page(&s, door_status(why.code), &why, NULL);
}

/* ---- giving back ---------------------------------------------------------------------------- */

static bool refund_gift(staff *s, donation_row *ret)
{
    int64_t id = 0;
    err ignored = { 0 };
    if (staff_id(s, &id) && donation_get(s->r->conn, (donation_id){ id }, ret, &ignored) &&
        staff_sees(s, ret->org))
        return true;
    staff_absent(s);
    return false;
}

static void refund_page(staff *s, const donation_row *d, int status, const err *why)
{
    input_view inputs[] = { { .name = "amount",
        .label = d->asset == LEDGER_CNY ? N_("Amount (yuan)")
                                        : N_("Amount, in the currency of the gift"),
        .kind = INPUT_MONEY,
        .value = amount_text(s, currency_of(d->asset), d->amount),
        .hint = N_("At most what was given and is not given back yet.") } };
    span id = staff_id_text(s, d->id.value);
    staff_form_keep(s, inputs, 1);
    staff_key_fill(s);
    form_page_view v = { .back_url = staff_url(s, "/app/donations/%.*s", SPAN_PRINT(id)),
        .back = N_("Gift"),
        .lead = N_("Books the money as given back; the gift stays in the books."),
        .form = { .inputs = inputs, .input_count = 1 },
        .action = staff_url(s, "/app/donations/%.*s/refund", SPAN_PRINT(id)),
        .submit = N_("Give it back"),
        .key = s->key };
    if (why)
        staff_form_error(s, &v.form, inputs, why);
    v.staff = s->view;
    form_page_html(&s->out, &v);
    staff_answer(s, status);
}

void staff_refund_get(door_request *r)
{
    STAFF s = { 0 };
    donation_row d = { 0 };
    if (staff_begin(&s, r, STAFF_GIFTS, N_("Give back a gift")) && refund_gift(&s, &d))
        refund_page(&s, &d, 200, NULL);
}

void staff_refund_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    change c = { 0 };
    donation_row d = { 0 };
    if (!staff_begin(&s, r, STAFF_GIFTS, N_("Give back a gift")) || !refund_gift(&s, &d))
        return;
    refund_change_input in = { .donation = d.id, .org = d.org };
    if (amount_read(staff_field(&s, "amount"), currency_of(d.asset), &in.amount, &why) &&
        staff_change(&s, &donation_refund, d.org, &in, &c, &why))
        door_redirect(r, 303, staff_id_url(&s, "/app/donations/", d.id.value));
    else {
        /* More than is left of the gift: that is told at the amount. */
        if (why.code == ERR_CONFLICT && !why.field[0])
            snprintf(why.field, sizeof why.field, "amount");
        refund_page(&s, &d, door_status(why.code), &why);
    }
}

/* ---- refunds -------------------------------------------------------------------------------- */

static mark_view refund_mark(refund_state state)
{
    switch (state) {
    case REFUND_HELD: return (mark_view){ N_("held"), TONE_WARN, ICON_CLOCK };
    case REFUND_BOOKED: return (mark_view){ N_("in the books"), TONE_OK, ICON_CHECK };
    case REFUND_REVERSED: break;
    }
    return (mark_view){ N_("Reversed"), TONE_BAD, ICON_BACK };
}

static void refund_fill(staff *s, const refund_row *row, refund_item *ret)
{
    campaign c = { 0 };
    statement it = { 0 };
    err ignored = { 0 };
    *ret = (refund_item){ .day = row->day,
        .amount = { row->asset, row->amount.fen },
        .state = refund_mark(row->state),
        .row_number = row->row_number };
    if (row->donation.value)
        ret->url = staff_id_url(s, "/app/donations/", row->donation.value);
    if (campaign_get(house_donations(s->r->house), row->campaign, &c))
        ret->campaign = arena_copy(&s->memory, web_campaign_name(&c, s->r->lang));
    if (row->statement.value && statement_get(s->r->conn, row->statement, &it, &ignored)) {
        ret->file = arena_copy(&s->memory, span_of(it.file_name));
        ret->file_url = staff_id_url(s, "/app/imports/", it.id.value);
        ret->row_url = staff_row_url(s, &it, row->row_number);
    }
}

static void refund_views(staff *s, refund_state state, chip_list *ret)
{
    enum { VIEWS = 3 };
    chip_item *items = ARENA_NEW(&s->memory, chip_item, VIEWS);
    if (!items)
        return;
    items[0] = (chip_item){ staff_url(s, "/app/refunds"), { NULL, 0 }, N_("All"), -1, state == 0 };
    items[1] = (chip_item){ staff_url(s, "/app/refunds?view=held"), { NULL, 0 }, N_("held"),
        s->view.held_count, state == REFUND_HELD };
    items[2] = (chip_item){ staff_url(s, "/app/refunds?view=booked"), { NULL, 0 },
        N_("in the books"), -1, state == REFUND_BOOKED };
    *ret = (chip_list){ items, VIEWS };
}

static bool refunds_fill(staff *s, refunds_view *v, err *reterr)
{
    refund_row *rows = NULL;
    size_t count = 0;
    int64_t before = 0;
    span view = net_query(s->r->net, "view");
    refund_state state = span_is(view, "held")     ? REFUND_HELD
                         : span_is(view, "booked") ? REFUND_BOOKED
                                                   : (refund_state)0;
    refund_item *items = ARENA_NEW(&s->memory, refund_item, STAFF_ROWS);
    if (!items)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!staff_before(s, &before, reterr) ||
        !refund_list(s->r->conn, &s->memory, (campaign_id){ 0 }, state, before, STAFF_ROWS + 1,
            &rows, &count, reterr))
        return false;
    for (size_t i = 0; i < count && i < STAFF_ROWS; i++) {
        if (!staff_sees(s, rows[i].org))
            continue;
        refund_fill(s, &rows[i], &items[v->count++]);
        staff_total_add(s, (worth){ rows[i].asset, rows[i].amount.fen }, &v->total, &v->others);
    }
    const char *kept_view = state == REFUND_HELD     ? "&view=held"
                            : state == REFUND_BOOKED ? "&view=booked"
                                                     : "";
    if (count > STAFF_ROWS) {
        span last = staff_id_text(s, rows[STAFF_ROWS - 1].id);
        v->pager.older_url =
            staff_url(s, "/app/refunds?before=%.*s%s", SPAN_PRINT(last), kept_view);
    }
    if (before != 0)
        v->pager.newer_url = staff_url(
            s, "/app/refunds%s%s", kept_view[0] ? "?" : "", kept_view[0] ? kept_view + 1 : "");
    v->pager.count = (int64_t)v->count;
    v->items = items;
    refund_views(s, state, &v->views);
    return true;
}

void staff_refunds_get(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    refunds_view v = { 0 };
    if (!staff_begin(&s, r, STAFF_REFUNDS, N_("Refunds")))
        return;
    if (!refunds_fill(&s, &v, &why)) {
        staff_fail(&s, &why);
        return;
    }
    v.staff = s.view;
    refunds_html(&s.out, &v);
    staff_answer(&s, 200);
}
