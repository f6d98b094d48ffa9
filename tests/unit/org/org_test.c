/* Units: the tree as intervals, the import of tables with every fault they can have, and what an
 * import writes.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine.h"
#include "org/org.h"
#include "sys/sys.h"
#include "text/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEADER "code,parent,kind,name_zh,name_en,region_code,uscc,legal,opened,closed\n"
#define ARENA_SIZE (64 * 1024 * 1024)

/* One test's house. */
typedef struct house {
    arena home;
    store *store;
    store_conn *conn;
    id_maker ids;
    org_tree tree;
} house;

static void fail_with(const err *e)
{
    char text[500];
    err_render(e, e->message ? e->message : "no message", text, sizeof text);
    fail_msg("%s", text);
}
#define MUST(call)                                                                                 \
    do {                                                                                           \
        if (!(call))                                                                               \
            fail_with(&error);                                                                     \
    } while (0)

static int open_house(void **state)
{
    err error = { 0 };
    house *h = calloc(1, sizeof *h);
    assert_non_null(h);
    engine_wipe();
    assert_true(arena_open(&h->home, ARENA_SIZE));
    MUST(store_open(&engine_driver, "memory", &h->store, &error));
    MUST(store_connect(h->store, STORE_WRITE, &h->conn, &error));
    MUST(org_tree_load(h->conn, &h->home, &h->tree, &error));
    *state = h;
    return 0;
}

static int close_house(void **state)
{
    house *h = *state;
    store_disconnect(h->conn);
    store_close(h->store);
    arena_close(&h->home);
    free(h);
    return 0;
}

static bool try_check(house *h, span bytes, org_id scope, org_import *ret, err *reterr)
{
    const org_source source = { .bytes = bytes, .scope = scope, .today = { 20200203 } };
    return org_import_check(&h->home, &h->tree, &source, ret, reterr);
}

static org_import check_text(house *h, const char *csv)
{
    err error = { 0 };
    org_import in = { 0 };
    MUST(try_check(h, span_of(csv), (org_id){ 0 }, &in, &error));
    return in;
}

static bool try_apply(house *h, const org_import *in, org_id head, change *ret, err *reterr)
{
    store_txn *txn = NULL;
    err error = { 0 };
    MUST(store_begin(h->conn, &h->home, &txn, &error));
    *ret = (change){ .kind = &org_import_add,
        .org = head,
        .input = (void *)(uintptr_t)in,
        .ids = &h->ids,
        .home = &h->home,
        .real_us = INT64_C(1700000000000000),
        .civil_day = { 20200203 } };
    if (!ret->kind->apply(txn, ret, reterr)) {
        store_rollback(txn);
        return false;
    }
    MUST(store_commit(txn, NULL, &error));
    MUST(org_tree_load(h->conn, &h->home, &h->tree, &error));
    return true;
}

static void add(house *h, const char *csv)
{
    err error = { 0 };
    change c;
    org_import in = check_text(h, csv);
    if (in.fault_count > 0)
        fail_with(&in.faults[0].rule);
    MUST(try_apply(h, &in, (org_id){ 0 }, &c, &error));
    assert_int_equal(c.outcome, in.draft_count);
}

static const org *unit(const house *h, const char *code)
{
    const org *o = org_find_by_code(&h->tree, span_of(code));
    if (!o)
        fail_msg("no unit %s", code);
    return o;
}

static const char small[] = HEADER "city,,federation,市总工会,City,110000,,self,2000-01-01,\n"
                                   "fund,city,foundation,基金会,Fund,,,self,,\n"
                                   "east,city,district,东区总工会,East,110101,,self,,\n"
                                   "works,east,enterprise,演示企业,Works,,,,,\n"
                                   "shop,works,union,车间,,,,east,,\n"
                                   "west,city,district,西区总工会,West,110102,,,,\n";

/* ---- the tree ------------------------------------------------------------------------------- */

static void an_empty_tree_has_no_unit(void **state)
{
    house *h = *state;
    assert_int_equal(h->tree.count, 0);
    assert_null(org_find(&h->tree, (org_id){ 1 }));
    assert_null(org_find_by_code(&h->tree, (span)SPAN("city")));
    assert_false(org_is_within(&h->tree, (org_id){ 1 }, (org_id){ 1 }));
}

