/* An upload: what its files would do, checked one after the other, and booking them, one or all.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/import_in.h"

#include "door/uploads.h"
#include "flow/import_rows.h"
#include "import_upload_html.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* ---- the files at hand ---------------------------------------------------------------------- */

/* An upload opened: which of its files are in the books, and the others checked. */
typedef struct opened {
    staff *s;
    campaign of;
    upload *files;
    size_t count;
    bool in_books[IMPORT_FILES_MAX];
    statement booked[IMPORT_FILES_MAX];
    sys_map maps[IMPORT_FILES_MAX];
    /* those that are not in the books, in their order */
    int open_count;
    size_t at[IMPORT_FILES_MAX]; /* their place among all */
    import_file checks[IMPORT_FILES_MAX];
    import_indexer *indexers[IMPORT_FILES_MAX];
    arena home;
} opened;

static void opened_end(opened *o)
{
    for (size_t i = 0; i < o->count && i < IMPORT_FILES_MAX; i++)
        sys_map_close(&o->maps[i]);
    arena_close(&o->home);
}
#define OPENED __attribute__((cleanup(opened_end))) opened

static bool upload_find(opened *o, err *reterr)
{
    staff *s = o->s;
    int64_t id = 0;
    int64_t now_us = sys_real_us(house_clock(s->r->house));
    if (!staff_id(s, &id) ||
        !upload_get(
            s->r->conn, &s->memory, (upload_id){ id }, now_us, &o->files, &o->count, reterr) ||
        !staff_may(s, RIGHT_STATEMENT_IMPORT, o->files[0].org) ||
        !campaign_get(house_donations(s->r->house), o->files[0].campaign, &o->of)) {
        bool is_known = reterr->code != ERR_NONE && reterr->code != ERR_ABSENT;
        return !is_known &&
               err_set(reterr, ERR_ABSENT, N_("These files are gone; choose them again"));
    }
    return true;
}

/* A live statement of the same bytes. */
static bool books_look(opened *o, size_t i, err *reterr)
{
    bool is_found = false;
    if (!statement_find(
            o->s->r->conn, o->files[i].org, &o->files[i].digest, &o->booked[i], &is_found, reterr))
        return false;
    o->in_books[i] = is_found && o->booked[i].state <= STATEMENT_CONFIRMED &&
                     o->booked[i].campaign.value == o->of.id.value;
    return true;
}

/* What she said a provider's money is, by the address or the form; nothing she may say is an error. */
static statement_payouts payouts_said(const staff *s)
{
    statement_payouts said = PAYOUTS_ASK;
    span text =
        s->r->net->method == NET_POST ? staff_field(s, "payouts") : net_query(s->r->net, "payouts");
    return statement_payouts_parse(text, &said) ? said : PAYOUTS_ASK;
}

/* The account that she said a file is of: account1=CODE; empty: it is found by its content. */
static span account_said(const staff *s, int number)
{
    char name[24];
    snprintf(name, sizeof name, "account%d", number);
    span text = s->r->net->method == NET_POST ? staff_field(s, name) : net_query(s->r->net, name);
    return text.at ? text : (span)SPAN("");
}

static bool account_find(opened *o, int number, account_id *ret, err *reterr)
{
    span code = account_said(o->s, number);
    ledger_account a = { 0 };
    if (code.size == 0)
        return true;
    if (!ledger_account_by_code(o->s->r->conn, &o->s->memory, o->of.org, code, &a, reterr) &&
        reterr->code != ERR_ABSENT)
        return false;
    *reterr = (err){ 0 };
    *ret = a.id;
    return a.class == LEDGER_ASSET ||
           err_set(
               reterr, ERR_ABSENT, N_("There is no account %.*s to import to"), SPAN_PRINT(code));
}

