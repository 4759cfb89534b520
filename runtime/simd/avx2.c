/* The kernels for x86-64-v3 machines; compiled with that flag. */
#include "kernels.h"

#if defined(__AVX2__)
#include "find_body.h"
#include "needles_body.h"
#include "string_body.h"

const kq_kernels kq_kernels_avx2 = {
    .name = "avx2",
    .find_byte = find_byte,
    .count_byte = count_byte,
    .find_last_byte = find_last_byte,
    .find_needles = find_needles,
    .find_line = find_line,
    .skip_string = skip_string,
    .find_structural = find_structural,
};
#else
typedef int kq_no_kernels; /* a file must not be empty */
#endif
