/* A file of an unknown table: what its columns are is proposed from their names and values, corrected
 * by a person, shown with the rows as they would be booked, and kept as a profile.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/staff_profile.h"

#include "crypt/crypt.h"
#include "door/web/import_in.h"
#include "import_columns_html.h"
#include "payfile/profile.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { ROWS_SHOWN = 12, VALUES_SHOWN = 3, NAME_MAX_CHARS = 40, WORDS_MAX = 24 };

/* The file at hand, and what is known of its columns. */
typedef struct mapping {
    staff *s;
    upload file;
    campaign of;
    sys_map map;
    arena home;
    suggestion *table;
    payfile_profiles kinds; /* with which it can be read */
    columns_view view;
} mapping;

static void mapping_end(mapping *m)
{
    sys_map_close(&m->map);
    arena_close(&m->home);
}
#define MAPPING __attribute__((cleanup(mapping_end))) mapping

static bool gone(err *reterr)
{
    bool is_told = reterr->code != ERR_NONE && reterr->code != ERR_ABSENT;
    return !is_told && err_set(reterr, ERR_ABSENT, N_("These files are gone; choose them again"));
}

static bool file_find(mapping *m, err *reterr)
{
    staff *s = m->s;
    upload *files = NULL;
    size_t count = 0;
    int64_t id = 0;
    int64_t number = staff_number(net_query(s->r->net, "file"));
    int64_t now_us = sys_real_us(house_clock(s->r->house));
    if (!staff_id(s, &id) ||
        !upload_get(s->r->conn, &s->memory, (upload_id){ id }, now_us, &files, &count, reterr) ||
        !staff_may(s, RIGHT_STATEMENT_IMPORT, files[0].org) ||
        !campaign_get(house_donations(s->r->house), files[0].campaign, &m->of))
        return gone(reterr);
    for (size_t i = 0; i < count; i++) {
        if (files[i].number == number)
            m->file = files[i];
    }
    return m->file.number > 0 || gone(reterr);
}

static bool mapping_open(mapping *m, staff *s, err *reterr)
{
    m->s = s;
    if (!file_find(m, reterr) ||
        !file_staged_open(house_uploads(s->r->house), m->file.place, &m->map, reterr))
        return false;
    if (!arena_open(&m->home, import_memory(m->file.file_size)))
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
    import_desk desk = house_desk(s->r->house, s->r->conn, &s->r->author);
    if (!import_profiles_fit(&desk, &m->home, m->of.org, m->map.bytes, &m->kinds, reterr))
        return false;
    m->table = ARENA_NEW(&m->home, suggestion, 1);
    return m->table ? profile_suggest(&m->home, m->map.bytes, m->table, reterr)
                    : err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
}

/* ---- what the form says --------------------------------------------------------------------- */

static span column_field(const mapping *m, size_t column)
{
    char name[16];
    snprintf(name, sizeof name, "c%d", (int)column);
    return net_field(m->s->r->net, name);
}

/* Roles as they were chosen; a role that two columns claim is told, the first keeps it. */
static bool roles_take(mapping *m, staff_faults *faults, err *reterr)
{
    bool is_used[ROLE_COUNT] = { 0 };
    for (size_t i = 0; i < m->table->column_count; i++) {
        if (!suggestion_set(&m->home, m->table, i, ROLE_COUNT, reterr))
            return false;
    }
    for (size_t i = 0; i < m->table->column_count; i++) {
        profile_role role = ROLE_COUNT;
        err why = { 0 };
        if (!profile_role_parse(column_field(m, i), &role))
            continue;
        if (is_used[role] && role != ROLE_NOTE) {
            err_set(&why, ERR_INPUT, N_("Two columns are said to be the same; choose one: %.*s"),
                SPAN_PRINT(m->table->columns[i].name));
            staff_fault(faults, false, &why);
            continue;
        }
        is_used[role] = true;
        if (!suggestion_set(&m->home, m->table, i, role, reterr))
            return false;
    }
    return true;
}

