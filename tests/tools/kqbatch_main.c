/* Main program of a test batch: many detectors in one executable. Reads a job file, one job a line with tab-separated
 * fields (detector index, stdin, stdout, stderr, then the detector's arguments), runs each in a child process through
 * kq_host_main, and prints "<line number> <exit status>" (status 128+N when signal N ended it). `--merge-cuts BITS` at
 * the end of the arguments is ours: the input is gathered in parts that are merged (kqbatch_parts.h). */
#include <fcntl.h>
#include <kq/kq.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kqbatch_parts.h"

extern const kq_detector *const kqtest_detectors[];
extern const size_t kqtest_detector_count;

enum { MAX_ARGS = 64, TIMEOUT_SECONDS = 120 };

#if defined(__SANITIZE_ADDRESS__)
#define KQTEST_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KQTEST_ASAN 1
#endif
#endif
#ifdef KQTEST_ASAN
/* A detector ends with its process and leaves memory to the system; searching for leaks costs more than the run. */
const char *__asan_default_options(void);
const char *__asan_default_options(void) { return "detect_leaks=0"; }
#endif

static void redirect(const char *path, int fd, int flags) {
    int f = open(path, flags, 0600);
    if (f < 0 || dup2(f, fd) < 0) _exit(125);
    if (f != fd) close(f);
}

static int run_job(char **field, int n) {
    size_t index = (size_t)strtoul(field[0], NULL, 10);
    if (n < 4 || index >= kqtest_detector_count) return 125;
    pid_t pid = fork();
    if (pid < 0) return 125;
    if (pid == 0) {
        redirect(field[1], 0, O_RDONLY);
        redirect(field[2], 1, O_WRONLY | O_CREAT | O_TRUNC);
        redirect(field[3], 2, O_WRONLY | O_CREAT | O_TRUNC);
        alarm(TIMEOUT_SECONDS);
        static char name[] = "detector";
        const kq_detector *d = kqtest_detectors[index];
        field[3] = name;
        if (n > 5 && strcmp(field[n - 2], "--merge-cuts") == 0) {
            d = parts_wrap(d, (unsigned)strtoul(field[n - 1], NULL, 0));
            n -= 2;
            field[n] = NULL;
        }
        exit(kq_host_main(d, n - 3, field + 3));
    }
    int status = 0;
    if (waitpid(pid, &status, 0) < 0) return 125;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int argc, char **argv) {
    FILE *jobs = argc == 2 ? fopen(argv[1], "r") : NULL;
    if (!jobs) {
        fprintf(stderr, "usage: kqbatch JOBS\n");
        return 2;
    }
    /* The whole file is read and closed before the first fork: exit() in a child would move the shared offset. */
    char *text = NULL;
    size_t cap = 0;
    if (getdelim(&text, &cap, 0, jobs) < 0) text = NULL;
    fclose(jobs);
    char *save = NULL;
    size_t number = 0;
    for (char *line = text ? strtok_r(text, "\n", &save) : NULL; line; line = strtok_r(NULL, "\n", &save), number++) {
        char *field[MAX_ARGS + 1];
        int n = 0;
        for (char *p = line; p && n < MAX_ARGS; n++) {
            field[n] = p;
            p = strchr(p, '\t');
            if (p) *p++ = 0;
        }
        field[n] = NULL;
        fflush(stdout);
        int status = run_job(field, n);
        printf("%zu %d\n", number, status);
    }
    free(text);
    return 0;
}
