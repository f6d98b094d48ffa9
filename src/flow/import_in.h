/* Inside flow: the rows of one booking step, prepared outside of the writer's thread.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_FLOW_IMPORT_IN_H
#define NUAN_FLOW_IMPORT_IN_H

#include "flow/import.h"
#include "flow/match.h"
#include "payfile/profile.h"
#include "work/donation/movement.h"

/* What only few rows have. */
typedef struct book_extra {
    payment_key gift_key; /* of a refund: the key of the gift that it gives back .. */
    payment_key own_key;  /* .. and its own number */
    bool has_own;
    campaign_id campaign; /* where a rule sends it; {0}: of its file */
    int64_t purpose;
    int64_t direction;               /* .. this one; 0 none */
    donation_channel settles;        /* of a payout: whose clearing account */
    span column, rule, sealed_value; /* of a rejected row that is kept */
} book_extra;

typedef struct book_row {
    int64_t number;
    money amount;
    int64_t fee_mfen;
    const book_extra *extra; /* of refunds, payouts and rejected rows */
    const gift_told *told;   /* of gifts that tell something of their giver, or NULL */
    date day;
    int32_t second;
    int64_t asset;
    payfile_kind kind;
    bool has_key; /* it is booked, as whatever it is */
    payment_key key;
} book_row;

typedef struct book_slice {
    statement_id statement;
    int64_t from_row; /* so many rows are done before .. */
    int64_t next_row; /* .. and behind it */
    /* the check found no payment of these days in the books and none twice in the file .. */
    bool is_all_new;
    /* .. and so it is as long as only this import has put keys: then no row is looked up */
    int64_t put_count;
    donation_channel channel; /* by which its gifts came */
    int count;
    const book_row *const *rows;
} book_slice;

typedef struct statement_change_input { /* confirm, finish, undo .. */
    statement_id statement;
} statement_change_input;

typedef struct statement_add_input {
    statement data;
    char kind[80]; /* media type of the attachment */
    const statement_day *days;
    size_t day_count;
    span profile; /* JSON of the profile that the file is read with, or empty */
} statement_add_input;

/* A change by the desk's author; one with the request's key, if it has any. */
change change_of(const import_desk *desk, const change_kind *kind, org_id org, void *input);
change change_asked(const import_desk *desk, const change_kind *kind, org_id org, void *input);

/* The format with which a statement was read.  Errors: ERR_DAMAGE unknown. */
WARN_UNUSED bool format_of_statement(
    store_conn *conn, arena *home, const statement *s, payfile_format *ret_format, err *reterr);

/* direct.c: the rules of an organisation for files of an account, as they stood at an instant
 * (0: now).  Owner: `home`. */
typedef struct directions {
    account_id account;
    direction_rule *rules;
    size_t count;
} directions;
WARN_UNUSED bool directions_open(store_conn *conn, arena *home, org_id org, account_id account,
    int64_t at_us, directions *ret, err *reterr);
/* The rule that a row falls under, or NULL. */
const direction_rule *direction_of(const directions *d, arena *scratch, const payfile_row *row);

/* import_gist.c: what the rows of a file that is checked come to.  Owner: `home`. */
typedef struct file_gist file_gist;
WARN_UNUSED bool gist_open(arena *home, file_gist **ret, err *reterr);
void gist_close(file_gist *t); /* accepts NULL */
void gist_add(file_gist *t, const payfile_row *row);
/* Puts days, content and joint into the report. */
WARN_UNUSED bool gist_end(file_gist *t, const import_desk *desk, const import_request *request,
    const payfile_stated *stated, import_report *r, err *reterr);

/* A row of a day that is not booked, as statement_day keeps it; the hash knows it again. */
typedef struct loose_row {
    uint64_t hash;
    bool is_ignored, is_rejected;
    int64_t flow;
} loose_row;
loose_row loose_read(span loose, size_t index);

/* payout.c: what becomes of a provider's money that may be a gift. */
typedef struct payouts {
    statement_payouts choice;
    int64_t held[CHANNEL_COUNT]; /* by each provider, if they are to be asked about; fen */
} payouts;
typedef struct payouts_of {
    statement_payouts choice;
    org_id org;
    campaign_id campaign;
    int64_t before; /* what was booked before this id; 0: all */
} payouts_of;
/* Reads what providers hold, if the choice asks. */
WARN_UNUSED bool payouts_open(store_conn *conn, const payouts_of *of, payouts *ret, err *reterr);
/* As it was when the import began: a file is always read the same way again. */
WARN_UNUSED bool payouts_of_statement(
    store_conn *conn, const statement *s, payouts *ret, err *reterr);
