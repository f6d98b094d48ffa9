/* Goods that a campaign takes, and where they go; answered from memory.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/give.h"
#include "door/web/page_cache.h"

#include "goods_html.h"

static span said(arena *a, say_lang lang, span zh, span en)
{
    return arena_copy(a, web_name_in((web_name){ zh, en }, lang));
}

static bool items_fill(door_request *r, arena *a, const kept_campaign *own, goods_view *v)
{
    goods_item *items = ARENA_NEW(a, goods_item, own->want_count + 1);
    span heading = { NULL, 0 };
    for (size_t i = 0; items && i < own->want_count; i++) {
        const goods_want *w = &own->wants[i];
        items[i] = (goods_item){ .name = said(a, r->lang, w->name_zh, w->name_en),
            .standard = arena_copy(a, w->standard) };
        if (i == 0 || !span_equal(heading, w->class_zh))
            items[i].heading = said(a, r->lang, w->class_zh, w->class_en);
        heading = w->class_zh;
        if (!items[i].name.at)
            return false;
    }
    v->items = items;
    v->count = own->want_count;
    return items != NULL;
}

static bool goods_render(door_request *r, arena *a, const campaign *of, buffer *out)
{
    static const kept_campaign nothing = { 0 };
    goods_view v = { .page = web_page(r, a, PLACE_CAMPAIGN, N_("Goods that are needed")) };
    html page = web_html(r, out);
    const kept *k = web_kept_take(web_of(r));
    const kept_campaign *own = kept_campaign_find(k, of->id);
    bool is_good = items_fill(r, a, own ? own : &nothing, &v);
    v.organisation =
        own ? said(a, r->lang, own->organisation.zh, own->organisation.en) : (span){ NULL, 0 };
    web_kept_give(web_of(r));
    v.page.name = web_campaign_name(of, r->lang);
    v.campaign = v.page.name;
    v.campaign_url = web_url(a, r->lang, "/c/%s", of->code);
    v.beneficiary = web_name_in((web_name){ of->beneficiary_zh, of->beneficiary_en }, r->lang);
    v.contact = of->contact;
    if (is_good)
        goods_html(&page, &v);
    return is_good;
}

void web_goods_get(door_request *r)
{
    campaign of = { 0 };
    if (web_campaign(r, &of))
        page_answer(r, PAGE_GOODS, &of, goods_render);
}
