/* Reads the inputs of a run: opens them, cuts them into records, hands these to the scanner, and reports and writes
 * down the malformed ones. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run.h"
#include "split.h"

_Static_assert(KQ_READER_PADDING >= KQ_PADDING, "kernels read this far behind the block");

/* This many malformed records are reported one by one, the rest by number only. */
#define REPORTED_MALFORMED 5

static bool fail(const kq_run *r, const char *path, const char *why) {
    fprintf(stderr, "%s: %s: %s\n", r->options->program, path, why);
    return false;
}

/* Formats that come later would be read as malformed lines without a word. */
static const char *unsupported(const char *path) {
    static const struct {
        const char *ending, *why;
    } later[] = {{".csv", "reading CSV is not supported yet"}, {".tsv", "reading TSV is not supported yet"}};
    size_t n = strlen(path);
    if (n > 3 && strcasecmp(path + n - 3, ".gz") == 0) n -= 3;
    if (n > 4 && strcasecmp(path + n - 4, ".zst") == 0) n -= 4;
    for (size_t i = 0; i < sizeof later / sizeof later[0]; i++) {
        size_t k = strlen(later[i].ending);
        if (n > k && strncasecmp(path + n - k, later[i].ending, k) == 0) return later[i].why;
    }
    return NULL;
}

static kq_str stem_of(const char *path) {
    if (strcmp(path, "-") == 0) return (kq_str){"", 0};
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    return (kq_str){name, strcspn(name, ".")};
}

static const char *shown_name(const kq_input *input) { return strcmp(input->path, "-") == 0 ? "<stdin>" : input->path; }

/* ---- malformed records --------------------------------------------------------------------------------------------
 */

/* False when the run must end. */
static bool report(kq_run *r, const kq_input *input, uint64_t line, const char *reason) {
    kq_scan_counts *counts = &r->scanner.counts;
    counts->malformed++;
    if (counts->malformed <= REPORTED_MALFORMED || r->options->strict)
        fprintf(stderr, "%s: %s:%llu: malformed record: %s\n", r->options->program, shown_name(input),
                (unsigned long long)line, reason);
    return !r->options->strict;
}

static bool reject(kq_run *r, const kq_split *part) {
    if (r->rejects.fd < 0) return true;
    kq_buf_put(&r->rejects.buffer, part->p, part->n);
    if (part->ends) kq_buf_putc(&r->rejects.buffer, '\n');
    kq_sink_settle(&r->rejects);
    return r->rejects.error == 0;
}

/* A malformed {"records":[...]} line: takes the array's elements one by one, as those of a top-level array, so that one
 * wrong record does not lose the others. What is wrong is reported and rejected element by element. */
static bool take_envelope(kq_run *r, const kq_input *input, const kq_split *whole, const char *array, kq_verdict why) {
    const char *p = array, *end = whole->p + whole->n;
    const uint64_t before = r->scanner.counts.malformed;
    kq_splitter splitter;
    kq_splitter_start(&splitter, r->options->kernels, r->options->max_record);
    splitter.line = whole->line;
    r->scanner.counts.records--;
    for (;;) {
        kq_split part;
        kq_split_event event = kq_splitter_next(&splitter, p, end, true, &part);
        bool go_on = true;
        if (event == KQ_SPLIT_RECORD) {
            kq_verdict verdict = kq_scan_element(&r->scanner, part.p, part.n);
            if (verdict != KQ_VALID) {
                kq_splitter_malformed(&splitter, &part);
                go_on = report(r, input, part.line, kq_verdict_text(verdict)) && reject(r, &part);
            }
        } else if (event == KQ_SPLIT_FRAMING) {
            go_on = report(r, input, part.line, part.reason);
        }
        p += part.consumed;
        if (!go_on) return false;
        if (event == KQ_SPLIT_END || (event == KQ_SPLIT_MORE && splitter.mode == KQ_MODE_DETECT)) break;
    }
    /* The array was sound: what is wrong stands behind it. */
    if (r->scanner.counts.malformed == before)
        return report(r, input, whole->line, kq_verdict_text(why)) && reject(r, whole);
    return true;
}

