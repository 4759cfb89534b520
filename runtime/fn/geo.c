/* Distances on a sphere (docs: geo-distance-2points-function.md, geo-point-in-circle-function.md). Null where a
 * longitude is outside of -180..180, a latitude outside of -90..90, or a radius is not positive. */
#include <kq/ops.h>

#include <math.h>

/* Metres; the example of the first page gives it: 1546754.35197381 between Seattle and Los Angeles. */
#define EARTH_RADIUS 6371010.0

static bool is_place(kq_real longitude, kq_real latitude) {
    return !longitude.null && !latitude.null && fabs(longitude.v) <= 180 && fabs(latitude.v) <= 90;
}

kq_real kq_geo_distance_2points(kq_ctx *x, kq_real lon1, kq_real lat1, kq_real lon2, kq_real lat2) {
    (void)x;
    if (!is_place(lon1, lat1) || !is_place(lon2, lat2)) return kq_null_real();
    const double degree = 3.14159265358979323846 / 180;
    const double a = sin((lat2.v - lat1.v) * degree / 2), b = sin((lon2.v - lon1.v) * degree / 2);
    const double h = a * a + cos(lat1.v * degree) * cos(lat2.v * degree) * b * b; /* the haversine */
    return kq_mk_real(2 * EARTH_RADIUS * asin(sqrt(h < 1 ? h : 1)));
}

kq_bool kq_geo_point_in_circle(kq_ctx *x, kq_real lon, kq_real lat, kq_real centre_lon, kq_real centre_lat,
                               kq_real radius) {
    const kq_real d = kq_geo_distance_2points(x, lon, lat, centre_lon, centre_lat);
    if (d.null || radius.null || !(radius.v > 0)) return kq_null_bool();
    return kq_mk_bool(d.v <= radius.v);
}
