/* Is it a mail?  Told by its first lines: headers of a mail that no table has above it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "mail/mail.h"

#include "mail/mail_in.h"

/* Letters without regard to case. */
static bool name_is(span s, const char *name)
{
    size_t i = 0;
    for (; name[i]; i++) {
        char c = i < s.size ? s.at[i] : '\0';
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (c != name[i])
            return false;
    }
    return i == s.size;
}

/* The name of a header line, or nothing. */
static span line_name(span line)
{
    size_t end = span_find(line, ':');
    for (size_t i = 0; i < end; i++) {
        if (line.at[i] <= ' ' || line.at[i] > '~')
            return (span){ NULL, 0 };
    }
    return end > 0 && end < line.size ? span_slice(line, 0, end) : (span){ NULL, 0 };
}

/* What a header line says about this being a mail. */
typedef struct signs {
    int of_machine; /* a header that only programs write */
    bool has_from, has_date, has_subject;
} signs;

static void line_note(signs *s, span name)
{
    static const char *const machine[] = { "message-id", "mime-version", "received", "return-path",
        "delivered-to", "x-mailer", "content-transfer-encoding", "x-originating-ip",
        "dkim-signature" };
    for (size_t i = 0; i < sizeof machine / sizeof *machine; i++)
        s->of_machine += name_is(name, machine[i]);
    s->has_from |= name_is(name, "from");
    s->has_date |= name_is(name, "date");
    s->has_subject |= name_is(name, "subject");
}

span mail_start(span bytes)
{
    if (span_starts(bytes, (span)SPAN("\xEF\xBB\xBF")))
        bytes = span_slice(bytes, 3, bytes.size);
    size_t at = 0;
    while (at < bytes.size && (bytes.at[at] == '\r' || bytes.at[at] == '\n'))
        at++;
    return span_slice(bytes, at, bytes.size);
}

bool mail_is(span bytes)
{
    enum { HEADERS_PROBE_MAX = 64 * 1024 };
    span rest = span_slice(mail_start(bytes), 0, HEADERS_PROBE_MAX);
    span line;
    signs found = { 0 };
    bool is_first = true, is_box = false;
    while (span_split(&rest, '\n', &line)) {
        bool is_folded = line.size > 0 && (line.at[0] == ' ' || line.at[0] == '\t');
        bool is_box_line = is_first && span_starts(line, (span)SPAN("From "));
        line = span_trim(line);
        if (line.size == 0)
            break;
        span name = line_name(line);
        /* The last line that was looked at may be cut. */
        if (!is_box_line && (is_first || !is_folded) && !name.at)
            return false;
        is_box |= is_box_line;
        is_first = false;
        if (name.at && !is_folded)
            line_note(&found, name);
    }
    return (found.has_from && (found.of_machine > 0 || (found.has_date && found.has_subject))) ||
           found.of_machine > 1 || (is_box && found.of_machine > 0);
}
