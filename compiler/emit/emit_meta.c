/* The detector's tables: fields to project, sources with their needles, result columns, the rule's metadata. */
#include "emit_internal.h"

#include <inttypes.h>
#include <string.h>

static const char *str_init(struct emitter *e, const char *p, size_t n) {
    struct strbuf b = {0};
    put_str_initializer(&b, p, n);
    const char *text = fmt(e, "%s", b.p);
    strbuf_free(&b);
    return text;
}
static const char *str_init_s(struct emitter *e, const char *s) { return str_init(e, s, strlen(s)); }

static void put_fields(struct emitter *e) {
    struct cwriter *w = &e->tail;
    if (e->fields.n == 0) return;
    cw_blank(w);
    cw_open(w, "static const kq_str %sfields[] = {", e->o->prefix);
    for (size_t i = 0; i < e->fields.n; i++) cw_line(w, "%s,", str_init_s(e, e->fields.v[i]));
    cw_close(w, ";");
}

/* What is read before the events is a table of its own: it may be read with them as well. */
static const char *source_table(struct emitter *e, const struct plan_op *scan) {
    return scan->early ? fmt(e, "%s, read first", scan->table) : scan->table;
}

static unsigned put_sources(struct emitter *e) {
    struct cwriter *w = &e->tail;
    const struct plan *p = e->plan;
    unsigned count = 0;
    for (size_t i = 0; i < p->pipeline_count; i++) {
        const struct pipeline *l = p->pipelines[i];
        if (l->source != FROM_SCAN) continue;
        count++;
        const struct plan_op *scan = l->source_op;
        if (scan->clause_count == 0) continue;
        for (size_t c = 0; c < scan->clause_count; c++) {
            cw_blank(w);
            cw_open(w, "static const kq_str %sneedles_%u_%zu[] = {", e->o->prefix, l->id, c);
            for (size_t j = 0; j < scan->clauses[c].needle_count; j++)
                cw_line(w, "%s,", str_init_s(e, scan->clauses[c].needles[j]));
            cw_close(w, ";");
        }
        cw_blank(w);
        cw_open(w, "static const kq_clause %sclauses_%u[] = {", e->o->prefix, l->id);
        for (size_t c = 0; c < scan->clause_count; c++)
            cw_line(w, "{%sneedles_%u_%zu, %zu},", e->o->prefix, l->id, c, scan->clauses[c].needle_count);
        cw_close(w, ";");
    }
    if (count == 0) return 0;
    cw_blank(w);
    cw_open(w, "static const kq_source %ssources[] = {", e->o->prefix);
    for (size_t i = 0; i < p->pipeline_count; i++) {
        const struct pipeline *l = p->pipelines[i];
        if (l->source != FROM_SCAN) continue;
        const struct plan_op *scan = l->source_op;
        const char *clauses = scan->clause_count ? fmt(e, "%sclauses_%u", e->o->prefix, l->id) : "NULL";
        cw_line(w, "{%s, %s, %zu, %s},", str_init_s(e, source_table(e, scan)), clauses, scan->clause_count,
                e->functions_of[l->id]);
    }
    cw_close(w, ";");
    return count;
}

static bool same_supplied(const struct plan_op *a, const struct plan_op *b) {
    return !strcmp(a->table, b->table) && a->early == b->early;
}

/* Without a header all fields in order; with one those that the query reads, which the file must have. */
static unsigned put_supplied_columns(struct emitter *e, const struct pipeline *l) {
    const struct po_supplied *s = l->source_op->supplied;
    const size_t n = s->header ? l->in_count : s->column_count;
    if (n == 0) return 0;
    cw_blank(&e->tail);
    cw_open(&e->tail, "static const kq_str %ssupplied_columns_%u[] = {", e->o->prefix, l->id);
    for (size_t i = 0; i < n; i++)
        cw_line(&e->tail, "%s,", str_init_s(e, s->header ? l->in_cols[i]->name : s->columns[i]));
    cw_close(&e->tail, ";");
    return (unsigned)n;
}

/* Whether an earlier pipeline reads the same thing. */
static bool is_repeated(const struct plan *p, size_t i) {
    for (size_t k = 0; k < i; k++) {
        const struct pipeline *l = p->pipelines[k];
        if (l->source == FROM_SCAN && l->source_op->supplied && same_supplied(l->source_op, p->pipelines[i]->source_op))
            return true;
    }
    return false;
}

