/* base64 (RFC 4648, the standard alphabet). Included by runtime/fn. */
#ifndef KQ_BASE64_H
#define KQ_BASE64_H

#include <kq/abi.h>

/* The text in x->row. */
kq_str kq_base64_encode(kq_ctx *x, const uint8_t *p, size_t n);
/* The bytes in x->row. Whole groups of four, padded at the end only; false otherwise. */
bool kq_base64_decode(kq_ctx *x, kq_str s, uint8_t **out, size_t *n);

#endif