/* Words with blanks or commas between. */
static bool words_take(mapping *m, const char *field, profile_words *into, err *reterr)
{
    span rest = text_normal(&m->home, staff_field(m->s, field));
    if (rest.size == 0)
        return true;
    span *words = ARENA_NEW(&m->home, span, WORDS_MAX);
    if (!words)
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
    *into = (profile_words){ 0, words };
    size_t from = 0;
    for (size_t i = 0; i <= rest.size && into->count < WORDS_MAX; i++) {
        bool is_gap = i == rest.size || rest.at[i] == ' ' || rest.at[i] == ',';
        if (is_gap && i > from)
            words[into->count++] = span_slice(rest, from, i);
        if (is_gap)
            from = i + 1;
    }
    return true;
}

/* The account on which the file would be booked with a profile; {0} when there is none. */
static account_id account_of(mapping *m, const payfile_profile *p)
{
    account_id account = { 0 };
    err ignored = { 0 };
    const payfile_format format = { .profile = p };
    if (!import_account(m->s->r->conn, &m->of, &format, &account, &ignored))
        account.value = 0;
    return account;
}

/* A code that follows from the account and the names of the columns: saving it again is a new version,
 * and another bank's table that looks the same stays as it is. */
static span code_of(mapping *m)
{
    buffer names = buffer_in(&m->home, 512);
    char code[32];
    buffer_int(&names, account_of(m, m->table->profile).value);
    for (size_t i = 0; i < m->table->column_count; i++) {
        buffer_add(&names, m->table->columns[i].plain);
        buffer_byte(&names, '\n');
    }
    crypt_hash hash = crypt_sha256(buffer_span(&names));
    snprintf(code, sizeof code, "own-%02x%02x%02x%02x", hash.bytes[0], hash.bytes[1], hash.bytes[2],
        hash.bytes[3]);
    return arena_copy(&m->home, span_of(code));
}

static bool form_take(mapping *m, staff_faults *faults, err *reterr)
{
    payfile_profile *p = m->table->profile;
    if (!roles_take(m, faults, reterr) || !words_take(m, "marks_in", &p->marks_in, reterr) ||
        !words_take(m, "marks_out", &p->marks_out, reterr))
        return false;
    span order = staff_field(m->s, "day_order");
    p->order = span_is(order, "day-first")     ? ORDER_DAY_FIRST
               : span_is(order, "month-first") ? ORDER_MONTH_FIRST
                                               : ORDER_UNKNOWN;
    p->code = code_of(m);
    span name = span_trim(text_normal(&m->home, staff_field(m->s, "name")));
    if (name.size > 0)
        p->name_zh = p->name_en = name;
    return p->code.at || err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
}

/* ---- the rows as they would be booked ------------------------------------------------------- */

static mark_view try_fate(payfile_kind kind)
{
    switch (kind) {
    case PAYFILE_GIFT: return (mark_view){ N_("gift"), TONE_OK, ICON_CHECK };
    case PAYFILE_REFUND: return (mark_view){ N_("refund"), TONE_INFO, ICON_BACK };
    case PAYFILE_SETTLEMENT: return (mark_view){ N_("settlement"), TONE_PLAIN, ICON_NONE };
    case PAYFILE_FEE: return (mark_view){ N_("charge"), TONE_PLAIN, ICON_NONE };
    case PAYFILE_IGNORED: return (mark_view){ N_("ignored"), TONE_PLAIN, ICON_NONE };
    case PAYFILE_REJECTED: break;
    }
    return (mark_view){ N_("bad"), TONE_BAD, ICON_WARN };
}

static try_item try_of(mapping *m, const payfile_row *row)
{
    bool is_day = date_is_valid(row->day);
    arena *a = &m->s->memory;
    return (try_item){ .row = row->number,
        .day = is_day ? row->day : (date){ 0 },
        .time = import_second_text(m->s, is_day ? row->second : -1),
        .amount = row->has_flow && row->amount.fen == 0 ? row->flow : row->amount,
        .fate = try_fate(row->kind),
        .payer = arena_copy(a, row->payer_name.size > 0 ? row->payer_name : row->payer),
        .note = arena_copy(a, row->note),
        .why = row->kind == PAYFILE_IGNORED    ? row->reason
               : row->kind == PAYFILE_REJECTED ? row->fault.rule
                                               : NULL,
        .column = arena_copy(a, row->kind == PAYFILE_REJECTED ? row->fault.column : (span)SPAN("")),
        .value = arena_copy(a, row->kind == PAYFILE_REJECTED ? row->fault.value : (span)SPAN("")) };
}

