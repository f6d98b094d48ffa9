/* The verb that watches a folder: bills that something else fetches are imported as they come.
 * A file is taken when it has stopped to grow; afterwards it lies in the folder `done`, or, with
 * what is wrong with it, in `refused`.  Of an e-mail the attached files are taken.  A file that is taken twice does no harm: its payments are
 * in the books once.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/cli/verbs_in.h"

#include "payfile/enclosed.h"
#include "sys/sys.h"
#include "text/say.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum {
    EVERY_DEFAULT = 10, /* seconds between two looks */
    EVERY_MAX = 3600,
    WATCHED_MAX = 1000, /* files that are looked at in one pass */
    SAID_MAX = 256 * 1024,
    FILE_BYTES_MAX = 1 << 30,
    WORDS_MAX = 12,
    NAME_BYTES_MAX = 255,
    PATH_MAX_HERE =
        HOUSE_PATH_MAX + NAME_BYTES_MAX + 32 /* of a file in a folder in the watched one */
};

/* A file as it was at the last look. */
typedef struct watched {
    char name[NAME_BYTES_MAX + 1];
    sys_file was;
} watched;

typedef struct watching {
    verb_call *call;
    char folder[HOUSE_PATH_MAX];
    bool is_once;
    arena home;
    watched *before, *now; /* of the last pass, of this one */
    size_t before_count, now_count;
    int refused;
} watching;

/* ---- what a command says -------------------------------------------------------------------- */

typedef struct listener {
    const verb_sink *to;
    buffer said;
} listener;

static void listener_write(void *self, verb_stream stream, span bytes)
{
    listener *l = self;
    if (stream != STREAM_PROGRESS)
        buffer_add(&l->said, bytes);
    l->to->write(l->to->self, stream, bytes);
}

/* ---- one file ------------------------------------------------------------------------------- */

/* A path in a folder of the watched one that is free: name, name-2 ... */
static void path_free(
    const watching *w, const char *into, const char *name, char ret[PATH_MAX_HERE])
{
    snprintf(ret, PATH_MAX_HERE, "%s/%s/%s", w->folder, into, name);
    for (int i = 2; sys_file_exists(ret); i++)
        snprintf(ret, PATH_MAX_HERE, "%s/%s/%d-%s", w->folder, into, i, name);
}

/* Puts the file away; beside a refused one lies what was said. */
static bool file_put_away(
    const watching *w, const char *path, const char *name, bool is_done, span said, err *reterr)
{
    char folder[PATH_MAX_HERE], to[PATH_MAX_HERE], note[PATH_MAX_HERE + 8];
    const char *into = is_done ? "done" : "refused";
    snprintf(folder, sizeof folder, "%s/%s", w->folder, into);
    if (!sys_folder_make(folder, reterr))
        return false;
    path_free(w, into, name, to);
    if (!sys_file_move(path, to, reterr))
        return false;
    snprintf(note, sizeof note, "%s.txt", to);
    return is_done || sys_file_write(note, said, 0640, reterr);
}

/* The words of the import command. */
static int import_words(const watching *w, const char *path, span words[WORDS_MAX])
{
    static const char *const options[] = { "campaign", "account" };
    static const char *const flags[] = { "--campaign", "--account" };
    int count = 0;
    words[count++] = span_of("import");
    words[count++] = span_of("statement");
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        span value = verb_value(w->call, options[i]);
        if (!value.at)
            continue;
        words[count++] = span_of(flags[i]);
        words[count++] = value;
    }
    if (verb_flag(w->call, "skip-rejected"))
        words[count++] = span_of("--skip-rejected");
    words[count++] = span_of(path);
    return count;
}

static bool path_import(watching *w, listener *hears, const char *path)
{
    span words[WORDS_MAX];
    const verb_sink sink = { .self = hears, .write = listener_write };
    return call_again(w->call, &sink, words, import_words(w, path, words)) == EXIT_DONE;
}

/* ---- one mail ------------------------------------------------------------------------------- */

/* What is wrong with the mail itself, a line each. */
static void faults_tell(watching *w, listener *hears, const err *faults, int count, int total)
{
    for (int i = 0; i < count && i < total; i++) {
        buffer b = buffer_in(&w->home, 512);
        say_err(&b, w->call->lang, &faults[i]);
        buffer_byte(&b, '\n');
        listener_write(hears, STREAM_ERR, buffer_span(&b));
    }
}

/* A file of a mail lies for a moment in a folder that is never looked at, under its own name: by
 * that the history of imports knows it. */
static bool enclosed_import(
    watching *w, listener *hears, const enclosed_file *file, bool *ret_is_done, err *reterr)
{
    char path[PATH_MAX_HERE];
    snprintf(path, sizeof path, "%s/.mail", w->folder);
    if (!sys_folder_make(path, reterr))
        return false;
    snprintf(path, sizeof path, "%s/.mail/%s", w->folder, file->name);
    if (!sys_file_write(path, file->map.bytes, 0600, reterr))
        return false;
    *ret_is_done = path_import(w, hears, path);
    if (!sys_file_remove(path, reterr))
        return false;
    snprintf(path, sizeof path, "%s/.mail", w->folder);
    return sys_file_remove(path, reterr);
}

