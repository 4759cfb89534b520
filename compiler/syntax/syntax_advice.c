/* Advice behind "unexpected X": what people mean who come from SQL, Splunk or another language, and slips that are
 * common. Where an error stands is syntax_places.c's business. */
#include "feeder.h"

#include <string.h>
#include <strings.h>

/* Words of other languages behind an operand. Compared without regard to case. */
static const struct {
    const char *word, *advice;
} foreign[] = {
    {"and", "keywords are in lower case: 'and'"},
    {"or", "keywords are in lower case: 'or'"},
    {"by", "keywords are in lower case: 'by'"},
    {"in", "keywords are in lower case: 'in'"},
    {"like", "text is searched with has, contains, startswith, endswith or matches regex"},
    {"ilike", "text is searched with has, contains, startswith, endswith or matches regex"},
    {"rlike", "the operator is 'matches regex'"},
    {"regex", "the operator is 'matches regex'"},
    {"regexp", "the operator is 'matches regex'"},
    {"match", "the operator is 'matches regex'"},
    {"matches", "the operator is 'matches regex'"},
    {"is", "write isnull(x) or isnotnull(x); for text isempty(x) or isnotempty(x)"},
    {"not", "'!' negates an operator (!in, !has, !contains), not(...) a condition"},
    {"group", "groups are made by summarize: T | summarize count() by a"},
    {"having", "write a where behind the summarize: | where ..."},
    {"from", "a query begins with its table: T | where ... | project ..."},
    {"when", "write case(condition, value, ..., else)"},
    {"then", "write case(condition, value, ..., else)"},
    {"else", "write iff(condition, then, else)"},
    {"equals", "write == (or =~, which ignores case)"},
    {"eq", "write == (or =~, which ignores case)"},
    {"ne", "write !="},
    {"gt", "write >"},
    {"lt", "write <"},
    {"descending", "write desc"},
    {"ascending", "write asc"},
    {"span", "write bin(column, 1h)"},
    {"on", "a right side with operators of its own stands in parentheses: join (T | ...) on ..."},
};

static const char *foreign_word(const struct token *t) {
    for (size_t i = 0; t->name && i < sizeof foreign / sizeof *foreign; i++)
        if (strcasecmp(t->name, foreign[i].word) == 0) return t->kind == TK_NAME ? foreign[i].advice : NULL;
    return NULL;
}

/* The first word of the operator that tokens[at] stands in, NULL at the source. */
static const struct token *operator_of(const struct parser *p, size_t at) {
    uint32_t around = p->tokens.v[at].around;
    for (size_t i = at; i-- > 0 && p->tokens.v[i].kind != TK_SEMI && i + 1 != around;)
        if (p->tokens.v[i].kind == TK_PIPE && p->tokens.v[i].around == around) return &p->tokens.v[i + 1];
    return NULL;
}

static bool takes_list(const struct token *t) {
    static const char *const words[] = {"in", "in~", "!in", "!in~", "has_any", "has_all"};
    for (size_t i = 0; t->name && i < sizeof words / sizeof *words; i++)
        if (strcmp(t->name, words[i]) == 0) return true;
    return false;
}

static bool takes_text(const struct token *t) {
    const char *normal;
    return t->name && (t->kind == TK_STROP || word_keyword(t->name, &normal) == TK_STROP);
}

static bool is_operator_word(const struct token *t) {
    return t->kind == TK_NAME && t->name && word_operator(t->name, strlen(t->name));
}

static bool is_operand(const struct token *t) {
    return t->kind == TK_NAME || t->kind == TK_LITERAL || t->kind == TK_STRING;
}

static const char *bracket_advice(struct parser *p, size_t at) {
    const struct token *t = &p->tokens.v[at], *next = t + 1, *before = at ? t - 1 : NULL;
    if (before && takes_list(before)) return "the values stand in parentheses: in (a, b)";
    if (t->kind == TK_LB && next->kind == TK_NAME)
        return arena_printf(p->arena, "a name in brackets is quoted: ['%s']", next->name);
    if (t->kind == TK_LB) return "a list is dynamic([...])";
    if (before && before->kind == TK_RP) return "the parameters of a function have types: (x:string) { ... }";
    if (next->kind == TK_STRING) return "a property bag is dynamic({...})";
    return "parameters in braces are not part of KQL";
}

static const char *comma_advice(struct parser *p, void *automaton, size_t at) {
    const struct token *op = operator_of(p, at);
    uint32_t around = p->tokens.v[at].around;
    if (kql_accepts(automaton, TK_DOTDOT)) return "a range has two points: between (low .. high)";
    if (around > 1 && takes_text(&p->tokens.v[around - 2]))
        return arena_printf(p->arena, "%s takes one text; has_any (...) takes several words",
                            p->tokens.v[around - 2].name);
    if (op && token_is(op, "where")) return "several values stand in parentheses: in (a, b)";
    if (op && token_is(op, "top")) return "top takes one key; for several: sort by a, b | take n";
    return NULL;
}

static bool is_first(const struct parser *p, size_t at) { return at == 0 || p->tokens.v[at - 1].kind == TK_SEMI; }

