/* Disclosures for all doors.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/disclosures.h"

#include "door/put.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* ---- reading --------------------------------------------------------------------------------- */

static bool others_read(store_conn *conn, arena *a, disclosure_book *b, err *reterr)
{
    disclosure_row *rows = NULL;
    size_t count = 0;
    const disclosure *d = &b->d;
    if (d->corrects.value != 0 && !disclosure_get(conn, a, d->corrects, &b->corrected, reterr))
        return false;
    if (!disclosure_correction(conn, a, d, &b->correction, reterr))
        return false;
    if (d->previous.value == 0)
        return true;
    if (!disclosure_get(conn, a, d->previous, &b->previous, reterr) ||
        !disclosure_rows(conn, a, &b->previous, &rows, &count, reterr))
        return false;
    disclosure_sums(rows, count, LEDGER_CNY, b->previous.from, b->previous.as_of, &b->before);
    return true;
}

static bool book_fill(house *h, store_conn *conn, arena *a, disclosure_book *b, err *reterr)
{
    if (!campaign_get(house_donations(h), b->d.campaign, &b->of))
        return err_set(reterr, ERR_ABSENT, N_("No such campaign"));
    if (!disclosure_rows(conn, a, &b->d, &b->rows, &b->count, reterr))
        return false;
    disclosure_sums(b->rows, b->count, LEDGER_CNY, b->d.from, b->d.as_of, &b->f);
    b->asset_count = disclosure_assets(b->rows, b->count, b->assets, BOOK_ASSETS_MAX);
    return others_read(conn, a, b, reterr);
}

bool disclosure_book_get(
    house *h, store_conn *conn, arena *a, disclosure_id id, disclosure_book *ret, err *reterr)
{
    assert(h && conn && a && ret);
    *ret = (disclosure_book){ 0 };
    return disclosure_get(conn, a, id, &ret->d, reterr) && book_fill(h, conn, a, ret, reterr);
}

static bool number_take(span year, span number, int32_t *ret_year, int64_t *ret_number)
{
    uint64_t y = 0;
    uint64_t n = 0;
    if (!text_parse_uint(year, 9999, &y) || !text_parse_uint(number, INT32_MAX, &n) || y == 0 ||
        n == 0)
        return false;
    *ret_year = (int32_t)y;
    *ret_number = (int64_t)n;
    return true;
}

bool disclosure_book_find(house *h, store_conn *conn, arena *a, const campaign *of, span year,
    span number, disclosure_book *ret, err *reterr)
{
    int32_t y = 0;
    int64_t n = 0;
    assert(h && conn && a && of && ret);
    *ret = (disclosure_book){ 0 };
    if (!number_take(year, number, &y, &n))
        return err_set(reterr, ERR_ABSENT, N_("No such disclosure"));
    return disclosure_find(conn, a, of->id, y, n, &ret->d, reterr) &&
           book_fill(h, conn, a, ret, reterr);
}

bool disclosure_number_parse(span text, int32_t *ret_year, int64_t *ret_number, err *reterr)
{
    span rest = text;
    span year = { NULL, 0 };
    char cut = span_search(text, (span)SPAN("/")) < text.size ? '/' : '-';
    if (span_split(&rest, cut, &year) && rest.at && number_take(year, rest, ret_year, ret_number))
        return true;
    return err_field(reterr, "corrects",
        N_("A published disclosure is named by year and number, 2020/1, not %.*s"),
        SPAN_PRINT(text));
}

/* ---- figures --------------------------------------------------------------------------------- */

typedef struct figure_word {
    const char *name, *label, *definition;
    bool is_money, is_period;
    size_t place;         /* of its number in disclosure_figures */
    const char *sentence; /* day or period, campaign, value, number of the disclosure */
} figure_word;

#define PLACE(member) offsetof(disclosure_figures, member)

