/* People with their roles, tokens of programs, and the audit trail.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/staff_admin.h"
#include "door/web/staff_in.h"

#include "audit_html.h"
#include "change/audit.h"
#include "door/reveal.h"
#include "form_page_html.h"
#include "people_html.h"
#include "text/text.h"
#include "web_sql.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* ---- people --------------------------------------------------------------------------------- */

static mark_view active_mark(bool is_active)
{
    return is_active ? (mark_view){ N_("active"), TONE_OK, ICON_CHECK }
                     : (mark_view){ N_("ended"), TONE_ZERO, ICON_CLOSE };
}

static bool persons_fill(staff *s, people_view *v, err *reterr)
{
    access_person_row *rows = NULL;
    size_t count = 0;
    if (!access_persons(s->r->conn, &s->memory, &rows, &count, reterr))
        return false;
    person_item *items = ARENA_NEW(&s->memory, person_item, count + 1);
    if (!items)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    for (size_t i = 0; i < count; i++) {
        const access_person_row *row = &rows[i];
        if (!staff_sees(s, row->org) && !(row->role_org.value && staff_sees(s, row->role_org)))
            continue;
        person_item *item = &items[v->count++];
        *item = (person_item){ .login = row->login,
            .name = row->name.size > 0 ? row->name : row->login,
            .org = staff_org_name(s, row->org),
            .role = staff_role_label(row->role),
            .role_org = staff_org_name(s, row->role_org),
            .state = active_mark(row->is_active) };
        if (row->is_active && row->id.value != s->r->author.id &&
            staff_may(s, RIGHT_ACCESS_EDIT, row->org))
            item->end_action =
                staff_url(s, "/app/people/%.*s/end", SPAN_PRINT(staff_id_text(s, row->id.value)));
    }
    v->items = items;
    return true;
}

static const char *right_label(int64_t right_held)
{
    static const char *const labels[RIGHT_COUNT] = { N_("nothing"), N_("read"), N_("edit units"),
        N_("edit sign-ins"), N_("edit campaigns"), N_("book notified payments"), N_("enter gifts"),
        N_("import files"), N_("confirm imports"), N_("give money back"), N_("publish"),
        N_("the program itself"), N_("look at givers' names") };
    return right_held > 0 && right_held < RIGHT_COUNT ? labels[right_held] : labels[0];
}

static bool tokens_fill(staff *s, people_view *v, err *reterr)
{
    access_token_row *rows = NULL;
    size_t count = 0;
    if (!access_token_list(s->r->conn, &s->memory, &rows, &count, reterr))
        return false;
    token_item *items = ARENA_NEW(&s->memory, token_item, count + 1);
    if (!items)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    for (size_t i = 0; i < count; i++) {
        const access_token_row *row = &rows[i];
        if (!staff_sees(s, row->org))
            continue;
        token_item *item = &items[v->token_count++];
        *item = (token_item){ .label = row->label,
            .org = staff_org_name(s, row->org),
            .allows = right_label((int64_t)row->allows),
            .made_us = row->made_us + house_civil_offset(s->r->house),
            .state = active_mark(row->ended_us == 0) };
        if (row->ended_us == 0 && staff_may(s, RIGHT_ACCESS_EDIT, row->org))
            item->end_action =
                staff_url(s, "/app/tokens/%.*s/end", SPAN_PRINT(staff_id_text(s, row->id)));
    }
    v->tokens = items;
    return true;
}

void staff_people_get(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    people_view v = { 0 };
    if (!staff_begin(&s, r, STAFF_PEOPLE, N_("People and roles")))
        return;
    if (!persons_fill(&s, &v, &why) || !tokens_fill(&s, &v, &why)) {
        staff_fail(&s, &why);
        return;
    }
    if (s.view.may_edit_access)
        v.new_url = staff_url(&s, "/app/people/new");
    v.staff = s.view;
    people_html(&s.out, &v);
    staff_answer(&s, 200);
}

/* Units in which she may give roles. */
static size_t org_choices(staff *s, span chosen, choice_item **ret)
{
    enum { CHOICES_MAX = 500 };
    size_t count = 0;
    *ret = ARENA_NEW(&s->memory, choice_item, CHOICES_MAX);
    for (int32_t i = 0; *ret && i < s->tree.count && count < CHOICES_MAX; i++) {
        const org *o = &s->tree.orgs[i];
        if (o->closed.day == 0 && staff_may(s, RIGHT_ACCESS_EDIT, o->id))
            (*ret)[count++] = (choice_item){ .value = o->code,
                .text = staff_org_name(s, o->id),
                .is_chosen = span_equal(o->code, chosen) };
    }
    return count;
}

