/* The frame of the staff pages: who it is, what she may see, what waits for her.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/staff_in.h"

#include "staff_error_html.h"
#include "sys/fd.h"
#include "text/text.h"
#include "web_sql.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { PAGE_MEMORY = 64 << 20, PAGE_FIRST = 65536 };

void staff_end(staff *s)
{
    arena_close(&s->memory);
}

/* ---- scope ---------------------------------------------------------------------------------- */

bool staff_may(const staff *s, right needed, org_id unit)
{
    const actor *who = &s->r->author;
    for (int i = 0; i < who->grant_count; i++) {
        const actor_grant *grant = &who->grants[i];
        bool holds = grant->rights & (UINT32_C(1) << needed);
        if (holds && (grant->org.value == 0 || grant->org.value == unit.value ||
                         org_is_within(&s->tree, unit, grant->org)))
            return true;
    }
    return false;
}

bool staff_sees(const staff *s, org_id unit)
{
    return staff_may(s, RIGHT_READ, unit);
}

bool staff_sees_all(const staff *s)
{
    for (int32_t i = 0; i < s->tree.count; i = s->tree.orgs[i].end) {
        if (!staff_sees(s, s->tree.orgs[i].id))
            return false;
    }
    return s->tree.count > 0;
}

size_t staff_campaigns(staff *s, campaign **ret)
{
    campaign *list = ARENA_NEW(&s->memory, campaign, STAFF_CAMPAIGNS_MAX);
    size_t count =
        list ? campaign_list(house_donations(s->r->house), list, STAFF_CAMPAIGNS_MAX) : 0;
    size_t kept_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (staff_sees(s, list[i].org))
            list[kept_count++] = list[i];
    }
    *ret = list;
    return kept_count;
}

bool staff_campaign(staff *s, span code, campaign *ret)
{
    return campaign_find(house_donations(s->r->house), code, ret) && staff_sees(s, ret->org);
}

bool staff_campaign_ask(
    staff *s, const char *path, campaign *ret, chip_list *ret_chips, err *reterr)
{
    campaign *list = NULL;
    span code = net_query(s->r->net, "campaign");
    size_t count = staff_campaigns(s, &list);
    chip_item *items = ARENA_NEW(&s->memory, chip_item, STAFF_CAMPAIGNS_MAX);
    if (!items)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (code.size > 0 ? !staff_campaign(s, code, ret) : count == 0)
        return err_set(reterr, ERR_ABSENT, N_("There is no campaign %.*s"), SPAN_PRINT(code));
    if (code.size == 0)
        *ret = list[0];
    *ret_chips = (chip_list){ .items = items };
    for (size_t i = 0; i < count && count > 1; i++)
        items[ret_chips->count++] =
            (chip_item){ .url = staff_url(s, "%s?campaign=%s", path, list[i].code),
                .text = arena_copy(&s->memory, web_campaign_name(&list[i], s->r->lang)),
                .count = -1,
                .is_on = list[i].id.value == ret->id.value };
    return true;
}

span staff_org_name(const staff *s, org_id unit)
{
    const org *o = org_find(&s->tree, unit);
    return o ? web_name_in((web_name){ o->name_zh, o->name_en }, s->r->lang) : (span)SPAN("");
}

const char *staff_role_label(access_role role)
{
    static const char *const labels[ACCESS_ROLE_COUNT] = { NULL, N_("administrator"), N_("clerk"),
        N_("reviewer"), N_("publisher"), N_("operator") };
    return role > 0 && role < ACCESS_ROLE_COUNT ? labels[role] : NULL;
}

/* ---- the frame ------------------------------------------------------------------------------ */

static bool counts_read(staff *s, const store_query *q, int64_t *ret, err *reterr)
{
    store_rows rows = { 0 };
    if (!store_query_open(s->r->conn, q, NULL, 0, &rows, reterr))
        return false;
    *ret = 0;
    while (store_rows_next(&rows)) {
        if (staff_sees(s, (org_id){ store_rows_int(&rows, 0) }))
            *ret += store_rows_int(&rows, 1);
    }
    return store_rows_close(&rows, reterr);
}

bool staff_may_confirm(const staff *s, org_id unit, int64_t made_by)
{
    return made_by != s->r->author.id && staff_may(s, RIGHT_STATEMENT_CONFIRM, unit);
}

