/* What is left of a list of which only `has_any` is asked (compiler/plan/opt_list_flags.c): how many items it would
 * hold and which of them is the first that has one of the terms. The answer is that of kq_has_any on the list's JSON
 * text: terms are letters and digits alone, so they stand within the text of one item. */
#include "list.h"

/* The item's JSON text is itself between quotes, which end terms as the ends of the text do. */
static bool is_plain(kq_dyn v) {
    if (v.tag != KQ_DYN_STRING) return false;
    for (size_t i = 0; i < v.u.s.n; i++) {
        const unsigned char c = (unsigned char)v.u.s.p[i];
        if (c < ' ' || c > '~' || c == '"' || c == '\\') return false;
    }
    return true;
}

static bool item_has_any(kq_ctx *x, kq_dyn v, kq_dyn terms) {
    const kq_str text = is_plain(v) ? v.u.s : kq_tostring_dynamic(x, kq_pack_array(x, &v, 1));
    return kq_has_any_dyn(x, text, terms).v;
}

void kq_list_has_any_init(kq_ctx *x, kq_list_has_any_state *s) { (void)x, *s = (kq_list_has_any_state){0, 0, 0}; }

void kq_list_has_any_step(kq_ctx *x, kq_list_has_any_state *s, kq_dyn v, kq_dyn terms, kq_long size) {
    if (v.tag == KQ_DYN_NULL) return;
    s->limit = kq_list_limit(size);
    if (s->n >= s->limit) return;
    s->n++;
    if (s->first == 0 && item_has_any(x, v, terms)) s->first = s->n;
}

void kq_list_has_any_merge(kq_ctx *x, kq_list_has_any_state *s, const kq_list_has_any_state *other) {
    (void)x;
    if (other->n == 0) return;
    const uint32_t room = other->limit > s->n ? other->limit - s->n : 0;
    if (s->first == 0 && other->first != 0 && other->first <= room) s->first = s->n + other->first;
    s->n += other->n < room ? other->n : room;
    s->limit = other->limit;
}

kq_bool kq_list_has_any_final(kq_ctx *x, const kq_list_has_any_state *s) { return (void)x, kq_mk_bool(s->first != 0); }
