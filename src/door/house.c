/* Opening and closing a house.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/house_in.h"

#include "payfile/profile.h"

#include "house_sql.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

bool house_path(const char *folder, const char *name, char into[HOUSE_PATH_MAX], err *reterr)
{
    int size = snprintf(into, HOUSE_PATH_MAX, "%s/%s", folder, name);
    return (size > 0 && size < HOUSE_PATH_MAX) ||
           err_set(reterr, ERR_INPUT, N_("the path of the data folder is too long"));
}

/* ---- keys ----------------------------------------------------------------------------------- */

static const char *const key_names[3] = { "keys/house.key", "keys/seal.key", "keys/log.key" };

bool house_keys_make(const char *folder, err *reterr)
{
    char path[HOUSE_PATH_MAX];
    if (!house_path(folder, "keys", path, reterr) || !sys_folder_make(path, reterr))
        return false;
    for (int i = 0; i < 3; i++) {
        char bytes[32];
        sys_random(bytes, sizeof bytes);
        if (!house_path(folder, key_names[i], path, reterr) ||
            !sys_file_write(path, (span){ bytes, sizeof bytes }, 0600, reterr))
            return false;
    }
    return true;
}

bool house_keys_read(house *h, err *reterr)
{
    uint8_t *const into[3] = { h->secret, h->seal_key, h->log_seed };
    for (int i = 0; i < 3; i++) {
        char path[HOUSE_PATH_MAX];
        span bytes = { NULL, 0 };
        if (!house_path(h->folder, key_names[i], path, reterr) ||
            !sys_file_read(&h->own, path, 64, &bytes, reterr))
            return false;
        if (bytes.size != 32)
            return err_set(
                reterr, ERR_DAMAGE, N_("the key file %s has not 32 bytes"), key_names[i]);
        memcpy(into[i], bytes.at, 32);
    }
    return true;
}

void house_cookie_make(const house *h, char ret_text[ACCESS_TOKEN_SIZE + 1], uint8_t ret_digest[32])
{
    access_cookie_make(h->secret, ret_text, ret_digest);
}

bool house_cookie_fits(const house *h, span cookie)
{
    return access_cookie_is_ours(h->secret, cookie);
}

/* ---- settings ------------------------------------------------------------------------------- */

static bool settings_read(house *h, err *reterr)
{
    store_rows rows = { 0 };
    if (!store_query_open(h->conn, &HOUSE_SETTINGS, NULL, 0, &rows, reterr))
        return false;
    while (h->setting_count < HOUSE_SETTINGS_MAX && store_rows_next(&rows)) {
        h->settings[h->setting_count].name = arena_copy(&h->own, store_rows_text(&rows, 0));
        h->settings[h->setting_count++].value = arena_copy(&h->own, store_rows_text(&rows, 1));
    }
    return store_rows_close(&rows, reterr);
}

span house_setting(const house *h, const char *name)
{
    for (int i = 0; i < h->setting_count; i++) {
        if (span_is(h->settings[i].name, name))
            return h->settings[i].value;
    }
    return (span)SPAN("");
}

/* ---- opening -------------------------------------------------------------------------------- */

/* The database's address: as given, as written at init, or nuan.db in the folder. */
static bool database_find(house *h, const house_setup *setup, span *ret_where, err *reterr)
{
    char path[HOUSE_PATH_MAX];
    if (setup->database) {
        *ret_where = span_of(setup->database);
        return true;
    }
    if (!house_path(h->folder, "database", path, reterr))
        return false;
    if (sys_file_exists(path)) {
        if (!sys_file_read(&h->own, path, 4096, ret_where, reterr))
            return false;
        *ret_where = span_trim(*ret_where);
        *ret_where = arena_copy(&h->own, *ret_where);
        return true;
    }
    if (!house_path(h->folder, "nuan.db", path, reterr))
        return false;
    *ret_where = arena_copy(&h->own, span_of(path));
    return sys_file_exists(path) ||
           err_set(reterr, ERR_ABSENT, N_("No data in %s; run init first"), h->folder);
}

static bool is_postgres(span where)
{
    return span_starts(where, (span)SPAN("postgresql://")) ||
           span_starts(where, (span)SPAN("postgres://"));
}

