/* Tables of web pages, which many banks call ".xls", and of the XML of Excel 2003: their rows as
 * CSV.  Only rows and cells are looked at; what else a page does is no concern of ours, and nothing
 * of it is carried out.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sheet/sheet_in.h"

#include "text/text.h"

#include <assert.h>
#include <string.h>

enum { PROBE_MAX = 64 * 1024, TAG_MAX = 16, SPAN_MAX = 100, ENTITY_MAX = 10 };

/* What a tag is to a reader of tables. */
typedef enum tag_kind {
    TAG_OTHER,
    TAG_TABLE,
    TAG_ROW,
    TAG_CELL,
    TAG_BREAK, /* a blank in the text */
    TAG_HIDDEN /* what stands in it is no text */
} tag_kind;

typedef struct tag {
    tag_kind kind;
    bool is_end, is_empty;
    char name[TAG_MAX];
    span attributes;
} tag;

typedef struct page {
    span bytes;
    size_t at;
    made_text out;
    bool is_gb18030;
    bool in_row, in_cell, has_text, has_blank; /* has_text: of the cell */
    int64_t row;                               /* that was begun last, from 1 */
    int64_t first_row;                         /* before which the table begins */
    int column;                                /* of the next cell */
    int across;                                /* further columns that the cell covers */
    int down;                                  /* further rows */
    bool was_closed;                           /* a table ended behind the last row */
    int16_t covered[SHEET_COLUMNS_MAX];        /* rows below in which a cell above covers it */
} page;

/* ---- tags ----------------------------------------------------------------------------------- */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static tag_kind kind_of(const char *name)
{
    static const struct {
        const char *name;
        tag_kind kind;
    } known[] = { { "table", TAG_TABLE }, { "worksheet", TAG_TABLE }, { "tr", TAG_ROW },
        { "row", TAG_ROW }, { "td", TAG_CELL }, { "th", TAG_CELL }, { "cell", TAG_CELL },
        { "br", TAG_BREAK }, { "p", TAG_BREAK }, { "div", TAG_BREAK }, { "li", TAG_BREAK },
        { "script", TAG_HIDDEN }, { "style", TAG_HIDDEN }, { "comment", TAG_HIDDEN },
        { "head", TAG_OTHER } };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(name, known[i].name) == 0)
            return known[i].kind;
    }
    return TAG_OTHER;
}

/* Behind the tag that begins at `at`; bytes.size when it has no end. */
static size_t tag_end(span bytes, size_t at)
{
    char quote = '\0';
    for (size_t i = at + 1; i < bytes.size; i++) {
        char c = bytes.at[i];
        if (quote != '\0')
            quote = c == quote ? '\0' : quote;
        else if (c == '"' || c == '\'')
            quote = bytes.at[i - 1] == '=' || bytes.at[i - 1] == ' ' ? c : '\0';
        else if (c == '>')
            return i + 1;
    }
    return bytes.size;
}

/* Is this < the beginning of a tag, and not a sign of less than? */
static bool is_tag(span bytes, size_t at)
{
    char c = at + 1 < bytes.size ? lower(bytes.at[at + 1]) : '\0';
    return is_letter(c) || c == '/' || c == '!' || c == '?';
}

static tag tag_read(span inside)
{
    tag ret = { .kind = TAG_OTHER };
    size_t i = 0, used = 0;
    ret.is_end = inside.size > 0 && inside.at[0] == '/';
    i += ret.is_end;
    if (span_starts(span_slice(inside, i, inside.size), (span)SPAN("ss:")))
        i += 3;
    while (i < inside.size && is_letter(lower(inside.at[i])) && used + 1 < TAG_MAX)
        ret.name[used++] = lower(inside.at[i++]);
    bool is_whole = i == inside.size || !(is_letter(lower(inside.at[i])) || inside.at[i] == ':');
    ret.kind = is_whole ? kind_of(ret.name) : TAG_OTHER;
    ret.is_empty = inside.size > 0 && inside.at[inside.size - 1] == '/';
    ret.attributes = span_slice(inside, i, inside.size);
    return ret;
}

