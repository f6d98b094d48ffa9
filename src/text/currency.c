/* The table of currencies.  Source of codes, numbers and decimals: ISO 4217:2015, list one; the
 * number of CNY (156) is not used, its asset is the first one of every house.
 * SPDX-License-Identifier: Apache-2.0 */
#include "text/currency.h"

#include "text/text_in.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const currency table[] = {
    { 1, "CNY", 2, "人民币", "Chinese yuan" },
    { 344, "HKD", 2, "港元", "Hong Kong dollar" },
    { 446, "MOP", 2, "澳门元", "Macao pataca" },
    { 901, "TWD", 2, "新台币", "New Taiwan dollar" },
    { 840, "USD", 2, "美元", "US dollar" },
    { 978, "EUR", 2, "欧元", "Euro" },
    { 392, "JPY", 0, "日元", "Japanese yen" },
    { 826, "GBP", 2, "英镑", "Pound sterling" },
    { 36, "AUD", 2, "澳大利亚元", "Australian dollar" },
    { 124, "CAD", 2, "加拿大元", "Canadian dollar" },
    { 554, "NZD", 2, "新西兰元", "New Zealand dollar" },
    { 702, "SGD", 2, "新加坡元", "Singapore dollar" },
    { 458, "MYR", 2, "马来西亚林吉特", "Malaysian ringgit" },
    { 764, "THB", 2, "泰铢", "Thai baht" },
    { 360, "IDR", 2, "印度尼西亚盾", "Indonesian rupiah" },
    { 608, "PHP", 2, "菲律宾比索", "Philippine peso" },
    { 704, "VND", 0, "越南盾", "Vietnamese dong" },
    { 410, "KRW", 0, "韩元", "South Korean won" },
    { 104, "MMK", 2, "缅甸元", "Myanmar kyat" },
    { 116, "KHR", 2, "柬埔寨瑞尔", "Cambodian riel" },
    { 418, "LAK", 2, "老挝基普", "Lao kip" },
    { 96, "BND", 2, "文莱元", "Brunei dollar" },
    { 496, "MNT", 2, "蒙古图格里克", "Mongolian togrog" },
    { 398, "KZT", 2, "哈萨克斯坦坚戈", "Kazakhstani tenge" },
    { 417, "KGS", 2, "吉尔吉斯斯坦索姆", "Kyrgyzstani som" },
    { 860, "UZS", 2, "乌兹别克斯坦苏姆", "Uzbekistani sum" },
    { 972, "TJS", 2, "塔吉克斯坦索莫尼", "Tajikistani somoni" },
    { 586, "PKR", 2, "巴基斯坦卢比", "Pakistani rupee" },
    { 356, "INR", 2, "印度卢比", "Indian rupee" },
    { 50, "BDT", 2, "孟加拉塔卡", "Bangladeshi taka" },
    { 144, "LKR", 2, "斯里兰卡卢比", "Sri Lankan rupee" },
    { 524, "NPR", 2, "尼泊尔卢比", "Nepalese rupee" },
    { 643, "RUB", 2, "俄罗斯卢布", "Russian rouble" },
    { 980, "UAH", 2, "乌克兰格里夫纳", "Ukrainian hryvnia" },
    { 949, "TRY", 2, "土耳其里拉", "Turkish lira" },
    { 376, "ILS", 2, "以色列新谢克尔", "Israeli new shekel" },
    { 682, "SAR", 2, "沙特里亚尔", "Saudi riyal" },
    { 784, "AED", 2, "阿联酋迪拉姆", "UAE dirham" },
    { 634, "QAR", 2, "卡塔尔里亚尔", "Qatari riyal" },
    { 414, "KWD", 3, "科威特第纳尔", "Kuwaiti dinar" },
    { 48, "BHD", 3, "巴林第纳尔", "Bahraini dinar" },
    { 512, "OMR", 3, "阿曼里亚尔", "Omani rial" },
    { 400, "JOD", 3, "约旦第纳尔", "Jordanian dinar" },
    { 818, "EGP", 2, "埃及镑", "Egyptian pound" },
    { 788, "TND", 3, "突尼斯第纳尔", "Tunisian dinar" },
    { 710, "ZAR", 2, "南非兰特", "South African rand" },
    { 566, "NGN", 2, "尼日利亚奈拉", "Nigerian naira" },
    { 404, "KES", 2, "肯尼亚先令", "Kenyan shilling" },
    { 230, "ETB", 2, "埃塞俄比亚比尔", "Ethiopian birr" },
    { 756, "CHF", 2, "瑞士法郎", "Swiss franc" },
    { 752, "SEK", 2, "瑞典克朗", "Swedish krona" },
    { 578, "NOK", 2, "挪威克朗", "Norwegian krone" },
    { 208, "DKK", 2, "丹麦克朗", "Danish krone" },
    { 352, "ISK", 0, "冰岛克朗", "Icelandic krona" },
    { 985, "PLN", 2, "波兰兹罗提", "Polish zloty" },
    { 203, "CZK", 2, "捷克克朗", "Czech koruna" },
    { 348, "HUF", 2, "匈牙利福林", "Hungarian forint" },
    { 946, "RON", 2, "罗马尼亚列伊", "Romanian leu" },
    { 941, "RSD", 2, "塞尔维亚第纳尔", "Serbian dinar" },
    { 986, "BRL", 2, "巴西雷亚尔", "Brazilian real" },
    { 484, "MXN", 2, "墨西哥比索", "Mexican peso" },
    { 32, "ARS", 2, "阿根廷比索", "Argentine peso" },
    { 152, "CLP", 0, "智利比索", "Chilean peso" },
    { 604, "PEN", 2, "秘鲁索尔", "Peruvian sol" },
    { 170, "COP", 2, "哥伦比亚比索", "Colombian peso" },
};
enum { TABLE_COUNT = sizeof table / sizeof *table };
static_assert((int)TABLE_COUNT <= (int)CURRENCIES_MAX, "lists of currencies have room for all");

