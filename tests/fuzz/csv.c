/* CSV from strangers: any bytes end in rows inside of the bytes, or in an error.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sheet/sheet.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char separators[] = { ',', ';', '\t' };
    static sheet_row row;
    if (size == 0)
        return 0;
    ARENA scratch = { 0 };
    if (!arena_open(&scratch, size + 16))
        return 0;
    span bytes = { (const char *)data + 1, size - 1 };
    sheet_csv c;
    sheet_csv_init(&c, bytes, separators[data[0] % 3]);
    size_t end = 0;
    err e;
    for (bool is_more = true; is_more;) {
        if (!sheet_csv_next(&c, &scratch, &row, &is_more, &e)) {
            assert(e.code != ERR_NONE && e.message);
            break;
        }
        if (!is_more)
            break;
        assert(row.count > 0 && row.offset >= end && row.offset + row.length <= bytes.size);
        end = row.offset + row.length;
        unsigned sum = 0;
        for (size_t i = 0; i < row.count; i++) {
            int64_t number = 0;
            bool is_exact = false;
            sum += row.fields[i].size > 0 ? (unsigned char)row.fields[i].at[row.fields[i].size - 1]
                                          : 0;
            if (sheet_number(row.fields[i], 2, &number, &is_exact))
                assert(number < INT64_C(1000000000000000000));
        }
        assert(!row.is_ascii || sum < 0x80 * SHEET_COLUMNS_MAX);
    }
    (void)sheet_csv_separator(bytes);
    return 0;
}
