/* Lists as XLSX, through libxlsxwriter in its constant-memory mode: each row goes to a temporary
 * file at once. The library takes numbers as binary floating point; that is the one place of the
 * house where one is made, from an integer of at most 15 digits, which survives it exactly.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sheet/sheet.h"

#include "sys/sys.h"
#include "text/text.h"

#include <assert.h>
#include <string.h>
#include <xlsxwriter.h>

enum { TEXT_CHARACTERS_MAX = 32767, NAME_BYTES_MAX = 128 };
#define SURE_MAX INT64_C(999999999999999)

struct sheet_writer {
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *of_type[SHEET_TYPE_DATE + 1];
    const sheet_column *columns;
    size_t column_count;
    lxw_row_t row;
    char text[SHEET_FIELD_MAX * 2];
};

/* A cell's text with a NUL, cut at the format's 32,767 characters. */
static const char *text_keep(sheet_writer *w, span text)
{
    text = text_head(text, TEXT_CHARACTERS_MAX);
    size_t size = text.size < sizeof w->text ? text.size : sizeof w->text - 1;
    if (size > 0)
        memcpy(w->text, text.at, size);
    w->text[size] = '\0';
    return w->text;
}

static lxw_error number_put(
    sheet_writer *w, lxw_col_t column, int64_t number, int32_t divisor, lxw_format *format)
{
    assert(number <= SURE_MAX && number >= -SURE_MAX);
    return worksheet_write_number(w->sheet, w->row, column, (double)number / divisor, format);
}

static lxw_error digits_put(sheet_writer *w, lxw_col_t column, int64_t number, bool is_money)
{
    char room[64];
    arena a = { .start = (unsigned char *)room, .size = sizeof room };
    buffer b = buffer_in(&a, sizeof room - 16);
    if (is_money)
        text_add_money_plain(&b, (money){ number });
    else
        buffer_int(&b, number);
    return worksheet_write_string(w->sheet, w->row, column, text_keep(w, buffer_span(&b)), NULL);
}

static lxw_error date_put(sheet_writer *w, lxw_col_t column, date day)
{
    lxw_datetime cell = {
        .year = day.day / 10000, .month = day.day / 100 % 100, .day = day.day % 100
    };
    return worksheet_write_datetime(w->sheet, w->row, column, &cell, w->of_type[SHEET_TYPE_DATE]);
}

static lxw_error value_put(sheet_writer *w, lxw_col_t column, const sheet_value *value)
{
    sheet_type type = w->columns[column].type;
    int64_t number = type == SHEET_TYPE_MONEY ? value->amount.fen : value->number;
    switch (type) {
    case SHEET_TYPE_TEXT:
        return worksheet_write_string(w->sheet, w->row, column, text_keep(w, value->text), NULL);
    case SHEET_TYPE_DATE: return date_put(w, column, value->day);
    case SHEET_TYPE_INT:
    case SHEET_TYPE_MONEY: break;
    }
    if (number > SURE_MAX || number < -SURE_MAX)
        return digits_put(w, column, number, type == SHEET_TYPE_MONEY);
    int32_t unit = type != SHEET_TYPE_MONEY ? 1 : value->unit > 0 ? value->unit : 100;
    return number_put(w, column, number, unit, w->of_type[type]);
}

static bool write_failed(err *reterr)
{
    return err_set(reterr, ERR_STORE, N_("the spreadsheet could not be written"));
}

static bool header_put(sheet_writer *w, err *reterr)
{
    lxw_format *bold = workbook_add_format(w->book);
    format_set_bold(bold);
    for (size_t i = 0; i < w->column_count; i++) {
        lxw_col_t column = (lxw_col_t)i;
        if (w->columns[i].width > 0)
            worksheet_set_column(w->sheet, column, column, w->columns[i].width, NULL);
        const char *name = text_keep(w, w->columns[i].name);
        if (worksheet_write_string(w->sheet, 0, column, name, bold) != LXW_NO_ERROR)
            return write_failed(reterr);
    }
    worksheet_freeze_panes(w->sheet, 1, 0);
    w->row = 1;
    return true;
}

static void formats_add(sheet_writer *w)
{
    w->of_type[SHEET_TYPE_INT] = workbook_add_format(w->book);
    format_set_num_format(w->of_type[SHEET_TYPE_INT], "#,##0");
    w->of_type[SHEET_TYPE_MONEY] = workbook_add_format(w->book);
    format_set_num_format(w->of_type[SHEET_TYPE_MONEY], "#,##0.00");
    w->of_type[SHEET_TYPE_DATE] = workbook_add_format(w->book);
    format_set_num_format(w->of_type[SHEET_TYPE_DATE], "yyyy-mm-dd");
}

bool sheet_write_open(arena *home, const sheet_target *target, sheet_writer **ret, err *reterr)
{
    assert(home && target && target->path && target->created_s > 0 && target->columns && ret);
    if (target->column_count > SHEET_COLUMNS_MAX)
        return err_set(
            reterr, ERR_LIMIT, N_("Row %lld has more than %d columns"), 1LL, SHEET_COLUMNS_MAX);
    sheet_writer *w = ARENA_NEW(home, sheet_writer, 1);
    if (!w)
        return err_set(reterr, ERR_MEMORY, N_("no room for a workbook"));
    lxw_workbook_options options = { .constant_memory = LXW_TRUE };
    w->columns = target->columns;
    w->column_count = target->column_count;
    /* The library tells of a path that can't be written, and of a bad name, on the error stream:
     * both are tried before. */
    if (!sys_file_write(target->path, (span)SPAN(""), 0600, reterr))
        return false;
    w->book = workbook_new_opt(target->path, &options);
    if (!w->book)
        return write_failed(reterr);
    char name[NAME_BYTES_MAX];
    text_keep(w, span_slice(target->sheet_name, 0, NAME_BYTES_MAX - 1));
    memcpy(name, w->text, strlen(w->text) + 1);
    if (!name[0] || workbook_validate_sheet_name(w->book, name) == LXW_NO_ERROR)
        w->sheet = workbook_add_worksheet(w->book, name[0] ? name : NULL);
    lxw_doc_properties properties = { .created = target->created_s };
    bool is_well = w->sheet && workbook_set_properties(w->book, &properties) == LXW_NO_ERROR;
    formats_add(w);
    if (!is_well || !header_put(w, reterr)) {
        (void)workbook_close(w->book);
        return is_well ? false : write_failed(reterr);
    }
    *ret = w;
    return true;
}

bool sheet_write_row(sheet_writer *w, const sheet_value *values, err *reterr)
{
    assert(w && values);
    if (w->row >= SHEET_ROWS_MAX)
        return err_set(reterr, ERR_LIMIT,
            N_("A worksheet holds at most %d rows; export CSV instead"), SHEET_ROWS_MAX);
    for (size_t i = 0; i < w->column_count; i++) {
        if (!values[i].is_empty && value_put(w, (lxw_col_t)i, &values[i]) != LXW_NO_ERROR)
            return write_failed(reterr);
    }
    w->row++;
    return true;
}

bool sheet_write_close(sheet_writer *w, err *reterr)
{
    assert(w);
    return workbook_close(w->book) == LXW_NO_ERROR || write_failed(reterr);
}
