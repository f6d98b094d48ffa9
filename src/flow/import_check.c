/* Reading a whole payment file before anything is booked: every row's outcome, the file's totals
 * beside ours.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/import_in.h"
#include "flow/import_keys_in.h"

#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum {
    NOTE_ROOM = 256 * 1024,
    DAYS_CACHED = 64,
    PROGRESS_ROWS = 20000,
    TAKEN_MAX = 256,
    ROW_BYTES_LIKELY = 120
};

donation_channel import_channel(const payfile_format *format)
{
    donation_channel channel = CHANNEL_OTHER;
    return donation_channel_parse(payfile_format_channel(format), &channel) ? channel
                                                                            : CHANNEL_OTHER;
}

enum { NUMBER_SIZE_MAX = 64, MARK_SIZE = 24 };

/* A payout may stand beside a payment with its number: it is another one. */
static const char *kind_mark(payfile_kind kind)
{
    return kind == PAYFILE_SETTLEMENT ? "payout:" : "";
}

/* A till's number is one with its day. */
static payment_key row_key(const payfile_row *row, span refund_no)
{
    char marked[NUMBER_SIZE_MAX + 2 * MARK_SIZE];
    char day[MARK_SIZE] = "";
    if (row->identity.size > 0)
        return payment_key_make(row->identity, row->scope, refund_no);
    assert(row->order_no.size <= NUMBER_SIZE_MAX);
    if (row->is_daily)
        snprintf(day, sizeof day, "@%d", row->day.day);
    int size = snprintf(
        marked, sizeof marked, "%s%.*s%s", kind_mark(row->kind), SPAN_PRINT(row->order_no), day);
    const payment_key key =
        payment_key_make((span){ marked, (size_t)size }, row->merchant_no, refund_no);
    return row->kind == PAYFILE_FEE ? payment_key_fee(&key) : key;
}

payment_key book_key(const payfile_row *row)
{
    return row_key(row, row->refund_no);
}

payment_key book_gift_key(const payfile_row *row)
{
    return row_key(row, (span){ NULL, 0 });
}

bool book_own_key(const payfile_row *row, payment_key *ret)
{
    enum { OWN_DIGITS_LEAST = 20 };
    static const span none = SPAN("");
    size_t digits = 0;
    while (digits < row->refund_no.size && row->refund_no.at[digits] >= '0' &&
           row->refund_no.at[digits] <= '9')
        digits++;
    *ret = payment_key_make(row->refund_no, none, none);
    return digits == row->refund_no.size && digits >= OWN_DIGITS_LEAST;
}

bool book_told(arena *a, const uint8_t seal_key[32], const payfile_row *row, const gift_told **ret,
    err *reterr)
{
    const gift_words words = { .order_no = row->merchant_no,
        .account = row->payer_account.size > 0 ? row->payer_account : row->payer,
        .name = row->payer_name,
        .remark = row->note };
    gift_told told = { 0 };
    size_t mark = a->used;
    if (!gift_told_of(a, seal_key, &words, &told, reterr))
        return false;
    if (told.order_code == 0 && told.code_count == 0 && told.payer_key == 0 && told.name_key == 0) {
        arena_reset(a, mark);
        return true;
    }
    gift_told *kept = ARENA_NEW(a, gift_told, 1);
    if (!kept)
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
    *kept = told;
    *ret = kept;
    return true;
}

const char rule_other_amount[] = N_("This payment is in the books with another amount");
const char rule_other_campaign[] = N_("This payment is in the books of another campaign");

static void row_fail(
    const payfile *file, payfile_row *row, payfile_field field, const char *rule, const char *hint)
{
    payfile_cell cell = payfile_cell_of(file, row, field);
    row->fault =
        (payfile_fault){ .column = cell.column, .value = cell.value, .rule = rule, .hint = hint };
    row->kind = PAYFILE_REJECTED;
}

