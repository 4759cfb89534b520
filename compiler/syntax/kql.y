/* The grammar of KQL (kql.md 1 and 5; docs: Kql.g4 of Kusto-Query-Language). Each action is one call into
 * ast_build*.c. The levels of the expression grammar are its precedences, lowest first; comparisons do not chain. A
 * tabular expression starts like a scalar one (`T`, `f(x)`, `(T | ...)`), so both are `value`, and what stands before a
 * pipe becomes the pipeline's source. An operator is built clause by clause: its head makes the node, each clause sets
 * one field of it.
 *
 * feeder.c feeds the tokens. It tells keywords from names by asking which the automaton can take (kql_accepts), makes
 * one token of what belongs together (`in range`, `hint.strategy`, `['a b']`, `-[`, `Sec*`), and recovers from errors by
 * feeding ERROR where an expression, an operator or a statement may stand. There are no conflicts: the build stops at
 * one. */
%name Kql
%token_prefix TK_
%token_type {struct token}
%default_type {struct ast_expr *}
%extra_argument {struct parser *p}
%start_symbol start
%stack_size 0

/* In `f(T | project a, b)` the comma belongs to the list of the operator. */
%nonassoc LIST_END.
%nonassoc COMMA.
/* In `facet by externaldata(...) [...] with (...)` the properties belong to externaldata. */
%nonassoc WITH.

%include {
#include "ast_build.h"
#include <stdlib.h>
#define YYNOERRORRECOVERY 1
}

%type block {struct ast_script *}
%type statements {struct ast_script *}
%type body {struct ast_script *}
%type lets {struct ast_script *}
%type statement {struct ast_statement *}
%type let {struct ast_statement *}
%type pattern_statement {struct ast_statement *}
%type function {struct ast_function *}
%type function_start {struct ast_function *}
%type name {struct token}
%type word {struct token}
%type extended {struct token}
%type selector {struct token}
%type subquery_call {struct token}
%type type {struct token}
%type pipes {struct ast_query *}
%type sub {struct ast_query *}
%type branch_query {struct ast_query *}
%type params {struct op_params}
%type named {struct ast_named *}
%type ordered {struct ast_named *}
%type directed {struct ast_named *}
%type direction {struct token}
%type expanded {struct ast_named *}
%type series {struct ast_named *}
%type column_pattern {struct ast_named *}
%type leg {struct ast_named *}
%type member {struct ast_named *}
%type found {struct ast_named *}
%type property {struct ast_named *}
%type chart_property {struct ast_named *}
%type legacy_property {struct ast_named *}
%type assignment {struct ast_named *}
%type key {struct ast_named *}
%type arg {struct ast_named *}
%type distinct {struct ast_named *}
%type distinct_list {ast_named_list}
%type named_list {ast_named_list}
%type ordered_list {ast_named_list}
%type expanded_list {ast_named_list}
%type series_list {ast_named_list}
%type column_patterns {ast_named_list}
%type legs {ast_named_list}
%type members {ast_named_list}
%type found_list {ast_named_list}
%type properties {ast_named_list}
%type property_list {ast_named_list}
%type chart_properties {ast_named_list}
%type assignments {ast_named_list}
%type key_list {ast_named_list}
%type args {ast_named_list}
%type arg_list {ast_named_list}
%type name_list {ast_name_list}
%type value_list {ast_expr_list}
%type uris {ast_expr_list}
%type expr_list {ast_expr_list}
%type literals {ast_expr_list}
%type literal_list {ast_expr_list}
%type schema {struct ast_schema *}
%type columns {struct ast_schema *}
%type column_list {struct ast_schema *}
%type column {struct ast_column}
%type parameter_schema {struct ast_schema *}
%type row_columns {struct ast_schema *}
%type row_column_list {struct ast_schema *}
%type row_column {struct ast_column}
%type parameters {struct ast_schema *}
%type parameter_list {struct ast_schema *}
%type parameter {struct ast_column}
%type part {struct ast_part *}
%type level {struct ast_part *}
%type level_of {struct ast_part *}
%type step {struct ast_part *}
%type step_name {struct ast_part *}
%type step_start {struct ast_part *}
%type step_body {struct ast_part *}
%type branch {struct ast_part *}
%type node_table {struct ast_part *}
%type node {struct ast_part *}
%type edge {struct ast_part *}
%type edge_open {struct ast_part *}
%type edge_range {struct ast_part *}
%type path {struct ast_part *}
%type output_table {struct ast_part *}
%type parts {ast_part_list}
%type steps {ast_part_list}
%type branches {ast_part_list}
%type paths {ast_part_list}

/* ---- what a text may be: a query or a function's body; or the parameters of a stored function */
start ::= block(B).                              { ast_script_done(p, B); }
start ::= BODY_ONLY body(B).                     { ast_script_done(p, B); }
start ::= PARAMETERS_ONLY parameters(P).         { ast_parameters_done(p, P); }

/* ---- statements */
block(A) ::= .                                   { A = ast_block(p, NULL, NULL); }
block(A) ::= statements(B).                      { A = B; }
block(A) ::= statements(B) SEMI.                 { A = B; }
statements(A) ::= statement(S).                  { A = ast_block(p, NULL, S); }
statements(A) ::= statements(B) SEMI statement(S). { A = ast_block(p, B, S); }
statement(A) ::= let(S).                         { A = S; }
let(A) ::= LET(K) name(N) ASSIGN value(V).       { A = ast_let_value(p, K, N, V); }
let(A) ::= LET(K) name(N) ASSIGN function(F).    { A = ast_let_function(p, K, N, F); }
let(A) ::= LET(K) name(N) ASSIGN MATERIALIZE(M) LP value(V) RP(R). { A = ast_let_value(p, K, N, ast_call_of(p, M, V, R)); }
let(A) ::= LET(K) name(N) ASSIGN ENTITY_GROUP(M) LB expr_list(L) RB(R). { A = ast_let_value(p, K, N, ast_entity_group(p, M, L, R)); }
let(A) ::= DECLARE(K) QUERY_PARAMETERS LP parameter_list(P) RP(R). { A = ast_query_parameters(p, K, P, R); }
statement(A) ::= SET(K) name(N).                    { A = ast_set(p, K, N, NULL); }
statement(A) ::= SET(K) name(N) ASSIGN expr(V).     { A = ast_set(p, K, N, V); }
statement(A) ::= RESTRICT(K) ACCESS TO LP members(L) RP(R).   { A = ast_restrict(p, K, L, R); }
statement(A) ::= RESTRICT(K) ACCESS TO LP members(L) RP WITH LP properties RP(R). { A = ast_restrict(p, K, L, R); }
statement(A) ::= ALIAS(K) DATABASE name(N) ASSIGN expr(E).    { A = ast_alias(p, K, N, E); }
statement(A) ::= pattern_statement(S).           { A = S; }
statement(A) ::= value(V).                       { A = ast_query_statement(p, V); }

