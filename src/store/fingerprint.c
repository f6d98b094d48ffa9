/* Fingerprints of tables, kept with every write: the keyed sum over the rows of each table, so that
 * a row that was altered, cut or added by anybody else is found (docs/adr/0010).  A plain insert
 * is counted from its buffer; what an upsert, an update or a delete touches is read back from the
 * statement itself (RETURNING) and, where rows had other values before, read just before it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "store/fingerprint_in.h"

#include "base/buffer.h"
#include "crypt/crypt.h"
#include "store/migration_in.h"
#include "store/store_in.h"
#include "store_sql.h"

#include <assert.h>
#include <string.h>

enum {
    PRINT_SIZE_MAX = 24 + 16 * FINGERPRINT_KEYS_MAX,
    CLEAR_SIZE_MAX = 16 + FINGERPRINT_TABLES_MAX * PRINT_SIZE_MAX,
    SEAL_MEMORY = 2 * CLEAR_SIZE_MAX + 256
};

static const char CONTEXT[] = "fingerprint.sealed";

static bool damaged(err *reterr)
{
    return err_set(reterr, ERR_DAMAGE, N_("the fingerprints of the tables are missing or altered"));
}

/* ---- one row -------------------------------------------------------------------------------- */

static uint64_t little(uint64_t word)
{
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? word : __builtin_bswap64(word);
}

static uint64_t word_of(const char *at, size_t size)
{
    uint64_t word = 0;
    memcpy(&word, at, size);
    return little(word);
}

uint64_t fingerprint_key(const store_cell *cell)
{
    uint64_t number = 0;
    if (cell->kind == STORE_INT)
        return (uint64_t)cell->number;
    if (cell->kind == STORE_NULL)
        return 0;
    memcpy(&number, cell->at, cell->size < sizeof number ? cell->size : sizeof number);
    return little(__builtin_bswap64(number));
}

static void cell_add(crypt_sip *s, const store_cell *cell)
{
    if (cell->kind == STORE_INT) {
        crypt_sip_add(s, (uint64_t)cell->number);
        return;
    }
    crypt_sip_add(s, cell->size);
    size_t at = 0;
    for (; cell->size - at >= 8; at += 8)
        crypt_sip_add(s, word_of(cell->at + at, 8));
    if (at < cell->size)
        crypt_sip_add(s, word_of(cell->at + at, cell->size - at));
}

static const store_cell *cell_of(const uint8_t *places, const store_cell *cells, int column)
{
    static const store_cell none = { .kind = STORE_NULL };
    if (!places)
        return &cells[column];
    return places[column] == 0 ? &none : &cells[places[column] - 1];
}

/* Hash of number of table, values, kinds: from the kinds at the end the values can be told
 * apart. */
static fingerprint_sum row_hash(
    const crypt_sip *begun, int table, const uint8_t *places, const store_cell *cells)
{
    crypt_sip s = *begun;
    uint64_t kinds = 0;
    uint64_t halves[2];
    int count = STORE_TABLES[table].column_count;
    crypt_sip_add(&s, (uint64_t)table);
    for (int i = 0; i < count; i++) {
        const store_cell *cell = cell_of(places, cells, i);
        kinds = kinds << 2 | cell->kind;
        if (cell->kind != STORE_NULL)
            cell_add(&s, cell);
        if (i % 32 == 31 || i + 1 == count) {
            crypt_sip_add(&s, kinds);
            kinds = 0;
        }
    }
    crypt_sip_end(&s, halves);
    return (fingerprint_sum)halves[1] << 64 | halves[0];
}

void fingerprint_add(fingerprint *print, const crypt_sip *begun, int table, const uint8_t *places,
    const store_cell *cells)
{
    const store_table *t = &STORE_TABLES[table];
    fingerprint_sum hash = row_hash(begun, table, places, cells);
    print->rows++;
    print->sum += hash;
    for (int i = 0; i < t->key_count; i++)
        print->keyed[i] += hash * fingerprint_key(cell_of(places, cells, t->keys[i].column));
}

