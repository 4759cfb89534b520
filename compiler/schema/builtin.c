/* Expands tables.def into one flat constant list. */
#include "builtin.h"

#define KQ_TABLE(name, columns) {name, KQ_T_NONE}, columns
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

const struct builtin_row builtin_rows[] = {
#include "tables.def"
};
const size_t builtin_row_count = sizeof builtin_rows / sizeof builtin_rows[0];
