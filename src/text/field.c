/* Text put into other languages: HTML and CSV.
 * SPDX-License-Identifier: Apache-2.0 */
#include "text/text_in.h"

static const char *html_escape(char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

void text_add_html(buffer *b, span s)
{
    size_t from = 0;
    for (size_t i = 0; i < s.size; i++) {
        const char *escape = html_escape(s.at[i]);
        if (!escape)
            continue;
        buffer_add(b, span_slice(s, from, i));
        buffer_text(b, escape);
        from = i + 1;
    }
    buffer_add(b, span_slice(s, from, s.size));
}

/* Optional sign, digits with or without thousands marks, decimals. */
static bool is_number(span s)
{
    size_t at = s.size > 0 && (s.at[0] == '-' || s.at[0] == '+');
    size_t digits = 0, points = 0;
    for (; at < s.size; at++) {
        char c = s.at[at];
        digits += c >= '0' && c <= '9';
        points += c == '.';
        if ((c < '0' || c > '9') && c != '.' && (c != ',' || points > 0 || digits == 0))
            return false;
    }
    return digits > 0 && points <= 1;
}

/* True if a spreadsheet might take the cell for a formula; full-width signs count too, some
 * programs fold them. */
static bool is_formula(span s)
{
    span rest = s;
    uint32_t rune = 0;
    if (!text_rune(&rest, &rune))
        return false;
    switch (rune_half(rune)) {
    case '=':
    case '@':
    case '\t':
    case '\r':
    case '\n': return true;
    case '+':
    case '-': return !is_number(s);
    default: return false;
    }
}

void text_add_csv(buffer *b, span s)
{
    bool has_mark = is_formula(s);
    bool has_quotes = false;
    for (size_t i = 0; i < s.size && !has_quotes; i++)
        has_quotes = s.at[i] == ',' || s.at[i] == '"' || s.at[i] == '\r' || s.at[i] == '\n';
    if (has_quotes)
        buffer_byte(b, '"');
    if (has_mark)
        buffer_byte(b, '\'');
    size_t from = 0;
    for (size_t i = 0; has_quotes && i < s.size; i++) {
        if (s.at[i] != '"')
            continue;
        buffer_add(b, span_slice(s, from, i + 1));
        from = i;
    }
    buffer_add(b, span_slice(s, from, s.size));
    if (has_quotes)
        buffer_byte(b, '"');
}
