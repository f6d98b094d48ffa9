/* One walk over all gifts, beside their transfers, the payment keys and the imports that brought
 * them.  It says what several joins over the same rows would say, in a third of their time.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/house_in.h"

#include "house_sql.h"

#include <assert.h>
#include <stdlib.h>

enum { LIST_ROOM = 4096 };

/* Ids of a table, sorted. */
typedef struct id_list {
    int64_t *at;
    size_t count;
    size_t room;
} id_list;

/* What an import says of itself, and what is found of it. */
typedef struct import_sum {
    int64_t id, booked, fen;
    bool adds_up; /* its rows are the sum of their outcomes, or it is not that far */
    int64_t found, found_fen;
} import_sum;

typedef struct gift_walk {
    store_conn *conn;
    arena home;
    id_list keys, others; /* others: refunds and movements */
    import_sum *imports;
    size_t import_count, import_last;
    size_t key_at;
    int64_t lost, with_transfer, keyless, stray_keys;
} gift_walk;

static int id_order(const void *a, const void *b)
{
    const int64_t *one = a;
    const int64_t *two = b;
    return (*one > *two) - (*one < *two);
}

static bool memory_short(err *reterr)
{
    return err_set(reterr, ERR_MEMORY, N_("not enough memory to recount the books"));
}

static bool list_read(gift_walk *w, const store_query *q, id_list *list, err *reterr)
{
    store_rows rows = { 0 };
    list->at = ARENA_NEW(&w->home, int64_t, list->room);
    if (!list->at)
        return memory_short(reterr);
    if (!store_query_open(w->conn, q, NULL, 0, &rows, reterr))
        return false;
    while (list->count < list->room && store_rows_next(&rows))
        list->at[list->count++] = store_rows_int(&rows, 0);
    if (!store_rows_close(&rows, reterr))
        return false;
    qsort(list->at, list->count, sizeof *list->at, id_order);
    return true;
}

static bool imports_read(gift_walk *w, size_t room, err *reterr)
{
    store_rows rows = { 0 };
    w->imports = ARENA_NEW(&w->home, import_sum, room);
    if (!w->imports)
        return memory_short(reterr);
    if (!store_query_open(w->conn, &HOUSE_IMPORTS_SAY, NULL, 0, &rows, reterr))
        return false;
    while (w->import_count < room && store_rows_next(&rows)) {
        w->imports[w->import_count++] = (import_sum){ .id = store_rows_int(&rows, 0),
            .booked = store_rows_int(&rows, 1),
            .fen = store_rows_int(&rows, 2),
            .adds_up = store_rows_int(&rows, 3) == 1 };
    }
    return store_rows_close(&rows, reterr);
}

static bool rows_count(gift_walk *w, const store_query *q, size_t *ret, err *reterr)
{
    int64_t count = 0;
    bool is_found = false;
    if (!store_find_int(w->conn, q, NULL, 0, &count, &is_found, reterr))
        return false;
    *ret = (size_t)count + LIST_ROOM;
    return true;
}

/* The short lists beside the gifts. */
static bool walk_open(gift_walk *w, err *reterr)
{
    size_t imports = 0;
    if (!rows_count(w, &HOUSE_KEYS_COUNT, &w->keys.room, reterr) ||
        !rows_count(w, &HOUSE_OTHERS_COUNT, &w->others.room, reterr) ||
        !rows_count(w, &HOUSE_IMPORTS_COUNT, &imports, reterr))
        return false;
    if (!arena_open(&w->home,
            (w->keys.room + w->others.room) * sizeof(int64_t) + imports * sizeof(import_sum) + 64))
        return memory_short(reterr);
    return list_read(w, &HOUSE_KEY_OBJECTS, &w->keys, reterr) &&
           list_read(w, &HOUSE_OTHER_IDS, &w->others, reterr) && imports_read(w, imports, reterr);
}

static int import_order(const void *a, const void *b)
{
    const import_sum *one = a;
    const import_sum *two = b;
    return (one->id > two->id) - (one->id < two->id);
}

