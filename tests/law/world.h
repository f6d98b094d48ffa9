/* What the laws stand on: an empty database on the engine under test, a writer with a clock of the
 * test, a whole house with one campaign, dice with a printed seed.  NUAN_PG names a PostgreSQL
 * database that may be wiped; without it SQLite is used.  NUAN_SEED repeats a run.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_TEST_LAW_WORLD_H
#define NUAN_TEST_LAW_WORLD_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "change/writer.h"
#include "door/house.h"
#include "store/driver.h"

#define MUST(call)                                                                                 \
    do {                                                                                           \
        if (!(call))                                                                               \
            world_fail(__FILE__, __LINE__, &error);                                                \
    } while (0)

#define REFUSED(call, wanted)                                                                      \
    do {                                                                                           \
        if (call)                                                                                  \
            fail_msg("%s:%d: accepted", __FILE__, __LINE__);                                       \
        if (error.code != (wanted))                                                                \
            world_fail(__FILE__, __LINE__, &error);                                                \
    } while (0)

/* A query written in a test; an insert of `n` columns as tools/sqlgen would split it. */
#define QUERY(variable, sql, n, is_writing)                                                        \
    static const store_query variable = {                                                          \
        .name = #variable, .text = sql, .param_count = n, .writes = is_writing                     \
    }
#define INSERT(variable, head, tuple, n)                                                           \
    static const store_query variable = { .name = #variable,                                       \
        .text = head tuple,                                                                        \
        .param_count = n,                                                                          \
        .writes = true,                                                                            \
        .insert_head = head,                                                                       \
        .insert_tail = "" }

/* Fails the test with the error's text, code and the seed. */
void world_fail(const char *file, int line, const err *e) __attribute__((noreturn));

/* ---- the engine
 * ------------------------------------------------------------------------------- */

/* Driver and place of the database under test; the place is wiped by world_wipe. */
const store_driver *world_driver(void);
const char *world_where(void);
const char *world_folder(void); /* a scratch folder of this program */
void world_wipe(void);          /* leaves an empty database and an empty scratch folder */
/* Statements on the raw database, past all rules of the program. */
void world_script(const char *text);
/* Before rows of append-only tables can be altered from outside. */
void world_unguard(void);
int64_t world_number(store_conn *conn, const store_query *q);
/* Runs all tests of a group; the scratch folder goes away behind them. */
int world_run(const char *name, const struct CMUnitTest *tests, size_t count);

/* ---- dice
 * ------------------------------------------------------------------------------------- */

void dice_roll_new(void); /* starts a sequence; its seed is printed when a test fails */
uint64_t dice_next(void);
int64_t dice_between(int64_t low, int64_t high); /* both may come */
bool dice_one_in(int64_t n);

/* ---- a writer with a clock of its own
 * ---------------------------------------------------------- */

typedef struct bare {
    const store_driver *driver;
    store *store;
    store_conn *reader;
    arena home;
    sys_clock clock; /* stands still: fixed_us */
    batch_part parts[WRITER_PARTS_MAX];
    int part_count;
    writer *writer;
} bare;

/* Opens the database, migrated, without a writer. */
void bare_open(bare *b, const store_driver *driver);
void bare_start(bare *b); /* the writer */
void bare_stop(bare *b);
void bare_close(bare *b);

/* The author of the tests' changes: may do everything everywhere. */
extern const actor somebody;

/* Many changes at once: begun in order, then waited for. */
enum { CROWD_MAX = 2048 };
typedef struct crowd {
    int count;
    change changes[CROWD_MAX];
    writer_ticket tickets[CROWD_MAX];
    bool is_good[CROWD_MAX];
    err errors[CROWD_MAX];
} crowd;
/* A change of the crowd, to be filled. */
change *crowd_add(crowd *c, const change_kind *kind, org_id unit, void *input);
void crowd_run(crowd *c, writer *w);

/* ---- a whole house
 * ----------------------------------------------------------------------------- */

enum { TOWN_NOON = 20200210 }; /* the civil day in a town */

typedef struct town {
    house *house;
    arena home;
    org_id org;
    campaign campaign;
    actor clerk;    /* makes */
    actor reviewer; /* confirms; another person */
    actor provider; /* a token that notifies payments */
} town;

void town_make(town *t);  /* a new house with one campaign */
void town_open(town *t);  /* again, the same */
void town_close(town *t); /* the house; the town may be opened again */
void town_end(town *t);   /* all of it */
/* Another campaign of the same organisation; a purpose of a campaign. */
campaign town_campaign(town *t, const char *code);
int64_t town_purpose(town *t, campaign_id of, const char *code);
/* Whether the house agrees with itself in all parts; prints what differs. */
bool town_verifies(town *t);

#endif