void row_judge(const payfile *file, date last_day, payfile_row *row)
{
    if (!payfile_is_booked(row))
        return;
    if (row->day.day > last_day.day)
        row_fail(file, row, PAYFILE_TIME, N_("This day is still to come"),
            N_("Correct the day; a payment can't be of a day after today"));
}

/* ---- the check ------------------------------------------------------------------------------ */

typedef struct day_known {
    int32_t day; /* as it stands in the number */
    bool has_any;
} day_known;

typedef struct checking {
    const import_desk *desk;
    const import_request *request;
    const payfile *source;
    import_report *report;
    arena *home;
    payment_place place;
    payment_reader reader;
    import_keys own_keys;
    import_keys *keys; /* its own, or those of the files before it, too */
    int file;
    import_judged judged; /* the row at hand .. */
    campaign_id campaign; /* .. and where its money goes */
    bool is_directed;     /* by a rule */
    arena scratch;
    account_id account; /* of the file; {0}: none is found */
    directions directions;
    payouts payouts;
    int64_t taken[TAKEN_MAX]; /* refunds that rows above are */
    size_t taken_count;
    day_known days[DAYS_CACHED];
    int day_count;
    byte_pass pass;
    file_gist *gist;
    bool has_known; /* a payment stands twice, or one of its days is in the books */
} checking;

/* Is any payment in the books whose number has the same day in it?  Most files bring days of which
 * none is, and then no row need be looked up. */
static bool day_has_any(checking *c, const payment_key *key, bool *ret_any, err *reterr)
{
    int32_t day = payment_key_day(key);
    for (int i = 0; i < c->day_count; i++) {
        if (c->days[i].day == day) {
            *ret_any = c->days[i].has_any;
            return true;
        }
    }
    if (!payment_day_any(c->place.conn, c->place.org, key, ret_any, reterr))
        return false;
    if (c->day_count < DAYS_CACHED)
        c->days[c->day_count++] = (day_known){ .day = day, .has_any = *ret_any };
    c->has_known |= *ret_any;
    return true;
}

/* What the books know of the payment of this row. */
static bool row_look(
    checking *c, const payfile_row *row, const payment_key *key, books_known *ret, err *reterr)
{
    bool any = false;
    payment_key own = { 0 };
    bool is_refund = row->kind == PAYFILE_REFUND;
    const known_asked asked = { .at = &c->place,
        .fact = { .key = *key,
            .asset = row->asset,
            .amount = row->amount,
            .campaign = c->campaign,
            .is_movement = row->kind == PAYFILE_FEE || row->kind == PAYFILE_SETTLEMENT },
        .kind = row->kind,
        .day = row->day,
        .account = c->account,
        .format = c->report->format.name,
        .own = is_refund && book_own_key(row, &own) ? &own : NULL,
        .taken = c->taken,
        .taken_count = c->taken_count };
    *ret = (books_known){ 0 };
    if (!day_has_any(c, key, &any, reterr) ||
        ((any || asked.own) && !books_know(&c->reader, &asked, ret, reterr)))
        return false;
    if (is_refund && ret->is_known && !ret->payment.is_exact && c->taken_count < TAKEN_MAX)
        c->taken[c->taken_count++] = ret->payment.object_id;
    return true;
}

/* ---- outcomes ------------------------------------------------------------------------------- */

/* The next place in the list of faults, with row, column and value; NULL when it is full. */
static bool fault_new(checking *c, int64_t row, payfile_cell cell, import_fault **ret, err *reterr)
{
    import_report *r = c->report;
    *ret = NULL;
    r->counts.rejected++;
    if (r->fault_count++ >= IMPORT_FAULTS_MAX)
        return true;
    *ret = &r->faults[r->fault_count - 1];
    **ret = (import_fault){ .row = row,
        .column = arena_copy(c->home, cell.column),
        .value = arena_copy(c->home, cell.value) };
    return ((*ret)->column.at && (*ret)->value.at) ||
           err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
}

