/* Reading through the API: figures, lists, the journal, health.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/api/api_in.h"

#include "disclose/hours.h"
#include "disclose/journal.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { PAGE_ROWS = 100, PAGE_ROWS_MAX = 1000 };
static const int64_t minute_us = 60000000;

void api_answer(door_request *r, int status, buffer *b)
{
    err why = { 0 };
    if (!buffer_check(b, &why)) {
        door_error(r, &why);
        return;
    }
    door_answer(r, status, "application/json; charset=utf-8", buffer_span(b));
}

void api_id_answer(door_request *r, int status, int64_t id)
{
    buffer b = buffer_in(r->memory, 64);
    json_writer w = json_write(&b);
    json_object(&w);
    door_put_id(&w, "id", id);
    json_object_end(&w);
    api_answer(r, status, &b);
}

bool api_flag(const door_request *r, const char *name)
{
    span value = net_query(r->net, name);
    if (!value.at)
        value = net_field(r->net, name);
    return span_is(value, "1") || span_is(value, "true");
}

bool api_campaign(door_request *r, campaign *ret)
{
    if (campaign_find(house_donations(r->house), r->params[0], ret))
        return true;
    err why = { 0 };
    err_set(&why, ERR_ABSENT, N_("There is no campaign %.*s"), SPAN_PRINT(r->params[0]));
    door_error(r, &why);
    return false;
}

/* ---- campaigns ------------------------------------------------------------------------------ */

void api_put_instant(json_writer *w, const char *name, int64_t us)
{
    unsigned char room[48];
    arena a = { .start = room, .size = sizeof room };
    buffer b = buffer_in(&a, 32);
    if (us == 0) {
        json_put_null(w, name);
        return;
    }
    text_add_instant(&b, us, 28800);
    json_put_string(w, name, buffer_span(&b));
}

/* Hours of all channels together, those with few gifts merged: what the public may see. */
static void hours_put(json_writer *w, const public_hour *hours, size_t count)
{
    json_name(w, "hours");
    json_array(w);
    for (size_t i = 0; i < count; i++) {
        const public_hour *h = &hours[i];
        json_object(w);
        door_put_date(w, "day", h->day);
        if (h->hour < 24)
            json_put_int(w, "hour", h->hour);
        else
            json_put_null(w, "hour");
        json_put_int(w, "hours", h->hours);
        json_put_int(w, "gifts", h->gifts);
        json_put_int(w, "amount_fen", h->fen);
        json_object_end(w);
    }
    json_array_end(w);
}

static void channels_put(json_writer *w, const campaign_figures *f)
{
    int64_t gifts[CHANNEL_COUNT] = { 0 };
    int64_t fen[CHANNEL_COUNT] = { 0 };
    for (size_t i = 0; i < f->hour_count; i++) {
        gifts[f->hours[i].channel] += f->hours[i].gifts;
        fen[f->hours[i].channel] += f->hours[i].fen;
    }
    json_name(w, "channels");
    json_array(w);
    for (int channel = 1; channel < CHANNEL_COUNT; channel++) {
        if (gifts[channel] == 0)
            continue;
        json_object(w);
        json_put_string(w, "channel", span_of(donation_channel_name((donation_channel)channel)));
        json_put_int(w, "gifts", gifts[channel]);
        json_put_int(w, "amount_fen", fen[channel]);
        json_object_end(w);
    }
    json_array_end(w);
}

