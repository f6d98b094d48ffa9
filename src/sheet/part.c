/* One XML file of a workbook as events: libzip unpacks 16 KiB at a time, libxml2's push parser
 * calls back. No tree is built and nothing is looked up: a document type declaration fails the file
 * before its first entity is read, depth and size are counted here, and the network is not
 * reachable from the parser.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sheet/sheet_in.h"

#include <assert.h>
#include <string.h>

enum { PIECE = 16 * 1024 };

void part_fail(part *p, err failure)
{
    if (!p->is_failed) {
        p->is_failed = true;
        p->failure = failure;
    }
    xmlStopParser(p->parser);
}

static void part_refuse(part *p, const char *message)
{
    err failure;
    (void)err_set(&failure, ERR_INPUT, message, NULL);
    part_fail(p, failure);
}

span part_attribute(part_attributes attributes, const char *name)
{
    for (int i = 0; i < attributes.count; i++) {
        const xmlChar *const *at = (const xmlChar *const *)attributes.list + (ptrdiff_t)i * 5;
        if (strcmp((const char *)at[0], name) == 0)
            return (span){ (const char *)at[3], (size_t)(at[4] - at[3]) };
    }
    return (span){ NULL, 0 };
}

static void on_begin(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
    int space_count, const xmlChar **spaces, int count, int defaulted, const xmlChar **list)
{
    (void)prefix, (void)uri, (void)space_count, (void)spaces, (void)defaulted;
    part *p = user;
    p->has_root = true;
    if (++p->depth > SHEET_DEPTH_MAX)
        part_refuse(p, N_("The workbook is nested deeper than any program writes it"));
    if (!p->is_failed)
        p->reader->begin(p, (const char *)name, (part_attributes){ list, count });
}

static void on_end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)prefix, (void)uri;
    part *p = user;
    p->depth--;
    if (!p->is_failed && p->reader->end)
        p->reader->end(p, (const char *)name);
}

static void on_text(void *user, const xmlChar *text, int size)
{
    part *p = user;
    assert(size >= 0);
    if (!p->is_failed && p->reader->text)
        p->reader->text(p, (span){ (const char *)text, (size_t)size });
}

static void on_doctype(void *user, const xmlChar *name, const xmlChar *id, const xmlChar *system)
{
    (void)name, (void)id, (void)system;
    part_refuse(
        user, N_("The workbook declares a document type, which no spreadsheet program does"));
}

static xmlEntityPtr on_entity(void *user, const xmlChar *name)
{
    (void)user;
    return xmlGetPredefinedEntity(name);
}

/* libxml2's own words reach nobody: the reader of the error knows rows, not XML. */
static void on_error(void *user, xmlErrorPtr error)
{
    (void)user, (void)error;
}

static void events_set(xmlSAXHandler *events)
{
    *events = (xmlSAXHandler){
        .initialized = XML_SAX2_MAGIC,
        .internalSubset = on_doctype,
        .externalSubset = on_doctype,
        .getEntity = on_entity,
        .characters = on_text,
        .cdataBlock = on_text,
        .ignorableWhitespace = on_text,
        .startElementNs = on_begin,
        .endElementNs = on_end,
        .serror = on_error,
    };
}

bool part_damaged(err *reterr)
{
    (void)err_set(reterr, ERR_INPUT, N_("The workbook is damaged or cut off"));
    return err_hint(
        reterr, N_("Download the file again, or save it as XLSX from a spreadsheet program"));
}

bool part_open(part *p, zip_t *zip, const char *name, bool *ret_found, err *reterr)
{
    assert(p && p->reader && p->reader->begin && zip && name && ret_found);
    p->file = NULL;
    p->parser = NULL;
    zip_stat_t stat;
    *ret_found = zip_stat(zip, name, ZIP_FL_NOCASE, &stat) == 0;
    if (!*ret_found)
        return true;
    if (stat.valid & ZIP_STAT_ENCRYPTION_METHOD && stat.encryption_method != ZIP_EM_NONE) {
        (void)err_set(reterr, ERR_INPUT, N_("The workbook is protected by a password"));
        return err_hint(
            reterr, N_("Remove the password in a spreadsheet program and save it again"));
    }
    p->left = stat.size;
    p->file = zip_fopen_index(zip, stat.index, 0);
    xmlSAXHandler events;
    events_set(&events);
    p->parser = p->file ? xmlCreatePushParserCtxt(&events, p, NULL, 0, NULL) : NULL;
    if (!p->parser) {
        part_close(p);
        return part_damaged(reterr);
    }
    xmlCtxtUseOptions(p->parser, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
    return true;
}

bool part_step(part *p, bool *ret_more, err *reterr)
{
    assert(p && p->parser && ret_more);
    char piece[PIECE];
    zip_int64_t size = zip_fread(p->file, piece, sizeof piece);
    if (size < 0 || (uint64_t)size > p->left)
        return part_damaged(reterr);
    p->left -= (uint64_t)size;
    *ret_more = size > 0;
    int result = xmlParseChunk(p->parser, piece, (int)size, size == 0);
    if (p->is_failed) {
        *reterr = p->failure;
        return false;
    }
    bool is_whole = *ret_more || (p->has_root && p->depth == 0 && p->left == 0);
    return (result == 0 && is_whole) || part_damaged(reterr);
}

bool part_run(part *p, err *reterr)
{
    bool is_more = true;
    bool is_well = true;
    while (is_well && is_more)
        is_well = part_step(p, &is_more, reterr);
    part_close(p);
    return is_well;
}

void part_close(part *p)
{
    assert(p);
    if (p->parser)
        xmlFreeParserCtxt(p->parser);
    if (p->file)
        zip_fclose(p->file);
    *p = (part){ 0 };
}

bool book_digits(span s, uint32_t *ret)
{
    uint32_t value = 0;
    if (s.size == 0 || s.size > 9)
        return false;
    for (size_t i = 0; i < s.size; i++) {
        if (s.at[i] < '0' || s.at[i] > '9')
            return false;
        value = value * 10 + (uint32_t)(s.at[i] - '0');
    }
    *ret = value;
    return true;
}
