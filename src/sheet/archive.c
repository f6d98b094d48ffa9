/* The zip around a workbook or plain files: refused before anything is unpacked when it holds more
 * files than a workbook has, unpacks to more than SHEET_UNPACKED_MAX, or an entry is packed tighter
 * than tables ever are. The directory may lie about sizes; part.c and zip.c count what really
 * comes.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sheet/sheet_in.h"

#include <assert.h>
#include <string.h>

enum {
    TAIL_MAX = 65557 + 98, /* largest comment, end record, zip64 locator and end record */
    END_SIZE = 22,
    END_COUNT_AT = 10,
    END64_SIZE = 56,
    END64_COUNT_AT = 32
};

static uint64_t little_endian(const char *at, int size)
{
    uint64_t value = 0;
    for (int i = size - 1; i >= 0; i--)
        value = value << 8 | (unsigned char)at[i];
    return value;
}

/* So that libzip never makes room for more entries than the bound. */
static bool end_fits(const char *at, size_t left)
{
    if (at[2] == 5 && at[3] == 6)
        return little_endian(at + END_COUNT_AT, 2) <= SHEET_ENTRIES_MAX;
    return at[2] != 6 || at[3] != 6 || left < END64_SIZE ||
           little_endian(at + END64_COUNT_AT, 8) <= SHEET_ENTRIES_MAX;
}

/* True if no end record in the tail claims more entries than the bound; *ret_count of end
 * records. */
static bool ends_fit(span bytes, size_t *ret_count)
{
    *ret_count = 0;
    for (size_t i = bytes.size > TAIL_MAX ? bytes.size - TAIL_MAX : 0; i + END_SIZE <= bytes.size;
         i++) {
        const char *at = bytes.at + i;
        if (at[0] != 'P' || at[1] != 'K')
            continue;
        *ret_count += at[2] == 5 && at[3] == 6;
        if (!end_fits(at, bytes.size - i))
            return false;
    }
    return true;
}

bool archive_has_end(span bytes)
{
    size_t count = 0;
    return !ends_fit(bytes, &count) || count > 0;
}

static bool sizes_fit(zip_t *zip)
{
    zip_int64_t count = zip_get_num_entries(zip, 0);
    uint64_t sum = 0;
    if (count > SHEET_ENTRIES_MAX)
        return false;
    for (zip_int64_t i = 0; i < count; i++) {
        zip_stat_t stat;
        if (zip_stat_index(zip, (zip_uint64_t)i, 0, &stat) != 0)
            return false;
        if (stat.size > SHEET_UNPACKED_MAX || (sum += stat.size) > SHEET_UNPACKED_MAX)
            return false;
        if (stat.size > SHEET_RATIO_FROM && stat.size / SHEET_RATIO_MAX > stat.comp_size)
            return false;
    }
    return true;
}

bool archive_open(span bytes, zip_t **ret, err *reterr)
{
    assert(ret);
    size_t ends = 0;
    *ret = NULL;
    if (!ends_fit(bytes, &ends))
        return err_set(
            reterr, ERR_LIMIT, N_("The ZIP holds more than %d files"), SHEET_ENTRIES_MAX);
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(bytes.at, bytes.size, 0, &error);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    zip_error_fini(&error);
    if (!zip && source)
        zip_source_free(source);
    if (zip && !sizes_fit(zip)) {
        zip_discard(zip);
        return err_set(reterr, ERR_LIMIT,
            N_("The file would unpack to more than %d MB, or was packed to do harm"),
            (int)(SHEET_UNPACKED_MAX >> 20));
    }
    *ret = zip;
    return true;
}
