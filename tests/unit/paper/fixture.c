/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

arena paper_home;
static char folder[64];

int paper_home_begin(void **state)
{
    (void)state;
    if (paper_home.start)
        arena_reset(&paper_home, 0);
    else if (!arena_open(&paper_home, 256u << 20))
        return 1;
    return 0;
}

int paper_home_end(void **state)
{
    (void)state;
    arena_close(&paper_home);
    if (folder[0])
        (void)paper_run(0, "rm -r %s", folder);
    folder[0] = '\0';
    arena_close(&paper_home);
    return 0;
}

const char *paper_scratch(const char *name)
{
    if (!folder[0]) {
        const char *base = getenv("TMPDIR");
        (void)snprintf(folder, sizeof folder, "%s/paper-test-XXXXXX", base ? base : "/tmp");
        assert_non_null(mkdtemp(folder));
    }
    buffer b = buffer_in(&paper_home, 128);
    buffer_format(&b, "%s/%s%c", folder, name, 0);
    return buffer_span(&b).at;
}

const char *paper_keep(const char *name, span bytes)
{
    const char *path = paper_scratch(name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes.at, 1, bytes.size, f), bytes.size);
    assert_int_equal(fclose(f), 0);
    return path;
}

span paper_run(int status, const char *format, ...)
{
    char command[1024];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(command, sizeof command, format, arguments);
    va_end(arguments);
    assert_true(length > 0 && (size_t)length < sizeof command);
    if (!paper_home.start)
        assert_true(arena_open(&paper_home, 1u << 20));
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    buffer b = buffer_in(&paper_home, 4096);
    char piece[4096];
    for (size_t size; (size = fread(piece, 1, sizeof piece, pipe)) > 0;)
        buffer_add(&b, (span){ piece, size });
    int ended = pclose(pipe);
    if (!WIFEXITED(ended) || WEXITSTATUS(ended) != status)
        fail_msg("%s: status %d, %.*s", command, ended, SPAN_PRINT(buffer_span(&b)));
    span out = buffer_span(&b);
    if (out.size > 0 && out.at[out.size - 1] == '\n')
        out.size--;
    return out;
}

bool err_says(const err *e, const char *text)
{
    char line[512];
    err_render(e, e->message, line, sizeof line);
    return strstr(line, text) != NULL;
}
