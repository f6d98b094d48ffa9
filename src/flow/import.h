/* From a payment file to booked gifts: check the whole file, book it in slices, confirm it, undo
 * it.
 * Laws: every row has one outcome; money that is in the books already is booked no second time;
 * nothing of a file with a rejected row is booked (unless the clerk says so); booking goes forward
 * after a crash; what a preview says is what the booking does, because both use the same identity
 * rule.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_FLOW_IMPORT_H
#define NUAN_FLOW_IMPORT_H

#include "change/writer.h"
#include "payfile/payfile.h"
#include "work/donation/donation.h"
#include "work/statement/account_profile.h"
#include "work/statement/daily.h"
#include "work/statement/rule.h"
#include "work/statement/statement.h"

enum {
    IMPORT_FAULTS_MAX = 1000,
    IMPORT_REASONS_MAX = 16,
    IMPORT_SAMPLE_MAX = 50,
    IMPORT_SLICE_ROWS = 16000,
    IMPORT_FILES_MAX = 64 /* files that are checked together */
};

typedef struct import_fault {
    int64_t row;
    span column, value;
    err rule;         /* with what it names */
    const char *hint; /* message id */
} import_fault;

typedef struct import_reason {
    const char *reason; /* message id */
    int64_t count;
} import_reason;

typedef struct import_sample {
    int64_t row;
    payfile_kind kind;
    date day;
    int32_t second;
    span order_no, note;
    int64_t asset;
    money amount;
    bool is_known; /* in the books already, or above, or in a file before this one */
} import_sample;

/* What becomes of a row, or became. */
typedef enum import_fate {
    IMPORT_GIFT = 1,  /* a new gift */
    IMPORT_REFUND,    /* a new refund */
    IMPORT_KNOWN,     /* in the books already */
    IMPORT_REPEATED,  /* stands above in the same file */
    IMPORT_ELSEWHERE, /* a file that is checked before this one brings it */
    IMPORT_SETTLED,   /* the provider's payout */
    IMPORT_IGNORED,   /* `reason` says why */
    IMPORT_REJECTED,  /* `fault` says why */
    IMPORT_FATE_COUNT
} import_fate;

/* A row of a check as it was decided. */
typedef struct import_judged {
    const payfile_row *row;
    import_fate fate;
    int file;         /* IMPORT_ELSEWHERE: its number */
    const char *rule; /* message id of a rejected row */
} import_judged;

/* Told of each row in the order of the file; false stops the check. */
typedef struct import_watch {
    bool (*row)(void *self, const import_judged *judged, err *reterr);
    void *self;
} import_watch;

/* Payments of files that are checked one after the other: what stands in two of them counts once,
 * for the first. */
typedef struct import_seen import_seen;
/* Owner: closed with import_seen_close. */
WARN_UNUSED bool import_seen_open(arena *home, import_seen **ret, err *reterr);
void import_seen_close(import_seen *seen); /* accepts NULL */
/* Running balances of a bank's file. */
typedef struct import_balance {
    int64_t count;      /* rows that have one */
    int64_t broken_row; /* the first that does not follow from the one before; 0: all do */
    money opening, closing;
} import_balance;

/* How a file joins on to those of its account that are in the books. */
typedef struct import_joint {
    statement_id before;      /* the one whose days end last before it begins; 0 none */
    date gap_first, gap_last; /* days between them that no file covers; 0 none */
    int64_t overlaps;         /* files that tell of some of its days, too */
    statement_id overlap;     /* the newest of them */
    bool has_jump;      /* the balance of the file before is not the one that this begins with */
    money closing;      /* of the file before */
    bool other_account; /* the number of the account differs */
} import_joint;

