/* Loads a YAML document with libyaml and turns its marks, which count characters, into byte offsets. */
#include "yaml_tree.h"

#include <string.h>

/* Length of the line break at p, by YAML's and libyaml's rules (CR, LF, CRLF, NEL, LS, PS), or 0. */
static size_t line_break(const char *p, const char *end) {
    if (*p == '\n') return 1;
    if (*p == '\r') return end - p > 1 && p[1] == '\n' ? 2 : 1;
    if (end - p >= 2 && p[0] == '\xC2' && p[1] == '\x85') return 2;
    if (end - p >= 3 && p[0] == '\xE2' && p[1] == '\x80' && (p[2] == '\xA8' || p[2] == '\xA9')) return 3;
    return 0;
}

static void find_lines(struct yaml_tree *t) {
    const char *p = t->source->file.p, *start = p, *end = p + t->source->file.n;
    VEC(uint32_t) lines = {0};
    if (end - p >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0) p += 3; /* libyaml does not count the BOM */
    VEC_PUSH(t->arena, &lines, (uint32_t)(p - start));
    while (p < end) {
        size_t n = line_break(p, end);
        p += n ? n : 1;
        if (n) VEC_PUSH(t->arena, &lines, (uint32_t)(p - start));
    }
    t->lines = lines.v;
    t->line_count = lines.n;
}

uint32_t yaml_tree_offset(const struct yaml_tree *t, yaml_mark_t mark) {
    uint32_t n = (uint32_t)t->source->file.n;
    if (mark.line >= t->line_count) return n;
    uint32_t at = t->lines[mark.line];
    for (size_t left = mark.column; left > 0 && at < n; left--) {
        at++;
        while (at < n && ((unsigned char)t->source->file.p[at] & 0xC0) == 0x80) at++;
    }
    return at;
}

struct span yaml_tree_span(const struct yaml_tree *t, const yaml_node_t *node) {
    uint32_t start = yaml_tree_offset(t, node->start_mark), end = yaml_tree_offset(t, node->end_mark);
    bool block = node->type == YAML_SCALAR_NODE && (node->data.scalar.style == YAML_LITERAL_SCALAR_STYLE ||
                                                    node->data.scalar.style == YAML_FOLDED_SCALAR_STYLE);
    if (block || end < start) end = start + 1;
    return (struct span){start, end, true};
}

static void report_problem(struct yaml_tree *t, const yaml_parser_t *parser) {
    if (!t->diag) return;
    uint32_t at = parser->error == YAML_READER_ERROR ? (uint32_t)parser->problem_offset
                                                     : yaml_tree_offset(t, parser->problem_mark);
    if (at > t->source->file.n) at = (uint32_t)t->source->file.n;
    const char *problem = parser->problem ? parser->problem : "not valid YAML";
    const char *text = parser->context ? arena_printf(t->arena, "%s, %s", problem, parser->context) : problem;
    diag_report(t->diag, DIAG_E0101, (struct span){at, at + 1, true}, text);
    const char *p = t->source->file.p;
    if (at < t->source->file.n && p[at] == '\t')
        diag_hint(t->diag, "YAML does not allow tabs for indentation; use spaces");
    if (strcmp(problem, "mapping values are not allowed in this context") == 0)
        diag_hint(t->diag, "text with ': ' in it needs quotes, or a block: key: |");
}

static bool refuse(struct yaml_tree *t, const char *message) {
    if (t->diag) diag_report(t->diag, DIAG_E0101, (struct span){0, 1, true}, message);
    return false;
}

/* Deepest nesting of a document; rules need about 5. */
#define MAX_DEPTH 100

/* libyaml's work grows with the square of the nesting: looks at the events first and stops where it gets absurd. True
 * as well when the text is not valid, which the load itself then reports. */
static bool shallow(struct yaml_tree *t) {
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) return refuse(t, "out of memory");
    yaml_parser_set_input_string(&parser, (const unsigned char *)t->source->file.p, t->source->file.n);
    bool ok = true, over = false;
    for (unsigned depth = 0; ok && !over;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) break;
        if (event.type == YAML_SEQUENCE_START_EVENT || event.type == YAML_MAPPING_START_EVENT) depth++;
        if (event.type == YAML_SEQUENCE_END_EVENT || event.type == YAML_MAPPING_END_EVENT) depth--;
        over = event.type == YAML_STREAM_END_EVENT;
        if (depth > MAX_DEPTH) {
            uint32_t at = yaml_tree_offset(t, event.start_mark);
            if (t->diag) diag_report(t->diag, DIAG_E0101, (struct span){at, at + 1, true}, "nested too deeply");
            ok = false;
        }
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return ok;
}

bool yaml_tree_load(struct yaml_tree *t) {
    const struct text *file = &t->source->file;
    memset(&t->document, 0, sizeof t->document);
    if (file->n > 64u * 1024 * 1024) return refuse(t, "the file is larger than 64 MiB");
    if (file->n >= 2 && (memcmp(file->p, "\xFF\xFE", 2) == 0 || memcmp(file->p, "\xFE\xFF", 2) == 0))
        return refuse(t, "the file is UTF-16; save it as UTF-8");
    find_lines(t);
    if (!shallow(t)) return false;
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) return refuse(t, "out of memory");
    yaml_parser_set_input_string(&parser, (const unsigned char *)file->p, file->n);
    bool ok = yaml_parser_load(&parser, &t->document);
    if (!ok) {
        report_problem(t, &parser);
        memset(&t->document, 0, sizeof t->document);
    } else if (yaml_tree_root(t)) {
        yaml_document_t next;
        ok = yaml_parser_load(&parser, &next);
        if (!ok) {
            report_problem(t, &parser);
        } else {
            yaml_node_t *root = yaml_document_get_root_node(&next);
            if (root && t->diag) diag_report(t->diag, DIAG_E0124, yaml_tree_span(t, root));
            yaml_document_delete(&next);
        }
        ok = true; /* the first document is whole: go on with it */
    }
    yaml_parser_delete(&parser);
    return ok;
}

void yaml_tree_free(struct yaml_tree *t) { yaml_document_delete(&t->document); }

yaml_node_t *yaml_tree_root(struct yaml_tree *t) { return yaml_document_get_root_node(&t->document); }

yaml_node_t *yaml_tree_node(struct yaml_tree *t, int id) { return yaml_document_get_node(&t->document, id); }
