/* The list of requests for receipts and of receipts; reviewing many; giving all that were reviewed.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/staff_receipt.h"

#include "receipts_html.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { GIVEN = REQUEST_REFUSED + 1, DESK_MEMORY = 64 << 20 };

/* ---- words ---------------------------------------------------------------------------------- */

const char *request_payer_label(receipt_payer payer)
{
    static const char *const labels[] = { "", N_("Person"), N_("Organisation"),
        N_("Several people together") };
    return labels[payer];
}

const char *request_way_label(receipt_way by)
{
    static const char *const labels[] = { "", N_("by her link"), N_("by e-mail"), N_("by post") };
    return labels[by];
}

mark_view request_mark(request_state state)
{
    static const mark_view marks[] = { { 0 }, { N_("to be reviewed"), TONE_HOT, ICON_CLOCK },
        { N_("reviewed"), TONE_INFO, ICON_CHECK },
        { N_("waits for the sum of the year"), TONE_ZERO, ICON_CLOCK },
        { N_("receipt given"), TONE_OK, ICON_CHECK }, { N_("ended"), TONE_WARN, ICON_CLOSE } };
    return marks[state];
}

mark_view receipt_mark(receipt_state state)
{
    static const mark_view marks[] = { { 0 }, { N_("receipt given"), TONE_OK, ICON_CHECK },
        { N_("void"), TONE_BAD, ICON_CLOSE } };
    return marks[state];
}

span receipt_number_text(staff *s, const receipt *r)
{
    char text[RECEIPT_NUMBER_TEXT_SIZE];
    receipt_number_write(text, r->year, r->number);
    return arena_copy(&s->memory, span_of(text));
}

/* ---- what the address asks for -------------------------------------------------------------- */

typedef struct receipts_ask {
    campaign of;
    int view; /* request_state, or GIVEN */
    int64_t after;
} receipts_ask;

static const struct {
    const char *name, *label;
    int view;
} views[] = { { "open", N_("To review"), REQUEST_OPEN },
    { "reviewed", N_("To give"), REQUEST_REVIEWED },
    { "yearly", N_("For the sum of the year"), REQUEST_YEARLY }, { "given", N_("Given"), GIVEN },
    { "refused", N_("Refused or ended"), REQUEST_REFUSED } };
enum { VIEWS = sizeof views / sizeof *views };

static span ask_url(staff *s, const receipts_ask *ask, const char *path, int view)
{
    int at = 0;
    while (views[at].view != view)
        at++;
    return staff_url(s, "%s?campaign=%s&view=%s", path, ask->of.code, views[at].name);
}

static bool ask_read(staff *s, receipts_ask *ask, chip_list *ret_campaigns, err *reterr)
{
    span view = net_query(s->r->net, "view");
    ask->view = REQUEST_OPEN;
    for (int i = 0; i < VIEWS; i++)
        ask->view = span_is(view, views[i].name) ? views[i].view : ask->view;
    return staff_campaign_ask(s, "/app/receipts", &ask->of, ret_campaigns, reterr) &&
           staff_before(s, &ask->after, reterr);
}

/* ---- rows ----------------------------------------------------------------------------------- */

static bool request_item(staff *s, const receipt_request *r, receipt_item *ret, err *reterr)
{
    donation_row gift = { 0 };
    date today = sys_zone_local(house_zone(s->r->house), house_civil_us(s->r->house)).day;
    bool waits = r->state <= REQUEST_REVIEWED;
    *ret = (receipt_item){ .url = staff_id_url(s, "/app/receipts/requests/", r->id),
        .title = r->label,
        .payer = request_payer_label(r->payer),
        .way = request_way_label(r->way),
        .state = request_mark(r->state),
        .asked = r->entered_day,
        .due = r->due_day,
        .is_late = waits && today.day > r->due_day.day,
        .is_exact = r->is_exact };
    if (r->state == REQUEST_OPEN && r->is_exact && r->entered_by != s->r->author.id)
        ret->id = staff_id_text(s, r->id);
    if (r->donation.value == 0)
        return true;
    if (!donation_get(s->r->conn, r->donation, &gift, reterr))
        return false;
    ret->amount = (worth){ gift.asset, gift.amount.fen };
    return true;
}

