/* The model of gifts, and what is done to it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "gifts.h"

#include <stdio.h>
#include <string.h>

enum { DAYS = 9, FIRST_DAY = 20200201 };

const unit_row units[UNITS] = { { "CNY", 1, 1 }, { "HKD", 344, 1 }, { "JPY", 392, 100 } };

/* ---- drawing
 * ------------------------------------------------------------------------------------ */

static void payment_draw(gifts *g, int index)
{
    payment *p = &g->payments[index];
    *p = (payment){ .day = { FIRST_DAY + (int32_t)dice_between(0, DAYS - 1) },
        .second = dice_one_in(8) ? (dice_one_in(2) ? 10 : 86390) : (int32_t)dice_between(0, 86399),
        .unit = dice_one_in(5)    ? 1
                : dice_one_in(12) ? 2
                                  : 0,
        .fen = dice_one_in(3) ? 1000 : dice_between(1, 50000),
        .fee_mfen = dice_one_in(3) ? 0 : 1000 * dice_between(1, 9) };
    if (p->unit == 2) { /* yen have no sen */
        p->fen = (p->fen / 100 + 1) * 100;
        p->fee_mfen *= 100;
    }
    snprintf(p->order, sizeof p->order, "42000000002020020%011d", index);
    snprintf(p->merchant, sizeof p->merchant, "warm%08d", index);
    if (index > 0 && index < 200 && dice_one_in(6) && !g->payments[index - 1].shares_order) {
        /* Two payments of one order number. */
        memcpy(p->order, g->payments[index - 1].order, sizeof p->order);
        p->shares_order = g->payments[index - 1].shares_order = true;
    }
}

static void refund_draw(gifts *g, int index)
{
    refund *r = &g->refunds[index];
    *r = (refund){ .of = dice_one_in(4) ? -1 : (int)dice_between(0, g->payment_count - 1),
        .day = { FIRST_DAY + DAYS },
        .second = (int32_t)dice_between(3600, 80000),
        .fen = dice_between(1, 100) };
    r->unit = r->of < 0 ? 0 : g->payments[r->of].unit;
    r->fen *= r->unit == 2 ? 100 : 1;
    snprintf(r->no, sizeof r->no, "5030000000%08d", index);
    if (r->of < 0) /* some share a number */
        snprintf(r->order, sizeof r->order, "4200000000999999999%08d", index / 30);
    else
        snprintf(r->order, sizeof r->order, "%s", g->payments[r->of].order);
    snprintf(
        r->merchant, sizeof r->merchant, "%s", r->of < 0 ? "gone" : g->payments[r->of].merchant);
    if (r->of < 0)
        return;
    /* All refunds of a payment together stay within it. */
    int64_t back = 0;
    for (int i = 0; i < index; i++)
        back += g->refunds[i].of == r->of ? g->refunds[i].fen : 0;
    int64_t left = g->payments[r->of].fen - back;
    if (left < 1) {
        r->of = -1;
        snprintf(r->order, sizeof r->order, "4200000000888%d", index);
    } else if (r->fen > left || dice_one_in(4)) {
        r->fen = left;
    }
}

void gifts_draw(gifts *g, int payment_count, int refund_count)
{
    *g = (gifts){ .payment_count = payment_count, .refund_count = refund_count };
    assert_true(payment_count <= PAYMENTS_MAX && refund_count <= REFUNDS_MAX);
    assert_true(arena_open(&g->home, 256 << 20));
    for (int i = 0; i < payment_count; i++)
        payment_draw(g, i);
    for (int i = 0; i < refund_count; i++)
        refund_draw(g, i);
}

void gifts_end(gifts *g)
{
    arena_close(&g->home);
}