static bool check_prepare(opened *o, size_t i, err *reterr)
{
    import_file *f = &o->checks[o->open_count];
    o->at[o->open_count] = i;
    *f = (import_file){ .request = { .campaign = o->of,
                            .file_name = span_of(o->files[i].file_name),
                            .file = o->files[i].number,
                            .payouts = payouts_said(o->s),
                            .map = &o->maps[i] },
        .report = ARENA_NEW(&o->s->memory, import_report, 1) };
    if (!f->report)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    o->open_count++;
    return account_find(o, o->files[i].number, &f->request.account, reterr) &&
           file_staged_open(house_uploads(o->s->r->house), o->files[i].place, &o->maps[i], reterr);
}

static bool opened_open(opened *o, staff *s, err *reterr)
{
    int64_t size = 0;
    o->s = s;
    if (!upload_find(o, reterr))
        return false;
    if (o->count > IMPORT_FILES_MAX)
        o->count = IMPORT_FILES_MAX;
    for (size_t i = 0; i < o->count; i++) {
        if (!books_look(o, i, reterr) || (!o->in_books[i] && !check_prepare(o, i, reterr)))
            return false;
        size += o->in_books[i] ? 0 : o->files[i].file_size;
    }
    return arena_open(&o->home, import_memory(size)) ||
           err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
}

/* A file with bad rows can be booked without them; one that can't be read at all can't. */
static bool is_unreadable(const import_file *f)
{
    return f->error.code != ERR_NONE && f->report->fault_count == 0;
}

/* What each row would become is kept beside the bytes, for the pages of rows. */
static bool indexes_write(opened *o, err *reterr)
{
    char path[FILE_PATH_MAX];
    const char *folder = house_uploads(o->s->r->house);
    for (int i = 0; i < o->open_count; i++) {
        const char *format = o->checks[i].report->format.name;
        if (is_unreadable(&o->checks[i]))
            continue;
        if (!upload_index_path(folder, o->files[o->at[i]].place, path, sizeof path) ||
            !import_indexer_write(o->indexers[i], format, path, reterr))
            return false;
    }
    return true;
}

static bool opened_check(opened *o, err *reterr)
{
    import_desk desk = house_desk(o->s->r->house, o->s->r->conn, &o->s->r->author);
    if (o->open_count == 0)
        return true;
    for (int i = 0; i < o->open_count; i++) {
        if (!import_indexer_open(&o->home, &o->indexers[i], reterr))
            return false;
        o->checks[i].request.watch = import_indexer_watch(o->indexers[i]);
    }
    return import_files_check(&desk, &o->home, o->checks, o->open_count, reterr) &&
           indexes_write(o, reterr);
}

/* ---- the page ------------------------------------------------------------------------------- */

/* Which files before it hold payments of this one. */
static void shared_fill(opened *o, const import_report *p, upload_item *into)
{
    shared_item *items = ARENA_NEW(&o->s->memory, shared_item, IMPORT_FILES_MAX);
    if (!items)
        return;
    for (int i = 0; i < o->open_count; i++) {
        if (p->elsewhere[i] > 0)
            items[into->shared_count++] =
                (shared_item){ span_of(o->files[o->at[i]].file_name), p->elsewhere[i] };
    }
    into->shared = items;
}

