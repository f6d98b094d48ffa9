/* Feeds strangers' bytes to the JSON reader.  Laws: nothing is read outside of the body; every
 * string that comes out is UTF-8; a body that is read once is read again the same when the tokens
 * are written out by the writer.
 * SPDX-License-Identifier: Apache-2.0 */
#include "text/json.h"
#include "text/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY_MAX = 4 << 20 };

/* The fuzzer needs a fault that it sees, also in a build without asserts. */
static void must(bool holds)
{
    if (!holds)
        abort();
}

static void name_written(json_writer *w, arena *a, span name)
{
    if (w->depth == 0 || !name.at)
        return;
    /* json_name takes what is plain; a name with escapes goes out as the writer's string would. */
    span copy = arena_copy(a, name);
    bool is_plain = copy.at != NULL;
    for (size_t i = 0; is_plain && i < name.size; i++)
        is_plain = (unsigned char)name.at[i] >= 0x20 && name.at[i] != '"' && name.at[i] != '\\';
    json_name(w, is_plain ? copy.at : "escaped");
}

static void token_written(json_writer *w, arena *a, const json_token *t)
{
    if (t->kind != JSON_OBJECT_END && t->kind != JSON_ARRAY_END)
        name_written(w, a, t->name);
    switch (t->kind) {
    case JSON_OBJECT: json_object(w); break;
    case JSON_OBJECT_END: json_object_end(w); break;
    case JSON_ARRAY: json_array(w); break;
    case JSON_ARRAY_END: json_array_end(w); break;
    case JSON_STRING: json_string(w, t->text); break;
    case JSON_INTEGER: json_int(w, t->integer); break;
    case JSON_TRUE: json_bool(w, true); break;
    case JSON_FALSE: json_bool(w, false); break;
    case JSON_NUMBER:
    case JSON_NULL: json_null(w); break;
    case JSON_END: break;
    }
}

/* Reads all of `body`, writes it to `out`; false when it is refused. */
static bool copied(arena *a, span body, buffer *out)
{
    json_reader r = json_read(a, body);
    json_writer w = json_write(out);
    json_token t = { 0 };
    err e = { 0 };
    do {
        if (!json_next(&r, &t, &e)) {
            must(e.code == ERR_INPUT || e.code == ERR_MEMORY);
            must(r.at <= body.size);
            char text[512];
            must(err_render(&e, e.message, text, sizeof text) > 0);
            return false;
        }
        must(text_utf8_bad(t.text) == t.text.size && text_utf8_bad(t.name) == t.name.size);
        must(!memchr(t.text.at ? t.text.at : "", '\0', t.text.size) && t.offset <= body.size);
        token_written(&w, a, &t);
    } while (t.kind != JSON_END);
    must(r.depth == 0 && w.depth == 0 && r.at == body.size);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static arena a;
    if (!a.start && !arena_open(&a, MEMORY_MAX))
        return 0;
    arena_reset(&a, 0);
    /* An exact copy, so that the sanitizer sees the first byte behind it. */
    char *exact = malloc(size > 0 ? size : 1);
    if (!exact)
        return 0;
    memcpy(exact, data, size);
    span body = { exact, size };
    buffer first = buffer_in(&a, 1024);
    err e = { 0 };
    if (copied(&a, body, &first) && buffer_check(&first, &e)) {
        buffer second = buffer_in(&a, 1024);
        /* Two names that were escaped may now be one and the same. */
        bool is_plain = span_search(buffer_span(&first), span_of("\"escaped\":")) == first.used;
        bool is_read = copied(&a, buffer_span(&first), &second);
        must(!is_plain || is_read || second.is_full || a.size - a.used < 8192);
        if (is_plain && is_read && buffer_check(&second, &e))
            must(span_equal(buffer_span(&first), buffer_span(&second)));
    }
    arena_reset(&a, 0);
    json_reader r = json_read(&a, body);
    json_token t = { 0 };
    if (json_next(&r, &t, &e) && json_skip(&r, &t, &e))
        must(r.depth == 0);
    free(exact);
    return 0;
}
