/* Scripts and pipelines: lets in order, then the query, one operator after the other (kql.md 5.12). A tabular let is
 * bound anew, on a copy, at each reference, because its columns are different ones there. */
#include "sema_internal.h"

#include <string.h>

struct column *bound_column(struct bound *b, const char *name, kq_type type) {
    struct column *c = ARENA_NEW(b->arena, struct column);
    *c = (struct column){b->next_column++, name, type};
    return c;
}

static struct bound_query *bind_let_reference(struct binder *b, const struct bound_let *let) {
    if (b->let_depth >= MAX_LET_NESTING) {
        diag_report(b->diag, DIAG_U0007, let->ast->name_span, (int)MAX_LET_NESTING, "nested let references");
        return NULL;
    }
    struct binder saved = *b;
    b->let_limit = let->index;
    b->let_depth++;
    struct bound_query *q = bind_query(b, clone_query(b->arena, let->tabular));
    size_t operators = b->operators;
    *b = saved;
    b->operators = operators;
    return q;
}

/* A function that gives a table: f(x) | ... */
static bool bind_table_function(struct binder *b, const struct bound_query *q) {
    const char *name = q->ast->table;
    const struct bound_let *let = find_let(b, name);
    if (let && let->failed) return false;
    if (!let && q->ast->call && !is_table_function(name) && !is_unsupported_function(name))
        return diag_report(b->diag, DIAG_E0303, q->ast->source_span, name);
    return diag_report(b->diag, DIAG_U0005, q->ast->source_span, name);
}

/* A name at the start of a pipeline: a let, else a table. */
static bool bind_table(struct binder *b, struct bound_query *q) {
    const char *name = q->ast->table;
    const struct bound_let *let = find_let(b, name);
    if (let) {
        if (let->failed) return false;
        if (let->scalar) return diag_report(b->diag, DIAG_E0307, q->ast->source_span, name, "a value", "a table");
        q->inner = bind_let_reference(b, let);
        if (!q->inner) return false;
        q->source = q->inner->out;
        return true;
    }
    q->table = schema_find(b->schema, name);
    if (!q->table && is_table_function(name)) return diag_report(b->diag, DIAG_U0005, q->ast->source_span, name);
    if (!q->table && b->syntax_errors) return false;
    if (!q->table) {
        diag_report(b->diag, DIAG_E0302, q->ast->source_span, name);
        const char *close = schema_suggest(b->schema, name);
        size_t best = close ? edit_distance(name, close, 8) : 9;
        for (size_t i = 0; i < b->let_limit; i++) {
            size_t d = edit_distance(name, b->bound->lets.v[i]->ast->name, 8);
            if (d < best && d <= strlen(name) / 3 + 1) {
                best = d;
                close = b->bound->lets.v[i]->ast->name;
            }
        }
        if (close) diag_hint(b->diag, "did you mean '%s'?", close);
        return false;
    }
    for (size_t i = 0; i < q->table->column_count; i++)
        row_push(b, &q->source, bound_column(b->bound, q->table->columns[i].name, q->table->columns[i].type));
    return true;
}

static bool bind_source(struct binder *b, struct bound_query *q) {
    b->row = NULL;
    b->row_name = "";
    b->dropped.v = NULL;
    b->dropped.n = b->dropped.cap = 0;
    switch (q->ast->source) {
    case SRC_TABLE: return bind_table(b, q);
    case SRC_PRINT: return bind_print(b, q);
    case SRC_QUERY:
        q->inner = bind_query(b, q->ast->inner);
        if (!q->inner) return false;
        q->source = q->inner->out;
        return true;
    case SRC_ERROR: return false; /* reported by the parser */
    case SRC_UNSUPPORTED: return bind_table_function(b, q);
    }
    return false;
}

static bool bind_where(struct binder *b, struct bound_op *op) {
    struct ast_expr *p = op->ast->u.predicate;
    op->out = *b->row;
    kq_type t = bind_expr(b, p);
    if (t == KQ_T_BOOL || t == KQ_T_NONE) return t == KQ_T_BOOL;
    diag_report(b->diag, DIAG_E0404, p->span, "where", type_with_article(b, t));
    if (t == KQ_T_DYNAMIC)
        diag_hint(b->diag, "tobool(...), or compare it: ... == true");
    else if (t == KQ_T_STRING)
        diag_hint(b->diag, "compare it, or isnotempty(...)");
    return false;
}

static bool bind_op(struct binder *b, struct bound_op *op) {
    switch (op->ast->kind) {
    case OP_WHERE: return bind_where(b, op);
    case OP_EXTEND: return bind_extend(b, op, &op->ast->u.list.items);
    case OP_PROJECT: return bind_project(b, op, &op->ast->u.list.items);
    case OP_SUMMARIZE: return bind_summarize(b, op);
    case OP_JOIN: return bind_join(b, op);
    case OP_PRINT: return diag_report(b->diag, DIAG_E0201, op->ast->span, "print starts a query and takes no input");
    case OP_UNSUPPORTED:
        return diag_report(b->diag, DIAG_U0001, op->ast->u.unsupported.name_span, op->ast->u.unsupported.name);
    }
    return false;
}

