/* What the projector must answer, said the slow and plain way: a recursive reader of RFC 8259, byte by byte, against
 * which the kernels are compared. */
#ifndef KQ_JSON_REFERENCE_H
#define KQ_JSON_REFERENCE_H

#include <string.h>

#include "jsonscan.h"
#include "project.h"
#include "utf8.h"

typedef struct reference {
    const char *p, *end;
    bool too_deep;
} reference;

static void ref_space(reference *r) {
    while (r->p < r->end && (*r->p == ' ' || *r->p == '\t' || *r->p == '\n' || *r->p == '\r')) r->p++;
}

static bool ref_byte(reference *r, char c) {
    if (r->p == r->end || *r->p != c) return false;
    r->p++;
    return true;
}

static bool ref_digits(reference *r) {
    const char *from = r->p;
    while (r->p < r->end && *r->p >= '0' && *r->p <= '9') r->p++;
    return r->p > from;
}

static bool ref_number(reference *r) {
    ref_byte(r, '-');
    if (!ref_byte(r, '0') && !ref_digits(r)) return false;
    if (ref_byte(r, '.') && !ref_digits(r)) return false;
    if (!ref_byte(r, 'e') && !ref_byte(r, 'E')) return true;
    if (!ref_byte(r, '+')) ref_byte(r, '-');
    return ref_digits(r);
}

static bool ref_word(reference *r, const char *word) {
    for (; *word; word++)
        if (!ref_byte(r, *word)) return false;
    return true;
}

/* p is behind the opening quote, afterwards behind the closing one. */
static bool ref_string(reference *r, bool *escaped) {
    const char *from = r->p;
    *escaped = false;
    for (; r->p < r->end; r->p++) {
        unsigned char c = (unsigned char)*r->p;
        if (c == '"') {
            r->p++;
            return kq_utf8_valid(from, (size_t)(r->p - from));
        }
        if (c < 0x20) return false;
        if (c != '\\') continue;
        *escaped = true;
        if (++r->p == r->end || !*r->p || !strchr("\"\\/bfnrtu", *r->p)) return false;
        if (*r->p != 'u') continue;
        for (int i = 0; i < 4; i++)
            if (++r->p == r->end || kq_ascii_hex((unsigned char)*r->p) < 0) return false;
    }
    return false;
}

static bool ref_value(reference *r, int depth, kq_slot *s);

/* At the outermost level the members whose names are keys are noted. */
static bool ref_object(reference *r, int depth, const kq_str *keys, uint32_t count, kq_slot *slots) {
    ref_space(r);
    if (ref_byte(r, '}')) return true;
    do {
        bool escaped;
        ref_space(r);
        const char *from = r->p + 1;
        if (!ref_byte(r, '"') || !ref_string(r, &escaped)) return false;
        kq_arena *a = kq_arena_new();
        kq_str name = kq_json_unescape(a, from, (size_t)(r->p - 1 - from));
        kq_slot unwanted, *s = &unwanted;
        for (uint32_t i = 0; i < count; i++) {
            bool same = keys[i].n == name.n && (name.n == 0 || memcmp(keys[i].p, name.p, name.n) == 0);
            if (same && slots[i].kind == KQ_JSON_MISSING) s = &slots[i];
        }
        kq_arena_free(a);
        ref_space(r);
        if (!ref_byte(r, ':')) return false;
        ref_space(r);
        if (!ref_value(r, depth + 1, s)) return false;
        ref_space(r);
    } while (ref_byte(r, ','));
    return ref_byte(r, '}');
}

static bool ref_array(reference *r, int depth) {
    kq_slot unwanted;
    ref_space(r);
    if (ref_byte(r, ']')) return true;
    do {
        ref_space(r);
        if (!ref_value(r, depth + 1, &unwanted)) return false;
        ref_space(r);
    } while (ref_byte(r, ','));
    return ref_byte(r, ']');
}

static bool ref_value(reference *r, int depth, kq_slot *s) {
    if (r->p == r->end) return false;
    const char *from = r->p;
    bool ok = false;
    kq_slot value = {from, 0, KQ_JSON_NUMBER, false};
    switch (*from) {
    case '"':
        r->p++;
        if (!ref_string(r, &value.escaped)) return false;
        *s = (kq_slot){from + 1, (size_t)(r->p - from) - 2, KQ_JSON_STRING, value.escaped};
        return true;
    case '{':
    case '[':
        if (depth >= KQ_MAX_DEPTH) {
            r->too_deep = true;
            return false;
        }
        r->p++;
        value.kind = *from == '{' ? KQ_JSON_OBJECT : KQ_JSON_ARRAY;
        ok = *from == '{' ? ref_object(r, depth, NULL, 0, NULL) : ref_array(r, depth);
        break;
    case 't':
        value.kind = KQ_JSON_TRUE;
        ok = ref_word(r, "true");
        break;
    case 'f':
        value.kind = KQ_JSON_FALSE;
        ok = ref_word(r, "false");
        break;
    case 'n':
        value.kind = KQ_JSON_NULL;
        ok = ref_word(r, "null");
        break;
    default: ok = ref_number(r);
    }
    value.n = (size_t)(r->p - from);
    *s = value;
    return ok;
}

/* kq_project's contract. What comes first in the text is what is wrong with an object that nests too deep. */
static kq_verdict reference_project(const kq_str *keys, uint32_t count, const char *p, size_t n, kq_slot *slots) {
    reference r = {p, p + n, false};
    kq_slot unwanted;
    for (uint32_t i = 0; i < count; i++) slots[i] = (kq_slot){NULL, 0, KQ_JSON_MISSING, false};
    ref_space(&r);
    bool object = ref_byte(&r, '{');
    bool ok = object ? ref_object(&r, 0, keys, count, slots) : ref_value(&r, 0, &unwanted);
    ref_space(&r);
    ok = ok && r.p == r.end;
    if (ok && object) return KQ_VALID;
    if (object && r.too_deep) return KQ_TOO_DEEP;
    if (!kq_utf8_valid(p, n)) return KQ_NOT_UTF8;
    if (r.too_deep) return KQ_TOO_DEEP;
    return ok ? KQ_NOT_OBJECT : KQ_NOT_JSON;
}

#endif
