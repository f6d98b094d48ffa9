/* Whole answers of the home and campaign pages, kept until what they were made of changes.  All of
 * it belongs to the event thread.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_WEB_PAGE_CACHE_H
#define NUAN_DOOR_WEB_PAGE_CACHE_H

#include "door/web/web_in.h"

enum { PAGE_THEMES = 3, PAGE_LANGS = 2, PAGE_CAMPAIGNS = 64, PAGE_SLOTS = PAGE_CAMPAIGNS + 1 };

typedef struct cached_page {
    int64_t subject; /* campaign; 0: home */
    uint64_t key;    /* of what it was made of */
    net_body *body;
    char etag[24];
} cached_page;

struct page_cache {
    arena own;
    arena memory;         /* of one rendering */
    int64_t seen_figures; /* sum of versions that the kept lists were asked for */
    cached_page pages[PAGE_LANGS][PAGE_THEMES][PAGE_SLOTS];
};

#endif
