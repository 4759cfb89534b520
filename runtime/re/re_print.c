/* A tree as a pattern for RE2, over bytes: classes become classes of bytes, every flag has been taken care of. */
#include "re_print.h"

#include <stdio.h>
#include <string.h>

/* Counts above it are refused by RE2. */
#define REPEAT_MAX 1000
#define PIECES_MAX 10

typedef struct byte_set {
    bool has[256];
} byte_set;

static void puts_to(kq_buf *b, const char *s) { kq_buf_put(b, s, strlen(s)); }

static void put_byte(kq_buf *b, unsigned c) {
    char text[5];
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) {
        kq_buf_putc(b, (char)c);
    } else {
        snprintf(text, sizeof text, "\\x%02x", c);
        puts_to(b, text);
    }
}

/* RE2 takes a class like [Aa] for a letter in both cases, and loses the capital when it makes one class of alternatives
 * that hold the small letter already: [a-z]|[Aa] does not match "A" (CharClassBuilder::AddRangeFlags, 2022-06-01). As
 * (?:A|a) it stays two letters. Elsewhere the class is the better form: RE2 looks for such letters fast. */
static bool is_both_cases(unsigned first, unsigned last) {
    return first >= 'A' && first <= 'Z' && last == first + ('a' - 'A');
}

static void put_byte_set(kq_buf *b, const byte_set *s, bool alternative) {
    unsigned count = 0, first = 0, only = 0;
    for (unsigned c = 0; c < 256; c++) {
        if (!s->has[c]) continue;
        if (count++ == 0) first = c;
        only = c;
    }
    if (count == 1) {
        put_byte(b, only);
        return;
    }
    if (alternative && count == 2 && is_both_cases(first, only)) {
        puts_to(b, "(?:");
        put_byte(b, first);
        kq_buf_putc(b, '|');
        put_byte(b, only);
        kq_buf_putc(b, ')');
        return;
    }
    if (count == 0) { /* nothing matches */
        puts_to(b, "[^\\x00-\\xff]");
        return;
    }
    kq_buf_putc(b, '[');
    for (unsigned c = 0; c < 256; c++) {
        if (!s->has[c]) continue;
        unsigned last = c;
        while (last < 255 && s->has[last + 1]) last++;
        put_byte(b, c);
        if (last > c + 1) kq_buf_putc(b, '-');
        if (last > c) put_byte(b, last);
        c = last;
    }
    kq_buf_putc(b, ']');
}

static void put_ascii_class(kq_buf *b, const re_set *s, bool alternative) {
    byte_set bytes = {{false}};
    for (size_t i = 0; i < s->n && s->v[i].first < 128; i++)
        for (uint32_t c = s->v[i].first; c <= s->v[i].last && c < 128; c++) bytes.has[c] = true;
    put_byte_set(b, &bytes, alternative);
}

/* ---- classes of codes */

static bool any(const byte_set *s) {
    for (unsigned c = 0; c < 256; c++)
        if (s->has[c]) return true;
    return false;
}

/* Codes of one kind, framed or not, as alternatives; *first: none has been written yet. */
static void put_codes(kq_buf *b, const re_code *c, const uint32_t *letters, size_t n, bool framed, bool *first) {
    byte_set singles = {{false}}, firsts = {{false}};
    for (size_t i = 0; i < n; i++) {
        const re_letter_code *code = &c->codes[letters[i]];
        if (code->framed == framed) (code->n == 1 ? &singles : &firsts)->has[code->bytes[0]] = true;
    }
    for (unsigned lead = 0; lead <= 256; lead++) { /* 256: the single bytes */
        byte_set seconds = {{false}};
        if (lead < 256 && !firsts.has[lead]) continue;
        if (lead == 256 && !any(&singles)) continue;
        for (size_t i = 0; i < n && lead < 256; i++) {
            const re_letter_code *code = &c->codes[letters[i]];
            if (code->framed == framed && code->n == 2 && code->bytes[0] == lead) seconds.has[code->bytes[1]] = true;
        }
        if (!*first) kq_buf_putc(b, '|');
        *first = false;
        if (framed) puts_to(b, "\\n");
        if (lead < 256) put_byte(b, lead);
        put_byte_set(b, lead < 256 ? &seconds : &singles, true);
        if (framed) puts_to(b, "\\n");
    }
}

struct printer {
    const re_tree *tree;
    const re_code *code; /* NULL: ASCII */
    uint32_t *letters;
    uint32_t *seen, stamp; /* by letter: the class in which it was found last */
    kq_buf *out;
    unsigned alternatives; /* in which this stands */
};

static void put_coded_class(struct printer *p, const re_set *s) {
    const re_code *c = p->code;
    size_t n = 0;
    p->stamp++;
    size_t i = 0;
    for (size_t k = 0; k < s->n; k++) {
        while (i < c->intervals && c->starts[i] < s->v[k].first) i++;
        for (; i < c->intervals && c->starts[i] <= s->v[k].last; i++) {
            uint32_t letter = c->letters[i];
            if (p->seen[letter] == p->stamp || c->starts[i] > RE_LAST_CODE_POINT) continue;
            p->seen[letter] = p->stamp;
            p->letters[n++] = letter;
        }
    }
    bool first = true, simple = true;
    for (size_t k = 0; k < n; k++) simple = simple && c->codes[p->letters[k]].n == 1 && !c->codes[p->letters[k]].framed;
    if (simple) {
        byte_set bytes = {{false}};
        for (size_t k = 0; k < n; k++) bytes.has[c->codes[p->letters[k]].bytes[0]] = true;
        put_byte_set(p->out, &bytes, p->alternatives > 0);
        return;
    }
    puts_to(p->out, "(?:");
    put_codes(p->out, c, p->letters, n, false, &first);
    put_codes(p->out, c, p->letters, n, true, &first);
    kq_buf_putc(p->out, ')');
}

