/* The change that freezes figures.
 * SPDX-License-Identifier: Apache-2.0 */
#include "disclose/prepare.h"

#include "disclose_sql.h"
#include "text/text.h"

#include <assert.h>

/* A disclosure in the making. */
typedef struct preparation {
    store_txn *txn;
    change *c;
    campaign of;
    disclosure made;
    disclosure last;      /* published before; id {0}: none */
    disclosure corrected; /* id {0}: none */
    size_t last_count;
    disclosure_row *last_rows;
    size_t count;
    disclosure_row *rows;
} preparation;

static bool row_add(preparation *p, const disclosure_row *row, err *reterr)
{
    if (row->count == 0 && row->amount == 0 && row->givers == 0)
        return true;
    if (p->count == DISCLOSURE_ROWS_MAX)
        return err_set(reterr, ERR_LIMIT, N_("the disclosure is larger than its bound"));
    p->rows[p->count++] = *row;
    return true;
}

/* ---- what may be disclosed ------------------------------------------------------------------- */

static bool unconfirmed_check(preparation *p, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(p->of.org.value), store_int(p->of.id.value) };
    if (!store_read(p->txn, &PREPARE_UNCONFIRMED, in, 2, &rows, reterr))
        return false;
    bool is_found = store_rows_next(&rows);
    if (is_found)
        err_set(reterr, ERR_CONFLICT,
            N_("The file %.*s isn't confirmed, so its gifts aren't in the public log"),
            SPAN_PRINT(store_rows_text(&rows, 0)));
    err ignored = { 0 };
    if (!store_rows_close(&rows, is_found ? &ignored : reterr))
        return false;
    return !is_found || err_hint(reterr, N_("Have it confirmed or undone, then prepare again."));
}

static bool open_check(preparation *p, err *reterr)
{
    disclosure open = { 0 };
    if (!disclosure_read_open(p->txn, p->c->home, p->of.org, p->of.id, &open, reterr))
        return false;
    if (open.id.value == 0)
        return true;
    err_set(reterr, ERR_CONFLICT, N_("A disclosure of this campaign is on its way already"));
    return err_hint(reterr, N_("Publish it, send it back or withdraw it first."));
}

static bool texts_check(const prepare_input *in, err *reterr)
{
    const span texts[] = { in->reason_zh, in->reason_en };
    for (int i = 0; i < 2; i++) {
        if (text_length(texts[i]) > DISCLOSURE_TEXT_MAX)
            return err_field(reterr, i == 0 ? "reason" : "reason_en",
                N_("The text has at most %d characters"), DISCLOSURE_TEXT_MAX);
    }
    if (in->corrects_year != 0 && in->reason_zh.size == 0 && in->reason_en.size == 0)
        return err_field(reterr, "reason", N_("Say what is corrected and why"));
    return true;
}

static bool corrected_read(preparation *p, const prepare_input *in, err *reterr)
{
    if (in->corrects_year == 0)
        return true;
    err why = { 0 };
    if (disclosure_find(store_txn_conn(p->txn), p->c->home, p->of.id, in->corrects_year,
            in->corrects_number, &p->corrected, &why))
        return true;
    if (why.code != ERR_ABSENT) {
        *reterr = why;
        return false;
    }
    return err_field(reterr, "corrects", N_("No disclosure %lld of %d was published"),
        (long long)in->corrects_number, in->corrects_year);
}

/* Since the day behind the last one, until today. */
static bool period_set(preparation *p, const prepare_input *in, err *reterr)
{
    date today = p->c->civil_day;
    disclosure *d = &p->made;
    d->as_of = in->as_of.day != 0 ? in->as_of : today;
    d->from = in->from;
    if (d->from.day == 0)
        d->from = p->last.id.value != 0 ? date_add(p->last.as_of, 1) : in->opened;
    if (in->from.day == 0 && d->from.day > d->as_of.day)
        d->from = d->as_of;
    if (!date_is_valid(d->as_of) || d->as_of.day > today.day)
        return err_field(reterr, "to", N_("The last day of the period is today or before"));
    return (date_is_valid(d->from) && d->from.day <= d->as_of.day) ||
           err_field(reterr, "from", N_("The first day of the period can't lie behind the last"));
}

/* ---- the figures ----------------------------------------------------------------------------- */

static bool gifts_freeze(preparation *p, err *reterr)
{
    campaign_hour *days = ARENA_NEW(p->c->home, campaign_hour, DISCLOSURE_ROWS_MAX);
    if (!days)
        return err_set(reterr, ERR_MEMORY, N_("the batch is larger than its memory"));
    size_t count = campaign_days(donations_of(p->txn), p->of.id, days, DISCLOSURE_ROWS_MAX);
    for (size_t i = 0; i < count; i++) {
        const disclosure_row row = { .part = DISCLOSURE_GIFTS,
            .asset = days[i].asset,
            .day = { days[i].hour / 100 },
            .channel = (int32_t)days[i].channel,
            .count = days[i].gifts,
            .givers = days[i].givers,
            .amount = days[i].fen };
        if (i == DISCLOSURE_ROWS_MAX || !row_add(p, &row, reterr))
            return err_set(reterr, ERR_LIMIT, N_("the disclosure is larger than its bound"));
    }
    return true;
}

