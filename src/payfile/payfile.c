/* Payment files: which format, and rows one by one.  The first rows decide: each format says
 * whether it knows the header.  A new format is one file with a table_format and one line here.
 * SPDX-License-Identifier: Apache-2.0 */
#include "payfile/payfile_in.h"

#include "crypt/crypt.h"

#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* arena of the first rows: all of them at the bounds of a head */
enum { HEAD_SIZE = 4 * 1024 * 1024 };

static const table_format *const formats[] = { &wechat_merchant_format, &qr_sheet_format };
enum { FORMAT_COUNT = sizeof formats / sizeof *formats };

/* ---- which format ---------------------------------------------------------------------------- */

/* What was found: the format, its row in the head and, for a workbook, the sheet. */
typedef struct finding {
    const table_format *format;
    const payfile_profile *profile; /* or NULL */
    int row;
    bool is_data;
    size_t sheet;
    head head;
} finding;

/* One of the program's own formats, or the profile that fits best. */
static bool finding_claim(finding *f, payfile_profiles profiles)
{
    for (int i = 0; i < FORMAT_COUNT; i++) {
        f->is_data = false;
        f->profile = NULL;
        f->row = formats[i]->claims(&f->head, &f->is_data);
        if (f->row >= 0) {
            f->format = formats[i];
            return true;
        }
    }
    int best = 0;
    f->is_data = false;
    for (size_t i = 0; i < profiles.count; i++) {
        int score = 0;
        int row = profile_claims(profiles.list[i], &f->head, &score);
        if (row >= 0 && score > best) {
            best = score;
            f->row = row;
            f->profile = profiles.list[i];
            f->format = &profile_format;
        }
    }
    return best > 0;
}

static bool names_keep(payfile *p, arena *home, err *reterr)
{
    p->name_count = p->source.row.count;
    for (size_t i = 0; i < p->name_count; i++) {
        p->names[i] = arena_copy(home, cell_text(&p->source, (int)i));
        if (!p->names[i].at)
            return err_set(reterr, ERR_MEMORY, N_("no room for a payment file"));
    }
    return true;
}

/* Reads again from the start, up to the header that the format claimed. */
static bool payfile_begin(payfile *p, arena *home, const finding *found, err *reterr)
{
    const head_row *names = &found->head.rows[found->row];
    if (p->source.book) {
        if (!sheet_book_choose(p->source.book, found->sheet, reterr))
            return false;
    } else {
        sheet_csv_init(&p->source.csv, p->source.bytes, p->source.csv.separator);
    }
    p->source.row.number = 0;
    p->source.row.count = 0;
    int64_t last = found->is_data ? 0 : names->number;
    for (bool is_more = true; is_more && p->source.row.number != last;) {
        if (!source_next(&p->source, &is_more, reterr))
            return false;
    }
    return names_keep(p, home, reterr) && p->format->open(p, &found->head, found->row, reterr);
}

static bool two_sheets_refuse(err *reterr)
{
    (void)err_set(reterr, ERR_INPUT, N_("More than one sheet of the workbook holds payments"));
    return err_hint(reterr, N_("Save each sheet as a file of its own"));
}

/* What the payments of a sheet come to, whatever their order. */
static bool sheet_sum(source *s, arena *home, const finding *f, uint64_t *ret, err *reterr)
{
    payfile *p = ARENA_NEW(home, payfile, 1);
    if (!p)
        return err_set(reterr, ERR_MEMORY, N_("no room for a payment file"));
    *p = (payfile){ .home = home, .format = f->format, .profile = f->profile, .source = *s };
    payfile_row row = { 0 };
    bool more = true;
    bool is_good = payfile_begin(p, home, f, reterr);
    *ret = 0;
    while (is_good && more) {
        char facts[160];
        is_good = payfile_next(p, &row, &more, reterr);
        if (!is_good || !more || row.kind == PAYFILE_REJECTED || row.day.day == 0)
            continue;
        int size = snprintf(facts, sizeof facts, "%d %d %lld %.*s", (int)row.kind, row.day.day,
            (long long)row.amount.fen, SPAN_PRINT(row.order_no));
        crypt_hash hash = crypt_sha256((span){ facts, (size_t)size });
        uint64_t part = 0;
        memcpy(&part, hash.bytes, sizeof part);
        *ret += part;
    }
    if (p->profile)
        rows_seen_close(&p->table.seen);
    *s = p->source;
    return is_good;
}

/* Two sheets with payments would need two numbers a row; nothing of them may be lost silently.  The
 * same payments twice in a workbook (as text and as numbers) are read once. */