static bool fault_add(checking *c, const payfile_row *row, err *reterr)
{
    import_fault *fault = NULL;
    const payfile_cell cell = { .column = row->fault.column, .value = row->fault.value };
    c->judged.fate = IMPORT_REJECTED;
    c->judged.rule = row->fault.rule;
    if (!fault_new(c, row->number, cell, &fault, reterr))
        return false;
    if (fault) {
        fault->rule = (err){ .code = ERR_INPUT, .message = row->fault.rule };
        fault->hint = row->fault.hint;
    }
    return true;
}

/* The payment of this row is in the books (or stands above in the file) with another amount or
 * for another campaign. */
static bool conflict_add(
    checking *c, const payfile_row *row, const payment_known *known, err *reterr)
{
    import_fault *fault = NULL;
    bool is_amount = known->conflict == PAYMENT_OTHER_AMOUNT;
    c->judged.fate = IMPORT_REJECTED;
    c->judged.rule = is_amount ? rule_other_amount : rule_other_campaign;
    if (!fault_new(c, row->number,
            payfile_cell_of(c->source, row, is_amount ? PAYFILE_AMOUNT : PAYFILE_NUMBER), &fault,
            reterr))
        return false;
    if (!fault)
        return true;
    char text[CURRENCY_TEXT_SIZE] = "?";
    campaign of = { 0 };
    if (!is_amount) {
        bool is_found =
            c->desk->donations && campaign_get(c->desk->donations, known->campaign, &of);
        err_set(&fault->rule, ERR_INPUT, N_("This payment is in the books of the campaign %s"),
            is_found ? of.code : text);
        fault->hint = N_("Choose that campaign, or undo the import that brought it");
        return true;
    }
    currency_write(text, known->asset, known->booked.fen);
    err_set(&fault->rule, ERR_INPUT,
        known->object_id ? N_("This payment is in the books with %s")
        : c->judged.file ? N_("The same payment stands in another of these files with %s")
                         : N_("The same payment stands above with %s"),
        text);
    fault->hint = N_("Ask the provider which amount is right; correct the file, or undo what is "
                     "wrong in the books");
    return true;
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
    r->samples[r->sample_count++] = (import_sample){ .row = row->number,
        .kind = row->kind,
        .day = row->day,
        .second = row->second,
        .order_no = arena_copy(c->home, row->order_no),
        .note = arena_copy(c->home, row->note),
        .asset = row->asset,
        .amount = row->amount,
        .is_known = is_known };
}

static void asset_note(import_report *r, int64_t asset)
{
    r->is_mixed |= r->asset != 0 && asset != 0 && asset != r->asset;
    r->asset = r->asset == 0 ? asset : r->asset;
}

int64_t report_asset(const import_report *r)
{
    return r->asset ? r->asset : LEDGER_CNY;
}

/* Days and sums of the file itself, whatever the books know; the sums of a file of several
 * currencies are compared with nothing. */
static void totals_add(import_report *r, const payfile_row *row)
{
    asset_note(r, row->asset);
    if (row->kind == PAYFILE_GIFT)
        r->file_totals.amount_fen += row->amount.fen;
    if (row->kind == PAYFILE_REFUND)
        r->file_totals.refund_fen += row->amount.fen;
    r->file_totals.fee_mfen += row->fee_mfen;
    r->has_refunds |= row->kind == PAYFILE_REFUND;
    if (r->first_day.day == 0 || row->day.day < r->first_day.day)
        r->first_day = row->day;
    if (row->day.day > r->last_day.day)
        r->last_day = row->day;
}

