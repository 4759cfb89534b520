/* The lexer and parser on arbitrary text: no crash, no unbounded recursion, reports inside the text, the same tree each
 * time. Trees are dumped and reports printed, so that every node and span is visited. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "syntax.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CHECK(condition)                                                 \
    do {                                                                 \
        if (!(condition)) {                                              \
            fprintf(stderr, "fuzz_kql: %s does not hold\n", #condition); \
            abort();                                                     \
        }                                                                \
    } while (0)

static void parse(const char *text, size_t n, struct strbuf *dump) {
    struct arena *a = arena_new();
    struct source s = {.path = "fuzz.kql", .file = {text, n}};
    source_identity(a, &s);
    struct diag *d = diag_new(a, &s);
    struct ast_script *script = syntax_parse(a, s.query, d);
    CHECK(script != NULL);
    ast_dump(script, dump);
    struct strbuf copy = {0};
    ast_dump(clone_script(a, script), &copy);
    CHECK(copy.n == dump->n && (copy.n == 0 || memcmp(copy.p, dump->p, copy.n) == 0));
    strbuf_free(&copy);
    struct diag *quiet = diag_new(a, &s);
    CHECK(syntax_parse_body(a, s.query, quiet) != NULL);
    CHECK(syntax_parse_parameters(a, s.query, quiet) != NULL);
    for (size_t i = 0; i < diag_count(d); i++) {
        const struct diag_item *item = diag_at(d, i);
        CHECK(item->span.start <= item->span.end && item->span.end <= n + 1);
        strbuf_printf(dump, "%s %u %s\n", diag_code_name(item->code), (unsigned)item->span.start, item->message);
    }
    FILE *f = fopen("/dev/null", "w");
    if (f) {
        diag_print_text(d, f, true);
        fclose(f);
    }
    diag_put_json(d, dump);
    arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct strbuf first = {0}, second = {0}, tokens = {0};
    parse((const char *)data, size, &first);
    parse((const char *)data, size, &second);
    CHECK(first.n == second.n && memcmp(first.p, second.p, first.n) == 0);
    syntax_dump_tokens(text_of((const char *)data, size), &tokens);
    strbuf_free(&first);
    strbuf_free(&second);
    strbuf_free(&tokens);
    return 0;
}
