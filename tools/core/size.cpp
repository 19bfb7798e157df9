#include "core/size.hpp"

#include <fmt/core.h>

#include <array>
#include <limits>

namespace site {
namespace {

constexpr std::uint64_t largest = std::numeric_limits<std::int64_t>::max();

std::optional<std::uint64_t> unit_of(std::string_view unit) {
    if (unit.empty() || unit == "B") return 1;
    constexpr std::string_view letters = "KMGTP";
    const char first = unit[0] == 'k' ? 'K' : unit[0];
    const auto power = letters.find(first);
    if (power == std::string_view::npos) return std::nullopt;
    const auto rest = unit.substr(1);
    const std::uint64_t base = rest == "B" ? 1000 : 1024;
    if (!rest.empty() && rest != "B" && rest != "iB") return std::nullopt;
    std::uint64_t factor = 1;
    for (std::size_t i = 0; i <= power; ++i) factor *= base;
    return factor;
}

}  // namespace

std::optional<Size> parse_size(std::string_view text) {
    std::uint64_t whole = 0, fraction = 0, scale = 1;
    std::size_t at = 0, digits = 0;
    auto digit = [&] { return at < text.size() && text[at] >= '0' && text[at] <= '9'; };
    for (; digit(); ++at, ++digits) {
        whole = whole * 10 + static_cast<std::uint64_t>(text[at] - '0');
        if (digits > 18) return std::nullopt;
    }
    if (digits == 0) return std::nullopt;
    if (at < text.size() && text[at] == '.') {
        ++at;
        const auto first = at;
        for (; digit(); ++at) {
            if (scale > 100000) return std::nullopt;
            fraction = fraction * 10 + static_cast<std::uint64_t>(text[at] - '0');
            scale *= 10;
        }
        if (at == first) return std::nullopt;
    }
    if (at < text.size() && text[at] == ' ') ++at;
    const auto unit = unit_of(text.substr(at));
    if (!unit || whole > largest / *unit) return std::nullopt;
    const auto bytes = static_cast<unsigned __int128>(whole) * *unit * scale + static_cast<unsigned __int128>(fraction) * *unit;
    if (bytes % scale != 0 || bytes / scale > largest) return std::nullopt;
    return Size{static_cast<std::uint64_t>(bytes / scale)};
}

std::string format_size(Size size) {
    constexpr std::string_view letters = "KMGT";
    std::uint64_t amount = size.bytes;
    std::size_t unit = 0;
    while (unit < letters.size() && amount != 0 && amount % 1024 == 0) {
        amount /= 1024;
        ++unit;
    }
    auto text = std::to_string(amount);
    if (unit > 0) text += letters[unit - 1];
    return text;
}

std::string format_size_rounded(Size size) {
    constexpr std::array<std::string_view, 5> units{"B", "KiB", "MiB", "GiB", "TiB"};
    auto amount = static_cast<double>(size.bytes);
    std::size_t unit = 0;
    while (unit + 1 < units.size() && amount >= 1024) {
        amount /= 1024;
        ++unit;
    }
    if (unit == 0) return fmt::format("{} B", size.bytes);
    return fmt::format("{:.{}f} {}", amount, amount < 10 ? 2 : amount < 100 ? 1 : 0, units[unit]);
}

}  // namespace site
