/* The staff pages, with rows and people that are made up.
 * SPDX-License-Identifier: Apache-2.0 */
#include "preview.h"

#include "door/web/staff_admin.h"

#include "audit_html.h"
#include "campaign_desk_html.h"
#include "campaigns_html.h"
#include "desk_html.h"
#include "form_page_html.h"
#include "gift_html.h"
#include "gifts_html.h"
#include "import_new_html.h"
#include "import_preview_html.h"
#include "import_progress_html.h"
#include "import_report_html.h"
#include "imports_html.h"
#include "org_import_html.h"
#include "orgs_html.h"
#include "people_html.h"
#include "refunds_html.h"
#include "sign_in_html.h"
#include "staff_error_html.h"

#include <assert.h>

/* A text with values. */
#define TEXT(into, ...) (void)err_set(&(into), ERR_INPUT, __VA_ARGS__)

static staff_view frame(staff_place place, const char *title)
{
    return (staff_view){
        .title = title,
        .site = L("北京市温暖基金会", "Beijing Warmth Foundation"),
        .org = L("市温暖基金会", "Warmth Foundation"),
        .person = S("陈敏"),
        .role = N_("clerk"),
        .csrf = S("3q2-7w"),
        .other_url = preview_lang == SAY_EN ? S("/app") : S("/en/app"),
        .place = place,
        .theme = preview_theme,
        .is_exercise = true,
        .clock_us = preview_us(3, 18, 30),
        .todo_count = 5, .gift_count = 22767, .held_count = 14, .unconfirmed_count = 1,
        .may_enter = true, .may_import = true, .may_edit_campaigns = true, .may_edit_orgs = true, .may_edit_access = true,
    };
}

static mark_view confirmed(void)
{
    return (mark_view){ N_("confirmed"), TONE_OK, ICON_CHECK };
}

static void sign_in_write(void)
{
    static err wrong;
    TEXT(wrong, N_("User name or password is wrong; %d tries left"), 3);
    input_view inputs[] = {
        { .name = "login", .label = N_("User name"), .kind = INPUT_LOGIN },
        { .name = "secret", .label = N_("Password"), .kind = INPUT_SECRET },
    };
    sign_in_view v = { .staff = frame(STAFF_NONE, NULL), .form = { NULL, 0, inputs, 2 }, .next = S("/app") };
    PREVIEW(sign_in, &v);
    v.form.error = &wrong;
    v.form.error_count = 1;
    inputs[0].value = S("chenmin");
    PREVIEW_AS(sign_in, &v, "sign_in-wrong");
}

static void desk_write(void)
{
    clock_view clock = { .title = N_("Filing of the campaign"), .why = N_("An emergency campaign may be filed within ten days of its start.") };
    clock_fill(&clock, preview_us(1, 8, 0), preview_us(3, 18, 30), (date){ 20200211 }, PREVIEW_OFFSET_S);
    clock_view soon = { .title = N_("Bill of yesterday") };
    clock_fill(&soon, preview_us(1, 0, 0), preview_us(3, 8, 30), (date){ 20200204 }, PREVIEW_OFFSET_S);
    clock_view late = soon;
    clock_fill(&late, preview_us(1, 0, 0), preview_us(3, 21, 30), (date){ 20200203 }, PREVIEW_OFFSET_S);
    clock_view clocks[] = { clock, soon, late };
    todo_item todos[5] = {
        { .url = S("/app/imports/a"), .kind = { N_("import"), TONE_HOT, ICON_CHECK }, .act = N_("Look"), .is_first = true,
            .has_left = true, .left_us = INT64_C(4500000000), .tone = CLOCK_LATE },
        { .url = S("/app/imports/b"), .kind = { N_("bad rows"), TONE_WARN, ICON_WARN }, .act = N_("Mend") },
        { .url = S("/app/refunds"), .kind = { N_("refund"), TONE_INFO, ICON_BACK }, .act = N_("Look") },
        { .url = S("/app/campaigns/warm-wuhan"), .kind = { N_("filing"), TONE_WARN, ICON_FILE }, .act = N_("Fill in"),
            .has_left = true, .left_us = INT64_C(624600000000), .tone = CLOCK_SOON },
        { .url = S("/app/donations"), .kind = { N_("matching"), TONE_PLAIN, ICON_FORK }, .act = N_("Look") },
    };
    TEXT(todos[0].what, N_("%s waits for a second person"), "0202-wechat.csv");
    TEXT(todos[0].why, N_("booked: %d, total ¥%s; the file's own totals don't agree"), 8429, "1,507,720.00");
    TEXT(todos[1].what, N_("Rows of %s that could not be booked: %d"), "0203-wechat.csv", 4);
    TEXT(todos[2].what, N_("Refunds held: %d"), 14);
    TEXT(todos[2].why, N_("Their gifts are not in the books"));
    TEXT(todos[3].what, N_("The filing number of %s is missing"), "温暖武汉");
    TEXT(todos[4].what, N_("Gifts not claimed: %d"), 312);
    desk_view v = {
        .staff = frame(STAFF_DESK, N_("To do")),
        .clocks = clocks, .clock_count = 3, .todos = todos, .todo_count = 5,
        .today_gifts = 3057, .today = { 59770000 }, .unclaimed = { 4126000 }, .unclaimed_count = 312,
        .held = { 4200 }, .held_count = 14, .balance = { 361568125 }, .log_size = 22784, .pending = 3057,
        .signed_us = preview_us(3, 18, 30),
    };
    PREVIEW(desk, &v);
    v.todo_count = 0;
    v.clock_count = 0;
    TEXT(v.staff.note.text, N_("Gifts entered: %d"), 1);
    v.staff.note.tone = TONE_OK;
    PREVIEW_AS(desk, &v, "desk-empty");
}