static void checked_fill(opened *o, const import_file *f, upload_item *into)
{
    staff *s = o->s;
    const import_report *p = f->report;
    if (is_unreadable(f)) {
        into->error = f->error;
        /* Of a format that is known the file itself is at fault. */
        if (f->report->format.name[0] == '\0' && f->error.code == ERR_INPUT)
            into->columns_url =
                import_columns_url(s, &o->files[into->number - 1], f->request.map->bytes);
        return;
    }
    into->format = import_format_label(s, o->of.org, p->format.name);
    into->is_remembered = p->is_remembered;
    if (p->format.profile)
        into->columns_url = staff_url(s, "/app/imports/uploads/%.*s/columns?file=%d",
            SPAN_PRINT(staff_id_text(s, o->files[0].id.value)), into->number);
    into->first_day = p->first_day;
    into->last_day = p->last_day;
    span rows = staff_url(s, "/app/imports/uploads/%.*s/rows?file=%d&",
        SPAN_PRINT(staff_id_text(s, o->files[0].id.value)), into->number);
    import_terms_fill(s, p, false, rows, &into->terms);
    import_stated_fill(s, p, &into->stated);
    import_faults_fill(s, p, &into->faults);
    into->stated.number = into->faults.number = into->number;
    into->sample_count = import_samples_fill(s, p, &into->samples);
    import_joint_fill(s, p, &into->joint);
    shared_fill(o, p, into);
    into->doubt = statement_doubt_text(p->doubt);
    into->early = p->early;
    into->opened = p->opened;
    into->late = p->late;
    into->today = p->today;
    into->gifts = p->counts.booked;
    into->amount.fen = p->counts.amount_fen;
    into->refunds.fen = p->counts.refund_fen;
    into->others = import_report_others(s, p);
    into->fees.fen = money_fen_of(p->counts.fee_mfen);
    into->rejected = p->counts.rejected;
    into->alone_gifts = into->gifts + p->elsewhere_gifts;
    into->alone.fen = into->amount.fen + p->elsewhere_fen;
    into->may_book = into->alone_gifts + p->counts.refunds + p->counts.duplicates > 0;
    if (into->faults.total > 0)
        into->faults.csv_url = staff_url(s, "/app/imports/uploads/%.*s/bad-rows.csv?file=%d",
            SPAN_PRINT(staff_id_text(s, o->files[0].id.value)), into->number);
}

static void known_fill(opened *o, size_t i, upload_item *into)
{
    const statement *it = &o->booked[i];
    into->report_url = staff_id_url(o->s, "/app/imports/", it->id.value);
    into->booked_us = it->made_us + house_civil_offset(o->s->r->house);
    into->is_new = it->made_us >= o->files[i].made_us;
    into->first_day = it->first_day;
    into->last_day = it->last_day;
    into->gifts = it->counts.booked;
    into->amount.fen = it->counts.amount_fen;
    into->others = import_others(o->s, it);
    into->rejected = it->counts.rejected;
}

/* Lines of what is to be booked; once all is done, of what was. */
static void others_add(staff *s, upload_view *v, const upload_item *f)
{
    bool counts = v->is_done ? f->is_new : !f->report_url.size;
    v->others.is_part = true;
    for (size_t i = 0; counts && i < f->others.count; i++)
        other_add_to(&s->memory, &v->others, &f->others.items[i]);
}

static void totals_add(upload_view *v, const upload_item *f)
{
    if (f->report_url.size) {
        v->booked_count++;
        v->new_count += f->is_new;
        v->done_gifts += f->is_new ? f->gifts : 0;
        v->done.fen += f->is_new ? f->amount.fen : 0;
        return;
    }
    if (f->error.code != ERR_NONE) {
        v->error_count++;
        return;
    }
    v->open_count += f->may_book;
    v->gifts += f->gifts;
    v->amount.fen += f->amount.fen;
    v->rejected += f->rejected;
    bool has_chain = f->joint.has_balance;
    v->stated_count += f->stated.count > 0 || has_chain;
    v->differ_count +=
        (f->stated.count > 0 && !f->stated.agrees) || (has_chain && !f->joint.balance_fits);
}

/* What was said of accounts, for the forms that follow and for addresses: &account1=CODE. */
static span said_fill(opened *o, upload_view *v)
{
    carried_item *items = ARENA_NEW(&o->s->memory, carried_item, IMPORT_FILES_MAX);
    buffer query = buffer_in(&o->s->memory, 64);
    for (size_t i = 0; items && i < o->count; i++) {
        int number = o->files[i].number;
        span code = account_said(o->s, number);
        if (code.size == 0)
            continue;
        buffer name = buffer_in(&o->s->memory, 16);
        buffer_format(&name, "account%d", number);
        buffer_format(&query, "&account%d=%.*s", number, SPAN_PRINT(code));
        items[v->carried_count++] = (carried_item){ buffer_span(&name), code, number };
    }
    v->carried = items;
    return buffer_span(&query);
}

