/* The record splitter: lines, arrays, limits and damage, at several chunk sizes. An expectation lists the events: a
 * record as it is, "<text>" in a too-long record's first part and rest, "!" for damaged framing; records are taken as
 * malformed when they do not end in a closing brace. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "buf.h"
#include "split.h"

static void note_line(kq_buf *out, uint64_t line) {
    char digit = (char)('0' + line % 10);
    kq_buf_putc(out, digit);
    kq_buf_putc(out, ':');
}

static void run(const char *text, size_t n, size_t chunk, size_t limit, kq_buf *out) {
    kq_splitter s;
    char *window = malloc(n + KQ_PADDING);
    assert_non_null(window);
    size_t begin = 0, end = 0;
    kq_splitter_start(&s, kq_kernels_select("scalar"), limit);
    for (kq_split_event event = KQ_SPLIT_MORE; event != KQ_SPLIT_END;) {
        kq_split part;
        bool at_end = end == n;
        memset(window + end, 0, KQ_PADDING);
        event = kq_splitter_next(&s, window + begin, window + end, at_end, &part);
        if (event == KQ_SPLIT_RECORD) {
            if (part.p[part.n - 1] != '}') kq_splitter_malformed(&s, &part);
            note_line(out, part.line);
            kq_buf_put(out, part.p, part.n);
            kq_buf_putc(out, ';');
        } else if (event == KQ_SPLIT_TOO_LONG || event == KQ_SPLIT_REST) {
            if (event == KQ_SPLIT_TOO_LONG) {
                note_line(out, part.line);
                kq_buf_putc(out, '<');
            }
            kq_buf_put(out, part.p, part.n);
            if (part.ends) kq_buf_puts(out, ">;");
        } else if (event == KQ_SPLIT_FRAMING) {
            note_line(out, part.line);
            kq_buf_puts(out, "!;");
        }
        begin += part.consumed;
        if (event == KQ_SPLIT_MORE && !at_end) {
            size_t k = n - end < chunk ? n - end : chunk;
            memcpy(window + end, text + end, k);
            end += k;
        }
    }
    assert_int_equal(begin, n);
    free(window);
}

static void check(const char *text, size_t n, size_t limit, const char *want) {
    static const size_t chunks[] = {1, 2, 3, 7, 64, 4096};
    for (size_t i = 0; i < sizeof chunks / sizeof chunks[0]; i++) {
        kq_buf out = {0};
        run(text, n, chunks[i], limit, &out);
        kq_buf_putc(&out, '\0');
        assert_string_equal(out.p, want);
        kq_buf_free(&out);
    }
}
#define CHECK(text, want) check((text), sizeof(text) - 1, 1000, (want))
#define CHECK_LIMIT(text, limit, want) check((text), sizeof(text) - 1, (limit), (want))

static void test_lines(void **state) {
    (void)state;
    CHECK("", "");
    CHECK("\n\n \t\r\n", "");
    CHECK("{1}\n{2}\n", "1:{1};2:{2};");
    CHECK("{1}\n{2}", "1:{1};2:{2};");
    CHECK("{1}\n\n  \n{2}", "1:{1};4:{2};");
    CHECK("\n\n{1}\n", "3:{1};");
    /* The carriage return of CRLF is white space to whoever reads the record. */
    CHECK("{1}\r\n{2}\r\n", "1:{1}\r;2:{2}\r;");
    CHECK("\xEF\xBB\xBF{1}\n{2}", "1:{1};2:{2};");
    CHECK("\xEF\xBB\xBF", "");
    CHECK("\xEF\xBB", "1:\xEF\xBB;");
    /* Only the first one is a byte order mark. */
    CHECK("{1}\n\xEF\xBB\xBF{2}\n", "1:{1};2:\xEF\xBB\xBF{2};");
    CHECK("x\n[1]\n{2}\n", "1:x;2:[1];3:{2};");
}

static void test_limit(void **state) {
    (void)state;
    CHECK_LIMIT("{123}\n{1234}\n{1}\n", 5, "1:{123};2:<{1234}>;3:{1};");
    CHECK_LIMIT("{123}\r\n{1}\r\n", 5, "1:{123}\r;2:{1}\r;");
    CHECK_LIMIT("{1}\n{1234567890123456789}", 5, "1:{1};2:<{1234567890123456789}>;");
    CHECK_LIMIT("                    \n{1}\n", 5, "2:{1};");
    CHECK_LIMIT("{1}\n                    \n{2}\n", 5, "1:{1};2:<                    >;3:{2};");
    CHECK_LIMIT("[{1},{1234567},{2}]", 5, "1:{1};1:<{1234567}>;1:{2};");
    CHECK_LIMIT("[{1},\n{1234567\n,{2}]", 5, "1:{1};2:<{1234567\n,>;3:{2};");
}

static void test_array(void **state) {
    (void)state;
    CHECK("[]", "");
    CHECK(" [ ] \n", "");
    CHECK("[{1},{2}]", "1:{1};1:{2};");
    CHECK("\xEF\xBB\xBF[\n  {\"a\":[{}]},\n  {\"b\":\"]}\\\"\"}\n]\n", "2:{\"a\":[{}]};3:{\"b\":\"]}\\\"\"};");
    CHECK("[{1}]\n[{2}]\n{3}\n", "1:{1};2:{2};3:{3};");
    CHECK("[1,\"a,]\",null,{2}]", "1:1;1:\"a,]\";1:null;1:{2};");
    CHECK("[{\n\"a\":\n1},{2}]", "1:{\n\"a\":\n1};3:{2};");
}

static void test_damaged_array(void **state) {
    (void)state;
    CHECK("[", "1:!;");
    CHECK("[{1}", "1:{1};1:!;");
    CHECK("[{1},]", "1:{1};1:!;");
    CHECK("[,{1}]", "1:!;1:{1};");
    CHECK("[{1}{2}]", "1:{1};1:!;1:{2};");
    /* Truncated elements do not swallow the others: the next line begins one... */
    CHECK("[{\"a\":1,\n{2},\n{3}]", "1:{\"a\":1,\n;2:{2};3:{3};");
    CHECK("[\n {\"a\":{\n {2},\n {3}\n]", "2:{\"a\":{\n ;3:{2};4:{3};");
    CHECK("[\n {\"a\":\"x\n ,{2}\n]", "2:{\"a\":\"x;3:{2};");
    /* ...but only when it is no deeper than the truncated one. */
    CHECK("[\n{\"a\":[\n {1},\n {2}]},\n{3}]", "2:{\"a\":[\n {1},\n {2}]};5:{3};");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_lines), cmocka_unit_test(test_limit),
                                       cmocka_unit_test(test_array), cmocka_unit_test(test_damaged_array)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
