/* Events as JSON: one a line, arrays, pretty-printed or not, the envelopes that the detectors open ({"records":
 * [...]}), API answers ({"value": [...]}) and query results ({"tables": [...]}). The text is taken value by value;
 * square brackets and commas around objects mean nothing more, so that one broken record does not lose the others. */
#include "infer_internal.h"

#include "dyn.h"
#include "jsonscan.h"

#include <string.h>

static struct text text_from(kq_str s) { return text_of(s.p, s.n); }

static bool usable(kq_str s) { return s.n > 0 && !memchr(s.p, 0, s.n); }

static const kq_dyn *member(const kq_dyn *bag, const char *key) {
    for (uint32_t i = 0; i < bag->n; i++)
        if (text_is(text_from(bag->u.members[i].key), key)) return &bag->u.members[i].value;
    return NULL;
}

static kq_str text_member(const kq_dyn *bag, const char *key) {
    const kq_dyn *v = member(bag, key);
    return v && v->tag == KQ_DYN_STRING ? v->u.s : (kq_str){"", 0};
}

static unsigned kind_of(const kq_dyn *v) {
    switch (v->tag) {
    case KQ_DYN_BOOL: return SEEN_BOOL;
    case KQ_DYN_LONG: return SEEN_LONG;
    case KQ_DYN_REAL: return SEEN_REAL;
    case KQ_DYN_STRING: return infer_text_kind(text_from(v->u.s));
    default: return kq_dyn_is_array(*v) || kq_dyn_is_bag(*v) ? SEEN_DYNAMIC : 0;
    }
}

/* Defender XDR puts a fixed word before an envelope's category. */
static struct text category_of(const kq_dyn *record) {
    static const char prefix[] = "AdvancedHunting-";
    struct text t = text_from(text_member(record, "category"));
    size_t skip = t.n >= sizeof prefix && memcmp(t.p, prefix, sizeof prefix - 1) == 0 ? sizeof prefix - 1 : 0;
    return text_of(t.p + skip, t.n - skip);
}

/* The table of a record as the detectors find it (DESIGN 3, source). A Type that is no name of a table is a column of
 * the source's own. */
static struct text table_name(const struct infer *n, const kq_dyn *record, bool in_envelope) {
    struct text type = text_from(text_member(record, "Type")), category = category_of(record);
    if (infer_is_table_name(type)) return type;
    return in_envelope && infer_is_table_name(category) ? category : infer_stem(n->path);
}

static bool take_record(struct infer *n, const kq_dyn *record, bool in_envelope) {
    struct infer_table *t = infer_table(n, table_name(n, record, in_envelope));
    for (uint32_t i = 0; t && i < record->n; i++) {
        const kq_member *m = &record->u.members[i];
        if (!usable(m->key)) continue;
        struct infer_column *c = infer_column(n, t, text_from(m->key));
        if (!c) return false;
        c->seen |= kind_of(&m->value);
    }
    n->last.records++;
    return t != NULL;
}

/* ---- query results: {"tables": [{"name", "columns": [{"name", "type"}], "rows": [[...]]}]}
 * ------------------------------
 */

static kq_type declared_type(const kq_dyn *column) {
    static const char *const keys[] = {"type", "ColumnType"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        kq_str s = text_member(column, keys[i]);
        kq_type t = type_from_name(s.p, s.n);
        if (t != KQ_T_NONE) return t;
    }
    return KQ_T_STRING;
}