static void person_page(staff *s, const staff_faults *faults)
{
    enum { ROLES = 4, INPUTS = 5 };
    choice_item *orgs = NULL;
    choice_item roles[ROLES];
    size_t count = org_choices(s, staff_field(s, "org"), &orgs);
    for (int role = ACCESS_ADMINISTRATOR; role <= ACCESS_PUBLISHER; role++) {
        span name = span_of(access_role_name((access_role)role));
        roles[role - 1] = (choice_item){ .value = name,
            .said = staff_role_label((access_role)role),
            .is_chosen = span_equal(name, staff_field(s, "role")) };
    }
    input_view inputs[INPUTS] = {
        { .name = "login",
            .label = N_("User name"),
            .kind = INPUT_LOGIN,
            .hint = N_("Lower case letters, digits, dot and dash.") },
        { .name = "name", .label = N_("Name"), .kind = INPUT_TEXT },
        { .name = "org",
            .label = N_("Unit"),
            .kind = INPUT_LIST,
            .choices = orgs,
            .choice_count = count,
            .is_half = true },
        { .name = "role",
            .label = N_("Role"),
            .kind = INPUT_LIST,
            .choices = roles,
            .choice_count = ROLES,
            .is_half = true },
        { .name = "secret",
            .label = N_("Password"),
            .kind = INPUT_SECRET,
            .hint =
                N_("At least ten characters; tell it to the person, it can't be shown again.") },
    };
    staff_form_keep(s, inputs, INPUTS);
    staff_key_fill(s);
    form_page_view v = { .back_url = staff_url(s, "/app/people"),
        .back = N_("People and roles"),
        .form = { .inputs = inputs, .input_count = INPUTS },
        .action = staff_url(s, "/app/people/new"),
        .submit = N_("Add a person") };
    staff_faults_show(s, &v.form, inputs, faults);
    v.staff = s->view;
    form_page_html(&s->out, &v);
    staff_answer(s, staff_faults_status(faults));
}

void staff_person_new_get(door_request *r)
{
    STAFF s = { 0 };
    if (staff_begin(&s, r, STAFF_PEOPLE, N_("Add a person")))
        person_page(&s, &(staff_faults){ 0 });
}

static void person_read(staff *s, access_user_input *ret, staff_faults *faults)
{
    err why = { 0 };
    span secret = staff_field(s, "secret");
    const org *unit = org_find_by_code(&s->tree, staff_field(s, "org"));
    ret->login = text_normal(&s->memory, staff_field(s, "login"));
    ret->name = text_normal(&s->memory, staff_field(s, "name"));
    staff_fault(faults, access_login_check(ret->login, &why), &why);
    staff_need(faults, "name", ret->name, N_("Enter the name"));
    bool is_hers = unit && staff_may(s, RIGHT_ACCESS_EDIT, unit->id);
    staff_fault(faults, is_hers || err_field(&why, "org", N_("Choose a unit")), &why);
    bool is_role =
        access_role_parse(staff_field(s, "role"), &ret->role) && ret->role <= ACCESS_PUBLISHER;
    staff_fault(faults, is_role || err_field(&why, "role", N_("There is no such role")), &why);
    ret->org = is_hers ? unit->id : (org_id){ 0 };
    staff_fault(faults, access_secret_rules(secret, &why), &why);
    if (faults->count == 0)
        staff_fault(
            faults, crypt_password_hash(&s->memory, secret, &ret->secret_encoded, &why), &why);
}

void staff_person_new_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    change c = { 0 };
    access_user_input in = { 0 };
    staff_faults faults = { 0 };
    if (!staff_begin(&s, r, STAFF_PEOPLE, N_("Add a person")))
        return;
    person_read(&s, &in, &faults);
    if (faults.count == 0 &&
        staff_fault(&faults, staff_change(&s, &access_user_add, in.org, &in, &c, &why), &why))
        staff_go(&s, "/app/people");
    else
        person_page(&s, &faults);
}

/* The unit of the person or token of the address; {0} when she may not know of it. */
static org_id person_org(staff *s, int64_t id, err *reterr)
{
    access_person_row *rows = NULL;
    size_t count = 0;
    if (!access_persons(s->r->conn, &s->memory, &rows, &count, reterr))
        return (org_id){ 0 };
    for (size_t i = 0; i < count; i++) {
        if (rows[i].id.value == id && staff_sees(s, rows[i].org))
            return rows[i].org;
    }
    return (org_id){ 0 };
}

static org_id token_org(staff *s, int64_t id, err *reterr)
{
    access_token_row *rows = NULL;
    size_t count = 0;
    if (!access_token_list(s->r->conn, &s->memory, &rows, &count, reterr))
        return (org_id){ 0 };
    for (size_t i = 0; i < count; i++) {
        if (rows[i].id == id && staff_sees(s, rows[i].org))
            return rows[i].org;
    }
    return (org_id){ 0 };
}