/* What a file holds and what booking it would do (or has done). */
typedef struct import_report {
    payfile_format format;
    bool is_remembered; /* the profile was chosen for its account */
    const char *media_type;
    bool tells_fees; /* of each payment */
    span file_name;
    int64_t file_size;
    crypt_hash digest;
    date first_day, last_day;
    statement_counts counts;
    int other_count; /* of it of other currencies than CNY, by code */
    statement_asset others[STATEMENT_ASSETS_MAX];
    /* -1: the file does not say.  Nor does it of money where rows are of several currencies: such
     * totals add them up, or nobody knows what.  In the unit of report_asset, as file_totals. */
    statement_stated stated;
    /* of all rows of the file, known or not: compared with what it states */
    statement_counts file_totals;
    statement_doubt doubt; /* STATEMENT_SURE: its maker may confirm it */
    int64_t fault_count;   /* rejected rows; the first IMPORT_FAULTS_MAX are listed */
    import_fault *faults;
    int reason_count;
    import_reason reasons[IMPORT_REASONS_MAX];
    size_t sample_count;
    import_sample *samples;
    statement_id statement; /* 0: nothing booked (yet) */
    statement_state state;
    date opened; /* of the campaign; 0: not asked for */
    /* new gifts of a day before it, and of a day that the clock of the house (`today`) has not reached
     * in an exercise */
    int64_t early, late;
    date today;
    int64_t payouts_asked; /* rejected rows that may be a payout or a gift */
    int64_t directed;      /* new gifts that a rule sends to another campaign or to a purpose */
    /* of all rows: money in, and money out (less than 0) */
    int64_t flow_in, flow_out;
    import_balance balance;
    bool states_flows;              /* its own sum is of all money in, not of gifts */
    date covers_first, covers_last; /* the period that the file says it covers; 0: it does not */
    /* by day and currency, in no order; none when they are too many to keep */
    statement_day *days;
    size_t day_count;
    char account_tail[STATEMENT_TAIL_MAX + 1]; /* of the account's number in the file */
    import_joint joint;
    /* another file holds the same rows under another title; 0 none */
    statement_id same_rows;
    bool has_content;
    crypt_hash content; /* of what its rows say without their days, if they have no numbers */
    bool was_imported;  /* the same bytes are in the books: nothing new */
    bool has_refunds;
    bool is_mixed; /* the file holds money of several currencies */
    int64_t asset; /* of its first payment, and so of running balances; 0: it has none */
    /* no payment of its days is in the books, none stands twice in it */
    bool is_all_new;
    int64_t put_count; /* payment_put_count before the check */
    /* known rows that a file checked before this one brings, by its number - 1; and what of them
     * are gifts */
    int64_t elsewhere[IMPORT_FILES_MAX];
    int64_t elsewhere_gifts, elsewhere_fen; /* of CNY */
} import_report;
/* The currency of the sums that a file states and of its balances; CNY of a file without money. */
int64_t report_asset(const import_report *r);

typedef struct import_request {
    campaign campaign;
    account_id account;    /* {0}: the campaign's account for the format's channel */
    payfile_format format; /* without a name: as the account's files are, or found by content */
    bool is_chosen;        /* .. by a person: it is remembered for the account */
    span file_name;
    bool is_dry_run;
    bool skips_rejected;
    statement_payouts payouts; /* what a provider's money is whose words speak of giving */
    statement_id again;        /* it is in the books as this one and read again; {0}: not so */
    bool is_kept;              /* the bytes are an attachment already */
    import_seen *seen;         /* of the files checked before; NULL: it is alone */
    int file;                  /* its number among them, 1.. IMPORT_FILES_MAX */
    const import_watch *watch; /* told of each row that is checked; or NULL */
    const sys_map *map;        /* whose bytes they are: read pages are given back; or NULL */
    /* gets the bytes as they are checked; NULL but for import_run's own use */
    sys_draft *draft;
} import_request;

/* Told now and then; `done` of `total` rows (total 0: not yet known).  May be NULL. */
typedef void import_progress(void *self, int64_t done, int64_t total);

