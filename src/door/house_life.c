/* Birth of a house, its resumption after a crash, and the thread that publishes.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/house_in.h"

#include "door/reveal.h"
#include "flow/claim.h"
#include "flow/move.h"
#include "house_sql.h"
#include "text/text.h"
#include "flow/receipt.h"
#include "work/disclosure/deadline.h"
#include "work/disclosure/question.h"
#include "work/statement/statement.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum {
    RESUME_MEMORY = 256 << 20,
    PUBLISH_RETRY_US = 2000000,
    PUBLISH_GATHER_US = 40000,
    CLEAN_US = 600000000
};

/* ---- birth ---------------------------------------------------------------------------------- */

static bool setting_put(store_txn *txn, const char *name, span value, err *reterr)
{
    const store_value row[] = { store_text(span_of(name)), store_text(value) };
    return store_put(txn, &HOUSE_SETTING_PUT, row, 2, reterr);
}

/* Takes the cells of one line of a plain comma list (our own data files: no quotes in them). */
static int cells_cut(span line, span *into, int size)
{
    int count = 0;
    while (count < size && span_split(&line, ',', &into[count]))
        count++;
    return count;
}

static bool next_line(span *rest, span *ret_line)
{
    while (span_split(rest, '\n', ret_line)) {
        *ret_line = span_trim(*ret_line);
        if (ret_line->size > 0)
            return true;
    }
    return false;
}

static bool chart_put(store_txn *txn, const house_birth *birth, err *reterr)
{
    span rest = birth->chart_csv;
    span line = { NULL, 0 };
    span cells[4];
    bool is_head = true;
    while (next_line(&rest, &line)) {
        int64_t class = 0;
        if (is_head) {
            is_head = false;
            continue;
        }
        if (cells_cut(line, cells, 4) != 4 || !text_parse_int(cells[3], &class))
            return err_set(reterr, ERR_INPUT, N_("the chart of accounts has a bad line: %.*s"),
                SPAN_PRINT(line));
        const store_value row[] = { store_text(span_of("union-2009")), store_text(cells[0]),
            store_text(cells[1]), store_text(cells[2]), store_int(class),
            store_int(birth->chart_from.day) };
        if (!store_put(txn, &HOUSE_CHART_PUT, row, 6, reterr))
            return false;
    }
    return true;
}

static bool roles_put(store_txn *txn, const house_birth *birth, err *reterr)
{
    span rest = birth->roles_csv;
    span line = { NULL, 0 };
    span cells[3];
    while (next_line(&rest, &line)) {
        if (cells_cut(line, cells, 3) != 3)
            continue;
        for (int role = 1; role < LEDGER_ROLE_COUNT; role++) {
            if (!span_is(cells[0], ledger_role_name((ledger_role)role)))
                continue;
            const store_value row[] = { store_text(cells[1]), store_int(role),
                store_text(cells[2]) };
            if (!store_put(txn, &HOUSE_ROLE_PUT, row, 3, reterr))
                return false;
        }
    }
    return true;
}

static bool assets_put(store_txn *txn, err *reterr)
{
    size_t count = 0;
    const currency *all = currency_all(&count);
    for (size_t i = 0; i < count; i++) {
        const store_value row[] = { store_int(all[i].asset), store_text(span_of(all[i].code)),
            store_text(span_of(all[i].zh)), store_text(span_of(all[i].en)),
            store_int(all[i].scale) };
        if (!store_put(txn, &HOUSE_ASSET_PUT, row, 5, reterr))
            return false;
    }
    return true;
}

