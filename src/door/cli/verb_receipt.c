/* receipt verify: is this receipt proven?  Works with a key alone: no server, no data folder.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/cli/verbs_in.h"

#include "text/json.h"
#include "text/text.h"

#include <assert.h>
#include <string.h>

enum { RECEIPT_FILE_MAX = 16 << 20, VKEY_SIZE_MAX = 1024 };

/* What was found about one point. */
typedef enum receipt_state { STATE_HOLDS, STATE_FAILS, STATE_OPEN } receipt_state;

/* The points that are checked, in the order of their telling. */
typedef enum receipt_point {
    POINT_SIGNED,
    POINT_ENTRY,
    POINT_PRIVATE,
    POINT_LOG,
    POINT_COUNT
} receipt_point;

typedef enum receipt_verdict {
    VERDICT_PROVEN,
    VERDICT_CHANGED,
    VERDICT_UNSIGNED,
    VERDICT_FOREIGN,
    VERDICT_LOG
} receipt_verdict;

typedef struct receipt_answer {
    verb_call *call;
    house *house; /* NULL: the key was given */
    tlog_key key;
    bool is_read;
    tlog_receipt receipt; /* if it is in form */
    receipt_verdict verdict;
    receipt_state points[POINT_COUNT];
    err why; /* what does not fit */
} receipt_answer;

static const char *const verdict_names[] = { "proven", "changed", "unsigned", "foreign",
    "log-changed" };
static const char *const state_names[] = { "holds", "fails", "unchecked" };
static const char *const point_names[] = { "signed", "entry", "private", "log" };
static const char *const verdict_sentences[] = {
    N_("Proven: the entry of this receipt stands in the books as it was published."),
    N_("Not proven: the receipt was changed. Ask for the original file."),
    N_("Not proven: the state of the books in this receipt is not signed by this key."),
    N_("Not proven: this is a receipt of another log."),
    N_("The receipt is genuine, but the books are no longer those that were signed then. Keep "
       "this file."),
};
static const char *const point_sentences[] = {
    N_("The state of the books is signed with the key"),
    N_("The entry is in the signed books, as the receipt says"),
    N_("Name and other private details belong to the entry"),
    N_("The books of this installation continue what was signed"),
};

/* ---- the key -------------------------------------------------------------------------------- */

static bool vkey_take(receipt_answer *r, span text, const char *field, err *reterr)
{
    err why = { 0 };
    text = span_trim(text);
    if (tlog_key_parse(text, &r->key, &why))
        return true;
    return err_field(reterr, field,
        N_("%.*s is not the key of a log: name, + , eight digits, + , base64"), SPAN_PRINT(text));
}

/* --vkey, else the file of --key, else the key of the installation, which stays open to compare. */
static bool key_find(receipt_answer *r, err *reterr)
{
    verb_call *call = r->call;
    span text = verb_value(call, "vkey");
    span file = verb_value(call, "key");
    char path[HOUSE_PATH_MAX];
    if (text.at)
        return vkey_take(r, text, "vkey", reterr);
    if (file.at) {
        if (file.size == 0 || file.size >= sizeof path)
            return err_field(reterr, "key", N_("Say which file"));
        memcpy(path, file.at, file.size);
        path[file.size] = '\0';
        return sys_file_read(call->home, path, VKEY_SIZE_MAX, &text, reterr) &&
               vkey_take(r, text, "key", reterr);
    }
    house_setup setup = *call->setup;
    setup.writes = false;
    if (!house_open(&setup, &r->house, reterr))
        return err_hint(
            reterr, N_("Without a data folder: --vkey KEY, as the organisation published it"));
    r->key = house_sequencer(r->house)->key;
    return true;
}

/* ---- checking ------------------------------------------------------------------------------- */

static void log_compare(receipt_answer *r)
{
    bool fits = log_receipt_fits(house_conn(r->house), r->call->home, &r->receipt, &r->why);
    r->points[POINT_LOG] = fits                        ? STATE_HOLDS
                           : r->why.code == ERR_DAMAGE ? STATE_FAILS
                                                       : STATE_OPEN;
    if (r->points[POINT_LOG] == STATE_FAILS)
        r->verdict = VERDICT_LOG;
}

static void check(receipt_answer *r, span file)
{
    for (int i = 0; i < POINT_COUNT; i++)
        r->points[i] = STATE_OPEN;
    r->verdict = VERDICT_CHANGED;
    r->is_read = tlog_receipt_parse(r->call->home, file, &r->receipt, &r->why);
    if (!r->is_read)
        return;
    static_assert((int)VERDICT_FOREIGN == (int)TLOG_RECEIPT_FOREIGN, "outcomes come first");
    r->verdict = (receipt_verdict)tlog_receipt_check(&r->receipt, &r->key, &r->why);
    bool is_signed = r->verdict == VERDICT_PROVEN || r->verdict == VERDICT_CHANGED;
    r->points[POINT_SIGNED] = is_signed ? STATE_HOLDS : STATE_FAILS;
    if (is_signed)
        r->points[POINT_ENTRY] = r->verdict == VERDICT_PROVEN ? STATE_HOLDS : STATE_FAILS;
    if (r->verdict == VERDICT_PROVEN && r->receipt.disclosure_count > 0)
        r->points[POINT_PRIVATE] = STATE_HOLDS;
    if (r->verdict == VERDICT_PROVEN && r->house)
        log_compare(r);
}

