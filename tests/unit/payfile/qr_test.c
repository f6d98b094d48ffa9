/* The published sheet of QR and POS gifts.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include "../sheet/xls_fixture.h"

#include <stdio.h>

static char sheet[65536];

/* Appends to the sheet under construction; NULL begins anew. */
static void add(const char *text)
{
    if (!text)
        sheet[0] = '\0';
    else
        snprintf(sheet + strlen(sheet), sizeof sheet - strlen(sheet), "%s", text);
}

static const char header[] = "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>交易单号</v></c><c r=\"C1\" "
                             "t=\"str\"><v>捐赠金额（元）</v></c></row>";

static span made(void)
{
    const char *const sheets[] = { sheet, "", "" };
    return workbook_of(sheets, 3);
}

static void begin(void)
{
    add(NULL);
    add(header);
}

static void as_published(void **state)
{
    (void)state;
    begin();
    add(qr_row(2, "0102202001242359400081753152", "200"));
    add(qr_row(3, "0303202001231200000081753153", "7.0000000000000007E-2"));
    add("<row r=\"4\"/><row r=\"5\"><c r=\"A5\" s=\"3\"/></row>");
    add("<row r=\"7\"><c r=\"D7\"><f>SUM(C:C)</f><v>200.070000000001</v></c></row><row "
        "r=\"23773\"/>");
    const reading *r = rows_are(made(), "2 gift 20200124+86380 0102202001242359400081753152 20000\n"
                                        "3 gift 20200123+43200 0303202001231200000081753153 7\n");
    assert_string_equal(r->format.name, "qr-sheet");
    assert_true(r->stated.has_amount && !r->stated.has_count && !r->stated.has_refund &&
                !r->stated.has_fee);
    assert_int_equal(r->stated.amount.fen, 20007);
}

static void gift_add(xls_maker *m, unsigned row, const char *number, double amount)
{
    xls_label(m, row, 0, span_of(number));
    xls_cell(m, 0x0203, row, 2, 0);
    xls_double(m, amount);
    xls_end(m);
}

/* The same sheet from a program of before 2007. */
static void as_an_old_workbook(void **state)
{
    (void)state;
    static xls_maker m;
    xls_book_begin(&m);
    xls_sheet_begin(&m);
    xls_label(&m, 0, 0, (span)SPAN("交易单号"));
    xls_label(&m, 0, 2, (span)SPAN("捐赠金额（元）"));
    gift_add(&m, 1, "0102202001242359400081753152", 200);
    gift_add(&m, 2, "0303202001231200000081753153", 0.07);
    xls_cell(&m, 0x0006, 6, 3, 0);
    xls_double(&m, 200.07);
    xls_put16(&m, 0);
    xls_end(&m);
    const reading *r =
        rows_are(xls_book_end(&m), "2 gift 20200124+86380 0102202001242359400081753152 20000\n"
                                   "3 gift 20200123+43200 0303202001231200000081753153 7\n");
    assert_int_equal(r->stated.amount.fen, 20007);
    file_fails(xls_packed("WordDocument", (span)SPAN("x")), "a Word document");
    file_fails(xls_packed("EncryptedPackage", (span)SPAN("x")), "protected by a password");
}

/* The publisher's total beside the last gift, as on the first day. */
static void total_beside_a_gift(void **state)
{
    (void)state;
    begin();
    add(qr_row(2, "0102202001242359400081753152", "200"));
    add("<row r=\"3\"><c r=\"A3\" t=\"str\"><v>0102202001242359400081753153</v></c><c "
        "r=\"C3\"><v>0.02</v></c>"
        "<c r=\"D3\"><f>SUM(C:C)</f><v>200.02</v></c></row>");
    const reading *r = file_read(made());
    assert_int_equal(r->count[PAYFILE_GIFT], 2);
    assert_int_equal(r->stated.amount.fen, 20002);
}

static void titles_notes_and_footers(void **state)
{
    (void)state;
    add(NULL);
    add("<row r=\"1\"><c r=\"A1\" "
        "t=\"str\"><v>接受社会捐赠明细（二维码及pos机）2020年1月24日</v></c></row>");
    add("<row r=\"2\"><c r=\"C2\" t=\"str\"><v>单位：元</v></c></row>");
    add("<row r=\"3\"><c r=\"A3\" t=\"str\"><v> 交易单号 </v></c><c r=\"C3\" t=\"str\"><v>交易 "
        "金额</v></c></row>");
    add(qr_row(4, "0102202001242359400081753152", "100"));
    add("<row r=\"5\"><c r=\"A5\" t=\"str\"><v>2020年1月23日夜间补录：</v></c></row>");
    add("<row r=\"6\"><c r=\"A6\" t=\"str\"><v> 交易单号 </v></c><c r=\"C6\" t=\"str\"><v>交易 "
        "金额</v></c></row>");
    add(qr_row(7, "0102202001242359400081753153", "50"));
    add("<row r=\"8\"><c r=\"A8\" t=\"str\"><v>合计：共746笔</v></c><c "
        "r=\"C8\"><v>151</v></c></row>");
    const reading *r =
        rows_are(made(), "4 gift 20200124+86380 0102202001242359400081753152 10000\n"
                         "5 ignored A heading or a note, no payment\n"
                         "6 ignored A heading or a note, no payment\n"
                         "7 gift 20200124+86380 0102202001242359400081753153 5000\n");
    /* What the file says is reported as it says it: 746 where 2 stand, and 151 where 150 do. */
    assert_int_equal(r->stated.count, 746);
    assert_int_equal(r->stated.amount.fen, 15100);
}

