/* Paths and bundles: one spelling each, nothing beyond the size.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tlog_test.h"

static bool parses(const char *path, tlog_resource *r)
{
    *r = (tlog_resource){ 0 };
    return tlog_resource_parse(span_of(path), r);
}

static void test_path_good(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        tlog_resource r;
    } rows[] = {
        { "checkpoint", { TLOG_CHECKPOINT, 0, 0, 0 } },
        { "tile/0/000", { TLOG_TILE, 0, 0, 256 } },
        { "tile/0/999", { TLOG_TILE, 0, 999, 256 } },
        { "tile/1/x001/000", { TLOG_TILE, 1, 1000, 256 } },
        { "tile/0/x001/x234/067", { TLOG_TILE, 0, 1234067, 256 } },
        { "tile/63/x123/x456/789", { TLOG_TILE, 63, 123456789, 256 } },
        { "tile/0/273.p/112", { TLOG_TILE, 0, 273, 112 } },
        { "tile/0/000.p/1", { TLOG_TILE, 0, 0, 1 } },
        { "tile/2/x001/000.p/255", { TLOG_TILE, 2, 1000, 255 } },
        { "tile/entries/000", { TLOG_ENTRIES, 0, 0, 256 } },
        { "tile/entries/x022/767.p/7", { TLOG_ENTRIES, 0, 22767, 7 } },
        { "tile/0/x036/x028/x797/x018/x963/967",
            { TLOG_TILE, 0, UINT64_C(36028797018963967), 256 } },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unsigned char scratch[256];
        arena a = { .start = scratch, .size = sizeof scratch };
        tlog_resource r;
        assert_true(parses(rows[i].path, &r));
        assert_int_equal(r.kind, rows[i].r.kind);
        assert_int_equal(r.level, rows[i].r.level);
        assert_int_equal(r.number, rows[i].r.number);
        assert_int_equal(r.width, rows[i].r.width);
        buffer b = buffer_in(&a, 100);
        tlog_resource_add(&b, &r);
        assert_true(span_is(buffer_span(&b), rows[i].path));
    }
}

static void test_path_refused(void **state)
{
    (void)state;
    static const char *const paths[] = {
        "",
        "/",
        "/checkpoint",
        "checkpoint/",
        "Checkpoint",
        "checkpoint ",
        "tile",
        "tile/",
        "tile/0",
        "tile/0/",
        "tile/0/0",
        "tile/00/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/007",
        "tile/0/000.p/",
        "tile/0/000.p",
        "tile/0/000/",
        "tile/0/000.p/1/",
        "tile/0/x000/000",
        "tile/0/x000/x001/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/+1/000",
        "tile/ 1/000",
        "tile/0x1/000",
        "tile//000",
        "tile/0//000",
        "tile/0/x001",
        "tile/0/x001/",
        "tile/0/001/000",
        "tile/0/x001/x000",
        "tile/0/x01/000",
        "tile/0/x0001/000",
        "tile/0/1000",
        "tile/0/0000",
        "tile/0/00a",
        "tile/0/-01",
        "tile/0/X001/000",
        "tile/0/x001/000.p/+1",
        "tile/0/x001.p/1",
        "tile/0/000.P/1",
        "tile/0/000.p/1 ",
        "tile/0/000.q/1",
        "tile/entries",
        "tile/entries/",
        "tile/entries/0",
        "tile/entries/000.p/256",
        "tile/Entries/000",
        "tile/entry/000",
        "tiles/0/000",
        "tile/0/x036/x028/x797/x018/x963/968",
        "tile/0/x999/x999/x999/x999/x999/999",
        "tile/0/x001/x001/x001/x001/x001/x001/001",
        "tile/0/../0/000",
        "tile/0/000?x",
        "tile/18446744073709551616/000",
    };
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        tlog_resource r;
        if (parses(paths[i], &r))
            fail_msg("accepted: %s", paths[i]);
    }
    tlog_resource r;
    assert_false(tlog_resource_parse((span){ "tile/0/000\0", 11 }, &r));
    assert_false(tlog_resource_parse((span){ NULL, 0 }, &r));
}

static bool within(const char *path, uint64_t size)
{
    tlog_resource r;
    assert_true(parses(path, &r));
    return tlog_resource_is_within(&r, size);
}

/* The table of the standard, and one step beyond each of its cells. */
static void test_layout(void **state)
{
    (void)state;
    assert_true(within("checkpoint", 0));
    assert_false(within("tile/0/000.p/1", 0));
    assert_false(within("tile/entries/000.p/1", 0));
    assert_true(within("tile/0/000.p/1", 1));
    assert_false(within("tile/0/000.p/2", 1));
    assert_false(within("tile/1/000.p/1", 1));
    assert_true(within("tile/0/000.p/255", 255));
    assert_false(within("tile/0/000", 255));
    assert_true(within("tile/0/000", 256));
    assert_true(within("tile/1/000.p/1", 256));
    assert_false(within("tile/0/001.p/1", 256));
    assert_true(within("tile/0/001.p/1", 257));
    assert_false(within("tile/1/000.p/2", 257));
    assert_true(within("tile/1/000", 65536));
    assert_true(within("tile/2/000.p/1", 65536));
    assert_false(within("tile/1/000", 65535));
    assert_true(within("tile/0/273.p/112", 70000));
    assert_false(within("tile/0/273.p/113", 70000));
    assert_false(within("tile/0/273", 70000));
    assert_true(within("tile/1/001.p/17", 70000));
    assert_false(within("tile/1/001.p/18", 70000));
    assert_true(within("tile/entries/273.p/112", 70000));
    assert_true(within("tile/0/273.p/5", 70000)); /* of an earlier size */
    assert_false(within("tile/9/000.p/1", TLOG_SIZE_MAX));
    assert_int_equal(tlog_level_size(70000, 1), 273);
    assert_int_equal(tlog_level_size(70000, 63), 0);
}

