/* Files that come together: each is checked as if those before it were booked already, so that a
 * payment that stands in two of them counts once.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/import_keys_in.h"

#include <assert.h>

bool import_files_check(
    const import_desk *desk, arena *home, import_file *files, int count, err *reterr)
{
    assert(desk && home && files && count > 0 && count <= IMPORT_FILES_MAX);
    import_seen *seen = NULL;
    if (!import_seen_open(home, &seen, reterr))
        return false;
    seen->is_alone = count == 1;
    for (int i = 0; i < count; i++) {
        import_file *f = &files[i];
        f->request.seen = seen;
        if (f->request.file == 0)
            f->request.file = i + 1;
        f->request.is_dry_run = true;
        f->error = (err){ 0 };
        if (import_run(desk, home, &f->request, f->request.map->bytes, f->report, &f->error))
            f->error.code = ERR_NONE;
    }
    import_seen_close(seen);
    return true;
}

/* A file that stands in the way of all: one that can't be read first, else one with bad rows. */
static int files_fault(const import_file *files, int count)
{
    for (int i = 0; i < count; i++) {
        if (files[i].error.code != ERR_NONE && files[i].report->fault_count == 0)
            return i;
    }
    for (int i = 0; i < count; i++) {
        if (files[i].error.code != ERR_NONE)
            return i;
    }
    return -1;
}

static bool file_book(const import_desk *desk, arena *home, import_file *f)
{
    import_request request = f->request;
    request.seen = NULL;
    request.is_dry_run = false;
    return import_run(desk, home, &request, request.map->bytes, f->report, &f->error);
}

bool import_files_run(
    const import_desk *desk, arena *home, import_file *files, int count, int *ret_at, err *reterr)
{
    assert(desk && home && files && count > 0 && ret_at);
    bool is_dry_run = files[0].request.is_dry_run;
    bool is_good = true;
    *ret_at = -1;
    /* One file is read once. */
    bool checks = count > 1 || is_dry_run;
    if (checks && !import_files_check(desk, home, files, count, reterr))
        return false;
    if (checks)
        *ret_at = files_fault(files, count);
    for (int i = 0; i < count && is_good && *ret_at < 0 && !is_dry_run; i++) {
        is_good = file_book(desk, home, &files[i]);
        if (!is_good)
            *ret_at = i;
    }
    if (*ret_at >= 0)
        *reterr = files[*ret_at].error;
    return *ret_at < 0;
}

void import_others_add(import_other_list *into, const import_report *report)
{
    assert(into && report);
    for (int i = 0; i < report->other_count; i++) {
        const statement_asset *from = &report->others[i];
        statement_asset *to = other_at(into->at, &into->count, from->asset);
        to->booked += from->booked;
        to->refunds += from->refunds;
        to->amount += from->amount;
        to->refund += from->refund;
        to->fee_milli += from->fee_milli;
    }
}

void import_counts_add(statement_counts *into, const statement_counts *c)
{
    int64_t *const to[] = { &into->rows, &into->booked, &into->duplicates, &into->refunds,
        &into->settlements, &into->ignored, &into->rejected, &into->matched, &into->unclaimed,
        &into->amount_fen, &into->refund_fen, &into->fee_mfen };
    const int64_t from[] = { c->rows, c->booked, c->duplicates, c->refunds, c->settlements,
        c->ignored, c->rejected, c->matched, c->unclaimed, c->amount_fen, c->refund_fen,
        c->fee_mfen };
    for (size_t i = 0; i < sizeof to / sizeof *to; i++)
        *to[i] += from[i];
}
