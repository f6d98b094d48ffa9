/* The pure parts of the writer: the set of keys against a list, and the bytes of the audit chain.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "change/chain_in.h"
#include "change/keys_in.h"
#include "text/text.h"

#include <string.h>

/* ---- keys
 * ------------------------------------------------------------------------------------- */

enum { MODEL_MAX = 4000, STEPS = 60000 };

typedef struct model_key {
    uint8_t key[CHANGE_KEY_SIZE];
    int64_t seq; /* 0: not in the set */
} model_key;

static model_key model[MODEL_MAX];

static uint64_t state_of_dice = 7;

static uint64_t dice(uint64_t below)
{
    state_of_dice = state_of_dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (state_of_dice >> 33) % below;
}

/* Keys of which many begin alike, so that they stand in one chain, also across the end of the
 * table. */
static void model_draw(void)
{
    for (int i = 0; i < MODEL_MAX; i++) {
        uint64_t head = dice(4) ? dice(UINT64_MAX >> 1) : dice(2) ? 4090 + dice(12) : 17;
        model[i].seq = 0;
        memset(model[i].key, 0, CHANGE_KEY_SIZE);
        memcpy(model[i].key, &head, sizeof head);
        memcpy(model[i].key + 8, &i, sizeof i);
    }
}

static uint64_t model_count(void)
{
    uint64_t count = 0;
    for (int i = 0; i < MODEL_MAX; i++)
        count += model[i].seq != 0;
    return count;
}

static void keys_compare(const keys *k)
{
    for (int i = 0; i < MODEL_MAX; i++)
        assert_int_equal(keys_find(k, model[i].key), model[i].seq);
    assert_int_equal(k->count, model_count());
}

static void keys_agree_with_a_list(void **state)
{
    (void)state;
    err error = { 0 };
    keys k = { 0 };
    model_draw();
    assert_true(keys_open(&k, 0, &error));
    for (int64_t step = 1; step <= STEPS; step++) {
        model_key *m = &model[dice(MODEL_MAX)];
        if (dice(3) == 0) {
            keys_cut(&k, m->key);
            m->seq = 0;
        } else {
            assert_true(keys_set(&k, m->key, step, &error));
            m->seq = step;
        }
        assert_int_equal(keys_find(&k, m->key), m->seq);
        if (step % 10000 == 0)
            keys_compare(&k);
    }
    /* Old ones are let go, the others stay. */
    int64_t from = STEPS / 2;
    assert_true(keys_forget(&k, from, &error));
    for (int i = 0; i < MODEL_MAX; i++)
        model[i].seq = model[i].seq < from ? 0 : model[i].seq;
    keys_compare(&k);
    keys_close(&k);
}

static void a_table_can_be_emptied(void **state)
{
    (void)state;
    err error = { 0 };
    keys k = { 0 };
    model_draw();
    assert_true(keys_open(&k, MODEL_MAX, &error));
    for (int i = 0; i < MODEL_MAX; i++)
        assert_true(keys_set(&k, model[i].key, i + 1, &error));
    assert_int_equal(k.count, MODEL_MAX);
    for (int i = MODEL_MAX - 1; i >= 0; i--)
        keys_cut(&k, model[i].key);
    keys_compare(&k);
    keys_cut(&k, model[0].key); /* one that is not there */
    assert_int_equal(k.count, 0);
    keys_close(&k);
}

/* ---- the chain
 * -------------------------------------------------------------------------------- */

static void hash_is(const crypt_hash *hash, const char *hex)
{
    uint8_t bytes[32];
    assert_true(text_parse_hex(span_of(hex), bytes, sizeof bytes));
    assert_memory_equal(hash->bytes, bytes, sizeof bytes);
}

/* Computed with another program from the description in chain_in.h. */
static void links_have_known_hashes(void **state)
{
    (void)state;
    static chain_link none, first, second;
    char bytes[64];
    for (int i = 0; i < 64; i++)
        bytes[i] = (char)i;
    const chain_row rows[] = {
        { .seq = 1,
            .at_us = 2,
            .actor_id = 3,
            .kind = 4,
            .org_id = 5,
            .object_id = 6,
            .outcome = 7,
            .address = SPAN("os"),
            .key = { bytes, 16 },
            .digest = { bytes + 32, 32 } },
        { .seq = 2,
            .at_us = -1,
            .kind = 4,
            .org_id = 5,
            .object_id = 6,
            .outcome = 7,
            .digest = { bytes + 32, 32 } },
    };
    char zeros[32] = { 0 };
    const chain_row third = { .seq = 3,
        .at_us = 9,
        .actor_id = 9,
        .kind = 9,
        .org_id = 9,
        .object_id = 9,
        .outcome = 9,
        .address = SPAN("10.0.0.1"),
        .digest = { zeros, 32 } };
    first = chain_next(&none);
    chain_add_row(&first, &rows[0]);
    chain_add_row(&first, &rows[1]);
    chain_close(&first, 1);
    assert_int_equal(first.number, 1);
    assert_int_equal(first.first_seq, 1);
    assert_int_equal(first.count, 2);
    hash_is(&first.hash, "38c9bb9440e67dda4ffcb3ac76948593df74ae51e173b4cba1115e009217cc83");
    second = chain_next(&first);
    chain_add_row(&second, &third);
    chain_close(&second, 1);
    hash_is(&second.hash, "d37d48c3fc8c77bf5f1711155e44df33ca3fa0f20f1e22b2834d00aa554cd0f6");
}

static void a_change_adds_the_row_that_is_stored(void **state)
{
    (void)state;
    static chain_link none, one, other;
    static const change_kind kind = { .number = 4 };
    const actor who = { .id = 3, .address = "os" };
    change c = { .kind = &kind,
        .author = &who,
        .org = { 5 },
        .seq = 1,
        .real_us = 2,
        .object_id = 6,
        .outcome = 7,
        .has_key = true };
    char bytes[64];
    for (int i = 0; i < 64; i++)
        bytes[i] = (char)i;
    memcpy(c.key, bytes, sizeof c.key);
    memcpy(c.digest, bytes + 32, sizeof c.digest);
    const chain_row row = { .seq = 1,
        .at_us = 2,
        .actor_id = 3,
        .kind = 4,
        .org_id = 5,
        .object_id = 6,
        .outcome = 7,
        .address = SPAN("os"),
        .key = { bytes, 16 },
        .digest = { bytes + 32, 32 } };
    one = chain_next(&none);
    chain_add(&one, &c);
    chain_close(&one, 1);
    other = chain_next(&none);
    chain_add_row(&other, &row);
    chain_close(&other, 1);
    assert_memory_equal(&one.hash, &other.hash, sizeof one.hash);
    chain_close(&other, 2);
    assert_memory_not_equal(&one.hash, &other.hash, sizeof one.hash);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_agree_with_a_list),
        cmocka_unit_test(a_table_can_be_emptied),
        cmocka_unit_test(links_have_known_hashes),
        cmocka_unit_test(a_change_adds_the_row_that_is_stored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