/* Imports that she may confirm. */
static bool confirmable_count(staff *s, int64_t *ret, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(s->r->author.id) };
    if (!store_query_open(s->r->conn, &WEB_CONFIRMABLE_COUNTS, in, 1, &rows, reterr))
        return false;
    *ret = 0;
    while (store_rows_next(&rows)) {
        if (staff_may(s, RIGHT_STATEMENT_CONFIRM, (org_id){ store_rows_int(&rows, 0) }))
            *ret += store_rows_int(&rows, 1);
    }
    return store_rows_close(&rows, reterr);
}

/* What waits: imports, held refunds as one, filings that are missing. */
static int64_t others_count(const campaign_figures *f)
{
    int64_t gifts = 0;
    for (size_t i = 0; i < f->other_count; i++)
        gifts += f->others[i].gifts;
    return gifts;
}

/* Accounts of which a bill is missing, for who may bring it in. */
static bool bills_count(staff *s, int64_t *ret, err *reterr)
{
    daily_account *rows = NULL;
    size_t count = 0;
    sys_local now = sys_zone_local(house_zone(s->r->house), house_civil_us(s->r->house));
    *ret = 0;
    if (!daily_list(s->r->conn, &s->memory, &rows, &count, reterr))
        return false;
    for (size_t i = 0; i < count; i++)
        *ret += daily_missing(&rows[i], now.day, now.hour).first.day != 0 &&
                staff_may(s, RIGHT_STATEMENT_IMPORT, rows[i].org);
    return true;
}

static bool frame_counts(staff *s, err *reterr)
{
    campaign *list = NULL;
    campaign_figures *f = ARENA_NEW(&s->memory, campaign_figures, 1);
    staff_view *v = &s->view;
    int64_t version = 0;
    if (!counts_read(s, &WEB_HELD_COUNTS, &v->held_count, reterr) ||
        !counts_read(s, &WEB_UNCONFIRMED_COUNTS, &v->unconfirmed_count, reterr) ||
        !counts_read(s, &WEB_DOUBT_COUNTS, &v->doubt_count, reterr) ||
        (v->may_enter && !counts_read(s, &WEB_WAIT_COUNTS, &v->wait_count, reterr)))
        return false;
    int64_t confirmable = 0;
    if (!bills_count(s, &v->todo_count, reterr) || !confirmable_count(s, &confirmable, reterr))
        return false;
    v->todo_count += confirmable + (v->held_count > 0) + (v->doubt_count > 0) + (v->wait_count > 0);
    v->gift_count = 0;
    size_t count = staff_campaigns(s, &list);
    for (size_t i = 0; f && i < count; i++) {
        if (figures_read(house_board(s->r->house), list[i].id, f, &version))
            v->gift_count += f->gifts + others_count(f);
        v->todo_count += list[i].filing_no.size == 0 && list[i].phase != PHASE_CLOSED;
    }
    return true;
}

static bool role_read(staff *s, err *reterr)
{
    int64_t role = 0;
    bool is_found = false;
    const store_value in[] = { store_int(s->r->session.person.value) };
    if (!store_find_int(s->r->conn, &WEB_PERSON_ROLE, in, 1, &role, &is_found, reterr))
        return false;
    s->view.role = is_found ? staff_role_label((access_role)role) : NULL;
    return true;
}

/* Rights anywhere: what the scope allows is said where a unit is at stake. */
static void rights_fill(staff *s)
{
    s->view.may_enter = door_may(s->r, RIGHT_DONATION_ENTER);
    s->view.may_import = door_may(s->r, RIGHT_STATEMENT_IMPORT);
    s->view.may_edit_campaigns = door_may(s->r, RIGHT_CAMPAIGN_EDIT);
    s->view.may_edit_orgs = door_may(s->r, RIGHT_ORG_EDIT);
    s->view.may_edit_access = door_may(s->r, RIGHT_ACCESS_EDIT);
}

