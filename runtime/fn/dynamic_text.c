/* Dynamic values described: gettype, treepath, dynamic_to_json (kql.md 4). */
#include <kq/ops.h>

#include <stdlib.h>
#include <string.h>

#include "dyn.h"

/* ---- gettype ------------------------------------------------------------------------------------------------------
 */

#define KQ_DEFINE_GETTYPE(T, TEXT) \
    kq_str kq_gettype_##T(kq_ctx *x, kq_##T v) { return (void)x, (void)v, (kq_str)KQ_LIT(TEXT); }
typedef kq_str kq_string;
typedef kq_dyn kq_dynamic;
KQ_DEFINE_GETTYPE(bool, "bool")
KQ_DEFINE_GETTYPE(int, "int")
KQ_DEFINE_GETTYPE(long, "long")
KQ_DEFINE_GETTYPE(real, "real")
KQ_DEFINE_GETTYPE(decimal, "decimal")
KQ_DEFINE_GETTYPE(datetime, "datetime")
KQ_DEFINE_GETTYPE(timespan, "timespan")
KQ_DEFINE_GETTYPE(string, "string")
KQ_DEFINE_GETTYPE(guid, "guid")

/* A whole number that fits 32 bits is an int: gettype(parse_json("1")) (docs: gettype-function.md). */
kq_str kq_gettype_dynamic(kq_ctx *x, kq_dyn d) {
    (void)x;
    switch (d.tag) {
    case KQ_DYN_NULL: return (kq_str)KQ_LIT("null");
    case KQ_DYN_BOOL: return (kq_str)KQ_LIT("bool");
    case KQ_DYN_LONG: return d.u.i >= INT32_MIN && d.u.i <= INT32_MAX ? (kq_str)KQ_LIT("int") : (kq_str)KQ_LIT("long");
    case KQ_DYN_REAL: return (kq_str)KQ_LIT("real");
    case KQ_DYN_STRING: return (kq_str)KQ_LIT("string");
    case KQ_DYN_DATETIME: return (kq_str)KQ_LIT("datetime");
    case KQ_DYN_TIMESPAN: return (kq_str)KQ_LIT("timespan");
    case KQ_DYN_GUID: return (kq_str)KQ_LIT("guid");
    case KQ_DYN_JSON:
    case KQ_DYN_ARRAY:
    case KQ_DYN_BAG: break;
    }
    return kq_dyn_is_array(d) ? (kq_str)KQ_LIT("array") : (kq_str)KQ_LIT("dictionary");
}

/* ---- treepath -----------------------------------------------------------------------------------------------------
 * The paths to everything inside of a bag; [0] stands for any element (docs: treepath-function.md). */

typedef struct paths {
    kq_ctx *x;
    kq_dyn *items;
    uint32_t n, room;
} paths;

static void add_path(paths *p, kq_buf *path) {
    for (uint32_t i = 0; i < p->n; i++)
        if (p->items[i].u.s.n == path->n && memcmp(p->items[i].u.s.p, path->p, path->n) == 0) return;
    if (p->n == p->room) {
        kq_dyn *more = kq_alloc(p->x->row, (size_t)p->room * 2 * sizeof *more);
        memcpy(more, p->items, p->n * sizeof *more);
        p->items = more;
        p->room *= 2;
    }
    char *text = kq_alloc(p->x->row, path->n);
    memcpy(text, path->p, path->n);
    p->items[p->n++] = kq_dyn_string(kq_mk_string(text, path->n));
}

/* More paths than this are not of use to anybody, and looking for equal ones takes time with their square. */
#define MOST_PATHS 10000

static void walk(paths *p, kq_dyn d, kq_buf *path) {
    size_t before = path->n;
    if (p->n >= MOST_PATHS || (!kq_dyn_is_array(d) && !kq_dyn_is_bag(d))) return;
    d = kq_dyn_expand(p->x->row, d);
    if (d.tag == KQ_DYN_ARRAY && d.n > 0) {
        kq_buf_puts(path, "[0]");
        add_path(p, path);
        for (uint32_t i = 0; i < d.n; i++) walk(p, d.u.items[i], path);
        path->n = before;
    }
    for (uint32_t i = 0; d.tag == KQ_DYN_BAG && i < d.n; i++) {
        kq_buf_puts(path, "['");
        kq_buf_put(path, d.u.members[i].key.p, d.u.members[i].key.n);
        kq_buf_puts(path, "']");
        add_path(p, path);
        walk(p, d.u.members[i].value, path);
        path->n = before;
    }
}

kq_dyn kq_treepath(kq_ctx *x, kq_dyn d) {
    if (!kq_dyn_is_bag(d) && !kq_dyn_is_array(d)) return kq_null_dynamic();
    paths p = {.x = x, .items = kq_alloc(x->row, 16 * sizeof(kq_dyn)), .room = 16};
    kq_buf path = {0};
    walk(&p, d, &path);
    kq_buf_free(&path);
    return kq_dyn_array(p.items, p.n);
}

/* ---- dynamic_to_json ----------------------------------------------------------------------------------------------
 */

static int by_key(const void *a, const void *b) {
    kq_str u = ((const kq_member *)a)->key, v = ((const kq_member *)b)->key;
    size_t n = u.n < v.n ? u.n : v.n;
    int order = n ? memcmp(u.p, v.p, n) : 0;
    return order ? order : (u.n > v.n) - (u.n < v.n);
}

/* The same value with the members of every bag in the order of their keys. */
static kq_dyn sorted(kq_ctx *x, kq_dyn d) {
    if (!kq_dyn_is_array(d) && !kq_dyn_is_bag(d)) return d;
    d = kq_dyn_expand(x->row, d);
    if (d.tag == KQ_DYN_ARRAY) {
        kq_dyn *items = kq_alloc(x->row, d.n * sizeof *items);
        for (uint32_t i = 0; i < d.n; i++) items[i] = sorted(x, d.u.items[i]);
        return kq_dyn_array(items, d.n);
    }
    kq_member *members = kq_alloc(x->row, d.n * sizeof *members);
    for (uint32_t i = 0; i < d.n; i++) members[i] = (kq_member){d.u.members[i].key, sorted(x, d.u.members[i].value)};
    if (d.n) qsort(members, d.n, sizeof *members, by_key);
    return kq_dyn_bag(members, d.n);
}

/* A scalar as its tostring (docs: dynamic-to-json-function.md). */
kq_str kq_dynamic_to_json(kq_ctx *x, kq_dyn d) { return kq_tostring_dynamic(x, sorted(x, d)); }
