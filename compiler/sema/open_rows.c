/* Rows of which not all columns are known. What is found in one belongs to it from then on, as Microsoft's inferred
 * columns do: the operators behind see it, `distinct *` has it, and so has the next reference to the same thing. */
#include "sema_internal.h"

/* A hostile query names more columns than a table can have: those beyond are made anew each time. */
enum { WIDEST_FOUND = 10000 };

struct column *find_in_open_row(struct binder *b, struct row_type *row, const char *name) {
    struct column *c = column_new(b, name, KQ_T_NONE);
    if (row->n >= WIDEST_FOUND) return c;
    if (row->owner != row) *row = row_copy(b, row); /* rows that share the array do not get the column */
    row->owner = row;
    row_push(b, row, c);
    if (row->shared && !find_column(row->shared, name)) find_in_open_row(b, row->shared, name);
    return c;
}

static struct row_type *find_shared(struct binder *b, const void *key, const struct row_type *row) {
    for (size_t i = 0; i < b->bound->shared.n; i++)
        if (b->bound->shared.v[i].key == key) return b->bound->shared.v[i].row;
    struct row_type *shared = ARENA_NEW(b->arena, struct row_type);
    *shared = row_refresh(b, row);
    shared->shared = NULL;
    VEC_PUSH(b->arena, &b->bound->shared, ((struct shared_row){key, shared}));
    return shared;
}

void share_row(struct binder *b, const void *key, struct row_type *row) {
    if (!row->open) return;
    struct row_type *shared = find_shared(b, key, row);
    row->shared = NULL;
    for (size_t i = 0; i < shared->n; i++)
        if (!find_column(row, shared->cols[i]->name)) find_in_open_row(b, row, shared->cols[i]->name);
    row->shared = shared;
}