void fingerprint_cut(fingerprint *print, const crypt_sip *begun, int table, const uint8_t *places,
    const store_cell *cells)
{
    const store_table *t = &STORE_TABLES[table];
    fingerprint_sum hash = row_hash(begun, table, places, cells);
    print->rows--;
    print->sum -= hash;
    for (int i = 0; i < t->key_count; i++)
        print->keyed[i] -= hash * fingerprint_key(cell_of(places, cells, t->keys[i].column));
}

bool fingerprint_cells(store_conn *c, void *cursor, int count, store_cell *cells)
{
    for (int i = 0; i < count; i++) {
        store_value value = store_null();
        bool is_known = c->driver->column(cursor, i, &value);
        if (value.bytes.size > UINT32_MAX)
            return false;
        cells[i].kind = (uint32_t)value.kind;
        if (value.kind <= STORE_INT) {
            cells[i].number = value.number;
        } else {
            cells[i].at = value.bytes.at ? value.bytes.at : "";
            cells[i].size = (uint32_t)value.bytes.size;
        }
        if (!is_known)
            return false;
    }
    return true;
}

/* ---- all of them, sealed -------------------------------------------------------------------- */

static void sum_put(buffer *b, fingerprint_sum sum)
{
    uint64_t halves[2] = { little((uint64_t)sum), little((uint64_t)(sum >> 64)) };
    buffer_add(b, (span){ (const char *)halves, sizeof halves });
}

static void number_put(buffer *b, uint64_t number)
{
    number = little(number);
    buffer_add(b, (span){ (const char *)&number, sizeof number });
}

static uint64_t number_take(span *rest)
{
    uint64_t number = word_of(rest->at, 8);
    *rest = span_slice(*rest, 8, rest->size);
    return number;
}

static fingerprint_sum sum_take(span *rest)
{
    uint64_t low = number_take(rest);
    return (fingerprint_sum)number_take(rest) << 64 | low;
}

static size_t clear_size(void)
{
    size_t size = 16;
    for (int i = 0; i < STORE_TABLE_COUNT; i++)
        size += 24 + 16 * (size_t)STORE_TABLES[i].key_count;
    return size;
}

static bool sealed_take(span clear, fingerprints *ret, err *reterr)
{
    if (clear.size != clear_size() || number_take(&clear) != (uint64_t)STORE_MIGRATION_COUNT ||
        number_take(&clear) != (uint64_t)STORE_TABLE_COUNT)
        return damaged(reterr);
    for (int i = 0; i < STORE_TABLE_COUNT; i++) {
        fingerprint *print = &ret->at[i];
        print->rows = number_take(&clear);
        print->sum = sum_take(&clear);
        for (int key = 0; key < STORE_TABLES[i].key_count; key++)
            print->keyed[key] = sum_take(&clear);
    }
    return true;
}

bool fingerprints_read(store_conn *c, fingerprints *ret, err *reterr)
{
    assert(c->keys->is_there && STORE_TABLE_COUNT <= FINGERPRINT_TABLES_MAX);
    unsigned char room[SEAL_MEMORY];
    arena a = { .start = room, .size = sizeof room };
    store_rows rows = { 0 };
    span clear = { NULL, 0 };
    if (!store_query_open(c, &FINGERPRINT_ALL, NULL, 0, &rows, reterr))
        return false;
    bool is_good = store_rows_next(&rows) && crypt_unseal(&a, c->keys->seal, span_of(CONTEXT),
                                                 store_rows_text(&rows, 0), &clear, reterr);
    is_good = is_good && !store_rows_next(&rows);
    if (!store_rows_close(&rows, reterr))
        return false;
    return is_good ? sealed_take(clear, ret, reterr) : damaged(reterr);
}

