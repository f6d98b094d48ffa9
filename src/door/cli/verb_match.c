/* Verbs of matching: whose a gift is.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/cli/verbs_in.h"

#include "door/matches.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { LIST_STEP = 200 };

static int done_or_fail(verb_call *call, bool is_good, const err *why)
{
    return is_good ? EXIT_DONE : verb_fail(call, why);
}

static int gift_done(verb_call *call, bool is_good, int64_t id, const err *why)
{
    if (!is_good)
        return verb_fail(call, why);
    buffer b = buffer_in(call->home, 32);
    text_add_id(&b, id);
    return verb_answer(call, "id", buffer_span(&b));
}

static span confidence_text(verb_call *call, int32_t confidence)
{
    char text[CONFIDENCE_SIZE];
    confidence_write(text, confidence);
    return arena_copy(call->home, span_of(text));
}

/* ---- list ----------------------------------------------------------------------------------- */

static bool filter_read(
    verb_call *call, const campaign *of, match_filter *ret, int64_t *ret_limit, err *reterr)
{
    span state = verb_value(call, "state");
    *ret = (match_filter){ .org = of->org, .campaign = of->id };
    if (span_is(state, "waits"))
        ret->state = MATCH_WAITS;
    else if (span_is(state, "held"))
        ret->state = MATCH_HELD;
    else if (state.at)
        return err_field(
            reterr, "state", N_("The state is waits or held, not %.*s"), SPAN_PRINT(state));
    return call_limit(call, ret_limit, reterr);
}

static bool waiting_row(verb_call *call, grid *g, const match_waiting *w, err *reterr)
{
    match_words words = { 0 };
    match_around around = { 0 };
    store_conn *conn = house_conn(call->house);
    if (!match_words_of(call->home, house_seal_key(call->house), &w->fact, &words, reterr) ||
        !match_look_waiting(conn, call->home, w, &around, reterr))
        return false;
    const match_suggestion *best = around.count > 0 ? &around.suggestions[0] : NULL;
    buffer codes = buffer_in(call->home, 64);
    buffer reasons = buffer_in(call->home, 256);
    if (best) {
        match_codes_add(&codes, &around, best);
        match_reasons_add(&reasons, call->lang, best);
    }
    const grid_cell cells[] = { { .number = w->fact.donation.value }, { .number = w->day.day },
        { .number = w->amount.fen, .asset = w->asset },
        { .text = span_of(currency_of(w->asset)->code) },
        { .text = span_of(donation_channel_name(w->channel)) }, { .text = words.payer },
        { .text = words.remark },
        { .text = span_of(w->fact.state == MATCH_HELD ? "held" : "waits") },
        { .text = confidence_text(call, best ? best->confidence : 0) },
        { .text = buffer_span(&codes) }, { .text = buffer_span(&reasons) } };
    return grid_row(g, cells, reterr);
}

int run_match_list(verb_call *call)
{
    static const grid_column columns[] = { { "id", N_("gift"), GRID_ID },
        { "day", N_("day"), GRID_DAY }, { "amount_fen", N_("amount"), GRID_MONEY },
        { "currency", N_("currency"), GRID_TEXT }, { "channel", N_("channel"), GRID_WORD },
        { "payer", N_("payer"), GRID_TEXT }, { "remark", N_("remark"), GRID_TEXT },
        { "state", N_("state"), GRID_WORD }, { "confidence", N_("confidence"), GRID_TEXT },
        { "promise", N_("promise"), GRID_TEXT }, { "reasons", N_("reasons"), GRID_TEXT } };
    err why = { 0 };
    grid g = { 0 };
    campaign of = { 0 };
    match_filter filter = { 0 };
    int64_t left = 0;
    size_t count = LIST_STEP;
    bool is_good = call_campaign_or_only(call, &of, &why) &&
                   filter_read(call, &of, &filter, &left, &why) &&
                   grid_open(&g, call, columns, 11, &why);
    while (is_good && count == LIST_STEP && left > 0) {
        match_waiting *rows = NULL;
        is_good = match_queue(
            house_conn(call->house), call->home, &filter, LIST_STEP, &rows, &count, &why);
        for (size_t i = 0; i < count && is_good && left > 0; i++, left--) {
            size_t mark = call->home->used;
            filter.before = rows[i].fact.donation.value;
            filter.before_best = rows[i].fact.best;
            is_good = waiting_row(call, &g, &rows[i], &why);
            if (!g.kept)
                arena_reset(call->home, mark);
        }
    }
    return done_or_fail(call, is_good && grid_close(&g, &why), &why);
}

/* ---- show ----------------------------------------------------------------------------------- */

static bool around_read(verb_call *call, match_around *ret, donation_row *ret_gift, err *reterr)
{
    int64_t id = 0;
    import_desk desk = house_desk(call->house, house_conn(call->house), &call->author);
    return call_id(call->words[0], &id, reterr) &&
           match_look_gift(&desk, call->home, (donation_id){ id }, ret, ret_gift, reterr);
}