static void a_subtree_is_an_interval(void **state)
{
    house *h = *state;
    add(h, small);
    static const char *const order[] = { "city", "fund", "east", "works", "shop", "west" };
    assert_int_equal(h->tree.count, 6);
    for (int i = 0; i < 6; i++)
        assert_true(span_is(h->tree.orgs[i].code, order[i]));
    assert_int_equal(unit(h, "city")->end, 6);
    assert_int_equal(unit(h, "east")->end, 5);
    assert_int_equal(unit(h, "shop")->end, 5);
    org_id city = unit(h, "city")->id, east = unit(h, "east")->id, shop = unit(h, "shop")->id;
    org_id west = unit(h, "west")->id, none = { 0 };
    assert_true(org_is_within(&h->tree, shop, east) && org_is_within(&h->tree, shop, city));
    assert_true(org_is_within(&h->tree, east, east));
    assert_false(org_is_within(&h->tree, east, shop) || org_is_within(&h->tree, shop, west));
    assert_false(org_is_within(&h->tree, west, none) || org_is_within(&h->tree, none, city));
    assert_ptr_equal(org_up(&h->tree, unit(h, "shop")), unit(h, "works"));
    assert_null(org_up(&h->tree, unit(h, "city")));
    assert_ptr_equal(org_find(&h->tree, east), unit(h, "east"));
}

static void paths_levels_and_books_are_settled(void **state)
{
    house *h = *state;
    add(h, small);
    const org *shop = unit(h, "shop");
    assert_true(span_is(shop->path, "/city/east/works/shop/"));
    assert_int_equal(shop->level, 3);
    assert_int_equal(unit(h, "city")->level, 0);
    assert_int_equal(unit(h, "city")->legal.value, unit(h, "city")->id.value);
    assert_int_equal(unit(h, "fund")->legal.value, unit(h, "fund")->id.value);
    assert_int_equal(unit(h, "works")->legal.value, unit(h, "east")->id.value);
    assert_int_equal(shop->legal.value, unit(h, "east")->id.value);
    assert_int_equal(unit(h, "west")->legal.value, unit(h, "city")->id.value);
    assert_int_equal(unit(h, "city")->opened.day, 20000101);
    assert_int_equal(shop->opened.day, 20200203);
    assert_int_equal(shop->closed.day, 0);
    assert_true(span_is(shop->name_en, "车间"));
    assert_true(span_is(unit(h, "east")->region_code, "110101"));
    assert_int_equal(shop->region_code.size, 0);
}

static void a_damaged_tree_is_refused(void **state)
{
    enum { PARENT = 1 };
    house *h = *state;
    err e = { 0 };
    org_tree tree;
    add(h, small);
    engine_set(2, PARENT, 12345);
    assert_false(org_tree_load(h->conn, &h->home, &tree, &e));
    assert_int_equal(e.code, ERR_DAMAGE);
    engine_set(2, PARENT, unit(h, "shop")->id.value);
    e = (err){ 0 };
    assert_false(org_tree_load(h->conn, &h->home, &tree, &e));
    assert_int_equal(e.code, ERR_DAMAGE);
    ARENA tiny = { 0 };
    assert_true(arena_open(&tiny, 256));
    e = (err){ 0 };
    assert_false(org_tree_load(h->conn, &tiny, &tree, &e));
    assert_int_equal(e.code, ERR_MEMORY);
}

static void kinds_are_read_in_both_languages(void **state)
{
    (void)state;
    org_kind kind = 0;
    for (int i = 1; i < ORG_KIND_COUNT; i++) {
        assert_true(org_kind_parse(span_of(org_kind_name((org_kind)i)), &kind));
        assert_int_equal(kind, i);
        assert_true(strlen(org_kind_label((org_kind)i)) > 0);
    }
    assert_true(org_kind_parse((span)SPAN("产业工会"), &kind) && kind == ORG_INDUSTRY);
    assert_true(org_kind_parse((span)SPAN("区总工会"), &kind) && kind == ORG_DISTRICT);
    assert_false(
        org_kind_parse((span)SPAN(""), &kind) || org_kind_parse((span)SPAN("Federation"), &kind));
}

/* ---- faults of rows ------------------------------------------------------------------------- */

