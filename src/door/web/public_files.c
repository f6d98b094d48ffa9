/* Files beside the pages: embedded styles and drawings, figures of a campaign as CSV and JSON.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/web_in.h"

#include "door/put.h"
#include "disclose/hours.h"
#include "text/json.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* ---- embedded files ------------------------------------------------------------------------- */

/* Names carry a digest of the content: what was fetched once is good for ever. */
void web_asset_get(door_request *r)
{
    for (size_t i = 0; i < asset_count; i++) {
        if (!span_is(r->path, assets[i]->path))
            continue;
        bool is_packed = assets[i]->gzip.size > 0 && net_accepts_gzip(r->net);
        const net_pair headers[] = { { SPAN("Content-Type"), span_of(assets[i]->type) },
            { SPAN("Cache-Control"), SPAN("public, max-age=31536000, immutable") },
            { SPAN("X-Content-Type-Options"), SPAN("nosniff") },
            { SPAN("Vary"), SPAN("Accept-Encoding") }, { SPAN("Content-Encoding"), SPAN("gzip") } };
        door_answer_with(
            r, 200, headers, is_packed ? 5 : 4, is_packed ? assets[i]->gzip : assets[i]->plain);
        return;
    }
    web_absent(r);
}

void web_icon_get(door_request *r)
{
    const net_pair headers[] = { { SPAN("Content-Type"), SPAN("image/svg+xml") },
        { SPAN("Cache-Control"), SPAN("public, max-age=86400") },
        { SPAN("X-Content-Type-Options"), SPAN("nosniff") } };
    door_answer_with(r, 200, headers, 3, asset_mark_svg.plain);
}

/* Everything public may be read by anybody; a demo should not be found as if it were real. */
void web_robots_get(door_request *r)
{
    static const char real[] = "User-agent: *\nDisallow: /app/\n";
    static const char demo[] = "User-agent: *\nDisallow: /\n";
    door_answer(
        r, 200, "text/plain; charset=utf-8", span_of(house_is_exercise(r->house) ? demo : real));
}

/* ---- figures of a campaign ------------------------------------------------------------------ */

static bool figures_get(door_request *r, campaign *ret_campaign, campaign_figures **ret)
{
    int64_t version = 0;
    err why = { 0 };
    if (!web_campaign(r, ret_campaign))
        return false;
    *ret = ARENA_NEW(r->memory, campaign_figures, 1);
    if (*ret && figures_read(house_board(r->house), ret_campaign->id, *ret, &version))
        return true;
    err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
    door_error(r, &why);
    return false;
}

static size_t pieces_get(door_request *r, const campaign_figures *f, public_hour **ret)
{
    err why = { 0 };
    *ret = ARENA_NEW(r->memory, public_hour, FIGURES_HOURS_MAX);
    if (*ret)
        return hours_public(f, *ret, FIGURES_HOURS_MAX);
    err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
    door_error(r, &why);
    return 0;
}

static void piece_add(door_request *r, buffer *b, const public_hour *piece)
{
    text_add_date(b, piece->day);
    if (piece->hour < 24)
        buffer_format(b, ",%d,%d,", piece->hour, piece->hours);
    else
        buffer_text(b, ",,,");
    buffer_format(b, "%lld,%lld,", (long long)piece->gifts, (long long)piece->fen);
    text_add_money_plain(b, (money){ piece->fen });
    buffer_byte(b, ',');
    buffer_add(b, web_demo_mark(r->house));
    buffer_text(b, "\r\n");
}

void web_campaign_hours_get(door_request *r)
{
    campaign c = { 0 };
    campaign_figures *f = NULL;
    public_hour *pieces = NULL;
    if (!figures_get(r, &c, &f))
        return;
    size_t count = pieces_get(r, f, &pieces);
    if (!pieces)
        return;
    char name[CAMPAIGN_CODE_MAX + 16];
    buffer b = buffer_in(r->memory, 4096);
    buffer_text(&b, "day,hour,hours,gifts,amount_fen,amount,demo\r\n");
    for (size_t i = 0; i < count; i++)
        piece_add(r, &b, &pieces[i]);
    snprintf(name, sizeof name, "%s-hours.csv", c.code);
    web_answer_data(r, "text/csv; charset=utf-8", name, &b);
}

