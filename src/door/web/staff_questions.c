/* Questions about figures at the desk.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/disclosure.h"

#include "questions_html.h"
#include "text/text.h"

#include <assert.h>

enum { LISTED = 100 };

static bool item_fill(staff *s, const question *q, question_item *ret, err *reterr)
{
    if (!question_item_fill(s->r, &s->memory, q, ret, reterr))
        return false;
    if (q->answered_us != 0)
        return access_name(s->r->conn, &s->memory, q->answered_by, &ret->by, reterr);
    if (staff_may(s, RIGHT_DISCLOSE, q->org))
        ret->action = staff_id_url(s, "/app/questions/", q->id);
    return true;
}

static void page_show(staff *s, int status, const err *why)
{
    err broken = { 0 };
    question *list = NULL;
    size_t count = 0;
    questions_view v = { 0 };
    question_item *items = ARENA_NEW(&s->memory, question_item, LISTED);
    bool is_good = items && question_list(s->r->conn, &s->memory, LISTED, &list, &count, &broken);
    for (size_t i = 0; i < count && is_good; i++) {
        if (staff_sees(s, list[i].org))
            is_good = item_fill(s, &list[i], &items[v.count++], &broken);
    }
    if (!is_good) {
        staff_fail(s, &broken);
        return;
    }
    if (why)
        s->view.note = (note_view){ .tone = TONE_BAD, .text = *why };
    v.items = items;
    v.staff = s->view;
    questions_html(&s->out, &v);
    staff_answer(s, status);
}

void staff_questions_get(door_request *r)
{
    STAFF s = { 0 };
    if (staff_begin(&s, r, STAFF_QUESTIONS, N_("Questions")))
        page_show(&s, 200, NULL);
}

void staff_question_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    change c = { 0 };
    question q = { 0 };
    question_answer_input in = { 0 };
    if (!staff_begin(&s, r, STAFF_QUESTIONS, N_("Questions")))
        return;
    if (!staff_id(&s, &in.id) || !question_get(r->conn, &s.memory, in.id, &q, &why) ||
        !staff_sees(&s, q.org)) {
        staff_absent(&s);
        return;
    }
    in.answer = text_normal(&s.memory, staff_field(&s, "answer"));
    if (staff_change(&s, &question_answer, q.org, &in, &c, &why))
        staff_go(&s, "/app/questions");
    else
        page_show(&s, door_status(why.code), &why);
}
