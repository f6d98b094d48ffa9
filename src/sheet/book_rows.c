/* Rows of one worksheet as they come out of the parser.  A piece of XML may hold many rows or half
 * of one: cells wait in a queue until their row is closed; when the queue holds only the beginning
 * of a row, it moves to the front and the parser is fed again.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sheet/sheet_in.h"

#include <assert.h>
#include <string.h>

enum { COLUMN_LETTERS_MAX = 3 };

static book_rows *rows_of(part *p)
{
    sheet_book *b = p->user;
    return &b->rows;
}

static void rows_fail(part *p, err_code code, const char *message, int bound)
{
    err failure;
    (void)err_set(&failure, code, message, (long long)rows_of(p)->row, bound);
    part_fail(p, failure);
}

static void rows_damaged(part *p)
{
    rows_fail(p, ERR_INPUT, N_("The sheet is damaged at row %lld"), 0);
}

/* "AB12" -> 27; false when there are no letters. */
static bool column_parse(span reference, int32_t *ret_column)
{
    int32_t column = 0;
    size_t i = 0;
    for (; i < reference.size && reference.at[i] >= 'A' && reference.at[i] <= 'Z'; i++) {
        if (i == COLUMN_LETTERS_MAX)
            return false;
        column = column * 26 + (reference.at[i] - 'A' + 1);
    }
    *ret_column = column - 1;
    return i > 0;
}

static void cell_add(part *p, book_cell cell)
{
    book_rows *r = rows_of(p);
    if (r->cell_count == BOOK_CELLS_MAX)
        rows_damaged(p);
    else
        r->cells[r->cell_count++] = cell;
}

static void row_begin(part *p, part_attributes attributes)
{
    book_rows *r = rows_of(p);
    span reference = part_attribute(attributes, "r");
    uint32_t number = (uint32_t)r->row + 1;
    if ((reference.size > 0 && !book_digits(reference, &number)) || (int64_t)number <= r->row ||
        number > SHEET_ROWS_MAX) {
        rows_damaged(p);
        return;
    }
    r->row = number;
    r->column = -1;
}

static char type_of(span type)
{
    if (span_is(type, "s"))
        return 's';
    if (span_is(type, "str") || span_is(type, "inlineStr"))
        return 't';
    if (span_is(type, "b") || span_is(type, "e") || span_is(type, "d"))
        return type.at[0];
    return type.size == 0 || span_is(type, "n") ? 'n' : 't';
}

static void cell_begin(part *p, part_attributes attributes)
{
    book_rows *r = rows_of(p);
    span reference = part_attribute(attributes, "r");
    int32_t column = r->column + 1;
    if ((reference.size > 0 && !column_parse(reference, &column)) || column <= r->column) {
        rows_damaged(p);
        return;
    }
    r->column = column;
    r->type = type_of(part_attribute(attributes, "t"));
    r->marks = 0;
    if (r->type == 'n')
        r->marks = book_style_is_date(p->user, part_attribute(attributes, "s"))
                       ? SHEET_NUMBER | SHEET_DATE
                       : SHEET_NUMBER;
    else if (r->type == 'b')
        r->marks = SHEET_BOOL;
    else if (r->type == 'e')
        r->marks = SHEET_ERROR;
    r->value_at = r->text_used;
}

static void rows_begin(part *p, const char *name, part_attributes attributes)
{
    book_rows *r = rows_of(p);
    if (strcmp(name, "sheetData") == 0)
        r->is_data = true;
    if (!r->is_data)
        return;
    if (strcmp(name, "c") == 0)
        cell_begin(p, attributes);
    else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)
        r->is_value = true;
    else if (strcmp(name, "row") == 0)
        row_begin(p, attributes);
    else if (strcmp(name, "f") == 0)
        r->marks |= SHEET_FORMULA;
    else if (strcmp(name, "rPh") == 0)
        r->muted++;
}

/* A cell without a value and without a formula is only a style: left out. */
static void cell_end(part *p)
{
    book_rows *r = rows_of(p);
    book_cell cell = { .row = r->row, .column = r->column, .marks = r->marks, .is_own = true };
    cell.text = (span){ r->text + r->value_at, r->text_used - r->value_at };
    if (r->type == 's') {
        uint32_t index = 0;
        span shared = { NULL, 0 };
        bool is_found =
            book_digits(span_trim(cell.text), &index) && book_string(p->user, index, &shared);
        if (cell.text.size > 0 && !is_found) {
            rows_damaged(p);
            return;
        }
        r->text_used = r->value_at;
        cell.text = shared;
        cell.is_own = false;
    }
    if (cell.text.size == 0 && !(cell.marks & SHEET_FORMULA))
        return;
    if (cell.text.size > SHEET_FIELD_MAX)
        rows_fail(p, ERR_LIMIT, N_("Row %lld has a cell of more than %d bytes"), SHEET_FIELD_MAX);
    else if (cell.column >= SHEET_COLUMNS_MAX)
        rows_fail(p, ERR_LIMIT, N_("Row %lld has more than %d columns"), SHEET_COLUMNS_MAX);
    else
        cell_add(p, cell);
}

