/* externaldata with (ingestionMapping='[{"Column": "a", "Properties": {"Path": "$.x.y"}}]'): the columns of a JSON file
 * by their paths (docs: externaldata-operator, json-mapping). The scan reads the first key of each path; a PROJECT in
 * front of it makes the columns. Columns that the mapping does not name are null. */
#include "lower.h"
#include "px.h"
#include "select.h"

#include "dyn.h"

#include <string.h>
#include <strings.h>

typedef VEC(const char *) key_list;

struct mapping {
    struct lowering *l;
    struct span span; /* of the mapping */
    kq_arena *scratch;
    struct plan_op *scan;
};

static void refuse(struct mapping *m, const char *what) {
    lower_refuse(m->l, DIAG_U0001, m->span, arena_printf(m->l->arena, "externaldata with ingestionMapping: %s", what));
}

/* The member by a name of which case does not matter. */
static bool find_member(kq_dyn bag, const char *name, kq_dyn *out) {
    for (uint32_t i = 0; bag.tag == KQ_DYN_BAG && i < bag.n; i++) {
        const kq_member *member = &bag.u.members[i];
        if (member->key.n != strlen(name) || strncasecmp(member->key.p, name, member->key.n) != 0) continue;
        *out = member->value;
        return true;
    }
    return false;
}

static const char *text_member(struct mapping *m, kq_dyn bag, const char *name) {
    kq_dyn value;
    if (!find_member(bag, name, &value) || value.tag != KQ_DYN_STRING) return NULL;
    return arena_strndup(m->l->arena, value.u.s.p, value.u.s.n);
}

/* The keys of $.a.b['c d']. False: it is another kind of path. */
static bool path_keys(struct arena *a, const char *p, key_list *keys) {
    if (*p++ != '$') return false;
    while (*p) {
        const char *end, *next;
        if (*p == '.') {
            p++;
            end = next = p + strcspn(p, ".[");
            if (memchr(p, '*', (size_t)(end - p))) return false;
        } else if (p[0] == '[' && (p[1] == '\'' || p[1] == '"')) {
            end = strchr(p + 2, p[1]);
            if (!end || end[1] != ']' || memchr(p, '\\', (size_t)(end - p))) return false;
            p += 2;
            next = end + 2;
        } else {
            return false;
        }
        if (end == p) return false;
        VEC_PUSH(a, keys, arena_strndup(a, p, (size_t)(end - p)));
        p = next;
    }
    return keys->n > 0;
}

/* A column of the scan for that key. A key that several columns want, each in its own way, is read as it is. */
static void add_key(struct mapping *m, const char *key, kq_type type) {
    const char *name = intern_s(key);
    for (size_t i = 0; i < m->scan->col_count; i++) {
        struct column *c = m->scan->cols[i];
        if (c->name != name) continue;
        if (c->type != type) c->type = KQ_T_DYNAMIC;
        return;
    }
    m->scan->cols[m->scan->col_count++] = bound_column(m->l->bound, name, type);
}

/* One item of the mapping: the keys of its path go to paths, at the place of its column. */
static void map_column(struct mapping *m, kq_dyn item, struct column *const *cols, size_t n, key_list *paths) {
    kq_dyn properties, transform;
    item = properties = kq_dyn_expand(m->scratch, item);
    if (find_member(item, "Properties", &properties)) properties = kq_dyn_expand(m->scratch, properties);
    const char *name = text_member(m, item, "Column"), *path = text_member(m, properties, "Path");
    size_t i = 0;
    while (name && i < n && strcmp(cols[i]->name, name) != 0) i++;
    if (!name || !path || find_member(properties, "Transform", &transform)) {
        refuse(m, "what is no column and its path");
    } else if (i == n) {
        refuse(m, arena_printf(m->l->arena, "'%s', which is none of its columns", name));
    } else if (paths[i].n > 0) {
        refuse(m, arena_printf(m->l->arena, "'%s' twice", name));
    } else if (!path_keys(m->l->arena, path, &paths[i])) {
        refuse(m, arena_printf(m->l->arena, "the path '%s'", path));
    }
}

static struct px *column_value(struct mapping *m, const struct column *column, const key_list *path) {
    struct lowering *l = m->l;
    if (path->n == 0) return lower_null(l, column->type, m->span);
    const char *name = intern_s(path->v[0]);
    size_t k = 0;
    while (m->scan->cols[k]->name != name) k++;
    struct px *e = px_column(l->arena, m->scan->cols[k], m->span);
    for (size_t i = 1; i < path->n; i++) {
        struct px **args = ARENA_ARRAY(l->arena, struct px *, 2);
        args[0] = e;
        args[1] = lower_text(l, path->v[i], m->span);
        e = lower_row(l, select_member(KQ_T_STRING), args, 2, m->span);
    }
    return lower_convert(l, e, column->type);
}

struct plan_op *lower_mapped(struct lowering *l, const struct ast_named *property, struct plan_op *scan,
                             struct column *const *cols, size_t n) {
    struct mapping m = {l, property->span, kq_arena_new(), scan};
    const char *text = bound_text(property->value);
    kq_dyn items = {.tag = KQ_DYN_NULL};
    key_list *paths = ARENA_ARRAY(l->arena, key_list, n + 1);
    memset(paths, 0, (n + 1) * sizeof *paths);
    if (text && kq_dyn_parse(m.scratch, (kq_str){text, strlen(text)}, &items)) items = kq_dyn_expand(m.scratch, items);
    if (scan->supplied->layout != KQ_LAYOUT_JSON)
        refuse(&m, "of a file that is not JSON");
    else if (items.tag != KQ_DYN_ARRAY)
        refuse(&m, "what is no list");
    else
        for (uint32_t i = 0; i < items.n; i++) map_column(&m, items.u.items[i], cols, n, paths);
    kq_arena_free(m.scratch);
    scan->cols = ARENA_ARRAY(l->arena, struct column *, n + 1);
    scan->col_count = 0;
    for (size_t i = 0; i < n; i++)
        if (paths[i].n > 0) add_key(&m, paths[i].v[0], paths[i].n > 1 ? KQ_T_DYNAMIC : cols[i]->type);
    scan->table_cols = scan->cols;
    scan->table_col_count = scan->col_count;
    struct plan_op *op = lower_op(l, PO_PROJECT, scan->span, scan);
    op->defs = ARENA_ARRAY(l->arena, struct po_def, n + 1);
    op->cols = ARENA_ARRAY(l->arena, struct column *, n + 1);
    for (size_t i = 0; i < n && !l->failed; i++) {
        op->defs[op->def_count++] = (struct po_def){cols[i], column_value(&m, cols[i], &paths[i])};
        op->cols[op->col_count++] = cols[i];
    }
    return op;
}
