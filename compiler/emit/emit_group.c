/* summarize: one struct per group (keys, then aggregate states) in a hash table that keeps the order of first
 * appearance. arg_max, arg_min and take_any have results of their arguments' own types, so their states are written
 * here; all other states are the runtime's (kq/agg.h). */
#include "emit_internal.h"

void group_prepare(struct emitter *e, struct breaker *b, unsigned number) {
    const struct plan_op *op = b->op;
    struct text_map fields = {0};
    b->group = fmt(e, "group_%u", number);
    b->key_fields = ARENA_ARRAY(e->a, const char *, op->def_count + 1);
    for (size_t i = 0; i < op->def_count; i++)
        b->key_fields[i] = names_unique(e->a, &fields, "k_", op->defs[i].col->name);
    b->aggs = ARENA_ARRAY(e->a, struct agg_fields, op->agg_count + 1);
    for (size_t i = 0; i < op->agg_count; i++) {
        const struct po_agg *g = &op->aggs[i];
        b->aggs[i].field = names_unique(e->a, &fields, "a_", g->out_count ? g->outs[0]->name : "unused");
        b->aggs[i].values = ARENA_ARRAY(e->a, const char *, g->n + 1);
        struct text_map values = {0};
        for (size_t j = 0; j < g->n; j++) b->aggs[i].values[j] = names_unique(e->a, &values, "v", "");
    }
}

bool group_writes(const struct po_agg *g) { return g->row->special != SPECIAL_NONE; }

/* arg_max and arg_min replace what they keep again and again. */
static bool has_room(const struct po_agg *g, size_t i) {
    kq_type t = g->args[i]->type;
    return g->row->special != SPECIAL_TAKE_ANY && (t == KQ_T_STRING || t == KQ_T_DYNAMIC);
}

void group_types(struct emitter *e, const struct breaker *b) {
    const struct plan_op *op = b->op;
    struct cwriter *w = &e->types;
    cw_blank(w);
    cw_open(w, "struct %s%s {", e->o->prefix, b->group);
    for (size_t i = 0; i < op->def_count; i++) cw_line(w, "%s %s;", c_type(op->defs[i].col->type), b->key_fields[i]);
    for (size_t i = 0; i < op->agg_count; i++) {
        const struct po_agg *g = &op->aggs[i];
        if (!group_writes(g)) {
            cw_line(w, "%s_state %s;", g->row->symbol, b->aggs[i].field);
            continue;
        }
        cw_open(w, "struct { /* %s */", g->row->name);
        cw_line(w, "bool any;");
        for (size_t j = 0; j < g->n; j++) {
            cw_line(w, "%s %s;", c_type(g->args[j]->type), b->aggs[i].values[j]);
            if (has_room(g, j)) cw_line(w, "kq_room room_of_%s;", b->aggs[i].values[j]);
        }
        cw_close(w, fmt(e, " %s;", b->aggs[i].field));
    }
    if (op->def_count == 0 && op->agg_count == 0) cw_line(w, "char unused;");
    cw_close(w, ";");
}

static void init_states(struct cwriter *w, const struct breaker *b, const char *group) {
    for (size_t i = 0; i < b->op->agg_count; i++) {
        const struct po_agg *g = &b->op->aggs[i];
        if (!group_writes(g)) {
            cw_line(w, "%s_init(x, &%s->%s);", g->row->symbol, group, b->aggs[i].field);
            continue;
        }
        for (size_t j = 0; j < g->n; j++)
            cw_line(w, "%s->%s.%s = kq_null_%s();", group, b->aggs[i].field, b->aggs[i].values[j],
                    c_suffix(g->args[j]->type));
    }
}

/* Without keys there is always exactly one group, also over no rows (docs: summarize-operator). */
void group_open(struct emitter *e, const struct breaker *b) {
    struct cwriter *w = &e->tail;
    if (b->op->def_count > 0) {
        cw_line(w, "kq_table_init(&s->%ss, x->state, sizeof(struct %s%s));", b->group, e->o->prefix, b->group);
        return;
    }
    if (b->op->agg_count == 0) return;
    if (b->owner) cw_line(w, "memset(&s->%ss, 0, sizeof s->%ss);", b->group, b->group); /* used before */
    cw_open(w, "{");
    cw_line(w, "struct %s%s *g = &s->%ss;", e->o->prefix, b->group, b->group);
    init_states(w, b, "g");
    cw_close(w, "");
}

