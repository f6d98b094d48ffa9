/* QR symbols by libqrencode.  Digits and capital letters are packed closer by its splitting of the
 * text; anything else is bytes.  No ECI mark: readers take UTF-8 by themselves, some stumble at it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "paper/qr.h"

#include "text/text.h"

#include <assert.h>
#include <errno.h>
#include <qrencode.h>
#include <string.h>

static bool is_fit(span text, err *reterr)
{
    if (text.size == 0)
        return err_set(reterr, ERR_INPUT, N_("A QR symbol needs a text"));
    if (text_utf8_bad(text) != text.size || span_find(text, '\0') != text.size)
        return err_set(reterr, ERR_INPUT, N_("The text of a QR symbol must be UTF-8 without NUL"));
    if (text.size > QR_TEXT_MAX)
        return err_set(reterr, ERR_LIMIT, N_("The text is too long for a QR symbol"));
    return true;
}

/* Why libqrencode gave nothing. */
static bool refuse(err *reterr)
{
    if (errno == ERANGE)
        return err_set(reterr, ERR_LIMIT, N_("The text is too long for a QR symbol"));
    return err_set(reterr, ERR_MEMORY, N_("no room for a QR symbol"));
}

bool qr_make(span text, qr *ret, err *reterr)
{
    char ended[QR_TEXT_MAX + 1];
    if (!is_fit(text, reterr))
        return false;
    memcpy(ended, text.at, text.size);
    ended[text.size] = '\0';
    errno = 0;
    QRcode *made = QRcode_encodeString(ended, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    if (!made)
        return refuse(reterr);
    const bool is_small = made->width <= QR_SIDE_MAX;
    if (is_small) {
        ret->side = made->width;
        for (int32_t i = 0; i < made->width * made->width; i++)
            ret->dark[i] = made->data[i] & 1;
    }
    QRcode_free(made);
    return is_small || err_set(reterr, ERR_LIMIT, N_("The text is too long for a QR symbol"));
}

bool qr_is_dark(const qr *q, int32_t column, int32_t row)
{
    assert(column >= 0 && column < q->side && row >= 0 && row < q->side);
    return q->dark[row * q->side + column] != 0;
}

bool qr_run(const qr *q, int32_t row, int32_t *column, int32_t *ret_count)
{
    int32_t from = *column;
    while (from < q->side && !qr_is_dark(q, from, row))
        from++;
    if (from == q->side)
        return false;
    int32_t to = from + 1;
    while (to < q->side && qr_is_dark(q, to, row))
        to++;
    *column = from;
    *ret_count = to - from;
    return true;
}

int32_t qr_view(const qr *q)
{
    return q->side + 2 * QR_QUIET;
}

void qr_add_path(buffer *b, const qr *q)
{
    assert(q->side > 0 && q->side <= QR_SIDE_MAX);
    for (int32_t row = 0; row < q->side; row++) {
        int32_t count = 0;
        for (int32_t column = 0; qr_run(q, row, &column, &count); column += count)
            buffer_format(b, "M%d %dh%dv1h-%dz", column + QR_QUIET, row + QR_QUIET, count, count);
    }
}
