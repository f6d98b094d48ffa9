/* Home and campaign pages, answered from memory: rendered when figures, log, campaign or the minute
 * of the civil clock have changed, and kept as whole answers until then.  All of it belongs to the
 * event thread.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/page_cache.h"

#include "campaign_html.h"
#include "disclose/hours.h"
#include "home_html.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { CAMPAIGNS = PAGE_CAMPAIGNS, DAYS_MAX = 400, FILING_CELLS = CAMPAIGN_FILING_DAYS };
static const int64_t minute_us = 60000000;
static const int64_t day_us = INT64_C(86400000000);

/* ---- campaigns ------------------------------------------------------------------------------ */

static mark_view phase_mark(campaign_phase phase)
{
    static const mark_view marks[] = {
        [PHASE_PREPARING] = { N_("In preparation"), TONE_INFO, ICON_NONE },
        [PHASE_RESPONSE] = { N_("Emergency response"), TONE_HOT, ICON_HEART },
        [PHASE_RECOVERY] = { N_("Recovery"), TONE_OK, ICON_NONE },
        [PHASE_CLOSED] = { N_("Closed"), TONE_ZERO, ICON_NONE },
    };
    return phase >= PHASE_PREPARING && phase <= PHASE_CLOSED ? marks[phase] : (mark_view){ 0 };
}

void web_campaign_item(door_request *r, arena *a, const campaign *c, const campaign_figures *f,
    const kept *k, campaign_item *ret)
{
    int64_t now = house_civil_us(r->house);
    *ret = (campaign_item){ .url = web_url(a, r->lang, "/c/%s", c->code),
        .code = span_of(c->code),
        .name = web_campaign_name(c, r->lang),
        .purpose = web_name_in((web_name){ c->purpose_zh, c->purpose_en }, r->lang),
        .phase = phase_mark(c->phase),
        .opened_us = c->opened_us,
        .closes_us = c->closes_us,
        .gifts = f->gifts,
        .givers = f->givers,
        .total = { f->amount_fen },
        .asof_us = web_minute(f->last_paid_us ? f->last_paid_us : now),
        .has_log = k->has_log,
        .log_size = (int64_t)k->log_size,
        .balance = { f->clearing_fen + f->bank_fen + f->cash_fen },
        .others = web_others(a, f),
        .is_exercise = c->is_exercise };
    ret->has_clock =
        c->filing_no.size == 0 && date_is_valid(c->filing_due) && c->phase != PHASE_CLOSED;
    if (!ret->has_clock)
        return;
    ret->clock.title = N_("Filing of the campaign");
    ret->clock.why = N_("An emergency campaign may be filed within ten days of its start.");
    clock_fill(&ret->clock, c->opened_us, now, c->filing_due,
        sys_zone_local(house_zone(r->house), now).offset_s);
}

other_list web_others(arena *a, const campaign_figures *f)
{
    other_list list = { 0 };
    for (size_t i = 0; i < f->other_count; i++) {
        const asset_figures *at = &f->others[i];
        const other_item item = { .amount = { at->asset, at->amount },
            .balance = { at->asset, at->balance },
            .gifts = at->gifts };
        other_add_to(a, &list, &item);
    }
    return list;
}

/* From the day of the opening on: gifts of before stand in the table of days, and one of a year ago
 * would press the first day into a line. */
static bool hours_fill(
    arena *a, const campaign_figures *f, date opened, chart_view *ret, err *reterr)
{
    public_hour *pieces = ARENA_NEW(a, public_hour, FIGURES_HOURS_MAX);
    chart_hour *bars = ARENA_NEW(a, chart_hour, CHART_BARS_MAX);
    if (!pieces || !bars)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    size_t count = hours_public(f, pieces, FIGURES_HOURS_MAX);
    size_t shown = 0;
    for (size_t i = count > CHART_BARS_MAX ? count - CHART_BARS_MAX : 0; i < count; i++) {
        if (pieces[i].hour < 24 && pieces[i].day.day >= opened.day)
            bars[shown++] = (chart_hour){ pieces[i].day, pieces[i].hour, pieces[i].hours,
                pieces[i].gifts, { pieces[i].fen } };
    }
    return chart_fill(a, bars, shown, ret, reterr);
}

