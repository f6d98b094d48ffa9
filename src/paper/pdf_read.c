/* Files inside of a PDF, as pdf.c puts them there.  The way to them is the document's own: from its
 * end to the table of objects, to the catalogue, to the directory of files, to the bytes.  What lies
 * elsewhere is never looked at, so nothing on a page can pass for a file.
 * SPDX-License-Identifier: Apache-2.0 */
#include "paper/pdf.h"

#include "text/text.h"

#include <assert.h>

enum { OBJECTS_MAX = 2 * PDF_PAGES_MAX + 64, ENTRY = 20, DEPTH_MAX = 6, NUMBER_DIGITS = 10 };

/* A document with its table of objects. */
typedef struct reading {
    span all, table;
    uint64_t count;
} reading;

static bool is_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c);
}

static bool is_end(char c)
{
    return is_one_of(c, " \n\r\t/<>[]()");
}

/* Takes a literal off the front. */
static bool take(span *rest, const char *literal)
{
    const span s = span_of(literal);
    if (!span_starts(*rest, s))
        return false;
    *rest = span_slice(*rest, s.size, rest->size);
    return true;
}

static bool take_number(span *rest, uint64_t max, uint64_t *ret)
{
    size_t size = 0;
    while (size < rest->size && size <= NUMBER_DIGITS && rest->at[size] >= '0' &&
           rest->at[size] <= '9')
        size++;
    if (!text_parse_uint(span_slice(*rest, 0, size), max, ret))
        return false;
    *rest = span_slice(*rest, size, rest->size);
    return true;
}

/* 7 0 R */
static bool take_reference(const reading *r, span *rest, uint64_t *ret)
{
    span ahead = *rest;
    if (!take_number(&ahead, r->count, ret) || *ret == 0 || *ret >= r->count ||
        !take(&ahead, " 0 R"))
        return false;
    *rest = ahead;
    return true;
}

/* Where the bracket that opens at the front is closed: the size of all between, both included. */
static bool bracket_size(span s, const char *open, const char *close, size_t *ret)
{
    const size_t step = strlen(open);
    int depth = 0;
    for (size_t at = 0; at < s.size; at++) {
        const span here = span_slice(s, at, s.size);
        const bool is_hex = s.at[at] == '<' && !span_starts(here, span_of("<<"));
        if (s.at[at] == '(' || is_hex) {
            at += span_find(here, is_hex ? '>' : ')'); /* names of files have no brackets */
            continue;
        }
        if (span_starts(here, span_of(open)))
            depth++;
        else if (span_starts(here, span_of(close)))
            depth--;
        else
            continue;
        if (depth > DEPTH_MAX)
            return false;
        at += step - 1;
        if (depth == 0) {
            *ret = at + 1;
            return true;
        }
    }
    return false;
}

/* Takes one value off the front: a dictionary, a list, a string, a name, a number, a reference. */
static bool take_value(span *rest, span *ret)
{
    size_t size = 0;
    if (rest->size == 0)
        return false;
    if (span_starts(*rest, span_of("<<"))) {
        if (!bracket_size(*rest, "<<", ">>", &size))
            return false;
    } else if (rest->at[0] == '[') {
        if (!bracket_size(*rest, "[", "]", &size))
            return false;
    } else if (rest->at[0] == '(' || rest->at[0] == '<') {
        size = span_find(*rest, rest->at[0] == '(' ? ')' : '>') + 1;
    } else {
        for (size = 1; size < rest->size && !is_end(rest->at[size]);)
            size++;
        if (span_starts(span_slice(*rest, size, rest->size), span_of(" 0 R")))
            size += 4;
    }
    if (size > rest->size)
        return false;
    *ret = span_slice(*rest, 0, size);
    *rest = span_slice(*rest, size, rest->size);
    return true;
}

/* The value of a key of a dictionary; keys and values stand as pdf.c writes them. */
static bool find(span dictionary, const char *key, span *ret)
{
    span name = { NULL, 0 }, value = { NULL, 0 };
    if (dictionary.size < 4)
        return false;
    span rest = span_slice(dictionary, 2, dictionary.size - 2);
    while (rest.size > 0 && rest.at[0] == '/') {
        if (!take_value(&rest, &name))
            return false;
        while (take(&rest, " "))
            ;
        if (!take_value(&rest, &value))
            return false;
        if (span_is(span_slice(name, 1, name.size), key)) {
            *ret = value;
            return true;
        }
    }
    return false;
}

/* The dictionary of an object, and what follows it. */
static bool object(const reading *r, uint64_t number, span *ret_dictionary, span *ret_rest)
{
    span entry = span_slice(r->table, ENTRY * number, ENTRY * number + NUMBER_DIGITS);
    uint64_t at = 0, own = 0;
    while (entry.size > 1 && take(&entry, "0"))
        ;
    if (!take_number(&entry, r->all.size, &at) || entry.size > 0)
        return false;
    span rest = span_slice(r->all, at, r->all.size);
    if (!take_number(&rest, r->count, &own) || own != number || !take(&rest, " 0 obj\n") ||
        !span_starts(rest, span_of("<<")) || !take_value(&rest, ret_dictionary))
        return false;
    *ret_rest = rest;
    return true;
}

