/* Values from arbitrary text: JSON as a dynamic, and numbers, datetimes, timespans and guids both ways. Checks laws
 * that hold for every input (compact text is a fixed point and equal to its source; printed scalars read back);
 * sanitizers watch the rest. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dyn.h"
#include "guid.h"
#include "jsonscan.h"
#include "number.h"
#include "timetext.h"
#include "utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CHECK(condition)                                                 \
    do {                                                                 \
        if (!(condition)) {                                              \
            fprintf(stderr, "fuzz_dyn: %s does not hold\n", #condition); \
            abort();                                                     \
        }                                                                \
    } while (0)

static void check_members(kq_arena *a, kq_dyn d) {
    kq_dyn nodes = kq_dyn_expand(a, d);
    int64_t n = -1;
    CHECK(kq_dyn_is_array(d) == kq_dyn_is_array(nodes) && kq_dyn_is_bag(d) == kq_dyn_is_bag(nodes));
    CHECK(kq_dyn_length(d, &n) == kq_dyn_is_array(d));
    if (nodes.tag == KQ_DYN_ARRAY) {
        CHECK(n == nodes.n);
        if (n) CHECK(kq_dyn_equal(a, kq_dyn_at(a, d, -1), nodes.u.items[n - 1]));
        CHECK(kq_dyn_at(a, d, n).tag == KQ_DYN_NULL);
    }
    if (nodes.tag == KQ_DYN_BAG) {
        for (uint32_t i = 0; i < nodes.n && i < 20; i++) {
            const kq_member *m = &nodes.u.members[i];
            CHECK(kq_utf8_valid(m->key.p, m->key.n));
            CHECK(kq_dyn_equal(a, kq_dyn_get(a, d, m->key), m->value));
        }
    }
}

static void check_json(kq_arena *a, kq_str text) {
    kq_dyn d, again;
    if (!kq_dyn_parse(a, text, &d)) return;
    const char *end = text.p + text.n, *p = kq_json_skip_space(text.p, end);
    CHECK(kq_json_skip_trusted(p, end) == kq_json_skip_value(p, end, 0));
    check_members(a, d);
    kq_buf once = {0}, twice = {0};
    kq_dyn_put_json(&once, d);
    CHECK(kq_dyn_parse(a, kq_mk_string(once.p, once.n), &again));
    CHECK(kq_dyn_equal(a, d, again) || memmem(once.p, once.n, "Infinity", 8)); /* 1e999 is printed as a string */
    kq_dyn_put_json(&twice, again);
    CHECK(once.n == twice.n && memcmp(once.p, twice.p, once.n) == 0);
    twice.n = 0;
    kq_dyn_put_json(&twice, kq_dyn_expand(a, d));
    CHECK(once.n == twice.n && memcmp(once.p, twice.p, once.n) == 0);
    if (kq_dyn_equal(a, d, again)) CHECK(kq_dyn_hash(a, d) == kq_dyn_hash(a, again));
    kq_buf_free(&once);
    kq_buf_free(&twice);
}

static void check_scalars(kq_str text) {
    char buf[64];
    int64_t i, j;
    double r, q;
    uint8_t g[16], h[16];
    if (kq_parse_long(text, &i)) CHECK(kq_parse_long(kq_mk_string(buf, kq_format_long(i, buf)), &j) && i == j);
    if (kq_parse_real(text, &r)) {
        CHECK(kq_parse_real(kq_mk_string(buf, kq_format_real(r, buf)), &q));
        CHECK(r == q || (r != r && q != q));
    }
    if (kq_parse_datetime(text, &i)) {
        CHECK(i >= 0 && i <= KQ_DATETIME_MAX);
        CHECK(kq_parse_datetime(kq_mk_string(buf, kq_format_datetime(i, buf)), &j) && i == j);
    }
    if (kq_parse_timespan(text, &i)) {
        CHECK(kq_parse_timespan(kq_mk_string(buf, kq_format_timespan(i, buf)), &j) && i == j);
    }
    if (kq_parse_guid(text, g)) {
        CHECK(kq_parse_guid(kq_mk_string(buf, kq_format_guid(g, buf)), h) && memcmp(g, h, sizeof g) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    kq_arena *a = kq_arena_new();
    char *copy = malloc(size ? size : 1); /* exactly as long as the text */
    if (!copy) return 0;
    if (size) memcpy(copy, data, size);
    kq_str text = kq_mk_string(copy, size);
    check_json(a, text);
    check_scalars(text);
    kq_buf b = {0};
    kq_dyn d;
    kq_json_put_string(&b, text); /* any bytes give a valid string */
    CHECK(kq_dyn_parse(a, kq_mk_string(b.p, b.n), &d) && d.tag == KQ_DYN_STRING);
    CHECK(!kq_utf8_valid(text.p, text.n) || (d.u.s.n == text.n && (!text.n || !memcmp(d.u.s.p, text.p, text.n))));
    kq_buf_free(&b);
    free(copy);
    kq_arena_free(a);
    return 0;
}
