/* From generated C to a detector: finds the runtime and a C compiler, runs the compiler. Included by cmd_build.c,
 * cmd_run.c. */
#ifndef KQLC_TOOLCHAIN_H
#define KQLC_TOOLCHAIN_H

#include "command.h"

struct toolchain {
    const char *cc;      /* "musl-gcc", or a C compiler that links glibc */
    const char *include; /* folder that holds kq/kq.h */
    const char *archive; /* libkqlrt.a */
    bool is_static;
    bool chosen;        /* cc is the user's choice */
    bool regex;         /* link libkqlre.a and libre2.a, which stand beside the archive */
    const char *folder; /* <prefix>/lib/kqlc */
};

/* cc: the user's choice, or NULL. False: reported. */
bool toolchain_find(struct arena *a, const char *cc, struct toolchain *t);

/* Fits it to a source that needs regular expressions: RE2 is C++, so that glibc is linked, not musl. False: reported.
 */
bool toolchain_fit(struct arena *a, struct toolchain *t, const struct strbuf *source);

struct build {
    const char *c_name;   /* file name of the C source, for messages */
    const char *output;   /* the detector's path; replaced at once, never half written */
    const char *optimise; /* "-O2" */
    const char *debug;    /* path for the debug information, or NULL */
};
/* Compiles and links. False: reported. */
bool toolchain_build(struct arena *a, const struct toolchain *t, const struct strbuf *source, const struct build *b);

/* A text that differs whenever a detector of the same C might: compiler, flags, and identity (size and time) of headers
 * and archive. */
const char *toolchain_identity(struct arena *a, const struct toolchain *t, const char *optimise);

#endif
