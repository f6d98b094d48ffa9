/* The behaviour that every engine owes the store, as one list of tests that each driver's program
 * runs.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_TEST_STORE_BOTH_H
#define NUAN_TEST_STORE_BOTH_H

#include "store/store.h"

typedef struct engine {
    const store_driver *driver;
    const char *where;
    void (*wipe)(void); /* leaves an empty database at `where` */
    const char *copy;   /* path for a backup; absent at the start of each test */
    /* Opens what store_backup wrote as a database of its own. */
    void (*restore)(store **ret_store);
} engine;

/* Runs all tests of the list; returns the number that failed. */
int both_run(const engine *e);
/* The same for the fingerprints of tables. */
int prints_run(const engine *e);

/* A query written in a test. */
#define QUERY(variable, sql, count, is_writing)                                                    \
    static const store_query variable = {                                                          \
        .name = #variable, .text = sql, .param_count = count, .writes = is_writing                 \
    }
/* An insert of `count` columns as tools/sqlgen would split it. */
#define INSERT(variable, head, tuple, tail, count)                                                 \
    static const store_query variable = { .name = #variable,                                       \
        .text = head tuple tail,                                                                   \
        .param_count = count,                                                                      \
        .writes = true,                                                                            \
        .insert_head = head,                                                                       \
        .insert_tail = tail }

/* Opens the engine's database with a migrated writer, on a wiped place; ends the test when it
 * can't. */
void both_open(const engine *e, store **ret_store, store_conn **ret_conn);
/* First column of the first row; ends the test when there is none. */
int64_t both_number(store_conn *c, const store_query *q);
/* Fails the test, printing the error. */
void both_fail(const err *e);
#define MUST(call)                                                                                 \
    do {                                                                                           \
        if (!(call))                                                                               \
            both_fail(&error);                                                                     \
    } while (0)

#endif
