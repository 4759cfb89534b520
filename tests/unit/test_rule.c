/* Reading a rule's YAML and checking its metadata (sentinel-rules.md 1.1 to 1.4): fields, shapes, durations, limits,
 * and hostile files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rule.h"

struct loaded {
    struct arena *a;
    struct source *source;
    struct rule rule;
    struct diag *diag;
    bool ok;
};

static struct loaded load(const char *path, const char *text, size_t n) {
    struct loaded l = {.a = arena_new()};
    l.source = ARENA_NEW(l.a, struct source);
    *l.source = (struct source){.path = path, .file = {arena_strndup(l.a, text, n), n}};
    l.diag = diag_new(l.a, l.source);
    l.ok = rule_read(l.a, l.source, &l.rule, l.diag);
    return l;
}

/* All reports as "CODE@line:col". */
static void codes(struct loaded *l, const char *expected) {
    struct strbuf b = {0};
    strbuf_puts(&b, "");
    for (size_t i = 0; i < diag_count(l->diag); i++) {
        const struct diag_item *item = diag_at(l->diag, i);
        struct position at = source_locate(l->source, item->span.start, item->span.in_file);
        strbuf_printf(&b, "%s%s@%u:%u", i ? " " : "", diag_code_name(item->code), (unsigned)at.line, (unsigned)at.col);
    }
    assert_string_equal(b.p, expected);
    strbuf_free(&b);
}

static void reads(const char *yaml, const char *expected) {
    struct loaded l = load("r.yaml", yaml, strlen(yaml));
    codes(&l, expected);
    arena_free(l.a);
}

static const char *const columns[] = {"Account", "IP", "TimeGenerated"};

/* What rule_check_metadata says of these lines in a rule whose query gives `columns`. */
static void checks(const char *lines, const char *expected) {
    struct strbuf b = {0};
    strbuf_printf(&b, "%squery: |\n  T\n", lines);
    struct loaded l = load("r.yaml", b.p, b.n);
    assert_true(l.ok);
    assert_int_equal(diag_count(l.diag), 0);
    rule_check_metadata(&l.rule, columns, 3, l.diag);
    codes(&l, expected);
    arena_free(l.a);
    strbuf_free(&b);
}

static const char good[] = "id: 11bda520-a965-4654-9a45-d09f372f71aa\n"
                           "name: n\n"
                           "description: |\n"
                           "  'd'\n"
                           "severity: High\n"
                           "requiredDataConnectors:\n"
                           "  - connectorId: C\n"
                           "    dataTypes: [A, B]\n"
                           "queryFrequency: 1h\n"
                           "queryPeriod: 1d\n"
                           "triggerOperator: GreaterThan\n"
                           "triggerThreshold: 3\n"
                           "tactics: [Execution]\n"
                           "relevantTechniques:\n"
                           "- T1059.001\n"
                           "query: \"T | where x\"\n"
                           "entityMappings:\n"
                           "  - entityType: Account\n"
                           "    fieldMappings:\n"
                           "      - identifier: FullName\n"
                           "        columnName: Account\n"
                           "customDetails:\n"
                           "  Who: Account\n"
                           "alertDetailsOverride:\n"
                           "  alertDisplayNameFormat: by {{Account}} from {{IP}}\n"
                           "  alertDynamicProperties:\n"
                           "    - alertProperty: AlertLink\n"
                           "      value: IP\n"
                           "eventGroupingSettings: {aggregationKind: AlertPerResult}\n"
                           "suppressionDuration: PT5H\n"
                           "suppressionEnabled: false\n"
                           "sentinelEntitiesMappings: [{columnName: IP}]\n"
                           "tags: [a, {b: c}]\n"
                           "version: 1.0.10\n"
                           "kind: Scheduled\n"
                           "metadata: {source: {kind: Community}}\n";

static void test_all_fields(void **state) {
    (void)state;
    struct loaded l = load("r.yaml", good, sizeof good - 1);
    assert_true(l.ok);
    rule_check_metadata(&l.rule, columns, 3, l.diag);
    codes(&l, "");
    const struct rule *r = &l.rule;
    assert_true(r->is_rule);
    assert_string_equal(r->description.s, "'d'\n");
    assert_int_equal(r->query_frequency, INT64_C(36000000000));
    assert_int_equal(r->query_period, INT64_C(864000000000));
    assert_int_equal(r->trigger, TRIGGER_GT);
    assert_int_equal(r->threshold, 3);
    assert_string_equal(r->connectors.v[0].data_types.v[1].s, "B");
    assert_string_equal(r->techniques.v[0].s, "T1059.001");
    assert_string_equal(r->entities.v[0].fields.v[0].column.s, "Account");
    assert_string_equal(r->custom_details.v[0].key.s, "Who");
    assert_string_equal(r->dynamic_properties.v[0].value.s, "IP");
    assert_string_equal(r->aggregation_kind.s, "AlertPerResult");
    assert_string_equal(r->sentinel_entities.v[0].s, "IP");
    assert_int_equal(r->tags.n, 1);
    assert_true(text_is(l.source->query, "T | where x"));
    arena_free(l.a);
}

