/* Statements: payment files that were imported, how far their booking has come, and the rows that
 * wait for work.
 * Laws: rows = booked + refunds + duplicates + settlements + ignored + rejected; a file is kept as
 * it came; its gifts are not put into the public log before it is confirmed.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_WORK_STATEMENT_STATEMENT_H
#define NUAN_WORK_STATEMENT_STATEMENT_H

#include "crypt/crypt.h"
#include "record/change.h"
#include "store/store.h"
#include "text/currency.h"

typedef enum statement_state {
    STATEMENT_BOOKING = 1, /* goes forward, also after a crash */
    STATEMENT_BOOKED,      /* all rows are done; waits for a second person */
    STATEMENT_CONFIRMED,   /* its leaves go to the public log */
    STATEMENT_UNDOING,
    STATEMENT_UNDONE
} statement_state;
/* "booking" ... as in the API. */
const char *statement_state_name(statement_state state);
/* Refuses with ERR_CONFLICT because the statement is in this state; returns false. */
bool statement_state_refuse(statement_state state, err *reterr);

/* Why somebody other than its maker confirms a file. */
typedef enum statement_doubt {
    STATEMENT_SURE = 0,         /* nobody has to */
    STATEMENT_NO_TOTALS,        /* the file states nothing that its rows could be compared with */
    STATEMENT_TOTALS_DIFFER,    /* it states other totals than its rows have */
    STATEMENT_BALANCE_BROKEN,   /* a running balance does not follow from the one before */
    STATEMENT_ROWS_REJECTED,    /* rows of it were left out */
    STATEMENT_CURRENCIES_MIXED, /* sums over several currencies prove nothing */
    STATEMENT_DOUBT_COUNT
} statement_doubt;
/* "no-totals" ... as in the API; "" for STATEMENT_SURE. */
const char *statement_doubt_name(statement_doubt doubt);
/* The same as a sentence: a message id; NULL for STATEMENT_SURE. */
const char *statement_doubt_text(statement_doubt doubt);

/* What booking has made of the rows.  Amounts are those of CNY alone. */
typedef struct statement_counts {
    int64_t rows, booked, duplicates, refunds, settlements, ignored, rejected;
    int64_t matched, unclaimed;
    int64_t amount_fen, refund_fen, fee_mfen; /* of booked gifts, of refunds, of the provider */
} statement_counts;

/* Of it what is of one other currency, in its smallest unit; the fee in thousandths of it. */
typedef struct statement_asset {
    int64_t asset, booked, refunds, amount, refund, fee_milli;
} statement_asset;
enum { STATEMENT_ASSETS_MAX = CURRENCIES_MAX };

/* What the file says of itself; -1: not said. */
typedef struct statement_stated {
    int64_t count, amount_fen, refund_fen, fee_mfen;
} statement_stated;

enum {
    STATEMENT_NAME_MAX = 200,
    STATEMENT_FORMAT_MAX = 40,
    STATEMENT_TAIL_MAX = 4,    /* of an account's number: enough to know it again */
    STATEMENT_DAYS_MAX = 2048, /* of a file with sums by day */
    STATEMENT_LOOSE_MAX = 64,  /* rows of a day that are known again in another file */
    STATEMENT_LOOSE_SIZE = 16
};

/* What a file says of a day of its account, in one currency. */
typedef struct statement_day {
    date day;
    int64_t asset;
    int64_t rows;
    int64_t in, out; /* of all its rows; out is less than 0 */
    int64_t fee_milli;
    int64_t ignored_in, ignored_out;
    int64_t rejected; /* rows */
    bool has_balance;
    int64_t balance;                     /* behind the last row of the day */
    int64_t first_balance, last_balance; /* in the order of the file; while it is read */
    /* rows with money that are not booked, STATEMENT_LOOSE_SIZE bytes each; empty when they are more
     * than STATEMENT_LOOSE_MAX */
    int64_t loose_rows;
    span loose;
} statement_day;

/* What rows of a provider's money are whose words speak of giving. */
typedef enum statement_payouts {
    PAYOUTS_ASK,     /* a person says so, where the provider holds that much; never stored */
    PAYOUTS_GIFTS,   /* gifts */
    PAYOUTS_PAYOUTS, /* payouts */
    PAYOUTS_LEFT,    /* nobody said: those that had to be asked about are left out */
    PAYOUTS_COUNT
} statement_payouts;
/* gifts, payouts; "" is PAYOUTS_ASK.  False: neither. */
bool statement_payouts_parse(span text, statement_payouts *ret);

typedef struct statement {
    statement_id id;
    org_id org;
    campaign_id campaign;
    account_id account;
    char format[STATEMENT_FORMAT_MAX];
    int64_t profile; /* by which it is read; 0: a format of the program's own */
    crypt_hash digest;
    char file_name[STATEMENT_NAME_MAX + 1];
    int64_t file_size;
    statement_state state;
    date first_day, last_day; /* of its rows, or the period that it says it covers */
    char account_tail[STATEMENT_TAIL_MAX + 1]; /* of the account's number in the file; or "" */
    int64_t asset; /* of the sums that it states and of its balances: that of its first row */
    bool has_balance;
    int64_t opening, closing; /* smallest unit, if has_balance */
    bool has_content;
    crypt_hash content; /* of rows that only what they say tells apart */
    statement_counts counts;
    statement_stated stated;
    int64_t next_row; /* so many rows are done, in the order of booking */
    bool skips_rejected;
    statement_payouts payouts;
    bool tells_fees;       /* of each payment: it can bear them */
    statement_doubt doubt; /* STATEMENT_SURE: its maker may confirm */
    int64_t made_by, made_us, confirmed_by, confirmed_us, undone_by, undone_us;
    int64_t version;
} statement;

