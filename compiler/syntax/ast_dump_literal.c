/* Names, types and literals as text, for ast_dump.c. */
#include "ast_dump.h"

#include <string.h>

void dump_name(const char *name, struct strbuf *out) {
    size_t n = strlen(name);
    if (n && strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_$") == n) {
        strbuf_puts(out, name);
        return;
    }
    strbuf_putc(out, '[');
    strbuf_json(out, name, n);
    strbuf_putc(out, ']');
}

static void dump_dynamic(const kq_dyn *d, struct strbuf *out) {
    switch (d->tag) {
    case KQ_DYN_NULL: strbuf_puts(out, "null"); break;
    case KQ_DYN_BOOL: strbuf_puts(out, d->u.b ? "true" : "false"); break;
    case KQ_DYN_LONG: strbuf_printf(out, "%lld", (long long)d->u.i); break;
    case KQ_DYN_REAL: strbuf_printf(out, "%.17g", d->u.r); break;
    case KQ_DYN_DATETIME: strbuf_printf(out, "datetime(%lld)", (long long)d->u.i); break;
    case KQ_DYN_TIMESPAN: strbuf_printf(out, "timespan(%lld)", (long long)d->u.i); break;
    case KQ_DYN_GUID: strbuf_puts(out, "guid"); break;
    case KQ_DYN_STRING:
    case KQ_DYN_JSON: strbuf_json(out, d->u.s.p, d->u.s.n); break;
    case KQ_DYN_ARRAY:
        strbuf_putc(out, '[');
        for (uint32_t i = 0; i < d->n; i++) {
            if (i) strbuf_putc(out, ',');
            dump_dynamic(&d->u.items[i], out);
        }
        strbuf_putc(out, ']');
        break;
    case KQ_DYN_BAG:
        strbuf_putc(out, '{');
        for (uint32_t i = 0; i < d->n; i++) {
            if (i) strbuf_putc(out, ',');
            strbuf_json(out, d->u.members[i].key.p, d->u.members[i].key.n);
            strbuf_putc(out, ':');
            dump_dynamic(&d->u.members[i].value, out);
        }
        strbuf_putc(out, '}');
        break;
    }
}

void dump_literal(const struct ast_expr *e, struct strbuf *out) {
    static const char hex[] = "0123456789abcdef";
    const kq_value *v = &e->u.lit.value;
    const char *word = e->kind == EX_BOOL       ? "bool"
                       : e->kind == EX_INT      ? "int"
                       : e->kind == EX_LONG     ? "long"
                       : e->kind == EX_REAL     ? "real"
                       : e->kind == EX_DECIMAL  ? "decimal"
                       : e->kind == EX_DATETIME ? "datetime"
                       : e->kind == EX_TIMESPAN ? "timespan"
                       : e->kind == EX_GUID     ? "guid"
                                                : "dynamic";
    if (e->kind == EX_STRING) {
        strbuf_json(out, e->u.lit.s.p, e->u.lit.s.n);
        return;
    }
    bool bare = e->kind == EX_LONG && !v->null;
    if (!bare) strbuf_printf(out, "%s(", word);
    if (v->null) {
        strbuf_puts(out, "null");
    } else if (e->u.lit.now_literal) {
        strbuf_puts(out, "now");
    } else if (e->kind == EX_BOOL) {
        strbuf_puts(out, v->u.b ? "true" : "false");
    } else if (e->kind == EX_REAL) {
        strbuf_printf(out, "%.17g", v->u.r);
    } else if (e->kind == EX_DECIMAL) {
        strbuf_put(out, e->u.lit.s.p, e->u.lit.s.n);
    } else if (e->kind == EX_GUID) {
        for (int i = 0; i < 16; i++) strbuf_printf(out, "%c%c", hex[v->u.guid[i] >> 4], hex[v->u.guid[i] & 15]);
    } else if (e->kind == EX_DYNAMIC) {
        dump_dynamic(&v->u.d, out);
    } else {
        strbuf_printf(out, "%lld", (long long)v->u.i);
    }
    if (!bare) strbuf_putc(out, ')');
}

void dump_type(kq_type type, struct strbuf *out) {
    static const char *const types[] = {"none",     "bool",     "int",    "long", "real",   "decimal",
                                        "datetime", "timespan", "string", "guid", "dynamic"};
    strbuf_puts(out, types[type]);
}
