/* What is said about a name that stands for nothing: where it was lost, or what may have been meant. */
#include "functions.h"
#include "sema_internal.h"

static void consider_columns(struct closest *c, const struct row_type *row) {
    for (size_t i = 0; row && i < row->n; i++) closest_consider(c, row->cols[i]->name);
}

static void consider_locals(struct closest *c, const struct binder *b, enum local_kind a, enum local_kind z) {
    for (const struct local *l = b->at.scope->locals; l; l = l->outer)
        if (l->kind == a || l->kind == z) closest_consider(c, l->name);
}

void report_unknown_column(struct binder *b, const struct row_type *row, const char *row_name, const char *name,
                           struct span span) {
    if (b->syntax_errors) return;
    diag_report(b->diag, DIAG_E0301, span, name, row_name);
    for (size_t i = b->at.dropped.n; row == b->at.row && i-- > 0;) {
        if (b->at.dropped.v[i].name != name) continue;
        diag_hint(b->diag, "'%s' was dropped in line %u; keep it there if it is needed here", name,
                  diag_line(b->diag, b->at.dropped.v[i].op));
        return;
    }
    struct closest c = closest_to(name);
    consider_columns(&c, row);
    consider_locals(&c, b, LOCAL_SCALAR, LOCAL_COLUMN);
    diag_did_you_mean(b->diag, &c);
}

/* isfuzzy=true lets unknown tables and functions pass. */
static bool is_let_pass(struct binder *b, const char *name, struct span span) {
    if (b->syntax_errors) return true;
    if (b->fuzzy) diag_report(b->diag, DIAG_W0402, span, name);
    return b->fuzzy;
}

void report_unknown_table(struct binder *b, const char *name, struct span span) {
    if (is_let_pass(b, name, span)) return;
    diag_report(b->diag, DIAG_E0302, span, name);
    struct closest c = closest_to(name);
    closest_consider(&c, schema_suggest(b->schema, name));
    consider_locals(&c, b, LOCAL_TABLE, LOCAL_FUNCTION);
    diag_did_you_mean(b->diag, &c);
}

/* A name where there is no row: in a let, in print. */
void report_unknown_name(struct binder *b, const char *name, struct span span) {
    if (b->syntax_errors) return;
    diag_report(b->diag, DIAG_E0306, span, name);
    struct closest c = closest_to(name);
    consider_locals(&c, b, LOCAL_SCALAR, LOCAL_TABLE);
    consider_locals(&c, b, LOCAL_FUNCTION, LOCAL_COLUMN);
    closest_consider(&c, schema_suggest(b->schema, name));
    diag_did_you_mean(b->diag, &c);
}

void report_unknown_function(struct binder *b, const char *name, struct span span) {
    if (is_let_pass(b, name, span)) return;
    diag_report(b->diag, DIAG_E0303, span, name);
    struct closest c = closest_to(name);
    if (b->at.aggregates == AGGREGATES_ALLOWED) closest_consider(&c, catalog_suggest(CAT_AGGREGATE, name));
    closest_consider(&c, catalog_suggest(CAT_FUNCTION, name));
    closest_consider(&c, schema_function_suggest(b->schema, name));
    consider_locals(&c, b, LOCAL_FUNCTION, LOCAL_FUNCTION);
    diag_did_you_mean(b->diag, &c);
}
