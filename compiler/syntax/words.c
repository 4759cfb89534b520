/* KQL's words that mean something in their place: operators inside expressions, tabular operators, keywords (kql.md 1
 * and 3.1). Old spellings are mapped to the present ones here. */
#include "parser.h"

#include <string.h>
#include <strings.h>

static const struct {
    const char *word, *normal;
    int kind;
} keywords[] = {
    {"and", "and", TK_AND},
    {"or", "or", TK_OR},
    {"in", "in", TK_IN},
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
    enum word_place place;
} operators[] = {
#define PIPED WORD_PIPED
#define STARTS WORD_STARTS
#define BOTH WORD_BOTH
#define TABULAR(kind, keyword, bind, place) {keyword, TK_##kind, place},
#define TABULAR_ALIAS(keyword, kind) {keyword, TK_##kind, WORD_PIPED},
#include "tabular.def"
#undef PIPED
#undef STARTS
#undef BOTH
};

/* Words of statements and clauses; those that also name an operator (where, project, as, ...) stand above. */
static const struct {
    const char *word;
    int kind;
} clauses[] = {
    {"let", TK_LET},
    {"set", TK_SET},
    {"declare", TK_DECLARE},
    {"query_parameters", TK_QUERY_PARAMETERS},
    {"pattern", TK_PATTERN},
    {"restrict", TK_RESTRICT},
    {"access", TK_ACCESS},
    {"alias", TK_ALIAS},
    {"database", TK_DATABASE},
    {"view", TK_VIEW},
    {"materialize", TK_MATERIALIZE},
    {"toscalar", TK_SUBQUERY_CALL},
    {"totable", TK_SUBQUERY_CALL},
    {"__projectAway", TK_FIND_AWAY},
    {"by", TK_BY},
    {"on", TK_ON},
    {"of", TK_OF},
    {"to", TK_TO},
    {"from", TK_FROM},
    {"step", TK_STEP},
    {"with", TK_WITH},
    {"others", TK_OTHERS},
    {"asc", TK_ASC},
    {"desc", TK_DESC},
    {"granny-asc", TK_GRANNY_ASC},
    {"granny-desc", TK_GRANNY_DESC},
    {"nulls", TK_NULLS},
    {"first", TK_FIRST},
    {"last", TK_LAST},
    {"default", TK_DEFAULT},
    {"bin", TK_BIN},
    {"limit", TK_LIMIT},
    {"id", TK_ID},
    {"project-smart", TK_PROJECT_SMART},
    {"optional", TK_OPTIONAL},
    {"output", TK_OUTPUT},
    {"partitioned-by", TK_PARTITIONED_BY},
    {"with_node_id", TK_WITH_NODE_ID},
    {"datatable", TK_DATATABLE},
    {"externaldata", TK_EXTERNALDATA},
    {"external_data", TK_EXTERNALDATA},
    {"entity_group", TK_ENTITY_GROUP},
    {"typeof", TK_TYPEOF},
};

/* Before '=', where an operator may have parameters (docs: the operators' pages; QueryOperatorParameters.cs). Most of
 * them may stand with any operator that has parameters; the others only with theirs. */
static const struct {
    const char *name;
    int only[2];
} parameters[] = {
    {"kind", {0}},
    {"isfuzzy", {0}},
    {"withsource", {0}},
    {"with_source", {0}},
    {"with_itemindex", {0}},
    {"bagexpansion", {0}},
    {"decodeblocks", {0}},
    {"with_match_id", {0}},
    {"with_step_name", {0}},
    {"force_remote", {0}},
    {"cycles", {0}},
    {"bin_legacy", {0}},
    {"expandoutput", {0}},
    {"__crossCluster", {0}},
    {"__crossDB", {0}},
    {"__id", {0}},
    {"__isFuzzy", {0}},
    {"__noWithSource", {0}},
    {"__packedColumn", {0}},
    {"__sourceColumnIndex", {0}},
    {"hint.concurrency", {0}},
    {"hint.distribution", {0}},
    {"hint.materialized", {0}},
    {"hint.num_partitions", {0}},
    {"hint.pass_filters", {0}},
    {"hint.pass_filters_column", {0}},
    {"hint.progressive_top", {0}},
    {"hint.remote", {0}},
    {"hint.shufflekey", {0}},
    {"hint.spread", {0}},
    {"hint.strategy", {0}},
    {"flags", {TK_PARSE, TK_PARSE_WHERE}},
    {"output", {TK_GRAPH_SHORTEST_PATHS}},
    {"with_component_id", {TK_GRAPH_MARK_COMPONENTS}},
    {"with_source_id", {TK_GRAPH_TO_TABLE}},
    {"with_target_id", {TK_GRAPH_TO_TABLE}},
    {"with_node_id", {TK_GRAPH_TO_TABLE}},
    {"best_effort", {TK_UNION, TK_MACRO_EXPAND}},
    {"datascope", {TK_SEARCH, TK_FIND}},
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

int word_operator(const char *word, size_t n) {
    for (size_t i = 0; i < COUNT(operators); i++)
        if (text_is(text_of(word, n), operators[i].word)) return operators[i].kind;
    return 0;
}

enum word_place word_place(int token) {
    size_t i = 0;
    while (operators[i].kind != token) i++;
    return operators[i].place;
}

int word_clause(const char *word, size_t n) {
    for (size_t i = 0; i < COUNT(clauses); i++)
        if (text_is(text_of(word, n), clauses[i].word)) return clauses[i].kind;
    return 0;
}

bool word_parameter(int operator_token, const char *name, size_t n) {
    for (size_t i = 0; i < COUNT(parameters); i++) {
        if (!text_is(text_of(name, n), parameters[i].name)) continue;
        const int *only = parameters[i].only;
        return only[0] == 0 || only[0] == operator_token || only[1] == operator_token;
    }
    return false;
}

/* What other query languages call it. */
static const struct {
    const char *foreign, *word;
} translations[] = {
    {"add", "extend"},        {"aggregate", "summarize"}, {"dedup", "distinct"},
    {"drop", "project-away"}, {"eval", "extend"},         {"explode", "mv-expand"},
    {"fields", "project"},    {"flatten", "mv-expand"},   {"group", "summarize"},
    {"groupby", "summarize"}, {"having", "where"},        {"head", "take"},
    {"orderby", "order by"},  {"remove", "project-away"}, {"rename", "project-rename"},
    {"rex", "parse"},         {"select", "project"},      {"stats", "summarize"},
    {"table", "project"},     {"tail", "take"},           {"timechart", "render timechart"},
    {"unnest", "mv-expand"},  {"with", "extend"},
};

struct closest word_suggest(const char *word) {
    struct closest c = closest_within(word, strlen(word) > 4 ? 2 : 1);
    for (size_t i = 0; i < COUNT(translations); i++)
        if (strcasecmp(word, translations[i].foreign) == 0) c.name = translations[i].word;
    if (c.name) return c;
    for (size_t i = 0; i < COUNT(operators); i++) closest_consider(&c, operators[i].word);
    return c;
}
