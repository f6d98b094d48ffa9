/* init: makes a data folder and, for a scenario, brings its organisations, campaign, sign-ins and
 * bills in through the same changes and imports that people use.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/cli/verbs_in.h"

#include "crypt/crypt.h"
#include "door/cli/blob.h"
#include "text/text.h"
#include "work/scenario/scenario.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { BILL_MEMORY = 256 << 20, SECRET_GROUPS = 4 };

/* A data file of the scenario; {NULL, 0} when there is none of that name. */
static span blob_find(span scenario, const char *file)
{
    char name[120];
    snprintf(name, sizeof name, "%.*s/%s", SPAN_PRINT(scenario), file);
    for (size_t i = 0; i < scenario_files_count; i++) {
        if (strcmp(scenario_files[i].name, name) == 0)
            return scenario_files[i].bytes;
    }
    return (span){ NULL, 0 };
}

/* Origin of the log: the public address without its scheme. */
static span origin_of(arena *a, span url)
{
    static const span schemes[] = { SPAN("https://"), SPAN("http://") };
    for (size_t i = 0; i < 2; i++) {
        if (span_starts(url, schemes[i]))
            url = span_slice(url, schemes[i].size, url.size);
    }
    while (url.size > 0 && url.at[url.size - 1] == '/')
        url.size--;
    buffer b = buffer_in(a, HOUSE_ORIGIN_MAX);
    buffer_add(&b, url);
    buffer_text(&b, "/log");
    return buffer_span(&b);
}

static bool birth_read(
    verb_call *call, span scenario, const scenario_plan *plan, house_birth *ret, err *reterr)
{
    static const span beijing = SPAN("beijing-2020");
    span url = verb_value(call, "public-url");
    *ret = (house_birth){ .scenario = scenario,
        .is_exercise = plan != NULL,
        .origin = origin_of(call->home, url.at ? url : span_of("http://127.0.0.1:8080")),
        .title_zh = span_of(""),
        .title_en = span_of(""),
        .notice_zh = span_of(""),
        .notice_en = span_of(""),
        .chart_csv = blob_find(beijing, "chart-union-2009.csv"),
        .roles_csv = blob_find(beijing, "roles.csv"),
        .chart_from = { 20100101 },
        .deadlines_csv = blob_find(beijing, "deadlines.csv") };
    if (!ret->chart_csv.at || !ret->roles_csv.at || !ret->deadlines_csv.at)
        return err_set(
            reterr, ERR_DAMAGE, N_("the program lacks its chart of accounts or its deadlines"));
    if (!plan)
        return true;
    const sys_clock real = { 0 };
    ret->civil_offset_us = plan->clock.us - sys_real_us(&real);
    ret->title_zh = plan->name_zh;
    ret->title_en = plan->name_en;
    ret->notice_zh = plan->notice_zh;
    ret->notice_en = plan->notice_en;
    ret->chart_from = plan->chart_from;
    return true;
}

static bool orgs_add(verb_call *call, span csv, err *reterr)
{
    org_tree tree = { 0 };
    org_import import = { 0 };
    change c = { 0 };
    const org_source source = { .bytes = csv,
        .today = sys_zone_local(house_zone(call->house), house_civil_us(call->house)).day };
    if (!org_tree_load(house_conn(call->house), call->home, &tree, reterr) ||
        !org_import_check(call->home, &tree, &source, &import, reterr))
        return false;
    if (import.fault_count > 0) {
        *reterr = import.faults[0].rule;
        return false;
    }
    return call_change(call, &house_org_add, (org_id){ 0 }, &import, &c, reterr);
}

static bool campaign_make(verb_call *call, span json, campaign *ret, err *reterr)
{
    static const char *const phases[] = { "", "preparing", "response", "recovery", "closed" };
    scenario_campaign in = { 0 };
    org_id unit = { 0 };
    if (!scenario_campaign_read(call->home, json, &in, reterr) ||
        !call_org(call, in.org, &unit, reterr))
        return false;
    campaign_input input = { .data = { .name_zh = in.name_zh,
                                 .name_en = in.name_en,
                                 .purpose_zh = in.purpose_zh,
                                 .purpose_en = in.purpose_en,
                                 .beneficiary_zh = in.beneficiary_zh,
                                 .beneficiary_en = in.beneficiary_en,
                                 .contact = in.contact,
                                 .surplus_zh = in.surplus_zh,
                                 .surplus_en = in.surplus_en,
                                 .opened_us = in.opened.us,
                                 .closes_us = in.closes.us,
                                 .filing_no = in.filing_no,
                                 .filing_due = date_add(in.opened.day, in.filing_days),
                                 .is_exercise = true } };
    snprintf(input.data.code, sizeof input.data.code, "%.*s", SPAN_PRINT(in.code));
    for (int i = 1; i < 5; i++)
        input.data.phase = span_is(in.phase, phases[i]) ? (campaign_phase)i : input.data.phase;
    change c = { 0 };
    return call_change(call, &campaign_add, unit, &input, &c, reterr) &&
           (campaign_find(house_donations(call->house), in.code, ret) ||
               err_set(reterr, ERR_ABSENT, N_("No such campaign")));
}

