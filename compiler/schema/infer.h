/* Derives table schemas from sample events, for `kqlc schema infer`. What it prints can be given to --schema.
 *
 * A column's type follows from all its values: bool, long, real (also when some are long), datetime for text that is an
 * ISO 8601 date and time, dynamic when a value is an object or an array, and string for everything else: guids, other
 * texts, scalars of several kinds, and no values at all. That is what Log Analytics makes of a new custom table. */
#ifndef KQLC_SCHEMA_INFER_H
#define KQLC_SCHEMA_INFER_H

#include "schema.h"

struct infer;

struct infer *infer_new(struct arena *a, const char *table); /* `table` NULL: by Type, category and file name */
/* Takes the text of one file, which is not kept: JSON, or CSV or TSV when the path says so and the first character does
 * not say otherwise. False when there are too many tables or columns to be real, with a message in *error. */
bool infer_read(struct infer *n, const char *path, struct text text, char **error);

struct infer_counts {
    size_t records;         /* of the last file, as the next two */
    size_t malformed;       /* neither JSON objects nor lines with the header's fields */
    size_t first_malformed; /* line */
};
struct infer_counts infer_last(const struct infer *n);

void infer_put_json(const struct infer *n, struct strbuf *out);
void infer_put_csv(const struct infer *n, struct strbuf *out);
/* Calls `note` for each table with columns that have not a single value: the first of them, and how many more. */
void infer_notes(const struct infer *n, void (*note)(const char *table, const char *column, size_t more));

#endif