static bool refunds_freeze(preparation *p, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(p->of.org.value), store_int(p->of.id.value) };
    if (!store_read(p->txn, &PREPARE_REFUNDS, in, 2, &rows, reterr))
        return false;
    bool is_good = true;
    while (is_good && store_rows_next(&rows)) {
        const disclosure_row row = { .part = DISCLOSURE_REFUNDS,
            .asset = store_rows_int(&rows, 0),
            .count = store_rows_int(&rows, 1),
            .amount = store_rows_int(&rows, 2) };
        is_good = row_add(p, &row, reterr);
    }
    err ignored = { 0 };
    return store_rows_close(&rows, is_good ? reterr : &ignored) && is_good;
}

static bool fees_freeze(preparation *p, err *reterr)
{
    campaign_figures *f = ARENA_NEW(p->c->home, campaign_figures, 1);
    const ledger *books = store_txn_part(p->txn, STORE_PART_LEDGER);
    if (!f)
        return err_set(reterr, ERR_MEMORY, N_("the batch is larger than its memory"));
    figures_compute(donations_of(p->txn), books, &p->of, f);
    const disclosure_row fees = {
        .part = DISCLOSURE_FEES, .asset = LEDGER_CNY, .amount = f->fees_fen
    };
    const disclosure_row first = { .part = DISCLOSURE_FIRST,
        .asset = LEDGER_CNY,
        .count = f->first_24h_gifts,
        .amount = f->first_24h_fen };
    bool is_good = row_add(p, &fees, reterr) && row_add(p, &first, reterr);
    for (size_t i = 0; i < f->other_count && is_good; i++) {
        const disclosure_row other = {
            .part = DISCLOSURE_FEES, .asset = f->others[i].asset, .amount = f->others[i].fees
        };
        is_good = row_add(p, &other, reterr);
    }
    return is_good;
}

/* ---- the difference to the one before -------------------------------------------------------- */

static bool moves_read(preparation *p, const store_query *q, bool has_kind, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(p->of.org.value), store_int(p->of.id.value),
        store_int(p->last.id.value) };
    if (!store_read(p->txn, q, in, 3, &rows, reterr))
        return false;
    bool is_good = true;
    while (is_good && store_rows_next(&rows)) {
        int at = has_kind ? 2 : 1;
        disclosure_row row = { .part = DISCLOSURE_IN,
            .asset = store_rows_int(&rows, 0),
            .count = store_rows_int(&rows, at),
            .amount = store_rows_int(&rows, at + 1) };
        if (has_kind)
            row.part = store_rows_int(&rows, 1) != 0 ? DISCLOSURE_OUT : DISCLOSURE_BACK;
        is_good = row_add(p, &row, reterr);
    }
    err ignored = { 0 };
    return store_rows_close(&rows, is_good ? reterr : &ignored) && is_good;
}

/* All gifts in the rows of an asset, whatever their day. */
static disclosure_sum gifts_all(const disclosure_row *rows, size_t count, int64_t asset)
{
    disclosure_figures f = { 0 };
    const date ever = { 99991231 };
    disclosure_sums(rows, count, asset, (date){ 0 }, ever, &f);
    return f.total;
}

/* What is new is what the other three don't explain: so the line of the difference adds up. */
static bool fresh_add(preparation *p, int64_t asset, err *reterr)
{
    disclosure_figures f = { 0 };
    disclosure_sum now = gifts_all(p->rows, p->count, asset);
    disclosure_sum before = gifts_all(p->last_rows, p->last_count, asset);
    disclosure_sums(p->rows, p->count, asset, (date){ 0 }, (date){ 0 }, &f);
    const disclosure_row row = { .part = DISCLOSURE_NEW,
        .asset = asset,
        .count = now.count - before.count + f.back.count + f.out.count - f.in.count,
        .amount = now.amount - before.amount + f.back.amount + f.out.amount - f.in.amount };
    return row_add(p, &row, reterr);
}

static bool difference_freeze(preparation *p, err *reterr)
{
    enum { ASSETS = 64 };
    int64_t assets[ASSETS];
    if (p->last.id.value == 0)
        return true;
    if (!disclosure_read_rows(
            p->txn, p->c->home, &p->last, &p->last_rows, &p->last_count, reterr) ||
        !moves_read(p, &PREPARE_LEFT, true, reterr) || !moves_read(p, &PREPARE_CAME, false, reterr))
        return false;
    size_t count = disclosure_assets(p->rows, p->count, assets, ASSETS);
    bool is_good = fresh_add(p, LEDGER_CNY, reterr);
    for (size_t i = 0; i < count && is_good; i++)
        is_good = fresh_add(p, assets[i], reterr);
    return is_good;
}

/* ---- rules that need the figures ------------------------------------------------------------- */

