/* The result sink of out.h. */
#include "out.h"

#include <string.h>

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
    if (o->alerts)
        kq_alert_row(&o->alert, values);
    else
        kq_writer_row(&o->writer, values);
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