static campaign_item campaign(void)
{
    campaign_item it = {
        .url = S("/app/campaigns/warm-wuhan"), .code = S("warm-wuhan"), .name = L("温暖武汉", "Warm Wuhan"),
        .purpose = L("用于武汉、北京等地抗击疫情的医护人员慰问、帮扶和救助", "Comfort, support and relief for medical workers"),
        .phase = { N_("Emergency response"), TONE_HOT, ICON_HEART },
        .opened_us = preview_us(1, 8, 0), .gifts = 22767, .givers = 22767, .total = { 361790000 },
        .balance = { 361568125 }, .has_clock = true,
    };
    it.clock.title = N_("Filing of the campaign");
    clock_fill(&it.clock, it.opened_us, preview_us(3, 18, 30), (date){ 20200211 }, PREVIEW_OFFSET_S);
    return it;
}

static void campaigns_write(void)
{
    campaign_item items[] = { campaign() };
    campaigns_view v = { frame(STAFF_CAMPAIGNS, N_("Campaigns")), items, 1, S("/app/campaigns/new") };
    PREVIEW(campaigns, &v);
    account_item accounts[] = {
        { S("/x"), S("foundation.warm-wuhan.wechat"), L("微信支付待结算", "Held by WeChat Pay"), { 0 }, S("1009"), N_("Assets"),
            22404, { 298331000 }, { 221875 }, { 298109125 } },
        { S("/x"), S("foundation.warm-wuhan.bank"), L("温暖武汉专户", "Warm Wuhan bank account"), { 0 }, S("1002"), N_("Assets"),
            351, { 61240000 }, { 0 }, { 61240000 } },
    };
    purpose_item purposes[] = { { L("武汉一线医护人员", "Medical workers in Wuhan"), 214, { 12850000 } } };
    const choice_item phases[] = { { S("2"), { 0 }, N_("Emergency response"), true }, { S("4"), { 0 }, N_("Closed"), false } };
    input_view edit[] = {
        { .name = "filing_no", .label = N_("Filing number"), .kind = INPUT_CODE, .is_optional = true,
            .hint = N_("As the civil affairs authority gave it.") },
        { .name = "phase", .label = N_("Phase"), .kind = INPUT_LIST, .choices = phases, .choice_count = 2 },
        { .name = "closes", .label = N_("Closes on"), .kind = INPUT_DAY, .is_optional = true },
    };
    input_view add[] = { { .name = "code", .label = N_("Code"), .kind = INPUT_CODE },
        { .name = "name_zh", .label = N_("Name in Chinese"), .kind = INPUT_TEXT } };
    campaign_desk_view d = {
        .staff = frame(STAFF_CAMPAIGNS, NULL), .head = items[0], .organisation = L("北京市温暖基金会", "Beijing Warmth Foundation"),
        .beneficiary = L("武汉、北京等地抗击疫情的医护人员", "Medical workers"), .contact = S("010-0000 0000"),
        .surplus = L("用于目的相同或者相近的项目", "Used for a similar purpose"), .filing_due = { 20200211 },
        .refunds = { 4200 }, .fees = { 217675 }, .unclaimed = { 4126000 }, .refund_count = 3, .held_count = 14,
        .unclaimed_count = 312, .accounts = accounts, .account_count = 2, .purposes = purposes, .purpose_count = 1,
        .edit = { NULL, 0, edit, 3 }, .edit_action = S("/app/campaigns/warm-wuhan"), .add_purpose = { NULL, 0, add, 2 },
        .purpose_action = S("/app/campaigns/warm-wuhan/purposes"), .public_url = S("/campaigns/warm-wuhan"),
        .gifts_url = S("/app/donations"), .imports_url = S("/app/imports"),
    };
    d.staff.name = d.head.name;
    PREVIEW(campaign_desk, &d);
}

