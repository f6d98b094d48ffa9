/* Hours as the public may see them.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "disclose/hours.h"

#include <stdlib.h>
#include <string.h>

enum { PIECES = 64 };

static campaign_figures figures;
static public_hour pieces[PIECES];

static void begin(void)
{
    memset(&figures, 0, sizeof figures);
}

static void hour_add(int32_t hour, donation_channel channel, int64_t gifts)
{
    figures.hours[figures.hour_count++] =
        (campaign_hour){ .hour = hour, .channel = channel, .gifts = gifts, .fen = gifts * 100 };
}

static void piece_is(size_t at, int32_t day, int hour, int hours, int64_t gifts)
{
    assert_int_equal(pieces[at].day.day, day);
    assert_int_equal(pieces[at].hour, hour);
    assert_int_equal(pieces[at].hours, hours);
    assert_int_equal(pieces[at].gifts, gifts);
    assert_int_equal(pieces[at].fen, gifts * 100);
}

static void nothing(void **state)
{
    (void)state;
    begin();
    assert_int_equal(hours_public(&figures, pieces, PIECES), 0);
    hour_add(2020020108, CHANNEL_WECHAT, 0); /* all of it was reversed */
    assert_int_equal(hours_public(&figures, pieces, PIECES), 0);
}

static void channels_are_summed(void **state)
{
    (void)state;
    begin();
    hour_add(2020020108, CHANNEL_WECHAT, 9);
    hour_add(2020020108, CHANNEL_BANK, 1);
    hour_add(2020020109, CHANNEL_WECHAT, 10);
    assert_int_equal(hours_public(&figures, pieces, PIECES), 2);
    piece_is(0, 20200201, 8, 1, 10);
    piece_is(1, 20200201, 9, 1, 10);
}

static void few_join_the_next(void **state)
{
    (void)state;
    begin();
    hour_add(2020020102, CHANNEL_WECHAT, 3);
    hour_add(2020020105, CHANNEL_WECHAT, 4); /* the empty hours between belong to the piece */
    hour_add(2020020106, CHANNEL_WECHAT, 5);
    hour_add(2020020107, CHANNEL_WECHAT, 50);
    assert_int_equal(hours_public(&figures, pieces, PIECES), 2);
    piece_is(0, 20200201, 2, 5, 12);
    piece_is(1, 20200201, 7, 1, 50);
}

static void few_at_the_end_join_the_one_before(void **state)
{
    (void)state;
    begin();
    hour_add(2020020120, CHANNEL_WECHAT, 12);
    hour_add(2020020122, CHANNEL_WECHAT, 9);
    hour_add(2020020200, CHANNEL_WECHAT, 11);
    hour_add(2020020223, CHANNEL_WECHAT, 1);
    assert_int_equal(hours_public(&figures, pieces, PIECES), 2);
    piece_is(0, 20200201, 20, 3, 21);
    piece_is(1, 20200202, 0, 24, 12);
}

static void a_quiet_day_is_one_piece(void **state)
{
    (void)state;
    begin();
    hour_add(2020020109, CHANNEL_WECHAT, 10);
    hour_add(2020020203, CHANNEL_WECHAT, 1);
    hour_add(2020020219, CHANNEL_WECHAT, 2);
    hour_add(2020020309, CHANNEL_WECHAT, 10);
    assert_int_equal(hours_public(&figures, pieces, PIECES), 3);
    piece_is(1, 20200202, 3, 17, 3);
}

static void days_without_hours_stay_apart(void **state)
{
    (void)state;
    begin();
    hour_add(2020020109, CHANNEL_WECHAT, 10);
    hour_add(2020020123, CHANNEL_WECHAT, 2);
    hour_add(2020020124, CHANNEL_CASH, 3);
    hour_add(2020020224, CHANNEL_CASH, 3);
    assert_int_equal(hours_public(&figures, pieces, PIECES), 3);
    piece_is(0, 20200201, 9, 15, 12);
    piece_is(1, 20200201, 24, 1, 3);
    piece_is(2, 20200202, 24, 1, 3);
}

static void never_beyond_the_room(void **state)
{
    (void)state;
    begin();
    for (int32_t hour = 0; hour < 10; hour++)
        hour_add(2020020100 + hour, CHANNEL_WECHAT, 20);
    assert_int_equal(hours_public(&figures, pieces, 4), 4);
    piece_is(3, 20200201, 3, 1, 20);
}

/* Whatever comes: nothing is lost, and a piece below the bound is a whole day. */
static void sums_hold(void **state)
{
    (void)state;
    srand(7);
    for (int round = 0; round < 200; round++) {
        int64_t gifts = 0;
        int64_t shown = 0;
        begin();
        for (int32_t at = 0; at < 48; at++) {
            int64_t some = rand() % 3 == 0 ? 0 : rand() % 15;
            hour_add((20200201 + at / 24) * 100 + at % 24, CHANNEL_WECHAT, some);
            gifts += some;
        }
        size_t count = hours_public(&figures, pieces, PIECES);
        for (size_t i = 0; i < count; i++) {
            bool is_alone = (i == 0 || pieces[i - 1].day.day != pieces[i].day.day) &&
                            (i + 1 == count || pieces[i + 1].day.day != pieces[i].day.day);
            assert_true(pieces[i].gifts >= HOURS_GIFTS_MIN || is_alone);
            assert_true(pieces[i].hour + pieces[i].hours <= 24);
            shown += pieces[i].gifts;
        }
        assert_int_equal(shown, gifts);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing),
        cmocka_unit_test(channels_are_summed),
        cmocka_unit_test(few_join_the_next),
        cmocka_unit_test(few_at_the_end_join_the_one_before),
        cmocka_unit_test(a_quiet_day_is_one_piece),
        cmocka_unit_test(days_without_hours_stay_apart),
        cmocka_unit_test(never_beyond_the_room),
        cmocka_unit_test(sums_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
