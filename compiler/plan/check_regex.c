/* Constant regular expressions are checked where they stand, by the parser and the engine that run them. */
#include "px.h"
#include "select.h"
#include "syntax.h"

#include <kq/regex.h>

#include <string.h>

/* Functions that take a pattern, and which of their arguments it is. */
static const struct regex_argument {
    const char *symbol;
    size_t argument;
    enum kq_regex_use use;
} regex_arguments[] = {
    {"kq_re_matches", 1, KQ_REGEX_ANYWHERE},
    {"kq_re_extract", 0, KQ_REGEX_ANYWHERE},
    {"kq_re_extract_all", 0, KQ_REGEX_ANYWHERE},
    {"kq_re_extract_all_groups", 0, KQ_REGEX_ANYWHERE},
    {"kq_re_replace", 1, KQ_REGEX_ANYWHERE},
    {"kq_re_replace_old", 0, KQ_REGEX_ANYWHERE},
    {"kq_re_trim", 0, KQ_REGEX_LEADING},
    {"kq_re_trim_start", 0, KQ_REGEX_LEADING},
    {"kq_re_trim_end", 0, KQ_REGEX_TRAILING},
    {"kq_re_indexof", 1, KQ_REGEX_ANYWHERE},
    {"kq_re_indexof_start", 1, KQ_REGEX_ANYWHERE},
    {"kq_re_indexof_length", 1, KQ_REGEX_ANYWHERE},
    {"kq_re_indexof_occurrence", 1, KQ_REGEX_ANYWHERE},
    {"kq_re_countof", 1, KQ_REGEX_ANYWHERE},
};

static const struct regex_argument *argument_of(const struct catalog_row *row) {
    for (size_t i = 0; i < sizeof regex_arguments / sizeof *regex_arguments; i++)
        if (strcmp(row->symbol, regex_arguments[i].symbol) == 0) return &regex_arguments[i];
    return NULL;
}

static bool is_text(const struct px *e, const char *text) {
    return e->kind == PX_CONST && e->type == KQ_T_STRING && e->value.u.s.n == strlen(text) &&
           memcmp(e->value.u.s.p, text, e->value.u.s.n) == 0;
}

static void report(struct lowering *l, const struct px *pattern, const kq_regex_error *error, bool compiled) {
    kq_str s = pattern->value.u.s;
    struct span place = pattern->span;
    if (diag_source(l->diag))
        place = string_literal_part(diag_source(l->diag)->query, place, text_of(s.p, s.n), error->from, error->to);
    if (error->kind == KQ_REGEX_INVALID) {
        if (compiled)
            diag_report(l->diag, DIAG_W0416, place, error->message);
        else
            lower_refuse(l, DIAG_E0428, place, error->message);
    } else {
        lower_refuse(l, DIAG_U0010, place, error->message);
        diag_construct(l->diag, arena_printf(l->arena, "regular expressions: %s", error->message));
    }
}

void check_regex(struct lowering *l, const struct px *call) {
    const struct regex_argument *a = argument_of(call->row);
    if (!a) return;
    if (strcmp(a->symbol, "kq_re_countof") == 0 && !is_text(call->args[2], "regex")) return;
    struct px *pattern = px_folded(l->arena, call->args[a->argument]);
    if (pattern->kind != PX_CONST || pattern->type != KQ_T_STRING) return;
    kq_regex_error error;
    kq_regex *re = kq_regex_new(pattern->value.u.s, a->use, &error);
    if (error.kind != KQ_REGEX_OK) report(l, pattern, &error, re != NULL);
    if (!re) return;
    if (!kq_regex_prepare(re)) {
        error = (kq_regex_error){KQ_REGEX_UNSUPPORTED, 0, pattern->value.u.s.n, "the pattern is too large"};
        report(l, pattern, &error, false);
    }
    if (strcmp(a->symbol, "kq_re_extract_all") == 0 && kq_regex_groups(re) == 0)
        lower_refuse(l, DIAG_E0428, pattern->span,
                     "extract_all() takes what groups in brackets capture, and there is none");
    kq_regex_free(re);
}

kq_regex *lower_check_pattern(struct lowering *l, struct text pattern, struct span place) {
    kq_regex_error error;
    kq_regex *re = kq_regex_new(kq_mk_string(pattern.p, pattern.n), KQ_REGEX_ANYWHERE, &error);
    if (error.kind == KQ_REGEX_UNSUPPORTED)
        lower_refuse(l, DIAG_U0010, place, error.message);
    else if (error.kind == KQ_REGEX_INVALID && !re)
        lower_refuse(l, DIAG_E0428, place, error.message);
    else if (error.kind == KQ_REGEX_INVALID)
        diag_report(l->diag, DIAG_W0416, place, error.message);
    return re;
}
