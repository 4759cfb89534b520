/* Entities of an alert: one JSON object per distinct tuple of mapped values, in row order, in the shapes that Sentinel
 * gives (sentinel-rules.md 1.3, 3.3). Included by runtime/out. */
#ifndef KQ_ENTITIES_H
#define KQ_ENTITIES_H

#include <kq/abi.h>

#include "buf.h"

/* Sentinel: at most 500 entities an alert, divided equally among the mappings, and 64 KB in all. */
#define KQ_ENTITY_MAX 500u
#define KQ_ENTITY_BYTES ((size_t)64 * 1024)

typedef struct kq_entity_seen {
    uint32_t count;
    uint32_t *slots; /* KQ_ENTITY_SLOTS; index + 1 into `from` */
    size_t *from;    /* offsets into `keys`, one more than count */
    kq_buf keys;
} kq_entity_seen;

#define KQ_ENTITY_SLOTS 2048u

typedef struct kq_entities {
    const kq_entity *mappings; /* borrowed */
    uint32_t mapping_count;
    uint32_t limit; /* entities a mapping */
    uint32_t count; /* entities written */
    kq_entity_seen *seen;
    kq_buf json; /* "[{...},{...}", without the closing bracket; empty when there is none */
    kq_buf scratch, tuple;
    kq_buf *log; /* borrowed; not NULL: tuples are only noted there, for kq_entities_take */
} kq_entities;

void kq_entities_init(kq_entities *e, const kq_entity *mappings, uint32_t count);
void kq_entities_row(kq_entities *e, const kq_value *values);
/* What rows gave that were noted in a log: the same as if they came here one by one. */
void kq_entities_take(kq_entities *e, kq_str log);
/* Closes the array: its text, "" when there is no entity. Valid until kq_entities_free. */
kq_str kq_entities_finish(kq_entities *e);
void kq_entities_free(kq_entities *e);

#endif
