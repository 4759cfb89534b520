/* Random queries that have words in common with the records of needle_records.h. */
#ifndef NEEDLE_QUERIES_H
#define NEEDLE_QUERIES_H

#include "needle_records.h"

struct gen_names { /* columns in scope */
    const char *strings[8];
    uint32_t string_count;
    const char *dynamics[4];
    uint32_t dynamic_count;
    bool typed; /* n, r, b, t, g */
};

static void gen_predicate(kq_buf *b, const struct gen_names *c, unsigned depth);
static void gen_value(kq_buf *b, const struct gen_names *c, unsigned depth);

static void gen_quote(kq_buf *b, const char *p, size_t n) {
    kq_buf_putc(b, '"');
    for (size_t i = 0; i < n; i++) {
        char escape[8];
        snprintf(escape, sizeof escape, "\\x%02x", (unsigned char)p[i]);
        if (p[i] == '"' || p[i] == '\\') kq_buf_putc(b, '\\');
        if ((unsigned char)p[i] < 0x20)
            kq_buf_puts(b, escape);
        else
            kq_buf_putc(b, p[i]);
    }
    kq_buf_putc(b, '"');
}

/* A literal: a word, a part of one, or a text like those of the records. */
static void gen_literal(kq_buf *b) {
    kq_buf text = {0};
    if (gen_chance(15))
        gen_text(&text);
    else
        kq_buf_puts(&text, gen_word());
    size_t from = 0, to = text.n;
    if (text.n > 4 && gen_chance(25)) from = gen_below(3);
    if (text.n > 4 && gen_chance(15)) to -= gen_below(2);
    if (text.n && gen_chance(15)) gen_flip_case(text.p, text.n);
    gen_quote(b, text.n ? text.p + from : "", to - from);
    kq_buf_free(&text);
}

static void gen_literals(kq_buf *b) {
    kq_buf_putc(b, '(');
    for (uint32_t i = 0, n = 1 + gen_below(4); i < n; i++) {
        if (i > 0) kq_buf_puts(b, ", ");
        gen_literal(b);
    }
    kq_buf_putc(b, ')');
}

/* "before", a value or a literal. */
static void gen_argument(kq_buf *b, const char *before, const struct gen_names *c, unsigned depth) {
    kq_buf_puts(b, before);
    if (gen_chance(20))
        gen_literal(b);
    else
        gen_value(b, c, depth);
}

static void gen_dynamic(kq_buf *b, const struct gen_names *c, unsigned depth) {
    uint32_t kind = gen_below(depth > 0 ? 10 : 6);
    if (kind < 7 || c->dynamic_count == 0) {
        if (c->dynamic_count == 0 || kind == 6) {
            kq_buf_puts(b, "parse_json(");
            gen_value(b, c, depth > 0 ? depth - 1 : 0);
            kq_buf_putc(b, ')');
        } else {
            kq_buf_puts(b, c->dynamics[gen_below(c->dynamic_count)]);
        }
        for (uint32_t i = 0, n = gen_chance(40) ? 0 : 1 + gen_below(2); i < n; i++) {
            const char *key = GEN_PICK(gen_keys);
            if (gen_chance(20)) {
                kq_buf_puts(b, gen_chance(50) ? "[0]" : "[1]");
            } else if (gen_chance(60) && !strchr(key, '-')) {
                kq_buf_putc(b, '.');
                kq_buf_puts(b, key);
            } else {
                kq_buf_putc(b, '[');
                gen_quote(b, key, strlen(key));
                kq_buf_putc(b, ']');
            }
        }
        return;
    }
    kq_buf_puts(b, "split(");
    gen_value(b, c, depth - 1);
    kq_buf_puts(b, ", ");
    const char *separator = GEN_PICK(gen_separators);
    gen_quote(b, separator, strlen(separator));
    kq_buf_puts(b, gen_chance(50) ? ")[0]" : gen_chance(50) ? ")[1]" : ", 1)[0]");
}

