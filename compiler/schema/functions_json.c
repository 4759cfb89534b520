/* --functions FILE.json: {"name": {"params": "n:long=3", "cols": [["A", "long"]]} or {"body": "T | ..."}}. One pass
 * over the text checks everything; parameters, columns and bodies stay slices of the file until their function is asked
 * for, because a file may hold hundreds of parsers and a query calls a few. */
#include "schema_internal.h"

#include "jsonscan.h"

#include <string.h>

struct reader {
    struct schema *s;
    const struct schema_file *f;
    char **error;
    const char *p, *end;
    bool failed;
};

static bool fail(struct reader *r, const char *at, const char *what) {
    if (!r->failed) schema_fail(r->s, r->f, at, r->error, "%s", what);
    r->failed = true;
    return false;
}

/* Whether `c` comes next; passes over it and the white space around it. */
static bool accept(struct reader *r, char c) {
    r->p = kq_json_skip_space(r->p, r->end);
    if (r->p == r->end || *r->p != c) return false;
    r->p = kq_json_skip_space(r->p + 1, r->end);
    return true;
}

static bool expect(struct reader *r, char c, const char *what) { return accept(r, c) || fail(r, r->p, what); }

/* What stands between the quotes, escapes not replaced. */
static bool string(struct reader *r, struct text *raw, const char *what) {
    const char *start = r->p, *end = start < r->end && *start == '"' ? kq_json_skip_string(start, r->end, NULL) : NULL;
    if (!end) return fail(r, start, what);
    *raw = text_of(start + 1, (size_t)(end - start) - 2);
    r->p = kq_json_skip_space(end, r->end);
    return true;
}

/* A NUL would cut a name or a KQL text short. */
static bool has_nul(struct text raw) {
    if (raw.n == 0) return false;
    const char *end = raw.p + raw.n;
    for (const char *p = raw.p; (p = memchr(p, '\\', (size_t)(end - p))) != NULL; p += 2)
        if (end - p >= 6 && memcmp(p, "\\u0000", 6) == 0) return true;
    return false;
}

static bool column(struct reader *r, struct text *name, kq_type *type) {
    const char *wanted = "a column is [\"name\", \"type\"]";
    const char *at = r->p;
    struct text type_text = {NULL, 0};
    if (!expect(r, '[', wanted) || !string(r, name, wanted) || !expect(r, ',', wanted)) return false;
    const char *type_at = r->p;
    if (!string(r, &type_text, wanted) || !expect(r, ']', wanted)) return false;
    *type = type_from_name(type_text.p, type_text.n);
    if (*type == KQ_T_NONE) return fail(r, type_at, "not a KQL type");
    return (name->n && !has_nul(*name)) || fail(r, at, "a column has no name");
}

static bool columns(struct reader *r, struct text *slice) {
    const char *start = r->p;
    struct text name = {NULL, 0};
    kq_type type = KQ_T_NONE;
    if (!expect(r, '[', "\"cols\" is a list of columns")) return false;
    if (!accept(r, ']')) {
        do
            if (!column(r, &name, &type)) return false;
        while (accept(r, ','));
        if (!expect(r, ']', "',' or ']' is missing")) return false;
    }
    *slice = text_of(start, (size_t)(r->p - start));
    return true;
}

struct fields {
    struct text params, columns, body, kind;
};

static bool field(struct reader *r, struct fields *out) {
    struct text key = {NULL, 0};
    if (!string(r, &key, "a field's name is missing") || !expect(r, ':', "':' is missing")) return false;
    if (text_is(key, "params")) return string(r, &out->params, "\"params\" is a text");
    if (text_is(key, "body")) return string(r, &out->body, "\"body\" is a text");
    if (text_is(key, "kind")) return string(r, &out->kind, "\"kind\" is a text");
    if (text_is(key, "cols")) return columns(r, &out->columns);
    const char *end = kq_json_skip_value(r->p, r->end, 2);
    if (!end) return fail(r, r->p, "not valid JSON");
    r->p = kq_json_skip_space(end, r->end);
    return true;
}

static void put(struct reader *r, const char *at, struct text raw_name, const struct fields *v) {
    kq_arena *mem = kq_arena_new();
    kq_str name = kq_json_unescape(mem, raw_name.p, raw_name.n);
    struct function_entry e = {.file = r->f,
                               .at = at,
                               .params = v->params,
                               .columns = v->columns,
                               .body = v->body,
                               .f = {.name = intern(name.p, name.n)}};
    e.f.kind = v->body.p ? FN_BODY : text_is(v->kind, "tabopen") ? FN_OPEN : FN_COLUMNS;
    function_put(r->s, e);
    kq_arena_free(mem);
}

static bool function(struct reader *r) {
    const char *at = r->p;
    struct text name = {NULL, 0};
    struct fields v = {0};
    if (!string(r, &name, "a function's name is missing") || !expect(r, ':', "':' is missing") ||
        !expect(r, '{', "a function is an object with \"params\" and \"body\" or \"cols\""))
        return false;
    if (!accept(r, '}')) {
        do
            if (!field(r, &v)) return false;
        while (accept(r, ','));
        if (!expect(r, '}', "',' or '}' is missing")) return false;
    }
    if (name.n == 0 || has_nul(name)) return fail(r, at, "a function has no name");
    if (!v.body.p && !v.columns.p) return fail(r, at, "a function has neither \"body\" nor \"cols\"");
    if (has_nul(v.body) || has_nul(v.params)) return fail(r, at, "a function's text holds a NUL");
    put(r, at, name, &v);
    return true;
}

bool functions_load_json(struct schema *s, const struct schema_file *f, char **error) {
    struct schema_file *kept = ARENA_NEW(schema_arena(s), struct schema_file);
    *kept = *f;
    struct reader r = {s, kept, error, f->text.p, f->text.p + f->text.n, false};
    if (!expect(&r, '{', "not a JSON object of functions")) return false;
    if (!accept(&r, '}')) {
        do
            if (!function(&r)) return false;
        while (accept(&r, ','));
        if (!expect(&r, '}', "',' or '}' is missing")) return false;
    }
    return r.p == r.end || fail(&r, r.p, "something follows the object");
}

/* ---- on first use; all of it has been checked -----------------------------------------------------------------------
 */

static const char *unescaped(struct arena *a, kq_arena *mem, struct text raw) {
    kq_str s = kq_json_unescape(mem, raw.p ? raw.p : "", raw.n);
    return arena_strndup(a, s.p, s.n);
}

static void read_columns(struct arena *a, kq_arena *mem, struct function_entry *e) {
    struct reader r = {.p = e->columns.p, .end = e->columns.p + e->columns.n, .failed = true};
    VEC(struct schema_column) list = {0};
    struct text name = {NULL, 0};
    kq_type type = KQ_T_NONE;
    accept(&r, '[');
    while (!accept(&r, ']') && column(&r, &name, &type)) {
        kq_str s = kq_json_unescape(mem, name.p, name.n);
        VEC_PUSH(a, &list, ((struct schema_column){intern(s.p, s.n), type}));
        accept(&r, ',');
    }
    e->f.columns = list.v;
    e->f.column_count = list.n;
}

void function_complete_json(struct arena *a, struct function_entry *e) {
    kq_arena *mem = kq_arena_new();
    e->f.params = unescaped(a, mem, e->params);
    if (e->f.kind == FN_BODY)
        e->f.body = unescaped(a, mem, e->body);
    else
        read_columns(a, mem, e);
    e->f.origin = arena_printf(a, "%s:%zu", e->file->path, schema_file_line(e->file, e->at));
    e->file = NULL;
    kq_arena_free(mem);
}
