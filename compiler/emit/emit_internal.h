/* What the emit_*.c files share. One emitter per C file, one scope per emitted pipeline function. */
#ifndef KQLC_EMIT_INTERNAL_H
#define KQLC_EMIT_INTERNAL_H

#include "cwriter.h"
#include "emit.h"

/* ---- maps from texts */
struct text_map {
    struct text_entry {
        const char *key, *value;
        unsigned number;
    } * slots;
    size_t cap, n;
};
/* The entry of key, new and empty when there was none; valid until the next call. The map keeps `key` itself. */
struct text_entry *text_map_at(struct arena *a, struct text_map *m, const char *key);
/* `lead` + a readable form of `name`, made unique in the set with _2, _3, ... */
const char *names_unique(struct arena *a, struct text_map *set, const char *lead, const char *name);

/* ---- row structs */
struct shape { /* columns kept behind a breaker and the struct fields that hold them */
    struct column **cols;
    const char **fields;
    size_t n;
};
struct shape shape_make(struct arena *a, struct column **cols, size_t n);
const char *shape_field(const struct shape *s, const struct column *c);

struct emitter;
struct scope;
struct breaker;
struct cwriter;

/* How the C of a kind of operator is written, one table for each kind that is a BREAKER or a FLOW (op_writers in
 * emit_writers.c). What an operator has no use for is NULL. */
struct op_writer {
    const char *name; /* "window": its objects are window_1, window_1_row, ... */
    /* FLOW and BREAKER: what is known before anything is written; kept, row and name are set. */
    void (*prepare)(struct emitter *e, struct breaker *b);
    void (*types)(struct emitter *e, const struct breaker *b);     /* its structs, beside struct ..._row */
    void (*state)(struct emitter *e, const struct breaker *b);     /* its members of struct state */
    void (*functions)(struct emitter *e, const struct breaker *b); /* its functions, in front of the pipelines' */
    void (*open)(struct emitter *e, const struct breaker *b);      /* statements at the start: x, s */
    /* The end of a pipeline that fills it: SINK_KEEP, or SINK_NEXT (flow_hand_on gives a row to the next). */
    void (*sink)(struct scope *s, const struct breaker *b);
    /* The values of the pipeline behind it. NULL: the members of `in`, a struct ..._row. */
    void (*bind)(struct scope *s, const struct breaker *b);
    const char *(*parameter)(struct emitter *e, const struct breaker *b); /* NULL: "const struct ..._row *in" */
    const char *(*describe)(const struct pipeline *p);                    /* "each row in its window" */
    /* BREAKER: statements that call `function`, the pipeline behind it, for each row. */
    void (*finish)(struct emitter *e, const struct breaker *b, const char *function);
    void (*merge)(struct emitter *e, const struct breaker *b); /* statements that add o's rows to s's */
    void (*free)(struct emitter *e, const struct breaker *b, const char *state);
};
extern const struct op_writer *const op_writers[PO_KINDS]; /* NULL: SOURCE, LOCAL, and those with code of their own */

/* What the emitter knows about an operator that keeps rows or hands them on. */
struct breaker {
    const struct plan_op *op;
    const struct plan_op *owner;    /* the APPLY in whose plan it stands; NULL: none */
    const struct op_writer *writer; /* NULL: SUMMARIZE, JOIN, SORT */
    const char *name;               /* "window_1" */
    struct shape row;               /* with a writer: columns of the pipeline behind it (in_cols) */
    const char *group;              /* SUMMARIZE: "group_1": struct, and with an s the table in struct state */
    const char **key_fields;
    struct agg_fields {
        const char *field;   /* state in the group */
        const char **values; /* arg_max, arg_min, take_any: a field per result */
    } * aggs;
    const char *join; /* JOIN: "join_1" */
    struct shape right, left, joined;
    const char **join_keys;
    bool buffers_left, has_unmatched, keeps_rows;
    const char *sort;  /* SORT: "sort_1" */
    struct shape kept; /* SORT, and with a writer: columns that the pipeline in front hands over (sink_cols) */
};

enum { EMIT_TYPES = KQ_T_DYNAMIC + 1 };

/* The text that an operator comes from. One stage of the query may have become several operators (`where a and b`). */
struct stage {
    struct span span;  /* the operator's */
    struct span shown; /* the whole stage */
    size_t number;     /* from 1; the same for operators of one stage */
    bool is_where;
};

