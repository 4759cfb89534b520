/* Functions that give a table and have no body: ASIM's unifying parsers and their like. By default their events are
 * normalised already and read as a table of the function's name; what the arguments filter out is said in KQL
 * (record_filters.def). */
#include "stored.h"
#include "syntax.h"
#include "user_call.h"

#include <string.h>

static const struct {
    const char *parameter, *column, *condition;
} filters[] = {
#define RECORD_FILTER(parameter, column, condition) {parameter, column, condition},
#include "record_filters.def"
};

/* NULL: what the parameter means is not known. */
static const char *condition_of(const char *parameter, const struct row_type *row) {
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
        if (strcmp(filters[i].parameter, parameter) == 0 && find_column(row, intern_s(filters[i].column)))
            return filters[i].condition;
    return NULL;
}

/* The body that the arguments make of the records, or "": there is no argument. NULL: one of them is not known. */
static const char *filter_text(struct binder *b, struct user_call *call, const struct row_type *row,
                               const char *records) {
    struct strbuf text = {0};
    bool known = true;
    for (size_t i = 0; known && i < call->parameters->columns.n; i++) {
        const char *name = call->parameters->columns.v[i].name.text;
        if (!call->of_parameter || !call->of_parameter[i]) continue;
        const char *condition = condition_of(name, row);
        known = condition != NULL;
        if (!known) break;
        if (text.n == 0) strbuf_puts(&text, records);
        strbuf_printf(&text, " | where %s", condition);
    }
    const char *whole = known ? arena_printf(b->arena, "%s", text.n ? text.p : "") : NULL;
    strbuf_free(&text);
    return whole;
}

void bind_records(struct binder *b, struct user_call *call, struct call_symbol *symbol, struct row_type row) {
    static const char records_name[] = "source_records";
    struct ast_expr *e = call->e;
    struct bound_query *rows = query_of_row(b, SOURCE_SUPPLIED, call->name, row, e->span);
    const char *text = filter_text(b, call, &row, records_name);
    rows->call = e;
    rows->filters_unknown = !text;
    e->table = rows;
    if (!text || !*text) return;
    struct ast_script *body = syntax_parse_body(b->arena, (struct text){text, strlen(text)}, diag_new(b->arena, NULL));
    struct local *records = ARENA_NEW(b->arena, struct local);
    *records = (struct local){.kind = LOCAL_TABLE, .name = intern_s(records_name), .span = e->span, .table = rows};
    struct call_frame frame = {b->at.frames, symbol->stored};
    symbol->body = clone_script_at(b->arena, body, e->span);
    symbol->result = expand_body(b, call, symbol, records, &frame);
    take_result(b, call, symbol);
}
