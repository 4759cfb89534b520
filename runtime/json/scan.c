/* The scanner of scan.h. The order matters: the prefilter looks at raw bytes only, so that most records are never
 * parsed; a record that is parsed is validated completely before any branch sees it. */
#include "scan.h"
#include <kq/bytes.h>

#include <stdlib.h>
#include <string.h>

#include "jsonscan.h"
#include "utf8.h"

/* ---- set-up -------------------------------------------------------------------------------------------------------
 */

static bool same(kq_str a, kq_str b) { return a.n == b.n && kq_bytes_equal(a.p, b.p, a.n); }

/* The key's place among the scanner's keys; appends it when the detector does not read it itself. */
static uint32_t add_key(kq_str *keys, uint32_t *count, const char *name) {
    kq_str key = {name, strlen(name)};
    for (uint32_t i = 0; i < *count; i++)
        if (same(keys[i], key)) return i;
    keys[*count] = key;
    return (*count)++;
}

static bool add_tables(kq_scanner *s) {
    const kq_detector *d = s->detector;
    uint32_t words = s->prefilter.word_count;
    s->tables = calloc(d->source_count + 1u, sizeof *s->tables);
    if (!s->tables) return false;
    for (uint32_t b = 0; b < d->source_count; b++) {
        uint32_t t = 0;
        while (t < s->table_count && !same(s->tables[t].name, d->sources[b].table)) t++;
        if (t == s->table_count) {
            s->tables[t].name = d->sources[b].table;
            s->tables[t].branches = calloc(words + 1u, sizeof(uint64_t));
            if (!s->tables[t].branches) return false;
            s->table_count++;
        }
        s->tables[t].branches[b / 64] |= UINT64_C(1) << (b % 64);
    }
    return true;
}

bool kq_scanner_init(kq_scanner *s, const kq_detector *d, kq_ctx *ctx, void *state, const kq_kernels *kernels,
                     bool prefilter, bool strict) {
    memset(s, 0, sizeof *s);
    s->detector = d;
    s->ctx = ctx;
    s->state = state;
    s->strict = strict;
    uint32_t count = d->field_count;
    s->keys = calloc(count + 3u, sizeof *s->keys);
    s->slots = calloc(count + 3u, sizeof *s->slots);
    s->element_slots = calloc(count + 3u, sizeof *s->element_slots);
    if (!s->keys || !s->slots || !s->element_slots) return false;
    for (uint32_t i = 0; i < count; i++) s->keys[i] = d->fields[i];
    s->type_key = add_key(s->keys, &count, "Type");
    s->category_key = add_key(s->keys, &count, "category");
    s->records_key = add_key(s->keys, &count, "records");
    if (!kq_projector_init(&s->projector, kernels, s->keys, count)) return false;
    if (!kq_prefilter_init(&s->prefilter, kernels, d->sources, d->source_count, prefilter)) return false;
    s->live = calloc(s->prefilter.word_count + 1u, sizeof *s->live);
    s->wanted = calloc(s->prefilter.word_count + 1u, sizeof *s->wanted);
    if (!kq_reach_init(&s->reach, &s->prefilter)) return false;
    return s->live && s->wanted && add_tables(s);
}

void kq_scanner_free(kq_scanner *s) {
    for (uint32_t t = 0; t < s->table_count; t++) free(s->tables[t].branches);
    free(s->tables);
    free(s->live);
    free(s->wanted);
    free(s->keys);
    free(s->slots);
    free(s->element_slots);
    kq_projector_free(&s->projector);
    kq_prefilter_free(&s->prefilter);
    kq_reach_free(&s->reach);
    memset(s, 0, sizeof *s);
}

static kq_scan_table *find_table(kq_scanner *s, kq_str name, bool fold) {
    for (uint32_t t = 0; t < s->table_count; t++)
        if (fold ? kq_ascii_equal_fold(s->tables[t].name, name) : same(s->tables[t].name, name)) return &s->tables[t];
    return NULL;
}

