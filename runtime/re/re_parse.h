/* Patterns in Kusto's dialect, which is that of Rust's regex crate (docs: regex; kql.md 3.5), as trees.
 * Included by: re. */
#ifndef KQ_RE_PARSE_H
#define KQ_RE_PARSE_H

#include <kq/regex.h>

#include "re_set.h"

enum re_kind {
    RE_EMPTY,
    RE_CLASS,  /* one character of `set` */
    RE_ASSERT, /* `assertion` holds here */
    RE_CAT,    /* children one after the other */
    RE_ALT,    /* one of the children, the first that leads to a match */
    RE_REPEAT, /* the child `least` to `most` times */
    RE_GROUP   /* the child, captured as group `index` */
};

enum re_assertion {
    RE_TEXT_START,
    RE_TEXT_END,
    RE_LINE_START,
    RE_LINE_END,
    RE_WORD_BOUNDARY,
    RE_NOT_WORD_BOUNDARY,
    RE_WORD_START,      /* \b{start} */
    RE_WORD_END,        /* \b{end} */
    RE_WORD_START_HALF, /* no word character before */
    RE_WORD_END_HALF    /* no word character behind */
};

#define RE_LINE_ASSERTIONS (1u << RE_LINE_START | 1u << RE_LINE_END)
#define RE_FRAMED_ASSERTIONS \
    (1u << RE_WORD_START | 1u << RE_WORD_END | 1u << RE_WORD_START_HALF | 1u << RE_WORD_END_HALF)
#define RE_WORD_ASSERTIONS (1u << RE_WORD_BOUNDARY | 1u << RE_NOT_WORD_BOUNDARY | RE_FRAMED_ASSERTIONS)

#define RE_UNLIMITED UINT32_MAX

typedef struct re_node {
    enum re_kind kind;
    enum re_assertion assertion;
    const re_set *set;
    uint32_t least, most; /* most: RE_UNLIMITED when there is none */
    bool lazy;
    uint32_t index;
    struct re_node *child, *next; /* first child; next sibling */
} re_node;

typedef struct re_tree {
    kq_arena *arena;
    re_node *root;
    uint32_t groups;     /* numbers of groups are 1 ... groups */
    kq_str *names;       /* [groups + 1]; empty: the group has none */
    unsigned assertions; /* a bit for each enum re_assertion that occurs */
    bool lenient;        /* not valid today: it was in RE2's syntax, which Kusto had until 2024 */
    bool ascii_words;    /* \b and its kin mean ASCII words: (?-u) */
} re_tree;

/* False: *error says what is wrong and where. The tree lives in the arena and points into the pattern.
 *
 * Published rules hold patterns from before 2024, when the dialect was RE2's, that the present one refuses. They are
 * still taken, with tree->lenient and the *error of the present dialect: [ and -- are members of a class, \0 and \12
 * are octal, { is a character where no count follows, and so is the - of [\w-.]. Everything else means what it means
 * today.
 */
bool re_parse(kq_arena *a, kq_str pattern, re_tree *tree, kq_regex_error *error);

#endif
