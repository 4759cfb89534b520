/* The prefilter of prefilter.h.
 *
 * Why it is sound. The compiler's clauses say what stands in the raw bytes of a record that passes a branch
 * (compiler/plan/opt_needles.c); a clause of a table's name follows from the way a record finds its table (scan.c): the
 * value of Type is the name, or a category ends with it but for case. Needles are letters and digits only, so the only
 * escapes that can hide one are the \u forms of letters and digits (and of the backslash and 'u' that could build one
 * at a deeper level, which are in the same range or are letters themselves). Those records go to every branch that
 * counts. Each branch must hold all of its clauses, so whichever are searched for, only records that it cannot use are
 * kept from it. */
#include "prefilter.h"

#include <stdlib.h>
#include <string.h>

/* ---- set-up -------------------------------------------------------------------------------------------------------
 */

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* The longest run of letters and digits in a table's name. */
static kq_str longest_run(kq_str name) {
    kq_str best = {name.p, 0};
    for (size_t i = 0, start = 0; i < name.n; i++) {
        if (!is_letter(name.p[i]) && !is_digit(name.p[i]))
            start = i + 1;
        else if (i + 1 - start > best.n)
            best = (kq_str){name.p + start, i + 1 - start};
    }
    return best;
}

static bool allocate(kq_prefilter *f, const kq_source *sources) {
    size_t clauses = 0, needles = 0, names = 0;
    for (uint32_t b = 0; b < f->branch_count; b++) {
        clauses += sources[b].clause_count + 1u;
        for (uint32_t c = 0; c < sources[b].clause_count; c++) needles += sources[b].clauses[c].needle_count;
        needles++;
        names += sources[b].table.n;
    }
    f->sample_words = (uint32_t)(clauses / 64 + 1);
    f->branches = calloc(f->branch_count + 1u, sizeof *f->branches);
    f->clauses = calloc(clauses + 1, sizeof *f->clauses);
    f->texts = calloc(needles + 1, sizeof *f->texts);
    f->lengths = calloc(needles + 1, sizeof *f->lengths);
    f->needle_of = calloc(needles + 1, sizeof *f->needle_of);
    f->names = malloc(names + 1);
    f->sample = calloc(KQ_SAMPLE_RECORDS, f->sample_words * sizeof *f->sample);
    f->stats = malloc(sizeof *f->stats);
    f->counted = calloc(f->word_count + 1u, sizeof *f->counted);
    f->named = calloc(f->word_count + 1u, sizeof *f->named);
    f->unfiltered = calloc(f->word_count + 1u, sizeof *f->unfiltered);
    kq_filter_search *searches[] = {&f->chosen, &f->then, &f->every};
    for (int i = 0; i < 3; i++) {
        kq_filter_search *s = searches[i];
        s->place = calloc(needles + 1, sizeof *s->place);
        s->hits = calloc(needles / 64 + 1, sizeof *s->hits);
        if (!s->place || !s->hits) return false;
    }
    f->chosen.branches = calloc(needles + 1, (f->word_count + 1u) * sizeof *f->chosen.branches);
    return f->branches && f->clauses && f->texts && f->lengths && f->needle_of && f->names && f->sample && f->stats &&
           f->counted && f->named && f->unfiltered && f->chosen.branches;
}

static void add_needle(kq_prefilter *f, uint32_t *at, const char *text, size_t n) {
    uint32_t i = 0;
    while (i < f->needle_count && (f->lengths[i] != n || memcmp(f->texts[i], text, n) != 0)) i++;
    if (i == f->needle_count) {
        f->texts[i] = text;
        f->lengths[i] = n;
        f->needle_count++;
    }
    f->needle_of[(*at)++] = i;
}

static void add_clauses(kq_prefilter *f, const kq_source *sources) {
    uint32_t at = 0;
    char *name = f->names;
    for (uint32_t b = 0; b < f->branch_count; b++) {
        kq_filter_branch *branch = &f->branches[b];
        branch->first = f->clause_count;
        for (uint32_t c = 0; c < sources[b].clause_count; c++) {
            const kq_clause *clause = &sources[b].clauses[c];
            f->clauses[f->clause_count++] = (kq_filter_clause){.branch = b, .first = at, .count = clause->needle_count};
            for (uint32_t i = 0; i < clause->needle_count; i++)
                add_needle(f, &at, clause->needles[i].p, clause->needles[i].n);
        }
        kq_str run = longest_run(sources[b].table);
        if (run.n >= KQ_NEEDLE_MIN) {
            f->clauses[f->clause_count++] =
                (kq_filter_clause){.branch = b, .first = at, .count = 1, .names_table = true};
            for (size_t i = 0; i < run.n; i++)
                name[i] = run.p[i] >= 'A' && run.p[i] <= 'Z' ? (char)(run.p[i] + ('a' - 'A')) : run.p[i];
            add_needle(f, &at, name, run.n);
            name += run.n;
        }
        branch->count = f->clause_count - branch->first;
    }
}

