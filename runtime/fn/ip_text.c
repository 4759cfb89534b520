/* Looking for IPv4 addresses inside of text: has_ipv4 and its kin. An address in a text counts when it is valid and no
 * letter or digit touches it (docs: has-ipv4-function.md, "properly delimited"); a fifth number makes it none
 * [assumed]. */
#include <kq/ops.h>

#include "dyn.h"
#include "ip.h"
#include "utf8.h"

static bool is_alnum_at(kq_str s, size_t i) { return i < s.n && kq_ascii_is_alnum((unsigned char)s.p[i]); }
static bool is_digit_at(kq_str s, size_t i) { return i < s.n && kq_ascii_is_digit((unsigned char)s.p[i]); }

/* Does another number join on, as in 1.2.3.4.5? */
static bool continues(kq_str s, size_t end) { return end < s.n && s.p[end] == '.' && is_digit_at(s, end + 1); }

/* Is there an address in s whose bits under `mask` are `wanted`? */
static bool holds(kq_str s, uint32_t wanted, uint32_t mask) {
    for (size_t i = 0; i < s.n; i++) {
        if (!is_digit_at(s, i)) continue;
        uint32_t address;
        bool begins = i == 0 || (!is_alnum_at(s, i - 1) && !(s.p[i - 1] == '.' && i > 1 && is_digit_at(s, i - 2)));
        size_t n = begins ? kq_ip4_read(kq_mk_string(s.p + i, s.n - i), &address) : 0;
        if (n > 0 && !is_alnum_at(s, i + n) && !continues(s, i + n) && (address & mask) == wanted) return true;
        while (is_alnum_at(s, i + 1)) i++;
    }
    return false;
}

static bool has_address(kq_str s, kq_str ip) {
    uint32_t address;
    return ip.n > 0 && kq_ip4_read(ip, &address) == ip.n && holds(s, address, UINT32_MAX);
}

/* The prefix is a full address or ends in a point: "192.168." (docs: has-ipv4-prefix-function.md). */
static bool has_prefix(kq_str s, kq_str prefix) {
    if (prefix.n == 0 || prefix.p[prefix.n - 1] != '.') return has_address(s, prefix);
    uint32_t address = 0;
    int octets = 0;
    for (size_t i = 0; i < prefix.n; octets++) {
        uint32_t v = 0;
        size_t digits = 0;
        while (digits < 3 && is_digit_at(prefix, i)) {
            v = v * 10 + (uint32_t)(prefix.p[i] - '0');
            i++;
            digits++;
        }
        if (octets == 3 || digits == 0 || v > 255 || i == prefix.n || prefix.p[i] != '.') return false;
        address |= v << (24 - 8 * octets);
        i++;
    }
    return holds(s, address, kq_ip4_mask(8 * octets));
}

static kq_bool any_of(const kq_str *args, size_t n, bool (*has)(kq_str, kq_str)) {
    for (size_t i = 1; i < n; i++)
        if (has(args[0], args[i])) return kq_mk_bool(true);
    return kq_mk_bool(false);
}

static kq_bool any_in(kq_ctx *x, kq_str s, kq_dyn list, bool (*has)(kq_str, kq_str)) {
    list = kq_dyn_expand(x->row, list);
    for (uint32_t i = 0; list.tag == KQ_DYN_ARRAY && i < list.n; i++)
        if (has(s, kq_tostring_dynamic(x, list.u.items[i]))) return kq_mk_bool(true);
    return kq_mk_bool(false);
}

kq_bool kq_has_ipv4(kq_ctx *x, kq_str s, kq_str ip) { return (void)x, kq_mk_bool(has_address(s, ip)); }
kq_bool kq_has_ipv4_prefix(kq_ctx *x, kq_str s, kq_str prefix) { return (void)x, kq_mk_bool(has_prefix(s, prefix)); }
kq_bool kq_has_any_ipv4(kq_ctx *x, const kq_str *args, size_t n) { return (void)x, any_of(args, n, has_address); }
kq_bool kq_has_any_ipv4_prefix(kq_ctx *x, const kq_str *args, size_t n) { return (void)x, any_of(args, n, has_prefix); }
kq_bool kq_has_any_ipv4_array(kq_ctx *x, kq_str s, kq_dyn ips) { return any_in(x, s, ips, has_address); }
kq_bool kq_has_any_ipv4_prefix_array(kq_ctx *x, kq_str s, kq_dyn prefixes) {
    return any_in(x, s, prefixes, has_prefix);
}
