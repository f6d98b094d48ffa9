/* Content-addressed attachments.
 * SPDX-License-Identifier: Apache-2.0 */
#include "file/file.h"

#include "file_sql.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static void hex_of(const crypt_hash *digest, char into[65])
{
    static const char digits[] = "0123456789abcdef";
    for (int i = 0; i < CRYPT_HASH_SIZE; i++) {
        into[2 * i] = digits[digest->bytes[i] >> 4];
        into[2 * i + 1] = digits[digest->bytes[i] & 15];
    }
    into[64] = '\0';
}

bool file_path(const char *folder, const crypt_hash *digest, char *into, size_t size)
{
    char hex[65];
    hex_of(digest, hex);
    int length = snprintf(into, size, "%s/%.2s/%s", folder, hex, hex + 2);
    return length > 0 && (size_t)length < size;
}

/* The path of an attachment, its folder made; *ret_is_kept when the same bytes stand there
 * already. */
static bool place_make(const char *folder, const crypt_hash *digest, char path[FILE_PATH_MAX],
    bool *ret_is_kept, err *reterr)
{
    if (!file_path(folder, digest, path, FILE_PATH_MAX))
        return err_set(reterr, ERR_STORE, N_("the path of the data folder is too long"));
    sys_map map = { 0 };
    err ignored = { 0 };
    *ret_is_kept = file_open(folder, digest, true, &map, &ignored);
    sys_map_close(&map);
    char *slash = strrchr(path, '/');
    *slash = '\0';
    bool is_made = *ret_is_kept || sys_folder_make(path, reterr);
    *slash = '/';
    return is_made;
}

bool file_keep(const char *folder, span bytes, crypt_hash *ret_digest, err *reterr)
{
    assert(folder && ret_digest);
    char path[FILE_PATH_MAX];
    bool is_kept = false;
    if (bytes.size > FILE_SIZE_MAX)
        return err_set(
            reterr, ERR_LIMIT, N_("The file is larger than %d MB"), (int)(FILE_SIZE_MAX >> 20));
    *ret_digest = crypt_sha256(bytes);
    return place_make(folder, ret_digest, path, &is_kept, reterr) &&
           (is_kept || sys_file_write(path, bytes, 0600, reterr));
}

bool file_draft(const char *folder, sys_draft *ret_draft, err *reterr)
{
    assert(folder && ret_draft);
    char beside[FILE_PATH_MAX];
    int length = snprintf(beside, sizeof beside, "%s/draft", folder);
    if (length < 0 || (size_t)length >= sizeof beside)
        return err_set(reterr, ERR_STORE, N_("the path of the data folder is too long"));
    return sys_folder_make(folder, reterr) && sys_draft_open(beside, ret_draft, reterr);
}

bool file_adopt(const char *folder, sys_draft *draft, const crypt_hash *digest, err *reterr)
{
    assert(folder && draft && digest);
    char path[FILE_PATH_MAX];
    bool is_kept = false;
    bool is_good = place_make(folder, digest, path, &is_kept, reterr) &&
                   (is_kept || sys_draft_keep(draft, path, 0600, reterr));
    sys_draft_drop(draft);
    return is_good;
}

/* Hashes a map piece by piece, so that a large file does not stay in memory. */
static bool map_digest(const sys_map *map, crypt_hash *ret_digest, err *reterr)
{
    enum { PIECE = 4 << 20 };
    crypt_hasher hasher = { 0 };
    if (!crypt_hasher_open(&hasher, reterr))
        return false;
    for (size_t at = 0; at < map->bytes.size;) {
        size_t to = map->bytes.size - at < PIECE ? map->bytes.size : at + PIECE;
        crypt_hasher_add(&hasher, span_slice(map->bytes, at, to));
        sys_map_pass(map, at, to);
        at = to;
    }
    *ret_digest = crypt_hasher_end(&hasher);
    crypt_hasher_close(&hasher);
    return true;
}

bool file_open(
    const char *folder, const crypt_hash *digest, bool checks, sys_map *ret_map, err *reterr)
{
    char path[FILE_PATH_MAX];
    char hex[65];
    hex_of(digest, hex);
    *ret_map = (sys_map){ 0 };
    if (!file_path(folder, digest, path, sizeof path))
        return err_set(reterr, ERR_STORE, N_("the path of the data folder is too long"));
    if (!sys_file_exists(path))
        return err_set(reterr, ERR_ABSENT, N_("The attachment %s is missing"), hex);
    if (!sys_map_open(path, FILE_SIZE_MAX, ret_map, reterr))
        return false;
    if (!checks)
        return true;
    crypt_hash is = { { 0 } };
    bool is_hashed = map_digest(ret_map, &is, reterr);
    if (is_hashed && memcmp(is.bytes, digest->bytes, sizeof is.bytes) == 0)
        return true;
    sys_map_close(ret_map);
    return is_hashed && err_set(reterr, ERR_DAMAGE, N_("The attachment %s was altered"), hex);
}

bool file_put(store_txn *txn, const change *c, const crypt_hash *digest, int64_t size,
    const char *kind, err *reterr)
{
    const store_value row[] = { store_bytes(crypt_hash_span(digest)), store_int(size),
        store_text(span_of(kind)), store_int(c->real_us) };
    return store_put(txn, &ATTACHMENT_PUT, row, 4, reterr);
}

bool file_each(store_conn *conn, bool (*each)(void *self, const crypt_hash *digest, err *reterr),
    void *self, err *reterr)
{
    assert(conn && each);
    store_rows rows = { 0 };
    if (!store_query_open(conn, &ATTACHMENT_ALL, NULL, 0, &rows, reterr))
        return false;
    bool is_good = true;
    while (is_good && store_rows_next(&rows)) {
        crypt_hash digest = { { 0 } };
        span bytes = store_rows_text(&rows, 0);
        memcpy(digest.bytes, bytes.at,
            bytes.size < sizeof digest.bytes ? bytes.size : sizeof digest.bytes);
        is_good = each(self, &digest, reterr);
    }
    return store_rows_close(&rows, is_good ? reterr : &(err){ 0 }) && is_good;
}

typedef struct file_check {
    const char *folder;
    int64_t count;
} file_check;

static bool check_one(void *self, const crypt_hash *digest, err *reterr)
{
    file_check *check = self;
    sys_map map = { 0 };
    if (!file_open(check->folder, digest, true, &map, reterr)) {
        if (reterr->code == ERR_ABSENT)
            reterr->code = ERR_DAMAGE;
        return false;
    }
    sys_map_close(&map);
    check->count++;
    return true;
}

bool file_verify(store_conn *conn, const char *folder, int64_t *ret_count, err *reterr)
{
    file_check check = { .folder = folder };
    bool is_good = file_each(conn, check_one, &check, reterr);
    *ret_count = check.count;
    return is_good;
}
