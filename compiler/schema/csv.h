/* CSV as RFC 4180 has it, in memory: quoted fields, doubled quotes, LF or CRLF; lines without text are passed over. For
 * the files of schema/ only. */
#ifndef KQLC_SCHEMA_CSV_H
#define KQLC_SCHEMA_CSV_H

#include "base.h"

struct csv {
    const char *p, *end;
    char separator;
    const char *at;      /* where the last record begins, or the fault */
    const char *problem; /* set when csv_record returned false because of a fault */
};
typedef VEC(struct text) csv_fields; /* in the arena, or slices of the text */

/* Reads the next record. False at the end, and after a fault. */
bool csv_record(struct arena *a, struct csv *c, csv_fields *out);
/* The place of a field in a header, ASCII case ignored; `n` of the header when it is not there. */
size_t csv_field(const csv_fields *header, const char *name);

#endif
