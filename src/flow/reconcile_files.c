/* Files of a day joined: files that share no row are parts of the day and are added up; a row that
 * two of them tell of counts once, in the file that came first.  Booked rows are known by the payment
 * in the books of which both files tell; rows that are not booked by what they say (import_gist.c).
 * Where a file has too many of these to know them again, the day says that it is not sure.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/reconcile_in.h"

#include "flow/import_in.h"
#include "flow_sql.h"

#include <assert.h>

enum { LOOSE_FILES_MAX = 64 };

/* Rows that are not booked, of the files of one day. */
typedef struct loose_day {
    reconcile_day *day;
    int count;
    span files[LOOSE_FILES_MAX];
    bool has_unknown; /* a file has more of them than are known again */
} loose_day;

typedef struct files_reading {
    arena *home;
    reconciliation *r;
    loose_day loose;
} files_reading;

static bool is_known(const loose_day *l, int files, uint64_t hash)
{
    for (int i = 0; i < files; i++) {
        for (size_t k = 0; k < l->files[i].size / STATEMENT_LOOSE_SIZE; k++) {
            if (loose_read(l->files[i], k).hash == hash)
                return true;
        }
    }
    return false;
}

/* Takes from the day what a file before this one holds, too. */
static void loose_take(loose_day *l, reconcile_file *file, span loose)
{
    reconcile_day *d = l->day;
    for (size_t k = 0; k < loose.size / STATEMENT_LOOSE_SIZE; k++) {
        const loose_row row = loose_read(loose, k);
        if (!is_known(l, l->count, row.hash))
            continue;
        *(row.flow > 0 ? &d->in : &d->out) -= row.flow;
        d->rows--;
        d->ignored -= row.is_ignored ? row.flow : 0;
        d->rejected -= row.is_rejected;
        if (file)
            file->common++;
    }
}

static void loose_note(
    files_reading *f, reconcile_day *d, reconcile_file *file, int64_t rows, span loose)
{
    loose_day *l = &f->loose;
    if (l->day != d)
        *l = (loose_day){ .day = d };
    loose_take(l, file, loose);
    bool is_told = loose.size / STATEMENT_LOOSE_SIZE == (size_t)rows;
    /* Of one file alone nothing has to be known again. */
    d->is_unsure |= d->file_count > 1 && (l->has_unknown || (!is_told && l->count > 0));
    l->has_unknown |= !is_told;
    if (l->count < LOOSE_FILES_MAX)
        l->files[l->count++] = arena_copy(f->home, loose);
    else
        l->has_unknown = true;
}

static void file_add(files_reading *f, reconcile_day *d, store_rows *rows)
{
    const statement_day said = { .day = d->day,
        .rows = store_rows_int(rows, 3),
        .in = store_rows_int(rows, 4),
        .out = store_rows_int(rows, 5),
        .ignored_in = store_rows_int(rows, 6),
        .ignored_out = store_rows_int(rows, 7),
        .rejected = store_rows_int(rows, 8),
        .has_balance = !store_rows_is_null(rows, 9),
        .balance = store_rows_is_null(rows, 9) ? 0 : store_rows_int(rows, 9) };
    reconcile_file *file = NULL;
    d->is_covered = true;
    if (d->file_count++ < RECONCILE_FILES_MAX) {
        file = &d->files[d->file_count - 1];
        *file = (reconcile_file){ .id = { store_rows_int(rows, 1) },
            .name = arena_copy(f->home, store_rows_text(rows, 2)),
            .day = said };
    }
    d->rows += said.rows;
    d->in += said.in;
    d->out += said.out;
    d->rejected += said.rejected;
    d->ignored += said.ignored_in + said.ignored_out;
    d->has_balance |= said.has_balance;
    if (said.has_balance)
        d->balance = said.balance;
    loose_note(f, d, file, store_rows_int(rows, 10), store_rows_text(rows, 11));
}

static bool said_read(files_reading *f, store_conn *conn, const store_value *in, err *reterr)
{
    store_rows rows = { 0 };
    if (!store_query_open(conn, &FLOW_RECONCILE_FILES, in, 4, &rows, reterr))
        return false;
    while (store_rows_next(&rows)) {
        reconcile_day *d = reconcile_day_at(f->r, store_rows_int(&rows, 0));
        if (d)
            file_add(f, d, &rows);
    }
    return store_rows_close(&rows, reterr);
}

static void common_take(reconcile_day *d, int64_t file, int64_t rows, int64_t in, int64_t out)
{
    d->rows -= rows;
    d->in -= in;
    d->out -= out;
    for (int i = 0; i < d->file_count && i < RECONCILE_FILES_MAX; i++) {
        if (d->files[i].id.value == file)
            d->files[i].common += rows;
    }
}

/* Payments of which two files tell; only where a day has several. */
static bool common_read(
    const reconciliation *r, store_conn *conn, const store_value *in, err *reterr)
{
    store_rows rows = { 0 };
    bool has_several = false;
    for (size_t i = 0; i < r->count; i++)
        has_several |= r->days[i].file_count > 1;
    if (!has_several)
        return true;
    if (!store_query_open(conn, &FLOW_RECONCILE_COMMON, in, 4, &rows, reterr))
        return false;
    while (store_rows_next(&rows)) {
        reconcile_day *d = reconcile_day_at(r, store_rows_int(&rows, 0));
        if (d && d->file_count > 1)
            common_take(d, store_rows_int(&rows, 1), store_rows_int(&rows, 2),
                store_rows_int(&rows, 3), store_rows_int(&rows, 4));
    }
    return store_rows_close(&rows, reterr);
}

bool reconcile_files_read(store_conn *conn, arena *a, reconciliation *r, err *reterr)
{
    assert(conn && a && r);
    files_reading f = { .home = a, .r = r };
    const store_value in[] = { store_int(r->account.org.value), store_int(r->account.id.value),
        store_int(r->from.day), store_int(r->to.day) };
    return said_read(&f, conn, in, reterr) && common_read(r, conn, in, reterr);
}
