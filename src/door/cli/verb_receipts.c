/* Verbs of receipts: asking for one, reviewing, giving, ending, listing.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/cli/verbs_in.h"

#include "door/receipts.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>

enum { LIST_STEP = 1000, DESK_MEMORY = 64 << 20, LIST_FILE_MAX = 1 << 20 };

static span cleaned(verb_call *call, const char *name)
{
    span value = verb_value(call, name);
    return value.at ? text_normal(call->home, value) : (span){ "", 0 };
}

/* ---- asking --------------------------------------------------------------------------------- */

/* Those who gave together: a csv of names and amounts. */
static bool list_read(verb_call *call, span *ret, err *reterr)
{
    sys_map map = { 0 };
    if (!verb_value(call, "list").at)
        return true;
    if (!sys_map_fd(call->files[0], LIST_FILE_MAX, &map, reterr))
        return false;
    buffer b = buffer_in(call->home, map.bytes.size + 1);
    span text = map.bytes;
    while (text.size > 0) {
        size_t end = span_find(text, '\n');
        span row = span_trim(span_slice(text, 0, end));
        size_t part = span_find(row, ',');
        text = span_slice(text, end < text.size ? end + 1 : end, text.size);
        if (row.size == 0)
            continue;
        buffer_add(&b, span_trim(span_slice(row, 0, part)));
        buffer_byte(&b, '\t');
        buffer_add(
            &b, part < row.size ? span_trim(span_slice(row, part + 1, row.size)) : (span){ "", 0 });
        buffer_byte(&b, '\n');
    }
    sys_map_close(&map);
    *ret = buffer_span(&b);
    return buffer_check(&b, reterr);
}

static bool stated_read(verb_call *call, receipt_request_input *in, err *reterr)
{
    span amount = verb_value(call, "amount");
    span day = verb_value(call, "day");
    if (call->word_count > 0)
        return call_id(call->words[0], &in->donation.value, reterr);
    if (!amount.at || !day.at || !verb_value(call, "payment").at)
        return err_field(
            reterr, "payment_no", N_("Say which payment it is: its number, amount and day"));
    return text_parse_money(amount, &in->stated, reterr) &&
           text_parse_date(day, &in->stated_day, reterr);
}

static bool request_read_call(verb_call *call, receipt_request_input *in, err *reterr)
{
    receipt_person person = { .title = cleaned(call, "title"),
        .id_no = cleaned(call, "id-no"),
        .email = cleaned(call, "email"),
        .phone = cleaned(call, "phone"),
        .address = cleaned(call, "address"),
        .payment_no = cleaned(call, "payment") };
    in->payer = verb_value(call, "list").at       ? RECEIPT_COLLECTIVE
                : verb_flag(call, "organisation") ? RECEIPT_ORGANISATION
                                                  : RECEIPT_PERSON;
    in->way = person.email.size > 0     ? RECEIPT_BY_MAIL
              : person.address.size > 0 ? RECEIPT_BY_POST
                                        : RECEIPT_BY_LINK;
    return stated_read(call, in, reterr) && list_read(call, &person.list, reterr) &&
           receipt_request_seal(call->home, house_seal_key(call->house), &person, in, reterr);
}

static int id_answer(verb_call *call, const char *name, int64_t id)
{
    buffer b = buffer_in(call->home, 32);
    text_add_id(&b, id);
    return verb_answer(call, name, buffer_span(&b));
}

int run_receipt_request(verb_call *call)
{
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    receipt_request_input in = { 0 };
    bool is_good = call_campaign_or_only(call, &of, &why) && request_read_call(call, &in, &why);
    in.campaign = of.id;
    is_good = is_good && call_change(call, &receipt_request_enter, of.org, &in, &c, &why);
    return is_good ? id_answer(call, "request", c.object_id) : verb_fail(call, &why);
}

/* ---- reviewing ------------------------------------------------------------------------------ */

static bool review_many(verb_call *call, org_id unit, change *c, err *reterr)
{
    int64_t ids[VERB_WORDS_MAX];
    receipt_reviews_input in = { .requests = ids, .count = (size_t)call->word_count };
    for (int i = 0; i < call->word_count; i++) {
        if (!call_id(call->words[i], &ids[i], reterr))
            return false;
    }
    return call_change(call, &receipt_review_many, unit, &in, c, reterr);
}

