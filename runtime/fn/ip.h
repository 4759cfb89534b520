/* IP addresses with an optional prefix, as the ip functions read them (docs: ipv4-is-match-function.md,
 * ipv6-compare-function.md). Included by runtime/fn. */
#ifndef KQ_IP_H
#define KQ_IP_H

#include <kq/abi.h>

typedef struct kq_ip4 {
    uint32_t address; /* host order */
    int prefix;       /* 0..32; 32 when the text has none */
} kq_ip4;

typedef struct kq_ip6 {
    uint8_t b[16];
    int prefix;  /* 0..128 */
    bool is_ip4; /* the text was an IPv4 address: ::ffff:a.b.c.d, its prefix counted from bit 96 */
} kq_ip6;

/* "a.b.c.d" or "a.b.c.d/n"; false for anything else. */
bool kq_ip4_parse(kq_str s, kq_ip4 *out);
/* The four numbers at the beginning of s; how many bytes they take, 0 when there are none. */
size_t kq_ip4_read(kq_str s, uint32_t *address);
static inline uint32_t kq_ip4_mask(int prefix) { return prefix == 0 ? 0 : UINT32_MAX << (32 - prefix); }
#define KQ_IP4_TEXT 20 /* bytes of "255.255.255.255/32" and more */
size_t kq_ip4_format(uint32_t address, char *buf);

/* An IPv6 or IPv4 address with an optional prefix. IPv4 notation behind "::" is taken for that IPv4 address. */
bool kq_ip6_parse(kq_str s, kq_ip6 *out);

typedef kq_bool kq_ip_in_range(kq_ctx *x, kq_str ip, kq_str range);
/* Whether one of the ranges, or of the elements of a dynamic array, holds the address; null when that is not an array,
 * or when none does and one is no range. */
kq_bool kq_ip_in_any(kq_ctx *x, kq_str ip, const kq_str *ranges, size_t n, kq_ip_in_range *in_range);
kq_bool kq_ip_in_any_of(kq_ctx *x, kq_str ip, kq_dyn ranges, kq_ip_in_range *in_range);

#endif
