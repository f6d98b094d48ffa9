/* The gist of a file that is checked: what it says of each day of its account, whether its rows
 * were published under another title, how it joins on to the files before it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/import_in.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { DAY_SLOTS = 2 * STATEMENT_DAYS_MAX, CONTENT_ROWS_MIN = 3 };

struct file_gist {
    arena *home;
    statement_day *days;
    size_t count;
    bool is_full;
    char *loose[STATEMENT_DAYS_MAX]; /* rows of each day that are not booked */
    uint16_t slots[DAY_SLOTS];       /* index + 1; 0 free */
    char account[64];                /* ours, as the first row names it */
    crypt_hasher content;
    bool has_numbers; /* of providers, or balances, that tell rows apart */
    int64_t made_rows;
};

bool gist_open(arena *home, file_gist **ret, err *reterr)
{
    file_gist *t = ARENA_NEW(home, file_gist, 1);
    if (t)
        t->days = ARENA_NEW(home, statement_day, STATEMENT_DAYS_MAX);
    if (!t || !t->days)
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
    t->home = home;
    *ret = t;
    return crypt_hasher_open(&t->content, reterr);
}

void gist_close(file_gist *t)
{
    if (t)
        crypt_hasher_close(&t->content);
}

/* The entry of a day and currency; NULL when there are too many to keep. */
static statement_day *day_at(file_gist *t, date day, int64_t asset)
{
    uint64_t hash = ((uint64_t)day.day * 1000 + (uint64_t)asset) * UINT64_C(0x9E3779B97F4A7C15);
    size_t slot = (size_t)(hash >> 40) % DAY_SLOTS;
    for (; t->slots[slot] != 0; slot = (slot + 1) % DAY_SLOTS) {
        statement_day *at = &t->days[t->slots[slot] - 1];
        if (at->day.day == day.day && at->asset == asset)
            return at;
    }
    if (t->count == STATEMENT_DAYS_MAX) {
        t->is_full = true;
        return NULL;
    }
    statement_day *at = &t->days[t->count++];
    *at = (statement_day){ .day = day, .asset = asset };
    t->slots[slot] = (uint16_t)t->count;
    return at;
}

/* ---- rows that are not booked --------------------------------------------------------------- */

/* What tells such a row apart, as for rows without a number (docs/adr/0012): with a balance the
 * balance, else all that it says. */
static uint64_t loose_hash(const payfile_row *row, int64_t flow, uint64_t nth)
{
    const int64_t facts[] = { flow, row->has_balance ? row->balance.fen : 0, row->asset,
        (int64_t)nth };
    crypt_hasher hasher = { 0 };
    err ignored = { 0 };
    if (!crypt_hasher_open(&hasher, &ignored))
        return 0;
    crypt_hasher_add(&hasher, (span){ (const char *)facts, sizeof facts });
    if (!row->has_balance) {
        crypt_hasher_add(&hasher, row->payer_name);
        crypt_hasher_add(&hasher, row->payer_account);
        crypt_hasher_add(&hasher, row->note);
    }
    const crypt_hash hash = crypt_hasher_end(&hasher);
    crypt_hasher_close(&hasher);
    uint64_t bits = 0;
    for (int i = 0; i < 8; i++)
        bits = bits << 8 | hash.bytes[i];
    return bits;
}

/* Is the same in the list already? */
static bool loose_has(const statement_day *at, uint64_t hash)
{
    for (int64_t i = 0; i < at->loose_rows && i < STATEMENT_LOOSE_MAX; i++) {
        if (loose_read(at->loose, (size_t)i).hash == hash)
            return true;
    }
    return false;
}

loose_row loose_read(span loose, size_t index)
{
    uint64_t both[2] = { 0 };
    const unsigned char *from = (const unsigned char *)loose.at + index * STATEMENT_LOOSE_SIZE;
    for (int i = 0; i < STATEMENT_LOOSE_SIZE; i++)
        both[i / 8] = both[i / 8] << 8 | from[i];
    return (loose_row){ .hash = both[0] & ~(uint64_t)3,
        .is_ignored = both[0] & 1,
        .is_rejected = both[0] & 2,
        .flow = (int64_t)both[1] };
}

static void loose_write(char *into, loose_row row)
{
    uint64_t both[2] = { row.hash | row.is_ignored | (uint64_t)row.is_rejected << 1,
        (uint64_t)row.flow };
    for (int i = 0; i < STATEMENT_LOOSE_SIZE; i++)
        into[i] = (char)(both[i / 8] >> (56 - i % 8 * 8));
}

static void loose_add(file_gist *t, statement_day *at, const payfile_row *row, int64_t flow)
{
    if (flow == 0 && row->kind != PAYFILE_REJECTED)
        return;
    char **room = &t->loose[at - t->days];
    if (!*room)
        *room = ARENA_NEW(t->home, char, (size_t)STATEMENT_LOOSE_MAX *STATEMENT_LOOSE_SIZE);
    at->loose.at = *room;
    loose_row made = { .flow = flow,
        .is_ignored = row->kind == PAYFILE_IGNORED,
        .is_rejected = row->kind == PAYFILE_REJECTED };
    bool has_room = *room && at->loose_rows < STATEMENT_LOOSE_MAX;
    for (uint64_t nth = 0; has_room && (nth == 0 || loose_has(at, made.hash)); nth++)
        made.hash = loose_hash(row, flow, nth) & ~(uint64_t)3;
    if (has_room)
        loose_write(*room + at->loose_rows * STATEMENT_LOOSE_SIZE, made);
    at->loose_rows++;
    at->loose.size = has_room ? (size_t)at->loose_rows * STATEMENT_LOOSE_SIZE : 0;
}

