/* Inside payfile: where rows come from (CSV or a worksheet, UTF-8 or GB18030), and how cells are read.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_PAYFILE_CELL_IN_H
#define NUAN_PAYFILE_CELL_IN_H

#include "payfile/payfile.h"
#include "payfile/profile.h"
#include "sheet/sheet.h"
#include "text/currency.h"
#include "text/text.h"

enum {
    VALUE_MAX = 200, /* bytes of a value shown in a fault */
    SCRATCH_SIZE =
        8 * 1024 * 1024, /* one row, converted and unquoted; untouched pages cost nothing */
    TABLES_SIZE = 256 * 1024
};

/* ---- source.c: rows of UTF-8 cells
 * ------------------------------------------------------------ */

typedef struct source {
    sheet_zip *zip; /* NULL: the file itself */
    span bytes;     /* that are read: of the file, of its member, or made of it */
    bool is_made;
    sys_map made;
    sheet_book *book; /* NULL for CSV */
    sheet_csv csv;
    const text_gb18030 *gb18030; /* NULL: UTF-8 */
    arena tables;                /* where it lies */
    arena scratch;               /* of one row */
    sheet_row row;
} source;

/* Opens the bytes as CSV or as a workbook (then before the first row of sheet 0); for a member of an
 * archive, `zip` is set afterwards and closed with the source.
 * Errors: as sheet.h. */
WARN_UNUSED bool source_open(source *s, span bytes, err *reterr);
/* Reads the next row into s->row, as UTF-8.  Errors: ERR_INPUT unreadable text, with the row. */
WARN_UNUSED bool source_next(source *s, bool *ret_more, err *reterr);
void source_close(source *s);

/* ---- cell.c: what a cell says
 * ------------------------------------------------------------------- */

/* Field `index` of the current row, empty when absent; without blanks around, and without the
 * backtick, the apostrophe or the =".." that keeps a spreadsheet from reading it as a number. */
span cell_bare(span s); /* of cell_text */
static inline span cell_text(const source *from, int index)
{
    if (index < 0 || (size_t)index >= from->row.count)
        return (span){ "", 0 };
    span s = from->row.fields[index];
    /* Most cells are told by two bytes to have nothing around them. */
    if (s.size > 0 && (unsigned char)s.at[0] > ' ' && s.at[0] != '`' && s.at[0] != '\'' &&
        s.at[0] != '=' && (unsigned char)s.at[s.size - 1] > ' ')
        return s;
    return cell_bare(s);
}

/* The same in normal form (text_normal) when it holds more than ASCII. */
span cell_normal(source *from, int index);
/* A field as the name of a column: normal form, no blanks, no unit such as (元) at its end. */
span cell_name(source *from, int index);
bool row_is_blank(const sheet_row *row);
/* What the spreadsheet says of a cell; 0 for CSV. */
static inline uint8_t cell_marks(const source *from, int index)
{
    const sheet_row *row = &from->row;
    return from->book && index >= 0 && (size_t)index < row->count ? row->marks[index] : 0;
}

/* True if the word stands in the text. */
bool text_has(span s, const char *word);
/* A text in the form of cell_name. */
span name_normal(arena *scratch, span s);
/* Such a text without its second language or its explanation; a piece of it. */
span name_bare(span name);
/* 1,234.50, ¥1,234.50 or 1234.5, the short way; false for every other form. */
bool digits_grouped(span s, money *ret);
/* An amount in a text, in the smallest unit of `of`; NULL: in hundredths.  *ret_rule as below. */
bool money_of(
    arena *scratch, span s, uint8_t marks, const currency *of, money *ret, const char **ret_rule);
/* An amount of yuan.  *ret_rule (a message id) says why when false. */
bool cell_money(source *from, int index, money *ret, const char **ret_rule);
/* Yuan with up to five decimals in thousandths of a fen; an empty cell is 0. */
bool cell_fee(source *from, int index, int64_t *ret_mfen);
/* A day, perhaps with a time of day: *ret_second is -1 without one. */
bool cell_when(source *from, int index, date *ret_day, int32_t *ret_second);
/* 2020-02-03 18:30:05, exactly so: the short way. */
bool cell_usual_when(span s, date *ret_day, int32_t *ret_second);
/* The time of day of a serial day without its day. */
bool cell_serial_clock(span literal, int32_t *ret_second);
/* A number that a provider gave: up to 64 letters, digits and - _ | * @; "0" and "" are missing.
 * *ret_rule says why when false. */
bool cell_code(source *from, int index, span *ret, const char **ret_rule);
extern const char cell_code_missing[]; /* the rule of cell_code for an empty cell */
/* Marks a row rejected; the value is cut to VALUE_MAX. */
void row_reject(payfile_row *row, payfile_fault fault);

#endif
