/* Files that nuan can't read yet or never will: said by name, with what to do, so that a clerk does
 * not have to guess.  Nothing here reads money.
 * SPDX-License-Identifier: Apache-2.0 */
#include "payfile/enclosed.h"
#include "payfile/payfile_in.h"

#include <assert.h>
#include <string.h>

/* A zero byte further behind is told with its row. */
enum { TEXT_PROBE_MAX = 4096, ZERO_PROBE_MAX = 256, COLUMNS_SHOWN_MAX = 100 };

/* What begins like this is `message`. */
typedef struct signature {
    size_t at;
    span bytes;
    const char *message;
} signature;

static const char picture[] = N_("This is a picture");
static const char archive[] = N_("This is an archive");
static const char web_page[] = N_("This is a web page or XML, not a table");

static const signature signatures[] = {
    { 0, SPAN("%PDF"), N_("This is a PDF") },
    { 0, SPAN("\x89PNG"), picture },
    { 0, SPAN("\xFF\xD8\xFF"), picture },
    { 0, SPAN("GIF8"), picture },
    { 0, SPAN("BM"), picture },
    { 0, SPAN("II*\0"), picture },
    { 0, SPAN("MM\0*"), picture },
    { 8, SPAN("WEBP"), picture },
    { 4, SPAN("ftyp"), picture },
    { 0, SPAN("\x1F\x8B"), archive },
    { 0, SPAN("Rar!"), archive },
    { 0, SPAN("7z\xBC\xAF"), archive },
    { 0, SPAN("\x78\x9F\x3E\x22"),
        N_("This is winmail.dat, in which Outlook packs what is attached") },
    { 0, SPAN("PK\x05\x06"), N_("This is an empty ZIP file") },
};

static bool refuse(err *reterr, const char *message, const char *hint)
{
    *reterr = (err){ .code = ERR_INPUT, .message = message };
    return err_hint(reterr, hint);
}

static const char hint_original[] =
    N_("Upload the file as the payment provider gives it, CSV or XLSX");

/* BM begins many a text; a bitmap has its size behind it. */
static bool is_signature(span bytes, const signature *s)
{
    span part = span_slice(bytes, s->at, s->at + s->bytes.size);
    bool is_text = s->bytes.size == 2 && s->bytes.at[0] == 'B' &&
                   !memchr(bytes.at, '\0', bytes.size < 16 ? bytes.size : 16);
    return span_equal(part, s->bytes) && !is_text;
}

static span text_start(span bytes)
{
    if (span_starts(bytes, (span)SPAN("\xEF\xBB\xBF")))
        bytes = span_slice(bytes, 3, bytes.size);
    return span_trim(span_slice(bytes, 0, TEXT_PROBE_MAX));
}

/* A mail is no table; its files are read one by one by whoever can book several. */
static bool mail_refuse(span bytes, err *reterr)
{
    enclosed inside = { 0 };
    if (!enclosed_open(bytes, &inside, reterr))
        return false;
    if (inside.fault_count > 0)
        *reterr = inside.faults[0];
    else
        (void)refuse(reterr, N_("This is an e-mail with files attached"),
            N_("Save the attached files and drop those"));
    enclosed_close(&inside);
    return false;
}

bool bytes_check(span bytes, err *reterr)
{
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++) {
        if (!is_signature(bytes, &signatures[i]))
            continue;
        return refuse(reterr, signatures[i].message, hint_original);
    }
    if (span_starts(bytes, (span)SPAN("PK\x03\x04")) || sheet_book_is(bytes) ||
        (sheet_wide_is(bytes) && bytes.size > 2) || sheet_page_is(bytes))
        return true;
    span text = text_start(bytes);
    if (text.size == 0)
        return refuse(reterr, N_("The file is empty"), hint_original);
    if (memchr(text.at, '\0', text.size < ZERO_PROBE_MAX ? text.size : ZERO_PROBE_MAX))
        return refuse(reterr, N_("This is not a table: neither CSV nor XLSX"), hint_original);
    if (text.at[0] == '<' && span_search(text, (span)SPAN("return_code")) < text.size)
        return refuse(reterr, N_("This is an error message of WeChat Pay, not a bill"),
            N_("Bills of a day are ready at 10:00 of the next day; download it again"));
    if (text.at[0] == '<')
        return refuse(reterr, web_page, N_("Open it in a spreadsheet program and save it as XLSX"));
    if (enclosed_is(bytes))
        return mail_refuse(bytes, reterr);
    /* ICBC writes [HISTORYDETAIL] above its tables. */
    bool is_word = text.size > 1 && text.at[0] == '[' && text.at[1] >= 'A' && text.at[1] <= 'Z';
    if (text.at[0] == '{' || (text.at[0] == '[' && !is_word))
        return refuse(reterr, N_("This is JSON, not a table"), hint_original);
    return true;
}

