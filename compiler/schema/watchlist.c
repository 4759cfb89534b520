/* --watchlist NAME=FILE.csv: the columns that _GetWatchlist('NAME') has. Every column of the file is a string
 * (docs: watchlists-queries), behind the fixed ones that functions.def gives. Rows are the detector's. */
#include "schema_internal.h"

#include "csv.h"

#include <string.h>

enum { NAME_MAX_BYTES = 64 }; /* docs: watchlists, the alias */

static bool valid_name(const char *p, size_t n) {
    for (size_t i = 0; i < n; i++) {
        bool letter = (p[i] >= 'a' && p[i] <= 'z') || (p[i] >= 'A' && p[i] <= 'Z') || (p[i] >= '0' && p[i] <= '9');
        if (!letter && !strchr("_-. ", p[i])) return false;
    }
    return n > 0 && n <= NAME_MAX_BYTES;
}

typedef VEC(struct schema_column) column_list;

static const char *add_columns(struct arena *a, const csv_fields *header, size_t fixed, column_list *columns) {
    for (size_t i = 0; i < header->n; i++) {
        struct text t = header->v[i];
        if (t.n == 0 || memchr(t.p, 0, t.n)) return arena_printf(a, "column %zu has no name", i + 1);
        const char *name = intern(t.p, t.n);
        size_t at = 0;
        while (at < columns->n && columns->v[at].name != name) at++;
        if (at < fixed) continue; /* a file exported from Sentinel holds SearchKey itself */
        if (at < columns->n) return arena_printf(a, "two columns are called '%s'", name);
        VEC_PUSH(a, columns, ((struct schema_column){name, KQ_T_STRING}));
    }
    return NULL;
}

static bool load(struct schema *s, const char *name, const char *path, char **error) {
    struct arena *a = schema_arena(s);
    struct schema_file f;
    if (!schema_file_read(s, path, &f, error)) return false;
    struct csv c = {.p = f.text.p, .end = f.text.p + f.text.n, .separator = ',', .at = f.text.p};
    csv_fields header = {0};
    if (!csv_record(a, &c, &header))
        return schema_fail(s, &f, c.at, error, "%s", c.problem ? c.problem : "a watchlist needs a header");
    column_list columns = {0};
    const struct schema_function *function = schema_function_find(s, "_GetWatchlist");
    for (size_t i = 0; function && i < function->column_count; i++) VEC_PUSH(a, &columns, function->columns[i]);
    const char *wrong = add_columns(a, &header, columns.n, &columns);
    if (wrong) return schema_fail(s, &f, c.at, error, "%s", wrong);
    VEC_PUSH(a, schema_watchlists(s), ((struct schema_table){name, columns.v, columns.n, false}));
    return true;
}

bool schema_watchlist_add(struct schema *s, const char *assignment, char **error) {
    const char *equals = strchr(assignment, '=');
    if (!equals || equals[1] == 0 || !valid_name(assignment, (size_t)(equals - assignment))) {
        *error = arena_printf(schema_arena(s),
                              "'%s' is not NAME=FILE.csv, NAME being 1 to %d letters, digits, '_', '-', '.' or blanks",
                              assignment, NAME_MAX_BYTES);
        return false;
    }
    return load(s, intern(assignment, (size_t)(equals - assignment)), equals + 1, error);
}

const struct schema_table *schema_watchlist_find(const struct schema *s, const char *name) {
    const watchlist_table *w = schema_watchlists(s);
    for (size_t i = w->n; i > 0; i--) /* of two of one name the last one stands */
        if (strcmp(w->v[i - 1].name, name) == 0) return &w->v[i - 1];
    return NULL;
}
