/* The splitter of split.h. Lines are found by newline alone. Elements of an array are found by their brackets; where an
 * element turns out malformed, the layout of the text (a line that opens a brace no deeper than the element did) says
 * where the next one probably begins, so that one truncated element does not swallow the others. */
#include "split.h"

#include <string.h>

#define NO_CUT SIZE_MAX

enum { FIRST, COMMA, VALUE, ANY }; /* what may come next in the gap; FIRST: an element or the end of the array */

void kq_splitter_start(kq_splitter *s, const kq_kernels *kernels, size_t max_record) {
    memset(s, 0, sizeof *s);
    s->kernels = kernels;
    s->max_record = max_record;
    s->line = 1;
}

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

static bool is_blank(const char *p, const char *end) {
    while (p < end && is_space(*p)) p++;
    return p == end;
}

static uint64_t count_newlines(const kq_splitter *s, const char *p, const char *end) {
    uint64_t n = 0;
    while ((p = s->kernels->find_byte(p, end, '\n')) < end) {
        n++;
        p++;
    }
    return n;
}

/* ---- lines --------------------------------------------------------------------------------------------------------
 */

/* The record is over the limit and its end is not in sight: hands out what there is. */
static kq_split_event discard(kq_splitter *s, const char *base, const char *p, const char *end, kq_split *out) {
    kq_split_event event = s->discarding ? KQ_SPLIT_REST : KQ_SPLIT_TOO_LONG;
    s->discarding = true;
    s->looked = 0;
    out->p = p;
    out->n = (size_t)(end - p);
    out->consumed = (size_t)(end - base);
    out->ends = false;
    return event;
}

static kq_split_event next_line(kq_splitter *s, const char *base, const char *end, bool at_end, kq_split *out) {
    const char *p = base;
    for (;;) {
        const char *newline = s->kernels->find_byte(p + s->looked, end, '\n');
        out->line = s->line;
        if (newline == end && !at_end) {
            s->looked = (size_t)(end - p);
            /* One byte more than the limit may be the carriage return of CRLF. */
            if (s->looked > 0 && (s->discarding || s->looked - 1 > s->max_record)) return discard(s, base, p, end, out);
            out->consumed = (size_t)(p - base);
            return KQ_SPLIT_MORE;
        }
        if (p == end && !s->discarding) {
            out->consumed = (size_t)(p - base);
            return KQ_SPLIT_END;
        }
        const char *next = newline == end ? end : newline + 1;
        s->looked = 0;
        s->line += next != newline;
        out->p = p;
        out->n = (size_t)(newline - p);
        out->consumed = (size_t)(next - base);
        if (s->discarding) {
            s->discarding = false;
            out->ends = true;
            return KQ_SPLIT_REST;
        }
        size_t length = out->n - (out->n > 0 && newline[-1] == '\r');
        out->ends = true;
        if (length > s->max_record) return KQ_SPLIT_TOO_LONG;
        if (!is_blank(p, newline)) return KQ_SPLIT_RECORD;
        p = next;
    }
}

/* ---- arrays -------------------------------------------------------------------------------------------------------
 */

static kq_split_event framing(kq_splitter *s, const char *base, const char *p, const char *reason, kq_split *out) {
    out->p = p;
    out->n = 0;
    out->consumed = (size_t)(p - base);
    out->line = s->line;
    out->reason = reason;
    return KQ_SPLIT_FRAMING;
}

static void begin_element(kq_splitter *s, char first) {
    s->mode = KQ_MODE_ELEMENT;
    s->first_byte = (uint8_t)first;
    s->looked = 0;
    s->depth = 0;
    s->in_string = s->escape = s->probing = false;
    s->cut = NO_CUT;
}

static kq_split_event next_element(kq_splitter *s, const char *base, const char *p, const char *end, bool at_end,
                                   kq_split *out);

