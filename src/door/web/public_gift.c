/* A giver's own page behind her secret link: how to pay while she only promised, and the way of her
 * money once it is here.  One read by the link's digest; what it leads to is read by keys.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/give.h"
#include "door/web/web_in.h"

#include "door/form.h"
#include "flow/receipt.h"

#include "gift_page_html.h"
#include "text/text.h"
#include "web_sql.h"

#include <assert.h>
#include <string.h>

enum { PARTS_MAX = 32, STEPS_MAX = 24 };

/* A link on its way to its page. */
typedef struct gift_page {
    door_request *r;
    uint8_t digest[GIVER_DIGEST_SIZE];
    giver_link link;
    campaign of;
    promise promise;
    bool has_promise;
    gift_page_view view;
} gift_page;

/* ---- the way of one gift --------------------------------------------------------------------- */

static void step_add(gift_part *part, gift_step *steps, gift_step step)
{
    if (part->step_count < STEPS_MAX)
        steps[part->step_count++] = step;
}

/* Everywhere that the payment was seen, the place that brought it first at the top. */
static bool sources_add(gift_page *g, int64_t gift, gift_part *part, gift_step *steps, err *reterr)
{
    static const char *const labels[] = { "", N_("Seen in a payment file"),
        N_("Told by the payment provider"), N_("Entered at the desk") };
    store_rows rows = { 0 };
    const store_value in[] = { store_int(g->link.org.value), store_int(gift) };
    if (!store_query_open(g->r->conn, &WEB_GIVER_SOURCES, in, 2, &rows, reterr))
        return false;
    while (store_rows_next(&rows)) {
        int64_t kind = store_rows_int(&rows, 0);
        int64_t at = store_rows_int(&rows, 1); /* less than 0: the id that tells it */
        int64_t seen_us = (at < 0 ? id_instant_us(-at) : at) + house_civil_offset(g->r->house);
        const web_name account = { arena_copy(g->r->memory, store_rows_text(&rows, 2)),
            arena_copy(g->r->memory, store_rows_text(&rows, 3)) };
        step_add(part, steps,
            (gift_step){ .label = labels[kind >= 1 && kind <= 3 ? kind : 1],
                .day = web_day(g->r->house, seen_us),
                .place = web_name_in(account, g->r->lang) });
    }
    return store_rows_close(&rows, reterr);
}

static void booked_add(
    gift_page *g, date entered, int64_t number, gift_part *part, gift_step *steps)
{
    const seal_view seal = { .state = number >= 0 ? SEAL_PROVEN : SEAL_WAIT,
        .number = number,
        .url = number >= 0 ? web_url(g->r->memory, g->r->lang, "/transfers/%lld", (long long)number)
                           : (span){ NULL, 0 } };
    step_add(part, steps,
        (gift_step){ .label = N_("In the books"),
            .day = entered,
            .said = number >= 0 ? N_("Its entry in the public log:") : NULL,
            .seal = seal });
    if (number >= 0)
        part->proof_url = web_url(g->r->memory, SAY_ZH, "/log/proof/%lld", (long long)number);
}

/* The receipt of a gift as it stands, or the form that asks for one. */
static bool receipt_fill(gift_page *g, store_rows *row, gift_part *part, err *reterr)
{
    const donation_id gift = { store_rows_int(row, 0) };
    bool is_whole = part->amount.amount == store_rows_int(row, 10); /* others gave a part of it */
    door_request *r = g->r;
    receipt_request asked = { 0 };
    receipt given = { 0 };
    char number[RECEIPT_NUMBER_TEXT_SIZE];
    gift_receipt *ret = &part->receipt;
    ret->part = (int64_t)g->view.part_count - 1;
    if (!receipt_of_gift(r->conn, r->memory, g->link.org, gift, &asked, &given, reterr))
        return false;
    if (!is_whole)
        return true;
    if (given.id != 0) {
        receipt_number_write(number, given.year, given.number);
        ret->state = GIFT_RECEIPT_ISSUED;
        ret->number = arena_copy(r->memory, span_of(number));
        ret->day = given.issued_day;
        ret->pdf_url = web_url(r->memory, r->lang, "/g/%.*s/receipt/%lld/pdf",
            SPAN_PRINT(r->params[0]), (long long)ret->part);
        if (given.proof.size > 0)
            ret->proof_url = web_url(r->memory, r->lang, "/g/%.*s/receipt/%lld/proof",
                SPAN_PRINT(r->params[0]), (long long)ret->part);
    } else if (asked.id != 0) {
        ret->state = GIFT_RECEIPT_ASKED;
        ret->is_yearly = asked.state == REQUEST_YEARLY;
    } else if (!part->is_returned) {
        ret->ask_action = web_url(r->memory, r->lang, "/g/%.*s/receipt", SPAN_PRINT(r->params[0]));
    }
    return true;
}

