/* The currency of a row: formats read every amount with two decimals, here it gets those of its
 * currency.
 * SPDX-License-Identifier: Apache-2.0 */
#include "payfile/payfile_in.h"

#include "text/currency.h"

#include <assert.h>

static void currency_reject(
    const payfile *p, payfile_row *row, payfile_field field, const char *rule, const char *hint)
{
    const payfile_cell cell = payfile_cell_of(p, row, field);
    row_reject(row,
        (payfile_fault){ .column = cell.column, .value = cell.value, .rule = rule, .hint = hint });
}

/* Thousandths of a hundredth -> thousandths of the smallest unit, half away from zero. */
static int64_t fee_fit(const currency *of, int64_t milli)
{
    int64_t unit = of->scale < 2 ? 100 / currency_unit(of) : 1;
    int64_t half = milli < 0 ? -(unit / 2) : unit / 2;
    milli = milli / unit + (milli % unit + half) / unit;
    for (int32_t i = 2; i < of->scale; i++)
        milli *= 10;
    return milli;
}

void row_currency_fit(const payfile *p, payfile_row *row)
{
    assert(p && row);
    const currency *of =
        row->currency.size == 0 ? currency_of(CURRENCY_CNY) : currency_find(row->currency);
    if (!of)
        currency_reject(p, row, PAYFILE_CURRENCY, N_("This currency is not known"),
            N_("Correct its three letters, or leave the row out"));
    else if (!currency_fit(of, row->amount.fen, &row->amount.fen))
        currency_reject(p, row, PAYFILE_AMOUNT, N_("This currency has no such decimals"),
            N_("Correct amount or currency"));
    else if (of->scale != 2)
        row->fee_mfen = fee_fit(of, row->fee_mfen);
    row->asset = of ? of->asset : 0;
}

void row_currency_tell(payfile_row *row)
{
    assert(row);
    const currency *of = currency_find(row->currency);
    row->asset = of && currency_fit(of, row->amount.fen, &row->amount.fen) ? of->asset : 0;
}
