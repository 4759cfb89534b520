/* Checks a rule's metadata as Microsoft's template validator does (sentinel-rules.md 1.1 to 1.4). The query's own
 * problems are not its business. */
#include "rule_check.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* ---- helpers shared with rule_check_entities.c */
bool check_in(const char *const *names, size_t n, const char *s) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], s) == 0) return true;
    return false;
}

void check_hint(struct checker *c, const char *const *names, size_t n, const char *s) {
    struct closest closest = closest_within(s, 3);
    for (size_t i = 0; i < n; i++) closest_consider(&closest, names[i]);
    diag_did_you_mean(c->diag, &closest);
}

bool check_column(struct checker *c, const struct rule_text *column) {
    if (!c->columns || check_in(c->columns, c->column_count, column->s)) return true;
    diag_report(c->diag, DIAG_E0118, column->span, column->s);
    check_hint(c, c->columns, c->column_count, column->s);
    return false;
}

static size_t characters(const struct rule_text *t) {
    size_t n = 0;
    for (size_t i = 0; i < t->n; i++) n += ((unsigned char)t->s[i] & 0xC0) != 0x80;
    return n;
}

static void check_length(struct checker *c, const char *key, const struct rule_text *t, int limit) {
    if (t->s && characters(t) > (size_t)limit) diag_report(c->diag, DIAG_E0108, t->span, key, limit);
}

/* ---- what must be there */
static void check_present(struct checker *c) {
    const struct rule *r = c->rule;
    const struct {
        const char *key;
        bool present, scheduled_only, optional;
    } fields[] = {{"id", r->id.s != NULL, false, false},
                  {"name", r->name.s != NULL, false, false},
                  {"description", r->description.s != NULL, false, false},
                  {"severity", r->severity.s != NULL, false, false},
                  {"queryFrequency", r->query_frequency_text.s != NULL, true, false},
                  {"queryPeriod", r->query_period_text.s != NULL, true, false},
                  {"triggerOperator", r->trigger_operator_text.s != NULL, true, false},
                  {"triggerThreshold", r->trigger_threshold_text.s != NULL, true, false},
                  {"kind", r->kind.s != NULL, false, true},
                  {"version", r->version.s != NULL, false, true}};
    /* Hunting queries have no schedule; without a kind and a frequency nothing is required of them. */
    if (!r->kind.s && !r->query_frequency_text.s) return;
    bool nrt = r->kind.s && strcasecmp(r->kind.s, "NRT") == 0;
    struct span top = {0, 1, true};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (fields[i].present || (nrt && fields[i].scheduled_only)) continue;
        /* All missing fields have the same place; their spans differ so that none is dropped as a duplicate. */
        struct span span = top;
        span.end += (uint32_t)i;
        diag_report(c->diag, fields[i].optional ? DIAG_W0103 : DIAG_E0105, span, fields[i].key);
    }
}

/* ---- single fields */
static bool is_guid(const char *s) {
    static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    if (strlen(s) != sizeof shape - 1) return false;
    for (size_t i = 0; i < sizeof shape - 1; i++)
        if (shape[i] == '-' ? s[i] != '-' : !isxdigit((unsigned char)s[i])) return false;
    return true;
}

static bool is_version(const char *s) {
    int numbers = 0;
    if (strlen(s) > 20) return false;
    for (;; s++) {
        size_t digits = strspn(s, "0123456789");
        if (digits == 0) return false;
        numbers++;
        s += digits;
        if (*s == 0) return numbers == 3;
        if (*s != '.') return false;
    }
}

static void check_identity(struct checker *c) {
    static const char *const severities[] = {"Informational", "Low", "Medium", "High"};
    const struct rule *r = c->rule;
    if (r->id.s && !is_guid(r->id.s)) diag_report(c->diag, DIAG_E0106, r->id.span, r->id.s);
    if (r->kind.s && strcasecmp(r->kind.s, "Scheduled") != 0 && strcasecmp(r->kind.s, "NRT") != 0)
        diag_report(c->diag, DIAG_E0107, r->kind.span, r->kind.s);
    if (r->version.s && !is_version(r->version.s)) diag_report(c->diag, DIAG_E0123, r->version.span, r->version.s);
    check_length(c, "name", &r->name, 256);
    check_length(c, "description", &r->description, 5000);
    check_length(c, "query", &r->query, 10000);
    if (!r->severity.s || check_in(severities, 4, r->severity.s)) return;
    for (size_t i = 0; i < 4; i++) {
        if (strcasecmp(severities[i], r->severity.s) != 0) continue;
        diag_report(c->diag, DIAG_W0102, r->severity.span, r->severity.s, severities[i]);
        return;
    }
    diag_report(c->diag, DIAG_E0109, r->severity.span, r->severity.s);
}

