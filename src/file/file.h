/* Attachments: files named by the SHA-256 of their bytes in the data folder.  Written, synced and
 * renamed into place before the change that names them is queued; a crash leaves at most an
 * unreferenced file.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_FILE_FILE_H
#define NUAN_FILE_FILE_H

#include "crypt/crypt.h"
#include "record/change.h"
#include "store/store.h"
#include "sys/sys.h"

enum { FILE_PATH_MAX = 4096 };
#define FILE_SIZE_MAX ((size_t)1 << 30)

/* The path of an attachment below `folder`: two hex digits a level.  False when it would be too
 * long. */
bool file_path(const char *folder, const crypt_hash *digest, char *into, size_t size);
/* Keeps the bytes under `folder`; the same bytes twice are one file.
 * Errors: ERR_STORE the disk refuses; ERR_LIMIT larger than FILE_SIZE_MAX. */
WARN_UNUSED bool file_keep(const char *folder, span bytes, crypt_hash *ret_digest, err *reterr);
/* The same for a file that is written while it is read for the first time: begun here, filled with
 * sys_draft_add, and taken as the attachment of its digest, or dropped.  Errors: ERR_STORE. */
WARN_UNUSED bool file_draft(const char *folder, sys_draft *ret_draft, err *reterr);
WARN_UNUSED bool file_adopt(
    const char *folder, sys_draft *draft, const crypt_hash *digest, err *reterr);
/* Maps an attachment for reading.  Errors: ERR_ABSENT; ERR_DAMAGE its bytes do not have that
 * digest (if `checks`). */
WARN_UNUSED bool file_open(
    const char *folder, const crypt_hash *digest, bool checks, sys_map *ret_map, err *reterr);
/* Puts the row of an attachment; one that is there stays. */
WARN_UNUSED bool file_put(store_txn *txn, const change *c, const crypt_hash *digest, int64_t size,
    const char *kind, err *reterr);
/* Checks every attachment named in the store.  Errors: ERR_DAMAGE names the first that is
 * missing or altered. */
WARN_UNUSED bool file_verify(store_conn *conn, const char *folder, int64_t *ret_count, err *reterr);
/* Calls `each` with every digest named in the store. */
WARN_UNUSED bool file_each(store_conn *conn,
    bool (*each)(void *self, const crypt_hash *digest, err *reterr), void *self, err *reterr);

/* ---- files that only wait ------------------------------------------------------------------- */

/* A file that is kept for a while, in a folder of its own, and never backed up: its name begins with
 * the instant of its end, so that cleaning needs nothing else. */
enum { FILE_PLACE_SIZE = 32 + 1 };
/* Keeps bytes until `ends_us`.  Errors: ERR_STORE; ERR_LIMIT. */
WARN_UNUSED bool file_stage(
    const char *folder, span bytes, int64_t ends_us, char ret_place[FILE_PLACE_SIZE], err *reterr);
/* The path of a place; false when it is none, or would be too long. */
bool file_staged_path(const char *folder, const char *place, char *into, size_t size);
/* Errors: ERR_ABSENT it has ended. */
WARN_UNUSED bool file_staged_open(
    const char *folder, const char *place, sys_map *ret_map, err *reterr);
/* The place whose name ends so: the 16 digits of its random part, and what stands behind them.
 * *ret_found false: there is none.  Errors: ERR_STORE. */
enum { FILE_PLACE_NAME_MAX = 80 };
WARN_UNUSED bool file_staged_find(const char *folder, const char *ending,
    char ret_place[FILE_PLACE_NAME_MAX], bool *ret_found, err *reterr);
/* Removes it; one that is gone is fine. */
void file_staged_drop(const char *folder, const char *place);
/* Removes all that ended before `now_us`.  Errors: ERR_STORE. */
WARN_UNUSED bool file_staged_clean(const char *folder, int64_t now_us, err *reterr);

#endif
