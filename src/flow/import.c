/* The import as a whole: keep the file, book it slice by slice while the next slice is being read,
 * confirm, undo, resume.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/import_in.h"

#include "file/file.h"
#include "flow_sql.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SLICES = 2,
    SLICE_ROWS_BESIDE = 300, /* of a slice while others have changes, too */
    BESIDE_US = 10000000,    /* so long after somebody's change it is taken that more will come */
    CHUNKS = 2,
    /* the writer soon has something to do; the next ones are twice as large .. */
    CHUNK_ROWS_FIRST = 1 << 16,
    CHUNK_ROWS = 1 << 18,         /* .. up to this .. */
    CHUNK_ROWS_TOLD = 1 << 17,    /* .. or this, of files whose rows tell who paid: they are kept */
    CHUNK_EXTRA_SIZE = 256 << 20, /* a row keeps at most 1 KiB; what is not used costs nothing */
};

bool import_account(store_conn *conn, const campaign *of, const payfile_format *format,
    account_id *ret_account, err *reterr)
{
    assert(conn && of && ret_account);
    donation_channel channel = import_channel(format);
    ledger_role role = donation_channel_role(channel);
    const store_value in[] = { store_int(of->org.value), store_int(role), store_int(of->id.value),
        store_int(role == LEDGER_CLEARING ? (int64_t)channel : 0) };
    bool is_found = false;
    if (!store_find_int(conn, &FLOW_ACCOUNT, in, 4, &ret_account->value, &is_found, reterr))
        return false;
    return is_found || err_set(reterr, ERR_ABSENT, N_("The campaign %s has no account for %s"),
                           of->code, donation_channel_name(channel));
}

/* ---- changes -------------------------------------------------------------------------------- */

change change_of(const import_desk *desk, const change_kind *kind, org_id org, void *input)
{
    return (change){ .kind = kind, .author = desk->author, .org = org, .input = input };
}

change change_asked(const import_desk *desk, const change_kind *kind, org_id org, void *input)
{
    change c = change_of(desk, kind, org, input);
    if (!desk->asked || !desk->asked->has_key)
        return c;
    c.has_key = true;
    memcpy(c.key, desk->asked->key, sizeof c.key);
    memcpy(c.digest, desk->asked->digest, sizeof c.digest);
    return c;
}

static bool statement_run(
    const import_desk *desk, const change_kind *kind, const statement *s, err *reterr)
{
    statement_change_input in = { .statement = s->id };
    change c = change_of(desk, kind, s->org, &in);
    return writer_run(desk->writer, &c, reterr);
}

/* ---- chunks --------------------------------------------------------------------------------- */

/* Rows that stand together in the file, in the order in which they are booked: by payment key, so
 * that a slice alters few pages of the table of keys.  The order follows from the file alone: a
 * booking that was interrupted finds it again. */
typedef struct row_chunk {
    book_row *rows;
    const book_row **order;
    int count, room;
    arena extra;
} row_chunk;

/* A slice on its way: a part of a chunk that is the writer's until its ticket is done. */
typedef struct slice_trip {
    book_slice slice;
    const row_chunk *chunk;
    change c;
    writer_ticket ticket;
    bool is_under_way;
} slice_trip;

typedef struct slicing {
    const import_desk *desk;
    const statement *s;
    payouts payouts;
    payment_place place; /* of what it reads .. */
    payment_reader reader;
    const change_kind *kind;
    payfile *file;
    const sys_map *map; /* of the file; its pages before `passed` are given back */
    size_t offset, passed;
    bool is_all_new;
    int64_t put_count; /* as it must stand when the next slice is booked */
    donation_channel channel;
    directions directions;
    int rows_max; /* of a chunk; it follows from the file's format, as the order of its rows must */
    bool is_at_end;
    int64_t done; /* rows that are booked or on their way */
    int64_t sent; /* slices */
    /* of the writer at the begin, and how many of the changes since then are others' at least */
    int64_t seq;
    int64_t others;
    int64_t beside_us; /* until then others' changes are looked out for */
    int trip;          /* the next one */
    slice_trip trips[SLICES];
    arena memory; /* of the chunks */
    row_chunk chunks[CHUNKS];
} slicing;

