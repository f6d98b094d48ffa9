/* The embedded engine: one file, write-ahead log, durable at each commit. `where` of store_open is
 * the path of the file; a writer's connection makes it (mode 0600) if it is absent.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_STORE_SQLITE_SQLITE_H
#define NUAN_STORE_SQLITE_SQLITE_H

#include "store/store.h"

/* The driver to hand to store_open.  Owner: nobody, it is constant. */
extern const store_driver store_sqlite;

#endif
