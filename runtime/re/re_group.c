/* Groups of patterns: captured ones, with or without a name, those with flags, and flags alone. */
#include <string.h>

#include "re_reader.h"
#include "utf8.h"

static unsigned flag_of(char c) {
    switch (c) {
    case 'i': return RE_FOLD;
    case 'm': return RE_LINES;
    case 's': return RE_DOT_ALL;
    case 'R': return RE_CRLF;
    case 'U': return RE_SWAP;
    case 'u': return RE_UNICODE;
    case 'x': return RE_VERBOSE;
    default: return 0;
    }
}

/* Behind "(?", up to : or ), which stays. */
static bool read_flags(re_reader *r) {
    unsigned on = 0, off = 0;
    bool negative = false;
    const char *last = NULL; /* the dash, as long as no flag follows */
    for (; r->p < r->end && *r->p != ':' && *r->p != ')'; r->p++) {
        if (*r->p == '-') {
            if (negative) return re_fail(r, r->p, KQ_REGEX_INVALID, "a second - in flags");
            negative = true;
            last = r->p;
            continue;
        }
        unsigned flag = flag_of(*r->p);
        if (!flag) return re_fail(r, r->p, KQ_REGEX_INVALID, "there is no such flag");
        if ((on | off) & flag) return re_fail(r, r->p, KQ_REGEX_INVALID, "the same flag twice");
        *(negative ? &off : &on) |= flag;
        last = NULL;
    }
    if (r->p == r->end) return re_fail(r, r->end, KQ_REGEX_INVALID, "the group is not closed");
    if (last) return re_fail(r, last, KQ_REGEX_INVALID, "a flag is expected behind -");
    r->flags = (r->flags | on) & ~off;
    return true;
}

static bool name_char(uint32_t c, bool first) {
    if (c >= 0x80) { /* Rust: alphabetic, then alphanumeric */
        return kq_char_is_alnum(c);
    }
    if (c == '_' || (c | 32u) - 'a' < 26u) return true;
    return !first && (kq_ascii_is_digit((unsigned char)c) || c == '.' || c == '[' || c == ']');
}

/* Behind "(?<" or "(?P<". */
static bool read_name(re_reader *r, uint32_t index) {
    const char *from = r->p;
    while (r->p < r->end && *r->p != '>') {
        const char *at = r->p;
        if (!name_char(re_take_char(r), at == from))
            return re_fail(r, at, KQ_REGEX_INVALID, "no character of a group's name");
    }
    kq_str name = {from, (size_t)(r->p - from)};
    if (!re_take(r, '>')) return re_fail(r, from, KQ_REGEX_INVALID, "the group's name ends with >");
    if (name.n == 0) return re_fail(r, from, KQ_REGEX_INVALID, "the group's name is empty");
    for (uint32_t i = 1; i < index; i++)
        if (r->tree->names[i].n == name.n && memcmp(r->tree->names[i].p, name.p, name.n) == 0)
            return re_fail(r, from, KQ_REGEX_INVALID, "two groups of one name");
    r->tree->names[index] = name;
    return true;
}

static uint32_t new_group(re_reader *r) {
    re_tree *t = r->tree;
    uint32_t index = t->groups + 1;
    if ((index & (index - 1)) == 0) { /* room for 2 * index names */
        kq_str *names = kq_alloc(r->arena, 2 * index * sizeof *names);
        memset(names, 0, 2 * index * sizeof *names);
        memcpy(names, t->names, index * sizeof *names);
        t->names = names;
    }
    return t->groups = index;
}

re_node *re_read_group(re_reader *r, const char *from) {
    unsigned saved = r->flags;
    uint32_t index = 0;
    re_skip_space(r);
    if (re_take_text(r, "?=") || re_take_text(r, "?!") || re_take_text(r, "?<=") || re_take_text(r, "?<!"))
        return re_fail(r, from, KQ_REGEX_INVALID, "look-around is not supported");
    if (re_take_text(r, "?P<") || re_take_text(r, "?<")) {
        index = new_group(r);
        if (!read_name(r, index)) return NULL;
    } else if (re_take(r, '?')) {
        const char *flags = r->p;
        if (!read_flags(r)) return NULL;
        if (re_take(r, ')')) return flags + 1 == r->p ? re_fail(r, from, KQ_REGEX_INVALID, "flags are expected") : NULL;
        r->p++; /* the colon */
    } else {
        index = new_group(r);
    }
    if (++r->depth > RE_NESTING) return re_fail(r, from, KQ_REGEX_INVALID, "too deeply nested");
    re_node *inner = re_read_alternatives(r);
    if (!inner) return NULL;
    r->depth--;
    if (!re_take(r, ')')) return re_fail(r, from, KQ_REGEX_INVALID, "the group is not closed");
    r->flags = saved;
    if (index == 0) return inner;
    re_node *group = re_new_node(r, RE_GROUP);
    group->index = index;
    group->child = inner;
    return group;
}
