/* Shapes of dynamic values (shape.h). */
#include "shape.h"

const struct shape shape_array = {.kind = DYN_ARRAY, .type = KQ_T_DYNAMIC};
const struct shape shape_bag = {.kind = DYN_BAG};
const struct shape shape_type = {.kind = DYN_VALUE, .type = KQ_T_NONE};

static struct shape *shape_new(struct arena *a, enum shape_kind kind, kq_type t) {
    struct shape *s = ARENA_NEW(a, struct shape);
    s->kind = kind;
    s->type = t;
    return s;
}

const struct shape *shape_of_value(struct arena *a, kq_type t) {
    return t == KQ_T_DYNAMIC || t == KQ_T_NONE ? NULL : shape_new(a, DYN_VALUE, t);
}

const struct shape *shape_array_of(struct arena *a, kq_type t, const struct shape *element) {
    if (t == KQ_T_NONE || (t == KQ_T_DYNAMIC && !element)) return &shape_array;
    struct shape *s = shape_new(a, DYN_ARRAY, t);
    s->element = element;
    return s;
}

static const struct shape *shape_of_array(struct arena *a, const kq_dyn *d) {
    kq_type t = KQ_T_NONE;
    const struct shape *element = NULL;
    for (uint32_t i = 0; i < d->n; i++) {
        const struct shape *item = shape_of_dyn(a, &d->u.items[i]);
        element = i == 0 ? item : shape_common(a, element, item);
        if (!element) return &shape_array;
    }
    if (element) t = element->kind == DYN_VALUE ? element->type : KQ_T_DYNAMIC;
    return shape_array_of(a, t, t == KQ_T_DYNAMIC ? element : NULL);
}

static const struct shape *shape_of_bag(struct arena *a, const kq_dyn *d) {
    struct shape *s = shape_new(a, DYN_BAG, KQ_T_NONE);
    for (uint32_t i = 0; i < d->n; i++) {
        const kq_member *m = &d->u.members[i];
        const struct shape *value = shape_of_dyn(a, &m->value);
        kq_type t = value && value->kind == DYN_VALUE ? value->type : KQ_T_DYNAMIC;
        VEC_PUSH(a, &s->members, ((struct shape_member){intern(m->key.p, m->key.n), t, value}));
    }
    return s;
}

const struct shape *shape_of_dyn(struct arena *a, const kq_dyn *d) {
    switch (d->tag) {
    case KQ_DYN_NULL:
    case KQ_DYN_JSON: break;
    case KQ_DYN_BOOL: return shape_of_value(a, KQ_T_BOOL);
    case KQ_DYN_LONG: return shape_of_value(a, KQ_T_LONG);
    case KQ_DYN_REAL: return shape_of_value(a, KQ_T_REAL);
    case KQ_DYN_STRING: return shape_of_value(a, KQ_T_STRING);
    case KQ_DYN_DATETIME: return shape_of_value(a, KQ_T_DATETIME);
    case KQ_DYN_TIMESPAN: return shape_of_value(a, KQ_T_TIMESPAN);
    case KQ_DYN_GUID: return shape_of_value(a, KQ_T_GUID);
    case KQ_DYN_ARRAY: return shape_of_array(a, d);
    case KQ_DYN_BAG: return shape_of_bag(a, d);
    }
    return NULL;
}

const struct shape *shape_index(struct arena *a, const struct shape *s) {
    if (!s || s->kind != DYN_ARRAY) return NULL;
    return s->type == KQ_T_DYNAMIC ? s->element : shape_of_value(a, s->type);
}

const struct shape *shape_property(struct arena *a, const struct shape *s, const char *name) {
    if (!s || s->kind != DYN_BAG) return NULL;
    for (size_t i = 0; i < s->members.n; i++)
        if (s->members.v[i].name == name)
            return s->members.v[i].type == KQ_T_DYNAMIC ? s->members.v[i].shape
                                                        : shape_of_value(a, s->members.v[i].type);
    return NULL;
}

static kq_type wider(kq_type x, kq_type y) {
    static const unsigned char width[] = {[KQ_T_INT] = 1, [KQ_T_LONG] = 2, [KQ_T_REAL] = 3, [KQ_T_DECIMAL] = 4};
    if (x == y) return x;
    unsigned wx = x < sizeof width ? width[x] : 0, wy = y < sizeof width ? width[y] : 0;
    return !wx || !wy ? KQ_T_NONE : wx > wy ? x : y;
}

/* Members that both bags have; their types stay only when equal. */
static const struct shape *common_bag(struct arena *a, const struct shape *x, const struct shape *y) {
    struct shape *s = shape_new(a, DYN_BAG, KQ_T_NONE);
    for (size_t i = 0; i < x->members.n; i++)
        for (size_t k = 0; k < y->members.n; k++)
            if (x->members.v[i].name == y->members.v[k].name && x->members.v[i].type == y->members.v[k].type)
                VEC_PUSH(a, &s->members, x->members.v[i]);
    return s;
}

const struct shape *shape_common(struct arena *a, const struct shape *x, const struct shape *y) {
    if (!x || !y || x->kind != y->kind) return NULL;
    if (x == y) return x;
    if (x->kind == DYN_BAG) return common_bag(a, x, y);
    if (x->kind == DYN_VALUE) return shape_of_value(a, wider(x->type, y->type));
    return x->type == y->type && x->element == y->element ? x : &shape_array;
}
