/* gzip and zlib texts inside base64 (docs: gzip-base64-compress.md and its three sisters), by zlib. What is no base64,
 * not compressed in that format, damaged or no UTF-8 inside gives "" (docs). So does what would become longer than
 * 16 MiB (assumed): a few KB can hold gigabytes. */
#include <kq/ops.h>

#include <limits.h>
#include <string.h>

#include <zlib.h>

#include "arena.h"
#include "base64.h"
#include "utf8.h"

#define MAX_INFLATED ((size_t)16 << 20) /* bytes */
#define GZIP (15 + 16)                  /* zlib's window bits: the largest window, gzip's header */
#define ZLIB 15

static kq_str deflated(kq_ctx *x, kq_str s, int format) {
    z_stream z;
    memset(&z, 0, sizeof z);
    if (s.n > INT_MAX) return kq_null_string();
    if (deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, format, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        kq_fatal("out of memory");
    const size_t most = deflateBound(&z, s.n);
    uint8_t *out = kq_alloc(x->row, most);
    /* zlib's interface has no const; it does not write there */
    memcpy(&z.next_in, &s.p, sizeof z.next_in);
    z.avail_in = (uInt)s.n;
    z.next_out = out;
    z.avail_out = (uInt)most;
    const bool whole = deflate(&z, Z_FINISH) == Z_STREAM_END;
    const size_t n = most - z.avail_out;
    deflateEnd(&z);
    return whole ? kq_base64_encode(x, out, n) : kq_null_string();
}

kq_str kq_gzip_compress(kq_ctx *x, kq_str s) { return deflated(x, s, GZIP); }
kq_str kq_zlib_compress(kq_ctx *x, kq_str s) { return deflated(x, s, ZLIB); }

/* All of the stream into one growing array; false when it is damaged, incomplete, too large or followed by more. */
static bool inflate_all(kq_ctx *x, z_stream *z, char **out, size_t *n) {
    size_t room = 0;
    *out = NULL;
    *n = 0;
    for (;;) {
        if (*n == room) {
            if (room >= MAX_INFLATED) return false;
            const size_t more = room ? 2 * room : 4096;
            char *grown = kq_alloc_text(x->row, more);
            if (*n) memcpy(grown, *out, *n);
            *out = grown;
            room = more;
        }
        z->next_out = (Bytef *)*out + *n;
        z->avail_out = (uInt)(room - *n);
        const int r = inflate(z, Z_NO_FLUSH);
        *n = room - z->avail_out;
        if (r == Z_STREAM_END) return z->avail_in == 0;
        if (r != Z_OK || (z->avail_in == 0 && z->avail_out > 0)) return false;
    }
}

static kq_str inflated(kq_ctx *x, uint8_t *p, size_t n, int format) {
    z_stream z;
    memset(&z, 0, sizeof z);
    if (n > INT_MAX) return kq_null_string();
    if (inflateInit2(&z, format) != Z_OK) kq_fatal("out of memory");
    z.next_in = p;
    z.avail_in = (uInt)n;
    char *out;
    size_t length;
    const bool whole = inflate_all(x, &z, &out, &length) && kq_utf8_valid(out, length);
    inflateEnd(&z);
    return whole ? kq_mk_string(out, length) : kq_null_string();
}

/* docs: optional fields of gzip's header are not supported, the flags must be zero. */
kq_str kq_gzip_decompress(kq_ctx *x, kq_str s) {
    uint8_t *p;
    size_t n;
    if (!kq_base64_decode(x, s, &p, &n) || n < 4 || p[3] != 0) return kq_null_string();
    return inflated(x, p, n, GZIP);
}

kq_str kq_zlib_decompress(kq_ctx *x, kq_str s) {
    uint8_t *p;
    size_t n;
    return kq_base64_decode(x, s, &p, &n) ? inflated(x, p, n, ZLIB) : kq_null_string();
}
