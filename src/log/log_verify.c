/* Recounts the log from the bytes of its leaves, in one pass in the order of their numbers, and
 * compares each thing that the store says about them: hashes, numbers, tile roots, checkpoints.
 * Where a stored hash and the bytes disagree the tree goes on with the stored hash, so that one
 * changed byte is one difference and not a thousand.
 * SPDX-License-Identifier: Apache-2.0 */
#include "log/log.h"

#include "log/log_in.h"
#include "log_sql.h"

#include <assert.h>
#include <string.h>

enum {
    VERIFY_LEVELS = 8,          /* tile levels of a tree below 2^63 */
    VERIFY_NOTE_SIZE = 4 << 20, /* arena of one checkpoint and its parts */
    VERIFY_STEP = 64            /* pages between two calls of step */
};

/* What has been counted of one series. */
typedef struct tally {
    bool is_taken;
    log_series series;
    char codes[2][LEAF_CODE_SIZE_MAX]; /* org, project */
    uint8_t code_sizes[2];
    int64_t seq;
    int64_t count; /* effective leaves */
    int64_t sum;
} tally;

/* A set of numbers other than 0, open addressing. */
typedef struct number_set {
    uint64_t *slots;
    size_t size; /* a power of two */
    size_t used;
} number_set;

typedef struct checkpoint_row {
    bool is_there;
    int64_t size;
    crypt_hash root;
    span note;
} checkpoint_row;

typedef struct verifier {
    store_conn *conn;
    arena *home;
    arena note_home;
    const tlog_key *keys;
    size_t key_count;
    const log_report *report;
    int difference_count;
    int64_t leaf_count;
    tlog_tree tree;
    int64_t node_counts[VERIFY_LEVELS];
    tally *tallies;
    size_t tally_size; /* a power of two */
    number_set digests;
    number_set superseded;
    checkpoint_row checkpoint; /* the next one */
    int64_t checkpoint_last;   /* size of the last one passed; -1 none */
} verifier;

/* ---- differences ---------------------------------------------------------------------------- */

static void differ(verifier *v, const char *format, int64_t number, int64_t other)
{
    err what = { 0 };
    /* Formats of this file take one or two numbers; a spare argument is not looked at. */
    err_set(&what, ERR_DAMAGE, format, (long long)number, (long long)other);
    v->difference_count++;
    v->report->add(v->report->self, &what);
}

static bool is_enough(const verifier *v)
{
    return v->difference_count >= LOG_DIFFERENCES_MAX;
}

/* ---- sets and tallies ----------------------------------------------------------------------- */

static uint64_t mixed(uint64_t number)
{
    number *= UINT64_C(0x9E3779B97F4A7C15);
    return number ^ number >> 32;
}

static bool set_init(number_set *set, arena *a, int64_t count)
{
    size_t size = 64;
    while (size < (size_t)count + (size_t)count / 4 + 2)
        size *= 2;
    *set = (number_set){ .slots = ARENA_NEW(a, uint64_t, size), .size = size };
    return set->slots != NULL;
}

/* False if the number was there already, or the set is full. */
static bool set_add(number_set *set, uint64_t number)
{
    assert(number != 0);
    size_t slot = (size_t)mixed(number) & (set->size - 1);
    while (set->slots[slot] != 0) {
        if (set->slots[slot] == number)
            return false;
        slot = (slot + 1) & (set->size - 1);
    }
    if (set->used + 1 >= set->size)
        return false;
    set->slots[slot] = number;
    set->used++;
    return true;
}

/* The place of a series, taken or still free; NULL when all are taken by others. */
static tally *tally_find(verifier *v, const log_series *s)
{
    uint64_t key = (uint64_t)s->org_id * 31 + (uint64_t)s->project_id * 7 + (uint64_t)s->kind;
    size_t slot = (size_t)mixed(key) & (v->tally_size - 1);
    for (size_t i = 0; i < v->tally_size; i++) {
        tally *t = &v->tallies[(slot + i) & (v->tally_size - 1)];
        if (!t->is_taken || (t->series.org_id == s->org_id &&
                                t->series.project_id == s->project_id && t->series.kind == s->kind))
            return t;
    }
    return NULL;
}

