/* Tokens that are one because they touch: `Sec*`, `-[`, `['a b']`. */
#include "feeder.h"

#include <string.h>

/* `Sec*`, `*_d`, `*`: how many tokens the pattern takes; 0: none. */
size_t feed_wildcard(struct feeder *f) {
    bool star = false;
    size_t n = 0;
    for (;; n++) {
        const struct token *t = feeder_peek(f, n);
        if (n > 0 && !tokens_touch(feeder_peek(f, n - 1), t)) break;
        if (t->kind != TK_NAME && t->kind != TK_STAR && !(n > 0 && t->kind == TK_LITERAL)) break;
        if (t->kind == TK_NAME && word_name_kind(t->name) == TK_WORD) break;
        star = star || t->kind == TK_STAR;
    }
    return star ? n : 0;
}

/* The tokens at f->at spell `text` without gaps: how many they are; 0: they do not. */
static size_t spelled(struct feeder *f, const char *text) {
    size_t n = 0;
    uint32_t start = feeder_peek(f, 0)->span.start, length = (uint32_t)strlen(text);
    if (f->p->text.n - start < length || strncmp(f->p->text.p + start, text, length) != 0) return 0;
    while (feeder_peek(f, n)->span.end < start + length) n++;
    return feeder_peek(f, n)->span.end == start + length ? n + 1 : 0;
}

bool feed_arrow(struct feeder *f, struct token *t) {
    static const struct {
        const char *text;
        int kind;
    } arrows[] = {{"<-[", TK_EDGE_OPEN}, {"-[", TK_EDGE_OPEN}, {"]->", TK_EDGE_CLOSE}, {"]-", TK_EDGE_CLOSE},
                  {"-->", TK_EDGE},      {"<--", TK_EDGE},     {"--", TK_EDGE}};
    for (size_t i = 0; i < sizeof arrows / sizeof *arrows; i++) {
        size_t n = spelled(f, arrows[i].text);
        if (n == 0 || !feeder_accepts(f, arrows[i].kind)) continue;
        *t = feeder_swallow(f, arrows[i].kind, f->at + n, intern_s(arrows[i].text));
        return true;
    }
    return false;
}

/* ['any text'] where a name may stand */
bool feed_bracketed_name(struct feeder *f, struct token *t) {
    const struct token *open = feeder_peek(f, 0), *string = feeder_peek(f, 1);
    if (string->kind != TK_STRING || open->mate != f->at + 2 || !feeder_accepts(f, TK_NAME)) return false;
    struct text s = string->lit->u.lit.s;
    const struct token *close = feeder_peek(f, 2);
    if (close->missing) syntax_unclosed(f->p, f->at, close, f->at + 2);
    *t = feeder_swallow(f, TK_NAME, f->at + 3, intern(s.p, s.n));
    t->bracketed = true;
    if (s.n == 0) syntax_report(f->p, DIAG_E0206, t->span, "a name must not be empty");
    return true;
}
