/* Mails for the tests.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <stdio.h>

enum { SHOWN_MAX = 256 * 1024 };

static const char *const kinds[] = { [MAIL_TEXT] = "text",
    [MAIL_HTML] = "html",
    [MAIL_PICTURE] = "picture",
    [MAIL_SIGNATURE] = "signature",
    [MAIL_SEALED] = "sealed",
    [MAIL_FILE] = "file" };

static size_t part_show(mail *m, const mail_part *part, char *into, size_t size)
{
    sys_map map = { 0 };
    err why = { 0 };
    int used = snprintf(into, size, "%d.%d %s %.*s %.*s ", part->message, part->depth,
        kinds[part->kind], SPAN_PRINT(part->name), SPAN_PRINT(part->media_type));
    if (!mail_part_map(m, &map, &why))
        return (size_t)used +
               (size_t)snprintf(into + used, size - (size_t)used, "! %s\n", why.message);
    used += snprintf(into + used, size - (size_t)used, "<%.*s>\n", SPAN_PRINT(map.bytes));
    sys_map_close(&map);
    return (size_t)used;
}

const char *mail_shown(span bytes)
{
    static char shown[SHOWN_MAX];
    mail *m = NULL;
    err why = { 0 };
    size_t used = 0;
    bool more = true;
    shown[0] = '\0';
    if (!mail_open(bytes, &m, &why)) {
        snprintf(shown, sizeof shown, "! %s", why.message);
        return shown;
    }
    while (more) {
        mail_part part;
        if (mail_next(m, &part, &more, &why)) {
            used += more ? part_show(m, &part, shown + used, sizeof shown - used) : 0;
            continue;
        }
        used += (size_t)snprintf(shown + used, sizeof shown - used, "! %s\n", why.message);
        more = why.code == ERR_INPUT;
    }
    mail_close(m);
    return shown;
}
