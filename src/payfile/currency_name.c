/* Names of currencies, as files write them, as ISO 4217 codes.
 * SPDX-License-Identifier: Apache-2.0 */
#include "payfile/payfile_in.h"

static const struct {
    const char *name;
    span code;
} known[] = {
    { "人民币", SPAN("CNY") },
    { "人民币元", SPAN("CNY") },
    { "RMB", SPAN("CNY") },
    { "¥", SPAN("CNY") },
    { "元", SPAN("CNY") },
    { "CNH", SPAN("CNY") },
    { "港币", SPAN("HKD") },
    { "港元", SPAN("HKD") },
    { "港幣", SPAN("HKD") },
    { "人民幣", SPAN("CNY") },
    { "美元", SPAN("USD") },
    { "美金", SPAN("USD") },
    { "欧元", SPAN("EUR") },
    { "歐元", SPAN("EUR") },
    { "英镑", SPAN("GBP") },
    { "英鎊", SPAN("GBP") },
    { "日元", SPAN("JPY") },
    { "日圆", SPAN("JPY") },
    { "澳大利亚元", SPAN("AUD") },
    { "澳元", SPAN("AUD") },
    { "加拿大元", SPAN("CAD") },
    { "加元", SPAN("CAD") },
    { "新加坡元", SPAN("SGD") },
    { "新加坡币", SPAN("SGD") },
    { "瑞士法郎", SPAN("CHF") },
    { "韩元", SPAN("KRW") },
    { "泰铢", SPAN("THB") },
    { "澳门元", SPAN("MOP") },
    { "澳门币", SPAN("MOP") },
    { "新台币", SPAN("TWD") },
    { "台币", SPAN("TWD") },
    { "新西兰元", SPAN("NZD") },
    { "卢布", SPAN("RUB") },
};
enum { KNOWN_COUNT = sizeof known / sizeof *known };

/* Names of Chinese currencies alone: 元 and ¥ stand behind every amount. */
static bool is_name(span name)
{
    return (unsigned char)name.at[0] >= 0xE3 && name.size > 3;
}

size_t currency_name_first(span s, span *ret_code)
{
    size_t size = 0;
    for (size_t i = 0; i < KNOWN_COUNT; i++) {
        span name = span_of(known[i].name);
        if (is_name(name) && name.size > size && span_starts(s, name)) {
            size = name.size;
            *ret_code = known[i].code;
        }
    }
    return size;
}

size_t currency_name_last(span s, span *ret_code)
{
    size_t size = 0;
    for (size_t i = 0; i < KNOWN_COUNT; i++) {
        span name = span_of(known[i].name);
        if (is_name(name) && name.size > size && span_ends(s, name)) {
            size = name.size;
            *ret_code = known[i].code;
        }
    }
    return size;
}

bool currency_code(span *s)
{
    if (s->size == 0) {
        *s = (span)SPAN("CNY");
        return true;
    }
    for (size_t i = 0; i < KNOWN_COUNT; i++) {
        if (span_is(*s, known[i].name)) {
            *s = known[i].code;
            return true;
        }
    }
    bool is_code = s->size == 3;
    for (size_t i = 0; i < s->size; i++)
        is_code &= s->at[i] >= 'A' && s->at[i] <= 'Z';
    return is_code;
}
