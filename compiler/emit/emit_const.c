/* Constants: literals of the rule as named static objects (strings, dynamic values, tables for `in` lists) and as C
 * expressions. Equal constants share one object. */
#include "emit_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *const type_names[EMIT_TYPES][2] = {
    [KQ_T_BOOL] = {"kq_bool", "bool"},
    [KQ_T_INT] = {"kq_int", "int"},
    [KQ_T_LONG] = {"kq_long", "long"},
    [KQ_T_REAL] = {"kq_real", "real"},
    [KQ_T_DECIMAL] = {"kq_decimal", "decimal"},
    [KQ_T_DATETIME] = {"kq_datetime", "datetime"},
    [KQ_T_TIMESPAN] = {"kq_timespan", "timespan"},
    [KQ_T_STRING] = {"kq_str", "string"},
    [KQ_T_GUID] = {"kq_guid", "guid"},
    [KQ_T_DYNAMIC] = {"kq_dyn", "dynamic"},
};
const char *c_type(kq_type t) { return type_names[t][0]; }
const char *c_suffix(kq_type t) { return type_names[t][1]; }

/* Adds `static const <type> <name><definition>;` unless an equal one is there; returns its name. */
static const char *define(struct emitter *e, const char *lead, const char *hint, const char *type,
                          const char *definition) {
    const char *whole = fmt(e, "%s%s", type, definition);
    struct text_entry *known = text_map_at(e->a, &e->literals, whole);
    if (known->value) return known->value;
    const char *name = names_unique(e->a, &e->names, fmt(e, "%s%s", e->o->prefix, lead), hint);
    known->value = name;
    cw_statement(&e->constants, 0, fmt(e, "static const %s %s%s;", type, name, definition));
    return name;
}

void put_str_initializer(struct strbuf *b, const char *p, size_t n) {
    strbuf_puts(b, "{");
    if (n > LONGEST_LITERAL) strbuf_puts(b, "__extension__ ");
    c_put_string(b, p, n);
    strbuf_printf(b, ", %zu}", n);
}

const char *emit_string(struct emitter *e, const char *p, size_t n) {
    struct strbuf b = {0};
    strbuf_puts(&b, " = ");
    put_str_initializer(&b, p, n);
    char *hint = arena_strndup(e->a, p, n < 24 ? n : 24);
    bool readable = false;
    for (size_t i = 0; i < n && i < 24; i++) {
        if (hint[i] == 0) hint[i] = '_';
        readable = readable || (hint[i] >= '0' && hint[i] <= '9') || ((hint[i] | 32) >= 'a' && (hint[i] | 32) <= 'z');
    }
    if (!readable) hint = arena_strdup(e->a, n ? "text" : "empty");
    /* the definition carries no name, so it can be compared; the name goes between type and definition */
    const char *name = define(e, "L_", hint, "kq_str", fmt(e, "%s", b.p));
    strbuf_free(&b);
    return name;
}

static void put_real(struct strbuf *b, double r) {
    if (r != r) {
        strbuf_puts(b, "__builtin_nan(\"\")");
    } else if (r > 1.7976931348623157e308) {
        strbuf_puts(b, "__builtin_inf()");
    } else if (r < -1.7976931348623157e308) {
        strbuf_puts(b, "-__builtin_inf()");
    } else {
        char text[40];
        snprintf(text, sizeof text, "%.17g", r);
        strbuf_puts(b, text);
        if (!strpbrk(text, ".e")) strbuf_puts(b, ".0");
    }
}

static void put_i64(struct strbuf *b, int64_t v) {
    if (v == INT64_MIN) {
        strbuf_puts(b, "INT64_MIN");
    } else {
        strbuf_printf(b, "INT64_C(%" PRId64 ")", v);
    }
}