static void row_count(columns_view *v, const payfile_row *row)
{
    v->all++;
    v->gifts += row->kind == PAYFILE_GIFT;
    v->amount.fen += row->kind == PAYFILE_GIFT ? row->amount.fen : 0;
    v->refunds += row->kind == PAYFILE_REFUND;
    v->settlements += row->kind == PAYFILE_SETTLEMENT || row->kind == PAYFILE_FEE;
    v->ignored += row->kind == PAYFILE_IGNORED;
    v->rejected += row->kind == PAYFILE_REJECTED;
}

static bool rows_read(mapping *m, payfile *file, err *reterr)
{
    columns_view *v = &m->view;
    payfile_row row = { 0 };
    try_item *items = ARENA_NEW(&m->s->memory, try_item, ROWS_SHOWN);
    if (!items)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    v->rows = items;
    for (bool more = true; more;) {
        if (!payfile_next(file, &row, &more, reterr))
            return false;
        if (!more)
            break;
        row_count(v, &row);
        if (v->row_count < ROWS_SHOWN)
            items[v->row_count++] = try_of(m, &row);
    }
    payfile_stated stated = payfile_totals(file);
    v->has_balance = stated.balance_count > 1;
    v->balance_fits = stated.balance_break == 0;
    v->balance_row = stated.balance_break;
    return true;
}

/* What can't be read is told above the rows, not instead of the page. */
static void rows_try(mapping *m)
{
    payfile *file = NULL;
    columns_view *v = &m->view;
    const payfile_profile *p = m->table->profile;
    payfile_format format = { .profile = p };
    v->lacks = m->table->lacks;
    if (v->lacks)
        return;
    snprintf(format.name, sizeof format.name, "%.*s", SPAN_PRINT(p->code));
    bool is_good = payfile_open(&m->home, &format, m->map.bytes, &file, &v->unread) &&
                   rows_read(m, file, &v->unread);
    if (is_good)
        v->unread.code = ERR_NONE;
    payfile_close(file);
}

/* ---- the page ------------------------------------------------------------------------------- */

static span values_of(mapping *m, const suggest_column *c)
{
    buffer b = buffer_in(&m->s->memory, 128);
    size_t shown = 0;
    for (size_t i = 0; i < m->table->row_count && shown < VALUES_SHOWN; i++) {
        if (c->values[i].size == 0)
            continue;
        if (shown++ > 0)
            buffer_text(&b, " · ");
        buffer_add(&b, c->values[i]);
    }
    return buffer_span(&b);
}

static const choice_item *roles_of(mapping *m, const suggest_column *c)
{
    choice_item *roles = ARENA_NEW(&m->s->memory, choice_item, ROLE_COUNT + 1);
    for (int role = 0; roles && role <= ROLE_COUNT; role++)
        roles[role] = (choice_item){
            .value = span_of(role < ROLE_COUNT ? profile_role_name((profile_role)role) : "none"),
            .said = profile_role_label((profile_role)role),
            .is_chosen = c->is_taken ? c->role == (profile_role)role : role == ROLE_COUNT
        };
    return roles;
}

static span words_text(mapping *m, const profile_words *words)
{
    buffer b = buffer_in(&m->s->memory, 256);
    for (size_t i = 0; i < words->count; i++) {
        buffer_text(&b, i > 0 ? " " : "");
        buffer_add(&b, words->words[i]);
    }
    return buffer_span(&b);
}

static bool columns_fill(mapping *m, err *reterr)
{
    columns_view *v = &m->view;
    const suggestion *t = m->table;
    column_item *items = ARENA_NEW(&m->s->memory, column_item, t->column_count + 1);
    if (!items)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    for (size_t i = 0; i < t->column_count; i++) {
        const suggest_column *c = &t->columns[i];
        if (c->name.size == 0)
            continue;
        items[v->column_count++] = (column_item){ .number = (int)i,
            .name = c->name,
            .values = values_of(m, c),
            .because = c->because,
            .is_taken = c->is_taken,
            .roles = roles_of(m, c),
            .role_count = ROLE_COUNT + 1 };
        v->has_marks |= c->is_taken && c->role == ROLE_MARK;
    }
    v->columns = items;
    v->header = t->header;
    v->marks_in = words_text(m, &t->profile->marks_in);
    v->marks_out = words_text(m, &t->profile->marks_out);
    v->asks_order = t->asks_order;
    v->is_day_first = t->profile->order == ORDER_DAY_FIRST;
    v->is_month_first = t->profile->order == ORDER_MONTH_FIRST;
    return true;
}

