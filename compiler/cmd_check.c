/* kqlc check: everything that is wrong with each rule, metadata included. */
#include "command.h"

#include <stdio.h>
#include <string.h>

int cmd_check(struct command_line *c) {
    const char *format = c->format ? c->format : "text";
    if (strcmp(format, "sarif") == 0) return usage_error(c, "--format sarif is not supported yet");
    bool json = strcmp(format, "json") == 0;
    if (!json && strcmp(format, "text") != 0) return usage_error(c, "--format takes text or json");
    if (c->paths.n == 0) return usage_error(c, "nothing to check");
    string_list files = {0};
    if (!expand_paths(c, &files)) return EXIT_ERRORS;

    c->compile.stop = STOP_NEVER;
    c->compile.metadata_errors = true;
    size_t errors = 0, warnings = 0, items = 0;
    struct strbuf out = {0};
    strbuf_puts(&out, "[");
    for (size_t i = 0; i < files.n; i++) {
        struct compilation *k = compile_file(c, files.v[i]);
        if (!k) {
            errors++;
            continue;
        }
        if (json) {
            items = diag_put_json_items(k->diag, &out, items);
        } else {
            print_diagnostics(k);
        }
        errors += diag_errors(k->diag);
        warnings += diag_warnings(k->diag);
        compilation_free(k);
    }
    strbuf_puts(&out, items ? "\n]\n" : "]\n");
    if (json) {
        if (!write_all(NULL, &out)) errors++;
    } else {
        fprintf(stderr, "%zu file%s checked: %zu error%s, %zu warning%s\n", files.n, files.n == 1 ? "" : "s", errors,
                errors == 1 ? "" : "s", warnings, warnings == 1 ? "" : "s");
    }
    strbuf_free(&out);
    return errors ? EXIT_ERRORS : EXIT_CLEAN;
}

int cmd_test(struct command_line *c) {
    (void)c;
    fputs("kqlc: `kqlc test` is not there yet; `kqlc run FILE EVENTS` runs a rule over sample events\n", stderr);
    return EXIT_USAGE;
}
