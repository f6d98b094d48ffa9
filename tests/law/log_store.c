/* The public log on a real database: what is published stays provable, whatever comes after it, and
 * no change of a row stays unseen.  Runs on PostgreSQL when NUAN_PG holds the connection string of
 * a database that may be wiped, else on SQLite.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "log/log.h"
#include "store/driver.h"
#include "store/pg/pg.h"
#include "store/sqlite/sqlite.h"
#include "sys/sys.h"
#include "text/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ORG = 7, PROJECT = 11, OTHER_PROJECT = 12 };

#define MUST(call)                                                                                 \
    do {                                                                                           \
        if (!(call))                                                                               \
            fail_err(&error);                                                                      \
    } while (0)

#define REFUSED(call, wanted)                                                                      \
    do {                                                                                           \
        assert_false(call);                                                                        \
        if (error.code != (wanted))                                                                \
            fail_err(&error);                                                                      \
    } while (0)

typedef struct world {
    store *store;
    store_conn *writer, *reader;
    arena batch;  /* of one transaction */
    arena memory; /* of one test */
    log_sequencer sequencer;
    int64_t next_source;
} world;

/* What a verification reported. */
typedef struct findings {
    int count;
    char first[300];
} findings;

static char folder[] = "/tmp/nuan-log-XXXXXX";
static char database[64];
static const store_driver *driver;
static const char *where;

static void fail_err(const err *e)
{
    char text[400];
    err_render(e, e->message ? e->message : "no message", text, sizeof text);
    fail_msg("error %d: %s", (int)e->code, text);
}

/* ---- around --------------------------------------------------------------------------------- */

static void wipe(void)
{
    if (driver == &store_pg) {
        err error = { 0 };
        arena home = { 0 };
        void *link = NULL;
        bool is_unknown = false;
        assert_true(arena_open(&home, driver->link_size + 64));
        MUST(driver->connect(where, STORE_WRITE, &home, &link, &error));
        MUST(driver->begin(link, &error));
        MUST(driver->script(link, "DROP SCHEMA public CASCADE; CREATE SCHEMA public", &error));
        MUST(driver->commit(link, &is_unknown, &error));
        driver->disconnect(link);
        arena_close(&home);
        return;
    }
    static const char *const ends[] = { "", "-wal", "-shm" };
    for (size_t i = 0; i < 3; i++) {
        char path[80];
        snprintf(path, sizeof path, "%s%s", database, ends[i]);
        unlink(path);
    }
}

static int set_up(void **state)
{
    static world w;
    err error = { 0 };
    uint8_t seed[CRYPT_KEY_SIZE] = { 1, 2, 3 };
    w = (world){ .next_source = 1000 };
    wipe();
    assert_true(arena_open(&w.memory, 256 << 20));
    assert_true(arena_open(&w.batch, 64 << 20));
    MUST(store_open(driver, where, &w.store, &error));
    MUST(store_connect(w.store, STORE_WRITE, &w.writer, &error));
    MUST(store_migrate(w.writer, 1, &error));
    MUST(store_connect(w.store, STORE_READ, &w.reader, &error));
    MUST(log_sequencer_init(&w.sequencer, (span)SPAN("nuan.example.org/log"), seed, true, &error));
    *state = &w;
    return 0;
}

static int tear_down(void **state)
{
    world *w = *state;
    store_disconnect(w->reader);
    store_disconnect(w->writer);
    store_close(w->store);
    arena_close(&w->batch);
    arena_close(&w->memory);
    return 0;
}

static log_entry gift(world *w, int64_t fen, int32_t day)
{
    log_entry e = {
        .org_id = ORG,
        .project_id = PROJECT,
        .source_id = w->next_source++,
        .what = { .kind = LEAF_GIFT,
            .day = { day },
            .org = SPAN("foundation-a"),
            .project = SPAN("warm-wuhan"),
            .amount = fen,
            .currency = SPAN("CNY"),
            .channel = LEAF_QR },
        .label = SPAN("王*"),
        .name = SPAN("王小明"),
        .pay = SPAN("4200000490202002011234567890"),
    };
    sys_random(e.entry_key, sizeof e.entry_key);
    return e;
}

static log_entry void_of(world *w, int64_t number)
{
    log_entry e = gift(w, 0, 20200203);
    e.what = (leaf){ .kind = LEAF_VOID,
        .day = { 20200203 },
        .org = SPAN("foundation-a"),
        .project = SPAN("warm-wuhan"),
        .has_sup = true,
        .sup = number,
        .why = SPAN("twice") };
    e.label = e.name = e.pay = (span){ NULL, 0 };
    return e;
}

static log_entry close_of(world *w, leaf_kind of, int64_t count, int64_t sum)
{
    log_entry e = void_of(w, 0);
    e.what = (leaf){ .kind = LEAF_CLOSE,
        .day = { 20200203 },
        .org = SPAN("foundation-a"),
        .project = SPAN("warm-wuhan"),
        .of = of,
        .count = count,
        .sum = sum };
    return e;
}

/* Puts a composed batch into a transaction of its own. */
static bool append(world *w, log_batch *batch, err *reterr)
{
    store_txn *txn = NULL;
    batch->now_us = 1580000000000000;
    if (!store_begin(w->writer, &w->batch, &txn, reterr))
        return false;
    if (!log_append(txn, &w->sequencer, batch, reterr)) {
        store_rollback(txn);
        return false;
    }
    return store_commit(txn, NULL, reterr);
}

static bool publish_try(world *w, const log_entry *entries, size_t count, err *reterr)
{
    size_t mark = w->memory.used;
    log_batch *batch = NULL;
    bool is_good =
        log_compose(w->reader, &w->memory, &w->sequencer, entries, count, &batch, reterr) &&
        append(w, batch, reterr);
    arena_reset(&w->memory, mark);
    arena_reset(&w->batch, 0);
    return is_good;
}

