/* Tables in files: CSV, XLSX and XLS read row by row in the same shape, ZIP of such files unpacked,
 * XLSX written.
 * Laws: a row is the whole memory that reading takes (and the shared strings of a workbook); cells
 * are literal text, numbers too, for the decimal digits are what the sender meant; every bound is
 * named here; nothing outside of the given bytes is ever opened (no DTD, no entity, no external
 * reference). CSV by RFC 4180; XLSX by ECMA-376 part 1, chapters 12 and 18; XLS by [MS-CFB] and
 * [MS-XLS].
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_SHEET_SHEET_H
#define NUAN_SHEET_SHEET_H

#include "base/arena.h"
#include "base/err.h"
#include "base/money.h"
#include "base/span.h"
#include "sys/sys.h"

#include <stdint.h>

enum {
    SHEET_COLUMNS_MAX = 512,
    SHEET_FIELD_MAX = 64 * 1024,    /* bytes of one cell */
    SHEET_RECORD_MAX = 1024 * 1024, /* bytes of one row */
    SHEET_ROWS_MAX = 1048576,       /* rows of one worksheet: the format's own bound */
    SHEET_SHEETS_MAX = 256,         /* worksheets of one workbook */
    SHEET_ENTRIES_MAX = 4096,       /* files in the zip */
    SHEET_DEPTH_MAX = 32,           /* nested XML elements */
    SHEET_STYLES_MAX = 65536,
    SHEET_RATIO_MAX = 300, /* unpacked : packed, of entries above SHEET_RATIO_FROM */
    SHEET_RATIO_FROM = 16 * 1024 * 1024,
    SHEET_STRINGS_MAX = 128 * 1024 * 1024, /* bytes of shared strings */
    SHEET_XLS_MAX = 64 * 1024 * 1024,      /* bytes of an XLS workbook */
};
/* Bytes of all files in the zip together, unpacked. */
#define SHEET_UNPACKED_MAX (UINT64_C(1) << 30)

/* What a worksheet says of a cell besides its text; 0 for text and for all of CSV. */
enum {
    SHEET_NUMBER = 1,  /* the text is the file's own decimal literal, perhaps with an exponent */
    SHEET_DATE = 2,    /* a number that is shown as a day or time: a serial day */
    SHEET_FORMULA = 4, /* computed: the text is the value that the last program kept */
    SHEET_ERROR = 8,   /* #REF!, #VALUE! ... */
    SHEET_BOOL = 16    /* text "1" or "0" */
};

/* One row.  Spans live until the next row is read. */
typedef struct sheet_row {
    int64_t number; /* as a person counts: line of the file (CSV), row of the sheet */
    size_t offset;  /* of the row's first byte in the file; 0 for sheets */
    size_t length;  /* bytes, without the line break; 0 for sheets */
    size_t count;   /* cells; in sheets up to the last one that holds something */
    bool is_ascii;  /* surely; false means not known */
    bool has_end;   /* a line break follows (CSV); false only in the last row of a file */
    span fields[SHEET_COLUMNS_MAX];
    uint8_t marks[SHEET_COLUMNS_MAX]; /* set by the reader of sheets only, for fields below count */
} sheet_row;

/* ---- CSV ------------------------------------------------------------------------------------ */

/* A reader over bytes in memory; make it with sheet_csv_init and leave the fields alone. */
typedef struct sheet_csv {
    span bytes;
    size_t at;      /* where the next row begins */
    size_t block;   /* start of the 64 bytes that `stops` speaks of */
    uint64_t stops; /* bit i: byte block + i is a separator or control character, not yet used */
    int64_t line;   /* of the next row, from 1 */
    char separator;
    bool after_cr; /* the last row ended with CR: a LF here belongs to it */
    bool has_high; /* the block holds bytes above 0x7F */
} sheet_csv;

/* The separator of a file: the most frequent of , ; and tab in its first lines, outside of quotes;
 * a comma when there is none. */
