/* What is said about a name that stands for nothing: where it was lost, or what may have been meant. */
#include "functions.h"
#include "sema_internal.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void consider_columns(struct closest *c, const struct row_type *row) {
    for (size_t i = 0; row && i < row->n; i++) closest_consider(c, row->cols[i]->name);
}

static void consider_locals(struct closest *c, const struct binder *b, enum local_kind a, enum local_kind z) {
    for (const struct local *l = b->at.scope->locals; l; l = l->outer)
        if (l->kind == a || l->kind == z) closest_consider(c, l->name);
}

/* 5w, 1D, 30M: names by KQL's rules, but hardly meant as names. */
static bool looks_like_timespan(const char *name) {
    static const char *const units[] = {"d",    "h",      "m",       "s",     "w",   "y",      "ms",
                                        "day",  "days",   "week",    "weeks", "mo",  "month",  "months",
                                        "year", "years",  "hour",    "hours", "min", "minute", "minutes",
                                        "sec",  "second", "seconds", "us",    "mon", "hr",     "hrs"};
    size_t digits = strspn(name, "0123456789");
    if (digits == 0) return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (edit_distance(name + digits, units[i], 0) == 0) return true;
    return false;
}

/* They are reported as the timespans that they were meant to be. */
static bool report_timespan(struct binder *b, const char *name, struct span span) {
    if (span.end - span.start != strlen(name) || !looks_like_timespan(name)) return false;
    diag_report(b->diag, DIAG_E0214, span, name);
    char unit = name[strspn(name, "0123456789")];
    unsigned long n = strtoul(name, NULL, 10);
    if ((unit == 'w' || unit == 'W') && n < 100000)
        diag_hint(b->diag, "there is no unit for weeks; write %lud", n * 7);
    else
        diag_hint(b->diag, "the units are d, h, m, s, ms, microsecond, tick, in lower case");
    return true;
}

/* A typed literal is the only way to write a null. */
static bool hint_null(struct binder *b, const char *name) {
    bool null = strcasecmp(name, "null") == 0;
    if (null) diag_hint(b->diag, "isnull(x) asks for it, isempty(x) for text; a null is written int(null)");
    return null;
}

/* `print x; let x = 1`: what the rest of the script defines. */
static bool hint_later(struct binder *b, const char *name, struct span span) {
    const struct ast_script *s = b->script;
    for (size_t i = 0; s && !span.in_file && i < s->statements.n; i++) {
        const struct ast_statement *st = s->statements.v[i];
        if (st->kind != ST_LET || st->name.text != name || st->span.start < span.start) continue;
        diag_hint(b->diag, "its let stands behind this, in line %u", diag_line(b->diag, st->span));
        return true;
    }
    return false;
}

/* Queries move between the two portals; Defender's tables call the time Timestamp. */
static bool hint_dialect(struct binder *b, const struct row_type *row, const char *name) {
    if (strcmp(name, "Timestamp") != 0 || !find_column(row, intern_s("TimeGenerated"))) return false;
    diag_hint(b->diag, "it is TimeGenerated in Sentinel; Defender's tables need --dialect m365");
    return true;
}

void report_unknown_column(struct binder *b, const struct row_type *row, const char *row_name, const char *name,
                           struct span span) {
    if (b->syntax_errors || report_timespan(b, name, span)) return;
    diag_report(b->diag, DIAG_E0301, span, name, row_name);
    for (size_t i = b->at.dropped.n; row == b->at.row && i-- > 0;) {
        if (b->at.dropped.v[i].name != name) continue;
        diag_hint(b->diag, "'%s' was dropped in line %u; keep it there if it is needed here", name,
                  diag_line(b->diag, b->at.dropped.v[i].op));
        return;
    }
    if (hint_later(b, name, span) || hint_null(b, name) || hint_dialect(b, row, name)) return;
    struct closest c = closest_to(name);
    consider_columns(&c, row);
    consider_locals(&c, b, LOCAL_SCALAR, LOCAL_COLUMN);
    diag_did_you_mean(b->diag, &c);
}

