/* Gifts: the list with its files, and one gift.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/staff_in.h"

#include "door/matches.h"
#include "door/moved.h"
#include "door/reveal.h"
#include "gift_html.h"
#include "gifts_html.h"
#include "sheet/sheet.h"
#include "sys/fd.h"
#include "text/text.h"
#include "web_sql.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { FILE_STEP = 2000, FILE_ROWS_MAX = 1000000 };

/* ---- what the address asks for -------------------------------------------------------------- */

typedef struct gift_ask {
    donation_filter filter;
    campaign only;     /* id 0: all */
    span code, import; /* as in the address */
    bool is_filtered;
} gift_ask;

static bool ask_import(staff *s, gift_ask *ask, err *reterr)
{
    statement it = { 0 };
    int64_t id = 0;
    ask->import = net_query(s->r->net, "import");
    if (ask->import.size == 0)
        return true;
    if (!text_parse_id(ask->import, &id, reterr) ||
        !statement_get(s->r->conn, (statement_id){ id }, &it, reterr))
        return false;
    if (!staff_sees(s, it.org))
        return err_set(
            reterr, ERR_ABSENT, N_("The address may be mistyped, or it belongs to another unit"));
    ask->filter.statement = it.id;
    return true;
}

static bool ask_read(staff *s, gift_ask *ask, err *reterr)
{
    span channel = net_query(s->r->net, "channel");
    ask->code = net_query(s->r->net, "campaign");
    if (ask->code.size > 0 && !staff_campaign(s, ask->code, &ask->only))
        return err_set(reterr, ERR_ABSENT, N_("There is no campaign %.*s"), SPAN_PRINT(ask->code));
    if (channel.size > 0 && !donation_channel_parse(channel, &ask->filter.channel))
        return err_field(reterr, "channel", N_("There is no channel %.*s"), SPAN_PRINT(channel));
    ask->filter.campaign = ask->only.id;
    ask->filter.only_unclaimed = span_is(net_query(s->r->net, "view"), "unclaimed");
    ask->is_filtered = ask->code.size > 0 || channel.size > 0 || ask->filter.only_unclaimed ||
                       net_query(s->r->net, "import").size > 0;
    return ask_import(s, ask, reterr) && staff_before(s, &ask->filter.before, reterr);
}

/* The address of the list with these filters; `view`, `channel`: what is asked now. */
static span ask_url(staff *s, const gift_ask *ask, const char *path, bool only_unclaimed,
    donation_channel channel, int64_t before)
{
    buffer b = buffer_in(&s->memory, 160);
    char mark = '?';
    buffer_format(&b, "%s%s", web_base(s->r->lang), path);
    if (only_unclaimed) {
        buffer_format(&b, "%cview=unclaimed", mark);
        mark = '&';
    }
    if (ask->only.id.value) {
        buffer_format(&b, "%ccampaign=%s", mark, ask->only.code);
        mark = '&';
    }
    if (channel) {
        buffer_format(&b, "%cchannel=%s", mark, donation_channel_name(channel));
        mark = '&';
    }
    if (ask->filter.statement.value) {
        buffer_format(&b, "%cimport=", mark);
        text_add_id(&b, ask->filter.statement.value);
        mark = '&';
    }
    if (before) {
        buffer_format(&b, "%cbefore=", mark);
        text_add_id(&b, before);
    }
    return buffer_span(&b);
}

/* ---- rows ----------------------------------------------------------------------------------- */

/* Purposes by id, read once for a list. */
typedef struct purpose_names {
    size_t count;
    purpose_row *at;
    campaign_id of;
} purpose_names;

static bool purposes_read(staff *s, campaign_id of, purpose_names *names, err *reterr)
{
    if (names->at && names->of.value == of.value)
        return true;
    names->of = of;
    return purpose_list(s->r->conn, &s->memory, of, &names->at, &names->count, reterr);
}

