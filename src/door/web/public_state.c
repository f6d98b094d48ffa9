/* What the web door keeps between requests.  Pages from memory need the latest entries of the log
 * and a few names; a thread with a connection of its own reads them when something was published or
 * a page saw newer figures, so that neither the event thread nor the publisher waits for the store.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/web_in.h"

#include "web_sql.h"

#include <assert.h>
#include <string.h>

enum { KEPT_SIZE = 4 << 20, CAMPAIGNS_KEPT = 64, REST_US = 100000 };

struct web {
    arena own;
    house *house;
    span public_url;
    store_conn *conn; /* the thread's */
    page_cache *pages;
    sys_thread thread;
    sys_mutex lock; /* of all below */
    sys_signal asked;
    bool is_asked, is_closing;
    int64_t version;
    kept halves[2]; /* one is read, the other is being filled */
    int current;
    sys_mutex reading; /* held while somebody looks at the current half */
    web_decoys decoys;
};

web_decoys *web_decoys_of(web *w)
{
    return &w->decoys;
}

/* ---- reading -------------------------------------------------------------------------------- */

static bool name_read(store_conn *conn, arena *a, const store_query *q, const store_value *in,
    int count, web_name *ret, err *reterr)
{
    store_rows rows = { 0 };
    if (!store_query_open(conn, q, in, count, &rows, reterr))
        return false;
    if (store_rows_next(&rows)) {
        ret->zh = arena_copy(a, store_rows_text(&rows, 0));
        ret->en = arena_copy(a, store_rows_text(&rows, 1));
    }
    return store_rows_close(&rows, reterr);
}

static bool purposes_read(store_conn *conn, arena *a, kept_campaign *of, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(of->id.value), store_int(WEB_PURPOSES_MAX) };
    if (!store_query_open(conn, &WEB_PURPOSES, in, 2, &rows, reterr))
        return false;
    while (of->purpose_count < WEB_PURPOSES_MAX && store_rows_next(&rows)) {
        struct kept_purpose *p = &of->purposes[of->purpose_count++];
        p->name.zh = arena_copy(a, store_rows_text(&rows, 0));
        p->name.en = arena_copy(a, store_rows_text(&rows, 1));
        p->gifts = store_rows_int(&rows, 2);
        p->fen = store_rows_int(&rows, 3);
    }
    return store_rows_close(&rows, reterr);
}

static bool refunds_read(store_conn *conn, org_id owner, kept_campaign *of, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(owner.value), store_int(of->id.value) };
    if (!store_query_open(conn, &WEB_REFUND_COUNTS, in, 2, &rows, reterr))
        return false;
    while (store_rows_next(&rows)) {
        if (store_rows_int(&rows, 0) == REFUND_HELD)
            of->held = store_rows_int(&rows, 1);
        if (store_rows_int(&rows, 0) == REFUND_BOOKED)
            of->refunds = store_rows_int(&rows, 1);
    }
    return store_rows_close(&rows, reterr);
}

/* The last disclosure, and the clock to the next one. */
static bool disclosed_read(
    house *h, store_conn *conn, arena *a, const campaign *c, kept_campaign *ret, err *reterr)
{
    const disclosure_filter last = { .campaign = c->id, .state = DISCLOSURE_PUBLISHED };
    disclosure *list = NULL;
    disclosure_row *rows = NULL;
    disclosure_figures f = { 0 };
    size_t count = 0;
    size_t row_count = 0;
    if (!disclosure_clock_read(h, conn, a, c, &ret->clock, reterr) ||
        !disclosure_list(conn, a, &last, 1, &list, &count, reterr))
        return false;
    if (count == 0)
        return true;
    ret->disclosed = list[0];
    if (!disclosure_rows(conn, a, &list[0], &rows, &row_count, reterr))
        return false;
    disclosure_sums(rows, row_count, LEDGER_CNY, list[0].from, list[0].as_of, &f);
    ret->disclosed_sum.fen = f.total.amount;
    return true;
}

/* Figures that nothing has taken the place of. */
static bool seens_read(store_conn *conn, arena *a, kept_campaign *of, err *reterr)
{
    size_t count = 0;
    if (!seen_list(conn, a, of->id, &of->seens, &count, reterr))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (of->seens[i].state == SEEN_STANDS)
            of->seens[of->seen_count++] = of->seens[i];
    }
    return true;
}

static bool campaign_read(
    house *h, store_conn *conn, arena *a, const campaign *c, kept_campaign *ret, err *reterr)
{
    const store_value owner[] = { store_int(c->org.value) };
    const store_value latest[] = { store_int(c->org.value), store_int(c->id.value),
        store_int(WEB_LATEST) };
    *ret = (kept_campaign){ .id = c->id };
    return name_read(conn, a, &WEB_ORG_NAMES, owner, 1, &ret->organisation, reterr) &&
           public_rows_read(
               conn, a, &WEB_LOG_LATEST, latest, 3, WEB_LATEST, &ret->latest, reterr) &&
           ways_read(conn, a, c->id, false, &ret->ways, &ret->way_count, reterr) &&
           wants_read(conn, a, c->id, &ret->wants, &ret->want_count, reterr) &&
           seens_read(conn, a, ret, reterr) && purposes_read(conn, a, ret, reterr) &&
           refunds_read(conn, c->org, ret, reterr) && disclosed_read(h, conn, a, c, ret, reterr);
}

static bool head_read(store_conn *conn, kept *k, err *reterr)
{
    log_head head = { 0 };
    k->has_log = log_head_read(conn, &k->own, &head, reterr);
    if (!k->has_log)
        return reterr->code == ERR_ABSENT;
    k->log_size = head.size;
    k->log_root = head.root;
    k->signed_us = head.signed_us;
    return true;
}

