/* Text of result values: as JSON (DESIGN: values in ndjson and json) and as tostring gives it. Included by
 * runtime/out. */
#ifndef KQ_VALUETEXT_H
#define KQ_VALUETEXT_H

#include "buf.h"

/* "long", "datetime", ... */
const char *kq_type_text(kq_type t);

/* datetime, timespan and guid as strings, NaN and infinities too; null as null; dynamic as JSON. */
void kq_put_value_json(kq_buf *b, const kq_value *v);

/* tostring(value): null is empty (kql.md 2.5). */
void kq_put_value_text(kq_buf *b, const kq_value *v);

#endif