static kq_split_event next_in_gap(kq_splitter *s, const char *base, const char *p, const char *end, bool at_end,
                                  kq_split *out) {
    for (; p < end; p++) {
        char c = *p;
        if (c == '\n') {
            s->line++;
            s->column = 0;
        } else if (is_space(c)) {
            s->column++;
        } else if (c == ',') {
            if (s->expect == FIRST || s->expect == VALUE) {
                s->expect = ANY;
                return framing(s, base, p, "not valid JSON: an element is missing in the array", out);
            }
            s->expect = VALUE;
        } else if (c == ']') {
            if (s->expect == VALUE) {
                s->expect = ANY;
                return framing(s, base, p, "not valid JSON: an element is missing in the array", out);
            }
            s->mode = KQ_MODE_DETECT;
            out->consumed = (size_t)(p + 1 - base);
            return KQ_SPLIT_MORE;
        } else {
            if (s->expect == COMMA) {
                s->expect = ANY;
                return framing(s, base, p, "not valid JSON: a comma is missing in the array", out);
            }
            begin_element(s, c);
            return next_element(s, base, p, end, at_end, out);
        }
    }
    out->consumed = (size_t)(p - base);
    if (!at_end) return KQ_SPLIT_MORE;
    s->mode = KQ_MODE_DETECT;
    return framing(s, base, p, "not valid JSON: the array is not closed", out);
}

/* A line of the element has begun: does it open a brace no deeper than the element did? Commas before it count for
 * nothing, so that a leading-comma layout lines up. Returns where it stopped. */
static const char *probe_line(kq_splitter *s, const char *p, const char *q, const char *end) {
    for (; q < end; q++) {
        if (*q == ',') continue;
        if (*q == ' ' || *q == '\t') {
            s->probe_column++;
            continue;
        }
        if (*q == '{' && s->probe_column <= s->column && s->cut == NO_CUT) {
            s->cut = (size_t)(q - p);
            s->cut_column = s->probe_column;
        }
        s->probing = false;
        break;
    }
    return q;
}

/* An object or array: its end by counting brackets, or NULL when it is not in [q, end). *broken is set when the text
 * cannot be one and ends here for certain (a newline inside a string). */
static const char *container_end(kq_splitter *s, const char *p, const char *q, const char *end, bool *broken) {
    while (q < end) {
        if (s->probing) {
            q = probe_line(s, p, q, end);
            continue;
        }
        if (s->escape) {
            s->escape = false;
            q++;
            continue;
        }
        q = s->kernels->find_structural(q, end);
        if (q == end) break;
        char c = *q;
        if (s->in_string) {
            if (c == '"') s->in_string = false;
            if (c == '\\') s->escape = true;
            if (c == '\n') {
                *broken = true;
                return q;
            }
        } else if (c == '"') {
            s->in_string = true;
        } else if (c == '{' || c == '[') {
            s->depth++;
        } else if (c == '}' || c == ']') {
            s->depth--;
            if (s->depth == 0) return q + 1;
        } else if (c == '\n') {
            s->probing = true;
            s->probe_column = 0;
        }
        q++;
    }
    return NULL;
}

/* Anything else: a string ends at its quote, a word before the next delimiter. */
static const char *scalar_end(kq_splitter *s, const char *p, const char *q, const char *end, bool *broken) {
    if (q == p && !s->discarding) q++; /* the first byte of the element, not of a further part of it */
    for (; q < end; q++) {
        if (s->first_byte != '"') {
            if (*q == ',' || *q == ']' || *q == '{' || *q == '[' || *q == '"' || is_space(*q)) return q;
        } else if (s->escape) {
            s->escape = false;
        } else if (*q == '\\') {
            s->escape = true;
        } else if (*q == '"') {
            return q + 1;
        } else if (*q == '\n') {
            *broken = true;
            return q;
        }
    }
    return NULL;
}

/* Hands out the element p..n and returns to the gap. */
static kq_split_event finish_element(kq_splitter *s, const char *base, const char *p, size_t n, uint8_t expect,
                                     kq_split *out) {
    kq_split_event event = s->discarding ? KQ_SPLIT_REST : n > s->max_record ? KQ_SPLIT_TOO_LONG : KQ_SPLIT_RECORD;
    out->p = p;
    out->n = n;
    out->consumed = (size_t)(p - base) + n;
    out->line = s->line;
    out->ends = true;
    out->cut = event == KQ_SPLIT_RECORD && s->cut < n ? s->cut : 0;
    s->line += count_newlines(s, p, p + n);
    /* A newline inside the element makes this too large: then the next one's layout matches more lines. */
    s->column += n;
    s->mode = KQ_MODE_GAP;
    s->expect = expect;
    s->looked = 0;
    s->discarding = false;
    return event;
}

