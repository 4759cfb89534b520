/* The prefilter of prefilter.h. Needles are letters and digits only, so the only escapes that can hide one are the
 * \u forms of letters and digits (and of the backslash and 'u' that could build one at a deeper level, which are in
 * the same range or are letters themselves). Those records go to every branch. */
#include "prefilter.h"

#include <stdlib.h>
#include <string.h>

static uint32_t find_text(const char *const *texts, const size_t *lengths, uint32_t count, kq_str needle) {
    for (uint32_t i = 0; i < count; i++)
        if (lengths[i] == needle.n && memcmp(texts[i], needle.p, needle.n) == 0) return i;
    return count;
}

/* Fills from and needle_of, and the set with the distinct needles. */
static bool collect(kq_prefilter *f, const kq_source *sources, uint32_t total) {
    const char **texts = calloc(total + 1u, sizeof *texts);
    size_t *lengths = calloc(total + 1u, sizeof *lengths);
    bool ok = texts && lengths;
    uint32_t distinct = 0, at = 0;
    for (uint32_t b = 0; ok && b < f->branch_count; b++) {
        f->from[b] = at;
        const kq_clause *clause = sources[b].clauses;
        for (uint32_t i = 0; i < (sources[b].clause_count ? clause->needle_count : 0); i++) {
            kq_str needle = clause->needles[i];
            uint32_t found = find_text(texts, lengths, distinct, needle);
            if (found == distinct) {
                texts[distinct] = needle.p;
                lengths[distinct++] = needle.n;
            }
            f->needle_of[at++] = found;
        }
        f->from[b + 1] = at;
    }
    ok = ok && kq_needle_set_init(&f->set, texts, lengths, distinct);
    free(texts);
    free(lengths);
    return ok;
}

bool kq_prefilter_init(kq_prefilter *f, const kq_kernels *kernels, const kq_source *sources, uint32_t count,
                       bool enabled) {
    memset(f, 0, sizeof *f);
    f->kernels = kernels;
    f->branch_count = count;
    f->word_count = (count + 63) / 64;
    uint32_t total = 0;
    for (uint32_t b = 0; b < count; b++) total += sources[b].clause_count ? sources[b].clauses->needle_count : 0;
    f->unfiltered = calloc(f->word_count + 1u, sizeof *f->unfiltered);
    f->from = calloc(count + 1u, sizeof *f->from);
    f->needle_of = calloc(total + 1u, sizeof *f->needle_of);
    if (!f->unfiltered || !f->from || !f->needle_of) return false;
    bool all = true;
    for (uint32_t b = 0; b < count; b++) {
        if (enabled && sources[b].clause_count > 0)
            all = false;
        else
            f->unfiltered[b / 64] |= UINT64_C(1) << (b % 64);
    }
    if (all) return true;
    if (!collect(f, sources, total)) return false;
    f->hits = calloc(f->set.word_count + 1u, sizeof *f->hits);
    return f->hits != NULL;
}

void kq_prefilter_free(kq_prefilter *f) {
    kq_needle_set_free(&f->set);
    free(f->unfiltered);
    free(f->from);
    free(f->needle_of);
    free(f->hits);
    memset(f, 0, sizeof *f);
}

static void set_all(const kq_prefilter *f, uint64_t *live) {
    for (uint32_t w = 0; w < f->word_count; w++) live[w] = ~UINT64_C(0);
    if (f->branch_count % 64) live[f->word_count - 1] = (UINT64_C(1) << (f->branch_count % 64)) - 1;
}

void kq_prefilter_run(kq_prefilter *f, const char *p, size_t n, uint64_t *live) {
    for (uint32_t w = 0; w < f->word_count; w++) live[w] = f->unfiltered[w];
    if (f->set.count == 0) return;
    uint64_t any = 0;
    for (uint32_t w = 0; w < f->set.word_count; w++) f->hits[w] = 0;
    if (f->kernels->find_needles(&f->set, p, p + n, f->hits)) {
        set_all(f, live);
        return;
    }
    for (uint32_t w = 0; w < f->set.word_count; w++) any |= f->hits[w];
    if (!any) return;
    for (uint32_t b = 0; b < f->branch_count; b++)
        for (uint32_t i = f->from[b]; i < f->from[b + 1]; i++)
            if (f->hits[f->needle_of[i] / 64] >> (f->needle_of[i] % 64) & 1) {
                live[b / 64] |= UINT64_C(1) << (b % 64);
                break;
            }
}
