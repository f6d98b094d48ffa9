/* The catalogue of texts and the choice of a language.
 * SPDX-License-Identifier: Apache-2.0 */
#include "text/say.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

enum { LANG_COUNT = 2, ACCEPT_PARTS_MAX = 32, SAY_TEXT_MAX = 1024 };

static const say_message *say_messages;
static size_t say_count;

void say_init(const say_message *messages, size_t count)
{
    assert(messages || count == 0);
    for (size_t i = 1; i < count; i++)
        assert(strcmp(messages[i - 1].id, messages[i].id) < 0);
    say_messages = messages;
    say_count = count;
}

const char *say(say_lang lang, const char *id)
{
    assert(id);
    if (lang == SAY_EN)
        return id;
    size_t low = 0, high = say_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(id, say_messages[middle].id);
        if (order == 0)
            return say_messages[middle].zh;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return id;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool say_lang_parse(span s, say_lang *ret_lang)
{
    assert(ret_lang);
    if (s.size < 2 || (s.size > 2 && s.at[2] != '-' && s.at[2] != '_'))
        return false;
    char first = lower(s.at[0]);
    char second = lower(s.at[1]);
    bool is_zh = first == 'z' && second == 'h';
    if (!is_zh && !(first == 'e' && second == 'n'))
        return false;
    *ret_lang = is_zh ? SAY_ZH : SAY_EN;
    return true;
}

/* "q=0.8" and the like in thousandths; 1000 when there is none, 0 when it is out of form. */
static int weight_of(span parameters)
{
    span part = { 0 };
    while (span_split(&parameters, ';', &part)) {
        part = span_trim(part);
        if (part.size < 3 || lower(part.at[0]) != 'q' || part.at[1] != '=')
            continue;
        if (part.at[2] == '1')
            return 1000;
        if (part.at[2] != '0' || part.size > 7 || (part.size > 3 && part.at[3] != '.'))
            return 0;
        int weight = 0;
        for (size_t i = 4; i < 7; i++) {
            char c = i < part.size ? part.at[i] : '0';
            if (c < '0' || c > '9')
                return 0;
            weight = weight * 10 + (c - '0');
        }
        return weight;
    }
    return 1000;
}

say_lang say_lang_accept(span header)
{
    int weight[LANG_COUNT] = { -1, -1 }; /* -1: not named */
    int rank[LANG_COUNT] = { ACCEPT_PARTS_MAX, ACCEPT_PARTS_MAX };
    int others = 0;
    span part = { 0 };
    for (int i = 0; i < ACCEPT_PARTS_MAX && span_split(&header, ',', &part); i++) {
        span range = span_trim(span_slice(part, 0, span_find(part, ';')));
        int part_weight = weight_of(span_slice(part, span_find(part, ';') + 1, part.size));
        say_lang lang = SAY_ZH;
        if (span_is(range, "*")) {
            others = part_weight;
        } else if (say_lang_parse(range, &lang) && part_weight > weight[lang]) {
            weight[lang] = part_weight;
            rank[lang] = i;
        }
    }
    int zh = weight[SAY_ZH] < 0 ? others : weight[SAY_ZH];
    int en = weight[SAY_EN] < 0 ? others : weight[SAY_EN];
    return en > zh || (en == zh && en > 0 && rank[SAY_EN] < rank[SAY_ZH]) ? SAY_EN : SAY_ZH;
}

/* One sentence; with a full stop if another follows or went before. */
static void sentence_add(buffer *out, say_lang lang, const char *text, bool has_stop)
{
    buffer_text(out, text);
    size_t size = strlen(text);
    const char *stop = lang == SAY_ZH ? "。" : ".";
    bool has_own =
        span_ends((span){ text, size }, span_of("。")) || (size > 0 && text[size - 1] == '.');
    if (has_stop && !has_own)
        buffer_text(out, stop);
}

void say_err(buffer *out, say_lang lang, const err *e)
{
    assert(out && e && e->code != ERR_NONE && e->message);
    char text[SAY_TEXT_MAX];
    err_render(e, say(lang, e->message), text, sizeof text);
    sentence_add(out, lang, text, e->hint != NULL);
    if (!e->hint)
        return;
    if (lang == SAY_EN)
        buffer_byte(out, ' ');
    sentence_add(out, lang, say(lang, e->hint), true);
}
