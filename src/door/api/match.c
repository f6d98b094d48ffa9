/* Matching through the API: the queue, what one gift may be, payers that were learnt.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/api/match_in.h"

#include "text/text.h"

#include <assert.h>
#include <stdio.h>

enum { QUEUE_MEMORY = 64 << 20, LIMIT = 100, LIMIT_MAX = 1000 };

static bool memory_open(arena *home, size_t size, err *reterr)
{
    return arena_open(home, size) ||
           err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
}

/* ---- the queue ------------------------------------------------------------------------------ */

static bool ask_read(door_request *r, match_filter *filter, size_t *ret_limit, err *reterr)
{
    uint64_t limit = LIMIT;
    span before = net_query(r->net, "before");
    span text = net_query(r->net, "limit");
    if (text.at && (!text_parse_uint(text, LIMIT_MAX, &limit) || limit == 0))
        return err_field(
            reterr, "limit", N_("A number from 1 to %d, not %.*s"), LIMIT_MAX, SPAN_PRINT(text));
    *ret_limit = (size_t)limit;
    return match_what_parse(net_query(r->net, "what"), filter, reterr) &&
           (before.size == 0 || match_place_parse(before, filter, reterr));
}

static bool queue_json(door_request *r, arena *home, json_writer *w, const match_filter *filter,
    size_t limit, err *reterr)
{
    match_waiting *rows = NULL;
    size_t count = 0;
    char place[MATCH_PLACE_SIZE];
    if (!match_queue(r->conn, home, filter, limit, &rows, &count, reterr))
        return false;
    json_name(w, "items");
    json_array(w);
    for (size_t i = 0; i < count; i++) {
        match_words words = { { NULL, 0 }, { NULL, 0 } };
        if (!match_words_of(home, house_seal_key(r->house), &rows[i].fact, &words, reterr))
            return false;
        match_waiting_json(w, r->lang, &rows[i], &words);
    }
    json_array_end(w);
    if (count == limit) {
        match_place_write(place, &rows[count - 1]);
        json_put_string(w, "next_before", span_of(place));
    } else {
        json_put_null(w, "next_before");
    }
    return true;
}

void api_matches_get(door_request *r)
{
    ARENA home = { 0 };
    err why = { 0 };
    campaign of = { 0 };
    match_counts counts = { 0 };
    size_t limit = 0;
    if (!api_campaign(r, &of))
        return;
    match_filter filter = { .org = of.org, .campaign = of.id };
    bool is_good = door_may_at(r, RIGHT_DONATION_ENTER, of.org, &why) &&
                   ask_read(r, &filter, &limit, &why) && memory_open(&home, QUEUE_MEMORY, &why) &&
                   match_count(r->conn, of.org, of.id, &counts, &why);
    buffer b = buffer_in(is_good ? &home : r->memory, 32768);
    json_writer w = json_write(&b);
    json_object(&w);
    json_put_int(&w, "waiting", counts.waiting);
    json_put_int(&w, "amount_fen", counts.fen);
    json_put_int(&w, "very_likely", counts.very_likely);
    json_put_int(&w, "likely", counts.likely);
    json_put_int(&w, "held", counts.held);
    if (!is_good || !queue_json(r, &home, &w, &filter, limit, &why)) {
        door_error(r, &why);
        return;
    }
    json_object_end(&w);
    api_answer(r, 200, &b);
}

/* ---- what may be accepted at once ----------------------------------------------------------- */

static bool least_read(door_request *r, int32_t *ret, err *reterr)
{
    span text = net_query(r->net, "least");
    uint64_t least = MATCH_VERY_LIKELY;
    if (text.size > 0 && !text_parse_uint(text, 1000, &least))
        return err_field(reterr, "least", N_("A number from %d to 1000, not %.*s"),
            MATCH_VERY_LIKELY, SPAN_PRINT(text));
    *ret = (int32_t)least;
    return true;
}

static void sure_json(json_writer *w, say_lang lang, const match_sure *row)
{
    char code[ORDER_CODE_TEXT_SIZE];
    buffer room = buffer_in(w->out->home, 256);
    json_object(w);
    door_put_id(w, "gift", row->waiting.fact.donation.value);
    json_put_int(w, "amount_fen", row->waiting.asset == LEDGER_CNY ? row->waiting.amount.fen : 0);
    json_put_int(w, "confidence_mille", row->best.confidence);
    if (row->promise.id.value) {
        order_code_write(code, row->promise.code);
        json_put_string(w, "order_code", span_of(code));
    } else {
        door_put_id(w, "payer", row->payer.id);
    }
    match_reasons_add(&room, lang, &row->best);
    json_put_string(w, "reasons", buffer_span(&room));
    json_object_end(w);
}