static void publish(world *w, const log_entry *entries, size_t count)
{
    err error = { 0 };
    MUST(publish_try(w, entries, count, &error));
}

/* Gifts of 1, 2, 3 ... fen, `at_once` in a batch. */
static void publish_gifts(world *w, int count, int at_once)
{
    log_entry *entries = ARENA_NEW(&w->memory, log_entry, (size_t)at_once);
    assert_non_null(entries);
    for (int done = 0; done < count;) {
        int n = 0;
        for (; n < at_once && done < count; n++, done++)
            entries[n] = gift(w, done + 1, 20200201 + done % 3);
        publish(w, entries, (size_t)n);
    }
}

static void findings_add(void *self, const err *what)
{
    findings *f = self;
    if (f->count++ == 0)
        err_render(what, what->message, f->first, sizeof f->first);
    assert_int_equal(what->code, ERR_DAMAGE);
}

static bool verifies(world *w, findings *f)
{
    err error = { 0 };
    *f = (findings){ 0 };
    size_t mark = w->memory.used;
    const log_report report = { .self = f, .add = findings_add };
    bool is_good = log_verify(w->reader, &w->memory, &w->sequencer.key, 1, &report, &error);
    arena_reset(&w->memory, mark);
    if (!is_good && error.code != ERR_DAMAGE)
        fail_err(&error);
    assert_int_equal(is_good, f->count == 0);
    return is_good;
}

static void must_verify(world *w)
{
    findings f;
    if (!verifies(w, &f))
        fail_msg("difference: %s", f.first);
}

/* The verification fails and its first words contain `text`. */
static void must_find(world *w, const char *text)
{
    findings f;
    assert_false(verifies(w, &f));
    if (!strstr(f.first, text))
        fail_msg("found: %s, not: %s", f.first, text);
}

static log_head head_of(world *w)
{
    err error = { 0 };
    log_head head = { 0 };
    MUST(log_head_read(w->reader, &w->memory, &head, &error));
    return head;
}

static span resource(world *w, const char *path)
{
    err error = { 0 };
    tlog_resource r;
    span bytes = { 0 };
    assert_true(tlog_resource_parse(span_of(path), &r));
    MUST(log_resource_read(w->reader, &w->memory, &r, &bytes, &error));
    return bytes;
}

static void resource_absent(world *w, const char *path)
{
    err error = { 0 };
    tlog_resource r;
    span bytes = { 0 };
    assert_true(tlog_resource_parse(span_of(path), &r));
    REFUSED(log_resource_read(w->reader, &w->memory, &r, &bytes, &error), ERR_ABSENT);
}

static const store_query guards[2][2] = {
    { { .name = "g1", .text = "DROP TRIGGER IF EXISTS log_leaf_no_update", .writes = true },
        { .name = "g2", .text = "DROP TRIGGER IF EXISTS log_leaf_no_delete", .writes = true } },
    { { .name = "g3", .text = "ALTER TABLE log_leaf DISABLE TRIGGER USER", .writes = true },
        { .name = "g4", .text = "ALTER TABLE log_node DISABLE TRIGGER USER", .writes = true } },
};

static void tamper(world *w, const store_query *q, const store_value *in)
{
    err error = { 0 };
    store_txn *txn = NULL;
    int64_t changed = 0;
    MUST(store_begin(w->writer, &w->batch, &txn, &error));
    for (int i = 0; i < 2; i++)
        MUST(store_run(txn, &guards[driver == &store_pg][i], NULL, 0, NULL, &error));
    MUST(store_run(txn, q, in, q->param_count, &changed, &error));
    MUST(store_commit(txn, NULL, &error));
    arena_reset(&w->batch, 0);
    assert_true(changed > 0);
}

/* Runs a statement that no query file would hold, with the guards of the tables taken off. */
#define TAMPER(w, sql, in, count)                                                                  \
    do {                                                                                           \
        static const store_query query_ = {                                                        \
            .name = sql, .text = sql, .param_count = count, .writes = true                         \
        };                                                                                         \
        tamper(w, &query_, in);                                                                    \
    } while (0)

/* ---- tests ---------------------------------------------------------------------------------- */

static void test_a_empty_log(void **state)
{
    world *w = *state;
    err error = { 0 };
    log_head head = { 0 };
    int64_t number = 0;
    bool is_found = true;
    REFUSED(log_head_read(w->reader, &w->memory, &head, &error), ERR_ABSENT);
    must_verify(w);
    publish(w, NULL, 0);
    head = head_of(w);
    assert_int_equal(head.size, 0);
    publish(w, NULL, 0); /* nothing new, nothing signed */
    resource_absent(w, "tile/0/000.p/1");
    resource_absent(w, "tile/entries/000.p/1");
    assert_true(span_equal(resource(w, "checkpoint"), head.note));
    MUST(log_source_find(w->reader, 1000, &number, &is_found, &error));
    assert_false(is_found);
    must_verify(w);
}

static void test_b_one_gift(void **state)
{
    world *w = *state;
    err error = { 0 };
    log_entry e = gift(w, 10000, 20200202);
    log_row row = { 0 };
    leaf l = { 0 };
    int64_t number = -1;
    bool is_found = false;
    publish(w, &e, 1);
    MUST(log_source_find(w->reader, e.source_id, &number, &is_found, &error));
    assert_true(is_found);
    assert_int_equal(number, 0);
    MUST(log_leaf_read(w->reader, &w->memory, 0, &row, &error));
    MUST(leaf_parse(&w->memory, row.bytes, &l, &error));
    assert_int_equal(l.amount, 10000);
    assert_int_equal(l.seq, 1);
    assert_true(l.is_demo);
    buffer b = buffer_in(&w->memory, 256);
    leaf_disclosure_add(&b, e.entry_key, (span)SPAN("name"), e.name);
    assert_true(leaf_discloses(&l, buffer_span(&b)));
    REFUSED(log_leaf_read(w->reader, &w->memory, 1, &row, &error), ERR_ABSENT);
    span tile = resource(w, "tile/0/000.p/1");
    assert_memory_equal(tile.at, row.hash.bytes, CRYPT_HASH_SIZE);
    span bundle = resource(w, "tile/entries/000.p/1");
    assert_true(tlog_bundle_fits(bundle, 1));
    resource_absent(w, "tile/0/000.p/2");
    must_verify(w);
}

