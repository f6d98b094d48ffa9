/* The profiles that come with the program: src/payfile/profile/, one file each.
 * SPDX-License-Identifier: Apache-2.0 */
#include "payfile/payfile_in.h"

#include <assert.h>

bool profile_house(arena *home, payfile_profiles *ret, err *reterr)
{
    assert(home && ret);
    const payfile_profile **list = ARENA_NEW(home, const payfile_profile *, house_profiles_count);
    if (!list)
        return err_set(reterr, ERR_MEMORY, N_("no room for a profile"));
    for (size_t i = 0; i < house_profiles_count; i++) {
        payfile_profile *p = NULL;
        if (!profile_parse(home, house_profiles[i].bytes, &p, reterr))
            return false;
        list[i] = p;
    }
    *ret = (payfile_profiles){ .count = house_profiles_count, .list = list };
    return true;
}
