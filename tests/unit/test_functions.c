/* The registry of functions: built-in ones, JSON, KQL and YAML files, and hostile texts of each. */
#include "names_rig.h"

#include <sys/stat.h>
#include <unistd.h>

#include <stdio.h>
#include <stdlib.h>

static bool load_json(struct schema *s, struct arena *a, const char *text, size_t n, char **error) {
    struct schema_file f = rig_file(a, "f.json", text, n);
    return functions_load_json(s, &f, error);
}

static bool load_kql(struct schema *s, struct arena *a, const char *path, const char *text, char **error) {
    struct schema_file f = rig_file(a, path, text, strlen(text));
    return functions_load_kql(s, &f, error);
}

static void test_builtin(void **state) {
    (void)state;
    struct arena *a = arena_new();
    struct schema *s = schema_new(a);
    assert_int_equal(schema_function_count(s), 60);
    for (size_t i = 0; i < schema_function_count(s); i++) {
        const struct schema_function *f = schema_function_at(s, i);
        assert_true(i == 0 || strcmp(schema_function_at(s, i - 1)->name, f->name) < 0);
        assert_ptr_equal(f->name, intern_s(f->name));
        assert_ptr_equal(schema_function_find(s, f->name), f);
        assert_true(f->column_count > 0);
        assert_null(f->origin);
        assert_null(f->body);
    }
    const struct schema_function *f = schema_function_find(s, "_GetWatchlist");
    assert_int_equal(f->kind, FN_OPEN);
    assert_string_equal(f->params, "watchlistAlias:string, keys:dynamic=dynamic([])");
    assert_string_equal(rig_columns(a, f->columns, f->column_count),
                        "_DTItemId:string LastUpdatedTimeUTC:datetime SearchKey:string WatchlistItem:dynamic");
    f = schema_function_find(s, "_Im_Dns");
    assert_int_equal(f->kind, FN_COLUMNS);
    assert_int_equal(f->column_count, 192);
    assert_string_equal(f->columns[0].name, "AdditionalFields");
    assert_null(schema_function_find(s, "_im_dns"));
    assert_string_equal(schema_function_suggest(s, "_im_dns"), "_Im_Dns");
    assert_string_equal(schema_function_suggest(s, "_GetWatchList"), "_GetWatchlist");
    assert_null(schema_function_suggest(s, "Zzzzzzzzzzqqqq"));
    arena_free(a);
}

static const char sample[] = " {\"A\": {\"kind\": \"tab\", \"params\": \"n:long=3\", \"cols\": [[\"x\", \"long\"], "
                             "[\"\\u00e9\", \"double\"]], \"other\": {\"a\": [1, {}]}},\n"
                             "\"B\": {\"params\": \"T:(*)\", \"body\": \"T\\n| where x == \\\"a\\\\\\\\u0000\\\"\"},\n"
                             "\"C\": {\"kind\": \"tabopen\", \"cols\": []},\n"
                             "\"A\\u0042\": {\"body\": \"print 1\"}} ";

static void test_json(void **state) {
    (void)state;
    struct arena *a = arena_new();
    struct schema *s = schema_new(a);
    char *error = NULL;
    assert_true(load_json(s, a, sample, sizeof sample - 1, &error));
    const struct schema_function *f = schema_function_find(s, "A");
    assert_int_equal(f->kind, FN_COLUMNS);
    assert_string_equal(f->params, "n:long=3");
    assert_string_equal(rig_columns(a, f->columns, f->column_count), "x:long \xC3\xA9:real");
    assert_string_equal(f->origin, "f.json:1");
    f = schema_function_find(s, "B");
    assert_int_equal(f->kind, FN_BODY);
    assert_string_equal(f->body, "T\n| where x == \"a\\\\u0000\"");
    assert_string_equal(f->origin, "f.json:2");
    assert_int_equal(schema_function_find(s, "C")->kind, FN_OPEN);
    assert_int_equal(schema_function_find(s, "C")->column_count, 0);
    assert_string_equal(schema_function_find(s, "AB")->params, "");
    /* the last one stands, also against a built-in one */
    static const char again[] = "{\"B\":{\"body\":\"one\"},\"imDns\":{\"body\":\"x\"},\"B\":{\"body\":\"two\"}}";
    assert_true(load_json(s, a, again, sizeof again - 1, &error));
    assert_string_equal(schema_function_find(s, "B")->body, "two");
    assert_int_equal(schema_function_find(s, "imDns")->kind, FN_BODY);
    arena_free(a);
}

static void refuse(const char *text, size_t n) {
    struct arena *a = arena_new();
    struct schema *s = schema_new(a);
    char *error = NULL;
    bool ok = load_json(s, a, text, n, &error);
    if (ok) print_error("accepted: %.*s\n", (int)(n > 200 ? 200 : n), text);
    assert_false(ok);
    assert_non_null(error);
    assert_true(strncmp(error, "f.json:", 7) == 0);
    arena_free(a);
}

