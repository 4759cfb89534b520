/* The limit for compressed inputs: decompresses a .gz or .zst file with the library that detectors use into one 256 KiB
 * buffer, again and again, and looks at nothing. Compiled only where both libraries are. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

static unsigned char in[128 * 1024], out[256 * 1024];

static int fail(const char *path, const char *why) {
    fprintf(stderr, "%s: %s\n", path, why);
    return 1;
}

static int gunzip(const char *path, int fd, size_t have, uint64_t *total) {
    z_stream z = {.next_in = in, .avail_in = (unsigned)have};
    if (inflateInit2(&z, 15 + 16) != Z_OK) return fail(path, "out of memory");
    for (;;) {
        z.next_out = out;
        z.avail_out = sizeof out;
        int r = inflate(&z, Z_NO_FLUSH);
        *total += sizeof out - z.avail_out;
        if (r == Z_STREAM_END) r = inflateReset(&z); /* another member may follow */
        if (r != Z_OK && r != Z_BUF_ERROR) return fail(path, z.msg ? z.msg : "damaged");
        if (z.avail_in > 0) continue;
        ssize_t n = read(fd, in, sizeof in);
        if (n < 0) return fail(path, "cannot be read");
        if (n == 0) break;
        z.next_in = in;
        z.avail_in = (unsigned)n;
    }
    inflateEnd(&z);
    return 0;
}

static int unzstd(const char *path, int fd, size_t have, uint64_t *total) {
    ZSTD_DCtx *context = ZSTD_createDCtx();
    if (!context) return fail(path, "out of memory");
    ZSTD_inBuffer source = {in, have, 0};
    for (;;) {
        ZSTD_outBuffer target = {out, sizeof out, 0};
        size_t r = ZSTD_decompressStream(context, &target, &source);
        if (ZSTD_isError(r)) return fail(path, ZSTD_getErrorName(r));
        *total += target.pos;
        if (source.pos < source.size || target.pos == sizeof out) continue;
        ssize_t n = read(fd, in, sizeof in);
        if (n < 0) return fail(path, "cannot be read");
        if (n == 0) break;
        source = (ZSTD_inBuffer){in, (size_t)n, 0};
    }
    ZSTD_freeDCtx(context);
    return 0;
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: limit_decompress FILE\n");
        return 2;
    }
    int fd = open(argv[1], O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, in, sizeof in);
    if (n < 0) {
        perror(argv[1]);
        return 1;
    }
    uint64_t total = 0;
    int status = n > 1 && in[0] == 0x1f && in[1] == 0x8b ? gunzip(argv[1], fd, (size_t)n, &total)
                                                         : unzstd(argv[1], fd, (size_t)n, &total);
    printf("%llu\n", (unsigned long long)total);
    return status;
}
