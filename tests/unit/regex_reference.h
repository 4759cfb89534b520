/* A slow matcher of parsed patterns over code points, as a reference for runtime/re: the tree as a program of a
 * backtracking machine that visits each instruction once at each place, which is leftmost-first matching as Rust's
 * regex crate and RE2 define it. It knows Unicode's boundaries by itself: nothing here is coded into bytes. */
#ifndef REGEX_REFERENCE_H
#define REGEX_REFERENCE_H

#include <kq/regex.h>

#include <stdlib.h>
#include <string.h>

#include "re_parse.h"
#include "re_unicode.h"

enum ref_op { REF_CHAR, REF_ASSERT, REF_SPLIT, REF_JUMP, REF_SAVE, REF_MATCH };
struct ref_inst {
    enum ref_op op;
    const re_set *set;
    enum re_assertion assertion;
    size_t x, y; /* SPLIT: x first; JUMP: x; SAVE: slot x */
};

enum { REF_PROGRAM = 4000, REF_TEXT = 64, REF_SLOTS = 40 };
struct ref {
    struct ref_inst program[REF_PROGRAM];
    size_t n;
    bool too_large;
    re_set words;
    const uint32_t *text;
    size_t text_n;
    bool seen[REF_PROGRAM][REF_TEXT + 1];
    size_t slots[REF_SLOTS];
};

static size_t ref_add(struct ref *r, enum ref_op op) {
    if (r->n == REF_PROGRAM) {
        r->too_large = true;
        return 0;
    }
    r->program[r->n] = (struct ref_inst){.op = op};
    return r->n++;
}

static bool ref_nullable(const re_node *n) {
    switch (n->kind) {
    case RE_EMPTY:
    case RE_ASSERT: return true;
    case RE_CLASS: return false;
    case RE_CAT:
        for (const re_node *x = n->child; x; x = x->next)
            if (!ref_nullable(x)) return false;
        return true;
    case RE_ALT:
        for (const re_node *x = n->child; x; x = x->next)
            if (ref_nullable(x)) return true;
        return false;
    case RE_REPEAT: return n->least == 0 || ref_nullable(n->child);
    case RE_GROUP: return ref_nullable(n->child);
    }
    return false;
}

static void ref_split(struct ref *r, size_t at, size_t first, size_t second, bool lazy) {
    r->program[at].x = lazy ? second : first;
    r->program[at].y = lazy ? first : second;
}

static void ref_compile(struct ref *r, const re_node *n);

static void ref_plus(struct ref *r, const re_node *x, bool lazy) {
    size_t loop = r->n;
    ref_compile(r, x);
    size_t split = ref_add(r, REF_SPLIT);
    ref_split(r, split, loop, r->n, lazy);
}

static void ref_optional(struct ref *r, const re_node *x, uint32_t times, bool lazy) {
    if (times == 0 || r->too_large) return;
    size_t split = ref_add(r, REF_SPLIT);
    ref_compile(r, x);
    ref_optional(r, x, times - 1, lazy);
    ref_split(r, split, split + 1, r->n, lazy);
}

static void ref_repeat(struct ref *r, const re_node *n) {
    for (uint32_t i = 0; i + (n->most == RE_UNLIMITED) < n->least && !r->too_large; i++) ref_compile(r, n->child);
    if (n->most != RE_UNLIMITED) {
        ref_optional(r, n->child, n->most - n->least, n->lazy);
    } else if (n->least > 0) {
        ref_plus(r, n->child, n->lazy);
    } else if (ref_nullable(n->child)) {
        size_t split = ref_add(r, REF_SPLIT);
        ref_plus(r, n->child, n->lazy);
        ref_split(r, split, split + 1, r->n, n->lazy);
    } else {
        size_t split = ref_add(r, REF_SPLIT);
        ref_compile(r, n->child);
        size_t jump = ref_add(r, REF_JUMP);
        r->program[jump].x = split;
        ref_split(r, split, split + 1, r->n, n->lazy);
    }
}