bool house_database_check(const char *database, err *reterr)
{
    static const span scheme_end = SPAN("://");
    span where = span_of(database ? database : "");
    size_t end = span_search(where, scheme_end);
    if (where.size == 0 || is_postgres(where))
        return true;
    err_field(reterr, "db", N_("nuan keeps its books in SQLite or PostgreSQL, not in %.*s"),
        SPAN_PRINT(span_slice(where, 0, end)));
    return err_hint(
        reterr, N_("Leave --db out for SQLite, or write --db postgresql://USER@HOST/DATABASE."));
}

/* Only init and restore may find an empty database. */
static bool schema_bring(house *h, const house_setup *setup, err *reterr)
{
    store_conn *conn = NULL;
    bool any = false;
    bool is_good =
        store_connect(h->store, STORE_WRITE, &conn, reterr) && store_schema_any(conn, &any, reterr);
    if (is_good && !any && !setup->begins)
        is_good =
            err_set(reterr, ERR_ABSENT, N_("The database is empty; run init or restore first"));
    is_good = is_good && store_migrate(conn, sys_real_us(&h->clock), reterr);
    store_disconnect(conn);
    return is_good;
}

static bool base_open(house *h, const house_setup *setup, err *reterr)
{
    span where = { NULL, 0 };
    char path[HOUSE_PATH_MAX];
    if (!house_database_check(setup->database, reterr) || !database_find(h, setup, &where, reterr))
        return false;
    if (setup->writes &&
        (!house_path(h->folder, "lock", path, reterr) || !sys_lock_take(path, &h->lock, reterr)))
        return false;
    if (!house_keys_read(h, reterr) ||
        !store_open(
            is_postgres(where) ? setup->postgres : setup->sqlite, where.at, &h->store, reterr))
        return false;
    store_protect(h->store, h->secret);
    if (setup->writes && !schema_bring(h, setup, reterr))
        return false;
    if (!store_connect(h->store, STORE_READ, &h->conn, reterr) ||
        !store_schema_check(h->conn, reterr) || !settings_read(h, reterr))
        return false;
    int64_t offset = 0;
    if (text_parse_int(house_setting(h, "civil_offset_us"), &offset))
        h->clock.civil_offset_us = offset;
    if (setup->civil_us != 0)
        h->clock.civil_offset_us = setup->civil_us - sys_real_us(&h->clock);
    h->is_exercise = span_is(house_setting(h, "exercise"), "1");
    span origin = house_setting(h, "origin");
    if (!flood_open(&h->flood, reterr) || !house_flood_read(h, h->conn, reterr))
        return false;
    return origin.size == 0 ||
           log_sequencer_init(&h->sequencer, origin, h->log_seed, h->is_exercise, reterr);
}

bool house_open_base(const house_setup *setup, house **ret_house, err *reterr)
{
    assert(setup && setup->folder && setup->sqlite && setup->postgres && ret_house);
    arena own = { 0 };
    if (!arena_open(&own, HOUSE_MEMORY))
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to open the house"));
    house *h = ARENA_NEW(&own, house, 1);
    h->own = own;
    h->lock.fd = -1;
    static const span beijing = SPAN("Asia/Shanghai");
    bool is_good = sys_zone_find(beijing, &h->zone, reterr) &&
                   house_path(setup->folder, "", h->folder, reterr) &&
                   house_path(setup->folder, "attachments", h->attachments, reterr) &&
                   house_path(setup->folder, "uploads", h->uploads, reterr);
    if (is_good) {
        snprintf(h->folder, sizeof h->folder, "%s", setup->folder);
        is_good = base_open(h, setup, reterr);
    }
    if (!is_good) {
        house_close(h);
        return false;
    }
    *ret_house = h;
    return true;
}

/* ---- the writer and what follows it --------------------------------------------------------- */

static bool house_allows(void *self, const actor *who, right needed, org_id unit)
{
    const house *h = self;
    if (who->kind == ACTOR_PROGRAM || needed == RIGHT_NONE)
        return true;
    for (int i = 0; i < who->grant_count; i++) {
        const actor_grant *grant = &who->grants[i];
        if ((grant->rights & (UINT32_C(1) << needed)) == 0)
            continue;
        if (grant->org.value == 0 || grant->org.value == unit.value ||
            org_is_within(&h->tree, unit, grant->org))
            return true;
    }
    return false;
}

void house_wake(house *h)
{
    sys_mutex_lock(&h->publisher_lock);
    h->publisher_waits = true;
    sys_signal_wake_one(&h->publisher_wake);
    sys_mutex_unlock(&h->publisher_lock);
}

static void house_answered(void *self)
{
    house *h = self;
    if (h->answered)
        h->answered(h->hook_self);
    house_wake(h);
}

