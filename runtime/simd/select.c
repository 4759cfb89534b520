/* Chooses the kernel table by what the processor can do. */
#include <string.h>

#include "kernels.h"

static bool always(void) { return true; }
#if defined(__x86_64__)
static bool has_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
           __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("pclmul");
}
static bool has_avx512(void) {
    return has_avx2() && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2");
}
#endif

/* Fastest first. */
static const struct {
    const kq_kernels *kernels;
    bool (*runs)(void);
} available[] = {
#if defined(__x86_64__)
    {&kq_kernels_avx512, has_avx512},
    {&kq_kernels_avx2, has_avx2},
#elif defined(__aarch64__)
    {&kq_kernels_neon, always},
#endif
    {&kq_kernels_scalar, always},
};

const kq_kernels *kq_kernels_at(size_t i) {
    for (size_t k = 0; k < sizeof available / sizeof available[0]; k++)
        if (available[k].runs() && i-- == 0) return available[k].kernels;
    return NULL;
}

const kq_kernels *kq_kernels_select(const char *name) {
    const kq_kernels *kernels = kq_kernels_at(0);
    for (size_t i = 0; name && kernels && strcmp(kernels->name, name) != 0; i++) kernels = kq_kernels_at(i);
    return kernels;
}