/* Sizes around tiles: layout, roots, proofs; earlier partial tiles stay served. */
static void test_c_layout(void **state)
{
    world *w = *state;
    err error = { 0 };
    publish_gifts(w, 255, 100);
    resource_absent(w, "tile/0/000");
    span partial = resource(w, "tile/0/000.p/255");
    publish_gifts(w, 1, 1);
    span tile = resource(w, "tile/0/000");
    assert_int_equal(tile.size, 8192);
    assert_memory_equal(tile.at, partial.at, partial.size);
    assert_true(span_equal(resource(w, "tile/0/000.p/255"), partial));
    span root = resource(w, "tile/1/000.p/1");
    log_head head = head_of(w);
    assert_memory_equal(root.at, head.root.bytes, CRYPT_HASH_SIZE);
    publish_gifts(w, 600, 600);
    head = head_of(w);
    assert_int_equal(head.size, 856);
    assert_int_equal(resource(w, "tile/1/000.p/3").size, 96);
    resource_absent(w, "tile/1/000.p/4");
    assert_true(tlog_bundle_fits(resource(w, "tile/entries/002"), 256));
    assert_true(tlog_bundle_fits(resource(w, "tile/entries/003.p/88"), 88));
    for (int64_t number = 0; number < 856; number += 57) {
        tlog_proof_file proof = { 0 };
        tlog_checkpoint c = { 0 };
        log_row row = { 0 };
        MUST(log_proof_read(w->reader, &w->memory, number, &proof, &error));
        MUST(log_leaf_read(w->reader, &w->memory, number, &row, &error));
        MUST(tlog_proof_file_verify(&w->memory, &proof, &row.hash, &w->sequencer.key, &c, &error));
    }
    tlog_proof_file proof = { 0 };
    REFUSED(log_proof_read(w->reader, &w->memory, 856, &proof, &error), ERR_ABSENT);
    REFUSED(log_proof_read(w->reader, &w->memory, -1, &proof, &error), ERR_ABSENT);
    must_verify(w);
}

/* Every signed checkpoint is a prefix of the last one. */
static void test_d_growth(void **state)
{
    world *w = *state;
    err error = { 0 };
    crypt_hash roots[40];
    uint64_t sizes[40];
    for (int i = 0; i < 40; i++) {
        publish_gifts(w, 1 + i * 7 % 23, 1 + i % 5);
        log_head head = head_of(w);
        roots[i] = head.root;
        sizes[i] = head.size;
    }
    tlog_source source = log_source(w->reader);
    for (int i = 0; i < 40; i++) {
        tlog_proof proof = { 0 };
        MUST(tlog_prove_consistency(&source, sizes[i], sizes[39], &proof, &error));
        assert_true(tlog_consistency_fits(sizes[i], sizes[39], &proof, &roots[i], &roots[39]));
    }
    must_verify(w);
}

/* Days ascend within a batch; seq is without a gap for each project. */
static void test_e_order(void **state)
{
    world *w = *state;
    err error = { 0 };
    log_entry entries[60];
    int32_t day = 0;
    int64_t seqs[2] = { 0, 0 };
    bool is_mixed = false;
    for (int i = 0; i < 60; i++) {
        entries[i] = gift(w, i + 1, 20200204 - i % 4);
        entries[i].project_id = i % 2 == 0 ? PROJECT : OTHER_PROJECT;
        entries[i].what.project = i % 2 == 0 ? (span)SPAN("warm-wuhan") : (span)SPAN("other");
    }
    publish(w, entries, 60);
    int64_t source_last = 0;
    for (int64_t number = 0; number < 60; number++) {
        log_row row = { 0 };
        leaf l = { 0 };
        MUST(log_leaf_read(w->reader, &w->memory, number, &row, &error));
        MUST(leaf_parse(&w->memory, row.bytes, &l, &error));
        assert_true(l.day.day >= day);
        is_mixed |= l.day.day == day && row.source_id < source_last;
        source_last = row.source_id;
        day = l.day.day;
        assert_int_equal(row.seq, ++seqs[row.project_id == OTHER_PROJECT]);
    }
    assert_true(is_mixed);
    must_verify(w);
}

static void total(world *w, leaf_kind kind, int64_t count, int64_t sum)
{
    err error = { 0 };
    int64_t got_count = 0;
    int64_t got_sum = 0;
    const log_series series = { ORG, PROJECT, kind };
    MUST(log_total(w->reader, &w->memory, &series, &got_count, &got_sum, &error));
    assert_int_equal(got_count, count);
    assert_int_equal(got_sum, sum);
}

