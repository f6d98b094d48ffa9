/* The ledger against a naive model that keeps every transfer and adds them up anew for each
 * question: random entries, reversals, new accounts and refusals, many to a batch.
 * SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include "ledger/ledger.h"

#include <stdio.h>
#include <string.h>

enum {
    ACCOUNTS_MAX = 64,
    TRANSFERS_MAX = 20000,
    LEGS_MAX = 4,
    ROUNDS = 20,
    ROUND_MAX = 200,
    VIEWS = 60,
    GOODS = 2 /* an asset that is not money */
};

/* ---- the model
 * -------------------------------------------------------------------------------- */

typedef struct model_transfer {
    transfer_id id;
    int debit, credit; /* indexes of accounts */
    int64_t amount;
    date effective, entered;
    int64_t real_us;
    transfer_id reverses;
    bool is_reversed;
} model_transfer;

typedef struct model {
    int account_count;
    ledger_account accounts[ACCOUNTS_MAX];
    int transfer_count;
    model_transfer transfers[TRANSFERS_MAX];
} model;

static model m;

static bool is_debit_side(const ledger_account *a)
{
    return a->class == LEDGER_ASSET || a->class == LEDGER_COST;
}

static int64_t model_balance(int account)
{
    int64_t balance = 0;
    for (int i = 0; i < m.transfer_count; i++) {
        balance += m.transfers[i].debit == account ? m.transfers[i].amount : 0;
        balance -= m.transfers[i].credit == account ? m.transfers[i].amount : 0;
    }
    return balance;
}

/* ---- changes of the test
 * ---------------------------------------------------------------------- */

typedef struct post_input {
    ledger_entry entry;
    ledger_leg legs[LEGS_MAX];
    bool fails_behind; /* posts, then refuses */
    bool opens;        /* opens an account instead */
    ledger_account account;
} post_input;

static bool apply_post(store_txn *txn, change *c, err *reterr)
{
    post_input *in = c->input;
    if (in->opens) {
        bool is_good = ledger_account_open(txn, c, &in->account, reterr);
        c->object_id = in->account.id.value;
        return is_good && (!in->fails_behind || err_set(reterr, ERR_INPUT, "refused behind"));
    }
    c->object_id = id_next_run(c->ids, c->real_us, in->entry.leg_count);
    return ledger_post(txn, c, c->object_id, &in->entry, reterr) &&
           (!in->fails_behind || err_set(reterr, ERR_INPUT, "refused behind"));
}

static const change_kind post = { 9001, "test.post", RIGHT_NONE, apply_post };

static ledger_account account_draw(int number)
{
    ledger_account a = { .org = { dice_between(1, 3) },
        .class = (ledger_class)dice_between(1, 5),
        .role = LEDGER_BANK,
        .asset = dice_one_in(6) ? GOODS : LEDGER_CNY,
        .party = number,
        .name_zh = SPAN("账户"),
        .name_en = SPAN("account"),
        .is_guarded = dice_one_in(3),
        .opened = { dice_one_in(5) ? 20200205 : 19000101 } };
    snprintf(a.code, sizeof a.code, "account-%d", number);
    return a;
}

static void accounts_make(writer *w)
{
    static crowd c;
    static post_input inputs[ACCOUNTS_MAX];
    c.count = 0;
    m.account_count = 0;
    for (int i = 0; i < 12; i++) {
        inputs[i] = (post_input){ .opens = true, .account = account_draw(i) };
        crowd_add(&c, &post, inputs[i].account.org, &inputs[i]);
    }
    crowd_run(&c, w);
    for (int i = 0; i < c.count; i++) {
        assert_true(c.is_good[i]);
        m.accounts[m.account_count++] = inputs[i].account;
    }
}

