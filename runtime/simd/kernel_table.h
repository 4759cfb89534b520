/* The tables of one kernel file, from the bodies that it has included. KQ_KERNEL is the kernel's name: kq_kernels_NAME
 * and kq_text_NAME. */
#ifndef KQ_KERNEL_TABLE_H
#define KQ_KERNEL_TABLE_H

#include "find_body.h"
#include "index_body.h"
#include "kernels.h"
#include "needles_body.h"
#include "text_body.h"

#define KQ_NAMED_(lead, name) lead##name
#define KQ_NAMED(lead, name) KQ_NAMED_(lead, name)
#define KQ_TEXT_OF_(name) #name
#define KQ_TEXT_OF(name) KQ_TEXT_OF_(name)

const kq_text_kernels KQ_NAMED(kq_text_, KQ_KERNEL) = {
    .unescape = unescape,
    .find = find_text,
    .find_fold = find_text_fold,
};

const kq_kernels KQ_NAMED(kq_kernels_, KQ_KERNEL) = {
    .name = KQ_TEXT_OF(KQ_KERNEL),
    .find_byte = find_byte,
    .count_byte = count_byte,
    .find_last_byte = find_last_byte,
    .find_needles = find_needles,
    .find_line = find_line,
    .find_structural = find_structural,
    .text = &KQ_NAMED(kq_text_, KQ_KERNEL),
    .index_json = index_json,
    .token_kinds = token_kinds,
};

#endif
