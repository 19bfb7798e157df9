#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include "plan/plan.hpp"

namespace site {
namespace {

// E. Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1 (1986), with the greedy traces kept.
// Beyond this many edits the unequal middle is shown as replaced whole: still a right diff, only a longer one.
constexpr std::ptrdiff_t most_edits = 2000;
constexpr std::size_t context = 3;

using Lines = std::vector<std::string_view>;

struct Edit {
    char mark;  ///< ' ', '-' or '+'
    std::string_view line;
};

Lines split_lines(std::string_view text) {
    Lines lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

/// The furthest x reached on each diagonal, after each number of edits; empty when there are too many edits.
std::vector<std::vector<std::ptrdiff_t>> trace_edits(const Lines& a, const Lines& b) {
    const auto n = static_cast<std::ptrdiff_t>(a.size()), m = static_cast<std::ptrdiff_t>(b.size());
    const auto limit = std::min(n + m, most_edits);
    std::vector<std::vector<std::ptrdiff_t>> trace;
    std::vector<std::ptrdiff_t> reach(static_cast<std::size_t>(2 * limit + 3), 0);
    const auto at = [&](std::ptrdiff_t diagonal) -> std::ptrdiff_t& {
        return reach[static_cast<std::size_t>(diagonal + limit + 1)];
    };
    for (std::ptrdiff_t d = 0; d <= limit; ++d) {
        for (std::ptrdiff_t k = -d; k <= d; k += 2) {
            auto x = k == -d || (k != d && at(k - 1) < at(k + 1)) ? at(k + 1) : at(k - 1) + 1;
            while (x < n && x - k < m && a[static_cast<std::size_t>(x)] == b[static_cast<std::size_t>(x - k)]) ++x;
            at(k) = x;
            if (x >= n && x - k >= m) {
                trace.emplace_back(&at(-d), &at(d) + 1);
                return trace;
            }
        }
        trace.emplace_back(&at(-d), &at(d) + 1);
    }
    return {};
}

std::vector<Edit> replace_all(const Lines& a, const Lines& b) {
    std::vector<Edit> edits;
    for (const auto line : a) edits.push_back({'-', line});
    for (const auto line : b) edits.push_back({'+', line});
    return edits;
}

std::vector<Edit> middle_edits(const Lines& a, const Lines& b) {
    if (a.empty() || b.empty()) return replace_all(a, b);
    const auto trace = trace_edits(a, b);
    if (trace.empty()) return replace_all(a, b);
    std::vector<Edit> edits;
    auto x = static_cast<std::ptrdiff_t>(a.size()), y = static_cast<std::ptrdiff_t>(b.size());
    const auto step_back = [&](char mark) {
        if (mark != '+') --x;
        if (mark != '-') --y;
        edits.push_back({mark, mark == '+' ? b[static_cast<std::size_t>(y)] : a[static_cast<std::size_t>(x)]});
    };
    for (auto d = static_cast<std::ptrdiff_t>(trace.size()) - 1; d > 0; --d) {
        const auto& reach = trace[static_cast<std::size_t>(d - 1)];
        const auto at = [&](std::ptrdiff_t diagonal) { return reach[static_cast<std::size_t>(diagonal + d - 1)]; };
        const auto k = x - y;
        const bool down = k == -d || (k != d && at(k - 1) < at(k + 1));
        const auto after_edit = down ? at(k + 1) : at(k - 1) + 1;
        while (x > after_edit) step_back(' ');
        step_back(down ? '+' : '-');
    }
    while (x > 0) step_back(' ');
    std::reverse(edits.begin(), edits.end());
    return edits;
}

std::vector<Edit> all_edits(Lines a, Lines b) {
    std::size_t front = 0;
    while (front < a.size() && front < b.size() && a[front] == b[front]) ++front;
    std::size_t back = 0;
    while (back < a.size() - front && back < b.size() - front && a[a.size() - 1 - back] == b[b.size() - 1 - back])
        ++back;
    const auto cut = [&](const Lines& lines) {
        return Lines(lines.begin() + static_cast<std::ptrdiff_t>(front),
                     lines.end() - static_cast<std::ptrdiff_t>(back));
    };
    std::vector<Edit> edits;
    for (std::size_t i = 0; i < front; ++i) edits.push_back({' ', a[i]});
    const auto middle = middle_edits(cut(a), cut(b));
    edits.insert(edits.end(), middle.begin(), middle.end());
    for (std::size_t i = a.size() - back; i < a.size(); ++i) edits.push_back({' ', a[i]});
    return edits;
}

std::string format_span(std::size_t lines_before, std::size_t count) {
    const auto first = std::to_string(count == 0 ? lines_before : lines_before + 1);
    return count == 1 ? first : first + ',' + std::to_string(count);
}

}  // namespace

std::string format_diff(const std::string& name, const std::string& before, const std::string& after) {
    const auto edits = all_edits(split_lines(before), split_lines(after));
    const auto changed = [&](std::size_t i) { return edits[i].mark != ' '; };
    std::string out;
    std::size_t old_lines = 0, new_lines = 0, counted = 0;
    const auto count_to = [&](std::size_t end) {
        for (; counted < end; ++counted) {
            old_lines += edits[counted].mark != '+';
            new_lines += edits[counted].mark != '-';
        }
    };
    for (std::size_t i = 0; i < edits.size(); ++i) {
        if (!changed(i)) continue;
        const auto begin = std::max(i - std::min(i, context), counted);
        std::size_t last = i;
        for (std::size_t j = i; j < edits.size() && j <= last + 2 * context + 1; ++j)
            if (changed(j)) last = j;
        const auto end = std::min(last + context + 1, edits.size());
        count_to(begin);
        const auto old_begin = old_lines, new_begin = new_lines;
        count_to(end);
        if (out.empty()) out = "--- " + name + "\n+++ " + name + '\n';
        out += "@@ -" + format_span(old_begin, old_lines - old_begin) + " +" +
               format_span(new_begin, new_lines - new_begin) + " @@\n";
        for (auto j = begin; j < end; ++j) {
            out += edits[j].mark;
            out += edits[j].line;
            out += '\n';
        }
        i = end - 1;
    }
    return out;
}

}  // namespace site
