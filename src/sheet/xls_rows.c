/* Rows of one sheet of an old workbook.  Its records name row and column of each cell; they must
 * come row after row, as Excel and all that imitate it write them.
 * Source: [MS-XLS] 2.4, the records named in xls_in.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sheet/xls_in.h"

#include <assert.h>
#include <string.h>

enum { DEPTH_MAX = 8, CELL = 6, RK_CELL = 6, RESULT = 8, FLAG_WIDE = 1 };

/* A row while its cells come in. */
typedef struct row_maker {
    sheet_book *book;
    sheet_row *row;
    span *waiting; /* of a formula whose text comes in the next record, or NULL */
    uint32_t column;
    uint32_t style;
    err *reterr;
} row_maker;

static const char nothing[] = "";

static bool row_fails(const row_maker *m, err_code code, const char *message, int bound)
{
    return err_set(m->reterr, code, message, (long long)m->row->number, bound);
}

static bool row_damaged(const row_maker *m)
{
    return row_fails(m, ERR_INPUT, N_("The sheet is damaged at row %lld"), 0);
}

static bool cell_set(row_maker *m, span text, uint8_t marks)
{
    sheet_row *row = m->row;
    size_t column = m->column;
    if (column >= XLS_COLUMNS || (column < row->count && row->fields[column].at != nothing))
        return row_damaged(m);
    if (text.size > SHEET_FIELD_MAX)
        return row_fails(
            m, ERR_LIMIT, N_("Row %lld has a cell of more than %d bytes"), SHEET_FIELD_MAX);
    if (text.size == 0 && !(marks & SHEET_FORMULA))
        return true;
    for (; row->count <= column; row->count++) {
        row->fields[row->count] = (span){ nothing, 0 };
        row->marks[row->count] = 0;
    }
    row->fields[column] = text;
    row->marks[column] = marks;
    return true;
}

static char *text_room(row_maker *m, size_t size)
{
    book_rows *r = &m->book->rows;
    if (size <= BOOK_TEXT_MAX - r->text_used)
        return r->text + r->text_used;
    (void)row_fails(m, ERR_LIMIT, N_("Row %lld is longer than %d bytes"), SHEET_RECORD_MAX);
    return NULL;
}

static uint8_t number_marks(const row_maker *m)
{
    return book_style_shows_day(m->book, m->style) ? SHEET_NUMBER | SHEET_DATE : SHEET_NUMBER;
}

static bool number_set(row_maker *m, double number, uint8_t marks)
{
    size_t size = 0;
    char *into = text_room(m, XLS_NUMBER_SIZE);
    if (!into)
        return false;
    if (!xls_number_text(number, into, &size))
        return row_damaged(m);
    m->book->rows.text_used += size;
    return cell_set(m, (span){ into, size }, (uint8_t)(marks | number_marks(m)));
}

static bool rk_set(row_maker *m, const unsigned char *packed)
{
    size_t size = 0;
    char *into = text_room(m, XLS_NUMBER_SIZE);
    if (!into)
        return false;
    if (!xls_rk_text(xls_u32(packed), into, &size))
        return row_damaged(m);
    m->book->rows.text_used += size;
    return cell_set(m, (span){ into, size }, number_marks(m));
}

static double number_of(const unsigned char *bytes)
{
    uint64_t bits = xls_u32(bytes) | (uint64_t)xls_u32(bytes + 4) << 32;
    double number = 0;
    memcpy(&number, &bits, sizeof number);
    return number;
}

static span error_text(unsigned char code)
{
    static const struct {
        unsigned char code;
        span text;
    } errors[] = { { 0x00, SPAN("#NULL!") }, { 0x07, SPAN("#DIV/0!") }, { 0x0F, SPAN("#VALUE!") },
        { 0x17, SPAN("#REF!") }, { 0x1D, SPAN("#NAME?") }, { 0x24, SPAN("#NUM!") },
        { 0x2A, SPAN("#N/A") } };
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        if (errors[i].code == code)
            return errors[i].text;
    }
    return (span)SPAN("#ERROR");
}

static bool flag_set(row_maker *m, unsigned char value, bool is_error, uint8_t marks)
{
    if (is_error)
        return cell_set(m, error_text(value), (uint8_t)(marks | SHEET_ERROR));
    return cell_set(m, value ? (span)SPAN("1") : (span)SPAN("0"), (uint8_t)(marks | SHEET_BOOL));
}

/* A string with its length before it, into the row's own text. */
static bool own_text(row_maker *m, xls_record *r, span *ret)
{
    unsigned char head[3];
    size_t size = 0;
    if (!xls_take(r, head, sizeof head))
        return row_damaged(m);
    size_t count = xls_u16(head);
    char *into = text_room(m, count * XLS_RUNE_SIZE);
    if (!into)
        return false;
    if (!xls_take_text(r, count, head[2] & FLAG_WIDE, into, &size))
        return row_damaged(m);
    m->book->rows.text_used += size;
    *ret = (span){ into, size };
    return true;
}

static bool label_set(row_maker *m, xls_record *r)
{
    span text;
    return own_text(m, r, &text) && cell_set(m, text, 0);
}

static bool shared_set(row_maker *m, xls_record *r)
{
    unsigned char index[4];
    span text;
    if (!xls_take(r, index, sizeof index) || !book_string(m->book, xls_u32(index), &text))
        return row_damaged(m);
    return cell_set(m, text, 0);
}

