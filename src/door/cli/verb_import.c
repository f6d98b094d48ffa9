/* Verbs that import: payment files, organisations; confirm and undo.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/cli/verbs_in.h"

#include "door/report.h"
#include "payfile/enclosed.h"
#include "text/json.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { FILE_MAX = 1 << 30, FILES_MAX = VERB_FILES_MAX };

/* ---- reports -------------------------------------------------------------------------------- */

static void import_report_json(verb_call *call, const import_report *r, bool is_dry_run)
{
    size_t mark = call->home->used;
    buffer b = buffer_in(call->home, 65536);
    json_writer w = json_write(&b);
    report_json(&w, call->lang, r, is_dry_run);
    buffer_byte(&b, '\n');
    verb_out(call, buffer_span(&b));
    arena_reset(call->home, mark);
}

/* A sentence with money and counts put into its %s. */
static void say_line(verb_call *call, const char *id, const char *one, const char *two)
{
    err line = { 0 };
    char text[1024];
    err_set(&line, ERR_INPUT, "%s%s", one, two);
    err_render(&line, say(call->lang, id), text, sizeof text);
    verb_text(call, text);
    verb_text(call, "\n");
}

static void count_line(verb_call *call, const char *label, int64_t count)
{
    if (count > 0)
        verb_format_out(call, "  %-12s %lld\n", say(call->lang, label), (long long)count);
}

static void difference_line(
    verb_call *call, const char *id, int64_t stated, int64_t found, int64_t asset)
{
    char text[2][CURRENCY_TEXT_SIZE];
    if (stated < 0 || stated == found)
        return;
    if (asset) {
        currency_write(text[0], asset, found);
        currency_write(text[1], asset, stated);
    } else {
        snprintf(text[0], sizeof text[0], "%lld", (long long)found);
        snprintf(text[1], sizeof text[1], "%lld", (long long)stated);
    }
    say_line(call, id, text[0], text[1]);
}

/* Thousandths of a fen: a fee has five decimals of a yuan. */
static void fee_line(verb_call *call, int64_t stated, int64_t found, int64_t asset)
{
    char text[2][40];
    const int64_t mfen[2] = { found, stated };
    if (asset != LEDGER_CNY)
        difference_line(call, N_("Fees add up to %s, the file says %s"), money_fen_of(stated),
            money_fen_of(found), asset);
    if (stated < 0 || stated == found || asset != LEDGER_CNY)
        return;
    for (int i = 0; i < 2; i++) {
        uint64_t size = mfen[i] < 0 ? -(uint64_t)mfen[i] : (uint64_t)mfen[i];
        snprintf(text[i], sizeof text[i], "%s¥%llu.%05llu", mfen[i] < 0 ? "-" : "",
            (unsigned long long)(size / 100000), (unsigned long long)(size % 100000));
    }
    say_line(call, N_("Fees add up to %s, the file says %s"), text[0], text[1]);
}

/* Rejected rows, a line each: where, what stands there, what is wrong, what to do. */
static void faults_text(verb_call *call, const import_report *r, verb_stream stream)
{
    for (int64_t i = 0; i < r->fault_count && i < IMPORT_FAULTS_MAX; i++) {
        const import_fault *f = &r->faults[i];
        size_t mark = call->home->used;
        buffer b = buffer_in(call->home, 512);
        char text[512];
        err place = { 0 };
        err rule = f->rule;
        err_set(&place, ERR_INPUT, N_("row %lld, %.*s \"%.*s\": "), (long long)f->row,
            SPAN_PRINT(f->column), SPAN_PRINT(f->value));
        err_render(&place, say(call->lang, place.message), text, sizeof text);
        buffer_format(&b, "  %s", text);
        rule.hint = f->hint;
        say_err(&b, call->lang, &rule);
        buffer_byte(&b, '\n');
        call->sink->write(call->sink->self, stream, buffer_span(&b));
        arena_reset(call->home, mark);
    }
}

static void day_text(char into[16], date day)
{
    unsigned char room[32];
    arena a = { .start = room, .size = sizeof room };
    buffer b = buffer_in(&a, 16);
    text_add_date(&b, day);
    snprintf(into, 16, "%.*s", SPAN_PRINT(buffer_span(&b)));
}