static bool purpose_name(
    staff *s, const donation_row *d, purpose_names *names, span *ret, err *reterr)
{
    if (d->purpose == 0)
        return true;
    if (!purposes_read(s, d->campaign, names, reterr))
        return false;
    for (size_t i = 0; i < names->count; i++) {
        if (names->at[i].id == d->purpose)
            *ret =
                web_name_in((web_name){ names->at[i].name_zh, names->at[i].name_en }, s->r->lang);
    }
    return true;
}

static bool label_read(staff *s, const donation_row *d, span *ret, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(d->org.value), store_int(d->id.value) };
    if (!store_query_open(s->r->conn, &WEB_GIFT_LABEL, in, 2, &rows, reterr))
        return false;
    if (store_rows_next(&rows) && !store_rows_is_null(&rows, 0))
        *ret = arena_copy(&s->memory, store_rows_text(&rows, 0));
    return store_rows_close(&rows, reterr);
}

static mark_view gift_mark(const donation_row *d)
{
    if (d->moved_to.value != 0)
        return (mark_view){ N_("Moved"), TONE_WARN, ICON_ARROW };
    if (d->state == DONATION_REVERSED)
        return (mark_view){ N_("Reversed"), TONE_BAD, ICON_BACK };
    return d->is_claimed ? (mark_view){ N_("in the books"), TONE_OK, ICON_CHECK }
                         : (mark_view){ N_("Not claimed"), TONE_PLAIN, ICON_SEARCH };
}

static bool gift_fill(
    staff *s, const donation_row *d, purpose_names *names, gift_item *ret, err *reterr)
{
    int64_t number = 0;
    bool is_logged = false;
    *ret = (gift_item){ .url = staff_id_url(s, "/app/donations/", d->id.value),
        .day = d->day,
        .paid_us = d->paid_us == INT64_MIN ? 0 : d->paid_us,
        .channel = donation_channel_label(d->channel),
        .amount = { d->asset, d->amount.fen },
        .state = gift_mark(d),
        .seal = { .state = SEAL_WAIT } };
    if (!label_read(s, d, &ret->giver, reterr) ||
        !purpose_name(s, d, names, &ret->purpose, reterr) ||
        !log_source_find(s->r->conn, d->id.value, &number, &is_logged, reterr))
        return false;
    if (is_logged)
        ret->seal =
            (seal_view){ SEAL_PROVEN, number, staff_url(s, "/transfers/%lld", (long long)number) };
    return true;
}

/* ---- the list ------------------------------------------------------------------------------- */

static void views_fill(staff *s, const gift_ask *ask, gifts_view *v)
{
    enum { VIEWS = 2 };
    chip_item *views = ARENA_NEW(&s->memory, chip_item, VIEWS);
    chip_item *chips = ARENA_NEW(&s->memory, chip_item, STAFF_CAMPAIGNS_MAX + CHANNEL_COUNT);
    size_t count = 0;
    if (!views || !chips)
        return;
    bool unclaimed = ask->filter.only_unclaimed;
    views[0] = (chip_item){ ask_url(s, ask, "/app/donations", false, ask->filter.channel, 0), { 0 },
        N_("All"), -1, !unclaimed };
    views[1] = (chip_item){ ask_url(s, ask, "/app/donations", true, ask->filter.channel, 0), { 0 },
        N_("Not claimed"), -1, unclaimed };
    for (int i = 1; i < CHANNEL_COUNT; i++) {
        donation_channel channel = (donation_channel)i;
        bool is_on = ask->filter.channel == channel;
        chips[count++] =
            (chip_item){ ask_url(s, ask, "/app/donations", unclaimed, is_on ? 0 : channel, 0),
                { 0 }, donation_channel_label(channel), -1, is_on };
    }
    v->views = (chip_list){ views, VIEWS };
    v->filters = (chip_list){ chips, count };
}

/* Count and sum of a campaign or of all stand in kept counts; of other filters they would have
 * to be counted. */
