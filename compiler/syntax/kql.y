/* The grammar of KQL (kql.md 1 and 5; docs: Kql.g4 of Kusto-Query-Language). Each action is one call into
 * ast_build.c. The levels of the expression grammar are its precedences, lowest first; comparisons do not chain. A
 * tabular expression starts like a scalar one (`T`, `f(x)`, `(T | ...)`), so both are `value` and the builder turns
 * what stands before a pipe into a source.
 *
 * parser.c feeds the tokens: it tells keywords from names, folds operators that are not compiled yet into one token,
 * and recovers from errors by feeding ERROR where an expression, an operator or a statement may stand. */
%name Kql
%token_prefix TK_
%token_type {struct token}
%default_type {struct ast_expr *}
%extra_argument {struct parser *p}
%start_symbol script
%stack_size 0

%token COLON LBRACE RBRACE ARROW.
/* In `f(T | project a, b)` the comma belongs to the list of the operator. */
%nonassoc LIST_END.
%nonassoc COMMA.

%include {
#include "ast_build.h"
#include <stdlib.h>
#define YYNOERRORRECOVERY 1
}

%type name {struct token}
%type param_value {struct token}
%type pipes {struct ast_query *}
%type source {struct ast_query *}
%type op {struct ast_op *}
%type params {struct op_params}
%type named {struct ast_named *}
%type named_list {ast_named_list}
%type arg {struct ast_named *}
%type args {ast_named_list}
%type arg_list {ast_named_list}
%type name_list {struct name_list}
%type value_list {ast_expr_list}
%type expr_list {ast_expr_list}

/* ---- statements */
script ::= statements.
statements ::= statement.
statements ::= statements SEMI statement.
statement ::= .
statement ::= LET(K) name(N) ASSIGN value(V).    { ast_let_value(p, K, N, V); }
statement ::= LET(K) name(N) ASSIGN FUNCTION(F). { ast_let_function(p, K, N, F); }
statement ::= OTHER_STATEMENT(S).                { ast_other_statement(p, S); }
statement ::= value(V).                          { ast_query_statement(p, V); }

/* ---- queries */
value(A) ::= expr(E).                       { A = E; }
value(A) ::= expr(E) pipes(Q).              { A = ast_pipeline(p, ast_source(p, E), Q); }
value(A) ::= source(S).                     { A = ast_pipeline(p, S, NULL); }
value(A) ::= source(S) pipes(Q).            { A = ast_pipeline(p, S, Q); }
source(A) ::= PRINT(K) named_list(L). [LIST_END] { A = ast_source_print(p, K, L); }
source(A) ::= OTHER_SOURCE(T).              { A = ast_source_other(p, T); }
pipes(A) ::= PIPE(B) op(O).                 { A = ast_pipe(p, NULL, B, O); }
pipes(A) ::= pipes(Q) PIPE(B) op(O).        { A = ast_pipe(p, Q, B, O); }

op(A) ::= WHERE(K) expr(E).                 { A = ast_op_where(p, K, E); }
op(A) ::= EXTEND(K) named_list(L). [LIST_END] { A = ast_op_list(p, OP_EXTEND, K, L); }
op(A) ::= PROJECT(K) named_list(L). [LIST_END] { A = ast_op_list(p, OP_PROJECT, K, L); }
op(A) ::= SUMMARIZE(K) params named_list(L). [LIST_END] { A = ast_op_summarize(p, K, &L, NULL); }
op(A) ::= SUMMARIZE(K) params named_list(L) BY named_list(B). [LIST_END] { A = ast_op_summarize(p, K, &L, &B); }
op(A) ::= SUMMARIZE(K) params BY named_list(B). [LIST_END] { A = ast_op_summarize(p, K, NULL, &B); }
op(A) ::= JOIN(K) params(P) postfix(R) ON expr_list(L). [LIST_END] { A = ast_op_join(p, K, P, R, L); }
op(A) ::= OTHER_OP(K).                      { A = ast_op_other(p, K); }
op(A) ::= ERROR(K).                         { A = ast_op_error(p, K); }