static void test_seed_rule(void **state) {
    (void)state;
    char path[1024];
    snprintf(path, sizeof path, "%s/rules/RunCommandUEBABreach.yaml", KQ_TEST_SOURCE_DIR);
    size_t n;
    char *text = read_file(path, &n);
    if (!text) {
        print_message("SKIP: %s is absent\n", path);
        skip();
    }
    struct loaded l = load(path, text, n);
    static const char *const seed_columns[] = {"Caller", "AccountName", "AccountUPNSuffix", "CallerIpAddress"};
    assert_true(l.ok);
    assert_true(l.source->exact);
    rule_check_metadata(&l.rule, seed_columns, 4, l.diag);
    codes(&l, "");
    arena_free(l.a);
    free(text);
}

static void test_file_problems(void **state) {
    (void)state;
    reads("", "E0102@1:1");
    reads("id: 1\n", "E0102@1:1");
    reads("query:\n", "E0102@1:7");
    reads("- a\n", "E0103@1:1");
    reads("just text\n", "E0103@1:1");
    reads("query: [a]\n", "E0103@1:8");
    reads("a: b: c\n", "E0101@1:5");
    reads("query: |\n  T\n\tx: y\n", "E0101@3:1");
    reads("query: T\nquery: B\n", "E0104@2:1");
    reads("query: T\n---\nquery: B\n", "E0124@3:1");
    reads("query: T\nname: \xFF\n", "E0101@2:7");
    reads("\xFF\xFEq", "E0101@1:1");
}

static void test_shapes(void **state) {
    (void)state;
    checks("id: 11bda520-a965-4654-9a45-d09f372f71aa\nid: 2\n", "E0104@2:1");
    checks("tactics: Execution\n", "E0103@1:10");
    checks("name: [a]\n", "E0103@1:7");
    checks("tactics: [[a]]\n", "E0103@1:11");
    checks("entityMappings: {a: b}\n", "E0103@1:17");
    checks("entityMappings:\n- entityType: IP\n  fieldMappings:\n  - identifier: Address\n", "E0119@2:15 E0103@4:5");
    checks("customDetails: [a]\n", "E0103@1:16");
    checks("[a]: b\n", "E0103@1:1");
    checks("queryFrequencyy: 1h\n", "W0101@1:1");
    checks("somethingElse: 1\n", "");
    checks("tactics:\nentityMappings: ~\n", "");
}

static void test_required(void **state) {
    (void)state;
    checks("name: a hunting query has no schedule\n", "");
    checks(
        "kind: NRT\nid: 11bda520-a965-4654-9a45-d09f372f71aa\nname: n\ndescription: d\nseverity: Low\nversion: 1.0.0\n",
        "");
    checks("kind: Scheduled\nid: 11bda520-a965-4654-9a45-d09f372f71aa\nname: n\ndescription: d\nseverity: Low\n"
           "version: 1.0.0\nqueryFrequency: 1h\nqueryPeriod: 1h\ntriggerOperator: gt\n",
           "E0105@1:1");
}

static void test_values(void **state) {
    (void)state;
    checks("id: 11bda520\n", "E0106@1:5");
    checks("severity: high\n", "W0102@1:11");
    checks("severity: Critical\n", "E0109@1:11");
    checks("version: '1.0'\n", "E0123@1:10");
    checks("queryPeriod: 1 day\n", "E0110@1:14");
    checks("queryPeriod: 15d\n", "E0111@1:14");
    checks("queryPeriod: 4m\n", "E0111@1:14");
    checks("triggerOperator: GT\n", "E0112@1:18");
    checks("triggerThreshold: 10001\n", "E0113@1:19");
    checks("triggerThreshold: -1\n", "E0113@1:19");
    checks("triggerThreshold: 10000\n", "");
    checks("tactics: [Lateral Movement, Execution]\n", "E0114@1:11");
    checks("relevantTechniques: [T1059, T10, T1059.1, t1059]\n", "E0115@1:29 E0115@1:34 E0115@1:43");
    checks("suppressionDuration: 2d\nsuppressionEnabled: yes\n", "E0125@1:22 E0125@2:21");
    checks("eventGroupingSettings:\n  aggregationKind: Single\n", "E0122@2:20");
}

static void test_kind(void **state) {
    (void)state;
    struct loaded l = load("r.yaml", "kind: Fusion\nquery: T\n", 22);
    rule_check_metadata(&l.rule, NULL, 0, l.diag);
    bool found = false;
    for (size_t i = 0; i < diag_count(l.diag); i++) found = found || diag_at(l.diag, i)->code == DIAG_E0107;
    assert_true(found);
    arena_free(l.a);
}

