/* Payment files as rows: what a provider's bill or a published sheet says, before anybody decides
 * what it means for the books.  Pure: bytes in, rows out; no store, no clock.  The format is found
 * by content, not by name. Columns are found by the names in the header, in any order; unknown
 * columns are passed over.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_PAYFILE_PAYFILE_H
#define NUAN_PAYFILE_PAYFILE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/money.h"
#include "base/span.h"

#include <stdint.h>

typedef enum payfile_format {
    PAYFILE_NONE,
    PAYFILE_WECHAT_MERCHANT,
    PAYFILE_QR_SHEET
} payfile_format;

typedef enum payfile_kind {
    PAYFILE_GIFT,       /* money came in */
    PAYFILE_REFUND,     /* money went back to a payer */
    PAYFILE_SETTLEMENT, /* the provider's payout: no gift */
    PAYFILE_IGNORED,    /* not money of ours; `reason` says why */
    PAYFILE_REJECTED    /* breaks a rule; `fault` says which */
} payfile_kind;

/* Why a row can't be read: shown to the clerk as row, column, value, rule, how to fix. */
typedef struct payfile_fault {
    span column;      /* header as in the file */
    span value;       /* as in the file, at most 200 bytes */
    const char *rule; /* message id */
    const char *hint; /* message id of what to do */
} payfile_fault;

typedef struct payfile_row {
    int64_t number; /* line (CSV) or sheet row (XLSX) as a person counts, the header's row too */
    size_t offset;  /* of the row's bytes in the file; 0 for XLSX */
    size_t length;
    payfile_kind kind;
    bool is_counted;    /* the count that the file states of itself includes it */
    const char *reason; /* message id, ignored rows */
    payfile_fault fault;
    date day;         /* civil day as in the file (payment; for refunds the refund's) */
    int32_t second;   /* of the day, or -1: only the day is known */
    span order_no;    /* the provider's number of the payment */
    bool is_daily;    /* the number is a till's, which begins anew each day */
    span merchant_no; /* ours, or empty */
    span refund_no;   /* of the provider, refunds only; "REVOKED" for a reversal without one */
    money amount;     /* gross, more than 0 for gifts and refunds; smallest unit of the currency */
    int64_t fee_mfen; /* thousandths of that unit; negative when the provider gives it back */
    span currency;    /* "CNY" */
    int64_t asset;    /* of the currency; gifts and refunds only */
    span payer;       /* the provider's name for the payer (openid); empty if none */
    span note;        /* goods name, remark */
    span account; /* the provider's number of our account with him; empty if the file has none */
} payfile_row;

/* The file's own totals, each only if it has them. */
typedef struct payfile_stated {
    bool has_count, has_amount, has_refund, has_fee;
    int64_t count; /* rows of payments and refunds together, as the provider counts */
    money amount;  /* gifts, gross */
    money refund;
    int64_t fee_mfen;
} payfile_stated;

typedef struct payfile payfile;

/* Finds the format of a file by its content.
 * Errors: ERR_INPUT what it is instead and what to do (picture, PDF, ZIP of something else,
 * unknown CSV, empty). */
WARN_UNUSED bool payfile_detect(span bytes, payfile_format *ret_format, err *reterr);
/* "wechat-merchant", "qr-sheet"; and back, false when unknown. */
const char *payfile_format_name(payfile_format format);
bool payfile_format_parse(span name, payfile_format *ret_format);
/* Opens a file for reading from the start.  Owner: `home` holds the reader; `bytes` must stay.
 * Memory: bounded by one row and the shared strings of a sheet, whatever the size of the file.
 * Errors: ERR_INPUT not this format, a header without the needed columns (names them), a
 * truncated file. */
WARN_UNUSED bool payfile_open(
    arena *home, payfile_format format, span bytes, payfile **ret, err *reterr);
void payfile_close(payfile *p); /* accepts NULL */
/* The next row.  *ret_more false at the end of the file.  Spans live until the next call.
 * Errors: ERR_INPUT the file as a whole can't go on: cut in the middle of a row or a character
 * (with the line). */
WARN_UNUSED bool payfile_next(payfile *p, payfile_row *ret_row, bool *ret_more, err *reterr);
/* A cell of the row that was read last, for who finds a fault in it later.  Spans live until the
 * next row. */
typedef enum payfile_field {
    PAYFILE_NUMBER, /* the provider's number of the payment */
    PAYFILE_AMOUNT, /* of a refund: what went back */
    PAYFILE_TIME,
    PAYFILE_CURRENCY
} payfile_field;
typedef struct payfile_cell {
    span column; /* header as in the file; empty: the file has no such column */
    span value;  /* as in the file */
} payfile_cell;
payfile_cell payfile_cell_of(const payfile *p, const payfile_row *row, payfile_field field);
/* After the last row: what the file says of itself. */
payfile_stated payfile_totals(const payfile *p);

#endif