char sheet_csv_separator(span bytes);
/* Starts at the first byte (behind a UTF-8 byte order mark).  `separator` is , ; or tab. */
void sheet_csv_init(sheet_csv *c, span bytes, char separator);
/* The next row; *ret_more false at the end of the file.  Quotes by RFC 4180 (line breaks inside
 * too), rows end with CRLF, LF or CR; an empty line is a row of one empty field; the bytes may be
 * UTF-8 or GB18030.
 * Owner: fields point into the bytes, fields with doubled quotes into `scratch`.
 * Errors: ERR_INPUT with the line: a quote that never ends, text behind a closing quote, a NUL
 * byte; ERR_LIMIT a bound of this header; ERR_MEMORY `scratch` is used up. */
WARN_UNUSED bool sheet_csv_next(
    sheet_csv *c, arena *scratch, sheet_row *row, bool *ret_more, err *reterr);

/* ---- XLSX and XLS, reading ------------------------------------------------------------------ */

typedef struct sheet_book sheet_book;

/* Opens a workbook in memory: its list of sheets, shared strings and date styles.  What it is, the
 * first bytes say: an XLSX, or an XLS of Excel 97 to 2003, whose numbers are given as the shortest
 * decimal literal that is the number.
 * Owner: `bytes` must stay; the book holds handles and arenas of its own until sheet_book_close.
 * Errors: ERR_INPUT cut off, damaged, protected by a password, older than Excel 97, or no workbook;
 * ERR_LIMIT a bound of this header. */
WARN_UNUSED bool sheet_book_open(span bytes, sheet_book **ret, err *reterr);
void sheet_book_close(sheet_book *b); /* accepts NULL */
size_t sheet_book_count(const sheet_book *b);
/* Name of a worksheet as on its tab; lives as long as the book. */
span sheet_book_name(const sheet_book *b, size_t index);
/* True if serial days of this book count from 1904. */
bool sheet_book_is_1904(const sheet_book *b);
/* Puts the reader before the first row of a worksheet.
 * Errors: as sheet_book_open; the sheet is absent from the zip or stands outside of it. */
WARN_UNUSED bool sheet_book_choose(sheet_book *b, size_t index, err *reterr);
/* The next row that the sheet names, also when its cells are empty (then count is 0; an XLS names
 * rows by their cells).
 * Errors: ERR_INPUT with the row behind which the sheet is damaged or cut, or has cells of an
 * earlier row; ERR_LIMIT. */
WARN_UNUSED bool sheet_book_next(sheet_book *b, sheet_row *row, bool *ret_more, err *reterr);

/* ---- what becomes CSV first ------------------------------------------------------------------ */

/* True if the bytes are text in UTF-16, told by its mark. */
bool sheet_wide_is(span bytes);
/* The same text in UTF-8, as a file without a name.  Owner: the caller, sys_map_close.
 * Errors: ERR_INPUT half a character, or a zero, with the row; ERR_STORE the disk is full. */
WARN_UNUSED bool sheet_wide_text(span bytes, sys_map *ret, err *reterr);
/* True if they are a web page with a table, or a workbook in the XML of Excel 2003: what many banks
 * call ".xls". */
bool sheet_page_is(span bytes);
/* The rows of all its tables, one after the other, as CSV in the page's own encoding; cells that
 * cover several places are followed by empty ones.
 * Owner: the caller, sys_map_close.  Errors: ERR_INPUT the page is cut, or has characters or columns
 * that can't be told, with the row; ERR_STORE the disk is full. */
WARN_UNUSED bool sheet_page_text(span bytes, sys_map *ret, err *reterr);

/* ---- ZIP of plain files --------------------------------------------------------------------- */

enum { SHEET_NAME_MAX = 1024 }; /* bytes of a member's name */

typedef struct sheet_zip sheet_zip;

/* True if the bytes are for sheet_book_open: an old office file, or a ZIP whose directory names
 * `[Content_Types].xml` or what other office programs write there; without a directory (a file that
 * is cut), a ZIP whose first file is of that kind.  Reads the directory only. */
bool sheet_book_is(span bytes);
/* True if they are any other ZIP, an empty or a damaged one too: for sheet_zip_open. */
bool sheet_zip_is(span bytes);
/* Opens a ZIP in memory as a list of members, in its own order: folders, and what macOS and Windows
 * put beside files, are left out.
 * Owner: `bytes` must stay; the rest is the zip's own until sheet_zip_close.
 * Errors: ERR_INPUT cut off or damaged; ERR_LIMIT SHEET_ENTRIES_MAX, SHEET_UNPACKED_MAX,
 * SHEET_RATIO_MAX or SHEET_NAME_MAX is passed. */
