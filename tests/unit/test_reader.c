/* The block reader: chunks of any size give the same bytes, the unconsumed part survives, the buffer grows; compressed
 * inputs give what is packed in them, and whatever is wrong with them is told after the sound part. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "packed.h"
#include "reader.h"

static const size_t chunks[] = {1, 2, 3, 7, 64, 4096, 0};
#define CHUNKS (sizeof chunks / sizeof chunks[0])

static int file_of(const char *data, size_t n) {
    FILE *f = tmpfile();
    assert_non_null(f);
    assert_int_equal(fwrite(data, 1, n, f), n);
    fflush(f);
    int fd = dup(fileno(f));
    fclose(f);
    lseek(fd, 0, SEEK_SET);
    return fd;
}

static void test_chunks(void **state) {
    (void)state;
    char data[10000];
    for (size_t i = 0; i < sizeof data; i++) data[i] = (char)(i * 7 % 251);
    for (size_t c = 0; c < CHUNKS; c++) {
        int fd = file_of(data, sizeof data);
        kq_reader r;
        assert_true(kq_reader_init(&r, chunks[c]));
        kq_reader_start(&r, fd);
        size_t seen = 0;
        while (!r.at_end) {
            assert_true(kq_reader_fill(&r));
            /* Consume all but the last three bytes. */
            size_t have = r.end - r.begin, use = have > 3 ? have - 3 : r.at_end ? have : 0;
            assert_memory_equal(r.buffer + r.begin, data + seen, have);
            for (size_t i = 0; i < KQ_READER_PADDING; i++) assert_int_equal(r.buffer[r.end + i], 0);
            r.begin += use;
            seen += use;
        }
        assert_int_equal(seen + (r.end - r.begin), sizeof data);
        assert_int_equal(r.total, sizeof data);
        kq_reader_free(&r);
        close(fd);
    }
}

static void test_grows(void **state) {
    (void)state;
    size_t n = KQ_READER_BLOCK * 3 + 5;
    char *data = malloc(n);
    assert_non_null(data);
    memset(data, 'x', n);
    int fd = file_of(data, n);
    kq_reader r;
    assert_true(kq_reader_init(&r, 0));
    kq_reader_start(&r, fd);
    while (!r.at_end) assert_true(kq_reader_fill(&r));
    assert_int_equal(r.end - r.begin, n);
    assert_memory_equal(r.buffer + r.begin, data, n);
    /* A second input starts afresh. */
    kq_reader_start(&r, fd);
    assert_true(kq_reader_fill(&r));
    assert_int_equal(r.end, r.begin);
    assert_true(r.at_end);
    kq_reader_free(&r);
    close(fd);
    free(data);
}

static void test_error(void **state) {
    (void)state;
    kq_reader r;
    assert_true(kq_reader_init(&r, 0));
    kq_reader_start(&r, -1);
    assert_false(kq_reader_fill(&r));
    assert_string_equal(r.error, strerror(EBADF));
    assert_true(r.at_end);
    int fd = open(".", O_RDONLY);
    kq_reader_start(&r, fd);
    assert_false(kq_reader_fill(&r));
    assert_string_equal(r.error, strerror(EISDIR));
    close(fd);
    kq_reader_free(&r);
}

/* ---- compressed inputs --------------------------------------------------------------------------------------------
 */

/* Reads all of `packed` with records of three bytes left over each time; gives the error or NULL. */
static const char *unpack(const struct packed *packed, size_t n, size_t chunk, char *out, size_t *out_n) {
    int fd = file_of((const char *)packed->p, n);
    kq_reader r;
    assert_true(kq_reader_init(&r, chunk));
    kq_reader_start(&r, fd);
    *out_n = 0;
    while (!r.at_end) {
        bool ok = kq_reader_fill(&r);
        assert_true(ok == !r.error && (ok || r.at_end));
        size_t have = r.end - r.begin, use = r.at_end ? have : have > 3 ? have - 3 : 0;
        memcpy(out + *out_n, r.buffer + r.begin, use);
        *out_n += use;
        r.begin += use;
    }
    assert_int_equal(r.total, *out_n);
    static char error[128];
    snprintf(error, sizeof error, "%s", r.error ? r.error : "");
    bool failed = r.error != NULL;
    kq_reader_free(&r);
    close(fd);
    return failed ? error : NULL;
}

