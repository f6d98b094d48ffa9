/* The one path of every write: idempotency, refusal, culprits, the bounded queue, the audit chain,
 * commits whose outcome is not known.
 * SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include "change/audit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEYS = 40, ROUNDS = 25, ROUND_MAX = 120, MODEL_MAX = 20000, BATCH_SUM_MAX = 100000 };

/* ---- a domain of the test: names with a number, unique, and a sum of the numbers in memory
 * ------ */

INSERT(NAME_PUT, "INSERT INTO setting (name, value) VALUES ", "($1, $2)", 2);
QUERY(NAME_RUN, "INSERT INTO setting (name, value) VALUES ($1, $2)", 2, true);
QUERY(NAMES_COUNT, "SELECT count(*) FROM setting", 0, false);
QUERY(NAMES_READ, "SELECT name, value FROM setting ORDER BY name", 0, false);
QUERY(CHANGES_COUNT, "SELECT count(*) FROM change", 0, false);

typedef struct sum_memory {
    int64_t decided;
    int64_t kept;
} sum_memory;

static sum_memory sum;

static size_t sum_mark(void *memory)
{
    return (size_t)((sum_memory *)memory)->decided;
}

static void sum_truncate(void *memory, size_t mark)
{
    ((sum_memory *)memory)->decided = (int64_t)mark;
}

static void sum_keep(void *memory)
{
    ((sum_memory *)memory)->kept = ((sum_memory *)memory)->decided;
}

static void sum_drop(void *memory)
{
    ((sum_memory *)memory)->decided = ((sum_memory *)memory)->kept;
}

typedef enum name_manner { PUTS, RUNS, REFUSES_BEHIND } name_manner;

typedef struct name_input {
    char name[32];
    char body[32]; /* what the digest is over */
    int64_t number;
    name_manner manner;
} name_input;

static bool apply_name(store_txn *txn, change *c, err *reterr)
{
    const name_input *in = c->input;
    sum_memory *memory = store_txn_part(txn, STORE_PART_STATEMENT);
    const store_value row[] = { store_text(span_of(in->name)), store_text(span_of(in->body)) };
    if (memory->decided + in->number - memory->kept > BATCH_SUM_MAX)
        return err_set(reterr, ERR_STORE, "no room in this batch");
    memory->decided += in->number;
    c->object_id = in->number;
    c->outcome = in->number * 2;
    bool is_good = in->manner == RUNS ? store_run(txn, &NAME_RUN, row, 2, NULL, reterr)
                                      : store_put(txn, &NAME_PUT, row, 2, reterr);
    return is_good &&
           (in->manner != REFUSES_BEHIND || err_set(reterr, ERR_INPUT, "refused behind"));
}

static const change_kind name_add = { 9002, "test.name_add", RIGHT_NONE, apply_name };

/* ---- around
 * ------------------------------------------------------------------------------------- */

static bare the;
static crowd crowd_of_changes;
static name_input inputs[CROWD_MAX];

static void open_all(const store_driver *driver)
{
    bare_open(&the, driver);
    the.parts[the.part_count++] = (batch_part){ .slot = STORE_PART_STATEMENT,
        .memory = &sum,
        .mark = sum_mark,
        .truncate = sum_truncate,
        .keep = sum_keep,
        .drop = sum_drop };
    bare_start(&the);
}

static void start_anew(const store_driver *driver)
{
    world_wipe();
    sum = (sum_memory){ 0 };
    open_all(driver);
}

static change *name_change(crowd *c, name_input in, const char *key)
{
    inputs[c->count] = in;
    change *made = crowd_add(c, &name_add, (org_id){ 1 }, &inputs[c->count]);
    writer_key(the.writer, made, span_of(key), span_of(in.body));
    return made;
}

static void chain_holds(void)
{
    err error = { 0 };
    int64_t count = 0;
    MUST(audit_verify(the.reader, &count, &error));
    assert_int_equal(count, world_number(the.reader, &CHANGES_COUNT));
    assert_int_equal(count, writer_seq(the.writer));
}