static void figures_put(json_writer *w, const campaign *c, const campaign_figures *f)
{
    json_put_string(w, "code", span_of(c->code));
    json_put_string(w, "name_zh", c->name_zh);
    json_put_string(w, "name_en", c->name_en);
    api_put_instant(w, "opened_at", c->opened_us);
    json_put_int(w, "gifts", f->gifts);
    json_put_int(w, "givers", f->givers);
    json_put_int(w, "amount_fen", f->amount_fen);
    json_put_int(w, "unclaimed_fen", f->unclaimed_fen);
    json_put_int(w, "first_24h_gifts", f->first_24h_gifts);
    json_put_int(w, "first_24h_fen", f->first_24h_fen);
    json_put_int(w, "refunded_fen", f->refunded_fen);
    json_put_int(w, "fees_fen", f->fees_fen);
    figures_others_json(w, f);
    /* no second of a gift */
    api_put_instant(w, "books_until", f->last_paid_us - f->last_paid_us % minute_us);
    json_put_bool(w, "provisional", true);
    json_put_bool(w, "exercise", c->is_exercise);
}

void api_figures_json(buffer *out, const campaign *c, const campaign_figures *f)
{
    json_writer w = json_write(out);
    public_hour *hours = ARENA_NEW(out->home, public_hour, f->hour_count + 1);
    if (!hours) {
        out->is_full = true;
        return;
    }
    json_object(&w);
    figures_put(&w, c, f);
    channels_put(&w, f);
    hours_put(&w, hours, hours_public(f, hours, f->hour_count));
    json_object_end(&w);
}

/* The last rendered answer of a campaign, kept while its figures stand: one per event thread. */
typedef struct figures_cache {
    campaign_id id;
    int64_t version, campaign_version;
    net_body *body;
} figures_cache;

static net_body *figures_body(door_request *r, const campaign *c)
{
    enum { CACHES = 16, BODY_MAX = 1 << 20 };
    static figures_cache caches[CACHES]; /* the event thread's alone */
    static const net_pair headers[] = { { SPAN("Content-Type"),
                                            SPAN("application/json; charset=utf-8") },
        { SPAN("Cache-Control"), SPAN("no-cache") } };
    figures_cache *cache = &caches[(uint64_t)c->id.value % CACHES];
    int64_t version = figures_version(house_board(r->house), c->id);
    if (cache->body && cache->id.value == c->id.value && cache->version == version &&
        cache->campaign_version == c->version)
        return cache->body;
    ARENA a = { 0 };
    err ignored = { 0 };
    if (!arena_open(&a, BODY_MAX + sizeof(campaign_figures)))
        return NULL;
    campaign_figures *f = ARENA_NEW(&a, campaign_figures, 1);
    buffer b = buffer_in(&a, 32768);
    net_body *body = NULL;
    if (!f || !figures_read(house_board(r->house), c->id, f, &version))
        return NULL;
    api_figures_json(&b, c, f);
    const net_body_parts parts = {
        .headers = headers, .header_count = 2, .plain = buffer_span(&b)
    };
    if (!buffer_check(&b, &ignored) || !net_body_open(&parts, &body, &ignored))
        return NULL;
    if (cache->body)
        net_body_close(cache->body);
    *cache = (figures_cache){
        .id = c->id, .version = version, .campaign_version = c->version, .body = body
    };
    return body;
}

void api_campaign_get(door_request *r)
{
    campaign c = { 0 };
    if (!api_campaign(r, &c))
        return;
    net_body *body = figures_body(r, &c);
    if (body) {
        door_answer_shared(r, 200, body);
        return;
    }
    err why = { 0 };
    err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
    door_error(r, &why);
}

void api_campaigns_get(door_request *r)
{
    campaign *list = ARENA_NEW(r->memory, campaign, 64);
    campaign_figures *f = ARENA_NEW(r->memory, campaign_figures, 1);
    err why = { 0 };
    if (!list || !f) {
        err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
        door_error(r, &why);
        return;
    }
    size_t count = campaign_list(house_donations(r->house), list, 64);
    buffer b = buffer_in(r->memory, 8192);
    json_writer w = json_write(&b);
    json_object(&w);
    json_name(&w, "items");
    json_array(&w);
    for (size_t i = 0; i < count; i++) {
        int64_t version = 0;
        if (!figures_read(house_board(r->house), list[i].id, f, &version))
            continue;
        json_object(&w);
        figures_put(&w, &list[i], f);
        json_object_end(&w);
    }
    json_array_end(&w);
    json_object_end(&w);
    api_answer(r, 200, &b);
}

