/* Needles together: conjunctions and alternatives of what a record must hold (opt_needles.c, rules 11 and 12). */
#include "needles.h"

#include <string.h>

struct needs needs_impossible(void) {
    return (struct needs){.never = true};
}

static bool in_any(const char *text, const struct needle_clause *c) {
    for (size_t i = 0; i < c->n; i++) {
        if (strstr(text, c->v[i]) != NULL) return true;
    }
    return false;
}

/* Every record that holds one of a holds one of b. */
static bool implies(const struct needle_clause *a, const struct needle_clause *b) {
    for (size_t i = 0; i < a->n; i++) {
        if (!in_any(a->v[i], b)) return false;
    }
    return true;
}

static bool better(const struct needle_clause *a, const struct needle_clause *b) {
    return a->rating.score != b->rating.score ? a->rating.score > b->rating.score : a->n < b->n;
}

static void remove_at(struct needs *to, size_t i) {
    to->n--;
    memmove(to->v + i, to->v + i + 1, (to->n - i) * sizeof *to->v);
}

/* A clause that another implies says nothing new, unless it is cheaper to look for. */
void needs_add(struct needs *to, struct needle_clause c) {
    if (to->never || c.n == 0) return;
    for (size_t i = 0; i < to->n; i++) {
        if (implies(&to->v[i], &c) && to->v[i].n <= c.n) return;
    }
    for (size_t i = to->n; i-- > 0;) {
        if (implies(&c, &to->v[i]) && c.n <= to->v[i].n) remove_at(to, i);
    }
    size_t at = 0;
    while (at < to->n && !better(&c, &to->v[at])) at++;
    if (at == NEEDS_MAX) return;
    if (to->n == NEEDS_MAX) to->n--;
    memmove(to->v + at + 1, to->v + at, (to->n - at) * sizeof *to->v);
    to->v[at] = c;
    to->n++;
}

struct needs needs_one(struct needle_scope *s, const char *p, size_t n, bool key) {
    struct needs r = {.n = 1};
    r.v[0] = (struct needle_clause){ARENA_ARRAY(s->arena, const char *, 1), 1, needle_rate(s, p, n, key)};
    r.v[0].v[0] = arena_strndup(s->arena, p, n);
    return r;
}

struct needs needs_both(struct needs a, const struct needs *b) {
    if (a.never || b->never) return needs_impossible();
    for (size_t i = 0; i < b->n; i++) needs_add(&a, b->v[i]);
    return a;
}

/* ---- alternatives */

/* Adds a literal to an any-of list, which then holds none that contains another: the shorter one finds both. */
static bool add_needle(struct needle_clause *c, const char *needle) {
    size_t n = 0;
    if (in_any(needle, c)) return true;
    for (size_t i = 0; i < c->n; i++) {
        if (strstr(c->v[i], needle) == NULL) c->v[n++] = c->v[i];
    }
    c->n = n;
    if (c->n == NEEDLES_MAX) return false;
    c->v[c->n++] = needle;
    return true;
}

/* Each doubling of the list lets about twice as many records through. */
static void rate(struct needle_clause *c) {
    unsigned less = 0;
    for (size_t n = c->n; n > 1; n = (n + 1) / 2) less += 3;
    c->rating.score = c->rating.score > less ? c->rating.score - less : 0;
}

/* One clause of every alternative, the rank-th best or the last; n == 0: too many literals. */
static struct needle_clause one_of_each(struct needle_scope *s, const struct needs *items, size_t n, size_t rank) {
    struct needle_clause r = {ARENA_ARRAY(s->arena, const char *, NEEDLES_MAX), 0, {0, ""}};
    for (size_t i = 0; i < n; i++) {
        if (items[i].never) continue;
        const struct needle_clause *c = &items[i].v[rank < items[i].n ? rank : items[i].n - 1];
        if (r.n == 0 || c->rating.score < r.rating.score) r.rating = c->rating;
        for (size_t k = 0; k < c->n; k++) {
            if (add_needle(&r, c->v[k])) continue;
            s->too_many = true;
            return (struct needle_clause){0};
        }
    }
    rate(&r);
    return r;
}

static bool required_by_all(const struct needle_clause *c, const struct needs *items, size_t n) {
    for (size_t i = 0; i < n; i++) {
        bool found = items[i].never;
        for (size_t k = 0; k < items[i].n && !found; k++) found = implies(&items[i].v[k], c);
        if (!found) return false;
    }
    return true;
}

struct needs needs_either(struct needle_scope *s, const struct needs *items, size_t n) {
    const struct needs *first = NULL;
    size_t ranks = 0, possible = 0;
    for (size_t i = 0; i < n; i++) {
        if (items[i].never) continue;
        if (items[i].n == 0) {
            s->other_side = true;
            return (struct needs){0};
        }
        if (!first) first = &items[i];
        if (items[i].n > ranks) ranks = items[i].n;
        possible++;
    }
    if (!first) return needs_impossible();
    if (possible == 1) return *first;
    struct needs r = {0};
    for (size_t i = 0; i < first->n; i++) {
        if (required_by_all(&first->v[i], items, n)) needs_add(&r, first->v[i]);
    }
    for (size_t rank = 0; rank < ranks && rank < NEEDLE_CLAUSES_MAX; rank++)
        needs_add(&r, one_of_each(s, items, n, rank));
    return r;
}
