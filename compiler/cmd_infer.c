/* kqlc schema infer: the schema that sample events have, for --schema. */
#include "command.h"

#include "infer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void note(const char *table, const char *column, size_t more) {
    if (more == 0)
        fprintf(stderr, "kqlc: %s: column '%s' never has a value; taken for a string\n", table, column);
    else
        fprintf(stderr, "kqlc: %s: column '%s' never has a value, nor have %zu more; taken for strings\n", table,
                column, more);
}

/* The number of records that could be read. */
static size_t read_events(struct infer *n, const char *path) {
    size_t size = 0;
    char *error = NULL, *text = read_file(path, &size);
    if (!text) {
        failure("%s: %s", path, strerror(errno));
        return 0;
    }
    bool ok = infer_read(n, strcmp(path, "-") == 0 ? "stdin" : path, text_of(text, size), &error);
    free(text);
    struct infer_counts counts = infer_last(n);
    if (!ok) failure("%s", error);
    if (ok && counts.malformed)
        fprintf(stderr, "kqlc: %s: %zu malformed record%s, the first on line %zu\n", path, counts.malformed,
                counts.malformed == 1 ? "" : "s", counts.first_malformed);
    return ok ? counts.records : 0;
}

int cmd_infer(struct command_line *c) {
    const char *format = c->format ? c->format : "json";
    bool json = strcmp(format, "json") == 0;
    if (!json && strcmp(format, "csv") != 0) return usage_error(c, "--format takes json or csv");
    if (c->paths.n == 0) return usage_error(c, "say which files to read");
    if (c->table && c->table[0] == 0) return usage_error(c, "--table needs a name");
    struct infer *n = infer_new(c->arena, c->table);
    size_t records = 0;
    for (size_t i = 0; i < c->paths.n; i++) records += read_events(n, c->paths.v[i]);
    if (records == 0) return failure("no events could be read");
    infer_notes(n, note);
    struct strbuf out = {0};
    (json ? infer_put_json : infer_put_csv)(n, &out);
    bool ok = write_all(NULL, &out);
    strbuf_free(&out);
    return ok ? EXIT_CLEAN : EXIT_ERRORS;
}