void web_campaign_days_get(door_request *r)
{
    campaign c = { 0 };
    campaign_figures *f = NULL;
    if (!figures_get(r, &c, &f))
        return;
    char name[CAMPAIGN_CODE_MAX + 16];
    buffer b = buffer_in(r->memory, 4096);
    buffer_text(&b, "day,gifts,amount_fen,amount,demo\r\n");
    for (size_t i = 0; i < f->hour_count;) {
        date day = { f->hours[i].hour / 100 };
        int64_t gifts = 0;
        money sum = { 0 };
        for (; i < f->hour_count && f->hours[i].hour / 100 == day.day; i++) {
            gifts += f->hours[i].gifts;
            sum.fen += f->hours[i].fen;
        }
        if (gifts == 0)
            continue;
        text_add_date(&b, day);
        buffer_format(&b, ",%lld,%lld,", (long long)gifts, (long long)sum.fen);
        text_add_money_plain(&b, sum);
        buffer_byte(&b, ',');
        buffer_add(&b, web_demo_mark(r->house));
        buffer_text(&b, "\r\n");
    }
    snprintf(name, sizeof name, "%s-days.csv", c.code);
    web_answer_data(r, "text/csv; charset=utf-8", name, &b);
}

static void json_put_time(json_writer *w, const char *name, int64_t us, int32_t offset_s)
{
    unsigned char room[48];
    arena a = { .start = room, .size = sizeof room };
    buffer b = buffer_in(&a, 32);
    if (us == 0) {
        json_put_null(w, name);
        return;
    }
    text_add_instant(&b, us, offset_s);
    json_put_string(w, name, buffer_span(&b));
}

static void figures_put(
    json_writer *w, const campaign *c, const campaign_figures *f, int32_t offset_s)
{
    json_put_string(w, "code", span_of(c->code));
    json_put_string(w, "name_zh", c->name_zh);
    json_put_string(w, "name_en", c->name_en);
    json_put_bool(w, "exercise", c->is_exercise);
    if (c->is_exercise)
        json_put_string(w, "demo", span_of("演示 DEMO"));
    json_put_bool(w, "provisional", true);
    json_put_time(w, "opened_at", c->opened_us, offset_s);
    json_put_time(w, "books_until", web_minute(f->last_paid_us), offset_s);
    json_put_int(w, "gifts", f->gifts);
    json_put_int(w, "givers", f->givers);
    json_put_int(w, "amount_fen", f->amount_fen);
    json_put_int(w, "unclaimed_fen", f->unclaimed_fen);
    json_put_int(w, "refunded_fen", f->refunded_fen);
    json_put_int(w, "fees_fen", f->fees_fen);
    figures_others_json(w, f);
    json_put_int(w, "balance_fen", f->clearing_fen + f->bank_fen + f->cash_fen);
    json_put_int(w, "first_24h_gifts", f->first_24h_gifts);
    json_put_int(w, "first_24h_fen", f->first_24h_fen);
}

void web_campaign_json_get(door_request *r)
{
    campaign c = { 0 };
    campaign_figures *f = NULL;
    public_hour *pieces = NULL;
    if (!figures_get(r, &c, &f))
        return;
    size_t count = pieces_get(r, f, &pieces);
    if (!pieces)
        return;
    buffer b = buffer_in(r->memory, 8192);
    json_writer w = json_write(&b);
    json_object(&w);
    figures_put(&w, &c, f, sys_zone_local(house_zone(r->house), c.opened_us).offset_s);
    json_name(&w, "hours");
    json_array(&w);
    for (size_t i = 0; i < count; i++) {
        json_object(&w);
        door_put_date(&w, "day", pieces[i].day);
        if (pieces[i].hour < 24) {
            json_put_int(&w, "hour", pieces[i].hour);
            json_put_int(&w, "hours", pieces[i].hours);
        } else {
            json_put_null(&w, "hour");
        }
        json_put_int(&w, "gifts", pieces[i].gifts);
        json_put_int(&w, "amount_fen", pieces[i].fen);
        json_object_end(&w);
    }
    json_array_end(&w);
    json_object_end(&w);
    web_answer_data(r, "application/json; charset=utf-8", NULL, &b);
}