static void test_json_hostile(void **state) {
    (void)state;
    size_t whole = sizeof sample - 2; /* the last brace; what follows is a blank */
    for (size_t n = 0; n < whole; n++) refuse(sample, n);
    static const char *const bad[] = {
        "[]",
        "{\"A\":1}",
        "{\"A\":{}}",
        "{\"A\":{\"body\":1}}",
        "{\"A\":{\"cols\":{}}}",
        "{\"A\":{\"cols\":[[\"x\"]]}}",
        "{\"A\":{\"cols\":[[\"x\",\"lon\"]]}}",
        "{\"A\":{\"cols\":[[\"\",\"long\"]]}}",
        "{\"A\":{\"cols\":[[\"x\",\"long\"],]}}",
        "{\"A\":{\"body\":\"x\"},}",
        "{\"A\":{\"body\":\"x\"}} x",
        "{\"\":{\"body\":\"x\"}}",
        "{\"A\":{\"body\":\"x\\u0000y\"}}",
        "{\"A\\u0000\":{\"body\":\"x\"}}",
        "{\"A\":{\"body\":\"a\nb\"}}",
        "{\"A\":{\"body\":\"\\q\"}}",
        "{\"A\":{\"body\":\"\xFF\"}}",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) refuse(bad[i], strlen(bad[i]));
    refuse("{\"A\":{\"body\":\"a\0b\"}}", 20);
    struct strbuf deep = {0};
    strbuf_puts(&deep, "{\"A\":{\"x\":");
    for (int i = 0; i < 100000; i++) strbuf_putc(&deep, '[');
    refuse(deep.p, deep.n);
    strbuf_free(&deep);
}

static void test_json_large(void **state) {
    (void)state;
    struct arena *a = arena_new();
    struct schema *s = schema_new(a);
    struct strbuf b = {0};
    strbuf_puts(&b, "{\"Big\":{\"body\":\"");
    for (int i = 0; i < 1000000; i++) strbuf_puts(&b, "\\n| ");
    strbuf_puts(&b, "\"}");
    for (int i = 0; i < 3000; i++) strbuf_printf(&b, ",\"f%d\":{\"cols\":[[\"c%d\",\"int\"]]}", i, i);
    strbuf_puts(&b, "}");
    char *error = NULL;
    assert_true(load_json(s, a, b.p, b.n, &error));
    strbuf_free(&b);
    assert_int_equal(strlen(schema_function_find(s, "Big")->body), 3000000);
    assert_string_equal(schema_function_find(s, "f2999")->columns[0].name, "c2999");
    arena_free(a);
}

static void test_kql(void **state) {
    (void)state;
    struct arena *a = arena_new();
    struct schema *s = schema_new(a);
    char *error = NULL;
    assert_true(load_kql(s, a, "dir/two.kql",
                         "// saved\nlet One = (T:(*), n:long=3) {\n T | where a == '}' // }\n | where b == @\"\\\" };\n"
                         "let ['a b']=view(){ ```}\n``` };",
                         &error));
    const struct schema_function *f = schema_function_find(s, "One");
    assert_string_equal(f->params, "T:(*), n:long=3");
    assert_string_equal(f->body, "\n T | where a == '}' // }\n | where b == @\"\\\" ");
    assert_string_equal(f->origin, "dir/two.kql:2");
    assert_string_equal(schema_function_find(s, "a b")->body, " ```}\n``` ");
    assert_null(schema_function_find(s, "two"));
    assert_true(load_kql(s, a, "x.csl",
                         ".create-or-alter function with (folder = \"F\", docstring=\"a ) b\", skipvalidation=true) "
                         "Cmd(a:string='(') {\n T\n}\n",
                         &error));
    assert_string_equal(schema_function_find(s, "Cmd")->params, "a:string='('");
    /* anything else is a body named like the file */
    static const char body[] = "let F = () { 1 };\nT | extend x = F()";
    assert_true(load_kql(s, a, "dir/My_Parser.v2.txt", body, &error));
    assert_string_equal(schema_function_find(s, "My_Parser.v2")->body, body);
    assert_string_equal(schema_function_find(s, "My_Parser.v2")->origin, "dir/My_Parser.v2.txt:1");
    assert_null(schema_function_find(s, "F"));
    static const char *const bad[] = {"", " // nothing\n", ".drop table T", ".create function F( {"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) assert_false(load_kql(s, a, "b.kql", bad[i], &error));
    struct schema_file nul = rig_file(a, "n.kql", "T\0| x", 6);
    assert_false(functions_load_kql(s, &nul, &error));
    /* unclosed strings and brackets are the body's business, not a crash */
    static const char *const odd[] = {"let F = (", "let F = () { '", "let [' = () {}", "```", "'\\", "@\"\"",
                                      "let",       "let F=()}{"};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) assert_true(load_kql(s, a, "o.kql", odd[i], &error));
    assert_string_equal(schema_function_find(s, "o")->body, "let F=()}{");
    arena_free(a);
}

