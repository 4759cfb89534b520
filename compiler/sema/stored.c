/* The schema's stored functions as the binder sees them: parameters and body parsed when they are first needed. */
#include "stored.h"

#include "syntax.h"

#include <string.h>

enum { BUCKETS = 256 };
struct stored_functions {
    struct stored *buckets[BUCKETS];
};

static struct stored **bucket_of(struct binder *b, const struct schema_function *f) {
    void **slot = schema_binder_slot(b->schema);
    if (!*slot) *slot = ARENA_NEW(schema_arena(b->schema), struct stored_functions);
    struct stored_functions *all = *slot;
    return &all->buckets[((uintptr_t)f->name >> 4) % BUCKETS];
}

static const struct ast_schema *parse_parameters(struct arena *a, const struct schema_function *f) {
    struct diag *quiet = diag_new(a, NULL);
    const struct ast_schema *parsed = syntax_parse_parameters(a, (struct text){f->params, strlen(f->params)}, quiet);
    return parsed ? parsed : ARENA_NEW(a, struct ast_schema);
}

static void know(struct stored *s, const struct schema_column *columns, size_t n, bool open) {
    s->known = s->is_table = true;
    s->columns = columns;
    s->column_count = n;
    s->open = open;
}

struct stored *stored_find(struct binder *b, const struct schema_function *f) {
    struct stored **bucket = bucket_of(b, f);
    for (struct stored *s = *bucket; s; s = s->next)
        if (s->function == f) return s;
    struct arena *a = schema_arena(b->schema);
    struct stored *s = ARENA_NEW(a, struct stored);
    *s = (struct stored){.function = f, .parameters = parse_parameters(a, f), .next = *bucket};
    if (f->kind != FN_BODY) know(s, f->columns, f->column_count, f->kind == FN_OPEN);
    *bucket = s;
    return s;
}

const struct ast_script *stored_body(struct binder *b, struct stored *s) {
    struct arena *a = schema_arena(b->schema);
    const char *body = s->function->body;
    if (s->body) return s->body;
    struct diag *found = diag_new(a, NULL);
    s->body = syntax_parse_body(a, (struct text){body, strlen(body)}, found);
    stored_note_error(b, s, found);
    return s->body;
}

void stored_note_error(struct binder *b, struct stored *s, const struct diag *found) {
    for (size_t i = 0; !s->wrong && i < diag_count(found); i++) {
        const struct diag_item *item = diag_at(found, i);
        if (item->severity != SEV_ERROR || item->code == DIAG_E0302 || item->code == DIAG_E0303) continue;
        const char *body = s->function->body;
        size_t line = 1;
        for (const char *p = body; *p && p < body + item->span.start; p++) line += *p == '\n';
        s->wrong = arena_printf(schema_arena(b->schema), "%s (%s, line %zu of its body)", item->message,
                                s->function->origin ? s->function->origin : "built in", line);
    }
}

void stored_remember(struct binder *b, struct stored *s, const struct ast_expr *e) {
    if (!e->table) {
        s->known = true;
        s->type = e->type;
        return;
    }
    const struct row_type *row = &e->table->out;
    struct schema_column *columns = ARENA_ARRAY(schema_arena(b->schema), struct schema_column, row->n + 1);
    for (size_t i = 0; i < row->n; i++) columns[i] = (struct schema_column){row->cols[i]->name, row->cols[i]->type};
    know(s, columns, row->n, row->open);
}
