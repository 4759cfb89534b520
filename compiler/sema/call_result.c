/* The type of a call's value, from its signature and the types of its arguments (Microsoft: GetFunctionCallResult). */
#include "call_match.h"
#include "sema_internal.h"

static const struct result unknown = {VT_UNKNOWN, NULL};

static value_type promoted(value_type t) { return t == KQ_T_INT ? KQ_T_LONG : t; }

/* The first argument that was given for parameter `at`. */
static const struct argument *argument_for(const struct signature *s, const struct matcher *m, unsigned at) {
    for (size_t i = 0; i < m->n && at < s->n; i++)
        if (m->params[i] == &s->params[at]) return &m->args[i];
    return NULL;
}

static struct result result_of_argument(const struct argument *a) {
    if (!a || a->type == VT_TABLE) return unknown;
    return (struct result){a->type, a->shape};
}

static struct result dynamic_result(const struct shape *shape) { return (struct result){KQ_T_DYNAMIC, shape}; }

static struct result widest(const struct matcher *m) {
    bool any = false;
    value_type t = VT_UNKNOWN;
    for (size_t i = 0; i < m->n; i++) {
        if (!type_is_number(m->args[i].type)) continue;
        if (!any || type_is_wider(m->args[i].type, t)) t = m->args[i].type;
        any = true;
    }
    return (struct result){promoted(t), NULL};
}

static struct result common(struct binder *b, const struct matcher *m, bool typed) {
    value_type t;
    if (!common_argument_type(m->params, m->args, m->n, typed, &t)) return unknown;
    if (!type_is_dynamic(t)) return (struct result){t, NULL};
    const struct shape *shape = NULL;
    bool any = false;
    for (size_t i = 0; i < m->n; i++) {
        if (!m->params[i] || !is_common_kind(m->params[i]->kind)) continue;
        shape = any ? shape_common(b->arena, shape, m->args[i].shape) : m->args[i].shape;
        any = true;
    }
    return dynamic_result(shape);
}

static struct result type_literal(const struct argument *a) {
    if (!a || !a->e || a->e->kind != EX_TYPEOF) return unknown;
    return (struct result){a->e->u.type_literal.type, NULL};
}

/* pack_array: elements of one type, or of any. */
static struct result array_of_all(struct binder *b, const struct matcher *m) {
    kq_type t = KQ_T_NONE;
    for (size_t i = 0; i < m->n; i++) {
        kq_type next = scalar_type(m->args[i].type);
        if (m->args[i].e && m->args[i].e->kind == EX_STAR) return dynamic_result(&shape_array);
        t = i == 0 ? next : common_type(t, next);
        if (t == KQ_T_NONE || next == KQ_T_DYNAMIC) return dynamic_result(&shape_array);
    }
    return dynamic_result(shape_array_of(b->arena, t, NULL));
}

static struct result common_array(struct binder *b, const struct matcher *m) {
    const struct shape *shape = m->n ? m->args[0].shape : NULL;
    for (size_t i = 1; i < m->n; i++) shape = shape_common(b->arena, shape, m->args[i].shape);
    return dynamic_result(shape && shape->kind == DYN_ARRAY ? shape : &shape_array);
}

/* bag_pack("a", x, ...): the members whose keys are literals. */
static struct result packed(struct binder *b, const struct matcher *m) {
    struct shape *bag = ARENA_NEW(b->arena, struct shape);
    bag->kind = DYN_BAG;
    for (size_t i = 0; i + 1 < m->n; i += 2) {
        const char *key = bound_text(m->args[i].e);
        if (!key) continue;
        const struct argument *value = &m->args[i + 1];
        struct shape_member member = {key, scalar_type(value->type), value->shape};
        if (member.type == KQ_T_NONE) member.type = KQ_T_DYNAMIC;
        VEC_PUSH(b->arena, &bag->members, member);
    }
    return dynamic_result(bag);
}

struct result result_of(struct binder *b, const struct signature *s, struct matcher *m) {
    layout_arguments(s, m->args, m->n, m->params);
    const struct argument *first = argument_for(s, m, 0);
    switch (s->result) {
    case RESULT_TYPE: return (struct result){s->type, s->shape};
    case RESULT_ARG1: return result_of_argument(first);
    case RESULT_ARG2: return result_of_argument(argument_for(s, m, 1));
    case RESULT_PROMOTED: {
        struct result r = result_of_argument(first);
        return (struct result){promoted(r.type), r.shape};
    }
    case RESULT_NEGATED: {
        struct result r = result_of_argument(first);
        return first && first->e && is_constant(first->e) ? r : (struct result){promoted(r.type), r.shape};
    }
    case RESULT_ARRAY_OF_ARG1:
        return dynamic_result(first ? shape_array_of(b->arena, scalar_type(first->type), first->shape) : &shape_array);
    case RESULT_ARRAY_OF_ALL: return array_of_all(b, m);
    case RESULT_COMMON_ARRAY: return common_array(b, m);
    case RESULT_PACKED: return packed(b, m);
    case RESULT_MERGED: return dynamic_result(&shape_bag);
    case RESULT_COMMON: return common(b, m, false);
    case RESULT_COMMON_TYPED: return common(b, m, true);
    case RESULT_WIDEST: return widest(m);
    case RESULT_TYPEOF_ARG1: return type_literal(first);
    case RESULT_TYPEOF_ARG2: return type_literal(argument_for(s, m, 1));
    case RESULT_TYPEOF_LAST: return type_literal(argument_for(s, m, s->n - 1));
    case RESULT_COLUMNS:
    case RESULT_SORTED:
    case RESULT_EACH:
    case RESULT_PERCENTILES:
    case RESULT_PERCENTILE_ARRAY: return (struct result){VT_TUPLE, NULL};
    case RESULT_TABLE:
    case RESULT_CLUSTER:
    case RESULT_DATABASE:
    case RESULT_GRAPH:
    case RESULT_ENTITY_GROUP:
    case RESULT_SCHEMA: return (struct result){VT_TABLE, NULL};
    }
    return unknown;
}

struct result common_result(struct binder *b, const struct match *match, struct matcher *m) {
    if (match->n == 0) return unknown;
    struct result first = result_of(b, match->candidates[0], m);
    for (unsigned i = 1; i < match->n; i++)
        if (!type_accepts(first.type, result_of(b, match->candidates[i], m).type, false)) return unknown;
    return first;
}

/* A dynamic result of single dynamics is dynamic for that reason alone: the result for the values in them says what it
 * holds (dynamic(1) + dynamic(2) holds a long). */
struct result refined_result(struct binder *b, const struct catalog_decl *decl, struct result r, struct matcher *m) {
    if (r.type != KQ_T_DYNAMIC || r.shape || m->n == 0) return r;
    struct argument *args = ARENA_ARRAY(b->arena, struct argument, m->n);
    bool any = false;
    for (size_t i = 0; i < m->n; i++) {
        args[i] = m->args[i];
        if (!args[i].shape || args[i].shape->kind != DYN_VALUE) continue;
        args[i].type = args[i].shape->type;
        args[i].shape = NULL;
        any = true;
    }
    if (!any) return r;
    struct matcher values = {args, m->n, m->params, m->all_must_fit};
    struct match match;
    match_signatures(&values, signatures_of(decl), &match);
    struct result v = match.best ? result_of(b, match.best, &values) : unknown;
    if (v.type != VT_UNKNOWN && !type_is_dynamic(v.type) && scalar_type(v.type) != KQ_T_NONE)
        r.shape = shape_of_value(b->arena, scalar_type(v.type));
    return r;
}
