/* Every scalar function and operator as C: the small ones inline (ops_*.h), the others as prototypes that are expanded
 * from the catalogues, so that a C function whose signature does not match its row is a compile error. The
 * inline ones are declared again for the same reason; they stay static (C11 6.2.2p5: without a storage class a function
 * keeps the linkage of its visible declaration).
 * May be included by: generated code (through <kq/kq.h>), runtime/fn and what builds on it, the compiler's folding. */
#ifndef KQ_OPS_H
#define KQ_OPS_H

#include <kq/ops_arith.h>
#include <kq/ops_compare.h>
#include <kq/ops_convert.h>
#include <kq/ops_null.h>

/* The parameters of a row's C function: KQ_PARAMS_##ARGS, with ARGS as in functions.def. */
#define KQ_PARAMS_A0 (kq_ctx *)
#define KQ_PARAMS_A1(T) (kq_ctx *, KQ_CTYPE_##T)
#define KQ_PARAMS_A2(T, U) (kq_ctx *, KQ_CTYPE_##T, KQ_CTYPE_##U)
#define KQ_PARAMS_A3(T, U, V) (kq_ctx *, KQ_CTYPE_##T, KQ_CTYPE_##U, KQ_CTYPE_##V)
#define KQ_PARAMS_A4(T, U, V, W) (kq_ctx *, KQ_CTYPE_##T, KQ_CTYPE_##U, KQ_CTYPE_##V, KQ_CTYPE_##W)
#define KQ_PARAMS_A5(T, U, V, W, X) (kq_ctx *, KQ_CTYPE_##T, KQ_CTYPE_##U, KQ_CTYPE_##V, KQ_CTYPE_##W, KQ_CTYPE_##X)
#define KQ_PARAMS_AV(T) (kq_ctx *, const KQ_CTYPE_##T *, size_t)
#define KQ_PARAMS_AP(T, U) (kq_ctx *, const kq_dyn *, size_t)

#define KQ_CALL(id, name, ret, args, nulls, effects, symbol) KQ_CTYPE_##ret symbol KQ_PARAMS_##args;
#include <kq/functions.def>

#define KQ_OPER(id, token, ret, args, nulls, symbol) KQ_CTYPE_##ret symbol KQ_PARAMS_##args;
#define KQ_OPER_LIST(id, token, type, symbol)                                   \
    kq_bool symbol(kq_ctx *, KQ_CTYPE_##type, const KQ_CTYPE_##type *, size_t); \
    kq_bool symbol##_dyn(kq_ctx *, KQ_CTYPE_##type, kq_dyn);
#include <kq/operators.def>

#endif
