/* functions.def, operators.def, aggregates.def and plugins.def as tables that the compiler looks up: declarations, and
 * the rows that implement them with a fold thunk for each: the same C function that runs in the detector, called on
 * boxed values (STYLE 2c). */
#include "catalog.h"

#include "base.h"

#include <kq/ops.h>

#include <stdlib.h>
#include <string.h>

/* ---- fold thunks: kq_value fold_<family>_<id>(ctx, args, n) ------------------------------------------------------ */
#define BOX_BOOL kq_box_bool
#define BOX_INT kq_box_int
#define BOX_LONG kq_box_long
#define BOX_REAL kq_box_real
#define BOX_DECIMAL kq_box_decimal
#define BOX_DATETIME kq_box_datetime
#define BOX_TIMESPAN kq_box_timespan
#define BOX_STRING kq_box_string
#define BOX_GUID kq_box_guid
#define BOX_DYNAMIC kq_box_dynamic

#define UNBOX_BOOL kq_unbox_bool
#define UNBOX_INT kq_unbox_int
#define UNBOX_LONG kq_unbox_long
#define UNBOX_REAL kq_unbox_real
#define UNBOX_DECIMAL kq_unbox_decimal
#define UNBOX_DATETIME kq_unbox_datetime
#define UNBOX_TIMESPAN kq_unbox_timespan
#define UNBOX_STRING kq_unbox_string
#define UNBOX_TEXT kq_unbox_string
#define UNBOX_GUID kq_unbox_guid
#define UNBOX_DYNAMIC kq_unbox_dynamic
#define UNBOX_JSON kq_unbox_dynamic

/* What stands before the call: variadic rows take an array of unboxed values. */
#define PREPARE_A0 (void)args, (void)n
#define PREPARE_A1(T) (void)n
#define PREPARE_A2(T, U) (void)n
#define PREPARE_A3(T, U, V) (void)n
#define PREPARE_A4(T, U, V, W) (void)n
#define PREPARE_A5(T, U, V, W, X) (void)n
#define PREPARE_AV(T) UNBOX_ALL(T, args, n)
#define PREPARE_AP(T, U) UNBOX_ALL(DYNAMIC, args, n)
#define UNBOX_ALL(T, from, count)                                            \
    KQ_CTYPE_##T *values = kq_alloc(x->row, ((count) + 1) * sizeof *values); \
    for (size_t i = 0; i < (count); i++) values[i] = UNBOX_##T(&(from)[i])

#define PASS_A0 (x)
#define PASS_A1(T) (x, UNBOX_##T(&args[0]))
#define PASS_A2(T, U) (x, UNBOX_##T(&args[0]), UNBOX_##U(&args[1]))
#define PASS_A3(T, U, V) (x, UNBOX_##T(&args[0]), UNBOX_##U(&args[1]), UNBOX_##V(&args[2]))
#define PASS_A4(T, U, V, W) (x, UNBOX_##T(&args[0]), UNBOX_##U(&args[1]), UNBOX_##V(&args[2]), UNBOX_##W(&args[3]))
#define PASS_A5(T, U, V, W, X) \
    (x, UNBOX_##T(&args[0]), UNBOX_##U(&args[1]), UNBOX_##V(&args[2]), UNBOX_##W(&args[3]), UNBOX_##X(&args[4]))
#define PASS_AV(T) (x, values, n)
#define PASS_AP(T, U) (x, values, n)

#define KQ_CALL(id, name, ret, args_, nulls, effects, symbol)                 \
    static kq_value fold_fn_##id(kq_ctx *x, const kq_value *args, size_t n) { \
        PREPARE_##args_;                                                      \
        return BOX_##ret(symbol PASS_##args_);                                \
    }
#include <kq/functions.def>

#define KQ_OPER(id, token, ret, args_, nulls, symbol)                         \
    static kq_value fold_op_##id(kq_ctx *x, const kq_value *args, size_t n) { \
        PREPARE_##args_;                                                      \
        return BOX_##ret(symbol PASS_##args_);                                \
    }
