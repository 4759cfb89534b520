/* What a pattern finds in a text: matches regex, extract, extract_all, countof, indexof_regex, and the groups for parse
 * kind=regex (kql.md 3.5, 6). A pattern that is not valid finds nothing; constant ones are checked by the compiler. */
#include <kq/ops.h>
#include <kq/regex.h>

#include <stdlib.h>
#include <string.h>

#include "arrays.h"
#include "dyn.h"
#include "utf8.h"

kq_bool kq_re_matches(kq_ctx *x, kq_str s, kq_str pattern) {
    const kq_regex *re = kq_regex_cached(x, pattern);
    return kq_mk_bool(re && kq_regex_test(x, re, s));
}

static kq_str slice(kq_str s, kq_regex_span span) {
    if (span.from == SIZE_MAX || span.from == span.to) return kq_null_string();
    return kq_mk_string(s.p + span.from, span.to - span.from);
}

/* ---- extract ------------------------------------------------------------------------------------------------------
 */

#define MOST_GROUPS 64 /* spans on the stack; more are allocated */

static kq_regex_span *spans_for(kq_ctx *x, kq_regex_span *few, size_t n) {
    return n <= MOST_GROUPS ? few : kq_alloc(x->row, n * sizeof *few);
}

/* The group's part of the first match; "" without a match, and for a group that took no part or is not there (docs:
 * extract-function). */
kq_str kq_re_extract(kq_ctx *x, kq_str pattern, kq_long group, kq_str s) {
    const kq_regex *re = kq_regex_cached(x, pattern);
    if (!re || group.null || group.v < 0 || group.v > (int64_t)kq_regex_groups(re)) return kq_null_string();
    kq_regex_text t;
    kq_regex_span few[MOST_GROUPS], *spans = spans_for(x, few, (size_t)group.v + 1);
    kq_regex_open(x, re, s, &t);
    return kq_regex_next(&t, spans, (size_t)group.v + 1) ? slice(s, spans[group.v]) : kq_null_string();
}

bool kq_re_captures(kq_ctx *x, kq_str pattern, kq_str s, const uint32_t *groups, kq_str *slices, size_t n) {
    const kq_regex *re = kq_regex_cached(x, pattern);
    kq_regex_text t;
    kq_regex_span few[MOST_GROUPS], *spans = few;
    size_t all = re ? (size_t)kq_regex_groups(re) + 1 : 0;
    bool found = false;
    if (re) {
        spans = spans_for(x, few, all);
        kq_regex_open(x, re, s, &t);
        found = kq_regex_next(&t, spans, all);
    }
    for (size_t i = 0; i < n; i++) slices[i] = found && groups[i] < all ? slice(s, spans[groups[i]]) : kq_null_string();
    return found;
}

void kq_re_each_pair(kq_ctx *x, kq_str pattern, kq_str s, bool (*take)(void *context, kq_str key, kq_str value),
                     void *context) {
    const kq_regex *re = kq_regex_cached(x, pattern);
    kq_regex_text t;
    kq_regex_span spans[3];
    if (!re || kq_regex_groups(re) < 2) return;
    kq_regex_open(x, re, s, &t);
    while (kq_regex_next(&t, spans, 3))
        if (!take(context, slice(s, spans[1]), slice(s, spans[2]))) return;
}

/* ---- extract_all --------------------------------------------------------------------------------------------------
 */

/* Values that grow one by one, in x->row at the end. */
typedef struct values {
    kq_dyn *v;
    uint32_t n, cap;
} values;

static void push(values *a, kq_dyn d) {
    if (a->n == a->cap) {
        a->cap = a->cap ? 2 * a->cap : 16;
        a->v = realloc(a->v, a->cap * sizeof *a->v);
        if (!a->v) kq_fatal("out of memory");
    }
    a->v[a->n++] = d;
}

static kq_dyn finish(kq_ctx *x, values *a) {
    if (a->n == 0) return kq_null_dynamic();
    kq_dyn *v = kq_alloc(x->row, a->n * sizeof *v);
    memcpy(v, a->v, a->n * sizeof *v);
    free(a->v);
    return kq_dyn_array(v, a->n);
}

/* Every match: the text of its one group, or an array with the texts of its groups; null when there is none (docs:
 * extract-all-function). A group that took no part gives "". */
static kq_dyn all_matches(kq_ctx *x, const kq_regex *re, kq_str s, const uint32_t *groups, uint32_t n) {
    kq_regex_text t;
    size_t all = (size_t)kq_regex_groups(re) + 1;
    kq_regex_span few[MOST_GROUPS], *spans = spans_for(x, few, all);
    values out = {0};
    kq_regex_open(x, re, s, &t);
    while (out.n < KQ_MAX_ARRAY && kq_regex_next(&t, spans, all)) {
        if (n == 1) {
            push(&out, kq_dyn_string(groups[0] < all ? slice(s, spans[groups[0]]) : kq_null_string()));
            continue;
        }
        kq_dyn *row = kq_alloc(x->row, n * sizeof *row);
        for (uint32_t i = 0; i < n; i++)
            row[i] = kq_dyn_string(groups[i] < all ? slice(s, spans[groups[i]]) : kq_null_string());
        push(&out, kq_dyn_array(row, n));
    }
    return finish(x, &out);
}