static name_input numbered(const char *stem, int number)
{
    name_input in = { .number = number + 1 };
    snprintf(in.name, sizeof in.name, "%s-%d", stem, number);
    snprintf(in.body, sizeof in.body, "%s-%d", stem, number);
    return in;
}

/* ---- idempotency
 * -------------------------------------------------------------------------------- */

static void a_repeat_gets_the_first_answer(void **state)
{
    (void)state;
    crowd *c = &crowd_of_changes;
    start_anew(world_driver());
    c->count = 0;
    for (int i = 0; i < 50; i++)
        name_change(c, numbered("one", i), i % 2 ? "odd" : "even"); /* all in one or few batches */
    crowd_run(c, the.writer);
    int good = 0, repeats = 0, refused = 0;
    for (int i = 0; i < c->count; i++) {
        good += c->is_good[i] && !c->changes[i].is_repeat;
        repeats += c->is_good[i] && c->changes[i].is_repeat;
        refused += !c->is_good[i] && c->errors[i].code == ERR_KEY;
    }
    assert_int_equal(good, 2);
    assert_int_equal(repeats, 0); /* every body is another one */
    assert_int_equal(refused, 48);
    c->count = 0;
    for (int i = 0; i < 20; i++)
        name_change(c, numbered("one", i % 2), i % 2 ? "odd" : "even");
    crowd_run(c, the.writer);
    for (int i = 0; i < c->count; i++) {
        assert_true(c->is_good[i] && c->changes[i].is_repeat);
        assert_int_equal(c->changes[i].object_id, i % 2 + 1);
        assert_int_equal(c->changes[i].outcome, 2 * (i % 2 + 1));
    }
    assert_int_equal(world_number(the.reader, &NAMES_COUNT), 2);
    assert_int_equal(sum.kept, 3);
    /* After a restart, too. */
    bare_close(&the);
    open_all(world_driver());
    c->count = 0;
    name_change(c, numbered("one", 1), "odd");
    name_change(c, numbered("one", 7), "odd");
    crowd_run(c, the.writer);
    assert_true(c->is_good[0] && c->changes[0].is_repeat);
    assert_int_equal(c->changes[0].outcome, 4);
    assert_false(c->is_good[1]);
    assert_int_equal(c->errors[1].code, ERR_KEY);
    chain_holds();
    bare_close(&the);
}

static void a_key_belongs_to_its_author(void **state)
{
    (void)state;
    crowd *c = &crowd_of_changes;
    start_anew(world_driver());
    actor other = somebody;
    other.id++;
    c->count = 0;
    name_change(c, numbered("mine", 0), "key");
    name_input theirs = numbered("theirs", 0);
    inputs[1] = theirs;
    change *made = crowd_add(c, &name_add, (org_id){ 1 }, &inputs[1]);
    made->author = &other;
    writer_key(the.writer, made, span_of("key"), span_of(theirs.body));
    crowd_run(c, the.writer);
    assert_true(c->is_good[0] && c->is_good[1] && !c->changes[1].is_repeat);
    bare_close(&the);
}

/* A visitor makes what is for visitors, and nothing else, also where everybody else may; nobody else
 * makes what is for visitors: so the kind tells the trail who it was. */
