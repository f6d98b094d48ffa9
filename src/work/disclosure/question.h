/* Questions about a figure of a disclosure: asked by anybody, numbered, answered by who publishes.
 * Laws: numbers of a campaign run 1, 2, 3 without a gap; what was asked becomes public only with its
 * answer and if the asker agreed; of the asker nothing is kept but the digest of her secret link.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_WORK_DISCLOSURE_QUESTION_H
#define NUAN_WORK_DISCLOSURE_QUESTION_H

#include "work/disclosure/disclosure.h"

enum { QUESTION_TEXT_MAX = 500, QUESTION_ANSWER_MAX = 2000, QUESTION_LINK_SIZE = 16 };

typedef struct question {
    org_id org;
    int64_t id;
    disclosure_id disclosure;
    campaign_id campaign;
    int64_t number; /* 1.. of the campaign */
    span figure;    /* name of a figure, or empty */
    span text;
    bool may_publish;
    int64_t asked_us, due_us; /* civil */
    span answer;              /* empty: open */
    int64_t answered_by, answered_us;
} question;

typedef struct question_ask_input { /* question.ask, by a visitor; the outcome is its number */
    disclosure_id disclosure;       /* published */
    span figure, text;
    bool may_publish;
    int64_t answer_us; /* time until it is due */
    uint8_t link[QUESTION_LINK_SIZE];
} question_ask_input;
typedef struct question_answer_input { /* question.answer */
    int64_t id;
    span answer;
} question_answer_input;
extern const change_kind question_ask, question_answer;

/* Rules of what is typed; fields "text" and "answer".  Errors: ERR_INPUT. */
WARN_UNUSED bool question_text_check(span text, err *reterr);

/* Owner: `a`.  Errors: ERR_ABSENT. */
WARN_UNUSED bool question_get(store_conn *conn, arena *a, int64_t id, question *ret, err *reterr);
WARN_UNUSED bool question_by_link(
    store_conn *conn, arena *a, const uint8_t link[QUESTION_LINK_SIZE], question *ret, err *reterr);
/* Those of a disclosure whose asker agreed and that are answered, in their order. */
WARN_UNUSED bool question_published(store_conn *conn, arena *a, disclosure_id of, size_t limit,
    question **ret, size_t *ret_count, err *reterr);
/* All, open ones first by when they are due, then the newest. */
WARN_UNUSED bool question_list(
    store_conn *conn, arena *a, size_t limit, question **ret, size_t *ret_count, err *reterr);

#endif
