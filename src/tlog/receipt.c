/* Receipts: composing, reading, checking.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tlog/receipt.h"

#include <assert.h>

enum { SCRATCH_SIZE = 524288 /* bound; only what is used costs */ };

static const span first_line = SPAN("c2sp.org/tlog-proof@v1\n");

const char *tlog_receipt_outcome_name(tlog_receipt_outcome outcome)
{
    static const char *const names[] = { "proven", "changed", "unsigned", "foreign" };
    assert(outcome < TLOG_RECEIPT_OUTCOMES);
    return names[outcome];
}

bool tlog_receipt_begins(span bytes)
{
    return span_starts(bytes, first_line);
}

/* ---- inside of a PDF ------------------------------------------------------------------------ */

/* A stream's data end before the end of line that stands before its last word; those of a receipt
 * end with one newline of their own. */
static span stream_cut(span data)
{
    size_t size = data.size;
    while (size > 0 && (data.at[size - 1] == '\n' || data.at[size - 1] == '\r'))
        size--;
    return span_slice(data, 0, size < data.size && data.at[size] == '\n' ? size + 1 : size);
}

bool tlog_receipt_find(span file, span *ret)
{
    static const span pdf = SPAN("%PDF-");
    static const span opens = SPAN("stream");
    static const span ends = SPAN("endstream");
    assert(ret);
    *ret = file;
    if (tlog_receipt_begins(file))
        return true;
    if (!span_starts(file, pdf))
        return false;
    for (size_t at = 0; at < file.size;) {
        size_t found = at + span_search(span_slice(file, at, file.size), first_line);
        if (found >= file.size)
            return false;
        span before = span_trim(span_slice(file, found < 16 ? 0 : found - 16, found));
        span rest = span_slice(file, found, file.size);
        *ret = stream_cut(span_slice(rest, 0, span_search(rest, ends)));
        if (span_ends(before, opens))
            return true;
        at = found + first_line.size;
    }
    return false;
}

/* ---- composing ------------------------------------------------------------------------------ */

bool tlog_receipt_add(buffer *b, const tlog_proof_file *proof, span bytes, const span *disclosures,
    size_t count, err *reterr)
{
    assert(b && proof && (disclosures || count == 0) && count <= TLOG_RECEIPT_DISCLOSURES_MAX);
    ARENA scratch = { 0 };
    leaf what = { 0 };
    if (!arena_open(&scratch, SCRATCH_SIZE))
        return err_set(reterr, ERR_MEMORY, N_("the receipt needs more memory than its bound"));
    if (!leaf_parse(&scratch, bytes, &what, reterr))
        return false;
    buffer extra = buffer_in(&scratch, 4096);
    buffer_add(&extra, bytes);
    for (size_t i = 0; i < count; i++) {
        if (!leaf_discloses(&what, disclosures[i]))
            return err_set(
                reterr, ERR_INPUT, N_("a disclosure of the receipt is not one of its entry"));
        buffer_byte(&extra, '\n');
        buffer_add(&extra, disclosures[i]);
    }
    tlog_proof_file file = *proof;
    file.has_extra = true;
    file.extra = buffer_span(&extra);
    tlog_proof_file_add(b, &file);
    return buffer_check(&extra, reterr) && buffer_check(b, reterr);
}

/* ---- reading -------------------------------------------------------------------------------- */

static bool disclosures_parse(arena *a, span rest, tlog_receipt *r, err *reterr)
{
    span line = { 0 };
    while (span_split(&rest, '\n', &line)) {
        if (r->disclosure_count == TLOG_RECEIPT_DISCLOSURES_MAX)
            return err_set(reterr, ERR_LIMIT, N_("the receipt has more than %d disclosures"),
                TLOG_RECEIPT_DISCLOSURES_MAX);
        if (!leaf_disclosure_parse(a, line, &r->disclosures[r->disclosure_count], reterr))
            return false;
        r->texts[r->disclosure_count++] = line;
    }
    return true;
}

bool tlog_receipt_parse(arena *a, span file, tlog_receipt *ret, err *reterr)
{
    assert(a && ret);
    tlog_receipt r = { 0 };
    if (!tlog_proof_file_parse(a, file, &r.file, reterr))
        return false;
    span rest = r.file.extra;
    if (!r.file.has_extra || !span_split(&rest, '\n', &r.bytes))
        return err_set(reterr, ERR_INPUT, N_("the receipt holds no entry"));
    if (!leaf_parse(a, r.bytes, &r.what, reterr) || !disclosures_parse(a, rest, &r, reterr) ||
        !tlog_note_parse(a, r.file.checkpoint, &r.note, reterr) ||
        !tlog_checkpoint_parse(r.note.text, &r.checkpoint, reterr))
        return false;
    r.hash = tlog_leaf_hash(r.bytes);
    *ret = r;
    return true;
}

/* ---- checking ------------------------------------------------------------------------------- */

static bool fits(const tlog_receipt *r, err *reterr)
{
    if (!tlog_inclusion_fits(
            r->file.number, r->checkpoint.size, &r->hash, &r->file.path, &r->checkpoint.root))
        return err_set(reterr, ERR_DAMAGE,
            N_("the entry of the receipt does not lead to the signed state of the log"));
    for (size_t i = 0; i < r->disclosure_count; i++) {
        if (!leaf_discloses(&r->what, r->texts[i]))
            return err_set(
                reterr, ERR_DAMAGE, N_("a disclosure of the receipt is not one of its entry"));
    }
    return true;
}

tlog_receipt_outcome tlog_receipt_check(const tlog_receipt *r, const tlog_key *key, err *reterr)
{
    assert(r && key);
    if (!span_equal(r->checkpoint.origin, key->name)) {
        err_set(reterr, ERR_DAMAGE, N_("the receipt is of the log %.*s, the key of %.*s"),
            SPAN_PRINT(r->checkpoint.origin), SPAN_PRINT(key->name));
        return TLOG_RECEIPT_FOREIGN;
    }
    if (!tlog_note_verify(&r->note, key, 1, reterr))
        return TLOG_RECEIPT_UNSIGNED;
    return fits(r, reterr) ? TLOG_RECEIPT_PROVEN : TLOG_RECEIPT_CHANGED;
}