/* What the user must hand over. */
static unsigned put_supplied(struct emitter *e) {
    static const char *const layouts[] = {"KQ_LAYOUT_JSON", "KQ_LAYOUT_DELIMITED", "KQ_LAYOUT_LINES"};
    struct cwriter *w = &e->tail;
    const struct plan *p = e->plan;
    VEC(const char *) rows = {0};
    for (size_t i = 0; i < p->pipeline_count; i++) {
        const struct pipeline *l = p->pipelines[i];
        const struct po_supplied *s = l->source == FROM_SCAN ? l->source_op->supplied : NULL;
        if (!s || is_repeated(p, i)) continue;
        unsigned columns = put_supplied_columns(e, l);
        const char *list = columns ? fmt(e, "%ssupplied_columns_%u", e->o->prefix, l->id) : "NULL";
        const char *row =
            fmt(e, "{%s, %s, %s, %s, %s, %d, %s, %s, %s, %u},", str_init_s(e, source_table(e, l->source_op)),
                str_init_s(e, s->name), s->watchlist ? "true" : "false", l->source_op->early ? "true" : "false",
                layouts[s->layout], s->delimiter, s->header ? "true" : "false", s->skip_first ? "true" : "false", list,
                columns);
        VEC_PUSH(e->a, &rows, row);
    }
    if (rows.n == 0) return 0;
    cw_blank(w);
    cw_open(w, "static const kq_supplied %ssupplied[] = {", e->o->prefix);
    for (size_t i = 0; i < rows.n; i++) cw_line(w, "%s", rows.v[i]);
    cw_close(w, ";");
    return (unsigned)rows.n;
}

static const char *const enum_names[EMIT_TYPES] = {
    [KQ_T_BOOL] = "KQ_T_BOOL",       [KQ_T_INT] = "KQ_T_INT",           [KQ_T_LONG] = "KQ_T_LONG",
    [KQ_T_REAL] = "KQ_T_REAL",       [KQ_T_DATETIME] = "KQ_T_DATETIME", [KQ_T_TIMESPAN] = "KQ_T_TIMESPAN",
    [KQ_T_DECIMAL] = "KQ_T_DECIMAL", [KQ_T_STRING] = "KQ_T_STRING",     [KQ_T_GUID] = "KQ_T_GUID",
    [KQ_T_DYNAMIC] = "KQ_T_DYNAMIC",
};

static void put_columns(struct emitter *e) {
    struct cwriter *w = &e->tail;
    const struct plan *p = e->plan;
    if (p->result_count == 0) return;
    cw_blank(w);
    cw_open(w, "static const kq_column %scolumns[] = {", e->o->prefix);
    for (size_t i = 0; i < p->result_count; i++) {
        const char *type = enum_names[p->result[i]->type];
        cw_line(w, "{%s, %s},", str_init_s(e, p->result_names[i]), type ? type : "KQ_T_NONE");
    }
    cw_close(w, ";");
}

/* A list of texts as `<prefix><name>[]`; returns the C expression for it. */
static const char *put_texts(struct emitter *e, const char *name, const rule_texts *t) {
    struct cwriter *w = &e->tail;
    if (t->n == 0) return "NULL";
    cw_blank(w);
    cw_open(w, "static const kq_str %s%s[] = {", e->o->prefix, name);
    for (size_t i = 0; i < t->n; i++) cw_line(w, "%s,", str_init(e, t->v[i].s ? t->v[i].s : "", t->v[i].n));
    cw_close(w, ";");
    return fmt(e, "%s%s", e->o->prefix, name);
}

static bool result_index(const struct plan *p, const struct rule_text *name, size_t *index) {
    for (size_t i = 0; i < p->result_count; i++) {
        size_t n = strlen(p->result_names[i]);
        if (!name->s || n != name->n || memcmp(p->result_names[i], name->s, n) != 0) continue;
        *index = i;
        return true;
    }
    return false;
}

/* Entity mappings with the columns' positions. Mappings of columns that the query does not output are left out: the
 * metadata checks have reported them. */
static unsigned put_entities(struct emitter *e) {
    struct cwriter *w = &e->tail;
    unsigned count = 0;
    size_t *field_counts = ARENA_ARRAY(e->a, size_t, e->rule->entities.n + 1);
    for (size_t i = 0; i < e->rule->entities.n; i++) {
        const struct rule_entity *en = &e->rule->entities.v[i];
        for (size_t j = 0; j < en->fields.n; j++) {
            size_t column = 0;
            if (!result_index(e->plan, &en->fields.v[j].column, &column)) continue;
            if (field_counts[i]++ == 0) {
                cw_blank(w);
                cw_open(w, "static const kq_entity_field %sentity_%zu[] = {", e->o->prefix, i);
            }
            const struct rule_text *id = &en->fields.v[j].identifier;
            cw_line(w, "{%s, %zu},", str_init(e, id->s ? id->s : "", id->n), column);
        }
        if (field_counts[i] == 0) continue;
        cw_close(w, ";");
        count++;
    }
    if (count == 0) return 0;
    cw_blank(w);
    cw_open(w, "static const kq_entity %sentities[] = {", e->o->prefix);
    for (size_t i = 0; i < e->rule->entities.n; i++) {
        const struct rule_text *type = &e->rule->entities.v[i].type;
        if (field_counts[i] == 0) continue;
        cw_line(w, "{%s, %sentity_%zu, %zu},", str_init(e, type->s ? type->s : "", type->n), e->o->prefix, i,
                field_counts[i]);
    }
    cw_close(w, ";");
    return count;
}

