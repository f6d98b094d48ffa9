/* Matches as people and programs read them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/matches.h"

#include "door/put.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>

void confidence_write(char into[CONFIDENCE_SIZE], int32_t confidence)
{
    snprintf(into, CONFIDENCE_SIZE, "%d.%03d", confidence / 1000 % 10, confidence % 1000);
}

bool confidence_parse(span text, int32_t *ret, err *reterr)
{
    uint64_t whole = 0;
    int32_t parts = 0;
    span rest = text;
    span head = { NULL, 0 };
    bool is_good = span_split(&rest, '.', &head) && text_parse_uint(head, 1, &whole) &&
                   rest.size <= 3 && (rest.at == NULL || rest.size > 0);
    for (size_t i = 0; is_good && i < 3; i++) {
        char digit = i < rest.size ? rest.at[i] : '0';
        is_good = digit >= '0' && digit <= '9';
        parts = parts * 10 + (digit - '0');
    }
    *ret = (int32_t)whole * 1000 + parts;
    if (is_good)
        return true;
    err_field(reterr, "threshold", N_("Not a confidence: %.*s"), SPAN_PRINT(text));
    return err_hint(reterr, N_("Write it as 0.95."));
}

bool match_words_of(
    arena *a, const uint8_t seal_key[32], const match_fact *fact, match_words *ret, err *reterr)
{
    donation_person person = { 0 };
    *ret = (match_words){ { NULL, 0 }, { NULL, 0 } };
    if (!donation_unseal(a, seal_key, fact->payer, fact->remark, &person, reterr))
        return false;
    if (person.name.size > 0)
        ret->payer = donation_name_mask(a, person.name);
    ret->remark = person.message;
    return true;
}

void match_reason_add(buffer *b, say_lang lang, const match_because *why)
{
    err said = { 0 };
    match_because_say(why, &said);
    say_err(b, lang, &said);
}

void match_reasons_add(buffer *b, say_lang lang, const match_suggestion *s)
{
    for (int i = 0; i < s->reason_count; i++) {
        bool is_for = s->reasons[i].reason < MATCH_FIRST_AGAINST;
        buffer_text(b, i == 0 ? "" : "; ");
        buffer_text(b, is_for ? "+ " : "- ");
        match_reason_add(b, lang, &s->reasons[i]);
    }
}

static void code_add(buffer *b, order_code code)
{
    char text[ORDER_CODE_TEXT_SIZE];
    order_code_write(text, code);
    buffer_text(b, text);
}

void match_codes_add(buffer *b, const match_around *around, const match_suggestion *s)
{
    for (size_t i = 0; i < s->promise_count; i++) {
        buffer_text(b, i == 0 ? "" : " ");
        code_add(b, around->promises[s->promises[i]].code);
    }
}

/* An id in quotes. */
static void id_json(json_writer *w, buffer *room, int64_t id)
{
    room->used = 0;
    text_add_id(room, id);
    json_string(w, buffer_span(room));
}

static void promises_json(
    json_writer *w, buffer *room, const match_around *around, const match_suggestion *s)
{
    json_name(w, "promises");
    json_array(w);
    for (size_t i = 0; i < s->promise_count; i++) {
        const promise *p = &around->promises[s->promises[i]];
        room->used = 0;
        code_add(room, p->code);
        json_object(w);
        json_put_string(w, "order_code", buffer_span(room));
        json_put_int(w, "amount_fen", p->amount.fen);
        json_put_int(w, "rest_fen", promise_rest(p).fen);
        json_object_end(w);
    }
    json_array_end(w);
}

static void reasons_json(json_writer *w, say_lang lang, buffer *room, const match_suggestion *s)
{
    json_name(w, "reasons");
    json_array(w);
    for (int i = 0; i < s->reason_count; i++) {
        room->used = 0;
        match_reason_add(room, lang, &s->reasons[i]);
        json_object(w);
        json_put_string(w, "reason", span_of(match_reason_name(s->reasons[i].reason)));
        json_put_bool(w, "for", s->reasons[i].reason < MATCH_FIRST_AGAINST);
        json_put_string(w, "text", buffer_span(room));
        json_object_end(w);
    }
    json_array_end(w);
}

void match_suggestion_json(
    json_writer *w, say_lang lang, const match_around *around, const match_suggestion *s)
{
    unsigned char memory[512];
    arena a = { .start = memory, .size = sizeof memory };
    buffer room = buffer_in(&a, 480);
    json_object(w);
    json_put_int(w, "confidence_mille", s->confidence);
    json_put_string(w, "word", span_of(say(lang, match_word(s->confidence))));
    promises_json(w, &room, around, s);
    json_name(w, "gifts");
    json_array(w);
    for (size_t i = 0; i < s->gift_count; i++)
        id_json(w, &room, around->place.gifts[s->gifts[i]].id.value);
    json_array_end(w);
    if (s->promise_count == 0) {
        json_name(w, "payer");
        id_json(w, &room, around->payer.id);
    }
    reasons_json(w, lang, &room, s);
    json_object_end(w);
}