static void visitors_make_what_is_theirs(void **state)
{
    (void)state;
    static const change_kind visitor_add = { 9003, "test.visitor_add", RIGHT_VISITOR, apply_name };
    static const actor visitor = { .kind = ACTOR_VISITOR, .address = "203.0.113.7" };
    static const actor program = { .kind = ACTOR_PROGRAM, .address = "job" };
    crowd *c = &crowd_of_changes;
    start_anew(world_driver());
    const struct {
        const change_kind *kind;
        const actor *author;
        bool is_good;
    } tries[] = { { &visitor_add, &visitor, true }, { &name_add, &visitor, false },
        { &visitor_add, &somebody, false }, { &visitor_add, &program, false },
        { &name_add, &somebody, true } };
    enum { TRIES = sizeof tries / sizeof *tries };
    c->count = 0;
    for (int i = 0; i < TRIES; i++) {
        inputs[i] = numbered("who", i);
        crowd_add(c, tries[i].kind, (org_id){ 1 }, &inputs[i])->author = tries[i].author;
    }
    crowd_run(c, the.writer);
    for (int i = 0; i < TRIES; i++) {
        assert_int_equal(c->is_good[i], tries[i].is_good);
        assert_true(c->is_good[i] || c->errors[i].code == ERR_DENIED);
    }
    assert_int_equal(world_number(the.reader, &NAMES_COUNT), 2);
    chain_holds();
    bare_close(&the);
}

static void a_refusal_is_not_remembered(void **state)
{
    (void)state;
    crowd *c = &crowd_of_changes;
    start_anew(world_driver());
    c->count = 0;
    name_input in = numbered("again", 0);
    in.manner = REFUSES_BEHIND;
    name_change(c, in, "key");
    in.manner = PUTS;
    name_change(c, in, "key");
    crowd_run(c, the.writer);
    assert_false(c->is_good[0]);
    assert_true(c->is_good[1] && !c->changes[1].is_repeat);
    assert_int_equal(sum.kept, 1);
    bare_close(&the);
}

/* ---- culprits
 * ----------------------------------------------------------------------------------- */

/* A row that the database refuses, among good ones: put or run, first or last of its kind. */
static void only_the_culprit_is_refused(void **state)
{
    (void)state;
    crowd *c = &crowd_of_changes;
    for (int round = 0; round < 8; round++) {
        start_anew(world_driver());
        int culprit = (int)dice_between(1, 19);
        c->count = 0;
        for (int i = 0; i < 20; i++) {
            name_input in = numbered("n", i == culprit ? 0 : i);
            in.manner = round % 2 ? (i % 3 == 0 ? RUNS : PUTS) : round % 4 ? RUNS : PUTS;
            if (i == 12 && culprit != 12)
                in.manner = REFUSES_BEHIND;
            char key[16];
            snprintf(key, sizeof key, "k%d", i);
            name_change(c, in, key);
        }
        crowd_run(c, the.writer);
        for (int i = 0; i < 20; i++) {
            bool should = i != culprit && i != 12;
            if (c->is_good[i] != should)
                fail_msg("round %d, culprit %d: change %d was %s (error %d)", round, culprit, i,
                    should ? "refused" : "accepted", (int)c->errors[i].code);
        }
        assert_int_equal(c->errors[culprit].code, culprit == 12 ? ERR_CONFLICT : ERR_CONFLICT);
        assert_int_equal(world_number(the.reader, &NAMES_COUNT), culprit == 12 ? 19 : 18);
        chain_holds();
        bare_close(&the);
    }
}

/* What finds no room in the memory of a batch comes first in the next one; what is too large for
 * any is refused. */
static void a_full_batch_goes_on_in_the_next(void **state)
{
    (void)state;
    crowd *c = &crowd_of_changes;
    start_anew(world_driver());
    c->count = 0;
    for (int i = 0; i < 60; i++) {
        name_input in = numbered("large", i);
        in.number = i == 30 ? BATCH_SUM_MAX + 1 : dice_between(BATCH_SUM_MAX / 4, BATCH_SUM_MAX);
        name_change(c, in, "");
    }
    crowd_run(c, the.writer);
    for (int i = 0; i < 60; i++) {
        if (c->is_good[i] != (i != 30))
            world_fail(__FILE__, __LINE__, &c->errors[i]);
    }
    assert_int_equal(c->errors[30].code, ERR_STORE);
    assert_int_equal(world_number(the.reader, &NAMES_COUNT), 59);
    chain_holds();
    bare_close(&the);
}