statement_asset *other_at(statement_asset *others, int *count, int64_t asset)
{
    const char *code = currency_of(asset)->code;
    int at = 0;
    while (at < *count && strcmp(currency_of(others[at].asset)->code, code) < 0)
        at++;
    if (at < *count && others[at].asset == asset)
        return &others[at];
    assert(*count < STATEMENT_ASSETS_MAX);
    memmove(others + at + 1, others + at, (size_t)(*count - at) * sizeof *others);
    ++*count;
    others[at] = (statement_asset){ .asset = asset };
    return &others[at];
}

void other_add(statement_asset *other, bool is_gift, money amount)
{
    *(is_gift ? &other->booked : &other->refunds) += 1;
    *(is_gift ? &other->amount : &other->refund) += amount.fen;
}

/* A row that is known: by the books, a row above, or a file that is checked before. */
static void known_add(checking *c, const payfile_row *row, const key_note *before, bool in_books)
{
    import_report *r = c->report;
    bool is_elsewhere = !in_books && before->file != 0 && before->file != c->file;
    r->counts.duplicates++;
    c->judged.fate = in_books ? IMPORT_KNOWN : is_elsewhere ? IMPORT_ELSEWHERE : IMPORT_REPEATED;
    if (!is_elsewhere)
        return;
    c->judged.file = before->file;
    r->elsewhere[before->file - 1]++;
    if (row->kind == PAYFILE_GIFT) {
        r->elsewhere_gifts++;
        r->elsewhere_fen += row->asset == LEDGER_CNY ? row->amount.fen : 0;
    }
}

static void new_add(checking *c, const payfile_row *row)
{
    import_report *r = c->report;
    statement_counts *counts = &r->counts;
    bool is_gift = row->kind == PAYFILE_GIFT;
    if (!is_gift && row->kind != PAYFILE_REFUND) {
        c->judged.fate = IMPORT_SETTLED;
        counts->settlements++;
        return;
    }
    c->judged.fate = is_gift ? IMPORT_GIFT : IMPORT_REFUND;
    *(is_gift ? &counts->booked : &counts->refunds) += 1;
    counts->unclaimed += is_gift;
    r->directed += is_gift && c->is_directed;
    r->early += is_gift && !c->is_directed && row->day.day < r->opened.day;
    r->late += is_gift && row->day.day > r->today.day;
    if (c->request->seen && is_gift && row->asset == LEDGER_CNY)
        c->request->seen->held[import_channel(&r->format)] += row->amount.fen;
    if (row->asset == LEDGER_CNY) {
        *(is_gift ? &counts->amount_fen : &counts->refund_fen) += row->amount.fen;
        counts->fee_mfen += is_gift ? row->fee_mfen : 0;
        return;
    }
    statement_asset *other = other_at(r->others, &r->other_count, row->asset);
    other_add(other, is_gift, row->amount);
    other->fee_milli += is_gift ? row->fee_mfen : 0;
}

/* What a file before this one tells in another way: a refund, a charge, a row of an account that only one
 * of both names.  Booked after that one it would be known. */
static bool twin_look(
    checking *c, const payfile_row *row, const payment_key *key, key_note *ret_before, err *reterr)
{
    const key_note now = { keys_worth(row->asset, row->amount), c->file };
    payment_key own = { 0 };
    if (row->kind == PAYFILE_FEE && row->identity.size == 0) {
        const payment_key gift = payment_key_fee(key);
        key_note told = import_keys_find(c->keys, &gift);
        if (told.file != 0 && told.file != c->file && c->request->seen->tells_fees[told.file])
            *ret_before = (key_note){ now.worth, told.file };
        return true;
    }
    if (row->kind != PAYFILE_REFUND)
        return row->identity.size == 0 ||
               seen_unnamed(c->request->seen, key, now, ret_before, reterr);
    const payment_key gift = book_gift_key(row);
    bool has_own = book_own_key(row, &own);
    return seen_refund(c->request->seen, &gift, has_own ? &own : NULL, now, ret_before, reterr);
}