static bool review_one(verb_call *call, org_id unit, change *c, err *reterr)
{
    receipt_review_input in = { .approves = verb_flag(call, "approve"),
        .reason = cleaned(call, "refuse") };
    span gift = verb_value(call, "gift");
    return call_id(call->words[0], &in.request, reterr) &&
           (!gift.at || call_id(gift, &in.donation.value, reterr)) &&
           call_change(call, &receipt_review, unit, &in, c, reterr);
}

int run_receipt_review(verb_call *call)
{
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    bool approves = verb_flag(call, "approve");
    bool is_one = call->word_count == 1;
    bool is_said = approves != (verb_value(call, "refuse").at != NULL) && (is_one || approves);
    if (!is_said)
        err_set(&why, ERR_INPUT,
            N_("Say --approve, or --refuse REASON; several requests are only approved together"));
    bool is_good =
        is_said && call_campaign_or_only(call, &of, &why) &&
        (is_one ? review_one(call, of.org, &c, &why) : review_many(call, of.org, &c, &why));
    if (!is_good)
        return verb_fail(call, &why);
    if (is_one)
        return verb_answer(call, "state", span_of(request_state_name((request_state)c.outcome)));
    buffer b = buffer_in(call->home, 24);
    buffer_int(&b, c.outcome);
    return verb_answer(call, "reviewed", buffer_span(&b));
}

/* What a request says, with all that is sealed: the look is recorded. */
int run_receipt_open(verb_call *call)
{
    static const grid_column columns[] = { { "id", N_("request"), GRID_ID },
        { "state", N_("state"), GRID_WORD }, { "title", N_("title"), GRID_TEXT },
        { "id_no", N_("number of identity"), GRID_TEXT }, { "email", N_("e-mail"), GRID_TEXT },
        { "phone", N_("phone"), GRID_TEXT }, { "address", N_("address"), GRID_TEXT },
        { "payment_no", N_("payment number"), GRID_TEXT },
        { "stated_fen", N_("stated amount"), GRID_MONEY },
        { "stated_day", N_("stated day"), GRID_DAY }, { "gift", N_("gift"), GRID_ID },
        { "exact", N_("exact"), GRID_WORD }, { "due", N_("due"), GRID_DAY },
        { "reason", N_("reason"), GRID_TEXT } };
    enum { COLUMNS = sizeof columns / sizeof *columns };
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    receipt_request r = { 0 };
    receipt_person p = { 0 };
    receipt_change_input in = { 0 };
    bool is_good =
        call_campaign_or_only(call, &of, &why) && call_id(call->words[0], &in.id, &why) &&
        call_change(call, &receipt_look, of.org, &in, &c, &why) &&
        request_get(house_conn(call->house), call->home, of.org, in.id, &r, &why) &&
        receipt_gift_look(house_conn(call->house), &r, &r.donation, &r.is_exact, &why) &&
        receipt_person_unseal(call->home, house_seal_key(call->house), r.person, &p, &why);
    if (!is_good)
        return verb_fail(call, &why);
    const grid_cell cells[COLUMNS] = { { .number = r.id },
        { .text = span_of(request_state_name(r.state)) }, { .text = p.title }, { .text = p.id_no },
        { .text = p.email }, { .text = p.phone }, { .text = p.address }, { .text = p.payment_no },
        { .number = r.stated.fen }, { .number = r.stated_day.day }, { .number = r.donation.value },
        { .text = span_of(r.is_exact ? "yes" : "no") }, { .number = r.due_day.day },
        { .text = r.reason } };
    return call_record(call, columns, COLUMNS, cells);
}

/* ---- giving --------------------------------------------------------------------------------- */

