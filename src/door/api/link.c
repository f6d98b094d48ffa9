/* Secret links for givers of gifts that are there.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/api/api_in.h"

#include "door/links.h"
#include "text/text.h"

void api_donation_link_post(door_request *r)
{
    err why = { 0 };
    int64_t id = 0;
    char token[GIVER_TOKEN_SIZE + 1];
    if (!text_parse_id(r->params[0], &id, &why) ||
        !link_make(r->house, r->conn, &r->author, (donation_id){ id }, token, &why)) {
        door_error(r, &why);
        return;
    }
    buffer b = buffer_in(r->memory, 512);
    buffer link = buffer_in(r->memory, 256);
    json_writer w = json_write(&b);
    buffer_add(&link, door_plan_of(r->server)->public_url);
    buffer_format(&link, "/g/%s", token);
    json_object(&w);
    door_put_id(&w, "donation", id);
    json_put_string(&w, "link", buffer_span(&link));
    json_object_end(&w);
    api_answer(r, 201, &b);
}

void api_donation_links_end(door_request *r)
{
    err why = { 0 };
    int64_t id = 0;
    if (!text_parse_id(r->params[0], &id, &why) ||
        !links_end(r->house, r->conn, &r->author, (donation_id){ id }, &why)) {
        door_error(r, &why);
        return;
    }
    buffer b = buffer_in(r->memory, 64);
    json_writer w = json_write(&b);
    json_object(&w);
    door_put_id(&w, "id", id);
    json_object_end(&w);
    api_answer(r, 200, &b);
}