static bool deadline_take(store_txn *txn, span line, bool is_exercise, err *reterr)
{
    span cells[9];
    deadline_kind kind = 0;
    deadline d = { 0 };
    int64_t days = 0;
    int64_t warn = 0;
    if (cells_cut(line, cells, 9) != 9 || !deadline_kind_parse(cells[0], &kind) ||
        !text_parse_date(cells[2], &d.from, reterr) || !text_parse_int(cells[3], &days) ||
        !text_parse_int(cells[4], &warn))
        return err_set(
            reterr, ERR_INPUT, N_("the deadlines have a bad line: %.*s"), SPAN_PRINT(line));
    if (cells[1].size > 0 && !is_exercise)
        return true;
    d.days = (int32_t)days;
    d.warn_days = (int32_t)warn;
    d.source_zh = cells[5];
    d.source_en = cells[6];
    d.note_zh = cells[7];
    d.note_en = cells[8];
    return deadline_put(txn, kind, &d, reterr);
}

static bool deadlines_put(store_txn *txn, const house_birth *birth, err *reterr)
{
    span rest = birth->deadlines_csv;
    span line = { NULL, 0 };
    bool is_head = true;
    while (next_line(&rest, &line)) {
        if (!is_head && !deadline_take(txn, line, birth->is_exercise, reterr))
            return false;
        is_head = false;
    }
    return true;
}

static bool apply_birth(store_txn *txn, change *c, err *reterr)
{
    const house_birth *in = c->input;
    char offset[32];
    snprintf(offset, sizeof offset, "%lld", (long long)in->civil_offset_us);
    return assets_put(txn, reterr) && setting_put(txn, "scenario", in->scenario, reterr) &&
           setting_put(txn, "exercise", span_of(in->is_exercise ? "1" : "0"), reterr) &&
           setting_put(txn, "civil_offset_us", span_of(offset), reterr) &&
           setting_put(txn, "origin", in->origin, reterr) &&
           setting_put(txn, "title_zh", in->title_zh, reterr) &&
           setting_put(txn, "title_en", in->title_en, reterr) &&
           setting_put(txn, "notice_zh", in->notice_zh, reterr) &&
           setting_put(txn, "notice_en", in->notice_en, reterr) && chart_put(txn, in, reterr) &&
           roles_put(txn, in, reterr) && deadlines_put(txn, in, reterr);
}

const change_kind house_birth_kind = { 1, "house.init", RIGHT_SYSTEM, apply_birth };

/* The system's user who ran init works on the command line: makes, does not approve. */
static bool operator_add(house *h, const actor *program, err *reterr)
{
    char login[ACCESS_LOGIN_MAX + 4];
    span user = sys_user_name(&h->own);
    snprintf(login, sizeof login, "os:%.*s", SPAN_PRINT(user));
    access_user_input in = {
        .login = span_of(login), .name = span_of(login), .role = ACCESS_OPERATOR
    };
    change c = { .kind = &access_user_add, .author = program, .input = &in };
    return writer_run(h->writer, &c, reterr);
}

/* The first name in a folder that is not nothing. */
static bool foreign_take(void *self, const char *name)
{
    char *found = self;
    if (strcmp(name, "lost+found") == 0)
        return true;
    snprintf(found, HOUSE_NAME_MAX, "%s", name);
    return false;
}

bool house_folder_check(const char *folder, err *reterr)
{
    char path[HOUSE_PATH_MAX];
    char found[HOUSE_NAME_MAX] = "";
    if (!house_path(folder, "keys", path, reterr))
        return false;
    if (sys_file_exists(path)) {
        err_set(reterr, ERR_CONFLICT, N_("%s holds data already"), folder);
        return err_hint(reterr, N_("Choose another folder, or serve this one."));
    }
    if (!sys_file_exists(folder))
        return true;
    if (!sys_folder_list(folder, foreign_take, found, reterr))
        return false;
    if (!found[0])
        return true;
    err_set(reterr, ERR_CONFLICT, N_("%s is not empty: %s is in it"), folder, found);
    return err_hint(reterr, N_("Choose a folder that is new or empty."));
}

static bool folder_prepare(const house_setup *setup, err *reterr)
{
    char path[HOUSE_PATH_MAX];
    if (!house_database_check(setup->database, reterr) ||
        !house_folder_check(setup->folder, reterr) || !sys_folder_make(setup->folder, reterr))
        return false;
    if (!house_keys_make(setup->folder, reterr))
        return false;
    if (setup->database) {
        return house_path(setup->folder, "database", path, reterr) &&
               sys_file_write(path, span_of(setup->database), 0600, reterr);
    }
    /* An empty file: the migrations fill it when the house is opened for writing. */
    return house_path(setup->folder, "nuan.db", path, reterr) &&
           sys_file_write(path, span_of(""), 0600, reterr);
}

