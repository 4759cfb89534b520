/* `kqlc explain`: what the detector will read, which records it can pass over, what it keeps in memory and by which
 * key, and how the input could be split. Text for people, JSON for tools; both say the same. */
#include "px.h"

#include <string.h>

/* First line of the KQL stage that an operator came from, without its pipe and surrounding space. */
static struct text stage_text(const struct plan_op *op, struct text query) {
    if (op->span.in_file || op->span.end > query.n || op->span.start >= op->span.end) return text_of("", 0);
    const char *p = query.p + op->span.start, *end = query.p + op->span.end;
    while (p < end && (*p == ' ' || *p == '|' || *p == '\t' || *p == '\n' || *p == '\r')) p++;
    const char *stop = p;
    while (stop < end && *stop != '\n' && *stop != '\r') stop++;
    while (stop > p && (stop[-1] == ' ' || stop[-1] == '\t')) stop--;
    return text_of(p, (size_t)(stop - p));
}

static const struct pipeline *find_pipeline(const struct plan *p, const struct plan_op *sink_op, enum pl_sink sink) {
    for (size_t i = 0; i < p->pipeline_count; i++) {
        const struct pipeline *l = p->pipelines[i];
        if (l->sink_op == sink_op && l->sink == sink && l->source != FROM_UNMATCHED) return l;
    }
    return NULL;
}

static bool has_state(const struct plan_op *op) {
    return po_traits[op->kind].cls == PC_BREAKER || po_traits[op->kind].cls == PC_JOIN;
}

typedef VEC(const struct plan_op *) op_list;

/* Inputs first: the order in which data meets the operators. */
static void collect(struct arena *a, const struct plan_op *op, op_list *out) {
    if (op->input) collect(a, op->input, out);
    if (op->right) collect(a, op->right, out);
    for (size_t i = 0; i < op->leg_count; i++) collect(a, op->legs[i].input, out);
    VEC_PUSH(a, out, op);
}

/* What is read of a table: "Column" or "Column.a.b". Without prune-columns, the columns live in the scan's pipeline. */
static void reads_of(struct arena *a, const struct plan *p, const struct plan_op *scan, struct po_path **paths,
                     size_t *n) {
    *paths = scan->paths;
    *n = scan->path_count;
    if (scan->path_count > 0) return;
    for (size_t i = 0; i < p->pipeline_count; i++) {
        const struct pipeline *l = p->pipelines[i];
        if (l->source != FROM_SCAN || l->source_op != scan) continue;
        *n = l->in_count;
        *paths = ARENA_ARRAY(a, struct po_path, l->in_count);
        for (size_t k = 0; k < l->in_count; k++) {
            (*paths)[k].keys = ARENA_ARRAY(a, const char *, 1);
            (*paths)[k].keys[0] = l->in_cols[k]->name;
            (*paths)[k].n = 1;
        }
    }
}

static kq_type type_of_read(const struct plan_op *scan, const struct po_path *path) {
    for (size_t i = 0; i < scan->col_count; i++) {
        if (strcmp(scan->cols[i]->name, path->keys[0]) == 0) return path->n > 1 ? KQ_T_DYNAMIC : scan->cols[i]->type;
    }
    return KQ_T_DYNAMIC;
}

static void join_path(const struct po_path *path, struct strbuf *out) {
    for (size_t i = 0; i < path->n; i++) strbuf_printf(out, "%s%s", i > 0 ? "." : "", path->keys[i]);
}

/* ---- text */

static void text_columns(struct column *const *cols, size_t n, struct strbuf *out) {
    for (size_t i = 0; i < n; i++) {
        if (i > 0) strbuf_puts(out, ", ");
        px_print_column(cols[i], NULL, out);
    }
    if (n == 0) strbuf_puts(out, "(none)");
}

static void text_needles(const struct plan_op *scan, struct strbuf *out) {
    strbuf_puts(out, "\n    needles  ");
    for (size_t i = 0; i < scan->clause_count; i++) {
        const struct po_clause *c = &scan->clauses[i];
        if (i > 0) strbuf_puts(out, "             and ");
        for (size_t k = 0; k < c->needle_count; k++) strbuf_printf(out, "%s\"%s\"", k > 0 ? " or " : "", c->needles[k]);
        if (i == 0) strbuf_printf(out, " (first: %s%s)", c->needle_count > 1 ? "at worst " : "", c->why);
        strbuf_putc(out, '\n');
    }
    if (scan->clause_count == 0)
        strbuf_printf(out, "none: %s; every record is looked at\n",
                      scan->no_needles ? scan->no_needles : "they are switched off");
}

