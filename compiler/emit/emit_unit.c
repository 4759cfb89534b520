/* The whole C file of one detector, in the order in which it reads: banner, ABI guard, row structs and state,
 * constants, one function per pipeline, open and finish, tables. */
#include "emit_internal.h"

#include <inttypes.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#ifndef KQLC_VERSION
#define KQLC_VERSION "dev"
#endif

struct breaker *breaker_of(struct emitter *e, const struct plan_op *op) {
    for (size_t i = 0; i < e->breakers.n; i++)
        if (e->breakers.v[i].op == op) return &e->breakers.v[i];
    return NULL;
}

struct breaker_numbers {
    unsigned groups, joins, sorts, others[PO_KINDS];
};

static void prepare_written(struct emitter *e, struct breaker *b, unsigned number) {
    b->writer = op_writers[b->op->kind];
    b->name = fmt(e, "%s_%u", b->writer->name, number);
    for (size_t i = 0; i < e->plan->pipeline_count; i++) {
        const struct pipeline *p = e->plan->pipelines[i];
        if (p->sink_op == b->op) b->kept = shape_make(e->a, p->sink_cols, p->sink_count);
        if (p->source_op == b->op) b->row = shape_make(e->a, p->in_cols, p->in_count);
    }
    if (b->writer->prepare) b->writer->prepare(e, b);
}

static const struct plan_op *owner_of(const struct emitter *e, const struct plan_op *op) {
    for (size_t i = 0; i < e->plan->pipeline_count; i++) {
        const struct pipeline *p = e->plan->pipelines[i];
        if (p->sink_op == op && p->leg == 0) return p->within;
    }
    return NULL;
}

static void add_breaker(struct emitter *e, const struct plan_op *op, struct breaker_numbers *n) {
    if (!op || breaker_of(e, op)) return;
    struct breaker b = {.op = op, .owner = owner_of(e, op)};
    if (op->kind == PO_SUMMARIZE) {
        group_prepare(e, &b, ++n->groups);
    } else if (op->kind == PO_JOIN) {
        join_prepare(e, &b, ++n->joins);
    } else if (op->kind == PO_SORT) {
        sort_prepare(e, &b, ++n->sorts);
    } else if (op_writers[op->kind]) {
        prepare_written(e, &b, ++n->others[op->kind]);
    } else {
        return;
    }
    VEC_PUSH(e->a, &e->breakers, b);
}

static void prepare(struct emitter *e) {
    const struct plan *p = e->plan;
    struct breaker_numbers numbers = {0};
    collect_stages(e);
    for (size_t i = 0; i < p->pipeline_count; i++) {
        add_breaker(e, p->pipelines[i]->source_op, &numbers);
        add_breaker(e, p->pipelines[i]->sink_op, &numbers);
    }
    for (size_t i = 0; i < e->breakers.n; i++) {
        const struct op_writer *w = e->breakers.v[i].writer;
        if (!w || w->state) e->has_state = true;
    }
    e->functions_of = ARENA_ARRAY(e->a, const char *, p->pipeline_count + 1);
    static const char *const names[] = {
        [FROM_SCAN] = "scan",  [FROM_ROW] = "row",     [FROM_VALUES] = "values", [FROM_GROUPS] = "groups",
        [FROM_ROWS] = "lefts", [FROM_MATCH] = "match", [FROM_SORTED] = "sorted", [FROM_UNMATCHED] = "unmatched",
        [FROM_KEPT] = "",      [FROM_NEXT] = ""};
    for (size_t i = 0; i < p->pipeline_count; i++) {
        const struct pipeline *l = p->pipelines[i];
        const char *source = names[l->source][0] ? names[l->source] : op_writers[l->source_op->kind]->name;
        const char *name = fmt(e, "%s_%u", source, l->id);
        if (l->source == FROM_SCAN) {
            struct strbuf b = {0};
            strbuf_printf(&b, "%s_", name);
            c_put_identifier(&b, l->source_op->table, strlen(l->source_op->table), 64);
            name = fmt(e, "%s", b.p);
            strbuf_free(&b);
        }
        e->functions_of[l->id] = fmt(e, "%s%s", e->o->prefix, name);
    }
}

/* struct ..._row: what the pipeline behind an operator with a writer takes. */
static void put_row(struct emitter *e, const struct breaker *b) {
    struct cwriter *w = &e->types;
    if (b->writer->parameter) return;
    cw_blank(w);
    cw_open(w, "struct %s%s_row {", e->o->prefix, b->name);
    for (size_t i = 0; i < b->row.n; i++) cw_line(w, "%s %s;", c_type(b->row.cols[i]->type), b->row.fields[i]);
    if (b->row.n == 0) cw_line(w, "char unused;");
    cw_close(w, ";");
}

