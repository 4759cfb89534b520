/* Which of a branch's clauses the prefilter searches for: the one that the fewest records of a sample hold, the
 * compiler's first one where nothing was sampled or several are equal. Any choice gives the same rows. */
#include "prefilter.h"

#include <stdlib.h>
#include <string.h>

/* At most this much of the text is looked at, and this much of that for what its bytes are like. */
#define SAMPLE_BYTES ((ptrdiff_t)128 * 1024)
#define MEASURED_BYTES ((ptrdiff_t)32 * 1024)
/* A search that lets this share through is not worth its time, once so many records say so. */
#define USELESS_PERCENT 60
#define USELESS_SAMPLE 12
/* Another clause is worth a second look at the record when it drops at least one in so many. */
#define THEN_DROPS 4
/* Where some branch wants every record, the records are read in any case, and a search can only save calls. */
#define WORTHWHILE_CALLS 8

static bool usable(const kq_prefilter *f, const kq_filter_clause *clause) {
    return clause->count > 0 && (!clause->names_table || kq_mask_has(f->named, clause->branch));
}

static const uint64_t *sampled(const kq_prefilter *f, uint32_t record) { return f->sample + record * f->sample_words; }

static uint32_t count_holding(const kq_prefilter *f, uint32_t clause) {
    uint32_t n = 0;
    for (uint32_t r = 0; r < f->sample_count; r++) n += kq_mask_has(sampled(f, r), clause);
    return n;
}

static void choose_clause(kq_prefilter *f, kq_filter_branch *branch) {
    branch->chosen = KQ_NO_CLAUSE;
    branch->sampled = f->sample_count;
    branch->holds = 0;
    for (uint32_t c = branch->first; c < branch->first + branch->count; c++) {
        if (!usable(f, &f->clauses[c])) continue;
        uint32_t holds = count_holding(f, c);
        if (branch->chosen != KQ_NO_CLAUSE && holds >= branch->holds) continue;
        branch->chosen = c;
        branch->holds = holds;
    }
    if (f->sample_count >= USELESS_SAMPLE && branch->holds * 100u > f->sample_count * USELESS_PERCENT)
        branch->chosen = KQ_NO_CLAUSE;
}

/* The clauses that drop many of the records that the chosen one lets through. */
static void choose_then(kq_prefilter *f, const kq_filter_branch *branch) {
    for (uint32_t c = branch->first; c < branch->first + branch->count; c++) {
        if (c == branch->chosen || !usable(f, &f->clauses[c])) continue;
        uint32_t drops = 0;
        for (uint32_t r = 0; r < f->sample_count; r++)
            drops += kq_mask_has(sampled(f, r), branch->chosen) && !kq_mask_has(sampled(f, r), c);
        f->clauses[c].searched_then = drops > 0 && drops * THEN_DROPS >= branch->holds;
        f->tests_then = f->tests_then || f->clauses[c].searched_then;
    }
}

/* ---- the searches -------------------------------------------------------------------------------------------------
 */

static void collect(kq_prefilter *f, kq_filter_search *search, const kq_filter_clause *clause, const char **texts,
                    size_t *lengths, uint32_t *count) {
    for (uint32_t i = clause->first; i < clause->first + clause->count; i++) {
        uint32_t needle = f->needle_of[i];
        if (search->place[needle]) continue;
        texts[*count] = f->texts[needle];
        lengths[*count] = f->lengths[needle];
        search->place[needle] = ++*count;
    }
}

/* Which clauses a search is for. */
enum purpose { CHOSEN, THEN, EVERY };

static bool build(kq_prefilter *f, kq_filter_search *search, enum purpose purpose) {
    const char **texts = calloc(f->needle_count + 1u, sizeof *texts);
    size_t *lengths = calloc(f->needle_count + 1u, sizeof *lengths);
    uint32_t count = 0;
    bool ok = texts && lengths;
    kq_needle_set_free(&search->set);
    memset(search->place, 0, f->needle_count * sizeof *search->place);
    for (uint32_t c = 0; ok && c < f->clause_count; c++) {
        const kq_filter_clause *clause = &f->clauses[c];
        bool wanted = purpose == EVERY || (purpose == CHOSEN && f->branches[clause->branch].chosen == c) ||
                      (purpose == THEN && clause->searched_then);
        if (wanted) collect(f, search, clause, texts, lengths, &count);
    }
    ok = ok && kq_needle_set_init(&search->set, texts, lengths, count, f->measured ? f->stats : NULL);
    free(texts);
    free(lengths);
    return ok;
}

