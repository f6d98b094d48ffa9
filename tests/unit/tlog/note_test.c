/* Signed notes, checkpoints, keys and proof files: the public vectors, and every way to be refused.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tlog_test.h"

#include <stdio.h>

#define DASH "\xE2\x80\x94 "
#define LOG_VKEY "log.example.org/nuan+b090be3b+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
#define WITNESS_VKEY "witness.example.org/w1+f3c080b6+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X"
#define TEXT_8 "log.example.org/nuan\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n"
#define LINE_8                                                                                     \
    DASH "log.example.org/nuan "                                                                   \
         "sJC+OxHqBL9y/mSEMs2S+Oa5Ohz1OEyWL2hSwX6266bfy/WM52pZO5Dg9TIb8sDZfnhhd"                   \
         "D1ILlxvAzRwvigdSTjF0Q8=\n"
#define WITNESS_LINE_8                                                                             \
    DASH "witness.example.org/w1 "                                                                 \
         "88CAtgAAAABeNL+APkvc4IZN/35OT6hq/jaIzZkz1lHAM2+iR+pLNrfR/JkUtXYp8Yu"                     \
         "Pm9i4G3dZTdcZtcYqNlqDHwHqyhz7E1CaBw==\n"
#define NOTE_8 TEXT_8 "\n" LINE_8
#define COSIGNED_8 NOTE_8 WITNESS_LINE_8

static arena home;

static int home_open(void **state)
{
    (void)state;
    return arena_open(&home, 4 << 20) ? 0 : 1;
}

static int home_close(void **state)
{
    (void)state;
    arena_close(&home);
    return 0;
}

static tlog_key log_key(void)
{
    tlog_key key = { 0 };
    err e = { 0 };
    assert_true(tlog_key_parse((span)SPAN(LOG_VKEY), &key, &e));
    return key;
}

static bool opens(const char *note, tlog_checkpoint *c, err *e)
{
    tlog_key key = log_key();
    *e = (err){ 0 };
    return tlog_checkpoint_open(&home, span_of(note), &key, 1, c, e);
}

static void refuse(const char *note, err_code code)
{
    tlog_checkpoint c = { 0 };
    err e = { 0 };
    if (opens(note, &c, &e))
        fail_msg("accepted: %s", note);
    if (e.code != code)
        fail_msg("code %d, not %d, for: %s", e.code, code, note);
}

static void test_keys(void **state)
{
    (void)state;
    tlog_signer signer = vector_signer();
    tlog_key key = { 0 };
    err e = { 0 };
    assert_true(tlog_signer_key(&signer, &key, &e));
    assert_int_equal(key.id, 0xb090be3b);
    buffer b = buffer_in(&home, 128);
    tlog_key_add(&b, &key);
    assert_true(span_is(buffer_span(&b), LOG_VKEY));
    assert_true(tlog_key_parse((span)SPAN(WITNESS_VKEY), &key, &e));
    assert_int_equal(key.type, TLOG_KEY_WITNESS);
    b.used = 0;
    tlog_key_add(&b, &key);
    assert_true(span_is(buffer_span(&b), WITNESS_VKEY));
}

static void test_keys_refused(void **state)
{
    (void)state;
    static const char *const vkeys[] = {
        "",
        "log.example.org/nuan",
        "log.example.org/nuan+b090be3b",
        "log.example.org/nuan+b090be3b+",
        "log.example.org/nuan+B090BE3B+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
        "log.example.org/nuan+b090be3c+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
        "log.example.org/nuam+b090be3b+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
        "log.example.org/nuan+b090be3b+AgOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
        "log.example.org/nuan+b090be3b+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG",
        "log.example.org/nuan+b090be3b+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4AA==",
        "log.example.org/nuan+b090be3b+AQOhB7_zzhC-HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
        "log.example.org/nuan+b090be3b+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\n",
        "log example+b090be3b+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
        "+b090be3b+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
        "log.example.org/nuan+b090be3+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
    };
    for (size_t i = 0; i < sizeof vkeys / sizeof vkeys[0]; i++) {
        tlog_key key = { 0 };
        err e = { 0 };
        if (tlog_key_parse(span_of(vkeys[i]), &key, &e))
            fail_msg("accepted: %s", vkeys[i]);
        assert_int_equal(e.code, ERR_INPUT);
    }
    tlog_signer signer = vector_signer();
    tlog_key key = { 0 };
    err e = { 0 };
    signer.name = (span)SPAN("a+b");
    assert_false(tlog_signer_key(&signer, &key, &e));
}

static void test_names(void **state)
{
    (void)state;
    static char large[TLOG_NAME_SIZE_MAX + 1];
    memset(large, 'a', sizeof large);
    assert_true(tlog_name_fits((span)SPAN("log.example.org/nuan")));
    assert_true(tlog_name_fits((span)SPAN("\xE6\x9A\x96")));
    assert_false(tlog_name_fits((span)SPAN("")));
    assert_false(tlog_name_fits((span)SPAN("a b")));
    assert_false(tlog_name_fits((span)SPAN("a\xC2\xA0"
                                           "b")));
    assert_false(tlog_name_fits((span)SPAN("a\xE3\x80\x80"
                                           "b")));
    assert_false(tlog_name_fits((span)SPAN("a\xE2\x80\xA8"
                                           "b")));
    assert_false(tlog_name_fits((span)SPAN("a+b")));
    assert_false(tlog_name_fits((span)SPAN("a\nb")));
    assert_false(tlog_name_fits((span)SPAN("a\xFF"
                                           "b")));
    assert_true(tlog_name_fits((span){ large, TLOG_NAME_SIZE_MAX }));
    assert_false(tlog_name_fits((span){ large, sizeof large }));
}

/* Signing is deterministic: the vectors come out to the byte. */
static void test_checkpoint_sign(void **state)
{
    (void)state;
    static const struct {
        uint64_t size;
        const char *line;
    } rows[] = {
        { 0, DASH "log.example.org/nuan "
                  "sJC+O6VsPL8Z3QjogG47zno1UqiSwHWdhMVyOjiWvP5SKJYA52FHz4iBYpLUUz5rXUpGjw24"
                  "EhPA7e6NvzzNvz5iPw8=\n" },
        { 1, DASH "log.example.org/nuan "
                  "sJC+Ox0z8FI+j+Wu8GB6yTKGrN+BgSmgWow1vMZEII8XUrPRjxkcCZp4I9mVkgdnrs54Xs+S"
                  "41OwFWux47VFwdIY0gM=\n" },
        { 3, DASH "log.example.org/nuan "
                  "sJC+OwJkhjTLZ+sjzG2eBku55VavtNhsqqhRzz+DGO0szu+9/aUkitUywWM1VYaLVKOR+0bC"
                  "9deFNLHDHyX+rT1EGAk=\n" },
        { 8, LINE_8 },
    };
    tlog_signer signer = vector_signer();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        err e = { 0 };
        tlog_checkpoint c = { 0 };
        tlog_tree tree = vector_tree(rows[i].size);
        crypt_hash root = tlog_tree_root(&tree);
        buffer b = buffer_in(&home, 512);
        assert_true(tlog_checkpoint_sign(&b, rows[i].size, &root, &signer, &e));
        assert_true(span_ends(buffer_span(&b), span_of(rows[i].line)));
        buffer_byte(&b, '\0');
        assert_true(opens(b.at, &c, &e));
        assert_int_equal(c.size, rows[i].size);
        assert_memory_equal(c.root.bytes, root.bytes, CRYPT_HASH_SIZE);
        assert_true(span_is(c.origin, "log.example.org/nuan"));
    }
}

