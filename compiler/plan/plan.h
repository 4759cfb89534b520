/* The plan: relational operators over typed, unique columns. Made by lower.c, rewritten by the opt_*.c passes, cut into
 * push pipelines by pipelines.c, read by emit and explain. Knows no YAML and prints no C. */
#ifndef KQLC_PLAN_H
#define KQLC_PLAN_H

#include "sema.h"

/* ---- expressions: implicit conversions are explicit calls here ----------------------------------------------------
 */
enum px_kind {
    PX_CONST,
    PX_COL,
    PX_CALL,     /* row (function or operator), args; VARIADIC and PAIRS rows: all args. SPECIAL rows never occur */
    PX_CASE,     /* args: c1, v1, c2, v2, ..., else. First true condition; null is not true */
    PX_COALESCE, /* args: first non-null (string: non-empty) */
    PX_LIST,     /* row (KQ_OPER_LIST), args[0] = lhs, args[1..] = items (same type as lhs) */
    PX_LIST_DYN  /* row (KQ_OPER_LIST), args[0] = lhs, args[1] = a dynamic array of items: calls <symbol>_dyn */
};

struct px {
    enum px_kind kind;
    kq_type type;
    struct span span;
    kq_value value;                /* CONST; strings and dynamics live in the rule's arena */
    struct column *col;            /* COL */
    const struct catalog_row *row; /* CALL LIST LIST_DYN */
    struct px **args;
    size_t n;
};

/* ---- operators -----------------------------------------------------------------------------------------------------
 */
enum po_kind {
#define PLAN_OP(kind, name, cls, merges) PO_##kind,
#include "plan.def"
    PO_KINDS
};
enum po_class { PC_SOURCE, PC_LOCAL, PC_FLOW, PC_BREAKER, PC_JOIN };
struct po_traits {
    const char *name;
    enum po_class cls;
    bool merges;
};
extern const struct po_traits po_traits[PO_KINDS];

struct po_def { /* col = expr. A pure rename or pass-through is expr PX_COL */
    struct column *col;
    struct px *expr;
};

struct po_agg {
    const struct catalog_row *row;
    struct px **args;
    size_t n;
    struct column **outs; /* one; arg_max/arg_min: key, then each returned value; take_any: each value; percentiles:
                             one for each percentile */
    size_t out_count;
    struct px **ranks; /* rows with a final_param: what final takes for each of outs, without columns; else NULL */
    struct span span;
};

struct po_key { /* join key: left and right have types that compare as they are (lowering adds conversions) */
    struct column *left, *right;
};

struct po_order { /* of sort and top: any type but dynamic */
    struct column *col;
    bool descending, nulls_first;
};

struct po_path { /* a JSON path inside a dynamic column that is all the query reads of it: ["ActivityInsights","X"] */
    const char **keys;
    size_t n;
};

struct po_clause { /* literals of which one must stand in a record's raw bytes (abi.h, kq_clause) */
    const char **needles;
    size_t needle_count;
    const char *why; /* how rare they are, in a few words for explain */
};

struct po_window { /* of WINDOW: a call of a window function; its value is the column of outs with the same number */
    const struct catalog_row *row;
    size_t first, n; /* its arguments in exprs, constants and columns; those that were left out are there */
};

enum po_step_output { STEP_ALL, STEP_LAST, STEP_NONE };

struct po_step { /* of STEPS */
    const char *name;
    struct px *condition;
    struct po_def *assigned; /* of the declared columns */
    size_t assigned_count;
    enum po_step_output output;
};

struct po_state_column { /* of STEPS: stands in its expressions for `of` in the match of a step; no row has it */
    struct column *col, *of;
    size_t step;
};

struct po_leg { /* of UNION: an input, and its column for each of the union's */
    struct plan_op *input;
    struct column **from; /* as many as cols, of the same types; NULL: it has none, the value is null */
};

struct po_supplied { /* of SCAN: what the user hands over with the command line (abi.h, kq_supplied) */
    const char *name;
    bool watchlist, header, skip_first;
    kq_layout layout;
    char delimiter;
    const char **columns; /* without a header: all fields in order */
    size_t column_count;
};

struct po_expand { /* of EXPAND: exprs are dynamics; outs a column for an element of each, then the index. An APPLY has
                      the exprs, its ITEMS the outs */
    size_t count;  /* of exprs */
    bool pairs;    /* a bag gives [key, value], not {key: value} */
    bool index;    /* the last of outs is the element's number, from 0 */
    bool limited;
    uint64_t limit; /* of elements of one row */
};

