/* Parameters of operators: their values, and that none is given twice. A name that Microsoft does not know is only a
 * warning of its, so it is accepted. */
#include "operators.h"

#include <string.h>
#include <strings.h>

enum param_value {
    VALUE_ANY,
    VALUE_WORD,
    VALUE_BOOL,
    VALUE_INTEGER,
    VALUE_NUMBER,
    VALUE_STRING,
    VALUE_TEXT,
    VALUE_COLUMN,
    VALUE_COLUMNS,
    VALUE_NEW_NAME
};
enum { REPEATS = 1, CASELESS = 2 };

struct param_rule {
    enum ast_op_kind op;
    bool with; /* in `with (...)` */
    const char *name;
    enum param_value value;
    const char *words; /* "a|b"; "": any */
    int flags;
};

static const struct param_rule rules[] = {
#define KQ_PARAM(op, name, value, words, flags) {OP_##op, false, name, VALUE_##value, words, flags},
#define KQ_WITH(op, name, value, words, flags) {OP_##op, true, name, VALUE_##value, words, flags},
#include "params.def"
};

static const struct param_rule *find_rule(enum ast_op_kind op, bool with, const char *name) {
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (rules[i].op == op && rules[i].with == with && strcmp(rules[i].name, name) == 0) return &rules[i];
    return NULL;
}

const struct ast_param *op_param(const struct ast_op *op, const char *name) {
    for (size_t i = 0; i < op->params.n; i++)
        if (strcmp(op->params.v[i].name.text, name) == 0) return &op->params.v[i];
    return NULL;
}

const struct ast_param *op_param_either(const struct ast_op *op, const char *name, const char *other) {
    const struct ast_param *p = op_param(op, name);
    return p ? p : op_param(op, other);
}

const char *param_word(const struct ast_param *p) {
    return p && p->value && p->value->kind == EX_NAME ? p->value->u.name.name : NULL;
}

const char *param_text(const struct ast_param *p) {
    if (!p || !p->value || p->value->kind != EX_STRING) return param_word(p);
    return intern(p->value->u.lit.s.p, p->value->u.lit.s.n);
}

static bool is_word(const char *words, const char *word, bool caseless) {
    size_t n = strlen(word);
    for (const char *w = words; *w; w += *w == '|') {
        size_t length = strcspn(w, "|");
        if (length == n && (caseless ? strncasecmp(w, word, n) : strncmp(w, word, n)) == 0) return true;
        w += length;
    }
    return !*words;
}

static bool is_of_kind(const struct param_rule *r, const struct ast_expr *e) {
    switch (r->value) {
    case VALUE_WORD: return e->kind == EX_NAME && is_word(r->words, e->u.name.name, r->flags & CASELESS);
    case VALUE_BOOL: return e->kind == EX_BOOL;
    case VALUE_INTEGER: return e->kind == EX_LONG || e->kind == EX_INT;
    case VALUE_NUMBER:
        return e->kind == EX_LONG || e->kind == EX_INT || e->kind == EX_REAL || e->kind == EX_DECIMAL ||
               (e->kind == EX_UNARY && e->u.op.left->kind != EX_NAME);
    case VALUE_STRING: return e->kind == EX_STRING;
    default: return true;
    }
}

static void report_value(struct binder *b, const struct param_rule *r, const struct ast_expr *e) {
    const char *text = e->kind == EX_NAME ? e->u.name.name : "this";
    if (r->op == OP_JOIN && strcmp(r->name, "kind") == 0) {
        diag_report(b->diag, DIAG_E0216, e->span, text);
        return;
    }
    diag_report(b->diag, DIAG_E0219, e->span, text, r->name);
    char *list = arena_strdup(b->arena, r->words);
    for (char *c = list; *c; c++)
        if (*c == '|') *c = ' ';
    if (*list)
        diag_hint(b->diag, "one of: %s", list);
    else if (r->value == VALUE_BOOL)
        diag_hint(b->diag, "true or false");
    else if (r->value == VALUE_INTEGER || r->value == VALUE_NUMBER)
        diag_hint(b->diag, "a number, written out");
    else if (r->value == VALUE_STRING)
        diag_hint(b->diag, "a text in quotes, written out");
}

