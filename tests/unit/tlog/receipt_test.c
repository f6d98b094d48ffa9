/* Receipts: a vector that another program made, refusals, every byte of it changed once.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tlog_test.h"

#include "tlog/receipt.h"

#include <stdio.h>

static arena home;
static span vector; /* tests/unit/tlog/receipt.tlog-proof */

static int home_open(void **state)
{
    (void)state;
    static char bytes[4096];
    FILE *file = fopen("tests/unit/tlog/receipt.tlog-proof", "rb");
    if (!file || !arena_open(&home, 8 << 20))
        return 1;
    vector = (span){ bytes, fread(bytes, 1, sizeof bytes, file) };
    fclose(file);
    return vector.size > 0 && vector.size < sizeof bytes ? 0 : 1;
}

static int home_close(void **state)
{
    (void)state;
    arena_close(&home);
    return 0;
}

static tlog_key key_of(const char *name, uint8_t first)
{
    tlog_signer signer = vector_signer();
    tlog_key key = { 0 };
    err e = { 0 };
    signer.name = span_of(name);
    signer.seed[0] = first;
    assert_true(tlog_signer_key(&signer, &key, &e));
    return key;
}

static tlog_receipt read_good(void)
{
    tlog_receipt r = { 0 };
    err e = { 0 };
    assert_true(tlog_receipt_parse(&home, vector, &r, &e));
    return r;
}

/* The vector's receipt with another text inside. */
static span with_extra(const char *extra)
{
    tlog_receipt r = read_good();
    r.file.extra = span_of(extra);
    r.file.has_extra = extra != NULL;
    buffer b = buffer_in(&home, 4096);
    tlog_proof_file_add(&b, &r.file);
    return buffer_span(&b);
}

static void test_vector(void **state)
{
    (void)state;
    tlog_key key = key_of("log.example.org/nuan", 0);
    tlog_receipt r = read_good();
    err e = { 0 };
    assert_int_equal(tlog_receipt_check(&r, &key, &e), TLOG_RECEIPT_PROVEN);
    assert_int_equal(r.file.number, 5);
    assert_int_equal(r.checkpoint.size, 8);
    assert_int_equal(r.what.amount, 10000);
    assert_int_equal(r.disclosure_count, 2);
    assert_true(span_is(r.disclosures[0].value, "王*"));
    assert_true(span_is(r.disclosures[1].field, "name"));
    assert_true(span_is(r.disclosures[1].value, "王小明"));
}

/* Composed anew, it is the same to the byte. */
static void test_composed(void **state)
{
    (void)state;
    tlog_receipt r = read_good();
    tlog_proof_file proof = r.file;
    err e = { 0 };
    buffer b = buffer_in(&home, 4096);
    proof.has_extra = false;
    assert_true(tlog_receipt_add(&b, &proof, r.bytes, r.texts, r.disclosure_count, &e));
    assert_true(span_equal(buffer_span(&b), vector));
    const span other[] = { r.texts[0], SPAN("WyJhIiwibmFtZSIsImIiXQ") };
    assert_false(tlog_receipt_add(&b, &proof, r.bytes, other, 2, &e));
    assert_int_equal(e.code, ERR_INPUT);
    assert_false(tlog_receipt_add(&b, &proof, (span)SPAN("{}"), NULL, 0, &e));
    assert_int_equal(e.code, ERR_INPUT);
}

static tlog_receipt_outcome outcome_of(span file, const tlog_key *key)
{
    tlog_receipt r = { 0 };
    err e = { 0 };
    assert_true(tlog_receipt_parse(&home, file, &r, &e));
    tlog_receipt_outcome outcome = tlog_receipt_check(&r, key, &e);
    assert_true(outcome == TLOG_RECEIPT_PROVEN || e.code == ERR_DAMAGE);
    return outcome;
}

static span replaced(const char *old, const char *new)
{
    size_t at = span_search(vector, span_of(old));
    assert_true(at < vector.size);
    buffer b = buffer_in(&home, 4096);
    buffer_add(&b, span_slice(vector, 0, at));
    buffer_text(&b, new);
    buffer_add(&b, span_slice(vector, at + strlen(old), vector.size));
    return buffer_span(&b);
}

static void test_outcomes(void **state)
{
    (void)state;
    tlog_key key = key_of("log.example.org/nuan", 0);
    tlog_key other = key_of("log.example.org/nuan", 9);
    tlog_key foreign = key_of("log.example.org/else", 0);
    assert_int_equal(outcome_of(vector, &key), TLOG_RECEIPT_PROVEN);
    assert_int_equal(outcome_of(vector, &other), TLOG_RECEIPT_UNSIGNED);
    assert_int_equal(outcome_of(vector, &foreign), TLOG_RECEIPT_FOREIGN);
    assert_int_equal(outcome_of(replaced("index 5", "index 4"), &key), TLOG_RECEIPT_CHANGED);
    assert_int_equal(outcome_of(replaced("index 5", "index 8"), &key), TLOG_RECEIPT_CHANGED);
    assert_int_equal(outcome_of(replaced("\n8\n", "\n9\n"), &key), TLOG_RECEIPT_UNSIGNED);
    assert_int_equal(outcome_of(replaced("\nO1f/", "\nP1f/"), &key), TLOG_RECEIPT_UNSIGNED);
    assert_int_equal(outcome_of(replaced("\nEeH1", "\nFeH1"), &key), TLOG_RECEIPT_CHANGED);
    assert_int_equal(
        outcome_of(replaced("EeH1WCI/THG2vhzs/R8N6HFG0llId8J7KexRn5BAITw=\n", ""), &key),
        TLOG_RECEIPT_CHANGED);
    assert_string_equal(tlog_receipt_outcome_name(TLOG_RECEIPT_UNSIGNED), "unsigned");
}

