/* The buffered output of sink.h. */
#include "sink.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define ENOUGH ((size_t)64 * 1024)

void kq_sink_init(kq_sink *s, int fd) {
    memset(s, 0, sizeof *s);
    s->fd = fd;
    s->enough = ENOUGH;
}

void kq_sink_gather(kq_sink *s, size_t enough, void (*take)(void *owner), void *owner) {
    memset(s, 0, sizeof *s);
    s->fd = -1;
    s->enough = enough;
    s->take = take;
    s->owner = owner;
}

void kq_sink_flush(kq_sink *s) {
    size_t done = 0;
    if (s->take && s->buffer.n > 0) s->take(s->owner);
    while (done < s->buffer.n && s->error == 0) {
        ssize_t n = write(s->fd, s->buffer.p + done, s->buffer.n - done);
        if (n >= 0)
            done += (size_t)n;
        else if (errno != EINTR)
            s->error = errno;
    }
    s->buffer.n = 0;
}

void kq_sink_settle(kq_sink *s) {
    if (s->buffer.n >= s->enough) kq_sink_flush(s);
}

void kq_sink_free(kq_sink *s) {
    kq_sink_flush(s);
    kq_buf_free(&s->buffer);
}
