/* What is wrong with the arguments of a call or the operands of an operator, reported at the places where Microsoft's
 * binder reports it (Binder_Misc.cs: CheckSignature, CheckArgument): counts at the name, types at the argument. */
#include "call_match.h"
#include "sema_internal.h"

#include <string.h>
#include <strings.h>

struct check {
    struct binder *b;
    const struct catalog_decl *decl;
    struct span name;
    const struct signature *s;
    struct matcher *m;
};

/* "3, 5, 7, ... arguments", where a group of parameters repeats */
static const char *counts_text(struct arena *a, const struct signature *s) {
    if (!s->group || s->n <= s->last + 1)
        return count_of_arguments(a, s->min, s->max >= PARAM_MANY ? SIZE_MAX : s->max);
    unsigned width = s->last - s->first + 1;
    return arena_printf(a, "%u, %u, %u, ... arguments", s->min, s->min + width, s->min + 2 * width);
}

static bool count_is_right(const struct signature *s, size_t n) {
    if (n < s->min || n > s->max) return false;
    if (!s->group) return true;
    size_t width = s->last - s->first + 1, fixed = s->n - width;
    return (n - fixed) % width == 0;
}

static bool check_count(const struct check *c) {
    if (count_is_right(c->s, c->m->n)) return true;
    diag_report(c->b->diag, DIAG_E0403, c->name, c->decl->name, counts_text(c->b->arena, c->s), c->m->n);
    diag_hint(c->b->diag, "%s", signatures_text(c->b->arena, c->decl, false));
    return false;
}

/* All arguments of common parameters have a type together. */
static bool check_common(const struct check *c) {
    value_type common;
    for (size_t i = 0; i < c->m->n; i++) {
        if (!c->m->params[i] || !is_common_kind(c->m->params[i]->kind)) continue;
        if (common_argument_type(c->m->params, c->m->args, c->m->n, false, &common)) return true;
        const struct argument *args = c->m->args;
        size_t other = i + 1 < c->m->n ? i + 1 : i;
        while (other + 1 < c->m->n && args[other].type == args[i].type) other++;
        diag_report(c->b->diag, DIAG_E0405, c->name, c->decl->name, value_type_name(args[i].type),
                    value_type_name(args[other].type));
        return false;
    }
    return true;
}

/* How to turn a value into what the parameter takes. */
static void hint_conversion(const struct check *c, const struct sig_param *p, const struct argument *a) {
    struct diag *d = c->b->diag;
    bool dynamic = type_is_dynamic(a->type);
    if (p->kind == PARAM_TYPES && (p->types & 1u << KQ_T_BOOL))
        diag_hint(d, "tobool(...), or compare it: ... == true");
    else if (p->kind == PARAM_TYPES && (p->types & 1u << VT_TYPE))
        diag_hint(d, "write typeof(string), typeof(long), ...");
    else if (p->kind == PARAM_TYPES && a->type != VT_TABLE && (p->types & (p->types - 1)) == 0)
        for (value_type t = KQ_T_BOOL; t < KQ_T_DYNAMIC; t++) {
            if (p->types & 1u << t) diag_hint(d, "convert it: to%s(...)", value_type_name(t));
        }
    else if (p->kind == PARAM_ARRAY || p->kind == PARAM_BAG)
        diag_hint(d, a->type == KQ_T_STRING ? "parse the text first: parse_json(...)" : "%s",
                  signatures_text(c->b->arena, c->decl, true));
    else if (p->kind == PARAM_STRING_OR_DYNAMIC)
        diag_hint(d, "convert it: tostring(...)");
    else if (dynamic || a->type == KQ_T_STRING)
        diag_hint(d, "convert it: tolong(...), toreal(...), todatetime(...), tostring(...)");
}

static struct span place_of(const struct check *c, const struct argument *a) { return a->e ? a->e->span : c->name; }

