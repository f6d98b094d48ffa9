/* Leaves and disclosures: the vectors of the profile, each rule by a leaf that breaks it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tlog_test.h"

#include "tlog/leaf.h"

#include <stdio.h>

#define SD                                                                                         \
    "\"_sd\":[\"I_R1dDIR4TqO9KYC3dqS6dKDQsEPiBlAg_jevqhdVYQ\",\"veuboir4-nPln-"                    \
    "fE08SK4RZWF912xyB3PN9svDOpHdc\","                                                             \
    "\"wJ57c_ez4cOvJfOoFKFQKIOSote6yunDhX95N2tPnKQ\",\"zTcHBzVwAQ9iM9DioljVijdH-"                  \
    "Zu6UVZtqmE1GcvSoOM\"]"
#define GIFT                                                                                       \
    "{" SD ",\"amt\":10000,\"ch\":\"qr\",\"cur\":\"CNY\",\"d\":\"2020-02-02\",\"org\":\"bjwn\","   \
    "\"prj\":\"whwn\","                                                                            \
    "\"seq\":1,\"t\":\"gift\",\"v\":1}"
#define HASH "UR8gCC_IeGu0DHA4hfJ-ygOpwQCDKOIy3Tm57uimy0Q"

static arena home;

static int home_open(void **state)
{
    (void)state;
    return arena_open(&home, 1 << 20) ? 0 : 1;
}

static int home_close(void **state)
{
    (void)state;
    arena_close(&home);
    return 0;
}

static void key_fill(uint8_t key[LEAF_KEY_SIZE])
{
    for (int i = 0; i < LEAF_KEY_SIZE; i++)
        key[i] = (uint8_t)i;
}

static leaf_digest digest_of(const char *text)
{
    leaf_digest digest;
    assert_int_equal(strlen(text), LEAF_DIGEST_SIZE);
    memcpy(digest.text, text, LEAF_DIGEST_SIZE);
    return digest;
}

static leaf vector_gift(void)
{
    return (leaf){
        .kind = LEAF_GIFT,
        .day = { 20200202 },
        .org = SPAN("bjwn"),
        .project = SPAN("whwn"),
        .seq = 1,
        .amount = 10000,
        .currency = SPAN("CNY"),
        .channel = LEAF_QR,
        .sd = { digest_of("I_R1dDIR4TqO9KYC3dqS6dKDQsEPiBlAg_jevqhdVYQ"),
            digest_of("veuboir4-nPln-fE08SK4RZWF912xyB3PN9svDOpHdc"),
            digest_of("wJ57c_ez4cOvJfOoFKFQKIOSote6yunDhX95N2tPnKQ"),
            digest_of("zTcHBzVwAQ9iM9DioljVijdH-Zu6UVZtqmE1GcvSoOM") },
    };
}

static span written(const leaf *l)
{
    err e = { 0 };
    buffer b = buffer_in(&home, 1024);
    if (!leaf_add(&b, l, &e)) {
        char text[200];
        err_render(&e, e.message, text, sizeof text);
        fail_msg("not written: %s", text);
    }
    return buffer_span(&b);
}

static bool reads(const char *text, leaf *l, err *e)
{
    *e = (err){ 0 };
    return leaf_parse(&home, span_of(text), l, e);
}

static void accept(const char *text)
{
    leaf l = { 0 };
    err e = { 0 };
    if (!reads(text, &l, &e)) {
        char why[200];
        err_render(&e, e.message, why, sizeof why);
        fail_msg("refused (%s): %s", why, text);
    }
    span again = written(&l);
    assert_int_equal(again.size, strlen(text));
    assert_memory_equal(again.at, text, again.size);
}

static void refuse(const char *text)
{
    leaf l = { 0 };
    err e = { 0 };
    if (reads(text, &l, &e))
        fail_msg("accepted: %s", text);
    assert_true(e.code == ERR_INPUT || e.code == ERR_LIMIT);
}

static void test_gift_vector(void **state)
{
    (void)state;
    leaf l = vector_gift();
    span bytes = written(&l);
    assert_int_equal(bytes.size, 295);
    assert_memory_equal(bytes.at, GIFT, bytes.size);
    crypt_hash hash = tlog_leaf_hash(bytes);
    buffer b = buffer_in(&home, 64);
    text_add_base64url(&b, crypt_hash_span(&hash));
    assert_true(span_is(buffer_span(&b), HASH));
    accept(GIFT);
    leaf read = { 0 };
    err e = { 0 };
    assert_true(reads(GIFT, &read, &e));
    assert_int_equal(read.kind, LEAF_GIFT);
    assert_int_equal(read.amount, 10000);
    assert_int_equal(read.day.day, 20200202);
    assert_int_equal(leaf_value(&read), 10000);
    assert_true(span_is(read.org, "bjwn"));
}

static void test_every_kind(void **state)
{
    (void)state;
    accept("{" SD ",\"cat\":\"mask-n95\",\"d\":\"2020-02-02\",\"demo\":\"\xE6\xBC\x94\xE7\xA4\xBA "
           "DEMO\",\"org\":\"a\","
           "\"prj\":\"b\",\"qty\":500,\"seq\":2,\"t\":\"goods\",\"unit\":\"piece\",\"v\":1}");
    accept("{\"amt\":0,\"cur\":\"CNY\",\"d\":\"2020-02-29\",\"org\":\"a\",\"prj\":\"b\",\"pur\":"
           "\"meals\",\"seq\":1,"
           "\"t\":\"alloc\",\"to\":\"chaoyang\",\"v\":1}");
    accept("{\"amt\":5,\"cur\":\"CNY\",\"d\":\"2020-02-29\",\"org\":\"a\",\"prj\":\"b\",\"seq\":1,"
           "\"t\":\"alloc\","
           "\"to\":\"chaoyang\",\"v\":1}");
    accept("{" SD ",\"amt\":200000,\"cur\":\"CNY\",\"d\":\"2020-02-20\",\"n\":3,\"org\":\"a\","
           "\"prj\":\"b\",\"pur\":\"aid\","
           "\"seq\":1,\"t\":\"pay\",\"v\":1}");
    accept("{" SD ",\"amt\":200000,\"cur\":\"CNY\",\"d\":\"2020-02-20\",\"org\":\"a\",\"prj\":"
           "\"b\",\"seq\":1,\"t\":\"refund\","
           "\"v\":1}");
    accept("{\"d\":\"2020-02-20\",\"org\":\"a\",\"prj\":\"b\",\"seq\":1,\"sup\":0,\"suph\":\"" HASH
           "\",\"t\":\"void\",\"v\":1,"
           "\"why\":\"twice\"}");
    accept("{\"d\":\"2020-02-20\",\"n\":22767,\"of\":\"gift\",\"org\":\"a\",\"prj\":\"b\",\"seq\":"
           "1,\"sum\":361790000,"
           "\"t\":\"close\",\"v\":1}");
    accept("{\"d\":\"2020-02-20\",\"t\":\"key\",\"v\":1,\"vkey\":\"log.example.org/"
           "nuan+b090be3b+AQOhB7/zzhC+HXDdGOdLwJl"
           "n5NYwm6UNXx3chmQSVTG4\"}");
    accept("{\"d\":\"2020-02-20\",\"heads\":[{\"hash\":\"" HASH
           "\",\"node\":1,\"number\":12},{\"hash\":\"" HASH
           "\",\"node\":2,\"number\":0}],\"t\":\"note\",\"v\":1}");
    accept("{" SD ",\"amt\":9007199254740991,\"ch\":\"other\",\"cur\":\"USD\",\"d\":\"2020-02-02\","
           "\"org\":\"bjwn\",\"prj\":"
           "\"whwn\",\"seq\":2,\"sup\":7,\"suph\":\"" HASH
           "\",\"t\":\"gift\",\"v\":1,\"why\":\"amount\"}");
}

static void test_form_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "{}",
        "[]",
        "null",
        "{\"v\":1}",
        GIFT " ",
        " " GIFT,
        GIFT GIFT,
        /* unknown, repeated, out of order, of another kind */
        "{\"d\":\"2020-02-20\",\"name\":\"x\",\"t\":\"key\",\"v\":1}",
        "{\"d\":\"2020-02-20\",\"d\":\"2020-02-20\",\"t\":\"void\",\"v\":1}",
        "{\"t\":\"close\",\"d\":\"2020-02-20\",\"n\":1,\"of\":\"gift\",\"org\":\"a\",\"prj\":\"b\","
        "\"seq\":1,\"sum\":1,\"v\":1}",
        "{\"amt\":1,\"d\":\"2020-02-20\",\"n\":1,\"of\":\"gift\",\"org\":\"a\",\"prj\":\"b\","
        "\"seq\":1,\"sum\":1,\"t\":\"close\",\"v\":1}",
        /* blanks, escapes, numbers out of form */
        "{\"d\": "
        "\"2020-02-20\",\"n\":1,\"of\":\"gift\",\"org\":\"a\",\"prj\":\"b\",\"seq\":1,\"sum\":1,"
        "\"t\":\"close\",\"v\":1}",
        "{\"d\":\"2020-02-20\",\"n\":01,\"of\":\"gift\",\"org\":\"a\",\"prj\":\"b\",\"seq\":1,"
        "\"sum\":1,\"t\":\"close\",\"v\":1}",
        "{\"d\":\"2020-02-20\",\"n\":1.0,\"of\":\"gift\",\"org\":\"a\",\"prj\":\"b\",\"seq\":1,"
        "\"sum\":1,\"t\":\"close\",\"v\":1}",
        "{\"d\":\"2020-02-20\",\"n\":1e2,\"of\":\"gift\",\"org\":\"a\",\"prj\":\"b\",\"seq\":1,"
        "\"sum\":1,\"t\":\"close\",\"v\":1}",
        "{\"d\":\"2020-02-20\",\"n\":-0,\"of\":\"gift\",\"org\":\"a\",\"prj\":\"b\",\"seq\":1,"
        "\"sum\":1,\"t\":\"close\",\"v\":1}",
        "{\"d\":\"2020-02-20\",\"n\":-1,\"of\":\"gift\",\"org\":\"a\",\"prj\":\"b\",\"seq\":1,"
        "\"sum\":1,\"t\":\"close\",\"v\":1}",
        "{\"d\":\"2020-02-20\",\"n\":9007199254740992,\"of\":\"gift\",\"org\":\"a\",\"prj\":\"b\","
        "\"seq\":1,\"sum\":1,\"t\":\"close\",\"v\":1}",
        "{\"d\":\"2020-02-20\",\"n\":\"1\",\"of\":\"gift\",\"org\":\"a\",\"prj\":\"b\",\"seq\":1,"
        "\"sum\":1,\"t\":\"close\",\"v\":1}",
        "{\"d\":\"2020-02-20\",\"n\":null,\"of\":\"gift\",\"org\":\"a\",\"prj\":\"b\",\"seq\":1,"
        "\"sum\":1,\"t\":\"close\",\"v\":1}",
        "{\"d\":\"2020-02-20\",\"n\":1,\"of\":\"gift\",\"org\":\"\\u0061\",\"prj\":\"b\",\"seq\":1,"
        "\"sum\":1,\"t\":\"close\",\"v\":1}",
        "{\"d\":\"2020-02-20\",\"n\":1,\"of\":\"gift\",\"org\":\"a\",\"prj\":\"b\",\"seq\":1,"
        "\"sum\":1,\"t\":\"close\",\"v\":1,}",
        "{\"d\":\"2020-02-20\",\"n\":1,\"of\":\"gift\",\"org\":\"a\",\"prj\":\"b\",\"seq\":1,"
        "\"sum\":1,\"t\":\"close\",\"v\":1",
        /* values out of bounds */
        "{\"d\":\"2020-02-30\",\"n\":1,\"of\":\"gift\",\"org\":\"a\",\"prj\":\"b\",\"seq\":1,"
        "\"sum\":1,\"t\":\"close\",\"v\":1}",
        "{\"d\":\"2020-2-3\",\"n\":1,\"of\":\"gift\",\"org\":\"a\",\"prj\":\"b\",\"seq\":1,\"sum\":"
        "1,\"t\":\"close\",\"v\":1}",
        "{\"d\":\"2020-02-03T10:00\",\"n\":1,\"of\":\"gift\",\"org\":\"a\",\"prj\":\"b\",\"seq\":1,"
        "\"sum\":1,\"t\":\"close\",\"v\":1}",
        "{\"d\":\"2020-02-20\",\"n\":1,\"of\":\"close\",\"org\":\"a\",\"prj\":\"b\",\"seq\":1,"
        "\"sum\":1,\"t\":\"close\",\"v\":1}",
        "{\"d\":\"2020-02-20\",\"n\":1,\"of\":\"key\",\"org\":\"a\",\"prj\":\"b\",\"seq\":1,"
        "\"sum\":1,\"t\":\"close\",\"v\":1}",
        "{\"d\":\"2020-02-20\",\"n\":1,\"of\":\"gift\",\"org\":\"\",\"prj\":\"b\",\"seq\":1,"
        "\"sum\":1,\"t\":\"close\",\"v\":1}",
        "{\"d\":\"2020-02-20\",\"n\":1,\"of\":\"gift\",\"org\":\"Wang "
        "Xiaoming\",\"prj\":\"b\",\"seq\":1,\"sum\":1,\"t\":\"close\",\"v\":1}",
        "{\"d\":\"2020-02-20\",\"n\":1,\"of\":\"gift\",\"org\":\"\xE7\x8E\x8B\",\"prj\":\"b\","
        "\"seq\":1,\"sum\":1,\"t\":\"close\",\"v\":1}",
        "{\"d\":\"2020-02-20\",\"n\":1,\"of\":\"gift\",\"org\":\"a\",\"prj\":\"b\",\"seq\":0,"
        "\"sum\":1,\"t\":\"close\",\"v\":1}",
        "{\"d\":\"2020-02-20\",\"n\":1,\"of\":\"gift\",\"org\":\"a\",\"prj\":\"b\",\"seq\":1,"
        "\"sum\":1,\"t\":\"close\",\"v\":2}",
        "{\"d\":\"2020-02-20\",\"demo\":true,\"n\":1,\"of\":\"gift\",\"org\":\"a\",\"prj\":\"b\","
        "\"seq\":1,\"sum\":1,\"t\":\"close\",\"v\":1}",
        "{\"d\":\"2020-02-20\",\"n\":1,\"of\":\"gift\",\"org\":\"a\",\"prj\":\"b\",\"seq\":1,\"t\":"
        "\"close\",\"v\":1}",
        "{\"d\":\"2020-02-20\",\"n\":1,\"of\":\"gift\",\"org\":\"a\",\"prj\":\"b\",\"seq\":1,"
        "\"sum\":1,\"t\":\"gifts\",\"v\":1}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        refuse(texts[i]);
}

