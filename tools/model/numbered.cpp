#include "model/numbered.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "core/ip_address.hpp"
#include "core/mac_address.hpp"

namespace site {
namespace {

constexpr std::size_t most_names = 100000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes digits from the front, 18 at most.
std::optional<std::uint64_t> take_number(std::string_view& text, std::size_t& digits) {
    std::uint64_t number = 0;
    digits = 0;
    while (digits < text.size() && is_digit(text[digits])) {
        if (digits == 18) return std::nullopt;
        number = number * 10 + static_cast<std::uint64_t>(text[digits++] - '0');
    }
    if (digits == 0) return std::nullopt;
    text.remove_prefix(digits);
    return number;
}

}  // namespace

std::optional<Numbered> Numbered::parse(std::string_view text) {
    Numbered result;
    const auto open = text.find('['), close = text.find(']');
    if (open == std::string_view::npos && close == std::string_view::npos) {
        result.prefix_ = text;
        return result;
    }
    if (open == std::string_view::npos || close == std::string_view::npos || close < open ||
        text.find_first_of("[]", open + 1) != close || text.find_first_of("[]", close + 1) != std::string_view::npos)
        return std::nullopt;
    result.prefix_ = text.substr(0, open);
    result.suffix_ = text.substr(close + 1);
    result.size_ = 0;
    auto inside = text.substr(open + 1, close - open - 1);
    while (true) {
        std::size_t digits = 0, last_digits = 0;
        const bool padded = inside.size() > 1 && inside[0] == '0' && is_digit(inside[1]);
        const auto from = take_number(inside, digits);
        auto to = from;
        if (!from) return std::nullopt;
        if (!inside.empty() && inside[0] == '-') {
            inside.remove_prefix(1);
            to = take_number(inside, last_digits);
        }
        if (!to || *to < *from || *to - *from >= most_names) return std::nullopt;
        result.pieces_.push_back({*from, padded ? digits : 0, result.size_});
        result.size_ += static_cast<std::size_t>(*to - *from + 1);
        if (result.size_ > most_names) return std::nullopt;
        if (inside.empty()) return result;
        if (inside[0] != ',') return std::nullopt;
        inside.remove_prefix(1);
    }
}

std::string Numbered::at(std::size_t index) const {
    if (pieces_.empty()) return prefix_;
    const auto next = std::upper_bound(pieces_.begin(), pieces_.end(), index,
                                       [](std::size_t i, const Piece& piece) { return i < piece.before; });
    const auto& piece = *(next - 1);
    const auto digits = std::to_string(piece.from + (index - piece.before));
    std::string name = prefix_;
    if (digits.size() < piece.width) name.append(piece.width - digits.size(), '0');
    return name + digits + suffix_;
}

namespace {

Counted overflow(std::string_view text, std::size_t index) {
    return {std::string(text), fmt::format("\"{}\" cannot count {} further", text, index), "range-overflow"};
}

Counted count_up(std::string_view text, std::size_t index) {
    const auto start = text.substr(0, text.size() - 1);
    if (const auto mac = parse_mac_address(start)) {
        if (mac->value + index >= 1ULL << 48U) return overflow(text, index);
        return {format_mac_address({mac->value + index}, start[2]), "", ""};
    }
    if (const auto address = parse_ip_address(start)) {
        if (address->value + static_cast<std::uint64_t>(index) > 0xFFFFFFFFU) return overflow(text, index);
        return {format_ip_address({address->value + static_cast<std::uint32_t>(index)}), "", ""};
    }
    auto digits_at = start.size();
    while (digits_at > 0 && is_digit(start[digits_at - 1])) --digits_at;
    auto rest = start.substr(digits_at);
    std::size_t digits = 0;
    const bool padded = rest[0] == '0';
    const auto number = take_number(rest, digits);
    if (!number) return overflow(text, index);
    auto counted = std::to_string(*number + index);
    if (counted.size() > 18) return overflow(text, index);
    std::string result(start.substr(0, digits_at));
    if (padded && counted.size() < digits) result.append(digits - counted.size(), '0');
    return {result + counted, "", ""};
}

}  // namespace

Counted count_along(std::string_view text, const Numbered* range, std::size_t index, std::size_t count) {
    if (text.size() >= 2 && text.back() == '+') {
        const auto before = text[text.size() - 2];
        if (is_digit(before) || parse_mac_address(text.substr(0, text.size() - 1))) return count_up(text, index);
    }
    if (range == nullptr) return {std::string(text), "", ""};
    if (range->size() != count)
        return {std::string(text),
                fmt::format("\"{}\" has {} values for {} node{}", text, range->size(), count, count == 1 ? "" : "s"),
                "range-length"};
    return {range->at(index), "", ""};
}

}  // namespace site
