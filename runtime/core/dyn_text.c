/* Dynamic values as text. Raw JSON is brought to the compact form in one pass: white space goes, strings and numbers
 * are rewritten, and when a bag closes that holds a key twice its text is put together again. */
#include <kq/keep.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dynwalk.h"
#include "guid.h"
#include "number.h"
#include "timetext.h"

/* A member of an open bag, as offsets into the output. */
typedef struct written {
    size_t key, colon, end; /* the quoted key, the colon behind it, the end of the value */
} written;

typedef struct level {
    size_t start; /* output offset behind the brace */
    size_t first; /* index of the bag's first member */
    bool object;
} level;

typedef struct writer {
    kq_buf *out;
    written *members; /* of all open bags, innermost last */
    size_t count, capacity;
    written few[32]; /* where `members` begins */
    level levels[KQ_MAX_DEPTH];
} writer;

static void put_real(kq_buf *b, double v) {
    char text[KQ_REAL_TEXT];
    bool number = isfinite(v); /* JSON has no numbers for the others */
    if (!number) kq_buf_putc(b, '"');
    kq_buf_put(b, text, kq_format_real(v, text));
    if (!number) kq_buf_putc(b, '"');
}

static void put_number(kq_buf *b, kq_str token) {
    char text[KQ_LONG_TEXT];
    int64_t i;
    double r;
    if (kq_parse_long(token, &i)) {
        kq_buf_put(b, text, kq_format_long(i, text));
    } else if (kq_parse_real(token, &r)) {
        put_real(b, r);
    }
}

static void add_member(writer *w, size_t key) {
    if (w->count == w->capacity) {
        bool on_heap = w->members != w->few;
        size_t capacity = w->capacity * 2;
        written *grown = realloc(on_heap ? w->members : NULL, capacity * sizeof *grown);
        if (!grown) kq_fatal("out of memory");
        if (!on_heap) memcpy(grown, w->few, sizeof w->few);
        w->members = grown;
        w->capacity = capacity;
    }
    w->members[w->count++] = (written){.key = key};
}

static kq_str written_key(const writer *w, const written *m) {
    return kq_mk_string(w->out->p + m->key, m->colon - m->key);
}

#define SMALL_BAG 16u

/* Fills last[i] with the number of the last member that has the key of member i, for the first member of each key;
 * with SIZE_MAX for the others. Returns whether any key comes twice. */
static bool find_duplicates(const writer *w, const written *m, size_t n, size_t *last) {
    bool found = false;
    size_t size = 2;
    while (size < n * 2) size *= 2;
    size_t *table = calloc(size, sizeof *table); /* member number + 1, by hash of the key */
    if (!table) kq_fatal("out of memory");
    for (size_t i = 0; i < n; i++) {
        kq_str key = written_key(w, &m[i]);
        size_t at = (size_t)kq_hash_string(KQ_HASH_SEED, key) & (size - 1);
        while (table[at] && !kq_same_string(written_key(w, &m[table[at] - 1]), key)) at = (at + 1) & (size - 1);
        last[i] = i;
        if (table[at]) {
            last[table[at] - 1] = i;
            last[i] = SIZE_MAX;
            found = true;
        } else {
            table[at] = i + 1;
        }
    }
    free(table);
    return found;
}

static bool small_bag_has_duplicates(const writer *w, const written *m, size_t n) {
    for (size_t i = 1; i < n; i++) {
        kq_str key = written_key(w, &m[i]);
        for (size_t j = 0; j < i; j++) {
            if (kq_same_string(written_key(w, &m[j]), key)) return true;
        }
    }
    return false;
}

/* The last of duplicate keys wins, at the place of the first (kql.md 4; kq_dyn_expand does the same). */
static void drop_duplicates(writer *w, const level *bag) {
    const written *m = w->members + bag->first;
    size_t n = w->count - bag->first;
    if (n < 2 || (n <= SMALL_BAG && !small_bag_has_duplicates(w, m, n))) return;
    size_t *last = malloc(n * sizeof *last);
    if (!last) kq_fatal("out of memory");
    if (find_duplicates(w, m, n, last)) {
        kq_buf kept = {0};
        for (size_t i = 0; i < n; i++) {
            if (last[i] == SIZE_MAX) continue;
            const written *value = &m[last[i]];
            if (kept.n) kq_buf_putc(&kept, ',');
            kq_buf_put(&kept, w->out->p + value->key, value->end - value->key);
        }
        w->out->n = bag->start;
        kq_buf_put(w->out, kept.p, kept.n);
        kq_buf_free(&kept);
    }
    free(last);
}

/* A scalar, at p. */
static const char *put_scalar(kq_buf *b, const char *p, const char *end) {
    const char *value_end = kq_json_skip_trusted(p, end);
    kq_str text = kq_mk_string(p, (size_t)(value_end - p));
    if (*p == '"' && !memchr(text.p, '\\', text.n)) {
        kq_buf_put(b, text.p, text.n);
    } else if (*p == '"') {
        if (text.n >= 2) kq_json_put_escaped(b, kq_mk_string(p + 1, text.n - 2));
    } else if (*p == 't' || *p == 'f' || *p == 'n') {
        kq_buf_put(b, text.p, text.n);
    } else {
        put_number(b, text);
    }
    return value_end;
}

