/* The ledger: money and goods move only here, as transfers between two accounts.
 * Laws: debits equal credits by construction; a transfer is never changed or deleted; a guarded
 * account can't be overdrawn, checked in the transaction that posts; kept totals per account and
 * day are written once a batch.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_LEDGER_LEDGER_H
#define NUAN_LEDGER_LEDGER_H

#include "record/change.h"
#include "record/record.h"
#include "store/store.h"
#include "text/currency.h"

typedef enum ledger_class {
    LEDGER_ASSET = 1,
    LEDGER_LIABILITY,
    LEDGER_NET,
    LEDGER_INCOME,
    LEDGER_COST
} ledger_class;

/* What an account is for; with organisation, asset, purpose, campaign and party it is unique. */
typedef enum ledger_role {
    LEDGER_BANK = 1,  /* money in a bank account */
    LEDGER_CLEARING,  /* money that a payment provider holds for us */
    LEDGER_CASH,      /* money in the cash box */
    LEDGER_GIFT,      /* income from gifts whose giver or order is known */
    LEDGER_UNCLAIMED, /* income from gifts that nobody has claimed yet */
    LEDGER_REFUND,    /* gifts given back: lessens income */
    LEDGER_FEE,       /* what providers charge */
    LEDGER_HELD,      /* funds held for others */
    LEDGER_TRANSIT,   /* on the way between two accounts */
    LEDGER_ROLE_COUNT
} ledger_role;

/* Why a transfer was made; stable numbers. */
typedef enum ledger_reason {
    LEDGER_REASON_GIFT = 1,
    LEDGER_REASON_FEE,
    LEDGER_REASON_REFUND,
    LEDGER_REASON_CLAIM,
    LEDGER_REASON_SETTLE,
    LEDGER_REASON_REVERSAL,
    LEDGER_REASON_COUNT
} ledger_reason;

enum { LEDGER_CNY = CURRENCY_CNY, LEDGER_LEGS_MAX = 64, LEDGER_CODE_MAX = 96 };

typedef struct ledger_account {
    account_id id;
    org_id org;
    char code[LEDGER_CODE_MAX];
    ledger_class class;
    ledger_role role;
    int64_t asset;
    int64_t purpose;
    campaign_id campaign;
    int64_t party;
    span name_zh;
    span name_en;
    bool is_guarded;
    date opened;
    date closed; /* 0: open */
} ledger_account;

typedef struct ledger_leg {
    account_id debit;
    account_id credit;
    int64_t amount;       /* > 0, in the asset's smallest unit */
    transfer_id reverses; /* 0: none */
} ledger_leg;

/* Legs that stand or fall together. */
typedef struct ledger_entry {
    date effective;
    ledger_reason reason;
    int64_t source; /* record that caused it */
    bool is_fact;   /* it has happened, as a bank tells: no overdraft guard stops it */
    int leg_count;
    const ledger_leg *legs;
} ledger_entry;

/* The writer's memory of all accounts and their balances. */
typedef struct ledger ledger;

/* Reads accounts and kept totals.  Owner: `home` (process). */
WARN_UNUSED bool ledger_load(store_conn *conn, arena *home, ledger **ret_ledger, err *reterr);
/* How the writer carries the ledger through its batches. */
batch_part ledger_part(ledger *l);

/* Posts an entry whose first transfer gets `first_id` and the others the ids behind it.
 * Errors: ERR_INPUT amount out of range, accounts equal, of different assets or not open on that
 * day; ERR_CONFLICT a guarded account would be overdrawn (names what it has and what was asked);
 * ERR_ABSENT no such account. */
WARN_UNUSED bool ledger_post(
    store_txn *txn, const change *c, int64_t first_id, const ledger_entry *entry, err *reterr);
/* Posts the mirror of every transfer of an entry as a new entry that takes effect on `day`.  What
 * never was can't be kept in the books by what else was booked: no overdraft guard stops it.
 * Errors: ERR_DAMAGE the entry is not there; ERR_CONFLICT it was reversed before; those of
 * ledger_post. */
WARN_UNUSED bool ledger_reverse(store_txn *txn, change *c, int64_t entry_id, date day, err *reterr);
/* Opens an account; sets its id.  Errors: ERR_CONFLICT code or combination taken. */
WARN_UNUSED bool ledger_account_open(
    store_txn *txn, const change *c, ledger_account *account, err *reterr);
/* The account of a combination, or {0}.  For apply(): sees accounts opened in this batch. */
account_id ledger_account_find(const ledger *l, org_id org, ledger_role role, int64_t asset,
    int64_t purpose, campaign_id campaign, int64_t party);
/* The asset that an account counts in; 0 for an unknown account. */
int64_t ledger_asset(const ledger *l, account_id account);
/* Debits minus credits, as decided so far; 0 for an unknown account. */
int64_t ledger_balance(const ledger *l, account_id account);
/* False when there is no such account. */
bool ledger_account_get(const ledger *l, account_id account, ledger_account *ret_account);
/* An account by its code, of a unit or ({0}) of the whole house.  Owner: `a` holds its names.
 * Errors: ERR_ABSENT. */
WARN_UNUSED bool ledger_account_by_code(
    store_conn *conn, arena *a, org_id org, span code, ledger_account *ret, err *reterr);
/* Names as stored and in URLs: "clearing" ... */
const char *ledger_role_name(ledger_role role);
const char *ledger_reason_name(ledger_reason reason);

/* ---- views, from the store ------------------------------------------------------------------ */

/* as_of: what took effect up to the end of that day.  known_at: only what was entered up to the end
 * of that day, or, when known_at_us is set, up to that instant of the real clock.  0 = without
 * bound. */
typedef struct ledger_view {
    date as_of;
    date known_at;
    int64_t known_at_us; /* real time; known_at is then its civil day */
} ledger_view;

typedef struct ledger_line {
    ledger_account account;
    span chart_code; /* of the chart in force */
    int64_t debit;   /* turnover in the view */
    int64_t credit;
    int64_t count;
} ledger_line;

/* Accounts with their turnover, in the order of their codes; org {0} = all.  Owner: `a`. */
WARN_UNUSED bool ledger_lines(store_conn *conn, arena *a, org_id org, ledger_view view,
    ledger_line **ret_lines, size_t *ret_count, err *reterr);

typedef struct ledger_row {
    transfer_id id;
    int64_t entry;
    account_id debit, credit;
    int64_t amount;
    date effective, entered;
    ledger_reason reason;
    int64_t source;
    transfer_id reverses;
} ledger_row;

/* Calls `each` for all transfers by id; stops when it returns false. */
WARN_UNUSED bool ledger_each(
    store_conn *conn, bool (*each)(void *self, const ledger_row *row), void *self, err *reterr);

/* Recounts account_day from the transfers; `differs` is told each difference (account code, day,
 * kept, counted).
 * Errors: ERR_DAMAGE when anything differs. */
typedef void ledger_differs(void *self, const char *code, date day, int64_t kept, int64_t counted);
WARN_UNUSED bool ledger_verify(store_conn *conn, ledger_differs *differs, void *self, err *reterr);

#endif
