/* Pass "prune-columns": from the root down, keeps only the columns, definitions and aggregates that something above
 * reads, and notes for each scan which JSON paths of a dynamic column are all that is read of it. Leaves: the same
 * rows; SCAN.paths is set. */
#include "px.h"

#include <string.h>

/* How a column is read by what stands above: as a whole, or only through constant member paths. */
struct use {
    struct column *col;
    bool whole;
    VEC(struct po_path) paths; /* keys below the column */
};
struct uses {
    struct arena *arena;
    VEC(struct use *) list;
    struct use **by_id;
    size_t cap;
};

static struct use *find_use(const struct uses *u, const struct column *c) {
    return c->id < u->cap ? u->by_id[c->id] : NULL;
}

static struct use *get_use(struct uses *u, struct column *c) {
    struct use *use = find_use(u, c);
    if (use) return use;
    if (c->id >= u->cap) {
        size_t cap = (size_t)c->id * 2 + 64;
        struct use **v = ARENA_ARRAY(u->arena, struct use *, cap);
        if (u->cap > 0) memcpy(v, u->by_id, u->cap * sizeof *v);
        u->by_id = v;
        u->cap = cap;
    }
    use = ARENA_NEW(u->arena, struct use);
    use->col = c;
    u->by_id[c->id] = use;
    VEC_PUSH(u->arena, &u->list, use);
    return use;
}

static bool is_needed(const struct uses *u, const struct column *c) { return find_use(u, c) != NULL; }

/* Is `prefix` the start of `path`? Then whoever reads prefix reads path too. */
static bool starts_path(const struct po_path *prefix, const struct po_path *path) {
    if (prefix->n > path->n) return false;
    for (size_t i = 0; i < prefix->n; i++) {
        if (strcmp(prefix->keys[i], path->keys[i]) != 0) return false;
    }
    return true;
}

static void add_path(struct uses *u, struct use *use, struct po_path path) {
    size_t n = 0;
    for (size_t i = 0; i < use->paths.n; i++) {
        if (starts_path(&use->paths.v[i], &path)) return;
    }
    for (size_t i = 0; i < use->paths.n; i++) {
        if (!starts_path(&path, &use->paths.v[i])) use->paths.v[n++] = use->paths.v[i];
    }
    use->paths.n = n;
    VEC_PUSH(u->arena, &use->paths, path);
}

static void add_whole(struct uses *u, struct column *c) { get_use(u, c)->whole = true; }

/* `from` becomes `to` under another name: read in the same way. */
static void add_alias(struct uses *u, struct column *from, const struct use *to) {
    struct use *use = get_use(u, from);
    if (to->whole) use->whole = true;
    for (size_t i = 0; i < to->paths.n; i++) add_path(u, use, to->paths.v[i]);
}

/* col.a.b with constant keys, ending in a column: the column, and its keys. NULL when e is anything else. An index in
 * the middle ends the path there: what is read is below what we name. */
static struct column *member_path(struct arena *a, const struct px *e, struct po_path *path) {
    size_t depth = 0;
    const struct px *base = e;
    while (px_is_member(base) || px_is_element(base)) {
        base = base->args[0];
        depth++;
    }
    if (depth == 0 || base->kind != PX_COL || base->type != KQ_T_DYNAMIC) return NULL;
    const char **keys = ARENA_ARRAY(a, const char *, depth);
    const struct px **steps = ARENA_ARRAY(a, const struct px *, depth);
    size_t k = depth;
    for (const struct px *s = e; s != base; s = s->args[0]) steps[--k] = s;
    size_t n = 0;
    while (n < depth && px_is_member(steps[n]) && steps[n]->args[1]->kind == PX_CONST) {
        kq_str key = steps[n]->args[1]->value.u.s;
        keys[n] = arena_strndup(a, key.p ? key.p : "", key.n);
        n++;
    }
    for (size_t i = 0; i < depth; i++) {
        if (steps[i]->args[1]->kind != PX_CONST) return NULL; /* the key itself reads columns */
    }
    if (n == 0) return NULL;
    path->keys = keys;
    path->n = n;
    return base->col;
}

static void add_reads(struct uses *u, const struct px *e) {
    struct po_path path;
    struct column *c = member_path(u->arena, e, &path);
    if (c) {
        add_path(u, get_use(u, c), path);
        return;
    }
    if (e->kind == PX_COL) add_whole(u, e->col);
    for (size_t i = 0; i < e->n; i++) add_reads(u, e->args[i]);
}

