/* Stage banners: which part of the query the C that follows implements, with the query's own text. */
#include "emit_internal.h"

#include <string.h>

#define BANNER_WIDTH 118

static struct text text_in(const struct emitter *e, struct span s) {
    struct text whole = s.in_file ? e->src->file : e->src->query;
    size_t end = s.end < whole.n ? s.end : whole.n, start = s.start < end ? s.start : end;
    return text_of(whole.p + start, end - start);
}

uint32_t span_line(const struct emitter *e, struct span s) { return source_locate(e->src, s.start, s.in_file).line; }

static void collect(struct emitter *e, const struct plan_op *op) {
    for (; op; op = op->input) {
        if (op->right) collect(e, op->right);
        for (size_t i = 0; i < op->leg_count; i++) collect(e, op->legs[i].input);
        if (op->span.end <= op->span.start) continue;
        struct stage s = {.span = op->span, .shown = op->span, .is_where = op->kind == PO_WHERE};
        size_t at = 0;
        for (; at < e->stages.n; at++) { /* by place; what encloses others first */
            struct span t = e->stages.v[at].span;
            if (t.start > s.span.start || (t.start == s.span.start && t.end <= s.span.end)) break;
        }
        if (at < e->stages.n && e->stages.v[at].span.start == s.span.start && e->stages.v[at].span.end == s.span.end)
            continue;
        VEC_PUSH(e->a, &e->stages, s);
        memmove(e->stages.v + at + 1, e->stages.v + at, (e->stages.n - 1 - at) * sizeof *e->stages.v);
        e->stages.v[at] = s;
    }
}

/* A conjunct's span starts behind `| where`; its stage begins at that pipe. */
static uint32_t where_start(const struct emitter *e, struct span s) {
    struct text before = text_in(e, (struct span){0, s.start, s.in_file});
    for (size_t i = before.n; i-- > 0;) {
        if (before.p[i] != '|') continue;
        size_t at = i + 1;
        while (at < before.n && strchr(" \t\r\n", before.p[at])) at++;
        bool where = before.n - at >= 5 && memcmp(before.p + at, "where", 5) == 0;
        bool filter = before.n - at >= 6 && memcmp(before.p + at, "filter", 6) == 0;
        return where || filter ? (uint32_t)i : s.start;
    }
    return s.start;
}

void collect_stages(struct emitter *e) {
    collect(e, e->plan->root);
    for (size_t i = 0; i < e->stages.n; i++) {
        struct stage *s = &e->stages.v[i], *last = i > 0 ? s - 1 : NULL;
        s->number = ++e->stage_count;
        if (!s->is_where || text_in(e, s->span).p[0] == '|') continue;
        if (last && last->is_where && last->span.end <= s->span.start) {
            struct text between = text_in(e, (struct span){last->span.end, s->span.start, s->span.in_file});
            if (between.n == 0 || !memchr(between.p, '|', between.n)) { /* the next conjunct of the same `where` */
                s->number = --e->stage_count;
                s->shown.start = last->shown.start;
                for (size_t j = i + 1; j-- > 0 && e->stages.v[j].number == s->number;)
                    e->stages.v[j].shown.end = s->span.end;
                continue;
            }
        }
        s->shown.start = where_start(e, s->span);
    }
}

const struct stage *stage_of(const struct emitter *e, const struct plan_op *op) {
    for (size_t i = 0; i < e->stages.n; i++) {
        const struct stage *s = &e->stages.v[i];
        if (s->span.start == op->span.start && s->span.end == op->span.end) return s;
    }
    return NULL;
}

static const char *file_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

void scope_stage(struct scope *s, const struct plan_op *op) {
    struct emitter *e = s->e;
    const struct stage *stage = stage_of(e, op);
    s->line = stage ? span_line(e, op->span) : 0;
    if (!stage || s->stage == stage->number) return;
    s->stage = stage->number;
    struct strbuf text = {0}, place = {0};
    strbuf_puts(&place, " (");
    c_put_comment(&place, file_name(e->o->rule_name), strlen(file_name(e->o->rule_name)), 60);
    strbuf_printf(&place, ":%u) ---- */", span_line(e, stage->shown));
    const char *head = fmt(e, "/* ---- stage %zu of %zu: ", stage->number, e->stage_count);
    size_t used = strlen(head) + place.n + 8, limit = used < BANNER_WIDTH - 30 ? BANNER_WIDTH - used : 30;
    struct text q = text_in(e, stage->shown);
    strbuf_puts(&text, "");
    c_put_comment(&text, q.p, q.n, limit);
    cw_line(&s->body, "%s%s%s", head, text.p, place.p);
    strbuf_free(&text);
    strbuf_free(&place);
}
