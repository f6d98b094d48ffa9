/* Payment files and notifications in any order, repeated, overlapping, renamed and undone: the
 * books equal a model that knows each payment once.  Imports that are killed go on.
 * SPDX-License-Identifier: Apache-2.0 */
#include "gifts.h"

#include "file/file.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static town the;
static gifts all;

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

static void file_new(town *t, gifts *g)
{
    bool has_bad_row = dice_one_in(5);
    int index = g->file_count > 0 && dice_one_in(5)
                    ? file_again(g, (int)dice_between(0, g->file_count - 1))
                    : file_draw(g, (int)dice_between(1, 50), has_bad_row);
    if (dice_one_in(3))
        file_preview(t, g, index, dice_one_in(2));
    file_import(t, g, index, dice_one_in(2));
}

static void step(town *t, gifts *g)
{
    int64_t what = dice_between(1, 10);
    int of = g->file_count > 0 ? file_in_books(g) : -1;
    if (what <= 4 && g->file_count < FILES_MAX)
        file_new(t, g);
    else if (what <= 7)
        payment_notify(
            t, g, (int)dice_between(0, g->payment_count - 1), dice_one_in(2), dice_one_in(2));
    else if (what == 8 && of >= 0)
        file_confirm(t, g, of);
    else if (of >= 0)
        file_undo(t, g, of);
}

static void books_equal_the_model(void **state)
{
    (void)state;
    town_make(&the);
    gifts_draw(&all, 70, 30);
    for (int i = 0; i < 75; i++) {
        step(&the, &all);
        books_compare(&the, &all);
        if (i % 25 == 24) {
            assert_true(town_verifies(&the));
            town_close(&the);
            town_open(&the);
            books_compare(&the, &all);
        }
    }
    /* Everything undone: only what was notified is left. */
    for (int i = 0; i < all.file_count; i++) {
        if (all.files[i].statement.value != 0)
            file_undo(&the, &all, i);
    }
    books_compare(&the, &all);
    assert_true(town_verifies(&the));
    town_end(&the);
    gifts_end(&all);
}

/* ---- several at once
 * --------------------------------------------------------------------------------- */

enum { HANDS = 6, ROUNDS = 10 };

typedef struct hand {
    int index;
    bool is_good;
    err error;
    sys_thread thread;
} hand;

static void hand_import(void *self)
{
    hand *h = self;
    store_conn *conn = NULL;
    arena home = { 0 };
    import_report report = { 0 };
    import_request request = {
        .campaign = the.campaign, .file_name = SPAN("hand.csv"), .skips_rejected = true
    };
    h->is_good = arena_open(&home, 64 << 20) &&
                 store_connect(house_store(the.house), STORE_READ, &conn, &h->error);
    import_desk desk = house_desk(the.house, conn, &the.clerk);
    h->is_good = h->is_good &&
                 import_run(&desk, &home, &request, all.files[h->index].bytes, &report, &h->error);
    all.files[h->index].statement = report.statement;
    store_disconnect(conn);
    arena_close(&home);
}

static void imports_at_once_book_each_payment_once(void **state)
{
    (void)state;
    err error = { 0 };
    town_make(&the);
    gifts_draw(&all, 3000, 30);
    static hand hands[HANDS + 1];
    for (int i = 0; i < HANDS; i++)
        hands[i] = (hand){ .index = file_draw(&all, 2500, false) };
    hands[HANDS] = (hand){ .index = file_again(&all, 0) }; /* one of them twice */
    for (int i = 0; i <= HANDS; i++)
        MUST(sys_thread_start(&hands[i].thread, "hand", hand_import, &hands[i], &error));
    for (int i = 0; i < 100; i++)
        (void)dice_next();
    for (int i = 0; i <= HANDS; i++)
        sys_thread_join(&hands[i].thread);
    statement_counts ignored = { 0 };
    statement_counts others[UNITS];
    int refused = 0;
    for (int i = 0; i <= HANDS; i++) {
        bool may_fail = i == 0 || i == HANDS;
        if (!hands[i].is_good && !may_fail)
            world_fail(__FILE__, __LINE__, &hands[i].error);
        refused += !hands[i].is_good;
        assert_true(hands[i].is_good || hands[i].error.code == ERR_CONFLICT);
    }
    assert_true(refused <= 1);
    for (int i = 0; i < HANDS; i++)
        model_import(&all, i, &ignored, others);
    books_compare(&the, &all);
    assert_true(town_verifies(&the));
    town_end(&the);
    gifts_end(&all);
}

