/* Values as PostgreSQL writes them in its binary form: integers in network order, arrays with a
 * short head.
 * Source: the send and receive functions of int8, text, bytea and arrays in PostgreSQL's
 * documentation of the frontend/backend protocol and its array.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "store/pg/pg_in.h"

#include <assert.h>
#include <string.h>

enum { ARRAY_HEAD = 20 };

void pg_number_put(char *at, uint64_t number, int size)
{
    assert(at && size > 0 && size <= 8);
    for (int i = size - 1; i >= 0; i--, number >>= 8)
        at[i] = (char)(number & 0xFF);
}

uint64_t pg_number_get(const char *at, int size)
{
    assert(at && size > 0 && size <= 8);
    uint64_t number = 0;
    for (int i = 0; i < size; i++)
        number = number << 8 | (unsigned char)at[i];
    return number;
}

Oid pg_array_of(Oid type)
{
    switch (type) {
    case PG_INT8: return PG_INT8_ARRAY;
    case PG_INT4: return PG_INT4_ARRAY;
    case PG_INT2: return PG_INT2_ARRAY;
    case PG_TEXT: return PG_TEXT_ARRAY;
    case PG_VARCHAR: return PG_VARCHAR_ARRAY;
    case PG_BYTEA: return PG_BYTEA_ARRAY;
    default: return 0;
    }
}

/* Bytes of an integer type, 0 for another type. */
static int number_size(Oid type)
{
    return type == PG_INT8 ? 8 : type == PG_INT4 ? 4 : type == PG_INT2 ? 2 : 0;
}

/* True if a value of that kind, and that number, fits the type. */
static bool kind_fits(Oid type, store_kind kind, int64_t number)
{
    int size = number_size(type);
    switch (kind) {
    case STORE_NULL: return true;
    case STORE_INT:
        return size == 8 || (size == 4 && number == (int32_t)number) ||
               (size == 2 && number == (int16_t)number);
    case STORE_TEXT: return type == PG_TEXT || type == PG_VARCHAR;
    default: return type == PG_BYTEA;
    }
}

static bool type_err(int column, err *reterr)
{
    return err_set(reterr, ERR_STORE, N_("value %d of a query has the wrong type"), column + 1);
}

bool pg_params_fill(pg_params *p, const Oid *types, const store_value *in, int count, err *reterr)
{
    assert(p && types && count <= STORE_PARAMS_MAX && reterr);
    p->count = count;
    for (int i = 0; i < count; i++) {
        if (!kind_fits(types[i], in[i].kind, in[i].number))
            return type_err(i, reterr);
        p->formats[i] = 1;
        p->sizes[i] = 0;
        p->values[i] = NULL;
        if (in[i].kind == STORE_INT) {
            p->sizes[i] = number_size(types[i]);
            pg_number_put(p->numbers[i], (uint64_t)in[i].number, p->sizes[i]);
            p->values[i] = p->numbers[i];
        } else if (in[i].kind != STORE_NULL) {
            assert(in[i].bytes.size <= INT32_MAX);
            p->sizes[i] = (int)in[i].bytes.size;
            p->values[i] = in[i].bytes.size > 0 ? in[i].bytes.at : "";
        }
    }
    return true;
}

/* Bytes that one column of the rows takes as an array. */
static size_t array_size(Oid type, const store_cell *cell, int stride, int row_count)
{
    size_t size = ARRAY_HEAD;
    for (int row = 0; row < row_count; row++, cell += stride)
        size += 4 + (cell->kind == STORE_INT       ? (size_t)number_size(type)
                        : cell->kind == STORE_NULL ? 0
                                                   : cell->size);
    return size;
}

/* Writes one element behind `at`; returns where the next begins. */
static char *element_put(char *at, Oid type, const store_cell *cell)
{
    if (cell->kind == STORE_NULL) {
        pg_number_put(at, UINT32_MAX, 4);
        return at + 4;
    }
    uint32_t size = cell->kind == STORE_INT ? (uint32_t)number_size(type) : cell->size;
    pg_number_put(at, size, 4);
    if (cell->kind == STORE_INT)
        pg_number_put(at + 4, (uint64_t)cell->number, (int)size);
    else
        memcpy(at + 4, cell->at, size);
    return at + 4 + size;
}

bool pg_params_arrays(pg_params *p, arena *home, const Oid *types, const store_cell *cells,
    int row_count, err *reterr)
{
    assert(p && home && types && cells && row_count > 0 && reterr);
    int stride = p->count;
    for (int i = 0; i < p->count; i++) {
        size_t size = array_size(types[i], cells + i, stride, row_count);
        char *start = size <= INT32_MAX ? arena_take(home, size, 1, 1) : NULL;
        if (!start)
            return err_set(reterr, ERR_MEMORY, N_("the batch is larger than its memory"));
        bool has_null = false;
        char *at = start + ARRAY_HEAD;
        for (int row = 0; row < row_count; row++) {
            const store_cell *cell = cells + (size_t)row * (size_t)stride + i;
            int64_t number = cell->kind == STORE_INT ? cell->number : 0;
            if (!kind_fits(types[i], (store_kind)cell->kind, number))
                return type_err(i, reterr);
            has_null = has_null || cell->kind == STORE_NULL;
            at = element_put(at, types[i], cell);
        }
        assert(at == start + size);
        pg_number_put(start, 1, 4); /* dimensions */
        pg_number_put(start + 4, has_null, 4);
        pg_number_put(start + 8, types[i], 4);
        pg_number_put(start + 12, (uint64_t)row_count, 4);
        pg_number_put(start + 16, 1, 4); /* the first index */
        p->values[i] = start;
        p->sizes[i] = (int)size;
        p->formats[i] = 1;
    }
    return true;
}

bool pg_value(const PGresult *result, int row, int column, store_value *ret_value)
{
    assert(result && column < PQnfields(result) && ret_value);
    if (PQgetisnull(result, row, column)) {
        *ret_value = store_null();
        return true;
    }
    const char *at = PQgetvalue(result, row, column);
    size_t size = (size_t)PQgetlength(result, row, column);
    switch (PQftype(result, column)) {
    case PG_INT8: *ret_value = store_int((int64_t)pg_number_get(at, 8)); return true;
    case PG_INT4: *ret_value = store_int((int32_t)pg_number_get(at, 4)); return true;
    case PG_INT2: *ret_value = store_int((int16_t)pg_number_get(at, 2)); return true;
    case PG_BOOL: *ret_value = store_int(*at != 0); return true;
    case PG_TEXT:
    case PG_VARCHAR:
    case PG_NAME: *ret_value = store_text((span){ at, size }); return true;
    case PG_BYTEA: *ret_value = store_bytes((span){ at, size }); return true;
    default: return false;
    }
}
