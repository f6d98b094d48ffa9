/* What the files of this folder share: rows of the store as values.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_LOG_LOG_IN_H
#define NUAN_LOG_LOG_IN_H

#include "log/log.h"

enum { LOG_PAGE = 1024 /* leaves read at a time */ };

/* The 32 bytes of a hash column.  Errors: ERR_DAMAGE another size. */
WARN_UNUSED bool log_hash_take(store_rows *rows, int column, crypt_hash *ret, err *reterr);
/* The current row of log_leaves and its like; bytes are copied into `a`. */
WARN_UNUSED bool log_row_take(store_rows *rows, arena *a, log_row *ret, err *reterr);
/* The leaf of a number; *ret_found false when there is none. */
WARN_UNUSED bool log_leaf_find(
    store_conn *c, arena *a, int64_t number, log_row *ret, bool *ret_found, err *reterr);
/* `count` hashes of a tile level from `first` on; ERR_ABSENT if some are missing. */
WARN_UNUSED bool log_hashes_read(
    store_conn *c, int level, uint64_t first, size_t count, crypt_hash *into, err *reterr);
/* Closes the rows and tells the first thing that went wrong: `is_good` with *reterr, or the
 * closing. */
bool log_rows_end(store_rows *rows, bool is_good, err *reterr);

#endif