static bool load_yaml(struct schema *s, struct arena *a, const char *text, bool *found, char **error) {
    struct schema_file f = rig_file(a, "p.yaml", text, strlen(text));
    return functions_load_yaml(s, &f, found, error);
}

static void test_yaml(void **state) {
    (void)state;
    struct arena *a = arena_new();
    struct schema *s = schema_new(a);
    char *error = NULL;
    bool found = false;
    assert_true(load_yaml(s, a,
                          "Parser:\n  Title: x\nParserName: vimXyz\nEquivalentBuiltInParser: _Im_Xyz\nParserParams:\n"
                          "  - Name: starttime\n    Type: datetime\n    Default: datetime(null)\n"
                          "  - Name: who\n    Type: string\n    Default: '*'\n"
                          "  - Name: list\n    Type: dynamic\n    Default: []\n"
                          "  - Name: pack\n    Type: bool\n    Default: False\n"
                          "ParserQuery: |\n  T\n  | where a == 'b'\n",
                          &found, &error));
    assert_true(found);
    const struct schema_function *f = schema_function_find(s, "_Im_Xyz");
    assert_string_equal(f->params,
                        "starttime:datetime=datetime(null), who:string='*', list:dynamic=dynamic([]), pack:bool=false");
    assert_string_equal(f->body, "T\n| where a == 'b'\n");
    assert_string_equal(f->origin, "p.yaml:18");
    assert_string_equal(schema_function_find(s, "vimXyz")->body, f->body);
    assert_true(load_yaml(s, a,
                          "FunctionName: Meraki\nFunctionAlias: CiscoMeraki\nFunctionParams:\n"
                          "  - Name: T\n    Type: table:(*)\n  - Name: s\n    Type: string\n    Default: it's\n"
                          "FunctionQuery: meraki_CL\n",
                          &found, &error));
    assert_string_equal(schema_function_find(s, "CiscoMeraki")->params, "T:(*), s:string='it\\'s'");
    assert_string_equal(schema_function_find(s, "Meraki")->body, "meraki_CL");
    assert_true(load_yaml(s, a, "name: a rule\nquery: T\n", &found, &error));
    assert_false(found);
    static const char *const bad[] = {
        "a: [",
        "FunctionQuery: T\n",
        "FunctionName: A\nFunctionQuery: [1]\n",
        "FunctionName: A\nFunctionQuery: T\nFunctionParams: {}\n",
        "FunctionName: A\nFunctionQuery: T\nFunctionParams:\n - Name: x\n",
        "FunctionName: A\nFunctionQuery: T\nFunctionParams: [{Name: x, Type: int, Default: {}}]\n"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) assert_false(load_yaml(s, a, bad[i], &found, &error));
    assert_null(schema_function_find(s, "A"));
    arena_free(a);
}

static void write_file(const char *path, const char *text) {
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_true(fwrite(text, 1, strlen(text), f) == strlen(text));
    assert_int_equal(fclose(f), 0);
}

static void test_folder(void **state) {
    (void)state;
    char folder[] = "/tmp/kqlc-functions-XXXXXX";
    assert_non_null(mkdtemp(folder));
    struct arena *a = arena_new();
    struct schema *s = schema_new(a);
    char *error = NULL;
    const char *sub = arena_printf(a, "%s/sub", folder);
    assert_int_equal(mkdir(sub, 0700), 0);
    static const char *const files[][2] = {{"/a.kql", "T | take 1"},
                                           {"/b.json", "\xEF\xBB\xBF{\"a\":{\"body\":\"later\"}}"},
                                           {"/sub/c.yml", "FunctionName: c\nFunctionQuery: T\n"},
                                           {"/rule.yaml", "name: x\nquery: T\n"},
                                           {"/README.md", "no function"}};
    for (size_t i = 0; i < 5; i++) write_file(arena_printf(a, "%s%s", folder, files[i][0]), files[i][1]);
    assert_true(schema_functions_load(s, folder, &error));
    assert_int_equal(schema_function_count(s), 62);
    assert_string_equal(schema_function_find(s, "a")->body, "later");
    assert_string_equal(schema_function_find(s, "c")->body, "T");
    assert_false(schema_functions_load(s, arena_printf(a, "%s/rule.yaml", folder), &error));
    assert_false(schema_functions_load(s, arena_printf(a, "%s/missing", folder), &error));
    for (size_t i = 0; i < 5; i++) unlink(arena_printf(a, "%s%s", folder, files[i][0]));
    rmdir(sub);
    rmdir(folder);
    arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_builtin),      cmocka_unit_test(test_json),
                                       cmocka_unit_test(test_json_hostile), cmocka_unit_test(test_json_large),
                                       cmocka_unit_test(test_kql),          cmocka_unit_test(test_yaml),
                                       cmocka_unit_test(test_folder)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
