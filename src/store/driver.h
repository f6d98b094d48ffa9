/* What an engine must do for the store: the private door between src/store and its two drivers.
 * Included by src/store, store/sqlite and store/pg only.  The core (txn.c) keeps the order of
 * things: it calls begin before any write, asks for one savepoint at a time, and stops calling
 * after a failure until the savepoint or the transaction was rolled back.  A driver keeps its
 * statements, its wire and its error texts.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_STORE_DRIVER_H
#define NUAN_STORE_DRIVER_H

#include "store/store.h"

enum {
    STORE_PARAMS_MAX = 64,      /* parameters of one query */
    STORE_CURSORS_MAX = 16,     /* queries open at once on one connection */
    STORE_STATEMENTS_MAX = 1024 /* different queries on one connection, a power of two */
};

/* A value of a buffered row, packed: `at` and size for text and bytes (at is never NULL then). */
typedef struct store_cell {
    union {
        int64_t number;
        const char *at;
    };
    uint32_t size;
    uint32_t kind; /* store_kind */
} store_cell;

typedef enum store_step { STORE_STEP_ROW, STORE_STEP_END, STORE_STEP_FAILED } store_step;
typedef enum store_point { STORE_POINT_SET, STORE_POINT_KEEP, STORE_POINT_UNDO } store_point;

struct store_driver {
    const char *engine;
    size_t link_size; /* bytes of memory a connection may take for itself */

    /* Connects to `where`; *ret_link and everything it needs lives in `home`, which ends behind
     * disconnect. */
    bool (*connect)(const char *where, store_mode mode, arena *home, void **ret_link, err *reterr);
    void (*disconnect)(void *link);
    bool (*claim)(void *link, err *reterr);

    bool (*begin)(void *link, err *reterr);
    /* After false nothing is open any more; *ret_unknown is set to true if it may have been
     * committed. */
    bool (*commit)(void *link, bool *ret_unknown, err *reterr);
    void (*rollback)(void *link);
    bool (*point)(void *link, store_point what, err *reterr);

    /* `row_count` rows of q->param_count cells each, one behind the other. */
    bool (*insert)(
        void *link, const store_query *q, const store_cell *cells, int row_count, err *reterr);
    bool (*run)(
        void *link, const store_query *q, const store_value *in, int64_t *ret_changed, err *reterr);

    /* The values of `in` are used up when it returns. */
    bool (*query)(
        void *link, const store_query *q, const store_value *in, void **ret_cursor, err *reterr);
    store_step (*next)(void *cursor, err *reterr);
    /* False if the value is of a type that the store does not know. */
    bool (*column)(void *cursor, int column, store_value *ret_value);
    void (*close)(void *cursor);

    /* Several statements of a schema file, inside the open transaction. */
    bool (*script)(void *link, const char *text, err *reterr);
    /* One row, one column: how many tables are called schema_version (0 or 1). */
    const store_query *has_schema;
    bool (*backup)(void *link, const char *path, err *reterr);
    bool (*restore)(void *link, const char *path, err *reterr);
    bool (*integrity)(void *link, err *reterr);
    /* Begins or ends a transaction that only reads and sees one state. */
    bool (*snapshot)(void *link, bool begins, err *reterr);
};

#endif