/* ---- telling -------------------------------------------------------------------------------- */

static void line_out(receipt_answer *r, span text)
{
    verb_out(r->call, text);
    verb_text(r->call, "\n");
}

/* A text of the receipt, which a stranger may have made: nothing in it reaches the terminal but
 * letters. */
static span shown(arena *a, span text)
{
    buffer b = buffer_in(a, text.size + 1);
    for (size_t i = 0; i < text.size; i++) {
        if ((unsigned char)text.at[i] >= ' ' && text.at[i] != 0x7f)
            buffer_byte(&b, text.at[i]);
    }
    return buffer_span(&b);
}

static void entry_tell(receipt_answer *r)
{
    say_lang lang = r->call->lang;
    const tlog_receipt *receipt = &r->receipt;
    verb_format_out(
        r->call, "%s: %.*s\n", say(lang, N_("log")), SPAN_PRINT(receipt->checkpoint.origin));
    verb_format_out(r->call, "%s: %lld / %lld\n", say(lang, N_("entry")),
        (long long)receipt->file.number, (long long)receipt->checkpoint.size);
    line_out(r, receipt->bytes);
    for (size_t i = 0; i < receipt->disclosure_count; i++) {
        span field = shown(r->call->home, receipt->disclosures[i].field);
        span value = shown(r->call->home, receipt->disclosures[i].value);
        verb_format_out(r->call, "%.*s: %.*s\n", SPAN_PRINT(field), SPAN_PRINT(value));
    }
}

static void text_tell(receipt_answer *r)
{
    static const char *const marks[] = { "✓", "✗", "·" };
    say_lang lang = r->call->lang;
    verb_format_out(r->call, "%s\n", say(lang, verdict_sentences[r->verdict]));
    if (r->why.code != ERR_NONE) {
        buffer b = buffer_in(r->call->home, 512);
        say_err(&b, lang, &r->why);
        line_out(r, buffer_span(&b));
    }
    for (int i = 0; i < POINT_COUNT; i++)
        verb_format_out(r->call, "  %s %s%s%s\n", marks[r->points[i]],
            say(lang, point_sentences[i]), r->points[i] == STATE_OPEN ? ": " : "",
            r->points[i] == STATE_OPEN ? say(lang, N_("not checked")) : "");
    if (r->is_read)
        entry_tell(r);
    if (r->verdict == VERDICT_PROVEN)
        verb_format_out(r->call, "%s\n",
            say(lang, N_("It proves that the entry is in the books and can't be taken out unseen, "
                         "not that the money was spent well.")));
}

static void receipt_put(json_writer *w, const tlog_receipt *receipt)
{
    json_put_int(w, "number", (int64_t)receipt->file.number);
    json_put_int(w, "size", (int64_t)receipt->checkpoint.size);
    json_put_string(w, "origin", receipt->checkpoint.origin);
    json_put_string(w, "leaf", receipt->bytes);
    json_name(w, "disclosures");
    json_array(w);
    for (size_t i = 0; i < receipt->disclosure_count; i++) {
        json_object(w);
        json_put_string(w, "field", receipt->disclosures[i].field);
        json_put_string(w, "value", receipt->disclosures[i].value);
        json_object_end(w);
    }
    json_array_end(w);
}

static void json_tell(receipt_answer *r)
{
    buffer b = buffer_in(r->call->home, 8192);
    buffer text = buffer_in(r->call->home, 512);
    json_writer w = json_write(&b);
    json_object(&w);
    json_put_string(&w, "outcome", span_of(verdict_names[r->verdict]));
    json_put_string(&w, "text", span_of(say(r->call->lang, verdict_sentences[r->verdict])));
    for (int i = 0; i < POINT_COUNT; i++)
        json_put_string(&w, point_names[i], span_of(state_names[r->points[i]]));
    if (r->why.code != ERR_NONE) {
        say_err(&text, r->call->lang, &r->why);
        json_put_string(&w, "detail", buffer_span(&text));
    }
    if (r->is_read)
        receipt_put(&w, &r->receipt);
    json_object_end(&w);
    buffer_byte(&b, '\n');
    verb_out(r->call, buffer_span(&b));
}

static int told(receipt_answer *r)
{
    err why = { 0 };
    if (r->call->format == FORMAT_CSV || r->call->format == FORMAT_XLSX) {
        err_field(&why, "format", N_("A receipt is told as a table or as json"));
        return verb_fail(r->call, &why);
    }
    if (r->call->format == FORMAT_JSON)
        json_tell(r);
    else
        text_tell(r);
    return r->verdict == VERDICT_PROVEN ? EXIT_DONE : EXIT_UNVERIFIED;
}

int run_receipt_verify(verb_call *call)
{
    err why = { 0 };
    sys_map map = { 0 };
    span file = { NULL, 0 };
    receipt_answer r = { .call = call };
    int code = EXIT_FAILED;
    if (!key_find(&r, &why) || !sys_map_fd(call->files[0], RECEIPT_FILE_MAX, &map, &why)) {
        code = verb_fail(call, &why);
    } else if (!tlog_receipt_find(map.bytes, &file)) {
        err_field(&why, "file", N_("There is no proof in this file"));
        err_hint(&why, N_("Give the receipt as PDF, or its file .tlog-proof."));
        verb_fail(call, &why);
        code = EXIT_USAGE;
    } else {
        check(&r, file);
        code = told(&r);
    }
    sys_map_close(&map);
    house_close(r.house);
    return code;
}
