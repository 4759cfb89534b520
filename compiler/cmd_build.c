/* kqlc build: a rule as a program. */
#include "toolchain.h"

#include <string.h>
#include <sys/stat.h>

/* Rule -> C. False: reported. */
static bool make_source(struct command_line *c, const char *path, const char *c_name, struct strbuf *out) {
    c->compile.stop = STOP_NEVER;
    struct compilation *k = compile_file(c, path);
    if (!k) return false;
    bool ok = emit_program(c, k, path, c_name, out);
    compilation_free(k);
    return ok;
}

int cmd_build(struct command_line *c) {
    if (c->paths.n == 0) return usage_error(c, "nothing to build");
    string_list files = {0};
    if (!expand_paths(c, &files)) return EXIT_ERRORS;
    if (files.n == 0) return failure("no rules in there");
    if (files.n > 1) return failure("several rules in one detector (a pack) are not supported yet: name one rule");

    const char *path = files.v[0], *stem = path_stem(c->arena, path);
    const char *output = c->output ? c->output : stem;
    struct stat st;
    if (stat(output, &st) == 0 && S_ISDIR(st.st_mode))
        return failure("%s is a folder: name the detector with -o", output);
    if (stat(output, &st) == 0 && !S_ISREG(st.st_mode))
        return failure("%s is no file: name the detector with -o", output);
    if (strcmp(output, path) == 0) return failure("%s is the rule itself: name the detector with -o", output);
    struct toolchain tools;
    if (!toolchain_find(c->arena, c->cc, &tools)) return EXIT_ERRORS;
    struct build b = {.c_name = arena_printf(c->arena, "%s.c", stem),
                      .output = output,
                      .optimise = "-O2",
                      .debug = c->debug ? arena_printf(c->arena, "%s.debug", output) : NULL};
    struct strbuf source = {0};
    bool ok = make_source(c, path, b.c_name, &source) && toolchain_fit(c->arena, &tools, &source) &&
              toolchain_build(c->arena, &tools, &source, &b);
    strbuf_free(&source);
    return ok ? EXIT_CLEAN : EXIT_ERRORS;
}