static bool chunk_row(slicing *g, row_chunk *chunk, payfile_row *row, err *reterr)
{
    book_row *into = &chunk->rows[chunk->count];
    chunk->order[chunk->count++] = into;
    *into = (book_row){ .number = row->number,
        .day = row->day,
        .second = row->second,
        .asset = row->asset,
        .amount = row->amount,
        .fee_mfen = row->fee_mfen };
    /* Before it is judged: the order must not hang on the day of booking. */
    if (payfile_is_booked(row))
        into->key = book_key(row);
    row_judge(g->file, g->desk->last_day, row);
    if (!payout_settle(&g->payouts, &g->reader, g->file, row, reterr))
        return false;
    into->kind = row->kind;
    if (row->kind == PAYFILE_GIFT && into->asset == LEDGER_CNY &&
        !book_told(&chunk->extra, g->desk->seal_key, row, &into->told, reterr))
        return false;
    into->has_key = payfile_is_booked(row);
    bool is_payout = row->kind == PAYFILE_SETTLEMENT && into->has_key;
    const direction_rule *rule = direction_of(&g->directions, &chunk->extra, row);
    if (row->kind != PAYFILE_REFUND && row->kind != PAYFILE_REJECTED && !is_payout && !rule)
        return true;
    book_extra *extra = ARENA_NEW(&chunk->extra, book_extra, 1);
    if (!extra)
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
    into->extra = extra;
    extra->settles = CHANNEL_OTHER;
    if (rule) {
        extra->campaign = rule->campaign;
        extra->purpose = rule->purpose;
        extra->direction = rule->id;
    }
    if (row->kind == PAYFILE_GIFT)
        return true;
    if (is_payout) {
        (void)donation_channel_parse(row->settles, &extra->settles);
        return true;
    }
    if (row->kind == PAYFILE_REFUND) {
        extra->gift_key = book_gift_key(row);
        extra->has_own = book_own_key(row, &extra->own_key);
        return true;
    }
    extra->column = arena_copy(&chunk->extra, row->fault.column);
    extra->rule = span_of(row->fault.rule);
    return (extra->column.at &&
               crypt_seal(&chunk->extra, g->desk->seal_key, span_of("statement_row.value"),
                   row->fault.value, &extra->sealed_value, reterr)) ||
           err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
}

/* Reads up to `count` rows of the file into a chunk. */
static bool chunk_read(slicing *g, row_chunk *chunk, int count, err *reterr)
{
    payfile_row row = { 0 };
    for (; count > 0 && chunk->count < chunk->room && !g->is_at_end; count--) {
        bool more = false;
        if (!payfile_next(g->file, &row, &more, reterr))
            return false;
        g->is_at_end = !more;
        if (!more)
            break;
        if (!chunk_row(g, chunk, &row, reterr))
            return false;
        g->offset = row.offset;
    }
    if (g->offset > g->passed) {
        sys_map_pass(g->map, g->passed, g->offset);
        g->passed = g->offset;
    }
    return true;
}

/* Rows of one order number stay in the order of the file. */
static int book_order(const void *a, const void *b)
{
    const book_row *one = *(const book_row *const *)a;
    const book_row *two = *(const book_row *const *)b;
    int order = memcmp(one->key.order, two->key.order, sizeof one->key.order);
    return order != 0 ? order : (one->number > two->number) - (one->number < two->number);
}

/* ---- slices --------------------------------------------------------------------------------- */

static bool trip_wait(slice_trip *trip, err *reterr)
{
    if (!trip->is_under_way)
        return true;
    trip->is_under_way = false;
    return writer_wait(&trip->ticket, reterr);
}

/* Large slices make few commits; but who has a change, too, waits for the slice before it: then
 * they are small, and only one is on its way. */
static bool is_beside(slicing *g)
{
    int64_t others = writer_seq(g->desk->writer) - g->seq - g->sent;
    if (others > g->others) {
        g->others = others;
        g->beside_us = sys_steady_us() + BESIDE_US;
    }
    return sys_steady_us() < g->beside_us;
}

/* Gives a part of a chunk to the writer. */
static bool slice_send(slicing *g, const row_chunk *chunk, int from, int count, err *reterr)
{
    slice_trip *trip = &g->trips[g->trip];
    if (!trip_wait(trip, reterr))
        return false;
    g->sent++;
    g->trip = (g->trip + 1) % SLICES;
    trip->chunk = chunk;
    trip->slice = (book_slice){ .statement = g->s->id,
        .from_row = g->done,
        .next_row = g->done + count,
        .is_all_new = g->is_all_new,
        .put_count = g->put_count,
        .channel = g->channel,
        .count = count,
        .rows = chunk->order + from };
    for (int i = from; i < from + count; i++)
        g->put_count += chunk->order[i]->has_key;
    g->done += count;
    trip->c = change_of(g->desk, g->kind, g->s->org, &trip->slice);
    trip->is_under_way = writer_begin_patient(g->desk->writer, &trip->c, &trip->ticket, reterr);
    if (g->desk->progress)
        g->desk->progress(g->desk->progress_self, g->done, g->s->counts.rows);
    return trip->is_under_way;
}