struct emitter {
    struct arena *a;
    const struct plan *plan;
    const struct rule *rule;
    const struct source *src;
    const struct emit_options *o;
    struct text_map names; /* file level */
    struct cwriter constants, types, functions, tail;
    struct text_map literals; /* type and definition -> name: equal ones share an object */
    VEC(const char *) fields; /* JSON keys, in slot order */
    struct text_map slots;    /* JSON key -> slot + 1 */
    VEC(struct stage) stages; /* places of operators in text order */
    size_t stage_count;       /* of the query, as people count them */
    VEC(struct breaker) breakers;
    const char **functions_of; /* by pipeline id */
    bool coalesce[EMIT_TYPES]; /* helpers in use */
    bool has_state;
    bool uses_regex;  /* calls runtime/re: emit_regex_call */
    bool in_order;    /* a call draws random numbers */
    bool asks_geo_ip; /* a function needs the database of --geo-ip */
    struct {
        unsigned scope;
        size_t index;
    } * by_column; /* column id -> binding of the current scope */
    size_t by_column_cap;
    unsigned scope_number;
};

/* ---- scopes */
enum binding_kind { BIND_READY, BIND_LOCAL, BIND_SLOT, BIND_EXPR, BIND_FINAL };
struct binding {
    enum binding_kind kind;
    const struct column *col;
    const char *text;         /* READY, LOCAL, and the others once emitted: the C expression for the value */
    const struct px *expr;    /* EXPR */
    const struct po_agg *agg; /* FINAL */
    const char *source;       /* FINAL: the state */
    uint32_t line;            /* EXPR: line of the rule */
    bool needed, done;
};
struct scope {
    struct emitter *e;
    const struct pipeline *pipeline;
    struct cwriter body;
    struct text_map names;
    VEC(struct binding) bindings;
    uint32_t line; /* of the stage being written, 0: none */
    size_t stage;  /* its number, 0: none yet */
    bool uses_x, uses_state, uses_input;
};
void scope_open(struct scope *s, struct emitter *e, const struct pipeline *p);
void scope_bind_ready(struct scope *s, const struct column *c, const char *text);
void scope_bind_local(struct scope *s, const struct column *c, const char *text); /* the same, not read from `in` */
void scope_bind_slot(struct scope *s, const struct column *c);
void scope_bind_expr(struct scope *s, const struct column *c, const struct px *expr, uint32_t line);
void scope_bind_final(struct scope *s, const struct column *c, const struct po_agg *agg, const char *state);
/* Says that values are needed next, then writes all of them that are not there yet, in query order. */
void scope_need_column(struct scope *s, const struct column *c);
void scope_need_expr(struct scope *s, const struct px *e);
void scope_compute(struct scope *s);
/* The C expression of a column that was computed. */
const char *scope_value(struct scope *s, const struct column *c);
/* Whether it is a constant whose C form is all zero: no text, a null dynamic value. */
bool scope_is_zero(struct scope *s, const struct column *c);
/* Banner of the stage that op belongs to (once), and its line for the statements that follow. */
void scope_stage(struct scope *s, const struct plan_op *op);
void scope_statement(struct scope *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* ---- expressions and constants */
/* Says that the file calls a function of runtime/re (kq_re_...), which not every detector links. */
void emit_regex_call(struct emitter *e);
const char *emit_expr(struct scope *s, const struct px *e);
/* A C condition: is e, a bool, true (and not null)? */
const char *emit_condition(struct scope *s, const struct px *e);
const char *emit_const(struct emitter *e, const kq_value *v);                       /* a C expression */
void put_const_initializer(struct emitter *e, const kq_value *v, struct strbuf *b); /* for static tables */
const char *emit_table(struct emitter *e, const kq_value *const *v, size_t n, kq_type type);
const char *emit_string(struct emitter *e, const char *p, size_t n); /* "L_..." */
void put_str_initializer(struct strbuf *b, const char *p, size_t n); /* {"...", n} */
const char *c_type(kq_type t);
const char *c_suffix(kq_type t);
const char *null_test(struct emitter *e, kq_type t, const char *value); /* NULL: never null */
void emit_helpers(struct emitter *e);

/* Compilers need not take longer string literals (C11 5.2.4.1) and say so under -Wpedantic, unless __extension__ stands
 * in front. */
#define LONGEST_LITERAL 4095

/* ---- parts of the file */
struct breaker *breaker_of(struct emitter *e, const struct plan_op *op);
const char *fmt(struct emitter *e, const char *format, ...) __attribute__((format(printf, 2, 3)));
uint32_t span_line(const struct emitter *e, struct span s);
unsigned slot_of(struct emitter *e, const char *field);

/* Columns of a table's entry with the C expressions to look for, and their types. */
struct entry_keys {
    const char *const *fields, *const *values;
    const kq_type *types;
    size_t n;
};
/* Declares `var`, the entry with these keys in the state's `table`, or NULL, and `h`, their hash. */
void put_look_up(struct emitter *e, struct cwriter *w, const char *table, const char *entry, const char *var,
                 const struct entry_keys *k);

void group_prepare(struct emitter *e, struct breaker *b, unsigned number);
void group_types(struct emitter *e, const struct breaker *b);
void group_bind(struct scope *s, const struct breaker *b);
void group_sink(struct scope *s, const struct breaker *b);
void group_open(struct emitter *e, const struct breaker *b);
/* Declares `g`, the group with these keys, or NULL. */
void group_look_up(struct emitter *e, struct cwriter *w, const struct breaker *b, const char *const *keys);
/* Whether the emitter writes the aggregate's state and steps itself (arg_max, arg_min, take_any). */
bool group_writes(const struct po_agg *g);
/* arg_max, arg_min: the test whether a row with this key replaces the one that is kept. */
const char *group_replaces(struct emitter *e, const struct po_agg *g, const char *key, const char *kept);

void join_prepare(struct emitter *e, struct breaker *b, unsigned number);
void join_types(struct emitter *e, const struct breaker *b);
/* Declares `k`, the join's entry with these keys, or NULL. */
void join_look_up(struct emitter *e, struct cwriter *w, const struct breaker *b, const char *const *keys);
void join_build_sink(struct scope *s, const struct breaker *b);
void join_rows_sink(struct scope *s, const struct breaker *b);
void join_probe_sink(struct scope *s, const struct breaker *b);
void join_next_sink(struct scope *s, const struct breaker *b);
const char *join_unmatched_test(const struct breaker *b);

void sort_prepare(struct emitter *e, struct breaker *b, unsigned number);
void sort_types(struct emitter *e, const struct breaker *b);
void sort_state(struct emitter *e, const struct breaker *b);
void sort_order(struct emitter *e, const struct breaker *b);
void sort_open(struct emitter *e, const struct breaker *b);
void sort_sink(struct scope *s, const struct breaker *b);
void sort_bind(struct scope *s, const struct breaker *b);
void sort_finish(struct emitter *e, const struct breaker *b, const char *function);
void sort_merge(struct emitter *e, const struct breaker *b);
void sort_free(struct emitter *e, const struct breaker *b, const char *state);

/* emit_flow.c: the row of the pipeline behind the operator, from the C expressions of its members, is given to it; a
 * value that is NULL stays zero. */
void flow_hand_on(struct scope *s, const struct breaker *b, const char *const *values);
/* The same with another context than x. */
void flow_hand_on_in(struct scope *s, const struct breaker *b, const char *const *values, const char *context);
extern const struct op_writer union_writer;
extern const struct op_writer range_writer;

/* emit_kept.c: rows kept in the order in which they come, struct ..._kept in kq_rows ...s; parts of an op_writer. */
void kept_types(struct emitter *e, const struct breaker *b);
void kept_state(struct emitter *e, const struct breaker *b);
void kept_open(struct emitter *e, const struct breaker *b);
void kept_sink(struct scope *s, const struct breaker *b);
void kept_merge(struct emitter *e, const struct breaker *b);
void kept_free(struct emitter *e, const struct breaker *b, const char *state);
extern const struct op_writer window_writer;
extern const struct op_writer steps_writer;

/* emit_expand.c. Of an operator with items (po_expand): declares `items`, its values, and `rows`, how many rows they
 * give; what they read is computed. */
void expand_items(struct scope *s, const struct plan_op *op);
/* Element i of the item that fills the column, or the index; NULL: no item does. */
const char *expand_value(struct emitter *e, const struct plan_op *op, const struct column *c);
extern const struct op_writer expand_writer;
/* emit_shared.c */
extern const struct op_writer share_writer, read_writer;
/* emit_apply.c */
extern const struct op_writer apply_writer, items_writer;
/* emit_partition.c */
extern const struct op_writer partition_writer, members_writer;

void parse_local(struct scope *s, const struct plan_op *op); /* emit_parse.c */

/* The C of a LOCAL operator other than where, extend and project, by kind: statements, and bindings of its outs. */
typedef void (*local_writer)(struct scope *s, const struct plan_op *op);
extern const local_writer local_writers[PO_KINDS];

void collect_stages(struct emitter *e);
const struct stage *stage_of(const struct emitter *e, const struct plan_op *op); /* NULL: not of the query's text */
void emit_pipeline(struct emitter *e, const struct pipeline *p);
void emit_open_and_finish(struct emitter *e);
/* Whether something runs before the pass. */
bool emit_prepares(const struct emitter *e);
/* Statements in e->tail: those of the whole detector, or of the plan of an APPLY. */
void put_open(struct emitter *e, const struct plan_op *owner);
void put_finish(struct emitter *e, const struct plan_op *owner);
void emit_merge(struct emitter *e);
void emit_metadata(struct emitter *e);

#endif