/* One row under a root in line 2; the fault that line 3 must have. */
static const struct bad_row {
    const char *row, *column, *value, *rule;
} bad_rows[] = {
    { ",city,union,x,,,,,,", "code", "", "Enter the unit's code" },
    { "East,city,union,x,,,,,,", "code", "East", "A unit's code has 1 to" },
    { "-east,city,union,x,,,,,,", "code", "-east", "A unit's code has 1 to" },
    { "東,city,union,x,,,,,,", "code", "東", "A unit's code has 1 to" },
    { "a2345678901234567890123456789012345678901,city,union,x,,,,,,", "code",
        "a2345678901234567890123456789012345678901", "A unit's code has 1 to" },
    { "city,,federation,x,,,,,,", "code", "city", "The code stands in row 2 already" },
    { "east,town,union,x,,,,,,", "parent", "town", "No unit has this code" },
    { "east,east,union,x,,,,,,", "parent", "east", "The unit stands below itself: east" },
    { "east,city,,x,,,,,,", "kind", "", "Enter the kind of unit" },
    { "east,city,club,x,,,,,,", "kind", "club", "There is no such kind of unit" },
    { "east,city,union,,,,,,,", "name_zh", "", "Enter the unit's name" },
    { "east,city,union,\xE3\x80\x80\xE2\x80\x8B,,,,,,", "name_zh", "\xE3\x80\x80\xE2\x80\x8B",
        "Enter the unit's name" },
    { "east,city,union,x,,11010,,,,", "region_code", "11010", "This is no region code" },
    { "east,city,union,x,,990101,,,,", "region_code", "990101", "This is no region code" },
    { "east,city,union,x,,11010x,,,,", "region_code", "11010x", "This is no region code" },
    { "east,city,union,x,,1 10101,,,,", "region_code", "1 10101", "This is no region code" },
    { "east,city,union,x,,,91350100M000100Y4,,,", "uscc", "91350100M000100Y4", "this one has 17" },
    { "east,city,union,x,,,9135010OM000100Y43,,,", "uscc", "9135010OM000100Y43",
        "without I, O, S, V and Z" },
    { "east,city,union,x,,,,fund,,", "legal", "fund", "This is no legal entity above" },
    { "east,city,union,x,,,,,2020-02-30,", "opened", "2020-02-30", "" },
    { "east,city,union,x,,,,,soon,", "opened", "soon", "" },
    { "east,city,union,x,,,,,2020-01-02,2020-01-01", "closed", "2020-01-01",
        "closed before it was opened (2020-01-02)" },
    { "east,city,union,x,,,,,2020-01-02,2020年1月1日", "closed", "2020年1月1日",
        "closed before it was opened" },
};

static void every_fault_names_row_column_value_rule_and_cure(void **state)
{
    house *h = *state;
    for (size_t i = 0; i < sizeof bad_rows / sizeof *bad_rows; i++) {
        const struct bad_row *bad = &bad_rows[i];
        char csv[600], said[600];
        snprintf(csv, sizeof csv, HEADER "city,,federation,市,,,,,,\n%s\n", bad->row);
        org_import in = check_text(h, csv);
        if (in.fault_count != 1)
            fail_msg("%zu faults in: %s", in.fault_count, bad->row);
        const org_fault *f = &in.faults[0];
        err_render(&f->rule, f->rule.message, said, sizeof said);
        assert_int_equal(f->row, 3);
        assert_false(f->is_warning);
        assert_true(span_is(f->column, bad->column));
        assert_true(span_is(f->value, bad->value));
        if (!strstr(said, bad->rule))
            fail_msg("\"%s\" is not in \"%s\"", bad->rule, said);
        assert_non_null(f->rule.hint);
        change c;
        err e = { 0 };
        assert_false(try_apply(h, &in, (org_id){ 0 }, &c, &e));
        assert_int_equal(e.code, ERR_INPUT);
    }
    assert_int_equal(engine_row_count(), 0);
}

static void a_wrong_check_character_is_a_warning(void **state)
{
    house *h = *state;
    org_import in = check_text(h, HEADER "city,,federation,市,,,91350100M000100Y43,,,\n"
                                         "east,city,district,东,,,91350211M0000XUF46,,,\n"
                                         "west,city,district,西,,,91350100m000100y43,,,\n");
    assert_int_equal(in.fault_count, 0);
    assert_int_equal(in.warning_count, 1);
    assert_int_equal(in.listed_count, 1);
    assert_int_equal(in.faults[0].row, 3);
    assert_true(in.faults[0].is_warning);
    assert_true(span_is(in.drafts[2].uscc, "91350100M000100Y43"));
    change c;
    err error = { 0 };
    MUST(try_apply(h, &in, (org_id){ 0 }, &c, &error));
    assert_int_equal(engine_row_count(), 3);
}

