/* base64 and percent-encoding, both ways (kql.md 6). What cannot be decoded gives "" or null. */
#include <kq/ops.h>

#include <string.h>

#include "arrays.h"
#include "base64.h"
#include "dyn.h"
#include "guid.h"
#include "utf8.h"

/* ---- base64 ---------------------------------------------------------------------------------------------------------
 */

kq_str kq_base64_encode_tostring(kq_ctx *x, kq_str s) { return kq_base64_encode(x, (const uint8_t *)s.p, s.n); }

/* Bytes that are not UTF-8 give "" (docs: base64-decode-tostring-function.md). */
kq_str kq_base64_decode_tostring(kq_ctx *x, kq_str s) {
    uint8_t *p;
    size_t n;
    if (!kq_base64_decode(x, s, &p, &n) || !kq_utf8_valid((const char *)p, n)) return kq_null_string();
    return kq_mk_string((const char *)p, n);
}

kq_dyn kq_base64_decode_toarray(kq_ctx *x, kq_str s) {
    uint8_t *p;
    size_t n;
    if (!kq_base64_decode(x, s, &p, &n)) return kq_null_dynamic();
    kq_dyn *r = kq_alloc(x->row, n * sizeof *r);
    for (size_t i = 0; i < n; i++) r[i] = kq_dyn_long(p[i]);
    return kq_dyn_array(r, (uint32_t)n);
}

/* "" when an element is no byte. */
kq_str kq_base64_encode_fromarray(kq_ctx *x, kq_dyn d) {
    const kq_dyn *items;
    uint32_t n;
    if (!kq_elements(x, d, &items, &n)) return kq_null_string();
    uint8_t *bytes = kq_alloc(x->row, n);
    for (uint32_t i = 0; i < n; i++) {
        kq_long v = kq_dyn_as_long(items[i]);
        if (v.null || v.v < 0 || v.v > 255) return kq_null_string();
        bytes[i] = (uint8_t)v.v;
    }
    return kq_base64_encode(x, bytes, n);
}

/* A guid's bytes as .NET writes them: its first three fields little-endian (docs: base64-encode-fromguid). */
static void swap_fields(const uint8_t *from, uint8_t *to) {
    static const uint8_t order[16] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
    for (int i = 0; i < 16; i++) to[i] = from[order[i]];
}

kq_str kq_base64_encode_fromguid(kq_ctx *x, kq_guid g) {
    uint8_t bytes[16];
    if (g.null) return kq_null_string();
    swap_fields(g.b, bytes);
    return kq_base64_encode(x, bytes, sizeof bytes);
}

kq_guid kq_base64_decode_toguid(kq_ctx *x, kq_str s) {
    kq_guid g = {{0}, false};
    uint8_t *p;
    size_t n;
    if (!kq_base64_decode(x, s, &p, &n) || n != sizeof g.b) return kq_null_guid();
    swap_fields(p, g.b);
    return g;
}

/* ---- percent-encoding ---------------------------------------------------------------------------------------------
 */

static kq_str percent(kq_ctx *x, kq_str s, const char *plain, bool plus) {
    static const char hex[] = "0123456789abcdef";
    char *text = kq_alloc(x->row, 3 * s.n), *to = text;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (kq_ascii_is_alnum(c) || (c && strchr(plain, c))) {
            *to++ = (char)c;
        } else if (c == ' ' && plus) {
            *to++ = '+';
        } else {
            *to++ = '%';
            *to++ = hex[c >> 4];
            *to++ = hex[c & 15];
        }
    }
    return kq_mk_string(text, (size_t)(to - text));
}

/* As a form's field: a blank is '+' (docs: url-encode-function.md). */
kq_str kq_url_encode(kq_ctx *x, kq_str s) { return percent(x, s, "-_.!*()", true); }
/* As a part of a URL: a blank is %20 (docs: url-encode-component-function.md). */
kq_str kq_url_encode_component(kq_ctx *x, kq_str s) { return percent(x, s, "-_.~", false); }

/* %XX and '+' (assumed); what is no escape stays. */
kq_str kq_url_decode(kq_ctx *x, kq_str s) {
    char *text = kq_alloc(x->row, s.n), *to = text;
    for (size_t i = 0; i < s.n; i++) {
        int high = -1, low = -1;
        if (s.p[i] == '%' && s.n - i > 2) {
            high = kq_ascii_hex((unsigned char)s.p[i + 1]);
            low = kq_ascii_hex((unsigned char)s.p[i + 2]);
        }
        if (high >= 0 && low >= 0) {
            *to++ = (char)(high << 4 | low);
            i += 2;
        } else {
            *to++ = s.p[i] == '+' ? ' ' : s.p[i];
        }
    }
    return kq_mk_string(text, (size_t)(to - text));
}
