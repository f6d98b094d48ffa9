/* Writes every page with the sample figures of the demo as files, so that pages can be looked at
 * and checked (screenshots, accessibility) without a server.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_PREVIEW_H
#define NUAN_PREVIEW_H

#include "base/arena.h"
#include "door/web/html.h"
#include "door/web/view.h"

#define S(literal) ((span)SPAN(literal))
/* Picks the text of the language that is being written. */
#define L(zh, en) (preview_lang == SAY_EN ? S(en) : S(zh))

enum { PREVIEW_OFFSET_S = 8 * 3600 };

extern say_lang preview_lang;
extern page_theme preview_theme;

/* 2020-02-DAY HOUR:MINUTE in Beijing, microseconds UTC. */
int64_t preview_us(int day, int hour, int minute);
/* Writes a page into NAME.LANG.THEME.html of the output folder. */
#define PREVIEW(stem, view) \
    do { \
        html out = preview_begin(); \
        stem##_html(&out, view); \
        preview_end(&out, #stem); \
    } while (0)
#define PREVIEW_AS(stem, view, file) \
    do { \
        html out = preview_begin(); \
        stem##_html(&out, view); \
        preview_end(&out, file); \
    } while (0)
html preview_begin(void);
void preview_end(html *out, const char *name);
arena *preview_arena(void);

page_view preview_page(page_place place, const char *title);
void preview_public(void);
void preview_staff(void);

#endif