pattern_statement(A) ::= DECLARE(K) PATTERN name(N).   { A = ast_pattern(p, K, N, NULL); }
pattern_statement(A) ::= DECLARE(K) PATTERN name(N) ASSIGN LP parameters(P) RP pattern_path LBRACE pattern_rules RBRACE(R).
                                                       { A = ast_pattern_rules(p, K, N, P, R); }
pattern_path ::= .
pattern_path ::= LB parameter RB.
pattern_rules ::= pattern_rule.
pattern_rules ::= pattern_rules pattern_rule.
pattern_rule ::= LP expr_list RP pattern_key ASSIGN LBRACE body RBRACE SEMI.
pattern_key ::= .
pattern_key ::= DOT LB literal RB.

/* A parenthesis that starts parameters is FUNCTION_LP: the feeder sees the body behind it. */
function(A) ::= function_start(F) parameters(P) RP LBRACE body(B) RBRACE(R). { A = ast_function(p, F, P, B, R); }
function_start(A) ::= FUNCTION_LP(L).            { A = ast_function_start(p, L, false); }
function_start(A) ::= VIEW(V) FUNCTION_LP.       { A = ast_function_start(p, V, true); }

body(A) ::= lets(B).                             { A = B; }
body(A) ::= lets(B) value(V).                    { A = ast_block(p, B, ast_query_statement(p, V)); }
body(A) ::= lets(B) value(V) SEMI.               { A = ast_block(p, B, ast_query_statement(p, V)); }
lets(A) ::= .                                    { A = ast_block(p, NULL, NULL); }
lets(A) ::= lets(B) let(S) SEMI.                 { A = ast_block(p, B, S); }

/* ---- schemas and parameters */
schema(A) ::= LP(L) columns(C) RP(R).            { A = ast_schema_span(p, C, L, R); }
schema(A) ::= LP(L) COMMA columns(C) RP(R).      { A = ast_schema_span(p, C, L, R); }
columns(A) ::= .                                 { A = ast_schema(p); }
columns(A) ::= column_list(L).                   { A = L; }
columns(A) ::= column_list(L) COMMA.             { A = L; }
column_list(A) ::= column(C).                    { A = ast_schema_append(p, ast_schema(p), C); }
column_list(A) ::= column_list(L) COMMA column(C). { A = ast_schema_append(p, L, C); }
column(A) ::= extended(N) COLON type(T).         { A = ast_column(p, N, T); }
column(A) ::= STAR(S).                           { A = ast_column_star(p, S); }
type(A) ::= NAME(T).                             { A = T; }
type(A) ::= EXTENDED(T).                         { A = T; }
type(A) ::= WORD(T).                             { A = T; }

parameters(A) ::= .                              { A = ast_schema(p); }
parameters(A) ::= parameter_list(L).             { A = L; }
parameter_list(A) ::= parameter(C).              { A = ast_schema_append(p, ast_schema(p), C); }
parameter_list(A) ::= parameter_list(L) COMMA parameter(C). { A = ast_schema_append(p, L, C); }
parameter(A) ::= extended(N) COLON type(T).      { A = ast_parameter(p, N, T, NULL); }
parameter(A) ::= extended(N) COLON type(T) ASSIGN setting(D). { A = ast_parameter(p, N, T, D); }
parameter(A) ::= extended(N) COLON parameter_schema(S). { A = ast_parameter_table(N, S, NULL); }
parameter(A) ::= extended(N) COLON parameter_schema(S) ASSIGN setting(D). { A = ast_parameter_table(N, S, D); }
/* the rows of a table: all of them named, or any */
parameter_schema(A) ::= LP(L) row_columns(C) RP(R). { A = ast_schema_span(p, C, L, R); }
parameter_schema(A) ::= LP(L) STAR(S) RP(R).     { A = ast_schema_span(p, ast_schema_append(p, ast_schema(p), ast_column_star(p, S)), L, R); }
row_columns(A) ::= .                             { A = ast_schema(p); }
row_columns(A) ::= row_column_list(L).           { A = L; }
row_columns(A) ::= row_column_list(L) COMMA.     { A = L; }
row_column_list(A) ::= row_column(C).            { A = ast_schema_append(p, ast_schema(p), C); }
row_column_list(A) ::= row_column_list(L) COMMA row_column(C). { A = ast_schema_append(p, L, C); }
row_column(A) ::= extended(N) COLON type(T).     { A = ast_column(p, N, T); }

/* ---- queries */
value(A) ::= expr(E).                            { A = E; }
value(A) ::= query(E).                           { A = E; }
query(A) ::= expr(E) pipes(Q).                   { A = ast_pipeline(p, E, Q); }
query(A) ::= starter(O).                         { A = ast_pipeline(p, NULL, ast_pipe(p, NULL, O)); }
query(A) ::= starter(O) pipes(Q).                { A = ast_pipeline(p, NULL, ast_pipe_front(p, O, Q)); }
pipes(A) ::= PIPE(B) op(O).                      { A = ast_pipe(p, NULL, ast_piped(B, O)); }
pipes(A) ::= pipes(Q) PIPE(B) op(O).             { A = ast_pipe(p, Q, ast_piped(B, O)); }
/* what an operator runs over its own rows: (where ... | ...) */
sub(A) ::= op(O).                                { A = ast_sub(p, O); }
sub(A) ::= sub(Q) PIPE(B) op(O).                 { A = ast_pipe(p, Q, ast_piped(B, O)); }

%type starter {struct ast_op *}
%type op {struct ast_op *}
%type both {struct ast_op *}
starter(A) ::= both(O).                          { A = O; }
starter(A) ::= PRINT(K) named_list(L). [LIST_END]   { A = ast_op_items(p, ast_op(p, K, NULL), L); }
starter(A) ::= RANGE(K) name(N) FROM expr(F) TO expr(T) STEP expr(S).
                                                 { A = ast_op_range(p, ast_op_name(p, ast_op(p, K, NULL), N), F, T, S); }
op(A) ::= both(O).                               { A = O; }
op(A) ::= ERROR(K). [LIST_END]                   { A = ast_op_error(p, K); }

params(A) ::= .                                  { A = (struct op_params){0}; }
params(A) ::= params(P) PARAM(N) ASSIGN setting_value(V). { A = ast_param(p, P, N, V); }
setting_value(A) ::= literal(V).                 { A = V; }
setting_value(A) ::= name(N).                    { A = ast_name(p, N); }
setting_value(A) ::= WORD(N).                    { A = ast_name(p, N); }
setting(A) ::= literal(V).                       { A = V; }
setting(A) ::= extended(N).                      { A = ast_name(p, N); }

