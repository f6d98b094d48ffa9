/* 捐赠回执, the first page: head, who gave what, the rows, how to verify, what it is not.
 * SPDX-License-Identifier: Apache-2.0 */
#include "paper/receipt_in.h"

#include "text/currency.h"
#include "text/text.h"

#include <assert.h>

enum { WIDE = FORM_RIGHT - FORM_LEFT };

static const char how_to_verify[] = N_("Your phone recomputes from the public ledger whether this "
                                       "gift stands in it unchanged. The proof "
                                       "also lies inside this file.");
static const char what_it_proves[] =
    N_("It proves that the gift stands in the public ledger and can't be changed or removed "
       "unseen. It "
       "doesn't prove that the money was well spent; the ledger shows where it went.");
static const char not_fiscal[] =
    N_("This is not a fiscal donation receipt and can't be used for tax deduction.");
/* For who reads a Chinese receipt with English alone. */
static const char foreign[] = "Not a fiscal receipt: no tax deduction in China. Scan the code to "
                              "verify this gift in the public ledger.";
static const char acknowledgement[] = "Acknowledgement of a gift";

/* What every receipt of a language says.  Together with what those of one campaign share it makes
 * the font that is packed once. */
static const char *const always[] = { N_("Donation receipt"), N_("Receipt no."),
    N_("Page %u of %u"), N_("Your gift to “%.*s” of"),
    N_("has been received, booked, and entered in the public ledger."), N_("Donor"), N_("Given to"),
    N_("Received on"), N_("Public ledger"), N_("Entry %.*s"), N_("Issued"), N_("handled by %.*s"),
    N_("reviewed by %.*s"), N_("Scan to verify."), how_to_verify, what_it_proves, N_("Fingerprint"),
    not_fiscal, "0123456789:,.-*¥ " };
static const char chinese[] = "人民币元整年月日：，";

static bool stock_find(paper *p, const receipt_job *job, const pdf_stock **ret, err *reterr)
{
    enum { COMMON = sizeof always / sizeof *always };
    const paper_receipt *v = job->values;
    const bool is_zh = v->lang == SAY_ZH;
    const span more[] = { span_of(is_zh ? chinese : ""), span_of(is_zh ? foreign : ""),
        span_of(is_zh ? acknowledgement : ""), v->organisation, v->organisation_code, v->campaign,
        v->way, v->contact, v->fiscal };
    enum { MORE = sizeof more / sizeof *more };
    span texts[COMMON + MORE];
    for (size_t i = 0; i < COMMON; i++)
        texts[i] = form_say(v->lang, always[i]);
    memcpy(texts + COMMON, more, sizeof more);
    return pdf_stock_find(p, job->home, texts, COMMON + MORE, ret, reterr);
}

static void draw_head(const canvas *c, const receipt_job *job)
{
    const paper_receipt *v = job->values;
    const canvas_pen small = form_pen(POINT_9_5, INK_MUTED);
    const canvas_pen name =
        canvas_fit(c, form_bold(POINT_11, INK), MM(100), POINT_8, v->organisation);
    canvas_text(c, FORM_LEFT, MM(26), name, CANVAS_LEFT, v->organisation);
    canvas_text(c, FORM_LEFT, MM(31) + 50, small, CANVAS_LEFT, v->organisation_code);
    canvas_text(c, FORM_RIGHT, MM(26), small, CANVAS_RIGHT, form_say(v->lang, N_("Receipt no.")));
    canvas_text(c, FORM_RIGHT, MM(31) + 50, form_bold(POINT_11, INK), CANVAS_RIGHT, v->number);
    buffer mark = buffer_in(job->home, 64);
    if (v->copy > 0)
        buffer_format(&mark, say(v->lang, N_("Copy %d")), v->copy);
    canvas_text(
        c, FORM_RIGHT, MM(37), form_bold(POINT_10_5, INK_ACCENT), CANVAS_RIGHT, buffer_span(&mark));
}