static void test_sup_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "{\"d\":\"2020-02-20\",\"org\":\"a\",\"prj\":\"b\",\"seq\":1,\"t\":\"void\",\"v\":1}",
        "{\"d\":\"2020-02-20\",\"org\":\"a\",\"prj\":\"b\",\"seq\":1,\"sup\":0,\"t\":\"void\","
        "\"v\":1,\"why\":\"x\"}",
        "{\"d\":\"2020-02-20\",\"org\":\"a\",\"prj\":\"b\",\"seq\":1,\"sup\":0,\"suph\":\"" HASH
        "\",\"t\":\"void\",\"v\":1}",
        "{\"d\":\"2020-02-20\",\"org\":\"a\",\"prj\":\"b\",\"seq\":1,\"suph\":\"" HASH
        "\",\"t\":\"void\",\"v\":1,\"why\":\"x\"}",
        "{\"d\":\"2020-02-20\",\"org\":\"a\",\"prj\":\"b\",\"seq\":1,\"sup\":-1,\"suph\":\"" HASH
        "\",\"t\":\"void\",\"v\":1,\"why\":\"x\"}",
        /* 31 bytes, spare bits, the other alphabet */
        "{\"d\":\"2020-02-20\",\"org\":\"a\",\"prj\":\"b\",\"seq\":1,\"sup\":0,\"suph\":\"UR8gCC_"
        "IeGu0DHA4hfJ-ygOpwQCDKOIy3Tm57uimyw\",\"t\":\"void\",\"v\":1,\"why\":\"x\"}",
        "{\"d\":\"2020-02-20\",\"org\":\"a\",\"prj\":\"b\",\"seq\":1,\"sup\":0,\"suph\":\"UR8gCC_"
        "IeGu0DHA4hfJ-ygOpwQCDKOIy3Tm57uimy0R\",\"t\":\"void\",\"v\":1,\"why\":\"x\"}",
        "{\"d\":\"2020-02-20\",\"org\":\"a\",\"prj\":\"b\",\"seq\":1,\"sup\":0,\"suph\":\"UR8gCC/"
        "IeGu0DHA4hfJ+ygOpwQCDKOIy3Tm57uimy0Q\",\"t\":\"void\",\"v\":1,\"why\":\"x\"}",
        "{\"d\":\"2020-02-20\",\"n\":1,\"of\":\"gift\",\"org\":\"a\",\"prj\":\"b\",\"seq\":1,"
        "\"sum\":1,\"t\":\"close\",\"v\":1,\"why\":\"x\"}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        refuse(texts[i]);
}

