/* The ground of the laws.
 * SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include "store/pg/pg.h"
#include "store/sqlite/sqlite.h"
#include "text/text.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[64];
static char database[96];
static uint64_t seed;
static uint64_t dice;

void world_fail(const char *file, int line, const err *e)
{
    char text[400] = "no message";
    if (e->message)
        err_render(e, e->message, text, sizeof text);
    print_error("%s:%d: error %d: %s (seed %llu)\n", file, line, (int)e->code, text,
        (unsigned long long)seed);
    fail();
    abort();
}

/* ---- the engine
 * ------------------------------------------------------------------------------- */

/* The address of the PostgreSQL database, or NULL. */
static const char *postgres(void)
{
    const char *given = getenv("NUAN_PG");
    return given && given[0] ? given : NULL;
}

const store_driver *world_driver(void)
{
    return postgres() ? &store_pg : &store_sqlite;
}

const char *world_where(void)
{
    return postgres() ? postgres() : database;
}

const char *world_folder(void)
{
    return folder;
}

void world_script(const char *text)
{
    const store_driver *driver = world_driver();
    err error = { 0 };
    arena home = { 0 };
    void *link = NULL;
    bool is_unknown = false;
    assert_true(arena_open(&home, driver->link_size + 64));
    MUST(driver->connect(world_where(), STORE_WRITE, &home, &link, &error));
    MUST(driver->begin(link, &error));
    MUST(driver->script(link, text, &error));
    MUST(driver->commit(link, &is_unknown, &error));
    driver->disconnect(link);
    arena_close(&home);
}

void world_unguard(void)
{
    world_script(world_driver() == &store_pg
                     ? "DROP TRIGGER transfer_append_only ON transfer; DROP TRIGGER "
                       "change_append_only ON change;"
                       "DROP TRIGGER log_leaf_append_only ON log_leaf;"
                     : "DROP TRIGGER transfer_no_update; DROP TRIGGER transfer_no_delete;"
                       "DROP TRIGGER change_no_update; DROP TRIGGER change_no_delete;"
                       "DROP TRIGGER log_leaf_no_update; DROP TRIGGER log_leaf_no_delete;");
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *at)
{
    (void)info;
    (void)kind;
    return at->level == 0 ? 0 : remove(path);
}

