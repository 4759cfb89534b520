/* Runs a command and appends "<wall seconds> <peak resident KiB> <processor seconds>" to a file; the command's exit
 * status is passed on. With -r it runs the command several times, a line for each, until one fails: for start-up, which
 * is short. A small wrapper of our own, because /usr/bin/time is not on every machine and rounds to hundredths. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double seconds(struct timeval t) { return (double)t.tv_sec + (double)t.tv_usec * 1e-6; }

/* The command's exit status; 1 when it did not run to an end. */
static int run(FILE *out, char **command) {
    double start = now();
    pid_t child = vfork(); /* as little of this process as possible in the child's peak */
    if (child < 0) {
        perror("vfork");
        return 1;
    }
    if (child == 0) {
        execvp(command[0], command);
        _exit(127);
    }
    int status;
    struct rusage use;
    if (wait4(child, &status, 0, &use) != child) {
        perror("wait4");
        return 1;
    }
    double wall = now() - start;
    fprintf(out, "%.6f %ld %.6f\n", wall, use.ru_maxrss, seconds(use.ru_utime) + seconds(use.ru_stime));
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int main(int argc, char **argv) {
    long times = 1;
    if (argc > 2 && strcmp(argv[1], "-r") == 0) {
        times = strtol(argv[2], NULL, 10);
        argv += 2;
        argc -= 2;
    }
    if (argc < 3 || times < 1) {
        fprintf(stderr, "usage: run_usage [-r TIMES] FILE COMMAND [ARGUMENT]...\n");
        return 2;
    }
    FILE *out = fopen(argv[1], "ae"); /* not for the command */
    if (!out) {
        perror(argv[1]);
        return 1;
    }
    int status = 0;
    for (long i = 0; i < times && status == 0; i++) status = run(out, argv + 2);
    if (fclose(out) != 0) {
        perror(argv[1]);
        return 1;
    }
    return status;
}
