/* The built-in tables as one flat list: a table's name, then its columns. For schema.c and its tests only. */
#ifndef KQLC_SCHEMA_BUILTIN_H
#define KQLC_SCHEMA_BUILTIN_H

#include <kq/value.h>

struct builtin_row { /* type KQ_T_NONE: the start of the table `name` */
    const char *name;
    kq_type type;
};
extern const struct builtin_row builtin_rows[];
extern const size_t builtin_row_count;

#endif
