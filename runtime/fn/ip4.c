/* IPv4 functions (kql.md 6, IP). Text that is no address gives null, or "" where the result is text. */
#include <kq/ops.h>

#include "dyn.h"
#include "ip.h"

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* One to three digits, at most 255; 0 bytes otherwise. */
static size_t read_octet(const char *p, const char *end, uint32_t *v) {
    size_t n = 0;
    for (*v = 0; n < 3 && p + n < end && is_digit(p[n]); n++) *v = *v * 10 + (uint32_t)(p[n] - '0');
    return *v <= 255 ? n : 0;
}

size_t kq_ip4_read(kq_str s, uint32_t *address) {
    const char *p = s.p, *end = s.p + s.n;
    *address = 0;
    for (int i = 0; i < 4; i++) {
        if (i > 0 && (p == end || *p++ != '.')) return 0;
        uint32_t octet;
        size_t n = read_octet(p, end, &octet);
        if (n == 0) return 0;
        p += n;
        *address = *address << 8 | octet;
    }
    return (size_t)(p - s.p);
}

bool kq_ip4_parse(kq_str s, kq_ip4 *out) {
    size_t n = s.n ? kq_ip4_read(s, &out->address) : 0;
    if (n == 0) return false;
    out->prefix = 32;
    if (n == s.n) return true;
    if (s.p[n] != '/' || s.n - n < 2 || s.n - n > 3) return false;
    int prefix = 0;
    for (size_t i = n + 1; i < s.n; i++) {
        if (!is_digit(s.p[i])) return false;
        prefix = prefix * 10 + (s.p[i] - '0');
    }
    out->prefix = prefix;
    return prefix <= 32;
}

size_t kq_ip4_format(uint32_t address, char *buf) {
    char *p = buf;
    for (int shift = 24; shift >= 0; shift -= 8) {
        uint32_t v = address >> shift & 255;
        if (v >= 100) *p++ = (char)('0' + v / 100);
        if (v >= 10) *p++ = (char)('0' + v / 10 % 10);
        *p++ = (char)('0' + v % 10);
        if (shift > 0) *p++ = '.';
    }
    return (size_t)(p - buf);
}

/* ---- one address --------------------------------------------------------------------------------------------------
 */

/* The address under the smaller of its own prefix and `prefix`. */
kq_long kq_parse_ipv4_mask(kq_ctx *x, kq_str s, kq_long prefix) {
    kq_ip4 ip;
    (void)x;
    if (prefix.null || prefix.v < 0 || prefix.v > 32 || !kq_ip4_parse(s, &ip)) return kq_null_long();
    return kq_mk_long(ip.address & kq_ip4_mask(ip.prefix < prefix.v ? ip.prefix : (int)prefix.v));
}
kq_long kq_parse_ipv4(kq_ctx *x, kq_str s) { return kq_parse_ipv4_mask(x, s, kq_mk_long(32)); }

kq_long kq_ipv4_netmask_suffix(kq_ctx *x, kq_str s) {
    kq_ip4 ip;
    return (void)x, kq_ip4_parse(s, &ip) ? kq_mk_long(ip.prefix) : kq_null_long();
}

static bool within(kq_ip4 ip, kq_ip4 range) {
    return ip.prefix >= range.prefix && ((ip.address ^ range.address) & kq_ip4_mask(range.prefix)) == 0;
}

/* RFC 1918's ranges; loopback is not private (docs: ipv4-is-private-function.md). */
kq_bool kq_ipv4_is_private(kq_ctx *x, kq_str s) {
    static const kq_ip4 ranges[] = {{UINT32_C(10) << 24, 8},
                                    {UINT32_C(172) << 24 | UINT32_C(16) << 16, 12},
                                    {UINT32_C(192) << 24 | UINT32_C(168) << 16, 16}};
    kq_ip4 ip;
    (void)x;
    if (!kq_ip4_parse(s, &ip)) return kq_null_bool();
    return kq_mk_bool(within(ip, ranges[0]) || within(ip, ranges[1]) || within(ip, ranges[2]));
}

/* ---- two addresses ------------------------------------------------------------------------------------------------
 */

/* -1, 0 or 1 under the smallest of both prefixes and `prefix`. */
kq_long kq_ipv4_compare_prefix(kq_ctx *x, kq_str s, kq_str t, kq_long prefix) {
    kq_ip4 a, b;
    (void)x;
    if (prefix.null || prefix.v < 0 || prefix.v > 32 || !kq_ip4_parse(s, &a) || !kq_ip4_parse(t, &b))
        return kq_null_long();
    int smallest = a.prefix < b.prefix ? a.prefix : b.prefix;
    if (prefix.v < smallest) smallest = (int)prefix.v;
    uint32_t mask = kq_ip4_mask(smallest), u = a.address & mask, v = b.address & mask;
    return kq_mk_long((u > v) - (u < v));
}
kq_long kq_ipv4_compare(kq_ctx *x, kq_str s, kq_str t) { return kq_ipv4_compare_prefix(x, s, t, kq_mk_long(32)); }