/* ---- operators: rows and columns */
op(A) ::= WHERE(K) params(P) named(N).           { A = ast_op_where(p, ast_op(p, K, &P), N); }
op(A) ::= EXTEND(K) named_list(L). [LIST_END]      { A = ast_op_items(p, ast_op(p, K, NULL), L); }
op(A) ::= PROJECT_BY_NAMES(K). [LIST_END]         { A = ast_op(p, K, NULL); }
op(A) ::= PROJECT_BY_NAMES(K) expr_list(L). [LIST_END] { A = ast_op_items(p, ast_op(p, K, NULL), ast_unnamed_list(p, L)); }
op(A) ::= DISTINCT(K) params(P) distinct_list(L). [LIST_END] { A = ast_op_items(p, ast_op(p, K, &P), L); }
distinct_list(A) ::= distinct(N).                { A = ast_named_append(p, (ast_named_list){0}, N); }
distinct_list(A) ::= distinct_list(L) COMMA distinct(N). { A = ast_named_append(p, L, N); }
distinct(A) ::= named(N).                        { A = N; }
distinct(A) ::= STAR(S).                         { A = ast_unnamed(p, ast_star(p, S)); }
op(A) ::= PROJECT|PROJECT_RENAME(K). [LIST_END]   { A = ast_op(p, K, NULL); }
op(A) ::= PROJECT|PROJECT_RENAME(K) named_list(L). [LIST_END] { A = ast_op_items(p, ast_op(p, K, NULL), L); }
op(A) ::= SERIALIZE(K) params(P). [LIST_END]      { A = ast_op(p, K, &P); }
op(A) ::= SERIALIZE(K) params(P) named_list(L). [LIST_END] { A = ast_op_items(p, ast_op(p, K, &P), L); }
op(A) ::= PROJECT_AWAY|PROJECT_KEEP|PROJECT_REORDER(K). [LIST_END] { A = ast_op(p, K, NULL); }
op(A) ::= PROJECT_AWAY|PROJECT_KEEP|PROJECT_REORDER(K) column_patterns(L). [LIST_END]
                                                 { A = ast_op_items(p, ast_op(p, K, NULL), L); }
op(A) ::= AS(K) params(P) name(N).               { A = ast_op_name(p, ast_op(p, K, &P), N); }
op(A) ::= CONSUME|GETSCHEMA|GRAPH_MARK_COMPONENTS(K) params(P). { A = ast_op(p, K, &P); }
op(A) ::= EXECUTE_AND_CACHE(K).                  { A = ast_op(p, K, NULL); }
op(A) ::= ASSERT_SCHEMA(K) schema(S).            { A = ast_op_schema(p, ast_op(p, K, NULL), S); }
op(A) ::= COUNT(K).                              { A = ast_op(p, K, NULL); }
op(A) ::= COUNT(K) AS NAME(N).                   { A = ast_op_name(p, ast_op(p, K, NULL), N); }

column_patterns(A) ::= column_pattern(N).        { A = ast_named_append(p, (ast_named_list){0}, N); }
column_patterns(A) ::= column_patterns(L) COMMA column_pattern(N). { A = ast_named_append(p, L, N); }
column_pattern(A) ::= key(N).                    { A = N; }
column_pattern(A) ::= key(N) direction(D).       { A = ast_order(p, N, D); }
key(A) ::= name(N).                              { A = ast_unnamed(p, ast_name(p, N)); }
key(A) ::= WILDCARD(W).                          { A = ast_unnamed(p, ast_wildcard(p, W)); }
direction(A) ::= ASC|DESC|GRANNY_ASC|GRANNY_DESC(T). { A = T; }

/* ---- operators: choosing and ordering rows */
op(A) ::= TAKE|SAMPLE(K) params(P) named(N).     { A = ast_op_a(p, ast_op(p, K, &P), N); }
op(A) ::= SAMPLE_DISTINCT(K) params(P) named(N) OF named(F). { A = ast_op_of(p, ast_op(p, K, &P), N, F, NULL); }
op(A) ::= TOP_HITTERS(K) named(N) OF named(F).   { A = ast_op_of(p, ast_op(p, K, NULL), N, F, NULL); }
op(A) ::= TOP_HITTERS(K) named(N) OF named(F) BY named(B). { A = ast_op_of(p, ast_op(p, K, NULL), N, F, B); }
op(A) ::= SORT(K) params(P) BY ordered_list(L). [LIST_END] { A = ast_op_items(p, ast_op(p, K, &P), L); }
op(A) ::= TOP(K) params(P) named(N) BY ordered(B). { A = ast_op_item(p, ast_op_a(p, ast_op(p, K, &P), N), B); }
op(A) ::= top_nested(O). [LIST_END]              { A = O; }
%type top_nested {struct ast_op *}
top_nested(A) ::= TOP_NESTED(K) level(L).        { A = ast_op_part(p, ast_op(p, K, NULL), L); }
top_nested(A) ::= top_nested(O) COMMA TOP_NESTED level(L). { A = ast_op_part(p, O, L); }
level(A) ::= level_of(L) BY ordered(B).          { A = ast_level_by(p, L, NULL, B); }
level(A) ::= level_of(L) WITH OTHERS ASSIGN expr(N) BY ordered(B). { A = ast_level_by(p, L, N, B); }
level_of(A) ::= OF(K) named(F).                  { A = ast_level(p, K, NULL, F); }
level_of(A) ::= named(N) OF(K) named(F).         { A = ast_level(p, K, N, F); }
ordered_list(A) ::= ordered(N).                  { A = ast_named_append(p, (ast_named_list){0}, N); }
ordered_list(A) ::= ordered_list(L) COMMA ordered(N). { A = ast_named_append(p, L, N); }
ordered(A) ::= directed(N).                      { A = N; }
ordered(A) ::= directed(N) NULLS FIRST|LAST(T).  { A = ast_nulls(p, N, T); }
directed(A) ::= named(N).                        { A = N; }
directed(A) ::= named(N) direction(D).           { A = ast_order(p, N, D); }

