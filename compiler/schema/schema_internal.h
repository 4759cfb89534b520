/* Between schema.c and schema_json.c. */
#ifndef KQLC_SCHEMA_INTERNAL_H
#define KQLC_SCHEMA_INTERNAL_H

#include "schema.h"

/* Adds or replaces a table; `columns` (interned names) must live in the schema's arena. */
void schema_put(struct schema *s, const char *name, const struct schema_column *columns, size_t n);
struct arena *schema_arena(struct schema *s);

#endif
