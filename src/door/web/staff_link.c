/* Making a secret link for whoever gave a gift: shown once; and ending those that were made.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/staff_in.h"

#include "door/links.h"
#include "gift_link_html.h"
#include "paper/qr.h"

/* The gift of the address, if she may make links for it; answers itself when not. */
static bool gift_find(staff *s, donation_row *ret)
{
    int64_t id = 0;
    err why = { 0 };
    if (staff_id(s, &id) && donation_get(s->r->conn, (donation_id){ id }, ret, &why) &&
        staff_sees(s, ret->org))
        return true;
    staff_absent(s);
    return false;
}

static bool symbol_draw(staff *s, gift_link_view *v, err *reterr)
{
    enum { PATH_SIZE = 8192 };
    qr *symbol = ARENA_NEW(&s->memory, qr, 1);
    buffer path = buffer_in(&s->memory, PATH_SIZE);
    if (!symbol)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!qr_make(v->link, symbol, reterr))
        return false;
    qr_add_path(&path, symbol);
    v->side = qr_view(symbol);
    v->symbol = buffer_span(&path);
    return true;
}

void staff_gift_link_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    donation_row gift = { 0 };
    char token[GIVER_TOKEN_SIZE + 1];
    gift_link_view v = { 0 };
    if (!staff_begin(&s, r, STAFF_GIFTS, N_("Link for the giver")) || !gift_find(&s, &gift))
        return;
    buffer link = buffer_in(&s.memory, WEB_URL_MAX);
    v.back_url = staff_id_url(&s, "/app/donations/", gift.id.value);
    if (!link_make(r->house, r->conn, &r->author, gift.id, token, &why)) {
        staff_fail(&s, &why);
        return;
    }
    buffer_add(&link, web_public_url(web_of(r)));
    buffer_format(&link, "/g/%s", token);
    v.link = buffer_span(&link);
    if (!symbol_draw(&s, &v, &why)) {
        staff_fail(&s, &why);
        return;
    }
    v.staff = s.view;
    gift_link_html(&s.out, &v);
    staff_answer(&s, 200);
}

void staff_gift_links_end_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    donation_row gift = { 0 };
    if (!staff_begin(&s, r, STAFF_GIFTS, N_("Link for the giver")) || !gift_find(&s, &gift))
        return;
    if (links_end(r->house, r->conn, &r->author, gift.id, &why))
        door_redirect(r, 303, staff_id_url(&s, "/app/donations/", gift.id.value));
    else
        staff_fail(&s, &why);
}