static void total_fill(staff *s, const gift_ask *ask, gifts_view *v)
{
    campaign *list = NULL;
    campaign_figures *f = ARENA_NEW(&s->memory, campaign_figures, 1);
    int64_t version = 0;
    v->has_total = f && ask->filter.statement.value == 0 && !ask->filter.only_unclaimed;
    if (!v->has_total)
        return;
    size_t count = staff_campaigns(s, &list);
    for (size_t i = 0; i < count; i++) {
        if ((ask->only.id.value && ask->only.id.value != list[i].id.value) ||
            !figures_read(house_board(s->r->house), list[i].id, f, &version))
            continue;
        for (size_t h = 0; h < f->hour_count; h++) {
            if (ask->filter.channel && f->hours[h].channel != ask->filter.channel)
                continue;
            v->total_count += f->hours[h].gifts;
            v->total.fen += f->hours[h].fen;
        }
        const other_list others = web_others(&s->memory, f);
        for (size_t k = 0; ask->filter.channel == 0 && k < others.count; k++)
            other_add_to(&s->memory, &v->others, &others.items[k]);
    }
}

static bool gifts_fill(staff *s, const gift_ask *ask, gifts_view *v, err *reterr)
{
    donation_row *rows = NULL;
    size_t count = 0;
    purpose_names names = { 0 };
    gift_item *items = ARENA_NEW(&s->memory, gift_item, STAFF_ROWS);
    if (!items)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!donation_list(s->r->conn, &s->memory, &ask->filter, STAFF_ROWS + 1, &rows, &count, reterr))
        return false;
    for (size_t i = 0; i < count && i < STAFF_ROWS; i++) {
        if (staff_sees(s, rows[i].org) &&
            !gift_fill(s, &rows[i], &names, &items[v->count++], reterr))
            return false;
    }
    donation_channel channel = ask->filter.channel;
    bool unclaimed = ask->filter.only_unclaimed;
    if (count > STAFF_ROWS)
        v->pager.older_url =
            ask_url(s, ask, "/app/donations", unclaimed, channel, rows[STAFF_ROWS - 1].id.value);
    if (ask->filter.before)
        v->pager.newer_url = ask_url(s, ask, "/app/donations", unclaimed, channel, 0);
    v->pager.count = (int64_t)v->count;
    v->items = items;
    v->is_filtered = ask->is_filtered;
    v->clear_url = staff_url(s, "/app/donations");
    v->csv_url = ask_url(s, ask, "/app/donations.csv", unclaimed, channel, 0);
    v->xlsx_url = ask_url(s, ask, "/app/donations.xlsx", unclaimed, channel, 0);
    views_fill(s, ask, v);
    total_fill(s, ask, v);
    return true;
}

/* What was just done, above the list. */
static void done_note(staff *s)
{
    if (!span_is(net_query(s->r->net, "done"), "entered"))
        return;
    s->view.note.tone = TONE_OK;
    err_set(&s->view.note.text, ERR_INPUT, N_("Gifts entered: %d"), 1);
}

void staff_gifts_get(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    gift_ask ask = { 0 };
    gifts_view v = { 0 };
    if (!staff_begin(&s, r, STAFF_GIFTS, N_("Gifts received")))
        return;
    if (!ask_read(&s, &ask, &why) || !gifts_fill(&s, &ask, &v, &why)) {
        staff_fail(&s, &why);
        return;
    }
    done_note(&s);
    v.staff = s.view;
    gifts_html(&s.out, &v);
    staff_answer(&s, 200);
}

/* ---- files ---------------------------------------------------------------------------------- */

/* Walks all rows that fit, in steps, so that no reading takes long. */
typedef struct gift_walk {
    staff *s;
    gift_ask ask;
    bool (*each)(void *self, const donation_row *d, span code, err *reterr);
    void *self;
} gift_walk;