static void totals_in_words(void **state)
{
    (void)state;
    begin();
    add(qr_row(2, "0102202001242359400081753152", "100"));
    add("<row r=\"3\"><c r=\"A3\" t=\"str\"><v>共收到捐款1,207笔，合计210,783.19元</v></c></row>");
    const reading *r = file_read(made());
    assert_int_equal(r->count[PAYFILE_GIFT], 1);
    assert_int_equal(r->count[PAYFILE_IGNORED] + r->count[PAYFILE_REJECTED], 0);
    assert_int_equal(r->stated.count, 1207);
    assert_int_equal(r->stated.amount.fen, 21078319);
}

/* A last amount without a number is the total if it is the sum; else a gift whose number is
 * missing. */
static void amounts_without_a_number(void **state)
{
    (void)state;
    begin();
    add(qr_row(2, "0102202001242359400081753152", "100"));
    add(qr_row(3, "0102202001242359400081753153", "50"));
    add(qr_row(4, NULL, "150"));
    const reading *r = file_read(made());
    assert_int_equal(r->count[PAYFILE_GIFT], 2);
    assert_int_equal(r->count[PAYFILE_REJECTED], 0);
    assert_int_equal(r->stated.amount.fen, 15000);
    begin();
    add(qr_row(2, "0102202001242359400081753152", "100"));
    add(qr_row(3, NULL, "20"));
    rows_are(made(), "2 gift 20200124+86380 0102202001242359400081753152 10000\n"
                     "3 rejected [交易单号] [] The payment number is missing\n");
}

static void cells_of_every_sort(void **state)
{
    (void)state;
    begin();
    add("<row r=\"2\"><c r=\"A2\" "
        "t=\"str\"><v>０１０２２０２００１２４２３５９４０００８１７５３１５２</v></c>"
        "<c r=\"C2\" t=\"str\"><v>３，６１７，９００．００</v></c></row>");
    add("<row r=\"3\"><c r=\"A3\" t=\"str\"><v>　\xE2\x80\x8B"
        "0102202001242359400081753153 </v></c>"
        "<c r=\"C3\" t=\"str\"><v>361.79万</v></c></row>");
    add("<row r=\"4\"><c r=\"A4\"><v>1.0220200124235941E+26</v></c><c r=\"C4\"><v>5</v></c></row>");
    add("<row r=\"5\"><c r=\"A5\" t=\"str\"><v>0102202001242359400081753155</v></c><c "
        "r=\"C5\"><f>A1</f><v>5</v></c></row>");
    add("<row r=\"6\"><c r=\"A6\" t=\"str\"><v>0102202001242359400081753156</v></c><c r=\"C6\" "
        "t=\"e\"><v>#REF!</v></c></row>");
    add("<row r=\"7\"><c r=\"A7\" t=\"str\"><v>0102202001242359400081753157</v></c></row>");
    add(qr_row(8, "0102202002302359400081753158", "5"));
    add(qr_row(9, "0102202001242459400081753159", "5"));
    add(qr_row(10, "0102202001242359400081753160", "0"));
    add(qr_row(11, "0102202001242359400081753161", "-20"));
    add(qr_row(12, "0102202001242359400081753162", "0.005"));
    add(qr_row(13, "0102202001242359400081753163", "9007199254740993"));
    add(qr_row(14, "0102202001242359400081753164", "1.5E2"));
    rows_are(made(),
        "2 gift 20200124+86380 0102202001242359400081753152 361790000\n"
        "3 gift 20200124+86380 0102202001242359400081753153 361790000\n"
        "4 rejected [交易单号] [1.0220200124235941E+26] A spreadsheet has cut this number short\n"
        "5 rejected [捐赠金额（元）] [5] The cell holds a formula, not a value\n"
        "6 rejected [捐赠金额（元）] [#REF!] The cell holds an error of the spreadsheet\n"
        "7 rejected [捐赠金额（元）] [] Enter the amount\n"
        "8 rejected [交易单号] [0102202002302359400081753158] The digits 5 to 12 of the trade "
        "number are not a day that exists\n"
        "9 gift 20200124 0102202001242459400081753159 500\n"
        "10 rejected [捐赠金额（元）] [0] Amount must be more than 0\n"
        "11 rejected [捐赠金额（元）] [-20] Amount must be more than 0\n"
        "12 rejected [捐赠金额（元）] [0.005] Amount must have at most two decimals\n"
        "13 rejected [捐赠金额（元）] [9007199254740993] The amount is larger than any that can be "
        "booked\n"
        "14 gift 20200124+86380 0102202001242359400081753164 15000\n");
}

