/* Rows of UTF-8 cells, whatever the file: CSV in UTF-8 or GB18030, or a worksheet. The encoding of
 * a CSV file is told by its first line that is not ASCII: Chinese in GB18030 is never valid UTF-8
 * in practice.  Commas, quotes and line breaks are the same bytes in both, so rows are split before
 * they are converted, and only cells above ASCII are.
 * SPDX-License-Identifier: Apache-2.0 */
#include "payfile/payfile_in.h"

#include "text/text.h"

#include <assert.h>
#include <string.h>

/* The first line that holds a byte above ASCII, or nothing. */
static span line_telling(span bytes)
{
    size_t at = 0;
    while (at < bytes.size && (unsigned char)bytes.at[at] < 0x80)
        at++;
    size_t from = at;
    while (from > 0 && bytes.at[from - 1] != '\n')
        from--;
    span rest = span_slice(bytes, from, bytes.size);
    return span_slice(rest, 0, span_find(rest, '\n'));
}

static bool is_gb18030(span bytes)
{
    span line = line_telling(bytes);
    return !span_starts(bytes, (span)SPAN("\xEF\xBB\xBF")) && text_utf8_bad(line) < line.size;
}

static bool table_make(source *s, err *reterr)
{
    if (!arena_open(&s->tables, TABLES_SIZE))
        return err_set(reterr, ERR_MEMORY, N_("no room for a payment file"));
    return text_gb18030_open(&s->tables, &s->gb18030, reterr);
}

/* Text in UTF-16 and tables of web pages are made into CSV first. */
static bool source_make(source *s, err *reterr)
{
    span bytes = s->bytes;
    bool is_wide = sheet_wide_is(bytes);
    if (!is_wide && !sheet_page_is(bytes))
        return true;
    s->is_made = (is_wide ? sheet_wide_text : sheet_page_text)(bytes, &s->made, reterr);
    if (s->is_made)
        s->bytes = s->made.bytes;
    return s->is_made;
}

bool source_open(source *s, span bytes, err *reterr)
{
    assert(s);
    *s = (source){ .bytes = bytes };
    if (!arena_open(&s->scratch, SCRATCH_SIZE))
        return err_set(reterr, ERR_MEMORY, N_("no room for a payment file"));
    if (!source_make(s, reterr)) {
        source_close(s);
        return false;
    }
    bytes = s->bytes;
    if (!span_starts(bytes, (span)SPAN("PK\x03\x04")) && !sheet_book_is(bytes)) {
        sheet_csv_init(&s->csv, bytes, sheet_csv_separator(bytes));
        bool is_ready = !is_gb18030(bytes) || table_make(s, reterr);
        if (!is_ready)
            source_close(s);
        return is_ready;
    }
    bool is_well = sheet_book_open(bytes, &s->book, reterr);
    if (is_well && sheet_book_count(s->book) == 0)
        is_well = err_set(reterr, ERR_INPUT, N_("The workbook has no sheet"));
    is_well = is_well && sheet_book_choose(s->book, 0, reterr);
    if (!is_well)
        source_close(s);
    return is_well;
}

void source_close(source *s)
{
    assert(s);
    sheet_book_close(s->book);
    sheet_zip_close(s->zip);
    arena_close(&s->tables);
    sys_map_close(&s->made);
    arena_close(&s->scratch);
    *s = (source){ 0 };
}

static bool row_unreadable(const source *s, err *reterr)
{
    if (!s->row.has_end)
        return err_set(reterr, ERR_INPUT,
            N_("The file ends in the middle of row %lld; download it again"),
            (long long)s->row.number);
    return err_set(reterr, ERR_INPUT, N_("Unreadable text from row %lld; download the file again"),
        (long long)s->row.number);
}

/* Only cells above ASCII. */
static bool row_convert(source *s, err *reterr)
{
    sheet_row *row = &s->row;
    err why;
    for (size_t i = 0; i < row->count; i++) {
        span *cell = &row->fields[i];
        if (span_is_ascii(*cell) ||
            text_gb18030_convert(s->gb18030, &s->scratch, *cell, cell, &why))
            continue;
        if (why.code == ERR_INPUT)
            return row_unreadable(s, reterr);
        *reterr = why;
        return false;
    }
    return true;
}

bool source_next(source *s, bool *ret_more, err *reterr)
{
    assert(s && ret_more);
    arena_reset(&s->scratch, 0);
    if (s->book)
        return sheet_book_next(s->book, &s->row, ret_more, reterr);
    if (!sheet_csv_next(&s->csv, &s->scratch, &s->row, ret_more, reterr))
        return false;
    if (!*ret_more || s->row.is_ascii)
        return true;
    if (s->gb18030)
        return row_convert(s, reterr);
    span whole = { s->csv.bytes.at + s->row.offset, s->row.length };
    return text_utf8_bad(whole) == whole.size || row_unreadable(s, reterr);
}