#define KQ_OPER_LIST(id, token, T, symbol)                                    \
    static kq_value fold_op_##id(kq_ctx *x, const kq_value *args, size_t n) { \
        UNBOX_ALL(T, args + 1, n - 1);                                        \
        return kq_box_bool(symbol(x, UNBOX_##T(&args[0]), values, n - 1));    \
    }
#include <kq/operators.def>

/* ---- rows -------------------------------------------------------------------------------------------------------- */
#define SHAPE_OF_A0 SHAPE_FIXED, SPECIAL_NONE
#define SHAPE_OF_A1(T) SHAPE_FIXED, SPECIAL_NONE
#define SHAPE_OF_A2(T, U) SHAPE_FIXED, SPECIAL_NONE
#define SHAPE_OF_A3(T, U, V) SHAPE_FIXED, SPECIAL_NONE
#define SHAPE_OF_A4(T, U, V, W) SHAPE_FIXED, SPECIAL_NONE
#define SHAPE_OF_A5(T, U, V, W, X) SHAPE_FIXED, SPECIAL_NONE
#define SHAPE_OF_AV(T) SHAPE_VARIADIC, SPECIAL_NONE
#define SHAPE_OF_AP(T, U) SHAPE_PAIRS, SPECIAL_NONE

#define PARAMS_OF_A0 {P_NONE}, 0
#define PARAMS_OF_A1(T) {P_##T}, 1
#define PARAMS_OF_A2(T, U) {P_##T, P_##U}, 2
#define PARAMS_OF_A3(T, U, V) {P_##T, P_##U, P_##V}, 3
#define PARAMS_OF_A4(T, U, V, W) {P_##T, P_##U, P_##V, P_##W}, 4
#define PARAMS_OF_A5(T, U, V, W, X) {P_##T, P_##U, P_##V, P_##W, P_##X}, 5
#define PARAMS_OF_AV(T) {P_##T}, 1
#define PARAMS_OF_AP(T, U) {P_##T, P_##U}, 2

static struct catalog_row functions[] = {
#define KQ_CALL(id, name, ret, args, nulls, effects, symbol)                                              \
    {CAT_FUNCTION,      SHAPE_OF_##args, name,         #id,  KQ_T_##ret, PARAMS_OF_##args, NULLS_##nulls, \
     EFFECTS_##effects, #symbol,         fold_fn_##id, NULL, NULL,       MERGE_ALWAYS,     P_NONE},
#define KQ_SPECIAL(id, name)                                                             \
    {CAT_FUNCTION,  SHAPE_SPECIAL, SPECIAL_##id, name, #id,  KQ_T_NONE, {P_NONE},     0, \
     NULLS_SPECIAL, EFFECTS_PURE,  "",           NULL, NULL, NULL,      MERGE_ALWAYS, P_NONE},
#include <kq/functions.def>
};

static struct catalog_row operators[] = {
#define KQ_OPER(id, token, ret, args, nulls, symbol)                                                 \
    {CAT_OPERATOR, SHAPE_OF_##args, token,        #id,  KQ_T_##ret, PARAMS_OF_##args, NULLS_##nulls, \
     EFFECTS_PURE, #symbol,         fold_op_##id, NULL, NULL,       MERGE_ALWAYS,     P_NONE},
#define KQ_OPER_LIST(id, token, T, symbol)                                                      \
    {CAT_OPERATOR,  SHAPE_LIST,   SPECIAL_NONE, token,        #id,  KQ_T_BOOL, {P_##T},      1, \
     NULLS_SPECIAL, EFFECTS_PURE, #symbol,      fold_op_##id, NULL, NULL,      MERGE_ALWAYS, P_NONE},
#include <kq/operators.def>
};

static struct catalog_row aggregates[] = {
#define AGGREGATE(id, name, ret, args, symbol, merge, final) \
    {CAT_AGGREGATE, SHAPE_OF_##args,                         \
     name,          #id,                                     \
     KQ_T_##ret,    PARAMS_OF_##args,                        \
     NULLS_SPECIAL, EFFECTS_PURE,                            \
     #symbol,       NULL,                                    \
     NULL,          NULL,                                    \
     merge,         final},
#define KQ_AGG(id, name, ret, args, symbol) AGGREGATE(id, name, ret, args, symbol, MERGE_ALWAYS, P_NONE)
#define KQ_AGG_LIMITED(id, name, ret, args, symbol) AGGREGATE(id, name, ret, args, symbol, MERGE_SAME_LIMIT, P_NONE)
#define KQ_AGG_IN_ORDER(id, name, ret, args, symbol) AGGREGATE(id, name, ret, args, symbol, MERGE_NEVER, P_NONE)
#define KQ_AGG_RANKED(id, name, ret, args, rank, symbol) AGGREGATE(id, name, ret, args, symbol, MERGE_ALWAYS, P_##rank)
#define KQ_AGG_SPECIAL(id, name)                                                         \
    {CAT_AGGREGATE, SHAPE_SPECIAL, SPECIAL_##id, name, #id,  KQ_T_NONE, {P_NONE},     0, \
     NULLS_SPECIAL, EFFECTS_PURE,  "",           NULL, NULL, NULL,      MERGE_ALWAYS, P_NONE},
#define KQ_AGG_SPECIAL_AS KQ_AGG_SPECIAL
#include <kq/aggregates.def>
};

/* ---- declarations ------------------------------------------------------------------------------------------------ */
#define NAMED_NONE NAMING_NONE, ""
#define NAMED_ARG1 NAMING_ARG1, ""
#define NAMED_ONLY_ARG NAMING_ONLY_ARG, ""
#define NAMED_NAME_ARG1 NAMING_NAME_ARG1, ""
#define NAMED_COLUMN_ARG1 NAMING_COLUMN_ARG1, ""
#define NAMED_PREFIX_ARG1(p) NAMING_PREFIX_ARG1, p
#define NAMED_PREFIX(p) NAMING_PREFIX, p
#define NAMED_PREFIX_COLUMNS(p) NAMING_PREFIX_COLUMNS, p
#define DECL(family, name, naming, signatures, doc) \
    {family, name, naming, signatures, doc, NULL, false, false, SPECIAL_NONE, NULL},

static struct catalog_decl function_decls[] = {
#define KQ_FUNCTION(name, naming, signatures, doc) DECL(CAT_FUNCTION, name, NAMED_##naming, signatures, doc)
#include <kq/functions.def>
};
static struct catalog_decl operator_decls[] = {
#define KQ_OPERATOR(token, signatures, doc) DECL(CAT_OPERATOR, token, NAMED_NONE, signatures, doc)
#include <kq/operators.def>
};
static struct catalog_decl aggregate_decls[] = {
#define KQ_AGGREGATE(name, naming, signatures, doc) DECL(CAT_AGGREGATE, name, NAMED_##naming, signatures, doc)
#include <kq/aggregates.def>
};
static struct catalog_decl plugin_decls[] = {
#define KQ_PLUGIN(name, signatures, doc) DECL(CAT_PLUGIN, name, NAMED_NONE, signatures, doc)
#include "plugins.def"
};

/* ---- lookup: names in byte order, overloads of a name in the order of the .def file ------------------------------ */
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct catalog_row *function_order[COUNT(functions)];
static const struct catalog_row *operator_order[COUNT(operators)];
static const struct catalog_row *aggregate_order[COUNT(aggregates)];

static struct {
    struct catalog_decl *decls;
    size_t decl_count;
    struct catalog_row *rows;
    const struct catalog_row **order;
    size_t n;
} families[CAT_FAMILIES] = {
    [CAT_FUNCTION] = {function_decls, COUNT(function_decls), functions, function_order, COUNT(functions)},
    [CAT_OPERATOR] = {operator_decls, COUNT(operator_decls), operators, operator_order, COUNT(operators)},
    [CAT_AGGREGATE] = {aggregate_decls, COUNT(aggregate_decls), aggregates, aggregate_order, COUNT(aggregates)},
    [CAT_PLUGIN] = {plugin_decls, COUNT(plugin_decls), NULL, NULL, 0},
};

static int by_name(const void *a, const void *b) {
    const struct catalog_row *x = *(const struct catalog_row *const *)a, *y = *(const struct catalog_row *const *)b;
    int c = strcmp(x->name, y->name);
    return c ? c : x < y ? -1 : x > y;
}

static int decl_by_name(const void *a, const void *b) {
    return strcmp(((const struct catalog_decl *)a)->name, ((const struct catalog_decl *)b)->name);
}

/* Takes "word " from the front. */
static bool take_word(const char **p, const char *word) {
    size_t n = strlen(word);
    if (strncmp(*p, word, n) != 0 || (*p)[n] != ' ') return false;
    *p += n + 1;
    return true;
}

/* "old(x) graph unfolded (..) .." */
static void split_words(struct catalog_decl *d) {
    const char *p = d->signatures;
    if (strncmp(p, "old(", 4) == 0) {
        size_t n = strcspn(p, ")");
        d->replacement = intern(p + 4, n - 4);
        p += n + 2;
    }
    d->graph = take_word(&p, "graph");
    d->unfolded = take_word(&p, "unfolded");
    d->signatures = p;
}

static struct catalog_decl *decl_of(enum cat_family f, const char *name) {
    size_t low = 0, high = families[f].decl_count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int c = strcmp(families[f].decls[mid].name, name);
        if (c == 0) return &families[f].decls[mid];
        if (c < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

static void prepare_decls(enum cat_family f) {
    struct catalog_decl *decls = families[f].decls;
    for (size_t i = 0; i < families[f].decl_count; i++) {
        decls[i].name = intern_s(decls[i].name);
        split_words(&decls[i]);
    }
    qsort(decls, families[f].decl_count, sizeof *decls, decl_by_name);
}

static void prepare_rows(enum cat_family f) {
    size_t n = families[f].n;
    if (!n) return;
    const struct catalog_row **order = families[f].order;
    for (size_t i = 0; i < n; i++) {
        struct catalog_row *row = &families[f].rows[i];
        struct catalog_decl *decl = decl_of(f, row->name);
        row->name = intern_s(row->name);
        row->decl = decl;
        if (decl && !decl->rows) {
            decl->rows = row;
            decl->special = row->special;
        }
        order[i] = row;
    }
    qsort(order, n, sizeof *order, by_name);
    for (size_t i = 0; i + 1 < n; i++)
        if (order[i]->name == order[i + 1]->name) families[f].rows[order[i] - families[f].rows].next = order[i + 1];
}

/* Once per process. A process that is forked later inherits the tables; one forked before makes its own. */
static void prepare(void) {
    static bool ready;
    if (ready) return;
    ready = true;
    for (int f = 0; f < CAT_FAMILIES; f++) {
        prepare_decls((enum cat_family)f);
        prepare_rows((enum cat_family)f);
    }
}

size_t catalog_decl_count(enum cat_family f) { return families[f].decl_count; }

const struct catalog_decl *catalog_decl_at(enum cat_family f, size_t i) {
    prepare();
    return i < families[f].decl_count ? &families[f].decls[i] : NULL;
}

const struct catalog_decl *catalog_declared(enum cat_family f, const char *name) {
    prepare();
    return decl_of(f, name);
}

size_t catalog_count(enum cat_family f) { return families[f].n; }

const struct catalog_row *catalog_at(enum cat_family f, size_t i) {
    prepare();
    return i < families[f].n ? families[f].order[i] : NULL;
}

const struct catalog_row *catalog_find(enum cat_family f, const char *name) {
    prepare();
    size_t low = 0, high = families[f].n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (strcmp(families[f].order[mid]->name, name) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    if (low == families[f].n || strcmp(families[f].order[low]->name, name) != 0) return NULL;
    return families[f].order[low];
}

const struct catalog_row *catalog_next(const struct catalog_row *row) { return row->next; }

const char *catalog_suggest(enum cat_family f, const char *name) {
    prepare();
    struct closest c = closest_to(name);
    for (size_t i = 0; i < families[f].decl_count; i++) {
        const struct catalog_decl *decl = &families[f].decls[i];
        bool internal = decl->name[0] == '$' || decl->name[0] == '_';
        if (!internal && !decl->graph && !decl->replacement) closest_consider(&c, decl->name);
    }
    return c.name;
}

kq_type cat_param_type(enum cat_param p) {
    switch (p) {
    case P_NONE: return KQ_T_NONE;
    case P_BOOL: return KQ_T_BOOL;
    case P_INT: return KQ_T_INT;
    case P_LONG: return KQ_T_LONG;
    case P_REAL: return KQ_T_REAL;
    case P_DECIMAL: return KQ_T_DECIMAL;
    case P_DATETIME: return KQ_T_DATETIME;
    case P_TIMESPAN: return KQ_T_TIMESPAN;
    case P_STRING:
    case P_TEXT: return KQ_T_STRING;
    case P_GUID: return KQ_T_GUID;
    case P_DYNAMIC:
    case P_JSON: return KQ_T_DYNAMIC;
    }
    return KQ_T_NONE;
}

bool is_equality(const char *op) { return !strcmp(op, "==") || !strcmp(op, "!="); }
bool is_order(const char *op) { return op[0] == '<' || op[0] == '>'; }
bool is_logical(const char *op) { return !strcmp(op, "and") || !strcmp(op, "or"); }
