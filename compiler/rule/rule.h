/* A Sentinel analytics rule as published in YAML, or a bare query. Field semantics: Microsoft's rule template schema
 * (docs: sentinel-analytic-rules-creation). Knows YAML; knows nothing about KQL. */
#ifndef KQLC_RULE_H
#define KQLC_RULE_H

#include "base.h"
#include "diag.h"

struct rule_text { /* a scalar with its place in the file */
    const char *s; /* NULL when absent */
    size_t n;
    struct span span; /* in_file */
};
typedef VEC(struct rule_text) rule_texts;

struct rule_entity_field {
    struct rule_text identifier, column;
};
struct rule_entity {
    struct rule_text type;
    VEC(struct rule_entity_field) fields;
};
struct rule_pair {
    struct rule_text key, value;
};
struct rule_connector {
    struct rule_text connector_id;
    rule_texts data_types;
};

/* A field of the wrong shape, found while reading; rule_check_metadata reports it. */
struct rule_problem {
    enum diag_code code;
    struct span span;
    const char *key, *wanted; /* arguments of the code's message */
    const char *hint;         /* or NULL */
    struct span first;        /* of a key that is given twice; empty for others */
};

enum rule_trigger { TRIGGER_GT, TRIGGER_LT, TRIGGER_EQ, TRIGGER_NE };

struct rule {
    bool is_rule; /* false: a bare query, all metadata absent */
    struct rule_text id, kind, name, description, severity, status, version;
    struct rule_text query; /* span: the query key's value in the file */
    struct rule_text query_frequency_text, query_period_text, trigger_operator_text, trigger_threshold_text;
    int64_t query_frequency, query_period; /* 100 ns ticks; 0 when absent */
    enum rule_trigger trigger;             /* default gt */
    int64_t threshold;                     /* default 0 */
    rule_texts tactics, techniques, tags;
    VEC(struct rule_connector) connectors;
    VEC(struct rule_entity) entities;
    VEC(struct rule_pair) custom_details;
    struct rule_text display_name_format, description_format, tactics_column, severity_column;
    VEC(struct rule_pair) dynamic_properties; /* alertProperty, column */
    struct rule_text aggregation_kind;        /* eventGroupingSettings */
    rule_texts sentinel_entities;             /* column names */
    struct rule_text suppression_duration, suppression_enabled;
    VEC(struct rule_problem) problems;
};

/* Reads `source->file` (path decides: .yaml/.yml is a rule, anything else a bare query; "<stdin>" is a rule when it
 * parses as a YAML mapping with a `query`). Fills source->query and its line map. Reports E01xx; false when there is no
 * query to compile. Problems of metadata do not make it false. Everything lives in `a`. */
bool rule_read(struct arena *a, struct source *source, struct rule *rule, struct diag *d);
/* Metadata checks (docs: rule template schema): reported as errors by `check`, as warnings otherwise.
 * columns/n: result columns of the query, for entityMappings, customDetails and placeholders (NULL: unknown). */
void rule_check_metadata(const struct rule *rule, const char *const *columns, size_t n, struct diag *d);
/* "1d", "14.00:00:00", "01:00:00", "PT1H", "P14D" -> ticks. False when it is none of them. */
bool rule_duration(const char *s, int64_t *ticks);

#endif
