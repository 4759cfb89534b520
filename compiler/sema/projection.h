/* Output columns of an operator and their names. Included by: the binders of operators, through operators.h. */
#ifndef KQLC_PROJECTION_H
#define KQLC_PROJECTION_H

#include "sema_internal.h"

struct suffix {
    const char *name;
    unsigned last;
};

/* Output columns under Microsoft's naming rules (kql.md 5.1). Zeroed, it is an empty one; fields are projection.c's,
 * but for those that say how. */
struct projection {
    struct row_type out;
    VEC(const char *) declared;         /* names given explicitly in this operator */
    VEC(const char *) gone;             /* names that were renamed: still taken */
    VEC(struct suffix) suffixes;        /* the last number behind each name */
    VEC(const struct column *) origins; /* for each of out: the column that it is; not kept beside `kept` */
    VEC(const struct column *) skipped; /* columns that are not added (again) */
    const struct row_type *kept;        /* these neither */
    const struct column *replaced;      /* by the last addition */
    struct name_table *index;           /* of out, once it has been searched often */
    size_t searches;
    VEC(struct column *) placed; /* by project_item: a column for each value of the item; NULL: left out */
    bool replaces;               /* how: extend: an existing name is replaced in its place */
    kq_type type;                /* how: make-series: all columns have this type */
    const char *unnamed;         /* how: print: the name of a value without one */
    const column_list *keys;     /* how: summarize: the columns that the keys are */
};
/* An explicit name: a second one is E0304 (and NULL). */
struct column *project_explicit(struct binder *b, struct projection *p, struct ast_name name, kq_type type);
/* A derived name, made unique with 1, 2, ...; NULL: ColumnN. */
struct column *project_derived(struct binder *b, struct projection *p, const char *name, kq_type type);
/* An input column as it is (or NULL and E0304 when its name was given already). */
struct column *project_column(struct binder *b, struct projection *p, struct column *c, struct span span);
/* `name = e`, `(a, b) = e` or `e`, bound already, by the rules of Microsoft's projections: compound results
 * (percentiles, series_fit_line, arg_max) give several columns. Appends to *defs (may be NULL). */
void project_item(struct binder *b, struct projection *p, const struct ast_named *item, bound_defs *defs);

/* The input's columns: they keep their places, and are not added again. declare: their names count as given. */
void project_row(struct binder *b, struct projection *p, const struct row_type *row, bool declare);
/* What has been put out so far is not added again. */
void project_skip_all(struct binder *b, struct projection *p);
/* An input column, left out when it is there already. */
void project_once(struct binder *b, struct projection *p, struct column *c);
/* `new = old` of project-rename; NULL: old is not there any more, or new is taken (E0304). */
struct column *project_rename(struct binder *b, struct projection *p, const char *old, struct ast_name name);

/* ---- between projection.c, which keeps the output, and project_item.c, which says what goes there */

/* A column on its way out. */
struct incoming {
    const char *name;
    kq_type type;
    const struct column *origin; /* the input column that it is, NULL: a new value */
    struct column *as_is;        /* goes out itself, unless it gets another name. NULL: a new column does */
    const struct shape *shape;   /* of a dynamic */
};

/* Microsoft's Add. NULL: left out. *name becomes the final one. */
struct column *project_incoming(struct binder *b, struct projection *p, struct incoming in, bool replace,
                                const char **name);
/* Microsoft's Declare: NULL and E0304 when the name was given before; NULL when it is left out. */
struct column *declare_incoming(struct binder *b, struct projection *p, struct incoming in, bool replace,
                                struct span span);

#endif
