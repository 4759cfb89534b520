/* Characters as bytes for the engine. The engine knows bytes, ASCII words and "\n" alone; Rust's dialect knows Unicode.
 * So text is given to it in one of two ways:
 *
 * - ASCII text as it is: there both mean the same by every class, \b and line.
 * - Any other text coded. Characters that no class of the pattern tells apart are one letter of a small alphabet, and
 *   every letter has a code: a byte, or two where there are more letters than bytes. Letters of word characters have
 *   codes of the bytes that RE2's \b counts as word characters, the others do not, so \b and \B are exact. The first
 *   and the second byte of a code are never the same byte, so a match can begin and end inside a code only where it is
 *   empty, and such matches are passed over (re_search.c).
 *
 * \b{start} and its kin are the engine's ^ and $ of lines where characters that are no word characters stand between
 * two "\n"; such patterns have all text coded in that way, and no ^ and $ of their own ("framed").
 *
 * Included by: re. */
#ifndef KQ_RE_CODE_H
#define KQ_RE_CODE_H

#include "re_parse.h"

typedef struct re_letter_code {
    uint8_t n; /* 1 or 2 bytes */
    uint8_t bytes[2];
    bool framed; /* with "\n" in front and behind */
} re_letter_code;

typedef struct re_code {
    uint32_t *starts; /* of intervals of code points, ascending, from 0 on */
    uint32_t *letters;
    size_t intervals;
    re_letter_code *codes; /* by letter */
    size_t count;
    uint32_t ascii[128]; /* letter */
    bool wide;           /* some code is longer than a byte */
    bool framed;
} re_code;

/* Makes the code for all text. False: the pattern tells more characters apart than there are codes. */
bool re_code_make(re_code *c, const re_tree *t);
uint32_t re_code_letter(const re_code *c, uint32_t code_point);
/* Longest code in bytes, frame included. */
enum { RE_CODE_MAX = 4 };
size_t re_code_put(const re_code *c, uint32_t code_point, char *out);

#endif