static void text_scan(struct arena *a, const struct plan *p, const struct plan_op *scan, struct strbuf *out) {
    strbuf_printf(out, "  %s", scan->table);
    if (scan->time_column) strbuf_printf(out, ", where %s is in the rule's period", scan->time_column->name);
    strbuf_puts(out, "\n    reads    ");
    struct po_path *paths;
    size_t n;
    reads_of(a, p, scan, &paths, &n);
    for (size_t i = 0; i < n; i++) {
        if (i > 0) strbuf_puts(out, ", ");
        join_path(&paths[i], out);
    }
    if (n == 0) strbuf_puts(out, "no field");
    text_needles(scan, out);
}

static void text_state(const struct plan *p, const struct plan_op *op, struct text query, struct strbuf *out) {
    struct text stage = stage_text(op, query);
    if (op->kind == PO_SUMMARIZE) {
        strbuf_puts(out, "  groups by ");
        if (op->def_count == 0) strbuf_puts(out, "nothing (one row)");
        for (size_t i = 0; i < op->def_count; i++) {
            if (i > 0) strbuf_puts(out, ", ");
            px_print(op->defs[i].expr, NULL, out);
        }
        strbuf_printf(out, "\n    stage    %.*s\n    keeps    ", (int)stage.n, stage.p);
        for (size_t i = 0; i < op->agg_count; i++) {
            if (i > 0) strbuf_puts(out, "; ");
            po_print_agg(&op->aggs[i], NULL, out);
        }
        strbuf_puts(out, op->agg_count > 0 ? "\n" : "the keys alone\n");
        return;
    }
    if (op->kind == PO_SORT) {
        const struct pipeline *fill = find_pipeline(p, op, SINK_SORT);
        strbuf_puts(out, "  ");
        po_print_sort(op, NULL, out);
        strbuf_printf(out, "\n    stage    %.*s\n    keeps    ", (int)stage.n, stage.p);
        text_columns(fill ? fill->sink_cols : NULL, fill ? fill->sink_count : 0, out);
        strbuf_putc(out, '\n');
        return;
    }
    if (op->kind != PO_JOIN) {
        const struct pipeline *fill = find_pipeline(p, op, SINK_KEEP);
        strbuf_printf(out, "  %s\n    stage    %.*s\n    keeps    ", po_traits[op->kind].name, (int)stage.n, stage.p);
        text_columns(fill ? fill->sink_cols : NULL, fill ? fill->sink_count : 0, out);
        strbuf_putc(out, '\n');
        return;
    }
    strbuf_printf(out, "  join %s on ", join_kind_name(op->join_kind));
    po_print_join_keys(op, NULL, out);
    strbuf_printf(out, "\n    stage    %.*s", (int)stage.n, stage.p);
    const struct pipeline *build = find_pipeline(p, op, SINK_BUILD), *rows = find_pipeline(p, op, SINK_ROWS);
    if (build) {
        strbuf_puts(out, "\n    right    keeps ");
        text_columns(build->sink_cols, build->sink_count, out);
    }
    strbuf_puts(out, "\n    left     ");
    if (rows) {
        strbuf_puts(out, "keeps ");
        text_columns(rows->sink_cols, rows->sink_count, out);
        strbuf_puts(out, " until the input has ended\n");
    } else {
        strbuf_puts(out, "is not kept\n");
    }
}

static void text_partition(struct arena *a, const struct plan *p, struct strbuf *out) {
    struct partition part;
    plan_partition(a, p, &part);
    if (part.kind == PARTITION_NONE) strbuf_puts(out, "  none: the input must be seen as a whole\n");
    if (part.kind == PARTITION_ANY) strbuf_puts(out, "  any: each record is answered on its own\n");
    for (size_t i = 0; i < part.scans.n; i++) {
        strbuf_printf(out, "  %s by ", part.scans.v[i].scan->table);
        for (size_t k = 0; k < part.scans.v[i].by.n; k++) {
            if (k > 0) strbuf_puts(out, ", ");
            px_print(part.scans.v[i].by.v[k], NULL, out);
        }
        strbuf_putc(out, '\n');
    }
}