/* A small number that an attribute gives; 0 without it. */
static int attribute(span attributes, const char *name)
{
    size_t size = strlen(name);
    for (size_t i = 1; i + size < attributes.size; i++) {
        char before = attributes.at[i - 1];
        size_t k = 0;
        while (k < size && lower(attributes.at[i + k]) == name[k])
            k++;
        if (k < size || !(before == ' ' || before == ':' || before == '\n' || before == '\t' ||
                            before == '"' || before == '\''))
            continue;
        size_t at = i + size;
        while (at < attributes.size && strchr("=\"' ", attributes.at[at]) && attributes.at[at])
            at++;
        int value = 0;
        while (at < attributes.size && attributes.at[at] >= '0' && attributes.at[at] <= '9' &&
               value < SHEET_ROWS_MAX)
            value = value * 10 + (attributes.at[at++] - '0');
        return value;
    }
    return 0;
}

/* ---- cells ---------------------------------------------------------------------------------- */

static bool page_refuse(const page *p, const char *message, err *reterr)
{
    (void)err_set(reterr, ERR_INPUT, message, (long long)(p->row > 0 ? p->row : 1));
    return err_hint(reterr, N_("Open it in a spreadsheet program and save it as XLSX"));
}

static void text_byte(page *p, char c)
{
    bool is_blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (is_blank) {
        p->has_blank = p->has_text;
        return;
    }
    if (p->has_blank)
        made_add(&p->out, " ", 1);
    if (c == '"')
        made_add(&p->out, "\"", 1);
    made_add(&p->out, &c, 1);
    p->has_blank = false;
    p->has_text = true;
}

/* Characters above ASCII are written in the page's own encoding as they stand; those that stand as
 * a number can only be written in UTF-8. */
static bool entity_rune(page *p, uint32_t rune, err *reterr)
{
    if (rune == 0xA0 || rune == 0x3000 || rune == 0x200B || rune == 0xFEFF) {
        text_byte(p, ' ');
    } else if (rune == 0xA5 && p->is_gb18030) {
        text_byte(p, '\xA3');
        text_byte(p, '\xA4');
    } else if (rune < 0x80) {
        if (rune >= ' ')
            text_byte(p, (char)rune);
        else
            text_byte(p, ' ');
    } else if (p->is_gb18030 || rune > 0x10FFFF || (rune >= 0xD800 && rune <= 0xDFFF)) {
        return page_refuse(p, N_("The page has characters in row %lld that can't be read"), reterr);
    } else {
        if (p->has_blank)
            made_add(&p->out, " ", 1);
        made_rune(&p->out, rune);
        p->has_blank = false;
        p->has_text = true;
    }
    return true;
}

static bool number_read(span digits, uint32_t base, uint32_t *ret)
{
    *ret = 0;
    for (size_t i = 0; i < digits.size; i++) {
        char c = lower(digits.at[i]);
        uint32_t value = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                         : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
                                                : 99;
        if (value >= base)
            return false;
        *ret = *ret * base + value;
    }
    return digits.size > 0;
}

/* &amp; &#165; &#xA5; -- true when it was one. */
static bool entity_find(span name, uint32_t *ret)
{
    static const struct {
        const char *name;
        uint32_t rune;
    } known[] = { { "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' }, { "apos", '\'' },
        { "nbsp", 0xA0 }, { "yen", 0xA5 }, { "ensp", ' ' }, { "emsp", ' ' }, { "middot", 0xB7 },
        { "minus", 0x2212 }, { "mdash", 0x2014 }, { "ndash", 0x2013 } };
    if (name.size > 1 && name.at[0] == '#') {
        bool is_hex = name.at[1] == 'x' || name.at[1] == 'X';
        return number_read(span_slice(name, is_hex ? 2 : 1, name.size), is_hex ? 16 : 10, ret);
    }
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (span_is(name, known[i].name)) {
            *ret = known[i].rune;
            return true;
        }
    }
    return false;
}

