/* The block reader: chunks of any size give the same bytes, the unconsumed part survives, the buffer grows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "reader.h"

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
    static const size_t chunks[] = {1, 7, 4096, 0};
    for (size_t c = 0; c < 4; c++) {
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
    assert_memory_equal(r.buffer, data, n);
    /* A second input starts afresh. */
    kq_reader_start(&r, fd);
    assert_true(kq_reader_fill(&r));
    assert_int_equal(r.end, 0);
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
    kq_reader_free(&r);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_chunks), cmocka_unit_test(test_grows),
                                       cmocka_unit_test(test_error)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