static void a_column_for_the_day(void **state)
{
    (void)state;
    add(NULL);
    add("<row r=\"1\"><c t=\"str\"><v>序号</v></c><c t=\"str\"><v>交易时间</v></c><c "
        "t=\"str\"><v>交易单号</v></c>"
        "<c t=\"str\"><v>金额</v></c></row>");
    add("<row r=\"2\"><c><v>1</v></c><c t=\"str\"><v>2020.01.29</v></c><c "
        "t=\"str\"><v>A1</v></c><c><v>1</v></c></row>");
    add("<row r=\"3\"><c><v>2</v></c><c t=\"str\"><v>2020-02-30</v></c><c "
        "t=\"str\"><v>A2</v></c><c><v>1</v></c></row>");
    add("<row r=\"4\"><c><v>3</v></c></row><row r=\"5\"><c><v>4</v></c></row>");
    rows_are(made(), "2 gift 20200129 A1 100\n3 rejected [交易时间] [2020-02-30] This is not a day "
                     "and time that exist\n");
}

static void without_a_header(void **state)
{
    (void)state;
    add(NULL);
    add(qr_row(1, "0102202001242359400081753152", "200"));
    add(qr_row(2, "0102202001242359400081753153", "5"));
    rows_are(made(), "1 gift 20200124+86380 0102202001242359400081753152 20000\n"
                     "2 gift 20200124+86380 0102202001242359400081753153 500\n");
}

static void sheets_of_a_workbook(void **state)
{
    (void)state;
    begin();
    add(qr_row(2, "0102202001242359400081753152", "200"));
    const char *const cover[] = { "<row><c t=\"str\"><v>说明</v></c></row>", sheet };
    assert_int_equal(file_read(workbook_of(cover, 2))->count[PAYFILE_GIFT], 1);
    const char *const same[] = { sheet, sheet };
    assert_int_equal(file_read(workbook_of(same, 2))->count[PAYFILE_GIFT], 1);
    const char *const two[] = { "<row r=\"2\"><c r=\"A2\" t=\"str\"><v>0102202001242359400081753153"
                                "</v></c><c r=\"C2\"><v>7</v></c></row>",
        sheet };
    file_fails(workbook_of(two, 2), "More than one sheet");
    const char *const none[] = { "", "" };
    file_fails(workbook_of(none, 2), "The file is empty");
}

static void as_csv(void **state)
{
    (void)state;
    static const char expected[] = "2 gift 20200124+86380 0102202001242359400081753152 20000\n"
                                   "4 gift 20200124+86380 0102202001242359400081753153 123450\n";
    static const span text =
        SPAN("交易单号,,捐赠金额（元）,\n0102202001242359400081753152    ,,200,\n,,,\n"
             "0102202001242359400081753153,,\"1,234.50\",\n,,,1434.5\n");
    const reading *r = rows_are(text, expected);
    assert_int_equal(r->stated.amount.fen, 143450);
    rows_are(gb18030_of(text), expected);
    file_fails(span_slice(text, 0, text.size - 1), "in the middle of row 5");
}

static void cut_zip_members(void **state)
{
    (void)state;
    begin();
    for (int i = 2; i < 60; i++)
        add(qr_row(i, "0102202001242359400081753152", "200"));
    span whole = made();
    assert_int_equal(file_read(whole)->count[PAYFILE_GIFT], 58);
    for (size_t size = 0; size < whole.size; size += 7)
        assert_false(file_read((span){ whole.at, size })->is_whole);
}

int qr_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_published),
        cmocka_unit_test(as_an_old_workbook),
        cmocka_unit_test(total_beside_a_gift),
        cmocka_unit_test(titles_notes_and_footers),
        cmocka_unit_test(totals_in_words),
        cmocka_unit_test(amounts_without_a_number),
        cmocka_unit_test(cells_of_every_sort),
        cmocka_unit_test(a_column_for_the_day),
        cmocka_unit_test(without_a_header),
        cmocka_unit_test(sheets_of_a_workbook),
        cmocka_unit_test(as_csv),
        cmocka_unit_test(cut_zip_members),
    };
    return cmocka_run_group_tests_name("payfile qr", tests, NULL, NULL);
}