static bool kept_read(web *w, kept *k, err *reterr)
{
    arena_reset(&k->own, 0);
    *k = (kept){ .own = k->own };
    const store_value latest[] = { store_int(INT64_MAX), store_int(WEB_LATEST), store_int(0),
        store_int(0), store_int(0) };
    campaign *list = ARENA_NEW(&k->own, campaign, CAMPAIGNS_KEPT);
    k->campaigns = ARENA_NEW(&k->own, kept_campaign, CAMPAIGNS_KEPT);
    if (!list || !k->campaigns)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    size_t count = campaign_list(house_donations(w->house), list, CAMPAIGNS_KEPT);
    bool is_good = name_read(w->conn, &k->own, &WEB_ORG_ROOT, NULL, 0, &k->root_org, reterr) &&
                   head_read(w->conn, k, reterr) &&
                   promise_days(w->conn, &k->promise_days, reterr) &&
                   public_rows_read(
                       w->conn, &k->own, &WEB_LOG_PAGE, latest, 5, WEB_LATEST, &k->latest, reterr);
    for (size_t i = 0; is_good && i < count; i++)
        is_good = campaign_read(
            w->house, w->conn, &k->own, &list[i], &k->campaigns[k->campaign_count++], reterr);
    return is_good;
}

/* Fills the half that nobody reads, then makes it the one that is read.  On a failure the old
 * one stays. */
static bool refresh(web *w, err *reterr)
{
    kept *next = &w->halves[1 - w->current];
    if (!kept_read(w, next, reterr))
        return false;
    sys_mutex_lock(&w->reading);
    next->version = ++w->version;
    w->current = 1 - w->current;
    sys_mutex_unlock(&w->reading);
    return true;
}

static void refresh_loop(void *self)
{
    web *w = self;
    bool goes_on = true;
    while (goes_on) {
        err ignored = { 0 };
        sys_mutex_lock(&w->lock);
        while (!w->is_asked && !w->is_closing)
            sys_signal_wait(&w->asked, &w->lock);
        w->is_asked = false;
        goes_on = !w->is_closing;
        sys_mutex_unlock(&w->lock);
        if (!goes_on || !refresh(w, &ignored))
            continue;
        /* A rest, so that a thousand publications a second cost ten readings. */
        sys_mutex_lock(&w->lock);
        int64_t until = sys_steady_us() + REST_US;
        while (!w->is_closing && sys_steady_us() < until)
            sys_signal_wait_for(&w->asked, &w->lock, until - sys_steady_us());
        sys_mutex_unlock(&w->lock);
    }
}

/* ---- for the handlers ----------------------------------------------------------------------- */

web *web_of(const door_request *r)
{
    web *w = door_plan_of(r->server)->web;
    assert(w);
    return w;
}

span web_public_url(const web *w)
{
    return w->public_url;
}

page_cache *web_page_cache(web *w)
{
    return w->pages;
}

const kept *web_kept_take(web *w)
{
    sys_mutex_lock(&w->reading);
    return &w->halves[w->current];
}

void web_kept_give(web *w)
{
    sys_mutex_unlock(&w->reading);
}

const kept_campaign *kept_campaign_find(const kept *k, campaign_id id)
{
    for (size_t i = 0; i < k->campaign_count; i++) {
        if (k->campaigns[i].id.value == id.value)
            return &k->campaigns[i];
    }
    return NULL;
}

/* ---- opening -------------------------------------------------------------------------------- */

bool web_open(house *h, span public_url, void **ret_state, err *reterr)
{
    assert(h && ret_state);
    arena own = { 0 };
    if (!arena_open(&own, sizeof(web) + 64))
        return err_set(reterr, ERR_MEMORY, N_("not enough memory for the pages"));
    web *w = ARENA_NEW(&own, web, 1);
    w->own = own;
    w->house = h;
    w->public_url = public_url;
    sys_mutex_init(&w->lock);
    sys_mutex_init(&w->reading);
    sys_mutex_init(&w->decoys.lock);
    sys_random(w->decoys.salt, sizeof w->decoys.salt);
    sys_signal_init(&w->asked);
    bool has_room =
        arena_open(&w->halves[0].own, KEPT_SIZE) && arena_open(&w->halves[1].own, KEPT_SIZE);
    if (!has_room)
        err_set(reterr, ERR_MEMORY, N_("not enough memory for the pages"));
    if (!has_room || !page_cache_open(&w->pages, reterr) ||
        !store_connect(house_store(h), STORE_READ, &w->conn, reterr) || !refresh(w, reterr) ||
        !sys_thread_start(&w->thread, "pages", refresh_loop, w, reterr)) {
        web_close(w);
        return false;
    }
    *ret_state = w;
    return true;
}

void web_close(void *state)
{
    web *w = state;
    if (!w)
        return;
    sys_mutex_lock(&w->lock);
    w->is_closing = true;
    sys_signal_wake_all(&w->asked);
    sys_mutex_unlock(&w->lock);
    sys_thread_join(&w->thread);
    store_disconnect(w->conn);
    page_cache_close(w->pages);
    arena_close(&w->halves[0].own);
    arena_close(&w->halves[1].own);
    sys_signal_done(&w->asked);
    sys_mutex_done(&w->reading);
    sys_mutex_done(&w->decoys.lock);
    sys_mutex_done(&w->lock);
    arena own = w->own;
    arena_close(&own);
}

void web_refreshed(void *state)
{
    web *w = state;
    sys_mutex_lock(&w->lock);
    w->is_asked = true;
    sys_signal_wake_all(&w->asked);
    sys_mutex_unlock(&w->lock);
}
