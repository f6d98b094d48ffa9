/* Payment files that were booked: the list, the report of one, its confirmation and its undoing.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/import_in.h"

#include "payfile/profile.h"

#include "file/file.h"
#include "import_progress_html.h"
#include "import_report_html.h"
#include "sys/fd.h"
#include "text/text.h"
#include "web_sql.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { RECHECK_ROWS = 50000 };

span import_format_label(staff *s, org_id unit, const char *name)
{
    payfile_format format = { 0 };
    err ignored = { 0 };
    import_desk desk = house_desk(s->r->house, s->r->conn, &s->r->author);
    if (strcmp(name, "wechat-merchant") == 0)
        return span_of(say(s->r->lang, N_("WeChat Pay merchant bill")));
    if (strcmp(name, "qr-sheet") == 0)
        return span_of(say(s->r->lang, N_("published QR and POS sheet")));
    if (!payfile_format_parse(span_of(name), desk.profiles, &format) &&
        !import_format(&desk, &s->memory, unit, span_of(name), &format, &ignored))
        return span_of(name);
    return s->r->lang == SAY_ZH ? format.profile->name_zh : format.profile->name_en;
}

/* ---- the list ------------------------------------------------------------------------------- */

static mark_view state_mark(statement_state state)
{
    static const mark_view marks[] = { [STATEMENT_BOOKING] = { N_("being booked"), TONE_INFO,
                                           ICON_CLOCK },
        [STATEMENT_BOOKED] = { N_("waits for a second person"), TONE_WARN, ICON_CLOCK },
        [STATEMENT_CONFIRMED] = { N_("confirmed"), TONE_OK, ICON_CHECK },
        [STATEMENT_UNDOING] = { N_("being undone"), TONE_WARN, ICON_BACK },
        [STATEMENT_UNDONE] = { N_("undone"), TONE_BAD, ICON_BACK } };
    return state >= STATEMENT_BOOKING && state <= STATEMENT_UNDONE ? marks[state]
                                                                   : (mark_view){ 0 };
}

/* Real instants are shown by the clock of the house. */
static int64_t shown_us(const staff *s, int64_t real_us)
{
    return real_us ? real_us + house_civil_offset(s->r->house) : 0;
}

span import_maker(staff *s, int64_t actor_id)
{
    span name = { NULL, 0 };
    err ignored = { 0 };
    if (!access_name(s->r->conn, &s->memory, actor_id, &name, &ignored))
        return (span)SPAN("—");
    return name;
}

void import_item_fill(staff *s, const statement *it, import_item *ret)
{
    campaign c = { 0 };
    *ret = (import_item){ .url = staff_id_url(s, "/app/imports/", it->id.value),
        .file = span_of(it->file_name),
        .format = import_format_label(s, it->org, it->format),
        .first_day = it->first_day,
        .last_day = it->last_day,
        .rows = it->counts.rows,
        .booked = it->counts.booked,
        .rejected = it->counts.rejected,
        .amount = { it->counts.amount_fen },
        .others = import_others(s, it),
        .state = state_mark(it->state),
        .made_by = import_maker(s, it->made_by),
        .made_us = shown_us(s, it->made_us) };
    if (campaign_get(house_donations(s->r->house), it->campaign, &c))
        ret->campaign = web_campaign_name(&c, s->r->lang);
}

/* ---- one import ----------------------------------------------------------------------------- */

/* The import of the address that she may see; answers itself when there is none. */
static bool import_find(staff *s, statement *ret)
{
    int64_t id = 0;
    err why = { 0 };
    if (staff_id(s, &id) && statement_get(s->r->conn, (statement_id){ id }, ret, &why) &&
        staff_sees(s, ret->org))
        return true;
    if (why.code != ERR_NONE && why.code != ERR_ABSENT)
        staff_fail(s, &why);
    else
        staff_absent(s);
    return false;
}

/* Bad rows that were kept as work to do. */
static bool kept_faults(staff *s, const statement *it, import_report *p, err *reterr)
{
    statement_kept_row *rows = NULL;
    size_t count = 0;
    if (!statement_kept_rows(
            s->r->conn, &s->memory, it->org, it->id, IMPORT_FAULTS_MAX, &rows, &count, reterr))
        return false;
    p->faults = ARENA_NEW(&s->memory, import_fault, count + 1);
    if (!p->faults)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    for (size_t i = 0; i < count; i++) {
        err ignored = { 0 };
        span value = { NULL, 0 };
        if (!staff_may(s, RIGHT_STATEMENT_IMPORT, it->org) ||
            !crypt_unseal(&s->memory, house_seal_key(s->r->house), span_of("statement_row.value"),
                rows[i].sealed_value, &value, &ignored))
            value = (span)SPAN("");
        p->faults[i] = (import_fault){ .row = rows[i].number,
            .column = rows[i].field,
            .value = value,
            .rule = { .code = ERR_INPUT, .message = arena_copy(&s->memory, rows[i].rule).at } };
        if (!p->faults[i].rule.message)
            p->faults[i].rule.message = "";
    }
    p->fault_count = (int64_t)count;
    return true;
}

