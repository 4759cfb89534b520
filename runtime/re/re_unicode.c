/* Classes by name. General categories and case folding come from tables (gen_re_tables.c); the few properties that are
 * more than a union of categories are written out here (Unicode 14); scripts come from RE2 (re_engine.h). */
#include "re_unicode.h"

#include <string.h>

#include "re_engine.h"
#include "re_tables.h"
#include "utf8.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void add_ranges(re_set *s, const re_range *v, size_t n) {
    re_set_add_set(s, &(re_set){.arena = s->arena, .v = (re_range *)(uintptr_t)v, .n = n});
}

/* `mask` has a bit for each category that is wanted. */
static void add_categories(re_set *s, uint32_t mask) {
    re_set found = {.arena = s->arena};
    for (size_t i = 0; i < re_category_run_count; i++) {
        if (!(mask >> (re_category_runs[i] & 0xFF) & 1)) continue;
        uint32_t next = i + 1 < re_category_run_count ? re_category_runs[i + 1] >> 8 : RE_LAST_CODE_POINT + 1;
        re_set_add(&found, re_category_runs[i] >> 8, next - 1);
    }
    re_set_add_set(s, &found);
}

#define BIT(category) (UINT32_C(1) << (category))
#define LETTERS (BIT(RE_LU) | BIT(RE_LL) | BIT(RE_LT) | BIT(RE_LM) | BIT(RE_LO))
#define MARKS (BIT(RE_MN) | BIT(RE_MC) | BIT(RE_ME))
#define ALL_CATEGORIES (BIT(RE_CO + 1) - 1)

static const re_range white_space[] = {{0x09, 0x0D},     {0x20, 0x20},     {0x85, 0x85},     {0xA0, 0xA0},
                                       {0x1680, 0x1680}, {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F},
                                       {0x205F, 0x205F}, {0x3000, 0x3000}};
/* Other_Alphabetic, but for marks, which \w has anyway; and Join_Control. */
static const re_range other_word[] = {
    {0x200C, 0x200D}, {0x24B6, 0x24E9}, {0x1F130, 0x1F149}, {0x1F150, 0x1F169}, {0x1F170, 0x1F189}};
static const re_range other_uppercase[] = {
    {0x2160, 0x216F}, {0x24B6, 0x24CF}, {0x1F130, 0x1F149}, {0x1F150, 0x1F169}, {0x1F170, 0x1F189}};
static const re_range other_lowercase[] = {
    {0xAA, 0xAA},     {0xBA, 0xBA},     {0x2B0, 0x2B8},     {0x2C0, 0x2C1},     {0x2E0, 0x2E4},     {0x345, 0x345},
    {0x37A, 0x37A},   {0x1D2C, 0x1D6A}, {0x1D78, 0x1D78},   {0x1D9B, 0x1DBF},   {0x2071, 0x2071},   {0x207F, 0x207F},
    {0x2090, 0x209C}, {0x2170, 0x217F}, {0x24D0, 0x24E9},   {0x2C7C, 0x2C7D},   {0xA69C, 0xA69D},   {0xA770, 0xA770},
    {0xA7F8, 0xA7F9}, {0xAB5C, 0xAB5F}, {0x10780, 0x10780}, {0x10783, 0x10785}, {0x10787, 0x107B0}, {0x107B2, 0x107BA}};

void re_add_perl_class(re_set *s, char which, bool unicode) {
    if (which == 'd') {
        if (unicode) {
            add_categories(s, BIT(RE_ND));
        } else {
            re_set_add(s, '0', '9');
        }
    } else if (which == 's') {
        if (unicode) {
            add_ranges(s, white_space, COUNT(white_space));
        } else {
            add_ranges(s, white_space, 2);
        }
    } else if (unicode) {
        add_categories(s, LETTERS | MARKS | BIT(RE_NL) | BIT(RE_ND) | BIT(RE_PC));
        add_ranges(s, other_word, COUNT(other_word));
    } else {
        re_add_ascii_class(s, "word", 4);
    }
}