kq_bool kq_ipv4_is_match_prefix(kq_ctx *x, kq_str s, kq_str t, kq_long prefix) {
    kq_long order = kq_ipv4_compare_prefix(x, s, t, prefix);
    return order.null ? kq_null_bool() : kq_mk_bool(order.v == 0);
}
kq_bool kq_ipv4_is_match(kq_ctx *x, kq_str s, kq_str t) { return kq_ipv4_is_match_prefix(x, s, t, kq_mk_long(32)); }

kq_bool kq_ipv4_is_in_range(kq_ctx *x, kq_str s, kq_str t) {
    kq_ip4 ip, range;
    (void)x;
    if (!kq_ip4_parse(s, &ip) || !kq_ip4_parse(t, &range)) return kq_null_bool();
    return kq_mk_bool(within(ip, range));
}

kq_bool kq_ipv4_is_in_any_range(kq_ctx *x, const kq_str *args, size_t n) {
    kq_ip4 ip;
    if (n == 0 || !kq_ip4_parse(args[0], &ip)) return kq_null_bool();
    return kq_ip_in_any(x, args[0], args + 1, n - 1, kq_ipv4_is_in_range);
}

kq_bool kq_ipv4_is_in_any_range_array(kq_ctx *x, kq_str s, kq_dyn ranges) {
    kq_ip4 ip;
    return kq_ip4_parse(s, &ip) ? kq_ip_in_any_of(x, s, ranges, kq_ipv4_is_in_range) : kq_null_bool();
}

/* The fewest prefixes that make up start..end, in order (docs: ipv4-range-to-cidr-list-function.md). */
kq_dyn kq_ipv4_range_to_cidr_list(kq_ctx *x, kq_str s, kq_str t) {
    kq_ip4 from, to;
    if (!kq_ip4_parse(s, &from) || !kq_ip4_parse(t, &to) || from.address > to.address) return kq_null_dynamic();
    kq_dyn *items = kq_alloc(x->row, 64 * sizeof *items); /* a range has at most two prefixes of each length */
    uint32_t n = 0;
    uint64_t at = from.address, end = (uint64_t)to.address + 1;
    while (at < end) {
        int bits = 0;
        while (bits < 32 && (at & (UINT64_C(1) << bits)) == 0 && at + (UINT64_C(2) << bits) <= end) bits++;
        char *text = kq_alloc(x->row, KQ_IP4_TEXT);
        size_t k = kq_ip4_format((uint32_t)at, text);
        int prefix = 32 - bits;
        text[k++] = '/';
        if (prefix >= 10) text[k++] = (char)('0' + prefix / 10);
        text[k++] = (char)('0' + prefix % 10);
        items[n++] = kq_dyn_string(kq_mk_string(text, k));
        at += UINT64_C(1) << bits;
    }
    return kq_dyn_array(items, n);
}

/* ---- text of an address -------------------------------------------------------------------------------------------
 */

static kq_str format(kq_ctx *x, kq_ip4 ip, kq_long prefix, bool with_prefix) {
    if (prefix.null || prefix.v < 0 || prefix.v > 32) return kq_null_string();
    int smallest = ip.prefix < prefix.v ? ip.prefix : (int)prefix.v;
    char *text = kq_alloc(x->row, KQ_IP4_TEXT);
    size_t n = kq_ip4_format(ip.address & kq_ip4_mask(smallest), text);
    if (with_prefix) {
        text[n++] = '/';
        if (smallest >= 10) text[n++] = (char)('0' + smallest / 10);
        text[n++] = (char)('0' + smallest % 10);
    }
    return kq_mk_string(text, n);
}

static kq_str format_text(kq_ctx *x, kq_str s, kq_long prefix, bool with_prefix) {
    kq_ip4 ip;
    return kq_ip4_parse(s, &ip) ? format(x, ip, prefix, with_prefix) : kq_null_string();
}

static kq_str format_number(kq_ctx *x, kq_long v, kq_long prefix, bool with_prefix) {
    if (v.null || v.v < 0 || v.v > UINT32_MAX) return kq_null_string();
    return format(x, (kq_ip4){(uint32_t)v.v, 32}, prefix, with_prefix);
}

kq_str kq_format_ipv4(kq_ctx *x, kq_str s) { return format_text(x, s, kq_mk_long(32), false); }
kq_str kq_format_ipv4_prefix(kq_ctx *x, kq_str s, kq_long prefix) { return format_text(x, s, prefix, false); }
kq_str kq_format_ipv4_mask(kq_ctx *x, kq_str s, kq_long prefix) { return format_text(x, s, prefix, true); }
kq_str kq_format_ipv4_long(kq_ctx *x, kq_long v) { return format_number(x, v, kq_mk_long(32), false); }
kq_str kq_format_ipv4_long_prefix(kq_ctx *x, kq_long v, kq_long prefix) { return format_number(x, v, prefix, false); }
kq_str kq_format_ipv4_mask_long(kq_ctx *x, kq_long v, kq_long prefix) { return format_number(x, v, prefix, true); }
