/* The typed writers.  Nothing else in this folder turns a value into bytes of a page.
 * Formats of numbers and days are those of the interface guide; digits are ASCII.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/html.h"

#include "text/currency.h"
#include "text/text.h"

#include <assert.h>
#include <string.h>

static const char minus[] = "\xe2\x88\x92"; /* U+2212 */
static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
    "Oct", "Nov", "Dec" };

void html_put(html *out, const char *at, size_t size)
{
    assert(out && out->out);
    buffer_add(out->out, (span){ at, size });
}

void html_raw(html *out, html_trusted markup)
{
    buffer_add(out->out, markup.bytes);
}

/* ---- text ----------------------------------------------------------------------------------- */

void html_text(html *out, span s)
{
    assert(out && out->out);
    text_add_html(out->out, s);
}

void html_say(html *out, const char *id)
{
    assert(id);
    html_text(out, span_of(say(out->lang, id)));
}

void html_gap(html *out)
{
    if (out->lang == SAY_EN)
        buffer_byte(out->out, ' ');
}

void html_err(html *out, const err *e)
{
    assert(e);
    buffer text = buffer_in(out->out->home, 256);
    say_err(&text, out->lang, e);
    html_text(out, buffer_span(&text));
}

html_said html_said_begin(html *out, const char *id)
{
    assert(id);
    return (html_said){ .rest = say(out->lang, id) };
}

/* Reads %s or %1$s at `at`; returns its length, 0 when there is none. */
static size_t argument_read(const char *at, int next, int *ret_argument)
{
    if (at[1] == 's') {
        *ret_argument = next;
        return 2;
    }
    if (at[1] >= '1' && at[1] <= '3' && at[2] == '$' && at[3] == 's') {
        *ret_argument = at[1] - '1';
        return 4;
    }
    return 0;
}

bool html_said_next(html *out, html_said *said)
{
    assert(said && said->rest);
    const char *from = said->rest;
    for (const char *at = from; *at; at++) {
        if (*at != '%')
            continue;
        html_text(out, (span){ from, (size_t)(at - from) });
        size_t length = argument_read(at, said->next, &said->argument);
        if (length) {
            said->next++;
            said->rest = at + length;
            return true;
        }
        at += at[1] == '%'; /* two stand for one */
        from = at;
    }
    html_text(out, span_of(from));
    return false;
}

void html_counted(html *out, const char *one, const char *many, int64_t count)
{
    html_said said = html_said_begin(out, out->lang == SAY_EN && count == 1 ? one : many);
    while (html_said_next(out, &said))
        html_count(out, count);
}

/* ---- numbers -------------------------------------------------------------------------------- */

void html_number(html *out, int64_t number)
{
    buffer_int(out->out, number);
}

void html_count(html *out, int64_t count)
{
    if (count < 0)
        buffer_text(out->out, minus);
    text_add_count(out->out, count < 0 ? -count : count);
}

void html_tenth(html *out, int64_t tenths)
{
    if (tenths < 0)
        buffer_byte(out->out, '-');
    int64_t size = tenths < 0 ? -tenths : tenths;
    buffer_int(out->out, size / 10);
    if (size % 10) {
        buffer_byte(out->out, '.');
        buffer_int(out->out, size % 10);
    }
}

void html_share(html *out, int64_t permille)
{
    buffer_int(out->out, permille / 10);
    buffer_byte(out->out, '.');
    buffer_int(out->out, permille % 10);
    buffer_byte(out->out, '%');
}

void html_size(html *out, int64_t bytes)
{
    assert(bytes >= 0);
    static const char *const units[] = { " KB", " MB", " GB" };
    if (bytes < 1024) {
        buffer_int(out->out, bytes);
        buffer_text(out->out, " B");
        return;
    }
    int unit = 0;
    int64_t tenths = bytes * 10 / 1024;
    while (tenths >= 10240 && unit < 2) {
        tenths /= 1024;
        unit++;
    }
    html_tenth(out, tenths);
    buffer_text(out->out, units[unit]);
}

void html_id(html *out, int64_t id)
{
    text_add_id(out->out, id);
}

static void money_write(html *out, money m, const char *unit)
{
    if (m.fen < 0)
        buffer_text(out->out, minus);
    buffer_text(out->out, unit);
    text_add_count(out->out, (m.fen < 0 ? -m.fen : m.fen) / 100);
}

static void fen_write(html *out, money m)
{
    int64_t fen = (m.fen < 0 ? -m.fen : m.fen) % 100;
    char text[] = { '.', (char)('0' + fen / 10), (char)('0' + fen % 10) };
    html_put(out, text, sizeof(text));
}

