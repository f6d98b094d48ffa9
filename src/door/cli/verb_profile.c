/* Verbs of profiles: how files of banks, wallets and rolls are read.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/cli/verbs_in.h"

#include "door/put.h"
#include "payfile/profile.h"
#include "text/json.h"
#include "text/text.h"
#include "work/statement/profile.h"

#include <assert.h>
#include <stdio.h>

enum { FILE_MAX = 1 << 30, PROFILES_SHOWN_MAX = 500, LINE_SIZE = 16384 };

/* ---- try: rows as nuan reads them ----------------------------------------------------------- */

static void money_put(json_writer *w, const char *name, money amount)
{
    unsigned char room[48];
    arena a = { .start = room, .size = sizeof room };
    buffer b = buffer_in(&a, 40);
    text_add_money_plain(&b, amount);
    json_put_string(w, name, buffer_span(&b));
}

static void day_put(json_writer *w, const char *name, date day)
{
    if (day.day != 0)
        door_put_date(w, name, day);
}

static void text_put(json_writer *w, const char *name, span s)
{
    if (s.size > 0)
        json_put_string(w, name, s);
}

/* Thousandths of a fen as yuan with five decimals, without zeros at the end but two. */
static void fee_put(json_writer *w, int64_t mfen)
{
    char text[40];
    int64_t size = mfen < 0 ? -mfen : mfen;
    if (mfen == 0)
        return;
    int used = snprintf(text, sizeof text, "%s%lld.%05lld", mfen < 0 ? "-" : "",
        (long long)(size / 100000), (long long)(size % 100000));
    for (int i = 0; i < 3 && text[used - 1] == '0'; i++)
        used--;
    json_put_string(w, "fee", (span){ text, (size_t)used });
}

static void fault_put(json_writer *w, const payfile_fault *fault)
{
    text_put(w, "column", fault->column);
    text_put(w, "value", fault->value);
    json_put_string(w, "rule", span_of(fault->rule));
}

static void clock_put(json_writer *w, int32_t second)
{
    char text[16];
    if (second < 0)
        return;
    int used =
        snprintf(text, sizeof text, "%02d:%02d:%02d", second / 3600, second / 60 % 60, second % 60);
    json_put_string(w, "time", (span){ text, (size_t)used });
}

static void row_put(json_writer *w, const payfile_row *row)
{
    json_object(w);
    json_put_int(w, "row", row->number);
    json_put_string(w, "kind", span_of(payfile_kind_name(row->kind)));
    if (row->kind == PAYFILE_REJECTED)
        fault_put(w, &row->fault);
    if (row->kind == PAYFILE_IGNORED)
        json_put_string(w, "reason", span_of(row->reason));
    if (row->kind != PAYFILE_REJECTED && row->day.day != 0) {
        day_put(w, "day", row->day);
        clock_put(w, row->second);
        money_put(w, "amount", row->amount);
        text_put(w, "currency", row->currency);
        fee_put(w, row->fee_mfen);
        text_put(w, "number", row->order_no);
        text_put(w, "merchant", row->merchant_no);
        text_put(w, "refund", row->refund_no);
        text_put(w, "payer", row->payer_name.size > 0 ? row->payer_name : row->payer);
        text_put(w, "payer_account", row->payer_account);
        text_put(w, "note", row->note);
        text_put(w, "settles", row->settles);
        if (row->has_balance)
            money_put(w, "balance", row->balance);
    }
    json_object_end(w);
}

/* What a whole file gave. */
typedef struct try_sums {
    int64_t rows;
    money gift, refund;
} try_sums;

static void stated_put(json_writer *w, const payfile_stated *stated)
{
    json_name(w, "stated");
    json_object(w);
    if (stated->has_count)
        json_put_int(w, "count", stated->count);
    if (stated->has_amount)
        money_put(w, "amount", stated->amount);
    if (stated->has_refund)
        money_put(w, "refund", stated->refund);
    if (stated->has_out)
        money_put(w, "out", stated->out);
    if (stated->has_fee)
        fee_put(w, stated->fee_mfen);
    json_object_end(w);
}

