/* Helpers over plan expressions and column sets, private to the plan stage (passes, pipelines, dump). Nothing here
 * changes a plan by itself. */
#ifndef KQLC_PX_H
#define KQLC_PX_H

#include "plan.h"

/* ---- column sets: insertion order kept, so that everything derived from them is deterministic */
struct colset {
    struct arena *arena;
    struct column **cols;
    size_t n, cap;
    uint64_t *bits; /* by column id */
    size_t words;
};
void colset_init(struct colset *s, struct arena *a);
bool colset_has(const struct colset *s, const struct column *c);
void colset_add(struct colset *s, struct column *c);
void colset_remove(struct colset *s, const struct column *c);
void colset_add_uses(struct colset *s, const struct px *e);

/* ---- expressions */
bool px_is_op(const struct px *e, const char *token);      /* call of the operator with that token */
bool px_is_function(const struct px *e, const char *name); /* call of the function with that KQL name */
bool px_is_member(const struct px *e);                     /* d.key, d["key"] */
bool px_is_element(const struct px *e);                    /* d[i] */
bool px_is_true(const struct px *e);                       /* constant true */
bool px_volatile(const struct px *e);
/* Rough cost of one evaluation in units of an integer comparison; only the order matters. */
unsigned px_cost(const struct px *e);
/* Nodes but for constants, counted up to `limit`: substitution may share parts, so that the expression is larger than
 * its memory. */
size_t px_size(const struct px *e, size_t limit);
#define PX_SIZE_MAX 256 /* what substitution may build; beyond, passes leave things as they are */
bool px_uses_only(const struct px *e, struct column *const *cols, size_t n);
bool px_uses_any(const struct px *e, struct column *const *cols, size_t n);
bool px_has_columns(const struct px *e);
struct column *plan_new_column(struct arena *a, struct plan *p, const char *name, kq_type type);
struct px *px_constant(struct arena *a, kq_value v, struct span span);
struct px *px_call(struct arena *a, const struct catalog_row *row, struct px **args, size_t n, struct span span);
/* A call of the operator or function whose C function takes values of the arguments' types; NULL: there is none. */
struct px *px_call_named(struct arena *a, enum cat_family family, const char *name, struct px **args, size_t n,
                         struct span span);
struct px *px_null(struct arena *a, kq_type type); /* a constant; of a string: empty */
struct px *px_column(struct arena *a, struct column *c, struct span span);
/* A copy in which every column that `map` knows is replaced; parts without such a column are shared, not copied. */
typedef struct px *(*px_map)(void *context, struct column *c); /* NULL: keep */
struct px *px_rewrite(struct arena *a, struct px *e, px_map map, void *context);
/* The same with an EXTEND's, PROJECT's or SUMMARIZE's defs: each new column becomes its expression. */
struct px *px_substitute(struct arena *a, struct px *e, const struct po_def *defs, size_t n);
/* A px_map with a struct leg_columns: a union's column becomes that of one of its inputs. */
struct leg_columns {
    struct arena *arena;
    const struct plan_op *op;
    size_t leg;
};
/* Whether an expression of the operator calls something volatile. */
bool po_volatile(struct plan_op *op);
struct px *po_leg_column(void *leg_columns, struct column *c);
const struct po_def *po_find_def(const struct po_def *defs, size_t n, const struct column *c);

/* What fold makes of it. */
struct px *px_folded(struct arena *a, struct px *e);

/* ---- printing, KQL-like. `unique` NULL: plain names; else names that two columns of it share get "#id". */
void px_print(const struct px *e, const struct colset *unique, struct strbuf *out);
void px_print_column(const struct column *c, const struct colset *unique, struct strbuf *out);
void px_print_value(const kq_value *v, struct strbuf *out);
void po_print_agg(const struct po_agg *g, const struct colset *unique, struct strbuf *out);
/* "top 5 by a desc nulls last, ..." */
void po_print_sort(const struct plan_op *op, const struct colset *unique, struct strbuf *out);
/* "$left.a == $right.b, ..." */
void po_print_join_keys(const struct plan_op *op, const struct colset *unique, struct strbuf *out);
const char *join_kind_name(enum join_kind k);
/* Every column that the plan's operators make, for `unique`. */
void plan_columns(const struct plan_op *op, struct colset *out);

/* ---- partitioning, for explain: the expressions over source columns by whose value the input could be split so that
 * every group and every join key stays in one part. */
enum partition_kind { PARTITION_NONE, PARTITION_ANY /* stateless: any split will do */, PARTITION_KEY };
struct partition_scan {
    const struct plan_op *scan;
    VEC(struct px *) by; /* same length for every scan */
};
struct partition {
    enum partition_kind kind;
    VEC(struct partition_scan) scans;
};
void plan_partition(struct arena *a, const struct plan *p, struct partition *out);

#endif
