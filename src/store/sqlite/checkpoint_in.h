/* Inside store/sqlite: bringing the write-ahead log into the database file beside the writer.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_STORE_SQLITE_CHECKPOINT_IN_H
#define NUAN_STORE_SQLITE_CHECKPOINT_IN_H

#include "sys/sys.h"

#include <sqlite3.h>

typedef struct checkpointer {
    sqlite3 *writer; /* NULL: not open */
    sqlite3 *own;    /* of the thread; NULL until the first long log */
    int last;        /* pages of the log when the thread was asked last */
    sys_thread thread;
    sys_mutex lock; /* guards all below */
    sys_signal wanted;
    bool is_wanted;
    bool is_closing;
} checkpointer;

/* Takes over the checkpoints of a writing connection, which must outlive it.  Stays where it is
 * until it is closed. */
void checkpointer_open(checkpointer *c, sqlite3 *writer);
/* Ends the thread.  Accepts a zeroed one. */
void checkpointer_close(checkpointer *c);

#endif