void plan_explain_text(const struct plan *p, struct text query, struct strbuf *out) {
    struct arena *a = arena_new();
    op_list ops = {0};
    collect(a, p->root, &ops);

    strbuf_puts(out, "plan\n");
    struct strbuf tree = {0};
    plan_dump(p, &tree);
    const char *line = tree.p;
    while (line && *line) {
        const char *end = strchr(line, '\n');
        size_t n = end ? (size_t)(end - line) : strlen(line);
        strbuf_puts(out, "  ");
        strbuf_put(out, line, n);
        strbuf_putc(out, '\n');
        line = end ? end + 1 : NULL;
    }
    strbuf_free(&tree);

    strbuf_puts(out, "\ntables\n");
    bool any = false;
    for (size_t i = 0; i < ops.n; i++) {
        if (ops.v[i]->kind == PO_SCAN) text_scan(a, p, ops.v[i], out);
        any = any || ops.v[i]->kind == PO_SCAN;
    }
    if (!any) strbuf_puts(out, "  none: no input is read\n");
    strbuf_puts(out, "\nstate\n");
    any = false;
    for (size_t i = 0; i < ops.n; i++) {
        if (!has_state(ops.v[i])) continue;
        text_state(p, ops.v[i], query, out);
        any = true;
    }
    if (!any) strbuf_puts(out, "  none\n");
    strbuf_puts(out, "\npartition key\n");
    text_partition(a, p, out);
    arena_free(a);
}

/* ---- JSON */

static void json_text(const char *s, struct strbuf *out) { strbuf_json(out, s, strlen(s)); }

static void json_phrase(const char *s, struct strbuf *out) {
    if (s)
        json_text(s, out);
    else
        strbuf_puts(out, "null");
}

static void json_columns(struct column *const *cols, size_t n, struct strbuf *out) {
    strbuf_putc(out, '[');
    for (size_t i = 0; i < n; i++) {
        if (i > 0) strbuf_putc(out, ',');
        json_text(cols[i]->name, out);
    }
    strbuf_putc(out, ']');
}

static void json_px(const struct px *e, struct strbuf *out) {
    struct strbuf b = {0};
    px_print(e, NULL, &b);
    json_text(b.p ? b.p : "", out);
    strbuf_free(&b);
}

static void json_scan(struct arena *a, const struct plan *p, const struct plan_op *scan, struct strbuf *out) {
    strbuf_puts(out, "{\"table\":");
    json_text(scan->table, out);
    strbuf_puts(out, ",\"windowColumn\":");
    json_phrase(scan->time_column ? scan->time_column->name : NULL, out);
    strbuf_puts(out, ",\"reads\":[");
    struct po_path *paths;
    size_t n;
    reads_of(a, p, scan, &paths, &n);
    for (size_t i = 0; i < n; i++) {
        strbuf_puts(out, i > 0 ? ",{\"path\":[" : "{\"path\":[");
        for (size_t k = 0; k < paths[i].n; k++) {
            if (k > 0) strbuf_putc(out, ',');
            json_text(paths[i].keys[k], out);
        }
        strbuf_printf(out, "],\"type\":\"%s\"}", type_name(type_of_read(scan, &paths[i])));
    }
    strbuf_puts(out, "],\"needles\":[");
    for (size_t i = 0; i < scan->clause_count; i++) {
        strbuf_puts(out, i > 0 ? ",[" : "[");
        for (size_t k = 0; k < scan->clauses[i].needle_count; k++)
            strbuf_printf(out, "%s\"%s\"", k > 0 ? "," : "", scan->clauses[i].needles[k]);
        strbuf_putc(out, ']');
    }
    strbuf_puts(out, "],\"firstNeedles\":");
    json_phrase(scan->clause_count > 0 ? scan->clauses[0].why : NULL, out);
    strbuf_puts(out, ",\"noNeedles\":");
    json_phrase(scan->clause_count > 0 ? NULL : scan->no_needles, out);
    strbuf_putc(out, '}');
}

