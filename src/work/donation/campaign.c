/* Campaigns: the writer's memory of them, their accounts and purposes, and the changes that make
 * and edit them. Other threads copy campaigns under a lock; only the writer's thread alters them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/donation/donation_in.h"

#include "donation_sql.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const struct channel_row {
    const char *name, *label, *leaf;
    ledger_role role;
} channels[CHANNEL_COUNT] = {
    [CHANNEL_WECHAT] = { "wechat", N_("WeChat Pay"), "qr", LEDGER_CLEARING },
    [CHANNEL_ALIPAY] = { "alipay", N_("Alipay"), "qr", LEDGER_CLEARING },
    [CHANNEL_BANK] = { "bank", N_("bank transfer"), "bank", LEDGER_BANK },
    [CHANNEL_QR] = { "qr", N_("QR code and POS"), "qr", LEDGER_CLEARING },
    [CHANNEL_CASH] = { "cash", N_("cash"), "cash", LEDGER_CASH },
    [CHANNEL_OTHER] = { "other", N_("other"), "other", LEDGER_CLEARING },
};

const char *donation_channel_name(donation_channel channel)
{
    return channel > 0 && channel < CHANNEL_COUNT ? channels[channel].name : "";
}

const char *donation_channel_label(donation_channel channel)
{
    return channel > 0 && channel < CHANNEL_COUNT ? channels[channel].label : "";
}

const char *donation_channel_leaf(donation_channel channel)
{
    return channel > 0 && channel < CHANNEL_COUNT ? channels[channel].leaf : "other";
}

ledger_role donation_channel_role(donation_channel channel)
{
    assert(channel > 0 && channel < CHANNEL_COUNT);
    return channels[channel].role;
}

bool donation_channel_parse(span name, donation_channel *ret_channel)
{
    for (int channel = 1; channel < CHANNEL_COUNT; channel++) {
        if (span_is(name, channels[channel].name)) {
            *ret_channel = (donation_channel)channel;
            return true;
        }
    }
    return false;
}

donations *donations_of(store_txn *txn)
{
    donations *d = store_txn_part(txn, STORE_PART_DONATION);
    assert(d);
    return d;
}

/* ---- finding -------------------------------------------------------------------------------- */

const campaign *campaign_at(const donations *d, campaign_id id)
{
    for (uint32_t i = 0; i < d->campaign_count; i++) {
        if (d->campaigns[i].id.value == id.value)
            return &d->campaigns[i];
    }
    return NULL;
}

bool campaign_get(donations *d, campaign_id id, campaign *ret_campaign)
{
    assert(d && ret_campaign);
    sys_mutex_lock(&d->lock);
    const campaign *found = campaign_at(d, id);
    if (found)
        *ret_campaign = *found;
    sys_mutex_unlock(&d->lock);
    return found != NULL;
}

bool campaign_find(donations *d, span code, campaign *ret_campaign)
{
    assert(d && ret_campaign);
    bool is_found = false;
    sys_mutex_lock(&d->lock);
    for (uint32_t i = 0; i < d->campaign_count && !is_found; i++) {
        is_found = span_is(code, d->campaigns[i].code);
        if (is_found)
            *ret_campaign = d->campaigns[i];
    }
    sys_mutex_unlock(&d->lock);
    return is_found;
}

size_t campaign_list(donations *d, campaign *into, size_t size)
{
    assert(d && into);
    sys_mutex_lock(&d->lock);
    size_t count = d->campaign_count < size ? d->campaign_count : size;
    if (count > 0)
        memcpy(into, d->campaigns, count * sizeof *into);
    sys_mutex_unlock(&d->lock);
    return count;
}

