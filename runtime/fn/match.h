/* Substring and term search shared by the string operators and functions. May be included by runtime/fn and what may
 * see it. */
#ifndef KQ_MATCH_H
#define KQ_MATCH_H

#include <kq/value.h>

#define KQ_NOT_FOUND SIZE_MAX

/* Byte offset of the first occurrence of `needle` at or behind `from` (from <= s.n), or KQ_NOT_FOUND. `fold` takes A-Z
 * and a-z as one (kql.md 3.4). An empty needle is found at `from`. */
size_t kq_find(kq_str s, size_t from, kq_str needle, bool fold);

#endif
