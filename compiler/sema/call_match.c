/* Which signature of several a call means, as Microsoft's binder decides it (Binder_FunctionCalls.cs): candidates by
 * the number of arguments, then the most arguments that fit, then the best of the worst fits, then the best of the
 * best. */
#include "call_match.h"
#include "ast.h"

#include <string.h>

/* How well an argument fits a parameter; greater is better (ParameterMatchKind.cs). */
enum fit {
    FIT_NONE,
    FIT_UNKNOWN,
    FIT_PROMOTED,
    FIT_NOT_TYPE,
    FIT_ONE_OF_MANY,
    FIT_SCALAR,
    FIT_SUMMABLE,
    FIT_ORDERABLE,
    FIT_NUMBER,
    FIT_INTEGER,
    FIT_TABLE,
    FIT_EXACT
};

bool is_common_kind(enum param_kind k) {
    return k == PARAM_COMMON || k == PARAM_COMMON_ORDERABLE || k == PARAM_COMMON_OR_DYNAMIC;
}

/* ---- types that several arguments have in common ----------------------------------------------------------------- */

static bool is_single_dynamic(value_type t) { return t == VT_DYN_STRING || t == VT_DYN_LONG || t == VT_DYN_VALUE; }

static value_type underlying(value_type t) {
    return t == VT_DYN_STRING ? KQ_T_STRING : t == VT_DYN_LONG ? KQ_T_LONG : t;
}

/* *t and u to what holds both. False: nothing does. */
static bool join_types(value_type *t, value_type u, bool to_dynamic) {
    value_type x = *t;
    if (x == u) return true;
    if (x == VT_UNKNOWN || u == VT_UNKNOWN)
        *t = VT_UNKNOWN;
    else if (x == KQ_T_DYNAMIC || u == KQ_T_DYNAMIC)
        *t = KQ_T_DYNAMIC;
    else if (type_is_wider(u, x))
        *t = u;
    else if (type_is_wider(x, u))
        return true;
    else if ((is_single_dynamic(x) || is_single_dynamic(u)) && underlying(x) == underlying(u))
        *t = is_single_dynamic(x) ? x : u;
    else if ((type_is_dynamic(x) && type_is_dynamic(u)) || (to_dynamic && type_is_scalar(x) && type_is_scalar(u)))
        *t = KQ_T_DYNAMIC;
    else
        return false;
    return true;
}

static bool takes_part(const struct sig_param *p, value_type t) {
    if (!p) return false;
    return p->kind == PARAM_COMMON_ORDERABLE ? type_is_orderable(t) : is_common_kind(p->kind) && type_is_scalar(t);
}

bool common_argument_type(const struct sig_param *const *params, const struct argument *args, size_t n, bool typed,
                          value_type *out) {
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        if (!takes_part(params[i], args[i].type) || (typed && type_is_dynamic(args[i].type))) continue;
        if (!any)
            *out = args[i].type;
        else if (!join_types(out, args[i].type, params[i]->kind == PARAM_COMMON_OR_DYNAMIC))
            return false;
        any = true;
    }
    if (!any && typed) return common_argument_type(params, args, n, false, out);
    return any;
}

/* ---- one argument ------------------------------------------------------------------------------------------------ */

bool type_accepts(value_type want, value_type have, bool promote) {
    if (have == VT_WRONG) return false;
    if (want == have || want == VT_UNKNOWN || have == VT_UNKNOWN) return true;
    if (want == KQ_T_DYNAMIC && type_is_dynamic(have)) return true;
    if (is_single_dynamic(want) && is_single_dynamic(have)) return underlying(want) == underlying(have);
    return promote && type_is_wider(want, have);
}

static bool types_accept(unsigned types, value_type have, bool promote) {
    for (value_type t = KQ_T_BOOL; t <= VT_TYPE; t++)
        if ((types & 1u << t) && type_accepts(t, have, promote)) return true;
    return false;
}

static enum fit declared_fit(unsigned types, value_type have) {
    bool several = (types & (types - 1)) != 0;
    if (types_accept(types, have, false)) return several ? FIT_ONE_OF_MANY : FIT_EXACT;
    return types_accept(types, have, true) ? FIT_PROMOTED : FIT_NONE;
}

/* Arrays of `element` or of anything, and single dynamics of that type. */
static bool may_hold(const struct argument *a, kq_type element) {
    if (a->type == KQ_T_DYNAMIC) return true;
    if (is_single_dynamic(a->type)) return underlying(a->type) == (value_type)element;
    return a->type == VT_ARRAY &&
           (!a->shape || a->shape->type == element || (a->shape->type == KQ_T_DYNAMIC && !a->shape->element));
}

