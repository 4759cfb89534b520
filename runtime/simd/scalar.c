/* The kernels for any machine. "Scalar" is by name only: the bodies use sixteen-byte vectors that every 64-bit machine
 * has (block64_scalar.h), so that no libc memchr is needed, which is slow under musl. */
#include "kernels.h"

#define KQ_NO_NEON
#include "find_body.h"
#include "index_body.h"
#include "needles_body.h"
#include "text_body.h"

const kq_text_kernels kq_text_scalar = {
    .unescape = unescape,
    .find = find_text,
    .find_fold = find_text_fold,
};

const kq_kernels kq_kernels_scalar = {
    .name = "scalar",
    .find_byte = find_byte,
    .count_byte = count_byte,
    .find_last_byte = find_last_byte,
    .find_needles = find_needles,
    .find_line = find_line,
    .find_structural = find_structural,
    .text = &kq_text_scalar,
    .index_json = index_json,
    .token_kinds = token_kinds,
};
