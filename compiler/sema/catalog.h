/* The compiler's view of functions.def, operators.def, aggregates.def and plugins.def.
 * Included by: sema, plan, emit, `kqlc list`. */
#ifndef KQLC_CATALOG_H
#define KQLC_CATALOG_H

#include <kq/abi.h>

enum cat_param { /* parameter classes of the .def files */
                 P_NONE,
                 P_BOOL,
                 P_INT,
                 P_LONG,
                 P_REAL,
                 P_DECIMAL,
                 P_DATETIME,
                 P_TIMESPAN,
                 P_STRING,
                 P_TEXT,
                 P_GUID,
                 P_DYNAMIC,
                 P_JSON
};
enum cat_shape {
    SHAPE_FIXED,
    SHAPE_VARIADIC /* AV */,
    SHAPE_PAIRS /* AP */,
    SHAPE_LIST /* KQ_OPER_LIST */,
    SHAPE_SPECIAL
};
enum cat_nulls { NULLS_STRICT, NULLS_SPECIAL, NULLS_NEVER };
enum cat_effects { EFFECTS_PURE, EFFECTS_STABLE, EFFECTS_VOLATILE };
enum cat_naming { /* how an unnamed result is called (functions.def) */
                  NAMING_NONE,
                  NAMING_ARG1,
                  NAMING_ONLY_ARG,
                  NAMING_NAME_ARG1,
                  NAMING_PREFIX_ARG1,
                  NAMING_PREFIX,
                  NAMING_COLUMN_ARG1,
                  NAMING_PREFIX_COLUMNS
};
enum cat_family { CAT_FUNCTION, CAT_OPERATOR, CAT_AGGREGATE, CAT_PLUGIN };
enum { CAT_FAMILIES = CAT_PLUGIN + 1 };
/* Whether states of an aggregate can be merged (aggregates.def). */
enum cat_merge { MERGE_ALWAYS, MERGE_SAME_LIMIT, MERGE_NEVER };

/* ids of the rows that the compiler treats itself */
enum cat_special {
    SPECIAL_NONE,
#define KQ_SPECIAL(id, name) SPECIAL_##id,
#include <kq/functions.def>
#define KQ_AGG_SPECIAL(id, name) SPECIAL_##id,
#include <kq/aggregates.def>
};

struct catalog_row;

/* What KQL says about a name. The binder works with declarations alone. */
struct catalog_decl {
    enum cat_family family;
    const char *name; /* KQL name or operator token, interned */
    enum cat_naming naming;
    const char *prefix;     /* of naming, or "" */
    const char *signatures; /* signature.h parses them */
    const char *doc;        /* page of Microsoft's documentation, or "" */
    /* words in front of the signatures */
    const char *replacement; /* old(replacement): an obsolete name. NULL: none */
    bool graph;              /* only in graph-match and its kin */
    bool unfolded;           /* Microsoft's binder takes no call of it for a constant */
    enum cat_special special;
    const struct catalog_row *rows; /* the first row that implements it; NULL: not compiled yet */
};

/* One implementation of a name. */
struct catalog_row {
    enum cat_family family;
    enum cat_shape shape;
    enum cat_special special;
    const char *name; /* as in the declaration */
    const char *id;   /* "STRLEN" */
    kq_type ret;
    enum cat_param params[5];
    unsigned param_count; /* VARIADIC: 1 (its class); PAIRS: 2; LIST: 1 (type of lhs and items) */
    enum cat_nulls nulls;
    enum cat_effects effects;
    const char *symbol; /* C function; aggregates: prefix of _init/_step/_merge/_final */
    /* Calls the C function itself on boxed values; NULL for SPECIAL and aggregates. For VARIADIC/PAIRS/LIST n matters.
     */
    kq_value (*fold)(kq_ctx *x, const kq_value *args, size_t n);
    const struct catalog_row *next; /* the next overload, for catalog_next */
    const struct catalog_decl *decl;
    enum cat_merge merge;       /* aggregates */
    enum cat_param final_param; /* aggregates: class of the arguments that only final takes; P_NONE: none */
};

/* The declaration of a name (interned), or NULL. */
const struct catalog_decl *catalog_declared(enum cat_family f, const char *name);
size_t catalog_decl_count(enum cat_family f);
const struct catalog_decl *catalog_decl_at(enum cat_family f, size_t i); /* in name order */
/* The name that a user may have meant: close in spelling, and not internal. NULL: none. */
const char *catalog_suggest(enum cat_family f, const char *name);

/* Implementing rows, in name order; of operators, functions and aggregates. */
size_t catalog_count(enum cat_family f);
const struct catalog_row *catalog_at(enum cat_family f, size_t i);
/* First row of that name and family (rows of one name are adjacent in lookup order); NULL: unknown. Iterate overloads
 * with catalog_next. `name` interned. */
const struct catalog_row *catalog_find(enum cat_family f, const char *name);
const struct catalog_row *catalog_next(const struct catalog_row *row);
/* Families of operators, by their tokens: == !=, < <= > >=, and or. */
bool is_equality(const char *op);
bool is_order(const char *op);
bool is_logical(const char *op);
/* A KQL type from a parameter class (TEXT -> string, JSON -> dynamic). */
kq_type cat_param_type(enum cat_param p);

#endif
