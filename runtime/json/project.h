/* On-demand field projector: validates one JSON object completely (RFC 8259 grammar, UTF-8, depth) and on the way notes
 * where the values of the wanted top-level keys are, undecoded. Included by runtime/json and runtime/host. */
#ifndef KQ_PROJECT_H
#define KQ_PROJECT_H

#include <kq/abi.h>

#include "kernels.h"
#include "keys.h"

typedef enum kq_verdict {
    KQ_VALID = 0,
    KQ_NOT_JSON,
    KQ_NOT_OBJECT,
    KQ_NOT_UTF8,
    KQ_TOO_DEEP,
    KQ_TOO_LONG /* over --max-record; found by the splitter */
} kq_verdict;

/* "not valid JSON" and so on, for messages. */
const char *kq_verdict_text(kq_verdict v);

typedef struct kq_projector {
    const kq_kernels *kernels;
    kq_keys keys;
    kq_index *index; /* of the current record */
} kq_projector;

/* The keys are distinct, unescaped, and borrowed. False when out of memory. */
bool kq_projector_init(kq_projector *pr, const kq_kernels *kernels, const kq_str *keys, uint32_t count);
void kq_projector_free(kq_projector *pr);

/* Validates the record p..n (one object, white space around it allowed) and fills slots[key_count], which point into
 * it. The first of duplicate keys counts; keys compare after unescaping, exactly. KQ_PADDING bytes must follow the
 * text. On any verdict but KQ_VALID the slots are undefined. */
kq_verdict kq_project(kq_projector *pr, const char *p, size_t n, kq_slot *slots);

/* First byte in [p, end) that is not JSON white space, or end. */
static inline const char *kq_skip_space(const char *p, const char *end) {
    while (p < end && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t')) p++;
    return p;
}

#endif
