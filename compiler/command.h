/* The commands of kqlc: their options, and what they share. Included by main.c, command.c and cmd_*.c. */
#ifndef KQLC_COMMAND_H
#define KQLC_COMMAND_H

#include "driver.h"

enum { EXIT_CLEAN = 0, EXIT_ERRORS = 1, EXIT_USAGE = 2 };

enum option_set {                /* which options a command takes, beside --help */
                  OPT_QUERY = 1, /* --schema --functions --watchlist --dialect --no-warn --disable-pass --time-passes */
                  OPT_FORMAT = 2,  /* --format */
                  OPT_OUTPUT = 4,  /* -o */
                  OPT_CC = 8,      /* --cc */
                  OPT_DUMP = 16,   /* --dump */
                  OPT_LINE = 32,   /* --no-line; with OPT_CC --debug */
                  OPT_REST = 64,   /* everything behind the first operand belongs to another program; --no-cache */
                  OPT_TABLE = 128, /* --table */
                  OPT_CHECK = 256  /* those of kqlc check alone */
};

typedef struct {
    const char **v;
    size_t n;
} string_list;

struct command_line {
    const struct command *command;
    string_list paths;      /* operands */
    string_list rest;       /* OPT_REST */
    string_list watchlists; /* NAME=FILE.csv, as given */
    string_list no_warn, disabled;
    string_list given; /* every option and its value, as they were written */
    const char *format, *output, *cc, *dump, *table;
    bool debug, no_line, no_cache;
    const char *color; /* auto, always, never; NULL: auto */
    bool allow_unsupported, warnings_as_errors, no_progress;
    enum { SUMMARY_AUTO, SUMMARY_ON, SUMMARY_OFF } summary;
    unsigned jobs, time_limit; /* jobs 0: as many as there are processors */
    struct arena *arena;
    struct compile_options compile; /* schema, passes and warnings filled in */
};

struct command {
    const char *name; /* "schema infer": two words of the command line */
    const char *operands, *summary, *help;
    unsigned options;
    int (*run)(struct command_line *c);
};
extern const struct command commands[]; /* ends with name NULL */

int cmd_check(struct command_line *c);
int cmd_schema(struct command_line *c);
int cmd_infer(struct command_line *c);
int cmd_explain(struct command_line *c);
int cmd_emit(struct command_line *c);
int cmd_build(struct command_line *c);
int cmd_run(struct command_line *c);
int cmd_test(struct command_line *c);
int cmd_list(struct command_line *c);

/* Prints "kqlc: message" on stderr and returns EXIT_USAGE / EXIT_ERRORS. */
int usage_error(const struct command_line *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int failure(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Reads and parses argv[2..] for c->command. False: reported; *status is the exit status (0 after --help). */
bool parse_options(struct command_line *c, int argc, char **argv, int *status);

struct found_file {
    const char *path;
    bool in_folder; /* found in a folder, not named by the user */
};
typedef VEC(struct found_file) found_files;

/* Operands with folders replaced by the files in them, sorted by path: *.yaml and *.yml, but not *.test.yaml; with
 * `bare_queries` also *.kql and *.csl. False: a folder could not be read (reported; the others are in the list). */
bool find_files(struct command_line *c, bool bare_queries, found_files *files);
/* Operands with folders replaced by the rules in them: YAML as above that has a query. False: reported. */
bool expand_paths(struct command_line *c, string_list *files);

/* Reads and compiles one file. NULL: it cannot be read (reported). Diagnostics are not printed. */
struct compilation *compile_file(struct command_line *c, const char *path);
/* The same for a text that has been read. */
struct compilation *compile_read(struct command_line *c, const char *path, struct text text);
/* Plan -> C for a detector in a file called c_name; prints the diagnostics. False: there are errors. */
bool emit_program(struct command_line *c, const struct compilation *k, const char *path, const char *c_name,
                  struct strbuf *out);
/* Whether diagnostics on standard error are coloured: --color, NO_COLOR, a terminal that can. */
bool colour_wanted(const struct command_line *c);
/* Prints the compilation's diagnostics on stderr; true when there is no error. */
bool print_diagnostics(const struct command_line *c, const struct compilation *k);
bool write_all(const char *path, const struct strbuf *b); /* path "-" or NULL: standard output. False: reported */

/* "rules/A.yaml" -> "A"; "-" -> "detector". */
const char *path_stem(struct arena *a, const char *path);
/* The path as it goes into generated C: relative, without "./". */
const char *path_shown(struct arena *a, const char *path);
/* The C source of a compiled rule. */
void emit_text(struct command_line *c, const struct compilation *k, const char *path, const char *output_name,
               struct strbuf *out);
void string_add(struct arena *a, string_list *l, const char *s);

#endif
