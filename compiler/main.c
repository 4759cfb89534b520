/* kqlc's command line: picks the command; no logic. */
#include "command.h"

#include <stdio.h>
#include <string.h>

#define QUERY_OPTIONS                                                                                              \
    "  --schema FILE        tables beside the built-in ones: JSON {\"Table\":{\"Column\":\"type\"}} or CSV with\n" \
    "                       table,column,type (repeatable)\n"                                                      \
    "  --functions PATH     saved functions: JSON, .kql, a parser's .yaml, or a folder of them (repeatable)\n"     \
    "  --watchlist NAME=FILE.csv\n"                                                                                \
    "                       the columns of _GetWatchlist('NAME'), from the file's header (repeatable)\n"           \
    "  --dialect NAME       sentinel (default), or m365: tables as in Defender's advanced hunting\n"               \
    "  --no-warn CODE       leave out a warning, by code (W0101) or by name (unknown-key) (repeatable)\n"          \
    "  --color WHEN         auto (default: on a terminal, unless NO_COLOR is set), always or never\n"              \
    "  --disable-pass NAME  switch an optimisation off; 'all' for all of them (repeatable)\n"                      \
    "  --time-passes        print how long each pass took\n"
#define FILE_TEXT "FILE is a rule (.yaml, .yml), a bare query (.kql, .csl, .txt) or - for standard input.\n"
#define PATH_TEXT \
    "PATH is a rule (.yaml, .yml), a bare query (.kql, .csl, .txt), - for standard input, or a folder of rules.\n"

const struct command commands[] = {
    {"check", "PATH...", "report everything that is wrong with rules",
     "PATH is a rule (.yaml, .yml), a bare query (.kql, .csl, .txt), - for standard input, or a folder. Of\n"
     "folders and those below, *.yaml and *.yml with a query, *.kql and *.csl are checked; *.test.yaml is not.\n"
     "\n"
     "  --format text        diagnostics on standard error (default)\n"
     "  --format json        an array of diagnostics on standard output; with a summary\n"
     "                       {\"diagnostics\":[...],\"summary\":{...}}\n"
     "  --format sarif       SARIF 2.1.0 on standard output\n"
     "  --summary, --no-summary\n"
     "                       counts of codes and constructs at the end (default: for folders and several PATHs)\n"
     "  --allow-unsupported  what is valid KQL and not compiled yet (U codes) is a warning, not an error\n"
     "  --warnings-as-errors\n"
     "                       every warning is an error\n"
     "  --jobs N             files at a time (default: the number of processors)\n"
     "  --time-limit SECONDS\n"
     "                       give up on a file after so long (default 30)\n"
     "  --no-progress        no progress line on a terminal\n" QUERY_OPTIONS
     "\nExit status: 0 no errors (there may be warnings), 1 errors, 2 wrong usage.\n",
     OPT_QUERY | OPT_FORMAT | OPT_CHECK, cmd_check},
    {"schema", "FILE", "print the result columns of a query",
     FILE_TEXT "`kqlc schema infer` (see its --help) derives the schema of tables from events instead.\n\n"
               "  --format text|json   default text\n" QUERY_OPTIONS,
     OPT_QUERY | OPT_FORMAT, cmd_schema},
    {"schema infer", "FILE...", "derive the schema of tables from sample events",
     "FILE holds events: JSON lines, a JSON array, {\"records\":[...]} or {\"value\":[...]}, the tables of a query "
     "result,\n"
     "or CSV or TSV with a header; - is standard input. Events go to the table that their Type names, else to the one\n"
     "that the file is named like. What is printed can be given to --schema.\n"
     "\n"
     "  --table NAME         one table for all events\n"
     "  --format json|csv    default json\n",
     OPT_FORMAT | OPT_TABLE, cmd_infer},
    {"explain", "FILE", "print the plan, what is read of each table, and the state",
     FILE_TEXT "\n"
               "  --format text|json   default text\n"
               "  --dump WHAT          ast, typed, plan, c or tokens instead\n" QUERY_OPTIONS,
     OPT_QUERY | OPT_FORMAT | OPT_DUMP, cmd_explain},
    {"emit", "PATH...", "write the C source of detectors",
     PATH_TEXT "\n"
               "  -o OUT               a file, or a folder for several rules (default: standard output)\n"
               "  --no-line            no #line directives\n"
               "  --dump WHAT          ast, typed, plan, c or tokens instead\n" QUERY_OPTIONS,
     OPT_QUERY | OPT_OUTPUT | OPT_LINE | OPT_DUMP, cmd_emit},
    {"build", "PATH", "compile a rule to a static detector",
     PATH_TEXT "\n"
               "  -o OUT               the detector (default: the rule's file name without its extension)\n"
               "  --debug              debug information beside it, in OUT.debug\n"
               "  --cc CC              the C compiler (default: musl-gcc where there is one)\n"
               "  --no-line            no #line directives\n" QUERY_OPTIONS,
     OPT_QUERY | OPT_OUTPUT | OPT_CC | OPT_LINE, cmd_build},
    {"run", "FILE [DETECTOR OPTION | INPUT]...", "compile a rule and run it at once",
     FILE_TEXT
     "Options of kqlc stand before FILE; what follows FILE goes to the detector (try: kqlc run FILE --help).\n"
     "Detectors are kept in $XDG_CACHE_HOME/kqlc or ~/.cache/kqlc, those that were used last, up to $KQLC_CACHE_SIZE\n"
     "MiB (default 256). Any number of kqlc may use one cache at a time.\n\n"
     "  --no-cache           compile, run, and keep nothing\n"
     "  --cc CC              the C compiler (default: musl-gcc where there is one)\n" QUERY_OPTIONS,
     OPT_QUERY | OPT_CC | OPT_REST, cmd_run},
    {"test", "PATH...", "run the tests of rules (comes later)", "Not there yet.\n", OPT_FORMAT, cmd_test},
    {"list", "tabular|operators|functions|aggregates|plugins|table-functions|tables", "print what is supported",
     "One name a line, sorted. A name that binds and is refused says so, and why: rules that use it can be checked, "
     "not\n"
     "built.\n\n"
     "  --format FORMAT      text (default), json, or markdown: a table of everything, without an operand\n",
     OPT_FORMAT, cmd_list},
    {0},
};

