/* Cutting files into ranges (runtime/host/cuts.h): the ranges are the files, in order, and each begins with a line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "cuts.h"

static char folder[] = "/tmp/test_cuts.XXXXXX";

static char *path_of(const char *name) {
    char *path = NULL;
    assert_true(asprintf(&path, "%s/%s", folder, name) > 0);
    return path;
}

static void put_file(const char *name, const char *text, size_t n) {
    char *path = path_of(name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, n, f), n);
    fclose(f);
    free(path);
}

typedef struct rig {
    kq_options options;
    kq_input inputs[8];
    kq_cuts cuts;
} rig;

static void make_into(rig *r, uint32_t threads, size_t chunk, const char *const *names, kq_cut_into into) {
    memset(r, 0, sizeof *r);
    r->options = (kq_options){.threads = threads, .chunk_size = chunk, .inputs = r->inputs};
    for (; names[r->options.input_count]; r->options.input_count++)
        r->inputs[r->options.input_count].path = path_of(names[r->options.input_count]);
    kq_cuts_make(&r->cuts, &r->options, into);
}

static void make(rig *r, uint32_t threads, size_t chunk, const char *const *names) {
    make_into(r, threads, chunk, names, KQ_CUT_SHARES);
}

static void unmake(rig *r) {
    for (uint32_t i = 0; i < r->options.input_count; i++) free((char *)(uintptr_t)r->inputs[i].path);
    kq_cuts_free(&r->cuts);
}

/* Every input is covered once, in order, lanes grow by one, and no cut is inside a line. */
static void check(const rig *r) {
    uint32_t at = 0;
    for (uint32_t i = 0; i < r->options.input_count; i++) {
        FILE *f = fopen(r->inputs[i].path, "r");
        assert_non_null(f);
        uint64_t from = 0;
        for (;; at++) {
            const kq_range *range = &r->cuts.ranges[at];
            assert_true(at < r->cuts.count);
            assert_ptr_equal(range->input, &r->inputs[i]);
            assert_int_equal(range->from, from);
            assert_true(range->lane < r->cuts.lanes);
            if (at > 0) assert_in_range(range->lane - r->cuts.ranges[at - 1].lane, 0, 1);
            if (from > 0) {
                assert_int_equal(fseek(f, (long)from - 1, SEEK_SET), 0);
                assert_int_equal(fgetc(f), '\n');
            }
            assert_true(range->to > from);
            if (range->to == KQ_TO_END) break;
            from = range->to;
        }
        at++;
        fclose(f);
    }
    assert_int_equal(at, r->cuts.count);
    assert_int_equal(r->cuts.ranges[at - 1].lane + 1, r->cuts.lanes);
}

static void test_every_place(void **state) {
    (void)state;
    static const char text[] =
        "\xEF\xBB\xBF\n {\"a\":1}\n{}\n\n{\"b\":\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}\r\n{}\n\n{\"c\":3}";
    put_file("text", text, sizeof text - 1);
    put_file("none", "", 0);
    put_file("short", "{}", 2);
    static const char *const lists[][7] = {{"text"},
                                           {"text", "text"},
                                           {"none", "text", "none"},
                                           {"short", "short", "text", "short", "none", "short"},
                                           {"short", "short", "short", "short"}};
    for (size_t l = 0; l < sizeof lists / sizeof lists[0]; l++)
        for (uint32_t threads = 2; threads < 70; threads++)
            for (size_t chunk = 1; chunk < 30; chunk += 7) {
                rig r;
                make(&r, threads, chunk, lists[l]);
                if (r.cuts.lanes > 0) check(&r);
                if (r.cuts.lanes > 0) assert_true(r.cuts.lanes <= threads);
                unmake(&r);
                make_into(&r, threads, chunk, lists[l], KQ_CUT_SEGMENTS);
                if (r.cuts.lanes > 0) check(&r);
                unmake(&r);
            }
}

static void test_shares_evenly(void **state) {
    (void)state;
    size_t n = 100000;
    char *text = malloc(n);
    assert_non_null(text);
    for (size_t i = 0; i < n; i += 10) memcpy(text + i, "{\"a\":123}\n", 10);
    put_file("even", text, n);
    static const char *const one[] = {"even", NULL}, *const two[] = {"even", "even", NULL};
    rig r;
    make(&r, 4, 1000, one);
    check(&r);
    assert_int_equal(r.cuts.lanes, 4);
    for (uint32_t i = 1; i < 4; i++) assert_int_equal(r.cuts.ranges[i].from, i * 25000);
    unmake(&r);
    make_into(&r, 4, 1000, one, KQ_CUT_SEGMENTS);
    check(&r);
    assert_int_equal(r.cuts.count, 100);
    for (uint32_t i = 1; i < 100; i++) assert_int_equal(r.cuts.ranges[i].from, i * 1000);
    unmake(&r);
    make(&r, 2, 1000, two); /* a file each */
    check(&r);
    assert_int_equal(r.cuts.count, 2);
    assert_int_equal(r.cuts.lanes, 2);
    unmake(&r);
    make(&r, 2, 0, two); /* too little to share */
    assert_true(r.cuts.small);
    assert_int_equal(r.cuts.lanes, 0);
    unmake(&r);
    /* Files of one long line each are not cut, but shared out. */
    memset(text, 'x', n);
    text[0] = '{';
    put_file("line", text, n);
    static const char *const lines[] = {"line", "line", "line", "line", NULL};
    make(&r, 2, 1000, lines);
    check(&r);
    assert_int_equal(r.cuts.count, 4);
    assert_int_equal(r.cuts.lanes, 2);
    unmake(&r);
    free(text);
}

static void test_not_cut(void **state) {
    (void)state;
    put_file("array", "[{},\n{},\n{}]", 12);
    put_file("packed", "\x1f\x8b\x08\n\n\n\n\n\n\n", 10);
    put_file("lines", "{}\n{}\n{}\n{}\n", 12);
    char *fifo = path_of("fifo");
    assert_int_equal(mkfifo(fifo, 0600), 0);
    static const char *const others[] = {"array", "packed", "fifo", "missing", "."};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        const char *const names[] = {"lines", others[i], NULL};
        rig r;
        make(&r, 2, 1, names);
        assert_int_equal(r.cuts.lanes, 0);
        assert_false(r.cuts.small);
        unmake(&r);
    }
    free(fifo);
}

static int set_up(void **state) {
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    static const char *const names[] = {"text", "none", "short", "even", "line", "array", "packed", "lines", "fifo"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char *path = path_of(names[i]);
        unlink(path);
        free(path);
    }
    return rmdir(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_place), cmocka_unit_test(test_shares_evenly),
                                       cmocka_unit_test(test_not_cut)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