static void test_cosigned(void **state)
{
    (void)state;
    tlog_checkpoint c = { 0 };
    err e = { 0 };
    tlog_note note = { 0 };
    tlog_key keys[2] = { log_key() };
    assert_true(opens(COSIGNED_8, &c, &e)); /* a witness that we don't know */
    assert_true(tlog_key_parse((span)SPAN(WITNESS_VKEY), &keys[1], &e));
    assert_true(tlog_checkpoint_open(&home, (span)SPAN(COSIGNED_8), keys, 2, &c, &e));
    assert_true(tlog_note_parse(&home, (span)SPAN(COSIGNED_8), &note, &e));
    assert_int_equal(note.signature_count, 2);
    assert_true(tlog_note_verify(&note, &keys[1], 1, &e));
    assert_true(tlog_note_parse(&home, (span)SPAN(TEXT_8 "\n" WITNESS_LINE_8), &note, &e));
    assert_false(tlog_note_verify(&note, &keys[0], 1, &e));
    /* A known witness' line with one bit changed spoils the note. */
    static const char spoiled[] = NOTE_8 DASH
        "witness.example.org/w1 88CAtgAAAABeNL+BPkvc4IZN/35OT6hq/jaIzZkz1lHAM2+iR+pLNrfR/JkUtXYp8Yu"
        "Pm9i4G3dZTdcZtcYqNlqDHwHqyhz7E1CaBw==\n";
    assert_true(opens(spoiled, &c, &e));
    assert_false(tlog_checkpoint_open(&home, span_of(spoiled), keys, 2, &c, &e));
    assert_int_equal(e.code, ERR_DAMAGE);
}

