/* Sums of squares and products behind variance and covariance (see <kq/agg_moments.h>).
 *
 * Whole numbers: (n * sum(xy) - sum(x) * sum(y)) / (n * (n - 1)) with an exact numerator: n < 2^63 and |x|, |y| <= 2^63
 * keep it below 2^253. Only the division rounds, so there is no cancellation. Reals: Welford's update, which does not
 * cancel either; Chan's formula merges. */
#include <kq/agg.h>

#include <math.h>

__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 unsigned_wide;

enum { WORDS = 4 };

/* a += b or a -= b */
static void add_words(uint64_t *a, const uint64_t *b, size_t n, bool subtract) {
    unsigned carry = subtract;
    for (size_t i = 0; i < n; i++) {
        unsigned_wide sum = (unsigned_wide)a[i] + (subtract ? ~b[i] : b[i]) + carry;
        a[i] = (uint64_t)sum;
        carry = (unsigned)(sum >> 64);
    }
}

static void put_wide(uint64_t *words, size_t n, wide v) {
    words[0] = (uint64_t)v;
    words[1] = (uint64_t)(v >> 64);
    for (size_t i = 2; i < n; i++) words[i] = v < 0 ? UINT64_MAX : 0;
}

static wide take_wide(const uint64_t *words) { return (wide)((unsigned_wide)words[1] << 64 | words[0]); }

static void negate(uint64_t *words) {
    const uint64_t zero[WORDS] = {0};
    uint64_t result[WORDS] = {0};
    add_words(result, words, WORDS, true);
    add_words(result, zero, WORDS, false);
    for (size_t i = 0; i < WORDS; i++) words[i] = result[i];
}

/* out = a * b modulo 2^256, which is right for two's complement as well when the product fits. */
static void multiply(uint64_t *out, const uint64_t *a, const uint64_t *b) {
    for (size_t i = 0; i < WORDS; i++) out[i] = 0;
    for (size_t i = 0; i < WORDS; i++) {
        uint64_t carry = 0;
        for (size_t k = 0; i + k < WORDS; k++) {
            unsigned_wide sum = (unsigned_wide)a[i] * b[k] + out[i + k] + carry;
            out[i + k] = (uint64_t)sum;
            carry = (uint64_t)(sum >> 64);
        }
    }
}

/* Rounded once: the two highest words that are in use, with what is below them as a sticky bit. */
static double to_double(const uint64_t *from) {
    uint64_t words[WORDS];
    for (size_t i = 0; i < WORDS; i++) words[i] = from[i];
    const bool negative = words[WORDS - 1] >> 63;
    if (negative) negate(words);
    size_t top = WORDS - 1;
    while (top > 1 && words[top] == 0) top--;
    unsigned_wide high = (unsigned_wide)words[top] << 64 | words[top - 1];
    for (size_t i = 0; i + 1 < top; i++) high |= words[i] != 0;
    const double v = ldexp((double)high, 64 * (int)(top - 1));
    return negative ? -v : v;
}

void kq_whole_moments_add(kq_whole_moments *s, int64_t x, int64_t y) {
    uint64_t words[WORDS];
    put_wide(words, WORDS, x);
    add_words(s->x, words, 2, false);
    put_wide(words, WORDS, y);
    add_words(s->y, words, 2, false);
    put_wide(words, WORDS, (wide)x * y);
    add_words(s->xy, words, WORDS, false);
    s->n++;
}

void kq_whole_moments_merge(kq_whole_moments *s, const kq_whole_moments *other) {
    add_words(s->x, other->x, 2, false);
    add_words(s->y, other->y, 2, false);
    add_words(s->xy, other->xy, WORDS, false);
    s->n += other->n;
}

kq_real kq_whole_covariance(const kq_whole_moments *s, bool population, kq_real none) {
    if (s->n == 0) return none;
    if (s->n == 1) return kq_mk_real(0);
    uint64_t n[WORDS], x[WORDS], y[WORDS], top[WORDS], product[WORDS];
    put_wide(n, WORDS, s->n);
    put_wide(x, WORDS, take_wide(s->x));
    put_wide(y, WORDS, take_wide(s->y));
    multiply(top, n, s->xy);
    multiply(product, x, y);
    add_words(top, product, WORDS, true);
    const unsigned_wide pairs = (unsigned_wide)s->n * (unsigned_wide)(population ? s->n : s->n - 1);
    return kq_mk_real(to_double(top) / (double)pairs);
}

void kq_real_moments_add(kq_real_moments *s, double x, double y) {
    s->n++;
    const double from_mean = x - s->x;
    s->x += from_mean / (double)s->n;
    s->y += (y - s->y) / (double)s->n;
    s->xy += from_mean * (y - s->y);
}

void kq_real_moments_merge(kq_real_moments *s, const kq_real_moments *other) {
    if (other->n == 0) return;
    const double a = (double)s->n, b = (double)other->n, n = a + b;
    const double x = other->x - s->x, y = other->y - s->y;
    s->xy += other->xy + x * y * (a * b / n);
    s->x += x * (b / n);
    s->y += y * (b / n);
    s->n += other->n;
}

kq_real kq_real_covariance(const kq_real_moments *s, bool population, kq_real none) {
    if (s->n == 0) return none;
    if (s->n == 1) return kq_mk_real(isfinite(s->x) && isfinite(s->y) ? 0 : (double)NAN);
    return kq_mk_real(s->xy / (double)(population ? s->n : s->n - 1));
}
