/* Files embedded into the program by tools/embed: styles and drawings of the pages.  Their names
 * carry a digest of their content, so that a browser may keep them for ever.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_WEB_ASSET_H
#define NUAN_DOOR_WEB_ASSET_H

#include "base/span.h"

typedef struct asset {
    const char *path; /* /assets/public-3f2a91c0.css */
    const char *type; /* media type */
    span plain;
    span gzip; /* empty when packing doesn't pay */
} asset;

/* What web/ holds, by its name there. */
extern const asset asset_public_css, asset_staff_css, asset_mark_svg, asset_match_js,
    asset_upload_js, asset_verify_js;

/* All of them, and their number. */
extern const asset *const assets[];
extern const size_t asset_count;

#endif