static bill_line line_of(const gifts *g, const file_row *row)
{
    if (row->state == BILL_REFUND) {
        const refund *r = &g->refunds[row->index];
        return (bill_line){ .state = row->state,
            .day = r->day,
            .second = r->second,
            .order = r->order,
            .merchant = r->merchant,
            .refund = r->no,
            .currency = units[r->unit].code,
            .fen = r->fen };
    }
    const payment *p = &g->payments[row->index];
    return (bill_line){ .state = row->state,
        .day = p->day,
        .second = p->second,
        .order = p->order,
        .merchant = p->merchant,
        .refund = "0",
        .currency = units[p->unit].code,
        .fen = p->fen,
        .fee_mfen = p->fee_mfen };
}

static void file_write(gifts *g, file *f)
{
    bill_text b;
    const char *one = NULL; /* currency of the first row of money */
    bill_begin(&b, &g->home);
    for (int i = 0; i < f->row_count; i++) {
        bill_line line = line_of(g, &f->rows[i]);
        bool is_money = line.state == BILL_SUCCESS || line.state == BILL_REFUND;
        if (is_money && !one)
            one = line.currency;
        f->is_mixed |= is_money && strcmp(line.currency, one) != 0;
        bill_add(&b, &line);
    }
    f->bytes = arena_copy(&g->home, bill_end(&b, f->lies ? 100 : 0));
    assert_non_null(f->bytes.at);
}

int file_draw(gifts *g, int row_count, bool has_bad_row)
{
    assert_true(g->file_count < FILES_MAX);
    file *f = &g->files[g->file_count];
    bool takes_all = row_count == 0;
    *f = (file){ .row_count = takes_all ? g->payment_count : row_count,
        .lies = !takes_all && dice_one_in(4),
        .has_bad_row = has_bad_row };
    f->rows = ARENA_NEW(&g->home, file_row, (size_t)f->row_count);
    for (int i = 0; i < f->row_count; i++) {
        bool is_refund = !takes_all && g->refund_count > 0 && dice_one_in(4);
        f->rows[i] = (file_row){ .state = is_refund ? BILL_REFUND : BILL_SUCCESS,
            .index = takes_all ? i
                               : (int)dice_between(
                                     0, (is_refund ? g->refund_count : g->payment_count) - 1) };
        if (!takes_all && !is_refund && dice_one_in(15))
            f->rows[i].state = BILL_NOTPAY;
    }
    if (has_bad_row)
        f->rows[dice_between(0, f->row_count - 1)] = (file_row){ .state = BILL_BAD_AMOUNT };
    file_write(g, f);
    return g->file_count++;
}

int file_of_refunds(gifts *g)
{
    assert_true(g->file_count < FILES_MAX);
    file *f = &g->files[g->file_count];
    *f = (file){ .row_count = g->refund_count,
        .rows = ARENA_NEW(&g->home, file_row, (size_t)g->refund_count) };
    for (int i = 0; i < f->row_count; i++)
        f->rows[i] = (file_row){ .state = BILL_REFUND, .index = i };
    file_write(g, f);
    return g->file_count++;
}

int file_again(gifts *g, int index)
{
    assert_true(g->file_count < FILES_MAX);
    g->files[g->file_count] = g->files[index];
    g->files[g->file_count].statement = (statement_id){ 0 };
    g->files[g->file_count].is_confirmed = false;
    return g->file_count++;
}

/* ---- the model
 * ------------------------------------------------------------------------------------ */

bool payment_in_books(const payment *p)
{
    return p->files != 0 || p->is_noticed;
}

static void refunds_release(gifts *g, int of)
{
    for (int i = 0; i < g->refund_count; i++)
        g->refunds[i].is_booked |= g->refunds[i].of == of && g->refunds[i].files != 0;
}

static void gift_row(
    gifts *g, int index, uint64_t bit, statement_counts *counts, statement_counts *others)
{
    payment *p = &g->payments[index];
    bool is_known = payment_in_books(p);
    *(is_known ? &counts->duplicates : &counts->booked) += 1;
    counts->unclaimed += !is_known;
    (p->unit == 0 ? counts : &others[p->unit])->amount_fen += is_known ? 0 : p->fen;
    others[p->unit].booked += !is_known;
    p->files |= bit;
    refunds_release(g, index);
}

