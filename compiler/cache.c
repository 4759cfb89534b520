/* The folder of the programs that `kqlc run` keeps: where it is, names, age, size. */
#include "cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

enum {
    DEFAULT_MEBIBYTES = 256,
    LINK_BYTES = 4096,   /* what a symbolic link counts for */
    STALE_SECONDS = 3600 /* after which a file that is not finished never will be */
};

static bool make_folder(const char *path) { return mkdir(path, 0700) == 0 || errno == EEXIST; }

static uint64_t limit_bytes(void) {
    const char *text = getenv("KQLC_CACHE_SIZE");
    char *end = NULL;
    unsigned long long mebibytes = text ? strtoull(text, &end, 10) : 0;
    bool given = text && end != text && *end == 0 && text[0] != '-' && mebibytes <= UINT64_MAX >> 20;
    return (given ? mebibytes : DEFAULT_MEBIBYTES) << 20;
}

/* $XDG_CACHE_HOME/kqlc, ~/.cache/kqlc, or a folder of our own in /tmp. */
bool cache_open(struct arena *a, struct cache *c) {
    const char *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME"), *base = NULL;
    if (xdg && xdg[0] == '/') {
        base = xdg;
    } else if (home && home[0] == '/') {
        base = arena_printf(a, "%s/.cache", home);
    }
    const char *folder = base ? arena_printf(a, "%s/kqlc", base) : NULL;
    if (!folder || !make_folder(base) || !make_folder(folder) || access(folder, W_OK) != 0) {
        folder = arena_printf(a, "/tmp/kqlc-cache-%lu", (unsigned long)getuid());
        make_folder(folder);
    }
    *c = (struct cache){folder, limit_bytes()};
    struct stat st; /* programs are run from here: nobody else may have put them there */
    if (lstat(folder, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == getuid() && (st.st_mode & 022) == 0) return true;
    failure("%s: not a folder of our own; set XDG_CACHE_HOME", folder);
    return false;
}

const char *cache_path(struct arena *a, const struct cache *c, const char *kind, const struct strbuf *text) {
    XXH128_hash_t h = XXH3_128bits(text->p, text->n);
    return arena_printf(a, "%s/%s%016" PRIx64 "%016" PRIx64, c->folder, kind, (uint64_t)h.high64, (uint64_t)h.low64);
}

int cache_use(const char *path) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return -1;
    utimensat(AT_FDCWD, path, NULL, AT_SYMLINK_NOFOLLOW);
    futimens(fd, NULL);
    return fd;
}

const char *cache_near(struct arena *a, const char *path) {
    const char *name = strrchr(path, '/') + 1;
    return arena_printf(a, "%.*s.%s.%ld", (int)(name - path), path, name, (long)getpid());
}

void cache_link(struct arena *a, const char *path, const char *link) {
    const char *near = cache_near(a, link);
    if (symlink(strrchr(path, '/') + 1, near) != 0) return; /* it is only slower without */
    if (rename(near, link) != 0) unlink(near);
}

/* ---- size ----------------------------------------------------------------------------------------------------------
 */

struct cached {
    const char *name;
    struct timespec used;
    uint64_t bytes;
};

static int by_age(const void *a, const void *b) {
    const struct cached *l = a, *r = b;
    if (l->used.tv_sec != r->used.tv_sec) return l->used.tv_sec < r->used.tv_sec ? -1 : 1;
    if (l->used.tv_nsec != r->used.tv_nsec) return l->used.tv_nsec < r->used.tv_nsec ? -1 : 1;
    return strcmp(l->name, r->name);
}

void cache_trim(struct arena *a, const struct cache *c) {
    DIR *dir = opendir(c->folder);
    if (!dir) return;
    if (flock(dirfd(dir), LOCK_EX | LOCK_NB) != 0) { /* somebody is at it */
        closedir(dir);
        return;
    }
    VEC(struct cached) all = {0};
    uint64_t total = 0;
    time_t now = time(NULL);
    for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
        struct stat st;
        if (fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0) continue;
        if (!S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode)) continue;
        if (entry->d_name[0] == '.') { /* cache_near */
            if (now - st.st_mtime > STALE_SECONDS) unlinkat(dirfd(dir), entry->d_name, 0);
            continue;
        }
        uint64_t bytes = S_ISLNK(st.st_mode) ? LINK_BYTES : (uint64_t)st.st_size;
        VEC_PUSH(a, &all, ((struct cached){arena_strdup(a, entry->d_name), st.st_mtim, bytes}));
        total += bytes;
    }
    if (total > c->limit) qsort(all.v, all.n, sizeof *all.v, by_age);
    for (size_t i = 0; i < all.n && total > c->limit; i++) {
        unlinkat(dirfd(dir), all.v[i].name, 0);
        total -= all.v[i].bytes;
    }
    closedir(dir);
}
