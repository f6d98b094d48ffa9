/* One disclosure at the desk: what is frozen, and what she may do with it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/disclosure.h"

#include "disclosure_desk_html.h"
#include "form_page_html.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static bool book_find(staff *s, disclosure_book **ret)
{
    err why = { 0 };
    int64_t id = 0;
    *ret = ARENA_NEW(&s->memory, disclosure_book, 1);
    bool is_found = *ret && staff_id(s, &id) &&
                    disclosure_book_get(
                        s->r->house, s->r->conn, &s->memory, (disclosure_id){ id }, *ret, &why) &&
                    staff_sees(s, (*ret)->d.org);
    if (is_found)
        return true;
    if (why.code == ERR_NONE || why.code == ERR_ABSENT)
        staff_absent(s);
    else
        staff_fail(s, &why);
    return false;
}

/* ---- what she may do ------------------------------------------------------------------------- */

static span act_url(staff *s, const disclosure *d, const char *act)
{
    span id = staff_id_text(s, d->id.value);
    return staff_url(s, "/app/disclosures/%.*s/%s", SPAN_PRINT(id), act);
}

static void review_fill(staff *s, const disclosure *d, disclosure_desk_view *v)
{
    bool is_hers = d->made_by == s->r->author.id;
    if (d->log == DISCLOSURE_LOG_WAITS)
        v->waits = N_("The public log doesn't hold yet what this disclosure counts. Look again in "
                      "a moment.");
    else if (d->log == DISCLOSURE_LOG_DIFFERS)
        v->waits = N_("The public log holds something else than this disclosure: it can't be "
                      "reviewed. Have the books verified.");
    else if (is_hers)
        v->waits = N_("You prepared it; another person reviews it.");
    else if (!staff_may(s, RIGHT_DISCLOSE_REVIEW, d->org))
        v->waits = N_("A reviewer has to look at it.");
    else
        v->review_action = act_url(s, d, "review");
}

static void acts_fill(staff *s, const disclosure *d, disclosure_desk_view *v)
{
    bool is_open = d->state == DISCLOSURE_PREPARED || d->state == DISCLOSURE_REVIEWED;
    if (d->state == DISCLOSURE_PREPARED)
        review_fill(s, d, v);
    if (d->state == DISCLOSURE_REVIEWED && staff_may(s, RIGHT_DISCLOSE, d->org))
        v->publish_action = act_url(s, d, "publish");
    else if (d->state == DISCLOSURE_REVIEWED)
        v->waits = N_("It is reviewed; who publishes does the rest.");
    if (is_open && d->made_by == s->r->author.id)
        v->withdraw_action = act_url(s, d, "withdraw");
    else if (is_open && staff_may(s, RIGHT_DISCLOSE_REVIEW, d->org))
        v->return_action = act_url(s, d, "return");
}

/* ---- the page -------------------------------------------------------------------------------- */

static bool person_name(staff *s, int64_t id, span *ret, err *reterr)
{
    return id == 0 || access_name(s->r->conn, &s->memory, id, ret, reterr);
}

static bool way_fill(staff *s, const disclosure *d, disclosure_desk_view *v, err *reterr)
{
    static const char *const logs[] = { N_("waits for its entries"), N_("closes at entry"),
        N_("holds something else") };
    v->log = logs[d->log];
    v->log_is_bad = d->log == DISCLOSURE_LOG_DIFFERS;
    v->close = d->log == DISCLOSURE_LOG_CLOSED ? d->close : -1;
    v->made_us = d->made_us;
    v->reviewed_us = d->reviewed_us;
    v->published_us = d->published_us;
    v->ended_us = d->ended_us;
    v->ended_why = d->ended_why;
    v->is_returned = d->state == DISCLOSURE_RETURNED;
    v->reason_zh = d->reason_zh;
    v->reason_en = d->reason_en;
    return person_name(s, d->made_by, &v->head.by, reterr) &&
           person_name(s, d->reviewed_by, &v->reviewed_by, reterr) &&
           person_name(s, d->published_by, &v->published_by, reterr) &&
           person_name(s, d->ended_by, &v->ended_by, reterr);
}

