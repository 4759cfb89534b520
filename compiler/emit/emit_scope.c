/* One pipeline function while it is written: which C expression holds each column, and what is not computed yet. Values
 * are computed where they are first needed, so a column that a later `where` does not read costs nothing for the rows
 * that the `where` drops. */
#include "emit_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *fmt(struct emitter *e, const char *format, ...) {
    va_list args;
    va_start(args, format);
    const char *text = arena_vprintf(e->a, format, args);
    va_end(args);
    return text;
}

/* ---- row structs ----------------------------------------------------------------------------------------------------
 */

struct shape shape_make(struct arena *a, struct column **cols, size_t n) {
    struct shape s = {ARENA_ARRAY(a, struct column *, n + 1), ARENA_ARRAY(a, const char *, n + 1), 0};
    struct text_map names = {0};
    for (size_t i = 0; i < n; i++) {
        if (shape_field(&s, cols[i])) continue;
        s.cols[s.n] = cols[i];
        s.fields[s.n++] = names_unique(a, &names, "c_", cols[i]->name);
    }
    return s;
}

const char *shape_field(const struct shape *s, const struct column *c) {
    for (size_t i = 0; i < s->n; i++)
        if (s->cols[i] == c) return s->fields[i];
    return NULL;
}

/* ---- bindings -----------------------------------------------------------------------------------------------------
 */

void scope_open(struct scope *s, struct emitter *e, const struct pipeline *p) {
    *s = (struct scope){.e = e, .pipeline = p};
    s->body.indent = 1;
    s->body.line_directives = e->o->line_directives;
    s->body.kql_name = e->o->rule_name;
    e->scope_number++;
}

static void bind(struct scope *s, struct binding b) {
    struct emitter *e = s->e;
    size_t id = b.col->id;
    if (id >= e->by_column_cap) {
        size_t cap = e->by_column_cap * 2 > id + 1 ? e->by_column_cap * 2 : id + 64;
        void *grown = arena_alloc(e->a, cap * sizeof *e->by_column);
        if (e->by_column_cap) memcpy(grown, e->by_column, e->by_column_cap * sizeof *e->by_column);
        e->by_column = grown;
        e->by_column_cap = cap;
    }
    e->by_column[id].scope = e->scope_number;
    e->by_column[id].index = s->bindings.n;
    VEC_PUSH(e->a, &s->bindings, b);
}

static struct binding *find(struct scope *s, const struct column *c) {
    const struct emitter *e = s->e;
    if (c->id < e->by_column_cap && e->by_column[c->id].scope == e->scope_number)
        return &s->bindings.v[e->by_column[c->id].index];
    fprintf(stderr, "kqlc: internal error: column '%s' (%u) is not available in pipeline %u\n", c->name, c->id,
            s->pipeline->id);
    abort();
}

void scope_bind_ready(struct scope *s, const struct column *c, const char *text) {
    bind(s, (struct binding){.kind = BIND_READY, .col = c, .text = text, .done = true});
}
void scope_bind_local(struct scope *s, const struct column *c, const char *text) {
    bind(s, (struct binding){.kind = BIND_LOCAL, .col = c, .text = text, .done = true});
}
void scope_bind_slot(struct scope *s, const struct column *c) {
    bind(s, (struct binding){.kind = BIND_SLOT, .col = c});
}
void scope_bind_final(struct scope *s, const struct column *c, const struct po_agg *agg, const char *state) {
    bind(s, (struct binding){.kind = BIND_FINAL, .col = c, .agg = agg, .source = state});
}
void scope_bind_expr(struct scope *s, const struct column *c, const struct px *expr, uint32_t line) {
    if (expr->kind == PX_COL && expr->col == c) return; /* passed through */
    bind(s, (struct binding){.kind = BIND_EXPR, .col = c, .expr = expr, .line = line});
}

void scope_need_column(struct scope *s, const struct column *c) { find(s, c)->needed = true; }

