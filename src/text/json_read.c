/* The pull parser: one token a call, the state in the reader, the depth bounded.
 * A level's list of names is taken once and used again by every object at that depth, so that an
 * array of ten thousand objects needs no more memory than one of them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "text/json_in.h"

#include "text/text.h"

#include <assert.h>
#include <string.h>

json_reader json_read(arena *home, span body)
{
    assert(home);
    return (json_reader){ .home = home, .body = { body.at ? body.at : "", body.size } };
}

static bool refuse(const json_reader *r, err *reterr, const char *message)
{
    return err_set(reterr, ERR_INPUT, message, r->at);
}

static void blanks_pass(json_reader *r)
{
    while (r->at < r->body.size) {
        char c = r->body.at[r->at];
        if (c != ' ' && c != '\n' && c != '\t' && c != '\r')
            return;
        r->at++;
    }
}

/* The byte that stands next; NUL, which no token begins with, at the end. */
static char next_byte(const json_reader *r)
{
    return r->at < r->body.size ? r->body.at[r->at] : '\0';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t digits_pass(json_reader *r)
{
    size_t start = r->at;
    while (is_digit(next_byte(r)))
        r->at++;
    return r->at - start;
}

static bool number_read(json_reader *r, json_token *token, err *reterr)
{
    static const char *const message = N_("JSON: a number out of form at byte %zu");
    size_t start = r->at;
    bool is_whole = true;
    r->at += next_byte(r) == '-';
    bool is_zero_first = next_byte(r) == '0';
    size_t digits = digits_pass(r);
    if (digits == 0 || (is_zero_first && digits > 1))
        return refuse(r, reterr, message);
    if (next_byte(r) == '.') {
        r->at++;
        is_whole = false;
        if (digits_pass(r) == 0)
            return refuse(r, reterr, message);
    }
    if (next_byte(r) == 'e' || next_byte(r) == 'E') {
        r->at++;
        is_whole = false;
        r->at += next_byte(r) == '+' || next_byte(r) == '-';
        if (digits_pass(r) == 0)
            return refuse(r, reterr, message);
    }
    token->text = span_slice(r->body, start, r->at);
    token->kind =
        is_whole && text_parse_int(token->text, &token->integer) ? JSON_INTEGER : JSON_NUMBER;
    return true;
}

static bool word_read(
    json_reader *r, const char *word, json_kind kind, json_token *token, err *reterr)
{
    size_t size = strlen(word);
    span text = span_slice(r->body, r->at, r->at + size);
    if (!span_is(text, word))
        return refuse(r, reterr, N_("JSON: a value is expected at byte %zu"));
    r->at += size;
    token->kind = kind;
    token->text = text;
    return true;
}

static bool level_begin(json_reader *r, json_kind kind, json_token *token, err *reterr)
{
    if (r->depth == JSON_DEPTH_MAX)
        return refuse(r, reterr, N_("JSON: nested too deeply at byte %zu"));
    r->at++;
    r->depth++;
    r->level[r->depth].is_object = kind == JSON_OBJECT;
    r->level[r->depth].member_count = 0;
    token->kind = kind;
    return true;
}

static bool value_read(json_reader *r, json_token *token, err *reterr)
{
    token->offset = r->at;
    char c = next_byte(r);
    switch (c) {
    case '{': return level_begin(r, JSON_OBJECT, token, reterr);
    case '[': return level_begin(r, JSON_ARRAY, token, reterr);
    case '"': token->kind = JSON_STRING; return json_string_read(r, &token->text, reterr);
    case 't': return word_read(r, "true", JSON_TRUE, token, reterr);
    case 'f': return word_read(r, "false", JSON_FALSE, token, reterr);
    case 'n': return word_read(r, "null", JSON_NULL, token, reterr);
    default: break;
    }
    if (c == '-' || is_digit(c))
        return number_read(r, token, reterr);
    return refuse(r, reterr, N_("JSON: a value is expected at byte %zu"));
}

/* Keeps a member's name, which must be new in its object. */
static bool name_keep(json_reader *r, span name, size_t offset, err *reterr)
{
    span **names = &r->level[r->depth].names;
    int count = r->level[r->depth].member_count;
    if (!*names)
        *names = ARENA_NEW(r->home, span, JSON_MEMBERS_MAX);
    if (!*names)
        return err_set(reterr, ERR_MEMORY, N_("the text is larger than the memory for it"));
    if (count == JSON_MEMBERS_MAX)
        return err_set(reterr, ERR_INPUT,
            N_("JSON: an object has more than %d members at byte %zu"), JSON_MEMBERS_MAX, offset);
    for (int i = 0; i < count; i++) {
        if ((*names)[i].size == name.size && span_equal((*names)[i], name))
            return err_set(reterr, ERR_INPUT, N_("JSON: the member %.*s comes twice, at byte %zu"),
                SPAN_PRINT(name), offset);
    }
    (*names)[count] = name;
    return true;
}

static bool name_read(json_reader *r, json_token *token, err *reterr)
{
    size_t offset = r->at;
    if (next_byte(r) != '"')
        return refuse(r, reterr, N_("JSON: a member name is expected at byte %zu"));
    if (!json_string_read(r, &token->name, reterr) || !name_keep(r, token->name, offset, reterr))
        return false;
    blanks_pass(r);
    if (next_byte(r) != ':')
        return refuse(r, reterr, N_("JSON: a colon is expected at byte %zu"));
    r->at++;
    blanks_pass(r);
    return true;
}

/* Before and behind the one value of the body. */
static bool root_next(json_reader *r, json_token *token, err *reterr)
{
    if (r->level[0].member_count == 0) {
        r->level[0].member_count = 1;
        return value_read(r, token, reterr);
    }
    if (r->at < r->body.size)
        return refuse(r, reterr, N_("JSON: more text behind the value, at byte %zu"));
    r->is_done = true;
    token->kind = JSON_END;
    token->offset = r->at;
    return true;
}

static bool inner_next(json_reader *r, json_token *token, err *reterr)
{
    bool is_object = r->level[r->depth].is_object;
    if (next_byte(r) == (is_object ? '}' : ']')) {
        token->kind = is_object ? JSON_OBJECT_END : JSON_ARRAY_END;
        token->offset = r->at++;
        r->depth--;
        return true;
    }
    if (r->level[r->depth].member_count > 0) {
        if (next_byte(r) != ',')
            return refuse(r, reterr, N_("JSON: a comma or the end is expected at byte %zu"));
        r->at++;
        blanks_pass(r);
    }
    if (is_object && !name_read(r, token, reterr))
        return false;
    /* Only names are counted against a bound; the items of an array are bounded by the body. */
    if (is_object || r->level[r->depth].member_count == 0)
        r->level[r->depth].member_count++;
    return value_read(r, token, reterr);
}

bool json_next(json_reader *r, json_token *ret, err *reterr)
{
    assert(r && r->home && ret && r->depth >= 0 && r->depth <= JSON_DEPTH_MAX);
    json_token token = { 0 };
    blanks_pass(r);
    bool is_read = r->depth == 0 ? root_next(r, &token, reterr) : inner_next(r, &token, reterr);
    if (is_read)
        *ret = token;
    return is_read;
}

bool json_skip(json_reader *r, const json_token *first, err *reterr)
{
    assert(r && first);
    if (first->kind != JSON_OBJECT && first->kind != JSON_ARRAY)
        return true;
    int outside = r->depth - 1;
    json_token token = { 0 };
    while (r->depth > outside) {
        if (!json_next(r, &token, reterr))
            return false;
    }
    return true;
}
