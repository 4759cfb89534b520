/* Names of the scalar types, both ways (docs: scalar-data-types). */
#include "type_names.h"

#include <string.h>

static const struct {
    const char *name;
    kq_type type;
} names[] = {
    /* the canonical name of each type stands first */
    {"bool", KQ_T_BOOL},       {"int", KQ_T_INT},           {"long", KQ_T_LONG},         {"real", KQ_T_REAL},
    {"decimal", KQ_T_DECIMAL}, {"datetime", KQ_T_DATETIME}, {"timespan", KQ_T_TIMESPAN}, {"string", KQ_T_STRING},
    {"guid", KQ_T_GUID},       {"dynamic", KQ_T_DYNAMIC},   {"boolean", KQ_T_BOOL},      {"int32", KQ_T_INT},
    {"int64", KQ_T_LONG},      {"double", KQ_T_REAL},       {"date", KQ_T_DATETIME},     {"time", KQ_T_TIMESPAN},
    {"uuid", KQ_T_GUID},       {"uniqueid", KQ_T_GUID},
};

const char *type_name(kq_type t) {
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].type == t) return names[i].name;
    return "unknown";
}

const char *type_text(struct arena *a, kq_type t) {
    if (t == KQ_T_NONE) return "a value of unknown type";
    return arena_printf(a, "%s %s", t == KQ_T_INT ? "an" : "a", type_name(t));
}

kq_type type_from_name(const char *p, size_t n) {
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strlen(names[i].name) == n && memcmp(names[i].name, p, n) == 0) return names[i].type;
    return KQ_T_NONE;
}

void type_consider_names(struct closest *c) {
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) closest_consider(c, names[i].name);
}
