/* scan: rows are kept until their input has ended, and then meet the steps one by one, from the last step to the first.
 * A step's state holds a match for it and for each step before it (docs: scan-operator.md, "Scan logic"). Each
 * partition has states of its own, in a table; the numbers of matches go on through all of them. */
#include "emit_internal.h"

/* "match_1": struct and function names of the operator. */
static const char *named(struct emitter *e, const struct breaker *b, const char *what) {
    return fmt(e, "%s%s_%s", e->o->prefix, b->name, what);
}

static const char *field_of(struct emitter *e, const struct breaker *b, const struct column *c) {
    for (size_t i = 0; i < b->op->declared_count; i++)
        if (b->op->declared[i].col == c) return fmt(e, "d%zu", i);
    return NULL;
}

static void steps_types(struct emitter *e, const struct breaker *b) {
    struct cwriter *w = &e->types;
    kept_types(e, b);
    cw_blank(w);
    cw_open(w, "struct %s {", named(e, b, "record"));
    cw_line(w, "const struct %s *row;", named(e, b, "kept"));
    for (size_t i = 0; i < b->op->declared_count; i++)
        cw_line(w, "%s d%zu; /* %s */", c_type(b->op->declared[i].col->type), i, b->op->declared[i].col->name);
    cw_close(w, ";");
    cw_blank(w);
    cw_open(w, "struct %s {", named(e, b, "state"));
    cw_line(w, "struct %s at[%zu];", named(e, b, "record"), b->op->step_count);
    cw_line(w, "int64_t id;");
    cw_line(w, "bool active, waits; /* waits: its last match has not been put out */");
    cw_close(w, ";");
    if (b->op->partition_count == 0) return;
    cw_blank(w);
    cw_open(w, "struct %s {", named(e, b, "part"));
    for (size_t i = 0; i < b->op->partition_count; i++)
        cw_line(w, "%s k%zu; /* %s */", c_type(b->op->partition[i]->type), i, b->op->partition[i]->name);
    cw_line(w, "struct %s states[%zu];", named(e, b, "state"), b->op->step_count);
    cw_close(w, ";");
}

static void steps_state(struct emitter *e, const struct breaker *b) {
    kept_state(e, b);
    if (b->op->partition_count) cw_line(&e->types, "kq_table %s_parts;", b->name);
}

static void steps_open(struct emitter *e, const struct breaker *b) {
    kept_open(e, b);
    if (b->op->partition_count)
        cw_line(&e->tail, "kq_table_init(&s->%s_parts, x->state, sizeof(struct %s));", b->name, named(e, b, "part"));
}

static void steps_free(struct emitter *e, const struct breaker *b, const char *state) {
    kept_free(e, b, state);
    if (b->op->partition_count) cw_line(&e->tail, "kq_table_free(&%s->%s_parts);", state, b->name);
}

/* ---- functions over a row and a state -----------------------------------------------------------------------------
 */

static void bind_columns(struct scope *s, const struct breaker *b) {
    struct emitter *e = s->e;
    const struct plan_op *op = b->op;
    for (size_t i = 0; i < b->kept.n; i++) scope_bind_ready(s, b->kept.cols[i], fmt(e, "row->%s", b->kept.fields[i]));
    for (size_t i = 0; i < op->declared_count; i++) scope_bind_expr(s, op->declared[i].col, op->declared[i].expr, 0);
    for (size_t i = 0; i < op->state_column_count; i++) {
        const struct po_state_column *c = &op->state_columns[i];
        const char *field = field_of(e, b, c->of);
        const char *text = field ? fmt(e, "state->at[%zu].%s", c->step, field)
                                 : fmt(e, "state->at[%zu].row->%s", c->step, shape_field(&b->kept, c->of));
        scope_bind_ready(s, c->col, text);
    }
}

static void put_head(struct emitter *e, const struct breaker *b, const char *type, const char *name) {
    struct cwriter *w = &e->functions;
    cw_blank(w);
    cw_open(w, "static %s %s(kq_ctx *x, const struct %s *row, const struct %s *state) {", type, name,
            named(e, b, "kept"), named(e, b, "state"));
    cw_line(w, "(void)x;");
    cw_line(w, "(void)row;");
    cw_line(w, "(void)state;");
}

