/* Fonts that many documents share.  Choosing and packing the outlines is most of the work of a small
 * document; a job of thousands of receipts does it once for what all of them say.
 * SPDX-License-Identifier: Apache-2.0 */
#include "paper/paper_in.h"
#include "paper/pdf_in.h"

#include "text/text.h"

#include <stdalign.h>
#include <stddef.h>

const span pdf_header = SPAN("%PDF-1.7\n%\xE6\x9A\x96\xE5\n");

/* FNV-1a over the texts.  Two lists of one key would share a font: then characters that are not in
 * it go into the document's own, and nothing reads wrong. */
static uint64_t key_of(const span *texts, size_t count)
{
    uint64_t key = UINT64_C(0xCBF29CE484222325);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < texts[i].size; k++)
            key = (key ^ (uint8_t)texts[i].at[k]) * UINT64_C(0x100000001B3);
        key = (key ^ 0xFF) * UINT64_C(0x100000001B3);
    }
    return key ? key : 1;
}

static void choose(const font *f, pdf_glyphs *g, span text)
{
    for (uint32_t rune = 0; text_rune(&text, &rune);) {
        const uint32_t glyph = font_glyph(f, rune);
        if (glyph)
            (void)pdf_glyphs_code(g, glyph, rune);
    }
}

/* Makes it in `scratch` and keeps what documents need of it: codes, bytes, places. */
static bool stock_make(
    paper *house, paper_stock *place, arena *scratch, const span *texts, size_t count)
{
    err e = { 0 };
    pdf_glyphs g = { 0 };
    const uint32_t glyph_count = house->face.glyph_count;
    pdf_stock *s = ARENA_NEW(&place->home, pdf_stock, 1);
    if (!s || !pdf_glyphs_make(scratch, glyph_count, &g))
        return false;
    for (size_t i = 0; i < count; i++)
        choose(&house->face, &g, texts[i]);
    buffer b = buffer_in(scratch, 64 << 10);
    buffer_add(&b, pdf_header);
    house->level = PAPER_PACK_ONCE;
    const bool is_added = pdf_font_add(house, &b, &g, PDF_STOCK, s->offsets, &e);
    house->level = PAPER_PACK_EACH;
    if (!is_added)
        return false;
    s->bytes = arena_copy(&place->home, buffer_span(&b));
    s->glyphs.code_of =
        arena_room(&place->home, sizeof *g.code_of * glyph_count, alignof(uint16_t));
    if (!s->bytes.at || !s->glyphs.code_of)
        return false;
    memcpy(s->glyphs.code_of, g.code_of, sizeof *g.code_of * glyph_count);
    place->stock = s;
    return true;
}

static bool place_take(paper *house, paper_stock *place)
{
    if (!place->home.start) {
        void *room = arena_room(house->home, PAPER_STOCK_SIZE, alignof(max_align_t));
        if (!room)
            return false;
        place->home =
            (arena){ .start = room, .size = PAPER_STOCK_SIZE, .soiled = PAPER_STOCK_SIZE };
    }
    arena_reset(&place->home, 0);
    place->key = 0;
    return true;
}

bool pdf_stock_find(paper *house, arena *scratch, const span *texts, size_t count,
    const pdf_stock **ret, err *reterr)
{
    const uint64_t key = key_of(texts, count);
    for (size_t i = 0; i < PAPER_STOCKS; i++) {
        if (house->stocks[i].key == key) {
            *ret = house->stocks[i].stock;
            return true;
        }
    }
    paper_stock *place = &house->stocks[house->next_stock];
    const size_t mark = scratch->used;
    if (!place_take(house, place) || !stock_make(house, place, scratch, texts, count))
        return err_set(reterr, ERR_MEMORY, N_("no room for a page"));
    arena_reset(scratch, mark);
    place->key = key;
    house->next_stock = (house->next_stock + 1) % PAPER_STOCKS;
    *ret = place->stock;
    return true;
}
