/* The growing byte buffer. */
#include "buf.h"

#include <kq/bytes.h>

#include <stdlib.h>
#include <string.h>

void kq_buf_reserve(kq_buf *b, size_t more) {
    if (more <= b->cap - b->n) return;
    if (more > SIZE_MAX / 2 - b->n) kq_fatal("out of memory");
    size_t cap = b->cap ? b->cap : 256;
    while (cap - b->n < more) cap *= 2;
    char *p = realloc(b->p, cap);
    if (!p) kq_fatal("out of memory");
    b->p = p;
    b->cap = cap;
}

void kq_buf_put(kq_buf *b, const void *p, size_t n) {
    if (!n) return;
    kq_buf_reserve(b, n);
    kq_bytes_copy(b->p + b->n, p, n);
    b->n += n;
}

void kq_buf_puts(kq_buf *b, const char *s) { kq_buf_put(b, s, strlen(s)); }

void kq_buf_free(kq_buf *b) {
    free(b->p);
    *b = (kq_buf){0};
}

kq_str kq_buf_to_arena(const kq_buf *b, kq_arena *a) {
    if (!b->n) return kq_null_string();
    char *p = kq_alloc(a, b->n);
    memcpy(p, b->p, b->n);
    return kq_mk_string(p, b->n);
}
