/* Plain names: a column of the row in scope, else a scalar let (docs: let-statement; a column shadows a let). Says what
 * may have been meant when there is neither. */
#include "sema_internal.h"

#include <string.h>

struct column *find_column(const struct row_type *row, const char *name) {
    for (size_t i = 0; i < row->n; i++)
        if (row->cols[i]->name == name) return row->cols[i]; /* names are interned */
    return NULL;
}

const struct bound_let *find_let(const struct binder *b, const char *name) {
    for (size_t i = b->let_limit; i-- > 0;)
        if (b->bound->lets.v[i]->ast->name == name) return b->bound->lets.v[i];
    return NULL;
}

/* The closest column name, or NULL. */
static const char *suggest_column(const struct row_type *row, const char *name) {
    const char *best = NULL;
    size_t limit = strlen(name) / 3 + 1, best_distance = limit + 1;
    for (size_t i = 0; i < row->n; i++) {
        size_t d = edit_distance(name, row->cols[i]->name, limit);
        if (d < best_distance) {
            best_distance = d;
            best = row->cols[i]->name;
        }
    }
    return best;
}

static unsigned line_of(const struct binder *b, struct span span) {
    const struct source *s = diag_source(b->diag);
    return s ? source_locate(s, span.start, span.in_file).line : 0;
}

void report_unknown_column(struct binder *b, const struct row_type *row, const char *row_name, const char *name,
                           struct span span) {
    if (b->syntax_errors) return;
    diag_report(b->diag, DIAG_E0301, span, name, row_name);
    for (size_t i = b->dropped.n; i-- > 0;) {
        if (b->dropped.v[i].name != name) continue;
        diag_hint(b->diag, "'%s' was dropped in line %u; keep it there if it is needed here", name,
                  line_of(b, b->dropped.v[i].op));
        return;
    }
    const char *close = suggest_column(row, name);
    if (close) diag_hint(b->diag, "did you mean '%s'?", close);
}

kq_type bind_name(struct binder *b, struct ast_expr *e) {
    const char *name = e->u.name.name;
    struct name_symbol *symbol = ARENA_NEW(b->arena, struct name_symbol);
    e->symbol = symbol;
    struct column *column = b->row ? find_column(b->row, name) : NULL;
    if (column) {
        if (b->aggregates == AGGREGATES_ALLOWED) {
            diag_report(b->diag, DIAG_E0407, e->span, name);
            diag_hint(b->diag, "take_any(%s), or add it to `by`", name);
            return KQ_T_NONE;
        }
        symbol->column = column;
        return column->type;
    }
    const struct bound_let *let = find_let(b, name);
    if (let) {
        if (let->failed) return KQ_T_NONE;
        if (!let->scalar) {
            diag_report(b->diag, DIAG_E0307, e->span, name, "a table", "a value");
            return KQ_T_NONE;
        }
        symbol->let = let;
        return let->scalar->type;
    }
    if (b->syntax_errors) return KQ_T_NONE;
    if (b->row) {
        report_unknown_column(b, b->row, b->row_name, name, e->span);
    } else {
        diag_report(b->diag, DIAG_E0301, e->span, name, "this expression, which reads no table");
        const char *close = NULL;
        for (size_t i = 0; i < b->let_limit && !close; i++)
            if (edit_distance(name, b->bound->lets.v[i]->ast->name, 2) <= 2) close = b->bound->lets.v[i]->ast->name;
        if (close) diag_hint(b->diag, "did you mean '%s'?", close);
    }
    return KQ_T_NONE;
}
