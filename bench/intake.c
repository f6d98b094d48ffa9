/* The rate of gifts inside the program: the whole path of a notification behind the HTTP door
 * (seal, key, queue, every check, gift, transfer, totals, audit, idempotency, one commit a batch),
 * in a house that may hold gifts already.
 *
 *   bench-intake FOLDER CAMPAIGN SECRET DEPTH SECONDS
 *
 * DEPTH gifts are on their way at any time: 256 let the writer fill its batches, 1 waits for each
 * commit.  SECRET: of a token that holds donation.notify.
 * SPDX-License-Identifier: Apache-2.0 */
#include "measure.h"

#include "door/house.h"
#include "store/pg/pg.h"
#include "store/sqlite/sqlite.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { DEPTH_MAX = 1024, TEXT_SIZE = 48, SEAL_MEMORY = 4096 };

typedef struct bench bench;

/* One gift on its way; used again when it is answered. */
typedef struct gift {
    bench *home;
    change c;
    notify_input input;
    arena memory;
    char payment_no[TEXT_SIZE];
    int64_t sent_ns;
    struct gift *next;
} gift;

struct bench {
    house *house;
    campaign campaign;
    actor author;
    sys_mutex lock; /* guards all below */
    sys_signal answered;
    gift *idle;
    int depth;
    int under_way;
    int64_t run; /* makes the numbers of this run different from those of others */
    bool is_waiting;
    measure_times times;
    gift gifts[DEPTH_MAX];
};

static void must(bool is_good, const err *e)
{
    char text[400] = "failed";
    if (is_good)
        return;
    if (e->message)
        err_render(e, e->message, text, sizeof text);
    measure_stop("intake", text);
}

/* On the writer's thread, behind the commit. */
static void gift_done(change *c)
{
    gift *g = c->waiter;
    bench *b = g->home;
    must(!c->is_refused, &c->error);
    sys_mutex_lock(&b->lock);
    measure_add(&b->times, measure_now() - g->sent_ns);
    g->next = b->idle;
    b->idle = g;
    b->under_way--;
    /* Half of them at once: the sender is woken once or twice a batch. */
    if (b->is_waiting && b->under_way <= b->depth / 2) {
        b->is_waiting = false;
        sys_signal_wake_one(&b->answered);
    }
    sys_mutex_unlock(&b->lock);
}

static void gift_send(bench *b, gift *g, int64_t number)
{
    err why = { 0 };
    int64_t now = sys_civil_us(house_clock(b->house));
    sys_local local = sys_zone_local(house_zone(b->house), now);
    int size = snprintf(g->payment_no, sizeof g->payment_no, "4200000%03d%d%010lld",
        (int)(number % 7), local.day.day, (long long)(b->run + number));
    span payment = { g->payment_no, (size_t)size };
    const donation_person person = { .name = span_of("王小明"), .payment_no = payment };
    arena_reset(&g->memory, 0);
    g->input.notice = (donation_notice){ .campaign = b->campaign.id,
        .payment_no = payment,
        .paid_us = now,
        .day = local.day,
        .second = local.hour * 3600 + local.minute * 60 + local.second,
        .amount = { 5000 },
        .channel = CHANNEL_WECHAT,
        .donor = DONOR_PERSON,
        .payer = person.name };
    must(
        donation_seal(&g->memory, house_seal_key(b->house), &person, &g->input.notice.sealed, &why),
        &why);
    notify_told(house_seal_key(b->house), &g->input);
    g->c = (change){ .kind = &donation_notify,
        .author = &b->author,
        .org = b->campaign.org,
        .input = &g->input,
        .done = gift_done,
        .waiter = g };
    writer_key(house_writer(b->house), &g->c, payment, payment);
    g->sent_ns = measure_now();
    must(writer_submit(house_writer(b->house), &g->c, &why), &why);
}

/* Takes a gift that is not on its way; waits for one. */
static gift *gift_take(bench *b)
{
    sys_mutex_lock(&b->lock);
    while (!b->idle) {
        b->is_waiting = true;
        sys_signal_wait(&b->answered, &b->lock);
    }
    gift *g = b->idle;
    b->idle = g->next;
    b->under_way++;
    sys_mutex_unlock(&b->lock);
    return g;
}

static void gifts_run(bench *b, int64_t until)
{
    for (int64_t number = 0; measure_now() < until; number++)
        gift_send(b, gift_take(b), number);
    sys_mutex_lock(&b->lock);
    while (b->under_way > 0) {
        b->is_waiting = true;
        sys_signal_wait(&b->answered, &b->lock);
    }
    sys_mutex_unlock(&b->lock);
}

int main(int argc, char **argv)
{
    static bench b;
    err why = { 0 };
    int depth = argc == 6 ? atoi(argv[4]) : 0;
    if (depth < 1 || depth > DEPTH_MAX)
        measure_stop("usage", "bench-intake FOLDER CAMPAIGN SECRET DEPTH SECONDS");
    const house_setup setup = {
        .folder = argv[1], .sqlite = &store_sqlite, .postgres = &store_pg, .writes = true
    };
    must(house_open(&setup, &b.house, &why), &why);
    if (!campaign_find(house_donations(b.house), span_of(argv[2]), &b.campaign) ||
        !access_token_find(
            house_tokens(b.house), span_of(argv[3]), span_of("127.0.0.1"), &b.author))
        measure_stop("intake", "no such campaign or token");
    sys_mutex_init(&b.lock);
    sys_signal_init(&b.answered);
    measure_open(&b.times);
    b.depth = depth;
    b.run = getpid() % 1000 * INT64_C(10000000);
    for (int i = 0; i < depth; i++) {
        gift *g = &b.gifts[i];
        *g = (gift){ .home = &b, .next = b.idle };
        must(arena_open(&g->memory, SEAL_MEMORY), &why);
        b.idle = g;
    }
    int64_t start = measure_now();
    int64_t cpu = measure_cpu();
    gifts_run(&b, start + atoi(argv[5]) * INT64_C(1000000000));
    double seconds = (double)(measure_now() - start) / 1e9;
    double count = (double)b.times.count;
    printf("rate=%.0f p50_us=%.1f p99_us=%.1f cpu_us=%.2f count=%.0f\n", count / seconds,
        measure_us(&b.times, 500), measure_us(&b.times, 990),
        (double)(measure_cpu() - cpu) / 1000.0 / count, count);
    house_close(b.house);
    return 0;
}