static void all_faults_of_a_row_are_told_at_once(void **state)
{
    house *h = *state;
    org_import in = check_text(h, HEADER "City,town,club,,,1,2,,x,y\n");
    assert_int_equal(in.fault_count, 8);
    assert_int_equal(in.listed_count, 8);
    assert_int_equal(in.row_count, 1);
}

static void a_circle_is_told_in_each_of_its_rows_only(void **state)
{
    house *h = *state;
    org_import in =
        check_text(h, HEADER "city,,federation,市,,,,,,\na,c,union,甲,,,,,,\nb,a,union,乙,,,,,,\n"
                             "c,b,union,丙,,,,,,\nd,c,union,丁,,,,d2,,\ne,d,union,戊,,,,a,,\n");
    assert_int_equal(in.fault_count, 3);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(in.faults[i].row, 3 + i);
        assert_true(span_is(in.faults[i].column, "parent"));
    }
}

static void a_hundred_faults_are_listed_and_all_counted(void **state)
{
    house *h = *state;
    buffer b = buffer_in(&h->home, 64 * 1024);
    buffer_text(&b, HEADER);
    for (int i = 0; i < 250; i++)
        buffer_format(&b, "u%d,town,union,单位,,,,,,\n", i);
    err error = { 0 };
    org_import in = { 0 };
    MUST(try_check(h, buffer_span(&b), (org_id){ 0 }, &in, &error));
    assert_int_equal(in.fault_count, 250);
    assert_int_equal(in.listed_count, ORG_FAULTS_MAX);
    for (int i = 0; i < ORG_FAULTS_MAX; i++)
        assert_int_equal(in.faults[i].row, i + 2);
}

static void too_deep_a_tree_is_refused_once(void **state)
{
    house *h = *state;
    buffer b = buffer_in(&h->home, 64 * 1024);
    buffer_text(&b, HEADER "u0,,federation,单位,,,,,,\n");
    for (int i = 1; i < 40; i++)
        buffer_format(&b, "u%d,u%d,union,单位,,,,,,\n", i, i - 1);
    err error = { 0 };
    org_import in = { 0 };
    MUST(try_check(h, buffer_span(&b), (org_id){ 0 }, &in, &error));
    assert_int_equal(in.fault_count, 1);
    assert_int_equal(in.faults[0].row, ORG_LEVEL_MAX + 3);
}

static void legal_entities_must_stand_above_and_keep_books(void **state)
{
    house *h = *state;
    org_import in = check_text(h, HEADER "city,,federation,市,,,,,,\n"
                                         "east,city,district,东,,,,,,\n" /* books of city */
                                         "a,east,union,甲,,,,city,,\n"   /* fine */
                                         "b,east,union,乙,,,,east,,\n"   /* east keeps none */
                                         "c,east,union,丙,,,,c,,\n"      /* itself by its code */
                                         "d,east,union,丁,,,,c,,\n");    /* a sibling */
    assert_int_equal(in.fault_count, 2);
    assert_int_equal(in.faults[0].row, 5);
    assert_int_equal(in.faults[1].row, 7);
}

/* ---- text as it comes ----------------------------------------------------------------------- */

static void marks_of_word_processors_are_cleaned(void **state)
{
    house *h = *state;
    add(h, "\xEF\xBB\xBF" HEADER "ｃｉｔｙ,,federation,\xE3\x80\x80市\xE2\x80\x8B总工会 "
           ",Ｃｉｔｙ,１１００００,,self,２０２０-０１-０１,\n");
    const org *o = unit(h, "city");
    assert_true(span_is(o->name_zh, "市总工会"));
    assert_true(span_is(o->name_en, "City"));
    assert_true(span_is(o->region_code, "110000"));
    assert_int_equal(o->opened.day, 20200101);
}