void group_bind(struct scope *s, const struct breaker *b) {
    const struct plan_op *op = b->op;
    for (size_t i = 0; i < op->def_count; i++)
        scope_bind_ready(s, op->defs[i].col, fmt(s->e, "in->%s", b->key_fields[i]));
    for (size_t i = 0; i < op->agg_count; i++) {
        const struct po_agg *g = &op->aggs[i];
        for (size_t j = 0; j < g->out_count; j++) {
            if (group_writes(g)) {
                scope_bind_ready(s, g->outs[j], fmt(s->e, "in->%s.%s", b->aggs[i].field, b->aggs[i].values[j]));
            } else {
                scope_bind_final(s, g->outs[j], g, fmt(s->e, "in->%s", b->aggs[i].field));
            }
        }
    }
}

static void keep(struct scope *s, const char *target, kq_type type, const char *value) {
    scope_statement(s, "%s = kq_keep_%s(x->state, %s);", target, c_suffix(type), value);
}

void group_look_up(struct emitter *e, struct cwriter *w, const struct breaker *b, const char *const *keys) {
    const struct plan_op *op = b->op;
    kq_type *types = ARENA_ARRAY(e->a, kq_type, op->def_count);
    for (size_t i = 0; i < op->def_count; i++) types[i] = op->defs[i].col->type;
    const struct entry_keys k = {b->key_fields, keys, types, op->def_count};
    put_look_up(e, w, fmt(e, "%ss", b->group), b->group, "g", &k);
}

/* "a beats b": both not null. Strings are ordered by bytes (kql.md 5.4). */
static const char *beats(struct emitter *e, bool max, kq_type type, const char *a, const char *b) {
    const char *over = max ? ">" : "<";
    switch (type) {
    case KQ_T_STRING: return fmt(e, "kq_strcmp(x, %s, %s).v %s 0", a, b, over);
    case KQ_T_DECIMAL: return fmt(e, "kq_decimal_compare(%s, %s) %s 0", a, b, over);
    case KQ_T_BOOL: return max ? fmt(e, "(%s.v && !%s.v)", a, b) : fmt(e, "(!%s.v && %s.v)", a, b);
    default: return fmt(e, "%s.v %s %s.v", a, over, b);
    }
}

/* arg_max and arg_min: null keys lose (NaN too), the first row wins ties; while all keys are null, the first row's
 * values are kept (docs: arg-max-aggregation-function, "all null"). */
const char *group_replaces(struct emitter *e, const struct po_agg *g, const char *key, const char *kept) {
    kq_type type = g->args[0]->type;
    const char *test = beats(e, g->row->special == SPECIAL_ARG_MAX, type, key, kept);
    if (type == KQ_T_REAL) test = fmt(e, "(%s.v == %s.v && (%s || %s.v != %s.v))", key, key, test, kept, kept);
    if (type == KQ_T_STRING) return test;
    return fmt(e, "!%s && (%s || %s)", null_test(e, type, key), null_test(e, type, kept), test);
}

static void step_arg(struct scope *s, const struct po_agg *g, const struct agg_fields *f) {
    struct emitter *e = s->e;
    const char *state = fmt(e, "g->%s", f->field);
    const char **v = ARENA_ARRAY(e->a, const char *, g->n + 1);
    cw_open(&s->body, "{");
    for (size_t j = 0; j < g->n; j++) {
        v[j] = names_unique(e->a, &s->names, "v", "");
        scope_statement(s, "const %s %s = %s;", c_type(g->args[j]->type), v[j], emit_expr(s, g->args[j]));
    }
    const char *test = group_replaces(e, g, v[0], fmt(e, "%s.%s", state, f->values[0]));
    cw_statement(&s->body, 0, fmt(e, "if (!%s.any || (%s)) {", state, test));
    s->body.indent++;
    s->line = 0;
    scope_statement(s, "%s.any = true;", state);
    for (size_t j = 0; j < g->n; j++) {
        const char *target = fmt(e, "%s.%s", state, f->values[j]);
        if (has_room(g, j)) {
            scope_statement(s, "%s = kq_rekeep_%s(x->state, &%s.room_of_%s, %s);", target, c_suffix(g->args[j]->type),
                            state, f->values[j], v[j]);
        } else {
            keep(s, target, g->args[j]->type, v[j]);
        }
    }
    cw_close(&s->body, "");
    cw_close(&s->body, "");
}

