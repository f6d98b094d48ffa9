/* A receipt as a plain program would make it: cairo's PDF surface, pango's layouts, the font map and
 * descriptions kept from one to the next.
 * SPDX-License-Identifier: Apache-2.0 */
#include "pdf_cairo.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <qrencode.h>
#include <stdio.h>

enum { WIDE = 420, HIGH = 298 /* A5 across, points */, FIXED = 8 };

static PangoFontDescription *plain, *bold;
static size_t byte_count;

static cairo_status_t count(void *to, const unsigned char *data, unsigned size)
{
    (void)to;
    (void)data;
    byte_count += size;
    return CAIRO_STATUS_SUCCESS;
}

void pdf_cairo_open(void)
{
    plain = pango_font_description_from_string("WenQuanYi Micro Hei 11");
    bold = pango_font_description_from_string("WenQuanYi Micro Hei Bold 16");
}

size_t pdf_cairo_bytes(void)
{
    return byte_count;
}

static void put(cairo_t *c, PangoLayout *l, double x, double y, const char *text)
{
    pango_layout_set_text(l, text, -1);
    cairo_move_to(c, x, y);
    pango_cairo_show_layout(c, l);
}

static void symbol(cairo_t *c, const char *text, double x, double y, double side)
{
    QRcode *q = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    const double module = side / q->width;
    for (int row = 0; row < q->width; row++)
        for (int from = 0, to = 0; from < q->width; from = to + 1) {
            for (to = from; to < q->width && q->data[row * q->width + to] & 1;)
                to++;
            if (to > from)
                cairo_rectangle(
                    c, x + from * module, y + row * module, (to - from) * module, module);
        }
    cairo_fill(c);
    QRcode_free(q);
}

static void page(cairo_t *c, int64_t number)
{
    static const char *const fixed[FIXED] = { "公益事业捐赠回执单", "捐赠人：",
        "捐赠项目：温暖武汉", "金额（大写）：", "金额（小写）：", "捐赠方式：微信支付",
        "感谢您的爱心捐赠！本收据可在公开账本中核验。", "北京市温暖基金会（示例）" };
    static const char *const givers[] = { "王小明", "李建国", "欧阳静", "北京市某某有限公司工会" };
    char text[128];
    PangoLayout *l = pango_cairo_create_layout(c);
    double y = 30;
    for (int i = 0; i < FIXED; i++, y += i == 1 ? 40 : 22) {
        pango_layout_set_font_description(l, i == 0 ? bold : plain);
        put(c, l, 30, y, fixed[i]);
    }
    (void)snprintf(text, sizeof text, "编号 NO.%010lld  2020年2月%lld日", (long long)number,
        (long long)(1 + number % 28));
    put(c, l, 230, 55, text);
    put(c, l, 110, 70, givers[number % 4]);
    put(c, l, 130, 114, number % 2 ? "壹佰贰拾叁元整" : "伍仟元整");
    (void)snprintf(text, sizeof text, "¥%lld.%02lld", (long long)(100 + number % 900),
        (long long)(number % 100));
    put(c, l, 130, 136, text);
    (void)snprintf(
        text, sizeof text, "https://nuan.example/r/%010lld?h=4f1c2a9be77d01", (long long)number);
    symbol(c, text, 300, 120, 90);
    g_object_unref(l);
}

void pdf_cairo_draw(int64_t number)
{
    cairo_surface_t *s = cairo_pdf_surface_create_for_stream(count, NULL, WIDE, HIGH);
    cairo_t *c = cairo_create(s);
    page(c, number);
    cairo_destroy(c);
    cairo_surface_destroy(s);
}