static void gb18030_tables_with_chinese_headers_are_read(void **state)
{
    house *h = *state;
    /* 代码,上级代码,类别,名称 / city,,总工会,市总工会 / east,city,区总工会,东区, with CRLF */
    add(h, "\xB4\xFA\xC2\xEB,\xC9\xCF\xBC\xB6\xB4\xFA\xC2\xEB,\xC0\xE0\xB1\xF0,\xC3\xFB\xB3\xC6\r\n"
           "city,,\xD7\xDC\xB9\xA4\xBB\xE1,\xCA\xD0\xD7\xDC\xB9\xA4\xBB\xE1\r\n"
           "east,city,\xC7\xF8\xD7\xDC\xB9\xA4\xBB\xE1,\xB6\xAB\xC7\xF8\r\n");
    assert_true(span_is(unit(h, "city")->name_zh, "市总工会"));
    assert_int_equal(unit(h, "east")->kind, ORG_DISTRICT);
}

static void columns_come_in_any_order_and_separator(void **state)
{
    house *h = *state;
    add(h,
        "name_zh;note;kind;parent;code\n市;x;federation;;city\n\n东;y;district;city;east\n;;;;\n");
    assert_int_equal(h->tree.count, 2);
    add(h, "kind\tcode\tparent\tname_zh\nunion\tshop\teast\t\"车\t间\"\n");
    assert_int_equal(unit(h, "shop")->level, 2);
}

static const struct bad_file {
    const char *bytes;
    size_t size;
    const char *rule;
} bad_files[] = {
#define BYTES(text) text, sizeof(text) - 1
    { BYTES(""), "is empty" },
    { BYTES(" \r\n"), "is empty" },
    { BYTES("PK\x03\x04rest"), "a workbook or an archive" },
    { BYTES("code,parent,kind\ncity,,federation\n"), "no column name_zh" },
    { BYTES("city,,federation,x\n"), "no column code" },
    { BYTES("code,parent,kind,name_zh,code\n"), "code stands in the header twice" },
    { BYTES("code,parent,kind,name_zh\n"), "no units" },
    { BYTES("code,parent,kind,name_zh\ncity,,federation,总工会\xE5\xB8\n"),
        "Unreadable text in row 2" },
    { BYTES("code,parent,kind,name_zh\ncity,,federation,x\neast,city,union,\xFF\xFF\n"),
        "Unreadable text in row 3" },
    { BYTES("code,parent,kind,name_zh\ncity,,federation,\"x\n"), "" },
    { BYTES("code,parent,kind,name_zh\ncity,,federation,\0\n"), "" },
#undef BYTES
};

static void a_file_that_is_no_table_is_refused(void **state)
{
    house *h = *state;
    for (size_t i = 0; i < sizeof bad_files / sizeof *bad_files; i++) {
        err e = { 0 };
        org_import in = { 0 };
        char said[600];
        if (try_check(h, (span){ bad_files[i].bytes, bad_files[i].size }, (org_id){ 0 }, &in, &e))
            fail_msg("accepted: %s", bad_files[i].bytes);
        err_render(&e, e.message, said, sizeof said);
        assert_int_equal(e.code, ERR_INPUT);
        if (!strstr(said, bad_files[i].rule))
            fail_msg("\"%s\" is not in \"%s\"", bad_files[i].rule, said);
    }
}

static void bounds_of_a_file_are_kept(void **state)
{
    house *h = *state;
    err e = { 0 };
    org_import in = { 0 };
    size_t size = ORG_FILE_SIZE_MAX + 1;
    char *large = arena_take(&h->home, size, 1, 1);
    assert_non_null(large);
    memset(large, 'a', size);
    assert_false(try_check(h, (span){ large, size }, (org_id){ 0 }, &in, &e));
    assert_int_equal(e.code, ERR_LIMIT);
    buffer b = buffer_in(&h->home, 1024 * 1024);
    buffer_text(&b, "code,parent,kind,name_zh\n");
    for (int i = 0; i <= ORG_ROWS_MAX; i++)
        buffer_format(&b, "u%d,,union,x\n", i);
    e = (err){ 0 };
    assert_false(try_check(h, buffer_span(&b), (org_id){ 0 }, &in, &e));
    assert_int_equal(e.code, ERR_LIMIT);
    ARENA tiny = { 0 };
    assert_true(arena_open(&tiny, 200 * 1024));
    const org_source source = { .bytes = buffer_span(&b), .today = { 20200203 } };
    e = (err){ 0 };
    assert_false(org_import_check(&tiny, &h->tree, &source, &in, &e));
    assert_int_equal(e.code, ERR_MEMORY);
}

