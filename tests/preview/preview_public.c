/* The public pages.  Totals are those of the demo; single gifts are made up.
 * SPDX-License-Identifier: Apache-2.0 */
#include "preview.h"

#include "account_html.h"
#include "campaign_html.h"
#include "error_html.h"
#include "figures_html.h"
#include "home_html.h"
#include "ledger_html.h"
#include "transfer_html.h"
#include "verify_html.h"

#include <assert.h>

static campaign_item warm_wuhan(void)
{
    campaign_item it = {
        .url = preview_lang == SAY_EN ? S("/en/campaigns/warm-wuhan") : S("/campaigns/warm-wuhan"),
        .code = S("warm-wuhan"),
        .name = L("温暖武汉", "Warm Wuhan"),
        .purpose = L("用于武汉、北京及其他相关地区抗击新型冠状病毒感染的肺炎疫情的医护人员慰问、帮扶和救助。",
            "Comfort, support and relief for medical workers who fight the epidemic in Wuhan, Beijing and elsewhere."),
        .phase = { N_("Emergency response"), TONE_HOT, ICON_HEART },
        .opened_us = preview_us(1, 8, 0),
        .gifts = 22767,
        .givers = 22767,
        .total = { 361790000 },
        .asof_us = preview_us(2, 23, 58),
        .has_log = true,
        .log_size = 22784,
        .has_clock = true,
        .balance = { 361568125 },
        .is_exercise = true,
    };
    it.clock.title = N_("Filing of the campaign");
    it.clock.why = N_("An emergency campaign may be filed within ten days of its start.");
    clock_fill(&it.clock, it.opened_us, preview_us(3, 18, 30), (date){ 20200211 }, PREVIEW_OFFSET_S);
    return it;
}

static transfer_item gift(const char *label, int64_t fen, int day, int64_t number)
{
    return (transfer_item){
        .url = preview_lang == SAY_EN ? S("/en/ledger/entries/22783") : S("/ledger/entries/22783"),
        .day = { 20200200 + day },
        .kind = { N_("Gift"), TONE_PLAIN, ICON_NONE },
        .channel = N_("WeChat Pay"),
        .what = span_of(label),
        .what_said = N_("A kind person"),
        .from = L("爱心人士捐款", "Gifts"),
        .to = L("微信支付待结算", "Held by WeChat Pay"),
        .amount = { fen },
        .seal = { number ? SEAL_PROVEN : SEAL_WAIT, number, S("/ledger/entries/1") },
    };
}

enum { LATEST = 10 };

static transfer_list latest(void)
{
    transfer_item *items = ARENA_NEW(preview_arena(), transfer_item, LATEST);
    assert(items);
    static const int64_t fen[LATEST] = { 20000, 10000, 3800000, 5000, 50000, 420000, 2000, 100000, 10000, 6666 };
    for (int i = 0; i < LATEST; i++)
        items[i] = gift("", fen[i], 3 - i / 6, 22783 - i);
    items[2].what = L("北京公交保修分公司工会", "Union of the bus repair company");
    items[5].what = L("通州区某小学教职工（42 人）", "Staff of a school in Tongzhou (42)");
    items[0].what = S("王*");
    items[4].what = S("赵*敏");
    return (transfer_list){ items, LATEST };
}

static void fill_hours(campaign_view *v)
{
    static const int counts[] = { 65, 162, 455, 715, 650, 455, 422, 487, 552, 617, 715, 910, 1105, 1300, 1436, 1235,
        780, 325, 130, 0, 0, 0, 0, 0, 130, 215, 376, 484, 457, 403, 322, 295, 322, 349, 376, 403, 457, 538, 645, 690,
        538, 322, 161, 53, 27, 27, 27, 27, 53, 134, 242, 322, 322, 268, 215, 188, 214, 241, 214 };
    chart_hour *hours = ARENA_NEW(preview_arena(), chart_hour, 64);
    assert(hours);
    size_t count = 0;
    for (int i = 0; i < (int)(sizeof(counts) / sizeof(counts[0])); i++) {
        int hour = 8 + i;
        if (i > 18 && i < 24)
            continue;
        hours[count++] = (chart_hour){ { 20200201 + hour / 24 }, hour % 24, 1, counts[i], { counts[i] * 15890 } };
        if (i == 18) {
            hours[count - 1].hours = 6;
            hours[count - 1].count = 96;
        }
    }
    err e = { 0 };
    bool is_filled = chart_fill(preview_arena(), hours, count, &v->hours, &e);
    assert(is_filled);
}

