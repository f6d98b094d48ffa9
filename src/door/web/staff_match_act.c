/* What a person decides on the page of matching: forms of one gift, each answered with the next.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/staff_match.h"

#include "text/text.h"

#include <assert.h>
#include <stdio.h>

enum { PICK_MEMORY = 256 << 20 };

/* One form on its way: what it picks stands in an arena of its own, a file may have to be read. */
typedef struct act {
    staff s;
    arena home;
    import_desk desk;
    donation_id gift;
    donation_row row; /* of that gift */
} act;
#define ACT __attribute__((cleanup(act_end))) act
static void act_end(act *a)
{
    arena_close(&a->home);
    staff_end(&a->s);
}

static bool pick(act *a, span text, match_pick *ret, donation_row *ret_gift, err *reterr)
{
    int64_t id = 0;
    return text_parse_id(text, &id, reterr) &&
           match_pick_make(&a->desk, &a->home, (donation_id){ id }, ret, ret_gift, reterr);
}

/* Begins a form about the gift that it names; answers itself when there is none. */
static bool act_begin(act *a, door_request *r, match_pick *ret)
{
    err why = { 0 };
    if (!staff_begin(&a->s, r, STAFF_MATCH, N_("Payments without a giver")))
        return false;
    a->desk = house_desk(r->house, r->conn, &r->author);
    if (!arena_open(&a->home, PICK_MEMORY)) {
        err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
        staff_fail(&a->s, &why);
        return false;
    }
    if (pick(a, staff_field(&a->s, "gift"), ret, &a->row, &why) &&
        staff_may(&a->s, RIGHT_DONATION_ENTER, a->row.org)) {
        a->gift = a->row.id;
        return true;
    }
    staff_absent(&a->s);
    return false;
}

/* Runs the change; then the next gift is shown (or the same one, `stays`), or this one with what is
 * wrong. */
static void act_run(act *a, const change_kind *kind, void *input, const char *done, bool stays)
{
    err why = { 0 };
    change c = { 0 };
    staff *s = &a->s;
    if (!staff_change(s, kind, a->row.org, input, &c, &why)) {
        match_page(s, a->gift, door_status(why.code), &why);
        return;
    }
    span id = staff_id_text(s, a->gift.value);
    span next = staff_field(s, "next");
    int64_t ignored_id = 0;
    err ignored = { 0 };
    bool has_next = text_parse_id(next, &ignored_id, &ignored);
    html out = { .out = NULL };
    buffer b = buffer_in(&s->memory, 256);
    out.out = &b;
    buffer_text(&b, "/app/match?campaign=");
    html_part(&out, staff_field(s, "campaign"));
    if (staff_field(s, "what").size > 0) {
        buffer_text(&b, "&what=");
        html_part(&out, staff_field(s, "what"));
    }
    if (stays || has_next) {
        buffer_text(&b, "&gift=");
        buffer_add(&b, stays ? id : next);
    }
    buffer_format(&b, "&done=%s&last=%.*s#gift", done, SPAN_PRINT(id));
    staff_go(s, "%.*s", SPAN_PRINT(buffer_span(&b)));
}

static bool codes_read(act *a, match_link_input *in, err *reterr)
{
    const net_request *n = a->s.r->net;
    for (size_t i = 0; i < n->field_count; i++) {
        order_code code = { 0 };
        promise p = { 0 };
        if (!span_is(n->fields[i].name, "promise"))
            continue;
        if (in->promise_count == MATCH_PICKS_MAX)
            return err_field(reterr, "promises", N_("Choose 1 to %d promises"), MATCH_PICKS_MAX);
        if (!order_code_parse(n->fields[i].value, &code))
            return err_set(reterr, ERR_INPUT, N_("This is not an order code: %.*s"),
                SPAN_PRINT(n->fields[i].value));
        if (!promise_get_code(a->s.r->conn, &a->home, a->row.org, code, &p, reterr))
            return false;
        in->promises[in->promise_count++] = p.id;
    }
    return true;
}