const currency *currency_all(size_t *ret_count)
{
    assert(ret_count);
    *ret_count = TABLE_COUNT;
    return table;
}

const currency *currency_find(span code)
{
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        if (span_is(code, table[i].code))
            return &table[i];
    }
    return NULL;
}

const currency *currency_of(int64_t asset)
{
    static const currency unknown = { 0, "XXX", 2, "未知币种", "unknown currency" };
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        if (table[i].asset == asset)
            return &table[i];
    }
    return &unknown;
}

int32_t currency_unit(const currency *of)
{
    int32_t unit = 1;
    for (int32_t i = 0; i < of->scale; i++)
        unit *= 10;
    return unit;
}

bool currency_parse(span code, const currency **ret, err *reterr)
{
    assert(ret);
    char capital[4] = "";
    code = span_trim(code);
    for (size_t i = 0; i < code.size && code.size == 3; i++)
        capital[i] =
            code.at[i] >= 'a' && code.at[i] <= 'z' ? (char)(code.at[i] - 'a' + 'A') : code.at[i];
    *ret = code.size == 0 ? &table[0] : currency_find(span_of(capital));
    if (*ret)
        return true;
    span shown = text_shown(code);
    err_field(
        reterr, "currency", N_("This is not a currency that nuan knows: %.*s"), SPAN_PRINT(shown));
    return err_hint(reterr, N_("Write its three letters, such as CNY, HKD or USD."));
}

/* ---- amounts -------------------------------------------------------------------------------- */

void text_add_amount(buffer *b, int64_t asset, int64_t amount)
{
    scaled_add(b, amount, currency_of(asset)->scale, true);
}

void text_add_amount_plain(buffer *b, int64_t asset, int64_t amount)
{
    scaled_add(b, amount, currency_of(asset)->scale, false);
}

void currency_write(char into[CURRENCY_TEXT_SIZE], int64_t asset, int64_t amount)
{
    unsigned char room[CURRENCY_TEXT_SIZE];
    arena home = { .start = room, .size = sizeof room };
    buffer b = buffer_in(&home, CURRENCY_TEXT_SIZE - 8);
    if (asset == CURRENCY_CNY)
        buffer_text(&b, "¥");
    else
        buffer_format(&b, "%s ", currency_of(asset)->code);
    text_add_amount(&b, asset, amount);
    span text = buffer_span(&b);
    assert(!b.is_full && text.size < CURRENCY_TEXT_SIZE);
    memcpy(into, text.at, text.size);
    into[text.size] = '\0';
}

void currency_json(json_writer *w, const char *name, int64_t asset, int64_t amount)
{
    char full[64];
    int size = snprintf(full, sizeof full, "%s%s", name, asset == CURRENCY_CNY ? "_fen" : "");
    assert(size > 0 && (size_t)size < sizeof full);
    json_put_int(w, full, amount);
}

bool currency_amount_parse(span s, const currency *of, int64_t *ret, err *reterr)
{
    assert(of && ret);
    return scaled_parse(s, of->scale, ret, reterr);
}

bool currency_fit(const currency *of, int64_t hundredths, int64_t *ret)
{
    assert(of && ret);
    int64_t unit = of->scale < 2 ? 100 / currency_unit(of) : 1;
    int64_t amount = hundredths / unit;
    if (amount * unit != hundredths)
        return false;
    for (int32_t i = 2; i < of->scale; i++) {
        if (__builtin_mul_overflow(amount, 10, &amount))
            return false;
    }
    *ret = amount;
    return amount <= MONEY_MAX_FEN && amount >= -MONEY_MAX_FEN;
}

int64_t currency_fee_fit(const currency *of, int64_t milli)
{
    assert(of);
    int64_t unit = of->scale < 2 ? 100 / currency_unit(of) : 1;
    int64_t half = milli < 0 ? -(unit / 2) : unit / 2;
    milli = milli / unit + (milli % unit + half) / unit;
    for (int32_t i = 2; i < of->scale; i++)
        milli *= 10;
    return milli;
}