static bool take_result(struct infer *n, kq_arena *mem, const kq_dyn *result) {
    const kq_dyn *list = member(result, "columns"), *rows = member(result, "rows");
    if (!list) list = member(result, "Columns");
    if (!rows) rows = member(result, "Rows");
    struct infer_table *t = infer_table(n, infer_stem(n->path));
    kq_dyn columns = list ? kq_dyn_expand(mem, *list) : (kq_dyn){0};
    int64_t count = 0;
    if (rows && kq_dyn_length(*rows, &count)) n->last.records += (size_t)count;
    for (uint32_t i = 0; t && columns.tag == KQ_DYN_ARRAY && i < columns.n; i++) {
        kq_dyn column = kq_dyn_expand(mem, columns.u.items[i]);
        kq_str name = column.tag == KQ_DYN_BAG ? text_member(&column, "name") : (kq_str){"", 0};
        if (!usable(name) && column.tag == KQ_DYN_BAG) name = text_member(&column, "ColumnName");
        if (!usable(name)) continue;
        struct infer_column *c = infer_column(n, t, text_from(name));
        if (!c) return false;
        c->declared = declared_type(&column);
    }
    return t != NULL;
}

/* ---- values of the text
 * ----------------------------------------------------------------------------------------------
 */

static bool first_is_object(const kq_dyn *v) {
    if (!v || v->tag != KQ_DYN_JSON || v->u.s.p[0] != '[') return false;
    const char *end = v->u.s.p + v->u.s.n, *first = kq_json_skip_space(v->u.s.p + 1, end);
    return first < end && (*first == '{' || *first == ']');
}

static bool take_objects(struct infer *n, kq_arena *mem, const kq_dyn *list, bool results) {
    kq_dyn items = kq_dyn_expand(mem, *list);
    for (uint32_t i = 0; i < items.n; i++) {
        kq_mark mark = kq_arena_mark(mem);
        kq_dyn item = kq_dyn_expand(mem, items.u.items[i]);
        bool ok = true;
        if (item.tag != KQ_DYN_BAG)
            infer_malformed(n, list->u.s.p);
        else if (results) /* what follows the first result is statistics */
            return take_result(n, mem, &item);
        else
            ok = take_record(n, &item, true);
        kq_arena_release(mem, mark);
        if (!ok) return false;
    }
    return true;
}

/* `value` and `tables` are also names that events use: they are an answer's when nothing but its frame stands beside.
 */
static bool only_frame_beside(const kq_dyn *record, const char *list) {
    static const char *const frame[] = {"nextLink", "count", "statistics", "render", "Exceptions"};
    for (uint32_t i = 0; i < record->n; i++) {
        struct text key = text_from(record->u.members[i].key);
        bool known = text_is(key, list) || (key.n && key.p[0] == '@');
        for (size_t k = 0; k < sizeof frame / sizeof frame[0] && !known; k++) known = text_is(key, frame[k]);
        if (!known) return false;
    }
    return true;
}

static bool take_object(struct infer *n, kq_arena *mem, kq_str json) {
    kq_dyn record = kq_dyn_expand(mem, kq_dyn_from_json(mem, json));
    if (usable(text_member(&record, "Type"))) return take_record(n, &record, false);
    static const char *const envelopes[] = {"records", "value", "tables", "Tables"};
    for (size_t i = 0; i < sizeof envelopes / sizeof envelopes[0]; i++) {
        const kq_dyn *list = member(&record, envelopes[i]);
        if (!first_is_object(list) || (i > 0 && !only_frame_beside(&record, envelopes[i]))) continue;
        return take_objects(n, mem, list, i > 1);
    }
    return take_record(n, &record, false);
}

static const char *next_line(const char *p, const char *end) {
    const char *newline = memchr(p, '\n', (size_t)(end - p));
    return newline ? newline + 1 : end;
}

bool infer_json(struct infer *n) {
    const char *p = n->text.p, *end = p + n->text.n;
    kq_arena *mem = kq_arena_new();
    kq_mark mark = kq_arena_mark(mem);
    bool ok = true;
    while (ok && p < end) {
        if (strchr(" \t\r\n[],", *p) && *p) {
            p++;
            continue;
        }
        const char *value_end = *p == '{' ? kq_json_skip_value(p, end, 0) : NULL;
        if (value_end) {
            ok = take_object(n, mem, (kq_str){p, (size_t)(value_end - p)});
            kq_arena_release(mem, mark);
            p = value_end;
        } else {
            infer_malformed(n, p);
            p = next_line(p, end);
        }
    }
    kq_arena_free(mem);
    return ok;
}