/* Takes back what folder_prepare made, so that init can be tried again. */
static void folder_clear(const house_setup *setup)
{
    static const char *const names[] = { "keys/house.key", "keys/seal.key", "keys/log.key", "keys",
        "database", "nuan.db", "nuan.db-wal", "nuan.db-shm", "lock" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[HOUSE_PATH_MAX];
        err ignored = { 0 };
        if (!house_path(setup->folder, names[i], path, &ignored) ||
            !sys_file_remove(path, &ignored))
            continue;
    }
}

bool house_make(const house_setup *setup, const house_birth *birth, err *reterr)
{
    assert(setup && birth && setup->writes);
    house *h = NULL;
    house_setup empty = *setup;
    empty.begins = true;
    if (!folder_prepare(setup, reterr))
        return false;
    if (!house_open(&empty, &h, reterr)) {
        folder_clear(setup);
        return false;
    }
    static const actor program = { .kind = ACTOR_PROGRAM, .address = "init" };
    house_birth in = *birth;
    change c = { .kind = &house_birth_kind, .author = &program, .input = &in };
    bool is_good = writer_run(h->writer, &c, reterr) && operator_add(h, &program, reterr);
    house_close(h);
    return is_good;
}

/* ---- changes that refresh what is kept in memory -------------------------------------------- */

static house *house_of(store_txn *txn)
{
    return store_txn_part(txn, STORE_PART_ORG);
}

static bool apply_org_add(store_txn *txn, change *c, err *reterr)
{
    house_of(txn)->watch.touched_orgs = true;
    return org_import_add.apply(txn, c, reterr);
}

static bool apply_token_add(store_txn *txn, change *c, err *reterr)
{
    house_of(txn)->watch.touched_access = true;
    return access_token_add.apply(txn, c, reterr);
}

static bool apply_token_end(store_txn *txn, change *c, err *reterr)
{
    house_of(txn)->watch.touched_access = true;
    return access_token_end.apply(txn, c, reterr);
}

static bool apply_way_add(store_txn *txn, change *c, err *reterr)
{
    house_of(txn)->watch.touched_pages = true;
    return way_add.apply(txn, c, reterr);
}

static bool apply_way_end(store_txn *txn, change *c, err *reterr)
{
    house_of(txn)->watch.touched_pages = true;
    return way_end.apply(txn, c, reterr);
}

static bool apply_seen_add(store_txn *txn, change *c, err *reterr)
{
    house_of(txn)->watch.touched_pages = true;
    return seen_add.apply(txn, c, reterr);
}

static bool apply_seen_end(store_txn *txn, change *c, err *reterr)
{
    house_of(txn)->watch.touched_pages = true;
    return seen_end.apply(txn, c, reterr);
}

static bool apply_want_add(store_txn *txn, change *c, err *reterr)
{
    house_of(txn)->watch.touched_pages = true;
    return want_add.apply(txn, c, reterr);
}

static bool apply_want_end(store_txn *txn, change *c, err *reterr)
{
    house_of(txn)->watch.touched_pages = true;
    return want_end.apply(txn, c, reterr);
}

const change_kind house_want_add = { 445, "want.add", RIGHT_CAMPAIGN_EDIT, apply_want_add };
const change_kind house_want_end = { 446, "want.end", RIGHT_CAMPAIGN_EDIT, apply_want_end };
const change_kind house_seen_add = { 447, "seen.add", RIGHT_DONATION_ENTER, apply_seen_add };
const change_kind house_seen_end = { 448, "seen.end", RIGHT_DONATION_ENTER, apply_seen_end };
const change_kind house_way_add = { 442, "way.add", RIGHT_CAMPAIGN_EDIT, apply_way_add };
const change_kind house_way_end = { 443, "way.end", RIGHT_CAMPAIGN_EDIT, apply_way_end };
const change_kind house_org_add = { 51, "org.import", RIGHT_ORG_EDIT, apply_org_add };
const change_kind house_token_add = { 102, "access.token_add", RIGHT_ACCESS_EDIT, apply_token_add };
const change_kind house_token_end = { 107, "access.token_end", RIGHT_ACCESS_EDIT, apply_token_end };

