/* Makes up events for a rule: for each table that it reads, records that meet the conditions on their way to the
 * result, nearly meet them, or are there by chance; times lie in the rule's period. The same seed gives the same
 * events.
 *
 * Usage: kqevents [--seed N] [--events N] [--now TIME] [--dialect NAME] [--functions PATH]... RULE
 * Writes NDJSON, each record with its table as Type. Exit status 1: the rule does not compile (reported). */
#include "driver.h"
#include "functions.h"
#include "solve.h"
#include "timetext.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct generator {
    struct arena *arena;
    struct plan *plan;
    struct domain domain;
    struct px **defs;
    VEC(struct px *) conditions; /* of the operators above the one that is looked at */
    VEC(struct px *) keys;       /* join keys likewise: columns */
    VEC(struct px *) groups;     /* and what summarize groups by */
    VEC(const char *) lines;
    size_t events;
};

/* ---- one record ----------------------------------------------------------------------------------------------------
 */

/* Values of join keys come from few texts that do not depend on the column's name. */
static void fill_key(struct solver *s, struct px *key) {
    static const char *const texts[] = {"alice@contoso.com", "203.0.113.7", "pc-1.contoso.com"};
    struct place *p = place_of(s, key);
    if (!p || p->kind != PLACE_EMPTY || !chance_percent(&s->domain->chance, 80)) return;
    if (p->type != KQ_T_STRING && p->type != KQ_T_NONE) return;
    const char *t = texts[chance_below(&s->domain->chance, sizeof texts / sizeof *texts)];
    p->kind = PLACE_STRING;
    p->text = text_of(t, strlen(t));
}

/* Many records of one group that are different otherwise: for conditions on counts. */
static void fill_group(struct solver *s, struct px *key) {
    struct place *p = place_of(s, key);
    if (!p || (p->kind != PLACE_EMPTY && p->kind != PLACE_RANGE)) return;
    if (p->type == KQ_T_DATETIME) { /* of one bin, most of them */
        int64_t late = p->kind == PLACE_RANGE ? p->hi : s->domain->now - 1, early = late - 20 * KQ_TICKS_PER_SECOND;
        if (p->kind == PLACE_EMPTY || early > p->lo) p->kind = PLACE_RANGE, p->lo = early, p->hi = late;
    } else if (p->kind == PLACE_EMPTY && (p->type == KQ_T_STRING || p->type == KQ_T_NONE)) {
        p->kind = PLACE_STRING;
        p->text = TEXT_LIT("203.0.113.7");
    } else if (p->kind == PLACE_EMPTY && (p->type == KQ_T_INT || p->type == KQ_T_LONG)) {
        p->kind = PLACE_RAW;
        p->text = TEXT_LIT("4");
    }
}

static void fill_paths(struct solver *s) {
    for (size_t i = 0; i < s->scan->path_count; i++) {
        const struct po_path *path = &s->scan->paths[i];
        struct place *p = s->record;
        for (size_t k = 0; p && k < path->n; k++) p = place_member(s->arena, p, path->keys[k]);
    }
    for (size_t i = 0; i < s->scan->col_count; i++) { /* columns have types, whatever is read of them */
        struct place *p = place_member(s->arena, s->record, s->scan->cols[i]->name);
        p->type = s->scan->cols[i]->type;
    }
}