static void put_rule_text(struct emitter *e, const char *field, const char *p, size_t n) {
    if (!p || n == 0) return;
    const char *eol = memchr(p, '\n', n);
    if (!eol || eol == p + n - 1) {
        cw_line(&e->tail, ".%s = %s,", field, str_init(e, p, n));
        return;
    }
    /* several lines: one literal each, for people to read */
    cw_open(&e->tail, ".%s = {%s", field, n > LONGEST_LITERAL ? "__extension__" : "");
    for (const char *end = p + n, *at = p; at < end; at = eol) {
        eol = memchr(at, '\n', (size_t)(end - at));
        eol = eol ? eol + 1 : end;
        struct strbuf b = {0};
        c_put_string(&b, at, (size_t)(eol - at));
        cw_line(&e->tail, "%s%s", b.p, eol == end ? "," : "");
        strbuf_free(&b);
    }
    cw_line(&e->tail, "%zu,", n);
    cw_close(&e->tail, ",");
}

/* Tick counts are written as whole units where they are. */
static const char *ticks(struct emitter *e, int64_t v) {
    kq_value t = {KQ_T_TIMESPAN, false, {.i = v}};
    struct strbuf b = {0};
    put_const_initializer(e, &t, &b);
    const char *text = fmt(e, "%.*s", (int)(strrchr(b.p, ',') - b.p - 1), b.p + 1);
    strbuf_free(&b);
    return text;
}

static void put_rule(struct emitter *e, const char *tactics, const char *techniques, unsigned entities) {
    const struct rule *r = e->rule;
    struct cwriter *w = &e->tail;
    static const char *const triggers[] = {"KQ_TRIGGER_GT", "KQ_TRIGGER_LT", "KQ_TRIGGER_EQ", "KQ_TRIGGER_NE"};
    cw_line(w, ".is_rule = %s,", r->is_rule ? "true" : "false");
    put_rule_text(e, "id", r->id.s, r->id.n);
    put_rule_text(e, "name", r->name.s, r->name.n);
    put_rule_text(e, "description", r->description.s, r->description.n);
    put_rule_text(e, "severity", r->severity.s, r->severity.n);
    put_rule_text(e, "kind", r->kind.s, r->kind.n);
    put_rule_text(e, "version", r->version.s, r->version.n);
    put_rule_text(e, "query", e->src->query.p, e->src->query.n);
    if (r->tactics.n) cw_line(w, ".tactics = %s, .tactic_count = %zu,", tactics, r->tactics.n);
    if (r->techniques.n) cw_line(w, ".techniques = %s, .technique_count = %zu,", techniques, r->techniques.n);
    if (entities) cw_line(w, ".entities = %sentities, .entity_count = %u,", e->o->prefix, entities);
    cw_line(w, ".query_period = %s,", ticks(e, r->query_period));
    cw_line(w, ".query_frequency = %s,", ticks(e, r->query_frequency));
    cw_line(w, ".trigger = %s,", triggers[r->trigger]);
    cw_line(w, ".threshold = INT64_C(%" PRId64 "),", r->threshold);
}

void emit_metadata(struct emitter *e) {
    struct cwriter *w = &e->tail;
    const char *prefix = e->o->prefix;
    put_fields(e);
    unsigned sources = put_sources(e), supplied = put_supplied(e);
    put_columns(e);
    const char *tactics = put_texts(e, "tactics", &e->rule->tactics);
    const char *techniques = put_texts(e, "techniques", &e->rule->techniques);
    unsigned entities = put_entities(e);
    cw_blank(w);
    cw_line(w, "extern const kq_detector %s;", e->o->symbol);
    cw_open(w, "const kq_detector %s = {", e->o->symbol);
    cw_line(w, ".abi = KQ_ABI,");
    cw_open(w, ".rule = {");
    put_rule(e, tactics, techniques, entities);
    cw_close(w, ",");
    if (e->fields.n) cw_line(w, ".fields = %sfields, .field_count = %zu,", prefix, e->fields.n);
    if (sources) cw_line(w, ".sources = %ssources, .source_count = %u,", prefix, sources);
    if (supplied) cw_line(w, ".supplied = %ssupplied, .supplied_count = %u,", prefix, supplied);
    if (e->plan->result_count) cw_line(w, ".columns = %scolumns, .column_count = %zu,", prefix, e->plan->result_count);
    if (e->has_state) cw_line(w, ".state_size = sizeof(struct %sstate),", prefix);
    cw_line(w, ".open = %sdetector_open,", prefix);
    if (emit_prepares(e)) cw_line(w, ".prepare = %sdetector_prepare,", prefix);
    if (plan_merges(e->plan)) cw_line(w, ".merge = %sdetector_merge,", prefix);
    cw_line(w, ".finish = %sdetector_finish,", prefix);
    if (e->in_order) cw_line(w, ".in_order = true,");
    if (e->asks_geo_ip) cw_line(w, ".open_geo_ip = kq_geo_ip_open,");
    cw_close(w, ";");
}