static void form_write(void)
{
    static err decimals, future;
    TEXT(decimals, N_("Amount must have at most two decimals"));
    TEXT(future, N_("Date received can't be after today (%s)"), "2020-02-03");
    const choice_item kinds[] = { { S("1"), { 0 }, N_("Person"), false }, { S("2"), { 0 }, N_("Organisation"), true },
        { S("3"), { 0 }, N_("Several people together"), false } };
    choice_item campaigns[] = { { S("warm-wuhan"), L("温暖武汉", "Warm Wuhan"), NULL, true } };
    input_view inputs[] = {
        { .name = "campaign", .label = N_("Campaign"), .kind = INPUT_LIST, .choices = campaigns, .choice_count = 1 },
        { .name = "payer", .label = N_("Person or unit that gives"), .kind = INPUT_TEXT, .is_optional = true,
            .value = L("北京某建筑有限公司工会", "Union of a building company"), .hint = N_("Kept sealed; shown only as the giver chooses.") },
        { .name = "amount", .label = N_("Amount (yuan)"), .kind = INPUT_MONEY, .value = S("12600.005"), .error = &decimals, .is_half = true },
        { .name = "day", .label = N_("Date received"), .kind = INPUT_DAY, .value = S("2020-02-13"), .error = &future, .is_half = true },
        { .name = "donor", .label = N_("Kind of giver"), .kind = INPUT_RADIO, .choices = kinds, .choice_count = 3 },
        { .name = "persons", .label = N_("Number of persons"), .kind = INPUT_NUMBER, .value = S("1"), .is_half = true },
        { .name = "message", .label = N_("Message"), .kind = INPUT_LONG, .is_optional = true },
    };
    form_page_view v = {
        .staff = frame(STAFF_GIFTS, N_("Enter a gift")), .back_url = S("/app/donations"), .back = N_("Gifts list"),
        .lead = N_("For cash and cheques; payments by code or transfer come with the bill."), .form = { NULL, 2, inputs, 7 },
        .action = S("/app/donations"), .submit = N_("Enter the gift"), .has_warning = true,
    };
    TEXT(v.warning, N_("The same amount was entered today already: %s"), "¥12,600.00");
    v.staff.has_errors = true;
    PREVIEW(form_page, &v);
}

static chip_list views(void)
{
    chip_item *items = ARENA_NEW(preview_arena(), chip_item, 4);
    assert(items);
    items[0] = (chip_item){ S("?"), { 0 }, N_("All"), 22767, true };
    items[1] = (chip_item){ S("?view=unclaimed"), { 0 }, N_("Not claimed"), 312, false };
    items[2] = (chip_item){ S("?view=cash"), { 0 }, N_("Cash"), 12, false };
    items[3] = (chip_item){ S("?view=reversed"), { 0 }, N_("Reversed"), -1, false };
    return (chip_list){ items, 4 };
}

