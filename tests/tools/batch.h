/* Builds many emitted detectors into one executable and runs jobs through it. Knows nothing about cases. */
#ifndef KQTEST_BATCH_H
#define KQTEST_BATCH_H

#include "base.h"

/* Where the compiler, the headers and the archive are. Each comes from the environment variable of that name, else from
 * the compile definition of that name (CMake). */
struct toolchain {
    const char *cc, *cflags, *ldflags; /* KQTEST_CC KQTEST_CFLAGS KQTEST_LDFLAGS */
    const char *include;               /* KQTEST_INCLUDE: runtime/include */
    const char *archive;               /* KQTEST_ARCHIVE: libkqlrt.a, or several paths */
    const char *main_source;           /* KQTEST_BATCH_MAIN: tests/tools/kqbatch_main.c */
};
struct toolchain toolchain_from_environment(void);

struct batch_detector {
    struct text c; /* the emitted unit */
    const char *symbol;
    const char *failure; /* the C compiler's message when it does not compile, else NULL */
};

struct batch_job {
    size_t detector;
    const char *in, *out, *err; /* paths */
    const char *args;           /* tab-separated; may be empty */
    int status;                 /* exit status; 128+N: signal N */
};

struct batch {
    struct arena *a;
    struct toolchain tools;
    const char *dir; /* scratch */
    unsigned parallel;
    VEC(struct batch_detector) detectors;
    const char *program;
};

/* Compiles and links. A detector whose C does not compile gets `failure` and is left out. False: the program as a whole
 * could not be built (message on stderr). */
bool batch_build(struct batch *b);
bool batch_run(const struct batch *b, struct batch_job *jobs, size_t n);

#endif