static void test_f_corrections(void **state)
{
    world *w = *state;
    err error = { 0 };
    publish_gifts(w, 10, 1); /* 1 .. 10 fen at numbers 0 .. 9 */
    total(w, LEAF_GIFT, 10, 55);
    log_entry e = gift(w, 100, 20200203);
    e.what.has_sup = true;
    e.what.sup = 9;
    e.what.why = (span)SPAN("amount");
    publish(w, &e, 1); /* number 10 takes the place of 9 */
    total(w, LEAF_GIFT, 10, 145);
    e = void_of(w, 0);
    publish(w, &e, 1);
    total(w, LEAF_GIFT, 9, 144);
    total(w, LEAF_VOID, 1, 0);
    /* the same entry again, by either */
    e = void_of(w, 9);
    REFUSED(publish_try(w, &e, 1, &error), ERR_CONFLICT);
    e = void_of(w, 0);
    REFUSED(publish_try(w, &e, 1, &error), ERR_CONFLICT);
    /* a correction of the correction */
    e = void_of(w, 10);
    publish(w, &e, 1);
    total(w, LEAF_GIFT, 8, 44);
    /* targets that are not there, of another kind or project, in the same batch */
    e = void_of(w, 999);
    REFUSED(publish_try(w, &e, 1, &error), ERR_INPUT);
    e = void_of(w, -1);
    REFUSED(publish_try(w, &e, 1, &error), ERR_INPUT);
    e = gift(w, 1, 20200203);
    e.what.has_sup = true;
    e.what.sup = 11;
    e.what.why = (span)SPAN("amount");
    REFUSED(publish_try(w, &e, 1, &error), ERR_INPUT);
    e = void_of(w, 3);
    e.project_id = OTHER_PROJECT;
    REFUSED(publish_try(w, &e, 1, &error), ERR_INPUT);
    log_entry two[] = { gift(w, 1, 20200203), void_of(w, 13) };
    REFUSED(publish_try(w, two, 2, &error), ERR_INPUT);
    log_entry twice[] = { void_of(w, 3), void_of(w, 3) };
    REFUSED(publish_try(w, twice, 2, &error), ERR_CONFLICT); /* the unique index */
    e = void_of(w, 3);
    e.what.has_sup = false;
    REFUSED(publish_try(w, &e, 1, &error), ERR_INPUT);
    must_verify(w);
}

static void test_g_closes(void **state)
{
    world *w = *state;
    err error = { 0 };
    publish_gifts(w, 10, 10);
    log_entry e = close_of(w, LEAF_GIFT, 10, 54);
    REFUSED(publish_try(w, &e, 1, &error), ERR_CONFLICT);
    e = close_of(w, LEAF_GIFT, 9, 55);
    REFUSED(publish_try(w, &e, 1, &error), ERR_CONFLICT);
    e = close_of(w, LEAF_GIFT, 10, 55);
    publish(w, &e, 1);
    publish_gifts(w, 3, 3);
    total(w, LEAF_GIFT, 13, 61);
    e = void_of(w, 0); /* from before the close */
    log_row row = { 0 };
    leaf l = { 0 };
    MUST(log_leaf_read(w->reader, &w->memory, 0, &row, &error));
    MUST(leaf_parse(&w->memory, row.bytes, &l, &error));
    publish(w, &e, 1);
    total(w, LEAF_GIFT, 12, 61 - l.amount);
    log_entry closes[] = { close_of(w, LEAF_GIFT, 12, 61 - l.amount), close_of(w, LEAF_VOID, 1, 0),
        close_of(w, LEAF_REFUND, 0, 0) };
    publish(w, closes, 3);
    total(w, LEAF_GIFT, 12, 61 - l.amount);
    log_entry mixed[] = { gift(w, 1, 20200203), close_of(w, LEAF_GIFT, 12, 61 - l.amount) };
    REFUSED(publish_try(w, mixed, 2, &error), ERR_CONFLICT);
    must_verify(w);
}

/* Totals over more than one page of leaves. */
static void test_h_totals_in_pages(void **state)
{
    world *w = *state;
    publish_gifts(w, 2500, 2500);
    total(w, LEAF_GIFT, 2500, INT64_C(2500) * 2501 / 2);
    log_entry e = close_of(w, LEAF_GIFT, 2500, INT64_C(2500) * 2501 / 2);
    publish(w, &e, 1);
    publish_gifts(w, 1100, 1100);
    total(w, LEAF_GIFT, 3600, INT64_C(2500) * 2501 / 2 + INT64_C(1100) * 1101 / 2);
    must_verify(w);
}

static void test_i_keys_and_notes(void **state)
{
    world *w = *state;
    const leaf_head heads[] = { { .node = 1, .number = 42 }, { .node = 2, .number = 7 } };
    buffer vkey = buffer_in(&w->memory, 256);
    tlog_key_add(&vkey, &w->sequencer.key);
    log_entry entries[] = {
        { .source_id = 1,
            .what = { .kind = LEAF_NOTE, .day = { 20200203 }, .heads = heads, .head_count = 2 } },
        { .source_id = 2,
            .what = { .kind = LEAF_KEY, .day = { 20200203 }, .vkey = buffer_span(&vkey) } },
        { .source_id = 3,
            .what = { .kind = LEAF_NOTE, .day = { 20200204 }, .heads = heads, .head_count = 1 } },
    };
    publish(w, entries, 3);
    entries[0].source_id = 4;
    publish(w, entries, 1);
    assert_int_equal(head_of(w).size, 4);
    must_verify(w);
}

static void test_j_entries_refused(void **state)
{
    world *w = *state;
    err error = { 0 };
    log_entry e = gift(w, -1, 20200203);
    REFUSED(publish_try(w, &e, 1, &error), ERR_INPUT);
    assert_string_equal(error.field, "amt");
    e = gift(w, 1, 20200203);
    e.what.org = (span)SPAN("Wang Xiaoming");
    REFUSED(publish_try(w, &e, 1, &error), ERR_INPUT);
    static char large[LEAF_CLEAR_SIZE_MAX + 1];
    e = gift(w, 1, 20200203);
    e.name = (span){ large, sizeof large };
    REFUSED(publish_try(w, &e, 1, &error), ERR_LIMIT);
    e.name.size--;
    publish(w, &e, 1);
    log_entry none = gift(w, 5, 20200203);
    none.label = none.name = none.pay = (span){ NULL, 0 };
    publish(w, &none, 1);
    static log_entry many[LOG_BATCH_MAX + 1];
    REFUSED(publish_try(w, many, LOG_BATCH_MAX + 1, &error), ERR_LIMIT);
    must_verify(w);
}