static void rows_end(part *p, const char *name)
{
    book_rows *r = rows_of(p);
    if (!r->is_data)
        return;
    if (strcmp(name, "c") == 0)
        cell_end(p);
    else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)
        r->is_value = false;
    else if (strcmp(name, "row") == 0)
        cell_add(p, (book_cell){ .row = r->row, .column = -1 });
    else if (strcmp(name, "rPh") == 0)
        r->muted--;
    else if (strcmp(name, "sheetData") == 0)
        r->is_data = false;
}

static void rows_text(part *p, span text)
{
    book_rows *r = rows_of(p);
    if (!r->is_value || r->muted > 0)
        return;
    if (text.size > BOOK_TEXT_MAX - r->text_used) {
        rows_fail(p, ERR_LIMIT, N_("Row %lld is longer than %d bytes"), SHEET_RECORD_MAX);
        return;
    }
    memcpy(r->text + r->text_used, text.at, text.size);
    r->text_used += text.size;
}

bool sheet_book_choose(sheet_book *b, size_t index, err *reterr)
{
    static const part_reader reader = { rows_begin, rows_end, rows_text };
    assert(b && index < b->sheet_count);
    if (b->xls)
        return xls_choose(b, index, reterr);
    book_rows *r = &b->rows;
    part_close(&r->part);
    *r = (book_rows){ .cells = r->cells, .text = r->text };
    r->part.reader = &reader;
    r->part.user = b;
    span path = b->sheets[index].path;
    char name[256];
    bool is_found = false;
    if (path.size < sizeof name && !memchr(path.at, '\0', path.size)) {
        memcpy(name, path.at, path.size);
        name[path.size] = '\0';
        if (!part_open(&r->part, b->zip, name, &is_found, reterr))
            return false;
    }
    return is_found || part_damaged(reterr);
}

/* Moves the beginning of an unfinished row to the front of the queue. */
static void queue_compact(book_rows *r)
{
    size_t text_from = r->value_at < r->text_used ? r->value_at : r->text_used;
    for (size_t i = r->cell_next; i < r->cell_count; i++) {
        size_t at = r->cells[i].is_own ? (size_t)(r->cells[i].text.at - r->text) : text_from;
        text_from = at < text_from ? at : text_from;
    }
    memmove(r->text, r->text + text_from, r->text_used - text_from);
    r->text_used -= text_from;
    r->value_at -= text_from < r->value_at ? text_from : r->value_at;
    memmove(r->cells, r->cells + r->cell_next, (r->cell_count - r->cell_next) * sizeof *r->cells);
    r->cell_count -= r->cell_next;
    r->cell_next = 0;
    for (size_t i = 0; i < r->cell_count; i++) {
        if (r->cells[i].is_own)
            r->cells[i].text.at -= text_from;
    }
}

/* Index of the mark that closes the first row of the queue, or the queue's end. */
static size_t queue_row_end(const book_rows *r)
{
    size_t i = r->cell_next;
    while (i < r->cell_count && r->cells[i].column >= 0)
        i++;
    return i;
}

static void row_fill(book_rows *r, size_t end, sheet_row *row)
{
    row->number = r->cells[end].row;
    row->offset = 0;
    row->length = 0;
    row->is_ascii = false;
    row->has_end = true;
    row->count = 0;
    for (size_t i = r->cell_next; i < end; i++) {
        size_t column = (size_t)r->cells[i].column;
        for (; row->count < column; row->count++) {
            row->fields[row->count] = (span){ "", 0 };
            row->marks[row->count] = 0;
        }
        row->fields[column] = r->cells[i].text;
        row->marks[column] = r->cells[i].marks;
        row->count = column + 1;
    }
    r->cell_next = end + 1;
}

bool sheet_book_next(sheet_book *b, sheet_row *row, bool *ret_more, err *reterr)
{
    assert(b && row && ret_more);
    if (b->xls)
        return xls_next(b, row, ret_more, reterr);
    book_rows *r = &b->rows;
    assert(r->part.reader);
    size_t end = queue_row_end(r);
    while (end == r->cell_count && !r->is_ended) {
        bool is_more = false;
        queue_compact(r);
        if (!part_step(&r->part, &is_more, reterr))
            return false;
        r->is_ended = !is_more;
        end = queue_row_end(r);
    }
    *ret_more = end < r->cell_count;
    if (*ret_more)
        row_fill(r, end, row);
    return true;
}
