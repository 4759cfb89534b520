/* The alert of alert.h. Everything in it is a function of rule, rows and T, so that a repeated run gives the same alert
 * with the same SystemAlertId. */
#include "alert.h"

#include <string.h>

#define XXH_INLINE_ALL
#define XXH_NO_STREAM
#include <xxhash.h>

#include "guid.h"
#include "jsonscan.h"
#include "number.h"
#include "timetext.h"

enum {
    TIME_GENERATED,
    DISPLAY_NAME,
    ALERT_NAME,
    ALERT_SEVERITY,
    DESCRIPTION,
    PROVIDER_NAME,
    VENDOR_NAME,
    SYSTEM_ALERT_ID,
    ALERT_TYPE,
    START_TIME,
    END_TIME,
    EXTENDED_PROPERTIES,
    ENTITIES,
    PRODUCT_NAME,
    STATUS,
    TACTICS,
    TECHNIQUES,
    TYPE,
    COLUMN_COUNT
};

const kq_column kq_alert_columns[] = {
    [TIME_GENERATED] = {KQ_LIT("TimeGenerated"), KQ_T_DATETIME},
    [DISPLAY_NAME] = {KQ_LIT("DisplayName"), KQ_T_STRING},
    [ALERT_NAME] = {KQ_LIT("AlertName"), KQ_T_STRING},
    [ALERT_SEVERITY] = {KQ_LIT("AlertSeverity"), KQ_T_STRING},
    [DESCRIPTION] = {KQ_LIT("Description"), KQ_T_STRING},
    [PROVIDER_NAME] = {KQ_LIT("ProviderName"), KQ_T_STRING},
    [VENDOR_NAME] = {KQ_LIT("VendorName"), KQ_T_STRING},
    [SYSTEM_ALERT_ID] = {KQ_LIT("SystemAlertId"), KQ_T_STRING},
    [ALERT_TYPE] = {KQ_LIT("AlertType"), KQ_T_STRING},
    [START_TIME] = {KQ_LIT("StartTime"), KQ_T_DATETIME},
    [END_TIME] = {KQ_LIT("EndTime"), KQ_T_DATETIME},
    [EXTENDED_PROPERTIES] = {KQ_LIT("ExtendedProperties"), KQ_T_STRING},
    [ENTITIES] = {KQ_LIT("Entities"), KQ_T_STRING},
    [PRODUCT_NAME] = {KQ_LIT("ProductName"), KQ_T_STRING},
    [STATUS] = {KQ_LIT("Status"), KQ_T_STRING},
    [TACTICS] = {KQ_LIT("Tactics"), KQ_T_STRING},
    [TECHNIQUES] = {KQ_LIT("Techniques"), KQ_T_STRING},
    [TYPE] = {KQ_LIT("Type"), KQ_T_STRING},
};
const uint32_t kq_alert_column_count = COLUMN_COUNT;

static bool equals(kq_str s, const char *text) { return s.n == strlen(text) && (s.n == 0 || !memcmp(s.p, text, s.n)); }

static uint32_t find_datetime(const kq_detector *d, const char *name) {
    uint32_t i = 0;
    while (i < d->column_count && (d->columns[i].type != KQ_T_DATETIME || !equals(d->columns[i].name, name))) i++;
    return i;
}

void kq_alert_init(kq_alert *a, const kq_detector *d, const kq_ctx *ctx) {
    memset(a, 0, sizeof *a);
    a->detector = d;
    a->ctx = ctx;
    kq_entities_init(&a->entities, d->rule.entities, d->rule.entity_count);
    a->start_column = a->end_column = find_datetime(d, "TimeGenerated");
    if (a->start_column == d->column_count) {
        a->start_column = find_datetime(d, "StartTime");
        a->end_column = find_datetime(d, "EndTime");
        if (a->start_column == d->column_count) a->start_column = a->end_column;
        if (a->end_column == d->column_count) a->end_column = a->start_column;
    }
    a->start = INT64_MAX;
    a->end = INT64_MIN;
}

void kq_alert_free(kq_alert *a) { kq_entities_free(&a->entities); }

void kq_alert_row(kq_alert *a, const kq_value *values) {
    kq_entities_row(&a->entities, values);
    if (a->start_column == a->detector->column_count) return;
    const kq_value *start = &values[a->start_column], *end = &values[a->end_column];
    if (!start->null && start->u.i < a->start) a->start = start->u.i;
    if (!end->null && end->u.i > a->end) a->end = end->u.i;
}

