/* Inside the ledger: its memory.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_LEDGER_LEDGER_IN_H
#define NUAN_LEDGER_LEDGER_IN_H

#include "ledger/ledger.h"

enum {
    LEDGER_ACCOUNTS_MAX = 16384, /* accounts are thousands, never one per donor */
    LEDGER_CELLS_MAX = 8192,     /* account and day pairs that one batch may touch */
    LEDGER_TOUCHES_MAX = 65536   /* legs times two of one batch */
};

/* An account with its live balance: what is stored plus what this batch has decided. */
typedef struct ledger_live {
    ledger_account account;
    int64_t debit;
    int64_t credit;
} ledger_live;

/* What one batch adds to one row of account_day. */
typedef struct ledger_cell {
    uint32_t account; /* index */
    date effective;
    date entered;
    int64_t debit, credit, count;
} ledger_cell;

/* One step to take back on a refusal. */
typedef struct ledger_touch {
    uint32_t cell;
    int64_t debit, credit;
} ledger_touch;

struct ledger {
    arena *home;
    ledger_live *accounts;
    uint32_t account_count;
    uint32_t kept_count; /* accounts that are committed */
    uint32_t *by_id;     /* open addressing over ids: index + 1 */
    ledger_cell *cells;
    uint32_t cell_count;
    uint32_t *cell_slots; /* open addressing over cells: index + 1, cleared with the batch */
    ledger_touch *touches;
    uint32_t touch_count;
};

/* Calls `each` for every stored account, in the order of codes; stops when it returns false. */
bool ledger_accounts_each(store_conn *conn, arena *a,
    bool (*each)(void *self, const ledger_account *account), void *self, err *reterr);
/* Index of an account, or UINT32_MAX. */
uint32_t ledger_index(const ledger *l, account_id id);

#endif
