/* What the files that feed the automaton share. For syntax/ only. */
#ifndef KQLC_FEEDER_H
#define KQLC_FEEDER_H

#include "parser.h"

struct feeder {
    struct parser *p;
    void *automaton;
    size_t at;         /* next token of p->tokens */
    int last;          /* kind last fed; TOKEN_END: none */
    int last_operator; /* TK_... of the tabular operator last fed */
};

/* ---- feeder.c */
struct token *feeder_peek(struct feeder *f, size_t ahead); /* never beyond the end */
bool feeder_accepts(struct feeder *f, int kind);
void feeder_feed(struct feeder *f, struct token t);
/* One token out of all from f->at to `end` (exclusive). */
struct token feeder_swallow(struct feeder *f, int kind, size_t end, const char *name);
/* The index of the '|', ';', end, or closing bracket that ends what stands at `i`, groups skipped. */
size_t feeder_end(const struct parser *p, size_t i);
bool tokens_touch(const struct token *left, const struct token *right);

/* ---- feed_words.c: what a word is where it stands */
/* The tabular operator at f->at, or 0. */
int feed_find_operator(struct feeder *f, struct text *word, size_t *tokens);
struct token feed_operator(struct feeder *f); /* behind a pipe; reports what is none */
bool feed_statement(struct feeder *f, struct token *t);
struct token feed_word(struct feeder *f);
bool feed_starts_parameters(struct feeder *f, size_t ahead);

/* ---- feed_touching.c: tokens that are one because they touch; false (or 0): none here */
size_t feed_wildcard(struct feeder *f);
bool feed_arrow(struct feeder *f, struct token *t);
bool feed_bracketed_name(struct feeder *f, struct token *t);

/* ---- feed_errors.c */
/* What is meant is plain: reports it and feeds that. */
bool feed_repair(struct feeder *f, struct token t, size_t start);
/* Reports the token at `start`, which cannot stand there, and goes on at the next '|', ';' or closing bracket around
 * it. False at the end of the text. */
bool feed_recover(struct feeder *f, struct token t, size_t start);

#endif