/* Of APPLY and its ITEMS: a plan that runs for each row of the input. `right` is that plan, the only source in it is
 * `items`: the row, once for each element of its values. It is cut into pipelines that are opened, run and freed for
 * each row (pipeline.within). Its rows go on together with columns of the input row; the plan reads these as well,
 * under the same names. outs: the columns that it makes.
 *
 * Of PARTITION (exprs: the key; its cols are its input's), APPLY and its MEMBERS: the input has a row for each group,
 * `items` gives the rows of the group, and only the plan's rows go on. */
struct po_apply {
    struct plan_op *apply, *items;
    struct plan_op *partition;    /* NULL: elements */
    const struct plan_op *around; /* the APPLY in whose plan this one stands; set by plan_pipelines */
};

struct po_part { /* of parse's pattern: a column, a `*`, or else a text */
    bool column, star;
    struct text text;
    kq_type type;
};

struct po_quote { /* of parse-kv */
    struct text open, close;
};

struct po_parse { /* of PARSE (parse, parse-where, parse-kv): exprs[0] is the text; it gives values of `types` */
    kq_type *types;
    size_t value_count;
    size_t *from; /* for each of outs: the number of its value */
    bool where;   /* rows that do not match are dropped */
    /* parse */
    struct po_part *parts;
    size_t part_count;
    bool relaxed;
    bool by_regex;     /* instead of parts: `regex`, whose groups give the values (parse-kv: the first the key, the */
    struct text regex; /* second the value) */
    uint32_t *groups;
    /* parse-kv: a value for each key */
    bool by_key;
    struct text *keys;
    struct text pair, between; /* delimiters; both empty: everything but letters and digits */
    struct po_quote *quotes;
    size_t quote_count;
    struct text *escapes;
    size_t escape_count;
    bool greedy;
};

struct plan_op {
    enum po_kind kind;
    struct span span;      /* KQL text of the stage */
    struct plan_op *input; /* NULL for sources and UNION */
    struct plan_op *right; /* JOIN: build side */
    struct column **cols;  /* output columns in order; pruned by opt_prune_columns */
    size_t col_count;
    struct column *ingested; /* among cols while lowering: when the row's record was ingested; NULL: not known */

    /* Of any operator but those below, so that passes and pipelines need not know it: what it computes for each row of
     * its input, and the columns that it makes. Its other columns are its input's, passed through. What else there is
     * to say about it stands in a struct of its own. */
    struct px **exprs;
    size_t expr_count;
    struct column **outs;
    size_t out_count;
    struct po_expand *expand;
    struct po_apply *apply;
    struct po_parse *parse;
    /* STEPS (the operator scan): exprs are the input's columns that the steps read, outs the declared ones and
       match_id. The steps' expressions read those of the current row, the declared ones (their defaults) and
       state_columns */
    struct po_step *steps;
    size_t step_count;
    struct po_def *declared; /* with their defaults */
    size_t declared_count;
    struct po_state_column *state_columns;
    size_t state_column_count;
    struct column *match_id;
    struct column **partition; /* among exprs: rows with other values in these have steps of their own */
    size_t partition_count;
    struct po_window *windows; /* WINDOW: out_count of them */
    /* RANGE: exprs are from, to, step; outs[0] has their type, but for the step of a datetime, a timespan */
    /* SHARE: its input's rows go on as they are; `right` is a table that is worked out once for all READs of it, which
       stand below the input or in the `right` of a SHARE further in. READ: cols[i] is a new column for the shared
       table's from[i] */
    struct plan_op *shared;
    struct column **from;
    /* UNION: every column is new */
    struct po_leg *legs;
    size_t leg_count;

    /* SCAN */
    const char *table;
    struct column *time_column;         /* TimeGenerated when a rule's window applies; NULL otherwise */
    const struct po_supplied *supplied; /* NULL: events */
    bool early;                         /* its pipeline runs in PHASE_BEFORE; set by plan_pipelines */
    struct column **table_cols;         /* all columns of the table, whatever is read */
    size_t table_col_count;
    struct po_clause *clauses; /* every record that matters holds each; rarest first; set by opt_needles */
    size_t clause_count;
    const char *no_needles; /* set by opt_needles when there is no clause: the reason, a phrase */
    struct po_path *paths;  /* set by opt_prune_columns, for explain; one per whole column or path read */
    size_t path_count;
    /* VALUES: row after row, a value for each of table_cols, which are the columns before pruning */
    const kq_value **values;
    size_t row_count;
    /* WHERE: one conjunct each (lowering splits `and`) */
    struct px *predicate;
    /* EXTEND, PROJECT, ROW (print): new columns. PROJECT's cols are exactly its result */
    struct po_def *defs;
    size_t def_count;
    /* SUMMARIZE: keys are defs; cols = keys, then the outs of aggs */
    struct po_agg *aggs;
    size_t agg_count;
    /* JOIN */
    enum join_kind join_kind;
    struct po_key *keys;
    size_t key_count;
    /* ipv4_lookup, ipv6_lookup: the keys are a network and its length (of 128 bits); a left row matches the networks
     * that hold its own, which are at least so long. INNER or LEFTOUTER */
    bool networks;
    int least_prefix;
    /* JOIN output: cols[i] takes join_from[i], a column of the left (join_left[i]) or right input. It is a new column,
       or, of a join that a sub-query became, the left column itself */
    struct column **join_from;
    bool *join_left;
    /* SORT: rows in the order of these columns of the input, which need not be output; equal ones stay as they came.
       With `limited` the first `limit` of them. take: no order columns */
    struct po_order *order;
    size_t order_count;
    bool limited;
    uint64_t limit;
};