static void prune_cols(const struct uses *u, struct plan_op *op, const struct column *always) {
    struct column **cols =
        ARENA_ARRAY(u->arena, struct column *, op->col_count); /* WHERE may share its input's array */
    size_t n = 0;
    for (size_t i = 0; i < op->col_count; i++) {
        if (op->cols[i] == always || is_needed(u, op->cols[i])) cols[n++] = op->cols[i];
    }
    op->cols = cols;
    op->col_count = n;
}

/* Keeps the definitions that are read and notes what they read. Backwards, so that a definition that only a dropped
 * one reads is dropped as well. */
static void prune_defs(struct uses *u, struct plan_op *op) {
    bool *keep = ARENA_ARRAY(u->arena, bool, op->def_count + 1);
    for (size_t i = op->def_count; i-- > 0;) {
        const struct po_def *d = &op->defs[i];
        const struct use *use = find_use(u, d->col);
        keep[i] = use != NULL || px_volatile(d->expr); /* dropping rand() would shift the others' values */
        if (!keep[i]) continue;
        if (use && d->expr->kind == PX_COL)
            add_alias(u, d->expr->col, use);
        else
            add_reads(u, d->expr);
    }
    size_t n = 0;
    for (size_t i = 0; i < op->def_count; i++) {
        if (keep[i]) op->defs[n++] = op->defs[i];
    }
    op->def_count = n;
}

static void prune_aggs(struct uses *u, struct plan_op *op) {
    size_t n = 0;
    for (size_t i = 0; i < op->agg_count; i++) {
        struct po_agg g = op->aggs[i];
        bool needed = false;
        for (size_t k = 0; k < g.out_count; k++) needed = needed || is_needed(u, g.outs[k]);
        if (!needed) continue;
        /* arg_max and arg_min return values of one chosen row: those that nobody reads need not be kept. take_any is
         * left alone: alone, a column prefers a non-null value; together they come from one row (kql.md 5.4) */
        bool chosen_row = g.row->special == SPECIAL_ARG_MAX || g.row->special == SPECIAL_ARG_MIN;
        if (chosen_row && g.n == g.out_count && g.n > 1) {
            struct px **args = ARENA_ARRAY(u->arena, struct px *, g.n);
            struct column **outs = ARENA_ARRAY(u->arena, struct column *, g.n);
            size_t m = 0;
            for (size_t k = 0; k < g.n; k++) {
                if (k > 0 && !is_needed(u, g.outs[k])) continue;
                args[m] = g.args[k];
                outs[m++] = g.outs[k];
            }
            g.args = args;
            g.outs = outs;
            g.n = g.out_count = m;
        }
        op->aggs[n++] = g;
    }
    op->agg_count = n;
    struct column **cols = ARENA_ARRAY(u->arena, struct column *, op->col_count + 1);
    size_t m = 0;
    for (size_t i = 0; i < op->col_count; i++) { /* keys stay: they are the group's identity */
        bool keep = po_find_def(op->defs, op->def_count, op->cols[i]) != NULL;
        for (size_t k = 0; !keep && k < n; k++) {
            for (size_t o = 0; !keep && o < op->aggs[k].out_count; o++) keep = op->aggs[k].outs[o] == op->cols[i];
        }
        if (keep) cols[m++] = op->cols[i];
    }
    op->cols = cols;
    op->col_count = m;
    for (size_t i = 0; i < op->def_count; i++) add_reads(u, op->defs[i].expr);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < op->aggs[i].n; k++) add_reads(u, op->aggs[i].args[k]);
    }
}

static void prune_join(struct uses *u, struct plan_op *op) {
    struct column **cols = ARENA_ARRAY(u->arena, struct column *, op->col_count + 1);
    size_t n = 0;
    for (size_t i = 0; i < op->col_count; i++) {
        const struct use *use = find_use(u, op->cols[i]);
        if (!use) continue;
        cols[n] = op->cols[i];
        op->join_from[n] = op->join_from[i];
        op->join_left[n] = op->join_left[i];
        if (cols[n] != op->join_from[n]) add_alias(u, op->join_from[n], use);
        n++;
    }
    op->cols = cols;
    op->col_count = n;
    for (size_t i = 0; i < op->key_count; i++) {
        add_whole(u, op->keys[i].left);
        add_whole(u, op->keys[i].right);
    }
}

