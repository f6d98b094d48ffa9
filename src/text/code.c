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

/* Digit values plus one, so that 0 means "none"; lower case, O, I and L included. */
static const uint8_t id_values[256] = {
    ['0'] = 1,  ['O'] = 1,  ['o'] = 1,  ['1'] = 2,  ['I'] = 2,  ['i'] = 2,  ['L'] = 2,  ['l'] = 2,
    ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,  ['8'] = 9,  ['9'] = 10,
    ['A'] = 11, ['a'] = 11, ['B'] = 12, ['b'] = 12, ['C'] = 13, ['c'] = 13, ['D'] = 14, ['d'] = 14,
    ['E'] = 15, ['e'] = 15, ['F'] = 16, ['f'] = 16, ['G'] = 17, ['g'] = 17, ['H'] = 18, ['h'] = 18,
    ['J'] = 19, ['j'] = 19, ['K'] = 20, ['k'] = 20, ['M'] = 21, ['m'] = 21, ['N'] = 22, ['n'] = 22,
    ['P'] = 23, ['p'] = 23, ['Q'] = 24, ['q'] = 24, ['R'] = 25, ['r'] = 25, ['S'] = 26, ['s'] = 26,
    ['T'] = 27, ['t'] = 27, ['V'] = 28, ['v'] = 28, ['W'] = 29, ['w'] = 29, ['X'] = 30, ['x'] = 30,
    ['Y'] = 31, ['y'] = 31, ['Z'] = 32, ['z'] = 32,
};

bool text_parse_id(span s, int64_t *ret_id, err *reterr)
{
    assert(ret_id);
    uint64_t id = 0;
    bool is_id = s.size == ID_SIZE && id_values[(unsigned char)s.at[0]] <= 8;
    for (size_t i = 0; is_id && i < ID_SIZE; i++) {
        uint8_t value = id_values[(unsigned char)s.at[i]];
        is_id = value > 0;
        id = id << 5 | (uint64_t)(value - is_id);
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
    static const int weight[USCC_SIZE - 1] = { 1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28 };
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
