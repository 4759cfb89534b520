/* Names of the scalar types, both ways. Included by: syntax, schema, sema, plan and the commands. */
#ifndef KQLC_TYPE_NAMES_H
#define KQLC_TYPE_NAMES_H

#include "base.h"

#include <kq/value.h>

const char *type_name(kq_type t);                  /* "long" */
const char *type_text(struct arena *a, kq_type t); /* "a long", "an int"; for messages */
kq_type type_from_name(const char *p, size_t n);   /* aliases included; KQ_T_NONE: unknown */
void type_consider_names(struct closest *c);

#endif