static void given_item(staff *s, const receipt *r, receipt_item *ret)
{
    span number = receipt_number_text(s, r);
    *ret = (receipt_item){ .url = staff_url(s, "/app/receipts/%.*s", SPAN_PRINT(number)),
        .number = number,
        .title = r->label,
        .payer = request_payer_label(r->payer),
        .state = receipt_mark(r->state),
        .amount = { r->asset, r->amount.fen },
        .asked = r->issued_day };
}

static void pager_fill(staff *s, const receipts_ask *ask, size_t found, int64_t last, pager_view *p)
{
    span url = ask_url(s, ask, "/app/receipts", ask->view);
    p->count = (int64_t)(found < STAFF_ROWS ? found : STAFF_ROWS);
    if (ask->after != 0)
        p->newer_url = url;
    if (found <= STAFF_ROWS)
        return;
    span id = staff_id_text(s, last);
    buffer b = buffer_in(&s->memory, url.size + 32);
    buffer_format(&b, "%.*s&before=%.*s", SPAN_PRINT(url), SPAN_PRINT(id));
    p->older_url = buffer_span(&b);
}

static bool requests_fill(
    staff *s, const receipts_ask *ask, receipt_item *items, receipts_view *v, err *reterr)
{
    receipt_request *rows = NULL;
    size_t found = 0;
    const request_filter filter = { .org = ask->of.org,
        .campaign = ask->of.id,
        .state = (request_state)ask->view,
        .after = ask->after };
    if (!request_list(s->r->conn, &s->memory, &filter, STAFF_ROWS + 1, &rows, &found, reterr))
        return false;
    v->count = found < STAFF_ROWS ? found : STAFF_ROWS;
    for (size_t i = 0; i < v->count; i++) {
        if (!request_item(s, &rows[i], &items[i], reterr))
            return false;
        v->tick_count += items[i].id.size > 0;
    }
    pager_fill(s, ask, found, v->count > 0 ? rows[v->count - 1].id : 0, &v->pager);
    return true;
}

static bool given_fill(
    staff *s, const receipts_ask *ask, receipt_item *items, receipts_view *v, err *reterr)
{
    receipt *rows = NULL;
    size_t found = 0;
    if (!receipt_list(s->r->conn, &s->memory, ask->of.org, ask->of.id, ask->after, STAFF_ROWS + 1,
            &rows, &found, reterr))
        return false;
    v->shows_given = true;
    v->count = found < STAFF_ROWS ? found : STAFF_ROWS;
    for (size_t i = 0; i < v->count; i++)
        given_item(s, &rows[i], &items[i]);
    pager_fill(s, ask, found, v->count > 0 ? rows[v->count - 1].id : 0, &v->pager);
    return true;
}

/* ---- the page ------------------------------------------------------------------------------- */

static bool views_fill(staff *s, const receipts_ask *ask, receipts_view *v, err *reterr)
{
    request_counts counts = { 0 };
    chip_item *items = ARENA_NEW(&s->memory, chip_item, VIEWS);
    if (!items)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!request_count(s->r->conn, ask->of.org, ask->of.id, &counts, reterr))
        return false;
    for (int i = 0; i < VIEWS; i++)
        items[i] = (chip_item){ .url = ask_url(s, ask, "/app/receipts", views[i].view),
            .said = views[i].label,
            .count = views[i].view == GIVEN ? counts.by_state[REQUEST_DONE]
                                            : counts.by_state[views[i].view],
            .is_on = ask->view == views[i].view };
    v->views = (chip_list){ items, VIEWS };
    v->reviewed = counts.by_state[REQUEST_REVIEWED];
    v->yearly = counts.by_state[REQUEST_YEARLY];
    return receipt_threshold(s->r->conn, &v->threshold, reterr);
}