static bool others_are_empty(
    source *s, arena *home, const finding *f, payfile_profiles profiles, err *reterr)
{
    finding *other = ARENA_NEW(home, finding, 1);
    uint64_t first = 0, second = 0;
    if (!other)
        return err_set(reterr, ERR_MEMORY, N_("no room for a payment file"));
    size_t mark = home->used;
    for (size_t i = f->sheet + 1; i < sheet_book_count(s->book); i++) {
        arena_reset(home, mark);
        if (!sheet_book_choose(s->book, i, reterr) || !head_read(s, home, &other->head, reterr))
            return false;
        other->sheet = i;
        if (!finding_claim(other, profiles))
            continue;
        err why = { 0 };
        if (first == 0 && !sheet_sum(s, home, f, &first, &why))
            return two_sheets_refuse(reterr);
        if (!sheet_sum(s, home, other, &second, &why) || first != second)
            return two_sheets_refuse(reterr);
    }
    return true;
}

/* Finds the sheet and the format of a source that stands at its start. */
static bool source_find(
    source *s, arena *home, payfile_profiles profiles, finding *ret, err *reterr)
{
    size_t count = s->book ? sheet_book_count(s->book) : 1;
    for (ret->sheet = 0; ret->sheet < count; ret->sheet++) {
        if (s->book && !sheet_book_choose(s->book, ret->sheet, reterr))
            return false;
        if (!head_read(s, home, &ret->head, reterr))
            return false;
        if (finding_claim(ret, profiles))
            return !s->book || others_are_empty(s, home, ret, profiles, reterr);
        if (ret->head.count > 0)
            (void)table_refuse(&ret->head, reterr);
        else if (ret->sheet == 0)
            (void)err_set(reterr, ERR_INPUT, N_("The file is empty"));
    }
    return false;
}

static payfile_format format_of(const table_format *format, const payfile_profile *profile)
{
    payfile_format ret = { .profile = profile };
    span name = profile ? profile->code : span_of(format->name);
    snprintf(ret.name, sizeof ret.name, "%.*s", SPAN_PRINT(name));
    return ret;
}

bool payfile_format_parse(span name, payfile_profiles profiles, payfile_format *ret_format)
{
    assert(ret_format);
    for (int i = 0; i < FORMAT_COUNT; i++) {
        if (span_is(name, formats[i]->name)) {
            *ret_format = format_of(formats[i], NULL);
            return true;
        }
    }
    for (size_t i = 0; i < profiles.count; i++) {
        if (span_equal(name, profiles.list[i]->code)) {
            *ret_format = format_of(&profile_format, profiles.list[i]);
            return true;
        }
    }
    return false;
}

span payfile_format_channel(const payfile_format *format)
{
    assert(format);
    if (format->profile)
        return format->profile->channel;
    for (int i = 0; i < FORMAT_COUNT; i++) {
        if (strcmp(format->name, formats[i]->name) == 0)
            return span_of(formats[i]->channel);
    }
    return (span)SPAN("other");
}

/* One file: a table or a workbook. */
static bool file_find(
    span bytes, payfile_profiles profiles, source *s, arena *home, finding *ret, err *reterr)
{
    if (!bytes_check(bytes, reterr) || !source_open(s, bytes, reterr))
        return false;
    if (source_find(s, home, profiles, ret, reterr))
        return true;
    source_close(s);
    return false;
}

/* Which file of the archive holds payments: one and no more.  *reterr says why none does. */
static bool member_find(
    sheet_zip *zip, payfile_profiles profiles, arena *home, size_t *ret, err *reterr)
{
    size_t count = 0, mark = home->used;
    source *s = ARENA_NEW(home, source, 1);
    finding *found = ARENA_NEW(home, finding, 1);
    if (!s || !found)
        return err_set(reterr, ERR_MEMORY, N_("no room for a payment file"));
    size_t inner = home->used;
    (void)err_set(reterr, ERR_INPUT, N_("The archive is empty"));
    for (size_t i = 0; i < sheet_zip_count(zip) && count < 2; i++) {
        span member;
        arena_reset(home, inner);
        if (!sheet_zip_member(zip, i, &member, reterr))
            return false;
        if (!file_find(member, profiles, s, home, found, reterr))
            continue;
        source_close(s);
        *ret = i;
        count++;
    }
    arena_reset(home, mark);
    if (count < 2)
        return count == 1;
    (void)err_set(reterr, ERR_INPUT, N_("More than one file of the archive holds payments"));
    return err_hint(reterr, N_("Unpack it and import its files"));
}

static bool archive_find(
    span bytes, payfile_profiles profiles, source *s, arena *home, finding *ret, err *reterr)
{
    sheet_zip *zip = NULL;
    span member;
    size_t index = 0;
    if (!sheet_zip_open(bytes, &zip, reterr))
        return false;
    if (member_find(zip, profiles, home, &index, reterr) &&
        sheet_zip_member(zip, index, &member, reterr) &&
        file_find(member, profiles, s, home, ret, reterr)) {
        s->zip = zip;
        return true;
    }
    sheet_zip_close(zip);
    return false;
}