/* The number of bytes from the end where the table begins. */
static bool table_place(span pdf, uint64_t *ret)
{
    enum { TAIL = 32 };
    static const span mark = SPAN("startxref\n");
    span tail = span_slice(pdf, pdf.size > TAIL ? pdf.size - TAIL : 0, pdf.size);
    const size_t at = span_search(tail, mark);
    span rest = span_slice(tail, at + mark.size, tail.size);
    return at < tail.size && take_number(&rest, pdf.size, ret) && span_is(rest, "\n%%EOF\n");
}

static bool reading_open(span pdf, reading *ret, span *ret_root)
{
    uint64_t at = 0, root = 0;
    span trailer = { NULL, 0 }, value = { NULL, 0 }, rest = { NULL, 0 };
    reading r = { .all = pdf };
    if (!span_starts(pdf, span_of("%PDF-1.7\n")) || !table_place(pdf, &at))
        return false;
    rest = span_slice(pdf, at, pdf.size);
    if (!take(&rest, "xref\n0 ") || !take_number(&rest, OBJECTS_MAX, &r.count) ||
        !take(&rest, "\n") || rest.size < ENTRY * r.count)
        return false;
    r.table = span_slice(rest, 0, ENTRY * r.count);
    rest = span_slice(rest, ENTRY * r.count, rest.size);
    if (!take(&rest, "trailer\n") || !take_value(&rest, &trailer) ||
        find(trailer, "Prev", &value) || !find(trailer, "Root", &value) ||
        !take_reference(&r, &value, &root))
        return false;
    *ret = r;
    return object(&r, root, ret_root, &rest);
}

/* The bytes of the file that a description leads to. */
static bool file_bytes(const reading *r, uint64_t description, span *ret)
{
    span dictionary = { NULL, 0 }, value = { NULL, 0 }, rest = { NULL, 0 };
    uint64_t stream = 0, size = 0;
    if (!object(r, description, &dictionary, &rest) || !find(dictionary, "EF", &value) ||
        !span_starts(value, span_of("<<")) || !find(value, "F", &value) ||
        !take_reference(r, &value, &stream) || !object(r, stream, &dictionary, &rest) ||
        find(dictionary, "Filter", &value) || !find(dictionary, "Length", &value) ||
        !take_number(&value, rest.size, &size) || !take(&rest, "\nstream\n") || rest.size < size)
        return false;
    *ret = span_slice(rest, 0, size);
    rest = span_slice(rest, size, rest.size);
    return take(&rest, "\nendstream\nendobj\n");
}

typedef enum finding { FOUND, NOT_THERE, NOT_OURS } finding;

/* Looks through the directory of files: (name)number 0 R, again and again. */
static finding search(const reading *r, span root, const char *name, span *ret)
{
    span list = { NULL, 0 }, own = { NULL, 0 };
    uint64_t description = 0;
    if (!find(root, "Names", &list))
        return NOT_THERE;
    if (!span_starts(list, span_of("<<")) || !find(list, "EmbeddedFiles", &list) ||
        !span_starts(list, span_of("<<")) || !find(list, "Names", &list) ||
        !span_starts(list, span_of("[")) || list.size < 2)
        return NOT_OURS;
    list = span_slice(list, 1, list.size - 1);
    for (int i = 0; i < PDF_FILES_MAX && list.size > 0; i++) {
        if (list.at[0] != '(' || !take_value(&list, &own) ||
            !take_reference(r, &list, &description))
            return NOT_OURS;
        if (span_is(span_slice(own, 1, own.size - 1), name))
            return file_bytes(r, description, ret) ? FOUND : NOT_OURS;
    }
    return NOT_THERE;
}

bool pdf_embedded(span pdf, const char *name, span *ret, err *reterr)
{
    assert(name && ret);
    reading r = { 0 };
    span root = { NULL, 0 }, bytes = { NULL, 0 };
    if (pdf.size > PDF_SIZE_MAX)
        return err_set(reterr, ERR_LIMIT, N_("The PDF has more than %d bytes"), PDF_SIZE_MAX);
    if (!span_starts(pdf, span_of("%PDF-")))
        return err_set(reterr, ERR_INPUT, N_("This is no PDF"));
    const finding found = reading_open(pdf, &r, &root) ? search(&r, root, name, &bytes) : NOT_OURS;
    if (found == NOT_OURS) {
        (void)err_set(
            reterr, ERR_INPUT, N_("The PDF is cut, or another program has saved it anew"));
        return err_hint(reterr, N_("Take the file as it came"));
    }
    if (found == NOT_THERE)
        return err_set(reterr, ERR_ABSENT, N_("There is no file %s in the PDF"), name);
    if (bytes.size > PDF_EMBEDDED_MAX)
        return err_set(
            reterr, ERR_LIMIT, N_("The file in the PDF has more than %d bytes"), PDF_EMBEDDED_MAX);
    *ret = bytes;
    return true;
}
