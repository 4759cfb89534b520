/* Names of unnamed result columns, by Microsoft's algorithm (kql.md 5.1; Binder_Projection.cs GetExpressionResultName).
 */
#include "sema_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void row_push(struct binder *b, struct row_type *row, struct column *c) {
    /* Rows grow by doubling: the capacity is the next power of two. */
    if ((row->n & (row->n - 1)) == 0) {
        struct column **cols = ARENA_ARRAY(b->arena, struct column *, row->n ? row->n * 2 : 1);
        if (row->n) memcpy(cols, row->cols, row->n * sizeof *cols);
        row->cols = cols;
    }
    row->cols[row->n++] = c;
}

const char *unique_name(struct binder *b, const struct row_type *row, const char *base) {
    if (!find_column(row, base)) return base;
    size_t at = 0;
    while (at < b->suffixes.n && (b->suffixes.v[at].row != row || b->suffixes.v[at].base != base)) at++;
    if (at == b->suffixes.n) {
        /* one operator at a time: what other rows asked for is over */
        if (at > 0 && b->suffixes.v[0].row != row) at = b->suffixes.n = 0;
        VEC_PUSH(b->arena, &b->suffixes, ((struct suffix){row, base, 0}));
    }
    const char *name;
    do name = intern_s(arena_printf(b->arena, "%s%u", base, ++b->suffixes.v[at].last));
    while (find_column(row, name));
    return name;
}

const char *numbered_name(struct binder *b, const struct row_type *row, size_t *counter) {
    const char *name;
    do name = intern_s(arena_printf(b->arena, "Column%zu", ++*counter));
    while (find_column(row, name));
    return name;
}

/* What an index adds to a name: its text when it is a literal, otherwise nothing. */
static const char *index_name(struct binder *b, const struct ast_expr *index) {
    if (index->kind == EX_STRING) return arena_strndup(b->arena, index->u.lit.s.p, index->u.lit.s.n);
    if (index->kind == EX_LONG || index->kind == EX_INT)
        return arena_printf(b->arena, "%" PRId64, index->u.lit.value.u.i);
    return "";
}

static const char *call_name(struct binder *b, const struct ast_expr *e) {
    const struct catalog_row *row = e->symbol;
    if (!row) return NULL;
    const struct ast_named *first = e->u.call.args.n ? e->u.call.args.v[0] : NULL;
    const char *argument = !first ? NULL : first->name_count ? first->names[0] : result_name(b, first->value);
    if (row->family == CAT_AGGREGATE)
        return intern_s(arena_printf(b->arena, "%s_%s", row->prefix, argument ? argument : ""));
    if (row->naming == NAMING_ARG1) return argument;
    if (row->naming == NAMING_NAME_ARG1)
        return intern_s(arena_printf(b->arena, "%s_%s", row->name, argument ? argument : ""));
    return NULL;
}

const char *result_name(struct binder *b, const struct ast_expr *e) {
    switch (e->kind) {
    case EX_NAME: return e->u.name.name;
    case EX_PAREN: return result_name(b, e->u.inner);
    case EX_PATH: {
        const char *object = result_name(b, e->u.path.object);
        return object ? intern_s(arena_printf(b->arena, "%s_%s", object, e->u.path.name)) : e->u.path.name;
    }
    case EX_INDEX: {
        const char *object = result_name(b, e->u.index.object), *index = index_name(b, e->u.index.index);
        if (object) return intern_s(arena_printf(b->arena, "%s_%s", object, index));
        return *index ? intern_s(index) : NULL;
    }
    case EX_CALL: return call_name(b, e);
    default: return NULL;
    }
}