/* What the rows before it and the books know of the payment of this row. */
static bool row_known(
    checking *c, const payfile_row *row, key_note *ret_before, books_known *ret_known, err *reterr)
{
    payment_key key = book_key(row);
    const key_note now = { keys_worth(row->asset, row->amount), c->file };
    *ret_known = (books_known){ 0 };
    if (!import_keys_add(c->keys, &key, now, ret_before, reterr))
        return false;
    if (ret_before->file != c->file && !row_look(c, row, &key, ret_known, reterr))
        return false;
    if (ret_before->file == 0 && !ret_known->is_known && c->request->seen &&
        !c->request->seen->is_alone && !twin_look(c, row, &key, ret_before, reterr))
        return false;
    if (ret_before->file == 0 || ret_known->is_known)
        return true;
    payment_known *as = &ret_known->payment;
    as->asset = (int64_t)(ret_before->worth >> KEYS_AMOUNT_BITS);
    as->booked.fen = (int64_t)(ret_before->worth & KEYS_AMOUNT_MASK);
    as->conflict = ret_before->worth == now.worth ? PAYMENT_AGREES : PAYMENT_OTHER_AMOUNT;
    return true;
}

static bool money_row(checking *c, const payfile_row *row, err *reterr)
{
    key_note before = { 0 };
    books_known known = { 0 };
    const direction_rule *rule = direction_of(&c->directions, &c->scratch, row);
    c->is_directed = rule != NULL;
    c->campaign = rule ? rule->campaign : c->request->campaign.id;
    totals_add(c->report, row);
    if (!row_known(c, row, &before, &known, reterr))
        return false;
    bool in_books = known.is_known;
    bool is_known = in_books || before.file != 0;
    c->has_known |= is_known;
    c->judged.file = !in_books && before.file != c->file ? before.file : 0;
    if (is_known && known.payment.conflict != PAYMENT_AGREES)
        return conflict_add(c, row, &known.payment, reterr);
    sample_add(c, row, is_known);
    if (is_known)
        known_add(c, row, &before, in_books);
    else
        new_add(c, row);
    return true;
}

static bool row_decide(checking *c, const payfile_row *row, err *reterr)
{
    c->judged = (import_judged){ .row = row };
    switch (row->kind) {
    case PAYFILE_GIFT:
    case PAYFILE_REFUND:
    case PAYFILE_FEE: return money_row(c, row, reterr);
    case PAYFILE_SETTLEMENT:
        if (payfile_is_booked(row))
            return money_row(c, row, reterr);
        c->report->counts.settlements++;
        c->judged.fate = IMPORT_SETTLED;
        return true;
    case PAYFILE_IGNORED:
        reason_add(c->report, row->reason);
        c->judged.fate = IMPORT_IGNORED;
        return true;
    case PAYFILE_REJECTED: return fault_add(c, row, reterr);
    }
    return err_set(reterr, ERR_INPUT, N_("a row of no known kind"));
}

/* What the rows did to the account, whatever they are: banks and wallets count so. */
static void flow_add(import_report *r, const payfile_row *row)
{
    if (!row->has_flow || row->kind == PAYFILE_REJECTED)
        return;
    asset_note(r, row->asset);
    *(row->flow.fen > 0 ? &r->flow_in : &r->flow_out) += row->flow.fen;
}

static bool row_check(checking *c, payfile_row *row, err *reterr)
{
    c->report->counts.rows++;
    c->report->file_totals.rows += row->is_counted;
    flow_add(c->report, row);
    row_judge(c->source, c->desk->last_day, row);
    bool may_ask = row->kind == PAYFILE_GIFT && row->settles.size > 0;
    if (may_ask && !payout_settle(&c->payouts, &c->reader, c->source, row, reterr))
        return false;
    c->report->payouts_asked += may_ask && row->kind == PAYFILE_REJECTED;
    gist_add(c->gist, row);
    return row_decide(c, row, reterr) &&
           (!c->request->watch ||
               c->request->watch->row(c->request->watch->self, &c->judged, reterr));
}

