/* The kernels for machines with AVX-512 BW, VL, VBMI and VBMI2; compiled with these flags. */
#if defined(__AVX512VBMI__)
#define KQ_KERNEL avx512
#include "kernel_table.h"
#else
typedef int kq_no_kernels; /* a file must not be empty */
#endif
