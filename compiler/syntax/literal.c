/* Literal values (kql.md 1): numbers, timespans and the wrapped forms type(text), which run raw to the first ')'.
 * Text of dates, timespans and guids is read by the runtime's own functions, so that both sides agree. */
#include "parser.h"

#include "guid.h"
#include "timetext.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef unsigned __int128 uint128;

struct ast_expr *literal_new(struct parser *p, enum ast_expr_kind kind, struct span span) {
    struct ast_expr *e = ARENA_NEW(p->arena, struct ast_expr);
    e->kind = kind;
    e->span = span;
    e->depth = 1;
    return e;
}

/* Microsoft's parser takes any text; what cannot be read is null. */
static void unreadable(struct parser *p, struct ast_expr *e, const char *message, struct text t) {
    e->u.lit.value.null = true;
    syntax_report(p, DIAG_W0204, e->span, arena_printf(p->arena, message, (int)(t.n > 60 ? 60 : t.n), t.p));
}

static struct text trim(struct text t) {
    while (t.n && strchr(" \t\r\n\f", *t.p) && *t.p) {
        t.p++;
        t.n--;
    }
    while (t.n && strchr(" \t\r\n\f", t.p[t.n - 1]) && t.p[t.n - 1]) t.n--;
    return t;
}

static struct text unquote(struct text t) {
    if (t.n >= 2 && (*t.p == '"' || *t.p == '\'') && t.p[t.n - 1] == *t.p) return trim(text_of(t.p + 1, t.n - 2));
    return t;
}

/* ---- numbers */
static bool read_digits(struct text t, unsigned base, uint64_t *value) {
    *value = 0;
    if (t.n == 0) return false;
    for (size_t i = 0; i < t.n; i++) {
        char c = t.p[i];
        unsigned d = c >= '0' && c <= '9' ? (unsigned)(c - '0') : 99;
        if (base == 16 && c >= 'a' && c <= 'f') d = (unsigned)(c - 'a') + 10;
        if (base == 16 && c >= 'A' && c <= 'F') d = (unsigned)(c - 'A') + 10;
        if (d >= base) return false;
        if (__builtin_mul_overflow(*value, base, value) || __builtin_add_overflow(*value, d, value)) return false;
    }
    return true;
}

/* [+-] digits, or 0x digits; within 64 bits. A hexadecimal literal may use all 64 bits. */
static bool read_integer(struct text t, int64_t *value) {
    bool negative = t.n && *t.p == '-';
    uint64_t u;
    if (t.n && (*t.p == '-' || *t.p == '+')) t = text_of(t.p + 1, t.n - 1);
    if (t.n > 2 && t.p[0] == '0' && (t.p[1] == 'x' || t.p[1] == 'X')) {
        if (!read_digits(text_of(t.p + 2, t.n - 2), 16, &u)) return false;
        *value = (int64_t)(negative ? 0 - u : u);
        return true;
    }
    if (!read_digits(t, 10, &u) || u > (uint64_t)INT64_MAX + (negative ? 1 : 0)) return false;
    *value = (int64_t)(negative ? 0 - u : u);
    return true;
}

/* [+-] digits [. digits] [e [+-] digits] and nothing else. */
static bool is_decimal_text(struct text t) {
    const char *p = t.p, *end = p + t.n;
    if (p < end && (*p == '-' || *p == '+')) p++;
    const char *digits = p;
    while (p < end && *p >= '0' && *p <= '9') p++;
    bool some = p > digits;
    if (p < end && *p == '.') {
        digits = ++p;
        while (p < end && *p >= '0' && *p <= '9') p++;
        some = some || p > digits;
    }
    if (!some) return false;
    if (p < end && (*p == 'e' || *p == 'E')) {
        p++;
        if (p < end && (*p == '-' || *p == '+')) p++;
        digits = p;
        while (p < end && *p >= '0' && *p <= '9') p++;
        if (p == digits) return false;
    }
    return p == end;
}

static bool read_real(struct parser *p, struct text t, double *value) {
    static const struct {
        const char *text;
        double value;
    } names[] = {{"nan", NAN}, {"+inf", INFINITY}, {"inf", INFINITY}, {"-inf", -INFINITY}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *s = names[i].text;
        if (t.n != strlen(s) || edit_distance(arena_strndup(p->arena, t.p, t.n), s, 0) != 0) continue;
        *value = names[i].value;
        return true;
    }
    if (!is_decimal_text(t)) return false;
    *value = strtod(arena_strndup(p->arena, t.p, t.n), NULL); /* the compiler never sets a locale */
    return true;
}

