/* Patterns that are no more than a few texts, of which one must occur: the compiler makes plain searches of them. */
#include <kq/regex.h>

#include <string.h>

#include "re_parse.h"
#include "utf8.h"

/* A text so far, and what is known of its letters. */
struct piece {
    kq_str text;
    bool start, end; /* ^ in front, $ behind */
    bool both, one;  /* some letter matches in both cases; in one case only */
};

struct pieces {
    struct piece *v;
    size_t n;
};

struct finder {
    kq_arena *arena;
    size_t room;
    bool failed;
};

static struct pieces fail(struct finder *f) {
    f->failed = true;
    return (struct pieces){NULL, 0};
}

static struct pieces one_piece(struct finder *f, struct piece p) {
    struct pieces all = {kq_alloc(f->arena, sizeof p), 1};
    all.v[0] = p;
    return all;
}

static bool is_letter(uint32_t c) { return (c | 32u) - 'a' < 26u; }

/* One character, or an ASCII letter in both cases. */
static struct pieces class_pieces(struct finder *f, const re_set *s) {
    bool single = s->n == 1 && s->v[0].first == s->v[0].last;
    bool pair = s->n == 2 && s->v[0].first == s->v[0].last && s->v[1].first == s->v[1].last &&
                is_letter(s->v[0].first) && s->v[1].first == s->v[0].first + 32;
    uint32_t c = single || pair ? s->v[s->n - 1].first : KQ_REPLACEMENT;
    if (c == KQ_REPLACEMENT) return fail(f); /* it also stands for what is not UTF-8 */
    char *bytes = kq_alloc(f->arena, 4);
    return one_piece(
        f, (struct piece){.text = {bytes, kq_utf8_put(bytes, c)}, .both = pair, .one = single && is_letter(c)});
}

static bool join(struct finder *f, const struct piece *a, const struct piece *b, struct piece *out) {
    /* ^ behind a text and $ in front of one never hold, but for empty texts, which are not worth it */
    if (b->start || a->end) return false;
    char *text = kq_alloc(f->arena, a->text.n + b->text.n + 1);
    if (a->text.n) memcpy(text, a->text.p, a->text.n);
    if (b->text.n) memcpy(text + a->text.n, b->text.p, b->text.n);
    *out = (struct piece){{text, a->text.n + b->text.n}, a->start, b->end, a->both || b->both, a->one || b->one};
    return true;
}

static struct pieces find(struct finder *f, const re_node *n);

static struct pieces sequence_pieces(struct finder *f, const re_node *x) {
    struct pieces all = one_piece(f, (struct piece){.text = {"", 0}});
    for (bool first = true; x && !f->failed; x = x->next) {
        struct pieces next = find(f, x), both = {NULL, 0};
        if (f->failed || all.n * next.n > f->room) return fail(f);
        both.v = kq_alloc(f->arena, all.n * next.n * sizeof *both.v);
        for (size_t i = 0; i < all.n; i++) {
            for (size_t k = 0; k < next.n; k++) {
                if (first) {
                    both.v[both.n++] = next.v[k];
                } else if (!join(f, &all.v[i], &next.v[k], &both.v[both.n++])) {
                    return fail(f);
                }
            }
        }
        all = both;
        first = false;
    }
    return all;
}

static struct pieces alternative_pieces(struct finder *f, const re_node *x) {
    struct pieces all = {kq_alloc(f->arena, f->room * sizeof *all.v), 0};
    for (; x; x = x->next) {
        struct pieces next = find(f, x);
        if (f->failed || all.n + next.n > f->room) return fail(f);
        memcpy(all.v + all.n, next.v, next.n * sizeof *next.v);
        all.n += next.n;
    }
    return all;
}

static struct pieces find(struct finder *f, const re_node *n) {
    switch (n->kind) {
    case RE_EMPTY: return one_piece(f, (struct piece){.text = {"", 0}});
    case RE_CLASS: return class_pieces(f, n->set);
    case RE_ASSERT:
        if (n->assertion == RE_TEXT_START) return one_piece(f, (struct piece){.text = {"", 0}, .start = true});
        if (n->assertion == RE_TEXT_END) return one_piece(f, (struct piece){.text = {"", 0}, .end = true});
        return fail(f);
    case RE_CAT: return sequence_pieces(f, n->child);
    case RE_ALT: return alternative_pieces(f, n->child);
    case RE_GROUP: return find(f, n->child);
    case RE_REPEAT: break;
    }
    return fail(f);
}

size_t kq_regex_literals(kq_arena *a, kq_str pattern, kq_regex_literal *literals, size_t room) {
    re_tree tree;
    kq_regex_error error;
    struct finder f = {.arena = a, .room = room};
    if (room == 0 || !re_parse(a, pattern, &tree, &error)) return 0;
    struct pieces all = find(&f, tree.root);
    for (size_t i = 0; i < all.n && !f.failed; i++) {
        const struct piece *p = &all.v[i];
        if (p->both && p->one) return 0; /* one kind of search does one kind of letter */
        literals[i] = (kq_regex_literal){p->text, p->start, p->end, p->both};
    }
    return f.failed ? 0 : all.n;
}
