/* For the tests of schema and sema: a schema with the tables of Microsoft's binder checks (T, L, R; N is T without its
 * decimal column), and a query bound against it. */
#ifndef SEMA_RIG_H
#define SEMA_RIG_H

#include "plan.h"
#include "syntax.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <stdlib.h>

#define RIG_TABLES                                                                                               \
    "{\"T\":{\"a\":\"int\",\"b\":\"long\",\"c\":\"real\",\"s\":\"string\",\"d\":\"dynamic\",\"t\":\"datetime\"," \
    "\"ts\":\"timespan\",\"g\":\"guid\",\"bo\":\"bool\",\"m\":\"decimal\"},"                                     \
    "\"N\":{\"a\":\"int\",\"b\":\"long\",\"c\":\"real\",\"s\":\"string\",\"d\":\"dynamic\",\"t\":\"datetime\","  \
    "\"bo\":\"bool\"},"                                                                                          \
    "\"L\":{\"key\":\"string\",\"x\":\"long\",\"v\":\"string\"},"                                                \
    "\"R\":{\"key\":\"string\",\"y\":\"long\",\"v\":\"string\"}}"

struct rig {
    struct arena *arena;
    struct source source;
    struct diag *diag;
    struct schema *schema;
    struct ast_script *script;
    struct bound *bound; /* NULL after errors */
};

/* Loads a JSON schema text through a file, as --schema does. */
static inline bool rig_load(struct schema *s, const char *json, char **error) {
    char path[] = "/tmp/kqlc-schema-XXXXXX";
    int fd = mkstemp(path);
    if (fd < 0) return false;
    bool written = write(fd, json, strlen(json)) == (ssize_t)strlen(json);
    close(fd);
    bool ok = written && schema_load(s, path, error);
    unlink(path);
    return ok;
}

static inline void rig_open(struct rig *r, const char *query) {
    memset(r, 0, sizeof *r);
    r->arena = arena_new();
    r->source = (struct source){.path = "test.kql",
                                .file = text_of(query, strlen(query)),
                                .query = text_of(query, strlen(query)),
                                .exact = true};
    source_identity(r->arena, &r->source);
    r->diag = diag_new(r->arena, &r->source);
    r->schema = schema_new(r->arena);
    char *error = NULL;
    if (!rig_load(r->schema, RIG_TABLES, &error)) {
        fprintf(stderr, "%s\n", error ? error : "no temporary file");
        abort();
    }
    r->script = syntax_parse(r->arena, r->source.query, r->diag);
    r->bound = sema_bind(r->arena, r->script, r->schema, r->diag);
}

static inline void rig_close(struct rig *r) { arena_free(r->arena); }

/* "a:int, s:string" or "error CODE@start, ..." */
static inline const char *rig_result(struct rig *r) {
    struct strbuf out = {0};
    if (diag_errors(r->diag) || !r->bound) {
        strbuf_puts(&out, "error");
        for (size_t i = 0; i < diag_count(r->diag); i++) {
            const struct diag_item *item = diag_at(r->diag, i);
            strbuf_printf(&out, "%s %s@%u", i ? "," : "", diag_code_name(item->code), item->span.start);
        }
    } else {
        const struct row_type *row = sema_result(r->bound);
        for (size_t i = 0; i < row->n; i++)
            strbuf_printf(&out, "%s%s:%s", i ? ", " : "", row->cols[i]->name, type_name(row->cols[i]->type));
    }
    const char *text = arena_strdup(r->arena, out.p ? out.p : "");
    strbuf_free(&out);
    return text;
}

#endif
