/* Any text as a rule or a query: compiling must not crash, and C that is emitted must be well-formed on the level that
 * hostile text could break: literals and comments end where they should, brackets are balanced, all bytes are plain.
 * The first byte picks the kind of file and the passes. Compiling the emitted C is the case runner's work. */
#include "driver.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static _Noreturn void bad(const char *what, const struct strbuf *c) {
    fprintf(stderr, "emitted C: %s\n%s\n", what, c->p);
    abort();
}

static size_t skip_literal(const struct strbuf *c, size_t i) {
    char quote = c->p[i++];
    for (; c->p[i] != quote; i++) {
        if (c->p[i] == '\n' || c->p[i] == 0) bad("a literal does not end on its line", c);
        if (c->p[i] == '\\') i++;
    }
    return i;
}

static size_t skip_comment(const struct strbuf *c, size_t i) {
    const char *end = strstr(c->p + i + 2, "*/"), *nested = strstr(c->p + i + 2, "/*");
    if (!end) bad("a comment does not end", c);
    if (nested && nested < end) bad("a comment in a comment", c);
    return (size_t)(end - c->p) + 1;
}

static void check_c(const struct strbuf *c) {
    int depth = 0;
    for (size_t i = 0; i < c->n; i++) {
        char ch = c->p[i];
        if (ch != '\n' && (ch < 0x20 || ch > 0x7e)) bad("a byte that is not plain ASCII", c);
        if (ch == '?' && c->p[i + 1] == '?') bad("a trigraph", c);
        if (ch == '\\' && c->p[i + 1] == '\n') bad("a line splice", c);
    }
    for (size_t i = 0; i < c->n; i++) {
        char ch = c->p[i];
        if (ch == '"' || ch == '\'') {
            i = skip_literal(c, i);
        } else if (ch == '/' && c->p[i + 1] == '*') {
            i = skip_comment(c, i);
        } else if (ch == '(' || ch == '{' || ch == '[') {
            depth++;
        } else if (ch == ')' || ch == '}' || ch == ']') {
            if (--depth < 0) bad("too many closing brackets", c);
        }
    }
    if (depth != 0) bad("open brackets at the end", c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct schema *schema;
    if (!schema) schema = schema_new(arena_new()); /* shared by all inputs */
    if (size == 0) return 0;
    static const char *const all[] = {"all"};
    const char *path = data[0] & 1 ? "fuzz.kql" : "fuzz*/.yaml";
    struct compile_options o = {.schema = schema, .metadata_errors = (data[0] & 4) != 0, .stop = STOP_NEVER};
    if (data[0] & 2) {
        o.disabled_passes = all;
        o.disabled_count = 1;
    }
    struct compilation *k = compile_text(path, text_of((const char *)data + 1, size - 1), &o);
    if (k->plan && diag_errors(k->diag) == 0) {
        struct emit_options e = {.output_name = "fuzz.c", .rule_name = path, .line_directives = (data[0] & 8) == 0};
        struct strbuf c = {0};
        emit_unit(k->plan, &k->rule, &k->source, &e, &c);
        check_c(&c);
        strbuf_free(&c);
    }
    compilation_free(k);
    return 0;
}