/* ---- operators: grouping */
%type summarize {struct ast_op *}
%type summarize_by {struct ast_op *}
op(A) ::= summarize(O). [LIST_END]               { A = O; }
op(A) ::= summarize_by(O). [LIST_END]            { A = O; }
op(A) ::= summarize_by(O) BIN(N) ASSIGN expr(V). { A = ast_op_bin(p, O, N, V); }
summarize(A) ::= SUMMARIZE(K) params(P). [LIST_END] { A = ast_op(p, K, &P); }
summarize(A) ::= SUMMARIZE(K) params(P) named_list(L). [LIST_END] { A = ast_op_items(p, ast_op(p, K, &P), L); }
summarize_by(A) ::= summarize(O) BY named_list(L). [LIST_END] { A = ast_op_by(p, O, L); }
op(A) ::= REDUCE(K) params(P) BY named(N).       { A = ast_op_a(p, ast_op(p, K, &P), N); }
op(A) ::= REDUCE(K) params(P) BY named(N) WITH named_list(L). [LIST_END]
                                                 { A = ast_op_with(p, ast_op_a(p, ast_op(p, K, &P), N), L); }
%type make_series {struct ast_op *}
%type series_range {struct ast_op *}
op(A) ::= series_range(O).                       { A = O; }
op(A) ::= series_range(O) BY named_list(L). [LIST_END] { A = ast_op_by(p, O, L); }
series_range(A) ::= make_series(O) series_from(F) series_to(T) STEP expr(S). { A = ast_series_step(p, O, F, T, S); }
series_range(A) ::= make_series(O) IN_RANGE LP named(F) COMMA named(T) COMMA named(S) RP(R).
                                                 { A = ast_series_range(p, O, F, T, S, R); }
make_series(A) ::= MAKE_SERIES(K) params(P) series_list(L) ON named(N).
                                                 { A = ast_series_axis(p, ast_op_items(p, ast_op(p, K, &P), L), N); }
series_from(A) ::= .                             { A = NULL; }
series_from(A) ::= FROM expr(E).                 { A = E; }
series_to(A) ::= .                               { A = NULL; }
series_to(A) ::= TO expr(E).                     { A = E; }
series_list(A) ::= series(N).                    { A = ast_named_append(p, (ast_named_list){0}, N); }
series_list(A) ::= series_list(L) COMMA series(N). { A = ast_named_append(p, L, N); }
series(A) ::= named(N).                          { A = N; }
series(A) ::= named(N) DEFAULT ASSIGN named(D).  { A = ast_series_default(p, N, D); }

/* ---- operators: several tables */
%type join {struct ast_op *}
%type lookup {struct ast_op *}
op(A) ::= join(O).                               { A = O; }
op(A) ::= join(O) ON expr_list(L). [LIST_END]    { A = ast_op_on(p, O, L); }
op(A) ::= join(O) WHERE expr(E).                 { A = ast_op_join_where(p, O, E); }
op(A) ::= lookup(O) ON expr_list(L). [LIST_END]  { A = ast_op_on(p, O, L); }
join(A) ::= JOIN(K) params(P) expr(R).           { A = ast_op_a_expr(p, ast_op(p, K, &P), R); }
lookup(A) ::= LOOKUP(K) params(P) expr(R).       { A = ast_op_a_expr(p, ast_op(p, K, &P), R); }
both(A) ::= UNION(K) params(P) legs(L). [LIST_END] { A = ast_op_items(p, ast_op(p, K, &P), L); }
legs(A) ::= leg(N).                              { A = ast_named_append(p, (ast_named_list){0}, N); }
legs(A) ::= legs(L) COMMA leg(N).                { A = ast_named_append(p, L, N); }
leg(A) ::= table(E).                             { A = ast_unnamed(p, E); }
leg(A) ::= wildcard(E).                          { A = ast_unnamed(p, E); }
leg(A) ::= LP(L) value(V) RP(R).                 { A = ast_unnamed(p, ast_paren(p, L, V, R)); }
leg(A) ::= ERROR(T).                             { A = ast_unnamed(p, ast_error(p, T)); }
wildcard(A) ::= WILDCARD(W).                     { A = ast_wildcard(p, W); }
wildcard(A) ::= table(E) DOT WILDCARD(W).        { A = ast_wildcard_path(p, E, W); }
/* a table by its name, a path to it, or a call that gives it */
table(A) ::= name(N).                            { A = ast_name(p, N); }
table(A) ::= call(E).                            { A = E; }
table(A) ::= table(E) DOT selector(N).           { A = ast_path(p, E, N); }
table(A) ::= table(E) DOT NAME(N) LP args(L) RP(R). { A = ast_method(p, E, N, L, R); }
table(A) ::= table(E) LB expr(X) RB(R).          { A = ast_index(p, E, X, R); }
members(A) ::= member(N).                        { A = ast_named_append(p, (ast_named_list){0}, N); }
members(A) ::= members(L) COMMA member(N).       { A = ast_named_append(p, L, N); }
member(A) ::= table(E).                          { A = ast_unnamed(p, E); }
member(A) ::= table(E) PIPE(B) AS(K) params(P) name(N).
                                                 { A = ast_member_as(p, E, B, ast_op_name(p, ast_op(p, K, &P), N)); }
member(A) ::= wildcard(E).                       { A = ast_unnamed(p, E); }
member(A) ::= ERROR(T).                          { A = ast_unnamed(p, ast_error(p, T)); }

%type within {struct ast_op *}
both(A) ::= within(O) expr(E).                   { A = ast_op_a_expr(p, O, E); }
both(A) ::= within(O) STAR(S).                   { A = ast_op_a_expr(p, O, ast_star(p, S)); }
both(A) ::= within(O) STAR(S) AND(K) expr(E).    { A = ast_op_a_expr(p, O, ast_binary(p, ast_star(p, S), K, E)); }
within(A) ::= SEARCH(K) params(P).               { A = ast_op(p, K, &P); }
within(A) ::= SEARCH(K) params(P) IN LP members(L) RP. { A = ast_op_by(p, ast_op(p, K, &P), L); }
%type find {struct ast_op *}
%type find_head {struct ast_op *}
%type find_project {struct ast_op *}
both(A) ::= find_project(O). [LIST_END]          { A = O; }
both(A) ::= find_project(O) FIND_AWAY found_list(L). [LIST_END] { A = ast_find_away(p, O, L); }
find_project(A) ::= find(O).                     { A = O; }
find_project(A) ::= find(O) PROJECT found_list(L). [LIST_END] { A = ast_op_items(p, O, L); }
find_project(A) ::= find(O) PROJECT_SMART(K).    { A = ast_find_smart(p, O, K); }
find(A) ::= FIND(K) expr(E).                     { A = ast_op_a_expr(p, ast_op(p, K, NULL), E); }
find(A) ::= find_head(O) WHERE expr(E).          { A = ast_op_a_expr(p, O, E); }
find_head(A) ::= FIND(K) params(P).              { A = ast_op(p, K, &P); }
find_head(A) ::= FIND(K) params(P) IN LP members(L) RP. { A = ast_op_by(p, ast_op(p, K, &P), L); }
found_list(A) ::= found(N).                      { A = ast_named_append(p, (ast_named_list){0}, N); }
found_list(A) ::= found_list(L) COMMA found(N).  { A = ast_named_append(p, L, N); }
found(A) ::= name(N).                            { A = ast_unnamed(p, ast_name(p, N)); }
found(A) ::= name(N) COLON type(T).              { A = ast_found(p, N, T); }
found(A) ::= NAME(N) LP STAR(S) RP(R).           { A = ast_found_pack(p, N, S, R); }
found(A) ::= NAME(N) LP expr(E) RP(R).           { A = ast_unnamed(p, ast_call_of(p, N, E, R)); }
found(A) ::= STAR(S).                            { A = ast_unnamed(p, ast_star(p, S)); }

