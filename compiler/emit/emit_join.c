/* join: the right side is kept in input order, its rows chained per key; the left side then probes, one row at a time.
 * Output order is left order and, per left row, right order; unmatched right rows come last. Null keys never match
 * (strings have no null; "" matches ""). Kinds: docs, join-operator. */
#include "emit_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void join_prepare(struct emitter *e, struct breaker *b, unsigned number) {
    const struct plan_op *op = b->op;
    b->join = fmt(e, "join_%u", number);
    for (size_t i = 0; i < e->plan->pipeline_count; i++) {
        const struct pipeline *p = e->plan->pipelines[i];
        if (p->sink_op == op && p->sink == SINK_BUILD) b->right = shape_make(e->a, p->sink_cols, p->sink_count);
        if (p->sink_op == op && p->sink == SINK_ROWS) {
            b->left = shape_make(e->a, p->sink_cols, p->sink_count);
            b->buffers_left = true;
        }
        if (p->source_op == op && p->source == FROM_MATCH) b->joined = shape_make(e->a, p->in_cols, p->in_count);
        if (p->source_op == op && p->source == FROM_UNMATCHED) b->has_unmatched = true;
    }
    b->keeps_rows = op->join_kind != JOIN_LEFTSEMI && op->join_kind != JOIN_LEFTANTI;
    b->join_keys = ARENA_ARRAY(e->a, const char *, op->key_count + 1);
    struct text_map names = {0};
    for (size_t i = 0; i < op->key_count; i++)
        b->join_keys[i] = names_unique(e->a, &names, "k_", op->keys[i].right->name);
}

/* Whether a key entry remembers that a left row has met it. */
static bool marks(const struct breaker *b) { return b->has_unmatched || b->op->join_kind == JOIN_INNERUNIQUE; }

static void fields(struct cwriter *w, const struct shape *s) {
    for (size_t i = 0; i < s->n; i++) cw_line(w, "%s %s;", c_type(s->cols[i]->type), s->fields[i]);
}

void join_types(struct emitter *e, const struct breaker *b) {
    struct cwriter *w = &e->types;
    const char *prefix = e->o->prefix;
    if (b->keeps_rows) {
        cw_blank(w);
        cw_open(w, "struct %s%s_right {", prefix, b->join);
        fields(w, &b->right);
        if (b->has_unmatched) cw_line(w, "struct %s%s_key *key; /* NULL: a key column is null */", prefix, b->join);
        cw_line(w, "struct %s%s_right *next; /* with the same key */", prefix, b->join);
        cw_close(w, ";");
    }
    cw_blank(w);
    cw_open(w, "struct %s%s_key {", prefix, b->join);
    for (size_t i = 0; i < b->op->key_count; i++)
        cw_line(w, "%s %s;", c_type(b->op->keys[i].right->type), b->join_keys[i]);
    if (b->keeps_rows) cw_line(w, "struct %s%s_right *first, *last;", prefix, b->join);
    if (marks(b)) cw_line(w, "bool met; /* by a left row */");
    cw_close(w, ";");
    if (b->buffers_left) {
        cw_blank(w);
        cw_open(w, "struct %s%s_left {", prefix, b->join);
        fields(w, &b->left);
        if (b->left.n == 0) cw_line(w, "char unused;");
        cw_close(w, ";");
    }
    cw_blank(w);
    cw_open(w, "struct %s%s_row {", prefix, b->join);
    fields(w, &b->joined);
    if (b->joined.n == 0) cw_line(w, "char unused;");
    cw_close(w, ";");
}

void join_rows_sink(struct scope *s, const struct breaker *b) {
    for (size_t i = 0; i < b->left.n; i++) scope_need_column(s, b->left.cols[i]);
    scope_compute(s);
    s->line = 0;
    s->uses_state = true;
    const char *type = fmt(s->e, "struct %s%s_left", s->e->o->prefix, b->join);
    if (b->left.n == 0) {
        scope_statement(s, "(void)kq_rows_push(&s->%s_lefts);", b->join);
        return;
    }
    s->uses_x = true;
    scope_statement(s, "%s *row = kq_rows_push(&s->%s_lefts);", type, b->join);
    for (size_t i = 0; i < b->left.n; i++)
        scope_statement(s, "row->%s = kq_keep_%s(x->state, %s);", b->left.fields[i], c_suffix(b->left.cols[i]->type),
                        scope_value(s, b->left.cols[i]));
}

/* "a.null || b.null" over the key columns of one side; NULL: no key column can be null. */
static const char *any_null(struct scope *s, const struct breaker *b, bool left) {
    const char *test = NULL;
    for (size_t i = 0; i < b->op->key_count; i++) {
        const struct column *c = left ? b->op->keys[i].left : b->op->keys[i].right;
        const char *one = null_test(s->e, c->type, scope_value(s, c));
        if (one) test = test ? fmt(s->e, "%s || %s", test, one) : one;
    }
    return test;
}

