/* A model of what is in the books, keyed by the provider's full key: payments and refunds, which
 * files and notifications tell of each, and what the books must then hold.  The same things are
 * done to a house and to the model.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_TEST_LAW_GIFTS_H
#define NUAN_TEST_LAW_GIFTS_H

#include "bill.h"
#include "world.h"

enum { PAYMENTS_MAX = 12000, REFUNDS_MAX = 6000, FILES_MAX = 64, FILE_ROWS_MAX = 12000 };

typedef struct payment {
    char order[36], merchant[36];
    bool shares_order; /* another payment has the same order number */
    date day;
    int32_t second;
    int unit; /* 0 CNY, 1 HKD, 2 JPY */
    int64_t fen, fee_mfen;
    /* the model */
    uint64_t files; /* bits: files in the books that tell of it */
    bool is_noticed, is_claimed;
    bool is_public; /* has a leaf that stands */
} payment;

typedef struct refund {
    char no[36], order[36], merchant[36];
    int of; /* payment, or -1: a gift that no file knows */
    date day;
    int32_t second;
    int unit;
    int64_t fen;
    uint64_t files;
    bool is_booked, is_public;
} refund;

/* Currencies of the model: amounts are in hundredths, as bills write them. */
enum { UNITS = 3 };
typedef struct unit_row {
    const char *code;
    int64_t asset;
    int64_t hundredths; /* in its smallest unit */
} unit_row;
extern const unit_row units[UNITS];

typedef struct file_row {
    bill_state state;
    int index; /* payment or refund */
} file_row;

typedef struct file {
    int row_count;
    file_row *rows;
    span bytes;
    bool lies; /* its totals differ from its rows */
    bool has_bad_row;
    bool is_mixed;          /* rows of several currencies */
    statement_id statement; /* 0: not in the books */
    bool is_confirmed;
} file;

typedef struct gifts {
    arena home;
    int payment_count, refund_count, file_count;
    payment payments[PAYMENTS_MAX];
    refund refunds[REFUNDS_MAX];
    file files[FILES_MAX];
} gifts;

void gifts_draw(gifts *g, int payment_count, int refund_count);
void gifts_end(gifts *g);
bool payment_in_books(const payment *p);
/* A new file of `row_count` rows drawn from all payments and refunds; or, with count 0, of all
 * payments in order. */
int file_draw(gifts *g, int row_count, bool has_bad_row);
/* The same bytes once more, as a file of its own. */
int file_again(gifts *g, int index);
/* A file of all refunds. */
int file_of_refunds(gifts *g);

/* Each does it to the town and to the model, and compares what was answered. */
void file_import(town *t, gifts *g, int index, bool skips_rejected);
void file_preview(town *t, gifts *g, int index, bool skips_rejected);
/* Checks files that come together; each is as if those before it were booked. */
void files_preview(town *t, const gifts *g, const int *indexes, int count);
void file_confirm(town *t, gifts *g, int index);
void file_undo(town *t, gifts *g, int index);
void payment_notify(town *t, gifts *g, int index, bool tells_order, bool tells_payer);
/* The model alone. */
void model_import(
    gifts *g, int index, statement_counts *ret_counts, statement_counts ret_others[UNITS]);
void model_undo(gifts *g, int index);
/* Compares figures, balances and rows of the books with the model. */
void books_compare(town *t, const gifts *g);

/* Imports a file that is none of the model's, and compares what became of its rows. */
void bytes_import(town *t, span bytes, const char *name, const statement_counts *should);
import_desk town_desk(town *t, const actor *author);

#endif
