/* Advice on text operators: contains where has would do, regular expressions that are plain text, and comparisons with
 * a text in the wrong case, which never hold. */
#include "lint.h"

#include <string.h>

/* The text of a literal operand, or of a let that is one. */
static bool literal_text(const struct ast_expr *e, struct text *out) {
    const struct ast_expr *literal = bound_literal(e);
    if (!literal || literal->kind != EX_STRING) return false;
    *out = literal->u.lit.s;
    return true;
}

static bool is_term(unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c >= 0x80;
}

static const char *shown(const struct lint *l, struct text s) {
    return arena_printf(l->arena, "%.*s%s", (int)(s.n > 40 ? 40 : s.n), s.p, s.n > 40 ? "..." : "");
}

/* The index holds terms of three characters or more; without one has is no faster. */
static bool has_long_term(struct text s) {
    size_t run = 0;
    for (size_t i = 0; i < s.n && run < 3; i++) run = is_term((unsigned char)s.p[i]) ? run + 1 : 0;
    return run >= 3;
}

/* docs: string best practices. Where the text begins and ends with a separator, has finds exactly the same; a single
 * term of 4 characters or more is nearly always meant as a whole one. */
void lint_contains(const struct lint *l, const struct ast_expr *e) {
    const char *op = e->u.op.op;
    bool cs = strcmp(op, "contains_cs") == 0 || strcmp(op, "!contains_cs") == 0;
    if (!cs && strcmp(op, "contains") != 0 && strcmp(op, "!contains") != 0) return;
    struct text s;
    if (!literal_text(e->u.op.right, &s) || !has_long_term(s)) return;
    bool same = !is_term((unsigned char)s.p[0]) && !is_term((unsigned char)s.p[s.n - 1]), term = s.n >= 4;
    for (size_t i = 0; i < s.n; i++) term = term && is_term((unsigned char)s.p[i]);
    if (!same && !term) return;
    const char *has = arena_printf(l->arena, "%shas%s", op[0] == '!' ? "!" : "", cs ? "_cs" : "");
    diag_report(l->diag, DIAG_W0411, e->u.op.op_span, op, has);
    diag_hint(l->diag,
              same ? "'%s' begins and ends with a separator, so that both find the same"
                   : "if '%s' is meant as a whole word; has uses the term index and is faster",
              shown(l, s));
}

void lint_regex(const struct lint *l, const struct ast_expr *e) {
    struct text s;
    if (strcmp(e->u.op.op, "matches regex") != 0 || !literal_text(e->u.op.right, &s) || s.n == 0) return;
    for (size_t i = 0; i < s.n; i++)
        if (strchr("\\^$.|?*+()[]{}", s.p[i])) return;
    diag_report(l->diag, DIAG_W0412, e->u.op.right->span, shown(l, s));
}

/* ---- tolower(x) == "Admin"
 */
static bool differs_in_case(struct text s, bool lower) {
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (lower ? c >= 'A' && c <= 'Z' : c >= 'a' && c <= 'z') return true;
    }
    return false;
}

static void check_case(const struct lint *l, const struct ast_expr *call, const struct ast_expr *text,
                       const char *outcome) {
    struct text s;
    call = without_parentheses(call);
    bool lower = lint_calls(call, "tolower");
    if ((!lower && !lint_calls(call, "toupper")) || !literal_text(text, &s) || !differs_in_case(s, lower)) return;
    diag_report(l->diag, DIAG_W0413, text->span, outcome);
    diag_hint(l->diag, "%s() never gives '%s'; write it in %s case, or use =~", call->u.call.name, shown(l, s),
              lower ? "lower" : "upper");
}

void lint_case(const struct lint *l, const struct ast_expr *e) {
    if (e->kind == EX_IN) {
        bool in = strcmp(e->u.in.op, "in") == 0;
        if (!in && strcmp(e->u.in.op, "!in") != 0) return;
        for (size_t i = 0; i < e->u.in.items.n; i++)
            check_case(l, e->u.in.left, e->u.in.items.v[i], in ? "false for this item" : "true for this item");
        return;
    }
    static const char *const exact[] = {"==", "has_cs", "contains_cs", "startswith_cs", "endswith_cs"};
    for (size_t i = 0; i < sizeof exact / sizeof *exact; i++) {
        if (strcmp(e->u.op.op, exact[i]) != 0) continue;
        check_case(l, e->u.op.left, e->u.op.right, "false");
        if (i == 0) check_case(l, e->u.op.right, e->u.op.left, "false");
    }
    if (strcmp(e->u.op.op, "!=") == 0) check_case(l, e->u.op.left, e->u.op.right, "true");
}
