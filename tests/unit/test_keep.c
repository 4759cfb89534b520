/* kq_rekeep_*: the copy of a value that replaces another reuses its memory, so that arg_max over a long sorted input
 * keeps a small state. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include <kq/keep.h>

#include <string.h>

static void strings_reuse_their_room(void **state) {
    (void)state;
    kq_arena *a = kq_arena_new();
    kq_room room = {NULL, 0};
    char text[64];
    memset(text, 'x', sizeof text);
    kq_str kept = kq_rekeep_string(a, &room, kq_mk_string(text, 10));
    assert_ptr_not_equal(kept.p, text);
    assert_int_equal(kept.n, 10);
    const char *first = kept.p;
    kept = kq_rekeep_string(a, &room, kq_mk_string("ab", 2));
    assert_ptr_equal(kept.p, first);
    assert_memory_equal(kept.p, "ab", 2);
    kept = kq_rekeep_string(a, &room, kq_mk_string(NULL, 0)); /* the empty string needs no room, and keeps it */
    assert_int_equal(kept.n, 0);
    kept = kq_rekeep_string(a, &room, kq_mk_string(text, 64));
    assert_int_equal(kept.n, 64);
    assert_memory_equal(kept.p, text, 64);
    size_t bytes = kq_arena_bytes(a);
    for (int i = 0; i < 100000; i++) kept = kq_rekeep_string(a, &room, kq_mk_string(text, (size_t)(i % 65)));
    assert_int_equal(kq_arena_bytes(a), bytes);
    kq_arena_free(a);
}

static void dynamic_text_reuses_its_room(void **state) {
    (void)state;
    kq_arena *a = kq_arena_new();
    kq_room room = {NULL, 0};
    kq_dyn json = {.tag = KQ_DYN_JSON, .u = {.s = KQ_LIT("{\"a\":[1,2]}")}};
    kq_dyn kept = kq_rekeep_dynamic(a, &room, json);
    const char *first = kept.u.s.p;
    kept = kq_rekeep_dynamic(a, &room, (kq_dyn){.tag = KQ_DYN_STRING, .u = {.s = KQ_LIT("b")}});
    assert_ptr_equal(kept.u.s.p, first);
    kept = kq_rekeep_dynamic(a, &room, (kq_dyn){.tag = KQ_DYN_LONG, .u = {.i = 7}});
    assert_int_equal(kept.u.i, 7);
    kq_dyn items[] = {json, kept};
    kept = kq_rekeep_dynamic(a, &room, (kq_dyn){.tag = KQ_DYN_ARRAY, .n = 2, .u = {.items = items}});
    assert_ptr_not_equal(kept.u.items, items);
    assert_ptr_not_equal(kept.u.items[0].u.s.p, json.u.s.p);
    kq_arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_reuse_their_room),
        cmocka_unit_test(dynamic_text_reuses_its_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