/* ---- timespans: digits [. digits] unit */
static bool unit_ticks(struct text unit, uint64_t *numerator, uint64_t *denominator) {
    static const struct {
        const char *names; /* separated by blanks */
        uint64_t numerator, denominator;
    } units[] = {{" d day days ", 864000000000, 1},
                 {" h hr hrs hour hours ", 36000000000, 1},
                 {" m min minute minutes ", 600000000, 1},
                 {" s sec second seconds ", 10000000, 1},
                 {" ms milli millis millisec millisecond milliseconds ", 10000, 1},
                 {" micro micros microsec microsecond microseconds ", 10, 1},
                 {" nano nanos nanosec nanosecond nanoseconds ", 1, 100},
                 {" tick ticks ", 1, 1}};
    char key[20];
    if (unit.n == 0 || unit.n > sizeof key - 3) return false;
    key[0] = ' ';
    memcpy(key + 1, unit.p, unit.n);
    key[unit.n + 1] = ' ';
    key[unit.n + 2] = 0;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (!strstr(units[i].names, key)) continue;
        *numerator = units[i].numerator;
        *denominator = units[i].denominator;
        return true;
    }
    return false;
}

/* Exact in 128 bits, rounded half up to a tick; digits of the fraction beyond the 15th cannot matter. */
static bool read_unit_timespan(struct text t, int64_t *ticks) {
    bool negative = t.n && *t.p == '-';
    size_t i = negative || (t.n && *t.p == '+') ? 1 : 0, start = i;
    while (i < t.n && t.p[i] >= '0' && t.p[i] <= '9') i++;
    uint64_t whole, part = 0, scale = 1, numerator, denominator;
    if (!read_digits(text_of(t.p + start, i - start), 10, &whole)) return false;
    if (i < t.n && t.p[i] == '.') {
        for (i++; i < t.n && t.p[i] >= '0' && t.p[i] <= '9'; i++) {
            if (scale >= UINT64_C(1000000000000000)) continue;
            part = part * 10 + (uint64_t)(t.p[i] - '0');
            scale *= 10;
        }
    }
    while (i < t.n && t.p[i] == ' ') i++; /* timespan(15 seconds) */
    if (!unit_ticks(text_of(t.p + i, t.n - i), &numerator, &denominator)) return false;
    uint128 value = (uint128)whole * numerator / denominator;
    uint128 rest = (uint128)whole * numerator % denominator * scale + (uint128)part * numerator;
    uint128 divisor = (uint128)scale * denominator;
    value += (rest * 2 + divisor) / (divisor * 2);
    if (value > (uint128)INT64_MAX) return false;
    *ticks = negative ? -(int64_t)value : (int64_t)value;
    return true;
}

/* ---- type(text) */
struct wrapped {
    struct parser *p;
    struct span span;
    struct text type, text; /* text: trimmed, between the parentheses */
};

static void set_integer(struct wrapped *w, struct ast_expr *e, bool is_int) {
    int64_t v = 0;
    if (!read_integer(w->text, &v) || (is_int && (v < INT32_MIN || v > INT32_MAX)))
        unreadable(w->p, e,
                   is_int ? "'%.*s' is not an int literal; convert with toint()"
                          : "'%.*s' is not a long literal; convert with tolong()",
                   w->text);
    else
        e->u.lit.value.u.i = v;
}

static void set_bool(struct wrapped *w, struct ast_expr *e) {
    static const char *const words[] = {"false", "False", "FALSE", "0", "true", "True", "TRUE", "1"};
    int64_t v;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!text_is(w->text, words[i])) continue;
        e->u.lit.value.u.b = i >= 4;
        return;
    }
    if (read_integer(w->text, &v))
        e->u.lit.value.u.b = v != 0; /* kql.md 1: binds; its value is assumed, as for tobool */
    else
        unreadable(w->p, e, "'%.*s' is not a bool literal; convert with tobool()", w->text);
}

static void set_timespan(struct wrapped *w, struct ast_expr *e) {
    struct text t = unquote(w->text);
    int64_t v = 0;
    if (read_unit_timespan(t, &v) || kq_parse_timespan((kq_str){t.p, t.n}, &v))
        e->u.lit.value.u.i = v;
    else
        unreadable(w->p, e, "'%.*s' is not a timespan literal; convert with totimespan()", w->text);
}

static void set_datetime(struct wrapped *w, struct ast_expr *e) {
    struct text t = unquote(w->text);
    int64_t v = 0;
    if (w->text.n == 0)
        e->u.lit.now_literal = true;
    else if (kq_parse_datetime((kq_str){t.p, t.n}, &v))
        e->u.lit.value.u.i = v;
    else
        unreadable(w->p, e, "'%.*s' is not a datetime literal; convert with todatetime()", w->text);
}