/* take_any: one column prefers a value that is not null or empty; several come from one row, the first
 * (docs: take-any-aggregation-function). */
static void step_take_any(struct scope *s, const struct po_agg *g, const struct agg_fields *f) {
    struct emitter *e = s->e;
    const char *state = fmt(e, "g->%s", f->field);
    const uint32_t line = s->line;
    cw_open(&s->body, "if (!%s.any) {", state);
    for (size_t j = 0; j < g->n; j++) {
        s->line = line;
        kq_type type = g->args[j]->type;
        const char *target = fmt(e, "%s.%s", state, f->values[j]);
        keep(s, target, type, emit_expr(s, g->args[j]));
        s->line = 0;
        const char *test =
            type == KQ_T_STRING ? fmt(e, "%s.n != 0", target) : fmt(e, "!(%s)", null_test(e, type, target));
        if (g->n == 1) scope_statement(s, "%s.any = %s;", state, test);
    }
    if (g->n != 1) scope_statement(s, "%s.any = true;", state);
    cw_close(&s->body, "");
}

static void step(struct scope *s, const struct po_agg *g, const struct agg_fields *f) {
    switch (g->row->special) {
    case SPECIAL_ARG_MAX:
    case SPECIAL_ARG_MIN: step_arg(s, g, f); return;
    case SPECIAL_TAKE_ANY: step_take_any(s, g, f); return;
    default: break;
    }
    struct strbuf b = {0};
    strbuf_printf(&b, "%s_step(x, &g->%s", g->row->symbol, f->field);
    for (size_t j = 0; j < g->n; j++) {
        const char *arg = emit_expr(s, g->args[j]);
        strbuf_printf(&b, ", %s", arg);
    }
    strbuf_puts(&b, ");");
    scope_statement(s, "%s", b.p);
    strbuf_free(&b);
}

void group_sink(struct scope *s, const struct breaker *b) {
    const struct plan_op *op = b->op;
    struct emitter *e = s->e;
    for (size_t i = 0; i < op->def_count; i++) scope_need_expr(s, op->defs[i].expr);
    for (size_t i = 0; i < op->agg_count; i++)
        for (size_t j = 0; j < op->aggs[i].n; j++) scope_need_expr(s, op->aggs[i].args[j]);
    scope_compute(s);
    scope_stage(s, op);
    if (op->def_count == 0 && op->agg_count == 0) return; /* one row, whatever comes */
    s->uses_state = s->uses_x = true;
    if (op->def_count == 0) {
        scope_statement(s, "struct %s%s *g = &s->%ss;", e->o->prefix, b->group, b->group);
    } else {
        const char **keys = ARENA_ARRAY(e->a, const char *, op->def_count);
        for (size_t i = 0; i < op->def_count; i++) {
            const struct px *key = op->defs[i].expr;
            keys[i] = emit_expr(s, key);
            if (key->kind != PX_COL) {
                const char *name = names_unique(e->a, &s->names, "k_", op->defs[i].col->name);
                scope_statement(s, "const %s %s = %s;", c_type(key->type), name, keys[i]);
                keys[i] = name;
            }
        }
        s->line = 0; /* the table is ours, not the rule's */
        group_look_up(e, &s->body, b, keys);
        cw_open(&s->body, "if (g == NULL) {");
        cw_line(&s->body, "g = kq_table_insert(&s->%ss, h);", b->group);
        for (size_t i = 0; i < op->def_count; i++)
            keep(s, fmt(e, "g->%s", b->key_fields[i]), op->defs[i].expr->type, keys[i]);
        init_states(&s->body, b, "g");
        cw_close(&s->body, "");
    }
    for (size_t i = 0; i < op->agg_count; i++) {
        s->line = op->aggs[i].span.end > op->aggs[i].span.start ? span_line(e, op->aggs[i].span) : 0;
        step(s, &op->aggs[i], &b->aggs[i]);
    }
}
