/* Conditions are met one by one, each by the first place that it depends on; what a place has got already stays. Not
 * every condition can be met, and need not be: the records only have to come close often enough. */
#include "solve.h"

#include "dyn.h"

#include <string.h>

/* ---- where a value comes from --------------------------------------------------------------------------------------
 */

static struct place *column_place(struct solver *s, struct column *c) {
    for (size_t i = 0; i < s->scan->table_col_count; i++) {
        if (s->scan->table_cols[i] != c) continue;
        struct place *p = place_member(s->arena, s->record, c->name);
        p->type = c->type;
        return p;
    }
    return c->id < s->columns && s->defs[c->id] ? place_of(s, s->defs[c->id]) : NULL;
}

static bool text_constant(const struct px *e, struct text *t) {
    if (e->kind != PX_CONST || e->type != KQ_T_STRING) return false;
    *t = text_of(e->value.u.s.p, e->value.u.s.n);
    return true;
}

static bool number_constant(const struct px *e, int64_t *n) {
    if (e->kind != PX_CONST || (e->type != KQ_T_INT && e->type != KQ_T_LONG) || e->value.null) return false;
    *n = e->value.u.i;
    return true;
}

/* Functions whose result says what their argument was: the value is put there as it is. */
static bool sees_through(const struct px *e) {
    static const char *const names[] = {"tostring",    "tolower",    "toupper",        "tolong",     "toint",
                                        "toreal",      "todouble",   "tobool",         "toboolean",  "toguid",
                                        "todatetime",  "totimespan", "trim",           "$box",       "trim_start",
                                        "trim_end",    "bin",        "floor",          "startofday", "abs",
                                        "make_string", "replace",    "replace_string", "url_decode", "round"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (px_is_function(e, names[i])) return true;
    return false;
}

static struct place *call_place(struct solver *s, struct px *e) {
    struct text t;
    int64_t n;
    if (px_is_member(e) && text_constant(e->args[1], &t)) {
        struct place *p = place_of(s, e->args[0]);
        return p ? place_member(s->arena, p, arena_strndup(s->arena, t.p, t.n)) : NULL;
    }
    if (px_is_element(e) && number_constant(e->args[1], &n) && n >= -1) {
        struct px *of = e->args[0];
        size_t i = n < 0 ? 0 : (size_t)n;
        if (px_is_function(of, "split") && of->n == 2 && text_constant(of->args[1], &t)) {
            struct place *joined = place_of(s, of->args[0]);
            return joined ? place_inside(s->arena, joined, PLACE_JOINED, t, 0, i) : NULL;
        }
        struct place *p = place_of(s, of);
        return p ? place_element(s->arena, p, i) : NULL;
    }
    if (e->row->family != CAT_FUNCTION || e->n == 0) return NULL;
    if (sees_through(e)) {
        size_t at = px_is_function(e, "trim") || px_is_function(e, "trim_start") || px_is_function(e, "trim_end");
        return place_of(s, e->args[at < e->n ? at : 0]);
    }
    if (px_is_function(e, "parse_json") || px_is_function(e, "todynamic") || px_is_function(e, "parsejson")) {
        struct place *p = place_of(s, e->args[0]);
        if (!p || p->type == KQ_T_DYNAMIC || p->kind == PLACE_OBJECT || p->kind == PLACE_ARRAY) return p;
        return place_inside(s->arena, p, PLACE_JSON, text_of("", 0), 0, 0);
    }
    if (px_is_function(e, "extract") && e->n >= 3 && text_constant(e->args[0], &t) && number_constant(e->args[1], &n)) {
        struct place *p = place_of(s, e->args[2]);
        return p ? place_inside(s->arena, p, PLACE_PATTERN, t, (unsigned)n, 0) : NULL;
    }
    return NULL;
}

struct place *place_of(struct solver *s, struct px *e) {
    if (s->steps++ > SOLVE_STEPS_MAX) return NULL;
    switch (e->kind) {
    case PX_COL: return column_place(s, e->col);
    case PX_CALL: return call_place(s, e);
    case PX_COALESCE:
        for (size_t i = 0; i < e->n; i++) {
            struct place *p = place_of(s, e->args[i]);
            if (p) return p;
        }
        return NULL;
    case PX_CASE:
        for (size_t i = 0; i < e->n; i += i + 2 < e->n ? 2 : 1) {
            struct px *value = e->args[i + 1 < e->n ? i + 1 : i];
            struct place *p = value->kind == PX_CONST ? NULL : place_of(s, value);
            if (!p) continue;
            if (i + 1 < e->n) solve(s, e->args[i], true);
            return p;
        }
        return NULL;
    case PX_CONST:
    case PX_LIST:
    case PX_LIST_DYN: return NULL;
    }
    return NULL;
}

/* ---- constants: what depends on no record, at the time of evaluation -----------------------------------------------
 */

static struct px *at_time(struct solver *s, struct px *e) {
    struct arena *a = s->arena;
    if (e->kind == PX_CALL && e->row->effects == EFFECTS_STABLE && e->type == KQ_T_DATETIME) {
        int64_t offset = 0;
        if (e->n == 1) {
            struct px *arg = px_folded(a, at_time(s, e->args[0]));
            if (arg->kind != PX_CONST || arg->value.null) return e;
            offset = px_is_function(e, "ago") ? -arg->value.u.i : arg->value.u.i;
        }
        struct px *constant = ARENA_NEW(a, struct px);
        *constant = (struct px){.kind = PX_CONST, .type = KQ_T_DATETIME, .span = e->span};
        constant->value = (kq_value){.type = KQ_T_DATETIME, .u.i = s->domain->now + offset};
        return constant;
    }
    if (e->n == 0) return e;
    struct px *copy = ARENA_NEW(a, struct px);
    *copy = *e;
    copy->args = ARENA_ARRAY(a, struct px *, e->n);
    for (size_t i = 0; i < e->n; i++) copy->args[i] = at_time(s, e->args[i]);
    return copy;
}

/* The constant that an expression is, or NULL. */
static const kq_value *constant_of(struct solver *s, struct px *e) {
    if (e->kind == PX_CONST) return &e->value;
    if (s->steps++ > SOLVE_STEPS_MAX) return NULL;
    if (e->kind == PX_COL && e->col->id < s->columns && s->defs[e->col->id]) return constant_of(s, s->defs[e->col->id]);
    if (px_has_columns(e)) return NULL;
    struct px *folded = px_folded(s->arena, at_time(s, e));
    return folded->kind == PX_CONST ? &folded->value : NULL;
}

/* ---- giving values -------------------------------------------------------------------------------------------------
 */

static bool set_string(struct place *p, struct text t) {
    if (p->kind != PLACE_EMPTY) return p->kind == PLACE_STRING;
    p->kind = PLACE_STRING;
    p->text = t;
    return true;
}

static bool set_range(struct place *p, kq_type type, int64_t lo, int64_t hi) {
    if (p->kind == PLACE_EMPTY) {
        p->kind = PLACE_RANGE;
        p->lo = lo, p->hi = hi;
        if (p->type == KQ_T_NONE || p->type == KQ_T_STRING || p->type == KQ_T_DYNAMIC) p->type = type;
        return true;
    }
    if (p->kind != PLACE_RANGE) return false;
    if (lo > p->lo) p->lo = lo;
    if (hi < p->hi) p->hi = hi;
    return true;
}

static bool set_value(struct solver *s, struct place *p, const kq_value *v) {
    switch (v->type) {
    case KQ_T_STRING: return set_string(p, text_of(v->u.s.p, v->u.s.n));
    case KQ_T_INT:
    case KQ_T_LONG:
    case KQ_T_DATETIME:
    case KQ_T_TIMESPAN: return set_range(p, v->type, v->u.i, v->u.i);
    case KQ_T_REAL: return set_range(p, v->type, (int64_t)v->u.r, (int64_t)v->u.r);
    case KQ_T_BOOL: {
        const char *text = v->u.b ? "true" : "false";
        if (p->kind != PLACE_EMPTY) return false;
        p->kind = PLACE_RAW;
        p->text = text_of(text, strlen(text));
        return true;
    }
    case KQ_T_DYNAMIC:
    case KQ_T_GUID: {
        if (p->kind != PLACE_EMPTY) return false;
        struct strbuf b = {0};
        px_print_value(v, &b); /* guid(...), dynamic(...) */
        const char *open = strchr(b.p, '(');
        p->kind = v->type == KQ_T_GUID || v->u.d.tag == KQ_DYN_STRING ? PLACE_STRING : PLACE_RAW;
        p->text = text_of(arena_strndup(s->arena, open + 1, b.n - (size_t)(open - b.p) - 2), 0);
        p->text.n = strlen(p->text.p);
        if (v->u.d.tag == KQ_DYN_STRING && v->type == KQ_T_DYNAMIC) p->text = text_of(v->u.d.u.s.p, v->u.d.u.s.n);
        strbuf_free(&b);
        return true;
    }
    case KQ_T_NONE:
    case KQ_T_DECIMAL: return false;
    }
    return false;
}

/* The place's text gets `t` in it: at the start, at the end, or anywhere between other words. */
static bool add_text(struct solver *s, struct place *p, struct text t, char where) {
    if (p->kind != PLACE_EMPTY && p->kind != PLACE_STRING) return false;
    struct arena *a = s->arena;
    bool old = p->kind == PLACE_STRING;
    if (old && memmem(p->text.p, p->text.n, t.p, t.n)) return true;
    const char *before = old ? arena_strndup(a, p->text.p, p->text.n) : "", *text = arena_strndup(a, t.p, t.n);
    const char *blank = old && *before ? " " : "", *all;
    bool more = chance_percent(&s->domain->chance, 60);
    if (where == '<') {
        all = arena_printf(a, "%s%s%s", text, more ? "x1" : "", before);
    } else if (where == '>') {
        all = arena_printf(a, "%s%s%s", before, more ? "x1" : "", text);
    } else if (where == '*' && more) {
        all = arena_printf(a, "%s%sa%sb", before, blank, text);
    } else {
        all = arena_printf(a, "%s%s%s%s", before, more ? "run " : blank, text, more ? "; b" : "");
    }
    p->kind = PLACE_STRING;
    p->text = text_of(all, strlen(all));
    return true;
}

/* ---- conditions ----------------------------------------------------------------------------------------------------
 */

static const char *opposite(const char *op) {
    static const char *const pairs[][2] = {{"==", "!="}, {"<", ">="}, {">", "<="}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        for (unsigned k = 0; k < 2; k++)
            if (strcmp(op, pairs[i][k]) == 0) return pairs[i][1 - k];
    return op;
}

static const char *flipped(const char *op) {
    static const char *const pairs[][2] = {{"<", ">"}, {"<=", ">="}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        for (unsigned k = 0; k < 2; k++)
            if (strcmp(op, pairs[i][k]) == 0) return pairs[i][1 - k];
    return op;
}

static bool ordered(kq_type t) {
    return t == KQ_T_INT || t == KQ_T_LONG || t == KQ_T_REAL || t == KQ_T_DATETIME || t == KQ_T_TIMESPAN;
}

static bool compare(struct solver *s, const char *op, struct px *e, const kq_value *v) {
    struct place *p = place_of(s, e);
    if (!p) return false;
    if (strcmp(op, "==") == 0) return set_value(s, p, v);
    if (strcmp(op, "!=") == 0 || !ordered(v->type) || v->null) return strcmp(op, "!=") == 0;
    bool time = v->type == KQ_T_DATETIME || v->type == KQ_T_TIMESPAN;
    int64_t x = v->type == KQ_T_REAL ? (int64_t)v->u.r : v->u.i;
    int64_t step = time ? 1 : 1, width = time ? KQ_TICKS_PER_DAY : 20;
    const struct domain *d = s->domain;
    if (op[0] == '<') {
        int64_t hi = op[1] ? x : x - step, lo = hi - width;
        return set_range(p, v->type, v->type == KQ_T_DATETIME && d->from < hi ? d->from : lo, hi);
    }
    int64_t lo = op[1] ? x : x + step, hi = lo + width;
    return set_range(p, v->type, lo, v->type == KQ_T_DATETIME && d->now > lo ? d->now - 1 : hi);
}

/* Two values of the record, or one of the record and one of another table. */
static bool relate(struct solver *s, const char *op, struct px *l, struct px *r) {
    struct place *a = place_of(s, l), *b = place_of(s, r);
    if (!a || !b || a == b || (strcmp(op, "==") != 0 && strcmp(op, "=~") != 0)) return false;
    if (a->kind == PLACE_EMPTY && b->kind == PLACE_EMPTY && (a->type == KQ_T_STRING || a->type == KQ_T_NONE)) {
        const char *t = domain_text(s->arena, s->domain, a->name);
        set_string(a, text_of(t, strlen(t)));
    }
    struct place *from = a->kind == PLACE_EMPTY ? b : a, *to = from == a ? b : a;
    if (to->kind != PLACE_EMPTY || from->kind == PLACE_EMPTY || from->kind > PLACE_RANGE) return false;
    to->kind = from->kind, to->text = from->text, to->lo = from->lo, to->hi = from->hi;
    return true;
}

/* Searches: where the constant must stand in the text. 0: the operator is none. */
static char search_kind(const char *op) {
    static const struct {
        const char *name;
        char where;
    } kinds[] = {{"has", ' '},        {"has_cs", ' '},        {"contains", '*'},  {"contains_cs", '*'},
                 {"startswith", '<'}, {"startswith_cs", '<'}, {"endswith", '>'},  {"endswith_cs", '>'},
                 {"hasprefix", ' '},  {"hasprefix_cs", ' '},  {"hassuffix", ' '}, {"hassuffix_cs", ' '},
                 {"has_any", ' '},    {"has_all", ' '}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(op, kinds[i].name) == 0) return kinds[i].where;
    return 0;
}

static bool other_case(struct solver *s, const char *op, struct text *t) {
    if (strcmp(op, "=~") != 0 || !chance_percent(&s->domain->chance, 30)) return true;
    char *small = arena_strndup(s->arena, t->p, t->n);
    for (size_t i = 0; i < t->n; i++)
        if (small[i] >= 'A' && small[i] <= 'Z') small[i] = (char)(small[i] + ('a' - 'A'));
    t->p = small;
    return true;
}

static bool solve_operator(struct solver *s, struct px *e, bool want) {
    const char *op = e->row->name;
    bool negated = op[0] == '!' && op[1] != '=';
    if (strcmp(op, "!~") == 0) {
        op = "=~";
    } else if (negated) {
        op++;
    }
    want ^= negated;
    const kq_value *l = constant_of(s, e->args[0]), *r = e->n > 1 ? constant_of(s, e->args[1]) : NULL;
    if (e->n == 2 && (is_equality(op) || is_order(op))) {
        if (!want) op = opposite(op);
        if (r) return compare(s, op, e->args[0], r);
        return l ? compare(s, flipped(op), e->args[1], l) : relate(s, op, e->args[0], e->args[1]);
    }
    if (!want) return true; /* chance misses a text by itself */
    struct place *p = place_of(s, e->args[0]);
    if (strcmp(op, "between") == 0 && r && e->n == 3) {
        const kq_value *hi = constant_of(s, e->args[2]);
        return hi && compare(s, ">=", e->args[0], r) && compare(s, "<=", e->args[0], hi);
    }
    if (e->n == 2 && strcmp(op, "=~") == 0 && !r) return relate(s, op, e->args[0], e->args[1]);
    if (!p || !r || r->type != KQ_T_STRING) return false;
    struct text t = text_of(r->u.s.p, r->u.s.n);
    if (strcmp(op, "=~") == 0) return other_case(s, op, &t) && set_string(p, t);
    if (strcmp(op, "matches regex") == 0) return place_inside(s->arena, p, PLACE_PATTERN, t, 0, 0) != NULL;
    char where = search_kind(op);
    return where && add_text(s, p, t, where);
}

/* in, has_any and their kin: one item; has_all: every one. */
static bool solve_list(struct solver *s, struct px *e, bool want) {
    const char *op = e->row->name;
    if (op[0] == '!') op++, want = !want;
    if (!want) return true;
    struct place *p = place_of(s, e->args[0]);
    if (!p) return false;
    VEC(kq_value) items = {0};
    if (e->kind == PX_LIST) {
        for (size_t i = 1; i < e->n; i++) {
            const kq_value *v = constant_of(s, e->args[i]);
            if (v) VEC_PUSH(s->arena, &items, *v);
        }
    } else {
        const kq_value *list = constant_of(s, e->args[1]);
        kq_arena *scratch = kq_arena_new();
        kq_dyn d = list && list->type == KQ_T_DYNAMIC ? kq_dyn_expand(scratch, list->u.d) : (kq_dyn){0};
        for (uint32_t i = 0; d.tag == KQ_DYN_ARRAY && i < d.n; i++) {
            if (d.u.items[i].tag != KQ_DYN_STRING) continue;
            kq_value v = {.type = KQ_T_STRING, .u.s = d.u.items[i].u.s};
            v.u.s.p = arena_strndup(s->arena, v.u.s.p, v.u.s.n);
            VEC_PUSH(s->arena, &items, v);
        }
        kq_arena_free(scratch);
    }
    if (items.n == 0) return false;
    char where = search_kind(op);
    const kq_value *chosen = &items.v[chance_below(&s->domain->chance, items.n)];
    if (!where) return set_value(s, p, chosen);
    bool all = strcmp(op, "has_all") == 0, done = false;
    for (size_t i = 0; i < items.n; i++) {
        const kq_value *v = &items.v[i];
        if ((all || v == chosen) && v->type == KQ_T_STRING) done |= add_text(s, p, text_of(v->u.s.p, v->u.s.n), where);
    }
    return done;
}

static bool solve_function(struct solver *s, struct px *e, bool want) {
    if (px_is_function(e, "not")) return solve(s, e->args[0], !want);
    bool empty = px_is_function(e, "isempty") || px_is_function(e, "isnull");
    bool filled = px_is_function(e, "isnotempty") || px_is_function(e, "notempty") || px_is_function(e, "isnotnull") ||
                  px_is_function(e, "notnull");
    if (e->n == 0) return false;
    struct place *p = place_of(s, e->args[0]);
    if (!p) return false;
    if ((empty && want) || (filled && !want)) {
        if (p->kind == PLACE_EMPTY) p->kind = PLACE_ABSENT;
        return true;
    }
    if (!empty && !filled)
        return e->type == KQ_T_BOOL && p->kind == PLACE_EMPTY && px_is_function(e, "tobool") &&
               set_value(s, p, &(kq_value){.type = KQ_T_BOOL, .u.b = want});
    return true;
}

bool solve(struct solver *s, struct px *e, bool want) {
    if (s->steps++ > SOLVE_STEPS_MAX) return false;
    if (e->kind == PX_LIST || e->kind == PX_LIST_DYN) return solve_list(s, e, want);
    if (e->kind == PX_COL) {
        struct px *def = e->col->id < s->columns ? s->defs[e->col->id] : NULL;
        if (def) return solve(s, def, want);
        struct place *p = place_of(s, e);
        return p && set_value(s, p, &(kq_value){.type = KQ_T_BOOL, .u.b = want});
    }
    if (e->kind == PX_CASE) { /* the first branch */
        return e->n >= 3 && solve(s, e->args[0], true) && solve(s, e->args[1], want);
    }
    if (e->kind != PX_CALL) return false;
    bool both = px_is_op(e, want ? "and" : "or"), either = px_is_op(e, want ? "or" : "and");
    if (both) {
        bool l = solve(s, e->args[0], want), r = solve(s, e->args[1], want);
        return l || r;
    }
    if (either) {
        size_t first = chance_below(&s->domain->chance, 2);
        return solve(s, e->args[first], want) || solve(s, e->args[1 - first], want);
    }
    return e->row->family == CAT_OPERATOR && e->n ? solve_operator(s, e, want) : solve_function(s, e, want);
}
