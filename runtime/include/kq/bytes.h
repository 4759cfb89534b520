/* Equality, order and copies of short byte runs without a call into libc: musl's memcmp goes byte by byte and its
 * memcpy starts slowly, and most runs here are names and keys of a few words. */
#ifndef KQ_BYTES_H
#define KQ_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Sixteen bytes in one register, on every machine. */
typedef uint64_t kq_two_words __attribute__((vector_size(16)));

static inline kq_two_words kq_two_words_at(const char *p) {
    kq_two_words v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* Longer runs end with a step that overlaps the one before. */
static inline bool kq_bytes_equal(const char *a, const char *b, size_t n) {
    if (n >= 16) {
        for (size_t i = 0; i + 16 < n; i += 16) {
            kq_two_words differ = kq_two_words_at(a + i) ^ kq_two_words_at(b + i);
            if (differ[0] | differ[1]) return false;
        }
        kq_two_words differ = kq_two_words_at(a + n - 16) ^ kq_two_words_at(b + n - 16);
        return !(differ[0] | differ[1]);
    }
    if (n >= 8) {
        uint64_t x[2], y[2];
        memcpy(&x[0], a, 8);
        memcpy(&y[0], b, 8);
        memcpy(&x[1], a + n - 8, 8);
        memcpy(&y[1], b + n - 8, 8);
        return !((x[0] ^ y[0]) | (x[1] ^ y[1]));
    }
    for (size_t i = 0; i < n; i++)
        if (a[i] != b[i]) return false;
    return true;
}

/* -1, 0, 1 by the first bytes that differ, unsigned. */
static inline int kq_bytes_compare(const char *a, const char *b, size_t n) {
    size_t i = 0;
    uint64_t x, y;
    for (; i + 8 <= n; i += 8) {
        memcpy(&x, a + i, 8);
        memcpy(&y, b + i, 8);
        if (x != y) break;
    }
    for (; i < n; i++)
        if (a[i] != b[i]) return (unsigned char)a[i] < (unsigned char)b[i] ? -1 : 1;
    return 0;
}

/* The runs do not overlap. */
static inline void kq_bytes_copy(char *to, const char *from, size_t n) {
    if (n >= 16) {
        kq_two_words v;
        for (size_t i = 0; i + 16 < n; i += 16) {
            v = kq_two_words_at(from + i);
            memcpy(to + i, &v, 16);
        }
        v = kq_two_words_at(from + n - 16);
        memcpy(to + n - 16, &v, 16);
    } else if (n >= 8) {
        uint64_t first, last;
        memcpy(&first, from, 8);
        memcpy(&last, from + n - 8, 8);
        memcpy(to, &first, 8);
        memcpy(to + n - 8, &last, 8);
    } else {
        for (size_t i = 0; i < n; i++) to[i] = from[i];
    }
}

#endif