static void note_branches(kq_prefilter *f) {
    kq_filter_search *search = &f->chosen;
    memset(search->branches, 0, (size_t)search->set.count * f->word_count * sizeof *search->branches);
    for (uint32_t b = 0; b < f->branch_count; b++) {
        if (f->branches[b].chosen == KQ_NO_CLAUSE) continue;
        const kq_filter_clause *clause = &f->clauses[f->branches[b].chosen];
        for (uint32_t i = clause->first; i < clause->first + clause->count; i++)
            kq_mask_add(search->branches + (search->place[f->needle_of[i]] - 1) * f->word_count, b);
    }
}

bool kq_prefilter_choose(kq_prefilter *f) {
    uint32_t filtered = 0, unfiltered = 0;
    f->tests_then = false;
    for (uint32_t c = 0; c < f->clause_count; c++) f->clauses[c].searched_then = false;
    for (uint32_t b = 0; b < f->branch_count; b++) {
        kq_filter_branch *branch = &f->branches[b];
        f->unfiltered[b / 64] &= ~(UINT64_C(1) << (b % 64));
        branch->chosen = KQ_NO_CLAUSE;
        if (!kq_mask_has(f->counted, b)) continue;
        if (f->enabled) choose_clause(f, branch);
        if (branch->chosen != KQ_NO_CLAUSE) {
            choose_then(f, branch);
            filtered++;
        } else {
            kq_mask_add(f->unfiltered, b);
            unfiltered++;
        }
    }
    f->searching = unfiltered == 0 || filtered >= WORTHWHILE_CALLS;
    if (!build(f, &f->chosen, CHOSEN) || !build(f, &f->then, THEN)) return false;
    note_branches(f);
    return true;
}

void kq_prefilter_every(kq_prefilter *f, const char *p, size_t n, uint64_t *live) {
    memcpy(live, f->counted, f->word_count * sizeof *live);
    if (!f->enabled || f->needle_count == 0) return;
    if (!f->every_prepared && !build(f, &f->every, EVERY)) kq_fatal("out of memory");
    f->every_prepared = true;
    memset(f->every.hits, 0, f->every.set.word_count * sizeof *f->every.hits);
    if (f->kernels->find_needles(&f->every.set, p, p + n, f->every.hits)) return;
    for (uint32_t c = 0; c < f->clause_count; c++) {
        uint32_t b = f->clauses[c].branch;
        if (usable(f, &f->clauses[c]) && !kq_prefilter_holds(f, &f->every, &f->clauses[c]))
            live[b / 64] &= ~(UINT64_C(1) << (b % 64));
    }
}

/* ---- the sample ---------------------------------------------------------------------------------------------------
 */

static void look_at(kq_prefilter *f, const char *p, const char *end) {
    uint64_t *holds = f->sample + f->sample_count++ * f->sample_words;
    memset(f->then.hits, 0, f->then.set.word_count * sizeof *f->then.hits);
    bool hidden = f->kernels->find_needles(&f->then.set, p, end, f->then.hits);
    memset(holds, 0, f->sample_words * sizeof *holds);
    for (uint32_t c = 0; c < f->clause_count; c++)
        if (hidden || kq_prefilter_holds(f, &f->then, &f->clauses[c])) kq_mask_add(holds, c);
}

bool kq_prefilter_sample(kq_prefilter *f, const char *p, const char *end) {
    if (!f->enabled || f->needle_count == 0) return true;
    if (end - p > SAMPLE_BYTES) end = p + SAMPLE_BYTES;
    const char *last = f->kernels->find_last_byte(p, end, '\n');
    if (!last) return false;
    kq_text_measure(f->stats, p, last - p > MEASURED_BYTES ? p + MEASURED_BYTES : last);
    f->measured = true;
    if (!build(f, &f->then, EVERY)) kq_fatal("out of memory");
    f->sample_count = 0;
    for (const char *line = p, *newline; line <= last && f->sample_count < KQ_SAMPLE_RECORDS; line = newline + 1) {
        newline = f->kernels->find_byte(line, end, '\n');
        if (newline > line) look_at(f, line, newline);
    }
    if (!kq_prefilter_choose(f)) kq_fatal("out of memory");
    return true;
}