static void entry_draw(post_input *in, date today)
{
    *in = (post_input){ .entry = { .effective = { 20200201 + (int32_t)dice_between(0, 9) },
                            .reason = LEDGER_REASON_SETTLE,
                            .source = 1,
                            .leg_count = (int)dice_between(1, LEGS_MAX) },
        .fails_behind = dice_one_in(10) };
    in->entry.legs = in->legs;
    if (in->entry.effective.day > today.day)
        in->entry.effective = today;
    for (int i = 0; i < in->entry.leg_count; i++) {
        in->legs[i] = (ledger_leg){ .debit = m.accounts[dice_between(0, m.account_count - 1)].id,
            .credit = m.accounts[dice_between(0, m.account_count - 1)].id,
            .amount = dice_between(1, 100000) };
        if (dice_one_in(60))
            in->legs[i].amount = dice_one_in(2) ? dice_between(-5, 0) : MONEY_MAX_FEN + 1;
        if (dice_one_in(100))
            in->legs[i].debit.value = 99;
    }
}

/* The mirror of an earlier entry's one transfer; sometimes of one that is reversed already. */
static void reversal_draw(post_input *in)
{
    const model_transfer *t = &m.transfers[dice_between(0, m.transfer_count - 1)];
    *in = (post_input){ .entry = { .effective = t->effective,
                            .reason = LEDGER_REASON_REVERSAL,
                            .source = 2,
                            .leg_count = 1 },
        .legs = { { .debit = m.accounts[t->credit].id,
            .credit = m.accounts[t->debit].id,
            .amount = t->amount,
            .reverses = t->id } } };
    in->entry.legs = in->legs;
}

static int model_account(account_id id)
{
    for (int i = 0; i < m.account_count; i++) {
        if (m.accounts[i].id.value == id.value)
            return i;
    }
    return -1;
}

/* What the law says of an entry: may it be posted? */
static bool entry_fits(const post_input *in)
{
    if (in->fails_behind)
        return false;
    int64_t moved[ACCOUNTS_MAX] = { 0 };
    bool is_lowered[ACCOUNTS_MAX] = { false };
    for (int i = 0; i < in->entry.leg_count; i++) {
        const ledger_leg *leg = &in->legs[i];
        int debit = model_account(leg->debit);
        int credit = model_account(leg->credit);
        if (leg->amount < 1 || leg->amount > MONEY_MAX_FEN || debit < 0 || credit < 0 ||
            debit == credit || m.accounts[debit].asset != m.accounts[credit].asset ||
            m.accounts[debit].opened.day > in->entry.effective.day ||
            m.accounts[credit].opened.day > in->entry.effective.day)
            return false;
        for (int t = 0; leg->reverses.value && t < m.transfer_count; t++) {
            if (m.transfers[t].id.value == leg->reverses.value && m.transfers[t].is_reversed)
                return false;
        }
        moved[debit] += leg->amount;
        moved[credit] -= leg->amount;
        is_lowered[debit] |= !is_debit_side(&m.accounts[debit]);
        is_lowered[credit] |= is_debit_side(&m.accounts[credit]);
    }
    for (int i = 0; i < m.account_count; i++) {
        int64_t balance = model_balance(i) + moved[i];
        if (m.accounts[i].is_guarded && is_lowered[i] &&
            (is_debit_side(&m.accounts[i]) ? balance : -balance) < 0)
            return false;
    }
    return true;
}

static void model_post(const post_input *in, int64_t first_id, const change *c)
{
    for (int i = 0; i < in->entry.leg_count; i++) {
        const ledger_leg *leg = &in->legs[i];
        assert_true(m.transfer_count < TRANSFERS_MAX);
        m.transfers[m.transfer_count++] = (model_transfer){ .id = { first_id + i },
            .debit = model_account(leg->debit),
            .credit = model_account(leg->credit),
            .amount = leg->amount,
            .effective = in->entry.effective,
            .entered = c->civil_day,
            .real_us = c->real_us,
            .reverses = leg->reverses };
        for (int t = 0; leg->reverses.value && t < m.transfer_count; t++)
            m.transfers[t].is_reversed |= m.transfers[t].id.value == leg->reverses.value;
    }
}

/* ---- comparing
 * -------------------------------------------------------------------------------- */

static int rows_seen;

static bool row_compare(void *self, const ledger_row *row)
{
    (void)self;
    const model_transfer *t = NULL;
    for (int i = 0; i < m.transfer_count && !t; i++)
        t = m.transfers[i].id.value == row->id.value ? &m.transfers[i] : NULL;
    assert_non_null(t);
    assert_int_equal(row->amount, t->amount);
    assert_int_equal(row->debit.value, m.accounts[t->debit].id.value);
    assert_int_equal(row->credit.value, m.accounts[t->credit].id.value);
    assert_int_equal(row->effective.day, t->effective.day);
    assert_int_equal(row->entered.day, t->entered.day);
    assert_int_equal(row->reverses.value, t->reverses.value);
    rows_seen++;
    return true;
}

