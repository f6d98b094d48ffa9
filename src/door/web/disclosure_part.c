/* What the pages of disclosures share.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/disclosure.h"

#include "text/text.h"

#include <assert.h>
#include <stdio.h>

static bool full(err *reterr)
{
    return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
}

mark_view disclosure_mark(disclosure_state state)
{
    static const mark_view marks[DISCLOSURE_STATE_COUNT] = {
        [DISCLOSURE_PREPARED] = { N_("waits for a second person"), TONE_WARN, ICON_CLOCK },
        [DISCLOSURE_REVIEWED] = { N_("reviewed, to be published"), TONE_INFO, ICON_CHECK },
        [DISCLOSURE_PUBLISHED] = { N_("published"), TONE_OK, ICON_CHECK },
        [DISCLOSURE_RETURNED] = { N_("sent back"), TONE_BAD, ICON_BACK },
        [DISCLOSURE_WITHDRAWN] = { N_("withdrawn"), TONE_ZERO, ICON_CLOSE },
    };
    return state > 0 && state < DISCLOSURE_STATE_COUNT ? marks[state] : (mark_view){ 0 };
}

span disclosure_name(arena *a, const disclosure *d)
{
    char text[40];
    if (d->number == 0)
        return (span){ NULL, 0 };
    snprintf(text, sizeof text, "%d/%lld", d->year, (long long)d->number);
    return arena_copy(a, span_of(text));
}

span disclosure_url(arena *a, say_lang lang, const campaign *of, const disclosure *d)
{
    if (d->number == 0)
        return (span){ NULL, 0 };
    return web_url(a, lang, "/d/%s/%d/%lld", of->code, d->year, (long long)d->number);
}

bool disclosure_item_fill(
    arena *a, say_lang lang, const disclosure_book *b, disclosure_item_view *ret, err *reterr)
{
    const disclosure *d = &b->d;
    bool is_public = d->state == DISCLOSURE_PUBLISHED;
    *ret = (disclosure_item_view){ .url = disclosure_url(a, lang, &b->of, d),
        .number = disclosure_name(a, d),
        .campaign = arena_copy(a, web_campaign_name(&b->of, lang)),
        .from = d->from,
        .as_of = d->as_of,
        .gifts = b->f.total.count,
        .amount = { b->f.total.amount },
        .state = disclosure_mark(d->state),
        .at_us = is_public ? d->published_us : d->known_us,
        .corrects = disclosure_name(a, &b->corrected),
        .corrected_by = disclosure_name(a, &b->correction) };
    return ret->campaign.at || full(reterr);
}

/* ---- figures --------------------------------------------------------------------------------- */

static bool figures_fill(arena *a, const disclosure_book *b, figures_part *ret, err *reterr)
{
    disclosure_item items[2][BOOK_ITEMS_MAX];
    figure_item *figures = ARENA_NEW(a, figure_item, BOOK_ITEMS_MAX);
    if (!figures)
        return full(reterr);
    ret->figure_count = disclosure_items(b, a, SAY_ZH, items[0]);
    disclosure_items(b, a, SAY_EN, items[1]);
    for (size_t i = 0; i < ret->figure_count; i++) {
        const disclosure_item *it = &items[0][i];
        figures[i] = (figure_item){ .label = it->label,
            .definition = it->definition,
            .is_money = it->is_money,
            .has_before = it->has_before,
            .count = it->value,
            .count_before = it->before,
            .amount = { it->value },
            .amount_before = { it->before },
            .zh = it->sentence,
            .en = items[1][i].sentence };
    }
    ret->figures = figures;
    ret->before = disclosure_name(a, &b->previous);
    return true;
}

