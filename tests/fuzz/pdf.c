/* PDFs from strangers: any bytes end in bytes that lie inside of them, or in an error.
 * SPDX-License-Identifier: Apache-2.0 */
#include "paper/pdf.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const span pdf = { (const char *)data, size };
    span bytes = { NULL, 0 };
    err e = { 0 };
    if (!pdf_embedded(pdf, "receipt.tlog-proof", &bytes, &e)) {
        assert(e.code != ERR_NONE && e.message);
        return 0;
    }
    assert(bytes.size <= PDF_EMBEDDED_MAX && bytes.at >= pdf.at);
    assert(bytes.at + bytes.size <= pdf.at + pdf.size);
    return 0;
}
