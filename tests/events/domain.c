/* What chance chooses from: the rule's own literals, and a few texts of each kind that columns hold, by their names. */
#include "record.h"

#include "dyn.h"

#include <stdlib.h>
#include <string.h>

static void add_text(struct arena *a, struct domain *d, const char *p, size_t n) {
    enum { MOST = 4000 };
    if (n == 0 || n > MOST || d->texts.n >= MOST) return;
    VEC_PUSH(a, &d->texts, text_of(arena_strndup(a, p, n), n));
}

static void add_dynamic(struct arena *a, struct domain *d, kq_arena *scratch, kq_dyn v) {
    v = kq_dyn_expand(scratch, v);
    if (v.tag == KQ_DYN_STRING) add_text(a, d, v.u.s.p, v.u.s.n);
    if (v.tag == KQ_DYN_LONG) VEC_PUSH(a, &d->numbers, v.u.i);
    for (uint32_t i = 0; v.tag == KQ_DYN_ARRAY && i < v.n; i++) add_dynamic(a, d, scratch, v.u.items[i]);
}

static void add_value(struct arena *a, struct domain *d, const kq_value *v) {
    if (v->type == KQ_T_STRING) add_text(a, d, v->u.s.p, v->u.s.n);
    if ((v->type == KQ_T_INT || v->type == KQ_T_LONG) && !v->null) VEC_PUSH(a, &d->numbers, v->u.i);
    if (v->type != KQ_T_DYNAMIC) return;
    kq_arena *scratch = kq_arena_new();
    add_dynamic(a, d, scratch, v->u.d);
    kq_arena_free(scratch);
}

struct collecting {
    struct arena *arena;
    struct domain *domain;
};

static void add_expr(void *context, struct px **e) {
    struct collecting *c = context;
    if ((*e)->kind == PX_CONST) add_value(c->arena, c->domain, &(*e)->value);
    for (size_t i = 0; i < (*e)->n; i++) add_expr(context, &(*e)->args[i]);
}

static void add_op(void *context, struct plan_op **input) {
    struct collecting *c = context;
    struct plan_op *op = *input;
    po_each_expr(op, add_expr, context);
    for (size_t i = 0; op->kind == PO_VALUES && i < op->row_count; i++)
        for (size_t k = 0; k < op->table_col_count; k++) add_value(c->arena, c->domain, &op->values[i][k]);
    po_each_input(op, add_op, context);
}

void domain_of(struct arena *a, const struct plan *p, struct domain *d) {
    struct plan_op *root = p->root;
    add_op(&(struct collecting){a, d}, &root);
}

/* ---- texts by names ------------------------------------------------------------------------------------------------
 */

static const struct {
    const char *part; /* of a name, in small letters */
    const char *texts[4];
} kinds[] = {
    {"ipaddress", {"203.0.113.7", "198.51.100.23", "10.1.2.3", "2001:db8::7"}},
    {"ip", {"203.0.113.7", "198.51.100.23", "10.1.2.3", "192.168.1.9"}},
    {"upn", {"alice@contoso.com", "bob@contoso.com", "Alice@contoso.com", "mallory@fabrikam.net"}},
    {"principalname", {"alice@contoso.com", "bob@contoso.com", "Alice@contoso.com", "mallory@fabrikam.net"}},
    {"account", {"CONTOSO\\alice", "alice", "bob", "CONTOSO\\svc$"}},
    {"user", {"alice@contoso.com", "bob@contoso.com", "alice", "mallory@fabrikam.net"}},
    {"mail", {"alice@contoso.com", "bob@contoso.com", "ceo@contoso.com", "mallory@fabrikam.net"}},
    {"host", {"pc-1.contoso.com", "pc-1", "dc01.contoso.com", "web"}},
    {"computer", {"pc-1.contoso.com", "PC-1", "dc01.contoso.com", "web"}},
    {"device", {"pc-1.contoso.com", "pc-1", "dc01.contoso.com", "web"}},
    {"url", {"https://contoso.com/a?b=c", "http://203.0.113.7/x", "https://login.fabrikam.net/", "ftp://web/y"}},
    {"domain", {"contoso.com", "fabrikam.net", "a.very.long.sub.domain.test", "CONTOSO"}},
    {"commandline", {"cmd.exe /c whoami", "powershell -enc ZQBjAGgAbwA=", "\"C:\\a b\\c.exe\" -x", "svchost -k"}},
    {"path", {"C:\\Windows\\System32\\cmd.exe", "/usr/bin/bash", "C:\\Users\\alice\\x.exe", "D:\\y"}},
    {"process", {"cmd.exe", "C:\\Windows\\System32\\svchost.exe", "powershell.exe", "bash"}},
    {"hash", {"9f86d081884c7d659a2feaa0c55ad015", "d41d8cd98f00b204e9800998ecf8427e", "ABCDEF", "0"}},
    {"time", {"2026-03-02T09:00:00Z", "2026-03-01T23:30:00.1234567Z", "03/02/2026 10:00", "never"}},
    {"count", {"1", "5", "17", "200"}},
    {"code", {"0", "50126", "4", "200"}},
    {"id", {"1b4f0e98-5ae3-4c55-9d0b-7f2d6a1c0e01", "7d793037-a076-4f2b-8c2a-0b1c2d3e4f50", "42", "S-1-5-21-7"}},
};
static const char *const others[] = {"alice", "Success", "contoso.com", "a b,c;d=e|f"};

/* The longest part that the name ends with, else the first that it has. */
static const char *const *kind_of(const char *name) {
    char small[64];
    size_t n = 0;
    for (; name && name[n] && n < sizeof small - 1; n++)
        small[n] = name[n] >= 'A' && name[n] <= 'Z' ? (char)(name[n] + ('a' - 'A')) : name[n];
    small[n] = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t part = strlen(kinds[i].part);
        if (part <= n && strcmp(small + n - part, kinds[i].part) == 0) return kinds[i].texts;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strlen(kinds[i].part) > 2 && strstr(small, kinds[i].part)) return kinds[i].texts;
    return others;
}

const char *domain_text(struct arena *a, struct domain *d, const char *name) {
    struct chance *c = &d->chance;
    if (d->distinct && chance_percent(c, 80)) return arena_printf(a, "x%u", (unsigned)chance_below(c, 100000));
    if (d->texts.n && chance_percent(c, 25)) {
        struct text t = d->texts.v[chance_below(c, d->texts.n)];
        return arena_strndup(a, t.p, t.n);
    }
    if (chance_percent(c, 10)) return arena_printf(a, "%s-%u", name ? name : "x", (unsigned)chance_below(c, 1000));
    return kind_of(name)[chance_below(c, 4)];
}
