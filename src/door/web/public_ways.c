/* Ways to give as pages show them, with symbols drawn for the promise at hand.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/web_in.h"

#include "paper/qr.h"

#include <assert.h>

/* True if the payload needs what only a promise has. */
static bool is_open(span payload)
{
    static const span marks[] = { SPAN("{code}"), SPAN("{amount}") };
    return span_search(payload, marks[0]) < payload.size ||
           span_search(payload, marks[1]) < payload.size;
}

static bool symbol_draw(arena *a, span text, way_item *ret)
{
    enum { PATH_SIZE = 8192 };
    qr *symbol = ARENA_NEW(a, qr, 1);
    buffer path = buffer_in(a, PATH_SIZE);
    err ignored = { 0 };
    if (!symbol)
        return false;
    if (!qr_make(text, symbol, &ignored))
        return true; /* too long for a symbol: the note says what to do */
    qr_add_path(&path, symbol);
    ret->side = qr_view(symbol);
    ret->symbol = buffer_span(&path);
    return !path.is_full;
}

static bool payload_fill(arena *a, const way *w, span code, money amount, way_item *ret)
{
    buffer text = buffer_in(a, WAY_PAYLOAD_MAX + 64);
    if (w->payload.size == 0 || (code.size == 0 && is_open(w->payload)))
        return true;
    way_add_payload(&text, w->payload, code, amount);
    if (text.is_full)
        return false;
    if (w->kind == WAY_PAGE)
        ret->url = buffer_span(&text);
    return w->kind != WAY_QR || symbol_draw(a, buffer_span(&text), ret);
}

static bool way_fill(arena *a, say_lang lang, const way *w, span code, money amount, way_item *ret)
{
    *ret = (way_item){ .title =
                           arena_copy(a, web_name_in((web_name){ w->title_zh, w->title_en }, lang)),
        .note = arena_copy(a, web_name_in((web_name){ w->note_zh, w->note_en }, lang)),
        .holder = arena_copy(a, w->holder),
        .account_no = arena_copy(a, w->account_no),
        .bank = arena_copy(a, w->bank) };
    return ret->bank.at && payload_fill(a, w, code, amount, ret);
}

bool web_ways(const door_request *r, arena *a, const kept_campaign *of, span code, money amount,
    way_list *ret)
{
    assert(r && a && of && ret);
    way_item *items = ARENA_NEW(a, way_item, of->way_count + 1);
    *ret = (way_list){ .items = items, .code = code };
    for (size_t i = 0; items && i < of->way_count; i++) {
        if (!way_fill(a, r->lang, &of->ways[i], code, amount, &items[ret->count++]))
            return false;
    }
    return items != NULL;
}
