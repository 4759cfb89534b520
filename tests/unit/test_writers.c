/* Output: the four row formats and the alert, through the result sink into a temporary file. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <kq/keep.h>

#include "dyn.h"
#include "out.h"

static const kq_column columns[] = {
    {KQ_LIT("s"), KQ_T_STRING},
    {KQ_LIT("n"), KQ_T_LONG},
    {KQ_LIT("r"), KQ_T_REAL},
    {KQ_LIT("b"), KQ_T_BOOL},
    {KQ_LIT("TimeGenerated"), KQ_T_DATETIME},
    {KQ_LIT("d"), KQ_T_DYNAMIC},
};
enum { COLUMNS = 6 };

static const kq_str tactics[] = {KQ_LIT("LateralMovement"), KQ_LIT("CredentialAccess")};
static const kq_str techniques[] = {KQ_LIT("T1570"), KQ_LIT("T1212")};
static const kq_entity_field account[] = {{KQ_LIT("FullName"), 0}}, ip[] = {{KQ_LIT("Address"), 5}};
static const kq_entity entities[] = {{KQ_LIT("Account"), account, 1}, {KQ_LIT("IP"), ip, 1}};

static kq_detector detector = {
    .abi = KQ_ABI,
    .columns = columns,
    .column_count = COLUMNS,
    .rule = {.is_rule = true,
             .id = KQ_LIT("11bda520-a965-4654-9a45-d09f372f71aa"),
             .name = KQ_LIT("A \"rule\""),
             .description = KQ_LIT("d"),
             .severity = KQ_LIT("High"),
             .kind = KQ_LIT("Scheduled"),
             .query = KQ_LIT("T | take 1"),
             .tactics = tactics,
             .tactic_count = 2,
             .techniques = techniques,
             .technique_count = 2,
             .entities = entities,
             .entity_count = 2,
             .query_period = 5 * KQ_TICKS_PER_HOUR,
             .trigger = KQ_TRIGGER_GT,
             .threshold = 0},
};

static kq_value text(const char *s) { return kq_box_string((kq_str){s, strlen(s)}); }
static kq_value json(const char *s) { return kq_box_dynamic((kq_dyn){.tag = KQ_DYN_JSON, .u.s = {s, strlen(s)}}); }

/* Two rows through a sink; its output, NUL-terminated, malloc'ed. */
static char *output_of(kq_format format, bool alerts, size_t rows, bool *fired) {
    FILE *f = tmpfile();
    assert_non_null(f);
    kq_out out;
    /* 0001-01-03T00:00:00.5Z */
    kq_ctx x = {.now = 2 * KQ_TICKS_PER_DAY + KQ_TICKS_PER_SECOND / 2, .out = &out};
    x.window_start = x.now - 5 * KQ_TICKS_PER_HOUR;
    x.window_end = x.now;
    kq_out_init(&out, &detector, &x, fileno(f), format, alerts);
    const kq_value first[COLUMNS] = {text("alice@contoso.com"),
                                     kq_box_long(kq_mk_long(-7)),
                                     kq_box_real(kq_mk_real(5)),
                                     kq_box_bool(kq_mk_bool(true)),
                                     kq_box_datetime(kq_mk_datetime(KQ_TICKS_PER_DAY)),
                                     kq_box_dynamic(kq_dyn_string((kq_str)KQ_LIT("10.0.0.4")))};
    const kq_value second[COLUMNS] = {text("a,\"b\"\n\xC3\xA9"),           kq_box_long(kq_null_long()),
                                      kq_box_real(kq_mk_real(NAN)),        kq_box_bool(kq_null_bool()),
                                      kq_box_datetime(kq_null_datetime()), json("{\"a\": [1, \"x\"]}")};
    if (rows > 0) kq_out_row(&x, first);
    if (rows > 1) kq_out_row(&x, second);
    kq_out_finish(&out);
    if (fired) *fired = out.fired;
    kq_out_free(&out);
    assert_int_equal(out.sink.error, 0);
    long n = ftell(f);
    fseek(f, 0, SEEK_END);
    n = ftell(f);
    rewind(f);
    char *got = calloc(1, (size_t)n + 1);
    assert_non_null(got);
    assert_int_equal(fread(got, 1, (size_t)n, f), (size_t)n);
    fclose(f);
    return got;
}

