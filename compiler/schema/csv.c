/* A reader of small CSV files: schemas, the headers of watchlists and of event files. */
#include "csv.h"

#include <string.h>
#include <strings.h>

static const char *line_end(const char *p, const char *end) {
    while (p < end && *p != '\n' && *p != '\r') p++;
    return p;
}

static const char *next_line(const char *p, const char *end) {
    if (p < end && *p == '\r') p++;
    if (p < end && *p == '\n') p++;
    return p;
}

/* The field that begins with a quote at c->p, without its quotes; NULL text after a fault. */
static struct text quoted(struct arena *a, struct csv *c) {
    const char *start = c->p + 1, *p = start;
    size_t doubled = 0;
    for (;; p += 2, doubled++) {
        p = p < c->end ? memchr(p, '"', (size_t)(c->end - p)) : NULL;
        if (!p) {
            c->problem = "a quoted field has no end";
            return text_of(NULL, 0);
        }
        if (p + 1 == c->end || p[1] != '"') break;
    }
    c->p = p + 1;
    if (doubled == 0) return text_of(start, (size_t)(p - start));
    size_t n = 0;
    char *out = arena_alloc(a, (size_t)(p - start) - doubled + 1);
    for (const char *q = start; q < p; q++) {
        out[n++] = *q;
        if (*q == '"') q++;
    }
    return text_of(out, n);
}

static struct text plain(struct csv *c) {
    const char *start = c->p;
    while (c->p < c->end && *c->p != c->separator && *c->p != '\n' && *c->p != '\r') c->p++;
    return text_of(start, (size_t)(c->p - start));
}

bool csv_record(struct arena *a, struct csv *c, csv_fields *out) {
    out->n = 0;
    while (c->p < c->end && line_end(c->p, c->end) == c->p) c->p = next_line(c->p, c->end);
    c->at = c->p;
    if (c->p == c->end) return false;
    for (;;) {
        struct text field = c->p < c->end && *c->p == '"' ? quoted(a, c) : plain(c);
        if (c->problem) return false;
        VEC_PUSH(a, out, field);
        if (c->p == c->end || *c->p == '\n' || *c->p == '\r') break;
        if (*c->p != c->separator) {
            c->problem = "text follows a quoted field";
            return false;
        }
        c->p++;
    }
    c->p = next_line(c->p, c->end);
    return true;
}

size_t csv_field(const csv_fields *header, const char *name) {
    size_t i = 0, n = strlen(name);
    while (i < header->n && (header->v[i].n != n || strncasecmp(header->v[i].p, name, n) != 0)) i++;
    return i;
}
