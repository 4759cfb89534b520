/* Damerau-Levenshtein distance (adjacent transpositions, "optimal string alignment") for did-you-mean hints. */
#include "base.h"

#include <string.h>

enum { LONGEST = 128 }; /* names longer than this get no suggestion */

static int lower(int c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }

static size_t min3(size_t a, size_t b, size_t c) {
    size_t m = a < b ? a : b;
    return m < c ? m : c;
}

size_t edit_distance(const char *a, const char *b, size_t max) {
    size_t n = strlen(a), m = strlen(b);
    size_t gap = n > m ? n - m : m - n;
    if (gap > max || n > LONGEST || m > LONGEST) return max + 1;
    size_t rows[3][LONGEST + 1];
    size_t *before = rows[0], *last = rows[1], *row = rows[2];
    for (size_t j = 0; j <= m; j++) {
        last[j] = j;
        before[j] = 0;
    }
    for (size_t i = 1; i <= n; i++) {
        row[0] = i;
        size_t best = row[0];
        for (size_t j = 1; j <= m; j++) {
            int x = lower((unsigned char)a[i - 1]), y = lower((unsigned char)b[j - 1]);
            row[j] = min3(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == lower((unsigned char)b[j - 2]) && lower((unsigned char)a[i - 2]) == y) {
                size_t swap = before[j - 2] + 1;
                if (swap < row[j]) row[j] = swap;
            }
            if (row[j] < best) best = row[j];
        }
        if (best > max) return max + 1;
        size_t *t = before;
        before = last;
        last = row;
        row = t;
    }
    return last[m] > max ? max + 1 : last[m];
}
