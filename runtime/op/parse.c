/* parse's patterns in the kinds simple and relaxed; see kq/parse.h. */
#include <kq/parse.h>

#include "cast_text.h"
#include "textkernels.h"

#include <string.h>

/* Longest beginning of a text that is looked at for a typed value in front of a `*`. */
enum { LONGEST_VALUE = 64 };

static bool is_text(const kq_parse_part *p) { return p->type == KQ_T_NONE && !p->star; }

static bool stands_at(kq_str text, size_t at, kq_str what) {
    return what.n <= text.n - at && (what.n == 0 || memcmp(text.p + at, what.p, what.n) == 0);
}

/* Where `what` stands from `at` on; as the pattern's last part, at the end. */
static bool find(kq_str text, size_t at, kq_str what, bool last, size_t *found) {
    if (what.n > text.n - at) return false;
    if (last) {
        *found = text.n - what.n;
        return stands_at(text, *found, what);
    }
    *found = at;
    if (what.n == 0) return true;
    const char *p = kq_text->find(text.p + at, text.p + text.n, what.p, what.n);
    if (p) *found = (size_t)(p - text.p);
    return p != NULL;
}

/* The longest beginning of the text from `at` that the type takes; its length. */
static bool cast_beginning(kq_ctx *x, kq_str text, size_t *at, kq_type type, kq_value *out) {
    size_t n = text.n - *at < LONGEST_VALUE ? text.n - *at : LONGEST_VALUE;
    for (; n > 0; n--) {
        if (!kq_cast_text(x, kq_mk_string(text.p + *at, n), type, out)) continue;
        *at += n;
        return true;
    }
    *out = kq_null_of(type);
    return false;
}

static bool match(kq_ctx *x, const kq_parse_pattern *p, kq_str text, kq_value *values) {
    size_t at = 0, value = 0;
    bool anywhere = false;
    for (uint32_t i = 0; i < p->count; i++) {
        const kq_parse_part *part = &p->parts[i];
        const bool last = i + 1 == p->count;
        size_t end = text.n;
        if (part->star) {
            anywhere = true;
            continue;
        }
        if (is_text(part)) {
            if (anywhere ? !find(text, at, part->text, last, &end) : !stands_at(text, at, part->text)) return false;
            at = anywhere ? end + part->text.n : at + part->text.n;
            anywhere = false;
            continue;
        }
        bool fits;
        if (!last && p->parts[i + 1].star) {
            fits = cast_beginning(x, text, &at, part->type, &values[value]);
        } else {
            if (!last && !find(text, at, p->parts[i + 1].text, i + 2 == p->count, &end)) return false;
            fits = kq_cast_text(x, kq_mk_string(text.p + at, end - at), part->type, &values[value]);
            at = end;
        }
        if (!fits && !p->relaxed) return false;
        value++;
    }
    return anywhere || at == text.n;
}

bool kq_parse(kq_ctx *x, const kq_parse_pattern *p, kq_str text, kq_value *values) {
    if (match(x, p, text, values)) return true;
    size_t value = 0;
    for (uint32_t i = 0; i < p->count; i++)
        if (p->parts[i].type != KQ_T_NONE) values[value++] = kq_null_of(p->parts[i].type);
    return false;
}

bool kq_parse_texts(kq_ctx *x, bool found, const kq_type *types, const kq_str *texts, size_t n, kq_value *values) {
    for (size_t i = 0; i < n && found; i++) found = kq_cast_text(x, texts[i], types[i], &values[i]);
    for (size_t i = 0; i < n && !found; i++) values[i] = kq_null_of(types[i]);
    return found;
}