static void rows_are(kq_format format, size_t rows, const char *want) {
    char *got = output_of(format, false, rows, NULL);
    assert_string_equal(got, want);
    free(got);
}

static void test_ndjson(void **state) {
    (void)state;
    rows_are(KQ_FORMAT_NDJSON, 0, "");
    rows_are(KQ_FORMAT_NDJSON, 2,
             "{\"s\":\"alice@contoso.com\",\"n\":-7,\"r\":5.0,\"b\":true,"
             "\"TimeGenerated\":\"0001-01-02T00:00:00.0000000Z\",\"d\":\"10.0.0.4\"}\n"
             "{\"s\":\"a,\\\"b\\\"\\n\xC3\xA9\",\"n\":null,\"r\":\"NaN\",\"b\":null,\"TimeGenerated\":null,"
             "\"d\":{\"a\":[1,\"x\"]}}\n");
}

#define JSON_HEAD                                                                            \
    "{\"columns\":[{\"name\":\"s\",\"type\":\"string\"},{\"name\":\"n\",\"type\":\"long\"}," \
    "{\"name\":\"r\",\"type\":\"real\"},{\"name\":\"b\",\"type\":\"bool\"},"                 \
    "{\"name\":\"TimeGenerated\",\"type\":\"datetime\"},{\"name\":\"d\",\"type\":\"dynamic\"}],\"rows\":["

static void test_json(void **state) {
    (void)state;
    rows_are(KQ_FORMAT_JSON, 0, JSON_HEAD "]}\n");
    rows_are(KQ_FORMAT_JSON, 2,
             JSON_HEAD "\n[\"alice@contoso.com\",-7,5.0,true,\"0001-01-02T00:00:00.0000000Z\",\"10.0.0.4\"],"
                       "\n[\"a,\\\"b\\\"\\n\xC3\xA9\",null,\"NaN\",null,null,{\"a\":[1,\"x\"]}]\n]}\n");
}

static void test_csv(void **state) {
    (void)state;
    rows_are(KQ_FORMAT_CSV, 0, "s,n,r,b,TimeGenerated,d\r\n");
    rows_are(KQ_FORMAT_CSV, 2,
             "s,n,r,b,TimeGenerated,d\r\n"
             "alice@contoso.com,-7,5.0,true,0001-01-02T00:00:00.0000000Z,10.0.0.4\r\n"
             "\"a,\"\"b\"\"\n\xC3\xA9\",,NaN,,,\"{\"\"a\"\":[1,\"\"x\"\"]}\"\r\n");
}

static void test_table(void **state) {
    (void)state;
    rows_are(KQ_FORMAT_TABLE, 2,
             "s                  n   r    b     TimeGenerated                 d\n"
             "-----------------  --  ---  ----  ----------------------------  -------------\n"
             "alice@contoso.com  -7  5.0  true  0001-01-02T00:00:00.0000000Z  10.0.0.4\n"
             "a,\"b\"\\n\xC3\xA9               NaN                                      {\"a\":[1,\"x\"]}\n");
}

static void has(const char *text_, const char *part) {
    if (!strstr(text_, part)) fail_msg("%s\nis not in\n%s", part, text_);
}

