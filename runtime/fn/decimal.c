/* Functions and operators on decimals (docs: decimal.md, todecimal-function.md, parse-version-function.md). Null
 * operands give null, and so do results beyond the range. */
#include "decimal.h"

#include <kq/ops.h>

#include "dyn.h"
#include "utf8.h"

/* ---- arithmetic */

kq_decimal kq_add_decimal(kq_ctx *x, kq_decimal a, kq_decimal b) { return (void)x, kq_decimal_add(a, b); }
kq_decimal kq_sub_decimal(kq_ctx *x, kq_decimal a, kq_decimal b) { return (void)x, kq_decimal_subtract(a, b); }
kq_decimal kq_mul_decimal(kq_ctx *x, kq_decimal a, kq_decimal b) { return (void)x, kq_decimal_multiply(a, b); }
kq_decimal kq_div_decimal(kq_ctx *x, kq_decimal a, kq_decimal b) { return (void)x, kq_decimal_divide(a, b); }
kq_decimal kq_mod_decimal(kq_ctx *x, kq_decimal a, kq_decimal b) { return (void)x, kq_decimal_modulo(a, b); }
kq_decimal kq_neg_decimal(kq_ctx *x, kq_decimal a) { return (void)x, kq_decimal_negate(a); }
kq_decimal kq_plus_decimal(kq_ctx *x, kq_decimal a) { return (void)x, a; }

kq_decimal kq_abs_decimal(kq_ctx *x, kq_decimal a) { return (void)x, a.negative ? kq_decimal_negate(a) : a; }

kq_real kq_sign_decimal(kq_ctx *x, kq_decimal a) {
    (void)x;
    return a.null ? kq_null_real() : kq_mk_real(kq_decimal_is_zero(a) ? 0 : a.negative ? -1 : 1);
}

kq_decimal kq_round_decimal(kq_ctx *x, kq_decimal a) { return (void)x, kq_decimal_round(a, 0); }
kq_decimal kq_round_decimal_precision(kq_ctx *x, kq_decimal a, kq_long precision) {
    (void)x;
    return a.null || precision.null ? kq_null_decimal() : kq_decimal_round(a, precision.v);
}
kq_decimal kq_ceiling_decimal(kq_ctx *x, kq_decimal a) {
    (void)x;
    return kq_decimal_negate(kq_decimal_floor(kq_decimal_negate(a)));
}

/* As for the other numbers, a size that is not positive gives null. */
static bool is_size(kq_decimal size) { return !size.null && !size.negative && !kq_decimal_is_zero(size); }

kq_decimal kq_bin_decimal(kq_ctx *x, kq_decimal v, kq_decimal size) {
    (void)x;
    return is_size(size) ? kq_decimal_subtract(v, kq_decimal_modulo(v, size)) : kq_null_decimal();
}
kq_decimal kq_bin_at_decimal(kq_ctx *x, kq_decimal v, kq_decimal size, kq_decimal fixed) {
    return kq_decimal_add(kq_bin_decimal(x, kq_decimal_subtract(v, fixed), size), fixed);
}
kq_bool kq_around_decimal(kq_ctx *x, kq_decimal v, kq_decimal center, kq_decimal delta) {
    return kq_between_decimal(x, v, kq_decimal_subtract(center, delta), kq_decimal_add(center, delta));
}

/* Nulls do not count; null when there is nothing else. */
static kq_decimal best_of(const kq_decimal *v, size_t n, int sign) {
    kq_decimal best = kq_null_decimal();
    for (size_t i = 0; i < n; i++)
        if (!v[i].null && (best.null || kq_decimal_compare(v[i], best) * sign > 0)) best = v[i];
    return best;
}
kq_decimal kq_max_of_decimal(kq_ctx *x, const kq_decimal *v, size_t n) { return (void)x, best_of(v, n, 1); }
kq_decimal kq_min_of_decimal(kq_ctx *x, const kq_decimal *v, size_t n) { return (void)x, best_of(v, n, -1); }

