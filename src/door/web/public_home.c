/* Home and campaign pages, answered from memory (page_cache.h): how they are filled and written.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/page_cache.h"

#include "campaign_html.h"
#include "disclose/hours.h"
#include "door/web/disclosure.h"
#include "home_html.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { CAMPAIGNS = PAGE_CAMPAIGNS, DAYS_MAX = 400, FILING_CELLS = CAMPAIGN_FILING_DAYS };
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

static void disclosed_fill(
    door_request *r, arena *a, const campaign *c, const kept *k, campaign_item *ret)
{
    const kept_campaign *own = kept_campaign_find(k, c->id);
    ret->disclosures_url = web_url(a, r->lang, "/c/%s/disclosures", c->code);
    if (!own)
        return;
    ret->has_disclosure_clock =
        disclosure_clock_view(r->house, r->lang, &own->clock, &ret->disclosure_clock);
    ret->disclosed_url = disclosure_url(a, r->lang, c, &own->disclosed);
    ret->disclosed = disclosure_name(a, &own->disclosed);
    ret->disclosed_sum = own->disclosed_sum;
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
    if (c->phase != PHASE_CLOSED)
        ret->give_url = web_url(a, r->lang, "/c/%s/give", c->code);
    disclosed_fill(r, a, c, k, ret);
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

static bool seens_fill(door_request *r, arena *a, const kept_campaign *own, campaign_view *v)
{
    seen_public *list = ARENA_NEW(a, seen_public, own->seen_count + 1);
    for (size_t i = 0; list && i < own->seen_count; i++) {
        const seen_figure *f = &own->seens[i];
        list[i] = (seen_public){
            .account = web_name_in((web_name){ f->account_zh, f->account_en }, r->lang),
            .as_of_us = f->as_of_us,
            .gifts = f->gifts,
            .amount = f->amount,
        };
    }
    v->seens = list;
    v->seen_count = own->seen_count;
    return list != NULL;
}

/* Whole addresses, for those who show the page elsewhere. */
static void share_fill(door_request *r, arena *a, const campaign *c, campaign_view *v)
{
    buffer whole = buffer_in(a, 256);
    buffer card = buffer_in(a, 256);
    span site = web_public_url(web_of(r));
    buffer_add(&whole, site);
    buffer_format(&whole, "%s/c/%s", web_base(r->lang), c->code);
    buffer_add(&card, site);
    buffer_format(&card, "%s/c/%s/card.png", web_base(r->lang), c->code);
    v->whole_url = buffer_span(&whole);
    v->card_url = buffer_span(&card);
    v->poster_url = web_url(a, r->lang, "/c/%s/poster.pdf", c->code);
    v->page.share_url = v->whole_url;
    v->page.share_image = v->card_url;
    v->page.share_text = v->head.purpose;
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
    share_fill(r, a, c, v);
    if (own->want_count > 0)
        v->goods_url = web_url(a, r->lang, "/c/%s/goods", c->code);
    v->organisation = web_name_in(own->organisation, r->lang);
    v->beneficiary = web_name_in((web_name){ c->beneficiary_zh, c->beneficiary_en }, r->lang);
    v->surplus = web_name_in((web_name){ c->surplus_zh, c->surplus_en }, r->lang);
    v->contact = c->contact;
    v->refund_count = own->refunds;
    v->held_count = own->held;
    date opened = sys_zone_local(house_zone(r->house), c->opened_us).day;
    return seens_fill(r, a, own, v) &&
           web_ways(r, a, own, (span){ NULL, 0 }, (money){ 0 }, &v->ways) &&
           hours_fill(a, f, opened, &v->hours, &ignored) && days_fill(r, a, f, v) &&
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

static bool home_render(door_request *r, arena *a, const campaign *none, buffer *out)
{
    (void)none;
    home_view v = { .page = web_page(r, a, PLACE_HOME, N_("Home")) };
    html page = web_html(r, out);
    const kept *k = web_kept_take(web_of(r));
    bool is_good = home_fill(r, a, k, &v);
    if (is_good)
        home_html(&page, &v);
    web_kept_give(web_of(r));
    return is_good && !out->is_full;
}

/* ---- answers -------------------------------------------------------------------------------- */

void web_home_get(door_request *r)
{
    page_answer(r, PAGE_CAMPAIGN, NULL, home_render);
}

void web_campaign_get(door_request *r)
{
    campaign c = { 0 };
    if (web_campaign(r, &c))
        page_answer(r, PAGE_CAMPAIGN, &c, campaign_render);
}