/* ---- operators: values into rows and columns */
op(A) ::= MV_EXPAND(K) params(P) expanded_list(L). [LIST_END] { A = ast_op_items(p, ast_op(p, K, &P), L); }
op(A) ::= MV_EXPAND(K) params(P) expanded_list(L) LIMIT expr(E).
                                                 { A = ast_op_limit(p, ast_op_items(p, ast_op(p, K, &P), L), E); }
%type mv_apply {struct ast_op *}
%type mv_apply_id {struct ast_op *}
op(A) ::= mv_apply_id(O) ON LP sub(Q) RP(R).     { A = ast_op_query(p, O, Q, R); }
mv_apply_id(A) ::= mv_apply(O).                  { A = O; }
mv_apply_id(A) ::= mv_apply(O) ID(N) expr(V).    { A = ast_op_id(p, O, N, V); }
mv_apply(A) ::= MV_APPLY(K) params(P) expanded_list(L). { A = ast_op_items(p, ast_op(p, K, &P), L); }
mv_apply(A) ::= MV_APPLY(K) params(P) expanded_list(L) LIMIT expr(E).
                                                 { A = ast_op_limit(p, ast_op_items(p, ast_op(p, K, &P), L), E); }
expanded_list(A) ::= expanded(N).                { A = ast_named_append(p, (ast_named_list){0}, N); }
expanded_list(A) ::= expanded_list(L) COMMA expanded(N). { A = ast_named_append(p, L, N); }
expanded(A) ::= named(N).                        { A = N; }
expanded(A) ::= named(N) TO type_of(T).          { A = ast_expanded_to(p, N, T); }

op(A) ::= PARSE|PARSE_WHERE(K) params(P) expr(E) WITH parts(L).
                                                 { A = ast_op_parts(p, ast_op_a_expr(p, ast_op(p, K, &P), E), L); }
parts(A) ::= .                                   { A = (ast_part_list){0}; }
parts(A) ::= parts(L) part(T).                   { A = ast_parts_append(p, L, T); }
part(A) ::= STAR(T).                             { A = ast_part(p, PART_STAR, T); }
part(A) ::= STRING(T).                           { A = ast_part_text(p, T); }
part(A) ::= extended(N).                         { A = ast_part_column(p, N, NULL); }
part(A) ::= extended(N) COLON type(T).           { A = ast_part_column(p, N, &T); }
%type parse_kv {struct ast_op *}
op(A) ::= parse_kv(O).                           { A = O; }
op(A) ::= parse_kv(O) WITH LP properties(L) RP(R). { A = ast_op_ends(p, ast_op_with(p, O, L), R); }
parse_kv(A) ::= PARSE_KV(K) expr(E) AS schema(S). { A = ast_op_schema(p, ast_op_a_expr(p, ast_op(p, K, NULL), E), S); }
properties(A) ::= .                              { A = (ast_named_list){0}; }
properties(A) ::= property_list(L).              { A = L; }
property_list(A) ::= property(N).                { A = ast_named_append(p, (ast_named_list){0}, N); }
property_list(A) ::= property_list(L) COMMA property(N). { A = ast_named_append(p, L, N); }
property(A) ::= word(N) ASSIGN setting(E).       { A = ast_named(p, N, E); }
word(A) ::= name(N).                             { A = N; }
word(A) ::= EXTENDED(T).                         { A = T; }
word(A) ::= WORD(T).                             { A = T; }

/* ---- operators: sub-queries and plug-ins */
both(A) ::= EVALUATE(K) params(P) call(E).       { A = ast_op_a_expr(p, ast_op(p, K, &P), E); }
both(A) ::= EVALUATE(K) params(P) call(E) COLON schema(S).
                                                 { A = ast_op_schema(p, ast_op_a_expr(p, ast_op(p, K, &P), E), S); }
op(A) ::= INVOKE(K) invoked(E).                  { A = ast_op_a_expr(p, ast_op(p, K, NULL), E); }
invoked(A) ::= call(E).                          { A = E; }
invoked(A) ::= invoked(E) DOT NAME(N) LP args(L) RP(R). { A = ast_method(p, E, N, L, R); }
%type partition {struct ast_op *}
op(A) ::= partition(O) LP sub(Q) RP(R).          { A = ast_op_query(p, O, Q, R); }
op(A) ::= partition(O) LBRACE(L) value(V) RBRACE(R).
                                                 { A = ast_op_script(p, O, ast_block(p, NULL, ast_query_statement(p, ast_paren(p, L, V, R))), R); }
partition(A) ::= PARTITION(K) params(P) BY entity(E). { A = ast_op_a_expr(p, ast_op(p, K, &P), E); }
partition(A) ::= PARTITION(K) params(P) BY entity(E) IN chosen(C).
                                                 { A = ast_op_limit(p, ast_op_a_expr(p, ast_op(p, K, &P), E), C); }
chosen(A) ::= call(E).                           { A = E; }
chosen(A) ::= LITERAL(T).                        { A = ast_literal(p, T); }
op(A) ::= partition_by(O) LP sub(Q) RP(R).       { A = ast_op_query(p, O, Q, R); }
%type partition_by {struct ast_op *}
partition_by(A) ::= PARTITION_BY(K) params(P) entity(E). { A = ast_op_a_expr(p, ast_op(p, K, &P), E); }
partition_by(A) ::= PARTITION_BY(K) params(P) entity(E) ID(N) literal(V).
                                                 { A = ast_op_id(p, ast_op_a_expr(p, ast_op(p, K, &P), E), N, V); }