static int around_json(verb_call *call, const match_around *around)
{
    buffer b = buffer_in(call->home, 4096);
    json_writer w = json_write(&b);
    json_array(&w);
    for (size_t i = 0; i < around->count; i++)
        match_suggestion_json(&w, call->lang, around, &around->suggestions[i]);
    json_array_end(&w);
    buffer_byte(&b, '\n');
    verb_out(call, buffer_span(&b));
    return EXIT_DONE;
}

int run_match_show(verb_call *call)
{
    static const grid_column columns[] = { { "confidence", N_("confidence"), GRID_TEXT },
        { "word", N_("likelihood"), GRID_TEXT }, { "promise", N_("promise"), GRID_TEXT },
        { "gifts", N_("gifts together"), GRID_COUNT }, { "reasons", N_("reasons"), GRID_TEXT } };
    err why = { 0 };
    grid g = { 0 };
    donation_row gift = { 0 };
    match_around *around = ARENA_NEW(call->home, match_around, 1);
    if (!around || !around_read(call, around, &gift, &why))
        return verb_fail(call, &why);
    if (call->format == FORMAT_JSON)
        return around_json(call, around);
    bool is_good = grid_open(&g, call, columns, 5, &why);
    for (size_t i = 0; i < around->count && is_good; i++) {
        const match_suggestion *s = &around->suggestions[i];
        buffer codes = buffer_in(call->home, 64);
        buffer reasons = buffer_in(call->home, 256);
        match_codes_add(&codes, around, s);
        match_reasons_add(&reasons, call->lang, s);
        const grid_cell cells[] = { { .text = confidence_text(call, s->confidence) },
            { .text = span_of(say(call->lang, match_word(s->confidence))) },
            { .text = buffer_span(&codes) }, { .number = (int64_t)s->gift_count + 1 },
            { .text = buffer_span(&reasons) } };
        is_good = grid_row(&g, cells, &why);
    }
    return done_or_fail(call, is_good && grid_close(&g, &why), &why);
}

/* ---- acts ----------------------------------------------------------------------------------- */

static bool pick_read(
    verb_call *call, span word, match_pick *ret, donation_row *ret_gift, err *reterr)
{
    int64_t id = 0;
    import_desk desk = house_desk(call->house, house_conn(call->house), &call->author);
    return call_id(word, &id, reterr) &&
           match_pick_make(&desk, call->home, (donation_id){ id }, ret, ret_gift, reterr);
}

/* Gifts are told by their ids, promises by their order codes, in any order. */
static bool link_words(verb_call *call, match_link_input *in, org_id *ret_unit, err *reterr)
{
    order_code codes[MATCH_PICKS_MAX];
    donation_row gift = { 0 };
    int code_count = 0;
    for (int i = 0; i < call->word_count; i++) {
        order_code code = { 0 };
        if (order_code_parse(call->words[i], &code)) {
            if (code_count == MATCH_PICKS_MAX)
                return err_field(
                    reterr, "promises", N_("Choose 1 to %d promises"), MATCH_PICKS_MAX);
            codes[code_count++] = code;
            continue;
        }
        if (in->gift_count == MATCH_PICKS_MAX)
            return err_field(reterr, "gifts", N_("Choose 1 to %d gifts"), MATCH_PICKS_MAX);
        if (!pick_read(call, call->words[i], &in->gifts[in->gift_count++], &gift, reterr))
            return false;
    }
    *ret_unit = gift.org;
    for (int i = 0; i < code_count && gift.org.value != 0; i++) {
        promise p = { 0 };
        if (!promise_get_code(house_conn(call->house), call->home, gift.org, codes[i], &p, reterr))
            return false;
        in->promises[in->promise_count++] = p.id;
    }
    return true;
}

int run_match_link(verb_call *call)
{
    err why = { 0 };
    change c = { 0 };
    org_id unit = { 0 };
    match_link_input *in = ARENA_NEW(call->home, match_link_input, 1);
    if (!in)
        return EXIT_FAILED;
    in->forgets = verb_flag(call, "forget-payer");
    bool is_good =
        link_words(call, in, &unit, &why) && call_change(call, &match_link_add, unit, in, &c, &why);
    return gift_done(call, is_good, c.object_id, &why);
}

/* One gift of the first word through a change. */
static int gift_change(verb_call *call, const change_kind *kind, match_gift_input *in)
{
    err why = { 0 };
    change c = { 0 };
    donation_row gift = { 0 };
    bool is_good = pick_read(call, call->words[0], &in->gift, &gift, &why);
    if (is_good && call->word_count > 1) {
        order_code code = { 0 };
        promise p = { 0 };
        is_good = order_code_parse(call->words[1], &code) ||
                  err_set(&why, ERR_INPUT, N_("This is not an order code: %.*s"),
                      SPAN_PRINT(call->words[1]));
        is_good = is_good &&
                  promise_get_code(house_conn(call->house), call->home, gift.org, code, &p, &why);
        in->promise = p.id;
    }
    is_good = is_good && call_change(call, kind, gift.org, in, &c, &why);
    return gift_done(call, is_good, in->gift.gift.value, &why);
}

