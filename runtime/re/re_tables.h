/* Unicode tables that gen_re_tables.c prints. Included by: re. */
#ifndef KQ_RE_TABLES_H
#define KQ_RE_TABLES_H

#include <stddef.h>
#include <stdint.h>

/* General categories in libutf8proc's order. */
enum re_category {
    RE_CN,
    RE_LU,
    RE_LL,
    RE_LT,
    RE_LM,
    RE_LO,
    RE_MN,
    RE_MC,
    RE_ME,
    RE_ND,
    RE_NL,
    RE_NO,
    RE_PC,
    RE_PD,
    RE_PS,
    RE_PE,
    RE_PI,
    RE_PF,
    RE_PO,
    RE_SM,
    RE_SC,
    RE_SK,
    RE_SO,
    RE_ZS,
    RE_ZL,
    RE_ZP,
    RE_CC,
    RE_CF,
    RE_CS,
    RE_CO
};

/* First code point << 8 | category, ascending, from U+0000 on. */
extern const uint32_t re_category_runs[];
extern const size_t re_category_run_count;

/* Characters whose simple case folding is another character, ascending. */
typedef struct re_fold {
    uint32_t c, folded;
} re_fold;
extern const re_fold re_folds[];
extern const size_t re_fold_count;

#endif
