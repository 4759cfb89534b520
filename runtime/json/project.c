/* The projector of project.h. One pass without recursion; nesting is a stack of bits. What is skipped is validated as
 * strictly as what is kept, so that a record's verdict does not depend on the rule. */
#include "project.h"
#include <kq/bytes.h>

#include <stdlib.h>
#include <string.h>

#include "block16.h"
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

/* ---- values -------------------------------------------------------------------------------------------------------
 */

/* Most strings in event records end within sixteen bytes and hold nothing special: no call for those. */
static inline const char *skip_string(const kq_kernels *k, const char *p, const char *end, bool *escaped) {
    kq_v16 v = kq_v16_load(p);
    uint32_t mask = kq_v16_mask(kq_v16_eq(v, kq_v16_fill('"')) | kq_v16_eq(v, kq_v16_fill('\\')) |
                                kq_v16_below(v, kq_v16_fill(0x20)) | v);
    if (mask) {
        const char *q = p + kq_lowest_bit(mask);
        if (*q == '"' && q < end) return q;
    }
    return k->skip_string(p, end, escaped);
}

static inline bool is_digit(const char *p, const char *end) { return p < end && *p >= '0' && *p <= '9'; }

static const char *skip_digits(const char *p, const char *end) {
    while (is_digit(p, end)) p++;
    return p;
}

static const char *skip_number(const char *p, const char *end) {
    if (p < end && *p == '-') p++;
    if (!is_digit(p, end)) return NULL;
    p = *p == '0' ? p + 1 : skip_digits(p, end);
    if (p < end && *p == '.') {
        p++;
        if (!is_digit(p, end)) return NULL;
        p = skip_digits(p, end);
    }
    if (p < end && (*p == 'e' || *p == 'E')) {
        p++;
        if (p < end && (*p == '+' || *p == '-')) p++;
        if (!is_digit(p, end)) return NULL;
        p = skip_digits(p, end);
    }
    return p;
}

static const char *skip_word(const char *p, const char *end, const char *word, size_t n) {
    return (size_t)(end - p) >= n && memcmp(p, word, n) == 0 ? p + n : NULL;
}

/* A number or one of the three words. */
static const char *skip_plain(const char *p, const char *end) {
    if (p >= end) return NULL;
    switch (*p) {
    case 't': return skip_word(p, end, "true", 4);
    case 'f': return skip_word(p, end, "false", 5);
    case 'n': return skip_word(p, end, "null", 4);
    default: return skip_number(p, end);
    }
}

/* Which of the open containers are objects: bit i is level i. */
typedef struct nesting {
    uint64_t objects[KQ_MAX_DEPTH / 64 + 1];
    uint32_t depth;
} nesting;

static inline bool open_container(nesting *nest, bool object) {
    if (nest->depth >= KQ_MAX_DEPTH) return false;
    nest->depth++;
    uint64_t bit = UINT64_C(1) << (nest->depth % 64);
    uint64_t *word = &nest->objects[nest->depth / 64];
    *word = object ? *word | bit : *word & ~bit;
    return true;
}

static inline bool in_object(const nesting *nest) { return nest->objects[nest->depth / 64] >> (nest->depth % 64) & 1; }

/* p is at a bracket or brace. */
static const char *skip_container(const kq_kernels *k, const char *p, const char *end, uint32_t depth, bool *too_deep) {
    nesting nest;
    nest.depth = depth;
    bool escaped;
value:
    if (p >= end) return NULL;
    if (*p == '"') {
        p = skip_string(k, p + 1, end, &escaped);
        if (!p) return NULL;
        p++;
    } else if (*p == '{' || *p == '[') {
        bool object = *p == '{';
        if (!open_container(&nest, object)) {
            *too_deep = true;
            return NULL;
        }
        p = kq_skip_space(p + 1, end);
        if (p >= end) return NULL;
        if (*p != (object ? '}' : ']')) {
            if (object) goto key;
            goto value;
        }
        p++;
        nest.depth--;
    } else {
        p = skip_plain(p, end);
        if (!p) return NULL;
    }
    while (nest.depth > depth) {
        p = kq_skip_space(p, end);
        if (p >= end) return NULL;
        if (*p == ',') {
            p = kq_skip_space(p + 1, end);
            if (in_object(&nest)) goto key;
            goto value;
        }
        if (*p != (in_object(&nest) ? '}' : ']')) return NULL;
        p++;
        nest.depth--;
    }
    return p;
key:
    if (p >= end || *p != '"') return NULL;
    p = skip_string(k, p + 1, end, &escaped);
    if (!p) return NULL;
    p = kq_skip_space(p + 1, end);
    if (p >= end || *p != ':') return NULL;
    p = kq_skip_space(p + 1, end);
    goto value;
}

const char *kq_skip_json(const kq_kernels *kernels, const char *p, const char *end, uint32_t depth, bool *too_deep) {
    bool escaped = false;
    if (p >= end) return NULL;
    if (*p == '{' || *p == '[') return skip_container(kernels, p, end, depth, too_deep);
    if (*p != '"') return skip_plain(p, end);
    p = skip_string(kernels, p + 1, end, &escaped);
    return p ? p + 1 : NULL;
}

/* ---- keys ---------------------------------------------------------------------------------------------------------
 */

/* Length, first and last byte tell almost all column names of a table apart. */
static inline uint32_t key_bucket(const char *p, size_t n) {
    if (n == 0) return 0;
    return ((uint32_t)n * 37u + (uint8_t)p[0] * 5u + (uint8_t)p[n - 1] * 11u) & (KQ_KEY_BUCKETS - 1);
}