static void end_post(
    door_request *r, const change_kind *kind, org_id (*owner)(staff *, int64_t, err *))
{
    STAFF s = { 0 };
    err why = { 0 };
    change c = { 0 };
    access_end_input in = { 0 };
    if (!staff_begin(&s, r, STAFF_PEOPLE, N_("People and roles")))
        return;
    org_id unit = staff_id(&s, &in.id) ? owner(&s, in.id, &why) : (org_id){ 0 };
    if (why.code == ERR_NONE && unit.value == 0) {
        staff_absent(&s);
        return;
    }
    if (why.code == ERR_NONE && staff_change(&s, kind, unit, &in, &c, &why))
        staff_go(&s, "/app/people");
    else
        staff_fail(&s, &why);
}

void staff_person_end_post(door_request *r)
{
    end_post(r, &access_user_end, person_org);
}

void staff_token_end_post(door_request *r)
{
    end_post(r, &house_token_end, token_org);
}

/* ---- audit ---------------------------------------------------------------------------------- */

static const struct kind_label {
    const char *name, *label;
    const char *place; /* address of its object, or NULL */
} kind_labels[] = {
    { "house.init", N_("house set up"), NULL },
    { "org.import", N_("units imported"), NULL },
    { "access.user_add", N_("person added"), NULL },
    { "access.token_add", N_("token made"), NULL },
    { "access.sign_in", N_("signed in"), NULL },
    { "access.sign_in_failed", N_("sign-in failed"), NULL },
    { "access.sign_out", N_("signed out"), NULL },
    { "access.user_end", N_("access ended"), NULL },
    { "access.token_end", N_("token ended"), NULL },
    { "campaign.add", N_("campaign opened"), NULL },
    { "campaign.edit", N_("campaign changed"), NULL },
    { "campaign.purpose_add", N_("purpose added"), NULL },
    { "donation.notify", N_("payment notified"), "/app/donations/" },
    { "donation.enter", N_("gift entered"), "/app/donations/" },
    { "donation.refund", N_("gift given back"), NULL },
    { "donation.move", N_("gift moved"), "/app/donations/" },
    { "donor.show", N_("looked at a giver's name"), "/app/donations/" },
    { "rows.show", N_("looked at names in rows of a file"), NULL },
    { "statement.add", N_("file brought in"), "/app/imports/" },
    { "statement.book", N_("rows of a file booked"), "/app/imports/" },
    { "statement.finish", N_("import finished"), "/app/imports/" },
    { "statement.confirm", N_("import confirmed"), "/app/imports/" },
    { "upload.add", N_("files brought to be looked at"), NULL },
    { "upload.end", N_("files put away that were not booked"), NULL },
    { "statement.undo", N_("undoing of an import begun"), "/app/imports/" },
    { "statement.unbook", N_("rows of a file reversed"), "/app/imports/" },
    { "statement.unbooked", N_("import undone"), "/app/imports/" },
    { "flood.set", N_("bound for visitors set"), NULL },
    { "promise.give", N_("gift promised"), NULL },
    { "promise.take_back", N_("promise taken back by the giver"), NULL },
    { "giver.link", N_("link made for a giver"), "/app/donations/" },
    { "giver.link_end", N_("links of a giver ended"), "/app/donations/" },
    { "want.add", N_("goods added to the list"), NULL },
    { "want.end", N_("goods taken off the list"), NULL },
    { "seen.add", N_("figure of a provider's screen entered"), NULL },
    { "seen.end", N_("figure of a provider's screen taken back"), NULL },
    { "way.add", N_("way to give added"), NULL },
    { "way.end", N_("way to give ended"), NULL },
    { "statement.accept", N_("import confirmed by its own totals"), "/app/imports/" },
};

static const struct kind_label *kind_of(int32_t number)
{
    const change_kind *kind = house_change_kind(number);
    for (size_t i = 0; kind && i < sizeof kind_labels / sizeof *kind_labels; i++) {
        if (strcmp(kind_labels[i].name, kind->name) == 0)
            return &kind_labels[i];
    }
    return NULL;
}

/* Whoever sees everything sees changes of no unit, too. */
static bool change_is_visible(const staff *s, const audit_row *row, bool sees_all)
{
    return row->org.value == 0 ? sees_all : staff_sees(s, row->org);
}

