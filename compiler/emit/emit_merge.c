/* Merging two states (abi.h, kq_detector.merge): what the pass over later input has gathered is added to what the pass
 * over earlier input has, in the order of that input. Only what scans fill is there yet: tables that are filled behind
 * the pass are empty in both. Entries and values that move over stay in the other state's arena. */
#include "emit_internal.h"

static const struct pipeline *scan_into(const struct emitter *e, const struct plan_op *op, enum pl_sink sink) {
    for (size_t i = 0; i < e->plan->pipeline_count; i++) {
        const struct pipeline *p = e->plan->pipelines[i];
        if (p->phase == PHASE_PASS && !p->within && p->sink == sink && p->sink_op == op) return p;
    }
    return NULL;
}

/* "from->field" for each */
static const char **of_other(struct emitter *e, const char *const *fields, size_t n) {
    const char **values = ARENA_ARRAY(e->a, const char *, n + 1);
    for (size_t i = 0; i < n; i++) values[i] = fmt(e, "from->%s", fields[i]);
    return values;
}

/* ---- groups -------------------------------------------------------------------------------------------------------
 */

static void merge_aggregates(struct emitter *e, const struct breaker *b) {
    struct cwriter *w = &e->tail;
    for (size_t i = 0; i < b->op->agg_count; i++) {
        const struct po_agg *g = &b->op->aggs[i];
        const struct agg_fields *f = &b->aggs[i];
        if (!group_writes(g)) {
            cw_line(w, "%s_merge(x, &g->%s, &from->%s);", g->row->symbol, f->field, f->field);
            continue;
        }
        const char *test = fmt(e, "!g->%s.any", f->field), *key = f->values[0]; /* the first of equals stays */
        if (g->row->special != SPECIAL_TAKE_ANY)
            test = fmt(e, "from->%s.any && (%s || (%s))", f->field, test,
                       group_replaces(e, g, fmt(e, "from->%s.%s", f->field, key), fmt(e, "g->%s.%s", f->field, key)));
        cw_statement(w, 0, fmt(e, "if (%s) {", test));
        w->indent++;
        cw_line(w, "g->%s = from->%s;", f->field, f->field);
        cw_close(w, "");
    }
}

static void merge_groups(struct emitter *e, const struct breaker *b) {
    struct cwriter *w = &e->tail;
    const char *type = fmt(e, "struct %s%s", e->o->prefix, b->group);
    const bool has_states = b->op->agg_count > 0;
    if (b->op->def_count == 0) {
        if (!has_states) return;
        cw_open(w, "{");
        cw_line(w, "%s *const g = &s->%ss;", type, b->group);
        cw_line(w, "const %s *const from = &o->%ss;", type, b->group);
        merge_aggregates(e, b);
        cw_close(w, "");
        return;
    }
    cw_open(w, "for (uint32_t i = 0; i < o->%ss.count; i++) {", b->group);
    cw_line(w, "const %s *const from = kq_table_at(&o->%ss, i);", type, b->group);
    group_look_up(e, w, b, of_other(e, b->key_fields, b->op->def_count));
    cw_open(w, "if (g == NULL) {");
    cw_line(w, "g = kq_table_insert(&s->%ss, h);", b->group);
    cw_line(w, "*g = *from;");
    if (has_states) cw_line(w, "continue;");
    cw_close(w, "");
    if (has_states) {
        cw_line(w, "const kq_mark m = kq_arena_mark(x->row);");
        merge_aggregates(e, b);
        cw_line(w, "kq_arena_release(x->row, m);");
    }
    cw_close(w, "");
    cw_line(w, "kq_table_free(&o->%ss);", b->group);
}

/* ---- joins --------------------------------------------------------------------------------------------------------
 */

/* Rows that are only reached through their keys stay where they are: the chain of a key is hung behind ours. */
static void merge_chains(struct emitter *e, const struct breaker *b) {
    struct cwriter *w = &e->tail;
    cw_open(w, "for (uint32_t i = 0; i < o->%s_keys.count; i++) {", b->join);
    cw_line(w, "const struct %s%s_key *const from = kq_table_at(&o->%s_keys, i);", e->o->prefix, b->join, b->join);
    join_look_up(e, w, b, of_other(e, b->join_keys, b->op->key_count));
    cw_open(w, "if (k == NULL) {");
    cw_line(w, "k = kq_table_insert(&s->%s_keys, h);", b->join);
    cw_line(w, "*k = *from;");
    if (b->keeps_rows) {
        w->indent--;
        cw_open(w, "} else {");
        cw_line(w, "k->last->next = from->first;");
        cw_line(w, "k->last = from->last;");
    }
    cw_close(w, "");
    cw_close(w, "");
}