static void money_element(html *out, money m, const char *unit)
{
    buffer_text(out->out, "<data class=\"n-money\" value=\"");
    buffer_int(out->out, m.fen);
    buffer_text(out->out, "\">");
    money_write(out, m, unit);
    buffer_text(out->out, "<small>");
    fen_write(out, m);
    buffer_text(out->out, "</small></data>");
}

static const char yuan[] = "\xc2\xa5"; /* U+00A5 */

void html_money(html *out, money m)
{
    money_element(out, m, yuan);
}

void html_money_plain(html *out, money m)
{
    money_write(out, m, yuan);
    fen_write(out, m);
}

void html_amount(html *out, money m)
{
    money_element(out, m, "");
}

void html_amount_plain(html *out, money m)
{
    money_write(out, m, "");
    fen_write(out, m);
}

/* HKD −1,000.00 in its element. */
static void worth_other(html *out, worth w, bool has_element)
{
    const currency *of = currency_of(w.asset);
    unsigned char room[CURRENCY_TEXT_SIZE];
    arena home = { .start = room, .size = sizeof room };
    buffer digits = buffer_in(&home, CURRENCY_TEXT_SIZE - 8);
    text_add_amount(&digits, w.asset, w.amount < 0 ? -w.amount : w.amount);
    span text = buffer_span(&digits);
    size_t whole = of->scale == 0 ? text.size : text.size - 1 - (size_t)of->scale;
    if (has_element) {
        buffer_text(out->out, "<data class=\"n-money\" value=\"");
        buffer_int(out->out, w.amount);
        buffer_text(out->out, "\">");
    }
    buffer_format(out->out, "%s%s", of->code, "\xc2\xa0"); /* a blank that doesn't break */
    if (w.amount < 0)
        buffer_text(out->out, minus);
    buffer_add(out->out, span_slice(text, 0, whole));
    if (has_element && whole < text.size)
        buffer_text(out->out, "<small>");
    buffer_add(out->out, span_slice(text, whole, text.size));
    if (has_element && whole < text.size)
        buffer_text(out->out, "</small>");
    if (has_element)
        buffer_text(out->out, "</data>");
}

static bool is_yuan(worth w)
{
    return w.asset == 0 || w.asset == CURRENCY_CNY;
}

void html_worth(html *out, worth w)
{
    if (is_yuan(w))
        html_money(out, (money){ w.amount });
    else
        worth_other(out, w, true);
}

void html_worth_plain(html *out, worth w)
{
    if (is_yuan(w))
        html_money_plain(out, (money){ w.amount });
    else
        worth_other(out, w, false);
}

void html_worth_amount(html *out, worth w)
{
    if (is_yuan(w))
        html_amount(out, (money){ w.amount });
    else
        worth_other(out, w, true);
}

void html_worth_amount_plain(html *out, worth w)
{
    if (is_yuan(w))
        html_amount_plain(out, (money){ w.amount });
    else
        worth_other(out, w, false);
}

/* ---- days and times ------------------------------------------------------------------------- */

enum { SECONDS_A_DAY = 86400 };

/* An instant in the zone of the house. */
typedef struct civil {
    date day;
    int hour, minute;
} civil;

static civil civil_of(const html *out, int64_t us)
{
    int64_t second = us / 1000000 + out->offset_s - (us % 1000000 < 0);
    int64_t number = second / SECONDS_A_DAY - (second % SECONDS_A_DAY < 0);
    int64_t rest = second - number * SECONDS_A_DAY;
    return (civil){ date_of_number((int32_t)number), (int)(rest / 3600), (int)(rest / 60 % 60) };
}

static void two_digits(html *out, int number)
{
    char text[] = { (char)('0' + number / 10), (char)('0' + number % 10) };
    html_put(out, text, sizeof(text));
}

static void clock_write(html *out, civil c)
{
    two_digits(out, c.hour);
    buffer_byte(out->out, ':');
    two_digits(out, c.minute);
}

/* 2月3日 or 3 Feb, with the year if wanted. */
static void day_write(html *out, date d, bool with_year)
{
    int month = d.day / 100 % 100;
    assert(month >= 1 && month <= 12);
    if (out->lang == SAY_EN) {
        buffer_format(out->out, "%d %s", d.day % 100, months[month - 1]);
        if (with_year)
            buffer_format(out->out, " %d", d.day / 10000);
        return;
    }
    if (with_year)
        buffer_format(out->out, "%d\xe5\xb9\xb4", d.day / 10000);                /* 年 */
    buffer_format(out->out, "%d\xe6\x9c\x88%d\xe6\x97\xa5", month, d.day % 100); /* 月 日 */
}

