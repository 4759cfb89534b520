/* Passing over lines: the scanner's way through input that holds little of interest. The whole block is searched at
 * once for what the prefilter has chosen; only where something is found does it matter where the line begins and ends.
 */
#include "scan.h"

/* The prefilter looks at some input at the first record, and again ever more rarely: what comes first may not be like
 * the rest. */
#define SAMPLE_AGAIN 512u
#define SAMPLE_GROWTH 8u
#define SAMPLE_AT_LEAST_EVERY (UINT64_C(1) << 18)
/* The first sample is better than none, however small; later ones must be of this many bytes. */
#define SAMPLE_ENOUGH ((size_t)48 * 1024)

static void sample(kq_scanner *s, const char *p, const char *end) {
    size_t n = (size_t)(end - p);
    if (s->clock < s->next_sample || n / 2 < s->sample_tried) return;
    if (s->prefilter.sample_count > 0 && n < SAMPLE_ENOUGH) return;
    s->sample_tried = kq_prefilter_sample(&s->prefilter, p, end) ? 0 : n;
    if (s->sample_tried) return;
    s->seen = false; /* what was seen was looked at for other needles, perhaps */
    uint64_t step = s->clock < SAMPLE_AGAIN ? SAMPLE_AGAIN : s->clock * (SAMPLE_GROWTH - 1);
    s->next_sample = s->clock + (step < SAMPLE_AT_LEAST_EVERY ? step : SAMPLE_AT_LEAST_EVERY);
}

/* Remembers how far the incomplete line at p was looked at. */
static const char *remember(kq_scanner *s, const char *p, const char *end, uint64_t line, bool wanted) {
    s->seen = true;
    s->seen_wanted = wanted;
    s->seen_line = line;
    s->seen_bytes = (size_t)(end - p);
    return p;
}

const char *kq_scan_skip(kq_scanner *s, const char *p, const char *end, uint64_t *lines) {
    kq_prefilter *f = &s->prefilter;
    s->found = NULL;
    if (s->strict || s->look_next || p == end) return p;
    sample(s, p, end);
    if (!kq_prefilter_drops(f)) return p;
    bool known = s->seen && s->seen_line == *lines;
    if (known && s->seen_wanted) return p;
    s->seen = false;
    if ((uint8_t)*p <= ' ') return p;
    const char *from = p;
    if (known) {
        /* A needle may begin in what was seen and end in what is new. */
        from += s->seen_bytes - (s->seen_bytes < f->chosen.set.longest ? s->seen_bytes : f->chosen.set.longest);
    }
    for (;;) {
        uint64_t passed = 0;
        const char *at = f->kernels->find_line(&f->chosen.set, from, end, &passed);
        const char *newline = passed ? f->kernels->find_last_byte(from, at, '\n') : NULL;
        if (newline) p = newline + 1;
        *lines += passed;
        s->counts.records += passed;
        s->counts.skipped += passed;
        s->clock += passed;
        if (at == end) return remember(s, p, end, *lines, false);
        if ((uint8_t)*p <= ' ') return p;
        const char *line_end = f->kernels->find_byte(at, end, '\n');
        if (line_end == end) return remember(s, p, end, *lines, true);
        kq_prefilter_run(f, p, (size_t)(line_end - p), s->live);
        if (kq_scan_any_live(s)) {
            s->found = p;
            s->found_length = (size_t)(line_end - p);
            return p;
        }
        from = line_end;
    }
}
