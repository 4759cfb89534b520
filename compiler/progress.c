/* The progress line of long work: drawn on standard error, wiped before anything else is printed. */
#include "check.h"

#include <stdio.h>
#include <time.h>

enum { SHOW_AFTER = 500, REDRAW_EVERY = 100 }; /* milliseconds */

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct progress progress_new(bool on) {
    return (struct progress){.on = on, .start = on ? now() : 0};
}

void progress_show(struct progress *p, size_t done, size_t all) {
    if (!p->on) return;
    int64_t t = now();
    if (t - p->start < SHOW_AFTER || (p->shown && t - p->latest < REDRAW_EVERY)) return;
    fprintf(stderr, "\r%zu of %zu files\033[K", done, all);
    p->shown = true;
    p->latest = t;
}

void progress_clear(struct progress *p) {
    if (p->shown) fputs("\r\033[K", stderr);
    p->shown = false;
}
