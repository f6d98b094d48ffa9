/* Lines of other currencies.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/view.h"
#include "text/currency.h"

#include <assert.h>
#include <string.h>

void other_add_to(arena *a, other_list *list, const other_item *added)
{
    assert(a && list && added);
    const char *code = currency_of(added->amount.asset)->code;
    size_t at = 0;
    if (!list->items)
        list->items = ARENA_NEW(a, other_item, CURRENCIES_MAX);
    if (!list->items)
        return;
    while (at < list->count && strcmp(currency_of(list->items[at].amount.asset)->code, code) < 0)
        at++;
    other_item *item = &list->items[at];
    if (at == list->count || item->amount.asset != added->amount.asset) {
        if (list->count == CURRENCIES_MAX)
            return;
        memmove(item + 1, item, (list->count - at) * sizeof *item);
        list->count++;
        *item = *added;
        return;
    }
    item->amount.amount += added->amount.amount;
    item->balance.amount += added->balance.amount;
    item->gifts += added->gifts;
}
