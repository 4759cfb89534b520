/* base64 and percent-encoding, both ways (kql.md 6). What cannot be decoded gives "" or null. */
#include <kq/ops.h>

#include <string.h>

#include "arrays.h"
#include "dyn.h"
#include "guid.h"
#include "utf8.h"

/* ---- base64 (RFC 4648) --------------------------------------------------------------------------------------------
 */

static kq_str base64(kq_ctx *x, const uint8_t *p, size_t n) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *text = kq_alloc(x->row, (n + 2) / 3 * 4), *to = text;
    for (size_t i = 0; i < n; i += 3) {
        size_t have = n - i < 3 ? n - i : 3;
        uint32_t v = (uint32_t)p[i] << 16 | (have > 1 ? (uint32_t)p[i + 1] << 8 : 0) | (have > 2 ? p[i + 2] : 0u);
        for (size_t k = 0; k < 4; k++) *to++ = (char)(k <= have ? digits[v >> (18 - 6 * k) & 63] : '=');
    }
    return kq_mk_string(text, (size_t)(to - text));
}

static int digit(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Whole groups of four, padded at the end only; false otherwise. */
static bool unbase64(kq_ctx *x, kq_str s, uint8_t **out, size_t *n) {
    if (s.n % 4 != 0) return false;
    uint8_t *p = kq_alloc(x->row, s.n / 4 * 3);
    *out = p;
    for (size_t i = 0; i < s.n; i += 4) {
        size_t padding = i + 4 < s.n || s.p[i + 3] != '=' ? 0 : s.p[i + 2] == '=' ? 2 : 1;
        uint32_t v = 0;
        for (size_t k = 0; k < 4; k++) {
            int d = k >= 4 - padding ? 0 : digit(s.p[i + k]);
            if (d < 0) return false;
            v = v << 6 | (uint32_t)d;
        }
        for (size_t k = 0; k < 3 - padding; k++) *p++ = (uint8_t)(v >> (16 - 8 * k));
    }
    *n = (size_t)(p - *out);
    return true;
}

kq_str kq_base64_encode_tostring(kq_ctx *x, kq_str s) { return base64(x, (const uint8_t *)s.p, s.n); }

/* Bytes that are not UTF-8 give "" (docs: base64-decode-tostring-function.md). */
kq_str kq_base64_decode_tostring(kq_ctx *x, kq_str s) {
    uint8_t *p;
    size_t n;
    if (!unbase64(x, s, &p, &n) || !kq_utf8_valid((const char *)p, n)) return kq_null_string();
    return kq_mk_string((const char *)p, n);
}

kq_dyn kq_base64_decode_toarray(kq_ctx *x, kq_str s) {
    uint8_t *p;
    size_t n;
    if (!unbase64(x, s, &p, &n)) return kq_null_dynamic();
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
    return base64(x, bytes, n);
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
    return base64(x, bytes, sizeof bytes);
}

kq_guid kq_base64_decode_toguid(kq_ctx *x, kq_str s) {
    kq_guid g = {{0}, false};
    uint8_t *p;
    size_t n;
    if (!unbase64(x, s, &p, &n) || n != sizeof g.b) return kq_null_guid();
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
