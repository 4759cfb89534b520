/* The scanner over lines: passing over whole lines at once must give the rows, the number of records and the lines'
 * numbers that one record after another gives, whatever the windows in which the text arrives, and must look at each
 * byte a bounded number of times. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "buf.h"
#include "scan.h"
#include "split.h"

static uint64_t seed = 1;

static uint32_t pick(uint32_t n) {
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 33) % n;
}

/* ---- a detector ---------------------------------------------------------------------------------------------------
 */

static const kq_str fields[] = {KQ_LIT("a"), KQ_LIT("b")};
static const kq_str run_needles[] = {KQ_LIT("runcommand")}, list_needles[] = {KQ_LIT("one1"), KQ_LIT("two2")};
static const kq_clause run_clauses[] = {{run_needles, 1}, {list_needles, 2}}, list_clauses[] = {{list_needles, 2}};

static bool has(kq_ctx *x, const kq_slot *slot, const char *what) {
    kq_str s = kq_slot_string(x, slot);
    return s.n > 0 && memmem(s.p, s.n, what, strlen(what)) != NULL;
}

static bool lists(kq_ctx *x, const kq_slot *slot) { return has(x, slot, "one1") || has(x, slot, "two2"); }

static void note(kq_ctx *x, kq_buf *rows, char branch, const kq_slot *slots) {
    kq_buf_putc(rows, branch);
    kq_buf_put_str(rows, kq_slot_string(x, &slots[0]));
    kq_buf_putc(rows, ';');
}

static void on_run(kq_ctx *x, void *rows, const kq_slot *slots) {
    if (has(x, &slots[0], "runcommand") && lists(x, &slots[1])) note(x, rows, 'R', slots);
}

static void on_list(kq_ctx *x, void *rows, const kq_slot *slots) {
    if (lists(x, &slots[0])) note(x, rows, 'L', slots);
}

static void on_all(kq_ctx *x, void *rows, const kq_slot *slots) { note(x, rows, 'A', slots); }

static const kq_source sources[] = {{KQ_LIT("Activity"), run_clauses, 2, on_run},
                                    {KQ_LIT("Other_CL"), list_clauses, 1, on_list},
                                    {KQ_LIT("Named_CL"), NULL, 0, on_all}};
static const kq_detector detector = {
    .abi = KQ_ABI, .fields = fields, .field_count = 2, .sources = sources, .source_count = 3};

/* ---- a run --------------------------------------------------------------------------------------------------------
 */

typedef struct result {
    kq_buf rows;
    uint64_t records, skipped, no_table, lines, work;
} result;

/* Bytes handed to the searches for lines and bytes. */
static uint64_t work;
static const kq_kernels *real;

static const char *counted_find_line(const kq_needle_set *s, const char *p, const char *end, uint64_t *newlines) {
    const char *at = real->find_line(s, p, end, newlines);
    work += (uint64_t)(at - p);
    return at;
}

static const char *counted_find_byte(const char *p, const char *end, char c) {
    const char *at = real->find_byte(p, end, c);
    work += (uint64_t)(at - p);
    return at;
}

static const char *counted_find_last_byte(const char *p, const char *end, char c) {
    const char *at = real->find_last_byte(p, end, c);
    work += (uint64_t)(end - (at ? at : p));
    return at;
}

static bool counted_find_needles(const kq_needle_set *s, const char *p, const char *end, uint64_t *hits) {
    work += (uint64_t)(end - p);
    return real->find_needles(s, p, end, hits);
}

typedef struct way {
    size_t chunk, max_record;
    bool skip;
    const char *table, *stem;
} way;

