/* Words of a figure seen at a provider.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/seens.h"

#include "text/text.h"

#include <assert.h>
#include <stdio.h>

/* A civil day, if one stands before the clock time, and that time. */
static bool local_read(const house *h, span text, int64_t *ret_us, err *reterr)
{
    span day = { NULL, 0 };
    int64_t us = 0;
    sys_local local = sys_zone_local(house_zone(h), house_civil_us(h));
    size_t blank = span_find(text, ' ');
    if (blank < text.size) {
        day = span_slice(text, 0, blank);
        text = span_trim(span_slice(text, blank, text.size));
    }
    if ((day.size > 0 && !text_parse_date(day, &local.day, reterr)) ||
        !text_parse_clock(text, &us, reterr))
        return false;
    const int64_t second = us / 1000000;
    local = (sys_local){ .day = local.day,
        .hour = (int32_t)(second / 3600),
        .minute = (int32_t)(second / 60 % 60),
        .second = (int32_t)(second % 60) };
    *ret_us = sys_zone_instant(house_zone(h), local);
    return true;
}

static bool as_of_read(const house *h, span text, int64_t *ret_us, err *reterr)
{
    if (text.size == 0)
        return err_field(reterr, "as_of", N_("Enter the time at which the screen showed it"));
    bool is_good = span_find(text, 'T') < text.size ? text_parse_instant(text, ret_us, reterr)
                                                    : local_read(h, text, ret_us, reterr);
    if (!is_good)
        snprintf(reterr->field, sizeof reterr->field, "as_of");
    return is_good;
}

bool seen_read(const house *h, store_conn *conn, arena *a, const seen_words *words,
    seen_figure *ret, org_id *ret_org, err *reterr)
{
    assert(h && conn && a && words && ret && ret_org);
    uint64_t gifts = 0;
    ledger_account account = { 0 };
    *ret = (seen_figure){ 0 };
    if (!ledger_account_by_code(conn, a, (org_id){ 0 }, words->account, &account, reterr)) {
        snprintf(reterr->field, sizeof reterr->field, "account");
        return false;
    }
    if (!text_parse_uint(text_normal(a, words->gifts), INT32_MAX, &gifts))
        return err_field(reterr, "gifts", N_("Enter how many gifts the screen shows"));
    if (!text_parse_money(text_normal(a, words->amount), &ret->amount, reterr)) {
        snprintf(reterr->field, sizeof reterr->field, "amount");
        return false;
    }
    if (!as_of_read(h, text_normal(a, words->as_of), &ret->as_of_us, reterr))
        return false;
    ret->account = account.id;
    ret->gifts = (int64_t)gifts;
    ret->day = sys_zone_local(house_zone(h), ret->as_of_us).day;
    *ret_org = account.org;
    return true;
}
