/* The source map: for each line of the query, its line and column in the YAML file (STYLE 2d). Exact where the query's
 * text and the file's bytes can be walked along together (literal block scalars here, others in srcmap_folded.c);
 * whatever does not agree byte for byte is not called exact. */
#include "srcmap.h"

#include <string.h>

typedef VEC(struct source_line) line_list;

struct walker walker_at(const struct source *source, uint32_t offset) {
    struct walker w = {.file = source->file.p, .end = (uint32_t)source->file.n, .line = 1};
    walker_advance(&w, offset);
    return w;
}

void walker_advance(struct walker *w, uint32_t to) {
    for (; w->at < to; w->at++) {
        if (w->file[w->at] != '\n') continue;
        w->line++;
        w->line_start = w->at + 1;
    }
}

/* The line break at the walker: its bytes in the file, and what libyaml makes of it. */
uint32_t walker_break(const struct walker *w, const char **becomes) {
    const unsigned char *p = (const unsigned char *)w->file + w->at;
    uint32_t left = w->end - w->at;
    *becomes = "\n";
    if (left == 0) return 0;
    if (*p == '\n') return 1;
    if (*p == '\r') return left > 1 && p[1] == '\n' ? 2 : 1;
    if (left >= 2 && p[0] == 0xC2 && p[1] == 0x85) return 2;
    if (left >= 3 && p[0] == 0xE2 && p[1] == 0x80 && (p[2] == 0xA8 || p[2] == 0xA9)) {
        *becomes = p[2] == 0xA8 ? "\xE2\x80\xA8" : "\xE2\x80\xA9";
        return 3;
    }
    return 0;
}

static void skip_line(struct walker *w) {
    const char *becomes;
    uint32_t n;
    while (w->at < w->end && (n = walker_break(w, &becomes)) == 0) w->at++;
    if (w->at < w->end) walker_advance(w, w->at + walker_break(w, &becomes));
}

/* Indentation of the block: explicit in its header (`|2-`: relative to the parent), else that of its first line that
 * is not blank. Leaves the walker at the first line of the text. */
uint32_t walker_enter_block(struct walker *w, uint32_t parent_column) {
    uint32_t explicit_indent = 0;
    for (uint32_t i = w->at + 1; i < w->end && strchr("+-123456789", w->file[i]) && w->file[i]; i++)
        if (w->file[i] >= '1' && w->file[i] <= '9') explicit_indent = (uint32_t)(w->file[i] - '0');
    skip_line(w);
    if (explicit_indent) return parent_column + explicit_indent;
    struct walker ahead = *w;
    while (ahead.at < ahead.end) {
        uint32_t start = ahead.at;
        const char *becomes;
        while (ahead.at < ahead.end && ahead.file[ahead.at] == ' ') ahead.at++;
        if (ahead.at < ahead.end && walker_break(&ahead, &becomes) == 0) return ahead.at - start;
        skip_line(&ahead);
    }
    return 0;
}

/* Walks the text and the file together from the text's first line. False when they differ. */
static bool walk(struct arena *a, struct walker *w, struct text query, uint32_t indent, line_list *lines) {
    size_t q = 0;
    while (q < query.n) {
        for (uint32_t i = 0; i < indent && w->at < w->end && w->file[w->at] == ' '; i++) w->at++;
        struct source_line l = {(uint32_t)q, w->line, w->at - w->line_start + 1};
        VEC_PUSH(a, lines, l);
        const char *becomes = "\n";
        uint32_t n = 0;
        while (w->at < w->end && (n = walker_break(w, &becomes)) == 0) {
            if (q >= query.n || query.p[q] != w->file[w->at]) return false;
            q++;
            w->at++;
        }
        size_t m = strlen(becomes);
        if (q < query.n && (query.n - q < m || memcmp(query.p + q, becomes, m) != 0)) return false;
        if (q < query.n && w->at >= w->end) return q + 1 == query.n; /* the last line may lack its line end */
        q = q < query.n ? q + m : q;
        if (w->at < w->end) walker_advance(w, w->at + n);
    }
    return true;
}

bool srcmap_literal(struct yaml_tree *t, struct source *source, const yaml_node_t *node) {
    struct walker w = walker_at(source, yaml_tree_offset(t, node->start_mark));
    if (w.at >= w.end || w.file[w.at] != '|') return false;
    uint32_t indent = walker_enter_block(&w, (uint32_t)yaml_tree_root(t)->start_mark.column);
    line_list lines = {0};
    if (!walk(t->arena, &w, source->query, indent, &lines)) return false;
    source->lines = lines.v;
    source->line_count = lines.n;
    source->exact = true;
    return lines.n > 0;
}

void srcmap_at(struct yaml_tree *t, struct source *source, struct span span) {
    struct walker w = walker_at(source, span.start);
    source->lines = ARENA_ARRAY(t->arena, struct source_line, 1);
    source->lines[0] = (struct source_line){0, w.line, w.at - w.line_start + 1};
    source->line_count = 1;
    source->exact = false;
}