/* Two sequencers: the second is refused, whether it composed before or after. */
static void test_k_one_sequencer(void **state)
{
    world *w = *state;
    err error = { 0 };
    log_entry a = gift(w, 1, 20200203);
    log_entry b = gift(w, 2, 20200203);
    log_batch *first = NULL;
    log_batch *second = NULL;
    publish_gifts(w, 5, 5);
    MUST(log_compose(w->reader, &w->memory, &w->sequencer, &a, 1, &first, &error));
    MUST(log_compose(w->reader, &w->memory, &w->sequencer, &b, 1, &second, &error));
    MUST(append(w, first, &error));
    REFUSED(append(w, second, &error), ERR_CONFLICT);
    REFUSED(append(w, first, &error), ERR_CONFLICT);
    must_verify(w);
    assert_int_equal(head_of(w).size, 6);
}

/* A rolled back batch leaves nothing, and its numbers are given again. */
static void test_l_rollback(void **state)
{
    world *w = *state;
    err error = { 0 };
    log_entry e = gift(w, 1, 20200203);
    log_batch *batch = NULL;
    store_txn *txn = NULL;
    publish_gifts(w, 300, 300);
    log_head before = head_of(w);
    MUST(log_compose(w->reader, &w->memory, &w->sequencer, &e, 1, &batch, &error));
    MUST(store_begin(w->writer, &w->batch, &txn, &error));
    MUST(log_append(txn, &w->sequencer, batch, &error));
    MUST(store_flush(txn, &error));
    log_head during = head_of(w);
    assert_int_equal(during.size, before.size); /* not served before its commit */
    store_rollback(txn);
    arena_reset(&w->batch, 0);
    assert_true(span_equal(head_of(w).note, before.note));
    publish(w, &e, 1);
    assert_int_equal(head_of(w).size, 301);
    must_verify(w);
}

static void test_m_cursors_and_waiting(void **state)
{
    world *w = *state;
    err error = { 0 };
    int64_t seq = -1;
    bool is_found = true;
    store_txn *txn = NULL;
    log_batch *batch = NULL;
    log_wait wait = { .seq = 9, .org_id = ORG, .statement_id = 5, .order_key = { 1, 2, 3 } };
    log_wait read = { 0 };
    MUST(log_cursor_read(w->reader, 1, &seq, &error));
    assert_int_equal(seq, 0);
    const log_cursor cursors[] = { { 1, 17 }, { 2, 4 } };
    publish(w, NULL, 0);
    MUST(log_compose(w->reader, &w->memory, &w->sequencer, NULL, 0, &batch, &error));
    batch->cursors = cursors;
    batch->cursor_count = 2;
    MUST(append(w, batch, &error));
    MUST(log_cursor_read(w->reader, 1, &seq, &error));
    assert_int_equal(seq, 17);
    MUST(log_wait_first(w->reader, &read, &is_found, &error));
    assert_false(is_found);
    MUST(store_begin(w->writer, &w->batch, &txn, &error));
    MUST(log_wait_add(txn, &wait, &error));
    wait.seq = 12;
    MUST(log_wait_add(txn, &wait, &error));
    MUST(log_wait_set(txn, 9, 2000, &error));
    MUST(store_commit(txn, NULL, &error));
    MUST(log_wait_first(w->reader, &read, &is_found, &error));
    assert_true(is_found);
    assert_int_equal(read.seq, 9);
    assert_int_equal(read.done, 2000);
    assert_memory_equal(read.order_key, wait.order_key, sizeof wait.order_key);
    MUST(store_begin(w->writer, &w->batch, &txn, &error));
    MUST(log_wait_end(txn, 9, &error));
    MUST(store_commit(txn, NULL, &error));
    MUST(log_wait_first(w->reader, &read, &is_found, &error));
    assert_int_equal(read.seq, 12);
}

/* The receipt of a file, which is in form. */
static tlog_receipt receipt_read(world *w, span file)
{
    tlog_receipt r = { 0 };
    err error = { 0 };
    MUST(tlog_receipt_parse(&w->memory, file, &r, &error));
    return r;
}

static void test_n_receipt(void **state)
{
    world *w = *state;
    err error = { 0 };
    log_entry e = gift(w, 66600, 20200202);
    span file = { 0 };
    int64_t number = 0;
    bool is_found = false;
    publish_gifts(w, 300, 300);
    publish(w, &e, 1);
    publish_gifts(w, 30, 30);
    MUST(log_source_find(w->reader, e.source_id, &number, &is_found, &error));
    buffer name = buffer_in(&w->memory, 256);
    leaf_disclosure_add(&name, e.entry_key, (span)SPAN("name"), e.name);
    buffer other = buffer_in(&w->memory, 256);
    leaf_disclosure_add(&other, e.entry_key, (span)SPAN("name"), (span)SPAN("李四"));
    const span good[] = { buffer_span(&name) };
    const span bad[] = { buffer_span(&other) };
    MUST(log_receipt_read(w->reader, &w->memory, number, good, 1, &file, &error));
    assert_true(file.size < 2048);
    tlog_receipt receipt = receipt_read(w, file);
    assert_int_equal(tlog_receipt_check(&receipt, &w->sequencer.key, &error), TLOG_RECEIPT_PROVEN);
    assert_int_equal(receipt.what.amount, 66600);
    assert_int_equal(receipt.checkpoint.size, 331);
    assert_int_equal(receipt.disclosure_count, 1);
    assert_true(span_equal(receipt.disclosures[0].value, e.name));
    REFUSED(log_receipt_read(w->reader, &w->memory, number, bad, 1, &file, &error), ERR_INPUT);
    REFUSED(log_receipt_read(w->reader, &w->memory, 331, good, 1, &file, &error), ERR_ABSENT);
}

