/* Structured text taken apart: CSV, URLs, paths, command lines (kql.md 6, Parsers). */
#include <kq/ops.h>

#include <string.h>

#include "dyn.h"
#include "utf8.h"

#define MEMBER(name, value) \
    (kq_member) { KQ_LIT(name), kq_dyn_string(value) }

static kq_str part(const char *from, const char *to) { return kq_mk_string(from, (size_t)(to - from)); }

/* Texts gathered one by one. */
typedef struct list {
    kq_dyn *items;
    uint32_t n, room;
} list;

static void add(kq_ctx *x, list *l, kq_str s) {
    if (l->n == l->room) {
        uint32_t room = l->room ? l->room * 2 : 8;
        kq_dyn *more = kq_alloc(x->row, room * sizeof *more);
        if (l->n) memcpy(more, l->items, l->n * sizeof *more);
        l->items = more;
        l->room = room;
    }
    l->items[l->n++] = kq_dyn_string(s);
}

/* ---- parse_csv ----------------------------------------------------------------------------------------------------
 */

/* A field in quotes, whose opening one is at p, without them; *end is behind its closing one. */
static kq_str quoted(kq_ctx *x, const char *p, const char *end, const char **behind) {
    char *text = kq_alloc(x->row, (size_t)(end - p)), *to = text;
    for (p++; p < end; p++) {
        if (*p == '"') {
            if (p + 1 == end || p[1] != '"') break;
            p++;
        }
        *to++ = *p;
    }
    *behind = p < end ? p + 1 : end;
    return part(text, to);
}

/* The fields of the first record (RFC 4180; docs: parse-csv-function.md). */
kq_dyn kq_parse_csv(kq_ctx *x, kq_str s) {
    list l = {0};
    const char *p = s.n ? s.p : "", *end = p + s.n;
    for (;;) {
        const char *from = p;
        bool in_quotes = p < end && *p == '"';
        kq_str field = in_quotes ? quoted(x, p, end, &p) : kq_null_string();
        while (p < end && *p != ',' && *p != '\n') p++;
        if (!in_quotes) field = part(from, p > from && p < end && *p == '\n' && p[-1] == '\r' ? p - 1 : p);
        add(x, &l, field);
        if (p == end || *p == '\n') return kq_dyn_array(l.items, l.n);
        p++;
    }
}

/* ---- URLs ---------------------------------------------------------------------------------------------------------
 */

/* name=value pairs between '&', as they stand. Of equal names the last value counts, as in every bag. */
static kq_dyn query_bag(kq_ctx *x, kq_str query) {
    const char *p = query.n ? query.p : "", *end = p + query.n;
    size_t most = 1;
    for (const char *q = p; q < end; q++) most += *q == '&';
    kq_dyn *pairs = kq_alloc(x->row, 2 * most * sizeof *pairs);
    size_t n = 0;
    while (p < end) {
        const char *stop = memchr(p, '&', (size_t)(end - p));
        if (!stop) stop = end;
        const char *equals = memchr(p, '=', (size_t)(stop - p));
        if (stop > p) {
            pairs[n++] = kq_dyn_string(part(p, equals ? equals : stop));
            pairs[n++] = kq_dyn_string(equals ? part(equals + 1, stop) : kq_null_string());
        }
        p = stop < end ? stop + 1 : end;
    }
    return kq_bag_pack(x, pairs, n);
}

kq_dyn kq_parse_urlquery(kq_ctx *x, kq_str s) {
    kq_member *m = kq_alloc(x->row, sizeof *m);
    if (s.n > 0 && s.p[0] == '?') s = kq_mk_string(s.p + 1, s.n - 1);
    *m = (kq_member){KQ_LIT("Query Parameters"), query_bag(x, s)};
    return kq_dyn_bag(m, 1);
}

/* The first of c in [p, end), or end. */
static const char *until(const char *p, const char *end, char c) {
    const char *at = p < end ? memchr(p, c, (size_t)(end - p)) : NULL;
    return at ? at : end;
}

static const char *last_of(const char *p, const char *end, const char *set) {
    for (const char *q = end; q > p; q--)
        if (strchr(set, q[-1]) && q[-1]) return q - 1;
    return NULL;
}

/* scheme://user:password@host:port/path?query#fragment; all "" when there is no scheme (docs: parse-url-function.md).
 */
