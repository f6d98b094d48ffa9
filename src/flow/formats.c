/* Which formats an organisation's files may have: the program's own, the profiles that its people
 * added, those that came with the program; and which one a statement was read with.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/import_in.h"

#include "work/statement/profile.h"

#include <assert.h>
#include <string.h>

enum { PROFILES_MAX = 500 };

bool import_profiles(
    const import_desk *desk, arena *home, org_id org, payfile_profiles *ret, err *reterr)
{
    assert(desk && desk->conn && home && ret);
    profile_record *rows = NULL;
    size_t count = 0;
    if (!profile_list(desk->conn, home, org, PROFILES_MAX, &rows, &count, reterr))
        return false;
    const payfile_profile **list =
        ARENA_NEW(home, const payfile_profile *, count + desk->profiles.count);
    if (!list)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    for (size_t i = 0; i < count; i++) {
        payfile_profile *p = NULL;
        if (!profile_parse(home, rows[i].body, &p, reterr))
            return false;
        list[i] = p;
    }
    for (size_t i = 0; i < desk->profiles.count; i++)
        list[count + i] = desk->profiles.list[i];
    *ret = (payfile_profiles){ .count = count + desk->profiles.count, .list = list };
    return true;
}

bool import_format(const import_desk *desk, arena *home, org_id org, span name,
    payfile_format *ret_format, err *reterr)
{
    payfile_profiles profiles = { 0 };
    if (!import_profiles(desk, home, org, &profiles, reterr))
        return false;
    return payfile_format_parse(name, profiles, ret_format) ||
           err_field(reterr, "profile", N_("Unknown format %.*s"), SPAN_PRINT(name));
}

bool format_of_statement(
    store_conn *conn, arena *home, const statement *s, payfile_format *ret_format, err *reterr)
{
    assert(conn && home && s && ret_format);
    const payfile_profiles none = { 0 };
    profile_record kept = { 0 };
    payfile_profile *profile = NULL;
    if (s->profile == 0)
        return payfile_format_parse(span_of(s->format), none, ret_format) ||
               err_set(reterr, ERR_DAMAGE, N_("the import has an unknown format: %s"), s->format);
    if (!profile_get(conn, home, s->profile, &kept, reterr) ||
        !profile_parse(home, kept.body, &profile, reterr))
        return false;
    *ret_format = (payfile_format){ .profile = profile };
    memcpy(ret_format->name, s->format, sizeof ret_format->name);
    return true;
}

/* ---- changes -------------------------------------------------------------------------------- */

static bool apply_profile_add(store_txn *txn, change *c, err *reterr)
{
    const profile_change *in = c->input;
    profile_record p = {
        .org = c->org, .code = in->code, .origin = PROFILE_ADDED, .body = in->body
    };
    if (!profile_put(txn, c, &p, reterr))
        return false;
    c->object_id = p.id;
    c->outcome = p.version;
    return true;
}

static bool apply_profile_end(store_txn *txn, change *c, err *reterr)
{
    const profile_change *in = c->input;
    return profile_close(txn, c, c->org, in->code, reterr);
}

bool import_profile_add(
    const import_desk *desk, arena *home, org_id org, span json, profile_change *ret, err *reterr)
{
    payfile_profile *profile = NULL;
    payfile_format taken = { 0 };
    if (!profile_parse(home, json, &profile, reterr))
        return false;
    if (payfile_format_parse(profile->code, desk->profiles, &taken)) {
        err_field(reterr, "code", N_("The program has a profile %.*s of its own"),
            SPAN_PRINT(profile->code));
        return err_hint(reterr, N_("Give yours another code"));
    }
    donation_channel channel = CHANNEL_OTHER;
    if (!donation_channel_parse(profile->channel, &channel))
        return err_field(
            reterr, "channel", N_("No gifts come by way of %.*s"), SPAN_PRINT(profile->channel));
    *ret = (profile_change){ .code = profile->code, .body = profile->json };
    change c = change_asked(desk, &profile_add, org, ret);
    if (!writer_run(desk->writer, &c, reterr))
        return false;
    ret->id = c.object_id;
    ret->version = c.outcome;
    return true;
}

const change_kind profile_add = { 320, "profile.add", RIGHT_STATEMENT_IMPORT, apply_profile_add };
const change_kind profile_end = { 321, "profile.end", RIGHT_STATEMENT_IMPORT, apply_profile_end };
