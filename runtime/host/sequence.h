/* Parts of the input that several threads work on have their say in input order: a part is committed when it is ready
 * and all parts before it have been. Whichever thread makes that true does it. Included by runtime/host. */
#ifndef KQ_SEQUENCE_H
#define KQ_SEQUENCE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct kq_sequence {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    uint64_t turn;   /* the first part not committed */
    bool committing; /* some thread is at it, without the lock */
    bool *ready;     /* of the parts turn .. turn + room - 1, at their number modulo room */
    uint64_t room;
    _Atomic uint64_t last; /* parts behind this one are not wanted any more: this or an earlier one ends the run */
    /* Commits a part: one at a time, in order. False: the run ends with it. */
    bool (*commit)(void *owner, uint64_t part);
    void *owner;
} kq_sequence;

/* room: how many parts may be under way at once. Running out of memory is kq_fatal. */
void kq_sequence_init(kq_sequence *o, uint64_t room, bool (*commit)(void *owner, uint64_t part), void *owner);
void kq_sequence_free(kq_sequence *o);

/* The part ends the run: those behind it need not go on. */
void kq_sequence_end(kq_sequence *o, uint64_t part);
static inline bool kq_sequence_wanted(const kq_sequence *o, uint64_t part) {
    return part <= atomic_load_explicit(&o->last, memory_order_relaxed);
}

/* Waits until the part may get under way; false when it is not wanted any more. */
bool kq_sequence_enter(kq_sequence *o, uint64_t part);
/* A part under way whose turn it is may be committed in pieces by the thread that works on it. Is it its turn? */
bool kq_sequence_has_turn(kq_sequence *o, uint64_t part);
/* Waits for its turn; false when it is not wanted any more. */
bool kq_sequence_wait(kq_sequence *o, uint64_t part);
/* The part is complete; the caller does not touch it any more. */
void kq_sequence_ready(kq_sequence *o, uint64_t part);

#endif
