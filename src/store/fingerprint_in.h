/* Fingerprints of tables, inside the store: what a transaction knows of them, and the list of all
 * tables that tools/sqlgen makes from the schema.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_STORE_FINGERPRINT_IN_H
#define NUAN_STORE_FINGERPRINT_IN_H

#include "crypt/sip.h"
#include "store/driver.h"

enum { FINGERPRINT_TABLES_MAX = 64, FINGERPRINT_KEYS_MAX = 5 };

__extension__ typedef unsigned __int128 fingerprint_sum;

typedef struct store_table {
    const char *name;
    int column_count;
    int key_count;
    struct {
        int column;
        store_kind kind;
    } keys[FINGERPRINT_KEYS_MAX];
    const store_query *all; /* every row, every column in order */
} store_table;

/* By name; their order is the number in store_effect. */
extern const store_table STORE_TABLES[];
extern const int STORE_TABLE_COUNT;

/* All sums modulo 2^128.  A single row that is missing, added or changed leaves a difference d in
 * `sum` and d * key in `keyed`: so the key of that row can be computed (fingerprint_check.c). */
typedef struct fingerprint {
    uint64_t rows;
    fingerprint_sum sum;                         /* of the rows' hashes */
    fingerprint_sum keyed[FINGERPRINT_KEYS_MAX]; /* of hash * number of the key column */
} fingerprint;

typedef enum fingerprint_state {
    FINGERPRINT_OFF,    /* the store has no key for them, or a migration counts them anew */
    FINGERPRINT_UNREAD, /* not yet read in this transaction */
    FINGERPRINT_READ,
    FINGERPRINT_CHANGED
} fingerprint_state;

typedef struct fingerprints {
    fingerprint_state state;
    fingerprint at[FINGERPRINT_TABLES_MAX];
} fingerprints;

/* What the key of the house becomes. */
typedef struct fingerprint_keys {
    bool is_there;
    crypt_sip rows; /* a hash begun under the key of rows */
    uint8_t seal[32];
} fingerprint_keys;

/* One row of a table: the cells in the order of its columns, or where `places` says (1 is the first
 * cell, 0 no value).  The key columns are taken out on the way. */
void fingerprint_add(fingerprint *print, const crypt_sip *begun, int table, const uint8_t *places,
    const store_cell *cells);
void fingerprint_cut(fingerprint *print, const crypt_sip *begun, int table, const uint8_t *places,
    const store_cell *cells);
/* The number that stands for a value of a key column. */
uint64_t fingerprint_key(const store_cell *cell);
/* Reads and opens the sealed fingerprints.  Errors: ERR_DAMAGE they are missing or altered. */
WARN_UNUSED bool fingerprints_read(store_conn *c, fingerprints *ret, err *reterr);
/* Counts one table whole. */
WARN_UNUSED bool fingerprint_count(store_conn *c, int table, fingerprint *ret, err *reterr);
/* The current row of a cursor; false if it holds a value that the store does not know. */
WARN_UNUSED bool fingerprint_cells(store_conn *c, void *cursor, int count, store_cell *cells);

/* ---- in a write transaction ----------------------------------------------------------------- */

/* Reads them once a transaction, before the first row is sent. */
WARN_UNUSED bool fingerprints_need(store_conn *c, err *reterr);
/* As the driver's insert and run; the fingerprints follow. */
WARN_UNUSED bool fingerprints_insert(
    store_conn *c, const store_query *q, const store_cell *cells, int row_count, err *reterr);
WARN_UNUSED bool fingerprints_run(
    store_conn *c, const store_query *q, const store_value *in, int64_t *ret_changed, err *reterr);
/* The same of rows that the caller knows. */
WARN_UNUSED bool fingerprints_run_known(store_conn *c, const store_query *q, const store_value *in,
    const store_known *known, int64_t *ret_changed, err *reterr);
/* Before the commit: seals and writes what changed. */
WARN_UNUSED bool fingerprints_write(store_conn *c, err *reterr);
/* Behind a migration, in its transaction: counts all tables. */
WARN_UNUSED bool fingerprints_recount(store_conn *c, err *reterr);

#endif
