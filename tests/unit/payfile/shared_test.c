/* Real files, if they lie beside the repository: the results that their publishers state.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

enum { FILE_MAX = 4 * 1024 * 1024, PATH_SIZE = 1024 };

static const char *shared(void)
{
    const char *root = getenv("NUAN_SHARED");
    return root ? root : "../shared";
}

/* Reads a file below the shared data; an empty span when it is absent. */
static span shared_read(const char *path)
{
    static char bytes[FILE_MAX];
    char whole[PATH_SIZE];
    snprintf(whole, sizeof whole, "%s/data/%s", shared(), path);
    FILE *file = fopen(whole, "rb");
    if (!file)
        return (span){ NULL, 0 };
    size_t size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    return (span){ bytes, size };
}

static void absent(const char *what)
{
    print_message("skipped: %s is not there\n", what);
    skip();
}

static void merchant_bill(void **state)
{
    (void)state;
    span bytes = shared_read("payments/wechatpay-merchant-bill-ALL.csv");
    if (!bytes.at)
        absent("payments/wechatpay-merchant-bill-ALL.csv");
    const reading *r = file_read(bytes);
    assert_true(r->is_whole);
    assert_int_equal(r->count[PAYFILE_GIFT], 31);
    assert_int_equal(r->fen[PAYFILE_GIFT], 47);
    assert_int_equal(r->count[PAYFILE_REFUND], 14);
    assert_int_equal(r->fen[PAYFILE_REFUND], 14);
    assert_int_equal(r->count[PAYFILE_IGNORED] + r->count[PAYFILE_REJECTED], 0);
    assert_int_equal(r->fee_mfen, 8000);
    assert_int_equal(r->stated.count, 45);
    assert_int_equal(r->stated.amount.fen, 47);
    assert_int_equal(r->stated.refund.fen, 14);
    assert_int_equal(r->stated.fee_mfen, 8000);
}

static void qr_sheets(void **state)
{
    (void)state;
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s/data/donations-2020", shared());
    DIR *folder = opendir(path);
    if (!folder)
        absent("donations-2020");
    int64_t files = 0, gifts = 0, fen = 0;
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (!strstr(entry->d_name, "二维码"))
            continue;
        snprintf(path, sizeof path, "donations-2020/%.400s", entry->d_name);
        const reading *r = file_read(shared_read(path));
        assert_true(r->is_whole);
        assert_string_equal(r->format.name, "qr-sheet");
        assert_int_equal(r->count[PAYFILE_IGNORED] + r->count[PAYFILE_REJECTED], 0);
        assert_true(r->stated.has_amount);
        assert_int_equal(r->stated.amount.fen, r->fen[PAYFILE_GIFT]);
        files++;
        gifts += r->count[PAYFILE_GIFT];
        fen += r->fen[PAYFILE_GIFT];
    }
    closedir(folder);
    assert_int_equal(files, 4);
    assert_int_equal(gifts, 8729);
    assert_int_equal(fen, 211769543);
}

static void files_of_other_providers(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        const char *says;
    } files[] = {
        { "donations-2020/wuhan-donation.csv", "has these columns" },
        { "donations-2020/hubei-donation.csv", "has these columns" },
        { "goods-2020/武汉市红十字会发放物资一览表.xlsx", "list of goods" },
        { "divisions/provinces.csv", "has these columns: code, name" },
        { "divisions/universities.json", "JSON" },
        { "standards/iati/CAF-OrganizationFile.xml", "XML" },
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        span bytes = shared_read(files[i].path);
        if (!bytes.at)
            absent(files[i].path);
        file_fails(bytes, files[i].says);
    }
}

int shared_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merchant_bill),
        cmocka_unit_test(qr_sheets),
        cmocka_unit_test(files_of_other_providers),
    };
    return cmocka_run_group_tests_name("payfile shared", tests, NULL, NULL);
}
