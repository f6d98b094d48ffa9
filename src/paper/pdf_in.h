/* Writing a PDF: pages, the font of what stands on them, what the document says of itself, files
 * inside of it.  The same values give the same bytes.
 * Source: ISO 32000-1 (PDF 1.7); /AF is that of ISO 32000-2.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_PAPER_PDF_IN_H
#define NUAN_PAPER_PDF_IN_H

#include "paper/canvas_in.h"
#include "paper/paper_in.h"
#include "paper/pdf.h"
#include "text/say.h"

enum {
    PDF_OBJECTS_MAX = 16 + 2 * PDF_PAGES_MAX,
    PDF_FONT_OBJECTS = 5,
    PDF_CATALOG = 1, /* numbers of objects */
    PDF_PAGES = 2,
    PDF_INFO = 3,
    PDF_STOCK = 4,                          /* the font that many documents share */
    PDF_OWN = PDF_STOCK + PDF_FONT_OBJECTS, /* the font of this one */
    PDF_FREE = PDF_OWN + PDF_FONT_OBJECTS   /* the first page */
};

/* Glyphs of one font of a document, in the order of their codes; code 0 is the missing character. */
typedef struct pdf_glyphs {
    uint16_t *code_of; /* by the number in the whole font; 0 when it has none */
    uint32_t *glyphs, *runes;
    size_t count;
} pdf_glyphs;

/* The first bytes of each document of a kind: the header and a font with what they all say.  Made
 * once; packing it costs more than all else of a document. */
struct pdf_stock {
    pdf_glyphs glyphs;
    span bytes;
    uint32_t offsets[PDF_FONT_OBJECTS];
};

typedef struct pdf {
    paper *house;
    const pdf_stock *stock; /* or NULL */
    buffer out;
    buffer content; /* of the page that is drawn */
    pdf_glyphs glyphs;
    uint32_t *offsets; /* of the objects, PDF_OBJECTS_MAX */
    uint32_t next;     /* number of the next object */
    uint32_t page_count, first_file, file_count;
    int32_t wide, high; /* of the page that is drawn */
    struct {
        int font;
        canvas_pen pen;
        bool has_colour;
    } now;        /* what stands in the page's state */
    buffer names; /* of the files, for the directory */
    bool is_overfull;
} pdf;

/* What a document says of itself. */
typedef struct pdf_about {
    span title, author, subject;
    say_lang lang;
    int64_t created_us;
    int32_t offset_s; /* of the zone that the time of making is written in */
} pdf_about;

/* Begins a document in `home`, which holds all of it until it ends.  Errors: ERR_MEMORY. */
WARN_UNUSED bool pdf_begin(
    paper *house, arena *home, const pdf_stock *stock, pdf *ret, err *reterr);
/* Begins a page; what is drawn on it goes into p->content until pdf_page_end. */
canvas pdf_page(pdf *p, int32_t wide, int32_t high);
void pdf_page_end(pdf *p);
/* Puts a file into the document, behind the last page. */
void pdf_attach(pdf *p, const paper_file *file);
/* The whole document.  Owner: *ret lives in the arena of pdf_begin.
 * Errors: ERR_LIMIT more than PDF_PAGES_MAX pages; ERR_MEMORY. */
WARN_UNUSED bool pdf_end(pdf *p, const pdf_about *about, span *ret, err *reterr);

/* The font with the characters of all texts, which a kind of documents shares: taken from those that
 * the house keeps, or made and kept.  Its bytes depend on the texts alone.
 * Owner: the house; it stands until PAPER_STOCKS others have been asked for.
 * Errors: ERR_MEMORY; `scratch` is used while it is made. */
WARN_UNUSED bool pdf_stock_find(paper *house, arena *scratch, const span *texts, size_t count,
    const pdf_stock **ret, err *reterr);

/* ---- the parts of it ------------------------------------------------------------------------- */

/* The first line, and bytes above 0x7F that tell programs that the file is binary. */
extern const span pdf_header;
/* Empty glyphs of a font with `glyph_count`. */
WARN_UNUSED bool pdf_glyphs_make(arena *home, uint32_t glyph_count, pdf_glyphs *ret);
/* The code of a glyph, given now if it has none. */
uint32_t pdf_glyphs_code(pdf_glyphs *g, uint32_t glyph, uint32_t rune);
/* Appends the objects of a font, numbered from `number` on. */
WARN_UNUSED bool pdf_font_add(paper *house, buffer *out, const pdf_glyphs *g, uint32_t number,
    uint32_t offsets[PDF_FONT_OBJECTS], err *reterr);
/* Begins an object, remembering where: "7 0 obj\n". */
void pdf_object(buffer *out, uint32_t number, uint32_t *ret_offset);
/* Appends a stream of an object: its dictionary (`more` are entries of it), the packed bytes. */
void pdf_stream(paper *house, buffer *out, span bytes, const char *more);
/* A text of a document's own (UTF-16 in hexadecimal). */
void pdf_add_text(buffer *out, span text);
/* What draws on a page; `to` is a pdf. */
extern const canvas_way pdf_way;

#endif