static void refund_row_take(
    gifts *g, int index, uint64_t bit, statement_counts *counts, statement_counts *others)
{
    refund *r = &g->refunds[index];
    bool is_known = r->files != 0;
    *(is_known ? &counts->duplicates : &counts->refunds) += 1;
    (r->unit == 0 ? counts : &others[r->unit])->refund_fen += is_known ? 0 : r->fen;
    others[r->unit].refunds += !is_known;
    r->files |= bit;
    if (r->of >= 0 && payment_in_books(&g->payments[r->of]))
        refunds_release(g, r->of);
}

void model_import(
    gifts *g, int index, statement_counts *ret_counts, statement_counts ret_others[UNITS])
{
    const file *f = &g->files[index];
    uint64_t bit = UINT64_C(1) << index;
    *ret_counts = (statement_counts){ .rows = f->row_count };
    memset(ret_others, 0, UNITS * sizeof *ret_others);
    for (int i = 0; i < f->row_count; i++) {
        const file_row *row = &f->rows[i];
        switch (row->state) {
        case BILL_SUCCESS: gift_row(g, row->index, bit, ret_counts, ret_others); break;
        case BILL_REFUND: refund_row_take(g, row->index, bit, ret_counts, ret_others); break;
        case BILL_NOTPAY: ret_counts->ignored++; break;
        case BILL_BAD_AMOUNT: ret_counts->rejected++; break;
        }
    }
}

void model_undo(gifts *g, int index)
{
    const file *f = &g->files[index];
    uint64_t bit = UINT64_C(1) << index;
    for (int i = 0; i < f->row_count; i++) {
        const file_row *row = &f->rows[i];
        if (row->state == BILL_SUCCESS) {
            payment *p = &g->payments[row->index];
            p->files &= ~bit;
            p->is_public &= payment_in_books(p);
            for (int k = 0; k < g->refund_count && !payment_in_books(p); k++)
                g->refunds[k].is_booked &= g->refunds[k].of != row->index;
        } else if (row->state == BILL_REFUND) {
            refund *r = &g->refunds[row->index];
            r->files &= ~bit;
            r->is_booked &= r->files != 0;
        }
    }
    for (int i = 0; i < g->refund_count; i++)
        g->refunds[i].is_public &= g->refunds[i].is_booked;
}

/* ---- doing both
 * ------------------------------------------------------------------------------------ */

import_desk town_desk(town *t, const actor *author)
{
    return house_desk(t->house, house_conn(t->house), author);
}

static import_request request_of(const town *t, const char *name, bool skips_rejected)
{
    return (import_request){
        .campaign = t->campaign, .file_name = span_of(name), .skips_rejected = skips_rejected
    };
}

static void counts_compare(const statement_counts *is, const statement_counts *should)
{
    assert_int_equal(is->rows,
        is->booked + is->duplicates + is->refunds + is->settlements + is->ignored + is->rejected);
    assert_int_equal(is->booked, is->matched + is->unclaimed);
    assert_int_equal(is->rows, should->rows);
    assert_int_equal(is->booked, should->booked);
    assert_int_equal(is->duplicates, should->duplicates);
    assert_int_equal(is->refunds, should->refunds);
    assert_int_equal(is->ignored, should->ignored);
    assert_int_equal(is->rejected, should->rejected);
    assert_int_equal(is->amount_fen, should->amount_fen);
    assert_int_equal(is->refund_fen, should->refund_fen);
}

/* What the report says of each currency. */
static void others_compare(const import_report *is, const statement_counts should[UNITS])
{
    int64_t booked = 0;
    for (int u = 1; u < UNITS; u++) {
        statement_asset found = { 0 };
        for (int i = 0; i < is->other_count; i++)
            found = is->others[i].asset == units[u].asset ? is->others[i] : found;
        assert_int_equal(found.booked, should[u].booked);
        assert_int_equal(found.refunds, should[u].refunds);
        assert_int_equal(found.amount * units[u].hundredths, should[u].amount_fen);
        assert_int_equal(found.refund * units[u].hundredths, should[u].refund_fen);
        booked += found.booked;
    }
    assert_true(is->counts.booked >= booked);
}