static void test_entities(void **state) {
    (void)state;
    checks("entityMappings:\n- entityType: Acount\n  fieldMappings: [{identifier: FullName, columnName: IP}]\n",
           "E0116@2:15");
    checks("entityMappings:\n- entityType: URL\n  fieldMappings: [{identifier: URL, columnName: IP}]\n", "E0117@3:32");
    checks("entityMappings:\n- entityType: IP\n  fieldMappings: [{identifier: Address, columnName: ip}]\n",
           "E0118@3:53");
    checks("entityMappings:\n- entityType: Account\n  fieldMappings: [{identifier: UPNSuffix, columnName: IP}]\n",
           "E0119@2:15");
    checks("entityMappings:\n- entityType: FileHash\n  fieldMappings: [{identifier: Value, columnName: IP}]\n",
           "E0119@2:15");
    checks("entityMappings:\n- entityType: FileHash\n  fieldMappings: [{identifier: Value, columnName: IP},"
           " {identifier: Algorithm, columnName: IP}]\n",
           "");
    checks("sentinelEntitiesMappings:\n- columnName: X\n", "E0118@2:15");
}

static void test_details(void **state) {
    (void)state;
    checks("customDetails:\n  A-B: IP\n  C: 1x\n  D: ip\n", "E0120@2:3 E0120@3:6 E0118@4:6");
    checks("alertDetailsOverride:\n  alertDisplayNameFormat: '{{IP}} {{ IP }}'\n", "E0121@2:27");
    checks("alertDetailsOverride:\n  alertDisplayNameFormat: '{{A}}'\n  alertSeverityColumnName: B\n",
           "E0118@2:27 E0118@3:28");
    checks("alertDetailsOverride:\n  alertDescriptionFormat: '{{IP}}{{IP}}{{IP}}{{IP}}'\n", "E0121@2:27");
    checks("alertDetailsOverride:\n  alertDynamicProperties:\n  - {alertProperty: Link, value: IP}\n", "E0121@3:21");
}

static void duration(const char *text, int64_t minutes) {
    int64_t ticks = -1;
    if (!rule_duration(text, &ticks)) ticks = -600000000;
    if (ticks != minutes * 600000000) fail_msg("%s gave %lld ticks", text, (long long)ticks);
}

static void test_durations(void **state) {
    (void)state;
    duration("5m", 5);
    duration("24h", 1440);
    duration("14d", 14 * 1440);
    duration("5", 5 * 1440); /* .NET: a bare number is days */
    duration("01:30:00", 90);
    duration("01:30", 90);
    duration("14.00:00:00", 14 * 1440);
    duration("PT5H", 300);
    duration("P14D", 14 * 1440);
    duration("P1DT1H30M", 1440 + 90);
    duration("P1W", 7 * 1440);
    static const char *const bad[] = {"",    "d",   "1w",  "1 d", "-1d",           "25:00:00",    "01:60", "P",  "PT",
                                      "P1H", "PT1", "1dd", "1d ", "999999999999d", "P999999999D", "1.5h",  "0x5"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t ticks;
        bool read = rule_duration(bad[i], &ticks);
        if (read && strcmp(bad[i], "P999999999D") != 0) fail_msg("%s gave %lld ticks", bad[i], (long long)ticks);
    }
}

static void test_stdin(void **state) {
    (void)state;
    struct loaded l = load("<stdin>", "query: |\n  T\n", 13);
    assert_true(l.ok && l.rule.is_rule);
    arena_free(l.a);
    l = load("<stdin>", "T | where a == 'b: c'\n", 22);
    assert_true(l.ok && !l.rule.is_rule);
    assert_int_equal(diag_count(l.diag), 0);
    arena_free(l.a);
}

/* Each level names the one before nine times: a reader that expands aliases would make 9^9 nodes. */
static void test_aliases(void **state) {
    (void)state;
    struct strbuf b = {0};
    strbuf_puts(&b, "a0: &a0 x\n");
    for (int i = 1; i < 12; i++) {
        strbuf_printf(&b, "a%d: &a%d [", i, i);
        for (int k = 0; k < 9; k++) strbuf_printf(&b, "%s*a%d", k ? ", " : "", i - 1);
        strbuf_puts(&b, "]\n");
    }
    strbuf_puts(&b, "tactics: *a11\nquery: T\nself: &s [*s]\ncustomDetails: &c {<<: *c}\n");
    struct loaded l = load("r.yaml", b.p, b.n);
    assert_true(l.ok);
    rule_check_metadata(&l.rule, columns, 3, l.diag);
    arena_free(l.a);
    b.n = 0;
    strbuf_puts(&b, "query: ");
    for (int i = 0; i < 100000; i++) strbuf_putc(&b, '[');
    l = load("r.yaml", b.p, b.n);
    assert_false(l.ok);
    arena_free(l.a);
    strbuf_free(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_fields), cmocka_unit_test(test_seed_rule), cmocka_unit_test(test_file_problems),
        cmocka_unit_test(test_shapes),     cmocka_unit_test(test_required),  cmocka_unit_test(test_values),
        cmocka_unit_test(test_kind),       cmocka_unit_test(test_entities),  cmocka_unit_test(test_details),
        cmocka_unit_test(test_durations),  cmocka_unit_test(test_stdin),     cmocka_unit_test(test_aliases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