bool kq_prefilter_init(kq_prefilter *f, const kq_kernels *kernels, const kq_source *sources, uint32_t count,
                       bool enabled) {
    memset(f, 0, sizeof *f);
    f->kernels = kernels;
    f->enabled = enabled;
    f->branch_count = count;
    f->word_count = (count + 63) / 64;
    if (!allocate(f, sources)) return false;
    add_clauses(f, sources);
    for (uint32_t b = 0; b < count; b++) kq_mask_add(f->counted, b);
    return kq_prefilter_choose(f);
}

void kq_prefilter_free(kq_prefilter *f) {
    free(f->branches);
    free(f->clauses);
    free(f->texts);
    free(f->lengths);
    free(f->needle_of);
    free(f->names);
    free(f->sample);
    free(f->stats);
    free(f->counted);
    free(f->named);
    free(f->unfiltered);
    free(f->chosen.branches);
    kq_filter_search *searches[] = {&f->chosen, &f->then, &f->every};
    for (int i = 0; i < 3; i++) {
        kq_needle_set_free(&searches[i]->set);
        free(searches[i]->place);
        free(searches[i]->hits);
    }
    memset(f, 0, sizeof *f);
}

void kq_prefilter_input(kq_prefilter *f, const uint64_t *counted, const uint64_t *named) {
    bool same = true;
    for (uint32_t w = 0; w < f->word_count; w++) {
        same = same && f->counted[w] == counted[w] && f->named[w] == named[w];
        f->counted[w] = counted[w];
        f->named[w] = named[w];
    }
    if (same) return;
    if (!kq_prefilter_choose(f)) kq_fatal("out of memory");
}

void kq_prefilter_gather(kq_prefilter *f, kq_prefilter *from) {
    for (uint32_t b = 0; b < f->branch_count; b++) {
        uint64_t passed = f->branches[b].passed + from->branches[b].passed;
        if (f->sample_count == 0) f->branches[b] = from->branches[b];
        f->branches[b].passed = passed;
        from->branches[b].passed = 0;
    }
    for (uint32_t c = 0; c < f->clause_count && f->sample_count == 0; c++)
        f->clauses[c].searched_then = from->clauses[c].searched_then;
    if (f->sample_count == 0) f->sample_count = from->sample_count;
}

/* ---- one record ---------------------------------------------------------------------------------------------------
 */

bool kq_prefilter_holds(const kq_prefilter *f, const kq_filter_search *search, const kq_filter_clause *clause) {
    for (uint32_t i = clause->first; i < clause->first + clause->count; i++) {
        uint32_t place = search->place[f->needle_of[i]];
        if (place && kq_mask_has(search->hits, place - 1)) return true;
    }
    return false;
}

/* Takes the branches out of `live` that fail another clause. */
static void test_then(kq_prefilter *f, const char *p, size_t n, uint64_t *live) {
    memset(f->then.hits, 0, f->then.set.word_count * sizeof *f->then.hits);
    f->kernels->find_needles(&f->then.set, p, p + n, f->then.hits);
    for (uint32_t c = 0; c < f->clause_count; c++) {
        uint32_t b = f->clauses[c].branch;
        if (f->clauses[c].searched_then && kq_mask_has(live, b) && !kq_prefilter_holds(f, &f->then, &f->clauses[c]))
            live[b / 64] &= ~(UINT64_C(1) << (b % 64));
    }
}

void kq_prefilter_run(kq_prefilter *f, const char *p, size_t n, uint64_t *live) {
    for (uint32_t w = 0; w < f->word_count; w++) live[w] = f->searching ? f->unfiltered[w] : f->counted[w];
    if (!f->searching || f->chosen.set.count == 0) return;
    memset(f->chosen.hits, 0, f->chosen.set.word_count * sizeof *f->chosen.hits);
    if (f->kernels->find_needles(&f->chosen.set, p, p + n, f->chosen.hits)) {
        for (uint32_t w = 0; w < f->word_count; w++) live[w] = f->counted[w];
        return;
    }
    uint64_t any = 0;
    for (uint32_t h = 0; h < f->chosen.set.word_count; h++)
        for (uint64_t m = f->chosen.hits[h]; m; m &= m - 1) {
            const uint64_t *row = f->chosen.branches + (h * 64 + (uint32_t)__builtin_ctzll(m)) * f->word_count;
            for (uint32_t w = 0; w < f->word_count; w++) live[w] |= row[w];
            any = 1;
        }
    if (any && f->tests_then) test_then(f, p, n, live);
    for (uint32_t w = 0; any && w < f->word_count; w++)
        for (uint64_t m = live[w] & ~f->unfiltered[w]; m; m &= m - 1)
            f->branches[w * 64 + (uint32_t)__builtin_ctzll(m)].passed++;
}
