/* Texts in the reader's language.  A message id is the English text at the place of use, marked
 * N_(); the Chinese stands in the zh.po file of the same folder; tools/catalogue compiles all of
 * them into one sorted table and fails the build on a missing or unused text.  The table is
 * handed in once by main.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_TEXT_SAY_H
#define NUAN_TEXT_SAY_H

#include "base/buffer.h"
#include "base/err.h"
#include "base/span.h"

typedef enum say_lang { SAY_ZH, SAY_EN } say_lang;

typedef struct say_message {
    const char *id;
    const char *zh;
} say_message;

/* Sets the catalogue, sorted by id (bytes).  Called once before any other thread runs. */
void say_init(const say_message *messages, size_t count);
/* The text of a message id in a language; the id itself when the catalogue has none. */
const char *say(say_lang lang, const char *id);
/* "zh", "zh-CN", "en", "en-GB", "zh_CN.UTF-8" ...; false when neither. */
bool say_lang_parse(span s, say_lang *ret_lang);
/* Best language of an Accept-Language header; SAY_ZH when nothing fits.  Source: RFC 9110
 * §12.5.4. */
say_lang say_lang_accept(span header);
/* Appends the error as a reader sees it: the message with its arguments, then the hint as a second
 * sentence.  Full stops only when there are two. */
void say_err(buffer *out, say_lang lang, const err *e);

#endif
