/* Values out of a text, for parse, parse-where and parse-kv (docs: parse-operator, parse-kv-operator; kql.md 5.8). */
#ifndef KQ_PARSE_H
#define KQ_PARSE_H

#include <kq/abi.h>

typedef struct kq_parse_part { /* a column with a type, a `*`, or a text */
    kq_str text;
    kq_type type;
    bool star;
} kq_parse_part;

typedef struct kq_parse_pattern {
    const kq_parse_part *parts;
    uint32_t count;
    bool relaxed; /* a value that its type does not take is null, not a failure of the whole */
} kq_parse_pattern;

/* Matches the whole text: texts where they stand, or, behind a `*` or a column of type string, at their first
 * occurrence (one that ends the pattern: at the end). A column takes what lies up to the next text; in front of a `*`
 * the longest beginning that its type takes. Sets values[i] for each column, in order; all are null (string: empty)
 * when false is returned. They point into the text or x->row. */
bool kq_parse(kq_ctx *x, const kq_parse_pattern *p, kq_str text, kq_value *values);

/* The texts that a pattern gave as values, by the same rules, not relaxed. `found`: it did match. */
bool kq_parse_texts(kq_ctx *x, bool found, const kq_type *types, const kq_str *texts, size_t n, kq_value *values);

typedef struct kq_kv_pattern {
    const kq_str *keys;
    const kq_type *types;
    uint32_t key_count;
    kq_str pair, between; /* delimiters of pairs, and of key and value; both empty: all but ASCII letters and digits,
                             and bytes above 0x7f */
    const kq_str *open, *close; /* quotes around keys and values */
    const kq_str *escapes;      /* in quotes: what follows stands for itself */
    uint32_t quote_count, escape_count;
    bool greedy; /* a value without quotes runs up to the next of the keys */
} kq_kv_pattern;

/* Sets values[i] to the first value of keys[i] in the text, without white space around it; null (string: empty) when
 * there is none or its type does not take it. True. */
bool kq_parse_kv(kq_ctx *x, const kq_kv_pattern *p, kq_str text, kq_value *values);

/* The same for pairs that are found in another way: kq_kv_take takes one, and false says that no more are needed. */
typedef struct kq_kv {
    kq_ctx *x;
    const kq_kv_pattern *p;
    kq_value *values;
    bool *has_value;
    uint32_t found;
} kq_kv;
kq_kv kq_kv_begin(kq_ctx *x, const kq_kv_pattern *p, kq_value *values);
bool kq_kv_take(void *kv, kq_str key, kq_str value);

#endif
