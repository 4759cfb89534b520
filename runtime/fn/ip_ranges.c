/* Is an address in one of several ranges, for either version of IP (ip.h). */
#include <kq/ops.h>

#include "dyn.h"
#include "ip.h"

/* True when one range holds the address; a range that is no address makes a "no" unknown [assumed]. */
static kq_bool or_in(kq_ctx *x, kq_bool so_far, kq_str ip, kq_str range, kq_ip_in_range *in_range) {
    if (kq_true(so_far)) return so_far;
    kq_bool in = in_range(x, ip, range);
    return kq_true(in) ? in : so_far.null ? so_far : in;
}

kq_bool kq_ip_in_any(kq_ctx *x, kq_str ip, const kq_str *ranges, size_t n, kq_ip_in_range *in_range) {
    kq_bool r = kq_mk_bool(false);
    for (size_t i = 0; i < n; i++) r = or_in(x, r, ip, ranges[i], in_range);
    return r;
}

kq_bool kq_ip_in_any_of(kq_ctx *x, kq_str ip, kq_dyn ranges, kq_ip_in_range *in_range) {
    kq_bool r = kq_mk_bool(false);
    if (!kq_dyn_is_array(ranges)) return kq_null_bool();
    ranges = kq_dyn_expand(x->row, ranges);
    for (uint32_t i = 0; i < ranges.n; i++) r = or_in(x, r, ip, kq_tostring_dynamic(x, ranges.u.items[i]), in_range);
    return r;
}