static bool days_fill(door_request *r, arena *a, const campaign_figures *f, campaign_view *v)
{
    day_item *days = ARENA_NEW(a, day_item, DAYS_MAX);
    if (!days)
        return false;
    date today = web_day(r->house, house_civil_us(r->house));
    size_t count = 0;
    for (size_t i = 0; i < f->hour_count; i++) {
        date day = { f->hours[i].hour / 100 };
        if (f->hours[i].gifts == 0)
            continue;
        if (count == 0 || days[count - 1].day.day != day.day) {
            if (count == DAYS_MAX)
                break;
            days[count++] = (day_item){ .day = day,
                .is_partial = day.day >= today.day && f->last_paid_us != 0,
                .until_us = web_minute(f->last_paid_us) };
        }
        days[count - 1].gifts += f->hours[i].gifts;
        days[count - 1].amount.fen += f->hours[i].fen;
    }
    v->days = days;
    v->day_count = count;
    return true;
}

static bool channels_fill(arena *a, const campaign_figures *f, campaign_view *v)
{
    channel_item *list = ARENA_NEW(a, channel_item, CHANNEL_COUNT);
    channel_item sums[CHANNEL_COUNT] = { 0 };
    if (!list)
        return false;
    for (size_t i = 0; i < f->hour_count; i++) {
        donation_channel channel = f->hours[i].channel;
        assert(channel > 0 && channel < CHANNEL_COUNT);
        sums[channel].gifts += f->hours[i].gifts;
        sums[channel].amount.fen += f->hours[i].fen;
    }
    for (int channel = 1; channel < CHANNEL_COUNT; channel++) {
        if (sums[channel].gifts == 0)
            continue;
        sums[channel].label = donation_channel_label((donation_channel)channel);
        sums[channel].permille =
            f->amount_fen > 0
                ? (sums[channel].amount.fen * 1000 + f->amount_fen / 2) / f->amount_fen
                : 0;
        list[v->channel_count++] = sums[channel];
    }
    v->channels = list;
    return true;
}

static bool purposes_fill(door_request *r, arena *a, const kept_campaign *k, campaign_view *v)
{
    purpose_item *list = ARENA_NEW(a, purpose_item, k->purpose_count + 1);
    if (!list)
        return false;
    for (size_t i = 0; i < k->purpose_count; i++)
        list[i] = (purpose_item){ web_name_in(k->purposes[i].name, r->lang), k->purposes[i].gifts,
            { k->purposes[i].fen } };
    v->purposes = list;
    v->purpose_count = k->purpose_count;
    return true;
}

static void addresses_fill(door_request *r, arena *a, const campaign *c, campaign_view *v)
{
    static const way_item ways[] = {
        { .label = N_("QR code"), .said = N_("Scan the code that the organisation hands out.") },
        { .label = N_("Bank transfer"),
            .said = N_("Ask the organisation for its account number.") },
        { .label = N_("Cash"), .said = N_("At the organisation's desk, against a receipt.") },
    };
    v->ways = ways;
    v->way_count = sizeof ways / sizeof *ways;
    v->ledger_url = web_url(a, r->lang, "/ledger");
    v->hours_csv_url = web_url(a, r->lang, "/c/%s/hours.csv", c->code);
    v->days_csv_url = web_url(a, r->lang, "/c/%s/days.csv", c->code);
    v->json_url = web_url(a, r->lang, "/c/%s/figures.json", c->code);
}

static void sums_fill(const campaign *c, const campaign_figures *f, int64_t now, campaign_view *v)
{
    int64_t paid = f->amount_fen - f->refunded_fen - f->fees_fen - v->head.balance.fen;
    v->filing_no = c->filing_no;
    v->filing_due = c->filing_due;
    v->refunds.fen = f->refunded_fen;
    v->fees.fen = f->fees_fen;
    v->outgo.fen = -(f->refunded_fen + f->fees_fen);
    v->unclaimed.fen = f->unclaimed_fen;
    v->paid_out.fen = paid > 0 ? paid : 0;
    v->first_gifts = f->first_24h_gifts;
    v->first.fen = f->first_24h_fen;
    v->first_is_over = now >= c->opened_us + day_us;
}

