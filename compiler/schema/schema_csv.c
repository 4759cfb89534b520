/* --schema files in CSV: a header with `table`, `column` and `type` in any order, then one column a line. Tables keep
 * the order in which they first appear, columns that of the file; a table's lines need not stand together. */
#include "schema_internal.h"

#include "csv.h"

#include <string.h>

struct table_lines {
    const char *name; /* interned */
    VEC(struct schema_column) columns;
};
typedef VEC(struct table_lines *) table_list;

static struct table_lines *table_named(struct arena *a, table_list *tables, const char *name) {
    /* from the end: mostly the table of the line before */
    for (size_t i = tables->n; i > 0; i--)
        if (tables->v[i - 1]->name == name) return tables->v[i - 1];
    struct table_lines *t = ARENA_NEW(a, struct table_lines);
    t->name = name;
    VEC_PUSH(a, tables, t);
    return t;
}

static const char *name_of(struct text t) { return t.n && !memchr(t.p, 0, t.n) ? intern(t.p, t.n) : NULL; }

struct layout { /* places of the three fields */
    size_t table, column, type, wanted;
};

static bool header(struct arena *a, struct csv *c, struct layout *l) {
    csv_fields fields = {0};
    if (!csv_record(a, c, &fields)) return false;
    *l = (struct layout){csv_field(&fields, "table"), csv_field(&fields, "column"), csv_field(&fields, "type"),
                         fields.n};
    return l->table < fields.n && l->column < fields.n && l->type < fields.n;
}

/* NULL, or what is wrong with the line. */
static const char *add_line(struct arena *a, table_list *tables, const struct layout *l, const csv_fields *fields) {
    if (fields->n != l->wanted) return arena_printf(a, "%zu fields, the header has %zu", fields->n, l->wanted);
    const char *table = name_of(fields->v[l->table]), *column = name_of(fields->v[l->column]);
    struct text type_text = fields->v[l->type];
    if (!table) return "no table name";
    if (!column) return "no column name";
    kq_type type = type_from_name(type_text.p, type_text.n);
    if (type == KQ_T_NONE)
        return arena_printf(a, "not a KQL type: '%.*s'", (int)(type_text.n > 40 ? 40 : type_text.n), type_text.p);
    struct table_lines *t = table_named(a, tables, table);
    for (size_t i = 0; i < t->columns.n; i++)
        if (t->columns.v[i].name == column) return arena_printf(a, "column '%s' twice in '%s'", column, table);
    VEC_PUSH(a, &t->columns, ((struct schema_column){column, type}));
    return NULL;
}

bool schema_load_csv(struct schema *s, const struct schema_file *f, char **error) {
    struct arena *a = schema_arena(s);
    struct csv c = {.p = f->text.p, .end = f->text.p + f->text.n, .separator = ',', .at = f->text.p};
    struct layout l;
    if (!header(a, &c, &l))
        return schema_fail(s, f, c.at, error, "%s",
                           c.problem ? c.problem : "neither a JSON object of tables nor CSV with table,column,type");
    table_list tables = {0};
    csv_fields fields = {0};
    while (csv_record(a, &c, &fields)) {
        const char *wrong = add_line(a, &tables, &l, &fields);
        if (wrong) return schema_fail(s, f, c.at, error, "%s", wrong);
    }
    if (c.problem) return schema_fail(s, f, c.at, error, "%s", c.problem);
    for (size_t i = 0; i < tables.n; i++)
        schema_put(s, tables.v[i]->name, tables.v[i]->columns.v, tables.v[i]->columns.n);
    return true;
}
