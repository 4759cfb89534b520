/* The kernels for 64-bit Arm. */
#if defined(__aarch64__)
#define KQ_KERNEL neon
#include "kernel_table.h"
#else
typedef int kq_no_kernels; /* a file must not be empty */
#endif