/* A table that is known by a name of a column, or by a text that stands in its head. */
typedef struct known {
    const char *column; /* or NULL */
    const char *text;   /* or NULL; both must be there when both are given */
    const char *message;
} known;

static const known knowns[] = {
    { "接收单位", NULL, N_("This is a list of goods, not of payments") },
    { "发放单位", NULL, N_("This is a list of goods, not of payments") },
    { "数量", NULL, N_("This is a list of goods, not of payments") },
    { "单价", NULL, N_("This is a list of goods, not of payments") },
    { "规格", NULL, N_("This is a list of goods, not of payments") },
    { "规格型号", NULL, N_("This is a list of goods, not of payments") },
    { "物资名称", NULL, N_("This is a list of goods, not of payments") },
    { "物品名称", NULL, N_("This is a list of goods, not of payments") },
    { "品名", NULL, N_("This is a list of goods, not of payments") },
    { NULL, "支付宝业务汇总", N_("This is the summary of an Alipay bill, without its payments") },
};

bool title_tells_of_spending(const head_row *row)
{
    static const char *const words[] = { "使用情况", "使用明细", "支出明细", "支出公示", "支出情况",
        "拨付", "发放", "下拨", "采购", "资助", "救助", NULL };
    enum { TITLE_CELLS = 2 };
    size_t filled = 0;
    bool tells = false;
    for (size_t i = 0; i < row->count; i++) {
        filled += row->names[i].size > 0;
        for (const char *const *word = words; *word && row->names[i].size > 0; word++)
            tells |= text_has(row->names[i], *word);
    }
    return tells && filled <= TITLE_CELLS;
}

static bool head_tells_of_spending(const head *h)
{
    for (size_t i = 0; i < h->count; i++) {
        if (title_tells_of_spending(&h->rows[i]))
            return true;
    }
    return false;
}

/* The names of the head's widest row, as many as fit. */
static span columns_shown(const head *h, char *into, size_t size)
{
    const head_row *widest = NULL;
    for (size_t i = 0; i < h->count; i++) {
        if (!widest || h->rows[i].count > widest->count)
            widest = &h->rows[i];
    }
    size_t used = 0;
    for (size_t i = 0; widest && i < widest->count; i++) {
        span name = widest->said[i];
        if (name.size == 0 || used + name.size + 2 > size)
            continue;
        if (used > 0) {
            memcpy(into + used, ", ", 2);
            used += 2;
        }
        memcpy(into + used, name.at, name.size);
        used += name.size;
    }
    return (span){ into, used };
}

bool table_refuse(const head *h, err *reterr)
{
    assert(h);
    for (size_t i = 0; i < sizeof knowns / sizeof *knowns; i++) {
        const known *k = &knowns[i];
        if ((!k->column || head_has(h, k->column)) && (!k->text || head_contains(h, k->text)))
            return refuse(reterr, k->message, hint_original);
    }
    if (head_tells_of_spending(h))
        return refuse(reterr, N_("This seems to be a list of what was spent, not of gifts"),
            N_("If it is one of gifts, say what its columns are on the page of profiles"));
    char shown[COLUMNS_SHOWN_MAX + 2];
    span columns = columns_shown(h, shown, COLUMNS_SHOWN_MAX);
    (void)err_set(reterr, ERR_INPUT, N_("No known payment file has these columns: %.*s"),
        SPAN_PRINT(columns));
    return err_hint(reterr,
        N_("Say what its columns are: on the page of profiles, or with nuan profile suggest"));
}