/* Balances that break, days that no file covers, days that two files tell of. */
static void joint_text(verb_call *call, const import_report *r)
{
    const import_joint *joint = &r->joint;
    char one[CURRENCY_TEXT_SIZE], two[CURRENCY_TEXT_SIZE];
    int64_t asset = report_asset(r);
    if (r->balance.broken_row != 0) {
        snprintf(one, sizeof one, "%lld", (long long)r->balance.broken_row);
        say_line(
            call, N_("The balance of row %s does not follow from the row beside it%s"), one, "");
    }
    if (joint->gap_first.day != 0) {
        day_text(one, joint->gap_first);
        day_text(two, joint->gap_last);
        say_line(call, N_("No file covers the days from %s to %s"), one, two);
    }
    if (joint->overlaps > 0) {
        snprintf(one, sizeof one, "%lld", (long long)joint->overlaps);
        say_line(call, N_("Files that tell of some of these days, too: %s%s"), one, "");
    }
    if (joint->has_jump) {
        currency_write(one, asset, joint->closing.fen);
        currency_write(two, asset, r->balance.opening.fen);
        say_line(call, N_("The file before ended with %s, this one begins with %s"), one, two);
    }
    if (joint->other_account)
        verb_format_out(call, "%s\n",
            say(call->lang, N_("The number of the account is not that of the file before.")));
}

/* Of the gifts, those in other currencies. */
static void others_lines(verb_call *call, const import_report *reports, int count)
{
    import_other_list sums = { 0 };
    for (int i = 0; i < count; i++)
        import_others_add(&sums, &reports[i]);
    for (int i = 0; i < sums.count; i++) {
        const statement_asset *at = &sums.at[i];
        char text[CURRENCY_TEXT_SIZE];
        char gifts[40];
        currency_write(text, at->asset, at->amount);
        snprintf(gifts, sizeof gifts, "%lld", (long long)at->booked);
        say_line(call, N_("Of these in another currency: gifts %s, %s"), gifts, text);
    }
}

static void import_report_text(verb_call *call, const import_report *r, bool is_dry_run)
{
    const statement_counts *c = &r->counts;
    char sum[TEXT_MONEY_SIZE];
    char count[40];
    text_money_write(sum, (money){ c->amount_fen });
    snprintf(count, sizeof count, "%lld", (long long)c->booked);
    verb_format_out(call, "%.*s (%s%s)\n", SPAN_PRINT(r->file_name), r->format.name,
        r->is_remembered ? say(call->lang, N_(", chosen for the account")) : "");
    say_line(call,
        r->was_imported           ? N_("This file was imported before; nothing new")
        : is_dry_run              ? N_("Not booked yet: gifts %s, %s")
        : r->statement.value == 0 ? N_("Nothing was booked: gifts %s, %s")
                                  : N_("Booked: gifts %s, %s"),
        count, sum);
    others_lines(call, r, 1);
    count_line(call, N_("rows"), c->rows);
    count_line(call, is_dry_run ? N_("rows to be booked") : N_("rows booked"), c->booked);
    count_line(call, N_("directed"), r->directed);
    count_line(call, N_("dated before the campaign began"), r->early);
    count_line(call, N_("dated after the clock of this exercise"), r->late);
    count_line(call, N_("duplicates"), c->duplicates);
    count_line(call, N_("refunds"), c->refunds);
    count_line(call, N_("settlements"), c->settlements);
    count_line(call, N_("ignored"), c->ignored);
    count_line(call, N_("rejected"), c->rejected);
    difference_line(
        call, N_("The file has %s rows, but says %s"), r->stated.count, r->file_totals.rows, 0);
    difference_line(call, N_("Gifts add up to %s, the file says %s"), r->stated.amount_fen,
        r->file_totals.amount_fen, report_asset(r));
    difference_line(call, N_("Refunds add up to %s, the file says %s"), r->stated.refund_fen,
        r->file_totals.refund_fen, report_asset(r));
    fee_line(call, r->stated.fee_mfen, r->file_totals.fee_mfen, report_asset(r));
    joint_text(call, r);
    if (r->file_totals.rows == 0)
        verb_format_out(call, "%s\n",
            say(call->lang,
                N_("No payment stands in this file, nothing could be booked of it: look "
                   "whether it is the right one, and whole.")));
    faults_text(call, r, STREAM_OUT);
    if (r->statement.value && r->state == STATEMENT_BOOKED)
        verb_format_out(
            call, "%s\n", say(call->lang, N_("It waits for a second person to confirm it.")));
    else if (!r->statement.value && r->doubt)
        verb_format_out(
            call, "%s\n", say(call->lang, N_("A second person will have to confirm it.")));
    if (r->doubt && !r->was_imported)
        verb_format_out(call, "%s\n", say(call->lang, statement_doubt_text(r->doubt)));
}