/* Each file of a mail by itself: a bad one does not stop the others, but the mail is not done. */
static bool mail_import(watching *w, listener *hears, span bytes, bool *ret_is_done, err *reterr)
{
    err why = { 0 };
    size_t mark = w->home.used;
    enclosed *inside = ARENA_NEW(&w->home, enclosed, 1);
    if (!inside)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    bool is_open = enclosed_open(bytes, inside, &why), is_good = true;
    if (!is_open)
        faults_tell(w, hears, &why, 1, 1);
    *ret_is_done = is_open && inside->fault_count == 0;
    for (int i = 0; is_open && i < inside->count && is_good; i++) {
        bool is_done = false;
        is_good = enclosed_import(w, hears, &inside->files[i], &is_done, reterr);
        *ret_is_done = *ret_is_done && is_done;
    }
    if (is_open)
        faults_tell(w, hears, inside->faults, inside->fault_count, ENCLOSED_FAULTS_MAX);
    enclosed_close(inside);
    arena_reset(&w->home, mark);
    return is_good;
}

/* ---- taking --------------------------------------------------------------------------------- */

static bool file_take(watching *w, const char *name, err *reterr)
{
    char path[PATH_MAX_HERE];
    sys_map map = { 0 };
    err ignored = { 0 };
    ARENA memory = { 0 };
    if (!arena_open(&memory, 2 * SAID_MAX))
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    listener hears = { .to = w->call->sink, .said = buffer_in(&memory, 4096) };
    snprintf(path, sizeof path, "%s/%s", w->folder, name);
    bool is_done = false, is_good = true;
    /* What can't be opened is told by the import. */
    if (sys_map_open(path, FILE_BYTES_MAX, &map, &ignored) && enclosed_is(map.bytes))
        is_good = mail_import(w, &hears, map.bytes, &is_done, reterr);
    else
        is_done = path_import(w, &hears, path);
    sys_map_close(&map);
    w->refused += !is_done;
    return is_good && file_put_away(w, path, name, is_done, buffer_span(&hears.said), reterr);
}

/* ---- one look ------------------------------------------------------------------------------- */

/* Files that are still being written carry such names. */
static bool is_unfinished(const char *name)
{
    static const char *const tails[] = { ".part", ".tmp", ".crdownload", ".filepart", ".download",
        "~" };
    bool is = name[0] == '.';
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
        is |= span_ends(span_of(name), span_of(tails[i]));
    return is;
}

static bool name_note(void *self, const char *name)
{
    watching *w = self;
    char path[PATH_MAX_HERE];
    watched *at = &w->now[w->now_count];
    err ignored = { 0 };
    snprintf(path, sizeof path, "%s/%s", w->folder, name);
    if (w->now_count == WATCHED_MAX || is_unfinished(name) || strlen(name) > NAME_BYTES_MAX ||
        !sys_file_look(path, &at->was, &ignored) || !at->was.is_plain)
        return true;
    snprintf(at->name, sizeof at->name, "%s", name);
    w->now_count++;
    return true;
}

/* It has the size and time that it had at the last look. */
static bool is_still(const watching *w, const watched *file)
{
    for (size_t i = 0; i < w->before_count; i++) {
        const watched *was = &w->before[i];
        if (strcmp(was->name, file->name) == 0)
            return was->was.size == file->was.size && was->was.changed_us == file->was.changed_us;
    }
    return w->is_once;
}

static bool folder_look(watching *w, err *reterr)
{
    w->now_count = 0;
    if (!sys_folder_list(w->folder, name_note, w, reterr))
        return false;
    for (size_t i = 0; i < w->now_count; i++) {
        if (is_still(w, &w->now[i]) && !file_take(w, w->now[i].name, reterr))
            return false;
    }
    watched *kept = w->before;
    w->before = w->now;
    w->before_count = w->now_count;
    w->now = kept;
    return true;
}

static bool watching_open(watching *w, verb_call *call, int64_t *ret_every, err *reterr)
{
    uint64_t every = EVERY_DEFAULT;
    span asked = verb_value(call, "every");
    if (asked.at && (!text_parse_uint(asked, EVERY_MAX, &every) || every == 0))
        return err_field(reterr, "every", N_("--every takes 1 to %d seconds"), EVERY_MAX);
    if (!verb_value(call, "campaign").at)
        return err_field(reterr, "campaign", N_("Name the campaign with --campaign CODE"));
    *w = (watching){ .call = call, .is_once = verb_flag(call, "once") };
    *ret_every = (int64_t)every * 1000000;
    snprintf(w->folder, sizeof w->folder, "%.*s", SPAN_PRINT(call->words[0]));
    if (!arena_open(&w->home, 2 * WATCHED_MAX * sizeof(watched) + sizeof(enclosed) + SAID_MAX))
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    w->before = ARENA_NEW(&w->home, watched, WATCHED_MAX);
    w->now = ARENA_NEW(&w->home, watched, WATCHED_MAX);
    return true;
}

int run_import_watch(verb_call *call)
{
    err why = { 0 };
    watching w = { 0 };
    int64_t every_us = 0;
    if (!watching_open(&w, call, &every_us, &why))
        return verb_fail(call, &why);
    bool is_good = folder_look(&w, &why);
    while (is_good && !w.is_once) {
        sys_pause(every_us);
        is_good = folder_look(&w, &why);
    }
    arena_close(&w.home);
    if (!is_good)
        return verb_fail(call, &why);
    return w.refused > 0 ? EXIT_FAILED : EXIT_DONE;
}
