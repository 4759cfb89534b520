/* Names with a number each, for making names unique in one pass: a workspace's tables have tens of thousands of
 * columns, so a search through them all for each would be quadratic. */
#include "columns.h"

static size_t slot_of(const struct name_table *t, const char *name) {
    size_t i = ((uintptr_t)name >> 4) * (size_t)0x9E3779B97F4A7C15u & (t->capacity - 1);
    while (t->slots[i].name && t->slots[i].name != name) i = (i + 1) & (t->capacity - 1);
    return i;
}

size_t *name_table_find(const struct name_table *t, const char *name) {
    if (!t->capacity) return NULL;
    struct name_slot *s = &t->slots[slot_of(t, name)];
    return s->name ? &s->number : NULL;
}

static void grow(struct name_table *t) {
    struct name_table bigger = {.arena = t->arena, .capacity = t->capacity ? t->capacity * 2 : 64, .used = t->used};
    bigger.slots = ARENA_ARRAY(t->arena, struct name_slot, bigger.capacity);
    for (size_t i = 0; i < t->capacity; i++)
        if (t->slots[i].name) bigger.slots[slot_of(&bigger, t->slots[i].name)] = t->slots[i];
    *t = bigger;
}

size_t *name_table_add(struct name_table *t, const char *name, size_t number) {
    if (t->used * 2 >= t->capacity) grow(t);
    struct name_slot *s = &t->slots[slot_of(t, name)];
    if (!s->name) {
        *s = (struct name_slot){name, number};
        t->used++;
    }
    return &s->number;
}

const char *name_table_unique(struct name_table *t, const char *name) {
    size_t *last = name_table_find(t, name);
    if (!last) {
        name_table_add(t, name, 0);
        return name;
    }
    for (size_t suffix = *last + 1;; suffix++) {
        const char *numbered = intern_s(arena_printf(t->arena, "%s%zu", name, suffix));
        if (name_table_find(t, numbered)) continue;
        *last = suffix;
        name_table_add(t, numbered, 0);
        return numbered;
    }
}
