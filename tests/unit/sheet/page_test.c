/* Tables of web pages and UTF-16 as CSV.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <stdio.h>

/* What a page becomes; an error as "! <message>".  Lives until the next call. */
static const char *shown(span bytes, bool (*make)(span bytes, sys_map *ret, err *reterr))
{
    static char text[64 * 1024];
    sys_map made = { 0 };
    err why = { 0 };
    if (make(bytes, &made, &why))
        snprintf(text, sizeof text, "%.*s", SPAN_PRINT(made.bytes));
    else
        snprintf(text, sizeof text, "! %s", why.message);
    sys_map_close(&made);
    return text;
}

#define PAGE(bytes, expected)                                                                      \
    assert_string_equal(shown((span)SPAN(bytes), sheet_page_text), expected)
#define WIDE(bytes, expected)                                                                      \
    assert_string_equal(shown((span)SPAN(bytes), sheet_wide_text), expected)

static void rows_and_cells_are_found(void **state)
{
    (void)state;
    PAGE("<table><tr><td>a</td><td>b c</td></tr><tr><th>d<br>e</th><td></td></tr></table>",
        "\"a\",\"b c\"\n\"d e\",\"\"\n");
    PAGE("<TABLE><TR><TD>a<TD> b \n c <TR><TD>d</TABLE>", "\"a\",\"b c\"\n\"d\"\n");
    PAGE("<table><tr><td>say \"x\"</td><td>1 < 2</td></tr></table>",
        "\"say \"\"x\"\"\",\"1 < 2\"\n");
    PAGE("<table><tr><td title=\"a>b\" style='x:\"y\"'><b>1</b>,<i>000</i></td></tr></table>",
        "\"1,000\"\n");
}

static void cells_cover_others(void **state)
{
    (void)state;
    PAGE("<table><tr><td rowspan=2>a<td colspan=\"2\">b<td>c</tr><tr><td>d<td>e<td>f</tr>"
         "<tr><td>g</tr></table>",
        "\"a\",\"b\",,\"c\"\n,\"d\",\"e\",\"f\"\n\"g\"\n");
    PAGE("<table><tr><td>a<td rowspan=3>b</tr><tr><td>c</tr><tr></tr><tr><td>d<td>e</tr></table>",
        "\"a\",\"b\"\n\"c\"\n\n\"d\",\"e\"\n");
}

static void tables_in_tables_are_rows(void **state)
{
    (void)state;
    PAGE("<table><tr><td>title<table><tr><td>a<td>b</tr></table></td></tr></table>",
        "\"title\"\n\"a\",\"b\"\n");
}

static void hidden_parts_are_no_text(void **state)
{
    (void)state;
    PAGE(
        "<html><script>\"<tr><td>x\"</script><!-- <tr><td>y --><table><tr><td>a<!-- n --></td></tr>"
        "</table></html>",
        "\"a\"\n");
}

static void entities_are_characters(void **state)
{
    (void)state;
    PAGE("<table><tr><td>&yen;1&nbsp;000 &amp; &#26085;&#x671F; &lt;b&gt; &unknown; "
         "a&b</td></tr></table>",
        "\"¥1 000 & 日期 <b> &unknown; a&b\"\n");
    PAGE("<table><tr><td>\xC8\xD5 &yen;1</td></tr></table>", "\"\xC8\xD5 \xA3\xA4"
                                                             "1\"\n");
    PAGE("<table><tr><td>\xC8\xD5&#26085;</td></tr></table>",
        "! The page has characters in row %lld that can't be read");
}

static void books_say_where_cells_stand(void **state)
{
    (void)state;
    PAGE("<Workbook><Worksheet><Table><Row><Cell ss:Index=\"2\"><Data>a</Data><Comment><Data>no"
         "</Data></Comment></Cell><Cell ss:MergeAcross='1'><Data>b</Data></Cell><Cell/></Row><Row/>"
         "<Row ss:Index=\"5\"><Cell><Data>c</Data></Cell></Row></Table></Worksheet></Workbook>",
        ",\"a\",\"b\",,\"\"\n\n\n\n\"c\"\n");
}

static void cut_pages_are_refused(void **state)
{
    (void)state;
    static const char whole[] =
        "<html><table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table></html>";
    for (size_t size = 20; size < sizeof whole - 2; size++) {
        span part = { whole, size };
        assert_true(shown(part, sheet_page_text)[0] == '!');
    }
    assert_int_equal(shown((span){ whole, sizeof whole - 1 }, sheet_page_text)[0], '"');
    PAGE("<table><tr><td>a</td></tr><tr><td>b</td></tr>",
        "! The file ends in the middle of row %lld; download it again");
}

static void columns_have_a_bound(void **state)
{
    (void)state;
    static char bytes[16 * 1024];
    size_t used = (size_t)snprintf(bytes, sizeof bytes, "<table><tr>");
    for (int i = 0; i < 7; i++)
        used += (size_t)snprintf(bytes + used, sizeof bytes - used, "<td colspan=999999>x</td>");
    used += (size_t)snprintf(bytes + used, sizeof bytes - used, "</tr></table>");
    assert_string_equal(shown((span){ bytes, used }, sheet_page_text),
        "! The page has too many columns in row %lld");
}

static void pages_are_told(void **state)
{
    (void)state;
    assert_true(sheet_page_is((span)SPAN("\xEF\xBB\xBF\r\n<html><TABLE><TR>")));
    assert_true(sheet_page_is((span)SPAN("<?xml version=\"1.0\"?><Workbook><Row>")));
    assert_false(sheet_page_is((span)SPAN("<xml><return_code>FAIL</return_code></xml>")));
    assert_false(sheet_page_is((span)SPAN("a,<tr>\n")));
    assert_false(sheet_page_is((span)SPAN("")));
}

static void wide_text_becomes_utf8(void **state)
{
    (void)state;
    WIDE("\xFF\xFE\xE5\x65\x1F\x67\t\0"
         "1\0\r\0\n\0",
        "日期\t1\r\n");
    WIDE("\xFE\xFF\x65\xE5\xD8\x40\xDC\x00", "日𠀀");
    WIDE("\xFF\xFE\xE5", "! Unreadable text from row %lld; download the file again");
    WIDE("\xFF\xFE\x40\xD8", "! Unreadable text from row %lld; download the file again");
    WIDE("\xFF\xFE"
         "a\0\0\0",
        "! Unreadable text from row %lld; download the file again");
}

int page_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_and_cells_are_found),
        cmocka_unit_test(cells_cover_others),
        cmocka_unit_test(tables_in_tables_are_rows),
        cmocka_unit_test(hidden_parts_are_no_text),
        cmocka_unit_test(entities_are_characters),
        cmocka_unit_test(books_say_where_cells_stand),
        cmocka_unit_test(cut_pages_are_refused),
        cmocka_unit_test(columns_have_a_bound),
        cmocka_unit_test(pages_are_told),
        cmocka_unit_test(wide_text_becomes_utf8),
    };
    return cmocka_run_group_tests_name("page", tests, NULL, NULL);
}