/* ---- one leaf ------------------------------------------------------------------------------- */

static void code_check(verifier *v, tally *t, int which, span code, int64_t number)
{
    assert(code.size <= LEAF_CODE_SIZE_MAX);
    if (t->seq == 0) {
        if (code.size > 0)
            memcpy(t->codes[which], code.at, code.size);
        t->code_sizes[which] = (uint8_t)code.size;
    }
    if (!span_equal(code, (span){ t->codes[which], t->code_sizes[which] }))
        differ(v, N_("log: entry %lld: the codes of its series changed"), number, 0);
}

/* seq runs 1, 2, 3 ... per series, in the leaf and in its row. */
static tally *series_check(verifier *v, const log_row *row, const leaf *l)
{
    const log_series series = { row->org_id, row->project_id, row->kind };
    bool has_seq = l->kind != LEAF_KEY && l->kind != LEAF_NOTE;
    tally *t = tally_find(v, &series);
    if (row->kind != l->kind || (has_seq && row->seq != l->seq) || row->has_sup != l->has_sup ||
        row->sup != l->sup)
        differ(
            v, N_("log: entry %lld: its row says something else than its bytes"), row->number, 0);
    if (!t) {
        differ(v, N_("log: entry %lld: more series than were counted"), row->number, 0);
        return NULL;
    }
    if (!t->is_taken)
        *t = (tally){ .is_taken = true, .series = series };
    code_check(v, t, 0, l->org, row->number);
    code_check(v, t, 1, l->project, row->number);
    if (row->seq != t->seq + 1)
        differ(v, N_("log: entry %lld: its seq should be %lld"), row->number, t->seq + 1);
    t->seq = row->seq;
    return t;
}

/* What a leaf supersedes no longer counts; it must be an earlier leaf of the series, superseded by
 * nobody else. */
static bool sup_check(verifier *v, const log_row *row, const leaf *l, err *reterr)
{
    log_row target = { 0 };
    bool is_found = false;
    leaf old = { 0 };
    err ignored = { 0 };
    if (!log_leaf_find(v->conn, v->home, l->sup, &target, &is_found, reterr))
        return false;
    if (!is_found || target.number >= row->number) {
        differ(v, N_("log: entry %lld corrects entry %lld, which does not stand before it"),
            row->number, l->sup);
        return true;
    }
    if (!crypt_equal(crypt_hash_span(&target.hash), crypt_hash_span(&l->sup_hash)))
        differ(v, N_("log: entry %lld corrects another entry %lld than the one stored"),
            row->number, l->sup);
    if (target.org_id != row->org_id || target.project_id != row->project_id ||
        (target.kind != row->kind && row->kind != LEAF_VOID))
        differ(v, N_("log: entry %lld corrects entry %lld, which is of another kind or project"),
            row->number, l->sup);
    if (!set_add(&v->superseded, (uint64_t)l->sup + 1)) {
        differ(v, N_("log: entry %lld corrects entry %lld, which was corrected before"),
            row->number, l->sup);
        return true;
    }
    tally *t = tally_find(v, &(log_series){ target.org_id, target.project_id, target.kind });
    if (t && t->is_taken && leaf_parse(v->home, target.bytes, &old, &ignored)) {
        t->count--;
        t->sum -= leaf_value(&old);
    }
    return true;
}

static void close_check(verifier *v, const log_row *row, const leaf *l)
{
    const tally *t = tally_find(v, &(log_series){ row->org_id, row->project_id, l->of });
    int64_t count = t && t->is_taken ? t->count : 0;
    int64_t sum = t && t->is_taken ? t->sum : 0;
    if (count != l->count)
        differ(v, N_("log: entry %lld closes with another count than %lld"), row->number, count);
    if (sum != l->sum)
        differ(v, N_("log: entry %lld closes with another sum than %lld"), row->number, sum);
}