/* A value of type string. */
static void gen_value(kq_buf *b, const struct gen_names *c, unsigned depth) {
    static const char *const typed[] = {"tostring(n)", "tostring(r)", "tostring(b)", "tostring(t)", "tostring(g)"};
    const char *separator = GEN_PICK(gen_separators);
    uint32_t kind = gen_below(depth > 0 ? 16 : 4);
    if (kind < 2) {
        kq_buf_puts(b, c->strings[gen_below(c->string_count)]);
        return;
    }
    if (kind == 3 && c->typed && gen_chance(15)) {
        kq_buf_puts(b, GEN_PICK(typed));
        return;
    }
    unsigned below = depth > 0 ? depth - 1 : 0;
    switch (kind) {
    case 4:
    case 5: kq_buf_puts(b, "tolower"); break;
    case 6: kq_buf_puts(b, "toupper"); break;
    case 7: kq_buf_puts(b, "substring"); break;
    case 8: kq_buf_puts(b, "strcat"); break;
    case 9: kq_buf_puts(b, "strcat_delim"); break;
    case 10:
    case 11: kq_buf_puts(b, "replace_string"); break;
    case 12: kq_buf_puts(b, "iff"); break;
    case 13: kq_buf_puts(b, "coalesce"); break;
    case 14: kq_buf_puts(b, "case"); break;
    default: kq_buf_puts(b, "tostring"); break;
    }
    kq_buf_putc(b, '(');
    if (kind < 4 || kind == 15) {
        gen_dynamic(b, c, below);
    } else if (kind < 8) {
        gen_value(b, c, below);
        if (kind == 7) kq_buf_puts(b, gen_chance(50) ? ", 3" : gen_chance(50) ? ", 1" : ", 2, 9");
    } else if (kind == 8) {
        gen_argument(b, "", c, below);
        if (gen_chance(60)) {
            kq_buf_puts(b, ", ");
            gen_quote(b, separator, strlen(separator));
        }
        gen_argument(b, ", ", c, below);
        if (gen_chance(30)) gen_argument(b, ", ", c, below);
    } else if (kind == 9) {
        gen_quote(b, separator, strlen(separator));
        gen_argument(b, ", ", c, below);
        gen_argument(b, ", ", c, below);
    } else if (kind < 12) {
        static const char *const with[] = {"-", "", "/", "-a-", "mimikatz", "\\", "\n"};
        gen_value(b, c, below);
        kq_buf_puts(b, ", ");
        const char *sought = gen_chance(50) ? separator : gen_word();
        gen_quote(b, sought, strlen(sought));
        kq_buf_puts(b, ", ");
        const char *rewrite = GEN_PICK(with);
        gen_quote(b, rewrite, strlen(rewrite));
    } else if (kind == 13) {
        gen_argument(b, "", c, below);
        gen_argument(b, ", ", c, below);
    } else {
        gen_predicate(b, c, below);
        gen_argument(b, ", ", c, below);
        if (kind == 14) {
            kq_buf_puts(b, ", ");
            gen_predicate(b, c, below);
            gen_argument(b, ", ", c, below);
        }
        gen_argument(b, ", ", c, below);
    }
    kq_buf_putc(b, ')');
}

static void gen_comparison(kq_buf *b, const struct gen_names *c, unsigned depth) {
    static const char *const operators[] = {
        "==",          "=~",          "has",        "has_cs",
        "contains",    "contains_cs", "startswith", "startswith_cs",
        "endswith",    "endswith_cs", "hasprefix",  "hassuffix",
        "!=",          "!~",          "!has",       "!contains",
        "!startswith",
    };
    static const char *const lists[] = {"in", "in~", "!in", "!in~", "has_any", "has_all"};
    if (gen_chance(8)) {
        gen_literal(b);
        kq_buf_puts(b, gen_chance(50) ? " == " : " =~ ");
        gen_value(b, c, depth);
        return;
    }
    bool dynamic = gen_chance(20);
    if (dynamic)
        gen_dynamic(b, c, depth);
    else
        gen_value(b, c, depth);
    bool list = gen_chance(25);
    kq_buf_putc(b, ' ');
    kq_buf_puts(b, list ? GEN_PICK(lists) : GEN_PICK(operators));
    kq_buf_putc(b, ' ');
    if (list)
        gen_literals(b);
    else
        gen_literal(b);
}