static bool frame_fill(staff *s, staff_place place, const char *title, err *reterr)
{
    door_request *r = s->r;
    page_view page = web_page(r, &s->memory, PLACE_NONE, title);
    s->view = (staff_view){ .title = title,
        .site = page.site,
        .other_url = page.other_url,
        .place = place,
        .theme = page.theme,
        .is_exercise = page.is_exercise,
        .clock_us = page.clock_us,
        .person = r->session.name.size > 0 ? r->session.name : r->session.login,
        .csrf = door_csrf(r),
        .todo_count = -1,
        .gift_count = -1,
        .held_count = -1,
        .unconfirmed_count = -1,
        .doubt_count = -1 };
    rights_fill(s);
    if (!org_tree_load(r->conn, &s->memory, &s->tree, reterr) || !role_read(s, reterr))
        return false;
    org_id head = r->author.grant_count > 0 ? r->author.grants[0].org : r->session.org;
    s->view.org = staff_org_name(s, head);
    if (s->view.org.size == 0)
        s->view.org = staff_org_name(s, r->session.org);
    return frame_counts(s, reterr);
}

static bool staff_open(staff *s, door_request *r, err *reterr)
{
    *s = (staff){ .r = r };
    if (!arena_open(&s->memory, PAGE_MEMORY))
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    s->body = buffer_in(&s->memory, PAGE_FIRST);
    s->out = web_html(r, &s->body);
    return true;
}

bool staff_begin(staff *s, door_request *r, staff_place place, const char *title)
{
    err why = { 0 };
    if (staff_open(s, r, &why) && frame_fill(s, place, title, &why)) {
        s->out.out = &s->body; /* the caller's struct does not move */
        return true;
    }
    door_error(r, &why);
    return false;
}

/* Pages of staff show what is not public: nobody between keeps a copy. */
void staff_answer(staff *s, int status)
{
    enum { HEADERS = 8 };
    size_t count = 0;
    const net_pair *shared = door_asking_headers(&count);
    net_pair headers[HEADERS];
    err why = { 0 };
    if (!buffer_check(&s->body, &why)) {
        door_error(s->r, &why);
        return;
    }
    assert(count < HEADERS);
    for (size_t i = 0; i < count; i++) {
        headers[i] = shared[i];
        if (span_is(headers[i].name, "Cache-Control"))
            headers[i].value = (span)SPAN("no-store");
    }
    door_answer_with(s->r, status, headers, count, buffer_span(&s->body));
}

void staff_fail(staff *s, const err *why)
{
    assert(why->code != ERR_NONE);
    int status = door_status(why->code);
    staff_error_view v = { .staff = s->view, .status = status, .error = why };
    v.staff.title = status == 404 ? N_("Not found") : N_("Error");
    v.staff.name = (span){ NULL, 0 };
    if (status == 503 && s->r->net->method == NET_GET)
        v.retry_url = staff_url(s, "%.*s", SPAN_PRINT(s->r->path));
    s->body.used = 0;
    staff_error_html(&s->out, &v);
    staff_answer(s, status);
}

void staff_absent(staff *s)
{
    err why = { 0 };
    err_set(&why, ERR_ABSENT, N_("The address may be mistyped, or it belongs to another unit"));
    staff_fail(s, &why);
}

static span url_format(staff *s, const char *format, va_list args)
{
    char text[2048];
    int base = snprintf(text, sizeof text, "%s", web_base(s->r->lang));
    int size = vsnprintf(text + base, sizeof text - (size_t)base, format, args);
    if (size < 0 || (size_t)(base + size) >= sizeof text)
        return (span){ NULL, 0 };
    return arena_copy(&s->memory, (span){ text, (size_t)(base + size) });
}

span staff_url(staff *s, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    span url = url_format(s, format, args);
    va_end(args);
    return url;
}

void staff_go(staff *s, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    span url = url_format(s, format, args);
    va_end(args);
    door_redirect(s->r, 303, url);
}

span staff_id_text(staff *s, int64_t id)
{
    buffer b = buffer_in(&s->memory, 16);
    text_add_id(&b, id);
    return buffer_span(&b);
}

span staff_id_url(staff *s, const char *path, int64_t id)
{
    span text = staff_id_text(s, id);
    return staff_url(s, "%s%.*s", path, SPAN_PRINT(text));
}

bool staff_id(const staff *s, int64_t *ret)
{
    err ignored = { 0 };
    return text_parse_id(s->r->params[0], ret, &ignored);
}

/* ---- changes -------------------------------------------------------------------------------- */