/* Columns: 0 gift  1 asset  2 what of it is hers  3 day of payment  4 channel  5 day of entry  6 number
 * in the log or NULL  7 state  8 campaign  9 label or NULL  10 amount of the gift. */
static bool part_read(gift_page *g, store_rows *row, gift_part *ret, err *reterr)
{
    gift_step *steps = ARENA_NEW(g->r->memory, gift_step, STEPS_MAX);
    if (!steps)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    int64_t number = store_rows_is_null(row, 6) ? -1 : store_rows_int(row, 6);
    *ret = (gift_part){ .amount = { store_rows_int(row, 1), store_rows_int(row, 2) },
        .is_returned = store_rows_int(row, 7) != 1,
        .steps = steps,
        .receipt.state = g->view.wants_receipt ? GIFT_RECEIPT_WANTED : GIFT_RECEIPT_NONE };
    step_add(ret, steps,
        (gift_step){ .label = N_("Paid"),
            .day = { (int32_t)store_rows_int(row, 3) },
            .said = donation_channel_label((donation_channel)store_rows_int(row, 4)) });
    const date entered = { (int32_t)store_rows_int(row, 5) };
    if (!sources_add(g, store_rows_int(row, 0), ret, steps, reterr))
        return false;
    booked_add(g, entered, number, ret, steps);
    return receipt_fill(g, row, ret, reterr);
}

/* All gifts of a promise, or the one of the link. */
static bool parts_read(gift_page *g, err *reterr)
{
    store_rows rows = { 0 };
    gift_page_view *v = &g->view;
    gift_part *parts = ARENA_NEW(g->r->memory, gift_part, PARTS_MAX);
    const store_value in[] = { store_int(g->link.org.value),
        store_int(g->link.promise.value ? g->link.promise.value : g->link.donation.value) };
    if (!parts)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    v->parts = parts;
    if (!store_query_open(g->r->conn, g->link.promise.value ? &WEB_GIVER_PROMISED : &WEB_GIVER_GIFT,
            in, 2, &rows, reterr))
        return false;
    bool is_good = true;
    while (is_good && v->part_count < PARTS_MAX && store_rows_next(&rows)) {
        gift_part *part = &parts[v->part_count++];
        is_good = part_read(g, &rows, part, reterr);
        g->of.id.value = store_rows_int(&rows, 8);
        v->label = arena_copy(g->r->memory, store_rows_text(&rows, 9));
        v->total.asset = part->amount.asset;
        v->total.amount += part->is_returned ? 0 : part->amount.amount;
    }
    err other = { 0 };
    return store_rows_close(&rows, is_good ? reterr : &other) && is_good;
}

/* ---- the page ------------------------------------------------------------------------------- */

static gift_state state_of(const gift_page *g)
{
    promise_state now = promise_state_at(&g->promise, house_civil_us(g->r->house));
    if (!g->has_promise || now == PROMISE_KEPT)
        return GIFT_HERE;
    if (g->promise.given.fen > 0)
        return GIFT_PARTLY;
    return now == PROMISE_WITHDRAWN ? GIFT_WITHDRAWN
           : now == PROMISE_EXPIRED ? GIFT_EXPIRED
                                    : GIFT_PROMISED;
}

