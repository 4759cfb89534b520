/* Places: from byte offsets in the query (or the file) to line and column of the file, through the line map that the
 * rule reader fills. */
#include "base.h"

#include <string.h>

/* Start and length of the 1-based line of the file; the empty text when there is no such line. */
static struct text file_line(const struct source *s, uint32_t line) {
    const char *p = s->file.p, *end = p ? p + s->file.n : p;
    if (!p) return (struct text){"", 0};
    for (uint32_t i = 1; i < line; i++) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        if (!nl) return (struct text){"", 0};
        p = nl + 1;
    }
    const char *nl = p < end ? memchr(p, '\n', (size_t)(end - p)) : NULL;
    const char *stop = nl ? nl : end;
    while (stop > p && stop[-1] == '\r') stop--;
    return (struct text){p, (size_t)(stop - p)};
}

static struct position locate_in_file(const struct source *s, uint32_t offset) {
    struct position at = {.line = 1, .col = 1, .line_text = {"", 0}};
    if (!s->file.p) return at;
    size_t limit = offset < s->file.n ? offset : s->file.n, start = 0;
    for (size_t i = 0; i < limit; i++) {
        if (s->file.p[i] == '\n') {
            at.line++;
            start = i + 1;
        }
    }
    at.col = (uint32_t)(limit - start) + 1;
    at.line_text = file_line(s, at.line);
    return at;
}

struct position source_locate(const struct source *s, uint32_t offset, bool in_file) {
    if (in_file || s->line_count == 0) return locate_in_file(s, offset);
    size_t low = 0, high = s->line_count; /* the last line that starts at or before the offset */
    while (high - low > 1) {
        size_t mid = low + (high - low) / 2;
        if (s->lines[mid].query_start <= offset)
            low = mid;
        else
            high = mid;
    }
    const struct source_line *l = &s->lines[low];
    struct position at = {.line = l->file_line, .col = l->file_col, .line_text = file_line(s, l->file_line)};
    if (s->exact && offset > l->query_start) {
        at.col += offset - l->query_start;
        /* The end of the query may lie one past the last line's text. */
        if (at.col > at.line_text.n + 1) at.col = (uint32_t)at.line_text.n + 1;
    }
    return at;
}

void source_identity(struct arena *a, struct source *s) {
    s->query = s->file;
    s->exact = true;
    VEC(struct source_line) lines = {0};
    VEC_PUSH(a, &lines, ((struct source_line){0, 1, 1}));
    for (size_t i = 0; i < s->file.n; i++) {
        if (s->file.p[i] != '\n') continue;
        struct source_line l = {(uint32_t)i + 1, (uint32_t)lines.n + 1, 1};
        VEC_PUSH(a, &lines, l);
    }
    s->lines = lines.v;
    s->line_count = lines.n;
}
