/* Pass "needles": for each scan, clauses of literals. Every record that can change the answer holds, in its raw bytes
 * and without regard to ASCII case, one literal of each clause (abi.h, kq_source.clauses). Sets SCAN.clauses; without
 * any, every record is looked at. A needle is a run of ASCII letters and digits.
 *
 * Why it is sound.
 *
 * What stands in a record. The scanner takes a record through when it holds, at whatever level of quoting, a \u escape
 * that could stand for a letter, a digit, a backslash or 'u'. So let a record hold none. Then in the text that
 * unescaping a JSON string of it gives, letters and digits come from themselves, since the short escapes stand for
 * none; neighbours were neighbours; and no such escape has arisen, because its backslash came from two and its letters
 * and digits from themselves. By induction over unescaping and cutting out: in any text got from the record in this
 * way, whatever the order, each run of letters and digits is part of a run of the record. Call such a text its own.
 *
 *  1. A string column is the unescaped text of a JSON string, or the raw text of any other value (slots.c), or "" when
 *     missing: its own. If a predicate holds only when the column contains a literal L (folding ASCII at most), every
 *     run of L is required.
 *  2. A property d.k of a dynamic column is null, hence "" as text, unless the record holds the key k: as raw JSON, or
 *     as JSON text in a string. What null and "" fail requires the runs of k, for every constant key of the path.
 *     A function that is null for a null argument (catalogue: STRICT) is not null only if its arguments are not;
 *     conversions from "" are null or "". Names of columns are left out: all records of a table have them.
 *  3. The text of a dynamic value need not be its own: numbers are printed anew (1E2 as 100.0, 1e999 as Infinity) and
 *     arrays and bags are written as compact JSON with escapes of their own. So from dynamics we take no run that a
 *     printed number could hold: only digits and 'e', or part of "infinity" or "nan". And where a run of L may follow a
 *     backslash, its first letter may come from an escape (a raw \u000a is written \n): that letter is left out. \u
 *     escapes are written for other control characters only, which have no other spelling in JSON.
 *  4. tolower and toupper are Unicode: K (Kelvin), dotted and dotless I and long s map to k, i, s. Behind them these
 *     three letters count as separators. tostring of a string is the string.
 *  5. parse_json of a text that is its own unescapes once more: 2 and 3 hold for its value. Not so behind tolower,
 *     which makes an escape of \U0041, nor of texts that the query puts together. split(x, d)[i] is a text, a part of
 *     x; so are substring, trim and extract: they contain what x contains, but need not begin as x does.
 *  6. The texts of numbers, times and bools hold few letters: a literal with others cannot be in them.
 *  7. Texts put together (strcat, strcat_delim, replace_string): when every seam lies beside a constant whose last or
 *     first character is an ASCII separator, a run lies in one part. A run that a constant may bring requires nothing.
 *  8. case, iff and coalesce give one of their values, case only when that value's condition is true. A constant that
 *     does not contain L is no value that does.
 *  9. toguid reads 32 hexadecimal digits with optional hyphens at fixed places: the first eight and the last twelve
 *     stand together. Other typed columns are converted from many spellings (4625 from "0x1211", 4.625e3, " +4625"):
 *     nothing follows from their values.
 * 10. A text that matches a regular expression contains what every path through the expression contains.
 * 11. a and b: what either requires. a or b: for any choice of one clause of each, one of the literals of both; a
 *     predicate that cannot be true adds no alternative.
 * 12. A clause may be left out, and an alternative of a clause when it contains another one.
 * 13. Null filters like false, so it is enough to look at when a predicate is true; not(p) is true when p is false,
 *     and the negated operators are false when the plain ones are true. Otherwise a negation requires nothing.
 *
 * Which records matter (walk): those whose rows pass all filters on their way.
 * 14. Definitions are substituted into the filters above them; a sort without a limit passes all rows on. A call that
 * is not the same every time stops both.
 * 15. A filter on keys of a summarize has one answer for a group, so its records all pass or none is seen, provided
 * that equal keys are the same value (not so reals and dynamics) and that there is a key (else a group arises from no
 *     record). A filter on aggregates requires nothing of a record: others of its group may satisfy it.
 * 16. A filter above a join that reads columns of one side: rows of that side that fail it only make rows that fail it.
 *     Leaving them out can make rows of the other side unmatched; where the kind outputs those, the filter must fail
 *     for nulls, which a derivation from it proves: it holds for the record {} as well, in which no needle is. In an
 *     innerunique join the left rows compete, by key: only filters on keys go left. A filter on keys holds for the
 *     other side's keys too, where that side's rows count only when they match. */
#include "needles.h"

#include <string.h>

typedef VEC(struct px *) predicates;

static void walk(struct arena *a, struct plan_op *op, const predicates *above);

/* ---- scan */

static char *put_word(char *to, const char *word) {
    for (; *word; word++) *to++ = *word >= 'A' && *word <= 'Z' ? (char)(*word + ('a' - 'A')) : *word;
    *to++ = '\n';
    return to;
}

