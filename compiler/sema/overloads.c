/* Which row of a catalogue fits given types, and how to tell the user when none does. */
#include "sema_internal.h"

#include <string.h>

int conversion_cost(kq_type have, enum cat_param want) {
    if (want == P_TEXT) return have == KQ_T_STRING ? 0 : have == KQ_T_DECIMAL ? COST_NEVER : 1;
    if (want == P_JSON) return have == KQ_T_DYNAMIC ? 0 : have == KQ_T_DECIMAL ? COST_NEVER : 1;
    kq_type to = cat_param_type(want);
    if (have == to) return 0;
    if (have == KQ_T_INT && to == KQ_T_LONG) return 1;
    if (have == KQ_T_LONG && to == KQ_T_REAL) return 2;
    if (have == KQ_T_INT && to == KQ_T_REAL) return 3;
    if (have == KQ_T_DYNAMIC && want == P_STRING) return 4; /* as its tostring (kql.md 2.4) */
    return COST_NEVER;
}

static int width(kq_type t) { return t == KQ_T_INT ? 1 : t == KQ_T_LONG ? 2 : t == KQ_T_REAL ? 3 : 0; }

kq_type common_type(kq_type a, kq_type b) {
    if (a == b) return a;
    if (a == KQ_T_DYNAMIC) return b;
    if (b == KQ_T_DYNAMIC) return a;
    if (width(a) && width(b)) return width(a) > width(b) ? a : b;
    return KQ_T_NONE;
}

const char *type_with_article(struct binder *b, kq_type t) {
    const char *name = type_name(t);
    return arena_printf(b->arena, "%s %s", t == KQ_T_INT ? "an" : "a", name);
}

const char *types_text(struct binder *b, const kq_type *types, size_t n, const char *last_joiner) {
    enum { SHOWN = 12 };
    const char *s = "";
    if (n > SHOWN) return arena_printf(b->arena, "%s, ...", types_text(b, types, SHOWN, ", "));
    for (size_t i = 0; i < n; i++)
        s = arena_printf(b->arena, "%s%s%s", s, i == 0 ? "" : i + 1 == n ? last_joiner : ", ", type_name(types[i]));
    return s;
}

static const char *param_text(enum cat_param p) {
    return p == P_TEXT || p == P_JSON ? "any" : type_name(cat_param_type(p));
}

const char *signatures_text(struct binder *b, const struct catalog_row *first) {
    enum { SHOWN = 6 };
    const char *s = "";
    size_t shown = 0;
    for (const struct catalog_row *r = first; r; r = catalog_next(r)) {
        if (shown++ == SHOWN) return arena_printf(b->arena, "%s, ...", s);
        const char *params = "";
        for (unsigned i = 0; i < r->param_count; i++)
            params = arena_printf(b->arena, "%s%s%s", params, i ? ", " : "", param_text(r->params[i]));
        s = arena_printf(b->arena, "%s%s%s(%s%s)", s, *s ? ", " : "", r->name, params,
                         r->shape == SHAPE_VARIADIC || r->shape == SHAPE_PAIRS ? ", ..." : "");
    }
    return s;
}

/* Names of KQL functions and aggregates that exist and are not in the catalogues yet, in byte order. */
static const char *const unsupported[] = {
#define KQ_NAME(name) name,
#include "unsupported.def"
};

/* Of catalogue functions: further numbers of arguments exist and are not in the catalogue yet. */
static const char *const partial[] = {
#define KQ_PARTIAL(name) name,
#include "unsupported.def"
};

bool is_partial_function(const char *name) {
    for (size_t i = 0; i < sizeof partial / sizeof partial[0]; i++)
        if (strcmp(partial[i], name) == 0) return true;
    return false;
}

/* Functions that give a table. */
static const char *const table_functions[] = {
#define KQ_NAME(name) name,
#include "table_functions.def"
};

bool is_table_function(const char *name) {
    for (size_t i = 0; i < sizeof table_functions / sizeof table_functions[0]; i++)
        if (strcmp(table_functions[i], name) == 0) return true;
    /* ASIM parsers follow a pattern; arg() and adx() query another service */
    static const char *const starts[] = {"_Im_", "_ASim_", "im_", "vim", "ASim"};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (strncmp(name, starts[i], strlen(starts[i])) == 0) return true;
    return strcmp(name, "arg") == 0 || strcmp(name, "adx") == 0;
}

bool is_unsupported_function(const char *name) {
    for (size_t i = 0; i < sizeof unsupported / sizeof unsupported[0]; i++)
        if (strcmp(unsupported[i], name) == 0) return true;
    return false;
}
