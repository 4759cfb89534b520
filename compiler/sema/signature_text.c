/* Signatures and their parameters as messages name them. */
#include "signature.h"

#include <string.h>

const char *param_kind_text(struct arena *a, const struct sig_param *p) {
    static const char *const names[] = {
        [PARAM_ANY] = "any",
        [PARAM_SCALAR] = "a value",
        [PARAM_TABLE] = "a table",
        [PARAM_INTEGER] = "an integer",
        [PARAM_NUMBER] = "a number",
        [PARAM_NUMBER_OR_BOOL] = "a number or bool",
        [PARAM_SUMMABLE] = "a number, datetime or timespan",
        [PARAM_ORDERABLE] = "a number, datetime, timespan, string or bool",
        [PARAM_ARRAY] = "a dynamic array",
        [PARAM_BAG] = "a dynamic bag",
        [PARAM_STRING_OR_DYNAMIC] = "a string or dynamic",
        [PARAM_STRING_OR_ARRAY] = "a string or dynamic array",
        [PARAM_INTEGER_OR_ARRAY] = "an integer or dynamic array",
        [PARAM_NOT_BOOL] = "any type but bool",
        [PARAM_NOT_DYNAMIC] = "any type but dynamic",
        [PARAM_NOT_REAL_OR_BOOL] = "any type but real and bool",
        [PARAM_ARG1] = "the type of the first argument",
        [PARAM_ARG2] = "the type of the second argument",
        [PARAM_COMMON] = "one type with the other values",
        [PARAM_COMMON_ORDERABLE] = "one type with the other values, and one that has an order",
        [PARAM_COMMON_OR_DYNAMIC] = "any",
    };
    if (p->kind != PARAM_TYPES) return names[p->kind];
    const char *s = "";
    for (value_type t = KQ_T_BOOL; t <= VT_TYPE; t++)
        if (p->types & 1u << t) s = arena_printf(a, "%s%s%s", s, *s ? " or " : "", value_type_text(a, t));
    return s;
}

/* The texts say what messages should say, but for the words that only the binder reads. */
static const char *signature_text(struct arena *a, const struct catalog_decl *decl, const struct signature *sig,
                                  bool types) {
    const char *s = arena_printf(a, "%s(", decl->name);
    for (unsigned k = 0; k < sig->n; k++) {
        const struct sig_param *p = &sig->params[k];
        s = arena_printf(a, "%s%s%s%s%s%s%s", s, k ? ", " : "", p->min == 0 ? "[" : "", p->name, types ? ": " : "",
                         types ? param_kind_text(a, p) : "", p->min == 0 ? "]" : "");
        if (p->max > 1 && (!sig->group || k == sig->last)) s = arena_printf(a, "%s, ...", s);
    }
    return arena_printf(a, "%s)", s);
}

const char *signatures_text(struct arena *a, const struct catalog_decl *decl, bool types) {
    enum { SHOWN = 4 };
    const struct signatures *all = signatures_of(decl);
    const char *s = "", *texts[SHOWN];
    unsigned shown = 0;
    for (unsigned i = 0; i < all->n; i++) {
        const char *text = signature_text(a, decl, &all->v[i], types);
        bool again = false; /* they differ in types that are not shown */
        for (unsigned k = 0; k < shown; k++) again = again || strcmp(texts[k], text) == 0;
        if (again) continue;
        if (shown == SHOWN) return arena_printf(a, "%s, ...", s);
        texts[shown++] = text;
        s = arena_printf(a, "%s%s%s", s, *s ? " or " : "", text);
    }
    return s;
}
