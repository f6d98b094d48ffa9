/* Whole answers of public pages, kept until what they were made of changes: figures, log, campaign,
 * what is kept for pages (web_kept_take), or the minute of the civil clock.  All of it belongs to the
 * event thread.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_WEB_PAGE_CACHE_H
#define NUAN_DOOR_WEB_PAGE_CACHE_H

#include "door/web/web_in.h"

enum { PAGE_THEMES = 3, PAGE_LANGS = 2, PAGE_CAMPAIGNS = 64, PAGE_SLOTS = PAGE_CAMPAIGNS + 1 };

typedef enum page_kind {
    PAGE_CAMPAIGN, /* and home, which is of no campaign */
    PAGE_GIVE,     /* holds the place of a form's key: door/form.h */
    PAGE_GOODS,
    PAGE_KIND_COUNT
} page_kind;

typedef struct cached_page {
    int64_t subject; /* campaign; 0: home */
    uint64_t key;    /* of what it was made of */
    net_body *body;
    char etag[24];
    arena own;  /* of a page with a form: its bytes, .. */
    span bytes; /* .. which are copied for each reader */
} cached_page;

struct page_cache {
    arena own;
    arena memory;         /* of one rendering */
    int64_t seen_figures; /* sum of versions that the kept lists were asked for */
    cached_page pages[PAGE_KIND_COUNT][PAGE_LANGS][PAGE_THEMES][PAGE_SLOTS];
};

/* Writes a whole page into `out`, everything it needs from `a`; false when memory is short. */
typedef bool page_render(door_request *r, arena *a, const campaign *of, buffer *out);
/* Answers a page of a campaign (NULL: home), made anew when it is stale. */
void page_answer(door_request *r, page_kind kind, const campaign *of, page_render *render);
/* The same for a page with a form: each reader gets a key of her own in the place of
 * DOOR_FORM_PLACE. */
void page_answer_form(door_request *r, page_kind kind, const campaign *of, page_render *render);

#endif
