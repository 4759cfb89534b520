/* Worker processes for `kqlc check`. They take files from a shared counter and send results through pipes; the parent
 * hands these on in the order of the files. A worker that crashes, or is killed by its time limit, costs the file that
 * it was on: another one takes its place. Processes and not threads, so that a defect in the compiler stays in one. */
#include "check.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_JOBS = 256, NO_FILE = -1, REDRAW = 100 /* milliseconds */ };

struct shared { /* between all processes */
    _Atomic long next;
    _Atomic long at[MAX_JOBS]; /* the file that each worker is on, or NO_FILE */
};

struct worker {
    pid_t pid; /* 0: none */
    int fd;
    struct strbuf in; /* received, not yet a whole message */
};

struct message { /* followed by the three texts */
    size_t index, body, notes, counts;
    bool passed_over;
};

struct pool {
    const struct check_options *o;
    const struct found_file *files;
    long n;
    struct shared *shared;
    struct worker workers[MAX_JOBS];
    unsigned jobs;
    struct check_result **results; /* NULL: not there yet, or handed on */
    bool *done;
    long handed_on, received;
    bool failed; /* a worker ended badly without a file that it could be charged to */
    check_sink *sink;
    void *state;
};

/* ---- in the worker -------------------------------------------------------------------------------------------------
 */

static void send_all(int fd, const char *p, size_t n) {
    while (n > 0) {
        ssize_t k = write(fd, p, n);
        if (k < 0 && errno == EINTR) continue;
        if (k <= 0) exit(EXIT_ERRORS); /* nobody listens any more */
        p += k;
        n -= (size_t)k;
    }
}

static void send_result(int fd, size_t index, const struct check_result *r) {
    struct message m = {index, r->body.n, r->notes.n, r->counts.n, r->passed_over};
    struct strbuf out = {0};
    strbuf_put(&out, (const char *)&m, sizeof m);
    strbuf_put(&out, r->body.p, r->body.n);
    strbuf_put(&out, r->notes.p, r->notes.n);
    strbuf_put(&out, r->counts.p, r->counts.n);
    send_all(fd, out.p, out.n);
    strbuf_free(&out);
}

static void work(struct pool *p, unsigned slot, int fd) {
    signal(SIGALRM, SIG_DFL);
    for (unsigned i = 0; i < p->jobs; i++) /* other workers' pipes: they must close when the parent ends */
        if (p->workers[i].pid) close(p->workers[i].fd);
    for (;;) {
        long i = atomic_fetch_add(&p->shared->next, 1);
        if (i >= p->n) break;
        atomic_store(&p->shared->at[slot], i);
        struct check_result r = {0};
        check_one(p->o, p->files[i], &r);
        send_result(fd, (size_t)i, &r);
        atomic_store(&p->shared->at[slot], NO_FILE);
        check_result_free(&r);
    }
    close(fd);
    exit(EXIT_CLEAN);
}

/* ---- in the parent -------------------------------------------------------------------------------------------------
 */

static bool start(struct pool *p, unsigned slot) {
    int ends[2];
    if (pipe(ends) != 0) return false;
    atomic_store(&p->shared->at[slot], NO_FILE);
    fflush(NULL); /* or the child prints it again */
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        work(p, slot, ends[1]);
    }
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return false;
    }
    p->workers[slot].pid = pid;
    p->workers[slot].fd = ends[0];
    return true;
}

static void receive(struct pool *p, long index, struct check_result *r) {
    if (index < 0 || index >= p->n || p->done[index]) {
        check_result_free(r);
        free(r);
        return;
    }
    p->results[index] = r;
    p->done[index] = true;
    p->received++;
    while (p->handed_on < p->n && p->results[p->handed_on]) {
        struct check_result *next = p->results[p->handed_on];
        p->results[p->handed_on] = NULL;
        p->sink(p->state, (size_t)p->handed_on++, next);
        check_result_free(next);
        free(next);
    }
}

static struct check_result *result_new(void) {
    struct check_result *r = calloc(1, sizeof *r);
    if (!r) abort();
    return r;
}

static void take(struct strbuf *to, const char **from, size_t n) {
    if (n) strbuf_put(to, *from, n);
    *from += n;
}