/* VOID and DEMO in words: what lies across may be cut off by a fold or a bad copy. */
static void draw_marks(const canvas *c, const paper_receipt *v)
{
    int32_t y = MM(42);
    if (v->is_void) {
        const span word = form_say(v->lang, N_("VOID"));
        const int32_t x =
            FORM_LEFT + MM(3) +
            canvas_text(c, FORM_LEFT, y, form_bold(POINT_13, INK_BAD), CANVAS_LEFT, word);
        const canvas_box room = { x, y - 485, FORM_RIGHT - x, 2 * 520 };
        y = canvas_lines(c, &room, form_pen(POINT_9_5, INK_BAD), 520, v->void_reason) + 400;
    }
    if (v->is_demo)
        canvas_text(c, FORM_LEFT, y, form_bold(POINT_9_5, INK_BAD), CANVAS_LEFT,
            form_say(v->lang, N_("Sample data: no real gift")));
}

static void draw_title(const canvas *c, say_lang lang)
{
    canvas_pen pen = form_bold(POINT_25, INK);
    pen.spacing = lang == SAY_ZH ? POINT_25 * 12 / 100 : 0;
    canvas_text(c, FORM_LEFT, MM(62), pen, CANVAS_LEFT, form_say(lang, N_("Donation receipt")));
    canvas_text(c, FORM_LEFT, MM(68), form_pen(POINT_9_5, INK_MUTED), CANVAS_LEFT,
        lang == SAY_ZH ? span_of(acknowledgement) : (span){ NULL, 0 });
}

/* "Your gift of ¥100.00 .. has been received": the amount in line where it fits, else below. */
static int32_t draw_thanks(const canvas *c, const receipt_job *job)
{
    enum { LEAD = 860, GAP = 130 };
    const paper_receipt *v = job->values;
    const canvas_pen pen = form_pen(POINT_13, INK), big = form_bold(POINT_21, INK);
    const canvas_box greeting = { FORM_LEFT, job->is_tight ? MM(73) : MM(80), WIDE, 2 * LEAD };
    buffer b = buffer_in(job->home, 512);
    buffer_format(&b, say(v->lang, N_("%.*s:")), SPAN_PRINT(v->giver));
    int32_t y = canvas_lines(c, &greeting, pen, LEAD, buffer_span(&b));
    b.used = 0;
    buffer_format(&b, say(v->lang, N_("Your gift to “%.*s” of")), SPAN_PRINT(v->campaign));
    char amount[CURRENCY_TEXT_SIZE];
    currency_write(amount, v->asset, v->amount.fen);
    const int32_t wide = canvas_width(c, pen, buffer_span(&b)) + GAP;
    const canvas_box gift = { FORM_LEFT, y, WIDE, 2 * LEAD };
    int32_t x = FORM_LEFT + wide;
    y = canvas_lines(c, &gift, pen, LEAD, buffer_span(&b));
    if (wide + canvas_width(c, big, span_of(amount)) > WIDE) {
        x = FORM_LEFT;
        y += LEAD;
    }
    canvas_text(c, x, y - LEAD / 2 + pen.size * 38 / 100, big, CANVAS_LEFT, span_of(amount));
    return y + 120;
}

static int32_t draw_capitals(const canvas *c, const receipt_job *job, int32_t y)
{
    enum { LEAD = 860 };
    const paper_receipt *v = job->values;
    const span rest =
        form_say(v->lang, N_("has been received, booked, and entered in the public ledger."));
    buffer b = buffer_in(job->home, 256);
    int32_t x = FORM_LEFT;
    if (v->lang == SAY_ZH && v->asset == CURRENCY_CNY) {
        text_add_money_capitals(&b, v->amount);
        const canvas_pen pen =
            canvas_fit(c, form_bold(POINT_13, INK), WIDE, POINT_8, buffer_span(&b));
        x += canvas_text(
            c, x, y + LEAD / 2 + pen.size * 38 / 100, pen, CANVAS_LEFT, buffer_span(&b));
    }
    const canvas_pen pen = form_pen(POINT_13, INK);
    if (x + canvas_width(c, pen, rest) > FORM_RIGHT) {
        x = FORM_LEFT;
        y += LEAD;
    }
    const span tail =
        x == FORM_LEFT && span_starts(rest, span_of("，")) ? span_slice(rest, 3, rest.size) : rest;
    canvas_text(c, x, y + LEAD / 2 + pen.size * 38 / 100, pen, CANVAS_LEFT, tail);
    return y + LEAD;
}

