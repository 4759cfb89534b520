/* Plug-ins that leave the cluster: scripts, requests, models. What a request returns is not known before it is made. */
#include "plugins.h"

#include <string.h>

/* typeof(*, a:long): the input's columns and those declared. */
static void script_row(struct binder *b, const struct ast_expr *call, struct row_type *out) {
    const struct ast_expr *type = plugin_arg(call, 0);
    const struct ast_schema *s = type && type->kind == EX_TYPEOF ? type->u.type_literal.schema : NULL;
    if (!s) {
        out->open = true;
        return;
    }
    if (s->star) plugin_add_row(b, out, b->at.row);
    for (size_t i = 0; i < s->columns.n; i++)
        if (s->columns.v[i].name.text) row_push(b, out, column_new(b, s->columns.v[i].name.text, s->columns.v[i].type));
}

static bool wants_errors(const struct ast_expr *call) {
    const struct ast_expr *e = plugin_arg(call, 3);
    const struct ast_expr *literal = e ? bound_literal(e) : NULL;
    return literal && literal->kind == EX_BOOL && !literal->u.lit.value.null && literal->u.lit.value.u.b;
}

/* The input's columns, <text>_<suffix>, and a column of messages when asked for. */
static void model_row(struct binder *b, const struct ast_expr *call, const char *suffix, kq_type type,
                      struct row_type *out) {
    plugin_add_row(b, out, b->at.row);
    const struct ast_expr *text = plugin_arg(call, 0);
    const char *name = text ? result_name(b, text) : NULL;
    const char *column = arena_printf(b->arena, "%s_%s", name ? name : "", suffix);
    row_push(b, out, column_new(b, intern_s(column), type));
    if (wants_errors(call))
        row_push(b, out, column_new(b, intern_s(arena_printf(b->arena, "%s_error", column)), KQ_T_STRING));
}

static const struct {
    const char *name, *columns; /* NULL: not known */
} requests[] = {
    {"http_request", "ResponseHeaders:dynamic ResponseBody:dynamic"},
    {"http_request_post", "ResponseHeaders:dynamic ResponseBody:dynamic"},
    {"infer_storage_schema", "CslSchema:string"},
    {"infer_storage_schema_with_suggestions", "SuggestedTableSchema:string"},
    {"schema_merge", "ColumnName:string ColumnOrdinal:int DataType:string ColumnType:string"},
    {"sql_request", NULL},
    {"mysql_request", NULL},
    {"postgresql_request", NULL},
    {"cosmosdb_sql_request", NULL},
    {"dax_request", NULL},
    {"azure_digital_twins_query_request", NULL},
    {"execute_show_command", NULL},
    {"execute_query", NULL},
    {"external_datatable", NULL},
};

static bool request_row(struct binder *b, const struct ast_expr *call, struct row_type *out) {
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        if (!plugin_is(call, requests[i].name)) continue;
        out->open = !requests[i].columns;
        if (requests[i].columns) plugin_add_new(b, out, requests[i].columns);
        return true;
    }
    return false;
}

bool plugin_external(struct binder *b, const struct ast_expr *call, struct row_type *out) {
    *out = (struct row_type){0};
    if (plugin_is(call, "python") || plugin_is(call, "r") || plugin_is(call, "csharp"))
        script_row(b, call, out);
    else if (plugin_is(call, "ai_embed_text"))
        model_row(b, call, "embedding", KQ_T_DYNAMIC, out);
    else if (plugin_is(call, "ai_embeddings"))
        model_row(b, call, "embeddings", KQ_T_DYNAMIC, out);
    else if (plugin_is(call, "ai_chat_completion") || plugin_is(call, "ai_chat_completion_prompt"))
        model_row(b, call, "completion", KQ_T_STRING, out);
    else
        return request_row(b, call, out);
    return true;
}
