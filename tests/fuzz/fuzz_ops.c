/* String operators, text functions and dynamic functions on arbitrary bytes: the first byte tells how many of the next
 * are the needle, the rest is the text. Checks against a plain restatement of the term rule (kql.md 3.2) and laws that
 * hold for every input; sanitizers watch the rest. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kq/kq.h>

#include "utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static kq_ctx ctx;
static kq_ctx *x = &ctx;

#define CHECK(condition)                                                 \
    do {                                                                 \
        if (!(condition)) {                                              \
            fprintf(stderr, "fuzz_ops: %s does not hold\n", #condition); \
            abort();                                                     \
        }                                                                \
    } while (0)

static bool same(kq_str a, kq_str b) { return kq_eq_string(x, a, b).v; }

static bool equal_at(kq_str s, size_t at, kq_str needle) {
    for (size_t i = 0; i < needle.n; i++)
        if (kq_ascii_lower((unsigned char)s.p[at + i]) != kq_ascii_lower((unsigned char)needle.p[i])) return false;
    return true;
}

/* The character that covers byte `at` of valid text. */
static bool alnum(kq_str s, size_t at) {
    const char *p = s.p, *end = s.p + s.n;
    for (;;) {
        uint32_t c = kq_utf8_next(&p, end);
        if ((size_t)(p - s.p) > at) return kq_char_is_alnum(c);
    }
}

static bool plain_has(kq_str s, kq_str needle, bool left, bool right) {
    if (needle.n == 0) return true;
    for (size_t at = 0; at + needle.n <= s.n; at++) {
        if (!equal_at(s, at, needle)) continue;
        bool left_ok = !left || !alnum(needle, 0) || at == 0 || !alnum(s, at - 1);
        bool right_ok = !right || !alnum(needle, needle.n - 1) || at + needle.n == s.n || !alnum(s, at + needle.n);
        if (left_ok && right_ok) return true;
    }
    return false;
}

static void check_terms(kq_str s, kq_str needle) {
    CHECK(kq_has(x, s, needle).v == plain_has(s, needle, true, true));
    CHECK(kq_hasprefix(x, s, needle).v == plain_has(s, needle, true, false));
    CHECK(kq_hassuffix(x, s, needle).v == plain_has(s, needle, false, true));
    CHECK(kq_contains(x, s, needle).v == plain_has(s, needle, false, false));
    CHECK(same(kq_reverse(x, kq_reverse(x, s)), s));
}

static void check_laws(kq_str s, kq_str needle) {
    kq_bool cs[] = {kq_has_cs(x, s, needle), kq_hasprefix_cs(x, s, needle), kq_hassuffix_cs(x, s, needle),
                    kq_startswith_cs(x, s, needle), kq_endswith_cs(x, s, needle)};
    for (size_t i = 0; i < sizeof cs / sizeof cs[0]; i++) CHECK(!cs[i].v || kq_contains_cs(x, s, needle).v);
    CHECK(!kq_startswith_cs(x, s, needle).v || kq_startswith(x, s, needle).v);
    CHECK(!kq_endswith_cs(x, s, needle).v || kq_endswith(x, s, needle).v);
    CHECK((kq_indexof(x, s, needle).v >= 0) == kq_contains_cs(x, s, needle).v);
    kq_long count = kq_countof(x, s, needle);
    CHECK(needle.n == 0 || (count.v > 0) == kq_contains_cs(x, s, needle).v);
    for (int64_t i = -3; i < 4; i++) {
        kq_long start = kq_mk_long(i), length = kq_mk_long(4 - i);
        kq_indexof_occurrence(x, s, needle, start, length, kq_mk_long(2));
        CHECK(kq_strlen(x, kq_substring_length(x, s, start, length)).v <= 4 - i);
    }
    CHECK(same(kq_replace_string(x, s, needle, needle), s));

    kq_dyn parts = kq_split(x, s, needle);
    kq_str *pieces = kq_alloc(x->row, (parts.n + 1) * sizeof *pieces);
    pieces[0] = needle;
    for (uint32_t i = 0; i < parts.n; i++) pieces[i + 1] = parts.u.items[i].u.s;
    CHECK(same(kq_strcat_delim(x, pieces, parts.n + 1), s));

    kq_str lower = kq_tolower(x, s);
    CHECK(kq_strlen(x, lower).v == kq_strlen(x, s).v);
    kq_toupper(x, s);
    kq_strcmp(x, s, needle);
}

static void check_dynamic(kq_str s, kq_str needle) {
    kq_dyn d = kq_parse_json(x, s);
    kq_dyn again = kq_parse_json(x, kq_tostring_dynamic(x, d));
    if (d.tag == KQ_DYN_JSON) CHECK(kq_true(kq_eq_dynamic(x, d, again)) || again.tag != KQ_DYN_JSON);
    kq_bag_keys(x, d);
    kq_array_length(x, d);
    kq_dyn_member(x, d, needle);
    kq_dyn_element(x, d, kq_mk_long(-1));
    kq_add_dynamic(x, d, again);
    kq_mod_dynamic(x, d, again);
    kq_lt_dynamic(x, d, again);
    CHECK(kq_in_string_dyn(x, needle, d).null == false);
    kq_in_long_dyn(x, kq_mk_long(1), d);
    kq_has_all_dyn(x, needle, d);
    kq_make_set_state set;
    kq_make_set_init(x, &set);
    kq_make_set_step(x, &set, d);
    uint32_t n = kq_make_set_final(x, &set).n;
    kq_make_set_step(x, &set, d);
    CHECK(kq_make_set_final(x, &set).n == n); /* everything was in the set already */
}

static void check_conversions(kq_str s) {
    kq_datetime t = kq_todatetime_string(x, s);
    if (!t.null) {
        CHECK(kq_todatetime_string(x, kq_tostring_datetime(x, t)).v == t.v);
        CHECK(kq_startofweek(x, t).null || kq_startofweek(x, t).v <= t.v);
        CHECK(kq_endofmonth(x, t).v >= t.v);
        CHECK(kq_datetime_diff(x, s, t, t).v == 0);
    }
    kq_timespan d = kq_totimespan_string(x, s);
    if (!d.null) CHECK(kq_totimespan_string(x, kq_tostring_timespan(x, d)).v == d.v);
    kq_real r = kq_toreal_string(x, s);
    if (!r.null) CHECK(kq_toreal_string(x, kq_tostring_real(x, r)).v == r.v || r.v != r.v);
    kq_long n = kq_tolong_string(x, s);
    if (!n.null) {
        CHECK(kq_tolong_string(x, kq_tostring_long(x, n)).v == n.v);
        kq_round_long_precision(x, n, kq_mk_long(-3));
        kq_mod_long(x, n, kq_neg_long(x, n));
    }
    kq_toguid_string(x, s);
    kq_tobool_string(x, s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) return 0;
    if (!x->row) {
        ctx.row = kq_arena_new();
        ctx.state = kq_arena_new();
    }
    kq_mark row = kq_arena_mark(x->row), kept = kq_arena_mark(x->state);
    size_t n = data[0] % 16;
    if (n > size - 1) n = size - 1;
    const char *p = (const char *)data + 1;
    kq_str needle = kq_mk_string(p, n), s = kq_mk_string(p + n, size - 1 - n);
    if (s.n < 4096 && kq_utf8_valid(s.p, s.n) && kq_utf8_valid(needle.p, needle.n)) check_terms(s, needle);
    check_laws(s, needle);
    check_dynamic(s, needle);
    check_conversions(s);
    kq_arena_release(x->row, row);
    kq_arena_release(x->state, kept);
    return 0;
}
