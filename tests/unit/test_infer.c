/* Schemas of sample events: types by values, tables by record, envelopes, CSV, broken and hostile texts. */
#include "names_rig.h"

#include "infer.h"

/* The schema as CSV without its header; lines are joined by a blank. */
static const char *infer(struct arena *a, const char *table, const char *path, const char *text,
                         struct infer_counts *counts) {
    struct infer *n = infer_new(a, table);
    char *error = NULL;
    if (!infer_read(n, path, text_of(arena_strdup(a, text), strlen(text)), &error)) {
        assert_non_null(error);
        return "refused";
    }
    if (counts) *counts = infer_last(n);
    struct strbuf b = {0};
    infer_put_csv(n, &b);
    char *out = arena_strdup(a, b.p + strlen("table,column,type\n"));
    strbuf_free(&b);
    for (char *p = out; *p; p++)
        if (*p == '\n') *p = p[1] ? ' ' : 0;
    return out;
}

static void test_types(void **state) {
    (void)state;
    struct arena *a = arena_new();
    static const char *const values[][2] = {
        {"true", "bool"},
        {"1", "long"},
        {"-9223372036854775808", "long"},
        {"9223372036854775808", "real"},
        {"1.5", "real"},
        {"1e3", "real"},
        {"\"2024-05-06T07:08:09.1234567Z\"", "datetime"},
        {"\"2024-05-06T07:08:09+01:00\"", "datetime"},
        {"\"2024-05-06T27:08:09Z\"", "string"},
        {"\"2024-05-06\"", "string"},
        {"\"5/6/2024, 7:08:09.123 PM\"", "string"},
        {"\"74be27de-1e4e-49d9-b579-fe0b331d3642\"", "string"},
        {"\"00:01:00\"", "string"},
        {"\"12\"", "string"},
        {"\"true\"", "string"},
        {"\"{}\"", "string"},
        {"\"\"", "string"},
        {"null", "string"},
        {"{}", "dynamic"},
        {"[1]", "dynamic"},
    };
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        assert_string_equal(infer(a, "T", "x", arena_printf(a, "{\"v\":%s}", values[i][0]), NULL),
                            arena_printf(a, "T,v,%s", values[i][1]));
    static const char *const mixed[][3] = {
        {"1", "1.5", "real"},
        {"1", "null", "long"},
        {"1", "true", "string"},
        {"1", "\"x\"", "string"},
        {"1", "{}", "dynamic"},
        {"\"x\"", "[]", "dynamic"},
        {"true", "\"\"", "bool"},
        {"\"2024-05-06T07:08:09Z\"", "\"\"", "datetime"},
        {"\"2024-05-06T07:08:09Z\"", "\"never\"", "string"},
    };
    for (size_t i = 0; i < sizeof mixed / sizeof mixed[0]; i++)
        assert_string_equal(
            infer(a, "T", "x", arena_printf(a, "{\"v\":%s}\n{\"v\":%s}\n", mixed[i][0], mixed[i][1]), NULL),
            arena_printf(a, "T,v,%s", mixed[i][2]));
    arena_free(a);
}

static void test_tables(void **state) {
    (void)state;
    struct arena *a = arena_new();
    assert_string_equal(infer(a, NULL, "dir/Okta_CL.json.log", "{\"b\":1,\"a\":2}{\"c\":3}", NULL),
                        "Okta_CL,b,long Okta_CL,a,long Okta_CL,c,long");
    assert_string_equal(
        infer(a, NULL, "f.json", "[{\"Type\":\"A_CL\",\"x\":1},\n{\"Type\":\"2\"}, {\"Type\":\"A_CL\"}]", NULL),
        "A_CL,Type,string A_CL,x,long f,Type,string");
    assert_string_equal(infer(a, "All", "f.json", "{\"Type\":\"A_CL\"}{\"Type\":\"B_CL\"}", NULL), "All,Type,string");
    assert_string_equal(infer(a, NULL, "f", "{\"TimeGenerated\":\"5/6/2024, 7:08 PM\"}", NULL),
                        "f,TimeGenerated,datetime");
    arena_free(a);
}

