/* Reads a rule: YAML by the field table of the rule template (sentinel-rules.md 1.1), or a bare query. What a field may
 * hold is checked in rule_check.c; here only that nodes have the right shape. */
#include "yaml_tree.h"

#include <string.h>
#include <strings.h>

struct reader {
    struct yaml_tree tree;
    struct arena *arena;
    struct rule *rule;
    struct diag *diag;
};

/* Kept for rule_check_metadata: a wrong field must not keep the query from being compiled. */
static void problem(struct reader *r, enum diag_code code, const yaml_node_t *node, const char *key, const char *wanted,
                    const char *hint) {
    struct rule_problem p = {
        .code = code, .span = yaml_tree_span(&r->tree, node), .key = key, .wanted = wanted, .hint = hint};
    VEC_PUSH(r->arena, &r->rule->problems, p);
}

/* Of two `query` nobody knows which one is meant, so nothing is compiled; of other keys the first one counts. */
static void given_twice(struct reader *r, const yaml_node_t *key, const yaml_node_t *first, const char *text) {
    struct rule_problem p = {.code = DIAG_E0104, .span = yaml_tree_span(&r->tree, key), .key = text, .wanted = ""};
    p.first = yaml_tree_span(&r->tree, first);
    if (strcmp(text, "query") != 0) {
        VEC_PUSH(r->arena, &r->rule->problems, p);
        return;
    }
    diag_report(r->diag, p.code, p.span, text);
    diag_note(r->diag, p.first, "first given here");
}

static void wrong_type(struct reader *r, const char *key, const yaml_node_t *node, const char *wanted) {
    problem(r, DIAG_E0103, node, key, wanted, NULL);
}

static bool is_scalar(const yaml_node_t *n) { return n && n->type == YAML_SCALAR_NODE; }

static bool scalar_is(const yaml_node_t *n, const char *s) {
    return is_scalar(n) && text_is(text_of((const char *)n->data.scalar.value, n->data.scalar.length), s);
}

/* `key:` with nothing behind it, or ~: the field is absent. */
static bool is_null(const yaml_node_t *n) {
    return is_scalar(n) && n->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
           (n->data.scalar.length == 0 || scalar_is(n, "~") || scalar_is(n, "null"));
}

static struct rule_text text_of_node(struct reader *r, const yaml_node_t *n) {
    return (struct rule_text){arena_strndup(r->arena, (const char *)n->data.scalar.value, n->data.scalar.length),
                              n->data.scalar.length, yaml_tree_span(&r->tree, n)};
}

/* ---- fields by shape */
static void read_text(struct reader *r, const char *key, const yaml_node_t *value, struct rule_text *out) {
    if (is_null(value)) return;
    if (!is_scalar(value))
        wrong_type(r, key, value, "a text");
    else
        *out = text_of_node(r, value);
}

static void read_texts(struct reader *r, const char *key, const yaml_node_t *value, rule_texts *out) {
    if (is_null(value)) return;
    if (value->type != YAML_SEQUENCE_NODE) {
        wrong_type(r, key, value, "a list");
        return;
    }
    for (yaml_node_item_t *i = value->data.sequence.items.start; i < value->data.sequence.items.top; i++) {
        const yaml_node_t *item = yaml_tree_node(&r->tree, *i);
        if (!is_scalar(item))
            wrong_type(r, key, item, "a list of texts");
        else
            VEC_PUSH(r->arena, out, text_of_node(r, item));
    }
}

typedef void take_field(struct reader *r, const yaml_node_t *key, const yaml_node_t *value, void *into);

/* Calls `take` for each pair of a mapping whose keys are texts; duplicate keys are reported and skipped. */
static void read_mapping(struct reader *r, const char *name, const yaml_node_t *node, take_field *take, void *into) {
    if (is_null(node)) return;
    if (node->type != YAML_MAPPING_NODE) {
        wrong_type(r, name, node, "a mapping (key: value)");
        return;
    }
    const yaml_node_pair_t *start = node->data.mapping.pairs.start, *top = node->data.mapping.pairs.top;
    if (top - start > 1000) {
        wrong_type(r, name, node, "a mapping of fewer than 1000 keys");
        return;
    }
    for (const yaml_node_pair_t *i = start; i < top; i++) {
        const yaml_node_t *key = yaml_tree_node(&r->tree, i->key);
        if (!is_scalar(key)) {
            wrong_type(r, name, key, "a mapping whose keys are texts");
            continue;
        }
        const char *text = arena_strndup(r->arena, (const char *)key->data.scalar.value, key->data.scalar.length);
        const yaml_node_t *first = NULL;
        for (const yaml_node_pair_t *k = start; k < i && !first; k++)
            if (scalar_is(yaml_tree_node(&r->tree, k->key), text)) first = yaml_tree_node(&r->tree, k->key);
        if (first)
            given_twice(r, key, first, text);
        else
            take(r, key, yaml_tree_node(&r->tree, i->value), into);
    }
}

