/* PostgreSQL 15 or later, alone or with standbys, through libpq.
 * `where` of store_open is a connection string of libpq (postgresql://.., several hosts allowed),
 * passed on unchanged.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_STORE_PG_PG_H
#define NUAN_STORE_PG_PG_H

#include "store/store.h"

/* The driver to hand to store_open.  Owner: nobody, it is constant. */
extern const store_driver store_pg;

#endif
