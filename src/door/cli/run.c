/* Running the command line: in this process, or in the server that holds the data folder.
 * A verb that writes and finds the folder's lock taken sends its words, its open files and its
 * standard input over the folder's socket; the server runs the same verb and streams its output
 * back.  So each verb has one implementation.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/cli/verb.h"

#include "door/cli/verbs_in.h"

#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    CALL_MEMORY = 1 << 30,
    INPUT_MAX = 1 << 20,
    FRAME_CALL = 10,
    FRAME_INPUT = 11,
    FRAME_EXIT = 12
};

/* ---- sinks ---------------------------------------------------------------------------------- */

static void local_write(void *self, verb_stream stream, span bytes)
{
    (void)self;
    sys_fd_write(stream == STREAM_OUT ? 1 : 2, bytes);
}

static const verb_sink local_sink = { .write = local_write };

static void remote_write(void *self, verb_stream stream, span bytes)
{
    const int *fd = self;
    err ignored = { 0 };
    while (bytes.size > 0) {
        span piece = span_slice(bytes, 0, SYS_UNIX_FRAME_MAX / 2);
        if (!sys_unix_send(*fd, (uint8_t)stream, piece, NULL, 0, &ignored))
            return;
        bytes = span_slice(bytes, piece.size, bytes.size);
    }
}

/* ---- running in this process ---------------------------------------------------------------- */

/* The author: os:<user>, or a person whose secret stands on standard input. */
static bool author_find(verb_call *call, err *reterr)
{
    span as = verb_value(call, "as");
    person_id person = { 0 };
    if (!as.at)
        return house_operator(call->house, &call->author, reterr);
    span secret = call->input;
    size_t line_end = span_find(secret, '\n');
    secret = span_slice(secret, 0, line_end);
    call->input = span_slice(call->input, line_end + 1, call->input.size);
    int64_t now = sys_real_us(house_clock(call->house));
    if (!access_secret_check(
            house_conn(call->house), as, span_trim(secret), now, &person, reterr)) {
        static const actor nobody = { .kind = ACTOR_PROGRAM, .address = "os" };
        access_person_input in = { .person = person };
        change c = { .kind = &access_sign_in_failed, .author = &nobody, .input = &in };
        err ignored = { 0 };
        if (person.value && house_writer(call->house) &&
            writer_run(house_writer(call->house), &c, &ignored))
            return false;
        return false;
    }
    return access_actor(house_conn(call->house), person, span_of("os"), &call->author, reterr);
}

static int call_run(verb_call *call)
{
    err why = { 0 };
    if (call->verb->writes && !call->verb->opens_none && !author_find(call, &why))
        return verb_fail(call, &why);
    return call->verb->run(call);
}

/* A file that is too large to publish on the way out. */
static void log_waits_tell(verb_call *call, int64_t left)
{
    err note = { 0 };
    err_set(&note, ERR_LIMIT, N_("Entries that the public log still has to take: %lld"),
        (long long)left);
    err_hint(&note, N_("The server does it by itself; without one: nuan log publish"));
    verb_fail(call, &note);
}

/* Opens the house for a verb and runs it; *ret_busy: another process holds the lock. */
static int house_run(verb_call *call, house_setup *setup, bool *ret_busy)
{
    err why = { 0 };
    setup->writes = call->verb->writes;
    if (!house_open(setup, &call->house, &why)) {
        *ret_busy = why.code == ERR_CONFLICT && setup->writes;
        int code = *ret_busy ? EXIT_FAILED : verb_fail(call, &why);
        /* A database whose schema is not ours can't be right. */
        bool is_other = why.code == ERR_CONFLICT && call->verb->run == run_verify;
        return is_other ? EXIT_UNVERIFIED : code;
    }
    if (setup->writes && !house_resume(call->house, &why)) {
        house_close(call->house);
        return verb_fail(call, &why);
    }
    int code = call_run(call);
    if (setup->writes && !house_publish(call->house, HOUSE_PUBLISH_AT_ONCE, &why) &&
        code == EXIT_DONE)
        code = verb_fail(call, &why);
    if (house_publish_left(call->house) > 0)
        log_waits_tell(call, house_publish_left(call->house));
    house_close(call->house);
    return code;
}

/* ---- running in the server ------------------------------------------------------------------ */

static bool remote_send(verb_call *call, int fd, const span *words, int count, err *reterr)
{
    buffer b = buffer_in(call->home, 4096);
    buffer_byte(&b, (char)('0' + (int)call->lang));
    buffer_byte(&b, call->is_terminal ? '1' : '0');
    for (int i = 0; i < count; i++) {
        buffer_add(&b, words[i]);
        buffer_byte(&b, '\0');
    }
    bool has_one = call->verb->file_option && verb_value(call, call->verb->file_option).at;
    int file_count = call->verb->reads_files ? call->word_count : has_one;
    return buffer_check(&b, reterr) &&
           sys_unix_send(fd, FRAME_CALL, buffer_span(&b), call->files, file_count, reterr) &&
           sys_unix_send(fd, FRAME_INPUT, call->input, NULL, 0, reterr);
}

