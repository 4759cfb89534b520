/* Starting threads (thread.h). */
#include "thread.h"

#include <stddef.h>

#define STACK ((size_t)8 << 20)

bool kq_thread_start(pthread_t *thread, void *(*run)(void *), void *argument) {
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) != 0) return false;
    pthread_attr_setstacksize(&attributes, STACK);
    int error = pthread_create(thread, &attributes, run, argument);
    pthread_attr_destroy(&attributes);
    return error == 0;
}
