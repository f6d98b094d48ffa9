/* What of the log needs no database: who signs, and what a receipt proves.  The rest is
 * tests/law/log_store.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "log/log.h"
#include "text/text.h"

#include <string.h>

static arena home;
static log_sequencer sequencer;
static const uint8_t entry_key[LEAF_KEY_SIZE] = { 1, 2, 3 };

static int home_open(void **state)
{
    (void)state;
    static const uint8_t seed[CRYPT_KEY_SIZE] = { 7 };
    err e = { 0 };
    return arena_open(&home, 4 << 20) && log_sequencer_init(&sequencer,
                                             (span)SPAN("nuan.example.org/log"), seed, false, &e)
               ? 0
               : 1;
}

static int home_close(void **state)
{
    (void)state;
    arena_close(&home);
    return 0;
}

static span disclosure_of(const char *value)
{
    buffer b = buffer_in(&home, 256);
    leaf_disclosure_add(&b, entry_key, (span)SPAN("name"), span_of(value));
    return buffer_span(&b);
}

/* A gift of a tree with one leaf, which commits to the name 王小明. */
static span leaf_bytes(void)
{
    leaf l = { .kind = LEAF_GIFT,
        .day = { 20200202 },
        .org = SPAN("a"),
        .project = SPAN("b"),
        .seq = 1,
        .amount = 10000,
        .currency = SPAN("CNY"),
        .channel = LEAF_QR };
    err e = { 0 };
    l.sd[0] = leaf_disclosure_digest(disclosure_of("王小明"));
    for (size_t i = 1; i < LEAF_SD_COUNT; i++) {
        const uint8_t random_bytes[32] = { (uint8_t)i };
        l.sd[i] = leaf_filler_digest(random_bytes);
    }
    for (size_t i = 1; i < LEAF_SD_COUNT; i++) {
        for (size_t j = i; j > 0 && leaf_digest_compare(&l.sd[j - 1], &l.sd[j]) > 0; j--) {
            leaf_digest kept = l.sd[j];
            l.sd[j] = l.sd[j - 1];
            l.sd[j - 1] = kept;
        }
    }
    buffer b = buffer_in(&home, 512);
    assert_true(leaf_add(&b, &l, &e));
    return buffer_span(&b);
}

/* A receipt with this text inside, for that leaf. */
static span receipt_of(span bytes, span extra, bool has_extra)
{
    err e = { 0 };
    crypt_hash root = tlog_leaf_hash(bytes);
    buffer note = buffer_in(&home, 512);
    assert_true(tlog_checkpoint_sign(&note, 1, &root, &sequencer.signer, &e));
    const tlog_proof_file f = {
        .has_extra = has_extra, .extra = extra, .checkpoint = buffer_span(&note)
    };
    buffer file = buffer_in(&home, 2048);
    tlog_proof_file_add(&file, &f);
    return buffer_span(&file);
}

static span lines(span first, span second)
{
    buffer b = buffer_in(&home, 1024);
    buffer_add(&b, first);
    buffer_byte(&b, '\n');
    buffer_add(&b, second);
    return buffer_span(&b);
}

static void refuse(span file, const tlog_key *key, err_code code)
{
    log_receipt r = { 0 };
    err e = { 0 };
    assert_false(log_receipt_check(&home, file, key, &r, &e));
    assert_int_equal(e.code, code);
}

static void test_receipt_good(void **state)
{
    (void)state;
    log_receipt r = { 0 };
    err e = { 0 };
    span bytes = leaf_bytes();
    assert_true(log_receipt_check(&home, receipt_of(bytes, bytes, true), &sequencer.key, &r, &e));
    assert_int_equal(r.disclosure_count, 0);
    span extra = lines(bytes, disclosure_of("王小明"));
    assert_true(log_receipt_check(&home, receipt_of(bytes, extra, true), &sequencer.key, &r, &e));
    assert_int_equal(r.what.amount, 10000);
    assert_int_equal(r.disclosure_count, 1);
    assert_true(span_is(r.disclosures[0].value, "王小明"));
    assert_int_equal(r.checkpoint.size, 1);
    assert_true(span_equal(r.bytes, bytes));
}

static void test_receipt_refused(void **state)
{
    (void)state;
    static const uint8_t seed[CRYPT_KEY_SIZE] = { 8 };
    log_sequencer other = { 0 };
    err e = { 0 };
    span bytes = leaf_bytes();
    span good = lines(bytes, disclosure_of("王小明"));
    refuse((span)SPAN(""), &sequencer.key, ERR_INPUT);
    refuse(receipt_of(bytes, (span)SPAN(""), false), &sequencer.key, ERR_INPUT);
    refuse(receipt_of(bytes, (span)SPAN("{}"), true), &sequencer.key, ERR_INPUT);
    refuse(receipt_of((span)SPAN("another"), good, true), &sequencer.key, ERR_DAMAGE);
    refuse(
        receipt_of(bytes, lines(bytes, disclosure_of("王小红")), true), &sequencer.key, ERR_DAMAGE);
    refuse(receipt_of(bytes, lines(bytes, (span)SPAN("")), true), &sequencer.key, ERR_INPUT);
    assert_true(log_sequencer_init(&other, (span)SPAN("nuan.example.org/log"), seed, false, &e));
    refuse(receipt_of(bytes, good, true), &other.key, ERR_DAMAGE);
    buffer many = buffer_in(&home, 4096);
    buffer_add(&many, bytes);
    for (int i = 0; i <= LOG_DISCLOSURES_MAX; i++) {
        buffer_byte(&many, '\n');
        buffer_add(&many, disclosure_of("王小明"));
    }
    refuse(receipt_of(bytes, buffer_span(&many), true), &sequencer.key, ERR_LIMIT);
}

static void test_sequencer(void **state)
{
    (void)state;
    static const uint8_t seed[CRYPT_KEY_SIZE] = { 7 };
    log_sequencer s = { 0 };
    err e = { 0 };
    static const char *const bad[] = { "", "a b", "a+b", "a\nb" };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(log_sequencer_init(&s, span_of(bad[i]), seed, false, &e));
        assert_int_equal(e.code, ERR_INPUT);
    }
    assert_true(log_sequencer_init(&s, (span)SPAN("127.0.0.1:8080/log"), seed, true, &e));
    assert_true(s.is_demo);
    assert_memory_equal(s.key.public_key, sequencer.key.public_key, CRYPT_KEY_SIZE);
    assert_int_not_equal(s.key.id, sequencer.key.id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_receipt_good),
        cmocka_unit_test(test_receipt_refused),
        cmocka_unit_test(test_sequencer),
    };
    return cmocka_run_group_tests_name("log", tests, home_open, home_close);
}
