/* The sequencer: gives entries their place and their bytes, grows the tree, signs it.
 * Composing costs several hashes a leaf and needs no write; it is kept out of the writer's thread.
 * SPDX-License-Identifier: Apache-2.0 */
#include "log/log.h"

#include "log/log_in.h"
#include "log_sql.h"
#include "sys/sys.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    COMPOSE_FILLER_SIZE = 32,
    COMPOSE_FILLER_COUNT = 64, /* random digests made from one call to the kernel */
    COMPOSE_NOTE_SIZE = 4096,  /* arena of one signed note */
    COMPOSE_CLEAR_SIZE = 16 * LEAF_CLEAR_SIZE_MAX /* arena of one disclosure */
};

/* Where an entry goes: by group, day, chance. */
typedef struct place {
    int group;
    int32_t day;
    uint64_t chance;
    size_t index;
} place;

/* The seq given last in a series that this batch touches. */
typedef struct series_seq {
    bool is_taken;
    log_series series;
    int64_t seq;
} series_seq;

/* A batch under construction. */
typedef struct composer {
    store_conn *conn;
    arena *home;
    const log_sequencer *sequencer;
    log_batch *batch;
    tlog_tree tree;
    series_seq *table; /* open addressing, half empty */
    size_t table_size;
    buffer leaf;        /* scratch of LEAF_SIZE_MAX, used again for each leaf */
    uint8_t *random;    /* bytes of the next fillers */
    size_t random_used; /* fillers taken of them */
    arena clear;        /* scratch of one disclosure */
} composer;

static bool memory_refuse(err *reterr)
{
    return err_set(reterr, ERR_MEMORY, N_("log: composing needs more memory than its bound"));
}

/* ---- order ---------------------------------------------------------------------------------- */

static int group_of(leaf_kind kind)
{
    switch (kind) {
    case LEAF_CLOSE: return 1;
    case LEAF_KEY: return 2;
    case LEAF_NOTE: return 3;
    default: return 0;
    }
}