/* Gifts of one import mostly follow each other. */
static void import_add(gift_walk *w, int64_t id, int64_t fen)
{
    const import_sum key = { .id = id };
    import_sum *at = w->import_count == 0 ? NULL : &w->imports[w->import_last];
    if (at && at->id != id)
        at = bsearch(&key, w->imports, w->import_count, sizeof key, import_order);
    if (!at)
        return;
    w->import_last = (size_t)(at - w->imports);
    at->found++;
    at->found_fen += fen;
}

/* Keys of objects below `id` that no gift has claimed: those of refunds and movements are right. */
static void keys_pass(gift_walk *w, int64_t id)
{
    for (; w->key_at < w->keys.count && w->keys.at[w->key_at] < id; w->key_at++) {
        if (!bsearch(
                &w->keys.at[w->key_at], w->others.at, w->others.count, sizeof(int64_t), id_order))
            w->stray_keys++;
    }
}

static void gift_take(gift_walk *w, store_rows *rows)
{
    int64_t id = store_rows_int(rows, 0);
    int64_t import = store_rows_int(rows, 2);
    keys_pass(w, id);
    bool has_key = false;
    for (; w->key_at < w->keys.count && w->keys.at[w->key_at] == id; w->key_at++)
        has_key = true;
    int64_t keyed = store_rows_int(rows, 3);
    if (keyed != 0 && keyed != id)
        has_key = bsearch(&keyed, w->keys.at, w->keys.count, sizeof keyed, id_order) != NULL;
    w->keyless += !has_key && keyed != 0;
    w->lost += store_rows_int(rows, 4) != 1;
    w->with_transfer += store_rows_int(rows, 5);
    if (import != 0)
        import_add(w, import, store_rows_int(rows, 1));
}

static bool gifts_walk(gift_walk *w, err *reterr)
{
    store_rows rows = { 0 };
    if (!store_query_open(w->conn, &HOUSE_GIFTS_WALK, NULL, 0, &rows, reterr))
        return false;
    while (store_rows_next(&rows))
        gift_take(w, &rows);
    keys_pass(w, INT64_MAX);
    return store_rows_close(&rows, reterr);
}

static void tell_count(
    house_check_tell *tell, void *self, const char *part, const char *message, int64_t count)
{
    err what = { 0 };
    if (count == 0)
        return;
    err_set(&what, ERR_DAMAGE, message, (long long)count);
    tell(self, part, &what);
}

static int64_t imports_differ(const gift_walk *w)
{
    int64_t count = 0;
    for (size_t i = 0; i < w->import_count; i++) {
        const import_sum *at = &w->imports[i];
        count += !at->adds_up || at->found != at->booked || at->found_fen != at->fen;
    }
    return count;
}

static bool walk_tell(gift_walk *w, house_check_tell *tell, void *self, err *reterr)
{
    int64_t transfers = 0;
    bool is_found = false;
    if (!store_find_int(
            w->conn, &HOUSE_GIFT_TRANSFERS_COUNT, NULL, 0, &transfers, &is_found, reterr))
        return false;
    tell_count(
        tell, self, "gifts", N_("gifts whose transfer is missing or differs: %lld"), w->lost);
    tell_count(tell, self, "gifts", N_("gift transfers without their gift: %lld"),
        transfers - w->with_transfer);
    tell_count(tell, self, "imports",
        N_("imports whose gifts are not as many or as much as they say: %lld"), imports_differ(w));
    tell_count(tell, self, "payments",
        N_("gifts from files or notifications without a payment key: %lld"), w->keyless);
    tell_count(
        tell, self, "payments", N_("payment keys of gifts that do not exist: %lld"), w->stray_keys);
    int64_t moved = 0;
    if (!store_find_int(w->conn, &HOUSE_MOVEMENTS_DIFFER, NULL, 0, &moved, &is_found, reterr))
        return false;
    tell_count(tell, self, "movements",
        N_("payouts and charges whose transfer is missing or differs: %lld"), moved);
    return true;
}

bool house_gifts_check(store_conn *conn, house_check_tell *tell, void *self, err *reterr)
{
    assert(conn && tell);
    gift_walk w = { .conn = conn };
    bool is_good =
        walk_open(&w, reterr) && gifts_walk(&w, reterr) && walk_tell(&w, tell, self, reterr);
    arena_close(&w.home);
    return is_good;
}