kq_dyn kq_parse_url(kq_ctx *x, kq_str s) {
    const kq_str none = kq_null_string();
    kq_str scheme = none, host = none, port = none, path = none, user = none, password = none, query = none,
           fragment = none;
    const char *p = s.n ? s.p : "", *end = p + s.n;
    const char *colon = until(p, end, ':');
    if (colon > p && end - colon >= 3 && memcmp(colon, "://", 3) == 0) {
        scheme = part(p, colon);
        p = colon + 3;
        const char *hash = until(p, end, '#');
        if (hash < end) fragment = part(hash + 1, end);
        const char *mark = until(p, hash, '?');
        if (mark < hash) query = part(mark + 1, hash);
        const char *slash = until(p, mark, '/');
        path = part(slash, mark);
        const char *at = last_of(p, slash, "@");
        if (at) {
            const char *separator = until(p, at, ':');
            user = part(p, separator);
            if (separator < at) password = part(separator + 1, at);
            p = at + 1;
        }
        const char *bracket = last_of(p, slash, "]"); /* [::1]:80 */
        const char *before_port = last_of(bracket ? bracket : p, slash, ":");
        host = part(p, before_port ? before_port : slash);
        if (before_port) port = part(before_port + 1, slash);
    }
    const kq_member members[] = {
        MEMBER("Scheme", scheme),
        MEMBER("Host", host),
        MEMBER("Port", port),
        MEMBER("Path", path),
        MEMBER("Username", user),
        MEMBER("Password", password),
        {KQ_LIT("Query Parameters"), query_bag(x, query)},
        MEMBER("Fragment", fragment),
    };
    kq_member *copy = kq_alloc(x->row, sizeof members);
    memcpy(copy, members, sizeof members);
    return kq_dyn_bag(copy, sizeof members / sizeof members[0]);
}

/* ---- parse_path ---------------------------------------------------------------------------------------------------
 */

/* [scheme://]directory/name[:stream], with either slash (docs: parse-path-function.md). */
kq_dyn kq_parse_path(kq_ctx *x, kq_str s) {
    const kq_str none = kq_null_string();
    kq_str scheme = none, root = none, directory = none, name = none, extension = none, stream = none;
    const char *p = s.n ? s.p : "", *end = p + s.n;
    const char *colon = until(p, end, ':');
    if (colon > p && end - colon >= 3 && memcmp(colon, "://", 3) == 0) {
        scheme = part(p, colon);
        p = colon + 3;
    }
    if (end - p >= 2 && p[1] == ':' && kq_ascii_is_alnum((unsigned char)p[0])) root = part(p, p + 2);
    const char *slash = last_of(p, end, "/\\");
    const char *file = slash ? slash + 1 : root.n ? p + 2 : p;
    if (slash) directory = part(p, slash);
    colon = until(file, end, ':');
    if (colon < end) stream = part(colon + 1, end);
    name = part(file, colon);
    const char *dot = last_of(file, colon, ".");
    if (dot) extension = part(dot + 1, colon);
    const char *parent = last_of(directory.p, directory.p + directory.n, "/\\");
    kq_str last = parent ? part(parent + 1, directory.p + directory.n) : directory;
    const kq_member members[] = {
        MEMBER("Scheme", scheme),
        MEMBER("RootPath", root),
        MEMBER("DirectoryPath", directory),
        MEMBER("DirectoryName", last),
        MEMBER("Filename", name),
        MEMBER("Extension", extension),
        MEMBER("AlternateDataStreamName", stream),
    };
    kq_member *copy = kq_alloc(x->row, sizeof members);
    memcpy(copy, members, sizeof members);
    return kq_dyn_bag(copy, sizeof members / sizeof members[0]);
}

/* ---- parse_command_line -------------------------------------------------------------------------------------------
 */

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

/* One argument by the rules of CommandLineToArgvW: 2n backslashes before a quote are n and the quote works, 2n + 1 are
 * n and a quote that does not; a doubled quote inside of quotes is one. */
static kq_str argument(kq_ctx *x, const char *p, const char *end, const char **behind) {
    char *text = kq_alloc(x->row, (size_t)(end - p)), *to = text;
    bool in_quotes = false;
    while (p < end && (in_quotes || !is_blank(*p))) {
        size_t slashes = 0;
        while (p + slashes < end && p[slashes] == '\\') slashes++;
        if (slashes > 0) {
            bool before_quote = p + slashes < end && p[slashes] == '"';
            size_t kept = before_quote ? slashes / 2 : slashes;
            memset(to, '\\', kept);
            to += kept;
            p += slashes;
            if (before_quote && slashes % 2) *to++ = *p++;
            continue;
        }
        if (*p == '"') {
            if (in_quotes && p + 1 < end && p[1] == '"')
                *to++ = *++p;
            else
                in_quotes = !in_quotes;
            p++;
            continue;
        }
        *to++ = *p++;
    }
    *behind = p;
    return part(text, to);
}

/* Only Windows' rules are known; another parser gives null (docs: parse-command-line-function.md). */
kq_dyn kq_parse_command_line(kq_ctx *x, kq_str s, kq_str parser) {
    list l = {0};
    if (!kq_ascii_equal_fold(parser, (kq_str)KQ_LIT("windows"))) return kq_null_dynamic();
    const char *p = s.n ? s.p : "", *end = p + s.n;
    for (;;) {
        while (p < end && is_blank(*p)) p++;
        if (p == end) return s.n ? kq_dyn_array(l.items, l.n) : kq_null_dynamic();
        add(x, &l, argument(x, p, end, &p));
    }
}
