/* --functions FILE.yaml: a parser as Microsoft publishes them. Solutions write FunctionName, FunctionAlias (the name
 * that queries call), FunctionQuery; ASIM writes ParserName, EquivalentBuiltInParser, ParserParams, ParserQuery. */
#include "schema_internal.h"

#include "yaml_tree.h"

#include <string.h>
#include <strings.h>

struct parser_yaml {
    struct yaml_tree tree;
    struct schema *s;
    const struct schema_file *f;
    char **error;
};

static struct text scalar(const yaml_node_t *n) {
    if (!n || n->type != YAML_SCALAR_NODE) return text_of(NULL, 0);
    return text_of((const char *)n->data.scalar.value, n->data.scalar.length);
}

static const yaml_node_t *value_of(struct parser_yaml *y, const yaml_node_t *map, const char *key) {
    if (!map || map->type != YAML_MAPPING_NODE) return NULL;
    for (yaml_node_pair_t *i = map->data.mapping.pairs.start; i < map->data.mapping.pairs.top; i++)
        if (text_is(scalar(yaml_tree_node(&y->tree, i->key)), key)) return yaml_tree_node(&y->tree, i->value);
    return NULL;
}

static const char *place(struct parser_yaml *y, const yaml_node_t *n) {
    return y->f->text.p + yaml_tree_offset(&y->tree, n->start_mark);
}

static bool starts_with(struct text t, const char *prefix) {
    return t.n >= strlen(prefix) && strncasecmp(t.p, prefix, strlen(prefix)) == 0;
}

/* A default as KQL: in YAML a string stands without KQL's quotes, a bool is spelled in any case. */
static void put_default(struct strbuf *out, struct text type, struct text value) {
    strbuf_putc(out, '=');
    if (text_is(type, "string") && !starts_with(value, "'") && !starts_with(value, "\"") && !starts_with(value, "@")) {
        strbuf_putc(out, '\'');
        for (size_t i = 0; i < value.n; i++) {
            if (value.p[i] == '\'' || value.p[i] == '\\') strbuf_putc(out, '\\');
            strbuf_putc(out, value.p[i]);
        }
        strbuf_putc(out, '\'');
    } else if (starts_with(type, "bool")) {
        for (size_t i = 0; i < value.n; i++)
            strbuf_putc(out, (char)(value.p[i] >= 'A' && value.p[i] <= 'Z' ? value.p[i] + ('a' - 'A') : value.p[i]));
    } else if (text_is(type, "dynamic") && starts_with(value, "[")) {
        strbuf_puts(out, "dynamic(");
        strbuf_put(out, value.p, value.n);
        strbuf_putc(out, ')');
    } else {
        strbuf_put(out, value.p, value.n);
    }
}

static bool put_parameter(struct parser_yaml *y, const yaml_node_t *item, struct strbuf *out) {
    struct text name = scalar(value_of(y, item, "Name")), type = scalar(value_of(y, item, "Type"));
    const yaml_node_t *value = value_of(y, item, "Default");
    if (!name.n || !type.n)
        return schema_fail(y->s, y->f, place(y, item), y->error, "a parameter needs a Name and a Type");
    if (out->n) strbuf_puts(out, ", ");
    strbuf_put(out, name.p, name.n);
    strbuf_putc(out, ':');
    if (starts_with(type, "tab")) { /* table:(*), tabular */
        const char *open = memchr(type.p, '(', type.n);
        type = open ? text_of(open, (size_t)(type.p + type.n - open)) : TEXT_LIT("(*)");
    }
    strbuf_put(out, type.p, type.n);
    if (!value) return true;
    bool empty_list =
        value->type == YAML_SEQUENCE_NODE && value->data.sequence.items.start == value->data.sequence.items.top;
    if (value->type != YAML_SCALAR_NODE && !empty_list)
        return schema_fail(y->s, y->f, place(y, value), y->error, "a parameter's Default is a text");
    put_default(out, type, empty_list ? TEXT_LIT("[]") : scalar(value));
    return true;
}

static bool put_parameters(struct parser_yaml *y, const yaml_node_t *list, struct strbuf *out) {
    if (!list) return true;
    if (list->type == YAML_SCALAR_NODE) { /* already KQL, or nothing */
        strbuf_put(out, scalar(list).p, scalar(list).n);
        return true;
    }
    if (list->type != YAML_SEQUENCE_NODE)
        return schema_fail(y->s, y->f, place(y, list), y->error, "parameters are a list of Name, Type and Default");
    for (yaml_node_item_t *i = list->data.sequence.items.start; i < list->data.sequence.items.top; i++)
        if (!put_parameter(y, yaml_tree_node(&y->tree, *i), out)) return false;
    return true;
}

/* The same function under every name that the parser has. */
static bool put_names(struct parser_yaml *y, const yaml_node_t *query, const char *params) {
    static const char *const keys[] = {"FunctionName", "FunctionAlias", "ParserName", "EquivalentBuiltInParser"};
    const yaml_node_t *root = yaml_tree_root(&y->tree);
    struct arena *a = schema_arena(y->s);
    const char *body = arena_strndup(a, scalar(query).p, scalar(query).n);
    size_t n = 0;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct text name = scalar(value_of(y, root, keys[i]));
        if (!name.n || memchr(name.p, 0, name.n)) continue;
        function_put_body(y->s, y->f, place(y, query), name, params, body);
        n++;
    }
    return n > 0 || schema_fail(y->s, y->f, NULL, y->error, "a parser without FunctionName or ParserName");
}

static bool read_parser(struct parser_yaml *y, bool *found) {
    const yaml_node_t *root = yaml_tree_root(&y->tree), *query = value_of(y, root, "FunctionQuery");
    if (!query) query = value_of(y, root, "ParserQuery");
    *found = query != NULL;
    if (!query) return true;
    const yaml_node_t *list = value_of(y, root, "FunctionParams");
    if (!list) list = value_of(y, root, "ParserParams");
    struct strbuf params = {0};
    bool ok = put_parameters(y, list, &params);
    struct text text = scalar(query);
    if (ok && (!text.n || memchr(text.p, 0, text.n) || (params.n && memchr(params.p, 0, params.n))))
        ok = schema_fail(y->s, y->f, place(y, query), y->error, "the parser's query is not a text");
    ok = ok && put_names(y, query, params.n ? arena_strndup(schema_arena(y->s), params.p, params.n) : "");
    strbuf_free(&params);
    return ok;
}

bool functions_load_yaml(struct schema *s, const struct schema_file *f, bool *found, char **error) {
    struct arena *a = schema_arena(s);
    struct source source = {.path = f->path, .file = f->text};
    struct diag *d = diag_new(a, &source);
    struct parser_yaml y = {.tree = {.arena = a, .source = &source, .diag = d}, .s = s, .f = f, .error = error};
    *found = false;
    bool ok = yaml_tree_load(&y.tree);
    if (ok)
        ok = read_parser(&y, found);
    else if (diag_count(d))
        schema_fail(s, f, f->text.p + diag_at(d, 0)->span.start, error, "%s", diag_at(d, 0)->message);
    else
        schema_fail(s, f, NULL, error, "not valid YAML");
    yaml_tree_free(&y.tree);
    return ok;
}