static void prune_union(struct uses *u, struct plan_op *op) {
    struct column **cols = ARENA_ARRAY(u->arena, struct column *, op->col_count + 1);
    size_t n = 0;
    for (size_t i = 0; i < op->col_count; i++) {
        const struct use *use = find_use(u, op->cols[i]);
        if (!use) continue;
        cols[n] = op->cols[i];
        for (size_t k = 0; k < op->leg_count; k++) {
            op->legs[k].from[n] = op->legs[k].from[i];
            if (op->legs[k].from[n]) add_alias(u, op->legs[k].from[n], use);
        }
        n++;
    }
    op->cols = cols;
    op->col_count = n;
}

/* What a place reads of a shared table; that is pruned after all its places. */
static void prune_read(struct uses *u, struct plan_op *op) {
    struct column **cols = ARENA_ARRAY(u->arena, struct column *, op->col_count + 1);
    size_t n = 0;
    for (size_t i = 0; i < op->col_count; i++) {
        const struct use *use = find_use(u, op->cols[i]);
        if (!use) continue;
        cols[n] = op->cols[i];
        op->from[n] = op->from[i];
        add_alias(u, op->from[n++], use);
    }
    op->cols = cols;
    op->col_count = n;
}

static void note_paths(struct uses *u, struct plan_op *op) {
    VEC(struct po_path) all = {0};
    for (size_t i = 0; i < op->col_count; i++) {
        struct use *use = find_use(u, op->cols[i]);
        size_t paths = use && !use->whole ? use->paths.n : 0;
        for (size_t k = 0; k < (paths > 0 ? paths : 1); k++) {
            struct po_path p = {NULL, 1 + (paths > 0 ? use->paths.v[k].n : 0)};
            p.keys = ARENA_ARRAY(u->arena, const char *, p.n);
            p.keys[0] = op->cols[i]->name;
            for (size_t j = 1; j < p.n; j++) p.keys[j] = use->paths.v[k].keys[j - 1];
            VEC_PUSH(u->arena, &all, p);
        }
    }
    op->paths = all.v;
    op->path_count = all.n;
}

static struct plan_op *prune(struct uses *u, struct plan_op *op);
static void prune_input(void *uses, struct plan_op **input) { *input = prune(uses, *input); }

static struct plan_op *prune(struct uses *u, struct plan_op *op) {
    switch (op->kind) {
    case PO_SCAN:
        prune_cols(u, op, op->time_column);
        note_paths(u, op);
        return op;
    case PO_VALUES: prune_cols(u, op, NULL); return op;
    case PO_ROW:
        prune_defs(u, op);
        prune_cols(u, op, NULL);
        return op;
    case PO_WHERE:
        prune_cols(u, op, NULL);
        add_reads(u, op->predicate);
        break;
    case PO_EXTEND:
    case PO_PROJECT:
        prune_cols(u, op, NULL);
        prune_defs(u, op);
        if (op->def_count == 0) return prune(u, op->input);
        break;
    case PO_SUMMARIZE: prune_aggs(u, op); break;
    case PO_JOIN: prune_join(u, op); break;
    case PO_SORT:
        prune_cols(u, op, NULL);
        for (size_t i = 0; i < op->order_count; i++) add_whole(u, op->order[i].col);
        break;
    case PO_UNION: prune_union(u, op); break;
    case PO_READ: prune_read(u, op); break;
    case PO_APPLY: /* its plan reads columns of the input */
        prune_cols(u, op, NULL);
        for (size_t i = 0; i < op->expr_count; i++) add_reads(u, op->exprs[i]);
        op->right = prune(u, op->right);
        op->input = prune(u, op->input);
        return op;
    default:
        prune_cols(u, op, NULL);
        for (size_t i = 0; i < op->expr_count; i++) add_reads(u, op->exprs[i]);
        break;
    }
    po_each_input(op, prune_input, u);
    return op;
}

void opt_prune_columns(struct arena *a, struct plan *p) {
    struct uses u = {.arena = a};
    for (size_t i = 0; i < p->result_count; i++) add_whole(&u, p->result[i]);
    p->root = prune(&u, p->root);
}