static void make_record(struct generator *g, const struct plan_op *scan) {
    struct chance *c = &g->domain.chance;
    struct arena *a = arena_new();
    struct solver s = {a, &g->domain, scan, place_new(a, scan->table, KQ_T_NONE), g->defs, g->plan->next_column, 0};
    s.record->kind = PLACE_OBJECT;
    bool by_chance = chance_percent(c, 10), nearly = chance_percent(c, 20);
    g->domain.distinct = g->groups.n && chance_percent(c, 50);
    size_t missed = g->conditions.n && nearly ? chance_below(c, g->conditions.n) : SIZE_MAX;
    /* from the table up: what stands next to it says most about it */
    for (size_t i = g->conditions.n; i-- > 0 && !by_chance;) solve(&s, g->conditions.v[i], i != missed);
    for (size_t i = g->groups.n; i-- > 0 && g->domain.distinct;) fill_group(&s, g->groups.v[i]);
    for (size_t i = g->keys.n; i-- > 0;) fill_key(&s, g->keys.v[i]);
    if (scan->time_column && !chance_percent(c, 3)) {
        struct place *time = place_of(&s, px_column(a, scan->time_column, scan->span));
        if (time && time->kind == PLACE_EMPTY)
            time->kind = PLACE_RANGE, time->lo = g->domain.from, time->hi = g->domain.now - 1;
    }
    fill_paths(&s);

    struct strbuf line = {0};
    strbuf_puts(&line, "{\"Type\":");
    strbuf_json(&line, scan->table, strlen(scan->table));
    for (size_t i = 0; i < s.record->n; i++) {
        struct place *p = s.record->members[i].place;
        if (p->kind == PLACE_ABSENT || strcmp(s.record->members[i].key, "Type") == 0) continue;
        strbuf_putc(&line, ',');
        strbuf_json(&line, s.record->members[i].key, strlen(s.record->members[i].key));
        strbuf_putc(&line, ':');
        place_write(a, p, &g->domain, &line);
    }
    strbuf_puts(&line, "}\n");
    VEC_PUSH(g->arena, &g->lines, arena_strndup(g->arena, line.p, line.n));
    strbuf_free(&line);
    arena_free(a);
}

/* ---- from the result down to the tables ----------------------------------------------------------------------------
 */

static void visit(struct generator *g, struct plan_op *op);

static void visit_input(void *context, struct plan_op **input) { visit(context, *input); }

static void define(struct generator *g, const struct column *c, struct px *e) {
    bool passed = e && e->kind == PX_COL && e->col == c; /* the input's column as it is */
    if (e && !passed && c->id < g->plan->next_column) g->defs[c->id] = e;
}

static void define_column(struct generator *g, const struct column *c, struct column *from) {
    define(g, c, px_column(g->arena, from, (struct span){0}));
}

/* What an aggregate gives is often one of the values that it takes. */
static void define_aggregate(struct generator *g, const struct po_agg *agg) {
    static const char *const names[] = {"max", "min", "take_any", "any", "arg_max", "arg_min", "take_anyif"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(agg->row->name, names[i]) != 0) continue;
        for (size_t k = 0; k < agg->out_count && k < agg->n; k++) define(g, agg->outs[k], agg->args[k]);
    }
}

static void visit_union(struct generator *g, struct plan_op *op) {
    for (size_t leg = 0; leg < op->leg_count; leg++) {
        for (size_t i = 0; i < op->col_count; i++)
            if (op->legs[leg].from[i]) define_column(g, op->cols[i], op->legs[leg].from[i]);
        visit(g, op->legs[leg].input);
    }
}

static void visit_join(struct generator *g, struct plan_op *op) {
    for (size_t i = 0; i < op->col_count; i++) define_column(g, op->cols[i], op->join_from[i]);
    size_t keys = g->keys.n;
    for (size_t i = 0; i < op->key_count; i++)
        VEC_PUSH(g->arena, &g->keys, px_column(g->arena, op->keys[i].left, op->span));
    visit(g, op->input);
    g->keys.n = keys;
    for (size_t i = 0; i < op->key_count; i++)
        VEC_PUSH(g->arena, &g->keys, px_column(g->arena, op->keys[i].right, op->span));
    visit(g, op->right);
    g->keys.n = keys;
}

static void visit(struct generator *g, struct plan_op *op) {
    size_t conditions = g->conditions.n, groups = g->groups.n;
    for (size_t i = 0; op->kind == PO_SUMMARIZE && i < op->def_count; i++)
        VEC_PUSH(g->arena, &g->groups, op->defs[i].expr);
    for (size_t i = 0; i < op->def_count; i++) define(g, op->defs[i].col, op->defs[i].expr);
    for (size_t i = 0; i < op->agg_count; i++) define_aggregate(g, &op->aggs[i]);
    if (op->predicate) VEC_PUSH(g->arena, &g->conditions, op->predicate);
    if (op->kind == PO_SCAN) {
        for (size_t i = 0; i < g->events; i++) make_record(g, op);
    } else if (op->kind == PO_UNION) {
        visit_union(g, op);
    } else if (op->kind == PO_JOIN) {
        visit_join(g, op);
    } else {
        po_each_input(op, visit_input, g);
    }
    g->conditions.n = conditions;
    g->groups.n = groups;
}

