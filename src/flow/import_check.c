/* Reading a whole payment file before anything is booked: every row's outcome, the file's totals beside ours.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/import_in.h"

#include <assert.h>
#include <string.h>

enum { DAYS_CACHED = 64, PROGRESS_ROWS = 20000 };

donation_channel import_channel(payfile_format format)
{
    return format == PAYFILE_WECHAT_MERCHANT ? CHANNEL_WECHAT : format == PAYFILE_QR_SHEET ? CHANNEL_QR : CHANNEL_OTHER;
}

payment_key book_key(const payfile_row *row)
{
    return payment_key_make(row->order_no, row->merchant_no, row->refund_no);
}

/* ---- keys of this file: a payment that stands twice in it is one ----------------------------- */

/* 64 bits of each key: two of a million different ones meet with a chance of 10^-8, and then only the preview
 * is wrong by one; the booking compares whole keys. */
typedef struct key_set {
    arena home;
    uint64_t *slots;
    uint64_t size; /* a power of two */
    uint64_t count;
} key_set;

enum { SET_SIZE_MIN = 1 << 14 };
#define SET_SIZE_MAX (UINT64_C(1) << 31)

static bool set_open(key_set *set, uint64_t size, err *reterr)
{
    *set = (key_set){ .size = size };
    if (size > SET_SIZE_MAX || !arena_open(&set->home, size * sizeof *set->slots + 64))
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
    set->slots = ARENA_NEW(&set->home, uint64_t, size);
    return true;
}

/* The slot that holds the hash, or the free one where it belongs. */
static uint64_t *set_slot(const key_set *set, uint64_t hash)
{
    uint64_t slot = hash & (set->size - 1);
    while (set->slots[slot] != 0 && set->slots[slot] != hash)
        slot = (slot + 1) & (set->size - 1);
    return &set->slots[slot];
}

static bool set_grow(key_set *set, err *reterr)
{
    key_set larger = { 0 };
    if (!set_open(&larger, set->size * 2, reterr))
        return false;
    for (uint64_t i = 0; i < set->size; i++) {
        if (set->slots[i] != 0)
            *set_slot(&larger, set->slots[i]) = set->slots[i];
    }
    larger.count = set->count;
    arena_close(&set->home);
    *set = larger;
    return true;
}

/* *ret_known: the key was there before. */
static bool set_add(key_set *set, const payment_key *key, bool *ret_known, err *reterr)
{
    uint64_t hash = 0;
    uint64_t rest = 0;
    memcpy(&hash, key->order + PAYMENT_PLACE_SIZE, sizeof hash);
    memcpy(&rest, key->rest, sizeof rest);
    hash ^= rest * UINT64_C(0x9E3779B97F4A7C15);
    hash += hash == 0;
    if (set->count * 4 >= set->size * 3 && !set_grow(set, reterr))
        return false;
    uint64_t *slot = set_slot(set, hash);
    *ret_known = *slot != 0;
    set->count += *slot == 0;
    *slot = hash;
    return true;
}

/* ---- the check ------------------------------------------------------------------------------ */

typedef struct day_known {
    date day;
    bool has_any;
} day_known;

typedef struct checking {
    const import_desk *desk;
    const import_request *request;
    import_report *report;
    arena *home;
    payment_place place;
    payment_reader reader;
    key_set keys;
    day_known days[DAYS_CACHED];
    int day_count;
    crypt_hasher hasher; /* of the bytes that are passed */
    size_t passed;
    bool has_known; /* a payment stands twice, or one of its days is in the books */
} checking;

/* Is any payment of the day in the books?  Most files bring days of which none is, and then no row need be looked up. */
static bool day_has_any(checking *c, date day, bool *ret_any, err *reterr)
{
    for (int i = 0; i < c->day_count; i++) {
        if (c->days[i].day.day == day.day) {
            *ret_any = c->days[i].has_any;
            return true;
        }
    }
    if (!payment_day_any(c->place.conn, c->place.org, c->place.account, day, ret_any, reterr))
        return false;
    if (c->day_count < DAYS_CACHED)
        c->days[c->day_count++] = (day_known){ .day = day, .has_any = *ret_any };
    return true;
}

static bool neighbourhood_has_any(checking *c, const payfile_row *row, bool *ret_any, err *reterr)
{
    for (int32_t step = -1; step <= 1; step++) {
        bool any = false;
        if (!day_has_any(c, date_add(row->day, step), &any, reterr))
            return false;
        if (any) {
            *ret_any = true;
            c->has_known = true;
            return true;
        }
    }
    *ret_any = false;
    return true;
}