static void expect_at(const struct packed *packed, size_t n, const char *want, size_t want_n, const char *error) {
    static char out[1 << 16];
    for (size_t c = 0; c < CHUNKS; c++) {
        size_t got = 0;
        const char *why = unpack(packed, n, chunks[c], out, &got);
        assert_int_equal(got, want_n);
        assert_memory_equal(out, want, want_n);
        if (!error)
            assert_null(why);
        else
            assert_non_null(strstr(why, error));
    }
}

static void expect(const struct packed *packed, const char *want, const char *error) {
    expect_at(packed, packed->n, want, strlen(want), error);
}

static void test_members(void **state) {
    (void)state;
    struct packed b = {.n = 0};
    packed_gzip(&b, "one,", 4);
    expect(&b, "one,", NULL);
    packed_gzip(&b, "", 0);
    packed_gzip(&b, "two,", 4);
    expect(&b, "one,two,", NULL);
    packed_number(&b, 0, 8); /* padding */
    expect(&b, "one,two,", NULL);
    packed_zstd(&b, "three,", 6, 10);
    packed_skippable(&b, "(\xb5/\xfd", 4);
    packed_zstd(&b, "", 0, 20);
    packed_zstd(&b, "four", 4, 27);
    packed_number(&b, 0, 1);
    expect(&b, "one,two,three,four", NULL);
    b.n = 0;
    packed_skippable(&b, "", 0);
    expect(&b, "", NULL);
    packed_zstd(&b, "{}", 2, 10);
    expect(&b, "{}", NULL);
    packed_put(&b, "{}", 2);
    expect(&b, "{}", "neither gzip nor zstd");
}

static void test_long_member(void **state) {
    (void)state;
    static char data[40000];
    for (size_t i = 0; i < sizeof data; i++) data[i] = (char)(i * 7 % 251);
    static struct packed b;
    packed_gzip(&b, data, sizeof data);
    expect_at(&b, b.n, data, sizeof data, NULL);
    b.n = 0;
    packed_zstd(&b, data, sizeof data, 16);
    expect_at(&b, b.n, data, sizeof data, NULL);
}

/* Whatever is missing at the end: first what came before it, then the error. */
static void test_truncated(void **state) {
    (void)state;
    struct packed gzip = {.n = 0}, zstd = {.n = 0};
    packed_gzip(&gzip, "abcdef", 6);
    for (size_t n = 2; n < gzip.n; n++) expect_at(&gzip, n, "abcdef", n < 15 ? 0 : n < 21 ? n - 15 : 6, "ends early");
    packed_zstd(&zstd, "abcdef", 6, 10);
    for (size_t n = 4; n < zstd.n; n++) {
        size_t whole = n < 12 ? 0 : n < 18 ? 3 : 6; /* blocks; of the last one a part may come */
        char out[16];
        for (size_t c = 0; c < CHUNKS; c++) {
            size_t got = 0;
            const char *error = unpack(&zstd, n, chunks[c], out, &got);
            assert_non_null(strstr(error, "ends early"));
            assert_true(got >= whole && got <= 6);
            assert_memory_equal(out, "abcdef", got);
        }
    }
}

static void test_damaged(void **state) {
    (void)state;
    struct packed b = {.n = 0};
    packed_gzip(&b, "abc", 3);
    packed_gzip(&b, "def", 3);
    b.p[b.n - 8] ^= 1; /* CRC */
    expect(&b, "abcdef", "damaged gzip data: incorrect data check");
    b.p[b.n - 8] ^= 1;
    b.p[b.n - 1] ^= 1; /* length */
    expect(&b, "abcdef", "incorrect length check");
    b.n = 0;
    packed_put(&b, "\x1f\x8b\x07\0", 4);
    expect(&b, "", "unknown compression method");
    b.n = 0;
    packed_zstd(&b, "abc", 3, 10);
    packed_number(&b, 0xFD2FB527, 4); /* a format from before 1.0 */
    packed_put(&b, "abcdefghijkl", 12);
    expect(&b, "abc", "neither gzip nor zstd");
    b.n = 0;
    packed_zstd(&b, "abc", 3, 10);
    packed_zstd(&b, "abc", 3, 28);
    expect(&b, "abc", "window of more than 2^27 bytes");
    b.n = 0;
    packed_zstd(&b, "abc", 3, 10);
    b.p[6] |= 6; /* the reserved block type */
    size_t got = 0;
    char out[16];
    assert_non_null(unpack(&b, b.n, 0, out, &got));
    assert_int_equal(got, 0);
}