static void test_note_form(void **state)
{
    (void)state;
    refuse("", ERR_INPUT);
    refuse("\n", ERR_INPUT);
    refuse("\n\n", ERR_INPUT);
    refuse(TEXT_8, ERR_INPUT);
    refuse(TEXT_8 "\n", ERR_INPUT);
    refuse(TEXT_8 LINE_8, ERR_INPUT); /* no empty line */
    refuse(NOTE_8 "\n", ERR_INPUT);   /* an empty line behind */
    refuse(NOTE_8 "x", ERR_INPUT);    /* no newline at the end */
    refuse(NOTE_8 "x\n", ERR_INPUT);
    refuse(TEXT_8 "\n- log.example.org/nuan AAAAAAA=\n", ERR_INPUT);
    refuse(TEXT_8 "\n" DASH "log.example.org/nuan  AAAAAAA=\n", ERR_INPUT);
    refuse(TEXT_8 "\n" DASH "log.example.org/nuan AAAAAA==\n", ERR_INPUT); /* an id alone */
    refuse(TEXT_8 "\n" DASH "log.example.org/nuan AAAAAAB=\n", ERR_INPUT); /* spare bits */
    refuse(TEXT_8 "\n" DASH "log.example.org/nuan AAAAAAA\n", ERR_INPUT);  /* no padding */
    refuse(TEXT_8 "\n" DASH "log+example AAAAAAA=\n", ERR_INPUT);
    refuse(TEXT_8 "\n" DASH " AAAAAAA=\n", ERR_INPUT);
    refuse(TEXT_8 "\n" DASH "x AAAAAAA= \n", ERR_INPUT);
    refuse("log.example.org/nuan\r\n8\r\n"
           "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\r\n\r\n" LINE_8,
        ERR_INPUT);
    refuse("log.example.org/nuan\t\n8\n"
           "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n" LINE_8,
        ERR_INPUT);
    refuse("log.example.org/nuan\xFF\n8\n"
           "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n" LINE_8,
        ERR_INPUT);
    tlog_note note = { 0 };
    err e = { 0 };
    assert_false(tlog_note_parse(&home, (span){ NOTE_8 "\0", sizeof NOTE_8 }, &note, &e));
}

