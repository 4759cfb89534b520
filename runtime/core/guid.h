/* Text of guid, both ways (kql.md 2.5). May be included by every folder of the runtime and the compiler's folding. */
#ifndef KQ_GUID_H
#define KQ_GUID_H

#include <kq/value.h>

#define KQ_GUID_TEXT 36

/* toguid: the first 32 hexadecimal digits, hyphens at their places optional, whatever follows ignored
 * (docs: toguid-function.md). out is only written on success. */
bool kq_parse_guid(kq_str s, uint8_t out[16]);
/* Lower case, 8-4-4-4-12, KQ_GUID_TEXT bytes without a NUL; returns the length. */
size_t kq_format_guid(const uint8_t guid[16], char *buf);

#endif