static void set_guid(struct wrapped *w, struct ast_expr *e) {
    struct text t = unquote(w->text);
    if (!kq_parse_guid((kq_str){t.p, t.n}, e->u.lit.value.u.guid))
        unreadable(w->p, e, "'%.*s' is not a guid literal; convert with toguid()", w->text);
}

static struct ast_expr *wrapped_literal(struct parser *p, struct span span) {
    const char *s = p->text.p + span.start, *end = p->text.p + span.end - 1;
    const char *paren = memchr(s, '(', (size_t)(end - s));
    static const struct {
        const char *name;
        enum ast_expr_kind kind;
        kq_type type;
    } types[] = {{"bool", EX_BOOL, KQ_T_BOOL},
                 {"boolean", EX_BOOL, KQ_T_BOOL},
                 {"int", EX_INT, KQ_T_INT},
                 {"int32", EX_INT, KQ_T_INT},
                 {"long", EX_LONG, KQ_T_LONG},
                 {"int64", EX_LONG, KQ_T_LONG},
                 {"real", EX_REAL, KQ_T_REAL},
                 {"double", EX_REAL, KQ_T_REAL},
                 {"decimal", EX_DECIMAL, KQ_T_DECIMAL},
                 {"datetime", EX_DATETIME, KQ_T_DATETIME},
                 {"date", EX_DATETIME, KQ_T_DATETIME},
                 {"timespan", EX_TIMESPAN, KQ_T_TIMESPAN},
                 {"time", EX_TIMESPAN, KQ_T_TIMESPAN},
                 {"guid", EX_GUID, KQ_T_GUID},
                 {"uuid", EX_GUID, KQ_T_GUID},
                 {"uniqueid", EX_GUID, KQ_T_GUID}};
    size_t word = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789"), row = 0;
    while (!text_is(text_of(s, word), types[row].name)) row++; /* the lexer knows the same words */
    struct ast_expr *e = literal_new(p, types[row].kind, span);
    struct wrapped w = {p, span, text_of(s, word), trim(text_of(paren + 1, (size_t)(end - paren - 1)))};
    e->u.lit.value.type = types[row].type;
    if (text_is(w.text, "null")) {
        e->u.lit.value.null = true;
        return e;
    }
    switch (types[row].kind) {
    case EX_BOOL: set_bool(&w, e); break;
    case EX_INT: set_integer(&w, e, true); break;
    case EX_LONG: set_integer(&w, e, false); break;
    case EX_REAL:
        if (!read_real(p, w.text, &e->u.lit.value.u.r))
            unreadable(p, e, "'%.*s' is not a real literal; convert with toreal()", w.text);
        break;
    case EX_DECIMAL:
        if (!is_decimal_text(w.text)) unreadable(p, e, "'%.*s' is not a decimal literal", w.text);
        e->u.lit.s = w.text;
        break;
    case EX_DATETIME: set_datetime(&w, e); break;
    case EX_TIMESPAN: set_timespan(&w, e); break;
    default: set_guid(&w, e); break;
    }
    return e;
}

/* ---- tokens */
static struct ast_expr *number(struct parser *p, const struct token *t) {
    struct text s = text_of(p->text.p + t->span.start, t->span.end - t->span.start);
    struct ast_expr *e;
    if (t->form == LIT_REAL) {
        e = literal_new(p, EX_REAL, t->span);
        e->u.lit.value.type = KQ_T_REAL;
        read_real(p, s, &e->u.lit.value.u.r);
    } else if (t->form == LIT_TIMESPAN) {
        e = literal_new(p, EX_TIMESPAN, t->span);
        e->u.lit.value.type = KQ_T_TIMESPAN;
        if (!read_unit_timespan(s, &e->u.lit.value.u.i)) unreadable(p, e, "the timespan '%.*s' is too long", s);
    } else {
        e = literal_new(p, EX_LONG, t->span);
        e->u.lit.value.type = KQ_T_LONG;
        if (!read_integer(s, &e->u.lit.value.u.i)) unreadable(p, e, "'%.*s' does not fit into a long (64 bits)", s);
    }
    return e;
}

void literal_evaluate(struct parser *p, struct token *t) {
    if (t->kind == TK_STRING) {
        t->lit = literal_new(p, EX_STRING, t->span);
        struct text s = string_value(p, t->span);
        t->lit->u.lit.s = s;
        t->lit->u.lit.value = (kq_value){.type = KQ_T_STRING, .u = {.s = {s.p, s.n}}};
    } else if (t->form == LIT_BOOL) {
        t->lit = literal_new(p, EX_BOOL, t->span);
        char first = p->text.p[t->span.start];
        t->lit->u.lit.value = (kq_value){.type = KQ_T_BOOL, .u = {.b = first == 't' || first == 'T'}};
    } else {
        t->lit = t->form == LIT_WRAPPED ? wrapped_literal(p, t->span) : number(p, t);
    }
}
