/* The currency of a row: formats read every amount with two decimals, here it gets those of its
 * currency.
 * SPDX-License-Identifier: Apache-2.0 */
#include "payfile/payfile_in.h"

#include <assert.h>

static void currency_reject(
    const payfile *p, payfile_row *row, payfile_field field, const char *rule, const char *hint)
{
    const payfile_cell cell = payfile_cell_of(p, row, field);
    row_reject(row,
        (payfile_fault){ .column = cell.column, .value = cell.value, .rule = rule, .hint = hint });
}

const char currency_no_decimals[] = N_("This currency has no such decimals");

bool currency_exact(const currency *of, bool is_fine, money *amount)
{
    assert(of && amount);
    return is_fine || currency_fit(of, amount->fen, &amount->fen);
}

/* What the row did to the account, in the same unit. */
static void flow_fit(payfile_row *row, const currency *of, bool is_fine)
{
    row->has_flow = row->has_flow && currency_exact(of, is_fine, &row->flow);
    row->has_balance = row->has_balance && currency_exact(of, is_fine, &row->balance);
}

void row_currency_fit(const payfile *p, payfile_row *row)
{
    assert(p && row);
    const currency *of =
        row->currency.size == 0 ? currency_of(CURRENCY_CNY) : currency_find(row->currency);
    bool is_fine = p->profile && p->table.fine;
    row->asset = of ? of->asset : 0;
    if (!of)
        currency_reject(p, row, PAYFILE_CURRENCY, N_("This currency is not known"),
            N_("Correct its three letters, or leave the row out"));
    else if (!currency_exact(of, is_fine, &row->amount))
        currency_reject(
            p, row, PAYFILE_AMOUNT, currency_no_decimals, N_("Correct amount or currency"));
    else if (of->scale != 2)
        row->fee_mfen = currency_fee_fit(of, row->fee_mfen);
    if (of && of->scale != 2)
        flow_fit(row, of, is_fine);
}

void row_currency_tell(const payfile *p, payfile_row *row)
{
    assert(p && row);
    const currency *of = currency_find(row->currency);
    bool is_fine = p->profile && p->table.fine;
    row->asset = of && currency_exact(of, is_fine, &row->amount) ? of->asset : 0;
    if (of && of->scale != 2)
        flow_fit(row, of, is_fine);
}
