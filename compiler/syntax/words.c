/* KQL's words that mean something in their place: operators inside expressions, tabular operators, keywords (kql.md 1
 * and 3.1). Old spellings are mapped to the present ones here. */
#include "parser.h"

#include <string.h>

static const struct {
    const char *word, *normal;
    int kind;
} keywords[] = {
    {"and", "and", TK_AND},
    {"or", "or", TK_OR},
    {"by", "by", TK_BY},
    {"on", "on", TK_ON},
    {"in", "in", TK_INOP},
    {"in~", "in~", TK_INOP},
    {"has_any", "has_any", TK_INOP},
    {"has_all", "has_all", TK_INOP},
    {"between", "between", TK_BETWEEN},
    {"contains", "contains", TK_STROP},
    {"contains_cs", "contains_cs", TK_STROP},
    {"containscs", "contains_cs", TK_STROP},
    {"notcontains", "!contains", TK_STROP},
    {"notcontainscs", "!contains_cs", TK_STROP},
    {"startswith", "startswith", TK_STROP},
    {"startswith_cs", "startswith_cs", TK_STROP},
    {"endswith", "endswith", TK_STROP},
    {"endswith_cs", "endswith_cs", TK_STROP},
    {"has", "has", TK_STROP},
    {"has_cs", "has_cs", TK_STROP},
    {"hasprefix", "hasprefix", TK_STROP},
    {"hasprefix_cs", "hasprefix_cs", TK_STROP},
    {"hassuffix", "hassuffix", TK_STROP},
    {"hassuffix_cs", "hassuffix_cs", TK_STROP},
    {"like", "like", TK_STROP},
    {"likecs", "likecs", TK_STROP},
    {"notlike", "notlike", TK_STROP},
    {"notlikecs", "notlikecs", TK_STROP},
};

/* What may follow '!' directly. `!has_any` and `!has_all` do not exist. */
static const char *const negatable[] = {"contains",  "contains_cs",  "startswith", "startswith_cs",
                                        "endswith",  "endswith_cs",  "has",        "has_cs",
                                        "hasprefix", "hasprefix_cs", "hassuffix",  "hassuffix_cs"};

static const struct {
    const char *word;
    int kind;
    bool source; /* may start a query */
} operators[] = {
    {"where", TK_WHERE, false},
    {"filter", TK_WHERE, false},
    {"extend", TK_EXTEND, false},
    {"project", TK_PROJECT, false},
    {"summarize", TK_SUMMARIZE, false},
    {"join", TK_JOIN, false},
    /* recognised, not compiled yet */
    {"as", TK_OTHER_OP, false},
    {"assert-schema", TK_OTHER_OP, false},
    {"consume", TK_OTHER_OP, false},
    {"count", TK_OTHER_OP, false},
    {"datatable", TK_OTHER_OP, true},
    {"distinct", TK_OTHER_OP, false},
    {"evaluate", TK_OTHER_OP, true},
    {"execute-and-cache", TK_OTHER_OP, false},
    {"externaldata", TK_OTHER_OP, true},
    {"external_data", TK_OTHER_OP, true},
    {"facet", TK_OTHER_OP, false},
    {"find", TK_OTHER_OP, true},
    {"fork", TK_OTHER_OP, false},
    {"getschema", TK_OTHER_OP, false},
    {"graph-mark-components", TK_OTHER_OP, false},
    {"graph-match", TK_OTHER_OP, false},
    {"graph-merge", TK_OTHER_OP, false},
    {"graph-shortest-paths", TK_OTHER_OP, false},
    {"graph-to-table", TK_OTHER_OP, false},
    {"graph-where-edges", TK_OTHER_OP, false},
    {"graph-where-nodes", TK_OTHER_OP, false},
    {"invoke", TK_OTHER_OP, false},
    {"limit", TK_OTHER_OP, false},
    {"lookup", TK_OTHER_OP, false},
    {"macro-expand", TK_OTHER_OP, true},
    {"make-graph", TK_OTHER_OP, false},
    {"make-series", TK_OTHER_OP, false},
    {"mv-apply", TK_OTHER_OP, false},
    {"mvapply", TK_OTHER_OP, false},
    {"mv-expand", TK_OTHER_OP, false},
    {"mvexpand", TK_OTHER_OP, false},
    {"order", TK_OTHER_OP, false},
    {"parse", TK_OTHER_OP, false},
    {"parse-kv", TK_OTHER_OP, false},
    {"parse-where", TK_OTHER_OP, false},
    {"partition", TK_OTHER_OP, false},
    {"project-away", TK_OTHER_OP, false},
    {"project-by-names", TK_OTHER_OP, false},
    {"project-keep", TK_OTHER_OP, false},
    {"project-rename", TK_OTHER_OP, false},
    {"project-reorder", TK_OTHER_OP, false},
    {"project-smart", TK_OTHER_OP, false},
    {"range", TK_OTHER_OP, true},
    {"reduce", TK_OTHER_OP, false},
    {"render", TK_OTHER_OP, false},
    {"sample", TK_OTHER_OP, false},
    {"sample-distinct", TK_OTHER_OP, false},
    {"scan", TK_OTHER_OP, false},
    {"search", TK_OTHER_OP, true},
    {"serialize", TK_OTHER_OP, false},
    {"sort", TK_OTHER_OP, false},
    {"take", TK_OTHER_OP, false},
    {"top", TK_OTHER_OP, false},
    {"top-hitters", TK_OTHER_OP, false},
    {"top-nested", TK_OTHER_OP, false},
    {"union", TK_OTHER_OP, true},
};

#define COUNT(a) (sizeof(a) / sizeof *(a))

int word_keyword(const char *word, const char **normal) {
    for (size_t i = 0; i < COUNT(keywords); i++) {
        if (strcmp(keywords[i].word, word) != 0) continue;
        *normal = intern_s(keywords[i].normal);
        return keywords[i].kind;
    }
    return 0;
}

int word_negated(const char *text, const char **normal) {
    *normal = text;
    if (strcmp(text, "!in") == 0 || strcmp(text, "!in~") == 0) return TK_INOP;
    if (strcmp(text, "!between") == 0) return TK_BETWEEN;
    for (size_t i = 0; i < COUNT(negatable); i++)
        if (strcmp(negatable[i], text + 1) == 0) return TK_STROP;
    return 0;
}

static size_t find_operator(const char *word, size_t n) {
    size_t i = 0;
    while (i < COUNT(operators) && !text_is(text_of(word, n), operators[i].word)) i++;
    return i;
}

int word_operator(const char *word, size_t n) {
    size_t i = find_operator(word, n);
    return i < COUNT(operators) ? operators[i].kind : 0;
}

bool word_source(const char *word, size_t n) {
    size_t i = find_operator(word, n);
    return i < COUNT(operators) && operators[i].source;
}

const char *word_suggest(const char *word) {
    const char *closest = NULL;
    size_t best = strlen(word) > 4 ? 3 : 2;
    for (size_t i = 0; i < COUNT(operators); i++) {
        size_t d = edit_distance(word, operators[i].word, best);
        if (d >= best) continue;
        best = d;
        closest = operators[i].word;
    }
    return closest;
}
