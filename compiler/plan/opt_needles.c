/* Pass "needles": for each scan, literals of which at least one must stand in the raw bytes of every record that the
 * filters directly above the scan let through (abi.h, kq_source.needles). Sets SCAN.needles; an empty list means that
 * every record is looked at.
 *
 * Why it is sound. A needle is a run of ASCII letters and digits, looked for without regard to ASCII case. The scanner
 * lets a record through when it holds any \u escape that could stand for a letter, a digit, a backslash or 'u', at any
 * level of nesting, so below every letter and digit of a value may be taken to stand for itself in the raw bytes; the
 * short escapes of JSON stand for characters that are neither, and never split a run.
 *  1. A string column is the unescaped text of a JSON string, or the raw text of any other value (slots.c), or "" when
 *     missing. So each run in it is a run in the record. If the predicate holds only when the column contains a given
 *     literal L (folding ASCII at most), every run of L is required, and a maximal one is the rarest.
 *  2. A property of a dynamic column, d.k, is null, hence "" as text, unless the record holds the key k: as raw JSON,
 * or as JSON text in a string, which escapes no letter. So a predicate that "" and null fail requires the runs of k.
 *  3. The text of a dynamic value is not raw: numbers are printed anew (1E2 as 100.0, 1e999 as Infinity) and arrays and
 *     bags are written as compact JSON with escapes of their own. So from dynamics we take no run that a printed number
 *     could hold: only digits and 'e', or part of "infinity" or "nan". And where a run of L may follow a backslash, its
 *     first letter may come from an escape (a raw \u000a is written \n): that letter is left out.
 *  4. tolower and toupper are Unicode: K (Kelvin), dotted I and long s map to k, i, s. Behind them these three letters
 *     count as separators. tostring of a string is the string.
 *  5. Columns of other types are converted from text in many spellings: nothing follows for them. Definitions below the
 *     filter are substituted; any other function in between ends the derivation. parse_json of a string column
 * unescapes once more, which could be followed as in 2, but is not.
 *  6. a and b: what either requires, the rarer. a or b: one of both lists, if both have one. A negation: nothing.
 *     Null results filter like false, so it is enough to look at when a predicate is true. */
#include "needles.h"

#include <string.h>

struct deriver {
    struct arena *arena;
    struct column *const *cols;
    size_t col_count;
};

static const struct needle_list nothing = {NULL, 0, 0};

static struct needle_list better(struct needle_list a, struct needle_list b) {
    if (a.n == 0) return b;
    if (b.n == 0) return a;
    if (a.score != b.score) return a.score > b.score ? a : b;
    return b.n < a.n ? b : a;
}

static struct needle_list either(struct arena *a, struct needle_list x, struct needle_list y) {
    if (x.n == 0 || y.n == 0) return nothing;
    struct needle_list r = {ARENA_ARRAY(a, const char *, x.n + y.n), 0, x.score < y.score ? x.score : y.score};
    for (size_t i = 0; i < x.n + y.n; i++) {
        const char *s = i < x.n ? x.v[i] : y.v[i - x.n];
        bool seen = false;
        for (size_t k = 0; k < r.n; k++) seen = seen || strcmp(r.v[k], s) == 0;
        if (!seen) r.v[r.n++] = s;
    }
    return r.n > NEEDLES_MAX ? nothing : r;
}

/* ---- from literals */

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }

/* How the text under a predicate comes from the record. */
struct origin {
    bool found;              /* a scan's string column, or a property path of a dynamic one */
    bool dynamic;            /* rule 3 */
    bool case_mapped;        /* rule 4 */
    struct needle_list keys; /* rule 2 */
};

/* Could the text of a printed number hold this run (lower case)? */
static bool in_numbers(const char *p, size_t n) {
    bool plain = true;
    for (size_t i = 0; i < n; i++) plain = plain && (is_digit(p[i]) || p[i] == 'e');
    if (plain) return true;
    char word[16];
    if (n >= sizeof word) return false;
    memcpy(word, p, n);
    word[n] = '\0';
    return strstr("infinity", word) != NULL || strstr("nan", word) != NULL;
}

/* Without what an escape before the run could have written. */
static size_t escape_letters(const char *p, size_t n) {
    if (n == 0) return 0;
    if (strchr("bfnrt", p[0]) != NULL) return 1;
    if (p[0] != 'u') return 0;
    size_t k = 1;
    while (k < n && k < 5 && is_hex(p[k])) k++;
    return k;
}

static struct needle_list one(struct arena *a, const char *p, size_t n) {
    struct needle_list r = {ARENA_ARRAY(a, const char *, 1), 1, needle_score(p, n)};
    r.v[0] = p;
    return r;
}