static void gen_typed(kq_buf *b, const struct gen_names *c, unsigned depth) {
    static const char *const on_columns[] = {
        "n == 4625",
        "n == 12345",
        "n > 3",
        "r == 100.0",
        "b == true",
        "b == false",
        "n in (4625, 100)",
        "isnotnull(n)",
        "g == guid(62e90394-69f5-4237-9190-012177145e10)",
        "n between (4000 .. 20000)",
        "b",
        "not(b)",
    };
    static const char *const on_dynamics[] = {
        "tolong(%) > 5",
        "isnotempty(%)",
        "isnotnull(%)",
        "isempty(%)",
        "tolong(%) == 4625",
        "% == 12345",
        "tobool(%)",
        "toreal(%) < 1000.0",
        "array_length(%) > 0",
        "toguid(%) == guid(62e90394-69f5-4237-9190-012177145e10)",
        "not(isempty(%))",
        "isnull(%) == false",
        "% != 5",
        "tolong(%) in (1, 4625, 12345)",
        "strlen(tostring(%)) > 2",
        "not(tolong(%) > 5)",
        "coalesce(tobool(%), false)",
        "tolong(%) !between (1 .. 5)",
        "% has \"mimikatz\"",
        "% == \"kiosk\"",
        "array_length(%.Zyxw) == 1",
    };
    static const char *const on_strings[] = {
        "isnotempty(%)",
        "% != \"\"",
        "isempty(%)",
        "isnotnull(%)",
        "\"\" != %",
        "tolong(%) == 4625",
        "toguid(%) in (guid(62e90394-69f5-4237-9190-012177145e10))",
        "not(isempty(%))",
        "strlen(%) > 3",
    };
    uint32_t kind = gen_below(3);
    if (kind == 0 && c->typed) {
        kq_buf_puts(b, GEN_PICK(on_columns));
        return;
    }
    for (const char *p = kind == 1 ? GEN_PICK(on_dynamics) : GEN_PICK(on_strings); *p; p++) {
        if (*p != '%')
            kq_buf_putc(b, *p);
        else if (kind == 1)
            gen_dynamic(b, c, depth);
        else
            gen_value(b, c, depth);
    }
}

static void gen_predicate(kq_buf *b, const struct gen_names *c, unsigned depth) {
    static const char *const around[] = {"not(", "(true == (", "(false == (", "iff(", "coalesce("};
    uint32_t kind = gen_below(depth > 0 ? 12 : 8);
    if (kind < 6) {
        gen_comparison(b, c, depth > 0 ? depth - 1 : 0);
    } else if (kind < 8) {
        gen_typed(b, c, depth > 0 ? depth - 1 : 0);
    } else if (kind < 11) {
        kq_buf_putc(b, '(');
        gen_predicate(b, c, depth - 1);
        kq_buf_puts(b, gen_chance(50) ? " and " : " or ");
        gen_predicate(b, c, depth - 1);
        kq_buf_putc(b, ')');
    } else {
        const char *open = GEN_PICK(around);
        kq_buf_puts(b, open);
        gen_predicate(b, c, depth - 1);
        if (open[0] == 'i' || open[0] == 'c') {
            kq_buf_puts(b, ", ");
            gen_predicate(b, c, depth - 1);
        }
        if (open[0] == 'i') {
            kq_buf_puts(b, ", ");
            gen_predicate(b, c, depth - 1);
        }
        kq_buf_puts(b, open[0] == '(' ? "))" : ")");
    }
}