/* ---- pipelines ------------------------------------------------------------------------------------------------------
 * One fused push function each: rows come from a source, run through ops, end in a sink. Pipelines are listed in the
 * order in which they may run: all SCAN ones during the pass over the input, the others afterwards, in list order
 * (FROM_MATCH ones are listed but never scheduled: they are called).
 *
 * Joins. The right side is built (SINK_BUILD) before any left row probes. Left rows that arrive during the pass are
 * buffered (SINK_ROWS) and a FROM_ROWS pipeline probes with them; left rows of any other source probe directly.
 * What a probe does, by join_kind; `next` is the join's FROM_MATCH pipeline and takes one joined row:
 *   inner        next for every match, in right order
 *   innerunique  the same, but only the first left row (in arrival order) of each key probes: the emitter keeps a set
 *                of the keys that have probed. Left-only filters were moved below the join where KQL does that
 *   leftouter    next for every match, else once with right columns null
 *   rightouter   next for every match, marks them; FROM_UNMATCHED afterwards hands the unmarked right rows to next
 *   fullouter    leftouter and rightouter together
 *   leftsemi     next once when there is a match          leftanti   next once when there is none
 *   rightsemi    marks only; FROM_UNMATCHED hands the marked right rows to next, each once
 *   rightanti    marks only; FROM_UNMATCHED hands the unmarked right rows to next
 * A null key matches nothing (kql.md 5.5). Row order: left order, then right order inside, right-only rows last. */
enum pl_source {
    FROM_SCAN,
    FROM_ROW,       /* print: one row, run after the pass */
    FROM_VALUES,    /* source_op = VALUES: its rows, run after the pass */
    FROM_GROUPS,    /* source_op = SUMMARIZE: one row per group, first appearance order */
    FROM_ROWS,      /* source_op = JOIN: buffered left rows, input order */
    FROM_UNMATCHED, /* source_op = JOIN: right rows without a match (rightouter, fullouter, rightanti) or with one
                       (rightsemi); left columns null */
    FROM_SORTED,    /* source_op = SORT: its rows, in their order */
    FROM_KEPT,      /* source_op = any other BREAKER: the rows that it gives; or a READ: those of its SHARE */
    FROM_NEXT,      /* source_op = a FLOW operator: called by the pipelines with SINK_NEXT (never scheduled itself) */
    FROM_MATCH      /* source_op = JOIN: called by the probing pipeline once per joined row (never scheduled itself) */
};
enum pl_sink {
    SINK_OUTPUT, /* result row: the plan's result columns */
    SINK_GROUP,  /* sink_op = SUMMARIZE */
    SINK_BUILD,  /* sink_op = JOIN: right side into the join table */
    SINK_ROWS,   /* sink_op = JOIN: left rows buffered */
    SINK_SORT,   /* sink_op = SORT */
    SINK_KEEP,   /* sink_op = any other BREAKER; or SHARE: what its READs read */
    SINK_NEXT,   /* sink_op = a FLOW operator, `next` its FROM_NEXT pipeline; of UNION, `leg` says which input */
    SINK_PROBE   /* sink_op = JOIN: left row probes; each joined row calls the pipeline `next`. On a FROM_UNMATCHED
                    pipeline: nothing is looked up, every row goes straight to `next` */
};

/* When a pipeline runs; of one that is called, when it may be called for the first time. */
enum pl_phase {
    PHASE_PASS,  /* records come: FROM_SCAN, and what such a pipeline calls */
    PHASE_AFTER, /* behind the pass over the input */
    PHASE_BEFORE /* what is supplied has been read, events have not (abi.h, kq_detector.prepare) */
};

