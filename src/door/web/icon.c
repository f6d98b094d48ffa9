/* The icons: paths of one stroke each, drawn for this program.  An icon is never alone: a word
 * stands beside it, so it is hidden from screen readers.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/html.h"

#include <assert.h>

static const char *const paths[ICON_COUNT] = {
    [ICON_NONE] = "",
    [ICON_ARROW] = "M4 12h15M13 6l6 6-6 6",
    [ICON_BACK] = "M9 6L4 11l5 5M4 11h10a5 5 0 010 10h-3",
    [ICON_BOOK] = "M5 4h6a1 1 0 011 1v15a2 2 0 00-2-2H5zM19 4h-6a1 1 0 00-1 1v15a2 2 0 012-2h5z",
    [ICON_BOX] = "M4 8l8-4 8 4v9l-8 4-8-4zM4 8l8 4 8-4M12 12v9",
    [ICON_CHECK] = "M5 12.5l4.5 4.5L19 7.5",
    [ICON_CLOCK] = "M12 7v5l3 2M12 3a9 9 0 110 18 9 9 0 010-18z",
    [ICON_CLOSE] = "M6 6l12 12M18 6L6 18",
    [ICON_COIN] = "M12 3a9 9 0 110 18 9 9 0 010-18zM9 8l3 4 3-4M12 12v5M9.5 13h5",
    [ICON_COPY] = "M8 8h11v12H8zM5 16V4h11",
    [ICON_DOWN] = "M6 9l6 6 6-6",
    [ICON_DOWNLOAD] = "M12 4v11M7 11l5 5 5-5M5 20h14",
    [ICON_EYE] =
        "M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6zM12 9.5a2.5 2.5 0 110 5 2.5 2.5 0 010-5z",
    [ICON_FILE] = "M6 3h8l4 4v14H6zM14 3v4h4",
    [ICON_FORK] = "M6 4v6l6 4v6M18 4v6l-6 4",
    [ICON_HEART] = "M12 20s-8-5-8-11a4.5 4.5 0 018-2.5A4.5 4.5 0 0120 9c0 6-8 11-8 11z",
    [ICON_INBOX] = "M4 13l3-9h10l3 9v7H4zM4 13h5l1 3h4l1-3h5",
    [ICON_INFO] = "M12 11v6M12 7.5v.01M12 3a9 9 0 110 18 9 9 0 010-18z",
    [ICON_MORE] = "M5 12h.01M12 12h.01M19 12h.01",
    [ICON_NEXT] = "M9 5l7 7-7 7",
    [ICON_PEOPLE] = ("M9 5a3 3 0 110 6 3 3 0 010-6zM3 20c0-4 3-6 6-6s6 2 6 6M16 6a3 3 0 010 5"
                     "M17 14c3 .5 4 3 4 6"),
    [ICON_PLUS] = "M12 5v14M5 12h14",
    [ICON_SEARCH] = "M10.5 4a6.5 6.5 0 110 13 6.5 6.5 0 010-13zM15.5 15.5L21 21",
    [ICON_SHIELD] = "M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6z",
    [ICON_TREE] = "M12 4v5M6 20v-5h12v5M12 9v6",
    [ICON_UPLOAD] = "M12 20V9M7 13l5-5 5 5M5 4h14",
    [ICON_WARN] = "M12 4l9 16H3zM12 10v4M12 17v.01",
};

void html_icon(html *out, html_icon_name name)
{
    assert(name < ICON_COUNT);
    if (name == ICON_NONE)
        return;
    buffer_text(
        out->out, "<svg class=\"n-i\" viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path d=\"");
    buffer_text(out->out, paths[name]);
    buffer_text(out->out, "\"/></svg>");
}
