/* Collects the kinds of values that columns hold, and prints the schema that follows from them. */
#include "infer_internal.h"

#include "timetext.h"

#include <string.h>
#include <strings.h>

enum { MAX_TABLES = 1000, MAX_COLUMNS = 10000 }; /* more than any source has: then keys are data, not names */

struct infer *infer_new(struct arena *a, const char *table) {
    struct infer *n = ARENA_NEW(a, struct infer);
    n->arena = a;
    n->given = table;
    return n;
}

struct infer_counts infer_last(const struct infer *n) {
    return n->last;
}

struct infer_table *infer_table(struct infer *n, struct text name) {
    const char *interned = n->given ? intern_s(n->given) : intern(name.p, name.n);
    for (size_t i = 0; i < n->tables.n; i++)
        if (n->tables.v[i]->name == interned) return n->tables.v[i];
    if (n->tables.n == MAX_TABLES) {
        n->error = arena_printf(n->arena, "over %d tables; --table puts all events into one", MAX_TABLES);
        return NULL;
    }
    struct infer_table *t = ARENA_NEW(n->arena, struct infer_table);
    t->name = interned;
    VEC_PUSH(n->arena, &n->tables, t);
    return t;
}

struct infer_column *infer_column(struct infer *n, struct infer_table *t, struct text name) {
    const char *interned = intern(name.p, name.n);
    for (size_t i = 0; i < t->columns.n; i++) {
        size_t at = (t->next + i) % t->columns.n;
        if (t->columns.v[at].name != interned) continue;
        t->next = at + 1;
        return &t->columns.v[at];
    }
    if (t->columns.n == MAX_COLUMNS) {
        n->error = arena_printf(n->arena, "over %d columns in %s", MAX_COLUMNS, t->name);
        return NULL;
    }
    VEC_PUSH(n->arena, &t->columns, ((struct infer_column){interned, 0, KQ_T_NONE}));
    t->next = t->columns.n;
    return &t->columns.v[t->columns.n - 1];
}

/* 2024-05-06T07:08 and more: ingestion takes ISO 8601 with a time for a datetime, and leaves other dates as text. */
static bool is_iso_time(struct text t) {
    static const char shape[] = "dddd-dd-ddTdd:dd";
    if (t.n < sizeof shape - 1) return false;
    for (size_t i = 0; i < sizeof shape - 1; i++) {
        bool digit = t.p[i] >= '0' && t.p[i] <= '9';
        if (shape[i] == 'd' ? !digit : t.p[i] != shape[i]) return false;
    }
    int64_t ticks;
    return kq_parse_datetime((kq_str){t.p, t.n}, &ticks);
}

unsigned infer_text_kind(struct text t) {
    if (t.n == 0) return 0;
    return is_iso_time(t) ? SEEN_DATETIME : SEEN_TEXT;
}

bool infer_is_table_name(struct text t) {
    bool name = t.n > 1 && !(t.p[0] >= '0' && t.p[0] <= '9');
    for (size_t i = 0; i < t.n && name; i++) {
        char c = t.p[i];
        name = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }
    return name;
}

struct text infer_stem(const char *path) {
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    size_t n = strcspn(name, ".");
    return text_of(name, n ? n : strlen(name));
}

void infer_malformed(struct infer *n, const char *at) {
    if (n->last.malformed++) return;
    n->last.first_malformed = 1;
    for (const char *p = n->text.p; p < at; p++) n->last.first_malformed += *p == '\n';
}

static bool ends_with(const char *s, const char *end) {
    size_t n = strlen(s), m = strlen(end);
    return n >= m && strcasecmp(s + n - m, end) == 0;
}