/* From the row of the statement alone: the same for a file of any size. */
static bool report_light(staff *s, const statement *it, import_report *p, err *reterr)
{
    *p = (import_report){ .counts = it->counts,
        .stated = it->stated,
        .doubt = it->doubt,
        .asset = it->asset,
        .first_day = it->first_day,
        .last_day = it->last_day };
    p->file_totals = it->counts;
    if (it->doubt == STATEMENT_SURE) {
        p->file_totals.rows = it->stated.count;
        p->file_totals.amount_fen = it->stated.amount_fen;
        p->file_totals.refund_fen = it->stated.refund_fen;
        p->file_totals.fee_mfen = it->stated.fee_mfen;
    }
    bool stands = it->state <= STATEMENT_CONFIRMED;
    return statement_assets(s->r->conn, it, p->others, &p->other_count, reterr) &&
           (!stands || import_join(s->r->conn, it, &p->joint, reterr)) &&
           kept_faults(s, it, p, reterr);
}

/* Why rows were ignored, and how far the file is from itself, stand in the kept file only. */
static void report_deepen(staff *s, arena *home, const statement *it, import_report *p)
{
    err ignored = { 0 };
    import_report full = { 0 };
    import_desk desk = house_desk(s->r->house, s->r->conn, &s->r->author);
    if (it->counts.rows > RECHECK_ROWS || !arena_open(home, import_memory(it->file_size)) ||
        !import_report_of(&desk, home, it, &full, &ignored))
        return;
    memcpy(p->reasons, full.reasons, sizeof p->reasons);
    p->reason_count = full.reason_count;
    p->file_totals = full.file_totals;
}

static void persons_fill(staff *s, const statement *it, import_view *v)
{
    v->confirmed_us = shown_us(s, it->confirmed_us);
    v->undone_us = shown_us(s, it->undone_us);
    if (it->confirmed_us)
        v->confirmed_by = import_maker(s, it->confirmed_by);
    if (it->undone_us)
        v->undone_by = import_maker(s, it->undone_by);
}

/* What she may do with it now. */
static void acts_fill(staff *s, const statement *it, import_view *v)
{
    span id = staff_id_text(s, it->id.value);
    bool is_live = it->state == STATEMENT_BOOKED || it->state == STATEMENT_CONFIRMED;
    bool is_maker = it->made_by == s->r->author.id;
    v->gifts_url = staff_url(s, "/app/donations?import=%.*s", SPAN_PRINT(id));
    if (staff_may(s, RIGHT_STATEMENT_IMPORT, it->org)) {
        v->file_url = staff_url(s, "/app/imports/%.*s/file", SPAN_PRINT(id));
        if (is_live)
            v->undo_action = staff_url(s, "/app/imports/%.*s/undo", SPAN_PRINT(id));
    }
    if (it->state != STATEMENT_BOOKED)
        return;
    v->doubt = statement_doubt_text(it->doubt);
    v->confirm_reason = is_maker ? N_("You brought this file in, so someone else confirms it.")
                                 : N_("A second person confirms it.");
    if (staff_may_confirm(s, it->org, it->made_by))
        v->confirm_action = staff_url(s, "/app/imports/%.*s/confirm", SPAN_PRINT(id));
}

static bool leaves_fill(staff *s, const statement *it, import_view *v, err *reterr)
{
    int64_t first = 0;
    int64_t last = 0;
    store_rows rows = { 0 };
    if (it->state != STATEMENT_CONFIRMED)
        return true;
    if (!statement_ids(s->r->conn, it->org, it->id, &first, &last, reterr))
        return false;
    const store_value in[] = { store_int(it->org.value), store_int(first), store_int(last) };
    if (first == 0)
        return true;
    if (!store_query_open(s->r->conn, &WEB_LOG_RANGE, in, 3, &rows, reterr))
        return false;
    if (store_rows_next(&rows)) {
        v->first_leaf = store_rows_int(&rows, 0);
        v->last_leaf = store_rows_int(&rows, 1);
    }
    return store_rows_close(&rows, reterr);
}

/* Refunds of the file that still wait. */
static bool held_fill(staff *s, const statement *it, import_view *v, err *reterr)
{
    bool is_found = false;
    const store_value in[] = { store_int(it->org.value), store_int(it->id.value) };
    return it->counts.refunds == 0 ||
           store_find_int(s->r->conn, &WEB_IMPORT_HELD, in, 2, &v->held, &is_found, reterr);
}