entity(A) ::= name(N).                           { A = ast_name(p, N); }
entity(A) ::= entity(E) DOT selector(N).         { A = ast_path(p, E, N); }
entity(A) ::= entity(E) LB expr(X) RB(R).        { A = ast_index(p, E, X, R); }
entity(A) ::= entity(E) DOT LB expr(X) RB(R).    { A = ast_index(p, E, X, R); }
op(A) ::= FORK(K) branches(L).                   { A = ast_op_parts(p, ast_op(p, K, NULL), L); }
branches(A) ::= branch(T).                       { A = ast_parts_append(p, (ast_part_list){0}, T); }
branches(A) ::= branches(L) branch(T).           { A = ast_parts_append(p, L, T); }
branch(A) ::= LP(L) branch_query(Q) RP(R).       { A = ast_branch(p, L, NULL, Q, R); }
branch(A) ::= name(N) ASSIGN LP(L) branch_query(Q) RP(R). { A = ast_branch(p, L, &N, Q, R); }
branch_query(A) ::= sub(Q).                      { A = Q; }
branch_query(A) ::= expr(E).                     { A = ast_branch_of(p, E, NULL); }
branch_query(A) ::= expr(E) pipes(Q).            { A = ast_branch_of(p, E, Q); }
%type facet {struct ast_op *}
%type entities {ast_named_list}
op(A) ::= facet(O). [LIST_END]                   { A = O; }
op(A) ::= facet(O) WITH op(Q).                   { A = ast_facet_with(p, O, Q); }
op(A) ::= facet(O) WITH LP sub(Q) RP(R).         { A = ast_op_query(p, O, Q, R); }
facet(A) ::= FACET(K) BY entities(L). [LIST_END] { A = ast_op_items(p, ast_op(p, K, NULL), L); }
entities(A) ::= entity(E).                       { A = ast_named_append(p, (ast_named_list){0}, ast_unnamed(p, E)); }
entities(A) ::= entities(L) COMMA entity(E).     { A = ast_named_append(p, L, ast_unnamed(p, E)); }
%type macro {struct ast_op *}
both(A) ::= macro(O) LP block(B) RP(R).          { A = ast_op_script(p, O, B, R); }
macro(A) ::= MACRO_EXPAND(K) params(P) group(E). { A = ast_op_a_expr(p, ast_op(p, K, &P), E); }
macro(A) ::= MACRO_EXPAND(K) params(P) group(E) AS name(N). { A = ast_op_name(p, ast_op_a_expr(p, ast_op(p, K, &P), E), N); }
macro(A) ::= MACRO_EXPAND(K) params(P) table(E) AS name(N). { A = ast_op_name(p, ast_op_a_expr(p, ast_op(p, K, &P), E), N); }
/* GROUP_NAME: a name right before the parenthesis of the statements, which is no call (feeder.c) */
group(A) ::= GROUP_NAME(N).                      { A = ast_name(p, N); }
group(A) ::= ENTITY_GROUP(K) LB expr_list(L) RB(R). { A = ast_entity_group(p, K, L, R); }

%type scan {struct ast_op *}
%type scan_by {struct ast_op *}
%type scan_order {struct ast_op *}
op(A) ::= scan(O) WITH LP steps(L) RP(R).        { A = ast_op_ends(p, ast_op_parts(p, O, L), R); }
scan(A) ::= scan_by(O).                          { A = O; }
scan(A) ::= scan_by(O) DECLARE LP parameters(S) RP. { A = ast_op_schema(p, O, S); }
scan_by(A) ::= scan_order(O).                    { A = O; }
scan_by(A) ::= scan_order(O) PARTITION BY expr_list(L). { A = ast_op_by(p, O, ast_unnamed_list(p, L)); }
scan_order(A) ::= SCAN(K) params(P).             { A = ast_op(p, K, &P); }
scan_order(A) ::= SCAN(K) params(P) SORT BY ordered_list(L). { A = ast_op_items(p, ast_op(p, K, &P), L); }
steps(A) ::= step(T).                            { A = ast_parts_append(p, (ast_part_list){0}, T); }
steps(A) ::= steps(L) step(T).                   { A = ast_parts_append(p, L, T); }
step(A) ::= step_body(T) SEMI.                   { A = T; }
step_body(A) ::= step_start(T) COLON expr(E).    { A = ast_step(p, T, E, NULL); }
step_body(A) ::= step_start(T) COLON expr(E) ARROW assignments(L). { A = ast_step(p, T, E, &L); }
step_start(A) ::= step_name(T).                  { A = T; }
step_start(A) ::= step_name(T) OUTPUT ASSIGN word(N). { A = ast_step_output(p, T, N); }
step_name(A) ::= STEP(K) extended(N).            { A = ast_step_name(p, K, N, false); }
step_name(A) ::= STEP(K) extended(N) OPTIONAL.   { A = ast_step_name(p, K, N, true); }
assignments(A) ::= assignment(N).                { A = ast_named_append(p, (ast_named_list){0}, N); }
assignments(A) ::= assignments(L) COMMA assignment(N). { A = ast_named_append(p, L, N); }
assignment(A) ::= extended(N) ASSIGN expr(E).    { A = ast_named(p, N, E); }

/* ---- operators: render */
%type render {struct ast_op *}
%type rendered {struct ast_op *}
op(A) ::= rendered(O).                           { A = O; }
op(A) ::= rendered(O) WITH LP chart_comma RP(R). { A = ast_op_ends(p, O, R); }
op(A) ::= rendered(O) WITH LP chart_comma chart_properties(L) RP(R). { A = ast_op_ends(p, ast_render_with(p, O, L), R); }
rendered(A) ::= render(O).                       { A = O; }
rendered(A) ::= rendered(O) legacy_property(N).  { A = ast_render_with(p, O, ast_named_append(p, (ast_named_list){0}, N)); }
render(A) ::= RENDER(K) word(N).                 { A = ast_op_name(p, ast_op(p, K, NULL), N); }
chart_comma ::= .
chart_comma ::= COMMA.
chart_properties(A) ::= chart_property(N).       { A = ast_named_append(p, (ast_named_list){0}, N); }
chart_properties(A) ::= chart_properties(L) COMMA chart_property(N). { A = ast_named_append(p, L, N); }
chart_property(A) ::= word(N) ASSIGN unary(E).   { A = ast_named(p, N, E); }
chart_property(A) ::= word(N) ASSIGN WORD(V). { A = ast_named(p, N, ast_name(p, V)); }
chart_property(A) ::= word(N) ASSIGN EXTENDED(V). { A = ast_named(p, N, ast_name(p, V)); }
/* a further name of the list before it: ycolumns=a, b */
chart_property(A) ::= word(N).                   { A = ast_unnamed(p, ast_name(p, N)); }
legacy_property(A) ::= word(N) ASSIGN setting(E). { A = ast_named(p, N, E); }
legacy_property(A) ::= WITH(N) STRING(S).        { A = ast_named(p, N, ast_literal(p, S)); }
legacy_property(A) ::= BY(N) name_list(L). [LIST_END] { A = ast_render_by(p, N, L); }