static void gen_where(kq_buf *b, const struct gen_names *c, unsigned depth) {
    kq_buf_puts(b, "\n| where ");
    gen_predicate(b, c, depth);
}

/* A table with filters and definitions; `c` then has its columns. */
static void gen_table(kq_buf *b, const char *table, struct gen_names *c) {
    *c = (struct gen_names){{"s", "u", "k"}, 3, {"d", "e"}, 2, true};
    kq_buf_puts(b, table);
    if (gen_chance(50)) gen_where(b, c, 2);
    if (gen_chance(50)) {
        kq_buf_puts(b, "\n| extend v = ");
        gen_value(b, c, 2);
        c->strings[c->string_count++] = "v";
        if (gen_chance(40)) {
            kq_buf_puts(b, ", w = ");
            gen_value(b, &(struct gen_names){{"s", "u", "k"}, 3, {"d", "e"}, 2, true}, 1);
            c->strings[c->string_count++] = "w";
        }
    }
    if (gen_chance(60)) gen_where(b, c, 2);
}

static void gen_query(kq_buf *b) {
    static const char *const kinds[] = {"inner",    "innerunique", "leftouter", "rightouter", "fullouter",
                                        "leftsemi", "leftanti",    "rightsemi", "rightanti"};
    struct gen_names left, right;
    if (gen_chance(50)) { /* one condition, which many records meet */
        kq_buf_puts(b, "T");
        gen_where(b, &(struct gen_names){{"s", "u", "k"}, 3, {"d", "e"}, 2, true}, gen_below(3));
        return;
    }
    gen_table(b, "T", &left);
    if (gen_chance(25)) {
        const char *kind = GEN_PICK(kinds);
        kq_buf_puts(b, "\n| join kind=");
        kq_buf_puts(b, kind);
        kq_buf_puts(b, " (");
        gen_table(b, "U", &right);
        kq_buf_puts(b, "\n| project k, x = s, y = u, z = d) on k");
        struct gen_names both = {{"s", "u", "k"}, 3, {"d"}, 1, false};
        bool only_left = strstr(kind, "left") && !strstr(kind, "outer");
        bool only_right = strstr(kind, "right") && !strstr(kind, "outer");
        if (only_right) both = (struct gen_names){{"x", "y", "k"}, 3, {"z"}, 1, false};
        if (!only_left && !only_right)
            both = (struct gen_names){{"s", "u", "k", "x", "y", "k1"}, 6, {"d", "z"}, 2, false};
        for (uint32_t i = gen_below(3); i > 0; i--) gen_where(b, &both, 1);
    } else if (gen_chance(30)) {
        static const char *const more[] = {"", ", n", ", r", ", tostring(d.user)", ", u"};
        kq_buf_puts(b, "\n| summarize c = count() by s");
        kq_buf_puts(b, GEN_PICK(more));
        struct gen_names keys = {{"s"}, 1, {NULL}, 0, false};
        gen_where(b, &keys, 1);
        if (gen_chance(30)) kq_buf_puts(b, " and c > 0");
    } else if (gen_chance(30)) {
        static const char *const choices[] = {"sort by s asc", "take 2", "top 3 by s", "distinct s, u",
                                              "distinct s, r"};
        kq_buf_puts(b, "\n| ");
        kq_buf_puts(b, GEN_PICK(choices));
        gen_where(b, &(struct gen_names){{"s"}, 1, {NULL}, 0, false}, 1);
    } else if (gen_chance(40)) {
        kq_buf_puts(b, "\n| project v2 = strcat(s, \"-\", k), d, q = tolower(u)");
        gen_where(b, &(struct gen_names){{"v2", "q"}, 2, {"d"}, 1, false}, 1);
    }
}

#endif
