/* Parses the signature texts of the catalogues (signature.h has the format), each at its first use. The texts are the
 * project's own and tests/unit/test_signature.c parses all of them, so a mistake in one aborts. */
#include "signature.h"

#include "type_names.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    const struct catalog_decl *decl;
    const char *p;
    struct arena *memory;
};

static _Noreturn void broken(const struct reader *r, const char *what) {
    fprintf(stderr, "kqlc: signature of '%s': %s expected at '%s'\n", r->decl->name, what, r->p);
    abort();
}

static void skip(struct reader *r) {
    while (*r->p == ' ') r->p++;
}

static bool take(struct reader *r, char c) {
    skip(r);
    if (*r->p != c) return false;
    r->p++;
    return true;
}

static void expect(struct reader *r, char c) {
    if (!take(r, c)) broken(r, (char[]){'\'', c, '\'', '\0'});
}

/* A word of letters, digits and _; interned. NULL: none here. */
static const char *take_word(struct reader *r) {
    skip(r);
    const char *start = r->p;
    while (isalnum((unsigned char)*r->p) || *r->p == '_') r->p++;
    return r->p == start ? NULL : intern(start, (size_t)(r->p - start));
}

/* A name before ':'; may hold blanks ("Query Parameters"). */
static const char *take_name(struct reader *r) {
    skip(r);
    size_t n = strcspn(r->p, ":");
    const char *name = intern(r->p, n);
    r->p += n;
    expect(r, ':');
    return name;
}

static unsigned take_number(struct reader *r) {
    char *end;
    unsigned long v = strtoul(r->p, &end, 10);
    if (end == r->p) broken(r, "a number");
    r->p = end;
    return (unsigned)v;
}

/* What stands between parentheses. */
static const char *take_values(struct reader *r) {
    expect(r, '(');
    size_t n = strcspn(r->p, ")");
    const char *values = arena_strndup(r->memory, r->p, n);
    r->p += n + 1;
    return values;
}

struct word {
    const char *text;
    int value;
};

static int find_word(const struct word *words, size_t n, const char *text) {
    for (size_t i = 0; text && i < n; i++)
        if (strcmp(words[i].text, text) == 0) return words[i].value;
    return -1;
}
#define FIND_WORD(words, text) find_word(words, sizeof(words) / sizeof(words)[0], text)

/* -1: no type. */
static int find_type(const char *text) {
    if (!text) return -1;
    kq_type t = type_from_name(text, strlen(text));
    return t != KQ_T_NONE ? (int)t : strcmp(text, "type") == 0 ? VT_TYPE : -1;
}

static const struct word kind_words[] = {
    {"any", PARAM_ANY},
    {"scalar", PARAM_SCALAR},
    {"table", PARAM_TABLE},
    {"integer", PARAM_INTEGER},
    {"number", PARAM_NUMBER},
    {"number_or_bool", PARAM_NUMBER_OR_BOOL},
    {"summable", PARAM_SUMMABLE},
    {"orderable", PARAM_ORDERABLE},
    {"array", PARAM_ARRAY},
    {"bag", PARAM_BAG},
    {"string_or_dynamic", PARAM_STRING_OR_DYNAMIC},
    {"string_or_array", PARAM_STRING_OR_ARRAY},
    {"integer_or_array", PARAM_INTEGER_OR_ARRAY},
    {"not_bool", PARAM_NOT_BOOL},
    {"not_dynamic", PARAM_NOT_DYNAMIC},
    {"not_real_or_bool", PARAM_NOT_REAL_OR_BOOL},
    {"arg1", PARAM_ARG1},
    {"arg2", PARAM_ARG2},
    {"common", PARAM_COMMON},
    {"common_orderable", PARAM_COMMON_ORDERABLE},
    {"common_or_dynamic", PARAM_COMMON_OR_DYNAMIC},
};

static const struct word argument_words[] = {
    {"column", ARGUMENT_COLUMN},
    {"column_of_arg1", ARGUMENT_COLUMN_OF_ARG1},
    {"common_column", ARGUMENT_COMMON_COLUMN},
    {"constant", ARGUMENT_CONSTANT},
    {"literal", ARGUMENT_LITERAL},
    {"literal_cs", ARGUMENT_LITERAL_CS},
    {"not_empty", ARGUMENT_NOT_EMPTY},
    {"star", ARGUMENT_STAR},
    {"or_star", ARGUMENT_OR_STAR},
    {"aggregate", ARGUMENT_AGGREGATE},
};

