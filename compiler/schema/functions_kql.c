/* --functions FILE.kql: definitions as people save them, `let Name = (params) { body };` or the management command
 * `.create-or-alter function with (...) Name(params) { body }`. A file with anything else is itself the body of a
 * function that is named like the file. Cuts texts by brackets only: what is in them is the binder's to judge. */
#include "schema_internal.h"

#include <string.h>

struct cutter {
    const char *p, *end;
};

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static const char *line_end(const char *p, const char *end) {
    while (p < end && *p != '\n') p++;
    return p;
}

/* Passes over a string whose quote is at p: escapes by backslash, or doubled quotes behind @ (docs: string). */
static const char *skip_string(const char *p, const char *end, bool verbatim) {
    char quote = *p++;
    for (; p < end && *p != '\n'; p++) {
        if (!verbatim && *p == '\\') {
            if (++p == end) return end;
        } else if (*p == quote) {
            if (!verbatim || p + 1 == end || p[1] != quote) return p + 1;
            p++;
        }
    }
    return p;
}

/* The end of what begins at p: a comment, a string, or one character. */
static const char *skip_token(const char *start, const char *p, const char *end) {
    size_t left = (size_t)(end - p);
    if (left >= 2 && p[0] == '/' && p[1] == '/') return line_end(p, end);
    if (left >= 3 && (memcmp(p, "```", 3) == 0 || memcmp(p, "~~~", 3) == 0)) {
        const char *close = memmem(p + 3, left - 3, p, 3);
        return close ? close + 3 : end;
    }
    if (*p == '\'' || *p == '"') return skip_string(p, end, p > start && p[-1] == '@');
    return p + 1;
}

static void skip_blanks(struct cutter *c) {
    while (c->p < c->end) {
        if (strchr(" \t\r\n", *c->p) && *c->p)
            c->p++;
        else if (c->end - c->p >= 2 && c->p[0] == '/' && c->p[1] == '/')
            c->p = line_end(c->p, c->end);
        else
            break;
    }
}

static bool accept(struct cutter *c, const char *token) {
    size_t n = strlen(token), left = (size_t)(c->end - c->p);
    if (left < n || memcmp(c->p, token, n) != 0) return false;
    if (is_word(token[n - 1]) && left > n && is_word(c->p[n])) return false;
    c->p += n;
    skip_blanks(c);
    return true;
}

/* ( ... ) or { ... }: what stands between, whatever brackets are in it. */
static bool bracketed(struct cutter *c, char open, struct text *inside) {
    if (c->p == c->end || *c->p != open) return false;
    const char *start = c->p;
    size_t depth = 0;
    for (const char *p = start; p < c->end;) {
        if (*p == '(' || *p == '[' || *p == '{') depth++;
        if ((*p == ')' || *p == ']' || *p == '}') && --depth == 0) {
            *inside = text_of(start + 1, (size_t)(p - start) - 1);
            c->p = p + 1;
            skip_blanks(c);
            return true;
        }
        p = skip_token(start, p, c->end);
    }
    return false;
}

/* Name, ['Name'] or ["Name"]. */
static bool name_of(struct cutter *c, struct text *name) {
    const char *p = c->p;
    while (p < c->end && is_word(*p)) p++;
    *name = text_of(c->p, (size_t)(p - c->p));
    if (name->n) {
        c->p = p;
        skip_blanks(c);
        return true;
    }
    if (!bracketed(c, '[', name) || name->n < 3) return false;
    char quote = name->p[0];
    *name = text_of(name->p + 1, name->n - 2);
    return (quote == '\'' || quote == '"') && name->p[name->n] == quote && !memchr(name->p, quote, name->n);
}

struct definition {
    const char *at;
    struct text name, params, body;
};

static bool let_function(struct cutter *c, struct definition *d) {
    if (!accept(c, "let") || !name_of(c, &d->name) || !accept(c, "=")) return false;
    accept(c, "view");
    if (!bracketed(c, '(', &d->params) || !bracketed(c, '{', &d->body)) return false;
    accept(c, ";");
    return true;
}

static bool command(struct cutter *c, struct definition *d) {
    struct text properties;
    if (!accept(c, ".create-or-alter") && !accept(c, ".create") && !accept(c, ".alter")) return false;
    if (!accept(c, "function")) return false;
    accept(c, "ifnotexists");
    if (accept(c, "with") && !bracketed(c, '(', &properties)) return false;
    if (!name_of(c, &d->name) || !bracketed(c, '(', &d->params) || !bracketed(c, '{', &d->body)) return false;
    accept(c, ";");
    return true;
}

typedef VEC(struct definition) definition_list;

/* Whether the file consists of definitions alone. */
static bool definitions(struct arena *a, const struct schema_file *f, definition_list *out) {
    struct cutter c = {f->text.p, f->text.p + f->text.n};
    skip_blanks(&c);
    while (c.p < c.end) {
        struct definition d = {.at = c.p};
        if (!(*c.p == '.' ? command(&c, &d) : let_function(&c, &d))) return false;
        VEC_PUSH(a, out, d);
    }
    return out->n > 0;
}

static struct text stem(const char *path) {
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');
    return text_of(name, dot && dot > name ? (size_t)(dot - name) : strlen(name));
}

bool functions_load_kql(struct schema *s, const struct schema_file *f, char **error) {
    struct arena *a = schema_arena(s);
    if (memchr(f->text.p, 0, f->text.n)) return schema_fail(s, f, NULL, error, "a function's text holds a NUL");
    struct cutter c = {f->text.p, f->text.p + f->text.n};
    skip_blanks(&c);
    if (c.p == c.end) return schema_fail(s, f, NULL, error, "no function in the file");
    definition_list list = {0};
    if (definitions(a, f, &list)) {
        for (size_t i = 0; i < list.n; i++) {
            struct definition *d = &list.v[i];
            function_put_body(s, f, d->at, d->name, arena_strndup(a, d->params.p, d->params.n),
                              arena_strndup(a, d->body.p, d->body.n));
        }
        return true;
    }
    if (*c.p == '.') return schema_fail(s, f, c.p, error, "not a .create-or-alter function command");
    function_put_body(s, f, f->text.p, stem(f->path), "", f->text.p);
    return true;
}