static void acts_fill(staff *s, const receipts_ask *ask, receipts_view *v)
{
    const char *code = ask->of.code;
    if (staff_may(s, RIGHT_RECEIPT_ENTER, ask->of.org)) {
        v->new_url = staff_url(s, "/app/receipts/requests/new?campaign=%s", code);
        if (v->reviewed > 0)
            v->run_action = staff_url(s, "/app/receipts/run?campaign=%s", code);
        if (v->yearly > 0 && ask->view == REQUEST_YEARLY)
            v->yearly_action = staff_url(s, "/app/receipts/run?campaign=%s&yearly=1", code);
    }
    if (staff_may(s, RIGHT_RECEIPT_REVIEW, ask->of.org) && v->tick_count > 0)
        v->review_action = staff_url(s, "/app/receipts/review?campaign=%s", code);
    v->csv_url = ask_url(s, ask, "/app/receipts.csv", ask->view);
}

static void list_page(staff *s, const receipts_ask *ask, receipts_view *v, int status)
{
    err why = { 0 };
    receipt_item *items = ARENA_NEW(&s->memory, receipt_item, STAFF_ROWS);
    bool is_good = items || err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
    is_good = is_good &&
              (ask->view == GIVEN ? given_fill(s, ask, items, v, &why)
                                  : requests_fill(s, ask, items, v, &why)) &&
              views_fill(s, ask, v, &why);
    if (!is_good) {
        staff_fail(s, &why);
        return;
    }
    v->items = items;
    acts_fill(s, ask, v);
    staff_key_fill(s);
    v->key = s->key;
    v->staff = s->view;
    receipts_html(&s->out, v);
    staff_answer(s, status);
}

/* What a run came to stands in the address that it leads to. */
static void note_fill(staff *s)
{
    span given = net_query(s->r->net, "given");
    int64_t left = staff_number(net_query(s->r->net, "left"));
    if (!given.at)
        return;
    s->view.note = (note_view){ .tone = left > 0 ? TONE_WARN : TONE_OK };
    err_set(
        &s->view.note.text, ERR_INPUT, N_("Receipts given: %lld"), (long long)staff_number(given));
    if (left > 0)
        err_set(&s->view.note.more, ERR_INPUT,
            N_("%lld wait: their gift is not in the signed log yet, was reversed, or their list "
               "doesn't add up. Open one to see why."),
            (long long)left);
}

void staff_receipts_get(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    receipts_ask ask = { 0 };
    receipts_view v = { 0 };
    if (!staff_begin(&s, r, STAFF_RECEIPTS, N_("Receipts")))
        return;
    if (!ask_read(&s, &ask, &v.campaigns, &why)) {
        staff_fail(&s, &why);
        return;
    }
    note_fill(&s);
    list_page(&s, &ask, &v, 200);
}

/* ---- many at once --------------------------------------------------------------------------- */

static bool ids_read(staff *s, int64_t ids[RECEIPT_REVIEW_MAX], size_t *ret_count, err *reterr)
{
    *ret_count = 0;
    for (size_t i = 0; i < s->r->net->field_count; i++) {
        const net_pair *field = &s->r->net->fields[i];
        if (!span_is(field->name, "request"))
            continue;
        if (*ret_count == RECEIPT_REVIEW_MAX)
            return err_field(reterr, "request", N_("1 to %d requests are reviewed together"),
                RECEIPT_REVIEW_MAX);
        if (!text_parse_id(field->value, &ids[*ret_count], reterr))
            return false;
        ++*ret_count;
    }
    return true;
}

void staff_receipts_review_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    change c = { 0 };
    receipts_ask ask = { 0 };
    receipts_view v = { 0 };
    int64_t ids[RECEIPT_REVIEW_MAX];
    receipt_reviews_input in = { .requests = ids };
    if (!staff_begin(&s, r, STAFF_RECEIPTS, N_("Receipts")))
        return;
    if (!ask_read(&s, &ask, &v.campaigns, &why)) {
        staff_fail(&s, &why);
        return;
    }
    if (ids_read(&s, ids, &in.count, &why) &&
        staff_change(&s, &receipt_review_many, ask.of.org, &in, &c, &why)) {
        staff_go(&s, "/app/receipts?campaign=%s&view=reviewed", ask.of.code);
        return;
    }
    s.view.note = (note_view){ .tone = TONE_BAD, .text = why };
    list_page(&s, &ask, &v, door_status(why.code));
}