static int place_compare(const void *left, const void *right)
{
    const place *a = left;
    const place *b = right;
    if (a->group != b->group)
        return a->group < b->group ? -1 : 1;
    if (a->day != b->day)
        return a->day < b->day ? -1 : 1;
    if (a->chance != b->chance)
        return a->chance < b->chance ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

static bool places_take(arena *a, const log_entry *entries, size_t count, place **ret, err *reterr)
{
    bool has_group[2] = { false, false };
    place *places = ARENA_NEW(a, place, count);
    uint64_t *chances = ARENA_NEW(a, uint64_t, count);
    if (!places || !chances)
        return memory_refuse(reterr);
    if (count > 0)
        sys_random(chances, count * sizeof chances[0]);
    for (size_t i = 0; i < count; i++) {
        int group = group_of(entries[i].what.kind);
        if (entries[i].follows && i > 0)
            chances[i] = chances[i - 1];
        places[i] = (place){ group, entries[i].what.day.day, chances[i], i };
        if (group < 2)
            has_group[group] = true;
    }
    if (has_group[0] && has_group[1])
        return err_set(
            reterr, ERR_CONFLICT, N_("log: a close can't stand in a batch with entries to total"));
    qsort(places, count, sizeof places[0], place_compare);
    *ret = places;
    return true;
}

/* ---- numbers within a series ---------------------------------------------------------------- */

static size_t series_slot(const composer *k, const log_series *s)
{
    uint64_t mixed = (uint64_t)s->org_id * UINT64_C(0x9E3779B97F4A7C15) ^
                     (uint64_t)s->project_id * UINT64_C(0xC2B2AE3D27D4EB4F) ^ (uint64_t)s->kind;
    return (size_t)((mixed ^ mixed >> 29) & (k->table_size - 1));
}

static bool series_equal(const log_series *a, const log_series *b)
{
    return a->org_id == b->org_id && a->project_id == b->project_id && a->kind == b->kind;
}

/* The next seq; the first of a series in this batch is asked from the store. */
static bool seq_next(composer *k, const log_series *series, int64_t *ret_seq, err *reterr)
{
    size_t slot = series_slot(k, series);
    series_seq *s = &k->table[slot];
    while (s->is_taken && !series_equal(&s->series, series)) {
        slot = (slot + 1) & (k->table_size - 1);
        s = &k->table[slot];
    }
    if (!s->is_taken) {
        const store_value in[] = { store_int(series->org_id), store_int(series->project_id),
            store_int(series->kind) };
        bool is_found = false;
        int64_t last = 0;
        if (!store_find_int(k->conn, &LOG_SEQ_LAST, in, 3, &last, &is_found, reterr))
            return false;
        *s = (series_seq){ true, *series, is_found ? last : 0 };
    }
    *ret_seq = ++s->seq;
    return true;
}

/* ---- rules that need the log ---------------------------------------------------------------- */

/* The leaf that is superseded must be there, of the same series and kind, and still effective. */
static bool target_find(composer *k, const log_entry *e, leaf *l, err *reterr)
{
    log_row target = { 0 };
    bool is_there = false;
    bool is_superseded = false;
    int64_t by = 0;
    const store_value in[] = { store_int(l->sup) };
    if (!log_leaf_find(k->conn, k->home, l->sup, &target, &is_there, reterr) ||
        !store_find_int(k->conn, &LOG_SUP_OF, in, 1, &by, &is_superseded, reterr))
        return false;
    if (!is_there || (uint64_t)target.number >= k->batch->base_size)
        return err_set(reterr, ERR_INPUT, N_("log: entry %lld to correct is not in the log"),
            (long long)l->sup);
    if (is_superseded)
        return err_set(reterr, ERR_CONFLICT,
            N_("log: entry %lld is already corrected by entry %lld"), (long long)l->sup,
            (long long)by);
    if (target.org_id != e->org_id || target.project_id != e->project_id ||
        (target.kind != l->kind && l->kind != LEAF_VOID))
        return err_set(reterr, ERR_INPUT,
            N_("log: entry %lld can only be corrected by one of its own kind and project"),
            (long long)l->sup);
    l->sup_hash = target.hash;
    return true;
}

/* A close says what the log says, or nothing. */
static bool close_check(composer *k, const log_entry *e, err *reterr)
{
    const log_series wanted = { e->org_id, e->project_id, e->what.of };
    int64_t count = 0;
    int64_t sum = 0;
    size_t mark = k->home->used;
    if (!log_total(k->conn, k->home, &wanted, &count, &sum, reterr))
        return false;
    arena_reset(k->home, mark);
    if (count != e->what.count || sum != e->what.sum)
        return err_set(reterr, ERR_CONFLICT,
            N_("log: a close states %lld entries and %lld, the log has %lld and %lld"),
            (long long)e->what.count, (long long)e->what.sum, (long long)count, (long long)sum);
    return true;
}

/* ---- private values ------------------------------------------------------------------------- */

static int digest_order(const void *left, const void *right)
{
    return leaf_digest_compare(left, right);
}

static leaf_digest clear_digest(composer *k, const log_entry *e, span field, span value)
{
    arena_reset(&k->clear, 0);
    buffer b = buffer_in(&k->clear, 256);
    leaf_disclosure_add(&b, e->entry_key, field, value);
    assert(!b.is_full);
    return leaf_disclosure_digest(buffer_span(&b));
}

static leaf_digest filler_digest(composer *k)
{
    if (k->random_used == COMPOSE_FILLER_COUNT) {
        sys_random(k->random, COMPOSE_FILLER_COUNT * COMPOSE_FILLER_SIZE);
        k->random_used = 0;
    }
    return leaf_filler_digest(k->random + COMPOSE_FILLER_SIZE * k->random_used++);
}

/* Digests of what is given, random ones for the rest, sorted: neither order nor number tells
 * anything. */
static bool digests_fill(composer *k, const log_entry *e, leaf *l, err *reterr)
{
    const span fields[] = { SPAN("label"), SPAN("name"), SPAN("pay") };
    const span values[] = { e->label, e->name, e->pay };
    static_assert(sizeof values / sizeof values[0] < LEAF_SD_COUNT, "one digest is always random");
    size_t count = 0;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        if (values[i].size > LEAF_CLEAR_SIZE_MAX)
            return err_set(reterr, ERR_LIMIT, N_("log: a private value is longer than %d bytes"),
                LEAF_CLEAR_SIZE_MAX);
        if (values[i].size > 0)
            l->sd[count++] = clear_digest(k, e, fields[i], values[i]);
    }
    for (; count < LEAF_SD_COUNT; count++)
        l->sd[count] = filler_digest(k);
    qsort(l->sd, LEAF_SD_COUNT, sizeof l->sd[0], digest_order);
    return true;
}

/* ---- one leaf ------------------------------------------------------------------------------- */

static bool leaf_fill(composer *k, const log_entry *e, leaf *l, err *reterr)
{
    *l = e->what;
    l->is_demo = k->sequencer->is_demo;
    if (l->kind == LEAF_VOID && !l->has_sup)
        return err_set(reterr, ERR_INPUT, N_("log: a void names no entry"));
    if (l->has_sup && !target_find(k, e, l, reterr))
        return false;
    if (l->kind == LEAF_CLOSE && !close_check(k, e, reterr))
        return false;
    if (leaf_has_private(l->kind) && !digests_fill(k, e, l, reterr))
        return false;
    const log_series series = { e->org_id, e->project_id, l->kind };
    return seq_next(k, &series, &l->seq, reterr);
}