/* 96 of the 258 bits of a digest's text, mixed to 64. */
static uint64_t digest_number(const leaf_digest *digest)
{
    uint64_t halves[2];
    memcpy(halves, digest->text, sizeof halves);
    uint64_t number = halves[0] ^ mixed(halves[1] + 1);
    return number != 0 ? number : 1;
}

static void digests_check(verifier *v, const log_row *row, const leaf *l)
{
    for (size_t i = 0; leaf_has_private(l->kind) && i < LEAF_SD_COUNT; i++) {
        if (!set_add(&v->digests, digest_number(&l->sd[i])))
            differ(v, N_("log: entry %lld: a digest stands in the log twice"), row->number, 0);
    }
}

/* A leaf that can't be read still had its place: what follows it is not wrong for that. */
static void unreadable_count(verifier *v, const log_row *row)
{
    tally *t = tally_find(v, &(log_series){ row->org_id, row->project_id, row->kind });
    if (t && t->is_taken) {
        t->seq = row->seq;
        t->count++;
    }
}

static bool content_check(verifier *v, const log_row *row, err *reterr)
{
    leaf l = { 0 };
    err why = { 0 };
    if (!leaf_parse(v->home, row->bytes, &l, &why)) {
        if (why.code == ERR_MEMORY) {
            *reterr = why;
            return false;
        }
        differ(v, N_("log: entry %lld is not in form"), row->number, 0);
        unreadable_count(v, row);
        return true;
    }
    tally *t = series_check(v, row, &l);
    digests_check(v, row, &l);
    if (l.has_sup && !sup_check(v, row, &l, reterr))
        return false;
    if (l.kind == LEAF_CLOSE)
        close_check(v, row, &l);
    if (t) {
        t->count++;
        t->sum += leaf_value(&l);
    }
    return true;
}

/* ---- tree ----------------------------------------------------------------------------------- */

/* The roots of tiles that the last leaf filled stand in the store. */
static bool nodes_check(verifier *v, err *reterr)
{
    crypt_hash root = { 0 };
    for (int level = 1; level < VERIFY_LEVELS && tlog_tree_ended(&v->tree, level, &root); level++) {
        int64_t number = v->node_counts[level]++;
        crypt_hash stored = { 0 };
        err why = { 0 };
        if (!log_hashes_read(v->conn, level, (uint64_t)number, 1, &stored, &why)) {
            if (why.code != ERR_ABSENT && why.code != ERR_DAMAGE) {
                *reterr = why;
                return false;
            }
            differ(v, N_("log: the root of tile %lld of level %lld is missing"), number, level - 1);
        } else if (!crypt_equal(crypt_hash_span(&stored), crypt_hash_span(&root))) {
            differ(v, N_("log: the root of tile %lld of level %lld does not fit its entries"),
                number, level - 1);
        }
    }
    return true;
}

static bool node_counts_check(verifier *v, err *reterr)
{
    store_rows rows = { 0 };
    if (!store_query_open(v->conn, &LOG_NODE_COUNTS, NULL, 0, &rows, reterr))
        return false;
    while (store_rows_next(&rows)) {
        int64_t level = store_rows_int(&rows, 0);
        int64_t count = store_rows_int(&rows, 1);
        if (level < 1 || level >= VERIFY_LEVELS || count > v->node_counts[level])
            differ(
                v, N_("log: too many tile roots are stored: %lld of level %lld"), count, level - 1);
    }
    return log_rows_end(&rows, true, reterr);
}

/* ---- checkpoints ---------------------------------------------------------------------------- */