/* ---- one by one
 * ---------------------------------------------------------------------------------------- */

static campaign_figures figures_now(void)
{
    static campaign_figures figures;
    assert_true(house_figures(the.house, &the.campaign, &figures));
    return figures;
}

static bool run_import(span bytes, import_report *report, err *reterr)
{
    import_desk desk = town_desk(&the, &the.clerk);
    const import_request request = { .campaign = the.campaign, .file_name = SPAN("one.csv") };
    return import_run(&desk, &the.home, &request, bytes, report, reterr);
}

QUERY(STATEMENTS_UNDONE, "SELECT count(*) FROM statement WHERE state = 5", 0, false);
QUERY(STATEMENTS_OTHER, "SELECT count(*) FROM statement WHERE state <> 5", 0, false);

/* More refunds of one order than anybody gives: the booking stops in the middle, and nothing of
 * it stays. */
static void a_booking_that_a_rule_stops_is_taken_back(void **state)
{
    (void)state;
    err error = { 0 };
    import_report report = { 0 };
    bill_text b;
    town_make(&the);
    bill_begin(&b, &the.home);
    for (int i = 0; i < 3000; i++) {
        char order[36];
        snprintf(order, sizeof order, "4200001111%018d", i);
        bill_add(&b, &(bill_line){ .day = { 20200203 },
                         .second = 40000,
                         .order = order,
                         .merchant = "m",
                         .refund = "0",
                         .fen = 100 });
    }
    for (int i = 0; i < PAYMENT_MATCHES_MAX + 5; i++) {
        char no[36];
        snprintf(no, sizeof no, "5030%08d", i);
        bill_add(&b, &(bill_line){ .state = BILL_REFUND,
                         .day = { 20200204 },
                         .second = 40000,
                         .order = "42000022229",
                         .merchant = "m",
                         .refund = no,
                         .fen = 1 });
    }
    span bytes = arena_copy(&the.home, bill_end(&b, 0));
    for (int round = 0; round < 2; round++) {
        REFUSED(run_import(bytes, &report, &error), ERR_LIMIT);
        assert_int_equal(figures_now().gifts, 0);
        assert_int_equal(figures_now().amount_fen, 0);
        assert_int_equal(world_number(house_conn(the.house), &STATEMENTS_UNDONE), round + 1);
        assert_int_equal(world_number(house_conn(the.house), &STATEMENTS_OTHER), 0);
        MUST(house_resume(the.house, &error));
        assert_true(town_verifies(&the));
    }
    town_end(&the);
}

/* Fees are rounded once a file, not once a row. */
static void fees_are_rounded_by_the_file(void **state)
{
    (void)state;
    err error = { 0 };
    import_report report = { 0 };
    bill_text b;
    town_make(&the);
    bill_begin(&b, &the.home);
    for (int i = 0; i < 5001; i++) {
        char order[36];
        snprintf(order, sizeof order, "4200001111%018d", i);
        bill_add(&b, &(bill_line){ .day = { 20200201 + i % 9 },
                         .second = 40000,
                         .order = order,
                         .merchant = "m",
                         .refund = "0",
                         .fen = 100,
                         .fee_mfen = 400 });
    }
    MUST(run_import(arena_copy(&the.home, bill_end(&b, 0)), &report, &error));
    assert_int_equal(report.state, STATEMENT_CONFIRMED);
    assert_int_equal(report.counts.fee_mfen, 5001 * 400);
    assert_int_equal(figures_now().fees_fen, 2000); /* 2000.4 */
    statement s = { 0 };
    import_desk desk = town_desk(&the, &the.clerk);
    MUST(statement_get(house_conn(the.house), report.statement, &s, &error));
    MUST(import_undo(&desk, &the.home, &s, &error));
    assert_int_equal(figures_now().fees_fen, 0);
    assert_int_equal(figures_now().clearing_fen, 0);
    assert_true(town_verifies(&the));
    town_end(&the);
}

