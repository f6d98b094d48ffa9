/* The program: languages, files, assets.
 * SPDX-License-Identifier: Apache-2.0 */
#include "preview.h"

#include "catalogue.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

say_lang preview_lang = SAY_ZH;
page_theme preview_theme = THEME_LIGHT;
static const char *folder;
static arena memory;
static buffer page;

int64_t preview_us(int day, int hour, int minute)
{
    int64_t days = date_to_number((date){ 20200200 + day });
    return (days * 86400 + hour * 3600 + minute * 60 - PREVIEW_OFFSET_S) * 1000000;
}

arena *preview_arena(void)
{
    return &memory;
}

html preview_begin(void)
{
    page = buffer_in(&memory, 65536);
    return (html){ .out = &page, .lang = preview_lang, .offset_s = PREVIEW_OFFSET_S,
        .base = preview_lang == SAY_EN ? S("/en") : (span){ 0 } };
}

static void file_write(const char *path, span bytes)
{
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(bytes.at, 1, bytes.size, f) != bytes.size || fclose(f) != 0) {
        perror(path);
        exit(1);
    }
}

void preview_end(html *out, const char *name)
{
    err e = { 0 };
    if (!buffer_check(out->out, &e)) {
        fprintf(stderr, "%s: no room\n", name);
        exit(1);
    }
    char path[1024];
    snprintf(path, sizeof(path), "%s/%s.%s.%s.html", folder, name, preview_lang == SAY_EN ? "en" : "zh",
        preview_theme == THEME_DARK ? "dark" : "light");
    file_write(path, buffer_span(out->out));
}

page_view preview_page(page_place place, const char *title)
{
    return (page_view){
        .title = title,
        .site = L("北京市温暖基金会", "Beijing Warmth Foundation"),
        .supervisor = L("北京市总工会", "Beijing Federation of Trade Unions"),
        .contact = S("010-0000 0000"),
        .campaigns_url = preview_lang == SAY_EN ? S("/en/campaigns/warm-wuhan") : S("/campaigns/warm-wuhan"),
        .other_url = preview_lang == SAY_EN ? S("/") : S("/en"),
        .place = place,
        .theme = preview_theme,
        .is_exercise = true,
        .clock_us = preview_us(3, 18, 30),
    };
}

static void assets_write(void)
{
    char path[1024];
    snprintf(path, sizeof(path), "%s/assets", folder);
    mkdir(path, 0777);
    for (size_t i = 0; i < asset_count; i++) {
        snprintf(path, sizeof(path), "%s%s", folder, assets[i]->path);
        file_write(path, assets[i]->plain);
    }
}

int main(int count, char **words)
{
    if (count != 2 || !arena_open(&memory, 64 << 20)) {
        fprintf(stderr, "usage: preview FOLDER\n");
        return 2;
    }
    folder = words[1];
    mkdir(folder, 0777);
    say_init(catalogue, catalogue_count);
    assets_write();
    for (int lang = 0; lang < 2; lang++)
        for (int theme = THEME_LIGHT; theme <= THEME_DARK; theme++) {
            preview_lang = lang == 0 ? SAY_ZH : SAY_EN;
            preview_theme = (page_theme)theme;
            preview_public();
            preview_staff();
            arena_reset(&memory, 0);
        }
    arena_close(&memory);
    return 0;
}
