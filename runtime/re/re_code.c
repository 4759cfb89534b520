/* The alphabet of a pattern: code points parted by its classes (partition refinement), and codes for the parts. */
#include "re_code.h"

#include <stdlib.h>
#include <string.h>

#include "re_unicode.h"

/* ---- which characters the pattern tells apart */

typedef struct sets {
    const re_set **v;
    size_t n, cap;
} sets;

static void add_set(kq_arena *a, sets *s, const re_set *set) {
    if (s->n == s->cap) {
        s->cap = s->cap ? 2 * s->cap : 16;
        const re_set **v = kq_alloc(a, s->cap * sizeof *v);
        if (s->n > 0) memcpy(v, s->v, s->n * sizeof *v);
        s->v = v;
    }
    s->v[s->n++] = set;
}

static void collect(kq_arena *a, const re_node *n, sets *out) {
    for (; n; n = n->next) {
        if (n->kind == RE_CLASS && (out->n == 0 || out->v[out->n - 1] != n->set)) add_set(a, out, n->set);
        collect(a, n->child, out);
    }
}

static int by_value(const void *a, const void *b) {
    uint32_t l = *(const uint32_t *)a, r = *(const uint32_t *)b;
    return (l > r) - (l < r);
}

/* Intervals between all ends of all ranges. */
static void make_intervals(re_code *c, kq_arena *a, const sets *s) {
    size_t n = 1;
    for (size_t i = 0; i < s->n; i++) n += 2 * s->v[i]->n;
    c->starts = kq_alloc(a, n * sizeof *c->starts);
    c->starts[0] = 0;
    n = 1;
    for (size_t i = 0; i < s->n; i++) {
        for (size_t k = 0; k < s->v[i]->n; k++) {
            c->starts[n++] = s->v[i]->v[k].first;
            c->starts[n++] = s->v[i]->v[k].last + 1; /* may be one behind the last code point: an empty interval */
        }
    }
    qsort(c->starts, n, sizeof *c->starts, by_value);
    size_t kept = 1;
    for (size_t i = 1; i < n; i++)
        if (c->starts[i] != c->starts[kept - 1]) c->starts[kept++] = c->starts[i];
    c->intervals = kept;
    c->letters = kq_alloc(a, kept * sizeof *c->letters);
    memset(c->letters, 0, kept * sizeof *c->letters);
}

static size_t interval_of(const re_code *c, uint32_t code_point) {
    size_t low = 0, high = c->intervals; /* starts[low] <= code_point < starts[high] */
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (c->starts[middle] <= code_point) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Letters whose intervals lie partly inside the set are split: the inner part becomes a new letter. */
struct refiner {
    re_code *c;
    uint32_t *size, *inside, *split; /* by letter: intervals; those in the set; the new letter, 0: none yet */
    uint32_t *touched;
};

static void refine(struct refiner *f, const re_set *s) {
    re_code *c = f->c;
    size_t touched = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t k = 0; k < s->n; k++) {
            for (size_t i = interval_of(c, s->v[k].first); i < c->intervals && c->starts[i] <= s->v[k].last; i++) {
                uint32_t letter = c->letters[i];
                if (pass == 0) {
                    if (f->inside[letter]++ == 0) f->touched[touched++] = letter;
                } else if (f->inside[letter] < f->size[letter]) {
                    if (f->split[letter] == 0) f->split[letter] = (uint32_t)c->count++;
                    c->letters[i] = f->split[letter];
                }
            }
        }
    }
    for (size_t i = 0; i < touched; i++) {
        uint32_t letter = f->touched[i], fresh = f->split[letter];
        if (fresh) {
            f->size[fresh] = f->inside[letter];
            f->size[letter] -= f->inside[letter];
        }
        f->inside[letter] = f->split[letter] = 0;
    }
}

static void part(re_code *c, kq_arena *a, const sets *s) {
    make_intervals(c, a, s);
    size_t bytes = (c->intervals + 1) * sizeof(uint32_t);
    struct refiner f = {c, kq_alloc(a, bytes), kq_alloc(a, bytes), kq_alloc(a, bytes), kq_alloc(a, bytes)};
    memset(f.size, 0, bytes);
    memset(f.inside, 0, bytes);
    memset(f.split, 0, bytes);
    c->count = 1;
    f.size[0] = (uint32_t)c->intervals;
    for (size_t i = 0; i < s->n; i++) refine(&f, s->v[i]);
}

