/* The memory of the kept pages.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/page_cache.h"

enum { MEMORY_SIZE = 16 << 20 };

bool page_cache_open(page_cache **ret, err *reterr)
{
    arena own = { 0 };
    if (!arena_open(&own, sizeof(page_cache) + 64))
        return err_set(reterr, ERR_MEMORY, N_("not enough memory for the pages"));
    page_cache *c = ARENA_NEW(&own, page_cache, 1);
    c->own = own;
    if (!arena_open(&c->memory, MEMORY_SIZE)) {
        page_cache_close(c);
        return err_set(reterr, ERR_MEMORY, N_("not enough memory for the pages"));
    }
    *ret = c;
    return true;
}

void page_cache_close(page_cache *c)
{
    if (!c)
        return;
    for (int lang = 0; lang < PAGE_LANGS; lang++) {
        for (int theme = 0; theme < PAGE_THEMES; theme++) {
            for (int slot = 0; slot < PAGE_SLOTS; slot++) {
                if (c->pages[lang][theme][slot].body)
                    net_body_close(c->pages[lang][theme][slot].body);
            }
        }
    }
    arena_close(&c->memory);
    arena own = c->own;
    arena_close(&own);
}
