/* Parses the command line of options.h. */
#include "options.h"

#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "delimited.h"
#include "memory.h"
#include "timetext.h"

#define DEFAULT_MAX_RECORD ((size_t)64 << 20)
#define MOST_THREADS 256u
#define LARGEST_SIZE ((size_t)1 << 40)
/* 1970-01-01 in ticks since 0001-01-01. */
#define UNIX_EPOCH (INT64_C(62135596800) * KQ_TICKS_PER_SECOND)

static const char help[] =
    "Usage: %s [OPTIONS] [INPUT]...\n"
    "\n"
    "%s\n"
    "\n"
    "INPUT is PATH, TABLE=PATH or - (standard input, also when there is no INPUT): NDJSON, one JSON array, or\n"
    "{\"records\":[...]} lines. A record's table is TABLE, else its Type, else its envelope's category, else the "
    "file's\n"
    "name. PATH may be .csv, .tsv or .psv: the first row names the fields. Any PATH may be compressed (gzip, zstd).\n"
    "\n"
    "  --now TIME          evaluation time T (default: now); a rule sees TimeGenerated in [T - queryPeriod, T)\n"
    "  --rows, --alerts    write result rows, or alerts (default for rules)\n"
    "  --format FORMAT     ndjson (default), json, csv or table\n"
    "  -o FILE             write to FILE\n"
    "  --fail-on-alert     exit with status 3 when an alert fired\n"
    "  --strict            validate every record, stop at the first malformed one\n"
    "  --rejects FILE      write malformed records to FILE\n"
    "  --seed N            seed of rand() and new_guid() (default 0): the same events give the same rows\n"
    "  --geo-ip FILE       the database of geo_info_from_ip_address (MaxMind's format: GeoLite2-City.mmdb)\n"
    "  --max-record N      longest record, bytes or with suffix K, M, G (default 64M)\n"
    "  --memory-limit N    end the run with an error when what the query keeps needs more bytes (suffix K, M, G)\n"
    "  --threads N         threads; the output is the same with any number (default: one a processor for files)\n"
    "  --input-format F    json, csv, tsv or psv, whatever the inputs are called\n"
    "  --stats             report on stderr what was read and how fast\n"
    "  --progress          show progress on a terminal\n"
    "  --chunk-size N, --kernel NAME, --no-prefilter    for tests and measurements\n"
    "%s"
    "  --list-tables       print the tables that the query reads\n"
    "  --version, --help\n"
    "\n"
    "Exit status: 0 ran to the end, 1 input or output failed, 2 usage, 3 alert fired (--fail-on-alert).\n";

static __attribute__((format(printf, 2, 3))) kq_options_result usage(const kq_options *o, const char *format, ...) {
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%s: ", o->program);
    vfprintf(stderr, format, args);
    fprintf(stderr, "\nTry '%s --help'.\n", o->program);
    va_end(args);
    return KQ_OPTIONS_USAGE;
}

static int64_t wall_clock(void) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return UNIX_EPOCH + (int64_t)t.tv_sec * KQ_TICKS_PER_SECOND + (int64_t)t.tv_nsec / 100;
}

/* The processors that this process may use. */
static uint32_t processors(void) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    unsigned n = (unsigned)CPU_COUNT(&set);
    return n < 1 ? 1 : n > MOST_THREADS ? MOST_THREADS : n;
}

/* Digits and an optional K, M or G (powers of 1024). */
static bool parse_size(const char *text, size_t *out) {
    size_t v = 0;
    const char *p = text;
    for (; *p >= '0' && *p <= '9'; p++) {
        v = v * 10 + (size_t)(*p - '0');
        if (v > LARGEST_SIZE) return false;
    }
    if (p == text) return false;
    unsigned shift = *p == 'K' || *p == 'k' ? 10 : *p == 'M' || *p == 'm' ? 20 : *p == 'G' || *p == 'g' ? 30 : 0;
    if (shift) p++;
    if (*p || v > LARGEST_SIZE >> shift || v == 0) return false;
    *out = v << shift;
    return true;
}

/* ---- options without a value --------------------------------------------------------------------------------------
 */

static void print_help(const kq_options *o, const kq_detector *d) {
    const kq_rule *r = &d->rule;
    char about[320];
    if (r->is_rule)
        snprintf(about, sizeof about, "Detector of the rule \"%.*s\".", (int)(r->name.n < 256 ? r->name.n : 256),
                 r->name.p);
    else
        snprintf(about, sizeof about, "Runs one KQL query.");
    bool watchlist = false, external = false;
    for (uint32_t i = 0; i < d->supplied_count; i++)
        if (d->supplied[i].watchlist)
            watchlist = true;
        else
            external = true;
    char supplied[512] = "";
    if (watchlist) strcat(supplied, "  --watchlist NAME=FILE.csv    the rows of a watchlist that the query reads\n");
    if (external) strcat(supplied, "  --external URI=FILE    what stands behind the URI of an externaldata\n");
    printf(help, o->program, about, supplied);
}

