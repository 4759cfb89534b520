/* Bitwise functions on long (kql.md 6). A shift counts modulo 64, a negative one gives null (docs:
 * binary-shift-left-function.md). */
#include <kq/ops.h>

static kq_long either(kq_long a, kq_long b, uint64_t v) {
    return a.null || b.null ? kq_null_long() : kq_mk_long((int64_t)v);
}

kq_long kq_binary_and(kq_ctx *x, kq_long a, kq_long b) { return (void)x, either(a, b, (uint64_t)a.v & (uint64_t)b.v); }
kq_long kq_binary_or(kq_ctx *x, kq_long a, kq_long b) { return (void)x, either(a, b, (uint64_t)a.v | (uint64_t)b.v); }
kq_long kq_binary_xor(kq_ctx *x, kq_long a, kq_long b) { return (void)x, either(a, b, (uint64_t)a.v ^ (uint64_t)b.v); }
kq_long kq_binary_not(kq_ctx *x, kq_long a) { return (void)x, a.null ? a : kq_mk_long(~a.v); }

kq_long kq_binary_shift_left(kq_ctx *x, kq_long a, kq_long shift) {
    (void)x;
    if (shift.v < 0) return kq_null_long();
    return either(a, shift, (uint64_t)a.v << (shift.v % 64));
}

/* Arithmetic: the sign stays. */
kq_long kq_binary_shift_right(kq_ctx *x, kq_long a, kq_long shift) {
    (void)x;
    if (a.null || shift.null || shift.v < 0) return kq_null_long();
    uint64_t fill = a.v < 0 && shift.v % 64 > 0 ? UINT64_MAX << (64 - shift.v % 64) : 0;
    return kq_mk_long((int64_t)((uint64_t)a.v >> (shift.v % 64) | fill));
}

kq_long kq_bitset_count_ones(kq_ctx *x, kq_long a) {
    return (void)x, a.null ? a : kq_mk_long(__builtin_popcountll((unsigned long long)a.v));
}
