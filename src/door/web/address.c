/* Addresses of this site's own pages.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/web_in.h"

#include <stdarg.h>
#include <stdio.h>

const char *web_base(say_lang lang)
{
    return lang == SAY_EN ? "/en" : "";
}

span web_url(arena *a, say_lang lang, const char *format, ...)
{
    char text[WEB_URL_MAX];
    int base = snprintf(text, sizeof text, "%s", web_base(lang));
    va_list args;
    va_start(args, format);
    int size = vsnprintf(text + base, sizeof text - (size_t)base, format, args);
    va_end(args);
    if (size < 0 || (size_t)(base + size) >= sizeof text)
        return (span){ NULL, 0 };
    return arena_copy(a, (span){ text, (size_t)(base + size) });
}
