/* Places and their JSON. */
#include "record.h"

#include "number.h"
#include "timetext.h"

#include <string.h>

struct place *place_new(struct arena *a, const char *name, kq_type type) {
    struct place *p = ARENA_NEW(a, struct place);
    p->name = name;
    p->type = type;
    return p;
}

static struct place *add(struct arena *a, struct place *p, const char *key, const char *name) {
    struct place *child = place_new(a, name, KQ_T_NONE);
    if (p->n == p->cap) p->members = vec_grow(a, p->members, p->n, &p->cap, sizeof *p->members);
    p->members[p->n++] = (struct place_member){key, child};
    return child;
}

struct place *place_member(struct arena *a, struct place *p, const char *key) {
    if (p->kind == PLACE_EMPTY) p->kind = PLACE_OBJECT;
    if (p->kind != PLACE_OBJECT) return NULL;
    for (size_t i = 0; i < p->n; i++)
        if (strcmp(p->members[i].key, key) == 0) return p->members[i].place;
    return add(a, p, key, key);
}

struct place *place_element(struct arena *a, struct place *p, size_t i) {
    enum { MOST = 16 };
    if (p->kind == PLACE_EMPTY) p->kind = PLACE_ARRAY;
    if (p->kind != PLACE_ARRAY || i >= MOST) return NULL;
    while (p->n <= i) add(a, p, NULL, p->name);
    return p->members[i].place;
}

struct place *place_inside(struct arena *a, struct place *p, enum place_kind kind, struct text text, unsigned group,
                           size_t i) {
    enum { MOST = 16 };
    if (p->kind == PLACE_EMPTY) {
        p->kind = kind;
        p->text = text;
        p->group = group;
    }
    if (p->kind != kind || !text_eq(p->text, text) || p->group != group || i >= MOST) return NULL;
    while (p->n <= i) add(a, p, NULL, p->name);
    return p->members[i].place;
}

/* ---- writing ------------------------------------------------------------------------------------------------------
 */

static bool is_number(kq_type t) { return t == KQ_T_INT || t == KQ_T_LONG || t == KQ_T_REAL || t == KQ_T_DECIMAL; }

static void range_text(struct place *p, struct domain *d, struct strbuf *out) {
    char text[64];
    int64_t v = chance_between(&d->chance, p->lo, p->hi);
    if (p->type == KQ_T_DATETIME) {
        strbuf_put(out, text, kq_format_datetime(v, text));
    } else if (p->type == KQ_T_TIMESPAN) {
        strbuf_put(out, text, kq_format_timespan(v, text));
    } else {
        strbuf_put(out, text, kq_format_long(v, text));
    }
}

/* What chance puts into an empty place: STRING or RAW. */
static void fill(struct arena *a, struct place *p, struct domain *d) {
    struct chance *c = &d->chance;
    static const char *const odd[] = {"null", "\"\"", "7", "true", "[]", "{\"a\":1}", "\"\\u00e9\\\"\"", "-1.5e3"};
    if (chance_percent(c, 3)) { /* events are not always what their schema says */
        p->kind = PLACE_RAW;
        const char *text = odd[chance_below(c, sizeof odd / sizeof *odd)];
        p->text = text_of(text, strlen(text));
        return;
    }
    char text[64];
    size_t n = 0;
    p->kind = PLACE_RAW;
    switch (p->type) {
    case KQ_T_BOOL: n = (size_t)snprintf(text, sizeof text, "%s", chance_percent(c, 50) ? "true" : "false"); break;
    case KQ_T_INT:
    case KQ_T_LONG:
    case KQ_T_REAL:
    case KQ_T_DECIMAL: {
        bool own = d->numbers.n && chance_percent(c, 50);
        int64_t v = own ? d->numbers.v[chance_below(c, d->numbers.n)] + chance_between(c, 0, 1)
                        : chance_between(c, 0, d->distinct ? 60000 : 30);
        n = kq_format_long(v, text);
        break;
    }
    case KQ_T_DATETIME: p->lo = d->from, p->hi = d->now - 1, p->kind = PLACE_RANGE; return;
    case KQ_T_TIMESPAN: p->lo = 0, p->hi = 3 * KQ_TICKS_PER_HOUR, p->kind = PLACE_RANGE; return;
    case KQ_T_DYNAMIC:
    case KQ_T_NONE:
    case KQ_T_STRING:
    case KQ_T_GUID: {
        p->kind = PLACE_STRING;
        const char *s = domain_text(a, d, p->name);
        p->text = text_of(s, strlen(s));
        if (p->type != KQ_T_DYNAMIC || chance_percent(c, 40)) return;
        struct place inside = *p;
        p->kind = chance_percent(c, 50) ? PLACE_ARRAY : PLACE_OBJECT;
        struct place *child = add(a, p, s, p->name);
        *child = inside;
        child->type = KQ_T_NONE;
        return;
    }
    }
    p->text = text_of(arena_strndup(a, text, n), n);
}