static bool server_listens(const char *folder)
{
    err ignored = { 0 };
    char path[HOUSE_PATH_MAX];
    int fd = -1;
    snprintf(path, sizeof path, "%s/socket", folder);
    if (!sys_unix_connect(path, &fd, &ignored))
        return false;
    sys_fd_close(fd);
    return true;
}

static int remote_run(verb_call *call, const char *folder, const span *words, int count)
{
    err why = { 0 };
    char path[HOUSE_PATH_MAX];
    int fd = -1;
    snprintf(path, sizeof path, "%s/socket", folder);
    if (!sys_unix_connect(path, &fd, &why)) {
        err_set(&why, ERR_CONFLICT, N_("Another process is writing to this data folder"));
        err_hint(&why, N_("Wait until it has finished, and try again."));
        return verb_fail(call, &why);
    }
    bool is_good = remote_send(call, fd, words, count, &why);
    int code = EXIT_FAILED;
    bool is_ended = false;
    while (is_good && !is_ended) {
        uint8_t kind = 0;
        span bytes = { NULL, 0 };
        bool more = false;
        size_t mark = call->home->used;
        is_good = sys_unix_receive(fd, call->home, &kind, &bytes, NULL, NULL, &more, &why);
        if (is_good && !more)
            is_good = err_set(&why, ERR_STORE, N_("the connection to the server was lost"));
        if (is_good && kind == FRAME_EXIT) {
            code = bytes.size == 1 ? bytes.at[0] : EXIT_FAILED;
            is_ended = true;
        } else if (is_good) {
            call->sink->write(call->sink->self, (verb_stream)kind, bytes);
        }
        arena_reset(call->home, mark);
    }
    sys_fd_close(fd);
    return is_good ? code : verb_fail(call, &why);
}

/* Reads the words of a call that came over the socket. */
static bool call_receive(verb_call *call, int fd, err *reterr)
{
    uint8_t kind = 0;
    span bytes = { NULL, 0 };
    bool more = false;
    int file_count = 0;
    if (!sys_unix_receive(fd, call->home, &kind, &bytes, call->files, &file_count, &more, reterr) ||
        !more || kind != FRAME_CALL || bytes.size < 2)
        return false;
    call->lang = bytes.at[0] == '1' ? SAY_EN : SAY_ZH;
    call->is_terminal = bytes.at[1] == '1';
    span rest = span_slice(bytes, 2, bytes.size);
    span words[VERB_WORDS_MAX];
    int count = 0;
    while (count < VERB_WORDS_MAX && rest.size > 0 && span_split(&rest, '\0', &words[count]))
        count++;
    for (int i = file_count; i < VERB_FILES_MAX; i++)
        call->files[i] = -1;
    return verb_parse(call, words, count, reterr) &&
           sys_unix_receive(fd, call->home, &kind, &call->input, NULL, NULL, &more, reterr) && more;
}

void cli_serve_one(house *h, int fd)
{
    assert(h && fd >= 0);
    ARENA home = { 0 };
    err why = { 0 };
    verb_sink sink = { .self = &fd, .write = remote_write };
    verb_call call = { .home = &home, .house = h, .sink = &sink };
    int code = EXIT_FAILED;
    for (int i = 0; i < VERB_FILES_MAX; i++)
        call.files[i] = -1;
    if (!arena_open(&home, CALL_MEMORY))
        return;
    if (call_receive(&call, fd, &why) && !call.verb->opens_none)
        code = call_run(&call);
    else if (why.code != ERR_NONE)
        verb_fail(&call, &why);
    for (int i = 0; i < VERB_FILES_MAX; i++) {
        if (call.files[i] >= 0)
            sys_fd_close(call.files[i]);
    }
    const char end = (char)code;
    if (!sys_unix_send(fd, FRAME_EXIT, (span){ &end, 1 }, NULL, 0, &why))
        return;
}

/* Here, or in the server; when another verb is at work (it holds the lock, but listens to
 * nobody), after it. */
static int anywhere_run(verb_call *call, house_setup *setup, const span *words, int count)
{
    enum { TRIES = 300, WAIT_US = 100000 };
    sys_mutex lock;
    sys_signal never;
    sys_mutex_init(&lock);
    sys_signal_init(&never);
    bool is_busy = true;
    int code = EXIT_FAILED;
    for (int i = 0; i < TRIES && is_busy; i++) {
        is_busy = false;
        code = house_run(call, setup, &is_busy);
        if (!is_busy || server_listens(setup->folder))
            break;
        sys_mutex_lock(&lock);
        sys_signal_wait_for(&never, &lock, WAIT_US);
        sys_mutex_unlock(&lock);
    }
    sys_signal_done(&never);
    sys_mutex_done(&lock);
    return is_busy ? remote_run(call, setup->folder, words, count) : code;
}

/* ---- the process ---------------------------------------------------------------------------- */

static bool file_open_at(verb_call *call, int index, span name, err *reterr)
{
    char path[HOUSE_PATH_MAX];
    snprintf(path, sizeof path, "%.*s", SPAN_PRINT(name));
    return sys_fd_open_read(path, &call->files[index], reterr);
}