static void report_type(const struct check *c, const struct sig_param *p, const struct argument *a, const char *want) {
    struct arena *memory = c->b->arena;
    const char *have = value_type_text(memory, a->type);
    struct span at = place_of(c, a);
    if (c->decl->family == CAT_OPERATOR)
        diag_report(c->b->diag, DIAG_E0415, at, arena_printf(memory, "the operand of '%s'", c->decl->name), want, have);
    else
        diag_report(c->b->diag, DIAG_E0420, at, p->name, c->decl->name, have, want);
    hint_conversion(c, p, a);
}

static bool is_table(const struct check *c, const struct argument *a) {
    if (a->type != VT_TABLE || !a->e) return false;
    report_table_value(c->b, a->e);
    return true;
}

/* The type that a parameter asks for, when it is one type: *out. */
static bool wanted_type(const struct check *c, const struct sig_param *p, value_type *out) {
    if (p->kind == PARAM_ARG1 || p->kind == PARAM_ARG2) {
        *out = c->m->args[p->kind == PARAM_ARG2].type;
        return *out != VT_WRONG; /* nothing is of the type of what is wrong */
    }
    return is_common_kind(p->kind) && p->kind != PARAM_COMMON_OR_DYNAMIC &&
           common_argument_type(c->m->params, c->m->args, c->m->n, false, out);
}

static bool fits_types(const struct sig_param *p, value_type t) {
    for (value_type want = KQ_T_BOOL; want <= VT_TYPE; want++)
        if ((p->types & 1u << want) && type_accepts(want, t, true)) return true;
    return false;
}

/* Of what is wrong by itself, only a parameter of a given type says more; and not where the error is reported. */
static bool names_a_part(const struct sig_param *p, const struct argument *a) {
    return p->kind == PARAM_TYPES && a->e && a->e->kind != EX_NAME && a->e->kind != EX_CALL;
}

static void check_type(const struct check *c, const struct sig_param *p, const struct argument *a) {
    value_type want = VT_UNKNOWN;
    if (a->type == VT_UNKNOWN || (a->type == VT_WRONG && !names_a_part(p, a))) return;
    if (p->kind == PARAM_TYPES) {
        if (!fits_types(p, a->type)) report_type(c, p, a, param_kind_text(c->b->arena, p));
        return;
    }
    bool value_wanted = p->kind == PARAM_SCALAR || p->kind == PARAM_NOT_BOOL || p->kind == PARAM_NOT_DYNAMIC ||
                        p->kind == PARAM_NOT_REAL_OR_BOOL || p->kind == PARAM_COMMON ||
                        p->kind == PARAM_COMMON_OR_DYNAMIC;
    if (value_wanted && is_table(c, a)) return;
    if (!kind_accepts(p->kind, a)) {
        if (p->kind == PARAM_TABLE)
            diag_report(c->b->diag, DIAG_E0217, place_of(c, a));
        else
            report_type(c, p, a, param_kind_text(c->b->arena, p));
    } else if (wanted_type(c, p, &want) && !type_accepts(want, a->type, is_common_kind(p->kind))) {
        report_type(c, p, a, value_type_text(c->b->arena, want));
    }
}

/* "a, b or c" of "a|b|c" */
static const char *choice_text(struct arena *a, const char *values) {
    struct strbuf out = {0};
    for (const char *p = values; *p;) {
        size_t n = strcspn(p, "|");
        const char *next = p[n] ? p + n + 1 : p + n;
        strbuf_printf(&out, "%s'%.*s'", p == values ? "" : strchr(next, '|') || *next ? ", " : " or ", (int)n, p);
        p = next;
    }
    const char *text = arena_strdup(a, out.p);
    strbuf_free(&out);
    return text;
}

static bool is_choice(const char *values, struct text s, bool exactly) {
    for (const char *p = values; *p;) {
        size_t n = strcspn(p, "|");
        if (n == s.n && (exactly ? memcmp(p, s.p, n) == 0 : strncasecmp(p, s.p, n) == 0)) return true;
        p += n + (p[n] == '|');
    }
    return false;
}