void staff_key_fill(staff *s)
{
    span sent = net_field(s->r->net, "key");
    uint8_t random[16];
    if (sent.size == STAFF_KEY_SIZE - 2) {
        snprintf(s->key, sizeof s->key, "%.*s", SPAN_PRINT(sent));
        return;
    }
    buffer b = buffer_in(&s->memory, 32);
    sys_random(random, sizeof random);
    text_add_base64url(&b, (span){ (const char *)random, sizeof random });
    snprintf(s->key, sizeof s->key, "%.*s", SPAN_PRINT(buffer_span(&b)));
}

/* What a key stands for: the path and every field but the secrets of the session. */
static span form_bytes(staff *s)
{
    buffer b = buffer_in(&s->memory, 512);
    buffer_add(&b, s->r->path);
    for (size_t i = 0; i < s->r->net->field_count; i++) {
        const net_pair *field = &s->r->net->fields[i];
        if (span_is(field->name, "csrf") || span_is(field->name, "confirm"))
            continue;
        buffer_byte(&b, '\0');
        buffer_add(&b, field->name);
        buffer_byte(&b, '=');
        buffer_add(&b, field->value);
    }
    return buffer_span(&b);
}

bool staff_change(
    staff *s, const change_kind *kind, org_id unit, void *input, change *ret, err *reterr)
{
    writer *w = house_writer(s->r->house);
    span key = net_field(s->r->net, "key");
    *ret = (change){ .kind = kind, .author = &s->r->author, .org = unit, .input = input };
    if (key.size > 0)
        writer_key(w, ret, key, form_bytes(s));
    return writer_run(w, ret, reterr);
}

/* ---- forms ---------------------------------------------------------------------------------- */

span staff_field(const staff *s, const char *name)
{
    span value = net_field(s->r->net, name);
    return value.at ? value : (span)SPAN("");
}

/* Names that the domains give and the forms write otherwise. */
static bool field_is(const char *domain, const char *form)
{
    static const char *const pairs[][2] = { { "amount_fen", "amount" }, { "opened_at", "opened" },
        { "closes_at", "closes" }, { "password", "secret" } };
    if (strcmp(domain, form) == 0)
        return true;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (strcmp(domain, pairs[i][0]) == 0 && strcmp(form, pairs[i][1]) == 0)
            return true;
    }
    return false;
}

void staff_form_error(staff *s, form_view *form, input_view *inputs, const err *why)
{
    err *kept_error = ARENA_NEW(&s->memory, err, 1);
    if (!kept_error)
        return;
    *kept_error = *why;
    form->error_count++;
    s->view.has_errors = true;
    for (size_t i = 0; why->field[0] && i < form->input_count; i++) {
        if (field_is(why->field, inputs[i].name)) {
            inputs[i].error = kept_error;
            return;
        }
    }
    form->error = kept_error;
}

bool staff_fault(staff_faults *faults, bool is_good, const err *why)
{
    if (!is_good && faults->count < STAFF_FAULTS_MAX)
        faults->at[faults->count++] = *why;
    return is_good;
}

void staff_need(staff_faults *faults, const char *field, span value, const char *message)
{
    err why = { .code = ERR_INPUT, .message = message };
    snprintf(why.field, sizeof why.field, "%s", field);
    staff_fault(faults, value.size > 0, &why);
}

void staff_faults_show(staff *s, form_view *form, input_view *inputs, const staff_faults *faults)
{
    for (size_t i = 0; i < faults->count; i++)
        staff_form_error(s, form, inputs, &faults->at[i]);
}

int staff_faults_status(const staff_faults *faults)
{
    return faults->count > 0 ? door_status(faults->at[0].code) : 200;
}

void staff_form_keep(staff *s, input_view *inputs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        span value = net_field(s->r->net, inputs[i].name);
        if (value.at && inputs[i].kind != INPUT_SECRET && inputs[i].kind != INPUT_FILE)
            inputs[i].value = value;
    }
}

size_t staff_campaign_choices(staff *s, span chosen, choice_item **ret)
{
    campaign *list = NULL;
    size_t count = staff_campaigns(s, &list);
    size_t shown = 0;
    *ret = ARENA_NEW(&s->memory, choice_item, STAFF_CAMPAIGNS_MAX);
    for (size_t i = 0; *ret && i < count; i++) {
        span code = arena_copy(&s->memory, span_of(list[i].code));
        if (list[i].phase != PHASE_CLOSED)
            (*ret)[shown++] = (choice_item){ .value = code,
                .text = web_campaign_name(&list[i], s->r->lang),
                .is_chosen = span_equal(code, chosen) };
    }
    return shown;
}