void api_matches_sure_get(door_request *r)
{
    ARENA home = { 0 };
    err why = { 0 };
    campaign of = { 0 };
    match_sure *rows = NULL;
    size_t count = 0;
    bool has_more = false;
    int32_t least = 0;
    money sum = { 0 };
    if (!api_campaign(r, &of))
        return;
    const match_filter filter = { .org = of.org, .campaign = of.id };
    bool is_good = door_may_at(r, RIGHT_DONATION_ENTER, of.org, &why) &&
                   least_read(r, &least, &why) && memory_open(&home, QUEUE_MEMORY, &why) &&
                   match_sure_list(r->conn, &home, filter, least, &rows, &count, &has_more, &why);
    if (!is_good) {
        door_error(r, &why);
        return;
    }
    buffer b = buffer_in(&home, 32768);
    json_writer w = json_write(&b);
    json_object(&w);
    json_name(&w, "items");
    json_array(&w);
    for (size_t i = 0; i < count; i++) {
        sure_json(&w, r->lang, &rows[i]);
        sum.fen += rows[i].waiting.asset == LEDGER_CNY ? rows[i].waiting.amount.fen : 0;
    }
    json_array_end(&w);
    json_put_int(&w, "amount_fen", sum.fen);
    json_put_bool(&w, "more", has_more);
    json_object_end(&w);
    api_answer(r, 200, &b);
}

/* ---- one gift ------------------------------------------------------------------------------- */

bool api_match_gift(door_request *r, donation_row *ret, err *reterr)
{
    int64_t id = 0;
    err ignored = { 0 };
    if (!text_parse_id(r->params[0], &id, &ignored))
        return err_set(reterr, ERR_ABSENT, N_("No such gift"));
    return donation_get(r->conn, (donation_id){ id }, ret, reterr) &&
           door_may_at(r, RIGHT_DONATION_ENTER, ret->org, reterr);
}

static bool links_json(
    door_request *r, arena *home, json_writer *w, const donation_row *gift, err *reterr)
{
    match_link links[MATCH_LINKS_MAX];
    size_t count = 0;
    if (!match_links_get(r->conn, gift->org, gift->id, links, &count, reterr))
        return false;
    json_name(w, "links");
    json_array(w);
    for (size_t i = 0; i < count; i++) {
        match_link_words words = { 0 };
        if (!match_link_words_of(r->conn, home, &links[i], &words, reterr))
            return false;
        json_object(w);
        if (words.code.size > 0)
            json_put_string(w, "order_code", words.code);
        else
            json_put_null(w, "order_code");
        json_put_int(w, "amount_fen", links[i].part.fen);
        json_put_int(w, "confidence_mille", links[i].confidence);
        json_put_string(w, "by", words.by);
        api_put_instant(w, "at", links[i].made_us);
        json_object_end(w);
    }
    json_array_end(w);
    return true;
}

static bool hold_json(
    door_request *r, arena *home, json_writer *w, const donation_row *gift, err *reterr)
{
    match_hold hold = { 0 };
    bool is_held = false;
    span by = { NULL, 0 };
    if (!match_hold_get(r->conn, home, gift->org, gift->id, &hold, &is_held, reterr))
        return false;
    if (!is_held) {
        json_put_null(w, "hold");
        return true;
    }
    if (!access_name(r->conn, home, hold.made_by, &by, reterr))
        return false;
    json_name(w, "hold");
    json_object(w);
    json_put_string(w, "reason", hold.reason);
    json_put_string(w, "by", by);
    api_put_instant(w, "at", hold.made_us);
    json_object_end(w);
    return true;
}

static const char *state_word(const donation_row *gift, match_state state)
{
    if (gift->state == DONATION_REVERSED)
        return "reversed";
    return gift->is_claimed ? "claimed" : state == MATCH_HELD ? "held" : "unclaimed";
}