static void test_alert(void **state) {
    (void)state;
    bool fired = false;
    char *got = output_of(KQ_FORMAT_NDJSON, true, 2, &fired);
    assert_true(fired);
    has(got, "{\"TimeGenerated\":\"0001-01-03T00:00:00.5000000Z\",\"DisplayName\":\"A \\\"rule\\\"\","
             "\"AlertName\":\"A \\\"rule\\\"\",\"AlertSeverity\":\"High\",\"Description\":\"d\","
             "\"ProviderName\":\"ASI Scheduled Alerts\",\"VendorName\":\"Microsoft\",\"SystemAlertId\":\"");
    has(got, "\"AlertType\":\"00000000-0000-0000-0000-000000000000_11bda520-a965-4654-9a45-d09f372f71aa\","
             "\"StartTime\":\"0001-01-02T00:00:00.0000000Z\",\"EndTime\":\"0001-01-02T00:00:00.0000000Z\",");
    has(got, "{\\\"Query Period\\\":\\\"05:00:00\\\",\\\"Trigger Operator\\\":\\\"GreaterThan\\\","
             "\\\"Trigger Threshold\\\":\\\"0\\\",\\\"Search Query Results Overall Count\\\":\\\"2\\\",");
    has(got, "set query_now = datetime(0001-01-03T00:00:00.5000000Z);\\\\nT | take 1\\\"");
    /* Start down, end up to whole seconds. */
    has(got, "\\\"Query Start Time UTC\\\":\\\"0001-01-02 19:00:00Z\\\","
             "\\\"Query End Time UTC\\\":\\\"0001-01-03 00:00:01Z\\\"");
    /* Tuples in row order; the second row's address is no text of an address, but it is a value. */
    has(got,
        "\"Entities\":\"[{\\\"$id\\\":\\\"1\\\",\\\"FullName\\\":\\\"alice@contoso.com\\\",\\\"Name\\\":\\\"alice\\\","
        "\\\"UPNSuffix\\\":\\\"contoso.com\\\",\\\"Type\\\":\\\"account\\\"},"
        "{\\\"$id\\\":\\\"2\\\",\\\"Address\\\":\\\"10.0.0.4\\\",\\\"Type\\\":\\\"ip\\\"},");
    has(got, "\"ProductName\":\"Azure Sentinel\",\"Status\":\"New\","
             "\"Tactics\":\"LateralMovement,CredentialAccess\",\"Techniques\":\"[\\\"T1570\\\",\\\"T1212\\\"]\","
             "\"Type\":\"SecurityAlert\"}\n");
    /* The same run gives the same alert, its id too, whatever seed was drawn for the tables. */
    kq_hash_seed++;
    char *again = output_of(KQ_FORMAT_NDJSON, true, 2, NULL);
    assert_string_equal(got, again);
    free(again);
    free(got);
}

static void test_trigger(void **state) {
    (void)state;
    static const struct {
        kq_trigger op;
        int64_t threshold;
        size_t rows;
        bool fires;
    } cases[] = {{KQ_TRIGGER_GT, 0, 0, false}, {KQ_TRIGGER_GT, 0, 1, true},  {KQ_TRIGGER_GT, 1, 1, false},
                 {KQ_TRIGGER_LT, 1, 0, true},  {KQ_TRIGGER_LT, 1, 1, false}, {KQ_TRIGGER_EQ, 0, 0, true},
                 {KQ_TRIGGER_EQ, 2, 2, true},  {KQ_TRIGGER_NE, 2, 2, false}, {KQ_TRIGGER_NE, 2, 1, true}};
    kq_rule saved = detector.rule;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bool fired;
        detector.rule.trigger = cases[i].op;
        detector.rule.threshold = cases[i].threshold;
        char *got = output_of(KQ_FORMAT_NDJSON, true, cases[i].rows, &fired);
        assert_int_equal(fired, cases[i].fires);
        assert_int_equal(got[0] != '\0', cases[i].fires);
        /* Without rows, the window stands for their time, and there are no entities. */
        if (fired && cases[i].rows == 0) {
            has(got, "\"StartTime\":\"0001-01-02T19:00:00.5000000Z\",\"EndTime\":\"0001-01-03T00:00:00.5000000Z\"");
            has(got, "\"Entities\":\"\"");
        }
        free(got);
    }
    detector.rule = saved;
}

static void entities_are(const kq_entity *mapping, const char *const *values, const char *want) {
    kq_entities e;
    kq_value row[4];
    kq_entities_init(&e, mapping, 1);
    for (uint32_t i = 0; i < mapping->field_count; i++) row[i] = text(values[i]);
    kq_entities_row(&e, row);
    kq_entities_row(&e, row); /* seen already */
    kq_str got = kq_entities_finish(&e);
    assert_int_equal(got.n, strlen(want));
    if (got.n) assert_memory_equal(got.p, want, got.n);
    kq_entities_free(&e);
}