static void gifts_write(void)
{
    gift_item items[11];
    static const int64_t fen[] = { 20000, 3800000, 10000, 10000, 420000, 50000, 5000, 100000, 2000, 20000000, 666 };
    for (int i = 0; i < 11; i++)
        items[i] = (gift_item){ .url = S("/app/donations/06BWQ3K2X8M4C"), .day = { 20200203 }, .paid_us = preview_us(3, 18 - i / 2, 29 - i),
            .channel = i % 3 == 1 ? N_("Bank transfer") : N_("WeChat Pay"), .amount = { fen[i] },
            .state = { N_("in the books"), TONE_OK, ICON_CHECK }, .seal = { SEAL_PROVEN, 23117 - i * 7, S("/ledger/entries/1") } };
    items[0].giver = S("王*");
    items[1].giver = L("北京公交保修分公司工会", "Union of the bus repair company");
    items[2].state = (mark_view){ N_("Not claimed"), TONE_PLAIN, ICON_SEARCH };
    items[2].seal.state = SEAL_WAIT;
    items[4].giver = L("通州区某小学教职工（42 人）", "Staff of a school (42)");
    items[4].purpose = L("武汉一线医护人员", "Medical workers in Wuhan");
    items[8].state = (mark_view){ N_("Reversed"), TONE_BAD, ICON_BACK };
    items[9].giver = L("某建筑集团有限公司", "A building group");
    items[9].paid_us = 0;
    chip_item *chips = ARENA_NEW(preview_arena(), chip_item, 3);
    chips[0] = (chip_item){ S("?"), L("项目 温暖武汉", "Campaign: Warm Wuhan"), NULL, -1, true };
    chips[1] = (chip_item){ S("?channel=wechat"), { 0 }, N_("WeChat Pay"), -1, false };
    chips[2] = (chip_item){ S("?channel=bank"), { 0 }, N_("Bank transfer"), -1, false };
    gifts_view v = {
        .staff = frame(STAFF_GIFTS, N_("Gifts list")), .views = views(), .filters = { chips, 3 }, .items = items, .count = 11,
        .has_total = true, .total_count = 22767, .total = { 361790000 }, .pager = { S("?a"), S("?b"), 11 }, .is_filtered = true,
        .clear_url = S("/app/donations"), .csv_url = S("/app/donations.csv"), .xlsx_url = S("/app/donations.xlsx"),
    };
    PREVIEW(gifts, &v);
    v.count = 0;
    PREVIEW_AS(gifts, &v, "gifts-none");
    source_item sources[] = {
        { N_("row of a file"), S("0203-wechat.csv"), 8411, preview_us(4, 9, 3), S("/app/imports/a") },
        { N_("notification"), L("支付通知接口", "payment notifications"), 0, preview_us(3, 18, 29), { 0 } },
    };
    transfer_item transfers[] = { { .day = { 20200203 }, .kind = { N_("Gift"), TONE_PLAIN, ICON_NONE }, .channel = N_("WeChat Pay"),
        .what = S("王*"), .from = L("爱心人士捐款", "Gifts"), .to = L("微信支付待结算", "Held by WeChat Pay"), .amount = { 20000 },
        .seal = { SEAL_PROVEN, 23117, S("/ledger/entries/23117") } } };
    gift_view g = {
        .staff = frame(STAFF_GIFTS, NULL), .head = items[0], .id = S("06BWQ3K2X8M4C"), .campaign = L("温暖武汉", "Warm Wuhan"),
        .campaign_url = S("/app/campaigns/warm-wuhan"), .persons = 1, .donor_kind = N_("Person"), .display = N_("masked name"),
        .message = S("武汉加油"), .person = S("王小明"),
        .from = { S("/x"), L("爱心人士捐款", "Gifts"), L("北京市温暖基金会", "Beijing Warmth Foundation"), false, { 0 }, { 0 } },
        .to = { S("/x"), L("微信支付待结算", "Held by WeChat Pay"), L("北京市温暖基金会", "Beijing Warmth Foundation"), false, { 0 }, { 0 } },
        .sources = sources, .source_count = 2, .transfers = { transfers, 1 },
        .leaf_text = S("{\"v\":1,\"t\":\"gift\",\"fen\":20000}"), .leaf_hash = S("9b1f07c42b5a0c6f5f6d1d9d03e2a7c8"),
        .refund_url = S("/app/donations/06BWQ3K2X8M4C/refund"),
    };
    g.staff.name = items[0].giver;
    PREVIEW(gift, &g);
}