void scope_need_expr(struct scope *s, const struct px *e) {
    if (e->kind == PX_COL) scope_need_column(s, e->col);
    for (size_t i = 0; i < e->n; i++) scope_need_expr(s, e->args[i]);
}

/* What final takes for this result of several. */
static const char *rank_of(struct scope *s, const struct binding *b) {
    for (size_t i = 0; b->agg->ranks && i < b->agg->out_count; i++)
        if (b->agg->outs[i] == b->col) return fmt(s->e, ", %s", emit_expr(s, b->agg->ranks[i]));
    return "";
}

/* A value whose C form is all zero: a table of a thousand columns has most of them where tables are united. */
static bool is_zero(const struct px *e) {
    if (e->kind != PX_CONST) return false;
    return (e->type == KQ_T_STRING && e->value.u.s.n == 0) ||
           (e->type == KQ_T_DYNAMIC && e->value.u.d.tag == KQ_DYN_NULL);
}

static bool is_null_constant(const struct px *e) { return is_zero(e) || (e->kind == PX_CONST && e->value.null); }

bool scope_is_zero(struct scope *s, const struct column *c) {
    const struct binding *b = find(s, c);
    if (b->kind != BIND_EXPR) return false;
    return b->expr->kind == PX_COL ? scope_is_zero(s, b->expr->col) : is_zero(b->expr);
}

static void compute(struct scope *s, struct binding *b) {
    struct emitter *e = s->e;
    b->done = true;
    if (b->kind == BIND_EXPR && is_null_constant(b->expr)) {
        b->text = emit_expr(s, b->expr);
        return;
    }
    if (b->kind == BIND_EXPR && b->expr->kind == PX_COL) { /* a rename: the same local under another name */
        b->text = scope_value(s, b->expr->col);
        return;
    }
    const char *name = names_unique(e->a, &s->names, "c_", b->col->name);
    uint32_t line = s->line;
    switch (b->kind) {
    case BIND_SLOT:
        s->line = 0; /* decoding is ours, not the rule's */
        s->uses_x = s->uses_input = true;
        scope_statement(s, "const %s %s = kq_slot_%s(x, &slots[%u]);", c_type(b->col->type), name,
                        c_suffix(b->col->type), slot_of(e, b->col->name));
        break;
    case BIND_FINAL:
        s->line = 0;
        s->uses_x = s->uses_input = true;
        scope_statement(s, "const %s %s = %s_final(x, &%s%s);", c_type(b->col->type), name, b->agg->row->symbol,
                        b->source, rank_of(s, b));
        break;
    case BIND_EXPR:
        s->line = b->line;
        scope_statement(s, "const %s %s = %s;", c_type(b->col->type), name, emit_expr(s, b->expr));
        break;
    case BIND_READY:
    case BIND_LOCAL: break;
    }
    s->line = line;
    b->text = name;
}

void scope_compute(struct scope *s) {
    for (size_t i = s->bindings.n; i-- > 0;) { /* a definition stands behind the columns that it reads */
        const struct binding *b = &s->bindings.v[i];
        if (b->needed && !b->done && b->kind == BIND_EXPR) scope_need_expr(s, b->expr);
    }
    for (size_t i = 0; i < s->bindings.n; i++)
        if (s->bindings.v[i].needed && !s->bindings.v[i].done) compute(s, &s->bindings.v[i]);
}

const char *scope_value(struct scope *s, const struct column *c) {
    const struct binding *b = find(s, c);
    if (b->kind == BIND_READY) s->uses_input = true;
    if (!b->text) {
        fprintf(stderr, "kqlc: internal error: column '%s' is used before it is computed\n", c->name);
        abort();
    }
    return b->text;
}

void scope_statement(struct scope *s, const char *format, ...) {
    va_list args;
    va_start(args, format);
    const char *text = arena_vprintf(s->e->a, format, args);
    va_end(args);
    cw_statement(&s->body, s->line, text);
}