/* The accounts that a file of the campaign could be of, when there are several. */
static void accounts_fill(opened *o, upload_view *v, upload_item *items)
{
    staff *s = o->s;
    ledger_line *lines = NULL;
    size_t count = 0;
    err ignored = { 0 };
    if (!ledger_lines(
            s->r->conn, &s->memory, o->of.org, (ledger_view){ 0 }, &lines, &count, &ignored))
        return;
    for (size_t i = 0; i < v->count; i++) {
        choice_item *list = ARENA_NEW(&s->memory, choice_item, count + 1);
        size_t used = 0;
        if (!list || items[i].report_url.size > 0)
            continue;
        span said = account_said(s, items[i].number);
        list[used++] = (choice_item){ .value = SPAN(""), .said = N_("found by its content") };
        for (size_t k = 0; k < count; k++) {
            const ledger_account *a = &lines[k].account;
            if (a->class == LEDGER_ASSET && a->campaign.value == o->of.id.value &&
                a->asset == LEDGER_CNY && a->purpose == 0)
                list[used++] = (choice_item){ .value = span_of(a->code),
                    .text = span_of(a->code),
                    .is_chosen = span_is(said, a->code) };
        }
        items[i].accounts = list;
        items[i].account_count = used > 2 ? used : 0;
    }
}

/* Rows that may be payouts or gifts: she says which, and sees what then is booked. */
static void payouts_fill(opened *o, upload_view *v)
{
    span accounts = said_fill(o, v);
    static const char *const words[PAYOUTS_COUNT] = {
        [PAYOUTS_GIFTS] = "gifts", [PAYOUTS_PAYOUTS] = "payouts"
    };
    staff *s = o->s;
    span id = staff_id_text(s, o->files[0].id.value);
    const char *said = words[payouts_said(s)];
    v->payouts = said ? span_of(said) : (span){ NULL, 0 };
    for (int i = 0; i < o->open_count; i++)
        v->payouts_asked += o->checks[i].report->payouts_asked;
    if (v->payouts_asked == 0 && !said)
        return;
    v->payouts_url = staff_url(
        s, "/app/imports/uploads/%.*s?payouts=payouts%.*s", SPAN_PRINT(id), SPAN_PRINT(accounts));
    v->payouts_gifts_url = staff_url(
        s, "/app/imports/uploads/%.*s?payouts=gifts%.*s", SPAN_PRINT(id), SPAN_PRINT(accounts));
    v->payouts_ask_url = staff_url(
        s, "/app/imports/uploads/%.*s?payouts=%.*s", SPAN_PRINT(id), SPAN_PRINT(accounts));
}

static void acts_fill(opened *o, upload_view *v)
{
    staff *s = o->s;
    span id = staff_id_text(s, o->files[0].id.value);
    payouts_fill(o, v);
    v->is_done = v->open_count == 0 && v->error_count == 0 && v->new_count > 0;
    v->new_url = staff_url(s, "/app/imports/new?campaign=%s", o->of.code);
    if (v->open_count > 0)
        v->book_action = staff_url(s, "/app/imports/uploads/%.*s/book", SPAN_PRINT(id));
    if (!v->is_done)
        v->end_action = staff_url(s, "/app/imports/uploads/%.*s/end", SPAN_PRINT(id));
}