/* Puts the leaf's hash into the tree and notes the roots of the tiles that it fills. */
static void tree_add(composer *k, const crypt_hash *hash)
{
    crypt_hash root = { 0 };
    tlog_tree_add(&k->tree, hash);
    for (int level = 1; tlog_tree_ended(&k->tree, level, &root); level++) {
        int64_t number = (int64_t)tlog_level_size(k->tree.size, level) - 1;
        k->batch->nodes[k->batch->node_count++] = (log_node){ level, number, root };
    }
}

static bool entry_add(composer *k, const log_entry *e, err *reterr)
{
    leaf l;
    k->leaf.used = 0;
    if (!leaf_fill(k, e, &l, reterr) || !leaf_add(&k->leaf, &l, reterr))
        return false;
    span bytes = arena_copy(k->home, buffer_span(&k->leaf));
    if (!bytes.at)
        return memory_refuse(reterr);
    log_row *row = &k->batch->rows[k->batch->row_count++];
    *row = (log_row){
        .number = (int64_t)k->tree.size,
        .org_id = e->org_id,
        .project_id = e->project_id,
        .source_id = e->source_id,
        .kind = l.kind,
        .seq = l.seq,
        .has_sup = l.has_sup,
        .sup = l.sup,
        .hash = tlog_leaf_hash(bytes),
        .bytes = bytes,
    };
    tree_add(k, &row->hash);
    return true;
}

/* ---- the batch ------------------------------------------------------------------------------ */

/* The last checkpoint recorded as signed; *ret_found false for a log that never signed. */
static bool base_read(
    store_conn *c, uint64_t *ret_size, crypt_hash *ret_root, bool *ret_found, err *reterr)
{
    store_rows rows = { 0 };
    if (!store_query_open(c, &LOG_CHECKPOINT_LAST, NULL, 0, &rows, reterr))
        return false;
    bool is_good = true;
    *ret_found = store_rows_next(&rows);
    if (*ret_found) {
        *ret_size = (uint64_t)store_rows_int(&rows, 0);
        is_good = log_hash_take(&rows, 1, ret_root, reterr);
    }
    return log_rows_end(&rows, is_good, reterr);
}

/* Loads the tree that was signed last and proves that the stored hashes still give its root. */
static bool base_load(composer *k, err *reterr)
{
    log_batch *batch = k->batch;
    tlog_source source = log_source(k->conn);
    bool is_found = false;
    int64_t last = 0;
    if (!base_read(k->conn, &batch->base_size, &batch->base_root, &batch->has_base, reterr) ||
        !store_find_int(k->conn, &LOG_LEAF_LAST, NULL, 0, &last, &is_found, reterr))
        return false;
    uint64_t stored = is_found ? (uint64_t)last + 1 : 0;
    if (stored != batch->base_size)
        return err_set(reterr, ERR_DAMAGE,
            N_("log: %lld entries are stored, %lld were signed; nothing is signed"),
            (long long)stored, (long long)batch->base_size);
    if (!tlog_tree_load(&source, batch->base_size, &k->tree, reterr)) {
        if (reterr->code == ERR_ABSENT)
            reterr->code = ERR_DAMAGE;
        return false;
    }
    crypt_hash root = tlog_tree_root(&k->tree);
    if (batch->has_base && !crypt_equal(crypt_hash_span(&root), crypt_hash_span(&batch->base_root)))
        return err_set(reterr, ERR_DAMAGE,
            N_("log: the stored tree of size %lld does not have the root that was signed; nothing "
               "is signed"),
            (long long)batch->base_size);
    batch->base_root = root;
    return true;
}

static bool composer_init(composer *k, size_t count, err *reterr)
{
    size_t table_size = 16;
    while (table_size < 2 * count)
        table_size *= 2;
    k->batch = ARENA_NEW(k->home, log_batch, 1);
    k->table = ARENA_NEW(k->home, series_seq, table_size);
    k->table_size = table_size;
    k->random = ARENA_NEW(k->home, uint8_t, COMPOSE_FILLER_COUNT * COMPOSE_FILLER_SIZE);
    k->random_used = COMPOSE_FILLER_COUNT;
    k->leaf = buffer_in(k->home, 2 * LEAF_SIZE_MAX);
    k->clear.start = ARENA_NEW(k->home, unsigned char, COMPOSE_CLEAR_SIZE);
    k->clear.size = COMPOSE_CLEAR_SIZE;
    if (!k->batch || !k->table || !k->random || k->leaf.is_full || !k->clear.start)
        return memory_refuse(reterr);
    k->batch->rows = ARENA_NEW(k->home, log_row, count);
    /* Each tile that fills gives one node, and each 256th of them one more, and so on. */
    k->batch->nodes = ARENA_NEW(k->home, log_node, count / 128 + 16);
    return (k->batch->rows && k->batch->nodes) || memory_refuse(reterr);
}

