#include "core/mac_address.hpp"

namespace site {
namespace {

std::optional<std::uint64_t> hex_digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<std::uint64_t>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<std::uint64_t>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<std::uint64_t>(c - 'A' + 10);
    return std::nullopt;
}

}  // namespace

std::optional<MacAddress> parse_mac_address(std::string_view text) {
    if (text.size() != 17 || (text[2] != ':' && text[2] != '-')) return std::nullopt;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i % 3 == 2) {
            if (text[i] != text[2]) return std::nullopt;
            continue;
        }
        const auto digit = hex_digit(text[i]);
        if (!digit) return std::nullopt;
        value = value << 4 | *digit;
    }
    return MacAddress{value};
}

std::string format_mac_address(MacAddress mac, char separator) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (int octet = 5; octet >= 0; --octet) {
        const auto byte = mac.value >> (8 * octet) & 255;
        text += digits[byte >> 4];
        text += digits[byte & 15];
        if (octet > 0) text += separator;
    }
    return text;
}

}  // namespace site