/* Adds "handled by ..", set off from what stands before. */
static void add_person(buffer *b, say_lang lang, const char *id, span name)
{
    if (name.size == 0)
        return;
    buffer_text(b, b->used > 0 ? form_comma(lang) : "");
    buffer_format(b, say(lang, id), SPAN_PRINT(name));
}

static span received(const receipt_job *job)
{
    const paper_receipt *v = job->values;
    buffer b = buffer_in(job->home, 128);
    form_add_date(&b, v->lang, v->given_on);
    buffer_text(&b, v->given_clock.size > 0 ? " " : "");
    buffer_add(&b, v->given_clock);
    buffer_text(&b, v->way.size > 0 ? form_comma(v->lang) : "");
    buffer_add(&b, v->way);
    return buffer_span(&b);
}

static span entered(const receipt_job *job)
{
    const paper_receipt *v = job->values;
    buffer number = buffer_in(job->home, 32), b = buffer_in(job->home, 128);
    if (v->entry > 0) {
        text_add_count(&number, v->entry);
        buffer_format(&b, say(v->lang, N_("Entry %.*s")), SPAN_PRINT(buffer_span(&number)));
    }
    if (v->entry > 0 && v->disclosure.size > 0)
        buffer_text(&b, form_comma(v->lang));
    buffer_add(&b, v->disclosure);
    return buffer_span(&b);
}

static span issued(const receipt_job *job)
{
    const paper_receipt *v = job->values;
    buffer b = buffer_in(job->home, 256);
    form_add_date(&b, v->lang, v->issued_on);
    add_person(&b, v->lang, N_("handled by %.*s"), v->handler);
    add_person(&b, v->lang, N_("reviewed by %.*s"), v->reviewer);
    return buffer_span(&b);
}

static int32_t draw_rows(const canvas *c, const receipt_job *job, int32_t y)
{
    const paper_receipt *v = job->values;
    const struct {
        const char *label;
        span value;
        int32_t lines;
    } rows[] = {
        { N_("Donor"), v->giver, 2 },
        { N_("Given to"), v->campaign, 2 },
        { N_("Note"), v->purpose, 2 },
        { N_("Received on"), received(job), 1 },
        { N_("Order code"), v->code, 1 },
        { N_("Public ledger"), entered(job), 1 },
        { N_("Issued"), issued(job), 1 },
    };
    form_rule(c, y);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].value.size > 0)
            y = form_row(c, y,
                &(form_cells){ form_say(v->lang, rows[i].label), rows[i].value, rows[i].lines,
                    job->is_tight ? FORM_PAD_TIGHT : FORM_PAD });
    return y;
}

static int32_t draw_proof(const canvas *c, const receipt_job *job, int32_t y)
{
    enum { SIDE = MM(32), GAP = MM(6), LEAD = 480 };
    const paper_receipt *v = job->values;
    if (!job->symbol)
        return y;
    const int32_t quiet = SIDE / qr_view(job->symbol) * QR_QUIET;
    const int32_t side = canvas_qr(c, FORM_LEFT - quiet, y, SIDE, job->symbol);
    const int32_t x = FORM_LEFT + side - 2 * quiet + GAP;
    canvas_box room = { x, y + quiet - 60, FORM_RIGHT - x, 0 };
    const canvas_pen pen = form_pen(POINT_9, INK);
    canvas_text(c, x, room.y + LEAD / 2 + POINT_10_5 * 38 / 100, form_bold(POINT_10_5, INK),
        CANVAS_LEFT, form_say(v->lang, N_("Scan to verify.")));
    room.y += LEAD + 60;
    room.y = canvas_lines(c, &room, pen, LEAD, form_say(v->lang, how_to_verify));
    room.y = canvas_lines(c, &room, pen, LEAD, form_say(v->lang, what_it_proves)) + 60;
    if (v->fingerprint.size > 0) {
        const int32_t base = room.y + LEAD / 2 + POINT_9 * 38 / 100;
        const int32_t wide = canvas_text(c, x, base, form_pen(POINT_9, INK_MUTED), CANVAS_LEFT,
            form_say(v->lang, N_("Fingerprint")));
        canvas_text(c, x + wide + MM(2), base, pen, CANVAS_LEFT, v->fingerprint);
        room.y += LEAD;
    }
    return (room.y > y + SIDE ? room.y : y + SIDE);
}

