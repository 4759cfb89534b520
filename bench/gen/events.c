/* See events.h. */
#include "events.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

static uint64_t random_state;
static char line[32768];
static size_t used;

uint64_t random_u64(void) {
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return random_state * UINT64_C(2685821657736338717);
}
unsigned below(unsigned n) { return (unsigned)((random_u64() >> 33) % n); }
bool chance(double p) { return (double)(random_u64() >> 11) * (1.0 / 9007199254740992.0) < p; }

bool events_option(struct generator *g, int option, const char *argument) {
    switch (option) {
    case 'b': g->bytes = strtoull(argument, NULL, 10); return true;
    case 's': g->seed = strtoull(argument, NULL, 10); return true;
    case 'm': g->share = strtod(argument, NULL); return true;
    case 'o':
        g->out = fopen(argument, "wb");
        if (!g->out) {
            perror(argument);
            exit(1);
        }
        return true;
    default: return false;
    }
}

void events_start(struct generator *g) {
    if (!g->out) g->out = stdout;
    random_state = g->seed * UINT64_C(0x9E3779B97F4A7C15) + UINT64_C(0x1234567890ABCDEF);
    if (random_state == 0) random_state = 1;
    for (int i = 0; i < 8; i++) random_u64();
}

int64_t events_time(const struct generator *g, int64_t span) {
    uint64_t expected = g->bytes / g->record_size + 1;
    uint64_t place = g->records < expected ? g->records : expected;
    return (int64_t)((double)place / (double)expected * (double)span) + (int64_t)below(SECOND);
}

void events_end(struct generator *g) {
    if (fflush(g->out) != 0 || (g->out != stdout && fclose(g->out) != 0)) {
        perror(g->name);
        exit(1);
    }
    fprintf(stderr, "records %" PRIu64 "\nbytes %" PRIu64 "\n", g->records, g->written);
}

void record_begin(void) { used = 0; }

void record_end(struct generator *g) {
    put("\n");
    if (fwrite(line, 1, used, g->out) != used) {
        perror(g->name);
        exit(1);
    }
    g->written += used;
    g->records++;
}

void put(const char *format, ...) {
    va_list list;
    va_start(list, format);
    int n = vsnprintf(line + used, sizeof line - used, format, list);
    va_end(list);
    if (n < 0 || (size_t)n >= sizeof line - used) {
        fprintf(stderr, "record too long\n");
        exit(1);
    }
    used += (size_t)n;
}

void put_time(const char *key, int64_t ticks) {
    int64_t seconds = ticks / SECOND;
    put("\"%s\":\"2025-06-%02dT%02d:%02d:%02d.%07dZ\",", key, 1 + (int)(seconds / 86400), (int)(seconds / 3600 % 24),
        (int)(seconds / 60 % 60), (int)(seconds % 60), (int)(ticks % SECOND));
}

void put_id(const char *key) {
    char id[37];
    make_id(id);
    put("\"%s\":\"%s\",", key, id);
}

void make_id(char id[37]) {
    uint64_t a = random_u64(), b = random_u64();
    snprintf(id, 37, "%08" PRIx32 "-%04x-%04x-%04x-%012" PRIx64, (uint32_t)a, (unsigned)(a >> 32 & 0xffff),
             (unsigned)(a >> 48 & 0xffff), (unsigned)(b & 0xffff), b >> 16);
}

void make_address(char out[20]) {
    snprintf(out, 20, "%u.%u.%u.%u", 20 + below(180), below(256), below(256), 1 + below(254));
}

static const char *const first_names[] = {"anna", "bo",   "chen",  "dora",  "emil", "farid",  "grace", "hugo",
                                          "ines", "jorn", "kofi",  "lena",  "mira", "nils",   "olga",  "pavel",
                                          "quin", "rosa", "samir", "tilda", "uma",  "viktor", "wanda", "yusuf"};
static const char *const last_names[] = {"almeida", "berg",      "costa",  "dubois",  "eriksen",
                                         "fischer", "garcia",    "haddad", "ivanova", "jones",
                                         "kaya",    "lindqvist", "moreau", "novak",   "okafor"};

void make_name(char out[64], unsigned user) {
    snprintf(out, 64, "%s.%s%u", first_names[user % 24], last_names[user / 24 % 15], user);
}

void make_user(char out[96], unsigned user, int letter_case) {
    char name[64];
    make_name(name, user);
    snprintf(out, 96, "%s@contoso.com", name);
    for (size_t i = 0; out[i]; i++) {
        bool upper = letter_case == 2 || (letter_case == 1 && (i == 0 || out[i - 1] == '.'));
        if (upper && out[i] >= 'a' && out[i] <= 'z') out[i] = (char)(out[i] - 'a' + 'A');
    }
}

int some_case(void) {
    unsigned r = below(10);
    return r == 0 ? 2 : r < 3 ? 1 : 0;
}
