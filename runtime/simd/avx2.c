/* The kernels for x86-64-v3 machines; compiled with that flag. */
#if defined(__AVX2__)
#define KQ_KERNEL avx2
#include "kernel_table.h"
#else
typedef int kq_no_kernels; /* a file must not be empty */
#endif
