/* What the pages of rules of direction and of one account show.  Rules of staff.h hold here, too.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_WEB_STAFF_RULE_H
#define NUAN_DOOR_WEB_STAFF_RULE_H

#include "door/web/staff.h"

typedef struct rule_item {
    span words;
    span campaign, campaign_url;
    span purpose;              /* empty: none */
    span account, account_url; /* empty: any */
    int64_t gifts;
    money amount;
    other_list others;
    span made_by;
    int64_t made_us, ended_us;
    span end_action; /* empty: no right, or ended */
} rule_item;

typedef struct rules_view {
    staff_view staff;
    chip_list views; /* standing, ended */
    const rule_item *items;
    size_t count;
    bool shows_ended;
    bool may_read_only; /* she sees them and an administrator sets them */
    span new_url, csv_url, xlsx_url;
} rules_view;

/* A gift of the last file that the rule would catch. */
typedef struct trial_item {
    int64_t row;
    date day;
    worth amount;
    span url; /* of the row; empty: no right */
} trial_item;

typedef struct rule_new_view {
    staff_view staff;
    form_view form;
    span action, back_url;
    const char *key;
    bool is_tried;
    bool has_file;
    span file, file_url;
    int64_t all, gifts, taken;
    money amount;
    other_list others;
    const trial_item *rows;
    size_t row_count;
} rule_new_view;

/* One account: how its files are read, by when its bills come, which rules are its own. */
typedef struct account_desk_view {
    staff_view staff;
    span account, code, organisation;
    worth balance;
    span days_url, ledger_url, rules_url, new_rule_url, new_import_url;
    /* the profile that was chosen for it */
    bool has_profile;
    span profile, profile_url, profile_by, tail;
    int64_t profile_us;
    form_view choose;                    /* no inputs: no right */
    span choose_action, unchoose_action; /* empty: nothing to take back, or no right */
    /* its daily bill */
    bool is_daily;
    int64_t hour;
    date since, last, missing_first, missing_last;
    form_view daily;
    span daily_action, daily_end_action;
    const rule_item *rules;
    size_t rule_count;
} account_desk_view;

#endif
