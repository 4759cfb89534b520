/* The built-in tables, dialects, wildcards, --schema files, watchlists, type names. */
#include "names_rig.h"

#include "sema_rig.h"

static void test_builtin(void **state) {
    (void)state;
    struct arena *a = arena_new();
    struct schema *s = schema_new(a);
    assert_int_equal(schema_count(s), 964);
    for (size_t i = 1; i < schema_count(s); i++)
        assert_true(strcmp(schema_at(s, i - 1)->name, schema_at(s, i)->name) < 0);
    for (size_t i = 0; i < schema_count(s); i++) {
        const struct schema_table *t = schema_at(s, i);
        assert_true(t->column_count > 0);
        assert_ptr_equal(schema_find(s, t->name), t);
        for (size_t c = 0; c < t->column_count; c++) assert_int_not_equal(t->columns[c].type, KQ_T_NONE);
    }
    const struct schema_table *t = schema_find(s, "AACAudit");
    assert_string_equal(t->columns[0].name, "_BilledSize");
    assert_int_equal(t->columns[0].type, KQ_T_REAL);
    assert_string_equal(t->columns[t->column_count - 1].name, "_ItemId");
    assert_null(schema_find(s, "securityevent"));
    assert_null(schema_find(s, ""));
    assert_string_equal(schema_suggest(s, "securityevent"), "SecurityEvent");
    assert_string_equal(schema_suggest(s, "SigninLog"), "SigninLogs");
    assert_null(schema_suggest(s, "Zzzzzzzzzzzzqqqq"));
    arena_free(a);
}

static void test_load(void **state) {
    (void)state;
    struct arena *a = arena_new();
    struct schema *s = schema_new(a);
    char *error = NULL;
    assert_true(rig_load(
        s, "\xEF\xBB\xBF{\"AaNew_CL\":{\"b\":\"int64\",\"a\":\"double\"},\"Heartbeat\":{\"x\":\"string\"}}", &error));
    assert_int_equal(schema_count(s), 965);
    const struct schema_table *t = schema_find(s, "AaNew_CL");
    assert_int_equal(t->column_count, 2);
    assert_string_equal(t->columns[0].name, "b");
    assert_int_equal(t->columns[0].type, KQ_T_LONG);
    assert_int_equal(t->columns[1].type, KQ_T_REAL);
    assert_int_equal(schema_find(s, "Heartbeat")->column_count, 1);
    static const char *const bad[] = {"",
                                      "[]",
                                      "{",
                                      "{\"T\":1}",
                                      "{\"T\":{\"a\":\"strin\"}}",
                                      "{\"T\":{\"a\":1}}",
                                      "{\"\":{\"a\":\"int\"}}",
                                      "{\"T\":{\"\":\"int\"}}",
                                      "nonsense"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        error = NULL;
        assert_false(rig_load(s, bad[i], &error));
        assert_non_null(error);
    }
    error = NULL;
    assert_false(schema_load(s, "/nonexistent/schema.json", &error));
    assert_non_null(error);
    arena_free(a);
}

/* The XDR tables get a first column and most a last one; tables of Sentinel alone stay as they are. */
static void test_dialect(void **state) {
    (void)state;
    struct arena *a = arena_new();
    struct schema *s = schema_new(a);
    char *error = NULL;
    enum schema_dialect d = DIALECT_SENTINEL;
    assert_false(schema_dialect_from_name("M365", &d));
    assert_true(schema_dialect_from_name("m365", &d));
    schema_set_dialect(s, d);
    assert_true(rig_load(s, "{\"AlertInfo\":{\"x\":\"int\"}}", &error));
    size_t plain = schema_find(schema_new(a), "AlertEvidence")->column_count;
    const struct schema_table *t = schema_find(s, "AlertEvidence");
    assert_int_equal(t->column_count, plain + 2);
    assert_string_equal(t->columns[0].name, "Timestamp");
    assert_int_equal(t->columns[0].type, KQ_T_DATETIME);
    assert_string_equal(t->columns[plain + 1].name, "ReportId");
    assert_int_equal(t->columns[plain + 1].type, KQ_T_LONG);
    assert_string_equal(rig_columns(a, schema_find(s, "AlertInfo")->columns, 1), "x:int");
    assert_string_not_equal(schema_find(s, "SecurityEvent")->columns[0].name, "Timestamp");
    arena_free(a);
}

static void collect(void *context, const struct schema_table *t) {
    struct strbuf *b = context;
    strbuf_printf(b, "%s ", t->name);
}

static void expect_match(const struct schema *s, const char *pattern, const char *names) {
    struct strbuf b = {0};
    schema_match(s, pattern, collect, &b);
    assert_string_equal(b.p ? b.p : "", names);
    strbuf_free(&b);
}

/* Microsoft's binder: wildcards mind case, and tables come as declared. */
static void test_match(void **state) {
    (void)state;
    struct arena *a = arena_new();
    struct schema *s = schema_new(a);
    char *error = NULL;
    assert_true(rig_load(s, "{\"SecurityEvent\":{\"x\":\"int\"},\"AaSecurityEvent\":{\"x\":\"int\"}}", &error));
    expect_match(s, "Sec*tyEv*t", "SecurityEvent ");
    expect_match(s, "*curityEvent", "SecurityEvent AaSecurityEvent ");
    expect_match(s, "security*", "");
    expect_match(s, "SecurityEvent", "SecurityEvent ");
    expect_match(s, "ExposureGraph*s", "ExposureGraphNodes ExposureGraphEdges ");
    assert_int_equal(schema_match(s, "*", NULL, NULL), 965);
    assert_int_equal(schema_match(s, "**", NULL, NULL), 965);
    assert_int_equal(schema_match(s, "", NULL, NULL), 0);
    arena_free(a);
}