bool re_add_ascii_class(re_set *s, const char *name, size_t n) {
    static const struct {
        const char *name;
        re_range ranges[4];
        size_t count;
    } classes[] = {
        {"alnum", {{'0', '9'}, {'A', 'Z'}, {'a', 'z'}}, 3},
        {"alpha", {{'A', 'Z'}, {'a', 'z'}}, 2},
        {"ascii", {{0, 0x7F}}, 1},
        {"blank", {{'\t', '\t'}, {' ', ' '}}, 2},
        {"cntrl", {{0, 0x1F}, {0x7F, 0x7F}}, 2},
        {"digit", {{'0', '9'}}, 1},
        {"graph", {{'!', '~'}}, 1},
        {"lower", {{'a', 'z'}}, 1},
        {"print", {{' ', '~'}}, 1},
        {"punct", {{'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}}, 4},
        {"space", {{'\t', '\r'}, {' ', ' '}}, 2},
        {"upper", {{'A', 'Z'}}, 1},
        {"word", {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}, 4},
        {"xdigit", {{'0', '9'}, {'A', 'F'}, {'a', 'f'}}, 3},
    };
    for (size_t i = 0; i < COUNT(classes); i++) {
        if (strlen(classes[i].name) != n || memcmp(classes[i].name, name, n) != 0) continue;
        add_ranges(s, classes[i].ranges, classes[i].count);
        return true;
    }
    return false;
}

/* ---- \p{...} */

/* Loose matching (UAX 44, LM3): case, spaces, '-' and '_' do not count. */
static void loosen(const char *name, size_t n, char *out, size_t room) {
    size_t k = 0;
    for (size_t i = 0; i < n && k + 1 < room; i++) {
        char c = name[i];
        if (c == ' ' || c == '-' || c == '_') continue;
        out[k++] = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
    }
    out[k] = 0;
}

static const struct {
    const char *name, *alias;
    uint32_t mask;
} categories[] = {
    {"l", "letter", LETTERS},
    {"lc", "casedletter", BIT(RE_LU) | BIT(RE_LL) | BIT(RE_LT)},
    {"lu", "uppercaseletter", BIT(RE_LU)},
    {"ll", "lowercaseletter", BIT(RE_LL)},
    {"lt", "titlecaseletter", BIT(RE_LT)},
    {"lm", "modifierletter", BIT(RE_LM)},
    {"lo", "otherletter", BIT(RE_LO)},
    {"m", "mark", MARKS},
    {"m", "combiningmark", MARKS},
    {"mn", "nonspacingmark", BIT(RE_MN)},
    {"mc", "spacingmark", BIT(RE_MC)},
    {"me", "enclosingmark", BIT(RE_ME)},
    {"n", "number", BIT(RE_ND) | BIT(RE_NL) | BIT(RE_NO)},
    {"nd", "decimalnumber", BIT(RE_ND)},
    {"nd", "digit", BIT(RE_ND)},
    {"nl", "letternumber", BIT(RE_NL)},
    {"no", "othernumber", BIT(RE_NO)},
    {"p", "punctuation", BIT(RE_PC) | BIT(RE_PD) | BIT(RE_PS) | BIT(RE_PE) | BIT(RE_PI) | BIT(RE_PF) | BIT(RE_PO)},
    {"p", "punct", BIT(RE_PC) | BIT(RE_PD) | BIT(RE_PS) | BIT(RE_PE) | BIT(RE_PI) | BIT(RE_PF) | BIT(RE_PO)},
    {"pc", "connectorpunctuation", BIT(RE_PC)},
    {"pd", "dashpunctuation", BIT(RE_PD)},
    {"ps", "openpunctuation", BIT(RE_PS)},
    {"pe", "closepunctuation", BIT(RE_PE)},
    {"pi", "initialpunctuation", BIT(RE_PI)},
    {"pf", "finalpunctuation", BIT(RE_PF)},
    {"po", "otherpunctuation", BIT(RE_PO)},
    {"s", "symbol", BIT(RE_SM) | BIT(RE_SC) | BIT(RE_SK) | BIT(RE_SO)},
    {"sm", "mathsymbol", BIT(RE_SM)},
    {"sc", "currencysymbol", BIT(RE_SC)},
    {"sk", "modifiersymbol", BIT(RE_SK)},
    {"so", "othersymbol", BIT(RE_SO)},
    {"z", "separator", BIT(RE_ZS) | BIT(RE_ZL) | BIT(RE_ZP)},
    {"zs", "spaceseparator", BIT(RE_ZS)},
    {"zl", "lineseparator", BIT(RE_ZL)},
    {"zp", "paragraphseparator", BIT(RE_ZP)},
    {"c", "other", BIT(RE_CC) | BIT(RE_CF) | BIT(RE_CS) | BIT(RE_CO) | BIT(RE_CN)},
    {"cc", "control", BIT(RE_CC)},
    {"cc", "cntrl", BIT(RE_CC)},
    {"cf", "format", BIT(RE_CF)},
    {"co", "privateuse", BIT(RE_CO)},
    {"cn", "unassigned", BIT(RE_CN)},
    {"any", "any", ALL_CATEGORIES},
    {"assigned", "assigned", ALL_CATEGORIES & ~BIT(RE_CN)},
};

static bool add_category(re_set *s, const char *name) {
    for (size_t i = 0; i < COUNT(categories); i++) {
        if (strcmp(name, categories[i].name) != 0 && strcmp(name, categories[i].alias) != 0) continue;
        add_categories(s, categories[i].mask);
        return true;
    }
    return false;
}

static void add_range(void *set, uint32_t first, uint32_t last) { re_set_add(set, first, last); }

/* By its long name: Greek, Old_Italic; case does not count. */
static bool add_script(re_set *s, const char *name, size_t n) {
    char pattern[80] = "\\p{", *to = pattern + 3;
    if (n < 3 || n > 64) return false; /* shorter names are categories */
    for (size_t i = 0; i < n; i++) {
        bool separator = name[i] == ' ' || name[i] == '-' || name[i] == '_', first = to[-1] == '{' || to[-1] == '_';
        if (!separator && !kq_ascii_is_alnum((unsigned char)name[i])) return false;
        unsigned char c = (unsigned char)name[i];
        *to++ = separator ? '_' : (char)(first ? kq_ascii_upper(c) : kq_ascii_lower(c));
    }
    *to++ = '}';
    *to = 0;
    return re_engine_class(pattern, add_range, s);
}

static bool add_binary_property(re_set *s, const char *name) {
    if (strcmp(name, "ascii") == 0) {
        re_set_add(s, 0, 0x7F);
    } else if (strcmp(name, "whitespace") == 0 || strcmp(name, "wspace") == 0 || strcmp(name, "space") == 0) {
        add_ranges(s, white_space, COUNT(white_space));
    } else if (strcmp(name, "uppercase") == 0 || strcmp(name, "upper") == 0) {
        add_categories(s, BIT(RE_LU));
        add_ranges(s, other_uppercase, COUNT(other_uppercase));
    } else if (strcmp(name, "lowercase") == 0 || strcmp(name, "lower") == 0) {
        add_categories(s, BIT(RE_LL));
        add_ranges(s, other_lowercase, COUNT(other_lowercase));
    } else {
        return false;
    }
    return true;
}

bool re_add_property(re_set *s, const char *name, size_t n) {
    char loose[64];
    if (n >= sizeof loose) return false;
    const char *value = memchr(name, '=', n);
    if (!value) value = memchr(name, ':', n);
    loosen(name, value ? (size_t)(value - name) : n, loose, sizeof loose);
    if (!value) return add_category(s, loose) || add_binary_property(s, loose) || add_script(s, name, n);
    size_t rest = n - (size_t)(value + 1 - name);
    if (strcmp(loose, "sc") == 0 || strcmp(loose, "script") == 0) return add_script(s, value + 1, rest);
    if (strcmp(loose, "gc") != 0 && strcmp(loose, "generalcategory") != 0) return false;
    loosen(value + 1, rest, loose, sizeof loose);
    return add_category(s, loose);
}

/* ---- case folding */

static void fold_ascii(re_set *s) {
    for (uint32_t c = 'a'; c <= 'z'; c++) {
        bool small = re_set_has(s, c), capital = re_set_has(s, c - 32);
        if (small == capital) continue;
        re_set_add(s, c, c);
        re_set_add(s, c - 32, c - 32);
    }
}

/* Characters are equal when their foldings are; what a character folds to does not fold further. So: first the foldings
 * of everything in the set, then everything that folds into the set. */
void re_set_fold(re_set *s, bool unicode) {
    fold_ascii(s);
    if (!unicode) return;
    /* A set of ASCII characters alone gains U+212A (Kelvin) and U+017F (long s), the only ones that fold to ASCII. */
    if (s->n == 0 || s->v[s->n - 1].last < 0x80) {
        if (re_set_has(s, 'k')) re_set_add(s, 0x212A, 0x212A);
        if (re_set_has(s, 's')) re_set_add(s, 0x17F, 0x17F);
        return;
    }
    if (s->n == 1 && s->v[0].first == 0 && s->v[0].last == RE_LAST_CODE_POINT) return;
    for (size_t i = 0; i < re_fold_count; i++)
        if (re_set_has(s, re_folds[i].c)) re_set_add(s, re_folds[i].folded, re_folds[i].folded);
    for (size_t i = 0; i < re_fold_count; i++)
        if (re_set_has(s, re_folds[i].folded)) re_set_add(s, re_folds[i].c, re_folds[i].c);
}
