/* base64 (RFC 4648), for the functions of encode.c and compress.c. */
#include "base64.h"

kq_str kq_base64_encode(kq_ctx *x, const uint8_t *p, size_t n) {
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

bool kq_base64_decode(kq_ctx *x, kq_str s, uint8_t **out, size_t *n) {
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
