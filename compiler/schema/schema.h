/* Table schemas: built-in ones (tables.def, generated facts) plus --schema files. */
#ifndef KQLC_SCHEMA_H
#define KQLC_SCHEMA_H

#include "base.h"
#include "diag.h"

#include <kq/value.h>

struct schema_column {
    const char *name; /* interned */
    kq_type type;
};
struct schema_table {
    const char *name;
    const struct schema_column *columns;
    size_t column_count;
};
struct schema;

struct schema *schema_new(struct arena *a); /* with the built-in tables */
/* Adds or overrides tables from a JSON file {"Table":{"Column":"type"}}; false and a message in *error on failure. */
bool schema_load(struct schema *s, const char *path, char **error);
const struct schema_table *schema_find(struct schema *s, const char *name); /* case-sensitive; NULL: none */
/* The closest table name for did-you-mean, or NULL. */
const char *schema_suggest(struct schema *s, const char *name);
/* All tables in name order, for `kqlc list tables`. */
size_t schema_count(struct schema *s);
const struct schema_table *schema_at(struct schema *s, size_t i);

const char *type_name(kq_type t);                /* "long" */
kq_type type_from_name(const char *p, size_t n); /* aliases included; KQ_T_NONE: unknown */

#endif