static void put_condition_of(struct emitter *e, const struct breaker *b, size_t step) {
    static const struct pipeline none;
    struct scope s;
    put_head(e, b, "bool", named(e, b, fmt(e, "meets_%zu", step)));
    scope_open(&s, e, &none);
    bind_columns(&s, b);
    scope_need_expr(&s, b->op->steps[step].condition);
    scope_compute(&s);
    s.line = span_line(e, b->op->steps[step].condition->span);
    scope_statement(&s, "return %s;", emit_condition(&s, b->op->steps[step].condition));
    cw_append(&e->functions, &s.body);
    cw_free(&s.body);
    cw_close(&e->functions, "");
}

static const struct px *value_of(const struct plan_op *op, size_t step, size_t declared) {
    const struct po_step *at = &op->steps[step];
    for (size_t i = 0; i < at->assigned_count; i++)
        if (at->assigned[i].col == op->declared[declared].col) return at->assigned[i].expr;
    return op->declared[declared].expr;
}

/* The row with the values that the step assigns; the others are the defaults. */
static void put_record_of(struct emitter *e, const struct breaker *b, size_t step) {
    static const struct pipeline none;
    struct scope s;
    const struct plan_op *op = b->op;
    put_head(e, b, fmt(e, "struct %s", named(e, b, "record")), named(e, b, fmt(e, "made_%zu", step)));
    scope_open(&s, e, &none);
    bind_columns(&s, b);
    for (size_t i = 0; i < op->declared_count; i++) scope_need_expr(&s, value_of(op, step, i));
    scope_compute(&s);
    scope_statement(&s, "struct %s record = {.row = row};", named(e, b, "record"));
    for (size_t i = 0; i < op->declared_count; i++)
        scope_statement(&s, "record.d%zu = kq_keep_%s(x->state, %s);", i, c_suffix(op->declared[i].col->type),
                        emit_expr(&s, value_of(op, step, i)));
    scope_statement(&s, "return record;");
    cw_append(&e->functions, &s.body);
    cw_free(&s.body);
    cw_close(&e->functions, "");
}

/* A state without matches: their columns are null, what is declared has its default. */
static void put_empty(struct emitter *e, const struct breaker *b) {
    static const struct pipeline none;
    struct scope s;
    struct cwriter *w = &e->functions;
    const struct plan_op *op = b->op;
    cw_blank(w);
    cw_open(w, "static const struct %s %s = {", named(e, b, "kept"), named(e, b, "none"));
    for (size_t i = 0; i < b->kept.n; i++) {
        const kq_type t = b->kept.cols[i]->type;
        if (t != KQ_T_STRING && t != KQ_T_DYNAMIC) cw_line(w, ".%s = {.null = true},", b->kept.fields[i]);
        if (t == KQ_T_STRING) cw_line(w, ".%s = {\"\", 0},", b->kept.fields[i]);
        if (t == KQ_T_DYNAMIC) cw_line(w, ".%s = {.tag = KQ_DYN_NULL},", b->kept.fields[i]);
    }
    if (b->kept.n == 0) cw_line(w, "0,");
    cw_close(w, ";");
    cw_blank(w);
    cw_open(w, "static struct %s %s(kq_ctx *x) {", named(e, b, "state"), named(e, b, "empty"));
    cw_line(w, "(void)x;");
    scope_open(&s, e, &none);
    scope_statement(&s, "struct %s state = {.active = false};", named(e, b, "state"));
    cw_open(&s.body, "for (size_t i = 0; i < %zu; i++) {", op->step_count);
    cw_line(&s.body, "state.at[i].row = &%s;", named(e, b, "none"));
    for (size_t i = 0; i < op->declared_count; i++)
        scope_statement(&s, "state.at[i].d%zu = kq_keep_%s(x->state, %s);", i, c_suffix(op->declared[i].col->type),
                        emit_expr(&s, op->declared[i].expr));
    cw_close(&s.body, "");
    scope_statement(&s, "return state;");
    cw_append(w, &s.body);
    cw_free(&s.body);
    cw_close(w, "");
}