static void test_digests_refused(void **state)
{
    (void)state;
#define TAIL                                                                                       \
    ",\"amt\":1,\"ch\":\"qr\",\"cur\":\"CNY\",\"d\":\"2020-02-02\",\"org\":\"a\",\"prj\":\"b\","   \
    "\"seq\":1,\"t\":\"gift\",\"v\":1}"
#define A "\"I_R1dDIR4TqO9KYC3dqS6dKDQsEPiBlAg_jevqhdVYQ\""
#define B "\"veuboir4-nPln-fE08SK4RZWF912xyB3PN9svDOpHdc\""
#define C "\"wJ57c_ez4cOvJfOoFKFQKIOSote6yunDhX95N2tPnKQ\""
#define D "\"zTcHBzVwAQ9iM9DioljVijdH-Zu6UVZtqmE1GcvSoOM\""
    accept("{\"_sd\":[" A "," B "," C "," D "]" TAIL);
    refuse("{\"_sd\":[" B "," A "," C "," D "]" TAIL);
    refuse("{\"_sd\":[" A "," A "," C "," D "]" TAIL);
    refuse("{\"_sd\":[" A "," B "," C "]" TAIL);
    refuse("{\"_sd\":[" A "," B "," C "," D "," D "]" TAIL);
    refuse("{\"_sd\":[]" TAIL);
    refuse("{\"_sd\":[" A "," B "," C ",\"zTcHBzVwAQ9iM9DioljVijdH-Zu6UVZtqmE1GcvSoON\"]" TAIL);
    refuse("{\"_sd\":[" A "," B "," C ",\"zTcHBzVwAQ9iM9DioljVijdH-Zu6UVZtqmE1GcvSoO\"]" TAIL);
    refuse("{\"_sd\":[" A "," B "," C ",\"zTcHBzVwAQ9iM9DioljVijdH+Zu6UVZtqmE1GcvSoOM\"]" TAIL);
    refuse("{\"_sd\":" A TAIL);
    refuse("{\"amt\":1" TAIL);
}

