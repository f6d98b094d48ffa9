/* The rate at which a payment file is read, against a parser that only looks for separators, cuts the
 * cells and reads one amount.  CPU time: rows alone (cells found, nothing understood), and the whole
 * reading (days, amounts, kinds, numbers, text in one form).
 *
 *   bench-parse FILE COLUMN      COLUMN: of the amount, from 0
 * SPDX-License-Identifier: Apache-2.0 */
#include "measure.h"

#include "payfile/payfile.h"
#include "payfile/profile.h"
#include "sheet/sheet.h"
#include "sys/sys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HOME_SIZE = 64 * 1024 * 1024, SCRATCH_SIZE = 4 * 1024 * 1024 };

/* What the bare parser has counted; printed, so that nothing of it can be left out. */
typedef struct bare {
    int64_t rows, sum;
} bare;

static int64_t amount_bare(const char *at, const char *end)
{
    int64_t value = 0;
    for (; at < end; at++)
        value = *at >= '0' && *at <= '9' ? value * 10 + (*at - '0') : value;
    return value;
}

/* Behind the cell at `at`, quoted or not. */
static const char *cell_end(const char *at, const char *end)
{
    if (at < end && *at == '"') {
        const char *quote = memchr(at + 1, '"', (size_t)(end - at - 1));
        return quote ? quote + 1 : end;
    }
    while (at < end && *at != ',' && *at != '\n')
        at++;
    return at;
}

static int64_t bare_run(span bytes, int column, bare *ret)
{
    int64_t start = measure_cpu();
    const char *at = bytes.at, *end = bytes.at + bytes.size;
    int cell = 0;
    while (at < end) {
        const char *stop = cell_end(at, end);
        if (cell++ == column)
            ret->sum += amount_bare(at, stop);
        if (stop >= end || *stop == '\n') {
            ret->rows++;
            cell = 0;
        }
        at = stop + 1;
    }
    return measure_cpu() - start;
}

static int64_t rows_run(span bytes)
{
    static sheet_row row;
    ARENA scratch = { 0 };
    err why = { 0 };
    sheet_csv csv;
    bool more = true;
    if (!arena_open(&scratch, SCRATCH_SIZE))
        measure_stop("parse", "not enough memory");
    int64_t start = measure_cpu();
    sheet_csv_init(&csv, bytes, ',');
    while (more) {
        arena_reset(&scratch, 0);
        if (!sheet_csv_next(&csv, &scratch, &row, &more, &why))
            measure_stop("parse", why.message);
    }
    return measure_cpu() - start;
}

static int64_t whole_run(span bytes, int64_t *ret_gifts)
{
    ARENA home = { 0 };
    err why = { 0 };
    payfile_profiles profiles;
    payfile_format format;
    payfile *file = NULL;
    payfile_row row;
    bool more = true;
    if (!arena_open(&home, HOME_SIZE) || !profile_house(&home, &profiles, &why))
        measure_stop("parse", "not enough memory");
    int64_t start = measure_cpu();
    if (!payfile_detect(bytes, profiles, &format, &why) ||
        !payfile_open(&home, &format, bytes, &file, &why))
        measure_stop("parse", why.message);
    while (more) {
        if (!payfile_next(file, &row, &more, &why))
            measure_stop("parse", why.message);
        *ret_gifts += more && row.kind == PAYFILE_GIFT;
    }
    payfile_close(file);
    return measure_cpu() - start;
}

int main(int argc, char **argv)
{
    err why = { 0 };
    sys_map map = { 0 };
    bare seen = { 0 };
    int64_t gifts = 0;
    if (argc != 3)
        measure_stop("usage", "bench-parse FILE COLUMN");
    if (!sys_map_open(argv[1], SIZE_MAX, &map, &why))
        measure_stop(argv[1], why.message);
    int64_t first = bare_run(map.bytes, 0, &(bare){ 0 }); /* the pages come in */
    int64_t bare_ns = bare_run(map.bytes, atoi(argv[2]), &seen);
    int64_t rows_ns = rows_run(map.bytes);
    int64_t whole_ns = whole_run(map.bytes, &gifts);
    if (first < 0 || seen.sum == 0 || gifts == 0)
        measure_stop(argv[1], "nothing was read");
    double million = (double)seen.rows * 1e3;
    printf("gifts=%lld bare=%.3f rows=%.3f whole=%.3f\n", (long long)gifts,
        million / (double)bare_ns, million / (double)rows_ns, million / (double)whole_ns);
    sys_map_close(&map);
    return 0;
}
