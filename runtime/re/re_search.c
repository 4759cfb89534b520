/* Compiled patterns and searching with them. A pattern has up to two programs of the engine, made when the first text
 * of their kind arrives: one for ASCII text and one for coded text (re_code.h). */
#include <kq/regex.h>

#include <stdlib.h>
#include <string.h>

#include "re_engine.h"
#include "re_print.h"
#include "utf8.h"

struct kq_regex {
    re_tree tree;
    re_engine *ascii, *coded; /* NULL: not made yet; with framed codes there is only `coded` */
    re_code code;             /* of `coded` */
    bool uncodable;           /* `coded` is too large */
};

/* ---- compiling */

static re_engine *compile(const kq_regex *re, const re_code *code) {
    kq_buf b = {0};
    re_print(&re->tree, code, &b);
    re_engine *e = re_engine_new(b.p, b.n);
    kq_buf_free(&b);
    return e;
}

static const char too_large[] = "the pattern is too large";

static bool make_coded(kq_regex *re) {
    if (re->coded || re->uncodable) return re->coded != NULL;
    if (re_code_make(&re->code, &re->tree)) re->coded = compile(re, &re->code);
    re->uncodable = !re->coded;
    return re->coded != NULL;
}

/* x becomes \A x+ or x+ \z, as trim wants it. */
static void wrap(re_tree *t, enum kq_regex_use use) {
    re_node *nodes = kq_alloc(t->arena, 3 * sizeof *nodes), *whole = &nodes[0], *end = &nodes[1], *repeat = &nodes[2];
    bool leading = use == KQ_REGEX_LEADING;
    *whole = (re_node){.kind = RE_CAT, .child = leading ? end : repeat};
    *end = (re_node){
        .kind = RE_ASSERT, .assertion = leading ? RE_TEXT_START : RE_TEXT_END, .next = leading ? repeat : NULL};
    *repeat =
        (re_node){.kind = RE_REPEAT, .least = 1, .most = RE_UNLIMITED, .next = leading ? NULL : end, .child = t->root};
    t->root = whole;
}

bool kq_regex_prepare(kq_regex *re) { return make_coded(re); }

kq_regex *kq_regex_new(kq_str pattern, enum kq_regex_use use, kq_regex_error *error) {
    kq_arena *a = kq_arena_new();
    kq_regex *re = kq_alloc(a, sizeof *re);
    *re = (kq_regex){0};
    char *copy = kq_alloc(a, pattern.n + 1);
    if (pattern.n) memcpy(copy, pattern.p, pattern.n);
    if (!re_parse(a, kq_mk_string(copy, pattern.n), &re->tree, error)) {
        kq_arena_free(a);
        return NULL;
    }
    if (use != KQ_REGEX_ANYWHERE) wrap(&re->tree, use);
    /* One program now, so that a pattern that cannot be carried out is known by its constant. */
    bool framed = re->tree.assertions & RE_FRAMED_ASSERTIONS;
    if (!framed) re->ascii = compile(re, NULL);
    if (framed ? make_coded(re) : re->ascii != NULL) return re;
    *error = (kq_regex_error){KQ_REGEX_UNSUPPORTED, 0, pattern.n, too_large};
    kq_regex_free(re);
    return NULL;
}

void kq_regex_free(kq_regex *re) {
    if (!re) return;
    re_engine_free(re->ascii);
    re_engine_free(re->coded);
    kq_arena_free(re->tree.arena);
}

uint32_t kq_regex_groups(const kq_regex *re) { return re->tree.groups; }

uint32_t kq_regex_group_named(const kq_regex *re, kq_str name) {
    for (uint32_t i = 1; i <= re->tree.groups && name.n > 0; i++)
        if (re->tree.names[i].n == name.n && memcmp(re->tree.names[i].p, name.p, name.n) == 0) return i;
    return 0;
}

/* ---- texts */

static bool is_ascii(kq_str s) {
    size_t i = 0;
    uint64_t all = 0;
    for (; i + 8 <= s.n; i += 8) {
        uint64_t word;
        memcpy(&word, s.p + i, 8);
        all |= word;
    }
    for (; i < s.n; i++) all |= (uint64_t)(unsigned char)s.p[i];
    return !(all & UINT64_C(0x8080808080808080));
}

/* The text in the pattern's code, and with `want_back` where in the source each code comes from. False: it, or the
 * pattern, is too large. */
