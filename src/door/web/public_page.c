/* The frame of the public pages, and how a page becomes an answer.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/web_in.h"

#include "error_html.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

page_theme web_theme(const door_request *r)
{
    span theme = net_cookie(r->net, "theme");
    return span_is(theme, "light")  ? THEME_LIGHT
           : span_is(theme, "dark") ? THEME_DARK
                                    : THEME_DEVICE;
}

html web_html(const door_request *r, buffer *out)
{
    const sys_zone *zone = house_zone(r->house);
    return (html){ .out = out,
        .lang = r->lang,
        .base = span_of(web_base(r->lang)),
        .offset_s = sys_zone_local(zone, house_civil_us(r->house)).offset_s };
}

int64_t web_minute(int64_t us)
{
    static const int64_t minute_us = 60000000;
    return us - us % minute_us;
}

date web_day(const house *h, int64_t us)
{
    return sys_zone_local(house_zone(h), us).day;
}

span web_campaign_name(const campaign *c, say_lang lang)
{
    return web_name_in((web_name){ c->name_zh, c->name_en }, lang);
}

span web_demo_mark(const house *h)
{
    return house_is_exercise(h) ? (span)SPAN("演示 DEMO") : (span)SPAN("");
}

/* ---- the frame ------------------------------------------------------------------------------ */

/* A path, or text that is one value of a query. */
static void address_add(buffer *b, span s)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
    for (size_t i = 0; i < s.size; i++) {
        if (memchr(plain, s.at[i], sizeof plain - 1))
            buffer_byte(b, s.at[i]);
        else
            buffer_format(b, "%%%02X", (unsigned)(unsigned char)s.at[i]);
    }
}

/* This page in the other language; pages that are kept for everybody carry nobody's query. */
static span other_url(door_request *r, arena *a)
{
    buffer b = buffer_in(a, 128);
    bool is_shared = !r->route || r->route->class == ROUTE_MEMORY;
    span query = is_shared ? (span){ NULL, 0 } : net_query_raw(r->net);
    say_lang other = r->lang == SAY_EN ? SAY_ZH : SAY_EN;
    buffer_text(&b, web_base(other));
    if (other == SAY_ZH || !span_is(r->path, "/"))
        address_add(&b, r->path);
    if (query.size > 0) {
        buffer_byte(&b, '?');
        buffer_add(&b, query);
    }
    return buffer_span(&b);
}

/* Who runs the site: the fundraiser, else the federation; whose supervision it is under when
 * they differ. */
static void names_fill(door_request *r, arena *a, page_view *page)
{
    enum { LIST_MAX = 2 };
    campaign list[LIST_MAX];
    web *w = web_of(r);
    size_t count = campaign_list(house_donations(r->house), list, LIST_MAX);
    const kept *k = web_kept_take(w);
    const kept_campaign *first = count > 0 ? kept_campaign_find(k, list[0].id) : NULL;
    span root = web_name_in(k->root_org, r->lang);
    span runs = first ? web_name_in(first->organisation, r->lang) : (span){ NULL, 0 };
    page->site = arena_copy(a, runs.size > 0 ? runs : root.size > 0 ? root : span_of("nuan"));
    if (runs.size > 0 && root.size > 0 && !span_equal(runs, root))
        page->supervisor = arena_copy(a, root);
    web_kept_give(w);
    if (count > 0)
        page->contact = arena_copy(a, list[0].contact);
    page->campaigns_url =
        count == 1 ? web_url(a, r->lang, "/c/%s", list[0].code) : web_url(a, r->lang, "/");
}

page_view web_page(door_request *r, arena *a, page_place place, const char *title)
{
    page_view page = { .title = title,
        .place = place,
        .theme = web_theme(r),
        .is_exercise = house_is_exercise(r->house) };
    names_fill(r, a, &page);
    page.other_url = other_url(r, a);
    if (page.is_exercise)
        page.clock_us = house_civil_us(r->house);
    return page;
}

/* ---- answers -------------------------------------------------------------------------------- */

/* Headers of ours take the place of those that every page has. */
static void headers_put(net_pair *sent, size_t *count, const net_pair *own, size_t own_count)
{
    for (size_t i = 0; i < own_count; i++) {
        size_t at = 0;
        while (at < *count && !span_equal(sent[at].name, own[i].name))
            at++;
        *count += at == *count;
        sent[at] = own[i];
    }
}

