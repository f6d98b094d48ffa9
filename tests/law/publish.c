/* From the books to the public log: what is effective has one leaf, what was taken back has a void,
 * nothing unconfirmed is told, and no order of events or crash between the steps changes that.
 * SPDX-License-Identifier: Apache-2.0 */
#include "gifts.h"

#include "file/file.h"
#include "flow/publish.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LEAVES_MAX = 60000, ALL_AT_ONCE = 1 << 30 };

static town the;
static gifts all;

/* ---- what the log says
 * ------------------------------------------------------------------------------ */

typedef struct told {
    int64_t source;
    leaf_kind kind;
    int unit;
    int64_t fen;
    int32_t day;
    bool is_void;
    int64_t sup; /* of a void */
} told;

static told tolds[LEAVES_MAX];
static int told_count;

static void log_read(void)
{
    err error = { 0 };
    store_conn *conn = house_conn(the.house);
    ARENA a = { 0 };
    log_head head = { 0 };
    int64_t seqs[16] = { 0 };
    assert_true(arena_open(&a, 16 << 20));
    told_count = 0;
    if (!log_head_read(conn, &a, &head, &error))
        return;
    assert_true(head.size <= LEAVES_MAX);
    for (int64_t number = 0; number < (int64_t)head.size; number++) {
        log_row row = { 0 };
        leaf what = { 0 };
        size_t mark = a.used;
        MUST(log_leaf_read(conn, &a, number, &row, &error));
        MUST(leaf_parse(&a, row.bytes, &what, &error));
        assert_true(what.kind >= 0 && (int)what.kind < 16);
        assert_int_equal(row.seq, ++seqs[what.kind]); /* no gaps, each kind by itself */
        assert_true(what.kind >= LEAF_KEY || what.seq == row.seq);
        told *t = &tolds[told_count++];
        *t = (told){ .source = row.source_id,
            .kind = what.kind,
            .fen = what.amount,
            .day = what.day.day,
            .sup = what.sup };
        for (int u = 0; u < UNITS; u++)
            t->unit = span_is(what.currency, units[u].code) ? u : t->unit;
        if (what.kind == LEAF_VOID) {
            assert_true(what.sup < number && !tolds[what.sup].is_void);
            tolds[what.sup].is_void = true;
        }
        arena_reset(&a, mark);
    }
}

static const told *told_of(int64_t source)
{
    const told *found = NULL;
    for (int i = 0; i < told_count; i++) {
        if (tolds[i].source != source || tolds[i].is_void ||
            (tolds[i].kind != LEAF_GIFT && tolds[i].kind != LEAF_REFUND))
            continue;
        assert_null(found); /* once */
        found = &tolds[i];
    }
    return found;
}

static int effective_count(leaf_kind kind)
{
    int count = 0;
    for (int i = 0; i < told_count; i++)
        count += tolds[i].kind == kind && !tolds[i].is_void;
    return count;
}

/* ---- what the model says
 * ---------------------------------------------------------------------------- */

static bool is_confirmed(const gifts *g, uint64_t files)
{
    for (int i = 0; i < g->file_count; i++) {
        if ((files >> i & 1) != 0 && g->files[i].is_confirmed)
            return true;
    }
    return false;
}

/* At a publication: what became public, and what left the books. */
static void model_publish(gifts *g)
{
    for (int i = 0; i < g->payment_count; i++) {
        payment *p = &g->payments[i];
        p->is_public =
            payment_in_books(p) && (p->is_public || p->is_noticed || is_confirmed(g, p->files));
    }
    for (int i = 0; i < g->refund_count; i++) {
        refund *r = &g->refunds[i];
        r->is_public = r->is_booked && (r->is_public || is_confirmed(g, r->files));
    }
}

QUERY(GIFTS, "SELECT id, amount_fen, effective_day FROM donation WHERE state = 1 ORDER BY id", 0,
    false);
QUERY(REFUNDS, "SELECT id, amount_fen, effective_day FROM refund WHERE state = 2 ORDER BY id", 0,
    false);

/* Each leaf that stands is of a record in the books, once, with its amount and day; returns how
 * many. */
static int leaves_fit(const store_query *q, leaf_kind kind)
{
    err error = { 0 };
    store_rows rows = { 0 };
    int count = 0;
    MUST(store_query_open(house_conn(the.house), q, NULL, 0, &rows, &error));
    while (store_rows_next(&rows)) {
        const told *t = told_of(store_rows_int(&rows, 0));
        if (!t)
            continue;
        assert_int_equal(t->kind, kind);
        assert_int_equal(t->fen, store_rows_int(&rows, 1));
        assert_int_equal(t->day, store_rows_int(&rows, 2));
        count++;
    }
    MUST(store_rows_close(&rows, &error));
    return count;
}