static void test_note_bounds(void **state)
{
    (void)state;
    tlog_note note = { 0 };
    tlog_checkpoint c = { 0 };
    tlog_key key = log_key();
    err e = { 0 };
    buffer b = buffer_in(&home, 4096);
    buffer_text(&b, TEXT_8 "\n");
    for (int i = 1; i < TLOG_SIGNATURES_MAX; i++)
        buffer_text(&b, DASH "unknown.example AAAAAAA=\n");
    buffer_text(&b, LINE_8);
    assert_true(tlog_checkpoint_open(&home, buffer_span(&b), &key, 1, &c, &e));
    buffer_text(&b, LINE_8);
    assert_false(tlog_note_parse(&home, buffer_span(&b), &note, &e));
    assert_int_equal(e.code, ERR_LIMIT);
    b.used = 0;
    for (int i = 0; i <= TLOG_NOTE_SIZE_MAX; i++)
        buffer_byte(&b, 'a');
    assert_false(tlog_note_parse(&home, buffer_span(&b), &note, &e));
    assert_int_equal(e.code, ERR_LIMIT);
}

/* The last empty line splits. */
static void test_note_empty_lines(void **state)
{
    (void)state;
    tlog_signer signer = vector_signer();
    tlog_key key = log_key();
    tlog_note note = { 0 };
    err e = { 0 };
    buffer b = buffer_in(&home, 512);
    assert_true(tlog_note_sign(&b, (span)SPAN("one\n\ntwo\n\n" DASH "x AAAAAAA=\n"), &signer, &e));
    assert_true(tlog_note_parse(&home, buffer_span(&b), &note, &e));
    assert_true(span_is(note.text, "one\n\ntwo\n\n" DASH "x AAAAAAA=\n"));
    assert_true(tlog_note_verify(&note, &key, 1, &e));
}

static void test_checkpoint_form(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "\n",
        "x\n",
        "x\n8\n",
        "x\n8",
        "x\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=",
        "\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
        "x\n08\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
        "x\n+8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
        "x\n 8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
        "x\n-8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
        "x\n\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
        "x\n9223372036854775808\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
        "x\n18446744073709551624\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
        "x\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyh=\n", /* trailing bits */
        "x\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg\n",
        "x\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQw==\n", /* 31 bytes */
        "x\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz-Nw7_RgQyg=\n",
        "x\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n",
        "x\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\nmore\n\nmore\n",
        "x\n0\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
        "x\xFF\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
    };
    tlog_checkpoint c = { 0 };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        err e = { 0 };
        if (tlog_checkpoint_parse(span_of(texts[i]), &c, &e))
            fail_msg("accepted: %s", texts[i]);
        assert_int_equal(e.code, ERR_INPUT);
    }
    err e = { 0 };
    assert_true(tlog_checkpoint_parse(
        (span)SPAN("x\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\nextension\n"), &c, &e));
    assert_true(tlog_checkpoint_parse(
        (span)SPAN("x\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"), &c, &e));
}

static void test_signature_refused(void **state)
{
    (void)state;
    tlog_checkpoint c = { 0 };
    err e = { 0 };
    assert_true(opens(NOTE_8, &c, &e));
    /* another size, another root, another origin under the same signature */
    refuse("log.example.org/nuan\n9\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n" LINE_8,
        ERR_DAMAGE);
    refuse("log.example.org/nuan\n8\nYcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n" LINE_8,
        ERR_DAMAGE);
    refuse("log.example.org/nuao\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n" LINE_8,
        ERR_DAMAGE);
    /* an extension line that was not signed */
    refuse(TEXT_8 "more\n\n" LINE_8, ERR_DAMAGE);
    /* the id of another key, or of the same key as a witness */
    refuse(TEXT_8
        "\n" DASH
        "log.example.org/nuan sJC+PBHqBL9y/mSEMs2S+Oa5Ohz1OEyWL2hSwX6266bfy/WM52pZO5Dg9TIb8sDZ"
        "fnhhdD1ILlxvAzRwvigdSTjF0Q8=\n",
        ERR_DAMAGE);
    /* right id, signature one byte short or long */
    refuse(TEXT_8
        "\n" DASH
        "log.example.org/nuan sJC+OxHqBL9y/mSEMs2S+Oa5Ohz1OEyWL2hSwX6266bfy/WM52pZO5Dg9TIb8sDZ"
        "fnhhdD1ILlxvAzRwvigdSTjF0Q==\n",
        ERR_DAMAGE);
    refuse(TEXT_8
        "\n" DASH
        "log.example.org/nuan sJC+OxHqBL9y/mSEMs2S+Oa5Ohz1OEyWL2hSwX6266bfy/WM52pZO5Dg9TIb8sDZ"
        "fnhhdD1ILlxvAzRwvigdSTjF0Q8A\n",
        ERR_DAMAGE);
    refuse(TEXT_8 "\n" WITNESS_LINE_8, ERR_DAMAGE);
    /* one good line of the key does not heal a wrong one */
    refuse(NOTE_8 DASH
        "log.example.org/nuan sJC+O6VsPL8Z3QjogG47zno1UqiSwHWdhMVyOjiWvP5SKJYA52FHz4iBYpLUUz5rXUpG"
        "jw24EhPA7e6NvzzNvz5iPw8=\n",
        ERR_DAMAGE);
}