/* What was proven once fits the log however it grows, and no log that is another. */
static void test_n_receipt_fits(void **state)
{
    world *w = *state;
    err error = { 0 };
    span file = { 0 };
    publish_gifts(w, 300, 300);
    MUST(log_receipt_read(w->reader, &w->memory, 17, NULL, 0, &file, &error));
    tlog_receipt r = receipt_read(w, file);
    MUST(log_receipt_fits(w->reader, &w->memory, &r, &error));
    publish_gifts(w, 300, 300);
    MUST(log_receipt_fits(w->reader, &w->memory, &r, &error));
    tlog_receipt changed = r;
    changed.hash.bytes[0] ^= 1;
    REFUSED(log_receipt_fits(w->reader, &w->memory, &changed, &error), ERR_DAMAGE);
    changed = r;
    changed.checkpoint.root.bytes[31] ^= 1;
    REFUSED(log_receipt_fits(w->reader, &w->memory, &changed, &error), ERR_DAMAGE);
    changed = r;
    changed.checkpoint.size = 601;
    REFUSED(log_receipt_fits(w->reader, &w->memory, &changed, &error), ERR_DAMAGE);
}

/* ---- changed rows --------------------------------------------------------------------------- */

static void test_o_changed_bytes(void **state)
{
    world *w = *state;
    err error = { 0 };
    log_row row = { 0 };
    log_entry e = gift(w, 1, 20200203);
    publish_gifts(w, 300, 300);
    MUST(log_leaf_read(w->reader, &w->memory, 17, &row, &error));
    char *bytes = ARENA_NEW(&w->memory, char, row.bytes.size);
    memcpy(bytes, row.bytes.at, row.bytes.size);
    char *amount = memmem(bytes, row.bytes.size, "\"amt\":", 6);
    amount[6] = amount[6] == '9' ? '8' : '9';
    const store_value in[] = { store_bytes((span){ bytes, row.bytes.size }) };
    TAMPER(w, "UPDATE log_leaf SET bytes = $1 WHERE number = 17", in, 1);
    must_find(w, "bytes of entry 17");
    publish(w, &e, 1); /* the tree itself is whole: its hashes are */
    must_find(w, "bytes of entry 17");
}

static void test_p_changed_hash(void **state)
{
    world *w = *state;
    err error = { 0 };
    log_entry e = gift(w, 1, 20200203);
    const crypt_hash other = { { 1 } };
    const store_value in[] = { store_bytes(crypt_hash_span(&other)) };
    publish_gifts(w, 300, 300);
    TAMPER(w, "UPDATE log_leaf SET hash = $1 WHERE number = 290", in, 1);
    must_find(w, "bytes of entry 290");
    /* It lies at the right edge, so the sequencer sees it before it signs anything more. */
    REFUSED(publish_try(w, &e, 1, &error), ERR_DAMAGE);
    assert_int_equal(head_of(w).size, 300);
}

static void test_q_changed_node(void **state)
{
    world *w = *state;
    err error = { 0 };
    log_entry e = gift(w, 1, 20200203);
    const crypt_hash other = { { 1 } };
    const store_value in[] = { store_bytes(crypt_hash_span(&other)) };
    publish_gifts(w, 600, 600);
    TAMPER(w, "UPDATE log_node SET hash = $1 WHERE level = 1 AND number = 1", in, 1);
    must_find(w, "root of tile 1 of level 0");
    REFUSED(publish_try(w, &e, 1, &error), ERR_DAMAGE);
    TAMPER(w, "DELETE FROM log_node WHERE level = 1 AND number = 1", NULL, 0);
    must_find(w, "root of tile 1 of level 0 is missing");
    REFUSED(publish_try(w, &e, 1, &error), ERR_DAMAGE);
}

static void test_r_cut_rows(void **state)
{
    world *w = *state;
    err error = { 0 };
    log_entry e = gift(w, 1, 20200203);
    publish_gifts(w, 300, 100);
    TAMPER(w, "DELETE FROM log_leaf WHERE number = 299", NULL, 0);
    must_find(w, "a checkpoint of size 300 was signed, only 299");
    REFUSED(publish_try(w, &e, 1, &error), ERR_DAMAGE);
    TAMPER(w, "DELETE FROM log_checkpoint WHERE size = 300", NULL, 0);
    must_find(w, "299 entries are stored, the last checkpoint is of size 200");
    REFUSED(publish_try(w, &e, 1, &error), ERR_DAMAGE);
    TAMPER(w, "DELETE FROM log_leaf WHERE number = 50", NULL, 0);
    must_find(w, "298 entries are stored, numbered up to 298");
}

static void test_s_changed_columns(void **state)
{
    world *w = *state;
    publish_gifts(w, 20, 20);
    log_entry e = void_of(w, 3);
    publish(w, &e, 1);
    TAMPER(w, "UPDATE log_leaf SET kind = 5 WHERE number = 7", NULL, 0);
    must_find(w, "entry 7: its row says something else");
    TAMPER(w, "UPDATE log_leaf SET kind = 1 WHERE number = 7", NULL, 0);
    must_verify(w);
    TAMPER(w, "UPDATE log_leaf SET seq = 99 WHERE number = 19", NULL, 0);
    must_find(w, "entry 19: its row says something else");
    TAMPER(w, "UPDATE log_leaf SET seq = 20 WHERE number = 19", NULL, 0);
    TAMPER(w, "UPDATE log_leaf SET sup = NULL WHERE number = 20", NULL, 0);
    must_find(w, "entry 20: its row says something else");
    TAMPER(w, "UPDATE log_leaf SET sup = 3 WHERE number = 20", NULL, 0);
    TAMPER(w,
        "INSERT INTO log_node (level, number, hash) SELECT 1, 5, hash FROM log_leaf WHERE number = "
        "0",
        NULL, 0);
    must_find(w, "too many tile roots");
}

