/* Random hostile records, for the test of the needles' soundness. They spell letters in all the ways that JSON and
 * Unicode offer: \u escapes, the Kelvin sign for k, JSON inside of strings. */
#ifndef NEEDLE_RECORDS_H
#define NEEDLE_RECORDS_H

#include "buf.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

static uint64_t gen_state;

static uint32_t gen_below(uint32_t n) {
    gen_state ^= gen_state >> 12;
    gen_state ^= gen_state << 25;
    gen_state ^= gen_state >> 27;
    return (uint32_t)((gen_state * UINT64_C(0x2545F4914F6CDD1D)) >> 33) % n;
}
static bool gen_chance(uint32_t percent) { return gen_below(100) < percent; }
#define GEN_PICK(list) ((list)[gen_below(sizeof(list) / sizeof *(list))])

/* Neighbours have something in common. */
static const char *const gen_words[] = {
    "mimi",
    "katz",
    "mimikatz",
    "kiosk",
    "sIlk",
    "istanbul",
    "Kusto",
    "nfoobar",
    "\nfoobar",
    "tbar",
    "\tbar",
    "bfoo",
    "\bfoo",
    "u000bar",
    "\v"
    "ar",
    "000bfoo",
    "\v"
    "foo",
    "u0041bc",
    "\\u0041bc",
    "C:\\nfoo",
    "\nfoo",
    "nfoo",
    "12345",
    "4625",
    "1e500",
    "e10",
    "E+20",
    "100.0",
    "Infinity",
    "nan",
    "true",
    "null",
    "runcommand",
    "psexec.exe",
    "power-",
    "shell",
    "power-shell",
    "a/b",
    "a b c",
    "ab",
    "x",
    "zulu",
    "\"quoted\"",
    "procdump",
    "key",
    "Zyxw",
    "62e90394",
    "12177145e10",
    "microsoft.compute/virtualmachines",
};
static const char *const gen_guid = "62e90394-69f5-4237-9190-012177145e10";
static const char *const gen_keys[] = {"Zyxw", "user", "Command", "ab", "aKey", "k-word", "nfoo", "u000b"};
static const char *const gen_separators[] = {" ", "/", "-", "\\", ".", "", "\n", "\t", "_", ",", "\"", "\x0b"};

/* Words that this query and these records share: most often one of a few, so that conditions hold. */
static const char *gen_few[4];
static void gen_choose_words(void) {
    uint32_t step = gen_chance(50) ? 2 : 4, last = sizeof gen_words / sizeof *gen_words - step;
    for (uint32_t i = 0, at = 0; i < sizeof gen_few / sizeof *gen_few; i++) {
        if (i % step == 0) at = gen_chance(20) ? 0 : gen_below(last + 1); /* often what seams put together */
        gen_few[i] = gen_words[at + i % step];
    }
}
static const char *gen_word(void) { return gen_chance(75) ? GEN_PICK(gen_few) : GEN_PICK(gen_words); }

/* ---- records ------------------------------------------------------------------------------------------------------
 */

static void gen_flip_case(char *p, size_t n) {
    for (size_t i = 0; i < n; i++) {
        bool letter = (p[i] >= 'a' && p[i] <= 'z') || (p[i] >= 'A' && p[i] <= 'Z');
        if (letter && gen_chance(50)) p[i] = (char)(p[i] ^ 0x20);
    }
}

/* Words with separators between them. */
static void gen_text(kq_buf *b) {
    uint32_t words = gen_below(4);
    if (gen_chance(4)) {
        char guid[40];
        size_t n = 0;
        for (const char *p = gen_guid; *p; p++) {
            if (*p != '-' || gen_chance(70)) guid[n++] = *p;
        }
        if (gen_chance(50)) gen_flip_case(guid, n);
        kq_buf_put(b, guid, n);
        return;
    }
    for (uint32_t i = 0; i < words; i++) {
        if (i > 0) kq_buf_puts(b, GEN_PICK(gen_separators));
        char word[64];
        strcpy(word, gen_word());
        if (gen_chance(30)) gen_flip_case(word, strlen(word));
        kq_buf_puts(b, word);
    }
}

/* How a record spells its texts. A single escaped letter makes the scanner look at a record anyway, so most records
 * have none. */
static enum { STYLE_PLAIN, STYLE_FOLDED, STYLE_ESCAPED } gen_style;