static result run(const kq_kernels *kernels, const char *text, size_t n, way w) {
    result r = {0};
    kq_ctx x = {.row = kq_arena_new(), .window_start = INT64_MIN, .window_end = INT64_MAX};
    kq_kernels counted = *kernels;
    kq_scanner scanner;
    kq_splitter splitter;
    char *window = malloc(n + KQ_PADDING);
    size_t begin = 0, end = 0;
    assert_non_null(window);
    real = kernels;
    counted.find_line = counted_find_line;
    counted.find_byte = counted_find_byte;
    counted.find_last_byte = counted_find_last_byte;
    counted.find_needles = counted_find_needles;
    work = 0;
    assert_true(kq_scanner_init(&scanner, &detector, &x, &r.rows, &counted, true, false));
    kq_scanner_input(&scanner, (kq_str){w.table, strlen(w.table)}, (kq_str){w.stem, strlen(w.stem)});
    kq_splitter_start(&splitter, &counted, w.max_record);
    for (kq_split_event event = KQ_SPLIT_MORE; event != KQ_SPLIT_END;) {
        kq_split part;
        bool at_end = end == n;
        if (w.skip && splitter.mode == KQ_MODE_LINES && !splitter.discarding) {
            size_t most = end - begin < w.max_record ? end - begin : w.max_record;
            const char *to = kq_scan_skip(&scanner, window + begin, window + begin + most, &splitter.line);
            if (to != window + begin) splitter.looked = 0;
            begin = (size_t)(to - window);
        }
        event = kq_splitter_next(&splitter, window + begin, window + end, at_end, &part);
        if (event == KQ_SPLIT_RECORD) kq_scan_record(&scanner, part.p, part.n, false);
        if (event == KQ_SPLIT_TOO_LONG) scanner.counts.records++;
        begin += part.consumed;
        if (event == KQ_SPLIT_MORE && !at_end) {
            size_t k = n - end < w.chunk ? n - end : w.chunk;
            memcpy(window + end, text + end, k);
            memset(window + end + k, 'r', KQ_PADDING);
            end += k;
        }
    }
    assert_int_equal(begin, n);
    r.records = scanner.counts.records;
    r.skipped = scanner.counts.skipped;
    r.no_table = scanner.counts.no_table;
    r.lines = splitter.line;
    r.work = work;
    kq_scanner_free(&scanner);
    kq_arena_free(x.row);
    free(window);
    return r;
}

static void check(const char *text, size_t n, size_t max_record, const char *table, const char *stem) {
    result want = run(&kq_kernels_scalar, text, n, (way){n + 1, max_record, false, table, stem});
    static const size_t chunks[] = {1, 3, 17, 64, 1000, SIZE_MAX};
    for (size_t k = 0; kq_kernels_at(k); k++)
        for (size_t i = 0; i < sizeof chunks / sizeof chunks[0]; i++) {
            if (chunks[i] == 1 && n > 4000) continue;
            result got = run(kq_kernels_at(k), text, n, (way){chunks[i], max_record, true, table, stem});
            assert_int_equal(got.rows.n, want.rows.n);
            if (want.rows.n) assert_memory_equal(got.rows.p, want.rows.p, want.rows.n);
            assert_int_equal(got.records, want.records);
            assert_int_equal(got.lines, want.lines);
            kq_buf_free(&got.rows);
        }
    kq_buf_free(&want.rows);
}

/* ---- tests --------------------------------------------------------------------------------------------------------
 */

static void put_record(kq_buf *b) {
    static const char *const types[] = {"Activity", "Other_CL", "Named_CL", "Unknown", "Acti\\u0076ity", "NAMED_CL"};
    static const char *const values[] = {"runcommand",       "x runcommand y", "one1", "two2",     "RUNCOMMAND",
                                         "run\\u0063ommand", "nothing",        "",     "o\\u0027", "t\\/w",
                                         "on\\u00651",       "one1 two2"};
    kq_buf_puts(b, "{\"a\":\"");
    for (uint32_t i = pick(3) ? pick(20) : pick(400); i > 0; i--) kq_buf_putc(b, "etaoin shrdlu"[pick(13)]);
    kq_buf_puts(b, values[pick(12)]);
    kq_buf_puts(b, "\",\"b\":\"");
    kq_buf_puts(b, values[pick(12)]);
    if (pick(6)) {
        kq_buf_puts(b, "\",\"Type\":\"");
        kq_buf_puts(b, types[pick(6)]);
    }
    kq_buf_puts(b, "\"}");
}

