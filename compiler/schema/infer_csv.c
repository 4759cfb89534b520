/* Events as CSV or TSV, the way the portal exports them: everything is text, so what a text spells decides. */
#include "infer_internal.h"

#include "csv.h"
#include "jsonscan.h"
#include "number.h"

#include <string.h>

/* Text that only looks like a number (007, +5) is a code of some kind. */
static bool is_number(struct text t) {
    const char *end = kq_json_skip_number(t.p, t.p + t.n);
    return end == t.p + t.n;
}

static unsigned kind_of(struct text t) {
    int64_t value;
    if (t.n == 0) return 0;
    if (text_is(t, "true") || text_is(t, "false") || text_is(t, "True") || text_is(t, "False")) return SEEN_BOOL;
    if (is_number(t)) return kq_parse_long((kq_str){t.p, t.n}, &value) ? SEEN_LONG : SEEN_REAL;
    bool container = t.p[0] == '{' || t.p[0] == '[';
    if (container && kq_json_skip_value(t.p, t.p + t.n, 0) == t.p + t.n) return SEEN_DYNAMIC;
    return infer_text_kind(t);
}

/* The portal writes its time zone into the header: "TimeGenerated [UTC]". */
static struct text name_of(struct text t) {
    static const char zone[] = " [UTC]";
    size_t n = sizeof zone - 1;
    return t.n > n && memcmp(t.p + t.n - n, zone, n) == 0 ? text_of(t.p, t.n - n) : t;
}

static bool take(struct infer *n, const csv_fields *header, const csv_fields *record, size_t type_field) {
    bool typed = type_field < header->n && infer_is_table_name(record->v[type_field]);
    struct infer_table *t = infer_table(n, typed ? record->v[type_field] : infer_stem(n->path));
    for (size_t i = 0; t && i < header->n; i++) {
        struct text name = name_of(header->v[i]);
        if (name.n == 0 || memchr(name.p, 0, name.n)) continue; /* a comma at the end of every line */
        struct infer_column *c = infer_column(n, t, name);
        if (!c) return false;
        c->seen |= kind_of(record->v[i]);
    }
    return t != NULL;
}

bool infer_csv(struct infer *n, char separator) {
    struct csv c = {.p = n->text.p, .end = n->text.p + n->text.n, .separator = separator, .at = n->text.p};
    csv_fields header = {0}, record = {0};
    if (csv_record(n->arena, &c, &header)) {
        size_t type_field = 0; /* exactly `Type`: it is a name of Log Analytics */
        while (type_field < header.n && !text_is(header.v[type_field], "Type")) type_field++;
        while (csv_record(n->arena, &c, &record)) {
            if (record.n != header.n)
                infer_malformed(n, c.at);
            else if (!take(n, &header, &record, type_field))
                return false;
            else
                n->last.records++;
        }
    }
    if (c.problem) infer_malformed(n, c.at);
    return true;
}