/* Waits for the slices of a chunk that are on their way, or for all. */
static bool trips_wait(slicing *g, const row_chunk *chunk, err *reterr)
{
    for (int i = 0; i < SLICES; i++) {
        if ((!chunk || g->trips[i].chunk == chunk) && !trip_wait(&g->trips[i], reterr))
            return false;
    }
    return true;
}

static bool chunk_empty(slicing *g, row_chunk *chunk, err *reterr)
{
    if (!trips_wait(g, chunk, reterr))
        return false;
    chunk->count = 0;
    arena_reset(&chunk->extra, 0);
    return true;
}

/* Sends the rows of a chunk from `from` on; between the slices the next chunk is read, while the
 * writer books. */
static bool chunk_send(slicing *g, row_chunk *chunk, row_chunk *next, int from, err *reterr)
{
    int count = 0;
    for (int at = from; at < chunk->count; at += count) {
        bool has_company = is_beside(g);
        int most = has_company ? SLICE_ROWS_BESIDE : IMPORT_SLICE_ROWS;
        count = chunk->count - at < most ? chunk->count - at : most;
        if ((has_company && !trips_wait(g, NULL, reterr)) ||
            !slice_send(g, chunk, at, count, reterr) || !chunk_read(g, next, count, reterr))
            return false;
    }
    return true;
}

static bool slices_send(slicing *g, err *reterr)
{
    int64_t before = 0; /* rows of the chunks that are done */
    row_chunk *chunk = &g->chunks[0];
    row_chunk *next = &g->chunks[1];
    chunk->room = CHUNK_ROWS_FIRST;
    while (chunk_read(g, chunk, CHUNK_ROWS, reterr)) {
        if (chunk->count == 0)
            return true;
        qsort(chunk->order, (size_t)chunk->count, sizeof *chunk->order, book_order);
        int64_t from = g->done - before;
        before += chunk->count;
        next->room = chunk->room < g->rows_max ? chunk->room * 2 : g->rows_max;
        if (!chunk_empty(g, next, reterr) ||
            (from < chunk->count && !chunk_send(g, chunk, next, (int)from, reterr)))
            return false;
        row_chunk *other = chunk;
        chunk = next;
        next = other;
    }
    return false;
}

static bool slicing_open(slicing *g, err *reterr)
{
    const size_t row_size = sizeof(book_row) + sizeof(book_row *);
    bool is_open = arena_open(&g->memory, CHUNKS * (CHUNK_ROWS * row_size + 64));
    for (int i = 0; i < CHUNKS; i++) {
        row_chunk *chunk = &g->chunks[i];
        chunk->rows = is_open ? ARENA_NEW(&g->memory, book_row, CHUNK_ROWS) : NULL;
        chunk->order = is_open ? ARENA_NEW(&g->memory, const book_row *, CHUNK_ROWS) : NULL;
        if (!chunk->rows || !chunk->order || !arena_open(&chunk->extra, CHUNK_EXTRA_SIZE))
            return err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
    }
    return true;
}

/* Waits for what is under way; false when one of it failed. */
static bool slicing_close(slicing *g, bool is_good, err *reterr)
{
    for (int i = 0; i < SLICES; i++) {
        err other = { 0 };
        bool is_done = trip_wait(&g->trips[i], is_good ? reterr : &other);
        is_good = is_good && is_done;
    }
    for (int i = 0; i < CHUNKS; i++)
        arena_close(&g->chunks[i].extra);
    arena_close(&g->memory);
    payfile_close(g->file);
    return is_good;
}

/* Takes the rows of the statement's file through the writer, from where it stands.  `checked`: the
 * report of a check just made, or NULL. */