static const figure_word words[] = {
    { "amount_fen", N_("Received"),
        N_("Sum of all gifts in yuan that took effect by the last day of the period. What was "
           "given "
           "back and fees are not taken off; they stand apart."),
        true, false, PLACE(total.amount),
        N_("By %s the campaign %s had received gifts of %s (disclosure %s).") },
    { "gifts", N_("Gifts"), N_("How many gifts these are. Two equal payments are two gifts."),
        false, false, PLACE(total.count),
        N_("By %s the campaign %s had received %s gifts (disclosure %s).") },
    { "givers", N_("Givers"),
        N_("Each known giver counts once, on the day the books first had a gift of theirs; a gift "
           "whose giver is unknown counts as one giver, a collective gift with its persons."),
        false, false, PLACE(total.givers),
        N_("By %s the campaign %s had %s givers (disclosure %s).") },
    { "period_amount_fen", N_("Received in the period"),
        N_("The part of the sum that took effect from the first to the last day of the period."),
        true, true, PLACE(period.amount),
        N_("In %s the campaign %s received gifts of %s (disclosure %s).") },
    { "period_gifts", N_("Gifts in the period"), N_("How many gifts these are."), false, true,
        PLACE(period.count), N_("In %s the campaign %s received %s gifts (disclosure %s).") },
    { "first_24h_fen", N_("Received in the first 24 hours"),
        N_("Gifts whose time of payment lies within 24 hours of the campaign's start."), true,
        false, PLACE(first.amount),
        N_("As of %s: in its first 24 hours the campaign %s received gifts of %s (disclosure "
           "%s).") },
    { "first_24h_gifts", N_("Gifts in the first 24 hours"), N_("How many gifts these are."), false,
        false, PLACE(first.count),
        N_("As of %s: in its first 24 hours the campaign %s received %s gifts (disclosure %s).") },
    { "refunded_fen", N_("Given back"),
        N_("Refunds that are booked. The gift stays among the gifts, the refund is a sum of its "
           "own."),
        true, false, PLACE(refunds.amount),
        N_("By %s the campaign %s had given back %s (disclosure %s).") },
    { "fees_fen", N_("Fees"),
        N_("What payment providers and banks kept. A cost, never taken off the gifts."), true,
        false, PLACE(fees.amount),
        N_("By %s providers had kept fees of the campaign %s of %s (disclosure %s).") },
};
static_assert(sizeof words / sizeof *words <= BOOK_ITEMS_MAX, "all have room");

static int64_t figure_at(const disclosure_figures *f, size_t place)
{
    int64_t value = 0;
    memcpy(&value, (const char *)f + place, sizeof value);
    return value;
}

enum { WORD_SIZE = 128 };

/* The last day, or "2020-02-01 to 2020-02-02". */
static void days_write(
    const disclosure_book *b, arena *a, say_lang lang, bool is_period, char into[WORD_SIZE])
{
    buffer from = buffer_in(a, 16);
    buffer to = buffer_in(a, 16);
    err what = { 0 };
    text_add_date(&from, b->d.from);
    text_add_date(&to, b->d.as_of);
    err_set(&what, ERR_INPUT, N_("%.*s to %.*s"), SPAN_PRINT(buffer_span(&from)),
        SPAN_PRINT(buffer_span(&to)));
    if (is_period)
        err_render(&what, say(lang, what.message), into, WORD_SIZE);
    else
        snprintf(into, WORD_SIZE, "%.*s", SPAN_PRINT(buffer_span(&to)));
}

static void value_write(arena *a, bool is_money, int64_t value, char into[WORD_SIZE])
{
    buffer amount = buffer_in(a, 48);
    if (is_money)
        text_add_money(&amount, (money){ value });
    else
        text_add_count(&amount, value);
    snprintf(into, WORD_SIZE, "%s%.*s", is_money ? "¥" : "", SPAN_PRINT(buffer_span(&amount)));
}

static span sentence_of(
    const disclosure_book *b, arena *a, say_lang lang, const figure_word *word, int64_t value)
{
    char days[WORD_SIZE], name[WORD_SIZE], amount[WORD_SIZE], number[40];
    buffer text = buffer_in(a, 256);
    err what = { 0 };
    days_write(b, a, lang, word->is_period, days);
    value_write(a, word->is_money, value, amount);
    snprintf(name, sizeof name, "%.*s",
        SPAN_PRINT(lang == SAY_EN && b->of.name_en.size > 0 ? b->of.name_en : b->of.name_zh));
    snprintf(number, sizeof number, "%d/%lld", b->d.year, (long long)b->d.number);
    err_set(&what, ERR_INPUT, word->sentence, days, name, amount, number);
    say_err(&text, lang, &what);
    return buffer_span(&text);
}

size_t disclosure_items(
    const disclosure_book *b, arena *a, say_lang lang, disclosure_item into[BOOK_ITEMS_MAX])
{
    size_t count = sizeof words / sizeof *words;
    for (size_t i = 0; i < count; i++) {
        int64_t value = figure_at(&b->f, words[i].place);
        into[i] = (disclosure_item){ .name = words[i].name,
            .label = words[i].label,
            .definition = words[i].definition,
            .is_money = words[i].is_money,
            .value = value,
            .has_before = b->previous.id.value != 0 && !words[i].is_period,
            .before = figure_at(&b->before, words[i].place),
            .sentence = sentence_of(b, a, lang, &words[i], value) };
    }
    return count;
}

