/* The kernels for text that are in use (see textkernels.h). */
#include "textkernels.h"

const kq_text_kernels *kq_text = &kq_text_scalar;
