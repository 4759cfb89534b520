/* Building blocks of the compiler: arena, text, strings buffers, vectors, name interning, source positions. Knows
 * nothing about KQL. Out of memory aborts with a message. */
#ifndef KQLC_BASE_H
#define KQLC_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- arena: one per rule; freed as a whole. Memory is zeroed. */
struct arena;
struct arena *arena_new(void);
void arena_free(struct arena *a);
void *arena_alloc(struct arena *a, size_t bytes);
char *arena_strndup(struct arena *a, const char *p, size_t n); /* NUL-terminated copy */
char *arena_strdup(struct arena *a, const char *s);
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
#define ARENA_NEW(a, T) ((T *)arena_alloc((a), sizeof(T)))
#define ARENA_ARRAY(a, T, n) ((T *)arena_alloc((a), sizeof(T) * (n)))

/* ---- text: bytes with a length, may hold NUL; not NUL-terminated unless said */
struct text {
    const char *p;
    size_t n;
};
#define TEXT_LIT(s) ((struct text){(s), sizeof(s) - 1})
static inline struct text text_of(const char *p, size_t n) { return (struct text){p, n}; }
bool text_eq(struct text a, struct text b);
bool text_is(struct text a, const char *s);

/* ---- string buffer (malloc); always NUL-terminated after a put */
struct strbuf {
    char *p;
    size_t n, cap;
};
void strbuf_free(struct strbuf *b);
void strbuf_put(struct strbuf *b, const char *p, size_t n);
void strbuf_puts(struct strbuf *b, const char *s);
void strbuf_putc(struct strbuf *b, char c);
void strbuf_printf(struct strbuf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void strbuf_vprintf(struct strbuf *b, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
/* Appends s as a JSON string, quotes included; invalid UTF-8 becomes U+FFFD. */
void strbuf_json(struct strbuf *b, const char *p, size_t n);

/* ---- vectors in an arena: struct { T *v; size_t n, cap; } x; VEC_PUSH(a, &x, item) */
#define VEC(T)         \
    struct {           \
        T *v;          \
        size_t n, cap; \
    }
void *vec_grow(struct arena *a, void *v, size_t n, size_t *cap, size_t item);
#define VEC_PUSH(a, vec, item)                                                                                   \
    do {                                                                                                         \
        if ((vec)->n == (vec)->cap) (vec)->v = vec_grow((a), (vec)->v, (vec)->n, &(vec)->cap, sizeof *(vec)->v); \
        (vec)->v[(vec)->n++] = (item);                                                                           \
    } while (0)

/* "a, b and c": `last` (" and ") stands before the last item. A dozen are shown, then "...". */
const char *arena_list(struct arena *a, const char *const *items, size_t n, const char *last);

/* ---- interned names: equal names are equal pointers (one table per process, names live for ever) */
const char *intern(const char *p, size_t n);
const char *intern_s(const char *s);

/* ---- files: whole file into malloc'ed, NUL-terminated memory; "-" is stdin. NULL and errno on failure */
char *read_file(const char *path, size_t *size);

/* Edit distance (Damerau, case-insensitive, capped at `max`+1), for did-you-mean. */
size_t edit_distance(const char *a, const char *b, size_t max);

/* `*` in the pattern stands for any text; case matters. */
bool wildcard_matches(const char *pattern, const char *name);

/* ---- did you mean: of many candidates the one most like a name that is not known (closest.c) */
struct closest {
    const char *wanted;
    const char *name; /* the best candidate so far; NULL: none is like it */
    size_t distance;  /* of `name`; before there is one, the largest allowed */
    size_t prefix;    /* how many letters at the beginning are the same */
};
struct closest closest_to(const char *wanted); /* a third of the letters may be wrong, and one more */
struct closest closest_within(const char *wanted, size_t distance);
void closest_consider(struct closest *c, const char *candidate); /* NULL and `wanted` itself are none */

/* ---- positions */
/* Byte offsets [start, end) into the query text (or, with `in_file`, into the file). */
struct span {
    uint32_t start, end;
    bool in_file;
};
static inline struct span span_join(struct span a, struct span b) { return (struct span){a.start, b.end, a.in_file}; }

/* One line of the query and where it stands in the file. */
struct source_line {
    uint32_t query_start; /* offset of the line's first byte in the query */
    uint32_t file_line;   /* 1-based */
    uint32_t file_col;    /* 1-based column (bytes) of that first byte */
};

/* A source file and, inside it, the query. For a bare query both are the same text. */
struct source {
    const char *path;  /* as given by the user; "<stdin>" for - */
    struct text file;  /* whole file */
    struct text query; /* the query as the lexer sees it */
    struct source_line *lines;
    size_t line_count;
    bool exact; /* false: folded or quoted YAML scalar; positions are those of the key */
};

struct position {
    uint32_t line, col;    /* 1-based; col counts bytes */
    struct text line_text; /* the whole line of the file, without its line end */
};
struct position source_locate(const struct source *s, uint32_t offset, bool in_file);
/* Fills lines for a bare query (the query is the file). */
void source_identity(struct arena *a, struct source *s);

#endif
