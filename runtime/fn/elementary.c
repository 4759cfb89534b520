/* Elementary functions of reals: powers, logarithms, trigonometry (kql.md 6, Numeric). Null gives null; so does an
 * argument outside of the domain where the function's page says so, otherwise IEEE's NaN and infinities are values. */
#include <kq/ops.h>

#include <math.h>

#define KQ_PI 3.14159265358979323846

#define KQ_DEFINE_REAL(NAME, DOMAIN, VALUE)                              \
    kq_real kq_##NAME(kq_ctx *x, kq_real a) {                            \
        (void)x;                                                         \
        return a.null || !(DOMAIN) ? kq_null_real() : kq_mk_real(VALUE); \
    }

KQ_DEFINE_REAL(sqrt, true, sqrt(a.v)) /* of a negative number NaN [assumed] */
/* docs: log-function.md, "null if the argument is negative"; of 0 negative infinity [assumed] */
KQ_DEFINE_REAL(log, !(a.v < 0), log(a.v))
KQ_DEFINE_REAL(log2, !(a.v < 0), log2(a.v))
KQ_DEFINE_REAL(log10, !(a.v < 0), log10(a.v))
KQ_DEFINE_REAL(exp, true, exp(a.v))
KQ_DEFINE_REAL(exp2, true, exp2(a.v))
KQ_DEFINE_REAL(exp10, true, pow(10.0, a.v))
KQ_DEFINE_REAL(sin, true, sin(a.v))
KQ_DEFINE_REAL(cos, true, cos(a.v))
KQ_DEFINE_REAL(tan, true, tan(a.v))
KQ_DEFINE_REAL(cot, true, 1.0 / tan(a.v))
/* docs: asin-function.md, "null if x < -1 or x > 1" */
KQ_DEFINE_REAL(asin, !(fabs(a.v) > 1), asin(a.v))
KQ_DEFINE_REAL(acos, !(fabs(a.v) > 1), acos(a.v))
KQ_DEFINE_REAL(atan, true, atan(a.v))
KQ_DEFINE_REAL(degrees, true, a.v *(180.0 / KQ_PI))
KQ_DEFINE_REAL(radians, true, a.v *(KQ_PI / 180.0))
KQ_DEFINE_REAL(sign, true, a.v > 0 ? 1.0 : a.v < 0 ? -1.0 : a.v == 0 ? 0.0 : a.v)

kq_real kq_pow(kq_ctx *x, kq_real a, kq_real b) {
    return (void)x, a.null || b.null ? kq_null_real() : kq_mk_real(pow(a.v, b.v));
}
kq_real kq_atan2(kq_ctx *x, kq_real a, kq_real b) {
    return (void)x, a.null || b.null ? kq_null_real() : kq_mk_real(atan2(a.v, b.v));
}
kq_real kq_pi(kq_ctx *x) { return (void)x, kq_mk_real(KQ_PI); }