/* ---- paging --------------------------------------------------------------------------------- */

/* Says which parameter an error is of; returns false. */
static bool field_name(const char *name, err *reterr)
{
    snprintf(reterr->field, sizeof reterr->field, "%s", name);
    return false;
}

bool api_page_read(door_request *r, size_t *ret_limit, int64_t *ret_before, err *reterr)
{
    span limit = net_query(r->net, "limit");
    span before = net_query(r->net, "before");
    uint64_t rows = PAGE_ROWS;
    *ret_before = 0;
    if (limit.at && (!text_parse_uint(limit, PAGE_ROWS_MAX, &rows) || rows == 0))
        return err_field(reterr, "limit", N_("A number from 1 to %d, not %.*s"), PAGE_ROWS_MAX,
            SPAN_PRINT(limit));
    *ret_limit = (size_t)rows;
    return !before.at || text_parse_id(before, ret_before, reterr) || field_name("before", reterr);
}

/* Gifts of a campaign for staff: with their ids. */
void api_campaign_donations_get(door_request *r)
{
    err why = { 0 };
    campaign c = { 0 };
    donation_filter filter = { 0 };
    donation_row *rows = NULL;
    size_t limit = 0;
    size_t count = 0;
    if (!api_campaign(r, &c))
        return;
    filter.campaign = c.id;
    if (!door_may_at(r, RIGHT_READ, c.org, &why) ||
        !api_page_read(r, &limit, &filter.before, &why) ||
        !donation_list(r->conn, r->memory, &filter, limit, &rows, &count, &why)) {
        door_error(r, &why);
        return;
    }
    buffer b = buffer_in(r->memory, 32768);
    json_writer w = json_write(&b);
    json_object(&w);
    json_name(&w, "items");
    json_array(&w);
    for (size_t i = 0; i < count; i++) {
        const donation_row *d = &rows[i];
        json_object(&w);
        door_put_id(&w, "id", d->id.value);
        door_put_date(&w, "day", d->day);
        api_put_instant(&w, "paid_at", d->paid_us == INT64_MIN ? 0 : d->paid_us);
        json_put_string(&w, "currency", span_of(currency_of(d->asset)->code));
        currency_json(&w, "amount", d->asset, d->amount.fen);
        json_put_string(&w, "channel", span_of(donation_channel_name(d->channel)));
        json_put_bool(&w, "claimed", d->is_claimed);
        json_put_bool(&w, "reversed", d->state == DONATION_REVERSED);
        door_put_id(&w, "import", d->statement.value);
        if (d->moved_to.value != 0)
            door_put_id(&w, "moved_to", d->moved_to.value);
        json_put_int(&w, "version", d->version);
        json_object_end(&w);
    }
    json_array_end(&w);
    door_put_id(&w, "next_before", count == limit ? rows[count - 1].id.value : 0);
    json_object_end(&w);
    api_answer(r, 200, &b);
}

/* ---- organisations, accounts ---------------------------------------------------------------- */

void api_orgs_get(door_request *r)
{
    err why = { 0 };
    org_tree tree = { 0 };
    if (!org_tree_load(r->conn, r->memory, &tree, &why)) {
        door_error(r, &why);
        return;
    }
    buffer b = buffer_in(r->memory, 65536);
    json_writer w = json_write(&b);
    json_object(&w);
    json_name(&w, "items");
    json_array(&w);
    for (int32_t i = 0; i < tree.count; i++) {
        const org *o = &tree.orgs[i];
        const org *up = org_up(&tree, o);
        json_object(&w);
        json_put_string(&w, "code", o->code);
        json_put_string(&w, "name_zh", o->name_zh);
        json_put_string(&w, "name_en", o->name_en);
        json_put_string(&w, "kind", span_of(org_kind_name(o->kind)));
        if (up)
            json_put_string(&w, "parent", up->code);
        else
            json_put_null(&w, "parent");
        json_object_end(&w);
    }
    json_array_end(&w);
    json_object_end(&w);
    api_answer(r, 200, &b);
}

