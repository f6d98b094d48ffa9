/* The queue of payments without a giver as files.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/staff_match.h"

#include "sheet/sheet.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>

typedef bool waiting_each(
    void *self, const match_waiting *row, const match_words *words, err *reterr);

static bool waiting_walk(
    staff *s, const match_ask *asked, waiting_each *each, void *self, err *reterr)
{
    enum { STEP = 500, WALK_MEMORY = 16 << 20 };
    ARENA step = { 0 };
    match_filter filter = asked->filter;
    size_t count = STEP;
    if (!arena_open(&step, WALK_MEMORY))
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    while (count == STEP) {
        match_waiting *rows = NULL;
        arena_reset(&step, 0);
        if (!match_queue(s->r->conn, &step, &filter, STEP, &rows, &count, reterr))
            return false;
        for (size_t i = 0; i < count; i++) {
            match_words words = { { NULL, 0 }, { NULL, 0 } };
            if (!match_words_of(
                    &step, house_seal_key(s->r->house), &rows[i].fact, &words, reterr) ||
                !each(self, &rows[i], &words, reterr))
                return false;
        }
        if (count > 0) {
            filter.before = rows[count - 1].fact.donation.value;
            filter.before_best = rows[count - 1].fact.best;
        }
    }
    return true;
}

typedef struct queue_file {
    staff *s;
    buffer b;
    sheet_writer *w;
} queue_file;

static span percent_text(buffer *room, int32_t confidence)
{
    char text[CONFIDENCE_SIZE];
    confidence_write(text, confidence);
    room->used = 0;
    buffer_text(room, text);
    return buffer_span(room);
}

static bool csv_each(void *self, const match_waiting *row, const match_words *words, err *reterr)
{
    queue_file *f = self;
    buffer *b = &f->b;
    char confidence[CONFIDENCE_SIZE];
    (void)reterr;
    confidence_write(confidence, row->fact.best);
    text_add_id(b, row->fact.donation.value);
    buffer_byte(b, ',');
    text_add_date(b, row->day);
    buffer_byte(b, ',');
    text_add_amount_plain(b, row->asset, row->amount.fen);
    buffer_format(b, ",%s,%s,", currency_of(row->asset)->code, donation_channel_name(row->channel));
    text_add_csv(b, words->payer);
    buffer_byte(b, ',');
    text_add_csv(b, words->remark);
    buffer_format(b, ",%s,%s,", row->fact.state == MATCH_HELD ? "held" : "waits", confidence);
    buffer_add(b, web_demo_mark(f->s->r->house));
    buffer_text(b, "\r\n");
    return true;
}

void staff_match_csv_get(door_request *r)
{
    enum { TEXT_MEMORY = 1 << 28 };
    STAFF s = { 0 };
    ARENA text = { 0 };
    err why = { 0 };
    match_ask ask = { 0 };
    chip_list ignored = { 0 };
    if (!staff_begin(&s, r, STAFF_MATCH, N_("Payments without a giver")))
        return;
    queue_file f = { .s = &s };
    bool is_good = arena_open(&text, TEXT_MEMORY) ||
                   err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
    f.b = buffer_in(&text, 1 << 16);
    buffer_text(&f.b, "gift,day,amount,currency,channel,payer,remark,state,confidence,demo\r\n");
    if (is_good && match_ask_read(&s, RIGHT_DONATION_ENTER, &ask, &ignored, &why) &&
        waiting_walk(&s, &ask, csv_each, &f, &why))
        staff_csv(&s, "payments-without-giver.csv", &f.b);
    else
        staff_fail(&s, &why);
}

static bool xlsx_each(void *self, const match_waiting *row, const match_words *words, err *reterr)
{
    queue_file *f = self;
    unsigned char memory[64];
    arena a = { .start = memory, .size = sizeof memory };
    buffer id = buffer_in(&a, 16);
    buffer confidence = buffer_in(&a, 16);
    text_add_id(&id, row->fact.donation.value);
    const sheet_value values[] = { { .text = buffer_span(&id) }, { .day = row->day },
        { .amount = row->amount, .unit = currency_unit(currency_of(row->asset)) },
        { .text = span_of(currency_of(row->asset)->code) },
        { .text = span_of(say(f->s->r->lang, donation_channel_label(row->channel))) },
        { .text = words->payer }, { .text = words->remark },
        { .text = span_of(row->fact.state == MATCH_HELD ? "held" : "waits") },
        { .text = percent_text(&confidence, row->fact.best) },
        { .text = web_demo_mark(f->s->r->house) } };
    return sheet_write_row(f->w, values, reterr);
}

static bool xlsx_write(queue_file *f, const char *path, err *reterr)
{
    static const sheet_column columns[] = { { SPAN("gift"), SHEET_TYPE_TEXT, 16 },
        { SPAN("day"), SHEET_TYPE_DATE, 12 }, { SPAN("amount"), SHEET_TYPE_MONEY, 14 },
        { SPAN("currency"), SHEET_TYPE_TEXT, 10 }, { SPAN("channel"), SHEET_TYPE_TEXT, 14 },
        { SPAN("payer"), SHEET_TYPE_TEXT, 16 }, { SPAN("remark"), SHEET_TYPE_TEXT, 30 },
        { SPAN("state"), SHEET_TYPE_TEXT, 10 }, { SPAN("confidence"), SHEET_TYPE_TEXT, 12 },
        { SPAN("demo"), SHEET_TYPE_TEXT, 12 } };
    const sheet_target target = { .path = path,
        .sheet_name = span_of("payments"),
        .created_s = sys_real_us(house_clock(f->s->r->house)) / 1000000,
        .columns = columns,
        .column_count = sizeof columns / sizeof *columns };
    match_ask ask = { 0 };
    chip_list ignored = { 0 };
    err broken = { 0 };
    if (!match_ask_read(f->s, RIGHT_DONATION_ENTER, &ask, &ignored, reterr) ||
        !sheet_write_open(&f->s->memory, &target, &f->w, reterr))
        return false;
    bool is_good = waiting_walk(f->s, &ask, xlsx_each, f, reterr);
    bool is_closed = sheet_write_close(f->w, is_good ? reterr : &broken);
    return is_good && is_closed;
}

void staff_match_xlsx_get(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    char path[STAFF_PATH_MAX];
    if (!staff_begin(&s, r, STAFF_MATCH, N_("Payments without a giver")))
        return;
    queue_file f = { .s = &s };
    staff_xlsx_path(&s, path);
    bool is_good = xlsx_write(&f, path, &why);
    staff_xlsx(&s, "payments-without-giver.xlsx", path, is_good, &why);
}
