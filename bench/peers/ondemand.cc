// The peer for a rule without a usable literal: simdjson's On-Demand parser takes the 14 fields that the seed rule
// reads from every record, as raw JSON tokens (nothing is unescaped or converted), and does nothing with them but add
// up their lengths. Fields are visited in the order of the record, each once: on records of 20 to 30 keys of which 14
// are wanted and half of these are absent, this is faster than asking for each by name.
//
//   ondemand stream FILE   iterate_many over blocks of 1 MiB (cut at a newline)
//   ondemand lines FILE    a document for each line
//
// Compile with -O3 -march=native: On-Demand picks its instruction set at compile time. No thread is used.
#include <fcntl.h>
#include <simdjson.h>
#include <unistd.h>

#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#define TEXT_OF_TOKEN(x) #x
#define TEXT_OF(x) TEXT_OF_TOKEN(x)

using namespace simdjson;

namespace {
constexpr size_t block_size = 1 << 20;

struct totals {
    uint64_t records = 0, fields = 0, bytes = 0;
};

// By length and then text, as a hand-written reader would.
bool wanted(std::string_view key) {
    switch (key.size()) {
    case 4: return key == "Type";
    case 6: return key == "Caller";
    case 10: return key == "ActionType";
    case 11: return key == "EventSource";
    case 13:
        return key == "TimeGenerated" || key == "CorrelationId" || key == "Authorization" || key == "UsersInsights";
    case 15: return key == "CallerIpAddress";
    case 16: return key == "SourceIPLocation" || key == "ActivityInsights";
    case 17: return key == "UserPrincipalName";
    case 18: return key == "OperationNameValue";
    case 19: return key == "ActivityStatusValue";
    default: return false;
    }
}

// The key as it stands in the text; none of ours holds an escape.
std::string_view key_of(ondemand::raw_json_string key) {
    const char *start = key.raw();
    return {start, static_cast<size_t>(static_cast<const char *>(std::memchr(start, '"', 4096)) - start)};
}

template <class document> void take(document &&doc, totals &t) {
    t.records++;
    for (auto field : doc.get_object()) {
        if (!wanted(key_of(field.key()))) continue;
        ondemand::value value = field.value();
        ondemand::json_type type = value.type();
        std::string_view text;
        if (type == ondemand::json_type::object || type == ondemand::json_type::array) {
            text = type == ondemand::json_type::object ? value.get_object().value().raw_json().value()
                                                       : value.get_array().value().raw_json().value();
        } else {
            text = value.raw_json_token();
        }
        t.fields++;
        t.bytes += text.size();
    }
}

void take_stream(ondemand::parser &parser, const char *text, size_t size, size_t capacity, totals &t) {
    ondemand::document_stream stream;
    simdjson::error_code error = parser.iterate_many(text, size, capacity).get(stream);
    if (error) throw simdjson_error(error);
    for (auto document : stream) take(document, t);
}

void take_lines(ondemand::parser &parser, const char *text, size_t size, size_t capacity, totals &t) {
    for (const char *p = text, *end = text + size; p < end;) {
        const char *newline = static_cast<const char *>(std::memchr(p, '\n', static_cast<size_t>(end - p)));
        const char *stop = newline ? newline : end;
        if (stop > p) {
            size_t room = static_cast<size_t>(text + capacity - p);
            auto document = parser.iterate(p, static_cast<size_t>(stop - p), room);
            take(document.value(), t);
        }
        p = stop + 1;
    }
}

int run(const char *mode, const char *path) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        std::perror(path);
        return 1;
    }
    // a partial record stays at the front; records of these files are shorter than a block
    const size_t capacity = 2 * block_size + SIMDJSON_PADDING;
    std::vector<char> buffer(capacity);
    ondemand::parser parser;
    totals t;
    size_t kept = 0;
    for (;;) {
        ssize_t n = read(fd, buffer.data() + kept, block_size);
        if (n < 0) {
            std::perror(path);
            return 1;
        }
        size_t filled = kept + static_cast<size_t>(n);
        size_t whole = filled;
        while (n > 0 && whole > 0 && buffer[whole - 1] != '\n') whole--;
        if (n > 0 && whole == 0 && filled > block_size) {
            std::fprintf(stderr, "%s: record longer than %zu bytes\n", path, block_size);
            return 1;
        }
        if (whole > 0) {
            if (std::strcmp(mode, "lines") == 0)
                take_lines(parser, buffer.data(), whole, capacity, t);
            else
                take_stream(parser, buffer.data(), whole, 2 * block_size, t);
        }
        kept = filled - whole;
        std::memmove(buffer.data(), buffer.data() + whole, kept);
        if (n == 0) break;
    }
    close(fd);
    std::printf("records %" PRIu64 "\nfields %" PRIu64 "\nbytes %" PRIu64 "\n", t.records, t.fields, t.bytes);
    return 0;
}
} // namespace

int main(int argc, char **argv) {
    if (argc == 2 && std::strcmp(argv[1], "version") == 0) {
        // stage 1 comes from the library and is chosen at run time, the rest at compile time
        std::printf("simdjson %d.%d.%d (%s, On-Demand for %s)\n", SIMDJSON_VERSION_MAJOR, SIMDJSON_VERSION_MINOR,
                    SIMDJSON_VERSION_REVISION, get_active_implementation()->name().c_str(),
                    TEXT_OF(SIMDJSON_BUILTIN_IMPLEMENTATION));
        return 0;
    }
    if (argc != 3) {
        std::fprintf(stderr, "usage: ondemand stream|lines FILE\n       ondemand version\n");
        return 2;
    }
    try {
        return run(argv[1], argv[2]);
    } catch (const std::exception &e) {
        std::fprintf(stderr, "%s: %s\n", argv[2], e.what());
        return 1;
    }
}
