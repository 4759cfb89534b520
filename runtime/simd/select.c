/* Chooses the kernel table. Kernels for wider vector units are added to the list here. */
#include <string.h>

#include "kernels.h"

/* Fastest first. */
static const kq_kernels *const available[] = {&kq_kernels_scalar};

const kq_kernels *kq_kernels_select(const char *name) {
    for (size_t i = 0; i < sizeof available / sizeof available[0]; i++)
        if (!name || strcmp(available[i]->name, name) == 0) return available[i];
    return NULL;
}