void kq_alert_take(kq_alert *a, kq_alert *part, kq_str log) {
    kq_entities_take(&a->entities, log);
    if (part->start < a->start) a->start = part->start;
    if (part->end > a->end) a->end = part->end;
    part->start = INT64_MAX;
    part->end = INT64_MIN;
}

bool kq_trigger_holds(const kq_rule *rule, uint64_t rows) {
    int64_t n = rows > INT64_MAX ? INT64_MAX : (int64_t)rows;
    switch (rule->trigger) {
    case KQ_TRIGGER_GT: return n > rule->threshold;
    case KQ_TRIGGER_LT: return n < rule->threshold;
    case KQ_TRIGGER_EQ: return n == rule->threshold;
    case KQ_TRIGGER_NE: return n != rule->threshold;
    }
    return false;
}

/* ---- parts --------------------------------------------------------------------------------------------------------
 */

static void put_datetime(kq_buf *b, int64_t ticks) {
    char text[KQ_DATETIME_TEXT];
    kq_buf_put(b, text, kq_format_datetime(ticks, text));
}

static void put_long(kq_buf *b, int64_t v) {
    char text[KQ_LONG_TEXT];
    kq_buf_put(b, text, kq_format_long(v, text));
}

/* 2023-07-24 15:23:59Z */
static void put_seconds(kq_buf *b, int64_t ticks) {
    char text[KQ_DATETIME_TEXT];
    kq_format_datetime(ticks, text);
    kq_buf_put(b, text, 10);
    kq_buf_putc(b, ' ');
    kq_buf_put(b, text + 11, 8);
    kq_buf_putc(b, 'Z');
}

/* The window that the rule looked at; a rule without a period looks at everything up to T. */
static int64_t window_start(const kq_alert *a) { return a->ctx->window_start < 0 ? 0 : a->ctx->window_start; }

static const char *trigger_name(kq_trigger t) {
    switch (t) {
    case KQ_TRIGGER_GT: return "GreaterThan";
    case KQ_TRIGGER_LT: return "LessThan";
    case KQ_TRIGGER_EQ: return "Equal";
    case KQ_TRIGGER_NE: return "NotEqual";
    }
    return "";
}

/* A UUID of version 8 (RFC 9562: custom) from the hashes of rule and T, by XXH64: the hash of the tables has another
 * seed in each run. */
static void put_alert_id(const kq_alert *a, kq_buf *b) {
    uint8_t id[16];
    for (uint64_t half = 0; half < 2; half++) {
        const kq_str *rule = &a->detector->rule.id;
        uint64_t h = XXH64(rule->n ? rule->p : "", rule->n, half);
        h = XXH64(&a->ctx->now, sizeof a->ctx->now, h);
        for (int i = 0; i < 8; i++) id[half * 8 + (uint64_t)i] = (uint8_t)(h >> (8 * i));
    }
    id[6] = (uint8_t)((id[6] & 0x0F) | 0x80);
    id[8] = (uint8_t)((id[8] & 0x3F) | 0x80);
    char text[KQ_GUID_TEXT];
    kq_buf_put(b, text, kq_format_guid(id, text));
}

static void put_property(kq_buf *b, const char *name, const kq_buf *value) {
    kq_buf_puts(b, b->n == 0 ? "{\"" : ",\"");
    kq_buf_puts(b, name);
    kq_buf_puts(b, "\":");
    kq_json_put_string(b, (kq_str){value->p, value->n});
}

static void put_property_text(kq_buf *b, const char *name, kq_str value) {
    kq_buf_puts(b, b->n == 0 ? "{\"" : ",\"");
    kq_buf_puts(b, name);
    kq_buf_puts(b, "\":");
    kq_json_put_string(b, value);
}

