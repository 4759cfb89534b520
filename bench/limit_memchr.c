/* The limit that a scanner on one core is compared with: reads files in 256 KiB blocks and counts newlines. */
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char block[256 * 1024];

/* Adds the newlines of one file; false, with a message, when it cannot be read. */
static bool count(const char *path, uint64_t *lines) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        perror(path);
        return false;
    }
    ssize_t n;
    while ((n = read(fd, block, sizeof block)) > 0) {
        const char *p = block, *end = block + n;
        while (p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
            ++*lines;
            p++;
        }
    }
    if (n < 0) perror(path);
    return close(fd) == 0 && n == 0;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "usage: limit_memchr FILE...\n");
        return 2;
    }
    uint64_t lines = 0;
    for (int i = 1; i < argc; i++) {
        if (!count(argv[i], &lines)) return 1;
    }
    printf("%llu\n", (unsigned long long)lines);
    return 0;
}
