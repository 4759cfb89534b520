/* The contract between a generated detector and the runtime: contexts, arenas, records, sources, the detector itself.
 * May be included by: generated code (through <kq/kq.h>), every folder of the runtime, the compiler's plan (folding).
 */
#ifndef KQ_ABI_H
#define KQ_ABI_H

#include <kq/value.h>

/* Raised whenever a change here, in value.h or in a catalogue makes old generated C wrong. */
#define KQ_ABI 3

/* ---- arenas -------------------------------------------------------------------------------------------------------
 * Bump allocation in chunks that never move. Memory is 16-byte aligned and not cleared. Running out of memory or over
 * the limit ends the run with a message and exit status 1 (kq_fatal); it never returns NULL. */
typedef struct kq_arena kq_arena;
typedef struct kq_mark {
    void *chunk;
    size_t used;
} kq_mark;

kq_arena *kq_arena_new(void);
void kq_arena_free(kq_arena *a);
void *kq_alloc(kq_arena *a, size_t bytes);
kq_mark kq_arena_mark(kq_arena *a);
/* Gives back everything allocated since the mark (chunks are kept for reuse). */
void kq_arena_release(kq_arena *a, kq_mark m);
/* Bytes that the arena holds from the system. */
size_t kq_arena_bytes(const kq_arena *a);
/* Prints "<program>: <message>" on stderr and exits with status 1. */
_Noreturn void kq_fatal(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* ---- context ------------------------------------------------------------------------------------------------------
 */
typedef struct kq_out kq_out; /* result sink, runtime/out */

/* The largest text, in bytes, that a function makes of texts that may be much smaller (strcat_array, replace_string);
 * one that would be larger is "", and counted. */
#define KQ_MAX_TEXT ((size_t)1 << 30)

typedef struct kq_ctx {
    kq_arena *row;   /* scratch: released after each record or row */
    kq_arena *state; /* lives as long as the run: group tables, join sides */
    int64_t now; /* evaluation time T, ticks; now() for the whole run (docs: datetime.md, "time the query starts") */
    int64_t window_start, window_end; /* ticks: TimeGenerated in [start, end); INT64_MIN / INT64_MAX when unbounded */
    uint64_t outside_window;          /* records of the rule's tables that the window left out */
    uint64_t left_out;  /* values for which a list, set or bag had no room: beyond the language's own limit */
    uint64_t too_large; /* calls without an answer: a text above KQ_MAX_TEXT, a regular expression from data that needs
                           too much memory */
    kq_out *out;
} kq_ctx;

/* Whether a text of that length may be made; counts the one that may not. */
static inline bool kq_text_fits(kq_ctx *x, size_t length) {
    if (length <= KQ_MAX_TEXT) return true;
    x->too_large++;
    return false;
}

/* ---- records ------------------------------------------------------------------------------------------------------
 * The scanner projects the fields that any source of the detector reads into slots, undecoded. */
typedef enum kq_json_kind {
    KQ_JSON_MISSING = 0,
    KQ_JSON_NULL,
    KQ_JSON_TRUE,
    KQ_JSON_FALSE,
    KQ_JSON_NUMBER, /* p..n: the token */
    KQ_JSON_STRING, /* p..n: between the quotes, still escaped when `escaped` */
    KQ_JSON_OBJECT, /* p..n: the raw text, braces included */
    KQ_JSON_ARRAY
} kq_json_kind;

typedef struct kq_slot {
    const char *p;
    size_t n;
    uint8_t kind; /* kq_json_kind */
    bool escaped; /* STRING: holds at least one backslash */
} kq_slot;

/* From JSON to a column, with the conversions of ingestion: any scalar into a string column as its text, object or
 * array as its JSON text; text into numbers, bool, datetime, timespan, guid by the rules of tolong and its kin, null
 * where that fails; JSON text in a dynamic column is parsed when it is an object or an array and stays a string
 * otherwise. MISSING and NULL give null (string: empty). Results may point into the record or into x->row. */
kq_str kq_slot_string(kq_ctx *x, const kq_slot *s);
kq_bool kq_slot_bool(kq_ctx *x, const kq_slot *s);
kq_int kq_slot_int(kq_ctx *x, const kq_slot *s);
kq_long kq_slot_long(kq_ctx *x, const kq_slot *s);
kq_real kq_slot_real(kq_ctx *x, const kq_slot *s);
kq_decimal kq_slot_decimal(kq_ctx *x, const kq_slot *s);
kq_datetime kq_slot_datetime(kq_ctx *x, const kq_slot *s);
kq_timespan kq_slot_timespan(kq_ctx *x, const kq_slot *s);
kq_guid kq_slot_guid(kq_ctx *x, const kq_slot *s);
kq_dyn kq_slot_dynamic(kq_ctx *x, const kq_slot *s);

/* True when t is inside the run's window; counts the record otherwise. A null TimeGenerated is outside. */
static inline bool kq_in_window(kq_ctx *x, kq_datetime t) {
    if (x->window_start == INT64_MIN && x->window_end == INT64_MAX) return true;
    if (!t.null && t.v >= x->window_start && t.v < x->window_end) return true;
    x->outside_window++;
    return false;
}

/* ---- detector -----------------------------------------------------------------------------------------------------
 */

/* Literals of which at least one must stand in the raw bytes of a record: ASCII letters and digits, lower case, each
 * >= 3 bytes, looked for without regard to ASCII case. A record in which none occurs, and in which no JSON escape could
 * hide one, fails the clause. */
typedef struct kq_clause {
    const kq_str *needles;
    uint32_t needle_count;
} kq_clause;

/* One read of a table by the query: a branch. on_record is called, in input order, for each valid record of `table`
 * that passed the prefilter; slots[i] is the value of the detector's fields[i]. */
typedef struct kq_source {
    kq_str table;
    /* A record that can pass this branch holds every clause. The most selective one comes first, as far as the compiler
     * can tell; the scanner looks at some input and picks. clause_count 0: no filter. */
    const kq_clause *clauses;
    uint32_t clause_count;
    void (*on_record)(kq_ctx *x, void *state, const kq_slot *slots);
} kq_source;

typedef struct kq_column {
    kq_str name;
    kq_type type;
} kq_column;

/* entityMappings of the rule (semantics: entity types and identifiers as in Sentinel's docs, entities-reference). */
typedef struct kq_entity_field {
    kq_str identifier;
    uint32_t column; /* index into the result columns */
} kq_entity_field;

typedef struct kq_entity {
    kq_str type;
    const kq_entity_field *fields;
    uint32_t field_count;
} kq_entity;

typedef enum kq_trigger { KQ_TRIGGER_GT, KQ_TRIGGER_LT, KQ_TRIGGER_EQ, KQ_TRIGGER_NE } kq_trigger;

/* Rule metadata; is_rule is false for a bare query (no window, rows by default). */
typedef struct kq_rule {
    bool is_rule;
    kq_str id, name, description, severity, kind, version;
    kq_str query; /* the query's text */
    const kq_str *tactics;
    uint32_t tactic_count;
    const kq_str *techniques;
    uint32_t technique_count;
    const kq_entity *entities;
    uint32_t entity_count;
    int64_t query_period, query_frequency; /* ticks */
    kq_trigger trigger;
    int64_t threshold;
} kq_rule;

typedef enum kq_layout {
    KQ_LAYOUT_JSON,      /* NDJSON, an array, {"records":[...]} lines */
    KQ_LAYOUT_DELIMITED, /* CSV and its kin */
    KQ_LAYOUT_LINES      /* each line is the value of the first column */
} kq_layout;

/* A table that holds no events, and that the user hands over with the command line: a watchlist, or what stands behind
 * the URI of an externaldata. Its records come like those of any other table. */
typedef struct kq_supplied {
    kq_str table;   /* as in kq_source */
    kq_str name;    /* the watchlist's alias, the URI */
    bool watchlist; /* --watchlist, else --external */
    bool early;     /* to be read before events, see prepare; there may be another entry of that name that is not */
    kq_layout layout;
    char delimiter;
    bool header;           /* the first row names the fields; `columns` must be among them */
    bool skip_first;       /* without a header: the first row is none */
    const kq_str *columns; /* without a header: the fields, in order */
    uint32_t column_count;
} kq_supplied;

typedef struct kq_detector {
    uint32_t abi; /* KQ_ABI */
    kq_rule rule;
    const kq_str *fields; /* top-level JSON keys that any source reads, distinct */
    uint32_t field_count;
    const kq_source *sources;
    uint32_t source_count;
    const kq_supplied *supplied;
    uint32_t supplied_count;
    const kq_column *columns; /* result columns, in order */
    uint32_t column_count;
    /* Bytes; zeroed before open. 0: the branches keep nothing between records, so that several threads, each with a
     * context of its own, may call them as long as the rows are put in input order. */
    size_t state_size;
    void (*open)(kq_ctx *x, void *state);
    /* Every state, after open: first the records of the supplied tables that are early, then this, then events. NULL:
     * nothing is to be done. */
    void (*prepare)(kq_ctx *x, void *state);
    /* Takes over what `other` has gathered: a state of this detector, opened with a context of its own, over input that
     * comes later. Afterwards `state` is what it would be had it read both inputs in turn; `other` is not used again,
     * but the arena of its context must live as long as `state`. NULL: there is nothing to merge, or the state cannot
     * be (a pipeline writes rows during the pass over the input, or an aggregate depends on the order in which numbers
     * are added). */
    void (*merge)(kq_ctx *x, void *state, void *other);
    void (*finish)(kq_ctx *x, void *state); /* runs the pipelines behind the breakers, emits the remaining rows */
    bool in_order; /* the query draws random numbers: records must come one at a time, in input order */
    /* Opens the database of --geo-ip before the first event; false, with the reason, when it is none. NULL: the query
     * asks for no places of addresses. */
    bool (*open_geo_ip)(const char *path, const char **why);
} kq_detector;

bool kq_geo_ip_open(const char *path, const char **why);

/* One result row; values has column_count entries and is only read during the call. */
void kq_out_row(kq_ctx *x, const kq_value *values);

/* The whole command-line program around one detector; returns its exit status. */
int kq_host_main(const kq_detector *d, int argc, char **argv);

#endif