/* What an import works with. */
typedef struct import_desk {
    store_conn *conn; /* for reading, of this thread */
    writer *writer;   /* NULL: only checks */
    const actor *author;
    donations *donations; /* NULL: only checks */
    const char *folder;   /* attachments */
    const uint8_t *seal_key;
    const sys_zone *zone;
    payfile_profiles profiles; /* that came with the program */
    /* A payment can't be of a later day: today, or the real day where the clock of an exercise stands
     * back, because files that come from outside carry the real one. */
    date last_day;
    date today; /* by the clock of the house */
    import_progress *progress;
    void *progress_self;
    /* whose key and digest the one change of a request carries (profile added, chosen; import
     * confirmed); NULL: it has no key */
    const change *asked;
} import_desk;

/* The account that a file of a format is booked on.  Errors: ERR_ABSENT. */
WARN_UNUSED bool import_account(store_conn *conn, const campaign *of, const payfile_format *format,
    account_id *ret_account, err *reterr);
/* Channel of a format. */
donation_channel import_channel(const payfile_format *format);

/* ---- formats -------------------------------------------------------------------------------- */

/* The profiles of an organisation, those that its people added first.  Owner: `home`. */
WARN_UNUSED bool import_profiles(
    const import_desk *desk, arena *home, org_id org, payfile_profiles *ret, err *reterr);
/* The format of a name.  Errors: ERR_INPUT there is none. */
WARN_UNUSED bool import_format(const import_desk *desk, arena *home, org_id org, span name,
    payfile_format *ret_format, err *reterr);
/* A profile that is added or ended, and what became of it. */
typedef struct profile_change {
    span code, body;
    int64_t id, version;
} profile_change;
/* Adds a profile, or a new version of one.
 * Errors: ERR_INPUT what is wrong with it; a code of the program's own. */
WARN_UNUSED bool import_profile_add(
    const import_desk *desk, arena *home, org_id org, span json, profile_change *ret, err *reterr);
extern const change_kind profile_add, profile_end;

/* Which profile files of an account are read with, as a person chose it. */
typedef struct account_profile_change {
    account_id account;
    span code;                         /* of a profile; empty: the choice is taken back */
    char tail[STATEMENT_TAIL_MAX + 1]; /* of the account's number in its files, or "" */
} account_profile_change;
/* Errors: ERR_INPUT no such profile, a format without one, no such account; ERR_ABSENT none stands. */
WARN_UNUSED bool import_choice_set(const import_desk *desk, arena *home, org_id org,
    const account_profile_change *in, err *reterr);
extern const change_kind account_profile_set;
/* The number of its account that a file names, "" when it names none.  Errors: ERR_INPUT the file can't
 * be read so. */
WARN_UNUSED bool import_account_tail(arena *home, const payfile_format *format, span bytes,
    char into[STATEMENT_TAIL_MAX + 1], err *reterr);
/* The profiles with which a file can be read.  Owner: `home`. */
WARN_UNUSED bool import_profiles_fit(const import_desk *desk, arena *home, org_id org, span bytes,
    payfile_profiles *ret, err *reterr);

/* ---- direction ------------------------------------------------------------------------------ */

/* A rule that is added or ended. */
typedef struct rule_change {
    direction_rule rule; /* added: words and campaign; its id is set.  Ended: its id */
    span purpose;        /* code; empty: none */
} rule_change;
extern const change_kind rule_add, rule_end;
/* What a rule would have sent elsewhere of the last file of its account, or of any of the unit. */
enum { RULE_TRIAL_ROWS = 50 };
typedef struct rule_trial_row {
    int64_t row;
    date day;
    int64_t asset;
    money amount;
} rule_trial_row;
typedef struct rule_trial {
    bool has_file; /* false: no file is in the books yet */
    statement file;
    int64_t gifts; /* that it would catch, of all of the file */
    int64_t all;
    int64_t taken; /* its words stand in them, but a rule of longer words has them */
    int count;     /* currencies of what it would catch */
    statement_asset sums[STATEMENT_ASSETS_MAX];
    size_t row_count; /* the first of them */
    rule_trial_row rows[RULE_TRIAL_ROWS];
} rule_trial;
/* Errors: ERR_INPUT no words, too many; those of reading the kept file. */
WARN_UNUSED bool import_rule_try(
    const import_desk *desk, arena *home, const direction_rule *rule, rule_trial *ret, err *reterr);