/* ---- the queue
 * ---------------------------------------------------------------------------------- */

static sys_mutex gate;
static bool entered;

static bool gate_work(void *self, store_txn *txn, err *reterr)
{
    (void)self;
    (void)txn;
    (void)reterr;
    __atomic_store_n(&entered, true, __ATOMIC_SEQ_CST);
    sys_mutex_lock(&gate);
    sys_mutex_unlock(&gate);
    return true;
}

static void gate_thread(void *self)
{
    err ignored = { 0 };
    (void)self;
    if (!writer_exclusive(the.writer, gate_work, NULL, &ignored))
        abort();
}

static void a_full_queue_refuses(void **state)
{
    (void)state;
    err error = { 0 };
    sys_thread thread = { 0 };
    crowd *c = &crowd_of_changes;
    start_anew(world_driver());
    sys_mutex_init(&gate);
    sys_mutex_lock(&gate);
    entered = false;
    MUST(sys_thread_start(&thread, "gate", gate_thread, NULL, &error));
    while (!__atomic_load_n(&entered, __ATOMIC_SEQ_CST))
        ;
    c->count = 0;
    for (int i = 0; i < WRITER_QUEUE_MAX; i++) {
        name_change(c, numbered("q", i), "");
        MUST(writer_begin(the.writer, &c->changes[i], &c->tickets[i], &error));
    }
    static name_input more;
    more = numbered("more", 0);
    change last = { .kind = &name_add, .author = &somebody, .input = &more };
    writer_ticket ticket = { 0 };
    REFUSED(writer_begin(the.writer, &last, &ticket, &error), ERR_STORE);
    sys_mutex_unlock(&gate);
    for (int i = 0; i < c->count; i++)
        MUST(writer_wait(&c->tickets[i], &error));
    sys_thread_join(&thread);
    MUST(writer_run(the.writer, &last, &error));
    assert_int_equal(world_number(the.reader, &NAMES_COUNT), WRITER_QUEUE_MAX + 1);
    chain_holds();
    sys_mutex_done(&gate);
    bare_close(&the);
}

/* ---- the chain
 * ---------------------------------------------------------------------------------- */

static void altered_audit_rows_are_found(void **state)
{
    (void)state;
    static const char *const alterings[] = {
        "UPDATE change SET actor_id = actor_id + 1 WHERE seq = 5",
        "UPDATE change SET at_us = at_us + 1 WHERE seq = 5",
        "UPDATE change SET address = 'elsewhere' WHERE seq = 5",
        "UPDATE change SET kind = kind + 1 WHERE seq = 5",
        "UPDATE change SET org_id = org_id + 1 WHERE seq = 5",
        "UPDATE change SET object_id = object_id + 1 WHERE seq = 5",
        "UPDATE change SET outcome = outcome + 1 WHERE seq = 5",
        "UPDATE change SET key = digest WHERE seq = 5",
        "UPDATE change SET digest = key WHERE seq = 5",
        "UPDATE change SET node = 2 WHERE seq = 5",
        "DELETE FROM change WHERE seq = 5",
        "DELETE FROM change WHERE seq = 30",
        "DELETE FROM change_batch WHERE number = 1",
        "DELETE FROM change_batch WHERE number = (SELECT max(number) FROM change_batch)",
        "UPDATE change_batch SET count = count + 1 WHERE number = 1",
        "UPDATE change_batch SET hash = (SELECT digest FROM change WHERE seq = 5) WHERE number = 1",
    };
    crowd *c = &crowd_of_changes;
    for (size_t i = 0; i < sizeof alterings / sizeof *alterings; i++) {
        err error = { 0 };
        int64_t count = 0;
        start_anew(world_driver());
        for (int part = 0; part < 3; part++) {
            c->count = 0;
            for (int k = 0; k < 10; k++) {
                char key[16];
                snprintf(key, sizeof key, "k%d-%d", part, k);
                name_change(c, numbered(key, k), key);
            }
            crowd_run(c, the.writer);
        }
        chain_holds();
        bare_close(&the);
        world_unguard();
        world_script(alterings[i]);
        bare_open(&the, world_driver());
        if (audit_verify(the.reader, &count, &error))
            fail_msg("not found: %s", alterings[i]);
        assert_int_equal(error.code, ERR_DAMAGE);
        bare_close(&the);
    }
}

