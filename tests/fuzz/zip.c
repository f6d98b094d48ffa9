/* ZIPs of plain files from strangers: any bytes end in members of the size that the directory
 * names, or in an error.  Names are UTF-8, whatever they were.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sheet/sheet.h"
#include "text/text.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    span bytes = { (const char *)data, size };
    sheet_zip *zip = NULL;
    err e = { 0 };
    if (size > 256 * 1024)
        return 0;
    assert(!sheet_zip_is(bytes) || !sheet_book_is(bytes));
    if (!sheet_zip_open(bytes, &zip, &e)) {
        assert(e.code != ERR_NONE && e.message);
        return 0;
    }
    for (size_t i = 0; i < sheet_zip_count(zip); i++) {
        span name = sheet_zip_name(zip, i);
        span member = { NULL, 0 };
        assert(name.size > 0 && text_utf8_bad(name) == name.size);
        if (!sheet_zip_member(zip, i, &member, &e)) {
            assert(e.code != ERR_NONE && e.message);
            continue;
        }
        assert(text_utf8_bad(member) <= member.size && member.size <= SHEET_UNPACKED_MAX);
        sheet_zip_pass(zip, i, 0, member.size);
    }
    sheet_zip_close(zip);
    return 0;
}
