/* Plan -> one readable C file. Makes no decisions: what to compute, in which order and where to keep it is the plan's.
 */
#ifndef KQLC_EMIT_H
#define KQLC_EMIT_H

#include "plan.h"
#include "rule.h"

struct emit_options {
    const char *output_name; /* file name for #line back-references and the banner: "RunCommandUEBABreach.c" */
    const char *rule_name; /* path as written into the banner and #line: relative, "rules/RunCommandUEBABreach.yaml" */
    const char *prefix;    /* of every file-level name, "" normally; lets many detectors share one C unit */
    const char *symbol;    /* exported `const kq_detector <symbol>`; default "kq_detector_main" */
    bool line_directives;
};
/* The line of a file that calls runtime/re: it links libkqlre.a, RE2 and C++'s library beside libkqlrt.a. */
#define EMIT_REGEX_INCLUDE "#include <kq/regex.h>"
/* Appends the C text to `out`. Deterministic: no dates, no absolute paths. */
void emit_unit(const struct plan *p, const struct rule *r, const struct source *src, const struct emit_options *o,
               struct strbuf *out);

#endif