/* Calls `take_item` with each mapping of a list. */
static void read_list(struct reader *r, const char *name, const yaml_node_t *node,
                      void (*take_item)(struct reader *r, const yaml_node_t *item)) {
    if (is_null(node)) return;
    if (node->type != YAML_SEQUENCE_NODE) {
        wrong_type(r, name, node, "a list");
        return;
    }
    for (yaml_node_item_t *i = node->data.sequence.items.start; i < node->data.sequence.items.top; i++)
        take_item(r, yaml_tree_node(&r->tree, *i));
}

/* ---- nested fields */
static void take_connector(struct reader *r, const yaml_node_t *key, const yaml_node_t *value, void *into) {
    struct rule_connector *c = into;
    if (scalar_is(key, "connectorId")) read_text(r, "connectorId", value, &c->connector_id);
    if (scalar_is(key, "dataTypes")) read_texts(r, "dataTypes", value, &c->data_types);
}

static void connector_item(struct reader *r, const yaml_node_t *item) {
    struct rule_connector c = {0};
    read_mapping(r, "requiredDataConnectors", item, take_connector, &c);
    VEC_PUSH(r->arena, &r->rule->connectors, c);
}

static void take_entity_field(struct reader *r, const yaml_node_t *key, const yaml_node_t *value, void *into) {
    struct rule_entity_field *f = into;
    if (scalar_is(key, "identifier")) read_text(r, "identifier", value, &f->identifier);
    if (scalar_is(key, "columnName")) read_text(r, "columnName", value, &f->column);
}

static void take_entity(struct reader *r, const yaml_node_t *key, const yaml_node_t *value, void *into) {
    struct rule_entity *e = into;
    if (scalar_is(key, "entityType")) read_text(r, "entityType", value, &e->type);
    if (!scalar_is(key, "fieldMappings") || is_null(value)) return;
    if (value->type != YAML_SEQUENCE_NODE) {
        wrong_type(r, "fieldMappings", value, "a list");
        return;
    }
    for (yaml_node_item_t *i = value->data.sequence.items.start; i < value->data.sequence.items.top; i++) {
        struct rule_entity_field f = {0};
        const yaml_node_t *item = yaml_tree_node(&r->tree, *i);
        read_mapping(r, "fieldMappings", item, take_entity_field, &f);
        if (!f.identifier.s || !f.column.s)
            wrong_type(r, "fieldMappings", item, "a list of identifier and columnName");
        else
            VEC_PUSH(r->arena, &e->fields, f);
    }
}

static void entity_item(struct reader *r, const yaml_node_t *item) {
    struct rule_entity e = {0};
    read_mapping(r, "entityMappings", item, take_entity, &e);
    if (!e.type.s)
        wrong_type(r, "entityMappings", item, "a list of entityType and fieldMappings");
    else
        VEC_PUSH(r->arena, &r->rule->entities, e);
}

static void take_detail(struct reader *r, const yaml_node_t *key, const yaml_node_t *value, void *into) {
    (void)into;
    struct rule_pair p = {.key = text_of_node(r, key)};
    read_text(r, p.key.s, value, &p.value);
    if (p.value.s) VEC_PUSH(r->arena, &r->rule->custom_details, p);
}

static void take_property(struct reader *r, const yaml_node_t *key, const yaml_node_t *value, void *into) {
    struct rule_pair *p = into;
    if (scalar_is(key, "alertProperty")) read_text(r, "alertProperty", value, &p->key);
    if (scalar_is(key, "value")) read_text(r, "value", value, &p->value);
}

static void property_item(struct reader *r, const yaml_node_t *item) {
    struct rule_pair p = {0};
    read_mapping(r, "alertDynamicProperties", item, take_property, &p);
    if (!p.key.s || !p.value.s)
        wrong_type(r, "alertDynamicProperties", item, "a list of alertProperty and value");
    else
        VEC_PUSH(r->arena, &r->rule->dynamic_properties, p);
}

static void take_override(struct reader *r, const yaml_node_t *key, const yaml_node_t *value, void *into) {
    struct rule *rule = into;
    if (scalar_is(key, "alertDisplayNameFormat"))
        read_text(r, "alertDisplayNameFormat", value, &rule->display_name_format);
    if (scalar_is(key, "alertDescriptionFormat"))
        read_text(r, "alertDescriptionFormat", value, &rule->description_format);
    if (scalar_is(key, "alertTacticsColumnName")) read_text(r, "alertTacticsColumnName", value, &rule->tactics_column);
    if (scalar_is(key, "alertSeverityColumnName"))
        read_text(r, "alertSeverityColumnName", value, &rule->severity_column);
    if (scalar_is(key, "alertDynamicProperties")) read_list(r, "alertDynamicProperties", value, property_item);
}

