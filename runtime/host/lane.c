/* The lane of lane.h: from the splitter's events to the scanner and to what is said about malformed records. */
#include "lane.h"

#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "run.h"

_Static_assert(KQ_READER_PADDING >= KQ_PADDING, "kernels read this far behind the block");

/* Malformed records are kept in memory up to here; then their part waits for its turn. */
#define REJECTS_ENOUGH ((size_t)256 * 1024)

void kq_lane_init(kq_lane *lane, kq_run *r, kq_lane_kind kind) {
    const kq_detector *d = r->detector;
    const kq_options *o = r->options;
    memset(lane, 0, sizeof *lane);
    lane->run = r;
    lane->kind = kind;
    lane->ctx = &r->ctx;
    lane->state = r->state;
    if (kind != KQ_LANE_MAIN) {
        /* Field by field: another thread may be counting in r->ctx. */
        lane->own = (kq_ctx){.row = kq_arena_new(),
                             .state = kind == KQ_LANE_APART ? kq_arena_new() : NULL,
                             .now = r->ctx.now,
                             .window_start = r->ctx.window_start,
                             .window_end = r->ctx.window_end};
        lane->ctx = &lane->own;
        lane->state = NULL;
    }
    if (kind == KQ_LANE_APART) {
        lane->state = calloc(1, d->state_size + 1);
        if (!lane->state) kq_fatal("out of memory");
        if (d->open) d->open(lane->ctx, lane->state);
    }
    if (!kq_scanner_init(&lane->scanner, d, lane->ctx, lane->state, o->kernels, o->prefilter, o->strict))
        kq_fatal("out of memory");
}

void kq_lanes_make(kq_run *r, uint32_t apart) {
    r->lanes = calloc(apart + 1u, sizeof *r->lanes);
    if (!r->lanes) kq_fatal("out of memory");
    for (; r->apart < apart; r->apart++) {
        kq_lane_init(&r->lanes[r->apart], r, KQ_LANE_APART);
        if (!kq_inputs_prepare(&r->lanes[r->apart])) kq_fatal("what is supplied has changed while it was read");
    }
}

void kq_lane_free(kq_lane *lane) {
    kq_scanner_free(&lane->scanner);
    if (lane->kind != KQ_LANE_MAIN) {
        kq_arena_free(lane->own.row);
        kq_arena_free(lane->own.state);
    }
    if (lane->kind == KQ_LANE_APART) free(lane->state);
    memset(lane, 0, sizeof *lane);
}

void kq_lane_input(kq_lane *lane, const kq_input *input) {
    kq_scanner_input(&lane->scanner, input->table, kq_input_stem(input));
    lane->input = input;
}

void kq_lane_begin(kq_lane *lane, kq_part *part, bool discarding) {
    lane->part = part;
    if (part->begins || part->input != lane->input) kq_lane_input(lane, part->input);
    kq_splitter_start(&lane->splitter, lane->run->options->kernels, lane->run->options->max_record);
    if (part->begins) return;
    kq_scanner_move(&lane->scanner);
    lane->splitter.mode = KQ_MODE_LINES;
    lane->splitter.discarding = discarding;
}

/* ---- malformed records --------------------------------------------------------------------------------------------
 */

/* False when the run must end. */
static bool report(kq_lane *lane, uint64_t line, const char *reason) {
    kq_part *part = lane->part;
    lane->scanner.counts.malformed++;
    if (part->message_count < KQ_REPORTED_MALFORMED) part->messages[part->message_count++] = (kq_message){line, reason};
    if (lane->run->options->strict) part->ends_run = true;
    return !part->ends_run;
}

static bool reject(kq_lane *lane, const kq_split *split) {
    if (lane->run->rejects.fd < 0) return true;
    kq_buf *rejects = &lane->part->rejects;
    kq_buf_put(rejects, split->p, split->n);
    if (split->ends) kq_buf_putc(rejects, '\n');
    return rejects->n < REJECTS_ENOUGH || lane->settle(lane, true);
}

bool kq_lane_reject(kq_lane *lane, uint64_t line, const char *reason, kq_str text) {
    lane->scanner.counts.records++;
    return report(lane, line, reason) && reject(lane, &(kq_split){.p = text.p, .n = text.n, .ends = true});
}

/* A malformed {"records":[...]} line: takes the array's elements one by one, as those of a top-level array, so that one
 * wrong record does not lose the others. What is wrong is reported and rejected element by element. */
