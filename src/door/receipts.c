/* The desk where receipts are prepared.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/receipts.h"

#include <assert.h>

bool receipt_desk_open(
    house *h, store_conn *conn, arena *a, int64_t issuer, receipt_desk *ret, err *reterr)
{
    assert(h && conn && a && ret);
    org_tree *tree = ARENA_NEW(a, org_tree, 1);
    if (!tree)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    *ret = (receipt_desk){ .conn = conn,
        .donations = house_donations(h),
        .tree = tree,
        .seal_key = house_seal_key(h),
        .issuer = issuer };
    return org_tree_load(conn, a, tree, reterr);
}
