/* Escape sequences of patterns, inside and outside of classes. */
#include <string.h>

#include "re_reader.h"
#include "re_unicode.h"
#include "utf8.h"

static re_escape failed(re_reader *r, const char *from, const char *message) {
    re_fail(r, from, KQ_REGEX_INVALID, message);
    return (re_escape){.kind = RE_ESCAPE_FAILED};
}

static re_escape character(uint32_t c) { return (re_escape){.kind = RE_ESCAPE_CHAR, .c = c}; }

/* Behind \x, \u, \U: `digits` hexadecimal digits, or any number of them in braces. */
static re_escape read_hex(re_reader *r, const char *from, unsigned digits) {
    bool braces = re_take(r, '{');
    uint32_t c = 0;
    unsigned n = 0;
    for (; r->p < r->end && (braces || n < digits); n++) {
        int digit = kq_ascii_hex((unsigned char)*r->p);
        if (digit < 0) break;
        c = c > RE_LAST_CODE_POINT ? c : c * 16 + (uint32_t)digit;
        r->p++;
    }
    if (n == 0 || (!braces && n < digits) || (braces && !re_take(r, '}')))
        return failed(r, from, "hexadecimal digits are expected");
    if (c > RE_LAST_CODE_POINT || (c >= 0xD800 && c <= 0xDFFF)) return failed(r, from, "there is no such character");
    /* in text, \xE9 without Unicode would be a byte that is not a character */
    if (!(r->flags & RE_UNICODE) && c >= 0x80) return failed(r, from, "(?-u) allows ASCII characters only");
    return character(c);
}

/* Behind \ and its first digit: up to two more. */
static re_escape read_octal(re_reader *r, char first) {
    uint32_t c = (uint32_t)(first - '0');
    for (int n = 0; n < 2 && r->p < r->end && *r->p >= '0' && *r->p <= '7'; n++) c = c * 8 + (uint32_t)(*r->p++ - '0');
    return character(c);
}

static re_escape perl_class(re_reader *r, const char *from, char letter) {
    static const char names[] = "dsw";
    char which = (char)kq_ascii_lower((unsigned char)letter);
    size_t i = (size_t)(strchr(names, which) - names);
    bool unicode = r->flags & RE_UNICODE, negated = letter != which;
    if (negated && !unicode) return failed(r, from, "(?-u) allows ASCII characters only");
    const re_set **known = &r->perl[i][unicode][negated];
    if (!*known) {
        re_set *s = re_new_set(r);
        re_add_perl_class(s, which, unicode);
        if (negated) re_set_negate(s);
        *known = s;
    }
    return (re_escape){.kind = RE_ESCAPE_SET, .set = *known};
}

/* Behind \p and \P: one letter, or a name in braces. */
static re_escape read_property(re_reader *r, const char *from, bool negated) {
    const char *name = r->p;
    size_t n = 1;
    if (r->p == r->end) return failed(r, from, "the name of a Unicode class is expected");
    if (re_take(r, '{')) {
        name = r->p;
        const char *close = memchr(r->p, '}', (size_t)(r->end - r->p));
        if (!close) return failed(r, from, "the name of a Unicode class ends with }");
        r->p = close + 1;
        n = (size_t)(close - name);
        if (n > 0 && *name == '^') {
            negated = !negated;
            name++;
            n--;
        }
        const char *differs = n > 1 ? memmem(name, n, "!=", 2) : NULL;
        if (differs) return failed(r, from, "!= is written \\P{...=...}");
    } else {
        re_take_char(r);
        n = (size_t)(r->p - name);
    }
    if (!(r->flags & RE_UNICODE)) return failed(r, from, "Unicode classes need the flag u");
    if (++r->properties > RE_PROPERTIES_MAX) {
        re_fail(r, from, KQ_REGEX_UNSUPPORTED, "too many Unicode classes");
        return (re_escape){.kind = RE_ESCAPE_FAILED};
    }
    re_set *s = re_new_set(r);
    if (!re_add_property(s, name, n)) { /* the dialect may have it */
        re_fail(r, from, KQ_REGEX_UNSUPPORTED, "no Unicode class of this name is known");
        return (re_escape){.kind = RE_ESCAPE_FAILED};
    }
    if (r->flags & RE_FOLD) re_set_fold(s, true);
    if (negated) re_set_negate(s);
    return (re_escape){.kind = RE_ESCAPE_SET, .set = s};
}

static re_escape assertion(enum re_assertion a) { return (re_escape){.kind = RE_ESCAPE_ASSERTION, .assertion = a}; }

/* Behind \b: {start} and the like, or nothing. \b{3} is a repetition, or an error, as elsewhere. */
static re_escape read_boundary(re_reader *r) {
    if (re_take_text(r, "{start}")) return assertion(RE_WORD_START);
    if (re_take_text(r, "{end}")) return assertion(RE_WORD_END);
    if (re_take_text(r, "{start-half}")) return assertion(RE_WORD_START_HALF);
    if (re_take_text(r, "{end-half}")) return assertion(RE_WORD_END_HALF);
    return assertion(RE_WORD_BOUNDARY);
}

re_escape re_read_escape(re_reader *r, const char *from) {
    if (r->p == r->end) return failed(r, from, "a backslash at the end");
    char c = *r->p;
    if ((unsigned char)c >= 0x80) return failed(r, from, "there is no such escape sequence");
    r->p++;
    switch (c) {
    case 'd':
    case 'D':
    case 's':
    case 'S':
    case 'w':
    case 'W': return perl_class(r, from, c);
    case 'p': return read_property(r, from, false);
    case 'P': return read_property(r, from, true);
    case 'x': return read_hex(r, from, 2);
    case 'u': return read_hex(r, from, 4);
    case 'U': return read_hex(r, from, 8);
    case 'a': return character('\a');
    case 'f': return character('\f');
    case 't': return character('\t');
    case 'n': return character('\n');
    case 'r': return character('\r');
    case 'v': return character('\v');
    case 'A': return assertion(RE_TEXT_START);
    case 'z': return assertion(RE_TEXT_END);
    case 'b': return read_boundary(r);
    case 'B': return assertion(RE_NOT_WORD_BOUNDARY);
    case '<': return assertion(RE_WORD_START);
    case '>': return assertion(RE_WORD_END);
    default: break;
    }
    if (r->lenient && c <= '7' && (c == '0' || (r->p < r->end && *r->p >= '0' && *r->p <= '7')))
        return read_octal(r, c);
    if (kq_ascii_is_digit((unsigned char)c)) return failed(r, from, "backreferences are not supported");
    if (kq_ascii_is_alnum((unsigned char)c)) return failed(r, from, "there is no such escape sequence");
    return character((unsigned char)c);
}