void staff_receipts_run_post(door_request *r)
{
    STAFF s = { 0 };
    ARENA home = { 0 };
    err why = { 0 };
    receipts_ask ask = { 0 };
    chip_list ignored = { 0 };
    receipt_desk desk = { 0 };
    if (!staff_begin(&s, r, STAFF_RECEIPTS, N_("Receipts")))
        return;
    bool is_good = ask_read(&s, &ask, &ignored, &why) &&
                   door_may_at(r, RIGHT_RECEIPT_ENTER, ask.of.org, &why) &&
                   (arena_open(&home, DESK_MEMORY) ||
                       err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"))) &&
                   receipt_desk_open(r->house, r->conn, &home, r->author.id, &desk, &why);
    receipt_run run = { .desk = &desk,
        .writer = house_writer(r->house),
        .author = &r->author,
        .org = ask.of.org,
        .campaign = ask.of.id,
        .is_yearly = net_query(r->net, "yearly").size > 0 };
    if (is_good && receipt_run_all(&run, &why))
        staff_go(&s, "/app/receipts?campaign=%s&view=given&given=%lld&left=%lld", ask.of.code,
            (long long)run.given, (long long)run.left);
    else
        staff_fail(&s, &why);
}

/* ---- file ----------------------------------------------------------------------------------- */

static void csv_row(buffer *b, const receipt *r)
{
    char number[RECEIPT_NUMBER_TEXT_SIZE];
    receipt_number_write(number, r->year, r->number);
    buffer_format(b, "%s,%s,", number, receipt_state_name(r->state));
    text_add_csv(b, r->label);
    buffer_format(b, ",%s,", currency_of(r->asset)->code);
    text_add_amount_plain(b, r->asset, r->amount.fen);
    buffer_byte(b, ',');
    text_add_date(b, r->issued_day);
    buffer_byte(b, ',');
    text_add_csv(b, r->fiscal_code);
    buffer_byte(b, ',');
    text_add_csv(b, r->fiscal_no);
    buffer_byte(b, ',');
    text_add_csv(b, r->fiscal_check);
    buffer_text(b, "\r\n");
}

/* Receipts of a campaign: the sheet that the finance department fills with its numbers. */
void staff_receipts_csv_get(door_request *r)
{
    enum { STEP = 1000, TEXT_MEMORY = 1 << 28 };
    STAFF s = { 0 };
    ARENA text = { 0 };
    err why = { 0 };
    receipts_ask ask = { 0 };
    chip_list ignored = { 0 };
    size_t count = STEP;
    if (!staff_begin(&s, r, STAFF_RECEIPTS, N_("Receipts")))
        return;
    bool is_good = ask_read(&s, &ask, &ignored, &why) &&
                   (arena_open(&text, TEXT_MEMORY) ||
                       err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound")));
    buffer b = buffer_in(&text, 1 << 16);
    buffer_text(
        &b, "number,state,title,currency,amount,given_on,fiscal_code,fiscal_no,fiscal_check\r\n");
    for (ask.after = 0; is_good && count == STEP;) {
        receipt *rows = NULL;
        ARENA step = { 0 };
        is_good = (arena_open(&step, 64 << 20) ||
                      err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"))) &&
                  receipt_list(
                      r->conn, &step, ask.of.org, ask.of.id, ask.after, STEP, &rows, &count, &why);
        for (size_t i = 0; is_good && i < count; i++) {
            csv_row(&b, &rows[i]);
            ask.after = rows[i].id;
        }
    }
    if (is_good)
        staff_csv(&s, "receipts.csv", &b);
    else
        staff_fail(&s, &why);
}