static void note_dropped(struct binder *b, const struct row_type *before, const struct bound_op *op) {
    for (size_t i = 0; i < before->n; i++)
        if (!find_column(&op->out, before->cols[i]->name))
            VEC_PUSH(b->arena, &b->dropped, ((struct dropped){before->cols[i]->name, op->ast->span}));
}

static const char *row_name_after(const struct ast_op *op, const char *before) {
    switch (op->kind) {
    case OP_PROJECT: return "the result of project";
    case OP_SUMMARIZE: return "the result of summarize";
    case OP_JOIN: return "the result of join";
    default: return before;
    }
}

/* Behind an error the row is not known, but two things can still be said in the same run: what cannot be compiled yet,
 * and what is wrong in a join's right side, which does not depend on the row. */
static void report_rest(struct binder *b, const struct ast_query *ast, size_t from) {
    for (size_t i = from; i < ast->ops.n; i++) {
        const struct ast_op *op = ast->ops.v[i];
        if (op->kind == OP_UNSUPPORTED)
            diag_report(b->diag, DIAG_U0001, op->u.unsupported.name_span, op->u.unsupported.name);
        else if (op->kind == OP_JOIN && op->u.join.right)
            bind_right_side(b, op->u.join.right);
    }
}

struct bound_query *bind_query(struct binder *b, struct ast_query *ast) {
    struct bound_query *q = ARENA_NEW(b->arena, struct bound_query);
    q->ast = ast;
    if (!bind_source(b, q)) {
        report_rest(b, ast, 0);
        return NULL;
    }
    const struct row_type *row = &q->source;
    b->row_name = ast->source == SRC_TABLE ? ast->table : ast->source == SRC_PRINT ? "print" : "the row";
    for (size_t i = 0; i < ast->ops.n; i++) {
        if (++b->operators > MAX_OPERATORS) {
            diag_report(b->diag, DIAG_U0007, ast->ops.v[i]->span, (int)MAX_OPERATORS, "operators");
            return NULL;
        }
        struct bound_op *op = ARENA_NEW(b->arena, struct bound_op);
        op->ast = ast->ops.v[i];
        b->row = row;
        b->aggregates = AGGREGATES_REFUSED;
        b->summarize = NULL;
        /* After an error the row is not known well enough to go on: later operators would report what is not wrong. A
         * where does not change it. */
        bool ok = bind_op(b, op);
        if (!ok && op->ast->kind != OP_WHERE && op->ast->kind != OP_EXTEND) {
            report_rest(b, ast, i + 1);
            return NULL;
        }
        VEC_PUSH(b->arena, &q->ops, op);
        note_dropped(b, row, op);
        b->row_name = row_name_after(op->ast, b->row_name);
        row = &op->out;
    }
    q->out = *row;
    return q;
}

static void bind_let(struct binder *b, const struct ast_let *ast) {
    struct bound_let *let = ARENA_NEW(b->arena, struct bound_let);
    *let = (struct bound_let){.ast = ast, .index = b->bound->lets.n};
    b->let_limit = let->index;
    b->row = NULL;
    b->aggregates = AGGREGATES_REFUSED;
    if (find_let(b, ast->name)) {
        diag_report(b->diag, DIAG_E0305, ast->name_span, ast->name);
        let->failed = true;
    }
    struct ast_query *tabular = ast->tabular;
    struct ast_expr *scalar = ast->scalar;
    if (scalar && scalar->kind == EX_NAME) {
        /* `let x = y`: y is a variable or a table */
        const struct bound_let *other = find_let(b, scalar->u.name.name);
        bool is_table = other ? other->scalar == NULL : schema_find(b->schema, scalar->u.name.name) != NULL;
        if (is_table) {
            tabular = ARENA_NEW(b->arena, struct ast_query);
            *tabular = (struct ast_query){
                .source = SRC_TABLE, .table = scalar->u.name.name, .source_span = scalar->span, .span = scalar->span};
            scalar = NULL;
        } else {
            tabular = NULL;
        }
    }
    if (ast->unsupported && !tabular && !scalar) {
        diag_report(b->diag, DIAG_U0006, ast->name_span, ast->name, ast->unsupported);
        diag_construct(b->diag, ast->unsupported);
        let->failed = true;
    } else if (scalar) {
        let->scalar = scalar;
        if (bind_expr(b, scalar) == KQ_T_NONE) let->failed = true;
    } else if (tabular) {
        let->tabular = tabular;
        if (!bind_query(b, clone_query(b->arena, tabular))) let->failed = true;
    } else {
        let->failed = true;
    }
    VEC_PUSH(b->arena, &b->bound->lets, let);
}

struct bound *sema_bind(struct arena *a, struct ast_script *script, struct schema *schema, struct diag *d) {
    struct bound *bound = ARENA_NEW(a, struct bound);
    bound->arena = a;
    struct binder b = {.arena = a, .schema = schema, .diag = d, .bound = bound, .syntax_errors = diag_errors(d) > 0};
    for (size_t i = 0; i < script->lets.n; i++) bind_let(&b, script->lets.v[i]);
    b.let_limit = bound->lets.n;
    if (!script->query) return NULL;
    bound->query = bind_query(&b, script->query);
    return bound->query && diag_errors(d) == 0 ? bound : NULL;
}

const struct row_type *sema_result(const struct bound *b) { return &b->query->out; }
