/* What re_parse.c, re_group.c, re_escape.c and re_class.c share: the place in the pattern, the flags there, and the
 * error. Included by: re. */
#ifndef KQ_RE_READER_H
#define KQ_RE_READER_H

#include "re_parse.h"

enum re_flag {
    RE_FOLD = 1,     /* i */
    RE_LINES = 2,    /* m */
    RE_DOT_ALL = 4,  /* s */
    RE_CRLF = 8,     /* R */
    RE_SWAP = 16,    /* U: lazy by default */
    RE_UNICODE = 32, /* u */
    RE_VERBOSE = 64  /* x */
};

#define RE_NESTING 250        /* groups and classes inside each other: Rust's limit */
#define RE_PATTERN_MAX 65536  /* bytes */
#define RE_RANGES_MAX 1000000 /* of all classes of a pattern together */
#define RE_PROPERTIES_MAX 100 /* a script costs some milliseconds (re_engine_class) */

typedef struct re_reader {
    kq_arena *arena;
    const char *start, *p, *end;
    unsigned flags, depth;
    unsigned properties; /* \p{...} so far */
    unsigned stacked;    /* repetitions of repetitions: a*+ */
    size_t ranges;
    bool lenient;          /* what the dialect refuses and RE2 took is read as RE2 read it (re_parse.h) */
    kq_regex_error *error; /* kind set: parsing has failed */
    re_tree *tree;
    const re_set *perl[3][2][2]; /* d s w, Unicode, negated: made once */
} re_reader;

static inline bool re_failed(const re_reader *r) { return r->error->kind != KQ_REGEX_OK; }
/* Keeps the first error; `at` is a place in the pattern. Returns NULL. */
void *re_fail(re_reader *r, const char *at, enum kq_regex_error_kind kind, const char *message);
static inline bool re_at(const re_reader *r, char c) { return r->p < r->end && *r->p == c; }
static inline bool re_next_is(const re_reader *r, char c) { return r->end - r->p > 1 && r->p[1] == c; }
static inline bool re_take(re_reader *r, char c) {
    if (!re_at(r, c)) return false;
    r->p++;
    return true;
}
bool re_take_text(re_reader *r, const char *text);
/* With flag x: passes over white space and comments. */
void re_skip_space(re_reader *r);
uint32_t re_take_char(re_reader *r); /* a code point; not at the end */

re_set *re_new_set(re_reader *r);
/* Counts the set's ranges against RE_RANGES_MAX. */
void re_count_set(re_reader *r, const re_set *s);

re_node *re_new_node(re_reader *r, enum re_kind kind);
/* Up to a closing bracket or the end. NULL: an error. */
re_node *re_read_alternatives(re_reader *r);
/* Behind ( that stands at `from`. Flags alone, (?i), give NULL without an error; they hold until the group around ends.
 */
re_node *re_read_group(re_reader *r, const char *from); /* re_group.c */

/* An escape sequence behind its backslash, which stands at `from`. */
enum re_escape_kind { RE_ESCAPE_CHAR, RE_ESCAPE_SET, RE_ESCAPE_ASSERTION, RE_ESCAPE_FAILED };
typedef struct re_escape {
    enum re_escape_kind kind;
    uint32_t c;
    const re_set *set;
    enum re_assertion assertion;
} re_escape;
re_escape re_read_escape(re_reader *r, const char *from); /* re_escape.c */
/* [...], behind the bracket that stands at `from`; the whole class, with the flags applied. */
const re_set *re_read_class(re_reader *r, const char *from); /* re_class.c */

#endif
