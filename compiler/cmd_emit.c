/* kqlc emit: the C source of each rule. */
#include "command.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Compiles `path` and writes its C to `output` (NULL: standard output). */
static bool emit_file(struct command_line *c, const char *path, const char *output) {
    struct compilation *k = compile_file(c, path);
    if (!k) return false;
    bool ok = print_diagnostics(c, k);
    if (ok) {
        const char *slash = output ? strrchr(output, '/') : NULL;
        const char *name = slash ? slash + 1
                           : output && strcmp(output, "-") != 0
                               ? output
                               : arena_printf(c->arena, "%s.c", path_stem(c->arena, path));
        struct strbuf out = {0};
        emit_text(c, k, path, name, &out);
        ok = write_all(output, &out);
        strbuf_free(&out);
    }
    compilation_free(k);
    return ok;
}

int cmd_emit(struct command_line *c) {
    if (c->dump) return cmd_explain(c);
    if (c->paths.n == 0) return usage_error(c, "nothing to emit");
    string_list files = {0};
    if (!expand_paths(c, &files)) return EXIT_ERRORS;
    if (files.n == 0) return failure("no rules in there");
    c->compile.stop = STOP_NEVER;

    struct stat st;
    bool folder = c->output && stat(c->output, &st) == 0 && S_ISDIR(st.st_mode);
    if (!folder && c->output && c->output[0] && c->output[strlen(c->output) - 1] == '/') {
        if (mkdir(c->output, 0777) != 0) return failure("%s: cannot make this folder", c->output);
        folder = true;
    }
    if (files.n > 1 && !folder) return usage_error(c, "several rules need -o FOLDER (and the folder must exist)");

    bool ok = true;
    string_list outputs = {0};
    for (size_t i = 0; i < files.n; i++) {
        const char *output = c->output;
        if (folder) {
            size_t n = strlen(output);
            while (n > 1 && output[n - 1] == '/') n--;
            output = arena_printf(c->arena, "%.*s/%s.c", (int)n, output, path_stem(c->arena, files.v[i]));
        }
        bool twice = false;
        for (size_t j = 0; j < outputs.n && folder; j++) twice = twice || strcmp(outputs.v[j], output) == 0;
        if (twice) {
            failure("%s: another rule is written to %s already", files.v[i], output);
            ok = false;
            continue;
        }
        if (output) string_add(c->arena, &outputs, output);
        ok = emit_file(c, files.v[i], output) && ok;
    }
    return ok ? EXIT_CLEAN : EXIT_ERRORS;
}
