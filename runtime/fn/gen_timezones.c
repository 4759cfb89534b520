/* Writes the tables of timezones.h as C, from the folder of compiled zones (RFC 8536) and its tzdata.zi, which lists
 * the zones ("Z name ...") and other names of them ("L zone name"). Transitions that the zone's rule for the future
 * gives as well are left out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "timezones.h"

enum { MOST_NAMES = 2000, MOST_TRANSITIONS = 4000, LONGEST = 64 };

static struct {
    char name[LONGEST], target[LONGEST]; /* target: of a link, else "" */
    int zone;
} names[MOST_NAMES];
static int name_count, zone_count;
static uint32_t written;

static void fail(const char *what, const char *name) {
    fprintf(stderr, "gen_timezones: %s: %s\n", name, what);
    exit(EXIT_FAILURE);
}

static int by_name(const void *a, const void *b) { return strcmp(a, b); }

static void read_names(const char *path) {
    FILE *f = fopen(path, "r");
    if (!f) fail("cannot be read (Debian: apt install tzdata)", path);
    char line[1024];
    while (fgets(line, sizeof line, f)) {
        if (name_count == MOST_NAMES) fail("too many names", path);
        char *name = names[name_count].name, *target = names[name_count].target;
        if (sscanf(line, "Z %63s", name) == 1 || sscanf(line, "L %63s %63s", target, name) == 2) name_count++;
    }
    fclose(f);
    qsort(names, (size_t)name_count, sizeof *names, by_name);
}

/* ---- RFC 8536 */

static int64_t big_endian(const unsigned char *p, int n) {
    uint64_t v = p[0] & 0x80 ? UINT64_MAX : 0;
    for (int i = 0; i < n; i++) v = v << 8 | p[i];
    return (int64_t)v;
}

static const char *skip_abbreviation(const char *p) {
    if (*p == '<') return strchr(p, '>') + 1;
    while ((*p | 32) >= 'a' && (*p | 32) <= 'z') p++;
    return p;
}

/* [+-]hh[:mm[:ss]] in seconds */
static const char *read_time(const char *p, int32_t *seconds) {
    const int sign = *p == '-' ? -1 : 1;
    int32_t unit = 3600, total = 0;
    if (*p == '-' || *p == '+') p++;
    for (;; unit /= 60) {
        total += unit * (int32_t)strtol(p, (char **)&p, 10);
        if (*p != ':') break;
        p++;
    }
    *seconds = sign * total;
    return p;
}

/* ,Mm.w.d[/time] */
static const char *read_change(const char *p, kq_zone_change *c, const char *name) {
    int month, week, day, n = 0;
    if (sscanf(p, ",M%d.%d.%d%n", &month, &week, &day, &n) != 3 || n == 0) fail("a rule that is not known", name);
    *c = (kq_zone_change){(uint8_t)month, (uint8_t)week, (uint8_t)day, 2 * 3600};
    p += n;
    return *p == '/' ? read_time(p + 1, &c->seconds) : p;
}

/* "EST5EDT,M3.2.0,M11.1.0": offsets are west of UTC there. */
static void read_rule(const char *p, kq_zone *z, const char *name) {
    int32_t west;
    p = read_time(skip_abbreviation(p), &west);
    z->standard = z->daylight = -west;
    if (!*p) return;
    z->daylight += 3600;
    p = skip_abbreviation(p);
    if (*p != ',') {
        p = read_time(p, &west);
        z->daylight = -west;
    }
    p = read_change(p, &z->to_daylight, name);
    read_change(p, &z->to_standard, name);
    z->has_rule = true;
}

static size_t body_size(const unsigned char *header, int time_size) {
    const int64_t utc = big_endian(header + 20, 4), standard = big_endian(header + 24, 4),
                  leap = big_endian(header + 28, 4), times = big_endian(header + 32, 4),
                  types = big_endian(header + 36, 4), chars = big_endian(header + 40, 4);
    return (size_t)(times * (time_size + 1) + types * 6 + chars + leap * (time_size + 4) + standard + utc);
}

