/* Mails from strangers: any bytes end in parts with names that are no paths, or in an error; the
 * walk comes to an end.
 * SPDX-License-Identifier: Apache-2.0 */
#include "mail/mail.h"
#include "text/text.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void part_check(mail *m, arena *a, const mail_part *part)
{
    err e = { 0 };
    sys_map map = { 0 };
    span text = { NULL, 0 };
    assert(part->message > 0 && part->message <= MAIL_MESSAGES_MAX && part->depth < MAIL_DEPTH_MAX);
    assert(part->name.size > 0 && part->name.size <= MAIL_NAME_MAX && part->name.at[0] != '.');
    assert(!memchr(part->name.at, '/', part->name.size) &&
           text_utf8_bad(part->name) == part->name.size);
    assert(text_utf8_bad(part->media_type) == part->media_type.size);
    if (mail_part_map(m, &map, &e))
        sys_map_close(&map);
    else
        assert(e.code != ERR_NONE && e.message);
    if (mail_part_text(m, a, &text, &e))
        assert(text_utf8_bad(text) == text.size);
    (void)mail_header(m, a, "Subject");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    span bytes = { (const char *)data, size };
    mail *m = NULL;
    err e = { 0 };
    ARENA a = { 0 };
    bool more = true;
    if (size > 256 * 1024 || !mail_open(bytes, &m, &e))
        return 0;
    assert(arena_open(&a, 4 * MAIL_TEXT_MAX));
    while (more) {
        mail_part part;
        arena_reset(&a, 0);
        if (mail_next(m, &part, &more, &e)) {
            if (more)
                part_check(m, &a, &part);
            continue;
        }
        assert(e.code != ERR_NONE && e.message);
        more = e.code == ERR_INPUT;
    }
    mail_close(m);
    return 0;
}