void place_text(struct arena *a, struct place *p, struct domain *d, struct strbuf *out) {
    if (p->kind == PLACE_EMPTY) fill(a, p, d);
    switch (p->kind) {
    case PLACE_EMPTY:
    case PLACE_ABSENT: return;
    case PLACE_STRING:
    case PLACE_RAW: strbuf_put(out, p->text.p, p->text.n); return;
    case PLACE_RANGE: range_text(p, d, out); return;
    case PLACE_OBJECT:
    case PLACE_ARRAY: place_write(a, p, d, out); return;
    case PLACE_JSON: place_write(a, p->members[0].place, d, out); return;
    case PLACE_JOINED:
        for (size_t i = 0; i < p->n; i++) {
            if (i) strbuf_put(out, p->text.p, p->text.n);
            place_text(a, p->members[i].place, d, out);
        }
        return;
    case PLACE_PATTERN: {
        struct strbuf inside = {0};
        bool set = p->n && p->members[0].place->kind != PLACE_EMPTY;
        if (set) place_text(a, p->members[0].place, d, &inside);
        pattern_text(d, p->text, p->group, set ? inside.p ? inside.p : "" : NULL, out);
        strbuf_free(&inside);
        return;
    }
    }
}

static void write_members(struct arena *a, struct place *p, struct domain *d, struct strbuf *out) {
    strbuf_putc(out, p->kind == PLACE_OBJECT ? '{' : '[');
    for (size_t i = 0; i < p->n; i++) {
        if (i) strbuf_putc(out, ',');
        if (p->kind == PLACE_OBJECT) {
            strbuf_json(out, p->members[i].key, strlen(p->members[i].key));
            strbuf_putc(out, ':');
        }
        place_write(a, p->members[i].place, d, out);
    }
    strbuf_putc(out, p->kind == PLACE_OBJECT ? '}' : ']');
}

void place_write(struct arena *a, struct place *p, struct domain *d, struct strbuf *out) {
    if (p->kind == PLACE_EMPTY) fill(a, p, d);
    if (p->kind == PLACE_ABSENT) {
        strbuf_puts(out, "null");
    } else if (p->type != KQ_T_STRING && (p->kind == PLACE_OBJECT || p->kind == PLACE_ARRAY)) {
        write_members(a, p, d, out);
    } else if (p->kind == PLACE_RAW || (p->kind == PLACE_RANGE && is_number(p->type))) {
        place_text(a, p, d, out);
    } else {
        struct strbuf text = {0};
        if (p->kind == PLACE_OBJECT || p->kind == PLACE_ARRAY) {
            write_members(a, p, d, &text); /* a string column that holds JSON */
        } else {
            place_text(a, p, d, &text);
        }
        strbuf_json(out, text.p ? text.p : "", text.n);
        strbuf_free(&text);
    }
}
