/* A small JSON reader and comparer for test expectations; independent of the runtime's own JSON code on purpose. */
#include "jsoncmp.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum json_kind { J_NULL, J_TRUE, J_FALSE, J_NUMBER, J_STRING, J_ARRAY, J_OBJECT };

struct json {
    enum json_kind kind;
    struct text text; /* NUMBER: the token; STRING: unescaped */
    struct json **items;
    struct text *keys; /* OBJECT */
    size_t n, cap, key_cap;
};

struct parser {
    struct arena *a;
    const char *p, *end;
    unsigned depth;
};

static void skip_blanks(struct parser *r) {
    while (r->p < r->end && (*r->p == ' ' || *r->p == '\t' || *r->p == '\r' || *r->p == '\n')) r->p++;
}

static bool word(struct parser *r, const char *w) {
    size_t n = strlen(w);
    if ((size_t)(r->end - r->p) < n || memcmp(r->p, w, n) != 0) return false;
    r->p += n;
    return true;
}

static void put_utf8(struct strbuf *b, uint32_t c) {
    if (c < 0x80) {
        strbuf_putc(b, (char)c);
    } else if (c < 0x800) {
        strbuf_putc(b, (char)(0xC0 | (c >> 6)));
        strbuf_putc(b, (char)(0x80 | (c & 0x3F)));
    } else if (c < 0x10000) {
        strbuf_putc(b, (char)(0xE0 | (c >> 12)));
        strbuf_putc(b, (char)(0x80 | ((c >> 6) & 0x3F)));
        strbuf_putc(b, (char)(0x80 | (c & 0x3F)));
    } else {
        strbuf_putc(b, (char)(0xF0 | (c >> 18)));
        strbuf_putc(b, (char)(0x80 | ((c >> 12) & 0x3F)));
        strbuf_putc(b, (char)(0x80 | ((c >> 6) & 0x3F)));
        strbuf_putc(b, (char)(0x80 | (c & 0x3F)));
    }
}

