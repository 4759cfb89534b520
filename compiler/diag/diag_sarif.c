/* Diagnostics as SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format"), for code scanning and editors. The
 * caller writes the frame of the document; here are its rules and the results of one file. */
#include "diag.h"
#include "diag_internal.h"

#include <string.h>

static const char *const levels[] = {[SEV_ERROR] = "error", [SEV_WARNING] = "warning"};

static const struct {
    const char *prefix, *text;
} families[] = {
    {"E01", "The rule file: YAML, and the fields of an analytics rule"},
    {"E02", "The syntax of the query"},
    {"E03", "Names of tables, columns, functions and variables"},
    {"E04", "Types of values and arguments"},
    {"U", "Valid KQL that kqlc does not compile yet"},
    {"W", "Something that works but is probably not meant"},
    {"E00", "kqlc could not look at the file"},
};

static void put_text(struct strbuf *out, const char *name, const char *text) {
    strbuf_printf(out, "\"%s\":{\"text\":", name);
    strbuf_json(out, text, strlen(text));
    strbuf_putc(out, '}');
}

/* "unknown-column" -> "UnknownColumn", as the standard's names are. */
static void put_rule_name(struct strbuf *out, const char *slug) {
    bool start = true;
    for (; *slug; slug++) {
        if (*slug != '-') strbuf_putc(out, start && *slug >= 'a' && *slug <= 'z' ? (char)(*slug - 32) : *slug);
        start = *slug == '-';
    }
}

/* "unknown-column" -> "Unknown column." */
static void put_description(struct strbuf *out, const char *slug) {
    strbuf_puts(out, "\"shortDescription\":{\"text\":\"");
    for (const char *s = slug; *s; s++)
        strbuf_putc(out, s == slug && *s >= 'a' && *s <= 'z' ? (char)(*s - 32) : *s == '-' ? ' ' : *s);
    strbuf_puts(out, ".\"}");
}

void diag_put_sarif_rules(struct strbuf *out) {
    for (enum diag_code c = 0; c < DIAG_COUNT; c++) {
        const char *name = diag_code_name(c), *slug = diag_slug(c), *hint = diag_default_hint(c);
        strbuf_printf(out, "%s{\"id\":\"%s\",\"name\":\"", c ? ",\n" : "", name);
        put_rule_name(out, slug);
        strbuf_puts(out, "\",");
        put_description(out, slug);
        for (size_t f = 0; f < sizeof families / sizeof families[0]; f++) {
            if (strncmp(name, families[f].prefix, strlen(families[f].prefix)) != 0) continue;
            strbuf_putc(out, ',');
            strbuf_puts(out, "\"fullDescription\":{\"text\":\"");
            strbuf_printf(out, "%s (%s).\"}", families[f].text, slug);
        }
        if (hint) {
            strbuf_putc(out, ',');
            put_text(out, "help", hint);
        }
        strbuf_printf(out, ",\"defaultConfiguration\":{\"level\":\"%s\"}}", levels[diag_severity(c)]);
    }
}

/* ---- places --------------------------------------------------------------------------------------------------------
 */

/* UTF-16 units of the first n bytes; a byte that is not UTF-8 stands for one replacement character. */
static size_t utf16_units(const char *p, size_t n) {
    size_t units = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)p[i];
        size_t tail = c >= 0xF0 && c < 0xF5 ? 3 : c >= 0xE0 && c < 0xF0 ? 2 : c >= 0xC2 && c < 0xE0 ? 1 : 0, k = 0;
        while (k < tail && i + k + 1 < n && ((unsigned char)p[i + k + 1] & 0xC0) == 0x80) k++;
        if (k == tail) i += tail;
        units += k == 3 ? 2 : 1;
    }
    return units;
}

static size_t column(struct position at) {
    size_t bytes = at.col - 1, n = at.line_text.n;
    return utf16_units(at.line_text.p, bytes < n ? bytes : n) + (bytes > n ? bytes - n : 0) + 1;
}

static void put_location(const struct diag *d, struct strbuf *out, const char *uri, struct span span) {
    struct extent e = diag_extent(d, span);
    struct text line = e.from.line_text;
    strbuf_printf(out, "\"physicalLocation\":{\"artifactLocation\":{\"uri\":\"%s\"}", uri);
    strbuf_printf(out, ",\"region\":{\"startLine\":%u,\"startColumn\":%zu,\"endLine\":%u,\"endColumn\":%zu",
                  (unsigned)e.from.line, column(e.from), (unsigned)e.to.line, column(e.to));
    /* The text itself, where it is one piece of one line. */
    if (e.to.line == e.from.line && e.to.col > e.from.col && e.to.col - 1 <= line.n) {
        strbuf_puts(out, ",\"snippet\":{\"text\":");
        strbuf_json(out, line.p + e.from.col - 1, e.to.col - e.from.col);
        strbuf_putc(out, '}');
    }
    strbuf_puts(out, "}}");
}

/* ---- results -------------------------------------------------------------------------------------------------------
 */

static void put_message(struct strbuf *out, const struct diag_item *item) {
    struct strbuf text = {0};
    strbuf_puts(&text, item->message);
    for (size_t i = 0; i < item->hints.n; i++) strbuf_printf(&text, "%s%s", i ? "; " : ": ", item->hints.v[i]);
    put_text(out, "message", text.p);
    strbuf_free(&text);
}

static void put_related(const struct diag *d, struct strbuf *out, const char *uri, const struct diag_item *item) {
    if (item->related.n == 0) return;
    strbuf_puts(out, ",\"relatedLocations\":[");
    for (size_t i = 0; i < item->related.n; i++) {
        strbuf_printf(out, "%s{\"id\":%zu,", i ? "," : "", i + 1);
        put_location(d, out, uri, item->related.v[i].span);
        strbuf_putc(out, ',');
        put_text(out, "message", item->related.v[i].message);
        strbuf_putc(out, '}');
    }
    strbuf_putc(out, ']');
}

size_t diag_put_sarif_results(const struct diag *d, const char *uri, struct strbuf *out, size_t already) {
    for (size_t i = 0; i < diag_count(d); i++) {
        const struct diag_item *item = diag_at(d, i);
        if (diag_is_internal(item->code)) continue;
        strbuf_printf(out, "%s{\"ruleId\":\"%s\",\"ruleIndex\":%u,\"level\":\"%s\",", already++ ? ",\n" : "",
                      diag_code_name(item->code), (unsigned)item->code, levels[item->severity]);
        put_message(out, item);
        strbuf_puts(out, ",\"locations\":[{");
        put_location(d, out, uri, item->span);
        strbuf_puts(out, "}]");
        put_related(d, out, uri, item);
        if (item->construct) {
            strbuf_puts(out, ",\"properties\":{\"construct\":");
            strbuf_json(out, item->construct, strlen(item->construct));
            strbuf_putc(out, '}');
        }
        strbuf_putc(out, '}');
    }
    return already;
}

size_t diag_put_sarif_notifications(const struct diag *d, const char *uri, struct strbuf *out, size_t already) {
    for (size_t i = 0; i < diag_count(d); i++) {
        const struct diag_item *item = diag_at(d, i);
        if (!diag_is_internal(item->code)) continue;
        strbuf_printf(out, "%s{\"descriptor\":{\"id\":\"%s\"},\"level\":\"%s\",", already++ ? ",\n" : "",
                      diag_code_name(item->code), levels[item->severity]);
        put_message(out, item);
        strbuf_printf(out, ",\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":\"%s\"}}}]}", uri);
    }
    return already;
}