static void change_fill(staff *s, const audit_row *row, change_item *ret)
{
    err ignored = { 0 };
    const struct kind_label *kind = kind_of(row->kind);
    *ret = (change_item){ .seq = row->seq,
        .at_us = row->at_us,
        .from = row->address,
        .kind = kind ? kind->label : N_("change"),
        .why = row->kind == reveal_show.number || row->kind == reveal_rows.number
                   ? reveal_reason_label(row->outcome)
                   : NULL,
        .org = staff_org_name(s, row->org) };
    ret->is_visitor = house_change_by_visitor(row->kind);
    if (row->actor_id && !access_name(s->r->conn, &s->memory, row->actor_id, &ret->who, &ignored))
        ret->who = (span)SPAN("—");
    if (row->object_id)
        ret->object = staff_id_text(s, row->object_id);
    if (row->object_id && kind && kind->place)
        ret->object_url = staff_id_url(s, kind->place, row->object_id);
}

static bool audit_fill(staff *s, audit_view *v, err *reterr)
{
    audit_row *rows = NULL;
    size_t count = 0;
    int64_t before = staff_number(net_query(s->r->net, "before"));
    bool sees_all = staff_sees_all(s);
    uint8_t hash[32];
    buffer hex = buffer_in(&s->memory, 80);
    if (!audit_newest(s->r->conn, &s->memory, before, STAFF_ROWS + 1, &rows, &count, reterr) ||
        !audit_head(s->r->conn, hash, &v->head_number, reterr))
        return false;
    change_item *items = ARENA_NEW(&s->memory, change_item, STAFF_ROWS);
    if (!items)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    for (size_t i = 0; i < count && i < STAFF_ROWS; i++) {
        if (change_is_visible(s, &rows[i], sees_all))
            change_fill(s, &rows[i], &items[v->count++]);
    }
    text_add_hex(&hex, (span){ (const char *)hash, sizeof hash });
    v->head_hash = buffer_span(&hex);
    v->items = items;
    v->pager.count = (int64_t)v->count;
    if (count > STAFF_ROWS)
        v->pager.older_url =
            staff_url(s, "/app/audit?before=%lld", (long long)rows[STAFF_ROWS - 1].seq);
    if (before)
        v->pager.newer_url = staff_url(s, "/app/audit");
    v->csv_url = staff_url(s, "/app/audit.csv");
    return true;
}

void staff_audit_get(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    audit_view v = { 0 };
    if (!staff_begin(&s, r, STAFF_AUDIT, N_("Audit")))
        return;
    if (!audit_fill(&s, &v, &why)) {
        staff_fail(&s, &why);
        return;
    }
    v.staff = s.view;
    audit_html(&s.out, &v);
    staff_answer(&s, 200);
}

static void change_csv(staff *s, const audit_row *row, buffer *b)
{
    const change_kind *kind = house_change_kind(row->kind);
    const org *unit = org_find(&s->tree, row->org);
    buffer_format(b, "%lld,", (long long)row->seq);
    text_add_instant(b, row->at_us, 0);
    buffer_byte(b, ',');
    if (row->actor_id)
        text_add_id(b, row->actor_id);
    else if (house_change_by_visitor(row->kind))
        buffer_text(b, "visitor");
    buffer_byte(b, ',');
    text_add_csv(b, row->address);
    buffer_format(b, ",%s,", kind ? kind->name : "");
    if (unit)
        text_add_csv(b, unit->code);
    buffer_byte(b, ',');
    if (row->object_id)
        text_add_id(b, row->object_id);
    buffer_format(b, ",%lld,", (long long)row->outcome);
    buffer_add(b, web_demo_mark(s->r->house));
    buffer_text(b, "\r\n");
}

void staff_audit_csv_get(door_request *r)
{
    enum { STEP = 2000, MEMORY = 1 << 29 };
    STAFF s = { 0 };
    ARENA text = { 0 };
    ARENA step = { 0 };
    err why = { 0 };
    audit_row *rows = NULL;
    size_t count = 0;
    int64_t before = 0;
    if (!staff_begin(&s, r, STAFF_AUDIT, N_("Audit")))
        return;
    if (!arena_open(&text, MEMORY) || !arena_open(&step, 4 << 20)) {
        err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
        staff_fail(&s, &why);
        return;
    }
    bool sees_all = staff_sees_all(&s);
    buffer b = buffer_in(&text, 1 << 16);
    buffer_text(&b, "seq,at,actor,from,kind,unit,object,outcome,demo\r\n");
    do {
        arena_reset(&step, 0);
        if (!audit_newest(r->conn, &step, before, STEP, &rows, &count, &why)) {
            staff_fail(&s, &why);
            return;
        }
        for (size_t i = 0; i < count; i++) {
            if (change_is_visible(&s, &rows[i], sees_all))
                change_csv(&s, &rows[i], &b);
        }
        before = count > 0 ? rows[count - 1].seq : 0;
    } while (count == STEP && before > 1);
    staff_csv(&s, "audit.csv", &b);
}
