// RE2 as plain C functions. Linear time whatever the pattern and the text, and bounded memory: where a DFA would need
// more, RE2 goes on with an NFA, which gives the same answer.
#include "re_engine.h"

#include <re2/re2.h>

#include <cstdint>
#include <string>

namespace {

// A program, and the states of its DFA, which are dropped and built anew when they do not fit.
constexpr int64_t kMaxMemory = 16 << 20;
constexpr size_t kMaxGroups = 32; // on the stack; more go to the heap

RE2::Options bytes_options() {
    RE2::Options o(RE2::CannedOptions::Latin1);
    o.set_log_errors(false);
    o.set_max_mem(kMaxMemory);
    return o;
}

constexpr uint32_t kLastCodePoint = 0x10FFFF;

bool search(const RE2 *re, re2::StringPiece text, size_t from, re2::StringPiece *groups, size_t *pairs, size_t count) {
    // Where the match is, the DFA tells fast. Groups are looked for inside it alone: of all ways to match from there to
    // there, the first one is the one that the whole search would find.
    if (!re->Match(text, from, text.size(), RE2::UNANCHORED, groups, count > 0 ? 1 : 0)) return false;
    if (count > 1) {
        size_t first = static_cast<size_t>(groups[0].data() - text.data());
        if (!re->Match(text, first, first + groups[0].size(), RE2::ANCHOR_BOTH, groups, static_cast<int>(count)))
            return false;
    }
    for (size_t i = 0; i < count; i++) {
        bool took_part = groups[i].data() != nullptr;
        pairs[2 * i] = took_part ? static_cast<size_t>(groups[i].data() - text.data()) : SIZE_MAX;
        pairs[2 * i + 1] = took_part ? pairs[2 * i] + groups[i].size() : SIZE_MAX;
    }
    return true;
}

} // namespace

re_engine *re_engine_new(const char *pattern, size_t n) {
    RE2 *re = new RE2(re2::StringPiece(pattern, n), bytes_options());
    if (re->ok()) return reinterpret_cast<re_engine *>(re);
    delete re;
    return nullptr;
}

void re_engine_free(re_engine *e) { delete reinterpret_cast<RE2 *>(e); }

bool re_engine_search(const re_engine *e, const char *text, size_t n, size_t from, size_t *pairs, size_t count) {
    const RE2 *re = reinterpret_cast<const RE2 *>(e);
    re2::StringPiece whole(text, n);
    if (count <= kMaxGroups) {
        re2::StringPiece groups[kMaxGroups];
        return search(re, whole, from, groups, pairs, count);
    }
    re2::StringPiece *groups = new re2::StringPiece[count];
    bool found = search(re, whole, from, groups, pairs, count);
    delete[] groups;
    return found;
}

namespace {

void put_utf8(std::string *out, uint32_t c) {
    if (c < 0x80) {
        *out += static_cast<char>(c);
    } else if (c < 0x800) {
        *out += static_cast<char>(0xC0 | c >> 6);
        *out += static_cast<char>(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        *out += static_cast<char>(0xE0 | c >> 12);
        *out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
        *out += static_cast<char>(0x80 | (c & 0x3F));
    } else {
        *out += static_cast<char>(0xF0 | c >> 18);
        *out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
        *out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
        *out += static_cast<char>(0x80 | (c & 0x3F));
    }
}

uint32_t decode(const unsigned char *p) {
    if (p[0] < 0x80) return p[0];
    if (p[0] < 0xE0) return (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
    if (p[0] < 0xF0) return (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    return (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
}

uint32_t first_of(re2::StringPiece run) { return decode(reinterpret_cast<const unsigned char *>(run.data())); }

uint32_t last_of(re2::StringPiece run) {
    const unsigned char *p = reinterpret_cast<const unsigned char *>(run.data() + run.size() - 1);
    while ((*p & 0xC0) == 0x80) p--;
    return decode(p);
}

} // namespace

// RE2 has the tables of scripts, and shows them only by what matches: runs of the class in a text of all characters.
bool re_engine_class(const char *pattern, void (*add)(void *, uint32_t, uint32_t), void *context) {
    RE2::Options o;
    o.set_log_errors(false);
    RE2 re("((?:" + std::string(pattern) + ")+)", o);
    if (!re.ok()) return false;
    std::string all;
    all.reserve(4 * (kLastCodePoint + 1));
    for (uint32_t c = 0; c <= kLastCodePoint; c++)
        if (c < 0xD800 || c > 0xDFFF) put_utf8(&all, c);
    re2::StringPiece rest(all), run;
    while (RE2::FindAndConsume(&rest, re, &run)) add(context, first_of(run), last_of(run));
    return true;
}