/* The kinds that fit, the one with which it is read now chosen. */
static void kinds_fill(mapping *m)
{
    staff *s = m->s;
    columns_view *v = &m->view;
    size_t count = 0;
    choice_item *items = ARENA_NEW(&s->memory, choice_item, m->kinds.count + 1);
    span code = staff_field(s, "kind");
    for (size_t i = 0; items && i < m->kinds.count; i++) {
        const payfile_profile *p = m->kinds.list[i];
        items[count++] = (choice_item){ .value = arena_copy(&s->memory, p->code),
            .text = arena_copy(&s->memory, s->r->lang == SAY_ZH ? p->name_zh : p->name_en),
            .is_chosen = span_equal(p->code, code) };
    }
    v->kind = (input_view){ .name = "kind",
        .label = N_("Kind of file"),
        .hint =
            N_("Those that can read this file. The account's next files are read so, too, until "
               "it is taken back on the account's page."),
        .kind = INPUT_LIST,
        .choices = items,
        .choice_count = count };
}

static void page_write(mapping *m, int status, input_view *name, const staff_faults *faults)
{
    staff *s = m->s;
    kinds_fill(m);
    columns_view *v = &m->view;
    err why = { 0 };
    span id = staff_id_text(s, m->file.id.value);
    v->file = span_of(m->file.file_name);
    v->upload_url = staff_url(s, "/app/imports/uploads/%.*s", SPAN_PRINT(id));
    v->action =
        staff_url(s, "/app/imports/uploads/%.*s/columns?file=%d", SPAN_PRINT(id), m->file.number);
    v->form = (form_view){ .inputs = name, .input_count = 1 };
    staff_faults_show(s, &v->form, name, faults);
    if (!columns_fill(m, &why)) {
        staff_fail(s, &why);
        return;
    }
    rows_try(m);
    s->view.name = v->file;
    v->staff = s->view;
    import_columns_html(&s->out, v);
    staff_answer(s, status);
}

static input_view name_input(staff *s)
{
    return (input_view){ .name = "name",
        .label = N_("Name of this kind of file"),
        .hint = N_("For example: Bank of Beijing, main account. Files with the same columns are "
                   "then read by themselves."),
        .kind = INPUT_TEXT,
        .value = staff_field(s, "name") };
}

void staff_columns_get(door_request *r)
{
    STAFF s = { 0 };
    MAPPING m = { 0 };
    err why = { 0 };
    const staff_faults none = { 0 };
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("What the columns are")))
        return;
    input_view name = name_input(&s);
    if (mapping_open(&m, &s, &why))
        page_write(&m, 200, &name, &none);
    else
        staff_fail(&s, &why);
}

/* ---- keeping it ----------------------------------------------------------------------------- */

/* From now on the account's files are read with it. */
static bool choice_keep_for(mapping *m, const payfile_profile *p, err *reterr)
{
    staff *s = m->s;
    payfile_format format = { .profile = p };
    account_profile_change in = { .account = account_of(m, p), .code = p->code };
    import_desk desk = house_desk(s->r->house, s->r->conn, &s->r->author);
    snprintf(format.name, sizeof format.name, "%.*s", SPAN_PRINT(p->code));
    return in.account.value == 0 ||
           (import_account_tail(&m->home, &format, m->map.bytes, in.tail, reterr) &&
               import_choice_set(&desk, &m->home, m->of.org, &in, reterr));
}

/* A kind that is there, chosen from those that fit. */
static bool kind_choose(mapping *m, err *reterr)
{
    span code = staff_field(m->s, "kind");
    for (size_t i = 0; i < m->kinds.count; i++) {
        if (span_equal(m->kinds.list[i]->code, code))
            return choice_keep_for(m, m->kinds.list[i], reterr);
    }
    return err_field(reterr, "kind", N_("The file can't be read so; choose another kind"));
}

