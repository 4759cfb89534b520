/* The projector of project.h. The kernel finds the tokens of a record; here they are read 64 at a time: the grammar is
 * checked by arithmetic on masks of token kinds, and only brackets, words and the members of the record itself are
 * looked at one by one. What is skipped is validated as strictly as what is kept, so that a record's verdict does not
 * depend on the rule. */
#include "project.h"

#include <stdlib.h>
#include <string.h>

#include "jsonscan.h"
#include "utf8.h"

const char *kq_verdict_text(kq_verdict v) {
    switch (v) {
    case KQ_VALID: return "valid";
    case KQ_NOT_JSON: return "not valid JSON";
    case KQ_NOT_OBJECT: return "not a JSON object";
    case KQ_NOT_UTF8: return "invalid UTF-8";
    case KQ_TOO_DEEP: return "nested too deep";
    case KQ_TOO_LONG: return "longer than --max-record";
    }
    return "";
}

bool kq_projector_init(kq_projector *pr, const kq_kernels *kernels, const kq_str *keys, uint32_t count) {
    memset(pr, 0, sizeof *pr);
    pr->kernels = kernels;
    pr->index = calloc(1, sizeof *pr->index);
    return kq_keys_init(&pr->keys, keys, count) && pr->index;
}

void kq_projector_free(kq_projector *pr) {
    free(pr->index);
    kq_keys_free(&pr->keys);
    pr->index = NULL;
}

/* Tokens that the walk looks at beyond a group of 64: a member's value and what follows it. */
#define LOOK_AHEAD 2u

/* What the last tokens before a group were; bit 63 is the last one. */
typedef struct kinds_before {
    uint64_t string, mark, comma, open_object, open_array, ended;
} kinds_before;

typedef struct walk {
    kq_projector *pr;
    const kq_index *index;
    const char *p; /* the record */
    uint32_t n;
    kq_slot *slots;
    kq_slot *container;        /* wanted object or array whose end has not been seen yet */
    kq_seen_key *before;       /* the name of the member before */
    uint32_t behind_backslash; /* of the last one before the batch; 0: there is none */
    kinds_before last;
    uint32_t depth; /* of open containers */
    bool *objects;  /* [i]: the one i levels deep is an object; [0]: false, the record stands in none */
} walk;

/* ---- members ------------------------------------------------------------------------------------------------------
 */

/* Whether the closed string that begins at from and ends before to holds a backslash. Of one that began before the
 * batch this tells exactly for a value: behind it no string began before the batch, whose backslashes could be taken
 * for its own. For a name it may be true needlessly. */
static inline bool has_backslash(const walk *w, uint32_t from, uint32_t to) {
    const kq_index *x = w->index;
    if (from < x->from) {
        if (w->behind_backslash > from) return true;
        from = x->from;
    }
    if (from >= to) return false;
    from -= x->from;
    to -= x->from;
    uint32_t word = from / 64, last = to / 64, shift = from % 64;
    if (to - from <= 64) {
        /* Most are so short; whether one crosses into the next block cannot be foretold. */
        uint64_t next = x->backslash[word] >> shift | x->backslash[word + 1] << 1 << (63 - shift);
        return (next & ~UINT64_C(0) >> (64 - (to - from))) != 0;
    }
    uint64_t found = x->backslash[word] >> shift << shift;
    while (word < last) {
        if (found) return true;
        found = x->backslash[++word];
    }
    return (found & ((UINT64_C(1) << (to % 64)) - 1)) != 0;
}

static inline bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/* Place of the closing quote of the string before the token at `next`; only white space stands between. */
static inline uint32_t closing_quote(const char *p, uint32_t next) {
    do next--;
    while (p[next] != '"');
    return next;
}

/* The value that token i begins; it is valid as far as tokens go. */
static inline void take_value(walk *w, uint32_t i, kq_slot *s) {
    const char *p = w->p;
    uint32_t from = w->index->at[i], to = w->index->at[i + 1];
    switch (w->index->type[i]) {
    case '"':
        from++;
        to = closing_quote(p, to);
        s->kind = KQ_JSON_STRING;
        s->escaped = has_backslash(w, from, to);
        break;
    case '{':
    case '[':
        s->kind = p[from] == '{' ? KQ_JSON_OBJECT : KQ_JSON_ARRAY;
        w->container = s;
        break;
    default:
        s->kind = p[from] == 't' ? KQ_JSON_TRUE : p[from] == 'f' ? KQ_JSON_FALSE : KQ_JSON_NUMBER;
        if (p[from] == 'n') s->kind = KQ_JSON_NULL;
        while (to > from && is_space(p[to - 1])) to--;
    }
    s->p = p + from;
    s->n = to - from;
}