static bool campaign_fill(door_request *r, arena *a, const campaign *c, const campaign_figures *f,
    const kept *k, campaign_view *v)
{
    static const kept_campaign nothing = { 0 };
    err ignored = { 0 };
    const kept_campaign *own = kept_campaign_find(k, c->id);
    if (!own)
        own = &nothing;
    web_campaign_item(r, a, c, f, k, &v->head);
    sums_fill(c, f, house_civil_us(r->house), v);
    addresses_fill(r, a, c, v);
    v->organisation = web_name_in(own->organisation, r->lang);
    v->beneficiary = web_name_in((web_name){ c->beneficiary_zh, c->beneficiary_en }, r->lang);
    v->surplus = web_name_in((web_name){ c->surplus_zh, c->surplus_en }, r->lang);
    v->contact = c->contact;
    v->refund_count = own->refunds;
    v->held_count = own->held;
    date opened = sys_zone_local(house_zone(r->house), c->opened_us).day;
    return hours_fill(a, f, opened, &v->hours, &ignored) && days_fill(r, a, f, v) &&
           channels_fill(a, f, v) && purposes_fill(r, a, own, v) &&
           public_items(a, r->lang, own->latest.at, own->latest.count, &v->latest);
}

/* ---- rendering ------------------------------------------------------------------------------ */

/* Each writes a whole page into `out`; false when memory is short. */
static bool campaign_render(door_request *r, arena *a, const campaign *c, buffer *out)
{
    int64_t version = 0;
    campaign_figures *f = ARENA_NEW(a, campaign_figures, 1);
    campaign_view v = { .page = web_page(r, a, PLACE_CAMPAIGN, NULL) };
    if (!f || !figures_read(house_board(r->house), c->id, f, &version))
        return false;
    v.page.name = web_campaign_name(c, r->lang);
    html page = web_html(r, out);
    const kept *k = web_kept_take(web_of(r));
    bool is_good = campaign_fill(r, a, c, f, k, &v);
    if (is_good)
        campaign_html(&page, &v);
    web_kept_give(web_of(r));
    return is_good && !out->is_full;
}

static span root_short(arena *a, const crypt_hash *root)
{
    enum { ENDS = 4 };
    buffer whole = buffer_in(a, 64);
    buffer b = buffer_in(a, 32);
    text_add_base64(&whole, (span){ (const char *)root->bytes, sizeof root->bytes });
    span text = buffer_span(&whole);
    buffer_add(&b, span_slice(text, 0, ENDS));
    buffer_text(&b, "…");
    buffer_add(&b, span_slice(text, text.size - ENDS, text.size));
    return buffer_span(&b);
}

static bool home_fill(door_request *r, arena *a, const kept *k, home_view *v)
{
    enum { HOME_LATEST = 6 };
    campaign *list = ARENA_NEW(a, campaign, CAMPAIGNS);
    campaign_item *items = ARENA_NEW(a, campaign_item, CAMPAIGNS);
    campaign_figures *f = ARENA_NEW(a, campaign_figures, 1);
    int64_t version = 0;
    if (!list || !items || !f)
        return false;
    size_t count = campaign_list(house_donations(r->house), list, CAMPAIGNS);
    for (size_t i = 0; i < count; i++) {
        if (figures_read(house_board(r->house), list[i].id, f, &version))
            web_campaign_item(r, a, &list[i], f, k, &items[v->campaign_count++]);
    }
    v->campaigns = items;
    v->log_size = (int64_t)k->log_size;
    if (k->has_log)
        v->log_root = root_short(a, &k->log_root);
    v->csv_url = web_url(a, r->lang, "/ledger.csv");
    size_t shown = k->latest.count < HOME_LATEST ? k->latest.count : HOME_LATEST;
    return public_items(a, r->lang, k->latest.at, shown, &v->latest);
}

static bool home_render(door_request *r, arena *a, buffer *out)
{
    home_view v = { .page = web_page(r, a, PLACE_HOME, N_("Home")) };
    html page = web_html(r, out);
    const kept *k = web_kept_take(web_of(r));
    bool is_good = home_fill(r, a, k, &v);
    if (is_good)
        home_html(&page, &v);
    web_kept_give(web_of(r));
    return is_good && !out->is_full;
}

