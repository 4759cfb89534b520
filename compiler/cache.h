/* The programs that `kqlc run` keeps. Included by cmd_run.c.
 *
 * A program's name is the digest of all that it was made from: its C, the compiler, the flags, the runtime. A second
 * name, a symbolic link, is the digest of the query's text and of all that kqlc made the C from, so that what has not
 * changed need not be compiled to C again. Files appear by renaming and are never written again; a program that is
 * running or opened survives its removal. */
#ifndef KQLC_CACHE_H
#define KQLC_CACHE_H

#include "command.h"

struct cache {
    const char *folder;
    uint64_t limit; /* bytes */
};

/* Finds or makes the folder. False: reported. */
bool cache_open(struct arena *a, struct cache *c);
/* The digest of a text, as a file's name in the cache. */
const char *cache_path(struct arena *a, const struct cache *c, const char *kind, const struct strbuf *text);
/* A name beside `path` for a file that is not finished; it becomes `path` by renaming. */
const char *cache_near(struct arena *a, const char *path);
/* A descriptor of the program, which now counts as just used; -1: not there. */
int cache_use(const char *path);
/* Gives the program at `path` a second name, `link`. */
void cache_link(struct arena *a, const char *path, const char *link);
/* Removes what was used longest ago, until the rest fits. */
void cache_trim(struct arena *a, const struct cache *c);

#endif