/* Is the payment of this row in the books? */
static bool row_is_known(checking *c, const payfile_row *row, const payment_key *key, bool *ret_known, err *reterr)
{
    *ret_known = false;
    bool any = false;
    if (!neighbourhood_has_any(c, row, &any, reterr))
        return false;
    if (!any)
        return true;
    const payment_fact fact = { .key = *key, .day = row->day, .second = row->second, .amount = row->amount };
    payment_known known = { 0 };
    if (!payment_identify(&c->reader, &fact, &known, reterr))
        return false;
    *ret_known = known.is_exact || (row->kind == PAYFILE_GIFT && known.candidates > 0);
    return true;
}

static bool fault_add(checking *c, const payfile_row *row, err *reterr)
{
    import_report *r = c->report;
    r->counts.rejected++;
    if (r->fault_count++ >= IMPORT_FAULTS_MAX)
        return true;
    import_fault *fault = &r->faults[r->fault_count - 1];
    *fault = (import_fault){ .row = row->number, .column = arena_copy(c->home, row->fault.column),
        .value = arena_copy(c->home, row->fault.value), .rule = row->fault.rule, .hint = row->fault.hint };
    return (fault->column.at && fault->value.at) ||
           err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
}

static void reason_add(import_report *r, const char *reason)
{
    r->counts.ignored++;
    int at = 0;
    while (at < r->reason_count && strcmp(r->reasons[at].reason, reason) != 0)
        at++;
    if (at == IMPORT_REASONS_MAX)
        return;
    if (at == r->reason_count)
        r->reasons[r->reason_count++] = (import_reason){ .reason = reason };
    r->reasons[at].count++;
}

static void sample_add(checking *c, const payfile_row *row, bool is_known)
{
    import_report *r = c->report;
    if (r->sample_count == IMPORT_SAMPLE_MAX)
        return;
    r->samples[r->sample_count++] = (import_sample){ .row = row->number, .kind = row->kind, .day = row->day,
        .second = row->second, .order_no = arena_copy(c->home, row->order_no),
        .note = arena_copy(c->home, row->note), .amount = row->amount, .is_known = is_known };
}

static bool money_row(checking *c, const payfile_row *row, err *reterr)
{
    import_report *r = c->report;
    bool is_gift = row->kind == PAYFILE_GIFT;
    r->file_totals.rows++;
    *(is_gift ? &r->file_totals.amount_fen : &r->file_totals.refund_fen) += row->amount.fen;
    r->file_totals.fee_mfen += row->fee_mfen;
    r->has_refunds |= !is_gift;
    if (row->currency.size > 0 && !span_is(row->currency, "CNY"))
        r->is_cny = false;
    if (r->first_day.day == 0 || row->day.day < r->first_day.day)
        r->first_day = row->day;
    if (row->day.day > r->last_day.day)
        r->last_day = row->day;
    payment_key key = book_key(row);
    bool is_known = false;
    if (!set_add(&c->keys, &key, &is_known, reterr) ||
        (!is_known && !row_is_known(c, row, &key, &is_known, reterr)))
        return false;
    sample_add(c, row, is_known);
    c->has_known |= is_known;
    if (is_known) {
        r->counts.duplicates++;
    } else if (is_gift) {
        r->counts.booked++;
        r->counts.unclaimed++;
        r->counts.amount_fen += row->amount.fen;
        r->counts.fee_mfen += row->fee_mfen;
    } else {
        r->counts.refunds++;
        r->counts.refund_fen += row->amount.fen;
    }
    return true;
}

static bool row_check(checking *c, const payfile_row *row, err *reterr)
{
    c->report->counts.rows++;
    switch (row->kind) {
    case PAYFILE_GIFT:
    case PAYFILE_REFUND: return money_row(c, row, reterr);
    case PAYFILE_SETTLEMENT: c->report->counts.settlements++; return true;
    case PAYFILE_IGNORED: reason_add(c->report, row->reason); return true;
    case PAYFILE_REJECTED: return fault_add(c, row, reterr);
    }
    return err_set(reterr, ERR_INPUT, N_("a row of no known kind"));
}