/* ---- schedule */
static bool check_duration(struct checker *c, const char *key, const struct rule_text *t, int64_t *ticks) {
    const int64_t minute = 600000000, day = 864000000000;
    if (!t->s) return false;
    if (!rule_duration(t->s, ticks)) return diag_report(c->diag, DIAG_E0110, t->span, t->s);
    if (*ticks >= 5 * minute && *ticks <= 14 * day) return true;
    diag_report(c->diag, DIAG_E0111, t->span,
                key[5] == 'F' ? "queryFrequency must be from 5 minutes to 14 days"
                              : "queryPeriod must be from 5 minutes to 14 days");
    return false;
}

static void check_schedule(struct checker *c) {
    static const char *const operators[] = {"gt", "lt", "eq", "ne", "GreaterThan", "LessThan", "Equal", "NotEqual"};
    const struct rule *r = c->rule;
    const int64_t hour = 36000000000, day = 24 * hour;
    int64_t frequency = 0, period = 0;
    bool f = check_duration(c, "queryFrequency", &r->query_frequency_text, &frequency);
    bool p = check_duration(c, "queryPeriod", &r->query_period_text, &period);
    if (f && p && frequency > period)
        diag_report(c->diag, DIAG_E0111, r->query_frequency_text.span,
                    "queryFrequency is longer than queryPeriod: events between two runs would be missed");
    else if (f && p && period >= 2 * day && frequency < hour)
        diag_report(c->diag, DIAG_E0111, r->query_frequency_text.span,
                    "with a queryPeriod of two days or more, queryFrequency must be at least one hour");
    const struct rule_text *o = &r->trigger_operator_text, *t = &r->trigger_threshold_text;
    if (o->s && !check_in(operators, 8, o->s)) diag_report(c->diag, DIAG_E0112, o->span, o->s);
    if (t->s) {
        size_t n = strspn(t->s, "0123456789");
        if (n == 0 || t->s[n] || n > 5 || r->threshold > 10000) diag_report(c->diag, DIAG_E0113, t->span, t->s);
    }
}

static void check_suppression(struct checker *c) {
    const struct rule_text *d = &c->rule->suppression_duration, *e = &c->rule->suppression_enabled;
    const int64_t day = 864000000000;
    int64_t ticks;
    if (d->s && !rule_duration(d->s, &ticks))
        diag_report(c->diag, DIAG_E0110, d->span, d->s);
    else if (d->s && ticks > day)
        diag_report(c->diag, DIAG_E0125, d->span, "suppressionDuration must be at most 24 hours");
    if (e->s && strcasecmp(e->s, "true") != 0 && strcasecmp(e->s, "false") != 0)
        diag_report(c->diag, DIAG_E0125, e->span, "suppressionEnabled must be true or false");
}

/* ---- MITRE ATT&CK */
static void check_attack(struct checker *c) {
    static const char *const tactics[] = {
        "InitialAccess",           "Execution", "Persistence",     "PrivilegeEscalation", "DefenseEvasion",
        "CredentialAccess",        "Discovery", "LateralMovement", "Collection",          "Exfiltration",
        "CommandAndControl",       "Impact",    "Reconnaissance",  "ResourceDevelopment", "ImpairProcessControl",
        "InhibitResponseFunction", "PreAttack"};
    const size_t n = sizeof tactics / sizeof *tactics;
    for (size_t i = 0; i < c->rule->tactics.n; i++) {
        const struct rule_text *t = &c->rule->tactics.v[i];
        if (check_in(tactics, n, t->s)) continue;
        diag_report(c->diag, DIAG_E0114, t->span, t->s);
        check_hint(c, tactics, n, t->s);
    }
    for (size_t i = 0; i < c->rule->techniques.n; i++) {
        const struct rule_text *t = &c->rule->techniques.v[i];
        const char *shape = t->n == 5 ? "T0000" : "T0000.000";
        bool good = t->n == strlen(shape);
        for (size_t k = 0; good && k < t->n; k++)
            good = shape[k] == '0' ? isdigit((unsigned char)t->s[k]) != 0 : t->s[k] == shape[k];
        if (!good) diag_report(c->diag, DIAG_E0115, t->span, t->s);
    }
}

