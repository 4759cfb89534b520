/* Golden files: tests/golden/<rule>.yaml with <rule>.plan (kqlc explain) and <rule>.c (kqlc emit) beside it. */
#ifndef KQTEST_GOLDEN_H
#define KQTEST_GOLDEN_H

#include "base.h"

/* Compiles the rule and compares, or with `update` rewrites both files. False: differs (message on stdout). */
bool golden_check(const char *rule_path, bool update);

#endif
