/* convert_angle and its sisters (docs: convert-angle-function.md, ...): a number from one unit to another, null for a
 * unit that is not of the quantity. Unit names match exactly, case and all [assumed]. */
#include <kq/ops.h>

#include <math.h>
#include <string.h>

/* base = value * times / over + offset */
struct unit {
    const char *name;
    size_t n; /* of name */
    double times, over, offset;
};

#define UNIT(NAME, TIMES, OVER, OFFSET) {#NAME, sizeof #NAME - 1, TIMES, OVER, OFFSET},

static const struct unit angle_units[] = {
#define ANGLE_UNITS
#include "convert_units.def"
#undef ANGLE_UNITS
};

static const struct unit energy_units[] = {
#define ENERGY_UNITS
#include "convert_units.def"
#undef ENERGY_UNITS
};

static const struct unit force_units[] = {
#define FORCE_UNITS
#include "convert_units.def"
#undef FORCE_UNITS
};

static const struct unit length_units[] = {
#define LENGTH_UNITS
#include "convert_units.def"
#undef LENGTH_UNITS
};

static const struct unit mass_units[] = {
#define MASS_UNITS
#include "convert_units.def"
#undef MASS_UNITS
};

static const struct unit speed_units[] = {
#define SPEED_UNITS
#include "convert_units.def"
#undef SPEED_UNITS
};

static const struct unit temperature_units[] = {
#define TEMPERATURE_UNITS
#include "convert_units.def"
#undef TEMPERATURE_UNITS
};

static const struct unit volume_units[] = {
#define VOLUME_UNITS
#include "convert_units.def"
#undef VOLUME_UNITS
};

#undef UNIT

#define UNITS_OF(QUANTITY) QUANTITY##_units, sizeof QUANTITY##_units / sizeof *QUANTITY##_units

static bool is_name(kq_str s, const char *name, size_t n) { return s.n == n && memcmp(s.p, name, n) == 0; }

static const struct unit *find(const struct unit *units, size_t n, kq_str name) {
    for (size_t i = 0; i < n; i++)
        if (is_name(name, units[i].name, units[i].n)) return &units[i];
    return NULL;
}

/* A value in its own unit stays as it is, with no rounding on the way. */
static kq_real convert(const struct unit *units, size_t n, kq_real value, kq_str from, kq_str to) {
    const struct unit *source = find(units, n, from), *target = find(units, n, to);
    if (value.null || !source || !target) return kq_null_real();
    if (source == target) return value;
    const double base = value.v * source->times / source->over + source->offset;
    return kq_mk_real((base - target->offset) * target->over / target->times);
}

static const double DEGREES = 180 / M_PI; /* in a radian */

/* Tilt is the sine of the angle, the only unit that is no multiple of the base; out of -1..1 there is no angle: NaN. */
kq_real kq_convert_angle(kq_ctx *x, kq_real value, kq_str from, kq_str to) {
    (void)x;
    static const char tilt[] = "Tilt", base[] = "Degree";
    const kq_str degree = {base, sizeof base - 1};
    const bool from_tilt = is_name(from, tilt, sizeof tilt - 1), to_tilt = is_name(to, tilt, sizeof tilt - 1);
    if (from_tilt && to_tilt) return value;
    if (from_tilt && !value.null) value.v = asin(value.v) * DEGREES;
    kq_real result = convert(UNITS_OF(angle), value, from_tilt ? degree : from, to_tilt ? degree : to);
    if (to_tilt && !result.null) result.v = sin(result.v / DEGREES);
    return result;
}

kq_real kq_convert_energy(kq_ctx *x, kq_real value, kq_str from, kq_str to) {
    return (void)x, convert(UNITS_OF(energy), value, from, to);
}

kq_real kq_convert_force(kq_ctx *x, kq_real value, kq_str from, kq_str to) {
    return (void)x, convert(UNITS_OF(force), value, from, to);
}

kq_real kq_convert_length(kq_ctx *x, kq_real value, kq_str from, kq_str to) {
    return (void)x, convert(UNITS_OF(length), value, from, to);
}

kq_real kq_convert_mass(kq_ctx *x, kq_real value, kq_str from, kq_str to) {
    return (void)x, convert(UNITS_OF(mass), value, from, to);
}

kq_real kq_convert_speed(kq_ctx *x, kq_real value, kq_str from, kq_str to) {
    return (void)x, convert(UNITS_OF(speed), value, from, to);
}

kq_real kq_convert_temperature(kq_ctx *x, kq_real value, kq_str from, kq_str to) {
    return (void)x, convert(UNITS_OF(temperature), value, from, to);
}

kq_real kq_convert_volume(kq_ctx *x, kq_real value, kq_str from, kq_str to) {
    return (void)x, convert(UNITS_OF(volume), value, from, to);
}
