/* What a run says on stderr: notes, statistics, progress. */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

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
    const kq_scan_counts *c = &r->scanner.counts;
    if (c->malformed)
        fprintf(stderr, "%s: %" PRIu64 " malformed %s in all\n", program, c->malformed, records(c->malformed));
    if (r->ctx.outside_window) {
        char from[KQ_DATETIME_TEXT], to[KQ_DATETIME_TEXT];
        int n = (int)kq_format_datetime(r->ctx.window_start, from), m = (int)kq_format_datetime(r->ctx.window_end, to);
        fprintf(stderr, "%s: %" PRIu64 " %s of the rule's tables outside the window [%.*s, %.*s); --now sets its end\n",
                program, r->ctx.outside_window, records(r->ctx.outside_window), n, from, m, to);
    }
    if (c->no_table)
        fprintf(stderr,
                "%s: %" PRIu64 " %s of no known table (no Type, and the file is not called as a table that the "
                "query reads); say which with TABLE=PATH\n",
                program, c->no_table, records(c->no_table));
}

void kq_report_stats(const kq_run *r) {
    const kq_scan_counts *c = &r->scanner.counts;
    double seconds = kq_clock() - r->started;
    double megabytes = (double)r->reader.total / 1e6;
    fprintf(stderr, "records      %" PRIu64 "\n", c->records);
    fprintf(stderr, "bytes        %" PRIu64 "\n", r->reader.total);
    fprintf(stderr, "looked at    %" PRIu64 "\n", c->looked_at);
    fprintf(stderr, "prefiltered  %" PRIu64 "\n", c->skipped);
    fprintf(stderr, "malformed    %" PRIu64 "\n", c->malformed);
    fprintf(stderr, "no table     %" PRIu64 "\n", c->no_table);
    for (uint32_t i = 0; i < r->scanner.table_count; i++) {
        const kq_scan_table *t = &r->scanner.tables[i];
        fprintf(stderr, "table        %.*s %" PRIu64 "\n", (int)t->name.n, t->name.p, t->records);
    }
    fprintf(stderr, "rows         %" PRIu64 "\n", r->out.rows);
    fprintf(stderr, "seconds      %.3f\n", seconds);
    fprintf(stderr, "MB/s         %.0f\n", seconds > 0 ? megabytes / seconds : 0);
    fprintf(stderr, "peak state   %zu bytes\n", kq_arena_bytes(r->ctx.state));
    fprintf(stderr, "kernel       %s\n", r->options->kernels->name);
}

void kq_report_progress(kq_run *r, bool over) {
    if (!isatty(STDERR_FILENO)) return;
    if (over) {
        fprintf(stderr, "\r\033[K");
    } else if (r->reader.total >= r->next_progress) {
        r->next_progress = r->reader.total + PROGRESS_STEP;
        double seconds = kq_clock() - r->started;
        fprintf(stderr, "\r%" PRIu64 " MB, %" PRIu64 " records, %.0f MB/s\033[K", r->reader.total / 1000000,
                r->scanner.counts.records, seconds > 0 ? (double)r->reader.total / 1e6 / seconds : 0);
    }
}