/* Which branches the input's records can reach, and which of them only by naming their table. */
static void tell_prefilter(kq_scanner *s) {
    uint64_t *named = s->wanted;
    s->look_next = false;
    for (uint32_t w = 0; w < s->prefilter.word_count; w++) s->live[w] = named[w] = 0;
    for (uint32_t t = 0; t < s->table_count; t++) {
        const kq_scan_table *table = &s->tables[t];
        bool is_input = table == s->input_table;
        for (uint32_t w = 0; w < s->prefilter.word_count; w++) {
            if (is_input || !s->table_given) s->live[w] |= table->branches[w];
            if (!is_input && !s->table_given) named[w] |= table->branches[w];
        }
    }
    kq_prefilter_input(&s->prefilter, s->live, named);
    /* So that a query without other clauses still says when the records name no table at all. */
    for (uint32_t b = 0; b < s->detector->source_count; b++)
        if (kq_mask_has(named, b) && s->detector->sources[b].clause_count == 0) s->look_next = true;
}

void kq_scanner_input(kq_scanner *s, kq_str given, kq_str stem) {
    s->table_given = given.n > 0;
    s->input_table = find_table(s, s->table_given ? given : stem, true);
    s->found = NULL;
    s->seen = false;
    tell_prefilter(s);
}

void kq_scanner_move(kq_scanner *s) {
    s->found = NULL;
    s->seen = false;
    s->look_next = false;
}

/* ---- one record ---------------------------------------------------------------------------------------------------
 */

static kq_str slot_text(kq_scanner *s, const kq_slot *slot) {
    if (slot->kind != KQ_JSON_STRING) return (kq_str){"", 0};
    return slot->escaped ? kq_json_unescape(s->ctx->row, slot->p, slot->n) : (kq_str){slot->p, slot->n};
}

/* An envelope's category names the table; Defender XDR puts a fixed word before it. */
static kq_scan_table *category_table(kq_scanner *s, kq_str category) {
    static const char prefix[] = "AdvancedHunting-";
    size_t n = sizeof prefix - 1;
    if (category.n > n && kq_ascii_equal_fold((kq_str){category.p, n}, (kq_str){prefix, n})) {
        category.p += n;
        category.n -= n;
    }
    return find_table(s, category, true);
}

/* The table of a projected record, NULL when no branch reads it. *known: something said which table it is. */
static kq_scan_table *table_of(kq_scanner *s, const kq_slot *slots, bool in_envelope, bool *known) {
    *known = true;
    if (s->table_given) return s->input_table;
    kq_str type = slot_text(s, &slots[s->type_key]);
    if (type.n > 0) return find_table(s, type, false);
    kq_str category = in_envelope ? slot_text(s, &slots[s->category_key]) : (kq_str){"", 0};
    if (category.n > 0) return category_table(s, category);
    *known = s->input_table != NULL;
    return s->input_table;
}

static void dispatch(kq_scanner *s, const kq_slot *slots, bool in_envelope) {
    kq_mark mark = kq_arena_mark(s->ctx->row);
    bool known;
    kq_scan_table *table = table_of(s, slots, in_envelope, &known);
    kq_arena_release(s->ctx->row, mark);
    s->counts.looked_at++;
    if (!known && (s->counted || kq_reach_any(&s->reach))) s->counts.no_table++;
    if (!table) return;
    table->records++;
    uint64_t any = 0;
    for (uint32_t w = 0; w < s->prefilter.word_count; w++) any |= s->wanted[w] = s->live[w] & table->branches[w];
    if (!any) return;
    if (s->pending)
        kq_pending_add(s->pending, s->wanted, slots, s->reach.record);
    else
        kq_branches_call(s->detector, s->ctx, s->state, s->wanted, slots, &s->reach);
}

/* ---- envelopes ----------------------------------------------------------------------------------------------------
 */

