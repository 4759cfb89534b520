/* functions.def, operators.def and aggregates.def as tables that the compiler looks up, with a fold thunk for each row:
 * the same C function that runs in the detector, called on boxed values (STYLE 2c). */
#include "catalog.h"

#include "base.h"

#include <kq/ops.h>

#include <stdlib.h>
#include <string.h>

/* ---- fold thunks: kq_value fold_<family>_<id>(ctx, args, n) ---------------------------------------------------------
 */
#define BOX_BOOL kq_box_bool
#define BOX_INT kq_box_int
#define BOX_LONG kq_box_long
#define BOX_REAL kq_box_real
#define BOX_DATETIME kq_box_datetime
#define BOX_TIMESPAN kq_box_timespan
#define BOX_STRING kq_box_string
#define BOX_GUID kq_box_guid
#define BOX_DYNAMIC kq_box_dynamic

#define UNBOX_BOOL kq_unbox_bool
#define UNBOX_INT kq_unbox_int
#define UNBOX_LONG kq_unbox_long
#define UNBOX_REAL kq_unbox_real
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

#define KQ_CALL(id, name, ret, args_, nulls, effects, symbol, naming, doc)    \
    static kq_value fold_fn_##id(kq_ctx *x, const kq_value *args, size_t n) { \
        PREPARE_##args_;                                                      \
        return BOX_##ret(symbol PASS_##args_);                                \
    }
#include <kq/functions.def>

#define KQ_OPER(id, token, ret, args_, nulls, symbol, doc)                    \
    static kq_value fold_op_##id(kq_ctx *x, const kq_value *args, size_t n) { \
        PREPARE_##args_;                                                      \
        return BOX_##ret(symbol PASS_##args_);                                \
    }
#define KQ_OPER_LIST(id, token, T, symbol, doc)                               \
    static kq_value fold_op_##id(kq_ctx *x, const kq_value *args, size_t n) { \
        UNBOX_ALL(T, args + 1, n - 1);                                        \
        return kq_box_bool(symbol(x, UNBOX_##T(&args[0]), values, n - 1));    \
    }
#include <kq/operators.def>

/* ---- rows -----------------------------------------------------------------------------------------------------------
 */
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
#define KQ_CALL(id, name, ret, args, nulls, effects, symbol, naming, doc) \
    {CAT_FUNCTION,                                                        \
     SHAPE_OF_##args,                                                     \
     name,                                                                \
     #id,                                                                 \
     KQ_T_##ret,                                                          \
     PARAMS_OF_##args,                                                    \
     NULLS_##nulls,                                                       \
     EFFECTS_##effects,                                                   \
     #symbol,                                                             \
     NAMING_##naming,                                                     \
     "",                                                                  \
     doc,                                                                 \
     fold_fn_##id,                                                        \
     NULL},
#define KQ_SPECIAL(id, name, naming, doc)                                                                          \
    {CAT_FUNCTION, SHAPE_SPECIAL,   SPECIAL_##id, name, #id,  KQ_T_NONE, {P_NONE}, 0, NULLS_SPECIAL, EFFECTS_PURE, \
     "",           NAMING_##naming, "",           doc,  NULL, NULL},
#include <kq/functions.def>
};

static struct catalog_row operators[] = {
#define KQ_OPER(id, token, ret, args, nulls, symbol, doc)                                          \
    {CAT_OPERATOR, SHAPE_OF_##args, token,       #id, KQ_T_##ret, PARAMS_OF_##args, NULLS_##nulls, \
     EFFECTS_PURE, #symbol,         NAMING_NONE, "",  doc,        fold_op_##id,     NULL},
#define KQ_OPER_LIST(id, token, T, symbol, doc)                                               \
    {CAT_OPERATOR,  SHAPE_LIST,   SPECIAL_NONE, token,       #id, KQ_T_BOOL, {P_##T},      1, \
     NULLS_SPECIAL, EFFECTS_PURE, #symbol,      NAMING_NONE, "",  doc,       fold_op_##id, NULL},
#include <kq/operators.def>
};

static struct catalog_row aggregates[] = {
#define KQ_AGG(id, name, ret, args, prefix, symbol, doc)                                                             \
    {CAT_AGGREGATE, SHAPE_OF_##args, name, #id,  KQ_T_##ret, PARAMS_OF_##args, NULLS_SPECIAL, EFFECTS_PURE, #symbol, \
     NAMING_NONE,   prefix,          doc,  NULL, NULL},
#define KQ_AGG_SPECIAL(id, name, prefix, doc)                                                 \
    {CAT_AGGREGATE, SHAPE_SPECIAL, SPECIAL_##id, name,        #id,    KQ_T_NONE, {P_NONE}, 0, \
     NULLS_SPECIAL, EFFECTS_PURE,  "",           NAMING_NONE, prefix, doc,       NULL,     NULL},
#include <kq/aggregates.def>
};

/* ---- lookup: rows in name order, overloads of a name in the order of the .def file ----------------------------------
 */
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct catalog_row *function_order[COUNT(functions)];
static const struct catalog_row *operator_order[COUNT(operators)];
static const struct catalog_row *aggregate_order[COUNT(aggregates)];

static struct {
    struct catalog_row *rows;
    const struct catalog_row **order;
    size_t n;
} families[] = {
    {functions, function_order, COUNT(functions)},
    {operators, operator_order, COUNT(operators)},
    {aggregates, aggregate_order, COUNT(aggregates)},
};

static int by_name(const void *a, const void *b) {
    const struct catalog_row *x = *(const struct catalog_row *const *)a, *y = *(const struct catalog_row *const *)b;
    int c = strcmp(x->name, y->name);
    return c ? c : x < y ? -1 : x > y;
}

static void prepare(void) {
    static bool ready;
    if (ready) return;
    ready = true;
    for (size_t f = 0; f < COUNT(families); f++) {
        size_t n = families[f].n;
        const struct catalog_row **order = families[f].order;
        for (size_t i = 0; i < n; i++) {
            families[f].rows[i].name = intern_s(families[f].rows[i].name);
            order[i] = &families[f].rows[i];
        }
        qsort(order, n, sizeof *order, by_name);
        for (size_t i = 0; i + 1 < n; i++)
            if (order[i]->name == order[i + 1]->name) families[f].rows[order[i] - families[f].rows].next = order[i + 1];
    }
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
    const char *best = NULL;
    size_t limit = strlen(name) / 3 + 1, best_distance = limit + 1;
    for (size_t i = 0; i < families[f].n; i++) {
        const char *candidate = families[f].order[i]->name;
        if (candidate[0] == '$') continue;
        size_t d = edit_distance(name, candidate, limit);
        if (d < best_distance) {
            best_distance = d;
            best = candidate;
        }
    }
    return best;
}

kq_type cat_param_type(enum cat_param p) {
    switch (p) {
    case P_NONE: return KQ_T_NONE;
    case P_BOOL: return KQ_T_BOOL;
    case P_INT: return KQ_T_INT;
    case P_LONG: return KQ_T_LONG;
    case P_REAL: return KQ_T_REAL;
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
