/* SPDX-License-Identifier: Apache-2.0 Reading JSON objects into structs.  The files are the
 * project's own or an administrator's: messages name the member and leave it at that. */
#include "work/scenario/fields_in.h"
#include "text/text.h"

#include <assert.h>
#include <string.h>

bool field_refuse(err *reterr, const char *name)
{
    return err_field(reterr, name, N_("The scenario's member %s is not as it must be"), name);
}

static bool moment_take(span text, scenario_moment *ret, err *reterr)
{
    scenario_moment m = { 0 };
    int64_t clock_us = 0;
    if (!text_parse_instant(text, &m.us, reterr) ||
        !text_parse_date(span_slice(text, 0, 10), &m.day, reterr) ||
        !text_parse_clock(span_slice(text, 11, 19), &clock_us, reterr))
        return false;
    m.second = (int32_t)(clock_us / 1000000);
    *ret = m;
    return true;
}

static bool text_take(const field *f, const json_token *t, void *to, err *reterr)
{
    if (t->kind == JSON_NULL && f->min == 0)
        return true;
    if (t->kind != JSON_STRING || t->text.size > FIELD_TEXT_MAX || (int64_t)t->text.size < f->min)
        return field_refuse(reterr, f->name);
    if (f->kind == FIELD_DAY)
        return text_parse_date(t->text, to, reterr);
    if (f->kind == FIELD_MOMENT)
        return moment_take(t->text, to, reterr);
    *(span *)to = t->text;
    return true;
}

static bool number_take(const field *f, const json_token *t, void *to, err *reterr)
{
    if (t->kind != JSON_INTEGER || t->integer < f->min || t->integer > f->max)
        return field_refuse(reterr, f->name);
    if (f->kind == FIELD_MONEY)
        *(money *)to = (money){ t->integer };
    else if (f->kind == FIELD_SMALL)
        *(int32_t *)to = (int32_t)t->integer;
    else
        *(int64_t *)to = t->integer;
    return true;
}

static bool member_take(
    json_reader *r, const field *f, const json_token *t, void *into, err *reterr)
{
    void *to = (char *)into + f->at;
    switch (f->kind) {
    case FIELD_TEXT:
    case FIELD_DAY:
    case FIELD_MOMENT: return text_take(f, t, to, reterr);
    case FIELD_INT:
    case FIELD_SMALL:
    case FIELD_MONEY: return number_take(f, t, to, reterr);
    case FIELD_BOOL:
        *(bool *)to = t->kind == JSON_TRUE;
        return t->kind == JSON_TRUE || t->kind == JSON_FALSE || field_refuse(reterr, f->name);
    case FIELD_NEST:
        if (t->kind != JSON_OBJECT && t->kind != JSON_ARRAY)
            return field_refuse(reterr, f->name);
        return f->nest(r, t, to, reterr);
    }
    assert(false);
    return false;
}

bool fields_read(json_reader *r, const field *table, size_t count, void *into, err *reterr)
{
    assert(r && table && into);
    assert(count <= FIELDS_MAX);
    bool is_seen[FIELDS_MAX] = { false };
    json_token t = { 0 };
    for (int member = 0; member <= JSON_MEMBERS_MAX; member++) {
        if (!json_next(r, &t, reterr))
            return false;
        if (t.kind == JSON_OBJECT_END)
            break;
        size_t i = 0;
        while (i < count && !span_is(t.name, table[i].name))
            i++;
        if (i == count) {
            if (!json_skip(r, &t, reterr))
                return false;
            continue;
        }
        is_seen[i] = true;
        if (!member_take(r, &table[i], &t, into, reterr))
            return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!is_seen[i])
            return err_field(
                reterr, table[i].name, N_("The scenario has no member %s"), table[i].name);
    }
    return true;
}

bool fields_read_all(arena *a, span json, const field *table, size_t count, void *into, err *reterr)
{
    json_reader r = json_read(a, json);
    json_token t = { 0 };
    if (!json_next(&r, &t, reterr))
        return false;
    if (t.kind != JSON_OBJECT)
        return err_set(reterr, ERR_INPUT, N_("The scenario's file holds no object"));
    return fields_read(&r, table, count, into, reterr) && json_next(&r, &t, reterr) &&
           (t.kind == JSON_END ||
               err_set(reterr, ERR_INPUT, N_("The scenario's file goes on behind its object")));
}