/* The key at p and its colon. */
static const char *put_key(writer *w, const char *p, const char *end) {
    size_t key = w->out->n;
    if (p < end) p = put_scalar(w->out, p, end);
    add_member(w, key);
    w->members[w->count - 1].colon = w->out->n;
    kq_buf_putc(w->out, ':');
    p = kq_json_skip_space(p, end);
    return p < end ? kq_json_skip_space(p + 1, end) : end;
}

static void put_text(writer *w, kq_str text) {
    const char *p = text.p, *end = text.p + text.n;
    size_t open = 0;
    kq_buf_reserve(w->out, text.n);
    while (p < end) {
        /* A value begins at p. */
        if ((*p == '{' || *p == '[') && open < KQ_MAX_DEPTH) {
            bool object = *p == '{';
            kq_buf_putc(w->out, *p);
            w->levels[open++] = (level){.start = w->out->n, .first = w->count, .object = object};
            p = kq_json_skip_space(p + 1, end);
            if (p < end && *p != '}' && *p != ']') {
                if (object) p = put_key(w, p, end);
                continue;
            }
        } else {
            p = put_scalar(w->out, p, end);
        }
        /* A value ended, or p stands at the end of an empty container. */
        while (open) {
            const level *in = &w->levels[open - 1];
            p = kq_json_skip_space(p, end);
            bool more = p < end && *p == ',';
            if (in->object && w->count > in->first) w->members[w->count - 1].end = w->out->n;
            if (more) {
                kq_buf_putc(w->out, ',');
                p = kq_json_skip_space(p + 1, end);
                if (in->object) p = put_key(w, p, end);
                break;
            }
            if (in->object) drop_duplicates(w, in);
            kq_buf_putc(w->out, in->object ? '}' : ']');
            w->count = in->first;
            if (p < end) p++;
            open--;
        }
        if (!open) return;
    }
}

static void put_json_text(kq_buf *b, kq_str text) {
    writer w; /* most of it is not touched */
    w.out = b;
    w.members = w.few;
    w.count = 0;
    w.capacity = sizeof w.few / sizeof *w.few;
    put_text(&w, text);
    if (w.members != w.few) free(w.members);
}

/* Longest text of a scalar other than a string. */
#define SCALAR_TEXT 40

static size_t format_scalar(kq_dyn d, char *text) {
    switch (d.tag) {
    case KQ_DYN_BOOL: memcpy(text, d.u.b ? "true" : "false", d.u.b ? 4 : 5); return d.u.b ? 4 : 5;
    case KQ_DYN_LONG: return kq_format_long(d.u.i, text);
    case KQ_DYN_REAL: return kq_format_real(d.u.r, text);
    case KQ_DYN_DATETIME: return kq_format_datetime(d.u.i, text);
    case KQ_DYN_TIMESPAN: return kq_format_timespan(d.u.i, text);
    case KQ_DYN_GUID: return kq_format_guid(d.u.guid, text);
    default: return 0;
    }
}

void kq_dyn_put_json(kq_buf *b, kq_dyn d) {
    char text[SCALAR_TEXT];
    switch (d.tag) {
    case KQ_DYN_NULL: kq_buf_puts(b, "null"); break;
    case KQ_DYN_REAL: put_real(b, d.u.r); break;
    case KQ_DYN_STRING: kq_json_put_string(b, d.u.s); break;
    case KQ_DYN_JSON: put_json_text(b, d.u.s); break;
    case KQ_DYN_ARRAY:
        kq_buf_putc(b, '[');
        for (uint32_t i = 0; i < d.n; i++) {
            if (i) kq_buf_putc(b, ',');
            kq_dyn_put_json(b, d.u.items[i]);
        }
        kq_buf_putc(b, ']');
        break;
    case KQ_DYN_BAG:
        kq_buf_putc(b, '{');
        for (uint32_t i = 0; i < d.n; i++) {
            if (i) kq_buf_putc(b, ',');
            kq_json_put_string(b, d.u.members[i].key);
            kq_buf_putc(b, ':');
            kq_dyn_put_json(b, d.u.members[i].value);
        }
        kq_buf_putc(b, '}');
        break;
    case KQ_DYN_BOOL:
    case KQ_DYN_LONG: kq_buf_put(b, text, format_scalar(d, text)); break;
    case KQ_DYN_DATETIME: /* the others stand in quotes (kql.md 2.5) */
    case KQ_DYN_TIMESPAN:
    case KQ_DYN_GUID:
        kq_buf_putc(b, '"');
        kq_buf_put(b, text, format_scalar(d, text));
        kq_buf_putc(b, '"');
        break;
    }
}

kq_str kq_dyn_text(kq_arena *a, kq_dyn d) {
    if (d.tag == KQ_DYN_STRING) return d.u.s;
    if (d.tag == KQ_DYN_JSON || d.tag == KQ_DYN_ARRAY || d.tag == KQ_DYN_BAG) {
        kq_buf b = {0};
        kq_dyn_put_json(&b, d);
        kq_str s = kq_buf_to_arena(&b, a);
        kq_buf_free(&b);
        return s;
    }
    char text[SCALAR_TEXT];
    return kq_keep_string(a, kq_mk_string(text, format_scalar(d, text)));
}