/* The beginning of a magic number alone is plain text. */
static void test_plain(void **state) {
    (void)state;
    static const char *const texts[] = {"", "[", "(", "\x1f", "(\xb5/", "(\xb5/x", "[]", "{}", "[*M", "\x1f\x1f\x8b"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct packed b = {.n = 0};
        packed_put(&b, texts[i], strlen(texts[i]));
        expect(&b, texts[i], NULL);
    }
}

/* A part of a plain file, which happens to begin like a compressed one. */
static void test_part(void **state) {
    (void)state;
    static const char text[] = "0123\x1f\x8b\x08\n9";
    for (size_t c = 0; c < CHUNKS; c++) {
        int fd = file_of(text, sizeof text - 1);
        lseek(fd, 4, SEEK_SET);
        kq_reader r;
        assert_true(kq_reader_init(&r, chunks[c]));
        kq_reader_start(&r, fd);
        r.packing = KQ_PACKING_NONE;
        r.left = 4;
        while (!r.at_end) assert_true(kq_reader_fill(&r));
        assert_int_equal(r.end - r.begin, 4);
        assert_memory_equal(r.buffer + r.begin, text + 4, 4);
        kq_reader_free(&r);
        close(fd);
    }
}

/* After a damaged input, the next one is read as if nothing had happened. */
static void test_reuse(void **state) {
    (void)state;
    struct packed bad = {.n = 0}, good = {.n = 0};
    packed_zstd(&bad, "abcdef", 6, 10);
    packed_zstd(&good, "uvwxyz", 6, 10);
    int bad_fd = file_of((const char *)bad.p, bad.n - 1), good_fd = file_of((const char *)good.p, good.n);
    kq_reader r;
    assert_true(kq_reader_init(&r, 0));
    for (int i = 0; i < 2; i++) {
        lseek(bad_fd, 0, SEEK_SET);
        lseek(good_fd, 0, SEEK_SET);
        kq_reader_start(&r, bad_fd);
        while (!r.at_end) kq_reader_fill(&r);
        assert_non_null(r.error);
        kq_reader_start(&r, good_fd);
        while (!r.at_end) assert_true(kq_reader_fill(&r));
        assert_int_equal(r.end - r.begin, 6);
        assert_memory_equal(r.buffer + r.begin, "uvwxyz", 6);
    }
    kq_reader_free(&r);
    close(bad_fd);
    close(good_fd);
}

/* Pieces handed over, with what is left in the reader, are the input. */
static void test_hand_over(void **state) {
    (void)state;
    size_t n = KQ_READER_BLOCK * 5 + 77;
    char *data = malloc(n);
    assert_non_null(data);
    for (size_t i = 0; i < n; i++) data[i] = (char)(i * 31 % 253);
    static const size_t sizes[] = {1000, 0}, keeps[] = {0, 3, 90000, KQ_READER_BLOCK * 2};
    for (size_t c = 0; c < 2; c++) {
        for (size_t k = 0; k < sizeof keeps / sizeof keeps[0]; k++) {
            int fd = file_of(data, n);
            kq_reader r;
            kq_window windows[3] = {{NULL, 0, 0, 0}};
            assert_true(kq_reader_init(&r, sizes[c]));
            kq_reader_start(&r, fd);
            size_t seen = 0;
            for (size_t i = 0; !r.at_end; i = (i + 1) % 3) {
                assert_true(kq_reader_fill(&r));
                size_t have = r.end - r.begin, give = r.at_end ? have : have > keeps[k] ? have - keeps[k] : 0;
                kq_window *w = &windows[i];
                assert_true(kq_reader_hand_over(&r, give, w));
                assert_int_equal(w->end - w->begin, give);
                assert_memory_equal(w->buffer + w->begin, data + seen, give);
                seen += give;
                assert_memory_equal(r.buffer + r.begin, data + seen, r.end - r.begin);
                for (size_t z = 0; z < KQ_READER_PADDING; z++) assert_int_equal(r.buffer[r.end + z], 0);
            }
            assert_int_equal(seen, n);
            for (size_t i = 0; i < 3; i++) kq_window_free(&windows[i]);
            kq_reader_free(&r);
            close(fd);
        }
    }
    free(data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chunks),    cmocka_unit_test(test_grows),   cmocka_unit_test(test_error),
        cmocka_unit_test(test_hand_over), cmocka_unit_test(test_members), cmocka_unit_test(test_long_member),
        cmocka_unit_test(test_truncated), cmocka_unit_test(test_damaged), cmocka_unit_test(test_plain),
        cmocka_unit_test(test_part),      cmocka_unit_test(test_reuse)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