bool purpose_find(const donations *d, campaign_id of, span code, int64_t *ret_id, err *reterr)
{
    *ret_id = 0;
    if (code.size == 0)
        return true;
    for (uint32_t i = 0; i < d->purpose_count; i++) {
        if (d->purposes[i].campaign.value == of.value && span_equal(d->purposes[i].code, code)) {
            *ret_id = d->purposes[i].id;
            return true;
        }
    }
    return err_field(reterr, "purpose", N_("The campaign has no purpose %.*s"), SPAN_PRINT(code));
}

/* ---- accounts ------------------------------------------------------------------------------- */

static const struct role_row {
    const char *zh, *en;
    ledger_class class;
    bool is_guarded;
} roles[LEDGER_ROLE_COUNT] = {
    [LEDGER_BANK] = { "银行存款", "Bank", LEDGER_ASSET, true },
    [LEDGER_CLEARING] = { "支付平台待结算", "Held by the payment provider", LEDGER_ASSET, false },
    [LEDGER_CASH] = { "库存现金", "Cash", LEDGER_ASSET, true },
    [LEDGER_GIFT] = { "捐赠收入", "Gifts", LEDGER_INCOME, false },
    [LEDGER_UNCLAIMED] = { "捐赠收入—待认领", "Gifts not yet claimed", LEDGER_INCOME, false },
    [LEDGER_REFUND] = { "退回捐赠", "Gifts given back", LEDGER_INCOME, false },
    [LEDGER_FEE] = { "手续费", "Fees of providers", LEDGER_COST, false },
};

static const char *const channel_zh[CHANNEL_COUNT] = { "", "微信支付", "支付宝", "银行",
    "扫码与POS", "现金", "其他" };

/* The words of a name, those that are not empty. */
static bool account_name(change *c, const char *const words[3], span *ret, err *reterr)
{
    char text[200] = "";
    size_t size = 0;
    for (int i = 0; i < 3; i++)
        size += (size_t)snprintf(
            text + size, sizeof text - size, "%s%s", i > 0 && words[i][0] ? " · " : "", words[i]);
    assert(size < sizeof text);
    *ret = arena_copy(c->home, span_of(text));
    return ret->at || err_set(reterr, ERR_MEMORY, N_("the batch is larger than its memory"));
}

/* warm-wuhan.clearing-wechat; behind it the purpose, and the currency if it is not CNY: .hkd */
static void account_code(ledger_account *account, const campaign *of, const char *channel)
{
    char purpose[32] = "";
    char unit[8] = "";
    if (account->purpose != 0)
        snprintf(purpose, sizeof purpose, ".p%lld", (long long)account->purpose);
    if (account->asset != LEDGER_CNY)
        snprintf(unit, sizeof unit, ".%s", currency_of(account->asset)->code);
    for (char *at = unit; *at; at++)
        *at = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
    snprintf(account->code, sizeof account->code, "%s.%s%s%s%s%s", of->code,
        ledger_role_name(account->role), channel[0] ? "-" : "", channel, purpose, unit);
}

bool campaign_account(store_txn *txn, change *c, const campaign *of, ledger_role role,
    const account_place *place, account_id *ret_id, err *reterr)
{
    assert(of && role > 0 && role < LEDGER_ROLE_COUNT && roles[role].zh && place->asset > 0);
    const ledger *l = store_txn_part(txn, STORE_PART_LEDGER);
    const currency *unit = currency_of(place->asset);
    *ret_id =
        ledger_account_find(l, of->org, role, place->asset, place->purpose, of->id, place->channel);
    if (ret_id->value != 0)
        return true;
    if (unit->asset != place->asset)
        return err_set(reterr, ERR_INPUT, N_("There is no currency with the number %lld"),
            (long long)place->asset);
    ledger_account account = { .org = of->org,
        .class = roles[role].class,
        .role = role,
        .asset = place->asset,
        .purpose = place->purpose,
        .campaign = of->id,
        .party = place->channel,
        .is_guarded = roles[role].is_guarded,
        .opened = { 19000101 } };
    bool is_held = role == LEDGER_CLEARING;
    bool is_other = place->asset != LEDGER_CNY;
    account_code(&account, of, is_held ? donation_channel_name(place->channel) : "");
    const char *const zh[] = { roles[role].zh, is_held ? channel_zh[place->channel] : "",
        is_other ? unit->zh : "" };
    const char *const en[] = { roles[role].en, is_held ? channels[place->channel].label : "",
        is_other ? unit->en : "" };
    if (!account_name(c, zh, &account.name_zh, reterr) ||
        !account_name(c, en, &account.name_en, reterr) ||
        !ledger_account_open(txn, c, &account, reterr))
        return false;
    *ret_id = account.id;
    return true;
}