/* A sum that the file states, in the smallest unit of its currency; what that can't hold fits no
 * sum of its rows. */
static int64_t stated_fit(const import_report *r, bool has, money sum)
{
    int64_t fitted = 0;
    if (!has || r->is_mixed)
        return -1;
    return currency_fit(currency_of(report_asset(r)), sum.fen, &fitted) ? fitted : MONEY_MAX_FEN;
}

static void stated_read(import_report *r, const payfile_stated *stated)
{
    const currency *of = currency_of(report_asset(r));
    bool has_fee = stated->has_fee && !r->is_mixed;
    r->stated = (statement_stated){ .count = stated->has_count ? stated->count : -1,
        .amount_fen = stated_fit(r, stated->has_amount, stated->amount),
        .refund_fen = stated_fit(r, stated->has_refund, stated->refund),
        .fee_mfen = has_fee ? currency_fee_fit(of, stated->fee_mfen) : -1 };
    r->states_flows = stated->is_of_flows;
    if (stated->is_of_flows)
        r->file_totals.amount_fen = r->flow_in;
    r->balance = (import_balance){ .count = stated->balance_count,
        .broken_row = stated->balance_break,
        .opening = stated->opening,
        .closing = stated->closing };
    r->covers_first = stated->first_day;
    r->covers_last = stated->last_day;
}

/* What the file states of itself, beside what its rows add up to.  Of sums over several currencies
 * nobody can say whether they fit: a second person confirms such a file. */
static void totals_compare(import_report *r, const payfile_stated *stated)
{
    stated_read(r, stated);
    const statement_stated *said = &r->stated;
    const statement_counts *sums = &r->file_totals;
    bool has_chain = r->balance.count > 1;
    bool states_any = said->count >= 0 || said->amount_fen >= 0 || has_chain;
    int64_t out = stated_fit(r, stated->has_out, stated->out);
    bool fits = (said->count < 0 || said->count == sums->rows) &&
                (said->amount_fen < 0 || said->amount_fen == sums->amount_fen) &&
                (said->refund_fen < 0 || said->refund_fen == sums->refund_fen) &&
                (said->fee_mfen == -1 || said->fee_mfen == sums->fee_mfen) &&
                (out < 0 || out == -r->flow_out);
    r->doubt = r->is_mixed                               ? STATEMENT_CURRENCIES_MIXED
               : r->counts.rejected > 0                  ? STATEMENT_ROWS_REJECTED
               : !fits                                   ? STATEMENT_TOTALS_DIFFER
               : has_chain && r->balance.broken_row != 0 ? STATEMENT_BALANCE_BROKEN
               : !states_any                             ? STATEMENT_NO_TOTALS
                                                         : STATEMENT_SURE;
}

static bool rows_check(checking *c, payfile *file, span bytes, err *reterr)
{
    payfile_row row = { 0 };
    bool more = true;
    while (more) {
        if (!payfile_next(file, &row, &more, reterr) || (more && !row_check(c, &row, reterr)))
            return false;
        if (c->report->counts.rows % PROGRESS_ROWS != 0 || row.offset == 0)
            continue;
        if (!pass_upto(&c->pass, row.offset, reterr))
            return false;
        if (c->desk->progress)
            c->desk->progress(c->desk->progress_self, (int64_t)row.offset, (int64_t)bytes.size);
    }
    return true;
}

/* The memory of a check that is not the caller's. */
static bool checking_open(checking *c, span bytes, err *reterr)
{
    uint64_t size = KEYS_SIZE_MIN;
    while (size * ROW_BYTES_LIKELY < bytes.size && size < KEYS_SIZE_LIKELY)
        size *= 2;
    c->keys = c->request->seen ? &c->request->seen->keys : &c->own_keys;
    c->file = c->request->seen ? c->request->file : 1;
    return (c->request->seen || import_keys_open(&c->own_keys, size, reterr)) &&
           arena_open(&c->scratch, NOTE_ROOM) && gist_open(c->home, &c->gist, reterr) &&
           pass_open(&c->pass, c->request, bytes, reterr);
}

