/* Chooses the kernel table by what the processor can do. */
#include <string.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include "kernels.h"

static bool always(void) { return true; }
#if defined(__x86_64__)
/* Asked of the processor itself: libgcc's __builtin_cpu_supports brings 5 KB of names of processors along. */
typedef struct features {
    uint32_t ecx1, ebx7, ecx7, saved; /* of leaves 1 and 7; which registers the system saves (XCR0) */
} features;

static features ask(void) {
    features f = {0, 0, 0, 0};
    unsigned eax, ebx, ecx, edx;
    if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx)) return f;
    f.ecx1 = ecx;
    if (ecx & bit_OSXSAVE) {
        unsigned high;
        __asm__("xgetbv" : "=a"(f.saved), "=d"(high) : "c"(0));
    }
    if (!__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx)) return f;
    f.ebx7 = ebx;
    f.ecx7 = ecx;
    return f;
}

static bool all_of(uint32_t have, uint32_t want) { return (have & want) == want; }

#define SAVED_AVX 6u       /* the XMM and YMM registers */
#define SAVED_AVX512 0xE6u /* these, the masks and the ZMM registers */

static bool has_avx2(void) {
    features f = ask();
    return all_of(f.saved, SAVED_AVX) && all_of(f.ecx1, bit_AVX | bit_POPCNT | bit_PCLMUL) &&
           all_of(f.ebx7, bit_AVX2 | bit_BMI | bit_BMI2);
}
static bool has_avx512(void) {
    features f = ask();
    return has_avx2() && all_of(f.saved, SAVED_AVX512) && all_of(f.ebx7, bit_AVX512F | bit_AVX512BW | bit_AVX512VL) &&
           all_of(f.ecx7, bit_AVX512VBMI | bit_AVX512VBMI2);
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