static void campaign_write(void)
{
    static const day_item days[] = {
        { { 20200201 }, 11281, { 151248000 }, false, 0 },
        { { 20200202 }, 8429, { 150772000 }, false, 0 },
        { { 20200203 }, 3057, { 59770000 }, true, 0 },
    };
    day_item *copy = ARENA_NEW(preview_arena(), day_item, 3);
    for (int i = 0; i < 3; i++)
        copy[i] = days[i];
    copy[2].until_us = preview_us(3, 18, 0);
    static const channel_item channels[] = {
        { N_("WeChat Pay"), 22404, { 298331000 }, 824 },
        { N_("Bank transfer"), 351, { 61240000 }, 170 },
        { N_("Cash"), 12, { 2219000 }, 6 },
    };
    purpose_item purposes[] = { { L("武汉一线医护人员", "Medical workers in Wuhan"), 214, { 12850000 } } };
    way_item ways[] = {
        { N_("QR code"), { 0 }, N_("Scan the code on the foundation's poster.") },
        { N_("Bank transfer"), L("户名：北京市温暖基金会（演示，没有账号）", "Beijing Warmth Foundation (demo, no account number)"), NULL },
    };
    campaign_view v = {
        .page = preview_page(PLACE_CAMPAIGN, NULL),
        .head = warm_wuhan(),
        .organisation = L("北京市温暖基金会（有公开募捐资格）", "Beijing Warmth Foundation (may raise funds in public)"),
        .beneficiary = L("武汉、北京等地抗击疫情的医护人员，以及为抗击疫情提供保障的职工",
            "Medical workers in Wuhan, Beijing and elsewhere, and workers who support them"),
        .contact = S("010-0000 0000"),
        .surplus = L("用于目的相同或者相近的项目，并公布", "Used for the same or a similar purpose, and published"),
        .filing_due = { 20200211 },
        .refunds = { 4200 },
        .fees = { 217675 },
        .outgo = { -221875 },
        .unclaimed = { 4126000 },
        .refund_count = 3,
        .first_gifts = 12840,
        .first = { 185231000 },
        .first_is_over = true,
        .days = copy, .day_count = 3,
        .channels = channels, .channel_count = 3,
        .purposes = purposes, .purpose_count = 1,
        .latest = latest(),
        .ways = ways, .way_count = 2,
        .ledger_url = preview_lang == SAY_EN ? S("/en/ledger") : S("/ledger"),
        .hours_csv_url = S("/campaigns/warm-wuhan/hours.csv"),
        .days_csv_url = S("/campaigns/warm-wuhan/days.csv"),
        .json_url = S("/api/v1/campaigns/warm-wuhan"),
    };
    v.page.name = v.head.name;
    fill_hours(&v);
    PREVIEW(campaign, &v);
}

static void home_write(void)
{
    campaign_item items[] = { warm_wuhan() };
    home_view v = {
        .page = preview_page(PLACE_HOME, N_("Home")),
        .campaigns = items, .campaign_count = 1,
        .log_size = 22784,
        .log_root = S("6fQ3…yW8="),
        .latest = latest(),
        .csv_url = S("/ledger/transfers.csv"),
    };
    v.latest.count = 5;
    PREVIEW(home, &v);
}

static transfer_list books(void)
{
    transfer_list list = latest();
    transfer_item *items = ARENA_NEW(preview_arena(), transfer_item, LATEST);
    for (size_t i = 0; i < list.count; i++)
        items[i] = list.items[i];
    items[0].seal.state = SEAL_WAIT;
    items[3].kind = (mark_view){ N_("Refund"), TONE_WARN, ICON_BACK };
    items[3].amount.fen = -5000;
    items[3].what_said = N_("Given back to the giver");
    items[7].kind = (mark_view){ N_("Correction"), TONE_BAD, ICON_BACK };
    items[7].is_reversal = true;
    items[7].amount.fen = -100000;
    items[7].what_said = N_("Reverses a transfer");
    items[8].kind = (mark_view){ N_("Fee"), TONE_ZERO, ICON_NONE };
    items[8].amount.fen = -217675;
    items[8].what_said = N_("Fee of the provider");
    list.items = items;
    return list;
}

