/* Rows and columns, and the queries that are nothing but a row. */
#include "sema_internal.h"
#include "shape.h"

struct column *column_new(struct binder *b, const char *name, kq_type type) {
    return bound_column(b->bound, name, type);
}

struct column *column_shaped(struct binder *b, const char *name, kq_type type, const struct shape *shape) {
    struct column *c = column_new(b, name, type);
    if (type == KQ_T_DYNAMIC || shape == &shape_type) c->shape = shape;
    return c;
}

struct column *column_like(struct binder *b, const char *name, const struct column *from) {
    return column_shaped(b, name, from->type, from->shape);
}

struct column *find_column(const struct row_type *row, const char *name) {
    for (size_t i = 0; i < row->n; i++)
        if (row->cols[i]->name == name) return row->cols[i]; /* names are interned */
    return NULL;
}

/* A row has room for a power of two, so that its length tells when it is full. */
static struct column **room_for(struct binder *b, size_t n) {
    size_t room = 1;
    while (room < n) room *= 2;
    return ARENA_ARRAY(b->arena, struct column *, room);
}

void row_push(struct binder *b, struct row_type *row, struct column *c) {
    if ((row->n & (row->n - 1)) == 0) {
        struct column **cols = room_for(b, row->n + 1);
        for (size_t i = 0; i < row->n; i++) cols[i] = row->cols[i];
        row->cols = cols;
    }
    row->cols[row->n++] = c;
}

struct row_type row_copy(struct binder *b, const struct row_type *row) {
    struct row_type copy = *row;
    copy.cols = room_for(b, row->n);
    for (size_t i = 0; i < row->n; i++) copy.cols[i] = row->cols[i];
    return copy;
}

struct row_type row_refresh(struct binder *b, const struct row_type *row) {
    struct row_type copy = *row;
    copy.cols = room_for(b, row->n);
    for (size_t i = 0; i < row->n; i++) copy.cols[i] = column_like(b, row->cols[i]->name, row->cols[i]);
    return copy;
}

struct row_type row_of_columns(struct binder *b, const struct schema_column *columns, size_t n, bool open) {
    struct row_type row = {.cols = room_for(b, n), .n = n, .open = open};
    for (size_t i = 0; i < n; i++) row.cols[i] = column_new(b, columns[i].name, columns[i].type);
    return row;
}

struct row_type row_of_schema(struct binder *b, const struct ast_schema *schema) {
    struct row_type row = {0};
    for (size_t i = 0; i < schema->columns.n; i++) {
        const struct ast_column *c = &schema->columns.v[i];
        if (c->name.text) row_push(b, &row, column_new(b, c->name.text, c->type));
    }
    return row;
}

struct bound_query *query_of_row(struct binder *b, enum bound_source kind, const char *what, struct row_type row,
                                 struct span span) {
    struct bound_query *q = ARENA_NEW(b->arena, struct bound_query);
    *q = (struct bound_query){.kind = kind, .what = what, .source = row, .out = row, .source_span = span};
    return q;
}

struct bound_query *query_of_table(struct binder *b, const struct schema_table *t, struct span span) {
    struct row_type row = row_of_columns(b, t->columns, t->column_count, false);
    struct bound_query *q = query_of_row(b, SOURCE_TABLE, t->name, row, span);
    q->table = t;
    return q;
}

struct bound_query *query_of_local(struct binder *b, const struct local *l, struct span span) {
    struct row_type row = row_refresh(b, &l->table->out);
    row.shared = row.open ? &l->table->out : NULL;
    struct bound_query *q = query_of_row(b, SOURCE_LOCAL, l->name, row, span);
    q->local = l;
    return q;
}

struct bound_query *query_of_query(struct binder *b, const char *what, struct bound_query *inner, struct span span) {
    struct bound_query *q = query_of_row(b, SOURCE_INNER, what, inner->out, span);
    q->inner = inner;
    return q;
}

static bool starts_with_outer_row(const struct bound_query *q) {
    return q->kind == SOURCE_NONE && q->ast && q->ast->piped_into;
}

struct bound_query *query_of_input(struct binder *b, const char *what, struct span span) {
    if (!b->at.query || starts_with_outer_row(b->at.query))
        return query_of_row(b, SOURCE_OTHER, what, *b->at.row, span);
    struct bound_query *q = ARENA_NEW(b->arena, struct bound_query);
    *q = *b->at.query; /* the operators so far: the array may be shared, since it only grows behind them */
    q->out = *b->at.row;
    return q;
}

void share_query(struct binder *b, const void *key, struct bound_query *q) {
    share_row(b, key, &q->source);
    q->out = q->source;
}

struct bound_query *query_unknown(struct binder *b, const char *what, struct span span) {
    return query_of_row(b, SOURCE_ERROR, what, (struct row_type){.open = true}, span);
}