static void log_compare(const gifts *g)
{
    int gift_count = 0;
    int refund_count = 0;
    int64_t sums[UNITS] = { 0 };
    for (int i = 0; i < g->payment_count; i++) {
        const payment *p = &g->payments[i];
        gift_count += p->is_public;
        sums[p->unit] += p->is_public ? p->fen / units[p->unit].hundredths : 0;
    }
    for (int i = 0; i < g->refund_count; i++)
        refund_count += g->refunds[i].is_public;
    log_read();
    assert_int_equal(leaves_fit(&GIFTS, LEAF_GIFT), gift_count);
    assert_int_equal(effective_count(LEAF_GIFT), gift_count);
    assert_int_equal(leaves_fit(&REFUNDS, LEAF_REFUND), refund_count);
    assert_int_equal(effective_count(LEAF_REFUND), refund_count);
    for (int i = 0; i < told_count; i++)
        sums[tolds[i].unit] -= tolds[i].kind == LEAF_GIFT && !tolds[i].is_void ? tolds[i].fen : 0;
    for (int u = 0; u < UNITS; u++)
        assert_int_equal(sums[u], 0);
}

/* ---- random events
 * ----------------------------------------------------------------------------------- */

static int file_in_books(const gifts *g)
{
    int start = (int)dice_between(0, g->file_count - 1);
    for (int i = 0; i < g->file_count; i++) {
        int at = (start + i) % g->file_count;
        if (g->files[at].statement.value != 0)
            return at;
    }
    return -1;
}

static void step(town *t, gifts *g)
{
    int64_t what = dice_between(1, 10);
    int of = g->file_count > 0 ? file_in_books(g) : -1;
    if (what <= 4 && g->file_count < FILES_MAX)
        file_import(t, g, file_draw(g, (int)dice_between(1, 40), false), false);
    else if (what <= 6)
        payment_notify(
            t, g, (int)dice_between(0, g->payment_count - 1), dice_one_in(2), dice_one_in(2));
    else if (what <= 8 && of >= 0)
        file_confirm(t, g, of);
    else if (of >= 0)
        file_undo(t, g, of);
}

static void publish_now(void)
{
    err error = { 0 };
    MUST(house_publish(the.house, ALL_AT_ONCE, &error));
    assert_int_equal(house_publish_left(the.house), 0);
}

static void the_log_tells_what_is_effective(void **state)
{
    (void)state;
    town_make(&the);
    gifts_draw(&all, 60, 30);
    for (int i = 0; i < 80; i++) {
        step(&the, &all);
        if (!dice_one_in(3))
            continue;
        publish_now();
        model_publish(&all);
        log_compare(&all);
        if (dice_one_in(4)) {
            town_close(&the);
            town_open(&the);
        }
    }
    publish_now();
    model_publish(&all);
    log_compare(&all);
    assert_true(town_verifies(&the));
    town_end(&the);
    gifts_end(&all);
}

/* ---- killed between the steps
 * -------------------------------------------------------------------------- */

static void child_publish(void)
{
    err error = { 0 };
    town_open(&the);
    _exit(house_publish(the.house, ALL_AT_ONCE, &error) ? 0 : 1);
}

/* A file of more leaves than one step takes, with refunds among them. */
/* More refunds than one reading has room for, set free by one file. */
/* Of a file with several currencies a second person has to say that it is right. */
static void file_publish(int index)
{
    file_import(&the, &all, index, false);
    if (!all.files[index].is_confirmed)
        file_confirm(&the, &all, index);
}

static void many_refunds_are_all_told(void **state)
{
    (void)state;
    town_make(&the);
    gifts_draw(&all, 1500, 6000);
    int refunds = file_of_refunds(&all);
    int gifts_file = file_draw(&all, 0, false);
    file_publish(refunds);
    publish_now();
    model_publish(&all);
    log_compare(&all);
    file_publish(gifts_file);
    publish_now();
    model_publish(&all);
    int booked = 0;
    for (int i = 0; i < all.refund_count; i++)
        booked += all.refunds[i].is_public;
    assert_true(booked > 1024);
    log_compare(&all);
    town_end(&the);
    gifts_end(&all);
}

/* Leaves of a file stand by day, and within a day in an order that tells nothing: of two neighbours
 * the later is as often the one that was booked first. */