/* ---- trees */

static void put_node(struct printer *p, const re_node *n);

static void put_grouped(struct printer *p, const re_node *n) {
    bool bare = n->kind == RE_CLASS || n->kind == RE_GROUP;
    if (!bare) puts_to(p->out, "(?:");
    put_node(p, n);
    if (!bare) kq_buf_putc(p->out, ')');
}

static void put_count(struct printer *p, const re_node *child, uint32_t least, uint32_t most, bool lazy) {
    char count[32];
    put_grouped(p, child);
    if (most == RE_UNLIMITED && least <= 1) {
        puts_to(p->out, least ? "+" : "*");
    } else if (least == 0 && most == 1) {
        puts_to(p->out, "?");
    } else {
        if (most == RE_UNLIMITED) {
            snprintf(count, sizeof count, "{%u,}", least);
        } else if (most == least) {
            snprintf(count, sizeof count, "{%u}", least);
        } else {
            snprintf(count, sizeof count, "{%u,%u}", least, most);
        }
        puts_to(p->out, count);
    }
    if (lazy) puts_to(p->out, "?");
}

static bool has_group(const re_node *n) {
    for (; n; n = n->next)
        if (n->kind == RE_GROUP || has_group(n->child)) return true;
    return false;
}

/* Counts over RE2's limit in pieces: x{1500} is x{1000}x{500}, and x{0,1500} is x{0,1000}x{0,500}, which tries the same
 * matches in the same order. A group cannot be written twice, and counts without end would not fit: RE2 refuses them.
 */
static void put_repeat(struct printer *p, const re_node *n) {
    uint32_t least = n->least, most = n->most, highest = most == RE_UNLIMITED ? least : most;
    bool pieces = highest > REPEAT_MAX && highest <= PIECES_MAX * REPEAT_MAX && !has_group(n->child);
    puts_to(p->out, "(?:");
    while (pieces && least > REPEAT_MAX) {
        put_count(p, n->child, REPEAT_MAX, REPEAT_MAX, n->lazy);
        least -= REPEAT_MAX;
        if (most != RE_UNLIMITED) most -= REPEAT_MAX;
    }
    while (pieces && most != RE_UNLIMITED && most > REPEAT_MAX) {
        put_count(p, n->child, least, REPEAT_MAX, n->lazy);
        most -= REPEAT_MAX;
        least = 0;
    }
    put_count(p, n->child, least, most, n->lazy);
    kq_buf_putc(p->out, ')');
}

/* \b{start} and its kin: see re_code.h on frames. */
static const char *const assertions[] = {
    [RE_TEXT_START] = "\\A",       [RE_TEXT_END] = "\\z",       [RE_LINE_START] = "(?m:^)",
    [RE_LINE_END] = "(?m:$)",      [RE_WORD_BOUNDARY] = "\\b",  [RE_NOT_WORD_BOUNDARY] = "\\B",
    [RE_WORD_START] = "(?m:^\\b)", [RE_WORD_END] = "(?m:\\b$)", [RE_WORD_START_HALF] = "(?m:^)",
    [RE_WORD_END_HALF] = "(?m:$)",
};

static void put_node(struct printer *p, const re_node *n) {
    switch (n->kind) {
    case RE_EMPTY: puts_to(p->out, "(?:)"); break;
    case RE_CLASS:
        if (p->code) {
            put_coded_class(p, n->set);
        } else {
            put_ascii_class(p->out, n->set, p->alternatives > 0);
        }
        break;
    case RE_ASSERT: puts_to(p->out, assertions[n->assertion]); break;
    case RE_CAT:
        for (const re_node *x = n->child; x; x = x->next) {
            if (x->kind == RE_ALT) {
                put_grouped(p, x);
            } else {
                put_node(p, x);
            }
        }
        break;
    case RE_ALT:
        p->alternatives++;
        for (const re_node *x = n->child; x; x = x->next) {
            if (x != n->child) kq_buf_putc(p->out, '|');
            if (x->kind == RE_ALT) {
                put_grouped(p, x);
            } else {
                put_node(p, x);
            }
        }
        p->alternatives--;
        break;
    case RE_REPEAT: put_repeat(p, n); break;
    case RE_GROUP:
        kq_buf_putc(p->out, '(');
        put_node(p, n->child);
        kq_buf_putc(p->out, ')');
        break;
    }
}

void re_print(const re_tree *t, const re_code *c, kq_buf *out) {
    struct printer p = {.tree = t, .code = c, .out = out};
    if (c) {
        p.letters = kq_alloc(t->arena, c->count * sizeof *p.letters);
        p.seen = kq_alloc(t->arena, c->count * sizeof *p.seen);
        memset(p.seen, 0, c->count * sizeof *p.seen);
    }
    put_node(&p, t->root);
}