size_t disclosure_steps(const disclosure_book *b, disclosure_step into[BOOK_STEPS_MAX])
{
    const disclosure_figures *f = &b->f;
    const disclosure_figures *was = &b->before;
    if (b->previous.id.value == 0)
        return 0;
    const disclosure_step steps[] = {
        { "before", N_("Disclosure before"), was->total.count + was->later.count,
            was->total.amount + was->later.amount },
        { "new", N_("Booked since"), f->fresh.count, f->fresh.amount },
        { "moved_in", N_("Moved here from another campaign"), f->in.count, f->in.amount },
        { "moved_out", N_("Moved to another campaign"), -f->out.count, -f->out.amount },
        { "taken_back", N_("Taken out of the books: what was booked by mistake"), -f->back.count,
            -f->back.amount },
        { "now", N_("This disclosure"), f->total.count + f->later.count,
            f->total.amount + f->later.amount },
    };
    size_t count = sizeof steps / sizeof *steps;
    static_assert(sizeof steps / sizeof *steps <= BOOK_STEPS_MAX, "all have room");
    memcpy(into, steps, sizeof steps);
    return count;
}

/* ---- files ----------------------------------------------------------------------------------- */

static void instant_put(json_writer *w, const char *name, int64_t us, int32_t offset_s)
{
    unsigned char room[48];
    arena a = { .start = room, .size = sizeof room };
    buffer b = buffer_in(&a, 40);
    if (us == 0) {
        json_put_null(w, name);
        return;
    }
    text_add_instant(&b, us, offset_s);
    json_put_string(w, name, buffer_span(&b));
}

static void name_put(json_writer *w, const char *name, const disclosure *d)
{
    char text[40];
    if (d->id.value == 0) {
        json_put_null(w, name);
        return;
    }
    snprintf(text, sizeof text, "%d/%lld", d->year, (long long)d->number);
    json_put_string(w, name, span_of(text));
}

static void by_put(json_writer *w, const disclosure_book *b, bool by_channel)
{
    disclosure_row rows[BOOK_DAYS_MAX];
    size_t count =
        disclosure_by(b->rows, b->count, LEDGER_CNY, b->d.as_of, by_channel, rows, BOOK_DAYS_MAX);
    json_name(w, by_channel ? "channels" : "days");
    json_array(w);
    for (size_t i = 0; i < count; i++) {
        json_object(w);
        if (by_channel)
            json_put_string(
                w, "channel", span_of(donation_channel_name((donation_channel)rows[i].channel)));
        else
            door_put_date(w, "day", rows[i].day);
        json_put_int(w, "gifts", rows[i].count);
        json_put_int(w, "givers", rows[i].givers);
        json_put_int(w, "amount_fen", rows[i].amount);
        json_object_end(w);
    }
    json_array_end(w);
}

static void others_put(json_writer *w, const disclosure_book *b)
{
    json_name(w, "others");
    json_array(w);
    for (size_t i = 0; i < b->asset_count; i++) {
        disclosure_figures f = { 0 };
        disclosure_sums(b->rows, b->count, b->assets[i], b->d.from, b->d.as_of, &f);
        json_object(w);
        json_put_string(w, "currency", span_of(currency_of(b->assets[i])->code));
        json_put_int(w, "scale", currency_of(b->assets[i])->scale);
        json_put_int(w, "gifts", f.total.count);
        json_put_int(w, "amount", f.total.amount);
        json_put_int(w, "refunded", f.refunds.amount);
        json_put_int(w, "fees", f.fees.amount);
        json_object_end(w);
    }
    json_array_end(w);
}

static void steps_put(json_writer *w, const disclosure_book *b)
{
    disclosure_step steps[BOOK_STEPS_MAX];
    size_t count = disclosure_steps(b, steps);
    name_put(w, "previous", &b->previous);
    json_name(w, "difference");
    json_array(w);
    for (size_t i = 0; i < count; i++) {
        json_object(w);
        json_put_string(w, "step", span_of(steps[i].name));
        json_put_int(w, "gifts", steps[i].count);
        json_put_int(w, "amount_fen", steps[i].amount);
        json_object_end(w);
    }
    json_array_end(w);
}