static bool walk_run(gift_walk *w, err *reterr)
{
    ARENA step = { 0 };
    donation_row *rows = NULL;
    campaign c = { 0 };
    size_t count = 0;
    int64_t seen = 0;
    if (!arena_open(&step, FILE_STEP * sizeof(donation_row) + 4096))
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    do {
        arena_reset(&step, 0);
        if (!donation_list(w->s->r->conn, &step, &w->ask.filter, FILE_STEP, &rows, &count, reterr))
            return false;
        for (size_t i = 0; i < count; i++) {
            if (!staff_sees(w->s, rows[i].org))
                continue;
            if (c.id.value != rows[i].campaign.value &&
                !campaign_get(house_donations(w->s->r->house), rows[i].campaign, &c))
                continue;
            if (!w->each(w->self, &rows[i], span_of(c.code), reterr))
                return false;
        }
        if (count > 0)
            w->ask.filter.before = rows[count - 1].id.value;
        seen += (int64_t)count;
    } while (count == FILE_STEP && seen < FILE_ROWS_MAX);
    return true;
}

static const char *state_word(const donation_row *d)
{
    return d->moved_to.value != 0          ? "moved"
           : d->state == DONATION_REVERSED ? "reversed"
           : d->is_claimed                 ? "claimed"
                                           : "unclaimed";
}

typedef struct csv_file {
    staff *s;
    buffer b;
} csv_file;

static bool csv_each(void *self, const donation_row *d, span code, err *reterr)
{
    csv_file *f = self;
    buffer *b = &f->b;
    (void)reterr;
    text_add_id(b, d->id.value);
    buffer_format(b, ",%.*s,", SPAN_PRINT(code));
    text_add_date(b, d->day);
    buffer_byte(b, ',');
    if (d->paid_us != INT64_MIN)
        text_add_instant(
            b, d->paid_us, sys_zone_local(house_zone(f->s->r->house), d->paid_us).offset_s);
    buffer_format(b, ",%s,", donation_channel_name(d->channel));
    if (d->asset == LEDGER_CNY)
        buffer_int(b, d->amount.fen);
    buffer_byte(b, ',');
    text_add_amount_plain(b, d->asset, d->amount.fen);
    buffer_format(b, ",%s,%s,", currency_of(d->asset)->code, state_word(d));
    if (d->statement.value) {
        text_add_id(b, d->statement.value);
        buffer_format(b, ",%lld", (long long)d->row_number);
    } else {
        buffer_byte(b, ',');
    }
    buffer_byte(b, ',');
    buffer_add(b, web_demo_mark(f->s->r->house));
    buffer_text(b, "\r\n");
    return true;
}

void staff_gifts_csv_get(door_request *r)
{
    enum { MEMORY = 1 << 29 };
    STAFF s = { 0 };
    ARENA home = { 0 };
    err why = { 0 };
    csv_file f = { .s = &s };
    gift_walk w = { .s = &s, .each = csv_each, .self = &f };
    if (!staff_begin(&s, r, STAFF_GIFTS, N_("Gifts received")))
        return;
    bool is_good = arena_open(&home, MEMORY) ||
                   err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
    f.b = buffer_in(&home, 1 << 16);
    buffer_text(&f.b,
        "id,campaign,day,paid_at,channel,amount_fen,amount,currency,state,import,row,demo\r\n");
    if (is_good && ask_read(&s, &w.ask, &why) && walk_run(&w, &why))
        staff_csv(&s, "gifts.csv", &f.b);
    else
        staff_fail(&s, &why);
}

typedef struct xlsx_file {
    staff *s;
    sheet_writer *w;
    span demo;
} xlsx_file;

