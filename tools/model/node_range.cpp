#include "model/node_range.hpp"

#include <algorithm>
#include <cstdint>
#include <unordered_map>

#include "core/name.hpp"
#include "model/node_index.hpp"
#include "model/numbered.hpp"

namespace site {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "node007x" -> "node" 7 (three wide) "x".
struct Parted {
    std::string_view prefix, digits, suffix;
    std::uint64_t number = 0;
};

Parted part(std::string_view name) {
    auto end = name.size();
    while (end > 0 && !is_digit(name[end - 1])) --end;
    auto begin = end;
    while (begin > 0 && end - begin < 18 && is_digit(name[begin - 1])) --begin;
    Parted parted{name.substr(0, begin), name.substr(begin, end - begin), name.substr(end), 0};
    for (const char c : parted.digits) parted.number = parted.number * 10 + static_cast<std::uint64_t>(c - '0');
    return parted;
}

/// Whether `next` is what `last` counts up to, leading zeros included.
bool follows(const Parted& last, const Parted& next) {
    if (next.number != last.number + 1) return false;
    const bool padded = last.digits.size() > 1 && last.digits[0] == '0';
    auto expected = std::to_string(next.number);
    if (padded && expected.size() < last.digits.size()) expected.insert(0, last.digits.size() - expected.size(), '0');
    return next.digits == expected;
}

std::string fold_family(std::vector<Parted> family) {
    std::stable_sort(family.begin(), family.end(), [](const Parted& a, const Parted& b) {
        return a.number != b.number ? a.number < b.number : a.digits < b.digits;
    });
    if (family.size() == 1)
        return std::string(family[0].prefix) + std::string(family[0].digits) + std::string(family[0].suffix);
    std::string inside;
    for (std::size_t i = 0; i < family.size();) {
        auto end = i + 1;
        // A run that begins "09" goes on "10": leading zeros are those of its first name.
        auto last = family[i];
        const auto width = family[i].digits[0] == '0' ? family[i].digits.size() : 0;
        while (end < family.size() && follows(last, family[end]) && (width == 0 || family[end].digits.size() >= width))
            last = family[end++];
        if (!inside.empty()) inside += ',';
        inside += family[i].digits;
        if (end - i > 1) inside += '-', inside += family[end - 1].digits;
        i = end;
    }
    return std::string(family[0].prefix) + "[" + inside + "]" + std::string(family[0].suffix);
}

}  // namespace

std::optional<std::vector<std::string>> unfold_range(std::string_view text) {
    const auto range = Numbered::parse(text);
    if (!range) return std::nullopt;
    std::vector<std::string> names;
    names.reserve(range->size());
    for (std::size_t i = 0; i < range->size(); ++i) names.push_back(range->at(i));
    return names;
}

Selection select_nodes(const Site& site, std::string_view range) {
    const NodeIndex index(site);
    const auto found = index.select(range);
    Selection selection;
    for (const auto place : found.nodes) selection.nodes.push_back(site.nodes[place].name);
    selection.fault = found.fault;
    if (!found.wrong.empty()) {
        const auto hint =
            did_you_mean(found.wrong, found.fault_name == "unknown-group" ? index.group_names() : index.node_names());
        if (!hint.empty()) selection.fault += "; " + hint;
    }
    return selection;
}

std::string fold_names(const std::vector<std::string>& names) {
    std::vector<std::string> order;
    std::unordered_map<std::string, std::vector<Parted>> families;
    for (const auto& name : names) {
        const auto parted = part(name);
        auto key = std::string(parted.prefix) + '\n' + std::string(parted.suffix);
        if (parted.digits.empty()) key = '\n' + name;
        auto& family = families[key];
        if (family.empty()) order.push_back(key);
        family.push_back(parted);
    }
    std::string text;
    for (const auto& key : order) {
        if (!text.empty()) text += ',';
        text += fold_family(std::move(families[key]));
    }
    return text;
}

}  // namespace site