/* The element of a valid array at p, and its end; NULL behind the last one. */
static const char *next_element(const char *p, const char *end, const char **element_end) {
    p = kq_skip_space(p, end);
    if (p < end && *p == ',') p = kq_skip_space(p + 1, end);
    if (p >= end || *p == ']') return NULL;
    *element_end = kq_json_skip_trusted(p, end);
    return p;
}

/* An object whose `records` is an array that begins with an object (or is empty) and which has no Type of its own. */
static bool is_envelope(const kq_scanner *s, const kq_slot *slots) {
    const kq_slot *records = &slots[s->records_key], *type = &slots[s->type_key];
    if (records->kind != KQ_JSON_ARRAY || (type->kind == KQ_JSON_STRING && type->n > 0)) return false;
    const char *first = kq_skip_space(records->p + 1, records->p + records->n);
    return *first == '{' || *first == ']';
}

static bool only_objects(const kq_slot *records) {
    const char *end = records->p + records->n, *next;
    for (const char *p = records->p + 1; (p = next_element(p, end, &next)) != NULL; p = next)
        if (*p != '{') return false;
    return true;
}

static void open_envelope(kq_scanner *s, const kq_slot *records) {
    const char *end = records->p + records->n, *next;
    for (const char *p = records->p + 1; (p = next_element(p, end, &next)) != NULL; p = next) {
        kq_scan_element(s, p, (size_t)(next - p));
    }
}

kq_verdict kq_scan_element(kq_scanner *s, const char *p, size_t n) {
    s->counts.records++;
    kq_verdict verdict = kq_project(&s->projector, p, n, s->element_slots);
    if (verdict == KQ_VALID) dispatch(s, s->element_slots, true);
    return verdict;
}

const char *kq_envelope_array(const char *p, size_t n) {
    static const char key[] = "\"records\"";
    const char *end = p + n;
    p = kq_skip_space(p, end);
    if (p == end || *p != '{') return NULL;
    p = kq_skip_space(p + 1, end);
    if ((size_t)(end - p) < sizeof key - 1 || memcmp(p, key, sizeof key - 1) != 0) return NULL;
    p = kq_skip_space(p + sizeof key - 1, end);
    if (p == end || *p != ':') return NULL;
    p = kq_skip_space(p + 1, end);
    if (p == end || *p != '[') return NULL;
    const char *first = kq_skip_space(p + 1, end);
    return first < end && *first == '{' ? p : NULL;
}

/* One that the prefilter would have passed over, had it searched for all clauses, is passed over. */
static kq_verdict malformed(kq_scanner *s, kq_verdict verdict) {
    s->counts.records++;
    if (s->counted || kq_reach_any(&s->reach)) return verdict;
    s->counts.skipped++;
    return KQ_VALID;
}

kq_verdict kq_scan_record(kq_scanner *s, const char *p, size_t n, bool look) {
    if (s->found != p || s->found_length != n) kq_prefilter_run(&s->prefilter, p, n, s->live);
    s->found = NULL;
    s->seen = false;
    s->clock++;
    look = look || s->look_next;
    s->look_next = false;
    if (!look && !s->strict && !kq_scan_any_live(s)) {
        s->counts.records++;
        s->counts.skipped++;
        return KQ_VALID;
    }
    s->counted = look || s->strict;
    kq_reach_record(&s->reach, (kq_str){p, n});
    kq_verdict verdict = kq_project(&s->projector, p, n, s->slots);
    if (verdict != KQ_VALID) return malformed(s, verdict);
    if (is_envelope(s, s->slots)) {
        if (!only_objects(&s->slots[s->records_key])) return malformed(s, KQ_NOT_OBJECT);
        open_envelope(s, &s->slots[s->records_key]);
    } else {
        s->counts.records++;
        dispatch(s, s->slots, false);
    }
    return KQ_VALID;
}
