/* The compiler's arena: chunks that never move, freed as a whole, memory zeroed. Requests larger than a chunk get one
 * of their own. Also the growth of arena vectors. */
#include "base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 64 * 1024, ALIGN = 16 };

struct chunk {
    struct chunk *next;
    size_t used, cap;
};

struct arena {
    struct chunk *chunks; /* the first one is being filled */
};

static void out_of_memory(void) {
    fputs("kqlc: out of memory\n", stderr);
    abort();
}

/* Offset of a chunk's first usable byte. */
static size_t chunk_head(void) { return (sizeof(struct chunk) + ALIGN - 1) / ALIGN * ALIGN; }

struct arena *arena_new(void) {
    struct arena *a = calloc(1, sizeof *a);
    if (!a) out_of_memory();
    return a;
}

void arena_free(struct arena *a) {
    if (!a) return;
    for (struct chunk *c = a->chunks; c;) {
        struct chunk *next = c->next;
        free(c);
        c = next;
    }
    free(a);
}

static struct chunk *chunk_new(size_t bytes) {
    if (bytes > SIZE_MAX - chunk_head()) out_of_memory();
    struct chunk *c = calloc(1, chunk_head() + bytes);
    if (!c) out_of_memory();
    c->cap = bytes;
    return c;
}

void *arena_alloc(struct arena *a, size_t bytes) {
    if (bytes > SIZE_MAX - ALIGN) out_of_memory();
    bytes = (bytes + ALIGN - 1) / ALIGN * ALIGN;
    if (bytes == 0) bytes = ALIGN; /* distinct, non-NULL pointers also for empty requests */
    struct chunk *c = a->chunks;
    if (!c || c->cap - c->used < bytes) {
        c = chunk_new(bytes > CHUNK ? bytes : CHUNK);
        /* An oversized chunk is full at once: keep filling the current one. */
        if (bytes > CHUNK && a->chunks) {
            c->next = a->chunks->next;
            a->chunks->next = c;
        } else {
            c->next = a->chunks;
            a->chunks = c;
        }
    }
    void *p = (char *)c + chunk_head() + c->used;
    c->used += bytes;
    return p;
}

char *arena_strndup(struct arena *a, const char *p, size_t n) {
    char *s = arena_alloc(a, n + 1);
    if (n) memcpy(s, p, n);
    s[n] = 0;
    return s;
}

char *arena_strdup(struct arena *a, const char *s) { return arena_strndup(a, s, strlen(s)); }

char *arena_vprintf(struct arena *a, const char *fmt, va_list ap) {
    char first[256]; /* most texts fit, and are formatted once */
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(first, sizeof first, fmt, ap);
    if (n < 0) n = 0;
    char *s = arena_alloc(a, (size_t)n + 1);
    if ((size_t)n < sizeof first)
        memcpy(s, first, (size_t)n + 1);
    else
        vsnprintf(s, (size_t)n + 1, fmt, again);
    va_end(again);
    return s;
}

char *arena_printf(struct arena *a, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    char *s = arena_vprintf(a, fmt, ap);
    va_end(ap);
    return s;
}

void *vec_grow(struct arena *a, void *v, size_t n, size_t *cap, size_t item) {
    size_t want = *cap ? *cap * 2 : 8;
    if (want < *cap || want > SIZE_MAX / item) out_of_memory();
    void *p = arena_alloc(a, want * item);
    if (n) memcpy(p, v, n * item);
    *cap = want;
    return p;
}

const char *arena_list(struct arena *a, const char *const *items, size_t n, const char *last) {
    enum { SHOWN = 12 };
    const char *s = "";
    for (size_t i = 0; i < n; i++) {
        if (i == SHOWN) return arena_printf(a, "%s, ...", s);
        s = arena_printf(a, "%s%s%s", s, i == 0 ? "" : i + 1 == n && n <= SHOWN ? last : ", ", items[i]);
    }
    return s;
}
