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

void check_literals(struct lowering *l, const struct ast_expr *call) {
    const char *name = call->u.call.name;
    if (strcmp(name, "format_datetime") == 0) check_time_format(l, call, false);
    if (strcmp(name, "format_timespan") == 0) check_time_format(l, call, true);
}
