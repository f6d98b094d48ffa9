/* The house opened: data folder, database, keys, clock and, for who writes, the writer with the
 * memory of its domains and the sequencer of the public log.  Every door (web, api, cli) works on
 * one of these. One data folder has one writer: `serve` holds the lock; verbs that write find it
 * taken and are run by the server.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_HOUSE_H
#define NUAN_DOOR_HOUSE_H

#include "access/access.h"
#include "change/writer.h"
#include "disclose/prepare.h"
#include "door/flood.h"
#include "flow/import.h"
#include "flow/match.h"
#include "flow/promise.h"
#include "flow/publish.h"
#include "flow/seen.h"
#include "flow/way.h"
#include "log/log.h"
#include "org/org.h"
#include "work/statement/upload.h"

enum { HOUSE_PATH_MAX = 4096, HOUSE_ORIGIN_MAX = 200, HOUSE_NAME_MAX = 64 };

typedef struct house house;

typedef struct house_setup {
    const char *folder;
    const char *database; /* postgresql://...; NULL: the one of the folder, or nuan.db in it */
    const store_driver *sqlite, *postgres;
    bool writes;
    /* the database is empty and gets its schema; else an empty one is no house */
    bool begins;
    int64_t civil_us; /* serve --clock: what the civil clock says now; 0: as stored */
} house_setup;

/* What is written at init. */
typedef struct house_birth {
    span scenario; /* "" for none */
    bool is_exercise;
    int64_t civil_offset_us;
    span origin; /* of the public log */
    span title_zh, title_en, notice_zh, notice_en;
    span chart_csv; /* chart of accounts: code,name_zh,name_en,class */
    span roles_csv; /* role,chart,code */
    date chart_from;
    span deadlines_csv; /* kind,only,from,days,warn,source and note in two languages */
} house_birth;

/* Makes a new data folder: database, keys, settings, chart of accounts, and the right of the
 * system's user to make (not to approve).
 * Errors: ERR_CONFLICT the folder holds a house already. */
WARN_UNUSED bool house_make(const house_setup *setup, const house_birth *birth, err *reterr);
/* Opens a house.  Errors: ERR_ABSENT no house there; ERR_CONFLICT another process writes;
 * ERR_DAMAGE; ERR_STORE. */
WARN_UNUSED bool house_open(const house_setup *setup, house **ret_house, err *reterr);
void house_close(house *h); /* accepts NULL */

/* Resumes what a crash interrupted (imports, undoings). */
WARN_UNUSED bool house_resume(house *h, err *reterr);
/* Starts the thread that publishes as changes come; without it, house_publish does it at once. */
WARN_UNUSED bool house_publisher_start(house *h, err *reterr);
/* Publishes at most about `limit` leaves; the rest waits for the server (or `log publish`). */
WARN_UNUSED bool house_publish(house *h, int64_t limit, err *reterr);
/* Entries of a confirmed file that the last house_publish did not begin, because they were more
 * than its limit; 0 for none. */
int64_t house_publish_left(const house *h);
enum { HOUSE_PUBLISH_AT_ONCE = 30000 };
/* Called on the writer's thread after each batch, and on the publisher's after each publication. */
typedef void house_hook(void *self);
void house_hooks(house *h, house_hook *answered, house_hook *published, void *self);
/* True when the publisher's thread runs: the house is being served. */
bool house_serves(const house *h);
/* Ends uploads whose time is over, rows and bytes; the publisher's thread does it now and then. */
WARN_UNUSED bool house_uploads_clean(house *h, store_conn *conn, err *reterr);
/* Wakes the publisher. */
void house_wake(house *h);

/* ---- what the doors use --------------------------------------------------------------------- */

/* The parts of an open house; they live as long as it does. */
store *house_store(const house *h);
/* The cookie of a new session, and whether this house gave one: access.h. */
void house_cookie_make(
    const house *h, char ret_text[ACCESS_TOKEN_SIZE + 1], uint8_t ret_digest[32]);
bool house_cookie_fits(const house *h, span cookie);
/* A reading connection of the opener's thread; other threads store_connect their own. */
store_conn *house_conn(house *h);
writer *house_writer(house *h); /* NULL when the house was opened for reading */
donations *house_donations(house *h);
figures_board *house_board(house *h);  /* NULL when reading */
access_tokens *house_tokens(house *h); /* NULL when reading */
flood *house_flood(house *h);
const log_sequencer *house_sequencer(const house *h);
const sys_clock *house_clock(const house *h);
const sys_zone *house_zone(const house *h);
const uint8_t *house_seal_key(const house *h);
/* Profiles of payment files that came with the program. */
payfile_profiles house_profiles_of(const house *h);
const char *house_folder(const house *h);
const char *house_attachments(const house *h);
/* Files that wait to be booked or left out; nothing of the books stands there. */
const char *house_uploads(const house *h);
bool house_is_exercise(const house *h);
/* A setting's text, or "". */
span house_setting(const house *h, const char *name);
int64_t house_civil_us(const house *h);
/* What a person enters of a day before its campaign began is likelier a slip of the pen: it is asked
 * back on every door, and booked when she says that it is right.
 * Errors: ERR_INPUT of `field`: the day is before the campaign's first. */
WARN_UNUSED bool house_day_of(
    const house *h, const campaign *of, date day, const char *field, err *reterr);
/* Microseconds to add to a real instant for the civil one. */
int64_t house_civil_offset(const house *h);
/* The actor of the command line: os:<user>. */
WARN_UNUSED bool house_operator(house *h, actor *ret_actor, err *reterr);
/* A desk for imports on a thread with its own connection. */
import_desk house_desk(house *h, store_conn *conn, const actor *author);
/* All figures of a campaign as of now, whichever way the house was opened. */
bool house_figures(house *h, const campaign *of, campaign_figures *ret);
/* Every kind of change, for lists. */
const change_kind *house_change_kind(int32_t number);

/* As org_import_add, access_token_add, access_token_end, way_add and way_end, and what seen and goods have; these also refresh what
 * is kept in memory. */
extern const change_kind house_org_add, house_token_add, house_token_end, house_way_add,
    house_way_end, house_seen_add, house_seen_end, house_want_add, house_want_end;

/* How many requests of a kind one place may make: a setting, in force at once. */
typedef struct house_flood_input {
    flood_kind kind;
    flood_rule rule;
} house_flood_input;
extern const change_kind house_flood_set;
/* True if a change was made by a visitor: told by its kind. */
bool house_change_by_visitor(int32_t number);

/* ---- the whole ------------------------------------------------------------------------------ */

/* Recounts everything; `tell` gets one line a part and one a difference, as a message with its
 * values.  Errors: ERR_DAMAGE. */
typedef void house_tell(void *self, bool is_good, const char *part, const err *what);
WARN_UNUSED bool house_verify(
    house *h, const char *export_folder, house_tell *tell, void *self, err *reterr);
/* Writes database, keys and attachments into one file; restores it into a new folder, where the
 * log then waits for log resume. */
WARN_UNUSED bool house_backup(house *h, const char *path, err *reterr);
WARN_UNUSED bool house_restore(const house_setup *setup, const char *path, err *reterr);

#endif