static bool xlsx_each(void *self, const donation_row *d, span code, err *reterr)
{
    xlsx_file *f = self;
    unsigned char room[96];
    arena a = { .start = room, .size = sizeof room };
    buffer id = buffer_in(&a, 16);
    buffer paid = buffer_in(&a, 32);
    text_add_id(&id, d->id.value);
    if (d->paid_us != INT64_MIN)
        text_add_instant(
            &paid, d->paid_us, sys_zone_local(house_zone(f->s->r->house), d->paid_us).offset_s);
    const sheet_value values[] = { { .text = buffer_span(&id) }, { .text = code },
        { .day = d->day }, { .text = buffer_span(&paid), .is_empty = d->paid_us == INT64_MIN },
        { .text = span_of(say(f->s->r->lang, donation_channel_label(d->channel))) },
        { .amount = d->amount, .unit = currency_unit(currency_of(d->asset)) },
        { .text = span_of(currency_of(d->asset)->code) }, { .text = span_of(state_word(d)) },
        { .text = f->demo } };
    return sheet_write_row(f->w, values, reterr);
}

static bool xlsx_write(xlsx_file *f, gift_walk *w, const char *path, err *reterr)
{
    static const sheet_column columns[] = { { SPAN("id"), SHEET_TYPE_TEXT, 16 },
        { SPAN("campaign"), SHEET_TYPE_TEXT, 14 }, { SPAN("day"), SHEET_TYPE_DATE, 12 },
        { SPAN("paid_at"), SHEET_TYPE_TEXT, 26 }, { SPAN("channel"), SHEET_TYPE_TEXT, 14 },
        { SPAN("amount"), SHEET_TYPE_MONEY, 14 }, { SPAN("currency"), SHEET_TYPE_TEXT, 10 },
        { SPAN("state"), SHEET_TYPE_TEXT, 12 }, { SPAN("demo"), SHEET_TYPE_TEXT, 12 } };
    const sheet_target target = { .path = path,
        .sheet_name = span_of("gifts"),
        .created_s = sys_real_us(house_clock(f->s->r->house)) / 1000000,
        .columns = columns,
        .column_count = sizeof columns / sizeof *columns };
    if (!ask_read(f->s, &w->ask, reterr) ||
        !sheet_write_open(&f->s->memory, &target, &f->w, reterr))
        return false;
    err broken = { 0 };
    bool is_good = walk_run(w, reterr);
    bool is_closed = sheet_write_close(f->w, is_good ? reterr : &broken);
    return is_good && is_closed;
}

void staff_gifts_xlsx_get(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    char path[STAFF_PATH_MAX];
    xlsx_file f = { .s = &s, .demo = web_demo_mark(r->house) };
    gift_walk w = { .s = &s, .each = xlsx_each, .self = &f };
    if (!staff_begin(&s, r, STAFF_GIFTS, N_("Gifts received")))
        return;
    staff_xlsx_path(&s, path);
    staff_xlsx(&s, "gifts.xlsx", path, xlsx_write(&f, &w, path, &why), &why);
}

/* ---- one gift ------------------------------------------------------------------------------- */

static void source_fill(staff *s, const source_row *row, source_item *ret)
{
    static const char *const kinds[] = { "", N_("row of a file"), N_("notification"), N_("clerk"),
        N_("charge in a file") };
    err ignored = { 0 };
    statement it = { 0 };
    *ret = (source_item){ .kind = kinds[row->kind],
        .row_number = row->row_number,
        .seen_us = row->seen_us ? row->seen_us + house_civil_offset(s->r->house) : 0 };
    if (row->kind != SOURCE_STATEMENT && row->kind != SOURCE_FEE) {
        if (!access_name(s->r->conn, &s->memory, row->source, &ret->name, &ignored))
            ret->name = (span)SPAN("—");
        return;
    }
    ret->url = staff_id_url(s, "/app/imports/", row->source);
    if (!statement_get(s->r->conn, (statement_id){ row->source }, &it, &ignored))
        return;
    ret->row_url = staff_row_url(s, &it, row->row_number);
    ret->name = arena_copy(&s->memory, span_of(it.file_name));
}

/* The file that brought it first stands in the gift itself, of a moved one also among its sources;
 * what neither a file nor a clerk brought was notified. */
