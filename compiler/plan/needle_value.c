/* What it takes for a value to be there, or for its text to hold a literal: from the expression down to the columns of
 * the record (opt_needles.c, rules 2 to 8). */
#include "needles.h"

#include "guid.h"

#include <string.h>

static bool is_scan_column(const struct needle_scope *s, const struct px *e) {
    if (e->kind != PX_COL) return false;
    for (size_t i = 0; i < s->col_count; i++) {
        if (s->cols[i] == e->col) return true;
    }
    return false;
}

static bool is_text_constant(const struct px *e) { return e->kind == PX_CONST && e->type == KQ_T_STRING; }
static const char *text_of_constant(const struct px *e, size_t *n) {
    *n = e->value.u.s.n;
    return *n > 0 ? e->value.u.s.p : "";
}

static bool among(const struct px *e, const char *const *names, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (px_is_function(e, names[i])) return true;
    }
    return false;
}

/* Functions whose result is a part of the text of one argument: that argument, or NULL. */
static struct px *whole_of_part(const struct px *e) {
    static const struct {
        const char *name;
        size_t from;
    } parts[] = {{"substring", 0}, {"trim", 1}, {"trim_start", 1}, {"trim_end", 1}, {"extract", 2}};
    if (e->type != KQ_T_STRING) return NULL;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (px_is_function(e, parts[i].name) && e->n > parts[i].from) return e->args[parts[i].from];
    }
    return NULL;
}

static bool is_parse_json(const struct px *e) {
    static const char *const names[] = {"parse_json", "parsejson", "todynamic", "toobject"};
    return e->n == 1 && among(e, names, sizeof names / sizeof *names);
}

static bool is_tostring(const struct px *e) { return e->n == 1 && px_is_function(e, "tostring"); }
static bool maps_case(const struct px *e) {
    return e->n == 1 && (px_is_function(e, "tolower") || px_is_function(e, "toupper"));
}
static bool is_step(const struct px *e) { return px_is_member(e) || px_is_element(e); }

/* split(x, d)[i], split(x, d, i)[0]: x, or NULL. */
static struct px *split_text(const struct px *e) {
    return px_is_element(e) && px_is_function(e->args[0], "split") ? e->args[0]->args[0] : NULL;
}

/* ---- rule 5: is a dynamic value, or a text that may be parsed as JSON, all the record's own? */

static bool from_record(const struct needle_scope *s, const struct px *e);

static bool text_from_record(const struct needle_scope *s, const struct px *e) {
    const struct px *whole = whole_of_part(e);
    if (whole) return whole->type == KQ_T_STRING && text_from_record(s, whole);
    if (is_tostring(e)) {
        const struct px *of = e->args[0];
        return of->type == KQ_T_STRING ? text_from_record(s, of) : from_record(s, of);
    }
    return e->type == KQ_T_STRING && is_scan_column(s, e);
}

static bool from_record(const struct needle_scope *s, const struct px *e) {
    while (is_step(e) && !split_text(e)) e = e->args[0];
    if (e->type != KQ_T_DYNAMIC) return false;
    if (split_text(e)) return split_text(e)->type == KQ_T_STRING && text_from_record(s, split_text(e));
    if (is_parse_json(e))
        return e->args[0]->type == KQ_T_STRING ? text_from_record(s, e->args[0]) : from_record(s, e->args[0]);
    return is_scan_column(s, e);
}

/* ---- rule 2: names of properties */

static struct needs keys_of_path(struct needle_scope *s, const struct px *e) {
    struct needs r = {0};
    for (; is_step(e); e = e->args[0]) {
        const struct px *key = e->args[1];
        if (!px_is_member(e) || !is_text_constant(key)) continue;
        struct needle_text name = {.start = true};
        name.p = text_of_constant(key, &name.n);
        struct needs one = needs_of_literal(s, &name, true);
        r = needs_both(r, &one);
    }
    return r;
}

/* ---- rule 3 and 5: the text of a dynamic value */

static struct needs needs_of_dynamic(struct needle_scope *s, const struct px *e, struct needle_text want) {
    if (split_text(e)) {
        want.start = false;
        return needs_of_text(s, split_text(e), want);
    }
    if (!from_record(s, e)) return (struct needs){0};
    want.dynamic = true;
    struct needs r = needs_of_literal(s, &want, false), keys = keys_of_path(s, e);
    return needs_both(r, &keys);
}