static void done_note(staff *s)
{
    static const struct {
        const char *done, *said;
    } notes[] = { { "prepared", N_("Frozen. A second person reviews it now.") },
        { "reviewed", N_("Reviewed. Who publishes sees it on her desk.") },
        { "published", N_("Published. The clock starts anew.") },
        { "ended", N_("It will not be published.") } };
    span done = net_query(s->r->net, "done");
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) {
        if (!span_is(done, notes[i].done))
            continue;
        s->view.note.tone = TONE_OK;
        s->view.note.text = (err){ .code = ERR_INPUT, .message = notes[i].said };
    }
}

static void page_show(staff *s, const disclosure_book *b, int status, const err *why)
{
    err broken = { 0 };
    disclosure_desk_view v = { .back_url = staff_url(s, "/app/disclosures"),
        .id = staff_id_text(s, b->d.id.value) };
    if (!disclosure_item_fill(&s->memory, s->r->lang, b, &v.head, &broken) ||
        !figures_part_fill(&s->memory, b, &v.part, &broken) || !way_fill(s, &b->d, &v, &broken)) {
        staff_fail(s, &broken);
        return;
    }
    acts_fill(s, &b->d, &v);
    v.public_url = v.head.url;
    if (why)
        s->view.note = (note_view){ .tone = TONE_BAD, .text = *why };
    else
        done_note(s);
    v.staff = s->view;
    disclosure_desk_html(&s->out, &v);
    staff_answer(s, status);
}

void staff_disclosure_get(door_request *r)
{
    STAFF s = { 0 };
    disclosure_book *b = NULL;
    if (staff_begin(&s, r, STAFF_DISCLOSURES, N_("Disclosure")) && book_find(&s, &b))
        page_show(&s, b, 200, NULL);
}

/* ---- acts ------------------------------------------------------------------------------------ */

static void act(door_request *r, const change_kind *kind, const char *done)
{
    STAFF s = { 0 };
    err why = { 0 };
    change c = { 0 };
    disclosure_book *b = NULL;
    if (!staff_begin(&s, r, STAFF_DISCLOSURES, N_("Disclosure")) || !book_find(&s, &b))
        return;
    disclosure_input in = { .id = b->d.id };
    disclosure_end_input ending = { .id = b->d.id,
        .why = text_normal(&s.memory, staff_field(&s, "why")) };
    bool ends = kind == &disclosure_return || kind == &disclosure_withdraw;
    if (!staff_change(&s, kind, b->d.org, ends ? (void *)&ending : (void *)&in, &c, &why)) {
        page_show(&s, b, door_status(why.code), &why);
        return;
    }
    web_refreshed(web_of(r));
    span id = staff_id_text(&s, b->d.id.value);
    staff_go(&s, "/app/disclosures/%.*s?done=%s", SPAN_PRINT(id), done);
}

void staff_disclosure_review_post(door_request *r)
{
    act(r, &disclosure_review, "reviewed");
}

void staff_disclosure_publish_post(door_request *r)
{
    act(r, &disclosure_publish, "published");
}

void staff_disclosure_return_post(door_request *r)
{
    act(r, &disclosure_return, "ended");
}

void staff_disclosure_withdraw_post(door_request *r)
{
    act(r, &disclosure_withdraw, "ended");
}

/* ---- preparing one --------------------------------------------------------------------------- */

enum { PREPARE_INPUTS = 6 };

static bool prepare_inputs(staff *s, input_view inputs[PREPARE_INPUTS])
{
    choice_item *campaigns = NULL;
    span chosen = staff_field(s, "campaign");
    if (chosen.size == 0)
        chosen = net_query(s->r->net, "campaign");
    campaign *list = NULL;
    size_t count = staff_campaigns(s, &list);
    campaigns = ARENA_NEW(&s->memory, choice_item, STAFF_CAMPAIGNS_MAX);
    if (!campaigns)
        return false;
    for (size_t i = 0; i < count; i++) {
        span code = arena_copy(&s->memory, span_of(list[i].code));
        campaigns[i] = (choice_item){ .value = code,
            .text = web_campaign_name(&list[i], s->r->lang),
            .is_chosen = span_equal(code, chosen) };
    }
    const input_view made[PREPARE_INPUTS] = {
        { .name = "campaign",
            .label = N_("Campaign"),
            .kind = INPUT_LIST,
            .choices = campaigns,
            .choice_count = count },
        { .name = "from",
            .label = N_("First day of the period"),
            .kind = INPUT_DAY,
            .hint = N_("Left empty: the day behind the last disclosure."),
            .is_optional = true,
            .is_half = true },
        { .name = "to",
            .label = N_("Last day of the period"),
            .kind = INPUT_DAY,
            .hint = N_("Left empty: today."),
            .is_optional = true,
            .is_half = true },
        { .name = "corrects",
            .label = N_("Corrects number"),
            .kind = INPUT_CODE,
            .hint = N_("Year and number, 2020/1. Needed when a total is lower than before."),
            .is_optional = true },
        { .name = "reason",
            .label = N_("What is corrected and why, in Chinese"),
            .kind = INPUT_LONG,
            .is_optional = true },
        { .name = "reason_en", .label = N_("In English"), .kind = INPUT_LONG, .is_optional = true },
    };
    memcpy(inputs, made, sizeof made);
    staff_form_keep(s, inputs, PREPARE_INPUTS);
    return true;
}

