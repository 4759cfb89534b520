/* Sets of code points: sorted ranges that neither overlap nor touch. Included by: re. */
#ifndef KQ_RE_SET_H
#define KQ_RE_SET_H

#include <kq/abi.h>

#define RE_LAST_CODE_POINT UINT32_C(0x10FFFF)

typedef struct re_range {
    uint32_t first, last;
} re_range;

/* Its ranges live in the arena that it was made with; sets are only changed by the functions below. */
typedef struct re_set {
    kq_arena *arena;
    re_range *v;
    size_t n, cap;
} re_set;

void re_set_add(re_set *s, uint32_t first, uint32_t last);
void re_set_add_set(re_set *s, const re_set *other);
void re_set_negate(re_set *s);
void re_set_intersect(re_set *s, const re_set *other);
void re_set_subtract(re_set *s, const re_set *other);
void re_set_symmetric(re_set *s, const re_set *other); /* in one of the two only */
bool re_set_has(const re_set *s, uint32_t c);
/* The first range that ends at c or behind it; s->n when there is none. */
size_t re_set_find(const re_set *s, uint32_t c);

#endif
