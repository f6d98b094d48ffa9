/* Shared strings and styles of a workbook.  All strings stand one behind the other in one arena
 * whose bound is the size that the zip states for their file, at most SHEET_STRINGS_MAX; a string
 * is its end minus the end before.  Of the styles only one bit each is kept: does it show a number
 * as a day.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sheet/sheet_in.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

enum { STRING_XML_MIN = 5 }; /* bytes of <si/> */

typedef struct strings_state {
    sheet_book *book;
    bool is_text;
    int muted;
} strings_state;

static void strings_full(part *p)
{
    err failure;
    (void)err_set(&failure, ERR_LIMIT, N_("The workbook holds more than %d MB of text"),
        SHEET_STRINGS_MAX >> 20);
    part_fail(p, failure);
}

static void strings_begin(part *p, const char *name, part_attributes attributes)
{
    (void)attributes;
    strings_state *s = p->user;
    s->is_text = strcmp(name, "t") == 0;
    s->muted += strcmp(name, "rPh") == 0;
}

static void strings_end(part *p, const char *name)
{
    strings_state *s = p->user;
    s->is_text = false;
    s->muted -= strcmp(name, "rPh") == 0;
    if (strcmp(name, "si") != 0)
        return;
    uint32_t *end = ARENA_NEW(&s->book->string_ends, uint32_t, 1);
    if (end)
        *end = (uint32_t)s->book->strings.used;
    else
        strings_full(p);
}

static void strings_text(part *p, span text)
{
    strings_state *s = p->user;
    if (!s->is_text || s->muted > 0 || text.size == 0)
        return;
    char *into = arena_take(&s->book->strings, text.size, 1, 1);
    if (into)
        memcpy(into, text.at, text.size);
    else
        strings_full(p);
}

bool book_string(const sheet_book *b, uint64_t index, span *ret)
{
    if (index >= b->string_ends.used / sizeof(uint32_t))
        return false;
    const uint32_t *ends = (const uint32_t *)(const void *)b->string_ends.start;
    size_t from = index == 0 ? 0 : ends[index - 1];
    *ret = (span){ (const char *)b->strings.start + from, ends[index] - from };
    return true;
}

/* NUL-terminated copy of a path for libzip. */
static bool path_of(char *into, size_t size, span path)
{
    if (path.size >= size || (path.size > 0 && memchr(path.at, '\0', path.size)))
        return false;
    if (path.size > 0)
        memcpy(into, path.at, path.size);
    into[path.size] = '\0';
    return path.size > 0;
}

bool book_strings_read(sheet_book *b, err *reterr)
{
    static const part_reader reader = { strings_begin, strings_end, strings_text };
    strings_state state = { .book = b };
    part p = { .reader = &reader, .user = &state };
    char path[256];
    bool is_found = false;
    if (!path_of(path, sizeof path, b->strings_path))
        return true;
    if (!part_open(&p, b->zip, path, &is_found, reterr) || !is_found)
        return !is_found;
    size_t bytes = p.left < SHEET_STRINGS_MAX ? (size_t)p.left : SHEET_STRINGS_MAX;
    if (!arena_open(&b->strings, bytes + 1) ||
        !arena_open(&b->string_ends, (bytes / STRING_XML_MIN + 1) * sizeof(uint32_t))) {
        part_close(&p);
        return err_set(reterr, ERR_MEMORY, N_("no room for the strings of a workbook"));
    }
    return part_run(&p, reterr);
}

static void bit_set(uint8_t *bits, uint32_t index)
{
    if (index < SHEET_STYLES_MAX)
        bits[index / 8] |= (uint8_t)(1u << index % 8);
}

static bool bit_get(const uint8_t *bits, uint32_t index)
{
    return index < SHEET_STYLES_MAX && (bits[index / 8] >> index % 8 & 1) != 0;
}

bool book_style_shows_day(const sheet_book *b, uint32_t style)
{
    return bit_get(b->date_styles, style);
}

bool book_style_is_date(const sheet_book *b, span style)
{
    uint32_t index = 0;
    return book_digits(style, &index) && book_style_shows_day(b, index);
}

/* True if a number format shows a day or time: y m d h s outside of quotes, brackets and
 * escapes. */
static bool format_is_date(span code)
{
    char closing = 0;
    for (size_t i = 0; i < code.size; i++) {
        char byte = (char)tolower((unsigned char)code.at[i]);
        if (closing != 0) {
            closing = byte == closing ? 0 : closing;
            continue;
        }
        if (byte == '"')
            closing = '"';
        else if (byte == '[')
            closing = ']';
        else if (byte == '\\' || byte == '_' || byte == '*')
            i++;
        else if (memchr("ymdhs", byte, 5))
            return true;
    }
    return false;
}

/* Formats that every program knows by number.  Source: ECMA-376 part 1, 18.8.30, with the East
 * Asian ones. */
static bool format_is_builtin_date(uint32_t id)
{
    return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) ||
           (id >= 50 && id <= 58);
}

void book_format_add(sheet_book *b, uint32_t id, span code)
{
    if (format_is_date(code))
        bit_set(b->date_formats, id);
}

void book_style_add(sheet_book *b, uint32_t format)
{
    if (format_is_builtin_date(format) || bit_get(b->date_formats, format))
        bit_set(b->date_styles, b->style_count);
    b->style_count += b->style_count < SHEET_STYLES_MAX;
}

typedef struct styles_state {
    sheet_book *book;
    bool is_cells; /* inside cellXfs */
} styles_state;

static void styles_begin(part *p, const char *name, part_attributes attributes)
{
    styles_state *s = p->user;
    uint32_t id = 0;
    bool has_id = book_digits(part_attribute(attributes, "numFmtId"), &id);
    if (strcmp(name, "numFmt") == 0 && has_id)
        book_format_add(s->book, id, part_attribute(attributes, "formatCode"));
    if (strcmp(name, "cellXfs") == 0)
        s->is_cells = true;
    if (strcmp(name, "xf") == 0 && s->is_cells)
        book_style_add(s->book, id);
}

static void styles_end(part *p, const char *name)
{
    styles_state *s = p->user;
    if (strcmp(name, "cellXfs") == 0)
        s->is_cells = false;
}

bool book_styles_read(sheet_book *b, err *reterr)
{
    static const part_reader reader = { styles_begin, styles_end, NULL };
    styles_state state = { .book = b };
    part p = { .reader = &reader, .user = &state };
    char path[256];
    bool is_found = false;
    if (!path_of(path, sizeof path, b->styles_path))
        return true;
    if (!part_open(&p, b->zip, path, &is_found, reterr) || !is_found)
        return !is_found;
    return part_run(&p, reterr);
}