bool log_compose(store_conn *c, arena *a, const log_sequencer *s, const log_entry *entries,
    size_t count, log_batch **ret_batch, err *reterr)
{
    assert(c && a && s && ret_batch && (entries || count == 0));
    composer k = { .conn = c, .home = a, .sequencer = s };
    place *places = NULL;
    if (count > LOG_BATCH_MAX)
        return err_set(
            reterr, ERR_LIMIT, N_("log: a batch has more than %d entries"), LOG_BATCH_MAX);
    if (!composer_init(&k, count, reterr) || !base_load(&k, reterr) ||
        !places_take(a, entries, count, &places, reterr))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!entry_add(&k, &entries[places[i].index], reterr))
            return false;
    }
    k.batch->size = k.tree.size;
    k.batch->root = tlog_tree_root(&k.tree);
    *ret_batch = k.batch;
    return true;
}

/* ---- into the store ------------------------------------------------------------------------- */

/* Nobody signed in between, and nobody forbade it. */
static bool base_check(store_txn *txn, const log_batch *batch, err *reterr)
{
    uint64_t size = 0;
    crypt_hash root = { 0 };
    bool is_found = false;
    bool is_stopped = false;
    store_conn *c = store_txn_conn(txn);
    if (!log_resume_is_required(c, &is_stopped, reterr) ||
        !base_read(c, &size, &root, &is_found, reterr))
        return false;
    if (is_stopped) {
        err_set(reterr, ERR_STALE,
            N_("The log was restored and signs nothing until it is compared with what was "
               "published"));
        return err_hint(reterr, N_("Run: nuan log resume --last-checkpoint FILE"));
    }
    if (is_found != batch->has_base ||
        (is_found &&
            (size != batch->base_size || memcmp(&root, &batch->base_root, sizeof root) != 0)))
        return err_set(reterr, ERR_CONFLICT,
            N_("log: another batch was signed first, at size %lld"), (long long)size);
    return true;
}

static bool rows_put(store_txn *txn, const log_batch *batch, err *reterr)
{
    for (size_t i = 0; i < batch->row_count; i++) {
        const log_row *row = &batch->rows[i];
        const store_value values[] = {
            store_int(row->number),
            store_bytes(crypt_hash_span(&row->hash)),
            store_bytes(row->bytes),
            store_int(row->org_id),
            store_int(row->project_id),
            store_int(row->kind),
            store_int(row->seq),
            store_int(row->source_id),
            row->has_sup ? store_int(row->sup) : store_null(),
        };
        if (!store_put(txn, &LOG_LEAF_PUT, values, 9, reterr))
            return false;
    }
    for (size_t i = 0; i < batch->node_count; i++) {
        const log_node *node = &batch->nodes[i];
        const store_value values[] = { store_int(node->level), store_int(node->number),
            store_bytes(crypt_hash_span(&node->hash)) };
        if (!store_put(txn, &LOG_NODE_PUT, values, 3, reterr))
            return false;
    }
    return true;
}

static bool checkpoint_put(
    store_txn *txn, const log_sequencer *s, const log_batch *batch, err *reterr)
{
    unsigned char scratch[COMPOSE_NOTE_SIZE];
    arena a = { .start = scratch, .size = sizeof scratch };
    buffer note = buffer_in(&a, COMPOSE_NOTE_SIZE / 2);
    if (!tlog_checkpoint_sign(&note, batch->size, &batch->root, &s->signer, reterr))
        return false;
    const store_value values[] = {
        store_int((int64_t)batch->size), store_bytes(crypt_hash_span(&batch->root)),
        store_text(buffer_span(&note)), store_int(batch->now_us),
        store_int(batch->now_us), /* no witness has to be waited for: served from the commit on */
    };
    return store_put(txn, &LOG_CHECKPOINT_PUT, values, 5, reterr);
}

bool log_append(store_txn *txn, const log_sequencer *s, const log_batch *batch, err *reterr)
{
    assert(txn && s && batch);
    assert(batch->size == batch->base_size + batch->row_count);
    bool is_new = batch->row_count > 0 || !batch->has_base;
    if (!base_check(txn, batch, reterr))
        return false;
    if (is_new && (!rows_put(txn, batch, reterr) || !checkpoint_put(txn, s, batch, reterr)))
        return false;
    for (size_t i = 0; i < batch->cursor_count; i++) {
        const store_value values[] = { store_int(batch->cursors[i].node),
            store_int(batch->cursors[i].seq) };
        if (!store_put(txn, &LOG_CURSOR_SET, values, 2, reterr))
            return false;
    }
    return true;
}
