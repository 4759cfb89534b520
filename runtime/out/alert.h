/* SingleAlert: gathers what an alert says about the result rows and writes it as a row of Sentinel's SecurityAlert
 * table when the rule's trigger holds (sentinel-rules.md 2.2, 3). Included by runtime/out. */
#ifndef KQ_ALERT_H
#define KQ_ALERT_H

#include "entities.h"
#include "writer.h"

typedef struct kq_alert {
    const kq_detector *detector;
    const kq_ctx *ctx;
    kq_entities entities;
    uint32_t start_column, end_column; /* column_count: none */
    int64_t start, end;                /* of the rows seen; start > end: none */
} kq_alert;

/* The columns of an alert, in order. */
extern const kq_column kq_alert_columns[];
extern const uint32_t kq_alert_column_count;

void kq_alert_init(kq_alert *a, const kq_detector *d, const kq_ctx *ctx);
void kq_alert_row(kq_alert *a, const kq_value *values);
/* Takes over what the rows of `part` gave, which come next, and empties it; its entities are in `log`. */
void kq_alert_take(kq_alert *a, kq_alert *part, kq_str log);
/* Writes the alert about `rows` result rows. */
void kq_alert_write(kq_alert *a, uint64_t rows, kq_writer *w);
void kq_alert_free(kq_alert *a);

/* Does `rows OP threshold` hold? */
bool kq_trigger_holds(const kq_rule *rule, uint64_t rows);

#endif