/* True if another file of the same bytes is in the books. */
static bool is_in_books(const gifts *g, int index)
{
    bool is_in = false;
    for (int i = 0; i < index; i++)
        is_in |= g->files[i].statement.value != 0 &&
                 span_equal(g->files[i].bytes, g->files[index].bytes);
    return is_in;
}

void file_import(town *t, gifts *g, int index, bool skips_rejected)
{
    err error = { 0 };
    file *f = &g->files[index];
    import_desk desk = town_desk(t, &t->clerk);
    import_report report = { 0 };
    char name[32];
    snprintf(name, sizeof name, "bill-%d.csv", index);
    import_request request = request_of(t, name, skips_rejected);
    size_t mark = t->home.used;
    bool is_repeat = is_in_books(g, index);
    if (f->has_bad_row && !skips_rejected && !is_repeat) {
        REFUSED(import_run(&desk, &t->home, &request, f->bytes, &report, &error), ERR_INPUT);
        assert_int_equal(report.counts.rejected, 1);
        assert_int_equal(report.statement.value, 0);
        arena_reset(&t->home, mark);
        return;
    }
    statement_counts should = { 0 };
    MUST(import_run(&desk, &t->home, &request, f->bytes, &report, &error));
    assert_int_equal(report.was_imported, is_repeat);
    if (!is_repeat) {
        statement_counts others[UNITS];
        model_import(g, index, &should, others);
        counts_compare(&report.counts, &should);
        others_compare(&report, others);
        f->statement = report.statement;
        f->is_confirmed = report.state == STATEMENT_CONFIRMED;
        assert_int_equal(
            report.doubt == STATEMENT_SURE, !f->lies && !f->has_bad_row && !f->is_mixed);
        assert_int_equal(f->is_confirmed, report.doubt == STATEMENT_SURE);
    }
    arena_reset(&t->home, mark);
}

void bytes_import(town *t, span bytes, const char *name, const statement_counts *should)
{
    err error = { 0 };
    import_desk desk = town_desk(t, &t->clerk);
    import_report report = { 0 };
    import_request request = request_of(t, name, false);
    size_t mark = t->home.used;
    MUST(import_run(&desk, &t->home, &request, bytes, &report, &error));
    counts_compare(&report.counts, should);
    assert_int_equal(report.counts.settlements, should->settlements);
    arena_reset(&t->home, mark);
}

void file_preview(town *t, gifts *g, int index, bool skips_rejected)
{
    err error = { 0 };
    import_desk desk = town_desk(t, &t->clerk);
    import_report report = { 0 };
    static gifts copy;
    import_request request = request_of(t, "preview.csv", skips_rejected);
    request.is_dry_run = true;
    size_t mark = t->home.used;
    const file *f = &g->files[index];
    bool is_repeat = is_in_books(g, index);
    bool is_good = import_run(&desk, &t->home, &request, f->bytes, &report, &error);
    assert_int_equal(is_good, !f->has_bad_row || skips_rejected || is_repeat);
    if (!is_repeat) {
        statement_counts should = { 0 };
        copy = *g;
        statement_counts others[UNITS];
        model_import(&copy, index, &should, others);
        counts_compare(&report.counts, &should);
        others_compare(&report, others);
    }
    assert_true(is_repeat || report.statement.value == 0);
    arena_reset(&t->home, mark);
}

