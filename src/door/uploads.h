/* Files that were sent to be looked at: where the index of their rows stands, and the rows, for the pages,
 * the API and the command line.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_UPLOADS_H
#define NUAN_DOOR_UPLOADS_H

#include "door/house.h"
#include "flow/import_rows.h"
#include "work/statement/upload.h"

/* Where the index of the rows of a waiting file stands. */
bool upload_index_path(const char *folder, const char *place, char *into, size_t size);
/* Is the file in the books by now? */
WARN_UNUSED bool upload_is_booked(store_conn *conn, const upload *u, bool *ret, err *reterr);
/* Rows of the file at `at` of an upload; where no index stands, all its files are checked in their order
 * first.  Owner: `home`, which needs room for the check.
 * Errors: ERR_ABSENT the file is gone or in the books; ERR_INPUT it can't be read. */
WARN_UNUSED bool upload_rows(house *h, const import_desk *desk, arena *home, const upload *files,
    size_t count, size_t at, const import_rows_ask *ask, import_rows_page *ret, err *reterr);

#endif
