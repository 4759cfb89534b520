/* The program around a detector: options, one run, exit status (DESIGN 4, detector). */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <kq/keep.h>

#include "blocks.h"
#include "input.h"
#include "ranges.h"
#include "rng.h"
#include "run.h"
#include "segments.h"

enum { EXIT_ALERT = 3, EXIT_USAGE = 2 };

static bool fail(const kq_options *o, const char *what, int error) {
    fprintf(stderr, "%s: %s: %s\n", o->program, what, strerror(error));
    return false;
}

static int create(const char *path) { return open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666); }

/* Before anything is written: a misspelt input must not leave half a result. */
static bool inputs_exist(const kq_options *o) {
    for (uint32_t i = 0; i < o->input_count; i++) {
        const char *path = o->inputs[i].path;
        if (strcmp(path, "-") != 0 && access(path, R_OK) != 0) return fail(o, path, errno);
    }
    for (uint32_t i = 0; i < o->early_count; i++)
        if (access(o->early[i].path, R_OK) != 0) return fail(o, o->early[i].path, errno);
    return true;
}

static bool open_geo_ip(const kq_options *o, const kq_detector *d) {
    const char *why = "";
    if (!d->open_geo_ip || d->open_geo_ip(o->geo_ip_path, &why)) return true;
    fprintf(stderr, "%s: --geo-ip: %s: %s\n", o->program, o->geo_ip_path, why);
    return false;
}

/* A rule sees TimeGenerated in [T - queryPeriod, T) (sentinel-rules.md 2.1), a bare query everything. */
static void set_window(kq_ctx *x, const kq_detector *d, int64_t now) {
    x->now = now;
    x->window_start = INT64_MIN;
    x->window_end = INT64_MAX;
    if (!d->rule.is_rule || d->rule.query_period <= 0) return;
    x->window_start = d->rule.query_period < now ? now - d->rule.query_period : 0;
    x->window_end = now;
}

static bool open_files(kq_run *r) {
    const kq_options *o = r->options;
    int fd = STDOUT_FILENO, rejects = -1;
    if (o->output_path && (fd = create(o->output_path)) < 0) return fail(o, o->output_path, errno);
    if (o->rejects_path && (rejects = create(o->rejects_path)) < 0) return fail(o, o->rejects_path, errno);
    kq_out_init(&r->out, r->detector, &r->ctx, fd, o->format, o->alerts);
    kq_sink_init(&r->rejects, rejects);
    return true;
}

/* With as many threads as the inputs and the detector allow. Sharing blocks costs more than it gains where waking a
 * thread takes as long as reading a block (virtual machines), so it is done on request only. */
static bool read_inputs(kq_run *r) {
    const kq_options *o = r->options;
    const kq_detector *d = r->detector;
    bool blocks = o->threads > 1 && o->threads_given, segments = d->state_size == 0 && !d->in_order, go_on;
    if (o->threads < 2 || (!blocks && !segments && !d->merge)) return kq_inputs_read(r);
    kq_cuts cuts;
    kq_cuts_make(&cuts, o, segments ? KQ_CUT_SEGMENTS : KQ_CUT_SHARES);
    if (cuts.lanes > 1 && segments)
        go_on = kq_segments_read(r, &cuts);
    else if (cuts.lanes > 1 && d->merge)
        go_on = kq_ranges_read(r, &cuts);
    else
        go_on = blocks && !cuts.small ? kq_blocks_read(r) : kq_inputs_read(r);
    kq_cuts_free(&cuts);
    return go_on;
}

static bool run_detector(kq_run *r) {
    const kq_options *o = r->options;
    const kq_detector *d = r->detector;
    if (d->open) d->open(&r->ctx, r->state);
    if (!kq_inputs_prepare(&r->lane)) return false;
    /* A query that reads no table reads no input. */
    if (o->input_count > 0 && d->source_count > 0 && !read_inputs(r)) return false;
    if (d->finish) d->finish(&r->ctx, r->state);
    kq_out_finish(&r->out);
    return true;
}

/* Reports failed writes; false when there was one. A reader that has gone away needs no message. */
static bool close_files(kq_run *r) {
    const kq_options *o = r->options;
    kq_out_free(&r->out);
    if (r->rejects.fd >= 0) kq_sink_free(&r->rejects);
    bool ok = true;
    if (o->output_path && r->out.sink.fd >= 0 && close(r->out.sink.fd) != 0 && !r->out.sink.error)
        r->out.sink.error = errno;
    if (r->out.sink.error) {
        ok = false;
        if (r->out.sink.error != EPIPE) fail(o, o->output_path ? o->output_path : "output", r->out.sink.error);
    }
    if (r->rejects.fd >= 0 && close(r->rejects.fd) != 0 && !r->rejects.error) r->rejects.error = errno;
    if (r->rejects.error) ok = fail(o, o->rejects_path, r->rejects.error);
    return ok;
}

static int run(const kq_options *o, const kq_detector *d) {
    kq_run r;
    memset(&r, 0, sizeof r);
    r.options = o;
    r.detector = d;
    r.rejects.fd = -1;
    r.started = kq_clock();
    kq_text = o->kernels->text;
    kq_hash_draw_seed();
    kq_rng_state = o->seed;
    if (!inputs_exist(o) || !open_geo_ip(o, d)) return EXIT_FAILURE;
    r.ctx.row = kq_arena_new();
    r.ctx.state = kq_arena_new();
    r.ctx.out = &r.out;
    r.state = calloc(1, d->state_size + 1);
    if (!r.state) kq_fatal("out of memory");
    set_window(&r.ctx, d, o->now);
    kq_lane_init(&r.lane, &r, KQ_LANE_MAIN);
    r.table_count = r.lane.scanner.table_count;
    r.table_records = calloc(r.table_count + 1u, sizeof *r.table_records);
    if (!r.table_records) kq_fatal("out of memory");
    bool ok = open_files(&r);
    if (ok) {
        ok = run_detector(&r);
        if (o->progress) kq_report_progress(&r, true);
        if (!close_files(&r)) ok = false;
        kq_report_notes(&r);
        if (o->stats) kq_report_stats(&r);
    }
    for (uint32_t i = 0; i < r.apart; i++) kq_lane_free(&r.lanes[i]);
    free(r.lanes);
    kq_lane_free(&r.lane);
    free(r.table_records);
    kq_arena_free(r.ctx.row);
    kq_arena_free(r.ctx.state);
    free(r.state);
    if (!ok || r.incomplete) return EXIT_FAILURE;
    return o->fail_on_alert && r.out.fired ? EXIT_ALERT : EXIT_SUCCESS;
}

int kq_host_main(const kq_detector *d, int argc, char **argv) {
    kq_options o;
    if (d->abi != KQ_ABI) kq_fatal("the detector was built for another version of the runtime");
    /* Writing into a closed pipe is an error like any other. */
    signal(SIGPIPE, SIG_IGN);
    int status = EXIT_FAILURE;
    switch (kq_options_parse(&o, d, argc, argv)) {
    case KQ_OPTIONS_USAGE: status = EXIT_USAGE; break;
    case KQ_OPTIONS_DONE: status = fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE; break;
    case KQ_OPTIONS_RUN: status = run(&o, d); break;
    }
    kq_options_free(&o);
    return status;
}