static void test_entities(void **state) {
    (void)state;
    static const kq_entity_field full[] = {{KQ_LIT("FullName"), 0}};
    static const kq_entity_field three[] = {{KQ_LIT("FullName"), 0}, {KQ_LIT("Name"), 1}, {KQ_LIT("UPNSuffix"), 2}};
    static const kq_entity_field name[] = {{KQ_LIT("Name"), 0}};
    static const kq_entity_field hash[] = {{KQ_LIT("Algorithm"), 0}, {KQ_LIT("Value"), 1}};
    static const kq_entity_field app[] = {{KQ_LIT("AppId"), 0}, {KQ_LIT("Name"), 1}};
    const kq_entity accounts = {KQ_LIT("Account"), full, 1}, hosts = {KQ_LIT("Host"), full, 1};
    const kq_entity mapped = {KQ_LIT("Account"), three, 3}, named = {KQ_LIT("Account"), name, 1};
    const kq_entity hashes = {KQ_LIT("FileHash"), hash, 2}, apps = {KQ_LIT("CloudApplication"), app, 2};
    entities_are(&accounts, (const char *[]){""}, "");
    entities_are(&accounts, (const char *[]){"CONTOSO\\bob"},
                 "[{\"$id\":\"1\",\"FullName\":\"CONTOSO\\\\bob\",\"NTDomain\":\"CONTOSO\",\"Name\":\"bob\","
                 "\"Type\":\"account\"}]");
    entities_are(&hosts, (const char *[]){"web01.contoso.com"},
                 "[{\"$id\":\"1\",\"FullName\":\"web01.contoso.com\",\"HostName\":\"web01\","
                 "\"DnsDomain\":\"contoso.com\",\"Type\":\"host\"}]");
    /* What is mapped is not split again. */
    entities_are(&mapped, (const char *[]){"a@b.c", "a", "b.c"},
                 "[{\"$id\":\"1\",\"FullName\":\"a@b.c\",\"Name\":\"a\",\"UPNSuffix\":\"b.c\",\"Type\":\"account\"}]");
    entities_are(&named, (const char *[]){"System"}, "");
    entities_are(&named, (const char *[]){"bob"}, "[{\"$id\":\"1\",\"Name\":\"bob\",\"Type\":\"account\"}]");
    entities_are(&hashes, (const char *[]){"SHA256", ""}, "");
    entities_are(&hashes, (const char *[]){"SHA256", "00ff"},
                 "[{\"$id\":\"1\",\"Algorithm\":\"SHA256\",\"Value\":\"00ff\",\"Type\":\"filehash\"}]");
    entities_are(&apps, (const char *[]){"11161", "Office 365"},
                 "[{\"$id\":\"1\",\"AppId\":11161,\"Name\":\"Office 365\",\"Type\":\"cloud-application\"}]");
}

/* At most 500 entities an alert, divided equally among the mappings. */
static void test_entity_limit(void **state) {
    (void)state;
    kq_entities e;
    kq_entities_init(&e, entities, 2);
    char name[32];
    kq_value row[COLUMNS] = {0};
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "user%d", i);
        row[0] = text(name);
        row[5] = text("10.0.0.4");
        kq_entities_row(&e, row);
    }
    assert_int_equal(e.count, 251);
    kq_entities_free(&e);
}

static void test_write_error(void **state) {
    (void)state;
    kq_sink s;
    kq_sink_init(&s, -1);
    kq_buf_puts(&s.buffer, "x");
    kq_sink_flush(&s);
    assert_int_not_equal(s.error, 0);
    kq_sink_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ndjson),   cmocka_unit_test(test_json),         cmocka_unit_test(test_csv),
        cmocka_unit_test(test_table),    cmocka_unit_test(test_alert),        cmocka_unit_test(test_trigger),
        cmocka_unit_test(test_entities), cmocka_unit_test(test_entity_limit), cmocka_unit_test(test_write_error)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
