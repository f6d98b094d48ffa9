/* An account day by day: what its files say, what the books say, and what explains the difference.
 * Laws: a day that no file covers is shown as such; a row that two files tell of is counted once, and
 * files without a common row are added up; what can't be explained or is not sure is told.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_FLOW_RECONCILE_H
#define NUAN_FLOW_RECONCILE_H

#include "ledger/ledger.h"
#include "work/statement/statement.h"

enum { RECONCILE_DAYS_MAX = 400, RECONCILE_FILES_MAX = 4 };

/* What a file says of a day. */
typedef struct reconcile_file {
    statement_id id;
    span name;
    int64_t common; /* of its rows, those that a file before it tells of, too: counted there */
    statement_day day;
} reconcile_file;

typedef struct reconcile_day {
    date day;
    bool is_covered; /* a file says something of it, or says that it covers it */
    int file_count;  /* more than are listed */
    reconcile_file files[RECONCILE_FILES_MAX];
    /* rows that are not booked are too many to know which of them two files tell of: they are added */
    bool is_unsure;
    /* of all files, common rows once; out is less than 0; smallest unit of the account's asset */
    int64_t rows, in, out, rejected;
    bool has_balance;
    int64_t balance;
    int64_t books_in, books_out, books_count; /* out is less than 0; transfers */
    int64_t difference;                       /* files - books, of in and out together */
    /* what explains it, each as it enters the difference */
    int64_t ignored; /* rows that are not money of ours: interest, own transfers .. */
    int64_t fees;    /* of the provider, which its file does not tell as rows */
    int64_t payouts; /* that the file of another account tells */
    int64_t unfiled; /* gifts that no file tells of: notified, or entered by a clerk */
    int64_t unfiled_count;
    int64_t
        directed; /* gifts that rules sent to another account's books, less those that came so */
    int64_t
        moved; /* gifts that a person moved to another account's books, less those that came so */
    int64_t left; /* what nothing explains */
} reconcile_day;

typedef struct reconciliation {
    ledger_account account;
    date from, to;
    size_t count;
    reconcile_day *days; /* each day of from .. to */
    int64_t in, out, books_in, books_out, difference, left;
    int64_t gap_count;     /* days without a file, between the first and the last that have one */
    int64_t overlap_count; /* days of which several files tell */
    int64_t unsure_count;
} reconciliation;

/* From and to may be 0: then from the first day with a file or a transfer to the last, at most
 * RECONCILE_DAYS_MAX days, the newest.  Owner: `a`.
 * Errors: ERR_INPUT field from: more days than RECONCILE_DAYS_MAX, or none. */
WARN_UNUSED bool reconcile_run(store_conn *conn, arena *a, const ledger_account *account, date from,
    date to, reconciliation *ret, err *reterr);

#endif
