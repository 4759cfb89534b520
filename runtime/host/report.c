/* What a run says on stderr: notes, statistics, progress. */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "memory.h"
#include "run.h"
#include "timetext.h"

#define PROGRESS_STEP (UINT64_C(64) << 20)

double kq_clock(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static const char *records(uint64_t n) { return n == 1 ? "record" : "records"; }

void kq_report_notes(const kq_run *r) {
    const char *program = r->options->program;
    const kq_scan_counts *c = &r->counts;
    if (c->malformed)
        fprintf(stderr, "%s: %" PRIu64 " malformed %s in all\n", program, c->malformed, records(c->malformed));
    if (r->outside_window) {
        char from[KQ_DATETIME_TEXT], to[KQ_DATETIME_TEXT];
        int n = (int)kq_format_datetime(r->ctx.window_start, from), m = (int)kq_format_datetime(r->ctx.window_end, to);
        fprintf(stderr, "%s: %" PRIu64 " %s of the rule's tables outside the window [%.*s, %.*s); --now sets its end\n",
                program, r->outside_window, records(r->outside_window), n, from, m, to);
    }
    uint64_t left_out = r->ctx.left_out;
    for (uint32_t i = 0; i < r->apart; i++) left_out += r->lanes[i].own.left_out;
    if (left_out)
        fprintf(stderr,
                "%s: %" PRIu64 " %s left out: make_list, make_set and make_bag keep the first %d (makelist and "
                "makeset %d) of a group\n",
                program, left_out, left_out == 1 ? "value" : "values", KQ_MAX_COLLECTED, KQ_MAX_COLLECTED_OLD);
    uint64_t too_large = r->ctx.too_large;
    for (uint32_t i = 0; i < r->apart; i++) too_large += r->lanes[i].own.too_large;
    if (too_large)
        fprintf(stderr,
                "%s: %" PRIu64 " %s without an answer: a text would be larger than %zu MiB, or a regular expression "
                "that is made of data needs too much memory\n",
                program, too_large, too_large == 1 ? "call" : "calls", KQ_MAX_TEXT >> 20);
    if (c->no_table)
        fprintf(stderr,
                "%s: %" PRIu64 " %s of no known table (no Type, and the file is not called as a table that the "
                "query reads); say which with TABLE=PATH\n",
                program, c->no_table, records(c->no_table));
}

/* ---- statistics ---------------------------------------------------------------------------------------------------
 */

/* More needles of a clause than this are not listed. */
#define NEEDLES_SHOWN 3u

static void print_clause(const kq_prefilter *f, const kq_filter_clause *clause) {
    for (uint32_t i = 0; i < clause->count && i < NEEDLES_SHOWN; i++)
        fprintf(stderr, "%s\"%.*s\"", i ? " or " : "", (int)f->lengths[f->needle_of[clause->first + i]],
                f->texts[f->needle_of[clause->first + i]]);
    if (clause->count > NEEDLES_SHOWN) fprintf(stderr, " or %" PRIu32 " more", clause->count - NEEDLES_SHOWN);
}

/* What the prefilter searched for, for each branch, and what came of it. */
static void print_filters(const kq_run *r, const kq_prefilter *f) {
    const kq_scan_counts *c = &r->counts;
    for (uint32_t b = 0; b < f->branch_count; b++) {
        const kq_filter_branch *branch = &f->branches[b];
        kq_str table = r->detector->sources[b].table;
        fprintf(stderr, "filter       %.*s: ", (int)table.n, table.p);
        if (branch->chosen == KQ_NO_CLAUSE) {
            fprintf(stderr, "none");
            if (branch->holds) fprintf(stderr, " worth it");
        } else {
            print_clause(f, &f->clauses[branch->chosen]);
            for (uint32_t i = branch->first; i < branch->first + branch->count; i++) {
                if (!f->clauses[i].searched_then) continue;
                fprintf(stderr, ", then ");
                print_clause(f, &f->clauses[i]);
            }
        }
        if (branch->sampled)
            fprintf(stderr, "; in %" PRIu32 " of %" PRIu32 " %s sampled", branch->holds, branch->sampled,
                    records(branch->sampled));
        else if (branch->chosen != KQ_NO_CLAUSE)
            fprintf(stderr, "; not sampled");
        fprintf(stderr, "; let through %" PRIu64 "\n", branch->chosen == KQ_NO_CLAUSE ? c->records : branch->passed);
    }
    if (c->records)
        fprintf(stderr, "let through  %.2f %%\n", (double)(c->records - c->skipped) * 100 / (double)c->records);
}

void kq_report_stats(kq_run *r) {
    kq_prefilter *filter = &r->lane.scanner.prefilter;
    for (uint32_t i = 0; i < r->apart; i++) kq_prefilter_gather(filter, &r->lanes[i].scanner.prefilter);
    const kq_scan_counts *c = &r->counts;
    double seconds = kq_clock() - r->started;
    double megabytes = (double)kq_run_bytes(r) / 1e6;
    fprintf(stderr, "records      %" PRIu64 "\n", c->records);
    fprintf(stderr, "bytes        %" PRIu64 "\n", kq_run_bytes(r));
    fprintf(stderr, "looked at    %" PRIu64 "\n", c->looked_at);
    fprintf(stderr, "prefiltered  %" PRIu64 "\n", c->skipped);
    fprintf(stderr, "malformed    %" PRIu64 "\n", c->malformed);
    fprintf(stderr, "no table     %" PRIu64 "\n", c->no_table);
    for (uint32_t i = 0; i < r->table_count; i++) {
        kq_str name = r->lane.scanner.tables[i].name;
        fprintf(stderr, "table        %.*s %" PRIu64 "\n", (int)name.n, name.p, r->table_records[i]);
    }
    print_filters(r, filter);
    fprintf(stderr, "rows         %" PRIu64 "\n", r->out.rows);
    fprintf(stderr, "seconds      %.3f\n", seconds);
    fprintf(stderr, "MB/s         %.0f\n", seconds > 0 ? megabytes / seconds : 0);
    fprintf(stderr, "peak state   %zu bytes\n", kq_memory_peak());
    fprintf(stderr, "kernel       %s\n", r->options->kernels->name);
}

void kq_report_progress(kq_run *r, bool over) {
    if (!isatty(STDERR_FILENO)) return;
    if (over) {
        fprintf(stderr, "\r\033[K");
        return;
    }
    uint64_t bytes = kq_run_bytes(r);
    if (bytes < r->next_progress) return;
    r->next_progress = bytes + PROGRESS_STEP;
    double seconds = kq_clock() - r->started;
    fprintf(stderr, "\r%" PRIu64 " MB, %.0f MB/s\033[K", bytes / 1000000,
            seconds > 0 ? (double)bytes / 1e6 / seconds : 0);
}
