/* The files that declare names (--schema, --functions, --watchlist) and sample events on arbitrary text: no crash, a
 * message with every refusal, and what was loaded can be read. */
#include "infer.h"
#include "schema_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CHECK(condition)                                                   \
    do {                                                                   \
        if (!(condition)) {                                                \
            fprintf(stderr, "fuzz_names: %s does not hold\n", #condition); \
            abort();                                                       \
        }                                                                  \
    } while (0)

static void load(struct schema *s, const struct schema_file *f) {
    char *error = NULL;
    bool found = false;
    CHECK(functions_load_json(s, f, &error) || error);
    error = NULL;
    CHECK(functions_load_kql(s, f, &error) || error);
    error = NULL;
    CHECK(functions_load_yaml(s, f, &found, &error) || error);
    error = NULL;
    CHECK(schema_load_json(s, f, &error) || error);
    error = NULL;
    CHECK(schema_load_csv(s, f, &error) || error);
}

static void read_back(struct schema *s) {
    for (size_t i = 0; i < schema_function_count(s); i++) {
        const struct schema_function *f = schema_function_at(s, i);
        CHECK(f->name && f->params && (f->kind != FN_BODY || f->body));
        for (size_t k = 0; k < f->column_count; k++) CHECK(f->columns[k].name[0]);
        CHECK(schema_function_find(s, f->name) == f);
    }
}

static void infer(struct arena *a, const char *path, struct text text) {
    struct infer *n = infer_new(a, NULL);
    struct strbuf out = {0};
    char *error = NULL;
    CHECK(infer_read(n, path, text, &error) || error);
    infer_put_json(n, &out);
    /* what is printed is a schema again */
    struct schema_file f = {"out.json", text_of(out.p, out.n)};
    CHECK(schema_load_json(schema_new(a), &f, &error));
    out.n = 0;
    infer_put_csv(n, &out);
    f.text = text_of(out.p, out.n);
    CHECK(schema_load_csv(schema_new(a), &f, &error));
    strbuf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *a = arena_new();
    struct schema *s = schema_new(a);
    struct schema_file f = {"fuzz.kql", {arena_strndup(a, (const char *)data, size), size}};
    load(s, &f);
    read_back(s);
    infer(a, "fuzz.json", f.text);
    infer(a, "fuzz.csv", f.text);
    arena_free(a);
    return 0;
}