static void test_size(void **state)
{
    (void)state;
    static char large[LEAF_SIZE_MAX + 2];
    leaf l = { 0 };
    err e = { 0 };
    memset(large, ' ', sizeof large - 1);
    assert_false(leaf_parse(&home, span_of(large), &l, &e));
    assert_int_equal(e.code, ERR_LIMIT);
    leaf_head heads[LEAF_HEADS_MAX + 1] = { { .node = 1 } };
    leaf note = {
        .kind = LEAF_NOTE, .day = { 20200202 }, .heads = heads, .head_count = LEAF_HEADS_MAX
    };
    span bytes = written(&note);
    assert_true(bytes.size <= LEAF_SIZE_MAX);
    assert_true(leaf_parse(&home, bytes, &l, &e));
    assert_int_equal(l.head_count, LEAF_HEADS_MAX);
    buffer b = buffer_in(&home, 64);
    note.head_count++;
    assert_false(leaf_add(&b, &note, &e));
    note.head_count = 0;
    assert_false(leaf_add(&b, &note, &e));
}

/* The writer refuses what the reader would. */
static void test_write_refused(void **state)
{
    (void)state;
    for (int i = 0; i < 9; i++) {
        leaf l = vector_gift();
        err e = { 0 };
        buffer b = buffer_in(&home, 1024);
        switch (i) {
        case 0: l.amount = -1; break;
        case 1: l.amount = LEAF_INT_MAX + 1; break;
        case 2: l.seq = 0; break;
        case 3: l.org = (span)SPAN("a\"b"); break;
        case 4: l.day.day = 20200230; break;
        case 5: l.channel = 0; break;
        case 6: l.currency = (span)SPAN("cny"); break;
        case 7: l.sd[0] = l.sd[1]; break;
        default: l.has_sup = true; break; /* no reason */
        }
        assert_false(leaf_add(&b, &l, &e));
        assert_int_equal(e.code, ERR_INPUT);
        assert_true(e.field[0] != '\0');
    }
}