static void print_help(FILE *f) {
    fputs("usage: kqlc COMMAND [OPTION]... [OPERAND]...\n\n"
          "Compiles Microsoft Sentinel analytics rules (YAML and KQL) to native detectors.\n\n",
          f);
    for (const struct command *c = commands; c->name; c++) fprintf(f, "  %-12s %s\n", c->name, c->summary);
    fputs("\nkqlc COMMAND --help says more; kqlc --version prints the version.\n"
          "Exit status: 0 clean, 1 the rule has errors or something failed, 2 wrong usage.\n",
          f);
}

/* A command of two words goes before the one of its first word. */
static const struct command *find_command(int argc, char **argv) {
    const struct command *found = NULL;
    for (const struct command *c = commands; c->name; c++) {
        const char *blank = strchr(c->name, ' ');
        size_t n = blank ? (size_t)(blank - c->name) : strlen(c->name);
        if (strlen(argv[1]) != n || memcmp(argv[1], c->name, n) != 0) continue;
        if (!blank) found = c;
        if (blank && argc > 2 && strcmp(argv[2], blank + 1) == 0) return c;
    }
    return found;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        print_help(stderr);
        return EXIT_USAGE;
    }
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
        print_help(stdout);
        return EXIT_CLEAN;
    }
    if (strcmp(name, "--version") == 0) {
        printf("kqlc %s (abi %d)\n", KQLC_VERSION, KQ_ABI);
        return EXIT_CLEAN;
    }
    const struct command *c = find_command(argc, argv);
    if (c) {
        struct command_line line = {.command = c, .arena = arena_new()};
        int status = EXIT_CLEAN, words = strchr(c->name, ' ') ? 2 : 1;
        if (parse_options(&line, argc - words + 1, argv + words - 1, &status)) status = c->run(&line);
        arena_free(line.arena);
        return status;
    }
    fprintf(stderr, "kqlc: no command '%s'; kqlc --help lists them\n", name);
    return EXIT_USAGE;
}
