/* read(2) that a signal does not interrupt. Included by runtime/io. */
#ifndef KQ_FDREAD_H
#define KQ_FDREAD_H

#include <errno.h>
#include <sys/types.h>
#include <unistd.h>

static inline ssize_t kq_fd_read(int fd, void *p, size_t n) {
    ssize_t got;
    do got = read(fd, p, n);
    while (got < 0 && errno == EINTR);
    return got;
}

#endif