void join_look_up(struct emitter *e, struct cwriter *w, const struct breaker *b, const char *const *keys) {
    kq_type *types = ARENA_ARRAY(e->a, kq_type, b->op->key_count);
    for (size_t i = 0; i < b->op->key_count; i++) types[i] = b->op->keys[i].right->type;
    const struct entry_keys k = {b->join_keys, keys, types, b->op->key_count};
    put_look_up(e, w, fmt(e, "%s_keys", b->join), fmt(e, "%s_key", b->join), "k", &k);
}

/* Declares `k`: the entry of the current row's key in the table, or NULL. */
static void look_up(struct scope *s, const struct breaker *b, bool left) {
    const char **keys = ARENA_ARRAY(s->e->a, const char *, b->op->key_count);
    for (size_t i = 0; i < b->op->key_count; i++)
        keys[i] = scope_value(s, left ? b->op->keys[i].left : b->op->keys[i].right);
    join_look_up(s->e, &s->body, b, keys);
}

void join_build_sink(struct scope *s, const struct breaker *b) {
    struct emitter *e = s->e;
    const struct plan_op *op = b->op;
    for (size_t i = 0; i < op->key_count; i++) scope_need_column(s, op->keys[i].right);
    if (b->keeps_rows)
        for (size_t i = 0; i < b->right.n; i++) scope_need_column(s, b->right.cols[i]);
    scope_compute(s);
    s->line = 0;
    s->uses_state = s->uses_x = true;
    const char *null = any_null(s, b, false);
    /* a row that nothing can match is kept only for the kinds that output it */
    if (null && !b->has_unmatched) scope_statement(s, "if (%s) return;", null);
    if (b->keeps_rows) {
        scope_statement(s, "struct %s%s_right *row = kq_rows_push(&s->%s_rights);", e->o->prefix, b->join, b->join);
        for (size_t i = 0; i < b->right.n; i++)
            scope_statement(s, "row->%s = kq_keep_%s(x->state, %s);", b->right.fields[i],
                            c_suffix(b->right.cols[i]->type), scope_value(s, b->right.cols[i]));
    }
    if (null && b->has_unmatched) scope_statement(s, "if (%s) return;", null);
    look_up(s, b, false);
    cw_open(&s->body, "if (k == NULL) {");
    cw_line(&s->body, "k = kq_table_insert(&s->%s_keys, h);", b->join);
    for (size_t i = 0; i < op->key_count; i++) {
        const struct column *c = op->keys[i].right;
        const char *kept = b->keeps_rows ? shape_field(&b->right, c) : NULL; /* share the copy */
        if (kept) {
            cw_line(&s->body, "k->%s = row->%s;", b->join_keys[i], kept);
        } else {
            cw_line(&s->body, "k->%s = kq_keep_%s(x->state, %s);", b->join_keys[i], c_suffix(c->type),
                    scope_value(s, c));
        }
    }
    if (b->keeps_rows) cw_line(&s->body, "k->first = row;");
    if (b->keeps_rows) {
        s->body.indent--;
        cw_open(&s->body, "} else {");
        cw_line(&s->body, "k->last->next = row;");
    }
    cw_close(&s->body, "");
    if (b->keeps_rows) cw_line(&s->body, "k->last = row;");
    if (b->has_unmatched) cw_line(&s->body, "row->key = k;");
}

/* A joined row from the current left row and `right` (a struct ..._right pointer, or NULL for no match), given to the
 * pipeline behind the join. */
static void put_match(struct scope *s, const struct breaker *b, const struct pipeline *next, bool left,
                      const char *right) {
    struct emitter *e = s->e;
    const struct plan_op *op = b->op;
    s->uses_x = s->uses_state = true;
    cw_open(&s->body, "const struct %s%s_row joined = {", e->o->prefix, b->join);
    for (size_t i = 0; i < b->joined.n; i++) {
        const struct column *c = b->joined.cols[i];
        size_t j = 0;
        while (j < op->col_count && op->cols[j] != c) j++;
        if (j == op->col_count) {
            fprintf(stderr, "kqlc: internal error: '%s' is no column of the join\n", c->name);
            abort();
        }
        const struct column *from = op->join_from[j];
        const char *value = fmt(e, "kq_null_%s()", c_suffix(c->type));
        if (op->join_left[j] && left) value = scope_value(s, from);
        if (!op->join_left[j] && right) {
            const char *field = shape_field(&b->right, from);
            if (!field) {
                fprintf(stderr, "kqlc: internal error: the join does not keep '%s'\n", from->name);
                abort();
            }
            value = fmt(e, "%s->%s", right, field);
            if (strcmp(right, "in") == 0) s->uses_input = true;
        }
        cw_line(&s->body, ".%s = %s,", b->joined.fields[i], value);
    }
    if (b->joined.n == 0) cw_line(&s->body, "0,");
    cw_close(&s->body, ";");
    cw_line(&s->body, "const kq_mark m = kq_arena_mark(x->row);");
    cw_line(&s->body, "%s(x, s, &joined);", e->functions_of[next->id]);
    cw_line(&s->body, "kq_arena_release(x->row, m);");
}

