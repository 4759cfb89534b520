/* Rows that stand in no table of events. externaldata and watchlists are scans of tables that the user hands over when
 * the detector runs; what ASIM's parsers give is a table of the function's name. */
#include "lower.h"

#include <string.h>
#include <strings.h>

/* ---- externaldata (docs: externaldata-operator) --------------------------------------------------------------------
 */

static bool ends_with(const char *s, const char *ending) {
    size_t n = strlen(s), k = strlen(ending);
    return n >= k && strcasecmp(s + n - k, ending) == 0;
}

/* From the URI's ending, where no format is given: csv when it says nothing. */
static const char *format_of_uri(struct arena *a, const char *uri) {
    static const char *const formats[] = {"json", "tsv", "psv", "txt", "parquet", "avro", "orc", "scsv", "tsve"};
    static const char *const packed[] = {".gz", ".zip", ".zst"};
    size_t n = strcspn(uri, "?;#");
    for (size_t i = 0; i < sizeof packed / sizeof *packed; i++)
        if (ends_with(arena_strndup(a, uri, n), packed[i])) n -= strlen(packed[i]);
    uri = arena_strndup(a, uri, n);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (ends_with(uri, arena_printf(a, ".%s", formats[i]))) return formats[i];
    return "csv";
}

/* False: files of that format are not read. */
static bool set_format(struct po_supplied *s, const char *format) {
    static const struct {
        const char *name;
        kq_layout layout;
        char delimiter;
    } formats[] = {
        {"csv", KQ_LAYOUT_DELIMITED, ','},  {"tsv", KQ_LAYOUT_DELIMITED, '\t'}, {"psv", KQ_LAYOUT_DELIMITED, '|'},
        {"scsv", KQ_LAYOUT_DELIMITED, ';'}, {"sohsv", KQ_LAYOUT_DELIMITED, 1},  {"txt", KQ_LAYOUT_LINES, 0},
        {"json", KQ_LAYOUT_JSON, 0},        {"multijson", KQ_LAYOUT_JSON, 0},   {"singlejson", KQ_LAYOUT_JSON, 0}};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (strcasecmp(formats[i].name, format) != 0) continue;
        s->layout = formats[i].layout;
        s->delimiter = formats[i].delimiter;
        return true;
    }
    return false;
}

/* The text or the name that stands as a value: "csv", csv. */
static const char *word(const struct ast_expr *e) {
    if (e && e->kind == EX_NAME) return e->u.name.name;
    return bound_text(e);
}

/* Gives ingestionMapping, or NULL. */
static const struct ast_named *set_properties(struct lowering *l, const struct ast_expr *data, struct po_supplied *s) {
    const char *format = NULL;
    const struct ast_named *mapping = NULL;
    struct span at = data->span;
    for (size_t i = 0; i < data->u.data.properties.n; i++) {
        const struct ast_named *p = data->u.data.properties.v[i];
        const char *name = p->names.n ? p->names.v[0].text : "";
        if (strcasecmp(name, "format") == 0) {
            format = word(p->value);
            at = p->span;
        } else if (strcasecmp(name, "ignoreFirstRecord") == 0) {
            s->skip_first = p->value->kind == EX_BOOL && !p->value->u.lit.value.null && p->value->u.lit.value.u.b;
        } else if (strcasecmp(name, "ingestionMapping") == 0) {
            mapping = p;
        } else if (strcasecmp(name, "zipPattern") != 0) { /* files are handed over unpacked */
            lower_refuse(l, DIAG_U0001, p->span, arena_printf(l->arena, "externaldata with %s", name));
            diag_hint(l->diag, "Kusto's documentation does not say what it does");
        }
    }
    if (!format) format = format_of_uri(l->arena, s->name);
    if (!set_format(s, format)) lower_refuse(l, DIAG_U0001, at, arena_printf(l->arena, "externaldata of %s", format));
    return mapping;
}

/* Rows that were never ingested, and that no rule's window is about. */
static struct plan_op *scan_of(struct lowering *l, const struct bound_query *q, const char *table,
                               const struct po_supplied *s) {
    const bool asks_ingestion = l->asks_ingestion;
    l->asks_ingestion = false;
    struct plan_op *op = lower_scan(l, q, table);
    l->asks_ingestion = asks_ingestion;
    op->supplied = s;
    op->time_column = NULL;
    return op;
}

/* Gives the columns. */
static struct plan_op *lower_uri(struct lowering *l, const struct bound_query *q, const struct ast_expr *uri,
                                 struct column **cols) {
    struct po_supplied *s = ARENA_NEW(l->arena, struct po_supplied);
    s->name = bound_text(uri);
    if (!s->name || strchr(s->name, '\n')) {
        lower_refuse(l, DIAG_U0005, uri->span, "externaldata with a URI that is not a constant text");
        s->name = "";
    }
    const struct ast_named *mapping = set_properties(l, q->data, s);
    s->columns = ARENA_ARRAY(l->arena, const char *, q->source.n + 1);
    s->column_count = q->source.n;
    for (size_t i = 0; i < q->source.n; i++) s->columns[i] = q->source.cols[i]->name;
    struct plan_op *op = scan_of(l, q, arena_printf(l->arena, "externaldata(%s)", s->name), s);
    if (mapping) return lower_mapped(l, mapping, op, cols, op->col_count);
    op->cols = op->table_cols = cols;
    return op;
}

/* Several URIs are read one after the other. */
static struct plan_op *lower_external(struct lowering *l, const struct bound_query *q) {
    const ast_expr_list *uris = &q->data->u.data.values;
    struct plan_op *op = lower_op(l, PO_UNION, q->source_span, NULL);
    lower_set_columns(l, op, q->source.cols, q->source.n);
    if (uris->n == 1) return lower_uri(l, q, uris->v[0], op->cols);
    op->legs = ARENA_ARRAY(l->arena, struct po_leg, uris->n + 1);
    op->leg_count = uris->n;
    for (size_t i = 0; i < uris->n; i++) {
        struct column **own = ARENA_ARRAY(l->arena, struct column *, op->col_count + 1);
        for (size_t k = 0; k < op->col_count; k++)
            own[k] = bound_column(l->bound, op->cols[k]->name, op->cols[k]->type);
        op->legs[i] = (struct po_leg){lower_uri(l, q, uris->v[i], own),
                                      ARENA_ARRAY(l->arena, struct column *, op->col_count + 1)};
        memcpy(op->legs[i].from, own, op->col_count * sizeof *own);
    }
    return op;
}

/* ---- watchlists and functions without a body ------------------------------------------------------------------------
 */

static struct plan_op *lower_watchlist(struct lowering *l, const struct bound_query *q) {
    struct po_supplied *s = ARENA_NEW(l->arena, struct po_supplied);
    *s = (struct po_supplied){.name = q->watchlist, .watchlist = true, .header = true, .layout = KQ_LAYOUT_DELIMITED};
    return scan_of(l, q, arena_printf(l->arena, "_GetWatchlist('%s')", q->watchlist), s);
}

struct plan_op *lower_supplied(struct lowering *l, const struct bound_query *q) {
    if (q->data) return lower_external(l, q);
    if (q->watchlist) return lower_watchlist(l, q);
    if (q->filters_unknown) lower_refuse(l, DIAG_U0006, q->source_span, q->what); /* at least one argument */
    return lower_scan(l, q, q->what);
}