static void put_zone(const char *folder, const char *name, kq_zone *z) {
    static unsigned char file[1 << 18];
    static kq_zone_transition list[MOST_TRANSITIONS];
    char path[4096];
    snprintf(path, sizeof path, "%s/%.63s", folder, name);
    FILE *f = fopen(path, "rb");
    const size_t n = f ? fread(file, 1, sizeof file - 1, f) : 0;
    if (n < 44 || memcmp(file, "TZif", 4) != 0 || file[4] < '2') fail("no compiled zone of version 2", path);
    fclose(f);
    file[n] = '\0';
    const unsigned char *header = file + 44 + body_size(file, 4), *p = header + 44;
    const int times = (int)big_endian(header + 32, 4);
    const unsigned char *types = p + times * 9;
    char *footer = (char *)(header + 44 + body_size(header, 8)) + 1;
    footer[strcspn(footer, "\n")] = '\0';
    *z = (kq_zone){.before = (int32_t)big_endian(types, 4)};
    read_rule(footer, z, name);
    uint32_t count = 0;
    int32_t last = z->before;
    if (times > MOST_TRANSITIONS) fail("too many transitions", path);
    for (int i = 0; i < times; i++) {
        const int32_t offset = (int32_t)big_endian(types + 6 * p[times * 8 + i], 4);
        if (offset != last) list[count++] = (kq_zone_transition){big_endian(p + 8 * i, 8), offset};
        last = offset;
    }
    const uint32_t all = count;
    while (z->has_rule && count > 0) {
        /* the rule changes twice a year: a longer pause is not its */
        if (count < all && list[count].at - list[count - 1].at > 330 * KQ_SECONDS_PER_DAY) break;
        const kq_zone_transition *t = &list[count - 1];
        const int32_t before = count > 1 ? list[count - 2].offset : z->before;
        if (kq_zone_rule_offset(z, t->at) != t->offset || kq_zone_rule_offset(z, t->at - 1) != before) break;
        count--;
    }
    if (count < all) count++; /* from there on the rule holds */
    if (z->has_rule && (count == 0 || kq_zone_rule_offset(z, list[count - 1].at) != list[count - 1].offset))
        fail("its rule does not go on where its transitions end", name);
    for (uint32_t i = 0; i < count; i++) printf("{%lld,%d},\n", (long long)list[i].at, (int)list[i].offset);
    z->first = written;
    z->count = count;
    written += count;
}

static void put_change(const kq_zone_change *c) { printf("{%d,%d,%d,%d}", c->month, c->week, c->day, (int)c->seconds); }

static int find(const char *name) {
    for (int i = 0; i < name_count; i++)
        if (strcmp(names[i].name, name) == 0) return i;
    fail("a link that leads nowhere", name);
    return 0;
}

int main(int argc, char **argv) {
    static kq_zone zones[MOST_NAMES];
    const char *folder = argc > 1 ? argv[1] : "/usr/share/zoneinfo";
    char path[4096];
    snprintf(path, sizeof path, "%s/tzdata.zi", folder);
    read_names(path);
    printf("/* Made by gen_timezones.c. */\n#include \"timezones.h\"\nconst kq_zone_transition kq_zone_transitions[] = "
           "{\n");
    for (int i = 0; i < name_count; i++) {
        if (names[i].target[0]) continue;
        names[i].zone = zone_count;
        put_zone(folder, names[i].name, &zones[zone_count++]);
    }
    printf("};\nconst kq_zone kq_zones[] = {\n");
    for (int i = 0; i < zone_count; i++) {
        const kq_zone *z = &zones[i];
        printf("{%u,%u,%d,%d,%d,%d,", z->first, z->count, (int)z->before, z->has_rule, (int)z->standard,
               (int)z->daylight);
        put_change(&z->to_daylight);
        printf(",");
        put_change(&z->to_standard);
        printf("},\n");
    }
    printf("};\nconst uint32_t kq_zone_name_count = %d;\nconst kq_zone_name kq_zone_names[] = {\n", name_count);
    for (int i = 0; i < name_count; i++) {
        int at = i;
        while (names[at].target[0]) at = find(names[at].target);
        printf("{\"%s\",%d},\n", names[i].name, names[at].zone);
    }
    printf("};\n");
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