/* Makes such a row what the books hold it as, what was chosen, or rejects it. */
WARN_UNUSED bool payout_settle(const payouts *p, const payment_reader *reader, const payfile *file,
    payfile_row *row, err *reterr);
void payout_reject(const payfile *file, payfile_row *row);

/* remember.c: the end of an account's number, in whole characters. */
void account_tail_of(span account, char into[STATEMENT_TAIL_MAX + 1]);
/* The format of a file into the report: the program's own, the profile that was chosen for the account,
 * or the one that fits best.  Errors: ERR_INPUT it is no payment file that is known. */
WARN_UNUSED bool format_choose(const import_desk *desk, arena *home, const import_request *request,
    span bytes, import_report *r, err *reterr);
/* Remembers for the account what the request was told to read the file with. */
WARN_UNUSED bool choice_keep(const import_desk *desk, arena *home, const import_request *request,
    account_id account, const import_report *r, err *reterr);
/* For apply(): the account is one of the change's organisation that money comes in to. */
WARN_UNUSED bool apply_account(store_txn *txn, const change *c, account_id id, err *reterr);

/* The key of a row, and of the gift that a refund gives back. */
payment_key book_key(const payfile_row *row);
payment_key book_gift_key(const payfile_row *row);
/* The number of a refund as if it were an order's; false: it has none of a length that no other has. */
bool book_own_key(const payfile_row *row, payment_key *ret);

/* known.c: what the books know of a row, for a preview and for a booking alike. */
typedef struct known_asked {
    const payment_place *at;
    payment_fact fact;
    payfile_kind kind;
    date day;
    account_id account; /* of the file */
    const char *format; /* of the file */
    /* of a refund: its own number, or NULL; and those that rows above in a preview are known as */
    const payment_key *own;
    const int64_t *taken;
    size_t taken_count;
} known_asked;
typedef struct books_known {
    payment_known payment;
    bool is_known;   /* it is in the books, if payment.conflict says nothing against it */
    bool is_of_gift; /* a charge that is told beside its gift, which is payment.object_id */
} books_known;
WARN_UNUSED bool books_know(
    const payment_reader *reader, const known_asked *asked, books_known *ret, err *reterr);
/* The movement under which the charge for a gift is booked; 0: none. */
WARN_UNUSED bool books_charge(
    const payment_reader *reader, const payment_fact *gift, int64_t *ret_movement, err *reterr);

/* What a row tells of its giver, {NULL} for nothing: only payers are told while none is remembered.
 * Owner: `a`. */
WARN_UNUSED bool book_told(arena *a, const uint8_t seal_key[32], const payfile_row *row,
    const gift_told **ret, err *reterr);
/* What keeps a readable row out of the books, whatever is in them: a day to come.  Such a row is
 * rejected with its fault; its spans live as long as the row's. */
void row_judge(const payfile *file, date last_day, payfile_row *row);
/* The place of an asset among those of other currencies, made when new; they stay ordered by
 * code. */
statement_asset *other_at(statement_asset *others, int *count, int64_t asset);
void other_add(statement_asset *other, bool is_gift, money amount);
/* message ids: a payment that is in the books differs */
extern const char rule_other_amount[], rule_other_campaign[];
/* The bytes of a file on their way into its digest and its copy, on a thread of its own beside
 * the one that reads the rows. */
typedef struct byte_pass {
    const import_request *request;
    span bytes;
    crypt_hasher hasher;
    sys_thread thread;
    sys_mutex lock; /* guards all below */
    sys_signal moved;
    size_t wanted, done; /* bytes before these are read; are passed */
    bool is_closing;
    bool is_failed;
    err error;
} byte_pass;
WARN_UNUSED bool pass_open(byte_pass *p, const import_request *request, span bytes, err *reterr);
/* The bytes before `upto` are read: they are hashed and copied while they are at hand, and their
 * pages go. */
WARN_UNUSED bool pass_upto(byte_pass *p, size_t upto, err *reterr);
/* Passes the rest. */
WARN_UNUSED bool pass_end(byte_pass *p, crypt_hash *ret_digest, err *reterr);
void pass_close(byte_pass *p); /* accepts a zeroed one */

/* Civil instant of a row, or INT64_MIN. */
int64_t book_instant(const sys_zone *zone, date day, int32_t second);

#endif