/* Does a file tell fees, by its options as they are stored? */
bool statement_options_fees(int64_t options);

/* ---- for apply() ---------------------------------------------------------------------------- */

/* Puts a new statement; sets its id.  Errors: ERR_CONFLICT the same file is in the books already,
 * or is being imported right now. */
WARN_UNUSED bool statement_put(store_txn *txn, change *c, statement *s, err *reterr);
/* The statement as it stands in this transaction.  Errors: ERR_ABSENT. */
WARN_UNUSED bool statement_read(
    store_txn *txn, org_id org, statement_id id, statement *ret, err *reterr);
/* Adds what one step did and moves on to `next_row`; refuses when another step was faster. */
WARN_UNUSED bool statement_step(store_txn *txn, const statement *s, const statement_counts *added,
    int64_t next_row, err *reterr);
/* Adds what one step did in another currency. */
WARN_UNUSED bool statement_asset_add(
    store_txn *txn, const statement *s, const statement_asset *added, err *reterr);
/* What stands of other currencies, as it is in this transaction; `into` has STATEMENT_ASSETS_MAX
 * places.  Or as a reading connection sees it. */
WARN_UNUSED bool statement_assets_read(
    store_txn *txn, const statement *s, statement_asset *into, int *ret_count, err *reterr);
WARN_UNUSED bool statement_assets(
    store_conn *conn, const statement *s, statement_asset *into, int *ret_count, err *reterr);
/* Adds to the fee that it bears, thousandths of a fen. */
WARN_UNUSED bool statement_fee_add(
    store_txn *txn, const statement *s, int64_t fee_mfen, err *reterr);
/* Moves from one state to another.  `by` is noted as confirmer or undoer.  Errors: ERR_CONFLICT
 * another state. */
WARN_UNUSED bool statement_move(
    store_txn *txn, const change *c, const statement *s, statement_state to, err *reterr);
WARN_UNUSED bool statement_slice_put(store_txn *txn, const statement *s, int64_t first_row,
    int64_t first_id, int64_t last_id, err *reterr);
/* Keeps what the file says of its days. */
WARN_UNUSED bool statement_days_put(
    store_txn *txn, const statement *s, const statement_day *days, size_t count, err *reterr);
/* Keeps a rejected row as work to do; `value` is sealed by the caller. */
WARN_UNUSED bool statement_row_put(store_txn *txn, const statement *s, int64_t row_number,
    span field, span rule, span sealed_value, err *reterr);

/* ---- reading -------------------------------------------------------------------------------- */

/* One import as a reading connection sees it.  Errors: ERR_ABSENT. */
WARN_UNUSED bool statement_get(store_conn *conn, statement_id id, statement *ret, err *reterr);
/* Newest first, ids below `before` (0: the newest); state 0: all. */
WARN_UNUSED bool statement_list(store_conn *conn, arena *a, campaign_id of, statement_state state,
    int64_t before, size_t limit, statement **ret_rows, size_t *ret_count, err *reterr);
/* What is looked for; 0: any. */
typedef struct statement_filter {
    campaign_id campaign;
    statement_state state;
    account_id account;
    int64_t made_by;
    date from, to;  /* days of which it tells */
    int64_t before; /* ids below it */
} statement_filter;
/* Newest first. */
WARN_UNUSED bool statement_search(store_conn *conn, arena *a, const statement_filter *filter,
    size_t limit, statement **ret_rows, size_t *ret_count, err *reterr);
/* Who brought files of which unit to which accounts. */
typedef struct statement_maker {
    org_id org;
    int64_t made_by;
    account_id account;
} statement_maker;
WARN_UNUSED bool statement_makers(store_conn *conn, arena *a, size_t limit,
    statement_maker **ret_rows, size_t *ret_count, err *reterr);
/* A live statement of the same bytes, whatever its account; *ret_found false when there is none. */
WARN_UNUSED bool statement_find(store_conn *conn, org_id org, const crypt_hash *digest,
    statement *ret, bool *ret_found, err *reterr);
/* The live file of an account whose last day is nearest before the first of `of`; id 0: none. */
typedef struct statement_neighbour {
    statement_id id;
    date last_day;
    char tail[STATEMENT_TAIL_MAX + 1];
    bool has_balance;
    int64_t closing, asset;
} statement_neighbour;
WARN_UNUSED bool statement_before(
    store_conn *conn, const statement *of, statement_neighbour *ret, err *reterr);
/* How many other live files of the account tell of some of its days, and the newest of them. */
WARN_UNUSED bool statement_overlaps(store_conn *conn, const statement *of, int64_t *ret_count,
    statement_id *ret_newest, err *reterr);
/* A live file with the same rows but other bytes; 0: none. */
WARN_UNUSED bool statement_same_rows(store_conn *conn, org_id org, const crypt_hash *content,
    const crypt_hash *digest, statement_id *ret, err *reterr);
typedef struct statement_kept_row {
    int64_t number;
    span field, rule, sealed_value;
} statement_kept_row;
WARN_UNUSED bool statement_kept_rows(store_conn *conn, arena *a, org_id org, statement_id id,
    size_t limit, statement_kept_row **ret_rows, size_t *ret_count, err *reterr);
/* Smallest and largest id that the booking of a statement made; 0, 0 when it made none. */
WARN_UNUSED bool statement_ids(store_conn *conn, org_id org, statement_id id, int64_t *ret_first,
    int64_t *ret_last, err *reterr);

#endif