params(A) ::= .                                       { A = (struct op_params){0}; }
params(A) ::= params(P) KIND ASSIGN NAME(V).          { A = ast_param_kind(P, V); }
params(A) ::= params(P) HINT ASSIGN param_value.      { A = P; }
param_value(A) ::= NAME(V).    { A = V; }
param_value(A) ::= LITERAL(V). { A = V; }
param_value(A) ::= STRING(V).  { A = V; }

/* ---- named expressions */
named_list(A) ::= named(N).                      { A = ast_named_append(p, (ast_named_list){0}, N); }
named_list(A) ::= named_list(L) COMMA named(N).  { A = ast_named_append(p, L, N); }
named(A) ::= expr(E).                            { A = ast_unnamed(p, E); }
named(A) ::= name(N) ASSIGN expr(E).             { A = ast_named(p, N, E); }
named(A) ::= TUPLE(T) name_list(L) RP ASSIGN expr(E). { A = ast_named_tuple(p, T, L, E); }
name_list(A) ::= name(N).                        { A = ast_names_append(p, (struct name_list){0}, N); }
name_list(A) ::= name_list(L) COMMA name(N).     { A = ast_names_append(p, L, N); }
name(A) ::= NAME(T).                             { A = T; }
name(A) ::= LB(L) STRING(S) RB(R).               { A = ast_bracketed_name(p, L, S, R); }

/* ---- expressions */
expr(A) ::= conjunction(E).                      { A = E; }
expr(A) ::= expr(L) OR(O) conjunction(R).        { A = ast_binary(p, L, O, R); }
conjunction(A) ::= equality(E).                  { A = E; }
conjunction(A) ::= conjunction(L) AND(O) equality(R). { A = ast_binary(p, L, O, R); }
equality(A) ::= relation(E).                     { A = E; }
equality(A) ::= relation(L) EQOP(O) relation(R). { A = ast_binary(p, L, O, R); }
equality(A) ::= relation(L) INOP(O) LP value_list(V) RP(R). { A = ast_in(p, L, O, V, R); }
equality(A) ::= relation(L) BETWEEN(O) LP expr(X) DOTDOT expr(Y) RP(R). { A = ast_between(p, L, O, X, Y, R); }
equality(A) ::= relation BETWEEN LP ERROR(E) RP. { A = ast_error(p, E); }
relation(A) ::= sum(E).                          { A = E; }
relation(A) ::= sum(L) RELOP(O) sum(R).          { A = ast_binary(p, L, O, R); }
sum(A) ::= product(E).                           { A = E; }
sum(A) ::= sum(L) PLUS(O) product(R).            { A = ast_binary(p, L, O, R); }
sum(A) ::= sum(L) MINUS(O) product(R).           { A = ast_binary(p, L, O, R); }
product(A) ::= match(E).                         { A = E; }
product(A) ::= product(L) STAR(O) match(R).      { A = ast_binary(p, L, O, R); }
product(A) ::= product(L) SLASH(O) match(R).     { A = ast_binary(p, L, O, R); }
product(A) ::= product(L) PERCENT(O) match(R).   { A = ast_binary(p, L, O, R); }
match(A) ::= unary(E).                           { A = E; }
match(A) ::= match(L) STROP(O) unary(R).         { A = ast_binary(p, L, O, R); }
unary(A) ::= postfix(E).                         { A = E; }
unary(A) ::= MINUS(O) unary(E).                  { A = ast_unary(p, O, E); }
unary(A) ::= PLUS(O) unary(E).                   { A = ast_unary(p, O, E); }

postfix(A) ::= primary(E).                             { A = E; }
postfix(A) ::= postfix(E) DOT name(N).                 { A = ast_path(p, E, N); }
postfix(A) ::= postfix(E) DOT NAME(N) LP args(L) RP(R). { A = ast_method(p, E, N, L, R); }
postfix(A) ::= postfix(E) LB expr(X) RB(R).            { A = ast_index(p, E, X, R); }
postfix(A) ::= postfix(E) DOT LB LITERAL(X) RB(R).     { A = ast_index(p, E, X.lit, R); }
postfix(A) ::= postfix(E) DOT LB MINUS(O) LITERAL(X) RB(R). { A = ast_index(p, E, ast_unary(p, O, X.lit), R); }
primary(A) ::= name(N).                                { A = ast_name(p, N); }
primary(A) ::= NAME(N) LP args(L) RP(R).               { A = ast_call(p, N, L, R); }
primary(A) ::= LITERAL(T).                             { A = ast_literal(p, T); }
primary(A) ::= STRING(T).                              { A = ast_literal(p, T); }
primary(A) ::= STAR(T).                                { A = ast_star(p, T); }
primary(A) ::= LP(L) value(V) RP(R).                   { A = ast_paren(p, L, V, R); }
primary(A) ::= TYPEOF(K) LP NAME(N) RP(R).             { A = ast_typeof(p, K, N, R); }
primary(A) ::= TYPEOF LP ERROR(E) RP.                  { A = ast_error(p, E); }
primary(A) ::= ERROR(T).                               { A = ast_error(p, T); }

