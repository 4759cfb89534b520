/* `--dump plan`: the plan as a tree, then the pipelines once they are cut. The root comes first and each operator's
 * input stands below it; only the two inputs of a join are indented. */
#include "px.h"

#include <inttypes.h>
#include <string.h>

static void print_cols(struct column *const *cols, size_t n, const struct colset *unique, struct strbuf *out) {
    for (size_t i = 0; i < n; i++) {
        if (i > 0) strbuf_puts(out, ", ");
        if (cols[i])
            px_print_column(cols[i], unique, out);
        else
            strbuf_puts(out, "null");
    }
}

static void print_defs(const struct plan_op *op, const struct colset *unique, struct strbuf *out) {
    for (size_t i = 0; i < op->def_count; i++) {
        if (i > 0) strbuf_puts(out, ", ");
        px_print_column(op->defs[i].col, unique, out);
        if (op->defs[i].expr->kind == PX_COL && op->defs[i].expr->col == op->defs[i].col) continue;
        strbuf_puts(out, " = ");
        px_print(op->defs[i].expr, unique, out);
    }
}

static void print_summarize(const struct plan_op *op, const struct colset *unique, struct strbuf *out) {
    for (size_t i = 0; i < op->agg_count; i++) {
        if (i > 0) strbuf_puts(out, ", ");
        po_print_agg(&op->aggs[i], unique, out);
    }
    if (op->def_count > 0) {
        strbuf_puts(out, op->agg_count > 0 ? " by " : "by ");
        print_defs(op, unique, out);
    }
}

static void print_join(const struct plan_op *op, const struct colset *unique, struct strbuf *out) {
    strbuf_printf(out, "%s on %s", join_kind_name(op->join_kind), op->networks ? "networks " : "");
    po_print_join_keys(op, unique, out);
    strbuf_puts(out, " -> ");
    for (size_t i = 0; i < op->col_count; i++) {
        if (i > 0) strbuf_puts(out, ", ");
        px_print_column(op->cols[i], unique, out);
        strbuf_puts(out, op->join_left[i] ? " = $left." : " = $right.");
        px_print_column(op->join_from[i], unique, out);
    }
}

/* What it computes and what it makes of that. */
static void print_any(const struct plan_op *op, const struct colset *unique, struct strbuf *out) {
    for (size_t i = 0; i < op->expr_count; i++) {
        if (i > 0) strbuf_puts(out, ", ");
        px_print(op->exprs[i], unique, out);
    }
    if (op->out_count == 0 && op->leg_count == 0) return;
    strbuf_puts(out, op->expr_count > 0 ? " -> " : "-> ");
    if (op->leg_count > 0)
        print_cols(op->cols, op->col_count, unique, out);
    else
        print_cols(op->outs, op->out_count, unique, out);
}

static void print_expand(const struct po_expand *x, struct strbuf *out) {
    if (x->pairs) strbuf_puts(out, ", bags as arrays");
    if (x->index) strbuf_puts(out, ", the last is the index");
    if (x->limited) strbuf_printf(out, ", at most %" PRIu64, x->limit);
}

static void print_text(struct text t, struct strbuf *out) {
    px_print_value(&(kq_value){KQ_T_STRING, false, {.s = {t.p, t.n}}}, out);
}

static void print_parse(const struct po_parse *x, struct strbuf *out) {
    if (x->by_key) {
        strbuf_puts(out, " by key");
        for (size_t i = 0; i < x->value_count; i++) strbuf_puts(out, i ? ", " : " "), print_text(x->keys[i], out);
        return;
    }
    if (x->by_regex) strbuf_puts(out, " with the regular expression "), print_text(x->regex, out);
    if (!x->by_regex) strbuf_puts(out, x->relaxed ? " relaxed with" : " with");
    for (size_t i = 0; i < x->part_count; i++) {
        strbuf_putc(out, ' ');
        if (x->parts[i].column)
            strbuf_puts(out, type_name(x->parts[i].type));
        else if (x->parts[i].star)
            strbuf_putc(out, '*');
        else
            print_text(x->parts[i].text, out);
    }
    if (x->where) strbuf_puts(out, ", rows that do not match dropped");
}

static void print_windows(const struct plan_op *op, const struct colset *unique, struct strbuf *out) {
    for (size_t i = 0; i < op->out_count; i++) {
        if (i > 0) strbuf_puts(out, ", ");
        px_print_column(op->outs[i], unique, out);
        strbuf_printf(out, " = %s(", op->windows[i].row->name);
        for (size_t k = 0; k < op->windows[i].n; k++) {
            if (k > 0) strbuf_puts(out, ", ");
            px_print(op->exprs[op->windows[i].first + k], unique, out);
        }
        strbuf_putc(out, ')');
    }
}