/* Takes whole messages off what a worker has sent. */
static void take_messages(struct pool *p, struct worker *w) {
    size_t used = 0;
    for (;;) {
        struct message m;
        if (w->in.n - used < sizeof m) break;
        memcpy(&m, w->in.p + used, sizeof m);
        size_t all = sizeof m + m.body + m.notes + m.counts;
        if (w->in.n - used < all) break;
        const char *from = w->in.p + used + sizeof m;
        struct check_result *r = result_new();
        r->passed_over = m.passed_over;
        take(&r->body, &from, m.body);
        take(&r->notes, &from, m.notes);
        take(&r->counts, &from, m.counts);
        used += all;
        receive(p, (long)m.index, r);
    }
    if (used == 0) return;
    memmove(w->in.p, w->in.p + used, w->in.n - used);
    w->in.n -= used;
}

static void give_up(struct pool *p, long index, int status) {
    struct check_result *r = result_new();
    const char *path = p->files[index].path;
    char why[80];
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM) {
        check_timed_out(p->o, path, r);
    } else {
        if (WIFSIGNALED(status))
            snprintf(why, sizeof why, "signal %d: %s", WTERMSIG(status), strsignal(WTERMSIG(status)));
        else
            snprintf(why, sizeof why, "its process ended with status %d", WEXITSTATUS(status));
        check_failed(p->o, path, DIAG_E0002, why, r);
    }
    receive(p, index, r);
}

static void ended(struct pool *p, unsigned slot) {
    struct worker *w = &p->workers[slot];
    int status = 0;
    close(w->fd);
    while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR) {
    }
    w->pid = 0;
    strbuf_free(&w->in);
    long at = atomic_load(&p->shared->at[slot]);
    if (at != NO_FILE && !p->done[at]) {
        give_up(p, at, status);
    } else if (status != 0) {
        p->failed = true;
        failure("a worker process failed (status %#x)", (unsigned)status);
    }
    /* Without a file it died of something that another one would die of, too. */
    if (at != NO_FILE && atomic_load(&p->shared->next) < p->n) start(p, slot);
}

static void listen_to(struct pool *p, unsigned slot) {
    struct worker *w = &p->workers[slot];
    char block[65536];
    ssize_t k = read(w->fd, block, sizeof block);
    if (k > 0) {
        strbuf_put(&w->in, block, (size_t)k);
        take_messages(p, w);
    } else if (k == 0 || errno != EINTR) {
        ended(p, slot);
    }
}

/* One round of waiting. False: no worker is left. */
static bool wait_for_workers(struct pool *p) {
    struct pollfd fds[MAX_JOBS];
    unsigned slots[MAX_JOBS], n = 0;
    for (unsigned i = 0; i < p->jobs; i++) {
        if (!p->workers[i].pid) continue;
        fds[n] = (struct pollfd){.fd = p->workers[i].fd, .events = POLLIN};
        slots[n++] = i;
    }
    if (n == 0) return false;
    if (poll(fds, n, REDRAW) <= 0) return true;
    for (unsigned i = 0; i < n; i++)
        if (fds[i].revents) listen_to(p, slots[i]);
    return true;
}

/* Files that no worker has dealt with: one ended between taking a number and saying so, or none could be started. */
static void do_the_rest(struct pool *p) {
    for (long i = 0; i < p->n; i++) {
        if (p->done[i]) continue;
        struct check_options here = *p->o;
        here.time_limit = 0;
        struct check_result *r = result_new();
        check_one(&here, p->files[i], r);
        receive(p, i, r);
    }
}

bool check_all(const struct check_options *o, const struct found_file *files, size_t n, check_sink *sink, void *state,
               struct progress *progress) {
    if (n == 0) return true;
    struct pool *p = calloc(1, sizeof *p);
    if (!p) abort();
    *p = (struct pool){.o = o, .files = files, .n = (long)n, .sink = sink, .state = state};
    p->results = calloc(n, sizeof(struct check_result *));
    p->done = calloc(n, sizeof *p->done);
    if (!p->results || !p->done) abort();
    p->jobs = o->jobs < MAX_JOBS ? o->jobs : MAX_JOBS;
    if (p->jobs > n) p->jobs = (unsigned)n;
    p->shared = mmap(NULL, sizeof *p->shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (p->shared != MAP_FAILED) {
        for (unsigned i = 0; i < p->jobs; i++) start(p, i);
        while (wait_for_workers(p)) progress_show(progress, (size_t)p->received, n);
        munmap(p->shared, sizeof *p->shared);
    }
    do_the_rest(p);
    progress_clear(progress);
    bool ok = !p->failed;
    free(p->results);
    free(p->done);
    free(p);
    return ok;
}