static bool others_read(act *a, match_link_input *in, err *reterr)
{
    const net_request *n = a->s.r->net;
    for (size_t i = 0; i < n->field_count; i++) {
        donation_row ignored = { 0 };
        if (!span_is(n->fields[i].name, "with"))
            continue;
        if (in->gift_count == MATCH_PICKS_MAX)
            return err_field(reterr, "gifts", N_("Choose 1 to %d gifts"), MATCH_PICKS_MAX);
        if (!pick(a, n->fields[i].value, &in->gifts[in->gift_count++], &ignored, reterr))
            return false;
    }
    return true;
}

void staff_match_link_post(door_request *r)
{
    ACT a = { 0 };
    err why = { 0 };
    match_pick first = { 0 };
    if (!act_begin(&a, r, &first))
        return;
    match_link_input *in = ARENA_NEW(&a.s.memory, match_link_input, 1);
    if (!in) {
        err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
        staff_fail(&a.s, &why);
        return;
    }
    in->gifts[in->gift_count++] = first;
    in->forgets = staff_field(&a.s, "forget").size > 0;
    if (codes_read(&a, in, &why) && others_read(&a, in, &why))
        act_run(&a, &match_link_add, in, "link", false);
    else
        match_page(&a.s, a.gift, door_status(why.code), &why);
}

/* Whose a gift is that keeps no promise: who the learnt payer stands for, or whom she names. */
void staff_match_claim_post(door_request *r)
{
    ACT a = { 0 };
    err why = { 0 };
    match_claim_input in = { 0 };
    if (!act_begin(&a, r, &in.gift))
        return;
    staff *s = &a.s;
    int64_t display = staff_number(staff_field(s, "display"));
    const uint8_t *key = house_seal_key(r->house);
    donation_person person = { .name = text_normal(&s->memory, staff_field(s, "name")),
        .display = display >= 0 && display <= DISPLAY_ANONYMOUS ? (donation_display)display
                                                                : DISPLAY_NONE };
    bool is_learnt = staff_field(s, "payer").size > 0;
    in.forgets = staff_field(s, "forget").size > 0;
    in.name_key = promise_name_key(key, person.name);
    in.giver.donor = staff_number(staff_field(s, "donor")) == DONOR_ORGANISATION
                         ? DONOR_ORGANISATION
                         : DONOR_PERSON;
    in.giver.display = person.display;
    bool is_good = is_learnt ? text_parse_id(staff_field(s, "payer"), &in.payer, &why)
                             : donation_seal(&s->memory, key, &person, &in.giver.sealed, &why);
    if (is_good)
        act_run(&a, &match_claim, &in, "claim", false);
    else
        match_page(s, a.gift, door_status(why.code), &why);
}

void staff_match_unlink_post(door_request *r)
{
    ACT a = { 0 };
    err why = { 0 };
    promise p = { 0 };
    order_code code = { 0 };
    match_gift_input in = { 0 };
    if (!act_begin(&a, r, &in.gift))
        return;
    span text = staff_field(&a.s, "promise");
    bool is_good =
        text.size == 0 ||
        ((order_code_parse(text, &code) ||
             err_set(&why, ERR_INPUT, N_("This is not an order code: %.*s"), SPAN_PRINT(text))) &&
            promise_get_code(r->conn, &a.home, a.row.org, code, &p, &why));
    in.promise = p.id;
    if (is_good)
        act_run(&a, &match_unlink, &in, "unlink", true);
    else
        match_page(&a.s, a.gift, door_status(why.code), &why);
}

void staff_match_hold_post(door_request *r)
{
    ACT a = { 0 };
    match_gift_input in = { 0 };
    if (!act_begin(&a, r, &in.gift))
        return;
    in.reason = text_normal(&a.s.memory, staff_field(&a.s, "reason"));
    act_run(&a, &match_hold_add, &in, "hold", false);
}

void staff_match_release_post(door_request *r)
{
    ACT a = { 0 };
    match_gift_input in = { 0 };
    if (act_begin(&a, r, &in.gift))
        act_run(&a, &match_release, &in, "release", true);
}