/* Keys and their order as Sentinel writes them (sentinel-rules.md 3.2). */
static void put_extended_properties(const kq_alert *a, uint64_t rows, kq_buf *b) {
    const kq_rule *rule = &a->detector->rule;
    kq_buf v = {0};
    char span[KQ_TIMESPAN_TEXT];
    put_property_text(b, "Query Period", (kq_str){span, kq_format_timespan(rule->query_period, span)});
    const char *trigger = trigger_name(rule->trigger);
    put_property_text(b, "Trigger Operator", (kq_str){trigger, strlen(trigger)});
    put_long(&v, rule->threshold);
    put_property(b, "Trigger Threshold", &v);
    v.n = 0;
    put_long(&v, rows > INT64_MAX ? INT64_MAX : (int64_t)rows);
    put_property(b, "Search Query Results Overall Count", &v);
    v.n = 0;
    kq_buf_puts(&v,
                "// The query_now parameter represents the time (in UTC) at which the scheduled analytics rule ran to "
                "produce this alert.\nset query_now = datetime(");
    put_datetime(&v, a->ctx->now);
    kq_buf_puts(&v, ");\n");
    kq_buf_put_str(&v, rule->query);
    put_property(b, "Query", &v);
    /* Sentinel rounds the start down and the end up to seconds. */
    v.n = 0;
    put_seconds(&v, window_start(a));
    put_property(b, "Query Start Time UTC", &v);
    v.n = 0;
    int64_t end = a->ctx->now, rest = end % KQ_TICKS_PER_SECOND;
    put_seconds(&v, rest && end <= KQ_DATETIME_MAX - KQ_TICKS_PER_SECOND ? end - rest + KQ_TICKS_PER_SECOND : end);
    put_property(b, "Query End Time UTC", &v);
    v.n = 0;
    kq_buf_putc(&v, '[');
    kq_json_put_string(&v, rule->id);
    kq_buf_putc(&v, ']');
    put_property(b, "Analytic Rule Ids", &v);
    put_property_text(b, "Event Grouping", (kq_str)KQ_LIT("SingleAlert"));
    put_property_text(b, "Analytic Rule Name", rule->name);
    kq_buf_putc(b, '}');
    kq_buf_free(&v);
}

static void put_list(kq_buf *b, const kq_str *items, uint32_t count, bool json) {
    if (json) kq_buf_putc(b, '[');
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0) kq_buf_putc(b, ',');
        if (json)
            kq_json_put_string(b, items[i]);
        else
            kq_buf_put_str(b, items[i]);
    }
    if (json) kq_buf_putc(b, ']');
}

static kq_value text(const kq_buf *b) { return kq_box_string((kq_str){b->p, b->n}); }
static kq_value literal(const char *s) { return kq_box_string((kq_str){s, strlen(s)}); }

void kq_alert_write(kq_alert *a, uint64_t rows, kq_writer *w) {
    const kq_rule *rule = &a->detector->rule;
    kq_buf id = {0}, type = {0}, properties = {0}, tactics = {0}, techniques = {0};
    put_alert_id(a, &id);
    /* Sentinel puts the workspace's GUID before the rule's; a detector has no workspace. */
    kq_buf_puts(&type, "00000000-0000-0000-0000-000000000000_");
    kq_buf_put_str(&type, rule->id);
    put_extended_properties(a, rows, &properties);
    put_list(&tactics, rule->tactics, rule->tactic_count, false);
    put_list(&techniques, rule->techniques, rule->technique_count, true);
    bool nrt = equals(rule->kind, "NRT");
    bool seen = a->start <= a->end;
    kq_value v[COLUMN_COUNT] = {
        [TIME_GENERATED] = kq_box_datetime(kq_mk_datetime(a->ctx->now)),
        [DISPLAY_NAME] = kq_box_string(rule->name),
        [ALERT_NAME] = kq_box_string(rule->name),
        [ALERT_SEVERITY] = kq_box_string(rule->severity),
        [DESCRIPTION] = kq_box_string(rule->description),
        [PROVIDER_NAME] = literal(nrt ? "ASI NRT Alerts" : "ASI Scheduled Alerts"),
        [VENDOR_NAME] = literal("Microsoft"),
        [SYSTEM_ALERT_ID] = text(&id),
        [ALERT_TYPE] = text(&type),
        [START_TIME] = kq_box_datetime(kq_mk_datetime(seen ? a->start : window_start(a))),
        [END_TIME] = kq_box_datetime(kq_mk_datetime(seen ? a->end : a->ctx->now)),
        [EXTENDED_PROPERTIES] = text(&properties),
        [ENTITIES] = kq_box_string(kq_entities_finish(&a->entities)),
        [PRODUCT_NAME] = literal("Azure Sentinel"),
        [STATUS] = literal("New"),
        [TACTICS] = text(&tactics),
        [TECHNIQUES] = text(&techniques),
        [TYPE] = literal("SecurityAlert"),
    };
    kq_writer_row(w, v);
    kq_buf_free(&id);
    kq_buf_free(&type);
    kq_buf_free(&properties);
    kq_buf_free(&tactics);
    kq_buf_free(&techniques);
}