args(A) ::= .                             { A = (ast_named_list){0}; }
args(A) ::= arg_list(L).                  { A = L; }
arg_list(A) ::= arg(N).                   { A = ast_named_append(p, (ast_named_list){0}, N); }
arg_list(A) ::= arg_list(L) COMMA arg(N). { A = ast_named_append(p, L, N); }
arg(A) ::= value(V).                      { A = ast_unnamed(p, V); }
arg(A) ::= name(N) ASSIGN value(V).       { A = ast_named(p, N, V); }

value_list(A) ::= value(V).                     { A = ast_exprs_append(p, (ast_expr_list){0}, V); }
value_list(A) ::= value_list(L) COMMA value(V). { A = ast_exprs_append(p, L, V); }
expr_list(A) ::= expr(V).                       { A = ast_exprs_append(p, (ast_expr_list){0}, V); }
expr_list(A) ::= expr_list(L) COMMA expr(V).    { A = ast_exprs_append(p, L, V); }

/* What the parser loop needs to know of the automaton: which tokens may come next (exactly, by playing the reductions
 * on a copy of the states), and how to drop the top of the stack. */
%code {
enum { SKETCH_MAX = 64 };

/* The stack after some imagined steps: the parser's own entries up to `base`, then `pushed` states. */
struct sketch {
    yyParser *real;
    ptrdiff_t base;
    int pushed;
    YYACTIONTYPE states[SKETCH_MAX];
};

static YYACTIONTYPE sketch_top(const struct sketch *s) {
    return s->pushed ? s->states[s->pushed - 1] : s->real->yystack[s->base].stateno;
}

static bool sketch_push(struct sketch *s, YYACTIONTYPE state) {
    if (s->pushed == SKETCH_MAX) return false;
    s->states[s->pushed++] = state;
    return true;
}

/* Plays one token; false when it would be an error. */
static bool sketch_feed(struct sketch *s, int token) {
    for (;;) {
        YYACTIONTYPE action = yy_find_shift_action((YYCODETYPE)token, sketch_top(s));
        if (action <= YY_MAX_SHIFTREDUCE) {
            if (action > YY_MAX_SHIFT) action = (YYACTIONTYPE)(action + (YY_MIN_REDUCE - YY_MIN_SHIFTREDUCE));
            return sketch_push(s, action);
        }
        if (action < YY_MIN_REDUCE) return action == YY_ACCEPT_ACTION;
        unsigned rule = (unsigned)(action - YY_MIN_REDUCE);
        for (int n = -yyRuleInfoNRhs[rule]; n > 0; n--) {
            if (s->pushed)
                s->pushed--;
            else
                s->base--;
        }
        if (!sketch_push(s, yy_find_reduce_action(sketch_top(s), yyRuleInfoLhs[rule]))) return false;
    }
}

bool kql_accepts(void *parser, int token) {
    yyParser *q = parser;
    struct sketch s = {.real = q, .base = q->yytos - q->yystack};
    return sketch_feed(&s, token);
}

bool kql_unwind(void *parser, int error_token, int next) {
    yyParser *q = parser;
    for (ptrdiff_t base = q->yytos - q->yystack; base >= 0; base--) {
        /* A state that is a pending reduction belongs to a half-done right-hand side that is being dropped. */
        struct sketch s = {.real = q, .base = base};
        if (!sketch_feed(&s, error_token) || !sketch_feed(&s, next)) continue;
        while (q->yytos - q->yystack > base) yy_pop_parser_stack(q);
        return true;
    }
    return false;
}
}
