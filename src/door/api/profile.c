/* Profiles: how files of banks, wallets and rolls are read; listed, shown, proposed for a file, added and
 * ended.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/api/api_in.h"

#include "flow/import.h"
#include "payfile/profile.h"
#include "sys/fd.h"
#include "text/text.h"

enum { MEMORY = 64 << 20 };

static bool unit_named(door_request *r, span code, org_id *ret, err *reterr)
{
    ARENA home = { 0 };
    org_tree tree = { 0 };
    if (!arena_open(&home, MEMORY))
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!org_tree_load(r->conn, &home, &tree, reterr))
        return false;
    const org *found = org_find_by_code(&tree, code);
    if (found)
        *ret = found->id;
    return found || err_field(reterr, "org", N_("There is no unit %.*s"), SPAN_PRINT(code));
}

/* The unit of `org`, or the first in which the caller has a right. */
static bool unit_find(door_request *r, org_id *ret, err *reterr)
{
    span code = net_query(r->net, "org");
    if (code.size > 0)
        return unit_named(r, code, ret, reterr);
    if (r->author.grant_count == 0)
        return err_set(reterr, ERR_DENIED, N_("You have no right in any unit"));
    *ret = r->author.grants[0].org;
    return true;
}

/* What a request on profiles works with. */
typedef struct profiles_at {
    org_id unit;
    arena home;
    payfile_profiles all;
    size_t added; /* those that people added stand first */
} profiles_at;

static bool profiles_open(door_request *r, profiles_at *at, err *reterr)
{
    import_desk desk = house_desk(r->house, r->conn, &r->author);
    if (!unit_find(r, &at->unit, reterr) ||
        !door_may_at(r, RIGHT_STATEMENT_IMPORT, at->unit, reterr))
        return false;
    if (!arena_open(&at->home, MEMORY))
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!import_profiles(&desk, &at->home, at->unit, &at->all, reterr))
        return false;
    at->added = at->all.count - desk.profiles.count;
    return true;
}

void api_profiles_get(door_request *r)
{
    err why = { 0 };
    profiles_at at = { 0 };
    if (profiles_open(r, &at, &why)) {
        buffer b = buffer_in(r->memory, 8192);
        json_writer w = json_write(&b);
        json_object(&w);
        json_name(&w, "items");
        json_array(&w);
        for (size_t i = 0; i < at.all.count; i++) {
            const payfile_profile *p = at.all.list[i];
            json_object(&w);
            json_put_string(&w, "code", p->code);
            json_put_string(&w, "name_zh", p->name_zh);
            json_put_string(&w, "name_en", p->name_en);
            json_put_string(&w, "channel", p->channel);
            json_put_bool(&w, "added", i < at.added);
            json_object_end(&w);
        }
        json_array_end(&w);
        json_object_end(&w);
        api_answer(r, 200, &b);
    } else {
        door_error(r, &why);
    }
    arena_close(&at.home);
}

static void profile_answer(door_request *r, const payfile_profile *p)
{
    buffer b = buffer_in(r->memory, 8192);
    profile_print(&b, p);
    api_answer(r, 200, &b);
}

void api_profile_get(door_request *r)
{
    err why = { 0 };
    profiles_at at = { 0 };
    const payfile_profile *found = NULL;
    bool is_good = profiles_open(r, &at, &why);
    for (size_t i = 0; is_good && !found && i < at.all.count; i++)
        found = span_equal(at.all.list[i]->code, r->params[0]) ? at.all.list[i] : NULL;
    if (is_good && !found)
        err_set(&why, ERR_ABSENT, N_("No such profile: %.*s"), SPAN_PRINT(r->params[0]));
    if (found)
        profile_answer(r, found);
    else
        door_error(r, &why);
    arena_close(&at.home);
}

/* The body is a payment file: what its columns seem to be, as a profile without code and name. */
void api_profile_suggest(door_request *r)
{
    err why = { 0 };
    ARENA home = { 0 };
    sys_map map = { 0 };
    suggestion *s = arena_open(&home, MEMORY) ? ARENA_NEW(&home, suggestion, 1) : NULL;
    int fd = r->net->part_count > 0 ? r->net->parts[0].fd : r->net->body_fd;
    if (!s)
        err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
    bool is_sent = s && (fd >= 0 || err_set(&why, ERR_INPUT,
                                        N_("Send the file as the body, or as a part of a form")));
    if (is_sent && sys_map_fd(fd, DOOR_UPLOAD_MAX, &map, &why) &&
        profile_suggest(&home, map.bytes, s, &why))
        profile_answer(r, s->profile);
    else
        door_error(r, &why);
    sys_map_close(&map);
}

void api_profile_post(door_request *r)
{
    err why = { 0 };
    ARENA home = { 0 };
    org_id unit = { 0 };
    profile_change made = { 0 };
    change asked = { 0 };
    import_desk desk = house_desk(r->house, r->conn, &r->author);
    desk.asked = &asked;
    bool is_good = unit_find(r, &unit, &why) && api_key_any(r, &asked, &why) &&
                   (arena_open(&home, MEMORY) ||
                       err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"))) &&
                   import_profile_add(&desk, &home, unit, r->net->body, &made, &why);
    if (!is_good) {
        door_error(r, &why);
        return;
    }
    buffer b = buffer_in(r->memory, 256);
    json_writer w = json_write(&b);
    json_object(&w);
    json_put_string(&w, "code", made.code);
    json_put_int(&w, "version", made.version);
    json_object_end(&w);
    api_answer(r, 201, &b);
}

void api_profile_end(door_request *r)
{
    err why = { 0 };
    org_id unit = { 0 };
    change done = { 0 };
    profile_change in = { .code = r->params[0] };
    if (!unit_find(r, &unit, &why) || !api_run(r, &profile_end, unit, &in, &done, &why)) {
        door_error(r, &why);
        return;
    }
    buffer b = buffer_in(r->memory, 128);
    json_writer w = json_write(&b);
    json_object(&w);
    json_put_string(&w, "code", in.code);
    json_object_end(&w);
    api_answer(r, 200, &b);
}
