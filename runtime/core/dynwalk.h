/* Walking over the members of one raw array or bag, for the dynamic values. Private to runtime/core. The text is valid
 * JSON (a KQ_DYN_JSON span always is). */
#ifndef KQ_DYNWALK_H
#define KQ_DYNWALK_H

#include "dyn.h"
#include "jsonscan.h"

typedef struct kq_walk {
    const char *p, *end;
    bool object;
} kq_walk;

static inline kq_walk walk_begin(kq_str text) {
    const char *end = text.p + text.n;
    return (kq_walk){kq_json_skip_space(text.p + 1, end), end, text.p[0] == '{'};
}

/* The next member: its value's text and, in a bag, what stands between the quotes of its key. */
static inline bool walk_next(kq_walk *w, kq_str *key, kq_str *value) {
    const char *p = w->p, *end = w->end;
    *key = *value = kq_mk_string("", 0);
    if (p >= end || *p == ']' || *p == '}') return false;
    if (w->object) {
        const char *key_end = kq_json_skip_trusted(p, end);
        if (key_end - p < 2) return false;
        *key = kq_mk_string(p + 1, (size_t)(key_end - p) - 2);
        p = kq_json_skip_space(key_end, end);
        if (p < end) p++; /* the colon */
        p = kq_json_skip_space(p, end);
    }
    const char *value_end = kq_json_skip_trusted(p, end);
    if (value_end == p) return false;
    *value = kq_mk_string(p, (size_t)(value_end - p));
    p = kq_json_skip_space(value_end, end);
    if (p < end && *p == ',') p = kq_json_skip_space(p + 1, end);
    w->p = p;
    return true;
}

static inline bool walk_is_array(kq_dyn d) { return d.tag == KQ_DYN_JSON && d.u.s.p[0] == '['; }
static inline bool walk_is_bag(kq_dyn d) { return d.tag == KQ_DYN_JSON && d.u.s.p[0] == '{'; }

#endif
