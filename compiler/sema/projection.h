/* Between projection.c, which keeps the output, and project_item.c, which says what goes there. */
#ifndef KQLC_PROJECTION_H
#define KQLC_PROJECTION_H

#include "operators.h"

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