void files_preview(town *t, const gifts *g, const int *indexes, int count)
{
    err error = { 0 };
    static gifts copy;
    static import_report reports[IMPORT_FILES_MAX];
    import_file files[IMPORT_FILES_MAX] = { 0 };
    sys_map maps[IMPORT_FILES_MAX] = { 0 };
    import_desk desk = town_desk(t, &t->clerk);
    size_t mark = t->home.used;
    for (int i = 0; i < count; i++) {
        maps[i].bytes = g->files[indexes[i]].bytes;
        files[i] =
            (import_file){ .request = request_of(t, "together.csv", true), .report = &reports[i] };
        files[i].request.map = &maps[i];
    }
    MUST(import_files_check(&desk, &t->home, files, count, &error));
    copy = *g;
    for (int i = 0; i < count; i++) {
        statement_counts should = { 0 };
        if (is_in_books(g, indexes[i]))
            continue;
        statement_counts others[UNITS];
        model_import(&copy, indexes[i], &should, others);
        counts_compare(&reports[i].counts, &should);
        others_compare(&reports[i], others);
    }
    arena_reset(&t->home, mark);
}

static void statement_read_back(town *t, const file *f, statement *ret)
{
    err error = { 0 };
    MUST(statement_get(house_conn(t->house), f->statement, ret, &error));
}

void file_confirm(town *t, gifts *g, int index)
{
    err error = { 0 };
    file *f = &g->files[index];
    statement s = { 0 };
    statement_read_back(t, f, &s);
    import_desk desk = town_desk(t, &t->clerk);
    if (!f->is_confirmed)
        REFUSED(import_confirm(&desk, &s, &error), ERR_DENIED); /* its maker */
    desk = town_desk(t, &t->reviewer);
    if (f->is_confirmed)
        REFUSED(import_confirm(&desk, &s, &error), ERR_CONFLICT);
    else
        MUST(import_confirm(&desk, &s, &error));
    f->is_confirmed = true;
}

void file_undo(town *t, gifts *g, int index)
{
    err error = { 0 };
    file *f = &g->files[index];
    statement s = { 0 };
    statement_read_back(t, f, &s);
    import_desk desk = town_desk(t, &t->clerk);
    size_t mark = t->home.used;
    MUST(import_undo(&desk, &t->home, &s, &error));
    arena_reset(&t->home, mark);
    statement_read_back(t, f, &s);
    assert_int_equal(s.state, STATEMENT_UNDONE);
    REFUSED(import_undo(&desk, &t->home, &s, &error), ERR_CONFLICT);
    arena_reset(&t->home, mark);
    model_undo(g, index);
    f->statement = (statement_id){ 0 };
    f->is_confirmed = false;
}

void payment_notify(town *t, gifts *g, int index, bool tells_order, bool tells_payer)
{
    err error = { 0 };
    payment *p = &g->payments[index];
    sys_local local = { .day = p->day,
        .hour = p->second / 3600,
        .minute = p->second / 60 % 60,
        .second = p->second % 60 };
    notify_input in = { .notice = { .campaign = t->campaign.id,
                            .payment_no = span_of(p->order),
                            .order_code =
                                span_of(tells_order || p->shares_order ? p->merchant : ""),
                            .paid_us = sys_zone_instant(house_zone(t->house), local),
                            .day = p->day,
                            .second = p->second,
                            .asset = units[p->unit].asset,
                            .amount = { p->fen / units[p->unit].hundredths },
                            .channel = CHANNEL_WECHAT,
                            .donor = DONOR_PERSON,
                            .payer = span_of(tells_payer ? "王小明" : "") } };
    const donation_person person = { .name = in.notice.payer, .display = DISPLAY_MASKED };
    size_t mark = t->home.used;
    MUST(donation_seal(&t->home, house_seal_key(t->house), &person, &in.notice.sealed, &error));
    notify_told(house_seal_key(t->house), &in);
    change c = { .kind = &donation_notify, .author = &t->provider, .org = t->org, .input = &in };
    writer_key(house_writer(t->house), &c, (span){ NULL, 0 }, span_of(p->order));
    MUST(writer_run(house_writer(t->house), &c, &error));
    assert_int_equal(c.outcome, payment_in_books(p) ? NOTICE_MERGED : NOTICE_BOOKED);
    p->is_noticed = true;
    p->is_claimed |= tells_payer;
    arena_reset(&t->home, mark);
}

/* ---- comparing
 * ------------------------------------------------------------------------------------- */

