/* What implicit conversions cost when a row is chosen: exact types before widening, widening before dynamic. */
#include "select.h"

int conversion_cost(kq_type have, enum cat_param want) {
    if (want == P_TEXT) return have == KQ_T_STRING ? 0 : 1;
    if (want == P_JSON) return have == KQ_T_DYNAMIC ? 0 : 1;
    kq_type to = cat_param_type(want);
    if (have == to) return 0;
    if (have == KQ_T_INT && to == KQ_T_LONG) return 1;
    if (have == KQ_T_LONG && to == KQ_T_REAL) return 2;
    if (have == KQ_T_INT && to == KQ_T_REAL) return 3;
    if (is_number(have) && to == KQ_T_DECIMAL) return 4;
    if (have == KQ_T_DECIMAL && to == KQ_T_REAL) return 8;  /* for functions that know no decimal */
    if (have == KQ_T_DYNAMIC && want == P_STRING) return 4; /* as its tostring (kql.md 2.4) */
    return COST_NEVER;
}

bool is_number(kq_type t) { return t == KQ_T_INT || t == KQ_T_LONG || t == KQ_T_REAL || t == KQ_T_DECIMAL; }

const char *types_text(struct lowering *l, const kq_type *types, size_t n, const char *last_joiner) {
    const char **names = ARENA_ARRAY(l->arena, const char *, n + 1);
    for (size_t i = 0; i < n; i++) names[i] = type_name(types[i]);
    return arena_list(l->arena, names, n, last_joiner);
}