static bool take_envelope(kq_lane *lane, const kq_split *whole, const char *array, kq_verdict why) {
    const char *p = array, *end = whole->p + whole->n;
    bool sound = true;
    kq_splitter splitter;
    kq_splitter_start(&splitter, lane->splitter.kernels, lane->splitter.max_record);
    splitter.line = whole->line;
    lane->scanner.counts.records--;
    for (;;) {
        kq_split part;
        kq_split_event event = kq_splitter_next(&splitter, p, end, true, &part);
        bool go_on = true;
        if (event == KQ_SPLIT_RECORD) {
            kq_verdict verdict = kq_scan_element(&lane->scanner, part.p, part.n);
            if (verdict != KQ_VALID) {
                kq_splitter_malformed(&splitter, &part);
                sound = false;
                go_on = report(lane, part.line, kq_verdict_text(verdict)) && reject(lane, &part);
            }
        } else if (event == KQ_SPLIT_FRAMING) {
            sound = false;
            go_on = report(lane, part.line, part.reason);
        }
        p += part.consumed;
        if (!go_on) return false;
        if (event == KQ_SPLIT_END || (event == KQ_SPLIT_MORE && splitter.mode == KQ_MODE_DETECT)) break;
    }
    /* The array was sound: what is wrong stands behind it. */
    return !sound || (report(lane, whole->line, kq_verdict_text(why)) && reject(lane, whole));
}

/* ---- records ------------------------------------------------------------------------------------------------------
 */

/* Takes one event of the splitter; false when the run must end. */
static bool take(kq_lane *lane, kq_split_event event, kq_split *split) {
    kq_verdict verdict = KQ_VALID;
    switch (event) {
    case KQ_SPLIT_RECORD:
        verdict = kq_scan_record(&lane->scanner, split->p, split->n, split->cut != 0);
        if (verdict == KQ_VALID) return true;
        if (lane->splitter.mode == KQ_MODE_LINES) {
            const char *array = kq_envelope_array(split->p, split->n);
            if (array) return take_envelope(lane, split, array, verdict);
        }
        kq_splitter_malformed(&lane->splitter, split);
        return report(lane, split->line, kq_verdict_text(verdict)) && reject(lane, split);
    case KQ_SPLIT_TOO_LONG:
        kq_scanner_move(&lane->scanner);
        lane->scanner.counts.records++;
        return report(lane, split->line, kq_verdict_text(KQ_TOO_LONG)) && reject(lane, split);
    case KQ_SPLIT_REST: return reject(lane, split);
    case KQ_SPLIT_FRAMING: return report(lane, split->line, split->reason);
    case KQ_SPLIT_MORE:
    case KQ_SPLIT_END: break;
    }
    return true;
}

kq_drained kq_lane_drain(kq_lane *lane, kq_view *text) {
    kq_splitter *splitter = &lane->splitter;
    const kq_out *out = lane->ctx->out;
    for (;;) {
        kq_split split;
        if (splitter->mode == KQ_MODE_LINES && !splitter->discarding) {
            /* No further than a record may be long: what is longer is the splitter's to report. */
            size_t n = (size_t)(text->end - text->p), most = lane->run->options->max_record;
            const char *to = kq_scan_skip(&lane->scanner, text->p, text->p + (n < most ? n : most), &splitter->line);
            if (to != text->p) splitter->looked = 0;
            text->p = to;
        }
        kq_split_event event = kq_splitter_next(splitter, text->p, text->end, text->at_end, &split);
        bool go_on = take(lane, event, &split);
        text->p += split.consumed;
        if (!go_on || (out && out->sink.error)) return KQ_DRAINED_STOP;
        if (event == KQ_SPLIT_END) return KQ_DRAINED_OVER;
        /* At the end, MORE means only that the splitter changes its mode. */
        if (event == KQ_SPLIT_MORE && !text->at_end) return KQ_DRAINED_MORE;
    }
}

void kq_lane_gather(kq_lane *lane) {
    kq_part *part = lane->part;
    kq_counts_move(&part->counts, &lane->scanner.counts);
    part->outside_window += lane->ctx->outside_window;
    lane->ctx->outside_window = 0;
    for (uint32_t t = 0; t < lane->scanner.table_count; t++) {
        part->table_records[t] += lane->scanner.tables[t].records;
        lane->scanner.tables[t].records = 0;
    }
}

void kq_lane_read(kq_lane *lane, kq_reader *reader, bool regular) {
    kq_part *part = lane->part;
    kq_out *out = lane->ctx->out;
    kq_drained drained = KQ_DRAINED_MORE;
    for (bool first = true;; first = false) {
        kq_view text = {reader->buffer + reader->begin, reader->buffer + reader->end, reader->at_end};
        drained = kq_lane_drain(lane, &text);
        reader->begin = (size_t)(text.p - reader->buffer);
        part->lines = lane->splitter.line - 1;
        if (drained != KQ_DRAINED_MORE) break;
        if (!first && !lane->settle(lane, false)) break;
        /* Whoever feeds a pipe slowly wants the rows so far. */
        if (!regular && out) kq_sink_flush(&out->sink);
        uint64_t before = reader->total;
        if (!kq_reader_fill(reader)) part->trouble = reader->error;
        kq_run_has_read(lane->run, reader->total - before);
    }
    kq_lane_gather(lane);
}