static bool files_open(verb_call *call, err *reterr)
{
    for (int i = 0; i < VERB_FILES_MAX; i++)
        call->files[i] = -1;
    span file =
        call->verb->file_option ? verb_value(call, call->verb->file_option) : (span){ NULL, 0 };
    if (file.at)
        return file_open_at(call, 0, file, reterr);
    if (!call->verb->reads_files)
        return true;
    for (int i = 0; i < call->word_count; i++) {
        if (i == VERB_FILES_MAX)
            return err_set(reterr, ERR_LIMIT, N_("At most %d files at once"), VERB_FILES_MAX);
        if (!file_open_at(call, i, call->words[i], reterr))
            return false;
    }
    return true;
}

int call_again(const verb_call *like, const verb_sink *sink, const span *words, int count)
{
    ARENA home = { 0 };
    err why = { 0 };
    house_setup setup = *like->setup;
    verb_call call = { .home = &home, .sink = sink, .lang = like->lang, .setup = &setup };
    if (!arena_open(&home, CALL_MEMORY))
        return EXIT_FAILED;
    if (!verb_parse(&call, words, count, &why) || !files_open(&call, &why))
        return verb_fail(&call, &why);
    int code = anywhere_run(&call, &setup, words, count);
    for (int i = 0; i < VERB_FILES_MAX; i++) {
        if (call.files[i] >= 0)
            sys_fd_close(call.files[i]);
    }
    return code;
}

/* The options that stand before the verb. */
typedef struct global_options {
    const char *folder, *database;
    say_lang lang;
    int used; /* words of argv that they took, argv[0] included */
} global_options;

static bool globals_read(int argc, char **argv, global_options *ret, err *reterr)
{
    const char *env = getenv("LANG");
    *ret = (global_options){ .folder = getenv("NUAN_DATA"), .lang = SAY_ZH, .used = 1 };
    if (env && strncmp(env, "zh", 2) != 0 && strncmp(env, "C", 1) != 0 &&
        strncmp(env, "POSIX", 5) != 0)
        ret->lang = SAY_EN;
    for (; ret->used < argc && strncmp(argv[ret->used], "--", 2) == 0; ret->used++) {
        const char *name = argv[ret->used];
        bool is_known =
            strcmp(name, "--data") == 0 || strcmp(name, "--db") == 0 || strcmp(name, "--lang") == 0;
        if (strcmp(name, "--help") == 0 || strcmp(name, "--version") == 0)
            return true;
        if (!is_known || ret->used + 1 >= argc)
            return err_set(reterr, ERR_INPUT, N_("There is no option %s before the command"), name);
        const char *value = argv[++ret->used];
        if (name[2] == 'l' && !say_lang_parse(span_of(value), &ret->lang))
            return err_set(reterr, ERR_INPUT, N_("The language is zh or en, not %s"), value);
        if (strcmp(name, "--data") == 0)
            ret->folder = value;
        if (strcmp(name, "--db") == 0)
            ret->database = value;
    }
    if (!ret->folder)
        ret->folder = "data";
    return true;
}

static int usage_fail(verb_call *call, const err *why)
{
    verb_fail(call, why);
    return EXIT_USAGE;
}

static bool input_read(verb_call *call, err *reterr)
{
    bool wants =
        verb_flag(call, "as") || verb_flag(call, "password-stdin") || call->verb->reads_input;
    return !wants || sys_fd_read_all(call->home, 0, INPUT_MAX, &call->input, reterr);
}

int cli_main(const store_driver *sqlite, const store_driver *postgres, int argc, char **argv,
    int (*serve)(verb_call *call))
{
    ARENA home = { 0 };
    err why = { 0 };
    global_options globals = { 0 };
    verb_call call = { .home = &home, .sink = &local_sink };
    span words[VERB_WORDS_MAX];
    if (!arena_open(&home, CALL_MEMORY))
        return EXIT_FAILED;
    bool is_good = globals_read(argc, argv, &globals, &why);
    call.lang = globals.lang;
    int count = 0;
    for (int i = globals.used; i < argc && count < VERB_WORDS_MAX; i++, count++)
        words[count] = span_of(argv[i]);
    if (count > 0 && (span_is(words[0], "--help") || span_is(words[0], "--version")))
        words[0] = span_slice(words[0], 2, words[0].size);
    if (is_good && count == 0)
        words[count++] = span_of("help");
    if (!is_good || !verb_parse(&call, words, count, &why))
        return usage_fail(&call, &why);
    call.is_terminal = sys_is_terminal(2);
    if (!files_open(&call, &why) || !input_read(&call, &why))
        return verb_fail(&call, &why);
    house_setup setup = { .folder = globals.folder,
        .database = globals.database,
        .sqlite = sqlite,
        .postgres = postgres };
    call.setup = &setup;
    if (span_is(span_of(call.verb->name), "serve"))
        return serve(&call);
    if (call.verb->opens_none)
        return call.verb->run(&call);
    return anywhere_run(&call, &setup, words, count);
}