/* ---- rule 6: texts of other types hold few letters */

static bool typed_text_holds(kq_type type, const char *p, size_t n) {
    const char *letters = NULL;
    switch (type) {
    case KQ_T_INT:
    case KQ_T_LONG:
    case KQ_T_TIMESPAN: letters = ""; break;
    case KQ_T_DATETIME: letters = "tz"; break;
    case KQ_T_REAL: letters = "einfintynan"; break;
    case KQ_T_BOOL: letters = "truefalse"; break;
    default: return true;
    }
    for (size_t i = 0; i < n; i++) {
        char c = p[i] >= 'A' && p[i] <= 'Z' ? (char)(p[i] + ('a' - 'A')) : p[i];
        if (c >= 'a' && c <= 'z' && strchr(letters, c) == NULL) return false;
    }
    return true;
}

static struct needs needs_of_typed_text(kq_type type, const struct needle_text *want) {
    for (size_t start = 0, end = 0; needle_next_run(want, &start, &end);) {
        if (!typed_text_holds(type, want->p + start, end - start)) return needs_impossible();
    }
    return (struct needs){0};
}

/* ---- rule 7: texts put together */

static bool is_separator(char c) {
    return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) && (unsigned char)c < 0x80;
}

/* A constant at whose beginning (or end) every run of letters and digits stops. */
static bool parts_at(const struct px *e, bool beginning) {
    if (!is_text_constant(e)) return false;
    size_t n;
    const char *p = text_of_constant(e, &n);
    return n > 0 && is_separator(p[beginning ? 0 : n - 1]);
}
static bool separates(const struct px *e) { return parts_at(e, true) && parts_at(e, false); }

/* strcat_delim: args[0] stands between all others. strcat: constants among the arguments have to part the others. */
static bool parts_are_apart(const struct px *e, bool delimited) {
    if (delimited) return e->n > 1 && separates(e->args[0]);
    const struct px *before = NULL;
    for (size_t i = 0; i < e->n; i++) {
        const struct px *part = e->args[i];
        if (is_text_constant(part) && part->value.u.s.n == 0) continue;
        if (before && !parts_at(before, false) && !parts_at(part, true)) return false;
        before = part;
    }
    return true;
}

static struct needs needs_of_parts(struct needle_scope *s, const struct px *e, struct needle_text want, size_t first) {
    struct needs r = {0};
    struct needs *parts = ARENA_ARRAY(s->arena, struct needs, e->n + 1);
    for (size_t start = 0, end = 0; needle_next_run(&want, &start, &end);) {
        struct needle_text run = {want.p + start, end - start, .case_mapped = want.case_mapped};
        size_t n = 0;
        for (size_t i = first; i < e->n; i++) parts[n++] = needs_of_text(s, e->args[i], run);
        if (n == 0) continue;
        struct needs one = needs_either(s, parts, n);
        r = needs_both(r, &one);
    }
    return r;
}

static struct needs needs_of_replaced(struct needle_scope *s, const struct px *e, struct needle_text want) {
    struct needs r = {0};
    if (!is_text_constant(e->args[1]) || !separates(e->args[2])) return r;
    size_t n;
    const char *with = text_of_constant(e->args[2], &n);
    for (size_t start = 0, end = 0; needle_next_run(&want, &start, &end);) {
        if (needle_occurs(with, n, want.p + start, end - start)) continue;
        struct needle_text run = {want.p + start, end - start, .case_mapped = want.case_mapped};
        struct needs one = needs_of_text(s, e->args[0], run);
        r = needs_both(r, &one);
    }
    return r;
}

/* ---- rule 8: one of several values */

static struct needs needs_of_choice(struct needle_scope *s, const struct px *e, const struct needle_text *want) {
    struct needs *items = ARENA_ARRAY(s->arena, struct needs, e->n + 1);
    size_t n = 0;
    bool conditions = e->kind == PX_CASE;
    for (size_t i = 0; i < e->n; i++) {
        bool guarded = conditions && i + 1 < e->n;
        const struct px *chosen = e->args[guarded ? ++i : i];
        struct needs value = want ? needs_of_text(s, chosen, *want) : needs_of_value(s, chosen);
        if (guarded) {
            struct needs condition = needs_of_predicate(s, e->args[i - 1]);
            value = needs_both(value, &condition);
        }
        items[n++] = value;
    }
    return n > 0 ? needs_either(s, items, n) : (struct needs){0};
}

