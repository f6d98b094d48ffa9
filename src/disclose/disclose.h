/* Named figures: what pages, API and command line say of a campaign, computed in one place from
 * kept totals. A figure is what the ledger and the kept counts hold; nothing is counted on a page
 * view.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DISCLOSE_DISCLOSE_H
#define NUAN_DISCLOSE_DISCLOSE_H

#include "ledger/ledger.h"
#include "work/donation/donation.h"

enum { FIGURES_HOURS_MAX = 4096, FIGURES_OTHERS_MAX = CURRENCIES_MAX };

/* What a campaign got in another currency than CNY, in its smallest unit. */
typedef struct asset_figures {
    int64_t asset, gifts, amount, unclaimed, refunded, fees, balance;
} asset_figures;

/* Figures of one campaign.  Money in fen: of CNY alone, as all counts. */
typedef struct campaign_figures {
    campaign_id id;
    int64_t gifts; /* booked money gifts, claimed or not */
    /* distinct known givers, persons of collective gifts, gifts without a known giver */
    int64_t givers;
    int64_t amount_fen;      /* gross */
    int64_t unclaimed_fen;   /* of it nobody has claimed yet */
    int64_t first_24h_gifts; /* within 24 hours of opened_at */
    int64_t first_24h_fen;
    int64_t refunded_fen;
    int64_t fees_fen;
    int64_t clearing_fen, bank_fen, cash_fen; /* where the money is */
    int64_t last_paid_us;                     /* latest payment in the books; 0: none with a time */
    date last_day;                            /* latest day in the books; 0: none */
    size_t other_count; /* other currencies, by code; never added to the above or to each other */
    asset_figures others[FIGURES_OTHERS_MAX];
    size_t hour_count;
    campaign_hour hours[FIGURES_HOURS_MAX]; /* in order; channels summed by whoever shows them */
} campaign_figures;

/* Fills the figures from the memory of the writer's domains: on the writer's thread, or where
 * nothing writes. */
void figures_compute(
    const donations *d, const ledger *l, const campaign *of, campaign_figures *ret);

/* Member `others` of an object: what came in other currencies, one element a currency. */
void figures_others_json(json_writer *w, const campaign_figures *f);

/* Figures that other threads read while the writer goes on: copied after each commit that
 * touched them. */
typedef struct figures_board figures_board;
WARN_UNUSED bool figures_board_open(
    donations *d, const ledger *l, figures_board **ret, err *reterr);
void figures_board_close(figures_board *b);
/* Follows the batches of the writer; must stand behind ledger and donations in its list of
 * parts. */
batch_part figures_board_part(figures_board *b);
/* Copies the figures of a campaign; *ret_version grows with each change.  False when there is no
 * such campaign. */
bool figures_read(figures_board *b, campaign_id id, campaign_figures *ret, int64_t *ret_version);
/* The version alone: has anything changed since? */
int64_t figures_version(figures_board *b, campaign_id id);

#endif
