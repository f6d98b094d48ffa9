/* Pages with tables, and text in UTF-16, from strangers: any bytes end in CSV that can be read, or in
 * an error.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sheet/sheet.h"
#include "text/text.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* No row of what was made breaks the rules of CSV, but for its bounds. */
static void csv_check(span made)
{
    static sheet_row row;
    ARENA a = { 0 };
    sheet_csv csv;
    err e = { 0 };
    bool more = true;
    assert(arena_open(&a, 4 * SHEET_RECORD_MAX));
    sheet_csv_init(&csv, made, ',');
    while (more) {
        arena_reset(&a, 0);
        if (!sheet_csv_next(&csv, &a, &row, &more, &e)) {
            assert(e.code != ERR_NONE && e.message);
            break;
        }
        assert(!more || row.has_end);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    span bytes = { (const char *)data, size };
    sys_map made = { 0 };
    err e = { 0 };
    if (size > 64 * 1024)
        return 0;
    bool is_wide = sheet_wide_is(bytes);
    if (!is_wide && !sheet_page_is(bytes))
        return 0;
    if (!(is_wide ? sheet_wide_text : sheet_page_text)(bytes, &made, &e)) {
        assert(e.code != ERR_NONE && e.message);
        return 0;
    }
    if (is_wide)
        assert(text_utf8_bad(made.bytes) == made.bytes.size);
    else
        csv_check(made.bytes);
    sys_map_close(&made);
    return 0;
}