/* ---- import statement ----------------------------------------------------------------------- */

void verb_progress(void *self, int64_t done, int64_t total)
{
    verb_call *call = self;
    char text[80];
    if (!call->is_terminal || total <= 0)
        return;
    int permille = (int)(done * 1000 / total);
    int size = snprintf(text, sizeof text, "\r%3d.%d%%", permille / 10, permille % 10);
    call->sink->write(call->sink->self, STREAM_PROGRESS, (span){ text, (size_t)size });
}

static span base_name(span path)
{
    for (size_t i = path.size; i > 0; i--) {
        if (path.at[i - 1] == '/')
            return span_slice(path, i, path.size);
    }
    return path;
}

static bool request_read(verb_call *call, import_request *ret, err *reterr)
{
    span profile = verb_value(call, "profile");
    span account = verb_value(call, "account");
    *ret = (import_request){ .is_dry_run = verb_flag(call, "dry-run"),
        .skips_rejected = verb_flag(call, "skip-rejected") };
    if (!call_campaign(call, verb_value(call, "campaign"), &ret->campaign, reterr))
        return false;
    span payouts = verb_value(call, "payouts");
    if (!statement_payouts_parse(payouts, &ret->payouts))
        return err_field(
            reterr, "payouts", N_("Such rows are gifts or payouts, not %.*s"), SPAN_PRINT(payouts));
    import_desk desk = house_desk(call->house, house_conn(call->house), &call->author);
    if (profile.at &&
        !import_format(&desk, call->home, ret->campaign.org, profile, &ret->format, reterr))
        return false;
    ret->is_chosen = profile.at != NULL;
    if (!account.at)
        return true;
    return call_asset(call, ret->campaign.org, account, &ret->account, reterr);
}

static void reports_json(verb_call *call, const import_report *reports, int count, bool is_dry_run)
{
    if (count == 1) {
        import_report_json(call, &reports[0], is_dry_run);
        return;
    }
    buffer b = buffer_in(call->home, 65536);
    json_writer w = json_write(&b);
    report_files_json(&w, call->lang, reports, count, is_dry_run);
    buffer_byte(&b, '\n');
    verb_out(call, buffer_span(&b));
}

/* A row a file.  What matches is found as it is booked: before that the two columns are not there. */
static int reports_grid(verb_call *call, const import_report *reports, int count, bool is_dry_run)
{
    enum { COLUMNS = 13, MATCHED = 9, FOUND = 2 };
    static const grid_column columns[] = { { "file", N_("file"), GRID_TEXT },
        { "format", N_("format"), GRID_WORD }, { "rows", N_("rows"), GRID_COUNT },
        { "booked", N_("rows booked"), GRID_COUNT }, { "duplicates", N_("duplicates"), GRID_COUNT },
        { "refunds", N_("refunds"), GRID_COUNT }, { "settlements", N_("settlements"), GRID_COUNT },
        { "ignored", N_("ignored"), GRID_COUNT }, { "rejected", N_("rejected"), GRID_COUNT },
        { "matched", N_("matched"), GRID_COUNT },
        { "unclaimed", N_("not yet claimed"), GRID_COUNT },
        { "amount_fen", N_("amount"), GRID_MONEY }, { "import", N_("import"), GRID_ID } };
    err why = { 0 };
    grid g = { 0 };
    grid_column shown[COLUMNS];
    int left = is_dry_run ? FOUND : 0;
    for (int i = 0; i < COLUMNS - left; i++)
        shown[i] = columns[i < MATCHED ? i : i + left];
    bool is_good = grid_open(&g, call, shown, COLUMNS - left, &why);
    for (int i = 0; i < count && is_good; i++) {
        const import_report *r = &reports[i];
        const statement_counts *c = &r->counts;
        grid_cell cells[COLUMNS] = { { .text = r->file_name }, { .text = span_of(r->format.name) },
            { .number = c->rows }, { .number = c->booked }, { .number = c->duplicates },
            { .number = c->refunds }, { .number = c->settlements }, { .number = c->ignored },
            { .number = c->rejected }, { .number = c->matched }, { .number = c->unclaimed },
            { .number = c->amount_fen }, { .number = r->statement.value } };
        memmove(&cells[MATCHED], &cells[MATCHED + left],
            (size_t)(COLUMNS - MATCHED - left) * sizeof *cells);
        is_good = grid_row(&g, cells, &why);
        faults_text(call, r, STREAM_ERR);
    }
    return is_good && grid_close(&g, &why) ? EXIT_DONE : verb_fail(call, &why);
}