static bool promise_fill(gift_page *g, span token)
{
    gift_page_view *v = &g->view;
    const promise *p = &g->promise;
    buffer code = buffer_in(g->r->memory, 16);
    char text[ORDER_CODE_TEXT_SIZE];
    order_code_write(text, p->code);
    buffer_text(&code, text);
    v->code = buffer_span(&code);
    v->amount = p->amount;
    v->rest.fen = p->amount.fen - p->given.fen;
    v->label = p->sealed.label;
    v->wants_receipt = p->wants_receipt;
    v->has_message = p->sealed.message.size > 0;
    v->made_us = p->made_us;
    v->expires_us = p->expires_us;
    if (state_of(g) == GIFT_PROMISED)
        v->withdraw_action =
            web_url(g->r->memory, g->r->lang, "/g/%.*s/withdraw", SPAN_PRINT(token));
    return !code.is_full;
}

/* What the campaign did with what all gave. */
static bool pool_fill(gift_page *g)
{
    int64_t version = 0;
    gift_page_view *v = &g->view;
    campaign_figures *f = ARENA_NEW(g->r->memory, campaign_figures, 1);
    if (!f)
        return false;
    if (!figures_read(house_board(g->r->house), g->of.id, f, &version))
        return true;
    int64_t balance = f->clearing_fen + f->bank_fen + f->cash_fen;
    int64_t paid = f->amount_fen - f->refunded_fen - f->fees_fen - balance;
    v->pool.fen = f->amount_fen;
    v->paid_out.fen = paid > 0 ? paid : 0;
    return true;
}

static bool view_fill(gift_page *g)
{
    static const kept_campaign nothing = { 0 };
    door_request *r = g->r;
    gift_page_view *v = &g->view;
    v->state = state_of(g);
    v->page = web_page(r, r->memory, PLACE_CAMPAIGN, N_("Your gift"));
    v->campaign = web_campaign_name(&g->of, r->lang);
    v->campaign_url = web_url(r->memory, r->lang, "/c/%s", g->of.code);
    v->ledger_url = web_url(r->memory, r->lang, "/ledger");
    if (v->state != GIFT_PROMISED && v->state != GIFT_PARTLY)
        return pool_fill(g);
    const kept *k = web_kept_take(web_of(r));
    const kept_campaign *own = kept_campaign_find(k, g->of.id);
    bool is_good = web_ways(r, r->memory, own ? own : &nothing, v->code, v->rest, &v->ways);
    web_kept_give(web_of(r));
    return is_good && pool_fill(g);
}

static bool campaign_of(gift_page *g, campaign_id id, err *reterr)
{
    enum { CAMPAIGNS = 64 };
    campaign *list = ARENA_NEW(g->r->memory, campaign, CAMPAIGNS);
    size_t count = list ? campaign_list(house_donations(g->r->house), list, CAMPAIGNS) : 0;
    for (size_t i = 0; i < count; i++) {
        if (list[i].id.value == id.value) {
            g->of = list[i];
            return true;
        }
    }
    return err_set(reterr, ERR_ABSENT, N_("No such campaign"));
}

/* What the link in the address leads to; answers itself when that is nothing. */
static bool link_read(gift_page *g, err *reterr)
{
    door_request *r = g->r;
    if (!giver_token_digest(house_seal_key(r->house), r->params[0], g->digest))
        return err_set(reterr, ERR_ABSENT, N_("This link leads nowhere"));
    if (!giver_link_find(r->conn, g->digest, &g->link, reterr))
        return false;
    g->has_promise = g->link.promise.value != 0;
    return !g->has_promise ||
           (promise_get(r->conn, r->memory, g->link.org, g->link.promise, &g->promise, reterr) &&
               promise_fill(g, r->params[0]));
}