/* ---- the queue ------------------------------------------------------------------------------ */

bool match_what_parse(span text, match_filter *into, err *reterr)
{
    if (text.size == 0)
        return true;
    into->state = MATCH_WAITS;
    if (span_is(text, "very-likely")) {
        into->best_min = MATCH_VERY_LIKELY;
    } else if (span_is(text, "likely")) {
        into->best_min = MATCH_LIKELY;
        into->best_max = MATCH_VERY_LIKELY;
    } else if (span_is(text, "unsure")) {
        into->best_max = MATCH_LIKELY;
    } else if (span_is(text, "held")) {
        into->state = MATCH_HELD;
    } else {
        err_field(reterr, "what", N_("There is no part of the queue named %.*s"), SPAN_PRINT(text));
        return err_hint(reterr, N_("It is very-likely, likely, unsure or held."));
    }
    return true;
}

static void amount_json(json_writer *w, int64_t asset, money amount)
{
    if (asset == LEDGER_CNY) {
        json_put_int(w, "amount_fen", amount.fen);
        return;
    }
    json_put_int(w, "amount", amount.fen);
    json_put_string(w, "currency", span_of(currency_of(asset)->code));
}

void match_waiting_json(
    json_writer *w, say_lang lang, const match_waiting *waiting, const match_words *words)
{
    char place[MATCH_PLACE_SIZE];
    const match_fact *fact = &waiting->fact;
    match_place_write(place, waiting);
    json_object(w);
    door_put_id(w, "gift", fact->donation.value);
    door_put_date(w, "day", waiting->day);
    amount_json(w, waiting->asset, waiting->amount);
    json_put_string(w, "channel", span_of(donation_channel_name(waiting->channel)));
    json_put_string(w, "payer", words->payer);
    json_put_string(w, "remark", words->remark);
    json_put_string(w, "state", span_of(fact->state == MATCH_HELD ? "held" : "waits"));
    json_put_int(w, "confidence_mille", fact->best);
    json_put_string(w, "word", span_of(say(lang, match_word(fact->best))));
    json_put_string(w, "place", span_of(place));
    json_object_end(w);
}

bool match_link_words_of(
    store_conn *conn, arena *a, const match_link *link, match_link_words *ret, err *reterr)
{
    promise p = { 0 };
    buffer b = buffer_in(a, ORDER_CODE_TEXT_SIZE);
    *ret = (match_link_words){ 0 };
    if (link->promise.value != 0) {
        if (!promise_get(conn, a, link->org, link->promise, &p, reterr))
            return false;
        code_add(&b, p.code);
        ret->code = buffer_span(&b);
        ret->campaign = p.campaign;
    }
    return link->made_by == 0 || access_name(conn, a, link->made_by, &ret->by, reterr);
}

/* ---- acts ----------------------------------------------------------------------------------- */

static bool pair_input(const match_asker *asker, arena *a, const match_pair *pair,
    const match_pick *pick, org_id unit, change *c, err *reterr)
{
    promise p = { 0 };
    if (pair->code.value == 0) {
        match_claim_input *claim = ARENA_NEW(a, match_claim_input, 1);
        if (!claim)
            return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
        *claim = (match_claim_input){ .gift = *pick, .payer = pair->payer };
        c->kind = &match_claim;
        c->input = claim;
        return true;
    }
    match_link_input *link = ARENA_NEW(a, match_link_input, 1);
    if (!link)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!promise_get_code(asker->conn, a, unit, pair->code, &p, reterr))
        return false;
    *link = (match_link_input){
        .gifts = { *pick }, .gift_count = 1, .promises = { p.id }, .promise_count = 1
    };
    c->kind = &match_link_add;
    c->input = link;
    return true;
}

bool match_pair_accept(
    const match_asker *asker, arena *a, const match_pair *pair, int number, err *reterr)
{
    donation_row gift = { 0 };
    match_pick pick = { 0 };
    writer *w = house_writer(asker->house);
    import_desk desk = house_desk(asker->house, asker->conn, asker->author);
    change c = { .author = asker->author };
    if (!match_pick_make(&desk, a, pair->gift, &pick, &gift, reterr))
        return false;
    c.org = gift.org;
    if (!pair_input(asker, a, pair, &pick, gift.org, &c, reterr))
        return false;
    buffer key = buffer_in(a, 256);
    buffer_add(&key, asker->key);
    buffer_format(&key, "/%d", number);
    if (asker->key.size > 0)
        writer_key(w, &c, buffer_span(&key), asker->asked);
    return writer_run(w, &c, reterr);
}