account_id channel_account_find(
    const ledger *l, const campaign *of, donation_channel channel, int64_t asset)
{
    assert(l && of && channel > 0 && channel < CHANNEL_COUNT);
    ledger_role role = channels[channel].role;
    return ledger_account_find(
        l, of->org, role, asset, 0, of->id, role == LEDGER_CLEARING ? channel : 0);
}

bool channel_account(store_txn *txn, change *c, const campaign *of, const account_place *place,
    account_id *ret_id, err *reterr)
{
    assert(place->channel > 0 && place->channel < CHANNEL_COUNT);
    ledger_role role = channels[place->channel].role;
    const account_place at = { .channel = role == LEDGER_CLEARING ? place->channel : 0,
        .asset = place->asset };
    return campaign_account(txn, c, of, role, &at, ret_id, reterr);
}

bool campaign_account_in(store_txn *txn, change *c, campaign_id id, account_id like, int64_t asset,
    account_id *ret_id, err *reterr)
{
    const ledger *l = store_txn_part(txn, STORE_PART_LEDGER);
    const campaign *of = campaign_at(donations_of(txn), id);
    ledger_account account = { 0 };
    if (!of)
        return err_set(reterr, ERR_ABSENT, N_("No such campaign"));
    if (!ledger_account_get(l, like, &account))
        return err_set(reterr, ERR_ABSENT, N_("No such account"));
    *ret_id = like;
    if (account.asset == asset && account.campaign.value == id.value)
        return true;
    const account_place place = {
        .channel = (donation_channel)account.party, .purpose = account.purpose, .asset = asset
    };
    return campaign_account(txn, c, of, account.role, &place, ret_id, reterr);
}

/* ---- changes -------------------------------------------------------------------------------- */