static bool ways_add(verb_call *call, span csv, const campaign *of, err *reterr)
{
    scenario_table t = { 0 };
    if (!scenario_table_read(call->home, csv,
            "kind,title_zh,title_en,holder,account_no,bank,payload,note_zh,note_en", &t, reterr))
        return false;
    for (size_t i = 0; i < t.row_count; i++) {
        way w = { .campaign = of->id,
            .title_zh = scenario_cell(&t, i, 1),
            .title_en = scenario_cell(&t, i, 2),
            .holder = scenario_cell(&t, i, 3),
            .account_no = scenario_cell(&t, i, 4),
            .bank = scenario_cell(&t, i, 5),
            .payload = scenario_cell(&t, i, 6),
            .note_zh = scenario_cell(&t, i, 7),
            .note_en = scenario_cell(&t, i, 8) };
        change c = { 0 };
        if (!way_kind_parse(scenario_cell(&t, i, 0), &w.kind))
            return err_set(reterr, ERR_INPUT, N_("There is no kind %.*s"),
                SPAN_PRINT(scenario_cell(&t, i, 0)));
        if (!call_change(call, &house_way_add, of->org, &w, &c, reterr))
            return false;
    }
    return true;
}

static bool goods_add(verb_call *call, span csv, const campaign *of, err *reterr)
{
    scenario_table t = { 0 };
    if (!scenario_table_read(
            call->home, csv, "class_zh,class_en,name_zh,name_en,standard", &t, reterr))
        return false;
    for (size_t i = 0; i < t.row_count; i++) {
        goods_want w = { .campaign = of->id,
            .class_zh = scenario_cell(&t, i, 0),
            .class_en = scenario_cell(&t, i, 1),
            .name_zh = scenario_cell(&t, i, 2),
            .name_en = scenario_cell(&t, i, 3),
            .standard = scenario_cell(&t, i, 4) };
        change c = { 0 };
        if (!call_change(call, &house_want_add, of->org, &w, &c, reterr))
            return false;
    }
    return true;
}

/* Twenty random characters in four groups, easy to read out. */
static void secret_make(char into[32])
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
    uint8_t random[5 * SECRET_GROUPS];
    sys_random(random, sizeof random);
    size_t used = 0;
    for (size_t i = 0; i < sizeof random; i++) {
        if (i > 0 && i % 5 == 0)
            into[used++] = '-';
        into[used++] = letters[random[i] % (sizeof letters - 1)];
    }
    into[used] = '\0';
}

static bool sign_ins_add(verb_call *call, span csv, err *reterr)
{
    scenario_table table = { 0 };
    if (!scenario_table_read(call->home, csv, "login,role,org,name_zh,name_en", &table, reterr))
        return false;
    verb_format_out(call, "\n%s\n",
        say(call->lang, N_("Sign-ins, made for this installation and shown only now:")));
    for (size_t i = 0; i < table.row_count; i++) {
        char secret[32];
        secret_make(secret);
        access_user_input in = { .login = scenario_cell(&table, i, 0),
            .name = scenario_cell(&table, i, 3) };
        change c = { 0 };
        if (!access_role_parse(scenario_cell(&table, i, 1), &in.role))
            return err_set(reterr, ERR_INPUT, N_("There is no role %.*s"),
                SPAN_PRINT(scenario_cell(&table, i, 1)));
        if (!call_org(call, scenario_cell(&table, i, 2), &in.org, reterr) ||
            !crypt_password_hash(call->home, span_of(secret), &in.secret_encoded, reterr) ||
            !call_change(call, &access_user_add, in.org, &in, &c, reterr))
            return false;
        verb_format_out(call, "  %-22.*s %s\n", SPAN_PRINT(in.login), secret);
    }
    return true;
}

typedef struct bill_import {
    verb_call *call;
    const campaign *campaign;
    arena home;
    int64_t gifts, fen;
} bill_import;

