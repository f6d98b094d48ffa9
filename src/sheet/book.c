/* A workbook: old (xls.c) or a zip; here which worksheets a zip has and where they stand in it.
 * Relations that point outside of the file keep an empty path and are never followed.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sheet/sheet_in.h"

#include <assert.h>
#include <string.h>

enum { HOME_SIZE = 1024 * 1024 };

static void home_full(part *p)
{
    err failure;
    (void)err_set(
        &failure, ERR_LIMIT, N_("The workbook has more than %d sheets"), SHEET_SHEETS_MAX);
    part_fail(p, failure);
}

static void workbook_begin(part *p, const char *name, part_attributes attributes)
{
    sheet_book *b = p->user;
    if (strcmp(name, "workbookPr") == 0) {
        span flag = part_attribute(attributes, "date1904");
        b->is_1904 = span_is(flag, "1") || span_is(flag, "true");
    }
    if (strcmp(name, "sheet") != 0)
        return;
    book_sheet sheet = {
        .name = arena_copy(&b->home, part_attribute(attributes, "name")),
        .relation = arena_copy(&b->home, part_attribute(attributes, "id")),
    };
    if (!sheet.name.at || !sheet.relation.at || b->sheet_count == SHEET_SHEETS_MAX) {
        home_full(p);
        return;
    }
    b->sheets[b->sheet_count++] = sheet;
}

/* Where a relation of xl/workbook.xml leads: absolute from the root of the zip, else from xl/. */
static span relation_path(arena *home, part_attributes attributes)
{
    span target = part_attribute(attributes, "Target");
    if (target.size == 0 || span_is(part_attribute(attributes, "TargetMode"), "External"))
        return (span){ "", 0 };
    if (target.at[0] == '/')
        return arena_copy(home, span_slice(target, 1, target.size));
    char *path = arena_take(home, target.size + 4, 1, 1);
    if (!path)
        return (span){ NULL, 0 };
    memcpy(path, "xl/", 3);
    memcpy(path + 3, target.at, target.size);
    return (span){ path, target.size + 3 };
}

static void relations_begin(part *p, const char *name, part_attributes attributes)
{
    sheet_book *b = p->user;
    if (strcmp(name, "Relationship") != 0)
        return;
    span type = part_attribute(attributes, "Type");
    span path = relation_path(&b->home, attributes);
    if (!path.at) {
        home_full(p);
        return;
    }
    if (span_ends(type, (span)SPAN("/sharedStrings")))
        b->strings_path = path;
    if (span_ends(type, (span)SPAN("/styles")))
        b->styles_path = path;
    if (!span_ends(type, (span)SPAN("/worksheet")))
        return;
    span id = part_attribute(attributes, "Id");
    for (size_t i = 0; i < b->sheet_count; i++) {
        if (span_equal(b->sheets[i].relation, id))
            b->sheets[i].path = path;
    }
}

static bool book_part_read(sheet_book *b, const char *name, const part_reader *reader, err *reterr)
{
    part p = { .reader = reader, .user = b };
    bool is_found = false;
    if (!part_open(&p, b->zip, name, &is_found, reterr))
        return false;
    if (is_found)
        return part_run(&p, reterr);
    if (zip_name_locate(b->zip, "[Content_Types].xml", ZIP_FL_NOCASE) >= 0 ||
        zip_name_locate(b->zip, "META-INF/manifest.xml", ZIP_FL_NOCASE) >= 0) {
        (void)err_set(reterr, ERR_INPUT, N_("This is an office file of another kind than XLSX"));
        return err_hint(reterr, N_("Open it in a spreadsheet program and save it as XLSX"));
    }
    (void)err_set(reterr, ERR_INPUT, N_("This is a ZIP file, but not an XLSX workbook"));
    return err_hint(reterr, N_("Unpack it and upload the CSV or XLSX file inside"));
}

/* Chart sheets and the like have no worksheet behind them and are no tables. */
static void sheets_drop(sheet_book *b)
{
    size_t kept = 0;
    for (size_t i = 0; i < b->sheet_count; i++) {
        if (b->sheets[i].path.size > 0)
            b->sheets[kept++] = b->sheets[i];
    }
    b->sheet_count = kept;
}

static bool book_read(sheet_book *b, span bytes, err *reterr)
{
    static const part_reader workbook = { workbook_begin, NULL, NULL };
    static const part_reader relations = { relations_begin, NULL, NULL };
    if (!archive_open(bytes, &b->zip, reterr))
        return false;
    if (!b->zip)
        return part_damaged(reterr);
    if (!book_part_read(b, "xl/workbook.xml", &workbook, reterr) ||
        !book_part_read(b, "xl/_rels/workbook.xml.rels", &relations, reterr))
        return false;
    sheets_drop(b);
    return book_styles_read(b, reterr) && book_strings_read(b, reterr);
}

bool sheet_book_open(span bytes, sheet_book **ret, err *reterr)
{
    assert(ret);
    arena home = { 0 };
    if (!arena_open(&home, HOME_SIZE))
        return err_set(reterr, ERR_MEMORY, N_("no room for a workbook"));
    sheet_book *b = ARENA_NEW(&home, sheet_book, 1);
    assert(b);
    b->home = home;
    bool is_well = arena_open(&b->queue, BOOK_CELLS_MAX * sizeof(book_cell) + BOOK_TEXT_MAX) ||
                   err_set(reterr, ERR_MEMORY, N_("no room for a workbook"));
    /* Used as it comes from the system: pages that no row needs are never touched. */
    b->rows.cells = (book_cell *)(void *)b->queue.start;
    b->rows.text = (char *)b->queue.start + BOOK_CELLS_MAX * sizeof(book_cell);
    if (is_well)
        is_well = ole_is(bytes) ? xls_open(b, bytes, reterr) : book_read(b, bytes, reterr);
    if (!is_well) {
        sheet_book_close(b);
        return false;
    }
    *ret = b;
    return true;
}

void sheet_book_close(sheet_book *b)
{
    if (!b)
        return;
    part_close(&b->rows.part);
    xls_close(b);
    if (b->zip)
        zip_discard(b->zip);
    arena_close(&b->queue);
    arena_close(&b->strings);
    arena_close(&b->string_ends);
    arena home = b->home; /* the book itself lives in it */
    arena_close(&home);
}

size_t sheet_book_count(const sheet_book *b)
{
    assert(b);
    return b->sheet_count;
}

span sheet_book_name(const sheet_book *b, size_t index)
{
    assert(b && index < b->sheet_count);
    return b->sheets[index].name;
}

bool sheet_book_is_1904(const sheet_book *b)
{
    assert(b);
    return b->is_1904;
}