static void ref_alternatives(struct ref *r, const re_node *x) {
    if (!x->next) {
        ref_compile(r, x);
        return;
    }
    size_t split = ref_add(r, REF_SPLIT);
    ref_compile(r, x);
    size_t jump = ref_add(r, REF_JUMP);
    ref_split(r, split, split + 1, r->n, false);
    ref_alternatives(r, x->next);
    r->program[jump].x = r->n;
}

static void ref_compile(struct ref *r, const re_node *n) {
    if (r->too_large) return;
    switch (n->kind) {
    case RE_EMPTY: break;
    case RE_CLASS: {
        size_t i = ref_add(r, REF_CHAR);
        r->program[i].set = n->set;
        break;
    }
    case RE_ASSERT: {
        size_t i = ref_add(r, REF_ASSERT);
        r->program[i].assertion = n->assertion;
        break;
    }
    case RE_CAT:
        for (const re_node *x = n->child; x; x = x->next) ref_compile(r, x);
        break;
    case RE_ALT: ref_alternatives(r, n->child); break;
    case RE_REPEAT: ref_repeat(r, n); break;
    case RE_GROUP: {
        size_t i = ref_add(r, REF_SAVE);
        r->program[i].x = 2 * (size_t)n->index;
        ref_compile(r, n->child);
        i = ref_add(r, REF_SAVE);
        r->program[i].x = 2 * (size_t)n->index + 1;
        break;
    }
    }
}

static bool ref_word(const struct ref *r, size_t at) { return at < r->text_n && re_set_has(&r->words, r->text[at]); }

static bool ref_holds(const struct ref *r, enum re_assertion a, size_t at) {
    bool before = at > 0 && ref_word(r, at - 1), behind = ref_word(r, at);
    switch (a) {
    case RE_TEXT_START: return at == 0;
    case RE_TEXT_END: return at == r->text_n;
    case RE_LINE_START: return at == 0 || r->text[at - 1] == '\n';
    case RE_LINE_END: return at == r->text_n || r->text[at] == '\n';
    case RE_WORD_BOUNDARY: return before != behind;
    case RE_NOT_WORD_BOUNDARY: return before == behind;
    case RE_WORD_START: return !before && behind;
    case RE_WORD_END: return before && !behind;
    case RE_WORD_START_HALF: return !before;
    case RE_WORD_END_HALF: return !behind;
    }
    return false;
}

static bool ref_run(struct ref *r, size_t pc, size_t at) {
    for (;;) {
        if (r->seen[pc][at]) return false;
        r->seen[pc][at] = true;
        const struct ref_inst *i = &r->program[pc];
        switch (i->op) {
        case REF_MATCH: r->slots[1] = at; return true;
        case REF_CHAR:
            if (at == r->text_n || !re_set_has(i->set, r->text[at])) return false;
            at++;
            pc++;
            break;
        case REF_ASSERT:
            if (!ref_holds(r, i->assertion, at)) return false;
            pc++;
            break;
        case REF_JUMP: pc = i->x; break;
        case REF_SPLIT:
            if (ref_run(r, i->x, at)) return true;
            pc = i->y;
            break;
        case REF_SAVE: {
            size_t old = r->slots[i->x];
            r->slots[i->x] = at;
            if (ref_run(r, pc + 1, at)) return true;
            r->slots[i->x] = old;
            return false;
        }
        }
    }
}

/* False: the program would be too large for this reference. */
static bool ref_make(struct ref *r, const re_tree *t) {
    r->n = 0;
    r->too_large = false;
    r->words = (re_set){.arena = t->arena};
    re_add_perl_class(&r->words, 'w', !t->ascii_words);
    ref_compile(r, t->root);
    ref_add(r, REF_MATCH);
    return !r->too_large && 2 * (t->groups + 1) <= REF_SLOTS;
}

/* The first match in text[from...], in characters; slots[0], slots[1], then groups, SIZE_MAX where one took no part. */
static bool ref_match(struct ref *r, const uint32_t *text, size_t n, size_t from) {
    r->text = text;
    r->text_n = n;
    memset(r->seen, 0, sizeof r->seen); /* once: what failed at a place fails there whatever came before */
    for (size_t start = from; start <= n; start++) {
        memset(r->slots, 0xFF, sizeof r->slots);
        r->slots[0] = start;
        if (ref_run(r, 0, start)) return true;
    }
    return false;
}

#endif