static void differs_fail(void *self, const char *code, date day, int64_t kept, int64_t counted)
{
    (void)self;
    print_error(
        "%s %d: kept %lld counted %lld\n", code, day.day, (long long)kept, (long long)counted);
}

static void books_compare(bare *b, const ledger *l)
{
    err error = { 0 };
    int64_t all = 0;
    rows_seen = 0;
    MUST(ledger_each(b->reader, row_compare, NULL, &error));
    assert_int_equal(rows_seen, m.transfer_count);
    MUST(ledger_verify(b->reader, differs_fail, NULL, &error));
    for (int i = 0; i < m.account_count; i++) {
        int64_t balance = model_balance(i);
        assert_int_equal(ledger_balance(l, m.accounts[i].id), balance);
        if (m.accounts[i].is_guarded)
            assert_true(is_debit_side(&m.accounts[i]) ? balance >= 0 : balance <= 0);
        all += balance;
    }
    assert_int_equal(all, 0);
}

static void view_compare(bare *b, ledger_view view)
{
    err error = { 0 };
    ledger_line *lines = NULL;
    size_t count = 0;
    size_t mark = b->home.used;
    MUST(ledger_lines(b->reader, &b->home, (org_id){ 0 }, view, &lines, &count, &error));
    assert_int_equal((int)count, m.account_count);
    for (size_t i = 0; i < count; i++) {
        int account = model_account(lines[i].account.id);
        int64_t debit = 0, credit = 0, touched = 0;
        for (int t = 0; t < m.transfer_count; t++) {
            const model_transfer *at = &m.transfers[t];
            bool is_seen = (view.as_of.day == 0 || at->effective.day <= view.as_of.day) &&
                           (view.known_at_us != 0       ? at->real_us <= view.known_at_us
                               : view.known_at.day != 0 ? at->entered.day <= view.known_at.day
                                                        : true);
            debit += is_seen && at->debit == account ? at->amount : 0;
            credit += is_seen && at->credit == account ? at->amount : 0;
            touched += is_seen && (at->debit == account || at->credit == account);
        }
        assert_int_equal(lines[i].debit, debit);
        assert_int_equal(lines[i].credit, credit);
        assert_int_equal(lines[i].count, touched);
    }
    arena_reset(&b->home, mark);
}

static void views_compare(bare *b)
{
    for (int i = 0; i < VIEWS; i++) {
        ledger_view view = { .as_of = {
                                 dice_one_in(3) ? 0 : 20200201 + (int32_t)dice_between(0, 12) } };
        if (dice_one_in(2))
            view.known_at.day = 20200209 + (int32_t)dice_between(0, 6);
        if (dice_one_in(2)) {
            const model_transfer *t = &m.transfers[dice_between(0, m.transfer_count - 1)];
            view.known_at_us = t->real_us + dice_between(-1, 1) * 60000000;
            err error = { 0 };
            const sys_zone *zone = NULL;
            static const span beijing = SPAN("Asia/Shanghai");
            MUST(sys_zone_find(beijing, &zone, &error));
            view.known_at = sys_zone_local(zone, view.known_at_us).day;
        }
        view_compare(b, view);
    }
}

/* ---- tests
 * ------------------------------------------------------------------------------------ */

static bare the;
static ledger *books;
static int accepted_count, refused_count;

static void open_all(void)
{
    err error = { 0 };
    bare_open(&the, world_driver());
    MUST(ledger_load(the.reader, &the.home, &books, &error));
    the.parts[the.part_count++] = ledger_part(books);
    bare_start(&the);
}

