/* Ids and days as JSON.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/put.h"

#include "text/text.h"

void door_put_id(json_writer *w, const char *name, int64_t id)
{
    unsigned char room[32];
    arena a = { .start = room, .size = sizeof room };
    buffer b = buffer_in(&a, 16);
    if (id == 0) {
        json_put_null(w, name);
        return;
    }
    text_add_id(&b, id);
    json_put_string(w, name, buffer_span(&b));
}

void door_put_date(json_writer *w, const char *name, date day)
{
    unsigned char room[32];
    arena a = { .start = room, .size = sizeof room };
    buffer b = buffer_in(&a, 12);
    if (day.day == 0) {
        json_put_null(w, name);
        return;
    }
    text_add_date(&b, day);
    json_put_string(w, name, buffer_span(&b));
}