static void steps_functions(struct emitter *e, const struct breaker *b) {
    put_empty(e, b);
    for (size_t i = 0; i < b->op->step_count; i++) {
        put_condition_of(e, b, i);
        put_record_of(e, b, i);
    }
}

/* ---- the go through the rows --------------------------------------------------------------------------------------
 */

/* The match that state `step` has for its own step, given to the pipeline behind. */
static void put_match(struct emitter *e, const struct breaker *b, const char *function, size_t step) {
    struct cwriter *w = &e->tail;
    cw_open(w, "{");
    cw_line(w, "const struct %s *const record = &states[%zu].at[%zu];", named(e, b, "record"), step, step);
    cw_open(w, "const struct %s next = {", named(e, b, "row"));
    for (size_t i = 0; i < b->row.n; i++) {
        const struct column *c = b->row.cols[i];
        const char *declared = field_of(e, b, c);
        const char *value = c == b->op->match_id ? fmt(e, "kq_mk_long(states[%zu].id)", step)
                            : declared           ? fmt(e, "record->%s", declared)
                                                 : fmt(e, "record->row->%s", shape_field(&b->kept, c));
        cw_line(w, ".%s = %s,", b->row.fields[i], value);
    }
    if (b->row.n == 0) cw_line(w, "0,");
    cw_close(w, ";");
    if (b->row.n == 0) cw_line(w, "(void)record;");
    cw_line(w, "%s(x, s, &next);", function);
    cw_close(w, "");
}

/* output=last: the last of a series of matches is put out when the series ends. */
static void put_waiting(struct emitter *e, const struct breaker *b, const char *function, size_t step) {
    if (b->op->steps[step].output != STEP_LAST) return;
    cw_open(&e->tail, "if (states[%zu].waits) {", step);
    put_match(e, b, function, step);
    cw_line(&e->tail, "states[%zu].waits = false;", step);
    cw_close(&e->tail, "");
}

static void put_output(struct emitter *e, const struct breaker *b, const char *function, size_t step) {
    if (b->op->steps[step].output == STEP_ALL) put_match(e, b, function, step);
    if (b->op->steps[step].output == STEP_LAST) cw_line(&e->tail, "states[%zu].waits = true;", step);
}

/* Check 1: the sequence of the step before comes to this one. Check 2: this step's own sequence goes on. */
static void put_step(struct emitter *e, const struct breaker *b, const char *function, size_t k) {
    struct cwriter *w = &e->tail;
    const char *meets = named(e, b, fmt(e, "meets_%zu", k)), *made = named(e, b, fmt(e, "made_%zu", k));
    cw_line(w, "/* step %s */", b->op->steps[k].name);
    if (k == 0) {
        cw_open(w, "if (%s(x, row, &states[0])) {", meets);
        cw_line(w, "if (!states[0].active) states[0].id = matches++;");
        cw_line(w, "states[0].at[0] = %s(x, row, &states[0]);", made);
        cw_line(w, "states[0].active = true;");
        put_output(e, b, function, 0);
        cw_close(w, "");
        return;
    }
    cw_open(w, "if (states[%zu].active && %s(x, row, &states[%zu])) {", k - 1, meets, k - 1);
    put_waiting(e, b, function, k);
    put_waiting(e, b, function, k - 1);
    cw_line(w, "states[%zu] = states[%zu];", k, k - 1);
    cw_line(w, "states[%zu] = empty;", k - 1);
    cw_line(w, "states[%zu].at[%zu] = %s(x, row, &states[%zu]);", k, k, made, k);
    put_output(e, b, function, k);
    w->indent--;
    cw_open(w, "} else if (states[%zu].active && %s(x, row, &states[%zu])) {", k, meets, k);
    cw_line(w, "states[%zu].at[%zu] = %s(x, row, &states[%zu]);", k, k, made, k);
    put_output(e, b, function, k);
    cw_close(w, "");
}