/* The rarest run of a literal that the text must contain. anchored: the text starts with it. */
static struct needle_list from_literal(struct arena *a, const char *p, size_t n, bool anchored,
                                       const struct origin *o) {
    struct needle_list best = nothing;
    char *lower = arena_strndup(a, n > 0 ? p : "", n);
    for (size_t i = 0; i < n; i++) {
        if (lower[i] >= 'A' && lower[i] <= 'Z') lower[i] = (char)(lower[i] + ('a' - 'A'));
    }
    for (size_t i = 0; i < n;) {
        size_t end = i;
        while (end < n && (is_letter(lower[end]) || is_digit(lower[end])) &&
               !(o->case_mapped && strchr("kis", lower[end]) != NULL)) {
            end++;
        }
        size_t start = i;
        bool exposed = i == 0 ? !anchored : lower[i - 1] == '\\';
        if (o->dynamic && exposed) start += escape_letters(lower + i, end - i);
        if (end >= start + NEEDLE_MIN && !(o->dynamic && in_numbers(lower + start, end - start))) {
            best = better(best, one(a, arena_strndup(a, lower + start, end - start), end - start));
        }
        i = end > i ? end : i + 1;
    }
    return best;
}

/* ---- from expressions */

static bool is_scan_column(const struct deriver *d, const struct px *e) {
    if (e->kind != PX_COL) return false;
    for (size_t i = 0; i < d->col_count; i++) {
        if (d->cols[i] == e->col) return true;
    }
    return false;
}

/* d.a.b[0]["c"] on a scan's dynamic column: true, and the rarest of its constant keys. */
static bool is_path(const struct deriver *d, const struct px *e, struct needle_list *keys) {
    const struct origin exact = {.found = true};
    *keys = nothing;
    bool steps = false;
    while (px_is_member(e) || px_is_element(e)) {
        const struct px *key = e->args[1];
        if (px_is_member(e) && key->kind == PX_CONST && key->type == KQ_T_STRING) {
            *keys = better(from_literal(d->arena, key->value.u.s.p, key->value.u.s.n, true, &exact), *keys);
        }
        e = e->args[0];
        steps = true;
    }
    return steps && e->type == KQ_T_DYNAMIC && is_scan_column(d, e);
}

/* Where a text expression comes from. */
static struct origin text_origin(const struct deriver *d, const struct px *e) {
    struct origin o = {0};
    while (e->kind == PX_CALL && e->n == 1 &&
           (px_is_function(e, "tostring") || px_is_function(e, "tolower") || px_is_function(e, "toupper"))) {
        if (!px_is_function(e, "tostring")) o.case_mapped = true;
        e = e->args[0];
    }
    if (e->type == KQ_T_STRING && is_scan_column(d, e)) {
        o.found = true;
    } else if (e->type == KQ_T_DYNAMIC && (is_path(d, e, &o.keys) || is_scan_column(d, e))) {
        o.found = true;
        o.dynamic = true;
    }
    return o;
}

static bool is_text_constant(const struct px *e) {
    return e->kind == PX_CONST && e->type == KQ_T_STRING && e->value.u.s.n > 0; /* "" is in every text */
}

/* The text has the constant in it (or equals it); what the record then holds. */
static struct needle_list contained(const struct deriver *d, const struct origin *o, const struct px *literal,
                                    bool anchored) {
    if (!o->found || !is_text_constant(literal)) return nothing;
    return better(from_literal(d->arena, literal->value.u.s.p, literal->value.u.s.n, anchored, o), o->keys);
}

static bool is_text_operator(const struct px *e, bool *anchored) {
    static const struct {
        const char *token;
        bool anchored;
    } tokens[] = {
        {"==", true},         {"=~", true},
        {"has", false},       {"has_cs", false},
        {"contains", false},  {"contains_cs", false},
        {"startswith", true}, {"startswith_cs", true},
        {"endswith", false},  {"endswith_cs", false},
        {"hasprefix", false}, {"hasprefix_cs", false},
        {"hassuffix", false}, {"hassuffix_cs", false},
    };
    for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++) {
        if (strcmp(e->row->name, tokens[i].token) == 0) {
            *anchored = tokens[i].anchored;
            return true;
        }
    }
    return false;
}

/* A comparison that null fails, between a conversion of d.k and a constant that is not null: rule 2. */
static struct needle_list from_conversion(const struct deriver *d, const struct px *e, const struct px *constant) {
    static const char *const conversions[] = {"toint",     "tolong",     "toreal",     "todouble", "tobool",
                                              "toboolean", "todatetime", "totimespan", "totime",   "toguid"};
    if (constant->kind != PX_CONST || constant->value.null || constant->type == KQ_T_STRING ||
        constant->type == KQ_T_DYNAMIC || e->kind != PX_CALL || e->n != 1) {
        return nothing;
    }
    bool known = false;
    for (size_t i = 0; i < sizeof conversions / sizeof *conversions; i++) {
        known = known || px_is_function(e, conversions[i]);
    }
    struct needle_list keys;
    return known && e->args[0]->type == KQ_T_DYNAMIC && is_path(d, e->args[0], &keys) ? keys : nothing;
}