/* ---- codes */

/* Bytes to make codes of: `singles` alone, or else a first byte and a second one. */
struct pool {
    uint8_t bytes[256];
    size_t n, singles, firsts, used;
};

static bool is_word_byte(unsigned b) {
    return (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || b == '_' || (b >= 'a' && b <= 'z');
}

/* Room for `letters` codes; false: there are not enough bytes. */
static bool pool_divide(struct pool *p, size_t letters) {
    p->singles = p->n;
    if (letters <= p->n) return true;
    p->firsts = p->n / 3;
    p->singles = p->n - 2 * p->firsts;
    return letters <= p->singles + p->firsts * p->firsts;
}

static re_letter_code pool_next(struct pool *p) {
    size_t i = p->used++;
    if (i < p->singles) return (re_letter_code){.n = 1, .bytes = {p->bytes[i]}};
    i -= p->singles;
    const uint8_t *firsts = p->bytes + p->singles, *seconds = firsts + p->firsts;
    return (re_letter_code){.n = 2, .bytes = {firsts[i / p->firsts], seconds[i % p->firsts]}};
}

static bool give_codes(re_code *c, const re_tree *t, const re_set *words) {
    struct pool pools[2] = {0}; /* word characters in the second one; all in the first where nobody asks for words */
    for (unsigned b = 0; b < 256; b++) {
        if (b == '\n') continue; /* stays itself: it ends lines, and frames */
        struct pool *p = &pools[words && is_word_byte(b)];
        p->bytes[p->n++] = (uint8_t)b;
    }
    size_t letters[2] = {0};
    bool *word = kq_alloc(t->arena, c->count * sizeof *word), *seen = kq_alloc(t->arena, c->count * sizeof *seen);
    memset(seen, 0, c->count * sizeof *seen);
    for (size_t i = 0; i < c->intervals; i++) {
        uint32_t letter = c->letters[i];
        word[letter] = words && re_set_has(words, c->starts[i]);
        if (!seen[letter]) letters[word[letter]]++;
        seen[letter] = true;
    }
    if (!pool_divide(&pools[0], letters[0]) || !pool_divide(&pools[1], letters[1])) return false;
    c->codes = kq_alloc(t->arena, c->count * sizeof *c->codes);
    for (uint32_t letter = 0; letter < c->count; letter++) {
        if (!seen[letter]) continue;
        c->codes[letter] = pool_next(&pools[word[letter]]);
        c->codes[letter].framed = c->framed && !word[letter];
        c->wide = c->wide || c->codes[letter].n > 1 || c->codes[letter].framed;
    }
    if (t->assertions & RE_LINE_ASSERTIONS)
        c->codes[re_code_letter(c, '\n')] = (re_letter_code){.n = 1, .bytes = {'\n'}};
    return true;
}

bool re_code_make(re_code *c, const re_tree *t) {
    *c = (re_code){.framed = (t->assertions & RE_FRAMED_ASSERTIONS) != 0};
    re_set words = {.arena = t->arena}, newline = {.arena = t->arena};
    sets s = {0};
    collect(t->arena, t->root, &s);
    bool any_words = (t->assertions & RE_WORD_ASSERTIONS) != 0;
    if (any_words) {
        re_add_perl_class(&words, 'w', !t->ascii_words);
        add_set(t->arena, &s, &words);
    }
    re_set_add(&newline, '\n', '\n');
    add_set(t->arena, &s, &newline);
    part(c, t->arena, &s);
    for (uint32_t b = 0; b < 128; b++) c->ascii[b] = c->letters[interval_of(c, b)];
    return give_codes(c, t, any_words ? &words : NULL);
}

uint32_t re_code_letter(const re_code *c, uint32_t code_point) {
    return code_point < 128 ? c->ascii[code_point] : c->letters[interval_of(c, code_point)];
}

size_t re_code_put(const re_code *c, uint32_t code_point, char *out) {
    const re_letter_code *code = &c->codes[re_code_letter(c, code_point)];
    size_t n = 0;
    if (code->framed) out[n++] = '\n';
    for (size_t i = 0; i < code->n; i++) out[n++] = (char)code->bytes[i];
    if (code->framed) out[n++] = '\n';
    return n;
}
