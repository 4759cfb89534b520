/* Between the files of schema/. */
#ifndef KQLC_SCHEMA_INTERNAL_H
#define KQLC_SCHEMA_INTERNAL_H

#include "functions.h"

struct builtin_shape;

/* A file that --schema, --functions or --watchlist names; its text lives in the schema's arena and is NUL-terminated. A
 * byte order mark is cut off. */
struct schema_file {
    const char *path;
    struct text text;
};
bool schema_file_read(struct schema *s, const char *path, struct schema_file *f, char **error);
void schema_file_loaded(struct schema *s, const struct schema_file *f); /* for schema_each_file */
/* The number of the line that `at` stands in. */
size_t schema_file_line(const struct schema_file *f, const char *at);
/* Puts "path:line: message" into *error; returns false. `at` NULL: no line. */
bool schema_fail(struct schema *s, const struct schema_file *f, const char *at, char **error, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

/* Adds or replaces a table; `columns` (interned names) must live in the schema's arena. */
void schema_put(struct schema *s, const char *name, const struct schema_column *columns, size_t n);
bool schema_load_json(struct schema *s, const struct schema_file *f, char **error);
bool schema_load_csv(struct schema *s, const struct schema_file *f, char **error);

/* ---- functions: what is costly is kept as slices of the file until the function is asked for */
struct function_entry {
    struct schema_function f;          /* complete when shape and file are NULL; else name and kind only */
    const struct builtin_shape *shape; /* built in, columns not interned yet */
    const struct schema_file *file;    /* JSON, the slices not read yet */
    const char *at;                    /* where the function begins in `file` */
    struct text params, columns, body; /* raw JSON; without quotes for params and body */
};
struct function_table { /* in byte order of name */
    VEC(struct function_entry) entries;
};
struct function_table *schema_functions(const struct schema *s);
void functions_add_builtin(struct schema *s);
/* Adds or replaces. */
void function_put(struct schema *s, struct function_entry e);
/* Adds a function whose texts live in the schema's arena. */
void function_put_body(struct schema *s, const struct schema_file *f, const char *at, struct text name,
                       const char *params, const char *body);
bool functions_load_json(struct schema *s, const struct schema_file *f, char **error);
void function_complete_json(struct arena *a, struct function_entry *e);
bool functions_load_kql(struct schema *s, const struct schema_file *f, char **error);
/* *found: whether the file is a parser at all. */
bool functions_load_yaml(struct schema *s, const struct schema_file *f, bool *found, char **error);

/* ---- watchlists */
typedef VEC(struct schema_table) watchlist_table;
watchlist_table *schema_watchlists(const struct schema *s);

#endif
