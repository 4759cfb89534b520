/* Sets of code points by name, and case folding, as Rust's regex crate defines them (kql.md 3.5). Included by: re. */
#ifndef KQ_RE_UNICODE_H
#define KQ_RE_UNICODE_H

#include "re_set.h"

/* d, s or w: \d is Nd, \s White_Space, \w Alphabetic, M, Nd, Pc and Join_Control; without `unicode` their ASCII part.
 */
void re_add_perl_class(re_set *s, char which, bool unicode);
/* The name inside [: :]. False: there is no such class. */
bool re_add_ascii_class(re_set *s, const char *name, size_t n);

/* What stands in \p{...}: a general category (Lu, Uppercase_Letter, gc=Lu), a script (Greek, sc=Greek), Any, ASCII,
 * Assigned, Uppercase, Lowercase, White_Space. False: there is no table of it here. */
bool re_add_property(re_set *s, const char *name, size_t n);

/* Adds all characters that are equal to one of the set under simple case folding; without `unicode` A-Z and a-z only.
 */
void re_set_fold(re_set *s, bool unicode);

#endif
