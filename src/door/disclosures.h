/* What every door says of a disclosure: its figures with definitions and sentences to copy, the
 * difference to the one before, as JSON and CSV.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_DISCLOSURES_H
#define NUAN_DOOR_DISCLOSURES_H

#include "door/house.h"
#include "text/json.h"
#include "text/say.h"
#include "work/disclosure/deadline.h"

enum { BOOK_ASSETS_MAX = 64, BOOK_ITEMS_MAX = 16, BOOK_STEPS_MAX = 8, BOOK_DAYS_MAX = 1000 };

/* A disclosure with all that is said of it.  Owner: the arena it was read into. */
typedef struct disclosure_book {
    campaign of;
    disclosure d;
    size_t count;
    disclosure_row *rows;
    disclosure_figures f; /* of CNY */
    size_t asset_count;   /* other currencies */
    int64_t assets[BOOK_ASSETS_MAX];
    disclosure previous; /* id {0}: none */
    disclosure_figures before;
    disclosure corrected, correction; /* id {0}: none */
} disclosure_book;

/* By id, or a published one by its number.  Errors: ERR_ABSENT. */
WARN_UNUSED bool disclosure_book_get(
    house *h, store_conn *conn, arena *a, disclosure_id id, disclosure_book *ret, err *reterr);
WARN_UNUSED bool disclosure_book_find(house *h, store_conn *conn, arena *a, const campaign *of,
    span year, span number, disclosure_book *ret, err *reterr);
/* "2020/1" of "--corrects": year and number.  Errors: ERR_INPUT. */
WARN_UNUSED bool disclosure_number_parse(
    span text, int32_t *ret_year, int64_t *ret_number, err *reterr);

/* One figure as people quote it. */
typedef struct disclosure_item {
    const char *name;  /* in files: "gifts" */
    const char *label; /* message ids */
    const char *definition;
    bool is_money; /* else a count */
    int64_t value;
    bool has_before; /* the disclosure before has it, too */
    int64_t before;
    span sentence; /* to copy, in the reader's language */
} disclosure_item;
/* All figures in CNY, in the order of the page; returns how many.  Owner: `a`. */
size_t disclosure_items(
    const disclosure_book *b, arena *a, say_lang lang, disclosure_item into[BOOK_ITEMS_MAX]);

/* A step from the total of the disclosure before to this one. */
typedef struct disclosure_step {
    const char *name, *label;
    int64_t count, amount; /* signed */
} disclosure_step;
/* None when there is none before it. */
size_t disclosure_steps(const disclosure_book *b, disclosure_step into[BOOK_STEPS_MAX]);

/* Members of an object; `is_staff`: with what the public doesn't see. */
void disclosure_json(json_writer *w, const disclosure_book *b, int32_t offset_s, bool is_staff);
/* Frozen rows with their heads. */
void disclosure_csv(buffer *b, const disclosure_book *book, span demo);

/* Where the clock of a campaign's disclosures stands; has_clock false: none runs. */
typedef struct disclosure_clock {
    bool runs;
    deadline rule;
    int64_t from_us, warn_us, due_us; /* civil */
    bool is_first;                    /* nothing was published yet */
} disclosure_clock;
WARN_UNUSED bool disclosure_clock_read(
    house *h, store_conn *conn, arena *a, const campaign *of, disclosure_clock *ret, err *reterr);

#endif