static bool load_csv(struct schema *s, struct arena *a, const char *text, char **error) {
    struct schema_file f = rig_file(a, "s.csv", text, strlen(text));
    return schema_load_csv(s, &f, error);
}

static void test_csv(void **state) {
    (void)state;
    struct arena *a = arena_new();
    struct schema *s = schema_new(a);
    char *error = NULL;
    assert_true(load_csv(
        s, a,
        "Type,note,Column,Table\r\nint64,,b,New_CL\r\n\r\n\"string\",\"x, \"\"y\"\"\nz\",\"a \"\"q\"\"\",New_CL\r\n"
        "bool,,c,Other_CL\r\nuniqueid,,d,New_CL",
        &error));
    const struct schema_table *t = schema_find(s, "New_CL");
    assert_string_equal(rig_columns(a, t->columns, t->column_count), "b:long a \"q\":string d:guid");
    assert_int_equal(schema_find(s, "Other_CL")->column_count, 1);
    assert_true(rig_load(s, "table,column,type\nHeartbeat,x,time\n", &error));
    assert_int_equal(schema_find(s, "Heartbeat")->columns[0].type, KQ_T_TIMESPAN);
    static const char *const bad[][2] = {
        {"table,column\n", "s.csv:1: "},
        {"table,column,type\nT,a\n", "s.csv:2: 2 fields"},
        {"table,column,type\n\nT,a,strin\n", "s.csv:3: not a KQL type: 'strin'"},
        {"table,column,type\n,a,int\n", "s.csv:2: no table name"},
        {"table,column,type\nT,,int\n", "s.csv:2: no column name"},
        {"table,column,type\nT,a,int\nT,a,int\n", "s.csv:3: column 'a' twice"},
        {"table,column,type\nT,\"a,int\n", "s.csv:2: a quoted field has no end"},
        {"table,column,type\nT,\"a\"b,int\n", "s.csv:2: text follows"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        error = NULL;
        assert_false(load_csv(s, a, bad[i][0], &error));
        assert_non_null(error);
        if (strncmp(error, bad[i][1], strlen(bad[i][1])) != 0) fail_msg("%s instead of %s", error, bad[i][1]);
    }
    assert_null(schema_find(s, "T"));
    arena_free(a);
}

/* Declares a watchlist from a text; NULL: refused. */
static const char *watchlist(struct schema *s, struct arena *a, const char *name, const char *text) {
    char path[] = "/tmp/kqlc-watchlist-XXXXXX", *error = NULL;
    int fd = mkstemp(path);
    assert_true(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    close(fd);
    bool ok = schema_watchlist_add(s, arena_printf(a, "%s=%s", name, path), &error);
    unlink(path);
    if (!ok) assert_non_null(error);
    const struct schema_table *t = schema_watchlist_find(s, name);
    return ok ? rig_columns(a, t->columns, t->column_count) : NULL;
}

static void test_watchlist(void **state) {
    (void)state;
    struct arena *a = arena_new();
    struct schema *s = schema_new(a);
    char *error = NULL;
#define FIXED "_DTItemId:string LastUpdatedTimeUTC:datetime SearchKey:string WatchlistItem:dynamic"
    assert_string_equal(watchlist(s, a, "VIP users", "\xEF\xBB\xBFName,\"User, Id\"\r\nx,y\r\n"),
                        FIXED " Name:string User, Id:string");
    assert_string_equal(watchlist(s, a, "keyed", "SearchKey,LastUpdatedTimeUTC,a\n"), FIXED " a:string");
    assert_string_equal(watchlist(s, a, "keyed", "b\n"), FIXED " b:string");
    assert_null(schema_watchlist_find(s, "Keyed"));
    assert_null(watchlist(s, a, "w", ""));
    assert_null(watchlist(s, a, "w", "\n\n"));
    assert_null(watchlist(s, a, "w", "a,b,a\n"));
    assert_null(watchlist(s, a, "w", "a,,b\n"));
    assert_null(watchlist(s, a, "w", "a,\"b\n"));
    assert_null(watchlist(s, a, "", "a\n"));
    assert_null(watchlist(s, a, "a/b", "a\n"));
    assert_null(schema_watchlist_find(s, "w"));
    static const char *const bad[] = {"", "=", "name", "name=", "name=/nonexistent/file.csv"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) assert_false(schema_watchlist_add(s, bad[i], &error));
    arena_free(a);
}

static void test_types(void **state) {
    (void)state;
    for (int t = KQ_T_BOOL; t <= KQ_T_DYNAMIC; t++) {
        const char *name = type_name((kq_type)t);
        assert_int_equal(type_from_name(name, strlen(name)), t);
    }
    assert_int_equal(type_from_name("double", 6), KQ_T_REAL);
    assert_int_equal(type_from_name("object", 6), KQ_T_NONE);
    assert_int_equal(type_from_name("", 0), KQ_T_NONE);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_builtin), cmocka_unit_test(test_load),
                                       cmocka_unit_test(test_dialect), cmocka_unit_test(test_match),
                                       cmocka_unit_test(test_csv),     cmocka_unit_test(test_watchlist),
                                       cmocka_unit_test(test_types)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