/* "12,840 gifts, ¥1,852,310.00; agrees with the files' own totals; 11 need you." */
static void reports_sentence(verb_call *call, const import_report *reports, int count)
{
    buffer b = buffer_in(call->home, 512);
    statement_counts sum = { 0 };
    int stated = 0;
    int differ = 0;
    for (int i = 0; i < count; i++) {
        import_counts_add(&sum, &reports[i].counts);
        stated += report_states(&reports[i]);
        differ += report_states(&reports[i]) && !report_fits(&reports[i]);
    }
    char text[TEXT_MONEY_SIZE];
    text_money_write(text, (money){ sum.amount_fen });
    err parts[3] = { 0 };
    err_set(&parts[0], ERR_INPUT, N_("All files: gifts %lld, %s"), (long long)sum.booked, text);
    if (differ > 0)
        err_set(&parts[1], ERR_INPUT, N_("files that differ from their own totals: %d"), differ);
    else
        err_set(&parts[1], ERR_INPUT,
            stated > 0 ? N_("agrees with the files' own totals")
                       : N_("no totals of their own to compare with"));
    err_set(&parts[2], ERR_INPUT, N_("rows that need you: %lld"), (long long)sum.rejected);
    for (int i = 0; i < 3; i++) {
        buffer_text(&b, i == 0 ? "" : "; ");
        say_err(&b, call->lang, &parts[i]);
    }
    buffer_byte(&b, '\n');
    verb_out(call, buffer_span(&b));
    others_lines(call, reports, count);
}

int import_reports_show(verb_call *call, const import_report *reports, int count, bool is_dry_run)
{
    if (call->is_terminal)
        call->sink->write(call->sink->self, STREAM_PROGRESS, (span)SPAN("\r        \r"));
    if (call->format == FORMAT_CSV || call->format == FORMAT_XLSX)
        return reports_grid(call, reports, count, is_dry_run);
    if (call->format == FORMAT_JSON)
        reports_json(call, reports, count, is_dry_run);
    for (int i = 0; i < count && call->format == FORMAT_TABLE; i++)
        import_report_text(call, &reports[i], is_dry_run);
    if (call->format == FORMAT_TABLE && count > 1)
        reports_sentence(call, reports, count);
    return EXIT_DONE;
}

/* Which of the files it was stands before what is wrong with it. */
static int file_fail(verb_call *call, span name, const err *why)
{
    buffer b = buffer_in(call->home, 256);
    buffer_format(&b, "%.*s: ", SPAN_PRINT(name));
    call->sink->write(call->sink->self, STREAM_ERR, buffer_span(&b));
    return verb_fail(call, why);
}

/* The files of a call: what was named, and in the place of a mail the files in it. */
typedef struct given {
    int word_count, mail_count, count;
    sys_map maps[FILES_MAX];
    enclosed *mails[FILES_MAX];
    import_file files[IMPORT_FILES_MAX];
    import_report reports[IMPORT_FILES_MAX];
} given;

static void given_close(given *g)
{
    for (int i = 0; i < g->mail_count; i++)
        enclosed_close(g->mails[i]);
    for (int i = 0; i < g->word_count; i++)
        sys_map_close(&g->maps[i]);
}

static bool given_add(
    given *g, const import_request *like, span name, const sys_map *map, err *reterr)
{
    if (g->count == IMPORT_FILES_MAX)
        return err_set(reterr, ERR_LIMIT, N_("At most %d files at once"), IMPORT_FILES_MAX);
    import_file *f = &g->files[g->count];
    *f = (import_file){ .request = *like, .report = &g->reports[g->count] };
    f->request.file_name = name;
    f->request.map = map;
    g->count++;
    return true;
}

/* All mails of the file must bring something: here nothing is booked before all is well. */
static bool given_add_mail(
    given *g, arena *home, const import_request *like, span bytes, err *reterr)
{
    enclosed *inside = ARENA_NEW(home, enclosed, 1);
    if (!inside)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!enclosed_open(bytes, inside, reterr))
        return false;
    g->mails[g->mail_count++] = inside;
    if (inside->fault_count > 0) {
        *reterr = inside->faults[0];
        return false;
    }
    for (int i = 0; i < inside->count; i++) {
        const enclosed_file *f = &inside->files[i];
        if (!given_add(g, like, span_of(f->name), &f->map, reterr))
            return false;
    }
    return true;
}

