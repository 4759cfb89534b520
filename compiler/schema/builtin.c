/* Expands tables.def, m365.def and functions.def into constant lists. */
#include "builtin.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define B(c) {c, KQ_T_BOOL},
#define I(c) {c, KQ_T_INT},
#define L(c) {c, KQ_T_LONG},
#define R(c) {c, KQ_T_REAL},
#define M(c) {c, KQ_T_DECIMAL},
#define T(c) {c, KQ_T_DATETIME},
#define P(c) {c, KQ_T_TIMESPAN},
#define S(c) {c, KQ_T_STRING},
#define G(c) {c, KQ_T_GUID},
#define D(c) {c, KQ_T_DYNAMIC},
#define NONE {NULL, KQ_T_NONE},

#define KQ_TABLE(name, columns) {name, KQ_T_NONE}, columns
const struct builtin_row builtin_rows[] = {
#include "tables.def"
};
const size_t builtin_row_count = COUNT(builtin_rows);

#define KQ_XDR(table, first, last) {table, first last},
const struct builtin_xdr builtin_xdr[] = {
#include "m365.def"
};
const size_t builtin_xdr_count = COUNT(builtin_xdr);

#define KQ_SHAPE(id, kind, params, columns) static const struct builtin_row columns_##id[] = {columns};
#define KQ_FUNCTION(name, id)
#include "functions.def"
#define KQ_SHAPE(id, kind, params, columns) \
    static const struct builtin_shape shape_##id = {FN_##kind, params, columns_##id, COUNT(columns_##id)};
#define KQ_FUNCTION(name, id)
#include "functions.def"
#define KQ_SHAPE(id, kind, params, columns)
#define KQ_FUNCTION(name, id) {name, &shape_##id},
const struct builtin_function builtin_functions[] = {
#include "functions.def"
};
const size_t builtin_function_count = COUNT(builtin_functions);