/* Kinds that go through all right rows once more need them in one list. */
static void merge_rows(struct emitter *e, const struct breaker *b) {
    struct cwriter *w = &e->tail;
    const char *type = fmt(e, "struct %s%s_right", e->o->prefix, b->join);
    const char **columns = ARENA_ARRAY(e->a, const char *, b->op->key_count + 1);
    for (size_t i = 0; i < b->op->key_count; i++) columns[i] = shape_field(&b->right, b->op->keys[i].right);
    cw_open(w, "for (size_t i = 0; i < o->%s_rights.count; i++) {", b->join);
    cw_line(w, "const %s *const from = kq_rows_at(&o->%s_rights, i);", type, b->join);
    cw_line(w, "%s *row = kq_rows_push(&s->%s_rights);", type, b->join);
    cw_line(w, "*row = *from;");
    cw_line(w, "row->next = NULL;");
    cw_line(w, "if (row->key == NULL) continue;");
    join_look_up(e, w, b, of_other(e, columns, b->op->key_count));
    cw_open(w, "if (k == NULL) {");
    cw_line(w, "k = kq_table_insert(&s->%s_keys, h);", b->join);
    cw_line(w, "*k = *from->key;");
    cw_line(w, "k->first = row;");
    w->indent--;
    cw_open(w, "} else {");
    cw_line(w, "k->last->next = row;");
    cw_close(w, "");
    cw_line(w, "k->last = row;");
    cw_line(w, "row->key = k;");
    cw_close(w, "");
}

static bool is_early(const struct emitter *e, const struct plan_op *op, enum pl_sink sink) {
    for (size_t i = 0; i < e->plan->pipeline_count; i++) {
        const struct pipeline *p = e->plan->pipelines[i];
        if (p->phase == PHASE_BEFORE && p->sink == sink && p->sink_op == op) return true;
    }
    return false;
}

/* What was complete before the pass is the same in both states. */
static void free_early(struct emitter *e, const struct breaker *b) {
    struct cwriter *w = &e->tail;
    if (b->join && is_early(e, b->op, SINK_BUILD)) {
        if (b->keeps_rows) cw_line(w, "kq_rows_free(&o->%s_rights);", b->join);
        cw_line(w, "kq_table_free(&o->%s_keys);", b->join);
    }
    if (b->join && b->buffers_left && is_early(e, b->op, SINK_ROWS)) cw_line(w, "kq_rows_free(&o->%s_lefts);", b->join);
    if (b->group && b->op->def_count > 0 && is_early(e, b->op, SINK_GROUP))
        cw_line(w, "kq_table_free(&o->%ss);", b->group);
    if (b->writer && b->writer->free && is_early(e, b->op, SINK_KEEP)) b->writer->free(e, b, "o");
}

static void merge_join(struct emitter *e, const struct breaker *b) {
    struct cwriter *w = &e->tail;
    if (scan_into(e, b->op, SINK_BUILD)) {
        if (b->has_unmatched) {
            merge_rows(e, b);
        } else {
            merge_chains(e, b);
        }
        if (b->keeps_rows) cw_line(w, "kq_rows_free(&o->%s_rights);", b->join);
        cw_line(w, "kq_table_free(&o->%s_keys);", b->join);
    }
    if (b->buffers_left && !is_early(e, b->op, SINK_ROWS)) {
        cw_line(w, "kq_rows_append(&s->%s_lefts, &o->%s_lefts, UINT64_MAX);", b->join, b->join);
        cw_line(w, "kq_rows_free(&o->%s_lefts);", b->join);
    }
}

void emit_merge(struct emitter *e) {
    struct cwriter *w = &e->tail;
    cw_blank(w);
    cw_open(w, "static void %sdetector_merge(kq_ctx *x, void *state, void *other) {", e->o->prefix);
    cw_line(w, "struct %sstate *const s = state;", e->o->prefix);
    cw_line(w, "struct %sstate *const o = other;", e->o->prefix);
    cw_line(w, "(void)x;");
    for (size_t i = 0; i < e->breakers.n; i++) {
        const struct breaker *b = &e->breakers.v[i];
        if (b->join) merge_join(e, b);
        if (b->group && scan_into(e, b->op, SINK_GROUP)) merge_groups(e, b);
        if (b->sort && scan_into(e, b->op, SINK_SORT)) sort_merge(e, b);
        if (b->writer && b->writer->merge && scan_into(e, b->op, SINK_KEEP)) b->writer->merge(e, b);
        free_early(e, b);
        if (b->owner) continue; /* it is there only while its plan runs */
        if (b->sort) sort_free(e, b, "o");
        if (b->writer && b->writer->free && po_traits[b->op->kind].cls == PC_FLOW) b->writer->free(e, b, "o");
    }
    cw_close(w, "");
}