span staff_file_name(staff *s, span name)
{
    enum { FILE_NAME_MAX = 120 };
    for (size_t i = name.size; i > 0; i--) {
        if (name.at[i - 1] == '/' || name.at[i - 1] == '\\') {
            name = span_slice(name, i, name.size);
            break;
        }
    }
    name = text_normal(&s->memory, name);
    while (name.size > FILE_NAME_MAX)
        name = text_head(name, text_length(name) - 1);
    return name.size > 0 ? name : (span)SPAN("upload");
}

/* ---- lists ---------------------------------------------------------------------------------- */

bool staff_before(const staff *s, int64_t *ret, err *reterr)
{
    span before = net_query(s->r->net, "before");
    *ret = 0;
    return !before.at || text_parse_id(before, ret, reterr);
}

void staff_csv(staff *s, const char *name, buffer *b)
{
    err why = { 0 };
    char disposition[128];
    web_csv_mark(b);
    if (!buffer_check(b, &why)) {
        staff_fail(s, &why);
        return;
    }
    snprintf(disposition, sizeof disposition, "attachment; filename=\"%s\"", name);
    const net_pair headers[] = { { SPAN("Content-Type"), SPAN("text/csv; charset=utf-8") },
        { SPAN("X-Content-Type-Options"), SPAN("nosniff") },
        { SPAN("Cache-Control"), SPAN("no-store") },
        { SPAN("Content-Disposition"), span_of(disposition) } };
    door_answer_with(s->r, 200, headers, 4, buffer_span(b));
}

void staff_xlsx_path(const staff *s, char into[STAFF_PATH_MAX])
{
    uint64_t random = 0;
    sys_random(&random, sizeof random);
    snprintf(into, STAFF_PATH_MAX, "%s/list-%016llx.xlsx", house_folder(s->r->house),
        (unsigned long long)random);
}

static bool file_take(const char *path, net_file *ret, err *reterr)
{
    sys_map map = { 0 };
    if (!sys_fd_open_read(path, &ret->fd, reterr))
        return false;
    if (!sys_map_fd(ret->fd, DOOR_UPLOAD_MAX, &map, reterr)) {
        sys_fd_close(ret->fd);
        return false;
    }
    ret->size = (int64_t)map.bytes.size;
    sys_map_close(&map);
    return true;
}

void staff_xlsx(staff *s, const char *name, const char *path, bool is_good, const err *why)
{
    char disposition[128];
    err refused = *why;
    err ignored = { 0 };
    net_file file = { .fd = -1 };
    is_good = is_good && file_take(path, &file, &refused);
    bool is_gone = sys_file_remove(path, &ignored);
    if (!is_good || !is_gone) {
        staff_fail(s, is_good ? &ignored : &refused);
        return;
    }
    snprintf(disposition, sizeof disposition, "attachment; filename=\"%s\"", name);
    const net_pair headers[] = {
        { SPAN("Content-Type"),
            SPAN("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") },
        { SPAN("Content-Disposition"), span_of(disposition) },
        { SPAN("Cache-Control"), SPAN("no-store") },
        { SPAN("X-Content-Type-Options"), SPAN("nosniff") }
    };
    door_answer_file(s->r, 200, headers, 4, &file);
}

int64_t staff_number(span text)
{
    uint64_t number = 0;
    return text_parse_uint(text, INT64_MAX, &number) ? (int64_t)number : 0;
}

int64_t staff_unclaimed(staff *s, const ledger_line *l)
{
    int64_t out = 0;
    bool is_found = false;
    err ignored = { 0 };
    const store_value in[] = { store_int(l->account.id.value) };
    if (l->account.role != LEDGER_UNCLAIMED || l->count == 0 ||
        !store_find_int(s->r->conn, &WEB_DEBITS, in, 1, &out, &is_found, &ignored))
        return 0;
    return l->count - 2 * out;
}

void staff_total_add(staff *s, worth added, money *yuan, other_list *others)
{
    const other_item item = { .amount = added, .balance.asset = added.asset, .gifts = 1 };
    if (added.asset == LEDGER_CNY)
        yuan->fen += added.amount;
    else
        other_add_to(&s->memory, others, &item);
}