static bool origin_fill(staff *s, const donation_row *d, const source_row *rows, size_t count,
    gift_view *v, source_item *items, err *reterr)
{
    donation_row first = *d;
    bool is_told = d->channel == CHANNEL_CASH;
    if (d->origin.value != 0 && !donation_get(s->r->conn, d->origin, &first, reterr))
        return false;
    for (size_t i = 0; i < count; i++)
        is_told = is_told || rows[i].kind == SOURCE_NOTICE;
    bool is_file = first.statement.value != 0;
    if (is_file ? d->origin.value != 0 : is_told)
        return true;
    const source_row origin = { .kind = is_file ? SOURCE_STATEMENT : SOURCE_NOTICE,
        .source = first.statement.value,
        .row_number = first.row_number,
        .seen_us = id_instant_us(first.id.value) };
    source_fill(s, &origin, &items[v->source_count++]);
    return true;
}

/* The file that brought it first stands in the gift itself. */
static bool sources_fill(staff *s, const donation_row *d, gift_view *v, err *reterr)
{
    source_row *rows = NULL;
    size_t count = 0;
    if (!donation_sources(s->r->conn, &s->memory, d->org, d->id, &rows, &count, reterr))
        return false;
    source_item *items = ARENA_NEW(&s->memory, source_item, count + 1);
    if (!items)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!origin_fill(s, d, rows, count, v, items, reterr))
        return false;
    for (size_t i = 0; i < count; i++)
        source_fill(s, &rows[i], &items[v->source_count++]);
    v->sources = items;
    return true;
}

static bool leaf_fill(staff *s, gift_view *v, err *reterr)
{
    log_row row = { 0 };
    buffer hash = buffer_in(&s->memory, 80);
    if (v->head.seal.state != SEAL_PROVEN)
        return true;
    if (!log_leaf_read(s->r->conn, &s->memory, v->head.seal.number, &row, reterr))
        return false;
    text_add_hex(&hash, crypt_hash_span(&row.hash));
    v->leaf_hash = buffer_span(&hash);
    v->leaf_text = row.bytes;
    return true;
}

static bool transfers_fill(staff *s, const donation_row *d, gift_view *v, err *reterr)
{
    enum { TRANSFERS_MAX = 8 };
    public_list rows = { 0 };
    const store_value in[] = { store_int(d->org.value), store_int(d->id.value) };
    if (!public_rows_read(
            s->r->conn, &s->memory, &WEB_GIFT_TRANSFERS, in, 2, TRANSFERS_MAX, &rows, reterr))
        return false;
    if (!public_items(&s->memory, s->r->lang, rows.at, rows.count, &v->transfers))
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (rows.count == 0)
        return true;
    const public_row *first = &rows.at[0];
    span owner = staff_org_name(s, d->org);
    v->from = (transfer_side){ .url = staff_url(s, "/accounts/%.*s", SPAN_PRINT(first->from_code)),
        .name = web_name_in(first->from, s->r->lang),
        .organisation = owner };
    v->to = (transfer_side){ .url = staff_url(s, "/accounts/%.*s", SPAN_PRINT(first->to_code)),
        .name = web_name_in(first->to, s->r->lang),
        .organisation = owner };
    return true;
}

/* Promises that it keeps, and the way to matching. */
static bool links_fill(
    staff *s, const donation_row *d, const campaign *of, gift_view *v, err *reterr)
{
    match_link links[MATCH_LINKS_MAX];
    size_t count = 0;
    gift_link *items = ARENA_NEW(&s->memory, gift_link, MATCH_LINKS_MAX);
    if (!items)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!match_links_get(s->r->conn, d->org, d->id, links, &count, reterr))
        return false;
    for (size_t i = 0; i < count; i++) {
        campaign in = { 0 };
        match_link_words words = { 0 };
        if (!match_link_words_of(s->r->conn, &s->memory, &links[i], &words, reterr))
            return false;
        items[i] = (gift_link){
            .code = words.code, .part = links[i].part, .by = words.by, .at_us = links[i].made_us
        };
        if (campaign_get(house_donations(s->r->house), words.campaign, &in))
            items[i].url = staff_url(s, "/app/promises/%s/%.*s", in.code, SPAN_PRINT(words.code));
    }
    v->links = items;
    v->link_count = count;
    if (d->state == DONATION_BOOKED && staff_may(s, RIGHT_DONATION_ENTER, d->org))
        v->match_url =
            staff_url(s, "/app/match?campaign=%s&gift=%.*s#gift", of->code, SPAN_PRINT(v->id));
    return true;
}

