/* A PDF from its first byte to its last: stock, pages, files, font, directory.
 * Objects of the document's own end stand last, so that everything before is known by then.
 * SPDX-License-Identifier: Apache-2.0 */
#include "paper/paper_in.h"
#include "paper/pdf_in.h"

#include "text/text.h"

#include <assert.h>

bool pdf_begin(paper *house, arena *home, const pdf_stock *stock, pdf *ret, err *reterr)
{
    *ret = (pdf){ .house = house, .stock = stock, .next = PDF_FREE };
    ret->out = buffer_in(home, 48 << 10);
    ret->content = buffer_in(home, 8 << 10);
    ret->names = buffer_in(home, 256);
    ret->offsets = ARENA_NEW(home, uint32_t, PDF_OBJECTS_MAX);
    if (!ret->offsets || !pdf_glyphs_make(home, house->face.glyph_count, &ret->glyphs))
        return err_set(reterr, ERR_MEMORY, N_("no room for a page"));
    buffer_add(&ret->out, stock ? stock->bytes : pdf_header);
    for (size_t i = 0; stock && i < PDF_FONT_OBJECTS; i++)
        ret->offsets[PDF_STOCK + i] = stock->offsets[i];
    return buffer_check(&ret->out, reterr);
}

void pdf_object(buffer *out, uint32_t number, uint32_t *ret_offset)
{
    *ret_offset = (uint32_t)out->used;
    buffer_int(out, number);
    buffer_text(out, " 0 obj\n");
}

void pdf_stream(paper *house, buffer *out, span bytes, const char *more)
{
    enum { SMALL = 200, LENGTH_DIGITS = 10 };
    const bool is_packed = bytes.size > SMALL;
    buffer_text(out, "<<");
    buffer_text(out, more);
    buffer_text(out, is_packed ? "/Filter/FlateDecode/Length " : "/Length ");
    const size_t length_at = out->used;
    buffer_text(out, "          >>\nstream\n"); /* the number is not known before */
    const size_t size = is_packed ? paper_pack(house, bytes, house->level, out) : bytes.size;
    if (is_packed && size == 0)
        out->is_full = true;
    if (!is_packed)
        buffer_add(out, bytes);
    buffer_text(out, "\nendstream\nendobj\n");
    if (out->is_full)
        return;
    char *at = out->at + length_at + LENGTH_DIGITS;
    for (size_t rest = size, i = 0; i < LENGTH_DIGITS && (rest > 0 || i == 0); i++, rest /= 10)
        *--at = (char)('0' + rest % 10);
}

/* The next object; none beyond the bound, which pdf_end tells. */
static uint32_t object(pdf *p)
{
    if (p->next == PDF_OBJECTS_MAX) {
        p->is_overfull = true;
        p->next--;
    }
    pdf_object(&p->out, p->next, &p->offsets[p->next]);
    return p->next++;
}

/* Hundredths of a millimetre as points, three decimals. */
static void add_points(buffer *b, int32_t length)
{
    const int64_t thousandths = ((int64_t)length * 72000 + 1270) / 2540;
    buffer_format(
        b, "%lld.%03lld", (long long)(thousandths / 1000), (long long)(thousandths % 1000));
}

canvas pdf_page(pdf *p, int32_t wide, int32_t high)
{
    p->wide = wide;
    p->high = high;
    p->now.font = -1;
    p->now.has_colour = false;
    p->now.pen = (canvas_pen){ 0 };
    p->content.used = 0;
    buffer_text(&p->content, ".0283465 0 0 .0283465 0 0 cm\n"); /* hundredths of a millimetre */
    return (canvas){ &p->house->face, wide, high, &pdf_way, p };
}

