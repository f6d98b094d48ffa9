/* The inside of connections and transactions, shared by the files of src/store.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_STORE_STORE_IN_H
#define NUAN_STORE_STORE_IN_H

#include "store/driver.h"
#include "store/fingerprint_in.h"

struct store {
    arena home;
    const store_driver *driver;
    const char *where;
    fingerprint_keys keys; /* store_protect */
};

struct store_conn {
    arena home; /* this struct and all of the driver's memory */
    const store_driver *driver;
    void *link;
    store_mode mode;
    store_txn *txn; /* the open one, or NULL */
    void *parts[STORE_PARTS_MAX];
    const fingerprint_keys *keys;
    fingerprints prints; /* as of the open transaction */
    fingerprints prints_at_mark;
};

/* Notes that a statement failed in an open transaction: only an undo or a rollback helps now. */
void store_txn_fail(store_txn *txn);

#endif