static void test_names(void **state)
{
    (void)state;
    leaf_kind kind = LEAF_GIFT;
    for (int i = LEAF_GIFT; i < LEAF_KIND_COUNT; i++) {
        assert_true(leaf_kind_find(span_of(leaf_kind_name((leaf_kind)i)), &kind));
        assert_int_equal(kind, i);
    }
    assert_false(leaf_kind_find((span)SPAN("Gift"), &kind));
    assert_false(leaf_kind_find((span)SPAN(""), &kind));
    assert_string_equal(leaf_channel_name(LEAF_CASH), "cash");
    assert_true(leaf_code_fits((span)SPAN("warm-wuhan")));
    assert_true(leaf_code_fits((span)SPAN("A.1_b")));
    assert_false(leaf_code_fits((span)SPAN("-a")));
    assert_false(leaf_code_fits((span)SPAN("a b")));
    assert_false(leaf_code_fits((span)SPAN("a/b")));
    assert_false(leaf_code_fits((span)SPAN("")));
    static char large[LEAF_CODE_SIZE_MAX + 1];
    memset(large, 'a', sizeof large);
    assert_true(leaf_code_fits((span){ large, LEAF_CODE_SIZE_MAX }));
    assert_false(leaf_code_fits((span){ large, sizeof large }));
    assert_true(leaf_has_private(LEAF_GIFT));
    assert_false(leaf_has_private(LEAF_CLOSE));
}