/* The signature must be over the text with its newline. */
static void test_signature_without_newline(void **state)
{
    (void)state;
    static const char text[] =
        "log.example.org/nuan\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=";
    tlog_signer signer = vector_signer();
    char bytes[4 + CRYPT_SIGNATURE_SIZE] = "\xb0\x90\xbe\x3b";
    err e = { 0 };
    assert_true(crypt_sign(signer.seed, span_of(text), (uint8_t *)bytes + 4, &e));
    buffer b = buffer_in(&home, 512);
    buffer_text(&b, TEXT_8 "\n" DASH "log.example.org/nuan ");
    text_add_base64(&b, (span){ bytes, sizeof bytes });
    buffer_add(&b, (span){ "\n", 2 });
    refuse(b.at, ERR_DAMAGE);
}

/* Signed by our key, but under another name. */
static void test_other_origin(void **state)
{
    (void)state;
    tlog_signer signer = vector_signer();
    err e = { 0 };
    buffer b = buffer_in(&home, 512);
    assert_true(tlog_note_sign(
        &b, (span)SPAN("other\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n"), &signer, &e));
    buffer_byte(&b, '\0');
    refuse(b.at, ERR_DAMAGE);
}

static tlog_proof_file vector_file(uint64_t number)
{
    static const char *const hashes[] = { "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=",
        "yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=",
        "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=" };
    tlog_proof_file f = { .number = number, .path.count = 3, .checkpoint = SPAN(COSIGNED_8) };
    for (int i = 0; i < 3; i++)
        f.path.hashes[i] = hash_of_base64(hashes[i]);
    return f;
}

static void test_proof_file(void **state)
{
    (void)state;
    tlog_key key = log_key();
    crypt_hash leaf = tlog_leaf_hash(vector_leaves[5]);
    for (int extra = 0; extra < 2; extra++) {
        err e = { 0 };
        tlog_proof_file f = vector_file(5);
        tlog_proof_file read = { 0 };
        tlog_checkpoint c = { 0 };
        f.has_extra = extra == 1;
        f.extra = extra == 1 ? (span)SPAN("leaf\ndisclosure") : (span){ NULL, 0 };
        buffer b = buffer_in(&home, 1024);
        tlog_proof_file_add(&b, &f);
        assert_true(tlog_proof_file_parse(&home, buffer_span(&b), &read, &e));
        assert_int_equal(read.has_extra, f.has_extra);
        assert_true(span_equal(read.extra, f.extra));
        assert_int_equal(read.number, 5);
        assert_true(span_equal(read.checkpoint, f.checkpoint));
        assert_true(tlog_proof_file_verify(&home, &read, &leaf, &key, &c, &e));
        assert_int_equal(c.size, 8);
        crypt_hash other = tlog_leaf_hash(vector_leaves[4]);
        assert_false(tlog_proof_file_verify(&home, &read, &other, &key, &c, &e));
        assert_int_equal(e.code, ERR_DAMAGE);
        read.number = 4;
        assert_false(tlog_proof_file_verify(&home, &read, &leaf, &key, &c, &e));
        read.number = 8;
        assert_false(tlog_proof_file_verify(&home, &read, &leaf, &key, &c, &e));
    }
}