bool kq_projector_init(kq_projector *pr, const kq_kernels *kernels, const kq_str *keys, uint32_t count) {
    memset(pr, 0, sizeof *pr);
    pr->kernels = kernels;
    pr->keys = keys;
    pr->key_count = count;
    pr->next = calloc(count + 1u, sizeof *pr->next);
    if (!pr->next) return false;
    for (uint32_t i = count; i-- > 0;) {
        uint32_t b = key_bucket(keys[i].p, keys[i].n);
        pr->next[i] = pr->first[b];
        pr->first[b] = i + 1;
    }
    return true;
}

void kq_projector_free(kq_projector *pr) {
    free(pr->next);
    pr->next = NULL;
}

/* Index of the key, or key_count. */
static inline uint32_t find_key(const kq_projector *pr, const char *p, size_t n) {
    for (uint32_t i = pr->first[key_bucket(p, n)]; i; i = pr->next[i - 1]) {
        kq_str key = pr->keys[i - 1];
        if (key.n == n && kq_bytes_equal(key.p, p, n)) return i - 1;
    }
    return pr->key_count;
}

static uint32_t find_escaped_key(const kq_projector *pr, const char *p, size_t n) {
    size_t longest = 0;
    for (uint32_t i = 0; i < pr->key_count; i++)
        if (pr->keys[i].n > longest) longest = pr->keys[i].n;
    /* A character takes at most six bytes when escaped. */
    if (n > longest * 6) return pr->key_count;
    kq_arena *scratch = kq_arena_new();
    kq_str key = kq_json_unescape(scratch, p, n);
    uint32_t found = find_key(pr, key.p, key.n);
    kq_arena_free(scratch);
    return found;
}

/* ---- records ------------------------------------------------------------------------------------------------------
 */

/* Reads the value at p into *s: behind it, or NULL. */
static const char *project_value(const kq_kernels *k, const char *p, const char *end, kq_slot *s, bool *too_deep) {
    if (p >= end) return NULL;
    const char *from = p;
    s->escaped = false;
    switch (*p) {
    case '"':
        from = p + 1;
        p = skip_string(k, from, end, &s->escaped);
        if (!p) return NULL;
        s->kind = KQ_JSON_STRING;
        s->p = from;
        s->n = (size_t)(p - from);
        return p + 1;
    case '{':
    case '[':
        s->kind = *p == '{' ? KQ_JSON_OBJECT : KQ_JSON_ARRAY;
        p = skip_container(k, p, end, 1, too_deep);
        break;
    case 't': s->kind = KQ_JSON_TRUE; goto plain;
    case 'f': s->kind = KQ_JSON_FALSE; goto plain;
    case 'n': s->kind = KQ_JSON_NULL; goto plain;
    default:
        s->kind = KQ_JSON_NUMBER;
    plain:
        p = skip_plain(p, end);
    }
    if (!p) return NULL;
    s->p = from;
    s->n = (size_t)(p - from);
    return p;
}

static const char *project_object(const kq_projector *pr, const char *p, const char *end, kq_slot *slots,
                                  bool *too_deep) {
    const kq_kernels *k = pr->kernels;
    kq_slot unwanted;
    p = kq_skip_space(p + 1, end);
    if (p < end && *p == '}') return p + 1;
    for (;;) {
        if (p >= end || *p != '"') return NULL;
        bool escaped = false;
        const char *key = p + 1;
        p = skip_string(k, key, end, &escaped);
        if (!p) return NULL;
        size_t n = (size_t)(p - key);
        uint32_t i = escaped ? find_escaped_key(pr, key, n) : find_key(pr, key, n);
        p = kq_skip_space(p + 1, end);
        if (p >= end || *p != ':') return NULL;
        p = kq_skip_space(p + 1, end);
        bool wanted = i < pr->key_count && slots[i].kind == KQ_JSON_MISSING;
        p = project_value(k, p, end, wanted ? &slots[i] : &unwanted, too_deep);
        if (!p) return NULL;
        p = kq_skip_space(p, end);
        if (p >= end) return NULL;
        if (*p == '}') return p + 1;
        if (*p != ',') return NULL;
        p = kq_skip_space(p + 1, end);
    }
}

/* Why the record is not valid; the slow way, it is rare. */
static kq_verdict diagnose(const kq_projector *pr, const char *p, const char *end, bool too_deep) {
    if (too_deep) return KQ_TOO_DEEP;
    if (!kq_utf8_valid(p, (size_t)(end - p))) return KQ_NOT_UTF8;
    p = kq_skip_space(p, end);
    if (p < end && *p == '{') return KQ_NOT_JSON;
    p = kq_skip_json(pr->kernels, p, end, 0, &too_deep);
    if (too_deep) return KQ_TOO_DEEP;
    return p && kq_skip_space(p, end) == end ? KQ_NOT_OBJECT : KQ_NOT_JSON;
}

kq_verdict kq_project(const kq_projector *pr, const char *p, size_t n, kq_slot *slots) {
    const char *end = p + n;
    bool too_deep = false;
    for (uint32_t i = 0; i < pr->key_count; i++) slots[i] = (kq_slot){NULL, 0, KQ_JSON_MISSING, false};
    const char *at = kq_skip_space(p, end);
    if (at < end && *at == '{') {
        at = project_object(pr, at, end, slots, &too_deep);
        if (at && kq_skip_space(at, end) == end) return KQ_VALID;
    }
    return diagnose(pr, p, end, too_deep);
}
