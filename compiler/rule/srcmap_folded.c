/* Source maps of the scalars whose text is not the file's bytes: quoted ones with their escapes, and those whose lines
 * are folded (YAML 1.1, 5.6 and 9). What libyaml made of the scalar is known, so the walk only has to find out which
 * bytes gave which: at a line break the query's own bytes say whether it became a blank or line breaks. */
#include "srcmap.h"

#include <string.h>

struct folded {
    struct arena *arena;
    struct walker w;
    struct text query;
    size_t q; /* walked so far */
    yaml_scalar_style_t style;
    uint32_t indent; /* of a folded block */
    VEC(struct source_line) pieces;
};

static void begin_piece(struct folded *f) {
    struct source_line piece = {(uint32_t)f->q, f->w.line, f->w.at - f->w.line_start + 1};
    if (f->pieces.n && f->pieces.v[f->pieces.n - 1].query_start == piece.query_start) f->pieces.n--;
    VEC_PUSH(f->arena, &f->pieces, piece);
}

static bool at_blank(const struct folded *f) {
    return f->w.at < f->w.end && (f->w.file[f->w.at] == ' ' || f->w.file[f->w.at] == '\t');
}

static bool at_break(const struct folded *f) {
    const char *becomes;
    return walker_break(&f->w, &becomes) > 0;
}

static bool is_block(const struct folded *f) { return f->style == YAML_FOLDED_SCALAR_STYLE; }

/* Blanks before a line break belong to a block's text and to no other. */
static bool at_line_end(const struct folded *f) {
    struct folded ahead = *f;
    while (!is_block(f) && at_blank(&ahead)) ahead.w.at++;
    return at_break(&ahead);
}

/* Over a line break and the blank lines behind it, to the text of the next line. */
static void next_text(struct folded *f) {
    const char *becomes;
    for (;;) {
        while (!is_block(f) && at_blank(f)) f->w.at++;
        uint32_t n = walker_break(&f->w, &becomes);
        if (n == 0) return;
        walker_advance(&f->w, f->w.at + n);
        for (uint32_t i = 0; is_block(f) && i < f->indent && f->w.at < f->w.end && f->w.file[f->w.at] == ' '; i++)
            f->w.at++;
    }
}

static bool fold(struct folded *f) {
    begin_piece(f); /* the blank, or the line breaks, stand where the line ends */
    next_text(f);
    if (f->query.p[f->q] == ' ') {
        f->q++;
    } else {
        while (f->q < f->query.n && f->query.p[f->q] == '\n') f->q++;
    }
    begin_piece(f);
    return true;
}

/* How many bytes of the query the code point of \x, \u or \U takes. */
static size_t utf8_length(const char *digits, uint32_t n) {
    uint32_t code = 0;
    for (uint32_t i = 0; i < n; i++) {
        char c = digits[i];
        code = code * 16 + (uint32_t)(c >= '0' && c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

static bool escape(struct folded *f) {
    uint32_t left = f->w.end - f->w.at, n = 2;
    if (left < 2) return false;
    char c = f->w.file[f->w.at + 1];
    size_t bytes = 1;
    if (c == '\n' || c == '\r') { /* an escaped line break joins two lines */
        walker_advance(&f->w, f->w.at + 1);
        next_text(f);
        begin_piece(f);
        return true;
    }
    if (c == 'x' || c == 'u' || c == 'U') {
        n = c == 'x' ? 4 : c == 'u' ? 6 : 10;
        if (left < n) return false;
        bytes = utf8_length(f->w.file + f->w.at + 2, n - 2);
    } else if (c == 'N' || c == '_') {
        bytes = 2;
    } else if (c == 'L' || c == 'P') {
        bytes = 3;
    }
    begin_piece(f);
    f->q += bytes;
    walker_advance(&f->w, f->w.at + n);
    begin_piece(f);
    return f->q <= f->query.n;
}

static bool step(struct folded *f) {
    if (f->w.at >= f->w.end) return false;
    char c = f->w.file[f->w.at];
    if (at_line_end(f)) return fold(f);
    if (c == '\\' && f->style == YAML_DOUBLE_QUOTED_SCALAR_STYLE) return escape(f);
    if (f->query.p[f->q] != c) return false;
    f->q++;
    f->w.at++;
    if (c == '\'' && f->style == YAML_SINGLE_QUOTED_SCALAR_STYLE) { /* doubled */
        if (f->w.at >= f->w.end || f->w.file[f->w.at] != '\'') return false;
        f->w.at++;
        begin_piece(f);
    }
    return true;
}

bool srcmap_folded(struct yaml_tree *t, struct source *source, const yaml_node_t *node) {
    struct folded f = {.arena = t->arena, .query = source->query, .style = node->data.scalar.style};
    f.w = walker_at(source, yaml_tree_offset(t, node->start_mark));
    if (f.w.at >= f.w.end) return false;
    char first = f.w.file[f.w.at];
    if (is_block(&f)) {
        if (first != '>') return false;
        f.indent = walker_enter_block(&f.w, (uint32_t)yaml_tree_root(t)->start_mark.column);
        for (uint32_t i = 0; i < f.indent && f.w.at < f.w.end && f.w.file[f.w.at] == ' '; i++) f.w.at++;
    } else if (f.style != YAML_PLAIN_SCALAR_STYLE) {
        if (first != (f.style == YAML_SINGLE_QUOTED_SCALAR_STYLE ? '\'' : '"')) return false;
        f.w.at++;
    }
    begin_piece(&f);
    while (f.q < f.query.n)
        if (!step(&f)) return false;
    source->lines = f.pieces.v;
    source->line_count = f.pieces.n;
    source->exact = true;
    return true;
}
