/* Inside sheet: workbooks of Excel 97 to 2003.  The file is a small file system (ole.c); in it lies
 * a stream of records, first those of the workbook (xls.c), then those of each sheet (xls_rows.c).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_SHEET_XLS_IN_H
#define NUAN_SHEET_XLS_IN_H

#include "sheet/sheet_in.h"

/* A stream of the container: the pieces of the file that hold it, in order. */
typedef struct ole_stream {
    span file;
    const uint32_t *pieces; /* where each begins in the file */
    size_t piece_count;
    unsigned shift; /* a piece has 1 << shift bytes */
    size_t size;    /* of the stream */
} ole_stream;

/* Finds the stream of a workbook.  Owner: its table of pieces lives in `home`.
 * Errors: ERR_INPUT damaged or cut off; ERR_INPUT by name what else it is. */
WARN_UNUSED bool ole_workbook(arena *home, span bytes, ole_stream *ret, err *reterr);
/* Copies bytes of the stream; false when they do not all lie inside of it and of the file. */
bool ole_read(const ole_stream *s, size_t at, void *into, size_t size);

/* ---- records -------------------------------------------------------------------------------- */

/* Numbers of records, [MS-XLS] 2.3. */
enum {
    XLS_FORMULA = 0x0006,
    XLS_EOF = 0x000A,
    XLS_DATEMODE = 0x0022,
    XLS_FILEPASS = 0x002F,
    XLS_CONTINUE = 0x003C,
    XLS_BOUNDSHEET = 0x0085,
    XLS_MULRK = 0x00BD,
    XLS_RSTRING = 0x00D6,
    XLS_XF = 0x00E0,
    XLS_SST = 0x00FC,
    XLS_LABELSST = 0x00FD,
    XLS_NUMBER = 0x0203,
    XLS_LABEL = 0x0204,
    XLS_BOOLERR = 0x0205,
    XLS_STRING = 0x0207,
    XLS_RK = 0x027E,
    XLS_FORMAT = 0x041E,
    XLS_BOF = 0x0809
};

enum { XLS_HEADER = 4, XLS_VERSION = 0x0600, XLS_COLUMNS = 256, XLS_RUNE_SIZE = 3 };

/* A record, and how far it is read. */
typedef struct xls_record {
    const ole_stream *stream;
    unsigned kind;
    size_t at;   /* of the next byte in the stream */
    size_t left; /* bytes in this record, or in the one that continues it */
    size_t next; /* where the next record begins */
} xls_record;

struct xls {
    arena home; /* pieces of the stream */
    ole_stream stream;
    uint32_t sheets[SHEET_SHEETS_MAX]; /* where each begins in the stream */
    size_t at;                         /* of the next record of the sheet that is read */
    int depth;                         /* 1 in the sheet, more in a chart that lies in it */
    int64_t row;                       /* handed out last */
};

/* Opens the record at `at`; false when it is not all in the stream. */
bool xls_record_open(const ole_stream *stream, size_t at, xls_record *ret);
/* The next `size` bytes of the record; false when it has fewer. */
bool xls_take(xls_record *r, void *into, size_t size);
/* The same across records that continue it. */
bool xls_take_on(xls_record *r, void *into, size_t size);
/* `count` characters of a string as UTF-8, across records that continue it: `into` has room for
 * XLS_RUNE_SIZE bytes each.  False when the record ends first. */
bool xls_take_text(xls_record *r, size_t count, bool is_wide, char *into, size_t *ret_size);
uint32_t xls_u16(const unsigned char *at);
uint32_t xls_u32(const unsigned char *at);
/* The shortest decimal literal that is this number; false for what is none. `into` has room for
 * XLS_NUMBER_SIZE. */
enum { XLS_NUMBER_SIZE = 32 };
bool xls_number_text(double number, char *into, size_t *ret_size);
/* The same of four bytes that pack a number, [MS-XLS] 2.5.217. */
bool xls_rk_text(uint32_t rk, char *into, size_t *ret_size);

#endif