/* ---- a second file -------------------------------------------------------------------------- */

static void children_may_stand_before_their_parents(void **state)
{
    house *h = *state;
    add(h, HEADER "shop,works,union,车间,,,,,,\nworks,city,enterprise,企业,,,,self,,\ncity,,"
                  "federation,市,,,,,,\n");
    assert_true(span_is(unit(h, "shop")->path, "/city/works/shop/"));
    assert_int_equal(unit(h, "shop")->legal.value, unit(h, "works")->id.value);
}

static void the_same_file_again_adds_nothing(void **state)
{
    house *h = *state;
    add(h, small);
    org_import in = check_text(h, small);
    assert_int_equal(in.fault_count, 0);
    assert_int_equal(in.same_count, 6);
    assert_int_equal(in.draft_count, 0);
    add(h, small);
    assert_int_equal(engine_row_count(), 6);
}

static void a_longer_file_adds_what_is_new(void **state)
{
    house *h = *state;
    add(h, small);
    add(h, HEADER "city,,federation,市总工会,,,,,,\nnorth,city,district,北区总工会,,,,,,\nmine,"
                  "works,union,矿,,,,east,,\n");
    assert_int_equal(engine_row_count(), 8);
    assert_true(span_is(unit(h, "mine")->path, "/city/east/works/mine/"));
    assert_int_equal(unit(h, "mine")->legal.value, unit(h, "east")->id.value);
    assert_int_equal(unit(h, "north")->legal.value, unit(h, "city")->id.value);
    assert_true(span_is(h->tree.orgs[h->tree.count - 1].code, "north"));
}

static void another_value_for_a_known_unit_is_refused(void **state)
{
    static const char *const rows[] = { "works,west,enterprise,演示企业,,,,,,",
        "works,east,union,演示企业,,,,,,", "works,east,enterprise,企业,,,,,,",
        "works,east,enterprise,演示企业,Other,,,,,", "works,east,enterprise,演示企业,,110101,,,,",
        "works,east,enterprise,演示企业,,,,self,,",
        "works,east,enterprise,演示企业,,,,,2019-01-01,",
        "works,east,enterprise,演示企业,,,,,,2020-02-03" };
    house *h = *state;
    add(h, small);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char csv[400];
        snprintf(csv, sizeof csv, HEADER "%s\n", rows[i]);
        org_import in = check_text(h, csv);
        if (in.fault_count != 1)
            fail_msg("%zu faults: %s", in.fault_count, rows[i]);
        assert_string_equal(in.faults[0].rule.message,
            "The unit %.*s is there already, with another value in this column");
    }
}

static void a_scope_holds_what_is_below_it(void **state)
{
    house *h = *state;
    add(h, small);
    org_id east = unit(h, "east")->id;
    static const char inside[] = HEADER "mine,works,union,矿,,,,,,\npit,mine,union,坑,,,,,,\n";
    static const char outside[] = HEADER "mine,west,union,矿,,,,,,\n",
                      root[] = HEADER "town,,federation,市,,,,,,\n";
    err error = { 0 };
    org_import in = { 0 };
    MUST(try_check(h, span_of(inside), east, &in, &error));
    assert_int_equal(in.fault_count, 0);
    MUST(try_check(h, span_of(outside), east, &in, &error));
    assert_int_equal(in.fault_count, 1);
    MUST(try_check(h, span_of(root), east, &in, &error));
    assert_int_equal(in.fault_count, 1);
    /* What was checked without a scope is still held to it when it is written. */
    change c;
    err e = { 0 };
    in = check_text(h, outside);
    assert_false(try_apply(h, &in, east, &c, &e));
    assert_int_equal(e.code, ERR_DENIED);
    in = check_text(h, root);
    e = (err){ 0 };
    assert_false(try_apply(h, &in, east, &c, &e));
    assert_int_equal(e.code, ERR_DENIED);
    e = (err){ 0 };
    assert_false(try_apply(h, &in, (org_id){ 99 }, &c, &e));
    assert_int_equal(e.code, ERR_ABSENT);
    in = check_text(h, inside);
    MUST(try_apply(h, &in, east, &c, &error));
    assert_int_equal(c.outcome, 2);
    assert_int_equal(engine_row_count(), 8);
    assert_int_equal(unit(h, "pit")->legal.value, east.value);
}

