/* Gifts that a person picks: what they tell stands in the queue or in their kept file.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/import_in.h"
#include "flow/match_in.h"

#include <assert.h>

/* What the gift's row tells; nothing when it came by no file or the file can't be read.  Of a moved
 * gift the row is that of the one that was booked first. */
static bool told_read(
    const import_desk *desk, arena *home, const donation_row *gift, match_pick *pick)
{
    err ignored = { 0 };
    statement s = { 0 };
    payfile_row row = { 0 };
    const gift_told *told = NULL;
    donation_row first = *gift;
    if (gift->origin.value != 0 && !donation_get(desk->conn, gift->origin, &first, &ignored))
        return false;
    if (first.statement.value == 0 || !statement_get(desk->conn, first.statement, &s, &ignored) ||
        !import_row(desk, home, &s, first.row_number, &row, &ignored) ||
        !book_told(home, desk->seal_key, &row, &told, &ignored) || !told)
        return false;
    pick->told = *told;
    return true;
}

bool match_pick_make(const import_desk *desk, arena *home, donation_id id, match_pick *ret,
    donation_row *ret_gift, err *reterr)
{
    assert(desk && home && ret && ret_gift);
    match_fact fact = { 0 };
    bool is_found = false;
    *ret = (match_pick){ .gift = id };
    if (!donation_get(desk->conn, id, ret_gift, reterr) ||
        !match_fact_get(desk->conn, home, ret_gift->org, id, &fact, &is_found, reterr))
        return false;
    ret->has_told = !is_found && told_read(desk, home, ret_gift, ret);
    return true;
}

bool match_look_gift(const import_desk *desk, arena *home, donation_id id, match_around *ret,
    donation_row *ret_gift, err *reterr)
{
    match_pick pick = { 0 };
    match_waiting waiting = { 0 };
    match_link links[MATCH_LINKS_MAX];
    size_t link_count = 0;
    bool is_found = false;
    if (!match_pick_make(desk, home, id, &pick, ret_gift, reterr) ||
        !match_fact_get(desk->conn, home, ret_gift->org, id, &waiting.fact, &is_found, reterr) ||
        !match_links_get(desk->conn, ret_gift->org, id, links, &link_count, reterr))
        return false;
    if (!is_found)
        waiting.fact = (match_fact){ .org = ret_gift->org,
            .donation = id,
            .campaign = ret_gift->campaign,
            .code = pick.told.order_code ? pick.told.order_code : pick.told.codes[0],
            .is_order = pick.told.order_code != 0,
            .payer_key = pick.told.payer_key,
            .name_key = pick.told.name_key,
            .payer = pick.told.payer,
            .remark = pick.told.remark,
            .state = ret_gift->is_claimed ? MATCH_DONE : MATCH_QUIET };
    waiting.asset = ret_gift->asset;
    waiting.amount = ret_gift->amount;
    for (size_t i = 0; i < link_count; i++)
        waiting.amount.fen -= links[i].part.fen;
    waiting.day = ret_gift->day;
    return match_look_waiting(desk->conn, home, &waiting, ret, reterr);
}