/* ---- operators: graphs */
%type make_graph {struct ast_op *}
%type make_graph_with {struct ast_op *}
%type make_graph_id {struct ast_op *}
op(A) ::= make_graph(O).                         { A = O; }
op(A) ::= make_graph_with(O). [LIST_END]         { A = O; }
op(A) ::= make_graph(O) PARTITIONED_BY entity(E) LP sub(Q) RP(R). { A = ast_graph_partition(p, O, E, Q, R); }
op(A) ::= make_graph_with(O) PARTITIONED_BY entity(E) LP sub(Q) RP(R). { A = ast_graph_partition(p, O, E, Q, R); }
op(A) ::= make_graph_id(O). [LIST_END]           { A = O; }
op(A) ::= make_graph_id(O) PARTITIONED_BY entity(E) LP sub(Q) RP(R). { A = ast_graph_partition(p, O, E, Q, R); }
make_graph_id(A) ::= make_graph(O) WITH_NODE_ID(N) ASSIGN name(V). { A = ast_op_node_id(p, O, N, V); }
make_graph(A) ::= MAKE_GRAPH(K) params(P) entity(F) EDGE(D) entity(T). { A = ast_make_graph(p, ast_op(p, K, &P), F, D, T); }
make_graph_with(A) ::= make_graph(O) WITH node_table(T). { A = ast_op_part(p, O, T); }
make_graph_with(A) ::= make_graph_with(O) COMMA node_table(T). { A = ast_op_part(p, O, T); }
node_table(A) ::= unary(E) ON entity(X).         { A = ast_node_table(p, E, X); }
%type match {struct ast_op *}
%type match_where {struct ast_op *}
op(A) ::= match_where(O).                        { A = O; }
op(A) ::= match_where(O) PROJECT named_list(L). [LIST_END] { A = ast_op_items(p, O, L); }
match_where(A) ::= match(O).                     { A = O; }
match_where(A) ::= match(O) WHERE expr(E).       { A = ast_op_a_expr(p, O, E); }
match(A) ::= GRAPH_MATCH|GRAPH_SHORTEST_PATHS(K) params(P) paths(L). [LIST_END]
                                                 { A = ast_op_parts(p, ast_op(p, K, &P), L); }
paths(A) ::= path(T).                            { A = ast_parts_append(p, (ast_part_list){0}, T); }
paths(A) ::= paths(L) COMMA path(T).             { A = ast_parts_append(p, L, T); }
path(A) ::= node(N).                             { A = ast_graph_path(p, N); }
path(A) ::= path(T) edge(E) node(N).             { A = ast_graph_path_append(p, T, E, N); }
node(A) ::= LP(L) RP(R).                         { A = ast_node(p, L, NULL, R); }
node(A) ::= LP(L) name(N) RP(R).                 { A = ast_node(p, L, &N, R); }
edge(A) ::= EDGE(T).                             { A = ast_edge(p, T, NULL); }
edge(A) ::= edge_range(E) EDGE_CLOSE(T).         { A = ast_edge_close(p, E, T); }
edge_range(A) ::= edge_open(E).                  { A = E; }
edge_range(A) ::= edge_open(E) STAR unary(X) DOTDOT unary(Y). { A = ast_edge_range(p, E, X, Y); }
edge_open(A) ::= EDGE_OPEN(T).                   { A = ast_edge(p, T, NULL); }
edge_open(A) ::= EDGE_OPEN(T) name(N).           { A = ast_edge(p, T, &N); }
%type to_table {struct ast_op *}
op(A) ::= to_table(O). [LIST_END]                { A = O; }
to_table(A) ::= GRAPH_TO_TABLE(K) output_table(T). { A = ast_op_part(p, ast_op(p, K, NULL), T); }
to_table(A) ::= to_table(O) COMMA output_table(T). { A = ast_op_part(p, O, T); }
output_table(A) ::= NAME(N) params(P).           { A = ast_output_table(p, N, NULL, &P); }
output_table(A) ::= NAME(N) AS name(T) params(P). { A = ast_output_table(p, N, &T, &P); }
op(A) ::= GRAPH_WHERE_NODES|GRAPH_WHERE_EDGES(K) expr(E). { A = ast_op_a_expr(p, ast_op(p, K, NULL), E); }

/* ---- named expressions */
named_list(A) ::= named(N).                      { A = ast_named_append(p, (ast_named_list){0}, N); }
named_list(A) ::= named_list(L) COMMA named(N).  { A = ast_named_append(p, L, N); }
named(A) ::= expr(E).                            { A = ast_unnamed(p, E); }
named(A) ::= extended(N) ASSIGN expr(E).         { A = ast_named(p, N, E); }
named(A) ::= TUPLE(T) name_list(L) RP ASSIGN expr(E). { A = ast_named_tuple(p, T, L, E); }
name_list(A) ::= extended(N).                    { A = ast_names_append(p, (ast_name_list){0}, N); }
name_list(A) ::= name_list(L) COMMA extended(N). { A = ast_names_append(p, L, N); }
name(A) ::= NAME(T).                             { A = T; }
/* where a name is given, more keywords may be names (words.c) */
extended(A) ::= name(N).                         { A = N; }
extended(A) ::= EXTENDED(T).                     { A = T; }

/* ---- expressions */
%type or_chain {struct chain}
%type and_chain {struct chain}
expr(A) ::= or_chain(C).                         { A = ast_chain(p, &C); }
or_chain(A) ::= conjunction(E).                  { A = ast_chain_start(E); }
or_chain(A) ::= or_chain(C) OR(O) conjunction(E). { A = ast_chain_append(p, C, O, E); }
conjunction(A) ::= and_chain(C).                 { A = ast_chain(p, &C); }
and_chain(A) ::= equality(E).                    { A = ast_chain_start(E); }
and_chain(A) ::= and_chain(C) AND(O) equality(E). { A = ast_chain_append(p, C, O, E); }
equality(A) ::= relation(E).                     { A = E; }
equality(A) ::= relation(L) EQ|EQOP(O) relation(R). { A = ast_binary(p, L, O, R); }
equality(A) ::= STAR(S) EQ(O) relation(R).       { A = ast_binary(p, ast_star(p, S), O, R); }
equality(A) ::= relation(L) IN|INOP(O) LP value_list(V) RP(R). { A = ast_in(p, L, O, V, R); }
equality(A) ::= relation(L) BETWEEN(O) LP expr(X) DOTDOT expr(Y) RP(R). { A = ast_between(p, L, O, X, Y, R); }
equality(A) ::= relation BETWEEN LP ERROR(E) RP. { A = ast_error(p, E); }
relation(A) ::= sum(E).                          { A = E; }
relation(A) ::= sum(L) RELOP(O) sum(R).          { A = ast_binary(p, L, O, R); }
sum(A) ::= product(E).                           { A = E; }
sum(A) ::= sum(L) PLUS|MINUS(O) product(R).      { A = ast_binary(p, L, O, R); }
product(A) ::= matching(E).                      { A = E; }
product(A) ::= product(L) STAR|SLASH|PERCENT(O) matching(R). { A = ast_binary(p, L, O, R); }
matching(A) ::= unary(E).                        { A = E; }
matching(A) ::= unary(L) STROP|COLON(O) unary(R). { A = ast_binary(p, L, O, R); }
matching(A) ::= STAR(S) STROP|COLON(O) unary(R). { A = ast_binary(p, ast_star(p, S), O, R); }
unary(A) ::= postfix(E).                         { A = E; }
unary(A) ::= MINUS|PLUS(O) postfix(E).           { A = ast_unary(p, O, E); }

