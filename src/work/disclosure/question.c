/* Questions as rows and changes.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/disclosure/question.h"

#include "disclosure_sql.h"
#include "text/text.h"

#include <assert.h>

static span bytes_of(const uint8_t link[QUESTION_LINK_SIZE])
{
    return (span){ (const char *)link, QUESTION_LINK_SIZE };
}

/* ---- changes --------------------------------------------------------------------------------- */

bool question_text_check(span text, err *reterr)
{
    if (text.size == 0)
        return err_field(reterr, "text", N_("Write what you want to know"));
    return text_length(text) <= QUESTION_TEXT_MAX ||
           err_field(reterr, "text", N_("The text has at most %d characters"), QUESTION_TEXT_MAX);
}

static bool number_next(store_txn *txn, const disclosure *d, int64_t *ret, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(d->org.value), store_int(d->campaign.value) };
    if (!store_read(txn, &QUESTION_NUMBER_LAST, in, 2, &rows, reterr))
        return false;
    *ret = (store_rows_next(&rows) ? store_rows_int(&rows, 0) : 0) + 1;
    return store_rows_close(&rows, reterr);
}

static bool apply_ask(store_txn *txn, change *c, err *reterr)
{
    const question_ask_input *in = c->input;
    disclosure d = { 0 };
    if (!question_text_check(in->text, reterr) ||
        !disclosure_read(txn, c->home, c->org, in->disclosure, &d, reterr))
        return false;
    if (d.state != DISCLOSURE_PUBLISHED)
        return err_set(reterr, ERR_ABSENT, N_("No such disclosure"));
    if (!number_next(txn, &d, &c->outcome, reterr))
        return false;
    c->object_id = id_next(c->ids, c->real_us);
    const store_value row[] = { store_int(d.org.value), store_int(c->object_id),
        store_int(d.id.value), store_int(d.campaign.value), store_int(c->outcome),
        store_text(in->figure), store_text(in->text), store_int(in->may_publish),
        store_bytes(bytes_of(in->link)), store_int(c->civil_us),
        store_int(c->civil_us + in->answer_us), store_text(span_of("")), store_int(1) };
    return store_put(txn, &QUESTION_INSERT, row, 13, reterr);
}

static bool apply_answer(store_txn *txn, change *c, err *reterr)
{
    const question_answer_input *in = c->input;
    int64_t changed = 0;
    c->object_id = in->id;
    if (in->answer.size == 0 || text_length(in->answer) > QUESTION_ANSWER_MAX)
        return err_field(
            reterr, "answer", N_("Write an answer of at most %d characters"), QUESTION_ANSWER_MAX);
    const store_value set[] = { store_int(c->org.value), store_int(in->id), store_text(in->answer),
        store_int(c->author->id), store_int(c->civil_us) };
    return store_run(txn, &QUESTION_ANSWER_SET, set, 5, &changed, reterr) &&
           (changed == 1 || err_set(reterr, ERR_CONFLICT, N_("It was answered before")));
}

const change_kind question_ask = { 621, "question.ask", RIGHT_VISITOR, apply_ask };
const change_kind question_answer = { 622, "question.answer", RIGHT_DISCLOSE, apply_answer };

/* ---- reading --------------------------------------------------------------------------------- */

static bool rows_take(
    store_rows *rows, arena *a, size_t limit, question **ret, size_t *ret_count, err *reterr)
{
    question *list = ARENA_NEW(a, question, limit);
    size_t count = 0;
    while (list && count < limit && store_rows_next(rows))
        list[count++] = (question){ .org = { store_rows_int(rows, 0) },
            .id = store_rows_int(rows, 1),
            .disclosure = { store_rows_int(rows, 2) },
            .campaign = { store_rows_int(rows, 3) },
            .number = store_rows_int(rows, 4),
            .figure = arena_copy(a, store_rows_text(rows, 5)),
            .text = arena_copy(a, store_rows_text(rows, 6)),
            .may_publish = store_rows_int(rows, 7) != 0,
            .asked_us = store_rows_int(rows, 8),
            .due_us = store_rows_int(rows, 9),
            .answer = arena_copy(a, store_rows_text(rows, 10)),
            .answered_by = store_rows_int(rows, 11),
            .answered_us = store_rows_int(rows, 12) };
    *ret = list;
    *ret_count = count;
    if (!store_rows_close(rows, reterr))
        return false;
    return list || err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
}

static bool one_get(
    store_conn *conn, arena *a, const store_query *q, store_value in, question *ret, err *reterr)
{
    store_rows rows = { 0 };
    question *list = NULL;
    size_t count = 0;
    if (!store_query_open(conn, q, &in, 1, &rows, reterr) ||
        !rows_take(&rows, a, 1, &list, &count, reterr))
        return false;
    if (count == 0)
        return err_set(reterr, ERR_ABSENT, N_("No such question"));
    *ret = list[0];
    return true;
}

bool question_get(store_conn *conn, arena *a, int64_t id, question *ret, err *reterr)
{
    return one_get(conn, a, &QUESTION_BY_ID, store_int(id), ret, reterr);
}

bool question_by_link(
    store_conn *conn, arena *a, const uint8_t link[QUESTION_LINK_SIZE], question *ret, err *reterr)
{
    return one_get(conn, a, &QUESTION_BY_LINK, store_bytes(bytes_of(link)), ret, reterr);
}

bool question_published(store_conn *conn, arena *a, disclosure_id of, size_t limit, question **ret,
    size_t *ret_count, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(of.value), store_int((int64_t)limit) };
    return store_query_open(conn, &QUESTION_PUBLIC, in, 2, &rows, reterr) &&
           rows_take(&rows, a, limit, ret, ret_count, reterr);
}

bool question_list(
    store_conn *conn, arena *a, size_t limit, question **ret, size_t *ret_count, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int((int64_t)limit) };
    return store_query_open(conn, &QUESTION_ALL, in, 1, &rows, reterr) &&
           rows_take(&rows, a, limit, ret, ret_count, reterr);
}