/* ---- random changes against a model
 * --------------------------------------------------------------- */

typedef struct model_name {
    char name[32];
    char body[32];
} model_name;

typedef struct model_key {
    bool is_used;
    char body[32];
    int64_t outcome;
} model_key;

static model_name names[MODEL_MAX];
static int name_count;
static model_key model_keys[KEYS];
static int64_t model_sum;

/* What must come of a change; the model moves on when it is accepted. */
static bool model_decide(const name_input *in, int key, bool *ret_repeat)
{
    *ret_repeat = false;
    if (key >= 0 && model_keys[key].is_used) {
        *ret_repeat = strcmp(model_keys[key].body, in->body) == 0;
        return *ret_repeat;
    }
    if (in->manner == REFUSES_BEHIND)
        return false;
    for (int i = 0; i < name_count; i++) {
        if (strcmp(names[i].name, in->name) == 0)
            return false;
    }
    snprintf(names[name_count].name, 32, "%s", in->name);
    snprintf(names[name_count++].body, 32, "%s", in->body);
    model_sum += in->number;
    if (key >= 0) {
        model_keys[key].is_used = true;
        model_keys[key].outcome = in->number * 2;
        snprintf(model_keys[key].body, 32, "%s", in->body);
    }
    return true;
}

static int name_order(const void *a, const void *b)
{
    return strcmp(((const model_name *)a)->name, ((const model_name *)b)->name);
}

static void store_equals_model(void)
{
    err error = { 0 };
    store_rows rows = { 0 };
    int at = 0;
    qsort(names, (size_t)name_count, sizeof *names, name_order);
    MUST(store_query_open(the.reader, &NAMES_READ, NULL, 0, &rows, &error));
    while (store_rows_next(&rows)) {
        assert_true(at < name_count);
        assert_true(span_is(store_rows_text(&rows, 0), names[at].name));
        assert_true(span_is(store_rows_text(&rows, 1), names[at++].body));
    }
    MUST(store_rows_close(&rows, &error));
    assert_int_equal(at, name_count);
    assert_int_equal(sum.kept, model_sum);
    assert_int_equal(sum.decided, model_sum);
    chain_holds();
}

static void round_run(void)
{
    crowd *c = &crowd_of_changes;
    int keys[ROUND_MAX];
    int count = (int)dice_between(1, ROUND_MAX);
    c->count = 0;
    for (int i = 0; i < count; i++) {
        char key[16] = "";
        int number = (int)dice_between(0, 3000);
        name_input in = numbered("name", number);
        in.manner = dice_one_in(8) ? RUNS : dice_one_in(6) ? REFUSES_BEHIND : PUTS;
        keys[i] = dice_one_in(2) ? (int)dice_between(0, KEYS - 1) : -1;
        if (keys[i] >= 0) {
            snprintf(key, sizeof key, "key%d", keys[i]);
            if (model_keys[keys[i]].is_used && dice_one_in(2))
                snprintf(in.body, sizeof in.body, "%s", model_keys[keys[i]].body);
        }
        name_change(c, in, key);
    }
    crowd_run(c, the.writer);
    for (int i = 0; i < count; i++) {
        bool is_repeat = false;
        bool fits = model_decide(&inputs[i], keys[i], &is_repeat);
        if (fits != c->is_good[i] || is_repeat != (c->is_good[i] && c->changes[i].is_repeat))
            world_fail(__FILE__, __LINE__, &c->errors[i]);
        if (fits && keys[i] >= 0)
            assert_int_equal(c->changes[i].outcome, model_keys[keys[i]].outcome);
    }
}