static void print_op(const struct plan_op *op, const struct colset *unique, struct strbuf *out) {
    if (op->kind != PO_SORT) strbuf_printf(out, "%s ", po_traits[op->kind].name);
    switch (op->kind) {
    case PO_SCAN:
        strbuf_printf(out, "%s", op->table);
        if (op->time_column) strbuf_printf(out, " window %s", op->time_column->name);
        for (size_t i = 0; i < op->clause_count; i++) {
            strbuf_puts(out, i > 0 ? " and" : " needles");
            for (size_t k = 0; k < op->clauses[i].needle_count; k++)
                strbuf_printf(out, " \"%s\"", op->clauses[i].needles[k]);
        }
        strbuf_puts(out, " -> ");
        print_cols(op->cols, op->col_count, unique, out);
        break;
    case PO_VALUES:
        strbuf_printf(out, "%zu rows -> ", op->row_count);
        print_cols(op->cols, op->col_count, unique, out);
        break;
    case PO_READ:
        for (size_t i = 0; i < op->col_count; i++) {
            strbuf_puts(out, i > 0 ? ", " : "");
            px_print_column(op->cols[i], unique, out);
            strbuf_puts(out, " = shared.");
            px_print_column(op->from[i], unique, out);
        }
        break;
    case PO_WHERE: px_print(op->predicate, unique, out); break;
    case PO_ROW:
    case PO_EXTEND:
    case PO_PROJECT: print_defs(op, unique, out); break;
    case PO_SUMMARIZE: print_summarize(op, unique, out); break;
    case PO_JOIN: print_join(op, unique, out); break;
    case PO_WINDOW: print_windows(op, unique, out); break;
    case PO_SORT: po_print_sort(op, unique, out); break;
    default:
        print_any(op, unique, out);
        if (op->expand) print_expand(op->expand, out);
        if (op->parse) print_parse(op->parse, out);
        break;
    }
}

static void print_tree(const struct plan_op *op, unsigned depth, const struct colset *unique, struct strbuf *out) {
    strbuf_printf(out, "%*s", (int)(2 * depth), "");
    print_op(op, unique, out);
    strbuf_putc(out, '\n');
    if (op->right) {
        strbuf_printf(out, "%*s%s:\n", (int)(2 * depth + 2), "", op->kind == PO_SHARE ? "rows" : "left");
        print_tree(op->input, depth + 2, unique, out);
        strbuf_printf(out, "%*s%s:\n", (int)(2 * depth + 2), "", op->kind == PO_SHARE ? "shared" : "right");
        print_tree(op->right, depth + 2, unique, out);
    } else if (op->leg_count > 0) {
        for (size_t i = 0; i < op->leg_count; i++) {
            strbuf_printf(out, "%*sinput %zu [", (int)(2 * depth + 2), "", i + 1);
            print_cols(op->legs[i].from, op->col_count, unique, out);
            strbuf_puts(out, "]:\n");
            print_tree(op->legs[i].input, depth + 2, unique, out);
        }
    } else if (op->input) {
        print_tree(op->input, depth, unique, out);
    }
}

static void print_source(const struct pipeline *p, struct strbuf *out) {
    static const char *const names[] = {
        [FROM_SCAN] = "scan",           [FROM_ROW] = "row",
        [FROM_VALUES] = "values",       [FROM_GROUPS] = "groups",
        [FROM_ROWS] = "kept left rows", [FROM_UNMATCHED] = "right rows after probing",
        [FROM_SORTED] = "sorted",       [FROM_MATCH] = "joined rows",
        [FROM_KEPT] = "kept",           [FROM_NEXT] = "rows handed on",
    };
    strbuf_puts(out, names[p->source]);
    if (p->source == FROM_SCAN) strbuf_printf(out, " %s", p->source_op->table);
}

static void print_pipeline(const struct pipeline *p, const struct colset *unique, struct strbuf *out) {
    static const char *const sinks[] = {
        [SINK_OUTPUT] = "output", [SINK_GROUP] = "group", [SINK_BUILD] = "build", [SINK_ROWS] = "keep left rows",
        [SINK_SORT] = "sort",     [SINK_PROBE] = "probe", [SINK_KEEP] = "keep",   [SINK_NEXT] = "hand on",
    };
    strbuf_printf(out, "pipeline %u: ", p->id);
    print_source(p, out);
    strbuf_puts(out, " [");
    print_cols(p->in_cols, p->in_count, unique, out);
    strbuf_puts(out, "]");
    for (size_t i = 0; i < p->op_count; i++) strbuf_printf(out, " | %s", po_traits[p->ops[i]->kind].name);
    strbuf_printf(out, " -> %s [", p->source == FROM_UNMATCHED ? "next" : sinks[p->sink]);
    print_cols(p->sink_cols, p->sink_count, unique, out);
    strbuf_puts(out, "]");
    if (p->next) strbuf_printf(out, ", rows to pipeline %u", p->next->id);
    strbuf_putc(out, '\n');
}

void plan_dump(const struct plan *p, struct strbuf *out) {
    struct arena *a = arena_new();
    struct colset unique;
    colset_init(&unique, a);
    plan_columns(p->root, &unique);
    strbuf_puts(out, "result ");
    for (size_t i = 0; i < p->result_count; i++) {
        strbuf_printf(out, "%s%s:%s = ", i > 0 ? ", " : "", p->result_names[i], type_name(p->result[i]->type));
        px_print_column(p->result[i], &unique, out);
    }
    strbuf_putc(out, '\n');
    print_tree(p->root, 0, &unique, out);
    for (size_t i = 0; i < p->pipeline_count; i++) print_pipeline(p->pipelines[i], &unique, out);
    arena_free(a);
}