static int32_t draw_box(const canvas *c, const paper_receipt *v, int32_t y)
{
    enum { PAD = MM(5), LEAD = 520, THICK = 40 };
    canvas_box room = { FORM_LEFT + PAD, y + MM(3), WIDE - 2 * PAD, 0 };
    const span not = form_say(v->lang, not_fiscal);
    room.y = canvas_lines(c, &room, form_bold(POINT_10_5, INK), LEAD + 40, not );
    room.high = 2 * LEAD;
    room.y = canvas_lines(c, &room, form_pen(POINT_9_5, INK), LEAD, v->fiscal);
    room.high = 0;
    if (v->lang == SAY_ZH)
        room.y = canvas_lines(c, &room, form_pen(POINT_8, INK_MUTED), LEAD - 60, span_of(foreign));
    canvas_frame(c, (canvas_box){ FORM_LEFT, y, WIDE, room.y + MM(3) - y }, THICK, INK);
    return room.y + MM(3);
}

/* From the thanks down; gives where it ends. */
static int32_t draw_body(const canvas *c, const receipt_job *job)
{
    const int32_t gap = job->is_tight ? MM(3) : MM(5);
    int32_t y = draw_thanks(c, job);
    y = draw_capitals(c, job, y);
    y = draw_rows(c, job, y + gap);
    y = draw_proof(c, job, y + gap);
    return draw_box(c, job->values, y + gap);
}

static void draw_page(const canvas *c, receipt_job *job)
{
    const paper_receipt *v = job->values;
    buffer page = buffer_in(job->home, 64);
    canvas measure = *c;
    measure.way = NULL;
    job->is_tight = draw_body(&measure, job) > FORM_FOOT - MM(4);
    form_ground(c, v->lang, v->is_demo, v->is_void);
    draw_head(c, job);
    draw_marks(c, v);
    draw_title(c, v->lang);
    (void)draw_body(c, job);
    form_add_page(&page, v->lang, 1, job->pages);
    form_foot(c, v->contact, buffer_span(&page));
}

static bool receipt_write(
    receipt_job *job, paper *p, const paper_file *proof, span *ret, err *reterr)
{
    const paper_receipt *v = job->values;
    const pdf_stock *stock = NULL;
    pdf document = { 0 };
    buffer title = buffer_in(job->home, 128);
    buffer_format(&title, "%s %.*s", say(v->lang, N_("Donation receipt")), SPAN_PRINT(v->number));
    if (!stock_find(p, job, &stock, reterr) || !pdf_begin(p, job->home, stock, &document, reterr))
        return false;
    const canvas c = pdf_page(&document, FORM_WIDE, FORM_HIGH);
    draw_page(&c, job);
    pdf_page_end(&document);
    receipt_list_draw(&document, job);
    if (proof)
        pdf_attach(&document, proof);
    const pdf_about about = { buffer_span(&title), v->organisation, v->campaign, v->lang,
        v->created_us, v->offset_s };
    return pdf_end(&document, &about, ret, reterr);
}

bool paper_receipt_draw(paper *p, arena *home, const paper_receipt *values, const paper_file *proof,
    span *ret_pdf, err *reterr)
{
    assert(p && home && values && ret_pdf);
    receipt_job job = { .values = values, .home = home };
    qr symbol;
    if (values->member_count > PAPER_RECEIPT_MEMBERS_MAX)
        return err_set(
            reterr, ERR_LIMIT, N_("A list has at most %d people"), PAPER_RECEIPT_MEMBERS_MAX);
    if (values->address.size > 0 && !qr_make(values->address, &symbol, reterr))
        return false;
    job.symbol = values->address.size > 0 ? &symbol : NULL;
    job.pages = 1 + receipt_list_pages(values->member_count);
    return receipt_write(&job, p, proof, ret_pdf, reterr);
}