/* Loads the tree into the arena that is not in use, then takes it. */
static bool tree_refresh(house *h, store_conn *conn, err *reterr)
{
    int next = 1 - h->tree_at;
    org_tree tree = { 0 };
    if (!h->tree_home[next].start && !arena_open(&h->tree_home[next], HOUSE_TREE_MEMORY))
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to open the house"));
    arena_reset(&h->tree_home[next], 0);
    if (!org_tree_load(conn, &h->tree_home[next], &tree, reterr))
        return false;
    h->tree = tree;
    h->tree_at = next;
    return true;
}

static size_t watch_mark(void *memory)
{
    (void)memory;
    return 0;
}

static void watch_truncate(void *memory, size_t mark)
{
    (void)memory;
    (void)mark;
}

/* After a commit that touched organisations or tokens: what is kept of them in memory is read anew.
 * A failure leaves the old state, which is only stricter or staler, and the next commit tries
 * again. */
static void watch_keep(void *memory)
{
    house *h = memory;
    err ignored = { 0 };
    if (h->watch.touched_orgs && tree_refresh(h, h->watch_conn, &ignored))
        h->watch.touched_orgs = false;
    if (h->watch.touched_access && access_tokens_reload(h->tokens, h->watch_conn, &ignored))
        h->watch.touched_access = false;
    if (h->watch.touched_flood && house_flood_read(h, h->watch_conn, &ignored))
        h->watch.touched_flood = false;
    if (h->watch.touched_pages && h->published)
        h->published(h->hook_self);
    h->watch.touched_pages = false;
}

static void watch_drop(void *memory)
{
    (void)memory;
}

static bool hints_read(house *h, err *reterr)
{
    bool has_promises = false;
    return promise_any(h->conn, &has_promises, reterr) &&
           match_hints_load(h->conn, &h->own, has_promises, &h->hints, reterr);
}

bool house_open_writer(house *h, err *reterr)
{
    if (!ledger_load(h->conn, &h->own, &h->ledger, reterr) ||
        !donations_load(h->conn, &h->own, h->seal_key, &h->donations, reterr) ||
        !hints_read(h, reterr) || !figures_board_open(h->donations, h->ledger, &h->board, reterr) ||
        !access_tokens_load(h->conn, &h->tokens, reterr) ||
        !store_connect(h->store, STORE_READ, &h->watch_conn, reterr) ||
        !tree_refresh(h, h->conn, reterr))
        return false;
    h->parts[0] = ledger_part(h->ledger);
    h->parts[1] = donations_part(h->donations);
    h->parts[2] = figures_board_part(h->board);
    h->parts[3] = (batch_part){ .slot = STORE_PART_ORG,
        .memory = h,
        .mark = watch_mark,
        .truncate = watch_truncate,
        .keep = watch_keep,
        .drop = watch_drop };
    h->parts[4] = match_hints_part(h->hints);
    sys_mutex_init(&h->publisher_lock);
    sys_signal_init(&h->publisher_wake);
    sys_signal_init(&h->publisher_pause);
    writer_plan plan = { .store = h->store,
        .clock = &h->clock,
        .zone = h->zone,
        .parts = h->parts,
        .part_count = HOUSE_PARTS,
        .allows = house_allows,
        .allows_self = h,
        .answered = house_answered,
        .answered_self = h };
    memcpy(plan.secret, h->secret, sizeof plan.secret);
    return writer_open(&plan, &h->writer, reterr);
}

static bool memories_read(house *h, err *reterr)
{
    return ledger_load(h->conn, &h->own, &h->ledger, reterr) &&
           donations_load(h->conn, &h->own, h->seal_key, &h->donations, reterr);
}

bool house_open(const house_setup *setup, house **ret_house, err *reterr)
{
    house *h = NULL;
    if (!house_open_base(setup, &h, reterr))
        return false;
    if (!profile_house(&h->own, &h->profiles, reterr)) {
        house_close(h);
        return false;
    }
    if (setup->writes ? !house_open_writer(h, reterr) : !memories_read(h, reterr)) {
        house_close(h);
        return false;
    }
    *ret_house = h;
    return true;
}