/* The text as a JSON string. `odd`: percent of characters spelled in an unusual way. */
static void gen_string(kq_buf *b, const char *p, size_t n, uint32_t odd) {
    kq_buf_putc(b, '"');
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)p[i];
        char escape[8];
        snprintf(escape, sizeof escape, gen_chance(50) ? "\\u%04x" : "\\u%04X", c);
        const char *at = strchr("\b\f\n\r\t", c);
        bool unusual = c < 0x80 && gen_chance(odd);
        if (gen_style != STYLE_PLAIN && unusual && strchr("kKsSiI", c) &&
            gen_chance(70)) { /* what tolower and toupper make them of */
            bool k = (c | 0x20) == 'k', s = (c | 0x20) == 's';
            kq_buf_puts(b, gen_chance(50) ? (k   ? "\xE2\x84\xAA"
                                             : s ? "\xC5\xBF"
                                                 : "\xC4\xB0")
                                          : (k   ? "\\u212a"
                                             : s ? "\\u017F"
                                                 : "\\u0131"));
        } else if (c == '"' || c == '\\') {
            if (unusual && gen_style == STYLE_ESCAPED) {
                kq_buf_puts(b, escape);
            } else {
                kq_buf_putc(b, '\\');
                kq_buf_putc(b, (char)c);
            }
        } else if (c < 0x20 && at && gen_chance(50)) {
            kq_buf_putc(b, '\\');
            kq_buf_putc(b, "bfnrt"[at - "\b\f\n\r\t"]);
        } else if (c < 0x20 || (unusual && gen_style == STYLE_ESCAPED && gen_chance(30))) {
            kq_buf_puts(b, escape);
        } else if (c == '/' && gen_chance(30)) {
            kq_buf_puts(b, "\\/");
        } else {
            kq_buf_putc(b, (char)c);
        }
    }
    kq_buf_putc(b, '"');
}

static void gen_json(kq_buf *b, unsigned depth, uint32_t odd);

/* Some value as a string that holds its JSON text. */
static void gen_quoted_json(kq_buf *b, unsigned depth, uint32_t odd) {
    kq_buf inner = {0};
    gen_json(&inner, depth, odd);
    gen_string(b, inner.p, inner.n, odd);
    kq_buf_free(&inner);
}

static void gen_object(kq_buf *b, unsigned depth, uint32_t odd) {
    kq_buf_putc(b, '{');
    for (uint32_t i = 0, n = gen_below(4); i < n; i++) {
        const char *key = GEN_PICK(gen_keys);
        if (i > 0) kq_buf_puts(b, gen_chance(20) ? " , " : ",");
        gen_string(b, key, strlen(key), odd);
        kq_buf_puts(b, gen_chance(20) ? " : " : ":");
        gen_json(b, depth, odd);
    }
    kq_buf_putc(b, '}');
}

static void gen_json(kq_buf *b, unsigned depth, uint32_t odd) {
    static const char *const scalars[] = {
        "12345", "1.2345e4", "4625",  "4625.0", "4.625e3", "46.25E+2", "1e999", "-0.0",  "0", "1E2",
        "100",   "true",     "false", "null",   "1e500",   "-12345",   "1E20",  "100.0", "1", "123456789012345678901",
    };
    uint32_t kind = gen_below(depth > 0 ? 10 : 6);
    if (kind < 4) {
        kq_buf text = {0};
        gen_text(&text);
        gen_string(b, text.n ? text.p : "", text.n, odd);
        kq_buf_free(&text);
    } else if (kind < 6) {
        kq_buf_puts(b, GEN_PICK(scalars));
    } else if (kind < 8) {
        gen_object(b, depth - 1, odd);
    } else if (kind == 8) {
        kq_buf_putc(b, '[');
        for (uint32_t i = 0, n = gen_below(4); i < n; i++) {
            if (i > 0) kq_buf_putc(b, ',');
            gen_json(b, depth - 1, odd);
        }
        kq_buf_putc(b, ']');
    } else {
        gen_quoted_json(b, depth - 1, odd);
    }
}

static void gen_field(kq_buf *b, const char *name, unsigned depth, uint32_t odd) {
    if (b->n > 1) kq_buf_putc(b, ',');
    gen_string(b, name, strlen(name), odd / 4);
    kq_buf_putc(b, ':');
    if (name[0] == 'k' && gen_chance(90)) {
        static const char *const keys[] = {"\"alpha\"", "\"bravo\"", "\"mimikatz\"", "\"\"", "\"procdump\""};
        kq_buf_puts(b, GEN_PICK(keys));
    } else if ((name[0] == 'd' || name[0] == 'e') && gen_chance(60)) {
        gen_object(b, depth, odd);
    } else if ((name[0] == 'd' || name[0] == 'e' || name[0] == 'u') && gen_chance(50)) {
        kq_buf inner = {0};
        gen_object(&inner, depth, odd);
        gen_string(b, inner.p, inner.n, odd);
        kq_buf_free(&inner);
    } else {
        gen_json(b, depth, odd);
    }
}

static void gen_record(kq_buf *b) {
    static const char *const columns[] = {"k", "s", "u", "d", "e", "n", "r", "b", "t", "g"};
    gen_style = gen_chance(40) ? STYLE_PLAIN : gen_chance(70) ? STYLE_FOLDED : STYLE_ESCAPED;
    uint32_t odd = gen_style == STYLE_FOLDED ? gen_below(100) : gen_below(8);
    kq_buf_putc(b, '{');
    uint32_t missing = gen_chance(40) ? 15 : 75; /* in a full record a needle soon stands in another field */
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        if (!gen_chance(missing)) gen_field(b, columns[i], gen_below(3), odd);
    }
    kq_buf_putc(b, '}');
}

#endif