postfix(A) ::= primary(E).                             { A = E; }
postfix(A) ::= postfix(E) DOT selector(N).             { A = ast_path(p, E, N); }
postfix(A) ::= postfix(E) DOT NAME(N) LP args(L) RP(R). { A = ast_method(p, E, N, L, R); }
postfix(A) ::= postfix(E) LB expr(X) RB(R).            { A = ast_index(p, E, X, R); }
postfix(A) ::= postfix(E) DOT LB expr(X) RB(R).        { A = ast_index(p, E, X, R); }
primary(A) ::= name(N).                                { A = ast_name(p, N); }
primary(A) ::= call(E).                                { A = E; }
primary(A) ::= LITERAL(T).                             { A = ast_literal(p, T); }
primary(A) ::= STRING(T).                              { A = ast_literal(p, T); }
primary(A) ::= LP(L) value(V) RP(R).                   { A = ast_paren(p, L, V, R); }
primary(A) ::= type_of(E).                             { A = E; }
primary(A) ::= ERROR(T). [COMMA]                       { A = ast_error(p, T); }
primary(A) ::= data(E) LB literals(V) RB(R).           { A = ast_data_values(p, E, V, R); }
primary(A) ::= data(E) LB COMMA literals(V) RB(R).     { A = ast_data_values(p, E, V, R); }
primary(A) ::= external(E). [LIST_END]                 { A = E; }
primary(A) ::= external(E) WITH LP properties(L) RP(R). { A = ast_data_properties(p, E, L, R); }
primary(A) ::= subquery_call(K) LP value(V) RP(R).     { A = ast_call_of(p, K, V, R); }
subquery_call(A) ::= SUBQUERY_CALL(K).                 { A = K; }
subquery_call(A) ::= SUBQUERY_CALL(K) PARAM ASSIGN word. { A = K; }
data(A) ::= DATATABLE(K) params schema(S).             { A = ast_data(p, EX_DATATABLE, K, S); }
external(A) ::= EXTERNALDATA(K) params schema(S) LB uris(V) RB(R).
                                                       { A = ast_data_values(p, ast_data(p, EX_EXTERNALDATA, K, S), V, R); }
uris(A) ::= .                                          { A = (ast_expr_list){0}; }
uris(A) ::= expr_list(L).                              { A = L; }
uris(A) ::= expr_list(L) COMMA.                        { A = L; }
/* what may stand behind a dot; the special keywords are NAME there (feeder.c) */
selector(A) ::= name(N).                               { A = N; }
call(A) ::= NAME(N) LP args(L) RP(R).                  { A = ast_call(p, N, L, R); }
type_of(A) ::= TYPEOF(K) LP type(N) RP(R).             { A = ast_typeof(p, K, N, R); }
type_of(A) ::= TYPEOF(K) LP column_list(C) RP(R).      { A = ast_typeof_schema(p, K, C, R); }
type_of(A) ::= TYPEOF LP ERROR(E) RP.                  { A = ast_error(p, E); }
literal(A) ::= LITERAL(T).                             { A = ast_literal(p, T); }
literal(A) ::= STRING(T).                              { A = ast_literal(p, T); }
literal(A) ::= MINUS|PLUS(O) LITERAL(T).               { A = ast_unary(p, O, ast_literal(p, T)); }
literal(A) ::= type_of(E).                             { A = E; }
literals(A) ::= .                                      { A = (ast_expr_list){0}; }
literals(A) ::= literal_list(L).                       { A = L; }
literals(A) ::= literal_list(L) COMMA.                 { A = L; }
literal_list(A) ::= literal(V).                        { A = ast_exprs_append(p, (ast_expr_list){0}, V); }
literal_list(A) ::= literal_list(L) COMMA literal(V).  { A = ast_exprs_append(p, L, V); }
args(A) ::= .                             { A = (ast_named_list){0}; }
args(A) ::= arg_list(L).                  { A = L; }
arg_list(A) ::= arg(N).                   { A = ast_named_append(p, (ast_named_list){0}, N); }
arg_list(A) ::= arg_list(L) COMMA arg(N). { A = ast_named_append(p, L, N); }
arg(A) ::= named(N).                      { A = N; }
arg(A) ::= STAR(S).                       { A = ast_unnamed(p, ast_star(p, S)); }

/* of `in` and its kin: one query, or values */
value_list(A) ::= query(V).                     { A = ast_exprs_append(p, (ast_expr_list){0}, V); }
value_list(A) ::= expr_list(L).                 { A = L; }
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

bool kql_accepts_both(void *parser, int token, int next) {
    yyParser *q = parser;
    struct sketch s = {.real = q, .base = q->yytos - q->yystack};
    return sketch_feed(&s, token) && sketch_feed(&s, next);
}

static bool is_opener(YYCODETYPE symbol) {
    return symbol == TK_LP || symbol == TK_LB || symbol == TK_LBRACE || symbol == TK_FUNCTION_LP || symbol == TK_TUPLE;
}

bool kql_unwind(void *parser, int error_token, int next) {
    yyParser *q = parser;
    for (ptrdiff_t base = q->yytos - q->yystack; base >= 0; base--) {
        if (base < q->yytos - q->yystack && is_opener(q->yystack[base + 1].major)) return false; /* its group goes on */
        /* A state that is a pending reduction belongs to a half-done right-hand side that is being dropped. */
        struct sketch s = {.real = q, .base = base};
        if (!sketch_feed(&s, error_token) || !sketch_feed(&s, next)) continue;
        while (q->yytos - q->yystack > base) yy_pop_parser_stack(q);
        return true;
    }
    return false;
}
}