WARN_UNUSED bool sheet_zip_open(span bytes, sheet_zip **ret, err *reterr);
void sheet_zip_close(sheet_zip *z); /* accepts NULL */
size_t sheet_zip_count(const sheet_zip *z);
/* Name with its folders, in UTF-8: as the Unicode path field says it, else the name itself where it
 * is UTF-8, else from GB18030 (which holds GBK); a byte that is neither becomes U+FFFD.  Lives as
 * long as the zip. */
span sheet_zip_name(const sheet_zip *z, size_t index);
/* The bytes of a member, unpacked into a file without a name and mapped; asked again, the same
 * bytes. They live until sheet_zip_close.
 * Errors: ERR_INPUT with the name: protected by a password, packed in a way that libzip does not
 * know, damaged (its length or CRC-32 is another); ERR_LIMIT more bytes than the directory says;
 * ERR_STORE the disk is full. */
WARN_UNUSED bool sheet_zip_member(sheet_zip *z, size_t index, span *ret, err *reterr);
/* The reader has done with the bytes `from` .. `to` of a member that was unpacked: their pages are
 * given back (sys_map_pass). */
void sheet_zip_pass(const sheet_zip *z, size_t index, size_t from, size_t to);

/* ---- numbers and days of cells -------------------------------------------------------------- */

/* The literal of a number cell times 10^decimals, exactly and without floating point. A literal
 * that has more than `decimals` decimals is rounded to the 15 significant digits which spreadsheets
 * compute with (7.0000000000000007E-2 is 0.07, 238276.829999999 stays); *ret_exact tells if nothing
 * was lost then, else *ret is the nearest (half away from zero).
 * False: not a decimal number, or its result does not fit. */
bool sheet_number(span literal, int decimals, int64_t *ret, bool *ret_exact);
/* A serial day of a number cell: civil day and second of the day.  Source: ECMA-376 part 1,
 * 18.17.4.
 * False: no number, or no day of 1900-03-01 to 9999-12-31. */
bool sheet_serial(span literal, bool is_1904, date *ret_day, int32_t *ret_second);

/* ---- XLSX, writing -------------------------------------------------------------------------- */

typedef enum sheet_type {
    SHEET_TYPE_TEXT,
    SHEET_TYPE_INT,
    SHEET_TYPE_MONEY,
    SHEET_TYPE_DATE
} sheet_type;

typedef struct sheet_column {
    span name; /* the header */
    sheet_type type;
    int width; /* characters; 0 for the program's own */
} sheet_column;

/* One cell by the type of its column; `is_empty` leaves it out. */
typedef struct sheet_value {
    bool is_empty;
    span text;
    int64_t number;
    money amount;
    int32_t unit; /* smallest units that the printed unit of the amount has; 0: 100 */
    date day;
} sheet_value;

typedef struct sheet_writer sheet_writer;

/* Where and what to write. */
typedef struct sheet_target {
    const char *path;
    span sheet_name; /* at most 31 characters, none of []:*?/\ */
    int64_t created_s;
    const sheet_column *columns;
    size_t column_count;
} sheet_target;

/* Begins a workbook of one sheet at `path` with a bold header; rows go out as they come (constant
 * memory).
 * Owner: `home` holds the writer; `created_s` (seconds since 1970, above 0) is written into the
 * file, so that the same rows give the same content.
 * Errors: ERR_STORE the file can't be made; ERR_MEMORY; ERR_LIMIT more than SHEET_COLUMNS_MAX
 * columns. */
WARN_UNUSED bool sheet_write_open(
    arena *home, const sheet_target *target, sheet_writer **ret, err *reterr);
/* One row: as many values as columns.  Text is never run as a formula; integers and amounts of more
 * than 15 digits are written as text, because spreadsheets would round them.
 * Errors: ERR_LIMIT the sheet is full. */
WARN_UNUSED bool sheet_write_row(sheet_writer *w, const sheet_value *values, err *reterr);
/* Completes the file.  The writer is gone afterwards, also on failure.  Errors: ERR_STORE. */
WARN_UNUSED bool sheet_write_close(sheet_writer *w, err *reterr);

#endif