static bool slices_run(const import_desk *desk, arena *home, const statement *s,
    const change_kind *kind, const sys_map *map, const import_report *checked, err *reterr)
{
    slicing g = { .desk = desk,
        .s = s,
        .kind = kind,
        .map = map,
        .done = s->next_row,
        .seq = writer_seq(desk->writer),
        .is_all_new = checked && checked->is_all_new,
        .put_count = checked ? checked->put_count : 0,
        .place = { .conn = desk->conn, .org = s->org } };
    g.reader = payment_reader_of(&g.place);
    payfile_format format = { 0 };
    if (!format_of_statement(desk->conn, home, s, &format, reterr) ||
        !payfile_open(home, &format, map->bytes, &g.file, reterr))
        return false;
    g.channel = import_channel(&format);
    g.rows_max = format.profile ? CHUNK_ROWS_TOLD : CHUNK_ROWS;
    if (!payouts_of_statement(desk->conn, s, &g.payouts, reterr) ||
        !directions_open(desk->conn, home, s->org, s->account, s->made_us, &g.directions, reterr)) {
        payfile_close(g.file);
        return false;
    }
    bool is_good = slicing_open(&g, reterr) && slices_send(&g, reterr);
    return slicing_close(&g, is_good, reterr);
}

/* ---- the whole ------------------------------------------------------------------------------ */

static bool report_refresh(
    const import_desk *desk, import_report *r, const statement *s, err *reterr)
{
    r->counts = s->counts;
    r->statement = s->id;
    r->state = s->state;
    r->stated = s->stated;
    r->first_day = s->first_day;
    r->last_day = s->last_day;
    r->doubt = s->doubt;
    return statement_assets(desk->conn, s, r->others, &r->other_count, reterr);
}

/* A booking that a rule stopped is taken back: all or nothing in the end.  One that the store
 * stopped goes on later. */
static void booking_give_up(
    const import_desk *desk, arena *home, const statement *s, const err *why)
{
    statement undoing = { 0 };
    err ignored = { 0 };
    bool goes_on = why->code == ERR_STORE || why->code == ERR_MEMORY || why->code == ERR_STALE ||
                   why->code == ERR_DAMAGE;
    if (goes_on || !statement_run(desk, &statement_undo, s, &ignored) ||
        !statement_get(desk->conn, s->id, &undoing, &ignored))
        return;
    /* What fails here is resumed with the house. */
    if (!import_resume(desk, home, &undoing, &ignored))
        ignored.code = ERR_NONE;
}

/* Finishes a statement whose rows are all booked; confirms it when it agrees with itself. */
static bool statement_end(const import_desk *desk, const statement *s, err *reterr)
{
    if (!statement_run(desk, &statement_finish, s, reterr))
        return false;
    return s->doubt || statement_run(desk, &statement_accept, s, reterr);
}

static bool statement_begin(const import_desk *desk, const import_request *request,
    const import_report *r, account_id account, statement *ret, err *reterr)
{
    statement_add_input in = { .data = { .org = request->campaign.org,
                                   .campaign = request->campaign.id,
                                   .account = account,
                                   .digest = r->digest,
                                   .file_size = r->file_size,
                                   .first_day = r->first_day,
                                   .last_day = r->last_day,
                                   .stated = r->stated,
                                   .skips_rejected = request->skips_rejected,
                                   .payouts = request->payouts != PAYOUTS_ASK ? request->payouts
                                              : r->payouts_asked > 0          ? PAYOUTS_LEFT
                                                                              : PAYOUTS_GIFTS,
                                   .doubt = r->doubt } };
    in.data.counts.rows = r->counts.rows;
    in.data.first_day = r->covers_first.day ? r->covers_first : r->first_day;
    in.data.last_day = r->covers_last.day ? r->covers_last : r->last_day;
    memcpy(in.data.account_tail, r->account_tail, sizeof in.data.account_tail);
    in.data.asset = report_asset(r);
    in.data.has_balance = r->balance.count > 0;
    in.data.opening = r->balance.opening.fen;
    in.data.closing = r->balance.closing.fen;
    in.data.tells_fees = r->tells_fees;
    in.data.has_content = r->has_content;
    in.data.content = r->content;
    in.days = r->days;
    in.day_count = r->day_count;
    snprintf(in.kind, sizeof in.kind, "%s", r->media_type);
    snprintf(in.data.format, sizeof in.data.format, "%s", r->format.name);
    in.profile = r->format.profile ? r->format.profile->json : in.profile;
    span name = span_head(request->file_name, STATEMENT_NAME_MAX);
    snprintf(in.data.file_name, sizeof in.data.file_name, "%.*s", SPAN_PRINT(name));
    change c = change_of(desk, &statement_add, request->campaign.org, &in);
    if (!writer_run(desk->writer, &c, reterr))
        return false;
    *ret = in.data;
    return true;
}

