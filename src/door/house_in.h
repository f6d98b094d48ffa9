/* Inside the door: the members of an open house.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_HOUSE_IN_H
#define NUAN_DOOR_HOUSE_IN_H

#include "door/house.h"

enum {
    HOUSE_PARTS = 5,
    HOUSE_SETTINGS_MAX = 64,
    HOUSE_MEMORY = 64 << 20,
    HOUSE_TREE_MEMORY = 32 << 20
};

typedef struct house_watch {
    bool touched_orgs;
    bool touched_access;
    bool touched_flood;
    bool touched_pages; /* what public pages keep */
} house_watch;

struct house {
    arena own;
    payfile_profiles profiles;
    char folder[HOUSE_PATH_MAX];
    char attachments[HOUSE_PATH_MAX];
    char uploads[HOUSE_PATH_MAX];
    store *store;
    store_conn *conn;       /* the opener's */
    store_conn *watch_conn; /* the writer's thread: refreshes tree and tokens after commits */
    sys_lock lock;
    sys_clock clock;
    const sys_zone *zone;
    int setting_count;
    struct {
        span name, value;
    } settings[HOUSE_SETTINGS_MAX];
    uint8_t secret[32], seal_key[32], log_seed[32];
    log_sequencer sequencer;
    bool is_exercise;
    ledger *ledger;
    donations *donations;
    match_hints *hints;
    figures_board *board;
    access_tokens *tokens;
    flood *flood;
    arena tree_home[2]; /* the writer's tree and the one being read */
    int tree_at;
    org_tree tree;
    house_watch watch;
    batch_part parts[HOUSE_PARTS];
    writer *writer;
    house_hook *answered, *published;
    void *hook_self;
    /* the publisher's thread */
    sys_thread publisher;
    sys_mutex publisher_lock;
    sys_signal publisher_wake, publisher_pause;
    bool publisher_runs, publisher_stops, publisher_waits;
    store_conn *publish_conn;
    int64_t publish_left;
    int64_t clean_us; /* steady: uploads are looked through again */
};

/* An address of a database that nuan knows, or NULL.  Errors: ERR_INPUT names the kind that it
 * does not know. */
WARN_UNUSED bool house_database_check(const char *database, err *reterr);
/* A folder that is absent, or empty but for what file systems and databases put there.  Errors:
 * ERR_CONFLICT names what stands in it. */
WARN_UNUSED bool house_folder_check(const char *folder, err *reterr);
/* The keys of a new folder; of one that is there. */
WARN_UNUSED bool house_keys_make(const char *folder, err *reterr);
WARN_UNUSED bool house_keys_read(house *h, err *reterr);
WARN_UNUSED bool house_path(
    const char *folder, const char *name, char into[HOUSE_PATH_MAX], err *reterr);
/* Checks across the domains; `tell` gets each difference. */
typedef void house_check_tell(void *self, const char *part, const err *what);
WARN_UNUSED bool house_check(house *h, house_check_tell *tell, void *self, err *reterr);
/* Its part about gifts, transfers, payment keys and imports. */
WARN_UNUSED bool house_gifts_check(
    store_conn *conn, house_check_tell *tell, void *self, err *reterr);
/* Its part about every table: rows that were altered, cut or added behind the store's back. */
WARN_UNUSED bool house_tables_check(house *h, house_check_tell *tell, void *self, err *reterr);
/* The change that writes the birth of a house. */
extern const change_kind house_birth_kind;
/* Opens reading parts: folder, store, settings, keys, clock. */
WARN_UNUSED bool house_open_base(const house_setup *setup, house **ret_house, err *reterr);
/* Opens the writer behind it. */
WARN_UNUSED bool house_open_writer(house *h, err *reterr);

/* house_flood.c: reads the rules of floods.  Errors: ERR_DAMAGE. */
WARN_UNUSED bool house_flood_read(house *h, store_conn *conn, err *reterr);

#endif
