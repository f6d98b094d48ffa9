/* One transfer with its entry of the public log; the page that says how to check; the page about
 * the figures.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/web_in.h"

#include "door/moved.h"
#include "figures_html.h"
#include "text/text.h"
#include "transfer_html.h"
#include "verify_html.h"
#include "web_sql.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* ---- one transfer --------------------------------------------------------------------------- */

/* The leaf whose number stands in the address; answers itself when there is none. */
static bool leaf_find(door_request *r, log_row *ret)
{
    err why = { 0 };
    uint64_t number = 0;
    if (!text_parse_uint(r->params[0], INT64_MAX, &number)) {
        web_absent(r);
        return false;
    }
    if (log_leaf_read(r->conn, r->memory, (int64_t)number, ret, &why))
        return true;
    door_error(r, &why);
    return false;
}

void web_leaf_get(door_request *r)
{
    log_row row = { 0 };
    if (!leaf_find(r, &row))
        return;
    const net_pair headers[] = { { SPAN("Content-Type"), SPAN("application/json; charset=utf-8") },
        { SPAN("Cache-Control"), SPAN("public, max-age=31536000, immutable") },
        { SPAN("X-Content-Type-Options"), SPAN("nosniff") },
        { SPAN("Access-Control-Allow-Origin"), SPAN("*") } };
    door_answer_with(r, 200, headers, 4, row.bytes);
}

static bool money_row(door_request *r, const log_row *row, public_list *ret, err *reterr)
{
    const store_value in[] = { store_int(row->number + 1), store_int(1), store_int(0), store_int(0),
        store_int(0) };
    if (!public_rows_read(r->conn, r->memory, &WEB_LOG_PAGE, in, 5, 1, ret, reterr))
        return false;
    if (ret->count == 1 && ret->at[0].number != row->number)
        ret->count = 0;
    return true;
}

static void side_fill(door_request *r, web_name name, span code, span site, transfer_side *ret)
{
    *ret = (transfer_side){ .url = web_url(r->memory, r->lang, "/accounts/%.*s", SPAN_PRINT(code)),
        .name = web_name_in(name, r->lang),
        .organisation = site };
}

static bool void_find(door_request *r, const log_row *row, transfer_view *v, err *reterr)
{
    int64_t number = 0;
    bool is_found = false;
    const store_value in[] = { store_int(row->number) };
    if (row->has_sup)
        v->reverses_url = web_url(r->memory, r->lang, "/transfers/%lld", (long long)row->sup);
    if (!store_find_int(r->conn, &WEB_LOG_VOID, in, 1, &number, &is_found, reterr))
        return false;
    if (is_found)
        v->reversed_by_url = web_url(r->memory, r->lang, "/transfers/%lld", (long long)number);
    return true;
}

static void moved_side(door_request *r, const moved_entry *at, span *ret_url, span *ret_name)
{
    campaign in = { 0 };
    if (!at->is_found || !campaign_get(house_donations(r->house), at->campaign, &in))
        return;
    *ret_url = web_url(r->memory, r->lang, "/transfers/%lld", (long long)at->number);
    *ret_name = arena_copy(r->memory, web_campaign_name(&in, r->lang));
}

/* Where a gift went that was moved, or came from. */
static bool moved_fill(door_request *r, const log_row *row, transfer_view *v, err *reterr)
{
    moved_entry to = { 0 };
    moved_entry from = { 0 };
    const org_id unit = { row->org_id };
    if (!moved_entries_read(r->conn, unit, row->source_id, &to, &from, reterr))
        return false;
    moved_side(r, &to, &v->moved_to_url, &v->moved_to);
    moved_side(r, &from, &v->moved_from_url, &v->moved_from);
    return true;
}

static bool owner_name(door_request *r, const log_row *row, span *ret, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(row->org_id) };
    if (!store_query_open(r->conn, &WEB_ORG_NAMES, in, 1, &rows, reterr))
        return false;
    if (store_rows_next(&rows)) {
        web_name name = { arena_copy(r->memory, store_rows_text(&rows, 0)),
            arena_copy(r->memory, store_rows_text(&rows, 1)) };
        *ret = web_name_in(name, r->lang);
    }
    return store_rows_close(&rows, reterr);
}

static bool transfer_fill(
    door_request *r, const log_row *row, const public_row *shown, transfer_view *v, err *reterr)
{
    transfer_list list = { 0 };
    campaign c = { 0 };
    span owner = { NULL, 0 };
    buffer hash = buffer_in(r->memory, 80);
    buffer name = buffer_in(r->memory, 64);
    if (!public_items(r->memory, r->lang, shown, 1, &list))
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!owner_name(r, row, &owner, reterr) || !void_find(r, row, v, reterr) ||
        !moved_fill(r, row, v, reterr))
        return false;
    v->head = list.items[0];
    v->head.url = v->head.seal.url = (span){ NULL, 0 };
    side_fill(r, shown->from, shown->from_code, owner, &v->from);
    side_fill(r, shown->to, shown->to_code, owner, &v->to);
    v->entered = shown->entered;
    if (campaign_get(house_donations(r->house), (campaign_id){ row->project_id }, &c))
        buffer_format(&name, "%s-%lld", c.code, (long long)row->number);
    v->name = buffer_span(&name);
    text_add_hex(&hash, (span){ (const char *)row->hash.bytes, sizeof row->hash.bytes });
    v->leaf_hash = buffer_span(&hash);
    v->leaf_text = row->bytes;
    v->page.name = v->name;
    v->json_url = web_url(r->memory, r->lang, "/transfers/%lld/leaf.json", (long long)row->number);
    v->proof_url = web_url(r->memory, SAY_ZH, "/log/proof/%lld", (long long)row->number);
    return true;
}

