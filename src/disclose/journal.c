/* Journals for other programs.
 * SPDX-License-Identifier: Apache-2.0 */
#include "disclose/journal.h"

#include "text/text.h"

#include <assert.h>
#include <string.h>

enum { PIECE_SIZE = 65536, LEGS_KEPT = LEDGER_LEGS_MAX };

bool journal_format_parse(span name, journal_format *ret_format)
{
    static const char *const names[] = { "hledger", "ledger", "beancount", "csv" };
    for (int i = 0; i < 4; i++) {
        if (span_is(name, names[i])) {
            *ret_format = (journal_format)i;
            return true;
        }
    }
    return false;
}

void journal_account_add(buffer *b, journal_format format, const ledger_account *account)
{
    static const char *const low[] = { "", "assets", "liabilities", "equity", "income",
        "expenses" };
    static const char *const high[] = { "", "Assets", "Liabilities", "Equity", "Income",
        "Expenses" };
    bool is_high = format == JOURNAL_BEANCOUNT;
    buffer_text(b, is_high ? high[account->class] : low[account->class]);
    bool starts = true;
    buffer_byte(b, ':');
    for (const char *at = account->code; *at; at++) {
        bool lifts = starts && is_high && *at >= 'a' && *at <= 'z';
        starts = *at == '.';
        buffer_byte(b, starts ? ':' : lifts ? (char)(*at - 'a' + 'A') : *at);
    }
}

typedef struct exporting {
    journal_format format;
    journal_write *write;
    void *self;
    buffer out;
    ledger_line *lines;
    size_t line_count;
    ledger_row legs[LEGS_KEPT];
    int leg_count;
    bool is_stopped;
} exporting;

static const ledger_account *account_at(const exporting *e, account_id id)
{
    for (size_t i = 0; i < e->line_count; i++) {
        if (e->lines[i].account.id.value == id.value)
            return &e->lines[i].account;
    }
    return NULL;
}

static void piece_send(exporting *e, bool is_last)
{
    if (e->out.used < PIECE_SIZE / 2 && !is_last)
        return;
    e->is_stopped |= !e->write(e->self, buffer_span(&e->out));
    e->out.used = 0;
}

/* One posting: account, amount with its sign. */
static void posting_add(exporting *e, account_id id, int64_t amount)
{
    const ledger_account *account = account_at(e, id);
    assert(account);
    buffer_text(&e->out, "  ");
    journal_account_add(&e->out, e->format, account);
    buffer_text(&e->out, "  ");
    text_add_amount_plain(&e->out, account->asset, amount);
    buffer_format(&e->out, " %s\n", currency_of(account->asset)->code);
}

static void head_add(exporting *e, const ledger_row *first)
{
    buffer *b = &e->out;
    text_add_date(b, first->effective);
    buffer_text(b, e->format == JOURNAL_BEANCOUNT ? " * \"" : " * (");
    text_add_id(b, first->entry);
    buffer_text(b, e->format == JOURNAL_BEANCOUNT ? "\" \"" : ") ");
    buffer_text(b, ledger_reason_name(first->reason));
    buffer_text(b, e->format == JOURNAL_BEANCOUNT ? "\"\n" : "\n");
}

static void csv_add(exporting *e, const ledger_row *row)
{
    buffer *b = &e->out;
    text_add_id(b, row->id.value);
    buffer_byte(b, ',');
    text_add_id(b, row->entry);
    buffer_byte(b, ',');
    text_add_date(b, row->effective);
    buffer_byte(b, ',');
    text_add_date(b, row->entered);
    buffer_format(b, ",%s,", ledger_reason_name(row->reason));
    buffer_text(b, account_at(e, row->debit)->code);
    buffer_byte(b, ',');
    buffer_text(b, account_at(e, row->credit)->code);
    buffer_byte(b, ',');
    int64_t asset = account_at(e, row->debit)->asset;
    text_add_amount_plain(b, asset, row->amount);
    buffer_format(b, ",%s,", currency_of(asset)->code);
    if (row->reverses.value != 0)
        text_add_id(b, row->reverses.value);
    buffer_text(b, "\r\n");
}