static bool text_read(page *p, size_t end, err *reterr)
{
    while (p->at < end) {
        char c = p->bytes.at[p->at];
        span rest = span_slice(p->bytes, p->at + 1, p->at + 1 + ENTITY_MAX);
        size_t stop = c == '&' ? span_find(rest, ';') : rest.size;
        uint32_t rune = 0;
        if (stop < rest.size && entity_find(span_slice(rest, 0, stop), &rune)) {
            p->at += stop + 2;
            if (!entity_rune(p, rune, reterr))
                return false;
            continue;
        }
        text_byte(p, c);
        p->at++;
    }
    return true;
}

/* ---- rows ----------------------------------------------------------------------------------- */

static void cell_end(page *p)
{
    if (!p->in_cell)
        return;
    made_add(&p->out, "\"", 1);
    p->in_cell = false;
    for (int i = 0; i <= p->across && p->column < SHEET_COLUMNS_MAX; i++) {
        if (i > 0)
            made_add(&p->out, ",", 1);
        p->covered[p->column++] = (int16_t)p->down;
    }
}

static void row_end(page *p)
{
    cell_end(p);
    if (p->in_row)
        made_add(&p->out, "\n", 1);
    p->in_row = false;
}

static void row_begin(page *p)
{
    row_end(p);
    p->in_row = true;
    p->was_closed = false;
    p->column = 0;
    p->row++;
}

/* Columns that a cell of a row above covers are empty here. */
static bool cell_begin(page *p, const tag *t, err *reterr)
{
    cell_end(p);
    if (!p->in_row)
        row_begin(p);
    int index = attribute(t->attributes, "index") - 1; /* of Excel: cells before it are empty */
    int across = attribute(t->attributes, "colspan") - 1;
    int down = attribute(t->attributes, "rowspan") - 1;
    across = across > 0 ? across : attribute(t->attributes, "mergeacross");
    down = down > 0 ? down : attribute(t->attributes, "mergedown");
    for (;;) {
        bool is_here = p->column >= index;
        bool is_free = p->column < SHEET_COLUMNS_MAX && p->covered[p->column] == 0;
        if (p->column >= SHEET_COLUMNS_MAX)
            return page_refuse(p, N_("The page has too many columns in row %lld"), reterr);
        if (p->column > 0)
            made_add(&p->out, ",", 1);
        if (is_here && is_free)
            break;
        p->covered[p->column] = (int16_t)(is_free ? 0 : p->covered[p->column] - 1);
        p->column++;
    }
    made_add(&p->out, "\"", 1);
    p->in_cell = true;
    p->has_text = p->has_blank = false;
    p->across = across < 0 ? 0 : across < SPAN_MAX ? across : SPAN_MAX;
    p->down = down < 0 ? 0 : down < INT16_MAX ? down : INT16_MAX;
    return true;
}

/* Cells above that cover columns behind the last cell of the row. */
static void row_cover(page *p)
{
    for (int i = p->column; i < SHEET_COLUMNS_MAX; i++)
        p->covered[i] = (int16_t)(p->covered[i] > 0 ? p->covered[i] - 1 : 0);
}

/* Excel leaves out rows without cells and says where the next one stands. */
static void rows_skip(page *p, const tag *t)
{
    int index = attribute(t->attributes, "index");
    while (p->row - p->first_row + 1 < index) {
        row_begin(p);
        row_end(p);
    }
}

static bool row_take(page *p, const tag *t, err *reterr)
{
    if (p->out.size > SHEET_UNPACKED_MAX)
        return page_refuse(p, N_("The page is too large from row %lld on"), reterr);
    if (p->in_row) {
        cell_end(p);
        row_cover(p);
        row_end(p);
    }
    if (t->is_end)
        return true;
    rows_skip(p, t);
    row_begin(p);
    if (t->is_empty)
        row_end(p);
    return true;
}

static bool tag_take(page *p, const tag *t, err *reterr)
{
    switch (t->kind) {
    case TAG_TABLE:
        row_end(p);
        p->was_closed = t->is_end;
        p->first_row = p->row;
        memset(p->covered, 0, sizeof p->covered);
        break;
    case TAG_ROW: return row_take(p, t, reterr);
    case TAG_CELL:
        if (t->is_end)
            cell_end(p);
        else if (!cell_begin(p, t, reterr))
            return false;
        if (!t->is_end && t->is_empty)
            cell_end(p);
        break;
    case TAG_BREAK: text_byte(p, ' '); break;
    case TAG_HIDDEN:
    case TAG_OTHER: break;
    }
    return true;
}