/* ---- details and overrides */
static bool is_word(const struct rule_text *t, size_t longest, bool underscore_first) {
    if (t->n == 0 || t->n > longest) return false;
    if (!isalpha((unsigned char)t->s[0]) && !(underscore_first && t->s[0] == '_')) return false;
    for (size_t i = 1; i < t->n; i++)
        if (!isalnum((unsigned char)t->s[i]) && t->s[i] != '_') return false;
    return true;
}

static void check_details(struct checker *c) {
    for (size_t i = 0; i < c->rule->custom_details.n; i++) {
        const struct rule_pair *p = &c->rule->custom_details.v[i];
        if (i == 20) diag_report(c->diag, DIAG_E0120, p->key.span, "more than 20 custom details");
        if (!is_word(&p->key, 20, false))
            diag_report(c->diag, DIAG_E0120, p->key.span,
                        "the name of a custom detail is a letter and up to 19 letters, digits and underscores");
        if (!is_word(&p->value, 500, true))
            diag_report(c->diag, DIAG_E0120, p->value.span, "a custom detail is the plain name of a column");
        else
            check_column(c, &p->value);
    }
}

/* {{Column}}: at most three, each the exact name of a column. */
static void check_format(struct checker *c, const char *key, const struct rule_text *t, int limit) {
    if (!t->s) return;
    check_length(c, key, t, limit);
    if (t->n == 0) diag_report(c->diag, DIAG_E0121, t->span, "the format is empty");
    unsigned count = 0;
    for (const char *p = strstr(t->s, "{{"); p; p = strstr(p, "{{")) {
        p += 2;
        size_t n = strcspn(p, "{}");
        if (strncmp(p + n, "}}", 2) != 0) continue;
        struct rule_text column = {arena_strndup(c->arena, p, n), n, t->span};
        p += n + 2;
        if (++count == 4) diag_report(c->diag, DIAG_E0121, t->span, "more than three {{placeholders}}");
        if (n && (isspace((unsigned char)column.s[0]) || isspace((unsigned char)column.s[n - 1])))
            diag_report(c->diag, DIAG_E0121, t->span, "no blanks inside the braces: {{Column}}");
        else
            check_column(c, &column);
    }
}

static void check_overrides(struct checker *c) {
    static const char *const properties[] = {
        "AlertLink",   "ConfidenceLevel", "ConfidenceScore",  "ExtendedLinks", "ProductComponentName",
        "ProductName", "ProviderName",    "RemediationSteps", "SubTechniques", "Techniques"};
    const struct rule *r = c->rule;
    check_format(c, "alertDisplayNameFormat", &r->display_name_format, 256);
    check_format(c, "alertDescriptionFormat", &r->description_format, 5000);
    if (r->tactics_column.s && r->tactics_column.n) check_column(c, &r->tactics_column);
    if (r->severity_column.s && r->severity_column.n) check_column(c, &r->severity_column);
    for (size_t i = 0; i < r->dynamic_properties.n; i++) {
        const struct rule_pair *p = &r->dynamic_properties.v[i];
        if (!check_in(properties, sizeof properties / sizeof *properties, p->key.s)) {
            diag_report(c->diag, DIAG_E0121, p->key.span, "no alert property of this name");
            check_hint(c, properties, sizeof properties / sizeof *properties, p->key.s);
        }
        check_column(c, &p->value);
    }
    const struct rule_text *k = &r->aggregation_kind;
    if (k->s && strcasecmp(k->s, "SingleAlert") != 0 && strcasecmp(k->s, "AlertPerResult") != 0)
        diag_report(c->diag, DIAG_E0122, k->span, k->s);
}

void rule_check_metadata(const struct rule *rule, const char *const *columns, size_t n, struct diag *d) {
    if (!rule->is_rule) return;
    struct checker c = {rule, columns, n, d, arena_new()};
    for (size_t i = 0; i < rule->problems.n; i++) {
        const struct rule_problem *p = &rule->problems.v[i];
        diag_report(d, p->code, p->span, p->key, p->wanted);
        if (p->hint) diag_hint(d, "did you mean '%s'?", p->hint);
        if (p->first.end > p->first.start) diag_note(d, p->first, "first given here");
    }
    check_present(&c);
    check_identity(&c);
    check_schedule(&c);
    check_suppression(&c);
    check_attack(&c);
    check_entities(&c);
    check_details(&c);
    check_overrides(&c);
    arena_free(c.arena);
}
