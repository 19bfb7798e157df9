// Ethernet addresses.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace site {

/// 48 bits, first octet highest.
struct MacAddress {
    std::uint64_t value = 0;
    auto operator<=>(const MacAddress&) const = default;
    bool is_multicast() const { return (value >> 40 & 1) != 0; }
};

/// "52:54:00:77:00:11" or with hyphens, any case; not mixed.
std::optional<MacAddress> parse_mac_address(std::string_view text);
/// Lower case; separator ':' as people and dnsmasq write it, '-' as iPXE's ${mac:hexhyp} does.
std::string format_mac_address(MacAddress mac, char separator = ':');

}  // namespace site