bool infer_read(struct infer *n, const char *path, struct text text, char **error) {
    if (text.n >= 3 && memcmp(text.p, "\xEF\xBB\xBF", 3) == 0) text = text_of(text.p + 3, text.n - 3);
    size_t blank = 0;
    while (blank < text.n && strchr(" \t\r\n", text.p[blank]) && text.p[blank]) blank++;
    bool bracket = blank < text.n && (text.p[blank] == '{' || text.p[blank] == '[');
    n->last = (struct infer_counts){0};
    n->path = path;
    n->text = text;
    n->error = NULL;
    bool tsv = ends_with(path, ".tsv"), csv = tsv || ends_with(path, ".csv");
    bool ok = csv && !bracket ? infer_csv(n, tsv ? '\t' : ',') : infer_json(n);
    if (!ok) *error = arena_printf(n->arena, "%s: %s", path, n->error);
    return ok;
}

/* ---- results -------------------------------------------------------------------------------------------------------
 */

static kq_type type_of(const struct infer_column *c) {
    if (c->declared != KQ_T_NONE) return c->declared;
    if (strcmp(c->name, "TimeGenerated") == 0) return KQ_T_DATETIME; /* in every table, however a file spells it */
    if (c->seen & SEEN_DYNAMIC) return KQ_T_DYNAMIC;
    switch (c->seen) {
    case SEEN_BOOL: return KQ_T_BOOL;
    case SEEN_LONG: return KQ_T_LONG;
    case SEEN_REAL:
    case SEEN_REAL | SEEN_LONG: return KQ_T_REAL;
    case SEEN_DATETIME: return KQ_T_DATETIME;
    default: return KQ_T_STRING;
    }
}

void infer_put_json(const struct infer *n, struct strbuf *out) {
    strbuf_puts(out, "{");
    for (size_t i = 0; i < n->tables.n; i++) {
        const struct infer_table *t = n->tables.v[i];
        strbuf_puts(out, i ? ",\n  " : "\n  ");
        strbuf_json(out, t->name, strlen(t->name));
        strbuf_puts(out, ": {");
        for (size_t k = 0; k < t->columns.n; k++) {
            strbuf_puts(out, k ? ",\n    " : "\n    ");
            strbuf_json(out, t->columns.v[k].name, strlen(t->columns.v[k].name));
            strbuf_printf(out, ": \"%s\"", type_name(type_of(&t->columns.v[k])));
        }
        strbuf_puts(out, "\n  }");
    }
    strbuf_puts(out, n->tables.n ? "\n}\n" : "}\n");
}

static void put_field(struct strbuf *out, const char *s) {
    if (*s && !strpbrk(s, ",\"\r\n")) {
        strbuf_puts(out, s);
        return;
    }
    strbuf_putc(out, '"');
    for (; *s; s++) {
        if (*s == '"') strbuf_putc(out, '"');
        strbuf_putc(out, *s);
    }
    strbuf_putc(out, '"');
}

void infer_put_csv(const struct infer *n, struct strbuf *out) {
    strbuf_puts(out, "table,column,type\n");
    for (size_t i = 0; i < n->tables.n; i++)
        for (size_t k = 0; k < n->tables.v[i]->columns.n; k++) {
            const struct infer_column *c = &n->tables.v[i]->columns.v[k];
            put_field(out, n->tables.v[i]->name);
            strbuf_putc(out, ',');
            put_field(out, c->name);
            strbuf_printf(out, ",%s\n", type_name(type_of(c)));
        }
}

void infer_notes(const struct infer *n, void (*note)(const char *table, const char *column, size_t more)) {
    for (size_t i = 0; i < n->tables.n; i++) {
        const char *first = NULL;
        size_t count = 0;
        for (size_t k = 0; k < n->tables.v[i]->columns.n; k++) {
            const struct infer_column *c = &n->tables.v[i]->columns.v[k];
            if (c->seen > 0 || type_of(c) != KQ_T_STRING || c->declared != KQ_T_NONE) continue;
            if (count++ == 0) first = c->name;
        }
        if (count) note(n->tables.v[i]->name, first, count - 1);
    }
}