/* All files mapped, each as a request of its own.  *ret_name: the one that can't be. */
static bool given_open(
    verb_call *call, const import_request *like, given *g, span *ret_name, err *reterr)
{
    for (int i = 0; i < call->word_count; i++) {
        sys_map *map = &g->maps[i];
        *ret_name = call->words[i];
        if (!sys_map_fd(call->files[i], FILE_MAX, map, reterr))
            return false;
        g->word_count++;
        if (!(enclosed_is(map->bytes) ? given_add_mail(g, call->home, like, map->bytes, reterr)
                                      : given_add(g, like, base_name(call->words[i]), map, reterr)))
            return false;
    }
    return true;
}

/* All files are checked before the first is booked: one bad row in one of them stops all. */
int run_import_statement(verb_call *call)
{
    err why = { 0 };
    int at = -1;
    span name = { "", 0 };
    import_request like = { 0 };
    import_desk desk = house_desk(call->house, house_conn(call->house), &call->author);
    given *g = ARENA_NEW(call->home, given, 1);
    desk.progress = verb_progress;
    desk.progress_self = call;
    if (!g || !request_read(call, &like, &why))
        return verb_fail(call, &why);
    bool is_good = given_open(call, &like, g, &name, &why);
    if (is_good) {
        is_good = import_files_run(&desk, call->home, g->files, g->count, &at, &why);
        name = at < 0 ? (span){ "", 0 } : g->files[at].request.file_name;
    }
    given_close(g);
    if (!is_good && (at < 0 || g->reports[at].fault_count == 0))
        return name.size == 0 ? verb_fail(call, &why) : file_fail(call, name, &why);
    for (int i = 0; i < g->count && !is_good && !like.is_dry_run; i++)
        report_refuse(&g->reports[i]);
    int code = import_reports_show(call, g->reports, g->count, like.is_dry_run);
    return is_good ? code : verb_fail(call, &why);
}

/* ---- confirm, undo -------------------------------------------------------------------------- */

static bool statement_of(verb_call *call, statement *ret, err *reterr)
{
    int64_t id = 0;
    return call_id(call->words[0], &id, reterr) &&
           statement_get(house_conn(call->house), (statement_id){ id }, ret, reterr);
}

static int statement_done(verb_call *call, statement *s)
{
    err why = { 0 };
    if (!statement_get(house_conn(call->house), s->id, s, &why))
        return verb_fail(call, &why);
    return verb_answer(call, "state", span_of(statement_state_name(s->state)));
}

int run_import_confirm(verb_call *call)
{
    err why = { 0 };
    statement s = { 0 };
    import_desk desk = house_desk(call->house, house_conn(call->house), &call->author);
    if (!statement_of(call, &s, &why) || !import_confirm(&desk, &s, &why))
        return verb_fail(call, &why);
    return statement_done(call, &s);
}

int run_import_undo(verb_call *call)
{
    err why = { 0 };
    statement s = { 0 };
    import_desk desk = house_desk(call->house, house_conn(call->house), &call->author);
    desk.progress = verb_progress;
    desk.progress_self = call;
    if (!statement_of(call, &s, &why) || !import_undo(&desk, call->home, &s, &why))
        return verb_fail(call, &why);
    return statement_done(call, &s);
}

/* ---- organisations -------------------------------------------------------------------------- */

static void org_faults_show(verb_call *call, const org_import *import)
{
    char text[512];
    err line = { 0 };
    err_set(&line, ERR_INPUT, N_("Rows %zu, new %zu, known %zu"), import->row_count,
        import->draft_count, import->same_count);
    err_render(&line, say(call->lang, line.message), text, sizeof text);
    verb_format_out(call, "%s\n", text);
    for (size_t i = 0; i < import->listed_count; i++) {
        const org_fault *f = &import->faults[i];
        buffer b = buffer_in(call->home, 512);
        err_set(&line, ERR_INPUT, N_("row %lld, %.*s \"%.*s\": "), (long long)f->row,
            SPAN_PRINT(f->column), SPAN_PRINT(f->value));
        err_render(&line, say(call->lang, line.message), text, sizeof text);
        buffer_format(&b, "  %s%s", text, f->is_warning ? say(call->lang, N_("(check) ")) : "");
        say_err(&b, call->lang, &f->rule);
        buffer_byte(&b, '\n');
        verb_out(call, buffer_span(&b));
    }
}

