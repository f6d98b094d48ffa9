/* Making and ending links of givers.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/links.h"

#include <assert.h>

static bool link_change(house *h, store_conn *conn, const actor *author, const change_kind *kind,
    giver_link_input *in, err *reterr)
{
    donation_row gift = { 0 };
    change c = { .kind = kind, .author = author, .input = in };
    if (!donation_get(conn, in->gift, &gift, reterr))
        return false;
    c.org = gift.org;
    return writer_run(house_writer(h), &c, reterr);
}

bool link_make(house *h, store_conn *conn, const actor *author, donation_id gift,
    char ret_token[GIVER_TOKEN_SIZE + 1], err *reterr)
{
    assert(h && conn && author && ret_token);
    giver_link_input in = { .gift = gift };
    giver_token_make(ret_token);
    bool is_token = giver_token_digest(house_seal_key(h), span_of(ret_token), in.link);
    assert(is_token);
    return link_change(h, conn, author, &giver_link_add, &in, reterr);
}

bool links_end(house *h, store_conn *conn, const actor *author, donation_id gift, err *reterr)
{
    assert(h && conn && author);
    giver_link_input in = { .gift = gift };
    return link_change(h, conn, author, &giver_link_end, &in, reterr);
}