static void print_tables(const kq_detector *d) {
    for (uint32_t i = 0; i < d->source_count; i++) {
        kq_str table = d->sources[i].table;
        uint32_t first = 0;
        while (d->sources[first].table.n != table.n || memcmp(d->sources[first].table.p, table.p, table.n) != 0)
            first++;
        if (first == i) printf("%.*s\n", (int)table.n, table.p);
    }
}

static void print_version(const kq_options *o, const kq_detector *d) {
    const kq_rule *r = &d->rule;
    printf("%s: kqlc detector, ABI %u", o->program, (unsigned)KQ_ABI);
    if (r->is_rule) printf(", rule %.*s version %.*s", (int)r->id.n, r->id.p, (int)r->version.n, r->version.p);
    printf("\n");
}

/* True when `name` is an option that takes no value. */
static bool take_flag(kq_options *o, const kq_detector *d, const char *name, bool *done) {
    if (strcmp(name, "--rows") == 0)
        o->alerts = false;
    else if (strcmp(name, "--alerts") == 0)
        o->alerts = true;
    else if (strcmp(name, "--no-prefilter") == 0)
        o->prefilter = false;
    else if (strcmp(name, "--strict") == 0)
        o->strict = true;
    else if (strcmp(name, "--stats") == 0)
        o->stats = true;
    else if (strcmp(name, "--progress") == 0)
        o->progress = true;
    else if (strcmp(name, "--fail-on-alert") == 0)
        o->fail_on_alert = true;
    else if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        *done = true, print_help(o, d);
    else if (strcmp(name, "--version") == 0)
        *done = true, print_version(o, d);
    else if (strcmp(name, "--list-tables") == 0)
        *done = true, print_tables(d);
    else
        return false;
    return true;
}

/* ---- options with a value -----------------------------------------------------------------------------------------
 */

static bool parse_format(const char *text, kq_format *out) {
    static const char *const names[] = {"ndjson", "json", "csv", "table"};
    for (int i = 0; i < 4; i++)
        if (strcmp(text, names[i]) == 0) {
            *out = (kq_format)i;
            return true;
        }
    return false;
}

static bool parse_layout(kq_options *o, const char *text) {
    char name[] = "x.???";
    if (strcmp(text, "json") != 0 && strcmp(text, "csv") != 0 && strcmp(text, "tsv") != 0 && strcmp(text, "psv") != 0)
        return false;
    memcpy(name + 2, text, 3);
    o->layout_given = true;
    o->layout = kq_layout_of(name, &o->delimiter);
    return true;
}

static bool takes_value(const char *name) {
    static const char *const names[] = {"--now",          "--format",       "--chunk-size", "--kernel",    "-o",
                                        "--threads",      "--max-record",   "--rejects",    "--watchlist", "--external",
                                        "--input-format", "--memory-limit", "--geo-ip",     "--seed"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(name, names[i]) == 0) return true;
    return false;
}

static kq_options_result unknown_kernel(const kq_options *o, const char *name) {
    char names[64];
    size_t n = 0;
    for (size_t i = 0; kq_kernels_at(i) && n < sizeof names; i++)
        n += (size_t)snprintf(names + n, sizeof names - n, "%s%s", i ? ", " : "", kq_kernels_at(i)->name);
    return usage(o, "--kernel: there is no '%s' on this machine, but %s", name, names);
}

static const kq_input *input_for(const kq_options *o, const kq_supplied *s) {
    for (uint32_t i = 0; i < o->input_count; i++)
        if (o->inputs[i].supplied == s) return &o->inputs[i];
    for (uint32_t i = 0; i < o->early_count; i++)
        if (o->early[i].supplied == s) return &o->early[i];
    return NULL;
}

/* What the query needs and nobody gave: without it, every answer would be wrong. */
static kq_options_result check_supplied(const kq_options *o, const kq_detector *d) {
    for (uint32_t i = 0; i < d->supplied_count; i++) {
        const kq_supplied *s = &d->supplied[i];
        if (input_for(o, s)) continue;
        if (s->watchlist)
            return usage(o, "the query reads the watchlist '%.*s': give it with --watchlist %.*s=FILE.csv",
                         (int)s->name.n, s->name.p, (int)s->name.n, s->name.p);
        return usage(o, "the query reads external data: give it with --external %.*s=FILE", (int)s->name.n, s->name.p);
    }
    return KQ_OPTIONS_RUN;
}