/* What the rows behind the join take from the left side. */
static void need_left(struct scope *s, const struct breaker *b) {
    const struct plan_op *op = b->op;
    for (size_t i = 0; s->pipeline->next && i < b->joined.n; i++)
        for (size_t j = 0; j < op->col_count; j++)
            if (op->cols[j] == b->joined.cols[i] && op->join_left[j]) scope_need_column(s, op->join_from[j]);
    scope_compute(s);
}

/* Networks: from the left row's own to the largest that there may be; those that are in the table hold it. */
static void probe_networks(struct scope *s, const struct breaker *b) {
    struct emitter *e = s->e;
    const struct plan_op *op = b->op;
    const struct pipeline *next = s->pipeline->next;
    const bool lonely = op->join_kind == JOIN_LEFTOUTER;
    for (size_t i = 0; i < op->key_count; i++) scope_need_column(s, op->keys[i].left);
    scope_compute(s);
    need_left(s, b);
    scope_stage(s, op);
    s->line = 0;
    s->uses_state = s->uses_x = true;
    const char *address = scope_value(s, op->keys[0].left), *length = scope_value(s, op->keys[1].left);
    if (lonely) cw_line(&s->body, "bool met = false;");
    cw_open(&s->body, "for (int n = %s.null ? -1 : %s.v; n >= %d; n--) {", length, length, op->least_prefix);
    const char *const keys[] = {"network", "kq_mk_int(n)"};
    cw_line(&s->body, "const kq_guid network = kq_ip_masked(x, %s, kq_mk_int(n));", address);
    join_look_up(e, &s->body, b, keys);
    cw_line(&s->body, "if (k == NULL) continue;");
    if (lonely) cw_line(&s->body, "met = true;");
    if (next) {
        cw_open(&s->body, "for (const struct %s%s_right *r = k->first; r != NULL; r = r->next) {", e->o->prefix,
                b->join);
        put_match(s, b, next, true, "r");
        cw_close(&s->body, "");
    }
    cw_close(&s->body, "");
    if (!lonely || !next) return;
    cw_line(&s->body, "if (met) return;");
    put_match(s, b, next, true, NULL);
}

void join_probe_sink(struct scope *s, const struct breaker *b) {
    const struct plan_op *op = b->op;
    if (op->networks) {
        probe_networks(s, b);
        return;
    }
    const struct pipeline *next = s->pipeline->next;
    bool pairs = op->join_kind == JOIN_INNER || op->join_kind == JOIN_INNERUNIQUE || op->join_kind == JOIN_LEFTOUTER ||
                 op->join_kind == JOIN_RIGHTOUTER || op->join_kind == JOIN_FULLOUTER;
    bool anti = op->join_kind == JOIN_LEFTANTI;
    bool lonely = op->join_kind == JOIN_LEFTOUTER || op->join_kind == JOIN_FULLOUTER;
    for (size_t i = 0; i < op->key_count; i++) scope_need_column(s, op->keys[i].left);
    scope_compute(s);
    if (lonely) need_left(s, b);
    scope_stage(s, op);
    s->line = 0;
    s->uses_state = true;
    const char *null = any_null(s, b, true);
    if (null && !lonely && !anti) scope_statement(s, "if (%s) return;", null);
    look_up(s, b, true);
    if (lonely) {
        cw_open(&s->body, "if (k == NULL) {%s", null ? " /* null keys are in no entry */" : "");
        if (next) put_match(s, b, next, true, NULL);
        cw_line(&s->body, "return;");
        cw_close(&s->body, "");
    } else {
        scope_statement(s, "if (k %s NULL) return;%s",
                        anti ? "!=" : "==", anti && null ? " /* null keys are in no entry */" : "");
    }
    /* docs: join-innerunique; of the left rows with one key, the first in input order is the one that counts */
    if (op->join_kind == JOIN_INNERUNIQUE) scope_statement(s, "if (k->met) return;");
    if (marks(b)) scope_statement(s, "k->met = true;");
    if (!lonely) need_left(s, b); /* rows that end here have not computed it */
    s->line = 0;
    if (pairs && next) {
        cw_open(&s->body, "for (const struct %s%s_right *r = k->first; r != NULL; r = r->next) {", s->e->o->prefix,
                b->join);
        put_match(s, b, next, true, "r");
        cw_close(&s->body, "");
    }
    if ((anti || op->join_kind == JOIN_LEFTSEMI) && next) put_match(s, b, next, true, NULL);
}

const char *join_unmatched_test(const struct breaker *b) {
    return b->op->join_kind == JOIN_RIGHTSEMI ? "r->key != NULL && r->key->met" : "r->key == NULL || !r->key->met";
}

void join_next_sink(struct scope *s, const struct breaker *b) { put_match(s, b, s->pipeline->next, false, "in"); }