/* ---- days ----------------------------------------------------------------------------------- */

/* What the row did to the account: of files that tell gifts and refunds alone, these. */
static int64_t flow_of(const payfile_row *row)
{
    return row->has_flow                 ? row->flow.fen
           : row->kind == PAYFILE_GIFT   ? row->amount.fen
           : row->kind == PAYFILE_REFUND ? -row->amount.fen
                                         : 0;
}

static void day_add(file_gist *t, const payfile_row *row)
{
    statement_day *at =
        row->day.day == 0 ? NULL : day_at(t, row->day, row->asset ? row->asset : LEDGER_CNY);
    if (!at)
        return;
    int64_t flow = flow_of(row);
    at->rows++;
    *(flow > 0 ? &at->in : &at->out) += flow;
    if (row->kind == PAYFILE_GIFT || row->kind == PAYFILE_REFUND)
        at->fee_milli += row->fee_mfen;
    if (row->kind == PAYFILE_IGNORED)
        *(flow > 0 ? &at->ignored_in : &at->ignored_out) += flow;
    at->rejected += row->kind == PAYFILE_REJECTED;
    if (!payfile_is_booked(row))
        loose_add(t, at, row, flow);
    if (!row->has_balance)
        return;
    if (!at->has_balance)
        at->first_balance = row->balance.fen;
    at->has_balance = true;
    at->last_balance = row->balance.fen;
}

static void days_end(file_gist *t, bool is_newest_first, import_report *r)
{
    r->days = t->is_full ? NULL : t->days;
    r->day_count = t->is_full ? 0 : t->count;
    for (size_t i = 0; i < r->day_count; i++)
        r->days[i].balance = is_newest_first ? r->days[i].first_balance : r->days[i].last_balance;
}

/* ---- the same rows under another title ------------------------------------------------------ */

/* What a row says without its day, as far as no number tells it from others. */
static void content_add(file_gist *t, const payfile_row *row)
{
    if (!payfile_is_booked(row))
        return;
    t->has_numbers |= !row->is_made || row->has_balance;
    if (t->has_numbers)
        return;
    char amount[32];
    int size = snprintf(amount, sizeof amount, "%lld", (long long)row->amount.fen);
    crypt_hasher_add(&t->content, row->payer_name);
    crypt_hasher_add(&t->content, (span){ amount, (size_t)size + 1 });
    crypt_hasher_add(&t->content, row->note);
    t->made_rows++;
}

static bool content_end(file_gist *t, store_conn *conn, org_id org, import_report *r, err *reterr)
{
    r->content = crypt_hasher_end(&t->content);
    r->has_content = !t->has_numbers && t->made_rows >= CONTENT_ROWS_MIN;
    return !r->has_content ||
           statement_same_rows(conn, org, &r->content, &r->digest, &r->same_rows, reterr);
}

/* ---- the files before it -------------------------------------------------------------------- */

bool import_join(store_conn *conn, const statement *of, import_joint *ret, err *reterr)
{
    assert(conn && of && ret);
    statement_neighbour before = { 0 };
    *ret = (import_joint){ 0 };
    if (of->account.value == 0 || of->first_day.day == 0)
        return true;
    if (!statement_overlaps(conn, of, &ret->overlaps, &ret->overlap, reterr) ||
        !statement_before(conn, of, &before, reterr))
        return false;
    if (before.id.value == 0)
        return true;
    ret->before = before.id;
    ret->other_account =
        before.tail[0] && of->account_tail[0] && strcmp(before.tail, of->account_tail) != 0;
    date next = date_of_number(date_to_number(before.last_day) + 1);
    if (next.day < of->first_day.day) {
        ret->gap_first = next;
        ret->gap_last = date_of_number(date_to_number(of->first_day) - 1);
    }
    ret->has_jump = before.has_balance && of->has_balance && before.asset == of->asset &&
                    before.closing != of->opening && !ret->overlaps;
    ret->closing.fen = before.closing;
    return true;
}

/* The statement that the file would be, as far as its neighbours matter. */
static statement statement_like(const import_request *request, const import_report *r)
{
    statement of = { .org = request->campaign.org,
        .account = request->account,
        .digest = r->digest,
        .first_day = r->covers_first.day ? r->covers_first : r->first_day,
        .last_day = r->covers_last.day ? r->covers_last : r->last_day,
        .asset = report_asset(r),
        .has_balance = r->balance.count > 0,
        .opening = r->balance.opening.fen,
        .closing = r->balance.closing.fen };
    memcpy(of.account_tail, r->account_tail, sizeof of.account_tail);
    return of;
}

/* ---- the whole ------------------------------------------------------------------------------ */

void gist_add(file_gist *t, const payfile_row *row)
{
    if (!t->account[0] && row->account.size > 0 && row->account.size < sizeof t->account)
        memcpy(t->account, row->account.at, row->account.size);
    day_add(t, row);
    content_add(t, row);
}

bool gist_end(file_gist *t, const import_desk *desk, const import_request *request,
    const payfile_stated *stated, import_report *r, err *reterr)
{
    err ignored = { 0 };
    account_tail_of(
        stated->account.size > 0 ? stated->account : span_of(t->account), r->account_tail);
    days_end(t, stated->is_newest_first, r);
    if (!content_end(t, desk->conn, request->campaign.org, r, reterr))
        return false;
    statement of = statement_like(request, r);
    if (of.account.value == 0 &&
        !import_account(desk->conn, &request->campaign, &r->format, &of.account, &ignored))
        return true; /* booking tells that there is none */
    return import_join(desk->conn, &of, &r->joint, reterr);
}
