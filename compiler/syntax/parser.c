/* Entry points of the parser. */
#include "parser.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_QUERY_BYTES = 4 * 1024 * 1024 };

/* Rules come as UTF-8; anything else is reported once, at its first byte. */
static bool valid_utf8(const char *s, size_t n, size_t *bad) {
    const unsigned char *p = (const unsigned char *)s, *end = p + n;
    while (p < end) {
        unsigned char c = *p;
        size_t k = c < 0x80 ? 1 : c >= 0xC2 && c <= 0xDF ? 2 : (c & 0xF0) == 0xE0 ? 3 : c >= 0xF0 && c <= 0xF4 ? 4 : 0;
        bool good = k > 0 && (size_t)(end - p) >= k;
        for (size_t i = 1; good && i < k; i++) good = (p[i] & 0xC0) == 0x80;
        if (good && k >= 3) /* overlong forms, surrogates, beyond U+10FFFF */
            good = !(c == 0xE0 && p[1] < 0xA0) && !(c == 0xED && p[1] > 0x9F) && !(c == 0xF0 && p[1] < 0x90) &&
                   !(c == 0xF4 && p[1] > 0x8F);
        if (!good) {
            *bad = (size_t)(p - (const unsigned char *)s);
            return false;
        }
        p += k;
    }
    return true;
}

/* False when there is nothing to feed; what is wrong has been reported. */
static bool prepare(struct parser *p, struct text text) {
    size_t bad;
    if (text.n > MAX_QUERY_BYTES) {
        syntax_report(p, DIAG_E0218, (struct span){0, 0, false}, MAX_QUERY_BYTES);
        return false;
    }
    p->text = text_of(arena_strndup(p->arena, text.p, text.n), text.n);
    if (!valid_utf8(p->text.p, p->text.n, &bad)) {
        syntax_report(p, DIAG_E0215, (struct span){(uint32_t)bad, (uint32_t)bad + 1, false});
        return false;
    }
    tokenize(p);
    return !p->too_deep;
}

static struct ast_script *parse(struct arena *a, struct text text, int first, struct diag *d) {
    struct parser p = {.arena = a, .diag = d};
    if (prepare(&p, text)) feed_tokens(&p, first);
    return p.script ? p.script : ARENA_NEW(a, struct ast_script);
}

struct ast_script *syntax_parse_body(struct arena *a, struct text body, struct diag *d) {
    return parse(a, body, TK_BODY_ONLY, d);
}

struct ast_schema *syntax_parse_parameters(struct arena *a, struct text parameters, struct diag *d) {
    struct parser p = {.arena = a, .diag = d};
    if (prepare(&p, parameters)) feed_tokens(&p, TK_PARAMETERS_ONLY);
    return p.parameters ? p.parameters : ARENA_NEW(a, struct ast_schema);
}

struct ast_script *syntax_parse(struct arena *a, struct text query, struct diag *d) {
    return parse(a, query, 0, d);
}
