/* Sets of code points: what classes of a pattern are made of. */
#include "re_set.h"

#include <string.h>

size_t re_set_find(const re_set *s, uint32_t c) {
    size_t low = 0, high = s->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->v[middle].last < c) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

bool re_set_has(const re_set *s, uint32_t c) {
    size_t i = re_set_find(s, c);
    return i < s->n && s->v[i].first <= c;
}

static void reserve(re_set *s, size_t n) {
    if (n <= s->cap) return;
    size_t cap = n < 4 ? n : n + n / 2;
    re_range *v = kq_alloc(s->arena, cap * sizeof *v);
    if (s->n > 0) memcpy(v, s->v, s->n * sizeof *v);
    s->v = v;
    s->cap = cap;
}

void re_set_add(re_set *s, uint32_t first, uint32_t last) {
    size_t from = re_set_find(s, first > 0 ? first - 1 : 0), to = from; /* [from, to) become one with the new range */
    while (to < s->n && s->v[to].first <= (last < RE_LAST_CODE_POINT ? last + 1 : last)) {
        if (s->v[to].first < first) first = s->v[to].first;
        if (s->v[to].last > last) last = s->v[to].last;
        to++;
    }
    if (from == to) {
        reserve(s, s->n + 1);
        memmove(s->v + from + 1, s->v + from, (s->n - from) * sizeof *s->v);
        s->n++;
    } else {
        memmove(s->v + from + 1, s->v + to, (s->n - to) * sizeof *s->v);
        s->n -= to - from - 1;
    }
    s->v[from] = (re_range){first, last};
}

/* Ranges of both by their beginnings, those that meet made one. */
void re_set_add_set(re_set *s, const re_set *other) {
    if (other->n == 0) return;
    re_set merged = {.arena = s->arena};
    reserve(&merged, s->n + other->n);
    for (size_t i = 0, k = 0; i < s->n || k < other->n;) {
        bool left = k == other->n || (i < s->n && s->v[i].first <= other->v[k].first);
        re_range r = left ? s->v[i++] : other->v[k++];
        re_range *end = merged.n ? &merged.v[merged.n - 1] : NULL;
        if (end && r.first <= end->last + 1) { /* last + 1 does not wrap: U+10FFFF is far from it */
            if (r.last > end->last) end->last = r.last;
        } else {
            merged.v[merged.n++] = r;
        }
    }
    *s = merged;
}

void re_set_negate(re_set *s) {
    re_set out = {.arena = s->arena};
    reserve(&out, s->n + 1);
    uint32_t next = 0; /* the first code point that is not decided yet */
    for (size_t i = 0; i < s->n; i++) {
        if (s->v[i].first > next) out.v[out.n++] = (re_range){next, s->v[i].first - 1};
        next = s->v[i].last + 1;
    }
    if (next <= RE_LAST_CODE_POINT) out.v[out.n++] = (re_range){next, RE_LAST_CODE_POINT};
    *s = out;
}

void re_set_intersect(re_set *s, const re_set *other) {
    re_set out = {.arena = s->arena};
    reserve(&out, s->n + other->n);
    for (size_t i = 0, k = 0; i < s->n && k < other->n;) {
        uint32_t first = s->v[i].first > other->v[k].first ? s->v[i].first : other->v[k].first;
        uint32_t last = s->v[i].last < other->v[k].last ? s->v[i].last : other->v[k].last;
        if (first <= last) out.v[out.n++] = (re_range){first, last};
        if (s->v[i].last < other->v[k].last) {
            i++;
        } else {
            k++;
        }
    }
    *s = out;
}

static re_set copy(const re_set *s) {
    re_set out = {.arena = s->arena};
    reserve(&out, s->n);
    if (s->n > 0) memcpy(out.v, s->v, s->n * sizeof *s->v);
    out.n = s->n;
    return out;
}

void re_set_subtract(re_set *s, const re_set *other) {
    re_set rest = copy(other);
    rest.arena = s->arena;
    re_set_negate(&rest);
    re_set_intersect(s, &rest);
}

void re_set_symmetric(re_set *s, const re_set *other) {
    re_set both = copy(s);
    re_set_intersect(&both, other);
    re_set_add_set(s, other);
    re_set_subtract(s, &both);
}
