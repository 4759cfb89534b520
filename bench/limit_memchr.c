/* The limit that a scanner on one core is compared with: reads the file in 256 KiB blocks and counts newlines. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char block[256 * 1024];

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: limit_memchr FILE\n");
        return 2;
    }
    int fd = open(argv[1], O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        perror(argv[1]);
        return 1;
    }
    uint64_t lines = 0;
    for (;;) {
        ssize_t n = read(fd, block, sizeof block);
        if (n < 0) {
            perror(argv[1]);
            return 1;
        }
        if (n == 0) break;
        const char *p = block, *end = block + n;
        while (p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
            lines++;
            p++;
        }
    }
    printf("%llu\n", (unsigned long long)lines);
    return close(fd) == 0 ? 0 : 1;
}
