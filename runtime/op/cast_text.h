/* A piece of text as a value of some type. Included by runtime/op. */
#ifndef KQ_CAST_TEXT_H
#define KQ_CAST_TEXT_H

#include <kq/abi.h>

/* As the to... functions read it; false and null (string: empty) when the type does not take the text. A string takes
 * any, and so does a dynamic: what is no JSON is a string of it. */
bool kq_cast_text(kq_ctx *x, kq_str text, kq_type type, kq_value *out);
kq_value kq_null_of(kq_type type);

#endif