/* A column of the input; of the left side of a join. */
static void check_column(struct binder *b, const struct param_rule *r, struct ast_expr *e) {
    if (e->kind != EX_NAME) {
        if (r->value == VALUE_COLUMN && e->kind != EX_ERROR) diag_report(b->diag, DIAG_E0308, e->span);
        return;
    }
    if (b->at.row) use_column(b, b->at.row, e->u.name.name, e->span);
}

static void check_text(struct binder *b, struct ast_expr *e) {
    bind_any(b, e);
    if (e->table || (e->type != KQ_T_STRING && e->type != KQ_T_DYNAMIC && e->type != KQ_T_NONE))
        diag_report(b->diag, DIAG_E0415, e->span, "the property", "a string", kind_of_value(b, e));
}

static void check_value(struct binder *b, const struct param_rule *r, struct ast_expr *e) {
    if (!e || e->kind == EX_ERROR) return;
    if (r->value == VALUE_COLUMN || r->value == VALUE_COLUMNS)
        check_column(b, r, e);
    else if (r->value == VALUE_TEXT)
        check_text(b, e);
    else if (!is_of_kind(r, e))
        report_value(b, r, e);
}

static bool is_given(const struct ast_op *op, size_t until, const char *name) {
    for (size_t i = 0; i < until; i++)
        if (op->params.v[i].name.text == name) return true;
    return false;
}

static bool is_given_with(const struct ast_op *op, size_t until, const char *name) {
    for (size_t i = 0; i < until; i++)
        if (op->with.v[i]->names.n && op->with.v[i]->names.v[0].text == name) return true;
    return false;
}

static void check(struct binder *b, const struct param_rule *r, struct ast_name name, bool given,
                  struct ast_expr *value) {
    if (given && !(r->flags & REPEATS)) diag_report(b->diag, DIAG_E0313, name.span, name.text);
    check_value(b, r, value);
}

/* The further names of ycolumns=a, b and of render's old `by a, b`. */
static void check_further(struct binder *b, const struct ast_op *op, const struct ast_named *item) {
    if (op->kind != OP_RENDER || !b->at.row) return;
    if (!item->names.n && item->value->kind == EX_NAME)
        use_column(b, b->at.row, item->value->u.name.name, item->value->span);
    for (size_t i = 1; i < item->names.n; i++) use_column(b, b->at.row, item->names.v[i].text, item->names.v[i].span);
}

static void check_param(struct binder *b, const struct ast_op *op, size_t i) {
    struct ast_name name = op->params.v[i].name;
    const struct param_rule *r = name.text ? find_rule(op->kind, false, name.text) : NULL;
    if (r) check(b, r, name, is_given(op, i, name.text), op->params.v[i].value);
}

/* A property that does not exist is an error, behind the comma before it. */
static void check_property(struct binder *b, const struct ast_op *op, size_t i) {
    const struct ast_named *item = op->with.v[i];
    check_further(b, op, item);
    if (!item->names.n) return;
    struct ast_name name = item->names.v[0];
    const struct param_rule *r = find_rule(op->kind, true, name.text);
    if (r) {
        check(b, r, name, is_given_with(op, i, name.text), item->value);
        return;
    }
    struct span span = name.span;
    if (i > 0) span.start = op->with.v[i - 1]->span.end + 1;
    diag_report(b->diag, DIAG_E0315, span, name.text, op->keyword.text);
}

void check_op_params(struct binder *b, const struct ast_op *op) {
    for (size_t i = 0; i < op->params.n; i++) check_param(b, op, i);
    for (size_t i = 0; i < op->with.n; i++) check_property(b, op, i);
}
