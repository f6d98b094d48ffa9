/* Sums of frozen rows.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/disclosure/figures.h"

#include <assert.h>

enum { ASSET_CNY = 1 };

const char *disclosure_part_name(disclosure_part part)
{
    static const char *const names[DISCLOSURE_PART_COUNT] = { "", "gifts", "refunds", "fees",
        "first_24h", "new", "taken_back", "moved_in", "moved_out" };
    return part > 0 && part < DISCLOSURE_PART_COUNT ? names[part] : "";
}

static void sum_add(disclosure_sum *into, const disclosure_row *row)
{
    into->count += row->count;
    into->givers += row->givers;
    into->amount += row->amount;
}

static void gifts_add(disclosure_figures *into, const disclosure_row *row, date from, date as_of)
{
    if (row->day.day > as_of.day) {
        sum_add(&into->later, row);
        return;
    }
    sum_add(&into->total, row);
    if (row->day.day >= from.day)
        sum_add(&into->period, row);
}

void disclosure_sums(const disclosure_row *rows, size_t count, int64_t asset, date from, date as_of,
    disclosure_figures *ret)
{
    assert((rows || count == 0) && ret);
    *ret = (disclosure_figures){ 0 };
    disclosure_sum *const places[DISCLOSURE_PART_COUNT] = { [DISCLOSURE_REFUNDS] = &ret->refunds,
        [DISCLOSURE_FEES] = &ret->fees,
        [DISCLOSURE_FIRST] = &ret->first,
        [DISCLOSURE_NEW] = &ret->fresh,
        [DISCLOSURE_BACK] = &ret->back,
        [DISCLOSURE_IN] = &ret->in,
        [DISCLOSURE_OUT] = &ret->out };
    for (size_t i = 0; i < count; i++) {
        if (rows[i].asset != asset)
            continue;
        if (rows[i].part == DISCLOSURE_GIFTS)
            gifts_add(ret, &rows[i], from, as_of);
        else if (rows[i].part > 0 && rows[i].part < DISCLOSURE_PART_COUNT)
            sum_add(places[rows[i].part], &rows[i]);
    }
}

size_t disclosure_assets(const disclosure_row *rows, size_t count, int64_t *into, size_t size)
{
    assert((rows || count == 0) && (into || size == 0));
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;
        while (at < found && into[at] != rows[i].asset)
            at++;
        if (rows[i].asset != ASSET_CNY && at == found && found < size)
            into[found++] = rows[i].asset;
    }
    return found;
}

size_t disclosure_by(const disclosure_row *rows, size_t count, int64_t asset, date as_of,
    bool by_channel, disclosure_row *into, size_t size)
{
    assert((rows || count == 0) && (into || size == 0));
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        const disclosure_row *row = &rows[i];
        if (row->part != DISCLOSURE_GIFTS || row->asset != asset || row->day.day > as_of.day)
            continue;
        int32_t key = by_channel ? row->channel : row->day.day;
        size_t at = 0;
        while (at < found && (by_channel ? into[at].channel : into[at].day.day) < key)
            at++;
        bool is_there = at < found && (by_channel ? into[at].channel : into[at].day.day) == key;
        if (!is_there && found == size)
            continue;
        if (!is_there) {
            for (size_t k = found++; k > at; k--)
                into[k] = into[k - 1];
            into[at] = (disclosure_row){ .part = DISCLOSURE_GIFTS, .asset = asset };
            into[at].day.day = by_channel ? 0 : key;
            into[at].channel = by_channel ? key : 0;
        }
        into[at].count += row->count;
        into[at].givers += row->givers;
        into[at].amount += row->amount;
    }
    return found;
}

void disclosure_close(const disclosure_row *rows, size_t count, disclosure_part part,
    int64_t *ret_count, int64_t *ret_sum)
{
    assert((rows || count == 0) && ret_count && ret_sum);
    *ret_count = *ret_sum = 0;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].part != part)
            continue;
        *ret_count += rows[i].count;
        *ret_sum += rows[i].asset == ASSET_CNY ? rows[i].amount : 0;
    }
}
