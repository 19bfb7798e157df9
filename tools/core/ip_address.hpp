// IPv4 addresses and networks. (IPv6 is not part of the site model yet: nodes are provisioned over IPv4.)
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace site {

/// Host byte order.
struct IpAddress {
    std::uint32_t value = 0;
    auto operator<=>(const IpAddress&) const = default;
};

/// Strict dotted quad, no leading zeros ("010" is refused: some programs read it as octal).
std::optional<IpAddress> parse_ip_address(std::string_view text);
std::string format_ip_address(IpAddress address);

struct Cidr {
    IpAddress network;  ///< host bits are zero
    int prefix = 0;     ///< 0..32
    bool operator==(const Cidr&) const = default;

    std::uint32_t mask() const { return prefix == 0 ? 0 : ~std::uint32_t{0} << (32 - prefix); }
    IpAddress netmask() const { return {mask()}; }
    IpAddress broadcast() const { return {network.value | ~mask()}; }
    bool contains(IpAddress address) const { return (address.value & mask()) == network.value; }
    bool overlaps(const Cidr& other) const { return contains(other.network) || other.contains(network); }
};

/// "10.77.0.0/24". Absent when malformed or when host bits are set.
std::optional<Cidr> parse_cidr(std::string_view text);
std::string format_cidr(const Cidr& cidr);

}  // namespace site