static bool match_json(door_request *r, arena *home, json_writer *w, donation_id id, err *reterr)
{
    donation_row gift = { 0 };
    match_words words = { { NULL, 0 }, { NULL, 0 } };
    match_around *around = ARENA_NEW(home, match_around, 1);
    import_desk desk = house_desk(r->house, r->conn, &r->author);
    if (!around)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!match_look_gift(&desk, home, id, around, &gift, reterr) ||
        !match_words_of(home, house_seal_key(r->house), &around->fact, &words, reterr))
        return false;
    bool is_yuan = gift.asset == LEDGER_CNY;
    json_object(w);
    door_put_id(w, "gift", id.value);
    json_put_string(w, "state", span_of(state_word(&gift, around->fact.state)));
    json_put_string(w, "currency", span_of(currency_of(gift.asset)->code));
    json_put_int(w, is_yuan ? "amount_fen" : "amount", gift.amount.fen);
    if (is_yuan)
        json_put_int(w, "rest_fen", around->gift.rest.fen);
    json_put_string(w, "payer", words.payer);
    json_put_string(w, "remark", words.remark);
    if (!hold_json(r, home, w, &gift, reterr) || !links_json(r, home, w, &gift, reterr))
        return false;
    json_name(w, "suggestions");
    json_array(w);
    for (size_t i = 0; i < around->count && around->gift.rest.fen > 0; i++) {
        if (!gift.is_claimed || around->suggestions[i].promise_count > 0)
            match_suggestion_json(w, r->lang, around, &around->suggestions[i]);
    }
    json_array_end(w);
    json_object_end(w);
    return true;
}

void api_match_answer(door_request *r, arena *home, donation_id id)
{
    err why = { 0 };
    buffer b = buffer_in(home, 4096);
    json_writer w = json_write(&b);
    if (match_json(r, home, &w, id, &why))
        api_answer(r, 200, &b);
    else
        door_error(r, &why);
}

void api_match_get(door_request *r)
{
    ARENA home = { 0 };
    err why = { 0 };
    donation_row gift = { 0 };
    if (api_match_gift(r, &gift, &why) && memory_open(&home, API_PICK_MEMORY, &why))
        api_match_answer(r, &home, gift.id);
    else
        door_error(r, &why);
}

/* ---- payers --------------------------------------------------------------------------------- */

static bool payers_json(
    door_request *r, json_writer *w, const match_payer *rows, size_t count, err *reterr)
{
    json_name(w, "items");
    json_array(w);
    for (size_t i = 0; i < count; i++) {
        donation_person giver = { 0 };
        span by = { NULL, 0 };
        if (!donation_unseal(r->memory, house_seal_key(r->house), rows[i].name, (span){ NULL, 0 },
                &giver, reterr) ||
            !access_name(r->conn, r->memory, rows[i].made_by, &by, reterr))
            return false;
        json_object(w);
        door_put_id(w, "id", rows[i].id);
        json_put_string(w, "giver",
            giver.name.size > 0 ? donation_name_mask(r->memory, giver.name) : giver.name);
        door_put_id(w, "gift", rows[i].donation.value);
        json_put_string(w, "by", by);
        api_put_instant(w, "at", rows[i].made_us);
        json_object_end(w);
    }
    json_array_end(w);
    return true;
}

void api_payers_get(door_request *r)
{
    err why = { 0 };
    campaign of = { 0 };
    match_payer *rows = NULL;
    size_t count = 0;
    size_t limit = 0;
    int64_t before = 0;
    if (!api_campaign(r, &of))
        return;
    bool is_good = door_may_at(r, RIGHT_DONATION_ENTER, of.org, &why) &&
                   api_page_read(r, &limit, &before, &why) &&
                   match_payer_list(r->conn, r->memory, of.org, before, limit, &rows, &count, &why);
    buffer b = buffer_in(r->memory, 8192);
    json_writer w = json_write(&b);
    json_object(&w);
    if (!is_good || !payers_json(r, &w, rows, count, &why)) {
        door_error(r, &why);
        return;
    }
    door_put_id(&w, "next_before", count == limit ? rows[count - 1].id : 0);
    json_object_end(&w);
    api_answer(r, 200, &b);
}

void api_payer_forget(door_request *r)
{
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    payer_forget_input in = { 0 };
    if (!api_campaign(r, &of))
        return;
    if (!text_parse_id(r->params[1], &in.id, &why)) {
        err_set(&why, ERR_ABSENT, N_("No such payer is remembered"));
    } else if (door_change_run(r, &payer_forget, of.org, &in, &c, &why)) {
        buffer b = buffer_in(r->memory, 128);
        json_writer w = json_write(&b);
        json_object(&w);
        door_put_id(&w, "id", in.id);
        json_put_string(&w, "state", span_of("forgotten"));
        json_object_end(&w);
        api_answer(r, 200, &b);
        return;
    }
    door_error(r, &why);
}
