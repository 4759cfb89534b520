/* parse-kv: pairs of keys and values in a text; see kq/parse.h. One walk over the text. */
#include <kq/parse.h>

#include "cast_text.h"
#include "textkernels.h"

#include <string.h>

struct cursor {
    kq_kv kv;
    const kq_kv_pattern *p;
    const char *at, *end;
};

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

static bool starts(const char *at, const char *end, kq_str what) {
    return what.n > 0 && what.n <= (size_t)(end - at) && memcmp(at, what.p, what.n) == 0;
}

static const char *find(const char *at, const char *end, kq_str what) {
    const char *p = what.n <= (size_t)(end - at) ? kq_text->find(at, end, what.p, what.n) : NULL;
    return p ? p : end;
}

static kq_str trimmed(const char *p, const char *end) {
    while (p < end && is_space(*p)) p++;
    while (p < end && is_space(end[-1])) end--;
    return kq_mk_string(p, (size_t)(end - p));
}

static size_t escape_at(const struct cursor *c, const char *at) {
    for (uint32_t i = 0; i < c->p->escape_count; i++)
        if (starts(at, c->end, c->p->escapes[i])) return c->p->escapes[i].n;
    return 0;
}

/* The text from..to without its escapes. */
static kq_str without_escapes(struct cursor *c, const char *from, const char *to) {
    char *out = kq_alloc(c->kv.x->row, (size_t)(to - from) + 1);
    size_t n = 0;
    while (from < to) {
        const size_t escape = escape_at(c, from);
        if (escape > 0 && from + escape < to) from += escape;
        out[n++] = *from++;
    }
    return kq_mk_string(out, n);
}

/* Behind the opening quote: the text up to the closing one, which is passed; without one, the rest. */
static kq_str quoted(struct cursor *c, kq_str close) {
    const char *from = c->at;
    bool escaped = false;
    while (c->at < c->end) {
        const size_t escape = escape_at(c, c->at);
        if (escape > 0 && c->at + escape < c->end) {
            escaped = true;
            c->at += escape;
        } else if (starts(c->at, c->end, close)) {
            break;
        }
        c->at++;
    }
    const char *to = c->at;
    if (c->at < c->end) c->at += close.n;
    return escaped ? without_escapes(c, from, to) : kq_mk_string(from, (size_t)(to - from));
}

/* A quoted text that begins here. */
static bool take_quoted(struct cursor *c, kq_str *out) {
    for (uint32_t i = 0; i < c->p->quote_count; i++) {
        if (!starts(c->at, c->end, c->p->open[i])) continue;
        c->at += c->p->open[i].n;
        *out = quoted(c, c->p->close[i]);
        return true;
    }
    return false;
}

static void skip_space(struct cursor *c) {
    while (c->at < c->end && is_space(*c->at) && !starts(c->at, c->end, c->p->pair)) c->at++;
}

static uint32_t number_of(const kq_kv_pattern *p, kq_str key) {
    uint32_t i = 0;
    while (i < p->key_count && (p->keys[i].n != key.n || (key.n > 0 && memcmp(p->keys[i].p, key.p, key.n) != 0))) i++;
    return i;
}

kq_kv kq_kv_begin(kq_ctx *x, const kq_kv_pattern *p, kq_value *values) {
    kq_kv kv = {x, p, values, kq_alloc(x->row, p->key_count + 1), 0};
    for (uint32_t i = 0; i < p->key_count; i++) {
        values[i] = kq_null_of(p->types[i]);
        kv.has_value[i] = false;
    }
    return kv;
}

/* The first value of a key counts. */
bool kq_kv_take(void *kv, kq_str key, kq_str value) {
    kq_kv *k = kv;
    key = trimmed(key.p, key.p + key.n);
    const uint32_t i = number_of(k->p, key);
    if (i < k->p->key_count && !k->has_value[i]) {
        k->has_value[i] = true;
        k->found++;
        value = trimmed(value.p, value.p + value.n);
        (void)kq_cast_text(k->x, value, k->p->types[i], &k->values[i]);
    }
    return k->found < k->p->key_count;
}