/* The members whose colons these are. */
static __attribute__((noinline)) void take_members(walk *w, uint32_t first, uint64_t colons) {
    kq_keys *keys = &w->pr->keys;
    const char *p = w->p;
    const uint32_t *at = w->index->at + first;
    kq_seen_key *before = w->before;
    for (; colons; colons &= colons - 1) {
        uint32_t i = (uint32_t)__builtin_ctzll(colons);
        const char *name = p + at[(int32_t)i - 1] + 1;
        uint32_t key;
        if (kq_key_is(before->after, name)) {
            before = before->after;
            key = before->slot;
        } else {
            const char *end = p + closing_quote(p, at[i]);
            bool escaped = has_backslash(w, (uint32_t)(name - p), (uint32_t)(end - p));
            key = kq_keys_find(keys, &before, name, (size_t)(end - name), escaped);
        }
        if (key < keys->count && w->slots[key].kind == KQ_JSON_MISSING) take_value(w, first + i + 1, &w->slots[key]);
    }
    w->before = before;
}

/* ---- grammar ------------------------------------------------------------------------------------------------------
 */

/* Masks moved by one token and by two, with the tokens before the group. */
#define AFTER(kind) (kind << 1 | last.kind >> 63)
#define AFTER_TWO(kind) (kind << 2 | last.kind >> 62)

/* Whether the word at p is a number or true, false, null; `next` is where the next token begins. The common ones are
 * told without a branch between them: which one comes next cannot be foretold. */
static inline bool is_word(const char *p, const char *next) {
    while (is_space(next[-1])) next--;
    size_t n = (size_t)(next - p);
    uint32_t digits = kq_v16_mask(kq_v16_below(kq_v16_load(p) - kq_v16_fill('0'), kq_v16_fill(10)));
    bool integer = (n <= 16) & ((~digits & (0xFFFFu >> ((16 - n) & 15))) == 0) & ((*p != '0') | (n == 1));
    bool four = (n == 4) & ((memcmp(p, "true", 4) == 0) | (memcmp(p, "null", 4) == 0));
    bool five = (n == 5) & (memcmp(p, "fals", 4) == 0) & (p[4] == 'e');
    return (integer | four | five) || kq_json_skip_value(p, next, 0) == next;
}

static __attribute__((noinline)) bool check_words(const walk *w, uint32_t first, uint64_t words) {
    for (; words; words &= words - 1) {
        const uint32_t *at = w->index->at + first + (uint32_t)__builtin_ctzll(words);
        if (!is_word(w->p + at[0], w->p + at[1])) return false;
    }
    return true;
}

/* Opens and closes containers and takes the members of the record. `colon` and `listing` are masks of tokens that may
 * stand in objects only, in arrays only. False when a token stands where it may not, or too deep. */
static __attribute__((noinline)) bool walk_brackets(walk *w, uint32_t first, uint64_t all, uint64_t brackets,
                                                    const kq_token_kinds *k, uint64_t listing) {
    uint32_t depth = w->depth;
    bool in_object = w->objects[depth];
    uint64_t unseen = all, colon = k->colon & all, open = k->open_object | k->open_array;
    for (;;) {
        /* The tokens up to the next bracket stand in one container. */
        uint64_t bracket = brackets & (0 - brackets), run = unseen & (brackets ^ (brackets - 1));
        if (run & (in_object ? listing : colon)) return false;
        if (depth == 1 && (run & colon)) take_members(w, first, run & colon);
        if (depth == 0 && run != (bracket & k->open_object)) return false;
        if (!bracket) break;
        unseen ^= run;
        brackets ^= bracket;
        if (bracket & open) {
            if (depth >= KQ_MAX_DEPTH) return false;
            in_object = (bracket & k->open_object) != 0;
            w->objects[++depth] = in_object;
            continue;
        }
        if (in_object != ((bracket & k->close_object) != 0)) return false;
        in_object = w->objects[--depth];
        if (depth == 1 && w->container) {
            const char *end = w->p + w->index->at[first + (uint32_t)__builtin_ctzll(bracket)] + 1;
            w->container->n = (size_t)(end - w->container->p);
            w->container = NULL;
        }
    }
    w->depth = depth;
    return true;
}

