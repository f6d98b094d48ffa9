/* Errors as values: captures the arguments of a format, renders them later in any language.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"

#include <assert.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* Copies at most ERR_TEXT_MAX - 1 bytes, never half of a UTF-8 character. */
static void text_keep(char *into, const char *text, size_t size)
{
    if (size > ERR_TEXT_MAX - 1) {
        size = ERR_TEXT_MAX - 1;
        while (size > 0 && ((unsigned char)text[size] & 0xC0) == 0x80)
            size--;
    }
    memcpy(into, text, size);
    into[size] = '\0';
}

/* Reads one argument for the conversion that starts behind '%'; returns where it ends. */
static const char *arg_keep(err *e, const char *at, va_list *args)
{
    if (*at == '%')
        return at + 1;
    assert(e->arg_count < ERR_ARGS_MAX);
    err_arg *arg = &e->args[e->arg_count++];
    if (strncmp(at, ".*s", 3) == 0) {
        int size = va_arg(*args, int);
        const char *text = va_arg(*args, const char *);
        arg->is_text = true;
        text_keep(arg->text, text ? text : "", text && size > 0 ? strnlen(text, (size_t)size) : 0);
        return at + 3;
    }
    if (*at == 's') {
        const char *text = va_arg(*args, const char *);
        arg->is_text = true;
        text_keep(arg->text, text ? text : "", text ? strlen(text) : 0);
        return at + 1;
    }
    int longs = 0;
    bool is_size = false;
    for (; *at == 'l' || *at == 'z'; at++) {
        longs += *at == 'l';
        is_size |= *at == 'z';
    }
    assert(*at == 'd' || *at == 'u');
    if (is_size)
        arg->number = (int64_t)va_arg(*args, size_t);
    else if (longs == 2)
        arg->number = va_arg(*args, long long);
    else if (longs == 1)
        arg->number = va_arg(*args, long);
    else
        arg->number = va_arg(*args, int);
    return at + 1;
}

static void err_fill(err *e, err_code code, const char *format, va_list *args)
{
    assert(e && code > ERR_NONE && code < ERR_COUNT && format);
    *e = (err){ .code = code, .message = format };
    for (const char *at = format; *at;) {
        if (*at++ == '%')
            at = arg_keep(e, at, args);
    }
}

bool err_set(err *e, err_code code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    err_fill(e, code, format, &args);
    va_end(args);
    return false;
}

bool err_field(err *e, const char *field, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    err_fill(e, ERR_INPUT, format, &args);
    va_end(args);
    snprintf(e->field, sizeof e->field, "%s", field);
    return false;
}

bool err_hint(err *e, const char *hint)
{
    assert(e && e->code != ERR_NONE && hint);
    e->hint = hint;
    return false;
}

/* Appends text to the bounded output; what does not fit is cut at a character. */
static void out_add(char *into, int size, int *used, const char *text, size_t count)
{
    size_t room = (size_t)(size - 1 - *used);
    if (count > room) {
        count = room;
        while (count > 0 && ((unsigned char)text[count] & 0xC0) == 0x80)
            count--;
    }
    memcpy(into + *used, text, count);
    *used += (int)count;
}

int err_render(const err *e, const char *format, char *into, int size)
{
    assert(e && format && into && size > 0);
    int used = 0;
    int next = 0;
    for (const char *at = format; *at;) {
        size_t plain = strcspn(at, "%");
        out_add(into, size, &used, at, plain);
        at += plain;
        if (!*at || !at[1])
            break;
        at++;
        if (*at == '%') {
            out_add(into, size, &used, at++, 1);
            continue;
        }
        int index = next++;
        if (*at >= '1' && *at <= '9' && at[1] == '$') {
            index = *at - '1';
            at += 2;
        }
        at += strspn(at, ".*lz");
        if (*at)
            at++;
        if (index >= e->arg_count)
            continue;
        const err_arg *arg = &e->args[index];
        char number[24];
        if (!arg->is_text)
            snprintf(number, sizeof number, "%lld", (long long)arg->number);
        const char *text = arg->is_text ? arg->text : number;
        out_add(into, size, &used, text, strlen(text));
    }
    into[used] = '\0';
    return used;
}
