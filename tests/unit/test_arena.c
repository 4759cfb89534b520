/* Arenas and buffers: stable addresses, alignment, reuse after a release, and the end with status 1 at a limit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "arena.h"
#include "buf.h"
#include "memory.h"

static void test_alignment_and_stability(void **state) {
    (void)state;
    kq_arena *a = kq_arena_new();
    char *first = kq_alloc(a, 3);
    memcpy(first, "abc", 3);
    for (size_t i = 0; i < 5000; i++) {
        char *p = kq_alloc(a, i % 700);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % 16, 0);
        memset(p, 0x5A, i % 700);
    }
    assert_memory_equal(first, "abc", 3);
    kq_arena_free(a);
}

static void test_release_reuses_chunks(void **state) {
    (void)state;
    kq_arena *a = kq_arena_new();
    char *kept = kq_alloc(a, 100);
    memset(kept, 'k', 100);
    size_t held = 0;
    for (int round = 0; round < 100; round++) {
        kq_mark mark = kq_arena_mark(a);
        for (size_t i = 0; i < 200; i++) memset(kq_alloc(a, i * 13), 'x', i * 13);
        kq_arena_release(a, mark);
        if (round == 0) held = kq_arena_bytes(a);
        assert_int_equal(kq_arena_bytes(a), held);
    }
    for (int i = 0; i < 100; i++) assert_int_equal(kept[i], 'k');
    kq_arena_free(a);
}

static void test_release_of_an_empty_arena(void **state) {
    (void)state;
    kq_arena *a = kq_arena_new();
    kq_mark mark = kq_arena_mark(a);
    char *before = kq_alloc(a, 1);
    kq_arena_release(a, mark);
    assert_ptr_equal(kq_alloc(a, 1), before);
    kq_arena_free(a);
}

static void test_huge_values_are_given_back(void **state) {
    (void)state;
    kq_arena *a = kq_arena_new();
    kq_alloc(a, 10);
    kq_mark mark = kq_arena_mark(a);
    memset(kq_alloc(a, (size_t)64 << 20), 1, (size_t)64 << 20);
    assert_true(kq_arena_bytes(a) > (size_t)64 << 20);
    kq_arena_release(a, mark);
    assert_true(kq_arena_bytes(a) < (size_t)1 << 20);
    kq_arena_free(a);
}

/* Status with which a child ends that allocates `bytes` under a limit of 1 MiB. */
static int status_of_allocating(size_t bytes) {
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        if (!freopen("/dev/null", "w", stderr)) _exit(9);
        kq_arena *a = kq_arena_new();
        kq_memory_limit((size_t)1 << 20);
        kq_alloc(a, bytes);
        _exit(0);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void test_limit(void **state) {
    (void)state;
    assert_int_equal(status_of_allocating(1000), 0);
    assert_int_equal(status_of_allocating((size_t)2 << 20), 1);
    assert_int_equal(status_of_allocating(SIZE_MAX), 1);
    assert_int_equal(status_of_allocating(SIZE_MAX - 100), 1);
}

static void test_buf(void **state) {
    (void)state;
    kq_buf b = {0};
    kq_buf_put(&b, NULL, 0);
    assert_int_equal(b.n, 0);
    for (int i = 0; i < 1000; i++) {
        kq_buf_puts(&b, "ab");
        kq_buf_putc(&b, '\0');
    }
    assert_int_equal(b.n, 3000);
    assert_memory_equal(b.p + 2997, "ab\0", 3);
    kq_arena *a = kq_arena_new();
    kq_str copy = kq_buf_to_arena(&b, a);
    assert_int_equal(copy.n, 3000);
    assert_memory_equal(copy.p, b.p, 3000);
    kq_buf_free(&b);
    assert_int_equal(kq_buf_to_arena(&b, a).n, 0);
    kq_arena_free(a);
}

/* Texts and aligned memory in turn, through chunks of every size, and the last allocation cut short: nothing overlaps.
 */
static void test_texts_and_shrinking(void **state) {
    (void)state;
    enum { COUNT = 40000 };
    kq_arena *a = kq_arena_new();
    char **texts = calloc(COUNT, sizeof *texts);
    uint64_t **words = calloc(COUNT, sizeof *words);
    assert_true(texts && words);
    for (size_t i = 0; i < COUNT; i++) {
        texts[i] = kq_alloc_text(a, 1 + i % 300);
        memset(texts[i], (int)(i % 251), 1 + i % 300);
        if (i % 3 == 0) {
            char *cut = kq_alloc_text(a, 5000);
            memset(cut, 0x55, 5000);
            kq_arena_shrink(a, cut, i % 7);
        }
        words[i] = kq_alloc(a, sizeof **words);
        assert_int_equal((uintptr_t)words[i] % 16, 0);
        *words[i] = i;
    }
    for (size_t i = 0; i < COUNT; i++) {
        if (*words[i] != i) fail();
        for (size_t k = 0; k < 1 + i % 300; k++)
            if ((unsigned char)texts[i][k] != i % 251) fail();
    }
    free(texts);
    free(words);
    kq_arena_free(a);
}

/* Arrays keep their contents while they grow, small and large, and hold the memory of one of them, not of all before; a
 * merged state grows an array that another arena gave. */
static void test_growing_arrays(void **state) {
    (void)state;
    kq_arena *a = kq_arena_new(), *other = kq_arena_new();
    enum { ARRAYS = 5 };
    uint32_t *arrays[ARRAYS] = {NULL};
    size_t n = 0;
    for (size_t next = 8; next <= (size_t)1 << 20; n = next, next *= 2) {
        for (uint32_t k = 0; k < ARRAYS; k++) {
            arrays[k] = kq_arena_grow(k == 1 && next < 65536 ? other : a, arrays[k], n * 4, next * 4);
            for (size_t i = n; i < next; i++) arrays[k][i] = (uint32_t)i * (k + 1);
        }
    }
    for (uint32_t k = 0; k < ARRAYS; k++)
        for (size_t i = 0; i < n; i++)
            if (arrays[k][i] != (uint32_t)i * (k + 1)) fail();
    assert_true(kq_arena_bytes(a) < ARRAYS * ((size_t)4 << 20) + ARRAYS * ((size_t)2 << 20) + ((size_t)1 << 20));
    assert_true(kq_arena_bytes(other) < (size_t)256 << 10);
    kq_arena_free(a);
    kq_arena_free(other);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alignment_and_stability),
        cmocka_unit_test(test_texts_and_shrinking),
        cmocka_unit_test(test_growing_arrays),
        cmocka_unit_test(test_release_reuses_chunks),
        cmocka_unit_test(test_release_of_an_empty_arena),
        cmocka_unit_test(test_huge_values_are_given_back),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_buf),
    };
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
