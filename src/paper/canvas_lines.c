/* Text as lines.  Chinese may break anywhere but where a mark would begin or end a line badly
 * (strict rules of CSS Text 3, 5.3, as far as Chinese uses those marks); other scripts break at
 * blanks, behind - and /, and a word that is longer than a line anywhere.
 * SPDX-License-Identifier: Apache-2.0 */
#include "paper/canvas_in.h"

#include "text/text.h"

static const uint32_t closing[] = { U'，', U'。', U'、', U'；', U'：', U'？', U'！', U'）', U'〕',
    U'］', U'｝', U'》', U'〉', U'」', U'』', U'】', U'”', U'’', U'…', U'—', U'～', U'·', U'‰',
    U'℃', '%', ',', '.', ';', ':', '?', '!', ')', ']', '}' };
static const uint32_t opening[] = { U'（', U'〔', U'［', U'｛', U'《', U'〈', U'「', U'『', U'【',
    U'“', U'‘', U'¥', U'￥', '$', '(', '[', '{' };

static bool is_one_of(uint32_t rune, const uint32_t *marks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (marks[i] == rune)
            return true;
    return false;
}

/* Ideographs are no marks; nearly all characters of a Chinese text end here. */
static bool is_mark(uint32_t rune)
{
    return rune < 0x3400 || rune > 0x9FFF;
}

static bool is_closing(uint32_t rune)
{
    return is_mark(rune) && is_one_of(rune, closing, sizeof closing / sizeof *closing);
}

static bool is_opening(uint32_t rune)
{
    return is_mark(rune) && is_one_of(rune, opening, sizeof opening / sizeof *opening);
}

static bool is_wide(uint32_t rune)
{
    return rune >= 0x2E80 || rune == U'“' || rune == U'”' || rune == U'…' || rune == U'—' ||
           rune == U'·';
}

/* Whether a line may end between two characters that stand side by side. */
static bool is_break(uint32_t left, uint32_t right)
{
    if (left == ' ')
        return true;
    if (right == ' ' || is_closing(right) || is_opening(left))
        return false;
    return is_wide(left) || is_wide(right) || left == '-' || left == '/' || left == '_';
}

/* Where the line that is too long at `here` ends: the last break, or right before it. */
static void line_cut(span *rest, span all, size_t cut, span *ret_line)
{
    *ret_line = span_slice(all, 0, cut);
    while (ret_line->size > 0 && ret_line->at[ret_line->size - 1] == ' ')
        ret_line->size--;
    while (cut < all.size && all.at[cut] == ' ')
        cut++;
    *rest = span_slice(all, cut, all.size);
}

bool canvas_break(const canvas *c, canvas_pen pen, int32_t wide, span *rest, span *ret_line)
{
    const span all = *rest;
    span ahead = all;
    size_t last = 0; /* the last place where the line may end */
    int64_t sum = 0;
    int32_t count = 0;
    uint32_t left = 0, rune = 0;
    if (all.size == 0)
        return false;
    for (size_t at = 0; canvas_rune(&ahead, left, &rune); at = all.size - ahead.size, left = rune) {
        if (rune == '\n') {
            *ret_line = span_slice(all, 0, at);
            *rest = ahead;
            return true;
        }
        if (at > 0 && is_break(left, rune))
            last = at;
        const uint32_t glyph = font_glyph(c->face, rune);
        sum += glyph ? font_width(c->face, glyph) : FONT_EM;
        if (rune != ' ' && at > 0 && sum * pen.size / FONT_EM + pen.spacing * count > wide) {
            line_cut(rest, all, last ? last : at, ret_line);
            return true;
        }
        count++;
    }
    line_cut(rest, all, all.size - ahead.size, ret_line);
    *rest = (span){ NULL, 0 };
    return true;
}

/* The line with an ellipsis, cut until both fit. */
static void draw_cut(
    const canvas *c, const canvas_box *room, int32_t base, canvas_pen pen, span line)
{
    static const span ellipsis = SPAN("…");
    const int32_t wide = room->wide - canvas_width(c, pen, ellipsis);
    while (line.size > 0 && canvas_width(c, pen, line) > wide)
        line = span_head(line, line.size - 1);
    const int32_t x = room->x + canvas_text(c, room->x, base, pen, CANVAS_LEFT, line);
    (void)canvas_text(c, x, base, pen, CANVAS_LEFT, ellipsis);
}

int32_t canvas_lines(
    const canvas *c, const canvas_box *room, canvas_pen pen, int32_t lead, span text)
{
    span line = { NULL, 0 };
    int32_t y = room->y;
    while (canvas_break(c, pen, room->wide, &text, &line)) {
        const int32_t base = y + lead / 2 + pen.size * 38 / 100;
        const bool is_last = room->high > 0 && y + 2 * lead > room->y + room->high;
        if (is_last && text.size > 0)
            draw_cut(c, room, base, pen, line);
        else
            (void)canvas_text(c, room->x, base, pen, CANVAS_LEFT, line);
        y += lead;
        if (is_last)
            break;
    }
    return y;
}