static void ledger_write(void)
{
    account_item accounts[] = {
        { S("/ledger/accounts/x"), S("foundation.warm-wuhan.wechat"), L("微信支付待结算", "Held by WeChat Pay"),
            L("北京市温暖基金会", "Beijing Warmth Foundation"), S("1009"), N_("Assets"), 22404, { 298331000 }, { 221875 }, { 298109125 } },
        { S("/ledger/accounts/x"), S("foundation.warm-wuhan.bank"), L("温暖武汉专户", "Warm Wuhan bank account"),
            L("北京市温暖基金会", "Beijing Warmth Foundation"), S("1002"), N_("Assets"), 351, { 61240000 }, { 0 }, { 61240000 } },
        { S("/ledger/accounts/x"), S("foundation.warm-wuhan.gift"), L("爱心人士捐款", "Gifts"),
            L("北京市温暖基金会", "Beijing Warmth Foundation"), S("4101"), N_("Income"), 22767, { 0 }, { 361790000 }, { 361790000 } },
        { S("/ledger/accounts/x"), S("foundation.warm-wuhan.fee"), L("手续费", "Fees of providers"),
            L("北京市温暖基金会", "Beijing Warmth Foundation"), S("5301"), N_("Costs"), 3, { 217675 }, { 0 }, { 217675 } },
    };
    books_view v = {
        .page = preview_page(PLACE_LEDGER, N_("Open books")),
        .scope = L("温暖武汉", "Warm Wuhan"),
        .asof_us = preview_us(3, 18, 0),
        .received = { 361790000 }, .spent = { -221875 }, .balance = { 361568125 },
        .gift_count = 22767, .spent_count = 6,
        .log_size = 22784, .signed_us = preview_us(3, 18, 30),
        .accounts = accounts, .account_count = 4,
        .transfers = books(), .transfers_total = 22773,
        .pager = { { 0 }, S("/ledger?before=06BWQ3K2X8M4C"), LATEST },
        .csv_url = S("/ledger/transfers.csv"), .json_url = S("/api/v1/transfers"),
        .accounts_csv_url = S("/ledger/accounts.csv"), .journal_url = S("/ledger/journal"),
    };
    PREVIEW(ledger, &v);
    account_view a = {
        .page = preview_page(PLACE_LEDGER, N_("Account")),
        .head = accounts[0], .asof_us = v.asof_us, .is_guarded = true, .opened = { 20200201 },
        .transfers = books(), .pager = { S("/x"), S("/y"), LATEST },
        .csv_url = S("/x.csv"), .json_url = S("/x.json"),
    };
    a.page.name = a.head.name;
    PREVIEW(account, &a);
}

static void transfer_write(void)
{
    transfer_view v = {
        .page = preview_page(PLACE_LEDGER, N_("Transfer")),
        .name = S("warm-wuhan-22781"),
        .head = latest().items[2],
        .from = { S("/ledger/accounts/g"), L("爱心人士捐款", "Gifts"), L("北京市温暖基金会", "Beijing Warmth Foundation"), true,
            { 357990000 }, { 361790000 } },
        .to = { S("/ledger/accounts/b"), L("温暖武汉专户", "Warm Wuhan bank account"),
            L("北京市温暖基金会", "Beijing Warmth Foundation"), true, { 57440000 }, { 61240000 } },
        .entered = { 20200203 },
        .leaf_text = S("{\"v\":1,\"t\":\"gift\",\"day\":20200203,\"fen\":3800000,\"org\":\"foundation\",\"project\":\"warm-wuhan\",\"seq\":22781}"),
        .leaf_hash = S("9b1f07c42b5a0c6f5f6d1d9d03e2a7c8f0f5c1c2b1a0998877665544332211005e20"),
        .proof_url = S("/log/proof/22781"), .json_url = S("/api/v1/transfers/22781"),
    };
    v.page.name = v.head.what;
    PREVIEW(transfer, &v);
    v.head.seal.state = SEAL_WAIT;
    v.head.is_reversal = true;
    v.reverses_url = S("/ledger/entries/5");
    v.from.has_balance = v.to.has_balance = false;
    PREVIEW_AS(transfer, &v, "transfer-wait");
}

static void rest_write(void)
{
    verify_view v = {
        .page = preview_page(PLACE_VERIFY, N_("Verify")),
        .log_size = 22784, .signed_us = preview_us(3, 18, 30),
        .origin = S("demo.nuan.example/beijing-2020"),
        .root = S("6fQ3v0l7bqZ0yHn4mM1d0mS3ZyHhG4J0wqfPZ7o3yW8="),
        .vkey = S("demo.nuan.example/beijing-2020+5a4e3f1c+AZ0Yk3vS8pQ4t1bq2m7cX9dE6fG5hJ4kL3mN2pQ1rS0t"),
        .checkpoint = S("demo.nuan.example/beijing-2020\n22784\n6fQ3v0l7bqZ0yHn4mM1d0mS3ZyHhG4J0wqfPZ7o3yW8=\n\n"
            "\xe2\x80\x94 demo.nuan.example/beijing-2020 Wk4/HAAAAABeOAAAqJ0bY3Vd5r8mQ0n1l2k3j4h5g6f7d8s9a0\n"),
        .log_url = S("http://127.0.0.1:8080/log/"),
        .entry_action = S("/verify"),
    };
    PREVIEW(verify, &v);
    figures_view f = { preview_page(PLACE_NONE, N_("About the figures")), L("温暖武汉", "Warm Wuhan") };
    PREVIEW(figures, &f);
    error_view e = { .page = preview_page(PLACE_NONE, N_("Not found")), .status = 404 };
    PREVIEW(error, &e);
    e.status = 503;
    e.retry_url = S("/");
    PREVIEW_AS(error, &e, "error-busy");
}

void preview_public(void)
{
    home_write();
    campaign_write();
    ledger_write();
    transfer_write();
    rest_write();
}
