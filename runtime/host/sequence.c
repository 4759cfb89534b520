/* The order of sequence.h. */
#include "sequence.h"

#include <kq/abi.h>

#include <stdlib.h>

void kq_sequence_init(kq_sequence *o, uint64_t room, bool (*commit)(void *owner, uint64_t part), void *owner) {
    pthread_mutex_init(&o->lock, NULL);
    pthread_cond_init(&o->changed, NULL);
    o->turn = 0;
    o->committing = false;
    o->room = room;
    o->ready = calloc(room, sizeof *o->ready);
    if (!o->ready) kq_fatal("out of memory");
    atomic_init(&o->last, UINT64_MAX);
    o->commit = commit;
    o->owner = owner;
}

void kq_sequence_free(kq_sequence *o) {
    pthread_cond_destroy(&o->changed);
    pthread_mutex_destroy(&o->lock);
    free(o->ready);
}

static void end_with(kq_sequence *o, uint64_t part) {
    if (part < atomic_load_explicit(&o->last, memory_order_relaxed))
        atomic_store_explicit(&o->last, part, memory_order_relaxed);
    pthread_cond_broadcast(&o->changed);
}

void kq_sequence_end(kq_sequence *o, uint64_t part) {
    pthread_mutex_lock(&o->lock);
    end_with(o, part);
    pthread_mutex_unlock(&o->lock);
}

bool kq_sequence_enter(kq_sequence *o, uint64_t part) {
    pthread_mutex_lock(&o->lock);
    while (part >= o->turn + o->room && kq_sequence_wanted(o, part)) pthread_cond_wait(&o->changed, &o->lock);
    pthread_mutex_unlock(&o->lock);
    return kq_sequence_wanted(o, part);
}

bool kq_sequence_has_turn(kq_sequence *o, uint64_t part) {
    pthread_mutex_lock(&o->lock);
    bool mine = o->turn == part && !o->committing;
    pthread_mutex_unlock(&o->lock);
    return mine;
}

bool kq_sequence_wait(kq_sequence *o, uint64_t part) {
    pthread_mutex_lock(&o->lock);
    while ((o->turn != part || o->committing) && kq_sequence_wanted(o, part)) pthread_cond_wait(&o->changed, &o->lock);
    pthread_mutex_unlock(&o->lock);
    return kq_sequence_wanted(o, part);
}

void kq_sequence_ready(kq_sequence *o, uint64_t part) {
    pthread_mutex_lock(&o->lock);
    o->ready[part % o->room] = true;
    if (!o->committing) {
        o->committing = true;
        while (o->ready[o->turn % o->room] && kq_sequence_wanted(o, o->turn)) {
            uint64_t turn = o->turn;
            o->ready[turn % o->room] = false;
            pthread_mutex_unlock(&o->lock);
            bool go_on = o->commit(o->owner, turn);
            pthread_mutex_lock(&o->lock);
            if (!go_on) end_with(o, turn);
            o->turn++;
            pthread_cond_broadcast(&o->changed);
        }
        o->committing = false;
        pthread_cond_broadcast(&o->changed);
    }
    pthread_mutex_unlock(&o->lock);
}
