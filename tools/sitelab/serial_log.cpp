#include "sitelab/serial_log.hpp"

#include <algorithm>
#include <sstream>

namespace site {
namespace {

constexpr char escape = '\x1b';

/// Place behind the escape sequence that begins at `at`.
std::size_t skip_escape(const std::string& text, std::size_t at) {
    ++at;
    if (at >= text.size() || text[at] != '[') return std::min(at + 1, text.size());
    ++at;
    while (at < text.size() && (text[at] < '@' || text[at] > '~')) ++at;
    return std::min(at + 1, text.size());
}

}  // namespace

std::string plain_serial(const std::string& text) {
    std::string plain;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (c == escape) {
            // A cursor that is placed anew begins a new line of what a person would see.
            const auto end = skip_escape(text, at);
            if (end > at && (text[end - 1] == 'H' || text[end - 1] == 'J') && !plain.empty() && plain.back() != '\n')
                plain.push_back('\n');
            at = end;
            continue;
        }
        if (c == '\r' || c == '\n') {
            if (!plain.empty() && plain.back() != '\n') plain.push_back('\n');
        } else if (c == '\t' || static_cast<unsigned char>(c) >= ' ') {
            if (c != '\x7f') plain.push_back(c);
        }
        ++at;
    }
    return plain;
}

std::vector<std::string> last_lines(const std::string& text, std::size_t count) {
    std::istringstream plain(plain_serial(text));
    std::vector<std::string> lines;
    std::string line;
    while (std::getline(plain, line)) {
        const auto end = line.find_last_not_of(" \t");
        if (end != std::string::npos) lines.push_back(line.substr(0, end + 1));
    }
    if (lines.size() > count) lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(count));
    return lines;
}

}  // namespace site
