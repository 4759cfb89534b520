/* For the tests of schema/: files out of texts, without the file system where the reader allows it. */
#ifndef NAMES_RIG_H
#define NAMES_RIG_H

#include "schema_internal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static inline struct schema_file rig_file(struct arena *a, const char *path, const char *p, size_t n) {
    return (struct schema_file){path, {arena_strndup(a, p, n), n}};
}

/* "a:long b:string" of a table or a function. */
static inline const char *rig_columns(struct arena *a, const struct schema_column *columns, size_t n) {
    const char *out = "";
    for (size_t i = 0; i < n; i++)
        out = arena_printf(a, "%s%s%s:%s", out, i ? " " : "", columns[i].name, type_name(columns[i].type));
    return out;
}

#endif