static void test_bundle(void **state)
{
    (void)state;
    static const char hex[] =
        "00000001000001100002202100023031000440414243000850515253545556570010606162636465666768"
        "696a6b6c6d6e6f";
    uint8_t expected[(sizeof hex - 1) / 2];
    assert_true(text_parse_hex(span_of(hex), expected, sizeof expected));
    unsigned char scratch[512];
    arena a = { .start = scratch, .size = sizeof scratch };
    buffer b = buffer_in(&a, 256);
    for (int i = 0; i < 8; i++)
        tlog_bundle_add(&b, vector_leaves[i]);
    span bundle = buffer_span(&b);
    assert_int_equal(bundle.size, sizeof expected);
    assert_memory_equal(bundle.at, expected, sizeof expected);
    assert_true(tlog_bundle_fits(bundle, 8));
    span rest = bundle;
    span entry = { 0 };
    for (int i = 0; i < 8; i++) {
        assert_true(tlog_bundle_next(&rest, &entry));
        assert_true(span_equal(entry, vector_leaves[i]));
    }
    assert_false(tlog_bundle_next(&rest, &entry));
    assert_int_equal(rest.size, 0);
}

static void test_bundle_refused(void **state)
{
    (void)state;
    const span bundle = { "\0\1a\0\2bc", 7 };
    assert_true(tlog_bundle_fits(bundle, 2));
    assert_false(tlog_bundle_fits(bundle, 1));
    assert_false(tlog_bundle_fits(bundle, 3));
    assert_false(tlog_bundle_fits((span){ "\0\1a\0\2bcd", 8 }, 2));
    assert_false(tlog_bundle_fits((span){ "\0\1a\0\2b", 6 }, 2));
    assert_false(tlog_bundle_fits((span){ "\0\1a\0", 4 }, 2));
    assert_false(tlog_bundle_fits((span){ "\xFF\xFF", 2 }, 1));
    assert_true(tlog_bundle_fits((span){ NULL, 0 }, 0));
    static char large[TLOG_ENTRY_SIZE_MAX];
    ARENA a = { 0 };
    assert_true(arena_open(&a, 1 << 20));
    buffer b = buffer_in(&a, 1 << 17);
    tlog_bundle_add(&b, (span){ large, sizeof large });
    assert_true(tlog_bundle_fits(buffer_span(&b), 1));
}

int tile_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_path_good),
        cmocka_unit_test(test_path_refused),
        cmocka_unit_test(test_layout),
        cmocka_unit_test(test_bundle),
        cmocka_unit_test(test_bundle_refused),
    };
    return cmocka_run_group_tests_name("tile", tests, NULL, NULL);
}