bool kind_accepts(enum param_kind k, const struct argument *a) {
    value_type t = a->type;
    switch (k) {
    case PARAM_SCALAR: return type_is_scalar(t);
    case PARAM_INTEGER: return type_is_integer(t);
    case PARAM_NUMBER: return type_is_number(t);
    case PARAM_NUMBER_OR_BOOL: return type_is_number(t) || t == KQ_T_BOOL;
    case PARAM_SUMMABLE: return type_is_summable(t);
    case PARAM_ORDERABLE:
    case PARAM_COMMON_ORDERABLE: return type_is_orderable(t);
    case PARAM_ARRAY: return t == VT_ARRAY || t == KQ_T_DYNAMIC;
    case PARAM_BAG: return t == VT_BAG || t == KQ_T_DYNAMIC;
    case PARAM_STRING_OR_DYNAMIC: return t == KQ_T_STRING || type_is_dynamic(t);
    case PARAM_STRING_OR_ARRAY: return t == KQ_T_STRING || may_hold(a, KQ_T_STRING);
    case PARAM_INTEGER_OR_ARRAY: return type_is_integer(t) || may_hold(a, KQ_T_LONG);
    case PARAM_NOT_BOOL: return t != KQ_T_BOOL;
    case PARAM_NOT_DYNAMIC: return type_is_scalar(t) && !type_is_dynamic(t) && t != VT_TUPLE;
    case PARAM_NOT_REAL_OR_BOOL: return t != KQ_T_REAL && t != KQ_T_BOOL;
    case PARAM_TABLE: return t == VT_TABLE;
    default: return true;
    }
}

static enum fit kind_fit(enum param_kind k) {
    switch (k) {
    case PARAM_SCALAR: return FIT_SCALAR;
    case PARAM_INTEGER: return FIT_INTEGER;
    case PARAM_NUMBER:
    case PARAM_NUMBER_OR_BOOL: return FIT_NUMBER;
    case PARAM_SUMMABLE: return FIT_SUMMABLE;
    case PARAM_ORDERABLE: return FIT_ORDERABLE;
    case PARAM_NOT_BOOL:
    case PARAM_NOT_DYNAMIC:
    case PARAM_NOT_REAL_OR_BOOL: return FIT_NOT_TYPE;
    case PARAM_TABLE: return FIT_TABLE;
    default: return FIT_ONE_OF_MANY;
    }
}

bool is_default_mark(const struct sig_param *p, const struct argument *a) {
    return p->tilde && a->e && a->e->kind == EX_STRING && text_is(a->e->u.lit.s, "~");
}

static enum fit argument_fit(const struct sig_param *const *params, const struct argument *args, size_t n,
                             const struct sig_param *p, const struct argument *a) {
    if (!p) return FIT_NONE;
    bool star = a->e && a->e->kind == EX_STAR;
    if (star) return p->argument == ARGUMENT_STAR || p->argument == ARGUMENT_OR_STAR ? FIT_EXACT : FIT_NONE;
    if (a->type == VT_UNKNOWN) return FIT_UNKNOWN;
    if (is_default_mark(p, a)) return FIT_EXACT;
    if (p->argument == ARGUMENT_STAR) return FIT_NONE;
    switch (p->kind) {
    case PARAM_TYPES: return declared_fit(p->types, a->type);
    case PARAM_ARG1: return n > 0 && params[0] != p ? argument_fit(params, args, n, params[0], a) : FIT_NONE;
    case PARAM_ARG2: return n > 1 && params[1] != p ? argument_fit(params, args, n, params[1], a) : FIT_NONE;
    default: /* no declaration that has alternatives takes common types or anything at all */
        return kind_accepts(p->kind, a) ? kind_fit(p->kind) : FIT_NONE;
    }
}

/* ---- which parameter each argument is ---------------------------------------------------------------------------- */

/* A group repeats as a whole; what stands behind it takes the last arguments. */
static void layout_group(const struct signature *s, size_t n, const struct sig_param **params) {
    size_t width = s->last - s->first + 1, after = s->n - s->last - 1;
    size_t repeating = n > s->first + after ? n - s->first - after : 0;
    if (repeating < width * s->params[s->first].min) repeating = width * s->params[s->first].min;
    size_t end = s->first + (repeating + width - 1) / width * width;
    for (size_t i = 0; i < n; i++) {
        if (i < s->first)
            params[i] = &s->params[i];
        else if (i < end)
            params[i] = &s->params[s->first + (i - s->first) % width];
        else
            params[i] = s->last + 1 + (i - end) < s->n ? &s->params[s->last + 1 + (i - end)] : NULL;
    }
}