QUERY(GIFTS_COUNT, "SELECT count(*) FROM donation WHERE state = 1", 0, false);
QUERY(GIFTS_TWICE,
    "SELECT count(*) FROM payment_seen s LEFT JOIN donation d ON d.id = s.object_id AND d.state = 1"
    " LEFT JOIN refund r ON r.id = s.object_id AND r.state <> 3 WHERE d.id IS NULL AND r.id IS "
    "NULL",
    0, false);
QUERY(REFUNDS_HELD, "SELECT count(*) FROM refund WHERE state = 1", 0, false);
QUERY(REFUNDS_BOOKED, "SELECT count(*) FROM refund WHERE state = 2", 0, false);

typedef struct sums {
    int64_t gifts, fen, unclaimed, refunded, fees, first, first_fen, held, booked_refunds;
} sums;

/* Of one currency, in its smallest unit. */
static sums model_sums(const gifts *g, int of)
{
    sums s = { 0 };
    int64_t unit = units[of].hundredths;
    for (int i = 0; i < g->payment_count; i++) {
        const payment *p = &g->payments[i];
        if (!payment_in_books(p) || p->unit != of)
            continue;
        s.gifts++;
        s.fen += p->fen / unit;
        s.unclaimed += p->is_claimed ? 0 : p->fen / unit;
        s.fees += p->files != 0 ? p->fee_mfen / 1000 / unit : 0;
        s.first += p->day.day == FIRST_DAY;
        s.first_fen += p->day.day == FIRST_DAY ? p->fen / unit : 0;
    }
    for (int i = 0; i < g->refund_count; i++) {
        const refund *r = &g->refunds[i];
        if (r->unit != of)
            continue;
        s.refunded += r->is_booked ? r->fen / unit : 0;
        s.booked_refunds += r->is_booked;
        s.held += r->files != 0 && !r->is_booked;
    }
    return s;
}

static void others_figures_compare(const campaign_figures *is, const gifts *g, sums *all)
{
    for (int u = 1; u < UNITS; u++) {
        const sums should = model_sums(g, u);
        asset_figures found = { 0 };
        for (size_t i = 0; i < is->other_count; i++)
            found = is->others[i].asset == units[u].asset ? is->others[i] : found;
        assert_int_equal(found.gifts, should.gifts);
        assert_int_equal(found.amount, should.fen);
        if (found.asset != 0) { /* of one whose gifts are all reversed nothing is told */
            assert_int_equal(found.unclaimed, should.unclaimed);
            assert_int_equal(found.refunded, should.refunded);
            assert_int_equal(found.fees, should.fees);
            assert_int_equal(found.balance, should.fen - should.refunded - should.fees);
        }
        all->gifts += should.gifts;
        all->held += should.held;
        all->booked_refunds += should.booked_refunds;
    }
}

void books_compare(town *t, const gifts *g)
{
    static campaign_figures is;
    const sums should = model_sums(g, 0);
    sums all = should;
    store_conn *conn = house_conn(t->house);
    assert_true(house_figures(t->house, &t->campaign, &is));
    assert_int_equal(is.gifts, should.gifts);
    assert_int_equal(is.givers, should.gifts);
    assert_int_equal(is.amount_fen, should.fen);
    assert_int_equal(is.unclaimed_fen, should.unclaimed);
    assert_int_equal(is.refunded_fen, should.refunded);
    assert_int_equal(is.fees_fen, should.fees);
    assert_int_equal(is.first_24h_gifts, should.first);
    assert_int_equal(is.first_24h_fen, should.first_fen);
    assert_int_equal(is.clearing_fen, should.fen - should.refunded - should.fees);
    others_figures_compare(&is, g, &all);
    assert_int_equal(world_number(conn, &GIFTS_COUNT), all.gifts);
    assert_int_equal(world_number(conn, &REFUNDS_HELD), all.held);
    assert_int_equal(world_number(conn, &REFUNDS_BOOKED), all.booked_refunds);
    assert_int_equal(world_number(conn, &GIFTS_TWICE), 0);
}
