/* Networks as keys of a look-up (ipv4_lookup, ipv6_lookup): an address of 128 bits, IPv4 ones as ::ffff:a.b.c.d,
 * without the bits behind the prefix. */
#include <kq/ops.h>

#include "ip.h"

static kq_guid masked(const uint8_t *address, int prefix) {
    kq_guid network = {{0}, false};
    for (int i = 0; i < 16; i++) {
        const int64_t bits = (int64_t)prefix - 8 * i;
        network.b[i] = (uint8_t)(bits >= 8 ? address[i] : bits <= 0 ? 0 : address[i] & (0xff << (8 - bits)));
    }
    return network;
}

/* False when the text is no address. */
static bool read4(kq_str s, kq_ip6 *out) {
    kq_ip4 ip;
    if (!kq_ip4_parse(s, &ip)) return false;
    *out = (kq_ip6){.b = {[10] = 0xff, [11] = 0xff}, .prefix = 96 + ip.prefix, .is_ip4 = true};
    for (int i = 0; i < 4; i++) out->b[12 + i] = (uint8_t)(ip.address >> (24 - 8 * i));
    return true;
}

kq_guid kq_ip4_network(kq_ctx *x, kq_str s) {
    kq_ip6 ip;
    return (void)x, read4(s, &ip) ? masked(ip.b, ip.prefix) : kq_null_guid();
}
kq_int kq_ip4_prefix(kq_ctx *x, kq_str s) {
    kq_ip6 ip;
    return (void)x, read4(s, &ip) ? kq_mk_int(ip.prefix) : kq_null_int();
}
kq_guid kq_ip6_network(kq_ctx *x, kq_str s) {
    kq_ip6 ip;
    return (void)x, kq_ip6_parse(s, &ip) ? masked(ip.b, ip.prefix) : kq_null_guid();
}
kq_int kq_ip6_prefix(kq_ctx *x, kq_str s) {
    kq_ip6 ip;
    return (void)x, kq_ip6_parse(s, &ip) ? kq_mk_int(ip.prefix) : kq_null_int();
}
kq_guid kq_ip_masked(kq_ctx *x, kq_guid address, kq_int prefix) {
    return (void)x, address.null || prefix.null ? kq_null_guid() : masked(address.b, prefix.v);
}