/* Where a query begins: without its table, or behind a ';' that ended it too early. */
static const char *start_advice(const struct parser *p, size_t at) {
    const struct token *t = &p->tokens.v[at]; /* a word, where the automaton sees an operator */
    if (at > 0 && is_first(p, at) && t->kind == TK_PIPE) return "the ';' before it ends the query: remove it";
    if (is_first(p, at) && (t->kind == TK_PIPE || is_operator_word(t)))
        return "a query begins with its table: T | where ...";
    if (at > 0 && is_first(p, at - 1) && is_operator_word(t - 1) && is_operand(t))
        return "a query begins with its table: T | where ...";
    return NULL;
}

/* `=>`, `=<`, `===` */
static const char *comparison_advice(const struct parser *p, size_t at) {
    const struct token *t = &p->tokens.v[at], *before = at ? t - 1 : NULL;
    const char *s = p->text.p + t->span.start;
    bool touching = before && before->span.end == t->span.start;
    if (s[0] == '=' && s[1] == '>') return "the operator is >=";
    if (touching && before->kind == TK_ASSIGN && s[0] == '<') return "the operator is <=";
    if (touching && before->kind == TK_EQ && s[0] == '=') return "the operator is ==";
    return NULL;
}

static const char *behind_advice(struct parser *p, void *automaton, size_t at) {
    const struct token *t = &p->tokens.v[at];
    const struct token *before = at ? &p->tokens.v[at - 1] : NULL;
    if (!before) return NULL;
    const char *comparison = comparison_advice(p, at);
    if (comparison) return comparison;
    if (before->kind == TK_STRING && before->span.end == t->span.start && t->kind == TK_NAME)
        return "a quote inside a string is escaped: \\' or \\\"";
    if (token_is(before, "var")) return "variables are defined by let: let x = ...;";
    if (token_is(before, "return")) return "the last expression is the result; there is no return";
    if (token_is(before, "count") && token_is(t, "by")) return "write summarize count() by ...";
    if (takes_list(before) && is_operand(t))
        return arena_printf(p->arena, "the values stand in parentheses: %s (a, b)", before->name);
    if ((token_is(before, "between") || token_is(before, "!between")) && is_operand(t))
        return "a range stands in parentheses: between (low .. high)";
    if (before->kind == TK_COMMA && !is_operand(t)) return "is the ',' before it one too many?";
    if (t->kind == TK_STAR && before->span.end == t->span.start && p->text.p[before->span.start] == '/')
        return "comments begin with //; there is no other form";
    if (t->kind == TK_STAR && token_is(before, "project")) return "without project all columns stay";
    if (t->kind == TK_LP && kql_accepts(automaton, TK_ASSIGN))
        return "the parameters stand behind the '=': let f = (x:string) { ... }";
    if (token_is(before, "distinct") && is_operand(t)) return "dcount(x) or count_distinct(x) counts distinct values";
    if (token_is(before, "not")) return "not is a function: not(...)";
    if (t->kind == TK_NAME && token_is(t, "by") && kql_accepts(automaton, TK_ON))
        return "the time stands before it: on TimeGenerated";
    return NULL;
}

static bool is_comparison(int kind) {
    return kind == TK_EQ || kind == TK_EQOP || kind == TK_RELOP || kind == TK_IN || kind == TK_INOP ||
           kind == TK_BETWEEN;
}

/* `ago 1d`: whether the name is a function's is not known here. */
static const char *call_advice(struct parser *p, const struct token *t, size_t at) {
    const struct token *before = at ? &p->tokens.v[at - 1] : NULL;
    bool lower = before && before->kind == TK_NAME && before->name[0] >= 'a' && before->name[0] <= 'z';
    bool type = at > 1 && p->tokens.v[at - 2].kind == TK_COLON;
    if (before && before->name && word_clause(before->name, strlen(before->name))) return NULL;
    if (p->tokens.v[at + (p->tokens.v[at].kind != TOKEN_END)].kind == TK_ASSIGN) return NULL;
    if (!lower || type || is_operator_word(before) || !is_operand(t)) return NULL;
    return arena_printf(p->arena, "if '%s' is a function, its arguments stand in parentheses: %s(...)", before->name,
                        before->name);
}

const char *syntax_advice(struct parser *p, void *automaton, const struct token *t, size_t at, struct span place) {
    if (at > 0 && token_is(&p->tokens.v[at - 1], "@")) return "'@' stands only before a string: @\"...\"";
    const char *advice = start_advice(p, at);
    if (!advice) advice = behind_advice(p, automaton, at);
    if (advice) return advice;
    if (is_comparison(t->kind) && kql_accepts(automaton, TK_AND))
        return "comparisons do not chain; use parentheses or 'and'";
    if (t->kind == TK_PIPE && kql_accepts(automaton, TK_RP) && kql_accepts(automaton, TK_COMMA))
        return "put a query that is an argument into parentheses: f((T | where ...))";
    if (t->kind == TK_COMMA) return comma_advice(p, automaton, at);
    if (t->kind == TK_LB || t->kind == TK_LBRACE) return bracket_advice(p, at);
    advice = foreign_word(t);
    if (advice) return advice;
    if (p->tokens.v[at].around == 0 && place.end < t->span.start && kql_accepts(automaton, TK_SEMI))
        return arena_printf(p->arena, "if '%s' begins another query or statement, put ';' before it", token_text(p, t));
    return call_advice(p, t, at);
}
