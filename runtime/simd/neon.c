/* The kernels for 64-bit Arm. */
#include "kernels.h"

#if defined(__aarch64__)
#include "find_body.h"
#include "index_body.h"
#include "needles_body.h"
#include "text_body.h"

const kq_text_kernels kq_text_neon = {
    .unescape = unescape,
    .find = find_text,
    .find_fold = find_text_fold,
};

const kq_kernels kq_kernels_neon = {
    .name = "neon",
    .find_byte = find_byte,
    .count_byte = count_byte,
    .find_last_byte = find_last_byte,
    .find_needles = find_needles,
    .find_line = find_line,
    .find_structural = find_structural,
    .text = &kq_text_neon,
    .index_json = index_json,
    .token_kinds = token_kinds,
};
#else
typedef int kq_no_kernels; /* a file must not be empty */
#endif