static disclosure_sum total_of(
    const disclosure *d, const disclosure_row *rows, size_t count, int64_t asset)
{
    disclosure_figures f = { 0 };
    disclosure_sums(rows, count, asset, d->from, d->as_of, &f);
    return f.total;
}

static bool lower_refuse(preparation *p, money now, money before, err *reterr)
{
    char text[2][TEXT_MONEY_SIZE];
    text_money_write(text[0], now);
    text_money_write(text[1], before);
    err_field(reterr, "corrects", N_("The total would be %s, less than %s of number %lld of %d"),
        text[0], text[1], (long long)p->last.number, p->last.year);
    reterr->code = ERR_CONFLICT;
    return err_hint(
        reterr, N_("Name the disclosure that this one corrects, and say what changed and why."));
}

static bool lower_check(preparation *p, err *reterr)
{
    enum { ASSETS = 64 };
    int64_t assets[ASSETS] = { LEDGER_CNY };
    if (p->last.id.value == 0 || p->corrected.id.value != 0)
        return true;
    size_t count = 1 + disclosure_assets(p->last_rows, p->last_count, assets + 1, ASSETS - 1);
    for (size_t i = 0; i < count; i++) {
        disclosure_sum now = total_of(&p->made, p->rows, p->count, assets[i]);
        disclosure_sum before = total_of(&p->last, p->last_rows, p->last_count, assets[i]);
        if (now.amount < before.amount || now.count < before.count)
            return lower_refuse(p, (money){ now.amount }, (money){ before.amount }, reterr);
    }
    return true;
}

static bool rows_equal(const preparation *p)
{
    static const disclosure_part parts[] = { DISCLOSURE_GIFTS, DISCLOSURE_REFUNDS };
    for (int i = 0; i < 2; i++) {
        int64_t now[2], before[2];
        disclosure_close(p->rows, p->count, parts[i], &now[0], &now[1]);
        disclosure_close(p->last_rows, p->last_count, parts[i], &before[0], &before[1]);
        if (now[0] != before[0] || now[1] != before[1])
            return false;
    }
    return true;
}

/* The last disclosure of a closed campaign stands; only what came later, or a correction, is
 * another one. */
static bool closed_check(preparation *p, err *reterr)
{
    return p->of.phase != PHASE_CLOSED || p->last.id.value == 0 || p->corrected.id.value != 0 ||
           !rows_equal(p) ||
           err_set(reterr, ERR_CONFLICT,
               N_("The campaign is closed, and number %lld of %d counts all that it got"),
               (long long)p->last.number, p->last.year);
}

/* ---- the change ------------------------------------------------------------------------------ */

static bool begin(preparation *p, const prepare_input *in, err *reterr)
{
    change *c = p->c;
    if (!campaign_get(donations_of(p->txn), in->campaign, &p->of) ||
        p->of.org.value != c->org.value)
        return err_set(reterr, ERR_ABSENT, N_("No such campaign"));
    p->rows = ARENA_NEW(c->home, disclosure_row, DISCLOSURE_ROWS_MAX);
    if (!p->rows)
        return err_set(reterr, ERR_MEMORY, N_("the batch is larger than its memory"));
    return texts_check(in, reterr) && open_check(p, reterr) && unconfirmed_check(p, reterr) &&
           disclosure_read_last(p->txn, c->home, p->of.org, p->of.id, &p->last, reterr) &&
           corrected_read(p, in, reterr);
}

static bool apply_prepare(store_txn *txn, change *c, err *reterr)
{
    const prepare_input *in = c->input;
    preparation p = { .txn = txn, .c = c };
    if (!begin(&p, in, reterr))
        return false;
    if (!period_set(&p, in, reterr) || !gifts_freeze(&p, reterr) || !refunds_freeze(&p, reterr) ||
        !fees_freeze(&p, reterr) || !difference_freeze(&p, reterr) || !lower_check(&p, reterr) ||
        !closed_check(&p, reterr))
        return false;
    p.made.id.value = id_next(c->ids, c->real_us);
    p.made.org = p.of.org;
    p.made.campaign = p.of.id;
    p.made.known_us = p.made.made_us = c->civil_us;
    p.made.state = DISCLOSURE_PREPARED;
    p.made.previous = p.last.id;
    p.made.corrects = p.corrected.id;
    p.made.reason_zh = in->reason_zh.size > 0 ? in->reason_zh : in->reason_en;
    p.made.reason_en = in->reason_en.size > 0 ? in->reason_en : in->reason_zh;
    p.made.made_by = c->author->id;
    c->object_id = p.made.id.value;
    return disclosure_put(txn, &p.made, p.rows, p.count, reterr);
}

const change_kind disclosure_prepare = { DISCLOSURE_PREPARE, "disclosure.prepare", RIGHT_DISCLOSE,
    apply_prepare };
const change_kind disclosure_enter = { DISCLOSURE_ENTER, "disclosure.enter", RIGHT_DONATION_ENTER,
    apply_prepare };
