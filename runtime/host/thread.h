/* Starting threads. Included by runtime/host. */
#ifndef KQ_THREAD_H
#define KQ_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/* With as much stack as the main thread has by default: what runs there recurses as deep. False when the system has no
 * more threads. */
bool kq_thread_start(pthread_t *thread, void *(*run)(void *), void *argument);

#endif