static void upload_write(opened *o, int status)
{
    staff *s = o->s;
    upload_view v = { .campaign = web_campaign_name(&o->of, s->r->lang),
        .campaign_url = staff_url(s, "/app/campaigns/%s", o->of.code),
        .ends_us = o->files[0].ends_us + house_civil_offset(s->r->house) };
    upload_item *items = ARENA_NEW(&s->memory, upload_item, o->count);
    int next = 0;
    for (size_t i = 0; items && i < o->count; i++) {
        items[i] = (upload_item){ .number = o->files[i].number,
            .file = span_of(o->files[i].file_name),
            .size = o->files[i].file_size };
        if (o->in_books[i])
            known_fill(o, i, &items[i]);
        else
            checked_fill(o, &o->checks[next++], &items[i]);
        totals_add(&v, &items[i]);
    }
    v.files = items;
    v.count = items ? o->count : 0;
    acts_fill(o, &v);
    v.page_url = staff_id_url(s, "/app/imports/uploads/", o->files[0].id.value);
    accounts_fill(o, &v, items);
    for (size_t i = 0; i < v.count; i++)
        others_add(s, &v, &items[i]);
    s->view.name = o->count == 1 ? span_of(o->files[0].file_name) : (span){ NULL, 0 };
    v.staff = s->view;
    import_upload_html(&s->out, &v);
    staff_answer(s, status);
}

void staff_upload_get(door_request *r)
{
    STAFF s = { 0 };
    OPENED o = { 0 };
    err why = { 0 };
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Preview")))
        return;
    if (opened_open(&o, &s, &why) && opened_check(&o, &why))
        upload_write(&o, 200);
    else
        staff_fail(&s, &why);
}

void staff_upload_rejected_get(door_request *r)
{
    STAFF s = { 0 };
    OPENED o = { 0 };
    err why = { 0 };
    fault_list faults = { 0 };
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Preview")))
        return;
    if (!opened_open(&o, &s, &why) || !opened_check(&o, &why)) {
        staff_fail(&s, &why);
        return;
    }
    int64_t number = staff_number(net_query(r->net, "file"));
    for (int i = 0; i < o.open_count; i++) {
        if (o.files[o.at[i]].number != number || is_unreadable(&o.checks[i]))
            continue;
        import_faults_fill(&s, o.checks[i].report, &faults);
        faults.count =
            (size_t)(faults.total < IMPORT_FAULTS_MAX ? faults.total : IMPORT_FAULTS_MAX);
        import_faults_csv(&s, &faults, "bad-rows.csv");
        return;
    }
    staff_absent(&s);
}

/* ---- booking -------------------------------------------------------------------------------- */

/* The place among the open files that is to be booked alone; -1: all of them. */
static bool chosen_find(const opened *o, int *ret, err *reterr)
{
    span text = staff_field(o->s, "file");
    int64_t number = staff_number(text);
    *ret = -1;
    if (text.size == 0)
        return true;
    for (int i = 0; i < o->open_count; i++) {
        if (o->files[o->at[i]].number == number)
            *ret = i;
    }
    return *ret >= 0 || err_set(reterr, ERR_ABSENT, N_("These files are gone; choose them again"));
}

/* Nothing is booked while a row needs her, unless she said so. */
static bool rows_refuse(const opened *o, int chosen)
{
    bool skips = staff_field(o->s, "skip_rejected").size > 0;
    for (int i = 0; i < o->open_count && !skips; i++) {
        if ((chosen < 0 || chosen == i) && o->checks[i].report->fault_count > 0)
            return true;
    }
    return false;
}

/* A button pressed twice: another request books the file, or has booked it since it was sent here. */
static bool is_booked_here(opened *o, size_t i)
{
    err ignored = { 0 };
    return books_look(o, i, &ignored) && o->in_books[i] &&
           o->booked[i].made_us >= o->files[i].made_us;
}

/* Nothing is left of what she asks to book, because it was done a moment ago. */
static bool is_done_already(opened *o)
{
    span text = staff_field(o->s, "file");
    int64_t number = staff_number(text);
    bool is_any = false;
    if (text.size == 0 && o->open_count > 0)
        return false;
    for (size_t i = 0; i < o->count; i++)
        is_any |= (text.size == 0 || o->files[i].number == number) && is_booked_here(o, i);
    return is_any;
}

