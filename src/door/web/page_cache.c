/* The memory of the kept pages, and what makes them stale.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/page_cache.h"

#include "door/form.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { MEMORY_SIZE = 16 << 20, HEADERS = 8 };
static const int64_t minute_us = 60000000;

bool page_cache_open(page_cache **ret, err *reterr)
{
    arena own = { 0 };
    if (!arena_open(&own, sizeof(page_cache) + 64))
        return err_set(reterr, ERR_MEMORY, N_("not enough memory for the pages"));
    page_cache *c = ARENA_NEW(&own, page_cache, 1);
    c->own = own;
    if (!arena_open(&c->memory, MEMORY_SIZE)) {
        page_cache_close(c);
        return err_set(reterr, ERR_MEMORY, N_("not enough memory for the pages"));
    }
    *ret = c;
    return true;
}

static void page_drop(cached_page *page)
{
    if (page->body)
        net_body_close(page->body);
    arena_close(&page->own);
    *page = (cached_page){ 0 };
}

void page_cache_close(page_cache *c)
{
    if (!c)
        return;
    for (int kind = 0; kind < PAGE_KIND_COUNT; kind++) {
        for (int lang = 0; lang < PAGE_LANGS; lang++) {
            for (int theme = 0; theme < PAGE_THEMES; theme++) {
                for (int slot = 0; slot < PAGE_SLOTS; slot++)
                    page_drop(&c->pages[kind][lang][theme][slot]);
            }
        }
    }
    arena_close(&c->memory);
    arena own = c->own;
    arena_close(&own);
}

/* ---- what makes a page stale --------------------------------------------------------------- */

static uint64_t mixed(uint64_t key, int64_t value)
{
    return (key ^ (uint64_t)value) * UINT64_C(0x9E3779B97F4A7C15) + (key >> 29);
}

/* Stands for everything that a page is made of. */
static uint64_t page_key(door_request *r, const campaign *only)
{
    campaign list[PAGE_CAMPAIGNS];
    int64_t figures = 0;
    uint64_t key = mixed(1, house_civil_us(r->house) / minute_us);
    page_cache *c = web_page_cache(web_of(r));
    size_t count = campaign_list(house_donations(r->house), list, PAGE_CAMPAIGNS);
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

static cached_page *slot_of(door_request *r, page_kind kind, const campaign *of)
{
    page_cache *c = web_page_cache(web_of(r));
    size_t slot = of ? 1 + (uint64_t)of->id.value % PAGE_CAMPAIGNS : 0;
    return &c->pages[kind][r->lang == SAY_EN][web_theme(r)][slot];
}

static bool body_make(const net_pair *tag, span page, net_body **ret)
{
    size_t count = 0;
    const net_pair *shared = door_page_headers(&count);
    net_pair headers[HEADERS];
    err ignored = { 0 };
    assert(count < HEADERS);
    memcpy(headers, shared, count * sizeof *headers);
    headers[count++] = *tag;
    const net_body_parts parts = { .headers = headers, .header_count = count, .plain = page };
    return net_body_open(&parts, ret, &ignored);
}

/* Makes a page and keeps it: as a body that answers share, or as bytes that they copy. */
static bool page_make(
    door_request *r, const campaign *of, page_render *render, bool is_form, cached_page *page)
{
    page_cache *c = web_page_cache(web_of(r));
    cached_page made = { .subject = of ? of->id.value : 0 };
    arena_reset(&c->memory, 0);
    buffer b = buffer_in(&c->memory, 131072);
    if (!render(r, &c->memory, of, &b) || b.is_full)
        return false;
    crypt_hash digest = crypt_sha256(buffer_span(&b));
    buffer tag = buffer_in(&c->memory, 32);
    text_add_base64url(&tag, (span){ (const char *)digest.bytes, 12 });
    snprintf(made.etag, sizeof made.etag, "\"%.*s\"", SPAN_PRINT(buffer_span(&tag)));
    const net_pair etag = { SPAN("ETag"), span_of(made.etag) };
    if (is_form ? !arena_open(&made.own, b.used + 64)
                : !body_make(&etag, buffer_span(&b), &made.body))
        return false;
    if (is_form)
        made.bytes = arena_copy(&made.own, buffer_span(&b));
    page_drop(page);
    *page = made;
    return true;
}

/* The page as it is now; NULL, answered, when memory is short. */
static const cached_page *page_now(
    door_request *r, page_kind kind, const campaign *of, page_render *render)
{
    cached_page *page = slot_of(r, kind, of);
    uint64_t key = page_key(r, of);
    bool is_form = kind == PAGE_GIVE;
    bool stands = (page->body || page->bytes.at) && page->key == key &&
                  page->subject == (of ? of->id.value : 0);
    if (!stands && !page_make(r, of, render, is_form, page)) {
        err why = { 0 };
        err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
        door_error(r, &why);
        return NULL;
    }
    page->key = key;
    return page;
}

void page_answer(door_request *r, page_kind kind, const campaign *of, page_render *render)
{
    const cached_page *page = page_now(r, kind, of, render);
    if (!page)
        return;
    if (net_etag_matches(r->net, span_of(page->etag))) {
        const net_pair headers[] = { { SPAN("ETag"), span_of(page->etag) },
            { SPAN("Cache-Control"), SPAN("no-cache") } };
        door_answer_with(r, 304, headers, 2, (span)SPAN(""));
        return;
    }
    door_answer_shared(r, 200, page->body);
}

void page_answer_form(door_request *r, page_kind kind, const campaign *of, page_render *render)
{
    const cached_page *page = page_now(r, kind, of, render);
    if (!page)
        return;
    char key[DOOR_FORM_KEY_SIZE + 1];
    span bytes = page->bytes;
    size_t at = span_search(bytes, span_of(DOOR_FORM_PLACE));
    assert(at < bytes.size);
    door_form_key(r, key);
    buffer b = buffer_in(r->memory, bytes.size + 16);
    buffer_add(&b, span_slice(bytes, 0, at));
    buffer_add(&b, span_of(key));
    buffer_add(&b, span_slice(bytes, at + DOOR_FORM_KEY_SIZE, bytes.size));
    web_answer_form(r, 200, &b);
}
