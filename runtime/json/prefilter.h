/* Needle prefilter: which branches of a detector a record may matter to, by its raw bytes alone. Included by
 * runtime/json and, for what it reports, runtime/host. */
#ifndef KQ_PREFILTER_H
#define KQ_PREFILTER_H

#include <kq/abi.h>

#include "kernels.h"

#define KQ_NO_CLAUSE UINT32_MAX
/* Records looked at to choose between clauses. */
#define KQ_SAMPLE_RECORDS 256u

/* One clause of a branch: of the compiler, or that the table's name stands in the record. */
typedef struct kq_filter_clause {
    uint32_t branch;
    uint32_t first, count; /* in needle_of */
    bool names_table;
    bool searched_then; /* tested on the records that the branch's chosen clause lets through */
} kq_filter_clause;

typedef struct kq_filter_branch {
    uint32_t first, count;   /* in clauses; the one that names the table is the last */
    uint32_t chosen;         /* in clauses; KQ_NO_CLAUSE: every record is let through */
    uint32_t sampled, holds; /* records in the sample behind this choice, and those of them that hold the clause */
    uint64_t passed;         /* records let through by the search; not those of a branch without clause */
} kq_filter_branch;

/* A set of needles and what its hits mean. */
typedef struct kq_filter_search {
    kq_needle_set set;
    uint32_t *place; /* needle -> its number in the set + 1; 0: not in it */
    uint64_t *hits;
    uint64_t *branches; /* number in the set -> mask of the branches whose chosen clause it satisfies */
} kq_filter_search;

typedef struct kq_prefilter {
    const kq_kernels *kernels;
    bool enabled;
    uint32_t branch_count;
    uint32_t word_count; /* of a branch mask: (branch_count + 63) / 64 */
    kq_filter_branch *branches;
    kq_filter_clause *clauses;
    uint32_t clause_count;
    /* Distinct needles of all clauses. */
    uint32_t needle_count;
    const char **texts;
    size_t *lengths;
    uint32_t *needle_of; /* clauses' lists */
    char *names;         /* the texts of needles that are parts of table names */
    /* The sample: a mask of clauses for each record in it. */
    uint64_t *sample;
    uint32_t sample_count, sample_words;
    bool measured; /* stats are those of the sample */
    kq_text_stats *stats;
    /* For the current input. */
    uint64_t *counted;    /* mask of the branches that its records can reach */
    uint64_t *named;      /* of these: only by a record that names the table */
    uint64_t *unfiltered; /* of these: those that every record is let through to */
    bool searching;       /* false: every record to every counted branch */
    kq_filter_search chosen, then;
    kq_filter_search every; /* all clauses; prepared when first asked for */
    bool every_prepared;
    bool tests_then; /* some clause is searched_then */
} kq_prefilter;

/* enabled false: every record is let through to every branch that counts. False when out of memory or when a needle is
 * not one (then the detector is broken). */
bool kq_prefilter_init(kq_prefilter *f, const kq_kernels *kernels, const kq_source *sources, uint32_t count,
                       bool enabled);
void kq_prefilter_free(kq_prefilter *f);

/* A new input begins: only the branches in `counted` can be reached by its records, those in `named` only by records
 * that name the branch's table. Without a call, all branches count and none is named. */
void kq_prefilter_input(kq_prefilter *f, const uint64_t *counted, const uint64_t *named);

/* Looks at the first whole lines of [p, end) and chooses anew, for each branch, the clause to search for. True when
 * there was a line. Changes speed only. */
bool kq_prefilter_sample(kq_prefilter *f, const char *p, const char *end);

/* Sets the mask `live` (word_count words) to the branches that the record p..n may pass. A branch left out cannot pass:
 * one of its clauses fails, that is, none of the clause's needles occurs in the raw bytes and no JSON escape, at
 * whatever level of quoting, could hide one. KQ_PADDING bytes must follow the text. */
void kq_prefilter_run(kq_prefilter *f, const char *p, size_t n, uint64_t *live);

/* Adds what `from` has counted to `f`, a prefilter of the same detector, and takes over its choice where f has seen no
 * input of its own: for the report of a run of several threads. */
void kq_prefilter_gather(kq_prefilter *f, kq_prefilter *from);

/* Sets `live` to the branches all of whose clauses the record holds: unlike kq_prefilter_run's answer, this one does
 * not depend on what was sampled. */
void kq_prefilter_every(kq_prefilter *f, const char *p, size_t n, uint64_t *live);

/* True when some records reach no branch: when lines can be passed over. */
static inline bool kq_prefilter_drops(const kq_prefilter *f) {
    for (uint32_t w = 0; w < f->word_count; w++)
        if (f->unfiltered[w]) return false;
    return true;
}

/* ---- inside the prefilter: choose.c -------------------------------------------------------------------------------
 */

/* Chooses from the sample there is and prepares the search. False when out of memory. */
bool kq_prefilter_choose(kq_prefilter *f);

static inline bool kq_mask_has(const uint64_t *mask, uint32_t i) { return mask[i / 64] >> (i % 64) & 1; }
static inline void kq_mask_add(uint64_t *mask, uint32_t i) { mask[i / 64] |= UINT64_C(1) << (i % 64); }

/* True when the hits of a search hold one of the clause's needles. */
bool kq_prefilter_holds(const kq_prefilter *f, const kq_filter_search *search, const kq_filter_clause *clause);

#endif