void api_accounts_get(door_request *r)
{
    static const char *const classes[] = { "", "asset", "liability", "net", "income", "cost" };
    err why = { 0 };
    ledger_line *lines = NULL;
    size_t count = 0;
    ledger_view view = { 0 };
    span as_of = net_query(r->net, "as_of");
    span known = net_query(r->net, "known_at");
    if ((as_of.at && !text_parse_date(as_of, &view.as_of, &why) && !field_name("as_of", &why)) ||
        (known.at && !text_parse_date(known, &view.known_at, &why) &&
            !field_name("known_at", &why)) ||
        !ledger_lines(r->conn, r->memory, (org_id){ 0 }, view, &lines, &count, &why)) {
        door_error(r, &why);
        return;
    }
    buffer b = buffer_in(r->memory, 32768);
    json_writer w = json_write(&b);
    json_object(&w);
    json_name(&w, "items");
    json_array(&w);
    for (size_t i = 0; i < count; i++) {
        const ledger_line *l = &lines[i];
        json_object(&w);
        json_put_string(&w, "account", span_of(l->account.code));
        json_put_string(&w, "name_zh", l->account.name_zh);
        json_put_string(&w, "name_en", l->account.name_en);
        json_put_string(&w, "class", span_of(classes[l->account.class]));
        json_put_string(&w, "chart_code", l->chart_code);
        int64_t asset = l->account.asset;
        json_put_string(&w, "currency", span_of(currency_of(asset)->code));
        currency_json(&w, "debit", asset, l->debit);
        currency_json(&w, "credit", asset, l->credit);
        currency_json(&w, "balance", asset, l->debit - l->credit);
        json_put_int(&w, "transfers", l->count);
        json_object_end(&w);
    }
    json_array_end(&w);
    json_object_end(&w);
    api_answer(r, 200, &b);
}

/* ---- the journal ---------------------------------------------------------------------------- */

static bool journal_piece(void *self, span piece)
{
    buffer *b = self;
    buffer_add(b, piece);
    return !b->is_full;
}

/* The whole journal; large ones are for the command line. */
void api_journal_get(door_request *r)
{
    enum { JOURNAL_MAX = 512 << 20 };
    err why = { 0 };
    ARENA a = { 0 };
    journal_format format = JOURNAL_HLEDGER;
    span name = net_query(r->net, "format");
    if (!door_may_all(r, RIGHT_READ, &why)) {
        /* It holds the books of all units. */
    } else if (name.at && !journal_format_parse(name, &format))
        err_field(&why, "format", N_("The format is hledger, ledger, beancount or csv, not %.*s"),
            SPAN_PRINT(name));
    else if (!arena_open(&a, JOURNAL_MAX))
        err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
    else {
        buffer b = buffer_in(&a, 1 << 20);
        if (journal_export(r->conn, &a, format, journal_piece, &b, &why) &&
            buffer_check(&b, &why)) {
            door_answer(r, 200,
                format == JOURNAL_CSV ? "text/csv; charset=utf-8" : "text/plain; charset=utf-8",
                buffer_span(&b));
            return;
        }
    }
    door_error(r, &why);
}

void api_health_get(door_request *r)
{
    buffer b = buffer_in(r->memory, 256);
    net_figures f = door_figures(r->server);
    json_writer w = json_write(&b);
    json_object(&w);
    json_put_string(&w, "status", span_of("ok"));
    json_put_int(&w, "changes", writer_seq(house_writer(r->house)));
    json_put_int(&w, "waiting", writer_waiting(house_writer(r->house)));
    json_put_int(&w, "connections", f.connections);
    json_put_int(&w, "requests", f.requests_total);
    json_object_end(&w);
    api_answer(r, 200, &b);
}
