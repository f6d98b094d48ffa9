/* Opening the font and the packer.
 * SPDX-License-Identifier: Apache-2.0 */
#include "paper/paper_in.h"

#include "text/text.h"

#include <assert.h>
#include <stdalign.h>
#include <stddef.h>

enum { FONT_SIZE_MAX = 256 << 20 };

static void *pack_take(void *home, unsigned count, unsigned size)
{
    return arena_room(home, (size_t)count * size, alignof(max_align_t));
}

static void pack_give(void *home, void *room)
{
    (void)home;
    (void)room; /* goes with the arena */
}

/* Errors of a file, told as what they mean here. */
static bool font_fault(err *reterr, const char *path)
{
    if (reterr->code == ERR_ABSENT) {
        (void)err_set(reterr, ERR_ABSENT, N_("There is no font to print with: %s"), path);
        return err_hint(reterr, N_("Install the package fonts-wqy-microhei"));
    }
    return false;
}

static bool face_open(paper *p, const char *path, err *reterr)
{
    if (!sys_map_open(path, FONT_SIZE_MAX, &p->file, reterr))
        return font_fault(reterr, path);
    if (!font_read(p->file.bytes, &p->face, reterr))
        return err_hint(reterr, N_("Install the package fonts-wqy-microhei"));
    if (!font_common_make(p->home, &p->face))
        return err_set(reterr, ERR_MEMORY, N_("no room for a page"));
    if (font_glyph(&p->face, 0x6350) && font_glyph(&p->face, 'A'))
        return true;
    (void)err_set(reterr, ERR_INPUT, N_("The font has no Chinese characters: %s"), path);
    return err_hint(reterr, N_("Install the package fonts-wqy-microhei"));
}

bool paper_open(arena *home, const char *path, paper **ret, err *reterr)
{
    assert(home && ret);
    paper *p = ARENA_NEW(home, paper, 1);
    if (!p)
        return err_set(reterr, ERR_MEMORY, N_("no room for a page"));
    p->home = home;
    p->level = PAPER_PACK_EACH;
    p->packer.zalloc = pack_take;
    p->packer.zfree = pack_give;
    p->packer.opaque = home;
    if (deflateInit(&p->packer, PAPER_PACK_ONCE) != Z_OK)
        return err_set(reterr, ERR_MEMORY, N_("no room for a page"));
    if (!face_open(p, path ? path : PAPER_FONT, reterr)) {
        paper_close(p);
        return false;
    }
    *ret = p;
    return true;
}

void paper_close(paper *p)
{
    if (!p)
        return;
    (void)deflateEnd(&p->packer);
    sys_map_close(&p->file);
}

bool paper_shows(const paper *p, span text, span *ret_lacking)
{
    uint32_t rune = 0;
    for (span rest = text; text_rune(&rest, &rune);) {
        const size_t end = text.size - rest.size;
        if (rune >= ' ' && !font_glyph(&p->face, rune)) {
            size_t from = end - 1;
            while (from > 0 && ((uint8_t)text.at[from] & 0xC0) == 0x80)
                from--;
            *ret_lacking = span_slice(text, from, end);
            return false;
        }
    }
    return true;
}

size_t paper_pack(paper *p, span bytes, paper_pack_level level, buffer *out)
{
    char *room = buffer_room(out, deflateBound(&p->packer, bytes.size));
    if (!room || bytes.size > UINT32_MAX / 2)
        return 0;
    if (deflateReset(&p->packer) != Z_OK ||
        deflateParams(&p->packer, (int)level, Z_DEFAULT_STRATEGY) != Z_OK)
        return 0;
    p->packer.next_in = (const Bytef *)bytes.at;
    p->packer.avail_in = (uInt)bytes.size;
    p->packer.next_out = (Bytef *)room;
    p->packer.avail_out = (uInt)(out->size - out->used);
    if (deflate(&p->packer, Z_FINISH) != Z_STREAM_END)
        return 0;
    out->used += p->packer.total_out;
    return p->packer.total_out;
}