/* ---- the cache ------------------------------------------------------------------------------ */

static uint64_t mixed(uint64_t key, int64_t value)
{
    return (key ^ (uint64_t)value) * UINT64_C(0x9E3779B97F4A7C15) + (key >> 29);
}

/* Stands for everything that a page is made of. */
static uint64_t page_key(door_request *r, const campaign *only)
{
    campaign list[CAMPAIGNS];
    int64_t figures = 0;
    uint64_t key = mixed(1, house_civil_us(r->house) / minute_us);
    page_cache *c = web_page_cache(web_of(r));
    size_t count = campaign_list(house_donations(r->house), list, CAMPAIGNS);
    for (size_t i = 0; i < count; i++) {
        int64_t version = figures_version(house_board(r->house), list[i].id);
        figures += version;
        if (!only || only->id.value == list[i].id.value)
            key = mixed(mixed(key, list[i].version), version);
    }
    if (figures != c->seen_figures)
        web_refreshed(web_of(r));
    c->seen_figures = figures;
    key = mixed(key, (int64_t)count);
    const kept *k = web_kept_take(web_of(r));
    key = mixed(key, k->version);
    web_kept_give(web_of(r));
    return key;
}

static cached_page *slot_of(door_request *r, const campaign *of)
{
    page_cache *c = web_page_cache(web_of(r));
    size_t slot = of ? 1 + (uint64_t)of->id.value % CAMPAIGNS : 0;
    return &c->pages[r->lang == SAY_EN][web_theme(r)][slot];
}

static bool page_make(door_request *r, const campaign *of, cached_page *slot, uint64_t key)
{
    enum { HEADERS = 8 };
    page_cache *c = web_page_cache(web_of(r));
    size_t count = 0;
    const net_pair *shared = door_page_headers(&count);
    net_pair headers[HEADERS];
    net_body *body = NULL;
    err ignored = { 0 };
    arena_reset(&c->memory, 0);
    buffer b = buffer_in(&c->memory, 131072);
    if (!(of ? campaign_render(r, &c->memory, of, &b) : home_render(r, &c->memory, &b)))
        return false;
    crypt_hash digest = crypt_sha256(buffer_span(&b));
    buffer tag = buffer_in(&c->memory, 32);
    text_add_base64url(&tag, (span){ (const char *)digest.bytes, 12 });
    snprintf(slot->etag, sizeof slot->etag, "\"%.*s\"", SPAN_PRINT(buffer_span(&tag)));
    assert(count < HEADERS);
    memcpy(headers, shared, count * sizeof *headers);
    headers[count++] = (net_pair){ SPAN("ETag"), span_of(slot->etag) };
    const net_body_parts parts = {
        .headers = headers, .header_count = count, .plain = buffer_span(&b)
    };
    if (!net_body_open(&parts, &body, &ignored))
        return false;
    if (slot->body)
        net_body_close(slot->body);
    slot->body = body;
    slot->subject = of ? of->id.value : 0;
    slot->key = key;
    return true;
}

static void page_answer(door_request *r, const campaign *of)
{
    cached_page *slot = slot_of(r, of);
    uint64_t key = page_key(r, of);
    bool stands = slot->body && slot->key == key && slot->subject == (of ? of->id.value : 0);
    if (!stands && !page_make(r, of, slot, key)) {
        err why = { 0 };
        err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
        door_error(r, &why);
        return;
    }
    if (net_etag_matches(r->net, span_of(slot->etag))) {
        const net_pair headers[] = { { SPAN("ETag"), span_of(slot->etag) },
            { SPAN("Cache-Control"), SPAN("no-cache") } };
        door_answer_with(r, 304, headers, 2, (span)SPAN(""));
        return;
    }
    door_answer_shared(r, 200, slot->body);
}

void web_home_get(door_request *r)
{
    page_answer(r, NULL);
}

void web_campaign_get(door_request *r)
{
    campaign c = { 0 };
    if (web_campaign(r, &c))
        page_answer(r, &c);
}
