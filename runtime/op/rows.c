/* The list of fixed-size rows (see <kq/table.h>). */
#include <kq/table.h>

#include <stdlib.h>
#include <string.h>

void kq_rows_init(kq_rows *r, kq_arena *arena, size_t row_size) {
    if (row_size > UINT32_MAX / 2) kq_fatal("a row is too large");
    *r = (kq_rows){.arena = arena, .row_size = (uint32_t)((row_size + 7) & ~(size_t)7)};
}

void kq_rows_free(kq_rows *r) {
    free(r->chunks);
    *r = (kq_rows){.arena = r->arena, .row_size = r->row_size};
}

void *kq_rows_push(kq_rows *r) {
    if (r->count % KQ_TABLE_CHUNK == 0) {
        uint32_t n = r->chunk_count;
        if (n == UINT32_MAX) kq_fatal("too many rows");
        if ((n & (n - 1)) == 0) { /* their number doubles at powers of two */
            char **grown = realloc(r->chunks, (n ? (size_t)n * 2 : 1) * sizeof *grown);
            if (!grown) kq_fatal("out of memory");
            r->chunks = grown;
        }
        r->chunks[r->chunk_count++] = kq_alloc(r->arena, (size_t)KQ_TABLE_CHUNK * r->row_size);
    }
    void *row = kq_rows_at(r, r->count++);
    if (r->row_size) memset(row, 0, r->row_size);
    return row;
}

void kq_rows_append(kq_rows *r, const kq_rows *other, uint64_t limit) {
    for (size_t i = 0; i < other->count && r->count < limit; i++)
        memcpy(kq_rows_push(r), kq_rows_at(other, i), r->row_size);
}
