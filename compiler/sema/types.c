/* Classes of types as signatures use them (Microsoft's ScalarTypes.cs and TypeFacts.cs). A type that is not known
 * belongs to every class. */
#include "sema_internal.h"
#include "signature.h"

/* int < long < real < decimal; 0: not a number */
static unsigned width(value_type t) {
    switch (t) {
    case KQ_T_INT: return 1;
    case KQ_T_LONG: return 2;
    case KQ_T_REAL: return 3;
    case KQ_T_DECIMAL: return 4;
    default: return 0;
    }
}

bool type_is_integer(value_type t) { return t == VT_UNKNOWN || t == KQ_T_INT || t == KQ_T_LONG; }
bool type_is_number(value_type t) { return t == VT_UNKNOWN || width(t) > 0; }
bool type_is_summable(value_type t) { return type_is_number(t) || t == KQ_T_DATETIME || t == KQ_T_TIMESPAN; }
bool type_is_orderable(value_type t) { return type_is_summable(t) || t == KQ_T_STRING || t == KQ_T_BOOL; }
bool type_is_dynamic(value_type t) { return t == KQ_T_DYNAMIC || (t >= VT_ARRAY && t <= VT_DYN_VALUE); }
bool type_is_scalar(value_type t) { return t != VT_TABLE && t != VT_WRONG; }

/* A string takes a dynamic of which nothing is known, as its text (kql.md 2.4). */
bool type_is_wider(value_type wide, value_type narrow) {
    if (wide == KQ_T_STRING) return narrow == KQ_T_DYNAMIC;
    return width(narrow) > 0 && width(wide) > width(narrow);
}

kq_type scalar_type(value_type t) {
    if (type_is_dynamic(t)) return KQ_T_DYNAMIC;
    return t <= KQ_T_DYNAMIC ? (kq_type)t : KQ_T_NONE;
}

const char *value_type_name(value_type t) {
    switch (t) {
    case VT_UNKNOWN:
    case VT_WRONG: return "unknown";
    case VT_ARRAY: return "dynamic array";
    case VT_BAG: return "dynamic bag";
    case VT_DYN_STRING: return "dynamic string";
    case VT_DYN_LONG: return "dynamic long";
    case VT_DYN_VALUE: return "single dynamic value";
    case VT_TYPE: return "type";
    case VT_TUPLE: return "group of columns";
    case VT_TABLE: return "table";
    default: return type_name((kq_type)t);
    }
}

const char *value_type_text(struct arena *a, value_type t) {
    return t <= KQ_T_DYNAMIC ? type_text(a, (kq_type)t) : arena_printf(a, "a %s", value_type_name(t));
}

const char *column_type_name(const struct column *c) {
    return value_type_name(c->shape == &shape_type ? VT_TYPE : c->type);
}

kq_type common_type(kq_type a, kq_type b) {
    if (a == b) return a;
    if (a == KQ_T_DYNAMIC) return b;
    if (b == KQ_T_DYNAMIC) return a;
    return type_is_wider(a, b) ? a : type_is_wider(b, a) ? b : KQ_T_NONE;
}