static void checking_close(checking *c)
{
    pass_close(&c->pass);
    gist_close(c->gist);
    arena_close(&c->scratch);
    import_keys_close(&c->own_keys);
}

/* What providers hold, with what files before this one bring. */
static bool payouts_begin(checking *c, err *reterr)
{
    const payouts_of of = { .choice = c->request->payouts,
        .org = c->place.org,
        .campaign = c->request->campaign.id,
        .before = c->request->again.value };
    if (!payouts_open(c->place.conn, &of, &c->payouts, reterr))
        return false;
    for (int i = 0; c->request->seen && i < CHANNEL_COUNT; i++)
        c->payouts.held[i] += c->request->seen->held[i];
    return true;
}

static bool file_check(checking *c, span bytes, err *reterr)
{
    import_report *r = c->report;
    payfile *file = NULL;
    if (r->format.name[0] == '\0' && !format_choose(c->desk, c->home, c->request, bytes, r, reterr))
        return false;
    if (!payfile_open(c->home, &r->format, bytes, &file, reterr))
        return false;
    c->source = file;
    if (c->request->seen)
        snprintf(c->request->seen->formats[c->file], sizeof c->request->seen->formats[0], "%s",
            r->format.name);
    account_id account = c->request->account;
    err ignored = { 0 };
    if ((account.value == 0 && !import_account(c->place.conn, &c->request->campaign, &r->format,
                                   &account, &ignored)) ||
        !directions_open(
            c->place.conn, c->home, c->request->campaign.org, account, 0, &c->directions, &ignored))
        c->directions.count = 0; /* booking tells that there is no account */
    c->account = account;
    bool is_good = payouts_begin(c, reterr) && rows_check(c, file, bytes, reterr) &&
                   pass_end(&c->pass, &r->digest, reterr);
    if (is_good) {
        payfile_stated stated = payfile_totals(file);
        totals_compare(r, &stated);
        r->is_all_new = !c->has_known;
        r->tells_fees = payfile_tells_fees(file);
        if (c->request->seen)
            c->request->seen->tells_fees[c->file] = r->tells_fees;
        is_good = gist_end(c->gist, c->desk, c->request, &stated, r, reterr);
    }
    payfile_close(file);
    return is_good;
}

bool import_check(const import_desk *desk, arena *home, const import_request *request, span bytes,
    import_report *ret_report, err *reterr)
{
    assert(desk && desk->conn && home && request && ret_report);
    import_report *r = ret_report;
    *r = (import_report){ .format = request->format,
        .file_name = request->file_name,
        .media_type = payfile_media_type(bytes),
        .file_size = (int64_t)bytes.size,
        .faults = ARENA_NEW(home, import_fault, IMPORT_FAULTS_MAX),
        .samples = ARENA_NEW(home, import_sample, IMPORT_SAMPLE_MAX),
        .stated = { .count = -1, .amount_fen = -1, .refund_fen = -1, .fee_mfen = -1 } };
    if (!r->faults || !r->samples)
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
    int64_t opened_us = request->campaign.opened_us;
    r->opened = opened_us ? sys_zone_local(desk->zone, opened_us).day : (date){ 0 };
    r->today = desk->today;
    r->put_count = desk->donations ? payment_put_count(desk->donations) : 0;
    checking c = { .desk = desk,
        .request = request,
        .report = r,
        .home = home,
        .place = { .conn = desk->conn, .org = request->campaign.org } };
    c.reader = payment_reader_of(&c.place);
    bool is_good = checking_open(&c, bytes, reterr) && file_check(&c, bytes, reterr);
    checking_close(&c);
    return is_good;
}