static void test_proof_file_refused(void **state)
{
    (void)state;
#define HEAD "c2sp.org/tlog-proof@v1\n"
#define HASH "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=\n"
    static const char *const files[] = {
        "",
        "\n",
        HEAD,
        "c2sp.org/tlog-proof@v2\nindex 5\n" HASH "\n" NOTE_8,
        HEAD "\n" NOTE_8,
        HEAD HASH "\n" NOTE_8,
        HEAD "index\n" HASH "\n" NOTE_8,
        HEAD "index \n" HASH "\n" NOTE_8,
        HEAD "index 05\n" HASH "\n" NOTE_8,
        HEAD "index +5\n" HASH "\n" NOTE_8,
        HEAD "index -5\n" HASH "\n" NOTE_8,
        HEAD "index 9223372036854775807\n" HASH "\n" NOTE_8,
        HEAD "index 5\n" HASH NOTE_8,
        HEAD "index 5\n" HASH "\n",
        HEAD "index 5\nvBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnmt=\n\n" NOTE_8,
        HEAD "index 5\nvBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZng==\n\n" NOTE_8,
        HEAD "index 5\r\n" HASH "\n" NOTE_8,
        HEAD "extra\nindex 5\n" HASH "\n" NOTE_8,
        HEAD "extra AA\nindex 5\n" HASH "\n" NOTE_8,
        HEAD "index 5\nextra AAAA\n" HASH "\n" NOTE_8,
        HEAD "extra AAAA\nextra AAAA\nindex 5\n" HASH "\n" NOTE_8,
        "\n" HEAD "index 5\n" HASH "\n" NOTE_8,
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        err e = { 0 };
        tlog_proof_file f = { 0 };
        if (tlog_proof_file_parse(&home, span_of(files[i]), &f, &e))
            fail_msg("accepted: %s", files[i]);
        assert_int_equal(e.code, ERR_INPUT);
    }
    buffer b = buffer_in(&home, 8192);
    err e = { 0 };
    tlog_proof_file f = { 0 };
    buffer_text(&b, HEAD "index 5\n");
    for (int i = 0; i < 64; i++)
        buffer_text(&b, HASH);
    buffer_text(&b, "\n" NOTE_8);
    assert_false(tlog_proof_file_parse(&home, buffer_span(&b), &f, &e));
    b.used = 0;
    for (int i = 0; i <= TLOG_FILE_SIZE_MAX; i++)
        buffer_byte(&b, 'a');
    assert_false(tlog_proof_file_parse(&home, buffer_span(&b), &f, &e));
    assert_int_equal(e.code, ERR_LIMIT);
}

/* No single flipped bit of a whole note passes. */
static void test_flipped_bits(void **state)
{
    (void)state;
    char note[sizeof NOTE_8];
    tlog_key key = log_key();
    size_t mark = home.used;
    for (size_t bit = 0; bit < 8 * (sizeof NOTE_8 - 1); bit++) {
        err e = { 0 };
        tlog_checkpoint c = { 0 };
        memcpy(note, NOTE_8, sizeof NOTE_8);
        note[bit / 8] ^= (char)(1 << bit % 8);
        assert_false(tlog_checkpoint_open(&home, (span){ note, sizeof note - 1 }, &key, 1, &c, &e));
        arena_reset(&home, mark);
    }
}

int note_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_keys_refused),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_checkpoint_sign),
        cmocka_unit_test(test_cosigned),
        cmocka_unit_test(test_note_form),
        cmocka_unit_test(test_note_bounds),
        cmocka_unit_test(test_note_empty_lines),
        cmocka_unit_test(test_checkpoint_form),
        cmocka_unit_test(test_signature_refused),
        cmocka_unit_test(test_signature_without_newline),
        cmocka_unit_test(test_other_origin),
        cmocka_unit_test(test_proof_file),
        cmocka_unit_test(test_proof_file_refused),
        cmocka_unit_test(test_flipped_bits),
    };
    return cmocka_run_group_tests_name("note", tests, home_open, home_close);
}