/* A gift that another one became, or was, by a move. */
static bool moved_side(
    staff *s, donation_id id, bool is_now, span *ret_url, span *ret_campaign, err *reterr)
{
    donation_row at = { .moved_to = id };
    campaign c = { 0 };
    if (id.value == 0)
        return true;
    do {
        if (!donation_get(s->r->conn, at.moved_to, &at, reterr))
            return false;
    } while (is_now && at.moved_to.value != 0);
    *ret_url = staff_id_url(s, "/app/donations/", at.id.value);
    if (campaign_get(house_donations(s->r->house), at.campaign, &c))
        *ret_campaign = arena_copy(&s->memory, web_campaign_name(&c, s->r->lang));
    return true;
}

static bool moved_fill(staff *s, const donation_row *d, gift_view *v, err *reterr)
{
    donation_id before = { 0 };
    return move_before(s->r->conn, d, &before, reterr) &&
           moved_side(s, d->moved_to, true, &v->moved_to_url, &v->moved_to, reterr) &&
           moved_side(s, before, false, &v->moved_from_url, &v->moved_from, reterr);
}

static bool gift_page_fill(staff *s, const donation_row *d, gift_view *v, err *reterr)
{
    static const char *const donors[] = { N_("not known"), N_("Person"), N_("Organisation"),
        N_("Several people together") };
    static const char *const displays[] = { N_("no choice made"), N_("masked name"),
        N_("full name"), N_("anonymous") };
    purpose_names names = { 0 };
    campaign c = { 0 };
    if (!gift_fill(s, d, &names, &v->head, reterr) || !sources_fill(s, d, v, reterr) ||
        !transfers_fill(s, d, v, reterr) || !leaf_fill(s, v, reterr) ||
        !moved_fill(s, d, v, reterr))
        return false;
    v->id = staff_id_text(s, d->id.value);
    v->persons = d->persons;
    v->donor_kind = donors[d->donor];
    v->display = displays[d->display];
    if (campaign_get(house_donations(s->r->house), d->campaign, &c)) {
        v->campaign = arena_copy(&s->memory, web_campaign_name(&c, s->r->lang));
        v->campaign_url = staff_url(s, "/app/campaigns/%s", c.code);
        if (!links_fill(s, d, &c, v, reterr))
            return false;
    }
    if (d->state == DONATION_BOOKED && staff_may(s, RIGHT_REFUND_BOOK, d->org))
        v->refund_url = staff_url(s, "/app/donations/%.*s/refund", SPAN_PRINT(v->id));
    if (d->state == DONATION_BOOKED && staff_may(s, RIGHT_DONATION_ENTER, d->org))
        v->move_url = staff_url(s, "/app/donations/%.*s/move", SPAN_PRINT(v->id));
    s->view.name = v->head.giver.size > 0 ? v->head.giver : v->id;
    return true;
}

bool staff_look_form(staff *s, form_view *ret_form, input_view **ret_input, err *reterr)
{
    enum { REASONS = REVEAL_REASON_COUNT - 1 };
    choice_item *reasons = ARENA_NEW(&s->memory, choice_item, REASONS);
    input_view *input = ARENA_NEW(&s->memory, input_view, 1);
    if (!reasons || !input)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    for (int i = 1; i <= REASONS; i++)
        reasons[i - 1] = (choice_item){ .value = span_of(reveal_reason_name(i)),
            .said = reveal_reason_label(i) };
    *input = (input_view){ .name = "reason",
        .label = N_("Why do you look?"),
        .kind = INPUT_RADIO,
        .choices = reasons,
        .choice_count = REASONS };
    *ret_input = input;
    *ret_form = (form_view){ .inputs = input, .input_count = 1 };
    return true;
}