/* Declares `part`, the one to which the row belongs, and `states`, its. */
static void put_part(struct emitter *e, const struct breaker *b) {
    struct cwriter *w = &e->tail;
    const struct plan_op *op = b->op;
    const size_t n = op->partition_count;
    const char **fields = ARENA_ARRAY(e->a, const char *, n), **values = ARENA_ARRAY(e->a, const char *, n);
    kq_type *types = ARENA_ARRAY(e->a, kq_type, n);
    for (size_t i = 0; i < n; i++) {
        fields[i] = fmt(e, "k%zu", i);
        values[i] = fmt(e, "row->%s", shape_field(&b->kept, op->partition[i]));
        types[i] = op->partition[i]->type;
    }
    const struct entry_keys keys = {fields, values, types, n};
    put_look_up(e, w, fmt(e, "%s_parts", b->name), fmt(e, "%s_part", b->name), "part", &keys);
    cw_open(w, "if (part == NULL) {");
    cw_line(w, "part = kq_table_insert(&s->%s_parts, h);", b->name);
    for (size_t i = 0; i < n; i++) cw_line(w, "part->%s = %s;", fields[i], values[i]);
    cw_line(w, "for (size_t k = 0; k < %zu; k++) part->states[k] = empty;", op->step_count);
    cw_close(w, "");
    cw_line(w, "struct %s *const states = part->states;", named(e, b, "state"));
}

/* The input has ended: so have all sequences. */
static void put_ends(struct emitter *e, const struct breaker *b, const char *function) {
    struct cwriter *w = &e->tail;
    bool waits = false;
    for (size_t k = 0; k < b->op->step_count; k++) waits = waits || b->op->steps[k].output == STEP_LAST;
    if (b->op->partition_count && waits) {
        cw_open(w, "for (uint32_t i = 0; i < s->%s_parts.count; i++) {", b->name);
        cw_line(w, "struct %s *const part = kq_table_at(&s->%s_parts, i);", named(e, b, "part"), b->name);
        cw_line(w, "struct %s *const states = part->states;", named(e, b, "state"));
    }
    for (size_t k = 0; k < b->op->step_count; k++) put_waiting(e, b, function, k);
    if (b->op->partition_count && waits) cw_close(w, "");
}

static void steps_finish(struct emitter *e, const struct breaker *b, const char *function) {
    struct cwriter *w = &e->tail;
    const size_t n = b->op->step_count;
    cw_open(w, "{");
    cw_line(w, "const struct %s empty = %s(x);", named(e, b, "state"), named(e, b, "empty"));
    cw_line(w, "int64_t matches = 0;");
    if (b->op->partition_count == 0) {
        cw_line(w, "struct %s states[%zu];", named(e, b, "state"), n);
        cw_line(w, "for (size_t i = 0; i < %zu; i++) states[i] = empty;", n);
    }
    cw_open(w, "for (size_t i = 0; i < s->%ss.count; i++) {", b->name);
    cw_line(w, "const kq_mark m = kq_arena_mark(x->row);");
    cw_line(w, "const struct %s *const row = kq_rows_at(&s->%ss, i);", named(e, b, "kept"), b->name);
    if (b->op->partition_count) put_part(e, b);
    for (size_t k = n; k-- > 0;) put_step(e, b, function, k);
    cw_line(w, "kq_arena_release(x->row, m);");
    cw_close(w, "");
    put_ends(e, b, function);
    cw_close(w, "");
}

static const char *steps_describe(const struct pipeline *p) { return (void)p, "each match"; }

const struct op_writer steps_writer = {.name = "match",
                                       .types = steps_types,
                                       .state = steps_state,
                                       .functions = steps_functions,
                                       .open = steps_open,
                                       .sink = kept_sink,
                                       .describe = steps_describe,
                                       .finish = steps_finish,
                                       .merge = kept_merge,
                                       .free = steps_free};