/* Takes one event of the splitter; false when the run must end. */
static bool take(kq_run *r, const kq_input *input, kq_splitter *splitter, kq_split_event event, kq_split *part) {
    kq_verdict verdict = KQ_VALID;
    switch (event) {
    case KQ_SPLIT_RECORD:
        verdict = kq_scan_record(&r->scanner, part->p, part->n, part->cut != 0);
        if (verdict == KQ_VALID) return true;
        if (splitter->mode == KQ_MODE_LINES) {
            const char *array = kq_envelope_array(part->p, part->n);
            if (array) return take_envelope(r, input, part, array, verdict);
        }
        kq_splitter_malformed(splitter, part);
        return report(r, input, part->line, kq_verdict_text(verdict)) && reject(r, part);
    case KQ_SPLIT_TOO_LONG:
        r->scanner.counts.records++;
        return report(r, input, part->line, kq_verdict_text(KQ_TOO_LONG)) && reject(r, part);
    case KQ_SPLIT_REST: return reject(r, part);
    case KQ_SPLIT_FRAMING: return report(r, input, part->line, part->reason);
    case KQ_SPLIT_MORE:
    case KQ_SPLIT_END: break;
    }
    return true;
}

/* ---- inputs -------------------------------------------------------------------------------------------------------
 */

/* Splits what is in the buffer; false when the run must end. *over: the input has no more records. */
static bool drain(kq_run *r, const kq_input *input, kq_splitter *splitter, bool *over) {
    kq_reader *reader = &r->reader;
    for (;;) {
        kq_split part;
        bool was_at_end = reader->at_end;
        if (splitter->mode == KQ_MODE_LINES && !splitter->discarding) {
            const char *from = reader->buffer + reader->begin;
            /* No further than a record may be long: what is longer is the splitter's to report. */
            size_t n = reader->end - reader->begin;
            if (n > r->options->max_record) n = r->options->max_record;
            const char *to = kq_scan_skip(&r->scanner, from, from + n, &splitter->line);
            reader->begin += (size_t)(to - from);
            if (to != from) splitter->looked = 0;
        }
        kq_split_event event =
            kq_splitter_next(splitter, reader->buffer + reader->begin, reader->buffer + reader->end, was_at_end, &part);
        bool go_on = take(r, input, splitter, event, &part);
        reader->begin += part.consumed;
        if (!go_on) return false;
        if (r->out.sink.error) return false;
        *over = event == KQ_SPLIT_END;
        if (*over) return true;
        /* At the end, MORE means only that the splitter changes its mode. */
        if (event == KQ_SPLIT_MORE && !was_at_end) return true;
    }
}

static bool read_all(kq_run *r, const kq_input *input, int fd, bool regular) {
    kq_splitter splitter;
    bool over = false;
    kq_splitter_start(&splitter, r->options->kernels, r->options->max_record);
    kq_reader_start(&r->reader, fd);
    while (!over) {
        /* Whoever feeds a pipe slowly wants the rows so far. */
        if (!regular) kq_sink_flush(&r->out.sink);
        if (!kq_reader_fill(&r->reader)) {
            fail(r, shown_name(input), r->reader.error);
            r->incomplete = true; /* what could be read counts */
        }
        if (!drain(r, input, &splitter, &over)) return false;
        if (r->options->progress) kq_report_progress(r, false);
    }
    return true;
}

bool kq_run_input(kq_run *r, const kq_input *input) {
    const char *why = unsupported(input->path);
    if (why) return fail(r, input->path, why);
    bool standard = strcmp(input->path, "-") == 0;
    int fd = standard ? STDIN_FILENO : open(input->path, O_RDONLY | O_CLOEXEC);
    struct stat info;
    if (fd < 0 || fstat(fd, &info) != 0) return fail(r, input->path, strerror(errno));
    bool ok;
    if (S_ISDIR(info.st_mode)) {
        ok = fail(r, input->path, strerror(EISDIR));
    } else {
        kq_scanner_input(&r->scanner, input->table, stem_of(input->path));
        ok = read_all(r, input, fd, S_ISREG(info.st_mode));
    }
    if (!standard) close(fd);
    return ok;
}