/* One day's bill, imported as a clerk would. */
static bool bill_take(void *self, date day, span bytes, err *reterr)
{
    bill_import *b = self;
    char name[64];
    import_report report = { 0 };
    snprintf(name, sizeof name, "wechat-%d.csv", day.day);
    const import_request request = { .campaign = *b->campaign, .file_name = span_of(name) };
    import_desk desk = house_desk(b->call->house, house_conn(b->call->house), &b->call->author);
    size_t mark = b->home.used;
    bool is_good = import_run(&desk, &b->home, &request, bytes, &report, reterr);
    arena_reset(&b->home, mark);
    b->gifts += report.counts.booked;
    b->fen += report.counts.amount_fen;
    return is_good && (report.state == STATEMENT_CONFIRMED ||
                          err_set(reterr, ERR_DAMAGE,
                              N_("the bill of %d does not agree with itself"), day.day));
}

static bool bills_add(verb_call *call, const scenario_plan *plan, const campaign *of, err *reterr)
{
    ARENA room = { 0 };
    bill_import b = { .call = call, .campaign = of };
    bool is_good =
        (arena_open(&room, scenario_bills_size(plan)) && arena_open(&b.home, BILL_MEMORY)) ||
        err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
    is_good = is_good && scenario_bills(&room, plan, bill_take, &b, reterr);
    arena_close(&b.home);
    if (!is_good)
        return false;
    char line[256];
    err sum = { 0 };
    buffer count = buffer_in(call->home, 40);
    buffer amount = buffer_in(call->home, 40);
    text_add_count(&count, b.gifts);
    text_add_money(&amount, (money){ b.fen });
    err_set(&sum, ERR_INPUT, N_("Imported: %.*s gifts, ¥%.*s"), SPAN_PRINT(buffer_span(&count)),
        SPAN_PRINT(buffer_span(&amount)));
    err_render(&sum, say(call->lang, sum.message), line, sizeof line);
    verb_format_out(call, "%s\n", line);
    return true;
}

static bool scenario_fill(verb_call *call, span scenario, const scenario_plan *plan, err *reterr)
{
    campaign of = { 0 };
    return orgs_add(call, blob_find(scenario, "orgs.csv"), reterr) &&
           campaign_make(call, blob_find(scenario, "campaign.json"), &of, reterr) &&
           ways_add(call, blob_find(scenario, "ways.csv"), &of, reterr) &&
           goods_add(call, blob_find(scenario, "goods.csv"), &of, reterr) &&
           bills_add(call, plan, &of, reterr) && house_publish(call->house, INT64_MAX, reterr) &&
           sign_ins_add(call, blob_find(scenario, "signins.csv"), reterr);
}

int run_init(verb_call *call)
{
    err why = { 0 };
    span scenario = verb_value(call, "scenario");
    bool is_plain = !scenario.at || span_is(scenario, "none");
    span json = is_plain ? (span){ NULL, 0 } : blob_find(scenario, "scenario.json");
    scenario_plan *plan = is_plain ? NULL : ARENA_NEW(call->home, scenario_plan, 1);
    house_birth birth = { 0 };
    house_setup setup = *call->setup;
    setup.writes = true;
    if (!is_plain && !json.at) {
        err_field(&why, "scenario",
            N_("There is no scenario %.*s; there are beijing-2020 and none"), SPAN_PRINT(scenario));
        return verb_fail(call, &why);
    }
    if ((plan && !scenario_plan_read(call->home, json, plan, &why)) ||
        !birth_read(call, is_plain ? (span)SPAN("") : scenario, plan, &birth, &why) ||
        !house_make(&setup, &birth, &why) || !house_open(&setup, &call->house, &why))
        return verb_fail(call, &why);
    bool is_good = house_operator(call->house, &call->author, &why) &&
                   (is_plain || scenario_fill(call, scenario, plan, &why)) &&
                   house_publish(call->house, INT64_MAX, &why);
    buffer key = buffer_in(call->home, 512);
    tlog_key_add(&key, &house_sequencer(call->house)->key);
    house_close(call->house);
    if (!is_good)
        return verb_fail(call, &why);
    verb_format_out(
        call, "%s\n  %s\n", say(call->lang, N_("The data folder is ready:")), setup.folder);
    verb_format_out(call, "%s\n  %.*s\n",
        say(call->lang, N_("The public log is checked with this key; keep it on paper, too:")),
        SPAN_PRINT(buffer_span(&key)));
    return EXIT_DONE;
}