static void round_run(void)
{
    static crowd c;
    static post_input inputs[ROUND_MAX];
    c.count = 0;
    int count = (int)dice_between(1, ROUND_MAX);
    date today = { 20200210 + (int32_t)((the.clock.fixed_us - INT64_C(1581264000000000)) /
                                        INT64_C(86400000000)) };
    for (int i = 0; i < count; i++) {
        if (m.transfer_count > 0 && dice_one_in(8))
            reversal_draw(&inputs[i]);
        else
            entry_draw(&inputs[i], today);
        if (dice_one_in(100) && m.account_count < ACCOUNTS_MAX)
            inputs[i] = (post_input){
                .opens = true, .fails_behind = true, .account = account_draw(900 + i)
            };
        crowd_add(&c, &post, (org_id){ 1 }, &inputs[i]);
    }
    crowd_run(&c, the.writer);
    for (int i = 0; i < count; i++) {
        bool fits = !inputs[i].opens && entry_fits(&inputs[i]);
        if (fits != c.is_good[i])
            world_fail(__FILE__, __LINE__, &c.errors[i]);
        *(fits ? &accepted_count : &refused_count) += 1;
        if (fits)
            model_post(&inputs[i], c.changes[i].object_id, &c.changes[i]);
    }
}

static void random_entries_agree_with_the_model(void **state)
{
    (void)state;
    world_wipe();
    open_all();
    m.transfer_count = 0;
    accounts_make(the.writer);
    for (int round = 0; round < ROUNDS; round++) {
        round_run();
        the.clock.fixed_us += dice_between(0, 5) * INT64_C(3600000000) + INT64_C(60000000);
        if (round % 7 == 0)
            books_compare(&the, books);
    }
    books_compare(&the, books);
    views_compare(&the);
    print_message("accepted %d, refused %d\n", accepted_count, refused_count);
    assert_true(accepted_count > 300 && refused_count > 300);
    /* The memory of a new start is what was stored. */
    bare_close(&the);
    open_all();
    books_compare(&the, books);
    bare_close(&the);
}

QUERY(TRANSFER_CHANGE, "UPDATE transfer SET amount = amount + 1 WHERE reason > 0", 0, true);
QUERY(TRANSFER_CUT, "DELETE FROM transfer WHERE reason > 0", 0, true);

static bool run_text(void *self, store_txn *txn, err *reterr)
{
    return store_run(txn, self, NULL, 0, NULL, reterr);
}

static void the_database_refuses_to_alter_transfers(void **state)
{
    (void)state;
    err error = { 0 };
    open_all();
    REFUSED(writer_exclusive(the.writer, run_text, (void *)(uintptr_t)&TRANSFER_CHANGE, &error),
        ERR_CONFLICT);
    REFUSED(writer_exclusive(the.writer, run_text, (void *)(uintptr_t)&TRANSFER_CUT, &error),
        ERR_CONFLICT);
    books_compare(&the, books);
    bare_close(&the);
}

static void altered_rows_are_found(void **state)
{
    (void)state;
    static const char *const alterings[] = {
        "UPDATE transfer SET amount = amount + 1 WHERE id = (SELECT max(id) FROM transfer)",
        "UPDATE transfer SET amount = amount - 1 WHERE id = (SELECT max(id) FROM transfer)",
        "UPDATE transfer SET effective_day = effective_day - 1 WHERE id = (SELECT min(id) FROM "
        "transfer)",
        "UPDATE transfer SET effective_day = effective_day + 1 WHERE id = (SELECT min(id) FROM "
        "transfer)",
        "UPDATE account_day SET debit = debit + 5, credit = credit + 5 WHERE effective_day = "
        "20200203",
        "DELETE FROM transfer WHERE id = (SELECT max(id) FROM transfer)",
    };
    err error = { 0 };
    world_unguard();
    for (size_t i = 0; i < sizeof alterings / sizeof *alterings; i++) {
        world_script(alterings[i]);
        bare_open(&the, world_driver());
        bool is_good = ledger_verify(the.reader, NULL, NULL, &error);
        bare_close(&the);
        /* Of each pair the second takes the first back. */
        if (i == 1 || i == 3) {
            if (!is_good)
                world_fail(__FILE__, __LINE__, &error);
            continue;
        }
        if (is_good)
            fail_msg("not found: %s", alterings[i]);
        assert_int_equal(error.code, ERR_DAMAGE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_entries_agree_with_the_model),
        cmocka_unit_test(the_database_refuses_to_alter_transfers),
        cmocka_unit_test(altered_rows_are_found),
    };
    return world_run("ledger", tests, sizeof tests / sizeof *tests);
}
