/* What the parser's tests share. Include behind cmocka.h. */
#ifndef KQLC_SYNTAX_RIG_H
#define KQLC_SYNTAX_RIG_H

#include "syntax.h"

/* The dump of a query without errors is as expected; so is that of its copy. */
static inline void tree(const char *query, const char *expected) {
    struct arena *a = arena_new();
    struct source s = {.path = "q", .file = {query, strlen(query)}};
    source_identity(a, &s);
    struct diag *d = diag_new(a, &s);
    struct ast_script *script = syntax_parse(a, s.query, d);
    if (diag_errors(d)) fail_msg("%s\n%s", query, diag_at(d, 0)->message);
    struct strbuf b = {0}, copy = {0};
    strbuf_puts(&b, "");
    strbuf_puts(&copy, "");
    ast_dump(script, &b);
    ast_dump(clone_script(a, script), &copy);
    assert_string_equal(copy.p, b.p);
    if (b.n && b.p[b.n - 1] == '\n') b.p[b.n - 1] = 0;
    assert_string_equal(b.p, expected);
    strbuf_free(&b);
    strbuf_free(&copy);
    arena_free(a);
}

#endif