static void json_state(const struct plan *p, const struct plan_op *op, struct text query, struct strbuf *out) {
    struct text stage = stage_text(op, query);
    strbuf_printf(out, "{\"kind\":\"%s\",\"stage\":", po_traits[op->kind].name);
    strbuf_json(out, stage.p, stage.n);
    strbuf_puts(out, ",\"keys\":[");
    if (op->kind == PO_SUMMARIZE) {
        for (size_t i = 0; i < op->def_count; i++) {
            strbuf_puts(out, i > 0 ? ",{\"column\":" : "{\"column\":");
            json_text(op->defs[i].col->name, out);
            strbuf_puts(out, ",\"expression\":");
            json_px(op->defs[i].expr, out);
            strbuf_putc(out, '}');
        }
        strbuf_puts(out, "],\"aggregates\":[");
        for (size_t i = 0; i < op->agg_count; i++) {
            struct strbuf b = {0};
            po_print_agg(&op->aggs[i], NULL, &b);
            if (i > 0) strbuf_putc(out, ',');
            json_text(b.p, out);
            strbuf_free(&b);
        }
        strbuf_puts(out, "]}");
        return;
    }
    if (op->kind == PO_SORT) {
        const struct pipeline *fill = find_pipeline(p, op, SINK_SORT);
        for (size_t i = 0; i < op->order_count; i++) {
            strbuf_puts(out, i > 0 ? ",{\"column\":" : "{\"column\":");
            json_text(op->order[i].col->name, out);
            strbuf_printf(out, ",\"descending\":%s,\"nullsFirst\":%s}", op->order[i].descending ? "true" : "false",
                          op->order[i].nulls_first ? "true" : "false");
        }
        strbuf_puts(out, "],\"limit\":");
        if (op->limited)
            strbuf_printf(out, "%llu", (unsigned long long)op->limit);
        else
            strbuf_puts(out, "null");
        strbuf_puts(out, ",\"keeps\":");
        json_columns(fill ? fill->sink_cols : NULL, fill ? fill->sink_count : 0, out);
        strbuf_putc(out, '}');
        return;
    }
    if (op->kind != PO_JOIN) {
        const struct pipeline *fill = find_pipeline(p, op, SINK_KEEP);
        strbuf_puts(out, "],\"keeps\":");
        json_columns(fill ? fill->sink_cols : NULL, fill ? fill->sink_count : 0, out);
        strbuf_putc(out, '}');
        return;
    }
    for (size_t i = 0; i < op->key_count; i++) {
        strbuf_puts(out, i > 0 ? ",{\"left\":" : "{\"left\":");
        json_text(op->keys[i].left->name, out);
        strbuf_puts(out, ",\"right\":");
        json_text(op->keys[i].right->name, out);
        strbuf_putc(out, '}');
    }
    strbuf_printf(out, "],\"joinKind\":\"%s\",\"rightKeeps\":", join_kind_name(op->join_kind));
    const struct pipeline *build = find_pipeline(p, op, SINK_BUILD), *rows = find_pipeline(p, op, SINK_ROWS);
    json_columns(build ? build->sink_cols : NULL, build ? build->sink_count : 0, out);
    strbuf_puts(out, ",\"leftKeeps\":");
    json_columns(rows ? rows->sink_cols : NULL, rows ? rows->sink_count : 0, out);
    strbuf_putc(out, '}');
}

static void json_partition(struct arena *a, const struct plan *p, struct strbuf *out) {
    static const char *const kinds[] = {[PARTITION_NONE] = "none", [PARTITION_ANY] = "any", [PARTITION_KEY] = "key"};
    struct partition part;
    plan_partition(a, p, &part);
    strbuf_printf(out, "{\"kind\":\"%s\",\"tables\":[", kinds[part.kind]);
    for (size_t i = 0; i < part.scans.n; i++) {
        strbuf_puts(out, i > 0 ? ",{\"table\":" : "{\"table\":");
        json_text(part.scans.v[i].scan->table, out);
        strbuf_puts(out, ",\"by\":[");
        for (size_t k = 0; k < part.scans.v[i].by.n; k++) {
            if (k > 0) strbuf_putc(out, ',');
            json_px(part.scans.v[i].by.v[k], out);
        }
        strbuf_puts(out, "]}");
    }
    strbuf_puts(out, "]}");
}

void plan_explain_json(const struct plan *p, struct text query, struct strbuf *out) {
    struct arena *a = arena_new();
    op_list ops = {0};
    collect(a, p->root, &ops);
    struct strbuf tree = {0};
    plan_dump(p, &tree);
    strbuf_puts(out, "{\"plan\":");
    json_text(tree.p, out);
    strbuf_free(&tree);
    strbuf_puts(out, ",\"result\":[");
    for (size_t i = 0; i < p->result_count; i++) {
        strbuf_puts(out, i > 0 ? ",{\"name\":" : "{\"name\":");
        json_text(p->result_names[i], out);
        strbuf_printf(out, ",\"type\":\"%s\"}", type_name(p->result[i]->type));
    }
    strbuf_puts(out, "],\"tables\":[");
    bool first = true;
    for (size_t i = 0; i < ops.n; i++) {
        if (ops.v[i]->kind != PO_SCAN) continue;
        if (!first) strbuf_putc(out, ',');
        json_scan(a, p, ops.v[i], out);
        first = false;
    }
    strbuf_puts(out, "],\"state\":[");
    first = true;
    for (size_t i = 0; i < ops.n; i++) {
        if (!has_state(ops.v[i])) continue;
        if (!first) strbuf_putc(out, ',');
        json_state(p, ops.v[i], query, out);
        first = false;
    }
    strbuf_puts(out, "],\"partition\":");
    json_partition(a, p, out);
    strbuf_puts(out, "}\n");
    arena_free(a);
}
