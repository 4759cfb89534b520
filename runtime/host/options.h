/* The detector's command line (DESIGN 4, detector). Included by runtime/host. */
#ifndef KQ_OPTIONS_H
#define KQ_OPTIONS_H

#include <kq/abi.h>

#include "kernels.h"
#include "writer.h"

typedef struct kq_input {
    kq_str table;     /* TABLE=PATH; n == 0: not given */
    const char *path; /* "-" is standard input */
    kq_layout layout;
    char delimiter;              /* KQ_LAYOUT_DELIMITED */
    const kq_supplied *supplied; /* what it is given for; NULL: events */
} kq_input;

typedef struct kq_options {
    const char *program; /* for messages */
    int64_t now;         /* ticks */
    bool alerts;
    kq_format format;
    size_t chunk_size;  /* bytes a read; 0: default */
    size_t max_record;  /* bytes */
    uint64_t seed;      /* of random numbers */
    uint32_t threads;   /* from 1 */
    bool threads_given; /* by the user */
    const kq_kernels *kernels;
    bool prefilter, strict, stats, progress, fail_on_alert;
    const char *output_path, *rejects_path; /* NULL: standard output, nowhere */
    const char *geo_ip_path;                /* NULL: none */
    kq_input *inputs;                       /* malloc */
    uint32_t input_count;
    kq_input *early; /* malloc; what is supplied and read before the inputs */
    uint32_t early_count;
    bool layout_given; /* of the events, whatever the names of the files */
    kq_layout layout;
    char delimiter;
} kq_options;

typedef enum kq_options_result {
    KQ_OPTIONS_RUN,
    KQ_OPTIONS_DONE, /* --help and its kin: all is said, exit 0 */
    KQ_OPTIONS_USAGE /* a message is on stderr, exit 2 */
} kq_options_result;

kq_options_result kq_options_parse(kq_options *o, const kq_detector *d, int argc, char **argv);
void kq_options_free(kq_options *o);

#endif
