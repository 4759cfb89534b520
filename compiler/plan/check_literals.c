/* Literal arguments with a language of their own (formats of time): what they hold that the runtime does not know is
 * refused here, with its place, and never left to run. */
#include "select.h"
#include "timeformat.h"

#include <string.h>

static void check_time_format(struct lowering *l, const struct ast_expr *call, bool timespan) {
    const struct ast_expr *arg = bound_literal(call->u.call.args.v[1]->value);
    const char *format = bound_text(arg);
    size_t at, n;
    if (!format || kq_time_format_known((kq_str){format, strlen(format)}, timespan, &at, &n)) return;
    lower_refuse(l, DIAG_U0009, call->u.call.args.v[1]->value->span, arena_strndup(l->arena, format + at, n),
                 call->u.call.name);
}

/* The function itself knows the names of zones. */
static void check_timezone(struct lowering *l, const struct ast_expr *call) {
    const char *name = bound_text(bound_literal(call->u.call.args.v[1]->value));
    const struct catalog_row *row = catalog_find(CAT_FUNCTION, intern_s("datetime_utc_to_local"));
    if (!name) return;
    const kq_value args[] = {kq_box_datetime(kq_mk_datetime(KQ_DATETIME_MAX / 2)),
                             kq_box_string((kq_str){name, strlen(name)})};
    kq_ctx x = {.row = NULL};
    if (!row->fold(&x, args, 2).null) return;
    lower_refuse(l, DIAG_E0422, call->u.call.args.v[1]->value->span, "timezone",
                 "the name of a zone in the IANA time zone database, such as 'Europe/Madrid'");
}

void check_literals(struct lowering *l, const struct ast_expr *call) {
    const char *name = call->u.call.name;
    if (strcmp(name, "format_datetime") == 0) check_time_format(l, call, false);
    if (strcmp(name, "datetime_utc_to_local") == 0 || strcmp(name, "datetime_local_to_utc") == 0)
        check_timezone(l, call);
    if (strcmp(name, "format_timespan") == 0) check_time_format(l, call, true);
}
