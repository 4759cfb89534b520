/* A growing byte buffer on malloc, for text that is built piece by piece. May be included by every folder of the
 * runtime. All-zero is the empty buffer; the bytes are not NUL-terminated; running out of memory is kq_fatal. */
#ifndef KQ_BUF_H
#define KQ_BUF_H

#include <kq/abi.h>

typedef struct kq_buf {
    char *p;
    size_t n, cap; /* bytes used, bytes held */
} kq_buf;

/* Makes room for `more` bytes behind the used ones. */
void kq_buf_reserve(kq_buf *b, size_t more);
void kq_buf_put(kq_buf *b, const void *p, size_t n);
void kq_buf_puts(kq_buf *b, const char *s);
/* Gives the memory back; the buffer is empty again and may be used further. */
void kq_buf_free(kq_buf *b);

static inline void kq_buf_putc(kq_buf *b, char c) {
    if (b->n == b->cap) kq_buf_reserve(b, 1);
    b->p[b->n++] = c;
}

static inline void kq_buf_put_str(kq_buf *b, kq_str s) { kq_buf_put(b, s.p, s.n); }

/* A copy of the bytes in an arena. */
kq_str kq_buf_to_arena(const kq_buf *b, kq_arena *a);

#endif