/* The same bytes are in the books: every row is a duplicate. */
static void report_repeat(import_report *r, const statement *known)
{
    r->was_imported = true;
    r->statement = known->id;
    r->state = known->state;
    r->counts.duplicates += r->counts.booked + r->counts.refunds;
    r->counts.booked = r->counts.refunds = r->counts.unclaimed = r->counts.matched = 0;
    r->counts.amount_fen = r->counts.refund_fen = r->counts.fee_mfen = 0;
    r->other_count = 0;
}

static bool rejected_refuse(const import_report *r, err *reterr)
{
    err_set(reterr, ERR_INPUT, N_("Rows that can't be booked: %lld; nothing was booked"),
        (long long)r->counts.rejected);
    return err_hint(reterr, N_("Correct them in the file, or import again and skip them."));
}

/* Books the kept copy: what is in the books is what is in the attachment, whatever becomes of
 * the file that came. */
static bool copy_book(const import_desk *desk, arena *home, statement *s, const sys_map *copy,
    import_report *r, err *reterr)
{
    if (!slices_run(desk, home, s, &statement_book, copy, r, reterr)) {
        booking_give_up(desk, home, s, reterr);
        return false;
    }
    return statement_end(desk, s, reterr) && statement_get(desk->conn, s->id, s, reterr) &&
           report_refresh(desk, r, s, reterr);
}

static bool statement_book_all(const import_desk *desk, arena *home, const import_request *request,
    account_id account, import_report *r, err *reterr)
{
    statement s = { 0 };
    sys_map copy = { 0 };
    if ((request->draft && !file_adopt(desk->folder, request->draft, &r->digest, reterr)) ||
        !file_open(desk->folder, &r->digest, false, &copy, reterr))
        return false;
    bool is_good = statement_begin(desk, request, r, account, &s, reterr) &&
                   copy_book(desk, home, &s, &copy, r, reterr);
    sys_map_close(&copy);
    return is_good;
}

static bool other_campaign_refuse(const import_desk *desk, const statement *known, err *reterr)
{
    campaign of = { 0 };
    bool is_found = desk->donations && campaign_get(desk->donations, known->campaign, &of);
    err_set(reterr, ERR_CONFLICT, N_("This file was imported for the campaign %s"),
        is_found ? of.code : "?");
    return err_hint(reterr, N_("Choose that campaign, or undo the import that brought it"));
}

/* A roll without days in its rows, published again under another title. */
static bool same_rows_refuse(const import_desk *desk, const import_report *r, err *reterr)
{
    statement known = { 0 };
    if (!statement_get(desk->conn, r->same_rows, &known, reterr))
        return false;
    err_set(reterr, ERR_CONFLICT, N_("The same rows are in the books, from the file %s"),
        known.file_name);
    return err_hint(reterr,
        N_("It is the same table under another title; if these are other gifts, give their rows "
           "days or numbers"));
}

/* What comes behind the check. */
static bool checked_run(const import_desk *desk, arena *home, const import_request *request,
    import_report *r, err *reterr)
{
    account_id account = request->account;
    statement known = { 0 };
    bool is_known = false;
    if ((account.value == 0 &&
            !import_account(desk->conn, &request->campaign, &r->format, &account, reterr)) ||
        !statement_find(desk->conn, request->campaign.org, &r->digest, &known, &is_known, reterr))
        return false;
    if (is_known && known.campaign.value != request->campaign.id.value)
        return other_campaign_refuse(desk, &known, reterr);
    if (is_known && known.state != STATEMENT_BOOKING) {
        report_repeat(r, &known);
        return true;
    }
    if (is_known)
        return err_set(
            reterr, ERR_CONFLICT, N_("This file is being imported right now; wait for its report"));
    if (r->counts.rejected > 0 && !request->skips_rejected)
        return rejected_refuse(r, reterr);
    if (r->same_rows.value != 0 && r->counts.booked > 0)
        return same_rows_refuse(desk, r, reterr);
    return request->is_dry_run || (statement_book_all(desk, home, request, account, r, reterr) &&
                                      choice_keep(desk, home, request, account, r, reterr));
}

