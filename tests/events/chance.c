/* A small generator of pseudo-random numbers (xorshift64*). */
#include "record.h"

uint64_t chance_next(struct chance *c) {
    c->state ^= c->state >> 12;
    c->state ^= c->state << 25;
    c->state ^= c->state >> 27;
    return c->state * UINT64_C(0x2545F4914F6CDD1D);
}

size_t chance_below(struct chance *c, size_t n) { return (size_t)((chance_next(c) >> 16) % n); }

bool chance_percent(struct chance *c, unsigned percent) { return chance_below(c, 100) < percent; }

int64_t chance_between(struct chance *c, int64_t lo, int64_t hi) {
    if (hi <= lo) return lo;
    uint64_t width = (uint64_t)hi - (uint64_t)lo; /* never 2^64 - 1: bounds are narrower than that */
    return (int64_t)((uint64_t)lo + chance_next(c) % (width + 1));
}