static void test_t_changed_checkpoint(void **state)
{
    world *w = *state;
    err error = { 0 };
    log_entry e = gift(w, 1, 20200203);
    publish_gifts(w, 20, 10);
    log_head head = head_of(w);
    char *note = ARENA_NEW(&w->memory, char, head.note.size);
    memcpy(note, head.note.at, head.note.size);
    note[head.note.size - 10] = note[head.note.size - 10] == 'A' ? 'B' : 'A';
    const store_value in[] = { store_text((span){ note, head.note.size }) };
    TAMPER(w, "UPDATE log_checkpoint SET note = $1 WHERE size = 20", in, 1);
    must_find(w, "checkpoint of size 20 is not in form or not signed");
    const crypt_hash other = { { 1 } };
    const store_value hash[] = { store_bytes(crypt_hash_span(&other)) };
    TAMPER(w, "UPDATE log_checkpoint SET root = $1 WHERE size = 20", hash, 1);
    must_find(w, "checkpoint of size 20 has another root");
    REFUSED(publish_try(w, &e, 1, &error), ERR_DAMAGE);
}

/* Rules between leaves, broken by a sequencer that did not check them. */
static void test_u_broken_rules(void **state)
{
    world *w = *state;
    err error = { 0 };
    log_batch *batch = NULL;
    log_entry e = gift(w, 1, 20200203);
    leaf l = { 0 };
    publish_gifts(w, 10, 10);
    MUST(log_compose(w->reader, &w->memory, &w->sequencer, &e, 1, &batch, &error));
    log_row *row = &batch->rows[0];
    MUST(leaf_parse(&w->memory, row->bytes, &l, &error));
    l.seq = row->seq = 13;
    buffer b = buffer_in(&w->memory, 1024);
    MUST(leaf_add(&b, &l, &error));
    row->bytes = buffer_span(&b);
    row->hash = tlog_leaf_hash(row->bytes);
    tlog_source source = log_source(w->reader);
    tlog_tree tree = { 0 };
    MUST(tlog_tree_load(&source, 10, &tree, &error));
    tlog_tree_add(&tree, &row->hash);
    batch->root = tlog_tree_root(&tree);
    MUST(append(w, batch, &error));
    must_find(w, "entry 10: its seq should be 11");
}

/* ---- files ---------------------------------------------------------------------------------- */

static void path_of(const char *name, char path[200])
{
    snprintf(path, 200, "%s/export/%s", folder, name);
}

static void test_v_export(void **state)
{
    world *w = *state;
    err error = { 0 };
    findings f = { 0 };
    char target[200];
    char path[200];
    span bytes = { 0 };
    const log_report report = { .self = &f, .add = findings_add };
    snprintf(target, sizeof target, "%s/export", folder);
    publish_gifts(w, 300, 300);
    MUST(log_export(w->reader, &w->memory, &w->sequencer, target, &error));
    MUST(log_export_verify(w->reader, &w->memory, &w->sequencer.key, 1, target, &report, &error));
    publish_gifts(w, 300, 300);
    MUST(log_export_verify(w->reader, &w->memory, &w->sequencer.key, 1, target, &report, &error));
    MUST(log_export(w->reader, &w->memory, &w->sequencer, target, &error));
    MUST(log_export(w->reader, &w->memory, &w->sequencer, target, &error));
    static const char *const names[] = { "checkpoint", "tile/0/000", "tile/0/001",
        "tile/0/002.p/88", "tile/1/000.p/2", "tile/entries/000", "tile/entries/002.p/88",
        "tile/0/001.p/44" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        path_of(names[i], path);
        MUST(sys_file_read(&w->memory, path, 1 << 20, &bytes, &error));
        assert_true(span_equal(bytes, resource(w, names[i])));
    }
    /* A byte changed, a file gone, a checkpoint from somebody else. */
    path_of("tile/entries/000", path);
    MUST(sys_file_read(&w->memory, path, 1 << 20, &bytes, &error));
    char *changed = ARENA_NEW(&w->memory, char, bytes.size);
    memcpy(changed, bytes.at, bytes.size);
    changed[1234] ^= 1;
    MUST(sys_file_write(path, (span){ changed, bytes.size }, 0644, &error));
    f.count = 0;
    REFUSED(log_export_verify(w->reader, &w->memory, &w->sequencer.key, 1, target, &report, &error),
        ERR_DAMAGE);
    assert_int_equal(f.count, 1);
    assert_non_null(strstr(f.first, "tile/entries/000 differs from the store at byte 1234"));
    MUST(sys_file_remove(path, &error));
    f.count = 0;
    REFUSED(log_export_verify(w->reader, &w->memory, &w->sequencer.key, 1, target, &report, &error),
        ERR_DAMAGE);
    assert_non_null(strstr(f.first, "tile/entries/000 is missing"));
    MUST(log_export(w->reader, &w->memory, &w->sequencer, target, &error)); /* heals it */
    /* Any byte of the checkpoint: reported, too. */
    path_of("checkpoint", path);
    MUST(sys_file_read(&w->memory, path, 1 << 20, &bytes, &error));
    for (size_t i = 0; i < bytes.size; i += 3) {
        memcpy(changed, bytes.at, bytes.size);
        changed[i] ^= 1;
        MUST(sys_file_write(path, (span){ changed, bytes.size }, 0644, &error));
        f.count = 0;
        REFUSED(
            log_export_verify(w->reader, &w->memory, &w->sequencer.key, 1, target, &report, &error),
            ERR_DAMAGE);
        assert_int_equal(f.count, 1);
    }
    MUST(sys_file_remove(path, &error));
    f.count = 0;
    REFUSED(log_export_verify(w->reader, &w->memory, &w->sequencer.key, 1, target, &report, &error),
        ERR_DAMAGE);
    assert_int_equal(f.count, 1);
    MUST(log_export(w->reader, &w->memory, &w->sequencer, target, &error));
    MUST(log_export_verify(w->reader, &w->memory, &w->sequencer.key, 1, target, &report, &error));
    /* What does not belong to the log: at the top, between its files, behind its end. */
    static const char *const strays[] = { "note.txt", "tile/0/004", "tile/0/0",
        "tile/entries/002.p/89" };
    for (size_t i = 0; i < sizeof strays / sizeof strays[0]; i++) {
        path_of(strays[i], path);
        MUST(sys_file_write(path, (span)SPAN("x"), 0644, &error));
        f.count = 0;
        REFUSED(
            log_export_verify(w->reader, &w->memory, &w->sequencer.key, 1, target, &report, &error),
            ERR_DAMAGE);
        assert_int_equal(f.count, 1);
        assert_non_null(strstr(f.first, strays[i]));
        MUST(sys_file_remove(path, &error));
    }
    /* A partial tile of an earlier export is still compared. */
    path_of("tile/0/001.p/44", path);
    MUST(sys_file_write(path, (span)SPAN("x"), 0644, &error));
    f.count = 0;
    REFUSED(log_export_verify(w->reader, &w->memory, &w->sequencer.key, 1, target, &report, &error),
        ERR_DAMAGE);
    assert_non_null(strstr(f.first, "tile/0/001.p/44 differs"));
    MUST(sys_file_remove(path, &error));
}

