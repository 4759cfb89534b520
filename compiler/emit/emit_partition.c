/* partition: rows are kept by key, each key's in a list; behind them each group is handed to the plan that runs for it
 * (emit_apply.c), in the order in which the keys came. */
#include "emit_internal.h"

static void partition_types(struct emitter *e, const struct breaker *b) {
    struct cwriter *w = &e->types;
    const char *prefix = e->o->prefix;
    cw_blank(w);
    cw_open(w, "struct %s%s_kept {", prefix, b->name);
    for (size_t i = 0; i < b->kept.n; i++) cw_line(w, "%s %s;", c_type(b->kept.cols[i]->type), b->kept.fields[i]);
    cw_line(w, "struct %s%s_kept *next;", prefix, b->name);
    cw_close(w, ";");
    cw_blank(w);
    cw_open(w, "struct %s%s_group {", prefix, b->name);
    cw_line(w, "%s key;", c_type(b->op->exprs[0]->type));
    cw_line(w, "struct %s%s_kept *first, *last;", prefix, b->name);
    cw_close(w, ";");
}

static void partition_state(struct emitter *e, const struct breaker *b) {
    cw_line(&e->types, "kq_table %s_groups;", b->name);
    cw_line(&e->types, "kq_rows %s_rows;", b->name);
}

static void partition_open(struct emitter *e, const struct breaker *b) {
    const char *prefix = e->o->prefix, *name = b->name;
    cw_line(&e->tail, "kq_table_init(&s->%s_groups, x->state, sizeof(struct %s%s_group));", name, prefix, name);
    cw_line(&e->tail, "kq_rows_init(&s->%s_rows, x->state, sizeof(struct %s%s_kept));", name, prefix, name);
}

static void partition_sink(struct scope *s, const struct breaker *b) {
    struct emitter *e = s->e;
    struct cwriter *w = &s->body;
    for (size_t i = 0; i < b->kept.n; i++) scope_need_column(s, b->kept.cols[i]);
    scope_need_expr(s, b->op->exprs[0]);
    scope_compute(s);
    scope_stage(s, b->op);
    s->line = 0;
    s->uses_x = s->uses_state = true;
    const kq_type type = b->op->exprs[0]->type;
    const char *fields[] = {"key"}, *values[] = {emit_expr(s, b->op->exprs[0])};
    const struct entry_keys keys = {fields, values, &type, 1};
    put_look_up(e, w, fmt(e, "%s_groups", b->name), fmt(e, "%s_group", b->name), "g", &keys);
    cw_open(w, "if (g == NULL) {");
    cw_line(w, "g = kq_table_insert(&s->%s_groups, h);", b->name);
    cw_line(w, "g->key = kq_keep_%s(x->state, %s);", c_suffix(type), values[0]);
    cw_close(w, "");
    cw_line(w, "struct %s%s_kept *row = kq_rows_push(&s->%s_rows);", e->o->prefix, b->name, b->name);
    for (size_t i = 0; i < b->kept.n; i++)
        scope_statement(s, "row->%s = kq_keep_%s(x->state, %s);", b->kept.fields[i], c_suffix(b->kept.cols[i]->type),
                        scope_value(s, b->kept.cols[i]));
    cw_open(w, "if (g->last == NULL) {");
    cw_line(w, "g->first = row;");
    w->indent--;
    cw_open(w, "} else {");
    cw_line(w, "g->last->next = row;");
    cw_close(w, "");
    cw_line(w, "g->last = row;");
}

/* Its columns are those of its rows: none of the group. */
static void partition_bind(struct scope *s, const struct breaker *b) { (void)s, (void)b; }

static const char *partition_parameter(struct emitter *e, const struct breaker *b) {
    return fmt(e, "const struct %s%s_group *in", e->o->prefix, b->name);
}

static const char *partition_describe(const struct pipeline *p) { return (void)p, "each group of rows"; }

static void partition_finish(struct emitter *e, const struct breaker *b, const char *function) {
    struct cwriter *w = &e->tail;
    cw_open(w, "for (uint32_t i = 0; i < s->%s_groups.count; i++) {", b->name);
    cw_line(w, "const kq_mark m = kq_arena_mark(x->row);");
    cw_line(w, "%s(x, s, kq_table_at(&s->%s_groups, i));", function, b->name);
    cw_line(w, "kq_arena_release(x->row, m);");
    cw_close(w, "");
}

static void partition_free(struct emitter *e, const struct breaker *b, const char *state) {
    cw_line(&e->tail, "kq_table_free(&%s->%s_groups);", state, b->name);
    cw_line(&e->tail, "kq_rows_free(&%s->%s_rows);", state, b->name);
}

const struct op_writer partition_writer = {.name = "partition",
                                           .types = partition_types,
                                           .state = partition_state,
                                           .open = partition_open,
                                           .sink = partition_sink,
                                           .bind = partition_bind,
                                           .parameter = partition_parameter,
                                           .describe = partition_describe,
                                           .finish = partition_finish,
                                           .free = partition_free};

/* ---- the source of the plan: the rows of a group */

static const struct breaker *partition_of(struct emitter *e, const struct breaker *b) {
    return breaker_of(e, b->op->apply->partition);
}

static const char *members_parameter(struct emitter *e, const struct breaker *b) {
    return fmt(e, "const struct %s%s_kept *in", e->o->prefix, partition_of(e, b)->name);
}

static void members_bind(struct scope *s, const struct breaker *b) {
    const struct pipeline *p = s->pipeline;
    for (size_t i = 0; i < p->in_count; i++)
        scope_bind_ready(s, p->in_cols[i],
                         fmt(s->e, "in->%s", shape_field(&partition_of(s->e, b)->kept, p->in_cols[i])));
}

static const char *members_describe(const struct pipeline *p) { return (void)p, "each row of a group"; }

const struct op_writer members_writer = {
    .name = "member", .bind = members_bind, .parameter = members_parameter, .describe = members_describe};
