/* Profiles: how files of banks, wallets and rolls are read; those of the program, and those that people
 * added.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/staff_profile.h"

#include "door/web/import_in.h"
#include "payfile/profile.h"
#include "profile_html.h"
#include "profiles_html.h"
#include "text/text.h"

#include <assert.h>

/* The unit whose profiles she works with: the head of her scope. */
static org_id own_unit(const staff *s)
{
    return s->r->author.grant_count > 0 && s->r->author.grants[0].org.value
               ? s->r->author.grants[0].org
               : s->r->session.org;
}

static bool profiles_read(staff *s, payfile_profiles *ret, size_t *ret_own, err *reterr)
{
    import_desk desk = house_desk(s->r->house, s->r->conn, &s->r->author);
    if (!import_profiles(&desk, &s->memory, own_unit(s), ret, reterr))
        return false;
    *ret_own = ret->count - desk.profiles.count;
    return true;
}

static profile_item item_of(staff *s, const payfile_profile *p, bool is_own)
{
    donation_channel channel = CHANNEL_OTHER;
    bool is_known = donation_channel_parse(p->channel, &channel);
    return (profile_item){ .url = staff_url(s, "/app/profiles/%.*s", SPAN_PRINT(p->code)),
        .name = s->r->lang == SAY_ZH ? p->name_zh : p->name_en,
        .code = p->code,
        .channel = is_known ? donation_channel_label(channel) : NULL,
        .is_own = is_own };
}

void staff_profiles_get(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    payfile_profiles all = { 0 };
    size_t added = 0;
    profiles_view v = { 0 };
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Kinds of files")))
        return;
    bool is_good = profiles_read(&s, &all, &added, &why);
    profile_item *items = is_good ? ARENA_NEW(&s.memory, profile_item, all.count + 1) : NULL;
    if (!items) {
        if (is_good)
            err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
        staff_fail(&s, &why);
        return;
    }
    for (size_t i = 0; i < all.count; i++)
        items[v.count++] = item_of(&s, all.list[i], i >= added);
    v.items = items;
    v.staff = s.view;
    profiles_html(&s.out, &v);
    staff_answer(&s, 200);
}

/* The profile of the address; answers itself when there is none. */
static const payfile_profile *profile_find(staff *s, bool *ret_own)
{
    err why = { 0 };
    payfile_profiles all = { 0 };
    size_t added = 0;
    if (!profiles_read(s, &all, &added, &why)) {
        staff_fail(s, &why);
        return NULL;
    }
    for (size_t i = 0; i < all.count; i++) {
        *ret_own = i >= added;
        if (span_equal(all.list[i]->code, s->r->params[0]))
            return all.list[i];
    }
    staff_absent(s);
    return NULL;
}

static span words_text(staff *s, const profile_words *words)
{
    buffer b = buffer_in(&s->memory, 256);
    for (size_t i = 0; i < words->count; i++) {
        buffer_text(&b, i > 0 ? " · " : "");
        buffer_add(&b, words->words[i]);
    }
    return buffer_span(&b);
}

static bool lines_fill(staff *s, const payfile_profile *p, profile_view *v)
{
    profile_line *lines = ARENA_NEW(&s->memory, profile_line, ROLE_COUNT);
    for (int role = 0; lines && role < ROLE_COUNT; role++) {
        if (p->names[role].count > 0)
            lines[v->line_count++] = (profile_line){ profile_role_label((profile_role)role),
                words_text(s, &p->names[role]) };
    }
    v->lines = lines;
    return lines != NULL;
}

void staff_profile_get(door_request *r)
{
    STAFF s = { 0 };
    bool is_own = false;
    profile_view v = { 0 };
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Kind of file")))
        return;
    const payfile_profile *p = profile_find(&s, &is_own);
    if (!p || !lines_fill(&s, p, &v))
        return;
    buffer json = buffer_in(&s.memory, 8192);
    profile_print(&json, p);
    v.head = item_of(&s, p, is_own);
    v.marks_in = words_text(&s, &p->marks_in);
    v.marks_out = words_text(&s, &p->marks_out);
    v.rule_count = (int64_t)p->rule_count;
    v.json = buffer_span(&json);
    if (!is_own && staff_may(&s, RIGHT_STATEMENT_IMPORT, own_unit(&s)))
        v.end_action = staff_url(&s, "/app/profiles/%.*s/end", SPAN_PRINT(p->code));
    s.view.name = v.head.name;
    v.staff = s.view;
    profile_html(&s.out, &v);
    staff_answer(&s, 200);
}

void staff_profile_end_post(door_request *r)
{
    STAFF s = { 0 };
    bool is_own = false;
    err why = { 0 };
    change c = { 0 };
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Kind of file")))
        return;
    const payfile_profile *p = profile_find(&s, &is_own);
    if (!p)
        return;
    profile_change in = { .code = p->code };
    if (staff_change(&s, &profile_end, own_unit(&s), &in, &c, &why))
        staff_go(&s, "/app/profiles");
    else
        staff_fail(&s, &why);
}