static void put_state(struct emitter *e) {
    struct cwriter *w = &e->types;
    for (size_t i = 0; i < e->breakers.n; i++) {
        const struct breaker *b = &e->breakers.v[i];
        if (b->group) group_types(e, b);
        if (b->join) join_types(e, b);
        if (b->sort) sort_types(e, b);
        if (b->writer) put_row(e, b);
        if (b->writer && b->writer->types) b->writer->types(e, b);
    }
    if (!e->has_state) return;
    cw_blank(w);
    cw_open(w, "struct %sstate {", e->o->prefix);
    for (size_t i = 0; i < e->breakers.n; i++) {
        const struct breaker *b = &e->breakers.v[i];
        if (b->group && b->op->def_count > 0) cw_line(w, "kq_table %ss;", b->group);
        if (b->group && b->op->def_count == 0) cw_line(w, "struct %s%s %ss;", e->o->prefix, b->group, b->group);
        if (b->sort) sort_state(e, b);
        if (b->writer && b->writer->state) b->writer->state(e, b);
        if (!b->join) continue;
        if (b->keeps_rows) cw_line(w, "kq_rows %s_rights;", b->join);
        cw_line(w, "kq_table %s_keys;", b->join);
        if (b->buffers_left) cw_line(w, "kq_rows %s_lefts;", b->join);
    }
    cw_close(w, ";");
}

/* A function that others call stands in front of them. */
static void put_function(struct emitter *e, const struct pipeline *p, bool *done) {
    if (done[p->id]) return;
    done[p->id] = true;
    if (p->next) put_function(e, p->next, done);
    for (size_t i = 0; p->sink == SINK_NEXT && p->leg == 0 && i < e->plan->pipeline_count; i++)
        if (e->plan->pipelines[i]->within == p->sink_op) put_function(e, e->plan->pipelines[i], done);
    emit_pipeline(e, p);
}

static void put_banner(struct emitter *e, struct cwriter *w) {
    struct strbuf name = {0};
    strbuf_puts(&name, "");
    c_put_comment(&name, e->o->rule_name, strlen(e->o->rule_name), 0);
    cw_line(w, "/* Generated by kqlc %s from %s (xxh64 %016" PRIx64 "). Do not edit: rerun kqlc. */", KQLC_VERSION,
            name.p, (uint64_t)XXH64(e->src->file.p, e->src->file.n, 0));
    strbuf_free(&name);
    cw_line(w, "#include <kq/kq.h>");
    if (e->uses_regex) cw_line(w, "%s", EMIT_REGEX_INCLUDE);
    cw_blank(w);
    cw_line(w, "#if KQ_ABI != %d", KQ_ABI);
    cw_line(w, "#error \"regenerate with the kqlc that matches this runtime\"");
    cw_line(w, "#endif");
}

void emit_unit(const struct plan *p, const struct rule *r, const struct source *src, const struct emit_options *o,
               struct strbuf *out) {
    struct emit_options options = *o;
    if (!options.prefix) options.prefix = "";
    if (!options.symbol) options.symbol = "kq_detector_main";
    if (!options.rule_name) options.rule_name = src->path;
    if (!options.output_name) options.output_name = "detector.c";
    struct emitter e = {.a = arena_new(), .plan = p, .rule = r, .src = src, .o = &options};
    struct cwriter *parts[] = {&e.types, &e.constants, &e.functions, &e.tail};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        parts[i]->line_directives = options.line_directives;
        parts[i]->kql_name = options.rule_name;
    }

    prepare(&e);
    put_state(&e);
    for (size_t i = 0; i < e.breakers.n; i++) {
        const struct breaker *b = &e.breakers.v[i];
        if (b->sort) sort_order(&e, b);
        if (b->writer && b->writer->functions) b->writer->functions(&e, b);
    }
    bool *done = ARENA_ARRAY(e.a, bool, p->pipeline_count + 1);
    for (size_t i = 0; i < p->pipeline_count; i++) put_function(&e, p->pipelines[i], done);
    emit_helpers(&e);
    emit_open_and_finish(&e);
    if (plan_merges(p)) emit_merge(&e);
    emit_metadata(&e);

    struct cwriter whole = {.line_directives = options.line_directives, .kql_name = options.rule_name};
    put_banner(&e, &whole);
    cw_append(&whole, &e.types);
    if (e.constants.out.n > 0) cw_blank(&whole);
    cw_append(&whole, &e.constants);
    cw_append(&whole, &e.functions);
    cw_append(&whole, &e.tail);
    cw_finish(&whole, options.output_name, out);

    cw_free(&whole);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) cw_free(parts[i]);
    arena_free(e.a);
}