static void end_put(json_writer *w, const payfile_stated *stated, const try_sums *sums)
{
    json_object(w);
    json_put_int(w, "rows", sums->rows);
    stated_put(w, stated);
    json_name(w, "sums");
    json_object(w);
    money_put(w, "gift", sums->gift);
    money_put(w, "refund", sums->refund);
    json_object_end(w);
    json_put_string(w, "balance",
        span_of(stated->balance_count < 2    ? "none"
                : stated->balance_break == 0 ? "fits"
                                             : "broken"));
    if (stated->balance_count > 1 && stated->balance_break != 0)
        json_put_int(w, "balance_row", stated->balance_break);
    json_object_end(w);
}

static void head_put(json_writer *w, const payfile_format *format, const payfile_stated *stated)
{
    json_object(w);
    json_put_string(w, "format", span_of(format->name));
    text_put(w, "account", stated->account);
    day_put(w, "from", stated->first_day);
    day_put(w, "to", stated->last_day);
    json_object_end(w);
}

/* One value of JSON on a line of its own. */
typedef struct json_line {
    verb_call *call;
    size_t mark;
    buffer text;
    json_writer w;
} json_line;

static json_writer *line_begin(json_line *line)
{
    line->mark = line->call->home->used;
    line->text = buffer_in(line->call->home, LINE_SIZE);
    line->w = json_write(&line->text);
    return &line->w;
}

static void line_end(json_line *line)
{
    buffer_byte(&line->text, '\n');
    verb_out(line->call, buffer_span(&line->text));
    arena_reset(line->call->home, line->mark);
}

static bool rows_try(verb_call *call, payfile *file, const payfile_format *format, err *reterr)
{
    json_line line = { .call = call };
    payfile_row row = { 0 };
    try_sums sums = { 0 };
    payfile_stated stated = payfile_totals(file);
    head_put(line_begin(&line), format, &stated);
    line_end(&line);
    for (bool more = true;;) {
        if (!payfile_next(file, &row, &more, reterr))
            return false;
        if (!more)
            break;
        sums.rows++;
        sums.gift.fen += row.kind == PAYFILE_GIFT ? row.amount.fen : 0;
        sums.refund.fen += row.kind == PAYFILE_REFUND ? row.amount.fen : 0;
        row_put(line_begin(&line), &row);
        line_end(&line);
    }
    stated = payfile_totals(file);
    end_put(line_begin(&line), &stated, &sums);
    line_end(&line);
    return true;
}

/* The profile in the second file, or those of the program. */
static bool try_profiles(verb_call *call, payfile_profiles *ret, err *reterr)
{
    if (call->word_count < 2)
        return profile_house(call->home, ret, reterr);
    sys_map map = { 0 };
    payfile_profile *profile = NULL;
    const payfile_profile **list = ARENA_NEW(call->home, const payfile_profile *, 1);
    if (!list)
        return err_set(reterr, ERR_MEMORY, N_("no room for a profile"));
    if (!sys_map_fd(call->files[1], PROFILE_SIZE_MAX, &map, reterr))
        return false;
    bool is_good = profile_parse(call->home, map.bytes, &profile, reterr);
    sys_map_close(&map);
    list[0] = profile;
    *ret = (payfile_profiles){ .count = 1, .list = list };
    return is_good;
}

int run_profile_try(verb_call *call)
{
    err why = { 0 };
    sys_map map = { 0 };
    payfile *file = NULL;
    payfile_format format = { 0 };
    payfile_profiles profiles = { 0 };
    if (!try_profiles(call, &profiles, &why) || !sys_map_fd(call->files[0], FILE_MAX, &map, &why))
        return verb_fail(call, &why);
    bool is_good = payfile_detect(map.bytes, profiles, &format, &why) &&
                   payfile_open(call->home, &format, map.bytes, &file, &why) &&
                   rows_try(call, file, &format, &why);
    payfile_close(file);
    sys_map_close(&map);
    return is_good ? EXIT_DONE : verb_fail(call, &why);
}

/* ---- suggest -------------------------------------------------------------------------------- */

