/* Text of guid, both ways. */
#include "guid.h"

#include "utf8.h"

bool kq_parse_guid(kq_str s, uint8_t out[16]) {
    uint8_t bytes[16];
    size_t i = 0;
    s = kq_ascii_trim(s);
    for (int digit = 0; digit < 32; digit++) {
        bool hyphen_place = digit == 8 || digit == 12 || digit == 16 || digit == 20;
        if (hyphen_place && i < s.n && s.p[i] == '-') i++;
        int v = i < s.n ? kq_ascii_hex((unsigned char)s.p[i]) : -1;
        if (v < 0) return false;
        i++;
        bytes[digit / 2] = (uint8_t)(digit % 2 ? bytes[digit / 2] | v : v << 4);
    }
    for (int b = 0; b < 16; b++) out[b] = bytes[b];
    return true;
}

size_t kq_format_guid(const uint8_t guid[16], char *buf) {
    static const char digits[] = "0123456789abcdef";
    size_t n = 0;
    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) buf[n++] = '-';
        buf[n++] = digits[guid[i] >> 4];
        buf[n++] = digits[guid[i] & 15];
    }
    return n;
}
