/* The font of a document: a subset with the glyphs that stand in it, their widths, and what they
 * are as characters, so that text can be searched, copied and read aloud.
 * SPDX-License-Identifier: Apache-2.0 */
#include "paper/paper_in.h"
#include "paper/pdf_in.h"

#include <assert.h>
#include <stdio.h>

enum { MAP_PIECE = 100 /* of a character map, as CMaps allow */, TAG_LETTERS = 6 };

bool pdf_glyphs_make(arena *home, uint32_t glyph_count, pdf_glyphs *ret)
{
    ret->code_of = ARENA_NEW(home, uint16_t, glyph_count);
    ret->glyphs = arena_room(home, sizeof *ret->glyphs * (glyph_count + 1), alignof(uint32_t));
    ret->runes = arena_room(home, sizeof *ret->runes * (glyph_count + 1), alignof(uint32_t));
    ret->count = 1;
    if (!ret->code_of || !ret->glyphs || !ret->runes)
        return false;
    ret->glyphs[0] = ret->runes[0] = 0;
    return true;
}

uint32_t pdf_glyphs_code(pdf_glyphs *g, uint32_t glyph, uint32_t rune)
{
    if (glyph == 0)
        return 0;
    if (g->code_of[glyph] == 0) {
        g->glyphs[g->count] = glyph;
        g->runes[g->count] = rune;
        g->code_of[glyph] = (uint16_t)g->count++;
    }
    return g->code_of[glyph];
}

/* Six letters that tell this choice of glyphs from another, as PDF asks for subsets. */
static void add_tag(buffer *b, const pdf_glyphs *g)
{
    uint64_t sum = UINT64_C(0xCBF29CE484222325); /* FNV-1a */
    for (size_t i = 0; i < g->count; i++)
        sum = (sum ^ g->glyphs[i]) * UINT64_C(0x100000001B3);
    for (size_t i = 0; i < TAG_LETTERS; i++, sum /= 26)
        buffer_byte(b, (char)('A' + sum % 26));
    buffer_text(b, "+NuanPaper");
}

/* Widths that are not those of a Chinese character. */
static void add_widths(buffer *b, const font *f, const pdf_glyphs *g)
{
    bool is_open = false;
    buffer_text(b, "/DW 1000/W[");
    for (size_t i = 0; i < g->count; i++) {
        const int32_t width = font_width(f, g->glyphs[i]);
        if (width == FONT_EM) {
            buffer_text(b, is_open ? "]" : "");
            is_open = false;
            continue;
        }
        if (is_open)
            buffer_byte(b, ' ');
        else
            buffer_format(b, "%zu[", i);
        is_open = true;
        buffer_int(b, width);
    }
    buffer_text(b, is_open ? "]]" : "]");
}

static void add_rune(buffer *b, uint32_t rune)
{
    if (rune >= 0x10000)
        buffer_format(b, "<%04X%04X>\n", 0xD7C0 + (rune >> 10), 0xDC00 + (rune & 0x3FF));
    else
        buffer_format(b, "<%04X>\n", rune);
}

/* What each code is as a character, one by one: ranges would be shorter, but not every reader knows
 * those that list their characters (Ghostscript 10 reads them wrong). */
static void add_map(paper *house, buffer *out, const pdf_glyphs *g)
{
    buffer b = buffer_in(out->home, 512 + 16 * g->count);
    buffer_text(&b, "/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n"
                    "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
                    "/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n"
                    "1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n");
    for (size_t i = 1; i < g->count; i++) {
        const size_t rest = g->count - i;
        if (i % MAP_PIECE == 1)
            buffer_format(&b, "%zu beginbfchar\n", rest < MAP_PIECE ? rest : MAP_PIECE);
        buffer_format(&b, "<%04zX>", i);
        add_rune(&b, g->runes[i]);
        buffer_text(&b, i % MAP_PIECE == 0 || rest == 1 ? "endbfchar\n" : "");
    }
    buffer_text(&b, "endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n");
    out->is_full |= b.is_full;
    pdf_stream(house, out, buffer_span(&b), "");
}

static void add_head(buffer *out, const font *f, const pdf_glyphs *g, uint32_t number,
    uint32_t offsets[PDF_FONT_OBJECTS])
{
    pdf_object(out, number, &offsets[0]);
    buffer_text(out, "<</Type/Font/Subtype/Type0/BaseFont/");
    add_tag(out, g);
    buffer_format(out, "/Encoding/Identity-H/DescendantFonts[%u 0 R]/ToUnicode %u 0 R>>\nendobj\n",
        number + 1, number + 4);
    pdf_object(out, number + 1, &offsets[1]);
    buffer_text(out, "<</Type/Font/Subtype/CIDFontType2/BaseFont/");
    add_tag(out, g);
    buffer_format(out,
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        "/CIDToGIDMap/Identity/FontDescriptor %u 0 R",
        number + 2);
    add_widths(out, f, g);
    buffer_text(out, ">>\nendobj\n");
    pdf_object(out, number + 2, &offsets[2]);
    buffer_text(out, "<</Type/FontDescriptor/FontName/");
    add_tag(out, g);
    buffer_format(out,
        "/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight 714/StemV 80"
        "/FontFile2 %u 0 R>>\nendobj\n",
        f->box[0], f->box[1], f->box[2], f->box[3], f->ascent, f->descent, number + 3);
}

bool pdf_font_add(paper *house, buffer *out, const pdf_glyphs *g, uint32_t number,
    uint32_t offsets[PDF_FONT_OBJECTS], err *reterr)
{
    assert(g->count > 0);
    char length[32];
    buffer file = buffer_in(out->home, 256 * g->count + 1024);
    add_head(out, &house->face, g, number, offsets);
    if (!font_subset(&house->face, g->glyphs, g->count, &file, reterr))
        return false;
    pdf_object(out, number + 3, &offsets[3]);
    (void)snprintf(length, sizeof length, "/Length1 %zu", file.used);
    pdf_stream(house, out, buffer_span(&file), length);
    pdf_object(out, number + 4, &offsets[4]);
    add_map(house, out, g);
    return buffer_check(out, reterr) || err_set(reterr, ERR_MEMORY, N_("no room for a page"));
}