static void random_changes_agree_with_the_model(void **state)
{
    (void)state;
    name_count = 0;
    model_sum = 0;
    memset(model_keys, 0, sizeof model_keys);
    start_anew(world_driver());
    for (int round = 0; round < ROUNDS; round++) {
        round_run();
        if (round % 10 == 9) {
            store_equals_model();
            bare_close(&the);
            open_all(world_driver());
        }
    }
    store_equals_model();
    bare_close(&the);
}

/* ---- commits whose outcome is not known
 * ------------------------------------------------------------ */

static const store_driver *real_driver;
static store_driver faulty;
enum { FAULT_NONE, FAULT_BEHIND, FAULT_BEFORE };
static int fault;

static bool faulty_commit(void *link, bool *ret_unknown, err *reterr)
{
    int now = fault;
    fault = FAULT_NONE;
    if (now == FAULT_NONE)
        return real_driver->commit(link, ret_unknown, reterr);
    if (now == FAULT_BEFORE)
        real_driver->rollback(link);
    else if (!real_driver->commit(link, ret_unknown, reterr))
        return false;
    *ret_unknown = true;
    return err_set(reterr, ERR_STORE, "the outcome is not known");
}

/* Whether the commit came to be or not: the caller is told to try again, and the retry has one
 * effect. */
static void an_unknown_commit_is_settled(void **state)
{
    (void)state;
    crowd *c = &crowd_of_changes;
    real_driver = world_driver();
    faulty = *real_driver;
    faulty.commit = faulty_commit;
    for (int kind = FAULT_BEHIND; kind <= FAULT_BEFORE; kind++) {
        fault = FAULT_NONE;
        start_anew(&faulty);
        c->count = 0;
        name_change(c, numbered("before", 0), "before");
        crowd_run(c, the.writer);
        assert_true(c->is_good[0]);
        fault = kind;
        c->count = 0;
        for (int i = 0; i < 10; i++) {
            char key[16];
            snprintf(key, sizeof key, "k%d", i);
            name_change(c, numbered("x", i), key);
        }
        crowd_run(c, the.writer);
        int failed = 0;
        for (int i = 0; i < 10; i++) {
            failed += !c->is_good[i];
            assert_true(c->is_good[i] || c->errors[i].code == ERR_STORE);
        }
        assert_true(failed > 0 || kind == FAULT_BEHIND);
        /* The same again, as the callers were told. */
        c->count = 0;
        for (int i = 0; i < 10; i++) {
            char key[16];
            snprintf(key, sizeof key, "k%d", i);
            name_change(c, numbered("x", i), key);
        }
        crowd_run(c, the.writer);
        for (int i = 0; i < 10; i++) {
            if (!c->is_good[i])
                world_fail(__FILE__, __LINE__, &c->errors[i]);
            assert_int_equal(c->changes[i].outcome, 2 * (i + 1));
        }
        assert_int_equal(world_number(the.reader, &NAMES_COUNT), 11);
        assert_int_equal(sum.kept, 1 + 55);
        chain_holds();
        bare_close(&the);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_repeat_gets_the_first_answer),
        cmocka_unit_test(a_key_belongs_to_its_author),
        cmocka_unit_test(visitors_make_what_is_theirs),
        cmocka_unit_test(a_refusal_is_not_remembered),
        cmocka_unit_test(only_the_culprit_is_refused),
        cmocka_unit_test(a_full_batch_goes_on_in_the_next),
        cmocka_unit_test(a_full_queue_refuses),
        cmocka_unit_test(altered_audit_rows_are_found),
        cmocka_unit_test(random_changes_agree_with_the_model),
        cmocka_unit_test(an_unknown_commit_is_settled),
    };
    return world_run("writer", tests, sizeof tests / sizeof *tests);
}