static void put_ticks(struct strbuf *b, int64_t v) {
    static const struct {
        int64_t ticks;
        const char *name;
    } units[] = {{KQ_TICKS_PER_DAY, "DAY"},
                 {KQ_TICKS_PER_HOUR, "HOUR"},
                 {KQ_TICKS_PER_MINUTE, "MINUTE"},
                 {KQ_TICKS_PER_SECOND, "SECOND"}};
    for (size_t i = 0; v != 0 && i < sizeof units / sizeof *units; i++) {
        if (v % units[i].ticks != 0) continue;
        strbuf_printf(b, "%" PRId64 " * KQ_TICKS_PER_%s", v / units[i].ticks, units[i].name);
        return;
    }
    put_i64(b, v);
}

static void put_guid(struct strbuf *b, const uint8_t *g) {
    strbuf_puts(b, "{");
    for (int i = 0; i < 16; i++) strbuf_printf(b, "%s0x%02x", i ? ", " : "", g[i]);
    strbuf_puts(b, "}");
}

static void put_decimal(struct strbuf *b, const kq_decimal *m) {
    strbuf_printf(b, "UINT64_C(%" PRIu64 "), UINT64_C(%" PRIu64 "), %" PRId32 ", %s", m->low, m->high, m->exponent,
                  m->negative ? "true" : "false");
}

static void put_dyn(struct emitter *e, const kq_dyn *d, struct strbuf *b);

/* The children of an array or bag as a table of their own; returns its name. */
static const char *dyn_children(struct emitter *e, const kq_dyn *d) {
    struct strbuf b = {0};
    strbuf_puts(&b, "[] = {");
    for (uint32_t i = 0; i < d->n; i++) {
        if (i) strbuf_puts(&b, ", ");
        if (d->tag == KQ_DYN_BAG) {
            strbuf_puts(&b, "{");
            put_str_initializer(&b, d->u.members[i].key.p, d->u.members[i].key.n);
            strbuf_puts(&b, ", ");
            put_dyn(e, &d->u.members[i].value, &b);
            strbuf_puts(&b, "}");
        } else {
            put_dyn(e, &d->u.items[i], &b);
        }
    }
    strbuf_puts(&b, "}");
    const char *name = define(e, "D_", d->tag == KQ_DYN_BAG ? "members" : "items",
                              d->tag == KQ_DYN_BAG ? "kq_member" : "kq_dyn", fmt(e, "%s", b.p));
    strbuf_free(&b);
    return name;
}

static void put_dyn(struct emitter *e, const kq_dyn *d, struct strbuf *b) {
    switch (d->tag) {
    case KQ_DYN_NULL: strbuf_puts(b, "{.tag = KQ_DYN_NULL}"); return;
    case KQ_DYN_BOOL: strbuf_printf(b, "{.tag = KQ_DYN_BOOL, .u = {.b = %s}}", d->u.b ? "true" : "false"); return;
    case KQ_DYN_LONG:
    case KQ_DYN_DATETIME:
    case KQ_DYN_TIMESPAN:
        strbuf_printf(b, "{.tag = KQ_DYN_%s, .u = {.i = ",
                      d->tag == KQ_DYN_LONG       ? "LONG"
                      : d->tag == KQ_DYN_DATETIME ? "DATETIME"
                                                  : "TIMESPAN");
        put_i64(b, d->u.i);
        strbuf_puts(b, "}}");
        return;
    case KQ_DYN_REAL:
        strbuf_puts(b, "{.tag = KQ_DYN_REAL, .u = {.r = ");
        put_real(b, d->u.r);
        strbuf_puts(b, "}}");
        return;
    case KQ_DYN_STRING:
    case KQ_DYN_JSON:
        strbuf_printf(b, "{.tag = KQ_DYN_%s, .u = {.s = ", d->tag == KQ_DYN_STRING ? "STRING" : "JSON");
        put_str_initializer(b, d->u.s.p, d->u.s.n);
        strbuf_puts(b, "}}");
        return;
    case KQ_DYN_GUID:
        strbuf_puts(b, "{.tag = KQ_DYN_GUID, .u = {.guid = ");
        put_guid(b, d->u.guid);
        strbuf_puts(b, "}}");
        return;
    case KQ_DYN_ARRAY:
    case KQ_DYN_BAG: break;
    }
    bool bag = d->tag == KQ_DYN_BAG;
    const char *children = d->n > 0 ? dyn_children(e, d) : "NULL";
    strbuf_printf(b, "{.tag = KQ_DYN_%s, .n = %u, .u = {.%s = %s}}", bag ? "BAG" : "ARRAY", d->n,
                  bag ? "members" : "items", children);
}

