/* The C form of every KQL type. Generated code, the runtime and the compiler's constant folder all use these.
 *
 * Null rules (docs: null-values.md): `string` has no null; every other scalar carries a null flag. The payload of a
 * null value is always zero, so that equal values are equal bytes. */
#ifndef KQ_VALUE_H
#define KQ_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* KQL scalar types. The numbers are part of the ABI. */
typedef enum kq_type {
    KQ_T_NONE = 0, /* not typed (yet), or an error */
    KQ_T_BOOL,
    KQ_T_INT,
    KQ_T_LONG,
    KQ_T_REAL,
    KQ_T_DECIMAL,
    KQ_T_DATETIME,
    KQ_T_TIMESPAN,
    KQ_T_STRING,
    KQ_T_GUID,
    KQ_T_DYNAMIC
} kq_type;

/* UTF-8 text, not NUL-terminated; may hold NUL bytes. {NULL,0} and any pointer with n==0 are the empty string.
 * Ownership: borrowed; valid until its arena is released or, for a slice of the input, until the next record. */
typedef struct kq_str {
    const char *p;
    size_t n; /* bytes */
} kq_str;

typedef struct kq_bool {
    bool v;
    bool null;
} kq_bool;

typedef struct kq_int {
    int32_t v;
    bool null;
} kq_int;

typedef struct kq_long {
    int64_t v;
    bool null;
} kq_long;

typedef struct kq_real {
    double v; /* NaN and infinities are values, not null (docs: real.md) */
    bool null;
} kq_real;

/* 100 ns ticks since 0001-01-01T00:00:00Z; 0 ... KQ_DATETIME_MAX (docs: datetime.md). */
typedef struct kq_datetime {
    int64_t v;
    bool null;
} kq_datetime;

/* Signed 100 ns ticks (docs: timespan.md). */
typedef struct kq_timespan {
    int64_t v;
    bool null;
} kq_timespan;

typedef struct kq_guid {
    uint8_t b[16]; /* in text order */
    bool null;
} kq_guid;

/* (high:low) * 10^exponent, negative or not; at most 34 digits, the last of them not 0, so that equal values are equal
 * bytes (docs: decimal.md). core/decimal.h makes them. */
typedef struct kq_decimal {
    uint64_t low, high;
    int32_t exponent; /* 0 for zero */
    bool negative;    /* not for zero */
    bool null;
} kq_decimal;

typedef enum kq_tag {
    KQ_DYN_NULL = 0,
    KQ_DYN_BOOL,
    KQ_DYN_LONG,
    KQ_DYN_REAL,
    KQ_DYN_STRING,
    KQ_DYN_DATETIME,
    KQ_DYN_TIMESPAN,
    KQ_DYN_GUID,
    KQ_DYN_JSON,  /* an array or bag as valid JSON text, not parsed yet: u.s */
    KQ_DYN_ARRAY, /* u.items, n */
    KQ_DYN_BAG    /* u.members, n; keys are unique, in insertion order */
} kq_tag;

struct kq_member;

/* A KQL dynamic value (docs: dynamic.md). Immutable once built; nodes live in an arena. */
typedef struct kq_dyn {
    kq_tag tag;
    uint32_t n;
    union {
        bool b;
        int64_t i; /* LONG, DATETIME and TIMESPAN (ticks) */
        double r;
        kq_str s; /* STRING (unescaped text), JSON (raw text) */
        const struct kq_dyn *items;
        const struct kq_member *members;
        uint8_t guid[16];
    } u;
} kq_dyn;

typedef struct kq_member {
    kq_str key; /* unescaped */
    kq_dyn value;
} kq_member;

/* A value with its type, for places that are not hot: result rows, constant folding. For KQ_T_DYNAMIC and KQ_T_STRING
 * `null` is unused (a dynamic null is KQ_DYN_NULL). */
typedef struct kq_value {
    kq_type type;
    bool null;
    union {
        bool b;
        int64_t i; /* INT, LONG, DATETIME, TIMESPAN */
        double r;
        kq_str s;
        kq_dyn d;
        kq_decimal m;
        uint8_t guid[16];
    } u;
} kq_value;

/* < 0, 0, > 0; neither is null. */
int kq_decimal_compare(kq_decimal a, kq_decimal b);

#define KQ_TICKS_PER_MICROSECOND INT64_C(10)
#define KQ_TICKS_PER_MILLISECOND INT64_C(10000)
#define KQ_TICKS_PER_SECOND INT64_C(10000000)
#define KQ_TICKS_PER_MINUTE (60 * KQ_TICKS_PER_SECOND)
#define KQ_TICKS_PER_HOUR (60 * KQ_TICKS_PER_MINUTE)
#define KQ_TICKS_PER_DAY (24 * KQ_TICKS_PER_HOUR)
/* 9999-12-31T23:59:59.9999999Z */
#define KQ_DATETIME_MAX INT64_C(3155378975999999999)

/* Nesting allowed in a JSON record or dynamic value; deeper text is malformed (a dynamic then stays a string). */
#define KQ_MAX_DEPTH 1024

/* Default and largest size of make_list and make_set, and of their old spellings makelist and makeset
 * (docs: make-list-aggregation-function.md). The first values are kept. */
#define KQ_MAX_COLLECTED 1048576
#define KQ_MAX_COLLECTED_OLD 128

#define KQ_LIT(s) \
    { (s), sizeof(s) - 1 }