static void test_canonical(void **state)
{
    (void)state;
    static const char *const good[] = { "1", "-1", "0", "true", "false", "\"\"", "[]", "{}",
        "{\"a\":{\"b\":[1,[2]]}}", "\"\\b\\t\\n\\f\\r\\\"\\\\\"", "\"\\u0000\\u001f\"",
        "\"/\xE7\x8E\x8B\x7F\"", "{\"_sd\":1,\"a\":2,\"a1\":3,\"b_\":4}" };
    static const char *const bad[] = { "", "null", "1.5", "1e3", "-0", "+1", "01",
        "9007199254740992", "-9007199254740992", "12345678901234567", "\"", "\"\\/\"",
        "\"\\u0008\"", "\"\\u0041\"", "\"\\u001F\"", "\"\\u0022\"", "\"\n\"", "\"\xFF\"",
        "\"\xED\xA0\x80\"", "[1,]", "[,1]", "[1 ,2]", "{\"b\":1,\"a\":2}", "{\"a\":1,\"a\":2}",
        "{\"A\":1}", "{\"\":1}", "{\"1a\":1}", "{\"a-b\":1}", "{\"__a\":1}", "{a:1}",
        "{\"a\":{\"b\":{\"c\":1}}}", "[[[1]]]", "{\"a\":1", "tru", "1 ", "{\"a\":1}x",
        "{\"\\u0061\":1}" };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        if (!leaf_json_is_canonical(span_of(good[i])))
            fail_msg("refused: %s", good[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (leaf_json_is_canonical(span_of(bad[i])))
            fail_msg("accepted: %s", bad[i]);
    }
    assert_true(leaf_json_is_canonical((span)SPAN(GIFT)));
}

static span disclosed(const char *field, const char *value)
{
    uint8_t key[LEAF_KEY_SIZE];
    key_fill(key);
    buffer b = buffer_in(&home, 256);
    leaf_disclosure_add(&b, key, span_of(field), span_of(value));
    return buffer_span(&b);
}

static void assert_digest(span disclosure, const char *expected)
{
    leaf_digest digest = leaf_disclosure_digest(disclosure);
    assert_memory_equal(digest.text, expected, LEAF_DIGEST_SIZE);
}

static void test_disclosure_vectors(void **state)
{
    (void)state;
    span name = disclosed("name", "王小明");
    assert_true(span_is(name, "WyIyWFlPN1g2Sld4alhjUmpCbF9aUkZRIiwibmFtZSIsIueOi-Wwj-aYjiJd"));
    assert_digest(name, "zTcHBzVwAQ9iM9DioljVijdH-Zu6UVZtqmE1GcvSoOM");
    span label = disclosed("label", "王*");
    assert_true(span_is(label, "WyJTckJQX2E2NFk1Z2luZWNJcEZIVllnIiwibGFiZWwiLCLnjosqIl0"));
    assert_digest(label, "I_R1dDIR4TqO9KYC3dqS6dKDQsEPiBlAg_jevqhdVYQ");
    assert_digest(
        (span)SPAN(
            "WyI2SWo3dE0tYTVpVlBHYm9TNXRtdlZBIiwgImVtYWlsIiwgImpvaG5kb2VAZXhhbXBsZS5jb20iXQ"),
        "JzYjH4svliH0R3PyEMfeZu6Jt69u5qehZo7F7EPYlSE");
    leaf l = vector_gift();
    assert_true(leaf_discloses(&l, name));
    assert_true(leaf_discloses(&l, label));
    assert_false(leaf_discloses(&l, disclosed("name", "王小红")));
    assert_false(leaf_discloses(&l, disclosed("pay", "王小明")));
    l.kind = LEAF_CLOSE;
    assert_false(leaf_discloses(&l, name));
}

static void test_disclosure_parse(void **state)
{
    (void)state;
    leaf_disclosure d = { 0 };
    err e = { 0 };
    assert_true(leaf_disclosure_parse(&home, disclosed("name", "王小明"), &d, &e));
    assert_int_equal(d.salt.size, LEAF_SALT_SIZE);
    assert_true(span_is(d.field, "name"));
    assert_true(span_is(d.value, "王小明"));
    assert_true(leaf_disclosure_parse(&home, disclosed("label", "a\"\\\n\x01/b"), &d, &e));
    assert_true(span_is(d.value, "a\"\\\n\x01/b"));
    static const char *const bad[] = { "", "!", "W10", "WyJhIiwiYiJd", "WyJhIiwiYiIsImMiLCJkIl0",
        "eyJhIjoiYiJ9", "WyJhIiwiYiIsMV0", "WyJhIiwiYiIsImMiXQ==", "WyJhIiwiYiIsImMiXSA_" };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (leaf_disclosure_parse(&home, span_of(bad[i]), &d, &e))
            fail_msg("accepted: %s", bad[i]);
    }
    static char large[LEAF_CLEAR_SIZE_MAX + 1];
    memset(large, 1, LEAF_CLEAR_SIZE_MAX);
    assert_true(leaf_disclosure_parse(&home, disclosed("name", large), &d, &e));
    assert_int_equal(d.value.size, LEAF_CLEAR_SIZE_MAX);
}