/* ---- entry */

struct needs needs_of_text(struct needle_scope *s, const struct px *e, struct needle_text want) {
    if (s->steps++ > NEEDLE_STEPS_MAX) return (struct needs){0};
    if (e->kind == PX_CASE || e->kind == PX_COALESCE) return needs_of_choice(s, e, &want);
    if (is_text_constant(e)) {
        size_t n;
        const char *p = text_of_constant(e, &n);
        bool held = want.case_mapped || needle_occurs(p, n, want.p, want.n);
        return held ? (struct needs){0} : needs_impossible();
    }
    if (e->type == KQ_T_DYNAMIC) return needs_of_dynamic(s, e, want);
    if (e->type == KQ_T_STRING && is_scan_column(s, e)) return needs_of_literal(s, &want, false);
    if (e->kind != PX_CALL) return (struct needs){0};
    if (is_tostring(e)) {
        kq_type type = e->args[0]->type;
        bool text = type == KQ_T_STRING || type == KQ_T_DYNAMIC;
        return text ? needs_of_text(s, e->args[0], want) : needs_of_typed_text(type, &want);
    }
    if (maps_case(e)) {
        want.case_mapped = true;
        return needs_of_text(s, e->args[0], want);
    }
    if (whole_of_part(e)) {
        want.start = false;
        return needs_of_text(s, whole_of_part(e), want);
    }
    bool delimited = px_is_function(e, "strcat_delim");
    if ((delimited || px_is_function(e, "strcat")) && parts_are_apart(e, delimited))
        return needs_of_parts(s, e, want, delimited ? 1 : 0);
    if (px_is_function(e, "replace_string") && e->n == 3) return needs_of_replaced(s, e, want);
    return (struct needs){0};
}

/* Functions whose result on "" is null or "": all that convert from text. */
static bool needs_its_text(const struct px *e) {
    static const char *const names[] = {"tostring", "tolower",    "toupper",   "toint",      "tolong",     "toreal",
                                        "todouble", "tobool",     "toboolean", "todatetime", "totimespan", "totime",
                                        "toguid",   "parse_json", "parsejson", "todynamic",  "substring",  "toobject",
                                        "trim",     "trim_start", "trim_end"};
    return among(e, names, sizeof names / sizeof *names);
}

static bool is_null(const kq_value *v, kq_type type) {
    if (type == KQ_T_STRING) return v->u.s.n == 0;
    return type == KQ_T_DYNAMIC ? v->u.d.tag == KQ_DYN_NULL : v->null;
}

struct needs needs_of_value(struct needle_scope *s, const struct px *e) {
    struct needs r = {0};
    if (s->steps++ > NEEDLE_STEPS_MAX) return r;
    if (e->kind == PX_CONST && is_null(&e->value, e->type)) return needs_impossible();
    if (e->kind == PX_CASE || e->kind == PX_COALESCE) return needs_of_choice(s, e, NULL);
    if (e->kind != PX_CALL) return r;
    if (is_step(e)) {
        if (from_record(s, e)) r = keys_of_path(s, e);
        const struct px *base = e;
        while (is_step(base)) base = base->args[0];
        struct needs below = needs_of_value(s, base);
        return needs_both(r, &below);
    }
    if (e->row->nulls != NULLS_STRICT) return r;
    for (size_t i = 0; i < e->n; i++) {
        if (e->args[i]->type == KQ_T_STRING && !needs_its_text(e)) continue;
        struct needs one = needs_of_value(s, e->args[i]);
        r = needs_both(r, &one);
    }
    return r;
}

/* ---- rule 9: guids */

struct needs needs_of_guid(struct needle_scope *s, const struct px *e, const kq_value *guid) {
    static const struct { size_t at, n; } groups[] = {{0, 8}, {24, 12}};
    char text[KQ_GUID_TEXT];
    kq_format_guid(guid->u.guid, text);
    struct needs r = {0};
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        struct needle_text want = {text + groups[i].at, groups[i].n, .start = false};
        struct needs one = {0};
        if (e->type == KQ_T_GUID && is_scan_column(s, e)) one = needs_of_literal(s, &want, false);
        if (px_is_function(e, "toguid") && e->n == 1 && e->args[0]->type != KQ_T_GUID)
            one = needs_of_text(s, e->args[0], want);
        r = needs_both(r, &one);
    }
    return r;
}
