/* Giving: the form by which anybody announces a gift, answered from memory, and what becomes of it: a
 * promise made by a visitor, whose secret link leads on to how to pay.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/give.h"
#include "door/web/page_cache.h"

#include "door/form.h"
#include "give_html.h"
#include "text/text.h"

#include <assert.h>
#include <string.h>

enum { FAULTS_MAX = 4, FROM_MAX = 64, YUAN_FEN = 100 };

/* One form that came, on its way to becoming a promise. */
typedef struct giving {
    campaign of;
    give_view view; /* as it was filled in, to be shown again */
    promise_give_input input;
    change change;
    bool wants_key; /* its own was used for something else */
    char token[GIVER_TOKEN_SIZE + 1];
    err faults[FAULTS_MAX];
    size_t fault_count;
} giving;

/* ---- the form ------------------------------------------------------------------------------- */

static bool give_fill(door_request *r, arena *a, const campaign *of, give_view *v)
{
    static const kept_campaign nothing = { 0 };
    const kept *k = web_kept_take(web_of(r));
    const kept_campaign *own = kept_campaign_find(k, of->id);
    v->days = k->promise_days;
    bool is_good = web_ways(r, a, own ? own : &nothing, (span){ NULL, 0 }, (money){ 0 }, &v->ways);
    web_kept_give(web_of(r));
    v->page = web_page(r, a, PLACE_CAMPAIGN, N_("Give"));
    v->page.name = web_campaign_name(of, r->lang);
    v->campaign = v->page.name;
    v->campaign_url = web_url(a, r->lang, "/c/%s", of->code);
    v->purpose = web_name_in((web_name){ of->purpose_zh, of->purpose_en }, r->lang);
    v->action = web_url(a, r->lang, "/c/%s/give", of->code);
    v->claim_url = web_url(a, r->lang, "/c/%s/claim", of->code);
    return is_good;
}

static bool give_render(door_request *r, arena *a, const campaign *of, buffer *out)
{
    give_view v = { .key = span_of(DOOR_FORM_PLACE), .picked = 100 };
    html page = web_html(r, out);
    if (!give_fill(r, a, of, &v))
        return false;
    give_html(&page, &v);
    return true;
}

static bool code_fits(span from)
{
    bool fits = from.size > 0 && from.size <= FROM_MAX;
    for (size_t i = 0; i < from.size && fits; i++)
        fits = (from.at[i] >= 'a' && from.at[i] <= 'z') ||
               (from.at[i] >= '0' && from.at[i] <= '9') || from.at[i] == '-';
    return fits;
}

/* The campaign, if one can give to it now; answers itself when not. */
static bool campaign_open(door_request *r, campaign *ret)
{
    err why = { 0 };
    if (!web_campaign(r, ret))
        return false;
    if (ret->phase != PHASE_CLOSED)
        return true;
    err_set(&why, ERR_CONFLICT, N_("The campaign is closed"));
    err_hint(&why, N_("Its books stay open. Other campaigns stand on the home page."));
    door_error(r, &why);
    return false;
}

/* The form with something of this reader in it. */
static void form_show(
    door_request *r, const campaign *of, give_view *v, const char *key, int status)
{
    buffer b = buffer_in(r->memory, 32768);
    html page = web_html(r, &b);
    err why = { 0 };
    v->key = span_of(key);
    if (!give_fill(r, r->memory, of, v)) {
        err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
        door_error(r, &why);
        return;
    }
    give_html(&page, v);
    web_answer_form(r, status, &b);
}

void web_give_get(door_request *r)
{
    campaign of = { 0 };
    span from = net_query(r->net, "from");
    if (!campaign_open(r, &of))
        return;
    if (code_fits(from)) {
        char key[DOOR_FORM_KEY_SIZE + 1];
        give_view v = { .picked = 100, .from = from };
        door_form_key(r, key);
        form_show(r, &of, &v, key, 200);
        return;
    }
    page_answer_form(r, PAGE_GIVE, &of, give_render);
}

/* ---- reading it ----------------------------------------------------------------------------- */

static span field_of(const door_request *r, const char *name)
{
    span text = text_normal(r->memory, net_field(r->net, name));
    return text.at ? text : (span)SPAN("");
}

static void fault_add(giving *g, const err *why)
{
    if (g->fault_count == FAULTS_MAX)
        return;
    err *said = &g->faults[g->fault_count++];
    *said = *why;
    give_view *v = &g->view;
    const err **place = strcmp(why->field, "amount") == 0    ? &v->amount_error
                        : strcmp(why->field, "name") == 0    ? &v->name_error
                        : strcmp(why->field, "message") == 0 ? &v->message_error
                                                             : &v->error;
    v->error_count += *place == NULL;
    *place = said;
}

static void amount_read(giving *g)
{
    err why = { 0 };
    money *amount = &g->input.promise.amount;
    amount->fen = g->view.picked * YUAN_FEN;
    bool is_good =
        g->view.amount.size == 0 ? amount->fen > 0 : text_parse_money(g->view.amount, amount, &why);
    if (is_good && amount->fen > 0 && amount->fen <= MONEY_MAX_FEN)
        return;
    if (is_good)
        err_set(&why, ERR_INPUT,
            amount->fen > 0 ? N_("The amount is larger than any that can be booked")
                            : N_("Amount must be more than 0"));
    if (!why.message)
        err_set(&why, ERR_INPUT, N_("Choose or enter how much you give"));
    memcpy(why.field, "amount", sizeof "amount");
    fault_add(g, &why);
}

