/* Signatures of the catalogues, parsed. A declaration's text is a list of alternatives, "(parameters) result | ...":
 *
 *   parameter   name:kind, then how often ("?" at most once, "+" once or more, "*" any number, "{2,64}"), then words.
 *               [a:kind, b:kind]+ is a group that repeats as a whole.
 *   kind        a type, or several (datetime/timespan); type (typeof(...)); any; scalar; table; integer; number;
 *               number_or_bool; summable (number, datetime, timespan); orderable; array; bag; string_or_dynamic;
 *               string_or_array; integer_or_array; not_bool; not_dynamic; not_real_or_bool;
 *               arg1, arg2 (the type of that argument);
 *               common, common_orderable, common_or_dynamic (all arguments of the kind share a type)
 *   words       what kind of expression it takes: column (a column's name), constant, literal,
 *               literal(a|b) (one of these, in any case), literal_cs(a|b) (exactly), not_empty (a literal that is not
 *               ""), star (only `*`), or_star, or_tilde ("~" stands for the default), aggregate, column_of_arg1,
 *               common_column
 *   result      a type; array(T); bag(name:T, ...); arg1, arg2; promoted (arg1, int to long); negated (the same, but a
 *               constant int stays); array(arg1); array_of_all; common_array; packed (a bag of the keys and values);
 *               merged (of bags); common; common_typed (dynamics aside); widest; typeof(arg1|arg2|last);
 *               columns(a:T, ...), sorted, each, percentiles, percentile_array: tuples.c;
 *               table, cluster, database, graph, entity_group, schema: not a value
 *
 * The rules are Microsoft's (kql.md 2, 6): Binder_FunctionCalls.cs, TypeFacts.cs, ParameterLayouts.cs.
 * Included by: sema. */
#ifndef KQLC_SIGNATURE_H
#define KQLC_SIGNATURE_H

#include "catalog.h"
#include "shape.h"

struct ast_expr;
struct binder;

/* Types as signatures see them: kq_type, and what is not a kq_type. */
typedef unsigned value_type;
enum {
    VT_UNKNOWN = KQ_T_NONE,
    VT_ARRAY = KQ_T_DYNAMIC + 1, /* dynamics whose shape is known */
    VT_BAG,
    VT_DYN_STRING,
    VT_DYN_LONG,
    VT_DYN_VALUE, /* another single value */
    VT_TYPE,      /* typeof(...) */
    VT_TUPLE,     /* several columns */
    VT_TABLE,
    VT_WRONG /* not a value: an unknown name, an operator without operands that fit. Reported */
};

enum param_kind {
    PARAM_ANY,
    PARAM_TYPES, /* sig_param.types */
    PARAM_SCALAR,
    PARAM_TABLE,
    PARAM_INTEGER,
    PARAM_NUMBER,
    PARAM_NUMBER_OR_BOOL,
    PARAM_SUMMABLE,
    PARAM_ORDERABLE,
    PARAM_ARRAY,
    PARAM_BAG,
    PARAM_STRING_OR_DYNAMIC,
    PARAM_STRING_OR_ARRAY,
    PARAM_INTEGER_OR_ARRAY,
    PARAM_NOT_BOOL,
    PARAM_NOT_DYNAMIC,
    PARAM_NOT_REAL_OR_BOOL,
    PARAM_ARG1,
    PARAM_ARG2,
    PARAM_COMMON,
    PARAM_COMMON_ORDERABLE,
    PARAM_COMMON_OR_DYNAMIC
};

enum argument_kind {
    ARGUMENT_ANY,
    ARGUMENT_COLUMN,
    ARGUMENT_COLUMN_OF_ARG1,
    ARGUMENT_COMMON_COLUMN,
    ARGUMENT_CONSTANT,
    ARGUMENT_LITERAL,
    ARGUMENT_LITERAL_CS,
    ARGUMENT_NOT_EMPTY,
    ARGUMENT_STAR,
    ARGUMENT_OR_STAR,
    ARGUMENT_AGGREGATE
};

enum result_kind {
    RESULT_TYPE, /* signature.type and shape */
    RESULT_ARG1,
    RESULT_ARG2,
    RESULT_PROMOTED,
    RESULT_NEGATED,
    RESULT_ARRAY_OF_ARG1,
    RESULT_ARRAY_OF_ALL,
    RESULT_COMMON_ARRAY,
    RESULT_PACKED,
    RESULT_MERGED,
    RESULT_COMMON,
    RESULT_COMMON_TYPED,
    RESULT_WIDEST,
    RESULT_TYPEOF_ARG1,
    RESULT_TYPEOF_ARG2,
    RESULT_TYPEOF_LAST,
    RESULT_COLUMNS,
    RESULT_SORTED,
    RESULT_EACH,
    RESULT_PERCENTILES,
    RESULT_PERCENTILE_ARRAY,
    RESULT_TABLE,
    RESULT_CLUSTER,
    RESULT_DATABASE,
    RESULT_GRAPH,
    RESULT_ENTITY_GROUP,
    RESULT_SCHEMA
};

enum { PARAM_MANY = 32767 }; /* "+" and "*": Microsoft's short.MaxValue */

struct sig_param {
    const char *name; /* interned */
    enum param_kind kind;
    unsigned types; /* bits 1 << value_type */
    unsigned min, max;
    enum argument_kind argument;
    const char *values; /* "a|b|c", or NULL */
    bool tilde;
};

struct sig_column {
    const char *name;
    value_type type;
};

struct signature {
    struct sig_param *params;
    unsigned n;
    unsigned min, max;    /* arguments */
    unsigned first, last; /* repeating parameters; first > last: none */
    bool group;           /* they repeat together */
    enum result_kind result;
    value_type type;
    const struct shape *shape;  /* array, bag */
    struct sig_column *columns; /* RESULT_COLUMNS */
    unsigned column_count;
};

struct signatures {
    struct signature *v;
    unsigned n;
};

/* Parsed at the first use, once per process. */
const struct signatures *signatures_of(const struct catalog_decl *decl);
/* "abs(number:integer)", ", " between alternatives; for messages. */
const char *signatures_text(struct arena *a, const struct catalog_decl *decl, bool types);
const char *param_kind_text(struct arena *a, const struct sig_param *p);

/* ---- facts about bound expressions (expr_facts.c) */
value_type value_type_of(const struct ast_expr *e);
bool is_literal(const struct ast_expr *e);
bool is_constant(const struct ast_expr *e);
bool is_column(const struct ast_expr *e);
kq_type scalar_type(value_type t); /* arrays, bags and such are dynamic; what is not a value is KQ_T_NONE */

/* ---- classes of types (types.c) */
bool type_is_integer(value_type t);
bool type_is_number(value_type t);
bool type_is_summable(value_type t);
bool type_is_orderable(value_type t);
bool type_is_dynamic(value_type t);
bool type_is_scalar(value_type t);
bool type_is_wider(value_type wide, value_type narrow);
const char *value_type_name(value_type t);
const char *value_type_text(struct arena *a, value_type t); /* "an int", "a dynamic array" */

#endif
