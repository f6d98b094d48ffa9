/* Parsing of the command line and the small things that verbs share.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/cli/verb.h"

#include "text/json.h"
#include "text/text.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

span verb_value(const verb_call *call, const char *name)
{
    for (int i = 0; i < call->option_count; i++) {
        if (span_is(call->options[i].name, name))
            return call->options[i].value;
    }
    return (span){ NULL, 0 };
}

bool verb_flag(const verb_call *call, const char *name)
{
    for (int i = 0; i < call->option_count; i++) {
        if (span_is(call->options[i].name, name))
            return true;
    }
    return false;
}

void verb_out(verb_call *call, span bytes)
{
    call->sink->write(call->sink->self, STREAM_OUT, bytes);
}

void verb_text(verb_call *call, const char *text)
{
    verb_out(call, span_of(text));
}

void verb_format_out(verb_call *call, const char *format, ...)
{
    char text[2048];
    va_list args;
    va_start(args, format);
    int size = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (size > 0)
        verb_out(call, (span){ text, (size_t)size < sizeof text ? (size_t)size : sizeof text - 1 });
}

/* Options with values of their own: a wrong one is a wrong use of the command, no failure of
 * what it was to do. */
static bool is_misuse(const err *why)
{
    static const char *const options[] = { "campaign", "org", "role", "right", "profile", "phase",
        "limit", "as-of", "known-at", "password", "persons", "scenario", "db", "clock", "format",
        "reason", "state", "vkey", "key" };
    for (size_t i = 0; why->code == ERR_INPUT && i < sizeof options / sizeof *options; i++) {
        if (strcmp(why->field, options[i]) == 0)
            return true;
    }
    return false;
}

int verb_fail(verb_call *call, const err *why)
{
    size_t mark = call->home->used;
    buffer b = buffer_in(call->home, 512);
    if (why->field[0])
        buffer_format(&b, "%s: ", why->field);
    say_err(&b, call->lang, why);
    buffer_byte(&b, '\n');
    call->sink->write(call->sink->self, STREAM_ERR, buffer_span(&b));
    arena_reset(call->home, mark);
    return is_misuse(why) ? EXIT_USAGE : EXIT_FAILED;
}

int verb_answer(verb_call *call, const char *name, span value)
{
    buffer b = buffer_in(call->home, 128);
    err why = { 0 };
    if (call->format == FORMAT_XLSX) {
        err_field(&why, "format", N_("xlsx is for lists"));
        return verb_fail(call, &why);
    }
    if (call->format == FORMAT_JSON) {
        json_writer w = json_write(&b);
        json_object(&w);
        json_put_string(&w, name, value);
        json_object_end(&w);
    } else {
        if (call->format == FORMAT_CSV)
            buffer_format(&b, "%s\r\n", name);
        buffer_add(&b, value);
    }
    buffer_text(&b, call->format == FORMAT_CSV ? "\r\n" : "\n");
    verb_out(call, buffer_span(&b));
    return EXIT_DONE;
}

span verb_name(const verb_call *call, span zh, span en)
{
    return call->lang == SAY_EN && en.size > 0 ? en : zh;
}

/* ---- parsing -------------------------------------------------------------------------------- */

static const char common_options[] = "format= lang= as= out=";

/* True if `name` stands in a list of options; *ret_takes if it takes a value. */
static bool option_known(const char *list, span name, bool *ret_takes)
{
    span rest = span_of(list);
    span word = { NULL, 0 };
    while (span_split(&rest, ' ', &word)) {
        bool takes = word.size > 0 && word.at[word.size - 1] == '=';
        if (takes)
            word.size--;
        if (word.size > 0 && span_equal(word, name)) {
            *ret_takes = takes;
            return true;
        }
    }
    return false;
}

static const verb *verb_find(span one, span two)
{
    for (size_t i = 0; i < verb_count; i++) {
        const verb *v = &verb_table[i];
        if (v->noun[0] == '\0' ? span_is(one, v->name)
                               : (span_is(one, v->name) && span_is(two, v->noun)) ||
                                     (span_is(one, v->noun) && span_is(two, v->name)))
            return v;
    }
    return NULL;
}

static bool usage_fail(const verb *v, err *reterr, const char *what, span word)
{
    (void)v;
    err_set(reterr, ERR_INPUT, what, SPAN_PRINT(word));
    return err_hint(reterr, N_("See nuan help."));
}

static bool option_take(verb_call *call, const span *words, int count, int *at, err *reterr)
{
    span name = span_slice(words[*at], 2, words[*at].size);
    size_t equals = span_find(name, '=');
    bool has_value = equals < name.size;
    span value = has_value ? span_slice(name, equals + 1, name.size) : (span){ NULL, 0 };
    bool takes = false;
    name = span_slice(name, 0, equals);
    if (!option_known(call->verb->options, name, &takes) &&
        !option_known(common_options, name, &takes))
        return usage_fail(call->verb, reterr, N_("There is no option --%.*s here"), name);
    if (takes && !has_value) {
        if (*at + 1 >= count)
            return usage_fail(call->verb, reterr, N_("The option --%.*s needs a value"), name);
        value = words[++*at];
    }
    if (!takes && has_value)
        return usage_fail(call->verb, reterr, N_("The option --%.*s takes no value"), name);
    if (call->option_count == VERB_OPTIONS_MAX)
        return usage_fail(call->verb, reterr, N_("Too many options at --%.*s"), name);
    call->options[call->option_count++] = (verb_option){ .name = name, .value = value };
    return true;
}

