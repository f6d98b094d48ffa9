/* Codes with a form of their own: ids in base32, the unified social credit code.
 * SPDX-License-Identifier: Apache-2.0 */
#include "text/text_in.h"

#include <assert.h>
#include <string.h>

enum { ID_SIZE = 13, USCC_SIZE = 18, USCC_BASE = 31 };

static const char id_digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

void text_add_id(buffer *b, int64_t id)
{
    assert(id >= 0);
    char *room = buffer_room(b, ID_SIZE);
    if (!room)
        return;
    uint64_t rest = (uint64_t)id;
    for (int i = ID_SIZE - 1; i >= 0; i--) {
        room[i] = id_digits[rest & 31];
        rest >>= 5;
    }
    b->used += ID_SIZE;
}

/* Value of a character, -1 when it is none: O counts as 0, I and L as 1, U does not occur. */
static int id_value(char c)
{
    static const int8_t letters[] = { 10, 11, 12, 13, 14, 15, 16, 17, 1, 18, 19, 1, 20, 21, 0, 22,
        23, 24, 25, 26, -1, 27, 28, 29, 30, 31 };
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'Z')
        return letters[c - 'A'];
    return c >= 'a' && c <= 'z' ? letters[c - 'a'] : -1;
}

bool text_parse_id(span s, int64_t *ret_id, err *reterr)
{
    assert(ret_id);
    /* 13 digits hold 65 bits: the first one may not pass 7. */
    bool is_id = s.size == ID_SIZE && id_value(s.at[0]) <= 7;
    uint64_t id = 0;
    for (size_t i = 0; is_id && i < ID_SIZE; i++) {
        int value = id_value(s.at[i]);
        is_id = value >= 0;
        id = id << 5 | (uint64_t)(value & 31);
    }
    if (!is_id || id == 0) {
        span shown = text_shown(s);
        return err_set(reterr, ERR_INPUT, N_("This is not an id: %.*s"), SPAN_PRINT(shown));
    }
    *ret_id = (int64_t)id;
    return true;
}

bool text_uscc_fits(span s)
{
    static const char digits[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    static const int weight[USCC_SIZE - 1] = { 1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24,
        10, 30, 28 };
    if (s.size != USCC_SIZE)
        return false;
    int sum = 0;
    int last = 0;
    for (size_t i = 0; i < USCC_SIZE; i++) {
        const char *found = memchr(digits, s.at[i], USCC_BASE);
        if (!found)
            return false;
        last = (int)(found - digits);
        bool is_region = i >= 2 && i < 8;
        if (is_region && last > 9)
            return false;
        if (i < USCC_SIZE - 1)
            sum += last * weight[i];
    }
    return last == (USCC_BASE - sum % USCC_BASE) % USCC_BASE;
}