static void neighbours_tell_no_time(void **state)
{
    (void)state;
    enum { GIFT_COUNT = 4000 };
    town_make(&the);
    gifts_draw(&all, GIFT_COUNT, 0);
    file_publish(file_draw(&all, 0, false));
    publish_now();
    log_read();
    const told *before = NULL;
    int pairs = 0;
    int rising = 0;
    for (int i = 0; i < told_count; i++) {
        if (tolds[i].kind != LEAF_GIFT)
            continue;
        assert_true(!before || before->day <= tolds[i].day);
        if (before && before->day == tolds[i].day) {
            pairs++;
            rising += before->source < tolds[i].source;
        }
        before = &tolds[i];
    }
    assert_true(pairs > GIFT_COUNT / 2);
    assert_in_range(rising, pairs * 45 / 100, pairs * 55 / 100);
    town_end(&the);
    gifts_end(&all);
}

/* A kept file that is gone costs the proofs by number, not the leaves of its gifts. */
static void a_lost_file_stops_no_publication(void **state)
{
    (void)state;
    err error = { 0 };
    char path[FILE_PATH_MAX];
    town_make(&the);
    gifts_draw(&all, 40, 0);
    int index = file_draw(&all, 0, false);
    file_publish(index);
    crypt_hash digest = crypt_sha256(all.files[index].bytes);
    assert_true(file_path(house_attachments(the.house), &digest, path, sizeof path));
    MUST(sys_file_remove(path, &error));
    publish_now();
    model_publish(&all);
    log_compare(&all);
    town_end(&the);
    gifts_end(&all);
}

static void killed_publications_go_on(void **state)
{
    (void)state;
    int kills = 0;
    town_make(&the);
    gifts_draw(&all, 11000, 40);
    int index = file_draw(&all, 0, false);
    file_publish(index);
    int others = file_draw(&all, 400, false); /* brings refunds, known gifts */
    file_publish(others);
    town_close(&the);
    bool is_whole = false;
    for (int round = 0; round < 8 && !is_whole; round++) {
        int status = 0;
        fflush(NULL);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0)
            child_publish();
        usleep((useconds_t)dice_between(50000, 400000));
        kill(child, SIGKILL);
        assert_int_equal(waitpid(child, &status, 0), child);
        kills += WIFSIGNALED(status);
        is_whole = !WIFSIGNALED(status);
        usleep(world_driver()->engine[0] == 'p' ? 300000 : 0);
        town_open(&the);
        assert_true(town_verifies(&the));
        town_close(&the);
    }
    print_message("killed %d times\n", kills);
    town_open(&the);
    publish_now();
    model_publish(&all);
    log_compare(&all);
    /* And all of it is taken back. */
    file_undo(&the, &all, others);
    if (world_driver()->engine[0] == 's') /* row by row, too slow over a connection */
        file_undo(&the, &all, index);
    publish_now();
    model_publish(&all);
    log_compare(&all);
    assert_true(town_verifies(&the));
    town_end(&the);
    gifts_end(&all);
}

/* ---- disclosures
 * ------------------------------------------------------------------------------------- */

static int published_count;
static int refused_count;

static bool change_try(const change_kind *kind, const actor *who, void *input, change *c, err *ret)
{
    *c = (change){ .kind = kind, .author = who, .org = the.org, .input = input };
    return writer_run(house_writer(the.house), c, ret);
}

/* Freezes the figures; a total that fell is told with what it corrects. */
static bool prepare(disclosure_id *ret)
{
    err error = { 0 };
    change c = { 0 };
    prepare_input in = { .campaign = the.campaign.id, .opened = { 20200101 } };
    bool is_made = change_try(&disclosure_prepare, &the.clerk, &in, &c, &error);
    if (!is_made && strcmp(error.field, "corrects") == 0) {
        refused_count++;
        in.corrects_year = 2020;
        in.corrects_number = published_count;
        in.reason_zh = (span)SPAN("更正");
        is_made = change_try(&disclosure_prepare, &the.clerk, &in, &c, &error);
    }
    if (!is_made)
        assert_int_equal(error.code, ERR_CONFLICT);
    ret->value = c.object_id;
    return is_made;
}

/* What the log holds before an entry, counted from the leaves. */
static void close_compare(const disclosure *d, leaf_kind kind, const disclosure_row *rows, size_t n)
{
    int64_t count = 0, sum = 0, kept = 0, kept_sum = 0;
    disclosure_part part = kind == LEAF_GIFT ? DISCLOSURE_GIFTS : DISCLOSURE_REFUNDS;
    disclosure_close(rows, n, part, &kept, &kept_sum);
    log_read();
    for (int i = 0; i < d->close; i++) {
        bool stands = tolds[i].kind == kind;
        for (int k = i + 1; k < d->close && stands; k++)
            stands = tolds[k].kind != LEAF_VOID || tolds[k].sup != i;
        count += stands;
        sum += stands && tolds[i].unit == 0 ? tolds[i].fen : 0;
    }
    assert_int_equal(count, kept);
    assert_int_equal(sum, kept_sum);
}