bool fingerprints_write(store_conn *c, err *reterr)
{
    if (c->prints.state != FINGERPRINT_CHANGED)
        return true;
    unsigned char clear_room[CLEAR_SIZE_MAX];
    unsigned char room[SEAL_MEMORY];
    arena a = { .start = room, .size = sizeof room };
    arena clear_home = { .start = clear_room, .size = sizeof clear_room };
    buffer b = buffer_in(&clear_home, CLEAR_SIZE_MAX);
    number_put(&b, (uint64_t)STORE_MIGRATION_COUNT);
    number_put(&b, (uint64_t)STORE_TABLE_COUNT);
    for (int i = 0; i < STORE_TABLE_COUNT; i++) {
        const fingerprint *print = &c->prints.at[i];
        number_put(&b, print->rows);
        sum_put(&b, print->sum);
        for (int key = 0; key < STORE_TABLES[i].key_count; key++)
            sum_put(&b, print->keyed[key]);
    }
    span sealed = { NULL, 0 };
    int64_t changed = 0;
    if (!crypt_seal(&a, c->keys->seal, span_of(CONTEXT), buffer_span(&b), &sealed, reterr))
        return false;
    const store_value in[] = { store_bytes(sealed) };
    c->prints.state = FINGERPRINT_READ;
    return c->driver->run(c->link, &FINGERPRINT_PUT, in, &changed, reterr);
}

bool fingerprints_need(store_conn *c, err *reterr)
{
    if (c->prints.state != FINGERPRINT_UNREAD)
        return true;
    if (!fingerprints_read(c, &c->prints, reterr))
        return false;
    c->prints.state = FINGERPRINT_READ;
    return true;
}

/* ---- following statements ------------------------------------------------------------------- */

/* What rows of a query mean: there, or gone. */
typedef struct follow {
    fingerprint *print;
    int table;
    bool is_there;
} follow;

/* Runs a query that gives whole rows of a table, and counts them. */
static bool rows_follow(store_conn *c, const follow *f, const store_query *q, const store_value *in,
    int64_t *ret_count, err *reterr)
{
    store_cell cells[STORE_PARAMS_MAX];
    int width = STORE_TABLES[f->table].column_count;
    void *cursor = NULL;
    store_step step = STORE_STEP_END;
    *ret_count = 0;
    if (!c->driver->query(c->link, q, in, &cursor, reterr))
        return false;
    while ((step = c->driver->next(cursor, reterr)) == STORE_STEP_ROW) {
        if (!fingerprint_cells(c, cursor, width, cells)) {
            step = STORE_STEP_FAILED;
            err_set(reterr, ERR_DAMAGE, N_("a row of table %s holds what nobody writes"),
                STORE_TABLES[f->table].name);
            break;
        }
        if (f->is_there)
            fingerprint_add(f->print, &c->keys->rows, f->table, NULL, cells);
        else
            fingerprint_cut(f->print, &c->keys->rows, f->table, NULL, cells);
        ++*ret_count;
    }
    c->driver->close(cursor);
    return step == STORE_STEP_END;
}

static bool before_follow(store_conn *c, const store_effect *e, const store_value *in, err *reterr)
{
    store_value taken[STORE_PARAMS_MAX];
    const follow gone = { &c->prints.at[e->table], e->table, false };
    int64_t count = 0;
    for (int i = 0; i < e->before->param_count; i++)
        taken[i] = in[e->takes[i]];
    return rows_follow(c, &gone, e->before, taken, &count, reterr);
}

static void cells_of(const store_value *values, int count, store_cell *cells)
{
    for (int i = 0; i < count; i++) {
        cells[i] = (store_cell){ .kind = (uint32_t)values[i].kind, .number = values[i].number };
        if (values[i].kind > STORE_INT) {
            cells[i].at = values[i].bytes.at ? values[i].bytes.at : "";
            cells[i].size = (uint32_t)values[i].bytes.size;
        }
    }
}

bool fingerprints_run_known(store_conn *c, const store_query *q, const store_value *in,
    const store_known *known, int64_t *ret_changed, err *reterr)
{
    store_cell cells[STORE_PARAMS_MAX];
    const store_effect *e = known->insert->effect;
    int width = known->insert->param_count;
    assert(e && e->kind == STORE_ADDS && e->table == q->effect->table);
    for (int i = 0; c->prints.state != FINGERPRINT_OFF && i < known->row_count; i++) {
        fingerprint *print = &c->prints.at[e->table];
        c->prints.state = FINGERPRINT_CHANGED;
        cells_of(known->before + i * width, width, cells);
        fingerprint_cut(print, &c->keys->rows, e->table, e->places, cells);
        cells_of(known->after + i * width, width, cells);
        fingerprint_add(print, &c->keys->rows, e->table, e->places, cells);
    }
    return c->driver->run(c->link, q, in, ret_changed, reterr);
}