static bool code_check(span code, err *reterr)
{
    if (code.size == 0 || code.size > CAMPAIGN_CODE_MAX)
        return err_field(reterr, "code", N_("A code has 1 to %d characters"), CAMPAIGN_CODE_MAX);
    for (size_t i = 0; i < code.size; i++) {
        char ch = code.at[i];
        if (!((ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9') || (ch == '-' && i > 0)))
            return err_field(
                reterr, "code", N_("A code holds a-z, 0-9 and dashes: %.*s"), SPAN_PRINT(code));
    }
    return true;
}

static bool text_check(const char *field, span text, bool is_required, err *reterr)
{
    enum { TEXT_MAX_RUNES = 1000 };
    if (is_required && text.size == 0)
        return err_field(reterr, field, N_("Fill in this field"));
    return text_length(text) <= TEXT_MAX_RUNES ||
           err_field(reterr, field, N_("The text has at most %d characters"), TEXT_MAX_RUNES);
}

static bool campaign_check(const donations *d, const campaign *in, err *reterr)
{
    if (!code_check(span_of(in->code), reterr) ||
        !text_check("name_zh", in->name_zh, true, reterr) ||
        !text_check("name_en", in->name_en, false, reterr) ||
        !text_check("purpose_zh", in->purpose_zh, true, reterr) ||
        !text_check("purpose_en", in->purpose_en, false, reterr) ||
        !text_check("contact", in->contact, true, reterr))
        return false;
    if (in->opened_us <= 0)
        return err_field(reterr, "opened_at", N_("Enter when the campaign starts"));
    if (in->closes_us != 0 && in->closes_us <= in->opened_us)
        return err_field(reterr, "closes_at", N_("The end must be later than the start"));
    if (in->phase < PHASE_PREPARING || in->phase > PHASE_CLOSED)
        return err_field(reterr, "phase", N_("Choose a phase"));
    for (uint32_t i = 0; i < d->campaign_count; i++) {
        if (strcmp(d->campaigns[i].code, in->code) == 0)
            return err_set(reterr, ERR_CONFLICT, N_("A campaign %s is there already"), in->code);
    }
    return d->campaign_count < CAMPAIGNS_MAX ||
           err_set(reterr, ERR_LIMIT, N_("There can be at most %d campaigns"), CAMPAIGNS_MAX);
}

static store_value text_or_null(span s)
{
    return s.size > 0 ? store_text(s) : store_null();
}

static bool campaign_row_put(store_txn *txn, const campaign *in, err *reterr)
{
    const store_value row[] = { store_int(in->id.value), store_int(in->org.value),
        store_text(span_of(in->code)), store_text(in->name_zh), store_text(in->name_en),
        store_text(in->purpose_zh), store_text(in->purpose_en), store_text(in->beneficiary_zh),
        store_text(in->beneficiary_en), store_text(in->contact), store_text(in->surplus_zh),
        store_text(in->surplus_en), store_int(in->opened_us),
        in->closes_us ? store_int(in->closes_us) : store_null(), text_or_null(in->filing_no),
        store_int(in->filing_due.day), store_int(in->phase), store_int(in->is_exercise),
        store_int(1) };
    return store_put(txn, &CAMPAIGN_PUT, row, 19, reterr);
}

/* Copies the texts of a campaign into the memory of the process. */
static bool campaign_keep_texts(donations *d, campaign *c)
{
    span *texts[] = { &c->name_zh, &c->name_en, &c->purpose_zh, &c->purpose_en, &c->beneficiary_zh,
        &c->beneficiary_en, &c->contact, &c->surplus_zh, &c->surplus_en, &c->filing_no };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        *texts[i] = arena_copy(d->home, *texts[i]);
        if (!texts[i]->at)
            return false;
    }
    return true;
}

static bool apply_campaign_add(store_txn *txn, change *c, err *reterr)
{
    const campaign_input *in = c->input;
    donations *d = donations_of(txn);
    campaign made = in->data;
    if (!campaign_check(d, &made, reterr))
        return false;
    made.id = (campaign_id){ id_next(c->ids, c->real_us) };
    made.org = c->org;
    made.version = 1;
    if (!campaign_row_put(txn, &made, reterr))
        return false;
    if (!campaign_keep_texts(d, &made))
        return err_set(reterr, ERR_MEMORY, N_("too many campaigns for the memory"));
    sys_mutex_lock(&d->lock);
    d->campaigns[d->campaign_count++] = made;
    sys_mutex_unlock(&d->lock);
    account_id account = { 0 };
    for (int channel = 1; channel < CHANNEL_COUNT; channel++) {
        const account_place place = { .channel = (donation_channel)channel, .asset = LEDGER_CNY };
        if (!channel_account(txn, c, &made, &place, &account, reterr))
            return false;
    }
    static const ledger_role more[] = { LEDGER_GIFT, LEDGER_UNCLAIMED, LEDGER_REFUND, LEDGER_FEE };
    for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
        const account_place place = { .asset = LEDGER_CNY };
        if (!campaign_account(txn, c, &made, more[i], &place, &account, reterr))
            return false;
    }
    c->object_id = made.id.value;
    return true;
}

static bool apply_campaign_edit(store_txn *txn, change *c, err *reterr)
{
    const campaign_edit_input *in = c->input;
    donations *d = donations_of(txn);
    campaign *at = NULL;
    for (uint32_t i = 0; i < d->campaign_count; i++)
        at = d->campaigns[i].id.value == in->id.value ? &d->campaigns[i] : at;
    if (!at || at->org.value != c->org.value)
        return err_set(reterr, ERR_ABSENT, N_("No such campaign"));
    if (in->version != 0 && in->version != at->version)
        return err_set(reterr, ERR_STALE,
            N_("Somebody changed this meanwhile; your changes aren't saved yet"));
    if (in->closes_us != 0 && in->closes_us <= at->opened_us)
        return err_field(reterr, "closes_at", N_("The end must be later than the start"));
    if (d->edit_count == CAMPAIGN_EDITS_MAX)
        return err_set(reterr, ERR_STORE, N_("the batch edits too many campaigns"));
    campaign next = *at;
    if (in->filing_no.size > 0)
        next.filing_no = arena_copy(d->home, in->filing_no);
    if (in->phase != 0)
        next.phase = in->phase;
    if (in->closes_us != 0)
        next.closes_us = in->closes_us;
    const store_value row[] = { store_int(at->id.value), store_int(at->version),
        text_or_null(next.filing_no), store_int(next.phase),
        next.closes_us ? store_int(next.closes_us) : store_null() };
    int64_t changed = 0;
    if (!store_run(txn, &CAMPAIGN_UPDATE, row, 5, &changed, reterr))
        return false;
    if (changed != 1)
        return err_set(reterr, ERR_STALE,
            N_("Somebody changed this meanwhile; your changes aren't saved yet"));
    next.version++;
    d->edits[d->edit_count++] =
        (campaign_edit_undo){ .index = (uint32_t)(at - d->campaigns), .before = *at };
    sys_mutex_lock(&d->lock);
    *at = next;
    sys_mutex_unlock(&d->lock);
    c->object_id = next.id.value;
    return true;
}

static bool apply_purpose_add(store_txn *txn, change *c, err *reterr)
{
    const purpose_input *in = c->input;
    donations *d = donations_of(txn);
    const campaign *of = campaign_at(d, in->campaign);
    if (!of || of->org.value != c->org.value)
        return err_set(reterr, ERR_ABSENT, N_("No such campaign"));
    if (!code_check(in->code, reterr) || !text_check("name_zh", in->name_zh, true, reterr))
        return false;
    int64_t taken = 0;
    err ignored = { 0 };
    if (purpose_find(d, in->campaign, in->code, &taken, &ignored))
        return err_set(
            reterr, ERR_CONFLICT, N_("A purpose %.*s is there already"), SPAN_PRINT(in->code));
    if (d->purpose_count == PURPOSES_MAX)
        return err_set(reterr, ERR_LIMIT, N_("There can be at most %d purposes"), PURPOSES_MAX);
    c->object_id = id_next(c->ids, c->real_us);
    const store_value row[] = { store_int(c->object_id), store_int(in->campaign.value),
        store_text(in->code), store_text(in->name_zh),
        store_text(in->name_en.size ? in->name_en : in->name_zh) };
    if (!store_put(txn, &PURPOSE_PUT, row, 5, reterr))
        return false;
    donation_purpose kept = {
        .id = c->object_id, .campaign = in->campaign, .code = arena_copy(d->home, in->code)
    };
    if (!kept.code.at)
        return err_set(reterr, ERR_MEMORY, N_("too many campaigns for the memory"));
    d->purposes[d->purpose_count++] = kept;
    return true;
}

const change_kind campaign_add = { 201, "campaign.add", RIGHT_CAMPAIGN_EDIT, apply_campaign_add };
const change_kind campaign_edit = { 202, "campaign.edit", RIGHT_CAMPAIGN_EDIT,
    apply_campaign_edit };
const change_kind campaign_purpose_add = { 203, "campaign.purpose_add", RIGHT_CAMPAIGN_EDIT,
    apply_purpose_add };
