/* project-reorder and project-by-names: columns in another order (docs: project-reorder-operator). A pattern's columns
 * come in the order asked for: asc, desc by name, granny-asc and granny-desc with numbers inside names by their value.
 */
#include "operators.h"

#include <ctype.h>
#include <string.h>

/* Without regard to case, as if all letters were capital: `_` comes behind them. */
static int compare_letters(char x, char y) { return toupper((unsigned char)x) - toupper((unsigned char)y); }

static int compare_names(const char *x, const char *y) {
    while (*x && compare_letters(*x, *y) == 0) x++, y++;
    return compare_letters(*x, *y);
}

/* a2 before a10: of two numbers the longer one is greater, leading zeros included. */
static int compare_granny(const char *x, const char *y) {
    while (*x && *y) {
        size_t nx = strspn(x, "0123456789"), ny = strspn(y, "0123456789");
        bool numbers = nx && ny;
        int order = !numbers ? compare_letters(*x, *y) : nx != ny ? (nx < ny ? -1 : 1) : strncmp(x, y, nx);
        if (order) return order;
        x += numbers ? nx : 1;
        y += numbers ? ny : 1;
    }
    return (*x != 0) - (*y != 0);
}

/* By insertion: equal names keep their order, and lists are short. */
static void sort_columns(column_list *list, int (*compare)(const char *, const char *), bool descending) {
    for (size_t i = 1; i < list->n; i++)
        for (size_t k = i; k > 0; k--) {
            int order = compare(list->v[k - 1]->name, list->v[k]->name);
            if (descending ? order >= 0 : order <= 0) break;
            struct column *swap = list->v[k];
            list->v[k] = list->v[k - 1];
            list->v[k - 1] = swap;
        }
}

static void order_columns(column_list *list, enum ast_order order) {
    bool descending = order == ORDER_DESC || order == ORDER_GRANNY_DESC;
    if (order == ORDER_ASC || order == ORDER_DESC) sort_columns(list, compare_names, descending);
    if (order == ORDER_GRANNY_ASC || order == ORDER_GRANNY_DESC) sort_columns(list, compare_granny, descending);
}

static void reorder_item(struct binder *b, struct projection *p, const struct ast_named *item) {
    column_list columns = {0};
    match_columns(b, item->value, &columns);
    if (!columns.n && item->value->kind == EX_NAME) { /* not known: it counts as a column in what follows */
        struct ast_name name = {item->value->u.name.name, item->value->span};
        project_explicit(b, p, name, KQ_T_NONE);
    }
    /* One column counts as a name that is given: a second time it is an error. */
    if (columns.n == 1) {
        project_column(b, p, columns.v[0], item->value->span);
        VEC_PUSH(b->arena, &p->skipped, columns.v[0]);
        return;
    }
    order_columns(&columns, item->order);
    for (size_t i = 0; i < columns.n; i++) project_once(b, p, columns.v[i]);
}

void bind_project_reorder(struct binder *b, struct bound_op *op) {
    struct projection p = {0};
    for (size_t i = 0; i < op->ast->items.n; i++) reorder_item(b, &p, op->ast->items.v[i]);
    for (size_t i = 0; b->at.row && i < b->at.row->n; i++) project_once(b, &p, b->at.row->cols[i]);
    set_row(b, op, &p.out);
}

static void push_matching(struct binder *b, struct projection *p, const char *pattern) {
    for (size_t i = 0; b->at.row && i < b->at.row->n; i++)
        if (wildcard_matches(pattern, b->at.row->cols[i]->name)) project_once(b, p, b->at.row->cols[i]);
}

static void push_text(struct binder *b, struct projection *p, const char *text, size_t n) {
    push_matching(b, p, arena_strndup(b->arena, text, n));
}

static void push_dynamic(struct binder *b, struct projection *p, const kq_dyn *d) {
    if (d->tag == KQ_DYN_STRING) push_text(b, p, d->u.s.p, d->u.s.n);
    for (uint32_t i = 0; d->tag == KQ_DYN_ARRAY && i < d->n; i++)
        if (d->u.items[i].tag == KQ_DYN_STRING) push_text(b, p, d->u.items[i].u.s.p, d->u.items[i].u.s.n);
}

/* A constant text or an array of them, or column_names_of(T); other values bring nothing (Microsoft's rule). */
static void by_names_item(struct binder *b, struct projection *p, const struct ast_expr *e) {
    const struct ast_expr *literal = bound_literal(e);
    if (literal && literal->kind == EX_STRING)
        push_text(b, p, literal->u.lit.s.p, literal->u.lit.s.n);
    else if (literal && literal->kind == EX_DYNAMIC)
        push_dynamic(b, p, &literal->u.lit.value.u.d);
    else if (e->kind == EX_CALL && e->u.call.args.n && e->u.call.args.v[0]->value->table) {
        const struct row_type *row = &e->u.call.args.v[0]->value->table->out;
        for (size_t i = 0; i < row->n; i++) push_matching(b, p, row->cols[i]->name);
    }
}

void bind_project_by_names(struct binder *b, struct bound_op *op) {
    struct projection p = {0};
    bind_items(b, &op->ast->items);
    for (size_t i = 0; i < op->ast->items.n; i++) by_names_item(b, &p, op->ast->items.v[i]->value);
    set_row(b, op, &p.out);
}
