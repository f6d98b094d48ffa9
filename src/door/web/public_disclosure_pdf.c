/* A disclosure as PDF: the same figures as its page.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/disclosure.h"

#include "paper/disclosure.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>

enum { TABLES = 3, STEP_COLUMNS = 3 };

/* One on its way to paper. */
typedef struct printing {
    door_request *r;
    arena *home;
    const disclosure_book *b;
    figures_part part;
    paper_disclosure sheet;
    paper_table tables[TABLES];
} printing;

static span copy(printing *p, const buffer *b)
{
    return arena_copy(p->home, buffer_span(b));
}

static span amount_text(printing *p, money m)
{
    buffer b = buffer_in(p->home, 40);
    text_add_money(&b, m);
    return copy(p, &b);
}

static span count_text(printing *p, int64_t count)
{
    buffer b = buffer_in(p->home, 24);
    text_add_count(&b, count);
    return copy(p, &b);
}

static span day_text(printing *p, date day)
{
    buffer b = buffer_in(p->home, 16);
    text_add_date(&b, day);
    return copy(p, &b);
}

static span instant_text(printing *p, int64_t us)
{
    buffer b = buffer_in(p->home, 40);
    text_add_instant(&b, us, sys_zone_local(house_zone(p->r->house), us).offset_s);
    return copy(p, &b);
}

static span said(const printing *p, const char *id)
{
    return span_of(say(p->r->lang, id));
}

static bool figures_set(printing *p)
{
    const figures_part *part = &p->part;
    paper_figure *figures = ARENA_NEW(p->home, paper_figure, BOOK_ITEMS_MAX);
    for (size_t i = 0; figures && i < part->figure_count; i++) {
        const figure_item *it = &part->figures[i];
        span value = count_text(p, it->count);
        if (it->is_money) {
            buffer b = buffer_in(p->home, 48);
            buffer_text(&b, "¥");
            text_add_money(&b, it->amount);
            value = copy(p, &b);
        }
        figures[i] = (paper_figure){ said(p, it->label), value };
    }
    p->sheet.figures = figures;
    p->sheet.figure_count = part->figure_count;
    return figures != NULL;
}

/* A table of a name, gifts and an amount in each row. */
static span *table_add(printing *p, const char *title, const char *head, size_t rows)
{
    paper_column *columns = ARENA_NEW(p->home, paper_column, STEP_COLUMNS);
    span *cells = ARENA_NEW(p->home, span, (rows + 1) * STEP_COLUMNS);
    if (!columns || !cells)
        return NULL;
    columns[0] = (paper_column){ said(p, head), 3, false };
    columns[1] = (paper_column){ said(p, N_("Gifts")), 2, true };
    columns[2] = (paper_column){ said(p, N_("Amount (yuan)")), 3, true };
    p->tables[p->sheet.table_count++] = (paper_table){ .title = said(p, title),
        .columns = columns,
        .column_count = STEP_COLUMNS,
        .cells = cells,
        .row_count = rows };
    return cells;
}

static void row_set(printing *p, span *cells, span name, int64_t gifts, money amount)
{
    cells[0] = name;
    cells[1] = count_text(p, gifts);
    cells[2] = amount_text(p, amount);
}

static bool tables_set(printing *p)
{
    const figures_part *part = &p->part;
    span *days = table_add(p, N_("By day"), N_("Day"), part->day_count);
    span *channels = table_add(p, N_("By channel"), N_("Channel"), part->channel_count);
    if (!days || !channels)
        return false;
    for (size_t i = 0; i < part->day_count; i++)
        row_set(p, days + i * STEP_COLUMNS, day_text(p, part->days[i].day), part->days[i].gifts,
            part->days[i].amount);
    for (size_t i = 0; i < part->channel_count; i++)
        row_set(p, channels + i * STEP_COLUMNS, said(p, part->channels[i].label),
            part->channels[i].gifts, part->channels[i].amount);
    if (part->step_count > 0) {
        span *steps =
            table_add(p, N_("Difference to the disclosure before"), N_("Step"), part->step_count);
        for (size_t i = 0; steps && i < part->step_count; i++)
            row_set(p, steps + i * STEP_COLUMNS, said(p, part->steps[i].label),
                part->steps[i].gifts, part->steps[i].amount);
        if (!steps)
            return false;
    }
    p->sheet.tables = p->tables;
    return true;
}

static bool fingerprint_set(printing *p, err *reterr)
{
    log_row row = { 0 };
    buffer b = buffer_in(p->home, 80);
    if (!log_leaf_read(p->r->conn, p->home, p->b->d.close, &row, reterr))
        return false;
    text_add_hex(&b, (span){ (const char *)row.hash.bytes, sizeof row.hash.bytes });
    p->sheet.fingerprint = copy(p, &b);
    return true;
}

static void texts_set(printing *p)
{
    const disclosure *d = &p->b->d;
    door_request *r = p->r;
    err what = { 0 };
    buffer title = buffer_in(p->home, 128);
    buffer text = buffer_in(p->home, 256);
    buffer period = buffer_in(p->home, 48);
    buffer url = buffer_in(p->home, 256);
    err_set(&what, ERR_INPUT, N_("“%.*s”: gifts received"),
        SPAN_PRINT(web_campaign_name(&p->b->of, r->lang)));
    say_err(&title, r->lang, &what);
    text_add_date(&period, d->from);
    buffer_text(&period, " – ");
    text_add_date(&period, d->as_of);
    if (d->corrects.value != 0) {
        buffer_add(&text, r->lang == SAY_EN ? d->reason_en : d->reason_zh);
        buffer_text(&text, "\n");
    }
    buffer_add(&text, said(p, N_("Spending: these books hold none yet.")));
    buffer_text(&text, "\n");
    buffer_add(&url, web_public_url(web_of(r)));
    buffer_format(&url, "/d/%s/%d/%lld", p->b->of.code, d->year, (long long)d->number);
    const kept *k = web_kept_take(web_of(r));
    const kept_campaign *own = kept_campaign_find(k, p->b->of.id);
    if (own)
        p->sheet.organisation = arena_copy(p->home, web_name_in(own->organisation, r->lang));
    web_kept_give(web_of(r));
    p->sheet.lang = r->lang;
    p->sheet.title = buffer_span(&title);
    p->sheet.number = disclosure_name(p->home, d);
    p->sheet.period = buffer_span(&period);
    p->sheet.as_of = day_text(p, d->as_of);
    p->sheet.known_at = instant_text(p, d->known_us);
    p->sheet.text = buffer_span(&text);
    p->sheet.address = buffer_span(&url);
    p->sheet.contact = p->b->of.contact;
    p->sheet.is_demo = p->b->of.is_exercise;
    p->sheet.created_us = d->published_us;
    p->sheet.offset_s = sys_zone_local(house_zone(r->house), d->published_us).offset_s;
}

bool disclosure_pdf(door_request *r, arena *home, const disclosure_book *b, span *ret, err *reterr)
{
    printing p = { .r = r, .home = home, .b = b };
    paper *drawn = NULL;
    if (!figures_part_fill(home, b, &p.part, reterr) || !fingerprint_set(&p, reterr))
        return false;
    texts_set(&p);
    if (!figures_set(&p) || !tables_set(&p))
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    bool is_good = paper_open(home, NULL, &drawn, reterr) &&
                   paper_disclosure_draw(drawn, home, &p.sheet, ret, reterr);
    paper_close(drawn);
    return is_good;
}
