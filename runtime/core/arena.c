/* Arenas: bump allocation in chunks that never move, kept in one list in the order of use. Releasing goes back to an
 * earlier chunk and leaves the later ones in the list for reuse. Under AddressSanitizer everything that is not
 * allocated is poisoned, so that use after a release is found. */
#include "arena.h"
#include "pages.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KQ_ASAN 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define KQ_ASAN 1
#endif
#ifdef KQ_ASAN
#include <sanitizer/asan_interface.h>
/* gcc takes a pointer to const memory for a read of memory that is not initialised yet, unless it cannot follow it. */
static const void *opaque(const void *p) {
    __asm__("" : "+r"(p));
    return p;
}
#define KQ_POISON(p, n) __asan_poison_memory_region(opaque(p), (n))
#define KQ_UNPOISON(p, n) __asan_unpoison_memory_region(opaque(p), (n))
#else
#define KQ_POISON(p, n) ((void)(p), (void)(n))
#define KQ_UNPOISON(p, n) ((void)(p), (void)(n))
#endif

#define ALIGNMENT 16u
/* Texts stand side by side; apart from each other where running over an end is to be found. */
#ifdef KQ_ASAN
#define TEXT_ALIGNMENT ALIGNMENT
#else
#define TEXT_ALIGNMENT 1u
#endif
#define FIRST_CHUNK ((size_t)4096)
#define LARGEST_CHUNK ((size_t)4 << 20)
/* From this size on, chunks are whole units of kq_pages; smaller ones come from malloc. */
#define SMALLEST_PAGES KQ_PAGES_UNIT
/* A chunk of more than this was made for one big value; a release gives it back to the system, so that one huge record
 * does not count for the rest of the run. */
#define KEEP_LIMIT ((size_t)4 << 20)

typedef struct chunk {
    struct chunk *next;
    size_t capacity; /* bytes behind this head */
    size_t used;
    size_t reserved; /* keeps the head a multiple of ALIGNMENT */
} chunk;

struct kq_arena {
    chunk *first, *current;
    size_t held; /* bytes from the system */
    size_t limit;
    size_t next_capacity;
};

static char *chunk_data(chunk *c) { return (char *)(c + 1); }

kq_arena *kq_arena_new(void) {
    kq_arena *a = calloc(1, sizeof *a);
    if (!a) kq_fatal("out of memory");
    a->next_capacity = FIRST_CHUNK - sizeof(chunk);
    return a;
}

static void chunk_free(kq_arena *a, chunk *c) {
    a->held -= c->capacity + sizeof *c;
    KQ_UNPOISON(chunk_data(c), c->capacity);
    if (c->capacity + sizeof *c >= SMALLEST_PAGES) {
        kq_pages_free(c, c->capacity + sizeof *c);
    } else {
        free(c);
    }
}

void kq_arena_free(kq_arena *a) {
    if (!a) return;
    for (chunk *c = a->first; c;) {
        chunk *next = c->next;
        chunk_free(a, c);
        c = next;
    }
    free(a);
}

void kq_arena_limit(kq_arena *a, size_t bytes) { a->limit = bytes; }

size_t kq_arena_bytes(const kq_arena *a) { return a->held; }

/* Puts a chunk with room for `bytes` behind the current one: the next one of the list, when it is large enough. */
static chunk *chunk_next(kq_arena *a, size_t bytes) {
    chunk *next = a->current ? a->current->next : a->first;
    if (next && next->capacity >= bytes) {
        next->used = 0;
        return a->current = next;
    }
    size_t capacity = bytes > a->next_capacity ? bytes : a->next_capacity;
    if (capacity > SIZE_MAX - sizeof(chunk) - KQ_PAGES_UNIT) kq_fatal("out of memory");
    bool pages = capacity + sizeof(chunk) >= SMALLEST_PAGES;
    if (pages) capacity = kq_pages_size(capacity + sizeof(chunk)) - sizeof(chunk);
    if (a->limit && (capacity + sizeof(chunk) > a->limit || a->held > a->limit - capacity - sizeof(chunk))) {
        kq_fatal("out of memory: more than %zu bytes of state needed", a->limit);
    }
    chunk *c = pages ? kq_pages_new(sizeof *c + capacity) : malloc(sizeof *c + capacity);
    if (!c) kq_fatal("out of memory");
    *c = (chunk){.next = next, .capacity = capacity};
    KQ_POISON(chunk_data(c), capacity);
    if (a->current) {
        a->current->next = c;
    } else {
        a->first = c;
    }
    a->held += capacity + sizeof *c;
    if (a->next_capacity < LARGEST_CHUNK - sizeof(chunk)) {
        a->next_capacity = (a->next_capacity + sizeof(chunk)) * 2 - sizeof(chunk);
    }
    return a->current = c;
}

static char *allocate(kq_arena *a, size_t bytes, size_t alignment) {
    chunk *c = a->current;
    size_t from = c ? (c->used + alignment - 1) & ~(alignment - 1) : 0;
    if (!c || from > c->capacity || bytes > c->capacity - from) {
        c = chunk_next(a, bytes);
        from = 0;
    }
    char *p = chunk_data(c) + from;
    c->used = from + bytes;
    KQ_UNPOISON(p, bytes);
    return p;
}

void *kq_alloc(kq_arena *a, size_t bytes) { return allocate(a, bytes, ALIGNMENT); }

char *kq_alloc_text(kq_arena *a, size_t bytes) { return allocate(a, bytes, TEXT_ALIGNMENT); }

void kq_arena_shrink(kq_arena *a, void *p, size_t bytes) {
    chunk *c = a->current;
    size_t used = (size_t)((char *)p - chunk_data(c)) + bytes;
    KQ_POISON(chunk_data(c) + used, c->used - used);
    c->used = used;
}

kq_mark kq_arena_mark(kq_arena *a) { return (kq_mark){a->current, a->current ? a->current->used : 0}; }

void kq_arena_release(kq_arena *a, kq_mark m) {
    chunk *to = m.chunk;
    if (a->current != to) {
        for (chunk **link = to ? &to->next : &a->first; *link;) {
            chunk *c = *link;
            if (c->capacity > KEEP_LIMIT) {
                *link = c->next;
                chunk_free(a, c);
            } else {
                KQ_POISON(chunk_data(c), c->capacity);
                link = &c->next;
            }
        }
        a->current = to;
    }
    if (to) {
        to->used = m.used;
        KQ_POISON(chunk_data(to) + m.used, to->capacity - m.used);
    }
}

void kq_fatal(const char *fmt, ...) {
    va_list ap;
    fflush(stdout);
    fprintf(stderr, "%s: ", program_invocation_short_name);
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
    exit(1);
}