static bool page_fill(gift_page *g, err *reterr)
{
    bool is_here = !g->has_promise || g->promise.given.fen > 0;
    if (is_here && !parts_read(g, reterr))
        return false;
    if (!g->has_promise && g->view.part_count == 0)
        return err_set(reterr, ERR_ABSENT, N_("This link leads nowhere"));
    char key[DOOR_FORM_KEY_SIZE + 1];
    door_form_key_keep(g->r, key);
    g->view.form_key = arena_copy(g->r->memory, span_of(key));
    campaign_id id = g->has_promise ? g->promise.campaign : g->of.id;
    return campaign_of(g, id, reterr) &&
           (view_fill(g) || err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound")));
}

static void page_show(gift_page *g, int status)
{
    err why = { 0 };
    buffer b = buffer_in(g->r->memory, 32768);
    html page = web_html(g->r, &b);
    if (!page_fill(g, &why)) {
        door_error(g->r, &why);
        return;
    }
    gift_page_html(&page, &g->view);
    web_answer_private(g->r, status, &b);
}

void web_gift_get(door_request *r)
{
    err why = { 0 };
    gift_page g = { .r = r };
    if (link_read(&g, &why))
        page_show(&g, 200);
    else
        door_error(r, &why);
}

void web_gift_withdraw_post(door_request *r)
{
    err why = { 0 };
    change c = { 0 };
    gift_page g = { .r = r };
    promise_take_back_input in = { 0 };
    if (!link_read(&g, &why)) {
        door_error(r, &why);
        return;
    }
    memcpy(in.link, g.digest, sizeof in.link);
    if (door_change_run(r, &promise_take_back, g.link.org, &in, &c, &why)) {
        door_redirect(r, 303, web_url(r->memory, r->lang, "/g/%.*s", SPAN_PRINT(r->params[0])));
        return;
    }
    g.view.error = &why;
    page_show(&g, door_status(why.code));
}

/* ---- its receipt ---------------------------------------------------------------------------- */

/* The gift of a part of the page, as it was numbered there. */
static bool part_gift(gift_page *g, int64_t part, donation_id *ret, err *reterr)
{
    store_rows rows = { 0 };
    int64_t at = 0;
    const store_value in[] = { store_int(g->link.org.value),
        store_int(g->link.promise.value ? g->link.promise.value : g->link.donation.value) };
    if (!store_query_open(g->r->conn, g->link.promise.value ? &WEB_GIVER_PROMISED : &WEB_GIVER_GIFT,
            in, 2, &rows, reterr))
        return false;
    while (store_rows_next(&rows)) {
        if (at++ != part || store_rows_int(&rows, 2) != store_rows_int(&rows, 10))
            continue;
        ret->value = store_rows_int(&rows, 0);
        g->of.id.value = store_rows_int(&rows, 8);
    }
    return store_rows_close(&rows, reterr) &&
           (ret->value != 0 || err_set(reterr, ERR_ABSENT, N_("This link leads nowhere")));
}

static bool part_read_number(span text, int64_t *ret, err *reterr)
{
    uint64_t part = 0;
    if (!text_parse_uint(text, PARTS_MAX, &part))
        return err_set(reterr, ERR_ABSENT, N_("This link leads nowhere"));
    *ret = (int64_t)part;
    return true;
}

static bool ask_read(gift_page *g, receipt_request_input *in, err *reterr)
{
    door_request *r = g->r;
    const receipt_person person = { .title = text_normal(r->memory, net_field(r->net, "title")),
        .email = text_normal(r->memory, net_field(r->net, "email")),
        .id_no = text_normal(r->memory, net_field(r->net, "id_no")) };
    g->view.asked_title = person.title;
    g->view.asked_email = person.email;
    in->donation = (donation_id){ 0 };
    in->payer =
        span_is(net_field(r->net, "payer"), "organisation") ? RECEIPT_ORGANISATION : RECEIPT_PERSON;
    in->way = person.email.size > 0 ? RECEIPT_BY_MAIL : RECEIPT_BY_LINK;
    return receipt_request_seal(r->memory, house_seal_key(r->house), &person, in, reterr);
}

void web_gift_receipt_post(door_request *r)
{
    err why = { 0 };
    change c = { 0 };
    gift_page g = { .r = r };
    int64_t part = 0;
    donation_id gift = { 0 };
    receipt_request_input in = { 0 };
    if (!link_read(&g, &why)) {
        door_error(r, &why);
        return;
    }
    bool is_good = door_form_check(r, &why) && door_flood(r, FLOOD_CLAIM, &why) &&
                   part_read_number(net_field(r->net, "part"), &part, &why) &&
                   part_gift(&g, part, &gift, &why) && ask_read(&g, &in, &why);
    in.campaign = g.of.id;
    in.donation = gift;
    c = (change){ .kind = &receipt_ask, .author = &r->author, .org = g.link.org, .input = &in };
    if (is_good) /* the same form twice is one request */
        writer_key(house_writer(r->house), &c, net_field(r->net, "key"), g.view.asked_title);
    if (is_good && writer_run(house_writer(r->house), &c, &why)) {
        door_redirect(r, 303, web_url(r->memory, r->lang, "/g/%.*s", SPAN_PRINT(r->params[0])));
        return;
    }
    g.view.error = &why;
    page_show(&g, door_status(why.code));
}

/* Her receipt; handing it out counts as a copy. */
static bool receipt_take(gift_page *g, receipt *ret, int64_t *ret_copies, err *reterr)
{
    door_request *r = g->r;
    int64_t part = 0;
    donation_id gift = { 0 };
    receipt_request asked = { 0 };
    receipt_change_input in = { 0 };
    change c = { 0 };
    if (!link_read(g, reterr) || !part_read_number(r->params[1], &part, reterr) ||
        !part_gift(g, part, &gift, reterr) ||
        !receipt_of_gift(r->conn, r->memory, g->link.org, gift, &asked, ret, reterr))
        return false;
    if (ret->id == 0)
        return err_set(reterr, ERR_ABSENT, N_("No such receipt"));
    in.id = ret->id;
    *ret_copies = ret->copies;
    return door_change_run(r, &receipt_fetch, g->link.org, &in, &c, reterr);
}

void web_gift_receipt_proof_get(door_request *r)
{
    err why = { 0 };
    receipt given = { 0 };
    int64_t copies = 0;
    span proof = { "", 0 };
    gift_page g = { .r = r };
    bool is_good =
        receipt_take(&g, &given, &copies, &why) &&
        receipt_proof_unseal(r->memory, house_seal_key(r->house), given.proof, &proof, &why) &&
        (proof.size > 0 || err_set(&why, ERR_ABSENT, N_("No such receipt")));
    if (!is_good) {
        door_error(r, &why);
        return;
    }
    static const net_pair headers[] = { { SPAN("Content-Type"), SPAN("text/plain; charset=utf-8") },
        { SPAN("X-Content-Type-Options"), SPAN("nosniff") },
        { SPAN("Cache-Control"), SPAN("no-store") },
        { SPAN("Referrer-Policy"), SPAN("no-referrer") },
        { SPAN("Content-Disposition"), SPAN("attachment; filename=\"receipt.tlog-proof\"") } };
    door_answer_with(r, 200, headers, 5, proof);
}

void web_gift_receipt_pdf_get(door_request *r)
{
    err why = { 0 };
    ARENA work = { 0 };
    receipt given = { 0 };
    int64_t copies = 0;
    char number[RECEIPT_NUMBER_TEXT_SIZE] = "";
    gift_page g = { .r = r };
    bool is_good = receipt_take(&g, &given, &copies, &why);
    if (is_good)
        receipt_number_write(number, given.year, given.number);
    const web_paper how = {
        .conn = r->conn, .lang = r->lang, .copy = (int32_t)copies, .name = span_of(number)
    };
    if (!is_good || !web_receipt_pdf(r, &work, &how, &given, &why))
        door_error(r, &why);
}
