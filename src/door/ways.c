/* Words of a way to give.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/ways.h"

#include "text/text.h"

#include <assert.h>

static bool word_clean(arena *a, span word, span *ret, err *reterr)
{
    *ret = word.size > 0 ? text_normal(a, word) : (span)SPAN("");
    return ret->at || err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
}

bool way_read(arena *a, const campaign *of, const way_words *words, way *ret, err *reterr)
{
    assert(a && of && words && ret);
    uint64_t place = 0;
    *ret = (way){ .campaign = of->id };
    if (!way_kind_parse(words->kind, &ret->kind)) {
        err_field(reterr, "kind", N_("There is no kind %.*s"), SPAN_PRINT(words->kind));
        return err_hint(reterr, N_("Kinds: qr, bank, cash, page, other."));
    }
    if (words->place.size > 0 &&
        (!text_parse_uint(words->place, WAY_PLACE_MAX, &place) || place == 0))
        return err_field(reterr, "place", N_("The place is 1 to %d"), WAY_PLACE_MAX);
    ret->place = (int32_t)place;
    const struct {
        span from, *to;
    } texts[] = { { words->title_zh, &ret->title_zh }, { words->title_en, &ret->title_en },
        { words->holder, &ret->holder }, { words->account_no, &ret->account_no },
        { words->bank, &ret->bank }, { words->payload, &ret->payload },
        { words->note_zh, &ret->note_zh }, { words->note_en, &ret->note_en } };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (!word_clean(a, texts[i].from, texts[i].to, reterr))
            return false;
    }
    return true;
}