static bool checkpoint_next(verifier *v, err *reterr)
{
    const store_value in[] = { store_int(v->checkpoint_last), store_int(1) };
    store_rows rows = { 0 };
    arena_reset(&v->note_home, 0);
    v->checkpoint = (checkpoint_row){ 0 };
    if (!store_query_open(v->conn, &LOG_CHECKPOINTS_ABOVE, in, 2, &rows, reterr))
        return false;
    bool is_good = true;
    if (store_rows_next(&rows)) {
        v->checkpoint.is_there = true;
        v->checkpoint.size = store_rows_int(&rows, 0);
        v->checkpoint.note = arena_copy(&v->note_home, store_rows_text(&rows, 2));
        is_good = log_hash_take(&rows, 1, &v->checkpoint.root, reterr);
    }
    return log_rows_end(&rows, is_good, reterr);
}

/* Compares the checkpoints of the size that the tree has now. */
static bool checkpoints_check(verifier *v, err *reterr)
{
    while (v->checkpoint.is_there && (uint64_t)v->checkpoint.size == v->tree.size) {
        const checkpoint_row *row = &v->checkpoint;
        tlog_checkpoint c = { 0 };
        err why = { 0 };
        crypt_hash root = tlog_tree_root(&v->tree);
        if (!crypt_equal(crypt_hash_span(&root), crypt_hash_span(&row->root)))
            differ(v, N_("log: the checkpoint of size %lld has another root than the entries"),
                row->size, 0);
        if (!tlog_checkpoint_open(&v->note_home, row->note, v->keys, v->key_count, &c, &why))
            differ(v,
                N_("log: the checkpoint of size %lld is not in form or not signed by a known key"),
                row->size, 0);
        else if (c.size != v->tree.size || memcmp(&c.root, &row->root, sizeof c.root) != 0)
            differ(v, N_("log: the checkpoint of size %lld says something else than its row"),
                row->size, 0);
        v->checkpoint_last = row->size;
        if (!checkpoint_next(v, reterr))
            return false;
    }
    return true;
}

/* ---- the pass ------------------------------------------------------------------------------- */

static bool row_check(verifier *v, const log_row *row, err *reterr)
{
    crypt_hash hash = { 0 };
    if (row->bytes.size <= LEAF_SIZE_MAX)
        hash = tlog_leaf_hash(row->bytes);
    if (!crypt_equal(crypt_hash_span(&hash), crypt_hash_span(&row->hash)))
        differ(v, N_("log: the bytes of entry %lld do not have its hash"), row->number, 0);
    if (!content_check(v, row, reterr))
        return false;
    tlog_tree_add(&v->tree, &row->hash);
    return nodes_check(v, reterr) && checkpoints_check(v, reterr);
}

/* Reads the leaves from `first` on; fewer than a page at the end, or before a gap. */
static bool page_read(verifier *v, int64_t first, log_row *page, size_t *ret_count, err *reterr)
{
    const store_value in[] = { store_int(first), store_int(first + LOG_PAGE) };
    store_rows rows = { 0 };
    size_t count = 0;
    bool is_good = true;
    if (!store_query_open(v->conn, &LOG_LEAVES, in, 2, &rows, reterr))
        return false;
    while (is_good && count < LOG_PAGE && store_rows_next(&rows)) {
        is_good = log_row_take(&rows, v->home, &page[count], reterr);
        if (page[count].number != first + (int64_t)count)
            break;
        count++;
    }
    *ret_count = count;
    return log_rows_end(&rows, is_good, reterr);
}

