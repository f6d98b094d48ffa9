/* Writers of HTML: the only way that values reach a page.  Templates (tools/tmpl) call html_<type>
 * for each value; every writer escapes, so that text of a person can never become markup.
 * Where markup can't stand (attributes, titles) the compiler calls the _plain writer of a type.
 * Amounts are money, instants are microseconds UTC shown in the zone of the house.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_WEB_HTML_H
#define NUAN_DOOR_WEB_HTML_H

#include "base/buffer.h"
#include "base/err.h"
#include "base/money.h"
#include "base/span.h"
#include "door/web/asset.h"
#include "text/say.h"

/* A page under construction.  Owner: the caller keeps the buffer; ask buffer_check at the end. */
typedef struct html {
    buffer *out;
    say_lang lang;
    int32_t offset_s; /* zone of the house, seconds east of UTC */
    span base;        /* before every address of this site that html_to writes: "" or "/en" */
} html;

/* Markup that only the program's own text can be. */
typedef struct html_trusted {
    span bytes;
} html_trusted;
#define HTML_TRUSTED(literal) ((html_trusted){ SPAN(literal) })

/* Small drawings, 24 by 24, stroked in the colour of the text around them. */
typedef enum html_icon_name {
    ICON_NONE,
    ICON_ARROW,
    ICON_BACK,
    ICON_BOOK,
    ICON_BOX,
    ICON_CHECK,
    ICON_CLOCK,
    ICON_CLOSE,
    ICON_COIN,
    ICON_COPY,
    ICON_DOWN,
    ICON_DOWNLOAD,
    ICON_EYE,
    ICON_FILE,
    ICON_FORK,
    ICON_HEART,
    ICON_INBOX,
    ICON_INFO,
    ICON_MORE,
    ICON_NEXT,
    ICON_PEOPLE,
    ICON_PLUS,
    ICON_SEARCH,
    ICON_SHIELD,
    ICON_TREE,
    ICON_UPLOAD,
    ICON_WARN,
    ICON_COUNT
} html_icon_name;

/* Bytes of a template as they are. */
void html_put(html *out, const char *at, size_t size);
/* Markup of the program. */
void html_raw(html *out, html_trusted markup);
void html_icon(html *out, html_icon_name name);

/* ---- text ----------------------------------------------------------------------------------- */

/* A text, its marks escaped. */
void html_text(html *out, span s);
/* A message id in the reader's language. */
void html_say(html *out, const char *id);
/* The blank between two sentences: none in Chinese. */
void html_gap(html *out);
/* An error as its reader sees it: the message with its values, then what to do. */
void html_err(html *out, const err *e);
/* A count with its word: Chinese and English plural by `many`, English singular by `one`.  The
 * texts hold one %s for the number. */
void html_counted(html *out, const char *one, const char *many, int64_t count);

/* A translated text with values between: each round of the loop writes the text up to a value and
 * says which one stands there (0..2); the caller writes it. */
typedef struct html_said {
    const char *rest;
    int argument;
    int next;
} html_said;
html_said html_said_begin(html *out, const char *id);
bool html_said_next(html *out, html_said *said);

/* ---- numbers -------------------------------------------------------------------------------- */

void html_count(html *out, int64_t count);    /* 22,767 */
void html_number(html *out, int64_t number);  /* 22767 */
void html_tenth(html *out, int64_t tenths);   /* 1.5 */
void html_share(html *out, int64_t permille); /* 40.4% */
void html_size(html *out, int64_t bytes);     /* 1.8 MB */
void html_id(html *out, int64_t id);          /* 13 characters of Crockford base32 */
/* ¥3,617,900.00, the fen lighter; with U+2212 when negative.  The exact fen stand in the
 * element. */
void html_money(html *out, money m);
void html_money_plain(html *out, money m);
/* The same without ¥, for tables whose head names the unit. */
void html_amount(html *out, money m);
void html_amount_plain(html *out, money m);

/* An amount of any currency, in its smallest unit. */
typedef struct worth {
    int64_t asset; /* 0: CNY */
    int64_t amount;
} worth;
/* As html_money; of another currency than CNY with its code: HKD 1,000.00. */
void html_worth(html *out, worth w);
void html_worth_plain(html *out, worth w);
/* The same without ¥; a code stands there still. */
void html_worth_amount(html *out, worth w);
void html_worth_amount_plain(html *out, worth w);

/* ---- days and times ------------------------------------------------------------------------- */

void html_date(html *out, date d);                  /* 2020-02-03 */
void html_date_plain(html *out, date d);            /* without its element */
void html_day(html *out, date d);                   /* 2月3日, 3 Feb */
void html_day_plain(html *out, date d);             /* the same */
void html_time(html *out, int64_t us);              /* 2020-02-03 18:30 */
void html_time_plain(html *out, int64_t us);        /* the same */
void html_moment(html *out, int64_t us);            /* 2月3日 18:30; 3 Feb, 18:30 */
void html_moment_plain(html *out, int64_t us);      /* the same */
void html_moment_year(html *out, int64_t us);       /* 2020年2月3日 18:30; 3 Feb 2020, 18:30 */
void html_moment_year_plain(html *out, int64_t us); /* the same */
void html_clock(html *out, int64_t us);             /* 18:30 */
void html_clock_plain(html *out, int64_t us);       /* the same */
/* A length of time in its two largest units, below a day in hours and minutes; never negative. */
void html_left(html *out, int64_t us);

/* ---- addresses ------------------------------------------------------------------------------ */

/* A whole address: of this site (/, ?, #), http, https or mailto.  Anything else becomes "#". */
void html_url(html *out, span url);
/* An address of this site, `path` a literal that begins with '/', in the reader's language. */
void html_to(html *out, const char *path);
/* One segment or parameter of an address, percent-encoded. */
void html_part(html *out, span s);
/* Address of an embedded file. */
void html_asset(html *out, const asset *file);

#endif