static bool steps_fill(arena *a, const disclosure_book *b, figures_part *ret, err *reterr)
{
    disclosure_step steps[BOOK_STEPS_MAX];
    step_item *items = ARENA_NEW(a, step_item, BOOK_STEPS_MAX);
    size_t count = disclosure_steps(b, steps);
    if (!items)
        return full(reterr);
    for (size_t i = 0; i < count; i++) {
        bool is_sum = i == 0 || i + 1 == count;
        if (!is_sum && steps[i].count == 0 && steps[i].amount == 0)
            continue;
        items[ret->step_count++] = (step_item){ .label = steps[i].label,
            .gifts = steps[i].count,
            .amount = { steps[i].amount },
            .is_sum = is_sum };
    }
    ret->steps = items;
    return true;
}

static bool sums_fill(arena *a, const disclosure_book *b, figures_part *ret, err *reterr)
{
    disclosure_row *rows = ARENA_NEW(a, disclosure_row, BOOK_DAYS_MAX);
    day_item *days = ARENA_NEW(a, day_item, BOOK_DAYS_MAX);
    channel_item *channels = ARENA_NEW(a, channel_item, CHANNEL_COUNT);
    if (!rows || !days || !channels)
        return full(reterr);
    ret->day_count =
        disclosure_by(b->rows, b->count, LEDGER_CNY, b->d.as_of, false, rows, BOOK_DAYS_MAX);
    for (size_t i = 0; i < ret->day_count; i++)
        days[i] =
            (day_item){ .day = rows[i].day, .gifts = rows[i].count, .amount = { rows[i].amount } };
    ret->channel_count =
        disclosure_by(b->rows, b->count, LEDGER_CNY, b->d.as_of, true, rows, CHANNEL_COUNT);
    int64_t whole = b->f.total.amount > 0 ? b->f.total.amount : 1;
    for (size_t i = 0; i < ret->channel_count; i++)
        channels[i] =
            (channel_item){ .label = donation_channel_label((donation_channel)rows[i].channel),
                .gifts = rows[i].count,
                .amount = { rows[i].amount },
                .permille = (rows[i].amount * 1000 + whole / 2) / whole };
    ret->days = days;
    ret->channels = channels;
    return true;
}

bool figures_part_fill(arena *a, const disclosure_book *b, figures_part *ret, err *reterr)
{
    assert(a && b && ret);
    *ret = (figures_part){ .later_gifts = b->f.later.count, .later = { b->f.later.amount } };
    for (size_t i = 0; i < b->asset_count; i++) {
        disclosure_figures f = { 0 };
        disclosure_sums(b->rows, b->count, b->assets[i], b->d.from, b->d.as_of, &f);
        const other_item item = { .amount = { b->assets[i], f.total.amount },
            .balance = { b->assets[i], f.refunds.amount },
            .gifts = f.total.count };
        other_add_to(a, &ret->others, &item);
    }
    return figures_fill(a, b, ret, reterr) && steps_fill(a, b, ret, reterr) &&
           sums_fill(a, b, ret, reterr);
}

/* ---- the clock ------------------------------------------------------------------------------- */

bool disclosure_clock_view(house *h, say_lang lang, const disclosure_clock *c, clock_view *ret)
{
    assert(h && c && ret);
    if (!c->runs)
        return false;
    int64_t now = house_civil_us(h);
    bool is_en = lang == SAY_EN;
    *ret = (clock_view){ .title = N_("Next disclosure"),
        .said = is_en ? c->rule.source_en : c->rule.source_zh,
        .note = is_en ? c->rule.note_en : c->rule.note_zh,
        .until_us = c->due_us,
        .left_us = c->due_us - now,
        .tone = now >= c->due_us    ? CLOCK_LATE
                : now >= c->warn_us ? CLOCK_SOON
                                    : CLOCK_OK };
    ret->cell_count = c->rule.days < CLOCK_CELLS_MAX ? (int)c->rule.days : CLOCK_CELLS_MAX;
    int64_t cell = (c->due_us - c->from_us) / ret->cell_count;
    for (int i = 0; i < ret->cell_count; i++) {
        int64_t inside = now - c->from_us - i * cell;
        ret->filled[i] = inside <= 0 ? 0 : inside >= cell ? 100 : (int)(inside * 100 / cell);
    }
    return true;
}