void house_close(house *h)
{
    if (!h)
        return;
    if (h->publisher.is_running) {
        sys_mutex_lock(&h->publisher_lock);
        h->publisher_stops = true;
        sys_signal_wake_all(&h->publisher_wake);
        sys_signal_wake_all(&h->publisher_pause);
        sys_mutex_unlock(&h->publisher_lock);
        sys_thread_join(&h->publisher);
    }
    writer_close(h->writer);
    store_disconnect(h->publish_conn);
    store_disconnect(h->watch_conn);
    access_tokens_close(h->tokens);
    flood_close(h->flood);
    figures_board_close(h->board);
    store_disconnect(h->conn);
    store_close(h->store);
    if (h->lock.fd >= 0)
        sys_lock_give(&h->lock);
    arena_close(&h->tree_home[0]);
    arena_close(&h->tree_home[1]);
    arena own = h->own;
    arena_close(&own);
}

/* ---- what the doors use --------------------------------------------------------------------- */

store *house_store(const house *h)
{
    return h->store;
}

store_conn *house_conn(house *h)
{
    return h->conn;
}

writer *house_writer(house *h)
{
    return h->writer;
}

donations *house_donations(house *h)
{
    return h->donations;
}

figures_board *house_board(house *h)
{
    return h->board;
}

access_tokens *house_tokens(house *h)
{
    return h->tokens;
}

flood *house_flood(house *h)
{
    return h->flood;
}

const log_sequencer *house_sequencer(const house *h)
{
    return &h->sequencer;
}

const sys_clock *house_clock(const house *h)
{
    return &h->clock;
}

const sys_zone *house_zone(const house *h)
{
    return h->zone;
}

payfile_profiles house_profiles_of(const house *h)
{
    return h->profiles;
}

const uint8_t *house_seal_key(const house *h)
{
    return h->seal_key;
}

const char *house_folder(const house *h)
{
    return h->folder;
}

const char *house_attachments(const house *h)
{
    return h->attachments;
}

const char *house_uploads(const house *h)
{
    return h->uploads;
}

bool house_is_exercise(const house *h)
{
    return h->is_exercise;
}

int64_t house_civil_us(const house *h)
{
    return sys_civil_us(&h->clock);
}

bool house_day_of(const house *h, const campaign *of, date day, const char *field, err *reterr)
{
    unsigned char room[32];
    arena a = { .start = room, .size = sizeof room };
    buffer b = buffer_in(&a, 16);
    date first = sys_zone_local(h->zone, of->opened_us).day;
    text_add_date(&b, first);
    return day.day >= first.day ||
           err_field(reterr, field,
               N_("Date received is before the campaign began (%.*s). Is it right?"),
               SPAN_PRINT(buffer_span(&b)));
}

int64_t house_civil_offset(const house *h)
{
    return h->clock.civil_offset_us;
}

void house_hooks(house *h, house_hook *answered, house_hook *published, void *self)
{
    h->hook_self = self;
    h->answered = answered;
    h->published = published;
}

bool house_operator(house *h, actor *ret_actor, err *reterr)
{
    unsigned char room[512];
    arena a = { .start = room, .size = sizeof room };
    char login[ACCESS_LOGIN_MAX + 4];
    span user = sys_user_name(&a);
    snprintf(login, sizeof login, "os:%.*s", SPAN_PRINT(user));
    person_id person = { 0 };
    if (!access_person_find(h->conn, span_of(login), &person, reterr)) {
        err_hint(reterr,
            N_("The user who ran init may work on the command line; others use --as LOGIN."));
        return false;
    }
    return access_actor(h->conn, person, span_of("os"), ret_actor, reterr);
}

/* In an exercise the civil clock stands back; files that come from outside carry the real one.  What
 * people enter themselves is of the civil day at the latest. */
static date last_payment_day(const house *h, date civil)
{
    date real = sys_zone_local(h->zone, sys_real_us(&h->clock)).day;
    return civil.day > real.day ? civil : real;
}

import_desk house_desk(house *h, store_conn *conn, const actor *author)
{
    date today = sys_zone_local(h->zone, sys_civil_us(&h->clock)).day;
    return (import_desk){ .last_day = last_payment_day(h, today),
        .today = today,
        .conn = conn,
        .writer = h->writer,
        .author = author,
        .donations = h->donations,
        .folder = h->attachments,
        .seal_key = h->seal_key,
        .zone = h->zone,
        .profiles = h->profiles };
}

bool house_figures(house *h, const campaign *of, campaign_figures *ret)
{
    int64_t version = 0;
    if (h->board)
        return figures_read(h->board, of->id, ret, &version);
    figures_compute(h->donations, h->ledger, of, ret);
    return true;
}