static void org_faults_json(verb_call *call, const org_import *import, bool is_dry_run)
{
    buffer b = buffer_in(call->home, 65536);
    json_writer w = json_write(&b);
    json_object(&w);
    json_put_int(&w, "rows", (int64_t)import->row_count);
    json_put_int(&w, "new", (int64_t)import->draft_count);
    json_put_int(&w, "same", (int64_t)import->same_count);
    json_put_int(&w, "faults", (int64_t)import->fault_count);
    json_put_int(&w, "warnings", (int64_t)import->warning_count);
    json_put_bool(&w, "dry_run", is_dry_run);
    json_name(&w, "listed");
    json_array(&w);
    for (size_t i = 0; i < import->listed_count; i++) {
        const org_fault *f = &import->faults[i];
        buffer rule = buffer_in(call->home, 256);
        say_err(&rule, call->lang, &f->rule);
        json_object(&w);
        json_put_int(&w, "row", f->row);
        json_put_string(&w, "column", f->column);
        json_put_string(&w, "value", f->value);
        json_put_string(&w, "rule", buffer_span(&rule));
        json_put_bool(&w, "warning", f->is_warning);
        json_object_end(&w);
    }
    json_array_end(&w);
    json_object_end(&w);
    buffer_byte(&b, '\n');
    verb_out(call, buffer_span(&b));
}

static int org_faults_grid(verb_call *call, const org_import *import)
{
    static const grid_column columns[] = { { "row", N_("row"), GRID_COUNT },
        { "column", N_("column"), GRID_TEXT }, { "value", N_("value"), GRID_TEXT },
        { "rule", N_("what is wrong"), GRID_TEXT }, { "kind", N_("kind"), GRID_WORD } };
    err why = { 0 };
    grid g = { 0 };
    bool is_good = grid_open(&g, call, columns, 5, &why);
    for (size_t i = 0; i < import->listed_count && is_good; i++) {
        const org_fault *f = &import->faults[i];
        buffer rule = buffer_in(call->home, 256);
        say_err(&rule, call->lang, &f->rule);
        const grid_cell cells[] = { { .number = f->row }, { .text = f->column },
            { .text = f->value }, { .text = buffer_span(&rule) },
            { .text = span_of(f->is_warning ? "warning" : "fault") } };
        is_good = grid_row(&g, cells, &why);
    }
    return is_good && grid_close(&g, &why) ? EXIT_DONE : verb_fail(call, &why);
}

/* What the file holds, or held back; exit code. */
static int orgs_show(verb_call *call, const org_import *import, bool is_dry_run)
{
    err why = { 0 };
    int code = EXIT_DONE;
    if (call->format == FORMAT_JSON)
        org_faults_json(call, import, is_dry_run);
    else if (call->format == FORMAT_TABLE)
        org_faults_show(call, import);
    else
        code = org_faults_grid(call, import);
    if (import->fault_count == 0)
        return code;
    err_set(&why, ERR_CONFLICT, N_("Nothing was imported: mend these rows and try again"));
    return verb_fail(call, &why);
}

int run_import_orgs(verb_call *call)
{
    err why = { 0 };
    sys_map map = { 0 };
    org_tree tree = { 0 };
    org_import import = { 0 };
    org_id scope = { 0 };
    span below = verb_value(call, "below");
    bool is_dry_run = verb_flag(call, "dry-run");
    if ((below.at && !call_org(call, below, &scope, &why)) ||
        !org_tree_load(house_conn(call->house), call->home, &tree, &why) ||
        !sys_map_fd(call->files[0], ORG_FILE_SIZE_MAX, &map, &why))
        return verb_fail(call, &why);
    const org_source source = { .bytes = map.bytes,
        .scope = scope,
        .today = sys_zone_local(house_zone(call->house), house_civil_us(call->house)).day };
    change c = { 0 };
    bool is_good = org_import_check(call->home, &tree, &source, &import, &why);
    if (is_good && import.fault_count == 0 && !is_dry_run && import.draft_count > 0)
        is_good = call_change(call, &house_org_add, scope, &import, &c, &why);
    int code = is_good ? orgs_show(call, &import, is_dry_run) : verb_fail(call, &why);
    sys_map_close(&map);
    return code;
}
