/* Posters and share cards with the symbol by which one gives.  The address of a union's poster carries its
 * code, so that it can be told how many gave by it: that union alone is told.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/web_in.h"

#include "paper/poster.h"
#include "text/text.h"
#include "web_sql.h"

#include <assert.h>
#include <stdio.h>

enum { DRAWING_MEMORY = 16 << 20, UNIT_MAX = 64 };

/* The unit whose poster is asked for; one that there is none of has none. */
static bool unit_fill(door_request *r, span code, paper_poster *p, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_text(code) };
    if (code.size == 0 || code.size > UNIT_MAX)
        return true;
    if (!store_query_open(r->conn, &WEB_POSTER_ORG, in, 1, &rows, reterr))
        return false;
    if (store_rows_next(&rows)) {
        const web_name name = { arena_copy(r->memory, store_rows_text(&rows, 0)),
            arena_copy(r->memory, store_rows_text(&rows, 1)) };
        p->unit = web_name_in(name, r->lang);
    }
    return store_rows_close(&rows, reterr);
}

static span address_of(door_request *r, const campaign *of, span from)
{
    buffer b = buffer_in(r->memory, 256);
    buffer_add(&b, web_public_url(web_of(r)));
    buffer_format(&b, "%s/c/%s/give", web_base(r->lang), of->code);
    if (from.size > 0)
        buffer_format(&b, "?from=%.*s", SPAN_PRINT(from));
    return buffer_span(&b);
}

static bool poster_fill(door_request *r, const campaign *of, paper_poster *p, err *reterr)
{
    span from = net_query(r->net, "from");
    *p = (paper_poster){ .lang = r->lang,
        .campaign = web_campaign_name(of, r->lang),
        .purpose = web_name_in((web_name){ of->purpose_zh, of->purpose_en }, r->lang),
        .filing = of->filing_no,
        .contact = of->contact,
        .site = web_public_url(web_of(r)),
        .is_demo = house_is_exercise(r->house),
        .created_us = sys_real_us(house_clock(r->house)),
        .offset_s = sys_zone_local(house_zone(r->house), house_civil_us(r->house)).offset_s };
    if (!unit_fill(r, from, p, reterr))
        return false;
    p->address = address_of(r, of, p->unit.size > 0 ? from : (span){ NULL, 0 });
    const kept *k = web_kept_take(web_of(r));
    const kept_campaign *own = kept_campaign_find(k, of->id);
    p->organisation =
        own ? arena_copy(r->memory, web_name_in(own->organisation, r->lang)) : (span){ NULL, 0 };
    web_kept_give(web_of(r));
    return true;
}

static void drawing_answer(door_request *r, paper_shape shape, bool is_png, const char *type)
{
    err why = { 0 };
    campaign of = { 0 };
    paper *p = NULL;
    paper_poster values = { 0 };
    ARENA home = { 0 };
    span drawn = { NULL, 0 };
    if (!web_campaign(r, &of))
        return;
    bool is_good = arena_open(&home, DRAWING_MEMORY) ||
                   err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
    is_good =
        is_good && poster_fill(r, &of, &values, &why) && paper_open(&home, NULL, &p, &why) &&
        (is_png ? paper_poster_png : paper_poster_pdf)(p, &home, &values, shape, &drawn, &why);
    span copy = is_good ? arena_copy(r->memory, drawn) : (span){ NULL, 0 };
    paper_close(p);
    if (is_good && !copy.at)
        is_good = err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!is_good) {
        door_error(r, &why);
        return;
    }
    const net_pair headers[] = { { SPAN("Content-Type"), span_of(type) },
        { SPAN("X-Content-Type-Options"), SPAN("nosniff") },
        { SPAN("Cache-Control"), SPAN("public, max-age=3600") } };
    door_answer_with(r, 200, headers, 3, copy);
}

void web_poster_get(door_request *r)
{
    drawing_answer(r, PAPER_POSTER, false, "application/pdf");
}

void web_card_get(door_request *r)
{
    drawing_answer(r, PAPER_CARD, true, "image/png");
}
