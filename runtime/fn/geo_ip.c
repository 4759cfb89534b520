/* geo_info_from_ip_address (docs: geo-info-from-ip-address-function.md): where an address is, from a database in
 * MaxMind's format (GeoLite2 City, as Kusto has, or another with its fields), which the user names with --geo-ip. By
 * libmaxminddb.
 *
 * null for what is no address, has a prefix, or is in no network of the database (docs). Texts that the database does
 * not have for a network are "", coordinates null (assumed). The file need not be sound: the library checks every
 * offset, and what it objects to gives null. */
#include <kq/ops.h>

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include <maxminddb.h>

#include "dyn.h"
#include "ip.h"
#include "utf8.h"

static MMDB_s database; /* opened before the first event, only read afterwards */
static bool is_open;

bool kq_geo_ip_open(const char *path, const char **why) {
    if (is_open) MMDB_close(&database);
    const int status = MMDB_open(path, MMDB_MODE_MMAP, &database);
    is_open = status == MMDB_SUCCESS;
    if (!is_open) *why = MMDB_strerror(status);
    return is_open;
}

/* The entry of the network that the address is in. */
static bool look_up(const kq_ip6 *ip, MMDB_entry_s *entry) {
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } address;
    memset(&address, 0, sizeof address);
    if (ip->is_ip4) {
        address.v4.sin_family = AF_INET;
        memcpy(&address.v4.sin_addr, ip->b + 12, 4);
    } else {
        address.v6.sin6_family = AF_INET6;
        memcpy(&address.v6.sin6_addr, ip->b, 16);
    }
    int error = MMDB_SUCCESS;
    const MMDB_lookup_result_s found = MMDB_lookup_sockaddr(&database, &address.any, &error);
    *entry = found.entry;
    return error == MMDB_SUCCESS && found.found_entry;
}

static kq_dyn text_at(kq_ctx *x, MMDB_entry_s *entry, const char *const *path) {
    MMDB_entry_data_s d;
    if (MMDB_aget_value(entry, &d, path) != MMDB_SUCCESS || !d.has_data || d.type != MMDB_DATA_TYPE_UTF8_STRING ||
        !kq_utf8_valid(d.utf8_string, d.data_size))
        return kq_dyn_string(kq_null_string());
    char *copy = kq_alloc(x->row, d.data_size + 1u);
    memcpy(copy, d.utf8_string, d.data_size);
    return kq_dyn_string(kq_mk_string(copy, d.data_size));
}

static kq_dyn number_at(MMDB_entry_s *entry, const char *const *path) {
    MMDB_entry_data_s d;
    if (MMDB_aget_value(entry, &d, path) != MMDB_SUCCESS || !d.has_data) return kq_null_dynamic();
    if (d.type == MMDB_DATA_TYPE_DOUBLE) return kq_dyn_real(d.double_value);
    return d.type == MMDB_DATA_TYPE_FLOAT ? kq_dyn_real((double)d.float_value) : kq_null_dynamic();
}

kq_dyn kq_geo_info_from_ip_address(kq_ctx *x, kq_str s) {
    static const char *const country[] = {"country", "names", "en", NULL};
    static const char *const state[] = {"subdivisions", "0", "names", "en", NULL};
    static const char *const city[] = {"city", "names", "en", NULL};
    static const char *const latitude[] = {"location", "latitude", NULL};
    static const char *const longitude[] = {"location", "longitude", NULL};
    kq_ip6 ip;
    MMDB_entry_s entry;
    if (s.n == 0 || memchr(s.p, '/', s.n) || !kq_ip6_parse(s, &ip)) return kq_null_dynamic();
    if (!is_open || !look_up(&ip, &entry)) return kq_null_dynamic();
    kq_member *members = kq_alloc(x->row, 5 * sizeof *members);
    members[0] = (kq_member){KQ_LIT("country"), text_at(x, &entry, country)};
    members[1] = (kq_member){KQ_LIT("state"), text_at(x, &entry, state)};
    members[2] = (kq_member){KQ_LIT("city"), text_at(x, &entry, city)};
    members[3] = (kq_member){KQ_LIT("latitude"), number_at(&entry, latitude)};
    members[4] = (kq_member){KQ_LIT("longitude"), number_at(&entry, longitude)};
    return kq_dyn_bag(members, 5);
}