static void prepare_page(staff *s, int status, const staff_faults *faults)
{
    input_view inputs[PREPARE_INPUTS];
    err full = { 0 };
    if (!prepare_inputs(s, inputs)) {
        err_set(&full, ERR_MEMORY, N_("the answer is larger than its bound"));
        staff_fail(s, &full);
        return;
    }
    staff_key_fill(s);
    form_page_view v = { .back_url = staff_url(s, "/app/disclosures"),
        .back = N_("Disclosures"),
        .lead = N_("All figures are frozen as the books hold them at this moment. Nothing is "
                   "public until a second person reviewed it and it is published."),
        .form = { .inputs = inputs, .input_count = PREPARE_INPUTS },
        .action = staff_url(s, "/app/disclosures/new"),
        .submit = N_("Freeze the figures"),
        .key = s->key };
    if (faults)
        staff_faults_show(s, &v.form, inputs, faults);
    v.staff = s->view;
    form_page_html(&s->out, &v);
    staff_answer(s, status);
}

void staff_disclosure_new_get(door_request *r)
{
    STAFF s = { 0 };
    if (staff_begin(&s, r, STAFF_DISCLOSURES, N_("Prepare a disclosure")))
        prepare_page(&s, 200, NULL);
}

static bool day_read(staff *s, const char *name, date *ret, err *reterr)
{
    span text = text_normal(&s->memory, staff_field(s, name));
    if (text.size == 0 || text_parse_date(text, ret, reterr))
        return true;
    snprintf(reterr->field, sizeof reterr->field, "%s", name);
    return false;
}

static void prepare_read(staff *s, prepare_input *in, campaign *of, staff_faults *faults)
{
    err why = { 0 };
    span code = staff_field(s, "campaign");
    span corrects = text_normal(&s->memory, staff_field(s, "corrects"));
    if (!staff_campaign(s, code, of)) {
        err_field(&why, "campaign", N_("There is no campaign %.*s"), SPAN_PRINT(code));
        staff_fault(faults, false, &why);
    }
    in->campaign = of->id;
    in->opened = web_day(s->r->house, of->opened_us);
    in->reason_zh = text_normal(&s->memory, staff_field(s, "reason"));
    in->reason_en = text_normal(&s->memory, staff_field(s, "reason_en"));
    why = (err){ 0 };
    staff_fault(faults, day_read(s, "from", &in->from, &why), &why);
    why = (err){ 0 };
    staff_fault(faults, day_read(s, "to", &in->as_of, &why), &why);
    why = (err){ 0 };
    staff_fault(faults,
        corrects.size == 0 ||
            disclosure_number_parse(corrects, &in->corrects_year, &in->corrects_number, &why),
        &why);
}

void staff_disclosure_new_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    prepare_input in = { 0 };
    staff_faults faults = { 0 };
    if (!staff_begin(&s, r, STAFF_DISCLOSURES, N_("Prepare a disclosure")))
        return;
    prepare_read(&s, &in, &of, &faults);
    const change_kind *kind =
        staff_may(&s, RIGHT_DISCLOSE, of.org) ? &disclosure_prepare : &disclosure_enter;
    if (faults.count == 0 && !staff_change(&s, kind, of.org, &in, &c, &why))
        staff_fault(&faults, false, &why);
    if (faults.count > 0) {
        prepare_page(&s, staff_faults_status(&faults), &faults);
        return;
    }
    span id = staff_id_text(&s, c.object_id);
    staff_go(&s, "/app/disclosures/%.*s?done=prepared", SPAN_PRINT(id));
}