void web_transfer_get(door_request *r)
{
    err why = { 0 };
    log_row row = { 0 };
    public_list shown = { 0 };
    if (!leaf_find(r, &row))
        return;
    if (!money_row(r, &row, &shown, &why)) {
        door_error(r, &why);
        return;
    }
    if (shown.count == 0) { /* a key or a note: the entry is all there is */
        door_redirect(r, 303,
            web_url(r->memory, r->lang, "/transfers/%lld/leaf.json", (long long)row.number));
        return;
    }
    transfer_view v = { .page = web_page(r, r->memory, PLACE_LEDGER, N_("Transfer")) };
    buffer b = buffer_in(r->memory, 32768);
    html out = web_html(r, &b);
    if (!transfer_fill(r, &row, &shown.at[0], &v, &why)) {
        door_error(r, &why);
        return;
    }
    transfer_html(&out, &v);
    web_answer_page(r, 200, &b);
}

/* ---- how to check --------------------------------------------------------------------------- */

/* A number as it stands on our pages, with marks of thousands. */
static span number_plain(arena *a, span s)
{
    span text = text_normal(a, s);
    buffer b = buffer_in(a, 32);
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] != ',')
            buffer_byte(&b, text.at[i]);
    }
    return buffer_span(&b);
}

/* True when the reader asked for an entry that is there, and was sent to it. */
static bool entry_sent(door_request *r, uint64_t size, verify_view *v, err *entry)
{
    uint64_t number = 0;
    span asked = net_query(r->net, "n");
    if (!asked.at)
        asked = net_query(r->net, "number");
    if (!asked.at)
        return false;
    v->entry_value = asked;
    span text = number_plain(r->memory, asked);
    if (text.size == 0)
        err_field(entry, "number", N_("Enter the number of an entry"));
    else if (!text_parse_uint(text, INT64_MAX, &number))
        err_field(entry, "number", N_("%.*s is not the number of an entry"), SPAN_PRINT(text));
    else if (number >= size)
        err_field(
            entry, "number", N_("Not in the books. A fresh payment waits for the bank's data"));
    else {
        door_redirect(
            r, 303, web_url(r->memory, r->lang, "/transfers/%llu", (unsigned long long)number));
        return true;
    }
    v->entry_error = entry;
    return false;
}

static void head_fill(door_request *r, const log_head *head, verify_view *v)
{
    buffer root = buffer_in(r->memory, 64);
    text_add_base64(&root, (span){ (const char *)head->root.bytes, sizeof head->root.bytes });
    v->log_size = (int64_t)head->size;
    v->signed_us = web_minute(head->signed_us + house_civil_offset(r->house));
    v->root = buffer_span(&root);
    v->checkpoint = head->note;
}

void web_verify_get(door_request *r)
{
    err why = { 0 };
    err entry = { 0 };
    log_head head = { 0 };
    verify_view v = { .page = web_page(r, r->memory, PLACE_VERIFY, N_("Verify")) };
    bool has_head = log_head_read(r->conn, r->memory, &head, &why);
    if (!has_head && why.code != ERR_ABSENT) {
        door_error(r, &why);
        return;
    }
    if (entry_sent(r, has_head ? head.size : 0, &v, &entry))
        return;
    if (has_head)
        head_fill(r, &head, &v);
    buffer vkey = buffer_in(r->memory, 512);
    buffer where = buffer_in(r->memory, 256);
    tlog_key_add(&vkey, &house_sequencer(r->house)->key);
    buffer_add(&where, web_public_url(web_of(r)));
    buffer_text(&where, "/log/");
    v.vkey = buffer_span(&vkey);
    v.log_url = buffer_span(&where);
    v.origin = house_setting(r->house, "origin");
    v.entry_action = web_url(r->memory, r->lang, "/verify");
    buffer b = buffer_in(r->memory, 32768);
    html out = web_html(r, &b);
    verify_html(&out, &v);
    web_answer_asking(r, v.entry_error ? 404 : 200, &b);
}

void web_figures_get(door_request *r)
{
    campaign c = { 0 };
    figures_view v = { .page = web_page(r, r->memory, PLACE_NONE, N_("About the figures")) };
    v.campaign = campaign_list(house_donations(r->house), &c, 1) > 0
                     ? web_campaign_name(&c, r->lang)
                     : v.page.site;
    buffer b = buffer_in(r->memory, 32768);
    html out = web_html(r, &b);
    figures_html(&out, &v);
    web_answer_page(r, 200, &b);
}
