/* Opens the inputs of a run and reads them one after the other on one thread. */
#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "delimited.h"
#include "run.h"

kq_str kq_input_stem(const kq_input *input) {
    if (strcmp(input->path, "-") == 0) return (kq_str){"", 0};
    const char *slash = strrchr(input->path, '/');
    const char *name = slash ? slash + 1 : input->path;
    return (kq_str){name, strcspn(name, ".")};
}

static int fail(kq_part *part, const char *why) {
    part->trouble = why;
    part->ends_run = true;
    return -1;
}

int kq_input_open(const kq_input *input, kq_part *part, bool *regular) {
    bool standard = strcmp(input->path, "-") == 0;
    int fd = standard ? STDIN_FILENO : open(input->path, O_RDONLY | O_CLOEXEC);
    struct stat info;
    if (fd < 0) return fail(part, strerror(errno));
    int error = fstat(fd, &info) != 0 ? errno : S_ISDIR(info.st_mode) ? EISDIR : 0;
    if (error) {
        kq_input_close(input, fd);
        return fail(part, strerror(error));
    }
    *regular = S_ISREG(info.st_mode);
    return fd;
}

void kq_input_close(const kq_input *input, int fd) {
    if (fd >= 0 && strcmp(input->path, "-") != 0) close(fd);
}

bool kq_input_settle(kq_lane *lane, bool must) {
    (void)must;
    kq_lane_gather(lane);
    if (lane->run->options->progress) kq_report_progress(lane->run, false);
    return kq_part_commit(lane->run, lane->part, false);
}

void kq_input_read(kq_lane *lane, kq_reader *reader, bool regular) {
    if (lane->part->input->layout == KQ_LAYOUT_JSON)
        kq_lane_read(lane, reader, regular);
    else
        kq_delimited_read(lane, reader, regular);
}

void kq_input_read_range(kq_lane *lane, const kq_range *range, kq_part *part, kq_reader *reader) {
    bool regular = false;
    int fd = kq_input_open(range->input, part, &regular);
    if (fd < 0) return;
    kq_reader_start(reader, fd);
    if (range->from > 0) lseek(fd, (off_t)range->from, SEEK_SET);
    if (range->from > 0 || range->to != KQ_TO_END) {
        reader->left = range->to - range->from;
        reader->packing = KQ_PACKING_NONE;
    }
    kq_lane_begin(lane, part, false);
    kq_input_read(lane, reader, regular);
    kq_input_close(range->input, fd);
}

static bool read_input(kq_run *r, const kq_input *input, kq_reader *reader) {
    kq_part part;
    kq_part_init(&part, r->table_count);
    kq_part_begin(&part, input, true);
    kq_input_read_range(&r->lane, &(kq_range){input, 0, KQ_TO_END, 0}, &part, reader);
    bool go_on = kq_part_commit(r, &part, true);
    kq_part_free(&part);
    return go_on;
}

/* Of a lane apart: whatever there is to say, the main lane has said. */
static bool settle_silently(kq_lane *lane, bool must) {
    (void)must;
    lane->part->rejects.n = 0;
    return true;
}

static bool read_early(kq_lane *lane, const kq_input *input, kq_reader *reader) {
    kq_part part;
    const bool main_lane = lane->kind == KQ_LANE_MAIN;
    kq_part_init(&part, lane->scanner.table_count);
    kq_part_begin(&part, input, true);
    lane->settle = main_lane ? kq_input_settle : settle_silently;
    kq_input_read_range(lane, &(kq_range){input, 0, KQ_TO_END, 0}, &part, reader);
    bool go_on = main_lane ? kq_part_commit(lane->run, &part, true) : !part.trouble;
    kq_part_free(&part);
    return go_on;
}

bool kq_inputs_prepare(kq_lane *lane) {
    const kq_run *r = lane->run;
    const kq_options *o = r->options;
    bool go_on = true;
    if (o->early_count > 0) {
        kq_reader reader;
        if (!kq_reader_init(&reader, o->chunk_size)) kq_fatal("out of memory");
        for (uint32_t i = 0; go_on && i < o->early_count; i++) go_on = read_early(lane, &o->early[i], &reader);
        kq_reader_free(&reader);
    }
    if (go_on && r->detector->prepare) r->detector->prepare(lane->ctx, lane->state);
    return go_on;
}

bool kq_inputs_read(kq_run *r) {
    kq_reader reader;
    bool go_on = true;
    if (!kq_reader_init(&reader, r->options->chunk_size)) kq_fatal("out of memory");
    r->lane.settle = kq_input_settle;
    for (uint32_t i = 0; go_on && i < r->options->input_count; i++)
        go_on = read_input(r, &r->options->inputs[i], &reader);
    kq_reader_free(&reader);
    return go_on;
}