static void log_put(json_writer *w, const disclosure_book *b)
{
    static const char *const states[] = { "waits", "closed", "differs" };
    int64_t count = 0;
    int64_t sum = 0;
    json_name(w, "log");
    json_object(w);
    json_put_string(w, "state", span_of(states[b->d.log]));
    if (b->d.log == DISCLOSURE_LOG_CLOSED) {
        json_put_int(w, "close", b->d.close);
        disclosure_close(b->rows, b->count, DISCLOSURE_GIFTS, &count, &sum);
        json_put_int(w, "gifts", count);
        json_put_int(w, "gifts_fen", sum);
        disclosure_close(b->rows, b->count, DISCLOSURE_REFUNDS, &count, &sum);
        json_put_int(w, "refunds", count);
        json_put_int(w, "refunds_fen", sum);
    }
    json_object_end(w);
}

static void head_put(json_writer *w, const disclosure_book *b, int32_t offset_s, bool is_staff)
{
    const disclosure *d = &b->d;
    if (is_staff)
        door_put_id(w, "id", d->id.value);
    json_put_string(w, "campaign", span_of(b->of.code));
    if (d->state == DISCLOSURE_PUBLISHED) {
        json_put_int(w, "year", d->year);
        json_put_int(w, "number", d->number);
    }
    json_put_string(w, "state", span_of(disclosure_state_name(d->state)));
    door_put_date(w, "from", d->from);
    door_put_date(w, "as_of", d->as_of);
    instant_put(w, "known_at", d->known_us, offset_s);
    instant_put(w, "published_at", d->published_us, offset_s);
    name_put(w, "corrects", &b->corrected);
    name_put(w, "corrected_by", &b->correction);
    json_put_string(w, "reason_zh", d->reason_zh);
    json_put_string(w, "reason_en", d->reason_en);
}

void disclosure_json(json_writer *w, const disclosure_book *b, int32_t offset_s, bool is_staff)
{
    assert(w && b);
    head_put(w, b, offset_s, is_staff);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        json_put_int(w, words[i].name, figure_at(&b->f, words[i].place));
    json_put_int(w, "refunds", b->f.refunds.count);
    json_put_int(w, "later_gifts", b->f.later.count);
    json_put_int(w, "later_fen", b->f.later.amount);
    json_put_null(w, "spent_fen");
    by_put(w, b, false);
    by_put(w, b, true);
    others_put(w, b);
    steps_put(w, b);
    log_put(w, b);
    json_put_bool(w, "exercise", b->of.is_exercise);
}

void disclosure_csv(buffer *b, const disclosure_book *book, span demo)
{
    assert(b && book);
    buffer_text(b, "part,currency,day,channel,count,givers,amount,demo\r\n");
    for (size_t i = 0; i < book->count; i++) {
        const disclosure_row *row = &book->rows[i];
        buffer_format(b, "%s,%s,", disclosure_part_name(row->part), currency_of(row->asset)->code);
        if (row->day.day != 0)
            text_add_date(b, row->day);
        buffer_format(b, ",%s,%lld,%lld,",
            row->channel ? donation_channel_name((donation_channel)row->channel) : "",
            (long long)row->count, (long long)row->givers);
        text_add_amount_plain(b, row->asset, row->amount);
        buffer_byte(b, ',');
        buffer_add(b, demo);
        buffer_text(b, "\r\n");
    }
}

/* ---- the clock ------------------------------------------------------------------------------- */

bool disclosure_clock_read(
    house *h, store_conn *conn, arena *a, const campaign *of, disclosure_clock *ret, err *reterr)
{
    int64_t last = 0;
    assert(h && conn && a && of && ret);
    *ret = (disclosure_clock){ 0 };
    int64_t now = house_civil_us(h);
    if (of->phase != PHASE_RESPONSE)
        return true;
    if (!disclosure_last_us(conn, of->id, &last, reterr) ||
        !deadline_get(conn, a, DEADLINE_DISCLOSURE, sys_zone_local(house_zone(h), now).day,
            &ret->rule, reterr))
        return false;
    ret->is_first = last == 0;
    ret->from_us = last != 0 ? last : of->opened_us;
    ret->runs = ret->rule.from.day != 0 && now >= of->opened_us;
    ret->warn_us = deadline_warn_us(&ret->rule, ret->from_us);
    ret->due_us = deadline_due_us(&ret->rule, ret->from_us);
    return true;
}
