/* datetime_utc_to_local, datetime_local_to_utc and datetime_list_timezones (docs: datetime-utc-to-local-function.md).
 * Names are those of the IANA database, letter for letter; another name gives null. A local time that a change of
 * clocks leaves out is taken for the one as much later; of one that comes twice the standard time is meant (assumed,
 * kql.md 7.2). */
#include <kq/ops.h>

#include <string.h>

#include "dyn.h"
#include "timezones.h"

/* 1970-01-01 in seconds since 0001-01-01 */
#define EPOCH INT64_C(62135596800)

static const kq_zone *find(kq_str name) {
    uint32_t low = 0, high = kq_zone_name_count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const char *at = kq_zone_names[middle].name;
        const size_t length = strlen(at), n = length < name.n ? length : name.n;
        int order = n ? memcmp(at, name.p, n) : 0;
        if (order == 0) order = length < name.n ? -1 : length > name.n;
        if (order == 0) return &kq_zones[kq_zone_names[middle].zone];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static int32_t offset_at(const kq_zone *z, int64_t at) {
    const kq_zone_transition *list = kq_zone_transitions + z->first;
    uint32_t low = 0, high = z->count; /* how many lie before or at the time */
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (list[middle].at <= at)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == z->count && z->has_rule) return kq_zone_rule_offset(z, at);
    return low == 0 ? z->before : list[low - 1].offset;
}

static kq_datetime moved(kq_datetime t, int64_t seconds) {
    const int64_t ticks = t.v + seconds * KQ_TICKS_PER_SECOND; /* far below 2^62 */
    return ticks < 0 || ticks > KQ_DATETIME_MAX ? kq_null_datetime() : kq_mk_datetime(ticks);
}

static int64_t seconds_of(kq_datetime t) { return t.v / KQ_TICKS_PER_SECOND - EPOCH; }

kq_datetime kq_datetime_utc_to_local(kq_ctx *x, kq_datetime t, kq_str name) {
    (void)x;
    const kq_zone *z = t.null ? NULL : find(name);
    return z ? moved(t, offset_at(z, seconds_of(t))) : kq_null_datetime();
}

kq_datetime kq_datetime_local_to_utc(kq_ctx *x, kq_datetime t, kq_str name) {
    (void)x;
    const kq_zone *z = t.null ? NULL : find(name);
    if (!z) return kq_null_datetime();
    const int64_t local = seconds_of(t);
    const int32_t before = offset_at(z, local - KQ_SECONDS_PER_DAY), after = offset_at(z, local + KQ_SECONDS_PER_DAY);
    const bool by_before = offset_at(z, local - before) == before, by_after = offset_at(z, local - after) == after;
    if (by_before && by_after) return moved(t, -(int64_t)(before < after ? before : after));
    return moved(t, -(int64_t)(by_after ? after : before)); /* in a gap: as if the clocks had not changed */
}

kq_dyn kq_datetime_list_timezones(kq_ctx *x) {
    kq_dyn *items = kq_alloc(x->row, kq_zone_name_count * sizeof *items);
    for (uint32_t i = 0; i < kq_zone_name_count; i++)
        items[i] = kq_dyn_string(kq_mk_string(kq_zone_names[i].name, strlen(kq_zone_names[i].name)));
    return kq_dyn_array(items, kq_zone_name_count);
}
