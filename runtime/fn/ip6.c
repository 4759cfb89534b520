/* IPv6 functions (kql.md 6, IP); an IPv4 address stands for ::ffff:a.b.c.d. Text that is no address gives null, or ""
 * where the result is text. */
#include <kq/ops.h>

#include <arpa/inet.h>
#include <string.h>

#include "ip.h"

#define LONGEST_ADDRESS 45 /* INET6_ADDRSTRLEN without the NUL */

static bool parse_prefix(const char *p, size_t n, int *out) {
    *out = 0;
    for (size_t i = 0; i < n; i++) {
        if (p[i] < '0' || p[i] > '9') return false;
        *out = *out * 10 + (p[i] - '0');
    }
    return n >= 1 && n <= 3;
}

/* IPv4 notation, alone or behind "::" or "::ffff:", counts its prefix from bit 96 (docs: parse-ipv6-mask-function.md).
 */
bool kq_ip6_parse(kq_str s, kq_ip6 *out) {
    char text[LONGEST_ADDRESS + 1];
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    static const uint8_t compatible[12] = {0};
    const char *slash = s.n ? memchr(s.p, '/', s.n) : NULL;
    size_t n = slash ? (size_t)(slash - s.p) : s.n;
    if (n == 0 || n > LONGEST_ADDRESS || memchr(s.p, 0, n)) return false;
    memcpy(text, s.p, n);
    text[n] = 0;
    bool dotted = strchr(text, '.') != NULL;
    kq_ip4 ip4;
    if (dotted && kq_ip4_parse(kq_mk_string(text, n), &ip4)) {
        for (int i = 0; i < 4; i++) out->b[12 + i] = (uint8_t)(ip4.address >> (24 - 8 * i));
    } else if (inet_pton(AF_INET6, text, out->b) != 1 ||
               (dotted && memcmp(out->b, mapped, 12) != 0 && memcmp(out->b, compatible, 12) != 0)) {
        return false;
    }
    if (dotted) memcpy(out->b, mapped, 12);
    out->is_ip4 = dotted;
    out->prefix = 128;
    if (!slash) return true;
    int prefix;
    if (!parse_prefix(slash + 1, s.n - n - 1, &prefix) || prefix > (dotted ? 32 : 128)) return false;
    out->prefix = dotted ? prefix + 96 : prefix;
    return true;
}

static void apply_mask(kq_ip6 *ip, int prefix) {
    for (int i = 0; i < 16; i++) {
        int keep = prefix - 8 * i;
        if (keep < 8) ip->b[i] = (uint8_t)(keep <= 0 ? 0u : ip->b[i] & 0xFFu << (8 - keep));
    }
}

/* Eight groups of four hexadecimal digits. */
static kq_str canonical(kq_ctx *x, const kq_ip6 *ip) {
    static const char digits[] = "0123456789abcdef";
    char *p = kq_alloc(x->row, 39);
    size_t n = 0;
    for (int i = 0; i < 16; i++) {
        if (i > 0 && i % 2 == 0) p[n++] = ':';
        p[n++] = digits[ip->b[i] >> 4];
        p[n++] = digits[ip->b[i] & 15];
    }
    return kq_mk_string(p, n);
}

kq_str kq_parse_ipv6_mask(kq_ctx *x, kq_str s, kq_long prefix) {
    kq_ip6 ip;
    if (prefix.null || prefix.v < 0 || prefix.v > 128 || !kq_ip6_parse(s, &ip)) return kq_null_string();
    apply_mask(&ip, ip.prefix < prefix.v ? ip.prefix : (int)prefix.v);
    return canonical(x, &ip);
}
kq_str kq_parse_ipv6(kq_ctx *x, kq_str s) { return kq_parse_ipv6_mask(x, s, kq_mk_long(128)); }

/* Under the smallest of both prefixes and `prefix`, which counts from bit 96 when both are IPv4 addresses and it is at
 * most 32 (docs: ipv6-compare-function.md, comments in the example). */
kq_long kq_ipv6_compare_prefix(kq_ctx *x, kq_str s, kq_str t, kq_long prefix) {
    kq_ip6 a, b;
    (void)x;
    if (prefix.null || prefix.v < 0 || prefix.v > 128 || !kq_ip6_parse(s, &a) || !kq_ip6_parse(t, &b))
        return kq_null_long();
    int wanted = (int)prefix.v + (a.is_ip4 && b.is_ip4 && prefix.v <= 32 ? 96 : 0);
    int smallest = a.prefix < b.prefix ? a.prefix : b.prefix;
    if (wanted < smallest) smallest = wanted;
    apply_mask(&a, smallest);
    apply_mask(&b, smallest);
    int order = memcmp(a.b, b.b, 16);
    return kq_mk_long((order > 0) - (order < 0));
}
kq_long kq_ipv6_compare(kq_ctx *x, kq_str s, kq_str t) { return kq_ipv6_compare_prefix(x, s, t, kq_mk_long(128)); }

kq_bool kq_ipv6_is_match_prefix(kq_ctx *x, kq_str s, kq_str t, kq_long prefix) {
    kq_long order = kq_ipv6_compare_prefix(x, s, t, prefix);
    return order.null ? kq_null_bool() : kq_mk_bool(order.v == 0);
}
kq_bool kq_ipv6_is_match(kq_ctx *x, kq_str s, kq_str t) { return kq_ipv6_is_match_prefix(x, s, t, kq_mk_long(128)); }

kq_bool kq_ipv6_is_in_range(kq_ctx *x, kq_str s, kq_str t) {
    kq_ip6 ip, range;
    (void)x;
    if (!kq_ip6_parse(s, &ip) || !kq_ip6_parse(t, &range)) return kq_null_bool();
    bool inside = ip.prefix >= range.prefix;
    apply_mask(&ip, range.prefix);
    apply_mask(&range, range.prefix);
    return kq_mk_bool(inside && memcmp(ip.b, range.b, 16) == 0);
}

kq_bool kq_ipv6_is_in_any_range(kq_ctx *x, const kq_str *args, size_t n) {
    kq_ip6 ip;
    if (n == 0 || !kq_ip6_parse(args[0], &ip)) return kq_null_bool();
    return kq_ip_in_any(x, args[0], args + 1, n - 1, kq_ipv6_is_in_range);
}

kq_bool kq_ipv6_is_in_any_range_array(kq_ctx *x, kq_str s, kq_dyn ranges) {
    kq_ip6 ip;
    return kq_ip6_parse(s, &ip) ? kq_ip_in_any_of(x, s, ranges, kq_ipv6_is_in_range) : kq_null_bool();
}
