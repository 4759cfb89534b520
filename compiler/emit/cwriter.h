/* Writes C text: owns indentation, line numbers and #line, and the only two ways in which text from outside enters C:
 * the string-literal escaper and the comment escaper. Included by emit only. */
#ifndef KQLC_CWRITER_H
#define KQLC_CWRITER_H

#include "base.h"

struct cwriter {
    struct strbuf out; /* #line back-references are marks until cw_finish */
    int indent;
    bool line_directives;
    const char *kql_name; /* file name in #line directives that point into the rule */
    bool mapped;          /* the text being written is numbered by a #line into the rule */
    uint32_t kql_line;    /* while mapped: the line that the next line of text will get */
};

void cw_free(struct cwriter *w);
/* One line (without its line end) at the current indentation, numbered as C. */
void cw_line(struct cwriter *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* A line that ends in `{` and indents what follows; cw_close ends the block with `}` and `tail`. */
void cw_open(struct cwriter *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void cw_close(struct cwriter *w, const char *tail);
void cw_blank(struct cwriter *w);
/* A statement that implements the rule's line kql_line; 0: none. Long ones are broken at commas and operators. */
void cw_statement(struct cwriter *w, uint32_t kql_line, const char *text);
/* Appends what another writer (same settings) has written. */
void cw_append(struct cwriter *w, const struct cwriter *part);
/* Appends the finished text to `out`, back-references resolved for a file named c_name. */
void cw_finish(const struct cwriter *w, const char *c_name, struct strbuf *out);

/* A C string literal, quotes included, for any bytes: NUL, control and non-ASCII bytes as three-digit octal escapes (so
 * that a following digit is not swallowed), `??` broken so that no trigraph forms. */
void c_put_string(struct strbuf *b, const char *p, size_t n);
/* Text for the inside of a block comment: white space collapsed to single blanks, comment marks and trigraphs
 * broken, control and non-ASCII characters written out; shortened with "..." to about `limit` bytes (0: not). */
void c_put_comment(struct strbuf *b, const char *p, size_t n, size_t limit);
/* Appends `name` as the tail of a C identifier: bytes other than ASCII letters, digits and _ become _; at most `limit`.
 */
void c_put_identifier(struct strbuf *b, const char *p, size_t n, size_t limit);

#endif
