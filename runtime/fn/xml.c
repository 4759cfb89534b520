/* parse_xml (docs: parse-xml-function.md): an element becomes the value of its name: its text; or a bag of
 * "@attribute", child elements and "#text", what occurs more than once as an array; or null when there is nothing
 * inside. All leaves are strings. Comments, instructions and the document type are skipped.
 *
 * Event text is hostile: documents over 1 MB, deeper than KQ_MAX_DEPTH or with declarations of entities give null (the
 * last two assumed). Nothing outside of the text is ever read. expat is not recursive and has linear time. */
#include <kq/ops.h>

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <expat.h>

#include "buf.h"
#include "dyn.h"
#include "utf8.h"

#define MAX_TEXT 1048576 /* bytes (docs) */

struct child { /* of an open element, in the order of the document */
    struct child *next;
    kq_member member;
    uint32_t order;
};

struct element {
    struct element *parent;
    kq_str name;
    struct child *first, *last;
    uint32_t children;
    uint32_t elements; /* of the children, those that are elements */
};

struct document {
    kq_ctx *x;
    XML_Parser parser;
    struct element *open; /* the innermost open one */
    unsigned depth;
    kq_buf text; /* since the last tag */
    kq_member root;
    bool unwanted; /* too deep, or an entity: the parser was stopped */
};

static kq_str keep(kq_ctx *x, const char *text) {
    const size_t n = strlen(text);
    char *p = kq_alloc(x->row, n + 1);
    memcpy(p, text, n);
    return kq_mk_string(p, n);
}

static void stop(struct document *d) {
    d->unwanted = true;
    XML_StopParser(d->parser, XML_FALSE);
}

static void add(struct document *d, struct element *e, kq_str name, kq_dyn value) {
    struct child *c = kq_alloc(d->x->row, sizeof *c);
    *c = (struct child){NULL, {name, value}, e->children++};
    if (e->last)
        e->last->next = c;
    else
        e->first = c;
    e->last = c;
}

/* The text before a tag, unless it is white space alone. */
static void flush(struct document *d) {
    static const kq_str name = KQ_LIT("#text");
    const kq_str text = {d->text.p, d->text.n};
    if (d->open && kq_ascii_trim(text).n > 0)
        add(d, d->open, name, kq_dyn_string(kq_buf_to_arena(&d->text, d->x->row)));
    d->text.n = 0;
}

static void on_text(void *data, const XML_Char *p, int n) {
    struct document *d = data;
    kq_buf_put(&d->text, p, (size_t)n);
}

static void on_start(void *data, const XML_Char *name, const XML_Char **attributes) {
    struct document *d = data;
    flush(d);
    if (++d->depth >= KQ_MAX_DEPTH) {
        stop(d);
        return;
    }
    struct element *e = kq_alloc(d->x->row, sizeof *e);
    *e = (struct element){.parent = d->open, .name = keep(d->x, name)};
    d->open = e;
    for (size_t i = 0; attributes[i]; i += 2) {
        const size_t n = strlen(attributes[i]);
        char *key = kq_alloc(d->x->row, n + 1);
        key[0] = '@';
        memcpy(key + 1, attributes[i], n);
        add(d, e, kq_mk_string(key, n + 1), kq_dyn_string(keep(d->x, attributes[i + 1])));
    }
}

static int by_name(const void *a, const void *b) {
    const struct child *l = *(const struct child *const *)a, *r = *(const struct child *const *)b;
    const kq_str p = l->member.key, q = r->member.key;
    const size_t n = p.n < q.n ? p.n : q.n;
    const int c = memcmp(p.p, q.p, n);
    if (c != 0) return c;
    if (p.n != q.n) return p.n < q.n ? -1 : 1;
    return l->order < r->order ? -1 : 1;
}

struct group { /* children of one name */
    kq_member member;
    uint32_t order; /* of the first */
};

static int by_order(const void *a, const void *b) {
    const struct group *l = a, *r = b;
    return l->order < r->order ? -1 : 1;
}

static bool same(kq_str a, kq_str b) { return a.n == b.n && memcmp(a.p, b.p, a.n) == 0; }

/* The bag of an element's children, names in the order in which they first occur. */
static kq_dyn bag_of(struct document *d, const struct element *e) {
    const uint32_t n = e->children;
    struct child **sorted = kq_alloc(d->x->row, n * sizeof *sorted);
    struct group *groups = kq_alloc(d->x->row, n * sizeof *groups);
    uint32_t count = 0, k = 0;
    for (struct child *c = e->first; c; c = c->next) sorted[k++] = c;
    qsort(sorted, n, sizeof *sorted, by_name);
    for (uint32_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && same(sorted[i]->member.key, sorted[end]->member.key);) end++;
        struct group *g = &groups[count++];
        *g = (struct group){sorted[i]->member, sorted[i]->order};
        if (end - i == 1) continue;
        kq_dyn *items = kq_alloc(d->x->row, (end - i) * sizeof *items);
        for (uint32_t j = i; j < end; j++) items[j - i] = sorted[j]->member.value;
        g->member.value = kq_dyn_array(items, end - i);
    }
    qsort(groups, count, sizeof *groups, by_order);
    kq_member *members = kq_alloc(d->x->row, count * sizeof *members);
    for (uint32_t i = 0; i < count; i++) members[i] = groups[i].member;
    return kq_dyn_bag(members, count);
}

static kq_dyn value_of(struct document *d, const struct element *e) {
    if (e->children == 0) return kq_null_dynamic();
    const bool is_text = e->first->member.key.p[0] == '#';
    if (e->children == 1 && is_text) return e->first->member.value;
    for (struct child *c = e->first; c && e->elements > 0; c = c->next) /* docs: "<e> text <a>..." gives "text" */
        if (c->member.key.p[0] == '#') c->member.value.u.s = kq_ascii_trim(c->member.value.u.s);
    return bag_of(d, e);
}

static void on_end(void *data, const XML_Char *name) {
    (void)name;
    struct document *d = data;
    flush(d);
    const struct element *e = d->open;
    d->depth--;
    d->open = e->parent;
    const kq_member member = {e->name, value_of(d, e)};
    if (!d->open) {
        d->root = member;
        return;
    }
    add(d, d->open, member.key, member.value);
    d->open->elements++;
}

static void on_entity(void *data, const XML_Char *name, int is_parameter, const XML_Char *value, int value_length,
                      const XML_Char *base, const XML_Char *system_id, const XML_Char *public_id,
                      const XML_Char *notation) {
    (void)name, (void)is_parameter, (void)value, (void)value_length;
    (void)base, (void)system_id, (void)public_id, (void)notation;
    stop(data);
}

kq_dyn kq_parse_xml(kq_ctx *x, kq_str s) {
    if (s.n == 0 || s.n > MAX_TEXT) return kq_null_dynamic();
    struct document d = {.x = x, .parser = XML_ParserCreate("UTF-8")};
    if (!d.parser) kq_fatal("out of memory");
    XML_SetUserData(d.parser, &d);
    XML_SetElementHandler(d.parser, on_start, on_end);
    XML_SetCharacterDataHandler(d.parser, on_text);
    XML_SetEntityDeclHandler(d.parser, on_entity);
    const bool ok = XML_Parse(d.parser, s.p, (int)s.n, 1) == XML_STATUS_OK && !d.unwanted;
    XML_ParserFree(d.parser);
    kq_buf_free(&d.text);
    if (!ok) return kq_null_dynamic();
    kq_member *root = kq_alloc(x->row, sizeof *root);
    *root = d.root;
    return kq_dyn_bag(root, 1);
}