static bool profile_keep(mapping *m, err *reterr)
{
    staff *s = m->s;
    profile_change made = { 0 };
    buffer json = buffer_in(&m->home, 8192);
    import_desk desk = house_desk(s->r->house, s->r->conn, &s->r->author);
    profile_print(&json, m->table->profile);
    return buffer_check(&json, reterr) &&
           import_profile_add(&desk, &m->home, m->of.org, buffer_span(&json), &made, reterr) &&
           choice_keep_for(m, m->table->profile, reterr);
}

static bool word_is_in(const profile_words *list, span word)
{
    for (size_t i = 0; i < list->count; i++) {
        if (span_equal(list->words[i], word))
            return true;
    }
    return false;
}

/* A word of the sample that says which way money went, but not to us. */
static span mark_unknown(const suggestion *t)
{
    const payfile_profile *p = t->profile;
    for (size_t i = 0; i < t->column_count; i++) {
        const suggest_column *c = &t->columns[i];
        for (size_t k = 0; c->is_taken && c->role == ROLE_MARK && k < t->row_count; k++) {
            span word = span_trim(c->values[k]);
            if (word.size > 0 && !word_is_in(&p->marks_in, word) &&
                !word_is_in(&p->marks_out, word) && !word_is_in(&p->marks_none, word))
                return word;
        }
    }
    return (span){ "", 0 };
}

/* What the table leaves open and only a person can say. */
static void answers_check(const mapping *m, staff_faults *faults)
{
    err why = { 0 };
    const suggestion *t = m->table;
    span mark = mark_unknown(t);
    if (t->lacks) {
        why = (err){ .code = ERR_INPUT, .message = t->lacks };
        staff_fault(faults, false, &why);
    }
    if (t->asks_order && t->profile->order == ORDER_UNKNOWN) {
        err_field(&why, "day_order", N_("Say whether the day or the month stands first"));
        staff_fault(faults, false, &why);
    }
    if (mark.size > 0) {
        err_field(&why, "marks_in",
            N_("Write “%.*s” among the words for money in or those for money out"),
            SPAN_PRINT(mark));
        staff_fault(faults, false, &why);
    }
}

static void save_or_show(mapping *m, staff_faults *faults)
{
    staff *s = m->s;
    err why = { 0 };
    input_view name = name_input(s);
    bool saves = span_is(staff_field(s, "act"), "save");
    bool chooses = span_is(staff_field(s, "act"), "choose");
    if (chooses && !kind_choose(m, &why))
        staff_fault(faults, false, &why);
    if (saves) {
        staff_need(faults, "name", span_trim(staff_field(s, "name")), N_("Give it a name"));
        if (text_length(staff_field(s, "name")) > NAME_MAX_CHARS) {
            err_field(&why, "name", N_("At most %d characters"), NAME_MAX_CHARS);
            staff_fault(faults, false, &why);
        }
    }
    if (saves)
        answers_check(m, faults);
    if (saves && faults->count == 0 && !profile_keep(m, &why))
        staff_fault(faults, false, &why);
    if ((saves || chooses) && faults->count == 0)
        door_redirect(s->r, 303, staff_id_url(s, "/app/imports/uploads/", m->file.id.value));
    else
        page_write(m, faults->count > 0 ? 400 : 200, &name, faults);
}

void staff_columns_post(door_request *r)
{
    STAFF s = { 0 };
    MAPPING m = { 0 };
    err why = { 0 };
    staff_faults faults = { 0 };
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("What the columns are")))
        return;
    if (mapping_open(&m, &s, &why) && form_take(&m, &faults, &why))
        save_or_show(&m, &faults);
    else
        staff_fail(&s, &why);
}

span import_columns_url(staff *s, const upload *file, span bytes)
{
    ARENA home = { 0 };
    err ignored = { 0 };
    suggestion *t = arena_open(&home, (size_t)64 << 20) ? ARENA_NEW(&home, suggestion, 1) : NULL;
    if (!t || !profile_suggest(&home, bytes, t, &ignored))
        return (span){ NULL, 0 };
    return staff_url(s, "/app/imports/uploads/%.*s/columns?file=%d",
        SPAN_PRINT(staff_id_text(s, file->id.value)), file->number);
}