/* ---- conversions (kql.md 2.5) */

kq_decimal kq_todecimal_string(kq_ctx *x, kq_str a) {
    kq_decimal v;
    return (void)x, kq_parse_decimal(a, &v) ? v : kq_null_decimal();
}
kq_decimal kq_todecimal_long(kq_ctx *x, kq_long a) {
    return (void)x, a.null ? kq_null_decimal() : kq_decimal_from_long(a.v);
}
kq_decimal kq_todecimal_int(kq_ctx *x, kq_int a) { return kq_todecimal_long(x, kq_tolong_int(x, a)); }
kq_decimal kq_todecimal_bool(kq_ctx *x, kq_bool a) { return kq_todecimal_long(x, kq_tolong_bool(x, a)); }
kq_decimal kq_todecimal_real(kq_ctx *x, kq_real a) {
    return (void)x, a.null ? kq_null_decimal() : kq_decimal_from_real(a.v);
}
kq_decimal kq_todecimal_decimal(kq_ctx *x, kq_decimal a) { return (void)x, a; }
kq_decimal kq_todecimal_dynamic(kq_ctx *x, kq_dyn a) { return (void)x, kq_dyn_as_decimal(a); }

kq_str kq_tostring_decimal(kq_ctx *x, kq_decimal a) { return kq_decimal_text(x->row, a); }
kq_bool kq_tobool_decimal(kq_ctx *x, kq_decimal a) {
    return (void)x, a.null ? kq_null_bool() : kq_mk_bool(!kq_decimal_is_zero(a));
}
kq_long kq_tolong_decimal(kq_ctx *x, kq_decimal a) {
    int64_t v;
    return (void)x, kq_decimal_to_long(a, &v) ? kq_mk_long(v) : kq_null_long();
}
kq_int kq_toint_decimal(kq_ctx *x, kq_decimal a) { return kq_toint_long(x, kq_tolong_decimal(x, a)); }
kq_real kq_toreal_decimal(kq_ctx *x, kq_decimal a) {
    return (void)x, a.null ? kq_null_real() : kq_mk_real(kq_decimal_to_real(a));
}

/* A dynamic value has no decimal: a long or a real that shows the same number, else its text, so that different values
 * stay different [assumed]. */
kq_dyn kq_box_dyn_decimal(kq_ctx *x, kq_decimal a) {
    int64_t whole;
    if (a.null) return kq_null_dynamic();
    if (a.exponent >= 0 && kq_decimal_to_long(a, &whole)) return kq_dyn_long(whole);
    const double real = kq_decimal_to_real(a);
    const kq_decimal back = kq_decimal_from_real(real);
    if (!back.null && kq_decimal_compare(a, back) == 0) return kq_dyn_real(real);
    return kq_dyn_string(kq_tostring_decimal(x, a));
}

/* ---- parse_version: one to four parts of up to eight digits, as one number that compares as the versions do */

kq_decimal kq_parse_version(kq_ctx *x, kq_str s) {
    enum { PARTS = 4, PART_DIGITS = 8 };
    kq_u128 version = 0;
    size_t i = 0;
    (void)x;
    for (int part = 0; part < PARTS; part++) {
        uint64_t number = 0;
        if (i < s.n || part == 0) {
            size_t digits = 0;
            for (; i < s.n && kq_ascii_is_digit((unsigned char)s.p[i]); i++, digits++)
                if (digits < PART_DIGITS) number = number * 10 + (uint64_t)(s.p[i] - '0');
            if (digits == 0 || digits > PART_DIGITS) return kq_null_decimal();
            if (i < s.n && (s.p[i] != '.' || ++i == s.n || part + 1 == PARTS)) return kq_null_decimal();
        }
        version = version * 100000000u + number;
    }
    return kq_decimal_make(false, version, 0);
}
