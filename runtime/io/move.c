/* memmove for the zstd decoder (decoders.cmake gives it this one): it moves a dozen bytes at a time, millions of times,
 * and musl's `rep movs` takes longer to begin than they take to move (a sixth of the run). */
#include <stdint.h>
#include <string.h>

void *kq_decoder_move(void *to, const void *from, size_t n);

typedef struct block16 {
    uint64_t a, b;
} block16;

/* The first and the last bytes of the text, as one type each, cover it; loads come before stores, since it may overlap.
 */
#define MOVE_ENDS(type)                                  \
    do {                                                 \
        type first, last;                                \
        memcpy(&first, p, sizeof first);                 \
        memcpy(&last, p + n - sizeof last, sizeof last); \
        memcpy(q, &first, sizeof first);                 \
        memcpy(q + n - sizeof last, &last, sizeof last); \
    } while (0)

void *kq_decoder_move(void *to, const void *from, size_t n) {
    const char *p = from;
    char *q = to;
    if (n > 64) return memmove(to, from, n);
    if (n > 32) {
        block16 a, b, c, d;
        memcpy(&a, p, sizeof a);
        memcpy(&b, p + 16, sizeof b);
        memcpy(&c, p + n - 32, sizeof c);
        memcpy(&d, p + n - 16, sizeof d);
        memcpy(q, &a, sizeof a);
        memcpy(q + 16, &b, sizeof b);
        memcpy(q + n - 32, &c, sizeof c);
        memcpy(q + n - 16, &d, sizeof d);
    } else if (n >= 16) {
        MOVE_ENDS(block16);
    } else if (n >= 8) {
        MOVE_ENDS(uint64_t);
    } else if (n >= 4) {
        MOVE_ENDS(uint32_t);
    } else if (n >= 2) {
        MOVE_ENDS(uint16_t);
    } else if (n == 1) {
        *q = *p;
    }
    return to;
}
