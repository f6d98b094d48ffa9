/* Promises and gifts of a few givers.
 * SPDX-License-Identifier: Apache-2.0 */
#include "matches.h"

#include "text/text.h"

#include <stdio.h>
#include <string.h>

static const char *const givers[GIVERS] = { "王小明", "李华", "赵强", "欧阳芳" };

void promise_draw(town *t, matches *m, int giver, int64_t fen)
{
    err error = { 0 };
    change c = { 0 };
    promise_input in = { .campaign = t->campaign.id,
        .amount = { fen },
        .donor = DONOR_PERSON,
        .display = DISPLAY_MASKED,
        .name = span_of(giver < 0 ? "" : givers[giver]),
        .message = span_of(giver == 0 ? "加油" : "") };
    size_t mark = t->home.used;
    assert_true(m->promise_count < PROMISED_MAX);
    MUST(promise_input_seal(&t->home, house_seal_key(t->house), &in, &error));
    c = (change){ .kind = &promise_enter, .author = &t->clerk, .org = t->org, .input = &in };
    MUST(writer_run(house_writer(t->house), &c, &error));
    m->promises[m->promise_count++] = (promised){ { c.object_id }, { c.outcome } };
    arena_reset(&t->home, mark);
}

donation_id gift_notify(town *t, matches *m, int64_t fen, const gift_says *says)
{
    err error = { 0 };
    char number[40];
    sys_local local = { .day = { TOWN_NOON - 1 }, .hour = 10 };
    snprintf(number, sizeof number, "420000000020200209%010lld", (long long)++m->payments);
    notify_input in = { .notice = { .campaign = t->campaign.id,
                            .payment_no = span_of(number),
                            .order_code = span_of(says->order),
                            .paid_us = sys_zone_instant(house_zone(t->house), local),
                            .day = local.day,
                            .second = 36000,
                            .amount = { fen },
                            .channel = CHANNEL_WECHAT,
                            .donor = says->payer ? DONOR_PERSON : DONOR_UNKNOWN,
                            .payer = span_of(says->payer),
                            .payer_ref = span_of(says->payer_id),
                            .message = span_of(says->message) } };
    const donation_person person = {
        .name = in.notice.payer, .message = in.notice.message, .payment_no = in.notice.payment_no
    };
    size_t mark = t->home.used;
    MUST(donation_seal(&t->home, house_seal_key(t->house), &person, &in.notice.sealed, &error));
    notify_told(house_seal_key(t->house), &in);
    change c = { .kind = &donation_notify, .author = &t->provider, .org = t->org, .input = &in };
    MUST(writer_run(house_writer(t->house), &c, &error));
    assert_int_equal(c.outcome, NOTICE_BOOKED);
    assert_true(m->gift_count < GIVEN_MAX);
    m->gifts[m->gift_count++].value = c.object_id;
    m->booked++;
    m->booked_fen += fen;
    arena_reset(&t->home, mark);
    return (donation_id){ c.object_id };
}

donation_row gift_read(town *t, donation_id id)
{
    err error = { 0 };
    donation_row gift = { 0 };
    MUST(donation_get(house_conn(t->house), id, &gift, &error));
    return gift;
}

promise promise_look(town *t, promise_id id)
{
    err error = { 0 };
    promise p = { 0 };
    MUST(promise_get(house_conn(t->house), &t->home, t->org, id, &p, &error));
    return p;
}

match_state queue_state(town *t, donation_id id)
{
    err error = { 0 };
    match_fact fact = { 0 };
    bool is_found = false;
    size_t mark = t->home.used;
    MUST(match_fact_get(house_conn(t->house), &t->home, t->org, id, &fact, &is_found, &error));
    arena_reset(&t->home, mark);
    return is_found ? fact.state : 0;
}

static void gift_holds(town *t, donation_id id)
{
    err error = { 0 };
    bool is_found = false;
    match_waiting waiting = { 0 };
    match_around around = { 0 };
    store_conn *conn = house_conn(t->house);
    donation_row gift = gift_read(t, id);
    MUST(match_fact_get(conn, &t->home, t->org, id, &waiting.fact, &is_found, &error));
    if (!is_found || waiting.fact.state == MATCH_DONE)
        return;
    waiting.asset = gift.asset;
    waiting.amount = gift.amount;
    waiting.day = gift.day;
    MUST(match_look_waiting(conn, &t->home, &waiting, &around, &error));
    assert_int_equal(waiting.fact.best, around.count > 0 ? around.suggestions[0].confidence : 0);
    assert_true(around.count == 0 || waiting.fact.state != MATCH_QUIET);
}

void queue_holds(town *t, const matches *m)
{
    for (int i = 0; i < m->gift_count; i++) {
        size_t mark = t->home.used;
        gift_holds(t, m->gifts[i]);
        arena_reset(&t->home, mark);
    }
}
