/* Payment files from strangers: whatever the bytes are, each row is whole or says what is wrong
 * with it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "payfile/profile.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void row_check(const payfile_row *row)
{
    assert(row->number > 0);
    switch (row->kind) {
    case PAYFILE_GIFT:
    case PAYFILE_REFUND:
        assert(row->amount.fen > 0 && row->amount.fen <= MONEY_MAX_FEN && date_is_valid(row->day));
        assert(row->order_no.size > 0 && row->currency.size == 3);
        assert(row->second >= -1 && row->second < 86400);
        assert((row->kind == PAYFILE_REFUND) == (row->refund_no.size > 0));
        break;
    case PAYFILE_FEE:
        assert(row->amount.fen != 0 && date_is_valid(row->day) && row->order_no.size > 0);
        break;
    case PAYFILE_IGNORED: assert(row->reason); break;
    case PAYFILE_REJECTED:
        assert(row->fault.rule && row->fault.hint && row->fault.value.size <= 200);
        break;
    case PAYFILE_SETTLEMENT:
        assert(row->settles.size == 0 || (row->amount.fen != 0 && row->order_no.size > 0));
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    span bytes = { (const char *)data, size };
    static arena kept;
    static payfile_profiles profiles;
    payfile_format format = { 0 };
    err e = { 0 };
    if (!kept.start &&
        (!arena_open(&kept, PROFILE_HOUSE_SIZE) || !profile_house(&kept, &profiles, &e)))
        return -1;
    if (!payfile_detect(bytes, profiles, &format, &e)) {
        assert(e.code != ERR_NONE && e.message);
        return 0;
    }
    ARENA home = { 0 };
    payfile *p = NULL;
    if (!arena_open(&home, 1 << 20) || !payfile_open(&home, &format, bytes, &p, &e))
        return 0;
    payfile_row row;
    for (bool is_more = true; is_more;) {
        if (!payfile_next(p, &row, &is_more, &e)) {
            assert(e.code != ERR_NONE && e.message);
            break;
        }
        if (is_more)
            row_check(&row);
    }
    (void)payfile_totals(p);
    payfile_close(p);
    return 0;
}