static const struct word result_words[] = {
    {"arg1", RESULT_ARG1},
    {"arg2", RESULT_ARG2},
    {"promoted", RESULT_PROMOTED},
    {"negated", RESULT_NEGATED},
    {"array_of_all", RESULT_ARRAY_OF_ALL},
    {"common_array", RESULT_COMMON_ARRAY},
    {"packed", RESULT_PACKED},
    {"merged", RESULT_MERGED},
    {"common", RESULT_COMMON},
    {"common_typed", RESULT_COMMON_TYPED},
    {"widest", RESULT_WIDEST},
    {"sorted", RESULT_SORTED},
    {"each", RESULT_EACH},
    {"percentiles", RESULT_PERCENTILES},
    {"percentile_array", RESULT_PERCENTILE_ARRAY},
    {"table", RESULT_TABLE},
    {"cluster", RESULT_CLUSTER},
    {"database", RESULT_DATABASE},
    {"graph", RESULT_GRAPH},
    {"entity_group", RESULT_ENTITY_GROUP},
    {"schema", RESULT_SCHEMA},
};

/* ---- parameters -------------------------------------------------------------------------------------------------- */

static void take_kind(struct reader *r, struct sig_param *p) {
    const char *word = take_word(r);
    int kind = FIND_WORD(kind_words, word);
    if (kind >= 0) {
        p->kind = (enum param_kind)kind;
        return;
    }
    p->kind = PARAM_TYPES;
    for (;; word = take_word(r)) {
        int type = find_type(word);
        if (type < 0) broken(r, "a kind or type");
        p->types |= 1u << type;
        if (*r->p != '/') return;
        r->p++;
    }
}

static void take_occurrence(struct reader *r, unsigned *min, unsigned *max) {
    *min = *max = 1;
    switch (*r->p) {
    case '?': *min = 0; break;
    case '*':
        *min = 0;
        *max = PARAM_MANY;
        break;
    case '+': *max = PARAM_MANY; break;
    case '{':
        r->p++;
        *min = take_number(r);
        expect(r, ',');
        *max = take_number(r);
        break; /* at '}' */
    default: return;
    }
    r->p++;
}

static void take_argument_words(struct reader *r, struct sig_param *p) {
    for (const char *word = take_word(r); word; word = take_word(r)) {
        int argument = FIND_WORD(argument_words, word);
        if (argument >= 0)
            p->argument = (enum argument_kind)argument;
        else if (strcmp(word, "or_tilde") == 0)
            p->tilde = true;
        else
            broken(r, "a word on the argument");
        if (*r->p == '(') p->values = take_values(r);
    }
}

typedef VEC(struct sig_param) param_list;

static void take_param(struct reader *r, param_list *out) {
    struct sig_param p = {.name = take_name(r)};
    take_kind(r, &p);
    take_occurrence(r, &p.min, &p.max);
    take_argument_words(r, &p);
    VEC_PUSH(r->memory, out, p);
}

static void take_group(struct reader *r, param_list *out) {
    size_t first = out->n;
    do take_param(r, out);
    while (take(r, ','));
    expect(r, ']');
    unsigned min, max;
    take_occurrence(r, &min, &max);
    for (size_t i = first; i < out->n; i++) {
        out->v[i].min = min;
        out->v[i].max = max;
    }
}

static void take_params(struct reader *r, struct signature *s) {
    param_list params = {0};
    expect(r, '(');
    while (!take(r, ')')) {
        if (take(r, '[')) {
            s->group = true;
            take_group(r, &params);
        } else {
            take_param(r, &params);
        }
        take(r, ',');
    }
    s->params = params.v;
    s->n = (unsigned)params.n;
    s->first = s->n;
    for (unsigned i = 0; i < s->n; i++) {
        s->min += s->params[i].min;
        s->max += s->params[i].max;
        if (s->params[i].max == 1) continue;
        if (s->first == s->n) s->first = i;
        s->last = i;
    }
}

/* ---- results ----------------------------------------------------------------------------------------------------- */