/* Goes through all leaves; *ret_all false when a missing one or too many differences ended it. */
static bool leaves_check(verifier *v, bool *ret_all, err *reterr)
{
    size_t mark = v->home->used;
    *ret_all = false;
    for (int64_t first = 0; first < v->leaf_count; first += LOG_PAGE) {
        size_t count = 0;
        arena_reset(v->home, mark);
        log_row *page = ARENA_NEW(v->home, log_row, LOG_PAGE);
        if (!page)
            return err_set(reterr, ERR_MEMORY, N_("log: reading needs more memory than its bound"));
        if (!page_read(v, first, page, &count, reterr))
            return false;
        for (size_t i = 0; i < count && !is_enough(v); i++) {
            if (!row_check(v, &page[i], reterr))
                return false;
        }
        if (is_enough(v))
            return true;
        int64_t end = first + (int64_t)count;
        if (count < LOG_PAGE && end < v->leaf_count) {
            differ(v, N_("log: entry %lld is missing"), end, 0);
            return true;
        }
        if (v->report->step && first / LOG_PAGE % VERIFY_STEP == 0)
            v->report->step(v->report->self, end, v->leaf_count);
    }
    *ret_all = true;
    return true;
}

static bool count_read(store_conn *c, const store_query *q, int64_t *ret, err *reterr)
{
    bool is_found = false;
    *ret = 0;
    return store_find_int(c, q, NULL, 0, ret, &is_found, reterr);
}

static bool verifier_init(verifier *v, err *reterr)
{
    int64_t rows = 0;
    int64_t last = 0;
    int64_t series_count = 0;
    int64_t sup_count = 0;
    bool is_found = false;
    if (!count_read(v->conn, &LOG_LEAF_COUNT, &rows, reterr) ||
        !store_find_int(v->conn, &LOG_LEAF_LAST, NULL, 0, &last, &is_found, reterr) ||
        !count_read(v->conn, &LOG_SERIES_COUNT, &series_count, reterr) ||
        !count_read(v->conn, &LOG_SUP_COUNT, &sup_count, reterr))
        return false;
    v->leaf_count = is_found ? last + 1 : 0;
    v->checkpoint_last = -1;
    v->tally_size = 16;
    while (v->tally_size < 2 * (size_t)series_count)
        v->tally_size *= 2;
    v->tallies = ARENA_NEW(v->home, tally, v->tally_size);
    v->note_home.start = ARENA_NEW(v->home, unsigned char, VERIFY_NOTE_SIZE);
    v->note_home.size = VERIFY_NOTE_SIZE;
    if (!v->tallies || !v->note_home.start || !set_init(&v->superseded, v->home, sup_count) ||
        !set_init(&v->digests, v->home, rows * LEAF_SD_COUNT))
        return err_set(reterr, ERR_MEMORY, N_("log: verifying needs more memory than its bound"));
    if (rows != v->leaf_count)
        differ(v, N_("log: %lld entries are stored, numbered up to %lld"), rows, last);
    return true;
}

/* After the last leaf: nothing is stored that the leaves don't explain, nothing signed that is not
 * there. */
static bool end_check(verifier *v, err *reterr)
{
    if (!node_counts_check(v, reterr))
        return false;
    if (v->checkpoint.is_there)
        differ(v, N_("log: a checkpoint of size %lld was signed, only %lld entries are stored"),
            v->checkpoint.size, v->leaf_count);
    else if (v->leaf_count > 0 && v->checkpoint_last != v->leaf_count)
        differ(v, N_("log: %lld entries are stored, the last checkpoint is of size %lld"),
            v->leaf_count, v->checkpoint_last);
    return true;
}

bool log_verify(store_conn *c, arena *a, const tlog_key *keys, size_t key_count,
    const log_report *report, err *reterr)
{
    assert(c && a && keys && key_count > 0 && report && report->add);
    verifier v = { .conn = c, .home = a, .keys = keys, .key_count = key_count, .report = report };
    bool has_all = false;
    if (!verifier_init(&v, reterr) || !checkpoint_next(&v, reterr) ||
        !checkpoints_check(&v, reterr) || !leaves_check(&v, &has_all, reterr) ||
        (has_all && !end_check(&v, reterr)))
        return false;
    return v.difference_count == 0 ||
           err_set(reterr, ERR_DAMAGE, N_("log: differences found: %d"), v.difference_count);
}