int run_profile_suggest(verb_call *call)
{
    err why = { 0 };
    sys_map map = { 0 };
    suggestion *s = ARENA_NEW(call->home, suggestion, 1);
    if (!s || !sys_map_fd(call->files[0], FILE_MAX, &map, &why))
        return verb_fail(call, &why);
    bool is_good = profile_suggest(call->home, map.bytes, s, &why);
    sys_map_close(&map);
    if (!is_good)
        return verb_fail(call, &why);
    buffer b = buffer_in(call->home, 4096);
    profile_print(&b, s->profile);
    verb_out(call, buffer_span(&b));
    return EXIT_DONE;
}

/* ---- add, list, show, end ------------------------------------------------------------------- */

/* The unit of --org, or the first in which the caller has a right. */
static bool profile_unit(verb_call *call, org_id *ret, err *reterr)
{
    span code = verb_value(call, "org");
    if (code.at)
        return call_org(call, code, ret, reterr);
    *ret = call->author.grants[0].org;
    return call->author.grant_count > 0 ||
           err_set(reterr, ERR_DENIED, N_("You have no right in any unit"));
}

int run_profile_add(verb_call *call)
{
    err why = { 0 };
    sys_map map = { 0 };
    org_id unit = { 0 };
    profile_change made = { 0 };
    import_desk desk = house_desk(call->house, house_conn(call->house), &call->author);
    if (!profile_unit(call, &unit, &why) ||
        !sys_map_fd(call->files[0], PROFILE_SIZE_MAX, &map, &why))
        return verb_fail(call, &why);
    bool is_good = import_profile_add(&desk, call->home, unit, map.bytes, &made, &why);
    sys_map_close(&map);
    if (!is_good)
        return verb_fail(call, &why);
    static const grid_column columns[] = { { "code", N_("code"), GRID_TEXT },
        { "version", N_("version"), GRID_COUNT } };
    const grid_cell cells[] = { { .text = made.code }, { .number = made.version } };
    return call_record(call, columns, 2, cells);
}

int run_profile_end(verb_call *call)
{
    err why = { 0 };
    org_id unit = { 0 };
    change done = { 0 };
    profile_change in = { .code = call->words[0] };
    if (!profile_unit(call, &unit, &why) ||
        !call_change(call, &profile_end, unit, &in, &done, &why))
        return verb_fail(call, &why);
    return verb_answer(call, "code", in.code);
}

int run_list_profiles(verb_call *call)
{
    static const grid_column columns[] = { { "code", N_("code"), GRID_TEXT },
        { "name", N_("name"), GRID_TEXT }, { "channel", N_("channel"), GRID_WORD },
        { "origin", N_("origin"), GRID_WORD } };
    err why = { 0 };
    org_id unit = { 0 };
    grid g = { 0 };
    payfile_profiles profiles = { 0 };
    import_desk desk = house_desk(call->house, house_conn(call->house), &call->author);
    if (!profile_unit(call, &unit, &why) ||
        !import_profiles(&desk, call->home, unit, &profiles, &why) ||
        !grid_open(&g, call, columns, 4, &why))
        return verb_fail(call, &why);
    for (size_t i = 0; i < profiles.count; i++) {
        const payfile_profile *p = profiles.list[i];
        bool is_house = i >= profiles.count - desk.profiles.count;
        const grid_cell cells[] = { { .text = p->code },
            { .text = verb_name(call, p->name_zh, p->name_en) }, { .text = p->channel },
            { .text = span_of(is_house ? N_("program") : N_("added")) } };
        if (!grid_row(&g, cells, &why))
            return verb_fail(call, &why);
    }
    return grid_close(&g, &why) ? EXIT_DONE : verb_fail(call, &why);
}

int run_show_profile(verb_call *call)
{
    err why = { 0 };
    org_id unit = { 0 };
    payfile_format format = { 0 };
    import_desk desk = house_desk(call->house, house_conn(call->house), &call->author);
    if (!profile_unit(call, &unit, &why) ||
        !import_format(&desk, call->home, unit, call->words[0], &format, &why))
        return verb_fail(call, &why);
    if (!format.profile) {
        err_set(&why, ERR_ABSENT, N_("%s is read by the program itself, without a profile"),
            format.name);
        return verb_fail(call, &why);
    }
    buffer b = buffer_in(call->home, 4096);
    profile_print(&b, format.profile);
    verb_out(call, buffer_span(&b));
    return EXIT_DONE;
}