static void add_supplied(kq_options *o, const kq_supplied *s, const char *path) {
    kq_input input = {.table = s->table, .path = path, .layout = s->layout, .delimiter = s->delimiter, .supplied = s};
    if (s->watchlist) input.layout = kq_layout_of(path, &input.delimiter);
    if (s->early) {
        o->early[o->early_count++] = input;
        return;
    }
    memmove(o->inputs + 1, o->inputs, o->input_count++ * sizeof *o->inputs);
    o->inputs[0] = input; /* in front of the events */
}

/* NAME=FILE, where NAME, which may hold '=' itself, is one that the query asks for. */
static kq_options_result supply(kq_options *o, const kq_detector *d, const char *option, const char *value) {
    const bool watchlist = strcmp(option, "--watchlist") == 0;
    bool asked = false;
    for (uint32_t i = 0; i < d->supplied_count; i++) {
        const kq_supplied *s = &d->supplied[i];
        if (s->watchlist != watchlist || strncmp(value, s->name.p, s->name.n) != 0 || value[s->name.n] != '=') continue;
        const char *path = value + s->name.n + 1;
        if (!*path) return usage(o, "%s: '%s' names no file", option, value);
        if (input_for(o, s)) return usage(o, "%s: '%.*s' is given twice", option, (int)s->name.n, s->name.p);
        add_supplied(o, s, path);
        asked = true;
    }
    if (!asked) /* whoever runs many detectors gives each of them everything */
        fprintf(stderr, "%s: note: the query does not read %s %s\n", o->program,
                watchlist ? "watchlist" : "external data", value);
    return KQ_OPTIONS_RUN;
}

static kq_options_result take_value(kq_options *o, const kq_detector *d, const char *name, const char *value) {
    size_t n = 0;
    if (strcmp(name, "--watchlist") == 0 || strcmp(name, "--external") == 0) return supply(o, d, name, value);
    if (strcmp(name, "--now") == 0) {
        if (!kq_parse_datetime((kq_str){value, strlen(value)}, &o->now))
            return usage(o, "--now: '%s' is not a time such as 2026-11-24T14:00:00Z", value);
    } else if (strcmp(name, "--format") == 0) {
        if (!parse_format(value, &o->format))
            return usage(o, "--format: '%s' is not ndjson, json, csv or table", value);
    } else if (strcmp(name, "--input-format") == 0) {
        if (!parse_layout(o, value)) return usage(o, "--input-format: '%s' is not json, csv, tsv or psv", value);
    } else if (strcmp(name, "--memory-limit") == 0) {
        if (!parse_size(value, &n)) return usage(o, "--memory-limit: '%s' is not a size from 1 to 1T", value);
        kq_memory_limit(n);
    } else if (strcmp(name, "--chunk-size") == 0) {
        if (!parse_size(value, &o->chunk_size) || o->chunk_size > (size_t)1 << 30)
            return usage(o, "--chunk-size: '%s' is not a size from 1 to 1G", value);
    } else if (strcmp(name, "--max-record") == 0) {
        if (!parse_size(value, &o->max_record) || o->max_record > KQ_RECORD_MAX)
            return usage(o, "--max-record: '%s' is not a size from 1 to 2G", value);
    } else if (strcmp(name, "--kernel") == 0) {
        o->kernels = kq_kernels_select(value);
        if (!o->kernels) return unknown_kernel(o, value);
    } else if (strcmp(name, "--threads") == 0) {
        if (!parse_size(value, &n) || n > MOST_THREADS)
            return usage(o, "--threads: '%s' is not a number from 1 to %u", value, MOST_THREADS);
        o->threads = (uint32_t)n;
        o->threads_given = true;
    } else if (strcmp(name, "-o") == 0) {
        o->output_path = value;
    } else if (strcmp(name, "--rejects") == 0) {
        o->rejects_path = value;
    } else if (strcmp(name, "--seed") == 0) {
        char *end;
        o->seed = strtoull(value, &end, 10);
        if (*value < '0' || *value > '9' || *end) return usage(o, "--seed: '%s' is not a number", value);
    } else if (strcmp(name, "--geo-ip") == 0) {
        o->geo_ip_path = value;
    } else {
        return usage(o, "%s is not supported yet", name);
    }
    return KQ_OPTIONS_RUN;
}

/* ---- the command line ---------------------------------------------------------------------------------------------
 */

static bool is_word(char c, bool first) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (!first && c >= '0' && c <= '9');
}

