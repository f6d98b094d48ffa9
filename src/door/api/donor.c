/* POST /api/v1/donations/{id}/show: a recorded look at what is sealed of a giver.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/api/api_in.h"

#include "text/text.h"

/* {"reason": "receipt"} */
bool api_reason_read(door_request *r, reveal_reason *ret, err *reterr)
{
    json_reader j = json_read(r->memory, r->net->body);
    json_token t = { 0 };
    span reason = { NULL, 0 };
    if (!json_next(&j, &t, reterr))
        return false;
    if (t.kind != JSON_OBJECT)
        return err_field(reterr, "body", N_("The body is a JSON object"));
    while (json_next(&j, &t, reterr)) {
        if (t.kind == JSON_OBJECT_END)
            return reveal_reason_parse(reason, ret, reterr);
        if (!span_is(t.name, "reason") || t.kind != JSON_STRING)
            return err_field(reterr, "body", N_("There is no member %.*s"), SPAN_PRINT(t.name));
        reason = t.text;
    }
    return false;
}

void api_donor_show(door_request *r)
{
    err why = { 0 };
    int64_t id = 0;
    donation_row gift = { 0 };
    donation_person person = { 0 };
    reveal_request look = {
        .conn = r->conn, .home = r->memory, .author = &r->author, .gift = &gift
    };
    bool is_good = text_parse_id(r->params[0], &id, &why) &&
                   donation_get(r->conn, (donation_id){ id }, &gift, &why) &&
                   api_reason_read(r, &look.reason, &why) &&
                   reveal_run(r->house, &look, &person, &why);
    if (!is_good) {
        door_error(r, &why);
        return;
    }
    buffer b = buffer_in(r->memory, 512);
    json_writer w = json_write(&b);
    json_object(&w);
    door_put_id(&w, "id", id);
    json_put_string(&w, "name", person.name);
    json_put_string(&w, "message", person.message);
    json_put_string(&w, "payment_no", person.payment_no);
    json_object_end(&w);
    api_answer(r, 200, &b);
}