/* What the file states of itself, beside what its rows add up to. */
static void totals_compare(import_report *r, const payfile_stated *stated)
{
    r->stated = (statement_stated){ .count = stated->has_count ? stated->count : -1,
        .amount_fen = stated->has_amount ? stated->amount.fen : -1,
        .refund_fen = stated->has_refund ? stated->refund.fen : -1,
        .fee_mfen = stated->has_fee ? stated->fee_mfen : -1 };
    bool count_fits = !stated->has_count || stated->count == r->file_totals.rows;
    bool amount_fits = !stated->has_amount || stated->amount.fen == r->file_totals.amount_fen;
    bool refund_fits = !stated->has_refund || stated->refund.fen == r->file_totals.refund_fen;
    bool fee_fits = !stated->has_fee || stated->fee_mfen == r->file_totals.fee_mfen;
    r->agrees = r->is_cny && r->counts.rejected == 0 && (stated->has_count || stated->has_amount) &&
                count_fits && amount_fits && refund_fits && fee_fits;
}

/* The bytes before `upto` are read: they are hashed and copied while they are at hand, and their pages go. */
static bool bytes_pass(checking *c, span bytes, size_t upto, err *reterr)
{
    span part = span_slice(bytes, c->passed, upto);
    if (part.size == 0)
        return true;
    crypt_hasher_add(&c->hasher, part);
    if (c->request->draft && !sys_draft_add(c->request->draft, part, reterr))
        return false;
    if (c->request->map)
        sys_map_pass(c->request->map, c->passed, upto);
    c->passed = upto;
    return true;
}

static bool rows_check(checking *c, payfile *file, span bytes, err *reterr)
{
    payfile_row row = { 0 };
    bool more = true;
    while (more) {
        if (!payfile_next(file, &row, &more, reterr) || (more && !row_check(c, &row, reterr)))
            return false;
        if (c->report->counts.rows % PROGRESS_ROWS != 0 || row.offset <= c->passed)
            continue;
        if (!bytes_pass(c, bytes, row.offset, reterr))
            return false;
        if (c->desk->progress)
            c->desk->progress(c->desk->progress_self, (int64_t)row.offset, (int64_t)bytes.size);
    }
    return bytes_pass(c, bytes, bytes.size, reterr);
}

/* The memory of a check that is not the caller's. */
static bool checking_open(checking *c, err *reterr)
{
    return set_open(&c->keys, SET_SIZE_MIN, reterr) && crypt_hasher_open(&c->hasher, reterr);
}

static void checking_close(checking *c)
{
    arena_close(&c->keys.home);
    crypt_hasher_close(&c->hasher);
}

static bool file_check(checking *c, span bytes, err *reterr)
{
    import_report *r = c->report;
    payfile *file = NULL;
    if ((r->format == PAYFILE_NONE && !payfile_detect(bytes, &r->format, reterr)) ||
        (c->place.account.value == 0 &&
            !import_account(c->desk->conn, &c->request->campaign, r->format, &c->place.account, reterr)) ||
        !payfile_open(c->home, r->format, bytes, &file, reterr))
        return false;
    bool is_good = rows_check(c, file, bytes, reterr);
    if (is_good) {
        payfile_stated stated = payfile_totals(file);
        totals_compare(r, &stated);
        r->is_all_new = !c->has_known;
        r->digest = crypt_hasher_end(&c->hasher);
    }
    payfile_close(file);
    return is_good;
}

bool import_check(const import_desk *desk, arena *home, const import_request *request, span bytes,
    import_report *ret_report, err *reterr)
{
    assert(desk && desk->conn && home && request && ret_report);
    import_report *r = ret_report;
    *r = (import_report){ .format = request->format, .file_name = request->file_name,
        .file_size = (int64_t)bytes.size, .is_cny = true, .faults = ARENA_NEW(home, import_fault, IMPORT_FAULTS_MAX),
        .samples = ARENA_NEW(home, import_sample, IMPORT_SAMPLE_MAX),
        .stated = { .count = -1, .amount_fen = -1, .refund_fen = -1, .fee_mfen = -1 } };
    if (!r->faults || !r->samples)
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
    r->put_count = desk->donations ? payment_put_count(desk->donations) : 0;
    checking c = { .desk = desk, .request = request, .report = r, .home = home,
        .place = { .conn = desk->conn, .org = request->campaign.org, .account = request->account } };
    c.reader = payment_reader_of(&c.place);
    bool is_good = checking_open(&c, reterr) && file_check(&c, bytes, reterr);
    checking_close(&c);
    return is_good;
}