/* One is frozen, the books go on, it is reviewed by another person and published under the next
 * number; its closes say what was in the log at that instant. */
static void disclose_once(gifts *g)
{
    err error = { 0 };
    change c = { 0 };
    disclosure d = { 0 };
    disclosure_row *rows = NULL;
    size_t count = 0;
    ARENA a = { 0 };
    disclosure_input in = { 0 };
    assert_true(arena_open(&a, 1 << 20));
    for (int i = 0; i < g->file_count; i++) {
        if (g->files[i].statement.value != 0 && !g->files[i].is_confirmed)
            file_confirm(&the, g, i);
    }
    if (!prepare(&in.id))
        return;
    for (int i = 0; i < 3; i++)
        payment_notify(&the, g, (int)dice_between(0, g->payment_count - 1), true, true);
    assert_false(change_try(&disclosure_review, &the.reviewer, &in, &c, &error));
    assert_int_equal(error.code, ERR_CONFLICT); /* the log does not hold it yet */
    publish_now();
    assert_false(change_try(&disclosure_review, &the.clerk, &in, &c, &error));
    assert_int_equal(error.code, ERR_DENIED);
    assert_false(change_try(&disclosure_publish, &the.clerk, &in, &c, &error));
    assert_int_equal(error.code, ERR_CONFLICT);
    MUST(disclosure_get(house_conn(the.house), &a, in.id, &d, &error));
    MUST(disclosure_rows(house_conn(the.house), &a, &d, &rows, &count, &error));
    assert_int_equal(d.log, DISCLOSURE_LOG_CLOSED);
    close_compare(&d, LEAF_GIFT, rows, count);
    close_compare(&d, LEAF_REFUND, rows, count);
    MUST(change_try(&disclosure_review, &the.reviewer, &in, &c, &error));
    MUST(change_try(&disclosure_publish, &the.clerk, &in, &c, &error));
    assert_int_equal(c.outcome, ++published_count);
}

static void a_disclosure_is_what_the_log_says(void **state)
{
    (void)state;
    published_count = refused_count = 0;
    town_make(&the);
    gifts_draw(&all, 60, 30);
    for (int i = 0; i < 60; i++) {
        step(&the, &all);
        if (dice_one_in(4))
            disclose_once(&all);
    }
    publish_now();
    model_publish(&all);
    log_compare(&all);
    assert_true(town_verifies(&the));
    print_message("published %d disclosures, %d of them with a lower total\n", published_count,
        refused_count);
    assert_true(published_count > 0);
    town_end(&the);
    gifts_end(&all);
}

/* Two want to publish at the same instant: one number. */
static void two_publish_at_once_under_one_number(void **state)
{
    (void)state;
    enum { TIMES = 40 };
    static crowd many;
    err error = { 0 };
    change c = { 0 };
    disclosure_input in = { 0 };
    int done = 0;
    published_count = 0;
    town_make(&the);
    gifts_draw(&all, 20, 0);
    file_publish(file_draw(&all, 0, false));
    assert_true(prepare(&in.id));
    publish_now();
    many.count = 0;
    for (int i = 0; i < TIMES; i++)
        crowd_add(&many, &disclosure_review, the.org, &in)->author = &the.reviewer;
    crowd_run(&many, house_writer(the.house));
    for (int i = 0; i < TIMES; i++)
        done += many.is_good[i];
    assert_int_equal(done, 1);
    many.count = done = 0;
    for (int i = 0; i < TIMES; i++)
        crowd_add(&many, &disclosure_publish, the.org, &in)->author = &the.clerk;
    crowd_run(&many, house_writer(the.house));
    for (int i = 0; i < TIMES; i++)
        done += many.is_good[i];
    assert_int_equal(done, 1);
    assert_true(prepare(&in.id));
    publish_now();
    MUST(change_try(&disclosure_review, &the.reviewer, &in, &c, &error));
    MUST(change_try(&disclosure_publish, &the.clerk, &in, &c, &error));
    assert_int_equal(c.outcome, 2);
    assert_true(town_verifies(&the));
    town_end(&the);
    gifts_end(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_log_tells_what_is_effective),
        cmocka_unit_test(many_refunds_are_all_told),
        cmocka_unit_test(neighbours_tell_no_time),
        cmocka_unit_test(a_lost_file_stops_no_publication),
        cmocka_unit_test(killed_publications_go_on),
        cmocka_unit_test(a_disclosure_is_what_the_log_says),
        cmocka_unit_test(two_publish_at_once_under_one_number),
    };
    return world_run("publish", tests, sizeof tests / sizeof *tests);
}
