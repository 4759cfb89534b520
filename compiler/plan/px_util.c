/* Helpers over plan expressions: column sets, questions, rewriting. Used by the passes and by the pipeline cutter. */
#include "px.h"

#include <string.h>

void colset_init(struct colset *s, struct arena *a) {
    memset(s, 0, sizeof *s);
    s->arena = a;
}

bool colset_has(const struct colset *s, const struct column *c) {
    size_t w = c->id / 64;
    return w < s->words && (s->bits[w] >> (c->id % 64) & 1) != 0;
}

void colset_add(struct colset *s, struct column *c) {
    if (colset_has(s, c)) return;
    size_t w = c->id / 64;
    if (w >= s->words) {
        size_t words = w + 1 + s->words;
        uint64_t *bits = ARENA_ARRAY(s->arena, uint64_t, words);
        if (s->words > 0) memcpy(bits, s->bits, s->words * sizeof *bits);
        s->bits = bits;
        s->words = words;
    }
    s->bits[w] |= UINT64_C(1) << (c->id % 64);
    if (s->n == s->cap) s->cols = vec_grow(s->arena, s->cols, s->n, &s->cap, sizeof *s->cols);
    s->cols[s->n++] = c;
}

void colset_remove(struct colset *s, const struct column *c) {
    if (!colset_has(s, c)) return;
    s->bits[c->id / 64] &= ~(UINT64_C(1) << (c->id % 64));
    size_t at = 0;
    while (s->cols[at] != c) at++;
    s->n--;
    memmove(s->cols + at, s->cols + at + 1, (s->n - at) * sizeof *s->cols);
}

void colset_add_uses(struct colset *s, const struct px *e) {
    if (e->kind == PX_COL) colset_add(s, e->col);
    for (size_t i = 0; i < e->n; i++) colset_add_uses(s, e->args[i]);
}

bool px_is_op(const struct px *e, const char *token) {
    return (e->kind == PX_CALL || e->kind == PX_LIST || e->kind == PX_LIST_DYN) && e->row->family == CAT_OPERATOR &&
           strcmp(e->row->name, token) == 0;
}

bool px_is_function(const struct px *e, const char *name) {
    return e->kind == PX_CALL && e->row->family == CAT_FUNCTION && strcmp(e->row->name, name) == 0;
}

/* d.key and d["key"] are one operation; d[i] with a number is another (kql.md 4). */
bool px_is_member(const struct px *e) {
    return e->n == 2 && (px_is_op(e, ".") || (px_is_op(e, "[]") && e->row->params[1] == P_STRING));
}
bool px_is_element(const struct px *e) { return e->n == 2 && px_is_op(e, "[]") && e->row->params[1] != P_STRING; }

bool px_is_true(const struct px *e) {
    return e->kind == PX_CONST && e->type == KQ_T_BOOL && !e->value.null && e->value.u.b;
}

bool px_volatile(const struct px *e) {
    if (e->row && e->row->family == CAT_FUNCTION && e->row->effects == EFFECTS_VOLATILE) return true;
    for (size_t i = 0; i < e->n; i++) {
        if (px_volatile(e->args[i])) return true;
    }
    return false;
}

/* Own cost of a catalogue call, without its arguments. Strings cost more than numbers, searches more than comparisons,
 * anything that parses or allocates most. */
static unsigned call_cost(const struct px *e) {
    static const struct {
        const char *name;
        unsigned cost;
    } known[] = {
        {"and", 0},        {"or", 0},       {"not", 0},       {"isnull", 1},  {"isnotnull", 1},   {"isempty", 1},
        {"isnotempty", 1}, {".", 6},        {"[]", 6},        {"=~", 3},      {"!~", 3},          {"startswith", 3},
        {"endswith", 3},   {"contains", 8}, {"!contains", 8}, {"has", 8},     {"!has", 8},        {"tostring", 4},
        {"tolower", 10},   {"toupper", 10}, {"split", 30},    {"strcat", 12}, {"parse_json", 40}, {"todynamic", 40},
        {"now", 1},        {"ago", 1},      {"strlen", 4},    {"bin", 2},     {"floor", 2},       {"todatetime", 10},
    };
    if (strncmp(e->row->symbol, "kq_re_", 6) == 0) return 50; /* regular expressions */
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(e->row->name, known[i].name) == 0) return known[i].cost;
    }
    bool text = false;
    for (size_t i = 0; i < e->n; i++)
        text = text || e->args[i]->type == KQ_T_STRING || e->args[i]->type == KQ_T_DYNAMIC;
    if (e->row->family == CAT_OPERATOR) {
        if (!text) return 1;
        return e->row->params[0] == P_STRING && e->row->name[0] != '=' && e->row->name[0] != '!' ? 8 : 2;
    }
    return text || e->type == KQ_T_STRING || e->type == KQ_T_DYNAMIC ? 12 : 4;
}

unsigned px_cost(const struct px *e) {
    unsigned cost = 0;
    for (size_t i = 0; i < e->n; i++) cost += px_cost(e->args[i]);
    switch (e->kind) {
    case PX_CONST:
    case PX_COL: return 0;
    case PX_CALL: return cost + call_cost(e);
    case PX_CASE:
    case PX_COALESCE: return cost + 1;
    case PX_LIST: {
        bool search = strncmp(e->row->name, "has_", 4) == 0;
        return cost + (search ? 8 : 2) * (unsigned)(e->n < 9 ? e->n : 9);
    }
    case PX_LIST_DYN: return cost + 60;
    }
    return cost;
}