static void page_send(
    door_request *r, int status, buffer *out, const net_pair *own, size_t own_count)
{
    enum { HEADERS = 16 };
    err why = { 0 };
    size_t count = 0;
    const net_pair *headers = door_page_headers(&count);
    if (!buffer_check(out, &why)) {
        static const char short_of[] =
            "<!doctype html><title>503</title><p>This page is larger than its bound.";
        door_answer_with(r, 503, headers, count, span_of(short_of));
        return;
    }
    net_pair sent[HEADERS];
    assert(count + own_count + 2 < HEADERS);
    memcpy(sent, headers, count * sizeof *sent);
    headers_put(sent, &count, own, own_count);
    if (r->allow.size > 0)
        sent[count++] = (net_pair){ SPAN("Allow"), r->allow };
    if (status == 429 || status == 503)
        sent[count++] = (net_pair){ SPAN("Retry-After"), door_retry(r) };
    door_answer_with(r, status, sent, count, buffer_span(out));
}

void web_answer_page(door_request *r, int status, buffer *out)
{
    page_send(r, status, out, NULL, 0);
}

void web_answer_form(door_request *r, int status, buffer *out)
{
    static const net_pair own[] = { { SPAN("Cache-Control"), SPAN("no-store") } };
    page_send(r, status, out, own, 1);
}

void web_answer_private(door_request *r, int status, buffer *out)
{
    static const net_pair own[] = { { SPAN("Cache-Control"), SPAN("no-store") },
        { SPAN("Referrer-Policy"), SPAN("no-referrer") },
        { SPAN("X-Robots-Tag"), SPAN("noindex, nofollow, noarchive") } };
    page_send(r, status, out, own, 3);
}

void web_answer_asking(door_request *r, int status, buffer *out)
{
    size_t count = 0;
    const net_pair *own = door_asking_headers(&count);
    page_send(r, status, out, own, count);
}

void web_csv_mark(buffer *b)
{
    static const span mark = SPAN("\xEF\xBB\xBF");
    size_t size = b->used;
    err ignored = { 0 };
    buffer_add(b, mark);
    if (!buffer_check(b, &ignored))
        return;
    memmove(b->at + mark.size, b->at, size);
    memcpy(b->at, mark.at, mark.size);
}

void web_answer_data(door_request *r, const char *type, const char *name, buffer *out)
{
    err why = { 0 };
    char disposition[128] = "";
    if (span_starts(span_of(type), (span)SPAN("text/csv")))
        web_csv_mark(out);
    if (!buffer_check(out, &why)) {
        door_error(r, &why);
        return;
    }
    if (name)
        snprintf(disposition, sizeof disposition, "attachment; filename=\"%s\"", name);
    const net_pair headers[] = { { SPAN("Content-Type"), span_of(type) },
        { SPAN("X-Content-Type-Options"), SPAN("nosniff") },
        { SPAN("Cache-Control"), SPAN("no-cache") },
        { SPAN("Content-Disposition"), span_of(disposition) } };
    door_answer_with(r, 200, headers, name ? 4 : 3, buffer_span(out));
}

void web_absent(door_request *r)
{
    err why = { 0 };
    err_set(&why, ERR_ABSENT, N_("There is nothing at this address"));
    door_error(r, &why);
}

bool web_campaign(door_request *r, campaign *ret)
{
    if (campaign_find(house_donations(r->house), r->params[0], ret))
        return true;
    err why = { 0 };
    err_set(&why, ERR_ABSENT, N_("There is no campaign %.*s"), SPAN_PRINT(r->params[0]));
    door_error(r, &why);
    return false;
}

static bool is_staff_path(span path)
{
    static const span desk = SPAN("/app");
    return span_starts(path, desk) && (path.size == desk.size || path.at[desk.size] == '/');
}

static void sign_in_ask(door_request *r)
{
    buffer b = buffer_in(r->memory, 256);
    span query = net_query_raw(r->net);
    buffer_format(&b, "%s/app/sign-in?next=", web_base(r->lang));
    address_add(&b, r->path);
    if (query.size > 0) {
        buffer_text(&b, "%3F");
        address_add(&b, query);
    }
    door_redirect(r, 303, buffer_span(&b));
}

void web_error_page(door_request *r, int status, const err *why)
{
    assert(r && why);
    if (status == 401 && r->net->method == NET_GET && is_staff_path(r->path)) {
        sign_in_ask(r);
        return;
    }
    buffer b = buffer_in(r->memory, 8192);
    html out = web_html(r, &b);
    error_view v = { .page = web_page(
                         r, r->memory, PLACE_NONE, status == 404 ? N_("Not found") : N_("Error")),
        .status = status,
        .error = why,
        .is_desk = is_staff_path(r->path) };
    if ((status == 503 || status == 429) && r->net->method == NET_GET)
        v.retry_url = web_url(r->memory, r->lang, "%.*s", SPAN_PRINT(r->path));
    error_html(&out, &v);
    web_answer_page(r, status, &b);
}