/* The value that the last program kept; a text comes in a record of its own. */
static bool formula_set(row_maker *m, xls_record *r)
{
    unsigned char result[RESULT];
    if (!xls_take(r, result, sizeof result))
        return row_damaged(m);
    if (xls_u16(result + 6) != 0xFFFF)
        return number_set(m, number_of(result), SHEET_FORMULA);
    if (result[0] == 1 || result[0] == 2)
        return flag_set(m, result[2], result[0] == 2, SHEET_FORMULA);
    if (!cell_set(m, (span){ m->book->rows.text, 0 }, SHEET_FORMULA))
        return false;
    m->waiting = result[0] == 0 ? &m->row->fields[m->column] : NULL;
    return true;
}

static bool formula_text_set(row_maker *m, xls_record *r)
{
    if (!m->waiting)
        return true;
    if (!own_text(m, r, m->waiting))
        return false;
    if (m->waiting->size > SHEET_FIELD_MAX)
        return row_fails(
            m, ERR_LIMIT, N_("Row %lld has a cell of more than %d bytes"), SHEET_FIELD_MAX);
    m->waiting = NULL;
    return true;
}

static bool numbers_set(row_maker *m, xls_record *r)
{
    unsigned char cell[RK_CELL];
    for (m->column--; r->left >= sizeof cell;) {
        if (!xls_take(r, cell, sizeof cell))
            return row_damaged(m);
        m->column++;
        m->style = xls_u16(cell);
        if (!rk_set(m, cell + 2))
            return false;
    }
    return true;
}

static bool cell_read(row_maker *m, xls_record *r)
{
    unsigned char value[RESULT];
    m->waiting = NULL;
    switch (r->kind) {
    case XLS_NUMBER:
        return xls_take(r, value, RESULT) ? number_set(m, number_of(value), 0) : row_damaged(m);
    case XLS_RK: return xls_take(r, value, 4) ? rk_set(m, value) : row_damaged(m);
    case XLS_BOOLERR:
        return xls_take(r, value, 2) ? flag_set(m, value[0], value[1] != 0, 0) : row_damaged(m);
    case XLS_MULRK: return numbers_set(m, r);
    case XLS_LABELSST: return shared_set(m, r);
    case XLS_FORMULA: return formula_set(m, r);
    default: return label_set(m, r);
    }
}

static bool is_cell(unsigned kind)
{
    return kind == XLS_NUMBER || kind == XLS_RK || kind == XLS_MULRK || kind == XLS_LABELSST ||
           kind == XLS_FORMULA || kind == XLS_LABEL || kind == XLS_RSTRING || kind == XLS_BOOLERR;
}

/* A cell of the row that is being made, or of the next one: *ret_other true, and it is left for
 * later. */
static bool cell_take(row_maker *m, xls_record *r, bool *ret_other)
{
    xls *x = m->book->xls;
    unsigned char head[CELL];
    size_t size = r->kind == XLS_MULRK ? 4 : CELL;
    if (!xls_take(r, head, size))
        return row_damaged(m);
    int64_t number = (int64_t)xls_u16(head) + 1;
    *ret_other = m->row->number > x->row && number > m->row->number;
    if (*ret_other)
        return true;
    if (number <= x->row || number < m->row->number) {
        (void)row_fails(
            m, ERR_INPUT, N_("Behind row %lld the sheet has cells of a row before it"), 0);
        return err_hint(m->reterr, N_("Open it in a spreadsheet program and save it as XLSX"));
    }
    m->row->number = number;
    m->column = xls_u16(head + 2);
    m->style = r->kind == XLS_MULRK ? 0 : xls_u16(head + 4);
    return cell_read(m, r);
}

/* Charts that lie in a sheet have records of the same kinds, which are not its cells. */
static bool record_take(row_maker *m, xls_record *r, bool *ret_other)
{
    xls *x = m->book->xls;
    if (r->kind == XLS_BOF)
        return ++x->depth <= DEPTH_MAX || row_damaged(m);
    if (r->kind == XLS_EOF)
        x->depth--;
    else if (x->depth == 1 && is_cell(r->kind))
        return cell_take(m, r, ret_other);
    else if (x->depth == 1 && r->kind == XLS_STRING)
        return formula_text_set(m, r);
    return true;
}

bool xls_next(sheet_book *b, sheet_row *row, bool *ret_more, err *reterr)
{
    assert(b && b->xls && row && ret_more);
    xls *x = b->xls;
    row_maker m = { .book = b, .row = row, .reterr = reterr };
    row->number = x->row;
    row->offset = row->length = row->count = 0;
    row->is_ascii = false;
    row->has_end = true;
    b->rows.text_used = 0;
    bool is_other = false;
    while (x->depth > 0) {
        xls_record r;
        if (!xls_record_open(&x->stream, x->at, &r))
            return row_damaged(&m);
        size_t next = r.next;
        if (!record_take(&m, &r, &is_other))
            return false;
        if (is_other)
            break;
        x->at = next;
    }
    *ret_more = row->number > x->row;
    x->row = row->number;
    return true;
}

bool xls_choose(sheet_book *b, size_t index, err *reterr)
{
    assert(b && b->xls && index < b->sheet_count);
    xls *x = b->xls;
    xls_record r;
    x->row = 0;
    x->depth = 0;
    if (!xls_record_open(&x->stream, x->sheets[index], &r) || r.kind != XLS_BOF)
        return part_damaged(reterr);
    x->at = r.next;
    x->depth = 1;
    return true;
}