static void test_same_as_one_by_one(void **state) {
    (void)state;
    static const char *const between[] = {"\n",   "\n",      "\n",   "\n",       "\r\n",
                                          "\n\n", "\n \t\n", "\n  ", "\r\n\r\n", "\n\r\n"};
    for (uint32_t round = 0; round < 300; round++) {
        kq_buf b = {0};
        uint32_t kinds = pick(3) ? 5 : 10;
        for (uint32_t i = pick(60); i > 0; i--) {
            if (pick(40) == 0) kq_buf_puts(&b, "not a record one1");
            put_record(&b);
            if (i > 1 || pick(2)) kq_buf_puts(&b, between[pick(kinds)]);
        }
        size_t max_record = pick(3) ? 1 << 20 : 20 + pick(400);
        check(b.p ? b.p : "", b.n, max_record, "", "Activity");
        check(b.p ? b.p : "", b.n, max_record, "", "");
        check(b.p ? b.p : "", b.n, max_record, "Other_CL", "Activity");
        check(b.p ? b.p : "", b.n, max_record, "Unread", "Activity");
        kq_buf_free(&b);
    }
}

/* Records whose lines are blank for the splitter are none for the search either. */
static void test_counts(void **state) {
    (void)state;
    static const char text[] = "{\"x\":1}\n\n{\"x\":2}\n   \n{\"x\":3}\r\n\r\n{\"x\":4}\n\t{\"x\":5}\n\n";
    result r = run(kq_kernels_select(NULL), text, sizeof text - 1, (way){1000, 1000, true, "Unread", ""});
    assert_int_equal(r.records, 5);
    assert_int_equal(r.skipped, 5);
    assert_int_equal(r.lines, 10);
    kq_buf_free(&r.rows);
    /* Without a table the first record is looked at, so that the run can say so. */
    r = run(kq_kernels_select(NULL), text, sizeof text - 1, (way){1000, 1000, true, "", ""});
    assert_int_equal(r.records, 5);
    assert_int_equal(r.no_table, 1);
    kq_buf_free(&r.rows);
}

/* While a line arrives, the prefilter changes its mind about what to look for: what was seen of the line was seen with
 * other eyes. */
static void test_choice_within_a_line(void **state) {
    (void)state;
    static const char text[] =
        "{\"b\":\"one1\",\"x\":\"0123456789012345678901234567890123456789\",\"a\":\"runcommand\"}\n"
        "{\"a\":\"runcommand\"}\n{\"a\":\"runcommand\"}\n";
    for (size_t chunk = 1; chunk < sizeof text; chunk++) {
        result r = run(kq_kernels_select(NULL), text, sizeof text - 1, (way){chunk, 1000, true, "Activity", ""});
        assert_int_equal(r.records, 3);
        assert_int_equal(r.rows.n, sizeof "Rruncommand;" - 1);
        kq_buf_free(&r.rows);
    }
}

/* A line that arrives in thousands of pieces, with and without something to look at in it. */
static void test_long_line(void **state) {
    (void)state;
    for (int i = 0; i < 4; i++) {
        int needle = i % 2;
        kq_buf b = {0};
        if (i < 2) kq_buf_puts(&b, "{\"Type\":\"Activity\"}\n");
        kq_buf_puts(&b, "{\"a\":\"");
        for (int k = 0; k < 200000; k++) {
            if (needle && k == 1000) kq_buf_puts(&b, "runcommand");
            kq_buf_putc(&b, 'x');
        }
        kq_buf_puts(&b, "\",\"b\":\"one1\",\"Type\":\"Activity\"}\n{}\n");
        result r = run(kq_kernels_select(NULL), b.p, b.n, (way){50, 1 << 20, true, "", "Activity"});
        assert_int_equal(r.records, i < 2 ? 3 : 2);
        assert_int_equal(r.rows.n > 0, needle);
        assert_true(r.work < 8 * b.n);
        kq_buf_free(&r.rows);
        kq_buf_free(&b);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_same_as_one_by_one), cmocka_unit_test(test_counts),
                                       cmocka_unit_test(test_choice_within_a_line), cmocka_unit_test(test_long_line)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
