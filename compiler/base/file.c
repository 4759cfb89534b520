/* Reads whole files (rules, schemas) into memory. */
#include "base.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *read_file(const char *path, size_t *size) {
    bool use_stdin = strcmp(path, "-") == 0;
    FILE *f = use_stdin ? stdin : fopen(path, "rb");
    if (!f) return NULL;
    size_t n = 0, cap = 64 * 1024;
    char *p = malloc(cap);
    while (p) {
        n += fread(p + n, 1, cap - n - 1, f);
        if (n < cap - 1) break; /* end of file or error */
        char *q = cap <= SIZE_MAX / 2 ? realloc(p, cap * 2) : NULL;
        if (!q) {
            free(p);
            p = NULL;
            errno = ENOMEM;
            break;
        }
        p = q;
        cap *= 2;
    }
    if (p && ferror(f)) { /* a directory ends up here: fread fails with EISDIR */
        int e = errno;
        free(p);
        p = NULL;
        errno = e ? e : EIO;
    }
    int e = errno;
    if (!use_stdin) fclose(f);
    errno = e;
    if (!p) return NULL;
    p[n] = 0;
    *size = n;
    return p;
}