static struct needle_list derive(const struct deriver *d, const struct px *e);

static struct needle_list from_operator(const struct deriver *d, const struct px *e) {
    if (e->n != 2) return nothing;
    if (px_is_op(e, "and")) return better(derive(d, e->args[0]), derive(d, e->args[1]));
    if (px_is_op(e, "or")) return either(d->arena, derive(d, e->args[0]), derive(d, e->args[1]));
    bool anchored = false;
    if (e->args[0]->type == KQ_T_STRING && e->args[1]->type == KQ_T_STRING && is_text_operator(e, &anchored)) {
        struct origin o = text_origin(d, e->args[0]);
        struct needle_list r = contained(d, &o, e->args[1], anchored);
        bool symmetric = px_is_op(e, "==") || px_is_op(e, "=~");
        if (r.n > 0 || !symmetric) return r;
        o = text_origin(d, e->args[1]);
        return contained(d, &o, e->args[0], anchored);
    }
    if (px_is_op(e, "==") || px_is_op(e, "<") || px_is_op(e, ">") || px_is_op(e, "<=") || px_is_op(e, ">=")) {
        return better(from_conversion(d, e->args[0], e->args[1]), from_conversion(d, e->args[1], e->args[0]));
    }
    return nothing;
}

/* in, in~, has_any: one of the items; has_all: every one. Negated forms: nothing. */
static struct needle_list from_list(const struct deriver *d, const struct px *e) {
    bool all = px_is_op(e, "has_all");
    bool equality = px_is_op(e, "in") || px_is_op(e, "in~");
    if (!all && !equality && !px_is_op(e, "has_any")) return nothing;
    if (e->n < 2 || e->args[0]->type != KQ_T_STRING) return nothing;
    struct origin o = text_origin(d, e->args[0]);
    struct origin value_only = o;
    value_only.keys = nothing;
    bool texts = o.found; /* every item requires the path's keys as well */
    struct needle_list r = nothing;
    for (size_t i = 1; i < e->n; i++) {
        texts = texts && is_text_constant(e->args[i]);
        struct needle_list item = contained(d, &value_only, e->args[i], equality);
        if (all)
            r = better(r, item);
        else
            r = i == 1 ? item : either(d->arena, r, item);
    }
    return texts ? better(r, o.keys) : r;
}

static struct needle_list derive(const struct deriver *d, const struct px *e) {
    if (e->kind == PX_LIST) return from_list(d, e);
    if (e->kind != PX_CALL) return nothing;
    if (e->row->family == CAT_OPERATOR) return from_operator(d, e);
    bool not_empty = px_is_function(e, "isnotempty") || px_is_function(e, "notempty");
    if (e->n == 1 && (not_empty || px_is_function(e, "isnotnull") || px_is_function(e, "notnull"))) {
        const struct px *arg = e->args[0];
        struct needle_list keys;
        if (not_empty && px_is_function(arg, "tostring") && arg->n == 1) arg = arg->args[0];
        if (arg->type == KQ_T_DYNAMIC && is_path(d, arg, &keys)) return keys;
    }
    return nothing;
}

struct needle_list needles_of(struct arena *a, const struct px *predicate, struct column *const *scan_cols, size_t n) {
    const struct deriver d = {a, scan_cols, n};
    return derive(&d, predicate);
}

/* ---- over the plan: filters on their way down to a scan */

typedef VEC(struct px *) predicates;

static void walk(struct arena *a, struct plan_op *op, const predicates *above) {
    predicates here = {0};
    switch (op->kind) {
    case PO_SCAN: {
        struct needle_list best = nothing;
        for (size_t i = 0; i < above->n; i++) {
            best = better(best, needles_of(a, above->v[i], op->cols, op->col_count));
        }
        op->clauses = ARENA_ARRAY(a, struct po_clause, 1);
        op->clauses[0] = (struct po_clause){best.v, best.n};
        op->clause_count = best.n > 0;
        return;
    }
    case PO_WHERE:
        for (size_t i = 0; i < above->n; i++) VEC_PUSH(a, &here, above->v[i]);
        VEC_PUSH(a, &here, op->predicate);
        break;
    case PO_EXTEND:
    case PO_PROJECT:
        for (size_t i = 0; i < above->n; i++) {
            struct px *e = px_substitute(a, above->v[i], op->defs, op->def_count);
            if (px_size(e, PX_SIZE_MAX) < PX_SIZE_MAX) VEC_PUSH(a, &here, e);
        }
        break;
    case PO_SUMMARIZE: /* rows above are not records */
    case PO_JOIN:
    case PO_SORT: /* the first n rows are chosen before what stands above */
    case PO_ROW: break;
    }
    if (op->input) walk(a, op->input, &here);
    if (op->right) {
        const predicates none = {0};
        walk(a, op->right, &none);
    }
}

void opt_needles(struct arena *a, struct plan *p) {
    const predicates none = {0};
    walk(a, p->root, &none);
}
