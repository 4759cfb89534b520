/* What the generators of benchmark events share: random numbers, one record at a time, common fields, options and the
 * file that is written. Each generator adds its own bookkeeping of what a rule must find. For bench/gen alone. */
#ifndef BENCH_EVENTS_H
#define BENCH_EVENTS_H
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define SECOND INT64_C(10000000) /* ticks of 100 ns, as in the records; time 0 is 2025-06-01T00:00:00Z */
#define HOUR (3600 * SECOND)

/* xorshift64*, seeded by events_start; never the C library's, so that the same options give the same bytes */
uint64_t random_u64(void);
unsigned below(unsigned n); /* 0 .. n-1 */
bool chance(double p);

struct generator {
    const char *name; /* of the program, for messages */
    FILE *out;
    uint64_t bytes; /* to write, about; the last record is complete */
    uint64_t seed;
    double share;         /* what share of the records is what the rule looks for */
    uint64_t record_size; /* about; turns bytes into a number of records to spread over time */
    uint64_t written, records;
};

/* Takes -b, -s, -m and -o with its argument; false: not an option of these. Ends the program when a file cannot be
 * made. */
bool events_option(struct generator *g, int option, const char *argument);
void events_start(struct generator *g);
/* Ticks for the next record when all records spread evenly over `span`, with less than a second of disorder. */
int64_t events_time(const struct generator *g, int64_t span);
/* Closes the file and prints records and bytes on stderr; the caller adds what its rules must find. */
void events_end(struct generator *g);

/* One record: begin, put ..., end; end writes it with a newline. Ends the program on errors. */
void record_begin(void);
void record_end(struct generator *g);
__attribute__((format(printf, 1, 2))) void put(const char *format, ...);
void put_time(const char *key, int64_t ticks); /* "key":"2025-06-01T00:00:00.0000000Z", */
void put_id(const char *key);                  /* "key":"<random GUID>", */

void make_id(char id[37]);
void make_address(char out[20]);
/* A user name without domain, the same for the same number. */
void make_name(char out[64], unsigned user);
/* letter_case 0: as registered; 1: Capitalised; 2: UPPER. Rules that join on users do so in lower case. */
void make_user(char out[96], unsigned user, int letter_case);
int some_case(void);
#endif