static kq_split_event finish_at_cut(kq_splitter *s, const char *base, const char *p, kq_split *out) {
    kq_split_event event = finish_element(s, base, p, s->cut, ANY, out);
    s->column = s->cut_column;
    return event;
}

static kq_split_event next_element(kq_splitter *s, const char *base, const char *p, const char *end, bool at_end,
                                   kq_split *out) {
    bool broken = false;
    bool container = s->first_byte == '{' || s->first_byte == '[';
    const char *q = p + s->looked;
    q = container ? container_end(s, p, q, end, &broken) : scalar_end(s, p, q, end, &broken);
    size_t n = (size_t)((q ? q : end) - p);
    bool too_long = s->discarding || n > s->max_record;
    /* Cutting whenever the limit is passed, complete or not, keeps the answer independent of the chunks. */
    if (s->cut != NO_CUT && (too_long || (at_end && !q))) return finish_at_cut(s, base, p, out);
    if (q) return finish_element(s, base, p, n, broken ? ANY : COMMA, out);
    if (at_end) return finish_element(s, base, p, n, ANY, out);
    s->looked = n;
    if (too_long && n > 0) {
        out->line = s->line;
        s->line += count_newlines(s, p, end);
        return discard(s, base, p, end, out);
    }
    out->consumed = (size_t)(p - base);
    return KQ_SPLIT_MORE;
}

void kq_splitter_malformed(kq_splitter *s, kq_split *out) {
    if (out->cut == 0) return;
    s->line -= count_newlines(s, out->p + out->cut, out->p + out->n);
    out->consumed -= out->n - out->cut;
    out->n = out->cut;
    out->cut = 0;
    s->mode = KQ_MODE_GAP;
    s->expect = ANY;
    s->column = s->cut_column;
}

/* ---- start --------------------------------------------------------------------------------------------------------
 */

/* Passes over a byte order mark; NULL when more bytes are needed to tell. */
static const char *skip_bom(const char *p, const char *end, bool at_end) {
    static const char bom[3] = "\xEF\xBB\xBF";
    size_t n = (size_t)(end - p) < 3 ? (size_t)(end - p) : 3;
    if (n > 0 && memcmp(p, bom, n) != 0) return p;
    if (n == 3) return p + 3;
    return at_end ? p : NULL;
}

kq_split_event kq_splitter_next(kq_splitter *s, const char *p, const char *end, bool at_end, kq_split *out) {
    const char *base = p;
    *out = (kq_split){.line = s->line};
    if (s->mode == KQ_MODE_START) {
        const char *q = skip_bom(p, end, at_end);
        if (!q) return KQ_SPLIT_MORE;
        p = q;
        s->mode = KQ_MODE_DETECT;
    }
    if (s->mode == KQ_MODE_DETECT) {
        for (; p < end && is_space(*p); p++) s->line += *p == '\n';
        out->consumed = (size_t)(p - base);
        if (p == end) return at_end ? KQ_SPLIT_END : KQ_SPLIT_MORE;
        s->looked = 0;
        s->mode = *p == '[' ? KQ_MODE_GAP : KQ_MODE_LINES;
        if (s->mode == KQ_MODE_GAP) {
            p++;
            s->expect = FIRST;
            s->column = 1;
        }
    }
    switch (s->mode) {
    case KQ_MODE_GAP: return next_in_gap(s, base, p, end, at_end, out);
    case KQ_MODE_ELEMENT: return next_element(s, base, p, end, at_end, out);
    default: break;
    }
    size_t skipped = (size_t)(p - base);
    kq_split_event event = next_line(s, p, end, at_end, out);
    out->consumed += skipped;
    return event;
}