static bool desk_open(verb_call *call, arena *home, receipt_desk *ret, err *reterr)
{
    return (arena_open(home, DESK_MEMORY) ||
               err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"))) &&
           receipt_desk_open(
               call->house, house_conn(call->house), home, call->author.id, ret, reterr);
}

static int number_answer(verb_call *call, org_id unit, int64_t id)
{
    err why = { 0 };
    receipt r = { 0 };
    char text[RECEIPT_NUMBER_TEXT_SIZE];
    if (!receipt_get(house_conn(call->house), call->home, unit, id, &r, &why))
        return verb_fail(call, &why);
    receipt_number_write(text, r.year, r.number);
    return verb_answer(call, "receipt", span_of(text));
}

int run_receipt_issue(verb_call *call)
{
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    ARENA home = { 0 };
    receipt_desk desk = { 0 };
    receipt_request r = { 0 };
    receipt_ready ready = { 0 };
    int64_t id = 0;
    bool is_good = call_campaign_or_only(call, &of, &why) && call_id(call->words[0], &id, &why) &&
                   desk_open(call, &home, &desk, &why) &&
                   request_get(desk.conn, call->home, of.org, id, &r, &why);
    if (is_good && r.state != REQUEST_REVIEWED)
        is_good = err_set(&why, ERR_CONFLICT, N_("This request waits for no receipt: it is %s"),
            request_state_name(r.state));
    receipt_issue_input in = { .ready = &ready, .count = 1 };
    is_good = is_good && receipt_prepare(&desk, call->home, &r, &ready, &why) &&
              call_change(call, &receipt_issue, of.org, &in, &c, &why);
    return is_good ? number_answer(call, of.org, c.object_id) : verb_fail(call, &why);
}

static int run_tell(verb_call *call, const receipt_run *run)
{
    buffer b = buffer_in(call->home, 1024);
    buffer text = buffer_in(call->home, 512);
    json_writer w = json_write(&b);
    if (run->first.code != ERR_NONE)
        say_err(&text, call->lang, &run->first);
    if (call->format == FORMAT_JSON) {
        json_object(&w);
        json_put_int(&w, "given", run->given);
        json_put_int(&w, "left", run->left);
        if (run->first.code != ERR_NONE)
            json_put_string(&w, "first", buffer_span(&text));
        json_object_end(&w);
        buffer_byte(&b, '\n');
        verb_out(call, buffer_span(&b));
        return EXIT_DONE;
    }
    verb_format_out(call, say(call->lang, N_("Receipts given: %lld\n")), (long long)run->given);
    if (run->left > 0)
        verb_format_out(call, say(call->lang, N_("left for now: %lld (%.*s)\n")),
            (long long)run->left, SPAN_PRINT(buffer_span(&text)));
    return EXIT_DONE;
}

int run_receipt_run(verb_call *call)
{
    err why = { 0 };
    campaign of = { 0 };
    ARENA home = { 0 };
    receipt_desk desk = { 0 };
    bool has_campaign = verb_value(call, "campaign").at != NULL;
    if (!call_campaign_or_only(call, &of, &why) || !desk_open(call, &home, &desk, &why))
        return verb_fail(call, &why);
    receipt_run run = { .desk = &desk,
        .writer = house_writer(call->house),
        .author = &call->author,
        .org = of.org,
        .campaign = has_campaign ? of.id : (campaign_id){ 0 },
        .is_yearly = verb_flag(call, "yearly"),
        .progress = verb_progress,
        .progress_self = call };
    return receipt_run_all(&run, &why) ? run_tell(call, &run) : verb_fail(call, &why);
}

/* ---- one receipt ---------------------------------------------------------------------------- */

static bool receipt_named(verb_call *call, campaign *ret_of, receipt *ret, err *reterr)
{
    int32_t year = 0;
    int64_t number = 0;
    if (!receipt_number_parse(call->words[0], &year, &number))
        return err_set(reterr, ERR_INPUT, N_("This is no number of a receipt: %.*s"),
            SPAN_PRINT(call->words[0]));
    return call_campaign_or_only(call, ret_of, reterr) &&
           receipt_get_number(
               house_conn(call->house), call->home, ret_of->org, year, number, ret, reterr);
}

int run_receipt_void(verb_call *call)
{
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    receipt r = { 0 };
    receipt_void_input in = { .reason = cleaned(call, "reason"),
        .again = verb_flag(call, "again") };
    bool is_good = receipt_named(call, &of, &r, &why);
    in.receipt = r.id;
    is_good = is_good && call_change(call, &receipt_void, of.org, &in, &c, &why);
    if (!is_good)
        return verb_fail(call, &why);
    return in.again ? id_answer(call, "request", c.outcome)
                    : verb_answer(call, "state", span_of(receipt_state_name(RECEIPT_VOID)));
}

static const grid_column columns[] = { { "number", N_("number"), GRID_TEXT },
    { "state", N_("state"), GRID_WORD }, { "payer", N_("kind"), GRID_WORD },
    { "label", N_("title"), GRID_TEXT }, { "amount_fen", N_("amount"), GRID_MONEY },
    { "gifts", N_("gifts"), GRID_COUNT }, { "first_day", N_("first day"), GRID_DAY },
    { "last_day", N_("last day"), GRID_DAY }, { "issued", N_("given on"), GRID_DAY },
    { "copies", N_("copies"), GRID_COUNT }, { "leaf", N_("entry"), GRID_COUNT },
    { "fiscal_code", N_("fiscal code"), GRID_TEXT },
    { "fiscal_no", N_("fiscal number"), GRID_TEXT }, { "void_reason", N_("why void"), GRID_TEXT },
    { "id", N_("receipt"), GRID_ID }, { "replaces", N_("in place of"), GRID_TEXT } };
enum { COLUMNS = sizeof columns / sizeof *columns };

static bool replaced_text(verb_call *call, const receipt *r, span *ret, err *reterr)
{
    receipt old = { 0 };
    char text[RECEIPT_NUMBER_TEXT_SIZE] = "";
    if (r->replaces != 0) {
        if (!receipt_get(house_conn(call->house), call->home, r->org, r->replaces, &old, reterr))
            return false;
        receipt_number_write(text, old.year, old.number);
    }
    *ret = arena_copy(call->home, span_of(text));
    return true;
}

static bool cells_fill(verb_call *call, const receipt *r, grid_cell cells[COLUMNS], err *reterr)
{
    char number[RECEIPT_NUMBER_TEXT_SIZE];
    span replaces = { "", 0 };
    receipt_number_write(number, r->year, r->number);
    if (!replaced_text(call, r, &replaces, reterr))
        return false;
    const grid_cell filled[COLUMNS] = { { .text = arena_copy(call->home, span_of(number)) },
        { .text = span_of(receipt_state_name(r->state)) },
        { .text = span_of(receipt_payer_name(r->payer)) }, { .text = r->label },
        { .number = r->amount.fen }, { .number = r->gifts }, { .number = r->first_day.day },
        { .number = r->last_day.day }, { .number = r->issued_day.day }, { .number = r->copies },
        { .number = r->leaf }, { .text = r->fiscal_code }, { .text = r->fiscal_no },
        { .text = r->void_reason }, { .number = r->id }, { .text = replaces } };
    for (int i = 0; i < COLUMNS; i++)
        cells[i] = filled[i];
    return true;
}

static int proof_out(verb_call *call, const receipt *r)
{
    err why = { 0 };
    span proof = { "", 0 };
    if (!receipt_proof_unseal(call->home, house_seal_key(call->house), r->proof, &proof, &why))
        return verb_fail(call, &why);
    if (proof.size == 0) {
        err_set(&why, ERR_ABSENT, N_("A receipt of several gifts has no single proof"));
        return verb_fail(call, &why);
    }
    verb_out(call, proof);
    return EXIT_DONE;
}

/* ---- paper ---------------------------------------------------------------------------------- */

static bool press_open(verb_call *call, arena *home, receipt_press *ret, err *reterr)
{
    *ret = (receipt_press){ .house = call->house,
        .conn = house_conn(call->house),
        .lang = call->lang,
        .site = verb_value(call, "site") };
    return (arena_open(home, RECEIPT_PAPER_MEMORY) ||
               err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"))) &&
           paper_open(home, NULL, &ret->paper, reterr);
}

static int pdf_out(verb_call *call, const receipt *r)
{
    err why = { 0 };
    ARENA home = { 0 };
    ARENA work = { 0 };
    span pdf = { "", 0 };
    receipt_press press = { 0 };
    bool is_good = press_open(call, &home, &press, &why) &&
                   (arena_open(&work, RECEIPT_DRAW_MEMORY) ||
                       err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound")));
    press.copy = (int32_t)r->copies;
    is_good = is_good && receipt_print(&press, &work, r, &pdf, &why);
    paper_close(press.paper);
    if (!is_good)
        return verb_fail(call, &why);
    verb_out(call, pdf);
    return EXIT_DONE;
}

int run_receipt_show(verb_call *call)
{
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    receipt r = { 0 };
    grid_cell cells[COLUMNS];
    if (!receipt_named(call, &of, &r, &why))
        return verb_fail(call, &why);
    receipt_change_input in = { .id = r.id };
    if (verb_flag(call, "pdf"))
        return call_change(call, &receipt_copy, of.org, &in, &c, &why) ? pdf_out(call, &r)
                                                                       : verb_fail(call, &why);
    if (verb_flag(call, "proof"))
        return call_change(call, &receipt_copy, of.org, &in, &c, &why) ? proof_out(call, &r)
                                                                       : verb_fail(call, &why);
    return cells_fill(call, &r, cells, &why) ? call_record(call, columns, COLUMNS, cells)
                                             : verb_fail(call, &why);
}

int run_list_receipts(verb_call *call)
{
    err why = { 0 };
    grid g = { 0 };
    campaign of = { 0 };
    int64_t left = 0;
    int64_t before = 0;
    size_t count = LIST_STEP;
    bool has_campaign = verb_value(call, "campaign").at != NULL;
    bool is_good = call_campaign_or_only(call, &of, &why) && call_limit(call, &left, &why) &&
                   grid_open(&g, call, columns, COLUMNS, &why);
    while (is_good && count == LIST_STEP && left > 0) {
        receipt *rows = NULL;
        is_good = receipt_list(house_conn(call->house), call->home, of.org,
            has_campaign ? of.id : (campaign_id){ 0 }, before, LIST_STEP, &rows, &count, &why);
        for (size_t i = 0; i < count && is_good && left > 0; i++, left--) {
            grid_cell cells[COLUMNS];
            is_good = cells_fill(call, &rows[i], cells, &why) && grid_row(&g, cells, &why);
            before = rows[i].id;
        }
    }
    is_good = is_good && grid_close(&g, &why);
    return is_good ? EXIT_DONE : verb_fail(call, &why);
}

/* ---- requests, threshold -------------------------------------------------------------------- */

static bool request_row(grid *g, const receipt_request *r, err *reterr)
{
    const grid_cell cells[] = { { .number = r->id },
        { .text = span_of(request_state_name(r->state)) },
        { .text = span_of(receipt_payer_name(r->payer)) }, { .text = r->label },
        { .text = span_of(receipt_way_name(r->way)) }, { .number = r->donation.value },
        { .text = span_of(r->is_exact ? "yes" : "no") }, { .number = r->entered_day.day },
        { .number = r->due_day.day }, { .text = r->reason } };
    return grid_row(g, cells, reterr);
}

int run_list_requests(verb_call *call)
{
    static const grid_column request_columns[] = { { "id", N_("request"), GRID_ID },
        { "state", N_("state"), GRID_WORD }, { "payer", N_("kind"), GRID_WORD },
        { "label", N_("title"), GRID_TEXT }, { "way", N_("way"), GRID_WORD },
        { "gift", N_("gift"), GRID_ID }, { "exact", N_("exact"), GRID_WORD },
        { "asked", N_("asked on"), GRID_DAY }, { "due", N_("due"), GRID_DAY },
        { "reason", N_("reason"), GRID_TEXT } };
    err why = { 0 };
    grid g = { 0 };
    campaign of = { 0 };
    int64_t left = 0;
    size_t count = LIST_STEP;
    span state = verb_value(call, "state");
    request_filter filter = { .only_exact = verb_flag(call, "exact") };
    bool is_good = call_campaign_or_only(call, &of, &why) && call_limit(call, &left, &why);
    if (is_good && state.at && !request_state_parse(state, &filter.state))
        is_good = err_field(&why, "state",
            N_("The state is open, reviewed, yearly, done or refused, not %.*s"),
            SPAN_PRINT(state));
    is_good = is_good && grid_open(&g, call, request_columns, 10, &why);
    filter.org = of.org;
    if (verb_value(call, "campaign").at)
        filter.campaign = of.id;
    while (is_good && count == LIST_STEP && left > 0) {
        receipt_request *rows = NULL;
        is_good = request_list(
            house_conn(call->house), call->home, &filter, LIST_STEP, &rows, &count, &why);
        for (size_t i = 0; i < count && is_good && left > 0; i++, left--) {
            is_good = request_row(&g, &rows[i], &why);
            filter.after = rows[i].id;
        }
    }
    is_good = is_good && grid_close(&g, &why);
    return is_good ? EXIT_DONE : verb_fail(call, &why);
}

int run_receipt_threshold(verb_call *call)
{
    err why = { 0 };
    change c = { 0 };
    receipt_threshold_input in = { 0 };
    char text[TEXT_MONEY_SIZE];
    bool is_good =
        call->word_count == 0
            ? receipt_threshold(house_conn(call->house), &in.least, &why)
            : text_parse_money(call->words[0], &in.least, &why) &&
                  call_change(call, &receipt_threshold_set, (org_id){ 0 }, &in, &c, &why);
    if (!is_good)
        return verb_fail(call, &why);
    text_money_write(text, in.least);
    return verb_answer(call, "threshold", span_of(text));
}
