/* Validation and skipping of JSON text without recursion: the kind of each open container is one bit of a fixed stack.
 * Input is hostile; nothing here reads at or behind `end`. */
#include "jsonscan.h"

#include <string.h>

#include "block16.h"
#include "utf8.h"

/* Where a quote, a backslash, a control character or a byte that is not ASCII stands. */
static inline uint32_t special_bytes(kq_v16 v) {
    return kq_v16_mask(kq_v16_eq(v, kq_v16_fill('"')) | kq_v16_eq(v, kq_v16_fill('\\')) |
                       kq_v16_below(v, kq_v16_fill(0x20)) | v);
}

const char *kq_json_skip_plain(const char *p, const char *end) {
    for (; end - p >= 16; p += 16) {
        uint32_t special = special_bytes(kq_v16_load(p));
        if (special) return p + kq_lowest_bit(special);
    }
    while (p < end && *p != '"' && *p != '\\' && (unsigned char)*p >= 0x20 && (unsigned char)*p < 0x80) p++;
    return p;
}

static bool four_hex(const char *p, const char *end, uint32_t *out) {
    if (end - p < 4) return false;
    uint32_t v = 0;
    for (int i = 0; i < 4; i++) {
        int d = kq_ascii_hex((unsigned char)p[i]);
        if (d < 0) return false;
        v = v << 4 | (uint32_t)d;
    }
    *out = v;
    return true;
}

const char *kq_json_skip_string(const char *p, const char *end, bool *escaped) {
    bool has_escape = false;
    if (p == end || *p != '"') return NULL;
    p++;
    for (;;) {
        p = kq_json_skip_plain(p, end);
        if (p == end) return NULL;
        unsigned char c = (unsigned char)*p;
        if (c == '"') break;
        if (c == '\\') {
            uint32_t unit;
            has_escape = true;
            if (end - p < 2) return NULL;
            if (p[1] == 'u') {
                if (!four_hex(p + 2, end, &unit)) return NULL;
                p += 6;
            } else {
                if (!p[1] || !strchr("\"\\/bfnrt", p[1])) return NULL;
                p += 2;
            }
        } else if (c < 0x20) {
            return NULL;
        } else {
            const char *start = p;
            while (p < end && (unsigned char)*p >= 0x80) p++;
            if (!kq_utf8_valid(start, (size_t)(p - start))) return NULL;
        }
    }
    if (escaped) *escaped = has_escape;
    return p + 1;
}

static const char *skip_digits(const char *p, const char *end) {
    const char *start = p;
    while (p < end && kq_ascii_is_digit((unsigned char)*p)) p++;
    return p == start ? NULL : p;
}

const char *kq_json_skip_number(const char *p, const char *end) {
    if (p < end && *p == '-') p++;
    if (p < end && *p == '0') {
        p++;
    } else {
        p = skip_digits(p, end);
        if (!p) return NULL;
    }
    if (p < end && *p == '.') {
        p = skip_digits(p + 1, end);
        if (!p) return NULL;
    }
    if (p < end && (*p == 'e' || *p == 'E')) {
        p++;
        if (p < end && (*p == '+' || *p == '-')) p++;
        p = skip_digits(p, end);
    }
    return p;
}

static const char *skip_word(const char *p, const char *end, const char *word, size_t n) {
    return (size_t)(end - p) >= n && memcmp(p, word, n) == 0 ? p + n : NULL;
}

static const char *skip_scalar(const char *p, const char *end) {
    if (p == end) return NULL;
    switch (*p) {
    case '"': return kq_json_skip_string(p, end, NULL);
    case 't': return skip_word(p, end, "true", 4);
    case 'f': return skip_word(p, end, "false", 5);
    case 'n': return skip_word(p, end, "null", 4);
    default: return kq_json_skip_number(p, end);
    }
}

/* "key" : and the white space around it; NULL when it is not there. */
static const char *skip_key(const char *p, const char *end) {
    p = kq_json_skip_string(p, end, NULL);
    if (!p) return NULL;
    p = kq_json_skip_space(p, end);
    if (p == end || *p != ':') return NULL;
    return kq_json_skip_space(p + 1, end);
}

const char *kq_json_skip_value(const char *p, const char *end, int depth) {
    bool too_deep;
    return kq_json_skip_nested(p, end, depth, &too_deep);
}

const char *kq_json_skip_nested(const char *p, const char *end, int depth, bool *too_deep) {
    uint32_t is_object[KQ_MAX_DEPTH / 32]; /* bit i: container i of this value is an object; set when it opens */
    int open = 0;
    for (;;) {
        /* A value begins at p. */
        if (p == end) return NULL;
        if (*p == '{' || *p == '[') {
            bool object = *p == '{';
            if (open + depth >= KQ_MAX_DEPTH) {
                *too_deep = true;
                return NULL;
            }
            uint32_t bit = UINT32_C(1) << (open % 32);
            if (object) {
                is_object[open / 32] = open % 32 ? is_object[open / 32] | bit : 1;
            } else {
                is_object[open / 32] = open % 32 ? is_object[open / 32] & ~bit : 0;
            }
            open++;
            p = kq_json_skip_space(p + 1, end);
            if (p < end && *p == (object ? '}' : ']')) {
                p++;
                open--;
            } else {
                if (object && !(p = skip_key(p, end))) return NULL;
                continue;
            }
        } else {
            p = skip_scalar(p, end);
            if (!p) return NULL;
        }
        /* A value ended; close what closes behind it. */
        for (;;) {
            if (open == 0) return p;
            bool object = is_object[(open - 1) / 32] >> ((open - 1) % 32) & 1;
            p = kq_json_skip_space(p, end);
            if (p == end) return NULL;
            if (*p == ',') {
                p = kq_json_skip_space(p + 1, end);
                if (object && !(p = skip_key(p, end))) return NULL;
                break;
            }
            if (*p != (object ? '}' : ']')) return NULL;
            p++;
            open--;
        }
    }
}

/* To the end of a valid string, p behind its opening quote. */
static const char *skip_trusted_string(const char *p, const char *end) {
    for (;;) {
        for (; end - p >= 16; p += 16) {
            kq_v16 v = kq_v16_load(p);
            uint32_t special = kq_v16_mask(kq_v16_eq(v, kq_v16_fill('"')) | kq_v16_eq(v, kq_v16_fill('\\')));
            if (special) {
                p += kq_lowest_bit(special);
                break;
            }
        }
        while (p < end && *p != '"' && *p != '\\') p++;
        if (p == end) return end;
        if (*p == '"') return p + 1;
        p = end - p < 2 ? end : p + 2;
    }
}

const char *kq_json_skip_trusted(const char *p, const char *end) {
    size_t open = 0;
    if (p == end) return end;
    if (*p != '{' && *p != '[' && *p != '"') {
        while (p < end && *p != ',' && *p != '}' && *p != ']' && *p != ' ' && *p != '\t' && *p != '\n' && *p != '\r')
            p++;
        return p;
    }
    do {
        char c = *p++;
        if (c == '"') {
            p = skip_trusted_string(p, end);
        } else if (c == '{' || c == '[') {
            open++;
        } else if (c == '}' || c == ']') {
            open--;
        }
    } while (open && p < end);
    return p;
}
