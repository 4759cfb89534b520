/* The built-in tables as one flat list: a table's name, then its columns; what the dialect m365 adds to them; the
 * built-in functions. For the files of schema/ and their tests only. */
#ifndef KQLC_SCHEMA_BUILTIN_H
#define KQLC_SCHEMA_BUILTIN_H

#include "functions.h"

struct builtin_row { /* type KQ_T_NONE: the start of the table `name` */
    const char *name;
    kq_type type;
};
extern const struct builtin_row builtin_rows[];
extern const size_t builtin_row_count;

struct builtin_xdr {
    const char *table;
    struct builtin_row first, last; /* name NULL: none */
};
extern const struct builtin_xdr builtin_xdr[]; /* in byte order of table */
extern const size_t builtin_xdr_count;

struct builtin_shape { /* what functions share */
    enum schema_function_kind kind;
    const char *params;
    const struct builtin_row *columns;
    size_t column_count;
};
struct builtin_function {
    const char *name;
    const struct builtin_shape *shape;
};
extern const struct builtin_function builtin_functions[]; /* in byte order of name */
extern const size_t builtin_function_count;

#endif
