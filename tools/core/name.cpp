#include "core/name.hpp"

#include <algorithm>

namespace site {
namespace {

bool lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool letter_or_digit(char c) { return lower_or_digit(c) || (c >= 'A' && c <= 'Z'); }

std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
        }
        before.swap(last);
        last.swap(row);
    }
    return last[b.size()];
}

}  // namespace

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= 63 && lower_or_digit(text.front()) && lower_or_digit(text.back()) &&
           std::all_of(text.begin(), text.end(), [](char c) { return lower_or_digit(c) || c == '-'; });
}

bool is_domain(std::string_view text) {
    if (text.empty() || text.size() > 253) return false;
    while (true) {
        const auto dot = text.find('.');
        if (!is_name(text.substr(0, dot))) return false;
        if (dot == std::string_view::npos) return true;
        text.remove_prefix(dot + 1);
    }
}

bool is_loose_name(std::string_view text) {
    return !text.empty() && text.size() <= 63 && letter_or_digit(text.front()) && letter_or_digit(text.back()) &&
           std::all_of(text.begin(), text.end(),
                       [](char c) { return letter_or_digit(c) || c == '-' || c == '_' || c == '.'; }) &&
           text.find("..") == std::string_view::npos;
}

bool is_interface_name(std::string_view text) {
    return !text.empty() && text.size() <= 15 && text != "." && text != ".." && text.front() != '-' &&
           std::all_of(text.begin(), text.end(),
                       [](char c) { return letter_or_digit(c) || c == '-' || c == '_' || c == '.'; });
}

bool is_safe_path(std::string_view text) {
    if (text.empty() || text.front() != '/' || text.size() > 4095) return false;
    if (!std::all_of(text.begin(), text.end(), [](char c) {
            return letter_or_digit(c) || std::string_view("_./+:@-").find(c) != std::string_view::npos;
        }))
        return false;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('/', at + 1), text.size());
        const auto part = text.substr(at + 1, end - at - 1);
        if (part == "." || part == "..") return false;
        at = end;
    }
    return true;
}

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
    std::string best;
    std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
    if (word.size() > 100) return best;
    for (const auto& candidate : candidates) {
        if (candidate.size() > 100) continue;
        const auto d = distance(word, candidate);
        if (d < best_distance) {
            best_distance = d;
            best = candidate;
        }
    }
    return best;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
    const auto found = nearest(word, candidates);
    return found.empty() ? std::string{} : "did you mean \"" + found + "\"?";
}

}  // namespace site