static void moment_write(html *out, int64_t us, bool with_year)
{
    civil c = civil_of(out, us);
    day_write(out, c.day, with_year);
    buffer_text(out->out, out->lang == SAY_EN ? ", " : " ");
    clock_write(out, c);
}

/* Opens a time element with the exact value for programs. */
static void element_begin(html *out, int64_t us)
{
    buffer_text(out->out, "<time datetime=\"");
    text_add_instant(out->out, us, out->offset_s);
    buffer_text(out->out, "\">");
}

static void element_begin_day(html *out, date d)
{
    buffer_text(out->out, "<time datetime=\"");
    text_add_date(out->out, d);
    buffer_text(out->out, "\">");
}

static void element_end(html *out)
{
    buffer_text(out->out, "</time>");
}

void html_date_plain(html *out, date d)
{
    text_add_date(out->out, d);
}

void html_date(html *out, date d)
{
    element_begin_day(out, d);
    html_date_plain(out, d);
    element_end(out);
}

void html_day_plain(html *out, date d)
{
    day_write(out, d, false);
}

void html_day(html *out, date d)
{
    element_begin_day(out, d);
    html_day_plain(out, d);
    element_end(out);
}

void html_time_plain(html *out, int64_t us)
{
    civil c = civil_of(out, us);
    text_add_date(out->out, c.day);
    buffer_byte(out->out, ' ');
    clock_write(out, c);
}

void html_time(html *out, int64_t us)
{
    element_begin(out, us);
    html_time_plain(out, us);
    element_end(out);
}

void html_moment_plain(html *out, int64_t us)
{
    moment_write(out, us, false);
}

void html_moment(html *out, int64_t us)
{
    element_begin(out, us);
    html_moment_plain(out, us);
    element_end(out);
}

void html_moment_year_plain(html *out, int64_t us)
{
    moment_write(out, us, true);
}

void html_moment_year(html *out, int64_t us)
{
    element_begin(out, us);
    html_moment_year_plain(out, us);
    element_end(out);
}

void html_clock_plain(html *out, int64_t us)
{
    clock_write(out, civil_of(out, us));
}

void html_clock(html *out, int64_t us)
{
    element_begin(out, us);
    html_clock_plain(out, us);
    element_end(out);
}

void html_left(html *out, int64_t us)
{
    int64_t minutes = us < 0 ? 0 : us / 60000000;
    int64_t hours = minutes / 60;
    int64_t days = hours / 24;
    if (out->lang == SAY_EN) {
        if (days)
            buffer_format(
                out->out, days == 1 ? "%d day %d h" : "%d days %d h", (int)days, (int)(hours % 24));
        else if (hours)
            buffer_format(out->out, "%d h %d min", (int)hours, (int)(minutes % 60));
        else
            buffer_format(out->out, "%d min", (int)minutes);
        return;
    }
    if (days) /* 天 小时 */
        buffer_format(
            out->out, "%d \xe5\xa4\xa9 %d \xe5\xb0\x8f\xe6\x97\xb6", (int)days, (int)(hours % 24));
    else if (hours) /* 时 分 */
        buffer_format(out->out, "%d \xe6\x97\xb6 %d \xe5\x88\x86", (int)hours, (int)(minutes % 60));
    else
        buffer_format(out->out, "%d \xe5\x88\x86", (int)minutes);
}

/* ---- addresses ------------------------------------------------------------------------------ */

static bool url_is_safe(span url)
{
    static const span starts[] = { SPAN("https://"), SPAN("http://"), SPAN("mailto:") };
    if (url.size == 0)
        return false;
    if (url.at[0] == '#' || url.at[0] == '?')
        return true;
    if (url.at[0] == '/')
        return url.size == 1 || (url.at[1] != '/' && url.at[1] != '\\');
    for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
        if (span_starts(url, starts[i]))
            return true;
    return false;
}

void html_url(html *out, span url)
{
    if (url_is_safe(url))
        html_text(out, url);
    else
        buffer_byte(out->out, '#');
}

void html_to(html *out, const char *path)
{
    assert(path && path[0] == '/');
    html_text(out, out->base);
    bool is_root = path[1] == '\0' && out->base.size != 0; /* /en, not /en/ */
    html_text(out, is_root ? (span){ 0 } : span_of(path));
}

void html_part(html *out, span s)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.size; i++) {
        unsigned char c = (unsigned char)s.at[i];
        bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                        (c >= 'A' && c <= 'Z') || strchr("-._~", c);
        if (is_plain && c) {
            buffer_byte(out->out, (char)c);
            continue;
        }
        char code[] = { '%', digits[c >> 4], digits[c & 15] };
        html_put(out, code, sizeof(code));
    }
}

void html_asset(html *out, const asset *file)
{
    assert(file);
    buffer_text(out->out, file->path);
}