static void test_salts(void **state)
{
    (void)state;
    uint8_t key[LEAF_KEY_SIZE];
    char name[LEAF_SALT_SIZE];
    char label[LEAF_SALT_SIZE];
    char other[LEAF_SALT_SIZE];
    key_fill(key);
    leaf_salt(key, (span)SPAN("name"), name);
    leaf_salt(key, (span)SPAN("label"), label);
    assert_memory_equal(name, "2XYO7X6JWxjXcRjBl_ZRFQ", LEAF_SALT_SIZE);
    assert_memory_not_equal(name, label, LEAF_SALT_SIZE);
    key[15] ^= 1;
    leaf_salt(key, (span)SPAN("name"), other);
    assert_memory_not_equal(name, other, LEAF_SALT_SIZE);
    uint8_t random_bytes[32] = { 1 };
    leaf_digest one = leaf_filler_digest(random_bytes);
    random_bytes[0] = 2;
    leaf_digest two = leaf_filler_digest(random_bytes);
    assert_int_not_equal(leaf_digest_compare(&one, &two), 0);
}

int leaf_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gift_vector),
        cmocka_unit_test(test_every_kind),
        cmocka_unit_test(test_form_refused),
        cmocka_unit_test(test_sup_refused),
        cmocka_unit_test(test_digests_refused),
        cmocka_unit_test(test_size),
        cmocka_unit_test(test_write_refused),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_canonical),
        cmocka_unit_test(test_disclosure_vectors),
        cmocka_unit_test(test_disclosure_parse),
        cmocka_unit_test(test_salts),
    };
    return cmocka_run_group_tests_name("leaf", tests, home_open, home_close);
}