static void a_kept_file_that_was_altered_is_found(void **state)
{
    (void)state;
    err error = { 0 };
    gifts_draw(&all, 40, 0);
    town_make(&the);
    int index = file_draw(&all, 0, false);
    file_import(&the, &all, index, false);
    char path[FILE_PATH_MAX];
    crypt_hash digest = crypt_sha256(all.files[index].bytes);
    assert_true(file_path(house_attachments(the.house), &digest, path, sizeof path));
    MUST(sys_file_remove(path, &error));
    print_message("(two complaints of verify are expected)\n");
    assert_false(town_verifies(&the));
    MUST(sys_file_write(path,
        span_slice(all.files[index].bytes, 0, all.files[index].bytes.size - 1), 0600, &error));
    assert_false(town_verifies(&the));
    /* The same bytes once more mend it. */
    MUST(file_keep(house_attachments(the.house), all.files[index].bytes, &digest, &error));
    assert_true(town_verifies(&the));
    town_end(&the);
    gifts_end(&all);
}

/* ---- killed
 * ------------------------------------------------------------------------------------------ */

static void child_import(int index, bool undoes)
{
    err error = { 0 };
    import_report report = { 0 };
    town_open(&the);
    import_desk desk = town_desk(&the, &the.clerk);
    import_request request = { .campaign = the.campaign, .file_name = SPAN("killed.csv") };
    statement s = { 0 };
    bool is_good =
        undoes ? statement_get(desk.conn, all.files[index].statement, &s, &error) &&
                     import_undo(&desk, &the.home, &s, &error)
               : import_run(&desk, &the.home, &request, all.files[index].bytes, &report, &error);
    _exit(is_good ? 0 : 1);
}

/* Runs the import in a child and kills it after a while; false when it was done before. */
static bool run_and_kill(int index, bool undoes, int64_t after_us)
{
    int status = 0;
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        child_import(index, undoes);
    usleep((useconds_t)after_us);
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    return WIFSIGNALED(status);
}

static bool is_in_books(store_conn *conn, file *f)
{
    err error = { 0 };
    crypt_hash digest = crypt_sha256(f->bytes);
    statement s = { 0 };
    bool is_found = false;
    MUST(statement_find(conn, the.org, &digest, &s, &is_found, &error));
    f->statement = is_found ? s.id : (statement_id){ 0 };
    f->is_confirmed = is_found && s.state == STATEMENT_CONFIRMED;
    assert_true(!is_found || f->is_confirmed || f->is_mixed);
    return is_found;
}

QUERY(HALF_DONE, "SELECT count(*) FROM statement WHERE state IN (1, 2, 4)", 0, false);

static void killed_imports_go_on(void **state)
{
    (void)state;
    err error = { 0 };
    town_make(&the);
    gifts_draw(&all, 6500, 0);
    statement_counts ignored = { 0 };
    statement_counts others[UNITS];
    bool was_in = false;
    int index = file_draw(&all, 0, false);
    town_close(&the);
    int kills = 0;
    int halves = 0;
    for (int round = 0; round < ROUNDS; round++) {
        kills += run_and_kill(index, was_in, dice_between(20000, 500000));
        /* The server of the database may notice a moment later that a client is gone. */
        usleep(world_driver()->engine[0] == 'p' ? 300000 : 0);
        town_open(&the);
        halves += world_number(house_conn(the.house), &HALF_DONE) != 0;
        MUST(house_resume(the.house, &error));
        bool is_in = is_in_books(house_conn(the.house), &all.files[index]);
        if (is_in && !was_in)
            model_import(&all, index, &ignored, others);
        if (!is_in && was_in)
            model_undo(&all, index);
        was_in = is_in;
        books_compare(&the, &all);
        assert_true(town_verifies(&the));
        town_close(&the);
    }
    print_message("killed %d of %d, in the middle %d\n", kills, ROUNDS, halves);
    town_end(&the);
    gifts_end(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(books_equal_the_model),
        cmocka_unit_test(imports_at_once_book_each_payment_once),
        cmocka_unit_test(a_booking_that_a_rule_stops_is_taken_back),
        cmocka_unit_test(fees_are_rounded_by_the_file),
        cmocka_unit_test(a_kept_file_that_was_altered_is_found),
        cmocka_unit_test(killed_imports_go_on),
    };
    return world_run("import", tests, sizeof tests / sizeof *tests);
}
