/* Text as lines, and what is drawn for it, by a way of drawing that only remembers.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include "paper/canvas_in.h"
#include "paper/paper_in.h"
#include "text/text.h"

enum { SIZE = 100 };

/* Everything that was written, and how far to the right. */
typedef struct memory {
    buffer text;
    int32_t right, lowest;
    size_t boxes;
} memory;

static void run(void *to, const canvas_run *r)
{
    memory *m = to;
    for (size_t i = 0; i < r->count; i++)
        text_rune_add(&m->text, r->runes[i]);
    buffer_byte(&m->text, '|');
    m->right = r->x > m->right ? r->x : m->right;
    m->lowest = r->y > m->lowest ? r->y : m->lowest;
}

static void boxes(void *to, const canvas_boxes *b)
{
    ((memory *)to)->boxes += b->count;
}

static const canvas_way way = { run, boxes };

static canvas canvas_of(memory *m)
{
    m->text = buffer_in(&paper_home, 256);
    return (canvas){ &paper_house()->face, MM(210), MM(297), &way, m };
}

/* The lines of a text that `count` Chinese characters fit into, with bars between. */
static void lines(const char *text, int32_t count, const char *wanted)
{
    memory m = { 0 };
    const canvas c = canvas_of(&m);
    const canvas_box room = { 0, 0, count * SIZE, 0 };
    (void)canvas_lines(&c, &room, (canvas_pen){ .size = SIZE }, SIZE, span_of(text));
    if (!span_is(buffer_span(&m.text), wanted))
        fail_msg("%s: %.*s, not %s", text, SPAN_PRINT(buffer_span(&m.text)), wanted);
}

static void chinese_breaks_anywhere(void **state)
{
    (void)state;
    lines("一二三四五六七", 3, "一二三|四五六|七|");
    lines("", 3, "");
    lines("一二三\n四", 5, "一二三|四|");
    lines("一\n\n二", 5, "一|二|"); /* an empty line is room, not text */
}

static void marks_stand_with_their_words(void **state)
{
    (void)state;
    lines("一二三，四五", 3, "一二|三，四|五|"); /* none begins with a comma */
    lines("一二“三四”五", 3, "一二|“三|四”五|"); /* or ends with an opening quote */
    lines("一二三……四", 4, "一二|三……四|");
    lines("共计¥100.00元整", 4, "共计|¥100.00|元整|");
}

static void latin_breaks_at_blanks(void **state)
{
    (void)state;
    lines("warm hearts for all", 4, "warm|hearts|for all|");
    lines("warmhearts", 2, "war|mh|eart|s|"); /* what is longer than a line breaks anywhere */
    lines("a   b", 9, "a   b|");
    lines("捐款to武汉", 3, "捐款to|武汉|");
}

static void heights_are_kept(void **state)
{
    (void)state;
    memory m = { 0 };
    const canvas c = canvas_of(&m);
    const canvas_box room = { 0, 500, 3 * SIZE, 2 * SIZE };
    int32_t y =
        canvas_lines(&c, &room, (canvas_pen){ .size = SIZE }, SIZE, span_of("一二三四五六七八"));
    assert_int_equal(y, 500 + 2 * SIZE);
    assert_true(span_is(buffer_span(&m.text), "一二三|四五|…|"));
    canvas measure = c;
    measure.way = NULL;
    m.text.used = 0;
    assert_int_equal(canvas_lines(&measure, &room, (canvas_pen){ .size = SIZE }, SIZE,
                         span_of("一二三四五六七八")),
        y);
    assert_int_equal(m.text.used, 0);
}

static void sides_and_sizes(void **state)
{
    (void)state;
    memory m = { 0 };
    const canvas c = canvas_of(&m);
    const canvas_pen pen = { .size = SIZE };
    assert_int_equal(canvas_width(&c, pen, span_of("一二三")), 3 * SIZE);
    canvas_text(&c, 1000, 0, pen, CANVAS_RIGHT, span_of("一二三"));
    assert_int_equal(m.right, 1000 - 3 * SIZE);
    assert_int_equal(canvas_fit(&c, pen, 150, 10, span_of("一二三")).size, 50);
    assert_int_equal(canvas_fit(&c, pen, 150, 80, span_of("一二三")).size, 80);
    assert_int_equal(canvas_fit(&c, pen, 300, 10, span_of("一二三")).size, SIZE);
    const int32_t digit = canvas_width(&c, (canvas_pen){ .size = 1000 }, span_of("0"));
    for (char d[] = "1"; d[0] <= '9'; d[0]++) /* figures stand below each other */
        assert_int_equal(canvas_width(&c, (canvas_pen){ .size = 1000 }, span_of(d)), digit);
}

/* A text longer than one run goes on where the first ended. */
static void long_lines(void **state)
{
    (void)state;
    memory m = { 0 };
    const canvas c = canvas_of(&m);
    char text[3 * 600 + 1];
    for (size_t i = 0; i < 600; i++)
        memcpy(text + 3 * i, "一", 3);
    text[3 * 600] = '\0';
    int32_t wide = canvas_text(&c, 0, 0, (canvas_pen){ .size = SIZE }, CANVAS_LEFT, span_of(text));
    assert_int_equal(wide, 600 * SIZE);
    assert_int_equal(m.right, 2 * CANVAS_RUN_MAX * SIZE);
    assert_int_equal(m.text.used, 3 * 600 + 3);
}

static void quotes_of_two_widths(void **state)
{
    (void)state;
    lines("O’Brien “so” he said", 30, "O'Brien \"so\" he said|");
    lines("“温暖武汉”项目", 30, "“温暖武汉”项目|");
    lines("您为“Warm”捐", 30, "您为“Warm”捐|");
}

int canvas_tests(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(chinese_breaks_anywhere, paper_home_begin),
        cmocka_unit_test_setup(marks_stand_with_their_words, paper_home_begin),
        cmocka_unit_test_setup(latin_breaks_at_blanks, paper_home_begin),
        cmocka_unit_test_setup(heights_are_kept, paper_home_begin),
        cmocka_unit_test_setup(sides_and_sizes, paper_home_begin),
        cmocka_unit_test_setup(long_lines, paper_home_begin),
        cmocka_unit_test_setup(quotes_of_two_widths, paper_home_begin),
    };
    return cmocka_run_group_tests_name("canvas", tests, NULL, paper_home_end);
}