/* TABLE=PATH when what stands before the first '=' is a table name; ./a=b.ndjson is a path. */
static kq_input parse_input(const char *text) {
    const char *p = text;
    while (is_word(*p, p == text)) p++;
    kq_input input = {.table = {"", 0}, .path = text};
    if (p > text && *p == '=' && p[1]) input = (kq_input){.table = {text, (size_t)(p - text)}, .path = p + 1};
    input.layout = kq_layout_of(input.path, &input.delimiter);
    return input;
}

static kq_options_result take_option(kq_options *o, const kq_detector *d, const char *arg, char **argv, int argc,
                                     int *i) {
    bool done = false;
    char name[32];
    const char *equals = strchr(arg, '=');
    size_t n = equals && arg[1] == '-' ? (size_t)(equals - arg) : strlen(arg);
    if (arg[1] != '-' && n > 2 && arg[1] == 'o') return take_value(o, d, "-o", arg + 2);
    if (n >= sizeof name) return usage(o, "unknown option '%s'", arg);
    memcpy(name, arg, n);
    name[n] = '\0';
    if (take_flag(o, d, name, &done)) {
        if (arg[n]) return usage(o, "%s takes no value", name);
        return done ? KQ_OPTIONS_DONE : KQ_OPTIONS_RUN;
    }
    if (strcmp(name, "--replay") == 0) return usage(o, "--replay is not supported yet");
    if (!takes_value(name)) return usage(o, "unknown option '%s'", arg);
    if (arg[n]) return take_value(o, d, name, arg + n + 1);
    if (*i + 1 >= argc) return usage(o, "%s needs a value", name);
    return take_value(o, d, name, argv[++*i]);
}

/* A query may read nothing but what is supplied. */
static bool reads_events(const kq_detector *d) {
    for (uint32_t i = 0; i < d->source_count; i++) {
        bool events = true;
        for (uint32_t k = 0; k < d->supplied_count; k++)
            if (d->supplied[k].table.n == d->sources[i].table.n &&
                memcmp(d->supplied[k].table.p, d->sources[i].table.p, d->sources[i].table.n) == 0)
                events = false;
        if (events) return true;
    }
    return false;
}

kq_options_result kq_options_parse(kq_options *o, const kq_detector *d, int argc, char **argv) {
    memset(o, 0, sizeof *o);
    const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
    o->program = argc > 0 ? slash ? slash + 1 : argv[0] : "detector";
    o->now = wall_clock();
    o->alerts = d->rule.is_rule;
    o->max_record = DEFAULT_MAX_RECORD;
    o->kernels = kq_kernels_select(NULL);
    o->threads = processors();
    o->prefilter = true;
    o->inputs = calloc((size_t)(argc > 0 ? argc : 1) + d->supplied_count + 1, sizeof *o->inputs);
    o->early = calloc(d->supplied_count + 1u, sizeof *o->early);
    if (!o->inputs || !o->early) kq_fatal("out of memory");
    bool options_over = false;
    for (int i = 1; i < argc; i++) {
        const char *arg = argv[i];
        if (options_over || arg[0] != '-' || strcmp(arg, "-") == 0) {
            o->inputs[o->input_count++] = parse_input(arg);
        } else if (strcmp(arg, "--") == 0) {
            options_over = true;
        } else {
            kq_options_result r = take_option(o, d, arg, argv, argc, &i);
            if (r != KQ_OPTIONS_RUN) return r;
        }
    }
    if (o->alerts && !d->rule.is_rule) return usage(o, "--alerts: a bare query has no rule to raise alerts for");
    for (uint32_t i = 0; o->layout_given && i < o->input_count; i++) {
        kq_input *input = &o->inputs[i];
        if (!input->supplied) input->layout = o->layout, input->delimiter = o->delimiter;
    }
    kq_options_result r = check_supplied(o, d);
    if (r != KQ_OPTIONS_RUN) return r;
    uint32_t events = o->input_count;
    for (uint32_t i = 0; i < o->input_count; i++) events -= o->inputs[i].supplied != NULL;
    if (events == 0 && reads_events(d)) {
        if (isatty(STDIN_FILENO)) return usage(o, "no INPUT (or pipe events into standard input)");
        o->inputs[o->input_count++] =
            (kq_input){.table = {"", 0}, .path = "-", .layout = o->layout, .delimiter = o->delimiter};
    }
    if (d->open_geo_ip && !o->geo_ip_path)
        return usage(o, "the query calls geo_info_from_ip_address: name a database with --geo-ip FILE.mmdb");
    return KQ_OPTIONS_RUN;
}

void kq_options_free(kq_options *o) {
    free(o->inputs);
    free(o->early);
    o->inputs = o->early = NULL;
}