static inline kq_bool kq_mk_bool(bool v) { return (kq_bool){v, false}; }
static inline kq_int kq_mk_int(int32_t v) { return (kq_int){v, false}; }
static inline kq_long kq_mk_long(int64_t v) { return (kq_long){v, false}; }
static inline kq_real kq_mk_real(double v) { return (kq_real){v, false}; }
static inline kq_datetime kq_mk_datetime(int64_t v) { return (kq_datetime){v, false}; }
static inline kq_timespan kq_mk_timespan(int64_t v) { return (kq_timespan){v, false}; }
static inline kq_str kq_mk_string(const char *p, size_t n) { return (kq_str){p, n}; }

static inline kq_bool kq_null_bool(void) { return (kq_bool){false, true}; }
static inline kq_int kq_null_int(void) { return (kq_int){0, true}; }
static inline kq_long kq_null_long(void) { return (kq_long){0, true}; }
static inline kq_real kq_null_real(void) { return (kq_real){0, true}; }
static inline kq_datetime kq_null_datetime(void) { return (kq_datetime){0, true}; }
static inline kq_timespan kq_null_timespan(void) { return (kq_timespan){0, true}; }
static inline kq_str kq_null_string(void) { return (kq_str){"", 0}; }
static inline kq_decimal kq_null_decimal(void) { return (kq_decimal){.null = true}; }
static inline kq_guid kq_null_guid(void) { return (kq_guid){{0}, true}; }
static inline kq_dyn kq_null_dynamic(void) { return (kq_dyn){.tag = KQ_DYN_NULL}; }

/* `where`, `iff`, `case` and `countif` take null for "not true" (docs: null-values.md). */
static inline bool kq_true(kq_bool b) { return b.v && !b.null; }

/* Boxing, for result rows and folding. */
static inline kq_value kq_box_bool(kq_bool a) { return (kq_value){KQ_T_BOOL, a.null, {.b = a.v}}; }
static inline kq_value kq_box_int(kq_int a) { return (kq_value){KQ_T_INT, a.null, {.i = a.v}}; }
static inline kq_value kq_box_long(kq_long a) { return (kq_value){KQ_T_LONG, a.null, {.i = a.v}}; }
static inline kq_value kq_box_real(kq_real a) { return (kq_value){KQ_T_REAL, a.null, {.r = a.v}}; }
static inline kq_value kq_box_datetime(kq_datetime a) { return (kq_value){KQ_T_DATETIME, a.null, {.i = a.v}}; }
static inline kq_value kq_box_timespan(kq_timespan a) { return (kq_value){KQ_T_TIMESPAN, a.null, {.i = a.v}}; }
static inline kq_value kq_box_string(kq_str a) { return (kq_value){KQ_T_STRING, false, {.s = a}}; }
static inline kq_value kq_box_dynamic(kq_dyn a) { return (kq_value){KQ_T_DYNAMIC, false, {.d = a}}; }
static inline kq_value kq_box_decimal(kq_decimal a) { return (kq_value){KQ_T_DECIMAL, a.null, {.m = a}}; }
static inline kq_value kq_box_guid(kq_guid a) {
    kq_value v = {KQ_T_GUID, a.null, {.i = 0}};
    for (int i = 0; i < 16; i++) v.u.guid[i] = a.b[i];
    return v;
}

static inline kq_bool kq_unbox_bool(const kq_value *v) { return (kq_bool){v->u.b, v->null}; }
static inline kq_int kq_unbox_int(const kq_value *v) { return (kq_int){(int32_t)v->u.i, v->null}; }
static inline kq_long kq_unbox_long(const kq_value *v) { return (kq_long){v->u.i, v->null}; }
static inline kq_real kq_unbox_real(const kq_value *v) { return (kq_real){v->u.r, v->null}; }
static inline kq_datetime kq_unbox_datetime(const kq_value *v) { return (kq_datetime){v->u.i, v->null}; }
static inline kq_timespan kq_unbox_timespan(const kq_value *v) { return (kq_timespan){v->u.i, v->null}; }
static inline kq_str kq_unbox_string(const kq_value *v) { return v->u.s; }
static inline kq_dyn kq_unbox_dynamic(const kq_value *v) { return v->u.d; }
static inline kq_decimal kq_unbox_decimal(const kq_value *v) { return v->null ? kq_null_decimal() : v->u.m; }
static inline kq_guid kq_unbox_guid(const kq_value *v) {
    kq_guid g = {{0}, v->null};
    for (int i = 0; i < 16; i++) g.b[i] = v->u.guid[i];
    return g;
}

/* C type of each KQL type, for the catalogues' expansions: KQ_CTYPE_##T. TEXT is a string parameter that takes any
 * type (the compiler inserts tostring); JSON is a dynamic parameter that takes any type (the compiler boxes it). */
#define KQ_CTYPE_BOOL kq_bool
#define KQ_CTYPE_INT kq_int
#define KQ_CTYPE_LONG kq_long
#define KQ_CTYPE_REAL kq_real
#define KQ_CTYPE_DECIMAL kq_decimal
#define KQ_CTYPE_DATETIME kq_datetime
#define KQ_CTYPE_TIMESPAN kq_timespan
#define KQ_CTYPE_STRING kq_str
#define KQ_CTYPE_TEXT kq_str
#define KQ_CTYPE_GUID kq_guid
#define KQ_CTYPE_DYNAMIC kq_dyn
#define KQ_CTYPE_JSON kq_dyn

#endif