/* ---- daily bills ---------------------------------------------------------------------------- */

typedef struct daily_change {
    account_id account;
    int32_t hour; /* DAILY_NONE: no bill is asked for */
} daily_change;
extern const change_kind account_daily;

/* ---- importing ------------------------------------------------------------------------------ */

/* Reads the whole file and says what booking it would do.  Books nothing.  Owner: `home` holds the
 * report.
 * Errors: ERR_INPUT the file can't be read (says where and why). */
WARN_UNUSED bool import_check(const import_desk *desk, arena *home, const import_request *request,
    span bytes, import_report *ret_report, err *reterr);
/* Checks, then books if no row is rejected (or skips_rejected), then confirms if the file agrees
 * with itself. A file that is in the books already is reported with all rows as duplicates.
 * Errors: ERR_INPUT with the report filled in when rows are rejected: nothing was booked; those
 * of import_check; of the writer. */
WARN_UNUSED bool import_run(const import_desk *desk, arena *home, const import_request *request,
    span bytes, import_report *ret_report, err *reterr);
/* One of several files that come together. */
typedef struct import_file {
    /* file_name, map and the like; `seen` is set here, and `file` when it is 0 */
    import_request request;
    import_report *report;
    err error; /* why it as a whole can't be booked; rows that are rejected: see the report */
} import_file;
/* Checks files one after the other, each as if those before it were booked.  What is wrong with one
 * of them stands in its `error` and does not stop the others.  Books nothing.
 * Errors: ERR_MEMORY. */
WARN_UNUSED bool import_files_check(
    const import_desk *desk, arena *home, import_file *files, int count, err *reterr);
/* Checks all, then books them in their order, unless the first request is a dry run: nothing is
 * booked while one can't be read or has bad rows that are not skipped.  *ret_at: the file that
 * stopped it, -1 none; those before it may be booked when the booking itself was stopped.
 * Errors: those of import_run, and ERR_MEMORY. */
WARN_UNUSED bool import_files_run(
    const import_desk *desk, arena *home, import_file *files, int count, int *ret_at, err *reterr);
/* Money of other currencies of several files, by code. */
typedef struct import_other_list {
    int count;
    statement_asset at[STATEMENT_ASSETS_MAX];
} import_other_list;
void import_others_add(import_other_list *into, const import_report *report);
/* Adds up what becomes of the rows of several files. */
void import_counts_add(statement_counts *into, const statement_counts *counts);
/* Goes on with an import or an undoing that a crash interrupted.  An import that a rule stops is
 * undone; then its error is told. */
WARN_UNUSED bool import_resume(
    const import_desk *desk, arena *home, const statement *s, err *reterr);
/* Confirms a booked import as a second person.  Errors: ERR_DENIED its own maker. */
WARN_UNUSED bool import_confirm(const import_desk *desk, const statement *s, err *reterr);
/* Reverses the whole import, gift by gift. */
WARN_UNUSED bool import_undo(const import_desk *desk, arena *home, const statement *s, err *reterr);
/* How a statement joins on to the others of its account. */
WARN_UNUSED bool import_join(store_conn *conn, const statement *of, import_joint *ret, err *reterr);
/* The report of a statement in the books; ignored rows by reason are recounted from the kept
 * file. */
WARN_UNUSED bool import_report_of(const import_desk *desk, arena *home, const statement *s,
    import_report *ret_report, err *reterr);
/* Row `number` of a statement as it stands in the kept file.  Errors: ERR_ABSENT. */
WARN_UNUSED bool import_row(const import_desk *desk, arena *home, const statement *s,
    int64_t number, payfile_row *ret_row, err *reterr);

extern const change_kind statement_add, statement_book, statement_finish, statement_confirm,
    statement_undo, statement_unbook, statement_unbooked, statement_accept;

#endif