int run_match_unlink(verb_call *call)
{
    match_gift_input in = { 0 };
    return gift_change(call, &match_unlink, &in);
}

int run_match_hold(verb_call *call)
{
    match_gift_input in = { .reason = text_normal(call->home, verb_value(call, "reason")) };
    return gift_change(call, &match_hold_add, &in);
}

int run_match_release(verb_call *call)
{
    match_gift_input in = { 0 };
    return gift_change(call, &match_release, &in);
}

/* The giver that is named, or the one whom the payer is known for. */
static bool giver_read(
    verb_call *call, const match_around *around, match_claim_input *in, err *reterr)
{
    span name = verb_value(call, "payer");
    donation_person person = { 0 };
    const uint8_t *key = house_seal_key(call->house);
    if (!name.at && around->place.payer.is_known) {
        in->payer = around->payer.id;
        return true;
    }
    person.name = name.at ? text_normal(call->home, name) : name;
    in->name_key = promise_name_key(key, person.name);
    in->giver.donor = verb_flag(call, "organisation") ? DONOR_ORGANISATION : DONOR_PERSON;
    if (!call_display(call, &person.display, reterr))
        return false;
    in->giver.display = person.display;
    return donation_seal(call->home, key, &person, &in->giver.sealed, reterr);
}

int run_match_claim(verb_call *call)
{
    err why = { 0 };
    change c = { 0 };
    donation_row gift = { 0 };
    match_around *around = ARENA_NEW(call->home, match_around, 1);
    match_claim_input *in = ARENA_NEW(call->home, match_claim_input, 1);
    if (!around || !in)
        return EXIT_FAILED;
    in->forgets = verb_flag(call, "forget-payer");
    bool is_good = around_read(call, around, &gift, &why) &&
                   pick_read(call, call->words[0], &in->gift, &gift, &why) &&
                   giver_read(call, around, in, &why) &&
                   call_change(call, &match_claim, gift.org, in, &c, &why);
    return gift_done(call, is_good, c.object_id, &why);
}

/* ---- payers, threshold ---------------------------------------------------------------------- */

int run_match_payers(verb_call *call)
{
    static const grid_column columns[] = { { "id", N_("payer"), GRID_ID },
        { "giver", N_("stands for"), GRID_TEXT }, { "donation", N_("learnt from gift"), GRID_ID },
        { "made_by", N_("who"), GRID_TEXT }, { "made_at", N_("at"), GRID_TIME } };
    err why = { 0 };
    grid g = { 0 };
    campaign of = { 0 };
    int64_t before = 0;
    size_t count = LIST_STEP;
    store_conn *conn = house_conn(call->house);
    bool is_good = call_campaign_or_only(call, &of, &why) && grid_open(&g, call, columns, 5, &why);
    while (is_good && count == LIST_STEP) {
        match_payer *rows = NULL;
        is_good =
            match_payer_list(conn, call->home, of.org, before, LIST_STEP, &rows, &count, &why);
        for (size_t i = 0; i < count && is_good; i++) {
            donation_person giver = { 0 };
            span who = { NULL, 0 };
            is_good = donation_unseal(call->home, house_seal_key(call->house), rows[i].name,
                          (span){ NULL, 0 }, &giver, &why) &&
                      access_name(conn, call->home, rows[i].made_by, &who, &why);
            const grid_cell cells[] = { { .number = rows[i].id },
                { .text = donation_name_mask(call->home, giver.name) },
                { .number = rows[i].donation.value }, { .text = who },
                { .number = rows[i].made_us } };
            is_good = is_good && grid_row(&g, cells, &why);
            before = rows[i].id;
        }
    }
    return done_or_fail(call, is_good && grid_close(&g, &why), &why);
}

int run_match_forget(verb_call *call)
{
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    payer_forget_input in = { 0 };
    bool is_good = call_id(call->words[0], &in.id, &why) &&
                   call_campaign_or_only(call, &of, &why) &&
                   call_change(call, &payer_forget, of.org, &in, &c, &why);
    return gift_done(call, is_good, in.id, &why);
}

int run_match_threshold(verb_call *call)
{
    err why = { 0 };
    change c = { 0 };
    match_threshold_input in = { 0 };
    bool is_good = call->word_count == 0
                       ? match_threshold(house_conn(call->house), &in.threshold, &why)
                       : confidence_parse(call->words[0], &in.threshold, &why) &&
                             call_change(call, &match_threshold_set, (org_id){ 0 }, &in, &c, &why);
    if (!is_good)
        return verb_fail(call, &why);
    return verb_answer(call, "threshold", confidence_text(call, in.threshold));
}