/* ---- the program ----------------------------------------------------------------------------------------------------
 */

static int usage(void) {
    fprintf(stderr,
            "usage: kqevents [--seed N] [--events N] [--now TIME] [--dialect NAME] [--functions PATH]... RULE\n");
    return 2;
}

/* Records of all tables, mixed. */
static void write_lines(struct generator *g) {
    for (size_t i = g->lines.n; i > 1; i--) {
        size_t k = chance_below(&g->domain.chance, i);
        const char *swapped = g->lines.v[i - 1];
        g->lines.v[i - 1] = g->lines.v[k];
        g->lines.v[k] = swapped;
    }
    for (size_t i = 0; i < g->lines.n; i++) fputs(g->lines.v[i], stdout);
}

static bool option(struct generator *g, struct schema *schema, const char *name, const char *value) {
    char *error = NULL;
    enum schema_dialect dialect;
    if (strcmp(name, "--seed") == 0) {
        g->domain.chance.state = strtoull(value, NULL, 10) * UINT64_C(0x9E3779B97F4A7C15) | 1;
    } else if (strcmp(name, "--events") == 0) {
        g->events = strtoul(value, NULL, 10);
    } else if (strcmp(name, "--now") == 0) {
        return kq_parse_datetime(kq_mk_string(value, strlen(value)), &g->domain.now);
    } else if (strcmp(name, "--dialect") == 0) {
        if (!schema_dialect_from_name(value, &dialect)) return false;
        schema_set_dialect(schema, dialect);
    } else if (strcmp(name, "--functions") == 0) {
        if (schema_functions_load(schema, value, &error)) return true;
        fprintf(stderr, "kqevents: %s\n", error);
        free(error);
        return false;
    } else {
        return false;
    }
    return true;
}

/* All passes off but the one that finds what is read: conditions stand where the rule has them. */
static size_t disabled_passes(struct arena *a, const char ***names) {
    size_t n = 0;
    while (plan_passes[n].name) n++;
    *names = ARENA_ARRAY(a, const char *, n + 1);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (strcmp(plan_passes[i].name, "prune-columns") != 0) (*names)[kept++] = plan_passes[i].name;
    return kept;
}

int main(int argc, char **argv) {
    struct arena *a = arena_new();
    struct generator g = {.arena = a, .events = 300, .domain.chance.state = 1};
    struct schema *schema = schema_new(a);
    bool ok = option(&g, schema, "--now", "2026-03-02T12:00:00Z");
    for (; ok && argc > 3; argc -= 2, argv += 2) ok = option(&g, schema, argv[1], argv[2]);
    if (!ok || argc != 2) return usage();
    size_t n = 0;
    char *text = read_file(argv[1], &n);
    if (!text) return perror(argv[1]), 1;
    struct compile_options o = {.schema = schema, .stop = STOP_NEVER};
    const char **names = NULL;
    o.disabled_count = disabled_passes(a, &names);
    o.disabled_passes = names;
    struct compilation *k = compile_text(argv[1], text_of(text, n), &o);
    free(text);
    bool compiled = diag_errors(k->diag) == 0 && k->plan;
    if (!compiled) diag_print_text(k->diag, stderr, false);
    if (compiled) {
        int64_t period = k->rule.query_period ? k->rule.query_period : 14 * KQ_TICKS_PER_DAY;
        g.domain.from = g.domain.now - period;
        g.plan = k->plan;
        g.defs = ARENA_ARRAY(a, struct px *, k->plan->next_column + 1);
        domain_of(a, k->plan, &g.domain);
        visit(&g, k->plan->root);
        write_lines(&g);
    }
    compilation_free(k);
    arena_free(a);
    return compiled ? 0 : 1;
}