static bool encode(kq_ctx *x, kq_regex *re, kq_regex_text *t, bool want_back) {
    /* the second program is made when it is needed: that it is too large shows only here */
    if (t->source.n >= UINT32_MAX / RE_CODE_MAX || !make_coded(re)) return false;
    const char *p = t->source.p, *end = p + t->source.n;
    size_t longest = re->code.framed ? RE_CODE_MAX : re->code.wide ? 2 : 1;
    char *to = kq_alloc(x->row, t->source.n * longest + 1);
    uint32_t *back = want_back ? kq_alloc(x->row, (t->source.n * longest + 1) * sizeof *back) : NULL;
    size_t n = 0;
    while (p < end) {
        size_t from = (size_t)(p - t->source.p), start = n;
        n += re_code_put(&re->code, kq_utf8_next(&p, end), to + n);
        if (!back) continue;
        back[start] = (uint32_t)from;
        for (size_t i = start + 1; i < n; i++) back[i] = UINT32_MAX;
    }
    if (back) back[n] = (uint32_t)t->source.n;
    t->coded = kq_mk_string(to, n);
    t->back = back;
    t->wide = re->code.wide;
    return true;
}

static bool open_text(kq_ctx *x, const kq_regex *re, kq_str text, kq_regex_text *t, bool want_back) {
    static const char nothing[1];
    if (text.n == 0) text.p = nothing;
    *t = (kq_regex_text){.re = re, .source = text, .coded = text, .last_end = SIZE_MAX};
    /* making the second program changes nothing that a search sees */
    if ((re->ascii && is_ascii(text)) || encode(x, (kq_regex *)(uintptr_t)re, t, want_back)) return true;
    x->too_large++;
    t->next = SIZE_MAX; /* nothing is found */
    return false;
}

void kq_regex_open(kq_ctx *x, const kq_regex *re, kq_str text, kq_regex_text *t) { open_text(x, re, text, t, true); }

static const re_engine *engine_of(const kq_regex_text *t) {
    return t->coded.p == t->source.p ? t->re->ascii : t->re->coded;
}

/* ---- searching */

/* Where the next character begins. */
static size_t step(const kq_regex_text *t, size_t at) {
    at++;
    while (t->wide && at < t->coded.n && t->back[at] == UINT32_MAX) at++;
    return at;
}

/* The first match from t->next on, in offsets of `coded`. */
static bool search(const kq_regex_text *t, size_t from, kq_regex_span *spans, size_t n) {
    while (re_engine_search(engine_of(t), t->coded.p, t->coded.n, from, &spans[0].from, n)) {
        size_t at = spans[0].from;
        if (!t->wide || t->back[at] != UINT32_MAX) return true;
        from = step(t, at); /* an empty match inside a code: no match */
    }
    return false;
}

bool kq_regex_next(kq_regex_text *t, kq_regex_span *spans, size_t n) {
    size_t groups = (size_t)t->re->tree.groups + 1, take = n < groups ? n : groups;
    if (take == 0) take = 1;
    if (t->next > t->coded.n || !search(t, t->next, spans, take)) return false;
    if (spans[0].from == spans[0].to && spans[0].to == t->last_end) {
        size_t from = step(t, spans[0].to);
        if (from > t->coded.n || !search(t, from, spans, take)) {
            t->next = SIZE_MAX;
            return false;
        }
    }
    t->next = t->last_end = spans[0].to;
    for (size_t i = take; i < n; i++) spans[i] = (kq_regex_span){SIZE_MAX, SIZE_MAX};
    for (size_t i = 0; i < take && t->back; i++) {
        if (spans[i].from == SIZE_MAX) continue;
        spans[i] = (kq_regex_span){t->back[spans[i].from], t->back[spans[i].to]};
    }
    return true;
}

bool kq_regex_test(kq_ctx *x, const kq_regex *re, kq_str text) {
    kq_mark mark = kq_arena_mark(x->row);
    kq_regex_text t;
    kq_regex_span whole;
    /* the way back is needed only to see that a match is not inside a code */
    bool coded_wide = re->coded ? re->code.wide : true;
    bool found = open_text(x, re, text, &t, coded_wide);
    if (found)
        found = t.wide ? search(&t, 0, &whole, 1) : re_engine_search(engine_of(&t), t.coded.p, t.coded.n, 0, NULL, 0);
    kq_arena_release(x->row, mark);
    return found;
}
