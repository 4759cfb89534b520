/* JSONPath as far as KQL's functions take it: $.name, $['any name'], $[0] (docs: extract-json-function.md,
 * bag-remove-keys-function.md). Included by runtime/fn. */
#ifndef KQ_JSONPATH_H
#define KQ_JSONPATH_H

#include <kq/abi.h>

typedef struct kq_json_step {
    kq_str key;    /* points into the path */
    int64_t index; /* when is_index; negative: from the end */
    bool is_index;
} kq_json_step;

/* True for a text that begins like a path and not like a plain key. */
bool kq_is_json_path(kq_str text);
/* The steps of a path, in x->row; false when it is not a path of these forms. */
bool kq_json_path(kq_ctx *x, kq_str path, kq_json_step **steps, size_t *n);
/* The value at the end of the path; null when there is none. */
kq_dyn kq_json_follow(kq_ctx *x, kq_dyn d, const kq_json_step *steps, size_t n);

#endif