static void refunds_write(void)
{
    refund_item items[3];
    for (int i = 0; i < 3; i++)
        items[i] = (refund_item){ .day = { 20200203 }, .amount = { 100 * (i + 1) }, .state = { N_("held"), TONE_WARN, ICON_CLOCK },
            .campaign = L("温暖武汉", "Warm Wuhan"), .file = S("0203-wechat.csv"), .file_url = S("/app/imports/a"), .row_number = 41 + i };
    items[2].state = (mark_view){ N_("in the books"), TONE_OK, ICON_CHECK };
    items[2].url = S("/app/donations/x");
    refunds_view v = { frame(STAFF_REFUNDS, N_("Refunds")), views(), items, 3, { 600 }, { { 0 }, S("?b"), 3 } };
    PREVIEW(refunds, &v);
}

static import_item import_sample(void)
{
    return (import_item){ .url = S("/app/imports/06BWQ3K2X8M4C"), .file = S("0203-wechat-merchant.csv"), .format = S("wechat-merchant"),
        .campaign = L("温暖武汉", "Warm Wuhan"), .account = L("微信支付待结算", "Held by WeChat Pay"), .first_day = { 20200203 }, .last_day = { 20200203 },
        .rows = 8228, .booked = 8123, .rejected = 4, .amount = { 130994000 }, .state = confirmed(), .made_by = S("陈敏"), .made_us = preview_us(4, 9, 3) };
}

static void imports_write(void)
{
    import_item items[] = { import_sample(), import_sample(), import_sample() };
    items[0].state = (mark_view){ N_("waits for a second person"), TONE_WARN, ICON_CLOCK };
    items[1].rejected = 0;
    items[1].first_day.day = 20200201;
    items[1].file = L("温暖武汉扫码捐款公示表（二月上旬）.xlsx", "QR gifts as published, first ten days.xlsx");
    items[2].state = (mark_view){ N_("undone"), TONE_BAD, ICON_BACK };
    imports_view v = { frame(STAFF_IMPORTS, N_("Imports")), { NULL, 0 }, items, 3, { { 0 }, S("?b"), 3 } };
    PREVIEW(imports, &v);
    choice_item campaigns[] = { { S("warm-wuhan"), L("温暖武汉", "Warm Wuhan"), NULL, true } };
    choice_item accounts[] = { { S(""), { 0 }, N_("as the file says"), true } };
    input_view inputs[] = {
        { .name = "campaign", .label = N_("Campaign"), .kind = INPUT_LIST, .choices = campaigns, .choice_count = 1, .is_half = true },
        { .name = "account", .label = N_("Account"), .kind = INPUT_LIST, .choices = accounts, .choice_count = 1, .is_half = true },
        { .name = "file", .label = N_("Bill or sheet"), .kind = INPUT_FILE, .accept = ".csv,.xlsx,.zip",
            .hint = N_("WeChat Pay merchant bill (CSV) or published sheet (XLSX); found by content, not by name.") },
    };
    import_new_view n = { frame(STAFF_IMPORTS, N_("Import a file")), { NULL, 0, inputs, 3 }, S("/app/imports") };
    PREVIEW(import_new, &n);
}