/* "days" for day */
static const char *closest_choice(struct arena *a, const char *values, struct text s) {
    const char *wanted = arena_strndup(a, s.p, s.n), *closest = NULL;
    size_t best = s.n / 3 + 2;
    for (const char *p = values; *p;) {
        size_t n = strcspn(p, "|");
        const char *value = arena_strndup(a, p, n);
        size_t d = n > s.n && s.n && strncmp(value, wanted, s.n) == 0 ? 1 : edit_distance(value, wanted, best);
        if (d < best) best = d, closest = value;
        p += n + (p[n] == '|');
    }
    return closest;
}

static void check_literal(const struct check *c, const struct sig_param *p, const struct argument *a) {
    struct diag *d = c->b->diag;
    if (!is_literal(a->e)) {
        if (a->type != VT_UNKNOWN && a->type != VT_WRONG)
            diag_report(d, DIAG_E0414, a->e->span, arena_printf(c->b->arena, "'%s' of %s()", p->name, c->decl->name),
                        "literal");
        return;
    }
    struct text s = a->e->kind == EX_STRING ? a->e->u.lit.s : text_of("", 0);
    if (p->argument == ARGUMENT_NOT_EMPTY && a->e->kind == EX_STRING && s.n == 0)
        diag_report(d, DIAG_E0422, a->e->span, p->name, "a text that is not empty");
    if (!p->values || is_choice(p->values, s, p->argument == ARGUMENT_LITERAL_CS)) return;
    diag_report(d, DIAG_E0422, a->e->span, p->name,
                arena_printf(c->b->arena, "one of %s", choice_text(c->b->arena, p->values)));
    const char *closest = closest_choice(c->b->arena, p->values, s);
    if (closest) diag_hint(d, "did you mean '%s'?", closest);
}

/* What kind of expression it is: a column, a constant, a literal. */
static void check_form(const struct check *c, const struct sig_param *p, const struct argument *a) {
    if (!a->e) return;
    switch (p->argument) {
    case ARGUMENT_COLUMN:
    case ARGUMENT_COLUMN_OF_ARG1:
    case ARGUMENT_COMMON_COLUMN:
        if (is_column(a->e) || a->type == VT_UNKNOWN || a->type == VT_WRONG) return;
        diag_report(c->b->diag, DIAG_E0308, a->e->span);
        diag_hint(c->b->diag, "extend a column with this value first");
        return;
    case ARGUMENT_CONSTANT:
        if (is_constant(a->e) || a->type == VT_UNKNOWN || a->type == VT_WRONG) return;
        diag_report(c->b->diag, DIAG_E0414, a->e->span,
                    arena_printf(c->b->arena, "'%s' of %s()", p->name, c->decl->name), "constant");
        return;
    case ARGUMENT_LITERAL:
    case ARGUMENT_LITERAL_CS:
    case ARGUMENT_NOT_EMPTY: check_literal(c, p, a); return;
    default: return;
    }
}

static void check_argument(const struct check *c, const struct sig_param *p, const struct argument *a) {
    if (!p) return;
    if (a->e && a->e->kind == EX_STAR) {
        if (p->argument != ARGUMENT_STAR && p->argument != ARGUMENT_OR_STAR && c->decl->family != CAT_OPERATOR)
            diag_report(c->b->diag, DIAG_E0412, a->e->span);
        return;
    }
    if (is_default_mark(p, a)) return;
    check_type(c, p, a);
    check_form(c, p, a);
}

void check_arguments(struct binder *b, const struct catalog_decl *decl, struct span name, const struct signature *s,
                     struct matcher *m) {
    const struct check c = {b, decl, name, s, m};
    layout_arguments(s, m->args, m->n, m->params);
    if (!check_count(&c) || !check_common(&c)) return;
    for (size_t i = 0; i < m->n; i++) check_argument(&c, m->params[i], &m->args[i]);
}
