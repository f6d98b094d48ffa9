/* Files that come together, before they are booked: what a check of all of them says is what booking
 * them in this order does; and an upload ends, row and bytes, when its time is over.
 * SPDX-License-Identifier: Apache-2.0 */
#include "gifts.h"

#include "work/statement/upload.h"

#include <stdio.h>
#include <string.h>

enum { ROUNDS = 12, TOGETHER_MAX = 6 };

static town the;
static gifts all;

static void what_a_check_of_all_says_is_booked(void **state)
{
    (void)state;
    int chosen[TOGETHER_MAX];
    town_make(&the);
    gifts_draw(&all, 70, 30);
    for (int round = 0; round < ROUNDS && all.file_count + TOGETHER_MAX < FILES_MAX; round++) {
        int count = (int)dice_between(2, TOGETHER_MAX);
        for (int i = 0; i < count; i++)
            chosen[i] = all.file_count > 0 && dice_one_in(5)
                            ? file_again(&all, (int)dice_between(0, all.file_count - 1))
                            : file_draw(&all, (int)dice_between(1, 40), dice_one_in(6));
        files_preview(&the, &all, chosen, count);
        for (int i = 0; i < count; i++)
            file_import(&the, &all, chosen[i], true);
        books_compare(&the, &all);
        if (all.files[chosen[0]].statement.value && dice_one_in(3))
            file_undo(&the, &all, chosen[0]);
    }
    assert_true(town_verifies(&the));
    gifts_end(&all);
    town_end(&the);
}

static upload_id upload_make(int64_t ends_us, char ret_place[FILE_PLACE_SIZE])
{
    err error = { 0 };
    upload one = { .file_size = 5, .file_name = "a.csv", .ends_us = ends_us };
    one.digest = crypt_sha256(span_of("12345"));
    upload_add_input in = { .campaign = the.campaign.id, .files = &one, .count = 1 };
    change c = { .kind = &upload_add, .author = &the.clerk, .org = the.org, .input = &in };
    MUST(file_stage(house_uploads(the.house), span_of("12345"), ends_us, one.place, &error));
    MUST(writer_run(house_writer(the.house), &c, &error));
    snprintf(ret_place, FILE_PLACE_SIZE, "%s", one.place);
    return (upload_id){ c.object_id };
}

static bool is_there(upload_id id, const char *place, int64_t now_us)
{
    err error = { 0 };
    upload *files = NULL;
    size_t count = 0;
    sys_map map = { 0 };
    bool has_row = upload_get(house_conn(the.house), &the.home, id, now_us, &files, &count, &error);
    bool has_bytes = file_staged_open(house_uploads(the.house), place, &map, &error);
    sys_map_close(&map);
    assert_int_equal(has_row, has_bytes);
    return has_row;
}

static void an_upload_ends_with_its_bytes(void **state)
{
    (void)state;
    err error = { 0 };
    char old_place[FILE_PLACE_SIZE];
    char new_place[FILE_PLACE_SIZE];
    town_make(&the);
    int64_t now_us = sys_real_us(house_clock(the.house));
    upload_id old = upload_make(now_us - 1, old_place);
    upload_id young = upload_make(now_us + INT64_C(3600000000), new_place);
    assert_true(is_there(old, old_place, now_us - 2));
    MUST(house_uploads_clean(the.house, house_conn(the.house), &error));
    assert_false(is_there(old, old_place, now_us - 2));
    assert_true(is_there(young, new_place, now_us));
    /* Nobody but the program ends all; one alone is ended by who brings files in. */
    upload_end_input every = { { 0 } };
    change c = { .kind = &upload_end, .author = &the.clerk, .org = the.org, .input = &every };
    REFUSED(writer_run(house_writer(the.house), &c, &error), ERR_ABSENT);
    upload_end_input one = { young };
    actor reader = the.reviewer;
    reader.grants[0].rights = UINT32_C(1) << RIGHT_READ;
    reader.grant_count = 1;
    c = (change){ .kind = &upload_end, .author = &reader, .org = the.org, .input = &one };
    REFUSED(writer_run(house_writer(the.house), &c, &error), ERR_DENIED);
    assert_true(is_there(young, new_place, now_us));
    assert_true(town_verifies(&the));
    town_end(&the);
}

/* A name in the folder that is no place is left alone, wherever it would lead. */
static void only_places_are_removed(void **state)
{
    (void)state;
    err error = { 0 };
    char path[FILE_PATH_MAX];
    town_make(&the);
    MUST(sys_folder_make(house_uploads(the.house), &error));
    snprintf(path, sizeof path, "%s/notes.txt", house_uploads(the.house));
    MUST(sys_file_write(path, span_of("mine"), 0600, &error));
    MUST(file_staged_clean(house_uploads(the.house), INT64_MAX, &error));
    assert_true(sys_file_exists(path));
    assert_false(
        file_staged_path(house_uploads(the.house), "../keys/house.key", path, sizeof path));
    assert_false(file_staged_path(house_uploads(the.house), "", path, sizeof path));
    town_end(&the);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_check_of_all_says_is_booked),
        cmocka_unit_test(an_upload_ends_with_its_bytes),
        cmocka_unit_test(only_places_are_removed),
    };
    return world_run("upload", tests, sizeof tests / sizeof *tests);
}