static void import_steps_write(void)
{
    static const term_item terms[] = {
        { N_("to be booked"), 8123, true, { 130994000 }, NULL, false },
        { N_("refunds"), 14, true, { 4200 }, NULL, false },
        { N_("booked before"), 87, false, { 0 }, N_("skipped"), false },
        { N_("bad"), 4, false, { 0 }, N_("not booked"), true },
    };
    static const stated_item stated[] = {
        { N_("Rows of payments and refunds"), false, 8228, 8228, 0 },
        { N_("Sum of gifts"), true, 131094000, 130994000, -10000 },
        { N_("Fees"), true, 217675, 217675, 0 },
    };
    fault_item faults[3] = { { 1207, S("订单金额"), S("`-50.00"), { 0 }, { 0 } }, { 3310, S("交易时间"), S("`2020-02-30 10:00:00"), { 0 }, { 0 } },
        { 8102, S("微信订单号"), { 0 }, { 0 }, { 0 } } };
    TEXT(faults[0].rule, N_("Amount must be more than 0"));
    TEXT(faults[0].hint, N_("If it is a refund, its trade state must say so"));
    TEXT(faults[1].rule, N_("There is no day %s"), "2020-02-30");
    TEXT(faults[2].rule, N_("The order number is missing"));
    TEXT(faults[2].hint, N_("Download the bill again and choose it anew"));
    sample_item samples[3] = {
        { 5, { 20200203 }, S("oUpF8uMuAJO…"), { 20000 }, { N_("gift"), TONE_OK, ICON_CHECK } },
        { 6, { 20200203 }, S("oUpF8uN95-P…"), { 10000 }, { N_("Not claimed"), TONE_PLAIN, ICON_NONE } },
        { 7, { 20200203 }, S("oUpF8uPtTbV…"), { 50000 }, { N_("booked before"), TONE_ZERO, ICON_COPY } },
    };
    import_view v = {
        .staff = frame(STAFF_IMPORTS, N_("Preview")), .head = import_sample(), .file_size = 1893000,
        .terms = { N_("Rows in the file"), 8228, terms, 4 }, .stated = stated, .stated_count = 3, .matched = 7811, .unclaimed = 312,
        .fees = { 217675 }, .faults = { faults, 3, 4, S("/x.csv") }, .samples = samples, .sample_count = 3, .book_action = S("/app/imports/x"),
        .cancel_url = S("/app/imports/new"), .staged = S("ab12"), .may_skip = true, .done = 5120, .total = 8228,
        .confirm_action = S("/app/imports/x/confirm"), .undo_action = S("/app/imports/x/undo"),
        .confirm_reason = N_("The file's own totals differ: somebody other than its maker confirms it."), .gifts_url = S("/app/donations"), .file_url = S("/x"),
    };
    PREVIEW(import_preview, &v);
    PREVIEW(import_progress, &v);
    v.head.state = (mark_view){ N_("waits for a second person"), TONE_WARN, ICON_CLOCK };
    PREVIEW(import_report, &v);
    v.agrees = true;
    v.faults.total = 0;
    v.head.state = confirmed();
    v.confirmed_us = preview_us(4, 9, 10);
    v.confirmed_by = S("周建国");
    v.first_leaf = 14702;
    v.last_leaf = 22824;
    PREVIEW_AS(import_report, &v, "import_report-done");
}

static void orgs_write(void)
{
    org_item items[] = {
        { S("/x"), S("bftu"), L("北京市总工会", "Beijing Federation of Trade Unions"), N_("federation"), 0, true, S("110000"), S("1211000040059XXXX1"), { 19500101 }, { 0 }, 186 },
        { S("/x"), S("foundation"), L("北京市温暖基金会", "Beijing Warmth Foundation"), N_("foundation"), 1, true, S("110000"), { 0 }, { 20100601 }, { 0 }, 0 },
        { S("/x"), S("tongzhou"), L("通州区总工会", "Tongzhou district federation"), N_("district"), 1, true, S("110112"), { 0 }, { 19970101 }, { 0 }, 37 },
        { S("/x"), S("luhe"), L("潞河医院工会", "Union of Luhe hospital"), N_("hospital"), 2, false, S("110112"), { 0 }, { 19970101 }, { 0 }, 0 },
        { S("/x"), S("old-school"), L("某小学工会", "Union of a school"), N_("base union"), 3, false, S("110112"), { 0 }, { 19970101 }, { 20191231 }, 0 },
    };
    orgs_view v = { frame(STAFF_ORGS, N_("Organisations")), items, 5, 214, { { 0 }, S("?b"), 5 }, S("/app/orgs/import"), S("/app/orgs.csv") };
    PREVIEW(orgs, &v);
    static const term_item terms[] = { { N_("new"), 12, false, { 0 }, NULL, false }, { N_("changed"), 3, false, { 0 }, NULL, false },
        { N_("as they are"), 199, false, { 0 }, NULL, false }, { N_("bad"), 1, false, { 0 }, NULL, true } };
    fault_item faults[1] = { { 14, S("uscc"), S("9111010800000000X"), { 0 }, { 0 } } };
    TEXT(faults[0].rule, N_("The credit code has 18 characters; this one has %d"), 17);
    input_view inputs[] = { { .name = "file", .label = N_("File"), .kind = INPUT_FILE, .accept = ".csv", .hint = N_("Columns: code, parent, name_zh, name_en, kind, region, uscc, opened.") } };
    org_import_view o = { .staff = frame(STAFF_ORGS, N_("Import units")), .step = 1, .form = { NULL, 0, inputs, 1 }, .action = S("/app/orgs/import"),
        .file = S("orgs.csv"), .terms = { N_("Rows in the file"), 215, terms, 4 }, .faults = { faults, 1, 1, { 0 } }, .items = items, .count = 3,
        .book_action = S("/app/orgs/import/x"), .cancel_url = S("/app/orgs/import"), .staged = S("x"), .book_count = 15 };
    PREVIEW(org_import, &o);
    o.step = 2;
    PREVIEW_AS(org_import, &o, "org_import-bad");
    o.faults.total = 0;
    PREVIEW_AS(org_import, &o, "org_import-good");
}