static void what_happened_since_the_check_is_seen(void **state)
{
    house *h = *state;
    change c;
    err e = { 0 }, error = { 0 };
    add(h, small);
    static const char rows[] = HEADER "mine,works,union,矿,,,,,,\n";
    org_import first = check_text(h, rows), second = check_text(h, rows);
    MUST(try_apply(h, &first, (org_id){ 0 }, &c, &error));
    assert_false(try_apply(h, &second, (org_id){ 0 }, &c, &e));
    assert_int_equal(e.code, ERR_CONFLICT);
    org_import below = check_text(h, HEADER "pit,mine,union,坑,,,,,,\n");
    enum { CLOSED = 12 };
    engine_set(engine_row_count() - 1, CLOSED, 20200202);
    e = (err){ 0 };
    assert_false(try_apply(h, &below, (org_id){ 0 }, &c, &e));
    assert_int_equal(e.code, ERR_CONFLICT);
    MUST(org_tree_load(h->conn, &h->home, &h->tree, &error));
    org_import again = check_text(h, HEADER "pit,mine,union,坑,,,,,,\n");
    assert_int_equal(again.fault_count, 1);
    assert_int_equal(engine_row_count(), 7);
}

/* ---- the scenario's own table --------------------------------------------------------------- */

static void the_demo_has_more_than_180_units(void **state)
{
    house *h = *state;
    err error = { 0 };
    span bytes = { 0 };
    MUST(sys_file_read(&h->home, "scenario/beijing-2020/orgs.csv", 1024 * 1024, &bytes, &error));
    org_import in = { 0 };
    MUST(try_check(h, bytes, (org_id){ 0 }, &in, &error));
    if (in.listed_count > 0)
        fail_with(&in.faults[0].rule);
    change c;
    MUST(try_apply(h, &in, (org_id){ 0 }, &c, &error));
    assert_true(span_is(h->tree.orgs[0].name_zh, "北京市总工会"));
    assert_true(unit(h, "beijing")->end - 1 >= 180);
    const org *fund = unit(h, "warm-foundation");
    assert_int_equal(fund->kind, ORG_FOUNDATION);
    assert_int_equal(fund->legal.value, fund->id.value);
    assert_int_equal(unit(h, "shiyan")->kind, ORG_PARTNER);
    assert_false(org_is_within(&h->tree, unit(h, "shiyan")->id, unit(h, "beijing")->id));
    int kinds[ORG_KIND_COUNT] = { 0 };
    for (int32_t i = 0; i < h->tree.count; i++)
        kinds[h->tree.orgs[i].kind]++;
    assert_int_equal(kinds[ORG_DISTRICT], 16);
    assert_int_equal(kinds[ORG_INDUSTRY], 8);
    assert_true(kinds[ORG_UNIVERSITY] >= 46);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_house, close_house)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_empty_tree_has_no_unit),
        TEST(a_subtree_is_an_interval),
        TEST(paths_levels_and_books_are_settled),
        TEST(a_damaged_tree_is_refused),
        TEST(kinds_are_read_in_both_languages),
        TEST(every_fault_names_row_column_value_rule_and_cure),
        TEST(a_wrong_check_character_is_a_warning),
        TEST(all_faults_of_a_row_are_told_at_once),
        TEST(a_circle_is_told_in_each_of_its_rows_only),
        TEST(a_hundred_faults_are_listed_and_all_counted),
        TEST(too_deep_a_tree_is_refused_once),
        TEST(legal_entities_must_stand_above_and_keep_books),
        TEST(marks_of_word_processors_are_cleaned),
        TEST(gb18030_tables_with_chinese_headers_are_read),
        TEST(columns_come_in_any_order_and_separator),
        TEST(a_file_that_is_no_table_is_refused),
        TEST(bounds_of_a_file_are_kept),
        TEST(children_may_stand_before_their_parents),
        TEST(the_same_file_again_adds_nothing),
        TEST(a_longer_file_adds_what_is_new),
        TEST(another_value_for_a_known_unit_is_refused),
        TEST(a_scope_holds_what_is_below_it),
        TEST(what_happened_since_the_check_is_seen),
        TEST(the_demo_has_more_than_180_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
