/* The order in which parts of the input are committed (runtime/host/sequence.h), with threads that finish in any
 * order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "sequence.h"
#include "thread.h"

enum { PARTS = 400, THREADS = 5 };

typedef struct rig {
    kq_sequence order;
    uint64_t next; /* part to work on, under `lock` */
    pthread_mutex_t lock;
    uint64_t ends_with; /* the part that ends the run */
    uint64_t committed[PARTS + 1];
    size_t count;
    bool inside; /* a commit or a piece of one is under way */
} rig;

static bool commit(void *owner, uint64_t part) {
    rig *r = owner;
    if (r->inside) abort();
    r->inside = true;
    r->committed[r->count++] = part;
    r->inside = false;
    return part != r->ends_with;
}

static void *work(void *argument) {
    rig *r = argument;
    for (;;) {
        pthread_mutex_lock(&r->lock);
        uint64_t part = r->next++;
        pthread_mutex_unlock(&r->lock);
        if (part >= PARTS || !kq_sequence_enter(&r->order, part)) return NULL;
        usleep((useconds_t)(part * 7919 % 40));
        if (part % 5 == 0 && kq_sequence_wait(&r->order, part)) { /* in pieces */
            if (r->inside || r->count != part || !kq_sequence_has_turn(&r->order, part)) abort();
            r->inside = true;
            usleep(10);
            r->inside = false;
        }
        kq_sequence_ready(&r->order, part);
    }
}

static void run(rig *r, uint64_t room, uint64_t ends_with) {
    memset(r, 0, sizeof *r);
    r->ends_with = ends_with;
    pthread_mutex_init(&r->lock, NULL);
    kq_sequence_init(&r->order, room, commit, r);
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) assert_true(kq_thread_start(&threads[i], work, r));
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    for (size_t i = 0; i < r->count; i++) assert_int_equal(r->committed[i], i);
    pthread_mutex_destroy(&r->lock);
}

static void test_all_in_order(void **state) {
    (void)state;
    static const uint64_t rooms[] = {1, 2, THREADS, PARTS};
    for (size_t i = 0; i < 4; i++) {
        rig r;
        run(&r, rooms[i], PARTS);
        assert_int_equal(r.count, PARTS);
        assert_true(kq_sequence_wanted(&r.order, UINT64_MAX));
        kq_sequence_free(&r.order);
    }
}

static void test_nothing_behind_the_end(void **state) {
    (void)state;
    static const uint64_t ends[] = {0, 5, 77, PARTS - 1};
    for (size_t i = 0; i < 4; i++) {
        rig r;
        run(&r, i + 2, ends[i]);
        assert_int_equal(r.count, ends[i] + 1);
        assert_true(kq_sequence_wanted(&r.order, ends[i]));
        assert_false(kq_sequence_wanted(&r.order, ends[i] + 1));
        kq_sequence_free(&r.order);
    }
}

/* A part that is known to end the run keeps those before it wanted, and an earlier one moves the end. */
static void test_end_moves_forward(void **state) {
    (void)state;
    rig r = {.ends_with = PARTS};
    kq_sequence_init(&r.order, 8, commit, &r);
    kq_sequence_end(&r.order, 5);
    assert_true(kq_sequence_wanted(&r.order, 5));
    assert_false(kq_sequence_wanted(&r.order, 6));
    assert_false(kq_sequence_wait(&r.order, 6));
    kq_sequence_end(&r.order, 3);
    kq_sequence_end(&r.order, 4);
    assert_true(kq_sequence_wanted(&r.order, 3));
    assert_false(kq_sequence_enter(&r.order, 4));
    kq_sequence_free(&r.order);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_all_in_order),
                                       cmocka_unit_test(test_nothing_behind_the_end),
                                       cmocka_unit_test(test_end_moves_forward)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
