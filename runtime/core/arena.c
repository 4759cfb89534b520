/* Arenas: bump allocation in chunks that never move, kept in one list in the order of use. Releasing goes back to an
 * earlier chunk and leaves the later ones in the list for reuse. Under AddressSanitizer everything that is not
 * allocated is poisoned, so that use after a release is found. */
#include "arena.h"
#include "memory.h"
#include "pages.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
/* Smaller arrays are left where they were when they grow. */
#define SMALLEST_ARRAY ((size_t)32 << 10)
/* A chunk of more than this was made for one big value; a release gives it back to the system, so that one huge record
 * does not count for the rest of the run. */
#define KEEP_LIMIT ((size_t)4 << 20)

typedef struct chunk {
    struct chunk *next;
    size_t capacity; /* bytes behind this head */
    size_t used;
    size_t reserved; /* keeps the head a multiple of ALIGNMENT */
} chunk;

/* An array that grows (kq_arena_grow): outside of the chunks, so that growing gives its old memory back. */
typedef struct array {
    struct array *next, **link; /* *link == this */
    kq_arena *owner;
    size_t bytes; /* from the system */
} array;

struct kq_arena {
    chunk *first, *current;
    array *arrays;
    size_t held; /* bytes from the system */
    size_t next_capacity;
};

static char *chunk_data(chunk *c) { return (char *)(c + 1); }

kq_arena *kq_arena_new(void) {
    kq_arena *a = calloc(1, sizeof *a);
    if (!a) kq_fatal("out of memory");
    a->next_capacity = FIRST_CHUNK - sizeof(chunk);
    return a;
}

/* Memory from the system, *bytes rounded up to what there is. */
static void *claim(kq_arena *a, size_t *bytes) {
    if (*bytes > SIZE_MAX - KQ_PAGES_UNIT) kq_fatal("out of memory");
    if (*bytes >= SMALLEST_PAGES) *bytes = kq_pages_size(*bytes);
    kq_memory_take(*bytes);
    void *p = *bytes >= SMALLEST_PAGES ? kq_pages_new(*bytes) : malloc(*bytes);
    if (!p) kq_fatal("out of memory");
    a->held += *bytes;
    return p;
}

static void give_back(kq_arena *a, void *p, size_t bytes) {
    a->held -= bytes;
    kq_memory_give(bytes);
    KQ_UNPOISON(p, bytes);
    if (bytes >= SMALLEST_PAGES) {
        kq_pages_free(p, bytes);
    } else {
        free(p);
    }
}

static void chunk_free(kq_arena *a, chunk *c) { give_back(a, c, c->capacity + sizeof *c); }

static void array_free(array *v) {
    *v->link = v->next;
    if (v->next) v->next->link = v->link;
    give_back(v->owner, v, v->bytes);
}

void kq_arena_free(kq_arena *a) {
    if (!a) return;
    for (chunk *c = a->first; c;) {
        chunk *next = c->next;
        chunk_free(a, c);
        c = next;
    }
    while (a->arrays) array_free(a->arrays);
    free(a);
}

size_t kq_arena_bytes(const kq_arena *a) { return a->held; }

/* Puts a chunk with room for `bytes` behind the current one: the next one of the list, when it is large enough. */
static chunk *chunk_next(kq_arena *a, size_t bytes) {
    chunk *next = a->current ? a->current->next : a->first;
    if (next && next->capacity >= bytes) {
        next->used = 0;
        return a->current = next;
    }
    size_t capacity = bytes > a->next_capacity ? bytes : a->next_capacity;
    if (capacity > SIZE_MAX - sizeof(chunk)) kq_fatal("out of memory");
    size_t claimed = capacity + sizeof(chunk);
    chunk *c = claim(a, &claimed);
    capacity = claimed - sizeof *c;
    *c = (chunk){.next = next, .capacity = capacity};
    KQ_POISON(chunk_data(c), capacity);
    if (a->current) {
        a->current->next = c;
    } else {
        a->first = c;
    }
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

void *kq_arena_grow(kq_arena *a, void *p, size_t old, size_t bytes) {
    void *grown;
    if (bytes < SMALLEST_ARRAY) {
        grown = kq_alloc(a, bytes);
    } else {
        if (bytes > SIZE_MAX - sizeof(array)) kq_fatal("out of memory");
        size_t claimed = bytes + sizeof(array);
        array *v = claim(a, &claimed);
        *v = (array){.next = a->arrays, .link = &a->arrays, .owner = a, .bytes = claimed};
        if (v->next) v->next->link = &v->next;
        a->arrays = v;
        grown = v + 1;
    }
    if (old) memcpy(grown, p, old);
    if (old >= SMALLEST_ARRAY) array_free((array *)p - 1);
    return grown;
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
    static atomic_flag taken = ATOMIC_FLAG_INIT;
    /* Several threads may come here, but only one may end the program. */
    while (atomic_flag_test_and_set(&taken)) pause();
    va_list ap;
    fflush(stdout);
    fprintf(stderr, "%s: ", program_invocation_short_name);
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
    exit(1);
}
