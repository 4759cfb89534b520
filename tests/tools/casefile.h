/* The .case format: a file holds cases, a case holds blocks (tests/README.md describes it). Knows nothing about KQL. */
#ifndef KQTEST_CASEFILE_H
#define KQTEST_CASEFILE_H

#include "base.h"

enum case_input_kind { INPUT_TABLE, INPUT_FILE, INPUT_STDIN };

struct case_input { /* bytes that a detector reads */
    enum case_input_kind kind;
    const char *name; /* table, or file name as given on the command line */
    struct text bytes;
};

struct case_table { /* a declared schema: "a:long, b:string" */
    const char *name, *columns;
};

struct case_diag { /* an expected error or warning; line 0: anywhere */
    const char *code;
    bool warning;
    unsigned line, col, end_line, end_col; /* end is exclusive */
};

typedef VEC(const char *) case_strings;

enum case_order { EXPECT_ORDERED, EXPECT_UNORDERED, EXPECT_SUBSET };

struct test_case {
    const char *path; /* of the .case file */
    unsigned line;
    const char *title;
    struct text source;   /* the query or the whole rule */
    unsigned source_line; /* of the source's first line in the .case file */
    bool is_rule;
    bool check; /* metadata problems are errors, as in `kqlc check` */
    VEC(struct case_input) inputs;
    VEC(struct case_table) tables;
    bool has_expect;
    enum case_order order;
    struct text expect;
    const char *result_schema; /* "a:long, b:string" or NULL */
    VEC(struct case_diag) diags;
    case_strings absent; /* codes that must not be reported */
    const char *functions, *watchlist,
        *dialect; /* text of a --functions .kql file, NAME and header of a watchlist; or NULL */
    const char *watchlist_name;
    case_strings messages, plan_has, plan_lacks, stderr_has, stderr_lacks;
    const char *options; /* further detector options, blank-separated; "" */
    bool has_exit;
    int exit_status;
    const char *skip; /* reason, or NULL */
};

typedef VEC(struct test_case *) case_list;

/* Appends the cases of one file to `list` (their number in *added). False and a message on stderr when the file is
 * malformed. */
bool casefile_read(struct arena *a, const char *path, case_list *list, size_t *added);

#endif