/* Reads the tokens first .. first + count - 1, at most 64; false when the record is not valid. */
static bool walk_group(walk *w, uint32_t first, uint32_t count) {
    kq_token_kinds k;
    w->pr->kernels->token_kinds(w->index->type + first, &k);
    uint64_t all = ~UINT64_C(0) >> (64 - count);
    uint64_t string = k.string & all, colon = k.colon & all, comma = k.comma & all;
    uint64_t open_object = k.open_object & all, open_array = k.open_array & all;
    uint64_t open = open_object | open_array, close = (k.close_object | k.close_array) & all;
    uint64_t word = all & ~(string | colon | comma | open | close);
    uint64_t value = string | word | open, mark = colon | comma, ended = word | close;
    const kinds_before last = w->last;
    uint64_t after_string = AFTER(string), second = AFTER_TWO(comma), first_key = AFTER_TWO(open_object);
    uint64_t wrong = AFTER(mark) & ~value;
    wrong |= AFTER(open_object) & ~(string | k.close_object);
    wrong |= AFTER(open_array) & ~(value | k.close_array);
    wrong |= AFTER(ended) & ~(comma | close);
    wrong |= after_string & ~(mark | close);
    wrong |= after_string & first_key & ~colon;
    wrong |= colon & ~(after_string & (second | first_key));
    /* A comma that no key follows, as seen from the first token that shows it. */
    uint64_t listing = (AFTER(comma) & (word | open)) | (after_string & second & ~colon);
    uint32_t up = 64 - count;
    w->last = (kinds_before){.string = string << up,
                             .mark = mark << up,
                             .comma = comma << up,
                             .open_object = open_object << up,
                             .open_array = open_array << up,
                             .ended = ended << up};
    if (wrong & all) return false;
    return check_words(w, first, word) && walk_brackets(w, first, all, open | close, &k, listing);
}

/* Indexes the record batch by batch and walks over what has been indexed; false when it is not valid. */
static bool walk_record(walk *w) {
    kq_index *x = w->pr->index;
    const char *p = w->p, *end = p + w->n;
    uint32_t first = 0;
    for (;;) {
        p = w->pr->kernels->index_json(x, w->p, p, end);
        if (!x->valid) return false;
        if (p == end) break;
        /* Not a single one: the group after it would need to know of two. */
        for (uint32_t n; x->count >= first + LOOK_AHEAD + 2; first += n) {
            n = x->count - LOOK_AHEAD - first < 64 ? x->count - LOOK_AHEAD - first : 64;
            if (!walk_group(w, first, n)) return false;
        }
        /* Keeps the token before those that are left: it may be the key of a colon among them. */
        uint32_t gone = first > 0 ? first - 1 : 0;
        x->count -= gone;
        first -= gone;
        memmove(x->type, x->type + gone, x->count);
        memmove(x->at, x->at + gone, x->count * sizeof *x->at);
        for (uint32_t b = x->blocks; b-- > 0;) {
            if (!x->backslash[b]) continue;
            w->behind_backslash = x->from + b * 64 + 64 - (uint32_t)__builtin_clzll(x->backslash[b]);
            break;
        }
    }
    if (x->in_string) return false;
    for (uint32_t i = 0; i < LOOK_AHEAD; i++) {
        x->type[x->count + i] = 0;
        x->at[x->count + i] = w->n;
    }
    for (; first < x->count; first += 64)
        if (!walk_group(w, first, x->count - first < 64 ? x->count - first : 64)) return false;
    return x->count > 0 && w->depth == 0;
}

/* Why the record is not valid; the slow way, it is rare. */
static kq_verdict diagnose(const char *p, const char *end) {
    bool too_deep = false;
    const char *from = kq_skip_space(p, end), *behind = kq_json_skip_nested(from, end, 0, &too_deep);
    bool object = from < end && *from == '{';
    if (object && too_deep) return KQ_TOO_DEEP;
    if (!kq_utf8_valid(p, (size_t)(end - p))) return KQ_NOT_UTF8;
    if (too_deep) return KQ_TOO_DEEP;
    return !object && behind && kq_skip_space(behind, end) == end ? KQ_NOT_OBJECT : KQ_NOT_JSON;
}

kq_verdict kq_project(kq_projector *pr, const char *p, size_t n, kq_slot *slots) {
    const char *end = p + n;
    if (n > KQ_RECORD_MAX) return KQ_TOO_LONG;
    for (uint32_t i = 0; i < pr->keys.count; i++) slots[i] = (kq_slot){NULL, 0, KQ_JSON_MISSING, false};
    const char *at = kq_skip_space(p, end);
    if (at == end || *at != '{') return diagnose(p, end);
    bool objects[KQ_MAX_DEPTH + 1];
    objects[0] = false;
    walk w = {.pr = pr, .index = pr->index, .p = p, .n = (uint32_t)n, .slots = slots, .objects = objects};
    w.before = pr->keys.seen;
    w.last.mark = UINT64_C(1) << 63;
    kq_index_start(pr->index);
    return walk_record(&w) ? KQ_VALID : diagnose(p, end);
}