static void test_envelopes(void **state) {
    (void)state;
    struct arena *a = arena_new();
    assert_string_equal(
        infer(
            a, NULL, "f.json",
            "{\"records\":[{\"category\":\"AdvancedHunting-DeviceEvents\",\"properties\":{}},{\"category\":\"a b\"}]}",
            NULL),
        "DeviceEvents,category,string DeviceEvents,properties,dynamic f,category,string");
    assert_string_equal(infer(a, NULL, "f.json", "{\"@odata.context\":\"u\",\"value\":[{\"id\":\"x\"}]}", NULL),
                        "f,id,string");
    /* names that events use themselves */
    assert_string_equal(infer(a, NULL, "f.json", "{\"name\":\"x\",\"value\":[{\"id\":1}]}", NULL),
                        "f,name,string f,value,dynamic");
    assert_string_equal(infer(a, NULL, "f.json", "{\"records\":[1]}", NULL), "f,records,dynamic");
    struct infer_counts counts;
    assert_string_equal(
        infer(a, NULL, "Q.json",
              "{\"tables\":[{\"name\":\"PrimaryResult\",\"columns\":[{\"name\":\"t\",\"type\":\"datetime\"},"
              "{\"name\":\"g\",\"type\":\"guid\"}],\"rows\":[[null,null],[null,null]]},{\"columns\":[]}]}",
              &counts),
        "Q,t,datetime Q,g,guid");
    assert_int_equal(counts.records, 2);
    arena_free(a);
}

static void test_csv(void **state) {
    (void)state;
    struct arena *a = arena_new();
    struct infer_counts counts;
    assert_string_equal(infer(a, NULL, "P_CL.csv",
                              "\xEF\xBB\xBF\"TimeGenerated [UTC]\",n,zip,ok,r,j,e,s,\n"
                              "\"3/21/2021, 10:38:57.794 PM\",1,007,True,1,\"{\"\"a\"\":1}\",,x,\r\n"
                              "1,2\n"
                              "\"3/21/2021, 10:38:57.794 PM\",2,12,false,1.5,[],,1,\r\n",
                              &counts),
                        "P_CL,TimeGenerated,datetime P_CL,n,long P_CL,zip,string P_CL,ok,bool P_CL,r,real "
                        "P_CL,j,dynamic P_CL,e,string P_CL,s,string");
    assert_int_equal(counts.records, 2);
    assert_int_equal(counts.malformed, 1);
    assert_int_equal(counts.first_malformed, 3);
    assert_string_equal(infer(a, NULL, "x.tsv", "a\tType\n1,5\tB_CL\n", NULL), "B_CL,a,string B_CL,Type,string");
    arena_free(a);
}

static void test_broken(void **state) {
    (void)state;
    struct arena *a = arena_new();
    struct infer_counts counts;
    assert_string_equal(infer(a, "T", "f", "{\"a\":1}\nnonsense\n{\"b\":}\n\n{\"c\":1", &counts), "T,a,long");
    assert_int_equal(counts.records, 1);
    assert_int_equal(counts.malformed, 3);
    assert_int_equal(counts.first_malformed, 2);
    /* a file cut off inside an array keeps what came before */
    assert_string_equal(infer(a, "T", "f", "[\n {\"a\":1},\n {\"a\":", &counts), "T,a,long");
    assert_int_equal(counts.malformed, 1);
    assert_string_equal(infer(a, "T", "f", "", &counts), "");
    assert_int_equal(counts.records, 0);
    assert_string_equal(infer(a, "T", "f", "{\"\":1,\"a\\u0000\":1,\"b\":1}", &counts), "T,b,long");
    struct strbuf b = {0};
    for (int i = 0; i < 100000; i++) strbuf_puts(&b, "{\"a\":[\n");
    assert_string_equal(infer(a, "T", "f", b.p, &counts), "");
    assert_int_equal(counts.records, 0);
    b.n = 0;
    strbuf_puts(&b, "{\"x\":1");
    for (int i = 0; i < 20000; i++) strbuf_printf(&b, ",\"k%d\":1", i);
    strbuf_puts(&b, "}");
    assert_string_equal(infer(a, "T", "f", b.p, NULL), "refused");
    b.n = 0;
    for (int i = 0; i < 2000; i++) strbuf_printf(&b, "{\"Type\":\"t%d\"}\n", i);
    assert_string_equal(infer(a, NULL, "f", b.p, NULL), "refused");
    strbuf_free(&b);
    arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_types), cmocka_unit_test(test_tables),
                                       cmocka_unit_test(test_envelopes), cmocka_unit_test(test_csv),
                                       cmocka_unit_test(test_broken)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
