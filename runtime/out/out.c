/* The result sink of out.h. */
#include "out.h"

#include <string.h>

/* A part keeps its rows in memory up to here. */
#define PART_ENOUGH ((size_t)4 << 20)

void kq_out_init(kq_out *o, const kq_detector *d, const kq_ctx *ctx, int fd, kq_format format, bool alerts) {
    memset(o, 0, sizeof *o);
    o->detector = d;
    o->alerts = alerts;
    kq_sink_init(&o->sink, fd);
    if (alerts) {
        kq_alert_init(&o->alert, d, ctx);
        kq_writer_open(&o->writer, &o->sink, format, kq_alert_columns, kq_alert_column_count);
    } else {
        kq_writer_open(&o->writer, &o->sink, format, d->columns, d->column_count);
    }
}

void kq_out_row(kq_ctx *x, const kq_value *values) {
    kq_out *o = x->out;
    o->rows++;
    if (o->alerts) {
        kq_alert_row(&o->alert, values);
        kq_sink_settle(&o->sink); /* a part's entities */
    } else {
        kq_writer_row(&o->writer, values);
    }
}

void kq_out_init_part(kq_out *o, const kq_out *whole, void (*take)(void *owner), void *owner) {
    memset(o, 0, sizeof *o);
    o->detector = whole->detector;
    o->alerts = whole->alerts;
    kq_sink_gather(&o->sink, PART_ENOUGH, take, owner);
    if (o->alerts) {
        kq_alert_init(&o->alert, o->detector, whole->alert.ctx);
        o->alert.entities.log = &o->sink.buffer;
    } else {
        kq_writer_open_part(&o->writer, &o->sink, &whole->writer);
    }
}

void kq_out_take(kq_out *o, kq_out *part) {
    o->rows += part->rows;
    part->rows = 0;
    if (o->alerts)
        kq_alert_take(&o->alert, &part->alert, (kq_str){part->sink.buffer.p, part->sink.buffer.n});
    else
        kq_writer_take(&o->writer, &part->writer);
    part->sink.buffer.n = 0;
}

void kq_out_drop(kq_out *part) {
    part->rows = 0;
    part->sink.buffer.n = 0;
}

void kq_out_finish(kq_out *o) {
    const kq_rule *rule = &o->detector->rule;
    o->fired = rule->is_rule ? kq_trigger_holds(rule, o->rows) : o->rows > 0;
    if (o->alerts && o->fired) kq_alert_write(&o->alert, o->rows, &o->writer);
    kq_writer_close(&o->writer);
    kq_sink_flush(&o->sink);
}

void kq_out_free(kq_out *o) {
    if (o->alerts) kq_alert_free(&o->alert);
    kq_writer_free(&o->writer);
    kq_sink_free(&o->sink);
}