void world_wipe(void)
{
    assert_int_equal(nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
    if (world_driver() == &store_pg)
        world_script("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
}

int64_t world_number(store_conn *conn, const store_query *q)
{
    err error = { 0 };
    int64_t number = 0;
    bool is_found = false;
    MUST(store_find_int(conn, q, NULL, 0, &number, &is_found, &error));
    return is_found ? number : 0;
}

int world_run(const char *name, const struct CMUnitTest *tests, size_t count)
{
    snprintf(folder, sizeof folder, "/tmp/nuan-law-XXXXXX");
    if (!mkdtemp(folder))
        return 1;
    snprintf(database, sizeof database, "%s/nuan.db", folder);
    dice_roll_new();
    int failed = _cmocka_run_group_tests(name, tests, count, NULL, NULL);
    if (failed > 0)
        print_error("seed %llu, engine %s\n", (unsigned long long)seed, world_driver()->engine);
    nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    rmdir(folder);
    return failed;
}

/* ---- dice
 * ------------------------------------------------------------------------------------- */

void dice_roll_new(void)
{
    const char *given = getenv("NUAN_SEED");
    if (given)
        seed = strtoull(given, NULL, 10);
    else
        sys_random(&seed, sizeof seed);
    dice = seed;
}

/* splitmix64 */
uint64_t dice_next(void)
{
    dice += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t z = dice;
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

int64_t dice_between(int64_t low, int64_t high)
{
    return low + (int64_t)(dice_next() % (uint64_t)(high - low + 1));
}

bool dice_one_in(int64_t n)
{
    return dice_between(1, n) == 1;
}

/* ---- a writer with a clock of its own
 * ---------------------------------------------------------- */

const actor somebody = { .kind = ACTOR_PERSON, .id = 77, .address = "test" };

static bool allows_all(void *self, const actor *who, right needed, org_id unit)
{
    (void)self;
    (void)who;
    (void)needed;
    (void)unit;
    return true;
}

void bare_open(bare *b, const store_driver *driver)
{
    err error = { 0 };
    store_conn *conn = NULL;
    *b = (bare){ .driver = driver,
        .clock = { .fixed_us = INT64_C(1581307200000000) } }; /* 2020-02-10 12:00 +08 */
    assert_true(arena_open(&b->home, 64 << 20));
    MUST(store_open(driver, world_where(), &b->store, &error));
    MUST(store_connect(b->store, STORE_WRITE, &conn, &error));
    MUST(store_migrate(conn, 1, &error));
    store_disconnect(conn);
    MUST(store_connect(b->store, STORE_READ, &b->reader, &error));
}

void bare_start(bare *b)
{
    err error = { 0 };
    writer_plan plan = { .store = b->store,
        .clock = &b->clock,
        .parts = b->parts,
        .part_count = b->part_count,
        .allows = allows_all,
        .secret = { 1, 2, 3 } };
    static const span beijing = SPAN("Asia/Shanghai");
    MUST(sys_zone_find(beijing, &plan.zone, &error));
    MUST(writer_open(&plan, &b->writer, &error));
}

void bare_stop(bare *b)
{
    writer_close(b->writer);
    b->writer = NULL;
}

void bare_close(bare *b)
{
    bare_stop(b);
    store_disconnect(b->reader);
    store_close(b->store);
    arena_close(&b->home);
}

change *crowd_add(crowd *c, const change_kind *kind, org_id unit, void *input)
{
    assert_true(c->count < CROWD_MAX);
    change *made = &c->changes[c->count++];
    *made = (change){ .kind = kind, .author = &somebody, .org = unit, .input = input };
    return made;
}

void crowd_run(crowd *c, writer *w)
{
    bool is_begun[CROWD_MAX];
    for (int i = 0; i < c->count; i++) {
        c->errors[i] = (err){ 0 };
        is_begun[i] = writer_begin(w, &c->changes[i], &c->tickets[i], &c->errors[i]);
    }
    for (int i = 0; i < c->count; i++)
        c->is_good[i] = is_begun[i] && writer_wait(&c->tickets[i], &c->errors[i]);
}

/* ---- a whole house
 * ----------------------------------------------------------------------------- */

static house_setup setup_of(void)
{
    return (house_setup){ .folder = folder,
        .database = postgres(),
        .sqlite = &store_sqlite,
        .postgres = &store_pg,
        .writes = true };
}

static bool org_make(void *self, store_txn *txn, err *reterr)
{
    const org foundation = { .id = { 5 },
        .legal = { 5 },
        .code = SPAN("foundation"),
        .path = SPAN("/foundation/"),
        .name_zh = SPAN("基金会"),
        .name_en = SPAN("Foundation"),
        .kind = ORG_FOUNDATION,
        .opened = { 20000101 },
        .version = 1 };
    (void)self;
    return org_put(txn, &foundation, reterr);
}

static void actors_make(town *t)
{
    const actor_grant all = { .rights = UINT32_MAX };
    t->clerk = (actor){
        .kind = ACTOR_PERSON, .id = 101, .address = "test", .grant_count = 1, .grants = { all }
    };
    t->reviewer = t->clerk;
    t->reviewer.id = 102;
    t->provider = t->clerk;
    t->provider.kind = ACTOR_TOKEN;
    t->provider.id = 103;
}

campaign town_campaign(town *t, const char *code)
{
    err error = { 0 };
    campaign made = { 0 };
    campaign_input in = { .data = { .name_zh = SPAN("温暖"),
                              .name_en = SPAN("Warm"),
                              .purpose_zh = SPAN("救助"),
                              .purpose_en = SPAN("relief"),
                              .contact = SPAN("010"),
                              .opened_us = INT64_C(1580486400000000), /* 2020-02-01 00:00 +08 */
                              .filing_due = { 20200211 },
                              .phase = PHASE_RESPONSE } };
    snprintf(in.data.code, sizeof in.data.code, "%s", code);
    change c = { .kind = &campaign_add, .author = &t->clerk, .org = t->org, .input = &in };
    MUST(writer_run(house_writer(t->house), &c, &error));
    assert_true(campaign_get(house_donations(t->house), (campaign_id){ c.object_id }, &made));
    return made;
}

int64_t town_purpose(town *t, campaign_id of, const char *code)
{
    err error = { 0 };
    purpose_input in = {
        .campaign = of, .code = span_of(code), .name_zh = span_of(code), .name_en = span_of(code)
    };
    change c = { .kind = &campaign_purpose_add, .author = &t->clerk, .org = t->org, .input = &in };
    MUST(writer_run(house_writer(t->house), &c, &error));
    return c.object_id;
}

static void campaign_make(town *t)
{
    err error = { 0 };
    MUST(writer_exclusive(house_writer(t->house), org_make, NULL, &error));
    t->campaign = town_campaign(t, "warm");
}

void town_make(town *t)
{
    err error = { 0 };
    house_setup setup = setup_of();
    const sys_clock real = { 0 };
    house_birth birth = { .civil_offset_us = INT64_C(1581307200000000) - sys_real_us(&real),
        .origin = SPAN("nuan.example.org/log"),
        .title_zh = SPAN("账"),
        .title_en = SPAN("books"),
        .chart_from = { 20100101 },
        .deadlines_csv = SPAN("kind,only,from,days,warn,source_zh,source_en,note_zh,note_en\n"
                              "disclosure,,2020-01-01,5,4,法,law,注,note\n") };
    *t = (town){ .org = { 5 } };
    world_wipe();
    actors_make(t);
    assert_true(arena_open(&t->home, 256 << 20));
    MUST(house_make(&setup, &birth, &error));
    MUST(house_open(&setup, &t->house, &error));
    campaign_make(t);
}

void town_open(town *t)
{
    err error = { 0 };
    house_setup setup = setup_of();
    MUST(house_open(&setup, &t->house, &error));
    static const span code = SPAN("warm");
    assert_true(campaign_find(house_donations(t->house), code, &t->campaign));
}

void town_close(town *t)
{
    house_close(t->house);
    t->house = NULL;
}

void town_end(town *t)
{
    town_close(t);
    arena_close(&t->home);
}

static void differs_print(void *self, bool is_good, const char *part, const err *what)
{
    char text[1024];
    (void)self;
    err_render(what, what->message, text, sizeof text);
    if (!is_good)
        print_error("verify: %s: %s\n", part, text);
}

bool town_verifies(town *t)
{
    err why = { 0 };
    return house_verify(t->house, NULL, differs_print, NULL, &why);
}