static void take_grouping(struct reader *r, const yaml_node_t *key, const yaml_node_t *value, void *into) {
    struct rule *rule = into;
    if (scalar_is(key, "aggregationKind")) read_text(r, "aggregationKind", value, &rule->aggregation_kind);
}

static void take_sentinel_entity(struct reader *r, const yaml_node_t *key, const yaml_node_t *value, void *into) {
    if (scalar_is(key, "columnName")) read_text(r, "columnName", value, into);
}

static void sentinel_entity_item(struct reader *r, const yaml_node_t *item) {
    struct rule_text column = {0};
    read_mapping(r, "sentinelEntitiesMappings", item, take_sentinel_entity, &column);
    if (column.s) VEC_PUSH(r->arena, &r->rule->sentinel_entities, column);
}

/* ---- top level */
static void take_query(struct reader *r, const yaml_node_t *value) {
    if (is_null(value)) return;
    if (!is_scalar(value))
        diag_report(r->diag, DIAG_E0103, yaml_tree_span(&r->tree, value), "query", "a text: `query: |`");
    else
        r->rule->query = text_of_node(r, value);
}

/* Keys that the template knows and that mean nothing to a detector. */
static bool is_ignored(const yaml_node_t *key) {
    static const char *const names[] = {"metadata",        "incidentConfiguration", "enabled", "alertRuleTemplateName",
                                        "templateVersion", "subTechniques",         "author",  "lastUpdated",
                                        "previewState"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (scalar_is(key, names[i])) return true;
    return false;
}

static void take_top(struct reader *r, const yaml_node_t *key, const yaml_node_t *value, void *into) {
    struct rule *rule = into;
    const struct {
        const char *key;
        struct rule_text *text;
        rule_texts *texts;
    } fields[] = {{"id", &rule->id, NULL},
                  {"kind", &rule->kind, NULL},
                  {"name", &rule->name, NULL},
                  {"displayName", &rule->name, NULL}, /* ARM's word */
                  {"description", &rule->description, NULL},
                  {"severity", &rule->severity, NULL},
                  {"status", &rule->status, NULL},
                  {"version", &rule->version, NULL},
                  {"queryFrequency", &rule->query_frequency_text, NULL},
                  {"queryPeriod", &rule->query_period_text, NULL},
                  {"triggerOperator", &rule->trigger_operator_text, NULL},
                  {"triggerThreshold", &rule->trigger_threshold_text, NULL},
                  {"suppressionDuration", &rule->suppression_duration, NULL},
                  {"suppressionEnabled", &rule->suppression_enabled, NULL},
                  {"tactics", NULL, &rule->tactics},
                  {"relevantTechniques", NULL, &rule->techniques},
                  {"techniques", NULL, &rule->techniques}, /* ARM's word */
                  {"tags", NULL, NULL},
                  {"query", NULL, NULL},
                  {"requiredDataConnectors", NULL, NULL},
                  {"entityMappings", NULL, NULL},
                  {"customDetails", NULL, NULL},
                  {"alertDetailsOverride", NULL, NULL},
                  {"eventGroupingSettings", NULL, NULL},
                  {"sentinelEntitiesMappings", NULL, NULL}};
    size_t n = sizeof fields / sizeof *fields, i = 0;
    while (i < n && !scalar_is(key, fields[i].key)) i++;
    if (i == n) {
        if (is_ignored(key)) return;
        /* Rules carry keys of other tools; only what looks like a slip is worth a word. */
        const char *text = (const char *)key->data.scalar.value;
        for (size_t k = 0; k < n; k++) {
            size_t limit = strlen(fields[k].key) > 5 ? 2 : 1;
            if (edit_distance(text, fields[k].key, limit) > limit) continue;
            problem(r, DIAG_W0101, key, arena_strdup(r->arena, text), "", fields[k].key);
            break;
        }
        return;
    }
    const char *name = fields[i].key;
    if (fields[i].text)
        read_text(r, name, value, fields[i].text);
    else if (fields[i].texts)
        read_texts(r, name, value, fields[i].texts);
    else if (strcmp(name, "query") == 0)
        take_query(r, value);
    else if (strcmp(name, "requiredDataConnectors") == 0)
        read_list(r, name, value, connector_item);
    else if (strcmp(name, "entityMappings") == 0)
        read_list(r, name, value, entity_item);
    else if (strcmp(name, "customDetails") == 0)
        read_mapping(r, name, value, take_detail, NULL);
    else if (strcmp(name, "alertDetailsOverride") == 0)
        read_mapping(r, name, value, take_override, rule);
    else if (strcmp(name, "eventGroupingSettings") == 0)
        read_mapping(r, name, value, take_grouping, rule);
    else if (strcmp(name, "sentinelEntitiesMappings") == 0)
        read_list(r, name, value, sentinel_entity_item);
    else if (value->type == YAML_SEQUENCE_NODE) /* tags: free; mappings among them are passed over */
        for (yaml_node_item_t *t = value->data.sequence.items.start; t < value->data.sequence.items.top; t++)
            if (is_scalar(yaml_tree_node(&r->tree, *t)))
                VEC_PUSH(r->arena, &rule->tags, text_of_node(r, yaml_tree_node(&r->tree, *t)));
}

static const yaml_node_t *find_value(struct yaml_tree *t, const yaml_node_t *root, const char *key) {
    if (!root || root->type != YAML_MAPPING_NODE) return NULL;
    for (yaml_node_pair_t *i = root->data.mapping.pairs.start; i < root->data.mapping.pairs.top; i++)
        if (scalar_is(yaml_tree_node(t, i->key), key)) return yaml_tree_node(t, i->value);
    return NULL;
}

/* Values that later passes need as numbers; whether they are valid is rule_check.c's business. */
static void fill_schedule(struct rule *rule) {
    static const char *const words[][2] = {
        {"gt", "GreaterThan"}, {"lt", "LessThan"}, {"eq", "Equal"}, {"ne", "NotEqual"}};
    int64_t ticks;
    if (rule->query_frequency_text.s && rule_duration(rule->query_frequency_text.s, &ticks))
        rule->query_frequency = ticks;
    if (rule->query_period_text.s && rule_duration(rule->query_period_text.s, &ticks)) rule->query_period = ticks;
    for (int i = 0; rule->trigger_operator_text.s && i < 4; i++)
        if (strcasecmp(rule->trigger_operator_text.s, words[i][0]) == 0 ||
            strcasecmp(rule->trigger_operator_text.s, words[i][1]) == 0)
            rule->trigger = (enum rule_trigger)i;
    const char *t = rule->trigger_threshold_text.s;
    if (t && *t && strlen(t) < 10 && strspn(t, "0123456789") == strlen(t))
        for (; *t; t++) rule->threshold = rule->threshold * 10 + (*t - '0');
}

static bool read_document(struct reader *r, struct source *source) {
    const yaml_node_t *root = yaml_tree_root(&r->tree);
    struct span top = {0, source->file.n ? 1 : 0, true};
    if (!root) return diag_report(r->diag, DIAG_E0102, top);
    if (root->type != YAML_MAPPING_NODE)
        return diag_report(r->diag, DIAG_E0103, yaml_tree_span(&r->tree, root), "rule", "a mapping (key: value)");
    r->rule->is_rule = true;
    read_mapping(r, "rule", root, take_top, r->rule);
    fill_schedule(r->rule);
    if (!r->rule->query.s || r->rule->query.n == 0) {
        const yaml_node_t *value = find_value(&r->tree, root, "query");
        if (!value || is_scalar(value)) diag_report(r->diag, DIAG_E0102, value ? yaml_tree_span(&r->tree, value) : top);
        return false;
    }
    const yaml_node_t *value = find_value(&r->tree, root, "query");
    source->query = text_of(r->rule->query.s, r->rule->query.n);
    bool literal = value->data.scalar.style == YAML_LITERAL_SCALAR_STYLE;
    if (!(literal ? srcmap_literal : srcmap_folded)(&r->tree, source, value))
        srcmap_at(&r->tree, source, r->rule->query.span);
    return true;
}

static bool has_extension(const char *path, const char *extension) {
    size_t n = strlen(path), m = strlen(extension);
    return n > m && strcasecmp(path + n - m, extension) == 0;
}

/* A query on standard input must not be reported as bad YAML, so this look reports nothing. */
static bool stdin_is_rule(struct arena *a, struct source *source) {
    struct yaml_tree tree = {.arena = a, .source = source};
    bool is_rule = yaml_tree_load(&tree) && find_value(&tree, yaml_tree_root(&tree), "query");
    yaml_tree_free(&tree);
    return is_rule;
}

bool rule_read(struct arena *a, struct source *source, struct rule *rule, struct diag *d) {
    memset(rule, 0, sizeof *rule);
    bool yaml = has_extension(source->path, ".yaml") || has_extension(source->path, ".yml") ||
                (strcmp(source->path, "<stdin>") == 0 && stdin_is_rule(a, source));
    if (!yaml) {
        source_identity(a, source);
        rule->query = (struct rule_text){
            arena_strndup(a, source->file.p, source->file.n), source->file.n, {0, (uint32_t)source->file.n, true}};
        return true;
    }
    struct reader r = {.tree = {.arena = a, .source = source, .diag = d}, .arena = a, .rule = rule, .diag = d};
    bool ok = yaml_tree_load(&r.tree) && read_document(&r, source);
    yaml_tree_free(&r.tree);
    return ok;
}