const change_kind *house_change_kind(int32_t number)
{
    static const change_kind *const kinds[] = { &house_birth_kind, &access_user_add,
        &house_token_add, &access_sign_in, &access_sign_in_failed, &access_sign_out,
        &access_user_end, &house_token_end, &campaign_add, &campaign_edit, &campaign_purpose_add,
        &donation_notify, &donation_enter, &donation_refund, &donation_move, &statement_add,
        &profile_add, &profile_end, &rule_add, &rule_end, &account_daily, &account_profile_set,
        &statement_book, &statement_finish, &statement_confirm, &statement_undo, &statement_unbook,
        &statement_unbooked, &statement_accept, &upload_add, &upload_end, &promise_make,
        &promise_enter, &promise_withdraw, &promise_days_set, &match_link_add, &match_unlink,
        &match_claim, &match_hold_add, &match_release, &match_threshold_set, &payer_forget,
        &house_org_add, &receipt_request_enter, &receipt_review, &receipt_review_many,
        &receipt_issue, &receipt_void, &receipt_copy, &receipt_fiscal, &receipt_threshold_set,
        &receipt_look, &receipt_yearly, &receipt_ask, &receipt_fetch, &claim_make, &reveal_show,
        &reveal_rows, &disclosure_prepare, &disclosure_enter, &disclosure_review,
        &disclosure_publish, &disclosure_return, &disclosure_withdraw, &question_ask,
        &question_answer, &promise_by_visitor, &promise_take_back, &giver_link_add, &giver_link_end,
        &house_way_add, &house_way_end, &house_want_add, &house_want_end, &house_seen_add,
        &house_seen_end, &house_flood_set };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i]->number == number)
            return kinds[i];
    }
    return NULL;
}

bool house_change_by_visitor(int32_t number)
{
    const change_kind *kind = house_change_kind(number);
    return kind && kind->needs == RIGHT_VISITOR;
}

/* ---- after a crash -------------------------------------------------------------------------- */

/* The actor of whoever started the import: his rights may have ended, so the program goes on in
 * his name. */
static bool statement_resume(house *h, arena *home, const statement *s, err *reterr)
{
    actor author = { .kind = ACTOR_PROGRAM, .id = s->made_by, .address = "resume" };
    import_desk desk = house_desk(h, h->conn, &author);
    return import_resume(&desk, home, s, reterr);
}

bool house_resume(house *h, err *reterr)
{
    ARENA home = { 0 };
    if (!arena_open(&home, RESUME_MEMORY))
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
    static const statement_state states[] = { STATEMENT_BOOKING, STATEMENT_UNDOING,
        STATEMENT_BOOKED };
    for (int i = 0; i < 3; i++) {
        statement *rows = NULL;
        size_t count = 0;
        if (!statement_list(
                h->conn, &home, (campaign_id){ 0 }, states[i], 0, 100, &rows, &count, reterr))
            return false;
        for (size_t at = 0; at < count; at++) {
            size_t mark = home.used;
            err why = { 0 };
            if (!statement_resume(h, &home, &rows[at], &why) &&
                (why.code == ERR_STORE || why.code == ERR_MEMORY)) {
                *reterr = why;
                return false;
            }
            /* What a rule stopped was undone; a file that is missing or damaged keeps only its
             * own import waiting. */
            arena_reset(&home, mark);
        }
    }
    return true;
}

/* ---- publishing ----------------------------------------------------------------------------- */