/* What every record of the table may hold: its name and the names of its columns. */
static void add_words(struct needle_scope *s, const struct plan_op *scan) {
    size_t bytes = strlen(scan->table) + 1;
    for (size_t i = 0; i < scan->table_col_count; i++) bytes += strlen(scan->table_cols[i]->name) + 1;
    char *words = arena_alloc(s->arena, bytes), *end = words;
    for (size_t i = 0; i < scan->table_col_count; i++) end = put_word(end, scan->table_cols[i]->name);
    put_word(end, scan->table);
    s->words = text_of(words, bytes);
}

static const char *why_none(const struct needle_scope *s, size_t predicate_count) {
    if (predicate_count == 0) return "no condition stands above the table alone";
    if (s->too_many) return "a condition has too many alternatives";
    if (s->other_side) return "an alternative of a condition requires no literal";
    if (s->too_short) return "the literals are too short";
    return "no condition requires a literal";
}

static void finish_scan(struct arena *a, struct plan_op *op, const predicates *above) {
    struct needle_scope s = {.arena = a, .cols = op->cols, .col_count = op->col_count};
    add_words(&s, op);
    struct needs all = {0};
    bool never = false;
    for (size_t i = 0; i < above->n; i++) {
        struct needs one = needs_of_predicate(&s, above->v[i]);
        never = never || one.never;
        if (!one.never) all = needs_both(all, &one);
    }
    size_t n = all.n < NEEDLE_CLAUSES_MAX ? all.n : NEEDLE_CLAUSES_MAX;
    while (n > 1 && all.v[n - 1].rating.score < NEEDLE_WORTH) n--;
    op->clause_count = n;
    op->clauses = ARENA_ARRAY(a, struct po_clause, op->clause_count + 1);
    for (size_t i = 0; i < op->clause_count; i++)
        op->clauses[i] = (struct po_clause){all.v[i].v, all.v[i].n, all.v[i].rating.why};
    if (n == 0) op->no_needles = never ? "a condition is never true" : why_none(&s, above->n);
}

/* ---- filters on their way down */

static void add_substituted(struct arena *a, const struct plan_op *op, struct px *e, predicates *out) {
    e = px_substitute(a, e, op->defs, op->def_count);
    if (px_size(e, PX_SIZE_MAX) < PX_SIZE_MAX) VEC_PUSH(a, out, e);
}

/* Equal values of the type are the same value. */
static bool is_exact(const struct column *c) { return c->type != KQ_T_REAL && c->type != KQ_T_DYNAMIC; }

static bool reads_exact_only(struct arena *a, const struct px *e, struct column *const *cols, size_t n) {
    if (!px_has_columns(e) || !px_uses_only(e, cols, n)) return false;
    struct colset uses;
    colset_init(&uses, a);
    colset_add_uses(&uses, e);
    for (size_t i = 0; i < uses.n; i++) {
        if (!is_exact(uses.cols[i])) return false;
    }
    return true;
}

static void through_summarize(struct arena *a, struct plan_op *op, const predicates *above, predicates *below) {
    struct column **keys = ARENA_ARRAY(a, struct column *, op->def_count + 1);
    for (size_t i = 0; i < op->def_count; i++) keys[i] = op->defs[i].col;
    for (size_t i = 0; i < above->n; i++) {
        if (reads_exact_only(a, above->v[i], keys, op->def_count)) add_substituted(a, op, above->v[i], below);
    }
}

/* ---- join */

struct sides {
    struct arena *arena;
    const struct plan_op *join;
    bool left;
};

static struct px *input_column(void *context, struct column *c) {
    const struct sides *x = context;
    for (size_t i = 0; i < x->join->col_count; i++) {
        if (x->join->cols[i] == c) return px_column(x->arena, x->join->join_from[i], (struct span){0, 0, false});
    }
    return NULL;
}

static struct px *other_key(void *context, struct column *c) {
    const struct sides *x = context;
    for (size_t i = 0; i < x->join->key_count; i++) {
        const struct po_key *k = &x->join->keys[i];
        if ((x->left ? k->left : k->right) == c)
            return px_column(x->arena, x->left ? k->right : k->left, (struct span){0, 0, false});
    }
    return NULL;
}

/* Is the filter, over the join's output, not true when that side's columns are null? */
static bool fails_for_nulls(struct arena *a, const struct plan_op *join, const struct px *e) {
    struct needle_scope s = {.arena = a, .cols = join->cols, .col_count = join->col_count};
    struct needs r = needs_of_predicate(&s, e);
    return r.never || r.n > 0;
}