/* A parameter repeats until an argument fits the next one better. */
static void layout_repeating(const struct signature *s, const struct argument *args, size_t n,
                             const struct sig_param **params) {
    unsigned at = 0, count = 0;
    for (size_t i = 0; i < n; i++) {
        params[i] = NULL;
        if (i >= s->max) continue;
        if (at + 1 < s->n && count >= s->params[at].max) {
            at++;
            count = 0;
        }
        const struct sig_param *current = &s->params[at];
        bool needed = count < current->min || (count == 0 && current->min == 0);
        if (!needed && at + 1 < s->n) {
            enum fit here = argument_fit(params, args, i, current, &args[i]);
            enum fit next = argument_fit(params, args, i, current + 1, &args[i]);
            if (next > here) {
                at++;
                count = 0;
            }
        } else if (!needed && count >= current->max) {
            continue;
        }
        params[i] = &s->params[at];
        count++;
    }
}

void layout_arguments(const struct signature *s, const struct argument *args, size_t n,
                      const struct sig_param **params) {
    if (s->group) {
        layout_group(s, n, params);
    } else if (s->first < s->n) {
        layout_repeating(s, args, n, params);
    } else {
        for (size_t i = 0; i < n; i++) params[i] = i < s->n ? &s->params[i] : NULL;
    }
}

/* ---- choosing ---------------------------------------------------------------------------------------------------- */

struct score { /* of a signature for given arguments */
    size_t fitting;
    enum fit worst, best;
};

static struct score score(struct matcher *m, const struct signature *s) {
    struct score out = {0, FIT_EXACT, FIT_NONE};
    layout_arguments(s, m->args, m->n, m->params);
    for (size_t i = 0; i < m->n; i++) {
        enum fit f = argument_fit(m->params, m->args, m->n, m->params[i], &m->args[i]);
        out.fitting += f != FIT_NONE;
        if (f < out.worst) out.worst = f;
        if (f > out.best) out.best = f;
    }
    return out;
}

static int compare(struct score a, struct score b, size_t n) {
    if (a.fitting == n && b.fitting < n) return 1;
    if (a.worst != b.worst) return a.worst > b.worst ? 1 : -1;
    if (a.best != b.best) return a.best > b.best ? 1 : -1;
    return a.fitting == b.fitting ? 0 : a.fitting > b.fitting ? 1 : -1;
}

static void candidates_by_count(const struct signatures *all, size_t n, struct match *out) {
    unsigned most = 0;
    for (unsigned i = 0; i < all->n; i++) {
        const struct signature *s = &all->v[i];
        if (n >= s->min && n <= s->max) out->candidates[out->n++] = s;
        if (s->max > most) most = s->max;
    }
    if (out->n) return;
    for (unsigned i = 0; i < all->n; i++)
        if (most >= all->v[i].min && most <= all->v[i].max) out->candidates[out->n++] = &all->v[i];
}

/* The one that is better than all others, or NULL. */
static const struct signature *best_of(const struct match *m, const struct score *scores, size_t n) {
    unsigned best = 0;
    for (unsigned i = 1; i < m->n; i++) {
        int c = compare(scores[i], scores[best], n);
        if (c == 0) return NULL;
        if (c > 0) best = i;
    }
    for (unsigned i = 0; i < m->n; i++)
        if (i != best && compare(scores[best], scores[i], n) <= 0) return NULL;
    return m->candidates[best];
}

void match_signatures(struct matcher *m, const struct signatures *all, struct match *out) {
    struct score scores[MAX_ALTERNATIVES];
    *out = (struct match){0};
    if (all->n == 1) {
        out->best = out->candidates[0] = &all->v[0];
        out->n = 1;
        return;
    }
    candidates_by_count(all, m->n, out);
    size_t most = 0;
    for (unsigned i = 0; i < out->n; i++) {
        scores[i] = score(m, out->candidates[i]);
        if (scores[i].fitting > most) most = scores[i].fitting;
    }
    unsigned kept = 0;
    for (unsigned i = 0; i < out->n && out->n > 1; i++) {
        if (scores[i].fitting != most) continue;
        out->candidates[kept] = out->candidates[i];
        scores[kept++] = scores[i];
    }
    if (out->n > 1) out->n = kept;
    out->best = out->n == 1 ? out->candidates[0] : best_of(out, scores, m->n);
    if (out->best) {
        out->candidates[0] = out->best;
        out->n = 1;
    }
    /* the nearest signature still says what type the value has */
    if (m->all_must_fit && most < m->n) out->best = NULL;
}