static publish_desk desk_of(house *h, store_conn *conn)
{
    return (publish_desk){ .conn = conn,
        .writer = h->writer,
        .donations = h->donations,
        .sequencer = &h->sequencer,
        .seal_key = h->seal_key,
        .folder = h->attachments,
        .clock = &h->clock,
        .zone = h->zone };
}

bool house_publish(house *h, int64_t limit, err *reterr)
{
    assert(h->writer && !h->publisher.is_running);
    publish_desk desk = desk_of(h, h->conn);
    publisher *p = NULL;
    h->publish_left = 0;
    if (!publisher_open(&desk, &p, reterr))
        return false;
    bool is_good = publish_all(p, limit, &h->publish_left, reterr);
    publisher_close(p);
    if (!is_good)
        h->publish_left = 0;
    /* After a restore the log waits for its resumption; the books go on meanwhile. */
    return is_good || reterr->code == ERR_STALE;
}

int64_t house_publish_left(const house *h)
{
    return h->publish_left;
}

/* Waits until there may be something to publish or to clean; false when the thread has to end. */
static bool publisher_wait(house *h, bool was_good)
{
    sys_mutex_lock(&h->publisher_lock);
    if (!was_good && !h->publisher_stops)
        sys_signal_wait_for(&h->publisher_wake, &h->publisher_lock, PUBLISH_RETRY_US);
    while (!h->publisher_waits && !h->publisher_stops) {
        int64_t left_us = h->clean_us - sys_steady_us();
        if (left_us <= 0)
            break;
        sys_signal_wait_for(&h->publisher_wake, &h->publisher_lock, left_us);
    }
    h->publisher_waits = false;
    bool goes_on = !h->publisher_stops;
    sys_mutex_unlock(&h->publisher_lock);
    return goes_on;
}

bool house_uploads_clean(house *h, store_conn *conn, err *reterr)
{
    bool is_over = false;
    int64_t now_us = sys_real_us(&h->clock);
    static const actor program = { .kind = ACTOR_PROGRAM, .address = "job" };
    upload_end_input all = { { 0 } };
    change c = { .kind = &upload_end, .author = &program, .input = &all };
    return upload_over(conn, now_us, &is_over, reterr) &&
           (!is_over || writer_run(h->writer, &c, reterr)) &&
           file_staged_clean(h->uploads, now_us, reterr);
}

/* What fails is tried again the next time. */
static void publisher_clean(house *h)
{
    err ignored = { 0 };
    if (sys_steady_us() < h->clean_us)
        return;
    h->clean_us = sys_steady_us() + CLEAN_US;
    if (!house_uploads_clean(h, h->publish_conn, &ignored))
        ignored.code = ERR_NONE;
}

static void publisher_loop(void *self)
{
    house *h = self;
    publish_desk desk = desk_of(h, h->publish_conn);
    publisher *p = NULL;
    err why = { 0 };
    if (!publisher_open(&desk, &p, &why))
        return;
    bool is_good = true;
    while (publisher_wait(h, is_good)) {
        publisher_clean(h);
        /* What comes within a moment goes into one checkpoint. */
        sys_mutex_lock(&h->publisher_lock);
        if (!h->publisher_stops)
            sys_signal_wait_for(&h->publisher_pause, &h->publisher_lock, PUBLISH_GATHER_US);
        sys_mutex_unlock(&h->publisher_lock);
        int64_t count = 0;
        bool more = true;
        is_good = true;
        while (is_good && more && !h->publisher_stops) {
            is_good = publish_step(p, &more, &count, &why);
            if (is_good && count > 0 && h->published)
                h->published(h->hook_self);
        }
        if (!is_good)
            house_wake(h);
    }
    publisher_close(p);
}

bool house_publisher_start(house *h, err *reterr)
{
    if (!store_connect(h->store, STORE_READ, &h->publish_conn, reterr))
        return false;
    h->publisher_waits = true;
    return sys_thread_start(&h->publisher, "publisher", publisher_loop, h, reterr);
}

bool house_serves(const house *h)
{
    return h->publisher.is_running;
}