void pdf_page_end(pdf *p)
{
    const uint32_t page = object(p);
    buffer_text(&p->out, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 ");
    add_points(&p->out, p->wide);
    buffer_byte(&p->out, ' ');
    add_points(&p->out, p->high);
    buffer_format(&p->out, "]/Contents %u 0 R>>\nendobj\n", page + 1);
    (void)object(p);
    pdf_stream(p->house, &p->out, buffer_span(&p->content), "");
    p->page_count++;
}

void pdf_add_text(buffer *out, span text)
{
    buffer_text(out, "<FEFF");
    for (uint32_t rune = 0; text_rune(&text, &rune);) {
        if (rune >= 0x10000)
            buffer_format(out, "%04X%04X", 0xD7C0 + (rune >> 10), 0xDC00 + (rune & 0x3FF));
        else
            buffer_format(out, "%04X", rune);
    }
    buffer_byte(out, '>');
}

/* A name in a dictionary: everything but letters and digits by its number. */
static void add_name(buffer *out, const char *text)
{
    for (; *text; text++) {
        if ((*text >= '0' && *text <= '9') || (*text >= 'A' && *text <= 'Z') ||
            (*text >= 'a' && *text <= 'z'))
            buffer_byte(out, *text);
        else
            buffer_format(out, "#%02X", (unsigned char)*text);
    }
}

static bool is_plain(const char *name)
{
    for (; *name; name++)
        if (*name < ' ' || *name > '~' || *name == '(' || *name == ')' || *name == '\\')
            return false;
    return true;
}

void pdf_attach(pdf *p, const paper_file *file)
{
    assert(is_plain(file->name) && file->bytes.size <= PDF_EMBEDDED_MAX);
    assert(p->file_count < PDF_FILES_MAX);
    buffer *out = &p->out;
    const uint32_t stream = object(p);
    buffer_text(out, "<</Type/EmbeddedFile/Subtype/");
    add_name(out, file->media);
    buffer_format(
        out, "/Params<</Size %zu>>/Length %zu>>\nstream\n", file->bytes.size, file->bytes.size);
    buffer_add(out, file->bytes);
    buffer_text(out, "\nendstream\nendobj\n");
    const uint32_t spec = object(p);
    buffer_format(out, "<</Type/Filespec/F(%s)/UF(%s)/AFRelationship/Data", file->name, file->name);
    buffer_format(out, "/EF<</F %u 0 R/UF %u 0 R>>", stream, stream);
    if (file->description.size > 0) {
        buffer_text(out, "/Desc");
        pdf_add_text(out, file->description);
    }
    buffer_text(out, ">>\nendobj\n");
    buffer_format(&p->names, "(%s)%u 0 R", file->name, spec);
    if (p->file_count++ == 0)
        p->first_file = spec;
}

/* D:20200203183000+08'00' */
static void add_time(buffer *out, const pdf_about *about)
{
    char room[64];
    arena small = { (unsigned char *)room, sizeof room, 0, 0, false };
    buffer b = buffer_in(&small, sizeof room);
    text_add_instant(&b, about->created_us, about->offset_s);
    const span t = buffer_span(&b); /* 2020-02-03T18:30:00+08:00 or ..Z */
    buffer_text(out, "(D:");
    for (size_t i = 0; i < t.size && i < 19; i++)
        if (t.at[i] >= '0' && t.at[i] <= '9')
            buffer_byte(out, t.at[i]);
    if (t.size == 25)
        buffer_format(out, "%.3s'%.2s'", t.at + 19, t.at + 23);
    else
        buffer_byte(out, 'Z');
    buffer_byte(out, ')');
}

static void add_info(pdf *p, const pdf_about *about)
{
    buffer *out = &p->out;
    pdf_object(out, PDF_INFO, &p->offsets[PDF_INFO]);
    buffer_text(out, "<</Title");
    pdf_add_text(out, about->title);
    buffer_text(out, "/Author");
    pdf_add_text(out, about->author);
    if (about->subject.size > 0) {
        buffer_text(out, "/Subject");
        pdf_add_text(out, about->subject);
    }
    buffer_text(out, "/Creator(nuan)/Producer(nuan)/CreationDate");
    add_time(out, about);
    buffer_text(out, "/ModDate");
    add_time(out, about);
    buffer_text(out, ">>\nendobj\n");
}

/* Pages come in pairs of objects from PDF_FREE on. */
static void add_pages(pdf *p)
{
    buffer *out = &p->out;
    pdf_object(out, PDF_PAGES, &p->offsets[PDF_PAGES]);
    buffer_format(out, "<</Type/Pages/Count %u/Resources<</Font<<", p->page_count);
    if (p->stock)
        buffer_format(out, "/A %d 0 R", PDF_STOCK);
    if (p->glyphs.count > 1)
        buffer_format(out, "/B %d 0 R", PDF_OWN);
    buffer_text(out, ">>>>/Kids[");
    for (uint32_t i = 0; i < p->page_count; i++)
        buffer_format(out, "%s%u 0 R", i ? " " : "", PDF_FREE + 2 * i);
    buffer_text(out, "]>>\nendobj\n");
}

static void add_catalog(pdf *p, const pdf_about *about)
{
    buffer *out = &p->out;
    pdf_object(out, PDF_CATALOG, &p->offsets[PDF_CATALOG]);
    buffer_format(out, "<</Type/Catalog/Pages %d 0 R/Lang(%s)", PDF_PAGES,
        about->lang == SAY_ZH ? "zh-CN" : "en");
    buffer_text(out, "/ViewerPreferences<</DisplayDocTitle true>>");
    if (p->file_count > 0) {
        buffer_text(out, "/Names<</EmbeddedFiles<</Names[");
        buffer_add(out, buffer_span(&p->names));
        buffer_text(out, "]>>>>/AF[");
        for (uint32_t i = 0; i < p->file_count; i++)
            buffer_format(out, "%s%u 0 R", i ? " " : "", p->first_file + 2 * i);
        buffer_byte(out, ']');
    }
    buffer_text(out, ">>\nendobj\n");
}

static void add_table(pdf *p)
{
    buffer *out = &p->out;
    const size_t start = out->used;
    buffer_format(out, "xref\n0 %u\n0000000000 65535 f \n", p->next);
    for (uint32_t i = 1; i < p->next; i++) {
        char entry[] = "0000000000 00000 n \n";
        for (uint32_t rest = p->offsets[i], at = 9; rest > 0; rest /= 10, at--)
            entry[at] = (char)('0' + rest % 10);
        if (p->offsets[i] == 0)
            memcpy(entry + 11, "65535 f", 7);
        buffer_add(out, (span){ entry, 20 });
    }
    buffer_format(out, "trailer\n<</Size %u/Root %d 0 R/Info %d 0 R>>\nstartxref\n%zu\n%%%%EOF\n",
        p->next, PDF_CATALOG, PDF_INFO, start);
}

bool pdf_end(pdf *p, const pdf_about *about, span *ret, err *reterr)
{
    assert(p->page_count > 0);
    if (p->glyphs.count > 1 &&
        !pdf_font_add(p->house, &p->out, &p->glyphs, PDF_OWN, &p->offsets[PDF_OWN], reterr))
        return false;
    add_info(p, about);
    add_pages(p);
    add_catalog(p, about);
    add_table(p);
    if (p->is_overfull)
        return err_set(reterr, ERR_LIMIT, N_("The document has more than %d pages"), PDF_PAGES_MAX);
    if (p->content.is_full || p->names.is_full || p->out.is_full)
        return err_set(reterr, ERR_MEMORY, N_("no room for a page"));
    *ret = buffer_span(&p->out);
    return true;
}