static value_type take_type(struct reader *r) {
    const char *word = take_word(r);
    if (word && strcmp(word, "array") == 0) return VT_ARRAY;
    if (word && strcmp(word, "bag") == 0) return VT_BAG;
    int type = find_type(word);
    if (type < 0) broken(r, "a type");
    return (value_type)type;
}

static void take_array(struct reader *r, struct signature *s) {
    s->type = KQ_T_DYNAMIC;
    s->shape = &shape_array;
    if (!take(r, '(')) return;
    if (strncmp(r->p, "arg1", 4) == 0) {
        take_word(r);
        s->result = RESULT_ARRAY_OF_ARG1;
    } else {
        s->shape = shape_array_of(r->memory, (kq_type)take_type(r), NULL);
    }
    expect(r, ')');
}

static void take_bag(struct reader *r, struct signature *s) {
    s->type = KQ_T_DYNAMIC;
    s->shape = &shape_bag;
    if (!take(r, '(')) return;
    struct shape *bag = ARENA_NEW(r->memory, struct shape);
    bag->kind = DYN_BAG;
    do {
        struct shape_member m = {.name = take_name(r)};
        value_type t = take_type(r);
        m.type = scalar_type(t);
        m.shape = t == VT_ARRAY ? &shape_array : t == VT_BAG ? &shape_bag : NULL;
        VEC_PUSH(r->memory, &bag->members, m);
    } while (take(r, ','));
    expect(r, ')');
    s->shape = bag;
}

static void take_columns(struct reader *r, struct signature *s) {
    VEC(struct sig_column) columns = {0};
    s->result = RESULT_COLUMNS;
    expect(r, '(');
    do {
        struct sig_column c = {.name = take_name(r)};
        c.type = take_type(r);
        VEC_PUSH(r->memory, &columns, c);
    } while (take(r, ','));
    expect(r, ')');
    s->columns = columns.v;
    s->column_count = (unsigned)columns.n;
}

static enum result_kind take_typeof(struct reader *r) {
    static const struct word words[] = {
        {"arg1", RESULT_TYPEOF_ARG1}, {"arg2", RESULT_TYPEOF_ARG2}, {"last", RESULT_TYPEOF_LAST}};
    expect(r, '(');
    int kind = FIND_WORD(words, take_word(r));
    if (kind < 0) broken(r, "arg1, arg2 or last");
    expect(r, ')');
    return (enum result_kind)kind;
}

static void take_result(struct reader *r, struct signature *s) {
    const char *word = take_word(r);
    int kind = FIND_WORD(result_words, word), type = find_type(word);
    s->result = RESULT_TYPE;
    if (kind >= 0)
        s->result = (enum result_kind)kind;
    else if (type >= 0)
        s->type = (value_type)type;
    else if (word && strcmp(word, "array") == 0)
        take_array(r, s);
    else if (word && strcmp(word, "bag") == 0)
        take_bag(r, s);
    else if (word && strcmp(word, "columns") == 0)
        take_columns(r, s);
    else if (word && strcmp(word, "typeof") == 0)
        s->result = take_typeof(r);
    else
        broken(r, "a result");
}

static struct signatures *parse(const struct catalog_decl *decl, struct arena *memory) {
    struct reader r = {decl, decl->signatures, memory};
    VEC(struct signature) all = {0};
    do {
        struct signature s = {0};
        take_params(&r, &s);
        take_result(&r, &s);
        VEC_PUSH(memory, &all, s);
    } while (take(&r, '|'));
    if (*r.p) broken(&r, "'|'");
    struct signatures *out = ARENA_NEW(memory, struct signatures);
    out->v = all.v;
    out->n = (unsigned)all.n;
    return out;
}

const struct signatures *signatures_of(const struct catalog_decl *decl) {
    static struct arena *memory;
    static const struct signatures **parsed[CAT_FAMILIES];
    if (!memory) memory = arena_new();
    enum cat_family f = decl->family;
    if (!parsed[f]) parsed[f] = ARENA_ARRAY(memory, const struct signatures *, catalog_decl_count(f));
    size_t at = (size_t)(decl - catalog_decl_at(f, 0));
    if (!parsed[f][at]) parsed[f][at] = parse(decl, memory);
    return parsed[f][at];
}
