/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine.h"

#include "store/driver.h"

#include <string.h>

enum { ROWS_MAX = 2000, COLUMNS = 14, TEXT_MAX = 800 };

/* Columns of the insert org_row_put. */
enum {
    ID,
    PARENT,
    PATH,
    CODE,
    NAME_ZH,
    NAME_EN,
    KIND,
    LEVEL,
    LEGAL,
    REGION,
    USCC,
    OPENED,
    CLOSED,
    VERSION
};

typedef struct kept {
    store_kind kind;
    int64_t number;
    size_t size;
    char text[TEXT_MAX];
} kept;

static kept table[ROWS_MAX][COLUMNS];
static int row_count;

typedef struct cursor {
    int at, end;
    const int *columns;
} cursor;

void engine_wipe(void)
{
    row_count = 0;
}

int engine_row_count(void)
{
    return row_count;
}

void engine_set(int row, int column, int64_t number)
{
    assert_true(row < row_count && column < COLUMNS);
    table[row][column].kind = STORE_INT;
    table[row][column].number = number;
}

static bool engine_connect(
    const char *where, store_mode mode, arena *home, void **ret_link, err *reterr)
{
    (void)where;
    (void)mode;
    (void)reterr;
    *ret_link = ARENA_NEW(home, int, 1);
    return true;
}
static void engine_nothing(void *link)
{
    (void)link;
}
static bool engine_yes(void *link, err *reterr)
{
    (void)link;
    (void)reterr;
    return true;
}
static bool engine_commit(void *link, bool *ret_unknown, err *reterr)
{
    (void)link;
    (void)ret_unknown;
    (void)reterr;
    return true;
}
static bool engine_point(void *link, store_point what, err *reterr)
{
    (void)link;
    (void)what;
    (void)reterr;
    return true;
}

static bool engine_insert(
    void *link, const store_query *q, const store_cell *cells, int count, err *reterr)
{
    (void)link;
    (void)reterr;
    assert_string_equal(q->name, "org_row_put");
    assert_int_equal(q->param_count, COLUMNS);
    assert_true(row_count + count <= ROWS_MAX);
    for (int i = 0; i < count * COLUMNS; i++) {
        const store_cell *from = &cells[i];
        kept *to = &table[row_count + i / COLUMNS][i % COLUMNS];
        *to = (kept){ .kind = (store_kind)from->kind };
        if (to->kind == STORE_INT)
            to->number = from->number;
        if (to->kind != STORE_TEXT)
            continue;
        assert_true(from->size < TEXT_MAX);
        to->size = from->size;
        memcpy(to->text, from->at, from->size);
    }
    row_count += count;
    return true;
}

static bool engine_run(
    void *link, const store_query *q, const store_value *in, int64_t *ret, err *reterr)
{
    (void)link;
    (void)in;
    (void)ret;
    return err_set(reterr, ERR_STORE, "unexpected statement %s", q->name);
}

static int find(int column, const store_value *value)
{
    for (int row = 0; row < row_count; row++) {
        const kept *k = &table[row][column];
        if (value->kind == STORE_INT
                ? k->number == value->number
                : k->size == value->bytes.size && memcmp(k->text, value->bytes.at, k->size) == 0)
            return row;
    }
    return row_count;
}

static bool engine_query(
    void *link, const store_query *q, const store_value *in, void **ret_cursor, err *reterr)
{
    static const int all[] = { ID, PARENT, LEGAL, CODE, PATH, NAME_ZH, NAME_EN, REGION, USCC, KIND,
        LEVEL, OPENED, CLOSED, VERSION };
    static const int place[] = { ID, PATH, LEVEL, CLOSED };
    static const int path[] = { PATH };
    static cursor open[8];
    static int next;
    (void)link;
    cursor *c = &open[next++ % 8];
    *c = (cursor){ .at = -1, .end = row_count, .columns = all };
    if (strcmp(q->name, "org_all") != 0) {
        bool is_place = strcmp(q->name, "org_place_by_code") == 0;
        if (!is_place && strcmp(q->name, "org_path_by_id") != 0)
            return err_set(reterr, ERR_STORE, "unexpected query %s", q->name);
        c->columns = is_place ? place : path;
        c->at = find(is_place ? CODE : ID, in) - 1;
        c->end = c->at + 1 < row_count ? c->at + 2 : row_count;
    }
    *ret_cursor = c;
    return true;
}
static store_step engine_next(void *cursor_, err *reterr)
{
    (void)reterr;
    cursor *c = cursor_;
    return ++c->at < c->end ? STORE_STEP_ROW : STORE_STEP_END;
}
static bool engine_column(void *cursor_, int column, store_value *ret)
{
    const cursor *c = cursor_;
    const kept *k = &table[c->at][c->columns[column]];
    *ret = (store_value){ .kind = k->kind, .number = k->number, .bytes = { k->text, k->size } };
    if (k->kind == STORE_NULL && (c->columns[column] == PARENT || c->columns[column] == CLOSED))
        *ret = store_int(0);
    return true;
}
static bool engine_script(void *link, const char *text, err *reterr)
{
    (void)link;
    (void)text;
    (void)reterr;
    return true;
}
static bool engine_file(void *link, const char *path, err *reterr)
{
    (void)link;
    (void)path;
    (void)reterr;
    return true;
}

static const store_query has_schema = { .name = "has_schema", .text = "" };

const store_driver engine_driver = { .engine = "memory",
    .link_size = 1 << 20,
    .connect = engine_connect,
    .disconnect = engine_nothing,
    .claim = engine_yes,
    .begin = engine_yes,
    .commit = engine_commit,
    .rollback = engine_nothing,
    .point = engine_point,
    .insert = engine_insert,
    .run = engine_run,
    .query = engine_query,
    .next = engine_next,
    .column = engine_column,
    .close = engine_nothing,
    .script = engine_script,
    .has_schema = &has_schema,
    .backup = engine_file,
    .restore = engine_file,
    .integrity = engine_yes };
