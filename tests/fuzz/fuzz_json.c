/* Fuzzes the input side of a detector: splitter, prefilter, projector, scanner, slots. The same bytes must give the
 * same rows and the same malformed records whatever the chunks they arrive in and whatever the kernel, and the same
 * rows with the prefilter, whatever the chunks and the kernel, and with the lines passed over at once or one by one, in
 * the same number of records. Any difference aborts. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <kq/abi.h>

#include "buf.h"
#include "dyn.h"
#include "scan.h"
#include "split.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const kq_str fields[] = {KQ_LIT("a"), KQ_LIT("b"), KQ_LIT("c")};
static const kq_str needles_a[] = {KQ_LIT("abc"), KQ_LIT("run")};
static const kq_str needles_b[] = {KQ_LIT("b7z")};
static const kq_str needles_c[] = {KQ_LIT("common"), KQ_LIT("c0m")};

static kq_buf *rows;

static bool contains(kq_str text, kq_str needle) {
    for (size_t i = 0; i + needle.n <= text.n; i++) {
        size_t k = 0;
        while (k < needle.n) {
            char c = text.p[i + k];
            if (c >= 'A' && c <= 'Z') c = (char)(c + ('a' - 'A'));
            if (c != needle.p[k]) break;
            k++;
        }
        if (k == needle.n) return true;
    }
    return false;
}

/* The predicate that the needles stand for: the field's text, or a string inside it when it is JSON text itself. */
static bool passes(kq_ctx *x, const kq_slot *slot, const kq_str *needles, size_t count) {
    kq_str texts[2] = {kq_slot_string(x, slot),
                       kq_dyn_text(x->row, kq_dyn_get(x->row, kq_slot_dynamic(x, slot), (kq_str)KQ_LIT("k")))};
    for (size_t t = 0; t < 2; t++)
        for (size_t i = 0; i < count; i++)
            if (contains(texts[t], needles[i])) return true;
    return false;
}

static void note(kq_ctx *x, const kq_slot *slots, char branch) {
    kq_buf_putc(rows, branch);
    for (size_t i = 0; i < 3; i++) {
        kq_buf_put_str(rows, kq_slot_string(x, &slots[i]));
        kq_buf_putc(rows, '|');
        kq_dyn_put_json(rows, kq_slot_dynamic(x, &slots[i]));
        kq_long l = kq_slot_long(x, &slots[i]);
        kq_datetime t = kq_slot_datetime(x, &slots[i]);
        kq_buf_put(rows, &l.v, sizeof l.v);
        kq_buf_put(rows, &t.v, sizeof t.v);
        (void)kq_slot_bool(x, &slots[i]);
        (void)kq_slot_int(x, &slots[i]);
        (void)kq_slot_real(x, &slots[i]);
        (void)kq_slot_timespan(x, &slots[i]);
        (void)kq_slot_guid(x, &slots[i]);
    }
}

static void on_a(kq_ctx *x, void *state, const kq_slot *slots) {
    (void)state;
    if (passes(x, &slots[0], needles_a, 2)) note(x, slots, 'A');
}

static void on_b(kq_ctx *x, void *state, const kq_slot *slots) {
    (void)state;
    if (passes(x, &slots[1], needles_b, 1)) note(x, slots, 'B');
}

/* Two clauses: which one is looked for depends on the text. */
static void on_both(kq_ctx *x, void *state, const kq_slot *slots) {
    (void)state;
    if (passes(x, &slots[0], needles_a, 2) && passes(x, &slots[2], needles_c, 2)) note(x, slots, 'C');
}

/* No clause but the table's name. */
static void on_named(kq_ctx *x, void *state, const kq_slot *slots) {
    (void)state;
    note(x, slots, 'D');
}

static const kq_clause clause_a[] = {{needles_a, 2}}, clause_b[] = {{needles_b, 1}};
static const kq_clause clauses_both[] = {{needles_c, 2}, {needles_a, 2}};
static const kq_source sources[] = {{KQ_LIT("T"), clause_a, 1, on_a},
                                    {KQ_LIT("U"), clause_b, 1, on_b},
                                    {KQ_LIT("T"), clauses_both, 2, on_both},
                                    {KQ_LIT("My_Logs_CL"), NULL, 0, on_named}};
static const kq_detector detector = {
    .abi = KQ_ABI, .fields = fields, .field_count = 3, .sources = sources, .source_count = 4};

static void write_down(kq_buf *bad, kq_split_event event, const kq_split *part, const char *why) {
    if (event == KQ_SPLIT_RECORD || event == KQ_SPLIT_TOO_LONG || event == KQ_SPLIT_FRAMING) {
        kq_buf_put(bad, &part->line, sizeof part->line);
        kq_buf_puts(bad, why);
    }
    kq_buf_put(bad, part->p, part->n);
    if (part->ends) kq_buf_putc(bad, '\n');
}

typedef struct way {
    const char *kernel; /* NULL: the fastest */
    size_t chunk;
    bool prefilter, strict;
    bool skip; /* pass over lines at once */
} way;