static bool common_read(verb_call *call, err *reterr)
{
    static const char *const formats[] = { "table", "json", "csv", "xlsx" };
    span format = verb_value(call, "format");
    span lang = verb_value(call, "lang");
    bool is_known = format.at == NULL;
    for (int i = 0; i < 4 && format.at; i++) {
        if (span_is(format, formats[i])) {
            call->format = (verb_format)i;
            is_known = true;
        }
    }
    /* export journal has formats of its own. */
    if (!is_known && !span_is(span_of(call->verb->noun), "journal"))
        return usage_fail(
            call->verb, reterr, N_("The format is table, json, csv or xlsx, not %.*s"), format);
    if (lang.at && !say_lang_parse(lang, &call->lang))
        return usage_fail(call->verb, reterr, N_("The language is zh or en, not %.*s"), lang);
    return true;
}

/* Every option that the usage names outside of brackets was given. */
static bool needed_check(const verb_call *call, err *reterr)
{
    span rest = span_of(call->verb->usage);
    span word = { NULL, 0 };
    int depth = 0;
    while (span_split(&rest, ' ', &word)) {
        char name[40];
        if (depth == 0 && span_starts(word, (span)SPAN("--"))) {
            snprintf(name, sizeof name, "%.*s", SPAN_PRINT(span_slice(word, 2, word.size)));
            if (!verb_flag(call, name))
                return usage_fail(
                    call->verb, reterr, N_("The option --%.*s is needed"), span_of(name));
        }
        for (size_t i = 0; i < word.size; i++)
            depth += word.at[i] == '[' ? 1 : word.at[i] == ']' ? -1 : 0;
    }
    return true;
}

/* `VERB NOUN --help` is `help VERB NOUN`. */
static bool help_take(verb_call *call, const span *words, int count, err *reterr)
{
    call->verb = verb_find((span)SPAN("help"), (span){ NULL, 0 });
    for (int i = 0; i < count && call->word_count < 2; i++) {
        if (!span_starts(words[i], (span)SPAN("--")))
            call->words[call->word_count++] = words[i];
    }
    return common_read(call, reterr);
}

/* The other words of commands that begin with this one: "list" what? */
static span partners_of(verb_call *call, span one)
{
    buffer b = buffer_in(call->home, 256);
    for (size_t i = 0; i < verb_count; i++) {
        const verb *v = &verb_table[i];
        bool is_name = span_is(one, v->name);
        if (v->noun[0] && (is_name || span_is(one, v->noun)))
            buffer_format(&b, "%s%s", b.used > 0 ? ", " : "", is_name ? v->noun : v->name);
    }
    return buffer_span(&b);
}

static bool verb_absent(verb_call *call, span one, err *reterr)
{
    span partners = partners_of(call, one);
    if (partners.size == 0)
        return usage_fail(NULL, reterr, N_("There is no command %.*s"), one);
    /* A text in an error is short; so many words are three. */
    enum { PART = ERR_TEXT_MAX - 1 };
    span parts[3];
    for (size_t i = 0; i < 3; i++)
        parts[i] = span_slice(partners, i * PART, (i + 1) * PART);
    err_set(reterr, ERR_INPUT, N_("What about %.*s?  One of: %.*s%.*s%.*s"), SPAN_PRINT(one),
        SPAN_PRINT(parts[0]), SPAN_PRINT(parts[1]), SPAN_PRINT(parts[2]));
    return err_hint(reterr, N_("See nuan help."));
}

bool verb_parse(verb_call *call, const span *words, int count, err *reterr)
{
    assert(call && words);
    span one = count > 0 ? words[0] : (span){ NULL, 0 };
    span two = count > 1 ? words[1] : (span){ NULL, 0 };
    call->verb = verb_find(one, two);
    if (!call->verb)
        return verb_absent(call, one, reterr);
    for (int i = 1; i < count; i++) {
        if (span_is(words[i], "--help"))
            return help_take(call, words, count, reterr);
    }
    for (int at = call->verb->noun[0] ? 2 : 1; at < count; at++) {
        if (span_starts(words[at], (span)SPAN("--")) && words[at].size > 2) {
            if (!option_take(call, words, count, &at, reterr))
                return false;
            continue;
        }
        if (call->word_count == call->verb->words_max || call->word_count == VERB_WORDS_MAX)
            return usage_fail(call->verb, reterr, N_("One word too many: %.*s"), words[at]);
        call->words[call->word_count++] = words[at];
    }
    if (call->word_count < call->verb->words_min)
        return usage_fail(
            call->verb, reterr, N_("Something is missing: %.*s"), span_of(call->verb->usage));
    return common_read(call, reterr) && needed_check(call, reterr);
}
