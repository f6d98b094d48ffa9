/* Profiles as data: read, written, proposed.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <stdio.h>

static arena home;

static const payfile_profile *parsed(span json)
{
    err e = { 0 };
    payfile_profile *p = NULL;
    if (!home.start)
        assert_true(arena_open(&home, 4 << 20));
    if (!profile_parse(&home, json, &p, &e))
        print_message("%s\n", e.message);
    assert_non_null(p);
    return p;
}

static void refused(const char *json, const char *message)
{
    err e = { 0 };
    payfile_profile *p = NULL;
    char shown[256];
    if (!home.start)
        assert_true(arena_open(&home, 4 << 20));
    assert_false(profile_parse(&home, span_of(json), &p, &e));
    err_render(&e, e.message, shown, sizeof shown);
    print_message("%s\n", shown);
    assert_non_null(strstr(shown, message));
}

static span printed(const payfile_profile *p)
{
    buffer b = buffer_in(&home, 4096);
    profile_print(&b, p);
    return buffer_span(&b);
}

/* What is written is read as the same, for every profile of the house. */
static void written_and_read(void **state)
{
    (void)state;
    payfile_profiles all = house();
    assert_true(all.count >= 7);
    for (size_t i = 0; i < all.count; i++) {
        const payfile_profile *again = parsed(all.list[i]->json);
        span one = printed(again);
        span two = printed(parsed(one));
        assert_true(span_equal(one, two));
    }
}

#define HEAD                                                                                       \
    "{\"profile\":1,\"code\":\"x-bank\",\"name_zh\":\"某行\",\"name_en\":\"X\",\"channel\":"     \
    "\"bank\","

static void faults_are_named(void **state)
{
    (void)state;
    refused("[]", "JSON object");
    refused("{\"profile\":2}", "schema 1");
    refused(HEAD "\"colums\":{}}", "no member \"colums\"");
    refused(HEAD "\"columns\":{\"tiem\":[\"日期\"]}}", "no member \"tiem\"");
    refused(HEAD "\"columns\":{\"time\":[\"日期\"]}}", "amount that came in");
    refused(HEAD "\"columns\":{\"in\":[\"收入\"]}}", "day of the payment");
    refused(HEAD "\"columns\":{\"time\":[\"日期\"],\"amount\":[\"金额\"],\"mark\":[\"借贷\"]}}",
        "No mark says");
    refused(HEAD "\"columns\":{\"time\":[\"日期\"],\"in\":[\"收入\"]},"
                 "\"rules\":[{\"flow\":\"sideways\",\"becomes\":\"gift\"}]}",
        "any, in, out or none");
    refused(HEAD "\"columns\":{\"time\":[\"日期\"],\"in\":[\"收入\"]},"
                 "\"rules\":[{\"flow\":\"in\",\"becomes\":\"present\"}]}",
        "gift, refund");
    refused(HEAD "\"columns\":{\"time\":[\"日期\"],\"in\":[\"收入\"]},"
                 "\"rules\":[{\"becomes\":\"ignored\",\"reason\":\"mood\"}]}",
        "no reason \"mood\"");
    refused("{\"profile\":1,\"code\":\"X bank\",\"name_zh\":\"某\",\"name_en\":\"X\","
            "\"channel\":\"bank\",\"columns\":{\"time\":[\"日期\"],\"in\":[\"收入\"]}}",
        "lower-case letters");
    refused(HEAD "\"columns\":{\"time\":[\"日期\"],\"in\":[\"收入\"]}} x", "");
}

/* A profile of one's own reads its table; the first rule that fits decides. */
static void a_profile_of_ones_own(void **state)
{
    (void)state;
    const payfile_profile *own = parsed((span)SPAN(HEAD
        "\"columns\":{\"time\":[\"When\"],\"in\":[\"Got\"],\"payer\":[\"Who\"],\"note\":[\"Why\"]},"
        "\"rules\":[{\"flow\":\"in\",\"note\":[\"=bonus\"],\"becomes\":\"ignored\",\"reason\":"
        "\"interest\"},"
        "{\"flow\":\"in\",\"payer\":[\"Clearing\"],\"becomes\":\"settlement\",\"settles\":"
        "\"alipay\"}]}"));
    const payfile_profiles only = { 1, &own };
    static const span bytes = SPAN("When,Got,Who,Why\n2020-02-01,1.00,Ann,bonus\n"
                                   "2020-02-01,2.00,Bob,bonuses\n2020-02-01,3.00,X Clearing,\n");
    static const char *const expected[] = { "ignored", "gift", "settlement" };
    payfile_format format = { 0 };
    payfile *p = NULL;
    payfile_row row;
    err e = { 0 };
    bool more = false;
    assert_true(payfile_detect(bytes, only, &format, &e));
    assert_string_equal(format.name, "x-bank");
    assert_true(payfile_open(&home, &format, bytes, &p, &e));
    for (int i = 0; i < 3; i++) {
        assert_true(payfile_next(p, &row, &more, &e) && more);
        assert_string_equal(payfile_kind_name(row.kind), expected[i]);
    }
    assert_true(span_is(row.settles, "alipay"));
    payfile_close(p);
}

