/* What is known about a dynamic value before it is seen: Microsoft's binder tells arrays, bags and single values apart
 * (`bag_keys(split(s, ","))` and `extract(r, 1, split(s, ",")[0])` are errors). No shape (NULL) means anything.
 * Included by: sema. */
#ifndef KQLC_SHAPE_H
#define KQLC_SHAPE_H

#include "base.h"

#include <kq/value.h>

enum shape_kind { DYN_ARRAY, DYN_BAG, DYN_VALUE };

struct shape_member {
    const char *name; /* interned */
    kq_type type;     /* of the value before it went into the bag */
    const struct shape *shape;
};

struct shape {
    enum shape_kind kind;
    kq_type type;                     /* VALUE: its type. ARRAY: of the elements; KQ_T_DYNAMIC: as `element` says */
    const struct shape *element;      /* ARRAY of dynamics: their shape */
    VEC(struct shape_member) members; /* BAG: those that are known */
};

/* Shared: an array and a bag of which nothing else is known. */
extern const struct shape shape_array, shape_bag;
/* No dynamic: the value is a type, typeof(...); its kq_type is KQ_T_NONE. */
extern const struct shape shape_type;

const struct shape *shape_of_value(struct arena *a, kq_type t);
/* An array of values of type t (and of shape `element`, when they are dynamics). */
const struct shape *shape_array_of(struct arena *a, kq_type t, const struct shape *element);
/* Of a dynamic literal. */
const struct shape *shape_of_dyn(struct arena *a, const kq_dyn *d);
/* Of x[i] and x.name, for x of that shape. */
const struct shape *shape_index(struct arena *a, const struct shape *s);
const struct shape *shape_property(struct arena *a, const struct shape *s, const char *name);
/* What two values have in common; of a typed value and a dynamic too (Microsoft: TryGetCommonType). */
const struct shape *shape_common(struct arena *a, const struct shape *x, const struct shape *y);

#endif
