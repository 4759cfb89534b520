/* Trees as patterns for the engine. Included by: re. */
#ifndef KQ_RE_PRINT_H
#define KQ_RE_PRINT_H

#include "buf.h"
#include "re_code.h"

/* The tree over bytes: for ASCII text when c is NULL, else for text in that code. */
void re_print(const re_tree *t, const re_code *c, kq_buf *out);

#endif
