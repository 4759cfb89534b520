/* Runs a command and appends "<wall seconds> <peak resident KiB>" to a file; the command's exit status is passed on.
 * A small wrapper of our own, because /usr/bin/time is not on every machine and rounds to hundredths. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int main(int argc, char **argv) {
    if (argc < 3) {
        fprintf(stderr, "usage: run_usage FILE COMMAND [ARGUMENT]...\n");
        return 2;
    }
    double start = now();
    pid_t child = vfork(); /* as little of this process as possible in the child's peak */
    if (child < 0) {
        perror("vfork");
        return 1;
    }
    if (child == 0) {
        execvp(argv[2], argv + 2);
        _exit(127);
    }
    int status;
    struct rusage use;
    if (wait4(child, &status, 0, &use) != child) {
        perror("wait4");
        return 1;
    }
    double wall = now() - start;
    FILE *out = fopen(argv[1], "a");
    if (!out) {
        perror(argv[1]);
        return 1;
    }
    fprintf(out, "%.6f %ld\n", wall, use.ru_maxrss);
    if (fclose(out) != 0) {
        perror(argv[1]);
        return 1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