/* May rows of the side that fail the filter be left out? */
static bool may_filter(struct arena *a, const struct sides *x, const struct px *e, bool on_keys) {
    switch (x->join->join_kind) {
    case JOIN_INNER: return true;
    case JOIN_INNERUNIQUE: return !x->left || on_keys;
    case JOIN_LEFTSEMI:
    case JOIN_LEFTANTI: return x->left;
    case JOIN_RIGHTSEMI:
    case JOIN_RIGHTANTI: return !x->left;
    case JOIN_LEFTOUTER: return x->left || fails_for_nulls(a, x->join, e);
    case JOIN_RIGHTOUTER: return !x->left || fails_for_nulls(a, x->join, e);
    case JOIN_FULLOUTER: return fails_for_nulls(a, x->join, e);
    }
    return false;
}

/* Do rows of the side that is not x count only when they match? */
static bool other_only_matches(const struct sides *x) {
    switch (x->join->join_kind) {
    case JOIN_INNER:
    case JOIN_INNERUNIQUE: return true;
    case JOIN_LEFTOUTER:
    case JOIN_LEFTSEMI:
    case JOIN_LEFTANTI: return x->left;
    case JOIN_RIGHTOUTER:
    case JOIN_RIGHTSEMI:
    case JOIN_RIGHTANTI: return !x->left;
    case JOIN_FULLOUTER: return false;
    }
    return false;
}

static void through_join(struct arena *a, struct plan_op *op, const predicates *above, bool left, predicates *here,
                         predicates *there) {
    struct sides x = {a, op, left};
    struct column **side = ARENA_ARRAY(a, struct column *, op->col_count + 1);
    struct column **keys = ARENA_ARRAY(a, struct column *, op->key_count + 1);
    size_t n = 0;
    for (size_t i = 0; i < op->col_count; i++) {
        if (op->join_left[i] == left) side[n++] = op->cols[i];
    }
    for (size_t i = 0; i < op->key_count; i++) keys[i] = left ? op->keys[i].left : op->keys[i].right;
    for (size_t i = 0; i < above->n; i++) {
        struct px *e = above->v[i];
        if (!px_has_columns(e) || !px_uses_only(e, side, n)) continue;
        struct px *below = px_rewrite(a, e, input_column, &x);
        bool on_keys = reads_exact_only(a, below, keys, op->key_count);
        if (may_filter(a, &x, e, on_keys)) VEC_PUSH(a, here, below);
        if (on_keys && other_only_matches(&x)) {
            struct px *turned = px_rewrite(a, below, other_key, &x);
            VEC_PUSH(a, there, turned);
        }
    }
}

static void walk(struct arena *a, struct plan_op *op, const predicates *above);

static void through_leg(struct arena *a, struct plan_op *op, size_t i, const predicates *above) {
    struct leg_columns leg = {a, op, i};
    predicates below = {0};
    for (size_t k = 0; k < above->n; k++) {
        struct px *e = px_rewrite(a, above->v[k], po_leg_column, &leg);
        if (px_size(e, PX_SIZE_MAX) < PX_SIZE_MAX) VEC_PUSH(a, &below, e);
    }
    walk(a, op->legs[i].input, &below);
}

/* Whatever the rows of a FLOW or LOCAL operator are: a condition on columns that it passes through holds for the input
 * row of each row that passes it. BREAKERs may choose among rows. */
static predicates passing(struct arena *a, const struct plan_op *op, const predicates *above) {
    predicates below = {0};
    const enum po_class cls = po_traits[op->kind].cls;
    if (cls != PC_FLOW && cls != PC_LOCAL) return below;
    for (size_t i = 0; i < above->n; i++)
        if (!px_uses_any(above->v[i], op->outs, op->out_count)) VEC_PUSH(a, &below, above->v[i]);
    return below;
}

static void walk(struct arena *a, struct plan_op *op, const predicates *above) {
    predicates below = {0}, right = {0};
    const predicates none = {0};
    if (po_volatile(op)) above = &none;
    switch (op->kind) {
    case PO_SCAN: finish_scan(a, op, above); return;
    case PO_WHERE:
        for (size_t i = 0; i < above->n; i++) VEC_PUSH(a, &below, above->v[i]);
        if (!px_volatile(op->predicate)) VEC_PUSH(a, &below, op->predicate);
        break;
    case PO_EXTEND:
    case PO_PROJECT:
        for (size_t i = 0; i < above->n; i++) add_substituted(a, op, above->v[i], &below);
        break;
    case PO_SUMMARIZE: through_summarize(a, op, above, &below); break;
    case PO_JOIN:
        through_join(a, op, above, true, &below, &right);
        through_join(a, op, above, false, &right, &below);
        break;
    case PO_SORT: /* a limit chooses rows before the filters above it do */
        if (!op->limited) below = *above;
        break;
    case PO_UNION:
        for (size_t i = 0; i < op->leg_count; i++) through_leg(a, op, i, above);
        return;
    default: below = passing(a, op, above); break;
    }
    if (op->input) walk(a, op->input, &below);
    if (op->right) walk(a, op->right, &right);
}

void opt_needles(struct arena *a, struct plan *p) {
    const predicates none = {0};
    walk(a, p->root, &none);
}