/* Writes the entry that is complete. */
static void entry_end(exporting *e)
{
    if (e->leg_count > 0)
        head_add(e, &e->legs[0]);
    for (int i = 0; i < e->leg_count; i++) {
        posting_add(e, e->legs[i].debit, e->legs[i].amount);
        posting_add(e, e->legs[i].credit, -e->legs[i].amount);
    }
    if (e->leg_count > 0)
        buffer_byte(&e->out, '\n');
    e->leg_count = 0;
    piece_send(e, false);
}

static bool row_add(void *self, const ledger_row *row)
{
    exporting *e = self;
    if (!account_at(e, row->debit) || !account_at(e, row->credit)) {
        e->is_stopped = true; /* an account that was opened after the list was read: try again */
        return false;
    }
    if (e->format == JOURNAL_CSV) {
        csv_add(e, row);
        piece_send(e, false);
        return !e->is_stopped;
    }
    if (e->leg_count > 0 && (e->legs[0].entry != row->entry || e->leg_count == LEGS_KEPT))
        entry_end(e);
    e->legs[e->leg_count++] = *row;
    return !e->is_stopped;
}

/* How amounts of each currency in the books are written. */
static void commodities_add(exporting *e)
{
    size_t count = 0;
    const currency *all = currency_all(&count);
    for (size_t i = 0; i < count; i++) {
        bool is_used = all[i].asset == LEDGER_CNY;
        for (size_t k = 0; k < e->line_count && !is_used; k++)
            is_used = e->lines[k].account.asset == all[i].asset;
        if (!is_used)
            continue;
        buffer_text(&e->out, "commodity ");
        text_add_amount_plain(&e->out, all[i].asset, 1000 * currency_unit(&all[i]));
        buffer_format(&e->out, "%s %s\n", all[i].scale == 0 ? "." : "", all[i].code);
    }
    buffer_byte(&e->out, '\n');
}

static void opening_add(exporting *e)
{
    buffer *b = &e->out;
    if (e->format == JOURNAL_CSV) {
        buffer_text(
            b, "id,entry,effective,entered,reason,debit,credit,amount,currency,reverses\r\n");
        return;
    }
    if (e->format == JOURNAL_BEANCOUNT)
        buffer_text(b, "option \"title\" \"nuan\"\noption \"operating_currency\" \"CNY\"\n\n");
    else
        commodities_add(e);
    for (size_t i = 0; i < e->line_count; i++) {
        buffer_text(b, e->format == JOURNAL_BEANCOUNT ? "1900-01-01 open " : "account ");
        journal_account_add(b, e->format, &e->lines[i].account);
        if (e->format == JOURNAL_BEANCOUNT)
            buffer_format(b, " %s", currency_of(e->lines[i].account.asset)->code);
        buffer_byte(b, '\n');
        piece_send(e, false);
    }
    buffer_byte(b, '\n');
}

bool journal_export(store_conn *conn, arena *home, journal_format format, journal_write *write,
    void *self, err *reterr)
{
    assert(conn && home && write);
    exporting *e = ARENA_NEW(home, exporting, 1);
    if (!e)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    *e = (exporting){
        .format = format, .write = write, .self = self, .out = buffer_in(home, PIECE_SIZE)
    };
    const ledger_view all = { 0 };
    if (!ledger_lines(conn, home, (org_id){ 0 }, all, &e->lines, &e->line_count, reterr))
        return false;
    opening_add(e);
    if (!ledger_each(conn, row_add, e, reterr))
        return false;
    entry_end(e);
    piece_send(e, true);
    return buffer_check(&e->out, reterr) &&
           (!e->is_stopped ||
               err_set(reterr, ERR_CONFLICT, N_("The export was broken off; try again")));
}
