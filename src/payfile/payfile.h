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

enum { PAYFILE_NAME_MAX = 39 };

/* A table whose columns and rows are described as data (profile.h). */
typedef struct payfile_profile payfile_profile;

/* Profiles that a file may fit, the first that fits best is taken. */
typedef struct payfile_profiles {
    size_t count;
    const payfile_profile *const *list;
} payfile_profiles;

/* What kind of file it is: one that the program knows, or one that a profile describes. */
typedef struct payfile_format {
    char name[PAYFILE_NAME_MAX + 1]; /* "wechat-merchant", "icbc" ..; "" none */
    const payfile_profile *profile;  /* NULL: the program's own */
} payfile_format;

typedef enum payfile_kind {
    PAYFILE_GIFT,       /* money came in */
    PAYFILE_REFUND,     /* money went back to a payer */
    PAYFILE_SETTLEMENT, /* the provider's payout: no gift */
    PAYFILE_FEE,        /* what bank or provider charged; less than 0: gave back */
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
    date day;       /* civil day as in the file (payment; for refunds the refund's) */
    int32_t second; /* of the day, or -1: only the day is known */
    span order_no;  /* the provider's number of the payment */
    bool is_made;   /* the number is ours, made of what the row says */
    bool is_daily;  /* the number is a till's, which begins anew each day */
    /* By what the payment is told where its number does not do, and for whom: digits at the end of
     * the account's number.  Empty: by the numbers; not known. */
    span identity, scope;
    span merchant_no; /* ours, or empty */
    span refund_no;   /* of the provider, refunds only; "REVOKED" for a reversal without one */
    money amount;     /* gross, more than 0 for gifts and refunds; smallest unit of the currency */
    int64_t fee_mfen; /* thousandths of that unit; negative when the provider gives it back */
    span currency;    /* "CNY" */
    int64_t asset;    /* of the currency; rows that are booked only */
    span payer;       /* the provider's name for the payer (openid); empty if none */
    span payer_name;  /* as the file has it, perhaps masked; empty if none */
    span payer_account; /* of the payer, perhaps masked; empty if none */
    span note;          /* goods name, remark */
    span account; /* the provider's number of our account with him; empty if the file has none */
    span settles; /* of a payout that arrived: the channel that it pays out; else empty */
    bool has_flow;
    money flow; /* what the row did to the account: in more than 0, out less */
    bool has_balance;
    money balance; /* of the account behind the row */
} payfile_row;
/* "gift", "refund" ... */
const char *payfile_kind_name(payfile_kind kind);

/* The file's own totals, each only if it has them. */
typedef struct payfile_stated {
    bool has_count, has_amount, has_refund, has_fee;
    int64_t count; /* rows of payments and refunds together, as the provider counts */
    money amount;  /* gifts, gross */
    money refund;
    int64_t fee_mfen;
    /* amount and refund are not of gifts but of all money in; `out` is of all money out */
    bool is_of_flows;
    bool has_out;
    money out;
    date first_day, last_day; /* the period that it says it covers; 0: it does not */
    span account; /* our account as it is named above the table; lives with the reader */
    /* Running balances, read in the file's order, whichever way it runs. */
    int64_t balance_count; /* rows that have one */
    int64_t balance_break; /* number of the first row whose balance does not follow; 0: all do */
    bool is_newest_first;
    money opening, closing; /* by the balances, if there are any */
} payfile_stated;

typedef struct payfile payfile;

/* Finds the format of a file by its content, among the program's own and the given profiles.
 * Errors: ERR_INPUT what it is instead and what to do (picture, PDF, ZIP of something else,
 * unknown CSV, empty). */
WARN_UNUSED bool payfile_detect(
    span bytes, payfile_profiles profiles, payfile_format *ret_format, err *reterr);
/* The media type of a payment file's bytes. */
const char *payfile_media_type(span bytes);
/* The format of a name; false when unknown. */
bool payfile_format_parse(span name, payfile_profiles profiles, payfile_format *ret_format);
/* "wechat", "bank" ..: by what way the gifts of a format came. */
span payfile_format_channel(const payfile_format *format);
/* Opens a file for reading from the start.  Owner: `home` holds the reader; `bytes` must stay.
 * Memory: bounded by one row and the shared strings of a sheet, whatever the size of the file.
 * Errors: ERR_INPUT not this format, a header without the needed columns (names them), a
 * truncated file. */
WARN_UNUSED bool payfile_open(
    arena *home, const payfile_format *format, span bytes, payfile **ret, err *reterr);
void payfile_close(payfile *p); /* accepts NULL */
/* The next row.  *ret_more false at the end of the file.  Spans live until the next call.
 * Errors: ERR_INPUT the file as a whole can't go on: cut in the middle of a row or a character
 * (with the line). */
WARN_UNUSED bool payfile_next(payfile *p, payfile_row *ret_row, bool *ret_more, err *reterr);
/* Is it money to be booked, so that it has day, currency, amount and number? */
bool payfile_is_booked(const payfile_row *row);
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
/* Does the file tell the provider's fee of each payment? */
bool payfile_tells_fees(const payfile *p);
/* After the last row: what the file says of itself. */
payfile_stated payfile_totals(const payfile *p);

#endif