/* isfuzzy=true lets unknown tables and functions pass. */
static bool is_let_pass(struct binder *b, const char *name, struct span span) {
    if (b->syntax_errors) return true;
    if (b->fuzzy) diag_report(b->diag, DIAG_W0402, span, name);
    b->left_out = b->left_out || b->fuzzy;
    return b->fuzzy;
}

void report_unknown_table(struct binder *b, const char *name, struct span span) {
    if (is_let_pass(b, name, span)) return;
    diag_report(b->diag, DIAG_E0302, span, name);
    if (hint_later(b, name, span)) return;
    struct closest c = closest_to(name);
    closest_consider(&c, schema_suggest(b->schema, name));
    consider_locals(&c, b, LOCAL_TABLE, LOCAL_FUNCTION);
    diag_did_you_mean(b->diag, &c);
}

/* A name where there is no row: in a let, in print. */
void report_unknown_name(struct binder *b, const char *name, struct span span) {
    if (b->syntax_errors || report_timespan(b, name, span)) return;
    diag_report(b->diag, DIAG_E0306, span, name);
    if (hint_later(b, name, span) || hint_null(b, name)) return;
    struct closest c = closest_to(name);
    consider_locals(&c, b, LOCAL_SCALAR, LOCAL_TABLE);
    consider_locals(&c, b, LOCAL_FUNCTION, LOCAL_COLUMN);
    closest_consider(&c, schema_suggest(b->schema, name));
    diag_did_you_mean(b->diag, &c);
}

/* What other query languages call it. */
static const char *translation(const char *name) {
    static const struct {
        const char *foreign, *name;
    } translations[] = {
        {"inner", "kind=inner"},
        {"outer", "kind=fullouter"},
        {"left", "kind=leftouter"},
        {"right", "kind=rightouter"},
        {"cidrmatch", "ipv4_is_in_range"},
        {"collect_list", "make_list"},
        {"collect_set", "make_set"},
        {"concat", "strcat"},
        {"current_timestamp", "now"},
        {"date_add", "datetime_add"},
        {"date_diff", "datetime_diff"},
        {"datediff", "datetime_diff"},
        {"getdate", "now"},
        {"if", "iff"},
        {"ifnull", "coalesce"},
        {"isblank", "isempty"},
        {"lcase", "tolower"},
        {"len", "strlen"},
        {"length", "strlen"},
        {"lower", "tolower"},
        {"match", "matches regex"},
        {"mean", "avg"},
        {"mvcount", "array_length"},
        {"nvl", "coalesce"},
        {"regexp_extract", "extract"},
        {"substr", "substring"},
        {"sysdate", "now"},
        {"ucase", "toupper"},
        {"upper", "toupper"},
        {"values", "make_set"},
    };
    for (size_t i = 0; i < sizeof translations / sizeof *translations; i++)
        if (strcasecmp(name, translations[i].foreign) == 0) return translations[i].name;
    return NULL;
}

void report_unknown_function(struct binder *b, const char *name, struct span span) {
    if (is_let_pass(b, name, span)) return;
    diag_report(b->diag, DIAG_E0303, span, name);
    if (hint_later(b, name, span)) return;
    if (translation(name)) {
        diag_hint(b->diag, "KQL has '%s' for it", translation(name));
        return;
    }
    struct closest c = closest_to(name);
    closest_consider(&c, catalog_suggest(CAT_AGGREGATE, name));
    closest_consider(&c, catalog_suggest(CAT_FUNCTION, name));
    closest_consider(&c, schema_function_suggest(b->schema, name));
    consider_locals(&c, b, LOCAL_FUNCTION, LOCAL_FUNCTION);
    diag_did_you_mean(b->diag, &c);
}