static void house_write(void)
{
    person_item people[] = {
        { S("chenmin"), S("陈敏"), L("市温暖基金会", "Warmth Foundation"), N_("clerk"), L("市温暖基金会", "Warmth Foundation"), { N_("active"), TONE_OK, ICON_CHECK }, 0, S("/app/people/x/end") },
        { S("zhoujianguo"), S("周建国"), L("市温暖基金会", "Warmth Foundation"), N_("reviewer"), L("市温暖基金会", "Warmth Foundation"), { N_("active"), TONE_OK, ICON_CHECK }, 0, { 0 } },
        { S("os:nuan"), S("os:nuan"), L("北京市总工会", "Beijing Federation of Trade Unions"), NULL, { 0 }, { N_("ended"), TONE_ZERO, ICON_CLOSE }, 0, { 0 } },
    };
    token_item tokens[] = { { L("支付通知接口", "payment notifications"), L("市温暖基金会", "Warmth Foundation"), N_("book notified payments"), preview_us(1, 8, 0), { N_("active"), TONE_OK, ICON_CHECK }, S("/app/tokens/x/end") } };
    people_view p = { frame(STAFF_PEOPLE, N_("People and roles")), people, 3, tokens, 1, S("/app/people/new") };
    PREVIEW(people, &p);
    change_item changes[] = {
        { 41203, preview_us(3, 18, 21), S("陈敏"), S("192.0.2.14"), N_("gift entered"), S("06BWQ3K2X8M4C"), S("/app/donations/06BWQ3K2X8M4C"), L("市温暖基金会", "Warmth Foundation") },
        { 41202, preview_us(3, 18, 20), { 0 }, S("job"), N_("rows of a file booked"), S("06BWQ3K2X8M4B"), { 0 }, L("市温暖基金会", "Warmth Foundation") },
        { 41201, preview_us(3, 18, 2), S("周建国"), S("192.0.2.15"), N_("import confirmed"), S("06BWQ3K2X8M4A"), S("/app/imports/a"), L("市温暖基金会", "Warmth Foundation") },
    };
    chip_item chips[] = { { S("?kind=x"), { 0 }, N_("import confirmed"), -1, true } };
    audit_view a = { frame(STAFF_AUDIT, N_("Audit")), { chips, 1 }, changes, 3, { { 0 }, S("?b"), 3 },
        S("9b1f07c42b5a0c6f5f6d1d9d03e2a7c8f0f5c1c2b1a0998877665544332211005e20"), 1832, S("/app/audit.csv") };
    PREVIEW(audit, &a);
    staff_error_view e = { .staff = frame(STAFF_NONE, N_("Not found")), .status = 404 };
    PREVIEW(staff_error, &e);
}

void preview_staff(void)
{
    sign_in_write();
    desk_write();
    campaigns_write();
    form_write();
    gifts_write();
    refunds_write();
    imports_write();
    import_steps_write();
    orgs_write();
    house_write();
}