/* An amount ten times as large, and a name that is not hers. */
static void test_forged(void **state)
{
    (void)state;
    tlog_key key = key_of("log.example.org/nuan", 0);
    tlog_receipt r = read_good();
    size_t at = span_search(r.bytes, (span)SPAN("10000"));
    buffer b = buffer_in(&home, 1024);
    buffer_add(&b, span_slice(r.bytes, 0, at));
    buffer_byte(&b, '9');
    buffer_add(&b, span_slice(r.bytes, at + 1, r.bytes.size));
    buffer_byte(&b, '\0');
    assert_int_equal(outcome_of(with_extra(b.at), &key), TLOG_RECEIPT_CHANGED);
    buffer name = buffer_in(&home, 1024);
    buffer_add(&name, r.bytes);
    buffer_text(&name, "\nWyIyWFlPN1g2Sld4alhjUmpCbF9aUkZRIiwibmFtZSIsIuadjuWbmyJd");
    buffer_byte(&name, '\0');
    assert_int_equal(outcome_of(with_extra(name.at), &key), TLOG_RECEIPT_CHANGED);
}

static void refuse(span file, err_code code)
{
    tlog_receipt r = { 0 };
    err e = { 0 };
    assert_false(tlog_receipt_parse(&home, file, &r, &e));
    assert_int_equal(e.code, code);
}

static void test_refused(void **state)
{
    (void)state;
    tlog_receipt r = read_good();
    buffer many = buffer_in(&home, 4096);
    refuse((span)SPAN(""), ERR_INPUT);
    refuse(with_extra(NULL), ERR_INPUT);
    refuse(with_extra(""), ERR_INPUT);
    refuse(with_extra("{}"), ERR_INPUT);
    refuse(replaced("c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v2"), ERR_INPUT);
    refuse(replaced("index 5", "index 05"), ERR_INPUT);
    refuse(replaced("index 5\n", "index 5\r\n"), ERR_INPUT);
    refuse(span_slice(vector, 0, vector.size - 1), ERR_INPUT);
    buffer_add(&many, r.bytes);
    for (int i = 0; i <= TLOG_RECEIPT_DISCLOSURES_MAX; i++) {
        buffer_byte(&many, '\n');
        buffer_add(&many, r.texts[0]);
    }
    buffer_byte(&many, '\0');
    refuse(with_extra(many.at), ERR_LIMIT);
    buffer blank = buffer_in(&home, 1024);
    buffer_add(&blank, r.bytes);
    buffer_text(&blank, "\n");
    buffer_byte(&blank, '\0');
    refuse(with_extra(blank.at), ERR_INPUT);
}

/* No byte can be another one. */
static void test_each_byte(void **state)
{
    (void)state;
    tlog_key key = key_of("log.example.org/nuan", 0);
    size_t mark = home.used;
    for (size_t i = 0; i < vector.size; i++) {
        tlog_receipt r = { 0 };
        err e = { 0 };
        char bytes[4096];
        memcpy(bytes, vector.at, vector.size);
        bytes[i] = (char)(bytes[i] ^ (1 << (i % 8)));
        if (tlog_receipt_parse(&home, (span){ bytes, vector.size }, &r, &e))
            assert_int_not_equal(tlog_receipt_check(&r, &key, &e), TLOG_RECEIPT_PROVEN);
        arena_reset(&home, mark);
    }
}

static void in_pdf(const char *head, const char *tail, bool is_there)
{
    buffer b = buffer_in(&home, 8192);
    span found = { 0 };
    buffer_text(&b, head);
    buffer_add(&b, vector);
    buffer_text(&b, tail);
    assert_int_equal(tlog_receipt_find(buffer_span(&b), &found), is_there);
    if (is_there)
        assert_true(span_equal(found, vector));
}

static void test_found(void **state)
{
    (void)state;
    static const char dictionary[] = "%PDF-1.7\n7 0 obj\n<</Type /EmbeddedFile /Length 1>>\n";
    char head[160];
    span found = { 0 };
    assert_true(tlog_receipt_find(vector, &found));
    assert_true(span_equal(found, vector));
    snprintf(head, sizeof head, "%sstream\n", dictionary);
    in_pdf(head, "endstream\nendobj\n", true);
    in_pdf(head, "\nendstream\nendobj\n", true);
    in_pdf(head, "\r\nendstream", true);
    snprintf(head, sizeof head, "%sstream\r\n", dictionary);
    in_pdf(head, "\r\nendstream", true);
    in_pdf("%PDF-1.7\n(c2sp.org/tlog-proof@v1\n) stream\n", "\nendstream", true);
    in_pdf("%PDF-1.7\n(", ")\nendstream", false);
    in_pdf("GIF89a stream\n", "\nendstream", false);
    assert_false(tlog_receipt_find((span)SPAN(""), &found));
    assert_false(tlog_receipt_find((span)SPAN("%PDF-1.7\nstream\nc2sp.org/tlog-proof@v1"), &found));
}

int receipt_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vector),
        cmocka_unit_test(test_composed),
        cmocka_unit_test(test_outcomes),
        cmocka_unit_test(test_forged),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_each_byte),
        cmocka_unit_test(test_found),
    };
    return cmocka_run_group_tests_name("receipt", tests, home_open, home_close);
}