static bool hex4(struct parser *r, uint32_t *out) {
    if (r->end - r->p < 4) return false;
    *out = 0;
    for (int i = 0; i < 4; i++) {
        char c = *r->p++;
        uint32_t d;
        if (c >= '0' && c <= '9')
            d = (uint32_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            d = (uint32_t)(c - 'a' + 10);
        else if (c >= 'A' && c <= 'F')
            d = (uint32_t)(c - 'A' + 10);
        else
            return false;
        *out = *out * 16 + d;
    }
    return true;
}

static bool string(struct parser *r, struct text *out) {
    struct strbuf b = {0};
    r->p++;
    while (r->p < r->end && *r->p != '"') {
        if ((unsigned char)*r->p < 0x20) return false;
        if (*r->p != '\\') {
            strbuf_putc(&b, *r->p++);
            continue;
        }
        if (++r->p == r->end) return false;
        char c = *r->p++;
        static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
        const char *hit = c ? strchr(from, c) : NULL;
        if (hit) {
            strbuf_putc(&b, to[hit - from]);
        } else if (c == 'u') {
            uint32_t u, low;
            if (!hex4(r, &u)) return false;
            if (u >= 0xD800 && u < 0xDC00 && word(r, "\\u")) {
                if (!hex4(r, &low)) return false;
                u = 0x10000 + ((u - 0xD800) << 10) + (low - 0xDC00);
            }
            put_utf8(&b, u);
        } else {
            return false;
        }
    }
    if (r->p == r->end) return false;
    r->p++;
    *out = text_of(arena_strndup(r->a, b.p ? b.p : "", b.n), b.n);
    strbuf_free(&b);
    return true;
}

static struct json *value(struct parser *r);

static bool members(struct parser *r, struct json *v) {
    char close = v->kind == J_OBJECT ? '}' : ']';
    r->p++;
    skip_blanks(r);
    if (r->p < r->end && *r->p == close) return r->p++, true;
    for (;;) {
        struct text key = {0};
        skip_blanks(r);
        if (v->kind == J_OBJECT) {
            if (r->p == r->end || *r->p != '"' || !string(r, &key)) return false;
            skip_blanks(r);
            if (!word(r, ":")) return false;
        }
        struct json *item = value(r);
        if (!item) return false;
        if (v->kind == J_OBJECT) {
            if (v->n == v->key_cap) v->keys = vec_grow(r->a, v->keys, v->n, &v->key_cap, sizeof *v->keys);
            v->keys[v->n] = key;
        }
        if (v->n == v->cap) v->items = vec_grow(r->a, v->items, v->n, &v->cap, sizeof *v->items);
        v->items[v->n++] = item;
        skip_blanks(r);
        if (r->p < r->end && *r->p == close) return r->p++, true;
        if (!word(r, ",")) return false;
    }
}

static bool number(struct parser *r, struct text *out) {
    const char *from = r->p;
    while (r->p < r->end && *r->p && strchr("+-.eE0123456789", *r->p)) r->p++;
    *out = text_of(arena_strndup(r->a, from, (size_t)(r->p - from)), (size_t)(r->p - from));
    char *end;
    if (!out->n) return false;
    strtod(out->p, &end);
    return *end == 0;
}

static struct json *value(struct parser *r) {
    struct json *v = ARENA_NEW(r->a, struct json);
    bool ok;
    skip_blanks(r);
    if (r->p == r->end || r->depth > 4000) return NULL;
    r->depth++;
    if (*r->p == '{' || *r->p == '[') {
        v->kind = *r->p == '{' ? J_OBJECT : J_ARRAY;
        ok = members(r, v);
    } else if (*r->p == '"') {
        v->kind = J_STRING;
        ok = string(r, &v->text);
    } else if (word(r, "null")) {
        v->kind = J_NULL, ok = true;
    } else if (word(r, "true")) {
        v->kind = J_TRUE, ok = true;
    } else if (word(r, "false")) {
        v->kind = J_FALSE, ok = true;
    } else {
        v->kind = J_NUMBER;
        ok = number(r, &v->text);
    }
    r->depth--;
    return ok ? v : NULL;
}

static struct json *parse(struct arena *a, struct text line) {
    struct parser r = {a, line.p, line.p + line.n, 0};
    struct json *v = value(&r);
    skip_blanks(&r);
    return v && r.p == r.end ? v : NULL;
}

static bool is_real(struct text t) {
    for (size_t i = 0; i < t.n; i++)
        if (t.p[i] == '.' || t.p[i] == 'e' || t.p[i] == 'E') return true;
    return false;
}

static bool number_equal(struct text a, struct text b) {
    if (is_real(a) != is_real(b)) return false;
    if (!is_real(a)) return text_eq(a, b);
    double x = strtod(a.p, NULL), y = strtod(b.p, NULL);
    return fabs(x - y) <= 1e-9 * fabs(x);
}

static bool equal(const struct json *e, const struct json *g, bool ordered_keys, bool subset) {
    if (e->kind != g->kind) return false;
    if (e->kind == J_NUMBER) return number_equal(e->text, g->text);
    if (e->kind == J_STRING) return text_eq(e->text, g->text);
    if (e->kind != J_ARRAY && e->kind != J_OBJECT) return true;
    if (e->n != g->n && !(subset && e->kind == J_OBJECT)) return false;
    for (size_t i = 0; i < e->n; i++) {
        size_t j = i;
        if (e->kind == J_OBJECT) {
            if (!ordered_keys)
                for (j = 0; j < g->n && !text_eq(e->keys[i], g->keys[j]);) j++;
            if (j >= g->n || !text_eq(e->keys[i], g->keys[j])) return false;
        }
        if (!equal(e->items[i], g->items[j], false, false)) return false;
    }
    return true;
}

struct line_list {
    struct text *v;
    struct json **json;
    size_t n, cap, jcap;
};

static const char *split_lines(struct arena *a, struct text t, struct line_list *out) {
    const char *p = t.p, *end = t.p ? t.p + t.n : NULL;
    while (p < end) {
        const char *q = memchr(p, '\n', (size_t)(end - p));
        if (!q) q = end;
        if (q > p) {
            struct text line = text_of(p, (size_t)(q - p));
            struct json *v = parse(a, line);
            if (!v) return arena_printf(a, "not JSON: %.*s", (int)line.n, line.p);
            if (out->n == out->cap) out->v = vec_grow(a, out->v, out->n, &out->cap, sizeof *out->v);
            if (out->n == out->jcap) out->json = vec_grow(a, out->json, out->n, &out->jcap, sizeof(struct json *));
            out->v[out->n] = line;
            out->json[out->n++] = v;
        }
        p = q < end ? q + 1 : end;
    }
    return NULL;
}

bool json_rows_equal(struct arena *a, struct text expected, struct text actual, enum case_order order,
                     const char **why) {
    struct line_list e = {0}, g = {0};
    const char *bad = split_lines(a, expected, &e);
    if (bad) return *why = arena_printf(a, "expectation is %s", bad), false;
    bad = split_lines(a, actual, &g);
    if (bad) return *why = arena_printf(a, "output is %s", bad), false;
    bool *used = ARENA_ARRAY(a, bool, g.n + 1);
    bool subset = order == EXPECT_SUBSET;
    for (size_t i = 0; i < e.n; i++) {
        size_t j = i;
        if (order == EXPECT_UNORDERED) {
            for (j = 0; j < g.n && (used[j] || !equal(e.json[i], g.json[j], true, false));) j++;
        } else if (j < g.n && !equal(e.json[i], g.json[j], !subset, subset)) {
            return *why = arena_printf(a, "row %zu: expected %.*s\n                got %.*s", i + 1, (int)e.v[i].n,
                                       e.v[i].p, (int)g.v[j].n, g.v[j].p),
                   false;
        }
        if (j >= g.n) return *why = arena_printf(a, "missing row: %.*s", (int)e.v[i].n, e.v[i].p), false;
        used[j] = true;
    }
    for (size_t j = 0; j < g.n; j++)
        if (!used[j]) return *why = arena_printf(a, "unexpected row: %.*s", (int)g.v[j].n, g.v[j].p), false;
    return true;
}
