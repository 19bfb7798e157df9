#include "core/ip_address.hpp"

#include <fmt/core.h>

namespace site {
namespace {

/// A decimal number of at most `digits` digits without leading zeros, taken from the front of `text`.
std::optional<std::uint32_t> take_number(std::string_view& text, std::size_t digits) {
    std::uint32_t number = 0;
    std::size_t at = 0;
    while (at < text.size() && at < digits && text[at] >= '0' && text[at] <= '9') {
        number = number * 10 + static_cast<std::uint32_t>(text[at] - '0');
        ++at;
    }
    if (at == 0 || (at > 1 && text[0] == '0')) return std::nullopt;
    text.remove_prefix(at);
    return number;
}

}  // namespace

std::optional<IpAddress> parse_ip_address(std::string_view text) {
    std::uint32_t value = 0;
    for (int part = 0; part < 4; ++part) {
        if (part > 0) {
            if (text.empty() || text[0] != '.') return std::nullopt;
            text.remove_prefix(1);
        }
        const auto number = take_number(text, 3);
        if (!number || *number > 255) return std::nullopt;
        value = value << 8 | *number;
    }
    if (!text.empty()) return std::nullopt;
    return IpAddress{value};
}

std::string format_ip_address(IpAddress address) {
    const auto v = address.value;
    return fmt::format("{}.{}.{}.{}", v >> 24, v >> 16 & 255, v >> 8 & 255, v & 255);
}

std::optional<Cidr> parse_cidr(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto network = parse_ip_address(text.substr(0, slash));
    auto rest = text.substr(slash + 1);
    const auto prefix = take_number(rest, 2);
    if (!network || !prefix || !rest.empty() || *prefix > 32) return std::nullopt;
    const Cidr cidr{*network, static_cast<int>(*prefix)};
    if ((network->value & ~cidr.mask()) != 0) return std::nullopt;
    return cidr;
}

std::string format_cidr(const Cidr& cidr) {
    return fmt::format("{}/{}", format_ip_address(cidr.network), cidr.prefix);
}

}  // namespace site