/* The first day of a file that is read with a profile which says `order`; 0 when it is rejected. */
static int32_t first_day(const char *order, span bytes)
{
    char json[512];
    snprintf(json, sizeof json,
        HEAD "%s\"columns\":{\"time\":[\"When\"],\"in\":[\"收入\"],\"payer\":[\"Who\"]}}", order);
    const payfile_profile *own = parsed(span_of(json));
    const payfile_profiles only = { 1, &own };
    assert_true(span_equal(printed(own), printed(parsed(printed(own)))));
    payfile_format format = { 0 };
    payfile *p = NULL;
    payfile_row row;
    err e = { 0 };
    bool more = false;
    assert_true(payfile_detect(bytes, only, &format, &e));
    assert_true(payfile_open(&home, &format, bytes, &p, &e));
    assert_true(payfile_next(p, &row, &more, &e) && more);
    payfile_close(p);
    return row.kind == PAYFILE_GIFT ? row.day.day : 0;
}

/* The profile says what stands first, else a row does, however far down. */
static void the_order_of_days(void **state)
{
    static const span open = SPAN("When,收入,Who\n03/02/2020,1.00,Ann\n04/02/2020,2.00,Bob\n");
    char far[8192] = "When,收入,Who\n";
    (void)state;
    assert_int_equal(first_day("", open), 0);
    assert_int_equal(first_day("\"day_order\":\"day-first\",", open), 20200203);
    assert_int_equal(first_day("\"day_order\":\"month-first\",", open), 20200302);
    for (int i = 0; i < 200; i++)
        strcat(far, "03/02/2020,1.00,Ann\n");
    assert_int_equal(first_day("", span_of(far)), 0);
    strcat(far, "13/02/2020,1.00,Ann\n");
    assert_int_equal(first_day("", span_of(far)), 20200203);
    refused(HEAD "\"day_order\":\"year-first\",\"columns\":{\"time\":[\"When\"],\"in\":[\"I\"]}}",
        "day-first");
}

static profile_role role_of(const suggestion *s, const char *name)
{
    for (size_t i = 0; i < s->column_count; i++) {
        if (span_is(s->columns[i].name, name))
            return s->columns[i].is_taken ? s->columns[i].role : ROLE_COUNT;
    }
    fail();
    return ROLE_COUNT;
}

static void an_unknown_table_is_proposed(void **state)
{
    (void)state;
    err e = { 0 };
    static suggestion s;
    assert_true(home.start || arena_open(&home, 4 << 20));
    assert_true(profile_suggest(&home,
        (span)SPAN("某信用社对账单,,,,,\n"
                   "入账,笔号,进账额,付出额,结存,来自\n"
                   "2020-02-01,1,100.00,,100.00,甲\n2020-02-02,2,,30.00,70.00,乙\n"),
        &s, &e));
    assert_int_equal(s.header, 2);
    assert_int_equal(role_of(&s, "入账"), ROLE_TIME);
    assert_int_equal(s.row_count, 2);
    /* A person says the rest. */
    size_t column = 0;
    while (!span_is(s.columns[column].name, "进账额"))
        column++;
    assert_true(suggestion_set(&home, &s, column, ROLE_IN, &e));
    assert_null(s.lacks);
    assert_false(s.asks_order);
    const payfile_profile *p = parsed(printed(s.profile));
    assert_true(span_is(p->names[ROLE_IN].words[0], "进账额"));
    assert_true(profile_suggest(&home,
        (span)SPAN("Booked,Ref,Paid in,Paid out\n03/02/2020,1,100.00,\n04/02/2020,2,,30.00\n"), &s,
        &e));
    assert_int_equal(role_of(&s, "Booked"), ROLE_TIME);
    assert_true(s.asks_order);
    assert_false(profile_suggest(&home, (span)SPAN("1,2,3\n4,5,6\n"), &s, &e));
}

int profile_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(written_and_read),
        cmocka_unit_test(faults_are_named),
        cmocka_unit_test(a_profile_of_ones_own),
        cmocka_unit_test(the_order_of_days),
        cmocka_unit_test(an_unknown_table_is_proposed),
    };
    return cmocka_run_group_tests_name("payfile profile", tests, NULL, NULL);
}