static void view_read(door_request *r, give_view *v)
{
    static const int64_t offered[] = { 10, 20, 50, 100, 200, 500 };
    uint64_t picked = 0;
    span from = net_field(r->net, "from");
    span display = net_field(r->net, "display");
    if (text_parse_uint(net_field(r->net, "pick"), 500, &picked)) {
        for (size_t i = 0; i < sizeof offered / sizeof *offered; i++)
            v->picked = offered[i] == (int64_t)picked ? offered[i] : v->picked;
    }
    v->amount = field_of(r, "amount");
    v->name = field_of(r, "name");
    v->message = field_of(r, "message");
    v->from = code_fits(from) ? from : (span){ NULL, 0 };
    v->display = span_is(display, "1")   ? GIVE_MASKED
                 : span_is(display, "2") ? GIVE_FULL
                                         : GIVE_NO_CHOICE;
    v->wants_receipt = net_field(r->net, "receipt").size > 0;
}

static void form_read(door_request *r, giving *g)
{
    static const donation_display displays[] = { DISPLAY_NONE, DISPLAY_MASKED, DISPLAY_FULL };
    const give_view *v = &g->view;
    promise_input *in = &g->input.promise;
    err why = { 0 };
    view_read(r, &g->view);
    amount_read(g);
    in->campaign = g->of.id;
    in->name = v->name;
    in->message = v->message;
    in->donor = v->name.size > 0 ? DONOR_PERSON : DONOR_UNKNOWN;
    in->display = displays[v->display];
    in->wants_receipt = v->wants_receipt;
    in->poster = v->from;
    if (v->name.size == 0 && v->display != GIVE_NO_CHOICE) {
        err_field(&why, "name", N_("Enter the name that may be shown, or choose to show none"));
        fault_add(g, &why);
    }
    why = (err){ 0 };
    if (!promise_input_check(in, &why))
        fault_add(g, &why);
    if (g->fault_count == 0 && !promise_input_seal(r->memory, house_seal_key(r->house), in, &why))
        fault_add(g, &why);
}

/* What is asked with the form's key, so that the same key with something else is noticed. */
static span asked_of(const door_request *r, const giving *g)
{
    const promise_input *in = &g->input.promise;
    buffer b = buffer_in(r->memory, 256);
    buffer_format(&b, "%lld %lld %d %d ", (long long)in->campaign.value, (long long)in->amount.fen,
        (int)in->display, (int)in->wants_receipt);
    const span texts[] = { in->name, in->message, in->poster };
    for (size_t i = 0; i < 3; i++) {
        buffer_add(&b, texts[i]);
        buffer_byte(&b, '\0');
    }
    return buffer_span(&b);
}

/* ---- making the promise --------------------------------------------------------------------- */

static int status_of(const giving *g)
{
    int status = 400;
    for (size_t i = 0; i < g->fault_count; i++) {
        if (g->faults[i].code != ERR_INPUT)
            status = door_status(g->faults[i].code);
    }
    return status;
}

static void again(door_request *r, giving *g, const err *why)
{
    char key[DOOR_FORM_KEY_SIZE + 1];
    if (why)
        fault_add(g, why);
    if (g->wants_key)
        door_form_key(r, key);
    else
        door_form_key_keep(r, key);
    form_show(r, &g->of, &g->view, key, status_of(g));
}

/* On the writer's thread. */
static void promise_done(door_request *r, change *c)
{
    giving *g = r->owner;
    err why = { 0 };
    if (!c->is_refused) {
        door_redirect(r, 303, web_url(r->memory, r->lang, "/g/%s", g->token));
        return;
    }
    g->wants_key = c->error.code == ERR_KEY;
    if (g->wants_key) {
        err_set(&why, ERR_INPUT, N_("You have sent this form before, with something else in it"));
        err_hint(&why, N_("Press once more to make another promise with what stands here now."));
    }
    again(r, g, g->wants_key ? &why : &c->error);
}

static void promise_queue(door_request *r, giving *g)
{
    span key = net_field(r->net, "key");
    change *c = &g->change;
    r->owner = g;
    *c = (change){
        .kind = &promise_by_visitor, .author = &r->author, .org = g->of.org, .input = &g->input
    };
    writer_key(house_writer(r->house), c, key, asked_of(r, g));
    giver_token_of(house_seal_key(r->house), key, g->token);
    bool is_token = giver_token_digest(house_seal_key(r->house), span_of(g->token), g->input.link);
    assert(is_token);
    door_change(r, c, promise_done);
}

void web_give_post(door_request *r)
{
    err why = { 0 };
    giving *g = ARENA_NEW(r->memory, giving, 1);
    if (!g) {
        err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
        door_error(r, &why);
        return;
    }
    if (!campaign_open(r, &g->of))
        return;
    form_read(r, g);
    if (g->fault_count > 0)
        again(r, g, NULL);
    else if (!door_form_check(r, &why) || !door_flood(r, FLOOD_PROMISE, &why))
        again(r, g, &why);
    else
        promise_queue(r, g);
}