/* The form of a look, for those who may look, when there is something to see. */
static bool look_fill(
    staff *s, const donation_row *d, gift_view *v, input_view **ret_input, err *reterr)
{
    int64_t sealed = 0;
    bool is_found = false;
    const store_value in[] = { store_int(d->org.value), store_int(d->id.value) };
    if (!staff_may(s, RIGHT_DONOR_SHOW, d->org))
        return true;
    if (!store_find_int(s->r->conn, &WEB_GIFT_SEALED, in, 2, &sealed, &is_found, reterr))
        return false;
    if (sealed == 0)
        return true;
    v->show_action = staff_url(s, "/app/donations/%.*s/show", SPAN_PRINT(v->id));
    return staff_look_form(s, &v->show, ret_input, reterr);
}

/* Links for the giver, for those who may make them. */
static bool giver_fill(staff *s, const donation_row *d, gift_view *v, err *reterr)
{
    if (!staff_may(s, RIGHT_DONATION_ENTER, d->org))
        return true;
    if (!giver_links_of(s->r->conn, d->org, d->id, &v->giver_links, reterr))
        return false;
    v->link_action = staff_url(s, "/app/donations/%.*s/link", SPAN_PRINT(v->id));
    if (v->giver_links > 0)
        v->links_end_action = staff_url(s, "/app/donations/%.*s/links/end", SPAN_PRINT(v->id));
    return true;
}

/* The gift of the address, if she may see it; answers itself when there is none. */
static bool gift_find(staff *s, donation_row *ret)
{
    int64_t id = 0;
    err why = { 0 };
    if (staff_id(s, &id) && donation_get(s->r->conn, (donation_id){ id }, ret, &why) &&
        staff_sees(s, ret->org))
        return true;
    staff_absent(s);
    return false;
}

static void gift_write(staff *s, int status, gift_view *v)
{
    v->staff = s->view;
    gift_html(&s->out, v);
    staff_answer(s, status);
}

void staff_gift_get(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    donation_row d = { 0 };
    gift_view v = { 0 };
    input_view *input = NULL;
    if (!staff_begin(&s, r, STAFF_GIFTS, N_("Gift")) || !gift_find(&s, &d))
        return;
    if (gift_page_fill(&s, &d, &v, &why) && look_fill(&s, &d, &v, &input, &why) &&
        giver_fill(&s, &d, &v, &why))
        gift_write(&s, 200, &v);
    else
        staff_fail(&s, &why);
}

/* What was sealed stands in this one answer only: the page of the gift, read again, is closed. */
void staff_gift_show_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    donation_row d = { 0 };
    gift_view v = { 0 };
    input_view *input = NULL;
    donation_person person = { 0 };
    if (!staff_begin(&s, r, STAFF_GIFTS, N_("Gift")) || !gift_find(&s, &d))
        return;
    if (!gift_page_fill(&s, &d, &v, &why) || !look_fill(&s, &d, &v, &input, &why)) {
        staff_fail(&s, &why);
        return;
    }
    reveal_request look = { .conn = r->conn, .home = &s.memory, .author = &r->author, .gift = &d };
    v.is_shown = reveal_reason_parse(staff_field(&s, "reason"), &look.reason, &why) &&
                 reveal_run(r->house, &look, &person, &why);
    if (v.is_shown) {
        v.person = person.name;
        v.message = person.message;
        v.payment_no = person.payment_no;
        v.show_action = (span){ NULL, 0 };
        gift_write(&s, 200, &v);
    } else if (why.code == ERR_INPUT && input) {
        why.hint = NULL; /* the reasons stand below */
        staff_form_error(&s, &v.show, input, &why);
        gift_write(&s, 400, &v);
    } else {
        staff_fail(&s, &why);
    }
}