static bool file_book(opened *o, int i, import_report *ret, err *reterr)
{
    import_desk desk = house_desk(o->s->r->house, o->s->r->conn, &o->s->r->author);
    import_request one = { .campaign = o->of,
        .file_name = o->checks[i].request.file_name,
        .map = o->checks[i].request.map,
        .payouts = o->checks[i].request.payouts,
        .account = o->checks[i].request.account,
        .skips_rejected = staff_field(o->s, "skip_rejected").size > 0 };
    return import_run(&desk, &o->home, &one, one.map->bytes, ret, reterr);
}

/* Books one or all, in their order.  *ret_only: the report of the only one. */
static bool files_book(opened *o, int chosen, int64_t *ret_only, err *reterr)
{
    import_report *report = ARENA_NEW(&o->s->memory, import_report, 1);
    int count = 0;
    *ret_only = 0;
    if (!report)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    for (int i = 0; i < o->open_count; i++) {
        if ((chosen >= 0 && chosen != i) || is_unreadable(&o->checks[i]))
            continue;
        bool is_good = file_book(o, i, report, reterr);
        if (!is_good && (reterr->code != ERR_CONFLICT || !is_booked_here(o, o->at[i])))
            return false;
        int64_t id = is_good ? report->statement.value : o->booked[o->at[i]].id.value;
        *ret_only = count++ == 0 ? id : 0;
    }
    return count > 0 || err_set(reterr, ERR_CONFLICT, N_("There is nothing new to book."));
}

static void book_go(opened *o, int64_t only)
{
    span next = only && o->count == 1
                    ? staff_id_url(o->s, "/app/imports/", only)
                    : staff_id_url(o->s, "/app/imports/uploads/", o->files[0].id.value);
    door_redirect(o->s->r, 303, next);
}

static void book_answer(opened *o, int chosen)
{
    staff *s = o->s;
    err why = { 0 };
    int64_t only = 0;
    if (rows_refuse(o, chosen)) {
        s->view.note.tone = TONE_WARN;
        err_set(&s->view.note.text, ERR_INPUT,
            N_("Nothing was booked: rows need you. Tick the box to book the rest"));
        upload_write(o, 400);
    } else if (!files_book(o, chosen, &only, &why)) {
        staff_fail(s, &why);
    } else {
        book_go(o, only);
    }
}

void staff_upload_book_post(door_request *r)
{
    STAFF s = { 0 };
    OPENED o = { 0 };
    err why = { 0 };
    int chosen = -1;
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Preview")))
        return;
    bool is_good = opened_open(&o, &s, &why);
    if (is_good && is_done_already(&o))
        book_go(&o, o.booked[0].id.value);
    else if (is_good && chosen_find(&o, &chosen, &why) && opened_check(&o, &why))
        book_answer(&o, chosen);
    else
        staff_fail(&s, &why);
}

void staff_upload_end_post(door_request *r)
{
    STAFF s = { 0 };
    OPENED o = { .s = &s };
    err why = { 0 };
    change c = { 0 };
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Preview")))
        return;
    bool is_good = upload_find(&o, &why);
    upload_end_input in = { is_good ? o.files[0].id : (upload_id){ 0 } };
    if (!is_good || !staff_change(&s, &upload_end, o.files[0].org, &in, &c, &why)) {
        staff_fail(&s, &why);
        return;
    }
    for (size_t i = 0; i < o.count; i++) {
        char index[FILE_PLACE_NAME_MAX];
        snprintf(index, sizeof index, "%s.rows", o.files[i].place);
        file_staged_drop(house_uploads(r->house), index);
        file_staged_drop(house_uploads(r->house), o.files[i].place);
    }
    staff_go(&s, "/app/imports");
}