kq_dyn kq_re_extract_all(kq_ctx *x, kq_str pattern, kq_str s) {
    const kq_regex *re = kq_regex_cached(x, pattern);
    uint32_t n = re ? kq_regex_groups(re) : 0;
    if (n == 0) return kq_null_dynamic();
    uint32_t *groups = kq_alloc(x->row, n * sizeof *groups);
    for (uint32_t i = 0; i < n; i++) groups[i] = i + 1;
    return all_matches(x, re, s, groups, n);
}

/* Groups by number or by name (docs: extract-all-function); one that is not there gives "". */
kq_dyn kq_re_extract_all_groups(kq_ctx *x, kq_str pattern, kq_dyn wanted, kq_str s) {
    const kq_regex *re = kq_regex_cached(x, pattern);
    wanted = kq_dyn_expand(x->row, wanted);
    if (!re || wanted.tag != KQ_DYN_ARRAY || wanted.n == 0) return kq_null_dynamic();
    uint32_t *groups = kq_alloc(x->row, wanted.n * sizeof *groups);
    for (uint32_t i = 0; i < wanted.n; i++) {
        const kq_dyn *g = &wanted.u.items[i];
        groups[i] = UINT32_MAX;
        if (g->tag == KQ_DYN_LONG && g->u.i >= 0 && g->u.i <= (int64_t)kq_regex_groups(re))
            groups[i] = (uint32_t)g->u.i;
        uint32_t named = g->tag == KQ_DYN_STRING ? kq_regex_group_named(re, g->u.s) : 0;
        if (named > 0) groups[i] = named;
    }
    return all_matches(x, re, s, groups, wanted.n);
}

/* ---- counting and places ------------------------------------------------------------------------------------------
 */

/* kind "regex": matches do not overlap; every other kind is "normal" (docs: countof-function). */
kq_long kq_re_countof(kq_ctx *x, kq_str s, kq_str search, kq_str kind) {
    if (kind.n != 5 || memcmp(kind.p, "regex", 5) != 0) return kq_countof(x, s, search);
    const kq_regex *re = kq_regex_cached(x, search);
    kq_regex_text t;
    kq_regex_span whole;
    int64_t n = 0;
    if (!re) return kq_mk_long(0);
    kq_regex_open(x, re, s, &t);
    while (kq_regex_next(&t, &whole, 1)) n++;
    return kq_mk_long(n);
}

/* The byte behind `count` characters from `from` on, at most the end. */
static size_t advance(kq_str s, size_t from, int64_t count) {
    const char *p = s.p + from, *end = s.p + s.n;
    for (; count > 0 && p < end; count--) kq_utf8_next(&p, end);
    return (size_t)(p - s.p);
}

/* Position, in characters, of match number `occurrence` in the `length` characters from `start` on, -1 when there is
 * none; null when one of the numbers is out of range (docs: indexof-regex-function, whose last example has no answer
 * for a negative start). The part is searched as a text of its own: ^ and $ are its ends [assumed]. */
kq_long kq_re_indexof_occurrence(kq_ctx *x, kq_str s, kq_str pattern, kq_long start, kq_long length,
                                 kq_long occurrence) {
    if (start.null || length.null || occurrence.null || start.v < 0 || length.v < -1 || occurrence.v < 0)
        return kq_null_long();
    const kq_regex *re = kq_regex_cached(x, pattern);
    if (!re || occurrence.v == 0) return kq_mk_long(-1);
    if (s.n == 0) s.p = "";
    size_t from = advance(s, 0, start.v), end = length.v < 0 ? s.n : advance(s, from, length.v);
    if (start.v > (int64_t)kq_utf8_length(s)) return kq_mk_long(-1);
    kq_regex_text t;
    kq_regex_span whole;
    kq_regex_open(x, re, kq_mk_string(s.p + from, end - from), &t);
    while (kq_regex_next(&t, &whole, 1))
        if (--occurrence.v == 0)
            return kq_mk_long(start.v + (int64_t)kq_utf8_length(kq_mk_string(s.p + from, whole.from)));
    return kq_mk_long(-1);
}

kq_long kq_re_indexof_length(kq_ctx *x, kq_str s, kq_str pattern, kq_long start, kq_long length) {
    return kq_re_indexof_occurrence(x, s, pattern, start, length, kq_mk_long(1));
}
kq_long kq_re_indexof_start(kq_ctx *x, kq_str s, kq_str pattern, kq_long start) {
    return kq_re_indexof_length(x, s, pattern, start, kq_mk_long(-1));
}
kq_long kq_re_indexof(kq_ctx *x, kq_str s, kq_str pattern) { return kq_re_indexof_start(x, s, pattern, kq_mk_long(0)); }