/* Behind a comment, or behind a script or the like with all that stands in it. */
static size_t hidden_end(span bytes, size_t at, const tag *t)
{
    if (span_starts(span_slice(bytes, at, bytes.size), (span)SPAN("<!--"))) {
        span rest = span_slice(bytes, at, bytes.size);
        size_t end = span_search(rest, (span)SPAN("-->"));
        return end < rest.size ? at + end + 3 : bytes.size;
    }
    size_t next = tag_end(bytes, at);
    if (t->kind != TAG_HIDDEN || t->is_end || t->is_empty)
        return next;
    for (; next < bytes.size; next++) {
        if (bytes.at[next] != '<' || next + 1 == bytes.size || bytes.at[next + 1] != '/')
            continue;
        tag end = tag_read(span_slice(bytes, next + 1, next + 1 + TAG_MAX + 4));
        if (strcmp(end.name, t->name) == 0)
            return tag_end(bytes, next);
    }
    return bytes.size;
}

static bool page_walk(page *p, err *reterr)
{
    while (p->at < p->bytes.size) {
        size_t end = p->at;
        while (end < p->bytes.size && !(p->bytes.at[end] == '<' && is_tag(p->bytes, end)))
            end++;
        if (p->in_cell && !text_read(p, end, reterr))
            return false;
        p->at = end;
        if (end == p->bytes.size)
            break;
        size_t next = tag_end(p->bytes, end);
        tag t = tag_read(span_slice(p->bytes, end + 1, next > end + 1 ? next - 1 : next));
        p->at = hidden_end(p->bytes, end, &t);
        if (!tag_take(p, &t, reterr))
            return false;
    }
    return true;
}

/* ---- the whole ------------------------------------------------------------------------------ */

static bool has_tag(span bytes, const char *name)
{
    size_t size = strlen(name);
    for (size_t i = 0; i + size < bytes.size; i++) {
        size_t k = 0;
        while (k < size && lower(bytes.at[i + k]) == name[k])
            k++;
        if (k == size)
            return true;
    }
    return false;
}

bool sheet_page_is(span bytes)
{
    span start = span_slice(bytes, 0, PROBE_MAX);
    if (span_starts(start, (span)SPAN("\xEF\xBB\xBF")))
        start = span_slice(start, 3, start.size);
    start = span_trim(start);
    return start.size > 0 && start.at[0] == '<' &&
           (has_tag(start, "<tr") || has_tag(start, "<row") || has_tag(start, "<ss:row"));
}

/* A page that begins as one ends as one; a table has its end. */
static bool page_is_whole(const page *p)
{
    static const struct {
        const char *begin, *end;
    } wholes[] = { { "<html", "</html" }, { "<workbook", "</workbook" } };
    enum { TAIL = 4096 };
    span start = span_slice(p->bytes, 0, TAIL);
    span tail =
        span_slice(p->bytes, p->bytes.size > TAIL ? p->bytes.size - TAIL : 0, p->bytes.size);
    for (size_t i = 0; i < sizeof wholes / sizeof *wholes; i++) {
        if (has_tag(start, wholes[i].begin) && !has_tag(tail, wholes[i].end))
            return false;
    }
    return p->was_closed && !p->in_row && !p->in_cell;
}

bool sheet_page_text(span bytes, sys_map *ret, err *reterr)
{
    assert(ret);
    page p = { .bytes = bytes, .is_gb18030 = text_utf8_bad(bytes) < bytes.size };
    if (!made_open(&p.out, reterr))
        return false;
    bool is_good = page_walk(&p, reterr);
    if (is_good && !page_is_whole(&p))
        is_good = err_set(reterr, ERR_INPUT,
            N_("The file ends in the middle of row %lld; download it again"),
            (long long)(p.row > 0 ? p.row : 1));
    return made_close(&p.out, is_good, ret, reterr);
}