bool fingerprints_run(
    store_conn *c, const store_query *q, const store_value *in, int64_t *ret_changed, err *reterr)
{
    if (!q->writes || c->prints.state == FINGERPRINT_OFF)
        return c->driver->run(c->link, q, in, ret_changed, reterr);
    const store_effect *e = q->effect;
    assert(e && c->prints.state != FINGERPRINT_UNREAD);
    c->prints.state = FINGERPRINT_CHANGED;
    if (e->before && !before_follow(c, e, in, reterr))
        return false;
    const follow after = { &c->prints.at[e->table], e->table, e->kind != STORE_CUTS };
    if (e->after)
        return rows_follow(c, &after, e->after, in, ret_changed, reterr);
    store_cell cells[STORE_PARAMS_MAX];
    cells_of(in, q->param_count, cells);
    fingerprint_add(&c->prints.at[e->table], &c->keys->rows, e->table, e->places, cells);
    return c->driver->run(c->link, q, in, ret_changed, reterr);
}

static store_value value_of(const store_cell *cell)
{
    store_value value = { .kind = (store_kind)cell->kind };
    if (cell->kind == STORE_INT)
        value.number = cell->number;
    else if (cell->kind != STORE_NULL)
        value.bytes = (span){ cell->at, cell->size };
    return value;
}

/* Rows that may meet others: one by one. */
static bool meeting_insert(
    store_conn *c, const store_query *q, const store_cell *cells, int row_count, err *reterr)
{
    store_value in[STORE_PARAMS_MAX];
    for (int row = 0; row < row_count; row++, cells += q->param_count) {
        int64_t changed = 0;
        for (int i = 0; i < q->param_count; i++)
            in[i] = value_of(&cells[i]);
        if (!fingerprints_run(c, q, in, &changed, reterr))
            return false;
    }
    return true;
}

bool fingerprints_insert(
    store_conn *c, const store_query *q, const store_cell *cells, int row_count, err *reterr)
{
    if (c->prints.state == FINGERPRINT_OFF)
        return c->driver->insert(c->link, q, cells, row_count, reterr);
    const store_effect *e = q->effect;
    assert(e && c->prints.state != FINGERPRINT_UNREAD);
    if (e->after)
        return meeting_insert(c, q, cells, row_count, reterr);
    c->prints.state = FINGERPRINT_CHANGED;
    fingerprint *print = &c->prints.at[e->table];
    const store_cell *row = cells;
    for (int i = 0; i < row_count; i++, row += q->param_count)
        fingerprint_add(print, &c->keys->rows, e->table, e->places, row);
    return c->driver->insert(c->link, q, cells, row_count, reterr);
}

bool fingerprint_count(store_conn *c, int table, fingerprint *ret, err *reterr)
{
    const follow all = { ret, table, true };
    int64_t count = 0;
    *ret = (fingerprint){ 0 };
    return rows_follow(c, &all, STORE_TABLES[table].all, NULL, &count, reterr);
}

bool fingerprints_recount(store_conn *c, err *reterr)
{
    if (!c->keys->is_there)
        return true;
    for (int i = 0; i < STORE_TABLE_COUNT; i++)
        if (!fingerprint_count(c, i, &c->prints.at[i], reterr))
            return false;
    c->prints.state = FINGERPRINT_CHANGED;
    return true;
}

void store_protect(store *s, const uint8_t key[32])
{
    assert(s && key);
    const span bytes = { (const char *)key, 32 };
    crypt_hash rows = crypt_hmac_sha256(bytes, (span)SPAN("fingerprint rows"));
    crypt_hash seal = crypt_hmac_sha256(bytes, (span)SPAN("fingerprint seal"));
    s->keys.rows = crypt_sip_begin(rows.bytes);
    memcpy(s->keys.seal, seal.bytes, sizeof s->keys.seal);
    s->keys.is_there = true;
}