#define MAX_RECORD 200u

/* Returns the number of records. */
static uint64_t run(const uint8_t *data, size_t size, way w, kq_buf *out, kq_buf *bad) {
    kq_ctx x = {.row = kq_arena_new(), .state = kq_arena_new(), .window_start = INT64_MIN, .window_end = INT64_MAX};
    kq_scanner scanner;
    kq_splitter splitter;
    const kq_kernels *kernels = kq_kernels_select(w.kernel);
    char *window = malloc(size + KQ_PADDING);
    size_t begin = 0, end = 0;
    if (!window || !kq_scanner_init(&scanner, &detector, &x, NULL, kernels, w.prefilter, w.strict)) abort();
    kq_scanner_input(&scanner, (kq_str){"", 0}, (kq_str)KQ_LIT("T"));
    kq_splitter_start(&splitter, kernels, MAX_RECORD);
    rows = out;
    for (kq_split_event event = KQ_SPLIT_MORE; event != KQ_SPLIT_END;) {
        kq_split part;
        bool at_end = end == size;
        /* Zeros behind the window, as the reader leaves them. */
        memset(window + end, 0, KQ_PADDING);
        if (w.skip && splitter.mode == KQ_MODE_LINES && !splitter.discarding) {
            const char *from = window + begin;
            size_t n = end - begin < MAX_RECORD ? end - begin : MAX_RECORD;
            const char *to = kq_scan_skip(&scanner, from, from + n, &splitter.line);
            begin += (size_t)(to - from);
            if (to != from) splitter.looked = 0;
        }
        event = kq_splitter_next(&splitter, window + begin, window + end, at_end, &part);
        kq_verdict verdict = KQ_VALID;
        if (event == KQ_SPLIT_RECORD) verdict = kq_scan_record(&scanner, part.p, part.n, part.cut != 0);
        if (verdict != KQ_VALID) kq_splitter_malformed(&splitter, &part);
        if (verdict != KQ_VALID || event == KQ_SPLIT_TOO_LONG || event == KQ_SPLIT_REST || event == KQ_SPLIT_FRAMING)
            write_down(bad, event, &part, event == KQ_SPLIT_FRAMING ? part.reason : kq_verdict_text(verdict));
        begin += part.consumed;
        if (begin > end) abort();
        if (event == KQ_SPLIT_MORE && !at_end) {
            size_t n = size - end < w.chunk ? size - end : w.chunk;
            memcpy(window + end, data + end, n);
            end += n;
        }
    }
    if (begin != size) abort();
    uint64_t records = scanner.counts.records;
    kq_scanner_free(&scanner);
    kq_arena_free(x.row);
    kq_arena_free(x.state);
    free(window);
    return records;
}

static void same(const kq_buf *a, const kq_buf *b) {
    if (a->n != b->n || (a->n && memcmp(a->p, b->p, a->n) != 0)) abort();
}

/* Runs in one way and compares with what is wanted; want_bad NULL: malformed records may differ. Returns the number of
 * records, UINT64_MAX when some were malformed. */
static uint64_t check(const uint8_t *data, size_t size, way w, const kq_buf *want, const kq_buf *want_bad) {
    kq_buf got = {0}, bad = {0};
    uint64_t n = run(data, size, w, &got, &bad);
    same(want, &got);
    if (want_bad) same(want_bad, &bad);
    if (bad.n > 0) n = UINT64_MAX;
    kq_buf_free(&got);
    kq_buf_free(&bad);
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const kernels[] = {"scalar", "avx2", "avx512", "neon"};
    static const size_t chunks[] = {1, 7, 64};
    if (size > 65536) return 0;
    kq_buf want = {0}, want_bad = {0};
    size_t whole = size ? size : 1;
    uint64_t records = UINT64_MAX; /* with the prefilter */
    run(data, size, (way){"scalar", whole, false, true, false}, &want, &want_bad);
    /* Of what is damaged, and of envelopes, the number of records depends on what was looked at. */
    bool countable = want_bad.n == 0 && !(size && memmem(data, size, "records", 7));
    for (size_t i = 0; i < 3; i++) check(data, size, (way){NULL, chunks[i], false, true, false}, &want, &want_bad);
    for (size_t i = 0; i < sizeof kernels / sizeof kernels[0] + 4; i++) {
        const char *kernel = i < 4 ? NULL : kernels[i - 4];
        if (kernel && !kq_kernels_select(kernel)) continue;
        size_t chunk = i < 3 ? chunks[i] : whole;
        if (kernel) check(data, size, (way){kernel, chunk, false, true, false}, &want, &want_bad);
        uint64_t n = check(data, size, (way){kernel, chunk, true, false, i != 3}, &want, NULL);
        if (countable && n != UINT64_MAX && records != UINT64_MAX && n != records) abort();
        if (n != UINT64_MAX) records = n;
    }
    kq_buf_free(&want);
    kq_buf_free(&want_bad);
    return 0;
}
