/* The paths of jsonpath.h, and extract_json. */
#include "jsonpath.h"
#include <kq/ops.h>

#include "dyn.h"

bool kq_is_json_path(kq_str text) { return text.n >= 2 && text.p[0] == '$' && (text.p[1] == '.' || text.p[1] == '['); }

/* [123], ['name'] or ["name"]; behind it, or NULL. */
static const char *read_bracket(const char *p, const char *end, kq_json_step *step) {
    if (p < end && (*p == '\'' || *p == '"')) {
        char quote = *p++;
        const char *from = p;
        while (p < end && *p != quote) p++;
        if (p == end) return NULL;
        *step = (kq_json_step){.key = {from, (size_t)(p - from)}};
        p++;
    } else {
        bool negative = p < end && *p == '-';
        int64_t v = 0;
        const char *digits = p += negative;
        for (; p < end && *p >= '0' && *p <= '9' && v < INT32_MAX; p++) v = v * 10 + (*p - '0');
        if (p == digits) return NULL;
        *step = (kq_json_step){.is_index = true, .index = negative ? -v : v};
    }
    return p < end && *p == ']' ? p + 1 : NULL;
}

bool kq_json_path(kq_ctx *x, kq_str path, kq_json_step **steps, size_t *n) {
    const char *p = path.p, *end = path.p + path.n;
    *n = 0;
    if (path.n == 0 || *p++ != '$') return false;
    *steps = kq_alloc(x->row, path.n * sizeof **steps); /* a step takes at least two bytes */
    while (p < end) {
        if (*p == '[') {
            p = read_bracket(p + 1, end, &(*steps)[*n]);
            if (!p) return false;
        } else if (*p == '.') {
            const char *from = ++p;
            while (p < end && *p != '.' && *p != '[') p++;
            if (p == from) return false;
            (*steps)[*n] = (kq_json_step){.key = {from, (size_t)(p - from)}};
        } else {
            return false;
        }
        ++*n;
    }
    return true;
}

kq_dyn kq_json_follow(kq_ctx *x, kq_dyn d, const kq_json_step *steps, size_t n) {
    for (size_t i = 0; i < n; i++)
        d = steps[i].is_index ? kq_dyn_at(x->row, d, steps[i].index) : kq_dyn_get(x->row, d, steps[i].key);
    return d;
}

/* The value as text, "" when there is none or the text is no JSON (docs: extract-json-function.md). */
kq_str kq_extract_json(kq_ctx *x, kq_str path, kq_str text) {
    kq_json_step *steps;
    size_t n;
    kq_dyn d;
    if (!kq_json_path(x, path, &steps, &n) || !kq_dyn_parse(x->row, text, &d)) return kq_null_string();
    return kq_dyn_text(x->row, kq_json_follow(x, d, steps, n));
}
