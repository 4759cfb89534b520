/* The kernels for any machine. "Scalar" is by name only: the bodies use sixteen-byte vectors that every 64-bit machine
 * has (block64_scalar.h), so that no libc memchr is needed, which is slow under musl. */
#define KQ_NO_NEON
#define KQ_KERNEL scalar
#include "kernel_table.h"
