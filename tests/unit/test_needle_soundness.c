/* Are needles sound? Random queries over random hostile records: leaving out the records that lack a clause must not
 * change the answer. Every clause is put to the test, not only the one that the scanner would choose.
 *
 * KQ_NEEDLE_QUERIES=N tries N queries (for long runs), KQ_NEEDLE_SEED=N begins at another place. */
#include "driver.h"
#include "needle_queries.h"
#include "plan_run.h"

#include "kernels.h"
#include "schema.h"

#include <unistd.h>

enum { RECORDS = 24, QUERIES = 2000 };

struct records {
    kq_buf text[2][RECORDS]; /* of T and of U */
    bool filter;
    size_t left_out, hidden;
};

static bool hides(const kq_buf *record) {
    for (const char *p = record->p, *end = p + record->n; p < end; p++) {
        if (*p == '\\' && kq_escape_hides(p, end)) return true;
    }
    return false;
}

static bool holds_one(const kq_buf *record, const struct po_clause *c) {
    for (size_t i = 0; i < c->needle_count; i++) {
        kq_needle needle = {.text = c->needles[i], .n = (uint32_t)strlen(c->needles[i])};
        const char *end = record->p + record->n;
        for (const char *p = record->p; p < end; p++) {
            if (kq_needle_matches(&needle, p, end)) return true;
        }
    }
    return false;
}

static size_t record_count(void *context, const struct plan_op *scan) {
    (void)context, (void)scan;
    return RECORDS;
}

static const char *record(void *context, const struct plan_op *scan, size_t i, size_t *n) {
    struct records *all = context;
    const kq_buf *text = &all->text[scan->table[0] == 'U'][i];
    *n = text->n;
    if (!all->filter) return text->p;
    if (scan->clause_count > 0 && hides(text)) {
        all->hidden++;
        return text->p;
    }
    for (size_t c = 0; c < scan->clause_count; c++) {
        if (holds_one(text, &scan->clauses[c])) continue;
        all->left_out++;
        return NULL;
    }
    return text->p;
}

static void make_records(struct records *all) {
    for (size_t t = 0; t < 2; t++) {
        for (size_t i = 0; i < RECORDS; i++) {
            kq_buf *b = &all->text[t][i];
            kq_buf_free(b);
            *b = (kq_buf){0};
            gen_record(b);
            kq_buf_reserve(b, KQ_PADDING);
            memset(b->p + b->n, '"', KQ_PADDING);
        }
    }
}

static kq_buf answer(const struct compilation *c, struct records *all, bool filter) {
    struct plan_run r = {
        arena_new(), {.window_start = INT64_MIN, .window_end = INT64_MAX}, c->bound->next_column, record_count, record,
        all};
    r.x.row = r.x.state = kq_arena_new();
    all->filter = filter;
    kq_buf b = run_plan(&r, c->plan);
    kq_arena_free(r.x.row);
    arena_free(r.arena);
    return b;
}

static struct schema *test_schema(struct arena *a) {
    static const char columns[] = "{\"k\":\"string\",\"s\":\"string\",\"u\":\"string\",\"d\":\"dynamic\","
                                  "\"e\":\"dynamic\",\"n\":\"long\",\"r\":\"real\",\"b\":\"bool\","
                                  "\"t\":\"datetime\",\"g\":\"guid\"}";
    char path[] = "/tmp/needle_schema_XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    dprintf(fd, "{\"T\":%s,\"U\":%s}", columns, columns);
    close(fd);
    struct schema *s = schema_new(a);
    char *error = NULL;
    assert_true(schema_load(s, path, &error));
    unlink(path);
    return s;
}

static void show_failure(const struct compilation *c, struct records *all, const char *query, const kq_buf *with,
                         const kq_buf *without) {
    struct strbuf dump = {0};
    plan_dump(c->plan, &dump);
    print_message("query:\n%s\nplan:\n%s\nwithout needles:\n%.*s\nwith needles:\n%.*s\n", query, dump.p,
                  (int)without->n, without->p ? without->p : "", (int)with->n, with->p ? with->p : "");
    strbuf_free(&dump);
    for (size_t t = 0; t < 2; t++) {
        for (size_t i = 0; i < RECORDS; i++)
            print_message("%s %.*s\n", t ? "U" : "T", (int)all->text[t][i].n, all->text[t][i].p);
    }
}

static uint64_t setting(const char *name, uint64_t otherwise) {
    const char *text = getenv(name);
    return text ? strtoull(text, NULL, 10) : otherwise;
}

static void same_answer_with_and_without(void **state) {
    (void)state;
    static const char *const sets[][2] = {
        {NULL, NULL}, {"push-filters", NULL}, {"fold", NULL}, {"prune-columns", NULL}, {"push-filters", "fold"}};
    struct arena *a = arena_new();
    struct schema *schema = test_schema(a);
    struct records all = {0};
    uint64_t seed = setting("KQ_NEEDLE_SEED", 1), count = setting("KQ_NEEDLE_QUERIES", QUERIES);
    size_t compiled = 0, with_clauses = 0, rows = 0;
    for (uint64_t q = 0; q < count; q++) {
        gen_state = (seed + q) * UINT64_C(0x9E3779B97F4A7C15) + 1;
        gen_choose_words();
        make_records(&all);
        kq_buf text = {0};
        gen_query(&text);
        kq_buf_putc(&text, '\0');
        const char *const *set = GEN_PICK(sets);
        struct compile_options o = {.schema = schema, .disabled_passes = set, .stop = STOP_AFTER_PLAN};
        while (o.disabled_count < 2 && set[o.disabled_count]) o.disabled_count++;
        struct compilation *c = compile_text("q.kql", text_of(text.p, text.n - 1), &o);
        if (!c->plan || diag_errors(c->diag) > 0) {
            struct strbuf why = {0};
            if (getenv("KQ_NEEDLE_SHOW")) print_message("does not compile:\n%s\n", text.p);
            strbuf_free(&why);
        } else {
            compiled++;
            size_t before = all.left_out;
            kq_buf without = answer(c, &all, false), with = answer(c, &all, true);
            with_clauses += all.left_out > before;
            for (size_t i = 0; i < without.n; i++) rows += without.p[i] == '\n';
            bool same = same_text(&with, &without);
            if (!same) show_failure(c, &all, text.p, &with, &without);
            kq_buf_free(&without);
            kq_buf_free(&with);
            if (!same) fail_msg("needles change the answer: KQ_NEEDLE_SEED=%llu", (unsigned long long)(seed + q));
        }
        compilation_free(c);
        kq_buf_free(&text);
    }
    print_message("%zu queries, %zu left out records, %zu records left out, %zu looked at for an escape, %zu rows\n",
                  compiled, with_clauses, all.left_out, all.hidden, rows);
    /* The test means something only while most queries compile, and many have needles and rows. */
    assert_true(compiled * 10 > count * 9);
    assert_true(with_clauses * 4 > count);
    assert_true(rows > count);
    for (size_t i = 0; i < 2 * RECORDS; i++) kq_buf_free(&all.text[i / RECORDS][i % RECORDS]);
    arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(same_answer_with_and_without)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