/* Does one of the keys, and the delimiter behind it, stand here? */
static bool at_key(const struct cursor *c, const char *at) {
    if (starts(at, c->end, c->p->pair)) return false; /* the next delimiter is looked at as well */
    while (at < c->end && is_space(*at)) at++;
    for (uint32_t i = 0; i < c->p->key_count; i++) {
        const char *p = at;
        uint32_t q = 0;
        while (q < c->p->quote_count && !starts(p, c->end, c->p->open[q])) q++;
        const bool in_quotes = q < c->p->quote_count;
        if (in_quotes) p += c->p->open[q].n;
        if (!starts(p, c->end, c->p->keys[i])) continue;
        p += c->p->keys[i].n;
        if (in_quotes && !starts(p, c->end, c->p->close[q])) continue;
        if (in_quotes) p += c->p->close[q].n;
        while (p < c->end && is_space(*p) && !starts(p, c->end, c->p->between)) p++;
        if (starts(p, c->end, c->p->between)) return true;
    }
    return false;
}

/* Where a value without quotes ends. */
static const char *end_of_value(const struct cursor *c) {
    const char *end = find(c->at, c->end, c->p->pair);
    while (c->p->greedy && end < c->end && !at_key(c, end + c->p->pair.n))
        end = find(end + c->p->pair.n, c->end, c->p->pair);
    return end;
}

/* key, delimiter, value, up to the next pair. False: no pair stands here, and what does is passed over. */
static void take_pair(struct cursor *c) {
    kq_str key, value;
    skip_space(c);
    if (take_quoted(c, &key)) {
        skip_space(c);
        if (!starts(c->at, c->end, c->p->between)) {
            c->at = find(c->at, c->end, c->p->pair);
            return;
        }
    } else {
        const char *next = find(c->at, c->end, c->p->pair), *between = find(c->at, next, c->p->between);
        if (between == next) {
            c->at = next;
            return;
        }
        key = trimmed(c->at, between);
        c->at = between;
    }
    c->at += c->p->between.n;
    skip_space(c);
    if (take_quoted(c, &value)) {
        (void)kq_kv_take(&c->kv, key, value);
        c->at = find(c->at, c->end, c->p->pair);
        return;
    }
    const char *end = end_of_value(c);
    (void)kq_kv_take(&c->kv, key, kq_mk_string(c->at, (size_t)(end - c->at)));
    c->at = end;
}

static bool is_word(char ch) {
    return (ch >= '0' && ch <= '9') || (ch >= 'A' && ch <= 'Z') || (ch >= 'a' && ch <= 'z') || (unsigned char)ch > 0x7f;
}

/* The next word, or quoted text. */
static bool take_word(struct cursor *c, kq_str *out) {
    while (c->at < c->end) {
        if (take_quoted(c, out)) return true;
        if (is_word(*c->at)) {
            const char *from = c->at;
            while (c->at < c->end && is_word(*c->at)) c->at++;
            *out = kq_mk_string(from, (size_t)(c->at - from));
            return true;
        }
        c->at++;
    }
    return false;
}

static void take_words(struct cursor *c) {
    kq_str key, value;
    while (c->kv.found < c->p->key_count && take_word(c, &key)) {
        if (number_of(c->p, key) == c->p->key_count) continue;
        if (take_word(c, &value)) (void)kq_kv_take(&c->kv, key, value);
    }
}

bool kq_parse_kv(kq_ctx *x, const kq_kv_pattern *p, kq_str text, kq_value *values) {
    struct cursor c = {kq_kv_begin(x, p, values), p, text.p, text.p + text.n};
    if (text.n == 0) return true;
    if (p->pair.n == 0) {
        take_words(&c);
        return true;
    }
    while (c.at < c.end && c.kv.found < p->key_count) {
        take_pair(&c);
        if (starts(c.at, c.end, p->pair)) c.at += p->pair.n;
    }
    return true;
}