struct pipeline {
    unsigned id; /* index in the plan's list */
    enum pl_source source;
    struct plan_op *source_op;
    struct plan_op **ops; /* WHERE, EXTEND, PROJECT in order */
    size_t op_count;
    enum pl_sink sink;
    struct plan_op *sink_op; /* NULL for SINK_OUTPUT */
    struct pipeline *next;   /* SINK_PROBE: the join's FROM_MATCH pipeline, shared by the probing and the FROM_UNMATCHED
                                one; SINK_NEXT: see there */
    size_t leg;              /* of APPLY: 0 its input, 1 the rows of its plan, which go to the one behind */
    const struct plan_op *within; /* the APPLY to whose plan it belongs; NULL: none */
    enum pl_phase phase;
    /* Live at the start, and nothing else. SCAN: the fields read, time_column included; GROUPS: of the summarize's
     * cols; SORTED, KEPT, NEXT: likewise; ROWS: the sink_cols of the join's SINK_ROWS; UNMATCHED: the sink_cols of its
     * SINK_BUILD; MATCH: the join's output columns (its cols, not join_from) that are still needed; ROW: none. */
    struct column **in_cols;
    size_t in_count;
    /* Columns that the sink keeps or outputs, in order, each once. OUTPUT: the result; GROUP: what keys and aggregate
     * arguments read; SORT: the order's columns, then what in_cols of the FROM_SORTED pipeline takes; KEEP, NEXT: what
     * exprs read, then what the pipeline behind takes and is passed through (of UNION: of this leg); BUILD, ROWS,
     * PROBE: the key columns of that side, then what in_cols of the join's FROM_MATCH takes from that side;
     * FROM_UNMATCHED: as in_cols. */
    struct column **sink_cols;
    size_t sink_count;
};

struct plan {
    struct plan_op *root;
    struct column **result; /* result columns in order; their names are in result_names */
    const char **result_names;
    size_t result_count;
    struct pipeline **pipelines; /* set by plan_pipelines */
    size_t pipeline_count;
    uint32_t next_column; /* id of the next new column */
    bool is_rule;         /* the window applies to scans with TimeGenerated */
};

/* ---- passes: each in its own file, each can be switched off by name ------------------------------------------------
 */
struct plan *plan_lower(struct arena *a, struct bound *b, struct ast_script *s, bool is_rule,
                        struct diag *d); /* NULL after U errors */
/* Whether a tabular operator is executed; the others bind and are refused. */
bool plan_runs(enum ast_op_kind kind);
bool plan_runs_plugin(const char *name);                  /* of evaluate */
void opt_fold(struct arena *a, struct plan *p);           /* "fold": PURE calls on constants, through the C functions */
void opt_push_filters(struct arena *a, struct plan *p);   /* "push-filters" */
void opt_top(struct arena *a, struct plan *p);            /* "top" */
void opt_prune_columns(struct arena *a, struct plan *p);  /* "prune-columns" */
void opt_needles(struct arena *a, struct plan *p);        /* "needles" */
void opt_plain_regex(struct arena *a, struct plan *p);    /* "plain-regex" */
void opt_order_operands(struct arena *a, struct plan *p); /* "order-operands" */
void opt_common(struct arena *a, struct plan *p);         /* "common-subexpressions" */
void opt_list_flags(struct arena *a, struct plan *p);     /* "list-flags" */
void plan_pipelines(struct arena *a, struct plan *p);     /* not optional */
/* ---- walking: what passes that treat an operator like any other need to know about it */
/* Each input, so that it can be replaced. */
void po_each_input(struct plan_op *op, void (*f)(void *context, struct plan_op **input), void *context);
/* Each expression that it computes for a row of its input. */
void po_each_expr(struct plan_op *op, void (*f)(void *context, struct px **e), void *context);
/* Whether a row of it can come while records are read: a SCAN below, with no BREAKER or JOIN between. */
bool po_in_pass(const struct plan_op *op);
/* Whether its rows are there before the first record comes: nothing below it reads events. What the user hands over
 * (po_supplied) is read first. */
bool po_early(const struct plan_op *op);
/* Whether a join's right side is complete before the pass, so that left rows probe as they come: then the join is part
 * of the pass. */
bool po_probes_in_pass(const struct plan_op *join);

/* Whether states can be merged: no pipeline writes rows during the pass, no aggregate depends on the order of
 * additions. Needs the pipelines. */
bool plan_merges(const struct plan *p);
struct plan_pass {
    const char *name;
    void (*run)(struct arena *a, struct plan *p);
    const char *what; /* one line for --help and explain */
};
extern const struct plan_pass plan_passes[]; /* in order; ends with name NULL */

void plan_dump(const struct plan *p, struct strbuf *out);                            /* tree with expressions */
void plan_explain_text(const struct plan *p, struct text query, struct strbuf *out); /* `kqlc explain` */
void plan_explain_json(const struct plan *p, struct text query, struct strbuf *out);

#endif