size_t px_size(const struct px *e, size_t limit) {
    size_t n = e->kind == PX_CONST ? 0 : 1; /* long lists of constants do not multiply */
    for (size_t i = 0; i < e->n && n < limit; i++) n += px_size(e->args[i], limit - n);
    return n;
}

static bool among(const struct column *c, struct column *const *cols, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (cols[i] == c) return true;
    }
    return false;
}

bool px_uses_only(const struct px *e, struct column *const *cols, size_t n) {
    if (e->kind == PX_COL && !among(e->col, cols, n)) return false;
    for (size_t i = 0; i < e->n; i++) {
        if (!px_uses_only(e->args[i], cols, n)) return false;
    }
    return true;
}

bool px_uses_any(const struct px *e, struct column *const *cols, size_t n) {
    if (e->kind == PX_COL && among(e->col, cols, n)) return true;
    for (size_t i = 0; i < e->n; i++) {
        if (px_uses_any(e->args[i], cols, n)) return true;
    }
    return false;
}

bool px_has_columns(const struct px *e) {
    if (e->kind == PX_COL) return true;
    for (size_t i = 0; i < e->n; i++) {
        if (px_has_columns(e->args[i])) return true;
    }
    return false;
}

struct column *plan_new_column(struct arena *a, struct plan *p, const char *name, kq_type type) {
    struct column *c = ARENA_NEW(a, struct column);
    *c = (struct column){.id = p->next_column++, .name = intern_s(name), .type = type};
    return c;
}

struct px *px_constant(struct arena *a, kq_value v, struct span span) {
    struct px *e = ARENA_NEW(a, struct px);
    *e = (struct px){.kind = PX_CONST, .type = v.type, .span = span, .value = v};
    return e;
}

struct px *px_call(struct arena *a, const struct catalog_row *row, struct px **args, size_t n, struct span span) {
    struct px *e = ARENA_NEW(a, struct px);
    *e = (struct px){.kind = PX_CALL, .type = row->ret, .span = span, .row = row, .args = args, .n = n};
    return e;
}

struct px *px_column(struct arena *a, struct column *c, struct span span) {
    struct px *e = ARENA_NEW(a, struct px);
    e->kind = PX_COL;
    e->type = c->type;
    e->span = span;
    e->col = c;
    return e;
}

struct px *px_rewrite(struct arena *a, struct px *e, px_map map, void *context) {
    if (e->kind == PX_COL) {
        struct px *with = map(context, e->col);
        return with ? with : e;
    }
    struct px *copy = NULL;
    for (size_t i = 0; i < e->n; i++) {
        struct px *arg = px_rewrite(a, e->args[i], map, context);
        if (arg == e->args[i]) continue;
        if (!copy) {
            copy = ARENA_NEW(a, struct px);
            *copy = *e;
            copy->args = ARENA_ARRAY(a, struct px *, e->n);
            memcpy(copy->args, e->args, e->n * sizeof *copy->args);
        }
        copy->args[i] = arg;
    }
    return copy ? copy : e;
}

const struct po_def *po_find_def(const struct po_def *defs, size_t n, const struct column *c) {
    for (size_t i = 0; i < n; i++) {
        if (defs[i].col == c) return &defs[i];
    }
    return NULL;
}

struct defs {
    const struct po_def *v;
    size_t n;
};

static struct px *definition_of(void *context, struct column *c) {
    const struct defs *d = context;
    const struct po_def *def = po_find_def(d->v, d->n, c);
    return def ? def->expr : NULL;
}

struct px *px_substitute(struct arena *a, struct px *e, const struct po_def *defs, size_t n) {
    struct defs d = {defs, n};
    return px_rewrite(a, e, definition_of, &d);
}

struct px *px_null(struct arena *a, kq_type type) {
    struct px *e = ARENA_NEW(a, struct px);
    e->kind = PX_CONST;
    e->type = type;
    e->value = (kq_value){type, type != KQ_T_STRING && type != KQ_T_DYNAMIC, {.i = 0}};
    if (type == KQ_T_STRING) e->value.u.s = kq_mk_string("", 0);
    if (type == KQ_T_DYNAMIC) e->value.u.d = kq_null_dynamic();
    return e;
}

struct px *po_leg_column(void *leg_columns, struct column *c) {
    const struct leg_columns *l = leg_columns;
    for (size_t i = 0; i < l->op->col_count; i++)
        if (l->op->cols[i] == c) {
            struct column *from = l->op->legs[l->leg].from[i];
            return from ? px_column(l->arena, from, (struct span){0, 0, false}) : px_null(l->arena, c->type);
        }
    return NULL;
}

static void note_volatile(void *found, struct px **e) {
    if (px_volatile(*e)) *(bool *)found = true;
}

bool po_volatile(struct plan_op *op) {
    bool found = false;
    po_each_expr(op, note_volatile, &found);
    return found;
}

struct px *px_call_named(struct arena *a, enum cat_family family, const char *name, struct px **args, size_t n,
                         struct span span) {
    for (const struct catalog_row *r = catalog_find(family, intern_s(name)); r; r = catalog_next(r)) {
        bool fits = r->shape == SHAPE_FIXED && r->param_count == n;
        for (size_t i = 0; i < n && fits; i++) fits = cat_param_type(r->params[i]) == args[i]->type;
        if (fits) return px_call(a, r, args, n, span);
    }
    return NULL;
}