bool import_run(const import_desk *desk, arena *home, const import_request *request, span bytes,
    import_report *ret_report, err *reterr)
{
    assert(desk && desk->conn && (desk->writer || request->is_dry_run));
    sys_draft draft = { .fd = -1 };
    import_request with = *request;
    bool keeps = !request->is_dry_run && !request->is_kept;
    with.draft = keeps ? &draft : NULL;
    bool is_good = (!keeps || file_draft(desk->folder, &draft, reterr)) &&
                   import_check(desk, home, &with, bytes, ret_report, reterr) &&
                   checked_run(desk, home, &with, ret_report, reterr);
    sys_draft_drop(&draft);
    return is_good;
}

bool import_resume(const import_desk *desk, arena *home, const statement *s, err *reterr)
{
    assert(desk && desk->writer && s);
    sys_map map = { 0 };
    bool undoes = s->state == STATEMENT_UNDOING;
    if (s->state == STATEMENT_BOOKED && s->doubt == STATEMENT_SURE)
        return statement_run(desk, &statement_accept, s, reterr);
    if (!undoes && s->state != STATEMENT_BOOKING)
        return true;
    if (!file_open(desk->folder, &s->digest, true, &map, reterr))
        return false;
    bool is_good =
        slices_run(desk, home, s, undoes ? &statement_unbook : &statement_book, &map, NULL, reterr);
    if (!is_good && !undoes)
        booking_give_up(desk, home, s, reterr);
    is_good = is_good && (undoes ? statement_run(desk, &statement_unbooked, s, reterr)
                                 : statement_end(desk, s, reterr));
    sys_map_close(&map);
    return is_good;
}

bool import_confirm(const import_desk *desk, const statement *s, err *reterr)
{
    assert(desk && desk->writer && s);
    statement_change_input in = { .statement = s->id };
    change c = change_asked(desk, &statement_confirm, s->org, &in);
    return writer_run(desk->writer, &c, reterr);
}

bool import_undo(const import_desk *desk, arena *home, const statement *s, err *reterr)
{
    assert(desk && desk->writer && s);
    statement undoing = { 0 };
    return statement_run(desk, &statement_undo, s, reterr) &&
           statement_get(desk->conn, s->id, &undoing, reterr) &&
           import_resume(desk, home, &undoing, reterr);
}

/* ---- reading back --------------------------------------------------------------------------- */

bool import_report_of(const import_desk *desk, arena *home, const statement *s,
    import_report *ret_report, err *reterr)
{
    assert(desk && s && ret_report);
    sys_map map = { 0 };
    import_request request = { .campaign = { .id = s->campaign, .org = s->org },
        .account = s->account,
        .payouts = s->payouts,
        .again = s->id,
        .file_name = span_of(s->file_name),
        .map = &map };
    if (!format_of_statement(desk->conn, home, s, &request.format, reterr) ||
        !file_open(desk->folder, &s->digest, false, &map, reterr))
        return false;
    bool is_good = import_check(desk, home, &request, map.bytes, ret_report, reterr);
    sys_map_close(&map);
    return is_good && report_refresh(desk, ret_report, s, reterr);
}

bool import_row(const import_desk *desk, arena *home, const statement *s, int64_t number,
    payfile_row *ret_row, err *reterr)
{
    sys_map map = { 0 };
    payfile_format format = { 0 };
    payfile *file = NULL;
    if (!format_of_statement(desk->conn, home, s, &format, reterr) ||
        !file_open(desk->folder, &s->digest, false, &map, reterr))
        return false;
    bool is_good = payfile_open(home, &format, map.bytes, &file, reterr);
    bool more = is_good;
    bool is_found = false;
    while (is_good && more && !is_found) {
        is_good = payfile_next(file, ret_row, &more, reterr);
        is_found = is_good && more && ret_row->number == number;
    }
    span *texts[] = { &ret_row->order_no, &ret_row->merchant_no, &ret_row->refund_no,
        &ret_row->currency, &ret_row->payer, &ret_row->payer_name, &ret_row->payer_account,
        &ret_row->note, &ret_row->account, &ret_row->settles, &ret_row->fault.column,
        &ret_row->fault.value };
    for (size_t i = 0; is_found && i < sizeof texts / sizeof *texts; i++)
        *texts[i] = arena_copy(home, *texts[i]);
    payfile_close(file);
    sys_map_close(&map);
    return is_good && (is_found || err_set(reterr, ERR_ABSENT, N_("The file has no row %lld"),
                                       (long long)number));
}
