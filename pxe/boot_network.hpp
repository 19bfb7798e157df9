// The provisioning network as DHCP servers see it.
#pragma once

#include <string>
#include <vector>

#include "model/site.hpp"

namespace site {

/// Throws Error(Exit::faulty_site) when the provisioner's network is not there.
const Network& boot_network(const Site& site);

/// A fixed address: every NIC with one on the provisioning network, in the order of the site.
struct BootHost {
    std::vector<MacAddress> macs;  ///< one; of a bond, all that it bonds
    IpAddress address;
    std::string name;  ///< of the node, for its first NIC there; else empty
};
std::vector<BootHost> boot_hosts(const Site& site);

/// The /64 that dnsmasq advertises so that iPXE need not wait: "fd5e:a4d::" for 10.77.0.0/24. Unique-local (RFC 4193),
/// by the network's address.
std::string router_prefix(const Site& site);

/// "fd5e:a4d::1/64": whoever starts the servers gives it to the provisioner's interface; without it nothing is
/// advertised and each boot takes 15 s longer.
std::string router_address(const Site& site);

/// The same address as the kernel lists it in /proc/net/if_inet6: 32 hex digits.
std::string router_address_digits(const Site& site);

}  // namespace site