static bool report_fill(staff *s, arena *home, const statement *it, import_view *v, err *reterr)
{
    import_report *p = ARENA_NEW(&s->memory, import_report, 1);
    if (!p)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!report_light(s, it, p, reterr) || !leaves_fill(s, it, v, reterr))
        return false;
    if (it->counts.ignored > 0 || it->doubt != STATEMENT_SURE)
        report_deepen(s, home, it, p);
    import_item_fill(s, it, &v->head);
    import_item head = v->head;
    span rows = { NULL, 0 };
    if (staff_may(s, RIGHT_STATEMENT_IMPORT, it->org))
        rows = staff_url(s, "/app/imports/%.*s/rows?", SPAN_PRINT(staff_id_text(s, it->id.value)));
    import_view_fill(s, p, rows, v);
    v->head = head;
    v->file_size = it->file_size;
    v->total = it->counts.rows;
    v->done = it->next_row;
    if (v->faults.total > 0)
        v->faults.csv_url = staff_url(
            s, "/app/imports/%.*s/bad-rows.csv", SPAN_PRINT(staff_id_text(s, it->id.value)));
    persons_fill(s, it, v);
    acts_fill(s, it, v);
    if (!held_fill(s, it, v, reterr))
        return false;
    s->view.name = span_of(it->file_name);
    return true;
}

void staff_import_get(door_request *r)
{
    STAFF s = { 0 };
    ARENA home = { 0 };
    err why = { 0 };
    statement it = { 0 };
    import_view v = { 0 };
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Import")) || !import_find(&s, &it))
        return;
    if (!report_fill(&s, &home, &it, &v, &why)) {
        staff_fail(&s, &why);
        return;
    }
    v.staff = s.view;
    if (it.state == STATEMENT_BOOKING || it.state == STATEMENT_UNDOING)
        import_progress_html(&s.out, &v);
    else
        import_report_html(&s.out, &v);
    staff_answer(&s, 200);
}

void staff_import_faults_get(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    statement it = { 0 };
    fault_list faults = { 0 };
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Import")) || !import_find(&s, &it))
        return;
    import_report *p = ARENA_NEW(&s.memory, import_report, 1);
    if (!p || !report_light(&s, &it, p, &why)) {
        if (!p)
            err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
        staff_fail(&s, &why);
        return;
    }
    import_faults_fill(&s, p, &faults);
    faults.count = (size_t)faults.total;
    import_faults_csv(&s, &faults, "bad-rows.csv");
}

/* The file as it came.  It names payers, so only those who bring files in get it. */
void staff_import_file_get(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    statement it = { 0 };
    char path[FILE_PATH_MAX];
    int fd = -1;
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Import")) || !import_find(&s, &it))
        return;
    if (!staff_may(&s, RIGHT_STATEMENT_IMPORT, it.org)) {
        staff_absent(&s);
        return;
    }
    if (!file_path(house_attachments(r->house), &it.digest, path, sizeof path) ||
        !sys_fd_open_read(path, &fd, &why)) {
        if (why.code == ERR_NONE)
            err_set(&why, ERR_ABSENT, N_("The file is gone; choose it again"));
        staff_fail(&s, &why);
        return;
    }
    const net_pair headers[] = { { SPAN("Content-Type"), SPAN("application/octet-stream") },
        { SPAN("Content-Disposition"), SPAN("attachment") },
        { SPAN("Cache-Control"), SPAN("no-store") },
        { SPAN("X-Content-Type-Options"), SPAN("nosniff") } };
    const net_file file = { .fd = fd, .size = it.file_size };
    door_answer_file(r, 200, headers, 4, &file);
}

/* Somebody else, or the same press again, was a moment faster. */
static bool is_confirmed(const staff *s, const statement *was, const err *why)
{
    statement now = { 0 };
    err ignored = { 0 };
    return why->code == ERR_CONFLICT && statement_get(s->r->conn, was->id, &now, &ignored) &&
           now.state == STATEMENT_CONFIRMED;
}

void staff_import_confirm_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    statement it = { 0 };
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Import")) || !import_find(&s, &it))
        return;
    import_desk desk = house_desk(r->house, r->conn, &r->author);
    if (import_confirm(&desk, &it, &why) || is_confirmed(&s, &it, &why))
        door_redirect(r, 303, staff_id_url(&s, "/app/imports/", it.id.value));
    else
        staff_fail(&s, &why);
}

void staff_import_undo_post(door_request *r)
{
    STAFF s = { 0 };
    ARENA home = { 0 };
    err why = { 0 };
    statement it = { 0 };
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Import")) || !import_find(&s, &it))
        return;
    import_desk desk = house_desk(r->house, r->conn, &r->author);
    if (!arena_open(&home, import_memory(it.file_size)))
        err_set(&why, ERR_MEMORY, N_("not enough memory to check the file"));
    else if (import_undo(&desk, &home, &it, &why)) {
        door_redirect(r, 303, staff_id_url(&s, "/app/imports/", it.id.value));
        return;
    }
    staff_fail(&s, &why);
}
