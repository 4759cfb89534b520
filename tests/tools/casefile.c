/* Reads .case files. Everything is kept as text; what the blocks mean is decided by kqtest.c. */
#include "casefile.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    struct arena *a;
    const char *path;
    const char *p, *end;
    unsigned line; /* of p */
};

static bool fail(const struct reader *r, unsigned line, const char *what) {
    fprintf(stderr, "%s:%u: %s\n", r->path, line, what);
    return false;
}

static bool starts(const char *p, const char *end, const char *with) {
    size_t n = strlen(with);
    return (size_t)(end - p) >= n && memcmp(p, with, n) == 0;
}

static const char *line_end(const char *p, const char *end) {
    const char *q = memchr(p, '\n', (size_t)(end - p));
    return q ? q : end;
}

static void next_line(struct reader *r) {
    const char *q = line_end(r->p, r->end);
    r->p = q < r->end ? q + 1 : r->end;
    r->line++;
}

/* One header line without its marker, blanks at both ends removed. */
static const char *trimmed(struct arena *a, const char *p, const char *end) {
    while (p < end && isspace((unsigned char)*p)) p++;
    while (end > p && isspace((unsigned char)end[-1])) end--;
    return arena_strndup(a, p, (size_t)(end - p));
}

/* Body of a block: up to the next marker; blank lines at its end belong to the layout. */
static struct text take_body(struct reader *r) {
    const char *from = r->p;
    while (r->p < r->end && !starts(r->p, r->end, "--- ") && !starts(r->p, r->end, "=== ")) next_line(r);
    const char *to = r->p;
    while (to > from && to[-1] == '\n') to--;
    return text_of(from, (size_t)(to - from));
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* Escapes of raw blocks: \n \r \t \\ \xHH, \*N{text} for repetition, backslash-newline joins lines. */
static bool unescape(const char *p, const char *end, struct strbuf *out) {
    while (p < end) {
        if (*p != '\\') {
            strbuf_putc(out, *p++);
            continue;
        }
        if (++p == end) return true; /* a backslash at the very end: no line feed there */
        char c = *p++;
        if (c == 'n')
            strbuf_putc(out, '\n');
        else if (c == 'r')
            strbuf_putc(out, '\r');
        else if (c == 't')
            strbuf_putc(out, '\t');
        else if (c == '\\')
            strbuf_putc(out, '\\');
        else if (c == '\n')
            continue;
        else if (c == 'x' && end - p >= 2 && hex_digit(p[0]) >= 0 && hex_digit(p[1]) >= 0) {
            strbuf_putc(out, (char)(hex_digit(p[0]) * 16 + hex_digit(p[1])));
            p += 2;
        } else if (c == '*') {
            char *after;
            unsigned long n = strtoul(p, &after, 10);
            const char *close = after < end && *after == '{' ? memchr(after, '}', (size_t)(end - after)) : NULL;
            if (!close) return false;
            struct strbuf piece = {0};
            if (!unescape(after + 1, close, &piece)) return false;
            for (unsigned long i = 0; i < n; i++) strbuf_put(out, piece.p, piece.n);
            strbuf_free(&piece);
            p = close + 1;
        } else {
            return false;
        }
    }
    return true;
}

static struct text keep(struct arena *a, struct strbuf *b) {
    struct text t = text_of(arena_strndup(a, b->p ? b->p : "", b->n), b->n);
    strbuf_free(b);
    return t;
}

static bool raw_bytes(struct arena *a, struct text body, struct text *out) {
    struct strbuf b = {0};
    bool ok = unescape(body.p, body.p + body.n, &b);
    bool joined = body.n && body.p[body.n - 1] == '\\' && !(body.n > 1 && body.p[body.n - 2] == '\\');
    if (!joined) strbuf_putc(&b, '\n');
    *out = keep(a, &b);
    return ok;
}

static struct text with_line_feed(struct arena *a, struct text body) {
    if (!body.n) return body;
    struct strbuf b = {0};
    strbuf_put(&b, body.p, body.n);
    strbuf_putc(&b, '\n');
    return keep(a, &b);
}

/* "T(a:long, b:string)" or "T". */
static bool table_head(struct arena *a, struct test_case *c, const char *arg, const char **name) {
    const char *open = strchr(arg, '(');
    if (!open) {
        *name = arg;
        return *arg != 0;
    }
    const char *close = strrchr(arg, ')');
    if (!close || close < open) return false;
    *name = trimmed(a, arg, open);
    struct case_table t = {*name, trimmed(a, open + 1, close)};
    VEC_PUSH(a, &c->tables, t);
    return **name != 0;
}

/* "E0301", "E0301 @ 1:11-18", "E0301 @ 1:11-2:4" */
static bool diag_head(struct arena *a, struct test_case *c, const char *arg, bool warning) {
    struct case_diag d = {.warning = warning};
    const char *at = strchr(arg, '@');
    d.code = trimmed(a, arg, at ? at : arg + strlen(arg));
    if (at) {
        unsigned v[4];
        int n = sscanf(at + 1, " %u:%u-%u:%u", &v[0], &v[1], &v[2], &v[3]);
        if (n < 3) return false;
        d.line = v[0];
        d.col = v[1];
        d.end_line = n == 4 ? v[2] : v[0];
        d.end_col = n == 4 ? v[3] : v[2];
    }
    VEC_PUSH(a, &c->diags, d);
    return *d.code != 0;
}

static bool add_contains(struct arena *a, case_strings *has, case_strings *lacks, const char *arg) {
    if (strncmp(arg, "contains ", 9) == 0)
        VEC_PUSH(a, has, arg + 9);
    else if (lacks && strncmp(arg, "lacks ", 6) == 0)
        VEC_PUSH(a, lacks, arg + 6);
    else
        return false;
    return true;
}

static bool read_block(struct reader *r, struct test_case *c) {
    struct arena *a = r->a;
    unsigned line = r->line;
    const char *e = line_end(r->p, r->end);
    const char *head = trimmed(a, r->p + 4, e);
    next_line(r);
    unsigned body_line = r->line;
    struct text body = take_body(r);
    size_t w = strcspn(head, " \t");
    const char *word = arena_strndup(a, head, w);
    const char *arg = head + w + strspn(head + w, " \t");
    bool ok = true;

    if (!strcmp(word, "rows")) {
        struct case_input in = {.kind = INPUT_TABLE, .bytes = with_line_feed(a, body)};
        ok = table_head(a, c, arg, &in.name);
        VEC_PUSH(a, &c->inputs, in);
    } else if (!strcmp(word, "raw")) {
        struct case_input in = {.kind = INPUT_TABLE};
        ok = table_head(a, c, arg, &in.name) && raw_bytes(a, body, &in.bytes);
        VEC_PUSH(a, &c->inputs, in);
    } else if (!strcmp(word, "file") || !strcmp(word, "stdin")) {
        bool file = word[0] == 'f';
        struct case_input in = {.kind = file ? INPUT_FILE : INPUT_STDIN, .name = file ? arg : "-"};
        ok = (!file || *arg) && raw_bytes(a, body, &in.bytes);
        VEC_PUSH(a, &c->inputs, in);
    } else if (!strcmp(word, "table")) {
        const char *name;
        ok = strchr(arg, '(') && table_head(a, c, arg, &name);
    } else if (!strcmp(word, "query") || !strcmp(word, "rule")) {
        if (c->source.p) return fail(r, line, "second query or rule in one case");
        c->is_rule = word[0] == 'r';
        c->source = c->is_rule ? with_line_feed(a, body) : body;
        c->source_line = body_line;
        if (!c->source.p) c->source.p = "";
    } else if (!strcmp(word, "rawquery")) { /* bytes that an editor would not keep */
        c->source_line = body_line;
        ok = raw_bytes(a, body, &c->source);
    } else if (!strcmp(word, "expect")) {
        c->has_expect = true;
        c->expect = body;
        if (!strcmp(arg, "unordered"))
            c->order = EXPECT_UNORDERED;
        else if (!strcmp(arg, "subset"))
            c->order = EXPECT_SUBSET;
        else
            ok = !*arg;
    } else if (!strcmp(word, "schema")) {
        c->result_schema = *arg ? arg : arena_strndup(a, body.p, body.n);
    } else if (!strcmp(word, "error") || !strcmp(word, "warning")) {
        ok = diag_head(a, c, arg, word[0] == 'w');
    } else if (!strcmp(word, "no")) {
        ok = *arg != 0;
        VEC_PUSH(a, &c->absent, arg);
    } else if (!strcmp(word, "functions")) {
        c->functions = arena_strndup(a, body.p, body.n);
    } else if (!strcmp(word, "watchlist")) {
        c->watchlist_name = arg;
        c->watchlist = arena_strndup(a, body.p, body.n);
        ok = *arg != 0;
    } else if (!strcmp(word, "dialect")) {
        c->dialect = arg;
        ok = *arg != 0;
    } else if (!strcmp(word, "message")) {
        ok = add_contains(a, &c->messages, NULL, arg);
    } else if (!strcmp(word, "plan")) {
        ok = add_contains(a, &c->plan_has, &c->plan_lacks, arg);
    } else if (!strcmp(word, "stderr")) {
        ok = add_contains(a, &c->stderr_has, &c->stderr_lacks, arg);
    } else if (!strcmp(word, "options")) {
        c->options = arg;
    } else if (!strcmp(word, "exit")) {
        c->has_exit = true;
        c->exit_status = atoi(arg);
    } else if (!strcmp(word, "check")) {
        c->check = true;
    } else if (!strcmp(word, "skip")) {
        c->skip = arg;
    } else {
        return fail(r, line, "unknown block");
    }
    return ok ? true : fail(r, line, "malformed block");
}

bool casefile_read(struct arena *a, const char *path, case_list *list, size_t *added) {
    size_t size;
    char *data = read_file(path, &size);
    *added = 0;
    if (!data) {
        perror(path);
        return false;
    }
    struct reader r = {a, path, arena_strndup(a, data, size), NULL, 1};
    r.end = r.p + size;
    free(data);
    bool ok = true;
    while (ok && r.p < r.end) {
        if (starts(r.p, r.end, "=== ")) {
            struct test_case *c = ARENA_NEW(a, struct test_case);
            c->path = arena_strdup(a, path);
            c->line = r.line;
            c->title = trimmed(a, r.p + 4, line_end(r.p, r.end));
            c->options = "";
            next_line(&r);
            while (ok && r.p < r.end && !starts(r.p, r.end, "=== ")) {
                if (starts(r.p, r.end, "--- "))
                    ok = read_block(&r, c);
                else if (*r.p == '#' || *r.p == '\n')
                    next_line(&r);
                else
                    ok = fail(&r, r.line, "text outside a block (comments start with #)");
            }
            if (ok && !c->source.p) ok = fail(&r, c->line, "a case without a query or rule");
            VEC_PUSH(a, list, c);
            ++*added;
        } else if (*r.p == '#' || *r.p == '\n') {
            next_line(&r);
        } else {
            ok = fail(&r, r.line, "text before the first case");
        }
    }
    return ok;
}
