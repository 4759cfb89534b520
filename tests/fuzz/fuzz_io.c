/* Fuzzes the reader: any bytes as an input must end in rows of bytes and perhaps an error, never in a crash, and the
 * same bytes and the same error must come whatever the chunks. The first byte says how to make a plausible stream of
 * the rest: as it is, or behind the magic number of gzip or zstd. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A stream that unpacks to more is sound up to here and read no further. */
#define ENOUGH ((size_t)4 << 20)

static const size_t chunks[] = {0, 1, 13, 5000};
#define CHUNKS (sizeof chunks / sizeof chunks[0])

struct result {
    uint64_t hash, n;
    bool complete, failed;
};

static void note(struct result *result, const char *p, size_t n) {
    for (size_t i = 0; i < n; i++) result->hash = (result->hash ^ (uint8_t)p[i]) * UINT64_C(1099511628211);
    result->n += n;
}

static struct result read_all(kq_reader *r, int fd, size_t waiting) {
    struct result result = {.complete = true};
    if (lseek(fd, 0, SEEK_SET) != 0) abort();
    kq_reader_start(r, fd);
    while (!r->at_end) {
        bool ok = kq_reader_fill(r);
        if (!ok && (!r->at_end || !r->error)) abort();
        if (r->begin > r->end || r->end > r->capacity) abort();
        for (size_t i = 0; i < KQ_READER_PADDING; i++)
            if (r->buffer[r->end + i]) abort();
        /* Some bytes wait for the next block, as a partial record does. */
        size_t have = r->end - r->begin, use = r->at_end ? have : have > waiting ? have - waiting : 0;
        note(&result, r->buffer + r->begin, use);
        r->begin += use;
        result.failed = !ok;
        if (result.n > ENOUGH) {
            result.complete = false;
            break;
        }
    }
    return result;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const magics[] = {"", "\x1f\x8b\x08\0\0\0\0\0\0\x03", "\x28\xb5\x2f\xfd"};
    static const size_t lengths[] = {0, 10, 4};
    if (size == 0) return 0;
    static kq_reader readers[CHUNKS]; /* used again and again, as by a run of many inputs */
    for (size_t c = 0; c < CHUNKS; c++)
        if (!readers[c].buffer && !kq_reader_init(&readers[c], chunks[c])) abort();
    size_t magic = data[0] % 3;
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    if (fd < 0 || write(fd, magics[magic], lengths[magic]) != (ssize_t)lengths[magic] ||
        write(fd, data + 1, size - 1) != (ssize_t)(size - 1))
        abort();
    struct result first = {0};
    for (size_t c = 0; c < CHUNKS; c++) {
        if (c > 0 && first.n > 1 << 16 && chunks[c] < 1000) continue; /* one byte at a time takes its time */
        struct result result = read_all(&readers[c], fd, (size_t)data[0] / 3 * 1000);
        if (c == 0) first = result;
        if (!result.complete || !first.complete) continue;
        /* Where damaged data stops is the library's choice of blocks; sound data has one answer. */
        if (result.failed != first.failed) abort();
        if (!first.failed && (result.n != first.n || result.hash != first.hash)) abort();
    }
    close(fd);
    return 0;
}