/* Opens the bytes and finds the format; on success the source is open. */
static bool bytes_find(
    span bytes, payfile_profiles profiles, source *s, arena *home, finding **ret, err *reterr)
{
    *ret = ARENA_NEW(home, finding, 1);
    if (!*ret)
        return err_set(reterr, ERR_MEMORY, N_("no room for a payment file"));
    if (!bytes_check(bytes, reterr))
        return false;
    return sheet_zip_is(bytes) ? archive_find(bytes, profiles, s, home, *ret, reterr)
                               : file_find(bytes, profiles, s, home, *ret, reterr);
}

bool payfile_detect(span bytes, payfile_profiles profiles, payfile_format *ret_format, err *reterr)
{
    assert(ret_format);
    ARENA home = { 0 };
    if (!arena_open(&home, HEAD_SIZE))
        return err_set(reterr, ERR_MEMORY, N_("no room for a payment file"));
    source *s = ARENA_NEW(&home, source, 1);
    finding *found = NULL;
    assert(s);
    if (!bytes_find(bytes, profiles, s, &home, &found, reterr))
        return false;
    *ret_format = format_of(found->format, found->profile);
    source_close(s);
    return true;
}

const char *payfile_media_type(span bytes)
{
    if (sheet_zip_is(bytes))
        return "application/zip";
    if (!sheet_book_is(bytes) && !sheet_page_is(bytes))
        return "text/csv";
    return span_starts(bytes, (span)SPAN("PK"))
               ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
               : "application/vnd.ms-excel";
}

/* ---- reading --------------------------------------------------------------------------------- */

span name_of(const payfile *p, int column)
{
    return column >= 0 && (size_t)column < p->name_count ? p->names[column] : (span){ "", 0 };
}

bool row_cut(const payfile *p, err *reterr)
{
    return err_set(reterr, ERR_INPUT,
        N_("The file ends in the middle of row %lld; download it again"),
        (long long)p->source.row.number);
}

bool payfile_open(arena *home, const payfile_format *format, span bytes, payfile **ret, err *reterr)
{
    assert(home && format && ret);
    ARENA work = { 0 };
    payfile *p = ARENA_NEW(home, payfile, 1);
    if (!p || !arena_open(&work, HEAD_SIZE))
        return err_set(reterr, ERR_MEMORY, N_("no room for a payment file"));
    finding *found = NULL;
    const payfile_profiles only = { format->profile != NULL, &format->profile };
    if (!bytes_find(bytes, only, &p->source, &work, &found, reterr))
        return false;
    p->home = home;
    p->format = found->format;
    p->profile = found->profile;
    payfile_format is = format_of(found->format, found->profile);
    bool is_well = strcmp(is.name, format->name) == 0 ||
                   err_set(reterr, ERR_INPUT, N_("This file is of another format: %s"), is.name);
    is_well = is_well && payfile_begin(p, home, found, reterr);
    if (is_well)
        *ret = p;
    else
        payfile_close(p);
    return is_well;
}

void payfile_close(payfile *p)
{
    if (!p)
        return;
    if (p->profile)
        rows_seen_close(&p->table.seen);
    source_close(&p->source);
}

bool payfile_is_booked(const payfile_row *row)
{
    assert(row);
    return row->kind == PAYFILE_GIFT || row->kind == PAYFILE_REFUND || row->kind == PAYFILE_FEE ||
           (row->kind == PAYFILE_SETTLEMENT && row->settles.size > 0);
}

bool payfile_next(payfile *p, payfile_row *ret_row, bool *ret_more, err *reterr)
{
    assert(p && p->format && ret_row && ret_more);
    if (!p->format->next(p, ret_row, ret_more, reterr))
        return false;
    if (p->source.zip || p->source.is_made) /* no place in the file itself */
        ret_row->offset = ret_row->length = 0;
    if (*ret_more && payfile_is_booked(ret_row))
        row_currency_fit(p, ret_row);
    else if (*ret_more)
        row_currency_tell(p, ret_row);
    return true;
}

payfile_cell payfile_cell_of(const payfile *p, const payfile_row *row, payfile_field field)
{
    assert(p && p->format && row);
    int column = p->format->column(p, row, field);
    return (payfile_cell){ .column = name_of(p, column), .value = cell_text(&p->source, column) };
}

bool payfile_tells_fees(const payfile *p)
{
    assert(p && p->format);
    return p->format->fee_column && p->format->fee_column(p) >= 0;
}

payfile_stated payfile_totals(const payfile *p)
{
    assert(p);
    return p->stated;
}
