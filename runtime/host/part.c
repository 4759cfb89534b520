/* The parts of part.h: their numbers are added up, their messages get their lines within the input. */
#include "part.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"

void kq_part_init(kq_part *p, uint32_t table_count) {
    memset(p, 0, sizeof *p);
    p->table_records = calloc(table_count + 1u, sizeof *p->table_records);
    if (!p->table_records) kq_fatal("out of memory");
}

void kq_part_begin(kq_part *p, const kq_input *input, bool begins) {
    p->input = input;
    p->begins = begins;
    p->ends_run = false;
    p->trouble = NULL;
    p->lines = 0;
}

void kq_part_free(kq_part *p) {
    free(p->table_records);
    kq_buf_free(&p->rejects);
    memset(p, 0, sizeof *p);
}

static const char *shown_name(const kq_input *input) { return strcmp(input->path, "-") == 0 ? "<stdin>" : input->path; }

static void print_messages(kq_run *r, const kq_part *p, uint64_t lines_before) {
    for (uint32_t i = 0; i < p->message_count; i++) {
        if (r->counts.malformed + i >= KQ_REPORTED_MALFORMED && !r->options->strict) break;
        fprintf(stderr, "%s: %s:%llu: malformed record: %s\n", r->options->program, shown_name(p->input),
                (unsigned long long)(lines_before + p->messages[i].line), p->messages[i].reason);
    }
}

void kq_counts_move(kq_scan_counts *to, kq_scan_counts *from) {
    to->records += from->records;
    to->looked_at += from->looked_at;
    to->skipped += from->skipped;
    to->malformed += from->malformed;
    to->no_table += from->no_table;
    *from = (kq_scan_counts){0};
}

static void add_counts(kq_run *r, kq_part *p) {
    kq_counts_move(&r->counts, &p->counts);
    r->outside_window += p->outside_window;
    p->outside_window = 0;
    for (uint32_t t = 0; t < r->table_count; t++) {
        r->table_records[t] += p->table_records[t];
        p->table_records[t] = 0;
    }
}

bool kq_part_commit(kq_run *r, kq_part *p, bool over) {
    uint64_t lines_before = p->begins ? 0 : r->lines;
    print_messages(r, p, lines_before);
    p->message_count = 0;
    add_counts(r, p);
    if (p->rejects.n > 0) {
        kq_buf_put(&r->rejects.buffer, p->rejects.p, p->rejects.n);
        kq_sink_settle(&r->rejects);
        p->rejects.n = 0;
    }
    if (over) r->lines = lines_before + p->lines;
    if (over && p->trouble) {
        fprintf(stderr, "%s: %s: %s\n", r->options->program, shown_name(p->input), p->trouble);
        r->incomplete = true; /* what could be read counts */
    }
    return !p->ends_run && r->rejects.error == 0 && r->out.sink.error == 0;
}
