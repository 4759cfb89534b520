/* One row out of several tables' rows (kql.md 5.6): by name and type for union and search, by name alone for find. */
#include "columns.h"
#include "shape.h"

/* All columns of one name. */
struct same_name {
    VEC(struct column *) first;       /* the first of each type, in order of appearance */
    VEC(const struct shape *) shapes; /* what all of that type have in common */
    size_t count;                     /* of columns in all */
};

struct by_name {
    struct name_table index; /* a name's place in groups */
    VEC(struct same_name) groups;
};

/* Microsoft's binder forgets a column whose type differs from two or more alike before it; its answers are what rule
 * authors see, so the columns here are the same. */
static void add_to_group(struct binder *b, struct same_name *g, struct column *c) {
    for (size_t i = 0; i < g->first.n; i++)
        if (g->first.v[i]->type == c->type) {
            g->count++;
            g->shapes.v[i] = shape_common(b->arena, g->shapes.v[i], c->shape);
            return;
        }
    if (g->first.n == 1 && g->count > 1) return;
    VEC_PUSH(b->arena, &g->first, c);
    VEC_PUSH(b->arena, &g->shapes, c->shape);
    g->count++;
}

static void group_columns(struct binder *b, const row_list *tables, struct by_name *out) {
    out->index.arena = b->arena;
    for (size_t i = 0; i < tables->n; i++)
        for (size_t k = 0; k < tables->v[i]->n; k++) {
            struct column *c = tables->v[i]->cols[k];
            size_t at = out->groups.n;
            const size_t *known = name_table_find(&out->index, c->name);
            if (known) {
                at = *known;
            } else {
                name_table_add(&out->index, c->name, at);
                VEC_PUSH(b->arena, &out->groups, ((struct same_name){0}));
            }
            add_to_group(b, &out->groups.v[at], c);
        }
}

static bool any_open(const row_list *tables) {
    for (size_t i = 0; i < tables->n; i++)
        if (tables->v[i]->open) return true;
    return false;
}

static const char *suffix_of(kq_type t) { return t == KQ_T_NONE ? "unknown" : type_name(t); }

/* samples: for each column, the first one of it. May be NULL. */
static struct row_type unify(struct binder *b, const row_list *tables, column_list *samples) {
    struct by_name names = {0};
    group_columns(b, tables, &names);
    struct name_table unique = {.arena = b->arena};
    struct row_type out = {.open = any_open(tables)};
    for (size_t i = 0; i < names.groups.n; i++) {
        const struct same_name *g = &names.groups.v[i];
        bool several = g->first.n > 1;
        for (size_t k = 0; k < g->first.n; k++) {
            struct column *c = g->first.v[k];
            const char *name = c->name;
            if (several) name = intern_s(arena_printf(b->arena, "%s_%s", c->name, suffix_of(c->type)));
            name = name_table_unique(&unique, name);
            row_push(b, &out, tables->n == 1 && name == c->name ? c : column_shaped(b, name, c->type, g->shapes.v[k]));
            if (samples) VEC_PUSH(b->arena, samples, c);
        }
    }
    return out;
}

struct row_type unify_name_type(struct binder *b, const row_list *tables) {
    return unify(b, tables, NULL);
}

struct row_type gather_name_type(struct binder *b, struct bound_op *op) {
    row_list rows = {0};
    column_list samples = {0};
    rows_of_legs(b, &op->legs, &rows);
    struct row_type out = unify(b, &rows, &samples);
    for (size_t i = 0; i < out.n; i++) {
        VEC_PUSH(b->arena, &op->gathered, out.cols[i]);
        VEC_PUSH(b->arena, &op->samples, samples.v[i]);
    }
    return out;
}

static kq_type type_of_group(const struct same_name *g) {
    kq_type t = g->first.v[0]->type;
    for (size_t i = 1; i < g->first.n; i++) {
        kq_type other = g->first.v[i]->type;
        if (t == KQ_T_DYNAMIC || other == KQ_T_DYNAMIC) return KQ_T_DYNAMIC;
        t = common_type(t, other);
        if (t == KQ_T_NONE) return KQ_T_DYNAMIC;
    }
    return t;
}

struct row_type unify_name(struct binder *b, const row_list *tables) {
    struct by_name names = {0};
    group_columns(b, tables, &names);
    struct row_type out = {.open = any_open(tables)};
    for (size_t i = 0; i < names.groups.n; i++) {
        const struct same_name *g = &names.groups.v[i];
        struct column *c = g->first.v[0];
        const struct shape *shape = g->first.n == 1 ? g->shapes.v[0] : NULL;
        row_push(b, &out, tables->n == 1 ? c : column_shaped(b, c->name, type_of_group(g), shape));
    }
    return out;
}

static void push_shared(struct binder *b, const struct row_type *from, const struct row_type *other,
                        struct row_type *out) {
    struct name_table names = {.arena = b->arena};
    for (size_t i = 0; i < other->n; i++) name_table_add(&names, other->cols[i]->name, i);
    for (size_t i = 0; i < from->n; i++)
        if (name_table_find(&names, from->cols[i]->name)) row_push(b, out, from->cols[i]);
}

static struct row_type common_of_two(struct binder *b, const struct row_type *x, const struct row_type *y) {
    struct row_type both[2] = {{0}, {0}};
    push_shared(b, x, y, &both[0]);
    push_shared(b, y, x, &both[1]);
    row_list list = {0};
    VEC_PUSH(b->arena, &list, &both[0]);
    VEC_PUSH(b->arena, &list, &both[1]);
    return unify_name(b, &list);
}

struct row_type common_columns(struct binder *b, const row_list *tables) {
    struct row_type out = {0};
    if (tables->n == 0) return out;
    out = *tables->v[0];
    bool open = out.open;
    for (size_t i = 1; i < tables->n; i++) {
        out = common_of_two(b, &out, tables->v[i]);
        open = open && tables->v[i]->open;
    }
    out.open = open;
    return out;
}

struct row_type unique_columns(struct binder *b, const struct row_type *row) {
    struct name_table names = {.arena = b->arena}, first = {.arena = b->arena};
    for (size_t i = 0; i < row->n; i++) {
        name_table_add(&names, row->cols[i]->name, 0);
        name_table_add(&first, row->cols[i]->name, i);
    }
    struct row_type out = {.open = row->open};
    for (size_t i = 0; i < row->n; i++) {
        struct column *c = row->cols[i];
        bool is_first = *name_table_find(&first, c->name) == i;
        row_push(b, &out, is_first ? c : column_like(b, name_table_unique(&names, c->name), c));
    }
    return out;
}
