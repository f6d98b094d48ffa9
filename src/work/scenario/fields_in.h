/* JSON objects read into structs by a table of their members.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_WORK_SCENARIO_FIELDS_IN_H
#define NUAN_WORK_SCENARIO_FIELDS_IN_H

#include "text/json.h"
#include "work/scenario/scenario.h"

enum { FIELDS_MAX = 32, FIELD_TEXT_MAX = 1000 };

typedef enum field_kind {
    FIELD_TEXT,   /* span, at most FIELD_TEXT_MAX bytes; null when `min` is 0: empty */
    FIELD_DAY,    /* date */
    FIELD_MOMENT, /* scenario_moment; null when `min` is 0: {0} */
    FIELD_INT,    /* int64_t within min..max */
    FIELD_SMALL,  /* int32_t within min..max */
    FIELD_MONEY,  /* money, fen within min..max */
    FIELD_BOOL,
    FIELD_NEST /* an object or array that `nest` reads */
} field_kind;

typedef struct field {
    const char *name;
    field_kind kind;
    size_t at; /* offset in the struct */
    int64_t min, max;
    bool (*nest)(json_reader *r, const json_token *first, void *into, err *reterr);
} field;

/* Reads the members behind the token of an object.  All of the table must be there; others are
 * passed over. */
WARN_UNUSED bool fields_read(
    json_reader *r, const field *table, size_t count, void *into, err *reterr);
/* Reads a whole text that is one object. */
WARN_UNUSED bool fields_read_all(
    arena *a, span json, const field *table, size_t count, void *into, err *reterr);
/* Refuses a member by name. */
bool field_refuse(err *reterr, const char *name);

#endif