void put_const_initializer(struct emitter *e, const kq_value *v, struct strbuf *b) {
    if (v->type == KQ_T_STRING) {
        put_str_initializer(b, v->u.s.p, v->u.s.n);
        return;
    }
    if (v->type == KQ_T_DYNAMIC) {
        put_dyn(e, &v->u.d, b);
        return;
    }
    strbuf_puts(b, "{");
    switch (v->type) {
    case KQ_T_BOOL: strbuf_puts(b, v->u.b && !v->null ? "true" : "false"); break;
    case KQ_T_INT: strbuf_printf(b, "(int32_t)INT64_C(%" PRId64 ")", v->null ? 0 : v->u.i); break;
    case KQ_T_REAL: put_real(b, v->null ? 0 : v->u.r); break;
    case KQ_T_TIMESPAN: put_ticks(b, v->null ? 0 : v->u.i); break;
    case KQ_T_GUID: put_guid(b, v->u.guid); break;
    case KQ_T_DECIMAL: put_decimal(b, v->null ? &(kq_decimal){.null = true} : &v->u.m); break;
    default: put_i64(b, v->null ? 0 : v->u.i); break;
    }
    strbuf_printf(b, ", %s}", v->null ? "true" : "false");
}

const char *emit_const(struct emitter *e, const kq_value *v) {
    if (v->type == KQ_T_STRING) return emit_string(e, v->u.s.p, v->u.s.n);
    if (v->type == KQ_T_DYNAMIC ? v->u.d.tag == KQ_DYN_NULL : v->null) return fmt(e, "kq_null_%s()", c_suffix(v->type));
    struct strbuf b = {0};
    switch (v->type) {
    case KQ_T_DYNAMIC: {
        strbuf_puts(&b, " = ");
        put_dyn(e, &v->u.d, &b);
        const char *name = define(e, "D_", "value", "kq_dyn", fmt(e, "%s", b.p));
        strbuf_free(&b);
        return name;
    }
    case KQ_T_GUID:
        strbuf_puts(&b, "((kq_guid){");
        put_guid(&b, v->u.guid);
        strbuf_puts(&b, ", false})");
        break;
    case KQ_T_DECIMAL:
        strbuf_puts(&b, "((kq_decimal){");
        put_decimal(&b, &v->u.m);
        strbuf_puts(&b, ", false})");
        break;
    default:
        strbuf_printf(&b, "kq_mk_%s(", c_suffix(v->type));
        switch (v->type) {
        case KQ_T_BOOL: strbuf_puts(&b, v->u.b ? "true" : "false"); break;
        case KQ_T_INT:
            if (v->u.i == INT32_MIN) {
                strbuf_puts(&b, "INT32_MIN");
            } else {
                strbuf_printf(&b, "%" PRId64, v->u.i);
            }
            break;
        case KQ_T_REAL: put_real(&b, v->u.r); break;
        case KQ_T_TIMESPAN: put_ticks(&b, v->u.i); break;
        default: put_i64(&b, v->u.i); break;
        }
        strbuf_puts(&b, ")");
    }
    const char *text = fmt(e, "%s", b.p);
    strbuf_free(&b);
    return text;
}

const char *emit_table(struct emitter *e, const kq_value *const *v, size_t n, kq_type type) {
    struct strbuf b = {0};
    strbuf_puts(&b, "[] = {");
    for (size_t i = 0; i < n; i++) {
        if (i) strbuf_puts(&b, ", ");
        put_const_initializer(e, v[i], &b);
    }
    strbuf_puts(&b, "}");
    const char *name = define(e, "T_", c_suffix(type), c_type(type), fmt(e, "%s", b.p));
    strbuf_free(&b);
    return name;
}
