/* Between infer.c and its readers. */
#ifndef KQLC_SCHEMA_INFER_INTERNAL_H
#define KQLC_SCHEMA_INFER_INTERNAL_H

#include "infer.h"

enum { /* kinds of values, as bits */
       SEEN_BOOL = 1,
       SEEN_LONG = 2,
       SEEN_REAL = 4,
       SEEN_DATETIME = 8,
       SEEN_TEXT = 16,
       SEEN_DYNAMIC = 32
};

struct infer_column {
    const char *name; /* interned */
    unsigned seen;
    kq_type declared; /* the file itself says the type; KQ_T_NONE: it does not */
};
struct infer_table {
    const char *name; /* interned */
    VEC(struct infer_column) columns;
    size_t next; /* where the next column of a record probably is */
};
struct infer {
    struct arena *arena;
    const char *given;                /* --table */
    VEC(struct infer_table *) tables; /* as they appeared */
    struct infer_counts last;
    const char *path;
    struct text text;
    const char *error;
};

/* NULL: too many, n->error says so. */
struct infer_table *infer_table(struct infer *n, struct text name);
struct infer_column *infer_column(struct infer *n, struct infer_table *t, struct text name);
/* The kind of a text. Empty text says nothing: Log Analytics exports null so. */
unsigned infer_text_kind(struct text t);
/* Whether a record's Type can be meant as its table. */
bool infer_is_table_name(struct text t);
/* The table that a file is named like. */
struct text infer_stem(const char *path);
void infer_malformed(struct infer *n, const char *at);
bool infer_json(struct infer *n);
bool infer_csv(struct infer *n, char separator);

#endif