/* A folder that holds more than this log, or another one, is not touched. */
static void test_w_export_refused(void **state)
{
    world *w = *state;
    err error = { 0 };
    findings f = { 0 };
    char target[200];
    const log_report report = { .self = &f, .add = findings_add };
    snprintf(target, sizeof target, "%s/export", folder); /* left by the test before: 600 entries */
    REFUSED(log_export(w->reader, &w->memory, &w->sequencer, target, &error), ERR_ABSENT);
    publish_gifts(w, 10, 10);
    REFUSED(log_export(w->reader, &w->memory, &w->sequencer, target, &error), ERR_CONFLICT);
    REFUSED(log_export_verify(w->reader, &w->memory, &w->sequencer.key, 1, target, &report, &error),
        ERR_DAMAGE);
    publish_gifts(w, 600, 600);
    REFUSED(log_export(w->reader, &w->memory, &w->sequencer, target, &error), ERR_DAMAGE);
    REFUSED(log_export_verify(w->reader, &w->memory, &w->sequencer.key, 1, target, &report, &error),
        ERR_DAMAGE);
}

/* ---- restore -------------------------------------------------------------------------------- */

static bool resume(world *w, span note, err *reterr)
{
    store_txn *txn = NULL;
    if (!store_begin(w->writer, &w->batch, &txn, reterr))
        return false;
    if (!log_resume(txn, &w->memory, &w->sequencer, note, reterr)) {
        store_rollback(txn);
        return false;
    }
    return store_commit(txn, NULL, reterr);
}

static void test_x_resume(void **state)
{
    world *w = *state;
    err error = { 0 };
    store_txn *txn = NULL;
    bool is_required = true;
    log_entry e = gift(w, 1, 20200203);
    publish_gifts(w, 20, 20);
    span old_note = head_of(w).note;
    publish_gifts(w, 20, 20);
    span note = head_of(w).note;
    MUST(log_resume_is_required(w->reader, &is_required, &error));
    assert_false(is_required);
    MUST(store_begin(w->writer, &w->batch, &txn, &error));
    MUST(log_resume_require(txn, &error));
    MUST(store_commit(txn, NULL, &error));
    MUST(log_resume_is_required(w->reader, &is_required, &error));
    assert_true(is_required);
    REFUSED(publish_try(w, &e, 1, &error), ERR_STALE);
    assert_int_equal(head_of(w).size, 40);
    /* outside: larger, forked, signed by somebody else, not a note */
    buffer b = buffer_in(&w->memory, 1024);
    const crypt_hash other = { { 9 } };
    MUST(tlog_checkpoint_sign(&b, 41, &other, &w->sequencer.signer, &error));
    REFUSED(resume(w, buffer_span(&b), &error), ERR_CONFLICT);
    assert_non_null(error.hint);
    b.used = 0;
    MUST(tlog_checkpoint_sign(&b, 30, &other, &w->sequencer.signer, &error));
    REFUSED(resume(w, buffer_span(&b), &error), ERR_DAMAGE);
    tlog_signer stranger = w->sequencer.signer;
    stranger.seed[0] ^= 1;
    b.used = 0;
    MUST(tlog_checkpoint_sign(&b, 40, &other, &stranger, &error));
    REFUSED(resume(w, buffer_span(&b), &error), ERR_DAMAGE);
    REFUSED(resume(w, (span)SPAN("hello"), &error), ERR_INPUT);
    REFUSED(publish_try(w, &e, 1, &error), ERR_STALE);
    MUST(resume(w, old_note, &error));
    publish(w, &e, 1);
    MUST(resume(w, note, &error));
    must_verify(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_empty_log, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_b_one_gift, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_c_layout, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_d_growth, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_e_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_f_corrections, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_g_closes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_h_totals_in_pages, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_i_keys_and_notes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_j_entries_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_k_one_sequencer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_l_rollback, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_m_cursors_and_waiting, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_n_receipt, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_n_receipt_fits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_o_changed_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_p_changed_hash, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_q_changed_node, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_r_cut_rows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_s_changed_columns, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_t_changed_checkpoint, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_u_broken_rules, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_v_export, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_w_export_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_x_resume, set_up, tear_down),
    };
    const char *pg = getenv("NUAN_PG");
    if (!mkdtemp(folder))
        return 1;
    snprintf(database, sizeof database, "%s/nuan.db", folder);
    driver = pg && pg[0] ? &store_pg : &store_sqlite;
    where = driver == &store_pg ? pg : database;
    int failed = cmocka_run_group_tests_name("log in the store", tests, NULL, NULL);
    char command[100];
    snprintf(command, sizeof command, "rm -r %s", folder);
    return failed + (system(command) != 0);
}
